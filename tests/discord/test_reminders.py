""" "Remind me" from the button under a post to the message that arrives, through real clicks, forms and direct messages."""

import datetime as dt

import discord
import pytest
import simcord.actors
from simcord import InteractionResult, MemberActor, ResponseMessage, UserHandle
from simcord.backend.models import Message
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.reminders import rules, store
from bot.reminders.rules import Reminder, ReminderState
from bot.storage.database import Transaction
from tests.discord.conftest import Stage, answer, buttons, sending, texts
from tests.discord.test_announce import TITLE, posted, scheduled

EVENT = dt.datetime(2026, 12, 8, 18, tzinfo=dt.UTC)
"""What the announcement of most tests is about; it is posted on 24 November."""


def stamp(instant: dt.datetime) -> str:
    return f"<t:{int(instant.timestamp())}"


def as_user(stage: Stage, who: MemberActor) -> UserHandle:
    return UserHandle(stage.env, stage.env.backend.get_user(who.id))


def dms(stage: Stage, who: MemberActor) -> list[discord.Message]:
    return as_user(stage, who).dm_channel.history()


def close_dms(stage: Stage, who: MemberActor, *, times: int | None = None) -> None:
    channel = as_user(stage, who).dm_channel.id
    stage.env.inject_error("POST", f"/channels/{channel}/messages", status=403, code=50007, times=times)


def open_dms(stage: Stage) -> None:
    stage.env.backend.faults.clear()


async def announced(stage: Stage, *, event: str | None = "2026-12-08 18:00", title: str = TITLE) -> int:
    """Post an announcement in #news; its id. It is then Tuesday 24 November, 18:00:01 UTC."""
    form = await stage.organiser.slash(
        stage.lobby,
        "announce new",
        when="tomorrow 18:00",
        channel=stage.news,
        **({"about": event} if event else {}),
    )
    assert form.modal is not None, answer(form)
    preview = await stage.organiser.submit_modal(form, {"title": title, "body": "Bring your AS number."})
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=33, seconds=1)
    assert await stage.deliver() == 1
    sending(stage)
    return await stage.newest()


async def pressed(stage: Stage, who: MemberActor | None = None) -> InteractionResult:
    """Press the button under the newest post."""
    return await (who or stage.member).click(stage.news.history()[-1], label="Remind me")


async def chosen(stage: Stage, value: str, who: MemberActor | None = None) -> InteractionResult:
    """Choose from the menu behind the button."""
    shown = await pressed(stage, who)
    return await (who or stage.member).select(shown.response, [value], custom_id=menu(shown))


async def typed(stage: Stage, when: str) -> InteractionResult:
    """Type another time."""
    form = await stage.member.click((await pressed(stage)).response, label="Other time")
    assert form.modal is not None
    return await stage.member.submit_modal(form, {"when": when})


def menu(shown: InteractionResult) -> str:
    return next(
        row["components"][0]["custom_id"]
        for container in shown.response.components
        for row in container["components"]
        if row["type"] == 1 and row["components"][0]["type"] == 3
    )


def offered(shown: InteractionResult) -> dict[str, str]:
    """Value → label and description of the menu."""
    return {
        option["value"]: f"{option['label']} · {option['description']}"
        for container in shown.response.components
        for row in container["components"]
        if row["type"] == 1 and row["components"][0]["type"] == 3
        for option in row["components"][0]["options"]
    }


async def mine(stage: Stage, who: MemberActor | None = None) -> list[Reminder]:
    user = (who or stage.member).id
    return await stage.app.database.read(
        lambda tx: [
            found
            for row in tx.all("SELECT id FROM reminder WHERE user_id = ? ORDER BY id", (user,))
            if (found := store.get(tx, stage.guild.id, row["id"])) is not None
        ]
    )


async def until(stage: Stage, instant: dt.datetime) -> None:
    stage.clock.advance(instant - stage.clock.now() + dt.timedelta(seconds=1))
    await stage.deliver()


# The button


