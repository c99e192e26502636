"""What may be said of an organisation's commitment, by whom, and which files may prove it. Pure."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from bot.exchanges.rules import HEIGHT, LADDER, PROVEN, Rung

MOST_FILE_BYTES: Final = 4 * 1024 * 1024
"""A scanned letter of some pages has 1 to 2 MB."""
MOST_FILES: Final = 300
"""So many files a project keeps: more than a letter and a memorandum of a hundred networks."""
MOST_PROJECT_BYTES: Final = 256 * 1024 * 1024
LINK_LIMIT: Final = 500
VALID_FOR: Final = dt.timedelta(days=365)
"""What the form proposes for a letter of intent: PRODUCT.md asks for dates, and a year is what RIR requests reckon with."""
LONGEST: Final = dt.timedelta(days=3660)
FACILITY_LIMIT: Final = 100
SPEEDS: Final = (100, 1_000, 10_000, 25_000, 40_000, 100_000, 400_000, 800_000)
"""Mbit/s of ports that exchanges sell."""
BY_MEMBERS: Final = (Rung.INTERESTED, Rung.INTENDS, Rung.LETTER, Rung.MOU)
"""What those who speak for a network say by themselves; what comes after that is to be seen, and organisers note it."""
NEEDS_PROOF: Final = tuple(rung for rung in LADDER if HEIGHT[rung] >= PROVEN)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_SPEED: Final = re.compile(
    r"(\d{1,6}(?:\.\d{1,3})?)\s*([mgt]?)(?:bit/?s|bps|b/s|e|big|ig|bit|b)?\Z", re.ASCII
)
_UNITS: Final = {"": 1, "m": 1, "g": 1_000, "t": 1_000_000}


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file that proves something. `name` and `media_type` are what its sender claimed, made harmless; `size` in bytes."""

    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    added_at: dt.datetime


def needs_proof(rung: Rung) -> bool:
    """Whether a rung counts only with evidence and an organiser's confirmation."""
    return HEIGHT[rung] >= PROVEN


def read_day(typed: str, today: dt.date) -> dt.date | None:
    """A day as "2027-03-31", after today and within ten years; empty: none.

    Raises ValueError: "unreadable", "past" or "far".
    """
    text = typed.strip()
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text) if _DAY.match(text) else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError("unreadable")
    if day <= today:
        raise ValueError("past")
    if day - today > LONGEST:
        raise ValueError("far")
    return day


def read_speed(typed: str) -> int | None:
    """Mbit/s of a port: "10G", "100 Mbit/s", "1000"; empty: none. Raises ValueError for anything else, and beyond 0 to 10 Tbit/s."""
    text = typed.strip().casefold()
    if not text:
        return None
    found = _SPEED.match(text)
    if found is None:
        raise ValueError("unreadable")
    speed = float(found[1]) * _UNITS[found[2]]
    if not 1 <= speed <= 10_000_000:
        raise ValueError("unreadable")
    return round(speed)


def shown_speed(speed: int) -> tuple[str, str]:
    """A port's speed as number and unit: ("10", "Gbit/s")."""
    if speed >= 1_000_000 and speed % 1_000_000 == 0:
        return str(speed // 1_000_000), "Tbit/s"
    if speed >= 1_000:
        return f"{speed / 1_000:g}", "Gbit/s"
    return str(speed), "Mbit/s"
