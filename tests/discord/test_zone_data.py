"""Time zone data that changed between the promise and its day, and a clock that jumps: the wall time is what counts.

Changed data is played by what a bot with other data would have left: rows due at other instants, and the note of
another version.
"""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.app import App
from bot.clock import from_epoch
from bot.config import Settings
from bot.storage import installation
from bot.storage.transaction import Transaction
from tests.discord.conftest import START, Stage
from tests.discord.test_announce import posted, scheduled
from tests.discord.test_reminders import announced, chosen, dms

HOUR = dt.timedelta(hours=1)
DUE = dt.datetime(2026, 11, 24, 16, tzinfo=dt.UTC)
"""Tomorrow 18:00 in Beirut."""


async def rows(app: App) -> list[tuple[str, dt.datetime, dt.datetime, str]]:
    """Occurrence, due, run and state of each post, by what was planned."""

    def operation(tx: Transaction) -> list[tuple[str, dt.datetime, dt.datetime, str]]:
        found = tx.all("SELECT * FROM delivery WHERE template = 'post' ORDER BY occurrence")
        return [
            (row["occurrence"], from_epoch(row["due_at"]), from_epoch(row["run_at"]), row["state"])
            for row in found
        ]

    return await app.database.read(operation)


async def as_if_computed(app: App, by: dt.timedelta, *, since: dt.datetime = START) -> None:
    """Leave what a bot with other zone data would have left."""
    seconds = int(by.total_seconds())
    await app.database.write(
        lambda tx: tx.execute(
            "UPDATE delivery SET due_at = due_at + ?, run_at = run_at + ?, expires_at = expires_at + ?"
            " WHERE template = 'post' AND state IN ('pending', 'retry') AND due_at >= ?",
            (seconds, seconds, seconds, int(since.timestamp())),
        )
    )
    await installation.note(app.database, "tzdata", "1999z")


@asynccontextmanager
async def reopened(stage: Stage, settings: Settings) -> AsyncIterator[Stage]:
    """The bot ends and is started anew: database, zone data and connection."""
    await stage.app.database.close()
    async with App.open(settings, stage.clock) as app:
        stage.app = app
        await stage.restart()
        yield stage


async def in_beirut(stage: Stage, when: str) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Beirut")
    await scheduled(stage, when=when)


@pytest.mark.hostile(25)
@pytest.mark.parametrize("hours", [-3, -1, 1, 3])
async def test_25_one_that_was_computed_with_other_data_goes_out_at_its_wall_time(
    stage: Stage, settings: Settings, hours: int
) -> None:
    await in_beirut(stage, "tomorrow 18:00")
    before = await rows(stage.app)
    await as_if_computed(stage.app, hours * HOUR)
    async with reopened(stage, settings) as again:
        assert await rows(again.app) == before
        assert before[0][1:3] == (DUE, DUE)
        await again.deliver()
        again.clock.advance(DUE - again.clock.now() - dt.timedelta(minutes=1))
        assert await again.deliver() == 0
        again.pass_time(minutes=1, seconds=1)
        assert await again.deliver() == 1
        again.pass_time(hours=6)
        assert await again.deliver() == 0
        assert len(posted(again.news)) == 1
        assert "Was due" not in posted(again.news)[0]


@pytest.mark.hostile(25)
async def test_25_the_version_of_the_data_is_noted_and_the_work_is_done_once(
    stage: Stage, settings: Settings
) -> None:
    await in_beirut(stage, "tomorrow 18:00")
    version = await installation.fact(stage.app.database, "tzdata")
    await as_if_computed(stage.app, HOUR)
    async with reopened(stage, settings) as again:
        assert await installation.fact(again.app.database, "tzdata") == version
        # The same data again: nothing is computed anew, so what was moved by hand stays.
        await as_if_computed(again.app, HOUR)
        await installation.note(again.app.database, "tzdata", str(version))
        async with reopened(again, settings) as third:
            assert (await rows(third.app))[0][1] == DUE + HOUR


