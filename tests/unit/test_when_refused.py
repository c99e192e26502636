"""Time phrases that are refused: the precise reason, and what to type instead, which can then be read."""

import datetime as dt

import pytest

from bot.errors import InvalidInputError
from bot.language import when
from bot.language.catalogue import Catalogue

NOW = dt.datetime(2026, 11, 23, 10, 17, 43, tzinfo=dt.UTC)
"""Monday, 12:17:43 in Beirut."""


def refusal(text: str, *, now: dt.datetime = NOW) -> InvalidInputError:
    with pytest.raises(InvalidInputError) as caught:
        when.read_when(text, zone="Asia/Beirut", now=now)
    return caught.value


@pytest.mark.hostile(17, 19, 20, 21, 22)
@pytest.mark.parametrize(
    ("text", "key", "values"),
    [
        ("", "when-empty", {}),
        (" \u200f ", "when-empty", {}),
        ("x" * 201, "when-too-long", {"most": 200}),
        ("05/12 18:00", "when-date-ambiguous", {"first": "5 December", "second": "12 May"}),
        ("05/12/2027 18:00", "when-date-ambiguous", {"first": "5 December 2027", "second": "12 May 2027"}),
        ("5.12.27 18:00", "when-date-ambiguous", {"first": "5 December 2027", "second": "12 May 2027"}),
        ("05-12-2026 18:00", "when-date-ambiguous", {"first": "5 December 2026", "second": "12 May 2026"}),
        ("٠٥/١٢ ١٨:٠٠", "when-date-ambiguous", {"first": "5 December", "second": "12 May"}),
        ("25/12 18:00", "when-date-numbers", {"example": "25 December"}),
        ("12/25 18:00", "when-date-numbers", {"example": "25 December"}),
        ("05/05 18:00", "when-date-numbers", {"example": "5 May"}),
        ("2026/12/15 18:00", "when-date-numbers", {"example": "2026-12-15"}),
        ("99/99 18:00", "when-not-understood", {"part": "99/99"}),
        ("every Tuesday 18:00 until 05/12", "when-date-ambiguous", {}),
        ("2025-01-01 10:00", "when-past", {"wall": "2025-01-01 10:00", "now": "2026-11-23 12:17"}),
        ("0001-01-01 10:00", "when-past", {}),
        ("today 09:00", "when-past", {}),
        ("in 0 min", "when-not-understood", {"part": "in 0 min"}),
        ("2027-03-28 00:30", "when-gap", {"before": "2027-03-27 23:30", "after": "2027-03-28 01:30", "city": "Beirut"}),
        ("2027-03-14 02:30 New York", "when-gap", {"before": "2027-03-14 01:30", "after": "2027-03-14 03:30"}),
        ("tomorrow", "when-time-missing", {"example": "tomorrow 18:00"}),
        ("15 Dec 2026 Asia/Beirut", "when-time-missing", {"example": "15 Dec 2026 18:00"}),
        ("last Friday of the month", "when-time-missing", {"example": "last Friday of the month 18:00"}),
        ("every Tuesday until 2027-03-01", "when-time-missing", {"example": "every Tuesday 18:00"}),
        ("18:00", "when-day-missing", {"time": "18:00"}),
        ("6pm Asia/Beirut", "when-day-missing", {"time": "18:00"}),
        ("tomorrow 6", "when-hour-ambiguous", {"early": "06:00", "late": "18:00"}),
        ("tomorrow 12", "when-hour-ambiguous", {"early": "00:00", "late": "12:00"}),
        ("tomorrow 18", "when-time-colon", {"example": "18:00"}),
        ("tomorrow 1830", "when-time-colon", {"example": "18:30"}),
        ("tomorrow 18.30", "when-time-colon", {"example": "18:30"}),
        ("tomorrow 25:00", "when-time-wrong", {"typed": "25:00"}),
        ("tomorrow 18:60", "when-time-wrong", {}),
        ("tomorrow 13pm", "when-time-wrong", {}),
        ("tomorrow 0am", "when-time-wrong", {}),
        ("tomorrow midnight", "when-midnight", {}),
        ("tomorrow 18:00 Asia/Beiruth", "when-zone-unknown-near", {"near": "Asia/Beirut"}),
        ("tomorrow 18:00 Mars/Olympus", "when-zone-unknown", {"zone": "Mars/Olympus"}),
        ("tomorrow 18:00 ../../etc/passwd", "when-zone-unknown", {"zone": "../../etc/passwd"}),
        ("tomorrow 18:00 /etc/passwd", "when-zone-unknown", {}),
        ("tomorrow 18:00 EST", "when-zone-abbreviation", {"zone": "EST"}),
        ("tomorrow 18:00 ist", "when-zone-abbreviation", {"examples": "Asia/Kolkata, Europe/Dublin, Asia/Jerusalem"}),
        ("tomorrow 18:00 CST", "when-zone-abbreviation", {}),
        ("tomorrow 18:00 AST", "when-zone-abbreviation", {}),
        ("every Tuesday 18:00 CET", "when-zone-abbreviation", {}),
        ("tomorrow 18:00 UTC+3", "when-offset-alone", {}),
        ("tomorrow 18:00 +03:00", "when-offset-alone", {}),
        ("every day 9:00 +03:00", "when-offset-alone", {}),
        ("every day 9:00Z", "when-offset-alone", {}),
        ("2026-12-15 18:00+99:00", "when-not-understood", {"part": "+99:00"}),
        ("9999-12-31 23:59", "when-too-far", {"years": 5}),
        ("2032-12-15 10:00", "when-too-far", {}),
        ("in 99999999999999 days", "when-too-far", {}),
        ("in 9999999 h", "when-too-far", {}),
        ("every day 9:00 until 9999-12-31", "when-too-far", {}),
        ("every day 9:00 starting 9999-12-31", "when-too-far", {}),
        ("<t:99999999999>", "when-not-understood", {"part": "<t:99999999999>"}),
        ("blah blah", "when-not-understood", {"part": "blah blah"}),
        ("tomorrow 18:00 ¿?", "when-not-understood", {"part": "¿?"}),
        ("tomorow 18:00", "when-not-understood-near", {"near": "tomorrow"}),
        ("evry Tuesday 18:00", "when-not-understood-near", {"near": "every"}),
        ("next week", "when-not-understood", {"part": "next week"}),
        ("in 2 months", "when-not-understood", {"part": "2 months"}),
        ("in 1h 18:00", "when-not-understood", {"part": "18:00"}),
        ("tomorrow 18:00\0", "when-not-understood", {"part": "\0"}),
        ("30 Feb 10:00", "when-date-wrong", {"date": "30 Feb"}),
        ("2027-02-29 10:00", "when-date-wrong", {"date": "2027-02-29"}),
        ("2026-13-01 10:00", "when-date-wrong", {}),
        ("0000-01-01 10:00", "when-date-wrong", {}),
        ("every month on the 32nd 10:00", "when-date-wrong", {}),
        ("every year on 30 Feb 10:00", "when-date-wrong", {}),
        ("Wed 15 Dec 2026 18:00", "when-weekday-wrong", {"date": "2026-12-15", "day": 2}),
        ("2nd Tuesday 18:00", "when-nth-alone", {"example": "every 2nd Tuesday 18:00"}),
        ("every second Tuesday 19:30", "when-every-second", {"monthly": "every 2nd Tuesday 19:30", "fortnightly": "every 2 weeks on Tuesday 19:30"}),
        ("every other Tue", "when-every-second", {"fortnightly": "every 2 weeks on Tuesday 18:00"}),
        ("every hour", "when-rule-too-often", {}),
        ("every 5 minutes", "when-rule-too-often", {}),
        ("every 0 days 9:00", "when-rule-interval", {"interval": "0"}),
        ("every 999 weeks on Mon 9:00", "when-rule-interval", {"most": 52}),
        ("every week 18:00", "when-weekday-missing", {}),
        ("every 2 weeks", "when-weekday-missing", {}),
        ("every month 18:00", "when-month-day-missing", {}),
        ("every year 18:00", "when-year-day-missing", {}),
        ("every 2nd day 10:00", "when-not-understood", {}),
        ("every 2nd 10:00", "when-not-understood", {}),
        ("every day 9:00 until 2026-11-01", "when-until-early", {}),
        ("every year on 5 June 9:00 until 2027-06-04", "when-until-early", {}),
        ("tomorrow 18:00 until 2027-01-01", "when-limit-once", {}),
        ("every day 9:00 until 2027-01-01 until 2027-02-01", "when-not-understood", {}),
    ],
)  # fmt: skip
def test_it_is_refused(text: str, key: str, values: dict[str, object]) -> None:
    error = refusal(text)
    assert error.key == key
    assert {name: error.values[name] for name in values} == values
    said = Catalogue.load().translator("en").plain(error.key, **error.values)
    assert 10 < len(said) <= 300


