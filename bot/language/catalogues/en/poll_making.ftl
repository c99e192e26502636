# Polls: the words that all of their rooms share, and making one.

poll-name = { $question }

poll-kind-yes_no = Yes or no
poll-kind-choice = One of several
poll-kind-committee = Committee
poll-kind-date = Date
poll-kind-pledge = Pledge

poll-method-yes_no = Yes, no or abstain
poll-method-yes_no-hint = More yes than no, unless a threshold asks for more.
poll-method-plurality = One choice each
poll-method-plurality-hint = Each picks one option; the most votes win.
poll-method-approval = Approval
poll-method-approval-hint = Each ticks all options they could live with; the most ticks win.
poll-method-score = Score
poll-method-score-hint = Each gives options 0 to 5 points; the highest sum wins.
poll-method-schulze = Ranked: beats every other (Schulze)
poll-method-schulze-hint = Each ranks the options; the one that wins every pair wins.
poll-method-irv = Ranked: instant runoff
poll-method-irv-hint = Each ranks; the last one drops out until one has a majority.
poll-method-stv = Ranked: several seats (STV)
poll-method-stv-hint = Each ranks the candidates; seats are shared in proportion.
poll-method-date = Date
poll-method-date-hint = Each says yes or “if need be” to dates; most who can come win.
poll-method-pledge = Pledge
poll-method-pledge-hint = Each pledges an amount; the sum is held against the goal.

poll-secrecy-open = Open
poll-secrecy-open-hint = Everybody sees who voted what.
poll-secrecy-confidential = Confidential
poll-secrecy-confidential-hint = Only totals are shown; the operator of this bot could look.
poll-secrecy-sealed = Sealed
poll-secrecy-sealed-hint = Who voted and the ballots are kept apart; no vote can be changed.

poll-electorate-everyone = Everybody in this server
poll-electorate-role = Members with a role
poll-electorate-cohort = Members of a cohort
poll-electorate-organisations = Organisations with a verified network
poll-electorate-people = Named people

poll-answer-yes = Yes
poll-answer-no = No
poll-answer-abstain = Abstain
poll-answer-block = Block

poll-state-draft = draft
poll-state-open = open
poll-state-closed = closed
poll-state-certified = certified
poll-state-void = cancelled

poll-option-name = { $label }
poll-option-date = { $date } { $time } { $zone }
poll-option-when = { $at } ({ $date } { $time } { $zone })
poll-none-of-these = None of these

poll-anchor = { $date } { $time } { $zone }
poll-closes-unset = not set
poll-opens-by-hand = when somebody presses Open

poll-means = { $parts }.
poll-means-eligible = { $who }, { $count } eligible
poll-means-who-everyone = One vote for each member of this server
poll-means-who-role = One vote for each member with { $role }
poll-means-who-role-unset = One vote for each member with a role
poll-means-who-cohort = One vote for each member of a cohort
poll-means-who-organisations = One vote per organisation
poll-means-who-organisations-weighted = One vote per organisation, with the weight that was set for it
poll-means-who-people = One vote for each of the people who were named
poll-means-who-weighted = One vote each, with the weight that was set for it
poll-means-quorum-none = however many vote, it counts
poll-means-quorum-count = { $count ->
        [one] 1 must vote
       *[other] { $count } must vote
    }
poll-means-quorum-roll = { $percent } % of them must vote
poll-means-quorum-roll-of = { $count } ({ $percent } % of them) must vote
poll-means-quorum-weight = votes with { $percent } % of all weight must be cast
poll-means-yes_no = it passes with more yes than no
poll-means-yes_no-block = it passes with more yes than no, and blocks are counted apart
poll-means-plurality = the option with the most votes wins
poll-means-approval = the option that most approve of wins
poll-means-score = the option with the most points wins
poll-means-schulze = the option that beats every other wins
poll-means-irv = the option that has a majority once the weakest dropped out wins
poll-means-stv = { $seats ->
        [one] 1 seat is filled
       *[other] { $seats } seats are filled in proportion to the rankings
    }
poll-means-date = the date on which most can come wins
poll-means-pledge = the pledges are added up
poll-means-pledge-goal = the pledges are held against a goal of { $goal } { $unit }
poll-means-over = it needs more than { $percent } % of { $base }
poll-means-at-least = it needs at least { $percent } % of { $base }
poll-base-cast = the votes without abstentions
poll-base-all = the votes with abstentions
poll-base-roll = all who may vote
poll-means-open = everybody sees who voted what
poll-means-confidential = only totals will be shown; the operator of this bot could look
poll-means-sealed = who voted and what was voted are kept apart, and no vote can be changed

