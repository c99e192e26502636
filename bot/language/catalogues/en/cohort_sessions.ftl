# Cohorts: sessions, milestones, and one's own schedule

command-cohort-session = When a cohort meets
command-cohort-session-add = Add a session, or a series of them, to a cohort that you lead
command-cohort-session-add-cohort = Which cohort
command-cohort-session-add-when = every Tuesday 18:00 for 6 weeks, not 30 Mar · or one date: 15 Dec 18:00
command-cohort-session-add-title = What it is about
command-cohort-session-add-minutes = How long it takes; 60 minutes if you leave this out
command-cohort-session-add-place = Where, in words for everybody; no link: that stays secret
command-cohort-session-move = Move a session to another time; the cohort is told
command-cohort-session-move-session = Which session
command-cohort-session-move-when = The new time, such as: 15 Dec 18:00
command-cohort-session-cancel = Cancel a session; the cohort is told
command-cohort-session-cancel-session = Which session
command-cohort-session-link = Set the secret join link and the code word of a session
command-cohort-session-link-session = Which session
command-cohort-session-materials = Give materials and a recording to the cohort after a session
command-cohort-session-materials-session = Which session
command-cohort-session-list = The sessions of a cohort
command-cohort-session-list-cohort = Which cohort
command-cohort-session-show = One session: when, where, and the way in shortly before it starts
command-cohort-session-show-session = Which session
command-cohort-milestone = What is due in a cohort
command-cohort-milestone-add = Add something that is due in a cohort that you lead
command-cohort-milestone-add-cohort = Which cohort
command-cohort-milestone-add-kind = What kind of thing it is
command-cohort-milestone-add-title = What is to be done
command-cohort-milestone-add-due = Until when, such as: 15 Dec 23:59
command-cohort-milestone-edit = Change a milestone: its title, kind or due date
command-cohort-milestone-edit-milestone = Which milestone
command-cohort-milestone-edit-title = Another title
command-cohort-milestone-edit-kind = Another kind
command-cohort-milestone-edit-due = Another due date, such as: 15 Dec 23:59
command-cohort-milestone-cancel = Cancel a milestone: nobody owes it any more
command-cohort-milestone-cancel-milestone = Which milestone
command-cohort-milestone-extend = Give a person or a group more time for a milestone
command-cohort-milestone-extend-milestone = Which milestone
command-cohort-milestone-extend-due = Until when, such as: 20 Dec 23:59
command-cohort-milestone-extend-member = For this person
command-cohort-milestone-extend-team = Or for everybody in this group
command-cohort-milestone-list = What is due in a cohort, and when
command-cohort-milestone-list-cohort = Which cohort
command-cohort-schedule = Your next sessions and due dates, in your time; with a file for your calendar
command-cohort-schedule-cohort = Of one cohort; of all of yours if you leave this out

## A series, before and after it is stored

cohort-session-preview-title = { $count ->
    [one] { $title }: one session
   *[other] { $title }: { $count } sessions
}
cohort-session-date = { $number }. { $date } { $time } · { $at }
cohort-session-date-shifted = { $number }. { $date } { $time } · { $at } · ⚠️ the clocks jump over { $asked }
cohort-session-date-ambiguous = { $number }. { $date } { $time } · { $at } · ⚠️ this hour comes twice: the first is meant
cohort-session-dates-zone = First the time in { $city }, then your own. Nothing is stored yet.
cohort-session-shifted = ⚠️ The clocks in { $city } jump over { $asked } that day: it is at { $time }.
cohort-session-ambiguous = ⚠️ The clocks go back that day, and { $time } comes twice: the first is meant.
cohort-session-drifts = ⚠️ **For some people the hour changes**
cohort-session-drift = { $people ->
    [one] From { $date } it is { $after } in { $city }, not { $before } · one person
   *[other] From { $date } it is { $after } in { $city }, not { $before } · { $people } people
}
cohort-session-drift-more = { $count ->
    [one] And one more change.
   *[other] And { $count } more changes.
}
cohort-session-meanwhile = At the same time the cohort has “{ $title }”: { $at }.
cohort-session-store = { $count ->
    [one] Add this session
   *[other] Add { $count } sessions
}
cohort-session-stored = { $count ->
    [one] One session of **{ $name }** is planned: { $at }.
   *[other] { $count } sessions of **{ $name }** are planned. The first: { $at }.
}
cohort-session-no-channel = This cohort has no channel yet: nothing can be posted for it. Give it one with /cohort edit.
cohort-session-discarded = Nothing was added to **{ $name }**.

