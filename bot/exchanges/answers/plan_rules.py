"""What a project will need, as values: sessions and the peering LAN at each horizon. Pure."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from bot.exchanges import planning_rules
from bot.exchanges.answers.rir_rules import RirRule
from bot.exchanges.planning_rules import Forecast
from bot.exchanges.rules import HEIGHT, PROVEN, Commitment, Rung

HORIZONS: Final = (0, 3, 12, 24)
"""Months from now at which a plan looks, as registries ask for it."""
YEAR: Final = 12
MOST_MEMBERS: Final = 10_000
_ASSUMED: Final[Mapping[int, int]] = {
    0: PROVEN,
    3: HEIGHT[Rung.INTENDS],
    12: HEIGHT[Rung.INTERESTED],
    24: HEIGHT[Rung.IDENTIFIED],
}
"""Where organisers entered no number: who stands on this rung or above is taken to be there by then."""


@dataclass(frozen=True, kw_only=True)
class Horizon:
    """So many months from now. `assumed`: from the ladder; organisers entered no number, or fewer than are on it by then.

    `mesh`, `by_servers`: sessions of one address family, with everybody and by the route servers. `prefix`: length of the
    smallest LAN that holds the members of then; None: more than the largest LAN holds.
    """

    months: int
    members: int
    assumed: bool
    mesh: int
    by_servers: int
    prefix: int | None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a project will need. `recommended`: by twice the members of twelve months; None: larger than any.

    `ask`: the LAN to ask the registry for: at least what it gives a new exchange. `more`: larger than that, which has to be
    justified; `beyond`: larger than it gives at all; `largest`: the largest that is planned with. `lan`: the one that is planned with, the project's own or `ask`.
    `overflow`: the month in which members no longer fit `lan`; None: not within twenty years.
    `servers_from`: members from which route servers need fewer sessions.
    """

    horizons: tuple[Horizon, ...]
    servers: int
    servers_from: int
    recommended: int | None
    ask: int
    more: bool
    beyond: bool
    largest: int
    lan: int
    given: bool
    overflow: dt.date | None
    rule: RirRule | None

    @property
    def capacity(self) -> int:
        """Members that the LAN holds."""
        return planning_rules.capacity(self.lan)


def assumed(commitments: Collection[Commitment], today: dt.date) -> dict[int, int]:
    """Members at each horizon as the ladder has it: each organisation with an AS number is one port, and never fewer later."""
    heights = [HEIGHT[one.rung] for one in commitments if one.stands(today) and one.asns]
    return {months: sum(height >= least for height in heights) for months, least in _ASSUMED.items()}


def plan(
    told: Mapping[int, int],
    ladder: Mapping[int, int],
    *,
    servers: int,
    prefix: int | None,
    rule: RirRule | None,
    today: dt.date,
) -> Plan:
    """`told`: members by months as organisers entered them, `ladder`: as assumed. `prefix`: of the LAN that was chosen or given."""
    points: list[tuple[int, int]] = []
    for months in HORIZONS:
        members = told.get(months)
        # Never fewer than before: what is assumed begins at what was entered for an earlier day, and whoever is there by an
        # earlier day needs an address later too, even if organisers once expected fewer.
        reached = max((before for _, before in points), default=0)
        points.append((months, max(ladder.get(months, 0) if members is None else members, reached)))
    forecast = Forecast(points=tuple(points))
    expected = dict(points)[YEAR]
    most = None if rule is None else rule.largest
    largest = planning_rules.LARGEST_LAN if most is None else min(most, planning_rules.LARGEST_LAN)
    recommended = planning_rules.recommended(expected, largest)
    wanted = largest if recommended is None else recommended
    first = wanted if rule is None else rule.prefix
    ask = min(wanted, first)
    lan = ask if prefix is None else prefix
    return Plan(
        horizons=tuple(
            Horizon(
                months=months,
                members=members,
                assumed=members != told.get(months),
                mesh=planning_rules.full_mesh(members),
                by_servers=planning_rules.by_route_servers(members, servers),
                prefix=holding(members, largest),
            )
            for months, members in points
        ),
        servers=servers,
        servers_from=2 * servers + 2,
        recommended=recommended,
        ask=ask,
        more=rule is not None and wanted < rule.prefix,
        beyond=recommended is None or (most is not None and wanted < most),
        largest=largest,
        lan=lan,
        given=prefix is not None,
        overflow=planning_rules.overflows(forecast, lan, today),
        rule=rule,
    )


def holding(members: int | Fraction, largest: int = planning_rules.LARGEST_LAN) -> int | None:
    """The prefix length of the smallest LAN from /27 to /22, or to `largest`, that holds so many; None: none does."""
    for prefix in range(planning_rules.SMALLEST_LAN, largest - 1, -1):
        if planning_rules.capacity(prefix) >= members:
            return prefix
    return None
