"""The chain of a poll's events: what is hashed, and whether a chain holds. Pure.

An event's hash is SHA-256 over the hash before it, a line feed, and its canonical JSON (keys sorted, no spaces, UTF-8) of
{"at": seconds, "body": {…}, "kind": "…", "number": n}. The first event follows the definition's hash.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

OPENED, CAST, CLOSED, CERTIFIED, VOIDED = "opened", "cast", "closed", "certified", "voided"
EXTENDED, CORRECTED, OPTION_ADDED, PROXY, LOT = "extended", "corrected", "option-added", "proxy", "lot"
KINDS: Final = frozenset(
    {OPENED, CAST, CLOSED, CERTIFIED, VOIDED, EXTENDED, CORRECTED, OPTION_ADDED, PROXY, LOT}
)

_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, kw_only=True)
class Event:
    """`number` counts from 1; `at`: epoch seconds."""

    number: int
    at: int
    kind: str
    body: Mapping[str, object]
    hash: str


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: the same bytes for the same value, everywhere."""
    return _CANONICAL.encode(value)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def link(before: str, *, number: int, at: int, kind: str, body: Mapping[str, object]) -> str:
    """The hash of an event that follows the one with the hash `before`."""
    return sha256(f"{before}\n{canonical({'at': at, 'body': body, 'kind': kind, 'number': number})}")


def broken(definition_hash: str, events: Sequence[Event]) -> int | None:
    """The number of the first event that does not follow from what is before it; None: the chain holds."""
    before = definition_hash
    for number, one in enumerate(events, start=1):
        if one.number != number or one.hash != link(
            before, number=one.number, at=one.at, kind=one.kind, body=one.body
        ):
            return number
        before = one.hash
    return None


def pseudonym(secret: str, voter: str) -> str:
    """A voter's name in the chain of one poll: the same within it, unlike any in another."""
    return hmac.digest(secret.encode(), voter.encode(), "sha256").hex()[:16]


def erased_mark(secret: str, user_id: int) -> str:
    """What stands with the ballot of somebody who was erased, while the poll is open: that they vote no second time."""
    return f"erased:{pseudonym(secret, f'user:{user_id}')}"


def commitment(salt: str, vote: str) -> str:
    """What the chain says of a ballot: whoever is given salt and ballot can check it, nobody else can guess it."""
    return sha256(f"{salt}\n{vote}")


def receipt(token: str, vote: str, definition_hash: str) -> str:
    """What the published sheet shows beside a ballot: only who holds the token knows it as theirs."""
    return hmac.digest(token.encode(), f"{definition_hash}\n{vote}".encode(), "sha256").hex()[:32]


def ballots_hash(lines: Iterable[str]) -> str:
    """The hash of all ballots, whatever their order: what the closing event says of them. `lines`: see `voting.votes.line`."""
    return sha256("\n".join(sorted(lines)))


def lot(seed: str, numbers: Iterable[int]) -> list[int]:
    """Options in the order of a lot, the luckiest first: by SHA-256 over the seed and the option's number."""
    return sorted(numbers, key=lambda one: sha256(f"{seed}:{one}"))


def lot_seed(definition_hash: str, head: str, server_seed: str, outside: str) -> str:
    """The seed of a lot: nobody knows it before the close, and anybody can compute it after."""
    return sha256("\n".join((definition_hash, head, server_seed, outside)))
