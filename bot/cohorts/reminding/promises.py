"""What a change of a cohort, a session or a milestone means for what was promised: functions of a transaction.

Whoever changes one calls these in the same transaction.
"""

from bot.cohorts.rules import Cohort, Milestone, Session
from bot.storage.database import Transaction


def session_changed(tx: Transaction, cohort: Cohort, before: Session | None, after: Session) -> None:
    """A session is new (`before` None), moved, renamed, cancelled or planned again.

    What was pending of its earlier sequence is cancelled; ONE notice goes to the cohort for a move or a cancel of
    something that it had been told of.
    """


def milestone_changed(tx: Transaction, cohort: Cohort, before: Milestone | None, after: Milestone) -> None:
    """The same for a milestone, and for an extension of it (`before` and `after` then are equal)."""


def cohort_changed(tx: Transaction, before: Cohort, after: Cohort) -> None:
    """State, channel, role or offsets of a cohort changed: what is pending is planned anew, or cancelled."""
