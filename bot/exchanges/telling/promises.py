"""What a project promises through the outbox. Functions of a transaction; whatever is sent is made from the record as of then."""

from typing import Final

from bot.exchanges.model import Project
from bot.storage.database import Transaction

FEATURE: Final = "exchanges"


def started(tx: Transaction, project: Project) -> None:
    """A project began: promise its card, its public thread, and the organisers' private thread."""
    raise NotImplementedError


def card(tx: Transaction, project: Project, *, at_once: bool = False) -> None:
    """Promise that the card shows the project as it is. Not `at_once`: with other changes of the next seconds."""
    raise NotImplementedError


def announce(tx: Transaction, project: Project, happening: int) -> None:
    """Promise a line of the minutes (an event's id) in the public thread: a stage moved, a decision was adopted, a take-over."""
    raise NotImplementedError


def planned(tx: Transaction, project: Project) -> None:
    """Dates of the project changed: lapses, actions, reviews, next actions of stakeholders. Promise their reminders anew."""
    raise NotImplementedError
