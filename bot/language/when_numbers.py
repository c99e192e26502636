"""Days and times of day as people write them in numbers, and the refusal of those that say two things or nothing."""

import calendar
import datetime as dt
import re
from difflib import get_close_matches

from bot.errors import InvalidInputError
from bot.language import when_words as words
from bot.language.when_phrase import OnDate
from bot.language.when_tokens import PART, Kind, Token


def not_understood(part: str) -> InvalidInputError:
    """The refusal of a part, with the word it may have meant."""
    first = part.split(" ", maxsplit=1)[0].casefold()
    near = get_close_matches(first, _SPELT, 1, 0.75) if 3 <= len(first) <= 12 else []
    if near and near[0] != first:
        return InvalidInputError("when-not-understood-near", part=part[:PART], near=_SPELT[near[0]])
    return InvalidInputError("when-not-understood", part=part[:PART])


_SPELT = {word.casefold(): word for word in words.VOCABULARY}


def small(token: Token) -> int:
    """The number of a day; 0 when it is far too long to be one."""
    digits = token.text if token.kind is Kind.NUMBER else token.text[:-2]
    return int(digits) if len(digits) <= 2 else 0


def month_day(day: int, typed: str) -> int:
    """A day that some month has. Raises InvalidInputError (when-date-wrong)."""
    if not 1 <= day <= 31:
        raise InvalidInputError("when-date-wrong", date=typed[:PART])
    return day


def date_of(year: int | None, month: int, day: int, typed: str, weekday: int | None) -> OnDate:
    """A date that exists, in some year where none is given. Raises InvalidInputError (when-date-wrong)."""
    known = year if year is not None else 2000  # a leap year
    if not (1 <= known <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(known, month)[1]):
        raise InvalidInputError("when-date-wrong", date=typed[:PART])
    return OnDate(year=year, month=month, day=day, weekday=weekday)


def clock(text: str) -> dt.time:
    """The time of day of a CLOCK token. Raises InvalidInputError (when-time-wrong)."""
    digits = re.findall("[0-9]+", text)
    hour, minute, second = (int(part) for part in (*digits, "0", "0")[:3])
    half = re.search("[ap]", text, re.IGNORECASE)
    if half:
        fits = 1 <= hour <= 12
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    else:
        fits = hour <= 23
    if not fits or minute > 59 or second > 59:
        raise InvalidInputError("when-time-wrong", typed=text)
    return dt.time(hour, minute, second)


def bare_hour(typed: str) -> InvalidInputError:
    """ "tomorrow 6" is two times; "tomorrow 18" or 1830 only lacks its colon."""
    hour, minute = (typed[:-2], typed[-2:]) if 3 <= len(typed) <= 4 else (typed, "00")
    if len(typed) > 4 or int(hour) > 23 or int(minute) > 59:
        return not_understood(typed)
    if 1 <= int(hour) <= 12 and len(typed) <= 2:
        early, late = int(hour) % 12, int(hour) % 12 + 12
        return InvalidInputError(
            "when-hour-ambiguous", typed=typed, early=f"{early:02}:00", late=f"{late:02}:00"
        )
    return InvalidInputError("when-time-colon", typed=typed, example=f"{int(hour):02}:{minute}")


def numbers(typed: str) -> InvalidInputError:
    """A date in numbers: ask which is the day, or show how to write the only thing it can be."""
    first, *others = re.split("[/.-]", typed)
    parts = [int(first), *map(int, others)]
    if len(first) > 2:
        if len(parts) == 3 and _exists(parts[0], parts[1], parts[2]):
            example = f"{parts[0]}-{parts[1]:02}-{parts[2]:02}"
            return InvalidInputError("when-date-numbers", typed=typed, example=example)
        return not_understood(typed)
    year = parts[2] if len(parts) == 3 else None
    shown_year = "" if year is None else f" {year + 2000 if year < 100 else year}"
    readings = [
        f"{day} {words.MONTH_NAMES[month - 1]}{shown_year}"
        for day, month in dict.fromkeys([(parts[0], parts[1]), (parts[1], parts[0])])
        if _exists(2000, month, day)
    ]
    if len(readings) == 2:
        return InvalidInputError("when-date-ambiguous", typed=typed, first=readings[0], second=readings[1])
    if readings:
        return InvalidInputError("when-date-numbers", typed=typed, example=readings[0])
    return not_understood(typed)


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
