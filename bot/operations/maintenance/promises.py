"""What is promised about a window through the outbox: its card, edits of it, reminders, and hints at what changed or overlaps.

Functions of a transaction. Who is mentioned is decided when a word is due (`telling.py`): whoever follows until then hears it.
"""

import datetime as dt
from dataclasses import replace
from typing import Final

from bot.clock import to_epoch
from bot.delivery import outbox
from bot.delivery.model import DeliveryState, EffectKind, NewDelivery
from bot.operations.maintenance import rules, store
from bot.operations.maintenance.rules import MOST_CARDS, Maintenance, Occasion, Overlap
from bot.storage.database import Transaction

FEATURE: Final = "maintenance"
HEAD, CARD, TURN = "head", "card", "turn"
"""The card, an edit of it because something changed, and one because it begins or ends."""
REMIND, MOVED, OVERLAP = "remind", "moved", "overlap"
"""The word on an occasion: a reminder, another time, two windows that get in each other's way."""
MENTION, DIRECT = "mention", "direct"
"""The same word for more people, or later, or by direct message."""
_WORDS: Final = (REMIND, MOVED, MENTION, DIRECT)
_OPEN: Final = (DeliveryState.PENDING, DeliveryState.RETRY)


def head(tx: Transaction, one: Maintenance) -> bool:
    """Promise the card; False where as many as there may be were promised before."""
    if one.cards >= MOST_CARDS or one.channel_id is None:
        return False
    number = one.cards + 1
    store.note(tx, one, cards=number)
    _enqueue(
        tx,
        one,
        EffectKind.MESSAGE,
        HEAD,
        target_id=one.channel_id,
        occurrence=f"head:{number}",
        details={"changes": one.changes},
    )
    return True


def card(tx: Transaction, one: Maintenance) -> None:
    """Promise that the card shows the window as it is."""
    if one.is_draft or one.gone_at is not None:
        return
    # A new number in any case: a card that is being sent at this moment is brought up to date when it has arrived.
    changes = one.changes + 1
    store.note(tx, one, changes=changes)
    if one.message_id is None or one.channel_id is None:
        return
    outbox.cancel(tx, guild_id=one.guild_id, feature=FEATURE, subject_id=one.id, template=CARD)
    _enqueue(
        tx,
        one,
        EffectKind.EDIT,
        CARD,
        target_id=one.channel_id,
        occurrence=f"card:{changes}",
        details={"message_id": one.message_id, "mark": _mark(tx, one)},
    )


def plan(tx: Transaction, one: Maintenance) -> int:
    """Promise what is due within the horizon: reminders, and that the card says when it begins and ends; returns how many.

    Doing it again changes nothing but times that moved with the zone data.
    """
    if not one.is_live(tx.now) or one.channel_id is None:
        return 0
    known = {
        row.occurrence: row
        for template in (REMIND, TURN)
        for row in outbox.of_template(tx, one.guild_id, FEATURE, one.id, template=template)
    }
    wanted = [
        _new(
            tx,
            one,
            EffectKind.MESSAGE,
            REMIND,
            target_id=one.channel_id,
            occurrence=f"remind:{key(one, due.occasion)}:{one.channel_id}",
            details=_details(one, due.occasion),
            due_at=due.at,
            expires_at=due.expires_at,
        )
        for due in rules.reminders(one, tx.now)
    ]
    if one.message_id is not None:
        details: dict[str, object] = {"message_id": one.message_id, "mark": _mark(tx, one)}
        wanted += [
            _new(
                tx,
                one,
                EffectKind.EDIT,
                TURN,
                target_id=one.channel_id,
                occurrence=f"turn:{one.moves}:{which}:{one.message_id}",
                details=details,
                due_at=at,
            )
            for which, at in (("start", one.starts_at), ("end", one.ends_at))
            if tx.now < at <= tx.now + rules.HORIZON
        ]
    added = 0
    for new in wanted:
        row = known.get(new.occurrence)
        if row is None or (row.state in _OPEN and row.due_at != new.due_at):
            added += outbox.enqueue(tx, new) is not None
    return added


def moved(tx: Transaction, one: Maintenance) -> None:
    """Promise the one word that it takes place at another time."""
    if one.channel_id is None:
        return
    _enqueue(
        tx,
        one,
        EffectKind.MESSAGE,
        MOVED,
        target_id=one.channel_id,
        occurrence=f"moved:{one.moves}",
        details=_details(one, Occasion.MOVED),
        expires_at=one.starts_at if one.starts_at > tx.now else one.ends_at,
    )


