"""A file as evidence of a site's score, from Discord's file server."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from simcord import InteractionResult

from bot.config import DiscordSettings, Settings
from bot.delivery.pacing import Pace
from tests.discord import exchange_stage
from tests.discord.conftest import Stage, answer, set_stage
from tests.discord.test_announce_pictures import Files
from tests.discord.test_announce_pictures import files as served  # noqa: F401 - a fixture
from tests.discord.test_exchange_sites import added, every, shown

SHEET = ("Feeds <@1>.pdf", b"%PDF-1.7 two feeds")


@pytest.fixture
async def stage(settings: Settings, served: tuple[Files, str]) -> AsyncIterator[Stage]:  # noqa: F811
    files, origin = served
    settings = replace(settings, discord=DiscordSettings(api_base=f"{origin}/api/v10"))
    async with set_stage(settings) as found:
        files.stage = found
        yield found


@pytest.fixture(autouse=True)
def hurry(stage: Stage) -> None:
    stage.app.pace = Pace(per_second=100_000, per_channel=10_000, new_dm_seconds=0.0)
    stage.dispatcher = stage.app.dispatcher(stage.bot)


async def scored(stage: Stage, card: InteractionResult, **fields: object) -> InteractionResult:
    form = await stage.organiser.select(shown(card), values=["0"], custom_id="site.score:1")
    return await stage.organiser.submit_modal(form, {"points": ["3"], "link": ""} | fields)  # type: ignore[arg-type]


async def test_a_file_proves_a_score_and_stays_when_the_points_change(
    stage: Stage,
    served: tuple[Files, str],  # noqa: F811
) -> None:
    await exchange_stage.project(stage)
    card = await added(stage)
    card = await scored(stage, card, file=SHEET)
    assert "file 1: Feeds" in answer(card)
    assert "<@1>" not in answer(card)
    assert (await every(stage))[0].total == 3
    card = await scored(stage, card, points=["2"])
    (site,) = await every(stage)
    assert [(one.points, one.evidence) for one in site.scores.values()] == [(2, "file:1")]
    before = await stage.everything()
    served[0].gone = True
    assert "could not be fetched" in answer(await scored(stage, card, file=("other.pdf", b"other")))
    assert await stage.everything() == before
