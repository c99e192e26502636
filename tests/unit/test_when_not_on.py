"""Dates that a repeating time leaves out: how they are read, refused, and said again."""

# ruff: noqa: DTZ001 -- wall times are meant
import datetime as dt
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.recurrence import Frequency, Plan, Rule, Weekday, falls_on
from bot.errors import InvalidInputError
from bot.language import when
from bot.language.catalogue import Catalogue, Translator
from bot.language.safe_text import length
from bot.language.when_grammar import parse_day
from bot.language.when_phrase import OnDate
from bot.language.when_tokens import LONGEST

NOW = dt.datetime(2026, 11, 23, 10, 17, 43, tzinfo=dt.UTC)
"""A Monday; in Beirut it is 12:17."""

BEIRUT = "Asia/Beirut"


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture(scope="module")
def t() -> Translator:
    return Catalogue.load().translator("en")


@pytest.mark.parametrize(
    ("phrase", "days"),
    [
        ("every Tuesday 18:00 not 30 Mar", ["2027-03-30"]),
        ("every Tuesday 18:00 not on 30 Mar", ["2027-03-30"]),
        ("every Tuesday 18:00 NOT ON 30 march 2027", ["2027-03-30"]),
        ("every 2nd Tuesday 18:00 except 8 Dec and 12 Jan", ["2026-12-08", "2027-01-12"]),
        ("every 2nd Tuesday 18:00 except on 8 Dec, 12 Jan 2027", ["2026-12-08", "2027-01-12"]),
        ("every day 18:00 not 24 Dec, 25 Dec, and 26 Dec", ["2026-12-24", "2026-12-25", "2026-12-26"]),
        ("every day 18:00 not Dec 24, 2026 & Dec 31, 2026", ["2026-12-24", "2026-12-31"]),
        ("every day 18:00 not 2026-12-24, 2026-12-31", ["2026-12-24", "2026-12-31"]),
        ("every day 18:00 except Thu 24 Dec 2026", ["2026-12-24"]),
        ("every day 18:00 not the", None),
        ("18:00 every day not 24 Dec", ["2026-12-24"]),
        ("every day 18:00 not 24 Dec until 2027-01-31", ["2026-12-24"]),
        ("every day 18:00 until 2027-01-31 not 24 Dec", ["2026-12-24"]),
        ("every day 18:00 Asia/Beirut not 24 Dec", ["2026-12-24"]),
        ("every day 18:00 not 24 Dec Asia/Beirut", ["2026-12-24"]),
        ("every day 18:00 not 24 Dec, 24 Dec 2026", ["2026-12-24"]),
        ("every day 18:00 not ٢٤ Dec ٢٠٢٦", ["2026-12-24"]),
        ("every day 12:00 not today", None),
        ("every day 12:00 not 23 Nov", ["2027-11-23"]),
        ("every day 18:00 not 23 Nov", ["2026-11-23"]),
        ("every month on the last day 18:00 not 29 Feb", ["2028-02-29"]),
        ("every 2 weeks on Tuesday 18:00 not 24 Nov", ["2026-11-24"]),
        ("every day 18:00 starting 2027-01-01 not 2027-01-02", ["2027-01-02"]),
    ],
)
def test_the_days_that_are_left_out(phrase: str, days: list[str] | None) -> None:
    if days is None:
        with pytest.raises(InvalidInputError, match="not-understood"):
            when.read_when(phrase, zone=BEIRUT, now=NOW)
        return
    plan = when.read_when(phrase, zone=BEIRUT, now=NOW).plan
    assert plan.not_on == frozenset(map(day, days))
    assert plan.zone == BEIRUT


def test_the_first_date_is_the_first_that_happens() -> None:
    reading = when.read_when("every Tuesday 18:00 not 24 Nov", zone=BEIRUT, now=NOW)
    assert reading.first.wall == dt.datetime(2026, 12, 1, 18)
    assert reading.plan.wall == dt.datetime(2026, 11, 24, 18), (
        "every 2 weeks would count from the date left out"
    )


