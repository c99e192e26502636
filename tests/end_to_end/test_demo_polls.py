"""The demo's decisions: one is recorded, one waits for half its voters, and a date is found by itself tonight."""

import datetime as dt
from pathlib import Path

from bot.local_discord.seed_polls import DECIDED, MEETING, OUTCOME, PLACE
from tests.end_to_end.demo_lab import running_demo
from tests.end_to_end.test_topics_wire import words


async def test_what_closes_tonight_is_counted_and_what_waits_reminds_who_is_missing(tmp_path: Path) -> None:
    async with running_demo(tmp_path) as demo:
        world, cast = demo.world, demo.cast
        assert cast is not None
        await demo.advance(dt.timedelta(minutes=2))
        decided, result, meeting, place = world.messages(cast.decisions_id)
        assert DECIDED in words(decided)
        assert "5 of 5" in words(decided)
        assert "**An association of its members** wins." in words(result)
        assert OUTCOME in words(result)
        assert result["attachments"], "the picture of who beats whom"
        assert MEETING in words(meeting)
        assert "3 yes, 0 if need be" in words(meeting)
        assert PLACE in words(place)
        assert "2 of 5, 4 needed" in words(place)
        assert "A > B" not in str(world.messages(cast.decisions_id)), "no ballot is told"

        await demo.advance(dt.timedelta(hours=5))
        found = words(world.messages(cast.decisions_id)[-1])
        assert MEETING in found
        assert "The date is" in found
        events = world.scheduled_events(cast.guild_id)
        assert MEETING in [one["name"] for one in events]

        await demo.advance(dt.timedelta(days=7))
        said = [words(one) for one in world.messages(cast.decisions_id)[5:]]
        assert any("No quorum" in one and "2 of the 4 votes" in one for one in said)
