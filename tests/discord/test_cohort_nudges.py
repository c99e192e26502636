"""Kind words after a silence: to one person, at their hour, with the next step; and what facilitators see of them."""

import datetime as dt
from dataclasses import replace

import pytest

from bot.cohorts import records
from bot.cohorts.reminding import store
from bot.cohorts.reminding.rules import Nudge
from bot.storage.database import Transaction
from tests.discord.cohort_reminding import COMPLETED, WITHDRAWN, Course, begin
from tests.discord.cohort_stage import person
from tests.discord.conftest import Stage, answer, buttons
from tests.discord.test_reminders import close_dms, dms, open_dms

FIRST, SECOND = "2026-12-01 18:00", "2026-12-29 18:00"
BEGAN = dt.datetime(2026, 12, 1, 16, tzinfo=dt.UTC)
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
NAME = "Routing course"


async def started(stage: Stage, **fields: object) -> Course:
    """A course whose first session was on 1 December, and whose second is four weeks later."""
    course = await begin(stage, **{"nudge_days": (3, 7, 14), **fields})
    await course.session(FIRST)
    await course.session(SECOND, title="Filters")
    return course


async def nudges(course: Course) -> list[Nudge]:
    return await course.stage.app.database.read(lambda tx: store.nudges(tx, course.cohort.id))


async def active(course: Course) -> None:
    """Omar does something."""
    await course.stage.app.database.write(
        lambda tx: records.touch(tx, course.cohort.id, course.stage.member.id)
    )


async def test_who_goes_quiet_is_written_to_after_three_seven_and_fourteen_days(stage: Stage) -> None:
    course, omar = await started(stage), stage.member
    await course.until(BEGAN + 3 * DAY - HOUR)
    assert course.told(omar) == []
    for index, days in enumerate((3, 7, 14)):
        await course.until(BEGAN + days * DAY + 2 * HOUR)
        assert len(course.told(omar)) == index + 1
    early, week, late = course.told(omar)
    assert "welcome any time" in early
    assert "Many people miss a week" in week
    assert "your place in **Routing course** is still yours" in late
    for said in course.told(omar):
        assert "**Filters**" in said
        assert "(18:00 Beirut)" in said
    await course.until(BEGAN + 27 * DAY)
    assert len(course.told(omar)) == 3
    assert not any(f"<@{omar.id}>" in said for said in course.said())


async def test_coming_back_ends_the_silence_and_begins_another(stage: Stage) -> None:
    course, omar = await started(stage), stage.member
    await course.milestone("2026-12-22 18:00")
    await course.until(BEGAN + 4 * DAY)
    assert "**Quiz 1**" in course.told(omar)[0]
    said = await course.presses(omar, "I’m still in")
    assert "Good to hear from you" in said
    (nudge,) = await nudges(course)
    assert nudge.sent_at is not None
    assert nudge.followed_at is not None
    await course.until(BEGAN + 6 * DAY)
    assert len(course.told(omar)) == 1
    await course.until(BEGAN + 8 * DAY)  # three days after the press
    assert len(course.told(omar)) == 2
    assert [one.days for one in await nudges(course)] == [3, 3]


async def test_nobody_is_woken_and_nobody_who_came_back_meanwhile_is_written_to(stage: Stage) -> None:
    course, omar = await started(stage), stage.member
    await course.settings(omar, zone="Pacific/Auckland")  # three days later it is 5:00 there
    await course.until(BEGAN + 3 * DAY + HOUR)
    assert course.told(omar) == []
    assert [one.sent_at for one in await nudges(course)] == [None]
    await course.until(dt.datetime(2026, 12, 4, 19, 1, tzinfo=dt.UTC))  # 8:00
    assert len(course.told(omar)) == 1
    # Once more, and this time they come back in the night.
    await course.milestone("2026-12-15 18:00")
    await active(course)
    await course.settings(omar, zone="America/Montevideo", quiet=(dt.time(0), dt.time(23)))
    await course.until(BEGAN + 6 * DAY + 6 * HOUR)
    assert len([one for one in await nudges(course) if one.sent_at is None]) == 1
    await active(course)
    await course.until(BEGAN + 8 * DAY)
    assert len(course.told(omar)) == 1
    assert all(one.sent_at is not None for one in await nudges(course))


