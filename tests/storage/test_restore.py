"""A backup takes the database's place whole or not at all, and nothing that was there is lost."""

import datetime as dt
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from subprocess import Popen

import pytest

from bot.clock import MovableClock, SystemClock
from bot.errors import DatabaseUnusableError, ExitCode, OperatorError
from bot.storage import installation
from bot.storage.backup import back_up
from bot.storage.database import Database
from bot.storage.restore import restore

NOW = dt.datetime(2026, 11, 23, 18, 0, tzinfo=dt.UTC)


async def filled(path: Path, number: int) -> None:
    async with await Database.open(path, clock=SystemClock()) as db:
        await db.write(
            lambda tx: tx.many("INSERT INTO actor_key VALUES (?, ?)", ((n, f"{n}") for n in range(number)))
        )


def count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as plain:
        return int(plain.execute("SELECT count(*) FROM actor_key").fetchone()[0])


@pytest.fixture
async def backup(path: Path, tmp_path: Path) -> Path:
    """Of a database that then went on."""
    await filled(path, 3)
    back_up(path, tmp_path / "kept.db", now=NOW)
    async with await Database.open(path, clock=SystemClock()) as db:
        await db.write(lambda tx: tx.execute("DELETE FROM actor_key"))
    return tmp_path / "kept.db"


async def test_the_backup_is_in_place_and_what_was_there_is_kept(path: Path, backup: Path) -> None:
    aside = restore(backup, path, now=NOW)
    assert aside == path.with_name("bot.replaced.20261123T180000Z.db")
    assert (count(path), count(aside), count(backup)) == (3, 0, 3)
    assert path.stat().st_mode & 0o777 == 0o600
    assert restore(backup, path, now=NOW) == path.with_name("bot.replaced.20261123T180000Z-1.db")
    async with await Database.open(path, clock=MovableClock(NOW)) as db:
        assert await installation.fact(db, installation.COPIED_AT) == str(int(NOW.timestamp()))
    assert sorted(file.name for file in path.parent.glob("*restoring*")) == []


async def test_into_a_place_where_nothing_was(tmp_path: Path, backup: Path) -> None:
    fresh = tmp_path / "new" / "place" / "bot.db"
    assert restore(backup, fresh, now=NOW) is None
    assert count(fresh) == 3


async def test_the_write_ahead_log_is_kept_with_what_it_belongs_to(
    path: Path, tmp_path: Path, backup: Path
) -> None:
    """A bot that was killed leaves a log with what it had stored last, beside a file that is damaged."""
    with closing(sqlite3.connect(path)) as killed:
        killed.execute("INSERT INTO actor_key VALUES (99, 'late')")
        killed.commit()
        for name in ("bot.db", "bot.db-wal"):
            shutil.copy(path.with_name(name), tmp_path / f"copy-{name}")
    for name in ("bot.db", "bot.db-wal"):
        shutil.copy(tmp_path / f"copy-{name}", path.with_name(name))
    assert path.with_name("bot.db-wal").stat().st_size
    aside = restore(backup, path, now=NOW)
    assert aside is not None
    assert (count(path), count(aside)) == (3, 1)
    assert not path.with_name("bot.db-wal").exists()


async def test_a_damaged_database_is_kept_as_it_is_with_its_log(path: Path, backup: Path) -> None:
    damage = b"this was a database once" * 400
    path.write_bytes(damage)
    path.with_name("bot.db-wal").write_bytes(b"and this its log")
    aside = restore(backup, path, now=NOW)
    assert aside is not None
    assert aside.read_bytes() == damage
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"and this its log"
    assert count(path) == 3


async def test_not_under_a_running_bot(
    path: Path, backup: Path, start_child: Callable[..., "Popen[str]"]
) -> None:
    child = start_child(path, writers=1)
    assert child.stdout is not None
    child.stdout.readline()
    with pytest.raises(DatabaseUnusableError, match="Another bot is using") as caught:
        restore(backup, path, now=NOW)
    assert caught.value.exit_code == ExitCode.DATABASE_UNUSABLE
    assert list(path.parent.glob("bot.re*")) == []


async def test_what_is_no_backup_changes_nothing(path: Path, tmp_path: Path, backup: Path) -> None:
    before = path.read_bytes()
    text = tmp_path / "text.db"
    text.write_bytes(b"nothing of the kind" * 100)
    foreign = tmp_path / "foreign.db"
    newer = tmp_path / "newer.db"
    torn = tmp_path / "torn.db"
    shutil.copy(backup, newer)
    torn.write_bytes(backup.read_bytes()[:-8192])
    with closing(sqlite3.connect(foreign)) as other, closing(sqlite3.connect(newer)) as future:
        other.execute("CREATE TABLE t (a)")
        future.execute("PRAGMA user_version = 999")
    for source, said in (
        (text, "not a database"),
        (foreign, "no database of this bot"),
        (newer, "schema version 999"),
        (torn, "damaged"),
        (tmp_path / "missing.db", "There is no file"),
        (path, "is the database itself"),
    ):
        with pytest.raises(OperatorError, match=said):
            restore(source, path, now=NOW)
    assert path.read_bytes() == before
    assert list(path.parent.glob("bot.re*")) == []


async def test_a_copy_made_by_hand_counts_from_its_last_change(path: Path, tmp_path: Path) -> None:
    """Nothing in it says when it was taken; its file does."""
    await filled(path, 1)
    written = dt.datetime.fromtimestamp(int(path.stat().st_mtime), dt.UTC)
    shutil.copy2(path, tmp_path / "by-hand.db")
    restore(tmp_path / "by-hand.db", tmp_path / "other.db", now=written + dt.timedelta(days=9))
    with closing(sqlite3.connect(tmp_path / "other.db")) as plain:
        assert installation.taken_at(plain) == written


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("new", [False, True])
async def test_what_root_restores_belongs_to_the_bots_account(
    tmp_path: Path, path: Path, backup: Path, *, new: bool
) -> None:
    bots = tmp_path / "state"
    bots.mkdir()
    database = bots / "bot.db"
    if not new:
        shutil.copy(path, database)
        os.chown(database, 12345, 12346)
    os.chown(bots, 12345, 12346)
    restore(backup, database, now=NOW)
    for file in bots.iterdir():
        assert (file.stat().st_uid, file.stat().st_gid) == (12345, 12346), file
