"""How far back a search goes, and in which order what features found is shown. Pure: values in, values out."""

import datetime as dt
from collections.abc import Sequence
from typing import Final, TypeVar

MOST: Final = 50
"""Results of a search; who wants more has to say more."""
AGES: Final = (7, 30, 365)
"""Days that can be chosen; 0: however old."""

T = TypeVar("T")


def since(days: int, now: dt.datetime) -> dt.datetime | None:
    """The instant from which on things are found; None: all of them."""
    return now - dt.timedelta(days=days) if days else None


def is_offered(days: int) -> bool:
    """Whether a search goes back just so far."""
    return days == 0 or days in AGES


def merged(lists: Sequence[Sequence[T]]) -> tuple[T, ...]:
    """The best of each feature first, then the second best: scores of different features cannot be compared."""
    longest = max(map(len, lists), default=0)
    found = [one[place] for place in range(longest) for one in lists if place < len(one)]
    return tuple(found[:MOST])
