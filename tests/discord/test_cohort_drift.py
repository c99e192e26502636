"""Clocks that drift apart: exactly those whose local hour changes are told, once, a week before."""

import datetime as dt

import pytest
from simcord import MemberActor

from tests.discord.cohort_reminding import Course, begin
from tests.discord.cohort_stage import person
from tests.discord.conftest import Stage, set_stage

PARTING = dt.datetime(2027, 3, 27, 22, tzinfo=dt.UTC)
"""Beirut's clocks go forward; London's three hours later, New York's went two weeks before, Montevideo's never."""
TOLD = dt.datetime(2027, 3, 21, 8, tzinfo=dt.UTC)
"""10:00 in Beirut, a week before that Sunday."""
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


@pytest.fixture
async def spring(settings: object) -> object:
    """A course on Tuesdays at 18:00 in Beirut, in March 2027."""
    from bot.config import Settings

    assert isinstance(settings, Settings)
    async with set_stage(settings, at=dt.datetime(2027, 3, 15, 9, tzinfo=dt.UTC)) as stage:
        course = await begin(stage, session_offsets=())
        for day in ("03-02", "03-16", "03-23", "03-30", "04-06"):
            await course.session(f"2027-{day} 18:00")
        yield course


async def living(course: Course, name: str, zone: str, *, personal: bool = False) -> MemberActor:
    who = person(course.stage, name)
    await course.person(who, personal=personal)
    await course.settings(who, zone=zone)
    return who


def told(course: Course) -> list[str]:
    return [one for one in course.said() if "clocks change" in one]


async def test_the_channel_names_the_places_and_nobody(spring: Course) -> None:
    stage = spring.stage
    await spring.settings(stage.member, zone="Asia/Beirut")
    await living(spring, "lucia", "America/Montevideo")
    await living(spring, "john", "Europe/London")
    await living(spring, "sione", "Pacific/Tongatapu")
    await spring.until(TOLD - HOUR)
    assert told(spring) == []
    await spring.until(TOLD + HOUR)
    (said,) = told(spring)
    assert "In Montevideo it is 12:00 from Tue 30 Mar 2027 on, before 13:00." in said
    assert "In Tongatapu it is 04:00 from Wed 31 Mar 2027 on, before 05:00." in said
    assert "London" not in said
    assert "keeps its hour in Beirut" in said
    assert "<@" not in said
    await stage.restart()
    await spring.until(PARTING + 10 * DAY)
    assert len(told(spring)) == 1


async def test_who_wants_direct_messages_is_told_there_and_nobody_else(spring: Course) -> None:
    lucia = await living(spring, "lucia", "America/Montevideo", personal=True)
    john = await living(spring, "john", "Europe/London", personal=True)
    await spring.settings(spring.stage.member, zone="Asia/Beirut")
    await spring.until(TOLD + 6 * HOUR)
    (said,) = spring.told(lucia)
    assert "In Montevideo it is 12:00 from Tue 30 Mar 2027 on, before 13:00" in said
    assert spring.told(john) == []
    assert told(spring) == []
    await spring.until(PARTING + 3 * DAY)
    assert len(spring.told(lucia)) == 1


async def test_who_left_or_moved_meanwhile_is_not_told(spring: Course) -> None:
    lucia = await living(spring, "lucia", "America/Montevideo", personal=True)
    await spring.settings(spring.stage.member, zone="Asia/Beirut")
    await spring.until(dt.datetime(2027, 3, 20, 12, tzinfo=dt.UTC))  # promised for 10:00 there
    await spring.settings(lucia, zone="Europe/London")
    await spring.until(PARTING)
    assert spring.told(lucia) == []


async def test_where_no_session_comes_after_it_there_is_no_news(spring: Course) -> None:
    stage: Stage = spring.stage
    await living(spring, "lucia", "America/Montevideo")

    await stage.app.database.write(
        lambda tx: tx.execute("UPDATE cohort_session SET state = 'cancelled' WHERE wall > '2027-03-28'")
    )
    await spring.until(PARTING + DAY)
    assert told(spring) == []