async def test_who_wants_none_gets_none(stage: Stage) -> None:
    course, omar = await started(stage), stage.member
    zeina = person(stage, "zeina")
    await course.person(zeina)
    await course.settings(zeina, dm=False)
    await course.until(BEGAN + 4 * DAY)
    assert course.told(zeina) == []
    assert "No more of these" in "".join(buttons(dms(stage, omar)[-1]))
    assert "No more of these about **Routing course**" in await course.presses(omar, "No more of these")
    await course.until(BEGAN + 20 * DAY)
    assert (len(course.told(omar)), len(course.told(zeina))) == (1, 0)
    shown = await omar.slash(stage.lobby, "cohort reminders")
    assert "**A word after a silence** off" in answer(shown)
    done = await omar.click(shown.response, label="Write to me after a silence")
    assert "Never at night" in answer(done)
    assert (await course.enrolment(omar)).nudges


@pytest.mark.parametrize("state", [COMPLETED, WITHDRAWN])
async def test_none_after_completion_or_withdrawal(stage: Stage, state: object) -> None:
    course = await started(stage)
    await course.person(stage.member, state=state)
    await course.until(BEGAN + 15 * DAY)
    assert course.told(stage.member) == []


async def test_there_are_only_so_many(stage: Stage) -> None:
    course, omar = await started(stage, nudge_most=2), stage.member
    await course.until(BEGAN + 15 * DAY)
    assert len(course.told(omar)) == 2
    await active(course)
    await course.milestone("2026-12-30 18:00")
    await course.until(BEGAN + 20 * DAY)
    assert len(course.told(omar)) == 2


async def test_who_attended_has_nothing_to_catch_up_with(stage: Stage) -> None:
    course = await started(stage)
    await course.until(BEGAN + HOUR)
    await active(course)
    await course.until(BEGAN + 20 * DAY)
    assert course.told(stage.member) == []


async def test_facilitators_see_who_was_written_to_and_what_followed(stage: Stage) -> None:
    karim = person(stage, "karim")
    zeina, rana = person(stage, "zeina"), person(stage, "rana")
    course, omar = await started(stage, leads=(karim,)), stage.member
    for one in (zeina, rana):
        await course.person(one)
    shown = await karim.slash(stage.lobby, "cohort nudges", cohort=NAME)
    assert "Nobody was written to" in answer(shown)
    close_dms(stage, rana)
    await course.until(BEGAN + 4 * DAY)
    open_dms(stage)
    await course.presses(omar, "I’m still in")
    said = answer(await karim.slash(stage.lobby, "cohort nudges", cohort=NAME))
    assert f"✅ <@{omar.id}> after 3 days · came back" in said
    assert f"💬 <@{zeina.id}> after 3 days · written to" in said
    assert f"✋ <@{rana.id}> after 3 days · direct messages are closed" in said
    refused = answer(await omar.slash(stage.lobby, "cohort nudges", cohort=NAME))
    assert "⚠️" in refused
    assert str(zeina.id) not in refused
    assert not any(str(rana.id) in one for one in course.said())


async def test_many_are_paged_and_old_ones_are_forgotten(stage: Stage) -> None:
    karim = person(stage, "karim")
    course = await started(stage, leads=(karim,))

    def fill(tx: Transaction) -> None:
        for number in range(12):
            made = store.insert_nudge(
                tx, stage.guild.id, course.cohort.id, 1000 + number, days=3, since=BEGAN
            )
            assert made is not None
            store.end_nudge(tx, made, sent_at=tx.now, reason=None)

    await stage.app.database.write(fill)
    shown = await karim.slash(stage.lobby, "cohort nudges", cohort=NAME)
    page = await karim.click(shown.response, custom_id=f"cohort-remind.nudged:{course.cohort.id}:2")
    assert answer(page).count("💬") == 2
    stage.pass_time(days=91)
    forget = stage.app.features["reminding"].forget
    assert forget is not None
    await stage.app.database.write(lambda tx: forget(tx, tx.now))
    assert await nudges(course) == []


async def test_an_erased_person_leaves_nothing(stage: Stage) -> None:
    course, omar = await started(stage), stage.member
    one = await course.session("2026-12-15 18:00", title="Later")
    await course.until(BEGAN + 4 * DAY)
    await stage.press_raw(omar, f"cohort-remind.mute:{stage.guild.id}:0:{one.id}")
    await stage.app.services.privacy.erase(replace(stage.actor(), user_id=omar.id, manages=False))
    left = await stage.everything()
    assert left["cohort_nudge"] == []
    assert left["cohort_mute"] == []
    told = len(course.told(omar))
    await course.until(BEGAN + 20 * DAY)
    assert len(course.told(omar)) == told
