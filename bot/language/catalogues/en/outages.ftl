# Outages: the card, who sees it too, pings, and what was learned.

# What it is

outages-severity-minor = Minor
outages-severity-major = Major
outages-severity-critical = Critical
outages-state-draft = Not posted
outages-state-open = Going on
outages-state-watching = Being watched
outages-state-resolved = Resolved
outages-choice-minor = Minor – slower or less redundant
outages-choice-major = Major – a service or a region is down
outages-choice-critical = Critical – many are cut off
outages-choice-open = Still going on
outages-choice-watching = Looks over, being watched
outages-now = now
outages-network = AS{ $asn }
outages-network-named = AS{ $asn } { $name }
outages-networks-more = { $networks } and { $count } more
outages-region = { $region }
outages-lasted-minutes = { $minutes } min
outages-lasted-hours = { $hours } h{ $minutes ->
    [0] {""}
   *[other] {" "}{ $minutes } min
}
outages-lasted-days = { $days ->
    [one] 1 day
   *[other] { $days } days
}{ $hours ->
    [0] {""}
   *[other] {" "}{ $hours } h
}

# The card

outages-title-minor = 🟡 Minor outage: { $title }
outages-title-major = 🟠 Major outage: { $title }
outages-title-critical = 🔴 Critical outage: { $title }
outages-title-watching = 👀 Being watched: { $title }
outages-title-resolved = ✅ Resolved: { $title }
outages-fact-state = State
outages-fact-severity = Severity
outages-fact-started = Started
outages-fact-ended = Ended
outages-fact-networks = Networks
outages-fact-region = Region
outages-fact-opener = Opened by
outages-ended = { $at }, after { $lasted }
outages-latest = What is new
outages-entry = { $at } · { $what }
outages-kind-opened = opened
outages-kind-update = update
outages-kind-resolved = resolved
outages-kind-reopened = open again
outages-kind-review = post-mortem
outages-cause = What it was
outages-impact = Impact
outages-learned = What was learned
outages-discussion = The discussion goes on in { $where }.
outages-was-due = Was due { $at }
outages-seen-nobody = Nobody else has said yet that they see it.
outages-seen-others = { $others ->
    [one] One person sees it too, for no network.
   *[other] { $others } people see it too, for no network.
}
outages-saw-others = { $others ->
    [one] One person saw it too, for no network.
   *[other] { $others } people saw it too, for no network.
}
outages-saw = { $bar } **{ $networks } of { $known }** networks here saw it too{ $others ->
    [0] .
    [one] , and one person for none.
   *[other] , and { $others } people for none.
}
outages-seen = { $bar } **{ $networks } of { $known }** networks here see it too{ $others ->
    [0] .
    [one] , and one person for none.
   *[other] , and { $others } people for none.
}
outages-seen-by = Seen by { $networks }
outages-see = I see it too
outages-ping-me = Ping me
outages-update = Update
outages-resolve = Resolve
outages-review = Write post-mortem
outages-review-change = Change post-mortem
outages-reopen = Open again

# In the discussion

outages-news-update = Update
outages-news-resolved = It is over
outages-news-reopened = It goes on
outages-news-review = Post-mortem
outages-news-lasted = It lasted { $lasted }.
outages-news-is = { $state } · { $severity }
outages-ping = { $who }
    { $severity } outage: **[{ $title }]({ $url })**
outages-ping-why = You asked for this. Change it with “Ping me” on the card.
outages-ping-why-late = You asked for this. Change it with “Ping me” on the card. Was due { $at }

# The forms

outages-form-open = Open an outage
outages-form-update = Update the outage
outages-form-resolve = Resolve the outage
outages-form-review = Post-mortem
outages-field-title = What is down, in one line
outages-field-title-what = The name of the card and of its discussion.
outages-field-body = What is known
outages-field-body-what = Everybody in the channel reads it. Leave out passwords and customers’ names.
outages-field-severity = How bad is it?
outages-field-networks = Networks it is about
outages-field-networks-what = AS numbers, parted by commas: AS3333, 64500
outages-field-region = Region
outages-field-region-what = A city or a country. Followers choose by it.
outages-field-update = What is new
outages-field-update-what = It goes onto the card and into the discussion.
outages-field-state = How is it now?
outages-field-cause = What was it?
outages-field-cause-what = In a few sentences. You can write a post-mortem later.
outages-field-ended = When did it end?
outages-field-ended-what = now, 20 min ago, 14:30, yesterday 22:00 · in { $zone }
outages-field-impact = Impact
outages-field-impact-what = Who was hit, how, and for how long.
outages-field-learned = What was learned
outages-field-learned-what = What helped, what did not, and what changes.

