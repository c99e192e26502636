"""What a cohort and its people are reminded of, with a clock that moves: once each, as of now, and nothing secret in public."""

import datetime as dt
from dataclasses import replace

import discord
import pytest

from bot.cohorts.rules import CohortState, SessionState
from bot.cohorts.sessions import changes
from bot.cohorts.sessions import records as sessions
from bot.storage.database import Transaction
from tests.discord.cohort_reminding import COMPLETED, LINK, WITHDRAWN, Course, begin, plan_ahead
from tests.discord.cohort_stage import person
from tests.discord.conftest import Stage, answer, buttons, sending, set_stage, texts
from tests.discord.test_reminders import as_user, close_dms, dms, open_dms, pressed_in_dm

NAME = "Routing course"
WALL = "2026-12-08 18:00"
AT = dt.datetime(2026, 12, 8, 16, tzinfo=dt.UTC)
"""A Tuesday two weeks after the stage's Monday; 18:00 in Beirut."""
DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)


@pytest.fixture
async def course(stage: Stage) -> Course:
    return await begin(stage)


def at(instant: dt.datetime, style: str = "R") -> str:
    return f"<t:{int(instant.timestamp())}:{style}>"


# To the cohort


async def test_one_message_for_the_cohort_at_each_time_of_the_plan(course: Course) -> None:
    """A week, a day and an hour before, and at the start: each once, with the role, the anchor's time and one's own."""
    await course.session(WALL)
    for index, before in enumerate((7 * DAY, DAY, HOUR, dt.timedelta(0))):
        await course.until(AT - before - MINUTE)
        assert len(course.said()) == index
        await course.until(AT - before)
        assert len(course.said()) == index + 1
        said = course.said()[-1]
        assert f"<@&{course.role.id}>" in said
        assert "BGP basics" in said
        assert f"{at(AT, 'F')} (18:00 Beirut)" in said
        assert [one.id for one in course.messages()[-1].role_mentions] == [course.role.id]
    await course.until(AT + DAY)
    assert len(course.said()) == 4
    assert "starts now" in course.said()[-1]
    assert at(AT) in course.said()[0]


async def test_the_buttons_fit_the_time_and_the_link_is_in_no_public_message(course: Course) -> None:
    one = await course.session(WALL)
    await course.until(AT)
    day, hour, start = (buttons(message) for message in course.messages()[-3:])
    assert list(day) == ["Can’t make it", "Don’t remind me of this", "My reminders"]
    assert list(hour) == ["Get the link", "Can’t make it", "Don’t remind me of this", "My reminders"]
    assert list(start) == ["I’m here", "Get the link", "Don’t remind me of this", "My reminders"]
    assert start["I’m here"] == f"attend.here:{one.id}"
    assert hour["Can’t make it"] == f"attend.excuse:{one.id}"
    assert not any(
        "meet.example" in str(message.to_message_reference_dict()) for message in course.messages()
    )
    assert not any(
        "meet.example" in str([c.to_dict() for c in message.components]) for message in course.messages()
    )


async def test_the_link_is_told_in_private_to_who_is_in_the_cohort_and_near_the_start(
    course: Course,
) -> None:
    stage = course.stage
    outside = person(stage, "outside")
    await course.session(WALL)
    await course.until(AT - HOUR)
    message = course.messages()[-1]
    early = await stage.member.click(message, label="Get the link")
    assert LINK not in str(early.response.components)
    assert "⚠️" in answer(early)
    await course.until(AT - 20 * MINUTE)
    there = await stage.member.click(message, label="Get the link")
    assert answer(there)
    assert LINK in str(there.response.components)
    refused = await outside.click(message, label="Get the link")
    assert LINK not in str(refused.response.components)
    assert "⚠️" in answer(refused)


