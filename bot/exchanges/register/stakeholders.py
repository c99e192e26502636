"""Those without an AS number who matter: their position, who keeps in touch, the last contact, what is next.

All of it is confidential: organisers alone read it, and the history tells no more than that somebody was added or talked to.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from sqlite3 import IntegrityError
from typing import Final

from bot.errors import InvalidInputError, NotFoundError, RefusedError, StaleError
from bot.exchanges import records
from bot.exchanges import store as exchanges
from bot.exchanges.model import Organisation, OrganisationKind, Project
from bot.exchanges.organisations import keeping
from bot.exchanges.organisations.facts import Facts
from bot.exchanges.register import store
from bot.exchanges.register.actions import note as note_action
from bot.exchanges.register.days import read_past_day
from bot.exchanges.register.deciding import changed
from bot.exchanges.register.decisions import alive
from bot.exchanges.register.model import NOTE_LIMIT, Action, Position, Stakeholder, about
from bot.language.safe_text import length
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction

MOST_STAKEHOLDERS: Final = 300


@dataclass(frozen=True, kw_only=True)
class StakeholderShown:
    """A stakeholder for organisers. `actions`: what is to be done with it, the earliest first. `wrong`: what of a form did not fit."""

    stakeholder: Stakeholder
    organisation: Organisation
    project: Project
    today: dt.date
    actions: tuple[Action, ...] = ()
    wrong: tuple[RefusedError, ...] = ()


@dataclass(frozen=True, kw_only=True)
class StakeholderList:
    """A project's stakeholders by name. `counts`: position → how many. `position`: those alone are listed."""

    project: Project
    today: dt.date
    found: tuple[StakeholderShown, ...]
    counts: Mapping[Position, int]
    position: Position | None = None


class StakeholderService:
    """Use cases of stakeholders, for organisers alone: each raises NotAllowedError for anybody else."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listing(
        self, actor: Actor, exchange_id: int, position: Position | None = None
    ) -> StakeholderList:
        """A project's stakeholders, all or those of a position. Raises NotFoundError."""

        def operation(tx: Transaction) -> StakeholderList:
            project = records.led(tx, actor, exchange_id)
            found = store.stakeholders(tx, project.id)
            open_: dict[str, list[Action]] = {}
            for one in store.open_actions(tx, project.id):
                open_.setdefault(one.about, []).append(one)
            return StakeholderList(
                project=project,
                today=records.today(tx, project),
                found=tuple(
                    _with(tx, project, one, tuple(open_.get(about("stakeholder", one.id), ())))
                    for one in found
                    if position in (None, one.position)
                ),
                counts={which: sum(one.position is which for one in found) for which in Position},
                position=position,
            )

        return await self._database.read(operation)

    async def look(self, actor: Actor, stakeholder_id: int) -> StakeholderShown:
        """A stakeholder. Raises NotFoundError."""
        return await self._database.read(lambda tx: _shown(tx, actor, stakeholder_id))

    async def names(self, actor: Actor) -> tuple[str, ...]:
        """Names of organisations that an option offers; none to anybody but organisers."""

        def operation(tx: Transaction) -> tuple[str, ...]:
            if not records.leads(tx, actor):
                return ()
            return tuple(one.name for one in exchanges.organisations(tx, actor.guild_id).values())

        return await self._database.read(operation)

    async def add(
        self,
        actor: Actor,
        exchange_id: int,
        name: str,
        *,
        kind: OrganisationKind | None = None,
        position: Position = Position.UNKNOWN,
        owner_id: int | None = None,
    ) -> StakeholderShown:
        """Add an organisation by name, one that is known or a new one of a kind. Raises InvalidInputError for one that is a stakeholder already.

        Of a known one the kind stays as it is.
        """

        def operation(tx: Transaction) -> StakeholderShown:
            project = alive(records.led(tx, actor, exchange_id))
            who = keeping.named(tx, actor.guild_id, name) or keeping.add(
                tx, actor, Facts(name=name, kind=kind or OrganisationKind.OTHER)
            )
            if who.id == project.organisation_id:
                raise InvalidInputError("register-stakeholder-itself", name=who.name)
            known = store.stakeholder_of(tx, project.id, who.id)
            if known is not None:
                raise InvalidInputError("register-stakeholder-known", name=who.name)
            if len(store.stakeholders(tx, project.id)) >= MOST_STAKEHOLDERS:
                raise InvalidInputError("register-stakeholders-many", most=MOST_STAKEHOLDERS)
            made = Stakeholder(
                id=0,
                exchange_id=project.id,
                guild_id=project.guild_id,
                organisation_id=who.id,
                position=position,
                owner_id=owner_id,
                updated_at=tx.now,
            )
            try:
                stakeholder_id = store.insert_stakeholder(tx, made)
            except IntegrityError:
                raise InvalidInputError("register-stakeholder-known", name=who.name) from None
            records.happened(tx, project, actor, "stakeholder-added", organisation_id=who.id)
            changed(tx, project)
            return _shown(tx, actor, stakeholder_id)

        return await self._database.write(operation)

    async def edit(
        self,
        actor: Actor,
        stakeholder_id: int,
        version: int,
        *,
        position: Position,
        note: str,
        contacted: str,
    ) -> StakeholderShown:
        """Position, note and last contact (YYYY-MM-DD, empty: none). A day that does not fit stays as it was (`wrong`)."""
        said = _note(note)

        def operation(tx: Transaction) -> StakeholderShown:
            project, found = _led(tx, actor, stakeholder_id, version)
            wrong: tuple[RefusedError, ...] = ()
            day = found.contacted_on
            try:
                day = read_past_day(contacted, zone=project.zone, now=tx.now)
            except InvalidInputError as error:
                wrong = (error,)
            after = replace(found, position=position, note=said, contacted_on=day)
            if after != found:
                store.change_stakeholder(tx, after)
                _log(tx, project, actor, "stakeholder-changed", found)
                changed(tx, project)
            return replace(_shown(tx, actor, found.id), wrong=wrong)

        return await self._database.write(operation)

    async def contacted(self, actor: Actor, stakeholder_id: int, version: int) -> StakeholderShown:
        """Somebody talked to them today."""

        def operation(tx: Transaction) -> StakeholderShown:
            project, found = _led(tx, actor, stakeholder_id, version)
            today = records.today(tx, project)
            if found.contacted_on != today:
                store.change_stakeholder(tx, replace(found, contacted_on=today))
                records.happened(
                    tx, project, actor, "stakeholder-contacted", organisation_id=found.organisation_id
                )
                changed(tx, project)
            return _shown(tx, actor, found.id)

        return await self._database.write(operation)

    async def give(self, actor: Actor, stakeholder_id: int, owner_id: int | None) -> StakeholderShown:
        """Who keeps in touch from now on; None: nobody."""

        def operation(tx: Transaction) -> StakeholderShown:
            project, found = _led(tx, actor, stakeholder_id)
            if found.owner_id != owner_id:
                store.change_stakeholder(tx, replace(found, owner_id=owner_id))
                _log(tx, project, actor, "stakeholder-given", found)
                changed(tx, project)
            return _shown(tx, actor, found.id)

        return await self._database.write(operation)

    async def remove(self, actor: Actor, stakeholder_id: int, version: int) -> StakeholderShown:
        """Forget what is kept of it as a stakeholder, with what was to be done; the organisation stays. Returns what it was."""

        def operation(tx: Transaction) -> StakeholderShown:
            project, found = _led(tx, actor, stakeholder_id, version)
            shown = _shown(tx, actor, found.id)
            for one in shown.actions:
                note_action(tx, project, actor, "action-dropped", one)
            store.delete_actions_about(tx, project.id, about("stakeholder", found.id))
            store.delete_stakeholder(tx, found.id)
            records.happened(tx, project, actor, "stakeholder-removed", organisation_id=found.organisation_id)
            changed(tx, project)
            return shown

        return await self._database.write(operation)


