# Founding an exchange or a NOG: the words, the card, the home, stages and their gates, the minutes.

command-exchange = Found an Internet exchange or a NOG together: who commits, what is decided, what is missing
command-exchange-start = Start a project: its card, a public thread, and a private one for organisers
command-exchange-start-kind = What is founded: an Internet exchange, or a NOG
command-exchange-list = See what is being founded here
command-exchange-show = See a project: its stage, what is missing, who committed, what comes next
command-exchange-show-exchange = Which project; without it, the only one here
command-exchange-edit = Change a project: name, place, its own AS number, route servers, peering LAN, channel
command-exchange-edit-exchange = Which project; without it, the only one here
command-exchange-history = Read a project’s minutes: everything that happened, the latest first
command-exchange-history-exchange = Which project; without it, the only one here
command-exchange-stage = Move a project on, back, or to an end
command-exchange-stage-advance = Go on to the next stage, once its gate is met or overridden with a reason
command-exchange-stage-advance-exchange = Which project; without it, the only one here
command-exchange-stage-back = Go one stage back, with a reason
command-exchange-stage-back-exchange = Which project; without it, the only one here
command-exchange-stage-stall = Say that a project stands still, with a reason
command-exchange-stage-stall-exchange = Which project; without it, the only one here
command-exchange-stage-resume = Take a stalled project up again where it stood
command-exchange-stage-resume-exchange = Which project; without it, the only one here
command-exchange-stage-abandon = End a project for good, with a reason
command-exchange-stage-abandon-exchange = Which project; without it, the only one here
command-exchange-stage-merge = End a project because it goes on in another one
command-exchange-stage-merge-exchange = Which project; without it, the only one here

exchange-not-found = There is no such project here. See those there are with /exchange list.
exchange-none = Nothing is being founded here yet. An organiser can begin with /exchange start.
exchange-which = There are several projects here. Choose one in the option “exchange”.
exchange-organisers-only = Only organisers can change “{ $name }”. Ask one of them.
exchange-start-organisers-only = Only organisers can start a project. Ask one of them.
exchange-changed = “{ $name }” was changed meanwhile. Look at it again, then decide; nothing of yours was stored.

exchange-name = { $name }
exchange-kind-exchange = Internet exchange
exchange-kind-nog = Network operators group
exchange-place = { $city }, { $country }

exchange-stage-need = Need assessment
exchange-stage-support = Building support
exchange-stage-commitment = Commitment
exchange-stage-governance = Governance
exchange-stage-design = Technical design
exchange-stage-resources = Resources requested
exchange-stage-build = Build
exchange-stage-pilot = Pilot
exchange-stage-operational = Operational
exchange-stage-convening = Convening
exchange-stage-charter = Charter
exchange-stage-programme = Programme
exchange-stage-dated = First meeting dated
exchange-stage-held = First meeting held
exchange-stage-stalled = Stalled
exchange-stage-abandoned = Abandoned
exchange-stage-merged = Merged into another
exchange-step = { $stage } · step { $number } of { $count }
exchange-stalled-at = { $stage } at “{ $before }”

exchange-rung-identified = identified
exchange-rung-contacted = contacted
exchange-rung-interested = interested
exchange-rung-intends = intends to join
exchange-rung-letter = letter of intent
exchange-rung-mou = memorandum signed
exchange-rung-ready = ready to connect
exchange-rung-connected = connected
exchange-rung-exchanging = exchanging traffic
exchange-rung-declined = declined
exchange-rung-lapsed = lapsed

exchange-rir-afrinic = AFRINIC
exchange-rir-apnic = APNIC
exchange-rir-arin = ARIN
exchange-rir-lacnic = LACNIC
exchange-rir-ripe = RIPE NCC

exchange-topic-location = location
exchange-topic-legal-form = legal form
exchange-topic-membership = membership
exchange-topic-voting-rule = voting rule
exchange-topic-participation = participation policy
exchange-topic-peering = peering policy
exchange-topic-lan = peering LAN
exchange-topic-route-servers = route servers
exchange-topic-switch = switch
exchange-topic-fees = fees
exchange-topic-data = publication of data
exchange-topic-exit = leaving
exchange-topic-charter = charter
exchange-topic-other = something else

exchange-organisation-network = network
exchange-organisation-regulator = regulator
exchange-organisation-cctld = country-code domain registry
exchange-organisation-nren = research and education network
exchange-organisation-data_centre = data centre
exchange-organisation-content = content
exchange-organisation-government = government
exchange-organisation-association = association
exchange-organisation-other = other

