"""What every use case of a project begins and ends with: the record, whether it may be touched, what is noted.

Functions of a transaction, for each room of exchanges.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from bot.errors import NotAllowedError, NotFoundError, StaleError
from bot.exchanges import store
from bot.exchanges.model import Organisation, Project
from bot.exchanges.telling import insiders
from bot.guilds.rules import is_organiser
from bot.guilds.service import settings_in
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Transaction


def leads(tx: Transaction, actor: Actor) -> bool:
    """Whether the actor runs the guild's projects: its organisers."""
    return is_organiser(
        settings_in(tx, actor.guild_id),
        role_ids=actor.role_ids,
        administers=actor.administers,
        manages=actor.manages,
    )


def existing(tx: Transaction, guild_id: int, exchange_id: int) -> Project:
    """A project of this guild. Raises NotFoundError."""
    found = store.get(tx, guild_id, exchange_id)
    if found is None:
        raise NotFoundError("exchange-not-found")
    return found


def led(tx: Transaction, actor: Actor, exchange_id: int, *, version: int | None = None) -> Project:
    """A project that the actor runs. Raises NotFoundError, NotAllowedError, and StaleError when it moved on since."""
    found = existing(tx, actor.guild_id, exchange_id)
    if not leads(tx, actor):
        raise NotAllowedError("exchange-organisers-only", name=found.name)
    if version is not None and version != found.version:
        raise StaleError("exchange-changed", name=found.name)
    return found


def organisation(tx: Transaction, guild_id: int, organisation_id: int) -> Organisation:
    """An organisation of this guild, followed to what it was merged into. Raises NotFoundError."""
    found = store.organisation(tx, guild_id, organisation_id)
    if found is None:
        raise NotFoundError("organisation-not-found")
    return found


def today(tx: Transaction, project: Project) -> dt.date:
    """The day it is where the project is: what is valid until a day is valid on that day."""
    return tx.now.astimezone(ZoneInfo(project.zone)).date()


def happened(
    tx: Transaction,
    project: Project,
    actor: Actor | None,
    what: str,
    *,
    organisation_id: int | None = None,
    before: dict[str, object] | None = None,
    **details: object,
) -> int:
    """Note in the project's history, and in the guild's log as `exchange.<what>`, who did what; returns the line's id.

    `actor` None: the bot, by itself. `details` make the line of the minutes, the catalogue's `exchange-minutes-<what>`; names
    in them are what they were then. Nothing confidential: members read the history. `before` is for the log alone.
    """
    by = audit.SYSTEM if actor is None else audit.actor_key(tx, actor.user_id)
    happening = store.append(tx, project, by=by, what=what, organisation_id=organisation_id, details=details)
    if actor is not None and leads(tx, actor):
        insiders.let_in(tx, project, actor.user_id)
    audit.record(
        tx,
        guild_id=project.guild_id,
        user_id=None if actor is None else actor.user_id,
        action=f"exchange.{what}",
        subject=f"exchange:{project.id}",
        before=before,
        after=details,
    )
    return happening
