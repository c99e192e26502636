"""A lean stand-in for Discord: the gateway and the few routes that a bot needs, with as little work a request as can be.

The local Discord keeps a world, and that world costs more a command than the bot: measured against it, any bot looks
fast. This one keeps nothing but counts. It answers what the benchmark's bots ask, and refuses the rest loudly.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import WSMsgType, web

EPOCH = 1_420_070_400_000
PER_SECOND = 50
"""Discord's limit for a token over all routes but interaction answers."""
PER_CHANNEL, CHANNEL_SECONDS = 5, 5.0

APPLICATION, OWNER = 1_100_000_000_000_000_001, 1_100_000_000_000_000_002
PERMISSIONS = str((1 << 50) - 1)

_HELLO, _HEARTBEAT, _IDENTIFY, _ACK = 10, 1, 2, 11


def snowflakes() -> itertools.count[int]:
    """Ids spread over time like the real ones: discord.py hashes them by the part above bit 22."""
    return itertools.count((int(time.time() * 1000) - EPOCH - 86_400_000 * 300) << 22, 7 << 22)


@dataclass(kw_only=True)
class Guild:
    """A guild as GUILD_CREATE tells it."""

    id: int
    channels: list[int]
    roles: list[int]

    def payload(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "name": f"NOG {self.id}",
            "owner_id": str(OWNER),
            "roles": [role(self.id, "@everyone"), *(role(one, f"Role {one}") for one in self.roles)],
            "channels": [
                {
                    "id": str(one),
                    "type": 0,
                    "name": f"c-{one}",
                    "position": place,
                    "permission_overwrites": [],
                }
                for place, one in enumerate(self.channels)
            ],
            "members": [{"user": user(APPLICATION, bot=True), "roles": [], "joined_at": JOINED, "flags": 0}],
            "threads": [],
            "emojis": [],
            "stickers": [],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "features": [],
            "member_count": 300,
            "large": True,
            "unavailable": False,
            "joined_at": JOINED,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "afk_timeout": 300,
            "afk_channel_id": None,
            "preferred_locale": "en-GB",
            "premium_tier": 0,
            "premium_progress_bar_enabled": False,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "safety_alerts_channel_id": None,
            "vanity_url_code": None,
            "description": None,
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "banner": None,
            "application_id": None,
        }


JOINED = "2026-01-01T00:00:00+00:00"


def user(user_id: int, *, bot: bool = False) -> dict[str, Any]:
    return {
        "id": str(user_id),
        "username": f"u{user_id}",
        "discriminator": "0",
        "global_name": None,
        "avatar": None,
        "bot": bot,
        "public_flags": 0,
    }


