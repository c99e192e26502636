# Maintenance: windows, who is reminded of them, what they overlap.

# What it is

maintenance-impact-no-impact = No impact
maintenance-impact-reduced-redundancy = Less redundancy
maintenance-impact-degraded = Degraded
maintenance-impact-outage = Outage
maintenance-choice-no-impact = No impact – nobody should notice
maintenance-choice-reduced-redundancy = Less redundancy – traffic flows, with less in reserve
maintenance-choice-degraded = Degraded – slower, or with short breaks
maintenance-choice-outage = Outage – traffic stops for a while
maintenance-status-tentative = Tentative
maintenance-status-confirmed = Confirmed
maintenance-status-in-process = The work has begun
maintenance-status-completed = The work is done
maintenance-status-cancelled = Cancelled
maintenance-status-re-scheduled = Moved to this time
maintenance-phase-coming = Coming
maintenance-phase-going-on = Now
maintenance-phase-over = Over
maintenance-phase-cancelled = Cancelled

# The card

maintenance-title-coming = 🛠️ Maintenance: { $title }
maintenance-title-tentative = 🛠️ Tentative maintenance: { $title }
maintenance-title-going-on = 🚧 Maintenance now: { $title }
maintenance-title-over = ✅ Maintenance over: { $title }
maintenance-title-cancelled = ⛔ Cancelled maintenance: { $title }
maintenance-fact-starts = Starts
maintenance-fact-ends = Ends
maintenance-fact-impact = Impact
maintenance-fact-status = Status
maintenance-fact-works = Done by
maintenance-fact-networks = Networks
maintenance-fact-facility = Facilities
maintenance-fact-object = Circuits and ports
maintenance-fact-notice = Notice
maintenance-fact-added = Added by
maintenance-ends = { $at }, after { $lasted }
maintenance-span = { $start } – { $end }
maintenance-notice = { $provider } · { $reference }
maintenance-thing = { $name }
maintenance-thing-impact = { $name } ({ $impact })
maintenance-more = { $list } and { $count } more
maintenance-none = none
maintenance-named = { $title }
maintenance-linked = **[{ $title }]({ $url })**
maintenance-overlaps = ⚠️ Overlaps { $other } from { $start } to { $end }.
maintenance-overlaps-things = Both work on: { $things }
maintenance-overlaps-upstreams = Together they hit every upstream of { $networks }.
maintenance-overlaps-more = { $count ->
    [one] One more overlaps it: see the list.
   *[other] { $count } more overlap it: see the list.
}
maintenance-who-is-reminded = Who follows these networks or speaks for them is reminded 24 h and 1 h before, and at the start.
maintenance-was-due = Was due { $at }
maintenance-follow = Follow AS{ $asn }
maintenance-details = Details
maintenance-go = Open the card

# Words to people

maintenance-word-day = 🔔 Maintenance in a day: { $title }
maintenance-word-hour = 🔔 Maintenance within the hour: { $title }
maintenance-word-start = 🚧 Maintenance begins: { $title }
maintenance-word-moved = 🗓️ Maintenance at another time: { $title }
maintenance-word-overlap = ⚠️ Overlapping maintenance: { $title }
maintenance-culling = Drain your BGP sessions over it before it starts, so that traffic moves before the link goes (BCP 214, RFC 8327): shut them down gracefully on your side, or ask who does the work to cull them.
maintenance-why = You follow one of these networks, or speak for it. Stop with /network show.
maintenance-why-direct = You follow one of these networks, or speak for it, and let me write to you. Change it with /me.

# Before it is announced

