"""Who does what by when. Organisers make action items; whoever does one ticks it off, and so may organisers.

Everybody of the guild reads them, but for what is to be done with a stakeholder: that is for organisers and for who does it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError
from bot.exchanges import records
from bot.exchanges import store as exchanges
from bot.exchanges.model import Project
from bot.exchanges.register import store
from bot.exchanges.register.days import read_day
from bot.exchanges.register.deciding import NOTHING, changed
from bot.exchanges.register.decisions import alive
from bot.exchanges.register.model import WHAT_LIMIT, Action, about_of, in_order
from bot.language.safe_text import clean_name, length
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction

MOST_ACTIONS: Final = 500
"""Open ones of a project: a list that nobody reads to its end helps nobody."""


class Which(StrEnum):
    """Which actions a list shows. The order is the number in a custom_id."""

    OPEN = "open"
    MINE = "mine"
    DONE = "done"


NUMBERED: Final = tuple(Which)


@dataclass(frozen=True, kw_only=True)
class ActionShown:
    """An action item for one reader. `ticks`: the reader may tick it off. `subject`: what it is about, by name; "": nothing."""

    action: Action
    project: Project
    overdue: bool
    leads: bool
    ticks: bool
    subject: str = ""


@dataclass(frozen=True, kw_only=True)
class ActionList:
    """Action items of a project that the reader may see. `overdue`: ids."""

    project: Project
    leads: bool
    which: Which
    actions: tuple[Action, ...]
    overdue: frozenset[int]


class ActionService:
    """Use cases of action items."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listing(self, actor: Actor, exchange_id: int, which: Which) -> ActionList:
        """A project's action items: what is open, one's own, what is done. Raises NotFoundError."""

        def operation(tx: Transaction) -> ActionList:
            project = records.existing(tx, actor.guild_id, exchange_id)
            leads = records.leads(tx, actor)
            today = records.today(tx, project)
            found = tuple(_which(in_order(visible(store.actions(tx, project.id), actor, leads=leads)), which, actor))  # fmt: skip
            return ActionList(
                project=project,
                leads=leads,
                which=which,
                actions=found,
                overdue=frozenset(one.id for one in found if one.overdue(today)),
            )

        return await self._database.read(operation)

    async def look(self, actor: Actor, action_id: int) -> ActionShown:
        """An action item. Raises NotFoundError, also for a confidential one of somebody else."""
        return await self._database.read(lambda tx: _shown(tx, actor, action_id))

    async def require_organiser(self, actor: Actor, action_id: int) -> ActionShown:
        """An action item, for somebody who runs its project. Raises NotFoundError, NotAllowedError."""

        def operation(tx: Transaction) -> ActionShown:
            _led(tx, actor, action_id)
            return _shown(tx, actor, action_id)

        return await self._database.read(operation)

    async def add(
        self,
        actor: Actor,
        exchange_id: int,
        what: str,
        *,
        due: str = "",
        owner_id: int | None = None,
        about: str = "",
    ) -> ActionShown:
        """Add an action item. `due`: a day as typed. `about`: a record of this project. Raises InvalidInputError."""
        said = _what(what)

        def operation(tx: Transaction) -> ActionShown:
            project = alive(records.led(tx, actor, exchange_id))
            _require_of(tx, project, about)
            if len(store.open_actions(tx, project.id)) >= MOST_ACTIONS:
                raise InvalidInputError("register-actions-many", most=MOST_ACTIONS)
            made = Action(
                id=0,
                exchange_id=project.id,
                guild_id=project.guild_id,
                what=said,
                owner_id=owner_id,
                due_on=read_day(due, zone=project.zone, now=tx.now),
                about=about,
                created_at=tx.now,
            )
            made = replace(made, id=store.insert_action(tx, made))
            note(tx, project, actor, "action-added", made)
            changed(tx, project)
            return _shown(tx, actor, made.id)

        return await self._database.write(operation)

    async def edit(self, actor: Actor, action_id: int, version: int, *, what: str, due: str) -> ActionShown:
        """Other words, another day (empty: none). Raises InvalidInputError, StaleError."""
        said = _what(what)

        def operation(tx: Transaction) -> ActionShown:
            project, action = _led(tx, actor, action_id, version)
            known = "" if action.due_on is None else action.due_on.isoformat()
            # A day that was shown and left alone may have passed meanwhile.
            day = action.due_on if due.strip() == known else read_day(due, zone=project.zone, now=tx.now)
            after = replace(action, what=said, due_on=day)
            if after != action:
                store.change_action(tx, after)
                note(tx, project, actor, "action-changed", after)
                changed(tx, project)
            return _shown(tx, actor, action.id)

        return await self._database.write(operation)

    async def give(self, actor: Actor, action_id: int, owner_id: int | None) -> ActionShown:
        """Who does it from now on; None: nobody yet."""

        def operation(tx: Transaction) -> ActionShown:
            project, action = _led(tx, actor, action_id)
            if action.owner_id != owner_id:
                store.change_action(tx, replace(action, owner_id=owner_id))
                note(tx, project, actor, "action-given", action)
                changed(tx, project)
            return _shown(tx, actor, action.id)

        return await self._database.write(operation)

    async def tick(self, actor: Actor, action_id: int, *, done: bool) -> ActionShown:
        """Done, or open again after all; what is so already stays so. For its owner and for organisers."""

        def operation(tx: Transaction) -> ActionShown:
            shown = _shown(tx, actor, action_id)
            if not shown.ticks:
                raise NotAllowedError("register-action-not-yours")
            project = alive(shown.project)
            if shown.action.is_done != done:
                after = replace(shown.action, done_at=tx.now if done else None)
                store.change_action(tx, after)
                note(tx, project, actor, "action-done" if done else "action-reopened", after)
                changed(tx, project)
            return _shown(tx, actor, action_id)

        return await self._database.write(operation)

    async def drop(self, actor: Actor, action_id: int, version: int) -> Action:
        """It is not to be done after all: forget it. Raises StaleError when it changed since it was asked."""

        def operation(tx: Transaction) -> Action:
            project, action = _led(tx, actor, action_id, version)
            store.delete_action(tx, action.id)
            note(tx, project, actor, "action-dropped", action)
            changed(tx, project)
            return action

        return await self._database.write(operation)


