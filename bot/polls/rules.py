"""What a poll is and what its rules say: states, who may vote, quorum, threshold. Pure."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

MOST_OPTIONS: Final = 24
"""One place of Discord's 25 is for "none of these"."""
LEAST_SEALED: Final = 5
"""Under so many eligible voters a sealed poll would not hide who voted what."""
NONE: Final = 0
"""The number of the option "none of these"."""
CLOSE_AFTER: Final = dt.timedelta(seconds=5)
"""A press of before the deadline may arrive a little after it."""
MOST_SCORE: Final = 5
REMINDERS: Final = (2880, 360)
"""Minutes before the close."""


class Kind(StrEnum):
    """What is decided."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    COMMITTEE = "committee"
    DATE = "date"
    PLEDGE = "pledge"


class Method(StrEnum):
    """How it is counted."""

    YES_NO = "yes_no"
    PLURALITY = "plurality"
    APPROVAL = "approval"
    SCORE = "score"
    SCHULZE = "schulze"
    RUNOFF = "irv"
    STV = "stv"
    DATE = "date"
    PLEDGE = "pledge"


METHODS: Final = {
    Kind.YES_NO: (Method.YES_NO,),
    Kind.CHOICE: (Method.SCHULZE, Method.RUNOFF, Method.APPROVAL, Method.SCORE, Method.PLURALITY),
    Kind.COMMITTEE: (Method.STV,),
    Kind.DATE: (Method.DATE,),
    Kind.PLEDGE: (Method.PLEDGE,),
}
"""The methods of each kind, its default first."""
RANKED: Final = frozenset({Method.SCHULZE, Method.RUNOFF, Method.STV})
WITH_OPTIONS: Final = frozenset({Kind.CHOICE, Kind.COMMITTEE, Kind.DATE})
GROWING: Final = frozenset({Kind.DATE, Kind.PLEDGE})
"""Kinds that may gain options while they are open."""


class PollState(StrEnum):
    """draft → open → closed → certified; void from each but certified."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CERTIFIED = "certified"
    VOID = "void"


MOVES: Final = {
    PollState.DRAFT: frozenset({PollState.OPEN, PollState.VOID}),
    PollState.OPEN: frozenset({PollState.CLOSED, PollState.VOID}),
    PollState.CLOSED: frozenset({PollState.CERTIFIED, PollState.VOID}),
    PollState.CERTIFIED: frozenset[PollState](),
    PollState.VOID: frozenset[PollState](),
}


class Secrecy(StrEnum):
    """open: who voted what is visible. confidential: only totals; the host's operator could look. sealed: kept apart."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    SEALED = "sealed"


STRICTER: Final = {Secrecy.OPEN: 0, Secrecy.CONFIDENTIAL: 1, Secrecy.SEALED: 2}


class Electorate(StrEnum):
    """Who may vote. `people`: those an organiser named."""

    EVERYONE = "everyone"
    ROLE = "role"
    COHORT = "cohort"
    ORGANISATIONS = "organisations"
    PEOPLE = "people"


ON_A_ROLL: Final = frozenset({Electorate.COHORT, Electorate.ORGANISATIONS, Electorate.PEOPLE})
"""Electorates whose roll is frozen at the opening. A role's is judged at the press, as everybody's."""


class QuorumKind(StrEnum):
    """How many have to vote: a count, per cent of the roll (rounded up), or per cent of its weight."""

    NONE = "none"
    COUNT = "count"
    ROLL = "roll"
    WEIGHT = "weight"


class ThresholdBase(StrEnum):
    """Of what the threshold is a per cent: votes without abstentions, with them, or the roll."""

    CAST = "cast"
    ALL = "all"
    ROLL = "roll"


class EqualRanks(StrEnum):
    """Equal ranks in instant runoff and STV: the vote is shared, or such a ballot is refused."""

    SPLIT = "split"
    FORBIDDEN = "forbidden"


class Answer(StrEnum):
    """What is said in a yes/no poll. Abstaining counts for the quorum, and not for the threshold unless it says so."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    BLOCK = "block"


class Manner(StrEnum):
    """For whom a ballot was cast: oneself (or as the named voter of one's organisation), as its alternate, by proxy."""

    OWN = "own"
    ALTERNATE = "alternate"
    PROXY = "proxy"


STRENGTH: Final = {Manner.PROXY: 0, Manner.ALTERNATE: 1, Manner.OWN: 2}
"""A stronger ballot replaces a weaker one, never the other way round."""


def letter(number: int) -> str:
    """What an option goes by on a ranked ballot: 1 is A, 24 is X, "none of these" is Z."""
    return "Z" if number == NONE else chr(ord("A") + number - 1)


