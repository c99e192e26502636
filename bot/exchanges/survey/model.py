"""The survey as values. Pure."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from bot.exchanges import planning_rules
from bot.exchanges.survey_rules import Answer, Band

CURRENCY: Final = "USD"
"""Until organisers name another: transit is priced in it nearly everywhere."""
SOURCE_LIMIT: Final = 200
MOST_COST: Final = Decimal(100_000_000)


class Figure(StrEnum):
    """What is told of answers: local traffic, the least of all together; what transit costs, the mean."""

    TRAFFIC = "traffic"
    PRICE = "price"


@dataclass(frozen=True, kw_only=True)
class Given:
    """An organisation's answer. `number`: of its answers, each change is another one. `port`: Mbit/s. `price`: for a Mbit/s a month.

    `group`: its control group when it answered.
    """

    organisation_id: int
    number: int
    group: int
    user_id: int
    band: Band
    port: int | None = None
    price: Decimal | None = None
    answered_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Published:
    """What was told, over which answers (organisation and number). `figure`: Mbit/s, or a price.

    `hands`: each organisation behind it with its control group when it answered.
    """

    of: Figure
    answers: frozenset[Answer]
    hands: frozenset[tuple[int, int]]
    contributors: int
    figure: Decimal
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """What organisers said savings are reckoned with; None: they did not say."""

    price: Decimal | None = None
    cost: Decimal | None = None
    currency: str = CURRENCY
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What all save a year, at least, and everything it rests on.

    `least`: local traffic in Mbit/s that all have together at least. `networks`: answers behind it, `contributors`: how many of them
    are independent. `price`: of transit for a Mbit/s a month; `surveyed`: the mean of the answers, for organisers named none
    (`price_of`: how many answered). `cost`: of taking part, a network a year.
    """

    least: int
    networks: int
    contributors: int
    price: Decimal
    surveyed: bool
    price_of: int
    cost: Decimal
    currency: str
    source: str
    published_at: dt.datetime

    @property
    def yearly(self) -> Fraction:
        """Local traffic × price × 12 − what taking part costs all of them. Both ends of it save, so it may be twice as much."""
        saving = planning_rules.Saving(
            local=self.least,
            port=self.least,  # each network's share was cut to its port before it was added
            price=Fraction(self.price),
            cost=Fraction(self.cost) * self.networks,
        )
        return planning_rules.community([saving])
