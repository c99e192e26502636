"""A project that founds an exchange or a NOG: its stages, the ladder of commitments, critical mass. Pure.

Critical mass is three independent organisations (RIPE-451, AFRINIC, ARIN 2024-5, PeeringDB's guide to new exchanges and the
Internet Society's Pulse all ask for three), each at letter of intent or above, still valid, each with a real public AS number.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

CRITICAL: Final = 3
"""So many independent networks make critical mass."""


class ProjectKind(StrEnum):
    """What is founded. A NOG has lighter gates."""

    EXCHANGE = "exchange"
    NOG = "nog"


class Stage(StrEnum):
    """Where a project stands. The first group is an exchange's way, the second a NOG's; `stalled` and what follows end or pause both."""

    NEED = "need"
    SUPPORT = "support"
    COMMITMENT = "commitment"
    GOVERNANCE = "governance"
    DESIGN = "design"
    RESOURCES = "resources"
    BUILD = "build"
    PILOT = "pilot"
    OPERATIONAL = "operational"

    CONVENING = "convening"
    CHARTER = "charter"
    PROGRAMME = "programme"
    DATED = "dated"
    HELD = "held"

    STALLED = "stalled"
    ABANDONED = "abandoned"
    MERGED = "merged"


WAYS: Final[Mapping[ProjectKind, tuple[Stage, ...]]] = {
    ProjectKind.EXCHANGE: (
        Stage.NEED,
        Stage.SUPPORT,
        Stage.COMMITMENT,
        Stage.GOVERNANCE,
        Stage.DESIGN,
        Stage.RESOURCES,
        Stage.BUILD,
        Stage.PILOT,
        Stage.OPERATIONAL,
    ),
    ProjectKind.NOG: (Stage.CONVENING, Stage.CHARTER, Stage.PROGRAMME, Stage.DATED, Stage.HELD),
}
"""The stages in order."""
PAUSED: Final = frozenset({Stage.STALLED})
ENDED: Final = frozenset({Stage.ABANDONED, Stage.MERGED})


class Move(StrEnum):
    """What is done to a stage."""

    ADVANCE = "advance"
    BACK = "back"
    STALL = "stall"
    RESUME = "resume"
    ABANDON = "abandon"
    MERGE = "merge"


class BadMoveError(ValueError):
    """The stage does not allow the move. `fault`: first, last, paused, not-paused, ended."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


def moved(kind: ProjectKind, stage: Stage, before: Stage | None, move: Move) -> Stage:
    """The stage after a move. `before`: where a stalled project stood. Raises BadMoveError."""
    if stage in ENDED:
        raise BadMoveError("ended")
    match move:
        case Move.RESUME:
            if stage not in PAUSED or before is None:
                raise BadMoveError("not-paused")
            return before
        case Move.ABANDON:
            return Stage.ABANDONED
        case Move.MERGE:
            return Stage.MERGED
        case Move.STALL:
            if stage in PAUSED:
                raise BadMoveError("paused")
            return Stage.STALLED
    if stage in PAUSED:
        raise BadMoveError("paused")
    way = WAYS[kind]
    place = way.index(stage)
    if move is Move.ADVANCE:
        if place + 1 == len(way):
            raise BadMoveError("last")
        return way[place + 1]
    if place == 0:
        raise BadMoveError("first")
    return way[place - 1]


class Rung(StrEnum):
    """How far an organisation went, the weakest first; declined and lapsed stand beside the ladder."""

    IDENTIFIED = "identified"
    CONTACTED = "contacted"
    INTERESTED = "interested"
    INTENDS = "intends"
    LETTER = "letter"
    MOU = "mou"
    READY = "ready"
    CONNECTED = "connected"
    EXCHANGING = "exchanging"
    DECLINED = "declined"
    LAPSED = "lapsed"


LADDER: Final = (
    Rung.IDENTIFIED,
    Rung.CONTACTED,
    Rung.INTERESTED,
    Rung.INTENDS,
    Rung.LETTER,
    Rung.MOU,
    Rung.READY,
    Rung.CONNECTED,
    Rung.EXCHANGING,
)
HEIGHT: Final = {rung: place for place, rung in enumerate(LADDER)} | {Rung.DECLINED: -1, Rung.LAPSED: -1}
PROVEN: Final = HEIGHT[Rung.LETTER]
"""From here on a rung needs evidence and an organiser's confirmation."""
BY_POLL: Final = frozenset({Rung.INTERESTED, Rung.INTENDS})
"""The rungs to which a poll may lift: interest is not commitment."""


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """What an organisation said. `asns`: its own public AS numbers. `confirmed`: an organiser confirmed its evidence.

    `valid_until` None: it does not lapse by itself. `group`: the organisation at the top of its chain of parents.
    """

    organisation_id: int
    group: int
    rung: Rung
    asns: frozenset[int] = frozenset()
    confirmed: bool = False
    evidence: str = ""
    valid_until: dt.date | None = None

    def stands(self, today: dt.date) -> bool:
        """Whether it is still valid."""
        return self.rung not in (Rung.DECLINED, Rung.LAPSED) and (
            self.valid_until is None or self.valid_until >= today
        )


@dataclass(frozen=True, kw_only=True)
class Mass:
    """Critical mass. `groups`: control group → an organisation that counts for it. `asns`: their AS numbers, each counted once."""

    groups: Mapping[int, int]
    asns: frozenset[int]
    wanted: int = CRITICAL

    @property
    def count(self) -> int:
        """How many independent networks."""
        return len(self.groups)

    @property
    def reached(self) -> bool:
        return self.count >= self.wanted


