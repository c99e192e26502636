"""The scheduler's ticks: nothing due is forgotten, no failure is silent, and a stop is a stop."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import aiohttp
import discord
import pytest

from bot.clock import MovableClock
from bot.delivery import feature as delivery_feature
from bot.delivery import outbox
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.effects.executor import Repeat
from bot.delivery.model import Delivery, EffectKind, NewDelivery, Outcome, Rendered
from bot.delivery.pacing import Pace
from bot.delivery.scheduler import Job, Scheduler
from bot.errors import TokenRefusedError
from bot.feature import Feature
from bot.storage.database import Database, Transaction

START = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
FAR = dt.timedelta(hours=1)
"""A tick that does not come within a test."""


class Response:
    """As much of an HTTP response as discord.py's errors look at."""

    status = 401
    reason = "Unauthorized"
    headers = {"Via": "1.1 test", "Content-Type": "application/json"}  # noqa: RUF012 - a constant


class Mailbox:
    """An executor that only notes what arrived; `refuses` says that the token is not good."""

    repeat = Repeat.IDEMPOTENT

    def __init__(self) -> None:
        self.arrived: list[str] = []
        self.refuses = False

    async def run(self, _client: discord.Client, delivery: Delivery, _rendered: Rendered) -> int | None:
        if self.refuses:
            raise discord.HTTPException(
                cast("aiohttp.ClientResponse", Response()), {"code": 0, "message": "401"}
            )
        self.arrived.append(delivery.occurrence)
        return 1


@dataclass
class Office:
    db: Database
    clock: MovableClock
    mailbox: Mailbox
    dispatcher: Dispatcher
    features: dict[str, Feature]
    sent: asyncio.Event
    schedulers: list[Scheduler] = field(default_factory=list)

    def scheduler(self, *more: Job, tick: dt.timedelta = FAR) -> Scheduler:
        made = Scheduler(self.db, self.clock, self.dispatcher, self.features, more=more, tick=tick)
        self.schedulers.append(made)
        return made

    def new(self, name: str, after: dt.timedelta = dt.timedelta(0)) -> NewDelivery:
        return NewDelivery(
            guild_id=1,
            kind=EffectKind.MESSAGE,
            feature="f",
            template="t",
            target_id=5,
            occurrence=name,
            due_at=self.clock.now() + after,
        )

    async def wait_for_a_send(self) -> None:
        async with asyncio.timeout(5):
            await self.sent.wait()
        self.sent.clear()


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    clock = MovableClock(START)
    async with await Database.open(tmp_path / "bot.db", clock=clock) as db:
        sent = asyncio.Event()

        async def render(_delivery: Delivery) -> Rendered:
            return Rendered()

        def settled(tx: Transaction, _delivery: Delivery, _outcome: Outcome) -> None:
            tx.after_commit(sent.set)

        features = {"f": Feature(name="f", renderers={"t": render}, settled=settled)}
        mailbox = Mailbox()
        dispatcher = Dispatcher(
            db,
            clock,
            cast("discord.Client", None),
            features,
            Pace(per_second=10_000, per_channel=10_000),
            executors={EffectKind.MESSAGE: mailbox},
        )
        found = Office(db, clock, mailbox, dispatcher, features, sent)
        yield found
        for scheduler in found.schedulers:
            await scheduler.stop()
        await dispatcher.stop(dt.timedelta(seconds=1))


async def test_what_is_due_at_the_start_is_sent_at_the_start(office: Office) -> None:
    await office.db.write(lambda tx: outbox.enqueue(tx, office.new("overdue")))
    office.scheduler().start()
    await office.wait_for_a_send()
    assert office.mailbox.arrived == ["overdue"]


async def test_a_tick_finds_what_fell_due(office: Office) -> None:
    office.scheduler(tick=dt.timedelta(seconds=0.02)).start()
    await office.db.write(lambda tx: outbox.enqueue(tx, office.new("later", dt.timedelta(seconds=1))))
    await office.wait_for_a_send()
    assert office.mailbox.arrived == ["later"]


async def test_woken_by_a_commit_it_does_not_wait_for_the_tick(office: Office) -> None:
    office.scheduler().start()

    def operation(tx: Transaction) -> None:
        outbox.enqueue(tx, office.new("now"))
        tx.after_commit(office.dispatcher.wake)

    await office.db.write(operation)
    await office.wait_for_a_send()
    assert office.mailbox.arrived == ["now"]


