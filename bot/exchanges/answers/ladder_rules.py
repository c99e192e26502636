"""What follows of readiness from commitments alone: nobody ticks it. Pure."""

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from bot.exchanges.readiness_rules import MOST_POINTS, Claim
from bot.exchanges.rules import HEIGHT, PROVEN, Commitment, Rung, is_public

LADDER: Final = "ladder"
"""The evidence of what is computed: the ladder of commitments."""


def strong(
    commitments: Collection[Commitment],
    today: dt.date,
    *,
    own_group: int | None = None,
) -> tuple[Commitment, ...]:
    """Those at letter of intent or above that are proven, confirmed and valid; the exchange's own are left out."""
    return tuple(
        one
        for one in commitments
        if HEIGHT[one.rung] >= PROVEN
        and one.confirmed
        and one.evidence
        and one.stands(today)
        and one.group != own_group
    )


def asns_of(
    some: Collection[Commitment], *, own_asn: int | None = None, documentation: bool = False
) -> frozenset[int]:
    """Their public AS numbers, without the exchange's own."""
    return frozenset(
        asn
        for one in some
        for asn in one.asns
        if asn != own_asn and is_public(asn, documentation=documentation)
    )


def if_confirmed(commitments: Collection[Commitment]) -> tuple[Commitment, ...]:
    """The commitments if organisers confirmed all that was said, evidence or none."""
    return tuple(
        replace(one, confirmed=True, evidence=one.evidence or LADDER) if HEIGHT[one.rung] >= PROVEN else one
        for one in commitments
    )


def convenors(commitments: Collection[Commitment], today: dt.date, *, own_group: int | None = None) -> int:
    """Independent organisations that said at least that they are interested: a NOG is convened, and nobody signs for it."""
    least = HEIGHT[Rung.INTERESTED]
    return len(
        {one.group for one in commitments if HEIGHT[one.rung] >= least and one.stands(today)} - {own_group}
    )


def computed(reached: bool, *, would: bool) -> Claim:
    """A gate that follows from the ladder: met; unproven, if it were met with all that waits confirmed; or failed."""
    if reached:
        return Claim(points=MOST_POINTS, evidence=LADDER)
    return Claim(points=MOST_POINTS) if would else Claim()


def points(count: int, wanted: int) -> Claim:
    """The dimension of critical mass: its share of the four points, rounded down."""
    share = MOST_POINTS if wanted <= 0 else min(MOST_POINTS, MOST_POINTS * count // wanted)
    return Claim(points=share, evidence=LADDER)
