"""The dispatcher against a small HTTP server: discord.py's real client, no gateway, answers lost on real sockets."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import pytest
from aiohttp import web
from discord.http import Route

from bot.clock import MovableClock
from bot.delivery import outbox, problems
from bot.delivery.breaker import FIRST_SECONDS, Breaker
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Rendered
from bot.delivery.pacing import Pace
from bot.errors import TokenRefusedError
from bot.feature import Feature
from bot.storage.database import Database

START = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
ME = {"id": "900", "username": "crossconnect", "discriminator": "0", "avatar": None, "bot": True}
GUILD = 1

Answer = Callable[[web.Request, "Server"], Awaitable[web.StreamResponse]]


async def done(request: web.Request, server: "Server") -> web.StreamResponse:
    return server.json(await server.make(request))


async def lost(request: web.Request, server: "Server") -> web.StreamResponse:
    """The work is done, the answer never arrives."""
    await server.make(request)
    assert request.transport is not None
    request.transport.close()
    return web.Response()


def refused(status: int, code: int = 0, *, headers: dict[str, str] | None = None) -> Answer:
    async def answer(_request: web.Request, server: "Server") -> web.StreamResponse:
        return server.json({"code": code, "message": "scripted", "retry_after": 1}, status, headers)

    return answer


async def banned(_request: web.Request, _server: "Server") -> web.StreamResponse:
    """What Discord's edge says to a banned address: no Via, no JSON."""
    return web.Response(status=429, text="error code: 1015")


@dataclass
class Server:
    """Channels with messages, nonces of three minutes, and a script of answers for the sends."""

    clock: MovableClock
    messages: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    nonces: dict[str, tuple[dt.datetime, dict[str, Any]]] = field(default_factory=dict)
    script: list[Answer] = field(default_factory=list)
    sends: int = 0
    at_once: dict[int, int] = field(default_factory=dict)
    most_at_once: int = 0
    history_hidden: bool = False
    order: list[int] = field(default_factory=list)
    last_id: int = 0

    def json(
        self, data: object, status: int = 200, headers: dict[str, str] | None = None
    ) -> web.StreamResponse:
        # discord.py compares the whole header: a charset behind it makes it a text.
        kind = {"Via": "1.1 test", "Content-Type": "application/json"}
        return web.Response(
            body=json.dumps(data).encode(), status=status, headers={**kind, **(headers or {})}
        )

    def next_id(self) -> int:
        self.last_id = max(self.last_id + 1, discord.utils.time_snowflake(self.clock.now()))
        return self.last_id

    async def make(self, request: web.Request) -> dict[str, Any]:
        channel = int(request.match_info["channel"])
        body = await request.json()
        made = self.nonces.get(body["nonce"])
        if made is not None and self.clock.now() - made[0] < dt.timedelta(minutes=3):
            return made[1]
        message = {
            "id": str(self.next_id()),
            "channel_id": str(channel),
            "author": ME,
            "components": body["components"],
            "content": "",
            "timestamp": self.clock.now().isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "pinned": False,
            "type": 0,
            "flags": body.get("flags", 0),
        }
        self.messages.setdefault(channel, []).append(message)
        self.nonces[body["nonce"]] = (self.clock.now(), message)
        return message

    async def send(self, request: web.Request) -> web.StreamResponse:
        channel = int(request.match_info["channel"])
        self.sends += 1
        self.order.append(channel)
        self.at_once[channel] = self.at_once.get(channel, 0) + 1
        self.most_at_once = max(self.most_at_once, self.at_once[channel])
        try:
            await asyncio.sleep(0.002)
            answer = self.script.pop(0) if self.script else done
            return await answer(request, self)
        finally:
            self.at_once[channel] -= 1

    async def history(self, request: web.Request) -> web.StreamResponse:
        found = [] if self.history_hidden else self.messages.get(int(request.match_info["channel"]), [])
        before = int(request.query.get("before", 2**63))
        newest = [message for message in reversed(found) if int(message["id"]) < before]
        return self.json(newest[: int(request.query["limit"])])

    async def channel(self, request: web.Request) -> web.StreamResponse:
        channel = int(request.match_info["channel"])
        found = self.messages.get(channel)
        return self.json(
            {"id": str(channel), "type": 0, "last_message_id": found[-1]["id"] if found else None}
        )

    async def me(self, _request: web.Request) -> web.StreamResponse:
        return self.json(ME)

    async def application(self, _request: web.Request) -> web.StreamResponse:
        return self.json(
            {
                "id": "900",
                "name": "crossconnect",
                "description": "",
                "icon": None,
                "bot_public": True,
                "bot_require_code_grant": False,
                "verify_key": "",
                "flags": 0,
                "summary": "",
                "owner": ME,
                "team": None,
            }
        )

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/api/users/@me", self.me)
        app.router.add_get("/api/oauth2/applications/@me", self.application)
        app.router.add_get(r"/api/channels/{channel:\d+}", self.channel)
        app.router.add_get(r"/api/channels/{channel:\d+}/messages", self.history)
        app.router.add_post(r"/api/channels/{channel:\d+}/messages", self.send)
        return app


