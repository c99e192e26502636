"""What may be published of a private survey: nothing from which anybody's answer follows. Pure.

Whoever holds several totals can add and subtract them, and knows besides that no answer is below zero or above its highest band. So

* what is published is held against everything that was published before. Answers that stand in exactly the same totals are a set
  that can be told apart from all others; each such set needs three contributors, else the new total is refused. Each change of an
  answer is another answer. Then every sum and difference of totals is over whole sets. (It is not enough that no combination of
  totals depends on fewer than three: a total of nothing tells that each of its answers is nothing.) Whether a total is refused
  depends on who answered alone, never on what: a refusal tells nothing.
* what is told of a total is coarse: of which power of ten it is at least. So three answers that are the same cannot be told from
  three that are not.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import IntEnum
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

    @property
    def lower(self) -> int:
        """The lower end in Mbit/s: what counts, so that no total says more than is so."""
        if self is Band.MORE:
            return Band.UP_TO_100G.value
        return 0 if self is Band.UP_TO_100M else self.value // 10


PORTS: Final = (1_000, 10_000, 100_000, 400_000)
"""Mbit/s of a port that can be named."""
FLOORS: Final = (100_000, 10_000, 1_000, 0)
"""What a total is said to be at least, in Mbit/s. No finer: 5,000 of five networks could only be five times 1,000."""
LEAST_PRICE, MOST_PRICE = Decimal("0.01"), Decimal(10_000)
LEAST_MEAN, MOST_MEAN = Decimal("0.10"), Decimal(1_000)
"""A mean nearer to the ends of what may be answered is told as these: there all answers would be known."""
_DIGITS: Final = 2

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
    told = _apart([one.answers for one in before])
    return all(
        len({who for who, _ in some}) >= LEAST
        or some in told  # what was told apart already, is (a take-over came after it)
        for some in _apart([one.answers for one in (*before, new)])
    )


def _apart(totals: Collection[frozenset[Answer]]) -> set[frozenset[Answer]]:
    """Answers by the totals in which they stand: what sums and differences of totals can tell apart."""
    found: dict[tuple[bool, ...], set[Answer]] = {}
    for answer in frozenset[Answer]().union(*totals):
        found.setdefault(tuple(answer in total for total in totals), set()).add(answer)
    return set(map(frozenset, found.values()))


def counted(band: Band, port: int | None) -> int:
    """What an answer adds to the total, Mbit/s: what is surely local, and no more than fits through the port."""
    return band.lower if port is None else min(band.lower, port)


def floor(total: int) -> int:
    """What is told of a total of Mbit/s: the greatest of FLOORS that it reaches."""
    return next(one for one in FLOORS if total >= one)


def mean(prices: Iterable[Decimal]) -> Decimal:
    """What is told of prices: their mean to two significant digits, and never too near to the ends of what may be answered."""
    found = list(prices)
    whole = sum(found, Decimal(0)) / len(found)
    step = Decimal(1).scaleb(whole.adjusted() - _DIGITS + 1)
    rounded = whole.quantize(step, rounding=ROUND_HALF_EVEN)
    return min(max(rounded, LEAST_MEAN), MOST_MEAN)
