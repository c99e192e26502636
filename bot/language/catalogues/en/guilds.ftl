# The set-up of a guild

setup-title = { $guild } with Crossconnect
setup-paused = **Everything is paused** since { $since }. Nothing is sent in this server until you resume; what is due meanwhile follows, or is dropped when it is too late.
setup-fine = Everything that is configured works.
setup-problems = { $count ->
    [one] One thing to mend
   *[other] { $count } things to mend
}
setup-failed = Could not be delivered
setup-members-intent = The operator of this bot lets it see the list of members.
setup-none = not set
setup-gone = deleted in Discord
setup-zone = Time zone
setup-zone-value = { $zone }
setup-language = Language
setup-quiet = Quiet hours
setup-quiet-value = { $start } to { $end }
setup-create = { $count ->
    [one] Create the missing channel
   *[other] Create { $count } missing channels
}
setup-channels = Channels
setup-roles = Roles
setup-times = Language and hours
setup-history = History
setup-refresh = Refresh
setup-pause = Pause everything
setup-resume = Resume sending
setup-back = Back
setup-channels-note = Choose where each thing happens. Without a channel that part stays silent.
setup-roles-note = The owner and administrators can always do everything here. These roles add people.
setup-purpose-line = **{ $name }** · { $what }
setup-choose-channel = Choose a channel
setup-choose-role = Choose a role
setup-language-what = **Language** · what the bot posts in this server. Each member reads answers in their own.
setup-quiet-what = **Quiet hours** · { $hours }. Nudges and digests wait until they end; announcements and reminders that people asked for do not.
setup-quiet-change = Change quiet hours
setup-quiet-form = Quiet hours
setup-quiet-from = From
setup-quiet-until = Until
setup-quiet-hint = HH:MM in the server’s time zone. Leave both empty for none.
setup-quiet-invalid = Quiet hours are two different times such as 22:00 and 07:00. Leave both empty for none.
setup-zone-what = **Time zone** · { $zone }. Change it with /setup zone, which completes cities as you type.
setup-zone-set = The server’s time zone is now **{ $zone }**, where it is { $wall }. Announcements that are already scheduled keep the zone they were written in.
setup-creating = { $count ->
    [one] One channel is being made. Press Refresh in a moment.
   *[other] { $count } channels are being made. Press Refresh in a moment.
}
setup-create-nothing = Nothing is missing.
setup-create-not-permitted = The bot may not make these channels. Give its role the permissions { "**" }Manage Channels{ "**" }, { "**" }View Channels{ "**" }, { "**" }Send Messages{ "**" } and { "**" }Read Message History{ "**" }, or choose existing channels under Channels.
setup-history-empty = Nothing has been changed yet.
setup-history-someone = someone whose data was erased
setup-history-bot = Crossconnect
setup-state-paused = paused
setup-state-sending = sending
setup-channel-elsewhere = That channel is not in this server, or is of the wrong kind. Choose one from the menu.
setup-role-elsewhere = That role is not in this server. Choose one from the menu.
setup-role-verified = The bot gives that role to verified operators, so it may not decide anything here. Choose another, or clear it there first.
setup-role-managed = That role belongs to a bot or an integration and cannot be handed out. Choose another.
setup-role-everyone = @everyone would give this to each member. Choose a role that you hand out.

purpose-announcements = Announcements
purpose-announcements-what = News and dates for everyone
purpose-announcements-channel = announcements
purpose-notices = Organisers’ notices
purpose-notices-what = What went wrong, and what waits for approval
purpose-notices-channel = organisers
purpose-forum = NOG forum
purpose-forum-what = Questions and topics of the network operators
purpose-forum-channel = nog-forum
purpose-cohorts = Cohorts
purpose-cohorts-what = Courses, sessions and study groups
purpose-cohorts-channel = courses
purpose-exchange = Exchange
purpose-exchange-what = Founding and running the Internet exchange point
purpose-exchange-channel = ixp
purpose-outages = Outages
purpose-outages-what = Outages and maintenance, one card each
purpose-outages-channel = outages

setup-tag-routing = Routing
setup-tag-security = Network security
setup-tag-peering = Peering
setup-tag-operations = Operations
# The bot knows the next ones again by these names: `meaning_of` in bot/topics/threads/rules.py.
setup-tag-answered = Answered
setup-tag-tlp-green = TLP:GREEN
setup-tag-tlp-amber = TLP:AMBER
setup-tag-tlp-amber-strict = TLP:AMBER+STRICT
setup-tag-tlp-red = TLP:RED

role-organiser = Organisers
role-organiser-what = Set up channels, schedule announcements, run everything
role-noc = NOC
role-noc-what = Report outages and maintenance
role-facilitator = Facilitators
role-facilitator-what = Run course cohorts
role-poll_officer = Poll officers
role-poll_officer-what = Open, close and certify polls
role-verified = Verified operators
role-verified-what = Given to whoever is shown to speak for a network

setup-problem-channel-gone = **{ $name }**: its channel was deleted in Discord. Choose another under Channels.
setup-problem-channel-type = **{ $name }**: { $where } is the wrong kind of channel. Choose another under Channels.
setup-problem-permission = **{ $name }**: in { $where } the bot lacks { $permissions }. Open the channel’s permissions, add the bot’s role and allow them.
setup-problem-role-gone = **{ $name }**: its role was deleted in Discord. Choose another under Roles.
setup-problem-no-notices = There is no **organisers’ notices** channel, so nobody hears when something goes wrong. Choose one under Channels.
setup-problem-no-organiser = There is no **organiser role**: only people with Manage Server can run things. Choose one under Roles.

