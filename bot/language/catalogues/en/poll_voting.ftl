# Voting: the ballot while it is made, what was cast, one's own polls, receipts

command-poll-mine = The polls in which you may vote, and what you voted before
command-poll-receipt = After the close: whether the published sheet holds the ballot of your receipt
command-poll-receipt-poll = Which poll
command-poll-receipt-token = The receipt, as you were shown it after voting

vote-not-open = This poll is not open yet; vote once it is posted.
vote-over = Voting in “{ $question }” is over, so nothing was cast.
vote-cancelled = “{ $question }” was cancelled, so nothing was cast.
vote-options-changed = The options of “{ $question }” changed while you made your ballot, so nothing was cast; start from the options as they are now.
vote-unit-gone = You no longer vote for the one this ballot was made for, so nothing was cast; start again to see for whom you may vote.
vote-sealed-once = A ballot stands in “{ $question }” already; the poll is sealed, so it can't be changed.
vote-stronger-own = The voter has voted in “{ $question }” themselves; their own ballot counts, and nobody else can replace it.
vote-stronger-alternate = An alternate of the organisation has voted in “{ $question }”; a proxy can't replace that ballot.
vote-newer = A newer ballot of yours stands in “{ $question }”, so this older one was not cast.
vote-unfit-one-option = This ballot takes one choice; pick one option.
vote-unfit-twice = An option stands in this ballot twice; keep it once.
vote-unfit-equal = This poll takes no equal ranks; put each option on a place of its own.
vote-unfit-amount = The amount has to be a whole number from 0 to 1,000,000,000; write only digits.
vote-unfit-conditions = The conditions are too long; keep them to 300 characters.
vote-typed-gap = Something is missing beside a “{ $what }”; write options between the signs, such as B > A = C.
vote-typed-unknown = “{ $what }” is no option of this poll; use the letters or the names of the options.
vote-typed-several = “{ $what }” could mean several options; write the letter, or the whole name.
vote-typed-twice = “{ $what }” names an option that stands in the line already; keep it once.

vote-choose-for = For whom do you vote now? Each has a ballot of its own.
vote-choose-for-menu = For whom?
vote-choice-line-voted = - { $who }: voted
vote-choice-line-open = - { $who }: not yet voted
vote-choice-voted = voted
vote-choice-open = not yet voted
vote-for = This ballot is for { $who }.
vote-for-self = yourself
vote-for-self-advisory = yourself; it is counted apart, as advice
vote-for-organisation = **{ $name }**
vote-for-organisation-alternate = **{ $name }**, as its alternate
vote-for-organisation-proxy = **{ $name }**, by proxy
vote-for-person-proxy = { $who }, by proxy
vote-for-somebody-proxy = somebody who gave you their vote
vote-menu-self = My own vote
vote-menu-organisation = { $name }
vote-menu-proxy = By proxy: number { $number } of the list

vote-footer-open = Nothing is cast before you confirm. Everybody will see who voted what.
vote-footer-confidential = Nothing is cast before you confirm. Only totals will be shown; the operator of this bot could look.
vote-footer-sealed = Nothing is cast before you confirm, and then it can't be changed. Ballots are kept apart from who voted.
vote-cast = Cast my ballot
vote-replace = Replace my ballot
vote-abstain = Abstain
vote-back = Back
vote-stands = Your ballot as it stands: { $vote }
vote-sure-sealed = You are about to vote { $vote }. This poll is sealed: once cast, it can't be changed.
vote-how-answer = Your answer is cast as you press; you can change it until the close.
vote-how-answer-sealed = Choose your answer. You are asked once more before it is cast.
vote-how-approval = Tick every option you could live with.
vote-how-plurality = Pick one option.
vote-how-dates = Tick the dates on which you can come, and below those on which you could if need be. Times in the menus are those of { $city }.
vote-how-score = Give each option 0 to { $most } points; { $most } is best. An option without points adds nothing.
vote-how-ranking = Pick the option you like best, then the next. Rank as many as you like.
vote-how-ranking-more = Pick the next option, or choose a line to move it. Rank as many as you like.
vote-menu-approval = Options you could live with
vote-menu-plurality = Your option
vote-menu-dates-yes = Yes, I can come
vote-menu-dates-maybe = If need be
vote-menu-date = { $date } { $time } { $city }
vote-menu-score = Another option
vote-menu-first = Your first choice
vote-menu-next = Next option
vote-menu-line = Change a line
vote-menu-letter = { $letter } · { $name }
vote-score-for = How many points for **{ $option }**?
vote-score-now = **{ $option }** has { $score } now. How many points?
vote-score-none = No points
vote-up = { $letter } up
vote-down = { $letter } down
vote-equal = { $letter } = above
vote-remove = Remove { $letter }
vote-undo = Undo
vote-clear = Clear
vote-write = As text
vote-picture-empty = *Your ballot is empty so far. Cast like this, it abstains: it counts for the quorum alone.*
vote-picture-abstain = **Abstain**
vote-picture-rank = **{ $rank }.** { $options }
vote-picture-letter = **{ $letter }** { $option }
vote-picture-approved = ✓ { $option }
vote-picture-yes = ✓ yes: { $option }
vote-picture-maybe = ~ if need be: { $option }
vote-picture-score = **{ $score }** { $option }
vote-picture-pledge = **{ $amount }** { $unit }
vote-picture-conditions = On these conditions: { $text }

