"""Promises for the benchmark: announcements made by the service as an organiser makes them, and rows that wait."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchmarks.stand_in import OWNER, Guild
from bot.announcements.rules import MOST_CHANNELS
from bot.app import App
from bot.clock import MovableClock, SystemClock, to_epoch
from bot.config import Settings
from bot.delivery.recurrence import Plan
from bot.people.actor import Actor

PER_SECOND = 45
"""The pace that `[delivery] requests_per_second` allows by default."""


async def fill(path: Path, guild: Guild, number: int) -> None:
    """`number` messages that are due in a month or later; the database is made by the application first."""
    async with App.open(_settings(path), SystemClock()):
        pass
    due = to_epoch(SystemClock().now()) + 30 * 86_400

    def rows() -> Iterator[tuple[object, ...]]:
        for place in range(number):
            channel = guild.channels[place % len(guild.channels)]
            at = due + place % 86_400
            yield guild.id, place, channel, f"bench:{place}", at, at, due

    connection = sqlite3.connect(path)
    try:
        connection.executemany(
            "INSERT INTO delivery (guild_id, kind, feature, template, subject_id, target_id, occurrence, details,"
            " due_at, state, run_at, created_at)"
            " VALUES (?, 'message', 'announcements', 'post', ?, ?, ?, '{}', ?, 'pending', ?, ?)",
            rows(),
        )
        connection.commit()
    finally:
        connection.close()


async def promise(path: Path, guild: Guild, each: int) -> int:
    """Announcements to all channels of the guild, `each` a channel, all due ten minutes ago; how many messages."""
    clock = MovableClock(SystemClock().now() - dt.timedelta(minutes=30))
    wall = (clock.now() + dt.timedelta(minutes=20)).replace(tzinfo=None, microsecond=0)
    groups = [
        tuple(guild.channels[start : start + MOST_CHANNELS])
        for start in range(0, len(guild.channels), MOST_CHANNELS)
    ]
    async with App.open(_settings(path), clock) as app:
        await app.services.guilds.joined(guild.id, post_in=None)  # known: nobody is greeted in between
        service = app.services.announcements
        for number, channels in enumerate(groups * each):
            actor = _organiser(guild, number, clock.now())
            draft = await service.draft(actor, Plan(wall=wall, zone="UTC"), channels)
            draft, _ = await service.write(actor, draft.id, f"Announcement {number}", "Bring your AS number.")
            await service.confirm(actor, draft.id, draft.version)
    return len(guild.channels) * each


def _organiser(guild: Guild, number: int, at: dt.datetime) -> Actor:
    return Actor(
        guild_id=guild.id,
        user_id=OWNER,
        role_ids=frozenset(),
        administers=True,
        manages=True,
        locale="en-GB",
        interaction_id=number,
        at=at,
    )


def _settings(path: Path) -> Settings:
    return Settings.load({"CROSSCONNECT_TOKEN": "bench", "CROSSCONNECT_DATABASE": str(path)})
