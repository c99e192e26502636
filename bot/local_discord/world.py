"""The virtual Discord's world: guilds, channels, people, messages. The one file that touches simcord's internals.

simcord's model is the store and speaks REST (`World.request`); this adapter gives it real time, spread ids,
ephemeral messages that reach their reader, nonces, and what else the model lacks. Everything that leaves the world
is JSON in Discord's wire format: ids are strings in payloads, ints in arguments. Nothing here does I/O.

simcord's internals move in patch releases: the version is pinned exactly, and
tests/end_to_end/test_local_discord_simcord.py fails first, in words, when they do.
"""

import asyncio
import datetime as dt
import io
import json
import logging
import mimetypes
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import discord
from simcord import intents as _intents
from simcord import interactions as _interactions
from simcord._clock import Clock as _SimcordClock
from simcord.backend import Backend, errors, serializers
from simcord.backend.access import channel_accessible
from simcord.backend.cdn import CdnStore
from simcord.backend.command_access import command_access
from simcord.backend.errors import BackendError, SetupError
from simcord.backend.models import Channel, Guild, Message, Overwrite
from simcord.enums import ChannelType, MessageType, OverwriteType
from simcord.http import routes as _routes  # noqa: F401  importing it registers the routes
from simcord.http.router import RouteNotImplemented, UnsupportedField, dispatch

from bot.clock import Clock, MovableClock
from bot.local_discord import validation
from bot.local_discord.change import Change
from bot.local_discord.interaction import Interaction, InteractionState
from bot.local_discord.nonces import Nonces
from bot.local_discord.person import Person, walk
from bot.local_discord.snowflakes import Snowflakes

SIMCORD_VERSION = "3.2.1"

CHANNEL_KINDS: Mapping[str, int] = {
    "text": ChannelType.TEXT,
    "voice": ChannelType.VOICE,
    "category": ChannelType.CATEGORY,
    "announcement": ChannelType.NEWS,
    "stage": ChannelType.STAGE_VOICE,
    "forum": ChannelType.FORUM,
}

_log = logging.getLogger(__name__)

_UPDATE_WAIT = 2.0
_LONG_AGO = "2015-01-01T00:00:00+00:00"
_HOUSEKEEPING = dt.timedelta(seconds=0.4)
_TOKEN_LIFE = dt.timedelta(minutes=15)
_MOST_INTERACTIONS = 20_000
_MOST_FILE_BYTES = 256 * 1024 * 1024
_COMMUNITY_FEATURES = ("COMMUNITY", "NEWS")
_LONGEST_TAG = 20
_THREAD_FLAGS = 1 << 1  # pinned, the only one that can be set


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What the page shows of a person. `zone` is an IANA name, `colour` an RGB number, `locale` one of Discord's."""

    locale: str = "en-US"
    zone: str = "UTC"
    colour: int = 0x5865F2


@dataclass(frozen=True)
class Upload:
    """A file on its way in."""

    filename: str
    content: bytes
    description: str | None = None

    @property
    def fp(self) -> io.BytesIO:
        """What the model reads from."""
        return io.BytesIO(self.content)


class _WorldClock(_SimcordClock):
    """The given clock, never back, and never a jump while an interaction is in flight."""

    def __init__(self, source: Clock) -> None:
        super().__init__()
        self._source = source
        self._now = source.now()
        self._seen = time.monotonic()

    def now(self) -> dt.datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        raise NotImplementedError(f"the world's time comes from the given clock, not by {seconds} s steps")

    def catch_up(self, *, held: bool) -> None:
        """Take over the source's time; while `held`, only as much as has really passed."""
        seen = time.monotonic()
        target = self._source.now()
        if held:
            target = min(target, self._now + dt.timedelta(seconds=seen - self._seen))
        self._seen = seen
        self._now = max(self._now, target)


