"""What a poll can begin as: the kinds a person chooses from, and the templates of what a forming exchange decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.polls.rules import Electorate, Kind, Method, Secrecy


class Start(StrEnum):
    """The first seven are kinds, the others templates. The order is the number in a custom_id: new ones come last."""

    YES_NO = "yes_no"
    RANKED = "ranked"
    APPROVAL = "approval"
    SCORE = "score"
    COMMITTEE = "committee"
    DATE = "date"
    PLEDGE = "pledge"
    INTEREST = "interest"
    LOCATION = "location"
    GOVERNANCE = "governance"
    FEES = "fees"
    MEETING = "meeting"
    BOARD = "board"


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What a poll is from its first moment; everything in it can be changed before it opens."""

    kind: Kind
    method: Method
    electorate: Electorate = Electorate.EVERYONE
    secrecy: Secrecy = Secrecy.CONFIDENTIAL
    seats: int = 1
    goal: int | None = None
    none_option: bool = False
    standings: bool = False
    thread: bool = False


SHAPES: Final[Mapping[Start, Shape]] = {
    Start.YES_NO: Shape(kind=Kind.YES_NO, method=Method.YES_NO),
    Start.RANKED: Shape(kind=Kind.CHOICE, method=Method.SCHULZE),
    Start.APPROVAL: Shape(kind=Kind.CHOICE, method=Method.APPROVAL),
    Start.SCORE: Shape(kind=Kind.CHOICE, method=Method.SCORE),
    Start.COMMITTEE: Shape(kind=Kind.COMMITTEE, method=Method.STV, seats=3),
    Start.DATE: Shape(kind=Kind.DATE, method=Method.DATE, secrecy=Secrecy.OPEN, standings=True),
    Start.PLEDGE: Shape(kind=Kind.PLEDGE, method=Method.PLEDGE, secrecy=Secrecy.OPEN, standings=True),
    # Three independent networks are the critical mass of an exchange.
    Start.INTEREST: Shape(
        kind=Kind.PLEDGE,
        method=Method.PLEDGE,
        electorate=Electorate.ORGANISATIONS,
        secrecy=Secrecy.OPEN,
        goal=3,
        standings=True,
    ),
    Start.LOCATION: Shape(
        kind=Kind.CHOICE,
        method=Method.SCHULZE,
        electorate=Electorate.ORGANISATIONS,
        none_option=True,
        thread=True,
    ),
    Start.GOVERNANCE: Shape(
        kind=Kind.CHOICE,
        method=Method.SCHULZE,
        electorate=Electorate.ORGANISATIONS,
        none_option=True,
        thread=True,
    ),
    Start.FEES: Shape(
        kind=Kind.CHOICE,
        method=Method.SCHULZE,
        electorate=Electorate.ORGANISATIONS,
        none_option=True,
        thread=True,
    ),
    Start.MEETING: Shape(kind=Kind.DATE, method=Method.DATE, secrecy=Secrecy.OPEN, standings=True),
    Start.BOARD: Shape(kind=Kind.COMMITTEE, method=Method.STV, electorate=Electorate.ORGANISATIONS, seats=3),
}
NUMBERED: Final = tuple(Start)
KINDS: Final = NUMBERED[:7]
TEMPLATES: Final = NUMBERED[7:]
