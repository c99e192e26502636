"""What it takes to plan the reminders of cohorts: memory, rows that wait, and time, over hours of looks."""

import datetime as dt
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import cohorts_at_rest
from benchmarks.stand_in import Guild, snowflakes
from bot.app import App
from bot.clock import MovableClock
from bot.config import Settings
from bot.storage.database import Transaction

PEOPLE: Final = cohorts_at_rest.PEOPLE
_LOOK: Final = dt.timedelta(minutes=15)
_GUILDS: Final = 20


@dataclass(frozen=True, kw_only=True)
class Planned:
    """`peak`: bytes of the largest look beyond what was there before; `rows`: most that waited at any time; `slowest` in seconds."""

    peak: int
    rows: int
    slowest: float


async def planned(folder: Path, number: int, looks: int) -> Planned:
    """Look ahead `looks` times, a quarter of an hour apart; what is due is taken as sent."""
    ids = snowflakes()
    guilds = [
        Guild(id=next(ids), channels=[next(ids) for _ in range(20)], roles=[next(ids)])
        for _ in range(_GUILDS)
    ]
    path = folder / f"planned-{number}.sqlite3"
    await cohorts_at_rest.fill(path, guilds, number)
    clock = MovableClock()
    settings = Settings.load({"CROSSCONNECT_TOKEN": "bench", "CROSSCONNECT_DATABASE": str(path)})
    peak = rows = 0
    slowest = 0.0
    async with App.open(settings, clock) as app:
        look = app.features["reminding"].materialise
        assert look is not None
        await look()  # what is loaded once is loaded now
        tracemalloc.start()
        try:
            for _ in range(looks):
                clock.advance(_LOOK)
                before, _ = tracemalloc.get_traced_memory()
                tracemalloc.reset_peak()
                began = time.perf_counter()
                await look()
                slowest = max(slowest, time.perf_counter() - began)
                peak = max(peak, tracemalloc.get_traced_memory()[1] - before)
                rows = max(rows, await app.database.read(_waiting))
                await app.database.write(_sent)
        finally:
            tracemalloc.stop()
    return Planned(peak=peak, rows=rows, slowest=slowest)


def _waiting(tx: Transaction) -> int:
    row = tx.one("SELECT count(*) AS n FROM delivery WHERE state = 'pending'")
    return 0 if row is None else int(row["n"])


def _sent(tx: Transaction) -> int:
    return tx.execute(
        "UPDATE delivery SET state = 'sent' WHERE state = 'pending' AND due_at <= ?",
        (int(tx.now.timestamp()),),
    )
