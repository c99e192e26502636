# How ready a project is, what it will need, who would peer with whom.

command-exchange-readiness = See how ready a project is: gates, score, and who would take it over the gate
command-exchange-readiness-exchange = Which project; without it, the only one here
command-exchange-plan = See what an exchange will need: peering LAN, sessions, when it is full, what it saves
command-exchange-plan-exchange = Which project; without it, the only one here
command-exchange-matrix = See who would peer with whom, bilaterally or by route servers
command-exchange-matrix-exchange = Which project; without it, the only one here

# Readiness

ready-title = How ready is { $name }?
ready-verdict-ready = **Ready.** All { $count } gates are met.
ready-verdict-not = **Not ready yet.** { $met } of { $count } gates are met, { $unproven } unproven, { $failed } open.
ready-gates = Gates
ready-score = Score: { $score } of 100
ready-note = A high score does not make up for an open gate, and what has no evidence counts nothing.
ready-plan = Plan
ready-matrix = Who would peer
ready-back = Readiness

ready-gate-critical-mass = Critical mass of independent networks
ready-gate-distinct-asns = Different AS numbers
ready-gate-neutral-site = Neutral site, in writing
ready-gate-governance = Governance vehicle
ready-gate-open-policy = Open participation policy, published
ready-gate-peering-lan = IPv4 and IPv6 peering LAN, obtained or applied for
ready-gate-two-engineers = Two named engineers
ready-gate-no-blocker = No open legal blocker
ready-gate-convenors = Convenors from different organisations
ready-gate-charter = Charter agreed
ready-gate-committee = Programme committee named
ready-gate-dated = Date of the first meeting set
ready-gate-held = First meeting held

ready-gate-counted = { $mark } **{ $name }**: { $have } of { $need }
ready-gate-waits = { $mark } **{ $name }**: { $have } of { $need }; enough said so, and an organiser has yet to confirm it
ready-gate-met = { $mark } **{ $name }** · { $evidence }
ready-proven = with evidence
ready-gate-unproven = { $mark } **{ $name }**: said, without evidence
ready-gate-gone = { $mark } **{ $name }**: what proved it no longer stands
ready-gate-failed = { $mark } **{ $name }**: not shown yet
ready-state-met = met
ready-state-unproven = unproven
ready-state-failed = open
ready-file-kept = a file that organisers keep
ready-decision = decision: { $title }

ready-dimension-critical-mass = Critical mass
ready-dimension-diversity = Diversity of stakeholders
ready-dimension-governance = Governance
ready-dimension-site = Site
ready-dimension-design = Technical design
ready-dimension-people = People who can run it
ready-dimension-sustainability = Sustainability
ready-dimension = `{ $bar }` **{ $name }** { $points } of 4 · weighs { $share }
ready-dimension-unproven = { $line } · { $points } said, without evidence
ready-dimension-proof = { $line } · { $evidence }
ready-share = { $percent } %
ready-alt = Score { $score } of 100. { $parts }.
ready-alt-part = { $name } { $points } of 4

ready-over = **Over the gate:** { $missing ->
        [one] one more independent network is needed
       *[other] { $missing } more independent networks are needed
    }. Each of these would be one if it signed: { $names }.
ready-over-name = { $name } ({ $rung })
ready-over-more = { $names } and { $count } more
ready-over-nobody = **Over the gate:** { $missing ->
        [one] one more independent network is needed
       *[other] { $missing } more independent networks are needed
    }, and nobody else on the ladder would be one. Add networks that belong to nobody who has signed.

ready-leaves = What if somebody leaves?
ready-if-title = If { $name } left
ready-if-mass = Independent networks: **{ $before } → { $after }** of { $need }
ready-if-mass-same = Independent networks stay at **{ $after }** of { $need } (now { $before }).
ready-if-gate = { $gate }: **{ $before } → { $after }**
ready-if-no-gate = No gate changes.
ready-if-score = Score: **{ $before } → { $after }** of 100
ready-if-note = Nothing changes by asking, and nobody is told.
ready-not-there = They are not on the ladder of “{ $name }” any more. Look at it again.

# What organisers say

