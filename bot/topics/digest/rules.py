"""When a guild's digest is posted, and how much of what stands in it. Pure: values in, values out."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.delivery.recurrence import Occurrence, Plan, next_occurrence, occurrences

DEFAULT_NUDGE: Final = 24
LEAST_NUDGE: Final = 1
MOST_NUDGE: Final = 168
"""Hours without a reply after which followers are asked: an hour to a week."""

BACK: Final = dt.timedelta(days=7)
"""What was solved in this time stands in a digest."""
AHEAD: Final = dt.timedelta(days=14)
"""What comes up in this time stands in a digest."""
HORIZON: Final = dt.timedelta(days=8)
"""How far ahead digests become deliveries: a weekly one always stands."""
MOST_OF_SECTION: Final = 10
"""Lines."""
ROOM: Final = 3300
"""Characters of all lines together: a message holds 4,000, and the digest has headings and small print beside them."""
_CATCH_UP: Final = 20
_WEEK: Final = dt.timedelta(days=7)
_ZONES_APART: Final = dt.timedelta(hours=26)
_LAST_ONE: Final = dt.timedelta(days=1)
"""So long the last digest of a series is worth posting: no other follows that would take its place."""


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What a guild configured. `plan` None: no digest. `nudge_hours`: see MOST_NUDGE.

    `planned_until`: each digest up to then has its delivery.
    """

    guild_id: int
    channel_id: int | None = None
    plan: Plan | None = None
    nudge_hours: int = DEFAULT_NUDGE
    planned_until: dt.datetime | None = None
    version: int = 0

    @property
    def is_set(self) -> bool:
        return self.plan is not None and self.channel_id is not None


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One digest to come. `until`: from then on the next one takes its place."""

    at: Occurrence
    until: dt.datetime


def editions(plan: Plan, *, since: dt.datetime, now: dt.datetime) -> tuple[tuple[Edition, ...], dt.datetime]:
    """The digests in (since, now + HORIZON] that are still worth posting, and up to where that has planned."""
    until = now + HORIZON
    found = occurrences(plan, since, until, _CATCH_UP)
    if len(found) == _CATCH_UP:
        until = found[-1].instant
    every = [Edition(at=one, until=_until(plan, one)) for one in found]
    return tuple(one for one in every if one.until > now), until


def still_planned(plan: Plan, planned: dt.datetime, due: dt.datetime) -> bool:
    """Whether the plan still has the digest of this wall time, near the instant it was promised for."""
    around = occurrences(plan, due - _ZONES_APART, due + _ZONES_APART, _CATCH_UP)
    return any(found.planned == planned for found in around)


def is_weekly(plan: Plan, planned: dt.datetime, due: dt.datetime) -> bool:
    """Whether the digest of this wall time is the first one of its week, Monday to Sunday, by the plan."""
    week = planned.isocalendar()[:2]
    before = occurrences(plan, due - _WEEK - _ZONES_APART, due, _CATCH_UP)
    return not any(one.planned < planned and one.planned.isocalendar()[:2] == week for one in before)


def shares(
    lengths: Sequence[Sequence[int]], *, room: int = ROOM, each: int = MOST_OF_SECTION
) -> tuple[int, ...]:
    """How many lines of each section are shown, by the lines' lengths in characters: the first ones of each, never a later
    one without those before it. All of them if they fit, else the sections take turns, the first section first.
    """
    given = [0] * len(lengths)
    wanting = list(range(len(lengths)))
    while wanting:
        for number in tuple(wanting):
            lines = lengths[number]
            length = lines[given[number]] if given[number] < min(len(lines), each) else None
            if length is None or length > room:
                wanting.remove(number)
                continue
            given[number] += 1
            room -= length
    return tuple(given)


def _until(plan: Plan, one: Occurrence) -> dt.datetime:
    following = next_occurrence(plan, one.instant)
    return one.instant + _LAST_ONE if following is None else following.instant
