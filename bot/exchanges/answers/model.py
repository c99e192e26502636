"""What organisers say of a gate or a dimension, as values. Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.exchanges.readiness_rules import Claim, Dimension, Gate, Readiness
from bot.exchanges.rules import Mass


def of_gate(gate: Gate) -> str:
    """Under which name a claim about a gate is stored: "gate:neutral-site"."""
    return f"gate:{gate}"


def of_dimension(dimension: Dimension) -> str:
    """Under which name the points of a dimension are stored: "dimension:site"."""
    return f"dimension:{dimension}"


@dataclass(frozen=True, kw_only=True)
class Said:
    """A claim with who made it. `by`: an actor key. `note`: for organisers alone.

    `stands` False: its evidence is a record that no longer says so, such as a decision that was superseded; it counts as none.
    """

    claim: Claim
    by: str
    at: dt.datetime
    note: str = ""
    stands: bool = True
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Account:
    """Readiness with all that it rests on. `gates`, `dimensions`: what counts, the computed ones among them.

    `said`: what organisers said, by `of_gate` and `of_dimension`. `asns`: AS numbers behind commitments that count.
    `convenors`: independent organisations that convene a NOG.
    """

    readiness: Readiness
    mass: Mass
    gates: Mapping[Gate, Claim]
    dimensions: Mapping[Dimension, Claim]
    weights: Mapping[Dimension, int]
    said: Mapping[str, Said]
    asns: frozenset[int]
    convenors: int
