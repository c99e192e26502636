# Announcements

announce-post-title = { $title }
announce-was-due = Was due { $at }

announce-form = Announcement
announce-form-title = Title
announce-form-body = Text
announce-form-body-hint = Markdown works. Write a time with its place: “18:00 Beirut”.

announce-preview = Preview
announce-preview-edit = Preview of the change
announce-preview-note = Nothing is scheduled until you confirm. /announce edit brings this draft back for a day, also with another time.
announce-preview-over-note = Until you save, the posts stay as they are. /announce edit brings this draft back for a day.
announce-preview-edit-note = Until you save, it goes out as it was. /announce edit brings this draft back for a day.
announce-when = When
announce-next = Next
announce-where = Where
announce-state = State
announce-state-draft = draft
announce-state-scheduled = scheduled
announce-state-finished = over
announce-state-cancelled = cancelled
announce-none-left = nothing more is coming
announce-gap = On one day the clocks jump over this time. That day it is sent at { $at }.
announce-fold = On one day the clocks go back and this time comes twice. That day it is sent the first time: { $at }.
announce-choose-channels = Choose the channels
announce-schedule = Schedule
announce-save = Save changes
announce-edit-text = Edit text
announce-send-to-me = Send it to me first
announce-discard = Discard
announce-discarded = Discarded
announce-discarded-what = Nothing was scheduled or changed.
announce-trial-sent = It is on its way to your direct messages, exactly as it will be posted. If nothing arrives, your direct messages are closed for this server.

announce-scheduled = Scheduled: { $title }
announce-saved = Saved: { $title }
announce-paused = Everything is paused in this server. Nothing is sent until an organiser resumes in /setup show.
announce-open = Show
announce-edit = Edit
announce-cancel = Cancel it
announce-cancel-title = Cancel this announcement?
announce-cancel-what = **{ $title }** will not be sent any more. What was already posted stays.
announce-cancelled = Cancelled: { $title }
announce-cancelled-what = It will not be sent any more.

announce-list-title = Scheduled announcements
announce-list-past-title = Past announcements
announce-list-empty = Nothing is scheduled. Start with /announce new.
announce-list-past-empty = Nothing was sent or cancelled yet.
announce-list-line =
    {"**"}{ $title }**
    { $when }
    { $where }
announce-list-upcoming = Scheduled
announce-list-past = Past
announce-list-back = All announcements
announce-detail = Announcement
announce-by = Written by { $who }
announce-by-erased = Written by someone whose data was erased
announce-sent = What was sent where
announce-line-sent = { $where } · due { $due } · [sent]({ $url })
announce-line-claimed = { $where } · due { $due } · being sent
announce-line-retry = { $where } · due { $due } · trying again
announce-line-dead = { $where } · due { $due } · failed. { $why }
announce-line-dropped = { $where } · due { $due } · too late, not sent

announce-title-long = The title is longer than { $most } characters. Make it shorter.
announce-body-long = The text is longer than { $most } characters as it would be shown. Make it shorter. Emoji count twice, and the address of each link counts too.
announce-title-empty = The title has nothing that can be read. Write a few words.
announce-body-empty = The text has nothing that can be read. Write a few words.
announce-channel-none = Choose at least one channel.
announce-channel-many = Choose at most { $most } channels.
announce-channel-elsewhere = That channel is not in this server, or messages cannot be posted there. Choose a text or announcement channel.
announce-channel-permission = The bot may not write in { $where }. Open the channel’s permissions, add the bot’s role and allow { $permissions }.
announce-no-text = There is no text yet. Press “Edit text” first.
announce-past = That time has passed meanwhile. Start again with /announce new.
announce-past-change = That time has passed, so nothing was changed. Choose a new time with /announce edit.
announce-stale = This is out of date: something changed since. Open it again with /announce list.
announce-stale-draft = This preview is out of date: you changed the draft since. Use your newest preview.
announce-changed-meanwhile = Someone else changed this announcement meanwhile, so your change was not saved. Open it again with /announce list.
announce-already = This was already confirmed. See /announce list.
announce-choice = { $title } · { $state }
announce-draft-gone = This draft is gone: it was saved or discarded, is older than a day, or is someone else’s. See /announce list, or start again with /announce new.
announce-not-found = There is no such announcement in this server. See /announce list.
announce-cancelled-already = This announcement is already cancelled.
announce-over-already = This announcement is over; nothing more is coming.
announce-data-author = That you wrote an announcement, under your random key
announce-data-approver = That you approved an announcement, under your random key
announce-data-approval = That you asked for an approval, under your random key
announce-data-template = That you wrote a template, under your random key

audit-announce-schedule = { $at } { $who } scheduled the announcement “{ $subject }”
audit-announce-edit = { $at } { $who } changed the announcement “{ $subject }”
audit-announce-cancel = { $at } { $who } cancelled the announcement “{ $subject }”
