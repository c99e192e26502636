# Times that have passed: why one is refused.

when-past-unreadable = I don’t understand “{ $typed }”. Try: now · 20 min ago · 14:30 · yesterday 22:00 · 2026-11-22 08:15
when-past-future = That is still to come. Type when it was: now, 20 min ago, 14:30 or yesterday 22:00.
when-past-old = That is more than a year ago. Type a later time.
when-past-repeats = One time is wanted, not a series. Type, for example: yesterday 22:00
when-past-gap = The clocks in { $city } jumped over { $wall }. Type the time that they showed.
