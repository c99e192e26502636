"""6,000 characters of anything hold nobody up: every reader of what people type, in well under a tenth of a second."""

import datetime as dt
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import pytest

from bot.announcements.templates import rules as templates
from bot.delivery.recurrence import Plan, Rule
from bot.errors import InvalidInputError
from bot.guilds.rules import read_role_size
from bot.language import safe_text, when, zones
from bot.language.rules import folded
from bot.language.when_grammar import parse_day
from bot.people.rules import read_quiet

SIZE, MOST_SECONDS = 6000, 0.1
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
PLAN = Plan(
    wall=dt.datetime(2026, 11, 24, 18),  # noqa: DTZ001 - a wall time
    zone="UTC",
    rule=Rule.from_text("FREQ=DAILY"),
)
PIECES = (
    " ", ",", "1", "a", "-", "/", "\n", "(", "](", "](https://a(b", "[a](https://x.y/", "`", "\\", "**", "<@", "<t:1", "{", "{a}",
    "e\u0301", "\u2068", "\u200d", "👩\u200d", "\U0001f1e6", "\U000e0061", "every ", "in 1h ", "next ", "and ", "not on ", "until ",
    "24 Dec, ", ";=", ' "', "٣", "العربية ",
)  # fmt: skip
READERS: Mapping[str, Callable[[str], object]] = {
    "a time": lambda text: when.read_when(text, zone="UTC", now=NOW),
    "a repeating time": lambda text: when.read_when("every " + text, zone="UTC", now=NOW),
    "dates": lambda text: when.read_dates(text, plan=PLAN, now=NOW),
    "suggestions": lambda text: when.suggest(text, zone="UTC", now=NOW),
    "a day": parse_day,
    "a zone": zones.named,
    "the nearest zone": zones.nearest,
    "hours": lambda text: read_quiet(text, text),
    "a number": read_role_size,
    "a name": safe_text.clean_name,
    "a name shown": safe_text.safe,
    "a text shown": safe_text.safe_body,
    "a text cut": lambda text: safe_text.clip_markup(safe_text.safe_body(text), 1900),
    "a label": lambda text: safe_text.clip(safe_text.plain(text), 100),
    "a cell": safe_text.cell,
    "what is searched": folded,
    "fields": lambda text: templates.fields(text, text),
    "fields filled": lambda text: templates.fill(text, {"a": "x"}),
}


@pytest.mark.hostile(12)
@pytest.mark.parametrize("reader", READERS)
def test_six_thousand_characters_are_read_or_refused_at_once(reader: str) -> None:
    for piece in PIECES:
        text = (piece * SIZE)[:SIZE]
        took = min(_timed(READERS[reader], text) for _ in range(2))
        assert took < MOST_SECONDS, (piece, took)


def _timed(read: Callable[[str], object], text: str) -> float:
    began = time.perf_counter()
    with suppress(InvalidInputError, ValueError):
        read(text)
    return time.perf_counter() - began
