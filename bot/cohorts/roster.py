"""Who is in a cohort, as those who lead it see and decide it: applicants selected or refused, people put in, out, or done."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from bot.cohorts import enrolling, looking, records, store
from bot.cohorts.changing import note_person
from bot.cohorts.enrolling_rules import HERE, is_in
from bot.cohorts.looking import Overview
from bot.cohorts.rules import Cohort, Enrolment, EnrolmentState
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.language.safe_text import clean_name, length
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

PER_PAGE = 25
TEAM_LIMIT = 40
"""UTF-16 units."""
_ORDER = (
    EnrolmentState.AT_RISK,
    EnrolmentState.ACTIVE,
    EnrolmentState.ENROLLED,
    EnrolmentState.SELECTED,
    EnrolmentState.WAITLISTED,
    EnrolmentState.APPLIED,
    EnrolmentState.COMPLETED,
    EnrolmentState.WITHDRAWN,
    EnrolmentState.DROPPED,
)


@dataclass(frozen=True, kw_only=True)
class Roster:
    """A page of the people of a cohort."""

    overview: Overview
    people: Page[Enrolment]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What choosing among applicants did: so many were offered a seat, wait for one, or were refused.

    `others`: so many of those who were named have not applied, or were answered meanwhile.
    """

    roster: Roster
    offered: int = 0
    waiting: int = 0
    refused: int = 0
    others: int = 0


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of a cohort. `enrolment` None: they have nothing to do with it."""

    overview: Overview
    user_id: int
    enrolment: Enrolment | None


class RosterService:
    """Use cases of facilitators."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def applicants(self, actor: Actor, cohort_id: int, number: int) -> Roster:
        """Who applied, who applied first first."""

        def operation(tx: Transaction) -> Roster:
            return _applicants(tx, records.led(tx, actor, cohort_id), number)

        return await self._database.read(operation)

    async def people(self, actor: Actor, cohort_id: int, number: int) -> Roster:
        """Everybody who has to do with it: who is in it first, who left last."""

        def operation(tx: Transaction) -> Roster:
            cohort = records.led(tx, actor, cohort_id)
            every = sorted(store.enrolments(tx, cohort.id), key=lambda one: _ORDER.index(one.state))
            return Roster(overview=looking.overview(tx, cohort), people=paged(every, number, PER_PAGE))

        return await self._database.read(operation)

    async def person(self, actor: Actor, cohort_id: int, user_id: int) -> Person:
        """One of them, or somebody who could be put in."""
        return await self._database.read(lambda tx: _person(tx, records.led(tx, actor, cohort_id), user_id))

    async def choose(
        self, actor: Actor, cohort_id: int, user_ids: Collection[int], *, select: bool
    ) -> Chosen:
        """Select or refuse applicants; each of them is told. Whoever did not apply is left alone."""

        def operation(tx: Transaction) -> Chosen:
            cohort = records.led(tx, actor, cohort_id)
            counts = {"offered": 0, "waiting": 0, "refused": 0, "others": 0}
            asked = [store.enrolment(tx, cohort.id, user_id) for user_id in dict.fromkeys(user_ids)]
            applied = [one for one in asked if one is not None and one.state is EnrolmentState.APPLIED]
            counts["others"] = len(asked) - len(applied)
            for one in sorted(applied, key=lambda one: (one.queued_at, one.id)):
                if select:
                    after = enrolling.select(tx, cohort, one, key=str(actor.interaction_id))
                    counts["offered" if after.state is EnrolmentState.SELECTED else "waiting"] += 1
                    note_person(tx, actor, cohort, one.user_id, "cohort.select")
                else:
                    enrolling.drop(tx, cohort, one, key=str(actor.interaction_id), what="refused")
                    counts["refused"] += 1
                    note_person(tx, actor, cohort, one.user_id, "cohort.refuse")
            return Chosen(roster=_applicants(tx, cohort, 1), **counts)

        return await self._database.write(operation)

    async def put_in(self, actor: Actor, cohort_id: int, user_id: int) -> Person:
        """Put somebody in at once, whoever waits. Raises InvalidInputError where no seat is left."""

        def operation(tx: Transaction) -> Person:
            cohort = records.led(tx, actor, cohort_id)
            place = enrolling.enrol(tx, cohort, user_id, key=str(actor.interaction_id))
            if not place.changed:
                raise StaleError("cohort-person-changed", name=cohort.name)
            note_person(tx, actor, cohort, user_id, "cohort.put-in")
            return _person(tx, cohort, user_id)

        return await self._database.write(operation)

    async def take_out(self, actor: Actor, cohort_id: int, user_id: int, version: int) -> Person:
        """Take somebody out; they are told, and their seat goes to the next. `version`: as the question showed it."""

        def decide(tx: Transaction, cohort: Cohort, one: Enrolment) -> None:
            what = "dropped" if one.state in HERE else "refused"
            enrolling.drop(tx, cohort, one, key=str(actor.interaction_id), what=what)

        return await self._decide(
            actor, cohort_id, user_id, version=version, decide=decide, action="cohort.take-out"
        )

    async def set_completed(
        self, actor: Actor, cohort_id: int, user_id: int, version: int, *, completed: bool
    ) -> Person:
        """Somebody finished the course; or it was marked by mistake."""

        def decide(tx: Transaction, cohort: Cohort, one: Enrolment) -> None:
            if completed is (one.state is EnrolmentState.COMPLETED) or one.state not in HERE:
                raise StaleError("cohort-person-changed", name=cohort.name)
            if completed:
                records.complete(tx, cohort.id, one.user_id)
            else:
                store.save_enrolment(tx, replace(one, state=EnrolmentState.ACTIVE, completed_at=None))

        action = "cohort.complete" if completed else "cohort.uncomplete"
        return await self._decide(actor, cohort_id, user_id, version=version, decide=decide, action=action)

    async def set_team(self, actor: Actor, cohort_id: int, user_id: int, version: int, typed: str) -> Person:
        """The group that somebody works in, or none. Raises InvalidInputError."""
        team = clean_name(typed) or ""
        if length(team) > TEAM_LIMIT:
            raise InvalidInputError("cohort-team-long", most=TEAM_LIMIT)

        def decide(tx: Transaction, _: Cohort, one: Enrolment) -> None:
            store.save_enrolment(tx, replace(one, team=team))

        return await self._decide(
            actor, cohort_id, user_id, version=version, decide=decide, action="cohort.team"
        )

    async def _decide(
        self,
        actor: Actor,
        cohort_id: int,
        user_id: int,
        *,
        version: int,
        decide: Callable[[Transaction, Cohort, Enrolment], None],
        action: str,
    ) -> Person:
        def operation(tx: Transaction) -> Person:
            cohort = records.led(tx, actor, cohort_id)
            one = store.enrolment(tx, cohort.id, user_id)
            if one is None:
                raise NotFoundError("cohort-person-not-found", name=cohort.name)
            if one.version != version or not (is_in(one) or action == "cohort.team"):
                raise StaleError("cohort-person-changed", name=cohort.name)
            decide(tx, cohort, one)
            note_person(tx, actor, cohort, user_id, action)
            return _person(tx, cohort, user_id)

        return await self._database.write(operation)


def _applicants(tx: Transaction, cohort: Cohort, number: int) -> Roster:
    applied = store.enrolments(tx, cohort.id, {EnrolmentState.APPLIED})
    return Roster(overview=looking.overview(tx, cohort), people=paged(applied, number, PER_PAGE))


def _person(tx: Transaction, cohort: Cohort, user_id: int) -> Person:
    return Person(
        overview=looking.overview(tx, cohort),
        user_id=user_id,
        enrolment=store.enrolment(tx, cohort.id, user_id),
    )
