"""Pacing and merging of pings: the rules by themselves, and the outbox that keeps them through faults and restarts."""

import datetime as dt
import sqlite3
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeVar, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery import lateness, outbox, settlement
from bot.delivery.model import Delivery, DeliveryState, Outcome
from bot.guilds.rules import GuildSettings
from bot.storage.schema import load_migrations, statements
from bot.storage.transaction import Transaction
from bot.topics.pings import posting, rules, service
from bot.topics.pings.rules import MOST_NAMED, NUDGE_WORTH
from bot.topics.rules import PING_PAUSE, Style, Topic
from bot.topics.threads import store as threads
from bot.topics.threads.rules import Label, Thread, ThreadState

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
GUILD, FORUM, ROLE = 1, 20, 30
MINUTE = dt.timedelta(minutes=1)
NIGHT = GuildSettings(guild_id=GUILD, zone="Asia/Beirut", quiet=(dt.time(22), dt.time(7)))
AWAKE = GuildSettings(guild_id=GUILD)
TOPIC = Topic(id=1, guild_id=GUILD, name="Routing", channel_id=FORUM, role_id=ROLE)
T = TypeVar("T")

instants = st.integers(0, 60 * 24 * 400).map(lambda minutes: NOW + minutes * MINUTE)


def thread(number: int = 1, **values: Any) -> Thread:
    given_values: dict[str, Any] = {
        "id": number,
        "guild_id": GUILD,
        "thread_id": 1000 + number,
        "topic_id": 1,
        "channel_id": FORUM,
        "title": "A question",
        "state": ThreadState.OPEN,
        "opened_at": NOW,
        "in_forum": True,
    }
    return Thread(**{**given_values, **values})


# When


@given(earliest=instants, ago=st.none() | st.integers(0, 60))
def test_a_ping_keeps_the_pause_and_comes_no_later_than_it_must(
    earliest: dt.datetime, ago: int | None
) -> None:
    last = None if ago is None else earliest - ago * MINUTE
    at = rules.next_at(earliest=earliest, last=last, settings=AWAKE, has_digest=True)
    assert at is not None
    assert at >= earliest
    assert last is None or at - last >= PING_PAUSE
    assert at == earliest or (last is not None and at == last + PING_PAUSE)


@given(earliest=instants)
def test_in_quiet_hours_a_ping_waits_for_their_end_or_is_left_to_the_digest(earliest: dt.datetime) -> None:
    waits = rules.next_at(earliest=earliest, last=None, settings=NIGHT, has_digest=False)
    assert waits is not None
    assert rules.after_quiet(NIGHT, waits) == waits
    left = rules.next_at(earliest=earliest, last=None, settings=NIGHT, has_digest=True)
    assert left == (earliest if waits == earliest else None)


@given(st.lists(st.integers(1, 200), max_size=80), instants)
def test_each_thread_is_named_once_and_in_order(ids: list[int], at: dt.datetime) -> None:
    pings = rules.planned(ids, at=at)
    assert [one for ping in pings for one in ping.threads] == list(dict.fromkeys(ids))
    assert all(1 <= len(ping.threads) <= MOST_NAMED and ping.lead == ping.threads[-1] for ping in pings)
    assert all(second.at - first.at == PING_PAUSE for first, second in pairwise(pings))


@pytest.mark.parametrize(
    ("topic", "pinged"),
    [
        (TOPIC, True),
        (Topic(id=1, guild_id=1, name="x", role_id=None), False),
        (Topic(id=1, guild_id=1, name="x", role_id=3, style=Style.DAILY), False),
        (Topic(id=1, guild_id=1, name="x", role_id=3, style=Style.NONE), False),
        (Topic(id=1, guild_id=1, name="x", role_id=3, archived_at=NOW), False),
    ],
)
def test_only_a_live_topic_with_a_role_pings(topic: Topic, pinged: bool) -> None:
    assert rules.pings(topic) is pinged


@given(st.sampled_from(Label), st.sampled_from(Label), st.sampled_from((FORUM, 21)))
def test_a_labelled_title_never_stands_in_another_thread(label: Label, of_lead: Label, channel: int) -> None:
    shown = rules.shows_title(thread(1, label=label, channel_id=channel), thread(2, label=of_lead))
    assert shown is (label in (Label.CLEAR, Label.GREEN) and channel == FORUM)


