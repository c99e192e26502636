"""What a poll promises through the outbox. Functions of a transaction; whatever is sent is made from the record as of then."""

from typing import Final

from bot.polls.rules import Poll
from bot.storage.database import Transaction

FEATURE: Final = "polls"


def planned(tx: Transaction, poll: Poll) -> None:
    """A draft was confirmed, changed or taken back: promise its opening for when it opens by itself, or take that back."""
    raise NotImplementedError


def opened(tx: Transaction, poll: Poll) -> None:
    """The poll is open from now on: promise its card, its thread, its reminders and its close."""
    raise NotImplementedError


def card(tx: Transaction, poll: Poll, *, at_once: bool = False) -> None:
    """Promise that the card shows the poll as it is. Not `at_once`: with others that come within some seconds."""
    raise NotImplementedError


def extended(tx: Transaction, poll: Poll) -> None:
    """The deadline moved: the close and the reminders move with it, and whoever was told of the old one hears of it once."""
    raise NotImplementedError


def closed(tx: Transaction, poll: Poll) -> None:
    """The poll is closed, certified or void: promise its result, edit its card, take back what is left."""
    raise NotImplementedError
