"""What an outage is, who may do what with it, how witnesses are counted, and who is pinged when. Pure: values in, values out."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.people.rules import MemberSettings

MOST_TITLE: Final = 100
"""Characters: the title is the discussion's name as well."""
MOST_BODY: Final = 1500
MOST_UPDATE: Final = 1000
MOST_CAUSE: Final = 1000
MOST_REVIEW: Final = 1000
MOST_REGION: Final = 60
MOST_NETWORKS: Final = 20
MOST_REGIONS: Final = 24
"""Regions a menu offers, beside everywhere."""

MOST_OPENED: Final = 3
OPENED_WITHIN: Final = dt.timedelta(hours=1)
MOST_DECIDED: Final = 60
DECIDED_WITHIN: Final = dt.timedelta(hours=1)
MOST_SEEN: Final = 20
SEEN_WITHIN: Final = dt.timedelta(hours=1)
"""What a member may do in this time: others read it."""

MOST_CARDS: Final = 2
"""A head card that was deleted is posted once more, never a third time."""
CARD_PAUSE: Final = dt.timedelta(seconds=10)
"""Witnesses who come within this share one edit of the card."""
MOST_PINGED: Final = 80
"""People of one message: with their mentions it is some 1,800 characters."""
PING_STEP: Final = dt.timedelta(minutes=15)
"""Pings that wait for the end of somebody's quiet hours go out on the quarter hour, so that many wait for one."""

DRAFT_KEPT: Final = dt.timedelta(days=1)
KEPT: Final = dt.timedelta(days=730)
"""So long after the last change an outage is kept."""
PINGS_KEPT: Final = dt.timedelta(days=30)
"""So long after its end it is known who was pinged of it."""

CELLS: Final = 10
_FULL, _EMPTY = "▰", "▱"


