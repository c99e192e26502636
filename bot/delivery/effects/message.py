"""A message in a channel or thread: made once by its nonce."""

import discord

from bot.delivery.effects import marks, mentions
from bot.delivery.effects.executor import Repeat, UndoableError
from bot.delivery.model import Delivery, Rendered
from bot.delivery.pacing import Pace
from bot.ui import payload


async def send(
    client: discord.Client, channel_id: int, guild_id: int | None, delivery: Delivery, rendered: Rendered
) -> int:
    """Send the card with nonce and mark; needs no cache, so a gateway that is down changes nothing."""
    if rendered.card is None:
        raise UndoableError("incomplete")
    channel = client.get_partial_messageable(channel_id, guild_id=guild_id)
    sent = await channel.send(
        view=payload.view(rendered.card, reference=delivery.mark),
        files=payload.files(rendered.card),
        allowed_mentions=mentions.allowed(rendered),
        nonce=delivery.nonce,
    )
    return sent.id


class Message:
    """`target_id` is the channel or thread."""

    repeat = Repeat.NONCE

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def run(self, client: discord.Client, delivery: Delivery, rendered: Rendered) -> int | None:
        return await send(client, delivery.target_id, delivery.guild_id, delivery, rendered)

    async def find(
        self, client: discord.Client, delivery: Delivery, _rendered: Rendered | None
    ) -> int | None:
        return await marks.find_message(client, self._pace, delivery.target_id, delivery)