maintenance-form = Maintenance
maintenance-form-title = What is done, in one line
maintenance-form-title-what = The name of the card.
maintenance-form-body = What others should know
maintenance-form-body-what = Everybody in the channel reads it. Leave out passwords and customers’ names.
maintenance-form-facilities = Facilities
maintenance-form-facilities-what = One a line. Two windows in one facility are pointed out.
maintenance-form-objects = Circuits, ports, devices
maintenance-form-objects-what = One a line, by the name that others know.
maintenance-preview = Is it right?
maintenance-preview-what = This is how it will be announced. Nobody has seen it yet.
maintenance-preview-same = Nothing is changed yet. Change the text, or give a new time, networks or impact with /maintenance edit.
maintenance-preview-moved = Who follows these networks is told of the new time, once.
maintenance-announce = Announce
maintenance-save = Save
maintenance-text = Edit text
maintenance-discard = Discard
maintenance-draft-kept = Only you see this. It is kept for a day.
maintenance-discarded-title = Discarded
maintenance-discarded = Nothing was announced or changed.
maintenance-your-text = What you wrote, so that it is not lost:
maintenance-announced-title = Announced
maintenance-announced = Its card appears in { $where } in a moment.
maintenance-saved-title = Saved
maintenance-saved = Its card in { $where } changes in a moment.
maintenance-change = { $field }: { $before } → { $after }
maintenance-change-body = Text: changed
maintenance-field-title = Title
maintenance-field-when = When

# Cancelled

maintenance-edit = Edit
maintenance-cancel = Cancel it
maintenance-cancel-title = Cancel “{ $title }”?
maintenance-cancel-what = Its card says that it does not take place, and nobody is reminded any more.
maintenance-cancel-confirm = It does not take place
maintenance-cancelled-title = Cancelled
maintenance-cancelled = “{ $title }” does not take place. Its card says so in a moment.

# The list, the file

maintenance-panel = Maintenance
maintenance-list = Maintenance
maintenance-nothing = No maintenance is known here.
maintenance-line = { $at } · { $away } · { $impact }
maintenance-how = Announce one with /maintenance add.
maintenance-how-not = Maintenance is announced by people who speak for a network (/network claim), by the NOC and by organisers.
maintenance-show = Show
maintenance-back = All maintenance
maintenance-calendar = Calendar file
maintenance-option = { $phase } · { $at } · { $title }
maintenance-calendar-title = Maintenance for your calendar
maintenance-calendar-what = { $count ->
    [one] One entry
   *[other] { $count } entries
}: what is coming, and what was cancelled in the last 30 days.
maintenance-calendar-note = Take it into your calendar again when something changed: each entry is updated, and none is doubled.
maintenance-agenda-kind = Maintenance
maintenance-find-kind = Maintenance
maintenance-digest-coming = Coming maintenance
maintenance-digest-outage = with an outage
maintenance-lasts = { $reading } · { $lasted }

# Notices from a file

maintenance-import-title = Notices in { $name }
maintenance-import-count-new = { $count ->
    [one] 1 new
   *[other] { $count } new
}
maintenance-import-count-changed = { $count ->
    [one] 1 changed
   *[other] { $count } changed
}
maintenance-import-count-equal = { $count ->
    [one] 1 known already
   *[other] { $count } known already
}
maintenance-import-count-lower = { $count ->
    [one] 1 out of date
   *[other] { $count } out of date
}
maintenance-import-count-refused = { $count ->
    [one] 1 refused
   *[other] { $count } refused
}
maintenance-import-name = **{ $title }**
maintenance-import-nameless = **An event without a name**
maintenance-import-new = 🆕 { $name }
maintenance-import-changed = ✏️ { $name }
maintenance-import-equal = ⏸️ { $name } is ignored.
maintenance-import-lower = ⏸️ { $name } is ignored.
maintenance-import-refused = ⛔ { $name } is refused.
maintenance-import-why-equal = Its sequence { $sequence } is known already.
maintenance-import-why-lower = Its sequence { $sequence } is lower than { $known }, which is known already.
maintenance-import-unsequenced = It has no SEQUENCE that says it is newer than what is known.
maintenance-import-same = Nothing that a card shows is different.
maintenance-import-about = { $provider } · { $reference } · { $objects ->
    [0] no objects
    [one] 1 object
   *[other] { $objects } objects
}
maintenance-import-is = { $impact } · { $status }
maintenance-import-hits = Whom do the notices of { $provider } hit?
maintenance-import-account = For the account { $account }. Cards do not show it.
maintenance-import-hit = Networks that are hit
maintenance-import-works = The provider’s own network
maintenance-import-nobody = Nobody is chosen: nobody will be reminded.
maintenance-import-proposed = Proposed from what is known of this sender. Change it if it is wrong.
maintenance-import-numbers = Type AS numbers
maintenance-import-next-sender = Next sender
maintenance-import-store = Store { $count }
maintenance-import-discard = Discard
maintenance-import-nothing-yet = Nothing is stored yet. It is kept for a day.
maintenance-import-done = { $name } is stored
maintenance-import-stored = { $added ->
    [0] {""}
    [one] 1 new
   *[other] { $added } new
}{ $changed ->
    [0] .
   *[other] { $added ->
        [0] {""}
       *[other] {", "}
    }{ $changed } changed.
}
maintenance-import-cards = { $count ->
    [one] One card appears or changes in { $where } in a moment.
   *[other] { $count } cards appear or change in { $where } in a moment.
}
maintenance-import-silent = { $count ->
    [one] One is over or cancelled: it gets no card, and the list and /search know it.
   *[other] { $count } are over or cancelled: they get no card, and the list and /search know them.
}
maintenance-import-discarded-title = Discarded
maintenance-import-discarded = Nothing of the file was stored.
maintenance-numbers = AS numbers
maintenance-numbers-hit = Networks that are hit
maintenance-numbers-what = Parted by commas: AS3333, AS1299. Empty: none.
maintenance-numbers-works = The provider’s own network

