"""An edit of one of our messages: done twice it changes nothing."""

import discord

from bot.delivery.effects import mentions
from bot.delivery.effects.executor import Repeat, UndoableError, detail_id
from bot.delivery.model import Delivery, Rendered
from bot.ui import payload


class Edit:
    """`target_id` is the channel or thread; details: `message_id`, and `mark`, the mark the message was sent with."""

    repeat = Repeat.IDEMPOTENT

    async def run(self, client: discord.Client, delivery: Delivery, rendered: Rendered) -> int | None:
        if rendered.card is None:
            raise UndoableError("incomplete")
        message_id = detail_id(delivery, "message_id")
        # The message keeps the mark it was sent with: by that it is found again.
        mark = delivery.details.get("mark")
        channel = client.get_partial_messageable(delivery.target_id, guild_id=delivery.guild_id)
        await channel.get_partial_message(message_id).edit(
            view=payload.view(rendered.card, reference=mark if isinstance(mark, str) else delivery.mark),
            attachments=payload.files(rendered.card),
            allowed_mentions=mentions.allowed(rendered),
        )
        return message_id
