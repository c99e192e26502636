"""What the room shows, as values: one's own networks, the ladder, one organisation, what waits. Functions of a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.errors import NotFoundError
from bot.exchanges import records
from bot.exchanges import store as shared
from bot.exchanges.commitments import files, moving, speaking, standing
from bot.exchanges.commitments.speaking import Party
from bot.exchanges.model import Organisation, Project, Standing
from bot.exchanges.rules import Mass, Rung, groups
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Transaction
from bot.ui.pages import Page, paged

PER_PAGE: Final = 15
"""Organisations on a page of the ladder."""


@dataclass(frozen=True, kw_only=True)
class Mine:
    """Those for whom a member speaks, and where they stand. `restorable`: numbers of parties whose withdrawal can be taken back."""

    project: Project
    parties: tuple[Party, ...]
    mass: Mass
    restorable: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Line:
    """One organisation on the ladder. `counts`: for critical mass."""

    organisation: Organisation
    standing: Standing
    counts: bool

    @property
    def waits(self) -> bool:
        """An organiser has to look at what it said."""
        return moving.waits(self.standing)


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """A page of who stands where, the highest rung first. `totals`: how many stand on each rung. `leads`: the reader confirms."""

    project: Project
    mass: Mass
    page: Page[Line]
    totals: Mapping[Rung, int]
    leads: bool = False
    waiting: int = 0


@dataclass(frozen=True, kw_only=True)
class One:
    """An organisation in a project. `owner`: the top of its chain of parents, where that is another.

    Only for organisers (`leads`): `evidence` and who said and confirmed it, by user id; None: nobody, or not known any more.
    """

    project: Project
    organisation: Organisation
    standing: Standing
    counts: bool
    owner: str | None = None
    leads: bool = False
    files: Mapping[int, str] = field(default_factory=dict)
    said_by: int | None = None
    confirmed_by: int | None = None

    @property
    def waits(self) -> bool:
        """An organiser has to look at what it said."""
        return moving.waits(self.standing)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A page of what organisers have to look at, the oldest word first. `count`: on all pages."""

    project: Project
    page: Page[Line]
    count: int


def mine(tx: Transaction, project: Project, actor: Actor) -> Mine:
    """For whom the actor speaks, and where that stands."""
    parties = speaking.parties(tx, project, actor)
    today = records.today(tx, project)
    return Mine(
        project=project,
        parties=parties,
        mass=standing.mass(tx, project),
        restorable=frozenset(
            one.number
            for one in parties
            if one.standing is not None and moving.restored(one.standing, today) is not None
        ),
    )


def ladder(tx: Transaction, project: Project, number: int, *, leads: bool) -> Ladder:
    """A page of the ladder."""
    rungs = standing.ladder(tx, project)
    mass = standing.mass(tx, project)
    counting = frozenset(mass.groups.values())
    lines = [
        Line(organisation=organisation, standing=one, counts=organisation.id in counting)
        for those in rungs.values()
        for organisation, one in those
    ]
    return Ladder(
        project=project,
        mass=mass,
        page=paged(lines, number, PER_PAGE),
        totals={rung: len(those) for rung, those in rungs.items()},
        leads=leads,
        waiting=sum(one.waits for one in lines),
    )


def one(tx: Transaction, project: Project, organisation_id: int, *, leads: bool) -> One:
    """One organisation. Raises NotFoundError where it stands nowhere."""
    organisation = records.organisation(tx, project.guild_id, organisation_id)
    found = shared.standing(tx, project.id, organisation.id)
    if found is None:
        raise NotFoundError("commit-one-not-there", organisation=organisation.name, project=project.name)
    parents = {one.id: one.parent_id for one in shared.organisations(tx, project.guild_id).values()}
    top = groups(parents).get(organisation.id, organisation.id)
    owner = None if top == organisation.id else shared.organisation(tx, project.guild_id, top)
    return One(
        project=project,
        organisation=organisation,
        standing=found,
        counts=organisation.id in standing.mass(tx, project).groups.values(),
        owner=None if owner is None else owner.name,
        leads=leads,
        files=files.names(tx, project) if leads else {},
        said_by=_person(tx, found.said_by) if leads else None,
        confirmed_by=_person(tx, found.confirmed_by) if leads else None,
    )


def waiting(tx: Transaction, project: Project, number: int) -> Waiting:
    """What organisers have to look at."""
    lines = [
        Line(organisation=organisation, standing=one, counts=False)
        for organisation, one in standing.waiting(tx, project)
    ]
    return Waiting(project=project, page=paged(lines, number, PER_PAGE), count=len(lines))


def _person(tx: Transaction, key: str | None) -> int | None:
    return None if key is None else audit.user_of(tx, key)
