"""The one way in which a decision changes its state. Functions of a transaction; whether the actor may was asked before."""

import datetime as dt
from dataclasses import replace
from typing import Final

from bot.errors import InvalidInputError, StaleError
from bot.exchanges import records
from bot.exchanges import store as exchanges
from bot.exchanges.model import LinkedPoll, Project, Topic
from bot.exchanges.register import store
from bot.exchanges.register.model import (
    TEXT_LIMIT,
    TITLE_LIMIT,
    Decision,
    DecisionState,
    follows,
    waiting,
)
from bot.exchanges.telling import promises
from bot.language.safe_text import clip
from bot.people import audit
from bot.people.actor import Actor
from bot.polls import records as polls
from bot.polls.closing.stored import outcome_of
from bot.polls.closing.tally_rules import Verdict
from bot.polls.rules import Poll, PollState
from bot.storage.database import Transaction

NOTHING: Final = "none"
"""What minutes hold where nothing was said: no day, no reason."""
_ADOPTS: Final = frozenset({Verdict.YES, Verdict.DECIDED, Verdict.REACHED})


def adopt(
    tx: Transaction,
    project: Project,
    actor: Actor | None,
    *,
    topic: str,
    title: str,
    text: str = "",
    poll_id: int | None = None,
    evidence: str = "",
    review_on: dt.date | None = None,
) -> int:
    """Store an adopted decision (of a certified poll, say), note it in the history, announce it; returns its id.

    `topic`: a Topic's value; one that is not known is "other".
    """
    wanted = _new(
        tx,
        project,
        actor,
        topic=Topic(topic) if topic in set(Topic) else Topic.OTHER,
        state=DecisionState.DISCUSSED,
        title=title,
        text=text,
        evidence=evidence or ("" if poll_id is None else f"poll:{poll_id}"),
        poll_id=poll_id,
        review_on=review_on,
    )
    by_poll = poll_id is not None
    return settle(tx, project, actor, add(tx, wanted), DecisionState.ADOPTED, by_poll=by_poll).id


def add(tx: Transaction, wanted: Decision) -> Decision:
    """Store a new decision, without a word to anybody."""
    return _known(tx, wanted.guild_id, store.insert_decision(tx, wanted))


def settle(
    tx: Transaction,
    project: Project,
    actor: Actor | None,
    decision: Decision,
    state: DecisionState,
    *,
    by_poll: bool = False,
    reason: str = "",
) -> Decision:
    """Take a decision to another state, with what follows: the one it replaces, history, card, reminders, announcement.

    Raises StaleError for a step that is none, and InvalidInputError where rough consensus still owes an answer.
    """
    if state is DecisionState.ADOPTED:
        require_adoptable(tx, decision, by_poll=by_poll)
    elif not follows(decision.state, state, by_poll=by_poll):
        raise StaleError("register-decision-step", title=decision.title)
    ends = state in (DecisionState.ADOPTED, DecisionState.REJECTED)
    store.change_decision(
        tx,
        replace(
            decision,
            state=state,
            decided_at=tx.now if ends else decision.decided_at,
            review_on=None
            if state in (DecisionState.REJECTED, DecisionState.SUPERSEDED)
            else decision.review_on,
        ),
    )
    line = records.happened(
        tx,
        project,
        actor,
        f"decision-{state}",
        before={"state": decision.state.value},
        title=decision.title,
        topic=decision.topic.value,
        decision=str(decision.id),
        how=_how(decision, by_poll=by_poll),
        reason=reason or NOTHING,
    )
    if ends:
        promises.announce(tx, project, line)
    for before in store.replaced_by(tx, project.id, decision.id):
        if state is DecisionState.ADOPTED:
            settle(tx, project, actor, before, DecisionState.SUPERSEDED)
        elif state is DecisionState.REJECTED:
            store.change_decision(tx, replace(before, superseded_by=None))
    changed(tx, project)
    return _known(tx, decision.guild_id, decision.id)


def require_adoptable(tx: Transaction, decision: Decision, *, by_poll: bool = False) -> None:
    """Raises StaleError where it is not discussed, and InvalidInputError where rough consensus still owes an answer."""
    if not follows(decision.state, DecisionState.ADOPTED, by_poll=by_poll):
        raise StaleError("register-decision-step", title=decision.title)
    if decision.consensus:
        owed = waiting(store.objections(tx, decision.id))
        if owed:
            raise InvalidInputError("register-consensus-owes", count=len(owed))