# Functions of a transaction


def visible(actions: Iterable[Action], actor: Actor, *, leads: bool) -> Iterable[Action]:
    """The action items that the actor may read."""
    return (one for one in actions if leads or not one.confidential or one.owner_id == actor.user_id)


def note(tx: Transaction, project: Project, actor: Actor, what: str, action: Action) -> None:
    """Note it in the history; a confidential one in the guild's log alone, which only organisers read."""
    day = NOTHING if action.due_on is None else action.due_on.isoformat()
    if not action.confidential:
        records.happened(tx, project, actor, what, title=action.what, due=day)
        return
    audit.record(
        tx,
        guild_id=project.guild_id,
        user_id=actor.user_id,
        action=f"exchange.{what}",
        subject=f"exchange:{project.id}",
        after={"title": action.what, "due": day},
    )


# Parts


def _which(actions: Iterable[Action], which: Which, actor: Actor) -> Iterable[Action]:
    match which:
        case Which.DONE:
            return (one for one in actions if one.is_done)
        case Which.MINE:
            return (one for one in actions if not one.is_done and one.owner_id == actor.user_id)
    return (one for one in actions if not one.is_done)


def _what(typed: str) -> str:
    found = clean_name(typed)
    if found is None:
        raise InvalidInputError("register-action-empty")
    if length(found) > WHAT_LIMIT:
        raise InvalidInputError("register-action-long", most=WHAT_LIMIT)
    return found


def _require_of(tx: Transaction, project: Project, about: str) -> None:
    """Raises NotFoundError for a record that is none of this project."""
    if about and _subject(tx, project, about) is None:
        raise NotFoundError("register-about-gone")


def _subject(tx: Transaction, project: Project, about: str) -> str | None:
    """What an action is about, by name; None: it is gone."""
    kind, number = about_of(about) or ("", 0)
    if kind == "decision":
        decision = store.decision(tx, project.guild_id, number)
        return decision.title if decision is not None and decision.exchange_id == project.id else None
    if kind == "stakeholder":
        found = store.stakeholder(tx, project.guild_id, number)
        if found is None or found.exchange_id != project.id:
            return None
        named = exchanges.organisation(tx, project.guild_id, found.organisation_id)
        return None if named is None else named.name
    return None


def _existing(tx: Transaction, guild_id: int, action_id: int) -> Action:
    found = store.action(tx, guild_id, action_id)
    if found is None:
        raise NotFoundError("register-action-not-found")
    return found


def _led(tx: Transaction, actor: Actor, action_id: int, version: int | None = None) -> tuple[Project, Action]:
    action = _existing(tx, actor.guild_id, action_id)
    project = alive(records.led(tx, actor, action.exchange_id))
    if version is not None and version != action.version:
        raise StaleError("register-action-changed")
    return project, action


def _shown(tx: Transaction, actor: Actor, action_id: int) -> ActionShown:
    action = _existing(tx, actor.guild_id, action_id)
    leads = records.leads(tx, actor)
    if not any(visible((action,), actor, leads=leads)):
        raise NotFoundError("register-action-not-found")
    project = records.existing(tx, actor.guild_id, action.exchange_id)
    return ActionShown(
        action=action,
        project=project,
        overdue=action.overdue(records.today(tx, project)),
        leads=leads,
        ticks=leads or action.owner_id == actor.user_id,
        subject=_subject(tx, project, action.about) or "",
    )
