"""How ready a project is, computed from the record. Functions of a transaction."""

from bot.exchanges.model import Project
from bot.exchanges.readiness_rules import Readiness
from bot.storage.database import Transaction


def readiness(tx: Transaction, project: Project) -> Readiness:
    """Gates and score as of now."""
    raise NotImplementedError
