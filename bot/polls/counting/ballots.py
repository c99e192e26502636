"""What is counted: options, and ballots with how often each was cast. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Final

MOST_OPTIONS: Final = 64
LOWEST_SCORE, HIGHEST_SCORE = 0, 5


class Method(StrEnum):
    """How a winner is found."""

    PLURALITY = "plurality"
    APPROVAL = "approval"
    SCORE = "score"
    SCHULZE = "schulze"
    RANKED_PAIRS = "ranked_pairs"
    MINIMAX = "minimax"
    RUNOFF = "irv"
    STV = "stv"


PAIRWISE: Final = frozenset({Method.SCHULZE, Method.RANKED_PAIRS, Method.MINIMAX})
TRANSFERRED: Final = frozenset({Method.RUNOFF, Method.STV})


class Unranked(StrEnum):
    """What an option means that a ballot does not list: behind all listed ones, or not compared with any."""

    LAST = "last"
    NONE = "none"


class EqualRanks(StrEnum):
    """What options in one group mean where votes are transferred: the vote is shared, or the ballot is refused."""

    SPLIT = "split"
    FORBIDDEN = "forbidden"


Groups = tuple[tuple[str, ...], ...]
"""A ballot's options, the best group first; those in one group are equal."""


@dataclass(frozen=True, kw_only=True)
class Ballots:
    """Everything that a count needs. Make it by `ballots`, which checks it.

    `ranked`: how often each list of groups was cast; `scored`: (count, scores by option) for the score method.
    `tie_order`: options in the order of the lot, the luckiest first; empty: no lot was drawn.
    """

    method: Method
    options: tuple[str, ...]
    ranked: Mapping[Groups, int] = field(default_factory=dict)
    scored: tuple[tuple[int, Mapping[str, int]], ...] = ()
    seats: int = 1
    unranked: Unranked = Unranked.LAST
    equal_ranks: EqualRanks = EqualRanks.SPLIT
    tie_order: tuple[str, ...] = ()

    @property
    def cast(self) -> int:
        """How many ballots there are."""
        return sum(self.ranked.values()) + sum(count for count, _ in self.scored)


class BadBallotsError(ValueError):
    """What is to be counted does not fit. `where`: the ballot's number from 1, or None; `str()` says what is wrong."""

    def __init__(self, what: str, where: int | None = None) -> None:
        super().__init__(what if where is None else f"ballot {where}: {what}")
        self.where = where


def ballots(
    method: Method,
    options: Sequence[str],
    cast: Iterable[tuple[int, Sequence[Sequence[str]] | Mapping[str, int]]],
    *,
    seats: int = 1,
    unranked: Unranked = Unranked.LAST,
    equal_ranks: EqualRanks = EqualRanks.SPLIT,
    tie_order: Sequence[str] = (),
) -> Ballots:
    """Check what was cast and put equal ballots together. Raises BadBallotsError for the first thing that does not fit."""
    known = frozenset(options)
    if not options or len(options) > MOST_OPTIONS:
        raise BadBallotsError(f"there are {len(options)} candidates; 1 to {MOST_OPTIONS} can be counted")
    if len(known) != len(options):
        raise BadBallotsError("a candidate is listed twice")
    if not 1 <= seats <= len(options):
        raise BadBallotsError(f"{seats} seats for {len(options)} candidates")
    if seats != 1 and method is not Method.STV:
        raise BadBallotsError(f"{method} fills one seat; more are filled by stv")
    if tie_order and (len(tie_order) != len(options) or set(tie_order) != known):
        raise BadBallotsError("the tie order has to list each candidate once")
    ranked: dict[Groups, int] = {}
    scored: dict[tuple[tuple[str, int], ...], int] = {}
    for number, (count, said) in enumerate(cast, start=1):
        if type(count) is not int or count < 1:
            raise BadBallotsError("the count has to be a whole number from 1 on", number)
        if method is Method.SCORE:
            scores = _scores(said, known, number)
            scored[scores] = scored.get(scores, 0) + count
            continue
        groups = _groups(said, known, number)
        if (
            method in TRANSFERRED
            and equal_ranks is EqualRanks.FORBIDDEN
            and any(len(one) > 1 for one in groups)
        ):
            raise BadBallotsError("equal ranks are forbidden here", number)
        if method is Method.PLURALITY and groups and len(groups[0]) > 1:
            raise BadBallotsError("a plurality ballot names one candidate first", number)
        ranked[groups] = ranked.get(groups, 0) + count
    return Ballots(
        method=method,
        options=tuple(options),
        ranked=ranked,
        scored=tuple((count, dict(scores)) for scores, count in scored.items()),
        seats=seats,
        unranked=unranked,
        equal_ranks=equal_ranks,
        tie_order=tuple(tie_order),
    )


_LISTS: Final = frozenset({list, tuple})
"""Asked first: whether something is a Sequence takes longer than everything else about a ballot."""


def _groups(said: object, known: frozenset[str], number: int) -> Groups:
    if isinstance(said, str) or not isinstance(said, Sequence):
        raise BadBallotsError("has to be a list of groups, the best first", number)
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    for group in said:
        if type(group) not in _LISTS and (isinstance(group, str) or not isinstance(group, Sequence)):
            raise BadBallotsError("each group has to be a list of candidates", number)
        for one in group:
            if not isinstance(one, str) or one not in known:
                raise BadBallotsError(f"{str(one)[:60]!r} is no candidate", number)
            if one in seen:
                raise BadBallotsError(f"{one!r} is listed twice", number)
            seen.add(one)
        if group:
            found.append(tuple(sorted(group)) if len(group) > 1 else (group[0],))
    return tuple(found)


def _scores(said: object, known: frozenset[str], number: int) -> tuple[tuple[str, int], ...]:
    if not isinstance(said, Mapping):
        raise BadBallotsError("a score ballot has to name a score for each candidate", number)
    for one, score in said.items():
        if one not in known:
            raise BadBallotsError(f"{one!r} is no candidate", number)
        if (
            isinstance(score, bool)
            or not isinstance(score, int)
            or not LOWEST_SCORE <= score <= HIGHEST_SCORE
        ):
            raise BadBallotsError(f"the score of {one!r} has to be a whole number from 0 to 5", number)
    return tuple(sorted(said.items()))


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a count found.

    `winners`: more than there are seats where only a lot could decide (`tied`). `ranking`: groups, the best first.
    `pairwise`: (a, b) → how many prefer a to b. `paths`: the strongest paths, for Schulze. `rounds`: votes by option, for
    methods that transfer. `scores`: (sum, median) by option. `condorcet`: who beats every other, if anybody does.
    """

    winners: tuple[str, ...]
    ranking: tuple[tuple[str, ...], ...]
    tied: bool
    pairwise: Mapping[tuple[str, str], int] = field(default_factory=dict)
    paths: Mapping[tuple[str, str], int] = field(default_factory=dict)
    rounds: tuple[Mapping[str, Fraction], ...] = ()
    quota: int | None = None
    totals: Mapping[str, int] = field(default_factory=dict)
    medians: Mapping[str, Fraction] = field(default_factory=dict)
    condorcet: str | None = None
