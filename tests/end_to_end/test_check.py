"""`crossconnect check` finds what is wrong before members do, says the cure, and answers with the documented code."""

import asyncio
import datetime as dt
import json
import os
import re
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.checkup import check as checkup
from bot.checkup import invite
from bot.checkup.findings import Mark, Report, look, ok, report, wrong
from bot.checkup.online import Expected, Online
from bot.clock import MovableClock, SystemClock
from bot.config import Settings
from bot.delivery.effects.needs import NEEDS
from bot.delivery.model import EffectKind
from bot.errors import ExitCode
from bot.feature import permissions
from bot.guilds.rules import ChannelPurpose, RolePurpose
from bot.guilds.service import GuildService
from bot.language.catalogue import Catalogue
from bot.local_discord.faults import Fault, FaultKind
from bot.local_discord.server import LocalDiscord
from bot.local_discord.world import World
from bot.people.actor import Actor
from bot.storage.database import Database

ROOT = Path(__file__).parents[2]
SECRET = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.not-a-real-token-but-of-the-right-form"  # the form, of nobody
APPLICATION = 123456789012345678
"""What the token's first part says."""


@dataclass
class Place:
    """Where the bot lives: its configuration and its database."""

    folder: Path
    token: str = SECRET

    @property
    def database(self) -> Path:
        return self.folder / "bot.sqlite3"

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    def configure(self, text: str = "") -> None:
        self.config.write_text(f"[database]\npath = '{self.database.name}'\n{text}")

    async def look(self, *, online: bool = False) -> Report:
        return await checkup.check({"CROSSCONNECT_TOKEN": self.token}, self.config, online=online)

    async def filled(self) -> None:
        """A database that knows a change by an organiser."""
        async with await Database.open(self.database, clock=SystemClock()) as database:
            await GuildService(database, Catalogue.load()).set_zone(actor(1, 2), "Asia/Beirut")


def actor(guild: int, user: int) -> Actor:
    return Actor(
        guild_id=guild,
        user_id=user,
        role_ids=frozenset(),
        administers=True,
        manages=True,
        locale="en-GB",
        interaction_id=1,
        at=SystemClock().now(),
    )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path)
    found.configure()
    return found


def lines(found: Report, what: str) -> list[str]:
    """mark: what was said → cure, of one check."""
    return [
        f"{one.mark}: {one.said}" + (f" → {one.cure}" if one.cure else "")
        for one in found.findings
        if one.what.startswith(what)
    ]


