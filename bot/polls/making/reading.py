"""What people type into the forms of a poll: as it is kept, or refused with one sentence."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.delivery.recurrence import Occurrence, occurrences, resolve
from bot.errors import InvalidInputError, RefusedError
from bot.language import when, zones
from bot.language.rules import folded
from bot.language.safe_text import clean_name, clip, length
from bot.polls.making import fitting
from bot.polls.rules import MOST_OPTIONS, Kind, Option, QuorumKind, ThresholdBase

QUESTION_LIMIT, DESCRIPTION_LIMIT = 200, 2000
LABEL_LIMIT, DETAIL_LIMIT, UNIT_LIMIT, OUTSIDE_LIMIT, REASON_LIMIT = 100, 200, 30, 200, 500
MOST_SEATS = MOST_OPTIONS
MOST_GOAL = 1_000_000_000
SHORTEST, USUAL, LONGEST = 15, 60, 24 * 60
"""Minutes of a date."""
CLOSING_HOUR, OPEN_DAYS = 18, 7
"""A new poll closes in so many days, at this hour, until somebody says otherwise."""
_BULLET = re.compile(r"[-*•–]\s+")
_NUMBERED = re.compile(r"(\d{1,2})[.)]\s+")
_LINE = 60


@dataclass(frozen=True, kw_only=True)
class Texts:
    """A form of texts as it is kept. `options` with their folded labels."""

    question: str
    description: str = ""
    options: tuple[tuple[Option, str], ...] = ()
    seats: int = 1
    goal: int | None = None
    goal_unit: str = ""


@dataclass(frozen=True, kw_only=True)
class Times:
    """When a poll opens (None: by hand) and closes, as wall times of `zone` and instants."""

    zone: str
    opens_wall: dt.datetime | None
    opens_at: dt.datetime | None
    closes_wall: dt.datetime | None
    closes_at: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class TypedForm:
    """A form that was refused. `form`: which it was; `poll_id` None: that of a new poll. `fields`: its answers by key."""

    form: str
    poll_id: int | None
    fields: Mapping[str, str]


def texts(kind: Kind, fields: Mapping[str, str], *, zone: str, now: dt.datetime) -> Texts:
    """The form of a kind: question, description, options, and what the kind has beside. Raises InvalidInputError."""
    found: tuple[tuple[Option, str], ...] = ()
    if kind in (Kind.CHOICE, Kind.COMMITTEE):
        found = options(fields.get("options", ""))
    elif kind is Kind.DATE:
        minutes = number(
            fields.get("minutes", ""), "poll-minutes-invalid", least=SHORTEST, most=LONGEST, empty=USUAL
        )
        found = dates(fields.get("options", ""), zone=zone, now=now, minutes=minutes)
    return Texts(
        question=question(fields.get("question", "")),
        description=description(fields.get("description", "")),
        options=found,
        seats=number(fields.get("seats", ""), "poll-seats-invalid", least=1, most=MOST_SEATS, empty=1)
        if kind is Kind.COMMITTEE
        else 1,
        goal=_goal(fields.get("goal", "")) if kind is Kind.PLEDGE else None,
        goal_unit=_unit(fields.get("unit", "")) if kind is Kind.PLEDGE else "",
    )


def question(typed: str) -> str:
    """A question as it is kept. Raises InvalidInputError."""
    found = clean_name(typed)
    if found is None:
        raise InvalidInputError("poll-question-empty")
    if length(found) > QUESTION_LIMIT:
        raise InvalidInputError("poll-question-long", most=QUESTION_LIMIT)
    return found


def description(typed: str) -> str:
    """A description as it is kept; markdown stays. Raises InvalidInputError."""
    found = typed.replace("\r\n", "\n").strip()
    if length(found) > DESCRIPTION_LIMIT:
        raise InvalidInputError("poll-description-long", most=DESCRIPTION_LIMIT)
    return found


def reason(typed: str, *, required: bool) -> str:
    """Why a poll is cancelled. Raises InvalidInputError."""
    found = clean_name(typed) or ""
    if required and not found:
        raise InvalidInputError("poll-reason-empty")
    if length(found) > REASON_LIMIT:
        raise InvalidInputError("poll-reason-long", most=REASON_LIMIT)
    return found


def options(typed: str) -> tuple[tuple[Option, str], ...]:
    """Options, one a line, "label | a sentence about it", each with its folded label. Empty lines and bullets are left out.

    Raises InvalidInputError for more than 24, a label over 100 characters, and two that are the same when folded.
    """
    found: list[tuple[Option, str]] = []
    for line in _lines(typed):
        head, _, rest = line.partition(" | ")
        label, detail = clean_name(head), clean_name(rest) or ""
        if label is None:
            raise InvalidInputError("poll-option-empty", line=clip(line, _LINE))
        if length(label) > LABEL_LIMIT:
            raise InvalidInputError("poll-option-long", option=clip(label, _LINE), most=LABEL_LIMIT)
        if length(detail) > DETAIL_LIMIT:
            raise InvalidInputError("poll-option-detail-long", option=clip(label, _LINE), most=DETAIL_LIMIT)
        found.append((Option(number=len(found) + 1, label=label, detail=detail), folded(label)))
    _check(found)
    return tuple(found)


def dates(
    typed: str, *, zone: str, now: dt.datetime, minutes: int, after: Sequence[Option] = ()
) -> tuple[tuple[Option, str], ...]:
    """Dates, one time phrase a line, in the order of time. `after`: dates that stand already, which these follow.

    A phrase that repeats and ends ("every Tuesday 18:00 for 6 weeks") is as many dates. Raises InvalidInputError.
    """
    found: dict[dt.datetime, Occurrence] = {}
    for line in _lines(typed, numbered=False):
        for one in _occurrences(line, zone=zone, now=now):
            if one.instant in found or any(each.starts_at == one.instant for each in after):
                raise InvalidInputError("poll-option-twice", option=_date_label(one.instant, zone))
            found[one.instant] = one
    made = []
    for place, instant in enumerate(sorted(found), start=len(after) + 1):
        label = _date_label(instant, zone)
        wall = resolve_wall(instant, zone)
        option = Option(number=place, label=label, wall=wall, starts_at=instant, minutes=minutes)
        made.append((option, folded_label(option)))
    if len(made) + len(after) > MOST_OPTIONS:
        raise InvalidInputError("poll-options-many", most=MOST_OPTIONS, count=len(made) + len(after))
    return tuple(made)


def checked(options: Sequence[Option]) -> tuple[tuple[Option, str], ...]:
    """Options that are values already, with their folded labels. Raises InvalidInputError for too many, or one twice."""
    found = tuple((one, folded_label(one)) for one in options)
    _check(found)
    return found


def times(opens: str, closes: str, *, zone: str, now: dt.datetime) -> Times:
    """When it opens and closes, as phrases in `zone`; an empty one is not set. Raises InvalidInputError."""
    opening = _once(opens, "poll-opens-wrong", zone=zone, now=now)
    closing = _once(closes, "poll-closes-wrong", zone=zone, now=now)
    if closing is not None and closing <= (opening or now):
        raise InvalidInputError("poll-lacks-time")
    return Times(
        zone=zone,
        opens_wall=None if opening is None else resolve_wall(opening, zone),
        opens_at=opening,
        closes_wall=None if closing is None else resolve_wall(closing, zone),
        closes_at=closing,
    )


def usual_close(zone: str, now: dt.datetime) -> Occurrence:
    """When a new poll closes until somebody says otherwise."""
    wall = resolve_wall(now, zone) + dt.timedelta(days=OPEN_DAYS)
    return resolve(wall.replace(hour=CLOSING_HOUR, minute=0, second=0, microsecond=0), zone)


def folded_label(option: Option) -> str:
    """What is compared of an option: its label, or the instant of a date."""
    return folded(option.label) if option.starts_at is None else f"{option.starts_at:%Y%m%d%H%M}"


def said_wall(wall: dt.datetime | None) -> str:
    """A wall time as the forms read it again."""
    return "" if wall is None else f"{wall:%Y-%m-%d %H:%M}"


def quorum(kind: str, typed: str) -> tuple[QuorumKind, int]:
    """A quorum as chosen and typed. Raises InvalidInputError."""
    try:
        found = QuorumKind(kind)
    except ValueError:
        found = QuorumKind.NONE
    if found is QuorumKind.NONE:
        return found, 0
    if found is QuorumKind.COUNT:
        return found, number(typed, "poll-quorum-count-invalid", least=1, most=fitting.MOST_COUNT)
    percent = number(
        typed.replace("%", ""), "poll-quorum-percent-invalid", least=1, most=fitting.MOST_PERCENT
    )
    return found, percent


def threshold(typed: str, *, strict: bool) -> int | None:
    """Per cent that the winner needs; empty: none. Raises InvalidInputError."""
    if not typed.strip():
        return None
    most = fitting.MOST_PERCENT - int(strict)  # nothing is more than all
    return number(typed.replace("%", ""), "poll-threshold-invalid", least=1, most=most)


def threshold_base(chosen: str) -> ThresholdBase:
    """Of what the threshold is a per cent."""
    try:
        return ThresholdBase(chosen)
    except ValueError:
        return ThresholdBase.CAST


def proxies(typed: str) -> int:
    """How many proxies one person may hold. Raises InvalidInputError."""
    return number(typed, "poll-proxies-invalid", least=0, most=fitting.MOST_PROXIES, empty=0)


def hours(typed: str) -> int:
    """How far the deadline may be moved, once. Raises InvalidInputError."""
    return number(typed, "poll-hours-invalid", least=0, most=fitting.MOST_HOURS, empty=0)


def number(typed: str, key: str, *, least: int, most: int, empty: int | None = None) -> int:
    """A whole number from least to most. Raises InvalidInputError with the key, which gets both."""
    text = typed.strip()
    if not text and empty is not None:
        return empty
    digits = text.isascii() and text.isdecimal() and len(text) <= len(str(most))
    if not digits or not least <= int(text) <= most:
        raise InvalidInputError(key, least=least, most=most)
    return int(text)


def outside(typed: str) -> str:
    """Where the outside value of a lot comes from. Raises InvalidInputError."""
    found = clean_name(typed) or ""
    if length(found) > OUTSIDE_LIMIT:
        raise InvalidInputError("poll-outside-long", most=OUTSIDE_LIMIT)
    return found


def resolve_wall(instant: dt.datetime, zone: str) -> dt.datetime:
    """The wall time of an instant in a zone, to the minute."""
    local = instant.astimezone(zones.zone_info(zone))
    return local.replace(tzinfo=None, second=0, microsecond=0, fold=0)


def _lines(typed: str, *, numbered: bool = True) -> list[str]:
    """The lines that say something, without the bullets or the running numbers of a pasted list."""
    lines = [line for line in map(str.strip, typed.splitlines()) if line]
    if lines and all(_BULLET.match(line) for line in lines):
        return [_BULLET.sub("", line, count=1) for line in lines]
    counted = [_NUMBERED.match(line) for line in lines] if numbered else []
    if (
        len(lines) > 1
        and all(found is not None and int(found[1]) == place for place, found in enumerate(counted, start=1))
        and counted
    ):
        return [_NUMBERED.sub("", line, count=1) for line in lines]
    return lines


def _check(found: Sequence[tuple[Option, str]]) -> None:
    if len(found) > MOST_OPTIONS:
        raise InvalidInputError("poll-options-many", most=MOST_OPTIONS, count=len(found))
    seen: set[str] = set()
    for option, key in found:
        if key in seen:
            raise InvalidInputError("poll-option-twice", option=clip(option.label, _LINE))
        seen.add(key)


def _occurrences(line: str, *, zone: str, now: dt.datetime) -> list[Occurrence]:
    try:
        reading = when.read_when(line, zone=zone, now=now)
    except RefusedError as error:
        raise InvalidInputError("poll-date-wrong", line=clip(line, _LINE), reason=error) from None
    rule = reading.plan.rule
    if rule is None:
        return [reading.first]
    if rule.count is None and rule.until is None:
        raise InvalidInputError("poll-date-endless", line=clip(line, _LINE))
    ahead = now + dt.timedelta(days=366 * (when.YEARS_AHEAD + 1))
    found = occurrences(reading.plan, now, ahead, MOST_OPTIONS + 1)
    if len(found) > MOST_OPTIONS:
        raise InvalidInputError("poll-date-endless", line=clip(line, _LINE))
    return found


def _once(typed: str, key: str, *, zone: str, now: dt.datetime) -> dt.datetime | None:
    if not typed.strip():
        return None
    try:
        reading = when.read_when(typed, zone=zone, now=now)
    except RefusedError as error:
        raise InvalidInputError(key, reason=error) from None
    if reading.plan.rule is not None:
        raise InvalidInputError("poll-time-once")
    return reading.first.instant


def _date_label(instant: dt.datetime, zone: str) -> str:
    return f"{resolve_wall(instant, zone):%Y-%m-%d %H:%M}"


def _goal(typed: str) -> int | None:
    return number(typed, "poll-goal-invalid", least=1, most=MOST_GOAL) if typed.strip() else None


def _unit(typed: str) -> str:
    found = clean_name(typed)
    if found is None:
        raise InvalidInputError("poll-unit-empty")
    if length(found) > UNIT_LIMIT:
        raise InvalidInputError("poll-unit-long", most=UNIT_LIMIT)
    return found
