"""What is read from a calendar file: plain values that JSON holds, so that they cross from a worker as they are."""

from enum import StrEnum
from typing import TypedDict


class CalendarFault(StrEnum):
    """What may be wrong with an event."""

    LINE = "line"
    """A line that nobody can read; left out."""
    PROPERTY = "property"
    """A property whose value does not fit, named in `detail`; it reads as absent."""
    TWICE = "twice"
    """A property that may stand once stands again, named in `detail`; the first counts."""
    NO_UID = "no-uid"
    UID_AGAIN = "uid-again"
    """Another event before it has the same UID (and RECURRENCE-ID)."""
    NO_START = "no-start"
    ENDS_BEFORE = "ends-before"
    """The end is before the start."""
    ZONE_UNKNOWN = "zone-unknown"
    """Its TZID, in `detail`, names no place: no instant follows from its times."""
    ZONE_MISSING = "zone-missing"
    """Neither a zone nor UTC: the time of whoever reads it."""
    ZONE_CONTRADICTS = "zone-contradicts"
    """The file's own definition of the zone in `detail` has other offsets than that zone has then."""
    RULE_TOO_OFTEN = "rule-too-often"
    """It repeats more often than daily; `rrule` is None."""
    RULE_NEVER = "rule-never"
    """It repeats on days that never come (30 February); `rrule` is None."""
    RULE_UNREADABLE = "rule-unreadable"
    """`rrule` is None."""
    TOO_MANY_DATES = "too-many-dates"
    """More dates left out (EXDATE in `detail`; `rrule` is None then) or added (RDATE) than MOST_DATES."""
    UNREADABLE = "unreadable"
    """The event as a whole; only its UID may be known."""


class Fault(TypedDict):
    """`kind`: a CalendarFault. `detail`: the name, or the zone, that it is about; else empty."""

    kind: str
    detail: str


class When(TypedDict):
    """A date ("2026-06-01"), or a time on the wall ("2026-06-01T09:00:00")."""

    text: str
    kind: str
    """ "date" or "date-time"."""
    tzid: str | None
    """As it is written."""
    zone: str | None
    """The IANA zone it means, "UTC", or None where nobody can say."""


class Extra(TypedDict):
    """A value of an X- property, and its parameters by their names in capitals."""

    value: str
    parameters: dict[str, str]


class CalendarEvent(TypedDict):
    """One VEVENT. Texts are "" and lists empty where nothing stands; texts end at MOST_TEXT characters."""

    uid: str
    recurrence_id: When | None
    """The occurrence of the event with the same UID that this one stands in for."""
    range: str
    """ "THISANDFUTURE" where it stands in for all that follow, too; what else is written there, in capitals; or ""."""
    sequence: int | None
    stamp: str | None
    """When this version was made: "2026-06-01T09:00:00" in UTC."""
    summary: str
    description: str
    location: str
    url: str
    status: str
    """ "TENTATIVE", "CONFIRMED", "CANCELLED", or what else stands there, in capitals."""
    organizer: str
    """An address such as "mailto:…", as it is written."""
    start: When | None
    end: When | None
    """DTEND, or start and DURATION; for a date without either the day after it."""
    rrule: str | None
    exdates: list[When]
    rdates: list[When]
    extras: dict[str, list[Extra]]
    """X- properties, and CONFERENCE (RFC 7986), by their name in capitals, in their order."""
    faults: list[Fault]


class Calendar(TypedDict):
    """What a file says of itself, and its events in its order."""

    name: str
    method: str
    """ "PUBLISH", "REQUEST", "CANCEL", …; capitals."""
    events: list[CalendarEvent]
