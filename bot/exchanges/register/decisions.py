"""What people do with decisions: proposed, discussed, objected to and answered, put to a vote, adopted, reviewed, replaced.

Everybody of the guild reads them and may object; organisers do the rest. Authority is asked again in each operation.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.errors import InvalidInputError, NotFoundError, RefusedError, StaleError
from bot.exchanges import evidence, records
from bot.exchanges import store as exchanges
from bot.exchanges.model import LinkedPoll, Project, Purpose, Topic
from bot.exchanges.register import deciding, store
from bot.exchanges.register.days import read_day
from bot.exchanges.register.deciding import changed
from bot.exchanges.register.model import (
    OBJECTION_LIMIT,
    OPEN,
    REASON_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    Action,
    Decision,
    DecisionState,
    Objection,
    about,
)
from bot.exchanges.register.records import existing
from bot.exchanges.rules import ENDED
from bot.guilds.conduct.service import require
from bot.language.rules import folded
from bot.language.safe_text import clean_name, clip, length
from bot.people import audit
from bot.people.actor import Actor
from bot.polls import records as polls
from bot.polls.making import creating
from bot.polls.making.changing import Draft
from bot.polls.making.starts import Start
from bot.polls.rules import Poll, PollState
from bot.storage.database import Database, Transaction

MOST_OBJECTIONS: Final = 10
OBJECTIONS_WITHIN: Final = dt.timedelta(hours=1)
"""So many objections a member may raise or change within so long: others must read them."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A decision as a form has it. `review`: a day as typed."""

    title: str
    text: str = ""
    topic: str = Topic.OTHER
    evidence: str = ""
    review: str = ""


@dataclass(frozen=True, kw_only=True)
class DecisionShown:
    """A decision for one reader.

    `mine`: what the reader holds against it. `replaces`: what it takes the place of; `successor`: what takes its place, or is to.
    `poll`: the poll that is to decide, or decided, where the reader may see it. `wrong`: what of a form did not fit and was left as
    it was.
    """

    decision: Decision
    project: Project
    today: dt.date
    leads: bool
    objections: tuple[Objection, ...] = ()
    mine: Objection | None = None
    replaces: tuple[Decision, ...] = ()
    successor: Decision | None = None
    poll: Poll | None = None
    actions: tuple[Action, ...] = ()
    wrong: tuple[RefusedError, ...] = ()

    def seen_by(self, may_view: Callable[[int], bool]) -> "DecisionShown":
        """The same without a poll in a channel that the reader may not view. Asked in the event loop, never in a query."""
        hidden = self.poll is not None and not self.leads and not may_view(self.poll.channel_id)
        return replace(self, poll=None) if hidden else self


@dataclass(frozen=True, kw_only=True)
class Register:
    """The decisions of a project, the newest first: open ones, then what holds, then the others. `waits`: id → objections without an answer."""

    project: Project
    leads: bool
    decisions: tuple[Decision, ...]
    waits: dict[int, int]


