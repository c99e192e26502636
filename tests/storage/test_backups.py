# ruff: noqa: ASYNC240 - nothing else runs in the loop of a test while it looks at a file
"""A backup is whole, checked, one file, and never takes the place of another."""

import asyncio
import datetime as dt
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.clock import MovableClock, SystemClock
from bot.errors import OperatorError
from bot.storage import installation
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

    back_up(path, tmp_path / "copy.db", now=SystemClock().now())

    assert count(tmp_path / "copy.db") >= len(acknowledged) - 1


def test_a_backup_of_what_is_not_there_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(OperatorError):
        back_up(tmp_path / "typo.db", tmp_path / "copy.db", now=SystemClock().now())

    assert list(tmp_path.iterdir()) == []


async def test_a_copy_in_steps_is_one_state_while_writing_goes_on(
    path: Path, tmp_path: Path, start_child: Callable[..., "subprocess.Popen[str]"]
) -> None:
    """In steps SQLite begins again after each write, which a busy bot never lets end: not this one."""
    async with await Database.open(path, clock=SystemClock()) as db:
        await db.write(
            lambda tx: tx.many(
                "INSERT INTO actor_key VALUES (?, ?)", ((-n, "x" * 4000 + f"{n}") for n in range(1, 6000))
            )
        )
    child = start_child(path, writers=5)
    assert child.stdout is not None
    child.stdout.readline()
    steps: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        steps.append((done, total))
        # Something is stored between any two steps.
        child.stdout.readline()  # type: ignore[union-attr]

    back_up(path, tmp_path / "copy.db", now=SystemClock().now(), progress=progress)

    assert len(steps) >= 3
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert steps[-1][0] == steps[-1][1]
    assert count(tmp_path / "copy.db") >= 5999


def test_a_copy_that_was_killed_has_no_name(db_killed_in_copy: Path) -> None:
    """What a kill leaves lies under a name that nobody takes for a backup."""
    assert [file.name for file in db_killed_in_copy.iterdir() if not file.name.startswith(".")] == []
    assert list(db_killed_in_copy.iterdir()) != []


@pytest.fixture
async def db_killed_in_copy(db: Database, tmp_path: Path) -> Path:
    """A folder into which a process was copying when it was killed."""
    folder = tmp_path / "target"
    folder.mkdir()
    await db.write(
        lambda tx: tx.many("INSERT INTO actor_key VALUES (?, ?)", ((n, f"{n}" * 900) for n in range(5000)))
    )
    code = (
        "import os, signal, sys, datetime, pathlib\n"
        "from bot.storage.backup import back_up\n"
        "kill = lambda done, total: os.kill(os.getpid(), signal.SIGKILL)\n"
        "back_up(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), now=datetime.datetime.now(datetime.UTC), progress=kill)"
    )
    command = [sys.executable, "-c", code, str(db.path), str(folder / "copy.db")]
    done = await asyncio.to_thread(
        subprocess.run, command, check=False, cwd=Path(__file__).parents[2], timeout=60
    )
    assert done.returncode == -9
    return folder


async def test_a_copy_says_when_it_was_taken(path: Path, tmp_path: Path) -> None:
    clock = MovableClock(dt.datetime(2026, 11, 23, 18, 0, tzinfo=dt.UTC))
    async with await Database.open(path, clock=clock) as db:
        await db.backup(tmp_path / "copy.db")
        assert await installation.fact(db, installation.COPIED_AT) is None
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        taken = installation.taken_at(copy)
    assert taken is not None
    assert taken - clock.now() < dt.timedelta(seconds=5)
