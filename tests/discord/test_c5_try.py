import datetime as dt, os
from pathlib import Path
from collections.abc import AsyncIterator
from dataclasses import replace
import pytest, simcord.backend.cdn
from aiohttp import web
from bot.config import DiscordSettings, Settings
from tests.discord.conftest import Stage, answer, buttons, set_stage, texts
from tests.discord.cohort_stage import *
from tests.discord.test_network_import import served

@pytest.fixture
async def stage(settings, served):
    files, origin = served
    settings = replace(settings, discord=DiscordSettings(api_base=f"{origin}/api/v10"))
    async with set_stage(settings, at=dt.datetime(2025,7,1,9,tzinfo=dt.UTC)) as found:
        files.stage = found
        yield found

async def test_it(stage):
    made = await cohort(stage, name="Chapter")
    raw = Path("/work/shared/data/calendars/chapter-events.ics").read_bytes()
    shown = await stage.organiser.slash(stage.lobby, "cohort import", file=("chapter-events.ics", raw), cohort="Chapter")
    print(answer(shown)); print(buttons(shown.response))
    d = await stage.organiser.click(shown.response, label=next(l for l in buttons(shown.response) if l.startswith("Answer")))
    print(answer(d)); 
    g = await stage.organiser.click(d.response, custom_id=next(v for v in buttons(d.response).values() if "group" in v))
    print(answer(g))
