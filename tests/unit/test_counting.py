"""Counting: what must hold of every method, whatever was voted, and examples from the literature."""

import json
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.polls.counting.ballots import BadBallotsError, Ballots, EqualRanks, Method, Unranked, ballots
from bot.polls.counting.count import count
from bot.polls.counting.file import as_json, document, read

RANKED = (Method.SCHULZE, Method.RANKED_PAIRS, Method.MINIMAX, Method.RUNOFF)
OPTIONS = "ABCDE"

Cast = list[tuple[int, list[list[str]]]]


def listed(text: str) -> list[list[str]]:
    """ "A B=C" as groups."""
    return [group.split("=") for group in text.split()]


@st.composite
def rankings(draw: st.DrawFn, options: str = OPTIONS, *, equal: bool = True) -> list[list[str]]:
    order = draw(st.permutations(options))
    kept = order[: draw(st.integers(0, len(options)))]
    groups: list[list[str]] = []
    for one in kept:
        if groups and equal and draw(st.booleans()):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


casts = st.lists(st.tuples(st.integers(1, 5), rankings()), max_size=8)
strict = st.lists(st.tuples(st.integers(1, 5), rankings(equal=False)), max_size=8)
ranked_methods = st.sampled_from(RANKED)


def winners(method: Method, cast: Cast, options: Sequence[str] = OPTIONS, **more: object) -> set[str]:
    return set(count(ballots(method, options, cast, **more)).winners)  # type: ignore[arg-type]


@given(ranked_methods, casts, st.permutations(OPTIONS))
def test_names_mean_nothing(method: Method, cast: Cast, other: list[str]) -> None:
    renamed = dict(zip(OPTIONS, other, strict=True))
    moved = [(times, [[renamed[one] for one in group] for group in groups]) for times, groups in cast]
    assert winners(method, moved) == {renamed[one] for one in winners(method, cast)}


@given(ranked_methods, casts, st.randoms(use_true_random=False), st.permutations(OPTIONS))
def test_the_order_of_ballots_and_options_means_nothing(
    method: Method, cast: Cast, chance: object, other: list[str]
) -> None:
    shuffled = list(cast)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert winners(method, shuffled, other) == winners(method, cast)


@given(ranked_methods, casts)
def test_five_equal_ballots_are_one_ballot_cast_five_times(method: Method, cast: Cast) -> None:
    single = [(1, groups) for times, groups in cast for _ in range(times)]
    assert winners(method, single) == winners(method, cast)


@given(st.sampled_from((Method.SCHULZE, Method.RANKED_PAIRS, Method.MINIMAX)), casts)
def test_who_beats_every_other_wins(method: Method, cast: Cast) -> None:
    result = count(ballots(method, OPTIONS, cast))
    assume(result.condorcet is not None)
    assert result.winners == (result.condorcet,)
    assert not result.tied


@given(strict)
def test_a_majority_of_first_places_wins_the_runoff(cast: Cast) -> None:
    voted = sum(times for times, groups in cast if groups)
    first = {one: sum(times for times, groups in cast if groups and groups[0] == [one]) for one in OPTIONS}
    strong = [one for one, votes in first.items() if votes * 2 > voted]
    assume(strong)
    assert winners(Method.RUNOFF, cast) == set(strong)


@given(casts)
def test_a_clone_takes_nothing_from_the_others_in_schulze(cast: Cast) -> None:
    """A2 stands beside A on each ballot, just behind it: whether A or another wins does not change."""
    cloned = [
        (times, [part for group in groups for part in ([group, ["A2"]] if group == ["A"] else [group])])
        for times, groups in cast
    ]
    assume(all(group == ["A"] or "A" not in group for _, groups in cast for group in groups))
    before = winners(Method.SCHULZE, cast)
    after = winners(Method.SCHULZE, cloned, [*OPTIONS, "A2"])
    assert {"A" if one == "A2" else one for one in after} == before


@given(casts)
def test_the_ranking_holds_everybody_once(cast: Cast) -> None:
    for method in (*RANKED, Method.APPROVAL):
        result = count(ballots(method, OPTIONS, cast))
        assert sorted(one for group in result.ranking for one in group) == list(OPTIONS)
        assert set(result.winners) <= set(OPTIONS)
        assert result.tied == (len(result.winners) > 1)


@given(casts, st.permutations(OPTIONS))
def test_with_a_lot_nothing_is_tied_and_a_winner_was_among_the_tied(cast: Cast, lot: list[str]) -> None:
    for method in (*RANKED, Method.APPROVAL):
        without = count(ballots(method, OPTIONS, cast))
        drawn = count(ballots(method, OPTIONS, cast, tie_order=lot))
        assert not drawn.tied
        assert set(drawn.winners) <= set(without.winners)


@given(casts, st.integers(1, 4))
def test_a_committee_is_filled_and_no_vote_is_made_from_nothing(cast: Cast, seats: int) -> None:
    drawn: Ballots = ballots(Method.STV, OPTIONS, cast, seats=seats, tie_order=list(OPTIONS))
    result = count(drawn)
    assert len(result.winners) == seats
    voted = sum(times for times, groups in cast if groups)
    for votes in result.rounds:
        assert sum(votes.values(), Fraction(0)) <= voted
        assert all(one >= 0 for one in votes.values())


