"""`make bench`: how fast Crossconnect is, as ratios to a bare discord.py bot on the same server in the same run.

python -m benchmarks [--quick] [--only clicks|votes|rows|guilds|drain|search|cohorts|counting|
exchanges].
Linux only: it reads /proc. Some ten minutes. Exit code 1 when a goal is
missed. Figures of one machine say little; the ratios say what our own code costs on top of discord.py.
"""

import argparse
import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import cohorts, cohorts_at_rest, counting, exchanges, outbox, search, subject, votes
from benchmarks.stand_in import StandIn, Timings
from bot.polls.counting.ballots import Method

OWN = 0.0005
"""What a click may cost of our own time, in seconds, beside discord.py's and one commit."""
SEARCHED = 0.020
"""What a search may take, in seconds."""
COURSES = 200
"""Cohorts, all of whose people want direct messages."""
PLANNED_MEMORY = 2.0
"""How much more memory many cohorts may cost than one while reminders are planned."""
COUNTED = {Method.SCHULZE: 0.3, Method.RUNOFF: 0.6}
"""What counting many ballots may take, in seconds."""
COUNTED_FEW = 0.002
"""What counting a hundred ballots may take."""
READY = 0.010
"""What the readiness of a project may take, and the card with all that follows from it."""
HOME = 0.005
"""What the home of a project may take, with ten thousand lines in its history."""
HELD = 0.005
"""For how long a paper of a project may hold the event loop."""
ZONE: list[dict[str, Any]] = [{"type": 3, "name": "zone", "value": "Asia/Beirut"}]
IN_FLIGHT = (1, 16, 100)
WARMING = 300
"""Interactions before those that are measured."""
_SETTLE = 3.0
"""Seconds after READY until a bot is at rest: discord.py itself waits two for guilds."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the report. `goal` None: told, not judged."""

    what: str
    ours: str
    bare: str
    ratio: str = ""
    goal: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        verdict = {None: "", True: "met", False: "MISSED"}[self.met]
        return (self.what, self.ours, self.bare, self.ratio, self.goal, verdict)


PARTS = ("clicks", "votes", "guilds", "rows", "drain", "search", "cohorts", "counting", "exchanges")


async def main(*, quick: bool, only: str | None) -> int:
    """Run the parts, print the report; the exit code."""
    parts: dict[str, Callable[[bool], Awaitable[list[Row]]]] = {
        "clicks": clicks,
        "votes": voted,
        "guilds": guilds,
        "rows": rows,
        "drain": drain,
        "search": searched,
        "cohorts": courses,
        "counting": counted,
        "exchanges": founded,
    }
    found: list[Row] = []
    for name, part in parts.items():
        if only in (None, name):
            print(f"measuring: {name}", file=sys.stderr)
            found += await part(quick)
    _print(found)
    return 1 if any(row.met is False for row in found) else 0


async def searched(quick: bool) -> list[Row]:
    """A search over ten thousand solved threads."""
    with tempfile.TemporaryDirectory() as folder:
        taken = await search.timings(Path(folder), 300 if quick else 2000)
    median, worst = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    what = f"a search over {search.THREADS:,} threads"
    return [
        Row(what=f"{what}: p50", ours=_ms(median), bare=""),
        Row(what=f"{what}: p99", ours=_ms(worst), bare="", goal=f"≤ {_ms(SEARCHED)}", met=worst <= SEARCHED),
    ]


