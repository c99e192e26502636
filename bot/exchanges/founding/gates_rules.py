"""What a project shows before it may go on to its next stage. Pure.

An exchange's gates are put together from the hard gates of readiness, the decisions that its papers need, and how far networks
went; a NOG's are lighter. A gate that is not met can be overridden, on the record: nobody is kept from going on, but
everybody sees without what.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.exchanges.model import Topic
from bot.exchanges.readiness_rules import Claim, Gate, GateState, state_of
from bot.exchanges.rules import CRITICAL, HEIGHT, WAYS, Commitment, Mass, ProjectKind, Rung, Stage

NAMED: Final = 3
"""Organisations that are known by name before anybody builds support."""
PILOTS: Final = 2
"""Networks that are connected before there is anything to try out."""


class Condition(StrEnum):
    """What a gate asks for."""

    NEED = "need"
    NAMED = "named"
    INTEREST = "interest"
    CRITICAL_MASS = "critical-mass"
    GOVERNANCE = "governance"
    MEMBERSHIP = "membership"
    VOTING_RULE = "voting-rule"
    OPEN_POLICY = "open-policy"
    NEUTRAL_SITE = "neutral-site"
    DESIGN = "design"
    TWO_ENGINEERS = "two-engineers"
    OWN_ASN = "own-asn"
    PEERING_LAN = "peering-lan"
    CONNECTED = "connected"
    EXCHANGING = "exchanging"
    NO_BLOCKER = "no-blocker"

    CONVENORS = "convenors"
    CHARTER = "charter"
    COMMITTEE = "committee"
    DATED = "dated"
    HELD = "held"


class Source(StrEnum):
    """From where a condition is known.

    claim: what organisers show with evidence at the gate itself. readiness: what they show of a hard gate of readiness.
    decision: the register. record: who stands where, and what the project says of itself.
    """

    CLAIM = "claim"
    READINESS = "readiness"
    DECISION = "decision"
    RECORD = "record"


SOURCES: Final[Mapping[Condition, Source]] = {
    Condition.NEED: Source.CLAIM,
    Condition.NAMED: Source.RECORD,
    Condition.INTEREST: Source.RECORD,
    Condition.CRITICAL_MASS: Source.RECORD,
    Condition.GOVERNANCE: Source.READINESS,
    Condition.MEMBERSHIP: Source.DECISION,
    Condition.VOTING_RULE: Source.DECISION,
    Condition.OPEN_POLICY: Source.READINESS,
    Condition.NEUTRAL_SITE: Source.READINESS,
    Condition.DESIGN: Source.DECISION,
    Condition.TWO_ENGINEERS: Source.READINESS,
    Condition.OWN_ASN: Source.RECORD,
    Condition.PEERING_LAN: Source.READINESS,
    Condition.CONNECTED: Source.RECORD,
    Condition.EXCHANGING: Source.RECORD,
    Condition.NO_BLOCKER: Source.READINESS,
    Condition.CONVENORS: Source.RECORD,
    Condition.CHARTER: Source.READINESS,
    Condition.COMMITTEE: Source.READINESS,
    Condition.DATED: Source.READINESS,
    Condition.HELD: Source.READINESS,
}
"""Where each is known from. A charter can be an adopted decision as well."""
CLAIMED: Final = tuple(one for one, source in SOURCES.items() if source is Source.CLAIM)
"""Conditions that organisers show at the gate itself, in the order of their numbers in presses."""
DESIGN: Final = (Topic.LAN, Topic.ROUTE_SERVERS, Topic.SWITCH)
"""What is decided of the technical design."""
_TOPICS: Final[Mapping[Condition, tuple[Topic, ...]]] = {
    Condition.MEMBERSHIP: (Topic.MEMBERSHIP,),
    Condition.VOTING_RULE: (Topic.VOTING_RULE,),
    Condition.DESIGN: DESIGN,
}

GATES: Final[Mapping[Stage, tuple[Condition, ...]]] = {
    Stage.NEED: (Condition.NEED, Condition.NAMED),
    Stage.SUPPORT: (Condition.INTEREST,),
    Stage.COMMITMENT: (Condition.CRITICAL_MASS,),
    Stage.GOVERNANCE: (
        Condition.CRITICAL_MASS,
        Condition.GOVERNANCE,
        Condition.MEMBERSHIP,
        Condition.VOTING_RULE,
        Condition.OPEN_POLICY,
    ),
    Stage.DESIGN: (
        Condition.CRITICAL_MASS,
        Condition.NEUTRAL_SITE,
        Condition.DESIGN,
        Condition.TWO_ENGINEERS,
    ),
    Stage.RESOURCES: (Condition.CRITICAL_MASS, Condition.PEERING_LAN, Condition.OWN_ASN),
    Stage.BUILD: (Condition.CRITICAL_MASS, Condition.CONNECTED, Condition.NO_BLOCKER),
    Stage.PILOT: (
        Condition.CRITICAL_MASS,
        Condition.EXCHANGING,
        Condition.OPEN_POLICY,
        Condition.TWO_ENGINEERS,
        Condition.NO_BLOCKER,
    ),
    Stage.CONVENING: (Condition.CONVENORS,),
    Stage.CHARTER: (Condition.CHARTER,),
    Stage.PROGRAMME: (Condition.COMMITTEE, Condition.DATED),
    Stage.DATED: (Condition.HELD,),
}
"""What the gate after a stage asks for. Critical mass is asked again at each later one: a take-over can undo it."""


def claim_key(condition: Condition) -> str:
    """Under which key of the claims a condition of the gate is kept: "stage:need"."""
    return f"stage:{condition}"


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a gate is held against. `claims`: by key, those of `claim_key` and of "gate:<readiness gate>".

    `adopted`: topics with an adopted decision. `today`: where the project is. `own_group`: the control group of the
    exchange's own organisation, which never counts. `servers`: route servers that are planned.
    """

    today: dt.date
    commitments: Collection[Commitment] = ()
    mass: Mass = field(default_factory=lambda: Mass(groups={}, asns=frozenset()))
    claims: Mapping[str, Claim] = field(default_factory=dict)
    adopted: frozenset[Topic] = frozenset()
    wanted: int = CRITICAL
    own_group: int | None = None
    own_asn: int | None = None
    servers: int = 0


