"""What a person set for themselves decides when the bot may write to them by itself, across every jump of the clocks."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.people.rules import MemberSettings, is_quiet, next_allowed, read_quiet

# Quiet hours


@given(st.times(), st.times(), st.sampled_from(["{}", " {} ", "{}\n"]))
def test_two_different_times_are_quiet_hours(start: dt.time, end: dt.time, typed: str) -> None:
    first, last = (one.replace(second=0, microsecond=0) for one in (start, end))
    texts = [typed.format(f"{one:%H:%M}") for one in (first, last)]
    if first == last:
        with pytest.raises(ValueError, match="same time"):
            read_quiet(*texts)
    else:
        assert read_quiet(*texts) == (first, last)


@pytest.mark.parametrize(("start", "end"), [("", ""), (" ", "\t"), ("\n", "")])
def test_two_empty_fields_are_none(start: str, end: str) -> None:
    assert read_quiet(start, end) is None


@pytest.mark.parametrize(
    ("start", "end"),
    [("22:00", ""), ("", "07:00"), ("24:00", "07:00"), ("22:60", "07:00"), ("22", "7"), ("22:00:30", "07:00"),
     ("-1:00", "07:00"), ("10pm", "07:00"), ("22:00\0", "07:00"), ("22:00", "22:00"), ("22:00 Beirut", "07:00")],
)  # fmt: skip
def test_anything_else_is_refused(start: str, end: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_quiet(start, end)


@given(st.text(max_size=8), st.text(max_size=8))
@example("٢٢:٠٠", "٠٧:٠٠")
def test_whatever_is_typed_is_hours_none_or_refused(start: str, end: str) -> None:
    try:
        found = read_quiet(start, end)
    except ValueError:
        return
    if found is None:
        assert not start.strip()
        assert not end.strip()
    else:
        assert found[0] != found[1]
        assert all(one.tzinfo is None and one.second == 0 for one in found)


# When they hold

NIGHT = (dt.time(22), dt.time(7))
ZONES = [
    "UTC",
    "Asia/Beirut",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Antarctica/Troll",
]

minutes = st.builds(dt.time, st.integers(0, 23), st.integers(0, 59))
quiet_hours = st.tuples(minutes, minutes).filter(lambda pair: pair[0] != pair[1])
JUMPS = ["2026-03-08T07:00", "2026-03-29T01:00", "2026-04-04T15:00", "2026-10-24T22:00", "2026-11-01T06:00"]
"""In UTC: New York; Beirut and Troll; Lord Howe; Beirut and Troll; New York."""

around_a_jump = st.tuples(st.sampled_from(JUMPS), st.integers(-86400, 86400)).map(
    lambda found: dt.datetime.fromisoformat(f"{found[0]}Z") + dt.timedelta(seconds=found[1])
)


def person(quiet: tuple[dt.time, dt.time] | None, zone: str | None = None) -> MemberSettings:
    return MemberSettings(user_id=1, zone=zone, quiet=quiet)


def at(text: str, zone: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("wall", "quiet"),
    [
        ("21:59:59", False),
        ("22:00", True),
        ("23:30", True),
        ("00:00", True),
        ("06:59:59", True),
        ("07:00", False),
    ],
)
def test_a_night_begins_and_ends_on_the_persons_own_clock(wall: str, quiet: bool) -> None:
    for zone in ZONES:
        instant = at(f"2026-11-24T{wall}", zone)
        assert is_quiet(person(NIGHT, zone), instant, "Asia/Tokyo") is quiet
        assert is_quiet(person(NIGHT), instant, zone) is quiet, "without a zone of their own: the server's"


def test_hours_in_the_middle_of_a_day_are_quiet_too() -> None:
    lunch = person((dt.time(12), dt.time(13, 30)), "Asia/Beirut")
    assert next_allowed(lunch, at("2026-11-24T12:00", "Asia/Beirut"), "UTC") == at(
        "2026-11-24T13:30", "Asia/Beirut"
    )
    assert not is_quiet(lunch, at("2026-11-24T22:00", "Asia/Beirut"), "UTC")


@given(quiet=st.none() | quiet_hours, zone=st.sampled_from(ZONES), instant=around_a_jump)
def test_what_waits_is_sent_at_the_first_minute_that_is_not_quiet(
    quiet: tuple[dt.time, dt.time] | None, zone: str, instant: dt.datetime
) -> None:
    member = person(quiet, zone)
    found = next_allowed(member, instant, "UTC")
    assert found >= instant
    assert not is_quiet(member, found, "UTC")
    assert (found == instant) is not is_quiet(member, instant, "UTC")
    if found > instant:
        assert found - instant <= dt.timedelta(hours=26), "a day, and the widest step of the clocks"
        last = found - dt.timedelta(minutes=1)
        assert last < instant or is_quiet(member, last, "UTC"), "not a minute later than it has to"


def test_an_end_that_the_clocks_jump_over_is_the_jump_itself() -> None:
    member = person((dt.time(22), dt.time(2, 30)), "America/New_York")
    found = next_allowed(member, at("2026-03-08T01:00", "America/New_York"), "UTC")
    assert found == dt.datetime(2026, 3, 8, 7, tzinfo=dt.UTC), (
        "03:00, the first that a clock shows after 02:30"
    )


def test_an_end_that_comes_twice_ends_each_time_it_is_quiet_again() -> None:
    member = person((dt.time(22), dt.time(1, 30)), "America/New_York")
    first = next_allowed(member, at("2026-11-01T00:10", "America/New_York"), "UTC")
    assert first == dt.datetime(2026, 11, 1, 5, 30, tzinfo=dt.UTC)
    again = dt.datetime(2026, 11, 1, 6, 10, tzinfo=dt.UTC)  # 01:10 for the second time
    assert next_allowed(member, again, "UTC") == dt.datetime(2026, 11, 1, 6, 30, tzinfo=dt.UTC)
