"""What a reminder is, when it may be, and when it comes. Pure: values in, values out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.delivery.recurrence import resolve

OFFSETS = (
    dt.timedelta(weeks=1),
    dt.timedelta(days=1),
    dt.timedelta(hours=3),
    dt.timedelta(hours=1),
    dt.timedelta(minutes=15),
)
"""So long before a date, as the menu offers."""
MOST_ACTIVE = 100
"""Reminders that one person may have coming in one guild."""
FURTHEST = dt.timedelta(days=366)
KEPT = dt.timedelta(days=30)
"""How long one that is over is remembered."""
LATE = dt.timedelta(hours=12)
"""How late one without a date may come."""

_MINUTE = dt.timedelta(minutes=1)
_HOUR = dt.timedelta(hours=1)
_EVENING, _MORNING = dt.time(18), dt.time(9)
_MONDAY = 0

Moment = dt.timedelta | dt.datetime
"""When somebody wants to be reminded: so long before the date it is about, or at an instant (aware, UTC)."""


class ReminderState(StrEnum):
    """active → sent | cancelled | failed; each of them → active again, by a snooze or a new time."""

    ACTIVE = "active"
    SENT = "sent"
    CANCELLED = "cancelled"
    FAILED = "failed"


GONE = "gone"
"""The reason of a reminder that was cancelled because what it is about is gone or was cancelled."""


class Later(StrEnum):
    """What is offered where there is no date."""

    HOUR = "hour"
    EVENING = "evening"
    TOMORROW = "tomorrow"
    MONDAY = "monday"


class Snooze(StrEnum):
    """What a reminder that arrived offers. The order is the id in a button's custom_id."""

    TEN = "ten"
    HOUR = "hour"
    TOMORROW = "tomorrow"


class Refusal(StrEnum):
    """Why a moment cannot be had. Each has its sentence in the catalogue under reminders-refused-…"""

    PAST = "past"
    FAR = "far"
    AFTER = "after"
    NO_DATE = "no-date"


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """`feature` and `subject_id` name what it is about; `channel_id` and `message_id` where it was asked for.

    `offset`: it was chosen as so long before the date, and moves with it. `in_channel`: mentioned there, because direct
    messages are closed. `dm`: whether the message at the press arrived; None: not known, or not tried. `reason`: why it
    failed or was cancelled; None: the person did so.
    """

    id: int
    guild_id: int
    user_id: int
    feature: str
    subject_id: int
    channel_id: int
    message_id: int | None
    due_at: dt.datetime
    offset: dt.timedelta | None
    state: ReminderState
    reason: str | None
    in_channel: bool
    dm: bool | None
    snoozed: int
    version: int

    @property
    def occurrence(self) -> str:
        """The identity of what is promised: this reminder, at this time, in this place."""
        where = f"channel{self.channel_id}" if self.in_channel else "dm"
        return f"reminder:{self.id}:{int(self.due_at.timestamp())}:{where}"


def offsets_left(at: dt.datetime, now: dt.datetime) -> tuple[dt.timedelta, ...]:
    """Those before the date that still lie ahead."""
    return tuple(offset for offset in OFFSETS if at - offset > now)


def later(now: dt.datetime, zone: str) -> Mapping[Later, dt.datetime]:
    """The instants that are offered where there is no date, by the clock of a zone; each once."""
    today = now.astimezone(ZoneInfo(zone)).date()
    found = {Later.HOUR: _whole(now + _HOUR)}
    evening = _at(today, _EVENING, zone)
    if evening > now:
        found[Later.EVENING] = evening
    found[Later.TOMORROW] = _at(today + dt.timedelta(days=1), _MORNING, zone)
    monday = _at(today + dt.timedelta(days=(_MONDAY - today.weekday() - 1) % 7 + 1), _MORNING, zone)
    if monday != found[Later.TOMORROW]:
        found[Later.MONDAY] = monday
    return found


def snoozed_to(choice: Snooze, now: dt.datetime, zone: str) -> dt.datetime:
    """When a reminder comes again."""
    if choice is Snooze.TEN:
        return _whole(now + 10 * _MINUTE)
    return later(now, zone)[Later.HOUR if choice is Snooze.HOUR else Later.TOMORROW]


def due(moment: Moment, at: dt.datetime | None) -> dt.datetime | None:
    """The instant of a moment; None where it hangs on a date that is not there."""
    if isinstance(moment, dt.datetime):
        return moment
    return None if at is None else at - moment


def refusal(moment: Moment, *, at: dt.datetime | None, now: dt.datetime) -> Refusal | None:
    """Why a moment cannot be had; None when it can. `at`: the date it is about, where that lies ahead."""
    instant = due(moment, at)
    if instant is None:
        return Refusal.NO_DATE
    if instant <= now:
        return Refusal.PAST
    if at is not None and instant >= at:
        return Refusal.AFTER
    return Refusal.FAR if instant > now + FURTHEST else None


def moved(reminder: Reminder, *, at: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """When a reminder comes after its date has moved: one chosen before the date keeps its distance, at once if need be."""
    if reminder.offset is None or at is None:
        return reminder.due_at
    return max(at - reminder.offset, _whole(now))


def ends(due_at: dt.datetime, at: dt.datetime | None) -> dt.datetime:
    """From when on it is no longer sent: from its date, or 12 hours late where none lies after it."""
    return at if at is not None and at > due_at else due_at + LATE


def _at(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    return resolve(dt.datetime.combine(day, time), zone).instant


def _whole(instant: dt.datetime) -> dt.datetime:
    """This minute's start, or the next one's."""
    start = instant.replace(second=0, microsecond=0)
    return start if start == instant else start + _MINUTE
