"""The file is written anew: nothing of what was deleted, nor of the order in which it came, is left; and copies of a span go."""

import datetime as dt
from pathlib import Path

from bot.clock import MovableClock
from bot.storage.database import Database
from bot.storage.nightly import NightlyBackups

EVENING = dt.datetime(2026, 11, 23, 18, 0, tzinfo=dt.UTC)


async def test_compact_empties_the_log_and_keeps_every_row(db: Database) -> None:
    await db.write(lambda tx: tx.execute("CREATE TABLE pair (id BLOB PRIMARY KEY) WITHOUT ROWID"))
    names = [f"marker-{n * 7919 % 1000:04}".encode() for n in range(40)]
    for one in names:
        await db.write(lambda tx, one=one: tx.execute("INSERT INTO pair VALUES (?)", (one,)))  # type: ignore[misc]
    assert await db.compact()
    raw = db.path.read_bytes()
    log = db.path.with_name(db.path.name + "-wal")
    assert not log.exists() or log.stat().st_size == 0
    found = [raw.index(one) for one in sorted(names)]
    assert found in (sorted(found), sorted(found, reverse=True)), "in the order of keys"
    rows = await db.read(lambda tx: tx.all("SELECT id FROM pair"))
    assert [row["id"] for row in rows] == sorted(names)
    # It goes on being written and read.
    await db.write(lambda tx: tx.execute("DELETE FROM pair WHERE id = ?", (names[0],)))
    assert await db.compact()
    assert names[0] not in db.path.read_bytes()


def nightly(db: Database, folder: Path, clock: MovableClock, keep: int) -> NightlyBackups:
    return NightlyBackups(db.path, folder, keep=keep, at=dt.time(3, 30), clock=clock)


async def test_copies_of_a_span_go_once_there_is_a_newer_one(db: Database, tmp_path: Path) -> None:
    clock = MovableClock(EVENING)
    backups = nightly(db, tmp_path / "b", clock, keep=7)
    made = []
    for _ in range(4):
        made.append(await backups.make_if_due())
        clock.advance(dt.timedelta(days=1))
    since, until = EVENING + dt.timedelta(hours=1), clock.now().replace(microsecond=0)
    assert not await backups.forget_between(since, until), "the newest is of that time too"
    assert all(one is not None and one.exists() for one in made)
    fresh = await backups.make_if_due()
    assert fresh is not None
    assert await backups.forget_between(since, until)
    assert sorted((tmp_path / "b").iterdir()) == sorted(one for one in (made[0], fresh) if one is not None)
    assert await backups.forget_between(since, until), "nothing of them is left"


async def test_without_copies_there_is_nothing_to_forget(db: Database, tmp_path: Path) -> None:
    backups = nightly(db, tmp_path / "none", MovableClock(EVENING), keep=0)
    assert await backups.forget_between(EVENING - dt.timedelta(days=1), EVENING)
    assert not (tmp_path / "none").exists()
