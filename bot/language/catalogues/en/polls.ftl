# Polls: what is posted by itself, reminders, the list, one poll for a reader, and what is stored about people.

command-poll = Polls: votes with a quorum, and a result that anyone can check
command-poll-list = See the polls here: open ones first, and whether you have voted
command-poll-show = See one poll, vote in it, or read its result
command-poll-show-poll = The poll; type a part of its question

audit-poll-not-opened = { $at } { $who } could not open poll { $subject } at its time; it is a draft again
audit-poll-post-again = { $at } { $who } had poll { $subject } posted again

poll-not-found = There is no such poll here, or you may not see it. See those you can with /poll list.
poll-officers-only = Only poll officers and organisers can do this. Ask one of them, or an organiser to name you under /setup show.
poll-changed = “{ $question }” was changed meanwhile. Look at it again, then decide; nothing of yours was stored.
poll-is-draft = “{ $question }” is not open yet. Open it first.
poll-is-open = “{ $question }” is open, and its rules stay as they are. Wait for its close, close it, or copy it.
poll-is-closed = “{ $question }” is closed. Nothing of it can be changed; its result stands in its channel.
poll-is-certified = The outcome of “{ $question }” is recorded, and final. Make a copy to ask again.
poll-is-void = “{ $question }” was cancelled. Make a copy to ask again.
poll-turnout-needed = { $turnout }, { $needed } needed

notice-cause-poll-not-opened = A poll was to open by itself in { $where }, and could not: something about it is missing or has passed. It is a draft again. Look at it, mend what it says, and confirm it once more.

poll-panel = Polls

poll-head = chain { $head }
poll-result-link = Result
poll-opened-late = was to open { $at }
poll-result-card = The poll
poll-result-closed = This poll is closed. Its result is shown when you press the button.
poll-result-void = This poll was cancelled after it had closed. Its result does not count.
poll-result-void-why = This poll was cancelled after it had closed. Its result does not count: { $reason }

poll-remind-mention = { $who }
poll-remind-missing = Your vote is still missing. This poll closes { $closes } ({ $soon }).
poll-remind-moved = There is more time: this poll now closes { $closes } ({ $soon }). Your vote is still missing.
poll-remind-vote = Go to the poll
poll-remind-late = was due { $at }
poll-remind-why = You get this because you may vote in this poll and have allowed direct messages with /me.

poll-agenda-kind = Poll closes
poll-digest-open = Polls you can vote in
poll-digest-closes = closes
poll-digest-results = Polls that came to an end
poll-digest-certified = outcome recorded
poll-find-kind = Poll

poll-list-title = Polls
poll-list-none = There are no polls here yet. When one opens, it stands in its channel, and here.
poll-list-none-officer = There are no polls here yet. Start one with /poll create.
poll-list-open = **{ $question }**
    closes { $at } · voted: { $turnout }
poll-list-open-unset = **{ $question }**
    open · voted: { $turnout }
poll-list-draft = **{ $question }** · draft
poll-list-scheduled = **{ $question }**
    opens { $at }
poll-list-closed = **{ $question }**
    closed { $at } · voted: { $turnout }
poll-list-certified = **{ $question }**
    outcome recorded { $at } · voted: { $turnout }
poll-list-void = **{ $question }** · cancelled
poll-list-voted = ✓ you have voted
poll-list-not-yet = ● you have not voted yet
poll-list-some = ● { $missing ->
        [one] 1 vote of yours is missing
       *[other] { $missing } votes of yours are missing
    }
poll-open-one = Open
poll-all = All polls

poll-mine-voted = You have voted.
poll-mine-not-yet = You have not voted yet.
poll-mine-unit-voted = ✓ voted: { $name }
poll-mine-unit-not-yet = ● not yet: { $name }
poll-mine-self = yourself
poll-mine-proxy = somebody whose proxy you hold
poll-mine-advisory = { $name } (advisory, counted apart)
poll-mine-draft = Nobody else sees this yet: it is a draft.
poll-mine-scheduled = Nobody else sees this yet. It opens by itself { $at }.
poll-mine-outcome = **Outcome** { $outcome }
poll-officer-edit = Edit
poll-officer-copy = Copy
poll-officer-cancel = Cancel the poll
poll-post-again = Post again
poll-posted-again = It is being posted again.
poll-post-again-stands = It stands in its channel already, or is on its way there. Delete the old message first if you want a new one.

