"""PeeringDB is asked politely, believed carefully, and not missed when it is away."""

import asyncio
import datetime as dt
import itertools
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.config import SourcesSettings
from bot.errors import SourceDown
from bot.networks.rules import OrganisationFacts, Policy, Presence, PresenceKind, Source
from bot.networks.sources.service import Sources
from bot.storage.database import Database
from bot.workers import Workers
from tests.unit.source_world import START, Stand, Still, giving, needs_recorded, recorded, serving, stand

HOUR = dt.timedelta(hours=1)
KEY = "abcdefgh.0123456789abcdef0123456789abcdef"


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Stand]:
    async with stand(tmp_path) as made:
        yield made


async def stored(here: Stand) -> str:
    rows = await here.database.read(lambda tx: tx.all("SELECT * FROM source_answer"))
    return json.dumps([tuple(row) for row in rows])


# What is read


@needs_recorded
async def test_a_recorded_network_is_read_with_who_runs_it_and_where_it_is(here: Stand) -> None:
    recorded(here.world)
    found = await here.sources().network(63312)
    assert found is not None
    assert (found.asn, found.name, found.source, found.at, found.stale) == (
        63312,
        "net 25304adc",
        Source.PEERINGDB,
        START,
        False,
    )
    assert found.organisation == OrganisationFacts(
        name="org c1ab780b", country="US", website="https://www.peeringdb.com", peeringdb_id=1
    )
    assert (found.policy, found.website, found.as_set, found.peeringdb_id) == (
        Policy.RESTRICTIVE,
        "https://www.peeringdb.com",
        "AS-9698E921@RIPE",
        1,
    )
    assert found.presences == (
        Presence(kind=PresenceKind.EXCHANGE, name="ix b7b05aa8", peeringdb_id=1, speed=1000),
        Presence(kind=PresenceKind.FACILITY, name="fac 6474d82a", peeringdb_id=1),
    )


@needs_recorded
async def test_all_recorded_networks_come_with_one_question(here: Stand) -> None:
    recorded(here.world)
    found = await here.sources().networks([63312, 63313, 63314, 64600])
    assert {asn: one.name for asn, one in found.items()} == {
        63312: "net 25304adc",
        63313: "net 4be39055",
        63314: "net d58902ee",
    }
    assert [path.partition("?")[0] for path in here.world.paths] == ["/api/net", "/api/org"]


async def test_two_ports_at_an_exchange_are_one_presence_with_the_speed_of_both(here: Stand) -> None:
    port = {"name": "Beirut IX", "ix_id": 7, "speed": 10000, "status": "ok"}
    gone = {"name": "Gone IX", "ix_id": 8, "speed": 1, "status": "deleted"}
    here.world.put(3333, netixlan_set=[port, port, gone], netfac_set=[])
    found = await here.sources().network(3333)
    assert found is not None
    assert found.presences == (
        Presence(kind=PresenceKind.EXCHANGE, name="Beirut IX", peeringdb_id=7, speed=20000),
    )


async def test_people_are_neither_asked_for_nor_stored(here: Stand) -> None:
    here.world.put(3333)
    await here.sources().network(3333)
    assert not [path for path in here.world.paths if "poc" in path or "fields=" not in path]
    for word in ("Somebody", "somebody@", "555 0100"):
        assert word not in await stored(here)


async def test_it_says_who_asks_and_nothing_of_a_person(tmp_path: Path, here: Stand) -> None:
    here.world.put(3333)
    origin = here.world.origin
    settings = SourcesSettings(peeringdb=f"{origin}/api", contact="https://bot.example.net/about")
    clock = Still(START)
    async with await Database.open(tmp_path / "other.sqlite3", clock=clock) as database:
        sources = Sources.over_http(database, clock, settings)
        try:
            async with asyncio.timeout(10):
                await sources.proof_texts(3333)
        finally:
            await sources.close()
    headers = here.world.asked[0][1].headers
    assert headers["User-Agent"].startswith("crossconnect/")
    assert headers["User-Agent"].endswith(" (+https://bot.example.net/about)")
    assert not {"Cookie", "From", "Referer", "Authorization"} & set(headers)


# What is kept


async def test_within_an_hour_nothing_is_asked_again(here: Stand) -> None:
    here.world.put(3333)
    sources = here.sources()
    first = await sources.network(3333)
    here.pass_time(HOUR - dt.timedelta(minutes=1))
    assert await sources.network(3333) == first
    assert len(here.world.asked) == 2  # the network, and who runs it


