"""`crossconnect export --guild ID` as a process: beside a bot that runs, of a server that was left, and refused."""

import asyncio
import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.errors import ExitCode
from bot.people import audit
from bot.storage.database import Database, Transaction
from tests.unit.test_cli import process

GUILD, LEFT = 1_456_074_443_980_800_008, 1_456_074_443_980_800_009


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Database]:
    """A database in use, with the records of two servers; the bot has left one of them."""

    def fill(tx: Transaction) -> None:
        tx.execute("INSERT INTO guild (guild_id, zone, joined_at) VALUES (?, 'Asia/Beirut', 1)", (GUILD,))
        tx.execute("INSERT INTO guild (guild_id, joined_at, left_at) VALUES (?, 1, 2)", (LEFT,))
        for guild_id in (GUILD, LEFT):
            audit.record(tx, guild_id=guild_id, user_id=77, action="setup.zone", subject="")
        tx.execute("INSERT INTO member (user_id, zone, updated_at) VALUES (77, 'America/Lima', 1)")

    async with await Database.open(tmp_path / "bot.sqlite3", clock=SystemClock()) as database:
        await database.write(fill)
        yield database


async def export(database: Database, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output, and what was said."""
    done = await asyncio.to_thread(
        process,
        "export",
        *arguments,
        cwd=database.path.parent,
        CROSSCONNECT_DATABASE=str(database.path),
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("guild_id", [GUILD, LEFT])
async def test_a_server_is_exported_while_the_bot_runs_and_after_it_left(
    running: Database, guild_id: int
) -> None:
    code, output, said = await export(running, "--guild", str(guild_id))
    assert code == ExitCode.FINE, said
    file = json.loads(output)
    assert file["guild_id"] == str(guild_id)
    assert [row["guild_id"] for row in file["tables"]["guild"]["rows"]] == [str(guild_id)]
    (event,) = file["tables"]["audit_event"]["rows"]
    assert event["actor"] == {"user_id": "77"}
    assert "America/Lima" not in output
    assert "2 records were written" in said


async def test_into_a_new_file_that_others_cannot_read(running: Database) -> None:
    target = running.path.with_name("guild.json")
    code, output, _ = await export(running, "--guild", str(GUILD), "--output", str(target))
    assert (code, output) == (ExitCode.FINE, "")
    assert json.loads(target.read_text(encoding="utf-8"))["rows"] == 2
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    code, _, said = await export(running, "--guild", str(GUILD), "--output", str(target))
    assert code == ExitCode.OTHER
    assert "exists already" in said
    assert json.loads(target.read_text(encoding="utf-8"))["rows"] == 2


async def test_a_server_nobody_knows_is_refused_and_leaves_no_file(running: Database) -> None:
    target = running.path.with_name("guild.json")
    code, output, said = await export(running, "--guild", "5", "--output", str(target))
    assert code == ExitCode.OTHER
    assert "Nothing is stored of a server with the id 5" in said
    assert output == ""
    assert not target.exists()


def test_without_a_database_nothing_is_made(tmp_path: Path) -> None:
    database = tmp_path / "none.sqlite3"
    done = process("export", "--guild", "5", cwd=tmp_path, CROSSCONNECT_DATABASE=str(database))
    assert done.returncode == ExitCode.DATABASE_UNUSABLE
    assert "There is no database" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("guild", ["x", "0", "-1", str(2**63)])
def test_what_is_no_id_is_a_mistake_of_usage(tmp_path: Path, guild: str) -> None:
    assert process("export", "--guild", guild, cwd=tmp_path).returncode == ExitCode.USAGE
