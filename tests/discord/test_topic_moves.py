"""A thread that changes its topic: who hears of it is whoever follows the topic it is in when the ping goes out."""

from dataclasses import dataclass

import pytest
from simcord import ChannelHandle, RoleHandle

from tests.discord.conftest import Stage, answer
from tests.discord.test_announce import posted
from tests.discord.test_questions import Place, opened_by

NAMES = "Routing", "Peering"


@dataclass
class Crossing:
    """A forum with a topic for each of two tags, each with followers who can be pinged."""

    stage: Stage
    place: Place
    roles: dict[str, RoleHandle]

    async def opens(self, title: str, tag: str) -> ChannelHandle:
        where = opened_by(self.stage, self.stage.member, self.place, title, tag)
        await self.stage.env.settle()
        return where

    async def move(self, where: ChannelHandle, tag: str) -> None:
        self.stage.env.backend.edit_channel(where.id, {"applied_tags": [self.place.tags[tag]]})
        await self.stage.env.settle()

    async def after(self, **by: float) -> None:
        self.stage.pass_time(**by)
        await self.stage.deliver()

    def pings(self, where: ChannelHandle) -> list[str]:
        """The topics whose followers were pinged in a thread, in order."""
        return [
            name for text in posted(where) for name, role in self.roles.items() if f"<@&{role.id}>" in text
        ]


@pytest.fixture
async def crossing(stage: Stage) -> Crossing:
    forum = stage.guild.create_forum_channel("questions")
    tags = {name: stage.env.backend.snowflake() for name in NAMES}
    stage.env.backend.edit_channel(
        forum.id,
        {
            "available_tags": [
                {"id": str(id_), "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}
                for name, id_ in tags.items()
            ]
        },
    )
    roles = {name: stage.guild.create_role(name, mentionable=True) for name in NAMES}
    for name in NAMES:
        done = await stage.organiser.slash(
            stage.lobby,
            "topic create",
            name=name,
            where=forum,
            tag=str(tags[name]),
            role=roles[name],
            style="each",
        )
        assert "⚠️" not in answer(done)
    return Crossing(stage=stage, place=Place(channel=forum, tags=tags), roles=roles)


async def test_moved_before_its_ping_it_pings_the_topic_it_is_in(crossing: Crossing) -> None:
    where = await crossing.opens("Who peers in Beirut?", "Routing")
    await crossing.move(where, "Peering")
    await crossing.after(seconds=20)
    assert crossing.pings(where) == ["Peering"]
    await crossing.after(hours=1)
    assert crossing.pings(where) == ["Peering"]


async def test_moved_there_and_back_it_pings_once(crossing: Crossing) -> None:
    where = await crossing.opens("Who peers in Beirut?", "Routing")
    await crossing.move(where, "Peering")
    await crossing.move(where, "Routing")
    await crossing.after(seconds=20)
    await crossing.after(hours=1)
    assert crossing.pings(where) == ["Routing"]


async def test_what_it_was_merged_with_is_told_without_it(crossing: Crossing) -> None:
    first = await crossing.opens("First", "Routing")
    second = await crossing.opens("Second", "Routing")
    await crossing.move(second, "Peering")
    await crossing.after(seconds=20)
    await crossing.after(minutes=2)
    assert crossing.pings(first) == ["Routing"]
    assert crossing.pings(second) == ["Peering"]
    assert "one other" not in "".join(posted(first) + posted(second))


async def test_moved_after_its_ping_the_followers_of_the_other_topic_hear_too_while_it_is_new(
    crossing: Crossing,
) -> None:
    where = await crossing.opens("Who peers in Beirut?", "Routing")
    await crossing.after(seconds=20)
    await crossing.move(where, "Peering")
    await crossing.after(seconds=20)
    assert crossing.pings(where) == ["Routing", "Peering"]
    await crossing.after(minutes=15)
    await crossing.move(where, "Routing")
    await crossing.after(minutes=15)
    assert crossing.pings(where) == ["Routing", "Peering"], "of one thread a topic is pinged once"
    later = await crossing.opens("Later", "Routing")
    await crossing.after(seconds=20)
    await crossing.after(hours=2)
    await crossing.move(later, "Peering")
    await crossing.after(minutes=15)
    assert crossing.pings(later) == ["Routing"], "after an hour it is no news"


async def test_the_nudge_asks_the_topic_it_is_in_and_keeps_that_topics_pause(crossing: Crossing) -> None:
    moved = await crossing.opens("Anybody?", "Routing")
    await crossing.after(seconds=20)
    await crossing.after(hours=2)
    await crossing.move(moved, "Peering")
    await crossing.after(hours=22)
    assert crossing.pings(moved) == ["Routing", "Peering"]
    new = await crossing.opens("A new one", "Peering")
    await crossing.after(seconds=20)
    assert crossing.pings(new) == []
    await crossing.after(minutes=10)
    assert crossing.pings(new) == ["Peering"]
