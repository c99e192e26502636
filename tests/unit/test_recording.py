"""Requests are noted as they went over the wire, without a token, and to this machine only."""

import asyncio
import io
import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from aiohttp import web
from discord.http import Route

from bot import config
from bot.errors import ConfigurationError, ExitCode
from bot.recording import Recorder

TOKEN = "not-a-real-token"
SECRET = "MDAwMDAwMDAwMDAwMDAwMDAw.GaBcDe.not-a-real-token-but-of-the-right-form"


class Wire:
    """A server that answers everything with {}, and a session whose requests are recorded."""

    def __init__(self, base: str, path: Path, session: aiohttp.ClientSession) -> None:
        self.base, self.path, self.session = base, path, session

    async def send(self, method: str, address: str, **what: Any) -> None:
        async with self.session.request(method, f"{self.base}{address}", **what) as response:
            await response.read()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncIterator[Wire]:
    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    base = f"http://127.0.0.1:{port}/api/v10"
    path = tmp_path / "requests.jsonl"
    recorder = Recorder(path, base, (TOKEN,))
    async with aiohttp.ClientSession(trace_configs=[recorder.trace()]) as session:
        yield Wire(base, path, session)
    await runner.cleanup()


async def test_method_path_query_and_body_are_noted(wire: Wire) -> None:
    await wire.send("POST", "/channels/7/messages", json={"content": "Ж"}, params={"wait": "true"})
    await wire.send("GET", "/gateway/bot")
    assert wire.lines == [
        {
            "method": "POST",
            "path": "/channels/7/messages",
            "query": {"wait": "true"},
            "body": {"content": "Ж"},
            "files": [],
        },
        {"method": "GET", "path": "/gateway/bot", "query": {}, "body": None, "files": []},
    ]


async def test_of_a_form_the_payload_is_noted_and_its_files_by_name_and_size(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As discord.py itself sends them."""
    monkeypatch.setattr(Route, "BASE", wire.base)
    client = discord.http.HTTPClient(loop=asyncio.get_running_loop())
    client._HTTPClient__session = wire.session  # type: ignore[attr-defined]
    client._global_over = asyncio.Event()
    client._global_over.set()
    files = [
        discord.File(io.BytesIO(b"\r\n--\0" * 50_000), "große Datei.ics"),
        discord.File(io.BytesIO(b""), "b;c"),
    ]
    with discord.http.handle_message_parameters(content="two", files=files) as parameters:
        await client.send_message(7, params=parameters)
    (line,) = wire.lines
    assert line["body"]["content"] == "two"
    assert [one["id"] for one in line["body"]["attachments"]] == [0, 1]
    assert [(one["name"], one["size"]) for one in line["files"]] == [("große Datei.ics", 250_000), ("b;c", 0)]


async def test_no_token_is_noted(wire: Wire) -> None:
    await wire.send(
        "POST",
        "/interactions/11/aW50ZXJhY3Rpb246/callback",
        json={"data": {"content": f"{TOKEN} {SECRET}", "token": "x", TOKEN: [TOKEN]}},
        headers={"Authorization": f"Bot {TOKEN}"},
        params={"q": TOKEN},
    )
    await wire.send("PATCH", "/webhooks/12/aW50ZXJhY3Rpb246/messages/@original", json={"content": "x"})
    noted = wire.path.read_text(encoding="utf-8")
    assert TOKEN not in noted
    assert SECRET not in noted
    assert "aW50ZXJhY3Rpb246" not in noted
    assert "Authorization" not in noted
    assert [line["path"] for line in wire.lines] == [
        "/interactions/11/[redacted]/callback",
        "/webhooks/12/[redacted]/messages/@original",
    ]


async def test_nobody_else_can_read_the_file_and_it_is_never_shortened(wire: Wire) -> None:
    for _ in range(2):
        await wire.send("GET", "/gateway")
    assert stat.S_IMODE(wire.path.stat().st_mode) == 0o600
    assert len(wire.lines) == 2


async def test_other_addresses_are_not_noted(wire: Wire) -> None:
    other = wire.base.removesuffix("/api/v10")
    async with wire.session.get(f"{other}/gateway") as response:
        await response.read()
    assert not wire.path.exists()


async def test_a_request_whose_answer_is_lost_is_noted(tmp_path: Path) -> None:
    async def hang_up(request: web.Request) -> web.Response:
        await request.read()
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    app = web.Application()
    app.router.add_post("/x/y", hang_up)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}/x"
    path = tmp_path / "lost"
    async with aiohttp.ClientSession(trace_configs=[Recorder(path, base).trace()]) as session:
        with pytest.raises(aiohttp.ClientError):
            await session.post(f"{base}/y", json={"n": 1})
    await runner.cleanup()
    assert json.loads(path.read_text())["body"] == {"n": 1}


async def test_a_file_that_cannot_be_written_is_told_and_fails_no_request(
    wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    wire.path.mkdir()
    await wire.send("GET", "/gateway")
    assert "cannot be written" in caplog.text


# What the operator may ask for


def settings(tmp_path: Path, api_base: str, record: Path | str) -> config.Settings:
    path = tmp_path / "config.toml"
    path.write_text(f"[discord]\napi_base = '{api_base}'\n", encoding="utf-8")
    return config.Settings.load({"CROSSCONNECT_TOKEN": TOKEN, config.RECORD_VARIABLE: str(record)}, path)


def test_it_is_honoured_on_this_machine(tmp_path: Path) -> None:
    file = tmp_path / "requests"
    for base in ("http://127.0.0.1:8642/api/v10", "http://localhost/api", "http://[::1]:1/api"):
        assert settings(tmp_path, base, file).record_requests == file
    assert settings(tmp_path, "http://127.0.0.1/api", "").record_requests is None


@pytest.mark.parametrize("base", ["https://discord.com/api/v10", "https://proxy.example/api"])
def test_it_is_refused_with_discord_itself(tmp_path: Path, base: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"RECORD_REQUESTS: works with a \[discord\] api_base on this"
    ) as told:
        settings(tmp_path, base, tmp_path / "requests")
    assert told.value.exit_code == ExitCode.USAGE


def test_a_place_that_is_none_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "not" / "there"):
        with pytest.raises(ConfigurationError, match="no place for a file"):
            settings(tmp_path, "http://127.0.0.1/api", place)
