"""/exchange stage …: gates, overrides, steps back, pauses and ends, announced and in the minutes."""

from dataclasses import replace

import pytest
from simcord import InteractionResult, MemberActor

from bot.exchanges import records, store
from bot.exchanges.commitments import standing
from bot.exchanges.model import Project
from bot.exchanges.rules import Rung, Stage
from bot.networks import known
from bot.networks.rules import NetworkFacts, OrganisationFacts, Source
from bot.storage.database import Transaction
from tests.discord.conftest import Stage as Set
from tests.discord.conftest import answer, buttons, texts
from tests.discord.test_exchange_telling import said_in
from tests.discord.test_exchanges import begun, hurry, project, shown, told

__all__ = ["hurry"]


async def stands(stage: Set, name: str, asn: int, rung: Rung, *, confirmed: bool = True) -> int:
    """An organisation with a network that went so far; its id."""

    def operation(tx: Transaction) -> int:
        facts = NetworkFacts(
            asn=asn, name=name, organisation=OrganisationFacts(name=name), source=Source.IMPORT, at=tx.now
        )
        network = known.remember(tx, stage.guild.id, facts)
        found = next(one for one in store.organisations(tx, stage.guild.id).values() if asn in one.asns)
        assert network is not None
        of = records.existing(tx, stage.guild.id, 1)
        standing.say(tx, of, found.id, rung, stage.actor(), evidence="https://example.org/letter")
        if confirmed and rung in (Rung.LETTER, Rung.MOU, Rung.CONNECTED):
            standing.confirmed(tx, of, found.id, stage.actor())
        return found.id

    return await stage.app.database.write(operation)


async def at(stage: Set, where: Stage) -> Project:
    """Put the project on a stage, past the gates before it."""

    def operation(tx: Transaction) -> None:
        found = records.existing(tx, stage.guild.id, 1)
        store.change(tx, replace(found, stage=where), folded=found.name.casefold())

    await stage.app.database.write(operation)
    return await project(stage)


async def asked(stage: Set, move: str, who: MemberActor | None = None) -> InteractionResult:
    return await (who or stage.organiser).slash(stage.lobby, f"exchange stage {move}")


async def pressed(stage: Set, on: InteractionResult, label: str, **fields: str) -> InteractionResult:
    """Press a button of an answer, and fill in the form that it opens."""
    found = await stage.organiser.click(shown(on), custom_id=buttons(shown(on))[label])
    return await stage.organiser.submit_modal(found, fields) if found.modal is not None else found


async def test_a_gate_opens_with_what_it_asks_for(stage: Set) -> None:
    await begun(stage)
    for number, name in enumerate(("Cedar Telecom", "Levant Net", "Bekaa Fibre")):
        await stands(stage, name, 3333 + number, Rung.CONTACTED)
    card = await asked(stage, "advance")
    said = answer(card)
    assert "⬜ the need is written down: not shown yet" in said
    assert "✅ organisations known by name: 3 of 3" in said
    assert "One thing is missing" in said
    assert "Go to “Building support”" not in said
    proven = await pressed(
        stage, card, "Evidence: the need is written down", evidence="https://example.org/survey"
    )
    assert "✅ the need is written down" in answer(proven)
    home = await pressed(stage, proven, "Go to “Building support”")
    assert "Cedar IX is now at “Building support”" in answer(home)
    assert "independent networks interested: 0 of 3" in answer(home)
    assert (await project(stage)).stage is Stage.SUPPORT
    assert (await told(stage))[-2:] == ["shown", "advanced"]
    minutes = answer(await stage.member.slash(stage.lobby, "exchange history"))
    assert "The gate was met: from “Need assessment” to “Building support”" in minutes
    await stage.deliver()


async def test_evidence_is_a_link_and_is_taken_back_by_nothing(stage: Set) -> None:
    await begun(stage)
    card = await asked(stage, "advance")
    wrong = await pressed(stage, card, "Evidence: the need is written down", evidence="my word")
    assert "⚠️" in answer(wrong)
    again = await stage.organiser.click(shown(wrong), custom_id=buttons(shown(wrong))["Back to the form"])
    assert again.modal is not None
    assert "my word" in str(again.modal)
    proven = await stage.organiser.submit_modal(again, {"evidence": "https://example.org/survey"})
    assert "✅ the need" in answer(proven)
    back = await pressed(stage, proven, "Evidence: the need is written down", evidence="")
    assert "⬜ the need" in answer(back)
    assert (await told(stage))[-2:] == ["shown", "unshown"]


