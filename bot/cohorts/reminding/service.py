"""What people decide about being reminded, each for themselves; and for facilitators, whom the bot wrote to.

Every method acts on the record of whoever asks, in the guild they name, and on no other.
"""

import asyncio
import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from bot.cohorts import records as cohorts
from bot.cohorts.reminding import planning, promises, rules, store
from bot.cohorts.reminding.planning import Item
from bot.cohorts.reminding.rules import Nudge
from bot.cohorts.rules import GONE, LIVE, REMINDING, Cohort, Enrolment, EnrolmentState, ItemKind
from bot.delivery import outbox
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.guilds.service import settings_in
from bot.people.actor import Actor
from bot.people.service import settings_in as member_in
from bot.reminders.rules import Snooze, snoozed_to
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

PATIENCE: Final = dt.timedelta(seconds=2.5)
"""How long the answer waits for the direct message that is tried: a person looks at it."""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """How a person is reminded in a cohort. `muted`: what they are not reminded of. `dm`: as they set it with /me."""

    cohort: Cohort
    enrolment: Enrolment
    muted: tuple[Item, ...] = ()
    dm: bool | None = None

    @property
    def reminded(self) -> bool:
        """Whether reminders come at all: not after leaving, completing, or the end."""
        return self.enrolment.is_seated and self.cohort.state in REMINDING


@dataclass(frozen=True, kw_only=True)
class Reminded:
    """A session or milestone as it is for one person. `zone`: theirs; None: they have set none."""

    item: Item
    cohort: Cohort
    zone: str | None


@dataclass(frozen=True, kw_only=True)
class Nudged:
    """Whom the bot wrote to after a silence, the latest first."""

    cohort: Cohort
    page: Page[Nudge]


class RemindingService:
    """Use cases of reminders and nudges."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._awaited: dict[tuple[int, int], asyncio.Future[bool | None]] = {}
        """By cohort and person: whether the direct message that tries it arrived; None: nobody can say."""
        self.patience = PATIENCE

    # One's own choices

    async def mine(self, actor: Actor) -> tuple[Cohort, ...]:
        """The cohorts of which the actor may be reminded."""

        def operation(tx: Transaction) -> tuple[Cohort, ...]:
            every = cohorts.enrolments_of(tx, actor.guild_id, actor.user_id)
            return tuple(
                one
                for one in cohorts.live(tx, actor.guild_id)
                if (mine := every.get(one.id)) is not None and _is_in(mine)
            )

        return await self._database.read(operation)

    async def choices(self, actor: Actor, cohort_id: int) -> Choices:
        """How the actor is reminded in a cohort. Raises NotFoundError where they are not in it."""
        return await self._database.read(lambda tx: _choices(tx, actor, cohort_id))

    async def set_personal(self, actor: Actor, cohort_id: int, *, wanted: bool) -> Choices:
        """Reminders by direct message, or none. What is due soon is promised at once."""

        def operation(tx: Transaction) -> Choices:
            before = _choices(tx, actor, cohort_id)
            if before.cohort.state not in LIVE:
                raise StaleError("cohort-remind-over", name=before.cohort.name)
            if before.enrolment.personal is not wanted:
                cohorts.save(tx, replace(before.enrolment, personal=wanted))
                planning.promise_soon(tx, before.cohort)
            if wanted and before.reminded and settings_in(tx, actor.guild_id).paused_at is None:
                promises.say_hello(tx, before.cohort, actor.user_id, key=str(actor.interaction_id))
                tx.after_commit(lambda: self._await(cohort_id, actor.user_id))
            return _choices(tx, actor, cohort_id)

        return await self._database.write(operation)

    async def arrived(self, choices: Choices) -> bool | None:
        """Whether the direct message that was tried arrived; None when nobody can say yet, or none was tried."""
        key = choices.cohort.id, choices.enrolment.user_id
        awaited = self._awaited.get(key)
        if awaited is None:
            return None
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                return await asyncio.shield(awaited)
        except TimeoutError:
            return None
        finally:
            self._awaited.pop(key, None)

    def tell_arrived(self, cohort_id: int, user_id: int, arrived: bool | None) -> None:
        """Whoever waits for the message that tries it hears of it. To be called in the loop's thread."""
        awaited = self._awaited.get((cohort_id, user_id))
        if awaited is not None and not awaited.done():
            awaited.set_result(arrived)

    def _await(self, cohort_id: int, user_id: int) -> None:
        self.tell_arrived(cohort_id, user_id, None)
        self._awaited[cohort_id, user_id] = asyncio.get_running_loop().create_future()

    async def set_nudges(self, actor: Actor, cohort_id: int, *, wanted: bool) -> Choices:
        """A word after a silence, or none."""

        def operation(tx: Transaction) -> Choices:
            before = _choices(tx, actor, cohort_id)
            if before.enrolment.nudges is not wanted:
                cohorts.save(tx, replace(before.enrolment, nudges=wanted))
            return _choices(tx, actor, cohort_id)

        return await self._database.write(operation)

    # One thing

    async def look(self, actor: Actor, kind: ItemKind, item_id: int) -> Reminded:
        """A session or milestone to come, for somebody in the cohort. Raises NotFoundError, and StaleError when it is over."""

        def operation(tx: Transaction) -> Reminded:
            found = _own(tx, actor, kind, item_id)
            cohorts.touch(tx, found.cohort.id, actor.user_id)
            _require_ahead(tx, found.item)
            return found

        return await self._database.write(operation)

    async def mute(self, actor: Actor, kind: ItemKind, item_id: int, *, muted: bool) -> Reminded:
        """Remind the actor of this no more, or again. Harmless twice. Raises NotFoundError where it is not theirs."""

        def operation(tx: Transaction) -> Reminded:
            found = _own(tx, actor, kind, item_id)
            if muted:
                store.mute(tx, actor.guild_id, kind, item_id, actor.user_id)
            elif store.unmute(tx, actor.guild_id, kind, item_id, actor.user_id):
                planning.promise(tx, found.cohort, _of_all(tx, found), tx.now, tx.now + rules.HORIZON)
            return found

        return await self._database.write(operation)

    async def snooze(
        self, actor: Actor, kind: ItemKind, item_id: int, choice: Snooze
    ) -> tuple[Reminded, int]:
        """Let a reminder come again, once; returns when, in epoch seconds. Raises StaleError when that would be too late."""

        def operation(tx: Transaction) -> tuple[Reminded, int]:
            found = _own(tx, actor, kind, item_id)
            _require_ahead(tx, found.item)
            zone = found.zone or settings_in(tx, actor.guild_id).zone
            at = snoozed_to(choice, tx.now, zone)
            if at >= found.item.at:
                raise StaleError("cohort-remind-too-late", title=found.item.title)
            store.unmute(tx, actor.guild_id, kind, item_id, actor.user_id)
            planning.take_back_again(tx, found.item, actor.user_id)
            outbox.enqueue(tx, planning.again(found.cohort, found.item, actor.user_id, at))
            return found, int(at.timestamp())

        return await self._database.write(operation)

    # Nudges

    async def came_back(self, actor: Actor, nudge_id: int) -> Choices:
        """The actor answers a nudge: they are still in. Raises NotFoundError for somebody else's."""

        def operation(tx: Transaction) -> Choices:
            nudge = store.nudge(tx, actor.guild_id, nudge_id)
            if nudge is None or nudge.user_id != actor.user_id:
                raise NotFoundError("cohort-remind-nudge-gone")
            found = _choices(tx, actor, nudge.cohort_id)
            if not found.reminded:
                raise StaleError("cohort-remind-over", name=found.cohort.name)
            cohorts.touch(tx, nudge.cohort_id, actor.user_id)
            return found

        return await self._database.write(operation)

    async def nudged(self, actor: Actor, cohort_id: int, *, number: int, per_page: int) -> Nudged:
        """Whom the bot wrote to, for those who lead the cohort. Raises NotAllowedError for anybody else."""

        def operation(tx: Transaction) -> Nudged:
            cohort = cohorts.led(tx, actor, cohort_id)
            return Nudged(cohort=cohort, page=paged(store.nudges(tx, cohort.id), number, per_page))

        return await self._database.read(operation)