@dataclass(frozen=True, kw_only=True)
class Check:
    """How a condition stands. `have` of `need`, where it is counted. `missing`: topics without an adopted decision."""

    condition: Condition
    state: GateState
    have: int = 0
    need: int = 0
    evidence: str = ""
    missing: tuple[Topic, ...] = ()

    @property
    def met(self) -> bool:
        return self.state is GateState.MET


def gate(kind: ProjectKind, stage: Stage, known: Known) -> tuple[Check, ...]:
    """What the gate after this stage asks for, and how each stands. Empty: there is no such gate (the last stage, a stalled one)."""
    return tuple(check(one, known) for one in GATES.get(stage, ())) if stage in WAYS[kind] else ()


def lacking(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Those that are not met."""
    return tuple(one for one in checks if not one.met)


def check(condition: Condition, known: Known) -> Check:
    """How one condition stands."""
    match condition:
        case Condition.NAMED:
            named = {one.group for one in known.commitments if HEIGHT[one.rung] >= 0} - {known.own_group}
            return _counted(condition, len(named), NAMED)
        case Condition.INTEREST:
            return _counted(condition, _groups(known, Rung.INTERESTED, networks=True), known.wanted)
        case Condition.CRITICAL_MASS:
            return _counted(condition, known.mass.count, known.mass.wanted)
        case Condition.CONNECTED:
            return _counted(
                condition, _groups(known, Rung.CONNECTED, networks=True), min(PILOTS, known.wanted)
            )
        case Condition.EXCHANGING:
            return _counted(condition, _groups(known, Rung.EXCHANGING, networks=True), known.wanted)
        case Condition.CONVENORS:
            return _counted(condition, _groups(known, Rung.INTERESTED, networks=False), known.wanted)
        case Condition.OWN_ASN:
            # Route servers speak with an AS number of the exchange's own; a plain LAN needs none.
            met = known.own_asn is not None or not known.servers
            return Check(condition=condition, state=GateState.MET if met else GateState.FAILED)
        case Condition.MEMBERSHIP | Condition.VOTING_RULE | Condition.DESIGN:
            missing = tuple(one for one in _TOPICS[condition] if one not in known.adopted)
            return Check(
                condition=condition,
                state=GateState.FAILED if missing else GateState.MET,
                missing=missing,
            )
        case Condition.CHARTER if Topic.CHARTER in known.adopted:
            return Check(condition=condition, state=GateState.MET)
        case _ if SOURCES[condition] is Source.READINESS:
            return _claimed(condition, known.claims.get(f"gate:{Gate(condition.value)}"))
        case _:
            return _claimed(condition, known.claims.get(claim_key(condition)))


def _groups(known: Known, least: Rung, *, networks: bool) -> int:
    """Independent organisations on this rung or above, still valid. `networks`: those with an AS number of their own alone.

    From a letter of intent on, only what an organiser confirmed counts for more than an intention.
    """
    found = set()
    for one in known.commitments:
        height = HEIGHT[one.rung]
        if height >= HEIGHT[Rung.LETTER] and not one.confirmed:
            height = HEIGHT[Rung.INTENDS]
        own = one.asns - {known.own_asn}
        if height >= HEIGHT[least] and one.stands(known.today) and (own or not networks):
            found.add(one.group)
    return len(found - {known.own_group})


def _counted(condition: Condition, have: int, need: int) -> Check:
    state = GateState.MET if have >= need else GateState.FAILED
    return Check(condition=condition, state=state, have=have, need=need)


def _claimed(condition: Condition, claim: Claim | None) -> Check:
    return Check(
        condition=condition,
        state=state_of(claim),
        evidence="" if claim is None else claim.evidence.strip(),
    )