## Looking

cohort-session-choice = { $date } { $time } · { $title } · { $cohort }
cohort-session-list-title = Sessions of { $name }
cohort-session-line = { $state ->
    [cancelled] ~~{ $title }~~ · cancelled
    [held] **{ $title }** · held
    [over] **{ $title }** · over
    [running] **{ $title }** · now
   *[planned] **{ $title }**
}
cohort-session-line-no-link = No join link yet.
cohort-session-none = No session is planned yet.
cohort-session-none-lead = No session is planned yet. Add some with /cohort session add.
cohort-session-zone = Your own time first, in brackets the time in { $city } or wherever it was agreed
cohort-session-open = Show
cohort-session-see-all = All sessions
cohort-session-label-cohort = Cohort
cohort-session-label-when = When
cohort-session-label-length = Length
cohort-session-label-state = State
cohort-session-label-place = Place
cohort-session-label-link = Join link
cohort-session-label-code = Code word
cohort-session-label-materials = Materials
cohort-session-minutes-long = { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}
cohort-session-state = { $state ->
    [cancelled] ✖️ cancelled
    [held] ✔️ held
    [over] over, not closed yet
    [running] taking place now
   *[planned] planned
}
cohort-session-set = { $is_set ->
    [yes] set; those in the cohort see it shortly before the start
   *[no] none yet
}
cohort-session-materials-state = { $state ->
    [posted] posted to the cohort
    [waiting] ready; posted after the session
   *[none] none yet
}
cohort-session-no-events = Discord takes no events from the bot at the moment, so it stands in no server calendar. Allow the bot **Create Events**.
cohort-session-secrets = Link and code word are for you. Nothing public names them.
cohort-session-join = Join the session
cohort-session-join-note = This link is for you. Please do not pass it on.
cohort-session-join-later = The way in is shown here from { $minutes } minutes before the start.

## Changing

cohort-session-link = Link and code
cohort-session-move = Move
cohort-session-edit = Edit
cohort-session-materials = Materials
cohort-session-cancel = Cancel session
cohort-session-was = Until now
cohort-session-becomes = Then
cohort-session-move-title = Move “{ $title }”?
cohort-session-move-tells = { $people ->
    [0] Nobody is in the cohort yet.
    [one] One person is in the cohort. The cohort is told once, and its reminders move along.
   *[other] { $people } people are in the cohort. It is told once, and its reminders move along.
}
cohort-session-move-confirm = Move it
cohort-session-moved = It is moved.
cohort-session-cancel-title = Cancel “{ $title }”?
cohort-session-cancel-tells = { $people ->
    [0] Nobody is in the cohort yet.
    [one] One person is in the cohort. The cohort is told once, and nobody is reminded of it any more.
   *[other] { $people } people are in the cohort. It is told once, and nobody is reminded of it any more.
}
cohort-session-cancel-confirm = Cancel this session
cohort-session-cancelled = It is cancelled.
cohort-session-saved = Saved.
cohort-session-link-all = { $count ->
    [one] Use this link for the other session without one
   *[other] Use this link for { $count } other sessions without one
}
cohort-session-linked-all = { $count ->
    [0] Every session to come has a link.
    [one] One more session has this link.
   *[other] { $count } more sessions have this link.
}
cohort-session-field-when = New time
cohort-session-field-when-what = Such as: 15 Dec 18:00. The time in { $city }, unless you name a place.
cohort-session-field-title = Title
cohort-session-field-minutes = Length in minutes
cohort-session-field-place = Place
cohort-session-field-place-what = Everybody reads it. No link: that belongs under “Link and code”.
cohort-session-field-link = Join link (secret)
cohort-session-field-link-what = https:// only. Those in the cohort see it from { $minutes } minutes before the start.
cohort-session-field-code = Code word (secret)
cohort-session-field-code-what = Said in the session; whoever types it was there.
cohort-session-field-materials = Materials
cohort-session-field-materials-what = Posted to the cohort after the session, once. Links work.
cohort-session-field-recording = Link to the recording
cohort-session-materials-none = There are no materials now.
cohort-session-materials-nowhere = Saved. The cohort has no channel yet, so nothing is posted. Give it one with /cohort edit.
cohort-session-materials-edited = Saved. The post in { $where } is brought up to date.
cohort-session-materials-later = Saved. It is posted in { $where } after the session: { $at }.
cohort-session-materials-now = Saved. It is posted in { $where } now.

## What is posted