# What became of it

outages-opened-title = The outage is open
outages-opened = Its card appears in { $where } in a moment, with a discussion. Whoever asked for pings is told there.
outages-alike-title = Is it one of these?
outages-alike = They go on, and share a network or the title with yours. If it is the same one, say that you see it too.
outages-post = Open it anyway
outages-draft-kept = Only you see this. What you typed is kept for a day, and is not posted yet.
outages-updated-title = Updated
outages-updated = The card and the discussion show it in a moment.
outages-resolved-title = Resolved
outages-resolved = The card says so in a moment. Others learn most from what you write down now.
outages-reopened-title = Open again
outages-reopened = The card says so in a moment.
outages-reviewed-title = Thank you for the post-mortem
outages-reviewed = It stands on the card, in the discussion, and /search finds it.
outages-your-text = What you wrote, so that it is not lost:
outages-go = Open the card

# Witnesses

outages-seen-which-title = For which network?
outages-seen-which = You speak for several. Each network counts once.
outages-seen-title = Thank you
outages-seen-again = You said so already
outages-seen-for = You see it for { $network }.
outages-seen-alone = You see it, for no network. Claim yours with /network claim, and it counts by name.
outages-seen-what = The card names networks, never people. However many of a network say so, it counts once.
outages-unsee = Take it back
outages-unseen-title = Taken back
outages-unseen = You are not counted any more.

# Pings

outages-pings-off = You are not pinged about outages
outages-pings-minor = You are pinged about every outage
outages-pings-major = You are pinged about major and critical outages
outages-pings-critical = You are pinged about critical outages
outages-pings-what = One mention in the discussion when an outage is opened, and one when it gets worse. Your quiet hours count: it waits until they end.
outages-pings-choose = From which severity on?
outages-least-minor = Every outage
outages-least-major = Major and critical ones
outages-least-critical = Critical ones only
outages-pings-regions = For which regions?
outages-everywhere = Everywhere
outages-pings-region-what = An outage that names no region concerns everybody.
outages-pings-wakes-on = Critical outages ping you in your quiet hours, too.
outages-pings-wakes-off = Critical outages wait for the end of your quiet hours as well.
outages-pings-wake = Critical ones at any hour
outages-pings-sleep = Keep my quiet hours
outages-pings-stop = Stop the pings

# The list, the file

outages-panel = Outages
outages-list-title = Outages
outages-none = No outage is known here. That is good news.
outages-line = { $severity } · since { $at }
outages-line-open = Since { $at }
outages-line-over = { $severity } · ended { $at }
outages-how = Open one with /outage open.
outages-how-not = Outages are opened by people who speak for a network (/network claim), by the NOC and by organisers.
outages-show = Show
outages-export = Export
outages-back = All outages
outages-option = { $state } · { $severity } · { $title }
outages-export-title = The timeline
outages-export-what = “{ $title }” as a Markdown file, with { $count ->
    [one] one entry
   *[other] { $count } entries
}, in UTC and in the server’s time.
outages-export-note = The file names networks and nobody. What people typed into the texts stands in it as they typed it.
outages-file-timeline = Timeline
outages-file-entry = { $at } – { $what } by { $who } – { $state }, { $severity }
outages-file-at = { $utc } UTC ({ $wall } { $zone })
outages-file-at-utc = { $utc } UTC
outages-file-seen = Seen by
outages-file-seen-count = { $networks } of { $known } networks{ $others ->
    [0] {""}
    [one] , one other
   *[other] , { $others } others
}
outages-file-made = Exported { $at }
outages-capacity-opener = the opener
outages-capacity-noc = the NOC
outages-capacity-organiser = an organiser

