# Who speaks for a network: claims, their proof, the queue

command-network-claim = Say that you speak for a network
command-network-claim-asn = Your network’s AS number, such as AS3333
command-network-claim-role = What you are there
command-network-mine = See the networks that you speak for
command-network-queue = Decide who speaks for a network (for organisers)

claims-panel = My networks
claims-title = { $network }
claims-mine-title = My networks
claims-mine = My networks
claims-none = You speak for no network here. Say so with /network claim.
claims-line = **{ $network }** · { $role }
claims-open = Open
claims-back = Back

claims-role-noc = NOC
claims-role-peering = peering
claims-role-technical = technical
claims-role-policy = policy
claims-choose-role = What you are there…
claims-fact-role = You are there for
claims-fact-contact = Shown as a contact
claims-fact-until = Holds until
claims-fact-given = Your role here
claims-contact-yes = yes: others see you with /network show
claims-contact-no = no
claims-contact-show = Show me as a contact
claims-contact-hide = Do not show me
claims-contact-note = Others see you as the network’s contact only if you agree. Organisers see every claim.
claims-role-none = none
claims-role-coming = { $role }, on its way
claims-role-why = Speaks for a network

claims-made = Noted. An organiser will look at it. If you would rather not wait, prove it yourself.
claims-there-already = You said so before. This is how it stands.
claims-saved = Saved.
claims-renewed = Thank you. It holds for another year.
claims-withdrawn = Taken back: you no longer speak for **{ $network }**.

claims-state-waiting = ⏳ Waiting for an organiser.
claims-state-conflict = ⏳ Waiting for an organiser: somebody else already speaks for this network.
claims-state-proven = ⏳ Your proof was found. Somebody else already speaks for this network, so an organiser decides.
claims-state-unvouched = ⏳ Your proof was found, but PeeringDB did not confirm whose website that is, so an organiser decides.
claims-state-verified = ✅ You speak for this network.
claims-state-due = ❗ Do you still speak for this network? Without your confirmation this ends { $ends }.
claims-state-refused = ⛔ An organiser refused this.
claims-state-refused-why = ⛔ An organiser refused this: { $reason }
claims-state-withdrawn = Taken back.
claims-state-withdrawn-why = Taken back: { $reason }
claims-state-expired = ⌛ Ended: nobody confirmed it within a year. Claim it again with /network claim.
claims-state-expired-why = ⌛ Ended: { $reason }
claims-state-ended = ⛔ Ended.
claims-state-ended-why = ⛔ An organiser ended this: { $reason }

claims-prove = Prove it yourself
claims-confirm = I still do
claims-no-longer = Not any more
claims-withdraw = Take it back
claims-withdraw-title = Take back { $network }?
claims-withdraw-waiting = It leaves the organisers’ queue. You can claim it again.
claims-withdraw-verified = You no longer speak for this network here. If it is your last one, the role for verified operators goes, too.

claims-token-title = Prove { $network }
claims-token-how = Put this text where only the people of **{ $network }** can, then press Check:
claims-put-peeringdb = **PeeringDB:** in the notes or the website field of your network. It can stand beside other text.
claims-put-dns = **or DNS:** a TXT record of { $name } or { $domain }.
claims-put-dns-unknown = **or DNS:** a TXT record of { $label } before the domain of the website that PeeringDB has for your network.
claims-token-conflict = ⚠️ Somebody else already speaks for this network: with the proof, an organiser still decides.
claims-token-note = The text is yours alone and works once, until { $until }. You can remove it afterwards.
claims-check = Check
claims-check-again = Check again
claims-check-off = This bot asks no sources outside, so it cannot look for the text. An organiser decides about your claim.
claims-found = ✅ Found in { $place }. You can remove the text now.
claims-found-conflict = ✅ Found in { $place }. Somebody else already speaks for this network, so an organiser decides now.
claims-found-unvouched = ✅ Found in { $place }. PeeringDB did not confirm whose website that is, so an organiser decides now. You can also check again later.
claims-missing-title = The text is not there yet
claims-missing-how = DNS can take up to an hour to show a new record. Look for slips, then check again; or wait for an organiser.
claims-missing-unreached = Not every place could be asked just now. Check again in a few minutes; or wait for an organiser.
claims-look-line = **{ $place }:** { $answer }
claims-answer-found = found
claims-answer-missing = the text is not there
claims-answer-unreachable = did not answer
claims-answer-unknown = not known, so it was not asked
claims-place-notes = PeeringDB, notes
claims-place-website = PeeringDB, website
claims-place-label = DNS, TXT of _crossconnect before the website’s domain
claims-place-domain = DNS, TXT of the website’s domain
claims-place-name = DNS, TXT of { $name }

claims-queue-title =
    { $count ->
        [0] Nobody waits
        [one] { $count } claim waits
       *[other] { $count } claims wait
    }
