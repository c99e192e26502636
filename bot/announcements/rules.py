"""What an announcement is, and which occurrences it promises. Pure: values in, values out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.delivery.recurrence import SEARCHED_YEARS, Occurrence, Plan, next_occurrence, occurrences
from bot.guilds.rules import NO_HOLIDAYS, Holidays

HORIZON = dt.timedelta(days=35)
"""How far ahead occurrences become deliveries: more than a month, so that a monthly one always stands."""

DRAFT_KEPT = dt.timedelta(days=1)
MOST_CHANNELS = 10
MOST_VARIANTS = 10
"""As many languages as there are channels for."""
TITLE_LIMIT = 200
BODY_LIMIT = 2500
"""As it is shown. The preview has to show it whole, beside times, channels and notes, within Discord's 4,000."""
ALT_LIMIT = 1000
"""What may be said of a picture; Discord takes 1,024, and a right-to-left text is wrapped."""
CATCH_UP = 400
"""Occurrences planned in one go; a bot that was down for longer continues with the next run."""

_LOOKED_AHEAD = dt.timedelta(days=366 * SEARCHED_YEARS)
_ZONES_APART = dt.timedelta(hours=26)
"""As far as two zones differ, and further than any zone is ever corrected."""


class AnnouncementState(StrEnum):
    """draft → scheduled → finished | cancelled."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    FINISHED = "finished"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Variant:
    """The text in another language, as the organiser typed it."""

    title: str
    body: str


@dataclass(frozen=True, kw_only=True)
class PictureNote:
    """What is known of the picture without its bytes. `alt` says what is to be seen."""

    name: str
    alt: str


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """`title` and `body` as the organiser typed them. `revises`: a draft that changes that announcement.

    `author` and `approver` are actor keys. `planned_until`: each occurrence up to then has its deliveries.
    `ping`: the role that is mentioned; the guild's own id is @everyone. `event_wall`: the date it is about, in the plan's
    zone. `languages`: channel → the variant that goes there; the others get the announcement's own text. `publish`: the
    channels whose post goes on to the servers that follow them. `holidays`: the guild's, when this series skips them.
    `corrects`: this draft, once confirmed, also changes what was posted last.
    """

    id: int
    guild_id: int
    state: AnnouncementState
    title: str
    body: str
    plan: Plan
    channels: tuple[int, ...]
    author: str
    version: int
    revises: int | None = None
    revises_version: int | None = None
    planned_until: dt.datetime | None = None
    ping: int | None = None
    approver: str | None = None
    paused_at: dt.datetime | None = None
    skips_holidays: bool = False
    holidays: Holidays = NO_HOLIDAYS
    event_wall: dt.datetime | None = None
    languages: Mapping[int, str] = field(default_factory=dict)
    publish: frozenset[int] = frozenset()
    variants: Mapping[str, Variant] = field(default_factory=dict)
    picture: PictureNote | None = None
    corrects: bool = False

    @property
    def calendar(self) -> Plan:
        """The plan with everything that keeps it from happening: what occurrences are computed from."""
        if not self.skips_holidays or self.plan.rule is None:
            return self.plan
        return replace(
            self.plan,
            not_on=self.plan.not_on | self.holidays.days,
            not_yearly=self.plan.not_yearly | self.holidays.yearly,
        )

    def written_in(self, language: str) -> Variant:
        """Title and text in a language; in "" and in one it has no text in, its own."""
        return self.variants.get(language, Variant(title=self.title, body=self.body))

    def language_in(self, channel_id: int) -> str:
        """The language of what goes to this channel; "" for its own text."""
        language = self.languages.get(channel_id, "")
        return language if language in self.variants else ""

    @property
    def heard(self) -> tuple[str, ...]:
        """The languages that go to a channel, its own text ("") first."""
        return tuple(sorted({self.language_in(channel_id) for channel_id in self.channels}))


def upcoming(plan: Plan, *, after: dt.datetime, most: int) -> list[Occurrence]:
    """The next occurrences after an instant, the earliest first; fewer when the plan ends."""
    # Many in one walk: asking for each anew walks a counted rule from its start every time (60 of 366 took 0.26 s).
    found: list[Occurrence] = []
    at = after
    while len(found) < most:
        start = max(at, plan.wall.replace(tzinfo=dt.UTC))
        following = occurrences(plan, at, start + _LOOKED_AHEAD, most - len(found))
        if not following:
            break
        found += following
        at = following[-1].instant
    return found


def to_plan(plan: Plan, *, since: dt.datetime, now: dt.datetime) -> tuple[list[Occurrence], dt.datetime]:
    """The occurrences in (since, now + HORIZON] and up to where that has planned."""
    until = now + HORIZON
    found = occurrences(plan, since, until, CATCH_UP)
    if len(found) == CATCH_UP:
        return found, found[-1].instant
    return found, until


def to_promise_anew(
    plan: Plan, *, owed: Mapping[dt.datetime, dt.datetime], since: dt.datetime, now: dt.datetime
) -> tuple[list[Occurrence], dt.datetime]:
    """After a change: what comes after `since`, and what is owed (wall time → instant) and still planned.

    Nothing else that lies in the past: a promise that nobody made is not kept late.
    """
    start = min([since, *owed.values()]) - _ZONES_APART
    found, until = to_plan(plan, since=start, now=now)
    return [one for one in found if one.instant > since or one.planned in owed], until


def occurrence_key(announcement_id: int, occurrence: Occurrence, channel_id: int) -> str:
    """The identity of one promise: this announcement, this wall time, this channel.

    The wall time and not the instant: when a country moves its clocks the promise stays the same one.
    """
    return f"announcement:{announcement_id}:{occurrence.planned:%Y%m%dT%H%M%S}:{channel_id}"


def is_over(plan: Plan, *, now: dt.datetime) -> bool:
    """Whether nothing comes after `now`."""
    return next_occurrence(plan, now) is None


def still_planned(plan: Plan, planned: dt.datetime, due: dt.datetime) -> bool:
    """Whether the plan still has the occurrence of this wall time, near the instant it was promised for."""
    around = occurrences(plan, due - _ZONES_APART, due + _ZONES_APART, CATCH_UP)
    return any(found.planned == planned for found in around)
