"""Readers see what is committed, one consistent state an operation, and cannot change it."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.storage.database import Database, Transaction


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO actor_key VALUES (1, 'a')",
        "DELETE FROM installation",
        "CREATE TABLE mine (a)",
        "PRAGMA user_version = 99",
        "PRAGMA journal_mode = DELETE",
    ],
)
async def test_a_reader_cannot_write(db: Database, sql: str) -> None:
    await db.write(lambda tx: tx.execute("INSERT INTO installation VALUES ('kept', '1')"))

    with pytest.raises(sqlite3.OperationalError):
        await db.read(lambda tx: tx.execute(sql))

    kept = await db.read(lambda tx: tx.one("SELECT value FROM installation WHERE key = 'kept'"))
    assert kept is not None
    assert kept["value"] == "1"


async def test_a_reader_cannot_be_talked_into_writing(db: Database) -> None:
    def switch_then_write(tx: Transaction) -> None:
        tx.execute("PRAGMA query_only = OFF")
        tx.execute("INSERT INTO actor_key VALUES (1, 'a')")

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await db.read(switch_then_write)


async def test_one_read_sees_one_state_while_writes_go_on(path: Path) -> None:
    async with await Database.open(path, clock=SystemClock(), readers=1) as db:
        first_look_done, written = threading.Event(), threading.Event()

        def look_twice(tx: Transaction) -> tuple[int, int]:
            before = len(tx.all("SELECT * FROM actor_key"))
            first_look_done.set()
            assert written.wait(30)
            return before, len(tx.all("SELECT * FROM actor_key"))

        reading = asyncio.create_task(db.read(look_twice))
        await asyncio.to_thread(first_look_done.wait, 30)
        await db.write(lambda tx: tx.execute("INSERT INTO actor_key VALUES (1, 'a')"))
        written.set()

        assert await reading == (0, 0)
        assert len(await db.read(lambda tx: tx.all("SELECT * FROM actor_key"))) == 1


async def test_a_slow_read_does_not_hold_up_the_others(db: Database) -> None:
    release = threading.Event()
    slow = asyncio.create_task(db.read(lambda _: release.wait(30)))
    await asyncio.sleep(0)
    for _ in range(5):
        await db.read(lambda tx: tx.one("SELECT 1"))
    assert not slow.done()
    release.set()
    assert await slow


async def test_a_failing_read_leaves_its_reader_usable(path: Path) -> None:
    async with await Database.open(path, clock=SystemClock(), readers=1) as db:
        for _ in range(3):
            with pytest.raises(sqlite3.OperationalError, match="no such table"):
                await db.read(lambda tx: tx.all("SELECT * FROM nowhere"))
        row = await db.read(lambda tx: tx.one("SELECT 1 AS one"))
        assert row is not None
        assert row["one"] == 1


async def test_a_read_has_no_after_commit(db: Database) -> None:
    with pytest.raises(RuntimeError, match="commits nothing"):
        await db.read(lambda tx: tx.after_commit(print))


def insert(number: int) -> Callable[[Transaction], int]:
    return lambda tx: tx.execute("INSERT INTO actor_key VALUES (?, ?)", (number, str(number)))


async def test_closing_finishes_what_was_queued_then_refuses(path: Path) -> None:
    db = await Database.open(path, clock=SystemClock())
    queued = [asyncio.create_task(db.write(insert(number))) for number in range(5000)]
    await asyncio.sleep(0)
    await asyncio.gather(db.close(), db.close())
    await db.close()

    assert [await task for task in queued] == [1] * 5000
    for late in (db.write, db.read):
        with pytest.raises(RuntimeError, match="closed"):
            await late(lambda tx: tx.now)
    with pytest.raises(RuntimeError, match="closed"):
        await db.optimize()
    assert not path.with_name("bot.db-wal").exists()

    async with await Database.open(path, clock=SystemClock()) as again:
        assert len(await again.read(lambda tx: tx.all("SELECT * FROM actor_key"))) == 5000


async def test_checkpoint_empties_the_wal_and_optimize_runs(db: Database, path: Path) -> None:
    await db.write(lambda tx: tx.execute("INSERT INTO actor_key VALUES (1, 'a')"))
    assert path.with_name("bot.db-wal").stat().st_size > 0

    assert await db.checkpoint()
    await db.optimize()

    assert path.with_name("bot.db-wal").stat().st_size == 0


async def test_the_connection_is_set_as_promised(db: Database) -> None:
    def setting(name: str) -> object:
        return lambda tx: tx.one(f"PRAGMA {name}")[0]

    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
    }
    assert {name: await db.write(setting(name)) for name in wanted} == wanted  # type: ignore[arg-type]
    assert await db.read(setting("query_only")) == 1  # type: ignore[arg-type]
