# The register of a project: decisions and objections, action items, stakeholders.

command-exchange-decision = What a project decided, and what is still open
command-exchange-decision-add = Enter a decision, for organisers: proposed, discussed, or taken already
command-exchange-decision-add-state = How far it is; without it, it is proposed
command-exchange-decision-add-exchange = Which project; without it, the only one here
command-exchange-decision-show = Read the decisions of a project, or one of them
command-exchange-decision-show-decision = Which decision; without it, all of them
command-exchange-decision-show-exchange = Which project; without it, the only one here
command-exchange-action = Who does what by when
command-exchange-action-add = Add an action item, for organisers: what, who, by when
command-exchange-action-add-what = What is to be done
command-exchange-action-add-owner = Who does it; can be chosen later
command-exchange-action-add-due = By which day, such as “Friday”, “24 Dec” or “in 2 weeks”
command-exchange-action-add-exchange = Which project; without it, the only one here
command-exchange-action-list = See who does what by when, and tick off what you did
command-exchange-action-list-which = Open ones, your own, or what is done; without it, open ones
command-exchange-action-list-exchange = Which project; without it, the only one here
command-exchange-stakeholder = Those without an AS number who matter, for organisers
command-exchange-stakeholder-add = Add a regulator, registry, data centre or another one who matters, for organisers
command-exchange-stakeholder-add-organisation = Its name; a new one is entered as an organisation
command-exchange-stakeholder-add-kind = What it is, where it is new
command-exchange-stakeholder-add-position = What it thinks of the project; can be noted later
command-exchange-stakeholder-add-owner = Who keeps in touch; can be chosen later
command-exchange-stakeholder-add-exchange = Which project; without it, the only one here
command-exchange-stakeholder-list = See who thinks what, who keeps in touch, and what comes next, for organisers
command-exchange-stakeholder-list-position = Only those who think so
command-exchange-stakeholder-list-exchange = Which project; without it, the only one here

# Shared words
register-open = Open
register-edit = Edit
register-more = … and { $count } more
register-saved = Saved.
register-rest-stored = Everything else of the form is stored. Press “Edit” to mend this.
register-to-project = To the project
register-day = { $day }
register-day-due = **{ $day }**: due
register-day-overdue = **overdue** since { $day }
register-day-by = by { $day }
register-fact-state = State
register-fact-topic = Topic
register-fact-project = Project
register-fact-how = How
register-fact-poll = Poll
register-fact-evidence = Evidence
register-fact-review = Review on
register-fact-replaces = Takes the place of
register-fact-replaced = Replaced by
register-fact-replacement = Proposed in its place
register-fact-owner = Who
register-fact-due = By when
register-fact-done = Done
register-fact-about = About
register-fact-kind = What it is
register-fact-position = Position
register-fact-contact = Keeps in touch
register-fact-contacted = Last contact
register-field-day-hint = Such as “Friday”, “24 Dec”, “in 2 weeks” or 2027-03-01. Empty: none.

register-day-once = This repeats. Type one day, such as “Friday” or “24 Dec”.
register-day-past-form = Write the day of the contact as YYYY-MM-DD, such as 2026-11-20.
register-day-ahead = The day of the contact is ahead. Write today or an earlier day as YYYY-MM-DD.
register-project-ended = “{ $name }” has ended: what was noted can be read, but not changed.
register-owner-bot = A bot does nothing by itself. Choose a person.

# Decisions
register-state-proposed = proposed
register-state-discussed = discussed
register-state-adopted = adopted
register-state-rejected = rejected
register-state-superseded = superseded
register-as-proposed = Proposed: to be discussed
register-as-discussed = Discussed: to be decided
register-as-adopted = Adopted already: to be noted
register-state-marked = { $mark } { $state }
register-decision-choice = { $title } · { $state } · { $project }
register-decisions-title = Decisions of { $name }
register-decisions-none = Nothing was decided or proposed yet.
register-decisions-none-lead = Nothing was decided or proposed yet. Enter what is to be decided, or what a meeting decided already.
register-decision-line = { $mark } **{ $title }**
register-decision-of = { $state } · { $topic }
register-decision-review = review on { $day }
register-objections-wait = { $count ->
    [one] 1 objection without an answer
   *[other] { $count } objections without an answer
}
register-decision-add = New decision
register-decisions-all = All decisions
register-decision-footer = Decision { $number }
register-decision-actions = **To be done**
register-action-short = • { $what }
register-action-short-due = • { $what } · by { $day }
register-how-consensus = Rough consensus: objections are answered, not counted
register-poll = { $question } · { $state ->
    [draft] not open yet
    [open] open
    [closed] closed
    [certified] recorded
   *[void] cancelled
}
register-discuss = Mark as discussed
register-adopt = Adopt
register-reject = Reject
register-vote = Put to a vote
register-reviewed = Reviewed, still holds
register-replace = Propose another in its place
register-consensus-on = Decide by rough consensus
register-consensus-off = No rough consensus
register-to-decision = Back to the decision

