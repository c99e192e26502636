# Cohorts: being there, how far people are, and how the whole cohort stands

command-cohort-attend = Say that you are there, or that you can’t make it; with the code word, if one was said
command-cohort-attend-code = The code word that was said in the session
command-cohort-progress = Your attendance and milestones in a cohort; for those who lead it: tick milestones
command-cohort-progress-cohort = Which cohort
command-cohort-progress-file = For those who lead it: a CSV of the learning platform with who finished what
command-cohort-show = How a cohort stands: people, attendance, who is at risk, what was delivered, files
command-cohort-show-cohort = Which cohort
command-cohort-session-roll = Mark who was there in a session
command-cohort-session-roll-session = Which session
command-cohort-session-close = Close a session: whoever is unmarked becomes absent
command-cohort-session-close-session = Which session

## Being there

attend-here = I’m here
attend-excuse = Can’t make it
attend-come = I can come after all
attend-mine = My progress
attend-said-present = ✅ You are here: **{ $title }**.
attend-said-present-already = You are marked as present in **{ $title }** already.
attend-said-late = 🕒 You are here, and late: **{ $title }**. Late counts as attended.
attend-said-late-already = You are marked as late in **{ $title }** already. Late counts as attended.
attend-said-excused = 💬 You are excused from **{ $title }**, { $at }. It does not count against you. If you make it after all, press **I’m here** in the session.
attend-said-excused-already = You are excused from **{ $title }**, { $at }, already.
attend-said-absent-already = A facilitator marked you as absent in **{ $title }**. If that is wrong, tell them.
attend-said-none = Good, **{ $title }**, { $at }, counts on you again.
attend-said-none-already = Nothing is noted about you in **{ $title }**.
attend-ahead-title = Your sessions
attend-ahead-none = None of your cohorts meets in the next two weeks. With /cohort list you see which there are.
attend-ahead-line = **{ $title }** · { $name }
attend-ahead-code = Was a code word said? /cohort attend code:
attend-is-present = present
attend-is-late = late
attend-is-excused = excused
attend-is-absent = absent
attend-is-none = unmarked
attend-state = { $sign } { $state }

attend-not-in = You are not in this cohort. With /cohort list you see which you can join.
attend-early = You can say that you are at “{ $title }” from { $at } on.
attend-over = “{ $title }” is over. If you were there, tell a facilitator: they can mark you.
attend-closed = “{ $title }” is closed. If you were there, tell a facilitator: they can mark you.
attend-marked-absent = A facilitator marked you in “{ $title }” already. If that is wrong, tell them.
attend-excuse-late = “{ $title }” has begun. Tell a facilitator that you could not make it.
attend-is-here = You are marked as there in “{ $title }” already.
attend-code-none = None of your sessions with a code word is open now. It is from 15 minutes before the start until 15 minutes after the end.
attend-code-tries = That were too many wrong words. Tell a facilitator: they can mark you.
attend-code-wrong = { $left ->
    [0] That is not the code word, and it was the last try. Tell a facilitator: they can mark you.
    [one] That is not the code word. You have one try left.
   *[other] That is not the code word. You have { $left } tries left.
}

## One’s own progress

attend-own-title = { $name }: your progress
attend-own-completed = 🎓 You completed **{ $name }**.
attend-label-attendance = Attendance
attend-label-milestones = Milestones
attend-label-next = Next
attend-next = { $title } · { $at }
attend-none-yet = no session was held yet
attend-numbers = { $bar } { $attended } of { $held } · { $percent } %
attend-excused-count = { $count ->
    [one] one excused
   *[other] { $count } excused
}
attend-possible = { $percent } % can still be reached, { $threshold } % are asked for
attend-done-count = { $bar } { $done } of { $total } done
attend-milestone-due = ▫️ **{ $title }** · due { $at }
attend-milestone-overdue = ⏰ **{ $title }** · was due { $at }
attend-milestone-done = ✅ **{ $title }** · done
attend-report = I’ve done it
attend-unreport = Take it back
attend-reported = Noted. Well done!
attend-unreported = Taken back: it is still to be done.
attend-ticked-by-facilitators = The facilitators tick what you have done.
attend-no-self-report = In “{ $name }” the facilitators tick what is done. Tell them what you finished.
attend-not-your-word = “{ $title }” was ticked by a facilitator. If that is wrong, tell them.
attend-to-board = Dashboard

