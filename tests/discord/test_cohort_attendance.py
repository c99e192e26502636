"""Being there, through real commands and clicks: "I'm here", excuses, code words, the roll, closing, and the warning."""

import asyncio
import datetime as dt
from dataclasses import replace

import pytest
from simcord import MemberActor, ResponseMessage
from simcord.backend.models import Message

from bot.cohorts.attending.rules import MOST_TRIES
from bot.cohorts.rules import AttendanceState, CohortState, EnrolmentState, SessionState
from bot.people.actor import Actor
from bot.storage.database import Transaction
from tests.discord.cohort_attending import DAY, HOUR, MINUTE, Course, begin, click, labels
from tests.discord.cohort_stage import cohort as cohort_made
from tests.discord.cohort_stage import person, put_in, sessions_of
from tests.discord.conftest import Stage, answer, texts
from tests.discord.test_reminders import as_user, close_dms, dms


def _as(stage: Stage, user_id: int) -> Actor:
    return replace(stage.actor(), user_id=user_id, manages=False)


async def pressed_privately(stage: Stage, who: MemberActor, custom_id: str) -> str:
    """Press a button under a direct message of the bot."""
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": custom_id}]}
    message = stage.env.backend.commit_message(
        Message(
            id=stage.env.backend.snowflake(),
            channel_id=as_user(stage, who).dm_channel.id,
            author_id=stage.env.backend.bot_user.id,
            content="",
            components=[row],
        )
    )
    result = await as_user(stage, who).click(ResponseMessage(stage.env, message), custom_id=custom_id)
    return texts(result.followups[-1] if result.followups else result.response)


# "I'm here"


async def test_somebody_is_there_and_twice_is_once(stage: Stage) -> None:
    course = await begin(stage)
    one = await course.session()
    omar = stage.member
    said = await stage.press_raw(omar, f"attend.here:{one.id}")
    assert "You are here: **BGP basics**" in said
    before = await course.marks(one)
    stage.pass_time(minutes=30)
    assert "marked as present" in await stage.press_raw(omar, f"attend.here:{one.id}")
    assert await course.marks(one) == before == {omar.id: "present"}
    found = await course.enrolment(omar)
    assert found.state is EnrolmentState.ACTIVE
    assert found.active_at is not None


async def test_two_presses_at_once_are_one(stage: Stage) -> None:
    course = await begin(stage)
    one = await course.session()
    here, omar = stage.app.services.attendance.here, _as(stage, stage.member.id)
    said = await asyncio.gather(*(here(omar, one.id) for _ in range(5)))
    assert sorted(answered.changed for answered in said) == [False] * 4 + [True]
    assert await course.marks(one) == {stage.member.id: "present"}


async def test_who_comes_after_the_minutes_that_are_given_is_late_and_was_there(stage: Stage) -> None:
    course = await begin(stage, late_minutes=10)
    one = await course.session()
    zeina = await course.person("zeina")
    stage.pass_time(minutes=9)
    assert "You are here" in await stage.press_raw(stage.member, f"attend.here:{one.id}")
    stage.pass_time(minutes=2)
    assert "Late counts as attended" in await stage.press_raw(zeina, f"attend.here:{one.id}")
    assert await course.marks(one) == {stage.member.id: "present", zeina.id: "late"}


@pytest.mark.parametrize(
    ("after", "refused"),
    [(16 * MINUTE, "You can say that you are at"), (-76 * MINUTE, "is over")],
)
async def test_nobody_is_there_before_or_after_the_time_for_it(
    stage: Stage, after: dt.timedelta, refused: str
) -> None:
    course = await begin(stage)
    one = await course.session(after=after)
    assert refused in await stage.press_raw(stage.member, f"attend.here:{one.id}")
    assert await course.marks(one) == {}


@pytest.mark.parametrize("after", [14 * MINUTE, -74 * MINUTE])
async def test_the_window_is_open_to_its_ends(stage: Stage, after: dt.timedelta) -> None:
    course = await begin(stage)
    one = await course.session(after=after)
    await stage.press_raw(stage.member, f"attend.here:{one.id}")
    assert stage.member.id in await course.marks(one)


