"""What a person set for themselves, and when the bot may write to them by itself. Pure."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

_MINUTE = dt.timedelta(minutes=1)
_LONGEST_QUIET = dt.timedelta(days=3)
"""Further than quiet hours of nearly a day reach, across any jump of the clocks."""


@dataclass(frozen=True, kw_only=True)
class MemberSettings:
    """What a person set for themselves; None: as the guild, or Discord, has it.

    `quiet` is (from, until) in the person's wall time. `dm`: whether the bot may write to them by itself; None: they
    have not said. `hinted_at`: when they were asked whether the guild's zone is theirs.
    """

    user_id: int
    zone: str | None = None
    language: str | None = None
    quiet: tuple[dt.time, dt.time] | None = None
    dm: bool | None = None
    hinted_at: dt.datetime | None = None


def read_quiet(start: str, end: str) -> tuple[dt.time, dt.time] | None:
    """Quiet hours as typed, HH:MM each; None when both are empty. Raises ValueError for anything else."""
    if not start.strip() and not end.strip():
        return None
    first, last = (dt.datetime.strptime(text.strip(), "%H:%M").time() for text in (start, end))  # noqa: DTZ007 - a wall time
    if first == last:
        raise ValueError("quiet hours that begin and end at the same time are all day or never")
    return first, last


def is_quiet(member: MemberSettings, now: dt.datetime, guild_zone: str) -> bool:
    """Whether the person's clock stands in their quiet hours. Their end does not belong to them."""
    if member.quiet is None:
        return False
    start, end = member.quiet
    clock = now.astimezone(ZoneInfo(member.zone or guild_zone)).time()
    return start <= clock < end if start < end else clock >= start or clock < end


def next_allowed(member: MemberSettings, at: dt.datetime, guild_zone: str) -> dt.datetime:
    """The first instant from `at` on that is not in the person's quiet hours: `at` itself, or a whole minute.

    Walked minute by minute (some 2 ms for a whole night): the clocks may jump over the end, or show it twice.
    """
    if not is_quiet(member, at, guild_zone):
        return at
    following = at.replace(second=0, microsecond=0) + _MINUTE
    while is_quiet(member, following, guild_zone) and following - at < _LONGEST_QUIET:
        following += _MINUTE
    return following
