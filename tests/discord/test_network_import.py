"""/network import through real commands, files and clicks: read, shown, stored, interrupted, refused."""

import asyncio
import datetime as dt
import json
import os
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import simcord.backend.cdn
from aiohttp import web
from simcord import InteractionResult, MemberActor

from bot.config import DiscordSettings, Settings
from bot.networks import known
from bot.networks import store as networks
from bot.networks.imports.rules import KEPT
from bot.networks.rules import Network, Policy, Presence, Source
from bot.storage.database import Transaction
from tests.discord.conftest import START, Stage, answer, buttons, set_stage
from tests.discord.test_announce_pictures import Files
from tests.discord.test_networks import exchanges, facilities, knows, speaks

HEAD = "asn,name,organisation,country,policy,website,as-set,exchanges,facilities"
CEDAR = "AS1103,Cedar Net,Cedar SAL,LB,Selective,cedar.example,AS-CEDAR,Beirut IX;AMS-IX,Adonis"
DATA = os.environ.get("CROSSCONNECT_TEST_DATA")
SLOW = 0.05
"""Seconds that another write may wait behind a part that is being stored."""


@pytest.fixture
async def served(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Files, str]]:
    """What is attached in the virtual Discord, at an address of this machine."""
    files, app = Files(), web.Application()
    app.router.add_get("/{path:.*}", files.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    monkeypatch.setattr(simcord.backend.cdn, "CDN_BASE", f"{origin}/cdn")
    yield files, origin
    await runner.cleanup()


@pytest.fixture
async def stage(settings: Settings, served: tuple[Files, str]) -> AsyncIterator[Stage]:
    files, origin = served
    settings = replace(settings, discord=DiscordSettings(api_base=f"{origin}/api/v10"))
    async with set_stage(settings) as found:
        files.stage = found
        yield found


async def send(
    stage: Stage, content: bytes | str, *, name: str = "networks.csv", who: MemberActor | None = None
) -> InteractionResult:
    raw = content.encode() if isinstance(content, str) else content
    return await (who or stage.organiser).slash(stage.lobby, "network import", file=(name, raw))


def table(*rows: str) -> str:
    return "\n".join((HEAD, *rows)) + "\n"


async def network(stage: Stage, asn: int) -> Network | None:
    return await stage.app.database.read(lambda tx: networks.by_asn(tx, stage.guild.id, asn))


async def places(stage: Stage, asn: int) -> tuple[Presence, ...]:
    def operation(tx: Transaction) -> tuple[Presence, ...]:
        found = networks.by_asn(tx, stage.guild.id, asn)
        assert found is not None
        return networks.presences(tx, found.id)

    return await stage.app.database.read(operation)


async def count(stage: Stage) -> int:
    return await stage.app.database.read(lambda tx: networks.count(tx, stage.guild.id))


async def test_a_file_is_shown_before_anything_is_stored_and_then_stored(stage: Stage) -> None:
    shown = await send(stage, table(CEDAR, "1299,Oslo Net,,Norway,open,,,,"))
    said = answer(shown)
    assert "What networks.csv would change" in said
    assert "2 networks were read" in said
    assert "**New** 2" in said
    assert "Nothing is stored yet" in said
    assert await count(stage) == 0
    done = await stage.organiser.click(shown.response, label="Store 2 networks")
    assert "Stored: 2 new networks." in answer(done)
    found = await network(stage, 1103)
    assert found is not None
    assert (found.name, found.organisation, found.country) == ("Cedar Net", "Cedar SAL", "LB")
    assert (found.policy, found.website, found.as_set) == (
        Policy.SELECTIVE,
        "https://cedar.example",
        "AS-CEDAR",
    )
    assert found.source is Source.IMPORT
    assert [one.name for one in await places(stage, 1103)] == ["AMS-IX", "Beirut IX", "Adonis"]
    other = await network(stage, 1299)
    assert other is not None
    assert (other.organisation, other.country) == ("Oslo Net", "NO")
    history = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert history.count("imported networks from “networks.csv”") == 1


async def test_what_differs_is_told_and_what_the_file_leaves_out_stays(stage: Stage) -> None:
    await knows(
        stage, 1103, "Cedar Net", organisation="Cedar SAL", country="LB", policy=Policy.OPEN,
        presences=(*exchanges("AMS-IX", "DE-CIX"), *facilities("Adonis")),
    )  # fmt: skip
    await knows(stage, 1299, "Oslo Net", policy=Policy.OPEN)
    shown = await send(
        stage, "asn,name,policy,ixps\n1103,Cedar,selective,AMS-IX;Beirut IX\n1299,Oslo Net,open,\n"
    )
    said = answer(shown)
    assert "**Different from what is known** 1" in said
    assert "**The same as known** 1" in said
    seen = await stage.organiser.click(shown.response, label="Different: 1")
    said = answer(seen)
    assert "name Cedar Net → Cedar" in said
    assert "policy open → selective" in said
    assert "exchanges + Beirut IX, − DE-CIX" in said
    assert seen.response is not None
    assert "Stored: 1 changed." in answer(await stage.organiser.click(seen.response, label="Store 1 network"))
    found = await network(stage, 1103)
    assert found is not None
    assert (found.name, found.organisation, found.country) == ("Cedar", "Cedar SAL", "LB")
    assert [(one.name, one.speed) for one in await places(stage, 1103)] == [
        ("AMS-IX", 10_000), ("Beirut IX", None), ("Adonis", None),
    ]  # fmt: skip


async def test_each_refused_row_has_its_line_and_its_reason(stage: Stage) -> None:
    rows = (
        CEDAR,
        "nothing,X,,,,,,,",
        "64512,X,,,,,,,",
        "1103,Again,,,,,,,",
        "1200,,,,,,,,",
        "1201,X,,Atlantis,,,,,",
        "1202,X,,,friendly,,,,",
        "1203,X,,,,javascript:alert(1),,,",
        f"1204,{'x' * 101},,,,,,,",
        "1205,X,,,,,AS<script>,,",
    )
    shown = await send(stage, table(*rows))
    assert "**Refused** 9" in answer(shown)
    first = await stage.organiser.click(shown.response, label="Refused: 9")
    assert first.response is not None
    await stage.restart()
    said = answer(first) + answer(await stage.organiser.click(first.response, label="Next ›"))
    for line, reason in (
        (3, "“nothing” is no AS number"),
        (4, "AS64512 is for private use"),
        (5, "already, at 2"),
        (6, "AS1200 has no name"),
        (7, "“Atlantis” is no country"),
        (8, "“friendly” is no policy"),
        (9, "is no web address"),
        (10, "longer than 100 characters"),
        (11, "is no AS-SET"),
    ):
        told = next(one for one in said.splitlines() if f"Line {line}:" in one)
        assert reason in told


@pytest.mark.hostile(49)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-8"])
async def test_every_encoding_that_spreadsheets_write_is_read(stage: Stage, encoding: str) -> None:
    text = "ASN;Network name;Company\r\nAS1103;Réseau du Cèdre;شبكة الأرز\r\n"
    assert "1 network was read" in answer(await send(stage, text.encode(encoding)))
    seen = await stage.press_raw(stage.organiser, "import.view:1:0:1")
    assert "Réseau du Cèdre" in seen
    assert "شبكة الأرز" in seen


@pytest.mark.hostile(1, 4, 16)
async def test_hostile_cells_are_names_and_nothing_else(stage: Stage) -> None:
    names = (
        "=cmd|' /C calc'!A0",
        "+1",
        "@everyone",
        "-2+3",
        "[a](https://evil.example)",
        "'=SUM(A1)",
        "{0.__class__}",
    )
    rows = [f'{2000 + number},"{name}",,,,,,,' for number, name in enumerate(names)]
    shown = await send(stage, table(*rows))
    seen = answer(await stage.organiser.click(shown.response, label="New: 7"))
    assert "@everyone" not in seen
    assert r"\[a\](https\://evil.example)" in seen
    await stage.organiser.click(shown.response, label="Store 7 networks")
    found = await network(stage, 2005)
    assert found is not None
    assert found.name == "=SUM(A1)"
    assert "{0.__class__}" in answer(
        await stage.member.slash(stage.lobby, "network show", asn="2006")
    ).replace("\\", "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "nothing in that table"),
        (b"asn,name\n", "no rows"),
        (b"name,organisation\nCedar,X\n", "no column for AS numbers"),
        (b'{"data": [', "begins as JSON"),
        (b'{"data": []}', "no networks in it"),
        (b"[" * 100_000, "begins as JSON"),
        (b"\x00\x01\x02\xff", "not text"),
        (b"\xff\xfe\x00", "not text"),
        (b'asn,name\n1103,"Cedar\n', "cannot be read"),
        ("asn,name\n" + "\n".join(f"{one},N" for one in range(1, 50_001)), "20,000 rows"),
        (json.dumps({"data": [{"asn": one, "name": "N"} for one in range(1, 20_002)]}), "20,000 rows"),
        (b"asn\n" + b"x" * (10 * 1024 * 1024), "10 MiB"),
    ],
    ids=["empty", "head", "no-asn", "cut", "none", "deep", "binary", "odd", "quote", "rows", "objects", "large"],
)  # fmt: skip
async def test_a_file_that_is_none_is_refused_in_one_sentence(
    stage: Stage, content: bytes | str, said: str
) -> None:
    before = await stage.everything()
    answered = answer(await send(stage, content))
    assert said in answered
    assert "⚠️" in answered
    assert await stage.everything() == before


