"""Followers are pinged of new threads, with a pause and merged; and once of a question that nobody replied to."""

import datetime as dt
from dataclasses import dataclass

import discord
import pytest
from simcord import ChannelHandle, RoleHandle
from simcord.backend.models import Message

from bot.topics import store as topics
from bot.topics.rules import Style, Topic
from bot.topics.threads import store as threads
from bot.topics.threads.rules import Label
from tests.discord.conftest import Stage, answer, texts
from tests.discord.test_announce import posted
from tests.discord.test_questions import Place, opened_by

NIGHT = "22:00", "07:00"
"""The stage begins at 9:00 UTC."""


@dataclass
class Scene:
    """A forum with a topic whose followers hold a role that may be pinged."""

    stage: Stage
    place: Place
    role: RoleHandle

    async def opens(self, title: str, *tags: str, at: dt.datetime | None = None) -> ChannelHandle:
        """A member opens a post."""
        where = opened_by(self.stage, self.stage.member, self.place, title, *tags, at=at)
        await self.stage.env.settle()
        return where

    async def after(self, **by: float) -> None:
        self.stage.pass_time(**by)
        await self.stage.deliver()

    def pings(self, where: ChannelHandle) -> list[str]:
        """What pings the role in a thread."""
        return [text for text in posted(where) if f"<@&{self.role.id}>" in text]

    async def topic(self) -> Topic:
        found = await self.stage.app.database.read(lambda tx: topics.get(tx, self.stage.guild.id, 1))
        assert found is not None
        return found

    async def set_style(self, style: Style) -> None:
        found = await self.topic()
        await self.stage.app.database.write(
            lambda tx: tx.execute("UPDATE topic SET style = ? WHERE id = ?", (style.value, found.id))
        )

    async def label(self, where: ChannelHandle, label: Label) -> None:
        await self.stage.app.database.write(
            lambda tx: tx.execute(
                "UPDATE topic_thread SET label = ? WHERE thread_id = ?", (label.value, where.id)
            )
        )

    async def nudged(self, where: ChannelHandle) -> bool:
        found = await self.stage.app.database.read(
            lambda tx: threads.by_discord(tx, self.stage.guild.id, where.id)
        )
        return found is not None and found.nudged_at is not None


@pytest.fixture
async def scene(stage: Stage) -> Scene:
    role = stage.guild.create_role("Routing", mentionable=True)
    forum = stage.guild.create_forum_channel("questions")
    done = await stage.organiser.slash(
        stage.lobby, "topic create", name="Routing", where=forum, role=role, style="each"
    )
    assert "⚠️" not in answer(done)
    await stage.set_channel("notices", stage.lobby)
    return Scene(stage=stage, place=Place(channel=forum, tags={}), role=role)


def said_by(stage: Stage, where: ChannelHandle, who: int) -> None:
    stage.env.backend.commit_message(
        Message(
            id=stage.env.backend.snowflake(), channel_id=where.id, author_id=who, content="Have you tried?"
        )
    )


# Pings


async def test_a_new_thread_pings_the_role_once_in_that_thread(scene: Scene) -> None:
    where = await scene.opens("Who peers in Beirut?")
    await scene.after(seconds=20)
    (ping,) = scene.pings(where)
    assert "A new thread in **Routing**" in ping
    assert "/topic unfollow" in ping
    (message,) = [one for one in where.history() if f"<@&{scene.role.id}>" in texts(one)]
    assert [one.id for one in message.role_mentions] == [scene.role.id]
    await scene.after(hours=1)
    assert len(scene.pings(where)) == 1


async def test_what_comes_within_ten_minutes_is_merged_into_the_next(scene: Scene) -> None:
    first = await scene.opens("First")
    await scene.after(seconds=20)
    second = await scene.opens("Second [one]")
    await scene.after(minutes=2)
    third = await scene.opens("Third")
    await scene.after(minutes=2)
    assert [len(scene.pings(one)) for one in (first, second, third)] == [1, 0, 0]
    await scene.after(minutes=7)
    assert [len(scene.pings(one)) for one in (first, second, third)] == [1, 0, 1]
    (merged,) = scene.pings(third)
    assert "this thread and one other" in merged
    assert f"](https://discord.com/channels/{scene.stage.guild.id}/{second.id})" in merged
    assert "Second" in merged
    assert "First" not in merged


async def test_it_is_merged_after_a_restart_too(scene: Scene) -> None:
    await scene.opens("First")
    await scene.after(seconds=20)
    second = await scene.opens("Second")
    await scene.stage.restart()
    third = await scene.opens("Third")
    await scene.stage.restart()
    await scene.after(minutes=11)
    assert scene.pings(second) == []
    assert len(scene.pings(third)) == 1


