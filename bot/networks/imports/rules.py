"""What a row of an imported file says, and what it would change. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.language.rules import folded
from bot.networks.rules import (
    Network,
    NetworkFacts,
    OrganisationFacts,
    Policy,
    Presence,
    PresenceKind,
    Source,
    placeholder,
)

MOST_ROWS: Final = 20_000
MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PLACES: Final = 1_000
"""Exchanges, or facilities, of one network; the largest are at some 300."""
MOST_NAME: Final = 100
PART_ROWS: Final = 100
PART_WEIGHT: Final = 150
"""Rows and places that are stored in one transaction: some 20 ms."""
KEPT: Final = dt.timedelta(days=1)
UNFINISHED: Final = dt.timedelta(days=7)


class FileFault(StrEnum):
    """Why a whole file is refused. Each has its sentence in the catalogue under imports-file-…"""

    EMPTY = "empty"
    NO_NUMBERS = "no-numbers"
    ROWS = "rows"
    JSON = "json"
    NO_NETWORKS = "no-networks"


class RowFault(StrEnum):
    """Why a row is refused. Each has its sentence in the catalogue under imports-fault-…"""

    UNREADABLE = "unreadable"
    RANGE = "range"
    RESERVED = "reserved"
    TRANSITION = "transition"
    DOCUMENTATION = "documentation"
    PRIVATE = "private"
    TWICE = "twice"
    NAMELESS = "nameless"
    LONG = "long"
    COUNTRY = "country"
    POLICY = "policy"
    WEBSITE = "website"
    AS_SET = "as-set"
    PLACES = "places"
    GONE = "gone"


class Kind(StrEnum):
    """What becomes of a row. The order is that of the card, and the id in a custom_id."""

    NEW = "new"
    CHANGED = "changed"
    KEPT = "kept"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why what is known is kept. Each has its sentence in the catalogue under imports-kept-…"""

    NEWER = "newer"
    """What is known is newer than the file."""
    OWN = "own"
    """A member told it, and the file does not say how old it is."""
    SPOKEN_FOR = "spoken-for"
    """Somebody speaks for it, and the file does not say how old it is."""


class Field(StrEnum):
    """What can differ. Each has its name in the catalogue under imports-field-…"""

    NAME = "name"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    POLICY = "policy"
    WEBSITE = "website"
    AS_SET = "as-set"
    EXCHANGES = "exchanges"
    FACILITIES = "facilities"
    SPEEDS = "speeds"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A network as a file tells of it; None: the file does not say. `line`: where; `at`: as of when, in epoch seconds."""

    line: int
    asn: int
    name: str | None = None
    organisation: str | None = None
    organisation_website: str | None = None
    organisation_peeringdb_id: int | None = None
    country: str | None = None
    policy: Policy | None = None
    website: str | None = None
    as_set: str | None = None
    peeringdb_id: int | None = None
    exchanges: tuple[Presence, ...] | None = None
    facilities: tuple[Presence, ...] | None = None
    at: int | None = None

    @property
    def weight(self) -> int:
        """How much there is to store, in rows and places."""
        return 1 + len(self.exchanges or ()) + len(self.facilities or ())


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A row that is not taken. `value`: what was typed, or the line of the first one where it stands twice."""

    line: int
    fault: RowFault
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What differs. Of places: those that go, and those that come. Else: the value before and after, "" for none."""

    field: Field
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What becomes of a row; `kind` None: nothing, all of it is known already."""

    kind: Kind | None
    changes: tuple[Change, ...] = ()
    reason: Reason | None = None


def compare(row: Row, known: Network | None, presences: tuple[Presence, ...]) -> Verdict:
    """What storing a row would do. A network that is known keeps what its own people or a newer source told."""
    if known is None:
        return Verdict(kind=Kind.NEW)
    changes = tuple(_changes(row, known, presences))
    if not changes:
        return Verdict(kind=None)
    reason = _kept(row, known)
    return Verdict(kind=Kind.CHANGED if reason is None else Kind.KEPT, changes=changes, reason=reason)


