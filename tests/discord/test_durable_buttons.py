"""Every button, menu and form that was shown before a restart works after it; an altered one harms nothing.

/setup's own buttons and the preview's Schedule: test_setup.py and test_announce.py.
"""

from typing import Any

import pytest
import simcord.actors
from simcord import InteractionResult, MemberActor
from simcord.backend.models import Message

from bot.announcements.rules import AnnouncementState
from bot.guilds import store
from tests.discord.conftest import Stage, answer, buttons
from tests.discord.test_announce import BODY, TITLE, drafted, scheduled


async def state(stage: Stage) -> AnnouncementState:
    newest = await stage.newest()
    return (await stage.app.services.announcements.detail(stage.actor(), newest)).announcement.state


async def test_the_pages_of_the_list_turn_both_ways(stage: Stage) -> None:
    for number in range(6):
        await scheduled(stage, title=f"Number {number}", when=f"2026-12-0{number + 1} 18:00")
    shown = await stage.organiser.slash(stage.lobby, "announce list")
    await stage.restart()
    shown = await stage.organiser.click(shown.response, custom_id="announce.list:0:2")
    assert "Number 5" in answer(shown)
    await stage.restart()
    shown = await stage.organiser.click(shown.response, custom_id="announce.list:0:1")
    assert "Number 0" in answer(shown)
    assert "Number 5" not in answer(shown)
    await stage.restart()
    shown = await stage.organiser.click(shown.response, label="Past")
    assert "Nothing was sent or cancelled yet" in answer(shown)
    await stage.restart()
    assert "Number 0" in answer(await stage.organiser.click(shown.response, label="Scheduled"))


async def test_the_detail_is_edited_and_saved(stage: Stage) -> None:
    await scheduled(stage)
    shown = await stage.organiser.slash(stage.lobby, "announce show", announcement=str(await stage.newest()))
    await stage.restart()
    change = await stage.organiser.click(shown.response, label="Edit")
    assert "Preview of the change" in answer(change)
    await stage.restart()
    form = await stage.organiser.click(change.response, label="Edit text")
    await stage.restart()
    preview = await stage.organiser.submit_modal(form, {"title": "Another day", "body": BODY})
    await stage.restart()
    assert "Saved: Another day" in answer(await stage.organiser.click(preview.response, label="Save changes"))


async def test_the_detail_is_cancelled_and_confirmed(stage: Stage) -> None:
    await scheduled(stage)
    shown = await stage.organiser.slash(stage.lobby, "announce show", announcement=str(await stage.newest()))
    await stage.restart()
    ask = await stage.organiser.click(shown.response, label="Cancel it")
    await stage.restart()
    done = await stage.organiser.click(ask.response, custom_id=buttons(ask.response)["Cancel it"])
    assert f"Cancelled: {TITLE}" in answer(done)
    assert await state(stage) is AnnouncementState.CANCELLED
    await stage.restart()
    assert "Nothing is scheduled" in answer(
        await stage.organiser.click(done.response, label="All announcements")
    )


async def test_the_way_back_from_the_question_leaves_everything(stage: Stage) -> None:
    await scheduled(stage)
    ask = await stage.organiser.slash(stage.lobby, "announce cancel", announcement=str(await stage.newest()))
    await stage.restart()
    kept = await stage.organiser.click(ask.response, custom_id=f"announce.show:{await stage.newest()}")
    assert TITLE in answer(kept)
    assert await state(stage) is AnnouncementState.SCHEDULED


async def test_quiet_hours_that_were_being_typed_are_saved(stage: Stage) -> None:
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    shown = await stage.organiser.click(shown.response, label="Language and hours")
    await stage.restart()
    form = await stage.organiser.click(shown.response, label="Change quiet hours")
    await stage.restart()
    saved = await stage.organiser.submit_modal(form, {"from": "22:00", "until": "07:00"})
    assert "22:00 to 07:00" in answer(saved)
    found = await stage.app.database.read(lambda tx: store.settings(tx, stage.guild.id))
    assert found.quiet is not None


async def test_an_announcement_that_was_being_written_is_not_lost(stage: Stage) -> None:
    form = await stage.organiser.slash(stage.lobby, "announce new", when="tomorrow 18:00", channel=stage.news)
    await stage.restart()
    preview = await stage.organiser.submit_modal(form, {"title": TITLE, "body": BODY})
    assert TITLE in answer(preview)
    assert BODY in answer(preview)


