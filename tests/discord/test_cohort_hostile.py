"""Cohorts against who means harm, comes at the wrong moment, or is simply unlucky: what a reviewer tried to break."""

import datetime as dt
import re
from dataclasses import replace

from bot.cohorts import store
from bot.cohorts.attending import records as attending
from bot.cohorts.imports import reading
from bot.cohorts.imports.people import Members
from bot.cohorts.reminding import drifting
from bot.cohorts.rules import CohortState, EnrolmentState, ItemKind
from bot.cohorts.sessions import agenda, changes
from bot.cohorts.sessions import records as sessions
from bot.language.rules import folded
from bot.reminders.rules import Snooze
from bot.storage.database import Transaction
from tests.discord import cohort_attending
from tests.discord.cohort_reminding import begin
from tests.discord.cohort_stage import NAME, as_actor, at, cohort, milestones_of, person, put_in, sessions_of
from tests.discord.conftest import Stage, answer, set_stage, texts
from tests.discord.test_cohort_sessions import LINK, planned, pressed, with_link
from tests.discord.test_hostile_commands import send_raw

DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)


# Who owed a session


async def test_who_waited_for_a_seat_while_it_was_held_is_not_absent_from_it(stage: Stage) -> None:
    course = await cohort_attending.begin(stage)
    lea = person(stage, "lea")
    await put_in(stage, course.cohort, lea, EnrolmentState.SELECTED)
    one = await course.session(after=HOUR)
    stage.pass_time(hours=3)
    await stage.app.services.cohorts.accept(as_actor(stage, lea), course.cohort.id)
    await course.close(one)
    assert await course.marks(one) == {stage.member.id: "absent"}
    found = await stage.app.database.read(lambda tx: attending.measured_one(tx, course.cohort, lea.id))
    assert found is not None
    assert (found.presence.total, found.reasons) == (0, ())


async def test_who_waited_for_weeks_is_not_silent_on_the_day_they_come_in(stage: Stage) -> None:
    course = await cohort_attending.begin(stage)
    lea = person(stage, "lea")
    await put_in(stage, course.cohort, lea, EnrolmentState.SELECTED)
    await course.held("First")
    stage.pass_time(days=10)
    await stage.app.services.cohorts.accept(as_actor(stage, lea), course.cohort.id)
    board = await stage.app.services.dashboard.at_risk(as_actor(stage, course.karim), course.cohort.id, 1)
    assert lea.id not in [one.user_id for one in board.people.items]


async def test_who_completed_the_course_is_not_absent_from_what_comes_after(stage: Stage) -> None:
    course = await cohort_attending.begin(stage)
    await course.held("First", there=(stage.member,))
    lea = await course.person("lea")
    mine = await course.enrolment(stage.member)
    await stage.app.services.roster.set_completed(
        as_actor(stage, course.karim), course.cohort.id, stage.member.id, mine.version, completed=True
    )
    stage.pass_time(hours=1)
    later = await course.session(title="Second")
    stage.pass_time(minutes=90)
    await course.close(later)
    assert await course.marks(later) == {lea.id: "absent"}
    found = await stage.app.database.read(
        lambda tx: attending.measured_one(tx, course.cohort, stage.member.id)
    )
    assert found is not None
    assert (found.presence.attended, found.presence.total) == (1, 1)


async def test_who_was_in_it_and_left_in_silence_counts_as_let_in(stage: Stage) -> None:
    course = await cohort_attending.begin(stage)
    lea = await course.person("lea")
    await stage.press_raw(lea, f"cohort.leave-confirm:{course.cohort.id}")
    board = await stage.app.services.dashboard.board(as_actor(stage, course.karim), course.cohort.id)
    assert [board.funnel[step] for step in board.funnel][:2] == [2, 2]


async def test_an_excuse_is_for_the_time_it_was_given_for(stage: Stage) -> None:
    """Whoever could not come on Tuesday may be able to on Thursday: they are asked, and reminded, again."""
    course = await cohort_attending.begin(stage)
    one = await course.session(after=DAY)
    await stage.press_raw(stage.member, f"attend.excuse:{one.id}")
    assert await course.marks(one) == {stage.member.id: "excused"}
    await stage.app.services.sessions.move(
        as_actor(stage, course.karim), one.id, one.version, one.wall + 2 * DAY, "UTC"
    )
    assert await course.marks(one) == {}