ready-set = Say what is there, with evidence
ready-points-now = { $points } of 4 · weighs { $share }
ready-form-gate = Is it there?
ready-form-yes = Yes
ready-form-no = No, or not yet
ready-form-points = How far is it?
ready-points-0 = 0: nothing yet
ready-points-1 = 1: talked about
ready-points-2 = 2: a plan in writing
ready-points-3 = 3: agreed, being done
ready-points-4 = 4: done
ready-form-link = Evidence: a link
ready-form-link-hint = https://… · one kind of evidence; without any it counts as unproven
ready-form-decision = Or an adopted decision
ready-form-decision-hint = It counts as long as the decision stands
ready-form-no-evidence = Take the evidence away
ready-form-file = Or a file
ready-form-file-hint = Only organisers can open it
ready-form-note = Note
ready-form-note-hint = Only organisers read it; never in a public paper
ready-form-weight = Weight, 0 to 100
ready-form-weight-hint = Of all weights together; 0 leaves it out
ready-stored-gate = Stored: “{ $name }” is { $state }.
ready-stored-dimension = Stored: “{ $name }” has { $points } of 4.
ready-stored-unproven = Stored: “{ $name }”, { $points } of 4 said. It counts once there is evidence.
ready-points-unreadable = “{ $typed }” is no number of points. Choose one from { $least } to { $most }.
ready-weight-unreadable = “{ $typed }” is no weight. Type a whole number from { $least } to { $most }.
ready-evidence-one = Give one kind of evidence: a link, a decision or a file.
ready-decision-gone = That decision does not stand any more. Choose another one.
ready-target-gone = That follows from who committed, so nobody sets it. Open the readiness again.

# Plan

plan-title = Plan of { $name }
plan-not-for-nog = “{ $name }” is a network operators group: it has no peering LAN to plan. Choose an exchange.
plan-sessions = Members and BGP sessions
plan-now = Now
plan-in = { $months ->
        [12] In 1 year
        [24] In 2 years
       *[other] In { $months } months
    }
plan-row = **{ $name }** · { $members ->
        [one] 1 member
       *[other] { $members } members
    } · everybody with everybody { $mesh ->
        [one] 1 session
       *[other] { $mesh } sessions
    }, by route servers { $by_servers }
plan-row-mesh = **{ $name }** · { $members ->
        [one] 1 member
       *[other] { $members } members
    } · everybody with everybody { $mesh ->
        [one] 1 session
       *[other] { $mesh } sessions
    }
plan-row-assumed = { $line } *
plan-servers = Sessions of one address family: twice as many with IPv4 and IPv6. With { $servers ->
        [one] 1 route server
       *[other] { $servers } route servers
    } there are fewer sessions from { $members } members on.
plan-no-servers = Sessions of one address family: twice as many with IPv4 and IPv6. No route server is planned.
plan-assumed = * Taken from the ladder: now who signed, then who intends to join, who is interested, and everybody on it. Organisers can enter a forecast; one below who is there already does not count.
plan-lan = Peering LAN
plan-recommended = **A /{ $prefix } is enough:** { $members ->
        [one] 1 member is
       *[other] { $members } members are
    } expected in a year, and it holds { $room }; it should hold at least twice as many.
plan-too-many = **Larger than a /{ $largest }:** { $members } members are expected in a year, and it should hold twice as many.
plan-ask = Ask { $registry } for a **/{ $ask }**.
plan-ask-more = Ask { $registry } for a **/{ $ask }**: that is more than the /{ $prefix } a new exchange gets, so bring this plan to justify it.
plan-ask-beyond = { $registry } gives at most a /{ $largest }. Ask them what they suggest.
plan-ask-open = Ask { $registry } what they suggest: they name no largest one, and give what your plan justifies.
plan-rule = { $registry } asks for { $members } members, gives a new exchange a /{ $prefix }, and at most a /{ $largest }
plan-rule-open = { $registry } asks for { $members } members, and gives a new exchange a /{ $prefix }; larger ones by what is justified
plan-rule-page = { $rule } ([{ $version }]({ $url }), read on { $date } in an archived copy). Ask your registry before you rely on it.
plan-rule-part = { $rule } ([{ $version }]({ $url }), looked up on { $date }, only parts of it could be read). Ask your registry before you rely on it.
plan-rule-own = { $rule } ([as your organisers noted]({ $url }), checked on { $date }). Ask your registry before you rely on it.
plan-rule-old = ⚠️ That was checked more than a year ago. Ask { $registry }, and enter what they say with “Registry’s rule”.
plan-rir-unknown = Nobody said in which registry’s region it is. An organiser can with /exchange edit; then the plan says what to ask for.
plan-lan-given = The exchange’s LAN is a /{ $prefix }, for { $room } members.
plan-lan-planned = Planned with a /{ $prefix }, for { $room } members.
plan-full = It is full from **{ $date }** on, if it grows as expected.
plan-full-now = **It is too small now:** { $members ->
        [one] 1 member is
       *[other] { $members } members are
    } to fit in.
