"""Reads what is typed into the forms of answers: whole numbers, days."""

import datetime as dt
from typing import Final

from bot.errors import InvalidInputError

LONGEST: Final = 9
_EARLIEST: Final = dt.date(2000, 1, 1)


def whole(text: str, least: int, most: int) -> int | None:
    """A whole number within bounds, in any script's digits; None: it is none."""
    typed = text.strip()
    if not typed.isdecimal() or len(typed) > LONGEST:
        return None
    number = int(typed)
    return number if least <= number <= most else None


def day(text: str, today: dt.date) -> dt.date:
    """A day that has come, as 2026-11-23; empty: today. Raises InvalidInputError."""
    typed = text.strip()
    if not typed:
        return today
    try:
        found = dt.date.fromisoformat(typed)
    except ValueError:
        raise InvalidInputError("plan-day-unreadable", typed=typed[:40]) from None
    if not _EARLIEST <= found <= today:
        raise InvalidInputError("plan-day-range", typed=typed[:40])
    return found
