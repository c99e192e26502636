"""What the bot tells of itself: alive, ready or why not, and figures that name nobody. Real HTTP, a real local Discord."""

import asyncio
import datetime as dt
import io
import json
import logging
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from bot import logs
from bot.app import App
from bot.clock import Clock, MovableClock, SystemClock
from bot.config import (
    BackupSettings,
    DatabaseSettings,
    DeliverySettings,
    DiscordSettings,
    LogSettings,
    MonitoringSettings,
    Settings,
)
from bot.delivery import outbox
from bot.delivery.model import EffectKind, NewDelivery
from bot.errors import ConfigurationError
from bot.local_discord.server import LocalDiscord
from bot.local_discord.world import World
from bot.monitoring.health import COUNTED_MOST, Health
from bot.monitoring.server import Monitoring
from bot.storage.database import Database
from bot.storage.nightly import NightlyBackups
from bot.storage.transaction import Transaction
from tests.end_to_end.local_discord_lab import discord_moved_to
from tests.unit.test_logs import logging_as_before

ROOT = Path(__file__).parents[2]
START = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
PATIENCE = 20.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


async def get(port: int, path: str, **headers: str) -> tuple[int, str]:
    address = f"http://127.0.0.1:{port}{path}"
    async with aiohttp.ClientSession() as session, session.get(address, headers=headers) as answer:
        return answer.status, await answer.text()


async def told(port: int, path: str) -> tuple[int, dict[str, Any]]:
    status, text = await get(port, path)
    found: dict[str, Any] = json.loads(text)
    return status, found


async def figures(port: int) -> dict[str, Metric]:
    status, text = await get(port, "/metrics")
    assert status == 200
    return {family.name: family for family in text_string_to_metric_families(text)}


def value(found: dict[str, Metric], figure: str, /, **labels: str) -> float:
    """The sum of the samples of a family that bear these labels."""
    return sum(
        sample.value
        for sample in found[f"crossconnect_{figure}"].samples
        if labels.items() <= sample.labels.items() and not sample.name.endswith(("_bucket", "_sum"))
    )


