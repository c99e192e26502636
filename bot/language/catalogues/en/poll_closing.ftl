# How a poll ends: the result, closing, extending, recording the outcome, what happened.

command-poll-close = Close an open poll before its deadline
command-poll-close-poll = Which poll
command-poll-extend = Move a poll’s deadline, once
command-poll-extend-poll = Which poll
command-poll-extend-when = The new deadline, such as “Friday 18:00”
command-poll-certify = Record the outcome of a closed poll in words
command-poll-certify-poll = Which poll
command-poll-history = Everything that happened to a poll, and whether its record holds
command-poll-history-poll = Which poll

# The outcome in one sentence

result-no-quorum = **No quorum.** { $reached } of the { $needed } votes that were needed were cast, so nothing is decided.
result-no-quorum-weight = **No quorum.** Votes with a weight of { $reached } were cast, and { $needed } was needed, so nothing is decided.
result-nobody = **Nobody chose anything.** Nothing is decided.
result-none = **None of these.** No option beats “None of these”, so nothing is chosen.
result-below = **Short of the threshold.** { $ahead } is ahead, but does not reach { $percent } %, so nothing is chosen.
result-tied = **Tied:** { $tied }. A lot has to decide.
result-tied-rest = **Elected: { $winners }.** For what is left, these are tied: { $tied }. A lot has to decide.
result-yes = **Carried:** { $yes } yes, { $no } against.
result-no = **Not carried:** { $yes } yes, { $no } against.
result-no-even = **Not carried:** { $yes } yes and as many against. It takes more yes than no.
result-reached = **The goal is reached:** { $amount } of { $goal } { $unit } pledged.
result-missed = **The goal is not reached:** { $amount } of { $goal } { $unit } pledged.
result-pledged = **{ $amount } { $unit } pledged.**
result-elected = **Elected:** { $names }.
result-date = **The date is { $name }.**
result-wins = **{ $name }** wins.
result-wins-lot = **{ $name }** wins by lot.
result-outcome = **Outcome:** { $outcome }

# The facts

result-fact-turnout = Voted
result-fact-quorum = Quorum
result-fact-threshold = Threshold
result-fact-weight = Weight
result-fact-closed = Closed
result-fact-chosen = Chosen
result-fact-certified = Recorded
result-fact-review = Look again on
result-turnout = { $count }
result-turnout-of = { $count } of { $size }
result-abstained = { $turnout }, { $count ->
        [one] 1 abstained
       *[other] { $count } abstained
    }
result-quorum-none = none was asked
result-quorum-met = ✓ met: { $reached }, { $needed } needed
result-quorum-missed = ✗ missed: { $reached }, { $needed } needed
result-threshold-over = { $met ->
        [yes] ✓ reached
       *[no] ✗ missed
    }: { $votes } of { $of } ({ $base }), more than { $percent } % needed
result-threshold-least = { $met ->
        [yes] ✓ reached
       *[no] ✗ missed
    }: { $votes } of { $of } ({ $base }), at least { $percent } % needed
result-weight = { $weight } in { $count ->
        [one] 1 vote
       *[other] { $count } votes
    }
result-closed-early = { $at }, before the deadline, by a poll officer
result-certified-by = { $at } by { $by }
result-somebody = somebody whose data was erased
result-review = { $date }

# How it came about

result-bar = `{ $bar }` { $name } · { $said }
result-bar-alone = `{ $bar }` { $said }
result-name = { $number }. { $name }
result-name-ranked = **{ $number }** { $name }
result-date-line = **{ $name }**
result-place = **{ $place }.** { $names }
result-pledge-share = of the goal
result-date-count = { $yes } yes, { $maybe } if need be, { $no } no
result-score-count = { $total } points, median { $median }
result-votes = { $name } { $votes }
result-and-more = { $said } and { $count } more
result-round = **Round { $number }** { $said }
result-rounds-cut = … { $count ->
        [one] 1 round
       *[other] { $count } rounds
    } more in the file …
result-matrix = How many prefer the row to the column:
result-matrix-picture = How many prefer each option to each other stands in the picture, and in the file under “All numbers”.
result-matrix-file = How many prefer each option to each other stands in the file under “All numbers”.
result-condorcet = { $name } beats every other option one to one.
result-condorcet-none = No option beats every other one to one.
result-runoff-same = Instant runoff would have chosen the same.
result-runoff-differs = Instant runoff would have chosen otherwise: { $names }.
result-schulze-same = Comparing the options one to one (Schulze) would have chosen the same.
result-schulze-differs = Comparing the options one to one (Schulze) would have chosen otherwise: { $names }.
result-duel = { $a } beats { $b } { $votes } to { $against }
result-dropped = Dropped, as they do not beat “None of these”: { $names }.
result-lot = Tied: { $tied }. A lot decided, which nobody could know before the close and anybody can check.
result-lot-order = Its order: { $order }.
result-lot-value = Its outside value: “{ $value }” ({ $source }).
result-lot-waits = The lot waits for its outside value, which was named beforehand: { $source }. A poll officer enters it.
result-date-rule = Where dates are equal: most yes, then fewest no among the people it needs, then the earliest.
result-unweighted = Without weights ({ $count ->
        [one] 1 vote
       *[other] { $count } votes
    }): { $told }.
