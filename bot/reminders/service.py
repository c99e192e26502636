"""Reminders: asked for beside a post, tried by direct message at once, kept in the outbox, moved with their date.

What a reminder is about belongs to another feature, which is asked by name through `Feature.remindable`. Every method
acts on the record of whoever asks, in the guild they name, and on no other.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.delivery import outbox
from bot.delivery.lateness import is_late
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome, Rendered
from bot.delivery.verdict import LATE
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.feature import AgendaItem, AgendaQuery, Erasure, Feature, PersonalData, Remindable, Table
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.people.actor import Actor
from bot.people.service import settings_in as member_in
from bot.reminders import messages, promises, rules, store
from bot.reminders.promises import FEATURE, MENTION, PROMISE, REMINDER
from bot.reminders.rules import Moment, Reminder, ReminderState, Snooze
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

PATIENCE: Final = dt.timedelta(seconds=2.5)
"""How long the answer waits for the direct message that is tried: a person looks at it."""
_TRIED_FOR: Final = dt.timedelta(minutes=15)
_REACHABLE_FOR: Final = dt.timedelta(days=1)
"""So long after a direct message arrived, the next reminder needs no word ahead."""
_FORGOTTEN_AT_ONCE: Final = 500
_FURTHEST_AGENDA: Final = 500


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A reminder as it stands. `new`: it was not there before. `trying`: a direct message is on its way to try it."""

    reminder: Reminder
    what: Remindable
    new: bool = True
    trying: bool = False
    paused: bool = False


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A reminder with what it is about; None: that is gone or was cancelled."""

    reminder: Reminder
    what: Remindable | None


class ReminderService:
    """Use cases of a person's own reminders. `features` are asked what they are about."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        clock: Clock,
        features: Mapping[str, Feature],
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._features = features
        self._awaited: dict[int, asyncio.Future[bool | None]] = {}
        """By reminder: whether the message that tries it arrived; None: nobody can say."""
        self.patience = PATIENCE

    def offered_by(self) -> tuple[str, ...]:
        """The features whose posts carry "Remind me"."""
        return tuple(name for name, feature in self._features.items() if feature.remindable is not None)

    # Asking for one

    async def look(
        self, actor: Actor, feature: str, subject_id: int, *, channel_id: int
    ) -> tuple[Remindable, tuple[Reminder, ...]]:
        """What there is to be reminded of, and what the person has coming about it. Raises NotFoundError."""

        def operation(tx: Transaction) -> tuple[Remindable, tuple[Reminder, ...]]:
            what = self._posted(tx, actor.guild_id, feature, subject_id, channel_id)
            mine = store.of_person(tx, actor.guild_id, actor.user_id, feature=feature, subject_id=subject_id)
            return what, tuple(one for one in mine if one.state is ReminderState.ACTIVE)

        return await self._database.read(operation)

    async def remind(
        self,
        actor: Actor,
        feature: str,
        subject_id: int,
        moment: Moment,
        *,
        channel_id: int,
        message_id: int | None,
    ) -> Asked:
        """Store a reminder and promise it; the same time twice is one. Raises NotFoundError and InvalidInputError."""

        def operation(tx: Transaction) -> Asked:
            what = self._posted(tx, actor.guild_id, feature, subject_id, channel_id)
            due_at = _due(moment, what, tx.now)
            same = _same(tx, actor, feature, subject_id, due_at)
            if same is not None:
                return self._asked(tx, same, what, new=False)
            _require_room(tx, actor)
            made = store.insert(
                tx,
                guild_id=actor.guild_id,
                user_id=actor.user_id,
                feature=feature,
                subject_id=subject_id,
                channel_id=channel_id,
                message_id=message_id,
                due_at=due_at,
                offset=moment if isinstance(moment, dt.timedelta) else None,
            )
            reminder = _own(tx, actor, made)
            promises.promise(tx, reminder, what)
            return self._tried(tx, actor, reminder, what)

        return await self._database.write(operation)

    async def arrived(self, asked: Asked) -> bool | None:
        """Whether the direct message that was tried arrived; None when nobody can say yet, or none was tried."""
        awaited = self._awaited.get(asked.reminder.id) if asked.trying else None
        if awaited is None:
            return None
        try:
            async with asyncio.timeout(self.patience.total_seconds()):
                return await asyncio.shield(awaited)
        except TimeoutError:
            return None
        finally:
            self._awaited.pop(asked.reminder.id, None)

    # What is there

    async def get(self, actor: Actor, reminder_id: int) -> Listed:
        """A reminder of the person's own. Raises NotFoundError."""

        def operation(tx: Transaction) -> Listed:
            return self._listed(tx, _own(tx, actor, reminder_id))

        return await self._database.read(operation)

    def count(self, actor: Actor) -> int:
        """How many the person has coming in this guild."""
        return self._database.glance(lambda tx: store.count_active(tx, actor.guild_id, actor.user_id))

    async def listing(self, actor: Actor, *, number: int, per_page: int) -> Page[Listed]:
        """A page of what is coming and of what failed, the earliest first."""

        def operation(tx: Transaction) -> Page[Listed]:
            page = paged(store.of_person(tx, actor.guild_id, actor.user_id), number, per_page)
            items = tuple(self._listed(tx, one) for one in page.items)
            return Page(items=items, number=page.number, count=page.count)

        return await self._database.read(operation)

    async def change(self, actor: Actor, reminder_id: int, moment: Moment) -> Asked:
        """Let it come at another time; one that failed or arrived is active again."""

        def operation(tx: Transaction) -> Asked:
            before, what = self._own_about(tx, actor, reminder_id)
            due_at = _due(moment, what, tx.now)
            same = _same(tx, actor, before.feature, before.subject_id, due_at)
            if same is not None:
                if same.id != before.id and before.state is ReminderState.ACTIVE:
                    store.end(tx, before.id, ReminderState.CANCELLED)
                    promises.withdraw(tx, before)
                return self._asked(tx, same, what, new=False)
            offset = moment if isinstance(moment, dt.timedelta) else None
            return self._again(tx, actor, before, what, due_at, offset=offset)

        return await self._database.write(operation)

    async def snooze(self, actor: Actor, reminder_id: int, choice: Snooze) -> Asked:
        """Let one that arrived come again. Raises StaleError for one that was cancelled."""

        def operation(tx: Transaction) -> Asked:
            before, what = self._own_about(tx, actor, reminder_id)
            if before.state is ReminderState.CANCELLED:
                raise StaleError("reminders-over")
            moment = rules.snoozed_to(choice, tx.now, self._zone(tx, actor))
            due_at = _due(moment, what, tx.now)
            return self._again(tx, actor, before, what, due_at, offset=None, snoozed=True)

        return await self._database.write(operation)

    async def use_channel(self, actor: Actor, reminder_id: int, channel_id: int) -> Asked:
        """Mention the person in a channel instead; one that failed does so now. The bot may write there: ask before."""

        def operation(tx: Transaction) -> Asked:
            before, what = self._own_about(tx, actor, reminder_id)
            if before.state in (ReminderState.SENT, ReminderState.CANCELLED):
                raise StaleError("reminders-over")
            if what.channels is not None and channel_id not in what.channels:
                raise NotFoundError("reminders-nothing")
            promises.withdraw(tx, before)
            store.set_in_channel(tx, before.id, channel_id)
            if before.state is ReminderState.FAILED:
                _require_room(tx, actor)
                store.set_due(tx, before.id, max(before.due_at, tx.now), offset=before.offset)
            reminder = _own(tx, actor, before.id)
            promises.promise(tx, reminder, what)
            return self._asked(tx, reminder, what)

        return await self._database.write(operation)

    async def retry(self, actor: Actor, reminder_id: int) -> Asked:
        """Try again whether a direct message arrives."""

        def operation(tx: Transaction) -> Asked:
            reminder, what = self._own_about(tx, actor, reminder_id)
            if reminder.state is not ReminderState.ACTIVE or reminder.in_channel:
                raise StaleError("reminders-over")
            return self._tried(tx, actor, reminder, what)

        return await self._database.write(operation)

    async def cancel(self, actor: Actor, reminder_id: int) -> Reminder:
        """Take it back, or take a failed one off the list. Harmless twice. Raises NotFoundError."""

        def operation(tx: Transaction) -> Reminder:
            reminder = _own(tx, actor, reminder_id)
            if reminder.state is not ReminderState.SENT:
                store.end(tx, reminder.id, ReminderState.CANCELLED)
                promises.withdraw(tx, reminder)
            return reminder

        return await self._database.write(operation)

    # What the outbox and others ask

    def feature(self) -> Feature:
        """How reminders join in."""
        return Feature(
            name=FEATURE,
            renderers={REMINDER: self._render, MENTION: self._render, PROMISE: self._render_promise},
            settled=self._settled,
            replan=self.replan,
            agenda=self._agenda,
            tables=(
                Table(
                    name="reminder",
                    people=(
                        PersonalData(
                            column="user_id",
                            what="reminders-data",
                            erasure=Erasure.DELETE,
                            kept=rules.KEPT,
                        ),
                    ),
                ),
            ),
            erased=_erased,
            forget=lambda tx, now: store.forget(tx, now - rules.KEPT, _FORGOTTEN_AT_ONCE),
            personal=frozenset({REMINDER, PROMISE}),
            permissions=frozenset({"view_channel", "send_messages", "read_message_history"}),
        )

    async def replan(self) -> int:
        """Move what hangs on a date, after time-zone data changed: the wall time of the date is what was told."""

        def moved(guild_id: int, feature: str, subject_id: int) -> Callable[[Transaction], int]:
            def operation(tx: Transaction) -> int:
                what = self._about(tx, guild_id, feature, subject_id)
                return 0 if what is None else promises.moved(tx, guild_id, feature, subject_id, what)

            return operation

        subjects = await self._database.read(store.subjects)
        return sum([await self._database.write(moved(*subject)) for subject in subjects])

    async def _render(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Listed, str, str] | None:
            reminder = store.get(tx, delivery.guild_id, delivery.subject_id)
            if reminder is None or not promises.is_promised(reminder, delivery):
                return None
            guild, member = settings_in(tx, delivery.guild_id), member_in(tx, reminder.user_id)
            language = guild.language if reminder.in_channel else member.language or guild.language
            return self._listed(tx, reminder), language, member.zone or guild.zone

        found = await self._database.read(operation)
        if found is None or found[0].what is None:
            return None
        listed, language, zone = found
        now = self._clock.now()
        card = messages.reminder(
            listed.reminder,
            found[0].what,
            self._catalogue.translator(language),
            now=now,
            zone=zone,
            was_due=delivery.due_at if is_late(delivery, now) else None,
        )
        mentioned = (listed.reminder.user_id,) if listed.reminder.in_channel else ()
        return Rendered(card=card, mention_users=mentioned)

    async def _render_promise(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Listed, str] | None:
            reminder = store.get(tx, delivery.guild_id, delivery.subject_id)
            if reminder is None or reminder.state is not ReminderState.ACTIVE or reminder.in_channel:
                return None
            language = member_in(tx, reminder.user_id).language or settings_in(tx, delivery.guild_id).language
            return self._listed(tx, reminder), language

        found = await self._database.read(operation)
        if found is None or found[0].what is None:
            return None
        return Rendered(
            card=messages.promise(found[0].reminder, found[0].what, self._catalogue.translator(found[1]))
        )

    def _settled(self, tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
        reminder = store.get(tx, delivery.guild_id, delivery.subject_id)
        arrived = promises.arrived(delivery, outcome)
        if delivery.template == PROMISE:
            tx.after_commit(lambda: self._tell(delivery.subject_id, arrived))
        if reminder is None:
            return
        if arrived is not None:
            store.set_dm(tx, reminder.id, arrived=arrived)
        if delivery.template == PROMISE or not promises.is_promised(reminder, delivery):
            return
        match outcome.state:
            case DeliveryState.SENT:
                store.end(tx, reminder.id, ReminderState.SENT)
            case DeliveryState.CANCELLED:
                store.end(tx, reminder.id, ReminderState.CANCELLED, rules.GONE)
            case _:
                store.end(tx, reminder.id, ReminderState.FAILED, outcome.reason or LATE)

    def _agenda(self, tx: Transaction, query: AgendaQuery) -> Sequence[AgendaItem]:
        if not query.mine:
            return ()
        settings, member = settings_in(tx, query.guild_id), member_in(tx, query.user_id)
        zone = member.zone or settings.zone
        found: list[AgendaItem] = []
        for reminder in store.coming(tx, query.guild_id, query.user_id, query.since, query.until):
            what = self._about(tx, reminder.guild_id, reminder.feature, reminder.subject_id)
            # What it is about stands in a channel that the reader may have been taken out of meanwhile.
            if what is None or not query.may_view(reminder.channel_id):
                continue
            found.append(
                AgendaItem(
                    uid=f"reminder-{reminder.id}",
                    sequence=reminder.version,
                    kind="reminders-agenda",
                    title=what.title,
                    starts_at=reminder.due_at,
                    wall=reminder.due_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0),
                    zone=zone,
                    url=messages.address(reminder, what),
                )
            )
        return found[:_FURTHEST_AGENDA]

    # Parts

    def _about(self, tx: Transaction, guild_id: int, feature: str, subject_id: int) -> Remindable | None:
        named = self._features.get(feature)
        if named is None or named.remindable is None:
            return None
        return named.remindable(tx, guild_id, subject_id)

    def _posted(
        self, tx: Transaction, guild_id: int, feature: str, subject_id: int, channel_id: int
    ) -> Remindable:
        """What stands in this channel. Raises NotFoundError: an altered button learns of nothing that stands elsewhere."""
        what = self._about(tx, guild_id, feature, subject_id)
        if what is None or (what.channels is not None and channel_id not in what.channels):
            raise NotFoundError("reminders-nothing")
        return what

    def _own_about(self, tx: Transaction, actor: Actor, reminder_id: int) -> tuple[Reminder, Remindable]:
        found = self._listed(tx, _own(tx, actor, reminder_id))
        if found.what is None:
            raise NotFoundError("reminders-nothing")
        return found.reminder, found.what

    def _listed(self, tx: Transaction, reminder: Reminder) -> Listed:
        what = self._about(tx, reminder.guild_id, reminder.feature, reminder.subject_id)
        return Listed(reminder=reminder, what=what)

    def _zone(self, tx: Transaction, actor: Actor) -> str:
        return member_in(tx, actor.user_id).zone or settings_in(tx, actor.guild_id).zone

    def _again(
        self,
        tx: Transaction,
        actor: Actor,
        before: Reminder,
        what: Remindable,
        due_at: dt.datetime,
        *,
        offset: dt.timedelta | None,
        snoozed: bool = False,
    ) -> Asked:
        if before.state is not ReminderState.ACTIVE:
            _require_room(tx, actor)
        promises.withdraw(tx, before)
        store.set_due(tx, before.id, due_at, offset=offset, snoozed=snoozed)
        reminder = _own(tx, actor, before.id)
        promises.promise(tx, reminder, what)
        if snoozed or reminder.in_channel:
            return self._asked(tx, reminder, what)
        return self._tried(tx, actor, reminder, what)

    def _asked(self, tx: Transaction, reminder: Reminder, what: Remindable, *, new: bool = True) -> Asked:
        paused = settings_in(tx, reminder.guild_id).paused_at is not None
        return Asked(reminder=reminder, what=what, new=new, paused=paused)

    def _tried(self, tx: Transaction, actor: Actor, reminder: Reminder, what: Remindable) -> Asked:
        """Let a direct message tell of it now, so that a closed door is known while the person is here."""
        asked = self._asked(tx, reminder, what)
        if asked.paused:
            return asked
        if store.is_reachable(tx, actor.guild_id, actor.user_id, tx.now - _REACHABLE_FOR):
            if reminder.dm is False:  # an older try; a later one arrived
                store.set_dm(tx, reminder.id, arrived=True)
            return self._asked(tx, _own(tx, actor, reminder.id), what)
        outbox.enqueue(
            tx,
            NewDelivery(
                guild_id=actor.guild_id,
                kind=EffectKind.DIRECT_MESSAGE,
                feature=FEATURE,
                template=PROMISE,
                subject_id=reminder.id,
                target_id=actor.user_id,
                occurrence=f"reminder:{reminder.id}:promise:{actor.interaction_id}",
                due_at=tx.now,
                expires_at=tx.now + _TRIED_FOR,
            ),
        )
        tx.after_commit(lambda: self._await(reminder.id))
        return Asked(reminder=reminder, what=what, trying=True)

    def _await(self, reminder_id: int) -> None:
        self._tell(reminder_id, None)
        self._awaited[reminder_id] = asyncio.get_running_loop().create_future()

    def _tell(self, reminder_id: int, arrived: bool | None) -> None:
        awaited = self._awaited.get(reminder_id)
        if awaited is not None and not awaited.done():
            awaited.set_result(arrived)


