"""/me and /help: what a person sets for themselves, in one guild and in another, and after a restart."""

import datetime as dt
from typing import Any

import discord
import pytest
import simcord.actors
from simcord import InteractionResult, UserHandle
from simcord.enums import InteractionType

from bot.people import store
from bot.people.rules import MemberSettings
from tests.discord.conftest import Stage, answer, buttons


async def stored(stage: Stage, user_id: int) -> MemberSettings:
    return await stage.app.database.read(lambda tx: store.settings(tx, user_id))


async def zones(stage: Stage, typed: str) -> list[str]:
    choices = await stage.member.autocomplete(stage.lobby, "me zone", "zone", typed)
    return [choice["value"] for choice in choices]


async def test_at_first_everything_is_as_the_server_and_discord_have_it(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Beirut")
    shown = answer(await stage.member.slash(stage.lobby, "me show"))
    assert "Asia/Beirut, as this server has it" in shown
    assert "11:00, by that time zone" in shown
    assert "as Discord has it" in shown
    found = await stored(stage, stage.member.id)
    assert found == MemberSettings(user_id=stage.member.id, hinted_at=found.hinted_at)


async def test_a_zone_of_ones_own_survives_a_restart(stage: Stage) -> None:
    shown = answer(await stage.member.slash(stage.lobby, "me zone", zone="America/Montevideo"))
    assert "06:00, by that time zone" in shown
    await stage.restart()
    shown = answer(await stage.member.slash(stage.lobby, "me show"))
    assert "America/Montevideo" in shown
    assert "as this server has it" not in shown


async def test_a_city_is_as_good_as_a_zone(stage: Stage) -> None:
    await stage.member.slash(stage.lobby, "me zone", zone="brasília")
    assert (await stored(stage, stage.member.id)).zone == "America/Sao_Paulo"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("montev", "America/Montevideo"),
        ("america/montev", "America/Montevideo"),
        ("Sao Paulo", "America/Sao_Paulo"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Yaounde", "Africa/Douala"),
        ("Kolkata", "Asia/Kolkata"),
        ("lebanon", "Asia/Beirut"),
    ],
)
async def test_the_picker_finds_cities_zones_and_accents(stage: Stage, typed: str, zone: str) -> None:
    assert (await zones(stage, typed))[0] == zone


async def test_the_picker_offers_the_world_and_never_too_much(stage: Stage) -> None:
    assert len(await zones(stage, "")) == 25
    assert len(await zones(stage, "a")) == 25
    assert await zones(stage, "xyzzy" * 30) == []


@pytest.mark.parametrize("typed", ["../../etc/passwd", "EST", "Nowhere", "\0", "Europe/", "x" * 300])
async def test_an_unknown_zone_is_refused_and_nothing_is_stored(stage: Stage, typed: str) -> None:
    assert "no time zone" in answer(await stage.member.slash(stage.lobby, "me zone", zone=typed))
    assert (await stored(stage, stage.member.id)).zone is None


async def test_a_slip_of_the_finger_is_told_the_nearest_zone_and_keeps_the_old_one(stage: Stage) -> None:
    await stage.member.slash(stage.lobby, "me zone", zone="Beirut")
    shown = answer(await stage.member.slash(stage.lobby, "me zone", zone="Asia/Tokio"))
    assert "Did you mean Asia/Tokyo" in shown
    assert (await stored(stage, stage.member.id)).zone == "Asia/Beirut"


async def test_a_language_is_chosen_kept_and_given_back(stage: Stage) -> None:
    choices = await stage.member.autocomplete(stage.lobby, "me language", "language", "")
    assert {choice["name"]: choice["value"] for choice in choices} == {
        "as Discord has it": "auto",
        "English": "en",
    }
    assert "English" in answer(await stage.member.slash(stage.lobby, "me language", language="en"))
    await stage.restart()
    assert "English" in answer(await stage.member.slash(stage.lobby, "me show"))
    assert "as Discord has it" in answer(
        await stage.member.slash(stage.lobby, "me language", language="auto")
    )
    assert (await stored(stage, stage.member.id)).language is None


async def test_the_language_picker_narrows(stage: Stage) -> None:
    choices = await stage.member.autocomplete(stage.lobby, "me language", "language", "engl")
    assert [choice["value"] for choice in choices] == ["en"]


@pytest.mark.parametrize("typed", ["klingon", "", "../en", "xx"])
async def test_a_language_nobody_speaks_is_refused(stage: Stage, typed: str) -> None:
    shown = answer(await stage.member.slash(stage.lobby, "me language", language=typed))
    assert "does not speak" in shown
    assert (await stored(stage, stage.member.id)).language is None


async def test_the_chosen_language_is_spoken_to_its_reader_and_to_nobody_else(pseudo_stage: Stage) -> None:
    stage = pseudo_stage
    assert "⟦" in answer(await stage.member.slash(stage.lobby, "me language", language="xx"))
    assert "⟦" in answer(await stage.member.slash(stage.lobby, "help"))
    assert "⟦" not in answer(await stage.organiser.slash(stage.lobby, "help"))
    choices = await stage.member.autocomplete(stage.lobby, "me language", "language", "")
    assert all(choice["name"].startswith("⟦") for choice in choices)


