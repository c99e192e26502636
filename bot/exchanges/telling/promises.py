"""What a project promises through the outbox. Functions of a transaction; whatever is sent is made from the record as of then.

The card stands in the project's channel, the public thread on the card. The organisers' thread is private: see `insiders`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery
from bot.exchanges import store
from bot.exchanges.model import Project
from bot.exchanges.telling import insiders
from bot.exchanges.telling.insiders import FEATURE, INSIDE, MEMBER
from bot.reminders import promises as asked
from bot.storage.database import Transaction

__all__ = ["FEATURE", "INSIDE", "MEMBER"]

CARD, EDIT, MOVED = "card", "edit", "moved"
"""The card, an edit of it, and what stands in the place it was moved from."""
PUBLIC, LINE = "public-thread", "line"
"""The thread on the card, and a line of the minutes in it."""
NOTE: Final = "note"
"""A line of the minutes for the organisers alone."""
DAY, OWN, INSTEAD = "day", "own", "instead"
"""Dates that come up, for the organisers' thread; those of one person, by direct message; and where that is closed."""
PERSONAL: Final = frozenset({OWN})
CARD_PAUSE: Final = dt.timedelta(seconds=10)
"""So long the card is left alone after an edit: many changes are one edit."""
MOST_CARDS: Final = 2
"""A card that somebody deleted is posted once more; the second time they mean it."""
THREAD_COMES: Final = dt.timedelta(minutes=2)
"""So long a line of the minutes waits for the thread that is being made."""
_WAITS: Final = frozenset({DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.CLAIMED})


def started(tx: Transaction, project: Project) -> None:
    """A project began: promise its card, its public thread, and the organisers' private thread."""
    post(tx, project)
    insiders.make(tx, project)


def card(tx: Transaction, project: Project, *, at_once: bool = False) -> None:
    """Promise that the card shows the project as it is. Not `at_once`: with other changes of the next seconds."""
    if not at_once and outbox.waits(tx, project.guild_id, FEATURE, project.id, template=EDIT):
        return  # that one will show it
    now = store.get(tx, project.guild_id, project.id)
    if now is None or (now.card_message_id is None and not waiting(tx, now, CARD)):
        return
    # A new number in any case: a card that is being sent at this moment is brought up to date when it has arrived.
    changes = now.changes + 1
    store.note(tx, now, changes=changes)
    if now.card_message_id is None or now.channel_id is None:
        return
    if at_once:
        outbox.cancel(tx, guild_id=now.guild_id, feature=FEATURE, subject_id=now.id, template=EDIT)
    _enqueue(
        tx,
        now,
        EffectKind.EDIT,
        EDIT,
        target_id=now.channel_id,
        occurrence=f"edit:{changes}",
        details={"message_id": now.card_message_id, "mark": _mark(tx, now)},
        due_at=tx.now if at_once else _next_edit(tx, now),
    )


def moved(tx: Transaction, before: Project, after: Project) -> None:
    """The project was given another channel, or its first: the card is posted there, and what stood before leads on."""
    if before.channel_id == after.channel_id:
        return
    outbox.cancel(tx, guild_id=after.guild_id, feature=FEATURE, subject_id=after.id, template=EDIT)
    left(tx, before)
    # Its thread hangs on the old card, and goes on there: what was said in it is not torn apart.
    store.note(tx, after, card_message_id=None)
    post(tx, replace(after, card_message_id=None))
    if after.thread_id is None:
        insiders.make(tx, after)


def announce(tx: Transaction, project: Project, happening: int) -> None:
    """Promise a line of the minutes (an event's id) in the public thread: a stage moved, a decision was adopted, a take-over.

    Where the thread is still being made the line waits for it, and where there is none it stands in the channel. However late, it is
    sent: minutes have no gaps.
    """
    line(tx, store.get(tx, project.guild_id, project.id) or project, happening)


def planned(tx: Transaction, project: Project) -> None:
    """Dates of the project changed: lapses, actions, reviews, next actions of stakeholders. The card shows the next ones.

    Reminders need no promise ahead: each morning's are gathered from the record (see `due`).
    """
    card(tx, project)


def ended(tx: Transaction, project: Project) -> None:
    """The project was abandoned or merged: what members asked to be reminded of ends, and its card says so at once."""
    asked.moved(tx, project.guild_id, FEATURE, project.id, None)
    card(tx, project, at_once=True)


# Parts, for the other files of this room


def post(tx: Transaction, project: Project) -> None:
    """Promise the card in its channel, in place of one that waits; nothing where there is no channel."""
    outbox.cancel(tx, guild_id=project.guild_id, feature=FEATURE, subject_id=project.id, template=CARD)
    if project.channel_id is None:
        return
    number = project.cards + 1
    store.note(tx, project, cards=number)
    _enqueue(
        tx,
        project,
        EffectKind.MESSAGE,
        CARD,
        target_id=project.channel_id,
        occurrence=f"card:{number}",
        details={"changes": project.changes},
    )


def left(tx: Transaction, before: Project) -> None:
    """The card stands elsewhere from now on: promise that what is left of it here leads there."""
    if before.card_message_id is None or before.channel_id is None:
        return
    _enqueue(
        tx,
        before,
        EffectKind.EDIT,
        MOVED,
        target_id=before.channel_id,
        occurrence=f"moved:{before.card_message_id}",
        details={"message_id": before.card_message_id, "mark": _mark(tx, before)},
    )


def lost_card(tx: Transaction, project: Project) -> None:
    """Somebody deleted the card: post it once more while the project lives; the second time they mean it."""
    store.note(tx, project, card_message_id=None)
    if project.cards < MOST_CARDS and project.is_live:
        post(tx, replace(project, card_message_id=None))