async def test_a_file_that_discord_has_no_more_is_refused(stage: Stage, served: tuple[Files, str]) -> None:
    served[0].gone = True
    assert "could not be fetched" in answer(await send(stage, table(CEDAR)))


# Who may


async def test_a_member_imports_nothing_and_presses_nothing(stage: Stage) -> None:
    before = await stage.everything()
    assert "This is for organisers" in answer(await send(stage, table(CEDAR), who=stage.member))
    assert await stage.everything() == before
    await send(stage, table(CEDAR))
    before = await stage.everything()
    for press in ("import.show:1", "import.view:1:0:1", "import.store:1", "import.discard:1"):
        assert "This is for organisers" in await stage.press_raw(stage.member, press)
    assert await stage.everything() == before


async def test_another_organiser_presses_nothing_and_a_role_that_was_lost_counts(stage: Stage) -> None:
    await send(stage, table(CEDAR))
    other = stage.guild.add_member(stage.env.create_user("karim"), roles=[stage.guild.roles["Team"]])
    before = await stage.everything()
    for press in ("import.show:1", "import.view:1:0:1", "import.store:1", "import.discard:1"):
        assert "is gone" in await stage.press_raw(other, press)
    stage.take_roles(stage.organiser)
    assert "This is for organisers" in await stage.press_raw(stage.organiser, "import.store:1")
    assert await stage.everything() == before


