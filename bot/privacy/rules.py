"""What privacy decides from values: how long a guild that was left is kept, and how a stored value reads in a file. Pure."""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

GUILD_KEPT = dt.timedelta(days=30)
"""So long everything of a guild stays after the bot was removed from it, in case that was a mistake."""
MOST_BYTES = 9_500_000
"""Of a file that the bot answers with: Discord takes 10 MiB, and the request around it is part of that."""

_SAFE_INTEGER = 2**53 - 1
"""Beyond, readers of JSON round: ids of Discord go into a file as texts."""
_KEY = re.compile(r"[0-9a-f]{24}")
"""An actor key."""
_JSON = frozenset({"before", "after", "details"})
"""Columns that hold JSON."""
_FLAGS = frozenset(
    {
        "approve_all",
        "contact",
        "corrects",
        "dm",
        "has_role",
        "in_channel",
        "moderated",
        "publish",
        "skips_holidays",
        "wakes",
    }
)
"""Columns of whole numbers that say yes or no."""
_INSTANTS = frozenset({"at", "since", "planned_until", "lease_until"})


@dataclass(frozen=True, kw_only=True)
class Explained:
    """What a file says of a table: `what` is in it, and what its columns mean."""

    what: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Stored:
    """One kind of thing that is stored about a person: how many rows, and the row's values where it is their only one.

    `own`: it belongs to the person and to no guild. `kept`: how old it gets at most.
    """

    what: str
    erasure: str
    count: int
    own: bool
    kept: dt.timedelta | None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ExportFile:
    """A file for whoever asked. `left_out`: rows that did not fit into it."""

    name: str
    content: bytes
    rows: int
    left_out: int


def is_instant(column: str) -> bool:
    """Whether a column of whole numbers holds an instant, in seconds since 1970."""
    return column in _INSTANTS or column.endswith("_at")


def is_flag(column: str) -> bool:
    """Whether a column of whole numbers says yes or no."""
    return column in _FLAGS


def is_told(value: object) -> bool:
    """Whether a value says something to its reader: it is set, and no random key."""
    return value is not None and not (isinstance(value, str) and _KEY.fullmatch(value))


def plain(column: str, value: object, name: Callable[[str], object]) -> object:
    """A stored value as JSON: instants in ISO 8601 and UTC, long ids as texts.

    `name` says what stands for an actor key inside JSON.
    """
    if isinstance(value, int):
        if is_flag(column):
            return bool(value)
        return instant(value) if is_instant(column) else _number(value)
    if isinstance(value, str) and column in _JSON:
        return _safe(json.loads(value), name)
    return value


def instant(seconds: int) -> str:
    """2026-11-23T09:00:00Z."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _safe(value: object, name: Callable[[str], object]) -> object:
    if isinstance(value, dict):
        return {key: _safe(one, name) for key, one in value.items()}
    if isinstance(value, list):
        return [_safe(one, name) for one in value]
    if isinstance(value, str) and _KEY.fullmatch(value):
        return name(value)
    return _number(value) if isinstance(value, int) else value


def _number(value: int) -> object:
    return value if isinstance(value, bool) or abs(value) <= _SAFE_INTEGER else str(value)
