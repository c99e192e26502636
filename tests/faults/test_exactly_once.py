"""Each promised message arrives once: killed at any moment, answers lost, servers failing, the gateway gone."""

import asyncio
import datetime as dt
import random
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.announcements.service import AnnouncementService
from bot.clock import MovableClock
from bot.delivery.model import mark_of
from bot.delivery.recurrence import Plan
from bot.guilds.service import GuildService
from bot.language.catalogue import Catalogue
from bot.local_discord.faults import Fault, FaultKind
from bot.local_discord.server import LocalDiscord
from bot.local_discord.world import World
from bot.people.actor import Actor
from bot.storage.database import Database

CHANNELS, PER_CHANNEL, KILLS = 50, 40, 20
AT_ONCE = 10
"""Channels of one announcement."""
CHILD = Path(__file__).parent / "bot_process.py"


@dataclass
class Scene:
    """A local Discord with channels, and a bot's database that promises messages in them."""

    server: LocalDiscord
    clock: MovableClock
    database: Path
    guild_id: int
    channels: list[int]
    due: dt.datetime
    process: asyncio.subprocess.Process | None = None
    killed: int = 0
    starts: int = field(default=0)

    async def start_bot(self) -> None:
        self.starts += 1
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(CHILD),
            self.server.api_base,
            str(self.database),
            str(self.clock.offset.total_seconds()),
            stdin=asyncio.subprocess.PIPE,
        )

    async def kill_bot(self) -> None:
        assert self.process is not None
        self.process.kill()
        await self.process.wait()
        self.killed += 1

    async def stop_bot(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        self.process.terminate()
        return await self.process.wait()

    def move_clock(self, by: dt.timedelta) -> None:
        """Discord's and the bot's."""
        self.clock.advance(by)
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(f"{self.clock.offset.total_seconds()}\n".encode())

    def open_rows(self) -> int:
        """How many promises are neither kept nor given up."""
        return sum(self.states()[state] for state in ("pending", "claimed", "retry"))

    def states(self) -> Counter[str]:
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        found = Counter(row[0] for row in connection.execute("SELECT state FROM delivery"))
        connection.close()
        return found

    def promised(self) -> dict[int, Counter[str]]:
        """Channel → the marks promised in it."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        found: dict[int, Counter[str]] = {channel: Counter() for channel in self.channels}
        for target, occurrence in connection.execute("SELECT target_id, occurrence FROM delivery"):
            found[target][mark_of(occurrence)] += 1
        connection.close()
        return found

    def arrived(self) -> dict[int, Counter[str]]:
        """Channel → the marks that stand in it."""
        return {
            channel: Counter(_mark(message) for message in self.server.world.messages(channel))
            for channel in self.channels
        }

    async def until_settled(self, *, patience: float) -> None:
        try:
            async with asyncio.timeout(patience):
                while self.open_rows():
                    await self.message_or(1.0)
        except TimeoutError:
            connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
            left = connection.execute(
                "SELECT id, state, attempt, due_at, run_at, lease_until, first_attempt_at, reason FROM delivery"
                " WHERE state IN ('pending', 'claimed', 'retry') LIMIT 20"
            ).fetchall()
            connection.close()
            raise AssertionError(f"at {self.clock.now().timestamp():.0f} still open: {left}") from None

    async def message_or(self, seconds: float) -> None:
        """Wait for the next change in the world, or so long."""
        changed = asyncio.Event()
        unsubscribe = self.server.world.subscribe(lambda _: changed.set())
        try:
            async with asyncio.timeout(seconds):
                await changed.wait()
        except TimeoutError:
            return
        finally:
            unsubscribe()


def _mark(message: dict[str, object]) -> str:
    """The reference in the message's last line."""
    container = message["components"][0]  # type: ignore[index]
    return str(container["components"][-1]["content"]).split()[-1]


@asynccontextmanager
async def scene(
    folder: Path, *, messages: int, spread: dt.timedelta = dt.timedelta(0)
) -> AsyncIterator[Scene]:
    """Promise `messages` in each channel, due within `spread` from now on."""
    clock = MovableClock()
    world = World(clock)
    owner = world.add_person("nadia")
    guild = world.add_guild("Beirut NOG", owner_id=owner)
    channels = [world.add_channel(guild, f"room-{number}") for number in range(CHANNELS)]
    path = folder / "bot.sqlite3"
    due = clock.now() + dt.timedelta(minutes=1)
    async with await Database.open(path, clock=clock) as database:
        # Known already, so that the bot does not greet among the messages that are counted.
        await GuildService(database, Catalogue.load()).joined(guild, post_in=None)
        service = AnnouncementService(database, Catalogue.load(), clock)
        actor = Actor(
            guild_id=guild,
            user_id=owner,
            role_ids=frozenset(),
            administers=True,
            manages=True,
            locale="en-GB",
            interaction_id=1,
            at=clock.now(),
        )
        for number in range(messages):
            wall = (due + spread * number / messages).replace(microsecond=0, tzinfo=None)
            for start in range(0, CHANNELS, AT_ONCE):
                draft = await service.draft(
                    actor, Plan(wall=wall, zone="UTC"), channels[start : start + AT_ONCE]
                )
                draft, _ = await service.write(actor, draft.id, f"Number {number}", "Once.")
                await service.confirm(actor, draft.id, draft.version)
    async with LocalDiscord(world) as server:
        found = Scene(server, clock, path, guild, channels, due)
        try:
            yield found
        finally:
            if found.process is not None and found.process.returncode is None:
                await found.kill_bot()


@pytest.mark.hostile(60)
async def test_twenty_kills_over_two_thousand_deliveries_lose_and_double_nothing(tmp_path: Path) -> None:
    dice = random.Random(20261123)
    async with scene(tmp_path, messages=PER_CHANNEL) as here:
        send = "/channels/*/messages"
        here.server.faults.add(Fault(kind=FaultKind.LOST, method="POST", path=send, probability=0.04))
        here.server.faults.add(
            Fault(kind=FaultKind.ERROR, method="POST", path=send, status=503, probability=0.03)
        )
        here.server.faults.add(
            Fault(
                kind=FaultKind.ERROR,
                method="POST",
                path=send,
                status=500,
                probability=0.02,
                after_work=True,
            )
        )
        here.clock.advance(dt.timedelta(minutes=1, seconds=1))
        target = 0
        for _ in range(KILLS):
            target += dice.randrange(20, 150)
            await here.start_bot()
            async with asyncio.timeout(60):
                while sum(len(here.server.world.messages(channel)) for channel in here.channels) < target:
                    await here.message_or(1.0)
            await here.kill_bot()
        await here.start_bot()
        await here.until_settled(patience=240)
        assert here.killed == KILLS
        assert here.states() == {"sent": CHANNELS * PER_CHANNEL}
        assert here.arrived() == here.promised()
        assert await here.stop_bot() == 0


@pytest.mark.hostile(62)
async def test_a_gateway_that_is_gone_for_half_an_hour_holds_nothing_up(tmp_path: Path) -> None:
    messages = 10
    async with scene(tmp_path, messages=messages, spread=dt.timedelta(minutes=29)) as here:
        here.server.faults.add(
            Fault(kind=FaultKind.LOST, method="POST", path="/channels/*/messages", probability=0.05)
        )
        await here.start_bot()
        async with asyncio.timeout(30):
            while not here.server.gateway.connected:
                await here.message_or(0.2)
        here.server.gateway.refuse()
        here.server.gateway.drop()
        for _ in range(6):
            here.move_clock(dt.timedelta(minutes=5, seconds=11))
            await here.message_or(5.0)
        await here.until_settled(patience=120)
        assert here.states() == {"sent": CHANNELS * messages}
        assert here.arrived() == here.promised()
        here.server.gateway.accept()
        assert await here.stop_bot() == 0