permission-view_channel = View Channel
permission-send_messages = Send Messages
permission-read_message_history = Read Message History
permission-send_messages_in_threads = Send Messages in Threads
permission-create_public_threads = Create Public Threads
permission-manage_channels = Manage Channels
permission-manage_roles = Manage Roles

not-allowed-organiser = This is for organisers. Ask someone with the organiser role or with Manage Server.
not-in-guild = This works in a server, not in a direct message.

welcome-title = Hello from Crossconnect
welcome-body =
    I help network operators, exchanges and chapters keep their promises: announcements that arrive once and on time.

    {"**"}Organisers: run `/setup show`.** It shows what is configured and what is missing, and can make the recommended channels for you.

notice-title = Something could not be delivered
notice-once = You are told once. This notice comes again only after it has worked in between.
notice-cause-channel-gone = A message was due in { $where }, which no longer exists. Choose another channel with /announce edit, /digest schedule or /setup show.
notice-cause-guild-gone = A message was due here while the bot was not in this server.
notice-cause-missing-access = A message was due in { $where }, which the bot may not see. Open the channel’s permissions, add the bot’s role and allow **View Channel**.
notice-cause-missing-permissions = The bot lacks a permission for { $where }. Open the channel’s permissions, add the bot’s role and allow **View Channel**, **Send Messages** and **Read Message History**.
notice-cause-missing-permissions-threads = In the threads of { $where } the bot lacks a permission. Open the channel’s permissions, add the bot’s role and allow **View Channel**, **Send Messages in Threads** and **Read Message History**.
notice-cause-missing-permissions-events = The bot may not make events in this server, so sessions of cohorts do not stand under Events. In Server Settings → Roles, allow the bot **Create Events**. Everything else goes on as ever.
notice-cause-wrong-channel-type = A message was due in { $where }, which is the wrong kind of channel for it. Choose a text or announcement channel.
notice-cause-thread-archived = A message was due in { $where }, which is archived. Open it again, or choose another.
notice-cause-thread-locked = A message was due in { $where }, which is locked. Unlock it, or choose another.
notice-cause-content-refused = Discord’s own filters refused a message for { $where }. Change its text with /announce edit.
notice-cause-role-gone = A role that was to be given no longer exists. Choose another: for readers of the charter with /charter role, for those who follow a topic with /topic edit.
notice-cause-role-refused = The bot may not give or take { $where }. In Server Settings → Roles, let the bot’s own role stand above it and allow **Manage Roles**.
notice-cause-role-dangerous = { $where } was to be given to a member, and it carries rights over this server. The bot gives no such role. Take these rights from it, or choose another role.
notice-cause-role-unpingable = A ping was due in { $where }, and the bot may not mention the topic’s role there. Make the role mentionable, or allow the bot **Mention @everyone, @here and All Roles**.
notice-cause-tags-refused = The bot may not change the tags of posts in { $where }, so labels and “answered” are not shown there. Open the channel’s permissions, add the bot’s role and allow **Manage Threads**.
notice-cause-event-gone = A scheduled event that was to be changed no longer exists in Discord.
notice-cause-full = This server has as many channels, threads, roles or events as Discord allows. Remove some and try again.
notice-cause-late = A message for { $where } was due while the bot was down or everything was paused, and then it was too late to send it. Post it again with /announce new if it still matters.
notice-cause-late-threads = Followers were to be told of threads in { $where } while the bot was down or everything was paused, and then it was too late. Questions without an answer stand in /digest show.
notice-cause-unverified = A message for { $where } may have been sent, and the bot may not look. It was not sent a second time. Allow **Read Message History** there.
notice-cause-gave-up = A message for { $where } failed again and again, and the bot gave up. Post it again with /announce new if it still matters.
notice-cause-gave-up-threads = Something for a thread in { $where } kept failing, and the bot gave up.
notice-cause-other = A message for { $where } could not be delivered. The operator’s log has the reason: { $reason }.
notice-this-server = this server

audit-setup-zone = { $at } { $who } set the time zone: { $before } → { $after }
audit-setup-language = { $at } { $who } set the language: { $before } → { $after }
audit-setup-quiet = { $at } { $who } set quiet hours: { $before } → { $after }
audit-setup-channel = { $at } { $who } set { $subject }: { $before } → { $after }
audit-setup-role = { $at } { $who } set { $subject }: { $before } → { $after }
audit-setup-pause = { $at } { $who } paused everything
audit-setup-resume = { $at } { $who } resumed sending

help-title = Crossconnect
help-what = For the people who build the Internet where they live. Times are shown in your own zone; what is promised arrives once.
help-everyone = For everyone
help-everyone-list =
    `/agenda` what is coming up, and a file for your calendar
    `/topic list` follow what you care about
    `/ask` ask a question in a topic
    `/search` find what was solved before
    `/digest show` what waits for an answer, and what was answered
    `/me zone` your time zone
    `/me language` the language of answers to you
    `/me show` your settings
    `/me reminders` what you asked to be reminded of
    `/charter show` what this community agreed on
    `/privacy show` what is stored about you, as a file, or gone
help-organisers = For organisers
help-organisers-list =
    `/setup show` channels, roles, hours, and what is wrong
    `/announce new` write an announcement, once or again and again
    `/announce list` what is scheduled, and what waits for approval
    `/announce template list` texts to begin with
    `/announce pause`, `/announce skip` a series, or one date of it
    `/setup holidays` days on which series send nothing
    `/announce history` what was sent where, and a search in it
    `/announce correct` change what was posted
    `/topic create` a topic that people can follow
    `/digest schedule` what waits for an answer, posted again and again
    `/charter edit`, `/charter post` what members read and say they have read
    `/setup panel` the “Start here” card for members
    `/setup history` who changed what
    `/setup export` everything of this server as a file
