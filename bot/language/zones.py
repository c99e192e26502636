"""Time zones by the names people type: IANA names, cities, countries.

Everything comes from the tables of the `tzdata` package, read once at the first use; the system's own zone data is
never asked. A name is looked up in the set of known names, never tried as a path.
"""

import datetime as dt
import functools
import re
import unicodedata
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib import resources
from types import MappingProxyType
from zoneinfo import ZoneInfo

from bot.errors import InvalidInputError
from bot.language.places import CITIES, COUNTRIES

UTC = "UTC"
LONGEST = 64
"""Characters. The longest IANA name has about half of them."""

_SAME_AS_UTC = frozenset({"Etc/UTC", "Etc/GMT"})
_FIRST_SHOWN = (
    UTC,
    "Asia/Beirut",
    "Africa/Cairo",
    "Europe/London",
    "Europe/Paris",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Africa/Nairobi",
    "Europe/Istanbul",
    "Asia/Riyadh",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Jakarta",
    "Asia/Singapore",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Auckland",
    "America/Sao_Paulo",
    "America/Bogota",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
)
"""What an empty search shows: a spread over the world."""


@dataclass(frozen=True, kw_only=True)
class ZoneChoice:
    """`name` is the IANA name; `label` is "Beirut — Asia/Beirut (UTC+02:00)", at most 100 characters."""

    name: str
    label: str


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """A zone to be found. `keys` are folded names with their rank: 0 city, 1 zone name, 2 country, 3 remark."""

    zone: str
    city: str
    order: int
    keys: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True)
class _Table:
    known: dict[str, str]
    """IANA name by its folded form."""
    links: dict[str, str]
    places: frozenset[str]
    """Names in zone.tab: those that stand for a place of today."""
    entries: tuple[_Entry, ...]
    by_city: dict[str, str]
    pairs: dict[str, frozenset[str]]
    """Letter pairs of each folded city and zone name, to find near ones quickly."""
    near: dict[str, str]


def warm() -> None:
    """Read the tables and the zones of all places now (some 60 ms), so that no search has to."""
    for entry in _table().entries:
        zone_info(entry.zone)