async def test_every_post_bears_the_button_and_no_preview_lets_it_be_pressed(stage: Stage) -> None:
    shown = await scheduled(stage)
    shown = await stage.organiser.click(shown.response, custom_id=f"announce.show:{await stage.newest()}")
    assert "remind." in buttons(shown.response)["Remind me"]
    with pytest.raises(Exception, match="disabled"):
        await stage.organiser.click(shown.response, label="Remind me")


async def test_what_was_not_posted_is_told_to_nobody(stage: Stage) -> None:
    await scheduled(stage)
    said = await stage.press_raw(stage.member, f"remind.announcements:{await stage.newest()}")
    assert TITLE not in said
    assert "nothing to be reminded of" in said


async def test_a_title_that_is_not_posted_yet_is_told_to_nobody(stage: Stage) -> None:
    await scheduled(stage, when="every Tuesday 18:00")
    stage.pass_time(hours=33, seconds=1)
    await stage.deliver()
    sending(stage)
    await chosen(stage, "tomorrow")
    which = str(await stage.newest())
    preview = await stage.organiser.slash(stage.lobby, "announce edit", announcement=which)
    form = await stage.organiser.click(preview.response, label="Edit text")
    preview = await stage.organiser.submit_modal(form, {"title": "Not said yet", "body": "Next week."})
    await stage.organiser.click(preview.response, label="Save changes")
    assert TITLE in answer(await pressed(stage))
    assert TITLE in answer(await stage.member.slash(stage.lobby, "me reminders"))
    stage.pass_time(days=1)
    await stage.deliver()
    assert "Not said yet" not in "".join(map(texts, dms(stage, stage.member)))
    stage.pass_time(days=6)
    await stage.deliver()
    assert "Not said yet" in answer(await pressed(stage))


async def test_what_stands_in_another_channel_is_told_to_nobody(stage: Stage) -> None:
    announcement = await announced(stage)
    for custom_id in (f"remind.announcements:{announcement}", f"remind-form.announcements:{announcement}:1"):
        assert TITLE not in await stage.press_raw(stage.member, custom_id, stage.lobby)
    assert await mine(stage) == []


async def test_before_a_date_the_offsets_that_are_left_are_offered_in_ones_own_zone(stage: Stage) -> None:
    await stage.member.slash(stage.lobby, "me zone", zone="Beirut")
    await announced(stage)
    shown = await pressed(stage)
    assert "18:00 UTC" in answer(shown)
    assert list(offered(shown)) == ["604800", "86400", "10800", "3600", "900"]
    assert offered(shown)["86400"] == "1 day before · Mon 7 Dec 2026, 20:00 Beirut"
    stage.clock.advance(EVENT - dt.timedelta(hours=2) - stage.clock.now())
    assert list(offered(await pressed(stage))) == ["3600", "900"]


async def test_shortly_before_a_date_only_a_time_of_ones_own_is_left(stage: Stage) -> None:
    await announced(stage)
    stage.clock.advance(EVENT - dt.timedelta(minutes=10) - stage.clock.now())
    shown = await pressed(stage)
    assert "less than 15 minutes" in answer(shown)
    assert "Other time" in buttons(shown.response)


async def test_without_a_date_the_next_good_moments_are_offered(stage: Stage) -> None:
    await stage.member.slash(stage.lobby, "me zone", zone="America/Montevideo")
    await announced(stage, event=None)
    assert offered(await pressed(stage)) == {
        "hour": "In 1 hour · Tue 24 Nov 2026, 16:01 Montevideo",
        "evening": "This evening · Tue 24 Nov 2026, 18:00 Montevideo",
        "tomorrow": "Tomorrow morning · Wed 25 Nov 2026, 09:00 Montevideo",
        "monday": "Next Monday · Mon 30 Nov 2026, 09:00 Montevideo",
    }


# Asked for, tried, kept


