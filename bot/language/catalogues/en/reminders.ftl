# Reminders that people ask for themselves

command-me-reminders = See, change and cancel your reminders

reminders-button = Remind me
reminders-title = { $title }
reminders-title-linked = [{ $title }]({ $url })
reminders-what = What
reminders-when = When
reminders-where = Where
reminders-date = Date
reminders-dm = direct message
reminders-now-at = Set for
reminders-mine = My reminders

## Choosing

reminders-choose = When shall I remind you?
reminders-change-title = When shall I remind you instead?
reminders-already = You already have a reminder for this: { $at }. One more is fine.
reminders-menu = Choose when
reminders-other = Other time
reminders-soon = It is less than 15 minutes away. Choose a time of your own.
reminders-offset-604800 = 1 week before
reminders-offset-86400 = 1 day before
reminders-offset-10800 = 3 hours before
reminders-offset-3600 = 1 hour before
reminders-offset-900 = 15 minutes before
reminders-later-hour = In 1 hour
reminders-later-evening = This evening
reminders-later-tomorrow = Tomorrow morning
reminders-later-monday = Next Monday
reminders-form = Remind me
reminders-form-when = When?
reminders-form-hint = For example: tomorrow 9:00 · Friday 18:00 · in 2h. Your clock: { $city }.
reminders-fold = The clocks go back that day and this time comes twice. The first is meant.

reminders-refused-past = That time is already past. Choose a later one.
reminders-refused-far = A reminder can be at most a year ahead. Choose an earlier time.
reminders-refused-after = That is not before the date itself. Choose an earlier time.
reminders-refused-no-date = This has no date any more. Choose a time of your own.
reminders-repeating = A reminder comes once. Give one time, such as “tomorrow 9:00”.
reminders-many = You have { $most } reminders coming in this server, which is the most there can be. Cancel some with /me reminders.
reminders-nothing = This was cancelled or removed, so there is nothing to be reminded of.
reminders-not-yours = This reminder is not yours, or it is gone.
reminders-over = This reminder was already cancelled or sent. See /me reminders for what is coming.
reminders-server-gone = Crossconnect is no longer in that server, so this reminder cannot be changed.
reminders-no-channel = The bot may not write in that channel. Allow direct messages from this server and try again.

## What was asked for

reminders-promised = I will remind you
reminders-same = You have this one already
reminders-closed = Your direct messages are closed
reminders-how-arrived = A direct message to you has just arrived, so this one will too.
reminders-how-trying = A direct message that confirms it is on its way.
reminders-how-dm = It comes as a direct message.
reminders-how-channel = Your direct messages are closed, so I mention you here. Everyone in the channel can see it.
reminders-how-closed = The reminder is kept, but I could not write to you. I can mention you in the channel instead, where everyone sees it. Or allow direct messages in this server’s privacy settings and try again.
reminders-how-closed-only = The reminder is kept, but I could not write to you, and I may not write in this channel. Allow direct messages in this server’s privacy settings and try again.
reminders-paused = Everything is paused in this server. The reminder is kept, and comes once organisers resume sending.
reminders-here = Mention me in #{ $channel }
reminders-here-now = Mention me in the channel
reminders-retry = Try again
reminders-change = Change time
reminders-cancel = Cancel reminder
reminders-remove = Remove

## The list

reminders-list = Your reminders
reminders-none = No reminder is coming. Press “Remind me” under an announcement to get one.
reminders-line = **{ $title }**
    { $at } · { $left } · { $where }
reminders-line-closed = **{ $title }**
    { $at } · ⚠️ Your direct messages are closed. Allow them in this server’s privacy settings, or it cannot arrive.
reminders-line-failed = **{ $title }**
    ⚠️ Was due { $at } and did not arrive. { $why }
reminders-line-gone = **{ $title }**
    Was set for { $at }. The announcement was cancelled or removed, so no reminder comes.
reminders-untitled = An announcement that is gone
reminders-why-closed = Your direct messages are closed. Allow them in this server’s privacy settings and choose a new time, or let me mention you in the channel.
reminders-why-late = The bot was down or paused for too long. Choose a new time.
reminders-why-channel = The bot may not write in { $where }. Tell your organisers, or choose a new time once it may.
reminders-why-other = Discord did not take it. Choose a new time.
reminders-cancelled = Cancelled. No reminder comes.

## What arrives

reminders-will = I will remind you of this on { $at }.
reminders-undo = Cancel this reminder
reminders-mention = { $who }, you asked to be reminded of this.
reminders-asked = You asked to be reminded of this.
reminders-open = Open
reminders-done = Done
reminders-is-done = Done.
reminders-snooze-ten = In 10 minutes
reminders-snooze-hour = In 1 hour
reminders-snooze-tomorrow = Tomorrow 09:00 { $city }
reminders-snoozed = I will remind you again on { $at }.
reminders-was-due = Was due { $at }

reminders-agenda = Reminder
reminders-data = What you asked to be reminded of, when, and where you pressed the button