async def courses(quick: bool) -> list[Row]:
    """Reminders of two hundred cohorts are planned with the memory of one."""
    looks = 24 if quick else 96
    with tempfile.TemporaryDirectory() as folder:
        one = await cohorts.planned(Path(folder), 1, looks)
        many = await cohorts.planned(Path(folder), COURSES, looks)
    ratio = many.peak / one.peak
    what = f"reminders of {COURSES} cohorts of {cohorts.PEOPLE} people"
    return [
        Row(
            what=f"{what}: memory of planning, beside one cohort's",
            ours=f"{many.peak / 1024:.0f} KB",
            bare=f"{one.peak / 1024:.0f} KB",
            ratio=_times(ratio),
            goal=f"≤ {_times(PLANNED_MEMORY)}",
            met=ratio <= PLANNED_MEMORY,
        ),
        Row(what=f"{what}: waiting at most", ours=f"{many.rows:,}", bare=f"{one.rows:,}"),
        Row(
            what=f"{what}: the slowest look, in the database's thread",
            ours=_ms(many.slowest),
            bare=_ms(one.slowest),
        ),
        *await _at_rest(quick),
    ]


async def _at_rest(quick: bool) -> list[Row]:
    """Memory with one cohort and with many, once the bot has planned ahead, and how many reminders it keeps for that."""
    few, many = 1, 20 if quick else COURSES
    found: dict[int, tuple[float, int, int]] = {}
    for number in (few, many):
        memories = []
        with tempfile.TemporaryDirectory() as folder:
            async with StandIn(guilds=20) as server:
                command, env = subject.ours(server, Path(folder))
                database = Path(folder) / "bench.sqlite3"
                planned = await cohorts_at_rest.fill(database, server.guilds, number)
                for _ in range(3):
                    async with subject.running(server, *command, env=env) as bot:
                        async with asyncio.timeout(60):
                            while cohorts_at_rest.waiting(database) is None:  # noqa: ASYNC110
                                await asyncio.sleep(0.2)  # it plans in a process of its own
                        await asyncio.sleep(_SETTLE)  # at rest
                        memories.append(bot.memory())
                waiting = cohorts_at_rest.waiting(database)
        found[number] = (min(memories), waiting or 0, planned)
    (less, _, _), (more, rows_kept, planned) = found[few], found[many]
    people = f"{many} cohorts of {cohorts_at_rest.PEOPLE} people"
    judged = not quick
    return [
        Row(
            what=f"memory with {people}",
            ours=f"{more:.0f} MB",
            bare=f"{less:.0f} MB with {few}",
            ratio=_times(more / less),
            goal="≤ 1.10 ×",
            met=more <= less * 1.1 + 0.5 if judged else None,
        ),
        Row(
            what=f"reminders kept for {people}",
            ours=f"{rows_kept:,}",
            bare=f"{planned:,} in their plans",
            ratio=f"{rows_kept / planned:.4f} ×",
            goal="≤ 0.01 ×",
            met=rows_kept <= planned * 0.01 if judged else None,
        ),
    ]


async def counted(quick: bool) -> list[Row]:
    """Ballots without a like, in processor time; beside the program that tests hold our results against."""
    many = counting.MANY // 10 if quick else counting.MANY
    found = []
    for method in counting.METHODS:
        few = counting.ours(method, counting.made(counting.FEW), 20)
        cast = counting.made(many)
        all_, other = counting.ours(method, cast, 3), counting.theirs(method, cast)
        allowed = COUNTED[method] * many / counting.MANY
        found += [
            Row(
                what=f"{method}, {counting.FEW} ballots of {counting.OPTIONS} options",
                ours=_ms(few.count),
                bare="",
                goal=f"≤ {_ms(COUNTED_FEW)}",
                met=few.count <= COUNTED_FEW,
            ),
            Row(
                what=f"{method}, {many:,} ballots",
                ours=_ms(all_.count),
                bare=f"py-vote-core: {_ms(other)}",
                ratio=_times(all_.count / other),
                goal=f"≤ {_ms(allowed)}",
                met=all_.count <= allowed,
            ),
            Row(what=f"{method}, {many:,} ballots: checked before", ours=_ms(all_.check), bare=""),
        ]
    return found


