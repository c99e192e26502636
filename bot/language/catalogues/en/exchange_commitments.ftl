# Who commits to a project, with which proof: buttons, forms, the ladder, what organisers confirm.

command-exchange-commit = Record what an organisation said, with what proves it; another organiser confirms
command-exchange-commit-organisation = Which organisation
command-exchange-commit-rung = How far it goes
command-exchange-commit-evidence = An https address that proves it; needed from a letter of intent on, or a file
command-exchange-commit-file = A file that proves it, at most 4 MB
command-exchange-commit-valid_until = The last day it is valid, as in 2027-03-31
command-exchange-commit-site = Where it would connect
command-exchange-commit-port = How fast, as in 10G
command-exchange-commit-exchange = Which project; without it, the only one here
command-exchange-ladder = See who committed to what, rung by rung
command-exchange-ladder-exchange = Which project; without it, the only one here

# Evidence

evidence-none = no evidence
evidence-link = [{ $host }]({ $url })
evidence-file = file { $number }
evidence-file-named = file { $number }: { $name }
evidence-poll = poll { $number }
evidence-decision = decision { $number }
evidence-other = { $text }
evidence-unreadable = That is no web address that can be kept. Give one that begins with https://, without a user name, of at most { NUMBER($most, useGrouping: 0) } characters; or upload a file.
evidence-empty = That file is empty. Upload the one that proves it, or give a web address.
evidence-too-large = That file is larger than { $most } MB. Upload a smaller one, or give a web address where it stands.
evidence-too-many = “{ $project }” keeps as many files as it can. Give a web address where the file stands.

# Refusals

commit-needs-evidence = From a letter of intent on, the word of { $organisation } needs evidence: a file, or a web address. Give one of the two and try again.
commit-one-evidence = Give a file or a web address, not both: one of them is what organisers confirm.
commit-day-unreadable = “{ $typed }” is no day. Write it as in 2027-03-31.
commit-day-past = “{ $typed }” is not in the future. Give a later day, or none.
commit-day-far = “{ $typed }” is more than ten years away. Give an earlier day, or none.
commit-speed-unreadable = “{ $typed }” is no speed of a port. Write it as in 1G, 10G or 100G.
commit-site-too-long = That place has too many characters; at most { $most } are kept.
commit-no-network = You speak for no verified network here. Claim yours with /network claim; once it is verified, press again.
commit-not-yours = You are not shown to speak for that network any more. See yours with /network mine.
commit-over = “{ $name }” has ended, so nothing more is noted. See it with /exchange show.
commit-changed = What { $organisation } said has changed meanwhile. Look at it again; nothing of yours was stored.
commit-nothing-waits = Nothing of { $organisation } waits for confirmation any more.
commit-nothing-to-restore = There is nothing of { $organisation } to take back any more. Say it anew.
commit-nothing-to-withdraw = { $organisation } has said nothing that could be withdrawn.
commit-own-word = You noted what { $organisation } said, so another organiser has to confirm it. Ask one of them.
commit-nobodys-word = Whoever noted what { $organisation } said has deleted their data, so nobody can tell that you are somebody else. Note it anew with /exchange commit; another organiser then confirms it.
commit-no-organisation = There is no organisation “{ $typed }” here. Add it with /organisation add, then record its word.
commit-no-file = That file is not there any more.
commit-rung-unknown = “{ $typed }” is no rung of the ladder. Choose one of those that the option offers.
commit-reason-needed = Say in a few words why; it stands in the minutes.

# Buttons

commit-button-interested = My network is interested
commit-button-intends = My network intends to join
commit-button-letter = My network will sign
commit-button-withdraw = Withdraw
commit-button-mine = My networks
commit-button-ladder = Who stands where
commit-button-waiting = { $count ->
    [one] Confirm 1 commitment
   *[other] Confirm { $count } commitments
}
commit-button-letter-short = Sign a letter of intent
commit-button-mou-short = Sign a memorandum
commit-button-renew = Renew
commit-button-interested-short = Interested
commit-button-intends-short = Intends to join
commit-button-project = To the project
commit-button-restore = Undo the withdrawal
commit-button-lower = Yes, step down
commit-button-confirm = Confirm
commit-button-refuse = Refuse…
commit-button-file = Get the file
commit-button-back = Back to the ladder
commit-button-queue = What else waits

