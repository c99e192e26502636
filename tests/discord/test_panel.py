"""The "Start here" card: posted once, changed where it stands, moved, and posted anew when somebody deleted it."""

import re

import discord
import pytest

from tests.discord.conftest import Stage, answer, buttons, texts


async def panel(stage: Stage, where: str = "lobby") -> str:
    channel = {"lobby": stage.lobby, "news": stage.news}[where]
    return answer(await stage.organiser.slash(stage.lobby, "setup panel", channel=channel))


async def test_it_says_what_is_set_up_and_nothing_else(stage: Stage) -> None:
    await stage.set_channel("announcements", stage.news)
    await stage.set_channel("notices", stage.guild.create_text_channel("organisers"))
    assert "is being posted" in await panel(stage)
    assert await stage.deliver() == 1
    (card,) = stage.lobby.history()
    assert "Start here" in texts(card)
    assert f"<#{stage.news.id}> · News and dates for everyone" in texts(card)
    assert texts(card).count("<#") == 1, "what is not set up is not there"
    assert "tells organisers" not in texts(card), "members are not sent to the organisers' channel"


async def test_every_button_answers_whoever_presses_it_and_after_a_restart(stage: Stage) -> None:
    await panel(stage)
    await stage.deliver()
    (card,) = stage.lobby.history()
    assert {"My settings", "Coming up"} <= set(buttons(card))
    await stage.restart()
    assert "Your settings" in answer(await stage.member.click(card, label="My settings"))
    assert "Coming up" in answer(await stage.member.click(card, label="Coming up"))
    assert len(stage.lobby.history()) == 1, "only the presser sees the answer"


async def test_in_the_same_channel_it_is_changed_where_it_stands(stage: Stage) -> None:
    await panel(stage)
    await stage.deliver()
    await stage.set_channel("announcements", stage.news)
    await panel(stage)
    await stage.deliver()
    (card,) = stage.lobby.history()
    assert f"<#{stage.news.id}>" in texts(card)


async def test_to_another_channel_it_moves_and_the_old_one_says_where(stage: Stage) -> None:
    await panel(stage)
    await stage.deliver()
    await panel(stage, "news")
    await stage.deliver()
    (old,), (new,) = stage.lobby.history(), stage.news.history()
    assert f"has moved to <#{stage.news.id}>" in texts(old)
    assert buttons(old) == {}
    assert "My settings" in buttons(new)
    assert "put the “Start here” card in its place" in answer(
        await stage.organiser.slash(stage.lobby, "setup history")
    )


async def test_moved_on_before_the_old_place_could_be_changed_no_card_is_left_behind(stage: Stage) -> None:
    third = stage.guild.create_text_channel("third")
    await panel(stage)
    await stage.deliver()
    await panel(stage, "news")
    stage.env.inject_error("PATCH", "/channels/*/messages/*", status=503)
    await stage.deliver()
    await stage.organiser.slash(stage.lobby, "setup panel", channel=third)
    stage.pass_time(minutes=5)
    await stage.deliver()
    (first,), (second,) = stage.lobby.history(), stage.news.history()
    # The two were on the way at once: the first may name the second place, which names the third.
    assert re.search(f"has moved to <#({stage.news.id}|{third.id})>", texts(first))
    assert f"has moved to <#{third.id}>" in texts(second)
    assert buttons(first) == buttons(second) == {}


async def test_asked_for_twice_before_it_is_there_it_is_posted_once(stage: Stage) -> None:
    await panel(stage)
    await panel(stage)
    await stage.deliver()
    assert len(stage.lobby.history()) == 1
    await panel(stage, "news")
    await panel(stage)
    await stage.deliver()
    assert [len(channel.history()) for channel in (stage.lobby, stage.news)] == [1, 0]
    assert "My settings" in buttons(stage.lobby.history()[0])


async def test_deleted_by_a_moderator_it_comes_back_only_when_it_is_asked_for(stage: Stage) -> None:
    await stage.set_channel("notices", stage.news)
    await panel(stage)
    await stage.deliver()
    stage.env.backend.delete_message(stage.lobby.id, stage.lobby.history()[0].id)
    stage.pass_time(days=1)
    assert await stage.deliver() == 0
    await panel(stage)
    await stage.deliver()
    assert len(stage.lobby.history()) == 1
    assert stage.news.history() == [], "nothing went wrong"


async def test_only_organisers_post_it(stage: Stage) -> None:
    command = next(found for found in await stage.bot.tree.fetch_commands() if found.name == "setup")
    stage.guild.set_command_permissions(command, {stage.member: True})
    shown = answer(await stage.member.slash(stage.lobby, "setup panel", channel=stage.lobby))
    assert "This is for organisers" in shown
    assert await stage.deliver() == 0


async def test_where_the_bot_may_not_write_it_says_so_and_promises_nothing(stage: Stage) -> None:
    stage.deny(stage.news, discord.Permissions(send_messages=True))
    assert "Send Messages" in await panel(stage, "news")
    assert await stage.deliver() == 0


async def test_a_channel_that_goes_away_meanwhile_is_told_to_the_organisers(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    await panel(stage, "news")
    stage.delete_channel(stage.news)
    await stage.deliver()
    assert "no longer exists" in texts(stage.lobby.history()[-1])


async def test_paused_it_says_when_it_comes(stage: Stage) -> None:
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    assert "Everything is paused" in await panel(stage)
    assert await stage.deliver() == 0
    await stage.app.services.guilds.set_paused(stage.actor(), paused=False)
    assert await stage.deliver() == 1


@pytest.mark.parametrize("language", ["xx"])
async def test_it_speaks_the_servers_language(pseudo_stage: Stage, language: str) -> None:
    stage = pseudo_stage
    await stage.app.services.guilds.set_language(stage.actor(), language)
    await panel(stage)
    await stage.deliver()
    assert "⟦" in texts(stage.lobby.history()[0])
