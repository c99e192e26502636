"""What organisers do with a project itself, and what everybody sees of it."""

import datetime as dt
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.errors import InvalidInputError, NotAllowedError, StaleError
from bot.exchanges import records, store
from bot.exchanges.commitments import standing
from bot.exchanges.founding import looking, reading
from bot.exchanges.founding import store as own
from bot.exchanges.founding.looking import Home
from bot.exchanges.founding.typed import Typed
from bot.exchanges.messages import CHANGED
from bot.exchanges.model import Happening, Organisation, Project
from bot.exchanges.rules import ENDED, WAYS, Mass, ProjectKind
from bot.exchanges.telling import promises
from bot.language.rules import folded
from bot.people import audit
from bot.people.actor import Actor
from bot.people.service import known_zone
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

TYPED_KEPT: Final = dt.timedelta(days=1)
MINUTES_PAGE: Final = 12
"""Lines of the history on a page."""
MOST_PROJECTS: Final = 50
"""Projects that a guild keeps."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the history. `organisation`: its name now. `user_id`: who did it; None: the bot, or nobody knows any more."""

    happening: Happening
    organisation: str | None = None
    user_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """A page of a project's history, the latest first; or all of it, the earliest first."""

    project: Project
    page: Page[Line]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A project in the list. `lacks`: of how many conditions of its gate; `asked`: how many there are."""

    project: Project
    mass: Mass
    lacks: int
    asked: int


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Every project of a guild. `leads`: the reader runs them."""

    entries: tuple[Entry, ...]
    leads: bool


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What of a project can be changed. `organisation`: its own."""

    project: Project
    organisation: Organisation | None


class ExchangeService:
    """Use cases of a project. `documentation_asns`: numbers that are nobody's are taken (the demo's)."""

    def __init__(self, database: Database, *, documentation_asns: bool = False) -> None:
        self._database = database
        self._documentation = documentation_asns

    # Looking

    async def every(self, actor: Actor) -> list[Project]:
        """The guild's projects, by name: every member may know of them."""
        return await self._database.read(lambda tx: store.every(tx, actor.guild_id))

    async def leads(self, actor: Actor) -> bool:
        """Whether the actor runs projects."""
        return await self._database.read(lambda tx: records.leads(tx, actor))

    async def require_organiser(self, actor: Actor) -> None:
        """Raises NotAllowedError for who may not start a project."""
        if not await self.leads(actor):
            raise NotAllowedError("exchange-start-organisers-only")

    async def listing(self, actor: Actor) -> Listing:
        """The guild's projects with how far each is: those that live first, by name."""

        def operation(tx: Transaction) -> Listing:
            entries = []
            for one in store.every(tx, actor.guild_id):
                gate = looking.gate(tx, one)
                entries.append(
                    Entry(
                        project=one,
                        mass=standing.mass(tx, one),
                        lacks=sum(not check.met for check in gate),
                        asked=len(gate),
                    )
                )
            entries.sort(key=lambda each: not each.project.is_live)
            return Listing(entries=tuple(entries), leads=records.leads(tx, actor))

        return await self._database.read(operation)

    async def home(self, actor: Actor, exchange_id: int) -> Home:
        """A project for a reader. Its polls may stand where they may not look: `Overview.seen_by`. Raises NotFoundError."""

        def operation(tx: Transaction) -> Home:
            project = records.existing(tx, actor.guild_id, exchange_id)
            return looking.home(tx, project, actor)

        return await self._database.read(operation)

    async def minutes(self, actor: Actor, exchange_id: int, number: int) -> Minutes:
        """A page of the history, the latest first. Raises NotFoundError."""

        def operation(tx: Transaction) -> Minutes:
            project = records.existing(tx, actor.guild_id, exchange_id)
            places = paged(range(store.count_history(tx, project.id)), number, MINUTES_PAGE)
            found = store.history(
                tx, project.id, limit=MINUTES_PAGE, offset=(places.number - 1) * MINUTES_PAGE
            )
            page = Page(items=_lines(tx, project, found), number=places.number, count=places.count)
            return Minutes(project=project, page=page)

        return await self._database.read(operation)

    async def all_minutes(self, actor: Actor, exchange_id: int) -> Minutes:
        """The whole history, the earliest first. Raises NotFoundError."""

        def operation(tx: Transaction) -> Minutes:
            project = records.existing(tx, actor.guild_id, exchange_id)
            found = store.history(tx, project.id, limit=store.count_history(tx, project.id))
            lines = _lines(tx, project, found[::-1])
            return Minutes(project=project, page=Page(items=lines, number=1, count=1))

        return await self._database.read(operation)

    # Beginning, and what is set

    async def start(
        self, actor: Actor, kind: ProjectKind, fields: Mapping[str, str], *, zone: str, channel_id: int
    ) -> Project:
        """Start a project: its card, its threads. Raises InvalidInputError for what does not fit, NotAllowedError."""

        def operation(tx: Transaction) -> Project:
            if not records.leads(tx, actor):
                raise NotAllowedError("exchange-start-organisers-only")
            if len(store.every(tx, actor.guild_id)) >= MOST_PROJECTS:
                raise InvalidInputError("exchange-too-many", most=MOST_PROJECTS)
            named = reading.names(fields)
            made = Project(
                id=0,
                guild_id=actor.guild_id,
                kind=kind,
                name=named.name,
                city=named.city,
                country=named.country,
                rir=named.rir,
                stage=WAYS[kind][0],
                zone=zone,
                channel_id=channel_id,
                created_at=tx.now,
            )
            try:
                made_id = store.insert(tx, made, folded=folded(made.name))
            except sqlite3.IntegrityError:
                raise InvalidInputError("exchange-name-taken", name=made.name) from None
            project = records.existing(tx, actor.guild_id, made_id)
            records.happened(tx, project, actor, "started", name=project.name, kind=project.kind.value)
            promises.started(tx, project)
            return project

        return await self._database.write(operation)

    async def setup(self, actor: Actor, exchange_id: int) -> Setup:
        """What organisers can change of a project. Raises NotFoundError, NotAllowedError."""
        return await self._database.read(lambda tx: _setup(tx, records.led(tx, actor, exchange_id)))

    async def rename(self, actor: Actor, exchange_id: int, version: int, fields: Mapping[str, str]) -> Setup:
        """Other names and places. `version`: as the form showed it. Raises InvalidInputError, StaleError."""

        def operation(tx: Transaction) -> Setup:
            before = records.led(tx, actor, exchange_id, version=version)
            named = reading.names(fields)
            after = replace(before, name=named.name, city=named.city, country=named.country, rir=named.rir)
            if "zone" in fields:
                after = replace(after, zone=known_zone(fields["zone"].strip()))
            return _changed(tx, actor, before, after)

        return await self._database.write(operation)

    async def set_numbers(
        self, actor: Actor, exchange_id: int, version: int, fields: Mapping[str, str]
    ) -> Setup:
        """Own AS number and organisation, networks wanted, route servers, LAN. Raises InvalidInputError, StaleError."""

        def operation(tx: Transaction) -> Setup:
            before = records.led(tx, actor, exchange_id, version=version)
            if before.stage in ENDED:
                raise StaleError("exchange-move-ended", name=before.name)
            read = reading.numbers(
                fields,
                store.organisations(tx, actor.guild_id).values(),
                documentation=self._documentation,
            )
            after = replace(
                before,
                own_asn=read.own_asn,
                wanted=read.wanted,
                servers=read.servers,
                prefix=read.prefix,
                organisation_id=read.organisation_id,
            )
            return _changed(tx, actor, before, after)

        return await self._database.write(operation)

    async def set_channel(self, actor: Actor, exchange_id: int, channel_id: int) -> Setup:
        """Another channel for the card. Raises NotFoundError, NotAllowedError."""

        def operation(tx: Transaction) -> Setup:
            before = records.led(tx, actor, exchange_id)
            return _changed(tx, actor, before, replace(before, channel_id=channel_id))

        return await self._database.write(operation)

    # Forms that were refused

    async def keep(self, actor: Actor, typed: Typed) -> int:
        """Keep what was typed for a day; returns the number under which it is found again. Raises NotFoundError."""

        def operation(tx: Transaction) -> int:
            if typed.exchange_id is not None:
                records.existing(tx, actor.guild_id, typed.exchange_id)
            return own.keep(tx, actor.guild_id, actor.user_id, typed)

        return await self._database.write(operation)

    async def typed(self, actor: Actor, typed_id: int) -> Typed:
        """What this person typed. Raises StaleError where it is gone."""
        found = await self._database.read(lambda tx: own.typed(tx, actor.guild_id, actor.user_id, typed_id))
        if found is None:
            raise StaleError("exchange-typed-gone")
        return found