async def test_a_restart_and_an_hour_of_absence_lose_and_double_nothing(stage: Stage) -> None:
    course = await begin(stage)
    await course.session(WALL)
    await course.until(AT - DAY - MINUTE)
    await stage.restart()
    # While nothing runs, the reminder of the day before becomes due.
    await course.absent_until(AT - DAY + HOUR)
    assert len(course.said()) == 2
    assert "Was due" in course.said()[-1]
    await stage.restart()
    await course.look()
    assert len(course.said()) == 2
    # Three days of nothing, for the next one: everything was missed, and the nearest alone is said.
    await course.session("2026-12-20 18:00", title="Filters")
    start = dt.datetime(2026, 12, 20, 16, tzinfo=dt.UTC)
    await course.until(start - 8 * DAY)
    before = len(course.said())
    await course.absent_until(start - HOUR + 30 * MINUTE)
    new = course.said()[before:]
    assert len(new) == 1
    assert "Filters" in new[0]
    await course.until(start)
    assert len(course.said()) == before + 2


async def test_what_came_too_late_is_dropped_and_told_to_the_organisers(course: Course) -> None:
    stage = course.stage
    await stage.set_channel("notices", stage.lobby)
    await course.session(WALL)
    await course.until(AT - 2 * HOUR)
    before = len(course.said())
    await course.absent_until(AT + HOUR)
    assert len(course.said()) == before
    assert "BGP basics" in "\n".join(map(texts, stage.lobby.history()))


async def test_a_session_added_late_is_not_reminded_of_for_times_that_are_past(course: Course) -> None:
    await course.until(AT - 3 * DAY)
    await course.session(WALL)
    await course.until(AT - 2 * DAY)
    assert course.said() == []
    await course.until(AT - DAY)
    assert len(course.said()) == 1


async def test_another_plan_another_channel_and_the_end_are_followed(course: Course) -> None:
    stage = course.stage
    await course.session(WALL)
    other = stage.guild.create_text_channel("other")
    await course.until(AT - HOUR - 10 * MINUTE)
    assert await _open(stage) == 2  # an hour before, and at the start
    before = await course.now()
    after = replace(before, channel_id=other.id, session_offsets=(30, 0))
    await _change_cohort(stage, before, after)
    await course.until(AT - 30 * MINUTE)
    assert len(course.said()) == 2
    assert len(other.history()) == 1
    await _change_cohort(stage, after, replace(after, state=CohortState.CANCELLED))
    await course.until(AT + HOUR)
    assert len(other.history()) == 1


async def _change_cohort(stage: Stage, before: object, after: object) -> None:
    from bot.cohorts import store
    from bot.cohorts.reminding.promises import cohort_changed
    from bot.cohorts.rules import Cohort

    def operation(tx: Transaction) -> None:
        assert isinstance(before, Cohort)
        assert isinstance(after, Cohort)
        store.change(tx, after, folded="x")
        cohort_changed(tx, before, after)

    await stage.app.database.write(operation)


# Changes


async def test_a_move_is_told_once_and_the_old_plan_is_silent(course: Course) -> None:
    one = await course.session(WALL)
    await course.until(AT - 2 * DAY)
    before = len(course.said())
    moved = AT + 3 * DAY
    await course.change(one, wall=dt.datetime(2026, 12, 10, 18))  # noqa: DTZ001 - a wall time
    await course.change(one, wall=dt.datetime(2026, 12, 11, 18))  # noqa: DTZ001 - a wall time
    await course.until(AT - DAY + HOUR)
    (notice,) = course.said()[before:]
    assert f"is now at {at(moved, 'F')} (18:00 Beirut), not {at(AT, 'F')}" in notice
    assert f"<@&{course.role.id}>" in notice
    await course.until(AT + HOUR)
    assert len(course.said()) == before + 1
    await course.until(moved + HOUR)
    assert len(course.said()) == before + 4  # a day, an hour, the start