vote-write-title = Your ballot as one line
vote-write-label = Your ranking
vote-write-hint = Letters or names: > after each better option, = between equal ones.
vote-your-text = What you wrote:
vote-again = Try again
vote-pledge-title = Your pledge
vote-pledge-amount = How much
vote-pledge-amount-of = How much ({ $unit })
vote-pledge-hint = A whole number. You can change it until the close; 0 takes it back.
vote-pledge-hint-sealed = A whole number. This poll is sealed: once sent, it can't be changed.
vote-pledge-conditions = On what conditions
vote-pledge-conditions-hint = Such as: only if the site has two power feeds. May be empty.

vote-done = Your ballot is cast
vote-done-replaced = Your ballot is replaced
vote-done-question = **{ $question }**
vote-done-advisory = It is counted apart, as advice.
vote-done-until = You can change it until { $at } ({ $left }): press Vote again, the last ballot counts.
vote-done-until-closed = You can change it until the poll is closed: press Vote again, the last ballot counts.
vote-done-sealed = It is sealed: it can't be changed, and it is kept apart from your name.
vote-done-receipt = Your receipt: ||`{ $token }`||
vote-done-receipt-how = It is shown this once. After the close, /poll receipt tells whether the published sheet holds your ballot.
vote-done-receipt-shown = Your receipt was shown when this ballot was cast.
vote-change = Change it
vote-others = Vote for another
vote-to-poll = To the poll
vote-present = Show my ballot

vote-mine-title = Your polls
vote-mine-open = Open to you
vote-mine-open-none = No poll is open to you at the moment.
vote-mine-line = **{ $question }**
    { $state } Closes { $ends }.
vote-mine-not-yet = You have not voted yet.
vote-mine-voted = You have voted.
vote-mine-of = { $count } of { $size } ballots are cast.
vote-mine-no-end = when somebody closes it
vote-mine-change = Change
vote-mine-more = { $count ->
        [one] One more is open to you; vote in these first.
       *[other] { $count } more are open to you; vote in these first.
    }
vote-mine-past = Over
vote-mine-past-none = You have not voted in any poll that is over.
vote-past-line = **{ $question }**
    { $vote }
vote-past-line-for = **{ $question }**, for { $who }
    { $vote }
vote-past-void = it was cancelled
vote-past-sealed = you voted; the poll was sealed, so nobody can tell what
vote-past-for-me = somebody voted for you

vote-receipt-none = “{ $question }” gave no receipts, so there is nothing to look up.
vote-receipt-early = “{ $question }” is not closed; look up your receipt after its close.
vote-receipt-form = A receipt has 20 signs, 0 to 9 and a to f; copy it as it was shown to you.
vote-receipt-yes = The sheet holds your ballot
vote-receipt-yes-what = In **{ $question }**, this ballot was counted under your receipt:
vote-receipt-no = The sheet holds no such ballot
vote-receipt-no-what = No ballot of **{ $question }** carries this receipt. A ballot that was replaced later is not counted: its receipt is void, and the newer one holds.