def public_thread(tx: Transaction, project: Project, message_id: int) -> None:
    """Promise the one public thread, on the card; nothing where there is one."""
    if project.public_thread_id is not None or project.channel_id is None:
        return
    _enqueue(
        tx,
        project,
        EffectKind.THREAD,
        PUBLIC,
        target_id=project.channel_id,
        occurrence=f"public:{message_id}",
        details={"message_id": message_id},
    )


def line(tx: Transaction, project: Project, happening: int) -> None:
    """Promise a line of the minutes where lines go now."""
    target = project.public_thread_id or project.channel_id
    if target is None:
        return
    coming = project.public_thread_id is None and bool(
        waiting(tx, project, CARD) or waiting(tx, project, PUBLIC)
    )
    _enqueue(
        tx,
        project,
        EffectKind.MESSAGE,
        LINE,
        target_id=target,
        occurrence=f"line:{happening}:{target}",
        details={"event": happening, "place": project.channel_id},
        due_at=tx.now + THREAD_COMES if coming else tx.now,
    )


def lines_into(tx: Transaction, project: Project) -> None:
    """Lines that wait for the thread go into it, or into the channel where there will be none; in order."""
    target = project.public_thread_id or project.channel_id
    found = [
        one
        for one in reversed(waiting(tx, project, LINE, most=100))
        # One that was tried may stand there already.
        if one.first_attempt_at is None and one.target_id != target
    ]
    gone = {one.occurrence for one in found}
    others = [one.occurrence for one in waiting(tx, project, LINE, most=100) if one.occurrence not in gone]
    outbox.cancel(
        tx,
        guild_id=project.guild_id,
        feature=FEATURE,
        subject_id=project.id,
        template=LINE,
        keep_occurrences=others,
    )
    for one in found:
        event = one.details.get("event")
        if isinstance(event, int):
            line(tx, project, event)


def inside(tx: Transaction, project: Project, happening: int) -> None:
    """Promise a line of the minutes (an event's id) to the organisers alone: something waits for them."""
    now = store.get(tx, project.guild_id, project.id) or project
    target = insiders.place(tx, now)
    if target is None:
        return
    _enqueue(
        tx,
        now,
        EffectKind.MESSAGE,
        NOTE,
        target_id=target,
        occurrence=f"note:{happening}:{target}",
        details={"event": happening, "place": now.channel_id},
    )


def organisers(tx: Transaction, project: Project, told: Sequence[int], target: int) -> bool:
    """Promise the organisers one message about dates (ids of `exchange_told`); whether it is new."""
    return _enqueue(
        tx,
        project,
        EffectKind.MESSAGE,
        DAY,
        target_id=target,
        occurrence=f"day:{told[0]}:{target}",
        details={"told": list(told), "place": project.channel_id},
        expires_at=expires_at(Promise.NOTICE, tx.now),
    )


def own(tx: Transaction, project: Project, told: Sequence[int], user_id: int, at: dt.datetime) -> bool:
    """Promise one person their word about dates by direct message; whether it is new."""
    return _enqueue(
        tx,
        project,
        EffectKind.DIRECT_MESSAGE,
        OWN,
        target_id=user_id,
        # The id stands between colons: so erasing the person finds it.
        occurrence=f"own:{told[0]}:{user_id}:",
        details={"told": list(told)},
        due_at=at,
        expires_at=expires_at(Promise.NOTICE, at),
    )


def instead(tx: Transaction, project: Project, delivery: Delivery) -> None:
    """A direct message did not arrive: promise the organisers what it said."""
    target = insiders.place(tx, project)
    if target is None:
        return
    _enqueue(
        tx,
        project,
        EffectKind.MESSAGE,
        INSTEAD,
        target_id=target,
        occurrence=f"instead:{delivery.id}",
        # Of one that was to be said in a thread that is gone: still the same person.
        details={"user_id": delivery.target_id, **delivery.details, "place": project.channel_id},
        expires_at=expires_at(Promise.NOTICE, tx.now),
    )


def waiting(tx: Transaction, project: Project, template: str, most: int = 5) -> list[Delivery]:
    """What is still to be sent of a template, the latest promised first."""
    found = outbox.of_template(tx, project.guild_id, FEATURE, project.id, template=template, limit=most)
    return [one for one in found if one.state in _WAITS]


def _enqueue(
    tx: Transaction,
    project: Project,
    kind: EffectKind,
    template: str,
    *,
    target_id: int,
    occurrence: str,
    details: Mapping[str, object],
    due_at: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
) -> bool:
    new = NewDelivery(
        guild_id=project.guild_id,
        kind=kind,
        feature=FEATURE,
        template=template,
        subject_id=project.id,
        target_id=target_id,
        occurrence=f"exchange:{project.id}:{occurrence}",
        details=details,
        due_at=due_at or tx.now,
        expires_at=expires_at,
    )
    return outbox.enqueue(tx, new) is not None


def _next_edit(tx: Transaction, project: Project) -> dt.datetime:
    """At once where the card was left alone for a while; else so that one edit serves many."""
    if waiting(tx, project, EDIT):  # it is being sent at this moment
        return tx.now + CARD_PAUSE
    last = outbox.last_sent(tx, project.guild_id, FEATURE, project.id, template=EDIT, limit=1)
    settled = last[0].settled_at if last else None
    return tx.now if settled is None else max(tx.now, settled + CARD_PAUSE)


def _mark(tx: Transaction, project: Project) -> str | None:
    """The mark that the card which stands was sent with."""
    sent = outbox.last_sent(tx, project.guild_id, FEATURE, project.id, template=CARD)
    return next((one.mark for one in sent if one.result_id == project.card_message_id), None)
