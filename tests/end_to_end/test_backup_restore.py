"""`crossconnect backup` and `restore` around a real bot: what the copy promises is kept, and kept once."""

import asyncio
import datetime as dt
import os
import re
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import App
from bot.clock import MovableClock, SystemClock
from bot.config import (
    BackupSettings,
    DatabaseSettings,
    DeliverySettings,
    DiscordSettings,
    LogSettings,
    Settings,
)
from bot.errors import ExitCode
from bot.people import searches
from bot.storage import installation
from bot.storage.backup import back_up
from bot.storage.database import Database
from tests.faults.test_exactly_once import CHANNELS, Scene, scene

ROOT = Path(__file__).parents[2]


async def crossconnect(
    *arguments: str | Path, database: Path, stderr: int | None = None
) -> tuple[int | None, str]:
    """The program in a process of its own, without a token: neither command needs one."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CROSSCONNECT")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *map(str, arguments)),
        cwd=database.parent,
        env=clean | {"PYTHONPATH": str(ROOT), "CROSSCONNECT_DATABASE": str(database)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT if stderr is None else stderr,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), 60)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode, said.decode()


async def until_sent(here: Scene, number: int) -> None:
    async with asyncio.timeout(60):
        while here.states()["sent"] < number:
            await here.message_or(0.5)


def sends(here: Scene) -> int:
    return sum(one.method == "POST" and one.path.endswith("/messages") for one in here.server.requests)


async def test_what_was_sent_after_the_backup_is_not_sent_again(tmp_path: Path) -> None:
    """The copy knows nothing of it, and Discord has long forgotten the nonce: the mark in the message is found."""
    async with scene(tmp_path, messages=2, spread=dt.timedelta(hours=2)) as here:
        await here.start_bot()
        async with asyncio.timeout(30):
            while not here.server.gateway.connected:
                await here.message_or(0.2)
        copy = tmp_path / "copy.sqlite3"
        code, said = await crossconnect("backup", copy, database=here.database)
        assert code == ExitCode.FINE, said
        assert "is a sound copy" in said
        code, said = await crossconnect("restore", copy, database=here.database)
        assert code == ExitCode.DATABASE_UNUSABLE, "the bot runs"
        assert "Another bot is using" in said

        here.move_clock(dt.timedelta(minutes=1))
        await until_sent(here, CHANNELS)
        await here.kill_bot()
        here.clock.advance(dt.timedelta(minutes=30))

        here.database = tmp_path / "elsewhere" / "bot.sqlite3"
        here.database.parent.mkdir()
        code, said = await crossconnect("restore", copy, database=here.database)
        assert code == ExitCode.FINE, said
        assert "kept in" not in said
        assert here.states() == {"pending": 2 * CHANNELS}
        before = sends(here)
        await here.start_bot()
        await until_sent(here, CHANNELS)
        assert sends(here) == before, "nothing was sent: all of it was found"
        here.move_clock(dt.timedelta(minutes=31))
        await here.until_settled(patience=60)
        assert here.states() == {"sent": 2 * CHANNELS}
        assert here.arrived() == here.promised()
        assert await here.stop_bot() == 0


async def test_what_was_not_sent_yet_is_sent_once_from_the_copy(tmp_path: Path) -> None:
    """The bot was down since the backup: nothing is found, so it is sent, late."""
    async with scene(tmp_path, messages=1) as here:
        copy = tmp_path / "copy.sqlite3"
        assert (await crossconnect("backup", copy, database=here.database))[0] == ExitCode.FINE
        here.clock.advance(dt.timedelta(minutes=30))
        code, said = await crossconnect("restore", copy, database=here.database)
        assert code == ExitCode.FINE, said
        (aside,) = re.findall(r"kept in (\S+)\.\n", said)
        with closing(sqlite3.connect(aside)) as old:
            assert old.execute("SELECT count(*) FROM delivery").fetchone() == (CHANNELS,)
        await here.start_bot()
        await here.until_settled(patience=60)
        assert here.arrived() == here.promised()
        assert here.states() == {"sent": CHANNELS}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        discord=DiscordSettings(),
        database=DatabaseSettings(path=tmp_path / "bot.sqlite3"),
        delivery=DeliverySettings(),
        log=LogSettings(),
        token=SecretStr("not-a-token"),
        backup=BackupSettings(keep=0),
    )


async def test_the_first_start_on_a_copy_counts_on_and_says_so_once(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An id that was given after the backup is given to nobody else: its buttons are still to be seen."""
    clock = MovableClock(dt.datetime(2026, 11, 23, 18, 0, tzinfo=dt.UTC))
    insert = (
        "INSERT INTO announcement (guild_id, state, title, body, wall, zone, author, created_at, updated_at)"
        " VALUES (1, 'draft', 't', 'b', '2027-01-01T18:00', 'UTC', 'a', 1800000000, 1800000000)"
    )
    async with App.open(settings, clock) as app:
        first = await app.database.write(lambda tx: tx.insert(insert))
        await app.database.backup(tmp_path / "copy.sqlite3")
    copied = replace(settings, database=DatabaseSettings(path=tmp_path / "copy.sqlite3"))
    async with App.open(copied, clock) as app:
        assert await app.database.write(lambda tx: tx.insert(insert)) > first + 1000
        # Whatever was first made after the backup has no id in the copy to count on from.
        assert await app.database.write(lambda tx: searches.keep(tx, 1, 2, "peering")) > 1000
        assert await installation.fact(app.database, installation.COPIED_AT) is None
    assert "is a copy of 2026-11-23 18:00 UTC" in caplog.text
    caplog.clear()
    async with App.open(copied, clock):
        assert "is a copy of" not in caplog.text