async def test_an_override_needs_a_reason_and_says_without_what(stage: Set) -> None:
    await begun(stage)
    card = await asked(stage, "advance")
    assert "2 things are missing" in answer(card)
    form = await stage.organiser.click(shown(card), custom_id=buttons(shown(card))["Go on all the same…"])
    refused = await stage.organiser.submit_modal(form, {"reason": "\u200b\u200b"})
    assert "Say why" in answer(refused)
    assert (await project(stage)).stage is Stage.NEED
    home = await pressed(stage, refused, "Back to the form", reason="The *regulator* waits for us")
    assert "now at “Building support”" in answer(home)
    assert (await told(stage))[-1] == "overridden"
    minutes = answer(await stage.member.slash(stage.lobby, "exchange history"))
    assert "by override, without: the need is written down, organisations known by name" in minutes
    assert r"The \*regulator\* waits for us" in minutes
    # A press that was altered so that it asks for no reason does not get past the gate.
    version = (await project(stage)).version
    assert "Say why" in await stage.press_raw(stage.organiser, f"exchange.go:1:{version}:0")
    assert (await project(stage)).stage is Stage.SUPPORT


async def test_a_step_back_a_pause_and_taking_it_up_again(stage: Set) -> None:
    await begun(stage)
    await at(stage, Stage.GOVERNANCE)
    home = await pressed(stage, await asked(stage, "back"), "Step back…", reason="A letter was withdrawn")
    assert "back at “Commitment”" in answer(home)
    paused = await pressed(stage, await asked(stage, "stall"), "Stall…", reason="Nobody has time")
    assert "stands still" in answer(paused)
    found = await project(stage)
    assert (found.stage, found.stage_before) == (Stage.STALLED, Stage.COMMITMENT)
    assert "Stalled at “Commitment”" in answer(await stage.member.slash(stage.lobby, "exchange show"))
    assert "Take it up again first" in answer(await asked(stage, "advance"))
    again = await pressed(stage, await asked(stage, "resume"), "Go to “Commitment”")
    assert "goes on at “Commitment”" in answer(again)
    found = await project(stage)
    assert (found.stage, found.stage_before) == (Stage.COMMITMENT, None)
    assert (await told(stage))[-3:] == ["stepped-back", "stalled", "resumed"]


@pytest.mark.parametrize(
    ("move", "button", "fields", "said"),
    [
        (
            "abandon",
            "Abandon for good…",
            {"reason": "The carriers left"},
            "was abandoned at “Need assessment”",
        ),
        ("merge", "Merge…", {"into": "Levant IX", "reason": "One is enough"}, "goes on in “Levant IX”"),
    ],
)
async def test_an_end_is_for_good(
    stage: Set, move: str, button: str, fields: dict[str, str], said: str
) -> None:
    await begun(stage)
    card = await asked(stage, move)
    assert "for good" in answer(card)
    ended = await pressed(stage, card, button, **fields)
    assert "has ended" in answer(ended)
    assert said in answer(await stage.member.slash(stage.lobby, "exchange history"))
    home = await stage.organiser.slash(stage.lobby, "exchange show")
    assert "Other moves" not in buttons(shown(home))
    assert "Next stage" not in buttons(shown(home))
    for other in ("advance", "back", "stall", "resume", "abandon", "merge"):
        assert "has ended" in answer(await asked(stage, other)), other


async def test_a_project_does_not_go_on_in_itself(stage: Set) -> None:
    await begun(stage)
    card = await asked(stage, "merge")
    said = await pressed(stage, card, "Merge…", into="CEDAR IX", reason="Why not")
    assert "cannot go on in itself" in answer(said)
    assert (await project(stage)).stage is Stage.NEED


@pytest.mark.parametrize(
    ("where", "move", "said"),
    [
        (Stage.NEED, "back", "no way back"),
        (Stage.OPERATIONAL, "advance", "last stage"),
        (Stage.NEED, "resume", "does not stand still"),
    ],
)
async def test_what_a_stage_does_not_allow_is_said(stage: Set, where: Stage, move: str, said: str) -> None:
    await begun(stage)
    await at(stage, where)
    assert said in answer(await asked(stage, move))


