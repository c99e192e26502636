"""When another organiser has to agree, and when asking for it is over."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from bot.announcements.approval_rules import WAITS, Ending, Need, Request, ending, need
from bot.guilds.rules import MOST_ROLE_SIZE, read_role_size

GUILD = 1
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
sizes = st.integers(0, 200_000)
pings = st.none() | st.just(GUILD) | st.integers(2, 100)


@given(size=st.none() | sizes, everything=st.booleans(), most=sizes)
def test_everyone_always_needs_another_organiser(size: int | None, everything: bool, most: int) -> None:
    assert (
        need(ping=GUILD, guild_id=GUILD, role_size=size, approve_all=everything, most=most) is Need.EVERYONE
    )


@given(ping=pings, size=st.none() | sizes, most=sizes)
def test_everything_needs_another_where_the_guild_wants_it(
    ping: int | None, size: int | None, most: int
) -> None:
    assert need(ping=ping, guild_id=GUILD, role_size=size, approve_all=True, most=most) is not None


@given(size=st.none() | sizes, most=sizes)
def test_nobody_pinged_needs_nobody(size: int | None, most: int) -> None:
    assert need(ping=None, guild_id=GUILD, role_size=size, approve_all=False, most=most) is None


@given(size=st.none() | sizes, most=sizes)
def test_a_role_needs_another_exactly_when_it_is_larger_or_nobody_knows(size: int | None, most: int) -> None:
    found = need(ping=2, guild_id=GUILD, role_size=size, approve_all=False, most=most)
    assert found is (Need.UNCOUNTED if size is None else Need.LARGE if size > most else None)


@given(ping=pings, size=sizes, more=sizes, most=sizes, everything=st.booleans())
def test_a_larger_role_never_needs_less(
    ping: int | None, size: int, more: int, most: int, everything: bool
) -> None:
    def needed(members: int | None) -> bool:
        return (
            need(ping=ping, guild_id=GUILD, role_size=members, approve_all=everything, most=most) is not None
        )

    assert needed(size) <= needed(size + more) <= needed(None)


@given(
    asked=st.integers(1, 50),
    version=st.integers(1, 50),
    past=st.booleans(),
    overtaken=st.booleans(),
    waited=st.timedeltas(dt.timedelta(0), 3 * WAITS),
)
def test_a_request_waits_exactly_while_nothing_ended_it(
    asked: int, version: int, past: bool, overtaken: bool, waited: dt.timedelta
) -> None:
    request = Request(draft_id=7, guild_id=GUILD, version=asked, asked_by="k", asked_at=NOW)
    found = ending(request, version=version, past=past, overtaken=overtaken, now=NOW + waited)
    if version != asked:
        assert found is Ending.CHANGED
    else:
        assert (found is None) == (not past and not overtaken and waited <= WAITS)


@given(st.integers(0, MOST_ROLE_SIZE))
def test_a_number_of_members_is_read_as_it_was_typed(size: int) -> None:
    assert read_role_size(f" {size} ") == size


@given(st.text(max_size=8))
def test_anything_else_is_no_number_of_members(typed: str) -> None:
    try:
        size = read_role_size(typed)
    except ValueError:
        return
    assert 0 <= size <= MOST_ROLE_SIZE