def forget(tx: Transaction, now: dt.datetime) -> int:
    """Retention: what was typed into refused forms goes after a day; returns how many rows."""
    return own.forget_typed(tx, now - TYPED_KEPT)


def _setup(tx: Transaction, project: Project) -> Setup:
    mine = None
    if project.organisation_id is not None:
        mine = store.organisation(tx, project.guild_id, project.organisation_id)
    return Setup(project=project, organisation=mine)


def _changed(tx: Transaction, actor: Actor, before: Project, after: Project) -> Setup:
    """Store another setup, with everything that follows; nothing where nothing is new."""
    different = [one for one in CHANGED if getattr(before, one) != getattr(after, one)]
    if not different:
        return _setup(tx, before)
    try:
        store.change(tx, after, folded=folded(after.name))
    except sqlite3.IntegrityError:
        raise InvalidInputError("exchange-name-taken", name=after.name) from None
    project = records.existing(tx, actor.guild_id, after.id)
    values: dict[str, object] = {one: _shown(getattr(before, one)) for one in different}
    values_now = {f"to_{one}": _shown(getattr(project, one)) for one in different}
    fields = ",".join(different)
    records.happened(
        tx, project, actor, "edited", before=values, organisation_id=None, fields=fields, **values_now
    )
    if project.channel_id != before.channel_id:
        promises.moved(tx, before, project)
    standing.recounted(tx, project, actor, wanted_before=before.wanted)
    promises.card(tx, project)
    if project.zone != before.zone:
        promises.planned(tx, project)
    return _setup(tx, project)


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _lines(tx: Transaction, project: Project, found: list[Happening]) -> tuple[Line, ...]:
    wanted = frozenset(one.organisation_id for one in found if one.organisation_id is not None)
    called = own.names(tx, project.guild_id, wanted)
    people: dict[str, int | None] = {}
    for key in {one.by for one in found}:
        people[key] = None if key == audit.SYSTEM else audit.user_of(tx, key)
    return tuple(
        Line(
            happening=one,
            organisation=None if one.organisation_id is None else called.get(one.organisation_id),
            user_id=people[one.by],
        )
        for one in found
    )
