# Time phrases: how a time is said again, and why one is refused

## Names

when-weekday = { $day ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
when-weekday-short = { $day ->
    [1] Mon
    [2] Tue
    [3] Wed
    [4] Thu
    [5] Fri
    [6] Sat
   *[7] Sun
}
when-month-short = { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}

## A time

when-date = { when-weekday-short } { $date } { when-month-short } { $year }
when-day = { $date } { when-month-short } { $year }
when-anchor = { $time } { $city }
when-plan = { $what }, { $place }
when-plan-except = { $plan }, not on { $days }
when-echo = { $date } { $time } · { $zone }
when-echo-ambiguous = { $date } { $time } (the first of two) · { $zone }
when-echo-shifted = { $date } { $time } (clocks jump) · { $zone }
when-echo-rule = { $first } · { $rule }
when-echo-except = { $reading } · not on { $days }
when-days-more = { $list } and { $count } more
when-days-counted = { $count ->
    [one] one date
   *[other] { $count } dates
}

## A rule

when-list = { $list }, { $item }
when-rule-daily = { $interval ->
    [1] every day
   *[other] every { $interval } days
}
when-rule-workdays = every weekday (Mon–Fri)
when-rule-weekly = { $interval ->
    [1] every { $days }
   *[other] every { $interval } weeks on { $days }
}
when-rule-monthly = { $interval ->
    [1] every month on { $days }
   *[other] every { $interval } months on { $days }
}
when-rule-yearly = { $interval ->
    [1] every year on { $date } { when-month-short }
   *[other] every { $interval } years on { $date } { when-month-short }
}
when-rule-yearly-weekday = { $interval ->
    [1] every year on { $days } of { when-month-short }
   *[other] every { $interval } years on { $days } of { when-month-short }
}
when-rule-until = { $rule } until { $until }
when-rule-counted = { $count ->
    [one] { $rule }, once
   *[other] { $rule }, { $count } times
}
when-last-day = the last day
when-month-day = the { $date ->
    [1] 1st
    [2] 2nd
    [3] 3rd
    [21] 21st
    [22] 22nd
    [23] 23rd
    [31] 31st
   *[other] { $date }th
}
when-nth = { $nth ->
    [1] 1st
    [2] 2nd
    [3] 3rd
    [4] 4th
    [5] 5th
    [-1] last
    [-2] 2nd last
    [-3] 3rd last
    [-4] 4th last
   *[-5] 5th last
}
when-nth-weekday = the { $nth } { $weekday }

## Refused: the phrase

when-empty = Say when, for example: tomorrow 18:00
when-too-long = That is longer than { $most } characters. Say it shorter, for example: tomorrow 18:00
when-not-understood = I don’t understand “{ $part }”. Try: tomorrow 18:00 · 15 Dec 2026 09:00 · every 2nd Tuesday 18:00
when-not-understood-near = I don’t understand “{ $part }”. Did you mean “{ $near }”?
when-day-missing = On which day? Type: today { $time } or tomorrow { $time }
when-time-missing = At what time of day? Type: { $example }
when-time-wrong = There is no time of day “{ $typed }”. Type it as 18:00 or 6pm.
when-time-colon = Write “{ $typed }” with a colon: { $example }
when-hour-ambiguous = “{ $typed }”: in the morning or in the evening? Type { $early } or { $late }
when-midnight = Midnight could be the start or the end of the day. Type 00:00 for its start or 23:59 for its end.
when-date-wrong = There is no such day: “{ $date }”.
when-date-ambiguous = “{ $typed }” is two dates. Type { $first } or { $second }
when-date-numbers = Type “{ $typed }” as: { $example }
when-weekday-wrong = { $date } is a { when-weekday }. Correct the date, or leave the weekday out.
when-nth-alone = This month, or each month? For each month type: { $example }
when-every-second = “Every second { $weekday }” is two things. Type: { $monthly } (of the month) or: { $fortnightly }
when-weekday-missing = On which day of the week? Type: every week on Tuesday 18:00
when-month-day-missing = On which day? Type: every month on the 15th 18:00, or: every 2nd Tuesday 18:00
when-year-day-missing = On which day? Type: every year on 5 June 18:00
when-limit-once = “until”, “for 6 weeks”, “starting” and “not on” go with times that repeat, such as: every Tuesday 18:00 until 2027-03-01

## Refused: the time

when-past = { $wall } is past: it is { $now } there. Choose a later time.
when-too-far = That is more than { $years } years ahead. Choose a nearer time.
when-gap = The clocks in { $city } jump over { $wall }. Type { $before } or { $after }
when-until-early = Nothing is left before the “until”. Choose a later end.
when-not-of-series = { $date }, a { when-weekday }, is not a date of this series. Correct it, or leave it out of “not on”.
when-not-past = { $date } is past. Name a date that is still to come.
when-not-all = Nothing is left: each date of the series is in “not on”. Keep at least one.
when-date-missing = Which day? Type, for example: 24 Dec 2026
when-yearly-year = A day of every year has no year and no weekday. Type, for example: 25 Dec every year

## Refused: the zone

when-zone-unknown = There is no time zone “{ $zone }”. Type a city or a name such as Asia/Beirut.
when-zone-unknown-near = There is no time zone “{ $zone }”. Did you mean { $near }?
when-zone-abbreviation = “{ $zone }” does not name one zone all year. Type a place, such as { $examples }
when-offset-alone = An offset goes with a full date only, as in 2026-12-15 18:00+03:00. Otherwise name a place, such as Asia/Beirut.

## Refused: the rule

when-rule-too-often = Nothing repeats more often than once a day. Type, for example: every day 09:00
when-rule-interval = “Every { $interval }” is not possible here: at least 1, at most { $most }.
when-rule-count = “{ $count } times” is not possible: at least 1, at most { $most }.
when-rule-never = No calendar has such a day. Choose another one.
when-rule-unreadable = This repetition is not supported: “{ $part }”. Try: every 2nd Tuesday 18:00