async def test_a_move_of_the_clock_plans_ahead_and_sends_at_once(office: Office) -> None:
    async def materialise() -> int:
        found = await office.db.write(
            lambda tx: outbox.enqueue(tx, office.new(f"planned {office.clock.now():%H}"))
        )
        return int(found is not None)

    office.features["f"] = Feature(
        name="f",
        renderers=office.features["f"].renderers,
        settled=office.features["f"].settled,
        materialise=materialise,
    )
    office.scheduler().start()
    await office.wait_for_a_send()
    office.clock.advance(dt.timedelta(hours=3))
    await office.wait_for_a_send()
    assert office.mailbox.arrived == ["planned 12", "planned 15"]


async def test_a_feature_that_cannot_plan_does_not_keep_others_from_it(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    planned = []

    async def broken() -> int:
        raise ZeroDivisionError

    async def fine() -> int:
        planned.append(1)
        return 0

    office.features.update(a=Feature(name="a", materialise=broken), b=Feature(name="b", materialise=fine))
    scheduler = office.scheduler()
    for _ in range(2):
        await scheduler.materialise()
    assert planned == [1, 1]
    assert scheduler.failures == {"materialise a": 2}
    assert "ZeroDivisionError" in caplog.text


async def test_a_job_that_raises_is_counted_and_comes_back(office: Office) -> None:
    runs = 0
    third = asyncio.Event()

    async def broken() -> None:
        nonlocal runs
        runs += 1
        if runs == 3:
            third.set()
        raise OSError("the disk is full")

    scheduler = office.scheduler(Job(name="backup", every=dt.timedelta(seconds=0.02), work=broken))
    scheduler.start()
    async with asyncio.timeout(5):
        await third.wait()
    assert scheduler.failures["backup"] >= 2


async def test_a_refused_token_ends_the_process_in_order(office: Office) -> None:
    office.mailbox.refuses = True
    await office.db.write(lambda tx: outbox.enqueue(tx, office.new("a")))
    scheduler = office.scheduler()
    scheduler.start()
    async with asyncio.timeout(5):
        with pytest.raises(TokenRefusedError):
            await scheduler.failed()


async def test_old_ends_are_forgotten_a_few_at_a_time(office: Office) -> None:
    def fill(tx: Transaction) -> None:
        for number in range(1200):
            outbox.enqueue(tx, office.new(f"n{number}"))
        tx.execute("UPDATE delivery SET state = 'sent', settled_at = due_at")

    await office.db.write(fill)
    office.clock.advance(delivery_feature.KEPT + dt.timedelta(days=1))
    office.features["delivery"] = delivery_feature.feature()
    await office.scheduler().forget()
    left = await office.db.read(lambda tx: tx.one("SELECT count(*) FROM delivery"))
    assert left is not None
    assert left[0] == 0


async def test_nothing_is_sent_after_a_stop(office: Office) -> None:
    scheduler = office.scheduler(tick=dt.timedelta(seconds=0.01))
    scheduler.start()
    await scheduler.stop()
    await office.dispatcher.stop(dt.timedelta(seconds=1))
    await office.db.write(lambda tx: outbox.enqueue(tx, office.new("too late to ask")))
    office.dispatcher.wake()
    scheduler.wake()
    office.clock.advance(dt.timedelta(hours=1))
    await asyncio.sleep(0.05)
    assert office.mailbox.arrived == []


async def test_what_is_committed_during_a_look_is_not_forgotten(office: Office) -> None:
    office.scheduler().start()
    for number in range(300):

        def operation(tx: Transaction, name: str = str(number)) -> None:
            outbox.enqueue(tx, office.new(name))
            tx.after_commit(office.dispatcher.wake)

        writing = asyncio.create_task(office.db.write(operation))
        for _ in range(number % 12):  # the commit meets each step of the look
            await asyncio.sleep(0)
        await asyncio.gather(office.dispatcher.run_once(), writing)
        while str(number) not in office.mailbox.arrived:
            await office.wait_for_a_send()
        office.sent.clear()
    assert office.mailbox.arrived == [str(number) for number in range(300)]