register-decision-stored = Stored. It stands in the register and in the minutes.
register-adopted = Adopted. It is announced in the project’s thread.
register-review-stored = Noted: it was looked at, and holds.
register-adopt-title = Adopt “{ $title }”?
register-adopt-follows = It is announced in the project’s public thread, and its words cannot be changed any more.
register-adopt-replaces = “{ $title }” is superseded by it.
register-adopt-no-review = It has no review date. Press “Cancel”, then “Edit”, to set one.
register-vote-made = This is a draft of a poll about the decision. Once its outcome is recorded, yes adopts the decision and no rejects it.

register-form-proposed = A decision to discuss
register-form-discussed = A decision to take
register-form-adopted = A decision that was taken
register-form-replace = In place of the decision
register-form-edit = Change the decision
register-form-reject = Reject the decision
register-form-answer = Answer an objection
register-field-title = Decision, in one line
register-field-title-hint = Such as “The exchange is an association of its members”
register-field-text = In full
register-field-evidence-hint = An https:// address, such as the notes of the meeting. Empty: none.
register-field-reason = Why
register-field-reason-hint = It stands in the minutes, and everybody reads it.

register-consensus-is-on = Members can object now. It can be adopted once each objection has an answer.
register-consensus-is-off = It is decided without rough consensus.
register-object = Object
register-object-again = Change my objection
register-withdraw = Take my objection back
register-answer-menu = Answer an objection…
register-objections-all = Read the objections
register-objections-of = Objections to “{ $title }”
register-objections-none = Nobody objects.
register-objections-title = **Objections**: { $waits ->
    [0] all answered ({ $answered })
   *[other] { $waits } without an answer, { $answered } answered
}
register-objection-line = { $state ->
    [waits] ❔ **no answer yet** · { $who }: { $text }
   *[other] ✅ **answered** · { $who }: { $text }
}
register-objection-state = { $state ->
    [waits] no answer yet
   *[other] answered
}
register-objection-by = **{ $who }** · { $at }
register-objection-answer = Answer of the organisers:
register-objection-owes = No answer yet.
register-field-objection = What is wrong with it, and what would mend it
register-field-objection-hint = Members read it under your name; organisers answer it.
register-field-answer = Answer
register-objection-stored = Your objection stands. The decision is not adopted before it has an answer.
register-objection-withdrawn = Your objection is taken back.
register-answer-stored = The answer stands under the objection.

register-decision-not-found = There is no such decision here. See them all with /exchange decision show.
register-decision-changed = “{ $title }” was changed meanwhile. Look at it again, then decide; nothing of yours was stored.
register-decision-step = “{ $title }” is at another state by now. Open it again to see what can be done.
register-decision-closed = “{ $title }” is decided already. Propose another decision in its place.
register-replaced-already = Another decision in place of “{ $title }” is proposed already. Decide that one first.
register-consensus-owes = { $count ->
    [one] One objection has no answer yet. Answer it first: rough consensus answers objections and does not count them.
   *[other] { $count } objections have no answer yet. Answer them first: rough consensus answers objections and does not count them.
}
register-no-consensus = “{ $title }” is not decided by rough consensus. Speak up in the project’s thread.
register-vote-runs = There is a poll about “{ $title }” already. Open the decision again to see it.
register-objection-gone = This objection is taken back, or gone. Open the decision again.
register-objection-changed = The objection was changed or answered meanwhile. Open the decision again, then answer; nothing of yours was stored.
register-objection-empty = Say in a few words what is wrong with the decision.
register-objection-long = This is too long. At most { $most } characters are kept.
register-answer-empty = Say in a few words what the answer is.
register-title-empty = A decision needs words that can be read. Say it in one line.
register-title-long = The line is too long. At most { $most } characters are kept.
register-text-long = The text is too long. At most { $most } characters are kept.
register-state-unknown = Choose “proposed”, “discussed” or “adopted” for the state.

