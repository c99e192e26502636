"""When followers are pinged, and which threads one ping names. Pure: values in, values out."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.guilds.rules import GuildSettings
from bot.people.rules import MemberSettings, next_allowed
from bot.topics.rules import PING_PAUSE, Style, Topic
from bot.topics.threads.rules import UNANSWERED, Thread, may_leave

PING_AFTER: Final = dt.timedelta(seconds=10)
"""Discord lets nobody write in a forum post before its own first message is there."""
PING_WORTH: Final = dt.timedelta(hours=1)
"""A thread that is older when it is first seen is news to nobody: it is left to the digest."""
NUDGE_WORTH: Final = dt.timedelta(hours=12)
"""So late a nudge may come, after an outage or for a question that was found late; then it is left to the digest."""
MOST_NAMED: Final = 15
"""Threads of one ping: as many as a message holds with long titles. Those beyond are named by the next."""
_NOBODY: Final = 0


@dataclass(frozen=True, kw_only=True)
class Ping:
    """A ping to come. `threads`: ours, in the order they were opened; it is posted in the last one, and links the others."""

    threads: tuple[int, ...]
    at: dt.datetime

    @property
    def lead(self) -> int:
        """The thread it is posted in."""
        return self.threads[-1]


def pings(topic: Topic) -> bool:
    """Whether new threads of a topic ping anybody."""
    return topic.style is Style.EACH and topic.role_id is not None and topic.archived_at is None


def after_quiet(settings: GuildSettings, at: dt.datetime) -> dt.datetime:
    """The first instant from `at` on that is not in the guild's quiet hours."""
    return next_allowed(MemberSettings(user_id=_NOBODY, quiet=settings.quiet), at, settings.zone)


def is_news(thread: Thread, now: dt.datetime) -> bool:
    """Whether a thread that is first seen now is new to followers."""
    return now - thread.opened_at < PING_WORTH


def next_at(
    *, earliest: dt.datetime, last: dt.datetime | None, settings: GuildSettings, has_digest: bool
) -> dt.datetime | None:
    """When the next ping of a topic may go out, not before `earliest`; None: it is left to the digest.

    `last`: when the latest one went out, or may have. In quiet hours the digest serves; without one they are waited for.
    """
    at = earliest if last is None else max(earliest, last + PING_PAUSE)
    allowed = after_quiet(settings, at)
    return None if allowed > at and has_digest else allowed


def planned(threads: Iterable[int], *, at: dt.datetime) -> tuple[Ping, ...]:
    """The pings that name these threads, each of them in one: the first `at` that instant, the others a pause apart.

    `threads` in the order they were opened.
    """
    waiting = list(dict.fromkeys(threads))
    parts = [tuple(waiting[start : start + MOST_NAMED]) for start in range(0, len(waiting), MOST_NAMED)]
    return tuple(Ping(threads=part, at=at + number * PING_PAUSE) for number, part in enumerate(parts))


def nameable(threads: Sequence[Thread], topic_id: int) -> tuple[Thread, ...]:
    """Those that a ping of a topic still names: they are there, this topic's, and unanswered. In the order of opening."""
    there = [
        one for one in threads if one.gone_at is None and one.topic_id == topic_id and one.state in UNANSWERED
    ]
    return tuple(sorted(there, key=lambda one: (one.opened_at, one.id)))


def shows_title(thread: Thread, lead: Thread) -> bool:
    """Whether a ping in `lead` may carry another thread's title: whoever reads the one may read the other."""
    return may_leave(thread.label) and thread.channel_id == lead.channel_id


# Nudges


def nudge_at(thread: Thread, *, hours: int, now: dt.datetime, settings: GuildSettings) -> dt.datetime | None:
    """When followers are asked about a question without a reply; None: never, it is no question or long past."""
    if not may_be_nudged(thread):
        return None
    at = thread.opened_at + dt.timedelta(hours=hours)
    if now - at >= NUDGE_WORTH:
        return None
    return after_quiet(settings, max(at, now))


def may_be_nudged(thread: Thread) -> bool:
    """Whether a question still waits, and had no nudge."""
    waits = thread.state in UNANSWERED and thread.gone_at is None
    return waits and thread.is_question and thread.nudged_at is None


def has_reply(messages: int, own: int) -> bool:
    """Whether anybody wrote, by how many messages a thread got beside its first, and how many of them are the bot's."""
    return messages > own
