"""A message of an announcement channel, published to the servers that follow it: done twice it changes nothing."""

from typing import Final

import discord

from bot.delivery.effects.executor import Repeat, detail_id
from bot.delivery.model import Delivery, Rendered

_PUBLISHED: Final = 40033
"""This message has already been crossposted."""


class Crosspost:
    """`target_id` is the channel; details: `message_id`. For our own messages it needs Send Messages and no more."""

    repeat = Repeat.IDEMPOTENT

    async def run(self, client: discord.Client, delivery: Delivery, _rendered: Rendered) -> int | None:
        message_id = detail_id(delivery, "message_id")
        channel = client.get_partial_messageable(delivery.target_id, guild_id=delivery.guild_id)
        try:
            await channel.get_partial_message(message_id).publish()
        except discord.HTTPException as error:
            if error.code != _PUBLISHED:
                raise
        return message_id