@pytest.mark.parametrize(
    ("phrase", "key", "values"),
    [
        ("every day 18:00 not 05/12", "when-date-ambiguous", {"first": "5 December", "second": "12 May"}),
        ("every day 18:00 not 24.12.2026", "when-date-numbers", {"example": "24 December 2026"}),
        ("every day 18:00 not 2026-11-22", "when-not-past", {"date": "2026-11-22"}),
        ("every day 12:00 not 2026-11-23", "when-not-past", {"date": "2026-11-23"}),
        ("every day 18:00 not 1969-01-01", "when-past", {}),
        ("every day 18:00 not 9999-12-31", "when-too-far", {}),
        ("every Tuesday 18:00 not 31 Mar", "when-not-of-series", {"date": "2027-03-31", "day": 3}),
        ("every 2 weeks on Tue 18:00 not 1 Dec", "when-not-of-series", {"date": "2026-12-01", "day": 2}),
        ("every day 18:00 until 2026-12-01 not 2 Dec", "when-not-of-series", {"date": "2026-12-02"}),
        (
            "every day 18:00 starting 2027-01-10 not 2027-01-09",
            "when-not-of-series",
            {"date": "2027-01-09"},
        ),
        ("every Tuesday 18:00 not Wed 30 Mar", "when-weekday-wrong", {"date": "2027-03-30", "day": 2}),
        ("every Tuesday 18:00 until 2026-12-01 not 24 Nov, 1 Dec", "when-not-all", {}),
        ("every day 18:00 not", "when-date-missing", {}),
        ("every day 18:00 not on", "when-date-missing", {}),
        ("every day 18:00 not 24 Dec,", "when-date-missing", {}),
        ("every day 18:00 not 30 Feb", "when-date-wrong", {"date": "30 Feb"}),
        ("every day 18:00 not 24 Dec not 25 Dec", "when-not-understood", {"part": "not 25 Dec"}),
        ("every day 18:00 not 24 and 25 Dec", "when-not-understood", {}),
        ("every day 18:00 not Tuesday", "when-date-missing", {}),
        ("every day 18:00 not 24 Dec 19:00", "when-not-understood", {"part": "19:00"}),
        ("every day not 24 Dec", "when-time-missing", {"example": "every day 18:00"}),
        ("tomorrow 18:00 not 24 Dec", "when-limit-once", {}),
        ("2026-12-15 18:00 except 24 Dec", "when-limit-once", {}),
        ("in 2h not 24 Dec", "when-limit-once", {}),
        ("every day 18:00 excpt 24 Dec", "when-not-understood-near", {"near": "except"}),
        ("not 24 Dec", "when-not-understood", {}),
    ],
)
def test_what_cannot_be_meant_is_refused(phrase: str, key: str, values: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        when.read_when(phrase, zone=BEIRUT, now=NOW)
    assert refused.value.key == key
    assert values.items() <= refused.value.values.items()


@pytest.mark.parametrize(
    ("phrase", "echoed", "described"),
    [
        (
            "every Tuesday 18:00 not 30 Mar",
            "Tue 24 Nov 2026 18:00 · Asia/Beirut · every Tuesday · not on 30 Mar 2027",
            "every Tuesday, 18:00 Beirut, not on 30 Mar 2027",
        ),
        (
            "every day 18:00 not 1 Dec, 2 Dec, 3 Dec",
            "Mon 23 Nov 2026 18:00 · Asia/Beirut · every day · not on 1 Dec 2026, 2 Dec 2026, 3 Dec 2026",
            "every day, 18:00 Beirut, not on 1 Dec 2026, 2 Dec 2026, 3 Dec 2026",
        ),
        (
            "every day 18:00 not 1 Dec, 2 Dec, 3 Dec, 4 Dec, 5 Dec, 6 Dec, 7 Dec",
            "Mon 23 Nov 2026 18:00 · Asia/Beirut · every day · not on 1 Dec 2026, 2 Dec 2026 and 5 more",
            "every day, 18:00 Beirut, not on 1 Dec 2026, 2 Dec 2026, 3 Dec 2026 and 4 more",
        ),
        (
            "every 2 weeks on Mon,Thu 18:00 America/Argentina/Buenos_Aires not 26 Nov",
            "Mon 23 Nov 2026 18:00 · America/Argentina/Buenos_Aires · every 2 weeks on Mon, Thu · not on one date",
            "every 2 weeks on Mon, Thu, 18:00 Buenos Aires, not on 26 Nov 2026",
        ),
    ],
)
def test_they_are_said_again(phrase: str, echoed: str, described: str, t: Translator) -> None:
    reading = when.read_when(phrase, zone=BEIRUT, now=NOW)
    assert when.echo(reading, t) == echoed
    assert when.describe(reading.plan, t) == described


# A list of dates by itself

WEEKLY = Plan(
    wall=dt.datetime(2026, 11, 24, 18),
    zone=BEIRUT,
    rule=Rule(freq=Frequency.WEEKLY, weekdays=(Weekday(day=1),)),
)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("", []),
        (" , ;\n", []),
        ("24 Nov", ["2026-11-24"]),
        ("24 Nov, 1 Dec 2026", ["2026-11-24", "2026-12-01"]),
        ("24 Nov; 1 Dec\n8 Dec", ["2026-11-24", "2026-12-01", "2026-12-08"]),
        ("2026-12-01,", ["2026-12-01"]),
        ("Tue 1 Dec and Dec 8, 2026", ["2026-12-01", "2026-12-08"]),
    ],
)
def test_a_list_of_dates(text: str, days: list[str]) -> None:
    assert when.read_dates(text, plan=WEEKLY, now=NOW) == frozenset(map(day, days))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("24 Dec, 05/12", "when-not-of-series"),  # the first that is wrong
        ("05/12, 24 Dec", "when-date-ambiguous"),
        ("1 Dec 18:00", "when-not-understood"),
        ("tomorrow", "when-not-understood"),
        ("x" * 2000, "when-too-long"),
        ("24 Nov 8 Dec", "when-not-understood"),
    ],
)
def test_a_list_is_refused_with_the_first_that_is_wrong(text: str, key: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        when.read_dates(text, plan=WEEKLY, now=NOW)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("text", "date", "yearly"),
    [
        ("2027-04-30", OnDate(year=2027, month=4, day=30), False),
        ("30 Apr 2027", OnDate(year=2027, month=4, day=30), False),
        ("Fri, 30 Apr 2027", OnDate(year=2027, month=4, day=30, weekday=4), False),
        ("25 Dec", OnDate(year=None, month=12, day=25), False),
        ("25 Dec every year", OnDate(year=None, month=12, day=25), True),
        ("25 December yearly", OnDate(year=None, month=12, day=25), True),
        ("Dec 25 annually", OnDate(year=None, month=12, day=25), True),
        ("every 25 Dec", OnDate(year=None, month=12, day=25), True),
        ("each year on 25 Dec", OnDate(year=None, month=12, day=25), True),
        ("29 Feb every year", OnDate(year=None, month=2, day=29), True),
    ],
)
def test_a_day_of_one_year_or_of_each(text: str, date: OnDate, yearly: bool) -> None:
    assert parse_day(text) == (date, yearly)


