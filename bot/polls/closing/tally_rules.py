"""What ballots decide: quorum, threshold, winners, ties, and the lot. Pure: the same ballots give the same outcome, in any order.

`outcome` is what the close stores and what anybody may compute again. Options go by their numbers; 0 is "none of these".
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

from bot.polls import chain
from bot.polls.counting import pairwise
from bot.polls.counting.ballots import Ballots, EqualRanks, Result, ballots
from bot.polls.counting.ballots import Method as Counted
from bot.polls.counting.count import count
from bot.polls.rules import (
    MOST_SCORE,
    NONE,
    Answer,
    Method,
    Option,
    Poll,
    QuorumKind,
    ThresholdBase,
    needed,
    passes,
)
from bot.polls.voting.votes import Vote, is_abstention

_COUNTED: Final = {
    Method.PLURALITY: Counted.PLURALITY,
    Method.APPROVAL: Counted.APPROVAL,
    Method.SCORE: Counted.SCORE,
    Method.SCHULZE: Counted.SCHULZE,
    Method.RUNOFF: Counted.RUNOFF,
    Method.STV: Counted.STV,
}


class Verdict(StrEnum):
    """What came of a poll, in one word.

    nobody: not one vote for anything. none: nothing beats "none of these". below: ahead, but short of the threshold.
    tied: a lot has to decide, and its outside value is not known yet. In a yes/no poll: yes or no.
    """

    NO_QUORUM = "no-quorum"
    NOBODY = "nobody"
    NONE_OF_THESE = "none"
    BELOW = "below"
    TIED = "tied"
    DECIDED = "decided"
    YES = "yes"
    NO = "no"
    REACHED = "reached"
    MISSED = "missed"
    PLEDGED = "pledged"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A ballot that counts. `required`: cast by somebody without whom a date is no date."""

    vote: Vote
    weight: int = 1
    advisory: bool = False
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class DateCount:
    """How a date fits. `no_required`: so many of the required people who answered cannot come."""

    number: int
    yes: int
    maybe: int
    no: int
    no_required: int


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One way of counting: by weight, one ballot one vote, or the advisory ones.

    `winners`: with `tied`, those who are elected without a lot; `tied`: those between whom only a lot decides. `ranking`: groups,
    the best first, without what was `dropped` because it does not beat "none of these". `matrix`: (a, b) → how many prefer a
    to b, over all options. `runoff`: whom instant runoff elects (for a runoff poll: whom Schulze elects), before any lot.
    """

    ballots: int
    votes: int
    abstentions: int
    winners: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    ranking: tuple[tuple[int, ...], ...] = ()
    totals: Mapping[int, int] = field(default_factory=dict)
    medians: Mapping[int, Fraction] = field(default_factory=dict)
    matrix: Mapping[tuple[int, int], int] = field(default_factory=dict)
    paths: Mapping[tuple[int, int], int] = field(default_factory=dict)
    rounds: tuple[Mapping[int, Fraction], ...] = ()
    quota: int | None = None
    condorcet: int | None = None
    runoff: tuple[int, ...] = ()
    answers: Mapping[Answer, int] = field(default_factory=dict)
    dates: tuple[DateCount, ...] = ()
    amount: int = 0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a poll decided.

    `cast`: ballots that count, with the `abstentions` among them and without advisory ones; `weight`: what they weigh.
    `needed`, `reached`: the quorum and what stands against it, both in votes or both in weight; None: there is no quorum.
    `threshold`: for each winner the votes that count for it; `base`: of how many; `passed`: whether all reach it, None where
    none is asked. `lot`: options in the order of the lot, the luckiest first; empty: no lot was drawn. `first`: those who
    were tied before it. `unweighted`: one ballot one vote, where weights differ. `advisory`: of those who only advise.
    """

    verdict: Verdict
    cast: int
    abstentions: int
    weight: int
    roll: int | None
    roll_weight: int | None
    needed: int | None
    reached: int
    quorum_met: bool
    tally: Tally
    winners: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()
    lot: tuple[int, ...] = ()
    threshold: Mapping[int, Fraction] = field(default_factory=dict)
    base: int = 0
    passed: bool | None = None
    unweighted: Tally | None = None
    advisory: Tally | None = None

    @property
    def needs_lot(self) -> bool:
        """Whether only a lot can decide, and none was drawn."""
        return self.verdict is Verdict.TIED


