"""Times that have passed, as people type them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.language.when_past import OLDEST, read_past, suggest_past

NOW = dt.datetime(2026, 11, 23, 9, 0, 30, 1234, tzinfo=dt.UTC)
"""A Monday; 11:00 in Beirut."""
ZONE = "Asia/Beirut"


def read(text: str, zone: str = ZONE) -> str:
    found = read_past(text, zone=zone, now=NOW)
    return f"{found.first.instant:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("", "2026-11-23 09:00"),
        ("now", "2026-11-23 09:00"),
        ("Just Now", "2026-11-23 09:00"),
        ("20 min ago", "2026-11-23 08:40"),
        ("an hour ago", "2026-11-23 08:00"),
        ("1h 30 min ago", "2026-11-23 07:30"),
        ("3 days ago", "2026-11-20 09:00"),
        ("10:00", "2026-11-23 08:00"),
        ("at 10:00", "2026-11-23 08:00"),
        ("14:30", "2026-11-22 12:30"),
        ("5pm", "2026-11-22 15:00"),
        ("today 08:00", "2026-11-23 06:00"),
        ("yesterday 22:00", "2026-11-22 20:00"),
        ("22:00 yesterday", "2026-11-22 20:00"),
        ("yesterday 22:00 Europe/Paris", "2026-11-22 21:00"),
        ("10:00 Asia/Tokyo", "2026-11-23 01:00"),
        ("Friday 14:30", "2026-11-20 12:30"),
        ("Monday 10:00", "2026-11-23 08:00"),
        ("Monday 12:00", "2026-11-16 10:00"),
        ("22 Nov 08:15", "2026-11-22 06:15"),
        ("24 Nov 10:00", "2025-11-24 08:00"),
        ("2026-11-22 08:15", "2026-11-22 06:15"),
        ("2026-11-22T08:15Z", "2026-11-22 08:15"),
        ("2026-11-22 08:15 +02:00", "2026-11-22 06:15"),
    ],
)
def test_what_is_understood(text: str, instant: str) -> None:
    assert read(text) == instant


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("tomorrow 18:00", "when-past-future"),
        ("in 2h", "when-past-future"),
        ("today 18:00", "when-past-future"),
        ("9999-12-31 10:00", "when-past-future"),
        ("every day 18:00", "when-past-repeats"),
        ("soon", "when-past-unreadable"),
        ("ago", "when-past-unreadable"),
        ("yesterday", "when-past-unreadable"),
        ("18.30", "when-past-unreadable"),
        ("400 days ago", "when-past-old"),
        ("99999999 min ago", "when-past-old"),
        ("0001-01-01 10:00", "when-past-old"),
        ("2020-01-01T10:00Z", "when-past-old"),
        ("2026-03-29 00:30", "when-past-gap"),
        ("05/12 18:00", "when-date-ambiguous"),
        ("Tuesday 2026-11-22 10:00", "when-weekday-wrong"),
        ("x" * 500, "when-past-unreadable"),
    ],
)
def test_what_is_refused_and_why(text: str, key: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read(text)
    assert refused.value.key == key


@given(st.text(max_size=60) | st.from_regex(r"[0-9]{1,4} ?(min|h|days) ago", fullmatch=True))
def test_whatever_is_typed_is_past_or_refused(text: str) -> None:
    try:
        found = read_past(text, zone=ZONE, now=NOW)
    except InvalidInputError:
        return
    assert NOW - OLDEST - dt.timedelta(minutes=1) <= found.first.instant <= NOW
    assert found.plan.rule is None


@pytest.mark.parametrize("typed", ["", "2", "15", "now", "yes", "15 m", "24", "99999"])
def test_what_is_offered_can_be_read(typed: str) -> None:
    for one in suggest_past(typed, zone=ZONE, now=NOW):
        read(one)
    assert len(suggest_past(typed, zone=ZONE, now=NOW)) <= 8
