"""A card that tells how far something long is, while it goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, Final, Protocol, TypeVar

import discord

from bot.ui import reply
from bot.ui.cards import Card

EDIT_EVERY: Final = 1.5
"""Seconds between two edits of the card."""


class Stored(Protocol):
    """How far it is."""

    @property
    def is_stored(self) -> bool: ...


_Stored = TypeVar("_Stored", bound=Stored)


async def show(
    interaction: discord.Interaction[Any],
    begun: _Stored,
    parts: AsyncIterator[_Stored],
    card: Callable[[_Stored], Card],
    *,
    every: float = EDIT_EVERY,
) -> None:
    """Show the card now and then while the parts come, and once at the end: what is done at once is told once."""
    loop = asyncio.get_running_loop()
    found, shown_at = begun, None
    async for found in parts:
        if not found.is_stored and (shown_at is None or loop.time() - shown_at >= every):
            await reply.show(interaction, card(found))
            shown_at = loop.time()
    await reply.show(interaction, card(found))
