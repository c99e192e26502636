"""What people type for the options, dates and rules of a poll, and what fits together."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.language.rules import folded
from bot.language.safe_text import clean_name, length
from bot.polls.making import fitting, reading
from bot.polls.rules import (
    MOST_OPTIONS,
    STRICTER,
    Electorate,
    Kind,
    Method,
    Poll,
    PollState,
    QuorumKind,
    Secrecy,
    ThresholdBase,
)

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
POLL = Poll(
    id=1,
    guild_id=1,
    kind=Kind.CHOICE,
    method=Method.SCHULZE,
    state=PollState.DRAFT,
    question="?",
    zone="Asia/Beirut",
    channel_id=1,
)
LINES = st.lists(st.text(max_size=120), max_size=30)


@given(LINES)
def test_whatever_is_typed_gives_options_that_fit_or_one_refusal(lines: list[str]) -> None:
    try:
        found = reading.options("\n".join(lines))
    except InvalidInputError:
        return
    assert [one.number for one, _ in found] == list(range(1, len(found) + 1))
    assert len(found) <= MOST_OPTIONS
    assert len({key for _, key in found}) == len(found)
    for option, key in found:
        assert 0 < length(option.label) <= reading.LABEL_LIMIT
        assert clean_name(option.label) == option.label
        assert key == folded(option.label) == reading.folded_label(option)


LABELS = st.lists(
    st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=40).filter(
        lambda one: clean_name(one) == one
    ),
    min_size=2,
    max_size=MOST_OPTIONS,
    unique_by=folded,
)


@given(LABELS, st.sampled_from(["{}", "- {}", "* {}", "• {}", "  {}  ", "{n}. {}", "{n}) {}"]))
def test_a_pasted_list_is_read_without_its_bullets_and_numbers(labels: list[str], form: str) -> None:
    typed = "\n\n".join(form.format(one, n=number) for number, one in enumerate(labels, start=1))
    assert [one.label for one, _ in reading.options(typed)] == labels


@given(LABELS)
def test_a_label_that_is_the_same_when_folded_is_refused(labels: list[str]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        reading.options("\n".join([*labels[:-1], labels[0].casefold()]))
    assert refused.value.key == "poll-option-twice"


def test_numbers_that_mean_something_stay() -> None:
    assert [one.label for one, _ in reading.options("10. June\n12. June")] == ["10. June", "12. June"]
    assert [one.label for one, _ in reading.options("9.9.9.9\n1.1.1.1")] == ["9.9.9.9", "1.1.1.1"]


def test_a_sentence_follows_a_bar() -> None:
    (one, _), (other, _) = reading.options("Badaro | near the cable\nA|B")
    assert (one.label, one.detail) == ("Badaro", "near the cable")
    assert (other.label, other.detail) == ("A|B", "")


@given(
    st.lists(
        st.datetimes(dt.datetime(2026, 12, 1), dt.datetime(2028, 1, 1)),  # noqa: DTZ001 - wall times
        min_size=1,
        max_size=MOST_OPTIONS,
        unique_by=lambda one: one.replace(second=0, microsecond=0),
    )
)
def test_dates_come_in_the_order_of_time_and_are_read_again_as_they_were(walls: list[dt.datetime]) -> None:
    typed = "\n".join(reading.said_wall(one) for one in walls)
    try:
        found = reading.dates(typed, zone="Asia/Tokyo", now=NOW, minutes=60)  # no jumps of the clock
    except InvalidInputError:
        raise AssertionError(typed) from None
    assert [one.wall for one, _ in found] == sorted(one.replace(second=0, microsecond=0) for one in walls)
    again = reading.dates(
        "\n".join(reading.said_wall(one.wall) for one, _ in found), zone="Asia/Tokyo", now=NOW, minutes=60
    )
    assert again == found


@pytest.mark.parametrize(
    "typed", ["every Tuesday 18:00", "every weekday 09:00 for 50 times", "soon", "yesterday"]
)
def test_dates_that_do_not_end_or_mean_nothing_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        reading.dates(typed, zone="Asia/Beirut", now=NOW, minutes=60)
    assert refused.value.key in ("poll-date-endless", "poll-date-wrong")


@pytest.mark.parametrize(
    ("strict", "typed", "expected"),
    [(True, "50", 50), (True, "50 %", 50), (False, "100", 100), (True, "", None)],
)
def test_a_threshold_is_read(strict: bool, typed: str, expected: int | None) -> None:  # noqa: FBT001
    assert reading.threshold(typed, strict=strict) == expected


@pytest.mark.parametrize(
    ("strict", "typed"), [(True, "100"), (False, "101"), (True, "0"), (True, "half"), (True, "٥٠")]
)
def test_a_threshold_that_nothing_reaches_is_refused(strict: bool, typed: str) -> None:  # noqa: FBT001
    with pytest.raises(InvalidInputError):
        reading.threshold(typed, strict=strict)


POLLS = st.builds(
    lambda **fields: replace(POLL, **fields),
    secrecy=st.sampled_from(Secrecy),
    electorate=st.sampled_from(Electorate),
    quorum_kind=st.sampled_from(QuorumKind),
    threshold=st.one_of(st.none(), st.integers(1, 99)),
    threshold_base=st.sampled_from(ThresholdBase),
    standings=st.booleans(),
    weighted=st.booleans(),
    proxies=st.integers(0, 2),
    bound=st.booleans(),
)


@given(POLLS, st.one_of(st.none(), st.integers(0, 20)), st.integers(0, 2))
def test_a_poll_without_a_clash_keeps_what_its_secrecy_says(
    poll: Poll, eligible: int | None, required: int
) -> None:
    if any(True for _ in fitting.clashes(poll, eligible=eligible, required=required)):
        return
    if poll.secrecy is Secrecy.SEALED:
        assert (poll.standings, poll.weighted, poll.proxies, required) == (False, False, 0, 0)
        assert not eligible or eligible >= 5
    if poll.electorate in (Electorate.EVERYONE, Electorate.ROLE):
        assert poll.quorum_kind in (QuorumKind.NONE, QuorumKind.COUNT)
        assert (poll.weighted, poll.proxies) == (False, 0)


@given(POLLS, POLLS)
def test_what_was_confirmed_never_gets_looser(before: Poll, after: Poll) -> None:
    looser = STRICTER[after.secrecy] < STRICTER[before.secrecy] or (after.standings and not before.standings)
    assert (fitting.loosened(before, after) is not None) == (before.bound and looser)


@given(st.lists(st.text("abcdef", min_size=3, max_size=9), min_size=1, max_size=60, unique=True), st.data())
def test_a_few_letters_are_a_typo_and_another_text_is_none(words: list[str], data: st.DataObject) -> None:
    changed = list(words)
    for place in data.draw(st.lists(st.integers(0, len(words) - 1), max_size=fitting.MOST_TYPOS)):
        changed[place] = words[place] + "x"
    assert fitting.is_typo_fix(" ".join(words), " ".join(changed))
    assert not fitting.is_typo_fix(" ".join(words), " ".join(["other"] * (len(words) + 4)))
    assert not fitting.is_typo_fix(" ".join(words), " ".join([*words[:1], "not", *words[1:]]))
    assert not fitting.is_typo_fix(" ".join([*words, "7"]), " ".join([*words, "9"]))
