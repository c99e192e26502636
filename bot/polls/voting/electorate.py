"""Who may vote: the roll that is frozen at the opening, and for whom a member votes. Functions of a transaction."""

from bot.people.actor import Actor
from bot.polls.rules import Poll, Unit
from bot.storage.database import Transaction


def size(tx: Transaction, poll: Poll) -> int | None:
    """How many may vote if the poll opened now; None: nobody knows (everybody, or a role)."""
    raise NotImplementedError


def freeze(tx: Transaction, poll: Poll) -> int | None:
    """Store the roll (and the delegates of organisations) as it is now; returns how many are on it, None: there is no roll."""
    raise NotImplementedError


def roll_digest(tx: Transaction, poll: Poll) -> str:
    """A hash of the frozen roll for the definition; empty where there is none."""
    raise NotImplementedError


def units(tx: Transaction, poll: Poll, actor: Actor) -> tuple[Unit, ...]:
    """For whom the actor may vote at this moment: the own vote first, then organisations, then proxies; advisory last.

    Raises NotAllowedError with why not, and what would make them eligible.
    """
    raise NotImplementedError