async def test_the_answer_knows_that_the_direct_message_arrived(stage: Stage) -> None:
    await announced(stage)
    shown = await chosen(stage, "86400")
    assert "I will remind you" in answer(shown)
    assert "has just arrived" in answer(shown)
    (told,) = dms(stage, stage.member)
    assert TITLE in texts(told)
    assert stamp(EVENT - dt.timedelta(days=1)) in texts(told)
    assert [one.dm for one in await mine(stage)] == [True]


async def test_it_comes_at_its_time_once_with_the_date_and_the_way_to_the_post(stage: Stage) -> None:
    await announced(stage)
    await chosen(stage, "3600")
    await until(stage, EVENT - dt.timedelta(hours=1, seconds=3))
    assert len(dms(stage, stage.member)) == 1
    await until(stage, EVENT - dt.timedelta(hours=1))
    await stage.deliver()
    _, came = dms(stage, stage.member)
    assert TITLE in texts(came)
    assert stamp(EVENT) in texts(came)
    post = stage.news.history()[0]
    urls = [
        item.get("url")
        for component in came.components
        for row in component.to_dict()["components"]  # type: ignore[typeddict-item]
        for item in row.get("components", [])
    ]
    assert f"https://discord.com/channels/{stage.guild.id}/{stage.news.id}/{post.id}" in urls
    assert [one.state for one in await mine(stage)] == [ReminderState.SENT]


async def test_a_second_one_within_a_day_sends_no_second_word_ahead(stage: Stage) -> None:
    await announced(stage)
    await chosen(stage, "86400")
    shown = await chosen(stage, "3600")
    assert "It comes as a direct message" in answer(shown)
    assert len(dms(stage, stage.member)) == 1
    assert "You already have a reminder" in answer(await pressed(stage))
    assert len(await mine(stage)) == 2
    stage.pass_time(days=1, seconds=1)
    assert "has just arrived" in answer(await chosen(stage, "900"))


async def test_the_same_time_twice_is_one(stage: Stage) -> None:
    await announced(stage)
    await chosen(stage, "86400")
    assert "You have this one already" in answer(await chosen(stage, "86400"))
    assert "You have this one already" in answer(await typed(stage, "2026-12-07 18:00"))
    assert len(await mine(stage)) == 1


async def test_a_slow_direct_message_is_on_its_way(stage: Stage) -> None:
    await announced(stage)
    stage.app.services.reminders.patience = dt.timedelta(0)
    stage.dispatcher.on_wake(None)
    assert "is on its way" in answer(await chosen(stage, "86400"))
    assert await stage.deliver() == 1
    assert [one.dm for one in await mine(stage)] == [True]


async def test_it_survives_a_restart(stage: Stage) -> None:
    await announced(stage)
    shown = await pressed(stage)
    await stage.restart()
    sending(stage)
    await stage.member.select(shown.response, ["900"], custom_id=menu(shown))
    await stage.restart()
    await until(stage, EVENT - dt.timedelta(minutes=15))
    assert len(dms(stage, stage.member)) == 2


async def test_in_a_paused_server_it_is_kept_and_nothing_is_tried(stage: Stage) -> None:
    await announced(stage)
    await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    assert "Everything is paused" in answer(await chosen(stage, "86400"))
    assert dms(stage, stage.member) == []


# A time of one's own


async def test_a_time_is_read_by_ones_own_clock(stage: Stage) -> None:
    await stage.member.slash(stage.lobby, "me zone", zone="Asia/Tokyo")
    await announced(stage)
    shown = await typed(stage, "2026-12-01 9:00")
    due = dt.datetime(2026, 12, 1, 0, tzinfo=dt.UTC)
    assert stamp(due) in answer(shown)
    await until(stage, due)
    assert len(dms(stage, stage.member)) == 2


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2026-12-08 18:00", "not before the date"),
        ("2026-12-20 18:00", "not before the date"),
        ("2026-11-20 18:00", "past"),
        ("every day 9:00", "A reminder comes once"),
        ("soon", "soon"),
        ("18:00 EST", "EST"),
    ],
)
async def test_a_time_that_cannot_be_had_is_refused_and_nothing_is_kept(
    stage: Stage, when: str, said: str
) -> None:
    await announced(stage)
    refused = answer(await typed(stage, when))
    assert "⚠️" in refused
    assert said in refused
    assert await mine(stage) == []