async def test_several_changes_are_one_message_and_one_taken_back_is_none(course: Course) -> None:
    first, second = await course.session(WALL), await course.session("2026-12-15 18:00", title="Filters")
    await course.change(first, state=SessionState.CANCELLED)
    await course.change(second, wall=dt.datetime(2026, 12, 15, 19))  # noqa: DTZ001 - a wall time
    await course.until(course.stage.clock.now() + 2 * MINUTE)
    (notice,) = course.said()
    assert "**BGP basics** is cancelled" in notice
    assert "**Filters** is now at" in notice
    await course.change(second, wall=dt.datetime(2026, 12, 15, 18))  # noqa: DTZ001 - a wall time
    await course.change(second, wall=dt.datetime(2026, 12, 15, 19))  # noqa: DTZ001 - a wall time
    await course.until(course.stage.clock.now() + 5 * MINUTE)
    assert len(course.said()) == 1
    await course.until(AT + HOUR)
    assert not any("starts now" in one for one in course.said())


async def test_a_role_that_cannot_be_pinged_is_told_to_the_organisers_and_the_reminder_is_sent(
    course: Course,
) -> None:
    stage = course.stage
    await stage.set_channel("notices", stage.lobby)
    stage.env.backend.edit_role(stage.guild.id, course.role.id, {"mentionable": False})
    stage.deny(course.room, discord.Permissions(mention_everyone=True))
    await stage.env.settle()
    await course.session(WALL)
    await course.until(AT - DAY)
    assert len(course.said()) == 2
    notices = [one for one in map(texts, stage.lobby.history()) if "BGP basics" in one]
    assert len(notices) == 1


async def test_a_cohort_without_a_role_is_reminded_and_pings_nobody(stage: Stage) -> None:
    """Neither by a role nor by names nor @everyone, of a session, a due date and a change."""
    course = await begin(stage, role_id=None)
    one = await course.session(WALL)
    await course.milestone("2026-12-09 18:00")
    await course.until(AT - DAY)
    await course.change(one, state=SessionState.CANCELLED)
    await course.until(AT - 20 * HOUR)
    assert len(course.said()) == 4  # a week and a day before; three days before; the change
    for message in course.messages():
        assert (message.role_mentions, message.mentions, message.mention_everyone) == ([], [], False)
        assert "@" not in texts(message)


async def test_many_changes_are_counted_and_the_first_are_named(course: Course) -> None:
    stage = course.stage
    made = [await course.session(f"2027-01-{day:02} {hour}:00") for day in range(1, 28) for hour in (10, 11)]

    def cancel(tx: Transaction) -> None:
        for one in made:
            changes.cancel_session(tx, course.cohort, sessions.session(tx, one.guild_id, one.id))

    await stage.app.database.write(cancel)
    await course.until(stage.clock.now() + 2 * MINUTE)
    (notice,) = course.said()
    assert notice.count("is cancelled") == 15
    assert "And 39 more." in notice


async def test_nobody_is_told_of_a_rename_a_new_session_or_one_that_was_held(course: Course) -> None:
    one = await course.session(WALL)
    await course.change(one, title="BGP, again")
    await course.until(AT + 2 * HOUR)
    before = len(course.said())
    assert all("BGP, again" in said for said in course.said())
    await course.change(one, state=SessionState.HELD)
    await course.until(AT + 4 * HOUR)
    assert len(course.said()) == before


async def test_other_rules_for_summer_time_move_what_waits_and_are_told_once(course: Course) -> None:
    """The hour on the wall is what was agreed; the instant was derived from older zone data."""
    stage = course.stage
    await course.session(WALL)
    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE cohort_session SET starts_at = starts_at - 3600")
    )
    await course.until(AT - DAY - HOUR - 30 * MINUTE)
    before = len(course.said())
    replan = stage.app.features["sessions"].replan
    assert replan is not None
    assert await replan() == 1
    await course.until(AT - DAY - 10 * MINUTE)
    (notice,) = course.said()[before:]
    assert "stays at its hour in Beirut" in notice
    assert f"{at(AT, 'F')} (18:00 Beirut)" in notice
    await course.until(AT + HOUR)
    assert len(course.said()) == before + 4  # the notice, a day, an hour, the start


# To one person