# Why an event of a file is refused

maintenance-fault-no-notice = It is no maintenance notice: it has no X-MAINTNOTE properties.
maintenance-fault-no-uid = It has no UID, so later changes could not be told from new notices. Ask the sender for one.
maintenance-fault-no-start = It has no DTSTART: nobody knows when it begins. Ask the sender.
maintenance-fault-no-end = It has no DTEND: nobody knows when it ends. Ask the sender.
maintenance-fault-no-stamp = It has no DTSTAMP: nobody knows how old it is. Ask the sender for a complete notice.
maintenance-fault-no-provider = It has no X-MAINTNOTE-PROVIDER: nobody knows whose work it is. Ask the sender.
maintenance-fault-no-account = It has no X-MAINTNOTE-ACCOUNT: nobody knows which customer is meant. Ask the sender.
maintenance-fault-no-id = It has no X-MAINTNOTE-MAINTENANCE-ID, by which the sender would know it. Ask for a complete notice.
maintenance-fault-no-object = It has no X-MAINTNOTE-OBJECT-ID: nobody knows what is worked on. Ask the sender.
maintenance-fault-no-organizer = It has no ORGANIZER: nobody knows whom to ask. Ask for a complete notice.
maintenance-fault-date-alone = It begins or ends on a day without a time. Ask the sender for the hours.
maintenance-fault-zone = Its times name no zone that is known, so no instant follows from them. Ask for times in UTC.
maintenance-fault-ends-before = It ends before it begins. Ask the sender which time is meant.
maintenance-fault-too-long = It takes longer than a year. Ask the sender whether that is meant.

# Refusals

