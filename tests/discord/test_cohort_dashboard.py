"""/cohort show, through real commands and clicks: the funnel and its picture, who is at risk, deliveries, files."""

import csv
import io
from dataclasses import replace

import pytest
from simcord import InteractionResult, MemberActor, ResponseMessage

from bot.cohorts.rules import EnrolmentState
from bot.delivery import outbox
from bot.delivery.model import DeliveryState, EffectKind, NewDelivery
from bot.storage.database import Transaction
from bot.ui.charts import bars
from tests.discord.cohort_attending import DAY, HOUR, Course, begin, click, labels
from tests.discord.cohort_stage import NAME, person, put_in
from tests.discord.conftest import Stage, answer

PNG = b"\x89PNG\r\n\x1a\n"


async def show(who: MemberActor, course: Course) -> InteractionResult:
    return await who.slash(course.stage.lobby, "cohort show", cohort=NAME)


def message(result: InteractionResult) -> ResponseMessage:
    found = result.followups[-1] if result.followups else result.response
    assert found is not None
    return found


async def file_of(result: InteractionResult) -> bytes:
    """The one file of an answer."""
    (found,) = message(result).attachments
    return await found.read()


async def completed(course: Course, who: MemberActor) -> None:
    """Somebody completed the course."""
    from bot.cohorts import records

    await course.stage.app.database.write(lambda tx: records.complete(tx, course.cohort.id, who.id))


# At a glance


async def test_the_dashboard_tells_how_far_people_came_in_text_and_picture(stage: Stage) -> None:
    course = await begin(stage)
    zeina, rami = await course.person("zeina"), await course.person("rami")
    for number in range(5):
        await put_in(stage, course.cohort, person(stage, f"a{number}"), EnrolmentState.APPLIED)
    await course.held("One", there=(zeina, rami))
    await completed(course, rami)
    await course.session(after=DAY, title="Route servers")
    shown = await show(course.karim, course)
    said = answer(shown)
    for line in (
        "**8** applied · 100 %",
        "**3** enrolled · 37 %",
        "**2** were active · 25 %",
        "**1** completed · 12 %",
    ):
        assert line in said
    assert "Route servers" in said
    assert "66 % on average" in said
    picture = await file_of(shown)
    assert picture == bars([8, 3, 2, 1], 8)
    assert picture.startswith(PNG)
    assert "8 applied. 2: 3 enrolled. 3: 2 were active. 4: 1 completed." in str(message(shown).components)
    assert f"<@{zeina.id}>" not in said


async def test_a_session_that_is_over_is_closed_from_the_dashboard(stage: Stage) -> None:
    course = await begin(stage)
    await course.session()
    stage.pass_time(hours=2)
    shown = await show(course.karim, course)
    assert "is over and not closed" in answer(shown)
    asked = await click(course.karim, shown, "Close session")
    assert "One unmarked person becomes **absent**" in answer(asked)
    closed = await click(course.karim, asked, "Close it")
    board = await click(course.karim, closed, "Dashboard")
    assert "is over and not closed" not in answer(board)


async def test_members_see_their_own_and_others_the_card(stage: Stage) -> None:
    course = await begin(stage)
    await course.milestone()
    shown = await show(stage.member, course)
    assert "your progress" in answer(shown)
    assert "applied" not in answer(shown)

    def on_a_card(tx: Transaction) -> None:
        tx.execute("UPDATE cohort SET card_channel_id = ?", (stage.lobby.id,))

    await stage.app.database.write(on_a_card)
    stranger = person(stage, "stranger")
    said = answer(await show(stranger, course))
    assert "your progress" not in said
    assert "You are not in" not in said
    assert "Routing course" in said


async def test_nobody_who_does_not_lead_sees_how_others_stand(stage: Stage) -> None:
    """Members, strangers, a facilitator of before, and altered presses."""
    course = await begin(stage)
    which = course.cohort.id
    shown = await show(course.karim, course)

    def lose(tx: Transaction) -> None:
        tx.execute("DELETE FROM cohort_facilitator")

    await stage.app.database.write(lose)
    before = await stage.everything()
    assert "⚠️" in answer(await click(course.karim, shown, "Attendance"))
    for press in (
        f"attending.board:{which}",
        f"attending.table:{which}:1",
        f"attending.risk:{which}:1",
        f"attending.deliveries:{which}",
        f"attending.exports:{which}",
        f"attending.export:{which}:0",
        f"attending.export:{which}:9",
        f"attending.threshold:{which}",
        "attending.board:99",
    ):
        for who in (stage.member, course.karim, person(stage, f"x{press[-4:]}{press[10:13]}")):
            assert "⚠️" in await stage.press_raw(who, press), press
    assert await stage.everything() == before


