"""RIPEstat is asked by at most eight questions at once, each of which says who asks; what it said is told with its age."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Collection, Mapping
from pathlib import Path

import pytest
from aiohttp import web

from bot.config import SourcesSettings
from bot.errors import SourceDown
from bot.net.guarded import Answer
from bot.networks.sources.rules import RouteFacts
from bot.networks.sources.service import Sources
from bot.storage.database import Database
from tests.unit.source_world import START, Stand, Still, giving, stand


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Stand]:
    async with stand(tmp_path) as made:
        made.world.routes = {
            "as-overview:AS3333": {
                "type": "as",
                "resource": "3333",
                "holder": "RIPE-NCC-AS",
                "announced": True,
            },
            "routing-status:AS3333": {
                "announced_space": {"v4": {"prefixes": 5, "ips": 9}, "v6": {"prefixes": 1, "48s": 9}}
            },
        }
        yield made


FACTS = RouteFacts(
    asn=3333, holder="RIPE-NCC-AS", announced=True, prefixes4=5, prefixes6=1, at=START, stale=False
)


async def test_who_holds_a_number_and_what_it_announces(here: Stand) -> None:
    sources = here.sources()
    assert await sources.holder(3333) == FACTS
    assert await sources.holder(3333) == FACTS
    assert sorted(request.path for _, request in here.world.asked) == [
        "/data/as-overview/data.json",
        "/data/routing-status/data.json",
    ]
    assert {request.query["sourceapp"] for _, request in here.world.asked} == {"crossconnect"}


async def test_it_is_asked_again_after_six_hours_and_whether_anything_changed(here: Stand) -> None:
    here.world.etag = '"one"'
    sources = here.sources()
    await sources.holder(3333)
    here.pass_time(dt.timedelta(hours=6))
    found = await sources.holder(3333)
    assert (found.holder, found.at) == ("RIPE-NCC-AS", START + dt.timedelta(hours=6))
    assert [request.headers.get("If-None-Match") for _, request in here.world.asked[2:]] == ['"one"'] * 2


async def test_a_number_that_it_does_not_know_is_nobodys(here: Stand) -> None:
    found = await here.sources().holder(3334)
    assert (found.holder, found.announced, found.prefixes4) == (None, False, None)


async def test_without_the_figures_the_holder_is_told(here: Stand) -> None:
    del here.world.routes["routing-status:AS3333"]
    found = await here.sources().holder(3333)
    assert (found.holder, found.prefixes4, found.prefixes6) == ("RIPE-NCC-AS", None, None)


@pytest.mark.parametrize(
    "body", [b"{", b'{"data": []}', b'{"data": {"holder": 5}}', b" " * 200_000, b"[" * 100_000]
)
async def test_what_cannot_be_read_is_a_source_that_is_down(here: Stand, body: bytes) -> None:
    sources = here.sources()
    await sources.holder(3333)
    here.pass_time(dt.timedelta(hours=7))
    here.world.misbehave = giving(body)
    found = await sources.holder(3333)
    assert (found.holder, found.at, found.stale) == ("RIPE-NCC-AS", START, True)
    with pytest.raises(SourceDown) as error:
        await sources.holder(3334)
    assert error.value.values["source"] == "RIPEstat"


async def test_many_who_ask_for_the_same_are_one_question_each_call(here: Stand) -> None:
    sources = here.sources()
    assert await asyncio.gather(*(sources.holder(3333) for _ in range(20))) == [FACTS] * 20
    assert len(here.world.asked) == 2


async def test_peeringdb_being_down_is_no_reason_not_to_ask_ripestat(here: Stand) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        return web.Response(status=500) if request.path.startswith("/api") else here.world.said(request)

    here.world.misbehave = half
    sources = here.sources()
    for asn in range(3333, 3338):
        with pytest.raises(SourceDown):
            await sources.network(asn)
    assert (await sources.holder(3333)).holder == "RIPE-NCC-AS"


_BODY = b'{"data": {"announced": false, "announced_space": {}}}'


class Slow:
    """A client that counts what is under way, and answers when it is let."""

    def __init__(self) -> None:
        self.under_way = self.most = 0
        self.full = asyncio.Event()
        self.go = asyncio.Event()

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        most_bytes: int = 0,
        kinds: Collection[str] = (),
    ) -> Answer:
        del headers, most_bytes, kinds
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        if self.under_way >= 8:
            self.full.set()
        await self.go.wait()
        self.under_way -= 1
        return Answer(status=200, headers={}, body=_BODY, url=url)

    async def close(self) -> None:
        self.go.set()


async def test_no_more_than_eight_questions_are_under_way(tmp_path: Path) -> None:
    slow, clock = Slow(), Still(START)
    async with await Database.open(tmp_path / "s.sqlite3", clock=clock) as database:
        sources = Sources(database, {"peeringdb": slow, "ripestat": slow}, clock, SourcesSettings())
        asking = [asyncio.create_task(sources.holder(asn)) for asn in range(3000, 3030)]
        async with asyncio.timeout(10):
            await slow.full.wait()
            for _ in range(50):
                await asyncio.sleep(0)  # turns in which a ninth could begin
            slow.go.set()
            await asyncio.gather(*asking)
        await sources.close()
    assert slow.most == 8
