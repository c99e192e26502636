"""/setup through real commands and clicks: what organisers see, and what nobody else may do."""

import discord
import pytest

from bot.guilds import store
from bot.guilds.rules import ChannelPurpose, RolePurpose
from tests.discord.conftest import Stage, answer, buttons, texts


async def configured(stage: Stage, *purposes: ChannelPurpose) -> None:
    """Choose a channel for each purpose through the menus."""
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    shown = await stage.organiser.click(shown.response, label="Channels")
    for purpose in purposes:
        index = list(ChannelPurpose).index(purpose)
        shown = await stage.organiser.select(shown.response, [stage.news], custom_id=f"setup.channel:{index}")


async def test_the_card_says_what_is_missing_and_how_to_cure_it(stage: Stage) -> None:
    shown = answer(await stage.organiser.slash(stage.lobby, "setup show"))
    assert "Beirut NOG with Crossconnect" in shown
    assert "organisers’ notices" in shown
    assert "not set" in shown


async def test_the_card_says_when_the_bot_sees_the_list_of_members(stage: Stage) -> None:
    said = "lets it see the list of members"
    assert said not in answer(await stage.organiser.slash(stage.lobby, "setup show"))
    stage.bot._connection._intents.members = True
    assert said in answer(await stage.organiser.slash(stage.lobby, "setup show"))


async def test_a_member_is_refused_kindly_and_nothing_is_stored(stage: Stage) -> None:
    # An administrator can show the command to anybody under Integrations; who may use it is still ours to decide.
    command = next(found for found in await stage.bot.tree.fetch_commands() if found.name == "setup")
    stage.guild.set_command_permissions(command, {stage.member: True})
    shown = answer(await stage.member.slash(stage.lobby, "setup show"))
    assert "This is for organisers" in shown
    found = await stage.app.database.read(lambda tx: store.settings(tx, stage.guild.id))
    assert not found.known


async def test_a_channel_is_chosen_and_survives_a_restart(stage: Stage) -> None:
    await configured(stage, ChannelPurpose.ANNOUNCEMENTS)
    await stage.restart()
    assert stage.news.mention in answer(await stage.organiser.slash(stage.lobby, "setup show"))


async def test_a_button_from_before_the_restart_still_works(stage: Stage) -> None:
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    await stage.restart()
    assert "Choose where each thing happens" in answer(
        await stage.organiser.click(shown.response, label="Channels")
    )


async def test_clearing_a_menu_clears_the_setting(stage: Stage) -> None:
    await configured(stage, ChannelPurpose.NOTICES)
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    shown = await stage.organiser.click(shown.response, label="Channels")
    await stage.organiser.select(shown.response, [], custom_id="setup.channel:1")
    found = await stage.app.database.read(lambda tx: store.settings(tx, stage.guild.id))
    assert ChannelPurpose.NOTICES not in found.channels


async def test_a_deleted_channel_is_named_with_its_cure(stage: Stage) -> None:
    await configured(stage, ChannelPurpose.ANNOUNCEMENTS)
    stage.delete_channel(stage.news)
    shown = answer(await stage.organiser.slash(stage.lobby, "setup show"))
    assert "deleted in Discord" in shown
    assert "Choose another under Channels" in shown


async def test_a_lacking_permission_is_named(stage: Stage) -> None:
    await configured(stage, ChannelPurpose.ANNOUNCEMENTS)
    stage.deny(stage.news, discord.Permissions(send_messages=True))
    shown = answer(await stage.organiser.slash(stage.lobby, "setup show"))
    assert "lacks **Send Messages**" in shown


async def test_a_channel_the_bot_cannot_see_is_named_so(stage: Stage) -> None:
    await configured(stage, ChannelPurpose.ANNOUNCEMENTS)
    stage.deny(stage.news, discord.Permissions(view_channel=True))
    shown = answer(await stage.organiser.slash(stage.lobby, "setup show"))
    assert "**View Channel**" in shown


async def test_the_organiser_role_lets_a_member_in(stage: Stage) -> None:
    crew = stage.guild.create_role("Crew")
    await stage.set_role(RolePurpose.ORGANISER, crew)
    helper = stage.guild.add_member(stage.env.create_user("zeina"), roles=[crew])
    assert "Scheduled announcements" in answer(await helper.slash(stage.lobby, "announce list"))
    assert "This is for organisers" in answer(await stage.member.slash(stage.lobby, "announce list"))


async def test_everyone_is_no_organiser_role(stage: Stage) -> None:
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    shown = await stage.organiser.click(shown.response, label="Roles")
    refused = await stage.organiser.select(
        shown.response, [stage.guild.roles["@everyone"]], custom_id="setup.role:0"
    )
    assert "Choose a role that you hand out" in answer(refused)


