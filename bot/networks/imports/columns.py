"""A row of a table or an object of PeeringDB's as a `Row`: what each cell may be, and what is refused. For a worker process."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from bot.language import zones
from bot.language.places import COUNTRIES
from bot.language.rules import folded
from bot.language.safe_text import clean_name
from bot.networks.imports.rules import MOST_NAME, MOST_PLACES, Row, RowFault
from bot.networks.rules import AsnRangeError, Policy, Presence, PresenceKind, asn_fault, read_asn

HEADERS: Final[Mapping[str, str]] = {
    variant: name
    for name, variants in {
        "asn": "asn as asnumber autnum autonomoussystem autonomoussystemnumber originas aut",
        "name": "name network networkname netname asname title",
        "organisation": "organisation organization org orgname organisationname organizationname company operator isp owner",
        "country": "country countrycode cc iso iso2 countryiso",
        "policy": "policy peeringpolicy policygeneral peering",
        "website": "website url web homepage site www",
        "as_set": "asset irrasset asmacro macro irr irras",
        "exchanges": "exchanges exchange ixps ixp ixs ix internetexchanges internetexchangepoints peeringlans ixlans",
        "facilities": "facilities facility datacentres datacenters datacentre datacenter colocation colocations colos colo pops",
    }.items()
    for variant in variants.split()
}
"""A column's head, in letters and digits only → what it holds."""

_AS_SET: Final = re.compile(r"[A-Za-z0-9:_@./ ,-]{2,200}", re.ASCII)
_GUARD: Final = re.compile(r"'(?=[=+@\t\r\uff1d\uff0b\uff0d\uff20-])")
"""The apostrophe that keeps a spreadsheet from reading a formula: our own exports have it (`safe_text.cell`)."""
_PLACES: Final = re.compile(r"[;|\n]+")
_MOST_URL: Final = 255
_MOST_TYPED: Final = 60
_NOTHING: Final = frozenset({"", "-", "–", "—", "n/a", "na", "none", "null", "?"})


class RefusedRowError(ValueError):
    """A row that is not taken."""

    def __init__(self, fault: RowFault, value: str = "") -> None:
        super().__init__(fault, value)
        self.fault = fault
        self.value = " ".join(value.split())[:_MOST_TYPED]


def field_of(head: str) -> str | None:
    """What a column with this head holds; None: nothing that is known."""
    return HEADERS.get(re.sub(r"[\W_]+", "", folded(head)))


def row_of_cells(line: int, cells: Mapping[str, str], *, documentation: bool) -> Row:
    """The network that a row of a table tells of, its cells by field. Raises RefusedRowError."""
    told = {name: value for name, value in ((one, _told(cell)) for one, cell in cells.items()) if value}
    return Row(
        line=line,
        asn=_asn(told.get("asn", ""), documentation=documentation),
        name=_name(told.get("name")),
        organisation=_name(told.get("organisation")),
        country=_country(told.get("country")),
        policy=_policy(told.get("policy")),
        website=_website(told.get("website")),
        as_set=_as_set(told.get("as_set")),
        exchanges=_listed(told.get("exchanges"), PresenceKind.EXCHANGE),
        facilities=_listed(told.get("facilities"), PresenceKind.FACILITY),
    )


def row_of_object(
    number: int, net: Mapping[str, Any], organisation: Mapping[str, Any] | None, *, documentation: bool
) -> Row:
    """The network that a `net` object of PeeringDB's tells of; its sets are objects. Raises RefusedRowError."""
    asn = _asn(str(net.get("asn", "")), documentation=documentation)
    if net.get("status", "ok") != "ok":
        raise RefusedRowError(RowFault.GONE, f"AS{asn}")
    org: Mapping[str, Any] = organisation or {}
    return Row(
        line=number,
        asn=asn,
        name=_name(_text(net, "name")),
        organisation=_name(_text(org, "name")),
        organisation_website=_website(_text(org, "website"), strict=False),
        organisation_peeringdb_id=_whole(org.get("id")),
        country=_country(_text(org, "country")),
        policy=_policy(_text(net, "policy_general")),
        website=_website(_text(net, "website"), strict=False),
        as_set=_as_set(_text(net, "irr_as_set"), strict=False),
        peeringdb_id=_whole(net.get("id")),
        exchanges=_objects(net.get("netixlan_set"), PresenceKind.EXCHANGE, "ix_id"),
        facilities=_objects(net.get("netfac_set"), PresenceKind.FACILITY, "fac_id"),
        at=_instant(net.get("updated")),
    )


def _asn(typed: str, *, documentation: bool) -> int:
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


