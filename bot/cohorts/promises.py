"""What a cohort promises through the outbox beside roles and threads: its card, edits of it, and words to one person.

Functions of a transaction. Whatever is sent is made from the record as of then, so that one edit serves everything that
happened before it.
"""

import datetime as dt
from dataclasses import replace
from typing import Final

from bot.clock import to_epoch
from bot.cohorts import store
from bot.cohorts.enrolling_rules import CARD_PAUSE, MOST_CARDS
from bot.cohorts.rules import JOINABLE, Cohort, Enrolment, EnrolmentState
from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery
from bot.storage.database import Transaction

FEATURE: Final = "cohorts"
CARD, EDIT, MOVED = "card", "edit", "moved"
"""The card on which people join, an edit of it, and what stands in the place it was moved from."""
OFFER, MENTION, NEWS, CALLED_OFF = "offer", "mention", "news", "called-off"
"""A seat offered by direct message; the mention where that is closed; other news by direct message; the cohort is cancelled."""
PERSONAL: Final = frozenset({OFFER, MENTION, NEWS})
_WAITS: Final = frozenset({DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.CLAIMED})


def post(tx: Transaction, cohort: Cohort) -> None:
    """Promise the card in its channel, in place of one that waits."""
    if cohort.card_channel_id is None:
        return
    number = cohort.cards + 1
    outbox.cancel(tx, guild_id=cohort.guild_id, feature=FEATURE, subject_id=cohort.id, template=CARD)
    store.note(tx, cohort, cards=number)
    _enqueue(
        tx,
        cohort,
        EffectKind.MESSAGE,
        CARD,
        target_id=cohort.card_channel_id,
        occurrence=f"card:{number}",
        details={"changes": cohort.changes},
    )


def is_posting(tx: Transaction, cohort: Cohort) -> bool:
    """Whether the card is still to be posted."""
    return bool(_open(tx, cohort, CARD))


def card(tx: Transaction, cohort: Cohort, *, at_once: bool = False) -> None:
    """Promise that the card shows the cohort as it is. Not `at_once`: with others that come within some seconds.

    For every room that changes what the card shows: seats, the next session, the state.
    """
    now = store.get(tx, cohort.guild_id, cohort.id)
    if now is None or (now.card_message_id is None and not is_posting(tx, now)):
        return
    waiting = _open(tx, now, EDIT)
    if not at_once and any(one.state is not DeliveryState.CLAIMED for one in waiting):
        return  # that one will show it
    # A new number in any case: a card that is being sent at this moment is brought up to date when it has arrived.
    changes = now.changes + 1
    store.note(tx, now, changes=changes)
    if now.card_message_id is None or now.card_channel_id is None:
        return
    if at_once:
        outbox.cancel(tx, guild_id=now.guild_id, feature=FEATURE, subject_id=now.id, template=EDIT)
    _enqueue(
        tx,
        now,
        EffectKind.EDIT,
        EDIT,
        target_id=now.card_channel_id,
        occurrence=f"edit:{changes}",
        details={"message_id": now.card_message_id, "mark": _mark(tx, now)},
        due_at=tx.now if at_once else _next_edit(tx, now, is_being_sent=bool(waiting)),
    )


def is_older(tx: Transaction, cohort: Cohort, than: dt.datetime) -> bool:
    """Whether the card that stands was last made before an instant, and no edit of it waits."""
    if cohort.card_message_id is None or _open(tx, cohort, EDIT):
        return False
    found = [
        one.settled_at
        for template in (CARD, EDIT)
        for one in outbox.last_sent(tx, cohort.guild_id, FEATURE, cohort.id, template=template, limit=1)
        if one.settled_at is not None
    ]
    return bool(found) and max(found) < than


def moved(tx: Transaction, before: Cohort) -> None:
    """The card stands elsewhere from now on: what is left of it here leads there."""
    if before.card_message_id is None or before.card_channel_id is None:
        return
    _enqueue(
        tx,
        before,
        EffectKind.EDIT,
        MOVED,
        target_id=before.card_channel_id,
        occurrence=f"moved:{before.card_message_id}",
        details={"message_id": before.card_message_id, "mark": _mark(tx, before)},
    )


def lost_card(tx: Transaction, cohort: Cohort) -> None:
    """Somebody deleted the card: post it once more while people can join; the second time they mean it."""
    store.note(tx, cohort, card_message_id=None)
    if cohort.cards < MOST_CARDS and cohort.state in JOINABLE:
        post(tx, replace(cohort, card_message_id=None))


