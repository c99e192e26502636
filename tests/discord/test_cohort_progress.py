"""How far people are, through real commands and clicks: their own view, ticks, finishing, and a learning platform's file."""

from simcord import InteractionResult, MemberActor

from bot.cohorts.rules import AttendanceState, EnrolmentState
from bot.storage.database import Transaction
from tests.discord.cohort_attending import DAY, HOUR, Course, begin, click, labels
from tests.discord.cohort_stage import NAME, person, put_in
from tests.discord.conftest import Stage, answer, texts
from tests.discord.test_hostile_commands import send_raw


async def progress(who: MemberActor, course: Course, **more: object) -> InteractionResult:
    return await who.slash(course.stage.lobby, "cohort progress", cohort=NAME, **more)


# One's own


async def test_a_member_sees_attendance_milestones_and_what_is_next(stage: Stage) -> None:
    course = await begin(stage)
    zeina = await course.person("zeina")
    await course.held("One", there=(stage.member,))
    await course.held("Two", there=(stage.member, zeina))
    await course.session(after=DAY, title="Route servers")
    await course.milestone(title="Quiz 1")
    await course.milestone(title="Essay", after=HOUR)
    stage.pass_time(hours=2)
    shown = await progress(stage.member, course)
    said = answer(shown)
    assert "2 of 2 · 100 %" in said
    assert "Route servers" in said
    assert "⏰ **Essay** · was due" in said
    assert "▫️ **Quiz 1** · due" in said
    assert "0 of 2 done" in said
    assert said.index("Essay") < said.index("Quiz 1"), "what is due first comes first"
    assert f"<@{zeina.id}>" not in said
    assert labels(shown) >= {"I’ve done it", "Can’t make it"}


async def test_who_reports_a_milestone_is_active_and_can_take_it_back(stage: Stage) -> None:
    course = await begin(stage)
    quiz = await course.milestone()
    omar = stage.member
    shown = await click(omar, await progress(omar, course), "I’ve done it")
    assert "Noted. Well done!" in answer(shown)
    assert "✅ **Quiz 1** · done" in answer(shown)
    assert await course.done(quiz) == {omar.id}
    assert (await course.enrolment(omar)).state is EnrolmentState.ACTIVE
    await stage.press_raw(omar, f"attend.done:{quiz.id}")
    assert await course.done(quiz) == {omar.id}, "twice is once"
    await stage.restart()
    shown = await click(omar, shown, "Take it back")
    assert "still to be done" in answer(shown)
    assert await course.done(quiz) == frozenset()
    await stage.press_raw(omar, f"attend.undone:{quiz.id}")


async def test_nobody_reports_where_facilitators_tick_nor_takes_back_their_ticks(stage: Stage) -> None:
    course = await begin(stage, self_report=False)
    quiz = await course.milestone()
    shown = await progress(stage.member, course)
    assert "The facilitators tick" in answer(shown)
    assert "I’ve done it" not in labels(shown)
    assert "the facilitators tick what is done" in await stage.press_raw(
        stage.member, f"attend.done:{quiz.id}"
    )
    other = Course(stage=stage, cohort=course.cohort, karim=course.karim)

    def allow(tx: Transaction) -> None:
        tx.execute("UPDATE cohort SET self_report = 1")

    await stage.app.database.write(allow)
    await stage.app.services.cohort_progress.tick(
        stage.actor(), quiz.id, [stage.member.id], 1, taking_back=False
    )
    assert "was ticked by a facilitator" in await stage.press_raw(stage.member, f"attend.undone:{quiz.id}")
    assert await other.done(quiz) == {stage.member.id}


async def test_who_is_not_in_it_sees_and_reports_nothing(stage: Stage) -> None:
    course = await begin(stage)
    quiz = await course.milestone()
    stranger = person(stage, "stranger")
    left = person(stage, "left")
    await put_in(stage, course.cohort, left, EnrolmentState.WITHDRAWN)
    before = await stage.everything()
    for who in (stranger, left):
        for press in (
            f"attend.done:{quiz.id}",
            f"attend.undone:{quiz.id}",
            f"attend.mine:{course.cohort.id}:1",
        ):
            assert "You are not in this cohort" in await stage.press_raw(who, press)
        assert "⚠️" in answer(await progress(who, course))
    assert "⚠️" in await stage.press_raw(stage.member, "attend.mine:99:1")
    assert await stage.everything() == before