exchange-condition-need = the need is written down
exchange-condition-named = organisations known by name
exchange-condition-interest = independent networks interested
exchange-condition-critical-mass = independent networks with a letter of intent
exchange-condition-governance = governance vehicle
exchange-condition-membership = membership decided
exchange-condition-voting-rule = voting rule decided
exchange-condition-open-policy = open participation policy, published
exchange-condition-neutral-site = neutral site, in writing
exchange-condition-design = technical design decided
exchange-condition-two-engineers = two named engineers
exchange-condition-own-asn = AS number of its own, for the route servers
exchange-condition-peering-lan = peering LAN obtained or applied for
exchange-condition-connected = independent networks connected
exchange-condition-exchanging = independent networks exchanging traffic
exchange-condition-no-blocker = no open legal blocker
exchange-condition-convenors = different organisations with a convenor
exchange-condition-charter = charter agreed
exchange-condition-committee = programme committee named
exchange-condition-dated = date of the first meeting set
exchange-condition-held = first meeting held
exchange-check = { $mark } { $what }
exchange-check-counted = { $what }: { $have } of { $need }
exchange-check-decisions = { $what }: no adopted decision yet on { $topics }
exchange-check-unproven = { $what }: said, without evidence
exchange-check-met = { $what }
exchange-check-failed = { $what }: not shown yet

exchange-mass = { $bar } { $have } of { $need } independent networks
exchange-fact-what = What
exchange-what-where = { $what } · { $where }
exchange-fact-stage = Stage
exchange-fact-mass = Critical mass
exchange-fact-rir = Registry
exchange-gate-open = **The gate to “{ $stage }” is met.** Organisers can go on.
exchange-gate-lacks = **Before “{ $stage }”** · { $met } of { $count } met, missing:
exchange-ladder-title = **Who stands where**
exchange-ladder-empty = **Who stands where:** nobody has said anything yet. Be the first.
exchange-ladder-row = `{ $count }` **{ $rung }** · { $names }
exchange-ladder-count = `{ $count }` **{ $rung }**
exchange-ladder-waits = { $name } (to be confirmed)
exchange-ladder-more = { $count } more
exchange-dates-title = **Next dates**
exchange-due = { $date } · { $what }
exchange-due-late = { $date }, overdue · { $what }
exchange-due-action = { $title }
exchange-due-review = decision to be reviewed: { $title }
exchange-due-lapse = commitment ends: { $title }
exchange-decisions-title = **Open decisions**
exchange-decision-row = { $topic }: { $title }
exchange-polls-title = **Open polls**
exchange-poll-row = { $question } · [look]({ $url })
exchange-poll-row-closes = { $question } · closes { $at } · [look]({ $url })
exchange-more = and { $count } more
exchange-everything = Everything
exchange-footer = project { $number }

exchange-minutes-organisation-gone = an organisation that is gone
exchange-minutes-unknown = { $what }

exchange-minutes-started = { $name } was started: { $kind }
exchange-minutes-edited = The project’s details were changed: { $fields }
exchange-minutes-advanced = The gate was met: from “{ $stage_from }” to “{ $stage_to }”
exchange-minutes-overridden = From “{ $stage_from }” to “{ $stage_to }” by override, without: { $lacking }. Reason: { $reason }
exchange-minutes-stepped-back = Back from “{ $stage_from }” to “{ $stage_to }”. Reason: { $reason }
exchange-minutes-stalled = The project stands still at “{ $stage_from }”. Reason: { $reason }
exchange-minutes-resumed = The project goes on at “{ $stage_to }”
exchange-minutes-abandoned = The project was abandoned at “{ $stage_from }”. Reason: { $reason }
exchange-minutes-merged = The project goes on in “{ $into }”. Reason: { $reason }
exchange-minutes-shown = Evidence was shown: { $condition }
exchange-minutes-unshown = Evidence was taken back: { $condition }
exchange-changed-name = name
exchange-changed-city = city
exchange-changed-country = country
exchange-changed-rir = registry
exchange-changed-zone = time zone
exchange-changed-own_asn = own AS number
exchange-changed-wanted = networks wanted
exchange-changed-servers = route servers
exchange-changed-prefix = peering LAN
exchange-changed-organisation_id = own organisation
exchange-changed-channel_id = channel

audit-exchange-started = { $at } { $who } started project { $subject }
audit-exchange-edited = { $at } { $who } changed the details of project { $subject }
audit-exchange-advanced = { $at } { $who } moved project { $subject } on to its next stage
audit-exchange-overridden = { $at } { $who } moved project { $subject } on although its gate was not met
audit-exchange-stepped-back = { $at } { $who } moved project { $subject } one stage back
audit-exchange-stalled = { $at } { $who } noted that project { $subject } stands still
audit-exchange-resumed = { $at } { $who } took project { $subject } up again
audit-exchange-abandoned = { $at } { $who } abandoned project { $subject }
audit-exchange-merged = { $at } { $who } noted that project { $subject } goes on in another one
audit-exchange-shown = { $at } { $who } showed evidence for the gate of project { $subject }
audit-exchange-unshown = { $at } { $who } took back evidence for the gate of project { $subject }

