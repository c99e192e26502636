# Cohorts: reminders, changes, clocks that drift apart, and kind words after a silence

command-cohort-reminders = How you are reminded in your cohort: direct messages, and a word after a silence
command-cohort-reminders-cohort = Which of your cohorts
command-cohort-nudges = Whom the bot wrote to after a silence in a cohort that you lead, and what followed
command-cohort-nudges-cohort = Which cohort

## To the cohort

cohort-remind-session = **{ $name }**: a session { $at }.
cohort-remind-session-now = **{ $name }** starts now.
cohort-remind-milestone = **{ $name }**: due { $at }.
cohort-remind-when = When
cohort-remind-due = Due
cohort-remind-your-clock = Your clock
cohort-remind-length = Length
cohort-remind-minutes = { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}
cohort-remind-place = Where
cohort-remind-extended = Some have more time: if you do, your own date holds. You see it with `/cohort schedule`.
cohort-remind-choices = My reminders
cohort-remind-was-due = Was due { $at }
cohort-remind-link = Get the link
cohort-remind-enter = Join now
cohort-remind-mute = Don’t remind me of this
cohort-remind-unmute = Remind me again
cohort-remind-show = Show it
cohort-remind-open = Open the cohort
cohort-remind-call = { $who }, a reminder waits for you. I could not write to you: your direct messages are closed.

## Changes

cohort-remind-notice = Changes in { $name }
cohort-remind-moved = 🗓️ **{ $title }** is now at { $at }, not { $was }.
cohort-remind-moved-due = 🗓️ **{ $title }** is now due { $at }, not { $was }.
cohort-remind-moved-group = 🗓️ **{ $title }** is now due { $at } for the group { $team }, not { $was }.
cohort-remind-more-time = You have more time in **{ $name }**: **{ $title }** is due { $at } for you, not { $was }.
cohort-remind-less-time = Your date in **{ $name }** changed: **{ $title }** is due { $at } for you, not { $was }.
cohort-remind-more-time-footer = Only you are told. Your own dates: /cohort schedule
cohort-remind-cancelled = ❌ **{ $title }** is cancelled. It was planned for { $was }.
cohort-remind-back = ✅ **{ $title }** takes place after all: { $at }.
cohort-remind-shifted = 🕑 **{ $title }** stays at its hour in { $city }, where the rules for summer time changed: that is now { $at }.
cohort-remind-more = { $count ->
    [one] And one more.
   *[other] And { $count } more.
}
cohort-remind-notice-footer = Everything that comes up, in your time: /cohort schedule

## Clocks that drift apart

cohort-remind-drift-title = 🕑 The clocks change
cohort-remind-drift = **{ $name }** keeps its hour in { $anchor }. Elsewhere the clocks change on another day, or not at all, so there it is at another hour:
cohort-remind-drift-line = In { $city } it is { $after } from { $date } on, before { $before }.
cohort-remind-drift-yours = **{ $name }** keeps its hour in { $anchor }. In { $city } it is { $after } from { $date } on, before { $before }.
cohort-remind-drift-next = The first session at the new hour: { $at }

## One's own choices