# What a member sees

commit-title = { $project }
commit-which-title = Which of your networks?
commit-which-text = You speak for several. Choose the one that says it.
commit-which-placeholder = Choose a network
commit-said = **{ $organisation }** · { $rung }
commit-said-text = Noted: { $organisation } · { $rung }.
commit-said-same = { $organisation } stood there already · { $rung }.
commit-said-waits = An organiser looks at the evidence next. It counts from then on.
commit-said-held = Until then it counts as before: { $rung }.
commit-fact-rung = Rung
commit-fact-until = Valid until
commit-fact-site = Where
commit-fact-port = Port
commit-fact-mass = Critical mass
commit-fact-evidence = Evidence
commit-fact-said = Said by
commit-fact-confirmed = Confirmed by
commit-fact-asns = AS numbers
commit-fact-owner = Belongs to
commit-fact-held = Counts until then
commit-rung = { $rung }
commit-rung-waits = { $rung } · waits for an organiser
commit-rung-none = nothing said yet
commit-asn = AS{ $number }
commit-until-none = no end
commit-port = { $number } { $unit }
commit-person-gone = somebody who is not known any more
commit-bot = a poll or a file
commit-said-at = { $who }
commit-withdrawn = { $organisation } has withdrawn.
commit-withdrawn-restorable = What was confirmed can be brought back with “Undo the withdrawal”, without new evidence.
commit-lower-title = { $organisation } steps down?
commit-lower-text = It stands at “{ $now }”. As “{ $rung }” it no longer counts for critical mass, and coming back takes new evidence.
commit-lower-kept = Nothing was changed.
commit-form-letter = Letter of intent
commit-form-mou = Memorandum of understanding
commit-form-link = Web address of the signed paper
commit-form-link-hint = https://…; leave it empty if you upload a file
commit-form-file = The signed paper as a file
commit-form-file-hint = At most 4 MB. Organisers alone see it.
commit-form-until = Valid until (YYYY-MM-DD)
commit-form-until-hint = Empty: it does not lapse. You are reminded 30 and 7 days before.
commit-form-site = Where you would connect
commit-form-port = Speed of your port
commit-form-port-hint = As in 1G, 10G or 100G

# The ladder

commit-ladder-title = { $project }: who stands where
commit-ladder-empty = Nobody has said anything yet. Who speaks for a verified network can begin with the buttons on the project’s card.
commit-ladder-rung = { $rung } · { $count }
commit-ladder-row = { $name }{ $asns }{ $until }{ $mark }
commit-ladder-asns = { " " }({ $numbers })
commit-ladder-until = { " " }· until { $day }
commit-ladder-counts = { " " }· counts
commit-ladder-waits = { " " }· waits for an organiser
commit-ladder-unproven = { " " }· does not count yet
commit-ladder-more-numbers = { $numbers } and { $count } more
commit-ladder-placeholder = Look at one of them
commit-ladder-option = { $rung }
commit-ladder-note = An independent network counts with a confirmed letter of intent or more. Of one owner’s networks, one counts.

# What organisers confirm

commit-one-title = { $organisation }
commit-one-waits = **Waits for an organiser.** Look at the evidence; somebody else than who noted it confirms.
commit-one-not-there = { $organisation } has not said anything about { $project } yet.
commit-waiting-title = { $project }: what waits
commit-waiting-none = Nothing waits for confirmation.
commit-waiting-text = { $count ->
    [one] One commitment waits. Choose it, look at its evidence, and confirm or refuse it.
   *[other] { $count } commitments wait. Choose one, look at its evidence, and confirm or refuse it.
}
commit-waiting-placeholder = Choose an organisation
commit-confirmed-text = Confirmed: { $organisation } · { $rung }.
commit-refused-text = Refused. { $organisation } now stands at: { $rung }.
commit-refuse-title = Why it is refused
commit-refuse-reason = Reason
commit-refuse-reason-hint = It stands in the minutes, which every member can read.
commit-file-title = { $name }
commit-file-text = File { $number } of “{ $project }” · { $size } kB · handed in { $at }. Open it only if you trust who sent it.