async def test_who_is_not_in_the_cohort_is_nowhere(stage: Stage) -> None:
    """Neither a stranger, nor who waits for a seat, nor who left; and no other guild's session is told of."""
    course = await begin(stage)
    one = await course.session()
    for state in (None, EnrolmentState.WAITLISTED, EnrolmentState.APPLIED, EnrolmentState.WITHDRAWN):
        who = person(stage, f"p-{state}")
        if state is not None:
            await put_in(stage, course.cohort, who, state)
        before = await stage.everything()
        for route in ("here", "excuse", "come"):
            assert "You are not in this cohort" in await stage.press_raw(who, f"attend.{route}:{one.id}")
        assert await stage.everything() == before
    assert "⚠️" in await stage.press_raw(stage.member, "attend.here:999")


async def test_a_cancelled_a_closed_and_an_ended_one_say_so(stage: Stage) -> None:
    course = await begin(stage)
    one = await course.session()
    await course.close(one)
    assert "is closed" in await stage.press_raw(stage.member, f"attend.here:{one.id}")
    other = await course.session(title="Routes")

    def cancel(tx: Transaction) -> None:
        tx.execute("UPDATE cohort_session SET state = 'cancelled' WHERE id = ?", (other.id,))

    await stage.app.database.write(cancel)
    assert "cancelled" in await stage.press_raw(stage.member, f"attend.here:{other.id}")
    third = await course.session(title="Peers")

    def over(tx: Transaction) -> None:
        tx.execute("UPDATE cohort SET state = 'cancelled'")

    await stage.app.database.write(over)
    assert "⚠️" in await stage.press_raw(stage.member, f"attend.here:{third.id}")
    assert await course.marks(third) == {}


async def test_the_button_works_after_a_restart_and_in_a_direct_message(stage: Stage) -> None:
    course = await begin(stage)
    one = await course.session()
    await stage.restart()
    zeina = await course.person("zeina")
    assert "You are here" in await stage.press_raw(stage.member, f"attend.here:{one.id}")
    stranger = person(stage, "stranger")
    assert "You are here" in await pressed_privately(stage, zeina, f"attend.here:{one.id}")
    assert "⚠️" in await pressed_privately(stage, stranger, f"attend.here:{one.id}")
    assert await course.marks(one) == {stage.member.id: "present", zeina.id: "present"}


# "Can't make it"


async def test_who_cannot_come_is_excused_and_takes_it_back_by_coming(stage: Stage) -> None:
    course = await begin(stage)
    one = await course.session(after=HOUR)
    omar = stage.member
    shown = await omar.slash(stage.lobby, "cohort attend")
    shown = await click(omar, shown, "Can’t make it")
    assert "You are excused from **BGP basics**, <t:" in answer(shown)
    assert ":F>, already" in await stage.press_raw(omar, f"attend.excuse:{one.id}")
    assert await course.marks(one) == {omar.id: "excused"}
    shown = await click(omar, shown, "I can come after all")
    assert "counts on you again" in answer(shown)
    assert await course.marks(one) == {}
    await stage.press_raw(omar, f"attend.excuse:{one.id}")
    stage.pass_time(minutes=65)
    assert "You are here" in await stage.press_raw(omar, f"attend.here:{one.id}")
    assert await course.marks(one) == {omar.id: "present"}


async def test_an_excuse_comes_before_the_start_and_never_unmakes_a_presence(stage: Stage) -> None:
    course = await begin(stage)
    one = await course.session(after=10 * MINUTE)
    zeina = await course.person("zeina")
    await stage.press_raw(stage.member, f"attend.here:{one.id}")
    assert "marked as there" in await stage.press_raw(stage.member, f"attend.excuse:{one.id}")
    stage.pass_time(minutes=10)
    assert "has begun" in await stage.press_raw(zeina, f"attend.excuse:{one.id}")
    assert await course.marks(one) == {stage.member.id: "present"}