exchange-kind-unknown = Choose what is founded from the list of the option “kind”, or leave it out.
exchange-name-empty = Give the project a name that can be read.
exchange-city-empty = Give the city a name that can be read, or leave it open.
exchange-into-empty = Give the name of the project that goes on.
exchange-text-long = That is too long: { $most } characters at most.
exchange-name-taken = There is a project “{ $name }” here already. Give this one another name.
exchange-too-many = There are { $most } projects here, and no more fit.
exchange-country-unknown = There is no country “{ $typed }”. Type its English name or its two letters, for example LB.
exchange-country-several = “{ $typed }” can be { $found }. Type the two letters.
exchange-rir-unknown = Choose one of the five registries, or leave it open.
exchange-wanted-range = Networks wanted is a number from { $least } to { $most }.
exchange-servers-range = Route servers is a number from { $least } to { $most }.
exchange-prefix-range = A peering LAN is /{ $least } to /{ $most }. Type the number, or leave it open.
exchange-organisation-unknown = There is no organisation “{ $typed }” here. Add it with /organisation add, then try again.
exchange-reason-empty = Say why, in one sentence: it stands in the minutes.
exchange-reason-long = That is too long for the minutes: { $most } characters at most.
exchange-into-itself = “{ $name }” cannot go on in itself. Name the other project.
exchange-typed-gone = What you typed is no longer kept. Please start again.
exchange-move-first = “{ $name }” is at its first stage: there is no way back.
exchange-move-last = “{ $name }” has reached its last stage. There is nothing to go on to.
exchange-move-paused = “{ $name }” stands still. Take it up again first.
exchange-move-not-paused = “{ $name }” does not stand still: there is nothing to take up again.
exchange-move-ended = “{ $name }” has ended. Its minutes stay; start a new project to go on.

exchange-again = Back to the form
exchange-saved = ✅ Saved.
exchange-kinds-title = What do you found?
exchange-kinds = An **Internet exchange** goes from need to operation in nine stages; { $wanted } independent networks make its critical mass.
    A **network operators group (NOG)** has lighter gates: convenors, a charter, a programme committee, a first meeting.
exchange-form-new = A new Internet exchange
exchange-form-new-nog = A new network operators group
exchange-form-names = Name and place
exchange-form-numbers = Numbers
exchange-form-evidence = Evidence
exchange-field-name = Name
exchange-example-exchange = Cedar IX
exchange-example-nog = Cedar NOG
exchange-field-city = City
exchange-field-country = Country
exchange-field-country-hint = Its English name, or its two letters
exchange-field-rir = Regional registry
exchange-field-rir-hint = Left open: the one that serves the country
exchange-field-zone = Time zone
exchange-field-zone-hint = A city, or a name such as Asia/Beirut
exchange-field-asn = The exchange’s own AS number
exchange-field-asn-hint = For its route servers. It never counts as a member.
exchange-field-organisation = The exchange’s own organisation
exchange-field-organisation-hint = By its name in /organisation list. It never counts as a member.
exchange-field-wanted = Independent networks wanted
exchange-field-wanted-hint = For critical mass. The registries ask for three.
exchange-field-servers = Route servers planned
exchange-field-servers-hint = 0 for none; two are usual
exchange-field-prefix = Peering LAN (IPv4)
exchange-field-prefix-hint = Its length, such as /26, once it is chosen or given
exchange-field-into = Goes on in
exchange-field-into-hint = The name of the other project
exchange-field-reason = Why
exchange-field-reason-hint = It stands in the minutes, and everybody here reads it.
exchange-field-evidence = A link that shows it
exchange-evidence-need = A survey, a study or minutes that say why it is needed. Empty takes it back.

exchange-list-title = Being founded here
exchange-list-none = Nothing is being founded here yet.
exchange-list-none-organiser = Nothing is being founded here yet. Start an Internet exchange or a NOG: the bot keeps who said what, with which proof, and what is missing next.
exchange-list-name = **{ $name }**
exchange-list-gate = next gate: { $met } of { $count } met
exchange-open = Open
exchange-start = Start a project
exchange-home = To the project

