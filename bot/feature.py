"""The one protocol by which a feature joins in. `app.py` registers each feature once; nothing else knows them all.

A feature answers for its own: how its due deliveries look now, which plans become deliveries, what it stores
about a person, and which Discord permissions it needs.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.delivery.model import Delivery, Outcome, Rendered
from bot.storage.database import Transaction


class Renderer(Protocol):
    """Makes the message of a due delivery from the state of now.

    Returns None when nothing is to be sent any more (the record was cancelled, its reader left):
    the delivery is then cancelled, not failed.
    """

    async def __call__(self, delivery: Delivery) -> Rendered | None: ...


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """A table column that holds something about a person.

    `column` is "table.column". `what` is a catalogue key in plain words. `erase` says what erasing does.
    """

    column: str
    what: str
    erase: str


@dataclass(frozen=True, kw_only=True)
class Feature:
    """What one feature brings. `name` is what its deliveries carry in `feature`."""

    name: str
    renderers: Mapping[str, Renderer] = field(default_factory=dict)
    """By `Delivery.template`."""
    settled: Callable[[Transaction, Delivery, Outcome], None] | None = None
    """Called in the transaction that settles a delivery (sent, dropped, given up or cancelled)."""
    materialise: Callable[[], Awaitable[int]] | None = None
    """Turns plans into deliveries up to the horizon; returns how many were added. Idempotent."""
    replan: Callable[[], Awaitable[int]] | None = None
    """Computes every pending delivery anew, after time-zone data changed; returns how many."""
    personal_data: tuple[PersonalData, ...] = ()
    permissions: frozenset[str] = frozenset()
    """Names of discord.Permissions flags."""