cohort-session-post-title = { $title }: materials
cohort-session-post-of = Session of **{ $name }**, { $at }
cohort-session-post-recording = Recording
cohort-session-post-withdrawn = The materials were taken back.
cohort-session-event-name = { $title } · { $cohort }
cohort-session-event-what = A session of the cohort “{ $cohort }”, at { $time } in { $zone }. Those who are in it find the way in with /cohort schedule.
cohort-session-event-place = { $place }
cohort-session-event-channel = in #{ $channel }
cohort-session-event-private = in the cohort’s own channel
cohort-session-digest = Sessions of the coming days
cohort-session-agenda = Session

## Refused

cohort-session-not-found = There is no such session here. See yours with /cohort schedule.
cohort-session-changed = “{ $title }” changed meanwhile. Open it again with /cohort session show.
cohort-session-is-cancelled = “{ $title }” is cancelled, so there is nothing to change. Plan another one with /cohort session add.
cohort-session-over = “{ $title }” is over.
cohort-session-cohort-over = The cohort **{ $name }** is closed or cancelled, so its plan stays as it is.
cohort-session-endless = How long does it go on? Say it, for example: every Tuesday 18:00 for 6 weeks
cohort-session-many = At most { $most } sessions at a time. Say an earlier end, and add the rest afterwards.
cohort-session-full = A cohort holds at most { $most } sessions. Cancel some first.
cohort-session-title-empty = Give it a title that can be read.
cohort-session-title-long = A title has at most { $most } characters. Shorten it.
cohort-session-place-long = A place has at most { $most } characters. Shorten it.
cohort-session-address = Everybody can read title and place, and a join link is secret. Set it with /cohort session link.
cohort-session-minutes = A session takes { $least } to { $most } minutes. Type a number, such as 60.
cohort-session-draft-gone = These dates are gone: they were stored or discarded already, or are older than a day. See /cohort session list.
cohort-session-draft-past = That time has come meanwhile. Say another time.
cohort-session-same-time = “{ $title }” is at that time already.
cohort-session-tells = The secret link of the session must not stand there: others can read it. Leave it out.
cohort-session-link-wrong = A join link begins with https:// and has at most { $most } characters. Copy it again from where the session takes place.
cohort-session-recording-wrong = The link to the recording begins with https:// and has at most { $most } characters. Copy it again.
cohort-session-code-long = A code word has at most { $most } characters. Shorten it.
cohort-session-materials-long = Materials have at most { $most } characters. Shorten them, or link to them.
cohort-session-no-link = There is no join link for “{ $title }” yet. Ask a facilitator.
cohort-session-link-early = The way into “{ $title }” is shown from { $minutes } minutes before it starts. Press again then.

## Milestones

