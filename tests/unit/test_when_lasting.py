"""How long a repeating time goes on: "for 6 weeks", "6 times"; how it is read, refused, and said again."""

# ruff: noqa: DTZ001 -- wall times are meant
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.recurrence import occurrences
from bot.errors import InvalidInputError
from bot.language import when
from bot.language.catalogue import Catalogue, Translator
from bot.language.safe_text import length

NOW = dt.datetime(2026, 11, 23, 10, 17, 43, tzinfo=dt.UTC)
"""A Monday; in Beirut it is 12:17."""
BEIRUT = "Asia/Beirut"


@pytest.fixture(scope="module")
def t() -> Translator:
    return Catalogue.load().translator("en")


def days(phrase: str) -> list[str]:
    plan = when.read_when(phrase, zone=BEIRUT, now=NOW).plan
    found = occurrences(plan, NOW, NOW + dt.timedelta(days=3000), 400)
    return [f"{one.planned:%Y-%m-%d}" for one in found]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("every Tuesday 18:00 for 3 weeks", ["2026-11-24", "2026-12-01", "2026-12-08"]),
        ("every Tuesday 18:00 for 1 week", ["2026-11-24"]),
        ("every Tuesday 18:00, for 3 weeks, not 1 Dec", ["2026-11-24", "2026-12-08"]),
        ("every Tuesday 18:00 not 1 Dec for 3 weeks", ["2026-11-24", "2026-12-08"]),
        ("every Tuesday 18:00 starting 2027-03-02 for 2 weeks", ["2027-03-02", "2027-03-09"]),
        ("every Tue and Thu 18:00 for 2 weeks", ["2026-11-24", "2026-11-26", "2026-12-01", "2026-12-03"]),
        ("every 2 weeks on Tue 18:00 for 4 weeks", ["2026-11-24", "2026-12-08"]),
        ("every day 18:00 for 3 days", ["2026-11-23", "2026-11-24", "2026-11-25"]),
        ("every day 12:00 for 2 days", ["2026-11-24", "2026-11-25"]),
        ("every month on the 15th 10:00 for 3 months", ["2026-12-15", "2027-01-15", "2027-02-15"]),
        ("every 2nd Tuesday 18:00 for 2 months", ["2026-12-08", "2027-01-12"]),
        ("every year on 5 June 12:00 for 2 years", ["2027-06-05", "2028-06-05"]),
        ("every Tuesday 18:00 3 times", ["2026-11-24", "2026-12-01", "2026-12-08"]),
        ("every Tuesday 18:00 for 3 times", ["2026-11-24", "2026-12-01", "2026-12-08"]),
        ("every Tuesday 18:00 for 1 time", ["2026-11-24"]),
        ("every Tuesday 18:00 ٣ times", ["2026-11-24", "2026-12-01", "2026-12-08"]),
        # What is left out is taken from the times, as EXDATE does.
        ("every Tuesday 18:00 3 times not 1 Dec", ["2026-11-24", "2026-12-08"]),
        ("every Tuesday 18:00 New York 2 times", ["2026-11-24", "2026-12-01"]),
        ("every Tuesday 18:00 New York for 2 weeks", ["2026-11-24", "2026-12-01"]),
        ("every Tuesday 18:00 for 2 weeks New York", ["2026-11-24", "2026-12-01"]),
        ("18:00 every Tuesday for 2 weeks", ["2026-11-24", "2026-12-01"]),
    ],
)
def test_a_series_with_a_length(phrase: str, expected: list[str]) -> None:
    assert days(phrase) == expected


def test_the_first_week_is_that_of_the_first_date() -> None:
    """Six weeks from the first Tuesday on, not from today."""
    assert len(days("every Monday 09:00 for 6 weeks")) == 6
    assert days("every Monday 09:00 for 6 weeks")[0] == "2026-11-30"


