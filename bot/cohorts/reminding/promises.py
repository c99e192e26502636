"""What a change of a cohort, a session or a milestone means for what was promised: functions of a transaction.

Whoever changes one calls these in the same transaction.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.clock import from_epoch, to_epoch
from bot.cohorts.reminding import planning, rules
from bot.cohorts.reminding.planning import Item
from bot.cohorts.rules import REMINDING, Cohort, ItemKind, Milestone, Session
from bot.cohorts.sessions import records as sessions
from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery
from bot.storage.database import Transaction

FEATURE: Final = "reminding"
"""What the deliveries carry that are about a cohort: notices, drifting clocks, nudges. Their subject is the cohort."""
NOTICE, DRIFT, DRIFT_PERSONAL, NUDGE, HELLO = "notice", "drift", "drift-personal", "nudge", "hello"
_TRIED_FOR: Final = dt.timedelta(minutes=15)
_UNTRIED: Final = frozenset({DeliveryState.PENDING, DeliveryState.RETRY})
_JUST_OVER: Final = dt.timedelta(hours=1)
MOST_TOLD: Final = 50
"""Changes that one notice looks at."""


@dataclass(frozen=True, kw_only=True)
class Was:
    """When something was to be, before it changed; `off`: it was called off. `team`: for this group; '': for everybody."""

    kind: ItemKind
    id: int
    at: dt.datetime
    wall: dt.datetime
    zone: str
    off: bool
    team: str = ""

    def is_same(self, item: Item) -> bool:
        """Whether nothing is different now."""
        if self.off or item.off:
            return self.off == item.off
        return (self.at, self.wall, self.zone) == (item.at, item.wall, item.zone)


def session_changed(tx: Transaction, cohort: Cohort, before: Session | None, after: Session) -> None:
    """A session is new (`before` None), moved, renamed, cancelled or planned again.

    What was pending of its earlier sequence is cancelled; ONE notice goes to the cohort for a move or a cancel of
    something that it had been told of.
    """
    item_changed(
        tx, cohort, None if before is None else planning.of_session(before), planning.of_session(after)
    )


def milestone_changed(tx: Transaction, cohort: Cohort, before: Milestone | None, after: Milestone) -> None:
    """The same for a milestone. After an extension of it (`before` and `after` then are equal) see `extending.changed`."""
    item_changed(
        tx, cohort, None if before is None else planning.of_milestone(before), planning.of_milestone(after)
    )


def cohort_changed(tx: Transaction, before: Cohort, after: Cohort) -> None:
    """State, channel, role or offsets of a cohort changed: what is pending is planned anew, or cancelled."""
    if _plan(before) == _plan(after):
        return
    for one in sessions.sessions(tx, after.id):
        if one.starts_at > tx.now - _JUST_OVER:
            planning.anew(tx, after, planning.of_session(one))
    for milestone in sessions.milestones(tx, after.id):
        dates = [milestone.due_at, *(one.due_at for one in sessions.extensions(tx, milestone.id))]
        if max(dates) > tx.now - _JUST_OVER:
            planning.anew(tx, after, planning.of_milestone(milestone))
    if after.state not in REMINDING:
        outbox.cancel(tx, guild_id=after.guild_id, feature=FEATURE, subject_id=after.id)
    elif rules.place(before) != rules.place(after):
        for template in (NOTICE, DRIFT):
            _elsewhere(tx, after, template)


def say_hello(tx: Transaction, cohort: Cohort, user_id: int, *, key: str) -> None:
    """Promise the direct message that shows a person, while they are there, whether reminders will arrive."""
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=cohort.guild_id,
            kind=EffectKind.DIRECT_MESSAGE,
            feature=FEATURE,
            template=HELLO,
            subject_id=cohort.id,
            target_id=user_id,
            occurrence=f"cohort:{cohort.id}:hello:{user_id}:{key}",
            due_at=tx.now,
            expires_at=tx.now + _TRIED_FOR,
        ),
    )


# Notices


def told(notice: Delivery) -> list[Was]:
    """What a notice is about, as the cohort knew it."""
    items = notice.details.get("items")
    return [_read(str(key), was) for key, was in items.items()] if isinstance(items, dict) else []


def more(notice: Delivery) -> int:
    """How many changes it does not name: a file can bring thousands."""
    found = notice.details.get("more")
    return found if isinstance(found, int) else 0


def _read(key: str, was: Sequence[object]) -> Was:
    kind, _, rest = key.partition(":")
    item_id, _, team = rest.partition(":")
    at, wall, zone, off = was
    return Was(
        kind=ItemKind(kind),
        id=int(item_id),
        at=from_epoch(int(str(at))),
        wall=dt.datetime.fromisoformat(str(wall)),
        zone=str(zone),
        off=bool(off),
        team=team,
    )


def item_changed(
    tx: Transaction, cohort: Cohort, before: Item | None, after: Item, *, team: str = ""
) -> None:
    """What was pending of an item is planned anew, and one notice tells of it. `team`: it changed for this group alone."""
    if not team:
        planning.anew(tx, cohort, after)
    where = rules.place(cohort)
    if before is None or where is None or cohort.state not in REMINDING:
        return
    key = f"{after.kind}:{after.id}:{team}" if team else f"{after.kind}:{after.id}"
    was: list[object] = [to_epoch(before.at), before.wall.isoformat(), before.zone, before.off]
    if max(before.at, after.at) <= tx.now or _read(key, was).is_same(after):
        return
    for waiting in outbox.of_template(tx, cohort.guild_id, FEATURE, cohort.id, template=NOTICE, limit=5):
        items = waiting.details.get("items")
        if waiting.state in _UNTRIED and waiting.first_attempt_at is None and isinstance(items, dict):
            # The cohort knows what it was told last, however often it changed since.
            if key not in items and len(items) >= MOST_TOLD:
                merged = {**waiting.details, "more": more(waiting) + 1}
            else:
                merged = {**waiting.details, "items": {key: was, **items}}
            outbox.enqueue(tx, replace(as_new(waiting), details=merged))
            return
    due_at = tx.now + rules.NOTICE_AFTER
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=cohort.guild_id,
            kind=EffectKind.MESSAGE,
            feature=FEATURE,
            template=NOTICE,
            subject_id=cohort.id,
            target_id=where,
            occurrence=f"cohort:{cohort.id}:notice:{to_epoch(due_at)}",
            details={"items": {key: was}, "place": rules.parent(cohort)},
            due_at=due_at,
            expires_at=expires_at(Promise.NOTICE, due_at),
        ),
    )


def _elsewhere(tx: Transaction, cohort: Cohort, template: str) -> None:
    """The cohort meets elsewhere: what waits for the old place is promised in the new one."""
    where = rules.place(cohort)
    found = outbox.of_template(tx, cohort.guild_id, FEATURE, cohort.id, template=template, limit=20)
    waiting = [one for one in found if one.state in _UNTRIED and one.first_attempt_at is None]
    outbox.cancel(tx, guild_id=cohort.guild_id, feature=FEATURE, subject_id=cohort.id, template=template)
    for one in waiting if where is not None else ():
        assert where is not None  # noqa: S101 - said above
        outbox.enqueue(
            tx,
            replace(
                as_new(one),
                target_id=where,
                occurrence=f"{one.occurrence}:to{where}",
                details={**one.details, "place": rules.parent(cohort)},
            ),
        )


def as_new(one: Delivery) -> NewDelivery:
    """A delivery as it was promised, to be promised again."""
    return NewDelivery(
        guild_id=one.guild_id,
        kind=one.kind,
        feature=one.feature,
        template=one.template,
        subject_id=one.subject_id,
        target_id=one.target_id,
        occurrence=one.occurrence,
        details=one.details,
        due_at=one.due_at,
        expires_at=one.expires_at,
    )


def _plan(cohort: Cohort) -> tuple[object, ...]:
    return (
        cohort.state in REMINDING,
        rules.place(cohort),
        cohort.session_offsets,
        cohort.milestone_offsets,
    )
