"""Counting, held against other people's programs: thousands of random elections, with equal ranks and unlisted options.

py-vote-core counts the same methods, written by others. Where it breaks a tie by chance, both answers have to be possible.
"""

import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from py3votecore.condorcet import CondorcetHelper
from py3votecore.irv import IRV
from py3votecore.ranked_pairs import RankedPairs
from py3votecore.schulze_method import SchulzeMethod
from py3votecore.stv import STV

from bot.polls.counting.ballots import Method, Result, ballots
from bot.polls.counting.count import count

Cast = list[tuple[int, list[list[str]]]]

ELECTIONS = 1_200


def elections(seed: int, *, equal: bool) -> Iterator[tuple[list[str], Cast]]:
    """Elections of two to six options, each of which somebody lists: the other program knows no others."""
    chance = random.Random(seed)
    made = 0
    while made < ELECTIONS:
        names = list("ABCDEF"[: chance.randint(2, 6)])
        cast: Cast = []
        for _ in range(chance.randint(1, 12)):
            order = chance.sample(names, chance.randint(1, len(names)))
            groups: list[list[str]] = []
            for one in order:
                if groups and equal and chance.random() < 0.3:
                    groups[-1].append(one)
                else:
                    groups.append([one])
            cast.append((chance.randint(1, 4), groups))
        if {one for _, groups in cast for group in groups for one in group} == set(names):
            made += 1
            yield names, cast


def ours(method: Method, names: list[str], cast: Cast, **more: int) -> Result:
    return count(ballots(method, names, cast, **more))  # type: ignore[arg-type]


def grouped(cast: Cast) -> list[dict[str, object]]:
    return [{"count": times, "ballot": [list(group) for group in groups]} for times, groups in cast]


def in_a_row(cast: Cast) -> list[dict[str, object]]:
    return [{"count": times, "ballot": [group[0] for group in groups]} for times, groups in cast]


def test_schulze_finds_the_same_winners_and_the_same_ties() -> None:
    tied = 0
    for names, cast in elections(1, equal=True):
        other = SchulzeMethod(
            grouped(cast), ballot_notation=CondorcetHelper.BALLOT_NOTATION_GROUPING
        ).as_dict()
        found = ours(Method.SCHULZE, names, cast)
        assert set(found.winners) == set(other.get("tied_winners") or [other["winner"]]), cast
        tied += found.tied
    assert tied > 50


def test_ranked_pairs_finds_the_same_winner_where_no_two_majorities_are_equal() -> None:
    compared = 0
    for names, cast in elections(2, equal=True):
        other = RankedPairs(grouped(cast), ballot_notation=CondorcetHelper.BALLOT_NOTATION_GROUPING).as_dict()
        if any("tied_pairs" in each for each in other.get("rounds", ())):
            continue  # it knows no "fewer losing votes": it throws a die
        found = ours(Method.RANKED_PAIRS, names, cast)
        if not found.tied:
            assert found.winners == (other["winner"],), cast
            compared += 1
    assert compared > 200


def test_instant_runoff_finds_the_same_winner_where_nobody_throws_a_die() -> None:
    compared = 0
    for names, cast in elections(3, equal=False):
        other = IRV(in_a_row(cast)).as_dict()
        found = ours(Method.RUNOFF, names, cast)
        if (
            found.tied
            or "tie_breaker" in other
            or any("tied_losers" in each for each in other.get("rounds", ()))
        ):
            continue
        assert found.winners == (other["winner"],), cast
        compared += 1
    assert compared > 400


def by_a_hair(rounds: list[dict[str, dict[str, float]]]) -> bool:
    """Whether two options are level in a round but for what floating point makes of thirds: there it is not exact."""
    every = (sorted(each["tallies"].values()) for each in rounds if "tallies" in each)
    return any(0 < b - a < 1e-6 for votes in every for a, b in pairwise(votes))


@pytest.mark.parametrize("seats", [1, 2, 3])
def test_committees_are_the_same_where_nobody_throws_a_die(seats: int) -> None:
    compared = 0
    for names, cast in elections(3 + seats, equal=False):
        if len(names) <= seats:
            continue
        other = STV(in_a_row(cast), required_winners=seats).as_dict()
        found = ours(Method.STV, names, cast, seats=seats)
        rounds = other.get("rounds", [])
        if found.tied or by_a_hair(rounds) or any("tied_losers" in each for each in rounds):
            continue
        assert set(found.winners) == set(other["winners"]), cast
        compared += 1
    assert compared > 300