async def test_what_is_let_be_or_a_day_old_is_gone(stage: Stage) -> None:
    shown = await send(stage, table(CEDAR))
    assert "Nothing was stored" in answer(await stage.organiser.click(shown.response, label="Let it be"))
    assert "is gone" in await stage.press_raw(stage.organiser, "import.store:1")
    await send(stage, table(CEDAR))
    stage.clock.advance(KEPT + dt.timedelta(minutes=1))
    forget = stage.app.features["imports"].forget
    assert forget is not None
    assert await stage.app.database.write(lambda tx: forget(tx, tx.now)) == 1
    assert "is gone" in await stage.press_raw(stage.organiser, "import.store:2")
    everything = await stage.everything()
    assert everything["network_import"] == everything["network_import_part"] == []


async def test_a_second_file_takes_the_place_of_one_that_was_not_stored(stage: Stage) -> None:
    await send(stage, table(CEDAR))
    await send(stage, table("1299,Oslo Net,,,,,,,"))
    assert "is gone" in await stage.press_raw(stage.organiser, "import.store:1")
    assert "1 new network" in await stage.press_raw(stage.organiser, "import.store:2")
    assert await network(stage, 1103) is None


async def test_presses_that_name_no_kind_or_come_late_are_answered(stage: Stage) -> None:
    await send(stage, table(CEDAR))
    assert "⚠️" in await stage.press_raw(stage.organiser, "import.view:1:9:1")
    assert "nothing of this kind" in await stage.press_raw(stage.organiser, "import.view:1:1:1")
    for _ in range(2):
        assert "Stored: 1 new network" in await stage.press_raw(stage.organiser, "import.store:1")
    assert "is stored" in await stage.press_raw(stage.organiser, "import.show:1")
    for press in ("import.view:1:0:1", "import.discard:1"):
        assert "being stored" in await stage.press_raw(stage.organiser, press)
    shown = await send(stage, table(CEDAR))
    said = answer(shown)
    assert "1 row was read, and it changes nothing" in said
    assert not any("Store" in label for label in buttons(shown.response))
    assert "Nothing in this file" in await stage.press_raw(stage.organiser, "import.store:2")


# What is never overwritten


