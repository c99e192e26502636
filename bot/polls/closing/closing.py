"""The close: count what was cast before the deadline, store the result, end the chain of votes."""

from bot.people.actor import Actor
from bot.polls.rules import Poll
from bot.storage.database import Transaction


def close(tx: Transaction, poll: Poll, actor: Actor | None) -> Poll:
    """Close an open poll and store its result; the deadline that counts is the real one, however late this runs.

    `actor` None: by itself, CLOSE_AFTER the deadline or later. The poll as it is then; one that is closed already is returned.
    """
    raise NotImplementedError