async def founded(quick: bool) -> list[Row]:
    """A project with five hundred organisations on its ladder, in processor time of the database's thread."""
    with tempfile.TemporaryDirectory() as folder:
        taken = await exchanges.readiness(Path(folder), 30 if quick else 300)
    with tempfile.TemporaryDirectory() as folder:
        held = await exchanges.papers(Path(folder), 15 if quick else 60)
    what = {
        "readiness": "readiness",
        "over": "who would take it over the gate",
        "card": "all that the card of readiness shows",
        "home": f"its home, with {exchanges.LINES} lines in its history",
    }
    found = []
    for name, times in taken.items():
        worst = times[int(len(times) * 0.99)]
        goal = HOME if name == "home" else READY
        found.append(
            Row(
                what=f"a project of {exchanges.ORGANISATIONS} organisations: {what[name]}, p99",
                ours=f"{_ms(worst)} (p50 {_ms(times[len(times) // 2])})",
                bare="",
                goal=f"≤ {_ms(goal)}",
                met=worst <= goal,
            )
        )
    for name, times in held.items():
        # Whatever else runs on the machine lengthens single ones: the least is what we do ourselves.
        found.append(
            Row(
                what=f"its {name} full data, the loop held at most",
                ours=f"{_ms(times[0])} (p50 {_ms(times[len(times) // 2])})",
                bare="",
                goal=f"≤ {_ms(HELD)}",
                met=times[0] <= HELD,
            )
        )
    return found


_Run = Callable[..., Awaitable[Timings]]
"""So many (`count`) interactions, so many (`at_once`) in flight."""


async def voted(quick: bool) -> list[Row]:
    """A ballot that is on the disk before its voter is told, beside a button that answers from constants."""
    count = 500 if quick else 3000
    with tempfile.TemporaryDirectory() as folder:
        async with StandIn() as server:
            async with subject.running(server, *subject.bare(server)) as bot:
                press = partial(server.presses, "bare.vote")
                bare = await _clicks(bot, {"read": press}, count)
            command, env = subject.ours(server, Path(folder))
            path = Path(folder) / "bench.sqlite3"
            press = partial(server.presses, await votes.opened(path, server.guilds[0]))
            async with subject.running(server, *command, env=env) as bot:
                ours = await _clicks(bot, {"write": press}, count)
        cast = votes.cast(path)
        commit = _commit(Path(folder) / "commit.sqlite3")
    found = [
        Row(
            what="ballots cast, and as many in a chain that holds",
            ours=f"{cast:,}",
            bare="",
            goal=f"= {3 * (count + WARMING):,}",
            met=cast == 3 * (count + WARMING),
        )
    ]
    for at_once in IN_FLIGHT:
        found += _compared(
            f"a vote, {at_once} in flight", "write", at_once, ours=ours, bare=bare, commit=commit
        )
    return found


async def clicks(quick: bool) -> list[Row]:
    """Start, idle memory, and what a command costs without and with a durable write."""
    count = 500 if quick else 3000
    with tempfile.TemporaryDirectory() as folder:
        async with StandIn() as server:
            async with subject.running(server, *subject.bare(server)) as bot:
                bare = await _clicks(bot, {"read": partial(server.interactions, "bare", [])}, count)
            command, env = subject.ours(server, Path(folder))
            async with subject.running(server, *command, env=env) as bot:
                runs = {
                    "read": partial(server.interactions, "me show", []),
                    "write": partial(server.interactions, "me zone", ZONE),
                }
                ours = await _clicks(bot, runs, count)
        commit = _commit(Path(folder) / "commit.sqlite3")
    found = [
        Row(
            what="start to READY",
            ours=f"{ours.start:.2f} s",
            bare=f"{bare.start:.2f} s",
            ratio=_times(ours.start / bare.start),
        ),
        Row(
            what="memory at rest",
            ours=f"{ours.memory:.0f} MB",
            bare=f"{bare.memory:.0f} MB",
            ratio=_times(ours.memory / bare.memory),
        ),
        Row(what="one commit of one row, synced", ours=_ms(commit), bare=""),
    ]
    for kind, name in (("read", "a command"), ("write", "a command with a durable write")):
        for at_once in IN_FLIGHT:
            found += _compared(
                f"{name}, {at_once} in flight", kind, at_once, ours=ours, bare=bare, commit=commit
            )
    return found


