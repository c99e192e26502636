"""/organisation add, edit, merge, link, show and list through real commands, forms and clicks."""

from typing import Any

import pytest
from simcord import InteractionResult, MemberActor

from bot.clock import from_epoch
from bot.exchanges import records, store
from bot.exchanges.commitments import standing
from bot.exchanges.model import Organisation, OrganisationKind, Project
from bot.exchanges.organisations import keeping
from bot.exchanges.register import store as register
from bot.exchanges.register.model import Position, Stakeholder
from bot.exchanges.rules import Rung
from bot.networks import known
from bot.networks.rules import NetworkFacts, OrganisationFacts, Source
from bot.people.actor import Actor
from bot.storage.database import Transaction
from tests.discord import exchange_stage
from tests.discord.conftest import Stage, answer, buttons
from tests.discord.test_exchange_telling import outside
from tests.discord.test_hostile_commands import send_raw

A, B, C = 3333, 1103, 1299
"""Real numbers; the organisations in these tests are made up."""


async def add(stage: Stage, name: str, *, who: MemberActor | None = None, **fields: Any) -> InteractionResult:
    who = who or stage.organiser
    form = await who.slash(stage.lobby, "organisation add")
    return await who.submit_modal(form, {"name": name, "kind": ["network"]} | fields)


async def named(stage: Stage, name: str) -> Organisation:
    def operation(tx: Transaction) -> Organisation:
        found = keeping.named(tx, stage.guild.id, name)
        assert found is not None, name
        return found

    return await stage.app.database.read(operation)


async def mass(stage: Stage, of: Project) -> int:
    return await stage.app.database.read(lambda tx: standing.mass(tx, of).count)


async def minutes(stage: Stage) -> str:
    return answer(await stage.member.slash(stage.lobby, "exchange history"))


async def founded(stage: Stage) -> tuple[Project, list[Organisation]]:
    """A project at critical mass: three organisations, each with a confirmed letter."""
    project = await exchange_stage.project(stage)
    those = [
        await exchange_stage.organisation(stage, name, asn)
        for name, asn in (("Cedar", A), ("Oslo", B), ("Bergen", C))
    ]
    for one in those:
        await exchange_stage.signs(stage, project, one)
    assert await mass(stage, project) == 3
    return project, those


async def test_an_organisation_is_added_with_its_numbers_and_shown_to_members(stage: Stage) -> None:
    done = await add(
        stage, "Cedar SAL", kind=["nren"], country="Lebanon", website="cedar.example", numbers="AS3333, 1103"
    )
    assert "**Cedar SAL** is added." in answer(done)
    found = await named(stage, "cedar sal")
    assert (found.kind, found.country, found.website, found.asns) == (
        OrganisationKind.NREN, "LB", "https://cedar.example", (B, A),
    )  # fmt: skip
    for typed in (str(found.id), "CEDAR SAL", "AS3333"):
        said = answer(await stage.member.slash(stage.lobby, "organisation show", organisation=typed))
        assert "research and education network" in said
        assert "AS1103, AS3333" in said
        assert "Lebanon" in said
    history = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert "added organisation “Cedar SAL”" in history


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "\u200b"}, "nothing to see"),
        ({"name": "CEDAR"}, "There is “Cedar” already"),
        ({"country": "Atlantis"}, "“Atlantis” is no country"),
        ({"website": "javascript:alert(1)"}, "is no web address"),
        ({"numbers": "64512"}, "private use"),
        ({"numbers": "3333"}, "AS3333 belongs to “Cedar” here"),
        ({"numbers": ",".join(str(n) for n in range(1, 33))}, "at most 30"),
    ],
)
async def test_what_does_not_fit_is_refused_and_nothing_is_stored(
    stage: Stage, fields: dict[str, Any], said: str
) -> None:
    await exchange_stage.organisation(stage, "Cedar", A)
    before = await stage.everything()
    shown = await add(stage, **({"name": "Oslo"} | fields))
    assert said in answer(shown)
    back = await stage.organiser.click(shown.response, label="Back to the form")
    typed = {"name": "Oslo"} | fields
    assert all(one in str(back.modal) for one in typed.values() if one.isprintable()), (
        "what was typed is there"
    )
    assert await stage.everything() | {"exchange_typed": []} == before