# Parts


def _note(typed: str) -> str:
    found = typed.replace("\r\n", "\n").strip()
    if length(found) > NOTE_LIMIT:
        raise InvalidInputError("register-note-long", most=NOTE_LIMIT)
    return found


def _led(
    tx: Transaction, actor: Actor, stakeholder_id: int, version: int | None = None
) -> tuple[Project, Stakeholder]:
    found = store.stakeholder(tx, actor.guild_id, stakeholder_id)
    if found is None:
        raise NotFoundError("register-stakeholder-not-found")
    project = alive(records.led(tx, actor, found.exchange_id))
    if version is not None and version != found.version:
        raise StaleError("register-stakeholder-changed")
    return project, found


def _shown(tx: Transaction, actor: Actor, stakeholder_id: int) -> StakeholderShown:
    found = store.stakeholder(tx, actor.guild_id, stakeholder_id)
    if found is None:
        raise NotFoundError("register-stakeholder-not-found")
    project = records.led(tx, actor, found.exchange_id)
    actions = store.actions_about(tx, project.id, about("stakeholder", found.id))
    return _with(tx, project, found, tuple(actions))


def _with(
    tx: Transaction, project: Project, found: Stakeholder, actions: tuple[Action, ...]
) -> StakeholderShown:
    return StakeholderShown(
        stakeholder=found,
        organisation=records.organisation(tx, project.guild_id, found.organisation_id),
        project=project,
        today=records.today(tx, project),
        actions=actions,
    )


def _log(tx: Transaction, project: Project, actor: Actor, what: str, found: Stakeholder) -> None:
    """In the guild's log alone, and without a word of what is confidential."""
    named = exchanges.organisation(tx, project.guild_id, found.organisation_id)
    audit.record(
        tx,
        guild_id=project.guild_id,
        user_id=actor.user_id,
        action=f"exchange.{what}",
        subject=f"exchange:{project.id}",
        after={"organisation": "" if named is None else named.name},
    )