def snooze_choice(number: int) -> Snooze:
    """The choice behind a button's id. Raises InvalidInputError for none."""
    choices = tuple(Snooze)
    if number >= len(choices):
        raise InvalidInputError("stale-press")
    return choices[number]


def _is_in(one: Enrolment) -> bool:
    return one.state not in GONE and one.state is not EnrolmentState.COMPLETED


def _choices(tx: Transaction, actor: Actor, cohort_id: int) -> Choices:
    cohort = cohorts.existing(tx, actor.guild_id, cohort_id)
    one = cohorts.enrolment(tx, cohort.id, actor.user_id)
    if one is None or not _is_in(one):
        raise NotFoundError("cohort-remind-not-in", name=cohort.name)
    muted = [
        planning.find(tx, actor.guild_id, kind, item_id)
        for kind, item_id in store.muted_by(tx, actor.guild_id, actor.user_id)
    ]
    mine = [
        planning.own(tx, found[0], one)
        for found in muted
        if found is not None and found[1].id == cohort.id and found[0].takes_place
    ]
    return Choices(
        cohort=cohort,
        enrolment=one,
        muted=tuple(item for item in mine if item.at > tx.now),
        dm=member_in(tx, actor.user_id).dm,
    )


def _own(tx: Transaction, actor: Actor, kind: ItemKind, item_id: int) -> Reminded:
    """Raises NotFoundError for what is not there, and in the same words for who is not in its cohort."""
    found = planning.find(tx, actor.guild_id, kind, item_id)
    one = None if found is None else cohorts.enrolment(tx, found[1].id, actor.user_id)
    if found is None or one is None or not one.is_seated:
        raise NotFoundError("cohort-remind-not-yours")
    item, cohort = found
    return Reminded(item=planning.own(tx, item, one), cohort=cohort, zone=member_in(tx, actor.user_id).zone)


def _of_all(tx: Transaction, found: Reminded) -> Item:
    everybodys = planning.find(tx, found.cohort.guild_id, found.item.kind, found.item.id)
    return found.item if everybodys is None else everybodys[0]


def _require_ahead(tx: Transaction, item: Item) -> None:
    if not item.takes_place or (item.over or item.at) <= tx.now:
        raise StaleError("cohort-remind-item-over", title=item.title)