@pytest.mark.hostile(53)
async def test_what_no_form_offers_is_refused(stage: Stage) -> None:
    before = await stage.everything()
    said = await send_raw(
        stage, stage.organiser, "organisation.new", fields={"name": "Cedar", "kind": "cheese"}
    )
    assert "no kind of organisation" in said
    before |= {"exchange_typed": (await stage.everything())["exchange_typed"]}
    for values in ((), ("cheese",), ("network", "nren"), ("9" * 30,)):
        said = await send_raw(stage, stage.organiser, "organisation.kind", values=values)
        assert "Something broke" not in said
        assert "⚠️" in said
    assert await stage.everything() == before


@pytest.mark.hostile(50)
async def test_members_look_and_change_nothing(stage: Stage) -> None:
    one = await exchange_stage.organisation(stage, "Cedar", A)
    other = await exchange_stage.organisation(stage, "Oslo", B)
    before = await stage.everything()
    for command, options in (
        ("add", {}),
        ("edit", {"organisation": str(one.id)}),
        ("edit", {"organisation": str(one.id), "parent": str(other.id)}),
        ("merge", {"organisation": str(one.id), "into": str(other.id)}),
        ("link", {"organisation": str(one.id), "asn": str(B)}),
    ):
        said = answer(await stage.member.slash(stage.lobby, f"organisation {command}", **options))
        assert "Only organisers" in said, command
    for press in (
        "add", f"edit:{one.id}", f"alone:{one.id}", f"alone-confirm:{one.id}", f"parent-confirm:{one.id}:{other.id}",
        f"merge-confirm:{one.id}:{other.id}", f"link-confirm:{one.id}:{B}",
    ):  # fmt: skip
        assert "Only organisers" in await stage.press_raw(stage.member, f"organisation.{press}")
    shown = await stage.member.slash(stage.lobby, "organisation show", organisation="Cedar")
    assert list(buttons(shown.response)) == ["All organisations"]
    assert await stage.everything() == before


@pytest.mark.hostile(51)
async def test_a_role_lost_while_the_form_was_open(stage: Stage) -> None:
    form = await stage.organiser.slash(stage.lobby, "organisation add")
    stage.take_roles(stage.organiser)
    before = await stage.everything()
    said = answer(await stage.organiser.submit_modal(form, {"name": "Cedar", "kind": ["network"]}))
    assert "Only organisers" in said
    assert await stage.everything() == before


@pytest.mark.hostile(52, 54)
async def test_another_guilds_organisation_is_not_there(stage: Stage) -> None:
    one = await exchange_stage.organisation(stage, "Cedar", A)
    elsewhere = stage.env.create_guild("Elsewhere")

    def operation(tx: Transaction) -> int:
        facts = NetworkFacts(
            asn=B,
            name="Secret",
            source=Source.IMPORT,
            at=tx.now,
            organisation=OrganisationFacts(name="Secret"),
        )
        found = known.remember(tx, elsewhere.id, facts).organisation_id
        assert found is not None
        return found

    theirs = await stage.app.database.write(operation)
    before = await stage.everything()
    for press in (
        f"show:{theirs}",
        f"edit:{theirs}",
        f"merge-confirm:{one.id}:{theirs}",
        f"parent-confirm:{one.id}:{theirs}",
    ):
        said = await stage.press_raw(stage.organiser, f"organisation.{press}")
        assert "no such organisation" in said
        assert "Secret" not in said
    for typed in (str(theirs), "Secret", "AS1103"):
        said = answer(await stage.organiser.slash(stage.lobby, "organisation show", organisation=typed))
        assert "no such organisation" in said
    assert await stage.everything() == before


