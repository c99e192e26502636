"""Anything may go wrong between claim and settlement, in any order: each promise still arrives exactly once.

A small Discord of the test's own answers the executors' calls as scripted by Hypothesis: it does what it was asked or
not, answers or not, and the bot may be killed before or after. The database, the dispatcher and the outbox are the
real ones.
"""

import asyncio
import datetime as dt
import tempfile
from collections import Counter
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import aiohttp
import discord
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.clock import MovableClock
from bot.delivery import outbox
from bot.delivery.breaker import Breaker
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.effects.executor import Executor, Repeat
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome, Rendered
from bot.delivery.pacing import Pace
from bot.feature import Feature
from bot.storage.database import Database, Transaction

T = TypeVar("T")

START = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
NONCE_KEPT = dt.timedelta(seconds=150)
"""This Discord forgets sooner than the real one is believed to."""

GUILD = 1
KINDS = (EffectKind.MESSAGE, EffectKind.FORUM_POST)
ANSWERS = (
    "done",
    "lost",
    "killed after",
    "503",
    "unreached",
    "killed before",
    "limited",
    "forbidden",
    "timeout",
)


class KilledError(BaseException):
    """kill -9."""


class Response:
    """As much of an HTTP response as discord.py's errors look at."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "scripted"
        self.headers = {"Via": "1.1 test", "Content-Type": "application/json"}


def refusal(status: int, code: int) -> discord.HTTPException:
    response = cast("aiohttp.ClientResponse", Response(status))
    kind = discord.DiscordServerError if status >= 500 else discord.HTTPException
    return kind(response, {"code": code, "message": "scripted"})


@dataclass(frozen=True)
class Made:
    occurrence: str
    nonce: str
    mark: str
    at: dt.datetime


class SmallDiscord:
    """What exists on Discord, and how it answers next."""

    def __init__(self, clock: MovableClock) -> None:
        self.clock = clock
        self.made: list[Made] = []
        self.script: Iterator[str] = iter(())
        self.killed = False

    def _make(self, delivery: Delivery, repeat: Repeat) -> int:
        now = self.clock.now()
        for number, earlier in enumerate(self.made):
            if repeat is Repeat.NONCE and earlier.nonce == delivery.nonce and now - earlier.at < NONCE_KEPT:
                return number
        self.made.append(
            Made(occurrence=delivery.occurrence, nonce=delivery.nonce, mark=delivery.mark, at=now)
        )
        return len(self.made) - 1

    async def answer(self, delivery: Delivery, repeat: Repeat) -> int:
        await asyncio.sleep(0)
        if self.killed:
            raise KilledError
        match next(self.script, "done"):
            case "done":
                return self._make(delivery, repeat)
            case "lost":
                self._make(delivery, repeat)
                raise aiohttp.ServerDisconnectedError
            case "killed after":
                self._make(delivery, repeat)
                self.killed = True
                raise KilledError
            case "killed before":
                self.killed = True
                raise KilledError
            case "503":
                raise refusal(503, 0)
            case "limited":
                raise discord.RateLimited(30.0)
            case "forbidden":
                raise refusal(403, 50013)
            case "timeout":
                self._make(delivery, repeat)
                raise TimeoutError
            case _:
                raise aiohttp.ClientConnectionError

    async def look(self, delivery: Delivery) -> int | None:
        await asyncio.sleep(0)
        if self.killed:
            raise KilledError
        if next(self.script, "done") in ("503", "lost", "unreached"):
            raise refusal(503, 0)
        return next((number for number, made in enumerate(self.made) if made.mark == delivery.mark), None)


class Scripted:
    """An executor that speaks with the small Discord."""

    def __init__(self, world: SmallDiscord, repeat: Repeat) -> None:
        self._world = world
        self.repeat = repeat

    async def run(self, _client: discord.Client, delivery: Delivery, _rendered: Rendered) -> int | None:
        return await self._world.answer(delivery, self.repeat)

    async def find(
        self, _client: discord.Client, delivery: Delivery, _rendered: Rendered | None
    ) -> int | None:
        return await self._world.look(delivery)


class Deliveries(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = MovableClock(START)
        self.world = SmallDiscord(self.clock)
        self.wanted: dict[str, str] = {}
        """Occurrence → "open" or "cancelled"."""
        self.forbidden: set[str] = set()
        self.db = self.wait(Database.open(Path(self.folder.name) / "bot.db", clock=self.clock))
        self.settled: Counter[str] = Counter()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        try:
            self.finish()
        finally:
            self.wait(self.db.close())
            self.runner.close()
            self.folder.cleanup()

    # The bot

    async def render(self, delivery: Delivery) -> Rendered | None:
        return None if self.wanted[delivery.occurrence] == "cancelled" else Rendered()

    @initialize()
    def boot(self) -> None:
        self.world.killed = False
        scripted: dict[EffectKind, Executor] = {
            EffectKind.MESSAGE: Scripted(self.world, Repeat.NONCE),
            EffectKind.FORUM_POST: Scripted(self.world, Repeat.SEARCH),
        }
        feature = Feature(name="f", renderers={"t": self.render}, settled=self.note)
        self.dispatcher = Dispatcher(
            self.db,
            self.clock,
            cast("discord.Client", None),
            {"f": feature},
            Pace(per_second=10**6, per_channel=10**6),
            executors=scripted,
            breaker=Breaker(),
        )
        self.wait(self.dispatcher.recover())

    def note(self, _tx: Transaction, delivery: Delivery, _outcome: Outcome) -> None:
        self.settled[delivery.occurrence] += 1

    def run(self, *script: str) -> None:
        self.world.script = iter(script)
        try:
            self.wait(self.dispatcher.run_once())
        except KilledError:
            self.boot()

    # What happens

    @rule(number=st.integers(0, 4), after=st.integers(-60, 100), kind=st.sampled_from(KINDS))
    def promise(self, number: int, after: int, kind: EffectKind) -> None:
        key = f"{kind}:{number}"
        new = NewDelivery(
            guild_id=GUILD,
            kind=kind,
            feature="f",
            template="t",
            subject_id=number,
            target_id=100 + number % 3,
            occurrence=key,
            due_at=self.clock.now() + dt.timedelta(seconds=after),
        )
        if self.wait(self.db.write(lambda tx: outbox.enqueue(tx, new))) is not None:
            self.wanted[key] = "open"

    @rule(number=st.integers(0, 4))
    def cancel(self, number: int) -> None:
        self.wait(self.db.write(lambda tx: outbox.cancel(tx, guild_id=GUILD, feature="f", subject_id=number)))
        for key in self.wanted:
            if key.endswith(f":{number}"):
                self.wanted[key] = "cancelled"

    @rule(seconds=st.sampled_from([1, 3, 10, 40, 100, 200, 600]))
    def pass_time(self, seconds: int) -> None:
        self.clock.advance(dt.timedelta(seconds=seconds))

    @precondition(lambda self: self.wanted)
    @rule(script=st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=12))
    def dispatch(self, script: list[str]) -> None:
        self.run(*script)

    @rule()
    def restart(self) -> None:
        self.wait(self.dispatcher.stop(dt.timedelta(seconds=1)))
        self.boot()

    @rule()
    def reap(self) -> None:
        self.wait(self.db.write(outbox.reap))

    # What must hold

    def rows(self) -> dict[str, Delivery]:
        def operation(tx: Transaction) -> list[Delivery]:
            return [found for number in range(5) for found in outbox.for_subject(tx, GUILD, "f", number)]

        return {row.occurrence: row for row in self.wait(self.db.read(operation))}

    @invariant()
    def nothing_is_there_twice(self) -> None:
        assert all(count == 1 for count in Counter(made.occurrence for made in self.world.made).values())

    @invariant()
    def what_is_marked_as_sent_is_there(self) -> None:
        for row in self.rows().values():
            if row.state is DeliveryState.SENT:
                assert row.result_id is not None
                assert self.world.made[row.result_id].occurrence == row.occurrence

    def finish(self) -> None:
        """The storm is over: what was promised arrives, and nothing is left in between."""
        for step in range(50):
            self.clock.advance(dt.timedelta(seconds=3 if step < 10 else 660))
            self.wait(self.db.write(outbox.reap))
            self.run()
        made = {found.occurrence for found in self.world.made}
        for key, row in self.rows().items():
            assert row.state in (DeliveryState.SENT, DeliveryState.CANCELLED, DeliveryState.DEAD)
            if row.state is DeliveryState.DEAD:
                assert row.reason == "missing-permissions"
            elif self.wanted[key] == "open":
                assert row.state is DeliveryState.SENT
                assert key in made
        self.nothing_is_there_twice()
        self.what_is_marked_as_sent_is_there()


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(
    max_examples=60, stateful_step_count=25, suppress_health_check=[HealthCheck.too_slow]
)