class DecisionService:
    """Use cases of decisions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Everybody

    async def listing(self, actor: Actor, exchange_id: int) -> Register:
        """The register of a project. Raises NotFoundError."""

        def operation(tx: Transaction) -> Register:
            project = records.existing(tx, actor.guild_id, exchange_id)
            found = store.decisions(tx, project.id)
            order = {state: place for place, state in enumerate(_ORDER)}
            waits = {one.id: len(_waiting(tx, one)) for one in found if one.is_open and one.consensus}
            return Register(
                project=project,
                leads=records.leads(tx, actor),
                decisions=tuple(sorted(found, key=lambda one: order[one.state])),
                waits=waits,
            )

        return await self._database.read(operation)

    async def choices(self, actor: Actor) -> list[tuple[Project, Decision]]:
        """Every decision of the guild's projects, for an option."""

        def operation(tx: Transaction) -> list[tuple[Project, Decision]]:
            return [
                (project, one)
                for project in exchanges.every(tx, actor.guild_id)
                for one in store.decisions(tx, project.id)
            ]

        return await self._database.read(operation)

    async def look(self, actor: Actor, decision_id: int) -> DecisionShown:
        """A decision. Raises NotFoundError."""
        return await self._database.read(lambda tx: _shown(tx, actor, decision_id))

    async def objectionable(self, actor: Actor, decision_id: int) -> DecisionShown:
        """A decision to which somebody may object now. Raises NotFoundError, StaleError."""

        def operation(tx: Transaction) -> DecisionShown:
            _contested(tx, actor, decision_id)
            return _shown(tx, actor, decision_id)

        return await self._database.read(operation)

    async def object(self, actor: Actor, decision_id: int, text: str) -> DecisionShown:
        """Hold something against an open decision of rough consensus, in place of what the actor said before."""
        said = text.strip()
        if clean_name(said) is None:
            raise InvalidInputError("register-objection-empty")
        if length(said) > OBJECTION_LIMIT:
            raise InvalidInputError("register-objection-long", most=OBJECTION_LIMIT)

        def operation(tx: Transaction) -> DecisionShown:
            project, decision = _contested(tx, actor, decision_id)
            require(tx, actor, "object", most=MOST_OBJECTIONS, within=OBJECTIONS_WITHIN)
            store.object_(tx, actor.guild_id, decision.id, actor.user_id, said)
            records.happened(tx, project, actor, "objected", title=decision.title, decision=str(decision.id))
            return _shown(tx, actor, decision.id)

        return await self._database.write(operation)

    async def withdraw(self, actor: Actor, decision_id: int) -> DecisionShown:
        """Take one's own objection back. Raises StaleError where there is none."""

        def operation(tx: Transaction) -> DecisionShown:
            decision = existing(tx, actor.guild_id, decision_id)
            project = _open(tx, actor, decision)
            mine = next(
                (
                    one
                    for one in store.objections(tx, decision.id)
                    if one.user_id == actor.user_id and not one.withdrawn
                ),
                None,
            )
            if mine is None:
                raise StaleError("register-objection-gone")
            store.settle_objection(tx, replace(mine, withdrawn=True))
            records.happened(
                tx, project, actor, "objection-withdrawn", title=decision.title, decision=str(decision.id)
            )
            return _shown(tx, actor, decision.id)

        return await self._database.write(operation)

    # Organisers

    async def require_organiser(self, actor: Actor, exchange_id: int) -> Project:
        """The project, for somebody who runs it and may add to it. Raises NotFoundError, NotAllowedError, StaleError."""
        return await self._database.read(lambda tx: alive(records.led(tx, actor, exchange_id)))

    async def adoptable(self, actor: Actor, decision_id: int) -> DecisionShown:
        """A decision that may be adopted now. Raises as `led`, StaleError and InvalidInputError."""

        def operation(tx: Transaction) -> DecisionShown:
            _, decision = _led(tx, actor, decision_id)
            deciding.require_adoptable(tx, decision)
            return _shown(tx, actor, decision_id)

        return await self._database.read(operation)

    async def led(self, actor: Actor, decision_id: int) -> DecisionShown:
        """A decision, for somebody who runs its project. Raises NotFoundError and NotAllowedError."""

        def operation(tx: Transaction) -> DecisionShown:
            _led(tx, actor, decision_id)
            return _shown(tx, actor, decision_id)

        return await self._database.read(operation)

    async def propose(
        self,
        actor: Actor,
        exchange_id: int,
        typed: Typed,
        state: DecisionState = DecisionState.PROPOSED,
        *,
        replaces: int | None = None,
    ) -> DecisionShown:
        """Enter a decision: proposed, discussed, or one that was taken already. `replaces`: an adopted one that it is to supersede.

        Raises InvalidInputError for a title that is none; evidence or a day that does not fit is left out and told (`wrong`).
        """
        title = _title(typed.title)
        text = _text(typed.text)

        def operation(tx: Transaction) -> DecisionShown:
            project = alive(records.led(tx, actor, exchange_id))
            before = None if replaces is None else _replaceable(tx, actor, project, replaces)
            proof, review, wrong = _rest(tx, project, typed)
            made = deciding.add(
                tx,
                Decision(
                    id=0,
                    exchange_id=project.id,
                    guild_id=project.guild_id,
                    topic=_topic(typed.topic),
                    state=DecisionState.DISCUSSED if state is DecisionState.ADOPTED else state,
                    title=title,
                    text=text,
                    evidence=proof or "",
                    review_on=review,
                    created_by=audit.actor_key(tx, actor.user_id),
                    created_at=tx.now,
                    updated_at=tx.now,
                ),
            )
            if before is not None:
                store.change_decision(tx, replace(before, superseded_by=made.id))
            if state is DecisionState.ADOPTED:
                deciding.settle(tx, project, actor, made, DecisionState.ADOPTED)
            else:
                records.happened(
                    tx,
                    project,
                    actor,
                    f"decision-{state}",
                    title=title,
                    topic=made.topic.value,
                    decision=str(made.id),
                )
                changed(tx, project)
            return replace(_shown(tx, actor, made.id), wrong=wrong)

        return await self._database.write(operation)

    async def edit(self, actor: Actor, decision_id: int, version: int, *, typed: Typed) -> DecisionShown:
        """Other words for an open decision. What does not fit stays as it was (`wrong`)."""
        title = _title(typed.title)
        text = _text(typed.text)

        def operation(tx: Transaction) -> DecisionShown:
            project, decision = _led(tx, actor, decision_id, version)
            _open(tx, actor, decision)
            proof, review, wrong = _rest(tx, project, typed, decision)
            after = replace(
                decision,
                topic=_topic(typed.topic),
                title=title,
                text=text,
                evidence=decision.evidence if proof is None else proof,
                review_on=review,
            )
            if after != decision:
                store.change_decision(tx, after)
                records.happened(
                    tx,
                    project,
                    actor,
                    "decision-edited",
                    before={"title": decision.title, "text": decision.text},
                    title=title,
                    decision=str(decision.id),
                )
                changed(tx, project)
            return replace(_shown(tx, actor, decision.id), wrong=wrong)

        return await self._database.write(operation)

    async def move(
        self, actor: Actor, decision_id: int, version: int, *, state: DecisionState, reason: str = ""
    ) -> DecisionShown:
        """Discussed, adopted or rejected. Raises StaleError for a step that is none, InvalidInputError for one too early."""
        said = clip(reason.strip(), REASON_LIMIT)

        def operation(tx: Transaction) -> DecisionShown:
            project, decision = _led(tx, actor, decision_id, version)
            deciding.settle(tx, alive(project), actor, decision, state, reason=said)
            return _shown(tx, actor, decision.id)

        return await self._database.write(operation)

    async def set_consensus(
        self, actor: Actor, decision_id: int, version: int, *, wanted: bool
    ) -> DecisionShown:
        """Decide by rough consensus from now on, or no more. Objections that were raised stay."""

        def operation(tx: Transaction) -> DecisionShown:
            project, decision = _led(tx, actor, decision_id, version)
            _open(tx, actor, decision)
            if decision.consensus != wanted:
                if not wanted and _waiting(tx, decision):
                    # Or a mode that is switched off would be a way round an answer.
                    raise InvalidInputError("register-consensus-owes", count=len(_waiting(tx, decision)))
                store.change_decision(tx, replace(decision, consensus=wanted))
                records.happened(
                    tx,
                    project,
                    actor,
                    "decision-consensus" if wanted else "decision-plain",
                    title=decision.title,
                    decision=str(decision.id),
                )
            return _shown(tx, actor, decision.id)

        return await self._database.write(operation)

    async def objection(self, actor: Actor, objection_id: int) -> tuple[Objection, DecisionShown]:
        """An objection that may be answered. Raises NotFoundError, NotAllowedError, StaleError."""

        def operation(tx: Transaction) -> tuple[Objection, DecisionShown]:
            found, _, decision = _answerable(tx, actor, objection_id)
            return found, _shown(tx, actor, decision.id)

        return await self._database.read(operation)

    async def answer(self, actor: Actor, objection_id: int, version: int, *, text: str) -> DecisionShown:
        """Answer an objection as it was when the form was opened; another answer takes the place of the first."""
        said = text.strip()
        if clean_name(said) is None:
            raise InvalidInputError("register-answer-empty")
        if length(said) > OBJECTION_LIMIT:
            raise InvalidInputError("register-objection-long", most=OBJECTION_LIMIT)

        def operation(tx: Transaction) -> DecisionShown:
            found, project, decision = _answerable(tx, actor, objection_id)
            if found.version != version:
                raise StaleError("register-objection-changed")
            store.settle_objection(tx, replace(found, answer=said))
            records.happened(
                tx, project, actor, "objection-answered", title=decision.title, decision=str(decision.id)
            )
            return _shown(tx, actor, decision.id)

        return await self._database.write(operation)

    async def review(self, actor: Actor, decision_id: int, version: int, *, typed: Typed) -> DecisionShown:
        """An adopted decision was looked at and still holds: more evidence, and the day of the next review (empty: none)."""

        def operation(tx: Transaction) -> DecisionShown:
            project, decision = _led(tx, actor, decision_id, version)
            if decision.state is not DecisionState.ADOPTED:
                raise StaleError("register-decision-step", title=decision.title)
            proof, review, wrong = _rest(tx, project, typed, decision)
            store.change_decision(
                tx,
                replace(decision, evidence=decision.evidence if proof is None else proof, review_on=review),
            )
            records.happened(
                tx,
                project,
                actor,
                "decision-reviewed",
                before={"review": _iso(decision.review_on)},
                title=decision.title,
                review=_iso(review),
                decision=str(decision.id),
            )
            changed(tx, project)
            return replace(_shown(tx, actor, decision.id), wrong=wrong)

        return await self._database.write(operation)

    async def vote(self, actor: Actor, decision_id: int, *, channel_id: int) -> Draft:
        """Make a yes/no poll of an open decision, as a draft; its certified outcome adopts or rejects it.

        After a poll that came to nothing there may be another. Raises StaleError while one runs, NotAllowedError for who runs no polls.
        """

        def operation(tx: Transaction) -> Draft:
            project, decision = _led(tx, actor, decision_id)
            _open(tx, actor, decision)
            runs = _poll_of(tx, decision)
            if runs is not None and runs.state is not PollState.CERTIFIED:
                raise StaleError("register-vote-runs", title=decision.title)
            draft = creating.create(
                tx,
                actor,
                Start.YES_NO,
                {"question": decision.title, "description": decision.text},
                zone=project.zone,
                channel_id=project.channel_id or channel_id,
            )
            exchanges.link_poll(
                tx,
                project.guild_id,
                LinkedPoll(
                    exchange_id=project.id,
                    poll_id=draft.poll.id,
                    purpose=Purpose.DECISION,
                    decision_id=decision.id,
                ),
            )
            records.happened(
                tx, project, actor, "decision-vote", title=decision.title, decision=str(decision.id)
            )
            return draft

        return await self._database.write(operation)


