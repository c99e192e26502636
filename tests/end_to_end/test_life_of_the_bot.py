"""From the start to the stop of the real program on real sockets: it arrives, stays, is told to go, or is thrown out."""

import asyncio
import datetime as dt
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.announcements.service import AnnouncementService
from bot.clock import SystemClock
from bot.delivery.recurrence import Plan
from bot.errors import ExitCode
from bot.language.catalogue import Catalogue
from bot.local_discord.faults import Fault, FaultKind
from bot.local_discord.server import LocalDiscord
from bot.local_discord.world import World
from bot.people.actor import Actor
from bot.storage.database import Database
from tests.contract.judging import judge_recorded
from tests.contract.openapi import contract
from tests.faults.test_exactly_once import _mark

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0
AT_ONCE = 3.0
"""Seconds in which a stop has to be done when nothing is in flight."""
SENDING = "/channels/*/messages"


@dataclass
class Life:
    """A guild on a local Discord, and the program that serves it."""

    server: LocalDiscord
    folder: Path
    guild_id: int
    owner_id: int
    channels: list[int]
    process: asyncio.subprocess.Process | None = None
    logs: list[Path] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "data" / "bot.sqlite3"

    async def start(self, *, api_base: str | None = None, database: Path | None = None) -> None:
        config = self.folder / "config.toml"
        config.write_text(
            f"[discord]\napi_base = '{api_base or self.server.api_base}'\n"
            f"[database]\npath = '{database or self.database}'\n"
        )
        log = self.folder / f"log-{len(self.logs)}"
        self.logs.append(log)
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CROSSCONNECT")}
        with log.open("wb") as output:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "--config", str(config), "run"),
                cwd=ROOT,
                env=clean
                | {
                    "CROSSCONNECT_TOKEN": self.server.world.token,
                    "CROSSCONNECT_RECORD_REQUESTS": str(self.requests),
                },
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    @property
    def requests(self) -> Path:
        """Where the program notes what it asks of Discord."""
        return self.folder / "requests.jsonl"

    def said(self) -> str:
        return self.logs[-1].read_text()

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    async def ended(self, within: float = PATIENCE) -> int:
        """The exit code."""
        assert self.process is not None
        async with asyncio.timeout(within):
            return await self.process.wait()

    async def until(self, condition: Callable[[], object]) -> None:
        """Fails when the program ends first, or it takes too long."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                assert self.process is not None
                assert self.process.returncode is None, self.said()
                await self.change()

    async def change(self) -> None:
        """Wait for the next change in the world, or a tenth of a second."""
        changed = asyncio.Event()
        unsubscribe = self.server.world.subscribe(lambda _: changed.set())
        try:
            async with asyncio.timeout(0.1):
                await changed.wait()
        except TimeoutError:
            return
        finally:
            unsubscribe()

    async def promise(self) -> None:
        """One announcement in every channel, while the program is not running."""
        clock = SystemClock()
        self.database.parent.mkdir(exist_ok=True)
        async with await Database.open(self.database, clock=clock) as database:
            service = AnnouncementService(database, Catalogue.load(), clock)
            actor = Actor(
                guild_id=self.guild_id,
                user_id=self.owner_id,
                role_ids=frozenset(),
                administers=True,
                manages=True,
                locale="en-GB",
                interaction_id=1,
                at=clock.now(),
            )
            wall = (clock.now() + dt.timedelta(seconds=2)).replace(microsecond=0, tzinfo=None)
            draft = await service.draft(actor, Plan(wall=wall, zone="UTC"), self.channels)
            draft, _ = await service.write(actor, draft.id, "Peering day", "Once.")
            await service.confirm(actor, draft.id, draft.version)

    def states(self) -> set[str]:
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            return {
                str(row[0])
                for row in connection.execute("SELECT state FROM delivery WHERE template = 'post'")
            }
        finally:
            connection.close()

    def arrived(self) -> list[int]:
        """How many announcements stand in each channel; none of them twice."""
        found = [
            [_mark(one) for one in self.server.world.messages(channel) if "Once." in str(one["components"])]
            for channel in self.channels
        ]
        assert all(len(set(marks)) == len(marks) for marks in found), "an announcement stands there twice"
        return [len(marks) for marks in found]

    def asked(self, method: str, ending: str) -> int:
        return sum(one.method == method and one.path.endswith(ending) for one in self.server.requests)


@pytest.fixture
async def life(tmp_path: Path) -> AsyncIterator[Life]:
    world = World(SystemClock())
    owner = world.add_person("nadia")
    guild = world.add_guild("Beirut NOG", owner_id=owner)
    channels = [world.add_channel(guild, f"room-{number}") for number in range(6)]
    async with LocalDiscord(world) as server:
        found = Life(server, tmp_path, guild, owner, channels)
        async with _ended_at_last(found):
            yield found
    if contract() is not None and found.requests.exists():
        judge_recorded(found.requests)


@asynccontextmanager
async def _ended_at_last(life: Life) -> AsyncIterator[None]:
    try:
        yield
    finally:
        if life.process is not None and life.process.returncode is None:
            life.process.kill()
            await life.process.wait()


@pytest.mark.hostile(64)
async def test_sigterm_in_mid_send_finishes_what_is_under_way_and_loses_nothing(life: Life) -> None:
    """64."""
    life.server.faults.add(Fault(kind=FaultKind.LATENCY, method="POST", path=SENDING, seconds=2.0))
    await life.promise()
    await life.promise()
    await life.start()
    await life.until(lambda: "claimed" in life.states())
    life.signal(signal.SIGTERM)
    assert await life.ended(within=12) == ExitCode.FINE, life.said()
    assert "pending" in life.states()
    assert life.states() <= {"sent", "pending", "retry"}
    life.server.faults.clear()
    await life.start()
    await life.until(lambda: life.states() == {"sent"} and life.server.gateway.connected)
    life.signal(signal.SIGTERM)
    assert await life.ended(within=AT_ONCE) == ExitCode.FINE
    assert life.arrived() == [2] * len(life.channels)
    assert "Traceback" not in life.said()
    assert life.asked("PUT", "/commands") == 1, "commands that did not change are told once"


@pytest.mark.hostile(64)
async def test_a_revoked_token_ends_it_with_its_own_code_and_no_further_request(life: Life) -> None:
    """64: told by the gateway."""
    await life.start()
    await life.until(lambda: life.server.gateway.connected)
    await life.server.revoke_token()
    assert await life.ended(within=10) == ExitCode.TOKEN_REFUSED, life.said()
    assert "Discord refused the token" in life.said()
    assert "Traceback" not in life.said()
    assert sum(one.status == 401 for one in life.server.requests) <= 1


@pytest.mark.hostile(64)
async def test_a_token_refused_at_a_send_ends_it_too(life: Life) -> None:
    """64: told by the answer to a message, while the gateway is still open; the promise is kept for later."""
    life.server.faults.add(Fault(kind=FaultKind.ERROR, method="POST", path=SENDING, status=401))
    await life.promise()
    await life.start()
    assert await life.ended() == ExitCode.TOKEN_REFUSED, life.said()
    assert life.states() <= {"pending", "retry"}
    refused = sum(one.status == 401 for one in life.server.requests)
    assert 1 <= refused <= len(life.channels)


async def test_a_gateway_that_refuses_the_first_connection_is_tried_again(life: Life) -> None:
    life.server.gateway.refuse(3600)
    await life.promise()
    await life.start()
    await life.until(lambda: life.states() == {"sent"})  # sending needs no gateway
    assert not life.server.gateway.connected
    life.server.gateway.accept()
    await life.until(lambda: life.server.gateway.connected)
    life.signal(signal.SIGTERM)
    assert await life.ended(within=AT_ONCE) == ExitCode.FINE


async def test_discord_down_at_the_start_is_waited_for(life: Life, tmp_path: Path) -> None:
    port = _free_port()
    await life.start(api_base=f"http://127.0.0.1:{port}/api/v10")
    await life.until(lambda: "trying again" in life.said())
    assert "Traceback" not in life.said()
    async with LocalDiscord(life.server.world, port=port) as late:
        await life.until(lambda: late.gateway.connected)
        life.signal(signal.SIGTERM)
        assert await life.ended(within=AT_ONCE) == ExitCode.FINE


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_is_heard_while_discord_cannot_be_reached(life: Life, number: signal.Signals) -> None:
    await life.start(api_base=f"http://127.0.0.1:{_free_port()}/api/v10")
    await life.until(lambda: "trying again" in life.said())
    life.signal(number)
    life.signal(number)
    assert await life.ended(within=AT_ONCE) == ExitCode.FINE
    assert "Traceback" not in life.said()


async def test_a_signal_is_heard_while_discord_does_not_answer(life: Life) -> None:
    life.server.faults.add(Fault(kind=FaultKind.LATENCY, path="/users/@me", seconds=60))
    await life.start()
    await life.until(lambda: _is_waiting(life))
    life.signal(signal.SIGTERM)
    assert await life.ended(within=AT_ONCE) == ExitCode.FINE, life.said()
    assert "Traceback" not in life.said()


@pytest.mark.parametrize("status", [400, 503])
async def test_commands_that_discord_does_not_take_hold_up_no_promise(life: Life, status: int) -> None:
    times = 1 if status == 503 else None
    life.server.faults.add(
        Fault(kind=FaultKind.ERROR, method="PUT", path="*/commands", status=status, times=times)
    )
    await life.promise()
    await life.start()
    await life.until(lambda: life.states() == {"sent"})
    life.signal(signal.SIGTERM)
    assert await life.ended(within=AT_ONCE) == ExitCode.FINE
    assert "Traceback" not in life.said()
    if status == 503:
        assert life.asked("PUT", "/commands") == 2


async def test_after_a_drop_it_resumes_and_answers(life: Life) -> None:
    await life.start()
    await life.until(lambda: life.server.world.all_commands() and life.server.gateway.connected)
    nadia = life.server.world.person(life.owner_id)
    life.server.gateway.drop()
    await life.until(lambda: life.server.gateway.connected)
    shown = nadia.slash(life.channels[0], "help")
    async with asyncio.timeout(PATIENCE):
        await shown.finished()
    assert not shown.failed
    life.signal(signal.SIGINT)
    assert await life.ended(within=AT_ONCE) == ExitCode.FINE


async def test_a_place_where_no_database_can_be_is_told_in_a_line(life: Life) -> None:
    (life.folder / "file").write_text("no folder")
    await life.start(database=life.folder / "file" / "bot.sqlite3")
    assert await life.ended() == ExitCode.DATABASE_UNUSABLE, life.said()
    assert "Traceback" not in life.said()
    assert not life.server.requests


def _is_waiting(life: Life) -> bool:
    """Whether the program has a connection to the server, which gives no answer on it."""
    assert life.process is not None
    port = int(life.server.url.rpartition(":")[2])
    table = Path(f"/proc/{life.process.pid}/net/tcp").read_text().splitlines()[1:]
    established = "01"
    return any(f":{port:04X} {established}" in " ".join(line.split()[2:4]) for line in table)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port