async def test_more_than_a_year_ahead_is_too_far(stage: Stage) -> None:
    await announced(stage, event=None)
    assert "at most a year" in answer(await typed(stage, "2028-01-01 9:00"))


async def test_a_time_that_comes_twice_is_told(stage: Stage) -> None:
    await stage.member.slash(stage.lobby, "me zone", zone="America/New_York")
    await announced(stage, event=None)
    shown = answer(await typed(stage, "2027-11-07 1:30"))
    assert "comes twice" in shown
    assert stamp(dt.datetime(2027, 11, 7, 5, 30, tzinfo=dt.UTC)) in shown


async def test_there_are_a_hundred_at_most(stage: Stage) -> None:
    announcement = await announced(stage)

    def fill(tx: Transaction) -> None:
        for number in range(rules.MOST_ACTIVE):
            store.insert(
                tx,
                guild_id=stage.guild.id,
                user_id=stage.member.id,
                feature="announcements",
                subject_id=announcement,
                channel_id=stage.news.id,
                message_id=None,
                due_at=EVENT - dt.timedelta(minutes=20 + number),
                offset=None,
            )

    await stage.app.database.write(fill)
    assert "which is the most there can be" in answer(await chosen(stage, "86400"))
    assert "I will remind you" in answer(await chosen(stage, "86400", stage.organiser)), "others may"


@pytest.mark.hostile(53)
@pytest.mark.parametrize("value", ["1", "-1", "9" * 30, "evening!", "", "604800.0", "²"])
async def test_an_altered_choice_is_out_of_date(stage: Stage, value: str) -> None:
    await announced(stage)
    assert "out of date" in answer(await altered(stage, value))
    assert await mine(stage) == []


async def altered(stage: Stage, value: str) -> InteractionResult:
    """Choose what the menu does not hold, as an altered client can."""
    shown = await pressed(stage)
    found = stage.member._message(shown.response)
    return await simcord.actors._component_interaction(
        stage.member, found, {"component_type": 3, "custom_id": menu(shown), "values": [value]}
    )


# Closed direct messages


