"""Asks RIPEstat what the routes of the world show of an AS number: at most eight questions at once, and says who asks.

The data calls: https://stat.ripe.net/docs/data-api/api-endpoints/as-overview and …/routing-status, which counts the
prefixes where announced-prefixes lists them, megabytes for a large network. What both tell changes every eight hours.
"""

import asyncio
import datetime as dt
from functools import partial
from typing import Final

from bot.networks.sources import rules, store
from bot.networks.sources.asking import Asker, Read, Sharing
from bot.networks.sources.store import Kept
from bot.storage.database import Database

AT_ONCE: Final = 8
FRESH: Final = dt.timedelta(hours=6)
OVERVIEW, ROUTING = "as-overview", "routing-status"
_APP: Final = "crossconnect"
_MOST_BYTES: Final = 128 * 1024
_READ: Final = {OVERVIEW: rules.overview_of, ROUTING: rules.routing_of}


class RipeStat:
    """`base`: such as https://stat.ripe.net/data."""

    def __init__(self, database: Database, asker: Asker, base: str, *, at_once: int = AT_ONCE) -> None:
        self._database = database
        self._asker = asker
        self._base = base
        self._slots = asyncio.Semaphore(at_once)
        self._shared: Sharing[Kept] = Sharing()

    async def ask(self, call: str, asn: int) -> Kept:
        """What a data call answers now, stored. Raises UnansweredError."""
        return await self._shared.get(f"{call}:{asn}", partial(self._ask, call, asn))

    async def close(self) -> None:
        """Give up what is under way."""
        await self._shared.close()

    async def _ask(self, call: str, asn: int) -> Kept:
        asked = f"{call}:{asn}"
        known = await self._database.read(lambda tx: store.kept(tx, self._asker.source, [asked]))
        read: Read = partial(_READ[call], asn)
        async with self._slots:
            found = await self._asker.ask(
                f"{self._base}/{call}/data.json?resource=AS{asn}&sourceapp={_APP}",
                {asn: asked},
                read,
                headers={"Accept": "application/json"},
                most_bytes=_MOST_BYTES,
                since=known.get(asked),
            )
        return found[asn]
