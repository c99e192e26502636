"""Edits and crossposts against the local Discord, through real sockets: answers lost, limits met, messages gone."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import discord
import pytest

from bot.clock import MovableClock
from bot.delivery import outbox, problems
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Rendered
from bot.delivery.pacing import Pace
from bot.feature import Feature
from bot.local_discord.faults import Fault, FaultKind
from bot.local_discord.rate_limits import RateLimits
from bot.storage.database import Database
from bot.ui.cards import Card
from tests.end_to_end.local_discord_lab import Lab, lab_running

START = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
CROSSPOST = "/channels/*/messages/*/crosspost"
PUBLISHED, COPY = 1, 2
"""Discord's message flags: published to other servers, and a copy that another server got."""


@dataclass
class Desk:
    """A dispatcher without a gateway, and a feature whose post, correction and crosspost are due at once."""

    lab: Lab
    db: Database
    clock: MovableClock
    dispatcher: Dispatcher
    count: int = 0

    async def promise(self, kind: EffectKind, channel_id: int, **details: object) -> int:
        self.count += 1
        new = NewDelivery(
            guild_id=self.lab.guild,
            kind=kind,
            feature="f",
            template="t",
            target_id=channel_id,
            occurrence=f"o{self.count}",
            details=details,
            due_at=self.clock.now(),
        )
        found = await self.db.write(lambda tx: outbox.enqueue(tx, new))
        assert found is not None
        return found

    async def row(self, delivery_id: int) -> Delivery:
        found = await self.db.read(lambda tx: outbox.get(tx, delivery_id))
        assert found is not None
        return found

    async def posted(self, channel_id: int | None = None) -> Delivery:
        """A post that stands in the announcement channel."""
        delivery_id = await self.promise(EffectKind.MESSAGE, channel_id or self.lab.news)
        assert await self.dispatcher.run_once() == 1
        return await self.row(delivery_id)

    async def publish(self, post: Delivery) -> int:
        return await self.promise(EffectKind.CROSSPOST, post.target_id, message_id=post.result_id)

    def flags(self, post: Delivery) -> int:
        return int(self.lab.world.message(post.target_id, post.result_id or 0)["flags"])

    def asked(self, method: str = "POST", end: str = "/crosspost") -> list[int]:
        """How each request of a kind was answered; 0: the answer was lost."""
        seen = self.lab.server.requests
        return [one.status for one in seen if one.method == method and one.path.endswith(end)]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    clock = MovableClock(START)
    limits = RateLimits(channel_messages=(10_000, 1.0), others=(10_000, 1.0), per_second=10_000)

    async def render(_delivery: Delivery) -> Rendered:
        return Rendered(card=Card(title="Peering evening"))

    async with lab_running(clock=clock, limits=limits) as lab:
        client = discord.Client(intents=discord.Intents(guilds=True), max_ratelimit_timeout=30.0)
        async with client, await Database.open(tmp_path / "bot.db", clock=clock) as db:
            await client.login(lab.world.token)
            pace = Pace(per_second=100_000, per_channel=100_000)
            feature = Feature(name="f", renderers={"t": render})
            dispatcher = Dispatcher(db, clock, client, {"f": feature}, pace)
            yield Desk(lab, db, clock, dispatcher)
            await dispatcher.stop(dt.timedelta(seconds=1))


async def test_a_post_is_published(desk: Desk) -> None:
    post = await desk.posted()
    delivery_id = await desk.publish(post)
    assert await desk.dispatcher.run_once() == 1
    row = await desk.row(delivery_id)
    assert (row.state, row.result_id) == (DeliveryState.SENT, post.result_id)
    assert desk.flags(post) & (PUBLISHED | COPY) == PUBLISHED


