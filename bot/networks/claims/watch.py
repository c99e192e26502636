"""Claims that end by themselves: whose member left, and which nobody confirmed. Also what a day brings: asking, roles.

Without the members intent nobody tells who left: a member is looked at when a claim of theirs is, and once in a while.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Final

from bot.clock import to_epoch
from bot.errors import NotAllowedError, StaleError
from bot.networks.claims import promises, records, roles, rules, store
from bot.networks.claims.rules import ClaimState
from bot.storage.database import Database, Transaction

_log = logging.getLogger(__name__)

IsHere = Callable[[int, int], Awaitable[bool | None]]
"""(guild, member) → whether Discord says that they are in the guild; None: it does not say."""

PATIENCE: Final = dt.timedelta(seconds=1.5)
"""How long somebody who looks waits to hear who left."""
SWEPT_AT_ONCE: Final = 20
"""Members whom the sweep asks about, each hour: 480 a day for all guilds together."""
SWEEP_EVERY: Final = dt.timedelta(hours=1)
_AT_ONCE: Final = 100


class Watch:
    """`is_here` asks Discord."""

    def __init__(self, database: Database, is_here: IsHere) -> None:
        self._database = database
        self._is_here = is_here
        self.patience = PATIENCE

    # Who left

    async def require_here(self, guild_id: int, user_id: int) -> None:
        """Raises NotAllowedError for whoever left, whose claims end with it. When Discord does not say, they are there."""
        if await self._look(guild_id, user_id) is False:
            raise NotAllowedError("claims-left")

    async def require_still_here(self, guild_id: int, user_id: int) -> None:
        """The same, about somebody else. Raises StaleError."""
        if await self._look(guild_id, user_id) is False:
            raise StaleError("claims-member-left")

    async def look(self, guild_id: int, user_ids: Collection[int]) -> int:
        """Somebody looks at claims of these members: who was not seen lately is asked about; returns how many left."""
        if not user_ids:
            return 0
        seen = await self._database.read(lambda tx: store.last_seen(tx, guild_id, user_ids))
        now = await self._database.read(lambda tx: tx.now)
        wanted = [one for one, at in seen.items() if now - at > rules.LOOK_AGAIN][:_AT_ONCE]
        if not wanted:
            return 0
        asked = [asyncio.ensure_future(self._look(guild_id, one)) for one in wanted]
        done, late = await asyncio.wait(asked, timeout=self.patience.total_seconds())
        for one in late:
            one.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return sum(one.result() is False for one in done)

    async def look_at_network(self, guild_id: int, asn: int) -> int:
        """Somebody looks at a network: the same for everybody with a claim to it."""
        people = await self._database.read(lambda tx: store.people_of_network(tx, guild_id, asn))
        return await self.look(guild_id, people)

    async def sweep(self) -> int:
        """Ask about some members whom nobody has seen for long; returns how many left. A job of the scheduler."""
        wanted = await self._database.read(
            lambda tx: store.unseen(tx, tx.now - rules.LOOK_AGAIN, SWEPT_AT_ONCE)
        )
        gone = 0
        for guild_id, user_id in wanted:
            gone += await self._look(guild_id, user_id, unsure=True) is False
        return gone

    async def left(self, guild_id: int, user_id: int) -> int:
        """A member is not in the guild any more: their claims end; returns how many."""
        if not await self._database.read(lambda tx: _has_open(tx, guild_id, user_id)):
            return 0
        ended = await self._database.write(lambda tx: records.left(tx, guild_id, user_id))
        if ended:
            _log.info("guild %d: a member with %d claims left", guild_id, ended)
        return ended

    async def _look(self, guild_id: int, user_id: int, *, unsure: bool = False) -> bool | None:
        """Ask Discord, and note what it says. `unsure`: also that it does not say, so that the others have their turn."""
        here = await self._is_here(guild_id, user_id)
        if here is False:
            await self.left(guild_id, user_id)
        elif here or unsure:
            await self._database.write(lambda tx: store.set_seen(tx, guild_id, user_id))
        return here

    # What time brings

    async def turn(self) -> int:
        """End what nobody confirmed, ask for what ends soon, and mend roles; returns how many promises that made. Idempotent."""
        while await self._database.write(_expire):
            pass
        made = 0
        while asked := await self._database.write(_ask):
            made += asked
        for guild_id in await self._database.read(_unsettled):
            made += await self._database.write(lambda tx, guild_id=guild_id: _daily(tx, guild_id))  # type: ignore[misc]
        return made


def _unsettled(tx: Transaction) -> list[int]:
    """The guilds in which something is to be mended or told again."""
    return [
        guild_id
        for guild_id in store.guilds(tx)
        if roles.unsettled(tx, guild_id) or _has_long_waited(tx, guild_id)
    ]


def _has_long_waited(tx: Transaction, guild_id: int) -> bool:
    waiting = store.in_state(tx, guild_id, ClaimState.WAITING, limit=1)
    return bool(waiting) and tx.now - waiting[0].created_at >= rules.NOTICE_AGAIN


def _has_open(tx: Transaction, guild_id: int, user_id: int) -> bool:
    return store.count_open(tx, guild_id, user_id) > 0


def _expire(tx: Transaction) -> int:
    found = store.expired(tx, _AT_ONCE)
    for claim in found:
        records.end(tx, claim, ClaimState.EXPIRED)
    return len(found)


def _ask(tx: Transaction) -> int:
    found = store.to_ask(tx, tx.now + rules.ASK_BEFORE, _AT_ONCE)
    for claim in found:
        store.note(tx, claim, asked_at=to_epoch(tx.now))
    promises.ask(tx, found)
    return len(found)


def _daily(tx: Transaction, guild_id: int) -> int:
    """Roles that could not be given or taken are tried again each day; what has waited for long is told of again."""
    key = f"t{tx.now:%Y%m%d}"
    made = roles.chosen_anew(tx, guild_id, key=key)
    waiting = store.in_state(tx, guild_id, ClaimState.WAITING, limit=1)
    if waiting:
        made += promises.notice_again(tx, guild_id, waiting[0].created_at)
    return made
