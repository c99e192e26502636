"""How far people are: what they see of themselves, what they report, what facilitators tick, and who has finished."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from bot.cohorts import records as cohorts
from bot.cohorts.attending import records, rules, store
from bot.cohorts.attending.records import Measured, Plan
from bot.cohorts.attending.rules import PER_PAGE, How
from bot.cohorts.changing import note_person
from bot.cohorts.enrolling_rules import HERE
from bot.cohorts.rules import LIVE, Cohort, EnrolmentState, Milestone, Session, SessionState
from bot.cohorts.sessions import records as sessions
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

_HEARD: Final = dt.timedelta(hours=1)
"""So often it is noted that somebody looked."""


@dataclass(frozen=True, kw_only=True)
class Own:
    """How somebody stands, for themselves. `following`: the next session. `leads`: they lead the cohort as well.

    `warned`: it is told now, and for the first time, that the attendance asked for is out of reach.
    """

    plan: Plan
    measured: Measured
    following: Session | None = None
    leads: bool = False
    warned: bool = False

    @property
    def cohort(self) -> Cohort:
        """The cohort."""
        return self.plan.cohort


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A milestone, and how many of those in the cohort completed it."""

    milestone: Milestone
    done: int


@dataclass(frozen=True, kw_only=True)
class Milestones:
    """The milestones of a cohort that the actor leads. `people`: how many are in it, or completed it."""

    cohort: Cohort
    milestones: tuple[Counted, ...]
    people: int
    finished: int
    seated: bool = False


@dataclass(frozen=True, kw_only=True)
class Ticks:
    """A page of those who did not complete a milestone yet, or with `taking_back` of those who did.

    `changed`: so many were just ticked, or taken back; `others`: so many of those who were named are not in the cohort.
    """

    cohort: Cohort
    milestone: Milestone
    taking_back: bool
    people: Page[int]
    done: int
    total: int
    changed: int = 0
    others: int = 0


@dataclass(frozen=True, kw_only=True)
class Finishers:
    """A page of those who did everything and are not marked as completed. `completed`: so many were just marked."""

    cohort: Cohort
    threshold: int
    people: Page[Measured]
    completed: int = 0