async def test_an_organiser_and_a_restart_change_nothing_of_it(stage: Stage) -> None:
    course = await begin(stage)
    shown = await show(stage.organiser, course)
    await stage.restart()
    board = await click(stage.organiser, shown, "Attendance")
    assert f"<@{stage.member.id}>" in answer(board)


# Person by person


async def test_who_is_at_risk_and_why(stage: Stage) -> None:
    course = await begin(stage)
    zeina = await course.person("zeina")
    quiz = await course.milestone(after=HOUR)
    for number in range(8):
        await course.session(after=(20 + number) * DAY, title=f"Later {number}")
    await course.held("One", there=(zeina,))
    await course.held("Two", there=(zeina,))
    await stage.app.services.cohort_progress.tick(stage.actor(), quiz.id, [zeina.id], 1, taking_back=False)
    said = await stage.press_raw(course.karim, f"attending.risk:{course.cohort.id}:1")
    assert f"<@{stage.member.id}> · missed 2 in a row · overdue: Quiz 1" in said
    assert f"<@{zeina.id}>" not in said
    assert (await course.enrolment(stage.member)).state is EnrolmentState.AT_RISK
    assert (await course.enrolment(zeina)).state is EnrolmentState.ACTIVE
    stage.pass_time(days=8)
    said = await stage.press_raw(course.karim, f"attending.risk:{course.cohort.id}:1")
    assert f"<@{zeina.id}> · last seen" in said
    await stage.press_raw(zeina, f"attend.undone:{quiz.id}")  # refused: it is the facilitator's; no activity
    (later,) = [one for one in [await course.session(title="Now")] if one]
    await stage.press_raw(zeina, f"attend.here:{later.id}")
    said = await stage.press_raw(course.karim, f"attending.risk:{course.cohort.id}:1")
    assert f"<@{zeina.id}>" not in said
    assert (await course.enrolment(zeina)).state is EnrolmentState.ACTIVE


async def test_the_table_has_pages_and_numbers(stage: Stage) -> None:
    course = await begin(stage)
    people = [await course.person(f"p{number}") for number in range(24)]
    await course.session(after=DAY, title="Later")
    await course.held("One", there=(people[0],))
    first = await stage.press_raw(course.karim, f"attending.table:{course.cohort.id}:1")
    assert f"<@{people[0].id}> · 1/1 · 100 % · up to 100 %" in first
    assert f"<@{people[1].id}> · 0/1 · 0 % · up to 50 %" in first
    assert f"<@{people[-1].id}>" not in first
    second = await stage.press_raw(course.karim, f"attending.table:{course.cohort.id}:2")
    assert f"<@{people[-1].id}>" in second


async def test_nobody_at_risk_and_a_cohort_that_does_not_run_say_so(stage: Stage) -> None:
    course = await begin(stage)
    assert "Nobody is at risk" in await stage.press_raw(course.karim, f"attending.risk:{course.cohort.id}:1")

    def step_back(tx: Transaction) -> None:
        tx.execute("UPDATE cohort SET state = 'enrolling'")

    await stage.app.database.write(step_back)
    said = await stage.press_raw(course.karim, f"attending.risk:{course.cohort.id}:1")
    assert "while the cohort runs" in said


# What was delivered


