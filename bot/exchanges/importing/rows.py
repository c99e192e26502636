"""What a file says of one organisation, what was wrong with it, and both as JSON. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.exchanges.model import OrganisationKind
from bot.exchanges.rules import Rung
from bot.networks.rules import Policy

MOST_ROWS: Final = 5_000
MOST_BYTES: Final = 10 * 1024 * 1024
MOST_ODD: Final = 1_000
"""So many oddities are listed; the others are counted."""
PART_ROWS: Final = 8
"""Rows that are stored in one transaction: some 20 ms."""


class Source(StrEnum):
    """What kind of file it is. A table and a document are what organisers write; a member list is what an exchange publishes."""

    TABLE = "table"
    DOCUMENT = "document"
    MEMBERS = "members"


class FileFault(StrEnum):
    """Why a whole file is refused. Each has its sentence in the catalogue under exchange-import-file-…"""

    EMPTY = "empty"
    NO_NAMES = "no-names"
    ROWS = "rows"
    JSON = "json"
    NOTHING = "nothing"
    NETWORKS = "networks"


class RowFault(StrEnum):
    """Why a row is refused. Each has its sentence in the catalogue under exchange-import-fault-…"""

    UNREADABLE = "unreadable"
    RANGE = "range"
    RESERVED = "reserved"
    TRANSITION = "transition"
    DOCUMENTATION = "documentation"
    PRIVATE = "private"
    NAMELESS = "nameless"
    LONG = "long"
    KIND = "kind"
    COUNTRY = "country"
    WEBSITE = "website"
    RUNG = "rung"
    DATE = "date"
    SPEED = "speed"
    EVIDENCE = "evidence"
    OBJECT = "object"


class OddFault(StrEnum):
    """What was wrong and was read all the same. Each has its sentence in the catalogue under exchange-import-odd-…"""

    VERSION_MISSING = "version-missing"
    VERSION_UNKNOWN = "version-unknown"
    TIMESTAMP_MISSING = "timestamp-missing"
    TIMESTAMP_UNREADABLE = "timestamp-unreadable"
    EXCHANGES_MISSING = "exchanges-missing"
    OTHERS = "others"
    FEW = "few"
    NUMBER_TEXT = "number-text"
    NULL_TEXT = "null-text"
    NAME_MISSING = "name-missing"
    NO_CONNECTIONS = "no-connections"
    NOT_CONNECTED = "not-connected"
    NO_ADDRESS = "no-address"
    ADDRESS_UNREADABLE = "address-unreadable"
    ADDRESS_TWICE = "address-twice"
    SPEED_UNREADABLE = "speed-unreadable"
    WEBSITE_UNREADABLE = "website-unreadable"
    TWICE = "twice"
    MORE = "more"


@dataclass(frozen=True, kw_only=True)
class Number:
    """An AS number with what the file says of its network."""

    asn: int
    name: str | None = None
    policy: Policy | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """An organisation as a file tells of it; None: the file does not say. `line`: where. `valid_until`: "2027-03-31"."""

    line: int
    name: str | None = None
    kind: OrganisationKind | None = None
    country: str | None = None
    website: str | None = None
    parent: str | None = None
    numbers: tuple[Number, ...] = ()
    rung: Rung | None = None
    evidence: str | None = None
    valid_until: str | None = None
    facility: str | None = None
    speed: int | None = None


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A row that is not taken. `value`: what stood there."""

    line: int
    fault: RowFault
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Odd:
    """What was wrong. `line` 0: with the file itself. `value`: what stood there; `other`: what it clashes with, or a number."""

    line: int
    fault: OddFault
    value: str = ""
    other: str = ""


# As JSON


def dumped(row: Row) -> dict[str, Any]:
    """A row as an object for JSON, without what it does not say."""
    found = {name: value for name, value in vars(row).items() if value is not None}
    found["numbers"] = [[one.asn, one.name, one.policy] for one in row.numbers]
    return found


def loaded(found: Mapping[str, Any]) -> Row:
    """The row of such an object."""
    values = dict(found)
    values["numbers"] = tuple(
        Number(asn=asn, name=name, policy=None if policy is None else Policy(policy))
        for asn, name, policy in values["numbers"]
    )
    if "kind" in values:
        values["kind"] = OrganisationKind(values["kind"])
    if "rung" in values:
        values["rung"] = Rung(values["rung"])
    return Row(**values)


def dumped_odd(odd: Odd) -> dict[str, Any]:
    """An oddity as an object for JSON."""
    return {"line": odd.line, "fault": odd.fault.value, "value": odd.value, "other": odd.other}


def loaded_odd(found: Mapping[str, Any]) -> Odd:
    """The oddity of such an object."""
    return Odd(line=found["line"], fault=OddFault(found["fault"]), value=found["value"], other=found["other"])


def dumped_refused(refused: Refused) -> dict[str, Any]:
    """A refused row as an object for JSON."""
    return {"line": refused.line, "fault": refused.fault.value, "value": refused.value}


def loaded_refused(found: Mapping[str, Any]) -> Refused:
    """The refused row of such an object."""
    return Refused(line=found["line"], fault=RowFault(found["fault"]), value=found["value"])
