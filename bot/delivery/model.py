"""What is to happen on Discord, as values. No I/O, no discord."""

import base64
import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.ui.cards import Card


class EffectKind(StrEnum):
    """A lasting effect on Discord; one executor each."""

    MESSAGE = "message"
    DIRECT_MESSAGE = "direct_message"
    EDIT = "edit"
    FORUM_POST = "forum_post"
    THREAD = "thread"
    ROLE = "role"
    EVENT = "event"
    CHANNEL = "channel"
    CROSSPOST = "crosspost"
    THREAD_EDIT = "thread_edit"
    PRIVATE_THREAD = "private_thread"
    THREAD_MEMBER = "thread_member"


class DeliveryState(StrEnum):
    """pending → claimed → sent | retry | dead | cancelled | dropped; retry → claimed."""

    PENDING = "pending"
    CLAIMED = "claimed"
    RETRY = "retry"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class NewDelivery:
    """A promise to be enqueued in the transaction that makes it.

    `occurrence` is the promise's identity: enqueued twice, it is delivered once.
    `target_id` is the channel or thread (messages, threads and who is in them), the user (direct message, role) or the guild.
    `expires_at`: not sent from this instant on; dropped, logged, told to the organisers. None: always sent.
    """

    guild_id: int
    kind: EffectKind
    feature: str
    template: str
    target_id: int
    occurrence: str
    due_at: dt.datetime
    subject_id: int = 0
    details: Mapping[str, object] = field(default_factory=dict)
    expires_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Delivery(NewDelivery):
    """A stored promise."""

    id: int
    state: DeliveryState
    attempt: int
    first_attempt_at: dt.datetime | None
    """Since when it may exist on Discord; None: nothing can have gone out."""
    result_id: int | None
    """What Discord made: a message, thread, event, role or channel id."""
    reason: str | None
    settled_at: dt.datetime | None

    @property
    def nonce(self) -> str:
        """25 characters that are the same for each attempt at this occurrence, in each process."""
        return nonce_of(self.occurrence)

    @property
    def mark(self) -> str:
        """Our own sign in a message, to find it again when the nonce has been forgotten."""
        return mark_of(self.occurrence)


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """What an executor sends: for messages a card; for other kinds the fields of the call in `fields`.

    Nobody is mentioned unless `mention_roles`, `mention_users` or `mention_everyone` says so.
    """

    card: "Card | None" = None
    fields: Mapping[str, object] = field(default_factory=dict)
    mention_roles: tuple[int, ...] = ()
    mention_users: tuple[int, ...] = ()
    mention_everyone: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a delivery ended. `state` is SENT, DEAD, DROPPED or CANCELLED; `reason` is a word for the log and the cure."""

    state: DeliveryState
    result_id: int | None = None
    reason: str | None = None


def _digest(occurrence: str) -> str:
    return base64.b32encode(hashlib.sha256(occurrence.encode()).digest()).decode().lower()


def nonce_of(occurrence: str) -> str:
    """25 characters, Discord's longest nonce: 125 bits of SHA-256 of the occurrence key."""
    return _digest(occurrence)[:25]


def mark_of(occurrence: str) -> str:
    """8 characters (40 bits) that name the delivery in the message's reference line."""
    return _digest(occurrence)[25:33].upper()