cohort-milestone-agenda = Due
cohort-milestone-kind = { $kind ->
    [module] 📘 module
    [quiz] ❓ quiz
    [assignment] ✍️ assignment
   *[capstone] 🏁 capstone
}
cohort-milestone-kind-choice = { $kind ->
    [module] Module
    [quiz] Quiz
    [assignment] Assignment
   *[capstone] Capstone
}
cohort-milestone-choice = { $date } { $time } · { $title } · { $cohort }
cohort-milestone-list-title = Due in { $name }
cohort-milestone-line = **{ $title }** · { $kind }
cohort-milestone-line-mine = You have more time
cohort-milestone-line-done = ✅ You have done it
cohort-milestone-line-extended = { $count ->
    [one] one has more time
   *[other] { $count } have more time
}
cohort-milestone-none = Nothing is due yet.
cohort-milestone-none-lead = Nothing is due yet. Add something with /cohort milestone add.
cohort-milestone-see-all = All milestones
cohort-milestone-open = Show
cohort-milestone-label-kind = Kind
cohort-milestone-label-due = Due
cohort-milestone-added = It is added.
cohort-milestone-saved = Saved.
cohort-milestone-extended = More time is given.
cohort-milestone-withdrawn = The additional time is taken back.
cohort-milestone-extensions = **More time**
cohort-milestone-extension = { $who }: { $at }
cohort-milestone-team = group { $team }
cohort-milestone-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
cohort-milestone-withdraw = Take additional time back…
cohort-milestone-withdraw-person = Person { $number }, until { $date } { $time }
cohort-milestone-withdraw-team = Group { $team }, until { $date } { $time }
cohort-milestone-edit = Edit
cohort-milestone-cancel = Cancel milestone
cohort-milestone-field-title = Title
cohort-milestone-field-due = Due
cohort-milestone-field-due-what = Such as: 15 Dec 23:59. The time in { $city }, unless you name a place.
cohort-milestone-move-title = Another due date for “{ $title }”?
cohort-milestone-move-tells = { $people ->
    [0] Nobody is in the cohort yet.
    [one] One person is in the cohort. The cohort is told once. Who has more time keeps it.
   *[other] { $people } people are in the cohort. It is told once. Who has more time keeps it.
}
cohort-milestone-move-confirm = Change the date
cohort-milestone-cancel-title = Cancel “{ $title }”?
cohort-milestone-cancel-tells = { $people ->
    [0] Nobody is in the cohort yet.
    [one] One person is in the cohort. The cohort is told once, and nobody is reminded of it any more.
   *[other] { $people } people are in the cohort. It is told once, and nobody is reminded of it any more.
}
cohort-milestone-cancel-confirm = Cancel this milestone
cohort-milestone-cancelled = “{ $title }” is cancelled.
cohort-milestone-not-found = There is no such milestone here. See them with /cohort milestone list.
cohort-milestone-changed = “{ $title }” changed meanwhile. Open it again with /cohort milestone list.
cohort-milestone-is-cancelled = “{ $title }” is cancelled, so there is nothing to change.
cohort-milestone-full = A cohort holds at most { $most } milestones. Cancel some first.
cohort-milestone-kind-unknown = Choose module, quiz, assignment or capstone.
cohort-milestone-once = A milestone is due once. Say one date, such as: 15 Dec 23:59
cohort-session-once = A session moves to one date. Say one, such as: 15 Dec 18:00
cohort-milestone-same-time = “{ $title }” is due then already.
cohort-milestone-extend-whom = More time for whom? Choose a member, or a group.
cohort-milestone-extend-outside = That person is not in **{ $name }**. Choose somebody who is.
cohort-milestone-extend-team = There is no such group in **{ $name }**. Choose one of the list.
cohort-milestone-extend-earlier = “{ $title }” is due later than that for everybody. Say a later date.

## One’s own schedule

cohort-schedule-title = What comes up in your cohorts
cohort-schedule-title-one = What comes up in { $name }
cohort-schedule-item = **{ $title }** · { $kind }
cohort-schedule-empty = Nothing is planned yet.
cohort-schedule-none = You are in no cohort here. See which there are with /cohort list.
cohort-schedule-not-yours = You are not in this cohort, or it is over. See yours with /cohort schedule.
cohort-schedule-file = File for your calendar
cohort-schedule-file-empty = There is nothing to put into a calendar yet.
cohort-schedule-zone = Your own time first, in brackets the time where it was agreed

## What is stored, and the log

cohort-session-data-draft = Dates of sessions that you have not confirmed yet
cohort-session-data-extension = More time that you were given for something due in a cohort
audit-cohort-session-add = { $at } { $who } planned “{ $subject }”
audit-cohort-session-move = { $at } { $who } moved the session “{ $subject }”
audit-cohort-session-edit = { $at } { $who } changed the session “{ $subject }”
audit-cohort-session-link = { $at } { $who } changed the way into the session “{ $subject }”
audit-cohort-session-materials = { $at } { $who } changed the materials of the session “{ $subject }”
audit-cohort-session-cancel = { $at } { $who } cancelled the session “{ $subject }”
audit-cohort-milestone-add = { $at } { $who } added the milestone “{ $subject }”
audit-cohort-milestone-edit = { $at } { $who } changed the milestone “{ $subject }”
audit-cohort-milestone-move = { $at } { $who } changed the due date of “{ $subject }”
audit-cohort-milestone-cancel = { $at } { $who } cancelled the milestone “{ $subject }”
audit-cohort-milestone-extend = { $at } { $who } gave more time for “{ $subject }”
audit-cohort-milestone-unextend = { $at } { $who } took additional time for “{ $subject }” back
privacy-column-closed-at = when a facilitator closed it
privacy-column-event-id = the event in Discord
privacy-column-event-shown = what the event was last promised to show
privacy-column-event-turn = how often the event was promised
privacy-column-fingerprint = the mark of the imported entry
privacy-column-materials = what the cohort got after it
privacy-column-milestone-id = the milestone
privacy-column-minutes = how long it takes, in minutes
privacy-column-recording = the address of the recording
privacy-column-session-id = the session it is about
privacy-column-source-sequence = the number of the imported version
privacy-column-walls = the dates that were understood
privacy-column-place = where it takes place
permission-create_events = Create Events
permission-manage_events = Manage Events
