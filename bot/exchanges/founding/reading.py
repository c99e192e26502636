"""What is typed into the forms of a project, read into values."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from bot.errors import InvalidInputError
from bot.exchanges.founding.registries import registry_of
from bot.exchanges.model import Organisation, Rir
from bot.language import zones
from bot.language.rules import folded
from bot.language.safe_text import clean_name, length
from bot.networks import known

NAME_LIMIT: Final = 60
REASON_LIMIT: Final = 400
LEAST_WANTED, MOST_WANTED = 2, 50
MOST_SERVERS: Final = 8
PREFIXES: Final = range(19, 28)
"""Lengths of a peering LAN for IPv4 that PeeringDB takes."""
MOST_PLACES: Final = 3
"""Countries that a refusal names."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """What a project is called, and where it is. `country`: ISO 3166 alpha-2, or empty."""

    name: str
    city: str
    country: str
    rir: Rir | None


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """What critical mass and the plan are counted with, as on Project."""

    own_asn: int | None
    wanted: int
    servers: int
    prefix: int | None
    organisation_id: int | None


def names(fields: Mapping[str, str]) -> Names:
    """Name and place. The registry that was left open is that of the country. Raises InvalidInputError."""
    name = _name(fields.get("name", ""), "exchange-name-empty")
    city = fields.get("city", "").strip()
    read = country(fields.get("country", ""))
    typed = fields.get("rir", "")
    if typed and typed not in {str(one) for one in Rir}:
        raise InvalidInputError("exchange-rir-unknown")
    return Names(
        name=name,
        city=_name(city, "exchange-city-empty") if city else "",
        country=read,
        rir=Rir(typed) if typed else registry_of(read),
    )


def country(typed: str) -> str:
    """The ISO 3166 code of a country by code or name; empty for nothing. Raises InvalidInputError."""
    text = typed.strip()
    if not text:
        return ""
    every = zones.countries()
    if text.upper() in every:
        return text.upper()
    found = zones.find_countries(text, every.keys())
    exact = [code for code in found if folded(every[code]) == folded(text)]
    if len(exact) == 1:
        return exact[0]
    if len(found) == 1:
        return found[0]
    if not found:
        raise InvalidInputError("exchange-country-unknown", typed=text[:NAME_LIMIT])
    raise InvalidInputError(
        "exchange-country-several",
        typed=text[:NAME_LIMIT],
        found=", ".join(f"{every[code]} ({code})" for code in found[:MOST_PLACES]),
    )


def numbers(
    fields: Mapping[str, str], organisations: Collection[Organisation], *, documentation: bool
) -> Numbers:
    """AS number, networks wanted, route servers, LAN, and the exchange's own organisation by name. Raises InvalidInputError."""
    asn, prefix = fields.get("asn", "").strip(), fields.get("prefix", "").strip().removeprefix("/")
    own = fields.get("organisation", "").strip()
    return Numbers(
        own_asn=known.asn(asn, documentation=documentation) if asn else None,
        wanted=_number(fields.get("wanted", ""), "exchange-wanted-range", LEAST_WANTED, MOST_WANTED),
        servers=_number(fields.get("servers", ""), "exchange-servers-range", 0, MOST_SERVERS),
        prefix=_number(prefix, "exchange-prefix-range", PREFIXES[0], PREFIXES[-1]) if prefix else None,
        organisation_id=_organisation(own, organisations) if own else None,
    )


def reason(typed: str) -> str:
    """Why something is done. Raises InvalidInputError for nothing, and for too much."""
    text = clean_name(typed) or ""
    if not text:
        raise InvalidInputError("exchange-reason-empty")
    if length(text) > REASON_LIMIT:
        raise InvalidInputError("exchange-reason-long", most=REASON_LIMIT)
    return text


def into(typed: str) -> str:
    """The name of the project that goes on. Raises InvalidInputError."""
    return _name(typed, "exchange-into-empty")


def _name(typed: str, empty: str) -> str:
    text = clean_name(typed)
    if text is None:
        raise InvalidInputError(empty)
    if length(text) > NAME_LIMIT:
        raise InvalidInputError("exchange-text-long", most=NAME_LIMIT)
    return text


def _number(typed: str, fault: str, least: int, most: int) -> int:
    text = typed.strip()
    if (
        not text.isascii()
        or not text.isdecimal()
        or len(text) > len(str(most))
        or not least <= int(text) <= most
    ):
        raise InvalidInputError(fault, least=least, most=most)
    return int(text)


def _organisation(typed: str, organisations: Collection[Organisation]) -> int:
    for one in organisations:
        if folded(one.name) == folded(typed):
            return one.id
    raise InvalidInputError("exchange-organisation-unknown", typed=typed[:NAME_LIMIT])