async def test_a_closed_door_is_told_at_once_and_a_mention_is_offered(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    await announced(stage)
    close_dms(stage, stage.member)
    shown = await chosen(stage, "3600")
    assert "Your direct messages are closed" in answer(shown)
    done = await stage.member.click(shown.response, label="Mention me in #news")
    assert "I mention you here" in answer(done)
    await until(stage, EVENT - dt.timedelta(hours=1))
    came = stage.news.history()[-1]
    assert f"<@{stage.member.id}>" in texts(came)
    assert TITLE in texts(came)
    assert [user.id for user in came.mentions] == [stage.member.id]
    assert [one.state for one in await mine(stage)] == [ReminderState.SENT]
    assert posted(stage.lobby) == [], "nothing of it is the organisers' business"
    assert "Could not be delivered" not in answer(await stage.organiser.slash(stage.lobby, "setup show"))


async def test_where_the_bot_may_not_write_no_mention_is_offered(stage: Stage) -> None:
    await announced(stage)
    close_dms(stage, stage.member)
    stage.deny(stage.news, discord.Permissions(send_messages=True))
    shown = await chosen(stage, "3600")
    assert "may not write in this channel" in answer(shown)
    assert not any(label.startswith("Mention") for label in buttons(shown.response))
    (kept,) = await mine(stage)
    assert "may not write in that channel" in await stage.press_raw(stage.member, f"reminder.here:{kept.id}")


async def test_nobody_is_mentioned_where_they_may_not_read(stage: Stage) -> None:
    await announced(stage)
    close_dms(stage, stage.member)
    await chosen(stage, "3600")
    stage.env.backend.set_overwrite(
        stage.news.id,
        Overwrite(
            target_id=stage.member.id,
            type=OverwriteType.MEMBER,
            deny=discord.Permissions(view_channel=True).value,
        ),
    )
    (kept,) = await mine(stage)
    assert "may not write in that channel" in await stage.press_raw(stage.member, f"reminder.here:{kept.id}")


async def test_opened_and_tried_again_it_arrives(stage: Stage) -> None:
    await announced(stage)
    close_dms(stage, stage.member)
    shown = await chosen(stage, "3600")
    assert "closed" in answer(await stage.member.slash(stage.lobby, "me reminders"))
    open_dms(stage)
    assert "has just arrived" in answer(await stage.member.click(shown.response, label="Try again"))
    await until(stage, EVENT - dt.timedelta(hours=1))
    assert len(dms(stage, stage.member)) == 2


async def test_a_door_that_is_still_closed_is_not_forgotten(stage: Stage) -> None:
    await announced(stage)
    close_dms(stage, stage.member)
    await chosen(stage, "3600")
    shown = await chosen(stage, "3600")
    assert "Your direct messages are closed" in answer(shown), "asked for again, nothing has changed"
    open_dms(stage)
    assert "has just arrived" in answer(await chosen(stage, "900"))


async def test_the_offer_can_be_turned_down(stage: Stage) -> None:
    await announced(stage)
    close_dms(stage, stage.member)
    shown = await chosen(stage, "3600")
    assert "Cancelled" in answer(await stage.member.click(shown.response, label="Cancel reminder"))
    open_dms(stage)
    await until(stage, EVENT)
    assert dms(stage, stage.member) == []


async def test_one_that_finds_the_door_closed_when_it_is_due_is_listed_with_its_cure(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    await announced(stage)
    await chosen(stage, "3600")
    close_dms(stage, stage.member)
    await until(stage, EVENT - dt.timedelta(hours=1))
    assert [one.state for one in await mine(stage)] == [ReminderState.FAILED]
    assert posted(stage.lobby) == []
    shown = await stage.member.slash(stage.lobby, "me reminders")
    assert "did not arrive" in answer(shown)
    assert "Allow them in this server’s privacy settings" in answer(shown)
    done = await stage.member.click(shown.response, label="Mention me in the channel")
    assert "I mention you here" in answer(done)
    await stage.deliver()
    assert f"<@{stage.member.id}>" in texts(stage.news.history()[-1])


async def test_one_that_came_too_late_is_listed_and_told_to_no_organiser(stage: Stage) -> None:
    await stage.set_channel("notices", stage.lobby)
    await announced(stage)
    await chosen(stage, "3600")
    await until(stage, EVENT)
    assert len(dms(stage, stage.member)) == 1
    assert posted(stage.lobby) == []
    shown = await stage.member.slash(stage.lobby, "me reminders")
    assert "down or paused for too long" in answer(shown)
    assert "Mention me in the channel" not in buttons(shown.response), "that would not have helped"


async def test_a_late_one_says_when_it_was_due(stage: Stage) -> None:
    await announced(stage, event=None)
    await chosen(stage, "hour")
    due = (await mine(stage))[0].due_at
    await until(stage, due + dt.timedelta(hours=11))
    assert f"Was due {stamp(due)}" in texts(dms(stage, stage.member)[-1])


# What happens to what it is about


async def test_it_moves_with_its_date(stage: Stage) -> None:
    announcement = await announced_series(stage)
    await chosen(stage, "86400")
    await typed(stage, "2026-12-01 9:00")
    await move_event(stage, announcement, "2026-12-10 12:00")
    moved_to = dt.datetime(2026, 12, 10, 12, tzinfo=dt.UTC)
    assert {one.due_at for one in await mine(stage)} == {
        moved_to - dt.timedelta(days=1),
        dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC),
    }
    await until(stage, dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC))
    await until(stage, EVENT - dt.timedelta(days=1))
    assert len(dms(stage, stage.member)) == 2, "not at the old time"
    await until(stage, moved_to - dt.timedelta(days=1))
    assert stamp(moved_to) in texts(dms(stage, stage.member)[-1])