poll-vote = Vote
poll-discussion = Discussion
poll-fact-opens = Opens
poll-fact-closes = Closes
poll-fact-closed = Closed
poll-fact-state = State
poll-fact-turnout = Voted
poll-fact-pledged = Pledged
poll-turnout = { $count }
poll-turnout-of = { $count } of { $size }
poll-pledged = { $amount } { $unit }
poll-pledged-of = { $bar } { $amount } of { $goal } { $unit }
poll-card-option = **{ $number }** { $option }
poll-card-detail = -# { $detail }
poll-card-so-far = { $what }: { $count }
poll-card-points = { $what }: { $count ->
        [one] 1 point
       *[other] { $count } points
    }
poll-card-date-so-far = { $what }
    -# { $yes } yes, { $maybe } if need be
poll-card-sealed = While this poll is open, the operator of this bot could still match voters and ballots by watching it. After the close nobody can.
poll-card-tells-standings = Standings are shown while it is open: who watches them can tell what the latest vote was.
poll-card-tells-weights = Totals by weight can tell who voted what: a weight can name its voter.
poll-card-tells-few = With fewer than { $least } voters the totals can tell who voted what.
poll-card-tells-if-few = If fewer than { $least } vote, the totals can tell who voted what.
poll-card-no-roll = Who may vote is checked when somebody presses Vote: there is no list of voters, so nobody is reminded by name.
poll-card-void = This poll was cancelled. Nothing follows from it.
poll-card-void-why = This poll was cancelled: { $reason }
poll-footer = Poll { $number }
poll-footer-definition = Poll { $number } · definition { $definition }

poll-typed-gone = What you typed is no longer kept. Start again with /poll create, or open the poll with /poll edit.

# Commands

command-poll-create = Make a poll: a draft first, which only you see until you open it
command-poll-create-kind = What is decided: yes or no, ranked, approval, score, committee, date or pledge
command-poll-create-template = A ready start for what a new exchange decides; takes the place of kind
command-poll-edit = Change a draft, or do the little that an open poll allows
command-poll-edit-poll = The poll; type a part of its question
command-poll-copy = Make a new draft like a poll
command-poll-copy-poll = The poll; type a part of its question
command-poll-cancel = Cancel a poll: nothing follows from it
command-poll-cancel-poll = The poll; type a part of its question

# The log

audit-poll-create = { $at } { $who } made poll { $subject }
audit-poll-edit = { $at } { $who } changed the draft of poll { $subject }
audit-poll-copy = { $at } { $who } made poll { $subject } as a copy
audit-poll-schedule = { $at } { $who } confirmed that poll { $subject } opens by itself
audit-poll-hold = { $at } { $who } took back that poll { $subject } opens by itself
audit-poll-open = { $at } { $who } opened poll { $subject }
audit-poll-correct = { $at } { $who } corrected the description of poll { $subject }
audit-poll-add-dates = { $at } { $who } added dates to poll { $subject }
audit-poll-cancel = { $at } { $who } cancelled poll { $subject }

# Beginning

poll-start-title = A new poll
poll-start-what = Choose what is to be decided, or a template. You get a draft that only you see; nothing is posted before you open it.
poll-start-kind = What is decided
poll-start-template = Or a template
poll-start-unknown = Choose the kind of poll, or the template, from the list that appears as you type.
poll-start-yes_no = Yes or no
poll-start-yes_no-hint = One proposal: yes, no or abstain.
poll-start-ranked = Ranked
poll-start-ranked-hint = Several options, put in order; the one that beats every other wins.
poll-start-approval = Approval
poll-start-approval-hint = Several options; tick all that you could live with.
poll-start-score = Score
poll-start-score-hint = Several options; 0 to 5 points for each.
poll-start-committee = Committee
poll-start-committee-hint = Candidates for several seats, put in order.
poll-start-date = Date
poll-start-date-hint = Several dates: yes, if need be, or no.
poll-start-pledge = Pledge
poll-start-pledge-hint = Amounts that are added up against a goal.
poll-start-interest = Template: interest pledge
poll-start-interest-hint = Who would connect to the exchange? Three networks make one.
poll-start-location = Template: location
poll-start-location-hint = Where the exchange is to stand; ranked, one vote per organisation.
poll-start-governance = Template: governance model
poll-start-governance-hint = Who is to own and run the exchange; ranked.
poll-start-fees = Template: fee model
poll-start-fees-hint = How the exchange is to be paid for; ranked.
poll-start-meeting = Template: meeting date
poll-start-meeting-hint = When most can come.
poll-start-board = Template: board of three
poll-start-board-hint = Three seats, filled in proportion.

