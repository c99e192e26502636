"""A search over ten thousand solved threads, by the words that people type; on the real store, beside nothing."""

import asyncio
import datetime as dt
import random
import time
from pathlib import Path
from typing import Final

from bot.clock import SystemClock, to_epoch
from bot.feature import SearchQuery
from bot.search.rules import MOST
from bot.storage.database import Database, Transaction
from bot.topics.threads import search, store
from bot.topics.threads.rules import ThreadState

THREADS: Final = 10_000
_GUILD, _CHANNELS = 7, range(100, 110)
_WORDS: Final = (
    "bgp ospf isis route server session peering transit prefix filter community aspath rpki roa ix cache dns resolver"
    " anycast latency loss fibre cable power outage router switch firmware upgrade hold timer flap loop vlan mtu bundle"
    " monitoring snmp netflow ipv6 ipv4 allocation rir whois abuse ddos blackhole scrubbing optics transceiver patch"
)
_TYPED: Final = (
    "b",
    "bgp",
    "route server",
    "r s",
    "bgp session hold timer",
    "rpki roa prefix",
    "nothing here",
)
"""A letter that nine of ten threads hold, words, beginnings, a sentence, and what is nowhere."""


async def timings(folder: Path, count: int) -> list[float]:
    """Seconds of each of `count` searches, one after the other, in order of their length."""
    async with await Database.open(folder / "search.sqlite3", clock=SystemClock()) as database:
        await database.write(_fill)
        taken = []
        for turn in range(count):
            query = SearchQuery(
                guild_id=_GUILD,
                text=_TYPED[turn % len(_TYPED)],
                topic_id=None,
                since=None,
                most=MOST,
                may_view=lambda channel_id: channel_id != _CHANNELS[0],
            )
            began = time.perf_counter()
            await database.read(lambda tx, query=query: search.find(tx, query))  # type: ignore[misc]
            taken.append(time.perf_counter() - began)
            await asyncio.sleep(0)  # each search begins on a loop that has nothing left over
    return sorted(taken)


def _fill(tx: Transaction) -> None:
    chance, words = random.Random(4), _WORDS.split()
    for number in range(THREADS):
        made = store.insert(
            tx,
            guild_id=_GUILD,
            thread_id=1000 + number,
            topic_id=None,
            channel_id=chance.choice(_CHANNELS),
            title=" ".join(chance.choices(words, k=6)),
            state=ThreadState.ANSWERED,
            asker_id=1,
            opened_at=tx.now - dt.timedelta(hours=number),
            in_forum=True,
            question=" ".join(chance.choices(words, k=40)),
        )
        thread = store.get(tx, _GUILD, made)
        if thread is None:
            raise RuntimeError("what was stored is not there")
        store.note(tx, thread, answer=" ".join(chance.choices(words, k=20)), answered_at=to_epoch(tx.now))
        now = store.get(tx, _GUILD, made)
        store.reindex(tx, thread if now is None else now)
