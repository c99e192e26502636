"""The search for a new cohort's hour: people mark when they can, and facilitators see which hour asks least of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.cohorts import records as cohorts
from bot.cohorts.availability import promises, rules, store
from bot.cohorts.availability.rules import SEARCHING, Marks, Proposal
from bot.cohorts.availability.store import Grid
from bot.cohorts.rules import GONE, Cohort
from bot.cohorts.sessions.using import note
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.guilds.service import settings_in
from bot.people.actor import Actor
from bot.people.service import settings_in as member_in
from bot.storage.database import Database, Transaction

MayView = Callable[[int], bool]


@dataclass(frozen=True, kw_only=True)
class Search:
    """A search as those who lead see it. `posting`: its card is on its way. `where`: the channel it would be posted in."""

    cohort: Cohort
    grid: Grid
    people: int
    zones: int
    proposals: tuple[Proposal, ...]
    where: int | None = None
    posting: bool = False


@dataclass(frozen=True, kw_only=True)
class Mine:
    """A person's own hours in their zone. `best`: the hour that looks best so far."""

    cohort: Cohort
    grid: Grid
    zone: str
    hours: str
    people: int
    best: Proposal | None = None


class AvailabilityService:
    """Use cases of both."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Those who lead

    async def open(
        self, actor: Actor, cohort_id: int, *, minutes: int | None = None, weeks: int | None = None
    ) -> Search:
        """Begin a search, or look at it; what is given is changed. Raises StaleError where the cohort runs already."""

        def operation(tx: Transaction) -> None:
            cohort = _led(tx, actor, cohort_id)
            grid = store.get(tx, actor.guild_id, cohort_id)
            if grid is None:
                made = Grid(
                    cohort_id=cohort_id,
                    guild_id=actor.guild_id,
                    minutes=minutes or 60,
                    weeks=weeks or rules.USUAL_WEEKS,
                )
                store.insert(tx, made)
                note(
                    tx,
                    actor,
                    "cohort.availability",
                    cohort.name,
                    after={"minutes": made.minutes, "weeks": made.weeks},
                )
            elif (minutes or grid.minutes, weeks or grid.weeks) != (grid.minutes, grid.weeks):
                store.note(tx, grid, minutes=minutes or grid.minutes, weeks=weeks or grid.weeks)
                promises.edit(tx, cohort, _grid(tx, cohort))

        await self._database.write(operation)
        return await self.look(actor, cohort_id)

    async def look(self, actor: Actor, cohort_id: int) -> Search:
        """A search as it stands. Raises NotFoundError where there is none, and NotAllowedError."""

        def operation(tx: Transaction) -> Search:
            return _search(tx, cohorts.led(tx, actor, cohort_id))

        return await self._database.read(operation)

    async def post(self, actor: Actor, cohort_id: int) -> Search:
        """Post the card on which people mark. Raises InvalidInputError without a channel, StaleError where it stands."""

        def operation(tx: Transaction) -> None:
            cohort = _led(tx, actor, cohort_id)
            grid = _open(tx, cohort)
            where = _where(cohort)
            if where is None:
                raise InvalidInputError("availability-no-channel", name=cohort.name)
            if promises.is_posting(tx, cohort) or (grid.message_id is not None and grid.channel_id == where):
                raise StaleError("availability-stands", name=cohort.name)
            promises.post(tx, cohort, grid, where)
            note(tx, actor, "cohort.availability.post", cohort.name, after={"channel": where})

        await self._database.write(operation)
        return await self.look(actor, cohort_id)

    async def set_open(self, actor: Actor, cohort_id: int, *, is_open: bool) -> Search:
        """End the search, or go on with it. Its card follows."""

        def operation(tx: Transaction) -> None:
            cohort = _led(tx, actor, cohort_id)
            grid = _grid(tx, cohort)
            if grid.is_open != is_open:
                store.note(tx, grid, is_open=int(is_open))
                promises.edit(tx, cohort, _grid(tx, cohort))
                note(tx, actor, "cohort.availability.close", cohort.name, after={"open": is_open})

        await self._database.write(operation)
        return await self.look(actor, cohort_id)

    async def choose(self, actor: Actor, cohort_id: int, slot: int) -> Search:
        """Take an hour: sessions are offered at it next. Raises StaleError for what is no hour of a week."""
        if slot >= rules.HOURS:
            raise StaleError("stale-press")

        def operation(tx: Transaction) -> None:
            cohort = _led(tx, actor, cohort_id)
            grid = _grid(tx, cohort)
            if grid.chosen != slot:
                store.note(tx, grid, chosen=slot)

        await self._database.write(operation)
        return await self.look(actor, cohort_id)

    # Members

    async def mine(self, actor: Actor, cohort_id: int, may_view: MayView) -> Mine:
        """The reader's own hours. Raises NotFoundError for a cohort that does not ask them, StaleError when it is over."""
        await self._require_asked(actor, cohort_id, may_view)
        return await self._database.read(lambda tx: _mine(tx, actor, cohort_id))

    async def mark(
        self, actor: Actor, cohort_id: int, may_view: MayView, change: Callable[[str], str]
    ) -> Mine:
        """Change the reader's own hours; with none left they are forgotten. Raises as `mine`."""
        await self._require_asked(actor, cohort_id, may_view)

        def operation(tx: Transaction) -> None:
            cohort = cohorts.existing(tx, actor.guild_id, cohort_id)
            grid = _open(tx, cohort)
            own = _own(tx, actor, cohort)
            hours = change(own.hours)
            if hours == rules.NEVER:
                store.delete(tx, cohort_id, actor.user_id)
            else:
                store.save(tx, grid, replace(own, hours=hours))

        await self._database.write(operation)
        # What is best is worked out beside the writer, not in it.
        return await self._database.read(lambda tx: _mine(tx, actor, cohort_id))

    async def _require_asked(self, actor: Actor, cohort_id: int, may_view: MayView) -> None:
        shown, where = await self._database.read(lambda tx: _shown(tx, actor, cohort_id))
        _require_shown(shown, where, may_view)
        # Their hours would not count, and they would not know.
        await self._database.read(lambda tx: _require_not_gone(tx, actor, cohort_id))


