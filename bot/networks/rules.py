"""What an AS number is, and what is known of a network. Pure."""

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

HIGHEST_ASN: Final = 4_294_967_295
MOST_UPSTREAMS: Final = 30
MOST_FOLLOWED: Final = 100
"""So many networks a member may follow in a guild."""
OLD: Final = dt.timedelta(days=180)
"""Facts that nobody confirmed for so long are shown as old."""
_BEGINNING: Final = re.compile(r"(?:as[n]?[\s:#-]*)?(\d{1,10})", re.IGNORECASE | re.ASCII)
_ASN: Final = re.compile(r"(?:as[n]?[\s:#-]*)?(\d{1,20})(?:\.(\d{1,5}))?", re.IGNORECASE | re.ASCII)


class AsnFault(StrEnum):
    """Why a number names no network. Each has its sentence in the catalogue under networks-asn-…"""

    UNREADABLE = "unreadable"
    RANGE = "range"
    RESERVED = "reserved"
    TRANSITION = "transition"
    DOCUMENTATION = "documentation"
    PRIVATE = "private"


class Policy(StrEnum):
    """Whom a network peers with, in the words of PeeringDB's `policy_general`."""

    OPEN = "open"
    SELECTIVE = "selective"
    RESTRICTIVE = "restrictive"
    NO = "no"
    UNKNOWN = "unknown"


class PresenceKind(StrEnum):
    """Where networks meet."""

    EXCHANGE = "exchange"
    FACILITY = "facility"


class Source(StrEnum):
    """Who told a fact."""

    PEERINGDB = "peeringdb"
    RIPESTAT = "ripestat"
    """Its name alone: who got the number."""
    IMPORT = "import"
    MEMBER = "member"


@dataclass(frozen=True, kw_only=True)
class Presence:
    """An exchange's LAN or a facility that a network is at. `speed`: Mbit/s."""

    kind: PresenceKind
    name: str
    peeringdb_id: int | None = None
    speed: int | None = None


@dataclass(frozen=True, kw_only=True)
class OrganisationFacts:
    """Who runs a network. `country`: ISO 3166-1 alpha-2."""

    name: str
    country: str | None = None
    website: str | None = None
    peeringdb_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class NetworkFacts:
    """What a source says of a network, and when it said so. `stale`: the source did not answer now; this is older."""

    asn: int
    name: str
    source: Source
    at: dt.datetime
    organisation: OrganisationFacts | None = None
    policy: Policy = Policy.UNKNOWN
    website: str | None = None
    as_set: str | None = None
    peeringdb_id: int | None = None
    presences: tuple[Presence, ...] = ()
    stale: bool = False


@dataclass(frozen=True, kw_only=True)
class Network:
    """A network as a guild knows it. `verified_at`: since when somebody is shown to speak for it."""

    id: int
    guild_id: int
    asn: int
    name: str
    source: Source
    sourced_at: dt.datetime
    organisation_id: int | None = None
    organisation: str | None = None
    country: str | None = None
    policy: Policy = Policy.UNKNOWN
    website: str | None = None
    as_set: str | None = None
    peeringdb_id: int | None = None
    verified_at: dt.datetime | None = None
    version: int = 1


class AsnRangeError(ValueError):
    """A number that is written as an AS number, and larger than any. `str()` is the number."""


def read_asn(text: str) -> int:
    """The number in "AS64500", "as 64500", "64500" or asdot "1.10" (RFC 5396).

    Raises ValueError for anything else; AsnRangeError, one of those, for a number of more than 32 bits.
    """
    found = _ASN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text[:40]!r} is no AS number")
    high, low = int(found[1]), found[2]
    if low is None:
        asn = high
    elif high > 0xFFFF or int(low) > 0xFFFF:
        raise ValueError(f"{text[:40]!r} is no AS number in asdot")
    else:
        asn = high * 0x10000 + int(low)
    if asn > HIGHEST_ASN:
        raise AsnRangeError(str(asn))
    return asn


def asn_fault(asn: int, *, documentation: bool = False) -> AsnFault | None:
    """Why an AS number is nobody's on the Internet; None: it may be somebody's.

    IANA's registry of special-purpose AS numbers: RFC 7607 (0), RFC 6793 (23456), RFC 5398 (documentation), RFC 6996 (private), RFC
    7300 (the last ones). `documentation` lets those through: the demo's networks.
    """
    if not 0 <= asn <= HIGHEST_ASN:
        return AsnFault.RANGE
    if asn in {0, 65535, HIGHEST_ASN}:
        return AsnFault.RESERVED
    if asn == 23456:
        return AsnFault.TRANSITION
    if 64496 <= asn <= 64511 or 65536 <= asn <= 65551:
        return None if documentation else AsnFault.DOCUMENTATION
    if 64512 <= asn <= 65534 or 4_200_000_000 <= asn <= 4_294_967_294:
        return AsnFault.PRIVATE
    return None


def parts(text: str) -> list[str]:
    """What stands in a list of AS numbers, one a line or parted by commas or semicolons, in order, without empty ones."""
    return [part.strip() for part in re.split(r"[,;\n]+", text) if part.strip()]


def digits(text: str) -> str:
    """The beginning of an AS number in "AS64", "as 64", "64"; "" where it is none."""
    found = _BEGINNING.fullmatch(text.strip())
    return found[1].lstrip("0") if found else ""


def placeholder(asn: int) -> str:
    """The name of a network of which nobody told one."""
    return f"AS{asn}"


def supersedes(facts: NetworkFacts, network: Network) -> bool:
    """Whether what a source says now takes the place of what is known: PeeringDB's where it is newer; a name where there was none."""
    if facts.source is Source.PEERINGDB:
        return facts.at >= network.sourced_at
    return network.source is Source.RIPESTAT or network.name == placeholder(network.asn)


def is_old(at: dt.datetime, now: dt.datetime) -> bool:
    """Whether facts of this age are shown as old."""
    return now - at > OLD


def in_common(
    presences: Iterable[tuple[str, Presence]], mine: Collection[tuple[PresenceKind, str]]
) -> tuple[tuple[Presence, ...], tuple[Presence, ...]]:
    """Of (folded name, presence): those at places where one's own networks are too, and the others, in the order given."""
    shared: list[Presence] = []
    others: list[Presence] = []
    for folded, one in presences:
        (shared if (one.kind, folded) in mine else others).append(one)
    return tuple(shared), tuple(others)
