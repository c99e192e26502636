"""The page of the local Discord: its files, its WebSocket, its uploads. Everything under `/` and `/page/`.

One WebSocket a tab. The page says `hello` with a reader and gets a `snapshot`; frames follow each change in the world.
It asks by frames with a number (`ask`) and is answered with the same number: `{type: "answer", ask, result | error}`.
Requests of other origins are refused, and the page may load nothing that this server does not serve.
"""

import asyncio
import contextlib
import datetime as dt
import importlib.resources
import inspect
import json
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence

from aiohttp import WSMsgType, web

from bot.local_discord.change import Change
from bot.local_discord.page_actions import Actions, RefusedError
from bot.local_discord.page_view import Frame, Reader, ReaderView, epoch_ms
from bot.local_discord.person import NotPossibleError
from bot.local_discord.world import Upload, World

Advance = Callable[[dt.timedelta], Awaitable[None] | None]
NextDue = Callable[[], Awaitable[dt.datetime | None] | dt.datetime | None]
Restart = Callable[[], Awaitable[None]]

_KINDS = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_LARGEST_UPLOAD = 25 * 1024 * 1024
_MOST_UPLOADS = 40
_MOST_WAITING = 5000
_LARGEST_FRAME = 256 * 1024
_CLOCK_SECONDS = 2.0
_LONGEST_JUMP = dt.timedelta(days=31)

_log = logging.getLogger(__name__)


