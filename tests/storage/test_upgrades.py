"""A database of each released schema, as that release left it, is brought up to date and goes on keeping its promises.

`schemas/NNNN.sql` was written by the services of the release that ended with migration NNNN, and is never edited. A release
that adds a migration adds its own.
"""

import asyncio
import datetime as dt
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.announcements.rules import AnnouncementState
from bot.app import App
from bot.clock import MovableClock
from bot.config import (
    BackupSettings,
    DatabaseSettings,
    DeliverySettings,
    DiscordSettings,
    LogSettings,
    Settings,
)
from bot.errors import DatabaseUnusableError, ExitCode
from bot.guilds.rules import ChannelPurpose
from bot.local_discord.server import LocalDiscord
from bot.local_discord.world import World
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database
from bot.storage.schema import Migration, load_migrations, migrate
from tests.end_to_end.local_discord_lab import discord_moved_to

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("[0-9][0-9][0-9][0-9].sql"))
VERSIONS = [int(path.stem) for path in SCHEMAS]
released = pytest.mark.parametrize("version", VERSIONS)

DUE = dt.datetime(2026, 11, 27, 16, 2, tzinfo=dt.UTC)
"""Two minutes after what waits in the dumps became due."""
GUILD, OTHER_GUILD = 1200000000000000001, 1200000000000000002
NADIA, OMAR = 1300000000000000001, 1300000000000000002
NEWS, LOBBY = 1400000000000000001, 1400000000000000002


def script(version: int) -> str:
    return (Path(__file__).parent / "schemas" / f"{version:04}.sql").read_text(encoding="utf-8")