exchange-fact-readiness = Readiness
exchange-readiness = { $score } of 100 points · { $met } of { $gates } hard gates met
exchange-to-readiness = Readiness
exchange-to-ladder = Who stands where
exchange-to-decisions = Decisions
exchange-to-actions = To do
exchange-to-history = Minutes
exchange-to-plan = Plan
exchange-to-matrix = Who would peer
exchange-to-sites = Sites
exchange-to-survey = Survey
exchange-to-stakeholders = Stakeholders
exchange-to-thread = Discussion
exchange-to-organisers = Organisers’ thread
exchange-moves = Other moves
exchange-edit = Edit

exchange-started = ✅ { $name } is started. Its card comes to { $where }, with a thread for everybody; organisers get a private one. Next: add who may take part with /organisation add, and write down the need.
exchange-edit-title = { $name }: details
exchange-edit-names = Name and place
exchange-edit-numbers = Numbers
exchange-edit-channel = Where its card stands
exchange-unset = not said yet
exchange-asn = AS{ $asn }
exchange-wanted = { $count ->
    [one] one independent network
   *[other] { $count } independent networks
 }
exchange-wanted-few = Registries ask for { $usual } independent networks before they give addresses to an exchange.
exchange-servers = { $count ->
    [0] none
    [one] one
   *[other] { $count }
 }
exchange-prefix = /{ $length }
exchange-fact-place = Place
exchange-fact-zone = Time zone
exchange-fact-asn = Own AS number
exchange-fact-organisation = Own organisation
exchange-fact-wanted = Critical mass
exchange-fact-servers = Route servers
exchange-fact-prefix = Peering LAN (IPv4)

exchange-move-advance = Next stage
exchange-move-back = Step back
exchange-move-stall = Stall
exchange-move-resume = Take up again
exchange-move-abandon = Abandon
exchange-move-merge = Merge into another
exchange-move-advance-hint = **Next stage:** go on, once the gate is met
exchange-move-back-hint = **Step back:** something that was thought settled is not
exchange-move-stall-hint = **Stall:** it stands still, and can be taken up again
exchange-move-resume-hint = **Take up again:** it goes on where it stood
exchange-move-abandon-hint = **Abandon:** it ends here, for good
exchange-move-merge-hint = **Merge:** it goes on in another project
exchange-moves-title = { $name }: moves
exchange-moves-none = It has ended. Its minutes stay.
exchange-move-title = { $name }: { $move }
exchange-fact-now = Now
exchange-fact-then = Then
exchange-gate-title = **The gate asks for**
exchange-move-advance-follows = The new stage is announced in the public thread, and noted in the minutes.
exchange-move-back-follows = Nobody’s commitment changes. The step and its reason are announced in the public thread, and noted in the minutes.
exchange-move-stall-follows = Commitments, decisions and tasks stay as they are. That it stands still, and why, is announced in the public thread.
exchange-move-resume-follows = It goes on where it stood. That is announced in the public thread.
exchange-move-abandon-follows = It ends for good, and cannot be taken up again. Its card and minutes stay; reminders stop. The reason is announced in the public thread.
exchange-move-merge-follows = It ends here for good, and goes on in the other one. Its card and minutes stay; reminders stop. This is announced in the public thread; nobody’s commitment is carried over.
exchange-move-override-follows = { $count ->
    [one] One thing is missing.
   *[other] { $count } things are missing.
 } You can go on all the same: what was missing and your reason then stand in the minutes, for everybody.
exchange-move-to = Go to “{ $stage }”
exchange-override = Go on all the same…
exchange-move-back-ask = Step back…
exchange-move-stall-ask = Stall…
exchange-move-abandon-ask = Abandon for good…
exchange-move-merge-ask = Merge…
exchange-show-evidence = Evidence: { $what }
exchange-made-advance = ✅ { $name } is now at “{ $stage }”.
exchange-made-back = ✅ { $name } is back at “{ $stage }”.
exchange-made-stall = ✅ It is noted that { $name } stands still.
exchange-made-resume = ✅ { $name } goes on at “{ $stage }”.
exchange-made-abandon = ✅ { $name } has ended. Its minutes stay.
exchange-made-merge = ✅ { $name } has ended here, and goes on in the other project.

exchange-minutes-title = { $name }: minutes
exchange-minutes-none = Nothing has happened yet.
exchange-minutes-bot = the bot
exchange-minute = { $at } · { $what } · { $who }
exchange-minutes-file = As a file
exchange-minutes-file-said = { $count ->
    [one] One line
   *[other] { $count } lines
 }, the earliest first. No person is named in it, so that it can be handed on.
exchange-minutes-file-title = Minutes of { $name } (times: { $zone })
exchange-minutes-file-line = { $at }  { $what }
exchange-minutes-file-older = (earlier lines do not fit into this file)

privacy-exchange-typed = What you typed into a form about a project or an organisation that was refused, for a day, so that the form opens again with it