# Nudges


@given(hours=st.integers(1, 168), late=st.integers(0, 60 * 24 * 10), quiet=st.booleans())
def test_a_nudge_comes_after_its_hours_or_never(hours: int, late: int, quiet: bool) -> None:
    settings_ = NIGHT if quiet else AWAKE
    now = NOW + late * MINUTE
    at = rules.nudge_at(thread(), hours=hours, now=now, settings=settings_)
    due = NOW + dt.timedelta(hours=hours)
    if now - due >= NUDGE_WORTH:
        assert at is None
    else:
        assert at is not None
        assert at >= max(due, now)
        assert rules.after_quiet(settings_, at) == at


@pytest.mark.parametrize(
    "values",
    [
        {"state": ThreadState.ANSWERED},
        {"state": ThreadState.RESOLVED},
        {"nudged_at": NOW},
        {"gone_at": NOW},
        {"in_forum": False, "asked": False},
    ],
)
def test_what_is_no_open_question_is_not_nudged(values: dict[str, Any]) -> None:
    assert rules.nudge_at(thread(**values), hours=24, now=NOW, settings=AWAKE) is None


@given(st.integers(0, 50), st.integers(0, 5))
def test_the_bots_own_messages_are_no_reply(replies: int, own: int) -> None:
    assert rules.has_reply(replies + own, own) is (replies > 0)


# The outbox, with a dispatcher that fails now and then


def _template() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for migration in load_migrations():
        for statement in statements(migration.sql):
            connection.execute(statement)
    connection.execute(
        "INSERT INTO topic (id, guild_id, name, folded, channel_id, role_id, style, created_at, updated_at)"
        " VALUES (1, ?, 'Routing', 'routing', ?, ?, 'each', 0, 0)",
        (GUILD, FORUM, ROLE),
    )
    return connection


EMPTY = _template()


