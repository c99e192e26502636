# What was posted: correcting it, publishing it to other servers, and finding it again

command-announce-correct = Change what was posted already, in all its channels
command-announce-correct-announcement = Which announcement
command-announce-history = See what was sent where, and search it
command-announce-history-search = Words of its title or text; leave it out to see everything

# Correcting
correct = Correct what was posted
correct-save = { $count ->
    [one] Save and correct the post
   *[other] Save and correct { $count } posts
}
correct-future-only = Save changes only
correct-what = { $count ->
    [one] Saving also changes the post of { $when }.
   *[other] Saving also changes the { $count } posts of { $when }.
} Nobody is pinged again.
correct-fact = Corrects
correct-fact-posts = what was posted last
correct-earlier = Posts before that one stay as they are.
correct-over = Nothing more is coming, so its time and channels stay; the posts are corrected.
correct-nothing = Nothing was posted yet, or it was too long ago. Use /announce edit for what is still to come.
correct-no-time = This announcement is over, so it gets no new time. Correct its text, or write a new one with /announce new.
correct-title = Correcting: { $title }
correct-done = Corrected: { $title }
correct-some = Not everything was corrected: { $title }
correct-heading = Corrections
correct-line-waiting = { $where } · waiting
correct-line-retry = { $where } · trying again
correct-line-sent = { $where } · [corrected]({ $url })
correct-line-dead = { $where } · not corrected. { $why }
correct-line-cancelled = { $where } · replaced by a newer correction
correct-refresh = Refresh
correct-none-yet = No correction was made.

# Publishing
publish-on = Publish to following servers
publish-off = Do not publish
publish-fact = Published
publish-to = to the servers that follow { $where }
publish-none = None of its channels is an announcement channel. Choose one first: only those can be published.
publish-done = published to following servers
publish-at = will be published { $at }
publish-failed = not published. { $why }

# History
history-title = What was sent
history-found-title = What was sent: “{ $term }”
history-line =
    {"**"}{ $title }**
    { $when }
    { $where }
history-more = and { $count } more
history-place-sent = { $where } [message]({ $url })
history-place-claimed = { $where } being sent
history-place-retry = { $where } trying again
history-place-dead = { $where } failed
history-place-dropped = { $where } too late, not sent
history-empty = Nothing was sent yet. Write the first one with /announce new.
history-nothing = Nothing that was sent holds “{ $term }”. Try fewer or other words, or see everything with /announce history.
history-everything = Show everything
history-scheduled = Scheduled

search-empty = There is nothing to read in what you look for. Type a word of the title or the text.
search-forgotten = This search is more than a day old, or someone else’s. Please search again.
search-data = What you looked for, for a day

# Notices
notice-about-event = **{ $title }** could not be put under Events.
notice-about-send = **{ $title }** could not be sent.
notice-about-edit = A correction of **{ $title }** could not be made.
notice-about-publish = **{ $title }** could not be published to the servers that follow the channel.
notice-show = Show
notice-cause-not-publishable = { $where } is no announcement channel (any more), and only those can be published. Make it one in its settings, or turn publishing off with /announce edit.
notice-cause-message-gone = The message was deleted.

audit-announce-correct = { $at } { $who } corrected what was posted of the announcement “{ $subject }”
