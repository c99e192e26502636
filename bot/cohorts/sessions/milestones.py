"""What is due in a cohort: milestones added, changed, cancelled, and more time for a person or a group."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.cohorts import records as cohorts
from bot.cohorts.rules import GONE, LIVE, Cohort, Enrolment, Extension, Milestone, MilestoneKind
from bot.cohorts.sessions import agenda, changes, milestone_store, records, rules
from bot.cohorts.sessions.reading import read_title
from bot.delivery.recurrence import Occurrence, resolve
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.language.zones import zone_info
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction


@dataclass(frozen=True, kw_only=True)
class Due:
    """When a milestone is due for whoever looks. `extended`: they, or their group, got more time."""

    milestone: Milestone
    at: dt.datetime
    wall: dt.datetime
    extended: bool = False


@dataclass(frozen=True, kw_only=True)
class MilestoneShown:
    """A milestone for those who lead its cohort. `people`: how many are in the cohort now."""

    cohort: Cohort
    milestone: Milestone
    extensions: tuple[Extension, ...]
    people: int


@dataclass(frozen=True, kw_only=True)
class MilestoneList:
    """A cohort's milestones by due date. `extended`: how many extensions each has, for those who lead."""

    cohort: Cohort
    due: tuple[Due, ...]
    extended: dict[int, int]
    leads: bool


@dataclass(frozen=True, kw_only=True)
class MilestoneMove:
    """A milestone and its other due date, before it is stored. `people` will be told."""

    cohort: Cohort
    milestone: Milestone
    to: Occurrence
    zone: str
    people: int