async def test_after_an_hour_it_asks_whether_anything_changed(here: Stand) -> None:
    here.world.put(3333)
    here.world.etag = '"one"'
    sources = here.sources()
    await sources.network(3333)
    here.pass_time(HOUR)
    found = await sources.network(3333)
    assert found is not None
    assert (found.name, found.at, found.stale) == ("Network 3333", START + HOUR, False)
    assert here.world.asked[-1][1].headers["If-None-Match"] == '"one"'
    here.world.etag = '"two"'
    here.world.put(3333, name="Renamed")
    here.pass_time(HOUR)
    found = await sources.network(3333)
    assert found is not None
    assert found.name == "Renamed"


async def test_a_date_will_do_to_ask_whether_anything_changed(here: Stand) -> None:
    here.world.put(3333)
    date = "Mon, 02 Nov 2026 10:00:00 GMT"

    async def dated(request: web.Request) -> web.StreamResponse:
        if "If-Modified-Since" in request.headers:
            return web.Response(status=304)
        said = here.world.said(request)
        said.headers["Last-Modified"] = date
        return said

    here.world.misbehave = dated
    sources = here.sources()
    await sources.network(3333)
    here.pass_time(HOUR)
    found = await sources.network(3333)
    assert found is not None
    assert (found.name, found.at) == ("Network 3333", START + HOUR)
    assert here.world.asked[-1][1].headers["If-Modified-Since"] == date


async def test_a_network_that_is_not_there_is_asked_for_once_an_hour(here: Stand) -> None:
    sources = here.sources()
    assert await sources.network(3333) is None
    assert await sources.network(3333) is None
    assert len(here.world.asked) == 1
    here.world.put(3333)
    found = await sources.network(3333, bypass=True)
    assert found is not None
    assert found.name == "Network 3333"


async def test_not_found_is_an_answer(here: Stand) -> None:
    here.world.misbehave = giving(b"", status=404)
    sources = here.sources()
    for asn in range(3333, 3340):
        assert await sources.network(asn) is None
    assert len(here.world.asked) == 7


async def test_answers_are_forgotten_after_thirty_days(here: Stand) -> None:
    here.world.put(3333)
    sources = here.sources()
    forget = sources.feature().forget
    assert forget is not None
    await sources.network(3333)
    here.pass_time(dt.timedelta(days=30))
    assert await here.database.write(lambda tx: forget(tx, tx.now)) == 0
    here.pass_time(dt.timedelta(seconds=1))
    assert await here.database.write(lambda tx: forget(tx, tx.now)) == 2
    assert await stored(here) == "[]"


# What goes wrong


BROKEN = {
    "no JSON": giving(b"{"),
    "a web page": giving(b"<!doctype html><title>Sorry</title>"),
    "another shape": giving(b'{"data": {"asn": 3333}}'),
    "a list of numbers": giving(b'{"data": [1, 2]}'),
    "deep": giving(b'{"data":' + b"[" * 100_000),
    "500": giving(b"", status=500),
    "429": giving(b"", status=429),
    "a redirect to nowhere": giving(b"", status=302),
    "a redirect to a file": giving(b"", status=302, Location="file:///etc/hosts"),
    "304 to no question": giving(b"", status=304),
}


@pytest.mark.parametrize("how", BROKEN)
async def test_whatever_is_wrong_with_it_what_is_stored_is_told_with_its_age(here: Stand, how: str) -> None:
    here.world.put(3333)
    sources = here.sources()
    await sources.network(3333)
    here.pass_time(2 * HOUR)
    here.world.misbehave = BROKEN[how]
    found = await sources.network(3333)
    assert found is not None
    assert (found.name, found.at, found.stale) == ("Network 3333", START, True)
    with pytest.raises(SourceDown) as error:
        await sources.network(3334)
    assert (error.value.key, error.value.values) == ("sources-down", {"source": "PeeringDB", "asn": "3334"})


async def test_a_refused_connection_is_a_source_that_is_down(here: Stand) -> None:
    here.world.put(3333)
    await here.sources().network(3333)
    async with serving(giving(b"")) as origin:
        pass  # nobody listens there any more
    away = here.sources(origin=origin)
    here.pass_time(HOUR)
    found = await away.network(3333)
    assert found is not None
    assert found.stale
    assert found.organisation is not None
    with pytest.raises(SourceDown):
        await away.networks([3334, 3335])


async def test_a_source_that_drips_is_given_up(here: Stand) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(100):
            await answer.write(b" ")
            await asyncio.sleep(0.05)
        return answer

    here.world.misbehave = drip
    sources = here.sources(seconds=0.2)
    async with asyncio.timeout(3):
        with pytest.raises(SourceDown):
            await sources.network(3333)