async def test_nobody_was_at_a_session_that_moved_to_another_day(stage: Stage) -> None:
    course = await cohort_attending.begin(stage)
    one = await course.session(after=5 * MINUTE)
    await stage.press_raw(stage.member, f"attend.here:{one.id}")
    await stage.app.services.sessions.move(
        as_actor(stage, course.karim), one.id, one.version, one.wall + 2 * DAY, "UTC"
    )
    assert await course.marks(one) == {}
    stage.pass_time(days=2)
    assert "⚠️" not in await stage.press_raw(stage.member, f"attend.here:{one.id}")
    assert await course.marks(one) == {stage.member.id: "present"}


# Clocks


async def test_a_week_before_is_the_same_hour_of_the_clock(settings: object) -> None:
    """Beirut's clocks go forward on 28 March: a week and a day are counted on the wall, an hour is an hour."""
    from bot.config import Settings

    assert isinstance(settings, Settings)
    async with set_stage(settings, at=dt.datetime(2027, 3, 15, 9, tzinfo=dt.UTC)) as stage:
        course = await begin(stage)
        await course.person(stage.member, personal=True)
        await course.session("2027-03-30 18:00")  # 15:00 UTC; on the 23rd 18:00 was 16:00 UTC
        for instant in ("2027-03-23 16:00", "2027-03-29 15:00", "2027-03-30 14:00", "2027-03-30 15:00"):
            before = len(course.said()), len(course.told(stage.member))
            await course.until(at(instant) - 2 * MINUTE)
            assert (len(course.said()), len(course.told(stage.member))) == before, instant
            await course.until(at(instant))
            assert (len(course.said()), len(course.told(stage.member))) == (before[0] + 1, before[1] + 1)
        await course.until(at("2027-04-02 12:00"))
        assert len(course.said()) == 4


async def test_three_days_before_it_is_due_is_the_same_hour_for_who_got_more_time_too(
    settings: object,
) -> None:
    from bot.config import Settings

    assert isinstance(settings, Settings)
    async with set_stage(settings, at=dt.datetime(2027, 3, 15, 9, tzinfo=dt.UTC)) as stage:
        course = await begin(stage, milestone_offsets=(4320,))
        await course.person(stage.member, personal=True)
        quiz = await course.milestone("2027-03-20 18:00")
        await stage.app.database.write(
            lambda tx: changes.extend(
                tx,
                course.cohort,
                quiz,
                wall=dt.datetime(2027, 3, 29, 18),  # noqa: DTZ001 - a wall time
                user_id=stage.member.id,
            )
        )
        await course.until(at("2027-03-26 15:58"))
        before = len(course.told(stage.member))
        await course.until(at("2027-03-26 16:00"))
        assert len(course.told(stage.member)) == before + 1


async def test_people_whose_numbers_begin_alike_are_all_told_of_the_clocks(settings: object) -> None:
    from bot.config import Settings

    assert isinstance(settings, Settings)
    async with set_stage(settings, at=dt.datetime(2027, 3, 21, 7, tzinfo=dt.UTC)) as stage:
        course = await begin(stage, session_offsets=())
        for day in ("03-16", "03-30"):
            await course.session(f"2027-{day} 18:00")

        def put(tx: Transaction, user_id: int) -> int:
            from bot.people import store as people
            from bot.people.rules import MemberSettings
            from tests.discord.cohort_stage import enrol

            enrol(tx, course.cohort, user_id)
            one = store.enrolment(tx, course.cohort.id, user_id)
            assert one is not None
            store.save_enrolment(tx, replace(one, personal=True))
            people.save(tx, MemberSettings(user_id=user_id, zone="Africa/Nairobi"))
            return drifting.promise(tx, course.cohort)

        longer, shorter = 123456789012345678, 12345678901234567
        assert await stage.app.database.write(lambda tx: put(tx, longer)) >= 1
        assert await stage.app.database.write(lambda tx: put(tx, shorter)) == 1


# More time


