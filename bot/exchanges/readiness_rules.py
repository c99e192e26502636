"""How ready a project is: hard gates first, then a score of weighted dimensions. Pure.

An average never hides a failed gate, and what has no evidence counts nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from bot.exchanges.rules import ProjectKind

MOST_POINTS: Final = 4


class Gate(StrEnum):
    """What has to be there, whatever the score says. The first group is an exchange's, the second a NOG's."""

    CRITICAL_MASS = "critical-mass"
    DISTINCT_ASNS = "distinct-asns"
    NEUTRAL_SITE = "neutral-site"
    GOVERNANCE = "governance"
    OPEN_POLICY = "open-policy"
    PEERING_LAN = "peering-lan"
    TWO_ENGINEERS = "two-engineers"
    NO_BLOCKER = "no-blocker"

    CONVENORS = "convenors"
    CHARTER = "charter"
    COMMITTEE = "committee"
    DATED = "dated"
    HELD = "held"


GATES: Final[Mapping[ProjectKind, tuple[Gate, ...]]] = {
    ProjectKind.EXCHANGE: (
        Gate.CRITICAL_MASS,
        Gate.DISTINCT_ASNS,
        Gate.NEUTRAL_SITE,
        Gate.GOVERNANCE,
        Gate.OPEN_POLICY,
        Gate.PEERING_LAN,
        Gate.TWO_ENGINEERS,
        Gate.NO_BLOCKER,
    ),
    ProjectKind.NOG: (Gate.CONVENORS, Gate.CHARTER, Gate.COMMITTEE, Gate.DATED, Gate.HELD),
}
"""The gates of each kind, in the order in which they are shown."""
COMPUTED: Final = frozenset({Gate.CRITICAL_MASS, Gate.DISTINCT_ASNS, Gate.CONVENORS})
"""Gates that follow from commitments: nobody ticks them."""


class Dimension(StrEnum):
    """What is scored from 0 to 4."""

    CRITICAL_MASS = "critical-mass"
    DIVERSITY = "diversity"
    GOVERNANCE = "governance"
    SITE = "site"
    DESIGN = "design"
    PEOPLE = "people"
    SUSTAINABILITY = "sustainability"


WEIGHTS: Final[Mapping[Dimension, int]] = {
    Dimension.CRITICAL_MASS: 20,
    Dimension.DIVERSITY: 20,
    Dimension.GOVERNANCE: 15,
    Dimension.SITE: 15,
    Dimension.DESIGN: 10,
    Dimension.PEOPLE: 10,
    Dimension.SUSTAINABILITY: 10,
}
"""They sum to 100."""
WEIGHTS_OF: Final[Mapping[ProjectKind, Mapping[Dimension, int]]] = {
    ProjectKind.EXCHANGE: WEIGHTS,
    ProjectKind.NOG: {**WEIGHTS, Dimension.SITE: 0, Dimension.DESIGN: 0},
}
"""What a project begins with. A NOG has neither a site nor a network of its own."""


class GateState(StrEnum):
    """unproven: somebody says so, without evidence."""

    MET = "met"
    FAILED = "failed"
    UNPROVEN = "unproven"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What is said of a gate or a dimension. `points`: 0 to 4, of a gate 0 or 4. `evidence`: a link, a file or a record."""

    points: int = 0
    evidence: str = ""

    @property
    def proven(self) -> int:
        """What counts: nothing without evidence."""
        return self.points if self.evidence.strip() else 0


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """`score`: of 100, exact. `ready`: every gate is met."""

    gates: Mapping[Gate, GateState]
    score: Fraction

    @property
    def ready(self) -> bool:
        return all(state is GateState.MET for state in self.gates.values())


def state_of(claim: Claim | None) -> GateState:
    """How a gate stands."""
    if claim is None or claim.points < MOST_POINTS:
        return GateState.FAILED
    return GateState.MET if claim.proven else GateState.UNPROVEN


def readiness(
    gates: Mapping[Gate, Claim],
    dimensions: Mapping[Dimension, Claim],
    *,
    weights: Mapping[Dimension, int] = WEIGHTS,
    which: Collection[Gate] = tuple(Gate),
) -> Readiness:
    """Gates and score. `which`: those that the kind of project has. A dimension that nobody scored counts 0; a weight of 0 leaves one out."""
    whole = sum(weights.values())
    points = sum(
        weight * min(MOST_POINTS, max(0, dimensions[one].proven))
        for one, weight in weights.items()
        if one in dimensions
    )
    return Readiness(
        gates={gate: state_of(gates.get(gate)) for gate in which},
        score=Fraction(points * 100, whole * MOST_POINTS) if whole else Fraction(0),
    )
