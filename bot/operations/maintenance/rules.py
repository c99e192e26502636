"""What a maintenance window is, who hears of it when, and which windows get in each other's way. Pure: values in, values out."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_TITLE: Final = 150
MOST_BODY: Final = 1500
MOST_THING: Final = 120
MOST_THINGS: Final = 25
"""Of objects and of facilities."""
MOST_NETWORKS: Final = 25
LONGEST: Final = dt.timedelta(days=31)
"""So long a window that is typed may be."""

MOST_ADDED: Final = 10
ADDED_WITHIN: Final = dt.timedelta(hours=1)
"""What one person may announce in this time: others read it."""

MOST_CHANGED: Final = 20
"""How often one person may change in this time what is announced: whoever follows hears of another time."""

MOST_CARDS: Final = 2
"""A card that was deleted is posted once more, never a third time."""
HORIZON: Final = dt.timedelta(days=2)
"""So far ahead reminders are promised."""
WAKES: Final = dt.timedelta(hours=1)
"""From so long before the start on quiet hours count no more."""
START_LATE: Final = dt.timedelta(hours=1)
"""So late a word at the start may still come."""

DRAFT_KEPT: Final = dt.timedelta(days=1)
IMPORT_KEPT: Final = dt.timedelta(days=1)
KEPT: Final = dt.timedelta(days=730)
"""So long after its end a window is kept."""
TOLD_KEPT: Final = dt.timedelta(days=30)
"""So long after its end it is known who was told of it."""


class Impact(StrEnum):
    """X-MAINTNOTE-IMPACT, from the least to the worst."""

    NO_IMPACT = "no-impact"
    REDUCED = "reduced-redundancy"
    DEGRADED = "degraded"
    OUTAGE = "outage"

    @property
    def rank(self) -> int:
        return list(Impact).index(self)

    @property
    def is_felt(self) -> bool:
        """Traffic suffers: sessions are better drained before."""
        return self.rank >= Impact.DEGRADED.rank


class Status(StrEnum):
    """X-MAINTNOTE-STATUS."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    IN_PROCESS = "in-process"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    RESCHEDULED = "re-scheduled"


ENDED: Final = frozenset({Status.COMPLETED, Status.CANCELLED})


class Source(StrEnum):
    """Where a window comes from."""

    NOTICE = "notice"
    MEMBER = "member"


class ThingKind(StrEnum):
    """What is worked on."""

    OBJECT = "object"
    FACILITY = "facility"


class Phase(StrEnum):
    """Where a window stands at an instant."""

    COMING = "coming"
    GOING_ON = "going-on"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A circuit, a port, a facility. `folded`: by which it is compared."""

    kind: ThingKind
    name: str
    folded: str
    impact: Impact = Impact.OUTAGE


@dataclass(frozen=True, kw_only=True)
class Window:
    """From when to when: the wall times that were agreed, in a zone, and the instants that follow."""

    starts_wall: dt.datetime
    ends_wall: dt.datetime
    zone: str
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Maintenance:
    """`networks`: AS numbers, all that are named; `works`: of these, who does the work. The columns are told in the schema."""

    id: int
    guild_id: int
    uid: str
    source: Source
    status: Status
    impact: Impact
    window: Window
    moved_at: dt.datetime
    updated_at: dt.datetime
    sequence: int = 0
    stamped_at: dt.datetime | None = None
    provider: str = ""
    account: str = ""
    reference: str = ""
    title: str = ""
    body: str = ""
    networks: tuple[int, ...] = ()
    works: frozenset[int] = frozenset()
    things: tuple[Thing, ...] = ()
    user_id: int | None = None
    is_draft: bool = False
    revises: int | None = None
    revises_version: int | None = None
    channel_id: int | None = None
    message_id: int | None = None
    cards: int = 0
    changes: int = 0
    moves: int = 0
    calendar_sequence: int = 0
    gone_at: dt.datetime | None = None
    version: int = 1

    @property
    def starts_at(self) -> dt.datetime:
        return self.window.starts_at

    @property
    def ends_at(self) -> dt.datetime:
        return self.window.ends_at

    def named(self, kind: ThingKind) -> tuple[Thing, ...]:
        """The objects, or the facilities."""
        return tuple(one for one in self.things if one.kind is kind)

    def phase(self, now: dt.datetime) -> Phase:
        """Where it stands. A notice may say that it has begun or ended before its time."""
        if self.status is Status.CANCELLED:
            return Phase.CANCELLED
        if self.status is Status.COMPLETED or now >= self.ends_at:
            return Phase.OVER
        if self.status is Status.IN_PROCESS or now >= self.starts_at:
            return Phase.GOING_ON
        return Phase.COMING

    def is_live(self, now: dt.datetime) -> bool:
        """Whether it is announced, and coming or going on."""
        return (
            not self.is_draft and self.gone_at is None and self.phase(now) in (Phase.COMING, Phase.GOING_ON)
        )


# Who hears of it when


class Occasion(StrEnum):
    """On which people hear of a window."""

    DAY = "day"
    HOUR = "hour"
    START = "start"
    MOVED = "moved"
    OVERLAP = "overlap"


BEFORE: Final[Mapping[Occasion, dt.timedelta]] = {
    Occasion.DAY: dt.timedelta(hours=24),
    Occasion.HOUR: dt.timedelta(hours=1),
    Occasion.START: dt.timedelta(0),
}
"""The reminders, the earliest first: so long before the start."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """A reminder that is to be promised."""

    occasion: Occasion
    at: dt.datetime
    expires_at: dt.datetime


def reminders(one: Maintenance, now: dt.datetime) -> list[Due]:
    """What is to be promised now: no reminder that was due before the window was set, and of several missed ones the last."""
    if not one.is_live(now):
        return []
    found: list[Due] = []
    for occasion, before in BEFORE.items():
        at = one.starts_at - before
        if at <= one.moved_at or at > now + HORIZON:
            continue
        if at <= now:
            found.clear()  # it says all that the earlier one would have said
        expires = one.starts_at if before else min(one.ends_at, one.starts_at + START_LATE)
        if now < expires:
            found.append(Due(occasion=occasion, at=at, expires_at=expires))
    return found


def is_overtaken(occasion: Occasion, starts_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether the next reminder is due already, which says the same."""
    if occasion is Occasion.DAY:
        return now >= starts_at - BEFORE[Occasion.HOUR]
    return occasion is Occasion.HOUR and now >= starts_at


