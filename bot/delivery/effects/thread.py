"""A thread on a message: a message has one thread at most, so done twice it changes nothing."""

from typing import Final

import discord

from bot import limits
from bot.delivery.effects.executor import Repeat, UndoableError, detail_id
from bot.delivery.model import Delivery, Rendered
from bot.language.safe_text import clip

_EXISTS: Final = 160004
_ARCHIVE_MINUTES: Final = (60, 1440, 4320, 10080)


class Thread:
    """`target_id` is the channel; details: `message_id`. `fields`: `name`, and `archive_minutes` (1440)."""

    repeat = Repeat.IDEMPOTENT

    async def run(self, client: discord.Client, delivery: Delivery, rendered: Rendered) -> int | None:
        message_id = detail_id(delivery, "message_id")
        name = rendered.fields.get("name")
        minutes = rendered.fields.get("archive_minutes", 1440)
        if not isinstance(name, str) or minutes not in _ARCHIVE_MINUTES:
            raise UndoableError("incomplete")
        try:
            made = await client.http.start_thread_with_message(
                delivery.target_id,
                message_id,
                name=clip(name, limits.THREAD_NAME),
                auto_archive_duration=minutes,
            )
        except discord.HTTPException as error:
            if error.code != _EXISTS:
                raise
            # Discord gives the thread the id of the message it was made from.
            return message_id
        return int(made["id"])