async def until(condition: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await condition():  # noqa: ASYNC110 what is asked over HTTP tells nobody that it changed
            await asyncio.sleep(0.05)


@dataclass
class Running:
    """The application on a local Discord, watched."""

    app: App
    server: LocalDiscord
    port: int
    guild: int
    owner: int
    channel: int

    async def is_ready(self) -> bool:
        return (await get(self.port, "/readyz"))[0] == 200


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    world = World(SystemClock())
    owner = world.add_person("nadia")
    guild = world.add_guild("Beirut NOG", owner_id=owner)
    channel = world.add_channel(guild, "news")
    async with LocalDiscord(world) as server:
        settings = Settings(
            discord=DiscordSettings(api_base=server.api_base),
            database=DatabaseSettings(path=tmp_path / "bot.sqlite3"),
            delivery=DeliverySettings(),
            log=LogSettings(),
            token=SecretStr(world.token),
            backup=BackupSettings(keep=1),
            monitoring=MonitoringSettings(port=free_port()),
            guilds_within=0.05,
        )
        stop = asyncio.Event()
        with discord_moved_to(server):
            async with App.open(settings, SystemClock()) as app:
                serving = asyncio.create_task(app.serve(stop))
                await until(lambda: _serves(app, serving))
                yield Running(app, server, settings.monitoring.port, guild, owner, channel)
                stop.set()
                await serving


async def _serves(app: App, serving: "asyncio.Task[None]") -> bool:
    if serving.done():
        serving.result()
    return app.monitoring is not None


async def test_ready_while_the_gateway_stands_and_figures_of_what_happened(running: Running) -> None:
    await until(running.is_ready)
    status, said = await told(running.port, "/livez")
    assert status == 200
    assert said["alive"] is True
    assert 0 <= said["lag_ms"] < 5000
    _, said = await told(running.port, "/readyz")
    assert said["ready"] is True
    assert said["reasons"] == []
    assert said["database_ms"] < 1000

    world = running.server.world
    nadia = world.person(running.owner)
    await until(lambda: _are_there(world))
    for _ in range(2):
        await nadia.slash(running.channel, "help").finished()
    found = await figures(running.port)
    assert value(found, "interactions", kind="command", name="help", outcome="ok") == 2
    assert value(found, "interaction_seconds", kind="command") == 2
    await until(lambda: _greeted(running))
    found = await figures(running.port)
    assert value(found, "deliveries", kind="message", outcome="sent") == 1
    assert value(found, "delivery_send_seconds", kind="message") == 1
    assert value(found, "gateway_connected") == 1
    assert value(found, "guilds") == 1
    assert value(found, "deliveries_waiting") <= 1, "looked up every 15 s"
    assert value(found, "database_commits") > 0
    assert value(found, "database_commit_seconds") > 0
    assert value(found, "backup_age_seconds") != value(found, "backup_age_seconds"), "NaN: there is none yet"
    await running.app.backups.make_if_due()
    assert 0 <= value(await figures(running.port), "backup_age_seconds") < 60

    running.server.gateway.refuse()
    running.server.gateway.drop()
    await until(lambda: _is_not_ready(running))
    _, said = await told(running.port, "/readyz")
    assert said["reasons"] == ["the gateway is not connected"]
    assert value(await figures(running.port), "gateway_connected") == 0
    assert (await get(running.port, "/livez"))[0] == 200, "it lives: a restart would mend nothing"
    running.server.gateway.accept()
    await until(running.is_ready)


async def _are_there(world: World) -> bool:
    return bool(world.all_commands())


async def _greeted(running: Running) -> bool:
    return value(await figures(running.port), "deliveries", outcome="sent") > 0


async def _is_not_ready(running: Running) -> bool:
    return not await running.is_ready()


async def buttons(running: Running, *custom_ids: str) -> int:
    """A message of the bot's with buttons that no card of ours has."""
    shown = [{"type": 2, "style": 2, "label": "x", "custom_id": custom_id} for custom_id in custom_ids]
    row = {"type": 1, "components": shown}
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{running.server.api_base}/channels/{running.channel}/messages",
            json={"content": "x", "components": [row]},
            headers={"Authorization": f"Bot {running.server.world.token}"},
        ) as answer,
    ):
        assert answer.status == 200, await answer.text()
        return int((await answer.json())["id"])


async def test_no_label_has_values_that_somebody_else_chooses(running: Running) -> None:
    """Guilds, people and names that an altered client sends appear in no label, and each label has a known set."""
    await until(running.is_ready)
    world = running.server.world
    nadia = world.person(running.owner)
    await until(lambda: _are_there(world))
    await nadia.slash(running.channel, "help").finished()
    await until(lambda: _greeted(running))
    forged = ("help.nothing:1", "x" * 80, "announce.confirm:" + "9" * 18, "a\nb", f"who.{running.owner}")
    message = await buttons(running, *forged)
    for custom_id in forged:
        await nadia.click(running.channel, message, custom_id).finished()
    bot = running.app.bot
    assert bot is not None
    names = (
        {command.qualified_name for command in bot.tree.walk_commands()} | set(bot.router.routes) | {"other"}
    )
    known = {
        "kind": {kind.value for kind in EffectKind} | {"command", "press"},
        "outcome": {"sent", "retry", "dead", "dropped", "cancelled", "ok", "refused", "broken"},
        "name": names,
        "job": set(),
    }
    found = await figures(running.port)
    assert value(found, "interactions", kind="press", name="other", outcome="refused") == 4
    for family in found.values():
        for sample in family.samples:
            for label, text in sample.labels.items():
                if label == "le" or family.name == "crossconnect_build_info":
                    continue
                assert text in known[label], (family.name, label, text)
    text = (await get(running.port, "/metrics"))[1]
    assert str(running.guild) not in text
    assert str(running.owner) not in text


