# What is stored about a person: shown, exported, erased. And a server's own copy of its records.

command-privacy = See, export or delete what is stored about you
command-privacy-show = See what is stored about you, who sees it and how long it is kept
command-privacy-export = Get everything that is stored about you as a file
command-privacy-delete = Delete what is stored about you, after a confirmation
command-setup-export = Get this server’s settings, announcements and log as a file

privacy-title = What is stored about you
privacy-own = Yours alone
privacy-own-note = It follows you to every server with Crossconnect. Only you see it.
privacy-here = In this server
privacy-here-note = Its organisers see what you wrote and changed. What is only for you, they do not see.
privacy-here-nothing = Nothing. No record of this server names you.
privacy-nothing = Nothing is stored about you: no settings, and no record of this server.
privacy-who = Whoever runs this bot can read its database. Nobody else can, and nothing is passed on.
privacy-everywhere = Only this server’s records are told here. Export and Delete are about all of them, in every server with Crossconnect.
privacy-explained = The whole of it, table by table, is explained in the file PRIVACY.md that comes with Crossconnect.
privacy-count = { $count ->
    [one] 1 record
   *[other] { $count } records
}, { $kept }
privacy-kept-yours = until you delete it
privacy-kept-days = up to { $days } days after it is done
privacy-kept-short = up to { $hours } hours
privacy-kept-guild = for as long as this server uses Crossconnect
privacy-entry =
    {"**"}{ $what }**
    { $said }
privacy-values = { $values }, { $kept }
privacy-value = { $name }: { $value }
privacy-yes = yes
privacy-no = no
privacy-export = Export
privacy-delete = Delete…
privacy-back = Back

privacy-file-title = Everything that is stored about you
privacy-file-what = { $count ->
    [one] 1 record
   *[other] { $count } records
} from every server with Crossconnect, each with a word on what it means. Only you see this message.
privacy-file-cut = { $count ->
    [one] 1 more record did
   *[other] { $count } more records did
} not fit into a file that Discord takes. Ask whoever runs the bot for the rest.
privacy-file-about = Everything that Crossconnect stores about you, from every server. Times are UTC; long ids stand in quotes. What others wrote and who they are is left out. Explained in PRIVACY.md.

privacy-guild-title = Everything of this server
privacy-guild-what = { $count ->
    [one] 1 record
   *[other] { $count } records
}: settings, announcements, templates, what was sent, and who changed what. Only you see this message.
privacy-guild-left-out = Members’ own settings, reminders and messages, drafts, pictures themselves, and what is written in threads labelled AMBER or RED are not in it. The file names organisers: keep it among them.
privacy-guild-cut = { $count ->
    [one] 1 more record did
   *[other] { $count } more records did
} not fit into a file that Discord takes. Whoever runs the bot can make a whole one.
privacy-guild-about = Everything that Crossconnect stores of this server and that its organisers may see. Times are UTC; long ids stand in quotes. Members’ own settings, reminders and messages, drafts, pictures themselves, and what is written in threads labelled AMBER, AMBER+STRICT or RED are not in it.

privacy-delete-title = Delete what is stored about you?
privacy-deleted = Deleted
privacy-stays = Stays, without you
privacy-stays-note = It belongs to the servers. Nobody can find out any more that it was you.
privacy-line = { $what } ({ $count })
privacy-delete-more = Your drafts, your requests for approval and messages still on their way to you go too. What a text says of people stays in the text. Channels, roles and hours that you set for a server stay as they are.
privacy-delete-everywhere = This is about every server with Crossconnect, at once, and cannot be undone. Export first if you want to keep a copy. Backups that whoever runs the bot made before hold you until they are replaced.
privacy-delete-confirm = Delete for good
privacy-done-title = Deleted
privacy-done = Nothing is stored about you any more. You can go on using everything here; you begin anew.
privacy-nothing-to-delete = Nothing is stored about you, so there is nothing to delete.
privacy-not-yours = This button belongs to somebody else. Run /privacy delete yourself.

audit-privacy-erase = { $at } Somebody had what is stored about them deleted
audit-setup-export = { $at } { $who } exported this server’s records

delivery-data-target = Messages and roles that were meant for you, when, and whether they arrived
delivery-data-asker = That you asked the bot for something it then did
delivery-data-problem = That a message could not reach you

# What the columns of a file mean. The key is the column's name.
privacy-column-action = what was done
privacy-column-actor = the random key that stands for you
privacy-column-after = how it was afterwards
privacy-column-alt = what the picture shows
privacy-column-announcement-id = of which announcement
privacy-column-approve-all = every announcement needs a second organiser
privacy-column-approve-role-size = a ping of a larger role needs a second organiser
privacy-column-approver = the second organiser who agreed
privacy-column-asked-at = when it was asked
privacy-column-asked-by = who asked
privacy-column-at = when
privacy-column-attempt = how often it was tried
privacy-column-author = who wrote it
privacy-column-before = how it was before
privacy-column-body = the text
privacy-column-changes = how many changes were told
privacy-column-channel-id = the channel
privacy-column-corrects = also changes what was posted last
privacy-column-created-at = when it was made
privacy-column-day = the day
privacy-column-details = what it takes to do it
privacy-column-dm = direct messages
privacy-column-due-at = when it is due
privacy-column-ended-at = when it ended
privacy-column-event-wall = the date it is about
privacy-column-expires-at = when it would be too late
privacy-column-feature = which part of the bot it belongs to
privacy-column-first-attempt-at = when it was first tried
privacy-column-folded = the same name, for the search
privacy-column-guild-id = the server
privacy-column-hash = seals the entry
privacy-column-hinted-at = asked about your time zone
privacy-column-id = its number
privacy-column-in-channel = in a channel instead of a direct message
privacy-column-joined-at = when the bot came
privacy-column-kind = what kind it is
privacy-column-language = language
privacy-column-lease-until = being sent until
privacy-column-left-at = when the bot left
privacy-column-message-id = the message
privacy-column-name = the name
privacy-column-not-on = days on which nothing is sent
privacy-column-occurrence = the mark by which it happens only once
privacy-column-offset-seconds = so many seconds before the date
privacy-column-panel-channel-id = the channel of the “Start here” card
privacy-column-panel-message-id = the “Start here” card
privacy-column-paused-at = paused since
privacy-column-ping = the role that is mentioned
privacy-column-planned-until = planned up to
privacy-column-position = the order
privacy-column-previous = the seal of the entry before
privacy-column-publish = published to the servers that follow
privacy-column-purpose = what it is for
privacy-column-quiet-from = quiet from
privacy-column-quiet-until = quiet until
privacy-column-reason = why
privacy-column-result-id = what Discord made of it
privacy-column-revises = changes another announcement
privacy-column-revises-version = which version it changes
privacy-column-role-id = the role
privacy-column-rule = how it repeats
privacy-column-run-at = when it is tried next
privacy-column-searched = the same text, for the search
privacy-column-settled-at = when it was done
privacy-column-since = since when
privacy-column-skips-holidays = not on holidays
privacy-column-snoozed = how often it was put off
privacy-column-state = what became of it
privacy-column-subject = what it is about
privacy-column-subject-id = the number of what it is about
privacy-column-target-id = for whom or where
privacy-column-template = which text
privacy-column-term = the words
privacy-column-title = the title
privacy-column-updated-at = last changed
privacy-column-user-id = your Discord id
privacy-column-version = how often it was changed
privacy-column-wall = the time that was agreed
privacy-column-zone = time zone