def outcome(
    poll: Poll,
    options: Sequence[Option],
    papers: Collection[Paper],
    *,
    roll_weight: int | None = None,
    lot_seed: str | None = None,
) -> Outcome:
    """What the papers decide. `roll_weight`: of the whole roll. `lot_seed` None: where only a lot decides, it is still to be drawn."""
    counted = [one for one in papers if not one.advisory]
    advice = [one for one in papers if one.advisory]
    lot = () if lot_seed is None else tuple(chain.lot(lot_seed, [one.number for one in options]))
    weight = sum(one.weight for one in counted)
    by_weight = any(one.weight != 1 for one in counted)
    before = _tally(poll, options, counted, weighted=True)
    # A lot that nobody needs is none.
    lot = lot if before.tied else ()
    tally = _tally(poll, options, counted, weighted=True, lot=lot) if lot else before
    reached = weight if poll.quorum_kind is QuorumKind.WEIGHT else len(counted)
    quorum = needed(poll, roll_weight)
    quorum_met = quorum is None or reached >= quorum
    base = _base(poll, tally, weight=weight, roll_weight=roll_weight)
    threshold = {one: _behind(poll, one, counted) for one in tally.winners}
    passed = _passed(poll, tally, threshold, base)
    found = Outcome(
        verdict=_verdict(poll, tally, quorum_met=quorum_met, passed=passed),
        cast=len(counted),
        abstentions=sum(is_abstention(poll, one.vote) for one in counted),
        weight=weight,
        roll=poll.roll,
        roll_weight=roll_weight,
        needed=quorum,
        reached=reached,
        quorum_met=quorum_met,
        tally=tally,
        tied=before.tied,
        lot=lot,
        threshold=threshold,
        base=base,
        passed=passed,
        unweighted=_tally(poll, options, counted, weighted=False) if by_weight else None,
        advisory=_tally(poll, options, advice, weighted=False) if advice else None,
    )
    decided = found.verdict in (Verdict.DECIDED, Verdict.TIED)
    return replace(found, winners=tally.winners if decided else ())


def without_required(found: Outcome) -> Outcome:
    """An outcome that does not tell how many of the required cannot come: of few people that would be their ballots."""
    tallies = (found.tally, found.unweighted, found.advisory)
    tally, unweighted, advisory = (
        None if one is None else replace(one, dates=tuple(replace(each, no_required=0) for each in one.dates))
        for one in tallies
    )
    return replace(found, tally=tally or found.tally, unweighted=unweighted, advisory=advisory)


def _verdict(poll: Poll, tally: Tally, *, quorum_met: bool, passed: bool | None) -> Verdict:
    if not quorum_met:
        return Verdict.NO_QUORUM
    if poll.method is Method.PLEDGE:
        if poll.goal is None:
            return Verdict.PLEDGED if tally.ballots else Verdict.NOBODY
        return Verdict.REACHED if tally.amount >= poll.goal else Verdict.MISSED
    if tally.ballots == tally.abstentions:
        return Verdict.NOBODY
    if poll.method is Method.YES_NO:
        return Verdict.YES if passed else Verdict.NO
    if not tally.winners and not tally.tied:
        return Verdict.NONE_OF_THESE
    if passed is False:
        return Verdict.BELOW
    return Verdict.TIED if tally.tied else Verdict.DECIDED


