"""What ballots decide: properties of the tally, and each verdict by an example."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.polls import chain
from bot.polls.closing import stored
from bot.polls.closing.tally_rules import Outcome, Paper, Verdict, outcome
from bot.polls.rules import (
    NONE,
    Answer,
    Kind,
    Method,
    Option,
    Poll,
    PollState,
    QuorumKind,
    ThresholdBase,
)
from bot.polls.voting.votes import Vote

SEED = "0" * 64
DAY = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)


def poll(method: Method = Method.SCHULZE, **fields: object) -> Poll:
    kinds = {
        Method.YES_NO: Kind.YES_NO,
        Method.STV: Kind.COMMITTEE,
        Method.DATE: Kind.DATE,
        Method.PLEDGE: Kind.PLEDGE,
    }
    base = Poll(
        id=1,
        guild_id=1,
        kind=kinds.get(method, Kind.CHOICE),
        method=method,
        state=PollState.OPEN,
        question="Where?",
        zone="Asia/Beirut",
        channel_id=1,
        definition_hash="d" * 64,
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def options(count: int) -> list[Option]:
    return [
        Option(number=one, label=f"option {one}", starts_at=DAY + dt.timedelta(days=one), minutes=60)
        for one in range(1, count + 1)
    ]


def ranked(text: str, weight: int = 1, **more: bool) -> Paper:
    """ "2>1=3" as a paper."""
    groups = tuple(tuple(int(one) for one in group.split("=")) for group in text.split(">")) if text else ()
    return Paper(vote=Vote(groups=groups), weight=weight, **more)


def said(answer: str, weight: int = 1) -> Paper:
    return Paper(vote=Vote(answer=Answer(answer)), weight=weight)


@st.composite
def rankings(draw: st.DrawFn, numbers: list[int]) -> tuple[tuple[int, ...], ...]:
    order = draw(st.permutations(numbers))
    kept = order[: draw(st.integers(0, len(order)))]
    groups: list[tuple[int, ...]] = []
    for one in kept:
        if groups and draw(st.booleans()):
            groups[-1] = tuple(sorted((*groups[-1], one)))
        else:
            groups.append((one,))
    return tuple(groups)


@st.composite
def elections(draw: st.DrawFn) -> tuple[Poll, list[Option], list[Paper]]:
    """A poll of any method that has options, with ballots that fit it."""
    method = draw(
        st.sampled_from(
            [
                Method.SCHULZE,
                Method.RUNOFF,
                Method.STV,
                Method.APPROVAL,
                Method.PLURALITY,
                Method.SCORE,
                Method.DATE,
            ]
        )
    )
    count = draw(st.integers(2, 4))
    none = draw(st.booleans())
    numbers = [*range(1, count + 1), *([NONE] if none else [])]
    papers = []
    for _ in range(draw(st.integers(0, 6))):
        some = draw(st.lists(st.sampled_from(numbers), unique=True, max_size=len(numbers)))
        if method is Method.SCORE:
            vote = Vote(scores=tuple((one, draw(st.integers(0, 5))) for one in sorted(some)))
        elif method is Method.DATE:
            cut = draw(st.integers(0, len(some)))
            vote = Vote(yes=tuple(sorted(some[:cut])), maybe=tuple(sorted(some[cut:])))
        elif method is Method.PLURALITY:
            vote = Vote(groups=((some[0],),) if some else ())
        elif method is Method.APPROVAL:
            vote = Vote(groups=(tuple(sorted(some)),) if some else ())
        else:
            vote = Vote(groups=draw(rankings(numbers)))
        papers.append(Paper(vote=vote, weight=draw(st.integers(1, 3)), required=draw(st.booleans())))
    seats = draw(st.integers(1, count)) if method is Method.STV else 1
    return poll(method, none_option=none, seats=seats), options(count), papers


def renamed(vote: Vote, to: dict[int, int]) -> Vote:
    return Vote(
        groups=tuple(tuple(sorted(to[one] for one in group)) for group in vote.groups),
        scores=tuple(sorted((to[one], score) for one, score in vote.scores)),
        yes=tuple(sorted(to[one] for one in vote.yes)),
        maybe=tuple(sorted(to[one] for one in vote.maybe)),
    )


@given(elections(), st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_of_options_changes_nothing(found, random) -> None:  # type: ignore[no-untyped-def]
    which, offered, papers = found
    before = outcome(which, offered, papers)
    shuffled, turned = list(papers), list(offered)
    random.shuffle(shuffled)
    random.shuffle(turned)
    after = outcome(which, turned, shuffled)
    assert (before.verdict, set(before.winners), set(before.tied)) == (
        after.verdict,
        set(after.winners),
        set(after.tied),
    )
    assert before.tally.matrix == after.tally.matrix
    assert before.tally.totals == after.tally.totals
    assert stored.as_text(outcome(which, offered, shuffled)) == stored.as_text(before)


@given(elections(), st.randoms(use_true_random=False))
def test_other_numbers_for_the_same_options_change_only_the_numbers(found, random) -> None:  # type: ignore[no-untyped-def]
    which, offered, papers = found
    targets = [one.number for one in offered]
    random.shuffle(targets)
    to = {one.number: target for one, target in zip(offered, targets, strict=True)} | {NONE: NONE}
    before = outcome(which, offered, papers)
    after = outcome(
        which,
        [replace(one, number=to[one.number]) for one in offered],
        [replace(one, vote=renamed(one.vote, to)) for one in papers],
    )
    assert before.verdict == after.verdict
    assert {to[one] for one in before.winners} == set(after.winners)
    assert {to[one] for one in before.tied} == set(after.tied)
    assert {to[one] for one in before.tally.dropped} == set(after.tally.dropped)


@given(elections())
def test_a_weight_is_so_many_copies(found) -> None:  # type: ignore[no-untyped-def]
    which, offered, papers = found
    heavy = outcome(which, offered, papers)
    copies = outcome(which, offered, [replace(one, weight=1) for one in papers for _ in range(one.weight)])
    if which.method is Method.DATE:
        # A required person is one person, whatever they weigh.
        papers = [replace(one, required=False) for one in papers]
        heavy = outcome(which, offered, papers)
        copies = outcome(
            which, offered, [replace(one, weight=1) for one in papers for _ in range(one.weight)]
        )
    assert (heavy.verdict, heavy.winners, heavy.tied) == (copies.verdict, copies.winners, copies.tied)
    assert heavy.tally.matrix == copies.tally.matrix
    assert heavy.tally.totals == copies.tally.totals
    assert heavy.weight == copies.cast
    # And beside it stands what it would have been with one vote each.
    plain = outcome(which, offered, [replace(one, weight=1) for one in papers])
    if heavy.unweighted is not None:
        assert heavy.unweighted == plain.tally
    else:
        assert stored.as_text(heavy) == stored.as_text(plain)


@given(elections())
def test_what_only_advises_decides_nothing(found) -> None:  # type: ignore[no-untyped-def]
    which, offered, papers = found
    before = outcome(which, offered, papers)
    after = outcome(which, offered, [*papers, *(replace(one, advisory=True) for one in papers)])
    assert replace(after, advisory=None) == before
    assert (after.advisory is None) == (not papers)


@given(elections())
def test_what_is_stored_is_read_as_it_was(found) -> None:  # type: ignore[no-untyped-def]
    which, offered, papers = found
    for seed in (None, SEED):
        result = outcome(which, offered, papers, lot_seed=seed)
        assert stored.as_text(stored.from_text(stored.as_text(result))) == stored.as_text(result)


@given(elections())
def test_a_lot_decides_every_tie_and_nothing_else(found) -> None:  # type: ignore[no-untyped-def]
    which, offered, papers = found
    open_ = outcome(which, offered, papers)
    drawn = outcome(which, offered, papers, lot_seed=SEED)
    assert drawn.verdict is not Verdict.TIED
    if open_.verdict is Verdict.TIED:
        assert drawn.lot == tuple(chain.lot(SEED, [one.number for one in offered]))
        assert set(open_.winners) <= set(drawn.winners) <= {*open_.winners, *open_.tied}
        assert drawn.tied == open_.tied
        assert drawn.verdict is Verdict.DECIDED
    elif open_.verdict is Verdict.DECIDED:
        assert (drawn.winners, drawn.lot) == (open_.winners, ())


@given(elections())
def test_nothing_wins_that_does_not_beat_none_of_these(found) -> None:  # type: ignore[no-untyped-def]
    which, offered, papers = found
    result = outcome(which, offered, papers, lot_seed=SEED)
    for winner in result.winners:
        assert winner != NONE
        assert winner not in result.tally.dropped
        if which.none_option and which.is_ranked:
            assert result.tally.matrix[winner, NONE] > result.tally.matrix[NONE, winner]
        elif which.none_option and which.method is not Method.DATE:
            assert result.tally.totals[winner] > result.tally.totals[NONE]


@given(st.integers(1, 500), st.integers(1, 100), st.integers(0, 500))
def test_a_per_cent_of_the_roll_is_rounded_up(roll: int, per_cent: int, cast: int) -> None:
    cast = min(cast, roll)
    which = poll(Method.YES_NO, quorum_kind=QuorumKind.ROLL, quorum=per_cent, roll=roll)
    found = outcome(which, [], [said("yes")] * cast)
    assert found.needed is not None
    assert found.needed * 100 >= per_cent * roll > (found.needed - 1) * 100
    assert found.quorum_met == (cast * 100 >= per_cent * roll)
    assert (found.verdict is Verdict.NO_QUORUM) == (not found.quorum_met)


# Examples


def test_half_of_seven_is_four() -> None:
    which = poll(Method.YES_NO, quorum_kind=QuorumKind.ROLL, quorum=50, roll=7)
    assert outcome(which, [], [said("yes")] * 3).verdict is Verdict.NO_QUORUM
    assert outcome(which, [], [said("yes")] * 4).verdict is Verdict.YES


def test_an_abstention_counts_for_the_quorum_and_not_for_the_threshold() -> None:
    which = poll(Method.YES_NO, quorum_kind=QuorumKind.COUNT, quorum=4, threshold=50)
    papers = [said("yes"), said("abstain"), said("abstain"), said("abstain")]
    found = outcome(which, [], papers)
    assert (found.verdict, found.base, found.abstentions) == (Verdict.YES, 1, 3)
    of_all = outcome(replace(which, threshold_base=ThresholdBase.ALL), [], papers)
    assert (of_all.verdict, of_all.base) == (Verdict.NO, 4)


@pytest.mark.parametrize(("strict", "verdict"), [(True, Verdict.NO), (False, Verdict.YES)])
def test_more_than_and_at_least_are_two_things(strict: bool, verdict: Verdict) -> None:
    which = poll(Method.YES_NO, threshold=50, threshold_strict=strict)
    assert outcome(which, [], [said("yes"), said("no")]).verdict is verdict


def test_two_thirds_of_the_roll() -> None:
    which = poll(Method.YES_NO, threshold=67, threshold_base=ThresholdBase.ROLL, roll=9)
    assert outcome(which, [], [said("yes")] * 6).verdict is Verdict.NO
    assert outcome(which, [], [said("yes")] * 7).verdict is Verdict.YES


def test_a_block_is_a_no_that_is_told_apart() -> None:
    found = outcome(poll(Method.YES_NO, may_block=True), [], [said("yes"), said("block")])
    assert found.verdict is Verdict.NO
    assert found.tally.answers[Answer.BLOCK] == 1
    assert found.tally.answers[Answer.NO] == 0


def test_nobody_is_not_a_tie() -> None:
    for method in Method:
        if method is Method.PLEDGE:
            continue
        assert outcome(poll(method), options(3), []).verdict is Verdict.NOBODY
    silent = [Paper(vote=Vote())] * 3
    assert outcome(poll(), options(3), silent).verdict is Verdict.NOBODY


def test_no_quorum_needs_no_lot() -> None:
    which = poll(quorum_kind=QuorumKind.COUNT, quorum=3)
    found = outcome(which, options(2), [ranked("1"), ranked("2")])
    assert (found.verdict, found.winners, found.needs_lot) == (Verdict.NO_QUORUM, (), False)


def test_quorum_of_weight() -> None:
    which = poll(Method.YES_NO, quorum_kind=QuorumKind.WEIGHT, quorum=50, weighted=True, roll=3)
    papers = [said("yes", 4), said("no", 1)]
    assert outcome(which, [], papers, roll_weight=11).verdict is Verdict.NO_QUORUM
    found = outcome(which, [], papers, roll_weight=10)
    assert (found.verdict, found.needed, found.reached, found.cast) == (Verdict.YES, 5, 5, 2)


def test_weights_decide_and_one_vote_each_is_told_beside() -> None:
    papers = [ranked("1>2", 5), ranked("2>1"), ranked("2>1")]
    found = outcome(poll(), options(2), papers)
    assert found.winners == (1,)
    assert found.unweighted is not None
    assert found.unweighted.winners == (2,)


def test_none_of_these_wins() -> None:
    which = poll(none_option=True)
    found = outcome(which, options(2), [ranked("0>1>2"), ranked("0"), ranked("1")])
    assert found.verdict is Verdict.NONE_OF_THESE
    assert found.tally.dropped == (1, 2)
    assert found.tally.condorcet == NONE


def test_what_does_not_beat_none_is_out_also_of_a_runoff() -> None:
    # 1 leads the first choices, and more than half would rather have none of these.
    papers = [ranked("1")] * 4 + [ranked("2>0>1")] * 3 + [ranked("3>2>0>1")] * 2
    which = poll(Method.RUNOFF, none_option=True)
    found = outcome(which, options(3), papers)
    assert 1 in found.tally.dropped
    assert found.winners != (1,)


def test_instant_runoff_would_differ() -> None:
    """The centre that everybody can live with: a Condorcet winner with the fewest first choices."""
    papers = [ranked("1>2>3")] * 4 + [ranked("3>2>1")] * 4 + [ranked("2>1>3")] * 1
    found = outcome(poll(), options(3), papers)
    assert found.winners == (2,)
    assert found.tally.condorcet == 2
    assert found.tally.runoff == (1,)
    assert outcome(poll(Method.RUNOFF), options(3), papers).winners == (1,)
    assert outcome(poll(Method.RUNOFF), options(3), papers).tally.matrix == found.tally.matrix


def test_a_committee_with_a_tie_for_its_last_seat() -> None:
    papers = [ranked("1")] * 4 + [ranked("2"), ranked("3")]
    which = poll(Method.STV, seats=2)
    found = outcome(which, options(3), papers)
    assert (found.verdict, found.winners, found.tied) == (Verdict.TIED, (1,), (2, 3))
    drawn = outcome(which, options(3), papers, lot_seed=SEED)
    assert drawn.verdict is Verdict.DECIDED
    lucky = next(one for one in drawn.lot if one in (2, 3))
    assert set(drawn.winners) == {1, lucky}


def test_a_winner_short_of_the_threshold() -> None:
    which = poll(Method.PLURALITY, threshold=50)
    papers = [ranked("1")] * 2 + [ranked("2"), ranked("3")]
    found = outcome(which, options(3), papers)
    assert (found.verdict, found.winners, found.threshold) == (Verdict.BELOW, (), {1: Fraction(2)})
    assert outcome(which, options(3), [*papers, ranked("1")]).verdict is Verdict.DECIDED


def test_scores_are_summed_and_their_median_told() -> None:
    papers = [Paper(vote=Vote(scores=((1, 5), (2, 3)))), Paper(vote=Vote(scores=((1, 0), (2, 3))))]
    found = outcome(poll(Method.SCORE), options(2), papers)
    assert (found.winners, found.tally.totals[2], found.tally.medians[2]) == ((2,), 6, Fraction(3))


def date(yes: str = "", maybe: str = "", *, required: bool = False) -> Paper:
    return Paper(
        vote=Vote(yes=tuple(int(one) for one in yes), maybe=tuple(int(one) for one in maybe)),
        required=required,
    )


@pytest.mark.parametrize(
    ("papers", "winner"),
    [
        ([date("1"), date("2"), date("", "2")], 2),  # most can come
        ([date("12"), date("2", "1")], 2),  # as many can, more of them gladly
        ([date("12"), date("1"), date("2", required=True)], 2),  # fewest no among the required
        ([date("12"), date("12")], 1),  # the earliest
        ([date("23"), date("")], 2),  # nobody's is no date
    ],
)
def test_dates(papers: list[Paper], winner: int) -> None:
    found = outcome(poll(Method.DATE), options(3), papers)
    assert (found.verdict, found.winners, found.tied) == (Verdict.DECIDED, (winner,), ())


def test_pledges_are_summed_against_the_goal() -> None:
    papers = [Paper(vote=Vote(amount=40)), Paper(vote=Vote(amount=70)), Paper(vote=Vote(amount=0))]
    found = outcome(poll(Method.PLEDGE, goal=110), [], papers)
    assert (found.verdict, found.tally.amount, found.cast, found.abstentions) == (Verdict.REACHED, 110, 3, 1)
    assert outcome(poll(Method.PLEDGE, goal=111), [], papers).verdict is Verdict.MISSED
    assert outcome(poll(Method.PLEDGE), [], papers).verdict is Verdict.PLEDGED


def test_a_thousand_ballots_are_counted_at_once() -> None:
    """Some of the time a press has; identical ballots are counted once."""
    import time

    papers = [ranked("3>1=2>5"), ranked("4>0>1"), ranked("2")] * 400
    which = poll(none_option=True)
    began = time.process_time()
    found = outcome(which, options(24), papers)
    assert time.process_time() - began < 1
    assert isinstance(found, Outcome)