async def test_asked_to_wait_it_waits_as_long_as_it_was_asked(here: Stand) -> None:
    here.world.misbehave = giving(b"", status=429, Retry_After="300")
    sources = here.sources()
    with pytest.raises(SourceDown):
        await sources.network(3333)
    here.world.misbehave = None
    here.world.put(3333)
    here.pass_time(dt.timedelta(seconds=299))
    with pytest.raises(SourceDown):
        await sources.network(3333)
    assert len(here.world.asked) == 1
    here.pass_time(dt.timedelta(seconds=1))
    assert await sources.network(3333) is not None


async def test_after_three_failures_it_is_left_alone_then_tried_by_one_question(
    here: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    here.world.misbehave = giving(b"", status=500)
    sources = here.sources()
    for asn in range(3333, 3343):
        with pytest.raises(SourceDown):
            await sources.network(asn)
    assert len(here.world.asked) == 3
    assert [record.message for record in caplog.records if record.levelno == logging.WARNING] == [
        "peeringdb does not answer (status 500); it is asked again in 60 s, until then what is stored is told"
    ]
    here.pass_time(dt.timedelta(seconds=60))
    for _ in range(2):
        with pytest.raises(SourceDown):
            await sources.network(3333)
    assert len(here.world.asked) == 4
    here.world.misbehave = None
    here.world.put(3333)
    here.pass_time(dt.timedelta(seconds=120))
    assert await sources.network(3333) is not None


async def test_it_never_waits_for_a_source_that_rests(here: Stand) -> None:
    here.world.misbehave = giving(b"", status=429, Retry_After="3600")
    sources = here.sources()
    with pytest.raises(SourceDown):
        await sources.network(3333)
    before = here.ticker.now
    with pytest.raises(SourceDown):
        await sources.network(3334)
    assert here.ticker.now == before


async def test_with_sources_turned_off_nothing_goes_out(here: Stand) -> None:
    here.world.put(3333)
    await here.sources().network(3333)
    before = len(here.world.asked)
    off = here.sources(enabled=False)
    here.pass_time(2 * HOUR)
    found = await off.network(3333)
    assert found is not None
    assert found.stale
    for asking in (off.network(3334), off.proof_texts(3333), off.holder(3333)):
        with pytest.raises(SourceDown) as error:
            await asking
        assert error.value.key == "sources-off"
    with pytest.raises(SourceDown) as error:
        await off.txt("example.net")
    assert error.value.key == "sources-off-names"
    assert len(here.world.asked) == before


# How it is asked


async def test_questions_are_two_seconds_apart_one_at_a_time_and_of_150_networks_at_most(here: Stand) -> None:
    asns = range(1000, 1400)
    for asn in asns:
        here.world.put(asn, org=asn)
    found = await here.sources().networks(asns)
    assert len(found) == 400
    assert all(one.organisation is not None for one in found.values())
    times = [at for at, _ in here.world.asked]
    assert min(after - before for before, after in itertools.pairwise(times)) >= 2
    assert here.world.most_in_flight == 1
    sizes = [
        len(request.query.get("asn__in", request.query.get("id__in", "")).split(","))
        for _, request in here.world.asked
    ]
    assert sizes == [150, 150, 100] * 2


async def test_many_people_who_ask_at_once_are_one_question(here: Stand) -> None:
    for asn in range(1000, 1020):
        here.world.put(asn)
    sources = here.sources()
    found = await asyncio.gather(*(sources.network(1000 + number % 20) for number in range(60)))
    assert all(found)
    networks = [path for path in here.world.paths if path.startswith("/api/net")]
    assert len(networks) <= 4, "those who come while a question is under way go into the next one together"
    assert sum(path.count("1007") for path in networks) == 1


async def test_who_leaves_does_not_take_the_answer_from_who_stays(here: Stand) -> None:
    here.world.put(3333)
    arrived, go = asyncio.Event(), asyncio.Event()

    async def wait(request: web.Request) -> web.StreamResponse:
        arrived.set()
        await go.wait()
        here.world.misbehave = None
        return here.world.said(request)

    here.world.misbehave = wait
    sources = here.sources()
    leaving = asyncio.create_task(sources.network(3333))
    staying = asyncio.create_task(sources.network(3333))
    await arrived.wait()
    leaving.cancel()
    go.set()
    assert await staying is not None
    assert leaving.cancelled()
    assert len([path for path in here.world.paths if path.startswith("/api/net")]) == 1


async def test_an_answer_that_is_too_large_is_asked_for_in_halves(here: Stand) -> None:
    # Each of these is some 4.5 MB of exchanges: two fit, four do not.
    lans = [{"name": "x" * 400, "ix_id": number, "speed": 1} for number in range(10_000)]
    for asn in range(1000, 1004):
        here.world.put(asn, netixlan_set=lans)
    workers = Workers()
    try:
        found = await here.sources(workers=workers, seconds=60).networks(range(1000, 1004))
    finally:
        await workers.close()
    assert len(found) == 4
    asked = [request.query.get("asn__in") for _, request in here.world.asked]
    assert asked == ["1000,1001,1002,1003", "1000,1001", "1002,1003", None]
    assert here.world.asked[2][0] - here.world.asked[1][0] >= 2
    assert len(found[1000].presences) == 1001  # no network has more


async def test_a_key_goes_to_peeringdb_alone(here: Stand) -> None:
    here.world.put(3333)
    elsewhere: list[web.Request] = []

    async def keep(request: web.Request) -> web.StreamResponse:
        elsewhere.append(request)
        return here.world.said(request)

    async with serving(keep) as other:

        async def away(request: web.Request) -> web.StreamResponse:
            return web.Response(status=302, headers={"Location": other + request.path_qs})

        sources = here.sources(key=KEY)
        await sources.network(3333)
        assert {request.headers["Authorization"] for _, request in here.world.asked} == {f"Api-Key {KEY}"}
        here.world.misbehave = away
        with pytest.raises(SourceDown):
            await sources.network(3334)
    assert elsewhere == []  # another origin on this machine is none that the operator chose


async def test_a_key_that_is_refused_is_told_and_done_without(
    here: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    here.world.put(3333)

    async def strict(request: web.Request) -> web.StreamResponse:
        if "Authorization" in request.headers:
            return web.Response(status=401)
        return here.world.said(request)

    here.world.misbehave = strict
    sources = here.sources(key=KEY)
    assert await sources.network(3333) is not None
    assert (await sources.proof_texts(3333)).known
    times = [at for at, _ in here.world.asked]
    assert min(after - before for before, after in itertools.pairwise(times)) >= 2
    assert len([True for _, request in here.world.asked if "Authorization" in request.headers]) == 1
    assert "refuses the API key" in caplog.text
    assert KEY not in caplog.text


# What shows that somebody speaks for a network


async def test_proof_is_read_as_of_this_moment_and_stored_nowhere(here: Stand) -> None:
    here.world.put(3333)
    sources = here.sources()
    await sources.network(3333)
    first = await sources.proof_texts(3333)
    assert (first.notes, first.website, first.domain) == (
        "call +1 555 0100",
        "https://www.example.net",
        "example.net",
    )
    here.world.objects["net"][3333]["notes"] = "crossconnect-token-1"
    assert (await sources.proof_texts(3333)).notes == "crossconnect-token-1"
    assert "token-1" not in await stored(here)


async def test_proof_is_not_taken_from_a_question_that_went_out_before(here: Stand) -> None:
    here.world.put(3333, notes="before")
    arrived, go = asyncio.Event(), asyncio.Event()

    async def wait(request: web.Request) -> web.StreamResponse:
        said = here.world.said(request)
        here.world.misbehave = None
        arrived.set()
        await go.wait()
        return said

    here.world.misbehave = wait
    sources = here.sources()
    early = asyncio.create_task(sources.proof_texts(3333))
    await arrived.wait()
    here.world.objects["net"][3333]["notes"] = "after"
    late = asyncio.create_task(sources.proof_texts(3333))
    await asyncio.sleep(0)  # it has asked by now
    go.set()
    assert (await early).notes == "before"
    assert (await late).notes == "after"


async def test_nobody_is_proven_by_a_source_that_is_down(here: Stand) -> None:
    here.world.put(3333)
    sources = here.sources()
    await sources.network(3333)
    await sources.proof_texts(3333)
    here.world.misbehave = giving(b"", status=500)
    with pytest.raises(SourceDown):
        await sources.proof_texts(3333)


async def test_of_a_network_that_is_not_there_nothing_is_proven(here: Stand) -> None:
    found = await here.sources().proof_texts(3333)
    assert (found.known, found.notes, found.website, found.domain) == (False, "", "", None)


async def test_a_fresh_look_that_fails_says_so(here: Stand) -> None:
    here.world.put(3333)
    sources = here.sources()
    await sources.network(3333)
    here.world.misbehave = giving(b"", status=500)
    found = await sources.network(3333, bypass=True)
    assert found is not None
    assert found.stale


async def test_closing_tells_who_waits(here: Stand) -> None:
    arrived = asyncio.Event()

    async def never(request: web.Request) -> web.StreamResponse:
        del request
        arrived.set()
        await asyncio.Event().wait()
        raise AssertionError

    here.world.misbehave = never
    sources = here.sources()
    asking = [asyncio.create_task(sources.network(3333)), asyncio.create_task(sources.holder(3333))]
    await arrived.wait()
    await sources.close()
    for one in asking:
        with pytest.raises(SourceDown):
            await one
    with pytest.raises(SourceDown):
        await sources.network(3334)
