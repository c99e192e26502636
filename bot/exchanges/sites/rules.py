"""Sites that an exchange, or a meeting, could stand in: what is scored of each, and what counts. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

MOST_POINTS: Final = 4
MOST_SITES: Final = 24
"""As many as a poll has options."""
NAME_LIMIT, ADDRESS_LIMIT = 100, 200
"""As long as an option of a poll, and the sentence about it."""


class Criterion(StrEnum):
    """What is scored of a site. The order is the number in a custom_id: new ones come last."""

    POWER = "power"
    COOLING = "cooling"
    CARRIERS = "carriers"
    NEUTRALITY = "neutrality"
    ACCESS = "access"
    COST = "cost"


CRITERIA: Final = tuple(Criterion)
MOST_TOTAL: Final = MOST_POINTS * len(CRITERIA)


@dataclass(frozen=True, kw_only=True)
class Score:
    """`points`: 0 to 4. `evidence`: a link, or a stored file; without it the points do not count."""

    points: int
    evidence: str = ""

    @property
    def proven(self) -> bool:
        return bool(self.evidence.strip())


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place that is considered."""

    id: int
    exchange_id: int
    name: str
    address: str = ""
    scores: Mapping[Criterion, Score] = field(default_factory=dict)
    version: int = 1

    @property
    def total(self) -> int:
        """Points with evidence, of MOST_TOTAL."""
        return sum(one.points for one in self.scores.values() if one.proven)

    @property
    def claimed(self) -> int:
        """Points without evidence."""
        return sum(one.points for one in self.scores.values() if not one.proven)


def ranked(sites: Collection[Site]) -> tuple[Site, ...]:
    """The most points with evidence first, then the most without, then as they were added."""
    return tuple(sorted(sites, key=lambda one: (-one.total, -one.claimed, one.id)))


def site_of_option(
    number: int, label: str, mapping: Mapping[int, int], called: Mapping[int, Sequence[str]]
) -> int | None:
    """The site behind an option of a poll; None: a place that is no site. `mapping`: option → site as made.

    `called`: every name that a site had, folded, its own first. A draft may have been edited, and a site renamed since: the
    number counts only for a site that was called so once, else its option is another place, or the site that is called so now.
    """
    known = mapping.get(number)
    if known is not None and label in called.get(known, ()):
        return known
    return next((one for one, names in called.items() if names[0] == label), None)


def names_had(now: Mapping[int, str], renamed: Iterable[tuple[str, str]]) -> dict[int, list[str]]:
    """Every name that a site had, its own first. `renamed`: (earlier, later) of each renaming, the latest first; all folded."""
    called = {one: [name] for one, name in now.items()}
    for earlier, later in renamed:
        for names in called.values():
            if names[-1] == later:
                names.append(earlier)
                break
    return called