def groups(parents: Mapping[int, int | None]) -> dict[int, int]:
    """Organisation → its control group: the top of its chain of parents. A circle of parents is one group, named by its least id."""
    found: dict[int, int] = {}
    for one, parent in parents.items():
        if parent is None:  # as most are
            found[one] = one
            continue
        chain: list[int] = []
        at = one
        while at not in found and at not in chain:
            chain.append(at)
            above = parents.get(at)
            if above is None:
                break
            at = above
        top = found.get(at, min(chain[chain.index(at) :]) if at in chain else at)
        found |= dict.fromkeys(chain, top)
    return found


def is_public(asn: int, *, documentation: bool = False) -> bool:
    """Whether an AS number is a real public one (RFC 7607, 6996, 5398, 6793). `documentation`: those of RFC 5398 count too."""
    if documentation and (64496 <= asn <= 64511 or 65536 <= asn <= 65551):
        return True
    return 0 < asn < 4_200_000_000 and asn != 23456 and not 64496 <= asn <= 65551


def mass(
    commitments: Iterable[Commitment],
    today: dt.date,
    *,
    own_asn: int | None = None,
    own_group: int | None = None,
    wanted: int = CRITICAL,
    documentation: bool = False,
) -> Mass:
    """Critical mass as of a day: each control group at most once, each AS number at most once, the exchange's own not at all.

    Two groups that name the same AS number share it: only as many groups count as have numbers of their own (the largest
    matching of groups to numbers).
    """
    counting = _counting(
        commitments, today, own_asn=own_asn, own_group=own_group, documentation=documentation
    )
    owner = _matched(counting)
    matched = set(owner.values())
    return Mass(
        groups={group: who for group, (who, _) in counting.items() if group in matched},
        asns=frozenset(owner),
        wanted=wanted,
    )


def _counting(
    commitments: Iterable[Commitment],
    today: dt.date,
    *,
    own_asn: int | None,
    own_group: int | None,
    documentation: bool,
) -> dict[int, tuple[int, set[int]]]:
    """Control group → who counts for it, the highest rung first, and the public AS numbers of those who count."""
    counting: dict[int, tuple[int, set[int]]] = {}
    # Most are weak, so these are sorted out first.
    strong = [
        one
        for one in commitments
        if one.confirmed
        and one.evidence
        and HEIGHT[one.rung] >= PROVEN
        and one.group != own_group
        and one.stands(today)
    ]
    for one in sorted(strong, key=lambda each: (-HEIGHT[each.rung], each.organisation_id)):
        if public := _public(one, own_asn, documentation=documentation):
            counting.setdefault(one.group, (one.organisation_id, set()))[1].update(public)
    return counting


def _public(one: Commitment, own_asn: int | None, *, documentation: bool) -> set[int]:
    return {asn for asn in one.asns if asn != own_asn and is_public(asn, documentation=documentation)}


def _matched(counting: Mapping[int, tuple[int, set[int]]]) -> dict[int, int]:
    """AS number → the group that it counts for, for as many groups as there can be."""
    owner: dict[int, int] = {}
    for group in counting:
        _match(group, counting, owner, set())
    return owner


def _match(
    group: int, counting: Mapping[int, tuple[int, set[int]]], owner: dict[int, int], seen: set[int]
) -> bool:
    """Find an AS number for a group, moving others to another of theirs where that helps."""
    for asn in sorted(counting[group][1]):
        if asn in seen:
            continue
        seen.add(asn)
        if asn not in owner or _match(owner[asn], counting, owner, seen):
            owner[asn] = group
            return True
    return False


def over_the_gate(
    commitments: Collection[Commitment],
    today: dt.date,
    *,
    own_asn: int | None = None,
    own_group: int | None = None,
    wanted: int = CRITICAL,
    documentation: bool = False,
) -> tuple[tuple[int, ...], Mass]:
    """Organisations that would add an independent network if they signed, the nearest to it first; and the mass as it is.

    Who signed and counts already adds nothing. One more in the matching is one more group: nothing is counted anew for each.
    """
    counting = _counting(
        commitments, today, own_asn=own_asn, own_group=own_group, documentation=documentation
    )
    owner = _matched(counting)
    matched = set(owner.values())
    alone = [group for group in counting if group not in matched]
    found: list[tuple[int, int]] = []
    for one in commitments:
        public = _public(one, own_asn, documentation=documentation)
        if HEIGHT[one.rung] < 0 or one.group == own_group or not public:
            continue
        if one.group not in matched and any(asn not in owner for asn in public):
            found.append(
                (-HEIGHT[one.rung], one.organisation_id)
            )  # a group and a number that nobody else needs
            continue
        who, numbers = counting.get(one.group, (one.organisation_id, set[int]()))
        if public <= numbers or (one.group in matched and not alone):
            continue
        signed = {**counting, one.group: (who, numbers | public)}
        seekers = alone if one.group in matched else dict.fromkeys([*alone, one.group])
        if any(_match(group, signed, dict(owner), set()) for group in seekers):
            found.append((-HEIGHT[one.rung], one.organisation_id))
    mass_now = Mass(
        groups={group: who for group, (who, _) in counting.items() if group in matched},
        asns=frozenset(owner),
        wanted=wanted,
    )
    return tuple(organisation for _, organisation in sorted(found)), mass_now
