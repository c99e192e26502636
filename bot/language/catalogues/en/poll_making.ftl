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
poll-option-when = { $at } ({ $date } { $time })
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
poll-card-none = **0** None of these
poll-card-so-far = { $what }: { $count }
poll-card-points = { $what }: { $count ->
        [one] 1 point
       *[other] { $count } points
    }
poll-card-date-so-far = { $what }: { $yes } yes, { $maybe } if need be
poll-card-sealed = While this poll is open, the operator of this bot could still match voters and ballots by watching it. After the close nobody can.
poll-card-no-roll = Who may vote is checked when somebody presses Vote: there is no list of voters, so nobody is reminded by name.
poll-card-void = This poll was cancelled. Nothing follows from it.
poll-card-void-why = This poll was cancelled: { $reason }
poll-footer = Poll { $number }
poll-footer-definition = Poll { $number } · definition { $definition }