@pytest.mark.parametrize("label", [Label.AMBER, Label.AMBER_STRICT, Label.RED])
async def test_a_labelled_title_is_not_carried_into_another_thread(scene: Scene, label: Label) -> None:
    secret = await scene.opens("Backdoor in the route server")
    await scene.label(secret, label)
    where = await scene.opens("Second")
    await scene.after(seconds=20)
    (ping,) = scene.pings(where)
    assert "Backdoor" not in ping
    assert "whose label keeps its title there" in ping
    assert str(secret.id) in ping


@pytest.mark.parametrize("style", [Style.DAILY, Style.WEEKLY, Style.NONE])
async def test_other_styles_ping_nobody(scene: Scene, style: Style) -> None:
    await scene.set_style(style)
    where = await scene.opens("Quietly")
    await scene.after(days=1, hours=1)
    assert scene.pings(where) == []


async def test_a_topic_that_turns_quiet_before_the_ping_sends_none(scene: Scene) -> None:
    where = await scene.opens("Too late")
    await scene.set_style(Style.NONE)
    await scene.after(seconds=20)
    await scene.after(minutes=30)
    assert scene.pings(where) == []
    assert set(await scene.stage.states()) <= {"sent", "cancelled", "pending"}


async def test_in_quiet_hours_a_ping_waits_for_their_end(scene: Scene) -> None:
    await scene.stage.app.services.guilds.set_quiet(scene.stage.actor(), *NIGHT)
    scene.stage.pass_time(hours=14)  # 23:00
    first = await scene.opens("At night")
    await scene.after(hours=1)
    second = await scene.opens("Later at night")
    await scene.after(hours=6, minutes=59)
    assert scene.pings(first) + scene.pings(second) == []
    await scene.after(minutes=2)
    assert scene.pings(first) == []
    assert "At night" in scene.pings(second)[0]
    assert "Was due" not in scene.pings(second)[0]


async def test_in_quiet_hours_the_digest_serves_where_there_is_one(scene: Scene) -> None:
    await scene.stage.app.services.guilds.set_quiet(scene.stage.actor(), *NIGHT)
    done = await scene.stage.organiser.slash(
        scene.stage.lobby, "digest schedule", channel=scene.stage.news, when="every day 9:00"
    )
    assert "⚠️" not in answer(done)
    scene.stage.pass_time(hours=14)
    where = await scene.opens("At night")
    await scene.after(hours=8, minutes=30)
    assert scene.pings(where) == []
    await scene.after(hours=2)
    assert "At night" in posted(scene.stage.news)[0]


async def test_quiet_hours_that_are_set_meanwhile_are_kept(scene: Scene) -> None:
    where = await scene.opens("Just before")
    await scene.stage.app.services.guilds.set_quiet(scene.stage.actor(), "09:00", "12:00")
    await scene.after(minutes=5)
    assert scene.pings(where) == []
    await scene.after(hours=3)
    assert len(scene.pings(where)) == 1


async def test_an_hour_late_it_is_dropped(scene: Scene) -> None:
    where = await scene.opens("While it was down")
    await scene.after(hours=1, minutes=5)
    assert scene.pings(where) == []
    assert any("too late" in text for text in posted(scene.stage.lobby))


async def test_a_late_one_says_so(scene: Scene) -> None:
    where = await scene.opens("While it was down")
    await scene.after(minutes=40)
    assert "Was due" in scene.pings(where)[0]


async def test_a_thread_that_was_deleted_takes_no_other_with_it(scene: Scene) -> None:
    first = await scene.opens("First")
    second = await scene.opens("Second")
    scene.stage.env.backend.delete_channel(second.id)
    await scene.stage.env.settle()
    await scene.after(seconds=20)
    await scene.after(minutes=12)
    assert len(scene.pings(first)) == 1
    assert "Second" not in scene.pings(first)[0]


async def test_a_role_that_may_not_be_pinged_is_told_once_with_the_cure(scene: Scene) -> None:
    stage = scene.stage
    stage.env.backend.edit_role(stage.guild.id, scene.role.id, {"mentionable": False})
    stage.bot_permissions(
        discord.Permissions(view_channel=True, send_messages=True, read_message_history=True)
    )
    await stage.env.settle()
    first = await scene.opens("First")
    await scene.after(seconds=20)
    second = await scene.opens("Second")
    await scene.after(minutes=15)
    await scene.after(minutes=15)
    assert scene.pings(first) + scene.pings(second) == []
    told = [text for text in posted(stage.lobby) if "may not mention" in text]
    assert [text.count("Mention @everyone") for text in told] == [1]


async def test_nothing_is_pinged_while_everything_is_paused(scene: Scene) -> None:
    where = await scene.opens("First")
    await scene.stage.app.services.guilds.set_paused(scene.stage.actor(), paused=True)
    await scene.after(minutes=10)
    assert scene.pings(where) == []
    await scene.stage.app.services.guilds.set_paused(scene.stage.actor(), paused=False)
    await scene.after(minutes=1)
    assert len(scene.pings(where)) == 1