# Parts

_ORDER: Final = (
    DecisionState.DISCUSSED,
    DecisionState.PROPOSED,
    DecisionState.ADOPTED,
    DecisionState.REJECTED,
    DecisionState.SUPERSEDED,
)


def alive(project: Project) -> Project:
    """Raises StaleError for a project that was given up or merged: its register is read, and no more."""
    if project.stage in ENDED:
        raise StaleError("register-project-ended", name=project.name)
    return project


def _led(
    tx: Transaction, actor: Actor, decision_id: int, version: int | None = None
) -> tuple[Project, Decision]:
    decision = existing(tx, actor.guild_id, decision_id)
    project = alive(records.led(tx, actor, decision.exchange_id))
    if version is not None and version != decision.version:
        raise StaleError("register-decision-changed", title=decision.title)
    return project, decision


def _open(tx: Transaction, actor: Actor, decision: Decision) -> Project:
    """The project of a decision that is not taken yet. Raises StaleError."""
    if decision.state not in OPEN:
        raise StaleError("register-decision-closed", title=decision.title)
    return alive(records.existing(tx, actor.guild_id, decision.exchange_id))


def _contested(tx: Transaction, actor: Actor, decision_id: int) -> tuple[Project, Decision]:
    """A decision that is open to objections."""
    decision = existing(tx, actor.guild_id, decision_id)
    project = _open(tx, actor, decision)
    if not decision.consensus:
        raise StaleError("register-no-consensus", title=decision.title)
    return project, decision


