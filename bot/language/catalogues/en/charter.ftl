# The charter: what this community agreed on, and who has read it

command-charter = What this community agreed on
command-charter-show = Read the charter, and say that you have read it
command-charter-edit = Write the charter, or a new version of it
command-charter-post = Post the charter in a channel, with a button to say “I have read it”
command-charter-post-channel = Where it is posted
command-charter-schedule = Post the charter again and again, see when, or stop it
command-charter-schedule-when = For example: every month on the 1st 10:00 · off
command-charter-schedule-channel = Where; left out: where it was posted last
command-charter-role = Choose the role that people get once they have read it
command-charter-role-role = The role; leave it out to see or end what was chosen

charter-title = Charter
charter-panel = Charter
charter-post-title = { $title }
charter-version = Version { $number } · published { $at }
charter-version-next = Version { $number }
charter-was-due = Was due { $at }
charter-read-button = I have read it
charter-show = Show the charter

charter-none = There is no charter yet. Your organisers publish it; then you read it here.
charter-none-organiser = There is no charter yet. Write it with /charter edit; nothing is shown to anybody before you publish it.
charter-write = Write the charter
charter-not-read = You have not said yet that you have read this version.
charter-read = You said that you have read it: { $at }.
charter-noted-title = Thank you
charter-noted = Noted { $at }: you have read version { $number }.
charter-noted-before = You said so before, { $at }: you have read version { $number }.
charter-role-given = You get the role { $role } in a moment.
charter-role-later = You get the role { $role } once the organisers resume sending: everything is paused.
charter-newer = ⚠️ Version { $number } applies no more. This is version { $newer }; please read that one.
charter-read-older = You read version { $number } on { $at }.
charter-overtaken-title = There is a new version of the charter
charter-overtaken-what = The version that stood here applies no more. Press the button to read the one that applies; only you see the answer.

charter-readings = Read by
charter-people = { $count ->
    [one] 1 person
   *[other] { $count } people
}
charter-role = Role
charter-no-role = none
charter-again = Posted again
charter-again-none = not by itself
charter-plan = Posting plan
charter-edit = Edit
charter-who = Who has read it
charter-versions = Versions

charter-form = Charter
charter-form-title = Title
charter-form-body = Text
charter-form-hint = Markdown works. You see it before it is published.
charter-form-kept = Your draft, as you left it. You see it before it is published.
charter-preview = Preview
charter-preview-note = Nothing is published until you confirm. /charter edit brings this draft back for 7 days.
charter-publish = Publish version { $number }
charter-change = Edit text
charter-discard = Discard
charter-discarded = Discarded
charter-discarded-what = Nothing was published or changed.
charter-meanwhile = ⚠️ Version { $number } was published after you began. Read it before you replace it: /charter show.
charter-published = Published: version { $number }
charter-published-what = It applies from now on. Post it in a channel with /charter post.
charter-published-cards = The cards of the version before point to it: { $where }
charter-paused = Everything is paused in this server. Nothing is sent until an organiser resumes in /setup show.
charter-choose = { $count ->
    [one] 1 person has
   *[other] { $count } people have
} { $role } because they read an earlier version. Is that enough?
charter-keep = They keep the role
charter-ask-again = Everybody has to read it again
charter-kept = The role stays
charter-kept-what = Whoever read an earlier version keeps the role. You can change your mind with /charter role.
charter-asked = Everybody has to read it again
charter-asked-what = Only this version counts from now on.
charter-asked-role = Whoever has not read it loses { $role }, one after the other, and gets it back by reading it.

charter-reader = { $who } · { $at }
charter-readers-count = { $count ->
    [0] Nobody has read version { $number } yet.
    [one] 1 person has read version { $number }.
   *[other] { $count } people have read version { $number }.
}
charter-missing = Who has not
charter-missing-count = { $read } of { $members } members have read version { $number }. { $count ->
    [0] Nobody is left.
    [one] 1 has not:
   *[other] { $count } have not:
}
charter-missing-unknown = Discord does not tell the bot who is a member here, so it cannot know who has not read it. Whoever runs the bot can switch that on: the members intent.
charter-missing-many = This server has more than { $most } members, too many to ask Discord about one by one.
charter-missing-unreached = Discord did not say who is a member here. Try again in a minute.

