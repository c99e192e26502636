"""What a topic is, and what its followers get. Pure: values in, values out."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """What followers of a topic get."""

    EACH = "each"
    """One role mention in a new thread, at most once in ten minutes."""
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


PING_PAUSE = dt.timedelta(minutes=10)
"""At most one ping of a topic in this time; what came in between is merged into the next."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """`channel_id`: a forum, or a text channel whose threads belong to it. `tag_id`: the forum's tag; None: all of it.

    `role_id` is what followers hold. `moderated`: new posts wait for an organiser.
    """

    id: int
    guild_id: int
    name: str
    emoji: str | None = None
    channel_id: int | None = None
    tag_id: int | None = None
    role_id: int | None = None
    style: Style = Style.EACH
    moderated: bool = False
    archived_at: dt.datetime | None = None
    version: int = 1