async def test_what_its_own_people_or_a_newer_source_told_is_kept(stage: Stage) -> None:
    await knows(stage, 1103, "Told by a member", source=Source.MEMBER)
    await knows(stage, 1200, "AS1200", source=Source.MEMBER)
    spoken_for = await knows(stage, 1299, "Verified")
    await speaks(stage, stage.member, spoken_for)
    shown = await send(stage, table("1103,Other,,,,,,,", "1200,Named now,,,,,,,", "1299,Other,,,,,,,"))
    assert "**Kept as they are** 2" in answer(shown)
    seen = answer(await stage.organiser.click(shown.response, label="Kept: 2"))
    assert "A member told it" in seen
    assert "Somebody speaks for it" in seen
    assert "name Told by a member → Other" in seen
    await stage.organiser.click(shown.response, label="Store 1 network")
    assert [(await network(stage, asn)).name for asn in (1103, 1200, 1299)] == [  # type: ignore[union-attr]
        "Told by a member", "Named now", "Verified",
    ]  # fmt: skip
    people = await stage.app.database.read(lambda tx: known.speaks_for(tx, stage.guild.id, stage.member.id))
    assert people == (1299,)


async def test_what_became_newer_after_the_file_was_read_is_kept_too(stage: Stage) -> None:
    old = (START - dt.timedelta(days=9)).isoformat()
    document = {
        "data": [
            {"asn": 1103, "name": "Old name", "updated": old},
            {"asn": 1299, "name": "N", "updated": old},
        ]
    }
    await send(stage, json.dumps(document), name="net.json")
    await knows(stage, 1103, "New name")
    said = await stage.press_raw(stage.organiser, "import.store:1")
    assert "1 new network." in said
    assert "1 was kept as it is" in said
    found = await network(stage, 1103)
    assert found is not None
    assert found.name == "New name"
    seen = answer(await send(stage, json.dumps(document), name="net.json"))
    assert "**Kept as they are** 1" in seen
    assert "newer than the file" in await stage.press_raw(stage.organiser, "import.view:2:2:1")


# PeeringDB's shapes


def peeringdb(**more: Any) -> dict[str, Any]:
    return {
        "id": 77, "asn": 1103, "name": "Cedar Net", "website": "https://cedar.example", "irr_as_set": "RIPE::AS-CEDAR",
        "policy_general": "Restrictive", "status": "ok", "updated": "2026-11-20T08:00:00Z",
        "org": {"id": 5, "name": "Cedar SAL", "country": "LB"},
        "netixlan_set": [
            {"ix_id": 1, "name": "Beirut IX", "speed": 10000, "status": "ok"},
            {"ix_id": 1, "name": "Beirut IX", "speed": 10000, "status": "ok"},
            {"ix_id": 2, "name": "Gone IX", "speed": 10000, "status": "deleted"},
        ],
        "netfac_set": [{"fac_id": 9, "name": "Adonis"}],
        **more,
    }  # fmt: skip


async def test_peeringdbs_answer_is_read_with_its_sets_and_its_age(stage: Stage) -> None:
    nets = [
        peeringdb(),
        peeringdb(asn=1299, status="deleted"),
        peeringdb(asn=1200, netixlan_set=[4, 5], netfac_set=[]),
    ]
    shown = await send(stage, json.dumps({"data": nets, "meta": {}}), name="net.json")
    assert "Network 2 of the file" in await stage.press_raw(stage.organiser, "import.view:1:3:1")
    await stage.organiser.click(shown.response, label="Store 2 networks")
    found = await network(stage, 1103)
    assert found is not None
    assert (found.peeringdb_id, found.organisation, found.policy) == (77, "Cedar SAL", Policy.RESTRICTIVE)
    assert found.sourced_at == dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)
    assert [(one.name, one.speed) for one in await places(stage, 1103)] == [
        ("Beirut IX", 20_000),
        ("Adonis", None),
    ]
    assert await places(stage, 1200) == ()


@pytest.mark.skipif(
    DATA is None, reason="CROSSCONNECT_TEST_DATA names no folder with recorded answers (.ci/run does)"
)
async def test_the_shared_objects_of_peeringdb_are_read(stage: Stage) -> None:
    folder = Path(DATA or "") / "peeringdb"
    kinds = ("net", "org", "ix", "ixlan", "fac", "netixlan", "netfac")
    every = [one for kind in kinds for one in json.loads((folder / f"{kind}.json").read_text())]
    shown = await send(stage, json.dumps(every), name="dump.json")
    await stage.organiser.click(shown.response, label="Store 3 networks")
    found = await network(stage, 63312)
    assert found is not None
    assert found.country == "US"
    assert [one.speed for one in await places(stage, 63312)] == [1000, None]


# Large files, and what stops in the middle


def many(number: int) -> str:
    return table(
        *(
            f"{one + 1},Network {one},Organisation {one % 3000},LB,open,https://n{one}.example,AS-N{one},"
            "Beirut IX;AMS-IX,Adonis"
            for one in range(number)
        )
    )