async def test_more_time_is_the_same_instant_when_the_milestone_moves_into_another_zone(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), members=(stage.member,), channel=stage.news)
    actor = as_actor(stage, karim)
    service = stage.app.services.milestones
    await karim.slash(
        stage.lobby, "cohort milestone add", cohort=NAME, kind="quiz", title="Quiz", due="2026-12-15 18:00"
    )
    await service.extend(
        actor,
        1,
        wall=dt.datetime(2026, 12, 30, 18),  # noqa: DTZ001 - a wall time
        zone="Asia/Beirut",
        user_id=stage.member.id,
    )
    (before,) = await milestones_of(stage, made)
    await service.move(actor, 1, before.version, dt.datetime(2026, 12, 16, 18), "America/Montevideo")  # noqa: DTZ001 - a wall time

    def own(tx: Transaction) -> tuple[dt.datetime, dt.datetime, bool]:
        one = store.enrolment(tx, made.id, stage.member.id)
        assert one is not None
        return agenda.own_due(tx, sessions.milestone(tx, made.guild_id, 1), one)

    instant, wall, extended = await stage.app.database.read(own)
    assert (instant, extended) == (at("2026-12-30 16:00"), True)
    assert wall == dt.datetime(2026, 12, 30, 13)  # noqa: DTZ001 - a wall time in Montevideo
    replan = stage.app.features["sessions"].replan
    assert replan is not None
    await replan()
    assert (await stage.app.database.read(own))[0] == at("2026-12-30 16:00")


async def test_taking_a_groups_time_back_twice_leaves_the_next_group_its_own(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), channel=stage.news)
    for name, team in (("lea", "North"), ("rami", "South")):
        await put_in(stage, made, person(stage, name), team=team)
    shown = None
    await karim.slash(
        stage.lobby, "cohort milestone add", cohort=NAME, kind="quiz", title="Quiz", due="2026-12-15 18:00"
    )
    for team in ("North", "South"):
        shown = await karim.slash(
            stage.lobby, "cohort milestone extend", milestone="1", due="2026-12-20 23:59", team=team
        )
    assert shown is not None
    assert shown.response is not None
    (north,) = re.findall(r"'label': '[^']*North[^']*', 'value': '([^']*)'", str(shown.response.components))
    assert "taken back" in await send_raw(stage, karim, "cohort-milestone.withdraw:1", values=[north])
    assert "meanwhile" in await send_raw(stage, karim, "cohort-milestone.withdraw:1", values=[north])
    left = await stage.app.database.read(lambda tx: sessions.extensions(tx, 1))
    assert [one.team for one in left] == ["South"]


# Materials and secrets


async def test_materials_follow_the_cohort_to_where_it_meets_by_then(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), channel=stage.news)
    await planned(stage, karim, "2026-11-24 18:00")
    form = await karim.slash(stage.lobby, "cohort session materials", session="1")
    await karim.submit_modal(form, {"materials": "Slides", "recording": "https://video.example/1"})
    room = stage.guild.create_text_channel("room")
    await stage.app.services.leading.set_place(stage.actor(), made.id, room.id)
    stage.clock.advance(at("2026-11-24 17:00") - stage.clock.now())
    await stage.deliver()
    assert not any("Slides" in texts(one) for one in stage.news.history())
    assert sum("Slides" in texts(one) for one in room.history()) == 1


async def test_materials_of_a_cohort_that_was_cancelled_are_not_posted(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), channel=stage.news)
    await planned(stage, karim, "2026-11-24 18:00")
    form = await karim.slash(stage.lobby, "cohort session materials", session="1")
    await karim.submit_modal(form, {"materials": "Slides", "recording": ""})
    now = await stage.app.services.leading.look(stage.actor(), made.id)
    await stage.app.services.leading.move(
        stage.actor(), made.id, now.overview.cohort.version, CohortState.CANCELLED
    )
    stage.clock.advance(at("2026-11-24 17:00") - stage.clock.now())
    await stage.deliver()
    assert not any("Slides" in texts(one) for one in stage.news.history())


async def test_the_link_of_one_session_is_not_told_by_the_materials_of_another(stage: Stage) -> None:
    karim = person(stage, "karim")
    await cohort(stage, leads=(karim,), channel=stage.news)
    await planned(stage, karim, "every day 18:00 for 2 days")
    await with_link(stage, karim, 2)
    form = await karim.slash(stage.lobby, "cohort session materials", session="1")
    said = answer(await karim.submit_modal(form, {"materials": f"See you at {LINK}", "recording": ""}))
    assert "⚠️" in said
    stage.clock.advance(at("2026-11-25 12:00") - stage.clock.now())
    await stage.deliver()
    assert LINK not in "".join(map(texts, stage.news.history()))


# Once, and to nobody who is gone


