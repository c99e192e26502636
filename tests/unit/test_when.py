"""Time phrases that are read: what they mean, and how that is said again."""

# ruff: noqa: DTZ001 -- wall times are meant
import datetime as dt
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.recurrence import Frequency, Plan, Rule, Weekday
from bot.errors import InvalidInputError
from bot.language import when
from bot.language.catalogue import Catalogue, Translator
from bot.language.when_tokens import LONGEST

NOW = dt.datetime(2026, 11, 23, 10, 17, 43, tzinfo=dt.UTC)
"""Monday, 12:17:43 in Beirut."""


@pytest.fixture(scope="module")
def t() -> Translator:
    return Catalogue.load().translator("en")


def read(text: str, *, zone: str = "Asia/Beirut", now: dt.datetime = NOW) -> when.Reading:
    return when.read_when(text, zone=zone, now=now)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-12-15 18:00", "Tue 15 Dec 2026 18:00 · Asia/Beirut"),
        ("2026-12-15T18:00", "Tue 15 Dec 2026 18:00 · Asia/Beirut"),
        ("2026-12-15T18:00Z", "Tue 15 Dec 2026 20:00 · Asia/Beirut"),
        ("2026-12-15 18:00 Z", "Tue 15 Dec 2026 20:00 · Asia/Beirut"),
        ("2026-12-15 18:00+03:00", "Tue 15 Dec 2026 17:00 · Asia/Beirut"),
        ("2026-12-15T18:00:00-0500", "Wed 16 Dec 2026 01:00 · Asia/Beirut"),
        ("2026-12-15 18:00 Asia/Tokyo", "Tue 15 Dec 2026 18:00 · Asia/Tokyo"),
        ("2026-12-15 18:00 asia/calcutta", "Tue 15 Dec 2026 18:00 · Asia/Kolkata"),
        ("15 Dec 2026 18:00 UTC", "Tue 15 Dec 2026 18:00 · UTC"),
        ("tomorrow 18:00", "Tue 24 Nov 2026 18:00 · Asia/Beirut"),
        ("Tomorrow at 6 pm", "Tue 24 Nov 2026 18:00 · Asia/Beirut"),
        ("18:00 tomorrow", "Tue 24 Nov 2026 18:00 · Asia/Beirut"),
        ("tomorrow noon", "Tue 24 Nov 2026 12:00 · Asia/Beirut"),
        ("tomorrow 12am", "Tue 24 Nov 2026 00:00 · Asia/Beirut"),
        ("tomorrow 12pm", "Tue 24 Nov 2026 12:00 · Asia/Beirut"),
        ("today 18:00", "Mon 23 Nov 2026 18:00 · Asia/Beirut"),
        ("today 23:00 Pacific/Auckland", "Mon 23 Nov 2026 23:59 · Pacific/Auckland"),
        ("next Tuesday 6pm", "Tue 24 Nov 2026 18:00 · Asia/Beirut"),
        ("next Monday 18:00", "Mon 30 Nov 2026 18:00 · Asia/Beirut"),
        ("Monday 18:00", "Mon 23 Nov 2026 18:00 · Asia/Beirut"),
        ("Monday 9:00", "Mon 30 Nov 2026 09:00 · Asia/Beirut"),
        ("on Tue at 18:00 Beirut", "Tue 24 Nov 2026 18:00 · Asia/Beirut"),
        ("in 2h", "Mon 23 Nov 2026 14:18 · Asia/Beirut"),
        ("in 45 min", "Mon 23 Nov 2026 13:03 · Asia/Beirut"),
        ("in 1h 30m", "Mon 23 Nov 2026 13:48 · Asia/Beirut"),
        ("in 1 hour and 30 minutes", "Mon 23 Nov 2026 13:48 · Asia/Beirut"),
        ("in 3 days", "Thu 26 Nov 2026 12:18 · Asia/Beirut"),
        ("in 3 days 18:00", "Thu 26 Nov 2026 18:00 · Asia/Beirut"),
        ("in 1 week 2 hours", "Mon 30 Nov 2026 14:18 · Asia/Beirut"),
        ("15 Dec 2026 09:00 Asia/Beirut", "Tue 15 Dec 2026 09:00 · Asia/Beirut"),
        ("15 December 9:00", "Tue 15 Dec 2026 09:00 · Asia/Beirut"),
        ("Dec 15 9am", "Tue 15 Dec 2026 09:00 · Asia/Beirut"),
        ("Dec 15, 2026, 9am", "Tue 15 Dec 2026 09:00 · Asia/Beirut"),
        ("the 15th of December 9:00", "Tue 15 Dec 2026 09:00 · Asia/Beirut"),
        ("Tuesday, 15 Dec 2026, 18:00", "Tue 15 Dec 2026 18:00 · Asia/Beirut"),
        ("20 Nov 9:00", "Sat 20 Nov 2027 09:00 · Asia/Beirut"),
        ("29 Feb 10:00", "Tue 29 Feb 2028 10:00 · Asia/Beirut"),
        ("٢٠٢٦-١٢-١٥ ١٨:٠٠", "Tue 15 Dec 2026 18:00 · Asia/Beirut"),
        ("۲۰۲۶-۱۲-۱۵ ۱۸:۰۰", "Tue 15 Dec 2026 18:00 · Asia/Beirut"),
        ("\u200f2026-12-15\u00a018:00\u200e", "Tue 15 Dec 2026 18:00 · Asia/Beirut"),
        ("every 2nd Tuesday 18:00", "Tue 8 Dec 2026 18:00 · Asia/Beirut · every month on the 2nd Tuesday"),
        ("every second Tuesday of the month 18:00", "Tue 8 Dec 2026 18:00 · Asia/Beirut · every month on the 2nd Tuesday"),
        ("last Friday of the month 18:00", "Fri 27 Nov 2026 18:00 · Asia/Beirut · every month on the last Friday"),
        ("first Monday of every month 18:00", "Mon 7 Dec 2026 18:00 · Asia/Beirut · every month on the 1st Monday"),
        ("every last Friday 17:00", "Fri 27 Nov 2026 17:00 · Asia/Beirut · every month on the last Friday"),
        ("every 2nd and 4th Tuesday 18:00", "Tue 24 Nov 2026 18:00 · Asia/Beirut · every month on the 2nd, 4th Tuesday"),
        ("every day 9:00", "Tue 24 Nov 2026 09:00 · Asia/Beirut · every day"),
        ("9am every day", "Tue 24 Nov 2026 09:00 · Asia/Beirut · every day"),
        ("daily 18:00", "Mon 23 Nov 2026 18:00 · Asia/Beirut · every day"),
        ("every 2 days 9:00", "Tue 24 Nov 2026 09:00 · Asia/Beirut · every 2 days"),
        ("every other day 9:00", "Tue 24 Nov 2026 09:00 · Asia/Beirut · every 2 days"),
        ("every weekday 9:00", "Tue 24 Nov 2026 09:00 · Asia/Beirut · every weekday (Mon–Fri)"),
        ("every Tuesday 18:00", "Tue 24 Nov 2026 18:00 · Asia/Beirut · every Tuesday"),
        ("every Tue and Thu 18:00", "Tue 24 Nov 2026 18:00 · Asia/Beirut · every Tue, Thu"),
        ("every 2 weeks on Mon,Thu 18:00", "Mon 23 Nov 2026 18:00 · Asia/Beirut · every 2 weeks on Mon, Thu"),
        ("every month on the 15th 10:00", "Tue 15 Dec 2026 10:00 · Asia/Beirut · every month on the 15th"),
        ("every 15th of the month 10:00", "Tue 15 Dec 2026 10:00 · Asia/Beirut · every month on the 15th"),
        ("every month on the 31st 10:00", "Thu 31 Dec 2026 10:00 · Asia/Beirut · every month on the 31st"),
        ("every month on the last day 18:00", "Mon 30 Nov 2026 18:00 · Asia/Beirut · every month on the last day"),
        ("every 3 months on the 2nd Tuesday 18:00", "Tue 8 Dec 2026 18:00 · Asia/Beirut · every 3 months on the 2nd Tuesday"),
        ("every year on 5 June 12:00", "Sat 5 Jun 2027 12:00 · Asia/Beirut · every year on 5 Jun"),
        ("every year on 29 Feb 12:00", "Tue 29 Feb 2028 12:00 · Asia/Beirut · every year on 29 Feb"),
        ("every June 5 12:00", "Sat 5 Jun 2027 12:00 · Asia/Beirut · every year on 5 Jun"),
        ("every Tuesday 18:00 Asia/Tokyo", "Tue 24 Nov 2026 18:00 · Asia/Tokyo · every Tuesday"),
        ("every Tuesday 18:00 until 2027-03-01", "Tue 24 Nov 2026 18:00 · Asia/Beirut · every Tuesday until 1 Mar 2027"),
        ("every Tuesday 18:00 New York until 1 March 2027", "Tue 24 Nov 2026 18:00 · America/New_York · every Tuesday until 1 Mar 2027"),
        ("every Tuesday 18:00 starting 2026-12-02 Asia/Beirut", "Tue 8 Dec 2026 18:00 · Asia/Beirut · every Tuesday"),
        ("2026-10-24 23:30", "Sat 24 Oct 2026 23:30 (the first of two) · Asia/Beirut"),
    ],
)  # fmt: skip
def test_it_means(text: str, said: str, t: Translator) -> None:
    now = NOW
    if "2026-10-24" in text:
        now = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    if "Auckland" in text:
        now, text = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC), text.replace("23:00", "23:59")
    assert when.echo(read(text, now=now), t) == said


