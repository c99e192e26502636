"""Which reminders there are to be: from a session or a milestone, its cohort and the people in it, to rows of the outbox.

Functions of a transaction. The plan is the truth: whatever is due is compared with it again before it is sent.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.clock import to_epoch
from bot.cohorts import records as cohorts
from bot.cohorts.attending import records as attending
from bot.cohorts.reminding import rules, store
from bot.cohorts.rules import (
    REMINDING,
    AttendanceState,
    Cohort,
    Enrolment,
    Extension,
    ItemKind,
    Milestone,
    Session,
    SessionState,
    due_for,
)
from bot.cohorts.sessions import records as sessions
from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery
from bot.delivery.recurrence import resolve
from bot.errors import NotFoundError
from bot.guilds.service import settings_in
from bot.people.service import settings_in as member_in
from bot.storage.database import Transaction

FEATURES: Final = {ItemKind.SESSION: "session_reminders", ItemKind.MILESTONE: "milestone_reminders"}
"""What the deliveries of each kind carry in `feature`; their subject is the session or the milestone."""
CHANNEL, PERSONAL, CALL = "reminder", "personal", "call"
"""To the cohort; to one person; the mention of a person whose direct messages are closed."""
_ALL: Final = 100_000
_OPEN: Final = frozenset({DeliveryState.PENDING, DeliveryState.RETRY, DeliveryState.CLAIMED})


@dataclass(frozen=True, kw_only=True)
class Item:
    """A session or a milestone, as it is for everybody or for one person.

    `sequence` is part of each reminder's identity; of who got more time it names their date, too. `over`: when the session
    ends. `off`: it was called off. `link`: the secret way in. `extended`: it is the date of somebody who got more time.
    """

    kind: ItemKind
    id: int
    guild_id: int
    cohort_id: int
    title: str
    at: dt.datetime
    wall: dt.datetime
    zone: str
    sequence: str
    takes_place: bool
    off: bool = False
    place: str = ""
    link: str = ""
    over: dt.datetime | None = None
    extended: bool = False


def of_session(session: Session) -> Item:
    """A session as something to be reminded of."""
    return Item(
        kind=ItemKind.SESSION,
        id=session.id,
        guild_id=session.guild_id,
        cohort_id=session.cohort_id,
        title=session.title,
        at=session.starts_at,
        wall=resolve(session.wall, session.zone).wall,
        zone=session.zone,
        sequence=str(session.sequence),
        takes_place=session.state is SessionState.PLANNED,
        off=session.state is SessionState.CANCELLED,
        place=session.place,
        link=session.link,
        over=session.ends_at,
    )


def of_milestone(milestone: Milestone) -> Item:
    """A milestone as something to be reminded of."""
    return Item(
        kind=ItemKind.MILESTONE,
        id=milestone.id,
        guild_id=milestone.guild_id,
        cohort_id=milestone.cohort_id,
        title=milestone.title,
        at=milestone.due_at,
        wall=resolve(milestone.wall, milestone.zone).wall,
        zone=milestone.zone,
        sequence=str(milestone.sequence),
        takes_place=not milestone.cancelled,
        off=milestone.cancelled,
    )


def find(tx: Transaction, guild_id: int, kind: ItemKind, item_id: int) -> tuple[Item, Cohort] | None:
    """A session or milestone of this guild, and its cohort."""
    try:
        if kind is ItemKind.SESSION:
            item = of_session(sessions.session(tx, guild_id, item_id))
        else:
            item = of_milestone(sessions.milestone(tx, guild_id, item_id))
        return item, cohorts.existing(tx, guild_id, item.cohort_id)
    except NotFoundError:
        return None


def own(
    tx: Transaction, item: Item, enrolment: Enrolment, extensions: Sequence[Extension] | None = None
) -> Item:
    """The item with the date that holds for a person. `extensions` None: those that there are now."""
    return _own(tx, item, enrolment, _extensions(tx, item) if extensions is None else extensions)


def of_group(tx: Transaction, item: Item, team: str, extensions: Sequence[Extension] | None = None) -> Item:
    """The item with the date that holds for a group. `extensions` None: those that there are now."""
    every = _extensions(tx, item) if extensions is None else extensions
    found = next((one for one in every if one.team == team and not one.user_id), None)
    return item if found is None else _extended(item, found)


def offsets(cohort: Cohort, kind: ItemKind) -> tuple[int, ...]:
    """The minutes before, of a cohort's plan."""
    return cohort.session_offsets if kind is ItemKind.SESSION else cohort.milestone_offsets


