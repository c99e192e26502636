"""Maintenance notices in the form of the NANOG BCOP "X-MAINTNOTE": from an event of a calendar file to a notice. Pure.

The BCOP asks for SUMMARY, DTSTART, DTEND, DTSTAMP, UID, SEQUENCE, ORGANIZER and X-MAINTNOTE-PROVIDER, -ACCOUNT, -MAINTENANCE-ID,
-OBJECT-ID, -IMPACT, -STATUS. Senders leave some out. What says when, what and whose is required; what is left out otherwise is
read as the BCOP's cautious side: no impact told is an outage.
"""

import datetime as dt
import quopri
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.delivery.recurrence import resolve
from bot.errors import InvalidInputError
from bot.language.rules import folded
from bot.language.safe_text import clean_name, clip
from bot.language.zones import zone_info
from bot.net.calendar_shapes import CalendarEvent, CalendarFault, When
from bot.operations.maintenance.rules import (
    ENDED,
    MOST_BODY,
    MOST_THING,
    MOST_TITLE,
    Impact,
    Status,
    Thing,
    ThingKind,
    Window,
)

MOST_OBJECTS: Final = 100
"""Of one notice; more are left out."""
MOST_NAME: Final = 120
NO_SEQUENCE: Final = -1
"""Of a notice without SEQUENCE: what has one is later."""
_LONGEST: Final = dt.timedelta(days=366)
_ASN: Final = re.compile(r"\bAS[ -]?([1-9][0-9]{0,9})\b", re.IGNORECASE)
_PROVIDER, _ACCOUNT, _ID = "X-MAINTNOTE-PROVIDER", "X-MAINTNOTE-ACCOUNT", "X-MAINTNOTE-MAINTENANCE-ID"
_OBJECT, _OBJECT_IMPACT = "X-MAINTNOTE-OBJECT-ID", "X-MAINTNOTE-OBJECT-IMPACT"
_IMPACT, _STATUS = "X-MAINTNOTE-IMPACT", "X-MAINTNOTE-STATUS"


class NoticeFault(StrEnum):
    """Why an event is no notice that can be taken. Each has its sentence under maintenance-fault-…"""

    NO_NOTICE = "no-notice"
    NO_UID = "no-uid"
    NO_START = "no-start"
    NO_END = "no-end"
    NO_STAMP = "no-stamp"
    NO_PROVIDER = "no-provider"
    NO_ACCOUNT = "no-account"
    NO_ID = "no-id"
    NO_OBJECT = "no-object"
    NO_ORGANIZER = "no-organizer"
    DATE_ALONE = "date-alone"
    ZONE = "zone"
    ENDS_BEFORE = "ends-before"
    TOO_LONG = "too-long"


