"""The opening: from here on nothing of a poll changes but what its rules allow."""

from bot.people.actor import Actor
from bot.polls.rules import Poll
from bot.storage.database import Transaction


def open_poll(tx: Transaction, poll: Poll, actor: Actor | None) -> Poll:
    """Freeze the definition and open. `actor` None: by itself, at its time. Raises RefusedError where it cannot be opened."""
    raise NotImplementedError
