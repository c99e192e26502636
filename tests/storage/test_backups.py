# ruff: noqa: ASYNC240 - nothing else runs in the loop of a test while it looks at a file
"""A backup is whole, checked, one file, and never takes the place of another."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.errors import OperatorError
from bot.storage.backup import back_up
from bot.storage.database import Database, Transaction


def count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(plain.execute("SELECT count(*) FROM actor_key").fetchone()[0])


async def test_a_backup_while_writing_holds_everything_acknowledged_before_it(
    db: Database, tmp_path: Path
) -> None:
    acknowledged = 0
    enough = asyncio.Event()
    stop = False

    async def write(first: int) -> None:
        nonlocal acknowledged
        number = first
        while not stop:

            def insert(tx: Transaction, number: int = number) -> None:
                tx.execute("INSERT INTO actor_key VALUES (?, ?)", (number, f"{number}" * 50))

            await db.write(insert)
            number += 20
            acknowledged += 1
            if acknowledged > 500:
                enough.set()

    async with asyncio.TaskGroup() as group:
        for first in range(20):
            group.create_task(write(first))
        await enough.wait()
        before = acknowledged
        await db.backup(tmp_path / "copy.db")
        during = acknowledged
        stop = True

    assert during > before, "writing has to go on meanwhile"
    assert before <= count(tmp_path / "copy.db") <= acknowledged
    assert sorted(file.name for file in tmp_path.glob("copy*")) == ["copy.db"]
    assert sys.platform == "win32" or (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


async def test_a_backup_opens_as_a_database(db: Database, tmp_path: Path) -> None:
    await db.write(lambda tx: tx.execute("INSERT INTO actor_key VALUES (1, 'a')"))
    await db.backup(tmp_path / "copy.db")

    async with await Database.open(tmp_path / "copy.db", clock=SystemClock()) as copy:
        assert len(await copy.read(lambda tx: tx.all("SELECT * FROM actor_key"))) == 1


async def test_a_backup_overwrites_nothing(db: Database, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("kept")

    for target in (tmp_path / "precious", db.path):
        with pytest.raises(OperatorError, match="overwrites nothing"):
            await db.backup(target)

    assert (tmp_path / "precious").read_text() == "kept"
    await db.write(lambda tx: tx.execute("INSERT INTO actor_key VALUES (1, 'a')"))


async def test_a_backup_into_nowhere(db: Database, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be written"):
        await db.backup(tmp_path / "nowhere" / "copy.db")


async def test_a_failed_backup_leaves_no_half_copy(db: Database, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no limit on the size of a file to hit")
    import resource

    await db.write(
        lambda tx: tx.many("INSERT INTO actor_key VALUES (?, ?)", ((n, f"{n}" * 50) for n in range(3000)))
    )
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(OperatorError, match=r"copy\.db failed"):
            await db.backup(tmp_path / "copy.db")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert list(tmp_path.glob("copy*")) == []
    await db.backup(tmp_path / "copy.db")
    assert count(tmp_path / "copy.db") == 3000


async def test_the_database_of_a_running_bot_can_be_backed_up_by_another_process(
    path: Path, tmp_path: Path, start_child: Callable[..., "subprocess.Popen[str]"]
) -> None:
    child = start_child(path, writers=5)
    assert child.stdout is not None
    acknowledged = [child.stdout.readline() for _ in range(50)]

    back_up(path, tmp_path / "copy.db")

    assert count(tmp_path / "copy.db") >= len(acknowledged) - 1


def test_a_backup_of_what_is_not_there_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(OperatorError):
        back_up(tmp_path / "typo.db", tmp_path / "copy.db")

    assert list(tmp_path.iterdir()) == []
