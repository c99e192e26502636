"""The gateway: sessions over WebSockets as discord.py's client speaks them.

A session outlives its connection: it goes on numbering and keeping events, so that RESUME replays what was missed.
"""

import asyncio
import json
import logging
import secrets
import time
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import discord
from aiohttp import WSMsgType, web

from bot.local_discord.change import Change
from bot.local_discord.world import World

_log = logging.getLogger(__name__)

_DISPATCH, _HEARTBEAT, _IDENTIFY, _RESUME, _RECONNECT, _REQUEST_MEMBERS, _INVALID_SESSION, _HELLO, _ACK = (
    0,
    1,
    2,
    6,
    7,
    8,
    9,
    10,
    11,
)
_PRIVILEGED = ("members", "presences", "message_content")
_ROUND_TRIP = 0.02
"""Seconds until a heartbeat is answered. discord.py notes when it sent one only after it was sent: an answer that is
quicker than that looks as if it came 41 s late, and is warned of."""
_MOST_ORPHANS = 8
_LIFE_OF_AN_ORPHAN = 600.0

Encoder = Callable[[str], str | bytes]


def encoder_for(compression: str | None) -> Encoder:
    """How texts leave: as they are, or in one shared stream. Raises ValueError for an unknown stream."""
    if not compression:
        return lambda text: text
    if compression == "zlib-stream":
        deflate = zlib.compressobj()
        return lambda text: deflate.compress(text.encode()) + deflate.flush(zlib.Z_SYNC_FLUSH)
    if compression == "zstd-stream":
        return _zstd_encoder()
    raise ValueError(f"unknown compression {compression}")


def _zstd_encoder() -> Encoder:
    # A discord.py asks for it that has found one of these two itself.
    from importlib import import_module

    try:
        stream = import_module("compression.zstd").ZstdCompressor()
    except ImportError:
        pass
    else:
        return lambda text: bytes(stream.compress(text.encode(), stream.FLUSH_BLOCK))
    try:
        library = import_module("zstandard")
    except ImportError as missing:
        raise ValueError("zstd-stream needs a zstd library") from missing
    stream = library.ZstdCompressor().compressobj()
    return lambda text: bytes(stream.compress(text.encode()) + stream.flush(library.COMPRESSOBJ_FLUSH_BLOCK))


