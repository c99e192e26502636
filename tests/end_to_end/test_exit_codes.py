"""What the process answers when Discord refuses the token or the database cannot be used: told, and without a retry."""

import asyncio
import contextlib
import os
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.clock import SystemClock
from bot.errors import ExitCode
from bot.storage.database import Database

ROOT = Path(__file__).parents[2]
SECRET = "MDAwMDAwMDAwMDAwMDAwMDAw.GaBcDe.not-a-real-token-but-of-the-right-form"  # the form, of nobody

HOLD = """
import asyncio, pathlib, sys
from bot.clock import SystemClock
from bot.storage.database import Database

async def hold():
    database = await Database.open(pathlib.Path(sys.argv[1]), clock=SystemClock())
    print("held", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await database.close()

asyncio.run(hold())
"""


class Refusing:
    """A Discord that knows no token, and counts who asks for what."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.base = ""

    async def answer(self, request: web.Request) -> web.Response:
        self.asked[request.path] += 1
        return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)


@pytest.fixture
async def discord_that_refuses() -> AsyncIterator[Refusing]:
    refusing = Refusing()
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", refusing.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    refusing.base = f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
    yield refusing
    await runner.cleanup()


async def crossconnect(command: str, *, base: str, database: Path) -> tuple[int | None, str]:
    """Run the real program in a process of its own; its exit code and all it said."""
    config = database.parent / "config.toml"
    config.write_text(f"[discord]\napi_base = '{base}'\n[database]\npath = '{database.name}'\n")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CROSSCONNECT")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--config", str(config), command),
        cwd=ROOT,
        env=clean | {"CROSSCONNECT_TOKEN": SECRET},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), 60)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode, said.decode()


@pytest.mark.hostile(64)
@pytest.mark.parametrize("command", ["run", "sync"])
async def test_a_refused_token_is_told_once_and_not_tried_again(
    discord_that_refuses: Refusing, tmp_path: Path, command: str
) -> None:
    code, said = await crossconnect(
        command, base=discord_that_refuses.base, database=tmp_path / "bot.sqlite3"
    )
    assert code == ExitCode.TOKEN_REFUSED, said
    assert "token" in said
    assert "Traceback" not in said
    assert SECRET not in said
    assert discord_that_refuses.asked["/api/v10/users/@me"] == 1


class TestDatabase:
    """The database is opened before Discord is asked for anything."""

    async def refused(self, discord: Refusing, database: Path) -> str:
        code, said = await crossconnect("run", base=discord.base, database=database)
        assert code == ExitCode.DATABASE_UNUSABLE, said
        assert "Traceback" not in said
        assert database.name in said
        assert not discord.asked
        return said

    async def test_locked_by_another_bot(self, discord_that_refuses: Refusing, tmp_path: Path) -> None:
        database = tmp_path / "bot.sqlite3"
        holder = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", HOLD, str(database)),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert holder.stdout is not None
        try:
            assert await asyncio.wait_for(holder.stdout.readline(), 60) == b"held\n"
            await self.refused(discord_that_refuses, database)
        finally:
            await holder.communicate(b"")
        assert holder.returncode == 0

    async def test_damaged(self, discord_that_refuses: Refusing, tmp_path: Path) -> None:
        database = tmp_path / "bot.sqlite3"
        database.write_bytes(b"this was a database once" * 400)
        before = database.read_bytes()
        await self.refused(discord_that_refuses, database)
        assert database.read_bytes() == before

    async def test_newer_than_the_code(self, discord_that_refuses: Refusing, tmp_path: Path) -> None:
        database = tmp_path / "bot.sqlite3"
        await (await Database.open(database, clock=SystemClock())).close()
        with contextlib.closing(sqlite3.connect(database)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            assert version > 0
            connection.execute(f"PRAGMA user_version = {version + 1}")
        await self.refused(discord_that_refuses, database)