# Nudges


async def test_a_question_without_a_reply_is_nudged_once_after_24_hours(scene: Scene) -> None:
    where = await scene.opens("Anybody?")
    await scene.after(seconds=20)
    await scene.after(hours=23, minutes=58)
    assert len(scene.pings(where)) == 1
    await scene.after(minutes=3)
    _, nudge = scene.pings(where)
    assert "nobody has replied yet" in nudge
    assert await scene.nudged(where)
    await scene.after(days=3)
    assert len(scene.pings(where)) == 2


async def test_a_question_with_a_reply_is_left_alone(scene: Scene) -> None:
    where = await scene.opens("Anybody?")
    await scene.after(seconds=20)
    said_by(scene.stage, where, scene.stage.organiser.id)
    await scene.after(hours=25)
    assert len(scene.pings(where)) == 1
    assert not await scene.nudged(where)


async def test_the_bots_own_card_and_a_deleted_one_are_no_reply(scene: Scene) -> None:
    where = await scene.opens("Anybody?")
    await scene.after(seconds=30)
    ours = [one for one in where.history() if one.author.id == scene.stage.env.backend.bot_user.id]
    assert len(ours) == 2, "the head card and the ping"
    await scene.after(hours=24)
    assert len(scene.pings(where)) == 2


async def test_the_hours_are_the_organisers_and_move_what_waits(scene: Scene) -> None:
    where = await scene.opens("Anybody?")
    await scene.after(seconds=20)
    done = await scene.stage.organiser.slash(scene.stage.lobby, "digest nudge", hours=2)
    assert "2 hours" in answer(done)
    await scene.after(hours=2)
    assert len(scene.pings(where)) == 2


async def test_a_nudge_waits_for_the_end_of_quiet_hours(scene: Scene) -> None:
    await scene.stage.app.services.guilds.set_quiet(scene.stage.actor(), *NIGHT)
    await scene.stage.organiser.slash(scene.stage.lobby, "digest nudge", hours=14)
    where = await scene.opens("Anybody?")
    await scene.after(seconds=20)
    await scene.after(hours=21, minutes=58)  # 6:58
    assert len(scene.pings(where)) == 1
    await scene.after(minutes=3)
    assert len(scene.pings(where)) == 2


async def test_nudges_of_a_topic_keep_the_pause_among_themselves(scene: Scene) -> None:
    found = [await scene.opens(f"Question {number}") for number in range(3)]
    await scene.after(seconds=20)
    before = sum(len(scene.pings(one)) for one in found)
    counts = []
    scene.stage.pass_time(hours=24)
    for _ in range(4):
        await scene.stage.deliver()
        counts.append(sum(len(scene.pings(one)) for one in found) - before)
        scene.stage.pass_time(minutes=11)
    assert counts == [1, 2, 3, 3]


async def test_a_nudge_is_sent_after_a_restart(scene: Scene) -> None:
    where = await scene.opens("Anybody?")
    await scene.after(seconds=20)
    await scene.stage.restart()
    await scene.after(hours=24, minutes=1)
    assert await scene.nudged(where)


async def test_an_answered_question_is_not_nudged(scene: Scene) -> None:
    where = await scene.opens("Anybody?")
    await scene.after(seconds=20)
    await scene.stage.app.database.write(
        lambda tx: tx.execute("UPDATE topic_thread SET state = 'answered' WHERE thread_id = ?", (where.id,))
    )
    await scene.after(hours=25)
    assert len(scene.pings(where)) == 1


async def test_when_discord_cannot_be_asked_the_nudge_is_tried_again(scene: Scene) -> None:
    where = await scene.opens("Anybody?")
    await scene.after(seconds=20)
    scene.stage.env.inject_error("GET", f"/channels/{where.id}", status=503, times=1)
    await scene.after(hours=24)
    assert len(scene.pings(where)) == 1
    await scene.after(minutes=5)
    assert len(scene.pings(where)) == 2


async def test_old_threads_of_a_new_topic_are_neither_pinged_nor_nudged(stage: Stage) -> None:
    role = stage.guild.create_role("Routing", mentionable=True)
    forum = stage.guild.create_forum_channel("questions")
    old = Place(channel=forum, tags={})
    opened_by(stage, stage.member, old, "Long ago", at=stage.clock.now() - dt.timedelta(days=9))
    await stage.env.settle()
    await stage.organiser.slash(
        stage.lobby, "topic create", name="Routing", where=forum, role=role, style="each"
    )
    await stage.restart()
    await stage.env.settle()
    promised = await stage.app.database.read(
        lambda tx: tx.all("SELECT 1 FROM delivery WHERE feature IN ('pings', 'nudges')")
    )
    assert promised == []