async def test_an_old_button_is_refused_in_the_readers_language(pseudo_stage: Stage) -> None:
    stage = pseudo_stage
    await stage.member.slash(stage.lobby, "me language", language="xx")
    assert "⟦" in await stage.press_raw(stage.member, "no.such:1")
    assert "out of date" in await stage.press_raw(stage.organiser, "no.such:1")


async def test_settings_follow_a_person_to_another_guild_and_touch_nobody_else(stage: Stage) -> None:
    await stage.member.slash(stage.lobby, "me zone", zone="Asia/Tokyo")
    elsewhere = stage.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    there = elsewhere.add_member(UserHandle(stage.env, stage.env.backend.get_user(stage.member.id)))
    shown = answer(await there.slash(room, "me show"))
    assert "Asia/Tokyo" in shown
    assert "as this server has it" not in shown
    assert "UTC, as this server has it" in answer(await stage.organiser.slash(stage.lobby, "me show"))
    assert (await stored(stage, stage.organiser.id)).zone is None


async def test_help_lists_what_the_reader_may_do(stage: Stage) -> None:
    for_member = answer(await stage.member.slash(stage.lobby, "help"))
    assert "/me zone" in for_member
    assert "/announce" not in for_member
    for_organiser = answer(await stage.organiser.slash(stage.lobby, "help"))
    assert "/me zone" in for_organiser
    assert "/announce new" in for_organiser
    assert "/setup show" in for_organiser


async def test_help_names_no_command_that_does_not_exist(stage: Stage) -> None:
    named = {
        line.split("`")[1].removeprefix("/")
        for line in answer(await stage.organiser.slash(stage.lobby, "help")).splitlines()
        if line.startswith("`/")
    }
    assert len(named) > 5
    assert named <= {command.qualified_name for command in stage.bot.tree.walk_commands()}


@pytest.mark.parametrize("path", [("help",), ("me", "show"), ("setup", "show"), ("announce", "list")])
async def test_in_a_direct_message_it_says_where_it_works(stage: Stage, path: tuple[str, ...]) -> None:
    # Discord shows none of them there; a client with an old list of commands can still send one.
    user = UserHandle(stage.env, stage.env.backend.get_user(stage.member.id))
    root = next(command for command in await stage.bot.tree.fetch_commands() if command.name == path[0])
    data: dict[str, Any] = {
        "id": str(root.id),
        "name": root.name,
        "type": 1,
        "options": [{"type": 1, "name": name, "options": []} for name in path[1:]],
    }
    result = await simcord.actors._dispatch_actor_interaction(
        user, InteractionType.APPLICATION_COMMAND, user.dm_channel, data
    )
    assert "works in a server" in answer(result)


async def test_the_zone_goes_back_to_the_servers(stage: Stage) -> None:
    await stage.member.slash(stage.lobby, "me zone", zone="Montevideo")
    choices = await stage.member.autocomplete(stage.lobby, "me zone", "zone", "")
    assert choices[0]["name"] == "as this server has it"
    shown = answer(await stage.member.slash(stage.lobby, "me zone", zone=choices[0]["value"]))
    assert "UTC, as this server has it" in shown


# The card and its buttons


def fields(form: InteractionResult) -> list[str]:
    assert form.modal is not None
    return [str(label["component"]["custom_id"]) for label in form.modal["components"]]


async def test_each_setting_has_its_button_and_survives_a_restart(stage: Stage) -> None:
    shown = await stage.member.slash(stage.lobby, "me show")
    assert list(buttons(shown.response))[:5] == [
        "Time zone",
        "Language",
        "Quiet hours",
        "Direct messages",
        "Reminders",
    ]
    await stage.restart()
    form = await stage.member.click(shown.response, label="Time zone")
    assert fields(form) == ["zone"]
    shown = await stage.member.submit_modal(form, {"zone": "montevideo"})
    assert "America/Montevideo" in answer(shown)
    menu = await stage.member.click(shown.response, label="Language")
    shown = await stage.member.select(menu.response, ["en"], custom_id="me.language-set")
    assert "English" in answer(shown)
    form = await stage.member.click(shown.response, label="Quiet hours")
    shown = await stage.member.submit_modal(form, {"from": "22:00", "until": "07:00"})
    assert "22:00 to 07:00, by your clock" in answer(shown)
    await stage.restart()
    assert "22:00 to 07:00" in answer(await stage.member.slash(stage.lobby, "me show"))
    form = await stage.member.click(shown.response, label="Quiet hours")
    shown = await stage.member.submit_modal(form, {"from": "", "until": ""})
    assert (await stored(stage, stage.member.id)).quiet is None
    form = await stage.member.click(shown.response, label="Time zone")
    assert "as this server has it" in answer(await stage.member.submit_modal(form, {"zone": ""}))


