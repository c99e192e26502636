"""How reminding joins in, and what the outbox asks of it: each message is compared with the plan before it is sent."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.clock import Clock
from bot.cohorts import records as cohorts
from bot.cohorts.reminding import (
    drifting,
    extending,
    messages,
    nudge_messages,
    nudging,
    planning,
    promises,
    rules,
    store,
)
from bot.cohorts.reminding.ahead import Ahead
from bot.cohorts.reminding.drift_rules import Drift
from bot.cohorts.reminding.extending import EXTENDED
from bot.cohorts.reminding.planning import CALL, CHANNEL, FEATURES, PERSONAL, Item
from bot.cohorts.reminding.promises import DRIFT, DRIFT_PERSONAL, FEATURE, HELLO, NOTICE, NUDGE, Was
from bot.cohorts.rules import REMINDING, Cohort, ItemKind
from bot.delivery import outbox, problems
from bot.delivery.lateness import is_late
from bot.delivery.model import Delivery, DeliveryState, NewDelivery, Outcome, Rendered
from bot.delivery.verdict import DM_CLOSED, LATE, MEMBER_GONE, ROLE_UNPINGABLE
from bot.feature import Erasure, Feature, Named, PersonalData, Table
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue, Translator
from bot.people.service import settings_in as member_in
from bot.storage.database import Database, Transaction
from bot.ui.routes import press

MayPing = Callable[[int, int, int], bool]
"""(guild, channel, role) → whether the bot may ping it there, as far as the gateway has told."""
Arrived = Callable[[int, int, bool | None], None]
"""(cohort, person, whether a direct message arrived; None: nobody can say)."""

_FORGOTTEN_AT_ONCE: Final = 500
_PERMISSIONS = frozenset(
    {
        "view_channel", "send_messages", "send_messages_in_threads", "read_message_history", "mention_everyone",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Reminder:
    """A reminder as it stands now. `zone`: its reader's; `held`: until when quiet hours keep it."""

    item: Item
    cohort: Cohort
    language: str
    zone: str | None = None
    usual: str = "UTC"
    extended: bool = False
    held: dt.datetime | None = None


