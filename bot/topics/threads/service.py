"""Threads as other rooms ask for them, inside their own transaction. It imports none of them, so that they may."""

import datetime as dt

from bot.clock import to_epoch
from bot.storage.database import Transaction
from bot.topics.threads import store
from bot.topics.threads.rules import Thread, ThreadState


def thread_in(tx: Transaction, guild_id: int, id_: int) -> Thread | None:
    """A thread of this guild by our id, once it is on Discord."""
    found = store.get(tx, guild_id, id_)
    return None if found is None or not found.thread_id else found


def unanswered_by_topic(tx: Transaction, guild_id: int) -> dict[int, int]:
    """Topic → how many open questions; topics without one are left out."""
    return store.unanswered_by_topic(tx, guild_id)


def open_questions(tx: Transaction, guild_id: int) -> list[Thread]:
    """Questions without an answer, the oldest first. Look at `may_leave` before anything of one is shown elsewhere."""
    return store.open_questions(tx, guild_id)


def resolved_since(tx: Transaction, guild_id: int, since: dt.datetime) -> list[Thread]:
    """What was answered at or after an instant and still is, the latest first. Look at `may_leave` as well."""
    return store.resolved_since(tx, guild_id, since)


def note_nudged(tx: Transaction, guild_id: int, id_: int) -> bool:
    """Note the one nudge of a question; False where it had one, is answered or gone."""
    found = thread_in(tx, guild_id, id_)
    if (
        found is None
        or found.state is not ThreadState.OPEN
        or found.nudged_at is not None
        or found.gone_at is not None
    ):
        return False
    store.note(tx, found, nudged_at=to_epoch(tx.now))
    return True