class _Cdn(CdnStore):
    """Files by path, under the server's own address; the oldest go when there are too many bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.base = "http://127.0.0.1/cdn"
        self._files: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._bytes = 0

    def store_attachment(
        self, attachment_id: int, channel_id: int, filename: str, data: bytes, description: str | None
    ) -> dict[str, Any]:
        path = f"attachments/{channel_id}/{attachment_id}/{filename}"
        kind = mimetypes.guess_type(filename)[0] or "application/octet-stream"
        self._files[path] = (kind, data)
        self._bytes += len(data)
        while self._bytes > _MOST_FILE_BYTES and len(self._files) > 1:
            _, (_, gone) = self._files.popitem(last=False)
            self._bytes -= len(gone)
        url = f"{self.base}/{quote(path)}"
        return {
            "id": str(attachment_id),
            "filename": filename,
            "description": description,
            "size": len(data),
            "url": url,
            "proxy_url": url,
            "content_type": kind,
        }

    def get(self, url: str) -> bytes | None:
        found = self._files.get(url)
        return None if found is None else found[1]

    def file(self, path: str) -> tuple[str, bytes] | None:
        return self._files.get(path)


class _Model(Backend):
    """simcord's store with the seams this world needs."""

    CROSSPOSTED_FLAG = 1 << 0
    """simcord sets the flag of the copies that other servers get."""

    def __init__(self, clock: _WorldClock, ids: Snowflakes) -> None:
        self._ids = ids
        self._id_of_old = True
        self._starter_id: int | None = None
        self.sink: Callable[[str, Mapping[str, Any]], None] = lambda _event, _payload: None
        self.ephemeral_sink: Callable[[str, Message], None] = lambda _event, _message: None
        super().__init__(clock=clock)
        self._id_of_old = False
        self.cdn = _Cdn()
        # simcord annotates lists, and these would grow without end.
        self.http_requests = deque(maxlen=0)  # type: ignore[assignment]
        self.transcript = deque(maxlen=0)  # type: ignore[assignment]

    @contextmanager
    def of_old(self) -> Iterator[None]:
        """Inside, ids are those of things made in past years."""
        before, self._id_of_old = self._id_of_old, True
        try:
            yield
        finally:
            self._id_of_old = before

    def snowflake(self) -> int:
        return self._ids.old() if self._id_of_old else self._ids.new()

    def emit(self, event: str, payload: Mapping[str, Any]) -> None:
        self.sink(event, payload)

    def require_permissions(
        self, guild_id: int | None, user_id: int, channel_id: int | None, *names: str
    ) -> None:
        channel = None if channel_id is None else self.channels.get(channel_id)
        if channel is not None and channel.is_thread and "manage_channels" in names:
            # A thread is managed with Manage Threads, and by its owner without it.
            names = tuple(name for name in names if name != "manage_channels")
            if channel.owner_id != user_id:
                names = (*names, "manage_threads")
        super().require_permissions(guild_id, user_id, channel_id, *names)

    def commit_message(self, message: Message, *, broadcast: bool = True) -> Message:
        channel = self.channels.get(message.channel_id)
        state = None if channel is None or message.system_metadata is not None else channel.thread_metadata
        if state is not None and state.archived:
            if state.locked:
                raise BackendError(400, 50083, "Thread is archived")
            self.edit_channel(message.channel_id, {}, thread_metadata={"archived": False})
        stored = super().commit_message(message, broadcast=broadcast)
        if channel is not None and channel.is_thread and stored.id == channel.id:
            channel.message_count -= 1  # Discord does not count the first message of a post
        if stored.is_ephemeral:
            self.ephemeral_sink("MESSAGE_CREATE", stored)
        return stored

    def edit_message(self, channel_id: int, message_id: int, fields: dict[str, Any]) -> Message:
        message = super().edit_message(channel_id, message_id, fields)
        if message.is_ephemeral:
            self.ephemeral_sink("MESSAGE_UPDATE", message)
        return message

    def delete_message(self, channel_id: int, message_id: int) -> None:
        message = self.get_message(channel_id, message_id)
        super().delete_message(channel_id, message_id)
        if message.is_ephemeral:
            self.ephemeral_sink("MESSAGE_DELETE", message)

    def edit_channel(self, channel_id: int, changes: Mapping[str, Any], **rest: Any) -> Channel:
        before = self.get_channel(channel_id).name
        channel = super().edit_channel(channel_id, changes, **rest)
        if channel.is_thread and channel.name != before:
            self.create_system_message(channel_id, MessageType.CHANNEL_NAME_CHANGE, self.bot_user.id)
        return channel

    def create_system_message(
        self, channel_id: int, message_type: MessageType, author_id: int, **rest: Any
    ) -> Message:
        # Discord tells of a new name in threads only, and not of a thread that hangs on a message, nor of a private one.
        renamed = message_type == MessageType.CHANNEL_NAME_CHANGE and not self.channels[channel_id].is_thread
        opened = message_type == MessageType.THREAD_CREATED
        hanging = opened and rest.get("referenced_message_id") is not None
        private = opened and self.channels[rest["target_channel_id"]].type == ChannelType.PRIVATE_THREAD
        if renamed or hanging or private:
            return Message(id=0, channel_id=channel_id, author_id=author_id)
        return super().create_system_message(channel_id, message_type, author_id, **rest)

    def create_forum_post(
        self, forum_id: int, name: str, starter: Message, **rest: Any
    ) -> tuple[Channel, Message]:
        # A post's first message carries the post's id.
        self._starter_id = starter.id
        try:
            return super().create_forum_post(forum_id, name, starter, **rest)
        finally:
            self._starter_id = None

    def create_thread(self, parent_id: int, name: str, owner_id: int, **rest: Any) -> Channel:
        if self._starter_id is not None:
            rest["message_id"] = self._starter_id
        return super().create_thread(parent_id, name, owner_id, **rest)