async def test_the_list_says_what_one_can_say_now(stage: Stage) -> None:
    course = await begin(stage)
    empty = answer(await stage.member.slash(stage.lobby, "cohort attend"))
    assert "None of your cohorts meets" in empty
    await course.session(title="Now")
    await course.session(after=DAY, title="Tomorrow")
    await course.session(after=20 * DAY, title="Much later")
    shown = await stage.member.slash(stage.lobby, "cohort attend")
    said = answer(shown)
    assert "Now" in said
    assert "Tomorrow" in said
    assert "Much later" not in said
    assert labels(shown) == {"I’m here", "Can’t make it"}
    stranger = answer(await person(stage, "stranger").slash(stage.lobby, "cohort attend"))
    assert "Now" not in stranger


# The code word


async def test_the_word_that_was_said_is_taken_whatever_its_case_and_width(stage: Stage) -> None:
    course = await begin(stage, late_minutes=5)
    one = await course.session(code="Humming  Bird")
    stage.pass_time(minutes=50)
    said = answer(
        await stage.member.slash(stage.lobby, "cohort attend", code=" ｈｕｍｍｉｎｇ bird ")  # noqa: RUF001
    )
    assert "You are here" in said
    assert await course.marks(one) == {stage.member.id: "present"}


async def test_wrong_words_are_counted_also_over_a_restart_and_nobody_guesses_on(stage: Stage) -> None:
    course = await begin(stage)
    one = await course.session(code="hummingbird")
    omar = stage.member
    for left in range(MOST_TRIES - 1, 0, -1):
        said = answer(await omar.slash(stage.lobby, "cohort attend", code="sparrow"))
        assert ("one try left" if left == 1 else f"{left} tries left") in said
        if left == 2:
            await stage.restart()
    assert "the last try" in answer(await omar.slash(stage.lobby, "cohort attend", code="sparrow"))
    said = answer(await omar.slash(stage.lobby, "cohort attend", code="hummingbird"))
    assert "too many wrong words" in said
    assert await course.marks(one) == {}
    assert "You are here" in await stage.press_raw(omar, f"attend.here:{one.id}"), "the button is not locked"


async def test_no_code_is_asked_for_where_none_is_open(stage: Stage) -> None:
    course = await begin(stage)
    await course.session(after=DAY, code="hummingbird")
    said = answer(await stage.member.slash(stage.lobby, "cohort attend", code="hummingbird"))
    assert "None of your sessions with a code word is open now" in said
    stranger = person(stage, "stranger")
    stage.pass_time(days=1)
    said = answer(await stranger.slash(stage.lobby, "cohort attend", code="hummingbird"))
    assert "None of your sessions with a code word is open now" in said


# The roll


async def test_a_facilitator_marks_many_at_once_and_a_correction_is_noted(stage: Stage) -> None:
    course = await begin(stage)
    zeina, rami = await course.person("zeina"), await course.person("rami")
    one = await course.session()
    stage.pass_time(minutes=5)
    await stage.press_raw(stage.member, f"attend.here:{one.id}")
    karim = course.karim
    shown = await karim.slash(stage.lobby, "cohort session roll", session=str(one.id))
    said = answer(shown)
    for who in (stage.member, zeina, rami):
        assert f"<@{who.id}>" in said
    assert "✅ 1 present" in said
    assert "▫️ 2 unmarked" in said
    assert "zeina" in said, "the menu names people"
    shown = await karim.select(
        shown.response, [str(zeina.id), str(rami.id)], custom_id=f"attending.mark:{one.id}:0:1"
    )
    assert "2 people are present now" in answer(shown)
    shown = await click(karim, shown, "Absent")
    shown = await karim.select(
        shown.response, [str(rami.id), str(stage.member.id)], custom_id=f"attending.mark:{one.id}:3:1"
    )
    assert "2 people are absent now" in answer(shown)
    assert await course.marks(one) == {
        zeina.id: "present",
        rami.id: "absent",
        stage.member.id: "absent",
    }
    log = await course.log()
    assert log.count("cohort.attendance.mark") == 2
    assert log.count("cohort.attendance.correct") == 2
    assert "told" not in await stage.press_raw(zeina, f"attend.here:{one.id}")
    assert "If that is wrong, tell them" in await stage.press_raw(rami, f"attend.here:{one.id}")
    assert (await course.enrolment(zeina)).state is EnrolmentState.ACTIVE