class _Tab:
    """One open page: who reads there, and what is on its way to it."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.view: ReaderView | None = None
        self.outbox: asyncio.Queue[Frame] = asyncio.Queue()
        self.asks: set[asyncio.Task[None]] = set()
        self.dirty: set[int] = set()
        self.clock: Frame | None = None

    def say(self, frame: Frame) -> None:
        self.outbox.put_nowait(frame)

    async def send_all(self) -> None:
        while True:
            frame = await self.outbox.get()
            if self.outbox.qsize() > _MOST_WAITING:
                await self.socket.close(code=1013, message=b"too slow")  # it comes back for a snapshot
                return
            await self.socket.send_str(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))


class Page:
    """The page's routes. Make it, `add_routes` before the server starts, `close` when it has stopped.

    `readers` are offered in "You are: …"; empty: everybody in the world. `advance` moves the demo's clock, `next_due`
    tells the next instant at which something is due, `restart` restarts the bot; what is not given has no button.
    """

    def __init__(
        self,
        world: World,
        *,
        readers: Sequence[Reader] = (),
        advance: Advance | None = None,
        next_due: NextDue | None = None,
        restart: Restart | None = None,
    ) -> None:
        self._world = world
        self._readers = tuple(readers)
        self._advance = advance
        self._next_due = next_due
        self._restart = restart
        self._tabs: set[_Tab] = set()
        self._dismissed: dict[int, set[int]] = {}
        self._uploads: dict[str, Upload] = {}
        self._jumping = asyncio.Lock()
        self._unsubscribe: Callable[[], None] | None = None
        self._ticker: asyncio.Task[None] | None = None
        self._files = _read_files()

    @property
    def readers(self) -> tuple[Reader, ...]:
        return self._readers or tuple(Reader(user_id) for user_id in self._world.people())

    def set_readers(self, readers: Sequence[Reader]) -> None:
        """Offer other people from the next snapshot on."""
        self._readers = tuple(readers)

    def add_routes(self, app: web.Application) -> None:
        """Serve the page in `app`: its address is `/`."""
        app.router.add_get("/", self._index)
        app.router.add_get("/page/ws", self._socket)
        app.router.add_post("/page/upload", self._upload)
        app.router.add_get("/page/cdn/{path:.+}", self._picture)
        app.router.add_get("/page/{name}", self._file)
        app.on_shutdown.append(self._shut)

    async def close(self) -> None:
        """Close every tab's connection and stop listening to the world. May be called twice."""
        if self._ticker is not None:
            self._ticker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticker
            self._ticker = None
        for tab in tuple(self._tabs):
            await tab.socket.close(code=1001, message=b"server going away")
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    async def _shut(self, _app: web.Application) -> None:
        await self.close()

    # ------------------------------------------------------------------ plain HTTP

    async def _index(self, _request: web.Request) -> web.Response:
        return self._static("index.html")

    async def _file(self, request: web.Request) -> web.Response:
        return self._static(request.match_info["name"])

    def _static(self, name: str) -> web.Response:
        if name not in self._files:
            raise web.HTTPNotFound(text="no such file")
        kind, body = self._files[name]
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=_HEADERS)

    async def _picture(self, request: web.Request) -> web.Response:
        """A file of the virtual Discord: pictures are shown, everything else is only ever saved."""
        found = self._world.file(request.match_info["path"])
        if found is None:
            raise web.HTTPNotFound(text="no such file")
        kind, body = found
        shown = kind in _PICTURES
        headers = {
            **_HEADERS,
            "Content-Disposition": "inline" if shown else "attachment",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return web.Response(
            body=body, content_type=kind if shown else "application/octet-stream", headers=headers
        )

    async def _upload(self, request: web.Request) -> web.Response:
        _need_same_origin(request)
        if (request.content_length or 0) > _LARGEST_UPLOAD:
            raise web.HTTPRequestEntityTooLarge(_LARGEST_UPLOAD, request.content_length or 0)
        body = await request.read()
        if len(body) > _LARGEST_UPLOAD:
            raise web.HTTPRequestEntityTooLarge(_LARGEST_UPLOAD, len(body))
        name = request.query.get("name", "").replace("\\", "/").rsplit("/", 1)[-1][:100] or "file"
        upload_id = secrets.token_urlsafe(12)
        self._uploads[upload_id] = Upload(name, body)
        while len(self._uploads) > _MOST_UPLOADS:
            del self._uploads[next(iter(self._uploads))]
        return web.json_response({"id": upload_id})

    # ------------------------------------------------------------------ the WebSocket

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        _need_same_origin(request)
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=_LARGEST_FRAME, compress=False)
        await socket.prepare(request)
        tab = _Tab(socket)
        self._listen()
        self._tabs.add(tab)
        sender = asyncio.create_task(tab.send_all(), name="local discord page: sender")
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                await self._take(tab, message.data)
        finally:
            self._tabs.discard(tab)
            for task in (sender, *tab.asks):
                task.cancel()
            await asyncio.gather(sender, *tab.asks, return_exceptions=True)
        return socket

    async def _take(self, tab: _Tab, text: str) -> None:
        try:
            frame = json.loads(text)
            kind = frame["type"]
        except (ValueError, KeyError, TypeError):
            await tab.socket.close(code=1008, message=b"not a frame")
            return
        if kind == "hello":
            await self._hello(tab, frame.get("reader"))
            return
        task = asyncio.create_task(self._answer(tab, frame), name=f"local discord page: {kind}")
        tab.asks.add(task)
        task.add_done_callback(tab.asks.discard)

    async def _hello(self, tab: _Tab, reader: object) -> None:
        ids = [each.user_id for each in self.readers]
        if not ids:
            return
        wanted = int(reader) if isinstance(reader, str) and reader.isdecimal() else ids[0]
        reader_id = wanted if wanted in ids else ids[0]
        clock = await self._clock()
        tab.clock = clock
        tab.dirty.clear()
        tab.view = ReaderView(self._world, reader_id, self._dismissed.setdefault(reader_id, set()))
        tab.say(tab.view.snapshot(self.readers, clock))

    async def _answer(self, tab: _Tab, frame: Frame) -> None:
        number = frame.get("ask")
        try:
            result = await self._do(tab, frame)
        except RefusedError as refusal:
            error = {"code": refusal.code, "message": str(refusal)}
        except NotPossibleError as refusal:
            error = {"code": "refused", "message": str(refusal)}
        except (LookupError, TypeError, ValueError) as mistake:
            _log.warning("The page asked for %s in a way that means nothing: %r", frame.get("type"), mistake)
            error = {"code": "bad", "message": f"That did not work: {mistake}"}
        except Exception as failure:  # noqa: BLE001  a hook of the demo: the person is told, the log has it
            _log.exception("The page asked for %s", frame.get("type"))
            error = {"code": "broken", "message": f"That went wrong: {type(failure).__name__}: {failure}"}
        else:
            tab.say({"type": "answer", "ask": number, "result": result})
            return
        tab.say({"type": "answer", "ask": number, "error": error})

    async def _do(self, tab: _Tab, frame: Frame) -> Frame:
        if tab.view is None:
            raise RefusedError("Say hello first.")
        match frame["type"]:
            case "advance":
                return await self._move(dt.timedelta(seconds=float(frame["seconds"])))
            case "next_due":
                return await self._move(None)
            case "restart":
                return await self._restart_bot()
            case "older":
                before = frame.get("before")
                number = int(frame["channel"])
                if not self._world.can_read(tab.view.reader_id, number):
                    raise RefusedError("You do not see this channel.")
                messages, complete = tab.view.messages(number, None if before is None else int(before))
                return {"messages": messages, "complete": complete}
            case "dismiss":
                self._dismiss(tab.view.reader_id, int(frame["channel"]), int(frame["message"]))
                return {}
        return await Actions(self._world, tab.view.reader_id, self._uploads).run(frame)

    def _dismiss(self, reader_id: int, channel_id: int, message_id: int) -> None:
        self._dismissed.setdefault(reader_id, set()).add(message_id)
        for tab in self._tabs:
            if tab.view is not None and tab.view.reader_id == reader_id:
                tab.say({"type": "message_gone", "channel": str(channel_id), "id": str(message_id)})

    # ------------------------------------------------------------------ the world speaks

    def _listen(self) -> None:
        if self._unsubscribe is None:
            self._unsubscribe = self._world.subscribe(self._changed)
        if self._ticker is None:
            self._ticker = asyncio.create_task(self._tick(), name="local discord page: clock")

    def _changed(self, change: Change) -> None:
        structure = ReaderView.touches_structure(change) and change.guild_id is not None
        for tab in self._tabs:
            if tab.view is None:
                continue
            for frame in tab.view.frames(change):
                tab.say(frame)
            if structure and change.guild_id is not None:
                if not tab.dirty:
                    # A burst of changes is told once, when it is over.
                    asyncio.get_running_loop().call_soon(self._tell_structure, tab)
                tab.dirty.add(change.guild_id)

    def _tell_structure(self, tab: _Tab) -> None:
        dirty, tab.dirty = tab.dirty, set()
        if tab.view is None:
            return
        for guild_id in dirty:
            for frame in tab.view.guild_frames(guild_id):
                tab.say(frame)

    # ------------------------------------------------------------------ the demo's clock

    async def _due(self) -> dt.datetime | None:
        if self._next_due is None:
            return None
        try:
            answer = self._next_due()
            return await answer if inspect.isawaitable(answer) else answer
        except Exception:  # noqa: BLE001  the demo's hook, perhaps as the bot restarts: asked again soon
            _log.warning("The demo could not tell what is due next", exc_info=True)
            return None

    async def _clock(self) -> Frame:
        due = await self._due()
        return {
            "now": epoch_ms(self._world.now()),
            "next_due": None if due is None else epoch_ms(due),
            "busy": self._jumping.locked(),
            "can": {
                "advance": self._advance is not None,
                "next_due": self._advance is not None and self._next_due is not None,
                "restart": self._restart is not None,
            },
        }

    async def _tell_clock(self, *, always: bool) -> None:
        clock = await self._clock()
        for tab in self._tabs:
            known = tab.clock
            if tab.view is None or known is None:
                continue
            same = (known["next_due"], known["busy"]) == (clock["next_due"], clock["busy"])
            if always or not same:
                tab.clock = clock
                tab.say({"type": "clock", "clock": clock})

    async def _tick(self) -> None:
        beats = 0
        while True:
            await asyncio.sleep(_CLOCK_SECONDS)
            beats += 1
            if not self._tabs:
                continue
            await self._tell_clock(always=beats % 5 == 0)

    async def _move(self, by: dt.timedelta | None) -> Frame:
        """Move the clock on by `by`, or to the next thing due, once no interaction is in flight."""
        if self._advance is None:
            raise RefusedError("This clock cannot be moved.")
        if self._jumping.locked():
            raise RefusedError("The clock is moving already.")
        async with self._jumping:
            await self._tell_clock(always=True)
            await self._world.settled()
            if by is None:
                clock = await self._clock()
                if clock["next_due"] is None:
                    raise RefusedError("Nothing is due.")
                by = dt.timedelta(milliseconds=max(0, clock["next_due"] - clock["now"]) + 1000)
            elif not dt.timedelta(0) < by <= _LONGEST_JUMP:
                raise RefusedError("A jump goes forward, by 31 days at most.")
            moved = self._advance(by)
            if moved is not None:
                await moved
            self._world.tick()
        await self._tell_clock(always=True)
        return {}

    async def _restart_bot(self) -> Frame:
        if self._restart is None:
            raise RefusedError("This bot cannot be restarted from here.")
        if self._jumping.locked():
            raise RefusedError("The clock is moving.")
        async with self._jumping:
            await self._tell_clock(always=True)
            await self._world.settled()
            await self._restart()
        await self._tell_clock(always=True)
        return {}


def _need_same_origin(request: web.Request) -> None:
    """Only our own page may act: a foreign page on this machine sends another Origin."""
    if request.headers.get("Origin") != f"http://{request.host}":
        raise web.HTTPForbidden(text="Only the page of this server may do this.")


def _read_files() -> dict[str, tuple[str, bytes]]:
    folder = importlib.resources.files("bot.local_discord") / "page"
    found = {}
    for entry in folder.iterdir():
        suffix = entry.name[entry.name.rfind(".") :]
        if suffix in _KINDS:
            found[entry.name] = (_KINDS[suffix], entry.read_bytes())
    return found