poll-template-interest-question = Will your network connect to the exchange?
poll-template-interest-description = Pledge one connection for each network that you would bring. An exchange is worth building from three independent networks on. A pledge is an interest, not a contract.
poll-template-interest-unit = networks
poll-template-location-question = Where should the exchange stand?
poll-template-location-description = Put the places in order. Think of neutrality, who can reach it, power, and the way in for engineers at night.
poll-template-governance-question = Who should own and run the exchange?
poll-template-governance-description = Put the models in order. What does not beat “none of these” is dropped.
poll-options-of-governance =
    An association of its members | One member, one vote; no profit is paid out
    A company owned by its members | Shares and a board; it can sign and hire at once
    A foundation | A board decides for the purpose; it has no members
    A host that exists already | A university, a research network or a registry runs it
poll-template-fees-question = How should the exchange be paid for?
poll-template-fees-description = Put the models in order. What does not beat “none of these” is dropped.
poll-options-of-fees =
    No fees at first | Sponsors and volunteers carry it until it has grown
    The same fee for everybody | One membership fee, whatever the port
    A fee by port speed | Larger ports pay more
    Costs shared once a year | What was spent, divided by ports
poll-template-meeting-question = When do we meet?
poll-template-meeting-description = Say yes to each date on which you can come, and “if need be” where you could make it work.
poll-template-board-question = Who should be on the board?
poll-template-board-description = Three seats. Put the candidates in order; list as many as you like.

# Forms

poll-form-yes_no = Yes or no
poll-form-choice = The question and its options
poll-form-committee = The candidates
poll-form-date = The dates
poll-form-pledge = The pledge
poll-form-times = Opening and closing
poll-form-rules = Quorum and threshold
poll-form-numbers = Proxies, extension, ties
poll-form-correct = Mend a typo
poll-form-dates = More dates
poll-form-cancel = Cancel this poll
poll-field-question = Question
poll-field-description = Description
poll-field-description-hint = What people should know before they vote. Links and lists are shown.
poll-field-correct-hint = A few words at most: it is logged, and stands in the chain of events.
poll-field-options-choice = Options, one a line
poll-field-options-choice-hint = At most 24, 100 characters each. After “ | ” a sentence about it.
poll-field-options-committee = Candidates, one a line
poll-field-options-committee-hint = At most 24, 100 characters each. After “ | ” a sentence about them.
poll-field-options-date = Dates, one a line
poll-field-options-date-hint = “next Tuesday 18:00”, or “every Tuesday 18:00 for 6 weeks”. At most 24.
poll-field-seats = Seats
poll-field-minutes = How long, in minutes
poll-field-goal = Goal
poll-field-goal-hint = A whole number; empty: no goal.
poll-field-unit = What is pledged
poll-field-unit-hint = The unit: networks, ports, euros a year.
poll-field-opens = Opens
poll-field-opens-hint = “Monday 09:00”; empty: when you press Open.
poll-field-closes = Closes
poll-field-closes-hint = “in 2 weeks”, “Friday 18:00”.
poll-field-zone = City whose clocks are meant
poll-field-quorum-kind = How many must vote
poll-field-quorum = The number, or the per cent
poll-field-threshold = Per cent that the winner needs
poll-field-threshold-hint = Empty: none. 50 for a majority, 66 for two thirds.
poll-field-strict = Exactly that many
poll-strict-over = is not enough: more than that
poll-strict-at-least = is enough
poll-field-base = Per cent of what
poll-quorum-none = However many, it counts
poll-quorum-count = So many votes
poll-quorum-roll = Per cent of all who may vote
poll-quorum-weight = Per cent of all weight
poll-field-proxies = Proxies one person may hold
poll-field-proxies-hint = 0: none. A proxy cannot be passed on; an own vote beats it.
poll-field-hours = Extension, in hours
poll-field-hours-hint = The deadline may be moved once, by so much at most. 0: never.
poll-field-outside = Outside value for a lot
poll-field-outside-hint = A number that nobody here can choose, known after the close: a lottery, an index.
poll-field-reason = Reason
poll-field-reason-hint = Everybody reads it on the card.
poll-back-to-form = Back to the form

# What was typed and does not fit