class RemindingPosting:
    """What `app.py` registers. `arrived` hears of the direct messages that are tried; see `RemindingService`."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        clock: Clock,
        *,
        arrived: Arrived,
        may_ping: MayPing = lambda _guild, _channel, _role: True,
        role_is_gone: Callable[[int, int], bool] = lambda _guild, _role: False,
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._arrived = arrived
        self._may_ping = may_ping
        self._role_is_gone = role_is_gone
        self._ahead = Ahead(database, clock)
        self._held: dict[int, dt.datetime] = {}
        """Deliveries that have to wait for the end of somebody's quiet hours: to be promised again by `settled`."""

    def features(self) -> tuple[Feature, ...]:
        """Reminders are about a session or a milestone, everything else about a cohort."""
        return (
            Feature(
                name=FEATURE,
                renderers={
                    NOTICE: self._render_notice,
                    DRIFT: self._render_drift,
                    DRIFT_PERSONAL: self._render_drift,
                    NUDGE: self._render_nudge,
                    EXTENDED: self._render_extended,
                    HELLO: self._render_hello,
                },
                settled=self._settled,
                materialise=self._ahead.materialise,
                named=_cohort_named,
                tables=_TABLES,
                forget=_forget,
                personal=frozenset({DRIFT_PERSONAL, NUDGE, HELLO, EXTENDED}),
                permissions=_PERMISSIONS,
            ),
            *(
                Feature(
                    name=name,
                    renderers={
                        CHANNEL: self._render_reminder,
                        PERSONAL: self._render_reminder,
                        CALL: self._render_reminder,
                    },
                    settled=self._reminder_settled,
                    named=_namer(kind),
                    personal=frozenset({PERSONAL}),
                    permissions=_PERMISSIONS,
                )
                for kind, name in FEATURES.items()
            ),
        )

    # Reminders

    async def _render_reminder(self, delivery: Delivery) -> Rendered | None:
        found = await self._database.read(lambda tx: _reminder(tx, delivery))
        if found is None:
            return None
        if found.held is not None:
            self._held[delivery.id] = found.held
            return None
        now, t = self._clock.now(), self._catalogue.translator(found.language)
        was_due = delivery.due_at if is_late(delivery, now) else None
        offset = _number(delivery, "offset")
        if delivery.template == CALL:
            user_id = _number(delivery, "user_id")
            return Rendered(card=messages.call(user_id, found.item, t), mention_users=(user_id,))
        if delivery.template == PERSONAL:
            return Rendered(
                card=messages.personal(
                    found.item,
                    found.cohort,
                    t,
                    now=now,
                    zone=found.zone,
                    usual=found.usual,
                    was_due=was_due,
                )
            )
        role_id = self._role(found.cohort)
        card = messages.reminder(
            found.item,
            found.cohort,
            t,
            offset=offset,
            extended=found.extended,
            role_id=role_id,
            was_due=was_due,
        )
        return Rendered(card=card, mention_roles=() if role_id is None else (role_id,))

    def _reminder_settled(self, tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
        held = self._held.pop(delivery.id, None)
        found = planning.find(tx, delivery.guild_id, planning.kind_of(delivery.feature), delivery.subject_id)
        if found is None:
            return
        cohort = found[1]
        if delivery.template == CHANNEL:
            self._ping_settled(tx, delivery, cohort, outcome)
        if delivery.template != PERSONAL:
            return
        if outcome.state is DeliveryState.DEAD and outcome.reason == DM_CLOSED:
            instead = planning.call(cohort, delivery)
            if instead is not None:
                outbox.enqueue(tx, instead)
        elif outcome.state is DeliveryState.CANCELLED and held is not None:
            outbox.enqueue(tx, _put_off(delivery, held))

    def _role(self, cohort: Cohort) -> int | None:
        """The role to mention; None: there is none, or it was deleted."""
        if cohort.role_id is None or self._role_is_gone(cohort.guild_id, cohort.role_id):
            return None
        return cohort.role_id

    def _ping_settled(self, tx: Transaction, delivery: Delivery, cohort: Cohort, outcome: Outcome) -> None:
        """It was sent all the same; that nobody was pinged is told to the organisers, with the cure."""
        role_id = self._role(cohort)
        if outcome.state is not DeliveryState.SENT or role_id is None:
            return
        where = rules.parent(cohort) or delivery.target_id
        if self._may_ping(delivery.guild_id, where, role_id):
            problems.over(tx, delivery, ROLE_UNPINGABLE)
        else:
            problems.tell(tx, delivery, ROLE_UNPINGABLE)

    # What is about a cohort

    async def _render_notice(self, delivery: Delivery) -> Rendered | None:
        found = await self._database.read(lambda tx: _changes(tx, delivery))
        if found is None:
            return None
        cohort, changes, language = found
        role_id = self._role(cohort)
        now = self._clock.now()
        card = messages.notice(
            replace(cohort, role_id=role_id),
            changes,
            self._catalogue.translator(language),
            more=promises.more(delivery),
            was_due=delivery.due_at if is_late(delivery, now) else None,
        )
        return Rendered(card=card, mention_roles=() if role_id is None else (role_id,))

    async def _render_drift(self, delivery: Delivery) -> Rendered | None:
        is_personal = delivery.template == DRIFT_PERSONAL

        def operation(tx: Transaction) -> tuple[Cohort, list[Drift], str] | None:
            cohort = _cohort(tx, delivery)
            if cohort is None or cohort.state not in REMINDING:
                return None
            week = next(
                (one for one in drifting.news(tx, cohort) if one.week == delivery.details.get("week")), None
            )
            if week is None:
                return None
            if not is_personal:
                if delivery.target_id != rules.place(cohort) or not week.zones:
                    return None
                return cohort, [week.drifts[zone] for zone in week.zones], _language(tx, cohort)
            zone = week.personal.get(delivery.target_id)
            if zone is None:
                return None
            return cohort, [week.drifts[zone]], _language(tx, cohort, delivery.target_id)

        found = await self._database.read(operation)
        if found is None:
            return None
        cohort, drifts, language = found
        t = self._catalogue.translator(language)
        return Rendered(card=messages.drift(cohort, drifts, t, personal=is_personal))

    async def _render_nudge(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[nudging.Due, str] | None:
            found = nudging.due(tx, delivery)
            return None if found is None else (found, _language(tx, found.cohort, delivery.target_id))

        found = await self._database.read(operation)
        if found is None:
            return None
        due, language = found
        if due.at > self._clock.now():
            self._held[delivery.id] = due.at
            return None
        return Rendered(card=nudge_messages.nudge(due, self._catalogue.translator(language)))

    async def _render_extended(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[extending.MoreTime, str] | None:
            found = extending.due(tx, delivery)
            return None if found is None else (found, _language(tx, found.cohort, delivery.target_id))

        found = await self._database.read(operation)
        return (
            None if found is None else Rendered(card=messages.extended(found[0], self._translator(found[1])))
        )

    async def _render_hello(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Cohort, str] | None:
            cohort = _cohort(tx, delivery)
            one = None if cohort is None else cohorts.enrolment(tx, cohort.id, delivery.target_id)
            if cohort is None or one is None or not one.personal:
                return None
            return cohort, _language(tx, cohort, delivery.target_id)

        found = await self._database.read(operation)
        return None if found is None else Rendered(card=messages.hello(found[0], self._translator(found[1])))

    def _settled(self, tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
        held = self._held.pop(delivery.id, None)
        if delivery.template == HELLO:
            refused = outcome.reason in (DM_CLOSED, MEMBER_GONE)
            arrived = True if outcome.state is DeliveryState.SENT else False if refused else None
            tx.after_commit(lambda: self._arrived(delivery.subject_id, delivery.target_id, arrived))
        if delivery.template == NOTICE:
            cohort = _cohort(tx, delivery)
            if cohort is not None:
                self._ping_settled(tx, delivery, cohort, outcome)
        if delivery.template == NUDGE:
            _nudge_settled(tx, delivery, outcome, held)

    def _translator(self, language: str) -> Translator:
        return self._catalogue.translator(language)


def _reminder(tx: Transaction, delivery: Delivery) -> _Reminder | None:
    """A reminder as it stands; None: it is not in the plan any more, or its reader is not to get it."""
    kind = planning.kind_of(delivery.feature)
    found = planning.find(tx, delivery.guild_id, kind, delivery.subject_id)
    if found is None:
        return None
    item, cohort = found
    reader = planning.reader(delivery)
    one = None if reader is None else cohorts.enrolment(tx, cohort.id, reader)
    mine = item if one is None else planning.own(tx, item, one)
    if not planning.is_current(cohort, mine, delivery) or _is_passed_by(tx, cohort, mine, delivery):
        return None
    if reader is None:
        if planning.is_done_by_all(tx, item):
            return None
        return _Reminder(
            item=item,
            cohort=cohort,
            language=_language(tx, cohort),
            extended=planning.has_extensions(tx, item),
        )
    if not planning.is_reminded(tx, mine, one):
        return None
    member, usual = member_in(tx, reader), settings_in(tx, cohort.guild_id).zone
    again = bool(delivery.details.get("again"))
    offset = _number(delivery, "offset")
    waits = delivery.template == PERSONAL and not again
    return _Reminder(
        item=mine,
        cohort=cohort,
        language=_language(tx, cohort) if delivery.template == CALL else _language(tx, cohort, reader),
        zone=member.zone,
        usual=usual,
        held=rules.held_until(offset, member, tx.now, usual) if waits else None,
    )


def _is_passed_by(tx: Transaction, cohort: Cohort, item: Item, delivery: Delivery) -> bool:
    """Whether a nearer reminder is due as well: it says the same, and more to the point."""
    if delivery.details.get("again"):
        return False
    every = planning.offsets(cohort, item.kind)
    return rules.is_superseded(item.at, _number(delivery, "offset"), every, tx.now, zone=item.zone)


def _put_off(delivery: Delivery, at: dt.datetime) -> NewDelivery:
    return replace(promises.as_new(delivery), due_at=at)


def _nudge_settled(tx: Transaction, delivery: Delivery, outcome: Outcome, held: dt.datetime | None) -> None:
    nudge_id = _number(delivery, "nudge")
    match outcome.state:
        case DeliveryState.SENT:
            store.end_nudge(tx, nudge_id, sent_at=tx.now, reason=None)
        case DeliveryState.CANCELLED if held is not None:
            nudging.again(tx, delivery, held)
        case DeliveryState.CANCELLED:
            store.drop_nudge(tx, nudge_id)
        case _:
            store.end_nudge(tx, nudge_id, sent_at=None, reason=outcome.reason or LATE)


def _changes(tx: Transaction, delivery: Delivery) -> tuple[Cohort, list[tuple[Was, Item]], str] | None:
    """What a notice tells: what is different now from what the cohort knew, and still to come; None: nothing."""
    cohort = _cohort(tx, delivery)
    if cohort is None or cohort.state not in REMINDING or rules.place(cohort) != delivery.target_id:
        return None
    found: list[tuple[Was, Item]] = []
    for was in promises.told(delivery):
        now = planning.find(tx, delivery.guild_id, was.kind, was.id)
        if now is None:
            continue
        item = planning.of_group(tx, now[0], was.team) if was.team else now[0]
        if was.team and item.off:
            continue  # that is said of everybody
        if not was.is_same(item) and max(was.at, item.at) > tx.now:
            found.append((was, item))
    found.sort(key=lambda pair: (pair[1].at, pair[1].id))
    return (cohort, found, _language(tx, cohort)) if found else None


def _cohort(tx: Transaction, delivery: Delivery) -> Cohort | None:
    return cohorts.find(tx, delivery.guild_id, delivery.subject_id)


def _language(tx: Transaction, cohort: Cohort, user_id: int | None = None) -> str:
    own = None if user_id is None else member_in(tx, user_id).language
    return own or cohort.language or settings_in(tx, cohort.guild_id).language


def _number(delivery: Delivery, key: str) -> int:
    value = delivery.details.get(key)
    return value if isinstance(value, int) else 0


def _cohort_named(tx: Transaction, guild_id: int, cohort_id: int) -> Named | None:
    cohort = cohorts.find(tx, guild_id, cohort_id)
    return None if cohort is None else Named(title=cohort.name)


def _namer(kind: ItemKind) -> Callable[[Transaction, int, int], Named | None]:
    def named(tx: Transaction, guild_id: int, item_id: int) -> Named | None:
        found = planning.find(tx, guild_id, kind, item_id)
        if found is None:
            return None
        show = press("cohort-session.show", item_id) if kind is ItemKind.SESSION else None
        return Named(title=f"{found[0].title} · {found[1].name}", show=show)

    return named


def _forget(tx: Transaction, now: dt.datetime) -> int:
    return store.forget_nudges(tx, now - rules.KEPT, _FORGOTTEN_AT_ONCE) + store.forget_mutes(
        tx, now - dt.timedelta(days=1), _FORGOTTEN_AT_ONCE
    )


_TABLES = (
    Table(
        name="cohort_mute",
        people=(PersonalData(column="user_id", what="cohort-remind-data-mute", erasure=Erasure.DELETE),),
    ),
    Table(
        name="cohort_nudge",
        people=(
            PersonalData(column="user_id", what="cohort-nudge-data", erasure=Erasure.DELETE, kept=rules.KEPT),
        ),
    ),
)