class TestOffline:
    async def test_everything_fits(self, place: Place) -> None:
        await place.filled()
        before = sorted(path.name for path in place.folder.iterdir())
        found = await place.look()
        assert found.exit_code == ExitCode.FINE
        assert {one.mark for one in found.findings} == {Mark.OK}
        assert [one.what for one in found.findings] == [
            *("versions", "clock", "configuration", "token", "database", "schema", "audit", "time zones"),
            *("disk", "disk", "backups"),
        ]
        assert lines(found, "audit") == ["ok: 1 chains verify"]
        assert lines(found, "token") == ["ok: from the variable CROSSCONNECT_TOKEN"]
        assert SECRET not in found.text() + found.json()
        after = {path.name for path in place.folder.iterdir()} - {"bot.sqlite3-wal", "bot.sqlite3-shm"}
        assert sorted(after) == before, "it changes nothing"

    async def test_before_the_first_start(self, place: Place) -> None:
        found = await place.look()
        assert found.exit_code == ExitCode.FINE
        assert lines(found, "database") == [f"ok: there is none yet; the first start makes {place.database}"]
        assert not place.database.exists()

    async def test_a_configuration_that_does_not_fit_is_told_line_by_line(self, place: Place) -> None:
        place.token = ""
        place.configure("pth = 'x'\n[log]\nlevel = 'loud'\n")
        found = await place.look()
        assert found.exit_code == ExitCode.USAGE
        said = lines(found, "configuration")
        assert "wrong: [database] pth: unknown key; did you mean path?" in said
        assert any("there is no token" in line for line in said)
        assert len(said) == 3

    async def test_a_token_that_others_may_read(self, place: Place) -> None:
        (place.folder / "token").write_text(SECRET)
        (place.folder / "token").chmod(0o644)
        place.configure("[discord]\ntoken_file = 'token'\n")
        found = await place.look()
        assert found.exit_code == ExitCode.FINE
        path = place.folder / "token"
        assert lines(found, "token") == [
            f"ok: from the file {path}",
            f"look: {path} can be read by every user of this machine → chmod 600 {path}",
        ]

    async def test_while_the_bot_runs(self, place: Place) -> None:
        await place.filled()
        async with await Database.open(place.database, clock=SystemClock()) as running:
            await GuildService(running, Catalogue.load()).set_zone(actor(1, 2), "UTC")
            found = await place.look()
            assert found.exit_code == ExitCode.FINE
            assert lines(found, "audit") == ["ok: 1 chains verify"]
            await GuildService(running, Catalogue.load()).set_zone(actor(1, 2), "Asia/Beirut")

    @pytest.mark.parametrize(
        ("spoil", "said"),
        [
            ("text", "is not a database"),
            ("empty", "is empty"),
            ("foreign", "no database of this bot"),
            ("torn", "damaged"),
            ("newer", "schema version 999"),
        ],
    )
    async def test_a_database_that_cannot_be_used(self, place: Place, spoil: str, said: str) -> None:
        await place.filled()
        content = place.database.read_bytes()
        if spoil == "text":
            place.database.write_bytes(b"this was a database once" * 400)
        elif spoil == "empty":
            place.database.write_bytes(b"")
        elif spoil == "torn":
            place.database.write_bytes(content[: len(content) // 2])
        else:
            with closing(sqlite3.connect(place.database)) as connection:
                pragma = "application_id = 7" if spoil == "foreign" else "user_version = 999"
                connection.execute(f"PRAGMA {pragma}")
        found = await place.look()
        assert found.exit_code == ExitCode.DATABASE_UNUSABLE
        (line,) = [line for line in lines(found, "database") if line.startswith("wrong")]
        assert said in line
        assert " → " in line

    async def test_an_audit_log_that_somebody_changed(self, place: Place) -> None:
        await place.filled()
        with closing(sqlite3.connect(place.database)) as connection, connection:
            connection.execute("DROP TRIGGER audit_event_keeps")
            connection.execute('UPDATE audit_event SET after = \'{"value":"UTC"}\'')
        found = await place.look()
        assert found.exit_code == ExitCode.OTHER
        assert lines(found, "audit")[0].startswith("wrong: the chain of guild 1 is broken at event 1")

    async def test_an_older_schema_is_no_fault(self, place: Place) -> None:
        dump = (ROOT / "tests" / "storage" / "schemas" / "0004.sql").read_text(encoding="utf-8")
        with closing(sqlite3.connect(place.database)) as connection:
            connection.executescript(dump)
        found = await place.look()
        assert found.exit_code == ExitCode.FINE
        (line,) = lines(found, "schema")
        assert line.startswith("look: version 4; this release has ")
        assert "with a backup first" in line

    async def test_old_backups(self, place: Place) -> None:
        await place.filled()
        old = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
        (place.folder / "backups").mkdir()
        (place.folder / "backups" / f"bot.nightly.{old:%Y%m%dT%H%M%SZ}.sqlite3").write_text("x")
        assert lines(await place.look(), "backups")[0].startswith("look: the newest is of ")
        place.configure("[backup]\nkeep = 0\n")
        assert lines(await place.look(), "backups")[0].startswith("look: the nightly backups are off")


async def test_the_command_tells_people_and_machines(place: Place) -> None:
    async def crossconnect(*arguments: str, **environ: str) -> tuple[int | None, str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CROSSCONNECT")}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "--config", str(place.config), *arguments),
            cwd=place.folder,
            env=clean | {"PYTHONPATH": str(ROOT)} | environ,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, complained = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode, said.decode(), complained.decode()

    await place.filled()
    people, machine, none, link, ascii_only = await asyncio.gather(
        crossconnect("check", CROSSCONNECT_TOKEN=SECRET),
        crossconnect("check", "--json", CROSSCONNECT_TOKEN=SECRET),
        crossconnect("check"),
        crossconnect("invite", "--application", "7"),
        crossconnect("check", CROSSCONNECT_TOKEN=SECRET, PYTHONIOENCODING="ascii"),
    )
    assert people[0] == ExitCode.FINE
    assert people[2] == ""
    assert "✓ ok     database: " in people[1]
    assert f"client_id={APPLICATION}&" in people[1]
    assert people[1].endswith("All 11 are ok.\n")
    told = json.loads(machine[1])
    assert told["exit_code"] == machine[0] == 0
    assert {one["mark"] for one in told["findings"]} == {"ok"}
    assert SECRET not in people[1] + machine[1]
    assert none[0] == ExitCode.USAGE
    assert "✗ wrong  configuration: there is no token" in none[1]
    assert "client_id=7&" in link[1]
    assert link[0] == ExitCode.FINE
    assert ascii_only[0] == ExitCode.FINE
    assert "+ ok     database: " in ascii_only[1]


# Online


@dataclass
class Town:
    """A guild on a local Discord that is set up, with a bot that may what it needs."""

    place: Place
    server: LocalDiscord
    world: World
    guild: int
    owner: int
    news: int
    notices: int
    role: int

    async def look(self, *, base: str | None = None, more: str = "") -> Report:
        self.place.configure(f"[discord]\napi_base = '{base or self.server.api_base}'\n{more}")
        return await self.place.look(online=True)

    def lines(self, found: Report) -> list[str]:
        return lines(found, f"guild {self.guild}")


@asynccontextmanager
async def town(place: Place, name: str = "Beirut NOG") -> AsyncIterator[Town]:
    clock = SystemClock()
    world = World(clock)
    place.token = world.token
    owner = world.add_person("nadia")
    guild = world.add_guild(name, owner_id=owner)
    news, notices = world.add_channel(guild, "news"), world.add_channel(guild, "notices")
    role = world.add_role(guild, "Organisers")
    async with await Database.open(place.database, clock=clock) as database:
        service = GuildService(database, Catalogue.load())
        await service.joined(guild, post_in=None)
        who = actor(guild, owner)
        await service.set_channel(who, ChannelPurpose.ANNOUNCEMENTS, news)
        await service.set_channel(who, ChannelPurpose.NOTICES, notices)
        await service.set_role(who, RolePurpose.ORGANISER, role)
    async with LocalDiscord(world) as server:
        yield Town(place, server, world, guild, owner, news, notices, role)


@pytest.fixture
async def here(place: Place) -> AsyncIterator[Town]:
    async with town(place) as found:
        yield found


async def sync(here: Town) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--config", str(here.place.config), "sync"),
        cwd=ROOT,
        env=os.environ | {"CROSSCONNECT_TOKEN": here.place.token},
        stdout=asyncio.subprocess.PIPE,
    )
    await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0


class TestOnline:
    async def test_everything_fits_once_the_commands_are_synced(self, here: Town) -> None:
        found = await here.look()
        assert found.exit_code == ExitCode.FINE, found.text()
        (line,) = lines(found, "commands")
        assert line.startswith("look: Discord knows /")
        assert "crossconnect sync" in line
        await sync(here)
        found = await here.look()
        assert {one.mark for one in found.findings} == {Mark.OK}, found.text()
        assert lines(found, "commands")[0].startswith("ok: Discord knows all ")
        assert here.lines(found) == ["ok: channels, roles and permissions fit"]
        assert lines(found, "guilds") == ["ok: the bot is in 1"]
        assert lines(found, "intents") == ["ok: no privileged intent is needed"]
        assert lines(found, "gateway") == ["ok: 1000 of 1000 starts are left today, 1 shards"]
        assert {one.method for one in here.server.requests if not one.path.endswith("/commands")} == {"GET"}
        assert not here.server.gateway.connected, "by REST alone"

    async def test_a_permission_that_is_missing_in_a_channel(self, here: Town) -> None:
        denied = discord.Permissions(read_message_history=True).value
        here.world.set_overwrite(here.news, here.world.bot_id, deny=denied, member=True)
        found = await here.look()
        assert found.exit_code == ExitCode.OTHER
        (line,) = here.lines(found)
        assert f"in the channel for #announcements ({here.news}) the bot lacks Read Message History" in line
        assert "Allow it to the bot's role" in line
        here.world.set_overwrite(here.news, here.world.bot_id, member=True)
        here.world.set_overwrite(here.news, here.guild, deny=discord.Permissions(view_channel=True).value)
        (line,) = here.lines(await here.look())
        assert "Read Message History, Send Messages, View Channel" in line
        # An allowance for the bot itself goes before what everybody is denied.
        seen = discord.Permissions(view_channel=True).value
        here.world.set_overwrite(here.news, here.world.bot_id, allow=seen, member=True)
        assert here.lines(await here.look()) == ["ok: channels, roles and permissions fit"]

    async def test_a_channel_and_a_role_that_are_gone(self, here: Town) -> None:
        async with await Database.open(here.place.database, clock=SystemClock()) as database:
            service = GuildService(database, Catalogue.load())
            await service.set_channel(actor(here.guild, here.owner), ChannelPurpose.ANNOUNCEMENTS, 99)
            await service.set_channel(actor(here.guild, here.owner), ChannelPurpose.FORUM, here.news)
            await service.set_role(actor(here.guild, here.owner), RolePurpose.ORGANISER, 98)
        said = here.lines(await here.look())
        assert said == [
            "wrong: the channel for #announcements (99) is gone → Choose another one with /setup.",
            f"wrong: the channel for #forum ({here.news}) is of a kind that does not serve → Choose another one.",
            "wrong: the role for #organiser (98) is gone → Choose another one with /setup.",
        ]

    async def test_permissions_of_the_guild_and_the_order_of_roles(self, here: Town) -> None:
        here.world.set_bot_permissions(here.guild, discord.Permissions(manage_roles=True).value)
        above = here.world.add_role(here.guild, "Above")
        # As the owner drags it: the bot itself may not.
        here.world._model.reorder_roles(here.guild, [{"id": str(above), "position": 50}])
        async with await Database.open(here.place.database, clock=SystemClock()) as database:
            service = GuildService(database, Catalogue.load())
            await service.set_role(actor(here.guild, here.owner), RolePurpose.NOC, above)
        found = await here.look()
        assert found.exit_code == ExitCode.FINE, "nothing that is configured fails by it"
        lacks, order = here.lines(found)
        assert "the bot lacks " in lacks
        assert "Manage Channels" in lacks
        assert "Manage Roles" not in lacks
        assert "use the link below once more" in lacks
        assert "stands below Above" in order

    async def test_a_guild_that_is_not_set_up(self, here: Town) -> None:
        other = here.world.add_guild("New NOG", owner_id=here.owner)
        found = await here.look()
        assert lines(found, f"guild {other}") == [
            "look: no channel for notices is chosen → Choose one with /setup show: problems are told there.",
            "look: no role for organisers is chosen → Choose one with /setup show.",
        ]

    async def test_a_refused_token(self, here: Town) -> None:
        await here.server.revoke_token()
        found = await here.look()
        assert found.exit_code == ExitCode.TOKEN_REFUSED
        assert lines(found, "token")[-1].startswith("wrong: Discord refused the token → Make a new one")
        assert len(here.server.requests) == 1, "asked once"

    async def test_an_intent_that_is_not_granted(self, here: Town) -> None:
        found = await here.look(more="members_intent = true\n")
        assert found.exit_code == ExitCode.USAGE
        assert "does not grant Server Members" in lines(found, "intents")[0]

    async def test_discord_cannot_be_reached(self, here: Town) -> None:
        found = await here.look(base="http://127.0.0.1:1/api/v10")
        assert found.exit_code == ExitCode.OTHER
        assert "cannot be reached" in lines(found, "Discord")[0]
        here.server.faults.add(Fault(kind=FaultKind.ERROR, path="/gateway/bot", status=503))
        found = await here.look()
        assert "GET /gateway/bot was answered with 503" in lines(found, "Discord")[0]
        assert lines(found, "token")[-1].startswith("ok: "), "what was found before it is told"

    async def test_a_limit_is_waited_for(self, here: Town) -> None:
        here.server.faults.add(Fault(kind=FaultKind.RATE_LIMIT, path="/users/@me", seconds=0.01, times=1))
        assert (await here.look()).exit_code == ExitCode.FINE

    @pytest.mark.parametrize(("apart", "mark"), [(2, Mark.OK), (20, Mark.LOOK), (120, Mark.WRONG)])
    async def test_a_clock_that_is_wrong(self, here: Town, apart: int, mark: Mark) -> None:
        here.place.configure(f"[discord]\napi_base = '{here.server.api_base}'\n")
        settings = Settings.load({"CROSSCONNECT_TOKEN": here.place.token}, here.place.config)
        clock = MovableClock()
        clock.advance(dt.timedelta(seconds=apart))
        nothing = Expected(commands=(), permissions=frozenset(), guilds=None)
        found = await Online(settings, clock, nothing).look_around()
        (told,) = [one for one in found if one.what == "clock"]
        assert told.mark is mark


async def test_a_guilds_name_steers_no_terminal(place: Place) -> None:
    async with town(place, name="A\x1b[2J\n✓ ok     token\u202e") as here:
        said = (await here.look()).text()
    assert not {"\x1b", "\u202e"} & set(said)
    assert not any(line.startswith("✓ ok     token\\") for line in said.splitlines())


# The invite link


async def test_the_link_asks_for_what_the_features_declare_and_for_nothing_else(place: Place) -> None:
    place.configure()
    text = await checkup.invitation({"CROSSCONNECT_TOKEN": SECRET}, place.config, None)
    parts = urlsplit(text)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "discord.com", "/oauth2/authorize")
    query = {key: value for key, (value,) in parse_qs(parts.query).items()}
    assert query.keys() == {"client_id", "scope", "permissions"}
    assert query["client_id"] == str(APPLICATION)
    assert query["scope"] == "bot applications.commands"
    settings = Settings.load({"CROSSCONNECT_TOKEN": SECRET}, place.config)
    async with checkup._apart(settings, SystemClock()) as app:
        declared = permissions(app.features.values())
        assert {name for feature in app.features.values() for name in feature.permissions} == declared
    asked = discord.Permissions(int(query["permissions"]))
    assert asked == discord.Permissions(**dict.fromkeys(declared, True))
    assert not asked.administrator

    # What the code does: each kind of effect that a feature promises, with all that it takes.
    sources = [
        path for path in (ROOT / "bot").rglob("*.py") if path.parts[-2] not in {"effects", "local_discord"}
    ]
    sources = [path for path in sources if "delivery" not in path.parts and "monitoring" not in path.parts]
    promised = {
        EffectKind[name]
        for path in sources
        for name in re.findall(r"\bkind=EffectKind\.([A-Z_]+)", path.read_text(encoding="utf-8"))
    }
    assert {EffectKind.MESSAGE, EffectKind.CHANNEL} <= promised
    assert NEEDS.keys() == set(EffectKind)
    for kind in promised:
        assert NEEDS[kind] <= declared, kind


@pytest.mark.parametrize(
    ("token", "application"),
    [(SECRET, APPLICATION), ("local-discord", None), ("", None), ("////.a.b", None), ("MA.a.b", None)],
)
def test_the_application_of_a_token(token: str, application: int | None) -> None:
    assert invite.application_of(token) == application
    assert (f"client_id={application or invite.UNKNOWN}&") in invite.link(application, ())


def test_the_exit_code_is_that_of_the_first_that_has_its_own() -> None:
    fine, doubt = ok("a", "b"), look("a", "b", "c")
    other, database = wrong("a", "b"), wrong("a", "b", code=ExitCode.DATABASE_UNUSABLE)
    token = wrong("a", "b", code=ExitCode.TOKEN_REFUSED)
    assert report([fine, doubt]).exit_code == ExitCode.FINE
    assert report([fine, other]).exit_code == ExitCode.OTHER
    assert report([other, database, token]).exit_code == ExitCode.DATABASE_UNUSABLE
    assert report([fine, doubt]).text().endswith("Nothing is wrong; 1 to look at, 1 ok.")
    assert report([other, doubt]).text().endswith("1 wrong, 1 to look at, 0 ok.")
