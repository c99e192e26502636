"""Ballots in, result out: one function for each poll and for `crossconnect count`. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from typing import Final

from bot.polls.counting import pairwise, transfer
from bot.polls.counting.ballots import PAIRWISE, Ballots, Method, Result

_MOST_ORDERS: Final = 5_040
"""So many orders of equally strong majorities are tried in Ranked Pairs: those of seven, with few options."""
_MOST_WORK: Final = 2_500_000


def count(ballots: Ballots) -> Result:
    """Count ballots by their method. With a tie order, ties are decided by it; `tied` is then False."""
    match ballots.method:
        case Method.PLURALITY | Method.APPROVAL:
            return _drawn(ballots, _first_groups(ballots))
        case Method.SCORE:
            return _drawn(ballots, _scores(ballots))
        case Method.SCHULZE:
            return _drawn(ballots, _schulze(ballots))
        case Method.RANKED_PAIRS:
            return _drawn(ballots, _ranked_pairs(ballots))
        case Method.MINIMAX:
            return _drawn(ballots, _minimax(ballots))
        case Method.RUNOFF | Method.STV:
            return _transferred(ballots)


def _drawn(ballots: Ballots, result: Result) -> Result:
    """Of equal winners the luckiest, where a lot was drawn."""
    if not result.tied or not ballots.tie_order:
        return result
    place = {one: index for index, one in enumerate(ballots.tie_order)}
    winner = min(result.winners, key=place.__getitem__)
    return replace(result, winners=(winner,), tied=False)


def _by(options: Sequence[str], value: Callable[[str], object]) -> tuple[tuple[str, ...], ...]:
    """Groups of options with the same value, in the order of the values."""
    groups: dict[object, list[str]] = {}
    for one in options:
        groups.setdefault(value(one), []).append(one)
    return tuple(tuple(groups[key]) for key in sorted(groups))  # type: ignore[type-var]


def _first_groups(ballots: Ballots) -> Result:
    totals = dict.fromkeys(ballots.options, 0)
    for groups, times in ballots.ranked.items():
        for one in groups[0] if groups else ():
            totals[one] += times
    ranking = _by(ballots.options, lambda one: -totals[one])
    return Result(winners=ranking[0], ranking=ranking, tied=len(ranking[0]) > 1, totals=totals)


def _scores(ballots: Ballots) -> Result:
    """The highest sum wins. An option without a score on a ballot has 0 there."""
    times: dict[str, dict[int, int]] = {one: {} for one in ballots.options}
    for count, scores in ballots.scored:
        for one in ballots.options:
            score = scores.get(one, 0)
            times[one][score] = times[one].get(score, 0) + count
    totals = {one: sum(score * n for score, n in given.items()) for one, given in times.items()}
    ranking = _by(ballots.options, lambda one: -totals[one])
    return Result(
        winners=ranking[0],
        ranking=ranking,
        tied=len(ranking[0]) > 1,
        totals=totals,
        medians={one: _median(given) for one, given in times.items()},
    )


def _median(given: Mapping[int, int]) -> Fraction:
    """Of scores and how often each was given; 0 where nobody gave any."""
    number = sum(given.values())
    if not number:
        return Fraction(0)
    middle: list[int] = []
    for place in ((number - 1) // 2, number // 2):
        before = 0
        for score in sorted(given):
            before += given[score]
            if before > place:
                middle.append(score)
                break
    return Fraction(sum(middle), 2)


def _schulze(ballots: Ballots) -> Result:
    votes = pairwise.preferences(ballots)
    paths = pairwise.strongest_paths(ballots.options, votes)
    ranking = pairwise.in_order(ballots.options, paths)
    return Result(
        winners=ranking[0],
        ranking=ranking,
        tied=len(ranking[0]) > 1,
        pairwise=votes,
        paths=paths,
        condorcet=pairwise.condorcet(ballots.options, votes),
    )


def _minimax(ballots: Ballots) -> Result:
    votes = pairwise.preferences(ballots)
    worst = pairwise.minimax(ballots.options, votes)
    ranking = _by(ballots.options, worst.__getitem__)
    return Result(
        winners=ranking[0],
        ranking=ranking,
        tied=len(ranking[0]) > 1,
        pairwise=votes,
        condorcet=pairwise.condorcet(ballots.options, votes),
    )


def _ranked_pairs(ballots: Ballots) -> Result:
    votes = pairwise.preferences(ballots)
    groups = pairwise.majorities(ballots.options, votes)
    if ballots.tie_order:
        place = {one: index for index, one in enumerate(ballots.tie_order)}
        # Of equally strong majorities first the one with the luckier winner, then with the unluckier loser.
        groups = [
            [pair] for group in groups for pair in sorted(group, key=lambda ab: (place[ab[0]], -place[ab[1]]))
        ]
    relations = _relations(ballots.options, groups)
    rankings = [pairwise.in_order(ballots.options, relation) for relation in relations]
    winners = tuple(one for one in ballots.options if any(one in ranking[0] for ranking in rankings))
    ranking = rankings[0]
    if len(rankings) > 1:
        rest = (tuple(one for one in group if one not in winners) for group in ranking)
        ranking = (winners, *(group for group in rest if group))
    return Result(
        winners=winners,
        ranking=ranking,
        tied=len(winners) > 1,
        pairwise=votes,
        condorcet=pairwise.condorcet(ballots.options, votes),
    )


def _relations(
    options: Sequence[str], groups: Sequence[Sequence[tuple[str, str]]]
) -> list[Mapping[tuple[str, str], int]]:
    """What is locked, for each order of equally strong majorities that makes a difference.

    With more orders than can be tried the weaker majorities are left out: whoever is beaten by none of the stronger ones is tied.
    """
    most = min(_MOST_ORDERS, _MOST_WORK // len(options) ** 3)
    befores: list[tuple[tuple[str, str], ...]] = [()]
    for group in groups:
        following: dict[frozenset[tuple[str, str]], tuple[tuple[str, str], ...]] = {}
        left = most
        for before in befores:
            for order in _orders(options, before, group):
                if left == 0:
                    return [pairwise.locked(options, one) for one in befores]
                left -= 1
                after = (*before, *order)
                kept = frozenset(pair for pair, stands in pairwise.locked(options, after).items() if stands)
                following.setdefault(kept, after)
        befores = list(following.values())
    return [pairwise.locked(options, before) for before in befores]


def _orders(
    options: Sequence[str], before: tuple[tuple[str, str], ...], group: Sequence[tuple[str, str]]
) -> Iterable[tuple[tuple[str, str], ...]]:
    """The orders of a group to try: one, where all of it can be locked whatever the order."""
    stands = pairwise.locked(options, (*before, *group))
    if len(group) == 1 or all(stands[pair] for pair in group):
        return (tuple(group),)
    return permutations(group)


def _transferred(ballots: Ballots) -> Result:
    runoff = ballots.method is Method.RUNOFF
    seats = 1 if runoff else ballots.seats
    found = transfer.ways(ballots, runoff=runoff)
    first = found[0]
    possible = {one for way in found for one in (way.open or way.elected)}
    tied = len(possible) > seats
    certain = [one for one in first.elected if all(one in way.elected for way in found)]
    winners = tuple(first.elected)
    ranking: tuple[tuple[str, ...], ...] = tuple((one,) for one in first.order)
    if tied:
        others = tuple(one for one in ballots.options if one in possible and one not in certain)
        winners = (*certain, *others)
        rest = tuple((one,) for one in first.order if one not in winners)
        ranking = (*((one,) for one in certain), others, *rest)
    return Result(
        winners=winners,
        ranking=ranking,
        tied=tied,
        rounds=first.rounds,
        quota=None if runoff else transfer.quota(ballots, seats),
    )


def with_matrix(ballots: Ballots, result: Result) -> Result:
    """A ranked result with its pairwise matrix and Condorcet winner, which are published for every ranked poll."""
    if ballots.method in PAIRWISE or ballots.method not in (Method.RUNOFF, Method.STV):
        return result
    votes = pairwise.preferences(ballots)
    return replace(result, pairwise=votes, condorcet=pairwise.condorcet(ballots.options, votes))
