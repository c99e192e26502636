"""The one way in which a decision enters the register. Functions of a transaction."""

import datetime as dt

from bot.exchanges.model import Project
from bot.people.actor import Actor
from bot.storage.database import Transaction


def adopt(
    tx: Transaction,
    project: Project,
    actor: Actor | None,
    *,
    topic: str,
    title: str,
    text: str = "",
    poll_id: int | None = None,
    evidence: str = "",
    review_on: dt.date | None = None,
) -> int:
    """Store an adopted decision (of a certified poll, say), note it in the history, announce it; returns its id."""
    raise NotImplementedError