async def test_a_date_that_comes_nearer_than_the_distance_is_told_at_once(stage: Stage) -> None:
    announcement = await announced_series(stage)
    await chosen(stage, "604800")
    await move_event(stage, announcement, "2026-11-26 12:00")
    stage.pass_time(minutes=1)
    await stage.deliver()
    assert stamp(dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)) in texts(dms(stage, stage.member)[-1])


async def test_what_was_cancelled_reminds_nobody_and_the_list_says_so(stage: Stage) -> None:
    announcement = await announced_series(stage)
    await chosen(stage, "3600")
    ask = await stage.organiser.slash(stage.lobby, "announce cancel", announcement=str(announcement))
    await stage.organiser.click(ask.response, custom_id=buttons(ask.response)["Cancel it"])
    shown = await stage.member.slash(stage.lobby, "me reminders")
    assert "was cancelled or removed" in answer(shown)
    assert "nothing to be reminded of" in answer(await pressed(stage))
    await until(stage, EVENT - dt.timedelta(hours=1))
    assert len(dms(stage, stage.member)) == 1, "the word ahead, and no more"
    assert "No reminder is coming" in answer(await stage.member.click(shown.response, label="Remove"))


# The list


async def test_the_list_pages_changes_and_cancels(stage: Stage) -> None:
    await announced(stage)
    assert "No reminder is coming" in answer(await stage.member.slash(stage.lobby, "me reminders"))
    for value in ("604800", "86400", "10800", "3600", "900"):
        await chosen(stage, value)
    await typed(stage, "2026-11-28 9:00")
    shown = await stage.member.slash(stage.lobby, "me reminders")
    assert stamp(dt.datetime(2026, 11, 28, 9, tzinfo=dt.UTC)) in answer(shown)
    assert stamp(EVENT - dt.timedelta(minutes=15)) not in answer(shown)
    await stage.restart()
    shown = await stage.member.click(shown.response, custom_id="me.reminders:2")
    assert stamp(EVENT - dt.timedelta(minutes=15)) in answer(shown)
    asked = await stage.member.click(shown.response, label="Change time")
    done = await stage.member.select(asked.response, ["86400"], custom_id=menu(asked))
    assert "You have this one already" in answer(done), "the same time twice is one"
    shown = await stage.member.click(done.response, label="Cancel reminder")
    assert "Cancelled" in answer(shown)
    left = [one.due_at for one in await mine(stage) if one.state is ReminderState.ACTIVE]
    assert EVENT - dt.timedelta(days=1) not in left
    assert EVENT - dt.timedelta(minutes=15) not in left
    await until(stage, EVENT - dt.timedelta(hours=6))
    assert len(dms(stage, stage.member)) == 1 + 2, "one a week before, one at a time of one's own"


async def test_the_time_of_one_is_changed_by_a_phrase(stage: Stage) -> None:
    await announced(stage)
    shown = await chosen(stage, "3600")
    asked = await stage.member.click(shown.response, label="Change time")
    form = await stage.member.click(asked.response, label="Other time")
    done = await stage.member.submit_modal(form, {"when": "2026-12-02 9:00"})
    due = dt.datetime(2026, 12, 2, 9, tzinfo=dt.UTC)
    assert stamp(due) in answer(done)
    await until(stage, due)
    await until(stage, EVENT - dt.timedelta(hours=1))
    assert len(dms(stage, stage.member)) == 2, "the word ahead and the reminder: not at the old time too"


