"""How a guild's digest becomes deliveries: functions of a transaction."""

import datetime as dt
from typing import Final

from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at
from bot.delivery.model import Delivery, EffectKind, NewDelivery
from bot.guilds.service import settings_in
from bot.storage.database import Transaction
from bot.topics.digest import rules, store
from bot.topics.digest.rules import Digest
from bot.topics.pings.rules import after_quiet

FEATURE: Final = "digest"
DIGEST, NOW = "digest", "now"
"""What is delivered: the one that was scheduled, and the one an organiser posts at once."""
SUBJECT: Final = 0
"""A guild has one digest."""
_NOW_WITHIN: Final = dt.timedelta(minutes=15)


def make(tx: Transaction, digest: Digest, *, since: dt.datetime) -> int:
    """Promise the digests after `since`, up to the horizon; returns how many."""
    if digest.plan is None or digest.channel_id is None:
        return 0
    settings = settings_in(tx, digest.guild_id)
    found, until = rules.editions(digest.plan, since=since, now=tx.now)
    made = 0
    for one in found:
        due_at = after_quiet(settings, one.at.instant)
        if due_at >= one.until:
            continue
        made += 1
        outbox.enqueue(
            tx,
            NewDelivery(
                guild_id=digest.guild_id,
                kind=EffectKind.MESSAGE,
                feature=FEATURE,
                template=DIGEST,
                subject_id=SUBJECT,
                target_id=digest.channel_id,
                # The wall time and not the instant: when a country moves its clocks the promise stays the same one.
                occurrence=f"digest:{digest.guild_id}:{one.at.planned:%Y%m%dT%H%M%S}:{digest.channel_id}",
                details={"planned": one.at.planned.isoformat()},
                due_at=due_at,
                expires_at=expires_at(Promise.DIGEST, due_at, until=one.until),
            ),
        )
    store.set_planned_until(tx, digest.guild_id, until)
    return made


def anew(tx: Transaction, digest: Digest) -> int:
    """Compute what is promised from the plan again; returns how many. What is due already stays owed, if it is planned."""
    owed = [
        row.occurrence
        for row in outbox.upcoming(tx, digest.guild_id, FEATURE, SUBJECT)
        if row.due_at <= tx.now
    ]
    outbox.cancel(
        tx,
        guild_id=digest.guild_id,
        feature=FEATURE,
        subject_id=SUBJECT,
        template=DIGEST,
        keep_occurrences=owed,
    )
    return make(tx, digest, since=tx.now)


def take_back(tx: Transaction, guild_id: int) -> int:
    """Promise no digest any more; returns how many that were."""
    return outbox.cancel(tx, guild_id=guild_id, feature=FEATURE, subject_id=SUBJECT, template=DIGEST)


def put_off(tx: Transaction, delivery: Delivery, *, held: bool = False) -> bool:
    """Quiet hours began meanwhile: post it when they end, if it is worth it then. `held`: they held it back a moment ago."""
    due_at = after_quiet(settings_in(tx, delivery.guild_id), tx.now)
    if (due_at <= tx.now and not held) or delivery.expires_at is None or due_at >= delivery.expires_at:
        return False
    again = NewDelivery(
        guild_id=delivery.guild_id,
        kind=delivery.kind,
        feature=FEATURE,
        template=delivery.template,
        subject_id=delivery.subject_id,
        target_id=delivery.target_id,
        occurrence=delivery.occurrence,
        details=delivery.details,
        due_at=due_at,
        expires_at=delivery.expires_at,
    )
    return outbox.enqueue(tx, again) is not None


def now(tx: Transaction, guild_id: int, channel_id: int, request_id: int) -> bool:
    """Promise a digest at once; `request_id` names the wish: pressed twice it is one. False when it was posted already."""
    made = outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=guild_id,
            kind=EffectKind.MESSAGE,
            feature=FEATURE,
            template=NOW,
            subject_id=SUBJECT,
            target_id=channel_id,
            occurrence=f"digest:{guild_id}:now:{request_id}",
            due_at=tx.now,
            expires_at=tx.now + _NOW_WITHIN,
        ),
    )
    return made is not None