# Refusals

outages-no-channel = There is no channel for outages yet. An organiser chooses one: /setup show, then Channels.
outages-channel-gone = The channel for outages is gone. An organiser chooses another one: /setup show, then Channels.
outages-not-postable = I may not open outages in { $where }. An organiser has to allow me: { $permissions }.
outages-not-eligible = Outages are opened by people who speak for a network, by the NOC and by organisers. Claim your network with /network claim; until then, tell one of them.
outages-not-yours = Only who opened it, the NOC and organisers can do this. You can press “I see it too”, or write in the discussion.
outages-not-found = This outage is not there, or you may not see its channel. Look at /outage list.
outages-gone = This outage was put away: its card was deleted twice. Open a new one if it goes on.
outages-draft-gone = This outage is more than a day old, or someone else’s. Please open it again.
outages-open-already = This outage is open already.
outages-title-empty = The title has nothing to read in it. Say in one line what is down.
outages-update-empty = There is nothing new in your update. Say what you know now.
outages-cause-empty = Say in a sentence what it was, so that others recognise it.
outages-review-empty = Say what it was, and its impact or what was learned.
outages-ended-early = It cannot have ended before it started. Type a later time.
outages-many-networks = Name { $most } networks at most.
outages-moved-on = Somebody changed this outage at the same moment. Look at its card, and try again.
outages-over = This outage is over. If it goes on, press “Open again” on its card.
outages-not-over = This outage still goes on. Press “Resolve” on its card first.
outages-not-seen = You had not said that you see it. Press “I see it too” if you do.
outages-not-your-network = You do not speak for this network any more. Press “I see it too” again.
outages-ping-none = You are not pinged about outages. Choose from which severity on.

# Search and digest

outages-find-kind = Outage
outages-digest-open = Outages that go on
outages-digest-resolved = Outages that ended in the last 7 days
outages-digest-critical = critical

# Commands

command-outage = Outages: what is down, who sees it too, and what it was
command-outage-open = Open an outage: one card that is kept up to date, with a discussion
command-outage-open-severity = How bad it is
command-outage-open-started = When it began: 20 min ago, 14:30, yesterday 22:00; now if left out
command-outage-open-networks = The networks it is about, as AS numbers: AS3333, 64500
command-outage-open-region = Where: a city or a country
command-outage-update = Say what is new about an outage
command-outage-update-outage = Which one goes on
command-outage-resolve = Say that an outage is over, and what it was
command-outage-resolve-outage = Which one is over
command-outage-list = What goes on, and what is over
command-outage-show = One outage: its card, and what you can do
command-outage-show-outage = Which one
command-outage-export = The timeline of an outage as a Markdown file
command-outage-export-outage = Which one

# The log

audit-outage-open = { $at } { $who } opened the outage “{ $subject }”
audit-outage-update = { $at } { $who } updated the outage “{ $subject }”: { $before } → { $after }
audit-outage-resolve = { $at } { $who } resolved the outage “{ $subject }”
audit-outage-reopen = { $at } { $who } opened the outage “{ $subject }” again
audit-outage-review = { $at } { $who } wrote the post-mortem of the outage “{ $subject }”

# What is stored

outages-data-opener = The outages you opened
outages-data-author = What you wrote about outages, under your key
outages-data-witness = Which outages you said you see, and for which network
outages-data-follower = For which outages you want to be pinged
outages-data-ping = Of which outages you were pinged

privacy-column-asn = the AS number of the network; 0 for none
privacy-column-batch = which of the messages about it
privacy-column-capacity = as what somebody wrote it
privacy-column-cards = how many cards were posted for it
privacy-column-cause = what it was
privacy-column-impact = who was hit, and how
privacy-column-learned = what was learned
privacy-column-least = from which severity on
privacy-column-opener-id = who opened it
privacy-column-outage-id = of which outage
privacy-column-region = the region it is about
privacy-column-regions = the regions, or none for everywhere
privacy-column-resolved-at = when it ended
privacy-column-severity = how bad it is
privacy-column-started-at = when it began
privacy-column-text = what was written
privacy-column-wakes = critical ones in quiet hours, too
