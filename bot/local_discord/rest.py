"""The REST side: reads a request off the wire, asks the world, and answers as Discord does.

Between the two stand the token, the rate limits and the faults that are switched on.
"""

import asyncio
import datetime as dt
import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from bot.local_discord.faults import Fault, FaultKind, Faults
from bot.local_discord.gateway import Gateway
from bot.local_discord.picture import plain_png
from bot.local_discord.rate_limits import RateLimits, Verdict
from bot.local_discord.world import Upload, World

_VIA = {"Via": "1.1 google"}
_YES, _NO = ("1", "true"), ("0", "false")
_LARGEST_FILE = 25 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class RequestSeen:
    """A request as it was answered. `status` 0: the answer was lost on purpose. `at` is the world's time."""

    method: str
    path: str
    status: int
    body: Any
    at: dt.datetime


class Rest:
    """Handles /api/v10/* and /cdn/*. `seen` keeps the last 5,000 requests."""

    def __init__(
        self, world: World, gateway: Gateway, *, faults: Faults, limits: RateLimits, shards: int = 1
    ) -> None:
        self.seen: deque[RequestSeen] = deque(maxlen=5000)
        self.token_revoked = False
        self._world = world
        self._gateway = gateway
        self._faults = faults
        self._limits = limits
        self._shards = shards

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_route("*", "/api/v10/{path:.+}", self.answer)
        router.add_get("/cdn/{path:.+}", self.file)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One REST request."""
        method = request.method
        path = "/" + request.rel_url.raw_path.split("/", 3)[3]
        body, files = await _read(request)
        faults = self._faults.strike(method, path)
        await asyncio.sleep(sum(fault.seconds for fault in faults if fault.kind is FaultKind.LATENCY))
        status, value, headers = self._decide(request, path, body, files, faults)
        lost = any(fault.kind is FaultKind.LOST for fault in faults)
        self._limits.count(status)
        self.seen.append(
            RequestSeen(
                method=method, path=path, status=0 if lost else status, body=body, at=self._world.now()
            )
        )
        if lost and request.transport is not None:
            request.transport.close()
            return web.Response()
        return _response(status, value, headers)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """An attachment, or a plain picture for an avatar. Nothing that is served here may run."""
        path = request.match_info["path"]
        found = self._world.file(path)
        if found is None and "avatars/" in path:
            found = ("image/png", plain_png(self._avatar_colour(path)))
        if found is None:
            raise web.HTTPNotFound
        kind, content = found
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        if not kind.startswith(("image/", "video/", "audio/")) or kind == "image/svg+xml":
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=content, content_type=kind, headers=headers)

    def _avatar_colour(self, path: str) -> int:
        for part in path.split("/"):
            if part.isdigit():
                return self._world.profile(int(part)).colour
        return 0x5865F2

    def _decide(
        self, request: web.Request, path: str, body: Any, files: list[Upload], faults: list[Fault]
    ) -> tuple[int, Any, Mapping[str, str]]:
        """Status, JSON value (None: no content; text: not JSON) and headers."""
        parts = path.strip("/").split("/")
        for fault in faults:
            if fault.kind is FaultKind.BAN:
                return 429, "error code: 1015", {"Retry-After": "3600"}
            if fault.kind is FaultKind.RATE_LIMIT:
                return _limited(Verdict(retry_after=fault.seconds, headers={"X-RateLimit-Scope": "shared"}))
        if not self._authorised(request, parts):
            return 401, {"message": "401: Unauthorized", "code": 0}, {}
        verdict = self._limits.admit(
            request.method,
            parts,
            rename=self._is_rename(request.method, parts, body),
            at=self._world.now().timestamp(),
        )
        if verdict.banned:
            return 429, "error code: 1015", {"Retry-After": "3600"}
        if verdict.retry_after is not None:
            return _limited(verdict)
        errors = [fault for fault in faults if fault.kind is FaultKind.ERROR]
        if any(not fault.after_work for fault in errors):
            return errors[0].status, "upstream connect error", _VIA
        status, value = self._work(request, path, parts, body, files)
        if errors:
            return errors[0].status, "upstream connect error", _VIA
        return status, value, {**verdict.headers, **_VIA}

    def _work(
        self, request: web.Request, path: str, parts: list[str], body: Any, files: list[Upload]
    ) -> tuple[int, Any]:
        if parts == ["gateway"]:
            return 200, {"url": self._gateway.url}
        if parts == ["gateway", "bot"]:
            start = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 16}
            return 200, {"url": self._gateway.url, "shards": self._shards, "session_start_limit": start}
        if any(len(file.content) > _LARGEST_FILE for file in files):
            return 413, {"message": "Request entity too large", "code": 40005}
        reason = request.headers.get("X-Audit-Log-Reason")
        status, value = self._world.request(
            request.method,
            path,
            body=body,
            params=dict(request.query),
            files=files,
            reason=None if reason is None else unquote(reason),
        )
        if status == 200 and parts[0] == "interactions" and request.query.get("with_response") not in _YES:
            return 204, None
        unwanted = request.method == "POST" and parts[0] == "webhooks" and request.query.get("wait") in _NO
        return (204, None) if status == 200 and unwanted else (status, value)

    def _authorised(self, request: web.Request, parts: list[str]) -> bool:
        if parts[0] == "interactions" or (parts[0] == "webhooks" and len(parts) > 2):
            return True  # their token is in the path
        return not self.token_revoked and request.headers.get("Authorization") == f"Bot {self._world.token}"

    def _is_rename(self, method: str, parts: list[str], body: Any) -> bool:
        if method != "PATCH" or len(parts) != 2 or parts[0] != "channels" or not isinstance(body, dict):
            return False
        if "name" not in body or not parts[1].isdigit():
            return False
        try:
            return bool(self._world.channel(int(parts[1])).get("name") != body["name"])
        except LookupError:
            return False


def _limited(verdict: Verdict) -> tuple[int, Any, Mapping[str, str]]:
    seconds = max(0.001, verdict.retry_after or 0.0)
    body = {
        "message": "You are being rate limited.",
        "retry_after": round(seconds, 3),
        "global": verdict.everywhere,
    }
    return 429, body, {**verdict.headers, **_VIA, "Retry-After": f"{seconds:.0f}"}


def _response(status: int, value: Any, headers: Mapping[str, str]) -> web.Response:
    if value is None:
        return web.Response(status=status, headers=headers)
    if isinstance(value, str):
        return web.Response(status=status, text=value, headers=headers)
    # discord.py compares the content type as a whole: no charset may follow it.
    content = json.dumps(value).encode()
    return web.Response(status=status, body=content, headers={**headers, "Content-Type": "application/json"})


async def _read(request: web.Request) -> tuple[Any, list[Upload]]:
    """The JSON body and the files. A body that is no JSON is None."""
    if request.content_type == "multipart/form-data":
        return await _read_form(request)
    content = await request.read()
    if not content:
        return None, []
    try:
        return json.loads(content), []
    except ValueError:
        return None, []


async def _read_form(request: web.Request) -> tuple[Any, list[Upload]]:
    body: Any = None
    loose: dict[str, Any] = {}
    found: list[tuple[str, str, bytes]] = []
    async for part in await request.multipart():
        name = getattr(part, "name", None) or ""
        content = bytes(await part.read(decode=True))  # type: ignore[union-attr]
        filename = getattr(part, "filename", None)
        if name == "payload_json":
            body = json.loads(content)
        elif filename:
            found.append((name, filename, content))
        else:
            loose[name] = content.decode()
    body = loose if body is None else body
    described = _descriptions(body)
    files = []
    for position, (name, filename, content) in enumerate(found):
        index = name.removeprefix("files[").removesuffix("]") if name.startswith("files[") else str(position)
        files.append(Upload(filename, content, described.get(index)))
    return body, files


def _descriptions(body: Any) -> dict[str, str]:
    """The alt texts by attachment index, wherever the message stands in the body."""
    for message in (body, body.get("data"), body.get("message")) if isinstance(body, dict) else ():
        if isinstance(message, dict) and message.get("attachments"):
            return {
                str(each["id"]): each["description"]
                for each in message["attachments"]
                if each.get("description")
            }
    return {}