attend-warning-title = { $name }: your attendance
attend-warning = { $missed ->
    [one] You missed one session so far. You can still reach { $possible } %; { $threshold } % are asked for.
   *[other] You missed { $missed } sessions so far. You can still reach { $possible } %; { $threshold } % are asked for.
}
attend-warning-next = Talk to a facilitator: often there is a way, such as an excused absence. This message is for you; nobody was told before you.
attend-warning-why = You get this because you let the bot write to you: /me show

## The roll

attend-label-when = When
attend-label-counts = Who
attend-count = { $sign } { $count } { $state }
attend-roll-title = Who was there: { $title }
attend-roll-line = { $sign } { $who } · { $state }
attend-roll-nobody = Nobody was in the cohort when this session took place.
attend-roll-open = Whoever is unmarked becomes absent when you close the session
attend-roll-closed = Closed. You can still correct who was there
attend-mode-present = Present
attend-mode-late = Late
attend-mode-excused = Excused
attend-mode-absent = Absent
attend-mark-present = Mark as present…
attend-mark-late = Mark as late…
attend-mark-excused = Mark as excused…
attend-mark-absent = Mark as absent…
attend-marked = { $count ->
    [0] Nothing changed: they were { $state } before.
    [one] One person is { $state } now.
   *[other] { $count } people are { $state } now.
}
attend-others = { $count ->
    [one] One is not in the cohort any more and was left alone.
   *[other] { $count } are not in the cohort any more and were left alone.
}
attend-unnamed = Member …{ $tail }
attend-choice-closed = { $name } (closed)
attend-close = Close session
attend-close-do = Close it
attend-reopen = Open again
attend-to-roll = Who was there
attend-closing-title = Close “{ $title }”?
attend-closing-implies = { $count ->
    [0] Everybody is marked: nobody becomes absent.
    [one] One unmarked person becomes **absent**.
   *[other] { $count } unmarked people become **absent**.
}
attend-closing-note = Nobody can press “I’m here” any more. You can open it again, and correct each mark.
attend-closed-said = { $count ->
    [0] **{ $title }** is closed. Everybody was marked.
    [one] **{ $title }** is closed. One person became absent.
   *[other] **{ $title }** is closed. { $count } people became absent.
}
attend-reopened = It is open again. Who became absent by closing it is unmarked.
attend-closed-already = “{ $title }” is closed already.
attend-close-early = “{ $title }” has not begun. Close it when it is over.
attend-not-closed = “{ $title }” is not closed.
attend-mark-early = “{ $title }” has not begun. Until then you can only excuse people.

## Ticking

attend-milestones-title = { $name }: milestones
attend-no-milestones = There is no milestone yet. Add one with /cohort milestone add.
attend-milestone-line = { $bar } **{ $title }** · { $total ->
        [one] { $done } of { $total } person
       *[other] { $done } of { $total } people
    }
attend-choose-milestone = Tick who completed…
attend-due-on = due { $date }
attend-file-hint = From a learning platform: /cohort progress with its CSV as the file
attend-all-milestones = All milestones
attend-ticks-title = { $title }: not done yet
attend-unticks-title = { $title }: done
attend-ticks-all = Everybody has done it.
attend-ticks-nobody = Nobody has done it yet.
attend-person = { $who }
attend-tick-menu = Who has done it?
attend-untick-menu = Who has not done it after all?
attend-ticks-back = Take ticks back
attend-ticks-open = Tick others
attend-ticked = { $count ->
    [0] Nothing changed: they were ticked before.
    [one] One person is ticked.
   *[other] { $count } people are ticked.
}
attend-unticked = { $count ->
    [0] Nothing changed: they were not ticked.
    [one] One tick is taken back.
   *[other] { $count } ticks are taken back.
}

## Finishing

attend-finishers = { $count ->
    [one] One has finished
   *[other] { $count } have finished
}
attend-finishers-title = { $name }: who has finished
attend-finishers-none = Nobody else has done every milestone and { $threshold } % of the sessions.
attend-finishers-why = They did every milestone and at least { $threshold } % of the sessions. You decide.
attend-finisher = { $who } · { $attended } of { $held } sessions, { $percent } % · { $done } milestones
attend-complete-menu = Who completed the course?
attend-completed = { $count ->
    [one] 🎓 One person completed the course. They are reminded of nothing any more.
   *[other] 🎓 { $count } people completed the course. They are reminded of nothing any more.
}
attend-finishers-changed = Those people are not waiting to be marked as completed in “{ $name }”. Look at the list again.
attend-threshold = Attendance asked for
attend-threshold-field = Percent of the sessions
attend-threshold-hint = 0 to 100; excused sessions do not count. 0: attendance is not asked for.
attend-threshold-unread = That is no number from 0 to 100.
attend-threshold-set = { $percent } % of the sessions are asked for now.