@dataclass(frozen=True, kw_only=True)
class Option:
    """`number` 1 to 24 names it for good. `wall`, `starts_at`, `minutes`: of a date, in the poll's zone."""

    number: int
    label: str
    detail: str = ""
    wall: dt.datetime | None = None
    starts_at: dt.datetime | None = None
    minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Poll:
    """A poll as stored; the columns of `poll` tell what each field means.

    `roll`: how many are on the frozen roll; None: there is none, and eligibility is judged at the press. `reminders`:
    minutes before the close. `threshold`: per cent; None: none. `electorate_id`: the role or the cohort.
    """

    id: int
    guild_id: int
    kind: Kind
    method: Method
    state: PollState
    question: str
    zone: str
    channel_id: int
    description: str = ""
    secrecy: Secrecy = Secrecy.CONFIDENTIAL
    electorate: Electorate = Electorate.EVERYONE
    electorate_id: int | None = None
    seats: int = 1
    goal: int | None = None
    goal_unit: str = ""
    none_option: bool = False
    may_block: bool = False
    equal_ranks: EqualRanks = EqualRanks.SPLIT
    quorum_kind: QuorumKind = QuorumKind.NONE
    quorum: int = 0
    threshold: int | None = None
    threshold_strict: bool = True
    threshold_base: ThresholdBase = ThresholdBase.CAST
    standings: bool = False
    receipts: bool = False
    proxies: int = 0
    weighted: bool = False
    advisory: bool = False
    tie_outside: str = ""
    tie_value: str = ""
    reminders: tuple[int, ...] = REMINDERS
    extension_hours: int = 48
    extended: bool = False
    opens_wall: dt.datetime | None = None
    opens_at: dt.datetime | None = None
    closes_wall: dt.datetime | None = None
    closes_at: dt.datetime | None = None
    confirmed: bool = False
    bound: bool = False
    opened_at: dt.datetime | None = None
    closed_at: dt.datetime | None = None
    thread_wanted: bool = False
    thread_id: int | None = None
    card_message_id: int | None = None
    result_message_id: int | None = None
    cards: int = 0
    changes: int = 0
    event_id: int | None = None
    roll: int | None = None
    definition: str = ""
    definition_hash: str = ""
    seed: str = ""
    secret: str = ""
    head: str = ""
    result: str = ""
    outcome: str = ""
    outcome_option: int | None = None
    certified_by: str | None = None
    certified_at: dt.datetime | None = None
    review_on: dt.date | None = None
    reason: str = ""
    template: str = ""
    copied_from: int | None = None
    created_by: str = ""
    version: int = 1

    @property
    def is_ranked(self) -> bool:
        return self.method in RANKED

    @property
    def short_hash(self) -> str:
        """The 12 hex digits that stand on the card; empty before the opening."""
        return self.definition_hash[:12]


@dataclass(frozen=True, kw_only=True)
class Unit:
    """Somebody with one vote: a person (`voter` is their actor key) or an organisation (`org:7`, `net:3`), as `poll_roll`.

    `manner`: how the person who presses votes for it. `advisory`: the vote is counted apart.
    """

    voter: str
    manner: Manner = Manner.OWN
    name: str = ""
    weight: int = 1
    advisory: bool = False

    @property
    def is_organisation(self) -> bool:
        return ":" in self.voter


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """A stored ballot. `vote` is empty in a sealed poll."""

    voter: str
    cast_by: str
    manner: Manner
    vote: str
    salt: str = ""
    receipt: str = ""
    weight: int = 1
    advisory: bool = False
    interaction_id: int = 0
    cast_at: dt.datetime | None = None


def needed(poll: Poll, weight: int | None = None) -> int | None:
    """How many votes the quorum asks for (for WEIGHT: how much weight of `weight`); None: there is no quorum.

    A per cent is rounded up: 50 % of 7 is 4. Of a roll that is not known nothing can be a per cent.
    """
    match poll.quorum_kind:
        case QuorumKind.NONE:
            return None
        case QuorumKind.COUNT:
            return poll.quorum
        case QuorumKind.ROLL:
            return None if poll.roll is None else -(-poll.roll * poll.quorum // 100)
        case QuorumKind.WEIGHT:
            return None if weight is None else -(-weight * poll.quorum // 100)


def passes(poll: Poll, votes: Fraction | int, base: int) -> bool:
    """Whether `votes` of `base` reach the threshold: more than it, or as much, as the poll says. No threshold: always."""
    if poll.threshold is None:
        return True
    share, wanted = Fraction(votes) * 100, Fraction(poll.threshold * base)
    return share > wanted if poll.threshold_strict else base > 0 and share >= wanted


def is_in_time(poll: Poll, at: dt.datetime) -> bool:
    """Whether a press of this instant (the interaction's own time, not its arrival) counts: up to the deadline itself."""
    return (
        poll.state is PollState.OPEN
        and poll.opened_at is not None
        and at >= poll.opened_at - CLOSE_AFTER
        and (poll.closes_at is None or at <= poll.closes_at)
    )