class Connection:
    """One WebSocket: an outgoing queue, so that events keep their order and nobody waits for the reader."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse, encode: Encoder) -> None:
        self._request = request
        self._socket = socket
        self._encode = encode
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._writer = asyncio.ensure_future(self._write())

    def send(self, op: int, data: Any = None) -> None:
        self._queue.put_nowait(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def send_text(self, text: str) -> None:
        self._queue.put_nowait(text)

    async def close(self, code: int, reason: str = "") -> None:
        """Send what is queued, then a close frame."""
        self._queue.put_nowait(None)
        await asyncio.wait((self._writer,), timeout=1.0)
        await self._socket.close(code=code, message=reason.encode())

    def cut(self) -> None:
        """Drop the line without a word."""
        self._writer.cancel()
        if self._request.transport is not None:
            self._request.transport.close()

    def stop(self) -> None:
        self._writer.cancel()

    async def _write(self) -> None:
        while (text := await self._queue.get()) is not None:
            encoded = self._encode(text)
            try:
                if isinstance(encoded, str):
                    await self._socket.send_str(encoded)
                else:
                    await self._socket.send_bytes(encoded)
            except ConnectionError:
                return  # the reader has gone; the session keeps the event for RESUME


@dataclass
class Session:
    """What survives a connection."""

    id: str
    shard: tuple[int, int]
    intents: int
    history: deque[tuple[int, str]]
    sequence: int = 0
    connection: Connection | None = None
    orphaned_at: float = field(default=0.0)

    def dispatch(self, event: str, text: str) -> None:
        """Number an event, keep it, send it if somebody listens."""
        self.sequence += 1
        message = f'{{"op":0,"s":{self.sequence},"t":"{event}","d":{text}}}'
        self.history.append((self.sequence, message))
        if self.connection is not None:
            self.connection.send_text(message)

    def concerns(self, guild_id: int | None) -> bool:
        number, count = self.shard
        return (0 if guild_id is None else (guild_id >> 22) % count) == number


class _ClosedError(Exception):
    """The connection is to be closed with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Gateway:
    """All sessions of the application.

    `url` is set by the server once it listens. `heartbeat` is in seconds; `history` is how many events a session
    keeps for RESUME.
    """

    def __init__(self, world: World, *, heartbeat: float = 41.25, history: int = 10_000) -> None:
        self.url = ""
        self._world = world
        self._heartbeat = heartbeat
        self._history = history
        self._sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()
        self._refused_until = 0.0
        self._token_revoked = False
        self._unsubscribe = world.subscribe(self._changed)

    # ------------------------------------------------------------------ switches

    @property
    def connected(self) -> int:
        """How many sessions have a live connection."""
        return sum(session.connection is not None for session in self._sessions.values())

    def drop(self, *, resumable: bool = True) -> None:
        """Cut every connection; with `resumable` the sessions wait for RESUME, without it they are gone."""
        for connection in tuple(self._connections):
            connection.cut()
        for session in self._sessions.values():
            self._orphan(session)
        if not resumable:
            self._sessions.clear()

    def ask_to_reconnect(self) -> None:
        """Op 7 to everyone: come back and resume."""
        for connection in tuple(self._connections):
            connection.send(_RECONNECT)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Op 9 to everyone. Not `resumable`: identify anew."""
        for connection in tuple(self._connections):
            connection.send(_INVALID_SESSION, resumable)
        if not resumable:
            for session in self._sessions.values():
                session.connection = None
            self._sessions.clear()

    def refuse(self, seconds: float = float("inf")) -> None:
        """Refuse new connections for a while (real seconds)."""
        self._refused_until = time.monotonic() + seconds

    def accept(self) -> None:
        """End `refuse`."""
        self._refused_until = 0.0

    async def revoke_token(self) -> None:
        """Close everything with 4004, now and on each new attempt."""
        self._token_revoked = True
        for connection in tuple(self._connections):
            await connection.close(4004, "Authentication failed.")

    async def close(self) -> None:
        """End: everyone is told to come back later."""
        self._unsubscribe()
        for connection in tuple(self._connections):
            await connection.close(1001, "going away")

    # ------------------------------------------------------------------ connections

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The handler of the WebSocket route."""
        if time.monotonic() < self._refused_until:
            return web.Response(status=503)
        try:
            encode = encoder_for(request.query.get("compress"))
        except ValueError as error:
            _log.error("The local Discord's gateway: %s", error)
            return web.Response(status=501, text=str(error))
        socket = web.WebSocketResponse(compress=False, max_msg_size=1 << 20, autoping=True)
        await socket.prepare(request)
        connection = Connection(request, socket, encode)
        self._connections.add(connection)
        connection.send(_HELLO, {"heartbeat_interval": int(self._heartbeat * 1000)})
        session: Session | None = None
        try:
            while True:
                message = await socket.receive(timeout=self._heartbeat * 1.5)
                if message.type is not WSMsgType.TEXT:
                    break
                session = self._received(connection, session, message.data)
        except TimeoutError:
            await connection.close(4009, "Session timed out.")
        except _ClosedError as closed:
            await connection.close(closed.code, closed.reason)
        finally:
            connection.stop()
            self._connections.discard(connection)
            if session is not None and session.connection is connection:
                self._orphan(session)
                if socket.close_code in (1000, 1001):
                    self._sessions.pop(session.id, None)
        return socket

    def _received(self, connection: Connection, session: Session | None, text: str) -> Session | None:
        try:
            message = json.loads(text)
            op, data = message["op"], message.get("d")
        except (ValueError, KeyError, TypeError):
            raise _ClosedError(4002, "Error while decoding payload.") from None
        if op == _HEARTBEAT:
            asyncio.get_running_loop().call_later(_ROUND_TRIP, connection.send, _ACK)
        elif op == _IDENTIFY:
            if session is not None:
                raise _ClosedError(4005, "Already authenticated.")
            return self._identify(connection, data)
        elif op == _RESUME:
            return self._resume(connection, data)
        elif session is None:
            raise _ClosedError(4003, "Not authenticated.")
        elif op == _REQUEST_MEMBERS:
            self._send_members(session, data)
        return session

    def _check_token(self, token: Any) -> None:
        if self._token_revoked or str(token).removeprefix("Bot ") != self._world.token:
            raise _ClosedError(4004, "Authentication failed.")

    def _identify(self, connection: Connection, data: dict[str, Any]) -> Session:
        self._check_token(data.get("token"))
        number, count = data.get("shard") or (0, 1)
        if not 0 <= number < count:
            raise _ClosedError(4010, "Invalid shard.")
        guilds = self._world.guild_ids_of_shard(number, count)
        if len(guilds) > 2500:
            raise _ClosedError(4011, "Sharding required.")
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~discord.Intents.all().value:
            raise _ClosedError(4013, "Invalid intent(s).")
        for name in _PRIVILEGED:
            if intents & getattr(discord.Intents, name).flag and name not in self._world.privileged:
                raise _ClosedError(4014, "Disallowed intent(s).")
        self._prune()
        session = Session(
            id=secrets.token_hex(16),
            shard=(number, count),
            intents=intents,
            history=deque(maxlen=self._history),
        )
        session.connection = connection
        self._sessions[session.id] = session
        ready = {
            "v": 10,
            "user": self._world.bot_payload(),
            "guilds": [{"id": str(guild_id), "unavailable": True} for guild_id in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": [number, count],
            "application": {"id": str(self._world.application_id), "flags": 0},
        }
        session.dispatch("READY", json.dumps(ready))
        for guild_id in guilds:
            text = self._world.gateway_text(self._world.guild_change(guild_id), intents)
            if text is not None:
                session.dispatch("GUILD_CREATE", text)
        return session

    def _resume(self, connection: Connection, data: dict[str, Any]) -> Session | None:
        self._check_token(data.get("token"))
        session = self._sessions.get(str(data.get("session_id")))
        last = data.get("seq")
        if session is None or not isinstance(last, int) or not self._has_since(session, last):
            connection.send(_INVALID_SESSION, False)
            return None
        if session.connection is not None:
            session.connection.cut()
        session.connection = None
        for sequence, text in session.history:
            if sequence > last:
                connection.send_text(text)
        session.connection = connection
        session.dispatch("RESUMED", json.dumps({"_trace": []}))
        return session

    def _has_since(self, session: Session, last: int) -> bool:
        if last > session.sequence:
            return False
        return last == session.sequence or (bool(session.history) and session.history[0][0] <= last + 1)

    def _send_members(self, session: Session, data: dict[str, Any]) -> None:
        raw_ids = data.get("user_ids") or []
        user_ids = [int(each) for each in (raw_ids if isinstance(raw_ids, list) else [raw_ids])]
        query = data.get("query")
        everyone = not user_ids and not query
        if everyone and not session.intents & discord.Intents.members.flag:
            return  # Discord sends nothing without the members intent
        guild_id = data["guild_id"][0] if isinstance(data["guild_id"], list) else data["guild_id"]
        for chunk in self._world.member_chunks(
            int(guild_id),
            query=query,
            user_ids=user_ids,
            limit=int(data.get("limit") or 0),
            nonce=data.get("nonce"),
        ):
            session.dispatch("GUILD_MEMBERS_CHUNK", json.dumps(chunk))

    # ------------------------------------------------------------------ events

    def _changed(self, change: Change) -> None:
        if not change.wire:
            return
        shaped: dict[int, str | None] = {}
        for session in self._sessions.values():
            if not session.concerns(change.guild_id):
                continue
            if session.intents not in shaped:
                shaped[session.intents] = self._world.gateway_text(change, session.intents)
            text = shaped[session.intents]
            if text is not None:
                session.dispatch(change.event, text)

    def _orphan(self, session: Session) -> None:
        session.connection = None
        session.orphaned_at = time.monotonic()

    def _prune(self) -> None:
        """Forget sessions that nobody came back to."""
        orphans = sorted(
            (session for session in self._sessions.values() if session.connection is None),
            key=lambda session: session.orphaned_at,
        )
        now = time.monotonic()
        for index, session in enumerate(orphans):
            if len(orphans) - index >= _MOST_ORPHANS or now - session.orphaned_at > _LIFE_OF_AN_ORPHAN:
                del self._sessions[session.id]
