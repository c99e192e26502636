"""Plans become deliveries a few hours ahead. Whatever an absence kept from being promised is promised afterwards.

Up to when that was done is noted: so nothing is left out after a stop of days, and nothing is promised for a time before
it was planned.
"""

import datetime as dt
from collections.abc import Callable
from typing import Final

from bot.clock import Clock, from_epoch, to_epoch
from bot.cohorts import records as cohorts
from bot.cohorts.reminding import drifting, nudging, planning, rules, store
from bot.cohorts.rules import ItemKind
from bot.cohorts.sessions import records as sessions
from bot.storage import installation
from bot.storage.database import Database, Transaction

PLANNED_UNTIL: Final = "cohorts-planned-until"
"""In `installation`: up to when everything that is due has become a delivery."""
_SELDOM: Final = dt.timedelta(hours=1)
"""Clocks and silences are looked at this often."""


class Ahead:
    """`Feature.materialise` of reminding.

    After time-zone data changed, sessions move by themselves and take their reminders along; clocks are looked at here.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._looked_at: dt.datetime | None = None

    async def materialise(self) -> int:
        """Promise what is due within the horizon, and what an absence kept from being promised."""
        now = self._clock.now()
        known = await installation.fact(self._database, PLANNED_UNTIL)
        since = now if known is None else min(now, from_epoch(int(known)))
        since, until = max(since, now - rules.LOOKED_BACK), now + rules.HORIZON
        added = await self._promise_items(since, until)
        if self._looked_at is None or now - self._looked_at >= _SELDOM:
            added += await self._look_at_people()
            self._looked_at = now
        await installation.note(self._database, PLANNED_UNTIL, str(to_epoch(until)))
        return added

    async def _promise_items(self, since: dt.datetime, until: dt.datetime) -> int:
        """One item at a time: however many cohorts there are, the people of one are in memory."""

        def due(tx: Transaction) -> list[tuple[int, ItemKind, int]]:
            found = [
                (guild, ItemKind.SESSION, item)
                for guild, item in sessions.sessions_to_remind(tx, since, until)
            ]
            found += [
                (guild, ItemKind.MILESTONE, item)
                for guild, item in sessions.milestones_to_remind(tx, since, until)
            ]
            return found

        def lacking(guild_id: int, kind: ItemKind, item_id: int) -> Callable[[Transaction], bool]:
            def operation(tx: Transaction) -> bool:
                found = planning.find(tx, guild_id, kind, item_id)
                return found is not None and bool(planning.missing(tx, found[1], found[0], since, until))

            return operation

        def promised(guild_id: int, kind: ItemKind, item_id: int) -> Callable[[Transaction], int]:
            def operation(tx: Transaction) -> int:
                found = planning.find(tx, guild_id, kind, item_id)
                return 0 if found is None else planning.promise(tx, found[1], found[0], since, until)

            return operation

        added = 0
        for one in await self._database.read(due):
            if await self._database.read(lacking(*one)):
                added += await self._database.write(promised(*one))
        return added

    async def _look_at_people(self) -> int:
        """Clocks that drift apart, and people who went quiet: one look at all cohorts, then one at a time where it may be so."""

        def concerned(tx: Transaction) -> list[tuple[int, int]]:
            every = cohorts.live_everywhere(tx)
            those = drifting.concerned(tx, {guild for guild, _ in every}) | store.may_be_nudged(tx)
            return [one for one in every if one[1] in those]

        def lacking(guild_id: int, cohort_id: int) -> Callable[[Transaction], bool]:
            def operation(tx: Transaction) -> bool:
                cohort = cohorts.find(tx, guild_id, cohort_id)
                return cohort is not None and bool(drifting.missing(tx, cohort) or nudging.silent(tx, cohort))

            return operation

        def promised(guild_id: int, cohort_id: int) -> Callable[[Transaction], int]:
            def operation(tx: Transaction) -> int:
                cohort = cohorts.find(tx, guild_id, cohort_id)
                return 0 if cohort is None else drifting.promise(tx, cohort) + nudging.promise(tx, cohort)

            return operation

        added = 0
        for one in await self._database.read(concerned):
            if await self._database.read(lacking(*one)):
                added += await self._database.write(promised(*one))
        return added
