"""When people are told of what comes, and who of them: reminders and nudges. Pure: values in, values out."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from bot.cohorts.rules import Cohort, Enrolment, Milestone, Session, SessionState
from bot.delivery.recurrence import resolve
from bot.people.rules import MemberSettings, next_allowed

HORIZON: Final = dt.timedelta(hours=3)
"""So far ahead plans become deliveries; looked at every 15 minutes, so that only few rows wait at any time."""
LOOKED_BACK: Final = dt.timedelta(days=30)
"""So far back what an absence kept from being planned is still planned: to be sent late, or to be told as dropped."""
_DAY: Final = 24 * 60
NEAR: Final = 60
"""Minutes: quiet hours do not delay a reminder so near, and it holds the way in."""
PRESENT_NEAR: Final = 15
"""Minutes: a reminder so near has the "I'm here" button."""
AT_START_LATE: Final = dt.timedelta(minutes=10)
"""How late a reminder "at the start" may come."""
NIGHT: Final = (dt.time(22), dt.time(8))
"""When nobody is nudged who has no quiet hours of their own."""
SOON: Final = dt.timedelta(days=14)
"""What is due later than that is no reason to write to somebody."""
NUDGE_WORTH: Final = dt.timedelta(hours=24)
"""So late a nudge may come."""
NOTICE_AFTER: Final = dt.timedelta(minutes=1)
"""Changes of a cohort within this time are told in one message."""
KEPT: Final = dt.timedelta(days=90)
"""How long it is remembered whom the bot wrote to after a silence."""


def place(cohort: Cohort) -> int | None:
    """Where a cohort is told: where it meets, else where its card stands; None: nowhere."""
    return cohort.channel_id if cohort.channel_id is not None else cohort.card_channel_id


def parent(cohort: Cohort) -> int | None:
    """The channel of the thread it is told in; None: that is no thread that the bot made."""
    return cohort.parent_id if cohort.channel_id is not None and cohort.thread_made else None


# Reminders


def due(at: dt.datetime, offset: int, *, zone: str) -> dt.datetime:
    """When a reminder so many minutes before an instant is due.

    Whole days are counted by the clock of the zone in which it was agreed: a week before 18:00 is 18:00 there, also where
    its clocks change in between.
    """
    days, rest = divmod(offset, _DAY)
    if rest or not days:
        return at - dt.timedelta(minutes=offset)
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) - dt.timedelta(days=days)
    return resolve(wall, zone).instant


def ends(at: dt.datetime, offset: int, *, over: dt.datetime | None = None) -> dt.datetime:
    """From when on a reminder is no longer sent: from the instant itself; one at the start has ten minutes.

    `over`: when the session ends, where that is sooner.
    """
    if offset > 0:
        return at
    late = at + AT_START_LATE
    return late if over is None else min(late, over)


def is_superseded(
    at: dt.datetime, offset: int, offsets: Collection[int], now: dt.datetime, *, zone: str
) -> bool:
    """Whether a nearer reminder of the same thing is due already: after an absence that one alone is sent."""
    return any(nearer < offset and due(at, nearer, zone=zone) <= now for nearer in offsets)


def personal_due(
    at: dt.datetime,
    offset: int,
    offsets: Collection[int],
    member: MemberSettings,
    guild_zone: str,
    *,
    zone: str,
) -> dt.datetime | None:
    """When a person gets a reminder: quiet hours delay one of more than an hour. `zone`: in which the time was agreed.

    None: they would delay it until a nearer one, or until it is too late.
    """
    planned = due(at, offset, zone=zone)
    if offset <= NEAR:
        return planned
    allowed = next_allowed(member, planned, guild_zone)
    nearest = max((nearer for nearer in offsets if nearer < offset), default=0)
    return allowed if allowed < due(at, nearest, zone=zone) else None


def held_until(offset: int, member: MemberSettings, now: dt.datetime, guild_zone: str) -> dt.datetime | None:
    """Until when a reminder that is due has to wait for the end of quiet hours; None: it may go out."""
    if offset <= NEAR:
        return None
    allowed = next_allowed(member, now, guild_zone)
    return allowed if allowed > now else None


def shows_link(at: dt.datetime, over: dt.datetime | None, now: dt.datetime) -> bool:
    """Whether a direct message to somebody in the cohort holds the way in: from an hour before, until the end."""
    return at - dt.timedelta(minutes=NEAR) <= now < (over or at)


# Nudges


@dataclass(frozen=True, kw_only=True)
class Nudge:
    """A few kind words to somebody who was not seen for `days`. `since`: the last that was seen of them.

    `sent_at`: when it arrived. `reason`: why it did not. `followed_at`: when they came back.
    """

    id: int
    cohort_id: int
    guild_id: int
    user_id: int
    days: int
    since: dt.datetime
    sent_at: dt.datetime | None = None
    reason: str | None = None
    followed_at: dt.datetime | None = None
    created_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class NextSteps:
    """What somebody could do next: the next session, and what is due for them first and not done.

    `missed`: a session took place, or a due date passed, since they were last seen. `soon`: what is due is due within
    two weeks.
    """

    session: Session | None = None
    milestone: Milestone | None = None
    due_at: dt.datetime | None = None
    missed: bool = False
    soon: bool = False

    @property
    def any(self) -> bool:
        """Whether there is something to write about: nobody is nudged for a week in which there was nothing to do."""
        return self.soon or (self.missed and (self.session is not None or self.milestone is not None))


def silent_since(enrolment: Enrolment, sessions: Sequence[Session]) -> dt.datetime | None:
    """Since when nothing was seen of somebody: not counted before they came in, nor before the first session.

    None: the cohort has not begun.
    """
    seen = enrolment.active_at or enrolment.seated_at or enrolment.queued_at
    taking_place = [one.starts_at for one in sessions if one.state is not SessionState.CANCELLED]
    return seen if not taking_place else max(seen, min(taking_place))


def nudge_days(
    cohort: Cohort, since: dt.datetime, now: dt.datetime, *, told: Collection[int], total: int
) -> int | None:
    """After how many days of silence somebody is nudged now; None: not now.

    `told`: the days of earlier nudges in the same silence. `total`: how many they ever got in this cohort.
    """
    reached = [days for days in cohort.nudge_days if since + dt.timedelta(days=days) <= now]
    if not reached or total >= cohort.nudge_most:
        return None
    latest = max(reached)
    return None if any(days >= latest for days in told) else latest


def awake(member: MemberSettings, at: dt.datetime, guild_zone: str) -> dt.datetime:
    """The first instant from `at` on that is neither in the person's quiet hours nor, without these, at night."""
    return next_allowed(replace(member, quiet=member.quiet or NIGHT), at, guild_zone)