@pytest.mark.parametrize(
    ("phrase", "key", "part"),
    [
        ("every Tuesday 18:00 for", "when-not-understood", None),
        ("every Tuesday 18:00 for six weeks", "when-not-understood", "six weeks"),
        ("every Tuesday 18:00 for 0 weeks", "when-not-understood", "0 weeks"),
        ("every Tuesday 18:00 0 times", "when-not-understood", "0 times"),
        ("every Tuesday 18:00 for 6", "when-not-understood", "6"),
        ("every Tuesday 18:00 for 2 hours", "when-not-understood", "2 hours"),
        ("every Tuesday 18:00 for 2 weeks for 3 weeks", "when-not-understood", "for 3 weeks"),
        ("every Tuesday 18:00 for 2 weeks 3 times", "when-not-understood", "3 times"),
        ("every Tuesday 18:00 for 2 weeks until 2027-01-01", "when-not-understood", "until 2027-01-01"),
        ("every Tuesday 18:00 until 2027-01-01 for 2 weeks", "when-not-understood", "for 2 weeks"),
        ("every Tuesday for 6 weeks", "when-time-missing", None),
        ("every Tuesday 18:00 for 99999999999 weeks", "when-too-far", None),
        ("every Tuesday 18:00 for 6 years", "when-too-far", None),
        ("every day 18:00 367 times", "when-rule-count", None),
        ("tomorrow 18:00 for 2 weeks", "when-limit-once", None),
        ("2026-12-15 18:00 3 times", "when-limit-once", None),
        ("every Tuesday 18:00 for 2 weeks not 15 Dec", "when-not-of-series", None),
        ("every Tuesday 18:00 for 1 week not 24 Nov", "when-not-all", None),
        ("for 6 weeks", "when-not-understood", None),
    ],
)
def test_what_cannot_be_meant_is_refused(phrase: str, key: str, part: str | None) -> None:
    with pytest.raises(InvalidInputError) as refused:
        when.read_when(phrase, zone=BEIRUT, now=NOW)
    assert refused.value.key == key
    if part is not None:
        assert refused.value.values["part"] == part


@pytest.mark.parametrize(
    ("phrase", "echoed"),
    [
        (
            "every Tuesday 18:00 for 6 weeks",
            "Tue 24 Nov 2026 18:00 · Asia/Beirut · every Tuesday until 4 Jan 2027",
        ),
        ("every Tuesday 18:00 6 times", "Tue 24 Nov 2026 18:00 · Asia/Beirut · every Tuesday, 6 times"),
        (
            "every Tuesday 18:00 for 6 weeks, not 8 Dec",
            "Tue 24 Nov 2026 18:00 · Asia/Beirut · every Tuesday until 4 Jan 2027 · not on 8 Dec 2026",
        ),
    ],
)
def test_it_is_said_again(phrase: str, echoed: str, t: Translator) -> None:
    assert when.echo(when.read_when(phrase, zone=BEIRUT, now=NOW), t) == echoed


@given(st.integers(1, 100), st.integers(0, 6))
def test_so_many_weeks_are_so_many_dates(weeks: int, weekday: int) -> None:
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
    found = days(f"every {name} 18:00 for {weeks} weeks")
    assert len(found) == weeks
    assert found == days(f"every {name} 18:00 {weeks} times")


_WORDS = (
    "for", "6", "weeks", "times", "0", "every", "Tuesday", "18:00", "days", "month", "years", "until",
    "2027-01-01", "not", "1 Dec", ",", "Beirut", "starting", "99999999", "٣", "hours", "time",
)  # fmt: skip


@given(st.lists(st.sampled_from(_WORDS), max_size=10))
def test_anything_is_read_or_refused_and_fits_the_picker(words: list[str]) -> None:
    t = Catalogue.load().translator("en")
    for phrase in (" ".join(["every Tuesday 18:00", *words]), " ".join(words)):
        try:
            reading = when.read_when(phrase, zone=BEIRUT, now=NOW)
        except InvalidInputError as refused:
            said = t.plain(refused.key, **refused.values)
        else:
            said = when.echo(reading, t)
            assert length(said) <= when.LONGEST_ECHO
        assert said
