"""Our own mark, found again: the reference line of a message that an earlier attempt may have left."""

from collections.abc import Iterator
from typing import Any, Final

import discord

from bot.delivery.effects.executor import UnverifiableError, own_id, searched_from
from bot.delivery.model import Delivery
from bot.delivery.pacing import Pace

_PAGE: Final = 100
_MOST_PAGES: Final = 50
"""5,000 messages since the first attempt; beyond that nobody can say any more."""


def carries(message: Any, mark: str) -> bool:
    """Whether a raw message (Discord's JSON) bears `mark` in one of its texts."""
    return any(mark in text for text in _texts(message.get("components") or ()))


async def find_message(client: discord.Client, pace: Pace, channel_id: int, delivery: Delivery) -> int | None:
    """The id of our message in a channel or thread since the first attempt. Raises UnverifiableError.

    Asks for raw pages: fetched messages carry no nonce, and making discord.py's objects of a busy channel's
    messages would only cost time.
    """
    me = str(own_id(client))
    start = discord.utils.time_snowflake(searched_from(delivery))
    before: int | None = None
    for _ in range(_MOST_PAGES):
        await pace.request()
        # From the newest back: how a page is chosen by "after" differs between Discord and its stand-ins.
        page = await client.http.logs_from(channel_id, _PAGE, before=before)
        if before is None and not page:
            await _check_seeing(client, pace, channel_id, start)
        for message in page:
            if int(message["id"]) < start:
                return None
            if message["author"]["id"] == me and carries(message, delivery.mark):
                return int(message["id"])
        if len(page) < _PAGE:
            return None
        before = int(page[-1]["id"])
    raise UnverifiableError


async def _check_seeing(client: discord.Client, pace: Pace, channel_id: int, start: int) -> None:
    """Without Read Message History Discord answers an empty list, not an error: is it empty indeed?"""
    await pace.request()
    channel = await client.http.get_channel(channel_id)
    latest = channel.get("last_message_id")
    # The latest one may have been deleted, which cannot be told apart: better unsure than twice.
    if latest is not None and int(str(latest)) >= start:
        raise UnverifiableError


def _texts(components: Any) -> Iterator[str]:
    for component in components:
        content = component.get("content")
        if isinstance(content, str):
            yield content
        yield from _texts(component.get("components") or ())