async def test_the_preview_s_other_buttons_work(stage: Stage) -> None:
    preview = await drafted(stage)
    await stage.restart()
    preview = await stage.organiser.select(preview.response, [stage.news, stage.lobby])
    assert TITLE in answer(preview)
    await stage.restart()
    assert "on its way" in answer(await stage.organiser.click(preview.response, label="Send it to me first"))
    await stage.restart()
    assert "Discarded" in answer(await stage.organiser.click(preview.response, label="Discard"))


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Refresh", "Beirut NOG with Crossconnect"),
        ("Roles", "The owner and administrators can always"),
        ("Language and hours", "Quiet hours"),
        ("History", "Nothing has been changed yet"),
        ("Pause everything", "Everything is paused"),
        ("Create 6 missing channels", "6 channels are being made"),
    ],
)
async def test_the_set_up_s_other_buttons_work(stage: Stage, label: str, said: str) -> None:
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    await stage.restart()
    assert said in answer(await stage.organiser.click(shown.response, label=label))


async def test_menus_work_and_lead_back(stage: Stage) -> None:
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    menus = await stage.organiser.click(shown.response, label="Roles")
    await stage.restart()
    chosen = await stage.organiser.select(
        menus.response, [stage.guild.roles["Team"]], custom_id="setup.role:0"
    )
    await stage.restart()
    shown = await stage.organiser.click(chosen.response, label="Back")
    assert stage.guild.roles["Team"].mention in answer(shown)
    times = await stage.organiser.click(shown.response, label="Language and hours")
    await stage.restart()
    assert "English" in answer(
        await stage.organiser.select(times.response, ["en"], custom_id="setup.language")
    )


async def test_the_history_turns_its_pages(stage: Stage) -> None:
    for zone in ("Asia/Tokyo", "Asia/Beirut") * 6:
        await stage.app.services.guilds.set_zone(stage.actor(), zone)
    shown = await stage.organiser.slash(stage.lobby, "setup history")
    await stage.restart()
    shown = await stage.organiser.click(shown.response, custom_id="setup.history:2")
    assert "UTC → Asia/Tokyo" in answer(shown)
    await stage.restart()
    assert "UTC → Asia/Tokyo" not in answer(
        await stage.organiser.click(shown.response, custom_id="setup.history:1")
    )


# Altered menus


async def choose_raw(
    stage: Stage, who: MemberActor, custom_id: str, values: list[str], kind: int = 8
) -> InteractionResult:
    """Choose in a menu what it does not offer, as an altered client can."""
    menu: dict[str, Any] = {"type": kind, "custom_id": custom_id, "max_values": 25}
    carrier = stage.env.backend.commit_message(
        Message(
            id=stage.env.backend.snowflake(),
            channel_id=stage.lobby.id,
            author_id=stage.env.backend.bot_user.id,
            content="",
            components=[{"type": 1, "components": [menu]}],
        )
    )
    return await simcord.actors._component_interaction(
        who, carrier, {"custom_id": custom_id, "component_type": kind, "values": values}
    )


@pytest.mark.parametrize("value", ["x", "-1", "", "١", "1.5", "1_0"])
@pytest.mark.parametrize("menu", ["setup.channel:0", "setup.role:0", "announce.channels"])
async def test_a_menu_s_value_that_is_no_id_is_out_of_date(stage: Stage, menu: str, value: str) -> None:
    if menu == "announce.channels":
        await drafted(stage)
        menu = f"{menu}:{await stage.newest()}"
    assert "out of date" in answer(await choose_raw(stage, stage.organiser, menu, [value]))


@pytest.mark.parametrize(
    ("value", "said"),
    [("1", "not in this server"), (str(2**63), "out of date"), ("9" * 40, "out of date")],
)
@pytest.mark.parametrize("menu", ["setup.channel:0", "setup.role:0"])
async def test_an_id_of_elsewhere_is_refused_and_nothing_is_stored(
    stage: Stage, menu: str, value: str, said: str
) -> None:
    assert said in answer(await choose_raw(stage, stage.organiser, menu, [value]))
    found = await stage.app.database.read(lambda tx: store.settings(tx, stage.guild.id))
    assert (found.channels, found.roles) == ({}, {})


@pytest.mark.parametrize("values", [[], ["klingon"], [""], ["../en"]])
async def test_a_language_that_is_not_offered_is_refused(stage: Stage, values: list[str]) -> None:
    shown = answer(await choose_raw(stage, stage.organiser, "setup.language", values, kind=3))
    assert "out of date" in shown or "does not speak" in shown
    found = await stage.app.database.read(lambda tx: store.settings(tx, stage.guild.id))
    assert found.language == "en"


async def test_no_answer_to_an_altered_press_says_that_something_broke(stage: Stage) -> None:
    """Each route pressed as a plain button, with ids of nothing and without a choice."""
    for name, ids in stage.bot.router.routes.items():
        shown = await stage.press_raw(stage.organiser, ":".join((name, *["9"] * ids)))
        assert "broke" not in shown, name
        assert shown
