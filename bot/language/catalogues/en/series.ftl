# Series: pause and resume, skipped dates, holidays, and the date an announcement is about

series-event = Date
series-not-on = Not on
series-named = { $day } ({ $name })
series-more = { $count } more
series-holidays = { $named ->
    [0] the server’s holidays
   *[other] the server’s other holidays
}
series-paused-since = paused since { $since }
series-dates = Dates
series-pause = Pause
series-resume = Resume

series-paused = Paused: { $title }
series-paused-what = Nothing of it is sent until an organiser resumes it. What it misses meanwhile is not sent later.
series-resumed = Resumed: { $title }
series-resumed-what = What it missed is not sent.

series-dates-of = Dates: { $title }
series-choose = Choose the dates to skip. What you choose is saved at once; take a date out of the choice and it is sent again.
series-choose-none = No date is skipped
series-date = { $date } · { $anchor }
series-holiday = Holiday: { $name }. Nothing is sent.
series-dates-note = Holidays and dates further ahead are under “Edit”, then “Dates”.
series-skipped-days = Skipped: { $days }. Nothing is sent then.
series-taken-back = Sent again: { $days }.
series-skipped-nothing = Nothing was changed.

series-event-set = Date of the event
series-event-hint = A date and a time in { $zone }. Leave it empty for none.
series-event-none = It names no date of an event. With one, members can be reminded before it.
series-event-past = The date of the event has passed, so posts do not show it. Change it under “Dates”.
series-event-early = The date of the event comes before the first post, so no post will show it.
series-event-gap = The clocks jump over the time of the event. It counts as { $at }.
series-event-fold = The clocks go back and the time of the event comes twice. The first is meant: { $at }.
series-not-on-set = Not on …
series-not-on-label = Dates on which nothing is sent
series-not-on-hint = Separate them with commas. Leave it empty for none.
series-not-on-read = Understood: not on { $days }.
series-not-on-empty = Understood: no date is left out.
series-holidays-skip = Skip holidays
series-holidays-keep = Send on holidays too
series-holidays-none = No holidays are named in this server yet. Add them with /setup holidays.
series-preview = Back to the preview
series-back = Back to the announcement
series-draft-note = This is part of the draft: nothing changes before you confirm it.
series-kept = Still skipped: { $days }.
series-gone = No longer skipped, as the new time does not fall on them: { $days }.

series-once = This is sent once, so there is nothing to pause or skip. Move it with /announce edit, or cancel it.
series-paused-already = This series is paused already.
series-resumed-already = This series is not paused.
series-skipped-already = That date is skipped already. To send it after all, take it back under “Dates” in /announce show.
series-date-over = One of these dates is over by now, so nothing was changed. Open “Dates” again.
series-not-on-many = At most { $most } dates can be left out. Leave out fewer, or shorten the series with “until”.
series-nothing-left = Each date of this series is left out, so nothing would be sent. Keep at least one under “Dates”.
series-event-once = The event has one date. Type it without “every”, for example: 2026-12-15 18:00
series-event-zone = Clocks go back then, and that time comes twice in { $zone }. Type it in the announcement’s own zone.

command-announce-pause = Stop sending a series until you resume it
command-announce-pause-announcement = Which series
command-announce-resume = Send a paused series again, from the next date on
command-announce-resume-announcement = Which series
command-announce-skip = Leave out one date of a series
command-announce-skip-announcement = Which series
command-announce-skip-date = Which date; type it, or choose one
command-announce-new-about = The date it is about, if it has one, for example: 15 Dec 2026 18:00

audit-announce-pause = { $at } { $who } paused the series “{ $subject }”
audit-announce-resume = { $at } { $who } resumed the series “{ $subject }”
audit-announce-skip = { $at } { $who } changed which dates of “{ $subject }” are skipped