async def test_what_is_missing_is_made_once_and_chosen(stage: Stage) -> None:
    # simcord makes no forum with tags: tests/end_to_end does.
    await stage.set_channel("forum", stage.guild.create_forum_channel("questions"))
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    label = next(name for name in buttons(shown.response) if name.startswith("Create"))
    await stage.organiser.click(shown.response, label=label)
    assert await stage.deliver() == len(ChannelPurpose) - 1
    found = await stage.app.database.read(lambda tx: store.settings(tx, stage.guild.id))
    assert set(found.channels) == set(ChannelPurpose)
    shown = answer(await stage.organiser.slash(stage.lobby, "setup show"))
    assert "not set" in shown  # the roles; no channel is
    assert "Create" not in shown


async def test_channels_the_bot_cannot_make_are_refused_before_anything_is_promised(stage: Stage) -> None:
    stage.bot_permissions(
        discord.Permissions(
            manage_channels=True, view_channel=True, send_messages=True, use_application_commands=True
        )
    )
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    label = next(name for name in buttons(shown.response) if name.startswith("Create"))
    assert "may not make these channels" in answer(await stage.organiser.click(shown.response, label=label))
    assert await stage.states() == []


async def test_the_zone_is_set_by_city_and_shown_with_its_clock(stage: Stage) -> None:
    shown = answer(await stage.organiser.slash(stage.lobby, "setup zone", zone="Beirut"))
    assert "Asia/Beirut" in shown
    assert "11:00" in shown


@pytest.mark.parametrize("typed", ["../../etc/passwd", "EST", "Bayrutt", "x" * 300])
async def test_an_unknown_zone_is_refused_and_nothing_changes(stage: Stage, typed: str) -> None:
    assert "no time zone" in answer(await stage.organiser.slash(stage.lobby, "setup zone", zone=typed))
    found = await stage.app.database.read(lambda tx: store.settings(tx, stage.guild.id))
    assert found.zone == "UTC"


async def test_quiet_hours_are_two_times_or_none(stage: Stage) -> None:
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    shown = await stage.organiser.click(shown.response, label="Language and hours")
    form = await stage.organiser.click(shown.response, label="Change quiet hours")
    refused = await stage.organiser.submit_modal(form, {"from": "25:00", "until": "x"})
    assert "two different times" in answer(refused)
    form = await stage.organiser.click(shown.response, label="Change quiet hours")
    saved = await stage.organiser.submit_modal(form, {"from": "22:00", "until": "07:00"})
    assert "22:00 to 07:00" in answer(saved)


async def test_every_change_is_in_the_history(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Asia/Beirut")
    await configured(stage, ChannelPurpose.OUTAGES)
    shown = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert stage.organiser.mention in shown
    assert "UTC → Asia/Beirut" in shown
    assert f"not set → {stage.news.mention}" in shown


async def test_the_same_choice_twice_is_one_event(stage: Stage) -> None:
    for _ in range(2):
        await stage.organiser.slash(stage.lobby, "setup zone", zone="Asia/Beirut")
    shown = answer(await stage.organiser.slash(stage.lobby, "setup history"))
    assert shown.count("UTC → Asia/Beirut") == 1
    assert "Asia/Beirut → Asia/Beirut" not in shown


async def test_pausing_says_so_and_stops_everything(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Asia/Beirut")
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    paused = await stage.organiser.click(shown.response, label="Pause everything")
    assert "Everything is paused" in answer(paused)
    await stage.app.services.guilds.joined(stage.guild.id, post_in=stage.lobby.id)
    assert await stage.deliver() == 0
    resumed = await stage.organiser.click(paused.response, label="Resume sending")
    assert "Everything is paused" not in answer(resumed)


async def test_joining_a_guild_greets_once_where_the_bot_may_write(stage: Stage) -> None:
    await stage.app.services.guilds.joined(stage.guild.id, post_in=stage.lobby.id)
    await stage.app.services.guilds.joined(stage.guild.id, post_in=stage.lobby.id)
    await stage.deliver()
    assert [texts(message).count("/setup show") for message in stage.lobby.history()] == [1]


@pytest.mark.parametrize(
    "custom_id",
    ["setup.channel:99", "setup.channel:-1", f"setup.channel:{2**63}", "setup.channel:x", "setup.nothing"],
)
async def test_an_altered_button_is_answered_politely(stage: Stage, custom_id: str) -> None:
    message = await stage.press_raw(stage.organiser, custom_id)
    assert "out of date" in message