## A file of a learning platform

attend-file-title = { $name }: progress from a file
attend-file-would = { $count ->
    [0] Nothing new was found in this file. Put its columns right below, if that is not so.
    [one] One new tick for one person. Nothing is stored yet.
   *[other] { $count } new ticks for { $people ->
        [one] one person
       *[other] { $people } people
    }. Nothing is stored yet.
}
attend-file-label-person = People
attend-file-person = column “{ $column }” · { $people } of { $rows } rows are somebody of the cohort
attend-file-label-columns = Milestones
attend-file-match = { $title } = “{ $column }”
attend-file-no-match = none of them was found among the columns
attend-file-label-known = Ticked before
attend-file-label-not-done = Not done
attend-file-cells = { $count ->
    [one] one cell
   *[other] { $count } cells
}
attend-file-strangers = { $count ->
    [one] One row is nobody of the cohort, or several people have that name: { $which }. It is left out.
   *[other] { $count } rows are nobody of the cohort, or several people have that name: { $which }. They are left out.
}
attend-file-twice = { $count ->
    [one] One row is about somebody who stands there before. It is left out.
   *[other] { $count } rows are about people who stand there before. They are left out.
}
attend-file-marks = { $count ->
    [one] One cell is a mark. Say below from which mark on it is done; until then it is left out.
   *[other] { $count } cells are marks. Say below from which mark on it is done; until then they are left out.
}
attend-file-unclear = { $count ->
    [one] One cell says neither yes nor no: { $which }. It is left out.
   *[other] { $count } cells say neither yes nor no: { $which }. They are left out.
}
attend-file-line = line { $line } “{ $text }”
attend-file-more = { $count } more
attend-file-person-menu = Which column says who?
attend-file-milestone-menu = Which column is a milestone? Choose it…
attend-file-pass-menu = From which mark on is it done?
attend-file-pass = from { $mark } on
attend-file-unnamed = column { $number }
attend-file-no-column = no column
attend-file-column-title = Where is “{ $title }”?
attend-file-column-what = A tick, yes, a date, or a mark in this column says that it is done.
attend-file-column-menu = Which column?
attend-file-back = Back
attend-file-store = { $count ->
    [one] Store one tick
   *[other] Store { $count } ticks
}
attend-file-only-ticks = A file only ticks; it takes nothing back
attend-file-done = { $count ->
    [one] One tick is stored in **{ $name }**.
   *[other] { $count } ticks are stored in **{ $name }**.
}
attend-file-discarded = Nothing was stored in **{ $name }**.
attend-file-no-milestones = “{ $name }” has no milestone that a file could tick. Add one with /cohort milestone add.
attend-file-empty = This file has names of columns and no rows.
attend-file-gone = That file is gone: it is kept for a day. Send it again with /cohort progress.
attend-file-stored = That file is stored already.
attend-file-nothing = There is nothing to store in this file.

## The dashboard