class MilestoneService:
    """Use cases of milestones. Each asks again who is asking."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Looking

    async def led(self, actor: Actor) -> tuple[tuple[Cohort, Milestone], ...]:
        """The milestones that the actor may change, by due date: not those that are cancelled."""

        def operation(tx: Transaction) -> tuple[tuple[Cohort, Milestone], ...]:
            found = [
                (cohort, one)
                for cohort in cohorts.live(tx, actor.guild_id)
                if cohorts.leads(tx, actor, cohort)
                for one in milestone_store.milestones(tx, cohort.id)
                if not one.cancelled
            ]
            return tuple(sorted(found, key=lambda one: (one[1].due_at, one[1].id)))

        return await self._database.read(operation)

    async def look(self, actor: Actor, milestone_id: int) -> MilestoneShown:
        """A milestone of a cohort that the actor leads. Raises NotAllowedError for anybody else."""
        return await self._database.read(lambda tx: _shown(tx, *_led(tx, actor, milestone_id)))

    async def listing(self, actor: Actor, cohort_id: int, may_view: Callable[[int], bool]) -> MilestoneList:
        """What is due in a cohort; for whoever is in it on their own date. Raises NotFoundError."""

        def operation(tx: Transaction) -> tuple[MilestoneList, agenda.Standing]:
            cohort = cohorts.existing(tx, actor.guild_id, cohort_id)
            leads = cohorts.leads(tx, actor, cohort)
            mine = cohorts.enrolment(tx, cohort.id, actor.user_id)
            every = [one for one in milestone_store.milestones(tx, cohort.id) if not one.cancelled]
            due = sorted((_due(tx, one, mine) for one in every), key=lambda one: (one.at, one.milestone.id))
            extended = {one.id: len(milestone_store.extensions(tx, one.id)) for one in every} if leads else {}
            standing = agenda.Standing(cohort=cohort, enrolment=mine, facilitates=leads)
            return MilestoneList(cohort=cohort, due=tuple(due), extended=extended, leads=leads), standing

        found, standing = await self._database.read(operation)
        if not found.leads and not agenda.visible(standing, may_view):
            raise NotFoundError("cohort-not-found")
        return found

    async def teams(self, actor: Actor, milestone_id: int) -> tuple[str, ...]:
        """The groups in the cohort of a milestone, by name."""

        def operation(tx: Transaction) -> tuple[str, ...]:
            _, cohort = _led(tx, actor, milestone_id)
            return tuple(sorted({one.team for one in cohorts.seated(tx, cohort.id) if one.team}))

        return await self._database.read(operation)

    # Changing

    async def add(
        self,
        actor: Actor,
        cohort_id: int,
        *,
        kind: MilestoneKind,
        title: str,
        wall: dt.datetime,
        zone: str,
    ) -> MilestoneShown:
        """Something that is due at a wall time of a zone."""

        def operation(tx: Transaction) -> MilestoneShown:
            cohort = cohorts.led(tx, actor, cohort_id)
            _require_live(cohort)
            if milestone_store.count_milestones(tx, cohort.id) >= rules.MOST_MILESTONES:
                raise InvalidInputError("cohort-milestone-full", most=rules.MOST_MILESTONES)
            _require_ahead(tx, wall, zone)
            made = changes.add_milestone(tx, cohort, kind=kind, title=read_title(title), wall=wall, zone=zone)
            _note(tx, actor, "cohort.milestone.add", cohort, made, after=_fields(made))
            return _shown(tx, made, cohort)

        return await self._database.write(operation)

    async def edit(
        self, actor: Actor, milestone_id: int, version: int | None, *, kind: MilestoneKind | None, title: str
    ) -> MilestoneShown:
        """Another title (empty: the same) and kind (None: the same). `version` None: as it is now."""

        def change(tx: Transaction, before: Milestone) -> Milestone:
            del tx
            named = read_title(title) if title else before.title
            return replace(before, kind=kind or before.kind, title=named)

        return await self._change(actor, milestone_id, version, "cohort.milestone.edit", change)

    async def consider(self, actor: Actor, milestone_id: int, wall: dt.datetime, zone: str) -> MilestoneMove:
        """What another due date means, before it is stored. Raises InvalidInputError for the one it has."""

        def operation(tx: Transaction) -> MilestoneMove:
            milestone, cohort = _led(tx, actor, milestone_id)
            to = _require_ahead(tx, wall, zone)
            if (wall, zone) == (milestone.wall, milestone.zone):
                raise InvalidInputError("cohort-milestone-same-time", title=milestone.title)
            people = len(cohorts.seated(tx, cohort.id))
            return MilestoneMove(cohort=cohort, milestone=milestone, to=to, zone=zone, people=people)

        return await self._database.read(operation)

    async def move(
        self, actor: Actor, milestone_id: int, version: int, wall: dt.datetime, zone: str
    ) -> MilestoneShown:
        """Another due date. Extensions that are later keep theirs."""

        def change(tx: Transaction, before: Milestone) -> Milestone:
            _require_ahead(tx, wall, zone)
            return replace(before, wall=wall, zone=zone)

        return await self._change(actor, milestone_id, version, "cohort.milestone.move", change)

    async def cancel(self, actor: Actor, milestone_id: int, version: int) -> MilestoneShown:
        """It is not due any more, for nobody."""
        return await self._change(
            actor,
            milestone_id,
            version,
            "cohort.milestone.cancel",
            lambda _, before: replace(before, cancelled=True),
        )

    async def extend(
        self,
        actor: Actor,
        milestone_id: int,
        *,
        wall: dt.datetime,
        zone: str,
        user_id: int = 0,
        team: str = "",
    ) -> MilestoneShown:
        """More time for a person or a group of the cohort. Raises InvalidInputError for a date that is not later."""

        def operation(tx: Transaction) -> MilestoneShown:
            before, cohort = _led(tx, actor, milestone_id)
            if bool(user_id) == bool(team.strip()):
                raise InvalidInputError("cohort-milestone-extend-whom")
            to = _require_ahead(tx, wall, zone)
            if to.instant <= before.due_at:
                raise InvalidInputError("cohort-milestone-extend-earlier", title=before.title)
            named = "" if user_id else _team(tx, cohort, team)
            if user_id:
                _require_inside(tx, cohort, user_id)
            # An extension has the milestone's zone: what was typed in another one is told in it.
            there = to.instant.astimezone(zone_info(before.zone)).replace(tzinfo=None, fold=0)
            after = changes.extend(tx, cohort, before, wall=there, user_id=user_id, team=named)
            _note(
                tx,
                actor,
                "cohort.milestone.extend",
                cohort,
                after,
                after={"id": after.id, "team": named, "wall": there.isoformat(), "zone": before.zone},
            )
            return _shown(tx, after, cohort)

        return await self._database.write(operation)

    async def withdraw(self, actor: Actor, milestone_id: int, *, user_id: int, group: int) -> MilestoneShown:
        """Take an extension back: a person's, or with `user_id` 0 that of the group of this number."""

        def operation(tx: Transaction) -> MilestoneShown:
            before, cohort = _led(tx, actor, milestone_id)
            groups = {
                rules.group_number(one.team): one.team
                for one in milestone_store.extensions(tx, before.id)
                if one.team and not user_id
            }
            if not user_id and group not in groups:
                raise StaleError("cohort-milestone-changed", title=before.title)
            team = groups.get(group, "")
            after = changes.withdraw_extension(tx, cohort, before, user_id=user_id, team=team)
            if after == before:
                raise StaleError("cohort-milestone-changed", title=before.title)
            fields: dict[str, object] = {"id": after.id, "team": team}
            _note(tx, actor, "cohort.milestone.unextend", cohort, after, before=fields)
            return _shown(tx, after, cohort)

        return await self._database.write(operation)

    async def _change(
        self,
        actor: Actor,
        milestone_id: int,
        version: int | None,
        action: str,
        change: Callable[[Transaction, Milestone], Milestone],
    ) -> MilestoneShown:
        def operation(tx: Transaction) -> MilestoneShown:
            before, cohort = _led(tx, actor, milestone_id)
            if version is not None and before.version != version:
                raise StaleError("cohort-milestone-changed", title=before.title)
            after = changes.update_milestone(tx, cohort, before, change(tx, before))
            if after != before:
                _note(tx, actor, action, cohort, after, before=_fields(before), after=_fields(after))
            return _shown(tx, after, cohort)

        return await self._database.write(operation)