async def test_moved_and_moved_back_nothing_is_told_twice_and_nothing_is_lost(stage: Stage) -> None:
    course = await begin(stage)
    await course.person(stage.member, personal=True)
    one = await course.session("2026-12-08 18:00")
    start = at("2026-12-08 16:00")
    await course.until(start - DAY - 30 * MINUTE)  # the day before is promised, and not sent yet
    before = len(course.said()), len(course.told(stage.member))
    for day in (9, 8, 10, 8):
        await course.change(one, wall=dt.datetime(2026, 12, day, 18))  # noqa: DTZ001 - a wall time
        await stage.restart()
        await course.look()
    await course.until(start + HOUR)
    assert len(course.said()) - before[0] == 3  # a day, an hour, the start: no notice
    assert len(course.told(stage.member)) - before[1] == 3


async def test_who_erased_themselves_gets_nothing_that_waited_for_them(stage: Stage) -> None:
    course = await begin(stage, capacity=1)
    ben = person(stage, "ben")
    await put_in(stage, course.cohort, ben, EnrolmentState.WAITLISTED)
    await course.person(stage.member, personal=True)
    await course.session("2026-12-08 18:00")
    start = at("2026-12-08 16:00")
    await course.until(start - 2 * HOUR)  # what comes in the next hours is promised
    before = len(course.told(stage.member))
    await stage.app.services.privacy.erase(as_actor(stage, stage.member))
    await course.until(start + DAY)
    assert len(course.told(stage.member)) == before
    assert not any(f"<@{stage.member.id}>" in said for said in course.said())
    found = await course.enrolment(ben)
    assert found.state is EnrolmentState.SELECTED


async def test_nobody_is_offered_a_seat_in_a_cohort_that_was_cancelled_meanwhile(stage: Stage) -> None:
    course = await begin(stage, capacity=1)
    ben = person(stage, "ben")
    await put_in(stage, course.cohort, ben, EnrolmentState.WAITLISTED)
    await stage.press_raw(stage.member, f"cohort.leave-confirm:{course.cohort.id}")
    assert (await course.enrolment(ben)).state is EnrolmentState.SELECTED
    # As if it were on its way at this moment: what was promised is not taken back, and asked again.
    await stage.app.database.write(
        lambda tx: store.change(tx, replace(course.cohort, state=CohortState.CANCELLED), folded=folded(NAME))
    )
    await stage.deliver()
    assert course.told(ben) == []


async def test_who_comes_in_late_is_not_at_risk_for_what_was_due_before(stage: Stage) -> None:
    course = await cohort_attending.begin(stage)
    await course.milestone(after=DAY)
    stage.pass_time(days=3)
    lea = await course.person("lea")
    found = await stage.app.services.dashboard.at_risk(as_actor(stage, course.karim), course.cohort.id, 1)
    assert [one.user_id for one in found.people.items] == [stage.member.id]
    assert lea.id not in [one.user_id for one in found.people.items]


async def test_the_event_in_discord_names_the_zone_in_which_a_session_is_agreed_now(stage: Stage) -> None:
    karim = person(stage, "karim")
    await cohort(stage, leads=(karim,), channel=stage.news)
    await planned(stage, karim, "2026-11-24 18:00")
    await stage.deliver()
    shown = await karim.slash(
        stage.lobby, "cohort session move", session="1", when="2026-11-24 17:00 Europe/Berlin"
    )
    await pressed(stage, karim, shown, "Move it")
    await stage.deliver()
    (event,) = stage.env.backend.get_guild(stage.guild.id).scheduled_events.values()
    assert "Berlin" in str(event.description)
    assert "Beirut" not in str(event.description)


async def test_a_cohort_that_comes_to_its_end_can_still_be_cancelled(stage: Stage) -> None:
    """The last sessions may fall through, too."""
    made = await cohort(stage, state=CohortState.CLOSING, channel=stage.news, members=(stage.member,))
    edit = await stage.organiser.slash(stage.lobby, "cohort edit", cohort=str(made.id))
    asked = await pressed(stage, stage.organiser, edit, "Cancel it")
    await pressed(stage, stage.organiser, asked, "Cancel for good")
    await stage.deliver()
    assert sum("cancelled" in texts(one) for one in stage.news.history()) == 1
    found = await stage.app.database.read(lambda tx: store.get(tx, made.guild_id, made.id))
    assert found is not None
    assert found.state is CohortState.CANCELLED


