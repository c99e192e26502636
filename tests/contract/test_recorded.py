"""What the real bot sends over real sockets, all of it recorded, is what Discord describes."""

import asyncio
import datetime as dt
from pathlib import Path

import aiohttp
from icalendar import Calendar

from bot.local_discord.demo import Demo
from bot.local_discord.person import walk
from tests.contract.judging import judge_recorded, required
from tests.contract.openapi import Request
from tests.contract.tour import Tour


async def test_a_tour_of_everything_sends_what_discord_takes(tmp_path: Path) -> None:
    """The demo is played, an organiser and a member try each command and each press, days pass, the bot restarts."""
    required()
    record = tmp_path / "requests.jsonl"
    demo = Demo(tmp_path, port=0, record=record, hurried=True)
    await demo.start()
    try:
        await demo.seed()
        content = await calendar_file(demo)
        assert len(Calendar.from_ical(content).walk("VEVENT")) >= 2
        cast = demo.cast
        assert cast is not None
        news = next(
            int(one["id"]) for one in demo.world.channels(cast.guild_id) if one["name"] == "announcements"
        )
        tours = [
            Tour(
                demo.world,
                demo.world.person(who),
                guild=cast.guild_id,
                lobby=cast.lobby_id,
                channel=news,
                role=cast.organiser_role_id,
            )
            for who in (cast.organiser_ids[0], cast.member_ids[0])
        ]
        for tour in tours:
            await tour.go()
            await tour.look_at(news)
        await demo.advance(dt.timedelta(days=8))
        await demo.restart_bot()
        async with asyncio.timeout(30):
            while not demo._is_ready():  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)
        for tour in tours:
            await tour.look_at(news)
        assert [name for tour in tours for name in tour.failed] == []
        assert {"agenda.file", "announce.write", "announce.channels", "setup.show"} <= tours[0].walked
        assert {"/agenda", "agenda.show", "/me show"} <= tours[1].walked
        missed = {f"/{path}" for path in tours[0].commands} - tours[0].walked
        assert missed == set(), tours[0].refused
    finally:
        await demo.stop()
    requests = [Request.recorded(line) for line in record.read_text(encoding="utf-8").splitlines()]
    assert demo.world.token not in record.read_text(encoding="utf-8")
    seen = [one for one in demo.server.requests if one.status]
    assert len(requests) >= len(seen), "the server saw a request that was not recorded"
    assert ("agenda.ics", len(content)) in [file for one in requests for file in one.files]
    assert judge_recorded(record) > 100


async def calendar_file(demo: Demo) -> bytes:
    """What an organiser downloads from the agenda."""
    assert demo.cast is not None
    nadia, lobby = demo.world.person(demo.cast.organiser_ids[0]), demo.cast.lobby_id
    shown = await nadia.slash(lobby, "agenda", {"days": 60}).finished()
    assert shown.message_id is not None
    found = await nadia.click(lobby, shown.message_id, "agenda.file:0:60").finished()
    assert found.message_id is not None
    message = demo.world.message(lobby, found.message_id, nadia.id)
    (file,) = [one for one in walk(message["components"]) if one["type"] == 13]
    async with aiohttp.ClientSession() as session, session.get(file["file"]["url"]) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return await answer.read()
