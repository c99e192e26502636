"""What members do that others must read: not too often, and not at all by whom the guild has blocked.

Other rooms call `require` and `require_allowed` inside their own transactions.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from bot.errors import InvalidInputError, NotAllowedError, RefusedError
from bot.feature import Erasure, Feature, PersonalData, Table
from bot.guilds.conduct import store
from bot.guilds.service import require_organiser, settings_in
from bot.language import markup
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

FEATURE: Final = "conduct"
KEPT: Final = dt.timedelta(days=1)
"""So long a use is counted: no pause is longer."""
_FORGOTTEN_AT_ONCE: Final = 500


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """Somebody who is kept from what others must read."""

    user_id: int
    since: dt.datetime


def require(tx: Transaction, actor: Actor, action: str, *, most: int, within: dt.timedelta) -> None:
    """Count one more of an action, in the transaction that does it. `within`: a day at most.

    Raises NotAllowedError for whoever is blocked, and RefusedError when it is more than `most` within a span, with when it
    may be done again.
    """
    require_allowed(tx, actor)
    earlier = store.since(tx, actor.guild_id, actor.user_id, action, tx.now - within)
    if len(earlier) >= most:
        raise RefusedError("conduct-too-often", again=markup.time(earlier[-most] + within, "R"))
    store.add(tx, actor.guild_id, actor.user_id, action)


def require_allowed(tx: Transaction, actor: Actor) -> None:
    """Raises NotAllowedError for whoever is blocked. For what keeps its own count."""
    if store.is_blocked(tx, actor.guild_id, actor.user_id):
        raise NotAllowedError("conduct-blocked")


class ConductService:
    """Use cases of organisers: whom a guild keeps from what others must read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def block(self, actor: Actor, user_id: int) -> bool:
        """Block somebody; False where they were already. Raises InvalidInputError for oneself."""

        def operation(tx: Transaction) -> bool:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            if user_id == actor.user_id:
                raise InvalidInputError("conduct-block-yourself")
            changed = store.block(tx, actor.guild_id, user_id)
            if changed:
                _record(tx, actor, "setup.block", user_id)
            return changed

        return await self._database.write(operation)

    async def unblock(self, actor: Actor, user_id: int) -> bool:
        """Let somebody again; False where nobody kept them."""

        def operation(tx: Transaction) -> bool:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            changed = store.unblock(tx, actor.guild_id, user_id)
            if changed:
                _record(tx, actor, "setup.unblock", user_id)
            return changed

        return await self._database.write(operation)

    async def blocked(self, actor: Actor, *, number: int, per_page: int) -> Page[Blocked]:
        """A page of those who are blocked, the latest first."""

        def operation(tx: Transaction) -> Page[Blocked]:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            found = [
                Blocked(user_id=user_id, since=since) for user_id, since in store.blocked(tx, actor.guild_id)
            ]
            return paged(found, number, per_page)

        return await self._database.read(operation)

    def feature(self) -> Feature:
        """How conduct joins in."""
        return Feature(
            name=FEATURE,
            tables=(
                Table(
                    name="conduct",
                    people=(
                        PersonalData(
                            column="user_id", what="conduct-data-uses", erasure=Erasure.DELETE, kept=KEPT
                        ),
                    ),
                ),
                Table(
                    name="guild_block",
                    people=(
                        PersonalData(column="user_id", what="conduct-data-block", erasure=Erasure.DELETE),
                    ),
                ),
            ),
            forget=lambda tx, now: store.forget(tx, now - KEPT, _FORGOTTEN_AT_ONCE),
        )


def _record(tx: Transaction, actor: Actor, action: str, user_id: int) -> None:
    """Whom it was about is named by their key, like everybody in the log."""
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=action,
        subject="",
        after={"member": audit.actor_key(tx, user_id)},
    )
