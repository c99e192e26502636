### Sites of a project, polls that belong to it, and the private traffic survey.

command-exchange-site = The places where it could stand
command-exchange-site-add = Add a place where it could stand
command-exchange-site-add-exchange = Which project; without it, the only one here
command-exchange-site-compare = See the places side by side: power, cooling, carriers, neutrality, access, cost
command-exchange-site-compare-exchange = Which project; without it, the only one here
command-exchange-poll = Let a poll belong to a project: its outcome comes back to it
command-exchange-poll-poll = The poll; type a part of its question
command-exchange-poll-decision = The decision that it settles; without it, one is made when the poll is certified
command-exchange-poll-exchange = Which project; without it, the only one here
command-exchange-survey = Tell in private how much traffic your network has, and see what all save together
command-exchange-survey-exchange = Which project; without it, the only one here

## Sites

site-criterion-power = Power
site-criterion-cooling = Cooling
site-criterion-carriers = Carriers
site-criterion-neutrality = Neutrality
site-criterion-access = Access
site-criterion-cost = Cost
site-hint-power = 0: one feed, no backup · 4: two feeds, UPS and generator, tested under load
site-hint-cooling = 0: none · 4: two units, each enough alone, watched
site-hint-carriers = 0: one carrier in the building · 4: four or more, by two ways in
site-hint-neutrality = 0: run by a competitor · 4: neutral in writing, no charge between members
site-hint-access = 0: by day with an escort · 4: members get in at any hour
site-hint-cost = 0: unknown or too much · 4: free, or paid for years ahead

site-title = Where { $name } could stand
site-none = No place has been added yet.
site-none-lead = No place has been added yet. Add two or more; then they can be compared, and people can vote on them.
site-line = **{ $number } · { $name }** — { $total } of { $most } points
site-line-unproven = **{ $number } · { $name }** — { $total } of { $most } points, and { $claimed } without evidence
site-line-address = { $address }
site-line-unscored = Nothing is scored yet.
site-scored = { $criterion } { $points }
site-scored-unproven = { $criterion } { $points }?
site-footer = { $most } points at most. “?” has no evidence and does not count.
site-picture-alt = The places and their points for each criterion, as told in the text
site-picture-note = 4 is best · dashed with “?”: no evidence, does not count · –: not scored
site-poll = Make a location poll
site-poll-asked = A poll about these places is under way. Once it is certified, its outcome comes back as a decision.
site-add = Add a place
site-open = Score or change a place…
site-option = { $number } · { $name }
site-card-title = Place: { $name }
site-card-footer = For { $name }. Only organisers see this; everybody sees points, and whether there is evidence.
site-not-scored = not scored
site-points = { $points } of { $most } · { $evidence }
site-points-unproven = { $points } of { $most } · no evidence, does not count
site-total = **{ $total } of { $most } points**
site-total-unproven = **{ $total } of { $most } points**, and { $claimed } without evidence
site-score = Score a criterion…
site-to-comparison = Compare
site-edit = Rename…
site-remove = Remove
site-remove-title = Remove { $name }?
site-remove-what = Its scores go too. Files that prove something stay, and so do polls that were made with it.
site-was-added = The place is added. Score what you know of it.
site-was-removed = The place is removed.
site-saved = Saved.
site-form-add = A place
site-form-edit = A place
site-form-score = { $criterion }
site-field-name = Name
site-field-address = Where it is
site-field-address-hint = Street and city, or the campus. It stands in the poll too.
site-field-points = Points
site-field-link = Evidence: an https address
site-field-link-hint = A document, a data sheet, minutes. Without evidence the points do not count.
site-field-file = …or a file, at most 4 MB
site-points-option = { $points } of 4

site-name-empty = A place needs a name that can be seen. Give one and try again.
site-name-long = That name has more than { $most } characters. Shorten it.
site-address-long = That address has more than { $most } characters. Shorten it.
site-twice = There is a place called “{ $name }” already. Change that one, or choose another name.
site-many = { $most } places are as many as a poll can ask about. Remove one first.
site-changed = “{ $name }” has changed meanwhile. Open it again; nothing was stored.
site-not-found = That place is not there any more. See those that are with /exchange site compare.
site-project-ended = “{ $name }” has ended, so nothing of it changes any more. See it with /exchange show.

## Polls

