"""The dossier of an address request: what each registry asks an exchange for, and what the project has of it. Pure.

Read on 23 November 2026 in what the registries publish: RIPE NCC: the request form ripe-575 with its notes ripe-576 (the fields
are those of the form in the LIR Portal) and ripe-451 for IPv6. APNIC: APNIC-127 of 7 May 2024 (6.2.4, 9.1.3) and the guide to its form
for portable assignments (template "Internet Exchange Point"). ARIN: NRPM 4.4 and draft policy ARIN-2024-5 as of 7 July 2025, which
words what its staff asks already. AFRINIC: its list for exchanges under "Requesting resources" and CPM 11. LACNIC: its policy manual
2.14 says so for critical infrastructure; the text in force was not read again (`checked_on` None). A registry may ask for more: the
dossier says so.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.exchanges.rules import CRITICAL

Document = Mapping[str, Any]
_READ: Final = dt.date(2026, 11, 23)


class Field(StrEnum):
    """What a registry asks for."""

    EXCHANGE = "exchange"
    ORGANISATION = "organisation"
    BYLAWS = "bylaws"
    STRUCTURE = "structure"
    ACCOUNT = "account"
    CONTACT = "contact"
    WEBSITE = "website"
    POLICY = "policy"
    MEMBERS = "members"
    MEMBER_CONTACTS = "member-contacts"
    AGREEMENTS = "agreements"
    LOCATION = "location"
    SWITCH = "switch"
    EXISTING = "existing"
    START = "start"
    PLAN_V4 = "plan-v4"
    PLAN_V6 = "plan-v6"


class State(StrEnum):
    """given: the project has it. lacks: it is to be recorded in the project first. yours: whoever sends the request knows it."""

    GIVEN = "given"
    LACKS = "lacks"
    YOURS = "yours"


@dataclass(frozen=True, kw_only=True)
class Request:
    """What one registry asks for. `sources`: where it says so. `checked_on`: when that was last read; None: not since it was written down."""

    fields: tuple[Field, ...]
    sources: tuple[str, ...]
    checked_on: dt.date | None = _READ


_EVERYWHERE: Final = (Field.EXCHANGE, Field.ORGANISATION)
_PLAN: Final = (Field.PLAN_V4, Field.PLAN_V6)
REQUESTS: Final[Mapping[str, Request]] = {
    "ripe": Request(
        fields=(
            *_EVERYWHERE,
            Field.BYLAWS,
            Field.ACCOUNT,
            Field.CONTACT,
            Field.POLICY,
            Field.MEMBERS,
            Field.MEMBER_CONTACTS,
            Field.WEBSITE,
            Field.EXISTING,
            *_PLAN,
        ),
        sources=(
            "https://www.ripe.net/publications/docs/ripe-576/",
            "https://www.ripe.net/publications/docs/ripe-451/",
        ),
    ),
    "apnic": Request(
        fields=(
            *_EVERYWHERE,
            Field.ACCOUNT,
            Field.CONTACT,
            Field.START,
            Field.MEMBERS,
            Field.MEMBER_CONTACTS,
            Field.POLICY,
            Field.WEBSITE,
            Field.EXISTING,
            *_PLAN,
        ),
        sources=("https://www.apnic.net/community/policy/resources",),
    ),
    "arin": Request(
        fields=(
            *_EVERYWHERE,
            Field.ACCOUNT,
            Field.CONTACT,
            Field.LOCATION,
            Field.SWITCH,
            Field.MEMBERS,
            Field.MEMBER_CONTACTS,
            Field.POLICY,
            *_PLAN,
        ),
        sources=(
            "https://www.arin.net/participate/policy/nrpm/#4-4-micro-allocation",
            "https://www.arin.net/participate/policy/drafts/2024_5/",
        ),
    ),
    "afrinic": Request(
        fields=(
            *_EVERYWHERE,
            Field.BYLAWS,
            Field.CONTACT,
            Field.MEMBERS,
            Field.MEMBER_CONTACTS,
            Field.AGREEMENTS,
            Field.POLICY,
            Field.WEBSITE,
            *_PLAN,
        ),
        sources=("https://blog.afrinic.net/membership", "https://afrinic.net/policy/manual"),
    ),
    "lacnic": Request(
        fields=(
            *_EVERYWHERE,
            Field.BYLAWS,
            Field.STRUCTURE,
            Field.CONTACT,
            Field.MEMBERS,
            Field.MEMBER_CONTACTS,
            Field.POLICY,
            *_PLAN,
        ),
        sources=("https://www.lacnic.net/680/2/lacnic/",),
        checked_on=None,
    ),
}
"""By registry, in the words of `Rir`."""
_BY_DECISION: Final[Mapping[Field, tuple[str, ...]]] = {
    Field.BYLAWS: ("legal-form", "charter"),
    Field.POLICY: ("participation", "membership"),
    Field.LOCATION: ("location",),
    Field.SWITCH: ("switch",),
}
"""Fields that adopted decisions answer, by their topics."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A field as the project answers it; `values`: raw texts, one a line."""

    field: Field
    state: State
    values: tuple[str, ...] = ()