cohort-remind-mine = Your reminders · { $name }
cohort-remind-mine-footer = Quiet hours, your zone and your language: /me show
cohort-remind-choose = Of which cohort?
cohort-remind-choose-menu = Choose a cohort
cohort-remind-channel = In the channel
cohort-remind-nowhere = nowhere: the cohort has no channel
cohort-remind-personal = By direct message
cohort-remind-nudges = A word after a silence
cohort-remind-on = on
cohort-remind-off = off
cohort-remind-dm-off = You told the bot with `/me show` not to write to you by itself, so no such word comes.
cohort-remind-not-now = Nothing comes at the moment: reminders are for those who are in a cohort that people join or that runs.
cohort-remind-personal-start = Remind me by direct message
cohort-remind-personal-stop = No direct messages
cohort-remind-nudges-start = Write to me after a silence
cohort-remind-nudges-stop = No word after a silence
cohort-remind-personal-off = No reminders by direct message any more. The cohort’s channel gets its own.
cohort-remind-personal-arrived = You are reminded by direct message from now on. One has just arrived, so the others will, too.
cohort-remind-personal-trying = You are reminded by direct message from now on. One that confirms it is on its way.
cohort-remind-personal-closed = Your choice is kept, but your direct messages are closed. Allow them in this server’s privacy settings. Until then I mention you in the cohort’s channel, without saying what it is about.
cohort-remind-nudges-on = If you go quiet for some days, I write to you. Never at night.
cohort-remind-nudges-off = No word after a silence any more.
cohort-remind-muted-list = You are not reminded of:
cohort-remind-muted-line = **{ $title }** · { $at }
cohort-remind-hello = Here you are reminded of what comes up in this cohort, in your own time.
cohort-remind-stop = Stop these
cohort-remind-stopped = No direct messages about **{ $name }** any more. Switch them on again with /cohort reminders in the server.

## Answers

cohort-remind-muted = You get no direct message about **{ $title }** any more. The cohort’s channel gets its one message all the same.
cohort-remind-unmuted = You are reminded of **{ $title }** again, if you are reminded by direct message.
cohort-remind-snoozed = **{ $title }**: I remind you again { $at }.
cohort-remind-in-none = You are in no cohort here. See which there are with /cohort list.
cohort-remind-not-in = You are not in { $name }, so there is nothing to be reminded of. Join with /cohort join.
cohort-remind-not-yours = This is for those who are in the cohort. See which there are with /cohort list.
cohort-remind-item-over = { $title } is over, or was cancelled. See what comes up with /cohort schedule.
cohort-remind-too-late = { $title } begins before that. Choose an earlier time.
cohort-remind-over = { $name } is over, or you are not in it any more, so nothing is left to be reminded of.
cohort-remind-nudge-gone = This message is not for you, or it is too old. See your cohorts with /cohort list.

## After a silence

cohort-nudge-early = Hello! We have not seen you in **{ $name }** for some days, and you are welcome any time. Here is what comes next:
cohort-nudge-week = Hello! It has been a week or so in **{ $name }**. Many people miss a week; it is easy to step in again here:
cohort-nudge-late = Hello! It has been a while, and your place in **{ $name }** is still yours. One small step is enough:
cohort-nudge-milestone = 📘 **{ $title }**, due { $at }
cohort-nudge-session = 📅 **{ $title }**, { $at }
cohort-nudge-back = I’m still in
cohort-nudge-stop = No more of these
cohort-nudge-footer = Only you see this. Those who lead the cohort see that it was sent.
cohort-nudge-welcome = Good to hear from you! You are in **{ $name }**.
cohort-nudge-stopped = No more of these about **{ $name }**. Reminders that you asked for still come.
cohort-nudge-list = Who was written to · { $name }
cohort-nudge-none = Nobody was written to. Whoever is not seen for some days gets a kind word by direct message.
cohort-nudge-list-note = Only who allows direct messages is written to, and never at night. Nobody is named in public.
cohort-nudge-line-followed = ✅ { $who } after { $days } days · came back { $at }
cohort-nudge-line-sent = 💬 { $who } after { $days } days · written to { $at }, nothing since
cohort-nudge-line-closed = ✋ { $who } after { $days } days · direct messages are closed: write to them yourself
cohort-nudge-line-failed = ✋ { $who } after { $days } days · did not arrive
cohort-nudge-line-waiting = 🌙 { $who } after { $days } days · waits for their morning

## What is stored

cohort-remind-data-mute = Sessions and due dates of a cohort that you do not want to be reminded of
cohort-nudge-data = When you were written to after a silence in a cohort, and when you came back
privacy-column-item-id = the session or due date
privacy-column-days = after how many days
privacy-column-sent-at = when it arrived
privacy-column-followed-at = when you came back
privacy-column-seated-at = when you came in