async def test_of_two_organisers_who_press_at_once_one_moves_it(stage: Set) -> None:
    await begun(stage)
    for number, name in enumerate(("Cedar Telecom", "Levant Net", "Bekaa Fibre")):
        await stands(stage, name, 3333 + number, Rung.INTERESTED)
    await at(stage, Stage.SUPPORT)
    one, other = await asked(stage, "advance"), await asked(stage, "advance")
    assert "now at “Commitment”" in answer(await pressed(stage, one, "Go to “Commitment”"))
    assert "changed meanwhile" in answer(await pressed(stage, other, "Go to “Commitment”"))
    assert (await project(stage)).stage is Stage.COMMITMENT
    assert (await told(stage)).count("advanced") == 1


async def test_a_gate_that_shut_meanwhile_does_not_let_pass(stage: Set) -> None:
    """The card showed the gate open; before the press a network withdrew."""
    await begun(stage)
    for number, name in enumerate(("Cedar Telecom", "Levant Net", "Bekaa Fibre")):
        await stands(stage, name, 3333 + number, Rung.INTERESTED)
    await at(stage, Stage.SUPPORT)
    card = await asked(stage, "advance")
    await stands(stage, "Bekaa Fibre", 3335, Rung.DECLINED)
    assert "Say why" in answer(await pressed(stage, card, "Go to “Commitment”"))
    assert (await project(stage)).stage is Stage.SUPPORT


async def test_letters_count_once_confirmed(stage: Set) -> None:
    await begun(stage)
    await at(stage, Stage.COMMITMENT)
    for number, name in enumerate(("Cedar Telecom", "Levant Net")):
        await stands(stage, name, 3333 + number, Rung.LETTER)
    await stands(stage, "Bekaa Fibre", 3335, Rung.LETTER, confirmed=False)
    home = answer(await stage.member.slash(stage.lobby, "exchange show"))
    assert "▰▰▱ 2 of 3 independent networks" in home
    assert "Bekaa Fibre (to be confirmed)" in home
    assert "`3` **letter of intent**" in home
    card = await asked(stage, "advance")
    assert "independent networks with a letter of intent: 2 of 3" in answer(card)


async def test_members_move_nothing(stage: Set) -> None:
    await begun(stage)
    await at(stage, Stage.SUPPORT)
    before = await stage.everything()
    for move in ("advance", "back", "stall", "resume", "abandon", "merge"):
        assert "Only organisers" in answer(await asked(stage, move, stage.member)), move
    version = (await project(stage)).version
    for route in (
        "moves:1",
        "evidence:1:0",
        "proven:1:0",
        *(f"move:1:{number}" for number in range(6)),
        *(f"{name}:1:{version}:{number}" for name in ("go", "reason", "make") for number in range(6)),
    ):
        assert "Only organisers" in await stage.press_raw(stage.member, f"exchange.{route}"), route
    assert await stage.everything() == before
    assert "out of date" in await stage.press_raw(stage.organiser, "exchange.move:1:9")


async def test_every_move_leads_from_the_card_of_moves(stage: Set) -> None:
    await begun(stage)
    await at(stage, Stage.DESIGN)
    home = await stage.organiser.slash(stage.lobby, "exchange show")
    card = await pressed(stage, home, "Other moves")
    found = buttons(shown(card))
    assert {"Next stage", "Step back", "Stall", "Merge into another", "Abandon"} <= set(found)
    moves = [one for one in found.values() if one.startswith("exchange.move:")]
    for custom_id in moves:
        assert "Then" in await stage.press_raw(stage.organiser, custom_id), custom_id
    await at(stage, Stage.STALLED)
    assert "has ended" not in await stage.press_raw(stage.organiser, "exchange.moves:1")


async def test_a_move_is_told_in_the_public_thread_and_shown_on_the_card(stage: Set) -> None:
    await begun(stage)
    await stage.deliver()
    await at(stage, Stage.GOVERNANCE)
    await pressed(stage, await asked(stage, "back"), "Step back…", reason="A letter was withdrawn")
    await stage.deliver()
    thread = (await project(stage)).public_thread_id
    assert thread is not None
    posted = said_in(stage, thread)
    assert any(
        "Back from “Governance” to “Commitment”. Reason: A letter was withdrawn" in one for one in posted
    )
    card = next(texts(one) for one in stage.news.history() if "Critical mass" in texts(one))
    assert "Commitment · step 3 of 9" in card


async def test_a_resume_is_not_bound_to_a_reason(stage: Set) -> None:
    await begun(stage)
    await pressed(stage, await asked(stage, "stall"), "Stall…", reason="Nobody has time")
    home = await stage.organiser.slash(stage.lobby, "exchange show")
    card = await pressed(stage, home, "Take up again")
    await stage.restart()
    assert "goes on at “Need assessment”" in answer(await pressed(stage, card, "Go to “Need assessment”"))