async def test_what_a_file_brought_and_a_person_moved_stays_where_they_moved_it(stage: Stage) -> None:
    karim = person(stage, "karim")
    made = await cohort(stage, leads=(karim,), channel=stage.news)
    text = "\r\n".join(
        (
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", "BEGIN:VEVENT", "UID:one@example", "SEQUENCE:3",
            "DTSTAMP:20261101T000000Z", "DTSTART;TZID=Asia/Beirut:20261208T180000",
            "DTEND;TZID=Asia/Beirut:20261208T190000", "SUMMARY:BGP", "END:VEVENT", "END:VCALENDAR", "",
        )
    ).encode()  # fmt: skip

    async def load() -> None:
        found = await stage.app.services.cohort_imports.keep(
            as_actor(stage, karim),
            made.id,
            "course.ics",
            reading.read(text, stage.clock.now().isoformat()),
            nobody,
        )
        if found.to_store:
            await stage.app.services.cohort_imports.begin(as_actor(stage, karim), found.file.id)
            async for _ in stage.app.services.cohort_imports.storing(stage.guild.id, found.file.id):
                pass

    await load()
    (one,) = await sessions_of(stage, made)
    await stage.app.services.sessions.move(
        as_actor(stage, karim), one.id, one.version, one.wall + DAY, one.zone
    )
    await load()
    (after,) = await sessions_of(stage, made)
    assert (after.wall, after.sequence) == (one.wall + DAY, 1)


async def nobody(ids: object, names: object) -> Members:
    return Members(ids=frozenset(), names={})


async def test_a_reminder_put_off_twice_comes_once(stage: Stage) -> None:
    """A second press, a minute later or for another time, is a change of mind and no second reminder."""
    course = await begin(stage)
    await course.person(stage.member, personal=True)
    one = await course.session("2026-12-08 18:00")
    start = at("2026-12-08 16:00")
    await course.until(start - DAY)
    before = len(course.told(stage.member))
    actor = as_actor(stage, stage.member)
    for choice in (Snooze.TEN, Snooze.HOUR, Snooze.HOUR):
        await stage.app.services.reminding.snooze(actor, ItemKind.SESSION, one.id, choice)
        stage.clock.advance(MINUTE + dt.timedelta(seconds=1))
    await course.until(start - DAY + 3 * HOUR)
    assert len(course.told(stage.member)) == before + 1
    await course.until(start)
    assert len(course.told(stage.member)) == before + 3


async def test_nobody_who_was_given_more_time_has_less_than_the_others(stage: Stage) -> None:
    """A week more for one, then two weeks more for everybody: theirs is everybody's date."""
    karim = person(stage, "karim")
    lea = person(stage, "lea")
    made = await cohort(stage, leads=(karim,), members=(stage.member, lea), channel=stage.news)
    await karim.slash(
        stage.lobby, "cohort milestone add", cohort=NAME, kind="quiz", title="Quiz", due="2026-12-08 18:00"
    )
    for who, due in ((stage.member, "2026-12-15 18:00"), (lea, "2027-01-15 18:00")):
        await karim.slash(stage.lobby, "cohort milestone extend", milestone="1", due=due, member=who)
    (before,) = await milestones_of(stage, made)
    await stage.app.services.milestones.move(
        as_actor(stage, karim), 1, before.version, before.wall + 14 * DAY, before.zone
    )
    left = await stage.app.database.read(lambda tx: sessions.extensions(tx, 1))
    assert [one.user_id for one in left] == [lea.id]
    assert f"<t:{int(at('2026-12-22 16:00').timestamp())}:F>" in answer(
        await stage.member.slash(stage.lobby, "cohort milestone list", cohort=NAME)
    )


async def test_who_comes_back_shortly_before_still_gets_what_they_wanted(stage: Stage) -> None:
    """Direct messages were wanted before they left; between two looks ahead lies a quarter of an hour."""
    course = await begin(stage)
    await course.person(stage.member, personal=True)
    await course.session("2026-12-08 18:00")
    start = at("2026-12-08 16:00")
    await stage.press_raw(stage.member, f"cohort.leave-confirm:{course.cohort.id}")
    await course.until(start - 5 * MINUTE)
    before = len(course.told(stage.member))
    await stage.press_raw(stage.member, f"cohort.join:{course.cohort.id}")
    stage.clock.advance(5 * MINUTE)
    await stage.deliver()
    assert len(course.told(stage.member)) == before + 1
