"""Cohorts as members meet them: which there are, joining, leaving, saying yes to a seat.

What facilitators do is in `leading.py` and `roster.py`; what follows from each step in `enrolling.py`.
"""

from collections.abc import Callable, Sequence

from bot.cohorts import enrolling, looking, records, store
from bot.cohorts.enrolling import Place
from bot.cohorts.enrolling_rules import is_in
from bot.cohorts.looking import SHOWN, Overview, concerns
from bot.cohorts.rules import LIVE, Cohort
from bot.errors import NotFoundError
from bot.guilds.service import present_in
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.topics.rules import TopicView

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
        """A cohort and what the person is in it, wherever they ask from. Raises NotFoundError where that is nothing."""

        def operation(tx: Transaction) -> Overview:
            cohort = records.existing(tx, actor.guild_id, cohort_id)
            found = looking.overview(tx, cohort, actor.user_id)
            if found.mine is None:
                raise NotFoundError("cohort-not-found")
            return found

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

    # By itself

    async def sweep(self) -> int:
        """Seats whose time to say yes is over go to the next, in every guild; returns how many."""

        def swept(guild_id: int, cohort_id: int) -> Callable[[Transaction], int]:
            def operation(tx: Transaction) -> int:
                cohort = store.get(tx, guild_id, cohort_id)
                return 0 if cohort is None else enrolling.sweep(tx, cohort)

            return operation

        def late(tx: Transaction) -> Sequence[tuple[int, int]]:
            here = set(present_in(tx))
            return [one for one in store.lapsed(tx, tx.now) if one[0] in here]

        return sum([await self._database.write(swept(*one)) for one in await self._database.read(late)])


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
