"""What followers are owed, as rows of the outbox: functions of a transaction, for whoever learns of a thread.

A ping of a topic is one row: its subject is the topic, its target the thread it is posted in, its details name every thread
it tells of. One that waits takes in what comes meanwhile; one that is on its way, or may be, is left alone.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from bot.clock import from_epoch, to_epoch
from bot.delivery import lateness, outbox
from bot.delivery.lateness import Promise
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery
from bot.guilds.service import settings_in
from bot.storage.database import Transaction
from bot.topics.digest.records import digest_in
from bot.topics.pings import rules
from bot.topics.pings.rules import Ping
from bot.topics.rules import PING_PAUSE, Topic
from bot.topics.threads.rules import Thread

PINGS: Final = "pings"
PING: Final = "ping"
NUDGES: Final = "nudges"
NUDGE: Final = "nudge"
_LOOKED_BACK: Final = 10
_MOST_WAITING: Final = 100
_OPEN: Final = frozenset({DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.CLAIMED})


def opened(tx: Transaction, topic: Topic, thread: Thread) -> None:
    """A thread of a topic was opened, is first seen, or moved here: promise the ping of its followers, and the nudge.

    Harmless twice. What waits for the topic that it had names it no more: see `rules.nameable`. A thread that is old already is left to the digest.
    """
    if rules.pings(topic) and rules.is_news(thread, tx.now) and not _is_told(tx, topic, thread):
        promise_pings(tx, topic, ((thread.id, thread.thread_id),), earliest=tx.now + rules.PING_AFTER)
    _promise_nudge(tx, thread, digest_in(tx, thread.guild_id).nudge_hours)


def answered(tx: Transaction, thread: Thread) -> int:
    """A question was answered: nobody needs to be asked any more; returns how many nudges were taken back."""
    return outbox.cancel(tx, guild_id=thread.guild_id, feature=NUDGES, subject_id=thread.id, template=NUDGE)


def nudge_hours_changed(tx: Transaction, guild_id: int, hours: int) -> int:
    """Move the nudges to come to so many hours after their questions; returns how many."""
    settings = settings_in(tx, guild_id)
    moved = 0
    for subject_id in outbox.next_due_by_subject(tx, guild_id, NUDGES, template=NUDGE):
        for waiting in outbox.upcoming(tx, guild_id, NUDGES, subject_id):
            at = from_epoch(_number(waiting, "opened")) + dt.timedelta(hours=hours)
            moved += _enqueue_nudge(tx, waiting, rules.after_quiet(settings, max(at, tx.now)))
    return moved


# Pings


def promise_pings(
    tx: Transaction, topic: Topic, threads: Sequence[tuple[int, int]], *, earliest: dt.datetime
) -> int:
    """Promise that these threads (our id, Discord's) are told of, together with those that wait; returns how many pings.

    None where quiet hours and the digest stand in the way.
    """
    rows = outbox.upcoming(tx, topic.guild_id, PINGS, topic.id, _MOST_WAITING)
    waiting = [row for row in rows if _waits(row)]
    places = dict(pair for row in waiting for pair in named(row))
    places |= dict(threads)
    at = rules.next_at(
        earliest=min([earliest, *(row.due_at for row in waiting)]),
        last=last_ping(tx, topic),
        settings=settings_in(tx, topic.guild_id),
        has_digest=digest_in(tx, topic.guild_id).is_set,
    )
    kept = [row.occurrence for row in rows if not _waits(row)]
    coming = () if at is None else rules.planned(sorted(places), at=max(at, tx.now))
    outbox.cancel(
        tx,
        guild_id=topic.guild_id,
        feature=PINGS,
        subject_id=topic.id,
        template=PING,
        keep_occurrences=[*kept, *(_key(topic, ping) for ping in coming)],
    )
    for ping in coming:
        outbox.enqueue(
            tx,
            NewDelivery(
                guild_id=topic.guild_id,
                kind=EffectKind.MESSAGE,
                feature=PINGS,
                template=PING,
                subject_id=topic.id,
                target_id=places[ping.lead],
                occurrence=_key(topic, ping),
                details={
                    "threads": [[one, places[one]] for one in ping.threads],
                    "place": topic.channel_id,
                },
                due_at=ping.at,
                expires_at=lateness.expires_at(Promise.TOPIC_PING, ping.at),
            ),
        )
    return len(coming)


def named(ping: Delivery) -> list[tuple[int, int]]:
    """The threads that a ping tells of: our id and Discord's, in the order they were opened."""
    threads = ping.details.get("threads")
    return [(int(one), int(place)) for one, place in threads] if isinstance(threads, list) else []


def last_ping(tx: Transaction, topic: Topic, *, but: int = 0) -> dt.datetime | None:
    """When the topic's followers were last pinged, or may have been, by a nudge too. `but`: a delivery not looked at."""
    rows = outbox.last_sent(tx, topic.guild_id, PINGS, topic.id, template=PING, limit=_LOOKED_BACK)
    found = [row.settled_at for row in rows if row.settled_at is not None]
    on_their_way = outbox.upcoming(tx, topic.guild_id, PINGS, topic.id, _MOST_WAITING)
    if any(not _waits(row) and row.id != but for row in on_their_way):
        found.append(tx.now)  # it may arrive at this moment
    found += [one.settled_at for one in _nudges_of(tx, topic) if one.settled_at is not None]
    return max(found, default=None)


def _nudges_of(tx: Transaction, topic: Topic) -> list[Delivery]:
    """The nudges of a topic's questions that went out within the pause, and those that are being sent."""
    recent = outbox.going_out(tx, topic.guild_id, NUDGES, template=NUDGE, since=tx.now - PING_PAUSE)
    return [one for one in recent if _number(one, "topic") == topic.id]


def _waits(ping: Delivery) -> bool:
    """Whether it is still to go out, and nothing of it can be on Discord."""
    return ping.state is not DeliveryState.CLAIMED and ping.first_attempt_at is None


def _is_told(tx: Transaction, topic: Topic, thread: Thread) -> bool:
    """Whether a ping names the thread already, or did a moment ago."""
    rows = outbox.for_subject(tx, topic.guild_id, PINGS, topic.id, _MOST_WAITING)
    return any(
        (row.state in _OPEN or row.state is DeliveryState.SENT)
        and any(one == thread.id for one, _ in named(row))
        for row in rows
    )


def _key(topic: Topic, ping: Ping) -> str:
    """By its time, too: one that was claimed and put off is a new row, of which nothing can be on Discord."""
    return f"topic:{topic.id}:ping:{ping.lead}:{to_epoch(ping.at)}"


# Nudges


def _promise_nudge(tx: Transaction, thread: Thread, hours: int) -> None:
    settings = settings_in(tx, thread.guild_id)
    at = rules.nudge_at(thread, hours=hours, now=tx.now, settings=settings)
    if at is not None:
        outbox.enqueue(
            tx,
            NewDelivery(
                guild_id=thread.guild_id,
                kind=EffectKind.MESSAGE,
                feature=NUDGES,
                template=NUDGE,
                subject_id=thread.id,
                target_id=thread.thread_id,
                occurrence=f"thread:{thread.id}:nudge",
                details={
                    "opened": to_epoch(thread.opened_at),
                    "topic": thread.topic_id,
                    "place": thread.channel_id,
                },
                due_at=at,
                expires_at=at + rules.NUDGE_WORTH,
            ),
        )


def nudge_from(tx: Transaction, topic: Topic, nudge: Delivery) -> dt.datetime:
    """When a nudge may go out: outside quiet hours, and a pause after the followers' last ping.

    Of two that are being sent the earlier goes first, and a ping goes before both: so none waits for one that waits.
    """
    at, last = tx.now, last_ping(tx, topic)
    before = [one for one in _nudges_of(tx, topic) if one.id < nudge.id and one.settled_at is None]
    if before:
        last = tx.now
    if last is not None:
        at = max(at, last + PING_PAUSE)
    return rules.after_quiet(settings_in(tx, topic.guild_id), at)


def promise_nudge_again(tx: Transaction, nudge: Delivery, at: dt.datetime) -> bool:
    """Put a nudge off."""
    return _enqueue_nudge(tx, nudge, at)


def _enqueue_nudge(tx: Transaction, nudge: Delivery, at: dt.datetime) -> bool:
    made = outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=nudge.guild_id,
            kind=nudge.kind,
            feature=NUDGES,
            template=NUDGE,
            subject_id=nudge.subject_id,
            target_id=nudge.target_id,
            occurrence=nudge.occurrence,
            details=nudge.details,
            due_at=at,
            expires_at=at + rules.NUDGE_WORTH,
        ),
    )
    return made is not None


def _number(delivery: Delivery, key: str) -> int:
    value = delivery.details.get(key)
    return value if isinstance(value, int) else 0