@pytest.mark.hostile(55)
async def test_nobody_reaches_the_reminders_of_another(stage: Stage) -> None:
    await announced(stage)
    await chosen(stage, "3600")
    (kept,) = await mine(stage)
    guild = stage.guild.id
    for custom_id in (
        f"reminder.change:{kept.id}",
        f"reminder.here:{kept.id}",
        f"reminder.retry:{kept.id}",
        f"reminder.cancel:{kept.id}",
        f"reminder.undo:{guild}:{kept.id}",
        f"reminder.done:{guild}:{kept.id}",
        f"reminder.snooze:{guild}:{kept.id}:0",
    ):
        assert "not yours" in await stage.press_raw(stage.organiser, custom_id), custom_id
    assert await mine(stage) == [kept]
    assert "No reminder is coming" in answer(await stage.organiser.slash(stage.lobby, "me reminders"))


@pytest.mark.hostile(52)
async def test_the_reminders_of_one_server_are_not_told_in_another(stage: Stage) -> None:
    await announced(stage)
    await chosen(stage, "3600")
    (kept,) = await mine(stage)
    elsewhere = stage.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    there = elsewhere.add_member(as_user(stage, stage.member))
    assert "No reminder is coming" in answer(await there.slash(room, "me reminders"))
    assert "out of date" in await stage.press_raw(there, f"reminder.done:{stage.guild.id}:{kept.id}", room)
    assert "not yours" in await stage.press_raw(there, f"reminder.cancel:{kept.id}", room)


async def test_my_agenda_shows_them_and_nobody_elses_does(stage: Stage) -> None:
    await announced(stage)
    await chosen(stage, "3600")
    assert "Reminder" in answer(await stage.member.slash(stage.lobby, "agenda", what="mine"))
    assert "Reminder" not in answer(await stage.member.slash(stage.lobby, "agenda"))
    assert TITLE not in answer(await stage.organiser.slash(stage.lobby, "agenda", what="mine"))


# The reminder itself


async def test_snooze_and_done_work_in_the_direct_message_and_after_a_restart(stage: Stage) -> None:
    await stage.member.slash(stage.lobby, "me zone", zone="Beirut")
    await announced(stage)
    await chosen(stage, "86400")
    await until(stage, EVENT - dt.timedelta(days=1))
    user = as_user(stage, stage.member)
    came = dms(stage, stage.member)[-1]
    assert list(buttons(came)) == ["Done", "In 10 minutes", "In 1 hour", "Tomorrow 09:00 Beirut"]
    await stage.restart()
    await user.click(came, label="In 10 minutes")
    snoozed = dms(stage, stage.member)[-1]
    assert "again on" in texts(snoozed)
    assert "In 10 minutes" not in buttons(snoozed), "the message itself says what became of it"
    assert [one.snoozed for one in await mine(stage)] == [1]
    stage.pass_time(minutes=11)
    await stage.deliver()
    assert len(dms(stage, stage.member)) == 3
    again = dms(stage, stage.member)[-1]
    await user.click(again, label="Done")
    assert buttons(dms(stage, stage.member)[-1]) == {}
    await until(stage, EVENT)
    assert len(dms(stage, stage.member)) == 3


async def test_a_snooze_never_leads_past_the_date(stage: Stage) -> None:
    await announced(stage)
    await chosen(stage, "3600")
    await until(stage, EVENT - dt.timedelta(hours=1))
    came = dms(stage, stage.member)[-1]
    assert "Tomorrow 09:00 UTC" not in buttons(came)
    (kept,) = await mine(stage)
    user = as_user(stage, stage.member)
    said = await pressed_in_dm(stage, user, f"reminder.snooze:{stage.guild.id}:{kept.id}:2")
    assert "not before the date" in said


async def test_the_word_ahead_can_be_taken_back_where_it_is_read(stage: Stage) -> None:
    await announced(stage)
    await chosen(stage, "3600")
    user = as_user(stage, stage.member)
    await user.click(dms(stage, stage.member)[0], label="Cancel this reminder")
    assert "No reminder comes" in texts(dms(stage, stage.member)[0])
    await until(stage, EVENT - dt.timedelta(minutes=1))
    assert len(dms(stage, stage.member)) == 1