site-poll-few = A poll needs two places at least. Add another with /exchange site add.
site-poll-made = This draft asks where it should stand; only organisers see it until you open it. Once it is certified, its outcome comes back as a decision.
site-poll-title = Poll: { $question }
site-poll-belongs = It belongs to **{ $name }** now.
site-poll-is-pledge = Whoever pledges for a network is noted as interested, or as intending to join. Never more, and never less than the network said before.
site-poll-is-decision = When its outcome is recorded, it stands in the register of decisions.
site-poll-settles = When its outcome is recorded, it settles the decision **{ $title }**.
site-poll-unlink = Take that back
site-poll-unlinked = It no longer belongs to **{ $name }**. The poll itself goes on.
site-poll-linked = “{ $question }” belongs to a project already. Take that back there first.
site-poll-not-linked = That poll no longer belongs to the project.
site-poll-taken = The outcome of “{ $question }” has come back already, so it stays with the project.
site-poll-pledge-decides = “{ $question }” is a pledge: its ballots lift commitments and settle no decision. Leave the decision out.
site-decision-not-found = There is no such decision that is still open. Leave it out, or choose one that is offered.
site-decision-settled = The decision “{ $title }” is settled already. Choose an open one.

## Survey

survey-title = Traffic survey of { $name }
survey-what = How much of your network’s traffic stays in the country or region? A rough band is enough. All together show what an exchange saves.
survey-private = **Private.** Nobody sees your answer: no member, no organiser, no colleague. Only totals are published, and never one from which the answers of fewer than { $least } independent networks could be worked out, with all totals before it. A total does bound each part: nobody has more than all have.
survey-nobody = Whoever speaks for a verified network answers. Claim yours with /network claim; once it is verified, come back.
survey-own-none = **{ $name }** has not answered.
survey-own-other = **{ $name }** has answered. Only whoever gave the answer sees it; you can give another one in its place, or take it back.
survey-own = **{ $name }** answered: { $answer }.
survey-own-port = port { $speed }
survey-own-price = transit at { $price } { $currency } for a Mbit/s a month
survey-answered = { $count ->
    [0] No independent network has answered so far.
    [one] One independent network has answered so far.
   *[other] { $count } independent networks have answered so far.
}
survey-none-published = Nothing is published yet.
survey-label-traffic = Local traffic
survey-label-price = Transit
survey-traffic = at least { $speed } together, from { $count } independent networks, { $at }
survey-traffic-little = less than { $speed } is sure, from { $count } independent networks, { $at }
survey-price = { $price } { $currency } for a Mbit/s a month, the mean of { $count } independent networks, { $at }
survey-saves = **Together they save at least { $amount } { $currency } a year.**
survey-saves-nothing = **From what is sure, the exchange does not pay for itself yet:** { $amount } { $currency } a year.
survey-assumes = What this rests on:
survey-assumes-traffic = • local traffic of at least { $speed } at the 95th percentile, from { $count } independent networks; each band counts with its lower end, and no more than the port
survey-assumes-price = • transit at { $price } { $currency } for a Mbit/s a month, as organisers say
survey-assumes-price-surveyed = • transit at { $price } { $currency } for a Mbit/s a month, the mean of { $count } independent networks in the survey
survey-assumes-cost = { $count ->
    [one] • taking part costs { $cost } { $currency } a year for the one network
   *[other] • taking part costs { $cost } { $currency } a year for each of { $count } networks
}
survey-assumes-one-end = • 12 months; traffic is counted at one end, and both ends save, so it may be up to twice as much
survey-assumes-source = • source: { $source }
survey-price-unknown = What is saved is told as soon as organisers name the price of transit.
survey-price-unknown-lead = Name the price of transit under “Assumptions”, and what is saved is told here.
survey-choose = For which of your networks?
survey-option = { $name }
survey-answer = Answer in private
survey-change = Change my answer
survey-withdraw = Take it back
survey-again = Back to the form
survey-publish = Publish the total…
survey-assume = Assumptions…
survey-was-answered = Thank you. Your answer is stored, and only you can see it.
survey-was-withdrawn = Your answer is deleted. No new total holds it.
survey-was-published = The total is published.
survey-was-assumed = The assumptions are changed.
survey-form = { $name }
survey-field-band = Local traffic, 95th percentile
survey-field-band-hint = In and out together; what stays in your country or region
survey-field-port = The port you would take
survey-field-port-hint = What does not fit through it is not counted
survey-field-price = What transit costs you
survey-field-price-hint = In { $currency } for a Mbit/s a month, as in 4.50. Only a mean of three or more is ever told.
survey-band-up-to-100m = up to 100 Mbit/s
survey-band-up-to-1g = 100 Mbit/s to 1 Gbit/s
survey-band-up-to-10g = 1 to 10 Gbit/s
survey-band-up-to-100g = 10 to 100 Gbit/s
survey-band-more = more than 100 Gbit/s
survey-speed-mega = { NUMBER($number, useGrouping: 0) } Mbit/s
survey-speed-giga = { NUMBER($number, useGrouping: 0) } Gbit/s
survey-speed-tera = { NUMBER($number, useGrouping: 0) } Tbit/s
survey-publish-title = Publish the total?
survey-publish-what = Everybody here is told how much local traffic all have together at least, and from how many independent networks; and the mean price of transit where as many named one. What it says you see when everybody does.
survey-publish-for-good = A total cannot be taken back. The next one waits until { $least } independent networks answered anew, changed their answers or left.
survey-publish-confirm = Publish
survey-form-assume = Assumptions of the savings
survey-field-transit = Transit, for a Mbit/s a month
survey-field-transit-hint = As in 4.50. Empty: the mean of the survey, once that is published
survey-field-cost = Cost of taking part, a year
survey-field-cost-hint = Port, circuit and membership of one network. Empty: nothing
survey-field-currency = Currency
survey-field-currency-hint = Three letters, as in USD
survey-field-source = Where these figures come from
survey-field-source-hint = Stands on the card beside them

