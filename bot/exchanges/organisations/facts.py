"""What may stand in an organisation's record, who may control whom, and which of two standings is kept. Pure."""

import datetime as dt
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.exchanges.model import Organisation, OrganisationKind, Standing
from bot.exchanges.rules import HEIGHT, PROVEN, Rung
from bot.language import zones
from bot.language.places import COUNTRIES
from bot.language.rules import folded

MOST_NAME: Final = 100
MOST_WEBSITE: Final = 255
MOST_NUMBERS: Final = 30
"""AS numbers that one form takes."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is said of an organisation. `country`: ISO 3166-1 alpha-2. None: nothing."""

    name: str
    kind: OrganisationKind = OrganisationKind.NETWORK
    country: str | None = None
    website: str | None = None


def seal(one: Organisation) -> int:
    """A number that is another one when a form of this organisation would show something else."""
    return zlib.crc32(repr((one.name, one.kind.value, one.country, one.website)).encode())


def website(typed: str) -> str | None:
    """An http address; one without its scheme gets https. None for nothing. Raises ValueError."""
    text = typed.strip()
    if not text:
        return None
    if "://" not in text:
        text = f"https://{text}"
    found = urlsplit(text)
    host, _ = found.hostname, found.port  # both raise ValueError for what is none
    if (
        found.scheme.lower() not in ("http", "https")
        or not host
        or "." not in host.strip(".")
        or found.username is not None
        or len(text) > MOST_WEBSITE
        or not text.isprintable()
        or any(one in text for one in ' <>"\\`|')
    ):
        raise ValueError(f"{typed[:40]!r} is no web address")
    return text


def country(typed: str) -> str | None:
    """The ISO 3166 code of a country as typed: its code or English name. None for nothing. Raises ValueError."""
    text = typed.strip()
    if not text:
        return None
    if len(text) == 2 and (text.upper() in zones.countries() or text.upper() in COUNTRIES.values()):
        return text.upper()
    wanted = folded(text)
    for name, code in (*((name, code) for code, name in zones.countries().items()), *COUNTRIES.items()):
        if folded(name) == wanted:
            return code
    raise ValueError(f"{text[:40]!r} is no country")


def closes_circle(parents: Mapping[int, int | None], organisation: int, parent: int) -> bool:
    """Whether an organisation would control itself through what it controls, if `parent` controlled it."""
    at: int | None = parent
    seen: set[int] = set()
    while at is not None and at not in seen:
        if at == organisation:
            return True
        seen.add(at)
        at = parents.get(at)
    return False


def parent_of_merged(parents: Mapping[int, int | None], gone: int, into: int) -> int | None:
    """Who controls what two became: who controlled the one that stays, else who controlled the other; never itself, by any way."""
    after = {
        one: into if parent == gone else parent for one, parent in parents.items() if one not in (gone, into)
    }
    for candidate in (parents.get(into), parents.get(gone)):
        if candidate not in (None, gone, into) and not closes_circle(after, into, candidate):
            return candidate
    return None


def kept(one: Standing, other: Standing, today: dt.date) -> Standing:
    """Of two standings of what is one organisation now, the one that goes on: what counts before what does not, then the higher.

    What was said last breaks the tie; a word that is taken back does not take back the other record's.
    """

    def worth(standing: Standing) -> tuple[bool, bool, int, dt.datetime]:
        valid = standing.valid_until is None or standing.valid_until >= today
        proven = HEIGHT[standing.rung] >= PROVEN and standing.confirmed_at is not None
        held = standing.held is not None and (
            standing.held.valid_until is None or standing.held.valid_until >= today
        )
        said = standing.rung not in (Rung.DECLINED, Rung.LAPSED)
        return (
            said and ((valid and proven) or held),
            said and valid,
            HEIGHT[standing.rung],
            standing.updated_at or dt.datetime.min.replace(tzinfo=dt.UTC),
        )

    return other if worth(other) > worth(one) else one