def wanted(
    tx: Transaction, cohort: Cohort, item: Item, since: dt.datetime, until: dt.datetime
) -> list[NewDelivery]:
    """Every reminder of an item that is due in [since, until), whether it is promised already or not."""
    if cohort.state not in REMINDING or not item.takes_place or not _is_due(tx, cohort, item, since, until):
        return []
    seated = cohorts.seated(tx, cohort.id)
    where = rules.place(cohort)
    found: list[NewDelivery] = []
    if where is not None and not _is_done_by_all(tx, item, seated):
        found += [
            _delivery(
                cohort,
                item,
                offset,
                due_at=rules.due(item.at, offset, zone=item.zone),
                template=CHANNEL,
                target_id=where,
                suffix=f"in{where}",
            )
            for offset in _due(tx, cohort, item, since, until)
        ]
    return found + _personal(tx, cohort, item, [one for one in seated if one.personal], (since, until))


def missing(
    tx: Transaction, cohort: Cohort, item: Item, since: dt.datetime, until: dt.datetime
) -> list[NewDelivery]:
    """Those of them that are not promised, or were taken back."""
    planned = wanted(tx, cohort, item, since, until)
    if not planned:
        return []
    there = {
        row.occurrence: row
        for row in outbox.for_subject(tx, item.guild_id, FEATURES[item.kind], item.id, _ALL)
    }
    return [
        one
        for one in planned
        if (row := there.get(one.occurrence)) is None or row.state is DeliveryState.CANCELLED
    ]


def promise(tx: Transaction, cohort: Cohort, item: Item, since: dt.datetime, until: dt.datetime) -> int:
    """Promise what is missing; returns how many."""
    found = missing(tx, cohort, item, since, until)
    for one in found:
        outbox.enqueue(tx, one)
    return len(found)


def anew(tx: Transaction, cohort: Cohort, item: Item) -> None:
    """Something changed: what waits and is not in the plan any more is taken back, and what is due soon is promised."""
    waiting = outbox.upcoming(tx, item.guild_id, FEATURES[item.kind], item.id, _ALL)
    if waiting:
        extensions = _extensions(tx, item)
        kept = [
            row.occurrence for row in waiting if is_current(cohort, _as_for(tx, item, row, extensions), row)
        ]
        outbox.cancel(
            tx,
            guild_id=item.guild_id,
            feature=FEATURES[item.kind],
            subject_id=item.id,
            keep_occurrences=kept,
        )
    promise(tx, cohort, item, tx.now, tx.now + rules.HORIZON)


def is_current(cohort: Cohort, item: Item, delivery: Delivery) -> bool:
    """Whether a delivery is still in the plan. `item`: as it is for whom the delivery is."""
    details = delivery.details
    if cohort.state not in REMINDING or not item.takes_place:
        return False
    if details.get("sequence") != item.sequence or details.get("at") != to_epoch(item.at):
        return False
    if delivery.template == PERSONAL:
        return bool(details.get("again")) or details.get("offset") in offsets(cohort, item.kind)
    return delivery.target_id == rules.place(cohort) and (
        delivery.template == CALL or details.get("offset") in offsets(cohort, item.kind)
    )


def reader(delivery: Delivery) -> int | None:
    """Whom a delivery is for; None: the whole cohort."""
    if delivery.template == PERSONAL:
        return delivery.target_id
    user_id = delivery.details.get("user_id")
    return user_id if isinstance(user_id, int) else None


def is_reminded(tx: Transaction, item: Item, enrolment: Enrolment | None) -> bool:
    """Whether a person is to be reminded of an item by direct message: as of now."""
    return (
        enrolment is not None
        and enrolment.is_seated
        and enrolment.personal
        and enrolment.user_id not in _spared(tx, item)
    )