# For all


@given(
    st.lists(
        st.dates(day("2026-11-24"), day("2031-01-01")).filter(lambda one: one.weekday() == 1),
        min_size=1,
        max_size=8,
        unique=True,
    ),
    st.sampled_from(
        ["{:%Y-%m-%d}", "{0.day} {0:%b} {0.year}", "{0:%B} {0.day}, {0.year}", "Tue {0:%Y-%m-%d}"]
    ),
)
def test_dates_of_the_series_are_read_back_and_never_happen(days: list[dt.date], written: str) -> None:
    phrase = "every Tuesday 18:00 not " + ", ".join(written.format(one) for one in days)
    if len(phrase) > LONGEST:
        return
    reading = when.read_when(phrase, zone=BEIRUT, now=NOW)
    assert reading.plan.not_on == set(days)
    assert reading.first.planned.date() not in days


@given(st.dates(day("2026-11-24"), day("2031-01-01")))
def test_a_day_is_taken_exactly_when_the_rule_asks_for_it(one: dt.date) -> None:
    phrase = f"every 2 weeks on Tue, Fri 18:00 not {one}"
    if falls_on(when.read_when("every 2 weeks on Tue, Fri 18:00", zone=BEIRUT, now=NOW).plan, one):
        assert when.read_when(phrase, zone=BEIRUT, now=NOW).plan.not_on == {one}
    else:
        with pytest.raises(InvalidInputError, match="when-not-of-series"):
            when.read_when(phrase, zone=BEIRUT, now=NOW)


_WORDS = (
    "not", "except", "on", "and", ",", "24", "Dec", "24 Dec", "30 Mar", "05/12", "2026-12-24", "every", "year",
    "Tue", "until", "starting", "18:00", "&", "Asia/Beirut", "2027", "٢٤", "\u202e", "<t:1:R>",
)  # fmt: skip


@given(st.lists(st.sampled_from(_WORDS), max_size=12))
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
            assert not reading.plan.leaves_out(reading.first.planned.date())
        assert said


@given(st.text(max_size=60))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    for read in (parse_day, lambda typed: when.read_dates(typed, plan=WEEKLY, now=NOW)):
        with suppress(InvalidInputError):  # and nothing else is raised
            read(text)


def test_the_longest_list_is_read_within_the_loops_share() -> None:
    daily = when.read_when("every day 18:00", zone=BEIRUT, now=NOW).plan
    text = ",".join(str(day("2026-12-01") + dt.timedelta(days=one)) for one in range(130))
    assert len(text) <= when.LONGEST_LIST
    best = 1.0
    for _ in range(5):
        start = time.perf_counter()
        assert len(when.read_dates(text, plan=daily, now=NOW)) == 130
        best = min(best, time.perf_counter() - start)
    assert best < 0.05  # some 6 ms, in the database's thread; a loaded machine may take its time