def _told(cell: str) -> str:
    """A cell without the guard against formulas; "" where it says nothing."""
    text = _GUARD.sub("", cell.strip(), count=1).strip()
    return "" if text.casefold() in _NOTHING else text


def _name(typed: str | None) -> str | None:
    if not typed:
        return None
    name = clean_name(typed)
    if name is None:
        return None
    if len(name) > MOST_NAME:
        raise RefusedRowError(RowFault.LONG, name)
    return name


def _country(typed: str | None) -> str | None:
    """A code of ISO 3166, or an English name."""
    if not typed:
        return None
    code = typed.upper()
    if len(code) == 2 and (code in zones.countries() or code in COUNTRIES.values()):
        return code
    wanted = folded(typed)
    for name, found in (*((name, code) for code, name in zones.countries().items()), *COUNTRIES.items()):
        if folded(name) == wanted:
            return found
    raise RefusedRowError(RowFault.COUNTRY, typed)


def _policy(typed: str | None) -> Policy | None:
    if not typed:
        return None
    word = folded(typed).removesuffix(" peering").removesuffix(" policy").strip()
    word = {"closed": "no", "no peering": "no", "none": "no", "not": "no"}.get(word, word)
    try:
        return Policy(word)
    except ValueError:
        raise RefusedRowError(RowFault.POLICY, typed) from None


def _website(typed: str | None, *, strict: bool = True) -> str | None:
    """An http address, one without its scheme too. Where it is not `strict`, what is none is left out."""
    if not typed:
        return None
    text = typed if "://" in typed else f"https://{typed}"
    try:
        found = urlsplit(text)
        host, _ = found.hostname, found.port
        fits = (
            found.scheme in {"http", "https"} and host is not None and "." in host and found.username is None
        )
    except ValueError:
        fits = False
    if fits and len(text) <= _MOST_URL and text.isprintable() and not re.search(r"[\s<>\"'`\\]", text):
        return text
    if strict:
        raise RefusedRowError(RowFault.WEBSITE, typed)
    return None


def _as_set(typed: str | None, *, strict: bool = True) -> str | None:
    if not typed:
        return None
    text = " ".join(typed.split())
    if _AS_SET.fullmatch(text):
        return text
    if strict:
        raise RefusedRowError(RowFault.AS_SET, typed)
    return None


def _listed(typed: str | None, kind: PresenceKind) -> tuple[Presence, ...] | None:
    """Places parted by semicolons, bars or line ends: their own names have commas."""
    if not typed:
        return None
    return _presences([(part.strip(), None, None) for part in _PLACES.split(typed)], kind) or None


def _objects(found: object, kind: PresenceKind, key: str) -> tuple[Presence, ...] | None:
    """The places in a set of PeeringDB's. Ids alone, as it answers without `depth`, say nothing."""
    if not isinstance(found, Sequence) or isinstance(found, str):
        return None
    objects = [one for one in found if isinstance(one, Mapping)]
    if found and not objects:
        return None
    here = (one for one in objects if one.get("status", "ok") == "ok")
    return _presences(
        [(_text(one, "name") or "", _whole(one.get(key)), _whole(one.get("speed"))) for one in here], kind
    )


def _presences(
    told: Iterable[tuple[str, int | None, int | None]], kind: PresenceKind
) -> tuple[Presence, ...]:
    """One presence a place, with the speed of all its ports. Raises RefusedRowError for too many or a name too long."""
    found: dict[str, Presence] = {}
    for typed, peeringdb_id, speed in told:
        name = _name(typed)
        if name is None:
            continue
        before = found.get(folded(name))
        ports = [one for one in (speed, None if before is None else before.speed) if one]
        found[folded(name)] = Presence(
            kind=kind,
            name=name if before is None else before.name,
            peeringdb_id=peeringdb_id or (before.peeringdb_id if before is not None else None),
            speed=sum(ports) or None,
        )
    if len(found) > MOST_PLACES:
        raise RefusedRowError(RowFault.PLACES, str(len(found)))
    return tuple(found.values())


def _text(found: Mapping[str, Any], key: str) -> str | None:
    value = found.get(key)
    return value.strip() if isinstance(value, str) else None


def _whole(value: object) -> int | None:
    """A number that SQLite can hold; None for what is none, and for 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**48 else None


def _instant(value: object) -> int | None:
    """Epoch seconds of a time as PeeringDB writes it, in UTC where it does not say."""
    if not isinstance(value, str):
        return None
    try:
        found = dt.datetime.fromisoformat(value)
        seconds = int((found if found.tzinfo is not None else found.replace(tzinfo=dt.UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
    return seconds if 0 <= seconds < 2**35 else None
