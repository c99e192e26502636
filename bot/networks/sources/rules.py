"""What public sources say, read from their answers: PeeringDB's objects, RIPEstat's data calls, names for DNS. Pure."""

import datetime as dt
import ipaddress
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from bot.networks.rules import NetworkFacts, OrganisationFacts, Policy, Presence, PresenceKind, Source

MOST_AT_ONCE: Final = 150
"""As many numbers as one query to PeeringDB may name (its documentation on query limits)."""
NETWORK_FIELDS: Final = "id,org_id,name,website,asn,irr_as_set,policy_general,netixlan_set,netfac_set,status"  # never `poc_set`: people
ORGANISATION_FIELDS: Final = "id,name,country,website,status"
PROOF_FIELDS: Final = "id,asn,notes,website,status"
_MOST_TEXT: Final = 500
_MOST_NOTES: Final = 20_000
_MOST_PRESENCES: Final = 1_000
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_UNPRINTABLE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)
_AMBIGUOUS: Final = re.compile("[\u00df\u03c2\u200c\u200d]")
"""Letters that make another name by the old rules of IDNA than by the new ones."""
_PRIVATE: Final = frozenset(
    {
        "alt",
        "arpa",
        "corp",
        "example",
        "home",
        "internal",
        "intranet",
        "invalid",
        "lan",
        "local",
        "localdomain",
    }
    | {"localhost", "onion", "private", "test"}
)
"""Suffixes that are nobody's on the Internet (RFC 6761, 6762, 7686, 8375, 9476; ICANN for internal) or mostly used inside."""


class ShapeError(ValueError):
    """An answer that is not in the shape of its source."""


@dataclass(frozen=True, kw_only=True)
class ProofTexts:
    """What a network itself wrote on PeeringDB, asked for just now.

    `domain`: of its website, without www; None: there is none that DNS may be asked for. `known`: PeeringDB has the network.
    """

    notes: str = ""
    website: str = ""
    domain: str | None = None
    known: bool = True


@dataclass(frozen=True, kw_only=True)
class RouteFacts:
    """What RIPEstat saw of an AS number in the routes of the world, and when. `holder`: who got it; None: nobody.

    `prefixes4`, `prefixes6`: how many it announces; None: not known. `stale`: the source did not answer now.
    """

    asn: int
    holder: str | None
    announced: bool
    prefixes4: int | None
    prefixes6: int | None
    at: dt.datetime
    stale: bool = False


def networks(body: bytes) -> dict[str, dict[str, Any]]:
    """By AS number: what is kept of the networks in PeeringDB's answer. Raises ShapeError."""
    found = {}
    for one in _objects(body):
        asn = one.get("asn")
        if not isinstance(asn, int) or one.get("status", "ok") != "ok":
            continue
        exchanges: dict[int | str, dict[str, Any]] = {}
        for lan in _children(one, "netixlan_set"):
            name, key = _line(lan.get("name")), _whole(lan.get("ix_id"))
            if not name:
                continue
            # A network may have several ports at an exchange: one presence, with all their speed.
            entry = exchanges.setdefault(key or name, {"name": name, "id": key, "speed": 0})
            entry["speed"] += _whole(lan.get("speed")) or 0
        facilities = {
            _whole(place.get("fac_id")) or name: {"name": name, "id": _whole(place.get("fac_id"))}
            for place in _children(one, "netfac_set")
            if (name := _line(place.get("name")))
        }
        found[str(asn)] = {
            "id": _whole(one.get("id")),
            "org_id": _whole(one.get("org_id")),
            "name": _line(one.get("name")) or f"AS{asn}",
            "website": _line(one.get("website")),
            "as_set": _line(one.get("irr_as_set")),
            "policy": _line(one.get("policy_general")).lower(),
            "exchanges": list(exchanges.values()),
            "facilities": list(facilities.values()),
        }
    return found


def organisations(body: bytes) -> dict[str, dict[str, Any]]:
    """By PeeringDB's id: what is kept of the organisations in its answer. Raises ShapeError."""
    found = {}
    for one in _objects(body):
        key, name = _whole(one.get("id")), _line(one.get("name"))
        if key is not None and name and one.get("status", "ok") == "ok":
            country = _line(one.get("country")).upper()
            found[str(key)] = {
                "name": name,
                "country": country if re.fullmatch("[A-Z]{2}", country) else None,
                "website": _line(one.get("website")),
            }
    return found


def proofs(body: bytes) -> dict[str, dict[str, Any]]:
    """By AS number: notes and website in PeeringDB's answer, as they were written. Raises ShapeError."""
    found = {}
    for one in _objects(body):
        asn = one.get("asn")
        if isinstance(asn, int) and one.get("status", "ok") == "ok":
            notes = one.get("notes")
            found[str(asn)] = {
                "notes": notes[:_MOST_NOTES] if isinstance(notes, str) else "",
                "website": _line(one.get("website")),
            }
    return found