async def test_each_line_of_the_log_says_what_it_belongs_to(running: Running) -> None:
    """An interaction's and a delivery's lines carry their ids, those of libraries too; its token is in none."""
    await until(running.is_ready)
    world = running.server.world
    await until(lambda: _are_there(world))
    await until(lambda: _greeted(running))
    out = io.StringIO()
    with logging_as_before():
        logs.configure(level="debug", log_format="json", stream=out)
        library = logging.getLogger("discord.webhook.async_")
        library.setLevel(logging.DEBUG)  # of what it tells by itself, nothing is certain
        shown = world.person(running.owner).slash(running.channel, "help")
        await shown.finished()
        await promise(running.app.database, SystemClock(), guild=running.guild, feature="nobody")
        await until(lambda: _says(out, "nobody renders"))
        library.setLevel(logging.NOTSET)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    (answered,) = [
        line
        for line in lines
        if "/callback" in line["message"] and line["logger"] == "discord.webhook.async_"
    ]
    assert answered["interaction"] == shown.id
    assert answered["guild"] == running.guild
    assert f"/interactions/{shown.id}/[redacted]/callback" in answered["message"]
    told = next(line for line in lines if "nobody renders" in line["message"])
    assert told["guild"] == running.guild
    assert f"delivery {told['delivery']}: nobody renders nobody/t" in told["message"]
    assert "interaction" not in told


async def _says(out: io.StringIO, text: str) -> bool:
    return text in out.getvalue()


async def test_a_foreign_host_is_refused_and_nothing_else_is_served(running: Running) -> None:
    for path in ("/livez", "/readyz", "/metrics"):
        status, said = await get(running.port, path, Host="evil.example")
        assert status == 403
        assert "own machine only" in said
        assert (await get(running.port, path, Host=f"localhost:{running.port}"))[0] != 403
        assert (await get(running.port, path, Host="[::1]"))[0] != 403
    assert (await get(running.port, "/"))[0] == 404
    assert (await get(running.port, "/metrics", Host="127.0.0.1.evil.example"))[0] == 403


async def test_the_probe_needs_no_curl(running: Running) -> None:
    async def probe(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "bot.monitoring.probe", *arguments]
        return await asyncio.to_thread(
            subprocess.run, command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=30
        )

    assert (await probe(str(running.port))).returncode == 0
    gone = await probe(str(free_port()))
    assert gone.returncode == 1
    assert "no answer" in gone.stderr
    assert (await probe()).returncode == 1


async def test_a_port_that_is_taken_ends_the_start_with_its_cure(running: Running, tmp_path: Path) -> None:
    other = replace(running.app.settings, database=DatabaseSettings(path=tmp_path / "other.sqlite3"))
    async with App.open(other, SystemClock()) as app:
        with pytest.raises(
            ConfigurationError, match=r"\[monitoring\] port: 127.0.0.1:\d+ cannot be listened on"
        ):
            await app.serve(asyncio.Event())


async def test_off_by_default() -> None:
    assert MonitoringSettings().port == 0


# The parts by themselves


@asynccontextmanager
async def watched(folder: Path, clock: MovableClock) -> AsyncIterator[tuple[Database, Monitoring]]:
    """A database and what watches it, without a client: never connected."""
    async with await Database.open(folder / "bot.sqlite3", clock=clock) as database:
        backups = NightlyBackups(database.path, folder / "b", keep=1, at=dt.time(3), clock=clock)
        async with Monitoring(
            0,
            database=database,
            clock=clock,
            bot=lambda: None,
            backups=backups,
            job_failures=lambda: {"reap": 2},
        ) as monitoring:
            yield database, monitoring


async def promise(database: Database, clock: Clock, guild: int, number: int = 1, feature: str = "f") -> None:
    def operation(tx: Transaction) -> None:
        tx.execute("INSERT INTO guild (guild_id, joined_at) VALUES (?, 1) ON CONFLICT DO NOTHING", (guild,))
        for place in range(number):
            outbox.enqueue(
                tx,
                NewDelivery(
                    guild_id=guild,
                    kind=EffectKind.MESSAGE,
                    feature=feature,
                    template="t",
                    target_id=1,
                    occurrence=f"{guild}:{place}",
                    due_at=clock.now(),
                ),
            )

    await database.write(operation)