async def test_forty_people_stand_on_two_pages(stage: Stage) -> None:
    course = await begin(stage)
    people = [await course.person(f"p{number}") for number in range(29)]
    one = await course.session()
    shown = await course.karim.slash(stage.lobby, "cohort session roll", session=str(one.id))
    assert answer(shown).count("unmarked") >= 25
    shown = await course.karim.click(shown.response, custom_id=f"attending.roll:{one.id}:0:2")
    assert f"<@{people[-1].id}>" in answer(shown)
    assert f"<@{people[0].id}>" not in answer(shown)
    shown = await course.karim.select(
        shown.response, [str(people[-1].id)], custom_id=f"attending.mark:{one.id}:0:2"
    )
    assert "One person is present now" in answer(shown)
    assert await course.marks(one) == {people[-1].id: "present"}


async def test_who_left_or_never_came_is_not_marked(stage: Stage) -> None:
    course = await begin(stage)
    one = await course.session()
    stranger = person(stage, "stranger")
    zeina = await course.person("zeina")
    await put_in(stage, course.cohort, zeina, EnrolmentState.WITHDRAWN)
    shown = await course.karim.slash(stage.lobby, "cohort session roll", session=str(one.id))
    shown = await course.karim.select(
        shown.response, [str(stage.member.id)], custom_id=f"attending.mark:{one.id}:0:1"
    )
    found = await stage.app.services.roll.mark(
        stage.actor(), one.id, [stranger.id, zeina.id], AttendanceState.PRESENT, 1
    )
    assert (found.changed, found.others) == (0, 2)
    assert await course.marks(one) == {stage.member.id: "present"}


async def test_before_it_begins_people_are_excused_and_nothing_else(stage: Stage) -> None:
    course = await begin(stage)
    one = await course.session(after=DAY)
    shown = await course.karim.slash(stage.lobby, "cohort session roll", session=str(one.id))
    refused = await course.karim.select(
        shown.response, [str(stage.member.id)], custom_id=f"attending.mark:{one.id}:0:1"
    )
    assert "you can only excuse people" in answer(refused)
    shown = await click(course.karim, shown, "Excused")
    await course.karim.select(
        shown.response, [str(stage.member.id)], custom_id=f"attending.mark:{one.id}:2:1"
    )
    assert await course.marks(one) == {stage.member.id: "excused"}
    stage.pass_time(days=1)
    assert "You are here" in await stage.press_raw(stage.member, f"attend.here:{one.id}"), (
        "and came after all"
    )


# Closing


async def test_nobody_is_absent_before_the_session_is_closed_and_closing_says_whom_it_makes_so(
    stage: Stage,
) -> None:
    course = await begin(stage)
    zeina, rami = await course.person("zeina"), await course.person("rami")
    one = await course.session()
    await stage.press_raw(zeina, f"attend.here:{one.id}")
    stage.pass_time(days=2)
    late = await course.person("late")
    assert await course.marks(one) == {zeina.id: "present"}
    asked = await course.karim.slash(stage.lobby, "cohort session close", session=str(one.id))
    assert "2 unmarked people become **absent**" in answer(asked)
    assert await course.marks(one) == {zeina.id: "present"}, "nothing yet"
    shown = await click(course.karim, asked, "Close it")
    assert "2 people became absent" in answer(shown)
    assert await course.marks(one) == {zeina.id: "present", rami.id: "absent", stage.member.id: "absent"}
    assert late.id not in await course.marks(one), "who came later owed nothing"
    again = await stage.press_raw(course.karim, f"attending.close-confirm:{one.id}:{one.version}")
    assert "⚠️" in again, "a second press"
    (stored,) = await sessions_of(stage, course.cohort)
    assert stored.state is SessionState.HELD
    assert stored.closed_at is not None