result-advisory = Advisory only ({ $count ->
        [one] 1 vote
       *[other] { $count } votes
    }), not counted above: { $told }.
result-told-answers = { $yes } yes, { $no } against
result-told-amount = { $amount } { $unit }
result-told-nothing = nothing
result-footer = Poll { $number } · definition { $definition }
result-alt-heat = Which option beats which, by their numbers:
result-alt-flow = Votes from round to round:
result-alt-bars = Votes:
result-chart-heat = how many prefer the row to the column
result-chart-rounds = round
result-chart-quota = quota
result-chart-pledged = Pledged
result-chart-dates = yes + if need be
result-file-counted = Counted
result-file-unweighted = One vote each
result-file-advisory = Advisory
result-file-round = Round { $number }
result-file-lot = Lot
result-enter-value = Enter the outside value
result-certify = Record the outcome
result-calendar = Add to calendar
result-details = All numbers
result-history = What happened

result-event-name = { $question }
result-event-what = { $option }
    { $detail }
result-event-where = See the poll

# What is refused

result-closes-itself = The deadline of “{ $question }” has passed. It closes by itself in a moment, and counts what was cast before it.
result-extended-once = The deadline of “{ $question }” was moved already. That can be done once.
result-no-extension = The rules of “{ $question }” do not let its deadline be moved.
result-extension-dates = Each of the dates has to be later than the close. Choose an earlier deadline.
result-extension-range = The new deadline has to be later than the old one, and at most { $hours } hours later. That was fixed beforehand.
result-value-length = Enter the value as it was published, with 1 to { $most } characters.
result-no-lot-waits = “{ $question }” waits for no outside value: nothing is tied, or somebody has entered it.
result-lot-first = “{ $question }” is tied. Enter the outside value first, so that the lot can decide.
result-outcome-length = Say the outcome with 1 to { $most } characters.
result-review-unreadable = Write the day for another look as year-month-day, such as 2027-06-30.
result-review-past = The day for another look has to lie ahead.
result-no-date = This poll chose no date.

# What officers are shown

ending-close-title = Close “{ $question }” now?
ending-close-means = { $count ->
        [one] 1 vote is in. It is
       *[other] { $count } votes are in. They are
    } counted at once, the result is posted, and nobody can vote any more. This cannot be taken back.
ending-close-early = Its deadline was { $closes }. Who relied on that and has not voted yet loses their vote, and the result says that it was closed early.
ending-close-quorum = It takes { $needed } votes and has { $cast }: closed now, it ends without a quorum.
ending-close-sealed = After the close nobody can match voters and ballots any more, the operator of this bot included.
ending-close = Close and count
ending-kept-title = Nothing was changed
ending-kept = The poll stays as it is.
ending-extend-title = Move the deadline of “{ $question }”?
ending-extend-from = Closes
ending-extend-to = Would close
ending-extend-means = This can be done once. Who may vote hears of it, and it stands in the poll’s history.
ending-extend = Move the deadline
ending-extended = The deadline was moved: it closes { $closes }.
ending-once = A deadline is one moment, such as “Friday 18:00”.
ending-value-title = Outside value of the lot
ending-value-field = The value, exactly as published
ending-value-hint = { $source }
ending-certify-title = Record the outcome
ending-outcome-field = The outcome in words
ending-outcome-hint = What is decided, and what follows from it. Everybody can read it.
ending-option-field = What was chosen
ending-review-field = Look at it again on
ending-review-hint = Year-month-day; leave it empty where nothing is to be looked at again.
ending-review-example = 2027-06-30
ending-calendar = The date as a file for your calendar.
ending-details = Every number of the count, to read or to check.
ending-history-title = What happened to “{ $question }”
ending-history-again = Look again
ending-history-secret = Voters stand here under a name that this poll alone knows them by. What they voted is not told here.
ending-history-footer = Definition { $definition } · head { $head }
ending-chain-holds = ✓ The record is whole: each line follows from the one before, and the first from the definition.
ending-chain-broken = ✗ The record is broken: a line does not follow from the one before. Ask the operator of this bot.
ending-event-opened = **{ $number }** { $at } · opened · `{ $hash }`
ending-event-cast = **{ $number }** { $at } · { $voter } voted · `{ $hash }`
ending-event-closed = **{ $number }** { $at } · closed with { $count ->
        [one] 1 vote
       *[other] { $count } votes
    } · `{ $hash }`
ending-event-lot = **{ $number }** { $at } · a lot was drawn · `{ $hash }`
ending-event-certified = **{ $number }** { $at } · the outcome was recorded · `{ $hash }`
ending-event-voided = **{ $number }** { $at } · cancelled · `{ $hash }`
ending-event-extended = **{ $number }** { $at } · deadline moved to { $to } · `{ $hash }`
ending-event-corrected = **{ $number }** { $at } · description corrected · `{ $hash }`
ending-event-option = **{ $number }** { $at } · option added: { $label } · `{ $hash }`
ending-event-proxy = **{ $number }** { $at } · a proxy was given or taken back · `{ $hash }`
ending-event-other = **{ $number }** { $at } · `{ $hash }`

audit-poll-close = closed a poll
audit-poll-extend = moved a poll’s deadline
audit-poll-lot = entered the outside value of a lot
audit-poll-certify = recorded a poll’s outcome
