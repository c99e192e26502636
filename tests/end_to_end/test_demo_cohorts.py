"""The demo's courses: one meets tonight in three zones, one is full, and the clock can be moved past all of it."""

import datetime as dt
from pathlib import Path

from bot.local_discord.person import walk
from bot.local_discord.seed_cohorts import ENROLLING, RUNNING
from tests.end_to_end.demo_lab import running_demo
from tests.end_to_end.test_topics_wire import words


async def test_a_week_passes_and_each_reminder_comes_at_its_time(tmp_path: Path) -> None:
    async with running_demo(tmp_path) as demo:
        world, cast = demo.world, demo.cast
        assert cast is not None
        courses = next(int(one["id"]) for one in world.channels(cast.guild_id) if one["name"] == "courses")
        await demo.advance(dt.timedelta(minutes=2))
        running, enrolling = (words(one) for one in world.messages(courses))
        assert RUNNING in running
        assert "3 of 20 taken" in running
        assert ENROLLING in enrolling
        assert "waiting" in enrolling
        assert all(cast.course_role_id in _roles(world.member(cast.guild_id, one)) for one in cast.member_ids)
        await demo.advance(dt.timedelta(days=7, hours=4))
        said = [words(one) for one in world.messages(courses)[2:]]
        evenings = [one for one in said if "Routing lab" in one]
        # Tonight's: an hour before and at the start; next week's four; and a week before the one after it.
        assert sum("starts now" in one for one in evenings) == 2
        assert len(evenings) == 7
        assert sum("due <t:" in one for one in said) == 2
        assert not any("Was due" in one for one in said)
        lucia = world.dm_channel(cast.member_ids[0])
        links = [
            one["url"]
            for m in world.messages(lucia)
            for one in walk(m["components"])
            if "meet.example" in str(one.get("url"))
        ]
        assert links
        assert "meet.example" not in str(world.messages(courses))


def _roles(member: dict[str, list[str]]) -> list[int]:
    return [int(one) for one in member["roles"]]
