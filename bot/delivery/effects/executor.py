"""The protocol of the executors: one class for each kind of effect, in a file of its own.

An executor makes one call that has a lasting effect. It never retries, never settles and knows no table.
"""

import datetime as dt
from enum import Enum
from typing import Final, Protocol, runtime_checkable

import discord

from bot.delivery.model import Delivery, Rendered

CLOCKS_APART: Final = dt.timedelta(minutes=5)
"""Our clock and Discord's, and the whole seconds we store: a search begins this much earlier."""


class Repeat(Enum):
    """What happens when the same effect is asked for a second time."""

    IDEMPOTENT = "nothing new"
    NONCE = "nothing new for some minutes, then a second one"
    SEARCH = "a second one: look for the first before"


class Executor(Protocol):
    """Makes one kind of effect."""

    @property
    def repeat(self) -> Repeat: ...

    async def run(self, client: discord.Client, delivery: Delivery, rendered: Rendered, /) -> int | None:
        """Make the effect; the id of what Discord made or changed.

        Raises what discord.py raises, aiohttp.ClientError, TimeoutError, and UndoableError.
        """
        ...


@runtime_checkable
class Finder(Protocol):
    """What an executor that is not idempotent can do as well."""

    async def find(
        self, client: discord.Client, delivery: Delivery, rendered: Rendered | None, /
    ) -> int | None:
        """The id of what an earlier attempt left behind, if it is there. The same errors, and UnverifiableError.

        `rendered` is None when nothing would be sent any more.
        """
        ...


class UndoableError(Exception):
    """The delivery can never be done as it stands; `reason` is a word like those of `bot.delivery.verdict`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnverifiableError(UndoableError):
    """An earlier attempt may have arrived, and we are not allowed to see whether it did."""

    def __init__(self) -> None:
        super().__init__("unverified")


def searched_from(delivery: Delivery) -> dt.datetime:
    """The instant before which an earlier attempt cannot have arrived. Raises ValueError when there was none."""
    if delivery.first_attempt_at is None:
        raise ValueError("nothing to look for before the first attempt")
    return delivery.first_attempt_at - CLOCKS_APART


def detail_id(delivery: Delivery, key: str) -> int:
    """A snowflake of the delivery's details. Raises UndoableError when it is missing."""
    value = delivery.details.get(key)
    if not isinstance(value, int):
        raise UndoableError("incomplete")
    return value


def own_id(client: discord.Client) -> int:
    """Our own user id. Raises RuntimeError before the login."""
    if client.user is None:
        raise RuntimeError("not logged in")
    return client.user.id
