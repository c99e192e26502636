# Importing people, sessions, milestones and calendars into a cohort

command-cohort-import = Read a table or a calendar for a cohort, see what would change, then store it
command-cohort-import-file = A calendar (.ics), or a table (CSV) of people, sessions or milestones
command-cohort-import-cohort = Into which cohort; a new one is made if you leave this out

cohort-import-data-file = A file that you had read for a cohort: its name, its rows, and what you answered
cohort-import-data-row = That you stand in a file of people somebody had read for a cohort
privacy-column-answers = what was answered about it
privacy-column-cancelled = how many were cancelled
privacy-column-doubt = what the file left open
privacy-column-said = what was said about it
privacy-column-done = whether it is stored
privacy-column-ignored = columns that are not used
privacy-column-lineage = which of the cohort’s calendars it is
privacy-column-person-id = the member it is about
privacy-column-total = how many rows it has

audit-cohort-import = { $at } { $who } imported “{ $subject }”

## What a file would change

cohort-import-title = What { $name } would change
cohort-import-read-calendar = { $count ->
    [one] One event was read for **{ $cohort }**.
   *[other] { $count } events were read for **{ $cohort }**.
}
cohort-import-read-calendar-new = { $count ->
    [one] One event was read. It makes a new cohort: **{ $cohort }**.
   *[other] { $count } events were read. They make a new cohort: **{ $cohort }**.
}
cohort-import-read-sessions = { $count ->
    [one] One session was read for **{ $cohort }**.
   *[other] { $count } sessions were read for **{ $cohort }**.
}
cohort-import-read-sessions-new = { $count ->
    [one] One session was read. It makes a new cohort: **{ $cohort }**.
   *[other] { $count } sessions were read. They make a new cohort: **{ $cohort }**.
}
cohort-import-read-milestones = { $count ->
    [one] One milestone was read for **{ $cohort }**.
   *[other] { $count } milestones were read for **{ $cohort }**.
}
cohort-import-read-milestones-new = { $count ->
    [one] One milestone was read. It makes a new cohort: **{ $cohort }**.
   *[other] { $count } milestones were read. They make a new cohort: **{ $cohort }**.
}
cohort-import-read-people = { $count ->
    [one] One person was read for **{ $cohort }**.
   *[other] { $count } people were read for **{ $cohort }**.
}
cohort-import-read-people-new = { $count ->
    [one] One person was read. They come into a new cohort: **{ $cohort }**.
   *[other] { $count } people were read. They come into a new cohort: **{ $cohort }**.
}
cohort-import-number = { $count }
cohort-import-count-new = New
cohort-import-count-changed = Changed
cohort-import-count-cancelled = Cancelled in the file
cohort-import-count-asked = ❓ Waiting for your answer
cohort-import-count-gone = Not in the file any more
cohort-import-count-skipped = Left alone
cohort-import-count-refused = ⚠️ Refused
cohort-import-count-same = As they are already
cohort-import-asked = { $count ->
    [one] The file leaves open when one event takes place. It is not stored before you say what is meant.
   *[other] The file leaves open when { $count } events take place. They are not stored before you say what is meant.
}
cohort-import-nothing-new = Nothing in this file would change anything.
cohort-import-recalled = What you said of this calendar’s doubts the last time holds again. Look at the answers if something changed.
cohort-import-local = Times without a zone are read as the time in { $city }.
cohort-import-ignored = Columns that are not used: { $heads }
cohort-import-nothing-yet = Nothing is stored yet. What was read is deleted after a day.
cohort-import-see-new = New: { $count }
cohort-import-see-changed = Changed: { $count }
cohort-import-see-cancelled = Cancelled: { $count }
cohort-import-see-gone = Gone: { $count }
cohort-import-see-skipped = Left alone: { $count }
cohort-import-see-refused = Refused: { $count }
cohort-import-answer = { $count ->
    [one] Answer one question
   *[other] Answer { $count } questions
}
cohort-import-answers = Your answers
cohort-import-store = Store { $count }
cohort-import-store-clear = { $count ->
    [one] Store the clear one
   *[other] Store the { $count } clear ones
}
cohort-import-past = { $count ->
    [one] Take the past one too
   *[other] Take { $count } past ones too
}
cohort-import-past-no = Without past ones
cohort-import-name = Another name
cohort-import-name-title = The new cohort
cohort-import-name-label = Its name
cohort-import-discard = Let it be
cohort-import-discarded = Nothing was stored, and what was read is deleted.
cohort-import-back = Back
cohort-import-look = Look again
cohort-import-go-on = Go on
cohort-import-list = See the sessions

cohort-import-view-new = New: { $count }
cohort-import-view-changed = Changed: { $count }
cohort-import-view-cancelled = Cancelled in the file: { $count }
cohort-import-view-asked = Waiting for your answer: { $count }
cohort-import-view-gone = Not in the file any more: { $count }
cohort-import-view-skipped = Left alone: { $count }
cohort-import-view-refused = Refused: { $count }
cohort-import-view-same = As they are already: { $count }
cohort-import-view-empty = There is nothing of this kind.
cohort-import-gone-note = These came from an earlier version of this calendar. They stay unless you choose them here; the cohort is told of each that is cancelled.
cohort-import-gone-choose = Cancel these when storing