def test_a_plan_keeps_wall_time_zone_and_rule() -> None:
    assert read("every 2nd Tuesday 18:00").plan == Plan(
        wall=dt.datetime(2026, 12, 8, 18),
        zone="Asia/Beirut",
        rule=Rule(freq=Frequency.MONTHLY, weekdays=(Weekday(day=1, nth=2),)),
    )
    assert read("15 Dec 2026 09:00 Asia/Tokyo").plan == Plan(
        wall=dt.datetime(2026, 12, 15, 9), zone="Asia/Tokyo"
    )


def test_two_weeks_count_from_the_first_date() -> None:
    """ "starting" a Friday means the first Monday after it, not the Monday two weeks later."""
    reading = read("every 2 weeks on Mon 18:00 starting 2026-12-04")
    assert reading.plan.wall == dt.datetime(2026, 12, 7, 18)
    begun = read("every 2 weeks on Mon 18:00 starting 2026-11-16")
    assert begun.plan.wall == dt.datetime(2026, 11, 16, 18)
    assert begun.first.wall == dt.datetime(2026, 11, 30, 18)


def test_until_includes_its_day() -> None:
    rule = read("every day 18:00 until 2026-11-23").plan.rule
    assert rule is not None
    assert rule.until == dt.datetime(2026, 11, 23, 23, 59, 59)