def _answerable(tx: Transaction, actor: Actor, objection_id: int) -> tuple[Objection, Project, Decision]:
    found = store.objection(tx, actor.guild_id, objection_id)
    if found is None:
        raise NotFoundError("register-objection-gone")
    project, decision = _led(tx, actor, found.decision_id)
    _open(tx, actor, decision)
    if found.withdrawn:
        raise StaleError("register-objection-gone")
    return found, project, decision


def _replaceable(tx: Transaction, actor: Actor, project: Project, decision_id: int) -> Decision:
    found = existing(tx, actor.guild_id, decision_id)
    if found.exchange_id != project.id:
        raise NotFoundError("register-decision-not-found")
    if found.state is not DecisionState.ADOPTED:
        raise StaleError("register-decision-step", title=found.title)
    if found.superseded_by is not None:
        raise StaleError("register-replaced-already", title=found.title)
    return found


def _title(typed: str) -> str:
    found = clean_name(typed)
    if found is None:
        raise InvalidInputError("register-title-empty")
    if length(found) > TITLE_LIMIT:
        raise InvalidInputError("register-title-long", most=TITLE_LIMIT)
    return found


def _text(typed: str) -> str:
    found = typed.replace("\r\n", "\n").strip()
    if length(found) > TEXT_LIMIT:
        raise InvalidInputError("register-text-long", most=TEXT_LIMIT)
    return found