def _tally(
    poll: Poll,
    options: Sequence[Option],
    papers: Sequence[Paper],
    *,
    weighted: bool,
    lot: tuple[int, ...] = (),
) -> Tally:
    """Count by the poll's method. `lot`: the order that decides between equals; empty: none was drawn."""
    said = [(one.vote, one.weight if weighted else 1, one.required) for one in papers]
    silent = [is_abstention(poll, vote) for vote, _, _ in said]
    tally = Tally(
        ballots=len(papers),
        abstentions=sum(silent),
        votes=sum(weight for (_, weight, _), quiet in zip(said, silent, strict=True) if not quiet),
    )
    heard = [one for one, quiet in zip(said, silent, strict=True) if not quiet]
    match poll.method:
        case Method.YES_NO:
            answers = {one: sum(weight for vote, weight, _ in said if vote.answer is one) for one in Answer}
            return replace(tally, answers=answers)
        case Method.PLEDGE:
            return replace(tally, amount=sum(vote.amount or 0 for vote, _, _ in heard))
        case Method.DATE:
            return _dates(poll, options, heard, tally)
        case _:
            return _counted(poll, options, heard, tally, lot)


def _counted(
    poll: Poll,
    options: Sequence[Option],
    heard: Sequence[tuple[Vote, int, bool]],
    tally: Tally,
    lot: tuple[int, ...],
) -> Tally:
    method = _COUNTED[poll.method]
    numbers = [one.number for one in options]
    everything = [*numbers, *((NONE,) if poll.none_option else ())]
    if not numbers:
        return tally
    if poll.is_ranked:
        # The same ballots, without the rule against equal ranks: they are compared two by two.
        every = _ballots(Counted.SCHULZE, everything, heard)
        votes = pairwise.preferences(every)
        best = pairwise.condorcet(every.options, votes)
        tally = replace(tally, matrix=_pairs(votes), condorcet=None if best is None else int(best))
        beats_none: Callable[[int], bool] = lambda one: votes[str(one), "0"] > votes["0", str(one)]  # noqa: E731
    else:
        found = count(_ballots(method, everything, heard))
        totals = {int(one): total for one, total in found.totals.items()}
        medians = {int(one): middle for one, middle in found.medians.items()}
        tally = replace(tally, totals=totals, medians=medians)
        beats_none = lambda one: totals[one] > totals[NONE]  # noqa: E731
    dropped = tuple(one for one in numbers if poll.none_option and not beats_none(one))
    left = [one for one in numbers if one not in dropped]
    tally = replace(tally, dropped=dropped)
    if not left or not heard:
        return tally
    seats = min(poll.seats, len(left)) if method is Counted.STV else 1
    order = [one for one in lot if one in left]
    said = _ballots(method, left, heard, seats=seats, equal=_equal(poll), lot=order)
    result = count(said)
    tally = _with_winners(tally, result, seats)
    if method in (Counted.SCHULZE, Counted.RUNOFF):
        other = Counted.RUNOFF if method is Counted.SCHULZE else Counted.SCHULZE
        tally = replace(tally, runoff=_numbers(count(_ballots(other, left, heard)).winners))
    return tally


def _with_winners(tally: Tally, result: Result, seats: int) -> Tally:
    """A tally with who won. Of more than there are seats, those whom every way of the lot elects stand first."""
    winners = _numbers(result.winners)
    tied: tuple[int, ...] = ()
    if result.tied:
        # The group that holds the last seat is the one in which the lot decides.
        places = 0
        for group in result.ranking:
            if places + len(group) > seats:
                tied = tuple(sorted(_numbers(group)))
                break
            places += len(group)
        winners = tuple(one for one in winners if one not in tied)
    return replace(
        tally,
        winners=winners,
        tied=tied,
        ranking=tuple(_numbers(group) for group in result.ranking),
        paths=_pairs(result.paths),
        rounds=tuple({int(one): votes for one, votes in each.items()} for each in result.rounds),
        quota=result.quota,
    )