class Severity(StrEnum):
    """From the least to the worst."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return list(Severity).index(self)


class State(StrEnum):
    """draft → open ↔ watching → resolved → open again. Watching: it is over, it seems, and is looked at."""

    DRAFT = "draft"
    OPEN = "open"
    WATCHING = "watching"
    RESOLVED = "resolved"


GOING_ON: Final = frozenset({State.OPEN, State.WATCHING})


class Kind(StrEnum):
    """What an entry of the timeline is about."""

    OPENED = "opened"
    UPDATE = "update"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    REVIEW = "review"


class Capacity(StrEnum):
    """As what somebody speaks: all that a timeline says of a person."""

    OPENER = "opener"
    NOC = "noc"
    ORGANISER = "organiser"


@dataclass(frozen=True, kw_only=True)
class Outage:
    """`networks`: AS numbers. `opener_id`: None once erased. `message_id`: the head card, of `cards` that were promised.

    `thread_id`: the discussion. `changes`: how many edits of the card were promised. `cause`, `impact`, `learned`: what it
    was, and the post-mortem. `gone_at`: since when nobody wants it there.
    """

    id: int
    guild_id: int
    title: str
    severity: Severity
    state: State
    started_at: dt.datetime
    channel_id: int
    updated_at: dt.datetime
    body: str = ""
    region: str = ""
    networks: tuple[int, ...] = ()
    resolved_at: dt.datetime | None = None
    opener_id: int | None = None
    message_id: int | None = None
    thread_id: int | None = None
    cards: int = 0
    changes: int = 0
    cause: str = ""
    impact: str = ""
    learned: str = ""
    gone_at: dt.datetime | None = None
    version: int = 1

    @property
    def goes_on(self) -> bool:
        return self.state in GOING_ON and self.gone_at is None

    @property
    def is_reviewed(self) -> bool:
        return bool(self.impact or self.learned)


@dataclass(frozen=True, kw_only=True)
class Update:
    """An entry of the timeline."""

    kind: Kind
    capacity: Capacity
    state: State
    severity: Severity
    text: str
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Follower:
    """Who wants to be pinged: from a severity on; `regions` empty: everywhere; `wakes`: by a critical one in quiet hours too."""

    user_id: int
    least: Severity
    regions: tuple[str, ...] = ()
    wakes: bool = False


@dataclass(frozen=True, kw_only=True)
class Witnesses:
    """Who sees it too: networks, each once, and how many people for none. `known`: how many networks somebody speaks for."""

    networks: tuple[int, ...] = ()
    others: int = 0
    known: int = 0

    @property
    def any(self) -> bool:
        return bool(self.networks or self.others)


# States


class Move(StrEnum):
    """What may be done to an outage."""

    POST = "post"
    UPDATE = "update"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    REVIEW = "review"


_FROM: Final[Mapping[Move, frozenset[State]]] = {
    Move.POST: frozenset({State.DRAFT}),
    Move.UPDATE: GOING_ON,
    Move.RESOLVE: GOING_ON,
    Move.REOPEN: frozenset({State.RESOLVED}),
    Move.REVIEW: frozenset({State.RESOLVED}),
}


def may_move(outage: Outage, move: Move) -> bool:
    """Whether a move leads anywhere from where the outage is."""
    return outage.state in _FROM[move] and outage.gone_at is None


def rises(before: Severity, after: Severity) -> bool:
    """Whether it got worse: followers hear of it then."""
    return after.rank > before.rank


# Witnesses


def counted(rows: Iterable[tuple[int, int]], *, known: int = 0) -> Witnesses:
    """(person, AS number or 0) of each press: a network counts once, however many of its people press."""
    networks: set[int] = set()
    others = 0
    for _, asn in rows:
        if asn:
            networks.add(asn)
        else:
            others += 1
    return Witnesses(networks=tuple(sorted(networks)), others=others, known=max(known, len(networks)))


def bar(part: int, whole: int, cells: int = CELLS) -> str:
    """A bar for part of a whole: never empty where there is some, never full where some are missing."""
    if whole <= 0:
        return ""
    share = min(max(part, 0), whole)
    filled = share * cells // whole
    if share:
        filled = max(filled, 1)
    return _FULL * filled + _EMPTY * (cells - filled)


# Pings


def compared(text: str) -> str:
    """A region or a word as it is compared: without case, width and diacritics."""
    parted = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", "".join(one for one in parted if unicodedata.category(one) != "Mn"))


def wants(follower: Follower, outage: Outage) -> bool:
    """Whether a follower wants to hear of an outage. One that names no region concerns everybody."""
    if outage.severity.rank < follower.least.rank:
        return False
    if not follower.regions or not outage.region:
        return True
    return compared(outage.region) in {compared(one) for one in follower.regions}


def quiet_of(
    member: MemberSettings, guild_quiet: tuple[dt.time, dt.time] | None, zone: str
) -> MemberSettings:
    """A person with the quiet hours that count: their own, or else the guild's in the guild's zone."""
    if member.quiet is not None or guild_quiet is None:
        return member
    return MemberSettings(user_id=member.user_id, zone=zone, quiet=guild_quiet)


def ping_at(
    follower: Follower, severity: Severity, now: dt.datetime, allowed: Callable[[int], dt.datetime]
) -> dt.datetime:
    """When a follower is pinged: now, or on the quarter hour after their quiet hours. `allowed`: person → the first instant."""
    if severity is Severity.CRITICAL and follower.wakes:
        return now
    at = allowed(follower.user_id)
    return at if at <= now else _quarter(at)


def batches(due: Iterable[tuple[int, dt.datetime]]) -> list[tuple[dt.datetime, tuple[int, ...]]]:
    """(person, instant) → messages: those of one instant together, as many as one message holds; the earliest first."""
    by_instant: dict[dt.datetime, list[int]] = {}
    for user_id, at in due:
        by_instant.setdefault(at, []).append(user_id)
    found: list[tuple[dt.datetime, tuple[int, ...]]] = []
    for at in sorted(by_instant):
        people = sorted(set(by_instant[at]))
        found += [
            (at, tuple(people[start : start + MOST_PINGED])) for start in range(0, len(people), MOST_PINGED)
        ]
    return found


def _quarter(at: dt.datetime) -> dt.datetime:
    step = int(PING_STEP.total_seconds())
    return dt.datetime.fromtimestamp(-(-int(at.timestamp()) // step) * step, dt.UTC)


# Words

_WORD: Final = re.compile(r"\w+")
_MOST_WORDS: Final = 24


def words(*texts: str) -> str:
    """What a search compares: every word once, each after a space."""
    found = dict.fromkeys(word for text in texts for word in _WORD.findall(compared(text).replace("_", " ")))
    return "".join(f" {word}" for word in found)


def terms(typed: str) -> list[str]:
    """What is looked for in `words`: the beginnings of words."""
    return words(typed).split()[:_MOST_WORDS]


def excerpt(text: str, most: int) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


# Alike


def alike(outage: Outage, others: Sequence[Outage]) -> list[Outage]:
    """Outages that go on and may be the same: they share a network, or the title."""
    title, mine = compared(outage.title), set(outage.networks)
    return [
        one
        for one in others
        if one.id != outage.id and one.goes_on and (mine & set(one.networks) or compared(one.title) == title)
    ]


def regions(named: Iterable[str], own: Collection[str] = ()) -> list[str]:
    """Regions for a menu: one's own, then those that outages named, each once whatever its case."""
    found: dict[str, str] = {}
    for one in (*own, *named):
        if one:
            found.setdefault(compared(one), one)
    return list(found.values())[:MOST_REGIONS]
