"""What comes up for one person in their cohorts, as a list and as a file for calendars."""

import datetime as dt
from dataclasses import dataclass

from bot.cohorts.rules import Cohort
from bot.cohorts.sessions import agenda
from bot.errors import NotFoundError
from bot.feature import CANCELLED_KEPT, AgendaItem
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction

_AHEAD = dt.timedelta(days=366 * 6)
ALL = 0
"""Instead of a cohort's id: every cohort of the person."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """What comes up, in order; cancelled ones stand in `filed` alone. `cohort` None: of every cohort of the person.

    `cohorts`: those that they are in or lead, by name.
    """

    cohort: Cohort | None
    cohorts: tuple[Cohort, ...]
    listed: tuple[AgendaItem, ...]
    filed: tuple[AgendaItem, ...]


class ScheduleService:
    """One person's own: sessions, and what is due for them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def mine(self, actor: Actor) -> tuple[Cohort, ...]:
        """The live cohorts that the actor is in, or is a facilitator of."""
        return await self._database.read(lambda tx: tuple(one.cohort for one in _mine(tx, actor)))

    async def coming(self, actor: Actor, cohort_id: int = ALL) -> Schedule:
        """Everything to come in a cohort, or in all of them. Raises NotFoundError for a cohort that is not theirs."""

        def operation(tx: Transaction) -> Schedule:
            every = _mine(tx, actor)
            chosen = every if cohort_id == ALL else [one for one in every if one.cohort.id == cohort_id]
            if cohort_id != ALL and not chosen:
                raise NotFoundError("cohort-schedule-not-yours")
            found = [
                item
                for one in chosen
                for item in agenda.of_cohort(
                    tx, one, since=tx.now, until=tx.now + _AHEAD, kept=tx.now - CANCELLED_KEPT
                )
            ]
            filed = sorted(found, key=lambda one: (one.starts_at, one.title, one.uid))
            return Schedule(
                cohort=None if cohort_id == ALL else chosen[0].cohort,
                cohorts=tuple(one.cohort for one in every),
                listed=tuple(one for one in filed if not one.cancelled),
                filed=tuple(filed),
            )

        return await self._database.read(operation)


def _mine(tx: Transaction, actor: Actor) -> list[agenda.Standing]:
    return [
        one for one in agenda.standings(tx, actor.guild_id, actor.user_id) if one.seated or one.facilitates
    ]