async def test_what_was_delivered_and_what_failed_without_names(stage: Stage) -> None:
    course = await begin(stage)
    one = await course.session(after=DAY)
    nothing = await stage.press_raw(course.karim, f"attending.deliveries:{course.cohort.id}")
    assert "⚠️" not in nothing

    def promise(tx: Transaction) -> None:
        def add(
            feature: str, subject: int, kind: EffectKind, target: int, state: DeliveryState, reason: str
        ) -> None:
            made = outbox.enqueue(
                tx,
                NewDelivery(
                    guild_id=stage.guild.id, kind=kind, feature=feature, template="x", subject_id=subject, target_id=target,
                    occurrence=f"{feature}:{target}:{state}:{reason}", due_at=tx.now,
                ),
            )  # fmt: skip
            tx.execute(
                "UPDATE delivery SET state = ?, reason = ?, settled_at = due_at WHERE id = ?",
                (state, reason or None, made),
            )

        news, omar = stage.news.id, stage.member.id
        add("session_reminders", one.id, EffectKind.MESSAGE, news, DeliveryState.SENT, "")
        add("session_reminders", one.id, EffectKind.MESSAGE, news, DeliveryState.DEAD, "missing-permissions")
        add("session_reminders", one.id, EffectKind.DIRECT_MESSAGE, omar, DeliveryState.DEAD, "dm-closed")
        add("reminding", course.cohort.id, EffectKind.MESSAGE, news, DeliveryState.DROPPED, "")
        add("reminding", 777, EffectKind.MESSAGE, news, DeliveryState.DEAD, "another cohort's")

    await stage.app.database.write(promise)
    said = await stage.press_raw(course.karim, f"attending.deliveries:{course.cohort.id}")
    assert "**Reminders** · 1 sent" in said
    assert "2 failed" in said
    assert "One direct message could not be delivered" in said
    assert str(stage.member.id) not in said
    assert f"The bot lacks a permission for <#{stage.news.id}>" in said
    assert "came too late to be of use" in said
    assert "**Notices and nudges** · 0 sent" in said
    board = answer(await show(course.karim, course))
    assert "1 sent · 3 failed" in board


# Files


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


async def exported(course: Course, label: str) -> tuple[InteractionResult, list[list[str]]]:
    shown = await click(course.karim, await show(course.karim, course), "Files")
    assert labels(shown) >= {"Roster", "Attendance", "Progress", "Certificates"}
    result = await click(course.karim, shown, label)
    return result, rows(await file_of(result))


async def test_the_files_hold_what_the_cards_show(stage: Stage) -> None:
    course = await begin(stage)
    zeina = await course.person("zeina")
    quiz = await course.milestone()
    await course.held("One", there=(zeina,))
    await stage.press_raw(zeina, f"attend.done:{quiz.id}")
    _, roster = await exported(course, "Roster")
    assert roster[0][:3] == ["Name", "Discord id", "State"]
    assert [one[:3] for one in roster[1:]] == [
        ["omar", f"<@{stage.member.id}>", "enrolled"],
        ["zeina", f"<@{zeina.id}>", "active"],
    ]
    _, attendance = await exported(course, "Attendance")
    assert attendance[0][2].endswith(" One")
    assert [one[2] for one in attendance[1:]] == ["absent", "present"]
    _, progress = await exported(course, "Progress")
    assert [one[2] for one in progress] == ["Quiz 1", "", "done"]
    _, none = await exported(course, "Certificates")
    assert len(none) == 1
    await completed(course, zeina)
    result, certificates = await exported(course, "Certificates")
    assert certificates[1] == [
        "zeina",
        f"<@{zeina.id}>",
        f"{stage.clock.now():%Y-%m-%d}",
        "1",
        "1",
        "100",
        "1",
    ]
    assert "Certificates: one row." in answer(result)
    assert (await course.log()).count("cohort.export") == 5


@pytest.mark.hostile(16)
async def test_no_spreadsheet_runs_what_somebody_typed(stage: Stage) -> None:
    course = await begin(stage)
    evil = await course.person('=HYPERLINK("x")')
    await course.milestone(title="+1 formula")

    def team(tx: Transaction) -> None:
        tx.execute("UPDATE enrolment SET team = '@SUM(A1)' WHERE user_id = ?", (evil.id,))

    await stage.app.database.write(team)
    for label in ("Roster", "Attendance", "Progress"):
        _, found = await exported(course, label)
        cells = [cell for row in found for cell in row]
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells), label


async def test_who_left_the_server_stands_by_id(stage: Stage) -> None:
    course = await begin(stage)
    gone = replace(stage.actor()).user_id + 12_345

    def add(tx: Transaction) -> None:
        tx.execute("UPDATE enrolment SET user_id = ? WHERE user_id = ?", (gone, stage.member.id))

    await stage.app.database.write(add)
    result, roster = await exported(course, "Roster")
    assert roster[1][:2] == ["", f"<@{gone}>"]
    assert "One person is not in this server any more" in answer(result)