@functools.cache
def zone_info(name: str) -> ZoneInfo:
    """The packaged data of a zone by its exact IANA name. Raises InvalidInputError when there is none."""
    if _table().known.get(_key(name)) != name:
        raise InvalidInputError("when-zone-unknown", zone=name[:LONGEST])
    with resources.files("tzdata.zoneinfo").joinpath(*name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def canonical(name: str) -> str | None:
    """The IANA name as it is written today, whatever the case typed; None for anything else.

    Old names become new ones ("Asia/Calcutta" → "Asia/Kolkata"). Abbreviations ("EST", "CET") are no names of places,
    and mean several: None. UTC and GMT are "UTC".
    """
    if len(name) > LONGEST:
        return None
    table = _table()
    known = table.known.get(_key(name))
    if known is None:
        return None
    target = known if known in table.places else table.links.get(known, known)
    if target in _SAME_AS_UTC:
        return UTC
    if target in table.places and ("/" in known or known != known.upper()):
        return target
    return known if known.startswith("Etc/") else None


def named(text: str) -> str | None:
    """The zone of an IANA name or of a city's name ("Beirut", "new york"); None when neither."""
    if len(text) > LONGEST:
        return None
    return canonical(text) or _table().by_city.get(_folded(text))


def search(text: str, limit: int = 25, *, now: dt.datetime) -> list[ZoneChoice]:
    """Zones for what was typed so far, the best first. Offsets are those of `now` (aware)."""
    table = _table()
    wanted = _folded(text[:LONGEST])
    if not wanted:
        by_zone = {entry.zone: entry for entry in table.entries}
        found = [by_zone[zone] for zone in _FIRST_SHOWN]
    else:
        ranked = [(rank, entry) for entry in table.entries if (rank := _rank(entry, wanted)) is not None]
        ranked.sort(key=lambda pair: (pair[0], pair[1].order))
        found = [entry for _, entry in ranked]
    return [ZoneChoice(name=entry.zone, label=_label(entry, now)) for entry in found[:limit]]


def nearest(text: str) -> str | None:
    """The zone whose name or city is written most like this, for "did you mean"; None when none is near."""
    wanted = _folded(text[:LONGEST])
    if not wanted:
        return None
    table = _table()
    pairs = _pairs_of(wanted)
    shared = sorted(
        ((len(pairs & theirs) / (len(pairs) + len(theirs)), key) for key, theirs in table.pairs.items()),
        reverse=True,
    )
    matcher = SequenceMatcher(b=wanted, autojunk=False)
    best, best_ratio = None, 0.7
    for overlap, key in shared[:12]:
        if not overlap:
            break
        matcher.set_seq1(key)
        if matcher.ratio() > best_ratio:
            best, best_ratio = key, matcher.ratio()
    return None if best is None else table.near[best]


def city(zone: str) -> str:
    """The place a zone is named after: "Asia/Beirut" → "Beirut", "America/New_York" → "New York"."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def number(zone: str) -> int:
    """A number that names a zone wherever no text fits; the same in each version of the zone data."""
    return zlib.crc32(zone.encode())


def numbered(wanted: int) -> str | None:
    """The zone of a `number`, as it is written today; None for any other."""
    return next((canonical(name) for name in _table().known.values() if number(name) == wanted), None)


@functools.cache
def countries() -> Mapping[str, str]:
    """Every country by its ISO 3166 code: "LB" → "Lebanon"."""
    return MappingProxyType({row[0]: row[1] for row in _rows("iso3166.tab")})


def find_countries(text: str, codes: Collection[str], limit: int = 25) -> list[str]:
    """The codes of countries whose name starts with, or else holds, what was typed; those by the alphabet."""
    wanted = _folded(text[:LONGEST])
    other: dict[str, list[str]] = {}
    for name, code in COUNTRIES.items():
        other.setdefault(code, []).append(name)
    found = []
    for code, name in countries().items():
        if code not in codes:
            continue
        ranks = [_country_rank(_folded(one), wanted) for one in (name, *other.get(code, ()))]
        if wanted == code.casefold():
            ranks.append(-1)
        best = min((rank for rank in ranks if rank is not None), default=None)
        if best is not None:
            found.append((best, name, code))
    return [code for _, _, code in sorted(found)[:limit]]


def _country_rank(key: str, wanted: str) -> int | None:
    return 0 if key.startswith(wanted) else 1 if f" {wanted}" in key else 2 if wanted in key else None


def offset_text(offset: dt.timedelta) -> str:
    """ "+02:00", as ISO 8601 writes it."""
    minutes = round(offset.total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _label(entry: _Entry, now: dt.datetime) -> str:
    offset = now.astimezone(zone_info(entry.zone)).utcoffset()
    if entry.zone == UTC or offset is None:
        return UTC
    return f"{entry.city} — {entry.zone} (UTC{offset_text(offset)})"


def _rank(entry: _Entry, wanted: str) -> int | None:
    """-4 to -1 a whole name, 0–3 the start of one, 4–7 the start of a word in it, 8 anywhere inside; None: no match."""
    best: int | None = None
    for rank, key in entry.keys:
        if key == wanted:
            found = rank - 4
        elif key.startswith(wanted):
            found = rank
        elif f" {wanted}" in key:
            found = 4 + rank
        elif wanted in key:
            found = 8
        else:
            continue
        best = found if best is None else min(best, found)
    return best


def _key(name: str) -> str:
    return name.strip().replace(" ", "_").casefold()


def _folded(text: str) -> str:
    """Without case, accents and punctuation, in single spaces."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(_NOT_WORDS.sub(" ", bare.casefold()).split())


_NOT_WORDS = re.compile(r"[^\w+]|_")


def _pairs_of(key: str) -> frozenset[str]:
    padded = f" {key} "
    return frozenset(padded[at : at + 2] for at in range(len(padded) - 1))


@functools.cache
def _table() -> _Table:
    places = list(_rows("zone.tab"))
    known = {
        _key(name): name for name in resources.files("tzdata").joinpath("zones").read_text("utf-8").split()
    }
    by_city: dict[str, str] = {_folded(city(zone)): zone for zone in (row[2] for row in places)}
    by_city |= {_folded(name): zone for name, zone in CITIES.items()}
    links = _links()
    near = {_folded(name): zone for zone in (row[2] for row in places) for name in (zone, city(zone))}
    near |= by_city
    return _Table(
        known=known,
        links=links,
        places=frozenset(row[2] for row in places),
        entries=tuple(_entries(places, links)),
        by_city=by_city,
        pairs={key: _pairs_of(key) for key in near},
        near=near,
    )


def _entries(places: list[list[str]], links: dict[str, str]) -> Iterator[_Entry]:
    countries: dict[str, list[str]] = {}
    for code, name in (row[:2] for row in _rows("iso3166.tab")):
        countries.setdefault(code, []).append(name)
    for name, code in COUNTRIES.items():
        countries[code].append(name)
    listed = {row[2] for row in places}
    others: dict[str, list[str]] = {}
    for old, zone in links.items():
        if "/" in old and old not in listed:
            others.setdefault(zone, []).append(city(old))
    for name, zone in CITIES.items():
        others.setdefault(zone, []).append(name)
    yield _Entry(zone=UTC, city=UTC, order=-1, keys=((0, "utc"), (0, "gmt"), (0, "universal time")))
    for order, (code, _, zone, *remark) in enumerate(places):
        keys = [(0, city(zone)), (1, zone)]
        keys += [(0, name) for name in others.get(zone, ())]
        keys += [(2, name) for name in countries[code]]
        keys += [(3, text) for text in remark]
        folded = tuple(dict.fromkeys((rank, _folded(text)) for rank, text in keys))
        yield _Entry(zone=zone, city=city(zone), order=order, keys=folded)


def _links() -> dict[str, str]:
    """The zone behind each name that is only another name for it (lines "L target name" of tzdata.zi)."""
    links = {}
    for line in resources.files("tzdata.zoneinfo").joinpath("tzdata.zi").read_text("utf-8").splitlines():
        if line.startswith("L "):
            _, target, name = line.split()
            links[name] = target
    return {name: links.get(target, target) for name, target in links.items()}


def _rows(table: str) -> Iterator[list[str]]:
    for line in resources.files("tzdata.zoneinfo").joinpath(table).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
