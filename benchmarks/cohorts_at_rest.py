"""Cohorts for the benchmark: fifty people each, eight weeks of sessions, stored as they are; none of them is reminded yet."""

import datetime as dt
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks.stand_in import Guild
from bot.app import App
from bot.clock import SystemClock
from bot.cohorts import store
from bot.cohorts.rules import CohortState, Enrolment, EnrolmentState
from bot.cohorts.sessions import store as sessions
from bot.config import Settings
from bot.people import store as people
from bot.people.rules import MemberSettings
from bot.storage.database import Transaction

PEOPLE: Final = 50
WEEKS: Final = 8
_PERSONAL: Final = 10
"""Of the fifty: who wants direct messages."""
_ZONES: Final = ("Asia/Beirut", "Europe/Berlin", "America/Montevideo", "Africa/Accra", "Pacific/Tongatapu")
_HALF_PAST: Final = dt.timedelta(minutes=90)
"""Nothing is due in the first half hour, in which it is measured."""


async def fill(path: Path, guilds: list[Guild], number: int) -> int:
    """`number` running cohorts, spread over the guilds and over the hours of a week; how many reminders all that plans."""
    settings = Settings.load({"CROSSCONNECT_TOKEN": "bench", "CROSSCONNECT_DATABASE": str(path)})
    async with App.open(settings, SystemClock()) as app:
        for place in range(number):
            await app.database.write(lambda tx, place=place: _cohort(tx, guilds[place % len(guilds)], place))  # type: ignore[misc]
        return await app.database.read(_planned)


def waiting(path: Path) -> int | None:
    """How many reminders are promised, once the bot has planned ahead; None: it has not yet."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        if (
            connection.execute("SELECT 1 FROM installation WHERE key = 'cohorts-planned-until'").fetchone()
            is None
        ):
            return None
        features = "('session_reminders', 'milestone_reminders', 'reminding')"
        count = f"SELECT count(*) FROM delivery WHERE feature IN {features}"  # noqa: S608 - a constant
        return int(connection.execute(count).fetchone()[0])
    finally:
        connection.close()


def _cohort(tx: Transaction, guild: Guild, place: int) -> None:
    made = store.insert(
        tx,
        guild.id,
        name=f"Course {place}",
        folded=f"course {place}",
        course_id=None,
        language="en",
        zone="UTC",
    )
    found = store.get(tx, guild.id, made)
    assert found is not None
    running = replace(
        found, state=CohortState.RUNNING, channel_id=guild.channels[place % len(guild.channels)]
    )
    store.change(tx, running, folded=f"course {place}")
    for number in range(PEOPLE):
        user = 10_000_000 + place * PEOPLE + number
        people.save(tx, MemberSettings(user_id=user, zone=_ZONES[number % len(_ZONES)]))
        one = Enrolment(
            id=0,
            guild_id=guild.id,
            cohort_id=made,
            user_id=user,
            state=EnrolmentState.ENROLLED,
            personal=number < _PERSONAL,
            queued_at=tx.now,
            created_at=tx.now,
        )
        store.save_enrolment(tx, one)
    first = (
        tx.now.replace(minute=0, second=0, microsecond=0) + _HALF_PAST + dt.timedelta(hours=1 + place % 168)
    )
    if first.minute - tx.now.minute in range(-35, 1):
        first += dt.timedelta(minutes=20)
    for week in range(WEEKS):
        at = first + dt.timedelta(weeks=week)
        session = sessions.insert_session(
            tx,
            guild.id,
            made,
            title="Routing evening",
            wall=at.replace(tzinfo=None),
            zone="UTC",
            starts_at=at,
            minutes=60,
            uid=f"bench-{place}-{week}",
        )
        # As if somebody had deleted Discord's events: what is measured are reminders.
        tx.execute("UPDATE cohort_session SET event_shown = '-' WHERE id = ?", (session,))


def _planned(tx: Transaction) -> int:
    row = tx.one("SELECT count(*) AS n FROM cohort_session")
    return 0 if row is None else int(row["n"]) * 4 * (1 + _PERSONAL)
