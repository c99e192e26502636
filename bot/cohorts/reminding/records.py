"""What other rooms of cohorts tell this one: functions of a transaction."""

from bot.cohorts.reminding import store
from bot.cohorts.reminding.rules import Nudge
from bot.storage.database import Transaction


def followed(tx: Transaction, cohort_id: int, user_id: int) -> None:
    """The person did something in a cohort: what was written to them after a silence was not in vain."""
    store.follow(tx, cohort_id, user_id)


def nudges(tx: Transaction, cohort_id: int) -> list[Nudge]:
    """Whom the bot wrote to after a silence in a cohort, and what followed; the latest first."""
    return store.nudges(tx, cohort_id)
