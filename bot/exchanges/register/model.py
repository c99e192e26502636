"""The register: decisions with objections, action items, those without an AS number; as values, and what may become of them. Pure.

A decision goes proposed → discussed → adopted or rejected; an adopted one is superseded by the next. In rough consensus
objections are answered, not counted: what has an objection without an answer is not adopted (RFC 7282).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.exchanges.model import Topic

TITLE_LIMIT: Final = 150
TEXT_LIMIT: Final = 2000
OBJECTION_LIMIT: Final = 700
REASON_LIMIT: Final = 300
WHAT_LIMIT: Final = 200
NOTE_LIMIT: Final = 1000


class DecisionState(StrEnum):
    """How far a decision is."""

    PROPOSED = "proposed"
    DISCUSSED = "discussed"
    ADOPTED = "adopted"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


OPEN: Final = frozenset({DecisionState.PROPOSED, DecisionState.DISCUSSED})
STEPS: Final[Mapping[DecisionState, frozenset[DecisionState]]] = {
    DecisionState.PROPOSED: frozenset({DecisionState.DISCUSSED, DecisionState.REJECTED}),
    DecisionState.DISCUSSED: frozenset({DecisionState.ADOPTED, DecisionState.REJECTED}),
    DecisionState.ADOPTED: frozenset({DecisionState.SUPERSEDED}),
    DecisionState.REJECTED: frozenset(),
    DecisionState.SUPERSEDED: frozenset(),
}
"""Which state follows which. A poll's outcome is a discussion of its own: it adopts or rejects from each open one."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """An entry of the register.

    `evidence`: a link or a sentence, "file:<id>" or "poll:<id>". `poll_id`: the poll that it follows from. `consensus`: by rough
    consensus, with objections. `superseded_by`: the decision that took its place; of one that is still adopted, the one that is
    proposed to. `created_by`: an actor key, or "system".
    """

    id: int
    exchange_id: int
    guild_id: int
    topic: Topic
    state: DecisionState
    title: str
    text: str = ""
    evidence: str = ""
    poll_id: int | None = None
    consensus: bool = False
    superseded_by: int | None = None
    review_on: dt.date | None = None
    decided_at: dt.datetime | None = None
    created_by: str = ""
    version: int = 1
    created_at: dt.datetime
    updated_at: dt.datetime

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


@dataclass(frozen=True, kw_only=True)
class Objection:
    """What somebody holds against a decision, and what was answered ("": nothing yet)."""

    id: int
    decision_id: int
    user_id: int
    text: str
    answer: str = ""
    withdrawn: bool = False
    version: int = 1
    created_at: dt.datetime

    @property
    def waits(self) -> bool:
        """It has no answer yet."""
        return not self.withdrawn and not self.answer


def waiting(objections: Iterable[Objection]) -> tuple[Objection, ...]:
    """Objections without an answer: as long as there is one, there is no rough consensus."""
    return tuple(one for one in objections if one.waits)


def follows(before: DecisionState, after: DecisionState, *, by_poll: bool = False) -> bool:
    """Whether a decision may go from one state to another. `by_poll`: as the outcome of a poll."""
    if by_poll and before in OPEN:
        return after in (DecisionState.ADOPTED, DecisionState.REJECTED)
    return after in STEPS[before]


@dataclass(frozen=True, kw_only=True)
class Action:
    """Who does what by when. `about`: "stakeholder:7", "decision:3", or empty. `owner_id` None: nobody yet."""

    id: int
    exchange_id: int
    guild_id: int
    what: str
    owner_id: int | None = None
    due_on: dt.date | None = None
    done_at: dt.datetime | None = None
    about: str = ""
    version: int = 1
    created_at: dt.datetime

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def confidential(self) -> bool:
        """What is to be done with a stakeholder is for organisers, and for who does it."""
        return self.about.startswith("stakeholder:")

    def overdue(self, today: dt.date) -> bool:
        """It is not done, and its day is over."""
        return not self.is_done and self.due_on is not None and self.due_on < today


def about(kind: str, record_id: int) -> str:
    """What an action is about: "stakeholder:7"."""
    return f"{kind}:{record_id}"


def about_of(text: str) -> tuple[str, int] | None:
    """(kind, id) of what an action is about; None: about nothing of the register."""
    kind, _, number = text.partition(":")
    known = kind in ("stakeholder", "decision") and number.isascii() and number.isdecimal()
    return (kind, int(number)) if known else None


def in_order(actions: Iterable[Action]) -> tuple[Action, ...]:
    """Open ones first, the earliest date first, those without a date after them; then what is done, the latest first."""
    return tuple(
        sorted(
            actions,
            key=lambda one: (
                one.is_done,
                -one.done_at.timestamp() if one.done_at is not None else 0.0,
                one.due_on is None,
                one.due_on or dt.date.max,
                one.id,
            ),
        )
    )


class Position(StrEnum):
    """What a stakeholder thinks of the project. Confidential."""

    SUPPORTS = "supports"
    NEUTRAL = "neutral"
    CONCERNED = "concerned"
    OPPOSES = "opposes"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Stakeholder:
    """Somebody without an AS number who matters: regulator, ccTLD, NREN, data centre, content, government.

    Position, note, contact owner and last contact are confidential. What to do next is an action about it.
    """

    id: int
    exchange_id: int
    guild_id: int
    organisation_id: int
    position: Position = Position.UNKNOWN
    owner_id: int | None = None
    contacted_on: dt.date | None = None
    note: str = ""
    version: int = 1
    updated_at: dt.datetime
