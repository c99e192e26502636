"""Whether the bot is well: measured from inside, told as values.

Alive is who answers in time: the event loop turns. Ready is who keeps promises at this moment: connected, with a
database that answers, and nothing that waits longer than it may. A bot that is not ready is not to be restarted for it:
an outage of Discord passes by itself.
"""

import asyncio
import datetime as dt
import math
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.client import Crossconnect
from bot.clock import Clock
from bot.delivery import outbox
from bot.storage.database import Database, Transaction

LAG_MOST: Final = 5.0
"""Seconds that the event loop may be late."""
READ_MOST: Final = 1.0
"""Seconds in which the database answers a read."""
OVERDUE_MOST: Final = dt.timedelta(minutes=5)
_BEAT: Final = 0.5
COUNTED_MOST: Final = 100_000
"""Rows that are counted at most: a look has to cost the same with a million of them."""
_COUNT_EVERY: Final = 15.0


class LoopLag:
    """How late the event loop is: a heartbeat that measures by how much it was missed."""

    def __init__(self) -> None:
        self._last = 0.0
        self._late = 0.0
        self._beating: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to beat, in the running loop."""
        self._last = asyncio.get_running_loop().time()
        self._beating = asyncio.create_task(self._beat(), name="loop lag")

    async def stop(self) -> None:
        """Harmless twice."""
        if self._beating is not None:
            self._beating.cancel()
            await asyncio.wait({self._beating})
            self._beating = None

    @property
    def seconds(self) -> float:
        """Of the last beat, or of the one that is missing now."""
        return max(self._late, asyncio.get_running_loop().time() - self._last - _BEAT, 0.0)

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_BEAT)
            now = loop.time()
            self._late = max(0.0, now - self._last - _BEAT)
            self._last = now


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """`reasons`: why not, a sentence each; empty: ready. `overdue`: how long the first of what waits has been due.

    `database_seconds`: how long a read took; None: it did not answer in time.
    """

    reasons: tuple[str, ...]
    connected: bool
    latency: float | None
    overdue: dt.timedelta
    database_seconds: float | None


class Health:
    """Looks at the parts. `bot` gives the client of the connection that stands, or None."""

    def __init__(self, database: Database, clock: Clock, bot: Callable[[], Crossconnect | None]) -> None:
        self.lag = LoopLag()
        self._database = database
        self._clock = clock
        self._bot = bot
        self._counted: tuple[float, int] = (-math.inf, 0)

    async def readiness(self) -> Readiness:
        """As of now. Raises nothing that is expected to go wrong: it is told."""
        bot = self._bot()
        connected = bot is not None and is_connected(bot)
        reasons = [] if connected else ["the gateway is not connected"]
        began = asyncio.get_running_loop().time()
        taken: float | None = None
        overdue = dt.timedelta(0)
        try:
            async with asyncio.timeout(READ_MOST):
                since = await self._database.read(outbox.oldest_overdue)
        except TimeoutError:
            reasons.append(f"the database did not answer within {READ_MOST:g} s")
        except (sqlite3.Error, RuntimeError) as error:
            reasons.append(f"the database does not answer: {error}")
        else:
            taken = asyncio.get_running_loop().time() - began
            overdue = max(dt.timedelta(0), self._clock.now() - since) if since else dt.timedelta(0)
        if overdue >= OVERDUE_MOST:
            minutes = int(overdue.total_seconds() // 60)
            reasons.append(f"a delivery has been due for {minutes} minutes")
        return Readiness(
            reasons=tuple(reasons),
            connected=connected,
            latency=latency(bot) if bot is not None and connected else None,
            overdue=overdue,
            database_seconds=taken,
        )

    async def waiting(self) -> int:
        """How many deliveries wait, now or later, up to COUNTED_MOST; looked up every 15 s at most."""
        now = asyncio.get_running_loop().time()
        at, number = self._counted
        if now - at >= _COUNT_EVERY:

            def count(tx: Transaction) -> int:
                return outbox.open_rows(tx, COUNTED_MOST)

            number = await self._database.read(count)
            self._counted = (now, number)
        return number


def is_connected(bot: Crossconnect) -> bool:
    """Whether every shard has an open connection. A client stays "ready" while its gateway is gone."""
    shards = bot.shards.values()
    return bot.is_ready() and not bot.is_closed() and bool(shards) and not any(s.is_closed() for s in shards)


def latency(bot: Crossconnect) -> float | None:
    """Seconds between a heartbeat and its answer; None before the first."""
    seconds = bot.latency
    return seconds if math.isfinite(seconds) else None
