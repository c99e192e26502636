"""What is promised about an outage through the outbox: its head card, edits of it, the discussion, news in it, and pings.

Functions of a transaction. Whatever is sent is made from the record as of then, so that one edit serves everything that
happened before it.
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

from bot.clock import to_epoch
from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at
from bot.delivery.model import DeliveryState, EffectKind, NewDelivery
from bot.guilds.service import settings_in
from bot.operations.outages import rules, store
from bot.operations.outages.rules import CARD_PAUSE, MOST_CARDS, Outage
from bot.people.rules import MemberSettings, next_allowed
from bot.people.service import settings_in as member_in
from bot.storage.database import Transaction

FEATURE: Final = "outages"
HEAD, CARD, THREAD, NEWS, PING = "head", "card", "discussion", "news", "ping"
"""What is delivered: the head card, an edit of it, the thread made from it, an entry of the timeline in it, mentions in it."""


def head(tx: Transaction, outage: Outage) -> bool:
    """Promise the head card; False where as many as there may be were promised before."""
    if outage.cards >= MOST_CARDS:
        return False
    number = outage.cards + 1
    store.note(tx, outage, cards=number)
    _enqueue(
        tx,
        outage,
        EffectKind.MESSAGE,
        HEAD,
        target_id=outage.channel_id,
        occurrence=f"head:{number}",
        details={"changes": outage.changes},
    )
    return True


def card(tx: Transaction, outage: Outage, *, at_once: bool = True) -> None:
    """Promise that the head card shows the outage as it is. Not `at_once`: with others that come within some seconds."""
    if outage.gone_at is not None:
        return
    waiting = [
        row for row in outbox.upcoming(tx, outage.guild_id, FEATURE, outage.id) if row.template == CARD
    ]
    is_open = any(row.state is not DeliveryState.CLAIMED for row in waiting)
    if is_open and not at_once:
        return  # that one will show it
    # A new number in any case: a card that is being sent at this moment is brought up to date when it has arrived.
    changes = outage.changes + 1
    store.note(tx, outage, changes=changes)
    if outage.message_id is None:
        return
    if at_once:
        outbox.cancel(tx, guild_id=outage.guild_id, feature=FEATURE, subject_id=outage.id, template=CARD)
    _enqueue(
        tx,
        outage,
        EffectKind.EDIT,
        CARD,
        target_id=outage.channel_id,
        occurrence=f"card:{changes}",
        details={"message_id": outage.message_id, "mark": _mark(tx, outage)},
        due_at=tx.now if at_once else _next_edit(tx, outage, is_being_sent=bool(waiting)),
    )


def discussion(tx: Transaction, outage: Outage, message_id: int, *, again: int | None = None) -> None:
    """Promise the one thread, on the head card; nothing where there was one, or one is on its way.

    `again`: a number of one's own for each try after the first, which Discord refused.
    """
    if outage.thread_id is not None or outbox.last_sent(
        tx, outage.guild_id, FEATURE, outage.id, template=THREAD, limit=1
    ):
        return
    if any(row.template == THREAD for row in outbox.upcoming(tx, outage.guild_id, FEATURE, outage.id)):
        return
    _enqueue(
        tx,
        outage,
        EffectKind.THREAD,
        THREAD,
        target_id=outage.channel_id,
        occurrence=f"thread:{message_id}" if again is None else f"thread:{message_id}:{again}",
        details={"message_id": message_id},
    )


def news(tx: Transaction, outage: Outage, update_id: int) -> None:
    """Promise an entry of the timeline in the discussion; nothing where there is none."""
    if outage.thread_id is None or outage.gone_at is not None:
        return
    _enqueue(
        tx,
        outage,
        EffectKind.MESSAGE,
        NEWS,
        target_id=outage.thread_id,
        occurrence=f"news:{update_id}",
        details={"update_id": update_id, "place": outage.channel_id},
    )


def pings(
    tx: Transaction, outage: Outage, *, but: int | None = None, only: Collection[int] | None = None
) -> int:
    """Promise that followers hear of it, in the discussion, each once for its severity; returns how many.

    `but`: not them. `only`: nobody but them.
    """
    if outage.thread_id is None or not outage.goes_on:
        return 0
    settings = settings_in(tx, outage.guild_id)
    known = store.pinged(tx, outage)
    allowed = _allowed(tx, settings.quiet, settings.zone)
    due = [
        (one.user_id, rules.ping_at(one, outage.severity, tx.now, allowed))
        for one in store.followers(tx, outage.guild_id)
        if one.user_id != but and one.user_id not in known and rules.wants(one, outage)
        if only is None or one.user_id in only
    ]
    for at, people in rules.batches(due):
        batch = store.add_batch(tx, outage, people)
        _enqueue(
            tx,
            outage,
            EffectKind.MESSAGE,
            PING,
            target_id=outage.thread_id,
            # The number alone may have been another's, whose people are all erased.
            occurrence=f"ping:{batch}:{to_epoch(tx.now)}",
            details={"batch": batch, "place": outage.channel_id},
            due_at=at,
            expires_at=expires_at(Promise.OUTAGE_PING, at),
        )
    return len(due)


def hush(tx: Transaction, outage: Outage) -> None:
    """Take back the pings that wait: it is worse by now, or over. Whom they named was not pinged."""
    for row in outbox.upcoming(tx, outage.guild_id, FEATURE, outage.id):
        batch = row.details.get("batch")
        if row.template == PING and row.state is not DeliveryState.CLAIMED and isinstance(batch, int):
            store.drop_batch(tx, outage.id, batch)
    outbox.cancel(tx, guild_id=outage.guild_id, feature=FEATURE, subject_id=outage.id, template=PING)


def withdraw(tx: Transaction, outage: Outage) -> None:
    """Take back whatever is still to be sent."""
    outbox.cancel(tx, guild_id=outage.guild_id, feature=FEATURE, subject_id=outage.id)


def lost_head(tx: Transaction, outage: Outage) -> None:
    """Somebody deleted the head card: post it once more; the second time they mean it, and the outage is put away."""
    store.note(tx, outage, message_id=None)
    if not head(tx, replace(outage, message_id=None)):
        withdraw(tx, outage)
        store.note(tx, outage, gone_at=to_epoch(tx.now))


def is_underway(tx: Transaction, outage: Outage) -> bool:
    """Whether a head card is still to be sent."""
    return any(row.template == HEAD for row in outbox.upcoming(tx, outage.guild_id, FEATURE, outage.id))


def _enqueue(
    tx: Transaction,
    outage: Outage,
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
            guild_id=outage.guild_id,
            kind=kind,
            feature=FEATURE,
            template=template,
            subject_id=outage.id,
            target_id=target_id,
            occurrence=f"outage:{outage.id}:{occurrence}",
            details=details,
            due_at=due_at or tx.now,
            expires_at=expires_at,
        ),
    )


def _next_edit(tx: Transaction, outage: Outage, *, is_being_sent: bool) -> dt.datetime:
    """At once where the card was left alone for a while; else so that one edit serves many."""
    if is_being_sent:
        return tx.now + CARD_PAUSE
    last = outbox.last_sent(tx, outage.guild_id, FEATURE, outage.id, template=CARD, limit=1)
    settled = last[0].settled_at if last else None
    return tx.now if settled is None else max(tx.now, settled + CARD_PAUSE)


def _mark(tx: Transaction, outage: Outage) -> str | None:
    """The mark that the card which stands was sent with."""
    sent = outbox.last_sent(tx, outage.guild_id, FEATURE, outage.id, template=HEAD)
    return next((one.mark for one in sent if one.result_id == outage.message_id), None)


def _allowed(
    tx: Transaction, quiet: tuple[dt.time, dt.time] | None, zone: str
) -> Callable[[int], dt.datetime]:
    """Person → the first instant from now on outside their quiet hours; looked for once for all who have the same."""
    known: dict[tuple[object, ...], dt.datetime] = {}

    def allowed(user_id: int) -> dt.datetime:
        member: MemberSettings = rules.quiet_of(member_in(tx, user_id), quiet, zone)
        if member.quiet is None:
            return tx.now
        asked = (member.quiet, member.zone)
        if asked not in known:
            known[asked] = next_allowed(member, tx.now, zone)
        return known[asked]

    return allowed