attend-board-title = { $name }: dashboard
attend-label-state = State
attend-label-people = People
attend-people = { $count ->
    [0] nobody yet
    [one] one in the cohort
   *[other] { $count } in the cohort
}
attend-board-attendance = { $percent } % on average; { $threshold } % are asked for
attend-label-risk = At risk
attend-risk-count = { $count ->
    [0] nobody
    [one] one person
   *[other] { $count } people
}
attend-label-nudged = Nudged
attend-nudged = { $count ->
    [one] one person
   *[other] { $count } people
} · { $back } came back
attend-label-delivered = Delivered
attend-delivered-sum = { $sent } sent · { $failed } failed
attend-funnel = How far people came
attend-funnel-line = `{ $number }` { $bar } **{ $count }** { $step } · { $percent } %
attend-funnel-alt = Bars. 1: { $applied } applied. 2: { $enrolled } enrolled. 3: { $active } were active. 4: { $completed } completed.
attend-step-applied = applied
attend-step-enrolled = enrolled
attend-step-active = were active
attend-step-completed = completed
attend-open-session = **{ $title }** ({ $at }) is over and not closed.
attend-see-risk = { $count ->
    [0] At risk
   *[other] At risk: { $count }
}
attend-see-table = Attendance
attend-see-progress = Milestones
attend-see-delivered = Deliveries
attend-see-files = Files
attend-see-sessions = Sessions
attend-nobody = Nobody is in this cohort yet.
attend-table-title = { $name }: attendance
attend-table-how = Sessions attended of those held, and the most that can still be reached; { $threshold } % are asked for. Excused sessions do not count.
attend-table-line = { $bar } { $who } · { $attended }/{ $held } · { $percent } % · up to { $possible } %
attend-risk-title = { $name }: at risk
attend-risk-line = { $who } · { $why }
attend-risk-none = Nobody is at risk. 🎉
attend-risk-not-running = It is looked at while the cohort runs.
attend-risk-private = For you who lead the cohort. A kind word helps more than a mark.
attend-reason-missed = missed { $count } in a row
attend-reason-out-of-reach = { $possible } % at most, { $threshold } % asked for
attend-reason-overdue = { $count ->
    [one] overdue: { $title }
   *[other] { $count } overdue, such as { $title }
}
attend-reason-silent = last seen { $since }
attend-delivered-title = { $name }: what was delivered
attend-delivered-none = Nothing was promised yet.
attend-delivered-reminders = **Reminders** · { $sent } sent · { $waiting } under way · { $failed } failed
attend-delivered-notices = **Notices and nudges** · { $sent } sent · { $waiting } under way · { $failed } failed
attend-delivered-sessions = **Events and materials** · { $sent } done · { $waiting } under way · { $failed } failed
attend-delivered-card = **Card, roles, offers of a seat** · { $sent } done · { $waiting } under way · { $failed } failed
attend-delivered-personal = { $count ->
    [one] One direct message could not be delivered. To whom stays private.
   *[other] { $count } direct messages could not be delivered. To whom stays private.
}
attend-failure = ⚠️ { $due } · { $why }
attend-failure-late = ⚠️ { $due } · { $where } · came too late to be of use, and was dropped

## Files

attend-export-title = { $name }: files
attend-export-roster = Roster
attend-export-roster-what = **Roster**: everybody who asked, their state and group
attend-export-attendance = Attendance
attend-export-attendance-what = **Attendance**: each person in each session
attend-export-progress = Progress
attend-export-progress-what = **Progress**: each person and each milestone
attend-export-certificates = Certificates
attend-export-certificates-what = **Certificates**: who completed it, when, with which attendance
attend-export-note = CSV for spreadsheets, for you alone. Handle them with care: they name people.
attend-exported = { $count ->
    [one] { $kind }: one row.
   *[other] { $kind }: { $count } rows.
}
attend-export-unnamed = { $count ->
    [one] One person is not in this server any more, and stands there by id.
   *[other] { $count } people are not in this server any more, and stand there by id.
}
attend-head-name = Name
attend-head-id = Discord id
attend-head-state = State
attend-head-team = Group
attend-head-since = Since (UTC)
attend-head-active = Last active (UTC)
attend-head-completed = Completed (UTC)
attend-head-attended = Attended
attend-head-excused = Excused
attend-head-missed = Missed
attend-head-percent = Attendance in %
attend-head-possible = Can reach in %
attend-head-done = Milestones done
attend-head-overdue = Overdue
attend-head-sessions = Sessions held
attend-cell-done = done

## The log

audit-cohort-attendance-mark = { $at } { $who } marked who was in “{ $subject }”
audit-cohort-attendance-correct = { $at } { $who } corrected who was in “{ $subject }”
audit-cohort-session-close = { $at } { $who } closed the session “{ $subject }”
audit-cohort-session-reopen = { $at } { $who } opened the session “{ $subject }” again
audit-cohort-progress-tick = { $at } { $who } ticked “{ $subject }”
audit-cohort-progress-untick = { $at } { $who } took ticks back of “{ $subject }”
audit-cohort-progress-import = { $at } { $who } ticked milestones of “{ $subject }” from a file
audit-cohort-export = { $at } { $who } downloaded a file of people in “{ $subject }”
audit-cohort-threshold = { $at } { $who } changed the attendance asked for in “{ $subject }”

## What is stored

attend-data-attendance = in which sessions of your cohorts you were, and how that is known
attend-data-marked = whom you marked as present or absent in a session
attend-data-progress = which milestones of your cohorts you completed, and how that is known
attend-data-ticked = whose milestones you ticked
attend-data-tries = how many wrong code words you gave in a session
attend-data-file = the files of learning platforms you had read
privacy-column-how = how it is known
privacy-column-by = who said so
privacy-column-threshold = percent of the sessions that are asked for
privacy-column-looked-at = when it was last computed who is at risk
privacy-column-tries = how many tries
