"""Questions that nobody answers until Discord puts their thread away, told apart from those that somebody closes."""

import datetime as dt
from typing import Any

import discord
import pytest

from bot.topics.rules import Style
from bot.topics.threads.rules import ThreadState
from tests.discord.conftest import Stage, answer
from tests.discord.test_questions import (
    TITLE,
    Thread,
    asked,
    card,
    forum_topic,
    only,
    opened_by,
    sending,
    solve,
)
from tests.discord.test_topic_pings import Scene, scene

__all__ = ["scene"]

DAY = dt.timedelta(days=1)
"""After so long without a word Discord puts a thread of the stage away."""


def put_away(stage: Stage, thread_id: int, *, after: dt.timedelta = DAY, **metadata: Any) -> None:
    """Discord, or somebody, closes a thread so long after its last message."""
    channel = stage.env.backend.get_channel(thread_id)
    last = discord.utils.snowflake_time(max(channel.id, channel.last_message_id or 0))
    stage.env.backend.edit_channel(
        thread_id,
        {},
        thread_metadata={"archived": True, "archive_timestamp": (last + after).isoformat(), **metadata},
    )


def wake(stage: Stage, thread_id: int) -> None:
    stage.env.backend.edit_channel(thread_id, {}, thread_metadata={"archived": False})


async def waiting(stage: Stage) -> Thread:
    """A question that was asked and is on Discord."""
    await forum_topic(stage)
    sending(stage)
    await asked(stage)
    return await only(stage)


async def digest(stage: Stage) -> str:
    return answer(await stage.member.slash(stage.lobby, "digest show"))


async def test_what_discord_puts_away_unanswered_stays_in_the_digest_for_thirty_days(stage: Stage) -> None:
    thread = await waiting(stage)
    stage.pass_time(days=1)
    put_away(stage, thread.thread_id)
    await stage.env.settle()
    assert (await only(stage)).state is ThreadState.DORMANT
    assert TITLE in await digest(stage)
    assert "1 unanswered" in answer(await stage.member.slash(stage.lobby, "topic list"))
    stage.pass_time(days=28, hours=23)
    assert TITLE in await digest(stage)
    stage.pass_time(hours=2)
    assert TITLE not in await digest(stage)
    assert "nothing unanswered" in answer(await stage.member.slash(stage.lobby, "topic list"))


@pytest.mark.parametrize(
    "how",
    [{"after": dt.timedelta(hours=2)}, {"locked": True}],
    ids=["closed sooner than silence would", "locked"],
)
async def test_what_somebody_closes_leaves_the_digest(stage: Stage, how: dict[str, Any]) -> None:
    thread = await waiting(stage)
    put_away(stage, thread.thread_id, **how)
    await stage.env.settle()
    assert (await only(stage)).state is ThreadState.ARCHIVED
    assert TITLE not in await digest(stage)


async def test_one_that_sleeps_leaves_the_digest_once_it_is_locked(stage: Stage) -> None:
    thread = await waiting(stage)
    put_away(stage, thread.thread_id)
    put_away(stage, thread.thread_id, locked=True)
    await stage.env.settle()
    assert (await only(stage)).state is ThreadState.ARCHIVED


async def test_it_is_answered_after_a_restart_though_its_thread_sleeps(stage: Stage) -> None:
    thread = await waiting(stage)
    put_away(stage, thread.thread_id)
    await stage.env.settle()
    await stage.restart()
    sending(stage)
    assert "Marked as answered" in answer(await solve(stage, thread))
    await stage.env.settle()
    after = await only(stage)
    assert after.state is ThreadState.ANSWERED
    metadata = stage.env.backend.get_channel(thread.thread_id).thread_metadata
    assert metadata is not None
    assert not metadata.archived, "nobody can edit the card of a closed thread"
    assert "Answered" in str(card(stage, after).components)
    assert TITLE in (await digest(stage)).split("Answered in the last 7 days")[1]


async def test_what_fell_asleep_or_was_deleted_while_the_bot_was_away_is_noticed(stage: Stage) -> None:
    place = await forum_topic(stage)
    sending(stage)
    asleep = opened_by(stage, stage.member, place, "Falls asleep", "Routing")
    closed = opened_by(stage, stage.member, place, "Is closed", "Routing")
    deleted = opened_by(stage, stage.member, place, "Is deleted in its sleep", "Routing")
    await stage.env.settle()
    put_away(stage, deleted.id)
    await stage.env.settle()
    assert "Is deleted in its sleep" in await digest(stage)
    subscribers = list(stage.env.backend.subscribers)
    stage.env.backend.subscribers.clear()
    put_away(stage, asleep.id)
    put_away(stage, closed.id, after=dt.timedelta(minutes=1))
    stage.env.backend.delete_channel(deleted.id)
    stage.env.backend.subscribers.extend(subscribers)
    await stage.restart()
    await stage.env.settle()
    shown = await digest(stage)
    assert "Falls asleep" in shown
    assert "Is closed" not in shown
    assert "Is deleted" not in shown


async def test_a_question_that_sleeps_is_nudged_once_and_wakes_without_another_word(scene: Scene) -> None:
    where = await scene.opens("Anybody?")
    await scene.after(seconds=20)
    put_away(scene.stage, where.id, after=dt.timedelta(hours=24))
    await scene.stage.env.settle()
    await scene.after(hours=24)
    assert len(scene.pings(where)) == 2
    assert "nobody has replied yet" in scene.pings(where)[1]
    said = len(where.history())
    wake(scene.stage, where.id)  # a message opens a thread that Discord put away
    await scene.stage.env.settle()
    assert (await only(scene.stage)).state is ThreadState.OPEN
    await scene.after(hours=1)
    put_away(scene.stage, where.id)
    await scene.stage.env.settle()
    await scene.after(days=3)
    assert len(where.history()) == said
    assert "Anybody?" in await digest(scene.stage)


async def test_one_that_somebody_closed_is_not_nudged(scene: Scene) -> None:
    where = await scene.opens("Anybody?")
    await scene.after(seconds=20)
    put_away(scene.stage, where.id, after=dt.timedelta(hours=1))
    await scene.stage.env.settle()
    await scene.after(hours=25)
    assert len(scene.pings(where)) == 1


async def test_looking_at_the_digest_opens_no_thread(stage: Stage) -> None:
    thread = await waiting(stage)
    put_away(stage, thread.thread_id)
    await stage.env.settle()
    await stage.app.services.arranging.set_style(stage.actor(), 1, Style.DAILY)
    await stage.organiser.slash(stage.lobby, "digest schedule", channel=stage.news, when="every day 9:00")
    stage.pass_time(days=1)
    await stage.deliver()
    (posted,) = stage.news.history()
    assert TITLE in str(posted.components[0].to_dict())
    metadata = stage.env.backend.get_channel(thread.thread_id).thread_metadata
    assert metadata is not None
    assert metadata.archived
