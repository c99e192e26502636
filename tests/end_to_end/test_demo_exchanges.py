"""The demo's exchange: two of three networks have signed, and the clock can be moved past the day on which one of their letters ends."""

import datetime as dt
from pathlib import Path

from bot.local_discord.demo import Demo
from bot.local_discord.seed_exchanges import DECISION, NAME, OPEN_DECISION
from tests.end_to_end.demo_lab import running_demo
from tests.end_to_end.test_topics_wire import words


async def test_a_letter_is_told_before_it_ends_and_counts_no_more_after(tmp_path: Path) -> None:
    async with running_demo(tmp_path) as demo:
        await demo.advance(dt.timedelta(minutes=2))
        (card,) = _said(demo, "ixp")  # nobody reads here that organisers have a thread of their own
        assert "Commitment · step 3 of 9" in card
        assert "2 of 3 independent networks" in card
        assert "Association of the Universities, Cedar Cable SAL" in card
        assert OPEN_DECISION in card
        assert "Where should the exchange stand?" in card
        first, second, decided = _said(demo, NAME)
        assert "to “Building support”" in first
        assert "to “Commitment”" in second
        assert f"Decision adopted by a poll: “{DECISION}” (legal form)" in decided

        await demo.advance(dt.timedelta(days=2))
        told = _said(demo, f"{NAME}: organisers")[-1]
        assert "the commitment of Association of the Universities ends" in told

        await demo.advance(dt.timedelta(days=8))
        (card,) = _said(demo, "ixp")
        assert "1 of 3 independent networks" in card
        assert any("has lapsed" in one for one in _said(demo, f"{NAME}: organisers"))
        inside = " ".join(_said(demo, f"{NAME}: organisers"))
        assert "to do: Draft the statutes of the association" in inside


def _said(demo: Demo, channel: str) -> list[str]:
    assert demo.cast is not None
    found = next(one for one in demo.world.channels(demo.cast.guild_id) if one["name"] == channel)
    return [words(one) for one in demo.world.messages(int(found["id"]))]