async def test_a_closed_session_is_opened_again_and_marks_of_people_stay(stage: Stage) -> None:
    course = await begin(stage)
    zeina = await course.person("zeina")
    one = await course.session()
    stage.pass_time(minutes=70)
    shown = await course.karim.slash(stage.lobby, "cohort session roll", session=str(one.id))
    shown = await click(course.karim, shown, "Absent")
    await course.karim.select(shown.response, [str(zeina.id)], custom_id=f"attending.mark:{one.id}:3:1")
    closed = await course.close(one)
    assert await course.marks(one) == {zeina.id: "absent", stage.member.id: "absent"}
    await stage.restart()
    (held,) = await sessions_of(stage, course.cohort)
    shown = await click(course.karim, closed, "Open again")
    assert "It is open again" in answer(shown)
    assert await course.marks(one) == {zeina.id: "absent"}
    assert "You are here" in await stage.press_raw(stage.member, f"attend.here:{one.id}")
    assert "⚠️" in await stage.press_raw(course.karim, f"attending.reopen:{one.id}:{held.version}")
    assert {"cohort.session.close", "cohort.session.reopen"} <= set(await course.log())


async def test_what_has_not_begun_is_not_closed(stage: Stage) -> None:
    course = await begin(stage)
    one = await course.session(after=MINUTE)
    shown = await course.karim.slash(stage.lobby, "cohort session close", session=str(one.id))
    assert "has not begun" in answer(shown)


async def test_who_does_not_lead_marks_and_closes_nothing_also_after_losing_it(stage: Stage) -> None:
    """A member, and a facilitator who lost it between the card and the press."""
    course = await begin(stage)
    one = await course.session()
    stage.pass_time(minutes=5)
    karim = course.karim
    shown = await karim.slash(stage.lobby, "cohort session roll", session=str(one.id))
    asked = await karim.slash(stage.lobby, "cohort session close", session=str(one.id))

    def lose(tx: Transaction) -> None:
        tx.execute("DELETE FROM cohort_facilitator")

    await stage.app.database.write(lose)
    before = await stage.everything()
    for result in (
        await karim.select(shown.response, [str(stage.member.id)], custom_id=f"attending.mark:{one.id}:0:1"),
        await click(karim, asked, "Close it"),
        await stage.member.slash(stage.lobby, "cohort session roll", session=str(one.id)),
        await stage.member.slash(stage.lobby, "cohort session close", session=str(one.id)),
    ):
        assert "⚠️" in answer(result)
    for press in (
        f"attending.roll:{one.id}:0:1",
        f"attending.close:{one.id}",
        f"attending.close-confirm:{one.id}:{one.version}",
        f"attending.reopen:{one.id}:{one.version}",
        f"attending.roll:{one.id}:9:1",
    ):
        assert "⚠️" in await stage.press_raw(stage.member, press)
    assert await stage.everything() == before
    choices = await stage.member.autocomplete(stage.lobby, "cohort session roll", "session", "")
    assert choices == []


# The warning


async def out_of_reach(course: Course) -> None:
    """Of five sessions Omar misses two: 60 % is the most that is left."""
    zeina = await course.person("zeina")
    for number in range(3):
        await course.session(after=(number + 5) * DAY, title=f"Later {number}")
    for title in ("One", "Two"):
        await course.held(title, there=(zeina,))


async def look(stage: Stage) -> None:
    """A day later: what the scheduler does."""
    stage.pass_time(days=1, minutes=1)
    materialise = stage.app.features["attending"].materialise
    assert materialise is not None
    await materialise()


async def test_who_lets_the_bot_write_hears_first_and_privately_and_once(stage: Stage) -> None:
    course = await begin(stage)
    await stage.app.services.people.set_dm(_as(stage, stage.member.id), allowed=True)
    await out_of_reach(course)
    await stage.deliver()
    told = [texts(one) for one in dms(stage, stage.member)]
    assert len(told) == 1
    assert "You can still reach 60 %; 80 % are asked for" in told[0]
    assert (await course.enrolment(stage.member)).warned_at is not None
    await look(stage)
    await stage.deliver()
    assert len(dms(stage, stage.member)) == 1
    assert "60 %" not in "".join(texts(one) for one in stage.news.history()), "never in public"