def overview_of(asn: int, body: bytes) -> dict[str, dict[str, Any]]:
    """RIPEstat's as-overview: holder and whether it is announced, under the AS number. Raises ShapeError."""
    data = _data(body)
    announced = data.get("announced")
    if not isinstance(announced, bool):
        raise ShapeError("as-overview without announced")
    return {str(asn): {"holder": _line(data.get("holder")) or None, "announced": announced}}


def routing_of(asn: int, body: bytes) -> dict[str, dict[str, Any]]:
    """RIPEstat's routing-status: how many prefixes are announced, under the AS number. Raises ShapeError."""
    space = _data(body).get("announced_space")
    if not isinstance(space, dict):
        raise ShapeError("routing-status without announced_space")

    def count(family: str) -> int | None:
        one = space.get(family)
        return _whole(one.get("prefixes")) if isinstance(one, dict) else None

    return {str(asn): {"prefixes4": count("v4"), "prefixes6": count("v6")}}


def facts(
    asn: int, kept: Mapping[str, Any], organisation: Mapping[str, Any] | None, *, at: dt.datetime, stale: bool
) -> NetworkFacts:
    """The value of what `networks` and `organisations` kept."""
    policy = kept["policy"]
    return NetworkFacts(
        asn=asn,
        name=kept["name"],
        source=Source.PEERINGDB,
        at=at,
        organisation=None
        if organisation is None
        else OrganisationFacts(
            name=organisation["name"],
            country=organisation["country"],
            website=organisation["website"] or None,
            peeringdb_id=kept["org_id"],
        ),
        policy=Policy(policy) if policy in set(Policy) else Policy.UNKNOWN,
        website=kept["website"] or None,
        as_set=kept["as_set"] or None,
        peeringdb_id=kept["id"],
        presences=(
            *(
                Presence(
                    kind=PresenceKind.EXCHANGE,
                    name=one["name"],
                    peeringdb_id=one["id"],
                    speed=one["speed"] or None,
                )
                for one in kept["exchanges"]
            ),
            *(
                Presence(kind=PresenceKind.FACILITY, name=one["name"], peeringdb_id=one["id"])
                for one in kept["facilities"]
            ),
        ),
        stale=stale,
    )


def proof_texts(kept: Mapping[str, Any] | None) -> ProofTexts:
    """The value of what `proofs` kept; None: PeeringDB does not know the network."""
    if kept is None:
        return ProofTexts(known=False)
    return ProofTexts(notes=kept["notes"], website=kept["website"], domain=domain_of(kept["website"]))


def domain_of(website: str) -> str | None:
    """The name in a website's address, in ASCII, without www; None: it has none that DNS may be asked for."""
    try:
        parts = urlsplit(website if "//" in website else f"//{website}")
        host = parts.hostname
    except ValueError:
        return None
    # "https://good.example@evil.example" is no website of anybody.
    if host is None or "@" in parts.netloc or parts.scheme not in {"", "http", "https"}:
        return None
    return public_name(host.removeprefix("www."))


def public_name(text: str) -> str | None:
    """A name of the public DNS in lower-case ASCII; None: an address, a single label, a private suffix, or no name at all."""
    name = text.strip().rstrip(".").lower()
    if _AMBIGUOUS.search(name):
        return None
    try:
        name = name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    labels = name.split(".")
    if len(labels) < 2 or len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    # The last label of a public name begins with a letter, so that no address in any notation gets through.
    if labels[-1] in _PRIVATE or not labels[-1][0].isalpha() or _is_address(name):
        return None
    return name


def waits(retry_after: str | None, now: dt.datetime) -> float | None:
    """The seconds in a Retry-After header, a number or a date (RFC 9110, 10.2.3), an hour at most; None: none that can be read."""
    if retry_after is None:
        return None
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(min(int(text[:9]), 3600))
    try:
        at = dt.datetime.strptime(text, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
    return min(max((at - now).total_seconds(), 0.0), 3600.0)


def _objects(body: bytes) -> Iterable[Mapping[str, Any]]:
    document = _document(body)
    data = document.get("data")
    if not isinstance(data, list) or not all(isinstance(one, dict) for one in data):
        raise ShapeError("no list of objects under data")
    return data


def _data(body: bytes) -> Mapping[str, Any]:
    data = _document(body).get("data")
    if not isinstance(data, dict):
        raise ShapeError("no object under data")
    return data


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ShapeError("no JSON") from error
    if not isinstance(document, dict):
        raise ShapeError("no JSON object")
    return document


def _children(one: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The objects of a set that are there; ids stand where objects were not asked for."""
    those = one.get(key)
    if not isinstance(those, list):
        return []
    return [
        child
        for child in those[:_MOST_PRESENCES]
        if isinstance(child, dict) and child.get("status", "ok") == "ok"
    ]


def _line(value: object) -> str:
    """A text as one printable line; nothing for what is no text."""
    return _UNPRINTABLE.sub(" ", value).strip()[:_MOST_TEXT] if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    """A number that SQLite can hold, and no negative one."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63 else None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
