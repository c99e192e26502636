"""Who is on a roll, by what right somebody votes, and what a proxy may be. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.polls.rules import (
    STRENGTH,
    Manner,
    Poll,
    Unit,
)

NEW: Final = ""
"""The voter of somebody who has no actor key yet; the first ballot makes one."""
MOST_WEIGHT: Final = 1000
MOST_NAMED: Final = 500
"""Named people of one poll."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Somebody with one vote. `delegates`: who votes for an organisation, its named voter first.

    `user_id`: the person; None for an organisation, and for somebody who was erased.
    """

    voter: str
    name: str = ""
    user_id: int | None = None
    weight: int = 1
    required: bool = False
    delegates: tuple[int, ...] = ()

    @property
    def is_organisation(self) -> bool:
        return ":" in self.voter


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What the roll says of one member. `place`: 0 the named voter of an organisation, above it an alternate.

    `lapsed`: names of organisations for which they could vote if their claim still held.
    """

    units: tuple[Unit, ...] = ()
    lapsed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One right as stored: of the own entry, as a delegate in a place, or by proxy."""

    voter: str
    name: str
    weight: int
    manner: Manner


@dataclass(frozen=True, kw_only=True)
class Proxies:
    """The proxies of a poll: voter who gave → who holds it. `held`: by holder."""

    given: Mapping[str, int] = field(default_factory=dict)

    def held(self, user_id: int) -> int:
        """How many a member holds."""
        return sum(holder == user_id for holder in self.given.values())


def rights(claims: Collection[Claim], speaks: Collection[str]) -> Rights:
    """For whom somebody votes, each voter once and by the strongest right: own vote, organisations, proxies.

    `speaks`: keys of the organisations for which they are shown to speak at this moment.
    """
    best: dict[str, Unit] = {}
    lapsed: dict[str, str] = {}
    for one in claims:
        is_delegate = ":" in one.voter and one.manner is not Manner.PROXY
        if is_delegate and one.voter not in speaks:
            lapsed[one.voter] = one.name
            continue
        before = best.get(one.voter)
        if before is None or STRENGTH[one.manner] > STRENGTH[before.manner]:
            best[one.voter] = Unit(voter=one.voter, manner=one.manner, name=one.name, weight=one.weight)
    return Rights(
        units=tuple(sorted(best.values(), key=_order)),
        lapsed=tuple(name for voter, name in lapsed.items() if voter not in best),
    )


def _order(unit: Unit) -> tuple[bool, bool, int, str, str]:
    return (
        unit.manner is Manner.PROXY,
        unit.is_organisation,
        -STRENGTH[unit.manner],
        unit.name.casefold(),
        unit.voter,
    )


def named_first(speakers: Collection[int], named: int | None) -> tuple[int, ...]:
    """An organisation's delegates: whom an organiser named where that one still speaks for it, then by seniority."""
    if named is None or named not in speakers:
        return tuple(speakers)
    return (named, *(one for one in speakers if one != named))


def proxy_fault(
    poll: Poll,
    proxies: Proxies,
    giver: str,
    *,
    giver_id: int,
    holder_id: int,
    holder_votes_for: Collection[str],
    holder_own: Collection[str],
) -> str | None:
    """Why a proxy may not be given: the end of a catalogue key; None: it may.

    `holder_votes_for`: every voter for whom the holder may vote but by proxy; `holder_own`: those whose vote is theirs to
    give. No chains: who holds a proxy gives none, who gave theirs holds none.
    """
    if holder_id == giver_id:
        return "self"
    if not holder_votes_for:
        return "holder-not-eligible"
    if giver in holder_votes_for:
        return "holder-alternate"
    if proxies.held(giver_id):
        return "giver-holds"
    if any(one in proxies.given for one in holder_own):
        return "holder-gave"
    others = sum(holder == holder_id and by != giver for by, holder in proxies.given.items())
    if others >= poll.proxies:
        return "full"
    return None