def hint(tx: Transaction, hit: Overlap, later: Maintenance, other: Maintenance) -> bool:
    """Promise word of an overlap, once for these two windows; False where it was. `later` has the higher id."""
    if later.channel_id is None:
        return False
    occurrence = f"{FEATURE}:{overlap_key(later, other)}"
    asked = outbox.of_template(tx, later.guild_id, FEATURE, later.id, template=OVERLAP)
    if any(row.occurrence == occurrence for row in asked):
        return False
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=later.guild_id,
            kind=EffectKind.MESSAGE,
            feature=FEATURE,
            template=OVERLAP,
            subject_id=later.id,
            target_id=later.channel_id,
            occurrence=occurrence,
            details={
                "key": overlap_key(later, other),
                "occasion": Occasion.OVERLAP.value,
                "moves": later.moves,
                "other": other.id,
                "other_moves": other.moves,
            },
            due_at=tx.now,
            expires_at=hit.starts_at if hit.starts_at > tx.now else hit.ends_at,
        ),
    )
    return True


def mention(
    tx: Transaction,
    one: Maintenance,
    details: dict[str, object],
    *,
    batch: int,
    at: dt.datetime,
    until: dt.datetime,
) -> None:
    """Promise the word of an occasion for those of a batch."""
    if one.channel_id is not None:
        _enqueue(
            tx,
            one,
            EffectKind.MESSAGE,
            MENTION,
            target_id=one.channel_id,
            occurrence=f"mention:{details['key']}:{batch}",
            details={**details, "batch": batch},
            due_at=at,
            expires_at=until,
        )


def direct(
    tx: Transaction,
    one: Maintenance,
    details: dict[str, object],
    *,
    user_id: int,
    at: dt.datetime,
    until: dt.datetime,
) -> None:
    """Promise the word of an occasion to one person."""
    _enqueue(
        tx,
        one,
        EffectKind.DIRECT_MESSAGE,
        DIRECT,
        target_id=user_id,
        occurrence=f"direct:{details['key']}:{user_id}",
        details=details,
        due_at=at,
        expires_at=until,
    )


def hush(tx: Transaction, one: Maintenance) -> None:
    """Take back every word that waits: it does not take place, or not then."""
    for template in (*_WORDS, OVERLAP, TURN):
        outbox.cancel(tx, guild_id=one.guild_id, feature=FEATURE, subject_id=one.id, template=template)


def withdraw(tx: Transaction, one: Maintenance) -> None:
    """Take back whatever is still to be sent."""
    outbox.cancel(tx, guild_id=one.guild_id, feature=FEATURE, subject_id=one.id)


def lost_head(tx: Transaction, one: Maintenance) -> bool:
    """Somebody deleted the card: post it once more; the second time they mean it, and it is put away. True: it is posted."""
    store.note(tx, one, message_id=None)
    if head(tx, replace(one, message_id=None)):
        return True
    withdraw(tx, one)
    store.note(tx, one, gone_at=to_epoch(tx.now))
    return False


def is_underway(tx: Transaction, one: Maintenance) -> bool:
    """Whether a card is still to be sent."""
    return any(row.template == HEAD for row in outbox.upcoming(tx, one.guild_id, FEATURE, one.id))


def key(one: Maintenance, occasion: Occasion) -> str:
    """An occasion of this window: of another one it is another."""
    return f"{one.moves}:{occasion}"


def overlap_key(later: Maintenance, other: Maintenance) -> str:
    """The occasion of two windows that overlap."""
    return f"overlap:{other.id}.{other.moves}:{later.id}.{later.moves}"


def _details(one: Maintenance, occasion: Occasion) -> dict[str, object]:
    return {"key": key(one, occasion), "occasion": occasion.value, "moves": one.moves}


def _new(
    tx: Transaction,
    one: Maintenance,
    kind: EffectKind,
    template: str,
    *,
    target_id: int,
    occurrence: str,
    details: dict[str, object],
    due_at: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
) -> NewDelivery:
    return NewDelivery(
        guild_id=one.guild_id,
        kind=kind,
        feature=FEATURE,
        template=template,
        subject_id=one.id,
        target_id=target_id,
        occurrence=f"{FEATURE}:{one.id}:{occurrence}",
        details=details,
        due_at=due_at or tx.now,
        expires_at=expires_at,
    )


def _enqueue(
    tx: Transaction,
    one: Maintenance,
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
        _new(
            tx,
            one,
            kind,
            template,
            target_id=target_id,
            occurrence=occurrence,
            details=details,
            due_at=due_at,
            expires_at=expires_at,
        ),
    )


def _mark(tx: Transaction, one: Maintenance) -> str | None:
    """The mark that the card which stands was sent with."""
    sent = outbox.last_sent(tx, one.guild_id, FEATURE, one.id, template=HEAD)
    return next((row.mark for row in sent if row.result_id == one.message_id), None)