@dataclass
class Bench:
    db: Database
    clock: MovableClock
    client: discord.Client
    server: Server
    dispatcher: Dispatcher
    breaker: Breaker
    renders: int = 0

    async def promise(
        self,
        name: str = "a",
        *,
        channel: int = 50,
        guild: int = GUILD,
        after: float = 0,
        lasts: float | None = None,
    ) -> int:
        new = NewDelivery(
            guild_id=guild,
            kind=EffectKind.MESSAGE,
            feature="f",
            template="t",
            target_id=channel,
            occurrence=name,
            due_at=self.clock.now() + dt.timedelta(seconds=after),
            expires_at=None if lasts is None else self.clock.now() + dt.timedelta(seconds=after + lasts),
        )
        found = await self.db.write(lambda tx: outbox.enqueue(tx, new))
        assert found is not None
        return found

    async def row(self, delivery_id: int) -> Delivery:
        found = await self.db.read(lambda tx: outbox.get(tx, delivery_id))
        assert found is not None
        return found

    async def render(self, _delivery: Delivery) -> Rendered:
        from bot.ui.cards import Card

        self.renders += 1
        return Rendered(card=Card(title="Peering evening"))

    def new_dispatcher(self, pace: Pace | None = None) -> Dispatcher:
        self.dispatcher = Dispatcher(
            self.db,
            self.clock,
            self.client,
            {"f": Feature(name="f", renderers={"t": self.render})},
            pace or Pace(per_second=100_000, per_channel=100_000),
            breaker=self.breaker,
        )
        return self.dispatcher