class World:
    """A virtual Discord with one application in it.

    `clock`'s time is Discord's time. `seed` makes ids repeatable. `answer_timeout` is how many real seconds the bot
    has for its first answer to an interaction. `privileged` names the privileged intents that the developer portal
    has approved (members, presences, message_content). `nonce_window`: how long a nonce is remembered.

    Not thread-safe: everything happens in one event loop.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        bot_name: str = "Crossconnect",
        token: str = "local-discord",  # noqa: S107  it opens nothing but this world
        seed: int = 0,
        answer_timeout: float = 3.0,
        thinking_timeout: float = 15.0,
        privileged: Iterable[str] = (),
        nonce_window: dt.timedelta = dt.timedelta(minutes=5),
    ) -> None:
        self.token = token
        self.privileged = frozenset(privileged)
        self.nonces = Nonces(nonce_window)
        self._answer_timeout = answer_timeout
        self._thinking_timeout = thinking_timeout
        self._clock = _WorldClock(clock)
        self._model = _Model(self._clock, Snowflakes(clock.now, seed=seed))
        self._model.sink = self._emitted
        self._model.ephemeral_sink = self._emitted_to_reader
        self._model.bot_user.name = bot_name
        self._profiles: dict[int, Profile] = {}
        self._closed_dms: set[int] = set()
        self._features: dict[int, tuple[str, ...]] = {}
        self._thread_flags: dict[int, int] = {}
        self._nonce_of: dict[int, str | int] = {}
        self._sending_nonce: str | int | None = None
        self._open_polls: set[tuple[int, int]] = set()
        self._subscribers: list[Callable[[Change], None]] = []
        self._interactions: OrderedDict[int, Interaction] = OrderedDict()
        self._in_flight: set[int] = set()
        self._ended_what_is_over_at = self._clock.now()
        self._waiting_for_calm: list[asyncio.Future[None]] = []
        if isinstance(clock, MovableClock):
            clock.on_move(self.tick)

    # ------------------------------------------------------------------ who and when

    @property
    def application_id(self) -> int:
        return self._model.application_id

    @property
    def bot_id(self) -> int:
        return self._model.bot_user.id

    def now(self) -> dt.datetime:
        """Discord's time: aware, UTC. Behind the clock while a jump waits for an interaction to end."""
        return self._clock.now()

    def tick(self) -> None:
        """Catch up with the clock, end what is over. Called often by the server; never moves back."""
        self._clock.catch_up(held=bool(self._in_flight))
        now = self._clock.now()
        if now - self._ended_what_is_over_at < _HOUSEKEEPING:
            return
        self._ended_what_is_over_at = now
        self._model.activate_due_scheduled_events()
        for channel_id, message_id in tuple(self._open_polls):
            message = self._model.messages.get(channel_id, {}).get(message_id)
            if message is None or message.poll is None or message.poll.finalized:
                self._open_polls.discard((channel_id, message_id))
            elif dt.datetime.fromisoformat(message.poll.expiry) <= now:
                self._open_polls.discard((channel_id, message_id))
                self._model.expire_poll(channel_id, message_id)

    async def settled(self) -> None:
        """Wait until no interaction is in flight."""
        while self._in_flight:
            calm: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting_for_calm.append(calm)
            await calm

    # ------------------------------------------------------------------ making the world

    def add_person(
        self, name: str, *, display_name: str | None = None, profile: Profile | None = None
    ) -> int:
        """A human user. Returns the id."""
        with self._model.of_old():
            user = self._model.make_user(name, global_name=display_name or name)
        self._profiles[user.id] = profile or Profile()
        return user.id

    def add_guild(
        self,
        name: str,
        *,
        owner_id: int,
        community: bool = True,
        bot_permissions: int | None = None,
        locale: str = "en-US",
    ) -> int:
        """A guild with the bot in it; announced to a bot that is connected. Announcement channels need `community`.

        `bot_permissions` are the bits of the bot's own role; None: all but Administrator.
        """
        self.tick()
        with self._model.of_old():
            guild_id = self._model.snowflake()
            if community:
                self._features[guild_id] = _COMMUNITY_FEATURES
            sink, self._model.sink = self._model.sink, lambda _event, _payload: None
            try:
                guild = self._model.create_guild(
                    name, id=guild_id, owner_id=owner_id, preferred_locale=locale
                )
            finally:
                self._model.sink = sink
        if bot_permissions is not None:
            self._bot_role(guild).permissions = bot_permissions
        self._model.emit("GUILD_CREATE", serializers.guild_create_payload(self._model, guild))
        return guild_id

    def remove_guild(self, guild_id: int) -> None:
        """The bot is removed from the guild."""
        self._model.remove_guild(guild_id)

    def add_member(
        self,
        guild_id: int,
        user_id: int,
        *,
        roles: Iterable[int] = (),
        nick: str | None = None,
        announce: bool = False,
    ) -> None:
        """A person joins. `announce`: with the event and the greeting in the system channel."""
        self._model.add_member(guild_id, user_id, roles=roles, nick=nick, announce=announce)

    def remove_member(self, guild_id: int, user_id: int) -> None:
        """A person leaves."""
        self._model.remove_member(guild_id, user_id)

    def add_role(
        self,
        guild_id: int,
        name: str,
        *,
        permissions: int = 0,
        colour: int = 0,
        hoist: bool = False,
        mentionable: bool = False,
    ) -> int:
        """A role just above @everyone, below all others. Returns the id."""
        with self._model.of_old():
            role = self._model.create_role(
                guild_id, name, permissions=permissions, color=colour, hoist=hoist, mentionable=mentionable
            )
        return role.id

    def give_role(self, guild_id: int, user_id: int, role_id: int) -> None:
        self._model.add_member_role(guild_id, user_id, role_id)

    def take_role(self, guild_id: int, user_id: int, role_id: int) -> None:
        self._model.remove_member_role(guild_id, user_id, role_id)

    def set_role_permissions(self, guild_id: int, role_id: int, permissions: int) -> None:
        """`role_id` is the guild's id for @everyone."""
        self._model.edit_role(guild_id, role_id, {"permissions": permissions})

    def set_bot_permissions(self, guild_id: int, permissions: int) -> None:
        """The bits of the bot's own role in the guild."""
        role = self._bot_role(self._model.get_guild(guild_id))
        self._model.edit_role(guild_id, role.id, {"permissions": permissions})

    def add_channel(
        self,
        guild_id: int,
        name: str,
        *,
        kind: str = "text",
        category_id: int | None = None,
        topic: str | None = None,
        tags: Sequence[str] = (),
    ) -> int:
        """A channel; `kind` is one of CHANNEL_KINDS, `tags` are a forum's. Returns the id."""
        fields: dict[str, Any] = {}
        if tags:
            with self._model.of_old():
                fields["available_tags"] = [
                    {
                        "id": str(self._model.snowflake()),
                        "name": tag,
                        "moderated": False,
                        "emoji_id": None,
                        "emoji_name": None,
                    }
                    for tag in tags
                ]
        with self._model.of_old():
            channel = self._model.create_channel(
                guild_id, name, type=CHANNEL_KINDS[kind], parent_id=category_id, topic=topic, **fields
            )
        return channel.id

    def set_overwrite(
        self, channel_id: int, target_id: int, *, allow: int = 0, deny: int = 0, member: bool = False
    ) -> None:
        """Permissions of a role (or, with `member`, of a person) in one channel."""
        kind = OverwriteType.MEMBER if member else OverwriteType.ROLE
        self._model.set_overwrite(
            channel_id, Overwrite(target_id=target_id, type=kind, allow=allow, deny=deny)
        )

    def set_system_channel(self, guild_id: int, channel_id: int | None) -> None:
        self._model.edit_guild(guild_id, {"system_channel_id": channel_id})

    def set_command_permissions(
        self, guild_id: int, command_id: int, entries: Iterable[tuple[int, int, bool]]
    ) -> None:
        """What an administrator sets under Integrations: (id, 1 role · 2 user · 3 channel, allowed)."""
        self._model.set_command_permissions(
            guild_id,
            command_id,
            [{"id": str(target), "type": kind, "permission": allowed} for target, kind, allowed in entries],
        )

    def delete_channel(self, channel_id: int) -> None:
        """Somebody deletes the channel; from now on it is unknown (10003)."""
        self.tick()
        self._model.delete_channel(channel_id)

    def delete_message(self, channel_id: int, message_id: int) -> None:
        """A moderator deletes a message."""
        self.tick()
        self._model.delete_message(channel_id, message_id)

    def close_dms(self, user_id: int, *, closed: bool = True) -> None:
        """The person accepts no direct messages (50007), or does again."""
        if closed:
            self._closed_dms.add(user_id)
        else:
            self._closed_dms.discard(user_id)

    # ------------------------------------------------------------------ reading

    def person(self, user_id: int) -> Person:
        """The one who acts: clicks, types, chooses."""
        return Person(self, user_id)

    def profile(self, user_id: int) -> Profile:
        return self._profiles.get(user_id, Profile())

    def people(self) -> list[int]:
        """The ids of everyone added with `add_person`, oldest first."""
        return list(self._profiles)

    def user(self, user_id: int) -> dict[str, Any]:
        """The user payload. Raises LookupError."""
        return dict(self._wire(serializers.user_payload(self._get(self._model.get_user, user_id))))

    def guild_ids(self) -> list[int]:
        return list(self._model.guilds)

    def guild(self, guild_id: int) -> dict[str, Any]:
        """The guild payload with roles, channels, threads, members and events. Raises LookupError."""
        guild = self._get(self._model.get_guild, guild_id)
        return dict(self._wire(self._dress(serializers.guild_create_payload(self._model, guild))))

    def member(self, guild_id: int, user_id: int) -> dict[str, Any]:
        """The member payload with its user and the computed `permissions`. Raises LookupError."""
        guild = self._get(self._model.get_guild, guild_id)
        member = self._get(self._model.get_member, guild_id, user_id)
        payload = dict(self._wire(serializers.member_payload(self._model, guild, member)))
        payload["permissions"] = str(self.permissions(guild_id, user_id))
        return payload

    def role(self, guild_id: int, role_id: int) -> dict[str, Any]:
        """The role payload. Raises LookupError."""
        return dict(self._wire(serializers.role_payload(self._get(self._model.get_role, guild_id, role_id))))

    def permissions(self, guild_id: int, user_id: int, channel_id: int | None = None) -> int:
        """Discord's permission bits of a member, in the guild or in one channel."""
        return self._model.compute_permissions(guild_id, user_id, channel_id)

    def can_read(self, user_id: int, channel_id: int) -> bool:
        """Whether the person sees the channel, thread or DM."""
        return channel_accessible(self._model, channel_id, user_id)

    def channel(self, channel_id: int) -> dict[str, Any]:
        """The channel, thread or DM payload. Raises LookupError."""
        channel = self._get(self._model.get_channel, channel_id)
        return dict(self._wire(self._dress(serializers.channel_payload(self._model, channel))))

    def channels(self, guild_id: int, user_id: int | None = None) -> list[dict[str, Any]]:
        """Channels, then active threads; with `user_id` those the person sees, each with their `permissions`."""
        guild = self._get(self._model.get_guild, guild_id)
        shown = []
        threads = [thread.id for thread in self._model.active_threads(guild_id)]
        for channel_id in (*guild.channel_ids, *threads):
            if user_id is not None and not self.can_read(user_id, channel_id):
                continue
            payload = self.channel(channel_id)
            if user_id is not None:
                payload["permissions"] = str(self.permissions(guild_id, user_id, channel_id))
            shown.append(payload)
        return shown

    def dm_channel(self, user_id: int) -> int:
        """The channel between the person and the bot, opened if need be."""
        return self._model.get_dm_channel(user_id).id

    def messages(self, channel_id: int, user_id: int | None = None) -> list[dict[str, Any]]:
        """Messages, oldest first, each with the `nonce` it was sent with.

        With `user_id` as that person sees them, ephemeral answers to them included; without, as everybody does.
        Raises LookupError.
        """
        self._get(self._model.get_channel, channel_id)
        return [
            self._message_payload(message, user_id)
            for _, message in sorted(self._model.messages.get(channel_id, {}).items())
            if message.visible_to(user_id)
        ]

    def message(self, channel_id: int, message_id: int, user_id: int | None = None) -> dict[str, Any]:
        """One message as the person sees it. Raises LookupError."""
        message = self._get(self._model.get_message, channel_id, message_id)
        if not message.visible_to(user_id):
            raise LookupError(f"message {message_id} is for somebody else")
        return self._message_payload(message, user_id)

    def commands(
        self, user_id: int, channel_id: int, kind: int = 1, *, name: str | None = None
    ) -> list[dict[str, Any]]:
        """The commands that Discord offers the person there. `kind`: 1 slash, 2 on users, 3 on messages.

        With `name`, only those of that name: the guild's own first, then the global one.
        """
        if name is None:
            found = self._model.visible_commands(user_id=user_id, channel_id=channel_id, type=kind)
            return [self._wire(command) for command in found]
        scopes = (self._get(self._model.get_channel, channel_id).guild_id, None)
        named = [self._model.commands.get(scope, {}).get((name, kind)) for scope in dict.fromkeys(scopes)]
        return [
            self._wire(command)
            for command in named
            if command is not None
            and command_access(self._model, command, user_id=user_id, channel_id=channel_id).allowed
        ]

    def all_commands(self, guild_id: int | None = None) -> list[dict[str, Any]]:
        """What the bot has registered: globally, or for one guild."""
        return [self._wire(command) for command in self._model.commands.get(guild_id, {}).values()]

    def scheduled_events(self, guild_id: int) -> list[dict[str, Any]]:
        guild = self._get(self._model.get_guild, guild_id)
        return [
            self._wire(serializers.scheduled_event_payload(self._model, event))
            for event in guild.scheduled_events.values()
        ]

    def file(self, path: str) -> tuple[str, bytes] | None:
        """Content type and bytes of attachments/<channel>/<id>/<name>, or None."""
        return self._cdn.file(path)

    def set_cdn_base(self, base: str) -> None:
        """Where attachments stored from now on can be fetched, such as http://127.0.0.1:8080/cdn."""
        self._cdn.base = base

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Be told of every change, in order, as it happens; call the result to end. The callback must not raise."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    # ------------------------------------------------------------------ what people do (for Person)

    @contextmanager
    def patient(self, seconds: float) -> Iterator[None]:
        """Whoever sets a world up waits longer for the bot than Discord does: a busy machine is no fault of theirs."""
        usual, self._answer_timeout = self._answer_timeout, seconds
        try:
            yield
        finally:
            self._answer_timeout = usual

    def open_interaction(
        self, kind: int, user_id: int, channel_id: int, data: dict[str, Any], *, message_id: int | None = None
    ) -> Interaction:
        """Send an interaction to the bot. `data` is the wire data; `message_id` the message it was started on."""
        self.tick()
        model = self._model
        guild_id = self._get(model.get_channel, channel_id).guild_id
        record, payload = _interactions.base_payload(
            model, type=kind, channel_id=channel_id, guild_id=guild_id, user_id=user_id, data=data
        )
        if record.command_name is not None:
            record.command_name = _full_name(data)
        payload["locale"] = self.profile(user_id).locale
        if guild_id is not None:
            payload["guild_locale"] = model.get_guild(guild_id).preferred_locale
        if message_id is not None:
            record.source_message_id = message_id
            with suppress(LookupError):  # a form may outlive the message it was opened from
                payload["message"] = self.message(channel_id, message_id, user_id)
        # The three seconds are real ones, kept below; the model's own deadline must not be the first.
        record.initial_response_deadline = record.expires_at
        interaction = Interaction(
            id=record.id,
            kind=kind,
            user_id=user_id,
            channel_id=channel_id,
            guild_id=guild_id,
            source_message_id=message_id,
        )
        self._interactions[record.id] = interaction
        self._in_flight.add(record.id)
        self._prune_interactions()
        asyncio.get_running_loop().call_later(self._answer_timeout, self._unanswered, interaction)
        self._told(interaction)
        model.emit("INTERACTION_CREATE", payload)
        return interaction

    def post(
        self,
        user_id: int,
        channel_id: int,
        content: str,
        *,
        files: Sequence[Upload] = (),
        reply_to: int | None = None,
    ) -> int:
        """A person's message, unchecked. Returns its id."""
        self.tick()
        attachments = self._model.store_attachments(
            channel_id, [(file.filename, file.content) for file in files]
        )
        reference = None if reply_to is None else {"channel_id": str(channel_id), "message_id": str(reply_to)}
        return self._model.create_message(
            channel_id, user_id, content, attachments=attachments, reference=reference
        ).id

    def open_thread(
        self,
        user_id: int,
        channel_id: int,
        name: str,
        *,
        message_id: int | None = None,
        post: str | None = None,
        tags: Iterable[int] = (),
    ) -> int:
        """A person's thread, or a forum post with its first message `post`. Returns the thread's id."""
        self.tick()
        if post is None:
            return self._model.create_thread(channel_id, name, user_id, message_id=message_id).id
        thread = self._model.create_thread(channel_id, name, user_id, applied_tags=tags, broadcast=False)
        self._model.announce_thread_create(thread)
        starter = self._model.prepare_message(thread.id, user_id, post)
        starter.id = thread.id
        self._model.commit_message(starter)
        return thread.id

    def vote(self, user_id: int, channel_id: int, message_id: int, answers: Sequence[int]) -> None:
        """A person's votes in a native poll."""
        self.tick()
        self._model.set_poll_votes(channel_id, message_id, list(answers), user_id)

    def react(
        self, user_id: int, channel_id: int, message_id: int, emoji: str, *, reacted: bool = True
    ) -> None:
        self.tick()
        self._model.set_reaction(channel_id, message_id, emoji, user_id, reacted)

    def set_interest(self, user_id: int, guild_id: int, event_id: int, *, interested: bool = True) -> None:
        """A person's interest in a scheduled event."""
        self.tick()
        self._model.set_scheduled_event_subscription(guild_id, event_id, user_id, interested)

    def store_file(self, channel_id: int, file: Upload) -> dict[str, Any]:
        """Keep an upload of an interaction. Returns the attachment payload."""
        return self._cdn.store_attachment(
            self._model.snowflake(), channel_id, file.filename, file.content, file.description
        )

    def check_option(self, command: str, option: dict[str, Any], value: Any) -> Any:
        """The value as Discord would take it for a text, number or boolean option. Raises ValueError."""
        try:
            return _interactions.validate_option_value(command, option, value)
        except SetupError as error:
            raise ValueError(str(error)) from error

    # ------------------------------------------------------------------ the bot's REST requests

    def request(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        params: Mapping[str, str] | None = None,
        files: Sequence[Upload] = (),
        reason: str | None = None,
    ) -> tuple[int, Any]:
        """Answer one request of the bot: the status and the JSON value (None with 204). Never raises for Discord's
        refusals. `path` is what follows /api/v10. What the model does not know is 501, and logged as an error."""
        self.tick()
        try:
            result = self._answer(
                method, path, body=body, params=dict(params or {}), files=list(files), reason=reason
            )
        except (RouteNotImplemented, UnsupportedField) as gap:
            _log.error("The local Discord cannot do this yet: %s", gap.message)
            return 501, {"code": 0, "message": gap.message}
        except BackendError as refusal:
            return refusal.status, refusal.to_json()
        except NotImplementedError as gap:
            _log.error("The local Discord cannot do this yet: %s %s: %s", method, path, gap)
            return 501, {"code": 0, "message": str(gap)}
        except (AttributeError, KeyError, TypeError, ValueError, SetupError) as error:
            # The model reads bodies without checking their shape, where Discord answers 400.
            _log.exception("The local Discord could not read %s %s", method, path)
            return 400, {"code": 50035, "message": f"Invalid Form Body: {error!r}"}
        return (204, None) if result is None else (200, self._wire(self._dress(result)))

    def _answer(
        self,
        method: str,
        path: str,
        *,
        body: Any,
        params: dict[str, str],
        files: list[Upload],
        reason: str | None,
    ) -> Any:
        parts = path.strip("/").split("/")
        refused = validation.check(method, parts, body, now=self.now(), files=len(files))
        if refused:
            raise BackendError(400, 50035, "Invalid Form Body", errors=refused)
        _keep_ids_as_text(body)

        def ask(new_body: Any = body) -> Any:
            return dispatch(
                self._model,
                method,
                path,
                json=new_body,
                params=params,
                files=files,
                reason=reason,
                message_content_access="message_content" in self.privileged,
            )

        match (method, *parts):
            case ("GET", "guilds", guild_id, "roles", "member-counts"):
                return self._role_member_counts(int(guild_id))
            case ("GET", "guilds", guild_id, "members", "search"):
                return self._search_members(int(guild_id), params)
            case ("GET", "guilds", guild_id, "members"):
                if "members" not in self.privileged:
                    raise errors.missing_access()
                return ask()
            case ("POST", "guilds", guild_id, "channels"):
                return self._create_channel(int(guild_id), body, ask)
            case ("POST", "guilds", guild_id, "scheduled-events"):
                self._check_open_events(int(guild_id))
                return ask()
            case ("PATCH", "channels", channel_id):
                return self._edit_channel(int(channel_id), body, ask)
            case ("POST", "channels", channel_id, "messages"):
                return self._send(int(channel_id), body, ask)
            case ("POST", "interactions", interaction_id, _, "callback"):
                result = ask()
                self._called_back(int(interaction_id))
                return result
            case ("POST" | "PATCH" | "DELETE", "webhooks", _, token, *_):
                interaction_id_of_token = self._model.interaction_tokens.get(token)
                result = ask()
                if interaction_id_of_token is not None:
                    self._completed(interaction_id_of_token)
                return result
        return ask()

    def _send(self, channel_id: int, body: Any, ask: Callable[[], Any]) -> Any:
        channel = self._model.get_channel(channel_id)
        if channel.guild_id is None and self._closed_dms.intersection(channel.recipient_ids):
            raise errors.cannot_dm_bot()
        nonce = body.get("nonce") if isinstance(body, dict) else None
        enforced = nonce is not None and bool(body.get("enforce_nonce"))
        if enforced:
            made = self.nonces.find(self.bot_id, str(nonce), self.now())
            if made is not None:
                return self._message_payload(self._model.get_message(*made), None)
        self._sending_nonce = nonce
        try:
            result = ask()
        finally:
            self._sending_nonce = None
        if nonce is not None:
            message_id = int(result["id"])
            self._nonce_of[message_id] = result["nonce"] = nonce
            self.nonces.remember(
                self.bot_id, str(nonce), self.now(), channel_id=channel_id, message_id=message_id
            )
        return result

    def _create_channel(self, guild_id: int, body: Any, ask: Callable[[Any], Any]) -> Any:
        fields = dict(body)
        community = "COMMUNITY" in self._features.get(guild_id, ())
        if fields.get("type") in (ChannelType.NEWS, ChannelType.STAGE_VOICE) and not community:
            raise errors.invalid_form_body("type: this type of channel needs a Community guild")
        tags = fields.pop("available_tags", None)
        reaction = fields.pop("default_reaction_emoji", None)
        # Defaults for threads that nobody here reads; anything else unknown stays loud.
        for quiet in ("default_auto_archive_duration", "default_thread_rate_limit_per_user"):
            fields.pop(quiet, None)
        if fields.get("nsfw") is False:
            del fields["nsfw"]
        created = ask(fields)
        if tags is None and reaction is None:
            return created
        changes: dict[str, Any] = {}
        if tags is not None:
            changes["available_tags"] = [self._tag(tag) for tag in tags]
        if reaction is not None:
            changes["default_reaction_emoji"] = reaction
        channel = self._model.edit_channel(int(created["id"]), changes)
        return serializers.channel_payload(self._model, channel)

    def _tag(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A forum tag as Discord answers it: whole, whatever was left out of the request."""
        if len(given["name"]) > _LONGEST_TAG:
            raise errors.invalid_form_body(f"available_tags: a name has at most {_LONGEST_TAG} characters")
        bare = {"moderated": False, "emoji_id": None, "emoji_name": None}
        return {**bare, **given, "id": str(given.get("id") or self._model.snowflake())}

    def _edit_channel(self, channel_id: int, body: Any, ask: Callable[[Any], Any]) -> Any:
        channel = self._model.get_channel(channel_id)
        fields = dict(body)
        if channel.is_thread and "flags" in fields:
            self._thread_flags[channel_id] = int(fields.pop("flags")) & _THREAD_FLAGS
        if fields.get("available_tags"):
            fields["available_tags"] = [self._tag(tag) for tag in fields["available_tags"]]
        return ask(fields)

    def _check_open_events(self, guild_id: int) -> None:
        events = self._model.get_guild(guild_id).scheduled_events.values()
        if sum(event.status in (1, 2) for event in events) >= 100:
            raise BackendError(
                400, 30038, "Maximum number of uncompleted guild scheduled events reached (100)"
            )

    def _role_member_counts(self, guild_id: int) -> dict[str, int]:
        self._model.require_permissions(guild_id, self.bot_id, None, "manage_roles")
        guild = self._model.get_guild(guild_id)
        counts = {str(role_id): 0 for role_id in guild.roles if role_id != guild_id}
        for member in guild.members.values():
            for role_id in member.role_ids:
                counts[str(role_id)] += 1
        return counts

    def _search_members(self, guild_id: int, params: Mapping[str, str]) -> list[Any]:
        guild = self._model.get_guild(guild_id)
        found = self._members_named(guild, params.get("query", ""))
        limit = min(int(params.get("limit", 1)), 1000)
        return [serializers.member_payload(self._model, guild, member) for member in found[:limit]]

    def _members_named(self, guild: Guild, query: str) -> list[Any]:
        start = query.casefold()
        found = []
        for member in guild.members.values():
            user = self._model.users[member.user_id]
            names = (user.name, user.global_name or "", member.nick or "")
            if any(name.casefold().startswith(start) for name in names):
                found.append(member)
        return found

    # ------------------------------------------------------------------ the gateway's questions

    def gateway_text(self, change: Change, intents: int) -> str | None:
        """The payload of a change as a session with these intents gets it; None: it does not."""
        if not change.wire:
            return None
        gate = _intents.required_intent(change.event, {"guild_id": change.guild_id})
        if gate is not None and not intents & getattr(discord.Intents, gate).flag:
            return None
        if change.event == "GUILD_CREATE":
            payload = json.loads(change.text)
            _intents.prune_guild_create(payload, discord.Intents._from_value(intents), self.bot_id)
            return _encode(payload)
        if intents & discord.Intents.message_content.flag:
            return change.text
        if change.event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
            payload = json.loads(change.text)
            censored = _intents.censor_message(payload, self.bot_id, backend=self._model)
            return _encode(payload) if censored else change.text
        return change.text

    def guild_ids_of_shard(self, shard: int, shards: int) -> list[int]:
        return [guild_id for guild_id in self._model.guilds if (guild_id >> 22) % shards == shard]

    def guild_change(self, guild_id: int) -> Change:
        """The GUILD_CREATE of a guild as it is now."""
        guild = self._model.get_guild(guild_id)
        payload = self._dress(serializers.guild_create_payload(self._model, guild))
        return Change(event="GUILD_CREATE", text=_encode(payload), guild_id=guild_id)

    def bot_payload(self) -> dict[str, Any]:
        return dict(self._wire(serializers.user_payload(self._model.bot_user)))

    def member_chunks(
        self, guild_id: int, *, query: str | None, user_ids: Sequence[int], limit: int, nonce: str | None
    ) -> list[dict[str, Any]]:
        """The GUILD_MEMBERS_CHUNK payloads that answer a request for members."""
        guild = self._model.guilds.get(guild_id)
        if guild is None:
            return []
        missing: list[str] = []
        if user_ids:
            members = [guild.members[user_id] for user_id in user_ids if user_id in guild.members]
            missing = [str(user_id) for user_id in user_ids if user_id not in guild.members]
        else:
            members = self._members_named(guild, query or "")
        if limit:
            members = members[:limit]
        groups = [members[start : start + 1000] for start in range(0, len(members), 1000)] or [[]]
        chunks = []
        for index, group in enumerate(groups):
            chunk: dict[str, Any] = {
                "guild_id": str(guild_id),
                "members": [serializers.member_payload(self._model, guild, member) for member in group],
                "chunk_index": index,
                "chunk_count": len(groups),
                "not_found": missing if index == 0 else [],
            }
            if nonce is not None:
                chunk["nonce"] = nonce
            chunks.append(chunk)
        return chunks

    # ------------------------------------------------------------------ inside

    @property
    def _cdn(self) -> _Cdn:
        cdn = self._model.cdn
        assert isinstance(cdn, _Cdn)  # noqa: S101  for the type checker: set in the constructor
        return cdn

    def _get(self, getter: Callable[..., Any], *keys: int) -> Any:
        try:
            return getter(*keys)
        except BackendError as unknown:
            raise LookupError(unknown.message) from unknown

    def _bot_role(self, guild: Guild) -> Any:
        member = guild.members[self.bot_id]
        return guild.roles[member.role_ids[0]]

    def _wire(self, value: Any) -> Any:
        """A detached copy in wire format: the model's payloads share their parts with the store."""
        return json.loads(_encode(value))

    def _message_payload(self, message: Message, user_id: int | None) -> dict[str, Any]:
        payload = dict(serializers.message_payload(self._model, message, for_user=user_id))
        payload["nonce"] = self._nonce_of.get(message.id)
        return dict(self._wire(payload))

    def _dress(self, value: Any) -> Any:
        """Add what the model's payloads lack: a guild's features, a thread's flags."""
        if isinstance(value, list):
            return [self._dress(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "features" in value:
            value = {**value, "features": list(self._features.get(int(value["id"]), ()))}
        if "thread_metadata" in value:
            value = {**value, "flags": self._thread_flags.get(int(value["id"]), 0)}
        if self._thread_flags and "threads" in value:
            value = {**value, "threads": self._dress(value["threads"])}
        return value

    def _emitted(self, event: str, raw: Mapping[str, Any]) -> None:
        payload: dict[str, Any] = self._dress(dict(raw))
        if event == "GUILD_CREATE":
            # Only the guilds of READY carry the key: without it, the bot has just joined.
            payload.pop("unavailable", None)
        if event == "MESSAGE_CREATE":
            if self._sending_nonce is not None:
                payload["nonce"] = self._sending_nonce
            if payload.get("poll"):
                self._open_polls.add((int(payload["channel_id"]), int(payload["id"])))
        guild_id = payload.get("guild_id")
        if guild_id is None and event in ("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"):
            guild_id = payload["id"]
        channel_id = payload.get("channel_id")
        if channel_id is None and event.startswith(("CHANNEL_", "THREAD_")):
            channel_id = payload.get("id")
        reader_id = None
        if event == "INTERACTION_CREATE":
            person = payload.get("user") or payload["member"]["user"]
            reader_id = int(person["id"])
        self._tell(
            Change(
                event=event,
                text=_encode(payload),
                guild_id=None if guild_id is None else int(guild_id),
                channel_id=None if channel_id is None else int(channel_id),
                reader_id=reader_id,
            )
        )

    def _emitted_to_reader(self, event: str, message: Message) -> None:
        reader_id = int((message.interaction_metadata or {})["user"]["id"])
        self._tell(
            Change(
                event=event,
                text=_encode(self._message_payload(message, reader_id)),
                guild_id=self._model.channels[message.channel_id].guild_id,
                channel_id=message.channel_id,
                reader_id=reader_id,
                wire=False,
            )
        )

    def _tell(self, change: Change) -> None:
        for subscriber in tuple(self._subscribers):
            subscriber(change)

    # interactions

    def _told(self, interaction: Interaction) -> None:
        self._tell(
            Change(
                event="INTERACTION_STATE",
                text=_encode(interaction.describe()),
                guild_id=interaction.guild_id,
                channel_id=interaction.channel_id,
                reader_id=interaction.user_id,
                wire=False,
            )
        )

    def _called_back(self, interaction_id: int) -> None:
        interaction = self._interactions.get(interaction_id)
        if interaction is None:
            return
        record = self._model.interactions[interaction_id]
        interaction.response = None if record.response_kind is None else str(record.response_kind)
        interaction.message_id = record.message_id
        interaction.ephemeral = record.ephemeral
        interaction.modal = None if record.modal is None else self._wire(record.modal)
        interaction.choices = self._wire(record.autocomplete_choices or [])
        if record.deferred:
            interaction.move(InteractionState.THINKING)
            loop = asyncio.get_running_loop()
            if interaction.response == "deferred_update":
                # Nothing need follow: the client stops waiting by itself.
                loop.call_later(_UPDATE_WAIT, self._completed, interaction_id)
            else:
                loop.call_later(self._thinking_timeout, self._landed, interaction_id)
        else:
            interaction.move(InteractionState.ANSWERED)
            self._landed(interaction_id)
        self._told(interaction)

    def _completed(self, interaction_id: int) -> None:
        interaction = self._interactions.get(interaction_id)
        if interaction is None or interaction.state is not InteractionState.THINKING:
            return
        interaction.move(InteractionState.ANSWERED)
        self._landed(interaction_id)
        self._told(interaction)

    def _unanswered(self, interaction: Interaction) -> None:
        if interaction.state is not InteractionState.WAITING:
            return
        record = self._model.interactions.get(interaction.id)
        if record is not None:
            # A later answer finds an unknown interaction.
            record.expires_at = record.initial_response_deadline = _LONG_AGO
        interaction.move(InteractionState.FAILED)
        self._landed(interaction.id)
        self._told(interaction)

    def _landed(self, interaction_id: int) -> None:
        self._in_flight.discard(interaction_id)
        if self._in_flight:
            return
        waiting, self._waiting_for_calm = self._waiting_for_calm, []
        for calm in waiting:
            if not calm.done():
                calm.set_result(None)

    def _prune_interactions(self) -> None:
        model = self._model
        dead = model.clock.now() - _TOKEN_LIFE - dt.timedelta(minutes=1)
        while self._interactions:
            oldest = next(iter(self._interactions))
            expired = discord.utils.snowflake_time(oldest) < dead
            if not expired and len(self._interactions) <= _MOST_INTERACTIONS:
                return
            del self._interactions[oldest]
            record = model.interactions.pop(oldest, None)
            if record is not None:
                model.interaction_tokens.pop(record.token, None)

    # ------------------------------------------------------------------ for the page

    @property
    def cdn_base(self) -> str:
        """Where stored attachments can be fetched."""
        return self._cdn.base

    def interaction(self, interaction_id: int) -> Interaction:
        """A recent interaction. Raises LookupError."""
        return self._interactions[interaction_id]

    def last_messages(
        self, channel_id: int, user_id: int, *, before: int | None = None, limit: int = 50
    ) -> list[dict[str, Any]]:
        """The newest messages that the person sees, oldest first; with `before` the newest of those older than it."""
        self._get(self._model.get_channel, channel_id)
        found: list[dict[str, Any]] = []
        stored = self._model.messages.get(channel_id, {})
        for message_id in sorted(stored, reverse=True):
            if len(found) >= limit:
                break
            if (before is None or message_id < before) and stored[message_id].visible_to(user_id):
                found.append(self._message_payload(stored[message_id], user_id))
        return found[::-1]

    def archived_threads(self, guild_id: int, user_id: int) -> list[dict[str, Any]]:
        """The guild's archived threads that the person sees, each with their `permissions`."""
        return [
            {**self.channel(thread.id), "permissions": str(self.permissions(guild_id, user_id, thread.id))}
            for thread in tuple(self._model.channels.values())
            if thread.guild_id == guild_id
            and thread.thread_metadata is not None
            and thread.thread_metadata.archived
            and self.can_read(user_id, thread.id)
        ]


def _keep_ids_as_text(body: Any) -> None:
    """Discord answers what a menu has chosen already with ids as text, whichever way they came."""
    if not isinstance(body, dict):
        return
    inside = body.get("data")
    parts = [*(body.get("components") or ()), *((inside or {}).get("components") or ())]
    for component in walk(parts):
        for chosen in component.get("default_values") or ():
            chosen["id"] = str(chosen["id"])


def _full_name(data: Mapping[str, Any]) -> str:
    """A command's name with its group and subcommand, as messages show who used what."""
    words = [str(data["name"])]
    options: Sequence[Any] = data.get("options") or ()
    while len(options) == 1 and options[0]["type"] in (1, 2):
        words.append(options[0]["name"])
        options = options[0].get("options") or ()
    return " ".join(words)


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
