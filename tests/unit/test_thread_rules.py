"""States, labels, tags and words of threads, as properties."""

import datetime as dt
import re
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.topics.threads import rules
from bot.topics.threads.rules import (
    ANSWERED_TAG,
    ASKED_WITHIN,
    CLOSED,
    MOST_ASKED,
    SOLVED,
    UNANSWERED,
    WAITS,
    Label,
    Move,
    Thread,
    ThreadState,
    Urgency,
)

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def thread(**values: object) -> Thread:
    given_: dict[str, object] = {
        "id": 1,
        "guild_id": 7,
        "thread_id": 9,
        "topic_id": 3,
        "channel_id": 70,
        "title": "t",
        "state": ThreadState.OPEN,
        "opened_at": NOW,
        "in_forum": True,
    }
    return Thread(**{**given_, **values})  # type: ignore[arg-type]


threads = st.builds(
    thread,
    state=st.sampled_from(ThreadState),
    label=st.sampled_from(Label),
    urgency=st.sampled_from(Urgency),
    asked=st.booleans(),
    in_forum=st.booleans(),
    heads=st.integers(0, 2),
    thread_id=st.sampled_from((0, 9)),
    gone_at=st.sampled_from((None, NOW)),
)


# Labels


def test_only_clear_and_green_may_leave() -> None:
    assert [label for label in Label if rules.may_leave(label)] == [Label.CLEAR, Label.GREEN]


@given(threads)
def test_a_search_finds_nothing_that_may_not_leave_and_nothing_unsolved(one: Thread) -> None:
    if rules.is_found(one):
        assert rules.may_leave(one.label)
        assert one.state in SOLVED
        assert one.gone_at is None
        assert one.thread_id


@given(
    st.sampled_from(Label),
    st.sets(st.integers(1, 8)),
    st.dictionaries(st.sampled_from([label.value for label in Label]), st.integers(1, 8)),
)
def test_a_tag_never_makes_a_label_freer(label: Label, tags: set[int], known: dict[str, int]) -> None:
    after = rules.stricter(label, tags, known)
    order = list(Label)
    assert order.index(after) >= order.index(label)
    assert rules.may_leave(label) or not rules.may_leave(after)
    assert after is label or known[after.value] in tags


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("answered", ANSWERED_TAG),
        ("Answered", ANSWERED_TAG),
        ("SOLVED", ANSWERED_TAG),
        ("TLP:RED", "RED"),
        ("tlp red", "RED"),
        ("TLP:AMBER+STRICT", "AMBER+STRICT"),
        ("amber strict", "AMBER+STRICT"),
        ("TLP-AMBER", "AMBER"),
        ("Clear", "CLEAR"),
        ("unanswered", None),
        ("redundancy", None),
        ("", None),
    ],
)
def test_what_a_tag_means_is_read_from_its_name(name: str, meaning: str | None) -> None:
    assert rules.meaning_of(name) == meaning


@given(st.dictionaries(st.integers(1, 30), st.text(max_size=20), max_size=20))
def test_meanings_name_tags_that_are_there(tags: dict[int, str]) -> None:
    found = rules.meanings(tags)
    assert set(found.values()) <= set(tags)
    assert set(found) <= {ANSWERED_TAG, *Label}


@given(threads, st.dictionaries(st.sampled_from([ANSWERED_TAG, *Label]), st.integers(1, 9)))
def test_the_tags_follow_the_state_and_the_label(one: Thread, known: dict[str, int]) -> None:
    add, remove = rules.wanted_tags(one, known)
    assert not add & remove
    assert add | remove == set(known.values())
    if ANSWERED_TAG in known and known[ANSWERED_TAG] != known.get(one.label.value):
        assert (known[ANSWERED_TAG] in add) is (one.state in SOLVED)
    if one.label.value in known:
        assert known[one.label.value] in add


# States


class States(RuleBasedStateMachine):
    """A thread as people and Discord move it, against what each of them may expect."""

    def __init__(self) -> None:
        super().__init__()
        self.state = ThreadState.OPEN
        self.marked = False
        """Whether the last word on an answer was that there is one."""
        self.closed: Move | None = None
        """By what Discord has it closed."""

    def _move(self, move: Move) -> bool:
        after = rules.moved(self.state, move)
        if after is not None:
            self.state = after
        return after is not None

    @rule()
    def answer(self) -> None:
        assert self._move(Move.ANSWER) is not self.marked, "marked twice, or not at all"
        self.marked = True

    @rule()
    def reopen(self) -> None:
        assert self._move(Move.REOPEN) is self.marked
        if self.marked:
            self.closed = None
        self.marked = False

    @rule()
    def close(self) -> None:
        self._move(Move.CLOSE)
        self.closed = Move.CLOSE

    @rule()
    def sleep(self) -> None:
        self._move(Move.SLEEP)
        self.closed = self.closed or Move.SLEEP

    @rule()
    def unclose(self) -> None:
        self._move(Move.UNCLOSE)
        self.closed = None

    @invariant()
    def solved_is_what_was_marked(self) -> None:
        assert (self.state in SOLVED) is self.marked

    @invariant()
    def an_open_one_is_not_closed(self) -> None:
        assert self.state is not ThreadState.OPEN or not self.closed
        assert self.state is not ThreadState.ARCHIVED or self.closed is Move.CLOSE
        assert self.state is not ThreadState.DORMANT or self.closed is Move.SLEEP

    @invariant()
    def nobody_but_a_person_ends_the_waiting(self) -> None:
        assert (self.state in UNANSWERED) is (not self.marked and self.closed is not Move.CLOSE)

    @invariant()
    def never_a_draft_again(self) -> None:
        assert self.state is not ThreadState.DRAFT