charter-versions-line =
    {"**"}Version { $number }** · { $at }
    { $title }
charter-open = Show
charter-state = State
charter-applies = applies now
charter-applied = applies no more
charter-author = Written by
charter-author-erased = someone whose data was erased

charter-posting = Posting
charter-posting-what = The charter is being posted in { $where }.
charter-schedule-when = When
charter-schedule-next = Next
charter-schedule-place = Where
charter-schedule-over = nothing more is coming
charter-schedule-none = The charter is not posted again by itself. Say when with /charter schedule.
charter-schedule-off = It is not posted again by itself any more. What stands in channels stays.
charter-schedule-stop = Stop it
charter-schedule-off-choice = Off: post it no more by itself
charter-schedule-once = That happens once. Begin with “every”, for example: every month on the 1st 10:00. To post it now, use /charter post.
charter-schedule-where = It was not posted anywhere yet. Say where with the option “channel”.

charter-role-none = Nobody gets a role for reading it. Choose one with /charter role.
charter-role-ended = Nobody gets a role for reading it any more. Whoever has it keeps it.
charter-role-what = Whoever reads the charter gets { $role }.
charter-role-giving = { $count ->
    [one] 1 person has read it already and gets it now.
   *[other] { $count } people have read it already and get it now, one after the other.
}
charter-role-older = { $count ->
    [one] 1 person has it by an earlier version.
   *[other] { $count } people have it by an earlier version.
}
charter-role-end = No role
charter-why-given = Read version { $number } of the charter
charter-why-taken = Has not read version { $number } of the charter

grant-refused-gone = That role is not in this server any more. Choose another.
grant-refused-everyone = Everybody has that role already. Choose one that is handed out.
grant-refused-managed = { $role } belongs to an app or to Discord itself, so nobody can hand it out. Choose another role.
grant-refused-power = { $role } carries rights over this server, and the bot gives nobody such a role. Choose another, or take these rights from it.
grant-refused-authority = { $role } decides here who may organise (see /setup show), and the bot gives nobody such a role. Choose another.
grant-refused-no-permission = The bot may not hand out roles. In Server Settings → Roles, allow its own role **Manage Roles**.
grant-refused-above = { $role } stands above the bot’s own role, or beside it. In Server Settings → Roles, drag the bot’s role above it.

charter-title-empty = The title has nothing that can be read. Write a few words.
charter-title-long = The title is longer than { $most } characters. Make it shorter.
charter-body-empty = The text has nothing that can be read. Write a few words.
charter-body-long = The text is longer than { $most } characters as it would be shown. Make it shorter. Emoji count twice, and the address of each link counts too.
charter-unchanged = This is the same text as version { $number }, so there is nothing to publish. Change it, or discard the draft.
charter-overtaken = Someone else published version { $number } meanwhile, so yours was not published. Your draft is kept: /charter edit.
charter-stale-draft = This preview is out of date: you changed the draft since. Use your newest preview, or /charter edit.
charter-stale = This is out of date: something changed since. Open it again with /charter show.
charter-draft-gone = This draft is gone: it was discarded, is older than 7 days, or is someone else’s. Start again with /charter edit.
charter-published-already = This was published already, as version { $number }. See /charter show.
charter-gone = There is no such version of the charter in this server. See /charter show.

charter-data-author = That you wrote a version of the charter, under your random key
charter-data-reading = That you have read a version of the charter, and when
privacy-column-asked-again-at = since when everybody has to read this version
privacy-column-charter-id = which version of the charter
privacy-column-number = which version it is
privacy-column-published-at = when it was published

audit-charter-publish = { $at } { $who } published a version of the charter “{ $subject }”
audit-charter-ask-again = { $at } { $who } asked everybody to read the charter “{ $subject }” again
audit-charter-post = { $at } { $who } posted the charter “{ $subject }” in { $after }
audit-charter-schedule = { $at } { $who } set when the charter “{ $subject }” is posted again
audit-charter-unschedule = { $at } { $who } stopped posting the charter “{ $subject }” again
audit-charter-role = { $at } { $who } set the role for reading the charter: { $before } → { $after }
