"""What a time phrase says, before it is placed in time. Values only."""

import datetime as dt
from dataclasses import dataclass

from bot.delivery.rule import Rule


@dataclass(frozen=True, kw_only=True)
class OnDate:
    """A date that exists. `year` None: the next such day. `weekday` (0 Monday) where one was named."""

    year: int | None
    month: int
    day: int
    weekday: int | None = None


@dataclass(frozen=True, kw_only=True)
class DaysAhead:
    """Today is 0."""

    days: int


@dataclass(frozen=True, kw_only=True)
class OnWeekday:
    """`today`: whether today counts while its time has not passed."""

    day: int
    today: bool


@dataclass(frozen=True, kw_only=True)
class After:
    """So many days by the calendar, then so many minutes."""

    days: int
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Lasting:
    """How long it repeats: so many times, or from its first date so many days and months."""

    times: int | None = None
    days: int = 0
    months: int = 0


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """What was said. `zone` is still as typed; `day_text` is the part about the day, for examples."""

    day: OnDate | DaysAhead | OnWeekday | After | Rule
    day_text: str
    at: dt.time | None
    offset: dt.timedelta | None
    zone: str | None
    starting: OnDate | None
    until: OnDate | None
    not_on: tuple[OnDate, ...] = ()
    """Days that are left out, as they were said."""
    lasting: Lasting | None = None