# Action items
register-actions-title = Actions of { $name }
register-actions-open = Open
register-actions-mine = Mine
register-actions-done = Done
register-actions-none-open = Nothing is to be done.
register-actions-none-mine = Nothing is yours to do.
register-actions-none-done = Nothing is done yet.
register-actions-all = All actions
register-action-line = { $state ->
    [done] ☑️ { $what }
   *[open] **{ $what }**
}
register-action-state = { $state ->
    [done] done
   *[open] open
}
register-action-nobody = nobody yet
register-action-done-at = done { $at }
register-action-add = Add an action
register-action-added = Added.
register-action-added-owner = Added. Choose who does it.
register-action-ticked = Ticked off.
register-action-confidential = It is about a stakeholder: only organisers and whoever does it see it.
register-owner-menu = Who does it…
register-done = Done
register-reopen = Not done after all
register-action-drop = Remove
register-action-drop-title = Remove “{ $what }”?
register-action-drop-follows = It is not to be done any more, and nobody is reminded of it. What was noted in the minutes stays.
register-action-drop-confirm = Remove
register-action-dropped = “{ $what }” is removed
register-form-action = Change the action
register-field-what = What is to be done
register-field-what-hint = Such as “Ask the data centre for a letter”

register-action-not-found = There is no such action here. See them all with /exchange action list.
register-action-changed = The action was changed meanwhile. Open it again; nothing of yours was stored.
register-action-not-yours = Only whoever does it and organisers can tick it off.
register-action-empty = An action needs words that can be read. Say what is to be done.
register-action-long = This is too long. At most { $most } characters are kept.
register-actions-many = { $most } actions are open already. Tick off or remove some first.
register-about-gone = What the action was to be about is gone. Add it with /exchange action add.
register-which-unknown = Choose “open”, “mine” or “done”.

# Stakeholders
register-position-supports = supports it
register-position-neutral = neutral
register-position-concerned = has concerns
register-position-opposes = opposes it
register-position-unknown = not known
register-position-marked = { $mark } { $position }
register-position-count = { $mark } { $position }: { $count }
register-stakeholders-title = Stakeholders of { $name }
register-stakeholders-none = Nobody is noted yet. Add a regulator, registry, data centre or another one who matters with /exchange stakeholder add.
register-stakeholders-confidential = Confidential: only organisers see this, and no public paper holds it.
register-stakeholders-all = All stakeholders
register-stakeholder-line = **{ $name }** · { $kind }
register-stakeholder-nobody = nobody keeps in touch
register-stakeholder-filter = Show only…
register-stakeholder-filter-all = Everybody
register-stakeholder-stored = Stored. Note what comes next, so that somebody is reminded.
register-contacted = Talked to them today
register-contacted-on = last contact { $day }
register-contacted-never = never, as far as is noted
register-contact-stored = Noted. Is there something to do next?
register-contact-menu = Who keeps in touch…
register-next = ➡️ { $what }
register-next-due = ➡️ { $what } · by { $day }
register-next-late = ➡️ { $what } · **overdue** since { $day }
register-next-none = Nothing is planned with them.
register-next-add = Plan what comes next
register-next-open = Open what comes next
register-stakeholder-remove = Remove
register-stakeholder-remove-title = Remove { $name } from the stakeholders?
register-stakeholder-remove-follows = Position, note and contacts are forgotten{ $count ->
    [0] .
    [one] , with one open action.
   *[other] , with { $count } open actions.
} The organisation itself stays.
register-stakeholder-removed = { $name } is no stakeholder any more
register-form-stakeholder = Position and contact
register-field-contacted-hint = YYYY-MM-DD, today or earlier. Empty: none.
register-field-note = Note
register-field-note-hint = Only organisers read it.

register-stakeholder-not-found = There is no such stakeholder here. See them all with /exchange stakeholder list.
register-stakeholder-changed = The stakeholder was changed meanwhile. Open it again; nothing of yours was stored.
register-stakeholder-known = “{ $name }” is a stakeholder already. See it with /exchange stakeholder list.
register-stakeholder-itself = “{ $name }” is the project’s own organisation, and no stakeholder of it.
register-stakeholders-many = { $most } stakeholders are noted already. Remove some first.
register-kind-unknown = Choose what it is from those that the option offers.
register-kind-network = A network commits itself with /exchange commit. Choose another kind for a stakeholder.
register-position-unknown-choice = Choose what it thinks from those that the option offers.
register-note-long = The note is too long. At most { $most } characters are kept.