@pytest.mark.parametrize(
    ("start", "end"), [("22:00", ""), ("25:00", "07:00"), ("22:00", "22:00"), ("x", "y")]
)
async def test_hours_that_are_none_are_refused_and_the_old_ones_stay(
    stage: Stage, start: str, end: str
) -> None:
    shown = await stage.member.slash(stage.lobby, "me show")
    form = await stage.member.click(shown.response, label="Quiet hours")
    await stage.member.submit_modal(form, {"from": "21:00", "until": "06:30"})
    form = await stage.member.click(shown.response, label="Quiet hours")
    assert "two different times" in answer(
        await stage.member.submit_modal(form, {"from": start, "until": end})
    )
    assert (await stored(stage, stage.member.id)).quiet == (dt.time(21), dt.time(6, 30))


async def test_a_zone_that_is_typed_wrong_is_refused_with_the_nearest(stage: Stage) -> None:
    shown = await stage.member.slash(stage.lobby, "me show")
    form = await stage.member.click(shown.response, label="Time zone")
    assert "Did you mean Asia/Beirut" in answer(
        await stage.member.submit_modal(form, {"zone": "Asia/Bayrut"})
    )


async def test_whether_the_bot_may_write_by_itself_is_asked_in_plain_words(stage: Stage) -> None:
    shown = await stage.member.slash(stage.lobby, "me show")
    shown = await stage.member.click(shown.response, label="Direct messages")
    assert "What you ask for yourself, such as a reminder, comes either way" in answer(shown)
    assert "Never advertising" in answer(shown)
    assert (await stored(stage, stage.member.id)).dm is None
    shown = await stage.member.click(shown.response, label="Yes, write to me")
    assert (await stored(stage, stage.member.id)).dm is True
    shown = await stage.member.click(shown.response, label="Only what I ask for")
    assert (await stored(stage, stage.member.id)).dm is False
    assert "only what you ask for" in answer(
        await stage.member.click(shown.response, label="Back to my settings")
    )


@pytest.mark.parametrize("custom_id", ["me.zone-hint:1", "me.language-set"])
async def test_an_altered_choice_is_out_of_date(stage: Stage, custom_id: str) -> None:
    assert "out of date" in await stage.press_raw(stage.member, custom_id)


# The first-use hint


async def test_whoever_has_no_zone_is_asked_once(stage: Stage) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Beirut")
    shown = await stage.member.slash(stage.lobby, "agenda")
    assert "Your times are shown in Beirut time. Is that yours?" in answer(shown)
    assert {"Yes, Beirut", "Another"} <= set(buttons(shown.response))
    assert "Is that yours" not in answer(await stage.member.slash(stage.lobby, "me show"))
    await stage.restart()
    done = await stage.member.click(shown.response, label="Yes, Beirut")
    assert "Asia/Beirut" in answer(done)
    assert (await stored(stage, stage.member.id)).zone == "Asia/Beirut"


async def test_whoever_has_a_zone_is_not_asked(stage: Stage) -> None:
    await stage.member.slash(stage.lobby, "me zone", zone="Beirut")
    assert "Is that yours" not in answer(await stage.member.slash(stage.lobby, "agenda"))
    assert (await stored(stage, stage.member.id)).hinted_at is None


async def test_another_zone_is_explained_and_typed(stage: Stage) -> None:
    shown = await stage.member.slash(stage.lobby, "me show")
    shown = await stage.member.click(shown.response, label="Another")
    assert "/me zone" in answer(shown)
    form = await stage.member.click(shown.response, label="Type my city")
    await stage.member.submit_modal(form, {"zone": "Cairo"})
    assert (await stored(stage, stage.member.id)).zone == "Africa/Cairo"


async def test_zones_that_three_organisers_chose_are_offered_and_that_of_two_is_not(stage: Stage) -> None:
    team = stage.guild.roles["Team"]
    for number, zone in enumerate(("Africa/Cairo",) * 3 + ("Asia/Tokyo",) * 2):
        who = stage.guild.add_member(stage.env.create_user(f"person{number}"), roles=[team])
        await who.slash(stage.lobby, "me zone", zone=zone)
        await who.slash(stage.lobby, "setup zone", zone=("Beirut", "Baghdad")[number % 2])
    shown = await stage.member.slash(stage.lobby, "me show")
    assert "Cairo" in buttons(shown.response)
    assert "Tokyo" not in buttons(shown.response)
    await stage.member.click(shown.response, label="Cairo")
    assert (await stored(stage, stage.member.id)).zone == "Africa/Cairo"


async def test_what_people_of_another_server_chose_is_offered_nowhere_else(stage: Stage) -> None:
    elsewhere = stage.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    team = elsewhere.create_role("Team", permissions=discord.Permissions(manage_guild=True))
    for number in range(4):
        who = elsewhere.add_member(stage.env.create_user(f"person{number}"), roles=[team])
        await who.slash(room, "me zone", zone="Asia/Tokyo")
        await who.slash(room, "setup zone", zone=("Beirut", "Cairo")[number % 2])
    assert "Tokyo" not in buttons((await stage.member.slash(stage.lobby, "me show")).response)
