"""One bot a database, and a dead one never stands in the way."""

import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.errors import DatabaseUnusableError
from bot.storage.database import Database


async def test_a_second_opening_in_the_same_process_is_refused(db: Database) -> None:
    with pytest.raises(DatabaseUnusableError, match=r"Another bot is using .* Stop it first"):
        async with await Database.open(db.path, clock=SystemClock()):
            pass

    await db.write(lambda tx: tx.execute("INSERT INTO installation VALUES ('still', 'works')"))


async def test_a_link_to_the_database_meets_the_same_lock(db: Database, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(db.path)

    with pytest.raises(DatabaseUnusableError, match="Another bot"):
        async with await Database.open(link, clock=SystemClock()):
            pass


async def test_closing_unlocks(path: Path) -> None:
    for _ in range(3):
        async with await Database.open(path, clock=SystemClock()):
            pass


@pytest.mark.hostile(63)
async def test_another_process_locks_until_it_is_killed(
    path: Path, start_child: Callable[..., "subprocess.Popen[str]"]
) -> None:
    child = start_child(path, writers=0)
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n"

    with pytest.raises(DatabaseUnusableError, match="Another bot is using"):
        async with await Database.open(path, clock=SystemClock()):
            pass

    child.kill()
    child.wait()
    async with await Database.open(path, clock=SystemClock()) as db:
        assert await db.read(lambda tx: tx.all("SELECT * FROM member")) == []


@pytest.mark.parametrize("acknowledged_before", [1, 40, 700])
async def test_a_torn_process_loses_nothing_acknowledged(
    path: Path, start_child: Callable[..., "subprocess.Popen[str]"], acknowledged_before: int
) -> None:
    printed: set[int] = set()
    for _ in range(2):
        child = start_child(path, writers=40)
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        for _ in range(acknowledged_before):
            printed.add(int(child.stdout.readline()))
        child.kill()
        # What it still said before it died counts too; a torn last line was not said.
        printed.update(int(line) for line in child.stdout if line.endswith("\n"))
        child.wait()

    async with await Database.open(path, clock=SystemClock()) as db:
        rows = await db.read(lambda tx: tx.all("SELECT user_id, actor FROM actor_key"))
    assert len(printed) >= acknowledged_before * 2
    assert printed <= {row["user_id"] for row in rows}
    assert all(row["actor"] == f"actor {row['user_id']}" for row in rows)
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
