"""What PeeringDB would refuse of a new exchange, and why, before anybody sends it. Pure.

From PeeringDB's guide to new exchanges and its API (`InternetExchangeSerializer`): an organisation, name, city, country, a website
that is not blank, an e-mail address of the engineers, a peering LAN prefix that is globally unique; prefixes of /19 to /27 in IPv4, of
/64 or longer in IPv6; three networks with AS numbers of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.exchanges.papers.ixf_rules import is_web
from bot.exchanges.rules import CRITICAL, is_public

SOURCES: Final = (
    "https://docs.peeringdb.com/committee/admin/approval-guidelines/",
    "https://www.peeringdb.com/apidocs/",
)
SHORTEST, LONGEST = 19, 27
"""Prefix lengths of an IPv4 peering LAN."""


class Check(StrEnum):
    """What PeeringDB looks at."""

    ORGANISATION = "organisation"
    NAME = "name"
    CITY = "city"
    COUNTRY = "country"
    REGION = "region"
    WEBSITE = "website"
    ASNS = "asns"
    DOCUMENTATION = "documentation"
    REGISTERED = "registered"
    PREFIX_V4 = "prefix-v4"
    PREFIX_V6 = "prefix-v6"
    UNIQUE = "unique"
    EMAIL = "email"


class Verdict(StrEnum):
    """passes · refused: as it is now · yours: the project knows nothing of it."""

    PASSES = "passes"
    REFUSED = "refused"
    YOURS = "yours"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`value`: what the project has, raw."""

    check: Check
    verdict: Verdict
    value: str = ""


def preflight(document: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Each check in the order in which PeeringDB's form asks."""
    project = document["project"]
    asns: list[int] = document["mass"]["asns"]
    real = [one for one in asns if is_public(one)]
    unreal = [one for one in asns if not is_public(one)]
    prefix: int | None = None if document["plan"] is None else document["plan"]["lan"]
    registered = {
        each["asn"]
        for one in document["organisations"]
        for each in one["networks"]
        if each["peeringdb_id"] is not None
    }
    unknown = [one for one in real if one not in registered]
    lan = next((one for one in document["readiness"]["gates"] if one["gate"] == "peering-lan"), None)

    def judged(check: Check, passes: bool, value: object = "") -> Finding:
        verdict = Verdict.PASSES if passes else Verdict.REFUSED
        return Finding(check=check, verdict=verdict, value="" if value is None else str(value))

    return (
        judged(Check.ORGANISATION, bool(project["organisation"]), project["organisation"]),
        judged(Check.NAME, bool(project["name"].strip()), project["name"]),
        judged(Check.CITY, bool(project["city"].strip()), project["city"]),
        judged(Check.COUNTRY, len(project["country"]) == 2, project["country"]),
        Finding(check=Check.REGION, verdict=Verdict.YOURS),
        judged(Check.WEBSITE, is_web(project["website"]), project["website"]),
        judged(Check.ASNS, len(real) >= CRITICAL, _listed(real)),
        judged(Check.DOCUMENTATION, not unreal, _listed(unreal)),
        Finding(
            check=Check.REGISTERED,
            verdict=Verdict.YOURS if unknown or not real else Verdict.PASSES,
            value=_listed(unknown),
        ),
        judged(
            Check.PREFIX_V4,
            prefix is not None and SHORTEST <= prefix <= LONGEST,
            "" if prefix is None else f"/{prefix}",
        ),
        Finding(check=Check.PREFIX_V6, verdict=Verdict.YOURS, value="/64"),
        # The gate is met by a LAN that was applied for too.
        Finding(
            check=Check.UNIQUE,
            verdict=Verdict.YOURS if lan is not None and lan["state"] == "met" else Verdict.REFUSED,
        ),
        Finding(check=Check.EMAIL, verdict=Verdict.YOURS),
    )


def _listed(asns: list[int]) -> str:
    return ", ".join(f"AS{one}" for one in asns)