async def test_who_takes_no_messages_is_told_at_the_next_press_once_and_facilitators_afterwards(
    stage: Stage,
) -> None:
    course = await begin(stage)
    await out_of_reach(course)
    await look(stage)
    await stage.deliver()
    assert dms(stage, stage.member) == []
    risk = await stage.press_raw(course.karim, f"attending.risk:{course.cohort.id}:1")
    assert "missed 2 in a row" in risk
    assert "at most" not in risk, "the person hears of it first"
    shown = answer(await stage.member.slash(stage.lobby, "cohort progress", cohort="Routing course"))
    assert "You can still reach 60 %" in shown
    again = answer(await stage.member.slash(stage.lobby, "cohort progress", cohort="Routing course"))
    assert "You can still reach" not in again
    risk = await stage.press_raw(course.karim, f"attending.risk:{course.cohort.id}:1")
    assert "60 % at most, 80 % asked for" in risk


async def test_a_warning_that_did_not_arrive_was_not_given(stage: Stage) -> None:
    course = await begin(stage)
    await stage.app.services.people.set_dm(_as(stage, stage.member.id), allowed=True)
    close_dms(stage, stage.member)
    await out_of_reach(course)
    await stage.deliver()
    assert (await course.enrolment(stage.member)).warned_at is None
    await look(stage)
    assert (await course.enrolment(stage.member)).warned_at is None, "it is not tried day after day"
    shown = answer(await stage.member.slash(stage.lobby, "cohort progress", cohort="Routing course"))
    assert "You can still reach 60 %" in shown


async def test_a_correction_takes_a_warning_back_that_was_not_sent(stage: Stage) -> None:
    course = await begin(stage)
    await stage.app.services.people.set_dm(_as(stage, stage.member.id), allowed=True)
    await out_of_reach(course)
    one = next(one for one in await sessions_of(stage, course.cohort) if one.title == "One")
    shown = await course.karim.slash(stage.lobby, "cohort session roll", session=str(one.id))
    shown = await click(course.karim, shown, "Late")
    await course.karim.select(
        shown.response, [str(stage.member.id)], custom_id=f"attending.mark:{one.id}:1:1"
    )
    await stage.deliver()
    assert dms(stage, stage.member) == []
    assert (await course.enrolment(stage.member)).warned_at is None


async def test_nobody_is_measured_while_a_cohort_does_not_run(stage: Stage) -> None:
    course = await begin(stage, state=CohortState.ENROLLING)
    await out_of_reach(course)
    await look(stage)
    assert (await course.enrolment(stage.member)).state is EnrolmentState.ENROLLED
    other = await cohort_made(stage, name="Other", state=CohortState.PLANNED)
    assert "⚠️" in await stage.press_raw(stage.member, f"attending.board:{other.id}")


# Erased


async def test_what_a_person_was_goes_with_them_and_what_they_marked_stays_without_them(stage: Stage) -> None:
    course = await begin(stage)
    one = await course.session(code="hummingbird")
    zeina = await course.person("zeina")
    await stage.member.slash(stage.lobby, "cohort attend", code="sparrow")
    await stage.press_raw(stage.member, f"attend.here:{one.id}")
    shown = await course.karim.slash(stage.lobby, "cohort session roll", session=str(one.id))
    await course.karim.select(shown.response, [str(zeina.id)], custom_id=f"attending.mark:{one.id}:0:1")
    for who in (stage.member, course.karim):
        await stage.app.services.privacy.erase(_as(stage, who.id))
    assert await course.marks(one) == {zeina.id: "present"}

    def tries(tx: Transaction) -> int:
        return len(tx.all("SELECT 1 FROM cohort_code_try"))

    assert await stage.app.database.read(tries) == 0
