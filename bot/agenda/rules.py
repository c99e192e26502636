"""How far the agenda looks, in which order it stands, and on which day each thing falls. Pure: values in, values out."""

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Protocol, TypeVar

DEFAULT_DAYS, MOST_DAYS = 14, 90
FURTHER_DAYS = (60, MOST_DAYS)
"""How far a reader is offered to look who finds nothing nearer."""
PER_PAGE = 6
"""Items a page: each takes four of Discord's forty components where every one has a day of its own."""


class What(IntEnum):
    """Whose agenda. The number stands in buttons."""

    GUILD = 0
    MINE = 1


class Dated(Protocol):
    """What the rules need to know of an item."""

    @property
    def uid(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def starts_at(self) -> dt.datetime: ...
    @property
    def cancelled(self) -> bool: ...


T = TypeVar("T", bound=Dated)


def is_offered(days: int) -> bool:
    """Whether the agenda looks as far as this."""
    return 1 <= days <= MOST_DAYS


def window(now: dt.datetime, days: int) -> tuple[dt.datetime, dt.datetime]:
    """From now on, so many times 24 hours. Raises ValueError outside 1 to 90."""
    if not is_offered(days):
        raise ValueError(f"an agenda of {days} days")
    return now, now + dt.timedelta(days=days)


def further(days: int) -> int | None:
    """How far to look when there is nothing in so many days; None: it cannot look further."""
    return next((more for more in FURTHER_DAYS if more > days), None)


def listed(items: Iterable[T]) -> tuple[T, ...]:
    """What the list shows, the earliest first; what begins at one instant stands by its title."""
    return tuple(sorted((one for one in items if not one.cancelled), key=_place))


def filed(items: Iterable[T]) -> tuple[T, ...]:
    """What a calendar is told, in the same order: also what is cancelled."""
    return tuple(sorted(items, key=_place))


def by_day(items: Sequence[T], zone: dt.tzinfo) -> list[tuple[dt.date, list[T]]]:
    """The days of a zone on which something begins, each with its items, in their order."""
    days: list[tuple[dt.date, list[T]]] = []
    for item in items:
        day = item.starts_at.astimezone(zone).date()
        if not days or days[-1][0] != day:
            days.append((day, []))
        days[-1][1].append(item)
    return days


def _place(item: Dated) -> tuple[dt.datetime, str, str]:
    return item.starts_at, item.title, item.uid
