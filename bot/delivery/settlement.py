"""How a delivery ends: its row, its feature and, if need be, the organisers hear of it in one transaction."""

from bot.delivery import outbox, problems
from bot.delivery.model import Delivery, DeliveryState, Outcome
from bot.delivery.verdict import BROKEN, LATE
from bot.feature import Feature
from bot.storage.database import Transaction

FAILURES = frozenset({DeliveryState.DEAD, DeliveryState.DROPPED})


def settle(tx: Transaction, delivery: Delivery, outcome: Outcome, feature: Feature | None) -> None:
    """Store `outcome` and tell it. Raises ValueError for a state that is no end."""
    told = feature is None or delivery.template not in feature.personal
    match outcome.state:
        case DeliveryState.SENT:
            outbox.mark_sent(tx, delivery.id, outcome.result_id)
            problems.worked(tx, delivery)
        case DeliveryState.DEAD:
            outbox.mark_dead(tx, delivery.id, outcome.reason or BROKEN)
            if told:
                problems.tell(tx, delivery, outcome.reason or BROKEN)
        case DeliveryState.DROPPED:
            outbox.mark_dropped(tx, delivery.id, outcome.reason or LATE)
            if told:
                problems.tell(tx, delivery, outcome.reason or LATE)
        case DeliveryState.CANCELLED:
            outbox.mark_cancelled(tx, delivery.id, outcome.reason)
        case _:
            raise ValueError(f"{outcome.state} is no end")
    if feature is not None and feature.settled is not None:
        feature.settled(tx, delivery, outcome)