@dataclass(frozen=True, kw_only=True)
class _Measured:
    start: float
    memory: float
    timings: dict[tuple[str, int], Timings]
    processor: dict[tuple[str, int], float]


async def _clicks(bot: subject.Subject, runs: Mapping[str, _Run], count: int) -> _Measured:
    await asyncio.sleep(_SETTLE)  # what is measured is a bot at rest
    memory = bot.memory()
    timings, processor = {}, {}
    for kind, run in runs.items():
        for at_once in IN_FLIGHT:
            await run(count=WARMING, at_once=at_once)
            before = bot.processor()
            timings[kind, at_once] = await run(count=count, at_once=at_once)
            processor[kind, at_once] = (bot.processor() - before) / count
    return _Measured(start=bot.start, memory=memory, timings=timings, processor=processor)


def _compared(
    what: str, kind: str, at_once: int, *, ours: _Measured, bare: _Measured, commit: float
) -> list[Row]:
    mine, other = ours.timings[kind, at_once], bare.timings["read", at_once]
    cost = Row(
        what=f"{what}: processor",
        ours=_ms(ours.processor[kind, at_once]),
        bare=_ms(bare.processor["read", at_once]),
        ratio=_times(ours.processor[kind, at_once] / bare.processor["read", at_once]),
    )
    median, worst = mine.percentile(0.5), mine.percentile(0.99)
    if at_once == 1:
        allowed = other.percentile(0.5) + OWN + (commit if kind == "write" else 0.0)
        return [
            Row(
                what=f"{what}: p50",
                ours=_ms(median),
                bare=_ms(other.percentile(0.5)),
                ratio=_times(median / other.percentile(0.5)),
                goal=f"≤ {_ms(allowed)}",
                met=median <= allowed,
            ),
            Row(
                what=f"{what}: p99",
                ours=_ms(worst),
                bare=_ms(other.percentile(0.99)),
                ratio=_times(worst / other.percentile(0.99)),
            ),
            cost,
        ]
    judged = kind == "write"
    share, tail = mine.per_second / other.per_second, worst / other.percentile(0.99)
    return [
        Row(
            what=f"{what}: a second",
            ours=f"{mine.per_second:.0f}",
            bare=f"{other.per_second:.0f}",
            ratio=_times(share),
            goal="≥ 0.80 ×" if judged else "",
            met=share >= 0.8 if judged else None,
        ),
        Row(
            what=f"{what}: p99",
            ours=_ms(worst),
            bare=_ms(other.percentile(0.99)),
            ratio=_times(tail),
            goal="≤ 1.50 ×" if judged else "",
            met=tail <= 1.5 if judged else None,
        ),
        cost,
    ]


async def guilds(quick: bool) -> list[Row]:
    """Memory with 1,000 guilds of 20 channels and 10 roles each."""
    count = 200 if quick else 1000
    with tempfile.TemporaryDirectory() as folder:
        async with StandIn(guilds=count) as server:
            async with subject.running(server, *subject.bare(server)) as bot:
                await asyncio.sleep(_SETTLE + 3)  # at rest: 1,000 guilds take their time
                bare = bot.memory()
            command, env = subject.ours(server, Path(folder))
            async with subject.running(server, *command, env=env) as bot:
                await asyncio.sleep(_SETTLE + 3)  # at rest: 1,000 guilds take their time
                ours = bot.memory()
    return [
        Row(
            what=f"memory with {count:,} guilds",
            ours=f"{ours:.0f} MB",
            bare=f"{bare:.0f} MB",
            ratio=_times(ours / bare),
        )
    ]