async def test_what_is_edited_shows_and_a_new_name_is_in_the_minutes(stage: Stage) -> None:
    _, (cedar, *_) = await founded(stage)
    form = await stage.organiser.slash(stage.lobby, "organisation edit", organisation="Cedar")
    assert form.modal is not None
    done = await stage.organiser.submit_modal(
        form, {"name": "Cedar Telecom", "kind": ["content"], "country": "NO", "website": ""}
    )
    assert "Saved." in answer(done)
    found = await named(stage, "Cedar Telecom")
    assert (found.id, found.kind, found.country) == (cedar.id, OrganisationKind.CONTENT, "NO")
    assert "Cedar is called Cedar Telecom now" in await minutes(stage)


async def test_a_take_over_is_weighed_first_then_breaks_independence_and_is_told(stage: Stage) -> None:
    project, (cedar, oslo, _) = await founded(stage)
    await stage.deliver()
    before = await stage.everything()
    asked = await stage.organiser.slash(stage.lobby, "organisation edit", organisation="Oslo", parent="Cedar")
    said = answer(asked)
    assert "Cedar controls Oslo" in said
    assert "critical mass falls from 3 to 2 of 3" in said
    assert await stage.everything() == before  # weighing stores nothing
    done = await stage.organiser.click(asked.response, label="Note the take-over")
    said = answer(done)
    assert "Controlled by** Cedar" in said
    assert "One with, for critical mass** Cedar" in said
    assert await mass(stage, project) == 2
    assert (await named(stage, "Oslo")).parent_id == cedar.id
    assert "Oslo is controlled by Cedar now" in await minutes(stage)
    await stage.deliver()
    assert "Oslo is controlled by Cedar" in "".join(await outside(stage, project))
    # It stands alone again.
    shown = await stage.organiser.slash(stage.lobby, "organisation show", organisation=str(oslo.id))
    asked = await stage.organiser.click(shown.response, label="Stands alone again")
    assert "rises from 2 to 3 of 3" in answer(asked)
    await stage.organiser.click(asked.response, label="Stands alone again")
    assert await mass(stage, project) == 3
    assert "Nobody controls Oslo any more" in await minutes(stage)


async def test_nobody_controls_themselves(stage: Stage) -> None:
    for name, asn in (("Cedar", A), ("Oslo", B), ("Bergen", C)):
        await exchange_stage.organisation(stage, name, asn)
    for child, parent in (("Oslo", "Cedar"), ("Bergen", "Oslo")):
        asked = await stage.organiser.slash(
            stage.lobby, "organisation edit", organisation=child, parent=parent
        )
        await stage.organiser.click(asked.response, label="Note the take-over")
    for child, parent in (("Cedar", "Bergen"), ("Cedar", "Cedar")):
        before = await stage.everything()
        said = answer(
            await stage.organiser.slash(stage.lobby, "organisation edit", organisation=child, parent=parent)
        )
        assert "so it can’t control it too" in said
        assert await stage.everything() == before


async def test_merging_makes_one_record_of_two_everywhere(stage: Stage) -> None:
    project, (cedar, oslo, bergen) = await founded(stage)
    await exchange_stage.signs(stage, project, bergen, Rung.DECLINED)

    def stakeholders(tx: Transaction) -> None:
        for one, note in ((cedar, "kind"), (bergen, "wary")):
            register.insert_stakeholder(
                tx,
                Stakeholder(
                    id=0, exchange_id=project.id, guild_id=project.guild_id, organisation_id=one.id, note=note,
                    position=Position.UNKNOWN if one is cedar else Position.CONCERNED,
                    updated_at=from_epoch(0),
                ),
            )  # fmt: skip

    await stage.app.database.write(stakeholders)
    asked = await stage.organiser.slash(
        stage.lobby, "organisation merge", organisation="Bergen", into="Cedar"
    )
    said = answer(asked)
    assert "can’t be undone" in said
    assert "Critical mass stays as it is" in said
    done = await stage.organiser.click(asked.response, label="Make one record of them")
    said = answer(done)
    assert "The two are one record now" in said
    assert "Also known as** Bergen" in said
    merged = await named(stage, "Bergen")
    assert (merged.id, merged.asns) == (cedar.id, (C, A))

    def look(tx: Transaction) -> Any:
        one = store.standing(tx, project.id, cedar.id)
        assert one is not None
        return one.rung, store.standing(tx, project.id, bergen.id), register.stakeholders(tx, project.id)

    rung, gone, those = await stage.app.database.read(look)
    assert (rung, gone) == (Rung.LETTER, None)
    assert [(one.organisation_id, one.note, one.position) for one in those] == [
        (cedar.id, "kind\nwary", Position.CONCERNED)
    ]
    assert await mass(stage, project) == 2
    assert "Bergen and Cedar are one organisation" in await minutes(stage)
    # Its record is closed: the same press again, and what names it, lead on.
    custom_id = f"organisation.merge-confirm:{bergen.id}:{cedar.id}"
    assert "no such organisation" in await stage.press_raw(stage.organiser, custom_id)
    assert "Cedar" in await stage.press_raw(stage.organiser, f"organisation.show:{bergen.id}")
    shown = await add(stage, "bergen")
    assert "was merged into “Cedar”" in answer(shown)
    # A source that still uses the old name puts its networks where they belong.
    again = await exchange_stage.organisation(stage, "Bergen", 1200)
    assert again.id == cedar.id
    assert oslo.id != cedar.id