async def test_a_cancelled_milestone_and_an_ended_cohort_take_no_report(stage: Stage) -> None:
    course = await begin(stage)
    quiz, essay = await course.milestone(), await course.milestone(title="Essay")

    def change(tx: Transaction) -> None:
        tx.execute("UPDATE cohort_milestone SET state = 'cancelled' WHERE id = ?", (quiz.id,))

    await stage.app.database.write(change)
    assert "cancelled" in await stage.press_raw(stage.member, f"attend.done:{quiz.id}")

    def end(tx: Transaction) -> None:
        tx.execute("UPDATE cohort SET state = 'closed'")

    await stage.app.database.write(end)
    assert "⚠️" in await stage.press_raw(stage.member, f"attend.done:{essay.id}")
    assert await course.done(quiz) == await course.done(essay) == frozenset()


async def test_an_extension_is_ones_own_due_date(stage: Stage) -> None:
    course = await begin(stage)
    quiz = await course.milestone(after=DAY)
    wall = (stage.clock.now() + 9 * DAY).replace(tzinfo=None, microsecond=0)
    await stage.app.services.milestones.extend(
        stage.actor(), quiz.id, wall=wall, zone="UTC", user_id=stage.member.id
    )
    zeina = await course.person("zeina")
    stage.pass_time(days=2)
    assert "▫️ **Quiz 1** · due" in answer(await progress(stage.member, course))
    assert "⏰ **Quiz 1** · was due" in answer(await progress(zeina, course))


async def test_what_was_before_somebody_came_or_came_back_counts_for_nothing(stage: Stage) -> None:
    """Neither a session that was closed, nor one that nobody closed, nor what they missed the last time."""
    course = await begin(stage)
    zeina = await course.person("zeina")
    await course.held("One", there=(zeina,))
    await course.session(title="Never closed")
    stage.pass_time(hours=2)
    rami = await course.person("rami")
    await put_in(stage, course.cohort, stage.member, EnrolmentState.WITHDRAWN)
    await put_in(stage, course.cohort, stage.member)  # Omar missed the first one, left, and came back
    for who in (rami, stage.member):
        assert "no session was held yet" in answer(await progress(who, course))
    assert "1 of 1 · 100 % · 100 % can still be reached" in answer(await progress(zeina, course))


# Ticking


async def test_a_facilitator_ticks_many_page_by_page_and_takes_back(stage: Stage) -> None:
    course = await begin(stage)
    people = [await course.person(f"p{number}") for number in range(29)]
    quiz = await course.milestone()
    karim = course.karim
    shown = await progress(karim, course)
    assert "**Quiz 1** · 0 of 30" in answer(shown)
    shown = await karim.select(
        shown.response, [str(quiz.id)], custom_id=f"attending.milestone:{course.cohort.id}"
    )
    assert "not done yet" in answer(shown)
    chosen = [str(one.id) for one in people[:20]]
    shown = await karim.select(shown.response, chosen, custom_id=f"attending.tick:{quiz.id}:0:1")
    assert "20 people are ticked." in answer(shown)
    assert await course.done(quiz) == {one.id for one in people[:20]}
    assert f"<@{people[0].id}>" not in answer(shown), "who is ticked is off the list"
    shown = await click(karim, shown, "Take ticks back")
    shown = await karim.select(shown.response, [str(people[0].id)], custom_id=f"attending.tick:{quiz.id}:1:1")
    assert "One tick is taken back." in answer(shown)
    assert len(await course.done(quiz)) == 19
    assert (await course.enrolment(people[3])).state is EnrolmentState.ACTIVE
    assert {"cohort.progress.tick", "cohort.progress.untick"} <= set(await course.log())


async def test_a_tick_touches_nobody_who_was_not_chosen(stage: Stage) -> None:
    """Also where the page has moved on: two facilitators at once, and somebody who left."""
    course = await begin(stage)
    zeina, rami = await course.person("zeina"), await course.person("rami")
    quiz = await course.milestone()
    shown = await progress(course.karim, course)
    shown = await course.karim.select(
        shown.response, [str(quiz.id)], custom_id=f"attending.milestone:{course.cohort.id}"
    )
    await stage.app.services.cohort_progress.tick(stage.actor(), quiz.id, [zeina.id], 1, taking_back=False)
    await put_in(stage, course.cohort, rami, EnrolmentState.WITHDRAWN)
    shown = await course.karim.select(
        shown.response, [str(zeina.id), str(rami.id)], custom_id=f"attending.tick:{quiz.id}:0:1"
    )
    said = answer(shown)
    assert "Nothing changed" in said
    assert "One is not in the cohort any more" in said
    assert await course.done(quiz) == {zeina.id}