async def test_a_lost_answer_is_asked_again_and_already_published_is_done(desk: Desk) -> None:
    post = await desk.posted()
    delivery_id = await desk.publish(post)
    desk.lab.server.faults.add(Fault(kind=FaultKind.LOST, path=CROSSPOST, times=1))
    assert await desk.dispatcher.run_once() == 0
    assert (await desk.row(delivery_id)).reason == "network"
    desk.clock.advance(dt.timedelta(hours=1))
    assert await desk.dispatcher.run_once() == 1
    assert (await desk.row(delivery_id)).state is DeliveryState.SENT
    assert desk.asked() == [0, 400]


async def test_the_eleventh_in_an_hour_comes_back_when_discord_says(desk: Desk) -> None:
    posts = [await desk.posted() for _ in range(11)]
    ids = [await desk.publish(post) for post in posts]
    desk.clock.advance(dt.timedelta(minutes=10))
    assert await desk.dispatcher.run_once() == 10
    row = await desk.row(ids[-1])
    assert (row.state, row.reason) == (DeliveryState.RETRY, "rate-limited")
    desk.clock.advance(dt.timedelta(minutes=59))
    assert await desk.dispatcher.run_once() == 0
    desk.clock.advance(dt.timedelta(minutes=6))
    assert await desk.dispatcher.run_once() == 1
    assert desk.flags(posts[-1]) & PUBLISHED
    assert desk.asked() == [200] * 10 + [429, 200]


async def test_a_limit_met_does_not_hold_up_messages_in_the_same_channel(desk: Desk) -> None:
    post = await desk.posted()
    await desk.publish(post)
    desk.lab.server.faults.add(Fault(kind=FaultKind.RATE_LIMIT, path=CROSSPOST, seconds=3000.0, times=1))
    assert await desk.dispatcher.run_once() == 0
    assert (await desk.posted()).state is DeliveryState.SENT


async def test_a_channel_without_followers_to_be_is_told_apart(desk: Desk) -> None:
    delivery_id = await desk.publish(await desk.posted(desk.lab.general))
    assert await desk.dispatcher.run_once() == 1
    row = await desk.row(delivery_id)
    assert (row.state, row.reason) == (DeliveryState.DEAD, "not-publishable")
    # A message that arrives there is no cure of it.
    await desk.posted(desk.lab.general)
    found = await desk.db.read(lambda tx: problems.of_guild(tx, desk.lab.guild))
    assert [one.kind for one in found] == ["not-publishable"]
    await desk.db.write(
        lambda tx: problems.clear(tx, desk.lab.guild, desk.lab.general, by=EffectKind.CROSSPOST)
    )
    assert await desk.db.read(lambda tx: problems.of_guild(tx, desk.lab.guild)) == []


async def test_a_deleted_message_is_nobodys_fault(desk: Desk) -> None:
    post = await desk.posted()
    desk.lab.world.delete_message(post.target_id, post.result_id or 0)
    ids = [
        await desk.publish(post),
        await desk.promise(EffectKind.EDIT, post.target_id, message_id=post.result_id, mark=post.mark),
    ]
    assert await desk.dispatcher.run_once() == 2
    for delivery_id in ids:
        row = await desk.row(delivery_id)
        assert (row.state, row.reason, row.attempt) == (DeliveryState.DEAD, "message-gone", 1)
    assert await desk.db.read(lambda tx: problems.of_guild(tx, desk.lab.guild)) == []
    assert desk.lab.messages(desk.lab.news) == []


async def test_a_lost_answer_to_an_edit_is_asked_again_and_changes_nothing_more(desk: Desk) -> None:
    post = await desk.posted()
    delivery_id = await desk.promise(
        EffectKind.EDIT, post.target_id, message_id=post.result_id, mark=post.mark
    )
    desk.lab.server.faults.add(Fault(kind=FaultKind.LOST, method="PATCH", times=1))
    assert await desk.dispatcher.run_once() == 0
    desk.clock.advance(dt.timedelta(minutes=10))
    assert await desk.dispatcher.run_once() == 1
    assert (await desk.row(delivery_id)).state is DeliveryState.SENT
    [message] = desk.lab.messages(desk.lab.news)
    assert post.mark in str(message["components"])
    assert desk.asked("PATCH", f"/{post.result_id}") == [0, 200]
