"""The privacy of the survey: an attacker who holds everything that was published finds out nobody's answer."""

from decimal import Decimal
from itertools import combinations_with_replacement, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchanges.survey_rules import (
    FLOORS,
    LEAST,
    LEAST_MEAN,
    MOST_MEAN,
    MOST_PRICE,
    PORTS,
    Answer,
    Band,
    Publication,
    counted,
    floor,
    may_publish,
    mean,
)

VALUES = sorted({counted(band, port) for band in Band for port in (None, *PORTS)})
"""What one answer can add to a total."""


def published(wanted: list[frozenset[Answer]]) -> list[Publication]:
    """What the rule lets through, in order."""
    found: list[Publication] = []
    for one in wanted:
        new = Publication(answers=one)
        if may_publish(found, new):
            found.append(new)
    return found


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[frozenset[Answer]], dict[Answer, int]]:
    """Everybody answers, changes and leaves as they like, and a total of all is asked for now and then; with what was answered."""
    people = draw(st.integers(LEAST, 7))
    now: dict[int, int] = {}
    numbers = dict.fromkeys(range(people), 0)
    wanted: list[frozenset[Answer]] = []
    real: dict[Answer, int] = {}
    for who in draw(st.lists(st.integers(-2, people - 1), min_size=LEAST, max_size=16)):
        if who < 0:
            wanted.append(frozenset(now.items()))
        elif who in now and draw(st.booleans()):
            del now[who]
        elif len(real) < 7:
            numbers[who] += 1
            now[who] = numbers[who]
            real[who, now[who]] = draw(st.sampled_from(VALUES))
    wanted.append(frozenset(now.items()))
    return wanted, real


@given(histories())
def test_whoever_tries_every_answer_that_fits_what_was_published_learns_of_no_answer_which_it_is(
    found: tuple[list[frozenset[Answer]], dict[Answer, int]],
) -> None:
    """By trying all: sums, differences, and that no answer is below nothing or above the highest band."""
    wanted, real = found
    totals = [one.answers for one in published(wanted)]
    if not totals:
        return
    told = [floor(sum(real[answer] for answer in one)) for one in totals]
    unknown = sorted(frozenset[Answer]().union(*totals))
    places = [[unknown.index(answer) for answer in one] for one in totals]
    possible: list[set[int]] = [set() for _ in unknown]
    for values in product(VALUES, repeat=len(unknown)):
        if all(len(one) > 1 for one in possible):
            break
        if all(
            floor(sum(values[place] for place in some)) == said
            for some, said in zip(places, told, strict=True)
        ):
            for one, value in zip(possible, values, strict=True):
                one.add(value)
    assert all(len(one) > 1 for one in possible)


def test_that_none_of_a_sum_and_its_parts_is_known_is_not_enough() -> None:
    """Three totals from which no sum or difference leaves fewer than three; but two that are nothing give the third away."""
    a, b, c, d, e, f, g = ((who, 1) for who in range(7))
    totals = [frozenset({b, d, e}), frozenset({c, f, g}), frozenset({a, b, c})]
    assert [one.answers for one in published(totals)] == totals[:2]


@pytest.mark.parametrize("people", range(LEAST, 13))
def test_no_total_that_can_be_told_is_reached_by_equal_answers_alone(people: int) -> None:
    """What is told of three or more equal answers is told of unequal ones too; a finer scale fails this with 5 × 1,000."""
    some: dict[int, set[bool]] = {}
    for values in combinations_with_replacement(VALUES, people):
        some.setdefault(floor(sum(values)), set()).add(len(set(values)) > 1)
    assert set(some) <= set(FLOORS)
    assert all(True in unequal for unequal in some.values())


@given(
    st.lists(
        st.frozensets(st.tuples(st.integers(0, 6), st.integers(1, 2)), max_size=8), min_size=1, max_size=5
    ),
    st.dictionaries(
        st.tuples(st.integers(0, 6), st.integers(1, 2)), st.sampled_from(VALUES), min_size=14, max_size=14
    ),
)
def test_whether_a_total_is_refused_never_depends_on_what_was_answered(
    wanted: list[frozenset[Answer]], values: dict[Answer, int]
) -> None:
    """The rule never sees an answer; each set that can be told apart has three contributors, or none was told."""
    totals = [one.answers for one in published(wanted)]
    apart: dict[tuple[bool, ...], set[int]] = {}
    for answer in values:
        apart.setdefault(tuple(answer in one for one in totals), set()).add(answer[0])
    assert all(len(who) >= LEAST for key, who in apart.items() if any(key))


def test_siblings_are_one_contributor_and_a_change_is_another_answer() -> None:
    siblings = frozenset({(1, 1), (1, 2), (2, 1)})
    assert not may_publish([], Publication(answers=siblings))
    three = Publication(answers=frozenset({(1, 1), (2, 1), (3, 1)}))
    assert may_publish([], three)
    assert may_publish([three], three)
    assert not may_publish([three], Publication(answers=frozenset({(1, 2), (2, 1), (3, 1)})))
    assert may_publish([three], Publication(answers=frozenset({(1, 2), (2, 2), (3, 2)})))


def test_a_take_over_after_a_total_keeps_no_later_total_back_that_tells_nothing_new() -> None:
    before = Publication(answers=frozenset({(1, 1), (1, 2), (2, 1)}))  # there were three when it was told
    more = before.answers | {(3, 1), (4, 1), (5, 1)}
    assert may_publish([before], Publication(answers=more))
    assert not may_publish([before], Publication(answers=before.answers | {(3, 1), (4, 1)}))


def test_a_band_counts_with_its_lower_end_and_no_more_than_the_port() -> None:
    assert [counted(one, None) for one in Band] == [0, 100, 1_000, 10_000, 100_000]
    assert counted(Band.UP_TO_100G, 1_000) == 1_000
    assert [floor(total) for total in (0, 999, 1_000, 9_999, 10_000, 250_000)] == [
        0,
        0,
        1_000,
        1_000,
        10_000,
        100_000,
    ]


@given(st.lists(st.decimals("0.01", str(MOST_PRICE), places=2), min_size=LEAST, max_size=12))
def test_a_mean_is_near_what_was_answered_and_keeps_from_the_ends(prices: list[Decimal]) -> None:
    exact = sum(prices, Decimal(0)) / len(prices)
    told = mean(prices)
    assert LEAST_MEAN <= told <= MOST_MEAN
    assert len(told.normalize().as_tuple().digits) <= 2
    if LEAST_MEAN <= exact <= MOST_MEAN:
        assert abs(told - exact) <= exact / 20