# Parts


def _led(tx: Transaction, actor: Actor, cohort_id: int) -> Cohort:
    cohort = cohorts.led(tx, actor, cohort_id)
    if cohort.state not in SEARCHING:
        raise StaleError("availability-late", name=cohort.name)
    return cohort


def _grid(tx: Transaction, cohort: Cohort) -> Grid:
    found = store.get(tx, cohort.guild_id, cohort.id)
    if found is None:
        raise NotFoundError("availability-none", name=cohort.name)
    return found


def _open(tx: Transaction, cohort: Cohort) -> Grid:
    grid = _grid(tx, cohort)
    if not grid.is_open or cohort.state not in SEARCHING:
        raise StaleError("availability-closed", name=cohort.name)
    return grid


def _where(cohort: Cohort) -> int | None:
    """Where people are who may come: the channel of its card, else the one it meets in."""
    return cohort.card_channel_id or (cohort.parent_id if cohort.thread_made else cohort.channel_id)


def _marks(tx: Transaction, cohort: Cohort) -> list[Marks]:
    """The hours of everybody who did not leave."""
    gone = {one.user_id for one in cohorts.gone(tx, cohort.id)}
    return [one for one in store.marks(tx, cohort.id) if one.user_id not in gone]


def _best(tx: Transaction, cohort: Cohort, grid: Grid, marks: list[Marks], most: int) -> tuple[Proposal, ...]:
    return rules.proposals(
        marks,
        anchor=cohort.zone,
        minutes=grid.minutes,
        weeks=rules.weeks_from(tx.now.date(), grid.weeks),
        most=most,
    )


def _search(tx: Transaction, cohort: Cohort) -> Search:
    grid = _grid(tx, cohort)
    marks = _marks(tx, cohort)
    return Search(
        cohort=cohort,
        grid=grid,
        people=len(marks),
        zones=len({one.zone for one in marks}),
        proposals=_best(tx, cohort, grid, marks, rules.SHOWN),
        where=_where(cohort),
        posting=promises.is_posting(tx, cohort),
    )


def _own(tx: Transaction, actor: Actor, cohort: Cohort) -> Marks:
    """A person's hours, in the zone that they have now."""
    own = store.of_person(tx, cohort.id, actor.user_id)
    zone = member_in(tx, actor.user_id).zone or settings_in(tx, actor.guild_id).zone
    hours = rules.NEVER if own is None else rules.in_zone(own.hours, own.zone, zone, tx.now)
    return Marks(user_id=actor.user_id, zone=zone, hours=hours)


def _mine(tx: Transaction, actor: Actor, cohort_id: int) -> Mine:
    cohort = cohorts.existing(tx, actor.guild_id, cohort_id)
    grid = _open(tx, cohort)
    marks = _marks(tx, cohort)
    own = _own(tx, actor, cohort)
    best = _best(tx, cohort, grid, marks, 1)
    return Mine(
        cohort=cohort,
        grid=grid,
        zone=own.zone,
        hours=own.hours,
        people=len(marks),
        best=best[0] if best else None,
    )


def _shown(tx: Transaction, actor: Actor, cohort_id: int) -> tuple[bool, int | None]:
    """Whether the cohort concerns a person whatever channels they see, and the channel of the search's card."""
    cohort = cohorts.existing(tx, actor.guild_id, cohort_id)
    enrolled = cohorts.enrolment(tx, cohort.id, actor.user_id)
    concerned = cohorts.leads(tx, actor, cohort) or (enrolled is not None and enrolled.state not in GONE)
    found = store.get(tx, cohort.guild_id, cohort.id)
    return concerned, None if found is None else found.channel_id


def _require_not_gone(tx: Transaction, actor: Actor, cohort_id: int) -> None:
    cohort = cohorts.existing(tx, actor.guild_id, cohort_id)
    enrolled = cohorts.enrolment(tx, cohort.id, actor.user_id)
    if enrolled is not None and enrolled.state in GONE and not cohorts.leads(tx, actor, cohort):
        raise StaleError("availability-left", name=cohort.name)


def _require_shown(concerned: bool, where: int | None, may_view: MayView) -> None:
    if not concerned and (where is None or not may_view(where)):
        raise NotFoundError("cohort-not-found")
