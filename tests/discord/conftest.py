"""A stage: the real bot, its real database, and a guild with an organiser and a member, in simcord."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from pydantic import SecretStr
from simcord import ChannelHandle, GuildHandle, InteractionResult, MemberActor, ResponseMessage
from simcord.backend import Backend
from simcord.backend.models import Message
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType
from simcord.http.router import RequestContext, route

from bot.app import App
from bot.client import Crossconnect
from bot.clock import MovableClock
from bot.config import (
    DatabaseSettings,
    DeliverySettings,
    DiscordSettings,
    LogSettings,
    Settings,
    SourcesSettings,
)
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.pacing import Pace
from bot.guilds.rules import ChannelPurpose, RolePurpose
from bot.people.actor import Actor
from bot.storage.database import Transaction
from tests.contract.judging import judged_in_simcord

START = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
"""A Monday."""


@route("GET", "/guilds/{guild_id}/roles/member-counts")
def role_member_counts(ctx: RequestContext) -> dict[str, int]:
    """What simcord lacks: as Discord answers it, @everyone left out."""
    guild_id = ctx.int_arg("guild_id")
    ctx.require_guild_permissions(guild_id, "manage_roles")
    guild = ctx.backend.get_guild(guild_id)
    members = guild.members.values()
    return {
        str(role_id): sum(role_id in member.role_ids for member in members)
        for role_id in guild.roles
        if role_id != guild_id
    }


@dataclass
class Stage:
    """What a test acts with. `deliver` sends what is due; `pass_time` moves the clock."""

    app: App
    env: simcord.Env
    bot: Crossconnect
    clock: MovableClock
    dispatcher: Dispatcher
    guild: GuildHandle
    organiser: MemberActor
    member: MemberActor
    lobby: ChannelHandle
    news: ChannelHandle
    channels: dict[str, ChannelHandle] = field(default_factory=dict)

    async def deliver(self) -> int:
        """Send what is due, until nothing is."""
        total = 0
        while sent := await self.dispatcher.run_once():
            total += sent
        await self.dispatcher._finished.wait()  # of a look that something woke
        return total

    async def plan_ahead(self) -> int:
        """What the scheduler does now and then: turn the announcements' plans into deliveries."""
        materialise = self.app.features["announcements"].materialise
        assert materialise is not None
        return await materialise()

    async def replan(self) -> int:
        """What a start does after time-zone data changed."""
        replan = self.app.features["announcements"].replan
        assert replan is not None
        return await replan()

    def pass_time(self, **by: float) -> None:
        """Move the clock forward."""
        self.clock.advance(dt.timedelta(**by))

    async def press_raw(self, who: MemberActor, custom_id: str, where: ChannelHandle | None = None) -> str:
        """Press a button that nobody showed, as an altered client can: what the presser is answered."""
        where = where or self.lobby
        carrier = self.env.backend.commit_message(
            Message(
                id=self.env.backend.snowflake(),
                channel_id=where.id,
                author_id=self.env.backend.bot_user.id,
                content="",
                components=[
                    {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": custom_id}]}
                ],
            )
        )
        result = await who.click(ResponseMessage(self.env, carrier), custom_id=custom_id)
        return answer(result) if result.modal is None else texts(result.modal)

    async def set_channel(self, purpose: str, channel: ChannelHandle) -> None:
        """Configure a channel through the service, as the organiser."""
        await self.app.services.guilds.set_channel(self.actor(), ChannelPurpose(purpose), channel.id)

    async def set_role(self, purpose: RolePurpose, role: simcord.RoleHandle) -> None:
        await self.app.services.guilds.set_role(self.actor(), purpose, role.id)

    def actor(self) -> Actor:
        """The organiser as services see them."""
        return Actor(
            guild_id=self.guild.id,
            user_id=self.organiser.id,
            role_ids=frozenset(),
            administers=False,
            manages=True,
            locale="en-GB",
            interaction_id=self.env.backend.snowflake(),
            at=self.clock.now(),
        )

    def delete_channel(self, channel: ChannelHandle) -> None:
        self.env.backend.delete_channel(channel.id)

    def deny(self, channel: ChannelHandle, permissions: discord.Permissions) -> None:
        """Deny the bot permissions in a channel."""
        self.env.backend.set_overwrite(
            channel.id,
            Overwrite(
                target_id=self.env.backend.bot_user.id, type=OverwriteType.MEMBER, deny=permissions.value
            ),
        )

    def bot_permissions(self, permissions: discord.Permissions) -> None:
        """What the bot holds in the guild: by its own role and by @everyone."""
        backend = self.env.backend
        for role in backend.get_guild(self.guild.id).roles.values():
            if role.name != "Team":
                backend.edit_role(self.guild.id, role.id, {"permissions": permissions.value})

    def take_roles(self, who: MemberActor) -> None:
        self.env.backend.edit_member(self.guild.id, who.id, {"role_ids": []})

    async def newest(self) -> int:
        """The id of the newest announcement; 0 when there is none."""
        return await self.app.database.read(
            lambda tx: tx.all("SELECT coalesce(max(id), 0) AS id FROM announcement")[0]["id"]
        )

    async def states(self) -> list[str]:
        """The states of all deliveries, in the order in which they were promised."""
        return await self.app.database.read(
            lambda tx: [row["state"] for row in tx.all("SELECT state FROM delivery ORDER BY id")]
        )

    async def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table: what a refused request leaves as it was."""

        def operation(tx: Transaction) -> dict[str, list[tuple[Any, ...]]]:
            names = [row["name"] for row in tx.all("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                name: sorted((tuple(row) for row in tx.all(f'SELECT * FROM "{name}"')), key=repr)  # noqa: S608 - names from the schema
                for name in names
                if name != "sqlite_sequence"
            }

        return await self.app.database.read(operation)

    async def restart(self) -> None:
        """A new bot process on the same database; messages and buttons in Discord stay."""
        self.bot = self.app.client(shard_count=1)
        await self.env.restart_bot(self.bot)
        self.dispatcher = self.app.dispatcher(self.bot)


def texts(shown: ResponseMessage | discord.Message | dict[str, Any] | list[Any] | None) -> str:
    """Every text a reader sees in a message or modal, in order, one a line."""
    if shown is None:
        return ""
    if isinstance(shown, ResponseMessage):
        return texts(shown.components)
    if isinstance(shown, discord.Message):
        return texts([component.to_dict() for component in shown.components])
    if isinstance(shown, list):
        return "\n".join(filter(None, (texts(one) for one in shown)))
    parts = [
        str(shown[key])
        for key in ("title", "content", "label", "description", "placeholder")
        if shown.get(key)
    ]
    for key in ("components", "component", "accessory", "options"):
        if shown.get(key):
            parts.append(texts(shown[key]))
    return "\n".join(filter(None, parts))


def answer(result: InteractionResult) -> str:
    """What the one who acted sees: always an ephemeral answer."""
    shown = result.followups[-1] if result.followups else result.response
    assert shown is not None, "no answer"
    assert shown.ephemeral, "an answer that others see too"
    return texts(shown)


def buttons(shown: ResponseMessage | discord.Message) -> dict[str, str]:
    """Label → custom_id of each button."""
    found: dict[str, str] = {}

    def walk(component: dict[str, Any]) -> None:
        if component.get("type") == 2 and "custom_id" in component:
            found[component.get("label") or ""] = component["custom_id"]
        for child in component.get("components", []):
            walk(child)
        if "accessory" in component:
            walk(component["accessory"])

    components = (
        shown.components if isinstance(shown, ResponseMessage) else [c.to_dict() for c in shown.components]
    )
    for component in components:
        walk(component)  # type: ignore[arg-type]
    return found


@pytest.fixture(autouse=True)
def discord_would_take_it() -> Iterator[None]:
    """Every request of every test here keeps the contract with Discord."""
    with judged_in_simcord():
        yield


@pytest.fixture(autouse=True)
def a_post_bears_the_id_of_its_first_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Discord has it; simcord gives the two ids of their own."""
    create_post, create_thread = Backend.create_forum_post, Backend.create_thread

    def post(self: Backend, forum_id: int, name: str, starter: Message, **rest: Any) -> Any:
        with monkeypatch.context() as patch:
            patch.setattr(
                Backend,
                "create_thread",
                lambda self, *args, **more: create_thread(self, *args, **{**more, "message_id": starter.id}),
            )
            return create_post(self, forum_id, name, starter, **rest)

    monkeypatch.setattr(Backend, "create_forum_post", post)


@pytest.fixture(autouse=True)
def a_threads_first_message_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Discord has it; simcord counts it."""
    commit = Backend.commit_message

    def counted(self: Backend, message: Message, **rest: Any) -> Message:
        stored = commit(self, message, **rest)
        if stored.id == stored.channel_id:
            self.get_channel(stored.channel_id).message_count -= 1
        return stored

    monkeypatch.setattr(Backend, "commit_message", counted)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        discord=DiscordSettings(),
        database=DatabaseSettings(path=tmp_path / "bot.sqlite3"),
        delivery=DeliverySettings(),
        log=LogSettings(),
        sources=SourcesSettings(enabled=False),  # no test asks the world
        token=SecretStr("not-a-token"),
    )


class StandingClock(MovableClock):
    """It moves when it is moved: on a busy machine a test is not seconds later."""

    def __init__(self, at: dt.datetime) -> None:
        super().__init__(at)
        self._at = at - self.offset

    def now(self) -> dt.datetime:
        return self._at + self.offset


async def _at_once(_seconds: float) -> None:
    return None


def sending(stage: Stage) -> None:
    """Let what is due now go out by itself, as it does when the bot runs."""
    going: set[asyncio.Task[int]] = set()

    def wake() -> None:
        task = asyncio.get_running_loop().create_task(stage.dispatcher.run_once())
        going.add(task)
        task.add_done_callback(going.discard)

    stage.dispatcher.on_wake(wake)


@asynccontextmanager
async def set_stage(
    settings: Settings, *, pseudo: bool = False, at: dt.datetime = START
) -> AsyncIterator[Stage]:
    clock = StandingClock(at)
    async with App.open(settings, clock, pseudo=pseudo) as app:
        app.pace = Pace(sleep=_at_once)  # simcord has no limits; the pace is tested over sockets
        bot = app.client(shard_count=1)
        env = simcord.Env(bot)
        await env.start()
        try:
            await bot.sync_commands()
            guild = env.create_guild("Beirut NOG")
            organiser = guild.add_member(
                env.create_user("nadia"),
                roles=[guild.create_role("Team", permissions=discord.Permissions(manage_guild=True))],
            )
            stage = Stage(
                app=app,
                env=env,
                bot=bot,
                clock=clock,
                dispatcher=app.dispatcher(bot),
                guild=guild,
                organiser=organiser,
                member=guild.add_member(env.create_user("omar")),
                lobby=guild.create_text_channel("lobby"),
                news=guild.create_text_channel("news"),
            )
            yield stage
            await stage.dispatcher.stop(dt.timedelta(seconds=1))
        finally:
            await env.shutdown()


@pytest.fixture
async def stage(settings: Settings) -> AsyncIterator[Stage]:
    async with set_stage(settings) as found:
        yield found


@pytest.fixture
async def pseudo_stage(settings: Settings) -> AsyncIterator[Stage]:
    """The same, in the tests' language: every catalogue text stands in ⟦ ⟧."""
    async with set_stage(settings, pseudo=True) as found:
        yield found
