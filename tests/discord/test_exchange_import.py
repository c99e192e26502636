"""/exchange import through real commands, files and clicks: read, shown, stored, interrupted, refused."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import simcord.backend.cdn
from aiohttp import web
from simcord import InteractionResult, MemberActor

from bot.config import DiscordSettings, Settings
from bot.exchanges import store
from bot.exchanges.commitments import files
from bot.exchanges.importing.rows import PART_ROWS
from bot.exchanges.importing.service import KEPT, forget
from bot.exchanges.model import OrganisationKind, Project, Standing
from bot.exchanges.papers import composing, document, ixf_rules, writing
from bot.exchanges.rules import Rung
from bot.networks import known
from bot.networks.rules import Policy
from bot.storage.database import Transaction
from tests.discord import exchange_stage
from tests.discord.conftest import Stage, answer, buttons, set_stage
from tests.discord.test_announce_pictures import Files
from tests.discord.test_organisations import founded, minutes, named

HEAD = "organisation,kind,country,website,parent,asn,stage,evidence,valid_until,facility,speed"
CEDAR = "Cedar SAL,network,LB,cedar.example,Atlas Group,AS3333,letter,https://cedar.example/loi,2027-03-31,Adonis,10G"
SLOW = 0.05
"""Seconds that another write may wait behind a part that is being stored."""


@pytest.fixture
async def stage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """What is attached in the virtual Discord is served by this machine."""
    attached, app = Files(), web.Application()
    app.router.add_get("/{path:.*}", attached.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
    monkeypatch.setattr(simcord.backend.cdn, "CDN_BASE", f"{origin}/cdn")
    async with set_stage(replace(settings, discord=DiscordSettings(api_base=f"{origin}/api/v10"))) as found:
        attached.stage = found
        yield found
    await runner.cleanup()


async def send(
    stage: Stage, content: bytes | str, *, name: str = "organisations.csv", who: MemberActor | None = None
) -> InteractionResult:
    raw = content.encode() if isinstance(content, str) else content
    return await (who or stage.organiser).slash(stage.lobby, "exchange import", file=(name, raw))


def table(*rows: str) -> str:
    return "\n".join((HEAD, *rows)) + "\n"


def members(*numbers: int, **fields: Any) -> str:
    those = [
        {
            "asnum": asn,
            "name": f"Net {asn}",
            "url": f"https://net{asn}.example",
            "peering_policy": "open",
            "connection_list": [
                {
                    "ixp_id": 1,
                    "state": "active",
                    "if_list": [{"switch_id": 1, "if_speed": 10000}],
                    "vlan_list": [{"vlan_id": 1, "ipv4": {"address": f"192.0.2.{place}"}}],
                }
            ],
        }
        for place, asn in enumerate(numbers, 1)
    ]
    exchange = {"ixp_id": 1, "ixf_id": 0, "shortname": "Cedar IX", "switch": [{"id": 1, "colo": "Adonis"}]}
    return json.dumps(
        {"version": "1.0", "timestamp": "2026-11-01T00:00:00Z", "ixp_list": [exchange], "member_list": those}
        | fields
    )


async def standing(stage: Stage, of: Project, name: str) -> Standing | None:
    who = await named(stage, name)
    return await stage.app.database.read(lambda tx: store.standing(tx, of.id, who.id))


async def test_a_table_is_shown_before_anything_is_stored_and_then_stored(stage: Stage) -> None:
    project = await exchange_stage.project(stage)
    shown = await send(
        stage, table(CEDAR, "Regulator,regulator,Lebanon,,,,,,,,", "Oslo,,NO,,,1299,interested,,,,")
    )
    said = answer(shown)
    assert "What organisations.csv would change" in said
    assert "3 organisations were read for **Cedar IX**" in said
    assert "**New** 3" in said
    assert "Nothing is stored yet" in said
    assert await stage.app.database.read(lambda tx: store.organisations(tx, stage.guild.id)) == {}
    seen = answer(await stage.organiser.click(shown.response, label="New: 3"))
    assert "Cedar SAL" in seen
    assert "stands at letter of intent" in seen
    assert "port 10 Gbit/s" in seen
    done = await stage.organiser.click(shown.response, label="Store 3 organisations")
    said = answer(done)
    assert "Stored: 3 new, 0 changed." in said
    assert "another organiser’s confirmation" in said
    cedar = await named(stage, "Cedar SAL")
    atlas = await named(stage, "Atlas Group")
    assert (cedar.kind, cedar.country, cedar.website, cedar.parent_id, cedar.asns) == (
        OrganisationKind.NETWORK, "LB", "https://cedar.example", atlas.id, (3333,),
    )  # fmt: skip
    one = await standing(stage, project, "Cedar SAL")
    assert one is not None
    assert (one.rung, one.evidence, str(one.valid_until), one.facility, one.speed) == (
        Rung.LETTER, "https://cedar.example/loi", "2027-03-31", "Adonis", 10_000,
    )  # fmt: skip
    assert one.confirmed_at is None  # it waits
    assert (await named(stage, "Regulator")).kind is OrganisationKind.REGULATOR
    assert "imported from “organisations.csv”: 3 new, 0 changed" in await minutes(stage)
    history = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert "imported organisations from a file" in history


async def test_the_same_file_again_changes_nothing(stage: Stage) -> None:
    await exchange_stage.project(stage)
    content = table(CEDAR, "Oslo,,NO,,,1299,interested,,,,")
    shown = await send(stage, content)
    await stage.organiser.click(shown.response, label="Store 2 organisations")
    again = await send(stage, content)
    said = answer(again)
    assert "2 organisations were read for **Cedar IX**, and none changes anything" in said
    assert "**The same as known** 2" in said
    assert list(buttons(again.response)) == ["Let it be"]


async def test_our_own_exports_change_nothing_where_they_came_from(stage: Stage) -> None:
    project, (cedar, oslo, _) = await founded(stage)
    await exchange_stage.signs(stage, project, oslo, Rung.INTENDS)
    await exchange_stage.organisation(stage, "Cedar", 1200)
    service = stage.app.services.organisations
    await service.put_under(stage.actor(), oslo.id, cedar.id)
    await exchange_stage.signs(stage, project, cedar, Rung.CONNECTED)
    found = await send(
        stage, table("Regulator,regulator,LB,https://r.example,,,,,,,", "Cedar,,,,,,,,,=Adonis,10G")
    )
    await stage.organiser.click(found.response, label="Store 2 organisations")
    for internal in (False, True):
        made = await stage.app.database.read(
            lambda tx, inside=internal: document.gather(tx, project, stage.actor(), internal=inside)  # type: ignore[misc]
        )
        before = await stage.everything()
        for name, content in (
            ("all.json", writing.json_text(made)),
            ("members.json", writing.json_text(ixf_rules.export(made))),
            ("organisations.csv", writing.table(composing.organisations(made))),
        ):
            shown = await send(stage, content, name=name)
            said = answer(shown)
            assert "changes anything" in said or "changes nothing" in said, (name, internal, said)
            assert "**Refused**" not in said, (name, internal)
            assert not any("Store" in label for label in buttons(shown.response)), (name, internal)
            await stage.organiser.click(shown.response, label="Let it be")
        after = await stage.everything()
        assert {key: rows for key, rows in after.items() if rows != before[key]} == {}


async def test_a_members_list_makes_members_connected_with_the_file_as_evidence(stage: Stage) -> None:
    project = await exchange_stage.project(stage)
    await exchange_stage.organisation(stage, "Cedar", 3333)
    shown = await send(stage, members(3333, 1103, 1299), name="members.json")
    said = answer(shown)
    assert "An IX-F member list, version 1" in said
    assert "of 2026-11-01" in said
    assert "**New** 2" in said
    assert "**Different from what is known** 1" in said
    await stage.organiser.click(shown.response, label="Store 3 organisations")
    cedar = await standing(stage, project, "Cedar")
    assert cedar is not None
    assert (cedar.rung, cedar.facility, cedar.speed, cedar.confirmed_at) == (
        Rung.CONNECTED, "Adonis", 10_000, None,
    )  # fmt: skip
    assert (await named(stage, "Cedar")).website is None  # an exchange's list renames nobody

    def look(tx: Transaction) -> Any:
        kept = files.of_evidence(tx, stage.guild.id, cedar.evidence)
        assert kept is not None
        return kept.name, known.names(tx, stage.guild.id, [1103])[1103]

    name, network = await stage.app.database.read(look)
    assert name == "members.json"
    assert (network.name, network.policy, network.organisation) == ("Net 1103", Policy.OPEN, "Net 1103")


async def test_what_was_wrong_in_a_file_is_said(stage: Stage) -> None:
    await exchange_stage.project(stage)
    broken = json.loads(members(3333, 1103))
    del broken["timestamp"]
    broken["version"] = "9"
    broken["member_list"][0]["name"] = None
    broken["member_list"][1]["connection_list"][0]["vlan_list"] = [{"ipv4": {"address": "192.0.2.1"}}]
    shown = await send(stage, json.dumps(broken), name="members.json")
    assert "**Wrong in the file, and read all the same** 6" in answer(shown)
    seen = answer(await stage.organiser.click(shown.response, label="Wrong: 6"))
    for text in (
        "**The file:** “9” is no version", "no timestamp", "names 2 AS numbers; below 3", "**Entry 1:** AS3333: “name” is null",
        "AS3333 has no name", "192\\.0.2.1 is given to more than one: AS3333, AS1103",
    ):  # fmt: skip
        assert text in seen, seen


async def test_what_is_kept_is_told_with_its_reason(stage: Stage) -> None:
    project, (cedar, oslo, bergen) = await founded(stage)
    await exchange_stage.signs(stage, project, bergen, Rung.DECLINED)
    shown = await send(
        stage,
        table(
            "Cedar,,,,,,interested,,,,",
            "Bergen,,,,,,mou,https://b.example/mou,,,",
            "Tyre,,,,,1103,mou,,,,",
            "Oslo,,,,Oslo,3333,,,,,",
        ),
    )
    assert "**Kept as they are** 4" in answer(shown)
    seen = await stage.organiser.click(shown.response, label="Kept: 4")
    said = answer(seen)
    assert "the file has “interested”; it stands higher here" in said
    assert "it declined here, and only its own word changes that" in said
    assert "it would control itself" in said
    assert "AS3333 (Cedar) belongs to another organisation here" in said
    before = await standing(stage, project, "Cedar")
    assert before is not None
    assert before.rung is Rung.LETTER
    assert (cedar.asns, oslo.asns) == ((3333,), (1103,))


async def test_rows_that_do_not_fit_are_refused_with_their_line(stage: Stage) -> None:
    await exchange_stage.project(stage)
    shown = await send(stage, table("A,cheese,,,,,,,,,", "B,,,,,64512,,,,,", "Good,,,,,,,,,,"))
    said = answer(shown)
    assert "**Refused** 2" in said
    seen = answer(await stage.organiser.click(shown.response, label="Refused: 2"))
    assert "**Line 2:** “cheese” is no kind of organisation" in seen
    assert "**Line 3:** AS64512 is for private use" in seen


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01\x02", "⚠️"),
        (b'{"member_list": [', "perhaps it was cut off"),
        (b"colour\nred\n", "neither a column “organisation” nor one “asn”"),
        (b'{"net": []}', "Send it with /network import"),
    ],
)
async def test_a_file_of_which_nothing_can_be_taken_is_refused(
    stage: Stage, content: bytes, said: str
) -> None:
    await exchange_stage.project(stage)
    before = await stage.everything()
    assert said in answer(await send(stage, content))
    assert await stage.everything() == before


@pytest.mark.hostile(50)
async def test_members_import_nothing(stage: Stage) -> None:
    assert "⚠️" in answer(await send(stage, table(CEDAR)))  # there is no project yet
    await exchange_stage.project(stage)
    shown = await send(stage, table(CEDAR))
    import_id = int(buttons(shown.response)["Let it be"].partition(":")[2])
    before = await stage.everything()
    assert "Only organisers" in answer(await send(stage, table(CEDAR), who=stage.member))
    for press in (f"show:{import_id}", f"view:{import_id}:0:1", f"store:{import_id}", f"discard:{import_id}"):
        said = await stage.press_raw(stage.member, f"exchange-import.{press}")
        assert "Only organisers" in said, press
    assert await stage.everything() == before
    stage.take_roles(stage.organiser)
    said = answer(await stage.organiser.click(shown.response, label="Store 1 organisation"))
    assert "Only organisers" in said


async def test_what_was_let_be_or_is_old_is_gone(stage: Stage) -> None:
    await exchange_stage.project(stage)
    shown = await send(stage, table(CEDAR))
    store_it = buttons(shown.response)["Store 1 organisation"]
    assert "Nothing was stored" in answer(await stage.organiser.click(shown.response, label="Let it be"))
    assert "That file is gone" in await stage.press_raw(stage.organiser, store_it)
    shown = await send(stage, table(CEDAR))
    stage.pass_time(days=KEPT.days, seconds=1)
    await stage.app.database.write(lambda tx: forget(tx, stage.clock.now()))
    assert "That file is gone" in answer(
        await stage.organiser.click(shown.response, label="Store 1 organisation")
    )


@pytest.mark.hostile(58)
async def test_what_a_stop_interrupts_goes_on_after_it(stage: Stage) -> None:
    """A part at a time, each once: whoever presses again or starts the bot anew goes on where it was."""
    project = await exchange_stage.project(stage)
    count = 3 * PART_ROWS
    shown = await send(
        stage, table(*(f"Org {number},,,,,{3000 + number},interested,,,," for number in range(count)))
    )
    import_id = int(buttons(shown.response)["Let it be"].partition(":")[2])
    service = stage.app.services.exchange_imports
    await service.begin(stage.actor(), import_id)
    async for found in service.storing(stage.guild.id, import_id):
        assert found.stored == PART_ROWS
        break
    service._running.clear()  # the process that held it is gone
    said = await stage.press_raw(stage.organiser, f"exchange-import.show:{import_id}")
    assert "It stopped on its way" in said
    await stage.restart()
    said = await stage.press_raw(stage.organiser, f"exchange-import.store:{import_id}")
    assert f"Stored: {count} new" in said
    standings = await stage.app.database.read(lambda tx: store.standings(tx, project.id))
    assert [one.rung for one in standings] == [Rung.INTERESTED] * count
    history = await minutes(stage)
    assert history.count("Organisations were imported") == 1
    again = await stage.press_raw(stage.organiser, f"exchange-import.view:{import_id}:0:1")
    assert "being stored already" in again


async def test_names_in_a_file_are_text(stage: Stage) -> None:
    await exchange_stage.project(stage)
    evil = '"@everyone [x](https://evil.example) <@&1>"'
    shown = await send(stage, table(f"{evil},,,,,,,,,,"), name="CON.csv")
    assert "file CON.csv" in answer(shown)
    said = answer(await stage.organiser.click(shown.response, label="New: 1"))
    assert "[x](https" not in said
    assert "@everyone" not in said


async def test_a_large_list_is_stored_in_parts_that_hold_nobody_up(stage: Stage) -> None:
    """600 members of an exchange: another write waits for no more than a part."""
    await exchange_stage.project(stage)
    shown = await send(stage, members(*range(1000, 1600)), name="members.json")
    import_id = int(buttons(shown.response)["Let it be"].partition(":")[2])
    service, loop = stage.app.services.exchange_imports, asyncio.get_running_loop()
    await service.begin(stage.actor(), import_id)
    times, last = [], loop.time()
    async for _ in service.storing(stage.guild.id, import_id):
        times.append(loop.time() - last)
        last = loop.time()
    assert len(times) == 600 // PART_ROWS
    assert sorted(times)[len(times) // 2] < SLOW