poll-question-empty = A poll needs a question.
poll-question-long = The question is over { $most } characters; the rest fits into the description.
poll-description-long = The description is over { $most } characters. Make it shorter, or link to a longer text.
poll-option-empty = The line “{ $line }” has nothing to read in it.
poll-option-long = “{ $option }” is over { $most } characters. Make it shorter, and put the rest after “ | ”.
poll-option-detail-long = The sentence about “{ $option }” is over { $most } characters.
poll-option-twice = “{ $option }” stands there twice. Each option must be its own.
poll-options-many = { $count } options are more than the { $most } that fit into a ballot.
poll-date-wrong = “{ $line }”: { $reason }
poll-date-endless = “{ $line }” repeats without end. Say “for 6 weeks”, or list the dates.
poll-dates-empty = Type at least one date.
poll-minutes-invalid = The length of a date is a whole number of minutes, { $least } to { $most }.
poll-seats-invalid = The number of seats is a whole number, { $least } to { $most }.
poll-goal-invalid = The goal is a whole number, { $least } to { $most }.
poll-unit-empty = Say what is pledged: networks, ports, euros a year.
poll-unit-long = The unit is over { $most } characters.
poll-opens-wrong = Opening: { $reason }
poll-closes-wrong = Closing: { $reason }
poll-time-once = A poll opens and closes once: give one time, not one that repeats.
poll-quorum-count-invalid = The quorum is a whole number of votes, { $least } to { $most }.
poll-quorum-percent-invalid = The quorum is a per cent, { $least } to { $most }.
poll-threshold-invalid = The threshold is a per cent, { $least } to { $most }.
poll-proxies-invalid = So many proxies one person may hold: a whole number, { $least } to { $most }.
poll-hours-invalid = The extension is a whole number of hours, { $least } to { $most }.
poll-outside-long = The outside value is over { $most } characters.
poll-reason-empty = Say why the poll is cancelled: everybody who voted reads it.
poll-reason-long = The reason is over { $most } characters.
poll-correct-much = That is more than a typo. People voted on the text as it is: cancel the poll, or copy it.
poll-gains-nothing = Only a poll of dates that is open, and has fewer than 24, may gain some.

# What does not fit together

poll-clash-sealed-few = A sealed poll needs at least { $least } who may vote, and here { $count } may: with so few, the result tells who voted what.
poll-clash-sealed-standings = A sealed poll shows no standings while it is open: each vote could be read from how they change.
poll-clash-sealed-weights = A sealed ballot carries no weight, because a weight can name its voter. Choose another secrecy, or no weights.
poll-clash-sealed-proxies = In a sealed poll no ballot can be replaced, so an own vote could not beat a proxy. Choose another secrecy, or no proxies.
poll-clash-sealed-required = In a sealed poll nobody knows whose ballot is whose, so no date can depend on certain people. Choose another secrecy, or nobody who is required.
poll-clash-quorum-roll = A per cent of all who may vote needs a list of them: choose organisations, a cohort or named people, or a quorum by count.
poll-clash-quorum-weight = A quorum by weight needs weights. Switch them on behind Advanced first.
poll-clash-threshold-roll = A threshold of all who may vote needs a list of them: choose organisations, a cohort or named people, or a per cent of the votes.
poll-clash-threshold-method = This way of counting has no threshold. Take the threshold away, or choose another method.
poll-clash-weights-roll = Weights are set on a list of voters: choose organisations, a cohort or named people.
poll-clash-proxies-roll = Proxies need a list of voters: choose organisations, a cohort or named people.
poll-clash-advisory = Everybody votes already, so nobody is left whose vote only advises.
poll-one-way-secrecy = This poll was confirmed as it is, so its secrecy can only become stricter. Copy it for a looser one.
poll-one-way-standings = This poll was confirmed with hidden standings, and they stay hidden. Copy it to show them.

poll-lacks-options = It needs at least { $least } options. Add them under Text.
poll-lacks-candidates = It needs at least as many candidates as the { $seats } seats. Add some under Text.
poll-lacks-role = Choose the role under Voters.
poll-lacks-cohort = Choose the cohort under Voters.
poll-lacks-voters = Nobody may vote yet. Look under Voters.
poll-lacks-close = Say when it closes, under Times.
poll-lacks-time = It must close after it opens, and in the future. Set that under Times.
poll-lacks-end = It may be open for { $days } days at most. Set the close under Times.
poll-lacks-later-dates = Each date must be after the close. Change the close under Times, or the dates.
poll-lacks-quorum = { $quorum } must vote, and only { $count } may. Change one of the two.

# The draft

