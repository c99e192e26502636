"""Cohorts as members meet them: which there are, joining, leaving, saying yes to a seat.

What facilitators do is in `leading.py` and `roster.py`; what follows from each step in `enrolling.py`.
"""

import datetime as dt
from collections.abc import Callable
from typing import Final

from bot.cohorts import enrolling, looking, promises, records, store
from bot.cohorts.enrolling import Place
from bot.cohorts.enrolling_rules import is_in
from bot.cohorts.looking import SHOWN, Overview, concerns
from bot.cohorts.rules import LIVE, Cohort
from bot.cohorts.sessions import records as sessions
from bot.errors import NotFoundError
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.topics.rules import TopicView

_LOOKS_BACK: Final = dt.timedelta(days=7)
"""So long a card may have stood unchanged while the bot was away."""
MayView = Callable[[int], bool]
"""Whether the reader may view a channel now. Asked in the event loop, never inside a query."""


class CohortService:
    """Use cases of members."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Looking

    async def overview(self, actor: Actor, may_view: MayView) -> tuple[Overview, ...]:
        """The cohorts that are shown to the reader, by name: those that concern them first."""

        def operation(tx: Transaction) -> list[Overview]:
            leads = _leading(tx, actor)
            return [
                looking.overview(tx, one, actor.user_id, leads=leads(one))
                for one in store.every(tx, actor.guild_id, LIVE)
            ]

        found = await self._database.read(operation)
        shown = [one for one in found if _is_shown(one, may_view)]
        return tuple(sorted(shown, key=lambda one: not is_in(one.mine)))

    async def visible(self, actor: Actor, may_view: MayView) -> tuple[Cohort, ...]:
        """The cohorts that are shown to the reader, by name; ended ones that they were in, too."""

        def operation(tx: Transaction) -> tuple[list[Overview], list[Cohort]]:
            leads = _leading(tx, actor)
            mine = {one.cohort_id: one for one in store.of_person(tx, actor.guild_id, actor.user_id)}
            every = store.every(tx, actor.guild_id)
            live = [
                Overview(cohort=one, mine=mine.get(one.id), leads=leads(one))
                for one in every
                if one.state in LIVE
            ]
            over = [one for one in every if one.state not in LIVE and (leads(one) or is_in(mine.get(one.id)))]
            return live, over

        live, over = await self._database.read(operation)
        return (*(one.cohort for one in live if _is_shown(one, may_view)), *over)

    async def mine(self, actor: Actor) -> tuple[Cohort, ...]:
        """The cohorts that the reader is in, applied to, or waits for; not those that ended."""

        def operation(tx: Transaction) -> tuple[Cohort, ...]:
            mine = store.of_person(tx, actor.guild_id, actor.user_id)
            wanted = {one.cohort_id for one in mine if is_in(one)}
            return tuple(one for one in store.every(tx, actor.guild_id, LIVE) if one.id in wanted)

        return await self._database.read(operation)

    async def led(self, actor: Actor) -> tuple[Cohort, ...]:
        """The cohorts that the actor leads, by name, those that ended last."""

        def operation(tx: Transaction) -> tuple[Cohort, ...]:
            leads = _leading(tx, actor)
            every = [one for one in store.every(tx, actor.guild_id) if leads(one)]
            return tuple(sorted(every, key=lambda one: one.state not in LIVE))

        return await self._database.read(operation)

    async def may_start(self, actor: Actor) -> bool:
        """Whether the actor may make a cohort."""
        return await self._database.read(lambda tx: records.may_start(tx, actor))

    async def get(self, actor: Actor, cohort_id: int, may_view: MayView) -> Overview:
        """A cohort as it is shown to the reader. Raises NotFoundError, also for one that is not shown to them."""

        def operation(tx: Transaction) -> Overview:
            cohort = records.existing(tx, actor.guild_id, cohort_id)
            return looking.overview(tx, cohort, actor.user_id, leads=_leading(tx, actor)(cohort))

        found = await self._database.read(operation)
        if not _is_shown(found, may_view):
            raise NotFoundError("cohort-not-found")
        return found

    async def own(self, actor: Actor, cohort_id: int) -> Overview:
        """A cohort and what the person is, or was, in it, wherever they ask from. Raises NotFoundError where that is nothing."""

        def operation(tx: Transaction) -> Overview:
            cohort = records.existing(tx, actor.guild_id, cohort_id)
            found = looking.overview(tx, cohort, actor.user_id, leads=_leading(tx, actor)(cohort))
            if found.mine is None:
                raise NotFoundError("cohort-not-found")
            return found

        return await self._database.read(operation)

    async def leaving(self, actor: Actor, cohort_id: int) -> Overview:
        """What the person would leave. Raises NotFoundError, and StaleError where there is nothing to leave."""

        def operation(tx: Transaction) -> Overview:
            cohort = records.existing(tx, actor.guild_id, cohort_id)
            enrolling.require_leavable(tx, cohort, actor.user_id)
            return looking.overview(tx, cohort, actor.user_id)

        return await self._database.read(operation)

    # Coming and leaving

    async def join(
        self, actor: Actor, cohort_id: int, may_view: MayView, view: TopicView | None = None
    ) -> Place:
        """Take a seat, a place on the waiting list, or apply; twice is once. `view`: what is known of the cohort's role.

        Raises NotFoundError for a cohort that is not shown to the person, and StaleError where nobody can join.
        """
        await self.get(actor, cohort_id, may_view)

        def operation(tx: Transaction) -> Place:
            cohort = records.existing(tx, actor.guild_id, cohort_id)
            return enrolling.join(tx, cohort, actor.user_id, key=_wish(actor), view=view)

        return await self._database.write(operation)

    async def leave(self, actor: Actor, cohort_id: int) -> Place:
        """Leave, or take back the wish to be in it. Raises NotFoundError, and StaleError where there is nothing to leave."""

        def operation(tx: Transaction) -> Place:
            cohort = records.existing(tx, actor.guild_id, cohort_id)
            return enrolling.leave(tx, cohort, actor.user_id, key=_wish(actor))

        return await self._database.write(operation)

    async def accept(self, actor: Actor, cohort_id: int, view: TopicView | None = None) -> Place:
        """Say yes to a seat that was offered. Raises StaleError where there is none, or no longer."""

        def operation(tx: Transaction) -> Place:
            cohort = records.existing(tx, actor.guild_id, cohort_id)
            return enrolling.accept(tx, cohort, actor.user_id, key=_wish(actor), view=view)

        return await self._database.write(operation)

    async def decline(self, actor: Actor, cohort_id: int) -> Place:
        """Say no to a seat that was offered; it goes to the next. Raises StaleError where there is none."""

        def operation(tx: Transaction) -> Place:
            cohort = records.existing(tx, actor.guild_id, cohort_id)
            return enrolling.decline(tx, cohort, actor.user_id, key=_wish(actor))

        return await self._database.write(operation)

    # By itself

    async def sweep(self) -> int:
        """What time brings, in every guild; returns how much of it.

        Seats whose time to say yes is over go to the next; a card whose next session has begun shows the one after it.
        """

        def swept(guild_id: int, cohort_id: int) -> Callable[[Transaction], int]:
            def operation(tx: Transaction) -> int:
                cohort = store.get(tx, guild_id, cohort_id)
                return 0 if cohort is None else enrolling.sweep(tx, cohort)

            return operation

        def begun(tx: Transaction) -> list[tuple[int, int]]:
            every = sessions.sessions_between(tx, tx.now - _LOOKS_BACK, tx.now)
            found = {(one.guild_id, one.cohort_id): one.starts_at for one in every}
            return [one for one, at in found.items() if _is_behind(tx, *one, at)]

        def shown(guild_id: int, cohort_id: int) -> Callable[[Transaction], int]:
            def operation(tx: Transaction) -> int:
                cohort = store.get(tx, guild_id, cohort_id)
                if cohort is not None:
                    promises.card(tx, cohort)
                return 1

            return operation

        late = await self._database.read(lambda tx: store.lapsed(tx, tx.now))
        count = sum([await self._database.write(swept(*one)) for one in late])
        behind = await self._database.read(begun)
        return count + sum([await self._database.write(shown(*one)) for one in behind])


def _is_behind(tx: Transaction, guild_id: int, cohort_id: int, at: dt.datetime) -> bool:
    cohort = store.get(tx, guild_id, cohort_id)
    return cohort is not None and cohort.state in LIVE and promises.is_older(tx, cohort, at)


def _leading(tx: Transaction, actor: Actor) -> Callable[[Cohort], bool]:
    """Which cohorts the actor leads, asked once for all of a guild."""
    if records.may_start(tx, actor):
        return lambda _: True
    ids = store.led_by(tx, actor.guild_id, actor.user_id)
    return lambda cohort: cohort.id in ids


def _is_shown(one: Overview, may_view: MayView) -> bool:
    """To who leads it or has to do with it; to others while people join or it runs, where its card stands in their view."""
    if concerns(one):
        return True
    where = one.cohort.card_channel_id
    return one.cohort.state in SHOWN and (where is None or may_view(where))


def _wish(actor: Actor) -> str:
    return str(actor.interaction_id)
