"""What registries ask of a new exchange, as values: a table of the project, and organisers' own rule over it. Pure."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.exchanges.model import Rir

OLD_MONTHS: Final = 12
"""A rule that nobody read again for so long is warned about."""
SMALLEST, LARGEST = 29, 19
"""Prefix lengths that a rule may name."""
MOST_MEMBERS_ASKED: Final = 100


class Read(StrEnum):
    """How a rule was checked. own: by the organisers themselves."""

    PAGE = "page"
    PART = "part"
    OWN = "own"


@dataclass(frozen=True, kw_only=True)
class RirRule:
    """What a registry asks and gives. `members`: at least so many; `prefix`: length of the first peering LAN; `largest`: at most; None: the
    registry names no largest one.

    `source`: a web address. `version`: which text. `checked_on`: when somebody last read it. `own`: organisers noted it over
    the project's table.
    """

    rir: Rir
    members: int
    prefix: int
    largest: int | None
    source: str
    checked_on: dt.date
    version: str = ""
    read: Read = Read.OWN

    @property
    def own(self) -> bool:
        return self.read is Read.OWN

    def is_old(self, today: dt.date) -> bool:
        """Whether it was checked more than a year ago."""
        months = (today.year - self.checked_on.year) * 12 + today.month - self.checked_on.month
        return months > OLD_MONTHS or (months == OLD_MONTHS and today.day > self.checked_on.day)
