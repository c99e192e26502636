"""A file as evidence of a gate, from Discord's file server; and what becomes of it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from simcord import InteractionResult

from bot.config import DiscordSettings, Settings
from bot.delivery.pacing import Pace
from bot.exchanges.answers import ready
from bot.exchanges.answers.service import number_of
from bot.exchanges.model import Project
from bot.exchanges.readiness_rules import Dimension, Gate, GateState
from tests.discord.conftest import Stage, answer, set_stage
from tests.discord.exchange_drawing import undrawn
from tests.discord.exchange_stage import project
from tests.discord.test_announce_pictures import Files
from tests.discord.test_announce_pictures import files as served  # noqa: F401 - a fixture

LETTER = ("Minutes <@1>.pdf", b"%PDF-1.7 minutes")
LINK = "https://proof.example/policy"


@pytest.fixture
async def stage(settings: Settings, served: tuple[Files, str]) -> AsyncIterator[Stage]:  # noqa: F811
    files, origin = served
    settings = replace(settings, discord=DiscordSettings(api_base=f"{origin}/api/v10"))
    async with set_stage(settings) as found:
        files.stage = found
        found.app.pace = Pace(per_second=100_000, per_channel=10_000, new_dm_seconds=0.0)
        found.dispatcher = found.app.dispatcher(found.bot)
        undrawn(found)
        yield found


async def says(stage: Stage, of: Project, target: Gate | Dimension, **fields: Any) -> InteractionResult:
    card = await stage.organiser.slash(stage.news, "exchange readiness")
    message = card.followups[-1] if card.followups else card.response
    assert message is not None
    form = await stage.organiser.select(
        message, values=[str(number_of(target))], custom_id=f"ready.set:{of.id}"
    )
    return await stage.organiser.submit_modal(form, {"points": "4", "link": "", "note": ""} | fields)


async def state(stage: Stage, of: Project) -> GateState:
    found = await stage.app.database.read(lambda tx: ready.readiness(tx, of))
    return found.gates[Gate.TWO_ENGINEERS]


async def test_a_file_proves_a_gate_and_only_organisers_learn_its_name(stage: Stage) -> None:
    made = await project(stage)
    said = answer(await says(stage, made, Gate.TWO_ENGINEERS, file=LETTER))
    assert "is met" in said
    assert "Minutes" in said
    assert "<@1>" not in said
    assert await state(stage, made) is GateState.MET
    member = answer(await stage.member.slash(stage.news, "exchange readiness"))
    assert "a file that organisers keep" in member
    assert "Minutes" not in member

    await says(stage, made, Gate.TWO_ENGINEERS, note="asked again")  # the file stays
    assert await state(stage, made) is GateState.MET
    before = await stage.everything()
    refused = answer(await says(stage, made, Gate.TWO_ENGINEERS, link=LINK, file=LETTER))
    assert "Give one kind of evidence" in refused
    assert await stage.everything() == before
    assert "unproven" in answer(await says(stage, made, Gate.TWO_ENGINEERS, decision=["none"]))
    assert await state(stage, made) is GateState.UNPROVEN


async def test_an_empty_and_a_vanished_file_are_refused(stage: Stage, served: tuple[Files, str]) -> None:  # noqa: F811
    made = await project(stage)
    before = await stage.everything()
    assert "empty" in answer(await says(stage, made, Gate.TWO_ENGINEERS, file=("x.pdf", b"")))
    served[0].gone = True
    assert "is met" not in answer(await says(stage, made, Gate.TWO_ENGINEERS, file=LETTER))
    assert await stage.everything() == before