privacy-poll-created = Polls you made
privacy-poll-certified = Polls whose outcome you recorded
privacy-poll-named = Polls in which an organiser named you: as a voter, or as somebody without whom a date is no date
privacy-poll-roll = Polls in which you may vote
privacy-poll-delegate = Polls in which you may vote for an organisation
privacy-poll-proxy-held = Votes that others asked you to cast for them
privacy-poll-proxy-given = Polls in which you asked somebody to vote for you
privacy-poll-ballot = Your ballots, as far as a poll keeps them under your key
privacy-poll-cast = Ballots you cast, also for an organisation or by proxy
privacy-poll-told = Polls you were reminded of
privacy-poll-typed = What you typed into a form of a poll that was refused

privacy-column-advisory = whether it is counted apart
privacy-column-bound = whether it was confirmed once
privacy-column-cast-at = when it was cast
privacy-column-cast-by = who cast it
privacy-column-certified-at = when its outcome was recorded
privacy-column-certified-by = who recorded its outcome
privacy-column-cleaning = whether traces of its open phase are still to be wiped out
privacy-column-closes-at = when it closes
privacy-column-closes-wall = when it closes, as it was agreed
privacy-column-confirmed = whether it opens by itself
privacy-column-copied-from = the poll it was copied from
privacy-column-created-by = who made it
privacy-column-definition = what was frozen when it opened
privacy-column-definition-hash = the hash of that
privacy-column-detail = a sentence about it
privacy-column-electorate = who may vote
privacy-column-electorate-id = the role or cohort that may vote
privacy-column-equal-ranks = what equal ranks mean
privacy-column-extended = whether its deadline was moved
privacy-column-extension-hours = how far its deadline may be moved
privacy-column-fields = what was typed
privacy-column-given-at = when it was given
privacy-column-giver = who gave it
privacy-column-goal = the goal
privacy-column-goal-unit = what the goal is counted in
privacy-column-head = the hash of the last thing that happened in it
privacy-column-holder-id = who holds it
privacy-column-manner = whether it was cast by the voter, an alternate or a proxy
privacy-column-may-block = whether a no can be a block
privacy-column-method = how it is counted
privacy-column-none-option = whether “none of these” can be voted for
privacy-column-opens-at = when it opens
privacy-column-opens-wall = when it opens, as it was agreed
privacy-column-outcome = what was decided
privacy-column-outcome-option = the option that was chosen
privacy-column-part = whether as a voter, or as somebody without whom a date is no date
privacy-column-poll-id = the poll
privacy-column-proxies = how many proxies one person may hold
privacy-column-quorum = how many have to vote
privacy-column-quorum-kind = what that is counted in
privacy-column-receipts = whether voters get a receipt
privacy-column-reminders = how many minutes before the close people are reminded
privacy-column-required = whether a date needs them
privacy-column-result = what was counted
privacy-column-result-message-id = the message with its result
privacy-column-review-on = when the decision is to be looked at again
privacy-column-roll = how many may vote
privacy-column-seats = how many seats there are
privacy-column-secrecy = who sees what was voted
privacy-column-standings = whether votes are shown while it is open
privacy-column-start = what the form was for
privacy-column-thread-wanted = whether there is a discussion beside it
privacy-column-threshold-base = of what the threshold is a per cent
privacy-column-threshold-strict = whether it takes more than the threshold
privacy-column-tie-outside = where the value for a lot comes from
privacy-column-tie-value = the value for the lot
privacy-column-typed-at = when it was typed
privacy-column-vote = what was voted
privacy-column-voter = for whom it counts: a person’s key, or an organisation
privacy-column-weight = how much the vote weighs
privacy-column-weighted = whether votes weigh differently
