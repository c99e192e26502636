"""What every use case of threads begins and ends with: the record, who may touch it, what follows from a change.

Functions of a transaction.
"""

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass

from bot.clock import to_epoch
from bot.errors import NotAllowedError, NotFoundError, StaleError
from bot.guilds.rules import is_organiser
from bot.guilds.service import settings_in
from bot.language.safe_text import clean_name, clip
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import SqlValue, Transaction
from bot.topics.pings import service as pings
from bot.topics.rules import FORUM, PlaceView, Topic
from bot.topics.service import topic_in, topic_of_thread
from bot.topics.threads import promises, rules, store
from bot.topics.threads.rules import ANSWERED_TAG, SOLVED, Label, Move, Thread, ThreadState


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A thread as Discord has it. `place`: its channel. `closed`: archived; `by_hand`: somebody closed it, not silence.

    `ours`: the bot opened it itself.
    """

    thread_id: int
    place: PlaceView
    title: str
    owner_id: int
    opened_at: dt.datetime
    tags: tuple[int, ...] = ()
    closed: bool = False
    by_hand: bool = False
    ours: bool = False
    pinned: bool = False


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A thread with what a card of it needs. `mine`: the reader may say whether it is answered."""

    thread: Thread
    topic: Topic | None
    mine: bool = False


def read_text(typed: str, most: int) -> str:
    """A question or an answer as it is kept; empty where there is nothing to read in it."""
    # Half a surrogate pair cannot be stored.
    text = typed.replace("\0", "").encode(errors="ignore").decode().strip()
    return "" if clean_name(text) is None else clip(text, most)


def existing(tx: Transaction, guild_id: int, id_: int) -> Thread:
    """A thread that is on Discord. Raises NotFoundError."""
    found = store.get(tx, guild_id, id_)
    if found is None or not found.thread_id or found.gone_at is not None:
        raise NotFoundError("threads-not-found")
    return found


def standing(tx: Transaction, thread: Thread, actor: Actor | None = None) -> Standing:
    """A thread with its topic."""
    topic = None if thread.topic_id is None else topic_in(tx, thread.guild_id, thread.topic_id)
    return Standing(thread=thread, topic=topic, mine=actor is not None and may_answer(tx, actor, thread))


def may_answer(tx: Transaction, actor: Actor, thread: Thread) -> bool:
    """Whether the actor asked, or is an organiser."""
    return thread.asker_id == actor.user_id or is_organiser(
        settings_in(tx, actor.guild_id),
        role_ids=actor.role_ids,
        administers=actor.administers,
        manages=actor.manages,
    )


def require_may(tx: Transaction, actor: Actor, thread: Thread) -> None:
    """Raises NotAllowedError, which names who may."""
    if not may_answer(tx, actor, thread):
        raise NotAllowedError("threads-not-yours")


def follow(tx: Transaction, guild_id: int, seen: Seen, *, by_hand: bool = False) -> Thread | None:
    """Begin to follow a thread that was opened in Discord; None: it is in no topic, from before it, or our own.

    `by_hand`: somebody does something in it now, so its age does not matter.
    """
    topic = topic_of_thread(tx, guild_id, seen.place.id, seen.tags)
    if topic is None or seen.pinned or (seen.ours and not by_hand):
        return None
    if not by_hand and (seen.closed or topic.created_at is None or seen.opened_at < topic.created_at):
        return None
    known = store.tags(tx, guild_id, seen.place.id)
    made = store.insert(
        tx,
        guild_id=guild_id,
        thread_id=seen.thread_id,
        topic_id=topic.id,
        channel_id=seen.place.id,
        title=seen.title,
        state=ThreadState.OPEN,
        asker_id=None if seen.ours else seen.owner_id,
        opened_at=seen.opened_at,
        in_forum=seen.place.type == FORUM,
        tags=seen.tags,
        # Before anything of it is kept: what its tags say holds from the first moment.
        label=rules.stricter(Label.CLEAR, seen.tags, known),
    )
    found = store.get(tx, guild_id, made)
    if found is not None and known.get(ANSWERED_TAG) in seen.tags:
        return decide(tx, found, Move.ANSWER)
    return found


def of_seen(tx: Transaction, guild_id: int, seen: Seen) -> Thread:
    """The record of the thread that somebody is in now. Raises NotFoundError where it is in no topic."""
    store.set_tags(tx, guild_id, seen.place.id, rules.meanings(seen.place.tags))
    found = store.by_discord(tx, guild_id, seen.thread_id)
    if found is None and seen.ours and store.is_posting(tx, guild_id, seen.place.id):
        raise StaleError("threads-moved-on")  # it may be that question, whose post was not settled yet
    found = found or follow(tx, guild_id, seen, by_hand=True)
    if found is None or found.gone_at is not None:
        raise NotFoundError("threads-not-in-topic")
    return found


def decide(
    tx: Transaction,
    thread: Thread,
    move: Move | None = None,
    *,
    action: str | None = None,
    actor: Actor | None = None,
    reopen: bool = False,
    **values: SqlValue,
) -> Thread:
    """Make one change of a thread with all that follows: index, card, tags, and the log where an action is named.

    Raises StaleError where somebody was quicker, or where the move leads nowhere from the state it is in.
    """
    state = thread.state if move is None else rules.moved(thread.state, move)
    if state is None:
        raise StaleError("threads-moved-on")
    if move is Move.ANSWER:
        values.setdefault("answered_at", to_epoch(tx.now))
    if not store.change(tx, thread, state=state.value, **values):
        raise StaleError("threads-moved-on")
    after = store.get(tx, thread.guild_id, thread.id)
    if after is None:
        raise StaleError("threads-moved-on")
    store.reindex(tx, after)
    if move is Move.ANSWER:
        pings.answered(tx, after)
    elif move is Move.REOPEN:
        opened(tx, after)
    if reopen or after.state not in rules.CLOSED:
        # Tags first: a closed thread has to be open before its card can be edited.
        promises.tags(tx, after, reopen=reopen)
        promises.card(tx, after)
    if action is not None and actor is not None:
        audit.record(
            tx,
            guild_id=thread.guild_id,
            user_id=actor.user_id,
            action=action,
            # The log is read by organisers, who need not be among those the label lets read.
            subject=thread.title if rules.may_leave(thread.label) and rules.may_leave(after.label) else "…",
            before={"id": thread.id, "state": thread.state.value, "value": thread.label.value},
            after={"id": after.id, "state": after.state.value, "value": after.label.value},
        )
    return after


def opened(tx: Transaction, thread: Thread) -> None:
    """Let followers hear of a thread that is on Discord."""
    topic = None if thread.topic_id is None else topic_in(tx, thread.guild_id, thread.topic_id)
    if topic is not None and thread.thread_id and thread.state not in SOLVED:
        pings.opened(tx, topic, thread)


def tags_value(tags: Collection[int]) -> str:
    """Tags as the record keeps them."""
    return json.dumps(sorted(tags))