async def test_who_does_not_lead_ticks_nothing_also_after_losing_it(stage: Stage) -> None:
    course = await begin(stage)
    quiz = await course.milestone()
    shown = await progress(course.karim, course)
    shown = await course.karim.select(
        shown.response, [str(quiz.id)], custom_id=f"attending.milestone:{course.cohort.id}"
    )

    def lose(tx: Transaction) -> None:
        tx.execute("DELETE FROM cohort_facilitator")

    await stage.app.database.write(lose)
    before = await stage.everything()
    result = await course.karim.select(
        shown.response, [str(stage.member.id)], custom_id=f"attending.tick:{quiz.id}:0:1"
    )
    assert "⚠️" in answer(result)
    which = course.cohort.id
    for press in (
        f"attending.milestones:{which}:1",
        f"attending.ticks:{quiz.id}:0:1",
        f"attending.finishers:{which}:1",
    ):
        assert "⚠️" in await stage.press_raw(stage.member, press)
    for press in (
        f"attending.milestone:{which}",
        f"attending.tick:{quiz.id}:0:1",
        f"attending.complete:{which}",
    ):
        assert "⚠️" in await send_raw(stage, stage.member, press, values=[str(stage.member.id)])
    assert await stage.everything() == before


# Finishing


async def test_who_did_everything_is_offered_and_completed_by_a_facilitator(stage: Stage) -> None:
    course = await begin(stage)
    zeina = await course.person("zeina")
    quiz = await course.milestone()
    await course.held("One", there=(stage.member, zeina))
    await stage.press_raw(stage.member, f"attend.done:{quiz.id}")
    shown = await progress(course.karim, course)
    shown = await click(course.karim, shown, "One has finished")
    said = answer(shown)
    assert f"<@{stage.member.id}> · 1 of 1 sessions, 100 % · 1 milestones" in said
    assert f"<@{zeina.id}>" not in said
    message = shown.response
    shown = await course.karim.select(
        message, [str(stage.member.id)], custom_id=f"attending.complete:{course.cohort.id}"
    )
    assert "One person completed the course" in answer(shown)
    found = await course.enrolment(stage.member)
    assert found.state is EnrolmentState.COMPLETED
    assert found.completed_at is not None
    again = await send_raw(
        stage, course.karim, f"attending.complete:{course.cohort.id}", values=[str(stage.member.id)]
    )
    assert "not waiting to be marked" in again
    refused = await send_raw(
        stage, course.karim, f"attending.complete:{course.cohort.id}", values=[str(zeina.id)]
    )
    assert "⚠️" in refused
    assert (await course.enrolment(zeina)).state is not EnrolmentState.COMPLETED
    own = answer(await progress(stage.member, course))
    assert "🎓 You completed **Routing course**" in own


async def test_attendance_counts_for_finishing_as_far_as_it_is_asked_for(stage: Stage) -> None:
    course = await begin(stage)
    zeina = await course.person("zeina")
    quiz = await course.milestone()
    await course.held("One", there=(zeina,))
    await course.held("Two", there=(stage.member, zeina))
    await stage.press_raw(stage.member, f"attend.done:{quiz.id}")
    which = course.cohort.id
    assert "Nobody else has done" in await stage.press_raw(course.karim, f"attending.finishers:{which}:1")
    assert "no number from 0 to 100" in await send_raw(
        stage, course.karim, f"attending.threshold-set:{which}", fields={"percent": "101"}
    )
    said = await send_raw(
        stage, course.karim, f"attending.threshold-set:{which}", fields={"percent": " 50 % "}
    )
    assert "50 % of the sessions are asked for now" in said
    assert f"<@{stage.member.id}>" in await stage.press_raw(course.karim, f"attending.finishers:{which}:1")
    assert "cohort.threshold" in await course.log()


async def test_reminders_and_the_roll_know_what_was_said(stage: Stage) -> None:
    """What other rooms ask: who did it, and who was where."""
    course = await begin(stage)
    quiz, one = await course.milestone(), await course.session()
    await stage.press_raw(stage.member, f"attend.done:{quiz.id}")
    await stage.press_raw(stage.member, f"attend.here:{one.id}")
    assert await course.done(quiz) == {stage.member.id}
    assert await course.marks(one) == {stage.member.id: AttendanceState.PRESENT.value}
    assert texts(stage.news.history()[-1] if stage.news.history() else None) is not None