@pytest.mark.hostile(25)
async def test_25_what_the_new_data_made_due_meanwhile_goes_out_at_once_and_says_when_it_was_due(
    stage: Stage, settings: Settings
) -> None:
    await in_beirut(stage, "tomorrow 18:00")
    await as_if_computed(stage.app, 2 * HOUR)
    stage.clock.advance(DUE + HOUR - stage.clock.now())
    async with reopened(stage, settings) as again:
        await again.deliver()
        assert len(posted(again.news)) == 1
        assert f"Was due <t:{int(DUE.timestamp())}" in posted(again.news)[0]


@pytest.mark.hostile(25)
@pytest.mark.parametrize("hours", [-2, 2])
async def test_25_what_was_sent_by_the_old_data_is_not_sent_again(
    stage: Stage, settings: Settings, hours: int
) -> None:
    await in_beirut(stage, "every day 18:00 starting 2026-11-24")
    await as_if_computed(stage.app, hours * HOUR)
    stage.clock.advance(DUE + hours * HOUR - stage.clock.now() + dt.timedelta(seconds=1))
    assert await stage.deliver() == 1
    async with reopened(stage, settings) as again:
        await again.deliver()
        again.clock.advance(DUE + 3 * HOUR - again.clock.now())
        await again.deliver()
        assert len(posted(again.news)) == 1


@pytest.mark.hostile(25)
@pytest.mark.parametrize("hours", [-1, 1])
async def test_25_a_series_keeps_its_wall_time_and_loses_and_doubles_none(
    stage: Stage, settings: Settings, hours: int
) -> None:
    await in_beirut(stage, "every day 18:00 starting 2026-11-24")
    for day in range(2):
        stage.clock.advance(DUE + dt.timedelta(days=day, minutes=1) - stage.clock.now())
        assert await stage.deliver() == 1
    before = await rows(stage.app)
    await as_if_computed(stage.app, hours * HOUR)
    async with reopened(stage, settings) as again:
        now = {row[0]: row for row in await rows(again.app)}
        assert [now[row[0]] for row in before] == before
        assert all(due.hour == 16 for _, due, _, _ in now.values())
        for day in range(2, 4):
            again.clock.advance(DUE + dt.timedelta(days=day, minutes=1) - again.clock.now())
            await again.plan_ahead()
            assert await again.deliver() == 1
            assert len(posted(again.news)) == day + 1


@pytest.mark.hostile(25)
async def test_25_nobody_gets_what_was_due_before_it_was_promised(stage: Stage, settings: Settings) -> None:
    """A series that started long ago, whose channel list grew today: the new channel starts with the next date."""
    await in_beirut(stage, "every day 18:00 starting 2026-11-24")
    stage.clock.advance(DUE + HOUR - stage.clock.now())
    await stage.deliver()
    preview = await stage.organiser.slash(
        stage.lobby, "announce edit", announcement=str(await stage.newest())
    )
    chosen = await stage.organiser.select(preview.response, [stage.news, stage.lobby])
    await stage.organiser.click(chosen.response, label="Save changes")
    await stage.deliver()
    assert not any("Peering day" in text for text in posted(stage.lobby))
    await as_if_computed(stage.app, HOUR)
    async with reopened(stage, settings) as again:
        await again.deliver()
        assert not any("Peering day" in text for text in posted(again.lobby))
        again.pass_time(days=1)
        await again.deliver()
        assert sum("Peering day" in text for text in posted(again.lobby)) == 1


@pytest.mark.hostile(25)
@pytest.mark.parametrize("state", ["cancelled", "paused"])
async def test_25_changed_data_wakes_nothing_that_rests(stage: Stage, settings: Settings, state: str) -> None:
    await in_beirut(stage, "tomorrow 18:00")
    if state == "cancelled":
        which = await stage.newest()
        found = (await stage.app.services.announcements.detail(stage.actor(), which)).announcement
        await stage.app.services.announcements.cancel(stage.actor(), which, found.version)
    else:
        await stage.app.services.guilds.set_paused(stage.actor(), paused=True)
    await as_if_computed(stage.app, -HOUR)
    async with reopened(stage, settings) as again:
        again.clock.advance(DUE + HOUR - again.clock.now())
        await again.deliver()
        assert posted(again.news) == []
        if state == "paused":
            await again.app.services.guilds.set_paused(again.actor(), paused=False)
            await again.deliver()
            assert len(posted(again.news)) == 1