# To one person


def offer(tx: Transaction, cohort: Cohort, one: Enrolment) -> None:
    """Promise the word that a seat is theirs if they say yes. The time for that begins when they have heard."""
    queued = to_epoch(one.queued_at)
    _enqueue(
        tx,
        cohort,
        EffectKind.DIRECT_MESSAGE,
        OFFER,
        target_id=one.user_id,
        occurrence=f"offer:{one.user_id}:{queued}:{one.version}",
        details={"queued": queued},
    )


def mention(tx: Transaction, cohort: Cohort, one: Enrolment, channel_id: int) -> None:
    """Promise the mention of somebody who takes no direct messages: once for each offer, and nothing about them."""
    queued = to_epoch(one.queued_at)
    _enqueue(
        tx,
        cohort,
        EffectKind.MESSAGE,
        MENTION,
        target_id=channel_id,
        occurrence=f"mention:{one.user_id}:{queued}:{one.version}",
        details={"user_id": one.user_id, "queued": queued},
        expires_at=expires_at(Promise.NOTICE, tx.now),
    )


def is_offered(one: Enrolment | None, delivery: Delivery) -> bool:
    """Whether the offer that a delivery is about stands, and nobody knows yet that it was heard of."""
    return (
        one is not None
        and one.state is EnrolmentState.SELECTED
        and one.offered_until is None
        and to_epoch(one.queued_at) == delivery.details.get("queued")
    )


def tell(tx: Transaction, cohort: Cohort, user_id: int, what: str, *, key: str) -> None:
    """Promise news about their own place to a person, as they asked for it. `what`: see `messages.news`."""
    _enqueue(
        tx,
        cohort,
        EffectKind.DIRECT_MESSAGE,
        NEWS,
        target_id=user_id,
        occurrence=f"news:{what}:{user_id}:{key}",
        details={"what": what},
        expires_at=expires_at(Promise.NOTICE, tx.now),
    )


def call_off(tx: Transaction, cohort: Cohort, channel_id: int) -> None:
    """Promise the one message to a cohort that it was cancelled."""
    _enqueue(
        tx,
        cohort,
        EffectKind.MESSAGE,
        CALLED_OFF,
        target_id=channel_id,
        occurrence=f"called-off:{cohort.version}",
        details={"role_id": cohort.role_id, "place": cohort.parent_id},
    )


def hush(tx: Transaction, cohort: Cohort) -> None:
    """Take back the offers that were not sent yet."""
    for template in (OFFER, MENTION):
        outbox.cancel(tx, guild_id=cohort.guild_id, feature=FEATURE, subject_id=cohort.id, template=template)


def _enqueue(
    tx: Transaction,
    cohort: Cohort,
    kind: EffectKind,
    template: str,
    *,
    target_id: int,
    occurrence: str,
    details: dict[str, object],
    due_at: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
) -> None:
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=cohort.guild_id,
            kind=kind,
            feature=FEATURE,
            template=template,
            subject_id=cohort.id,
            target_id=target_id,
            occurrence=f"cohort:{cohort.id}:{occurrence}",
            details=details,
            due_at=due_at or tx.now,
            expires_at=expires_at,
        ),
    )


def _open(tx: Transaction, cohort: Cohort, template: str) -> list[Delivery]:
    """What is still to be sent of a template of which one waits at a time."""
    found = outbox.of_template(tx, cohort.guild_id, FEATURE, cohort.id, template=template, limit=5)
    return [one for one in found if one.state in _WAITS]


def _next_edit(tx: Transaction, cohort: Cohort, *, is_being_sent: bool) -> dt.datetime:
    """At once where the card was left alone for a while; else so that one edit serves many."""
    if is_being_sent:
        return tx.now + CARD_PAUSE
    last = outbox.last_sent(tx, cohort.guild_id, FEATURE, cohort.id, template=EDIT, limit=1)
    settled = last[0].settled_at if last else None
    return tx.now if settled is None else max(tx.now, settled + CARD_PAUSE)


def _mark(tx: Transaction, cohort: Cohort) -> str | None:
    """The mark that the card which stands was sent with."""
    sent = outbox.last_sent(tx, cohort.guild_id, FEATURE, cohort.id, template=CARD)
    return next((one.mark for one in sent if one.result_id == cohort.card_message_id), None)