async def test_storing_that_was_interrupted_goes_on_at_the_next_start(stage: Stage) -> None:
    shown = await send(stage, many(1000))
    store = buttons(shown.response)["Store 1,000 networks"]
    imports = stage.app.services.imports
    await imports.begin(stage.actor(), 1)
    async for found in imports.storing(stage.guild.id, 1):
        if found.stored >= 200:
            break  # the process ends here
    await asyncio.sleep(0)  # the generator that was left ends in the next turn
    stored = await count(stage)
    assert 200 <= stored < 1000
    said = await stage.press_raw(stage.organiser, "import.show:1")
    assert f"{stored:,} of 1,000 networks" in said
    assert "It stopped here" in said
    await stage.restart()
    await stage.env.settle()
    assert await count(stage) == 1000
    assert "1,000 new networks." in await stage.press_raw(stage.organiser, store)
    history = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert history.count("imported networks from") == 1


async def test_storing_that_was_interrupted_goes_on_by_pressing_again(stage: Stage) -> None:
    await send(stage, many(500))
    imports = stage.app.services.imports
    await imports.begin(stage.actor(), 1)
    async for _ in imports.storing(stage.guild.id, 1):
        break
    await asyncio.sleep(0)  # the generator that was left ends in the next turn
    assert "500 new networks" in await stage.press_raw(stage.organiser, "import.store:1")
    assert await count(stage) == 500


async def test_two_who_store_at_once_store_once(stage: Stage) -> None:
    await send(stage, many(500))
    imports = stage.app.services.imports
    await imports.begin(stage.actor(), 1)
    one = imports.storing(stage.guild.id, 1)
    await anext(one)
    assert [found async for found in imports.storing(stage.guild.id, 1)] == []
    said = await stage.press_raw(stage.organiser, "import.store:1")
    assert "goes on by itself" in said
    async for found in one:
        last = found
    assert (last.added, last.changed) == (500, 0)


async def test_erasing_its_organiser_ends_it(stage: Stage) -> None:
    await send(stage, many(500))
    imports = stage.app.services.imports
    await imports.begin(stage.actor(), 1)
    async for _ in imports.storing(stage.guild.id, 1):
        shown = await stage.organiser.slash(stage.lobby, "privacy delete")
        await stage.organiser.click(shown.response, label="Delete for good")
    everything = await stage.everything()
    assert everything["network_import"] == everything["network_import_part"] == []
    assert 0 < await count(stage) < 500


async def test_ten_thousand_rows_take_seconds_and_hold_nobody_up(stage: Stage) -> None:
    began = time.perf_counter()
    shown = await send(stage, many(10_000))
    read = time.perf_counter() - began
    assert "10,000 networks were read" in answer(shown)
    imports = stage.app.services.imports
    await imports.begin(stage.actor(), 1)
    waits: list[float] = []
    done = False

    async def others() -> None:
        while not done:
            start = time.perf_counter()
            await stage.app.database.write(
                lambda tx: tx.execute("UPDATE network SET version = version WHERE id = 1")
            )
            waits.append(time.perf_counter() - start)
            await asyncio.sleep(0.005)

    beside = asyncio.ensure_future(others())
    began = time.perf_counter()
    async for found in imports.storing(stage.guild.id, 1):
        last = found
    stored = time.perf_counter() - began
    done = True
    await beside
    assert last.is_stored
    assert last.added == 10_000
    assert await count(stage) == 10_000
    waits.sort()
    assert read < 20
    assert stored < 30
    assert waits[len(waits) // 2] < SLOW


async def test_a_large_import_tells_how_far_it_is(stage: Stage) -> None:
    cog: Any = stage.bot.get_cog("NetworkImport")
    cog.edit_every = 0
    shown = await send(stage, many(600))
    requests = len(stage.env.backend.http_requests)
    done = await stage.organiser.click(shown.response, label="Store 600 networks")
    assert "600 new networks" in answer(done)
    sent = [
        json.dumps(one.json, ensure_ascii=False) for one in list(stage.env.backend.http_requests)[requests:]
    ]
    bars = [one for one in sent if "█" in one]
    assert len(bars) >= 3
    assert any("of 600 networks" in one for one in bars)


async def test_ones_own_data_names_the_file_until_the_next_day(stage: Stage) -> None:
    await send(stage, table(CEDAR))
    said = answer(await stage.organiser.slash(stage.lobby, "privacy show"))
    assert "files of networks you had read" in said
