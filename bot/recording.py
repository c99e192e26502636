"""Every REST request of the bot as a line of JSON in a file, to be checked against Discord's own description.

For tests and the demo: `CROSSCONNECT_RECORD_REQUESTS=FILE`, honoured only with a `[discord] api_base` on this machine. It
listens on the wire, where aiohttp tells what is sent, so retries stand there too and nothing of discord.py is replaced.
A line has `method`, `path` below `api_base`, `query`, `body` and `files`. `body` is the JSON that was sent, of a form the
part `payload_json`; `files` are the names and sizes of the form's files. Headers are never written, tokens are hidden.
"""

import json
import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp

from bot.logs import HIDDEN, redact

_log = logging.getLogger(__name__)

_PAYLOAD = "payload_json"
_PARAMETER = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
"""Of a Content-Disposition: `form-data; name="files[0]"; filename="agenda.ics"`."""


class Recorder:
    """Appends to `path`. `api_base` is what a recorded address begins with; `secrets` are hidden wherever they stand."""

    def __init__(self, path: Path, api_base: str, secrets: tuple[str, ...] = ()) -> None:
        self._path = path
        self._api_base = api_base.rstrip("/")
        self._secrets = tuple(filter(None, secrets))

    def trace(self) -> aiohttp.TraceConfig:
        """What discord.py takes as `http_trace`."""
        found = aiohttp.TraceConfig()
        found.on_request_headers_sent.append(self._begins)
        found.on_request_chunk_sent.append(self._goes_on)
        found.on_request_end.append(self._ends)
        found.on_request_exception.append(self._ends)
        return found

    async def _begins(
        self,
        _: aiohttp.ClientSession,
        context: SimpleNamespace,
        sent: aiohttp.TraceRequestHeadersSentParams,
    ) -> None:
        context.body = bytearray()
        context.type = sent.headers.get("Content-Type", "")

    async def _goes_on(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, sent: aiohttp.TraceRequestChunkSentParams
    ) -> None:
        context.body += sent.chunk

    async def _ends(
        self,
        _: aiohttp.ClientSession,
        context: SimpleNamespace,
        ended: aiohttp.TraceRequestEndParams | aiohttp.TraceRequestExceptionParams,
    ) -> None:
        """It was answered, or its connection broke: then it may have arrived all the same."""
        address = str(ended.url).split("?", 1)[0]
        # Nothing went out, or somewhere else: the gateway, a file.
        if not hasattr(context, "body") or not address.startswith(f"{self._api_base}/"):
            return
        body, files = _content(bytes(context.body), context.type)
        line = {
            "method": ended.method,
            "path": self._hidden(address.removeprefix(self._api_base)),
            "query": self._hidden(dict(ended.url.query)),
            "body": self._hidden(body),
            "files": files,
        }
        try:
            self._append(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            # The bot's request is not to fail for it.
            _log.error("a request was not recorded: %s cannot be written (%s)", self._path, error.strerror)

    def _append(self, line: str) -> None:
        number = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(number, "a", encoding="utf-8") as file:
            file.write(line)

    def _hidden(self, value: Any) -> Any:
        """The same without tokens."""
        if isinstance(value, str):
            return redact(value, self._secrets)
        if isinstance(value, Mapping):
            return {
                self._hidden(key): HIDDEN if key == "token" and found else self._hidden(found)
                for key, found in value.items()
            }
        if isinstance(value, list):
            return [self._hidden(one) for one in value]
        return value


def _content(raw: bytes, content_type: str) -> tuple[Any, list[dict[str, Any]]]:
    """The JSON of a request's body, and its files."""
    if content_type.startswith("multipart/form-data"):
        return _form(raw, content_type.partition("boundary=")[2].strip('"'))
    return _json(raw), []


def _form(raw: bytes, boundary: str) -> tuple[Any, list[dict[str, Any]]]:
    body: Any = None
    loose: dict[str, str] = {}
    files = []
    for part in (b"\r\n" + raw).split(f"\r\n--{boundary}".encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        disposition = next(
            (line for line in head.decode(errors="replace").split("\r\n") if "form-data" in line), ""
        )
        named = dict(_PARAMETER.findall(disposition))
        if named.get("name") == _PAYLOAD:
            body = _json(content)
        elif "filename" in named:
            files.append({"field": named.get("name"), "name": named["filename"], "size": len(content)})
        else:
            loose[named.get("name", "")] = content.decode(errors="replace")
    return (loose or None) if body is None else body, files


def _json(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError:
        return f"no JSON, {len(raw)} bytes"