class NoticeFaultError(Exception):
    """`fault` says what is wrong."""

    def __init__(self, fault: NoticeFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a provider says of a window. `status` None: nothing new is said of it. `organizer`: whom to ask; stored nowhere.

    `sequence`: NO_SEQUENCE where there is none.
    """

    uid: str
    sequence: int
    stamp: dt.datetime
    provider: str
    account: str
    maintenance_id: str
    objects: tuple[Thing, ...]
    impact: Impact
    status: Status | None
    window: Window
    summary: str
    description: str = ""
    organizer: str = ""

    @property
    def order(self) -> tuple[int, int]:
        """It rises with each version of a notice. Without sequences the stamps tell which is later (RFC 5546, 2.1.5)."""
        return order(self.sequence, self.stamp)


def order(sequence: int, stamp: dt.datetime | None) -> tuple[int, int]:
    """Where a version stands among those of its notice."""
    stamped = 0 if stamp is None or sequence != NO_SEQUENCE else int(stamp.timestamp())
    return sequence, stamped


def read(event: CalendarEvent) -> Notice:
    """The notice that an event is. Raises NoticeFaultError."""
    extras = event["extras"]
    if not any(name.startswith("X-MAINTNOTE-") for name in extras):
        raise NoticeFaultError(NoticeFault.NO_NOTICE)
    provider = _required(_first(event, _PROVIDER), NoticeFault.NO_PROVIDER)
    account = _required(_first(event, _ACCOUNT), NoticeFault.NO_ACCOUNT)
    reference = _required(_first(event, _ID), NoticeFault.NO_ID)
    if not event["uid"]:
        raise NoticeFaultError(NoticeFault.NO_UID)
    window = _window(event)
    if event["stamp"] is None:
        raise NoticeFaultError(NoticeFault.NO_STAMP)
    status = _status(_first(event, _STATUS))
    impact = _impact(_first(event, _IMPACT))
    objects = _objects(event, impact)
    # What does not take place any more needs nothing to be named that it would hit.
    if not objects and status not in ENDED:
        raise NoticeFaultError(NoticeFault.NO_OBJECT)
    # Whom to ask: the organizer, or else the network that the provider names itself by.
    if not event["organizer"] and provider_asn(provider) is None:
        raise NoticeFaultError(NoticeFault.NO_ORGANIZER)
    if not _first(event, _IMPACT) and objects:
        impact = max((one.impact for one in objects), key=lambda one: one.rank)
    return Notice(
        uid=event["uid"],
        sequence=NO_SEQUENCE if event["sequence"] is None else event["sequence"],
        stamp=dt.datetime.fromisoformat(event["stamp"]).replace(tzinfo=dt.UTC),
        provider=provider,
        account=account,
        maintenance_id=reference,
        objects=objects,
        impact=impact,
        status=status,
        window=window,
        summary=clip(clean_name(event["summary"]) or reference, MOST_TITLE),
        description=clip(_description(event["description"]), MOST_BODY),
        organizer=event["organizer"],
    )


def provider_asn(provider: str) -> int | None:
    """The AS number by which a provider names itself: "NTT (AS2914)"."""
    found = _ASN.search(provider)
    return int(found[1]) if found and int(found[1]) < 2**32 else None


# Parts


def _first(event: CalendarEvent, name: str) -> str:
    values = event["extras"].get(name, [])
    return values[0]["value"].strip() if values else ""


def _required(text: str, fault: NoticeFault) -> str:
    name = clean_name(text)
    if name is None:
        raise NoticeFaultError(fault)
    return clip(name, MOST_NAME)


def _window(event: CalendarEvent) -> Window:
    start = _moment(event["start"], NoticeFault.NO_START)
    end = _moment(event["end"], NoticeFault.NO_END)
    zone = start[1]
    starts, ends = resolve(*start), resolve(*end)
    if ends.instant <= starts.instant or any(
        fault["kind"] == CalendarFault.ENDS_BEFORE for fault in event["faults"]
    ):
        raise NoticeFaultError(NoticeFault.ENDS_BEFORE)
    if ends.instant - starts.instant > _LONGEST:
        raise NoticeFaultError(NoticeFault.TOO_LONG)
    ends_wall = end[0] if end[1] == zone else in_zone(ends.instant, zone)
    return Window(
        starts_wall=start[0],
        ends_wall=ends_wall,
        zone=zone,
        starts_at=starts.instant,
        ends_at=ends.instant,
    )


def in_zone(instant: dt.datetime, zone: str) -> dt.datetime:
    """What the clock on the wall shows there at an instant."""
    return instant.astimezone(zone_info(zone)).replace(tzinfo=None, fold=0)


def _moment(when: When | None, missing: NoticeFault) -> tuple[dt.datetime, str]:
    if when is None:
        raise NoticeFaultError(missing)
    if when["kind"] != "date-time":
        raise NoticeFaultError(NoticeFault.DATE_ALONE)
    if when["zone"] is None:
        raise NoticeFaultError(NoticeFault.ZONE)
    wall = dt.datetime.fromisoformat(when["text"])
    try:
        resolve(wall, when["zone"])
    except (ValueError, OverflowError, InvalidInputError):
        raise NoticeFaultError(missing) from None
    return wall, when["zone"]


def _objects(event: CalendarEvent, impact: Impact) -> tuple[Thing, ...]:
    found: dict[str, Thing] = {}
    for value in event["extras"].get(_OBJECT, [])[:MOST_OBJECTS]:
        name = clean_name(value["value"])
        if name is None:
            continue
        name = clip(name, MOST_THING)
        own = value["parameters"].get(_OBJECT_IMPACT, "")
        found.setdefault(
            folded(name),
            Thing(
                kind=ThingKind.OBJECT,
                name=name,
                folded=folded(name),
                impact=_impact(own) if own else impact,
            ),
        )
    return tuple(found.values())


def _impact(text: str) -> Impact:
    """What is not known reads as the worst."""
    try:
        return Impact(text.strip().lower().replace("_", "-"))
    except ValueError:
        return Impact.OUTAGE


def _status(text: str) -> Status | None:
    try:
        return Status(text.strip().lower().replace("_", "-"))
    except ValueError:
        return None


def _description(text: str) -> str:
    """Some senders put quoted-printable into calendars, as mail has it."""
    if "=0D=0A" in text:
        text = quopri.decodestring(text.encode()).decode("utf-8", "replace").replace("\r\n", "\n")
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


# As JSON, between the card and Store


def dumped(one: Notice) -> dict[str, Any]:
    """A notice as JSON holds it; without whom to ask, who may be a person."""
    window = one.window
    return {
        "uid": one.uid,
        "sequence": one.sequence,
        "stamp": int(one.stamp.timestamp()),
        "provider": one.provider,
        "account": one.account,
        "id": one.maintenance_id,
        "objects": [[thing.name, thing.impact.value] for thing in one.objects],
        "impact": one.impact.value,
        "status": None if one.status is None else one.status.value,
        "starts": window.starts_wall.isoformat(),
        "ends": window.ends_wall.isoformat(),
        "zone": window.zone,
        "instants": [int(window.starts_at.timestamp()), int(window.ends_at.timestamp())],
        "summary": one.summary,
        "description": one.description,
    }


def loaded(held: Mapping[str, Any]) -> Notice:
    """The same back."""
    starts_at, ends_at = (dt.datetime.fromtimestamp(at, dt.UTC) for at in held["instants"])
    return Notice(
        uid=held["uid"],
        sequence=held["sequence"],
        stamp=dt.datetime.fromtimestamp(held["stamp"], dt.UTC),
        provider=held["provider"],
        account=held["account"],
        maintenance_id=held["id"],
        objects=tuple(
            Thing(kind=ThingKind.OBJECT, name=name, folded=folded(name), impact=Impact(impact))
            for name, impact in held["objects"]
        ),
        impact=Impact(held["impact"]),
        status=None if held["status"] is None else Status(held["status"]),
        window=Window(
            starts_wall=dt.datetime.fromisoformat(held["starts"]),
            ends_wall=dt.datetime.fromisoformat(held["ends"]),
            zone=held["zone"],
            starts_at=starts_at,
            ends_at=ends_at,
        ),
        summary=held["summary"],
        description=held["description"],
    )


# In order


class Fate(StrEnum):
    """What becomes of a version of a notice."""

    NEW = "new"
    CHANGED = "changed"
    EQUAL = "equal"
    LOWER = "lower"

    @property
    def is_taken(self) -> bool:
        return self in (Fate.NEW, Fate.CHANGED)


Key = tuple[str, str]
"""Provider and UID: which notice it is, in a guild."""
Version = tuple[int, int]


def key(one: Notice) -> Key:
    """Which notice it is, whatever its version."""
    return one.provider, one.uid


def fates(arrivals: Sequence[tuple[Key, Version]], known: Mapping[Key, Version]) -> list[Fate]:
    """What becomes of versions as they arrive one after the other. The version of a notice only rises."""
    held = dict(known)
    found: list[Fate] = []
    for which, version in arrivals:
        before = held.get(which)
        if before is None:
            found.append(Fate.NEW)
        elif version > before:
            found.append(Fate.CHANGED)
        else:
            found.append(Fate.EQUAL if version == before else Fate.LOWER)
        if found[-1].is_taken:
            held[which] = version
    return found