class Play:
    """The real outbox and the real service; only Discord is missing. `pings` are those that arrived."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.row_factory = sqlite3.Row
        EMPTY.backup(self.connection)
        self.now = NOW
        self.opened = 0
        self.pings: list[tuple[dt.datetime, tuple[int, ...]]] = []
        self.arrived: set[str] = set()
        self.deleted: set[int] = set()
        nothing = cast("Any", None)
        self.part = posting.Pings(nothing, nothing, nothing, messages_in=nothing, may_ping=nothing)
        self.feature = self.part.features()[0]

    def do(self, operation: Callable[[Transaction], T]) -> T:
        return operation(Transaction(self.connection, now=self.now))

    def open(self) -> None:
        """Somebody opens a thread."""
        self.opened += 1
        number = self.opened

        def operation(tx: Transaction) -> None:
            made = threads.insert(
                tx,
                guild_id=GUILD,
                thread_id=1000 + number,
                topic_id=1,
                channel_id=FORUM,
                title=f"Question {number}",
                state=ThreadState.OPEN,
                asker_id=None,
                opened_at=self.now,
                in_forum=False,
            )
            found = threads.get(tx, GUILD, made)
            assert found is not None
            service.opened(tx, TOPIC, found)

        self.do(operation)

    def see_again(self) -> None:
        """Discord tells of the latest thread once more."""
        if self.opened:
            found = self.do(lambda tx: threads.get(tx, GUILD, self.opened))
            assert found is not None
            self.do(lambda tx: service.opened(tx, TOPIC, found))

    def dispatch(self, *, fault: str = "") -> int:
        """What is due: sent; or the attempt fails, or arrives and the answer is lost; or the process dies; or the thread is gone.

        Returns how many rows were settled.
        """
        ids = [lane.id for lane in self.do(outbox.lanes)]
        settled = 0
        for claimed in self.do(lambda tx: outbox.claim(tx, ids, 5 * MINUTE)):
            first = claimed.first_attempt_at
            if lateness.is_expired(claimed, self.now) and first is None:
                self._settle(claimed, DeliveryState.DROPPED)
                continue
            due = self.do(lambda tx, one=claimed: posting._due(tx, one))  # type: ignore[misc]
            ready = due is not None and due.at is not None and due.at <= self.now
            if due is None or not ready or due.threads[-1].thread_id != claimed.target_id:
                there = claimed.occurrence in self.arrived
                self._settle(claimed, DeliveryState.SENT if there else DeliveryState.CANCELLED)
            elif claimed.occurrence in self.arrived:
                self._settle(claimed, DeliveryState.SENT)  # found by its mark
            elif fault == "killed":
                continue
            elif fault == "deleted":
                self.deleted.add(due.threads[-1].id)
                self._settle(claimed, DeliveryState.DEAD)
            elif fault == "refused":
                retry_at = self.now + MINUTE
                self.do(lambda tx, at=retry_at, one=claimed: outbox.mark_retry(tx, one.id, at, "network"))  # type: ignore[misc]
                continue
            else:
                self.arrived.add(claimed.occurrence)
                self.pings.append((self.now, tuple(one.id for one in due.threads)))
                if fault == "lost":
                    continue
                self._settle(claimed, DeliveryState.SENT)
            settled += 1
        return settled

    def restart(self) -> None:
        self.do(lambda tx: outbox.reap(tx, everything=True))

    def _settle(self, delivery: Delivery, state: DeliveryState) -> None:
        outcome = Outcome(state=state, result_id=1 if state is DeliveryState.SENT else None)
        self.do(lambda tx: settlement.settle(tx, delivery, outcome, self.feature))

    def settle_down(self) -> None:
        """The bot runs on, undisturbed."""
        for _ in range(400):
            self.restart()
            self.dispatch()
            if not self.open_rows():
                return
            self.now += MINUTE
        pytest.fail("it never comes to an end")

    def open_rows(self) -> int:
        query = "SELECT count(*) FROM delivery WHERE template = 'ping' AND state IN ('pending', 'retry', 'claimed')"
        return int(self.connection.execute(query).fetchone()[0])


steps = st.lists(
    st.one_of(
        st.just("open"),
        st.integers(1, 4),
        st.just("open"),
        st.sampled_from(("again", "sent", "refused", "killed", "lost", "deleted", "restart")),
    ),
    max_size=60,
)


@given(steps)
@settings(max_examples=120)
def test_every_thread_is_in_exactly_one_ping_and_the_pause_is_kept(what: list[str | int]) -> None:
    """Through refused calls, lost answers, deleted threads, kills between claim and send, and restarts."""
    play = Play()
    for step in what:
        if step == "open":
            play.open()
        elif isinstance(step, int):
            play.now += step * MINUTE
            play.dispatch()
        elif step == "restart":
            play.restart()
        elif step == "again":
            play.see_again()
        else:
            play.now += dt.timedelta(seconds=20)
            play.dispatch(fault="" if step == "sent" else step)
    play.settle_down()
    told = [one for _, named in play.pings for one in named]
    assert sorted(told) == sorted(set(range(1, play.opened + 1)) - play.deleted)
    assert all(second - first >= PING_PAUSE for (first, _), (second, _) in pairwise(play.pings))


def test_a_storm_of_threads_is_one_ping_after_the_first() -> None:
    play = Play()
    play.open()
    play.now += MINUTE
    play.dispatch()
    for _ in range(MOST_NAMED + 5):
        play.open()
    play.settle_down()
    assert [len(named) for _, named in play.pings] == [1, MOST_NAMED, 5]


def test_what_came_too_late_is_dropped_and_not_pinged() -> None:
    play = Play()
    play.open()
    play.now += 62 * MINUTE
    play.dispatch()
    play.settle_down()
    assert play.pings == []


def test_an_old_thread_that_is_first_seen_now_pings_nobody() -> None:
    assert not rules.is_news(thread(opened_at=NOW - dt.timedelta(hours=1)), NOW)
    assert rules.is_news(thread(opened_at=NOW - dt.timedelta(minutes=59)), NOW)


def test_a_deleted_thread_takes_no_other_with_it() -> None:
    play = Play()
    play.open()
    play.open()
    play.now += MINUTE
    play.dispatch(fault="deleted")
    play.settle_down()
    assert [named for _, named in play.pings] == [(1,)]
