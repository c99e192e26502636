"""What each cell of a table, or value of a document, may be, and what is refused. For a worker process."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from bot.exchanges.commitments.rules import FACILITY_LIMIT, LINK_LIMIT, read_speed
from bot.exchanges.importing.rows import Number, Row, RowFault
from bot.exchanges.model import OrganisationKind
from bot.exchanges.organisations import facts
from bot.exchanges.rules import Rung
from bot.language.rules import folded
from bot.language.safe_text import clean_name, clip
from bot.networks.rules import AsnRangeError, asn_fault, parts, read_asn

HEADERS: Final[Mapping[str, str]] = {
    variant: name
    for name, variants in {
        "name": "organisation organization org orgname organisationname organizationname name company operator isp member network",
        "kind": "kind type category sector organisationtype membertype",
        "country": "country countrycode cc iso iso2 countryiso",
        "website": "website url web homepage site www",
        "parent": "parent group owner holding controlledby parentorganisation parentorganization partof",
        "numbers": "asn asns as asnumber asnumbers asnum autnum autonomoussystem aut",
        "rung": "stage rung commitment status level ladder step",
        "evidence": "evidence proof link document letter source",
        "valid_until": "validuntil valid until expires expiry validto",
        "facility": "facility where site datacentre datacenter colo colocation location",
        "speed": "speed port portspeed mbits bandwidth capacity",
        "": "confirmed confirmedon",
    }.items()
    for variant in variants.split()
}
"""A column's head, in letters and digits only → what it holds; "": what our own table tells and nobody needs."""
_KINDS: Final[Mapping[str, OrganisationKind]] = {
    word: kind
    for kind, words in {
        OrganisationKind.NETWORK: "network isp operator carrier telecom telco provider as",
        OrganisationKind.REGULATOR: "regulator regulatoryauthority authority",
        OrganisationKind.CCTLD: "cctld registry domainregistry nic",
        OrganisationKind.NREN: "nren academic education university research researchandeducation",
        OrganisationKind.DATA_CENTRE: "datacentre datacenter facility colo colocation carrierhotel",
        OrganisationKind.CONTENT: "content cdn contentprovider cloud",
        OrganisationKind.GOVERNMENT: "government ministry public publicsector state",
        OrganisationKind.ASSOCIATION: "association ngo society nonprofit nog ixp exchange",
        OrganisationKind.OTHER: "other",
    }.items()
    for word in words.split()
}
_RUNGS: Final[Mapping[str, Rung]] = {
    word: rung
    for rung, words in {
        Rung.IDENTIFIED: "identified known candidate",
        Rung.CONTACTED: "contacted asked",
        Rung.INTERESTED: "interested interest",
        Rung.INTENDS: "intends intend intention willing",
        Rung.LETTER: "letter letterofintent loi",
        Rung.MOU: "mou memorandum memorandumofunderstanding agreement",
        Rung.READY: "ready",
        Rung.CONNECTED: "connected live",
        Rung.EXCHANGING: "exchanging peering exchangingtraffic",
        Rung.DECLINED: "declined no refused withdrawn",
        Rung.LAPSED: "lapsed expired",
    }.items()
    for word in words.split()
}
_GUARD: Final = re.compile(r"'(?=[=+@\t\r\uff1d\uff0b\uff0d\uff20-])")
"""The apostrophe that keeps a spreadsheet from reading a formula: our own tables have it."""
_SPACED: Final = re.compile(r"(?:as[n]?)?\d+(?:\s+(?:as[n]?)?\d+)+", re.IGNORECASE | re.ASCII)
_NOTHING: Final = frozenset({"", "-", "–", "—", "n/a", "na", "none", "null", "?"})
_WORD: Final = re.compile(r"[\W_]+")
_MOST_TYPED: Final = 60
MOST_NUMBERS: Final = 200
"""AS numbers of one organisation; the largest have some 100."""


class RefusedRowError(ValueError):
    """A row that is not taken."""

    def __init__(self, fault: RowFault, value: str = "") -> None:
        super().__init__(fault, value)
        self.fault = fault
        self.value = clip(" ".join(value.split()), _MOST_TYPED)


def field_of(head: str) -> str | None:
    """What a column with this head holds; None: nothing that is known."""
    return HEADERS.get(_WORD.sub("", folded(head)))


def told(cell: str) -> str:
    """A cell without the guard against formulas; "" where it says nothing."""
    text = _GUARD.sub("", cell.strip(), count=1).strip()
    return "" if text.casefold() in _NOTHING else text


