"""What the charter promises: cards in channels, now and by a plan, and the role. Functions of a transaction."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome
from bot.delivery.recurrence import Occurrence
from bot.guilds.rules import gives_authority
from bot.guilds.service import settings_in
from bot.storage.database import Transaction
from bot.topics.charter import rules, store
from bot.topics.charter.rules import Charter, Setting

FEATURE: Final = "charter"
POST, REPOST, EDIT, ROLE = "post", "repost", "edit", "role"
"""What is delivered: a card that was asked for, one by the plan, what becomes of a card that stands, and the role."""
_LOOKED_AT = 100
_MINUTE = 60


# Cards


def post(tx: Transaction, charter: Charter, channel_id: int, *, key: int) -> None:
    """Promise the version that applies, in a channel, now."""
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=charter.guild_id,
            kind=EffectKind.MESSAGE,
            feature=FEATURE,
            template=POST,
            target_id=channel_id,
            occurrence=f"charter:{charter.guild_id}:post:{key}:{channel_id}",
            details={"number": charter.number},
            due_at=tx.now,
            expires_at=expires_at(Promise.ANNOUNCEMENT, tx.now),
        ),
    )


def plan_from(tx: Transaction, setting: Setting, *, since: dt.datetime) -> int:
    """Promise the reposts after `since`, up to the horizon; returns how many."""
    if setting.plan is None or setting.channel_id is None:
        return 0
    found, until = rules.to_plan(setting.plan, since=since, now=tx.now)
    return _repost(tx, setting, setting.channel_id, found, until)


def plan_anew(tx: Transaction, setting: Setting) -> int:
    """Take back the reposts that were not sent and promise them anew, as zone data has them now."""
    if setting.plan is None or setting.channel_id is None:
        return 0
    rows = outbox.upcoming(tx, setting.guild_id, FEATURE, 0, _LOOKED_AT)
    owed = {
        dt.datetime.fromisoformat(str(row.details["planned"])): row.due_at
        for row in rows
        if row.template == REPOST
    }
    withdraw(tx, setting.guild_id)
    found, until = rules.to_promise_anew(
        setting.plan, owed=owed, since=min(setting.planned_until or tx.now, tx.now), now=tx.now
    )
    return _repost(tx, setting, setting.channel_id, found, until)


def withdraw(tx: Transaction, guild_id: int) -> None:
    """Take back the reposts that were not sent."""
    outbox.cancel(tx, guild_id=guild_id, feature=FEATURE, subject_id=0, template=REPOST)


def _repost(
    tx: Transaction, setting: Setting, channel_id: int, found: Iterable[Occurrence], until: dt.datetime
) -> int:
    made = 0
    for one in found:
        outbox.enqueue(
            tx,
            NewDelivery(
                guild_id=setting.guild_id,
                kind=EffectKind.MESSAGE,
                feature=FEATURE,
                template=REPOST,
                target_id=channel_id,
                occurrence=rules.occurrence_key(setting.guild_id, one.planned, channel_id),
                details={"planned": one.planned.isoformat()},
                due_at=one.instant,
                expires_at=expires_at(Promise.ANNOUNCEMENT, one.instant),
            ),
        )
        made += 1
    store.set_planned_until(tx, setting.guild_id, until)
    return made


def posted(tx: Transaction, guild_id: int) -> list[Delivery]:
    """The newest card in each channel, the newest first."""
    rows = [
        row
        for template in (POST, REPOST)
        for row in outbox.last_sent(tx, guild_id, FEATURE, 0, template=template, limit=_LOOKED_AT)
    ]
    newest: dict[int, Delivery] = {}
    for row in sorted(rows, key=lambda row: row.settled_at or row.due_at, reverse=True):
        newest.setdefault(row.target_id, row)
    return list(newest.values())


def overtake(tx: Transaction, before: Charter | None, charter: Charter) -> list[Delivery]:
    """A version was published: the newest card in each channel is to point to it. Returns these cards.

    Those that point already, because `before` overtook them, go on doing so.
    """
    cards = posted(tx, charter.guild_id)
    for card in cards:
        since = None if before is None else before.published_at
        if since is None or card.settled_at is None or card.settled_at >= since:
            _edit(tx, charter, card, shows=charter.number - 1)
    return cards


def catch_up(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    """In the transaction that settles a card: one that was on its way while a version was published is brought up to date.

    Nobody knows which one it shows: it may have been on Discord before, and only the answer was lost.
    """
    row = outbox.get(tx, delivery.id) if outcome.state is DeliveryState.SENT else None
    current = store.current(tx, delivery.guild_id)
    if row is None or row.first_attempt_at is None or current is None or current.published_at is None:
        return
    promised_after = row.details.get("number") == current.number
    if current.published_at >= row.first_attempt_at and not promised_after:
        _edit(tx, current, row, shows=current.number)


def _edit(tx: Transaction, charter: Charter, card: Delivery, *, shows: int) -> None:
    """`shows`: the version that the card is to show, or to say of that it applies no more."""
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=charter.guild_id,
            kind=EffectKind.EDIT,
            feature=FEATURE,
            template=EDIT,
            target_id=card.target_id,
            occurrence=f"charter:{charter.guild_id}:edit:{charter.id}:{card.result_id}",
            details={"message_id": card.result_id, "mark": card.mark, "number": shows},
            due_at=tx.now,
            expires_at=expires_at(Promise.ALWAYS, tx.now),
        ),
    )


# The role


def give(tx: Transaction, charter: Charter, role_id: int, user_id: int) -> None:
    """Promise a person the role. Asked for twice in a minute it is given once; later it may have been taken meanwhile."""
    minute = int(tx.now.timestamp()) // _MINUTE
    _role(tx, charter, role_id, user_id, action="add", key=f"give:{minute}")


def take(tx: Transaction, charter: Charter, role_id: int, user_id: int) -> None:
    """Promise that a person holds the role no more until they have read this version."""
    _role(tx, charter, role_id, user_id, action="remove", key="take")


def is_wanted(tx: Transaction, delivery: Delivery) -> bool:
    """Whether a promise about the role still says what holds now: the person may have read it meanwhile."""
    setting = store.setting(tx, delivery.guild_id)
    if delivery.details.get("role_id") != setting.role_id:
        return False
    adds = delivery.details.get("action") == "add"
    if adds and gives_authority(settings_in(tx, delivery.guild_id), setting.role_id or 0):
        return False
    furthest = store.furthest(tx, delivery.guild_id, delivery.target_id)
    held = rules.holds(furthest, store.needed(tx, delivery.guild_id))
    return held == adds


def _role(tx: Transaction, charter: Charter, role_id: int, user_id: int, *, action: str, key: str) -> None:
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=charter.guild_id,
            kind=EffectKind.ROLE,
            feature=FEATURE,
            template=ROLE,
            subject_id=charter.id,
            target_id=user_id,
            occurrence=f"charter:{charter.id}:{role_id}:{user_id}:{key}",
            details={"role_id": role_id, "action": action},
            due_at=tx.now,
            expires_at=expires_at(Promise.ALWAYS, tx.now),
        ),
    )