def _erased(tx: Transaction, user_id: int) -> None:
    for reminder in store.active_everywhere(tx, user_id):
        promises.withdraw(tx, reminder)


def _own(tx: Transaction, actor: Actor, reminder_id: int) -> Reminder:
    """Raises NotFoundError for one that is not there, and in the same words for somebody else's."""
    found = store.get(tx, actor.guild_id, reminder_id)
    if found is None or found.user_id != actor.user_id:
        raise NotFoundError("reminders-not-yours")
    return found


def _same(
    tx: Transaction, actor: Actor, feature: str, subject_id: int, due_at: dt.datetime
) -> Reminder | None:
    mine = store.of_person(tx, actor.guild_id, actor.user_id, feature=feature, subject_id=subject_id)
    return next((one for one in mine if one.state is ReminderState.ACTIVE and one.due_at == due_at), None)


def _due(moment: Moment, what: Remindable, now: dt.datetime) -> dt.datetime:
    """Raises InvalidInputError for a moment that cannot be had."""
    refused = rules.refusal(moment, at=what.at, now=now)
    due_at = rules.due(moment, what.at)
    if refused is not None or due_at is None:
        raise InvalidInputError(f"reminders-refused-{refused or rules.Refusal.NO_DATE}")
    return due_at


def _require_room(tx: Transaction, actor: Actor) -> None:
    if store.count_active(tx, actor.guild_id, actor.user_id) >= rules.MOST_ACTIVE:
        raise InvalidInputError("reminders-many", most=rules.MOST_ACTIVE)