def test_the_part_that_is_shown_is_short() -> None:
    assert len(str(refusal("q" * 200).values["part"])) <= 100


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("", ["tomorrow 18:00"]),
        ("x" * 201, ["tomorrow 18:00"]),
        ("blah", ["tomorrow 18:00", "15 Dec 2026 09:00", "every 2nd Tuesday 18:00"]),
        ("2027-03-28 00:30", ["2027-03-27 23:30", "2027-03-28 01:30"]),
        ("tomorrow", ["tomorrow 18:00"]),
        ("18:00", ["today 18:00", "tomorrow 18:00"]),
        ("2nd Tuesday 18:00", ["every 2nd Tuesday 18:00"]),
        ("every second Tuesday", ["every 2nd Tuesday 18:00", "every 2 weeks on Tuesday 18:00"]),
        ("every week 18:00", ["every week on Tuesday 18:00"]),
        ("every month 18:00", ["every month on the 15th 18:00", "every 2nd Tuesday 18:00"]),
        ("every year 18:00", ["every year on 5 June 18:00"]),
        ("every hour", ["every day 09:00"]),
        ("tomorrow 18:00 UTC+3", ["2026-12-15 18:00+03:00"]),
        ("tomorrow 18:00 until 2027-01-01", ["every Tuesday 18:00 until 2027-03-01"]),
        ("every SECONDLY 9:00", ["every 2nd Tuesday 18:00"]),
    ],
)
def test_what_is_offered_instead_can_be_read(text: str, offered: list[str]) -> None:
    error = refusal(text)
    said = Catalogue.load().translator("en").plain(error.key, **error.values)
    for phrase in offered:
        assert phrase in said
        assert when.read_when(phrase, zone="Asia/Beirut", now=NOW).first.instant > NOW


@pytest.mark.hostile(17)
def test_a_wall_time_is_refused_in_a_gap_only_where_it_is_one() -> None:
    assert when.read_when("2027-03-28 00:30 Asia/Tokyo", zone="Asia/Beirut", now=NOW).first.wall.minute == 30


@pytest.mark.hostile(18)
def test_no_phrase_goes_back_in_time_in_the_second_pass_of_a_fold() -> None:
    """At 23:40 for the second time, "today 23:50" means the first pass, which is past: it is refused, not sent at once."""
    second_pass = dt.datetime(2026, 10, 24, 21, 40, tzinfo=dt.UTC)
    assert refusal("today 23:50", now=second_pass).key == "when-past"