maintenance-no-channel = There is no channel for outages and maintenance yet. An organiser chooses one: /setup show, then Channels.
maintenance-channel-gone = The channel for outages and maintenance is gone. An organiser chooses another one: /setup show, then Channels.
maintenance-not-postable = I may not post in { $where }. An organiser has to allow me: { $permissions }.
maintenance-not-eligible = Maintenance is announced by people who speak for a network, by the NOC and by organisers. Claim your network with /network claim.
maintenance-not-your-network = You speak for { $mine }, and none of these networks is yours. Name yours as well, or ask the NOC.
maintenance-not-noc = Only the NOC and organisers import notices. Announce your own maintenance with /maintenance add.
maintenance-not-yours = Only the NOC, organisers, and who speaks for the network that does the work can change this.
maintenance-not-found = This maintenance is not there, or you may not see its channel. Look at /maintenance list.
maintenance-gone = This maintenance was put away: its card was deleted twice.
maintenance-draft-gone = This draft is saved already, more than a day old, or someone else’s. Begin again with /maintenance add or /maintenance edit.
maintenance-posted-already = This is announced already. Look at /maintenance list.
maintenance-moved-on = Somebody changed this at the same moment. Look at it again, and repeat what is still right.
maintenance-cancelled-already = This maintenance is cancelled. Announce a new one with /maintenance add.
maintenance-over-already = This maintenance is over. Announce a new one with /maintenance add.
maintenance-no-network = Name at least one network, such as AS3333.
maintenance-many-networks = Name { $most } networks at most.
maintenance-one-works = Only one network does the work. Name one, or none.
maintenance-many-things = Name { $most } facilities and { $most } other objects at most.
maintenance-title-empty = The title has nothing to read in it. Say in one line what is done: press Edit text.
maintenance-once = Maintenance is announced for one window. Type one time, such as: tomorrow 22:00
maintenance-ends-before = It would end before it begins. Type a later end, such as 06:00, or how long it takes: 4h
maintenance-ended = It would be over already. Type a later end.
maintenance-too-long = A window is { $days } days long at most. Announce longer work in parts.
maintenance-file-large = The file is larger than 1 MiB. Ask the sender for a file with fewer notices.
maintenance-file-empty = There is no event in this calendar. Attach the notice’s .ics file.
maintenance-import-gone = This file is more than a day old, stored, or someone else’s. Attach it again.
maintenance-nothing-to-store = Nothing in this file is new any more. Look at /maintenance list.
maintenance-calendar-empty = There is nothing to put into a calendar yet. Look at /maintenance list later.

# Commands

command-maintenance = Maintenance: what is worked on, when, and what it overlaps
command-maintenance-add = Announce maintenance: you see a preview first
command-maintenance-add-start = When it begins: tomorrow 22:00, 15 Dec 2026 23:00, now
command-maintenance-add-end = When it ends: 06:00, or how long it takes: 4h
command-maintenance-add-networks = The networks it concerns, as AS numbers: AS3333, AS1299
command-maintenance-add-impact = What others will notice
command-maintenance-import = Read a provider’s maintenance notices (.ics): you see what they say first
command-maintenance-import-file = The iCalendar file with X-MAINTNOTE properties
command-maintenance-list = What is coming, and what is over
command-maintenance-show = One maintenance: its card, and what you can do
command-maintenance-show-maintenance = Which one
command-maintenance-edit = Change time, networks, impact or text: you see a preview first
command-maintenance-edit-maintenance = Which one
command-maintenance-edit-start = When it begins now
command-maintenance-edit-end = When it ends now, or how long it takes
command-maintenance-edit-networks = The networks it concerns now
command-maintenance-edit-impact = What others will notice
command-maintenance-cancel = Say that it does not take place
command-maintenance-cancel-maintenance = Which one
command-maintenance-calendar = A file for your calendar with what is coming

# The log

audit-maintenance-add = { $at } { $who } announced the maintenance “{ $subject }”: { $after }
audit-maintenance-edit = { $at } { $who } changed the maintenance “{ $subject }”: { $before } → { $after }
audit-maintenance-cancel = { $at } { $who } cancelled the maintenance “{ $subject }”
audit-maintenance-import = { $at } { $who } stored maintenance notices from “{ $subject }”: { $after }

# What is stored

maintenance-data-added = The maintenance you announced or imported
maintenance-data-told = Of which maintenance you were told
maintenance-data-file = The file of notices you had read

privacy-column-account = the customer number of a notice
privacy-column-calendar-sequence = how often calendars were told of a change
privacy-column-ends-at = when it ends
privacy-column-ends-wall = the wall time at which it ends
privacy-column-maintenance-id = of which maintenance
privacy-column-moved-at = when its time was set
privacy-column-moves = how often its time was changed
privacy-column-occasion = on which occasion somebody is told
privacy-column-provider = who sent a notice
privacy-column-reading = what a file said
privacy-column-reference = the sender’s own number of a notice
privacy-column-source = where it comes from
privacy-column-sequence = the version of a notice
privacy-column-stamped-at = when a notice was made
privacy-column-starts-at = when it begins
privacy-column-starts-wall = the wall time at which it begins
privacy-column-status = how it stands
privacy-column-uid = by which calendars know it
privacy-column-works = whether it is the network that does the work
