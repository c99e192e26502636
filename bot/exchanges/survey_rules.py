"""What may be published of a private survey: no total from which anybody's answer follows. Pure.

A total is a sum over answers. Whoever holds several totals can add and subtract them; so what is published is held against
everything that was published before. Each answer that a contributor ever gave is an unknown of its own. A new total is refused if
some combination of all totals depends on the answers of fewer than three contributors.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from itertools import combinations
from typing import Final

LEAST: Final = 3
"""Contributors behind anything that can be computed from what is published."""


class Band(IntEnum):
    """Local traffic at the 95th percentile; the value is the upper end in Mbit/s, 0: more than 100 Gbit/s."""

    UP_TO_100M = 100
    UP_TO_1G = 1_000
    UP_TO_10G = 10_000
    UP_TO_100G = 100_000
    MORE = 0


Answer = tuple[int, int]
"""A contributor and the number of their answer: each change of it is another one."""


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A total that was published: over these answers."""

    answers: frozenset[Answer]


def may_publish(before: Collection[Publication], new: Publication) -> bool:
    """Whether a total over these answers tells nothing about fewer than three contributors, with all that was told before."""
    if len({who for who, _ in new.answers}) < LEAST:
        return False
    totals = [one.answers for one in before] + [new.answers]
    columns = sorted({answer for total in totals for answer in total})
    place = {answer: index for index, answer in enumerate(columns)}
    rows = [[Fraction(int(answer in total)) for answer in columns] for total in totals]
    whole = _rank(rows)
    people = sorted({who for who, _ in columns})
    for size in range(1, LEAST):
        for some in combinations(people, size):
            outside = [place[answer] for answer in columns if answer[0] not in some]
            # Less rank without their columns: a combination of totals in which only they stand.
            if _rank([[row[index] for index in outside] for row in rows]) < whole:
                return False
    return True


def counts(answers: Mapping[int, Band]) -> Mapping[Band, int]:
    """How many are in each band. For the picture of a total that may be published."""
    return {band: sum(one is band for one in answers.values()) for band in Band}


def _rank(rows: Sequence[Sequence[Fraction]]) -> int:
    """The rank of a matrix, by elimination with exact fractions."""
    left = [list(row) for row in rows]
    rank = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((index for index in range(rank, len(left)) if left[index][column]), None)
        if pivot is None:
            continue
        left[rank], left[pivot] = left[pivot], left[rank]
        head = left[rank]
        for index in range(rank + 1, len(left)):
            if left[index][column]:
                factor = left[index][column] / head[column]
                left[index] = [a - factor * b for a, b in zip(left[index], head, strict=True)]
        rank += 1
        if rank == len(left):
            break
    return rank