class ProgressService:
    """Use cases of members and facilitators."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def guild_of(self, user_id: int, *, milestone_id: int = 0, cohort_id: int = 0) -> int:
        """The guild of a milestone, or a cohort, that a person has to do with, for a press in a direct message.

        Raises NotFoundError.
        """
        if milestone_id:
            found = await self._database.read(lambda tx: store.guild_of_milestone(tx, milestone_id, user_id))
        else:
            found = await self._database.read(lambda tx: store.guild_of_cohort(tx, cohort_id, user_id))
        if found is None:
            raise NotFoundError("cohort-milestone-not-found" if milestone_id else "cohort-not-found")
        return found

    # One's own

    async def own(self, actor: Actor, cohort_id: int) -> Own:
        """How the actor stands. Raises NotFoundError, and NotAllowedError for who is not in the cohort.

        Whoever looks is not silent, which is noted once an hour; a warning that nobody gave them yet is told by it, once.
        """

        def look(tx: Transaction) -> Own | None:
            found = _own(tx, actor, cohort_id)
            one = found.measured.enrolment
            unheard = one.is_seated and (one.active_at is None or tx.now - one.active_at >= _HEARD)
            return None if unheard or (found.measured.out_of_reach and one.warned_at is None) else found

        def heard(tx: Transaction) -> Own:
            cohorts.touch(tx, cohort_id, actor.user_id)
            cohort = cohorts.existing(tx, actor.guild_id, cohort_id)
            records.follow(tx, cohort, actor.user_id, present=True)
            return _told(tx, actor, cohort_id)

        found = await self._database.read(look)
        return found if found is not None else await self._database.write(heard)

    async def report(self, actor: Actor, milestone_id: int, *, done: bool) -> Own:
        """Say that one completed a milestone, or take one's own word back; twice is once.

        Raises NotAllowedError where facilitators tick, and StaleError for what one did not say oneself.
        """

        def operation(tx: Transaction) -> Own:
            milestone = sessions.milestone(tx, actor.guild_id, milestone_id)
            cohort = cohorts.existing(tx, actor.guild_id, milestone.cohort_id)
            _require_here(tx, actor, cohort)
            _require_open(cohort, milestone)
            if not cohort.self_report:
                raise NotAllowedError("attend-no-self-report", name=cohort.name)
            if done:
                key = audit.actor_key(tx, actor.user_id)
                store.set_done(tx, actor.guild_id, milestone.id, actor.user_id, how=How.MEMBER, by=key)
            else:
                how = store.done(tx, milestone.id).get(actor.user_id)
                if how not in (None, How.MEMBER):
                    raise StaleError("attend-not-your-word", title=milestone.title)
                store.drop_done(tx, milestone.id, actor.user_id)
            cohorts.touch(tx, cohort.id, actor.user_id)
            records.follow(tx, cohort, actor.user_id, present=True)
            return _told(tx, actor, cohort.id)

        return await self._database.write(operation)

    # Ticking

    async def milestones(self, actor: Actor, cohort_id: int) -> Milestones:
        """The milestones of a cohort that the actor leads."""

        def operation(tx: Transaction) -> Milestones:
            cohort = cohorts.led(tx, actor, cohort_id)
            people = records.measured(tx, cohort)
            counted = [
                Counted(
                    milestone=one,
                    done=sum(
                        item.done is not None
                        for person in people
                        for item in person.due
                        if item.milestone.id == one.id
                    ),
                )
                for one in records.plan(tx, cohort).milestones
            ]
            return Milestones(
                cohort=cohort,
                milestones=tuple(counted),
                people=len(people),
                finished=len(_finishers(people)),
                seated=any(one.user_id == actor.user_id for one in people),
            )

        return await self._database.read(operation)

    async def ticks(self, actor: Actor, milestone_id: int, number: int, *, taking_back: bool) -> Ticks:
        """A page of who can be ticked, or taken back. Raises NotFoundError, NotAllowedError, StaleError."""

        def operation(tx: Transaction) -> Ticks:
            return _ticks(tx, *_led(tx, actor, milestone_id), number, taking_back=taking_back)

        return await self._database.read(operation)

    async def tick(
        self, actor: Actor, milestone_id: int, user_ids: Collection[int], number: int, *, taking_back: bool
    ) -> Ticks:
        """Those people completed a milestone, or did not after all; nobody else is touched."""

        def operation(tx: Transaction) -> Ticks:
            cohort, milestone = _led(tx, actor, milestone_id)
            here = {one.user_id for one in cohorts.everybody(tx, cohort.id) if one.state in HERE}
            wanted = [one for one in dict.fromkeys(user_ids) if one in here]
            changed = [
                one for one in wanted if _tick(tx, actor, cohort, milestone, one, taking_back=taking_back)
            ]
            for one in changed:
                records.follow(tx, cohort, one)
            if changed:
                records.note(
                    tx,
                    actor,
                    "cohort.progress.untick" if taking_back else "cohort.progress.tick",
                    f"{milestone.title} · {cohort.name}",
                    after={
                        "milestone": milestone.id,
                        "members": [audit.actor_key(tx, one) for one in changed],
                    },
                )
            after = _ticks(tx, cohort, milestone, number, taking_back=taking_back)
            return replace(after, changed=len(changed), others=len(set(user_ids)) - len(wanted))

        return await self._database.write(operation)

    # Finishing

    async def finishers(self, actor: Actor, cohort_id: int, number: int) -> Finishers:
        """Who did everything: offered, not decided."""

        def operation(tx: Transaction) -> Finishers:
            return _offered(tx, cohorts.led(tx, actor, cohort_id), number)

        return await self._database.read(operation)

    async def complete(self, actor: Actor, cohort_id: int, user_ids: Collection[int]) -> Finishers:
        """Those people completed the course. Only who did everything is touched: others have a card of their own."""

        def operation(tx: Transaction) -> Finishers:
            cohort = cohorts.led(tx, actor, cohort_id)
            ready = {one.user_id for one in _finishers(records.measured(tx, cohort))}
            wanted = [one for one in dict.fromkeys(user_ids) if one in ready]
            if not wanted:
                raise StaleError("attend-finishers-changed", name=cohort.name)
            for one in wanted:
                cohorts.complete(tx, cohort.id, one)
                note_person(tx, actor, cohort, one, "cohort.complete")
            return replace(_offered(tx, cohort, 1), completed=len(wanted))

        return await self._database.write(operation)

    async def set_threshold(self, actor: Actor, cohort_id: int, typed: str) -> int:
        """How many percent of the sessions are asked for. Raises InvalidInputError."""
        text = typed.strip().removesuffix("%").strip()
        if not (text.isascii() and text.isdecimal() and len(text) <= 3 and int(text) in rules.THRESHOLDS):
            raise InvalidInputError("attend-threshold-unread")
        wanted = int(text)

        def operation(tx: Transaction) -> int:
            cohort = cohorts.led(tx, actor, cohort_id)
            if cohort.state not in LIVE:
                raise StaleError("cohort-over", name=cohort.name)
            before = store.threshold(tx, cohort.id)
            if before != wanted:
                store.set_threshold(tx, actor.guild_id, cohort.id, wanted)
                records.note(
                    tx,
                    actor,
                    "cohort.threshold",
                    cohort.name,
                    before={"percent": before},
                    after={"percent": wanted},
                )
                records.refresh(tx, cohort)
            return wanted

        return await self._database.write(operation)


def _require_here(tx: Transaction, actor: Actor, cohort: Cohort) -> None:
    mine = cohorts.enrolment(tx, cohort.id, actor.user_id)
    if mine is None or mine.state not in HERE:
        raise NotAllowedError("attend-not-in")


def _require_open(cohort: Cohort, milestone: Milestone) -> None:
    if cohort.state not in LIVE:
        raise StaleError("cohort-session-cohort-over", name=cohort.name)
    if milestone.cancelled:
        raise StaleError("cohort-milestone-is-cancelled", title=milestone.title)


def _led(tx: Transaction, actor: Actor, milestone_id: int) -> tuple[Cohort, Milestone]:
    milestone = sessions.milestone(tx, actor.guild_id, milestone_id)
    cohort = cohorts.led(tx, actor, milestone.cohort_id)
    _require_open(cohort, milestone)
    return cohort, milestone


def _own(tx: Transaction, actor: Actor, cohort_id: int) -> Own:
    cohort = cohorts.existing(tx, actor.guild_id, cohort_id)
    found = records.measured_one(tx, cohort, actor.user_id)
    if found is None:
        raise NotAllowedError("attend-not-in")
    plan = records.plan(tx, cohort)
    planned = (one for one in plan.sessions if one.state is SessionState.PLANNED)
    return Own(
        plan=plan,
        measured=found,
        following=next((one for one in planned if one.ends_at > tx.now), None),
        leads=cohorts.leads(tx, actor, cohort),
    )


def _told(tx: Transaction, actor: Actor, cohort_id: int) -> Own:
    found = _own(tx, actor, cohort_id)
    return replace(found, warned=records.warn_now(tx, found.measured))


def _ticks(tx: Transaction, cohort: Cohort, milestone: Milestone, number: int, *, taking_back: bool) -> Ticks:
    done = store.done(tx, milestone.id)
    here = [one.user_id for one in cohorts.everybody(tx, cohort.id) if one.state in HERE]
    return Ticks(
        cohort=cohort,
        milestone=milestone,
        taking_back=taking_back,
        people=paged([one for one in here if (one in done) is taking_back], number, PER_PAGE),
        done=sum(one in done for one in here),
        total=len(here),
    )


def _tick(
    tx: Transaction, actor: Actor, cohort: Cohort, milestone: Milestone, user_id: int, *, taking_back: bool
) -> bool:
    if taking_back:
        return store.drop_done(tx, milestone.id, user_id)
    key = audit.actor_key(tx, actor.user_id)
    return records.mark_done(tx, cohort, milestone.id, user_id, how=How.FACILITATOR, by=key)


def _finishers(people: Collection[Measured]) -> list[Measured]:
    return [one for one in people if one.finished and one.enrolment.state is not EnrolmentState.COMPLETED]


def _offered(tx: Transaction, cohort: Cohort, number: int) -> Finishers:
    found = _finishers(records.measured(tx, cohort))
    return Finishers(
        cohort=cohort,
        threshold=store.threshold(tx, cohort.id),
        people=paged(found, number, PER_PAGE),
    )