async def test_a_direct_message_for_who_wants_it_in_their_time_with_the_way_in_near_the_start(
    course: Course,
) -> None:
    omar = course.stage.member
    await course.settings(omar, zone="America/Montevideo")
    await course.person(omar, personal=True)
    await course.session(WALL)
    await course.until(AT - DAY)
    assert len(course.told(omar)) == 2
    assert "Tue 8 Dec 2026, 13:00 Montevideo" in course.told(omar)[-1]
    assert "meet.example" not in str([c.to_dict() for m in dms(course.stage, omar) for c in m.components])
    await course.until(AT)
    assert len(course.told(omar)) == 4
    near = dms(course.stage, omar)[-1]
    assert LINK in str([c.to_dict() for c in near.components])
    assert "starts now" in texts(near)


async def test_quiet_hours_delay_the_day_before_and_never_the_last_hour(course: Course) -> None:
    omar = course.stage.member
    await course.settings(omar, zone="Asia/Beirut", quiet=(dt.time(17), dt.time(20)))
    await course.person(omar, personal=True)
    await course.session(WALL)
    await course.until(AT - DAY + HOUR)
    assert len(course.told(omar)) == 1  # the week before, delayed as well
    await course.until(AT - DAY + 2 * HOUR)
    assert len(course.told(omar)) == 2
    await course.until(AT)
    assert len(course.told(omar)) == 4
    # Set while one waits: it waits longer.
    await course.session("2026-12-16 12:00", title="Filters")
    await course.until(dt.datetime(2026, 12, 15, 9, tzinfo=dt.UTC))
    await course.settings(omar, zone="Asia/Beirut", quiet=(dt.time(11), dt.time(14)))
    await course.until(dt.datetime(2026, 12, 15, 11, tzinfo=dt.UTC))
    assert len(course.told(omar)) == 5  # a week before
    await course.until(dt.datetime(2026, 12, 15, 12, tzinfo=dt.UTC))
    assert len(course.told(omar)) == 6


@pytest.mark.parametrize("state", [COMPLETED, WITHDRAWN])
async def test_nothing_comes_after_completion_or_withdrawal(course: Course, state: object) -> None:
    omar = course.stage.member
    await course.person(omar, personal=True)
    await course.session(WALL)
    await course.until(AT - HOUR - 2 * MINUTE)
    assert len(course.told(omar)) == 2
    await course.person(omar, state=state)
    await course.until(AT + HOUR)
    assert len(course.told(omar)) == 2
    assert len(course.said()) == 4


async def test_a_closed_door_leads_to_one_mention_without_a_word_about_what(course: Course) -> None:
    stage, omar = course.stage, course.stage.member
    other = person(stage, "other")
    await course.person(omar, personal=True)
    await course.session(WALL, title="Secretive title")
    await course.until(AT - DAY - MINUTE)
    close_dms(stage, omar)
    before = len(course.said())
    await course.until(AT - DAY + HOUR)
    channel, call = sorted(course.said()[before:], key=lambda said: f"<@{omar.id}>" in said)
    assert "Secretive title" in channel
    assert f"<@{omar.id}>" in call
    assert "Secretive" not in call
    assert NAME not in call
    message = next(one for one in course.messages() if f"<@{omar.id}>" in texts(one))
    assert [one.id for one in message.mentions] == [omar.id]
    assert "Secretive title" in answer(await omar.click(message, label="Show it"))
    refused = answer(await other.click(message, label="Show it"))
    assert "Secretive" not in refused
    assert "those who are in the cohort" in refused
    await course.look()
    assert len(course.said()) == before + 2


async def test_dont_remind_me_snooze_and_again(course: Course) -> None:
    stage, omar = course.stage, course.stage.member
    await course.person(omar, personal=True)
    await course.session(WALL)
    await course.until(AT - DAY)
    first = buttons(dms(stage, omar)[-1])
    assert "I remind you again" in await course.presses(omar, "In 1 hour")
    await course.until(AT - DAY + HOUR + MINUTE)
    assert len(course.told(omar)) == 3
    assert "no direct message about **BGP basics**" in await course.presses(omar, "Don’t remind me of this")
    await course.until(AT - HOUR + MINUTE)
    assert len(course.told(omar)) == 3
    assert len(course.said()) == 3  # the channel gets its own
    shown = await omar.slash(stage.lobby, "cohort reminders")
    assert "BGP basics" in answer(shown)
    await omar.click(shown.response, label="Remind me again")
    await course.until(AT)
    assert len(course.told(omar)) == 4
    assert "begins before that" in await stage.press_raw(omar, first["In 1 hour"])
    await course.until(AT + 2 * HOUR)
    assert "is over" in await stage.press_raw(omar, first["In 1 hour"])


