"""What a charter is, who holds its role, and when it is posted again. Pure: values in, values out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.delivery.recurrence import Occurrence, Plan, next_occurrence, occurrences

TITLE_LIMIT = 200
BODY_LIMIT = 2500
"""As it is shown. Preview and card have to show it whole, beside what else they say, within Discord's 4,000."""
DRAFT_KEPT = dt.timedelta(days=7)
HORIZON = dt.timedelta(days=35)
"""How far ahead reposts become deliveries: more than a month, so that a monthly one always stands."""
CATCH_UP = 100
"""Reposts planned in one go; a bot that was down for longer continues with the next run."""
MOST_MEMBERS = 10_000
"""Of a guild, to be asked of Discord one by one: ten requests."""

_ZONES_APART = dt.timedelta(hours=26)
"""As far as two zones differ, and further than any zone is ever corrected."""


class CharterState(StrEnum):
    """draft → published. What is published stays."""

    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True, kw_only=True)
class Charter:
    """A version of the charter, or a draft of the next one. `title` and `body` as the organiser typed them.

    `number`: 1, 2, 3 …; of a draft the version that applied when it was begun, 0 for none. `author` is an actor key.
    `asked_again_at`: since then those who read only earlier versions hold the role no more.
    """

    id: int
    guild_id: int
    state: CharterState
    number: int
    title: str
    body: str
    author: str
    version: int
    published_at: dt.datetime | None = None
    asked_again_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Setting:
    """`role_id`: of those who have read it. `plan`: when it is posted again, in `channel_id`; None: never by itself.

    `planned_until`: each date up to then has its delivery.
    """

    guild_id: int
    role_id: int | None = None
    channel_id: int | None = None
    plan: Plan | None = None
    planned_until: dt.datetime | None = None
    version: int = 0


def next_number(current: Charter | None) -> int:
    """The number that the next version gets."""
    return 1 if current is None else current.number + 1


def is_same(draft: Charter, current: Charter | None) -> bool:
    """Whether publishing the draft would change nothing that is read."""
    if current is None:
        return False
    return (draft.title, draft.body.strip()) == (current.title, current.body.strip())


def holds(furthest: int | None, needed: int) -> bool:
    """Whether a person holds the role. `furthest`: the newest version they read; `needed`: the oldest that counts."""
    return furthest is not None and furthest >= needed


def occurrence_key(guild_id: int, planned: dt.datetime, channel_id: int) -> str:
    """The identity of one repost: this guild's charter, this wall time, this channel.

    The wall time and not the instant: when a country moves its clocks the promise stays the same one.
    """
    return f"charter:{guild_id}:{planned:%Y%m%dT%H%M%S}:{channel_id}"


def to_plan(plan: Plan, *, since: dt.datetime, now: dt.datetime) -> tuple[list[Occurrence], dt.datetime]:
    """The dates in (since, now + HORIZON] and up to where that has planned."""
    until = now + HORIZON
    found = occurrences(plan, since, until, CATCH_UP)
    if len(found) == CATCH_UP:
        return found, found[-1].instant
    return found, until


def to_promise_anew(
    plan: Plan, *, owed: Mapping[dt.datetime, dt.datetime], since: dt.datetime, now: dt.datetime
) -> tuple[list[Occurrence], dt.datetime]:
    """After zone data changed: what comes after `since`, and what is owed (wall time → instant) and still planned."""
    start = min([since, *owed.values()]) - _ZONES_APART
    found, until = to_plan(plan, since=start, now=now)
    return [one for one in found if one.instant > since or one.planned in owed], until


def still_planned(plan: Plan, planned: dt.datetime, due: dt.datetime) -> bool:
    """Whether the plan still has the date of this wall time, near the instant it was promised for."""
    around = occurrences(plan, due - _ZONES_APART, due + _ZONES_APART, CATCH_UP)
    return any(found.planned == planned for found in around)


def upcoming(plan: Plan, *, after: dt.datetime, most: int) -> list[Occurrence]:
    """The next dates after an instant, the earliest first; fewer when the plan ends."""
    found: list[Occurrence] = []
    at = after
    while len(found) < most and (following := next_occurrence(plan, at)) is not None:
        found.append(following)
        at = following.instant
    return found
