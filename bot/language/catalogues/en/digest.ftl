# Pings of followers, and the digest

## Pings
# The role stands first, so that it is read in the notification.

pings-new = { $role } A new thread in **{ $topic }**.
pings-new-others = { $count ->
    [one] { $role } New in **{ $topic }**: this thread and one other.
   *[other] { $role } New in **{ $topic }**: this thread and { $count } others.
}
pings-line = • [{ $title }]({ $url })
pings-line-labelled = • [A thread whose label keeps its title there]({ $url })
pings-line-elsewhere = • [A thread in another channel]({ $url }), in { $where }
pings-nudge = { $role } This question in **{ $topic }** was asked { $asked }, and nobody has replied yet. Can you help, or do you know who can?
pings-why = For followers of { $topic }. To hear less: /topic unfollow
pings-why-late = Was due { $at }. For followers of { $topic }. To hear less: /topic unfollow

## The digest

digest-title = Digest
digest-unanswered = Not answered yet
digest-resolved = Answered in the last 7 days
digest-dates = Dates in the next 14 days
digest-note-urgent = urgent
digest-line = • { $title }
digest-line-linked = • [{ $title }]({ $url })
digest-line-at = { $line } · { $at }
digest-line-note = { $line } · **{ $note }**
digest-more = { $count ->
    [one] and one more
   *[other] and { $count } more
}
digest-was-due = Was due { $at }

digest-empty = There is nothing to tell: every question has its answer, none was answered in the last 7 days, and no date is near. An empty digest is not posted.
digest-private = Only you see this, with what you may view. What is posted shows only what everybody in its channel may view.
digest-audience = The digest shows what everybody may view, and what stands in its own channel. Threads labelled AMBER or RED are never in it.
digest-when = Posted
digest-when-where = { $when }, in { $where }
digest-not-scheduled = not at all. Organisers choose a time with /digest schedule.
digest-next = Next
digest-delayed = Quiet hours put it off: it is posted when they end.
digest-nudged = Followers are asked
digest-nudged-after = { $hours ->
    [one] when a question has had no reply for an hour
   *[other] when a question has had no reply for { $hours } hours
}

digest-preview = Post this digest?
digest-preview-what = It is posted in { $where } at once. Nobody is pinged.
digest-preview-empty = There is nothing to post in { $where }: everything that everybody there may view is answered, and no date is near.
digest-post = Post it
digest-back = Show the digest
digest-now = Post now
digest-turn-off = Turn off
digest-posted = The digest is on its way
digest-posted-what = It appears in { $where } in a moment.
digest-posted-already = This digest was already posted. To post another, use /digest now.
digest-nothing = There is nothing to post any more. Look again with /digest show.
digest-paused = Everything is paused in this server, so no digest is posted. An organiser resumes with /setup show.
digest-scheduled = The digest is scheduled
digest-when-once = A digest comes again and again. Say for example “every Monday 9:00”; to post one now, use /digest now.
digest-is-off = The digest is off
digest-is-off-what = It is no longer posted in { $where }. Everybody still sees theirs with /digest show.
digest-nowhere = any channel
digest-off-already = No digest is scheduled. Choose a time with /digest schedule.
digest-stale = Someone changed the digest meanwhile. Look again with /digest show.
digest-nudge = Saved
digest-nudge-what = { $hours ->
    [one] When a question has had no reply for an hour, the followers of its topic are asked once.
   *[other] When a question has had no reply for { $hours } hours, the followers of its topic are asked once.
}
digest-nudge-hours = Choose between { $least } and { $most } hours.
digest-channel-hidden = You may not view that channel. Choose one that you may view.

## The commands

command-digest = What stayed unanswered, what was answered, what is coming up
command-digest-show = See the digest now; only you see it
command-digest-now = Post the digest now
command-digest-schedule = Post the digest again and again
command-digest-schedule-channel = Where it is posted
command-digest-schedule-when = For example: every Monday 9:00 · every day 8:30 · every weekday 17:00
command-digest-off = Post no digest any more
command-digest-nudge = Choose when followers are asked about a question without a reply
command-digest-nudge-hours = Hours without a reply, 1 to 168; 24 until you choose

privacy-column-nudge-hours = hours without a reply after which followers are asked

## The history

audit-digest-schedule = { $at } { $who } scheduled the digest
audit-digest-post = { $at } { $who } posted the digest: { $after }
audit-digest-off = { $at } { $who } turned the digest off
audit-digest-nudge = { $at } { $who } set after how many hours followers are asked: { $before } → { $after }