@pytest.mark.hostile(25)
@pytest.mark.parametrize("hours", [-1, 1])
async def test_25_a_reminder_keeps_its_distance_from_the_wall_time_of_its_date(
    stage: Stage, settings: Settings, hours: int
) -> None:
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Beirut")
    await announced(stage, event="2026-12-08 18:00")
    await chosen(stage, str(24 * 3600))
    due = dt.datetime(2026, 12, 7, 16, tzinfo=dt.UTC)
    arrived = len(dms(stage, stage.member))

    def other_data(tx: Transaction) -> None:
        tx.execute("UPDATE reminder SET due_at = due_at + ?", (hours * 3600,))
        tx.execute(
            "UPDATE delivery SET due_at = due_at + ?, run_at = run_at + ?, occurrence = ? WHERE template = 'reminder'",
            (hours * 3600, hours * 3600, f"reminder:1:{int(due.timestamp()) + hours * 3600}:dm"),
        )

    await stage.app.database.write(other_data)
    await installation.note(stage.app.database, "tzdata", "1999z")
    async with reopened(stage, settings) as again:
        again.clock.advance(due - again.clock.now() - dt.timedelta(seconds=1))
        await again.deliver()
        assert len(dms(again, again.member)) == arrived
        again.pass_time(seconds=2)
        await again.deliver()
        assert len(dms(again, again.member)) == arrived + 1
        again.pass_time(hours=2)
        await again.deliver()
        assert len(dms(again, again.member)) == arrived + 1


# The clock jumps


@pytest.mark.hostile(26)
async def test_26_what_fell_due_in_the_jump_goes_out_once_and_says_when_it_was_due(stage: Stage) -> None:
    for when in ("today 09:30", "today 09:59", "today 10:30"):
        await scheduled(stage, when=when, title=f"At {when[-5:].replace(':', ' ')}")
    stage.pass_time(hours=1)
    assert await stage.deliver() == 2
    assert await stage.deliver() == 0
    shown = posted(stage.news)
    assert len(shown) == 2
    first, second = shown
    assert "At 09 30" in first
    assert f"Was due <t:{int((START + HOUR / 2).timestamp())}" in first
    # One minute is not late.
    assert "At 09 59" in second
    stage.pass_time(minutes=30)
    assert await stage.deliver() == 1
    assert "Was due" not in posted(stage.news)[-1]


@pytest.mark.hostile(26)
@pytest.mark.parametrize(("seconds", "late"), [(85, False), (95, True)])
async def test_26_late_is_later_than_ninety_seconds(stage: Stage, seconds: int, late: bool) -> None:
    await scheduled(stage, when="today 09:30")
    stage.pass_time(minutes=30, seconds=seconds)
    assert await stage.deliver() == 1
    assert ("Was due" in posted(stage.news)[0]) is late


@pytest.mark.hostile(26)
async def test_26_a_series_over_a_jump_of_days_sends_each_date_that_is_not_too_late_once(
    stage: Stage,
) -> None:
    await scheduled(stage, when="every day 08:30")
    stage.pass_time(days=3, hours=1)
    await stage.plan_ahead()
    await stage.deliver()
    states = await stage.states()
    assert states[:3] == ["dropped", "dropped", "sent"]
    assert states[3] == "pending"
    assert len(posted(stage.news)) == 1


@pytest.mark.hostile(26)
async def test_26_a_jump_over_the_whole_horizon_plans_every_date_once_and_goes_on(stage: Stage) -> None:
    await scheduled(stage, when="every day 08:30")
    stage.pass_time(days=500)
    while await stage.plan_ahead():
        pass
    found = [due for _, due, _, _ in await rows(stage.app)]
    first = START.replace(hour=8, minute=30) + dt.timedelta(days=1)
    assert found == [first + dt.timedelta(days=day) for day in range(len(found))]
    assert found[-1] > stage.clock.now() + dt.timedelta(days=33)