def _due(tx: Transaction, milestone: Milestone, enrolment: Enrolment | None) -> Due:
    if enrolment is None or not enrolment.is_seated:
        wall = resolve(milestone.wall, milestone.zone).wall
        return Due(milestone=milestone, at=milestone.due_at, wall=wall)
    at, wall, extended = agenda.own_due(tx, milestone, enrolment)
    return Due(milestone=milestone, at=at, wall=wall, extended=extended)


def _led(tx: Transaction, actor: Actor, milestone_id: int) -> tuple[Milestone, Cohort]:
    """Raises NotFoundError, NotAllowedError for who does not lead its cohort, StaleError for what is over or cancelled."""
    milestone = records.milestone(tx, actor.guild_id, milestone_id)
    cohort = cohorts.led(tx, actor, milestone.cohort_id)
    _require_live(cohort)
    if milestone.cancelled:
        raise StaleError("cohort-milestone-is-cancelled", title=milestone.title)
    return milestone, cohort


def _require_live(cohort: Cohort) -> None:
    if cohort.state not in LIVE:
        raise StaleError("cohort-session-cohort-over", name=cohort.name)


def _require_ahead(tx: Transaction, wall: dt.datetime, zone: str) -> Occurrence:
    to = resolve(wall, zone)
    if to.instant <= tx.now:
        raise StaleError("cohort-session-draft-past")
    return to


def _require_inside(tx: Transaction, cohort: Cohort, user_id: int) -> None:
    one = cohorts.enrolment(tx, cohort.id, user_id)
    if one is None or one.state in GONE:
        raise InvalidInputError("cohort-milestone-extend-outside", name=cohort.name)


def _team(tx: Transaction, cohort: Cohort, typed: str) -> str:
    """A group of the cohort by its name, whatever its case. Raises InvalidInputError."""
    wanted = typed.strip().casefold()
    for one in cohorts.seated(tx, cohort.id):
        if one.team and one.team.casefold() == wanted:
            return one.team
    raise InvalidInputError("cohort-milestone-extend-team", name=cohort.name)


def _shown(tx: Transaction, milestone: Milestone, cohort: Cohort) -> MilestoneShown:
    return MilestoneShown(
        cohort=cohort,
        milestone=milestone,
        extensions=tuple(milestone_store.extensions(tx, milestone.id)),
        people=len(cohorts.seated(tx, cohort.id)),
    )


def _note(
    tx: Transaction,
    actor: Actor,
    action: str,
    cohort: Cohort,
    milestone: Milestone,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    """Who got more time is not noted: the log outlives what is known of a person."""
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=action,
        subject=f"{milestone.title} · {cohort.name}",
        before=before,
        after=after,
    )


def _fields(milestone: Milestone) -> dict[str, object]:
    return {
        "id": milestone.id,
        "cohort": milestone.cohort_id,
        "kind": milestone.kind.value,
        "title": milestone.title,
        "wall": milestone.wall.isoformat(),
        "zone": milestone.zone,
        "cancelled": milestone.cancelled,
        "sequence": milestone.sequence,
    }