async def test_who_was_noted_for_a_merged_organisation_still_speaks_for_it(stage: Stage) -> None:
    cedar = await exchange_stage.organisation(stage, "Cedar", A)
    oslo = await exchange_stage.organisation(stage, "Oslo", B)
    await exchange_stage.speaks(stage, stage.member, B)
    await stage.app.services.organisations.merge(stage.actor(), oslo.id, cedar.id)
    keys = await stage.app.database.read(lambda tx: known.represents(tx, stage.guild.id, stage.member.id))
    assert {f"org:{cedar.id}", f"org:{oslo.id}"} <= keys
    speakers = await stage.app.database.read(lambda tx: known.speakers(tx, stage.guild.id))
    assert speakers[f"org:{oslo.id}"] == (stage.member.id,)


async def test_a_parent_merged_into_its_child_leaves_no_circle(stage: Stage) -> None:
    service = stage.app.services.organisations
    top = await exchange_stage.organisation(stage, "Top", A)
    middle = await exchange_stage.organisation(stage, "Middle", B)
    low = await exchange_stage.organisation(stage, "Low", C)
    await service.put_under(stage.actor(), middle.id, top.id)
    await service.put_under(stage.actor(), low.id, middle.id)
    await service.merge(stage.actor(), middle.id, low.id)
    assert (await named(stage, "Low")).parent_id == top.id
    await service.merge(stage.actor(), top.id, low.id)
    found = await named(stage, "Low")
    assert (found.parent_id, found.asns) == (None, (B, C, A))
    assert (await named(stage, "Middle")).id == low.id
    assert (await named(stage, "Top")).id == low.id


async def test_a_number_is_linked_and_stays_whatever_a_source_says(stage: Stage) -> None:
    project, (cedar, oslo, _) = await founded(stage)
    done = await stage.organiser.slash(stage.lobby, "organisation link", organisation="Cedar", asn="AS1200")
    assert "stays there whatever a source says" in answer(done)
    assert (await named(stage, "Cedar")).asns == (1200, A)
    asked = await stage.organiser.slash(stage.lobby, "organisation link", organisation="Cedar", asn=f"AS{B}")
    said = answer(asked)
    assert "AS1103 is under **Oslo** now" in said
    assert "falls from 3 to 2" in said
    await stage.organiser.click(asked.response, label=f"Move AS{B}")
    assert await mass(stage, project) == 2
    again = await exchange_stage.organisation(stage, "Oslo", B)
    assert again.id == cedar.id
    assert (await named(stage, "Oslo")).asns == ()
    assert f"AS{B} belongs to Cedar" in await minutes(stage)
    assert oslo.id != cedar.id


@pytest.mark.parametrize(("asn", "said"), [("64512", "private use"), ("x", "⚠️"), ("99999999999", "⚠️")])
async def test_a_number_that_is_nobodys_is_not_linked(stage: Stage, asn: str, said: str) -> None:
    one = await exchange_stage.organisation(stage, "Cedar", A)
    before = await stage.everything()
    assert said in answer(
        await stage.organiser.slash(stage.lobby, "organisation link", organisation="Cedar", asn=asn)
    )
    assert "⚠️" in await stage.press_raw(stage.organiser, f"organisation.link-confirm:{one.id}:64512")
    assert "⚠️" in await stage.press_raw(stage.organiser, f"organisation.link-confirm:{one.id}:{2**62}")
    assert await stage.everything() == before