def role(role_id: int, name: str) -> dict[str, Any]:
    return {
        "id": str(role_id),
        "name": name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": 0,
        "permissions": PERMISSIONS,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


@dataclass(kw_only=True)
class Timings:
    """Seconds from the event to the answer, of each interaction; `took`: from the first event to the last answer."""

    each: list[float]
    took: float

    @property
    def per_second(self) -> float:
        return len(self.each) / self.took

    def percentile(self, share: float) -> float:
        """Seconds; the nearest rank."""
        ranked = sorted(self.each)
        return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


@dataclass(kw_only=True)
class Sends:
    """The messages that were asked for: how many were made, when, and how many were refused with 429."""

    made: list[float] = field(default_factory=list)
    refused: int = 0
    _wanted: int = 0
    _reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def reach(self, number: int) -> None:
        """Return once so many were made."""
        self._wanted = number
        if len(self.made) < number:
            self._reached.clear()
            await self._reached.wait()

    def add(self, at: float) -> None:
        self.made.append(at)
        if len(self.made) >= self._wanted:
            self._reached.set()


class StandIn:
    """One server. `ready` is set when a bot has identified; one bot at a time."""

    def __init__(self, *, guilds: int = 1, channels: int = 20, roles: int = 10) -> None:
        self._ids = snowflakes()
        self.guilds = [
            Guild(
                id=next(self._ids),
                channels=[next(self._ids) for _ in range(channels)],
                roles=[next(self._ids) for _ in range(roles)],
            )
            for _ in range(guilds)
        ]
        self.ready = asyncio.Event()
        self.ready_at = 0.0
        self.sends = Sends()
        self.asked: Counter[str] = Counter()
        self._socket: web.WebSocketResponse | None = None
        self._sequence = 0
        self._last = 0
        self._waiting: dict[str, asyncio.Future[float]] = {}
        self._all: deque[float] = deque()
        self._by_channel: dict[str, deque[float]] = {}
        self._nonces: dict[str, dict[str, Any]] = {}
        self._runner: web.AppRunner | None = None
        self.address = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_route("GET", "/gateway", self._gateway)
        app.router.add_route("*", "/{path:.*}", self._rest)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.address = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._socket is not None:
            await self._socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # What the benchmark does

    async def interactions(
        self, name: str, options: list[dict[str, Any]], *, count: int, at_once: int
    ) -> Timings:
        """Let people run a slash command `count` times, `at_once` of them at the same time."""
        each: list[float] = []
        group, _, command = name.partition(" ")
        data: dict[str, Any] = {"id": str(next(self._ids)), "name": group, "type": 1, "options": options}
        if command:
            data["options"] = [{"type": 1, "name": command, "options": options}]
        left = iter(range(count))

        async def person(user_id: int) -> None:
            each.extend([await self._interact(data, user_id, next(self._ids)) for _ in left])

        began = time.perf_counter()
        await asyncio.gather(*(person(next(self._ids)) for _ in range(at_once)))
        return Timings(each=each, took=time.perf_counter() - began)

    async def presses(self, custom_id: str, *, count: int, at_once: int) -> Timings:
        """Let `count` people press a button of their own ephemeral message, once each, `at_once` of them at the same time."""
        each: list[float] = []
        data = {"custom_id": custom_id, "component_type": 2, "id": 1}
        message = {**_SHOWN, "id": str(next(self._ids)), "channel_id": str(self.guilds[0].channels[0])}
        left = iter(range(count))

        async def hand() -> None:
            each.extend([await self._interact(data, next(self._ids), self._now(), message) for _ in left])

        began = time.perf_counter()
        await asyncio.gather(*(hand() for _ in range(at_once)))
        return Timings(each=each, took=time.perf_counter() - began)

    def _now(self) -> int:
        """The id of an interaction of this moment, for bots that ask when something was pressed."""
        self._last = max(self._last + 1, int(time.time() * 1000) - EPOCH << 22)
        return self._last

    async def _interact(
        self, data: dict[str, Any], user_id: int, interaction: int, message: dict[str, Any] | None = None
    ) -> float:
        guild = self.guilds[0]
        token = f"t{next(self._ids)}"
        answered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[token] = answered
        began = time.perf_counter()
        await self._dispatch(
            "INTERACTION_CREATE",
            {
                "id": str(interaction),
                "application_id": str(APPLICATION),
                "type": 2 if message is None else 3,
                "data": data,
                **({} if message is None else {"message": message}),
                "guild_id": str(guild.id),
                "guild": {"id": str(guild.id), "locale": "en-GB", "features": []},
                "channel_id": str(guild.channels[0]),
                "channel": {
                    "id": str(guild.channels[0]),
                    "type": 0,
                    "name": "lobby",
                    "position": 0,
                    "permissions": PERMISSIONS,
                },
                "member": {
                    "user": user(user_id),
                    "roles": [],
                    "joined_at": JOINED,
                    "permissions": PERMISSIONS,
                    "flags": 0,
                    "deaf": False,
                    "mute": False,
                },
                "token": token,
                "version": 1,
                "locale": "en-GB",
                "guild_locale": "en-GB",
                "app_permissions": PERMISSIONS,
                "entitlements": [],
                "authorizing_integration_owners": {"0": str(guild.id)},
                "context": 0,
                "attachment_size_limit": 10485760,
            },
        )
        async with asyncio.timeout(60):
            return await answered - began

    # The gateway

    async def _dispatch(self, event: str, data: Any) -> None:
        if self._socket is None:
            raise RuntimeError("no bot is connected")
        self._sequence += 1
        await self._socket.send_str(json.dumps({"op": 0, "s": self._sequence, "t": event, "d": data}))

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0, compress=False)
        await socket.prepare(request)
        self._socket, self._sequence = socket, 0
        await socket.send_str(json.dumps({"op": _HELLO, "d": {"heartbeat_interval": 41250}}))
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            received = json.loads(message.data)
            if received["op"] == _HEARTBEAT:
                await socket.send_str(json.dumps({"op": _ACK, "d": None}))
            elif received["op"] == _IDENTIFY:
                await self._welcome(received["d"])
        return socket

    async def _welcome(self, identify: dict[str, Any]) -> None:
        await self._dispatch(
            "READY",
            {
                "v": 10,
                "user": user(APPLICATION, bot=True),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in self.guilds],
                "session_id": f"s{next(self._ids)}",
                "resume_gateway_url": self.address.replace("http", "ws") + "/gateway",
                "shard": identify.get("shard", [0, 1]),
                "application": {"id": str(APPLICATION), "flags": 0},
                "private_channels": [],
                "relationships": [],
                "presences": [],
                "geo_ordered_rtc_regions": [],
                "session_type": "normal",
            },
        )
        self.ready_at = time.perf_counter()
        for guild in self.guilds:
            await self._dispatch("GUILD_CREATE", guild.payload())
        self.ready.set()

    # The routes

    async def _rest(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix("/api/v10")
        match request.method, path.split("/")[1:]:
            case "POST", ["interactions", _, token, "callback"]:
                await request.read()
                answered = self._waiting.pop(token)
                answered.set_result(time.perf_counter())
                return _json(
                    {"interaction": {"id": "1", "type": 2}, "resource": {"type": 4, "message": _SHOWN}}
                )
            case "POST", ["channels", channel, "messages"]:
                return self._message(channel, await request.read())
            case "PATCH", ["channels", channel, "messages", message]:
                return _json({**_SHOWN, "id": message, "channel_id": channel})
            case "GET", ["users", "@me"]:
                return _json(user(APPLICATION, bot=True))
            case "GET", ["oauth2", "applications", "@me"] | ["applications", "@me"]:
                return _json(_APPLICATION)
            case "GET", ["gateway", "bot"]:
                limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
                url = self.address.replace("http", "ws") + "/gateway"
                return _json({"url": url, "shards": 1, "session_start_limit": limit})
            case "PUT", ["applications", _, "commands"]:
                return _json([_known(one) for one in json.loads(await request.read())])
            case _:
                self.asked[f"{request.method} {path}"] += 1
                return _json({"message": f"not served here: {request.method} {path}", "code": 0}, status=501)

    def _message(self, channel: str, body: bytes) -> web.Response:
        now = time.perf_counter()
        wait = max(
            _window(self._all, now, PER_SECOND, 1.0),
            _window(self._by_channel.setdefault(channel, deque()), now, PER_CHANNEL, CHANNEL_SECONDS),
        )
        if wait > 0:
            self.sends.refused += 1
            limited = {"message": "You are being rate limited.", "retry_after": wait, "global": False}
            return _json(limited, status=429, headers={"Via": "1.1 bench", "Retry-After": str(wait)})
        self._all.append(now)
        self._by_channel[channel].append(now)
        sent = json.loads(body)
        known = self._nonces.get(str(sent.get("nonce")))
        if known is not None:
            return _json(known)
        self.sends.add(now)
        message = {**_SHOWN, "id": str(next(self._ids)), "channel_id": channel}
        self._nonces[str(sent.get("nonce"))] = message
        return _json(message)


_APPLICATION: dict[str, Any] = {
    "id": str(APPLICATION),
    "name": "bench",
    "description": "",
    "icon": None,
    "flags": 0,
    "owner": user(OWNER),
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "0",
    "summary": "",
    "team": None,
}

_SHOWN: dict[str, Any] = {
    "id": str(next(snowflakes())),
    "channel_id": "1",
    "type": 0,
    "content": "",
    "author": user(APPLICATION, bot=True),
    "attachments": [],
    "embeds": [],
    "mentions": [],
    "mention_roles": [],
    "mention_everyone": False,
    "pinned": False,
    "tts": False,
    "timestamp": JOINED,
    "edited_timestamp": None,
    "flags": 64,
    "components": [],
}


def _window(given: deque[float], now: float, count: int, seconds: float) -> float:
    """Seconds until the next call is allowed."""
    while given and given[0] <= now - seconds:
        given.popleft()
    return 0.0 if len(given) < count else given[0] + seconds - now


def _known(command: dict[str, Any]) -> dict[str, Any]:
    # Commands of a menu have no description: Discord says so with an empty one.
    ids = {"id": str(next(snowflakes())), "application_id": str(APPLICATION)}
    return {**ids, "version": "1", "description": "", **command}


def _json(data: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    body = json.dumps(data).encode()
    return web.Response(body=body, status=status, content_type="application/json", headers=headers)
