# The hour of a new cohort: when people can, and which hour asks least of them

command-cohort-availability = When people can: mark your hours for a new cohort, or see which hour suits those of yours
command-cohort-availability-cohort = Which cohort
command-cohort-availability-minutes = For those who lead it: how long a session takes, in minutes
command-cohort-availability-weeks = For those who lead it: for how many weeks it meets

availability-data-hours = The hours of a week that you marked for a cohort, and your time zone then
privacy-column-chosen = the hour of the week that was taken
privacy-column-hours = the hours of a week, Monday 00:00 first
privacy-column-is-open = whether people are still asked
privacy-column-posts = how often its card was posted
privacy-column-weeks = for how many weeks

audit-cohort-availability = { $at } { $who } asked when people can, for “{ $subject }”
audit-cohort-availability-post = { $at } { $who } posted the question when people can, for “{ $subject }”
audit-cohort-availability-close = { $at } { $who } ended or reopened the question when people can, for “{ $subject }”

availability-title = When should { $name } meet?
availability-asks = Mark the hours of a usual week at which you can, in your own time. Sessions take { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}, once a week, for { $weeks ->
    [one] one week
   *[other] { $weeks } weeks
}. The hour that is least hard on whoever has it worst is proposed.
availability-mark = Mark my hours
availability-private = Only those who lead the cohort see who can when.
availability-over = The search for an hour for **{ $name }** is over. Thank you!
availability-over-chosen = The search for an hour for **{ $name }** is over. The proposal: **{ $hour }**. Thank you!

availability-mine-title = Your hours for { $name }
availability-mine-zone = The hours are those of { $city }. Another zone: /me show
availability-mine-empty = First choose days, then the hours at which you can begin and stay. What you choose is saved at once.
availability-choose-days = 1. Which days?
availability-choose-hours = 2. Hours on { $days }
availability-preset-1 = + Weekday evenings
availability-preset-2 = + Weekday daytimes
availability-preset-3 = + Weekends
availability-clear = Clear all
availability-best = Best so far: **{ $hour }** · { $able } of { $people } can
availability-day-1 = Monday
availability-day-2 = Tuesday
availability-day-3 = Wednesday
availability-day-4 = Thursday
availability-day-5 = Friday
availability-day-6 = Saturday
availability-day-7 = Sunday
availability-short-1 = Mon
availability-short-2 = Tue
availability-short-3 = Wed
availability-short-4 = Thu
availability-short-5 = Fri
availability-short-6 = Sat
availability-short-7 = Sun

availability-state = { $people ->
    [0] Nobody has marked hours yet.
    [one] **One person** has marked hours.
   *[other] **{ $people } people** in { $zones ->
        [one] one zone
       *[other] { $zones } zones
    } have marked hours.
} A session takes { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}, once a week, for { $weeks ->
    [one] one week
   *[other] { $weeks } weeks
}.
availability-nobody = Post the question where people see it. The best hours then stand here.
availability-hour = { $day } { $time } { $city }
availability-proposal = **{ $number }. { $hour }** · { $able } of { $people } can
availability-social = Daytime for everybody who can.
availability-worst = { $count ->
    [one] Worst off: one person in { $city }, { $day } { $time }
   *[other] Worst off: { $count } people in { $city }, { $day } { $time }
}
availability-worst-named = { $line } · { $names }
availability-unable = { $count ->
    [one] Cannot: { $names }
   *[other] Cannot, { $count }: { $names }
}
availability-names-more = { $names } and { $count } more
availability-use = Use this hour
availability-post = Post the question
availability-again = Look again
availability-close = End the search
availability-reopen = Ask again
availability-posting = The question is on its way to its channel.
availability-posted = See the question
availability-how = In order of how many can, then how hard it is for whoever has it worst, then for all together. Clock changes of the coming weeks count. Hours are those of { $city }.

availability-none = Nobody was asked when they can, for { $name }. Begin with /cohort availability.
availability-closed = { $name } is not looking for an hour any more.
availability-left = You are not in { $name } any more, so your hours would not count. Join again with /cohort join first.
availability-late = { $name } has begun already. Change its sessions with /cohort session move.
availability-no-channel = { $name } has no channel yet in which people could be asked. Give it one with /cohort edit.
availability-stands = The question for { $name } stands already.
