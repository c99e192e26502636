"""Threads as Discord tells of them: opened, renamed, tagged, closed, deleted. Titles and tags alone; nobody's replies."""

from collections.abc import Collection, Sequence
from typing import Final

from bot.clock import to_epoch
from bot.storage.database import Database, Transaction
from bot.topics.pings import service as pings
from bot.topics.service import topic_in, topic_of_thread, topics_of
from bot.topics.threads import promises, records, rules, store
from bot.topics.threads.records import Seen
from bot.topics.threads.rules import ANSWERED_TAG, SOLVED, Move, Thread

MOST_MISSED: Final = 50
"""Threads of a guild that are looked at one by one after an absence."""
_AT_ONCE: Final = 25
"""Threads that are noted in one transaction: others want to write as well."""


class WatchService:
    """Use cases of nobody: what happened in Discord is noted. Each is harmless twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def channels(self, guild_id: int) -> frozenset[int]:
        """The channels of a guild in which threads are followed."""

        def operation(tx: Transaction) -> frozenset[int]:
            return frozenset(one.channel_id for one in topics_of(tx, guild_id) if one.channel_id is not None)

        return await self._database.read(operation)

    async def saw(self, guild_id: int, seen: Seen) -> Thread | None:
        """A thread was opened or changed; its record, or None where it is in no topic."""
        return await self._database.write(lambda tx: _saw(tx, guild_id, seen))

    async def gone(self, guild_id: int, thread_id: int) -> None:
        """A thread was deleted."""

        def operation(tx: Transaction) -> None:
            found = store.by_discord(tx, guild_id, thread_id)
            if found is not None:
                gone(tx, found)

        await self._database.write(operation)

    async def channel_gone(self, guild_id: int, channel_id: int) -> int:
        """A channel was deleted with its threads; returns how many."""

        def operation(tx: Transaction) -> int:
            found = store.of_channel(tx, guild_id, channel_id, _AT_ONCE)
            for thread in found:
                gone(tx, thread)
            return len(found)

        total = 0
        while some := await self._database.write(operation):
            total += some
        return total

    async def caught_up(self, guild_id: int, active: Sequence[Seen]) -> tuple[int, ...]:
        """After an absence: note the threads that are active now; returns those that were, and are not any more.

        And those that sleep and still wait for an answer: nobody told if they were deleted.
        """

        for start in range(0, len(active), _AT_ONCE):
            some = active[start : start + _AT_ONCE]

            def note(tx: Transaction, some: Sequence[Seen] = some) -> None:
                for seen in some:
                    _saw(tx, guild_id, seen)

            await self._database.write(note)
        there = {seen.thread_id for seen in active}
        known = await self._database.read(lambda tx: store.to_look_at(tx, guild_id))
        return tuple(one.thread_id for one in known if one.thread_id not in there)

    async def closed(self, guild_id: int, thread_ids: Collection[int]) -> None:
        """These are not active any more, and nobody looked closer: it was silence, as mostly."""

        def operation(tx: Transaction) -> None:
            for thread_id in thread_ids:
                found = store.by_discord(tx, guild_id, thread_id)
                if found is not None and rules.moved(found.state, Move.SLEEP) is not None:
                    records.decide(tx, found, Move.SLEEP)

        await self._database.write(operation)


def _saw(tx: Transaction, guild_id: int, seen: Seen) -> Thread | None:
    if seen.place.tags:
        store.set_tags(tx, guild_id, seen.place.id, rules.meanings(seen.place.tags))
    found = store.by_discord(tx, guild_id, seen.thread_id)
    if found is None:
        found = records.follow(tx, guild_id, seen)
        if found is None:
            return None
        if found.in_forum and tx.now - found.opened_at <= rules.HEAD_WITHIN:
            promises.head(tx, found, due_at=max(tx.now, found.opened_at + rules.HEAD_AFTER))
        records.opened(tx, _again(tx, found))
        return store.get(tx, guild_id, found.id)
    if found.gone_at is not None:
        return found
    before = found.tags
    if (found.title, set(before)) != (seen.title, set(seen.tags)):
        store.note(tx, found, title=seen.title, tags=records.tags_value(seen.tags))
        found = _again(tx, found)
        store.reindex(tx, found)
    found = _moved_topic(tx, found, seen)
    found = _labelled(tx, found, set(seen.tags) - set(before))
    found = _tagged_answered(tx, found, before, seen.tags)
    return _closed(tx, found, seen)


def gone(tx: Transaction, thread: Thread) -> None:
    """Discord does not have it any more: nothing more is sent about it, and no search finds it."""
    store.note(tx, thread, gone_at=to_epoch(tx.now))
    promises.withdraw(tx, thread)
    pings.answered(tx, thread)
    store.reindex(tx, _again(tx, thread))


def _moved_topic(tx: Transaction, thread: Thread, seen: Seen) -> Thread:
    """Its tags say of which topic it is. Where they fit none that is live, it stays with the topic it had."""
    topic = topic_of_thread(tx, thread.guild_id, thread.channel_id, seen.tags)
    if topic is None or topic.id == thread.topic_id:
        return thread
    had = None if thread.topic_id is None else topic_in(tx, thread.guild_id, thread.topic_id)
    if had is not None and had.tag_id in seen.tags:
        return thread  # it has both tags: the first one it was given counts
    moved = records.decide(tx, thread, topic_id=topic.id)
    records.opened(tx, moved)
    return moved


def _labelled(tx: Transaction, thread: Thread, added: Collection[int]) -> Thread:
    """A label's tag that somebody put on by hand makes the label stricter; only the command makes it freer."""
    known = store.tags(tx, thread.guild_id, thread.channel_id)
    label = rules.stricter(thread.label, added, known)
    return thread if label is thread.label else records.decide(tx, thread, label=label.value)


def _tagged_answered(
    tx: Transaction, thread: Thread, before: Collection[int], now: Collection[int]
) -> Thread:
    """The tag "answered", put on or taken off by hand. Ours comes after the state, and changes nothing any more."""
    tag_id = store.tags(tx, thread.guild_id, thread.channel_id).get(ANSWERED_TAG)
    if tag_id is None or (tag_id in before) == (tag_id in now):
        return thread
    if tag_id in now and rules.moved(thread.state, Move.ANSWER) is not None:
        return records.decide(tx, thread, Move.ANSWER)
    if tag_id not in now and thread.state in SOLVED:
        return records.decide(tx, thread, Move.REOPEN, answered_by=None, answered_at=None)
    return thread


def _closed(tx: Transaction, thread: Thread, seen: Seen) -> Thread:
    closing = Move.CLOSE if seen.by_hand else Move.SLEEP
    move = closing if seen.closed else Move.UNCLOSE
    if rules.moved(thread.state, move) is None:
        return thread
    return records.decide(tx, thread, move)


def _again(tx: Transaction, thread: Thread) -> Thread:
    return store.get(tx, thread.guild_id, thread.id) or thread