async def test_who_says_that_they_cannot_come_is_not_reminded(course: Course) -> None:
    omar = course.stage.member
    await course.person(omar, personal=True)
    one = await course.session(WALL)
    await course.until(AT - 2 * DAY)
    await _mark(course, one.id, "excused")
    await course.until(AT + HOUR)
    assert len(course.told(omar)) == 1


async def _mark(course: Course, session_id: int, state: str) -> None:
    await course.stage.app.database.write(
        lambda tx: tx.execute(
            "INSERT INTO cohort_attendance (session_id, user_id, guild_id, state, how, at) VALUES (?, ?, ?, ?, 'member', 0)",
            (session_id, course.stage.member.id, course.stage.guild.id, state),
        )
    )


# What is due


async def test_a_due_date_is_reminded_of_and_not_to_who_did_it(course: Course) -> None:
    stage, omar = course.stage, course.stage.member
    zeina = person(stage, "zeina")
    for one in (omar, zeina):
        await course.person(one, personal=True)
    quiz = await course.milestone(WALL)
    await course.until(AT - 3 * DAY)
    assert "**: due <t:" in course.said()[-1]
    assert list(buttons(course.messages()[-1])) == ["I’ve done it", "Don’t remind me of this", "My reminders"]
    assert len(course.told(omar)) == len(course.told(zeina)) == 1
    await _done(course, quiz.id, omar.id)
    await course.until(AT - DAY)
    assert len(course.said()) == 2
    assert (len(course.told(omar)), len(course.told(zeina))) == (1, 2)
    last = await course.milestone("2026-12-20 18:00", title="Capstone")
    for one in (omar, zeina):
        await _done(course, last.id, one.id)
    await course.until(dt.datetime(2026, 12, 20, 17, tzinfo=dt.UTC))
    assert not any("Capstone" in said for said in course.said())


async def test_a_direct_message_takes_the_word_that_it_is_done_and_takes_it_back(course: Course) -> None:
    """Pressed where there is no server around it, after a restart; no reminder of it comes again, and nobody else's is touched."""
    stage, omar = course.stage, course.stage.member
    zeina, outside = person(stage, "zeina"), person(stage, "outside")
    for one in (omar, zeina):
        await course.person(one, personal=True)
    quiz = await course.milestone(WALL)
    await course.until(AT - 3 * DAY)
    assert next(iter(buttons(dms(stage, omar)[-1]))) == "I’ve done it"
    await stage.restart()
    said = await course.presses(omar, "I’ve done it")
    assert "Well done" in said
    assert "**Quiz 1** · done" in said
    again = f"attend.done:{quiz.id}"
    assert "Well done" in await pressed_in_dm(stage, as_user(stage, omar), again)
    assert await _all_done(course) == [omar.id]
    refused = await pressed_in_dm(stage, as_user(stage, outside), again)
    assert "⚠️" in refused
    assert "Quiz" not in refused
    undone = await pressed_in_dm(stage, as_user(stage, omar), f"attend.undone:{quiz.id}")
    assert "still to be done" in undone
    assert await _all_done(course) == []
    assert "Quiz 1" in await pressed_in_dm(stage, as_user(stage, omar), f"attend.mine:{course.cohort.id}:1")
    refused = await pressed_in_dm(stage, as_user(stage, outside), f"attend.mine:{course.cohort.id}:1")
    assert "⚠️" in refused
    await pressed_in_dm(stage, as_user(stage, omar), again)
    told = len(course.told(omar))
    await course.until(AT - DAY)
    assert len(course.told(omar)) == told
    assert len(course.told(zeina)) == 2