def _topic(typed: str) -> Topic:
    try:
        return Topic(typed)
    except ValueError:
        raise StaleError("stale-press") from None


def _rest(
    tx: Transaction, project: Project, typed: Typed, known: Decision | None = None
) -> tuple[str | None, dt.date | None, tuple[RefusedError, ...]]:
    """(evidence, day of the review, what did not fit): a form that took minutes is not lost for one wrong field."""
    wrong: list[RefusedError] = []
    proof: str | None = None
    review = None if known is None else known.review_on
    try:
        proof = typed.evidence.strip()
        if known is None or proof != known.evidence:
            proof = evidence.read(proof)
    except InvalidInputError as error:
        proof = None
        wrong.append(error)
    try:
        # A day that was shown and left alone may have passed meanwhile.
        if typed.review.strip() != _iso(review):
            review = read_day(typed.review, zone=project.zone, now=tx.now)
    except InvalidInputError as error:
        wrong.append(error)
    return proof, review, tuple(wrong)


def _waiting(tx: Transaction, decision: Decision) -> tuple[Objection, ...]:
    return tuple(one for one in store.objections(tx, decision.id) if one.waits)


def _poll_of(tx: Transaction, decision: Decision) -> Poll | None:
    """The latest poll that is linked to a decision and not void."""
    for one in exchanges.linked_polls(tx, decision.exchange_id, (Purpose.DECISION,)):
        if one.decision_id == decision.id:
            poll = polls.existing(tx, decision.guild_id, one.poll_id)
            if poll.state is not PollState.VOID:
                return poll
    return None if decision.poll_id is None else polls.existing(tx, decision.guild_id, decision.poll_id)


def _shown(tx: Transaction, actor: Actor, decision_id: int) -> DecisionShown:
    decision = existing(tx, actor.guild_id, decision_id)
    project = records.existing(tx, actor.guild_id, decision.exchange_id)
    leads = records.leads(tx, actor)
    poll = _poll_of(tx, decision)
    objections = tuple(store.objections(tx, decision.id))
    return DecisionShown(
        decision=decision,
        project=project,
        today=records.today(tx, project),
        leads=leads,
        objections=objections,
        mine=next((one for one in objections if one.user_id == actor.user_id and not one.withdrawn), None),
        replaces=tuple(store.replaced_by(tx, project.id, decision.id)),
        successor=None
        if decision.superseded_by is None
        else store.decision(tx, actor.guild_id, decision.superseded_by),
        # A draft is its officers' alone.
        poll=poll if leads or (poll is not None and poll.opened_at is not None) else None,
        actions=tuple(store.actions_about(tx, project.id, about("decision", decision.id))),
    )


def _iso(day: dt.date | None) -> str:
    return "" if day is None else day.isoformat()


def matches(decision: Decision, typed: str) -> bool:
    """Whether what somebody typed or chose means this decision."""
    return str(decision.id) == typed.strip() or folded(decision.title) == folded(typed.strip())