def asked(document: Document, rir: str) -> tuple[Answer, ...]:
    """What a registry asks for, in its order, and what the project has of it."""
    return tuple(_answer(one, document) for one in REQUESTS[rir].fields)


def members(document: Document) -> list[Mapping[str, Any]]:
    """Organisations that signed and have an AS number: those that may stand in a request; those that count for critical mass first."""
    found = [one for one in document["organisations"] if one["planned"] and one["networks"]]
    return sorted(found, key=lambda one: not one["counts"])


def _answer(field: Field, document: Document) -> Answer:
    if field in _BY_DECISION:
        values = tuple(
            f"{one['title']}: {one['text']}" if one["text"] else one["title"]
            for topic in _BY_DECISION[field]
            for one in document["decisions"]
            if one["topic"] == topic and one["state"] == "adopted"
        )
        return Answer(field=field, state=State.GIVEN if values else State.LACKS, values=values)
    if field not in _KNOWN:
        return Answer(field=field, state=State.YOURS)
    found = _KNOWN[field](document)
    return Answer(field=field, state=State.LACKS if found is None else State.GIVEN, values=found or ())


def _exchange(document: Document) -> tuple[str, ...] | None:
    project = document["project"]
    place = ", ".join(filter(None, (project["city"], project["country"])))
    return (project["name"], place) if place else None


def _members(document: Document) -> tuple[str, ...] | None:
    found = tuple(
        f"{one['name']} · {', '.join('AS' + str(each['asn']) for each in one['networks'])}"
        for one in members(document)
    )
    return found if document["mass"]["count"] >= CRITICAL else None


def _contacts(document: Document) -> tuple[str, ...] | None:
    """A contact for each member that counts. Public documents have none: then whoever sends the request writes them in."""
    found = {
        one["name"]: next(iter(one.get("contacts", ())), None) for one in members(document) if one["counts"]
    }
    if len(found) < CRITICAL or not all(found.values()):
        return None
    return tuple(f"{name} · {one['person']}" for name, one in found.items() if one is not None)


def _agreements(document: Document) -> tuple[str, ...] | None:
    found = tuple(
        f"{one['name']} · {one['confirmed_on'] or '–'}"
        + (f" · {one['evidence']}" if one.get("evidence") else "")
        for one in members(document)
    )
    return found if document["mass"]["count"] >= CRITICAL else None


def _plan_v4(document: Document) -> tuple[str, ...] | None:
    """The LAN to ask for. Nothing where nobody is expected."""
    plan = document["plan"]
    if plan is None or not any(one["members"] for one in plan["horizons"]):
        return None
    return (f"/{plan['lan']}",)


def _plan_v6(document: Document) -> tuple[str, ...] | None:
    """One /64 for the peering LAN (ripe-451: a /64, or a /48 where more is needed)."""
    return ("/64",) if document["project"]["kind"] == "exchange" else None


_KNOWN: Final[Mapping[Field, Callable[[Document], tuple[str, ...] | None]]] = {
    Field.EXCHANGE: _exchange,
    Field.ORGANISATION: lambda document: _one(document["project"]["organisation"]),
    Field.WEBSITE: lambda document: _one(document["project"]["website"]),
    Field.MEMBERS: _members,
    Field.MEMBER_CONTACTS: _contacts,
    Field.AGREEMENTS: _agreements,
    Field.PLAN_V4: _plan_v4,
    Field.PLAN_V6: _plan_v6,
}


def _one(value: str | None) -> tuple[str, ...] | None:
    return (value,) if value else None