@pytest.fixture
async def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    clock = MovableClock(START)
    server = Server(clock)
    runner = web.AppRunner(server.app(), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    monkeypatch.setattr(Route, "BASE", f"http://{host}:{port}/api")
    client = discord.Client(intents=discord.Intents(guilds=True), max_ratelimit_timeout=30.0)
    try:
        async with client, await Database.open(tmp_path / "bot.db", clock=clock) as db:
            await client.login("not-a-token")
            found = Bench(db, clock, client, server, dispatcher=None, breaker=Breaker())  # type: ignore[arg-type]
            found.new_dispatcher()
            yield found
            await found.dispatcher.stop(dt.timedelta(seconds=1))
    finally:
        await runner.cleanup()


async def test_sent_without_any_gateway(bench: Bench) -> None:
    delivery_id = await bench.promise()
    assert await bench.dispatcher.run_once() == 1
    [message] = bench.server.messages[50]
    row = await bench.row(delivery_id)
    assert (row.state, row.result_id) == (DeliveryState.SENT, int(message["id"]))


@pytest.mark.hostile(60, 62)
@pytest.mark.parametrize("later", [5, 60, 100, 3600])
async def test_a_lost_answer_makes_no_second_message(bench: Bench, later: float) -> None:
    delivery_id = await bench.promise()
    bench.server.script = [lost]
    assert await bench.dispatcher.run_once() == 0
    assert (await bench.row(delivery_id)).reason == "network"
    bench.clock.advance(dt.timedelta(seconds=later))
    assert await bench.dispatcher.run_once() == 1
    [message] = bench.server.messages[50]
    row = await bench.row(delivery_id)
    assert (row.state, row.result_id, row.attempt) == (DeliveryState.SENT, int(message["id"]), 2)
    # Within the nonce's time it is asked for again; later it is looked for.
    assert bench.server.sends == (2 if later < 75 else 1)


async def test_a_refusal_that_was_none_is_sent_again_after_the_search(bench: Bench) -> None:
    await bench.promise()
    bench.server.script = [refused(503)]
    await bench.dispatcher.run_once()
    bench.clock.advance(dt.timedelta(hours=1))
    assert await bench.dispatcher.run_once() == 1
    assert len(bench.server.messages[50]) == 1


async def test_where_we_may_not_look_we_do_not_guess(bench: Bench) -> None:
    delivery_id = await bench.promise()
    bench.server.script = [lost]
    await bench.dispatcher.run_once()
    bench.server.history_hidden = True
    bench.clock.advance(dt.timedelta(hours=1))
    assert await bench.dispatcher.run_once() == 1
    row = await bench.row(delivery_id)
    assert (row.state, row.reason) == (DeliveryState.DEAD, "unverified")
    assert len(bench.server.messages[50]) == 1
    assert [found.kind for found in await bench.db.read(lambda tx: problems.of_guild(tx, GUILD))] == [
        "unverified"
    ]


async def test_an_empty_channel_is_not_taken_for_a_hidden_one(bench: Bench) -> None:
    delivery_id = await bench.promise()
    bench.server.script = [refused(503)]
    await bench.dispatcher.run_once()
    bench.clock.advance(dt.timedelta(hours=1))
    bench.server.history_hidden = True
    assert await bench.dispatcher.run_once() == 1
    assert (await bench.row(delivery_id)).state is DeliveryState.SENT


async def test_sent_and_deleted_by_a_moderator_is_sent(bench: Bench) -> None:
    delivery_id = await bench.promise()
    bench.server.script = [lost, refused(404, 10008)]
    await bench.dispatcher.run_once()
    bench.clock.advance(dt.timedelta(seconds=5))
    assert await bench.dispatcher.run_once() == 1
    assert (await bench.row(delivery_id)).state is DeliveryState.SENT


@pytest.mark.hostile(64)
async def test_a_refused_token_stops_everything_and_loses_nothing(bench: Bench) -> None:
    ids = [await bench.promise(f"n{number}", channel=number) for number in range(5)]
    bench.server.script = [refused(401)] * 5
    with pytest.raises(TokenRefusedError):
        await bench.dispatcher.run_once()
    sends = bench.server.sends
    with pytest.raises(TokenRefusedError):
        await bench.dispatcher.run_once()
    assert bench.server.sends == sends
    for delivery_id in ids:
        assert (await bench.row(delivery_id)).state in (DeliveryState.PENDING, DeliveryState.RETRY)


@pytest.mark.hostile(62)
async def test_a_ban_stops_sending_and_then_one_tries_first(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [await bench.promise(f"n{number}", channel=number) for number in range(20)]
    bench.dispatcher = Dispatcher(
        bench.db,
        bench.clock,
        bench.client,
        {"f": Feature(name="f", renderers={"t": bench.render})},
        Pace(per_second=100_000, per_channel=100_000),
        breaker=bench.breaker,
        width=1,
    )
    bench.server.script = [banned]
    assert await bench.dispatcher.run_once() == 0
    assert bench.server.sends == 1
    loop = asyncio.get_running_loop()
    assert 0 < bench.breaker.wait(loop.time()) <= FIRST_SECONDS
    assert await bench.dispatcher.run_once() == 0
    assert bench.server.sends == 1
    # A minute later, by the clock that the ban is counted in.
    real = loop.time
    monkeypatch.setattr(loop, "time", lambda: real() + FIRST_SECONDS)
    bench.clock.advance(dt.timedelta(seconds=FIRST_SECONDS + 60))
    assert bench.breaker.is_trying
    assert await bench.dispatcher.run_once() == 20
    assert not bench.breaker.is_trying
    for delivery_id in ids:
        assert (await bench.row(delivery_id)).state is DeliveryState.SENT


async def test_one_at_a_time_in_a_channel_in_order_and_many_channels_at_once(bench: Bench) -> None:
    for number in range(12):
        for channel in (1, 2, 3):
            await bench.promise(f"{channel}:{number}", channel=channel, after=number - 20)
    assert await bench.dispatcher.run_once() == 36
    assert bench.server.most_at_once == 1
    for channel in (1, 2, 3):
        sent = [found["id"] for found in bench.server.messages[channel]]
        rows = [await bench.row(number) for number in range(1, 37)]
        in_order = sorted((row for row in rows if row.target_id == channel), key=lambda row: row.due_at)
        assert [str(row.result_id) for row in in_order] == sent


async def test_a_guild_with_a_backlog_does_not_make_another_wait(bench: Bench) -> None:
    for number in range(200):
        await bench.promise(f"busy {number}", channel=100 + number % 40, guild=1, after=-3600)
    await bench.promise("quiet", channel=7, guild=2)
    dispatcher = Dispatcher(
        bench.db,
        bench.clock,
        bench.client,
        {"f": Feature(name="f", renderers={"t": bench.render})},
        Pace(per_second=100_000, per_channel=100_000),
        width=4,
    )
    assert await dispatcher.run_once() == 201
    assert bench.server.order.index(7) < 8


async def test_what_came_too_late_takes_no_place_in_the_pace(bench: Bench) -> None:
    for number in range(60):
        await bench.promise(f"late {number}", after=-3600 + number, lasts=60)
    in_time = await bench.promise("in time")
    async with asyncio.timeout(5):  # at five places in five seconds the late ones alone would take a minute
        assert await bench.new_dispatcher(Pace()).run_once() == 61
    assert (await bench.row(in_time)).state is DeliveryState.SENT
    assert len(bench.server.messages[50]) == 1


async def test_due_while_others_are_being_sent_is_found_in_the_same_run(bench: Bench) -> None:
    arrived = asyncio.Event()

    async def slow(request: web.Request, server: Server) -> web.StreamResponse:
        await bench.promise("second", channel=51)
        assert await bench.dispatcher.run_once() == 0  # a tick while the first run goes on
        await arrived.wait()
        return await done(request, server)

    async def second(request: web.Request, server: Server) -> web.StreamResponse:
        arrived.set()
        return await done(request, server)

    bench.server.script = [slow, second]
    await bench.promise("first", channel=50)
    async with asyncio.timeout(5):
        assert await bench.dispatcher.run_once() == 2


@pytest.mark.hostile(64)
async def test_a_stop_finishes_what_is_under_way_and_gives_back_the_rest(bench: Bench) -> None:
    under_way, finish = asyncio.Event(), asyncio.Event()

    async def slow(request: web.Request, server: Server) -> web.StreamResponse:
        under_way.set()
        await finish.wait()
        return await done(request, server)

    dispatcher = bench.new_dispatcher(Pace(per_second=1))
    ids = [await bench.promise(f"n{number}", channel=number) for number in range(3)]
    bench.server.script = [slow]
    run = asyncio.create_task(dispatcher.run_once())
    await under_way.wait()
    stop = asyncio.create_task(dispatcher.stop(dt.timedelta(seconds=10)))
    await asyncio.sleep(0)
    finish.set()
    async with asyncio.timeout(3):
        await stop
        assert await run == 1
    rows = [await bench.row(delivery_id) for delivery_id in ids]
    assert sorted(row.state for row in rows) == ["pending", "pending", "sent"]
    assert {row.attempt for row in rows if row.state is DeliveryState.PENDING} == {0}
    assert await dispatcher.run_once() == 0


async def test_a_send_that_outlives_the_grace_is_cut_off_and_looked_after_at_the_next_start(
    bench: Bench,
) -> None:
    under_way = asyncio.Event()

    async def hanging(request: web.Request, server: Server) -> web.StreamResponse:
        await server.make(request)
        under_way.set()
        await asyncio.Event().wait()
        return web.Response()

    delivery_id = await bench.promise()
    bench.server.script = [hanging]
    run = asyncio.create_task(bench.dispatcher.run_once())
    await under_way.wait()
    await bench.dispatcher.stop(dt.timedelta(seconds=0.05))
    assert await run == 0
    assert (await bench.row(delivery_id)).state is DeliveryState.CLAIMED
    dispatcher = bench.new_dispatcher()
    assert await dispatcher.recover() == 1
    assert await dispatcher.run_once() == 1
    assert len(bench.server.messages[50]) == 1


async def test_moved_to_later_while_it_waits_for_its_place_it_does_not_go_out(bench: Bench) -> None:
    waiting = asyncio.Event()
    go = asyncio.Event()

    async def hold(_seconds: float) -> None:
        waiting.set()
        await go.wait()

    dispatcher = bench.new_dispatcher(Pace(per_second=1, sleep=hold))
    await bench.promise("first", channel=1)
    moved = await bench.promise("second", channel=2)
    run = asyncio.create_task(dispatcher.run_once())
    await waiting.wait()
    waited = [found for found in (1, moved) if (await bench.row(found)).state is not DeliveryState.SENT][-1]
    name = (await bench.row(waited)).occurrence
    await bench.promise(name, channel=(await bench.row(waited)).target_id, after=3600)
    go.set()
    await run
    row = await bench.row(waited)
    assert (row.state, row.due_at - bench.clock.now() > dt.timedelta(minutes=59)) == (
        DeliveryState.PENDING,
        True,
    )
