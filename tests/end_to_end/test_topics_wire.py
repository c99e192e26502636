"""Topics on real sockets: two people press in the same moment, the program stops between, Discord puts a thread away."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.local_discord.demo import Demo
from bot.local_discord.interaction import Interaction
from bot.local_discord.person import Person, walk
from bot.local_discord.seed import until
from bot.local_discord.world import World
from tests.contract.judging import judge_recorded
from tests.contract.openapi import contract

TITLE = "BGP session flaps towards the route server"
GISTS = "Raise the hold time to 90 seconds.", "It was the cable."


@dataclass
class Wire:
    """The real bot on a local Discord, and a topic with a role in a forum."""

    demo: Demo
    guild: int
    lobby: int
    forum: int
    tags: Mapping[str, int]
    role: int
    organiser: Person
    asker: Person
    others: tuple[Person, Person]

    @property
    def world(self) -> World:
        return self.demo.world

    def said(self, interaction: Interaction) -> str:
        """The words of an answer that only the one who acted sees."""
        assert not interaction.failed
        assert interaction.message_id is not None
        message = self.world.message(interaction.channel_id, interaction.message_id, interaction.user_id)
        return words(message)

    def posted(self, channel: int) -> str:
        """The words of everything that everybody sees in a channel."""
        return "\n".join(map(words, self.world.messages(channel)))

    async def restart(self) -> None:
        await self.demo.restart_bot()
        await until(self.world, self.demo._is_ready)

    async def question(self) -> int:
        """A question that is posted, with its card; its thread."""
        form = await self.asker.slash(self.lobby, "ask").finished()
        fields = {"topic": ["1"], "title": TITLE, "question": "Every hour.", "urgency": "high"}
        await self.asker.submit(form, fields).finished()
        await until(self.world, lambda: self.thread() is not None)
        thread = self.thread()
        assert thread is not None
        await until(self.world, lambda: "Waiting for an answer" in self.posted(thread))
        return thread

    def thread(self) -> int | None:
        found = [int(one["id"]) for one in self.world.channels(self.guild) if one["name"] == TITLE]
        return found[0] if found else None

    def button(self, channel: int, route: str) -> tuple[int, str]:
        """Message and custom_id of the only button of a route that everybody sees in a channel."""
        (found,) = [
            (int(message["id"]), one["custom_id"])
            for message in self.world.messages(channel)
            for one in walk(message["components"])
            if str(one.get("custom_id", "")).split(":")[0] == route
        ]
        return found

    def rows(self, table: str) -> Callable[[Any], list[dict[str, Any]]]:
        return lambda tx: [dict(row) for row in tx.all(f"SELECT * FROM {table}")]  # noqa: S608 - our own names

    async def stored(self, table: str) -> list[dict[str, Any]]:
        assert self.demo._app is not None
        return await self.demo._app.database.read(self.rows(table))


def words(message: Mapping[str, Any]) -> str:
    return "\n".join(
        str(one[key])
        for one in walk(message["components"])
        for key in ("content", "label")
        if one.get(key) is not None
    )


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncIterator[Wire]:
    record = tmp_path / "requests.jsonl"
    demo = Demo(tmp_path, port=0, record=record)
    await demo.start()
    try:
        cast = demo.cast
        assert cast is not None
        world = demo.world
        forum = world.add_channel(cast.guild_id, "questions", kind="forum", tags=("Routing", "answered"))
        tags = {tag["name"]: int(tag["id"]) for tag in world.channel(forum)["available_tags"]}
        role = world.add_role(cast.guild_id, "routers", mentionable=True)
        organiser = world.person(cast.organiser_ids[0])
        asker, *others = [world.person(one) for one in cast.member_ids]
        await until(world, lambda: bool(world.all_commands()))
        made = await organiser.slash(
            cast.lobby_id,
            "topic create",
            {"name": "Routing", "where": forum, "tag": str(tags["Routing"]), "role": role, "style": "each"},
        ).finished()
        found = Wire(
            demo=demo,
            guild=cast.guild_id,
            lobby=cast.lobby_id,
            forum=forum,
            tags=tags,
            role=role,
            organiser=organiser,
            asker=asker,
            others=(others[0], others[1]),
        )
        assert "Routing" in found.said(made)
        yield found
    finally:
        await demo.stop()
    if contract() is not None:
        assert judge_recorded(record) > 5


async def test_of_two_answers_in_the_same_moment_one_stands_and_no_text_is_lost(wire: Wire) -> None:
    thread = await wire.question()
    card = wire.button(thread, "thread.answered")
    forms = [await who.click(thread, *card).finished() for who in (wire.asker, wire.organiser)]
    await wire.restart()
    sent = [
        who.submit(form, {"gist": gist})
        for who, form, gist in zip((wire.asker, wire.organiser), forms, GISTS, strict=True)
    ]
    answers = [wire.said(one) for one in await asyncio.gather(*(one.finished() for one in sent))]
    won = [index for index, said in enumerate(answers) if "Marked as answered" in said]
    assert len(won) == 1
    lost = 1 - won[0]
    assert "Somebody was quicker" in answers[lost]
    assert GISTS[lost] in answers[lost]
    await until(wire.world, lambda: GISTS[won[0]] in wire.posted(thread))
    await until(
        wire.world,
        lambda: {int(tag) for tag in wire.world.channel(thread)["applied_tags"]} == set(wire.tags.values()),
    )
    assert GISTS[lost] not in wire.posted(thread)
    (stored,) = await wire.stored("topic_thread")
    assert (stored["state"], stored["answer"]) == ("answered", GISTS[won[0]])
    marked = [one for one in await wire.stored("audit_event") if one["action"] == "thread.answer"]
    assert len(marked) == 1


async def test_two_follow_in_the_same_moment_and_one_of_them_twice(wire: Wire) -> None:
    lists = [await who.slash(wire.lobby, "topic list").finished() for who in wire.others]
    pressed = []
    for who, shown in zip(wire.others, lists, strict=True):
        assert shown.message_id is not None
        pressed.append(who.click(wire.lobby, shown.message_id, "topic.follow:1"))
    assert lists[0].message_id is not None
    pressed.append(wire.others[0].click(wire.lobby, lists[0].message_id, "topic.follow:1"))
    for one in await asyncio.gather(*(one.finished() for one in pressed)):
        assert "Unfollow" in wire.said(one)

    def holders() -> list[bool]:
        return [str(wire.role) in wire.world.member(wire.guild, who.id)["roles"] for who in wire.others]

    await until(wire.world, lambda: all(holders()))
    followers = await wire.stored("topic_follower")
    assert sorted(one["user_id"] for one in followers) == sorted(who.id for who in wire.others)
    roles = [one for one in await wire.stored("delivery") if one["feature"] == "topics"]
    assert len(roles) == 2, "a second press promises nothing twice"


async def test_one_follows_while_the_other_presses_both_buttons(wire: Wire) -> None:
    first, second = wire.others
    lists = [await who.slash(wire.lobby, "topic list").finished() for who in wire.others]
    one, two = lists[0].message_id, lists[1].message_id
    assert one is not None
    assert two is not None
    await second.click(wire.lobby, two, "topic.follow:1").finished()
    pressed = [
        second.click(wire.lobby, two, "topic.unfollow:1"),
        first.click(wire.lobby, one, "topic.follow:1"),
    ]
    await asyncio.gather(*(each.finished() for each in pressed))
    assert [each.failed for each in pressed] == [False, False]
    assert [row["user_id"] for row in await wire.stored("topic_follower")] == [first.id]
    await until(
        wire.world,
        lambda: (
            [str(wire.role) in wire.world.member(wire.guild, who.id)["roles"] for who in wire.others]
            == [True, False]
        ),
    )


async def test_the_nudge_wakes_a_question_that_discord_put_away_and_says_no_more(wire: Wire) -> None:
    thread = await wire.question()
    mention = f"<@&{wire.role}>"
    await wire.demo.advance(dt.timedelta(minutes=1))
    await until(wire.world, lambda: wire.posted(thread).count(mention) == 1)
    await wire.demo.advance(dt.timedelta(hours=23))
    put_away(wire.world, thread)
    await until_state(wire, "dormant")
    await wire.demo.advance(dt.timedelta(hours=2))
    await until(wire.world, lambda: wire.posted(thread).count(mention) == 2)
    assert not wire.world.channel(thread)["thread_metadata"]["archived"]
    await until_state(wire, "open")
    said = len(wire.world.messages(thread))
    put_away(wire.world, thread)
    await until_state(wire, "dormant")
    await wire.demo.advance(dt.timedelta(days=3))
    assert len(wire.world.messages(thread)) == said
    assert TITLE in wire.said(await wire.asker.slash(wire.lobby, "digest show").finished())


def put_away(world: World, thread: int) -> None:
    """As Discord does it, a day after the last word."""
    last = discord.utils.snowflake_time(int(world.messages(thread)[-1]["id"]))
    closed = {"archived": True, "archive_timestamp": (last + dt.timedelta(days=1)).isoformat()}
    world._model.edit_channel(thread, {}, thread_metadata=closed)


async def until_state(wire: Wire, state: str) -> None:
    async with asyncio.timeout(10):
        while (await wire.stored("topic_thread"))[0]["state"] != state:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)
