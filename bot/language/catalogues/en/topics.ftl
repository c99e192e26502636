# Topics: which there are, following, and what organisers set up

command-topic = Topics you can follow
command-topic-list = See the topics here and follow those you care about
command-topic-follow = Follow a topic
command-topic-follow-topic = Which topic; begin to type its name
command-topic-unfollow = Stop following a topic
command-topic-unfollow-topic = Which of the topics that you follow
command-topic-create = Make a topic that people can follow
command-topic-create-name = What the topic is called
command-topic-create-where = The forum or text channel it lives in
command-topic-create-tag = The forum’s tag for it; without one, the whole forum is the topic
command-topic-create-role = The role that followers get and that new threads mention
command-topic-create-style = What followers get
command-topic-create-emoji = A standard emoji to find it quickly
command-topic-edit = Change a topic: its name, place, role and what followers get
command-topic-edit-topic = Which topic
command-topic-archive = Put a topic away; its threads and followers stay
command-topic-archive-topic = Which topic
command-topic-restore = Bring an archived topic back
command-topic-restore-topic = Which archived topic

topic-panel = Topics
topic-list-title = Topics
topic-list-note = Follow what you care about. You can change your mind at any time.
topic-empty = There are no topics for you here yet. An organiser can make one with /topic create.
topic-empty-organiser = There are no topics yet. Make one with /topic create, or begin with the recommended ones.
topic-name = { $name }
topic-titled = { $emoji } { $name }
topic-line-name =
    { $follows ->
        [yes] **{ $name }** · ✓ you follow it
       *[no] **{ $name }**
    }
topic-line-numbers =
    { $followers ->
        [one] { $followers } follower
       *[other] { $followers } followers
    } · { $unanswered ->
        [0] nothing unanswered
        [one] { $unanswered } unanswered question
       *[other] { $unanswered } unanswered questions
    } · { $style }
topic-line-moderated = Only organisers open threads here.
topic-unpinged = no pings yet
topic-by-digest = The bot cannot give its role: you get this topic by the digest, see /digest show.
topic-tagged = { $where } · tag { $tag }
topic-nowhere = no channel
topic-follow = Follow
topic-unfollow = Unfollow
topic-choose = Change a topic…
topic-recommend = Add the recommended topics
topic-mend = Repair

topic-style-each = a ping for new threads
topic-style-daily = daily digest
topic-style-weekly = weekly digest
topic-style-none = no notifications

topic-followed = You follow **{ $name }**.
topic-followed-role = You follow **{ $name }** and get the role { $role }.
topic-followed-held = You follow **{ $name }**. The bot cannot give its role, so you get it by the digest: see /digest show.
topic-followed-already = You follow **{ $name }** already.
topic-unfollowed = You no longer follow **{ $name }**.
topic-unfollowed-already = You do not follow **{ $name }**.

topic-not-found = There is no such topic here. See the topics with /topic list.
topic-archived = The topic **{ $name }** was archived. See the others with /topic list.
topic-changed = This topic changed meanwhile. Open it again with /topic edit.

topic-broken-title = The topic { $name } is broken
topic-missing-channel = ⚠️ Its channel was deleted. Choose another one, or archive the topic.
topic-missing-tag = ⚠️ Its forum tag was deleted: no new thread can be in this topic. Choose another tag, or go on with the whole forum.
topic-missing-role = ⚠️ Its role was deleted: followers are not pinged. Choose another role, or go on without one.
topic-repair = Go on without it
topic-repaired = Repaired.
topic-whole = Nothing of **{ $name }** is missing any more.

topic-created = The topic **{ $name }** is there. People can follow it now.
topic-saved = Saved.
topic-giving =
    { $count ->
        [one] Saved. { $count } follower gets the role now.
       *[other] Saved. { $count } followers get the role, one after the other.
    }
topic-alike = ⚠️ **{ $name }** looks like **{ $other }**, another topic here. Change the name if people could mix them up.
topic-fact-place = Where
topic-fact-role = Role
topic-fact-style = What followers get
topic-fact-posts = New threads
topic-fact-followers = Followers
topic-no-role = none
topic-posts-free = by everybody
topic-posts-moderated = by organisers only
topic-followers = { $count }
topic-followers-lacking = { $count }, of whom { $lacking } do not have the role yet
topic-held-power = { $role } has power over this server now, so the bot gives it to nobody. Choose a role without such permissions.
topic-held-authority = { $role } decides here who may organise (see /setup show), so the bot gives it to nobody. Choose another role.
topic-held-managed = { $role } belongs to an app or to boosting, so nobody can be given it. Choose another role.
topic-held-everyone = Everybody has { $role }. Choose another role.
topic-held-no-permission = The bot cannot give { $role }: it lacks **Manage Roles**. Followers get the topic by the digest until then.
topic-held-above = The bot cannot give { $role }: it stands above the bot’s own role. Move the bot’s role up in Server Settings → Roles.
topic-needs-role = Without a role nobody is pinged for new threads. Choose one below.
topic-needs-tag = Posts in this forum need a tag. Choose one below, so that /ask can post here.
topic-open-tag = /ask refuses members here. In the forum’s settings in Discord, let only moderators apply the tag as well: the bot cannot stop a thread that is opened there.
topic-open-channel = /ask refuses members here. In the channel’s permissions in Discord, take the right to open threads from members as well: the bot cannot stop a thread that is opened there.
topic-organisers-only = Only organisers open threads in **{ $name }**. Send them what you want to post.
topic-choose-place = Another channel…
topic-choose-tag = Which tag of the forum
topic-choose-role = A role for followers, or none
topic-which-tag = Choose the tag of { $where } that is this topic.
topic-whole-forum = The whole forum
topic-tag = Tag: { $tag }
topic-rename = Name and emoji
topic-field-name = Name
topic-field-emoji = Emoji
topic-field-emoji-hint = One standard emoji, or nothing
topic-moderate-on = Organisers only
topic-moderate-off = Open to everybody
topic-give =
    { $count ->
        [one] Give { $count } follower the role
       *[other] Give { $count } followers the role
    }