cohort-import-row = **{ $title }**
cohort-import-value = { $value }
cohort-import-wall = { $date } { $time }
cohort-import-at = { $at } { $city }
cohort-import-no-time = no time
cohort-import-shifted = { $at } · ⚠️ moved forward: the clocks jump over the time in the file
cohort-import-ambiguous = { $at } · ⚠️ this hour comes twice: the first is meant
cohort-import-new = { $name } · { $at }{ $more }
cohort-import-minutes = { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}
cohort-import-has-link = with a join link
cohort-import-changed = { $name }: { $changes }
cohort-import-cancels = { $name } · { $at } · will be cancelled
cohort-import-skipped = { $name } · { $at } · { $why }
cohort-import-event = **Event { $number }** { $title }: { $what }
cohort-import-event-bare = **Event { $number }** { $what }
cohort-import-line-bare = **Line { $number }** { $what }
cohort-import-line = **Line { $number }** { $title }: { $what }
cohort-import-gone-keep = { $name } · { $at } · stays
cohort-import-gone-cancel = { $name } · { $at } · ✖️ will be cancelled
cohort-import-person = { $who } · { $state }
cohort-import-person-team = { $who } · { $state } · group { $team }
cohort-import-state-applied = applies
cohort-import-state-enrolled = enrolled
cohort-import-kind-module = module
cohort-import-kind-quiz = quiz
cohort-import-kind-assignment = assignment
cohort-import-kind-capstone = capstone
cohort-import-change-title = title { $before } → { $after }
cohort-import-change-time = { $before } → { $after }
cohort-import-change-minutes = { $before } → { $after } minutes
cohort-import-change-place = place { $before } → { $after }
cohort-import-change-link = another join link
cohort-import-change-kind = { $before } → { $after }
cohort-import-change-state = comes in
cohort-import-change-team = group { $before } → { $after }

cohort-import-reason-start = it has no start that can be read. Correct it in the calendar.
cohort-import-reason-title = it has no title that can be shown. Give it one.
cohort-import-reason-when = “{ $value }” is no date with a year and a time. Write it as 2026-06-01 18:00.
cohort-import-reason-year = { $value } is too far away to be planned.
cohort-import-reason-minutes = “{ $value }” is no length between 5 minutes and 12 hours. Write minutes, such as 90.
cohort-import-reason-kind = “{ $value }” is no kind. Write module, quiz, assignment or capstone.
cohort-import-reason-repeats = it repeats in a way that cannot be followed for certain. Add it with /cohort session add.
cohort-import-reason-same-uid = another event has the same name (UID) and other contents, and nothing says which is newer. Correct it in the calendar.
cohort-import-reason-unreadable = “{ $value }” cannot be read.
cohort-import-reason-person = nobody here goes by “{ $value }”. Write the number that Discord’s “Copy User ID” gives.
cohort-import-reason-person-twice = this person stands in line { $value } already.
cohort-import-reason-person-state = “{ $value }” is no state. Write applied or enrolled.
cohort-import-reason-team = “{ $value }” is too long for a group’s name.
cohort-import-reason-full = no seat is left.
cohort-import-reason-twice = the same stands above already.
cohort-import-reason-left-out = left out, as you said
cohort-import-reason-past = it is past
cohort-import-reason-held = it was held already
cohort-import-reason-cancelled-here = it was cancelled here
cohort-import-reason-cancelled-there = it is cancelled in the file
cohort-import-reason-older = the file is older than what is stored
cohort-import-reason-copy = an older copy of another event
cohort-import-reason-never = none of its dates is left

## Storing

cohort-import-storing-title = Storing { $name }
cohort-import-bar = { $bar } { $stored } of { $total } rows
cohort-import-storing-note = You can close this: it goes on by itself, after a restart too.
cohort-import-stopped = It stopped here. What was stored stays; go on with the rest.
cohort-import-stored-title = { $name } is stored
cohort-import-stored-calendar = **{ $cohort }**: { $added ->
    [one] one new session
   *[other] { $added } new sessions
}, { $changed } changed.
cohort-import-stored-sessions = **{ $cohort }**: { $added ->
    [one] one new session
   *[other] { $added } new sessions
}, { $changed } changed.
cohort-import-stored-milestones = **{ $cohort }**: { $added ->
    [one] one new milestone
   *[other] { $added } new milestones
}, { $changed } changed.
cohort-import-stored-people = **{ $cohort }**: { $added ->
    [one] one person came in
   *[other] { $added } people came in
}, { $changed } changed.
cohort-import-stored-cancelled = { $count ->
    [one] One session was cancelled.
   *[other] { $count } sessions were cancelled.
}

## What a file leaves open

