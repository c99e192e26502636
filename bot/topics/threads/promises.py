"""What is promised about a thread through the outbox: its post, its head card, edits of that card, its tags.

Functions of a transaction. Whatever is sent is made from the record as of then, so that one edit a version is enough.
"""

import datetime as dt
from dataclasses import replace
from typing import Final

from bot.delivery import outbox
from bot.delivery.model import EffectKind, NewDelivery
from bot.storage.database import Transaction
from bot.topics.threads import store
from bot.topics.threads.rules import MOST_HEADS, Thread

FEATURE: Final = "threads"
POST, OPEN, HEAD, CARD, TAGS = "question", "discussion", "head", "card", "tags"
"""What is delivered: a question of /ask, the thread on it in a text channel, a head card alone, an edit of that card, tags."""


def post(tx: Transaction, thread: Thread) -> None:
    """Promise a question of /ask as a post in its forum, or as a message in its text channel."""
    store.note(tx, thread, heads=1)
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=thread.guild_id,
            kind=EffectKind.FORUM_POST if thread.in_forum else EffectKind.MESSAGE,
            feature=FEATURE,
            template=POST,
            subject_id=thread.id,
            target_id=thread.channel_id,
            occurrence=f"thread:{thread.id}:post:{thread.version}",
            details={"version": thread.version},
            due_at=tx.now,
        ),
    )


def discussion(tx: Transaction, thread: Thread, message_id: int) -> None:
    """Promise the thread on the message of a question in a text channel."""
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=thread.guild_id,
            kind=EffectKind.THREAD,
            feature=FEATURE,
            template=OPEN,
            subject_id=thread.id,
            target_id=thread.channel_id,
            occurrence=f"thread:{thread.id}:discussion:{message_id}:{thread.version}",
            details={"message_id": message_id},
            due_at=tx.now,
        ),
    )


def head(tx: Transaction, thread: Thread, *, due_at: dt.datetime) -> bool:
    """Promise a head card in the thread; False where as many as there may be were promised before."""
    if thread.heads >= MOST_HEADS:
        return False
    number = thread.heads + 1
    store.note(tx, thread, heads=number)
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=thread.guild_id,
            kind=EffectKind.MESSAGE,
            feature=FEATURE,
            template=HEAD,
            subject_id=thread.id,
            target_id=thread.thread_id,
            occurrence=f"thread:{thread.id}:head:{number}",
            details={"version": thread.version, "place": thread.channel_id},
            due_at=due_at,
        ),
    )
    return True


def card(tx: Transaction, thread: Thread) -> None:
    """Promise that the head card shows the thread as it is; nothing where none stands, or nobody wants it any more."""
    if thread.head_id is None or thread.gone_at is not None:
        return
    outbox.cancel(tx, guild_id=thread.guild_id, feature=FEATURE, subject_id=thread.id, template=CARD)
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=thread.guild_id,
            kind=EffectKind.EDIT,
            feature=FEATURE,
            template=CARD,
            subject_id=thread.id,
            target_id=thread.head_channel,
            occurrence=f"thread:{thread.id}:card:{thread.version}:{thread.heads}",
            details={
                "message_id": thread.head_id,
                "mark": _mark(tx, thread),
                "version": thread.version,
                "place": thread.channel_id,
            },
            # However late: it may be what a label keeps back.
            due_at=tx.now,
        ),
    )


def tags(tx: Transaction, thread: Thread, *, reopen: bool = False) -> None:
    """Promise that the forum's tags follow. `reopen`: somebody wants the closed thread open again."""
    if not thread.thread_id or thread.gone_at is not None:
        return
    known = store.tags(tx, thread.guild_id, thread.channel_id) if thread.in_forum else {}
    if not known and not reopen:
        return
    outbox.cancel(tx, guild_id=thread.guild_id, feature=FEATURE, subject_id=thread.id, template=TAGS)
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=thread.guild_id,
            kind=EffectKind.THREAD_EDIT,
            feature=FEATURE,
            template=TAGS,
            subject_id=thread.id,
            target_id=thread.thread_id,
            occurrence=f"thread:{thread.id}:tags:{thread.version}",
            details={"reopen": reopen, "place": thread.channel_id},
            due_at=tx.now,
        ),
    )


def withdraw(tx: Transaction, thread: Thread) -> None:
    """Take back whatever is still to be sent about a thread."""
    outbox.cancel(tx, guild_id=thread.guild_id, feature=FEATURE, subject_id=thread.id)


def lost_head(tx: Transaction, thread: Thread) -> None:
    """Somebody deleted the head card: post it once more, or leave it at that."""
    store.note(tx, thread, head_id=None)
    head(tx, replace(thread, head_id=None), due_at=tx.now)


def _mark(tx: Transaction, thread: Thread) -> str | None:
    """The mark that the card which stands was sent with."""
    for template in (POST, HEAD):
        sent = outbox.last_sent(tx, thread.guild_id, FEATURE, thread.id, template=template)
        for one in sent:
            if one.result_id == thread.head_id:
                return one.mark
    return None
