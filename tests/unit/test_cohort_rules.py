"""Cohorts: which steps there are, who moves up, what is typed; and a random walk of people through one with few seats."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cohorts import enrolling, enrolling_rules, records, rules, store
from bot.cohorts.rules import (
    GONE,
    JOINABLE,
    LIVE,
    MOVES,
    SEATS,
    Cohort,
    CohortState,
    Enrolment,
    EnrolmentState,
)
from bot.errors import RefusedError
from bot.storage.schema import load_migrations
from bot.storage.transaction import Transaction

START = dt.datetime(2027, 1, 4, 9, 0, tzinfo=dt.UTC)
GUILD = 1
PEOPLE = range(10, 15)
"""More than there are seats."""


def cohort(**fields: object) -> Cohort:
    values: dict[str, object] = {
        "id": 1,
        "guild_id": GUILD,
        "name": "BGP basics",
        "language": "en",
        "zone": "Asia/Beirut",
        "state": CohortState.ENROLLING,
    }
    return Cohort(**{**values, **fields})  # type: ignore[arg-type]


def enrolment(user_id: int, state: EnrolmentState, queued: int = 0) -> Enrolment:
    return Enrolment(
        id=user_id,
        guild_id=GUILD,
        cohort_id=1,
        user_id=user_id,
        state=state,
        queued_at=START + dt.timedelta(minutes=queued),
        created_at=START,
    )


# States


def test_every_live_state_leads_on_and_an_end_is_an_end() -> None:
    for state, to in MOVES.items():
        assert bool(to) is (state in LIVE)
        assert state not in to
        usual = enrolling_rules.usual_next(state)
        assert (usual is None) is (state not in LIVE)
        assert usual is None or rules.may_move(state, usual)


def test_every_enrolment_leads_somewhere_and_out_of_each_but_completed() -> None:
    for state, to in enrolling_rules.STEPS.items():
        assert to
        assert state not in to
        if state not in GONE and state is not EnrolmentState.COMPLETED:
            assert set(to) >= GONE


# Joining


@given(
    capacity=st.integers(0, 4),
    taken=st.integers(0, 6),
    waiting=st.integers(0, 3),
    by_approval=st.booleans(),
    before=st.sampled_from((None, EnrolmentState.WITHDRAWN, EnrolmentState.DROPPED)),
)
def test_a_seat_is_given_only_where_one_is_free_and_nobody_waits(
    capacity: int, taken: int, waiting: int, by_approval: bool, before: EnrolmentState | None
) -> None:
    one = cohort(capacity=capacity, by_approval=by_approval)
    was = None if before is None else enrolment(1, before)
    to = enrolling_rules.joining(one, was, seats_taken=taken, waiting=waiting)
    assert was is None or enrolling_rules.may_step(was.state, to)
    if by_approval or before is EnrolmentState.DROPPED:
        assert to is EnrolmentState.APPLIED
    elif capacity and (taken >= capacity or waiting):
        assert to is EnrolmentState.WAITLISTED
    else:
        assert to is EnrolmentState.ENROLLED


@given(queued=st.lists(st.integers(0, 5), max_size=6), capacity=st.integers(0, 5), taken=st.integers(0, 7))
def test_who_moves_up_are_the_first_and_as_many_as_there_are_seats(
    queued: list[int], capacity: int, taken: int
) -> None:
    waiting = [
        enrolment(user, EnrolmentState.WAITLISTED, minutes) for user, minutes in enumerate(queued, start=1)
    ]
    up = rules.moving_up(cohort(capacity=capacity), waiting, taken)
    assert len(up) == (len(waiting) if not capacity else min(len(waiting), max(0, capacity - taken)))
    left = [one for one in waiting if one not in up]
    assert all((a.queued_at, a.id) < (b.queued_at, b.id) for a in up for b in left)
    for state in set(CohortState) - JOINABLE:
        assert rules.moving_up(cohort(capacity=capacity, state=state), waiting, taken) == ()


@given(hours=st.integers(1, 335), seconds=st.integers(0, 86_400))
def test_nobody_has_less_time_than_was_said(hours: int, seconds: int) -> None:
    one, now = cohort(confirm_hours=hours), START + dt.timedelta(seconds=seconds)
    told = enrolling_rules.offered_until(one, now)
    assert dt.timedelta(0) < told - now - dt.timedelta(hours=hours) <= dt.timedelta(minutes=1)
    assert told.second == 0
    assert enrolling_rules.offered_until(one, now + dt.timedelta(seconds=40)) >= told


# A walk through the real functions, on a database in memory


@contextmanager
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    try:
        for migration in load_migrations():
            connection.executescript(migration.sql)
        yield connection
    finally:
        connection.close()


OFTEN = ("join", "join", "join", "leave", "leave", "accept", "heard", "heard")
RARELY = ("decline", "select", "refuse", "drop", "put_in", "complete")
ACTS = st.one_of(
    st.tuples(st.sampled_from(OFTEN), st.sampled_from(PEOPLE)),
    st.tuples(st.sampled_from(OFTEN), st.sampled_from(PEOPLE)),
    st.tuples(st.sampled_from(RARELY), st.sampled_from(PEOPLE)),
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 60)),
        st.tuples(st.just("sweep"), st.just(0)),
        st.tuples(st.just("state"), st.sampled_from(range(len(CohortState)))),
    ),
)


def act(tx: Transaction, one: Cohort, what: str, who: int) -> None:
    """One act as a service does it: a refused one raises, and nothing is stored."""
    mine = store.enrolment(tx, one.id, who)
    if what == "join":
        enrolling.join(tx, one, who, key=str(tx.now))
    elif what == "leave":
        enrolling.leave(tx, one, who, key=str(tx.now))
    elif what == "accept":
        enrolling.accept(tx, one, who, key=str(tx.now))
    elif what == "decline":
        enrolling.decline(tx, one, who, key=str(tx.now))
    elif what == "put_in":
        enrolling.enrol(tx, one, who, key=str(tx.now))
    elif what == "sweep":
        enrolling.sweep(tx, one)
    elif mine is None:
        return
    elif what == "select":
        enrolling.select(tx, one, mine, key=str(tx.now))
    elif what in ("refuse", "drop"):
        enrolling.drop(tx, one, mine, key=str(tx.now), what="refused")
    elif what == "heard":
        enrolling.heard(tx, one, mine)
    elif what == "complete":
        records.complete(tx, one.id, who)


@given(
    acts=st.lists(ACTS, min_size=10, max_size=50),
    capacity=st.integers(1, 3),
    by_approval=st.booleans(),
)
def test_a_walk_never_seats_too_many_and_keeps_the_order_of_who_waits(
    acts: list[tuple[str, int]], capacity: int, by_approval: bool
) -> None:
    with database() as connection:
        now = START
        tx = Transaction(connection, now=now)
        store.insert(tx, GUILD, name="BGP", folded="bgp", course_id=None, language="en", zone="UTC")
        one = store.get(tx, GUILD, 1)
        assert one is not None
        one = replace(
            one, capacity=capacity, by_approval=by_approval, confirm_hours=24, state=CohortState.ENROLLING
        )
        store.change(tx, one, folded="bgp")
        known: dict[int, EnrolmentState] = {}
        for what, who in [*(("join", user) for user in PEOPLE[:3]), *acts]:
            now += dt.timedelta(hours=who) if what == "wait" else dt.timedelta(seconds=1)
            tx = Transaction(connection, now=now)
            before = {row.user_id: row for row in store.enrolments(tx, 1)}
            if what == "state":
                to = tuple(CohortState)[who]
                if rules.may_move(one.state, to):
                    one = replace(one, state=to)
                    store.change(tx, one, folded="bgp")
                    if to in JOINABLE:
                        enrolling.fill(tx, one)
            elif what != "wait":
                connection.execute("SAVEPOINT act")
                try:
                    act(tx, one, what, who)
                except RefusedError:
                    connection.execute("ROLLBACK TO act")
                connection.execute("RELEASE act")
            after = {row.user_id: row for row in store.enrolments(tx, 1)}
            for user_id, row in after.items():
                was = known.get(user_id)
                if was is not None and was is not row.state:
                    way = enrolling_rules.STEPS[was]
                    # Within one act somebody may apply and be offered a seat, or lapse and be back: two steps.
                    assert row.state in way or any(row.state in enrolling_rules.STEPS[mid] for mid in way)
                known[user_id] = row.state
            assert store.count(tx, 1, SEATS) <= capacity
            waiting = [row for row in after.values() if row.state is EnrolmentState.WAITLISTED]
            offered = [
                row
                for user_id, row in after.items()
                if row.state is EnrolmentState.SELECTED
                and user_id in before
                and before[user_id].state is EnrolmentState.WAITLISTED
            ]
            for up in offered:
                assert all((up.queued_at, up.id) < (row.queued_at, row.id) for row in waiting)
            if one.state in JOINABLE and waiting:
                assert store.count(tx, 1, SEATS) == capacity, "a seat is free while somebody waits"


# What is typed


@pytest.mark.parametrize(
    ("typed", "read"),
    [("", 0), (" 12 ", 12), ("2000", 2000)],
)
def test_numbers_are_read(typed: str, read: int) -> None:
    assert enrolling_rules.read_number(typed, 2000) == read


@pytest.mark.parametrize("typed", ["-1", "2001", "1e3", "٣", "12 34", "9" * 40])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any
        enrolling_rules.read_number(typed, 2000)


def test_days_are_sorted_and_told_once() -> None:
    assert enrolling_rules.read_days("14, 3 7 7") == (3, 7, 14)
    assert enrolling_rules.read_days("") == ()
    for wrong in ("0", "61", "1 2 3 4 5 6", "a"):
        with pytest.raises(ValueError):  # noqa: PT011 - any
            enrolling_rules.read_days(wrong)


@given(st.sets(st.integers(0, 28 * 24 * 60), max_size=8))
def test_offsets_are_said_as_they_are_read(offsets: set[int]) -> None:
    wanted = tuple(sorted(offsets, reverse=True))
    assert rules.read_offsets(enrolling_rules.said_offsets(wanted)) == wanted


@pytest.mark.parametrize("typed", ["", "https://learn.example/bgp?x=1", "http://a.example"])
def test_addresses_of_pages_are_kept(typed: str) -> None:
    assert enrolling_rules.read_url(f" {typed} ") == typed


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "https://good.example@evil.example/",
        "https://localhost",
        "ftp://a.example",
        "https://a.example/ b",
        "https://a.example/<x>",
        "https://" + "a" * 300 + ".example",
        "https://[::1",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any
        enrolling_rules.read_url(typed)
