"""How a whole cohort stands, for those who lead it: the funnel, the roll of all sessions, who is at risk, what was delivered."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.cohorts import records as cohorts
from bot.cohorts.attending import export, records, rules
from bot.cohorts.attending.export import Kind, Sheet, Words
from bot.cohorts.attending.records import Measured, Plan
from bot.cohorts.attending.rules import Step
from bot.cohorts.enrolling_rules import HERE
from bot.cohorts.reminding.records import nudges
from bot.cohorts.rules import Cohort, EnrolmentState, Session, SessionState
from bot.cohorts.sessions import records as sessions
from bot.delivery import outbox
from bot.delivery.model import Delivery, DeliveryState, EffectKind
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.charts import bars
from bot.ui.pages import Page, paged
from bot.workers import Workers

TABLE_PAGE: Final = 20
_MOST_FAILURES: Final = 8
_WAITING: Final = (DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.CLAIMED)
_FAILED: Final = (DeliveryState.DEAD, DeliveryState.DROPPED)


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What was promised of one kind, and what became of it. `what`: the last part of a catalogue key."""

    what: str
    sent: int = 0
    waiting: int = 0
    failed: int = 0


@dataclass(frozen=True, kw_only=True)
class Board:
    """A cohort at a glance. `people`: those who are in it, or completed it. `open_sessions`: over, and not closed yet.

    `nudged`: so many were written to after a silence; `came_back`: so many of them did something since.
    """

    plan: Plan
    funnel: Mapping[Step, int]
    people: int
    attended: int
    owed: int
    at_risk: int
    finished: int
    following: Session | None = None
    open_sessions: tuple[Session, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    nudged: int = 0
    came_back: int = 0
    seated: bool = False

    @property
    def cohort(self) -> Cohort:
        """The cohort."""
        return self.plan.cohort


@dataclass(frozen=True, kw_only=True)
class People:
    """A page of people and how they stand."""

    plan: Plan
    people: Page[Measured]

    @property
    def cohort(self) -> Cohort:
        """The cohort."""
        return self.plan.cohort


@dataclass(frozen=True, kw_only=True)
class Deliveries:
    """What was delivered to a cohort, and what failed in its channels. What went wrong with one person is theirs alone.

    `personal`: so many direct messages could not be delivered.
    """

    cohort: Cohort
    delivered: tuple[Delivered, ...]
    failures: tuple[Delivery, ...] = field(default=())
    personal: int = 0


class DashboardService:
    """Use cases of facilitators. Each asks again whether the actor leads the cohort."""

    def __init__(self, database: Database, workers: Workers) -> None:
        self._database = database
        self._workers = workers

    async def board(self, actor: Actor, cohort_id: int) -> Board:
        """A cohort at a glance; who is at risk is computed anew."""

        def operation(tx: Transaction) -> Board:
            cohort = cohorts.led(tx, actor, cohort_id)
            records.refresh(tx, cohort)
            return _board(tx, actor, cohort)

        return await self._database.write(operation)

    async def picture(self, board: Board) -> bytes:
        """The funnel as a PNG."""
        values = [board.funnel[step] for step in Step]
        return await self._workers.run(bars, values, values[0])

    async def attendance(self, actor: Actor, cohort_id: int, number: int) -> People:
        """Everybody with how often they were there, in the order in which they came."""

        def operation(tx: Transaction) -> People:
            cohort = cohorts.led(tx, actor, cohort_id)
            found = records.measured(tx, cohort)
            return People(plan=records.plan(tx, cohort), people=paged(found, number, TABLE_PAGE))

        return await self._database.read(operation)

    async def at_risk(self, actor: Actor, cohort_id: int, number: int) -> People:
        """Who is at risk, with the most reasons first; computed anew."""

        def operation(tx: Transaction) -> People:
            cohort = cohorts.led(tx, actor, cohort_id)
            records.refresh(tx, cohort)
            found = sorted(_at_risk(records.measured(tx, cohort)), key=lambda one: -len(one.reasons))
            return People(plan=records.plan(tx, cohort), people=paged(found, number, TABLE_PAGE))

        return await self._database.write(operation)

    async def deliveries(self, actor: Actor, cohort_id: int) -> Deliveries:
        """What was delivered and what failed."""

        def operation(tx: Transaction) -> Deliveries:
            cohort = cohorts.led(tx, actor, cohort_id)
            failed = [
                one
                for features in _subjects(tx, cohort).values()
                for feature, ids in features
                for one in outbox.failures(tx, cohort.guild_id, feature, ids, limit=200)
            ]
            public = [one for one in failed if one.kind not in (EffectKind.DIRECT_MESSAGE, EffectKind.ROLE)]
            public.sort(key=lambda one: (one.settled_at or one.due_at, one.id), reverse=True)
            return Deliveries(
                cohort=cohort,
                delivered=_delivered(tx, cohort),
                failures=tuple(public[:_MOST_FAILURES]),
                personal=sum(one.kind is EffectKind.DIRECT_MESSAGE for one in failed),
            )

        return await self._database.read(operation)

    async def people(self, actor: Actor, cohort_id: int) -> tuple[int, ...]:
        """Whose names a file needs. Raises NotAllowedError for who does not lead."""

        def operation(tx: Transaction) -> tuple[int, ...]:
            cohort = cohorts.led(tx, actor, cohort_id)
            return tuple(one.user_id for one in cohorts.everybody(tx, cohort.id))

        return await self._database.read(operation)

    async def file(
        self, actor: Actor, cohort_id: int, kind: Kind, words: Words, names: Mapping[int, str]
    ) -> Sheet:
        """A file for spreadsheets; that it was taken is noted, for it names people. `names`: as they are called now."""

        def operation(tx: Transaction) -> Callable[[], Sheet]:
            cohort = cohorts.led(tx, actor, cohort_id)
            records.note(tx, actor, "cohort.export", cohort.name, after={"file": kind.value})
            plan, found = records.plan(tx, cohort), records.measured(tx, cohort)
            everybody = cohorts.everybody(tx, cohort.id)
            return lambda: export.sheet(kind, plan, found, everybody=everybody, words=words, names=names)

        return await asyncio.to_thread(await self._database.write(operation))


def _at_risk(people: Sequence[Measured]) -> list[Measured]:
    return [one for one in people if one.reasons and one.enrolment.is_seated]


def _board(tx: Transaction, actor: Actor, cohort: Cohort) -> Board:
    plan, people = records.plan(tx, cohort), records.measured(tx, cohort)
    everybody = cohorts.everybody(tx, cohort.id)
    planned = [one for one in plan.sessions if one.state is SessionState.PLANNED]
    written = [one for one in nudges(tx, cohort.id) if one.sent_at is not None]
    return Board(
        plan=plan,
        funnel=rules.funnel(everybody),
        people=len(people),
        attended=sum(one.presence.attended for one in people),
        owed=sum(one.presence.attended + one.presence.missed for one in people),
        at_risk=len(_at_risk(people)),
        finished=sum(one.finished and one.enrolment.state is not EnrolmentState.COMPLETED for one in people),
        following=next((one for one in planned if one.ends_at > tx.now), None),
        open_sessions=tuple(one for one in planned if one.ends_at <= tx.now),
        delivered=_delivered(tx, cohort),
        nudged=len({one.user_id for one in written}),
        came_back=len({one.user_id for one in written if one.followed_at is not None}),
        seated=any(one.user_id == actor.user_id and one.state in HERE for one in everybody),
    )


def _subjects(tx: Transaction, cohort: Cohort) -> dict[str, list[tuple[str, list[int]]]]:
    """What is told of deliveries → the features that make them, and the subjects under which they do."""
    plan_sessions = [one.id for one in sessions.sessions(tx, cohort.id)]
    milestones = [one.id for one in sessions.milestones(tx, cohort.id)]
    return {
        "reminders": [("session_reminders", plan_sessions), ("milestone_reminders", milestones)],
        "notices": [("reminding", [cohort.id]), ("attending", [cohort.id])],
        "sessions": [("sessions", plan_sessions)],
        "card": [("cohorts", [cohort.id])],
    }


def _delivered(tx: Transaction, cohort: Cohort) -> tuple[Delivered, ...]:
    found = []
    for what, features in _subjects(tx, cohort).items():
        tallies = [outbox.tally(tx, cohort.guild_id, feature, ids) for feature, ids in features]

        def count(states: Sequence[DeliveryState], tallies: list[dict[DeliveryState, int]] = tallies) -> int:
            return sum(tally.get(state, 0) for tally in tallies for state in states)

        found.append(
            Delivered(
                what=what, sent=count((DeliveryState.SENT,)), waiting=count(_WAITING), failed=count(_FAILED)
            )
        )
    return tuple(one for one in found if one.sent or one.waiting or one.failed)