# Minutes: `rung…` arrive in words

commit-minutes-until = { $until ->
    [none] { "" }
   *[other] , valid until { $until }
}
commit-minutes-waits = { $waits ->
    [yes] . It waits for confirmation
   *[other] { "" }
}
commit-minutes-back = { $back ->
    [yes] . It stands at: { $rung_now }.
   *[other] .
}
exchange-minutes-commitment-said = { $organisation } said: { $rung }{ commit-minutes-until }{ commit-minutes-waits }.
exchange-minutes-commitment-withdrawn = { $organisation } withdrew.
exchange-minutes-commitment-recorded = An organiser recorded for { $organisation }: { $rung }{ commit-minutes-until }{ commit-minutes-waits }.
exchange-minutes-commitment-imported = Imported for { $organisation }: { $rung }{ commit-minutes-until }{ commit-minutes-waits }.
exchange-minutes-commitment-polled = { $organisation }: { $rung }, by its vote in poll { $poll }.
exchange-minutes-commitment-confirmed = Confirmed: { $organisation } · { $rung }{ commit-minutes-until }.
exchange-minutes-commitment-refused = Not confirmed: { $organisation } · { $rung }. Reason: { $reason }. It stands at: { $rung_now }.
exchange-minutes-commitment-restored = { $organisation } took its withdrawal back: { $rung }{ commit-minutes-until }.
exchange-minutes-commitment-lapsed = { $until ->
    [none] Lapsed: { $organisation } · { $rung }{ commit-minutes-back }
   *[other] Lapsed: { $organisation } · { $rung }, valid until { $until }{ commit-minutes-back }
}
exchange-minutes-mass-reached = Critical mass is reached: { $count } of { $wanted } independent networks.
exchange-minutes-mass-lost = Critical mass is lost: { $count } of { $wanted } independent networks.
exchange-minutes-mass-regrouped = { $change ->
    [lost] Owners changed: { $lost } no longer counts as independent. Independent networks: { $count } of { $wanted }, before { $earlier }.
    [gained] Owners changed: { $gained } now counts as independent. Independent networks: { $count } of { $wanted }, before { $earlier }.
   *[both] Owners changed: { $lost } no longer counts as independent, { $gained } does. Independent networks: { $count } of { $wanted }, before { $earlier }.
}

audit-exchange-commitment-said = { $at } { $who } said for an organisation how far it goes, in { $subject }
audit-exchange-commitment-withdrawn = { $at } { $who } withdrew for an organisation, in { $subject }
audit-exchange-commitment-recorded = { $at } { $who } recorded what an organisation said, in { $subject }
audit-exchange-commitment-imported = { $at } { $who } imported what an organisation said, in { $subject }
audit-exchange-commitment-polled = { $at } { $who } took in what an organisation pledged, in { $subject }
audit-exchange-commitment-confirmed = { $at } { $who } confirmed a commitment, in { $subject }
audit-exchange-commitment-refused = { $at } { $who } refused a commitment, in { $subject }
audit-exchange-commitment-restored = { $at } { $who } took a withdrawal back, in { $subject }
audit-exchange-commitment-lapsed = { $at } { $who } noted that a commitment lapsed, in { $subject }
audit-exchange-mass-reached = { $at } { $who } brought { $subject } to critical mass
audit-exchange-mass-lost = { $at } { $who } took { $subject } below critical mass
audit-exchange-mass-regrouped = { $at } { $who } changed owners of organisations that count in { $subject }