@pytest.mark.hostile(18)
def test_the_second_pass_of_a_fold_can_be_said_by_its_instant(t: Translator) -> None:
    """23:30 comes twice that night. The second is named by an offset, and kept in UTC so that it stays the second."""
    now = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    first = read("2026-10-24 23:30+03:00", now=now)
    second = read("2026-10-24 23:30+02:00", now=now)
    assert first.plan.zone == "Asia/Beirut"
    assert first.ambiguous
    assert second.plan == Plan(wall=dt.datetime(2026, 10, 24, 21, 30), zone="UTC")
    assert second.first.instant - first.first.instant == dt.timedelta(hours=1)


def test_hours_are_counted_by_the_stopwatch_and_days_by_the_calendar() -> None:
    before = dt.datetime(2027, 3, 27, 10, tzinfo=dt.UTC)  # the night before clocks jump in Beirut
    assert read("in 24h", now=before).first.wall == dt.datetime(2027, 3, 28, 13)
    assert read("in 1 day", now=before).first.wall == dt.datetime(2027, 3, 28, 12)


@pytest.mark.hostile(17)
def test_a_repeating_time_in_a_gap_is_read_and_told(t: Translator) -> None:
    reading = read("every day 00:30", now=dt.datetime(2027, 3, 27, 12, tzinfo=dt.UTC))
    assert reading.shifted
    assert reading.plan.wall == dt.datetime(2027, 3, 28, 0, 30)
    assert when.echo(reading, t) == "Sun 28 Mar 2027 01:30 (clocks jump) · Asia/Beirut · every day"