async def rows(quick: bool) -> list[Row]:
    """Start, idle cost and memory with few and with many promises that are not due."""
    few, many = 1000, 100_000 if quick else 1_000_000
    seconds = 5.0 if quick else 40.0
    found: dict[int, tuple[float, float, float]] = {}
    for number in (few, many):
        starts, idles, memories = [], [], []
        with tempfile.TemporaryDirectory() as folder:
            async with StandIn() as server:
                command, env = subject.ours(server, Path(folder))
                await outbox.fill(Path(folder) / "bench.sqlite3", server.guilds[0], number)
                for _ in range(3):
                    async with subject.running(server, *command, env=env) as bot:
                        await asyncio.sleep(_SETTLE)  # at rest
                        before = bot.processor()
                        await asyncio.sleep(seconds)  # rest itself is what is measured here
                        starts.append(bot.start)
                        idles.append((bot.processor() - before) / seconds)
                        memories.append(bot.memory())
        found[number] = (min(starts), min(idles), min(memories))
    less, more = found[few], found[many]
    judged = not quick
    return [
        Row(
            what=f"{what} with {many:,} promises",
            ours=shown(more[place]),
            bare=f"{shown(less[place])} with {few:,}",
            ratio=_times(more[place] / max(less[place], 1e-9)),
            goal="≤ 1.10 ×",
            met=more[place] <= less[place] * 1.1 + slack if judged else None,
        )
        for place, (what, shown, slack) in enumerate(
            (
                ("start", lambda value: f"{value:.2f} s", 0.02),
                ("processor at rest", lambda value: f"{value * 1000:.1f} ms/s", 0.0005),
                ("memory", lambda value: f"{value:.0f} MB", 0.5),
            )
        )
    ]


async def drain(quick: bool) -> list[Row]:
    """A backlog that is due, against the allowed pace; the server counts as Discord does, and refuses with 429."""
    channels, each = (30, 3) if quick else (300, 3)
    with tempfile.TemporaryDirectory() as folder:
        async with StandIn(channels=channels) as server:
            command, env = subject.ours(server, Path(folder))
            total = await outbox.promise(Path(folder) / "bench.sqlite3", server.guilds[0], each)
            async with subject.running(server, *command, env=env):
                async with asyncio.timeout(60 + total / 20):
                    await server.sends.reach(total)
                await asyncio.sleep(2.0)  # a second copy of one would come within this
            made, refused = server.sends.made, server.sends.refused
    took, allowed = made[-1] - made[0], (total - 1) / outbox.PER_SECOND
    return [
        Row(
            what=f"{total} messages that are due",
            ours=f"{took:.1f} s",
            bare=f"{allowed:.1f} s at {outbox.PER_SECOND}/s",
            ratio=_times(took / allowed),
            goal="≤ 1.05 ×",
            met=took <= allowed * 1.05,
        ),
        Row(what="refused with 429", ours=str(refused), bare="", goal="0", met=refused == 0),
        Row(what="sent twice", ours=str(len(made) - total), bare="", goal="0", met=len(made) == total),
    ]


def _commit(path: Path, times: int = 300) -> float:
    """The median time of one synced commit of one small row on this disk, in seconds."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, zone TEXT) STRICT")
        took = []
        for number in range(times):
            began = time.perf_counter()
            connection.execute("INSERT INTO row (id, zone) VALUES (?, ?)", (number, "Asia/Beirut"))
            took.append(time.perf_counter() - began)
    finally:
        connection.close()
    return sorted(took)[times // 2]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def _times(ratio: float) -> str:
    return f"{ratio:.2f} ×"


def _print(found: list[Row]) -> None:
    table = [("", "Crossconnect", "bare discord.py", "ratio", "goal", ""), *(row.cells() for row in found)]
    widths = [max(len(line[place]) for line in table) for place in range(6)]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rounds: to see that it runs")
    parser.add_argument("--only", choices=PARTS)
    chosen = parser.parse_args()
    sys.exit(asyncio.run(main(quick=chosen.quick, only=chosen.only)))