cohort-import-doubts-title = What { $name } leaves open
cohort-import-doubts = Nothing here is guessed. Say what is meant, for all that have the same question or for one by one.
cohort-import-doubts-none = Nothing is open.
cohort-import-decide = Answer
cohort-import-change-answer = Change
cohort-import-group = **{ $name }**
cohort-import-doubt-zone = Which clock is “{ $zone }”?
cohort-import-doubt-day = At what time?
cohort-import-doubt-span = It goes on for days
cohort-import-doubt-end = It ends before it begins
cohort-import-no-zone = no zone
cohort-import-open = { $count ->
    [one] ❓ one event
   *[other] ❓ { $open } of { $count } events
}
cohort-import-answered = { $count ->
    [one] ✔️ one event: { $answer }
   *[other] ✔️ { $count } events: { $answer }
}
cohort-import-answered-each = { $count ->
    [one] ✔️ one event, answered by itself
   *[other] ✔️ { $count } events, each answered by itself
}
cohort-import-example = { $title }: { $at }
cohort-import-why-zone = { $count ->
    [one] One event has its time in “{ $zone }”. That is no place whose clock is known for certain, or the file itself says something else of it. Where is it meant?
   *[other] { $count } events have their times in “{ $zone }”. That is no place whose clock is known for certain, or the file itself says something else of it. Where are they meant?
}
cohort-import-why-day = { $count ->
    [one] One event has a date and no time, or lasts from midnight to midnight. When does its session begin?
   *[other] { $count } events have a date and no time, or last from midnight to midnight. When do their sessions begin?
}
cohort-import-why-span = { $count ->
    [one] One event goes on for longer than a session does. On which days does it take place?
   *[other] { $count } events go on for longer than a session does. On which days do they take place?
}
cohort-import-why-end = { $count ->
    [one] One event ends before it begins. What is meant?
   *[other] { $count } events end before they begin. What is meant?
}
cohort-import-all-of-them = { $count ->
    [one] What is meant
   *[other] What is meant, for all { $count }
}
cohort-import-one-of-them = One of these differently…
cohort-import-ask-zone = Where its time is meant
cohort-import-ask-day = When it begins
cohort-import-ask-span = On which days
cohort-import-ask-end = When it ends
cohort-import-out = Leave out
cohort-import-other-place = Another place…
cohort-import-hour = At { $time } in { $city }
cohort-import-day-as = At midnight, as it is written
cohort-import-span-first = Once, on the first day
cohort-import-span-daily = Every day, at the same hours
cohort-import-span-weekly = Once a week, at the same hours
cohort-import-end-swap = Start and end are exchanged
cohort-import-end-hour = The start is right; one hour long
cohort-import-in-anchor = { $city }, where the cohort plans
cohort-import-in-file = { $offset }, as the file itself defines it
cohort-import-in-zone = { $city } · { $zone }
cohort-import-there = { $at } in { $city }
cohort-import-row-line = **{ $title }** · { $becomes }
cohort-import-row-title = { $title }
cohort-import-written = In the file
cohort-import-written-days = { $days ->
    [one] { $date }, the whole day
   *[other] { $days } whole days from { $date } on
}
cohort-import-written-start = { $begin }, { $zone }
cohort-import-written-both = { $begin } – { $end }, { $zone }
cohort-import-becomes = { $at }
cohort-import-becomes-many = { $count } sessions, the first { $at }
cohort-import-becomes-open = ❓ { $at }
cohort-import-becomes-out = left out
cohort-import-next = Next question
cohort-import-back-doubts = All questions
cohort-import-back-group = Back to the others
cohort-import-place-title = Where are these times meant?
cohort-import-place-label = City or time zone
cohort-import-place-what = Such as Halifax, or America/Halifax
cohort-import-place-unknown = “{ $typed }” is no place whose time is known. Type a large city near it, or a zone such as Africa/Nairobi.
cohort-import-place-near = “{ $typed }” is no place whose time is known. Did you mean { $near }?

## Refusals

cohort-import-file-empty = The file has nothing in it that a cohort could take.
cohort-import-file-rows = The file has more than { $most } rows or dates. Divide it, and import one part after the other.
cohort-import-file-people = A list has at most { $most } people. Divide it, and import one part after the other.
cohort-import-file-names = The file names more than { $most } people. Give their numbers instead, which Discord’s “Copy User ID” shows.
cohort-import-file-heads = The first line has to say what the columns hold. People: “discord id”. Sessions: “title” and “when”. Milestones: “kind”, “title” and “due”.
cohort-import-members-silent = Discord does not say at the moment who these people are. Try again in a minute.
cohort-import-gone = This import is gone: it was stored or let be, or it is older than a day. Import the file again.
cohort-import-storing = This import is being stored, so it cannot be changed any more.
cohort-import-zone = The time zone changed since this file was read. Import it again, and look at its times.
cohort-import-nothing = Nothing in this file is clear and new. Answer what is open, or let it be.
cohort-import-full = A cohort has at most { $most } sessions.