def test_a_plan_is_described_and_anchored(t: Translator) -> None:
    reading = read("every 2nd Tuesday 18:00 America/New_York until 2027-03-01")
    assert when.describe(reading.plan, t) == "every month on the 2nd Tuesday until 1 Mar 2027, 18:00 New York"
    assert when.anchor(reading.first, reading.plan.zone, t) == "18:00 New York"
    assert when.describe(read("tomorrow 18:00").plan, t) == "Tue 24 Nov 2026, 18:00 Beirut"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("FREQ=DAILY;COUNT=3", "every day, 3 times"),
        ("FREQ=MONTHLY", "every month on the 8th"),
        ("FREQ=MONTHLY;BYMONTHDAY=22", "every month on the 22nd"),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR", "every month on the 1st Mon, the last Fri"),
        ("FREQ=YEARLY;INTERVAL=2", "every 2 years on 8 Dec"),
        ("FREQ=YEARLY;BYMONTH=6;BYDAY=-1FR", "every year on the last Friday of Jun"),
        ("FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=-1", "every year on the last day of Jun"),
        ("FREQ=WEEKLY", "every Tuesday"),
    ],
)
def test_each_rule_has_words(text: str, said: str, t: Translator) -> None:
    plan = Plan(wall=dt.datetime(2026, 12, 8, 18), zone="Asia/Beirut", rule=Rule.from_text(text))
    assert when.describe(plan, t) == f"{said}, 18:00 Beirut"


def test_an_echo_fits_an_option(t: Translator) -> None:
    reading = read(
        "every 10 weeks on Mon,Tue,Wed,Thu,Fri,Sat,Sun 18:00 America/Argentina/Buenos_Aires until 2030-12-31"
    )
    assert len(when.echo(reading, t)) <= 100


# Suggestions


@pytest.mark.parametrize("zone", ["Asia/Beirut", "America/New_York", "Pacific/Auckland"])
@pytest.mark.parametrize("typed", ["", "n", "next tu", "every", "every 2", "last", "tomorrow", "15", "15 d", "in", "tomorrow 1", "every 2nd Tue"])  # fmt: skip
def test_suggestions_complete_what_was_typed_and_can_be_read(typed: str, zone: str) -> None:
    found = when.suggest(typed, zone=zone, now=NOW)
    assert 1 <= len(found) <= 8
    assert len(set(found)) == len(found)
    for phrase in found:
        assert phrase.casefold().startswith(typed.casefold())
        read(phrase, zone=zone)


def test_no_suggestion_for_what_nothing_completes() -> None:
    assert when.suggest("xyz", zone="Asia/Beirut", now=NOW) == []
    assert when.suggest("x" * 5000, zone="Asia/Beirut", now=NOW) == []


# Any text

words = st.sampled_from(
    [
        "every", "next", "last", "second", "2nd", "other", "in", "on", "at", "of", "the", "month", "week", "day", "year",
        "Tuesday", "Mon,Thu", "Dec", "15", "15th", "2026", "2026-12-15", "05/12", "18:00", "6pm", "6", "25:00", "noon",
        "today", "tomorrow", "starting", "until", "Z", "+03:00", "Asia/Beirut", "EST", "UTC+3", "New", "York", "31", "29",
        "Feb", "9999", "2", "weeks",
    ]
)  # fmt: skip
phrases = st.lists(words, max_size=9).map(" ".join)
moments = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC))


@given(
    st.text(max_size=LONGEST + 20) | phrases,
    moments,
    st.sampled_from(["Asia/Beirut", "America/New_York", "Australia/Lord_Howe"]),
)
def test_any_text_is_read_or_refused_in_words(text: str, now: dt.datetime, zone: str) -> None:
    t = Catalogue.load().translator("en")
    refused: InvalidInputError | None = None
    try:
        reading = when.read_when(text, zone=zone, now=now)
    except InvalidInputError as error:
        refused = error
    if refused is not None:
        assert refused.key.startswith("when-")
        assert len(t.plain(refused.key, **refused.values)) <= 300
        return
    assert reading.first.instant > now
    assert reading.first.instant < now + dt.timedelta(days=366 * 6)
    assert len(when.echo(reading, t)) <= 100
    when.describe(reading.plan, t)
    if reading.plan.rule is None:
        assert not reading.shifted
        assert reading.plan.wall == reading.first.wall


@given(phrases)
def test_a_suggestion_can_always_be_read(text: str) -> None:
    for phrase in when.suggest(text, zone="Asia/Beirut", now=NOW):
        read(phrase)


def test_reading_is_quick() -> None:
    for text in ("every 2 weeks on Mon,Thu 18:00", "tomorrow 18:00 Asia/Beiruth", "tomorrow 18:00 " + "x" * 180,
                 "é" * 200, "1" * 200, "in " + "9" * 190 + "h", "\0" * 200, "a/" * 100, "every 10 years on 29 Feb 9:00"):  # fmt: skip
        assert min(timed(text) for _ in range(5)) < 0.005, text


def timed(text: str) -> float:
    started = time.perf_counter()
    with suppress(InvalidInputError):
        read(text)
    return time.perf_counter() - started
