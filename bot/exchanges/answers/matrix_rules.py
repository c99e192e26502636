"""Who would peer with whom, and how: by policy. Pure.

An open policy takes part in route servers (RFC 7947); a selective or restrictive one decides about each peer, so it peers
bilaterally; one that peers with nobody has no session. It is what policies say, and no promise of a network.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.exchanges.rules import Rung


class Way(StrEnum):
    """How a network, or two of them, would peer. unknown: its policy is not known."""

    SERVERS = "servers"
    BILATERAL = "bilateral"
    NONE = "none"
    UNKNOWN = "unknown"


_BY_POLICY = {
    "open": Way.SERVERS,
    "selective": Way.BILATERAL,
    "restrictive": Way.BILATERAL,
    "no": Way.NONE,
}


@dataclass(frozen=True, kw_only=True)
class Participant:
    """A network that would take part. `policy`: open, selective, restrictive, no, unknown. `facility`: where it would connect."""

    organisation_id: int
    name: str
    asn: int
    policy: str
    rung: Rung
    facility: str = ""

    @property
    def way(self) -> Way:
        return _BY_POLICY.get(self.policy, Way.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """`participants` by policy, facility and name. `pairs`: how many pairs of networks of different organisations peer which way."""

    participants: tuple[Participant, ...]
    pairs: dict[Way, int]

    def count(self, way: Way) -> int:
        """How many networks would peer this way."""
        return sum(one.way is way for one in self.participants)

    @property
    def facilities(self) -> tuple[tuple[str, int], ...]:
        """Facility and how many would connect there, the most first; "": nobody said where."""
        found: dict[str, int] = {}
        for one in self.participants:
            found[one.facility] = found.get(one.facility, 0) + 1
        return tuple(sorted(found.items(), key=lambda each: (not each[0], -each[1], each[0])))


def between(one: Participant, other: Participant) -> Way:
    """How two networks would peer: as the more careful of them wants it."""
    ways = {one.way, other.way}
    for way in (Way.NONE, Way.UNKNOWN, Way.BILATERAL):
        if way in ways:
            return way
    return Way.SERVERS


def matrix(some: Iterable[Participant]) -> Matrix:
    """The matrix of these networks. Pairs are counted from how many there are of each way, not one by one."""
    participants = tuple(sorted(some, key=_order))
    pairs = dict.fromkeys(Way, 0)
    _add(pairs, [one.way for one in participants], 1)
    # Two networks of one organisation do not peer with each other.
    own: dict[int, list[Way]] = {}
    for one in participants:
        own.setdefault(one.organisation_id, []).append(one.way)
    for ways in own.values():
        if len(ways) > 1:
            _add(pairs, ways, -1)
    return Matrix(participants=participants, pairs=pairs)


_ORDER = (Way.SERVERS, Way.BILATERAL, Way.UNKNOWN, Way.NONE)


def _order(one: Participant) -> tuple[int, str, str, int]:
    return (_ORDER.index(one.way), one.policy, one.facility.casefold(), one.asn)


def _add(pairs: dict[Way, int], ways: Sequence[Way], sign: int) -> None:
    """Count the pairs of these: of two ways the later one of `Way`'s careful order decides."""
    left = list(ways)
    for way in (Way.NONE, Way.UNKNOWN, Way.BILATERAL, Way.SERVERS):
        here = sum(one is way for one in left)
        rest = len(left) - here
        pairs[way] += sign * (here * (here - 1) // 2 + here * rest)
        left = [one for one in left if one is not way]