async def test_where_facilitators_tick_no_direct_message_offers_to_say_it(stage: Stage) -> None:
    course = await begin(stage, self_report=False)
    await course.person(stage.member, personal=True)
    quiz = await course.milestone(WALL)
    await course.until(AT - 3 * DAY)
    assert "I’ve done it" not in buttons(dms(stage, stage.member)[-1])
    said = await pressed_in_dm(stage, as_user(stage, stage.member), f"attend.done:{quiz.id}")
    assert "facilitators tick" in said


async def _all_done(course: Course) -> list[int]:
    found = await course.stage.app.database.read(lambda tx: tx.all("SELECT user_id FROM cohort_progress"))
    return [row["user_id"] for row in found]


async def _done(course: Course, milestone_id: int, user_id: int) -> None:
    await course.stage.app.database.write(
        lambda tx: tx.execute(
            "INSERT INTO cohort_progress (milestone_id, user_id, guild_id, how, at) VALUES (?, ?, ?, 'member', 0)",
            (milestone_id, user_id, course.stage.guild.id),
        )
    )


async def test_who_got_more_time_is_reminded_of_their_own_date_alone(course: Course) -> None:
    stage, omar = course.stage, course.stage.member
    zeina = person(stage, "zeina")
    for one in (omar, zeina):
        await course.person(one, personal=True)
    quiz = await course.milestone(WALL)
    await _extend(course, quiz.id, 13, user_id=omar.id)
    await course.until(AT)
    assert (len(course.told(omar)), len(course.told(zeina))) == (1, 2)  # one: that they have more time
    assert all("Some have more time" in said for said in course.said())
    assert "omar" not in "".join(course.said())
    assert str(omar.id) not in "".join(course.said())
    await course.until(AT + 5 * DAY)
    assert (len(course.told(omar)), len(course.told(zeina))) == (3, 2)
    assert f"{at(AT + 5 * DAY, 'F')} (18:00 Beirut)" in course.told(omar)[-1]
    assert len(course.said()) == 2


async def test_more_time_for_one_person_is_told_to_them_alone_and_only_if_they_want_it(
    course: Course,
) -> None:
    """Twice within the minute is one message, taken back is none; who wants no direct messages is named nowhere."""
    stage, omar = course.stage, course.stage.member
    zeina = person(stage, "zeina")
    await course.person(omar, personal=True)
    await course.person(zeina)
    quiz = await course.milestone(WALL)
    for day, who in ((12, omar), (13, omar), (13, zeina)):
        await _extend(course, quiz.id, day, user_id=who.id)
    await course.until(stage.clock.now() + 2 * MINUTE)
    (told,) = course.told(omar)
    assert f"**Quiz 1** is due {at(AT + 5 * DAY, 'F')} (18:00 Beirut) for you, not {at(AT, 'F')}" in told
    assert "Only you are told" in told
    assert list(buttons(dms(stage, omar)[-1])) == ["I’ve done it"]
    assert course.told(zeina) == []
    assert course.said() == []
    await _extend(course, quiz.id, 15, user_id=omar.id)
    await _extend(course, quiz.id, 13, user_id=omar.id)
    await course.until(stage.clock.now() + 5 * MINUTE)
    assert len(course.told(omar)) == 1
    await _withdraw(course, quiz.id, user_id=omar.id)
    await course.until(stage.clock.now() + 5 * MINUTE)
    assert "Your date in" in course.told(omar)[-1]
    assert f"{at(AT, 'F')} (18:00 Beirut) for you, not {at(AT + 5 * DAY, 'F')}" in course.told(omar)[-1]
    # Closed doors: nothing instead, in no channel; and not to who did it.
    close_dms(stage, omar)
    await _extend(course, quiz.id, 14, user_id=omar.id)
    await course.until(stage.clock.now() + 5 * MINUTE)
    open_dms(stage)
    await _done(course, quiz.id, omar.id)
    await _extend(course, quiz.id, 15, user_id=omar.id)
    await course.until(stage.clock.now() + 5 * MINUTE)
    assert len(course.told(omar)) == 2
    assert course.said() == []


