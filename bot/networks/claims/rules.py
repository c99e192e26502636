"""What a claim is, how long it holds, and where a token proves it. Pure."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

VALID: Final = dt.timedelta(days=365)
"""So long a verified claim holds without being confirmed."""
ASK_BEFORE: Final = dt.timedelta(days=14)
"""So long before its end it is asked for again."""
TOKEN_KEPT: Final = dt.timedelta(days=7)
ENDED_SHOWN: Final = dt.timedelta(days=30)
"""So long a claim that ended stands in the list of whoever made it."""
ENDED_KEPT: Final = dt.timedelta(days=180)
"""So long one that ended is stored."""
LOOK_AGAIN: Final = dt.timedelta(days=1)
"""So long after a member was seen nobody asks Discord for them."""
NOTICE_AFTER: Final = dt.timedelta(minutes=10)
"""A notice waits so long for the next claim, and for whoever proves it alone."""
NOTICE_PAUSE: Final = dt.timedelta(hours=1)
NOTICE_AGAIN: Final = dt.timedelta(days=7)
"""What waits so long is told of once more."""
MOST_OPEN: Final = 20
"""Claims that a member may have in a guild at a time."""
MOST_CLAIMED: Final = 5
CLAIMED_WITHIN: Final = dt.timedelta(hours=1)
MOST_CHECKED: Final = 3
CHECKED_WITHIN: Final = dt.timedelta(minutes=5)
NOTE_LIMIT: Final = 500
MOST_MENTIONED: Final = 50
"""People in one message that asks to confirm."""

DNS_LABEL: Final = "_crossconnect"
_KEY: Final = "crossconnect-verify"


class ClaimRole(StrEnum):
    """What the member is at the network."""

    NOC = "noc"
    PEERING = "peering"
    TECHNICAL = "technical"
    POLICY = "policy"


class ClaimState(StrEnum):
    """waiting → verified | refused | withdrawn | ended; verified → withdrawn | expired | ended."""

    WAITING = "waiting"
    VERIFIED = "verified"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ENDED = "ended"


OPEN: Final = frozenset({ClaimState.WAITING, ClaimState.VERIFIED})


class Proof(StrEnum):
    """How a claim was shown."""

    ORGANISER = "organiser"
    PEERINGDB = "peeringdb"
    DNS = "dns"


class Place(StrEnum):
    """Where only the network can put something. Each has its name in the catalogue under claims-place-…"""

    NOTES = "notes"
    WEBSITE = "website"
    LABEL = "label"
    DOMAIN = "domain"


PROOF_AT: Final = {
    Place.NOTES: Proof.PEERINGDB,
    Place.WEBSITE: Proof.PEERINGDB,
    Place.LABEL: Proof.DNS,
    Place.DOMAIN: Proof.DNS,
}


class Answer(StrEnum):
    """What a place answered. Each has its words in the catalogue under claims-answer-…"""

    FOUND = "found"
    MISSING = "missing"
    UNREACHABLE = "unreachable"
    UNKNOWN = "unknown"
    """The source does not know the network, or no domain is known."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a place answered. `where`: the name in DNS that was asked. `vouched`: PeeringDB named it just now."""

    place: Place
    answer: Answer
    where: str = ""
    vouched: bool = True


@dataclass(frozen=True, kw_only=True)
class Claim:
    """That a member speaks for a network. `network`: its name as the guild knows it; `website`: its website, if one is known.

    `vouched`: PeeringDB itself named the place where the token was found.
    """

    id: int
    guild_id: int
    network_id: int
    asn: int
    network: str
    website: str | None
    user_id: int
    role: ClaimRole
    state: ClaimState
    proof: Proof | None
    contact: bool
    channel_id: int | None
    note: str
    token: str | None
    token_at: dt.datetime | None
    token_place: Place | None
    vouched: bool
    decided_by: str | None
    decided_at: dt.datetime | None
    expires_at: dt.datetime | None
    asked_at: dt.datetime | None
    role_id: int | None
    seen_at: dt.datetime
    version: int
    created_at: dt.datetime
    updated_at: dt.datetime

    def holds(self, now: dt.datetime) -> bool:
        """Whether the member is shown to speak for the network at an instant."""
        return self.state is ClaimState.VERIFIED and self.expires_at is not None and now < self.expires_at


def token_text(token: str) -> str:
    """What is put into notes, a website's address or a TXT record: letters, digits, hyphens and = alone."""
    return f"{_KEY}={token}"


def token_until(claim: Claim) -> dt.datetime | None:
    """Until when the token of a claim counts; None: it has none."""
    return None if claim.token is None or claim.token_at is None else claim.token_at + TOKEN_KEPT


def is_token_good(claim: Claim, now: dt.datetime) -> bool:
    """Whether a claim has a token that still counts."""
    until = token_until(claim)
    return until is not None and now < until


def holds_token(texts: Iterable[str], token: str) -> bool:
    """Whether one of these texts holds the token: whole, not as a part of a longer one."""
    wanted = re.compile(rf"(?<![A-Za-z0-9-]){re.escape(token_text(token))}(?![A-Za-z0-9])", re.IGNORECASE)
    return any(wanted.search(text) for text in texts)


def is_due_again(claim: Claim, now: dt.datetime) -> bool:
    """Whether a verified claim is near enough to its end to be asked for again."""
    return claim.holds(now) and claim.expires_at is not None and claim.expires_at - now <= ASK_BEFORE