claims-queue-empty = Every claim is decided.
claims-queue-note = Approve only whom you know, or who proved it. They get the role for verified operators and are asked again after a year.
claims-queue-who = { $who } · claimed { $since }
claims-queue-proven = ✅ Proof found: { $place }
claims-queue-unvouched = ⚠️ PeeringDB did not confirm that { $website } is still this network’s website. Make sure of it first.
claims-queue-conflict = ⚠️ Already speaking for it: { $others }. Two people may; approve if both belong to it.
claims-queue-button = Waiting ({ $count })
claims-verified-button = Verified ({ $count })
claims-verified-title =
    { $count ->
        [0] Nobody speaks for a network
        [one] { $count } verified claim
       *[other] { $count } verified claims
    }
claims-verified-empty = Nobody speaks for a network here yet.
claims-verified-who = { $who } · { $proof } · until { $ends }
claims-proof-organiser = approved
claims-proof-peeringdb = proven on PeeringDB
claims-proof-dns = proven in DNS
claims-approve = Approve
claims-refuse = Refuse
claims-refuse-title = Refuse this claim
claims-end = End
claims-end-title = End this claim
claims-reason-field = Why?
claims-reason-hint = The member reads it. You can leave it empty.
claims-decided-verified = ✅ { $who } speaks for **{ $network }** now.
claims-decided-refused = Refused: { $who } for **{ $network }**. They are told.
claims-decided-ended = Ended: { $who } no longer speaks for **{ $network }**.
claims-held = ⚠️ The role for verified operators is not given: { $why }
claims-no-role = There is no role for verified operators. Choose one in /setup show under Roles, and everybody who is verified gets it.

claims-notice-title =
    { $count ->
        [one] { $count } claim to a network waits
       *[other] { $count } claims to networks wait
    }
claims-notice-line =
    { $conflict ->
        [yes] **{ $network }** · { $who } · ⚠️ somebody else already speaks for it
       *[no] **{ $network }** · { $who }
    }
claims-notice-more =
    { $count ->
        [one] and { $count } more
       *[other] and { $count } more
    }
claims-open-queue = Open the queue
claims-told-verified = ✅ An organiser approved it: you speak for **{ $network }**.
claims-told-refused = ⛔ An organiser refused it: you do not speak for **{ $network }**.
claims-told-ended = ⛔ An organiser ended it: you no longer speak for **{ $network }**.
claims-told-waiting = Your claim to **{ $network }** waits.
claims-told-withdrawn = Your claim to **{ $network }** was taken back.
claims-told-expired = Your claim to **{ $network }** ended.
claims-reason = They wrote: { $reason }
claims-ask-title = Do you still speak for { $network }?
claims-ask = You are asked once a year. Without your answer it ends on { $ends }, and with your last network the role for verified operators goes, too.
claims-mention-title = Do you still speak for your network?
claims-mention = { $who } Once a year you are asked to confirm. Without your answer it ends on { $ends }.
claims-mention-open = See and confirm

claims-not-found = There is no such claim of yours here. See yours with /network mine.
claims-many = You speak for { $most } networks already, which is the most. Take one back with /network mine.
claims-role-unknown = Choose what you are there from the list: NOC, peering, technical or policy.
claims-over = This claim is over. Claim the network again with /network claim.
claims-waits = This claim still waits for an organiser. See it with /network mine.
claims-holds-already = You speak for this network already. See it with /network mine.
claims-changed = This claim changed meanwhile. Open it again and look once more.
claims-decided = Somebody decided this claim meanwhile. Open the list again with /network queue.
claims-token-old = The text to prove it counts no longer. Press “Prove it yourself” in /network mine for a new one.
claims-left = You are not a member of that server any more, so you speak for no network there.
claims-member-left = They left this server, so their claims ended. Open the list again with /network queue.
claims-reason-long = The reason is longer than { $most } characters. Make it shorter.

claims-data = for which networks you speak, how that was shown, whether others may see it, and when it ends
claims-data-decided = that you decided about a claim of somebody else

audit-network-approve = { $at } { $who } approved that somebody speaks for { $subject }
audit-network-prove = { $at } Somebody proved with a token that they speak for { $subject }
audit-network-refuse = { $at } { $who } refused a claim to speak for { $subject }
audit-network-end = { $at } { $who } ended that somebody speaks for { $subject }
audit-network-withdraw = { $at } { $who } no longer speaks for { $subject }
audit-network-expire = { $at } Nobody confirmed that they speak for { $subject }, so it ended
audit-network-leave = { $at } Somebody who spoke for { $subject } left the server

privacy-column-contact = whether others may see you as the network’s contact
privacy-column-decided-at = when it was decided
privacy-column-decided-by = who decided it
privacy-column-network-id = of which network
privacy-column-note = why it was refused or ended
privacy-column-proof = how it was shown
privacy-column-role = what you are at the network
privacy-column-seen-at = when you were last known to be in the server
privacy-column-vouched = whether PeeringDB itself named the place of the proof
privacy-column-token-place = where the proof was found
