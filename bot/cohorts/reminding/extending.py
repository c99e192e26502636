"""More time, told once to whom it concerns: a group where the cohort is told, one person by direct message or not at all.

Functions of a transaction.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.clock import from_epoch, to_epoch
from bot.cohorts import records as cohorts
from bot.cohorts.attending import records as attending
from bot.cohorts.reminding import planning, promises, rules
from bot.cohorts.reminding.planning import Item
from bot.cohorts.reminding.promises import FEATURE
from bot.cohorts.rules import REMINDING, Cohort, Enrolment, Extension, ItemKind, Milestone
from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery
from bot.guilds.service import settings_in
from bot.people.rules import next_allowed
from bot.people.service import settings_in as member_in
from bot.storage.database import Transaction

EXTENDED: Final = "extended"
_UNTRIED: Final = frozenset({DeliveryState.PENDING, DeliveryState.RETRY})


@dataclass(frozen=True, kw_only=True)
class MoreTime:
    """A person's own date of a milestone, and when it was due for them before."""

    item: Item
    cohort: Cohort
    was: dt.datetime


def changed(
    tx: Transaction,
    cohort: Cohort,
    milestone: Milestone,
    known: Sequence[Extension],
    *,
    user_id: int = 0,
    team: str = "",
) -> None:
    """Somebody was given more time, or it was taken back. `known`: the milestone's extensions before that."""
    item = planning.of_milestone(milestone)
    if team:
        before = planning.of_group(tx, item, team, known)
        promises.item_changed(tx, cohort, before, planning.of_group(tx, item, team), team=team)
        return
    one = cohorts.enrolment(tx, cohort.id, user_id)
    if one is None or not _is_told(tx, cohort, item, one):
        return
    before = planning.own(tx, item, one, known)
    if before.at == planning.own(tx, item, one).at:
        return
    there = outbox.of_template(tx, cohort.guild_id, FEATURE, cohort.id, template=EXTENDED, limit=200)
    if any(_is_about(waiting, milestone.id, user_id) for waiting in there):
        return  # it says what holds when it goes out, beside what they knew before
    zone = settings_in(tx, cohort.guild_id).zone
    due_at = next_allowed(member_in(tx, user_id), tx.now + rules.NOTICE_AFTER, zone)
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=cohort.guild_id,
            kind=EffectKind.DIRECT_MESSAGE,
            feature=FEATURE,
            template=EXTENDED,
            subject_id=cohort.id,
            target_id=user_id,
            # The person between colons: so erasing them finds it.
            occurrence=f"cohort:{cohort.id}:extended:{milestone.id}:{user_id}:{milestone.version}",
            details={"milestone": milestone.id, "was": to_epoch(before.at)},
            due_at=due_at,
            expires_at=expires_at(Promise.NOTICE, due_at),
        ),
    )


def due(tx: Transaction, delivery: Delivery) -> MoreTime | None:
    """What is told, as of now; None: it is as they knew it, it is over, or they are not to be told any more."""
    milestone_id, was = delivery.details.get("milestone"), delivery.details.get("was")
    if not isinstance(milestone_id, int) or not isinstance(was, int):
        return None
    found = planning.find(tx, delivery.guild_id, ItemKind.MILESTONE, milestone_id)
    one = None if found is None else cohorts.enrolment(tx, found[1].id, delivery.target_id)
    if found is None or one is None or not _is_told(tx, found[1], found[0], one):
        return None
    mine, before = planning.own(tx, found[0], one), from_epoch(was)
    if mine.at == before or max(mine.at, before) <= tx.now:
        return None
    return MoreTime(item=mine, cohort=found[1], was=before)


def _is_told(tx: Transaction, cohort: Cohort, item: Item, one: Enrolment) -> bool:
    return (
        cohort.state in REMINDING
        and item.takes_place
        and one.is_seated
        and one.personal
        and one.user_id not in attending.done(tx, item.id)
    )


def _is_about(waiting: Delivery, milestone_id: int, user_id: int) -> bool:
    return (
        waiting.target_id == user_id
        and waiting.details.get("milestone") == milestone_id
        and waiting.state in _UNTRIED
        and waiting.first_attempt_at is None
    )
