# What a project that founds an exchange or a NOG says by itself: its threads, dates that come up, what others are told of it.

exchange-told-title = { $name }: dates
exchange-told-moved = This project’s card stands in another channel now. What was said here stays here.
exchange-told-card = To the project
exchange-told-in = **{ $date }**, in { $count ->
    [one] one day
   *[other] { $count } days
 } · { $what }
exchange-told-today = **{ $date }**, today · { $what }
exchange-told-overdue = **{ $date }**, { $count ->
    [one] one day
   *[other] { $count } days
 } overdue · { $what }
exchange-told-lapse = the commitment of { $name } ends. Ask them for a new date before it lapses.
exchange-told-lapse-yours = the commitment of { $name } ends. To keep it, say so again with a new date: the buttons are on the project’s card.
exchange-told-lapsed = the commitment of { $name } has lapsed. It counts no more until they say so again.
exchange-told-since = **{ $date }** · { $what }
exchange-told-review = decision to be reviewed: { $title }
exchange-told-action = to do: { $title }
exchange-told-action-of = to do: { $title } ({ $who })
exchange-told-action-nobody = to do, and nobody’s yet: { $title }
exchange-told-person = [this person]({ $profile })
exchange-told-more = And { $count } more.
exchange-told-why = You get this because it is yours and you have allowed direct messages with /me show.
exchange-told-unheard = A direct message about this did not reach { $who }. Please tell them.
exchange-told-late = Was due { $at }.
exchange-told-inside-thread = { $name }: organisers
exchange-told-public-thread = { $name }

exchange-told-entered = You are in the organisers’ thread. What stands there is for organisers alone.
exchange-told-to-thread = To the thread
exchange-told-no-thread = The organisers’ thread of “{ $name }” is being made. Try again in a moment.
exchange-told-no-channel = “{ $name }” stands in no channel, so it has no thread. Choose one with /exchange edit.

exchange-panel = Exchanges and NOGs
exchange-agenda-action = Project task due
exchange-agenda-review = Decision to be reviewed
exchange-agenda-lapse = Commitment ends
exchange-digest = Being founded
exchange-digest-decisions = Decided
exchange-find-project = Project
exchange-find-decision = Decision

privacy-exchange-said = What you said for a network, or noted for an organisation, in a project that founds an exchange or a NOG
privacy-exchange-confirmed = Commitments whose evidence you confirmed
privacy-exchange-stakeholder = Organisations with which you keep in touch for a project
privacy-exchange-action = Tasks of a project that are yours
privacy-exchange-decision = Decisions of a project that you noted
privacy-exchange-objection = What you held against a decision of a project
privacy-exchange-claim = What you stated about how ready a project is
privacy-exchange-answer = What you told the traffic survey of a project for your network
privacy-exchange-rule = Rules of an Internet registry that you noted
privacy-exchange-history = Lines of a project’s history about what you did
privacy-exchange-file = Files that you added to a project as evidence
privacy-exchange-insider = Projects in whose private organisers’ thread you are
privacy-exchange-told = Dates of a project of which you were reminded

privacy-column-added-at = when it was added
privacy-column-added-by = who added it, as a key
privacy-column-address = the address
privacy-column-band = the band of traffic that was told
privacy-column-checked-on = on which day it was checked
privacy-column-city = the city
privacy-column-confirmed-at = when an organiser confirmed the evidence
privacy-column-confirmed-by = who confirmed the evidence, as a key
privacy-column-consensus = whether it is decided by rough consensus
privacy-column-contacted-on = on which day there was contact last
privacy-column-contributors = how many networks it is made of
privacy-column-group-id = who controlled the network at that time
privacy-column-cost = what taking part costs a network in a year
privacy-column-counting = the organisations that made critical mass
privacy-column-currency = the currency
privacy-column-decision-id = the decision it belongs to
privacy-column-dimension = which side of readiness it is
privacy-column-done-at = when it was done
privacy-column-due-on = until which day
privacy-column-evidence = what proves it: a link, a file, a poll or a decision
privacy-column-exchange-id = the project it belongs to
privacy-column-facility = where the network would connect
privacy-column-figure = what was published
privacy-column-file-id = the file it belongs to
privacy-column-form = which form it was
privacy-column-held-at = when what still holds was confirmed
privacy-column-held-by = who confirmed what still holds, as a key
privacy-column-held-evidence = what proves what still holds
privacy-column-held-rung = what still holds until the new word is confirmed
privacy-column-held-until = until which day that holds
privacy-column-largest = the largest peering LAN that a registry gives
privacy-column-linked = whether organisers said whose it is
privacy-column-media-type = what kind of file it said it is
privacy-column-members = how many members
privacy-column-merged-into = the organisation whose record it is now
privacy-column-months = after how many months
privacy-column-of = what the figure is of
privacy-column-own-asn = the AS number of the exchange itself
privacy-column-owner-id = whose it is
privacy-column-points = from 0 to 4
privacy-column-port = the speed of a port, in Mbit/s
privacy-column-prefix = the length of the peering LAN’s prefix
privacy-column-price = what transit costs for a Mbit/s a month
privacy-column-public-thread-id = the public thread
privacy-column-rir = the Internet registry
privacy-column-rung = how far an organisation went
privacy-column-said-at = when it was said
privacy-column-said-by = who said it, as a key
privacy-column-scores = points and evidence, by criterion
privacy-column-servers = how many route servers
privacy-column-set-at = when it was set
privacy-column-set-by = who set it, as a key
privacy-column-sha256 = the file’s fingerprint
privacy-column-sites = which options of a poll are which sites
privacy-column-size = the size in bytes
privacy-column-stage = where the project stands
privacy-column-stage-before = where it stood before it stalled
privacy-column-superseded-by = the decision that took its place
privacy-column-taken = whether the outcome came back
privacy-column-told-lapse = of which end the organisation was reminded
privacy-column-valid-until = until which day it is valid
privacy-column-wanted = how many independent networks make critical mass
privacy-column-withdrawn = whether it was taken back
privacy-column-about = what it is about
privacy-column-what = what it is
privacy-column-topic = what a decision is about