async def test_not_ready_while_something_waits_too_long_where_it_may_be_sent(tmp_path: Path) -> None:
    clock = MovableClock(START)
    async with watched(tmp_path, clock) as (database, monitoring):
        await promise(database, clock, guild=1)
        clock.advance(dt.timedelta(minutes=4))
        _, said = await told(monitoring.port, "/readyz")
        assert said["reasons"] == ["the gateway is not connected"]
        clock.advance(dt.timedelta(minutes=2))
        status, said = await told(monitoring.port, "/readyz")
        assert status == 503
        assert said["reasons"] == ["the gateway is not connected", "a delivery has been due for 6 minutes"]
        assert 355 <= said["overdue_seconds"] <= 365
        assert value(await figures(monitoring.port), "delivery_overdue_seconds") >= 355
        for held in ((1, None), (None, 1)):

            def hold(tx: Transaction, held: tuple[int | None, int | None] = held) -> None:
                tx.execute("UPDATE guild SET paused_at = ?, left_at = ?", held)

            await database.write(hold)
            _, said = await told(monitoring.port, "/readyz")
            assert said["reasons"] == ["the gateway is not connected"]
            assert said["overdue_seconds"] == 0
        assert value(await figures(monitoring.port), "job_failures", job="reap") == 2


async def test_not_ready_when_the_database_does_not_answer(tmp_path: Path) -> None:
    clock = MovableClock(START)
    held = threading.Event()
    async with watched(tmp_path, clock) as (database, monitoring):
        busy = [asyncio.create_task(database.read(lambda _: held.wait(30))) for _ in range(2)]
        try:
            status, said = await told(monitoring.port, "/readyz")
            found = await figures(monitoring.port)
        finally:
            held.set()
            await asyncio.gather(*busy)
        assert status == 503
        assert "the database did not answer within 1 s" in said["reasons"]
        assert value(found, "database_read_seconds") != value(found, "database_read_seconds"), "NaN"
        await database.close()
        _, said = await told(monitoring.port, "/readyz")
        assert any(reason.startswith("the database does not answer: ") for reason in said["reasons"])


async def test_not_alive_when_the_loop_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = MovableClock(START)
    async with watched(tmp_path, clock) as (_, monitoring):
        lag = monitoring.health.lag
        assert lag.seconds < 5
        loop = asyncio.get_running_loop()
        real = loop.time
        with monkeypatch.context() as patch:
            # As after seven seconds in which nothing else had its turn.
            patch.setattr(loop, "time", lambda: real() + 7)
            assert 6 < lag.seconds < 8
            answer = await monitoring._livez(object())  # type: ignore[arg-type]
        assert answer.status == 503
        assert json.loads(answer.text or "")["alive"] is False


async def test_a_look_costs_the_same_with_many_that_wait(tmp_path: Path) -> None:
    """The count stops at a bound and is taken every 15 s at most; both looks walk the index of what is open."""
    clock = MovableClock(START)
    async with watched(tmp_path, clock) as (database, monitoring):
        await promise(database, clock, guild=1, number=30)
        assert await database.read(lambda tx: outbox.open_rows(tx, 20)) == 20
        assert await monitoring.health.waiting() == 30
        await promise(database, clock, guild=2, number=5)
        assert await monitoring.health.waiting() == 30, "remembered"
        assert await Health(database, clock, lambda: None).waiting() == 35
        assert COUNTED_MOST == 100_000
        with sqlite3.connect(f"file:{database.path}?mode=ro", uri=True) as plain:
            asked: list[str] = []
            plain.row_factory = sqlite3.Row
            plain.set_trace_callback(asked.append)
            tx = Transaction(plain, now=clock.now())
            outbox.open_rows(tx, 20)
            outbox.oldest_overdue(tx)
            plain.set_trace_callback(None)
            for sql in asked:
                plan = " ".join(row["detail"] for row in plain.execute(f"EXPLAIN QUERY PLAN {sql}"))
                assert "COVERING INDEX delivery_due" in plan
                assert "TEMP B-TREE" not in plan
        plain.close()


async def test_every_figure_is_documented(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
    async with watched(tmp_path, MovableClock(START)) as (_, monitoring):
        found = await figures(monitoring.port)
    for family in found.values():
        name = family.name if family.type != "counter" else f"{family.name}_total"
        assert f"`{name}`" in page, name
