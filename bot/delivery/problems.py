"""What organisers are told when a promise could not be kept: once, with the cure, until it has worked again.

One row of `problem` for each guild, kind and target (of a role that cannot be given: the role; of a thread: the channel it
is in); a row that is there already is not told again, so a deleted channel with a hundred future messages makes one notice,
and so does a permission that is missing in a hundred threads. A later success at the same target takes its rows away.
"""

import datetime as dt
import json
import logging
from dataclasses import dataclass

from bot.clock import from_epoch, to_epoch
from bot.delivery import lateness, outbox
from bot.delivery.lateness import Promise
from bot.delivery.model import Delivery, EffectKind, NewDelivery
from bot.delivery.verdict import (
    LATE,
    NOT_PUBLISHABLE,
    OF_A_THREAD,
    QUIET,
    ROLE_UNPINGABLE,
    TAGS_REFUSED,
)
from bot.storage.database import Transaction

FEATURE = "guilds"
TEMPLATE = "problem"
"""Whose renderer makes the notice."""

_IN_CHANNELS = frozenset(
    {
        EffectKind.MESSAGE,
        EffectKind.EDIT,
        EffectKind.FORUM_POST,
        EffectKind.THREAD,
        EffectKind.THREAD_EDIT,
        EffectKind.PRIVATE_THREAD,
        EffectKind.THREAD_MEMBER,
        EffectKind.CROSSPOST,
    }
)

_TO_PEOPLE = frozenset({EffectKind.DIRECT_MESSAGE, EffectKind.ROLE})

_OVER_BY_ITSELF = frozenset({NOT_PUBLISHABLE, ROLE_UNPINGABLE, TAGS_REFUSED})
"""A message that arrives shows nothing of these: see `over`."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class OpenProblem:
    """`kind` is the reason's word; `target_id` a channel, role, user or guild."""

    kind: str
    target_id: int
    since: dt.datetime


def tell(tx: Transaction, delivery: Delivery, reason: str) -> bool:
    """Note that `delivery` could not be done; True when a notice to the organisers was enqueued.

    The notice's details: `kind` and `reason` (the same word), `effect`, `feature`, `template`, `subject_id`,
    `due_at` (epoch seconds), `target_id` when it is a channel, `threads` when it is about threads in that channel, and
    `role_id` when it is a role.
    """
    if reason in QUIET or (delivery.feature, delivery.template) == (FEATURE, TEMPLATE):
        return False
    place = _place(delivery)
    if place is not None and reason in OF_A_THREAD:
        return False  # people delete and close their threads: nothing that anybody has to mend
    if delivery.kind in _TO_PEOPLE and _is_erased(tx, delivery):
        return False
    since = to_epoch(tx.now)
    target_id = _target(delivery)
    new = tx.execute(
        "INSERT INTO problem (guild_id, kind, target_id, since) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (guild_id, kind, target_id) DO NOTHING",
        (delivery.guild_id, reason, target_id, since),
    )
    if not new:
        return False
    row = tx.one(
        "SELECT channel_id FROM guild_channel WHERE guild_id = ? AND purpose = 'notices'",
        (delivery.guild_id,),
    )
    if row is None:
        _log.warning("guild %d has no channel for notices: %s", delivery.guild_id, reason)
        return False
    if row["channel_id"] == delivery.target_id and reason != LATE:
        _log.warning(
            "the channel for notices of guild %d is itself out of reach: %s", delivery.guild_id, reason
        )
        return False
    details: dict[str, object] = {
        "kind": reason,
        "reason": reason,
        "effect": delivery.kind.value,
        "feature": delivery.feature,
        "template": delivery.template,
        "subject_id": delivery.subject_id,
        "due_at": to_epoch(delivery.due_at),
    }
    if delivery.kind in _IN_CHANNELS:
        details["target_id"] = target_id
    if place is not None:
        details["threads"] = True
    if delivery.kind is EffectKind.ROLE:
        details["role_id"] = target_id
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=delivery.guild_id,
            kind=EffectKind.MESSAGE,
            feature=FEATURE,
            template=TEMPLATE,
            target_id=row["channel_id"],
            # Neither names a person: a problem does, and goes when they are erased.
            occurrence=f"problem:{delivery.guild_id}:{reason}:{delivery.id}:{since}",
            subject_id=0 if delivery.kind in _TO_PEOPLE else delivery.target_id,
            details=details,
            due_at=tx.now,
            expires_at=lateness.expires_at(Promise.NOTICE, tx.now),
        ),
    )
    return True


def _target(delivery: Delivery) -> int:
    """What the problem is with: the role and not the member, or a hundred members would make a hundred notices.

    For the same reason the channel and not its thread, where the delivery's details name it as `place`.
    """
    role_id = delivery.details.get("role_id")
    if delivery.kind is EffectKind.ROLE and isinstance(role_id, int):
        return role_id
    return _place(delivery) or delivery.target_id


def _place(delivery: Delivery) -> int | None:
    """The channel of the thread that it goes to."""
    place = delivery.details.get("place")
    return place if isinstance(place, int) and place != delivery.target_id else None


def _is_erased(tx: Transaction, delivery: Delivery) -> bool:
    """Whether the person it was for was erased while it was on its way."""
    row = tx.one("SELECT target_id FROM delivery WHERE id = ?", (delivery.id,))
    return row is not None and row["target_id"] != delivery.target_id


def prune(tx: Transaction, before: dt.datetime, limit: int = 500) -> int:
    """Forget problems from before an instant, `limit` at most; returns how many. One that lasts is told anew."""
    return tx.execute(
        "DELETE FROM problem WHERE (guild_id, kind, target_id) IN"
        " (SELECT guild_id, kind, target_id FROM problem WHERE since < ? LIMIT ?)",
        (to_epoch(before), limit),
    )


def worked(tx: Transaction, delivery: Delivery) -> int:
    """Something arrived: what was wrong with its target is over; returns how many problems that ends."""
    return clear(tx, delivery.guild_id, _target(delivery), by=delivery.kind)


def over(tx: Transaction, delivery: Delivery, reason: str) -> None:
    """A delivery showed that one problem with its target is over, of those that no message shows."""
    tx.execute(
        "DELETE FROM problem WHERE guild_id = ? AND target_id = ? AND kind = ?",
        (delivery.guild_id, _target(delivery), reason),
    )


def clear(tx: Transaction, guild_id: int, target_id: int, *, by: EffectKind | None = None) -> int:
    """It works again at this target, as an effect of a kind showed; returns how many problems that ends.

    A message that arrives shows nothing of whether it can be published: told after each post, that would be a storm.
    """
    kept = set() if by is None else _OVER_BY_ITSELF
    if by is EffectKind.CROSSPOST:
        kept = kept - {NOT_PUBLISHABLE}
    return tx.execute(
        "DELETE FROM problem WHERE guild_id = ? AND target_id = ? AND kind NOT IN (SELECT value FROM json_each(?))",
        (guild_id, target_id, json.dumps(sorted(kept))),
    )


def of_guild(tx: Transaction, guild_id: int) -> list[OpenProblem]:
    """What is wrong in a guild now, the oldest first."""
    rows = tx.all(
        "SELECT kind, target_id, since FROM problem WHERE guild_id = ? ORDER BY since, kind, target_id",
        (guild_id,),
    )
    return [
        OpenProblem(kind=row["kind"], target_id=row["target_id"], since=from_epoch(row["since"]))
        for row in rows
    ]