def again(cohort: Cohort, item: Item, user_id: int, at: dt.datetime) -> NewDelivery:
    """A reminder that somebody put off: until the session starts, or it is due."""
    made = _delivery(
        cohort,
        item,
        0,
        due_at=at,
        template=PERSONAL,
        target_id=user_id,
        suffix=f"{user_id}:again:{to_epoch(at)}",
    )
    return replace(made, details={**made.details, "again": True})


def take_back_again(tx: Transaction, item: Item, user_id: int) -> None:
    """What somebody put off is not to come at the time that they said before."""
    waiting = outbox.upcoming(tx, item.guild_id, FEATURES[item.kind], item.id, _ALL)
    kept = [row.occurrence for row in waiting if not (row.details.get("again") and row.target_id == user_id)]
    outbox.cancel(
        tx,
        guild_id=item.guild_id,
        feature=FEATURES[item.kind],
        subject_id=item.id,
        keep_occurrences=kept,
    )


def call(cohort: Cohort, personal: Delivery) -> NewDelivery | None:
    """The mention of a person whose direct message was refused: where the cohort meets, once, and nothing about them."""
    where = rules.place(cohort)
    if where is None:
        return None
    details = {key: personal.details.get(key) for key in ("offset", "sequence", "at")}
    return NewDelivery(
        guild_id=personal.guild_id,
        kind=EffectKind.MESSAGE,
        feature=personal.feature,
        template=CALL,
        subject_id=personal.subject_id,
        target_id=where,
        occurrence=f"{personal.occurrence}:call",
        details={**details, "user_id": personal.target_id, "place": rules.parent(cohort)},
        due_at=personal.due_at,
        expires_at=personal.expires_at,
    )


def count_waiting(tx: Transaction, cohort: Cohort) -> int:
    """How many reminders of a cohort are to come, as its plan has it: those to the cohort, not those to each person."""
    coming = [of_session(one) for one in sessions.sessions(tx, cohort.id)]
    coming += [of_milestone(one) for one in sessions.milestones(tx, cohort.id)]
    return sum(
        rules.due(item.at, offset, zone=item.zone) > tx.now
        for item in coming
        if item.takes_place
        for offset in offsets(cohort, item.kind)
    )


def kind_of(feature: str) -> ItemKind:
    """The kind of item that a feature's deliveries are about."""
    return next(kind for kind, name in FEATURES.items() if name == feature)


# Parts


def _due(tx: Transaction, cohort: Cohort, item: Item, since: dt.datetime, until: dt.datetime) -> list[int]:
    every = offsets(cohort, item.kind)
    return [
        offset
        for offset in every
        if since <= rules.due(item.at, offset, zone=item.zone) < until
        and not rules.is_superseded(item.at, offset, every, tx.now, zone=item.zone)
    ]


def _personal(
    tx: Transaction,
    cohort: Cohort,
    item: Item,
    readers: Sequence[Enrolment],
    span: tuple[dt.datetime, dt.datetime],
) -> list[NewDelivery]:
    if not readers:
        return []
    spared, extensions = _spared(tx, item), _extensions(tx, item)
    every = offsets(cohort, item.kind)
    zone = settings_in(tx, cohort.guild_id).zone
    found: list[NewDelivery] = []
    for one in readers:
        if one.user_id in spared:
            continue
        mine = _own(tx, item, one, extensions)
        for offset in _due(tx, cohort, mine, *span):
            due_at = rules.personal_due(
                mine.at, offset, every, member_in(tx, one.user_id), zone, zone=item.zone
            )
            if due_at is None or rules.ends(mine.at, offset, over=mine.over) <= tx.now:
                continue
            found.append(
                _delivery(
                    cohort,
                    mine,
                    offset,
                    due_at=due_at,
                    template=PERSONAL,
                    target_id=one.user_id,
                    # Between colons: so erasing the person finds it.
                    suffix=str(one.user_id),
                )
            )
    return found