poll-draft-title = Draft: { $question }
poll-draft-means = **In one sentence:** { $meaning }
poll-draft-lacks = **Before it can open:**
poll-draft-fault = • { $what }
poll-draft-footer = Only you see this draft · poll { $number }
poll-created = Here is your draft. Nothing is posted before you open it.
poll-saved = Saved.
poll-copied = This is a new draft. The poll that it came from stays as it is.
poll-taken-back = It no longer opens by itself: confirm it once more.
poll-fact-method = Counted by
poll-fact-seats = Seats
poll-fact-secrecy = Secrecy
poll-fact-standings = While open
poll-fact-reminders = Reminders
poll-fact-where = Where
poll-fact-advanced = Advanced
poll-fact-proxies = Proxies
poll-fact-extension = Extension
poll-fact-tie = A lot in a tie
poll-standings-shown = standings are shown
poll-standings-hidden = only the turnout is shown
poll-remind-hours = { $hours } h before
poll-remind-none = none
poll-list = { $items }
poll-proxies = { $count ->
        [one] one person may hold 1
       *[other] one person may hold { $count }
    }
poll-proxies-none = none
poll-extension = { $hours ->
        [one] once, by 1 hour at most
       *[other] once, by { $hours } hours at most
    }
poll-extension-none = the deadline stays
poll-tie-outside = decided with: { $outside }
poll-tie-seed = decided with the seed that is committed at the opening
poll-choose-method = How it is counted
poll-choose-electorate = Who may vote
poll-choose-secrecy = What is seen of votes
poll-choose-also = Also…
poll-choose-channel = Where it is posted
poll-choose-extra = Also…
poll-electorate-everyone-hint = Whoever is a member when they press Vote.
poll-electorate-role-hint = Whoever has the role when they press Vote; choose it under Voters.
poll-electorate-cohort-hint = A list that is fixed at the opening; choose the cohort under Voters.
poll-electorate-organisations-hint = One vote each, however many networks; fixed at the opening.
poll-electorate-people-hint = A list that you make under Voters; fixed at the opening.
poll-also-standings = Show standings while it is open
poll-also-none_option = Offer “none of these”
poll-also-thread_wanted = Open a discussion thread beside it
poll-also-may_block = Allow a “block”, counted apart from no
poll-also-remind_2880 = Remind 48 hours before the close
poll-also-remind_360 = Remind 6 hours before the close
poll-extra-weighted = Weights
poll-extra-weighted-hint = Votes weigh what Voters says; the unweighted result is shown beside it.
poll-extra-advisory = Advisory votes
poll-extra-advisory-hint = Others here may vote too; they are counted apart and decide nothing.
poll-extra-receipts = Receipts
poll-extra-receipts-hint = Each voter gets a token, and finds their ballot on a sheet after the close.
poll-extra-equal_forbidden = No equal ranks
poll-extra-equal_forbidden-hint = Nobody may put two options on the same place.
poll-open-step = Open…
poll-open-later-step = Confirm opening…
poll-hold = Do not open by itself
poll-preview = Preview
poll-edit-text = Text
poll-edit-times = Times
poll-edit-rules = Quorum
poll-edit-voters = Voters
poll-advanced = Advanced
poll-copy = Copy
poll-discard = Throw away
poll-back = Back to the draft
poll-advanced-title = Advanced: { $question }
poll-edit-numbers = Proxies, extension, ties
poll-preview-what = This is how members will see it.

# Opening, and after it

poll-open-title = Open “{ $question }”?
poll-opens-now = now
poll-open-freezes = **From then on it is frozen:** question, options, method, rules and the list of voters. Their hash stands on the card, so that everybody can check that nothing changed.
poll-open-after = { $hours ->
        [0] Afterwards only a typo in the description can be mended, and the poll can be cancelled with a reason. Its deadline stays.
        [one] Afterwards only a typo in the description can be mended, the deadline be moved once by 1 hour at most, and the poll be cancelled with a reason.
       *[other] Afterwards only a typo in the description can be mended, the deadline be moved once by { $hours } hours at most, and the poll be cancelled with a reason.
    }
poll-open-later = It opens by itself. Until then you can change it; each change has to be confirmed again, and secrecy and hidden standings only get stricter.
poll-open-do = Open it now
poll-open-later-do = Let it open by itself
poll-scheduled = It opens by itself { $at } in { $where }.
poll-opened = It is open, and its card is being posted in { $where }. Definition { $definition }.
poll-see = See it
poll-frozen = It is open, so question, options and rules stay as they are. A copy is a new draft.
poll-over = It is over. A copy is a new draft.
poll-edit-correct = Mend a typo
poll-edit-dates = Add dates
poll-cancel = Cancel it
poll-corrected = The description was corrected. That is logged, and stands in the chain of events.
poll-dates-added = The dates were added. Who voted already can vote again.
poll-cancelled = It is cancelled. Its card says so, with your reason.
poll-discarded = The draft is thrown away. Nothing was posted.
