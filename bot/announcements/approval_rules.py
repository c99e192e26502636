"""When another organiser has to agree to an announcement, and when asking for it is over. Pure."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

WAITS = dt.timedelta(days=30)
"""How long a request may wait."""
REASON_LIMIT = 500


class Need(StrEnum):
    """Why another organiser has to agree."""

    EVERYONE = "everyone"
    EVERYTHING = "everything"
    LARGE = "large"
    UNCOUNTED = "uncounted"


class Ending(StrEnum):
    """How a request ended. CHANGED: the draft is another one now. OVERTAKEN: nothing is left to agree to."""

    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    OVERTAKEN = "overtaken"
    TOO_LATE = "too-late"


@dataclass(frozen=True, kw_only=True)
class Request:
    """A draft waits for another organiser, as it was at `version`. `asked_by` is an actor key."""

    draft_id: int
    guild_id: int
    version: int
    asked_by: str
    asked_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a draft stands: whether another organiser has to agree, and since when it waits for one.

    `role_size`: how many members the pinged role has, None where nobody knows; `most`: how many need no second person.
    """

    need: Need | None
    most: int
    role_size: int | None = None
    asked_at: dt.datetime | None = None


def need(
    *, ping: int | None, guild_id: int, role_size: int | None, approve_all: bool, most: int
) -> Need | None:
    """Why another organiser has to agree; None: nobody has to.

    `ping` is a role, or the guild's own id for @everyone. `role_size` None: it could not be counted, which counts as large.
    """
    if ping == guild_id:
        return Need.EVERYONE
    if approve_all:
        return Need.EVERYTHING
    if ping is None:
        return None
    if role_size is None:
        return Need.UNCOUNTED
    return Need.LARGE if role_size > most else None


def ending(request: Request, *, version: int, past: bool, overtaken: bool, now: dt.datetime) -> Ending | None:
    """How a request has ended by itself; None: it still waits.

    `version` is the draft's now. `past`: its date is over. `overtaken`: what it would have changed is no longer there
    to be changed.
    """
    if version != request.version:
        return Ending.CHANGED
    if overtaken:
        return Ending.OVERTAKEN
    if past or now - request.asked_at > WAITS:
        return Ending.TOO_LATE
    return None