async def test_more_time_waits_for_the_end_of_quiet_hours(course: Course) -> None:
    stage, omar = course.stage, course.stage.member
    now = stage.clock.now()
    quiet = ((now - HOUR).time(), (now + 2 * HOUR).time())
    await course.settings(omar, zone="UTC", quiet=quiet)
    await course.person(omar, personal=True)
    quiz = await course.milestone(WALL)
    await _extend(course, quiz.id, 13, user_id=omar.id)
    await course.until(now + HOUR)
    assert course.told(omar) == []
    await course.until(now + 2 * HOUR)
    assert len(course.told(omar)) == 1


async def test_more_time_for_a_group_is_told_to_the_cohort_once(course: Course) -> None:
    stage = course.stage
    await course.person(stage.member, team="North", personal=True)
    quiz = await course.milestone(WALL)
    await _extend(course, quiz.id, 12, team="North")
    await _extend(course, quiz.id, 13, team="North")
    await course.until(stage.clock.now() + 5 * MINUTE)
    (notice,) = course.said()
    assert (
        f"is now due {at(AT + 5 * DAY, 'F')} (18:00 Beirut) for the group North, not {at(AT, 'F')}" in notice
    )
    assert f"<@&{course.role.id}>" in notice
    assert course.told(stage.member) == []
    await _extend(course, quiz.id, 14, team="North")
    await _withdraw(course, quiz.id, team="North")
    await _extend(course, quiz.id, 13, team="North")
    await course.until(stage.clock.now() + 5 * MINUTE)
    assert len(course.said()) == 1
    await _withdraw(course, quiz.id, team="North")
    await stage.restart()
    await course.until(stage.clock.now() + 5 * MINUTE)
    assert f"is now due {at(AT, 'F')} (18:00 Beirut) for the group North" in course.said()[-1]
    assert len(course.said()) == 2


async def _extend(course: Course, milestone_id: int, day: int, *, user_id: int = 0, team: str = "") -> None:
    def operation(tx: Transaction) -> None:
        before = sessions.milestone(tx, course.stage.guild.id, milestone_id)
        wall = dt.datetime(2026, 12, day, 18)  # noqa: DTZ001 - a wall time
        changes.extend(tx, course.cohort, before, wall=wall, user_id=user_id, team=team)

    await course.stage.app.database.write(operation)


async def _withdraw(course: Course, milestone_id: int, *, user_id: int = 0, team: str = "") -> None:
    def operation(tx: Transaction) -> None:
        before = sessions.milestone(tx, course.stage.guild.id, milestone_id)
        changes.withdraw_extension(tx, course.cohort, before, user_id=user_id, team=team)

    await course.stage.app.database.write(operation)


# One's own choices


async def test_direct_messages_are_tried_while_the_person_is_there(course: Course) -> None:
    stage, omar = course.stage, course.stage.member
    sending(stage)
    await course.session(WALL)
    shown = await omar.slash(stage.lobby, "cohort reminders")
    done = await omar.click(shown.response, label="Remind me by direct message")
    assert "One has just arrived" in answer(done)
    (hello,) = course.told(omar)
    assert "Here you are reminded" in hello
    assert (await course.enrolment(omar)).personal
    assert "No direct messages about" in await course.presses(omar, "Stop these")
    assert not (await course.enrolment(omar)).personal
    close_dms(stage, omar)
    shown = await omar.slash(stage.lobby, "cohort reminders", cohort=NAME)
    done = await omar.click(shown.response, label="Remind me by direct message")
    assert "your direct messages are closed" in answer(done)
    open_dms(stage)
    done = await omar.click(
        done.followups[-1] if done.followups else done.response, label="No direct messages"
    )
    assert not (await course.enrolment(omar)).personal


