"""A PeeringDB and a RIPEstat on this machine, with shapes as they were recorded, and everything that may go wrong with them."""

import asyncio
import datetime as dt
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.config import SourcesSettings
from bot.net.guarded import GuardedClient
from bot.networks.sources.names import Names
from bot.networks.sources.service import Sources
from bot.storage.database import Database
from bot.workers import Workers

START = dt.datetime(2026, 11, 2, 12, 0, tzinfo=dt.UTC)
DATA = os.environ.get("CROSSCONNECT_TEST_DATA")
needs_recorded = pytest.mark.skipif(
    DATA is None, reason="CROSSCONNECT_TEST_DATA names no folder with recorded answers (.ci/run does)"
)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Ticker:
    """Monotonic seconds that pass only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)  # a turn for whoever waits, as a real pause gives


class Still:
    """A clock on the wall that a test moves by hand."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        return self.at


class World:
    """`objects`: PeeringDB's, by kind and then id. `misbehave` answers in place of everything else, once a request.

    `asked`: (seconds of the ticker, request) of all that came in.
    """

    def __init__(self, ticker: Ticker) -> None:
        self.ticker = ticker
        self.objects: dict[str, dict[int, dict[str, Any]]] = {"net": {}, "org": {}}
        self.routes: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[float, web.Request]] = []
        self.misbehave: Handler | None = None
        self.etag: str | None = None
        self.in_flight = self.most_in_flight = 0
        self.origin = ""

    @property
    def paths(self) -> list[str]:
        return [request.path_qs for _, request in self.asked]

    def put(self, asn: int, *, org: int = 1, **more: Any) -> None:
        """A network with an organisation, an exchange and a facility."""
        self.objects["org"].setdefault(
            org, {"id": org, "name": f"Org {org}", "country": "LB", "status": "ok"}
        )
        self.objects["net"][asn] = {
            "id": asn,
            "org_id": org,
            "name": f"Network {asn}",
            "asn": asn,
            "website": "https://www.example.net",
            "notes": "call +1 555 0100",
            "policy_general": "Open",
            "irr_as_set": "",
            "status": "ok",
            "poc_set": [{"name": "Somebody", "email": "somebody@example.net"}],
            "netixlan_set": [{"name": "Beirut IX", "ix_id": 7, "speed": 10000, "status": "ok"}],
            "netfac_set": [{"name": "House One", "fac_id": 9, "status": "ok"}],
            **more,
        }

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((self.ticker.now, request))
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(0)  # so that requests can overlap, and are counted
            if self.misbehave is not None:
                return await self.misbehave(request)
            return self.said(request)
        finally:
            self.in_flight -= 1

    def said(self, request: web.Request) -> web.StreamResponse:
        if self.etag is not None and request.headers.get("If-None-Match") == self.etag:
            return web.Response(status=304, headers={"ETag": self.etag})
        headers = {} if self.etag is None else {"ETag": self.etag}
        kind = request.path.split("/")[2]
        if kind in self.objects:
            return web.json_response({"data": self._found(kind, request), "meta": {}}, headers=headers)
        call = f"{kind}:{request.query['resource']}"
        if call not in self.routes:
            return web.json_response({"status": "error"}, status=404)
        return web.json_response({"status": "ok", "data": self.routes[call]}, headers=headers)

    def _found(self, kind: str, request: web.Request) -> list[dict[str, Any]]:
        query = request.query
        key = "asn" if kind == "net" else "id"
        wanted = [int(part) for part in (query.get(f"{key}__in") or query[key]).split(",")]
        if len(wanted) > 150:
            raise web.HTTPBadRequest
        fields = set(query["fields"].split(",")) if "fields" in query else None
        found = [one for one in self.objects[kind].values() if one[key] in wanted]
        deep = query.get("depth") == "2"
        return [
            {
                name: value if deep or not name.endswith("_set") else [1]
                for name, value in one.items()
                if fields is None or name in fields
            }
            for one in found
        ]


def recorded(world: World) -> None:
    """Fill a world with the recorded objects, in the form in which the API nests them."""
    assert DATA is not None

    def read(kind: str) -> dict[int, dict[str, Any]]:
        text = (Path(DATA or "") / "peeringdb" / f"{kind}.json").read_text(encoding="utf-8")
        return {one["pk"]: {"id": one["pk"], **one["fields"]} for one in json.loads(text)}

    lans, exchanges, facilities = read("ixlan"), read("ix"), read("fac")
    ports, places = read("netixlan"), read("netfac")
    world.objects["org"] = read("org")
    for number, one in read("net").items():
        one["netixlan_set"] = [
            {
                **port,
                "ix_id": lans[port["ixlan_id"]]["ix_id"],
                "name": exchanges[lans[port["ixlan_id"]]["ix_id"]]["name"],
            }
            for port in ports.values()
            if port["net_id"] == number
        ]
        one["netfac_set"] = [
            {**place, "name": facilities[place["fac_id"]]["name"]}
            for place in places.values()
            if place["net_id"] == number
        ]
        one["poc_set"] = []
        world.objects["net"][number] = one


@asynccontextmanager
async def serving(answer: Handler) -> AsyncIterator[str]:
    """The origin of a server on this machine whose every path answers so."""
    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class Stand:
    """The sources, the world they ask, and the time of both."""

    def __init__(self, world: World, database: Database, clock: Still, ticker: Ticker) -> None:
        self.world = world
        self.database = database
        self.clock = clock
        self.ticker = ticker
        self.open: list[Sources] = []

    def sources(
        self,
        *,
        enabled: bool = True,
        key: str | None = None,
        seconds: float = 10,
        origin: str | None = None,
        workers: Workers | None = None,
        names: Names | None = None,
    ) -> Sources:
        """As the bot has them, at another pace and with an impatient client."""
        origin = self.world.origin if origin is None else origin
        settings = SourcesSettings(enabled=enabled, peeringdb=f"{origin}/api", ripestat=f"{origin}/data")
        clients = {
            name: GuardedClient(trusted=(origin,), seconds=seconds, agent="crossconnect/test")
            for name in ("peeringdb", "ripestat")
        }
        made = Sources(
            self.database,
            clients,
            self.clock,
            settings,
            key=None if key is None else SecretStr(key),
            workers=workers,
            names=names,
            monotonic=self.ticker,
            sleep=self.ticker.sleep,
        )
        self.open.append(made)
        return made

    def pass_time(self, by: dt.timedelta) -> None:
        """For the clock on the wall and for the one that only counts."""
        self.clock.at += by
        self.ticker.now += by.total_seconds()


@asynccontextmanager
async def stand(folder: Path) -> AsyncIterator[Stand]:
    clock, ticker = Still(START), Ticker()
    world = World(ticker)
    async with (
        serving(world.answer) as origin,
        await Database.open(folder / "s.sqlite3", clock=clock) as database,
    ):
        world.origin = origin
        made = Stand(world, database, clock, ticker)
        try:
            yield made
        finally:
            for one in made.open:
                await one.close()


def giving(body: bytes, *, status: int = 200, **headers: str) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        del request
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(body=body, status=status, headers=named, content_type="application/json")

    return answer