def told_at(
    occasion: Occasion, *, now: dt.datetime, starts_at: dt.datetime, allowed: dt.datetime
) -> dt.datetime | None:
    """When a person is told of it who is left in peace until `allowed`; None: the next reminder tells them.

    An hour before the start and later nobody is left in peace: see PRODUCT.md on quiet hours.
    """
    if occasion in (Occasion.HOUR, Occasion.START) or starts_at - now <= WAKES or allowed <= now:
        return now
    return allowed if allowed < starts_at - WAKES else None


def follows(one: Maintenance, before: Maintenance) -> bool:
    """Whether a change gives it another window, or brings back what was cancelled: reminders begin anew."""
    moved = (one.starts_at, one.ends_at) != (before.starts_at, before.ends_at)
    return moved or (before.status in ENDED and one.status not in ENDED)


# Overlaps


@dataclass(frozen=True, kw_only=True)
class Works:
    """A window as it is held against others. `hits`: networks that suffer; none of a window without impact."""

    id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    networks: frozenset[int] = frozenset()
    hits: frozenset[int] = frozenset()
    things: frozenset[tuple[ThingKind, str]] = frozenset()
    provider: str = ""


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """Two windows, `first` < `second`, that share `things`, or together hit every upstream of the networks in `cut`."""

    first: int
    second: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    things: tuple[tuple[ThingKind, str], ...] = ()
    cut: tuple[int, ...] = ()

    def other(self, id_: int) -> int:
        """The one of the two that is not this."""
        return self.second if id_ == self.first else self.first


def works(one: Maintenance) -> Works:
    """What counts of a window for overlaps."""
    networks = frozenset(one.networks)
    return Works(
        id=one.id,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        networks=networks,
        hits=frozenset() if one.impact is Impact.NO_IMPACT else networks,
        things=frozenset((thing.kind, thing.folded) for thing in one.things),
        provider=one.provider if one.source is Source.NOTICE else "",
    )


def overlap(one: Works, other: Works, upstreams: Mapping[int, frozenset[int]]) -> Overlap | None:
    """What two windows do to each other; the same whichever comes first. `upstreams`: of each network that lists any.

    One that ends when the other begins overlaps nothing. An object counts where one provider named it, or a member: two
    providers may well number their circuits alike.
    """
    starts, ends = max(one.starts_at, other.starts_at), min(one.ends_at, other.ends_at)
    if one.id == other.id or starts >= ends:
        return None
    same = not (one.provider and other.provider) or one.provider == other.provider
    things = {thing for thing in one.things & other.things if same or thing[0] is ThingKind.FACILITY}
    cut = {
        network
        for network, those in upstreams.items()
        if those <= one.hits | other.hits and not those <= one.hits and not those <= other.hits
    }
    if not things and not cut:
        return None
    first, second = sorted((one.id, other.id))
    return Overlap(
        first=first,
        second=second,
        starts_at=starts,
        ends_at=ends,
        things=tuple(sorted(things)),
        cut=tuple(sorted(cut)),
    )


def overlaps(one: Works, others: Iterable[Works], upstreams: Mapping[int, frozenset[int]]) -> list[Overlap]:
    """What a window and others do to each other, the earliest first."""
    found = [hit for other in others if (hit := overlap(one, other, upstreams)) is not None]
    return sorted(found, key=lambda hit: (hit.starts_at, hit.first, hit.second))


def concerned(hit: Overlap, one: Works, other: Works) -> frozenset[int]:
    """Whose people hear of an overlap: of what is shared those of both windows; of cut upstreams the network's own."""
    shared = one.networks | other.networks if hit.things else frozenset()
    return shared | frozenset(hit.cut)


def quarter(at: dt.datetime) -> dt.datetime:
    """The quarter of an hour at or after an instant: many who wake at about the same time share one message."""
    step = 15 * 60
    return dt.datetime.fromtimestamp(-(-int(at.timestamp()) // step) * step, dt.UTC)


def split(
    people: Iterable[int], when: Callable[[int], dt.datetime | None], by_dm: Callable[[int], bool]
) -> tuple[list[tuple[int, dt.datetime]], list[tuple[int, dt.datetime]]]:
    """(person, instant) of those told by direct message, and of those mentioned; nobody whom a later reminder tells."""
    direct: list[tuple[int, dt.datetime]] = []
    mentioned: list[tuple[int, dt.datetime]] = []
    for person in sorted(set(people)):
        at = when(person)
        if at is not None:
            (direct if by_dm(person) else mentioned).append((person, at))
    return direct, mentioned
