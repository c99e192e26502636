"""Who was there, who is at risk, how far a cohort came; and what a learning platform's file says."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cohorts.attending import importing_rules, rules
from bot.cohorts.attending.importing_rules import Answers, Cell, Reading, outcome, read_cell, read_id
from bot.cohorts.attending.rules import Reason, Step
from bot.cohorts.rules import (
    ATTENDED,
    SEATED,
    AttendanceState,
    Cohort,
    CohortState,
    Enrolment,
    EnrolmentState,
    Presence,
    Session,
    SessionState,
)

NOW = dt.datetime(2027, 3, 1, 18, tzinfo=dt.UTC)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


def session(number: int = 1, state: SessionState = SessionState.PLANNED, *, at: dt.datetime = NOW) -> Session:
    return Session(
        id=number, guild_id=1, cohort_id=1, title="BGP", wall=at.replace(tzinfo=None), zone="UTC", starts_at=at,
        minutes=60, state=state, sequence=0, uid=str(number),
    )  # fmt: skip


def cohort(**fields: int) -> Cohort:
    return Cohort(id=1, guild_id=1, name="x", language="en", zone="UTC", state=CohortState.RUNNING, **fields)


def enrolment(
    state: EnrolmentState = EnrolmentState.ENROLLED, *, active_at: dt.datetime | None = None, number: int = 1
) -> Enrolment:
    return Enrolment(
        id=number, guild_id=1, cohort_id=1, user_id=number, state=state, queued_at=NOW, created_at=NOW, active_at=active_at
    )  # fmt: skip


# The window


@pytest.mark.parametrize(
    ("after", "is_open"),
    [
        (-15 * MINUTE - dt.timedelta(microseconds=1), False),
        (-15 * MINUTE, True),
        (0 * MINUTE, True),
        (75 * MINUTE, True),
        (75 * MINUTE + dt.timedelta(microseconds=1), False),
    ],
)
def test_people_are_there_from_a_quarter_before_until_a_quarter_after(
    after: dt.timedelta, is_open: bool
) -> None:  # noqa: FBT001
    assert rules.is_open(session(), NOW + after) is is_open


@pytest.mark.parametrize("state", [SessionState.HELD, SessionState.CANCELLED])
def test_nobody_is_there_in_what_is_closed_or_cancelled(state: SessionState) -> None:
    assert not rules.is_open(session(state=state), NOW)


@given(st.integers(0, 120), st.integers(-900, 4500))
def test_late_is_after_the_minutes_that_a_cohort_gives(late: int, seconds: int) -> None:
    state = rules.arrived(cohort(late_minutes=late), session(), NOW + dt.timedelta(seconds=seconds))
    assert (state is AttendanceState.LATE) == (seconds > late * 60)


# Presence

STATES = st.lists(
    st.tuples(st.sampled_from(SessionState), st.none() | st.sampled_from(AttendanceState)),
    max_size=30,
)


def plan(
    drawn: list[tuple[SessionState, AttendanceState | None]],
) -> tuple[list[Session], dict[int, AttendanceState]]:
    sessions = [session(number, state) for number, (state, _) in enumerate(drawn)]
    return sessions, {number: state for number, (_, state) in enumerate(drawn) if state is not None}


@given(STATES)
def test_every_session_counts_once_or_not_at_all(
    drawn: list[tuple[SessionState, AttendanceState | None]],
) -> None:
    sessions, states = plan(drawn)
    one = rules.presence(sessions, states)
    alive = [(state, mark) for state, mark in drawn if state is not SessionState.CANCELLED]
    assert one.attended == sum(mark in ATTENDED for _, mark in alive)
    assert one.missed == sum(mark is AttendanceState.ABSENT for _, mark in alive)
    assert one.excused == sum(mark is AttendanceState.EXCUSED for _, mark in alive)
    assert one.remaining == sum(mark is None and state is SessionState.PLANNED for state, mark in alive)
    assert one.total + one.excused <= len(alive)
    assert 0 <= one.most_possible <= 1


@given(STATES, st.integers(0, 29))
def test_being_there_never_lowers_what_is_possible_and_missing_never_raises_it(
    drawn: list[tuple[SessionState, AttendanceState | None]], which: int
) -> None:
    drawn = [one for one in drawn if one[0] is not SessionState.CANCELLED]
    if which >= len(drawn):
        return
    sessions, states = plan(drawn)

    def possible(state: AttendanceState) -> float:
        return rules.presence(sessions, {**states, which: state}).most_possible

    assert (
        possible(AttendanceState.ABSENT)
        <= possible(AttendanceState.EXCUSED)
        <= possible(AttendanceState.PRESENT)
        == possible(AttendanceState.LATE)
    )


COUNTS = st.builds(
    Presence,
    attended=st.integers(0, 200),
    excused=st.integers(0, 200),
    missed=st.integers(0, 200),
    remaining=st.integers(0, 200),
)


@given(COUNTS, st.integers(0, 100))
def test_out_of_reach_is_exact(one: Presence, threshold: int) -> None:
    """57 of 100 reach 57 %, whatever binary fractions make of it."""
    exact = Fraction(one.attended + one.remaining, one.total) if one.total else Fraction(1)
    assert rules.is_out_of_reach(one, threshold) == (exact * 100 < threshold)
    assert abs(one.most_possible - float(exact)) < 1e-9
    share = Fraction(one.attended, one.total) if one.total else Fraction(1)
    assert rules.has_reached(one, threshold) == (share * 100 >= threshold)
    if rules.has_reached(one, threshold):
        assert not rules.is_out_of_reach(one, threshold)


def test_57_of_100_is_not_below_57_percent() -> None:
    one = Presence(attended=57, excused=0, missed=43, remaining=0)
    assert one.most_possible * 100 < 57, "which floats would say"
    assert not rules.is_out_of_reach(one, 57)


# At risk


@pytest.mark.parametrize(
    ("marks", "run"),
    [
        ("", 0), ("A", 1), ("AA", 2), ("PAA", 2), ("AAP", 0), ("AEA", 2), ("A-A", 2), ("ALA", 1), ("AAE", 2),
    ],
)  # fmt: skip
def test_missed_in_a_row_passes_over_excuses_and_stops_at_who_was_there(marks: str, run: int) -> None:
    names = {
        "A": AttendanceState.ABSENT,
        "P": AttendanceState.PRESENT,
        "L": AttendanceState.LATE,
        "E": AttendanceState.EXCUSED,
    }
    sessions = [session(number, SessionState.HELD) for number in range(len(marks))]
    states = {number: names[mark] for number, mark in enumerate(marks) if mark != "-"}
    assert rules.missed_in_a_row(sessions, states) == run


def test_a_cancelled_session_parts_nothing() -> None:
    sessions = [
        session(1, SessionState.HELD),
        session(2, SessionState.CANCELLED),
        session(3, SessionState.HELD),
    ]
    absent = dict.fromkeys((1, 2, 3), AttendanceState.ABSENT)
    assert rules.missed_in_a_row(sessions, absent) == 2


@given(st.integers(0, 4), st.booleans(), st.integers(0, 3), st.none() | st.integers(0, 20 * 24 * 60))
def test_each_reason_holds_by_itself(run: int, out: bool, overdue: int, minutes: int | None) -> None:  # noqa: FBT001
    silent = None if minutes is None else NOW - minutes * MINUTE
    found = rules.reasons(in_a_row=run, out_of_reach=out, overdue=overdue, silent=silent, now=NOW)
    assert (Reason.MISSED in found) == (run >= 2)
    assert (Reason.OUT_OF_REACH in found) == out
    assert (Reason.OVERDUE in found) == (overdue > 0)
    assert (Reason.SILENT in found) == (minutes is not None and minutes >= 7 * 24 * 60)
    assert list(found) == [reason for reason in Reason if reason in found]


def test_nobody_is_silent_before_the_first_session() -> None:
    """Who enrolled weeks before is not lost, and silence is counted from the first session on."""
    one = enrolment()
    assert rules.silent_since(one, None, NOW + 30 * DAY) is None
    assert rules.silent_since(one, NOW + 31 * DAY, NOW + 30 * DAY) is None
    assert rules.silent_since(one, NOW + 20 * DAY, NOW + 30 * DAY) == NOW + 20 * DAY
    active = enrolment(active_at=NOW + 25 * DAY)
    assert rules.silent_since(active, NOW + 20 * DAY, NOW + 30 * DAY) == NOW + 25 * DAY


@pytest.mark.parametrize("state", EnrolmentState)
@pytest.mark.parametrize("active", [None, NOW])
def test_the_state_follows_only_for_those_in_the_cohort(
    state: EnrolmentState, active: dt.datetime | None
) -> None:
    one = enrolment(state, active_at=active)
    at_risk, fine = rules.risk_state(one, at_risk=True), rules.risk_state(one, at_risk=False)
    if state not in SEATED:
        assert at_risk is fine is state
    else:
        assert at_risk is EnrolmentState.AT_RISK
        assert fine is (EnrolmentState.ACTIVE if active else EnrolmentState.ENROLLED)


# Finished, and the funnel


def test_finished_is_everything_and_enough() -> None:
    enough = Presence(attended=8, excused=1, missed=2, remaining=0)
    assert rules.has_finished([1, 2], [1, 2, 3], enough, 80)
    assert not rules.has_finished([1, 2], [1], enough, 80)
    assert not rules.has_finished([1, 2], [1, 2], enough, 81)
    assert not rules.has_finished([], [], Presence(attended=0, excused=0, missed=0, remaining=0), 0)
    ahead = Presence(attended=4, excused=0, missed=0, remaining=1)
    assert rules.has_finished([], [], ahead, 80), "whatever comes, it is enough"


PEOPLE = st.lists(
    st.builds(enrolment, st.sampled_from(EnrolmentState), active_at=st.none() | st.just(NOW)), max_size=60
)


@given(PEOPLE)
def test_the_funnel_never_grows(people: list[Enrolment]) -> None:
    found = rules.funnel(people)
    counts = [found[step] for step in Step]
    assert counts[0] == len(people)
    assert counts == sorted(counts, reverse=True)
    assert found[Step.COMPLETED] == sum(one.state is EnrolmentState.COMPLETED for one in people)
    assert found[Step.ENROLLED] >= sum(one.is_seated for one in people)


@given(PEOPLE, st.sampled_from(EnrolmentState))
def test_who_leaves_lowers_no_number_before(people: list[Enrolment], state: EnrolmentState) -> None:
    """Somebody who was active counts as having been, also after they left."""
    before = rules.funnel([*people, enrolment(EnrolmentState.ACTIVE, active_at=NOW)])
    after = rules.funnel([*people, enrolment(EnrolmentState.WITHDRAWN, active_at=NOW)])
    assert before == after
    assert rules.funnel([*people, enrolment(state)])[Step.APPLIED] == len(people) + 1


@given(st.integers(-5, 500), st.integers(0, 400), st.integers(1, 20))
def test_a_bar_is_as_wide_as_asked_and_full_only_when_all_is(part: int, whole: int, width: int) -> None:
    drawn = rules.bar(part, whole, width)
    assert len(drawn) == width
    full = drawn.count("▰")
    assert (full == width) == ((whole > 0 and part >= whole) or (width == 1 and part > 0 and whole > 0))
    assert (full == 0) == (part <= 0 or whole <= 0)


# A learning platform's file


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("x", Cell.DONE), ("Yes", Cell.DONE), ("Completed", Cell.DONE), ("✓", Cell.DONE), ("1", Cell.DONE), ("2027-03-01", Cell.DONE),
        ("1/3/2027", Cell.DONE), ("2027-03-01 10:00", Cell.DONE), ("", Cell.NOT_DONE), ("-", Cell.NOT_DONE), ("No", Cell.NOT_DONE),
        ("Not completed", Cell.NOT_DONE), ("in  progress", Cell.NOT_DONE), ("0", Cell.NOT_DONE), ("75", Cell.NUMBER),
        ("75.5 %", Cell.NUMBER), ("100%", Cell.NUMBER), ("maybe", Cell.UNCLEAR), ("=1+1", Cell.UNCLEAR), ("1e9", Cell.UNCLEAR),
    ],
)  # fmt: skip
def test_a_cell_says_yes_or_no_or_waits_for_an_answer(typed: str, said: Cell) -> None:
    assert read_cell(typed, None) is said


@given(st.integers(2, 100), st.sampled_from(importing_rules.PASSES))
def test_a_mark_is_done_from_where_somebody_said(mark: int, least: int) -> None:
    assert read_cell(str(mark), least) is (Cell.DONE if mark >= least else Cell.NOT_DONE)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("<@123456789012345678>", 123456789012345678), (" 123456789012345678 ", 123456789012345678), ("1234", None), ("x", None)],
)  # fmt: skip
def test_an_id_is_an_id_or_a_mention(typed: str, found: int | None) -> None:
    assert read_id(typed) == found


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["ana", "ben", "cleo", "nobody", ""]), st.text(max_size=12), st.text(max_size=12)
    ),
    max_size=20,
)


@given(ROWS, st.none() | st.sampled_from(importing_rules.PASSES))
def test_whatever_a_file_says_only_people_of_the_cohort_are_ticked_and_once(
    rows: list[tuple[str, str, str]], least: int | None
) -> None:
    reading = Reading(
        header=["who", "quiz", "final"],
        rows=[(number, list(row)) for number, row in enumerate(rows, 2)],
        names={"ana": 1, "ben": 2, "cleo": 0},
    )
    found = outcome(
        reading,
        Answers(person=0, passes_from=least),
        here=[1, 2],
        milestones={7: "quiz", 8: "final"},
        done=[(7, 1)],
        compared=lambda text: text.casefold(),
    )
    assert set(found.ticks) <= {(7, 2), (8, 1), (8, 2)}
    assert len(set(found.ticks)) == len(found.ticks)
    assert found.people + len(found.strangers) + len(found.twice) == len(rows)
    said = len(found.ticks) + found.known + found.not_done + found.marks + len(found.unclear)
    assert said == 2 * found.people


def test_columns_are_found_by_name_and_never_shared() -> None:
    names = {1: "quiz", 2: "quiz 2", 3: "essay"}
    assert importing_rules.likely_columns(names, ["name", "quiz", "quiz 2", "essay (real)"], 0) == {
        1: 1,
        2: 2,
        3: 3,
    }
    assert importing_rules.likely_columns({1: "a", 2: "b"}, ["name", "a and b"], 0) == {}
