"""Threads as other rooms ask for them, inside their own transaction. It imports none of them, so that they may."""

import datetime as dt
from collections.abc import Callable, Collection

from bot.clock import to_epoch
from bot.storage.database import Transaction
from bot.topics.threads import rules, store
from bot.topics.threads.rules import Thread, Told


def thread_in(tx: Transaction, guild_id: int, id_: int) -> Thread | None:
    """A thread of this guild by our id, once it is on Discord."""
    found = store.get(tx, guild_id, id_)
    return None if found is None or not found.thread_id else found


def unanswered_by_topic(tx: Transaction, guild_id: int) -> dict[int, int]:
    """Topic → how many questions wait for an answer; topics without one are left out."""
    return store.unanswered_by_topic(tx, guild_id)


def told(
    tx: Transaction,
    guild_id: int,
    may_show: Callable[[int], bool],
    *,
    without: Collection[int],
    most: int,
    answered_since: dt.datetime | None = None,
) -> Told:
    """Questions that wait for an answer, the oldest first: open ones, and for WAITS those that Discord put away. Or what was
    answered at or after an instant and still is, the latest first.

    Only what may be told elsewhere: in channels that `may_show`, and where the label lets it leave; nothing of the topics in
    `without`.
    """
    channels = store.told_channels(tx, guild_id, answered_since=answered_since)
    # Every channel is asked about: a list, so that none waits for the answer to another.
    shown = [channel for channel, seen in [(one, may_show(one)) for one in channels] if seen]
    return store.told(tx, guild_id, shown, without=without, most=most, answered_since=answered_since)


def note_nudged(tx: Transaction, guild_id: int, id_: int) -> bool:
    """Note the one nudge of a question; False where it had one, is answered or gone."""
    found = thread_in(tx, guild_id, id_)
    if (
        found is None
        or found.state not in rules.UNANSWERED
        or found.nudged_at is not None
        or found.gone_at is not None
    ):
        return False
    store.note(tx, found, nudged_at=to_epoch(tx.now))
    return True