survey-nog = “{ $name }” is a NOG: it carries no traffic, so there is no survey. See it with /exchange show.
survey-not-yours = You are not shown to speak for that network any more. See yours with /network mine.
survey-no-answer = { $name } has no answer that could be taken back.
survey-too-few = A total would tell too much now: { $least } independent networks at least have to answer anew, change their answers or leave before the next one. Try again when more have answered.
survey-nothing-new = That is published already; nobody has answered since. Try again when more have answered.
survey-band-missing = Choose a band; the rest may stay empty. Press “Answer in private” again.
survey-price-unreadable = That is no price for a Mbit/s a month: give a number from { $least } to { $most }, as in 4.50, or leave it empty.
survey-cost-unreadable = That is no cost: give a number from { $least } to { $most }, as in 1200, or leave it empty. Press “Assumptions…” again.
survey-currency-unreadable = That is no currency: give its three letters, as in USD. Press “Assumptions…” again.
survey-currency-fixed = Networks have answered in { $currency }, so the currency stays. Give the figures in it.
survey-source-long = That source has more than { $most } characters. Shorten it, and press “Assumptions…” again.

## Minutes

exchange-minutes-site-added = The place { $name } was added.
exchange-minutes-site-renamed = The place { $earlier } is called { $name } now.
exchange-minutes-site-moved = The address of { $name } was changed.
exchange-minutes-site-removed = The place { $name } was removed.
exchange-minutes-site-scored = { $name } was scored for { $criterion ->
        [power] power
        [cooling] cooling
        [carriers] carriers
        [neutrality] neutrality
        [access] access
       *[cost] cost
    }: { $points ->
        [none] the points were taken away.
       *[other] { $points } of 4, { $proven ->
            [yes] with evidence.
           *[no] without evidence.
        }
    }
exchange-minutes-poll-linked = { $purpose ->
    [pledge] The pledge “{ $question }” belongs to the project: its ballots lift commitments.
    [location] The poll “{ $question }” was made of the places.
   *[decision] The poll “{ $question }” belongs to the project: it is to settle a decision.
}
exchange-minutes-poll-unlinked = The poll “{ $question }” no longer belongs to the project.
exchange-minutes-location-open = The poll “{ $question }” chose no place. Where it stands is still open.
exchange-minutes-survey-published = { $least ->
    [none] The traffic survey was published: less than 1 Gbit/s of local traffic is sure, from { $contributors } independent networks.
   *[other] The traffic survey was published: at least { $least } Gbit/s of local traffic, from { $contributors } independent networks.
}
exchange-minutes-survey-assumed = The assumptions of the savings were changed.
audit-exchange-site-added = { $at } { $who } added a place to “{ $subject }”
audit-exchange-site-renamed = { $at } { $who } renamed a place of “{ $subject }”
audit-exchange-site-moved = { $at } { $who } changed the address of a place of “{ $subject }”
audit-exchange-site-removed = { $at } { $who } removed a place of “{ $subject }”
audit-exchange-site-scored = { $at } { $who } scored a place of “{ $subject }”
audit-exchange-poll-linked = { $at } { $who } let a poll belong to “{ $subject }”
audit-exchange-poll-unlinked = { $at } { $who } took a poll from “{ $subject }”
audit-exchange-location-open = { $at } the location poll of “{ $subject }” chose no place
audit-exchange-survey-answer = { $at } { $who } answered the private survey of “{ $subject }”
audit-exchange-survey-withdraw = { $at } { $who } took back an answer to the private survey of “{ $subject }”
audit-exchange-survey-published = { $at } { $who } published the traffic survey of “{ $subject }”
audit-exchange-survey-assumed = { $at } { $who } changed the assumptions of the savings of “{ $subject }”

privacy-exchange-assumption = Assumptions of an exchange’s savings that you set