class TestCommand:
    async def database(self, folder: Path) -> Path:
        path = folder / "bot.sqlite3"
        await (await Database.open(path, clock=SystemClock())).close()
        return path

    async def test_it_overwrites_nothing(self, tmp_path: Path) -> None:
        database = await self.database(tmp_path)
        (tmp_path / "precious").write_text("kept")
        for target in ("precious", "bot.sqlite3"):
            code, said = await crossconnect("backup", target, database=database)
            assert code == ExitCode.OTHER
            assert "exists already" in said
            assert "Traceback" not in said
        assert (tmp_path / "precious").read_text() == "kept"

    async def test_without_a_database_there_is_nothing_to_copy(self, tmp_path: Path) -> None:
        code, said = await crossconnect("backup", "copy", database=tmp_path / "bot.sqlite3")
        assert code == ExitCode.OTHER
        assert "There is no database" in said
        assert list(tmp_path.iterdir()) == []

    async def test_what_is_no_backup_is_refused_with_the_databases_code(self, tmp_path: Path) -> None:
        database = await self.database(tmp_path)
        before = database.read_bytes()
        (tmp_path / "text").write_text("no database at all" * 100)
        code, said = await crossconnect("restore", "text", database=database)
        assert code == ExitCode.DATABASE_UNUSABLE
        assert "is not a database" in said
        assert database.read_bytes() == before

    async def test_a_person_at_a_terminal_sees_how_far_it_is(self, tmp_path: Path) -> None:
        database = await self.database(tmp_path)
        ours, theirs = os.openpty()
        try:
            code, said = await crossconnect("backup", "copy", database=database, stderr=theirs)
            seen = os.read(ours, 4096).decode()
        finally:
            os.close(ours)
            os.close(theirs)
        assert code == ExitCode.FINE
        assert "Copying: 100 %" in seen
        assert "%" not in said, "a script reads no progress"


async def test_the_copy_of_a_night_can_be_restored(settings: Settings, tmp_path: Path) -> None:
    """What the scheduler makes is what `restore` takes."""
    nightly = replace(settings, backup=BackupSettings(keep=2, folder=tmp_path / "nights"))
    async with App.open(nightly, SystemClock()) as app:
        made = await app.backups.make_if_due()
        assert made is not None
        with pytest.raises(Exception, match="exists already"):
            back_up(app.database.path, made, now=app.clock.now())
    code, said = await crossconnect("restore", made, database=tmp_path / "new.sqlite3")
    assert code == ExitCode.FINE, said