def _dates(
    poll: Poll, options: Sequence[Option], heard: Sequence[tuple[Vote, int, bool]], tally: Tally
) -> Tally:
    """Most yes and if-need-be, then most yes, then fewest no among the required, then the earliest."""
    counts = {
        number: DateCount(
            number=number,
            yes=sum(weight for vote, weight, _ in heard if number in vote.yes),
            maybe=sum(weight for vote, weight, _ in heard if number in vote.maybe),
            no=sum(weight for vote, weight, _ in heard if number not in (*vote.yes, *vote.maybe)),
            no_required=sum(
                1 for vote, _, required in heard if required and number not in (*vote.yes, *vote.maybe)
            ),
        )
        for number in (*(one.number for one in options), *((NONE,) if poll.none_option else ()))
    }

    def able(number: int) -> int:
        return counts[number].yes + counts[number].maybe

    dropped = tuple(one.number for one in options if poll.none_option and able(one.number) <= able(NONE))
    left = [one for one in options if one.number not in dropped and able(one.number)]

    def place(one: Option) -> tuple[int, int, int, float, int, str]:
        found = counts[one.number]
        starts = float("inf") if one.starts_at is None else one.starts_at.timestamp()
        return -able(one.number), -found.yes, found.no_required, starts, one.minutes or 0, one.label

    ranking = tuple((one.number,) for one in sorted(left, key=place))
    return replace(
        tally,
        winners=ranking[0] if ranking else (),
        dropped=dropped,
        ranking=ranking,
        dates=tuple(counts[one] for one in sorted(counts)),
    )


def _passed(poll: Poll, tally: Tally, threshold: Mapping[int, Fraction], base: int) -> bool | None:
    """Whether what won reaches the threshold; None where none is asked. Of a yes/no poll: whether it is carried."""
    if poll.method is Method.YES_NO:
        yes = tally.answers.get(Answer.YES, 0)
        against = tally.answers.get(Answer.NO, 0) + tally.answers.get(Answer.BLOCK, 0)
        return yes > against if poll.threshold is None else yes > 0 and passes(poll, yes, base)
    if poll.threshold is None or poll.method is Method.PLEDGE or not tally.winners:
        return None
    return base > 0 and all(passes(poll, votes, base) for votes in threshold.values())


def _base(poll: Poll, tally: Tally, *, weight: int, roll_weight: int | None) -> int:
    match poll.threshold_base:
        case ThresholdBase.CAST:
            return tally.votes
        case ThresholdBase.ALL:
            return weight
        case ThresholdBase.ROLL:
            return (poll.roll if roll_weight is None else roll_weight) or 0


def _behind(poll: Poll, number: int, papers: Sequence[Paper]) -> Fraction:
    """The votes that count for an option where it has to reach a threshold.

    Those who chose it; of a ranked poll those who ranked it (above "none of these", where that was ranked); of a date those who
    can come, if need be; of scores the sum, as so many full scores.
    """
    total = Fraction(0)
    for one in papers:
        vote = one.vote
        if poll.method is Method.SCORE:
            total += Fraction(dict(vote.scores).get(number, 0) * one.weight, MOST_SCORE)
        elif poll.method is Method.DATE:
            total += one.weight if number in (*vote.yes, *vote.maybe) else 0
        else:
            place = {each: index for index, group in enumerate(vote.groups) for each in group}
            if number in place and place[number] < place.get(NONE, len(vote.groups)):
                total += one.weight
    return total


def _ballots(
    method: Counted,
    numbers: Sequence[int],
    heard: Sequence[tuple[Vote, int, bool]],
    *,
    seats: int = 1,
    equal: EqualRanks = EqualRanks.SPLIT,
    lot: Sequence[int] = (),
) -> Ballots:
    """The votes over these options alone, under their numbers as names."""
    known = frozenset(numbers)
    said: list[tuple[int, Sequence[Sequence[str]] | Mapping[str, int]]] = []
    for vote, weight, _ in heard:
        if method is Counted.SCORE:
            said.append((weight, {str(one): score for one, score in vote.scores if one in known}))
        else:
            said.append((weight, [[str(one) for one in group if one in known] for group in vote.groups]))
    return ballots(
        method,
        [str(one) for one in numbers],
        said,
        seats=seats,
        equal_ranks=equal,
        tie_order=[str(one) for one in lot],
    )


def _equal(poll: Poll) -> EqualRanks:
    return EqualRanks(poll.equal_ranks.value)


def _numbers(names: Sequence[str]) -> tuple[int, ...]:
    return tuple(int(one) for one in names)


def _pairs(votes: Mapping[tuple[str, str], int]) -> dict[tuple[int, int], int]:
    return {(int(a), int(b)): n for (a, b), n in votes.items()}
