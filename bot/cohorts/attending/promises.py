"""What this room promises through the outbox: the private word that the attendance asked for is out of reach."""

from typing import Final

from bot.clock import to_epoch
from bot.cohorts.rules import Cohort, Enrolment
from bot.delivery import outbox
from bot.delivery.lateness import Promise, expires_at
from bot.delivery.model import DeliveryState, EffectKind, NewDelivery
from bot.people.service import settings_in as member_in
from bot.storage.database import Transaction

FEATURE: Final = "attending"
WARNING: Final = "warning"
_LOOKED_AT: Final = 500


def warn(tx: Transaction, cohort: Cohort, one: Enrolment) -> bool:
    """Promise the warning to somebody who lets the bot write to them; False: they are told when they press something."""
    if member_in(tx, one.user_id).dm is not True or _failed(tx, cohort, one):
        return False
    made = outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=cohort.guild_id,
            kind=EffectKind.DIRECT_MESSAGE,
            feature=FEATURE,
            template=WARNING,
            subject_id=cohort.id,
            target_id=one.user_id,
            occurrence=f"cohort:{cohort.id}:warning:{one.user_id}:{to_epoch(tx.now)}",
            due_at=tx.now,
            expires_at=expires_at(Promise.NOTICE, tx.now),
        ),
    )
    return made is not None


def _failed(tx: Transaction, cohort: Cohort, one: Enrolment) -> bool:
    """Whether the last such message did not reach them: it is not tried again and again."""
    earlier = outbox.of_template(tx, cohort.guild_id, FEATURE, cohort.id, template=WARNING, limit=_LOOKED_AT)
    last = next((row for row in earlier if row.target_id == one.user_id), None)
    return last is not None and last.state in (DeliveryState.DEAD, DeliveryState.DROPPED)