def merged(
    row: Row, known: Network | None, presences: tuple[Presence, ...], *, now: dt.datetime
) -> NetworkFacts:
    """The facts to store: what the row says over what is known; what it does not say stays."""
    name = row.name or (known.name if known is not None else row.organisation or placeholder(row.asn))
    organisation = row.organisation or (known.organisation if known is not None else None)
    if organisation is None and row.country is not None:
        organisation = name  # a country is an organisation's
    return NetworkFacts(
        asn=row.asn,
        name=name,
        source=Source.IMPORT,
        at=now if row.at is None else min(dt.datetime.fromtimestamp(row.at, dt.UTC), now),
        organisation=None
        if organisation is None
        else OrganisationFacts(
            name=organisation,
            country=row.country,
            website=row.organisation_website,
            peeringdb_id=row.organisation_peeringdb_id,
        ),
        policy=row.policy or (known.policy if known is not None else Policy.UNKNOWN),
        website=row.website or (known.website if known is not None else None),
        as_set=row.as_set or (known.as_set if known is not None else None),
        peeringdb_id=row.peeringdb_id or (known.peeringdb_id if known is not None else None),
        presences=(
            *_places(row.exchanges, PresenceKind.EXCHANGE, presences),
            *_places(row.facilities, PresenceKind.FACILITY, presences),
        ),
    )


def _kept(row: Row, known: Network) -> Reason | None:
    if known.name == placeholder(known.asn) and known.source is Source.MEMBER:
        return None  # nobody told anything yet
    if row.at is None:
        if known.source is Source.MEMBER:
            return Reason.OWN
        return None if known.verified_at is None else Reason.SPOKEN_FOR
    return Reason.NEWER if known.sourced_at.timestamp() > row.at else None


def _changes(row: Row, known: Network, presences: tuple[Presence, ...]) -> Iterable[Change]:
    for field, before, after in (
        (Field.NAME, known.name, row.name),
        (Field.ORGANISATION, known.organisation, row.organisation),
        (Field.COUNTRY, known.country, row.country),
        (Field.POLICY, known.policy.value, None if row.policy is None else row.policy.value),
        (Field.WEBSITE, known.website, row.website),
        (Field.AS_SET, known.as_set, row.as_set),
    ):
        # An organisation keeps the name under which it came in, whatever the case of its letters.
        is_same = (
            folded(before or "") == folded(after or "") if field is Field.ORGANISATION else after == before
        )
        if after is not None and not is_same:
            yield Change(field=field, before=(before or "",), after=(after,))
    speeds: list[str] = []
    for field, told, kind in (
        (Field.EXCHANGES, row.exchanges, PresenceKind.EXCHANGE),
        (Field.FACILITIES, row.facilities, PresenceKind.FACILITY),
    ):
        if told is None:
            continue
        old = {folded(one.name): one for one in presences if one.kind is kind}
        new = {folded(one.name): one for one in told}
        gone = tuple(old[key].name for key in old.keys() - new.keys())
        come = tuple(new[key].name for key in new if key not in old)
        if gone or come:
            yield Change(field=field, before=tuple(sorted(gone)), after=come)
        speeds += [
            one.name for key, one in new.items() if key in old and one.speed not in (None, old[key].speed)
        ]
    if speeds:
        yield Change(field=Field.SPEEDS, after=tuple(speeds))


def _places(
    told: tuple[Presence, ...] | None, kind: PresenceKind, presences: tuple[Presence, ...]
) -> Iterable[Presence]:
    """What the file says of where a network is, with what is known beside it; all that is known where it says nothing."""
    old = {folded(one.name): one for one in presences if one.kind is kind}
    if told is None:
        yield from old.values()
        return
    for one in told:
        before = old.get(folded(one.name))
        yield Presence(
            kind=kind,
            name=one.name,
            peeringdb_id=one.peeringdb_id or (before.peeringdb_id if before is not None else None),
            speed=one.speed or (before.speed if before is not None else None),
        )


# As JSON


def dumped(row: Row) -> dict[str, Any]:
    """A row as an object for JSON, without what it does not say."""
    found = {name: value for name, value in vars(row).items() if value is not None}
    for name in ("exchanges", "facilities"):
        if name in found:
            found[name] = [[one.name, one.peeringdb_id, one.speed] for one in found[name]]
    return found


def loaded(found: Mapping[str, Any]) -> Row:
    """The row of such an object."""
    values = dict(found)
    if "policy" in values:
        values["policy"] = Policy(values["policy"])
    for name, kind in (("exchanges", PresenceKind.EXCHANGE), ("facilities", PresenceKind.FACILITY)):
        if name in values:
            values[name] = tuple(
                Presence(kind=kind, name=place, peeringdb_id=peeringdb_id, speed=speed)
                for place, peeringdb_id, speed in values[name]
            )
    return Row(**values)