async def test_a_snooze_of_what_was_cancelled_meanwhile_says_so(stage: Stage) -> None:
    announcement = await announced_series(stage)
    await chosen(stage, "86400")
    await until(stage, EVENT - dt.timedelta(days=1))
    ask = await stage.organiser.slash(stage.lobby, "announce cancel", announcement=str(announcement))
    await stage.organiser.click(ask.response, custom_id=buttons(ask.response)["Cancel it"])
    result = await as_user(stage, stage.member).click(dms(stage, stage.member)[-1], label="In 1 hour")
    assert "nothing to be reminded of" in answer(result)


@pytest.mark.parametrize("tail", ["1:99", "99999:0", "1:0"])
async def test_a_snooze_that_nobody_offered_harms_nothing(stage: Stage, tail: str) -> None:
    user = as_user(stage, stage.member)
    said = await pressed_in_dm(stage, user, f"reminder.snooze:{stage.guild.id}:{tail}")
    assert "⚠️" in said


async def test_of_a_server_that_the_bot_has_left_it_says_so(stage: Stage) -> None:
    user = as_user(stage, stage.member)
    assert "no longer in that server" in await pressed_in_dm(stage, user, "reminder.done:12345:1")


async def pressed_in_dm(stage: Stage, user: UserHandle, custom_id: str) -> str:
    carrier = stage.env.backend.commit_message(
        Message(
            id=stage.env.backend.snowflake(),
            channel_id=user.dm_channel.id,
            author_id=stage.env.backend.bot_user.id,
            content="",
            components=[
                {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": custom_id}]}
            ],
        )
    )
    return answer(await user.click(ResponseMessage(stage.env, carrier), custom_id=custom_id))


# Kept, exported, erased


async def test_erasing_a_person_takes_back_what_was_promised_to_them(stage: Stage) -> None:
    await announced(stage)
    await chosen(stage, "3600")
    erased = stage.app.features["reminders"].erased
    assert erased is not None
    await stage.app.database.write(lambda tx: erased(tx, stage.member.id))
    await until(stage, EVENT - dt.timedelta(hours=1))
    assert len(dms(stage, stage.member)) == 1


async def test_what_is_over_is_forgotten_after_a_month_and_what_is_coming_is_not(stage: Stage) -> None:
    await announced(stage)
    await chosen(stage, "604800")
    await typed(stage, "2026-12-07 9:00")
    await until(stage, EVENT - dt.timedelta(days=7))
    forget = stage.app.features["reminders"].forget
    assert forget is not None
    for days, left in ((0, 2), (29, 2), (31, 1)):
        at = EVENT - dt.timedelta(days=7) + dt.timedelta(days=days)
        await stage.app.database.write(lambda tx, at=at: forget(tx, at))
        assert len(await mine(stage)) == left, days


# Parts


async def announced_series(stage: Stage) -> int:
    """A weekly announcement with a date, posted once: it can still be edited and cancelled."""
    form = await stage.organiser.slash(
        stage.lobby, "announce new", when="every Tuesday 18:00", channel=stage.news, about="2026-12-08 18:00"
    )
    assert form.modal is not None, answer(form)
    preview = await stage.organiser.submit_modal(form, {"title": TITLE, "body": "Bring your AS number."})
    await stage.organiser.click(preview.response, label="Schedule")
    stage.pass_time(hours=33, seconds=1)
    assert await stage.deliver() == 1
    sending(stage)
    return await stage.newest()


async def move_event(stage: Stage, announcement: int, when: str) -> None:
    """Give it another date, as an organiser."""
    shown = await stage.organiser.slash(stage.lobby, "announce edit", announcement=str(announcement))
    draft = await stage.newest()
    dates = await stage.organiser.click(shown.response, custom_id=f"announce.draft-dates:{draft}")
    form = await stage.organiser.click(dates.response, custom_id=f"announce.event:{draft}")
    dates = await stage.organiser.submit_modal(form, {"when": when})
    preview = await stage.organiser.click(dates.response, custom_id=f"announce.preview:{draft}")
    assert "Saved" in answer(await stage.organiser.click(preview.response, label="Save changes"))