async def test_the_list_has_pages_and_kinds(stage: Stage) -> None:
    empty = await stage.member.slash(stage.lobby, "organisation list")
    assert "No organisation is known here yet" in answer(empty)
    assert "Add an organisation" not in buttons(empty.response)
    for number in range(12):
        await add(stage, f"Org {number:02}", kind=["regulator" if number == 5 else "network"])
    shown = await stage.organiser.slash(stage.lobby, "organisation list")
    said = answer(shown)
    assert "12 organisations" in said
    assert "Org 09" in said
    assert "Org 10" not in said
    said = answer(await stage.organiser.click(shown.response, label="Next ›"))
    assert "Org 10" in said
    chosen = await stage.organiser.select(shown.response, ["regulator"], custom_id="organisation.kind")
    said = answer(chosen)
    assert "1 organisation\n" in said
    assert "Org 05" in said
    none = await stage.organiser.select(shown.response, ["nren"], custom_id="organisation.kind")
    assert "none of this kind" in answer(none)
    for press in ("organisation.list:99:1", "organisation.list:0:9999999"):
        assert "Something broke" not in await stage.press_raw(stage.member, press)


async def test_a_name_that_looks_the_same_is_warned_of(stage: Stage) -> None:
    await add(stage, "Cedar")
    said = answer(await add(stage, "Сedar"))  # noqa: RUF001 - a Cyrillic letter
    assert "looks the same" in said
    assert "/organisation merge" in said


@pytest.mark.hostile(1, 2, 4, 5, 15)
async def test_names_are_text_and_searches_are_literal(stage: Stage) -> None:
    hostile = "@everyone [x](https://evil.example) `y` %_'"
    await add(stage, hostile)
    await add(stage, "Cedar")
    shown = await stage.member.slash(stage.lobby, "organisation list")
    assert "[x](https" not in answer(shown)
    found = await stage.member.autocomplete(stage.lobby, "organisation show", "organisation", "%_")
    assert len(found) == 1
    assert "everyone" in found[0]["name"]
    found = await stage.member.autocomplete(stage.lobby, "organisation show", "organisation", "ced")
    assert [one["name"] for one in found] == ["Cedar (network)"]


async def test_buttons_work_after_a_restart(stage: Stage) -> None:
    await founded(stage)
    asked = await stage.organiser.slash(stage.lobby, "organisation merge", organisation="Bergen", into="Oslo")
    await stage.restart()
    done = await stage.organiser.click(asked.response, label="Make one record of them")
    assert "The two are one record now" in answer(done)


async def test_a_source_moves_no_network_away_from_who_committed(stage: Stage) -> None:
    """Else a refresh from PeeringDB, where the company has another name, would take its commitment out of critical mass."""
    project, _ = await founded(stage)
    await exchange_stage.organisation(stage, "Loose", 1200)
    moved = await exchange_stage.organisation(stage, "Atlas", 1200)
    assert ((await named(stage, "Loose")).asns, moved.asns) == ((), (1200,))
    await exchange_stage.organisation(stage, "Cedar Telecom", A)
    assert (await named(stage, "Cedar")).asns == (A,)
    assert await mass(stage, project) == 3


async def test_the_trial_of_a_change_leaves_no_key_of_a_person(stage: Stage) -> None:
    """Weighing a change makes the organiser an actor key, and takes that back too."""
    one = await exchange_stage.organisation(stage, "Cedar", A)
    other = await exchange_stage.organisation(stage, "Oslo", B)
    actor: Actor = stage.actor()
    before = await stage.everything()
    await stage.app.services.organisations.weigh_merge(actor, one.id, other.id)
    await stage.app.services.organisations.weigh_link(actor, one.id, B)
    assert await stage.everything() == before
    assert await stage.app.database.read(lambda tx: records.leads(tx, actor))
