"""How a reminder becomes a delivery: functions of a transaction, for the service and for the features it is about."""

from typing import Final

from bot.delivery import outbox
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome
from bot.delivery.verdict import DM_CLOSED, MEMBER_GONE
from bot.feature import Remindable
from bot.reminders import rules, store
from bot.reminders.rules import Reminder, ReminderState
from bot.storage.database import Transaction

FEATURE: Final = "reminders"
REMINDER, MENTION, PROMISE = "reminder", "mention", "promise"
"""What is delivered: the reminder itself, by direct message or in a channel, and the word that it will come."""


def promise(tx: Transaction, reminder: Reminder, what: Remindable) -> None:
    """Promise a reminder at its time, in its place."""
    in_channel = reminder.in_channel
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=reminder.guild_id,
            kind=EffectKind.MESSAGE if in_channel else EffectKind.DIRECT_MESSAGE,
            feature=FEATURE,
            template=MENTION if in_channel else REMINDER,
            subject_id=reminder.id,
            target_id=reminder.channel_id if in_channel else reminder.user_id,
            occurrence=reminder.occurrence,
            due_at=reminder.due_at,
            expires_at=rules.ends(reminder.due_at, what.at),
        ),
    )


def withdraw(tx: Transaction, reminder: Reminder) -> None:
    """Take back whatever is still to be sent about a reminder."""
    outbox.cancel(tx, guild_id=reminder.guild_id, feature=FEATURE, subject_id=reminder.id)


def moved(tx: Transaction, guild_id: int, feature: str, subject_id: int, what: Remindable | None) -> int:
    """The date of something has moved, or it is gone (None): its reminders move with it, or are cancelled; how many.

    For the feature it belongs to, in the transaction that changes it.
    """
    found = store.active_about(tx, guild_id, feature, subject_id)
    for before in found:
        withdraw(tx, before)
        if what is None:
            store.end(tx, before.id, ReminderState.CANCELLED, rules.GONE)
            continue
        due_at = rules.moved(before, at=what.at, now=tx.now)
        if due_at != before.due_at:
            store.set_due(tx, before.id, due_at, offset=before.offset)
        after = store.get(tx, guild_id, before.id)
        if after is not None:
            promise(tx, after, what)
    return len(found)


def is_promised(reminder: Reminder, delivery: Delivery) -> bool:
    """Whether this delivery is what the reminder still promises: it may have been moved, cancelled or sent meanwhile."""
    return reminder.state is ReminderState.ACTIVE and reminder.occurrence == delivery.occurrence


def arrived(delivery: Delivery, outcome: Outcome) -> bool | None:
    """What a delivery says of the person's direct messages; None: nothing."""
    if delivery.kind is not EffectKind.DIRECT_MESSAGE:
        return None
    if outcome.state is DeliveryState.SENT:
        return True
    return False if outcome.reason in (DM_CLOSED, MEMBER_GONE) else None