plan-never-full = It is not full within twenty years, if it grows as expected.
plan-v6 = IPv6: one /64 holds every member; registries ask that you apply for both.
plan-savings = Savings
plan-savings-none = Nothing to reckon with yet: networks answer /exchange survey in private, and organisers publish totals from which nobody’s answer follows.
plan-savings-least = **At least { $amount } { $currency } a year** for { $networks ->
        [one] the one network that answered
       *[other] { $networks } networks together
    }: { $traffic } Mbit/s of local traffic × { $price } { $currency } of transit a Mbit/s a month × 12 months − { $cost } { $currency } a network a year for taking part. Both ends of the traffic save, so it may be twice as much.
plan-savings-nothing = **From what is sure, the exchange does not pay for itself yet:** { $amount } { $currency } a year for { $networks ->
        [one] the one network that answered
       *[other] { $networks } networks together
    }: { $traffic } Mbit/s of local traffic × { $price } { $currency } of transit a Mbit/s a month × 12 months − { $cost } { $currency } a network a year for taking part. Both ends of the traffic save, so it may be up to twice as much traffic.
plan-savings-surveyed = The price is the mean of { $count } answers.
plan-savings-source = The price: { $source }
plan-alt = Members expected: { $parts }. A /{ $prefix } holds { $room }.
plan-alt-part = { $name } { $members }
plan-chart-lan = /{ $prefix } holds { $room }
plan-chart-months = months from now
plan-chart-members = members
plan-chart-full = full

plan-forecast = Forecast
plan-forecast-title = Members you expect
plan-forecast-now = Now
plan-forecast-in = { $months ->
        [12] In 1 year
        [24] In 2 years
       *[other] In { $months } months
    }
plan-forecast-hint = Networks with a port; empty: as the ladder has it
plan-forecast-ladder = { $members } by the ladder
plan-forecast-stored = Stored. The plan goes by your forecast now.
plan-members-unreadable = “{ $typed }” is no number of members. Type a whole number from { $least } to { $most }, or leave the field empty.
plan-members-falling = Members become fewer from one date to the next. Type numbers that stay or grow.

plan-rule-edit = Registry’s rule
plan-rule-drop = Use the built-in rule again
plan-rule-title = What { $registry } asks for
plan-rule-members = Members it asks for
plan-rule-prefix = LAN a new exchange gets
plan-rule-largest = Largest LAN it gives
plan-rule-source-field = Where that stands
plan-rule-source-hint = https://…, such as the policy, or their answer in a ticket
plan-rule-checked = Checked on
plan-rule-checked-hint = As 2026-11-23; empty: today
plan-rule-stored = Stored, for every project here in that region.
plan-rule-dropped = The built-in rule holds again.
plan-rule-members-unreadable = “{ $typed }” is no number of members. Type a whole number from { $least } to { $most }.
plan-prefix-unreadable = “{ $typed }” is no prefix length. Type one from /{ $least } to /{ $most }, such as /26.
plan-rule-order = The largest LAN is smaller than the first one. A /22 is larger than a /26.
plan-rule-source = Say where the rule stands: a link that starts with https://.
plan-day-unreadable = “{ $typed }” is no day. Type it as 2026-11-23.
plan-day-range = { $typed } is not a day on which somebody could have looked. Type one from 2000 on that is not ahead.
plan-no-rir = Nobody said in which registry’s region “{ $name }” is. Say it with /exchange edit first.
plan-rule-gone = There is no rule of your own for “{ $name }” any more; the built-in one holds.

# Who would peer with whom

matrix-title = Who would peer with whom at { $name }
matrix-empty = Nobody with an AS number has said that they are interested yet.
matrix-networks = { $count ->
        [one] 1 network
       *[other] { $count } networks
    }