async def test_who_asks_shortly_before_still_gets_what_is_to_come(course: Course) -> None:
    stage, omar = course.stage, course.stage.member
    sending(stage)
    await course.session(WALL)
    await course.until(AT - HOUR - 5 * MINUTE)
    shown = await omar.slash(stage.lobby, "cohort reminders")
    await omar.click(shown.response, label="Remind me by direct message")
    await stage.deliver()
    stage.clock.advance(6 * MINUTE)
    await stage.deliver()  # before the scheduler looks again
    assert len(course.told(omar)) == 2
    assert "BGP basics" in course.told(omar)[-1]


async def test_in_no_cohort_in_several_and_somebody_elses_buttons(course: Course) -> None:
    stage, omar = course.stage, course.stage.member
    outside = person(stage, "outside")
    assert "You are in no cohort" in answer(await outside.slash(stage.lobby, "cohort reminders"))
    one = await course.session(WALL)
    before = await stage.everything()
    guild = stage.guild.id
    for custom_id in (
        f"cohort-remind.personal:{course.cohort.id}:1",
        f"cohort-remind.nudges:{course.cohort.id}:0",
        f"cohort-remind.mine:{course.cohort.id}",
        f"cohort-remind.mute:{guild}:0:{one.id}",
        f"cohort-remind.unmute:{guild}:0:{one.id}",
        f"cohort-remind.show:{guild}:0:{one.id}",
        f"cohort-remind.show:{guild}:7:{one.id}",
        f"cohort-remind.snooze:{guild}:0:{one.id}:1",
        f"cohort-remind.snooze:{guild}:0:{one.id}:9",
        f"cohort-remind.mute:{guild + 1}:0:{one.id}",
        f"cohort-remind.stop:{guild}:{course.cohort.id}",
        f"cohort-remind.no-more:{guild}:{course.cohort.id}",
        f"cohort-remind.back:{guild}:1",
        f"cohort-remind.nudged:{course.cohort.id}:1",
    ):
        said = await stage.press_raw(outside, custom_id)
        assert "⚠️" in said, custom_id
        assert "BGP" not in said, custom_id
    assert await stage.everything() == before
    from tests.discord import cohort_stage

    await cohort_stage.cohort(stage, name="Security course", members=(omar,))
    shown = await omar.slash(stage.lobby, "cohort reminders")
    assert "Of which cohort?" in answer(shown)


# However many there are


async def test_rows_are_made_for_the_next_hours_alone(stage: Stage) -> None:
    """Four cohorts of five people, all of whom want direct messages, with a session a week for eight weeks."""
    courses = [await begin(stage, name=f"Course {number}") for number in range(4)]
    people = [person(stage, f"member{number}") for number in range(5)]
    for number, course in enumerate(courses):
        for one in people:
            await course.person(one, personal=True)
        for week in range(8):
            day = dt.datetime(2026, 12, 8, 8 + number) + week * 7 * DAY  # noqa: DTZ001 - a wall time
            await course.session(day.isoformat())
    assert await _open(stage) == 0
    await courses[0].until(dt.datetime(2026, 12, 8, 3, tzinfo=dt.UTC))
    assert await _open(stage) <= 2 * 3 * 6 + 6
    assert await plan_ahead(stage) == 0


async def _open(stage: Stage) -> int:
    return await stage.app.database.read(
        lambda tx: len(
            tx.all("SELECT 1 FROM delivery WHERE feature LIKE '%reminders' AND state IN ('pending', 'retry')")
        )
    )


async def test_the_language_of_the_cohort_and_of_its_reader(settings: object) -> None:
    from bot.config import Settings
    from bot.language.catalogue import PSEUDO

    assert isinstance(settings, Settings)
    async with set_stage(settings, pseudo=True) as stage:
        course = await begin(stage, language=PSEUDO)
        await course.person(stage.member, personal=True)
        await course.settings(stage.member, language="en")
        await course.session(WALL)
        await course.until(AT - 7 * DAY)
        assert "⟦" in course.said()[-1]
        assert "⟦" not in course.told(stage.member)[-1]