def _delivery(
    cohort: Cohort,
    item: Item,
    offset: int,
    *,
    due_at: dt.datetime,
    template: str,
    target_id: int,
    suffix: str,
) -> NewDelivery:
    details: dict[str, object] = {"offset": offset, "sequence": item.sequence, "at": to_epoch(item.at)}
    if template == CHANNEL:
        details["place"] = rules.parent(cohort)
    late = Promise.SESSION_REMINDER if item.kind is ItemKind.SESSION else Promise.DEADLINE_REMINDER
    return NewDelivery(
        guild_id=cohort.guild_id,
        kind=EffectKind.DIRECT_MESSAGE if template == PERSONAL else EffectKind.MESSAGE,
        feature=FEATURES[item.kind],
        template=template,
        subject_id=item.id,
        target_id=target_id,
        occurrence=f"cohort:{cohort.id}:{item.kind}:{item.id}:{offset}:{item.sequence}:{suffix}",
        details=details,
        due_at=due_at,
        expires_at=expires_at(late, due_at, until=rules.ends(item.at, offset, over=item.over)),
    )


def _spared(tx: Transaction, item: Item) -> frozenset[int]:
    """Who is not to be reminded: who said so, who did it already or is there already, and who cannot be there."""
    over: Collection[int]
    if item.kind is ItemKind.SESSION:
        over = [
            user
            for user, state in attending.marks(tx, item.id).items()
            if state is not AttendanceState.ABSENT
        ]
    else:
        over = attending.done(tx, item.id)
    return store.muted(tx, item.kind, item.id).union(over)


def _is_done_by_all(tx: Transaction, item: Item, seated: Sequence[Enrolment]) -> bool:
    if item.kind is not ItemKind.MILESTONE or not seated:
        return False
    return {one.user_id for one in seated} <= attending.done(tx, item.id)


def is_done_by_all(tx: Transaction, item: Item) -> bool:
    """Whether nobody of the cohort still owes a milestone."""
    return _is_done_by_all(tx, item, cohorts.seated(tx, item.cohort_id))


def _extensions(tx: Transaction, item: Item) -> list[Extension]:
    return [] if item.kind is ItemKind.SESSION else sessions.extensions(tx, item.id)


def has_extensions(tx: Transaction, item: Item) -> bool:
    """Whether anybody got more time."""
    return bool(_extensions(tx, item))


def _own(tx: Transaction, item: Item, enrolment: Enrolment, extensions: Sequence[Extension]) -> Item:
    if not extensions:
        return item
    found = due_for(sessions.milestone(tx, item.guild_id, item.id), enrolment, extensions)
    return _extended(item, found) if isinstance(found, Extension) else item


def _extended(item: Item, found: Extension) -> Item:
    return replace(
        item,
        at=found.due_at,
        wall=resolve(found.wall, item.zone).wall,
        sequence=f"{item.sequence}x{found.wall:%Y%m%d%H%M}",
        extended=True,
    )


def _as_for(tx: Transaction, item: Item, delivery: Delivery, extensions: Sequence[Extension]) -> Item:
    user_id = reader(delivery)
    if user_id is None or not extensions:
        return item
    enrolment = cohorts.enrolment(tx, item.cohort_id, user_id)
    return item if enrolment is None else _own(tx, item, enrolment, extensions)


def promise_soon(tx: Transaction, cohort: Cohort) -> None:
    """Promise what somebody is to be reminded of from now on, as far as it is due soon."""
    until = tx.now + rules.HORIZON
    for item in due_soon(tx, cohort, tx.now, until):
        promise(tx, cohort, item, tx.now, until)


def due_soon(tx: Transaction, cohort: Cohort, since: dt.datetime, until: dt.datetime) -> list[Item]:
    """What of a cohort somebody is to be reminded of in [since, until)."""
    found = [of_session(one) for one in sessions.sessions(tx, cohort.id)]
    found += [of_milestone(one) for one in sessions.milestones(tx, cohort.id)]
    return [item for item in found if item.takes_place and _is_due(tx, cohort, item, since, until)]


def _is_due(tx: Transaction, cohort: Cohort, item: Item, since: dt.datetime, until: dt.datetime) -> bool:
    dates = [item.at, *(one.due_at for one in _extensions(tx, item))]
    return any(
        since <= rules.due(at, offset, zone=item.zone) < until
        for at in dates
        for offset in offsets(cohort, item.kind)
    )