matrix-way-servers = Through route servers
matrix-way-bilateral = Bilaterally
matrix-way-none = With nobody
matrix-way-unknown = Not known
matrix-policy-open = open policy
matrix-policy-selective = selective policy
matrix-policy-restrictive = restrictive policy
matrix-policy-no = peers with nobody
matrix-policy-unknown = policy not known
matrix-pairs = Of { $all ->
        [one] 1 pair
       *[other] { $all } pairs
    } of different organisations, **{ $servers }** would exchange traffic by the route servers and **{ $bilateral }** would have to agree bilaterally{ $open ->
        [0] .
       *[other] ; of { $open } it is not known, or one of them peers with nobody.
    }
matrix-facilities = Where they would connect
matrix-facility = { $name }: { $count ->
        [one] 1 network
       *[other] { $count } networks
    }
matrix-facility-unknown = Not said yet: { $count ->
        [one] 1 network
       *[other] { $count } networks
    }
matrix-list = Networks
matrix-line = **AS{ $asn }** { $name } · { $policy } · { $way } · { $rung }
matrix-line-at = **AS{ $asn }** { $name } · { $policy } · { $way } · { $facility } · { $rung }
matrix-note = By the policies that networks publish: open ones use route servers, selective and restrictive ones decide about each peer. No network promised this.
matrix-legend = S: by the route servers · B: bilaterally · ?: a policy is not known · –: one of them peers with nobody
matrix-letter-servers = S
matrix-letter-bilateral = B
matrix-letter-unknown = ?
matrix-letter-none = –
matrix-alt = { $networks } networks in rows and columns; { $servers } pairs by route servers, { $bilateral } bilaterally.

# The minutes, and the log

exchange-minutes-gate = Readiness: “{ $gate ->
        [neutral-site] { ready-gate-neutral-site }
        [governance] { ready-gate-governance }
        [open-policy] { ready-gate-open-policy }
        [peering-lan] { ready-gate-peering-lan }
        [two-engineers] { ready-gate-two-engineers }
        [no-blocker] { ready-gate-no-blocker }
        [charter] { ready-gate-charter }
        [committee] { ready-gate-committee }
        [dated] { ready-gate-dated }
        [held] { ready-gate-held }
       *[other] { $gate }
    }” is { $state ->
        [met] met, with evidence
        [unproven] said to be there, without evidence
       *[other] open
    }.
exchange-minutes-dimension = Readiness: “{ $dimension ->
        [diversity] { ready-dimension-diversity }
        [governance] { ready-dimension-governance }
        [site] { ready-dimension-site }
        [design] { ready-dimension-design }
        [people] { ready-dimension-people }
        [sustainability] { ready-dimension-sustainability }
       *[other] { $dimension }
    }” was given { $points } of 4 points, { $proven ->
        [yes] with evidence
       *[other] without evidence
    }.
exchange-minutes-weight = Readiness: “{ $dimension ->
        [diversity] { ready-dimension-diversity }
        [governance] { ready-dimension-governance }
        [site] { ready-dimension-site }
        [design] { ready-dimension-design }
        [people] { ready-dimension-people }
        [sustainability] { ready-dimension-sustainability }
       *[other] { $dimension }
    }” weighs { $weight } now.
exchange-minutes-forecast = A forecast of members was entered; in a year: { $year ->
        [none] as the ladder has it
       *[other] { $year }
    }.
exchange-minutes-rir-rule = The rule of { $rir ->
        [afrinic] { exchange-rir-afrinic }
        [apnic] { exchange-rir-apnic }
        [arin] { exchange-rir-arin }
        [lacnic] { exchange-rir-lacnic }
       *[ripe] { exchange-rir-ripe }
    } was entered: { $members } members, a /{ $prefix } for a new exchange.
exchange-minutes-rir-rule-dropped = The built-in rule of { $rir ->
        [afrinic] { exchange-rir-afrinic }
        [apnic] { exchange-rir-apnic }
        [arin] { exchange-rir-arin }
        [lacnic] { exchange-rir-lacnic }
       *[ripe] { exchange-rir-ripe }
    } holds again.
audit-exchange-gate = { $at } { $who } said how a gate of readiness stands, in { $subject }
audit-exchange-dimension = { $at } { $who } scored a dimension of readiness, in { $subject }
audit-exchange-weight = { $at } { $who } changed a weight of readiness, in { $subject }
audit-exchange-forecast = { $at } { $who } entered a forecast, in { $subject }
audit-exchange-rir-rule = { $at } { $who } entered a registry’s rule, in { $subject }
audit-exchange-rir-rule-dropped = { $at } { $who } went back to the built-in rule of a registry, in { $subject }