topic-all = All topics
topic-archive = Archive
topic-archive-title = Archive this topic?
topic-archive-what =
    { $followers ->
        [0] **{ $name }** is not shown any more and its new threads are told to nobody. Its threads stay, and you can bring it back.
        [one] **{ $name }** is not shown any more and its new threads are told to nobody. Its threads and its { $followers } follower stay, and you can bring it back.
       *[other] **{ $name }** is not shown any more and its new threads are told to nobody. Its threads and its { $followers } followers stay, and you can bring it back.
    }
topic-archived-title = Archived
topic-archived-done = **{ $name }** is put away. Bring it back with /topic restore.
topic-archive-list = Archived topics
topic-archive-empty = No topic is archived.
topic-restore = Bring back
topic-restored = **{ $name }** is back, with everybody who followed it.
topic-restored-already = **{ $name }** is not archived.

topic-name-empty = The name has nothing that can be read. Write a few words.
topic-name-long = The name is longer than { $most } characters. Make it shorter.
topic-emoji-unknown = That is not one standard emoji. Choose one from Discord’s own, or leave it out.
topic-taken = There is already a topic called **{ $name }**. Choose another name.
topic-taken-archived = There is an archived topic called **{ $name }**. Bring it back with /topic restore, or choose another name.
topic-place-taken = { $where } as a whole is the topic **{ $name }** already. Choose a tag, or another channel.
topic-tag-taken = This tag of { $where } is the topic **{ $name }** already. Choose another tag.
topic-place-unfit = A topic lives in a forum or a text channel of this server. Choose one that the bot can see.
topic-tag-unknown = { $where } has no such tag. Make the tag in the forum’s settings in Discord first, or leave it out.
topic-tags-none = { $where } is no forum, so it has no tags. Leave the tag out.
topic-style-unknown = Choose what followers get from the list.
topic-many = There are { $most } topics, as many as a server can have. Archive one first.
topic-many-archived = There are { $most } archived topics, as many as are kept. Bring one back and give it a new name.
topic-no-forum = There is no forum yet. Choose one under Channels in /setup show, then add the recommended topics.
topic-refused-gone = That role is not there any more. Choose another one.
topic-refused-everyone = Everybody has { $role }, so it tells nobody apart. Choose another role.
topic-refused-managed = { $role } belongs to an app or to boosting: nobody can be given it. Choose another role.
topic-refused-power = { $role } has power over this server: nobody gets it by pressing a button. Choose a role without such permissions.
topic-refused-authority = { $role } decides here who may organise (see /setup show): nobody gets it by pressing a button. Choose another role.
topic-refused-no-permission = The bot cannot give { $role }: allow it **Manage Roles** first.
topic-refused-above = The bot cannot give { $role }: move the bot’s own role above it in Server Settings → Roles first.
topic-role-why = Follows the topic { $name }

topic-ready-routing = Routing
topic-ready-routing-tags = routing,bgp,routing & bgp
topic-ready-security = Network security
topic-ready-security-tags = network security,security,rpki,routing security
topic-ready-peering = Peering and interconnection
topic-ready-peering-tags = peering,interconnection,peering & interconnection
topic-ready-operations = Operations
topic-ready-operations-tags = operations,ops,noc
topic-ready-jobs = Jobs
topic-ready-jobs-tags = jobs,job,careers
topic-ready-fibre = Terrestrial fibre
topic-ready-fibre-tags = terrestrial fibre,fibre,fiber,terrestrial fiber
topic-ready-datacentres = Data centres
topic-ready-datacentres-tags = data centres,data centers,datacenters,data centre
topic-ready-nren = Research and education (NREN)
topic-ready-nren-tags = nren,research and education,research & education
topic-ready-borders = Cross-border interconnection
topic-ready-borders-tags = cross-border,cross-border links
topic-recommended-added =
    { $count ->
        [one] Added: { $names }.
       *[other] Added { $count } topics: { $names }.
    }
topic-recommended-nothing = All recommended topics are there already.
topic-recommended-untagged = { $where } has no tag for: { $names }. Make those tags in the forum’s settings and press again.

topic-data-follower = Which topics you follow, since when, and whether you were given the topic’s role
privacy-column-archived-at = put away since
privacy-column-emoji = its emoji
privacy-column-has-role = was given the role
privacy-column-moderated = only organisers open threads
privacy-column-style = what followers get
privacy-column-tag-id = the forum’s tag
privacy-column-topic-id = the topic

audit-topic-create = { $at } { $who } made the topic “{ $subject }”
audit-topic-edit = { $at } { $who } changed the topic “{ $subject }”
audit-topic-give = { $at } { $who } had the role of “{ $subject }” given to followers who lacked it
audit-topic-archive = { $at } { $who } archived the topic “{ $subject }”
audit-topic-restore = { $at } { $who } brought the topic “{ $subject }” back