TestStates = States.TestCase


@given(st.sampled_from(Move))
def test_a_draft_is_moved_by_nobody(move: Move) -> None:
    assert rules.moved(ThreadState.DRAFT, move) is None


@given(threads)
def test_the_head_stands_in_the_channel_only_for_the_first_card_of_a_text_question(one: Thread) -> None:
    outside = one.asked and not one.in_forum and one.heads <= 1
    assert one.head_is_outside is outside
    assert one.head_channel == (one.channel_id if outside else one.thread_id)
    assert {ThreadState.DORMANT, ThreadState.ARCHIVED, ThreadState.RESOLVED} == CLOSED


# Waiting for an answer


@given(threads, st.timedeltas(dt.timedelta(0), 2 * WAITS))
def test_a_question_waits_until_it_is_answered_closed_gone_or_slept_too_long(
    one: Thread, ago: dt.timedelta
) -> None:
    waits = rules.is_waiting(one, NOW + ago)
    if waits:
        assert one.state in UNANSWERED
        assert one.is_question
        assert one.thread_id
        assert one.gone_at is None
        assert one.state is ThreadState.OPEN or ago < WAITS
    if one.state is ThreadState.OPEN and one.is_question and one.thread_id and one.gone_at is None:
        assert waits, "it is in the digest until it is answered"
    assert not rules.is_waiting(one, NOW + ago + WAITS) or one.state is ThreadState.OPEN


hours = st.integers(0, 24 * 14).map(lambda number: dt.timedelta(hours=number))


@given(silence=hours, hidden_after=st.sampled_from((60, 1440, 4320, 10080)), locked=st.booleans())
def test_what_is_closed_sooner_than_silence_would_was_closed_by_somebody(
    silence: dt.timedelta, hidden_after: int, locked: bool
) -> None:
    after = dt.timedelta(minutes=hidden_after)
    found = rules.closed_by_hand(locked=locked, closed_at=NOW + silence, last_at=NOW, hidden_after=after)
    assert found is (locked or silence < after)


@given(silence=hours, closed=st.booleans())
def test_what_is_not_known_counts_as_silence(silence: dt.timedelta, closed: bool) -> None:
    closed_at = NOW + silence if closed else None
    hidden_after = None if closed else dt.timedelta(days=3)
    assert not rules.closed_by_hand(locked=False, closed_at=closed_at, last_at=NOW, hidden_after=hidden_after)


# Asking


@given(st.lists(st.integers(0, 7200), max_size=8))
def test_never_more_than_so_many_questions_within_the_time(ago: list[int]) -> None:
    asked = [NOW - dt.timedelta(seconds=one) for one in ago]
    again = rules.may_ask_from(asked, NOW)
    recent = [at for at in asked if at > NOW - ASKED_WITHIN]
    assert (again is None) is (len(recent) < MOST_ASKED)
    if again is not None:
        assert NOW < again <= NOW + ASKED_WITHIN
        assert rules.may_ask_from(asked, again) is None
        assert rules.may_ask_from(asked, again - dt.timedelta(seconds=1)) is not None


# Words


def matched(query: str, text: str) -> bool:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5 (title, tokenize = 'unicode61 remove_diacritics 2')"
        )
        connection.execute("INSERT INTO words VALUES (?)", (rules.folded(text),))
        return bool(connection.execute("SELECT 1 FROM words WHERE words MATCH ?", (query,)).fetchone())
    finally:
        connection.close()


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_query_that_sqlite_takes(text: str) -> None:
    query = rules.all_of(text)
    if query is not None:
        matched(query, "anything at all")
    other = rules.any_of(text, text)
    if other is not None:
        matched(other, "anything at all")


@given(st.text(st.sampled_from("abc éÉøñ123 -'\"*():"), max_size=40))
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    query = rules.all_of(text)
    assert query is None or matched(query, text)


@given(st.text(max_size=60))
def test_words_hold_no_sign_of_fts5(text: str) -> None:
    for word in rules.words(text):
        assert not re.search(r"[\"'*():^{}+\-\s]", word)


def test_a_place_is_a_guild_and_channels_and_never_nothing() -> None:
    assert rules.within(7, []) is None
    assert rules.within(7, [70, 71], 3) == 'place : ("g7" AND ("c70" OR "c71") AND "t3")'
    assert rules.within(7, [70], every=True) == 'place : ("g7")'
    assert rules.within(7, [], every=True) is None
    assert rules.place(thread()) == "g7 c70 t3"
    assert rules.place(thread(topic_id=None)) == "g7 c70"


@pytest.mark.parametrize(
    ("title", "other", "similar"),
    [
        ("BGP session flaps", "BGP session flapping towards the route server", True),
        ("How do I get a BGP session?", "What is a VLAN and how do I get it?", False),
        ("Help please", "Please help with IPv6", False),
        ("IPv6?", "IPv6 on the exchange", True),
        ("Coupure du câble", "cable coupure Beyrouth", True),
        ("انقطاع الكابل البحري", "الكابل البحري مقطوع", True),
        ("", "anything", False),
    ],
)
def test_what_is_similar_shares_telling_words(title: str, other: str, similar: bool) -> None:
    assert rules.is_similar(title, "", rules.folded(other)) is similar


@given(st.text(max_size=400), st.integers(2, 80))
def test_an_excerpt_is_short_and_on_one_line(text: str, most: int) -> None:
    shown = rules.excerpt(text, most)
    assert len(shown) <= most
    assert "\n" not in shown
    assert text.split() == shown.split() or shown.endswith("…")
