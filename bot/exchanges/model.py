"""A project and what is kept of it, as values. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.exchanges.rules import CRITICAL, ENDED, PAUSED, ProjectKind, Rung, Stage


class Rir(StrEnum):
    """The five regional Internet registries."""

    AFRINIC = "afrinic"
    APNIC = "apnic"
    ARIN = "arin"
    LACNIC = "lacnic"
    RIPE = "ripe"


@dataclass(frozen=True, kw_only=True)
class Project:
    """An exchange or a NOG that is being founded.

    `stage_before`: where a stalled one stood. `organisation_id`, `own_asn`: the exchange's own, which never count.
    `wanted`: independent networks that make critical mass. `servers`: route servers. `prefix`: length of the peering LAN
    that was chosen or given. `country`: ISO 3166-1 alpha-2. `channel_id`: where its card stands.
    `thread_id`: the organisers' private thread; `public_thread_id`: the public one.
    """

    id: int
    guild_id: int
    kind: ProjectKind
    name: str
    stage: Stage
    zone: str
    city: str = ""
    country: str = ""
    rir: Rir | None = None
    stage_before: Stage | None = None
    organisation_id: int | None = None
    own_asn: int | None = None
    wanted: int = CRITICAL
    servers: int = 2
    prefix: int | None = None
    channel_id: int | None = None
    card_message_id: int | None = None
    cards: int = 0
    changes: int = 0
    thread_id: int | None = None
    public_thread_id: int | None = None
    version: int = 1
    created_at: dt.datetime

    @property
    def is_live(self) -> bool:
        """It is neither stalled nor ended."""
        return self.stage not in PAUSED and self.stage not in ENDED


class OrganisationKind(StrEnum):
    """What an organisation is. A network is one with an AS number; the others take part as stakeholders."""

    NETWORK = "network"
    REGULATOR = "regulator"
    CCTLD = "cctld"
    NREN = "nren"
    DATA_CENTRE = "data_centre"
    CONTENT = "content"
    GOVERNMENT = "government"
    ASSOCIATION = "association"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """An organisation as projects see it. `parent_id`: who controls it. `asns`: AS numbers of its networks, in order."""

    id: int
    name: str
    kind: OrganisationKind = OrganisationKind.NETWORK
    country: str | None = None
    website: str | None = None
    parent_id: int | None = None
    asns: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Held:
    """What was confirmed before, and stands until what was said since is confirmed too."""

    rung: Rung
    evidence: str
    confirmed_by: str | None = None
    confirmed_at: dt.datetime | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an organisation stands on the ladder of a project.

    `evidence`: a link, or "file:<id>", "poll:<id>", "decision:<id>". `confirmed_by`: the organiser's actor key.
    `told_lapse`: the validity of which it was reminded. `facility`: where it would connect; `speed`: Mbit/s of its port.
    `held`: what it was confirmed for before it said something that waits for confirmation.
    """

    exchange_id: int
    organisation_id: int
    rung: Rung
    evidence: str = ""
    said_by: str | None = None
    confirmed_by: str | None = None
    confirmed_at: dt.datetime | None = None
    valid_until: dt.date | None = None
    told_lapse: dt.date | None = None
    facility: str = ""
    speed: int | None = None
    held: Held | None = None
    version: int = 1
    updated_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Happening:
    """A line of the history. `by`: an actor key, or "system". `details`: what a line of the minutes is made of."""

    id: int
    at: dt.datetime
    by: str
    what: str
    organisation_id: int | None = None
    details: Mapping[str, object] = field(default_factory=dict)


class Topic(StrEnum):
    """What a decision is about. `charter` is a NOG's."""

    LOCATION = "location"
    LEGAL_FORM = "legal-form"
    MEMBERSHIP = "membership"
    VOTING_RULE = "voting-rule"
    PARTICIPATION = "participation"
    PEERING = "peering"
    LAN = "lan"
    ROUTE_SERVERS = "route-servers"
    SWITCH = "switch"
    FEES = "fees"
    DATA = "data"
    EXIT = "exit"
    CHARTER = "charter"
    OTHER = "other"


class Purpose(StrEnum):
    """What a poll is for a project."""

    PLEDGE = "pledge"
    LOCATION = "location"
    DECISION = "decision"


@dataclass(frozen=True, kw_only=True)
class LinkedPoll:
    """A poll that belongs to a project. `sites`: option number → site. `taken`: its outcome came back already."""

    exchange_id: int
    poll_id: int
    purpose: Purpose
    sites: Mapping[int, int] = field(default_factory=dict)
    decision_id: int | None = None
    taken: bool = False