def row_of_cells(line: int, cells: Mapping[str, str], *, documentation: bool) -> Row:
    """The organisation that a row tells of, its cells by field. Raises RefusedRowError."""
    said = {key: text for key, text in ((key, told(cell)) for key, cell in cells.items()) if text}
    return Row(
        line=line,
        name=name(said.get("name")),
        kind=_kind(said.get("kind")),
        country=_country(said.get("country")),
        website=_website(said.get("website")),
        parent=name(said.get("parent")),
        numbers=_numbers(said.get("numbers", ""), documentation=documentation),
        rung=_rung(said.get("rung")),
        evidence=_evidence(said.get("evidence")),
        valid_until=_day(said.get("valid_until")),
        facility=_facility(said.get("facility")),
        speed=_speed(said.get("speed")),
    )


def name(typed: str | None) -> str | None:
    """A name as it is stored. Raises RefusedRowError for one that is too long."""
    found = clean_name(typed) if typed else None
    if found is not None and len(found) > facts.MOST_NAME:
        raise RefusedRowError(RowFault.LONG, found)
    return found


def number(typed: str, *, documentation: bool) -> int:
    """An AS number. Raises RefusedRowError."""
    try:
        asn = read_asn(typed)
    except AsnRangeError:
        raise RefusedRowError(RowFault.RANGE, typed) from None
    except ValueError:
        raise RefusedRowError(RowFault.UNREADABLE, typed) from None
    fault = asn_fault(asn, documentation=documentation)
    if fault is not None:
        raise RefusedRowError(RowFault(fault.value), f"AS{asn}")
    return asn


def _numbers(typed: str, *, documentation: bool) -> tuple[Number, ...]:
    found: dict[int, Number] = {}
    for part in parts(typed.replace("|", ",").replace("/", ",")):
        # One may be typed with a space, "AS 3333"; several may be parted by nothing else.
        for one in part.split() if _SPACED.fullmatch(part) else [part]:
            asn = number(one, documentation=documentation)
            found[asn] = Number(asn=asn)
    if len(found) > MOST_NUMBERS:
        raise RefusedRowError(RowFault.UNREADABLE, typed)
    return tuple(found.values())


def _kind(typed: str | None) -> OrganisationKind | None:
    if not typed:
        return None
    found = _KINDS.get(_WORD.sub("", folded(typed)))
    if found is None:
        raise RefusedRowError(RowFault.KIND, typed)
    return found


def _country(typed: str | None) -> str | None:
    try:
        return facts.country(typed or "")
    except ValueError:
        raise RefusedRowError(RowFault.COUNTRY, typed or "") from None


def _website(typed: str | None) -> str | None:
    try:
        return facts.website(typed or "")
    except ValueError:
        raise RefusedRowError(RowFault.WEBSITE, typed or "") from None


def _rung(typed: str | None) -> Rung | None:
    if not typed:
        return None
    found = _RUNGS.get(_WORD.sub("", folded(typed)))
    if found is None:
        raise RefusedRowError(RowFault.RUNG, typed)
    return found


def _evidence(typed: str | None) -> str | None:
    """A link. A file of ours is only named in a table: its name proves nothing here, and is left out."""
    if not typed or "://" not in typed:
        return None
    try:
        parsed = urlsplit(typed)
        is_link = parsed.scheme.lower() == "https" and bool(parsed.hostname) and "@" not in parsed.netloc
    except ValueError:
        is_link = False
    if (
        not is_link
        or len(typed) > LINK_LIMIT
        or "\\" in typed
        or any(one.isspace() or not one.isprintable() for one in typed)
    ):
        raise RefusedRowError(RowFault.EVIDENCE, typed)
    return typed


def _day(typed: str | None) -> str | None:
    if not typed:
        return None
    try:
        day = dt.date.fromisoformat(typed) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", typed, re.ASCII) else None
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        raise RefusedRowError(RowFault.DATE, typed)
    return day.isoformat()


def _facility(typed: str | None) -> str | None:
    found = clean_name(typed) if typed else None
    if found is not None and len(found) > FACILITY_LIMIT:
        raise RefusedRowError(RowFault.LONG, found)
    return found


def _speed(typed: str | None) -> int | None:
    try:
        return read_speed(typed or "")
    except ValueError:
        raise RefusedRowError(RowFault.SPEED, typed or "") from None
