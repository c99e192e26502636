"""One backup a night, the newest kept, and nothing removed that is not its own."""

import datetime as dt
from pathlib import Path

import pytest

from bot.clock import MovableClock
from bot.errors import OperatorError
from bot.storage.database import Database
from bot.storage.nightly import NightlyBackups

EVENING = dt.datetime(2026, 11, 23, 18, 0, tzinfo=dt.UTC)


def nightly(db: Database, folder: Path, clock: MovableClock, keep: int = 3) -> NightlyBackups:
    return NightlyBackups(db.path, folder, keep=keep, at=dt.time(3, 30), clock=clock)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_one_a_night_and_the_oldest_goes(db: Database, tmp_path: Path) -> None:
    clock = MovableClock(EVENING)
    backups = nightly(db, tmp_path / "backups", clock)
    assert backups.newest() is None
    made = []
    for _ in range(5 * 24):
        path = await backups.make_if_due()
        if path is not None:
            made.append(path)
        clock.advance(dt.timedelta(hours=1))
    assert len(made) == 1 + 5, "one at once, since there was none, and one after each 03:30"
    assert names(tmp_path / "backups") == [path.name for path in made[-3:]]
    assert [path.name[:23] for path in made[1:]] == [
        f"bot.nightly.202611{day}T04" for day in (24, 25, 26, 27, 28)
    ]
    assert (tmp_path / "backups").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in made[-3:]} == {0o600}


async def test_a_night_that_was_missed_is_made_up(db: Database, tmp_path: Path) -> None:
    clock = MovableClock(EVENING)
    assert await nightly(db, tmp_path / "b", clock).make_if_due() is not None
    clock.advance(dt.timedelta(minutes=1))
    again = nightly(db, tmp_path / "b", clock)
    assert await again.make_if_due() is None, "a restart makes no second one"
    clock.advance(dt.timedelta(days=3))
    assert await again.make_if_due() is not None
    assert again.newest() == clock.now().replace(microsecond=0)


async def test_only_its_own_are_removed(db: Database, tmp_path: Path) -> None:
    clock = MovableClock(EVENING)
    folder = tmp_path / "backups"
    (folder / "bot.nightly.20200101T000000Z.db").mkdir(parents=True)
    others = [
        "bot.v3.20200101T000000Z.db",
        "bot.nightly.20200101T000000Z.db.gz",
        "other.nightly.20200101T000000Z.db",
        "bot.nightly.20201399T000000Z.db",
        "bot.nightly.2020.db",
        "before the move.db",
    ]
    for name in others:
        (folder / name).write_text("kept")
    (folder / "bot.nightly.20200102T000000Z.db").symlink_to(folder / others[0])
    (folder / "bot.nightly.20200103T000000Z.db").write_text("an old one of ours")
    (folder / ".bot.nightly.20200104T000000Z.db.unfinished-1").write_text("left by a kill")
    assert await nightly(db, folder, clock, keep=1).make_if_due() is not None
    assert names(folder) == sorted(
        [
            *others,
            "bot.nightly.20200101T000000Z.db",
            "bot.nightly.20200102T000000Z.db",
            "bot.nightly.20261123T180000Z.db",
        ]
    )


async def test_a_failure_is_told_counted_and_tried_again_in_an_hour(db: Database, tmp_path: Path) -> None:
    clock = MovableClock(EVENING)
    folder = tmp_path / "backups"
    folder.write_text("a file stands where the folder should be")
    backups = nightly(db, folder, clock)
    with pytest.raises(OperatorError, match="nightly backup failed"):
        await backups.make_if_due()
    assert backups.failures == 1
    folder.unlink()
    assert await backups.make_if_due() is None, "not every minute"
    clock.advance(dt.timedelta(hours=1))
    assert await backups.make_if_due() is not None


async def test_none_when_none_is_kept(db: Database, tmp_path: Path) -> None:
    assert await nightly(db, tmp_path / "b", MovableClock(EVENING), keep=0).make_if_due() is None
    assert not (tmp_path / "b").exists()
