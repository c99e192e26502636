"""What an exchange will need: sessions, the size of its peering LAN, when that overflows, what it saves. Pure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

LARGEST_LAN, SMALLEST_LAN = 22, 27
"""Prefix lengths that are recommended; PeeringDB takes /19 to /27."""
_RESERVED: Final = 4
"""Addresses of a LAN that no member gets: network, broadcast, and two for the exchange's own."""
HEADROOM: Final = 2
"""The LAN is to hold so many times the members expected in twelve months."""
MONTHS: Final = 12


def full_mesh(members: int) -> int:
    """Bilateral sessions of one address family if everybody peers with everybody: n(n−1)/2."""
    return members * (members - 1) // 2


def by_route_servers(members: int, servers: int) -> int:
    """Sessions of one address family to r route servers: n·r."""
    return members * servers


def servers_win(members: int, servers: int) -> bool:
    """Whether route servers need fewer sessions than a full mesh: n > 2r + 1."""
    return members > 2 * servers + 1


def capacity(prefix: int) -> int:
    """Members that an IPv4 peering LAN holds: 2^(32−p) − 4, so /27 28, /26 60, /25 124, /24 252, /23 508, /22 1020."""
    return (1 << (32 - prefix)) - _RESERVED


def recommended(expected: int, largest: int = LARGEST_LAN) -> int | None:
    """The prefix length of the smallest LAN with room for twice the members expected in 12 months; None: none is large enough.

    `largest`: the largest LAN there is, where a registry gives more than most.
    """
    for prefix in range(SMALLEST_LAN, largest - 1, -1):
        if capacity(prefix) >= HEADROOM * expected:
            return prefix
    return None


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Members expected: (months from now, members), rising months, the first one at 0."""

    points: tuple[tuple[int, int], ...]

    def at(self, months: Fraction | int) -> Fraction:
        """Members after so many months: straight lines between the points, the last one going on."""
        before = self.points[0]
        for after in self.points[1:]:
            if months <= after[0]:
                break
            before = after
        else:
            after = self.points[-1]
            before = self.points[-2] if len(self.points) > 1 else after
        if after[0] == before[0]:
            return Fraction(after[1])
        slope = Fraction(after[1] - before[1], after[0] - before[0])
        return before[1] + slope * (months - before[0])


def overflows(forecast: Forecast, prefix: int, today: dt.date, *, most_months: int = 240) -> dt.date | None:
    """The first day of the month in which the members no longer fit the LAN; None: not within `most_months`."""
    room = capacity(prefix)
    for month in range(most_months + 1):
        if forecast.at(month) > room:
            index = today.month - 1 + month
            return dt.date(today.year + index // MONTHS, index % MONTHS + 1, 1)
    return None


@dataclass(frozen=True, kw_only=True)
class Saving:
    """What one network saves a year. Mbit/s at the 95th percentile, Mbit/s of its port, price a Mbit/s a month, cost a year."""

    local: int
    port: int
    price: Fraction
    cost: Fraction = Fraction(0)

    @property
    def yearly(self) -> Fraction:
        """min(local traffic, port) × transit price × 12 − the yearly cost. May be below zero."""
        return min(self.local, self.port) * self.price * MONTHS - self.cost


def community(savings: Sequence[Saving]) -> Fraction:
    """What all save a year, at least: traffic between two members is counted at one end, and both pay transit for it (up to 2 ×)."""
    return sum((one.yearly for one in savings), Fraction(0))