def lay(path: Path, text: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(text)


def rows(path: Path) -> dict[str, list[dict[str, object]]]:
    """Every row of every table, by column."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            table["name"]: [dict(row) for row in connection.execute(f'SELECT * FROM "{table["name"]}"')]  # noqa: S608
            for table in tables
        }


def test_there_is_a_dump_of_what_was_released() -> None:
    assert VERSIONS[0] == 4
    assert max(VERSIONS) <= len(load_migrations())


@released
async def test_every_row_is_kept_behind_a_backup(path: Path, version: int) -> None:
    lay(path, script(version))
    before = rows(path)
    assert sum(map(len, before.values())) > 50
    clock = MovableClock(DUE)
    async with await Database.open(path, clock=clock) as db:
        for guild_id in await db.read(audit.guilds):
            assert await db.read(lambda tx, guild=guild_id: audit.first_broken(tx, guild)) is None  # type: ignore[misc]
    after = rows(path)
    for table, old in before.items():
        assert len(after[table]) == len(old), table
        kept = [{column: row[column] for column in old[0]} for row in after[table]] if old else []
        assert kept == old, table
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(load_migrations()),)
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    (backup,) = path.parent.glob(f"bot.v{version}.20261127T*Z.db")
    copied = rows(backup)
    facts = [row for row in copied.pop("installation") if row["key"] != "copied-at"]
    assert facts == before.pop("installation")
    assert copied == before


@released
def test_a_step_that_fails_leaves_the_version_before_it(path: Path, version: int) -> None:
    lay(path, script(version))
    before = rows(path)
    bad = "UPDATE announcement SET title = 'lost'; DELETE FROM audit_event; CREATE TABLE half (a INTEGER);"
    known = load_migrations()[:version]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        broken = (*known, Migration(version=version + 1, name="9999_bad.sql", sql=bad))
        with pytest.raises(DatabaseUnusableError, match=rf"stays at version {version}") as caught:
            migrate(connection, path, broken, DUE)
        assert caught.value.exit_code == ExitCode.DATABASE_UNUSABLE
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    assert rows(path) == before
    assert len(list(path.parent.glob(f"bot.v{version}.*"))) == 1


@pytest.mark.hostile(63)
@released
async def test_a_newer_schema_is_refused_and_not_touched(path: Path, version: int) -> None:
    lay(path, script(version) + f"PRAGMA user_version = {len(load_migrations()) + 1};")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")  # as the bot leaves it
    before = path.read_bytes()
    with pytest.raises(DatabaseUnusableError, match="Install the newer release again") as caught:
        await Database.open(path, clock=MovableClock(DUE))
    assert caught.value.exit_code == ExitCode.DATABASE_UNUSABLE
    assert path.read_bytes() == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["bot.db", "bot.db.lock"]


# What was promised by the old release is kept by the new one.


@asynccontextmanager
async def upgraded(
    path: Path, version: int, clock: MovableClock
) -> AsyncIterator[tuple[App, World, dict[int, int]]]:
    """The real bot on the upgraded database and a local Discord, in which the guild's channels have other ids."""
    world = World(clock)
    owner = world.add_person("nadia")
    guild = world.add_guild("Beirut NOG", owner_id=owner)
    ids = {
        GUILD: guild,
        NADIA: owner,
        NEWS: world.add_channel(guild, "news"),
        LOBBY: world.add_channel(guild, "lobby"),
        OTHER_GUILD: world.add_guild("Other NOG", owner_id=owner),
    }
    lay(path, re.sub("|".join(map(str, ids)), lambda found: str(ids[int(found[0])]), script(version)))
    async with LocalDiscord(world) as server:
        settings = Settings(
            discord=DiscordSettings(api_base=server.api_base),
            database=DatabaseSettings(path=path),
            delivery=DeliverySettings(),
            log=LogSettings(),
            token=SecretStr(world.token),
            backup=BackupSettings(keep=0),
        )
        stop = asyncio.Event()
        with discord_moved_to(server):
            async with App.open(settings, clock) as app:
                serving = asyncio.create_task(app.serve(stop))
                try:
                    yield app, world, ids
                finally:
                    stop.set()
                    await serving


async def settled(app: App, world: World, number: int) -> None:
    """Wait until so many messages of announcements are sent."""
    async with asyncio.timeout(30):
        while True:
            sent = await app.database.read(
                lambda tx: tx.all("SELECT 1 FROM delivery WHERE template = 'post' AND state = 'sent'")
            )
            if len(sent) >= number:
                return
            changed = asyncio.Event()
            unsubscribe = world.subscribe(lambda _, changed=changed: changed.set())  # type: ignore[misc]
            try:
                async with asyncio.timeout(0.2):
                    await changed.wait()
            except TimeoutError:
                continue
            finally:
                unsubscribe()


@released
async def test_what_the_old_release_promised_is_delivered_once(path: Path, version: int) -> None:
    clock = MovableClock(DUE)
    async with upgraded(path, version, clock) as (app, world, ids):
        await settled(app, world, 3 + 3)
        in_news = " ".join(str(message["components"]) for message in world.messages(ids[NEWS]))
        in_lobby = " ".join(str(message["components"]) for message in world.messages(ids[LOBBY]))
        assert (in_news.count("Weekly call"), in_news.count("BGP workshop")) == (1, 1)
        assert (in_lobby.count("Weekly call"), in_lobby.count("BGP workshop")) == (1, 0)
        assert "Peering day" not in in_news, "it was sent a week ago"
        assert "Cancelled" not in in_news
        paused = await app.database.read(
            lambda tx: tx.one("SELECT state FROM delivery WHERE guild_id = ?", (ids[OTHER_GUILD],))
        )
        assert paused is not None
        assert paused["state"] == "pending"


@released
async def test_what_the_old_release_stored_can_be_used(path: Path, version: int) -> None:
    clock = MovableClock(DUE)
    async with upgraded(path, version, clock) as (app, _, ids):
        guild = ids[GUILD]
        services = app.services
        settings = await services.guilds.settings(guild)
        assert (settings.zone, settings.channels[ChannelPurpose.ANNOUNCEMENTS]) == ("Asia/Beirut", ids[NEWS])
        assert (await services.people.settings(OMAR)).zone == "America/Montevideo"
        actor = Actor(
            guild_id=guild,
            user_id=OMAR,
            role_ids=frozenset(),
            administers=True,
            manages=True,
            locale="en-GB",
            interaction_id=1,
            at=clock.now(),
        )
        weekly = await services.announcements.cancellable(actor, 2)
        assert weekly.title == "Weekly call"
        assert (
            await services.announcements.cancel(actor, 2, weekly.version)
        ).state is AnnouncementState.CANCELLED
        draft = await services.announcements.look(actor, 6)
        assert (draft.title, draft.state) == ("A draft", AnnouncementState.DRAFT)
        scheduled = await services.announcements.confirm(actor, 6, draft.version)
        assert scheduled.state is AnnouncementState.SCHEDULED
        history = await services.guilds.history(actor, number=0, per_page=50)
        assert history.items[0].action == "announce.schedule"
        assert "setup.zone" in {event.action for event in history.items}