def test_schulzes_own_example() -> None:
    """Schulze 2011, example of 45 voters: E, then A, C, B, D."""
    said = (
        (5, "ACBED"),
        (5, "ADECB"),
        (8, "BEDAC"),
        (3, "CABED"),
        (7, "CAEBD"),
        (2, "CBADE"),
        (7, "DCEBA"),
        (8, "EBADC"),
    )
    result = count(
        ballots(Method.SCHULZE, OPTIONS, [(times, [[one] for one in order]) for times, order in said])
    )
    assert result.ranking == (("E",), ("A",), ("C",), ("B",), ("D",))
    assert result.paths["E", "A"] == 25
    assert result.paths["D", "A"] == 25
    assert result.condorcet is None


TENNESSEE = [(42, "M N C K"), (26, "N C K M"), (15, "C K N M"), (17, "K C N M")]


@pytest.mark.parametrize(
    ("method", "winner"),
    [
        (Method.PLURALITY, "M"),
        (Method.RUNOFF, "K"),
        (Method.SCHULZE, "N"),
        (Method.RANKED_PAIRS, "N"),
        (Method.MINIMAX, "N"),
    ],
)
def test_the_capital_of_tennessee(method: Method, winner: str) -> None:
    result = count(ballots(method, "MNCK", [(times, listed(order)) for times, order in TENNESSEE]))
    assert result.winners == (winner,)


def test_a_committee_by_transfer() -> None:
    cast = [(4, "O"), (2, "P O"), (8, "C S"), (4, "C H"), (1, "S"), (1, "H")]
    result = count(ballots(Method.STV, "OPCSH", [(times, listed(order)) for times, order in cast], seats=3))
    assert result.quota == 6
    assert result.winners == ("C", "O", "S")
    assert result.rounds[1]["S"] == 1 + Fraction(8 * 6, 12)


def test_unlisted_options_are_last_or_not_compared() -> None:
    cast = [(3, listed("A")), (2, listed("B A"))]
    last = count(ballots(Method.SCHULZE, "AB", cast))
    none = count(ballots(Method.SCHULZE, "AB", cast, unranked=Unranked.NONE))
    assert (last.winners, none.winners) == (("A",), ("B",))


def test_equal_first_places_share_a_vote_or_are_refused() -> None:
    cast = [(2, listed("A=B C")), (1, listed("C"))]
    shared = count(ballots(Method.RUNOFF, "ABC", cast))
    assert shared.rounds[0] == {"A": 1, "B": 1, "C": 1}
    with pytest.raises(BadBallotsError, match="ballot 1: equal ranks"):
        ballots(Method.RUNOFF, "ABC", cast, equal_ranks=EqualRanks.FORBIDDEN)


def test_nobody_voted_and_all_are_tied() -> None:
    for method in (*RANKED, Method.APPROVAL, Method.PLURALITY):
        result = count(ballots(method, OPTIONS, []))
        assert result.tied
        assert set(result.winners) == set(OPTIONS)


def test_scores_are_summed_and_the_middle_is_told() -> None:
    result = count(ballots(Method.SCORE, "AB", [(2, {"A": 5, "B": 4}), (1, {"A": 0, "B": 4})]))
    assert result.winners == ("B",)
    assert (result.totals, result.medians) == ({"A": 10, "B": 12}, {"A": 5, "B": 4})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "has to hold one JSON object"),
        ("{", "is no JSON"),
        ('{"method": "borda"}', "method has to be one of"),
        ('{"method": "irv", "candidates": ["A", "A"], "ballots": []}', "listed twice"),
        ('{"method": "irv", "candidates": ["A"], "ballots": [[1, [["A"]]], [0, []]]}', "ballot 2: the count"),
        (
            '{"method": "irv", "candidates": ["A"], "ballots": [[1, [["B"]]]]}',
            "ballot 1: 'B' is no candidate",
        ),
        (
            '{"method": "irv", "candidates": ["A"], "ballots": [[1, "A"]]}',
            "ballot 1: has to be a list of groups",
        ),
        (
            '{"method": "score", "candidates": ["A"], "ballots": [[1, {"A": 6}]]}',
            "ballot 1: the score of 'A'",
        ),
        ('{"method": "irv", "seats": 2, "candidates": ["A", "B"], "ballots": []}', "irv fills one seat"),
        ('{"method": "irv", "candidates": ["A"], "ballots": [], "extra": 1}', "unknown key 'extra'"),
        ('{"method": "irv", "candidates": ["A"], "ballots": [[NaN, []]]}', "NaN is no number"),
    ],
)
def test_a_file_that_does_not_fit_says_where(text: str, said: str) -> None:
    with pytest.raises(BadBallotsError, match=said):
        read(document(text))


def test_a_file_in_and_a_result_out() -> None:
    text = (
        '{"method": "schulze", "candidates": ["A", "B"], "ballots": [[8, [["B"], ["A"]]], [5, [["A", "B"]]]]}'
    )
    told = as_json(count(read(document(text))))
    assert json.loads(json.dumps(told)) == {
        "winners": ["B"],
        "ranking": [["B"], ["A"]],
        "tied": False,
        "pairwise": {"A>B": 0, "B>A": 8},
        "strongest_paths": {"A>B": 0, "B>A": 8},
        "condorcet": "B",
    }
