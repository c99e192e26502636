"""The late rules: how long after its due time a promise of each kind is still worth keeping. Pure.

Later than that it is dropped, logged and told to the organisers.
"""

import datetime as dt
from enum import Enum

from bot.delivery.model import NewDelivery

LATE_AFTER = dt.timedelta(seconds=90)
"""A message that comes later than this says when it was due."""


class Promise(Enum):
    """What kind of promise a delivery keeps. The value is how late it may come; None: until an instant, or always."""

    ANNOUNCEMENT = dt.timedelta(hours=12)
    TOPIC_PING = dt.timedelta(hours=1)
    OUTAGE_PING = dt.timedelta(hours=2)
    NOTICE = dt.timedelta(hours=24)
    SESSION_REMINDER = None, "until the session starts"
    DEADLINE_REMINDER = None, "until it is due"
    DIGEST = None, "until the next one"
    ALWAYS = None, "the close of a poll, and every change that has to happen"


_UNTIL = frozenset({Promise.SESSION_REMINDER, Promise.DEADLINE_REMINDER, Promise.DIGEST})


def expires_at(
    promise: Promise, due_at: dt.datetime, *, until: dt.datetime | None = None
) -> dt.datetime | None:
    """The instant from which on it is no longer sent; None: it is always sent.

    `until` is the session's start, the deadline, or the next digest. Raises ValueError when one is needed and missing,
    or given where the kind has its own hours.
    """
    if (promise in _UNTIL) != (until is not None):
        raise ValueError(f"{promise.name} {'needs' if until is None else 'takes no'} instant")
    if isinstance(promise.value, dt.timedelta):
        return due_at + promise.value
    return until


def is_late(delivery: NewDelivery, now: dt.datetime) -> bool:
    """Whether the message has to say "was due …"."""
    return now - delivery.due_at > LATE_AFTER


def is_expired(delivery: NewDelivery, now: dt.datetime) -> bool:
    """Whether it came too late for its kind."""
    return delivery.expires_at is not None and now >= delivery.expires_at