def from_decision(tx: Transaction, project: Project, linked: LinkedPoll) -> int | None:
    """Take a certified poll of the purpose `decision` in, once; the decision's id; None: it is not certified yet.

    Yes, a winner, or a goal that was reached adopts; no rejects. Whatever else came of it (no quorum, a tie, short of the
    threshold) leaves the decision open, and so does an objection that rough consensus has not answered.
    """
    known = exchanges.linked(tx, project.guild_id, linked.poll_id)
    if known is None or known.taken:
        return None if known is None else known.decision_id
    poll = polls.existing(tx, project.guild_id, linked.poll_id)
    if poll.state is not PollState.CERTIFIED:
        return None
    found = None if known.decision_id is None else store.decision(tx, project.guild_id, known.decision_id)
    state = _outcome(poll)
    if found is None:
        found = add(tx, _of_poll(tx, project, poll))
    elif not found.is_open:
        exchanges.taken(tx, poll.id, found.id)
        return found.id
    else:
        store.change_decision(
            tx,
            replace(
                found,
                poll_id=poll.id,
                text=found.text or clip(poll.outcome, TEXT_LIMIT),
                evidence=found.evidence or f"poll:{poll.id}",
                review_on=found.review_on or poll.review_on,
            ),
        )
        found = _known(tx, project.guild_id, found.id)
    owes = found.consensus and bool(waiting(store.objections(tx, found.id)))
    if state is None or (state is DecisionState.ADOPTED and owes):
        if found.state is DecisionState.PROPOSED:
            found = settle(tx, project, None, found, DecisionState.DISCUSSED)
        line = records.happened(
            tx, project, None, "decision-undecided", title=found.title, decision=str(found.id)
        )
        promises.announce(tx, project, line)
    else:
        found = settle(tx, project, None, found, state, by_poll=True)
    exchanges.taken(tx, poll.id, found.id)
    return found.id


def changed(tx: Transaction, project: Project) -> None:
    """Something of the register changed that the card shows, or of which somebody is reminded."""
    promises.card(tx, project)
    promises.planned(tx, project)


# Parts


def _outcome(poll: Poll) -> DecisionState | None:
    """What a certified poll makes of a decision; None: nothing."""
    verdict = outcome_of(poll).verdict
    if verdict is Verdict.NO:
        return DecisionState.REJECTED
    chosen = verdict in _ADOPTS or (verdict is Verdict.TIED and poll.outcome_option is not None)
    return DecisionState.ADOPTED if chosen else None


def _how(decision: Decision, *, by_poll: bool) -> str:
    """How it was adopted, a word for the minutes. A poll that came to nothing adopts nothing."""
    if by_poll:
        return "poll"
    return "consensus" if decision.consensus else "organisers"


def _of_poll(tx: Transaction, project: Project, poll: Poll) -> Decision:
    return _new(
        tx,
        project,
        None,
        topic=Topic.OTHER,
        state=DecisionState.PROPOSED,
        title=poll.question,
        text=poll.outcome,
        evidence=f"poll:{poll.id}",
        poll_id=poll.id,
        review_on=poll.review_on,
    )


def _new(
    tx: Transaction,
    project: Project,
    actor: Actor | None,
    *,
    topic: Topic,
    state: DecisionState,
    title: str,
    text: str,
    evidence: str,
    poll_id: int | None,
    review_on: dt.date | None,
) -> Decision:
    return Decision(
        id=0,
        exchange_id=project.id,
        guild_id=project.guild_id,
        topic=topic,
        state=state,
        title=clip(title, TITLE_LIMIT),
        text=clip(text, TEXT_LIMIT),
        evidence=evidence,
        poll_id=poll_id,
        review_on=review_on,
        created_by=audit.SYSTEM if actor is None else audit.actor_key(tx, actor.user_id),
        created_at=tx.now,
        updated_at=tx.now,
    )


def _known(tx: Transaction, guild_id: int, decision_id: int) -> Decision:
    found = store.decision(tx, guild_id, decision_id)
    assert found is not None  # noqa: S101 - it was stored in this transaction
    return found