# Minutes
exchange-minutes-decision-proposed = Decision proposed: “{ $title }” ({ $topic }).
exchange-minutes-decision-discussed = Decision discussed: “{ $title }”.
exchange-minutes-decision-adopted = Decision adopted{ $how ->
    [poll] { " " }by a poll
    [consensus] { " " }by rough consensus
   *[other] { "" }
}: “{ $title }” ({ $topic }).
exchange-minutes-decision-rejected = Decision rejected: “{ $title }”{ $reason ->
    [none] .
   *[other] . Why: { $reason }
}
exchange-minutes-decision-superseded = Decision superseded: “{ $title }”.
exchange-minutes-decision-edited = Wording changed of the decision “{ $title }”.
exchange-minutes-decision-reviewed = Decision reviewed, it holds: “{ $title }”.
exchange-minutes-decision-consensus = To be decided by rough consensus: “{ $title }”.
exchange-minutes-decision-plain = No longer to be decided by rough consensus: “{ $title }”.
exchange-minutes-decision-vote = Put to a vote: “{ $title }”.
exchange-minutes-decision-undecided = The poll left it open: “{ $title }”.
exchange-minutes-objected = An objection was raised to “{ $title }”.
exchange-minutes-objection-withdrawn = An objection to “{ $title }” was taken back.
exchange-minutes-objection-answered = An objection to “{ $title }” was answered.
exchange-minutes-action-added = Action: { $title }{ $due ->
    [none] .
   *[other] , by { $due }.
}
exchange-minutes-action-changed = Action changed: { $title }{ $due ->
    [none] .
   *[other] , by { $due }.
}
exchange-minutes-action-given = Action given to somebody else: { $title }.
exchange-minutes-action-done = Action done: { $title }.
exchange-minutes-action-reopened = Action open again: { $title }.
exchange-minutes-action-dropped = Action removed: { $title }.
exchange-minutes-stakeholder-added = Stakeholder noted: { $organisation }.
exchange-minutes-stakeholder-contacted = Talked to { $organisation }.
exchange-minutes-stakeholder-removed = No longer a stakeholder: { $organisation }.

audit-exchange-decision-proposed = { $at } { $who } proposed a decision
audit-exchange-decision-discussed = { $at } { $who } marked a decision as discussed
audit-exchange-decision-adopted = { $at } { $who } adopted a decision
audit-exchange-decision-rejected = { $at } { $who } rejected a decision
audit-exchange-decision-superseded = { $at } { $who } superseded a decision
audit-exchange-decision-edited = { $at } { $who } changed the wording of a decision
audit-exchange-decision-reviewed = { $at } { $who } reviewed a decision
audit-exchange-decision-consensus = { $at } { $who } chose rough consensus for a decision
audit-exchange-decision-plain = { $at } { $who } took rough consensus off a decision
audit-exchange-decision-vote = { $at } { $who } put a decision to a vote
audit-exchange-decision-undecided = { $at } { $who } noted that a poll left a decision open
audit-exchange-objected = { $at } { $who } objected to a decision
audit-exchange-objection-withdrawn = { $at } { $who } took back an objection
audit-exchange-objection-answered = { $at } { $who } answered an objection
audit-exchange-action-added = { $at } { $who } added an action
audit-exchange-action-changed = { $at } { $who } changed an action
audit-exchange-action-given = { $at } { $who } gave an action to somebody
audit-exchange-action-done = { $at } { $who } ticked off an action
audit-exchange-action-reopened = { $at } { $who } opened an action again
audit-exchange-action-dropped = { $at } { $who } removed an action
audit-exchange-stakeholder-added = { $at } { $who } noted a stakeholder
audit-exchange-stakeholder-contacted = { $at } { $who } noted a contact with a stakeholder
audit-exchange-stakeholder-changed = { $at } { $who } changed what is noted of a stakeholder
audit-exchange-stakeholder-given = { $at } { $who } chose who keeps in touch with a stakeholder
audit-exchange-stakeholder-removed = { $at } { $who } removed a stakeholder
