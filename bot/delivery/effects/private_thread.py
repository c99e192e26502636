"""A private thread. There is no nonce for it: before a second attempt it looks for one of ours of that name."""

from typing import Any, Final

import discord

from bot import limits
from bot.delivery.effects.executor import Repeat, UndoableError, own_id, searched_from
from bot.delivery.model import Delivery, Rendered
from bot.delivery.pacing import Pace
from bot.language.safe_text import clip

_PRIVATE: Final = 12
_WEEK: Final = 10_080
"""Minutes after which Discord closes a thread in which nobody writes: the longest there is."""


class PrivateThread:
    """`target_id` is the text channel. `fields`: `name`. Only the bot adds people to it: see ThreadMember."""

    repeat = Repeat.SEARCH

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def run(self, client: discord.Client, delivery: Delivery, rendered: Rendered) -> int | None:
        made = await client.http.start_thread_without_message(
            delivery.target_id,
            name=_name(rendered),
            auto_archive_duration=_WEEK,
            type=_PRIVATE,
            invitable=False,
        )
        return int(made["id"])

    async def find(self, client: discord.Client, delivery: Delivery, rendered: Rendered | None) -> int | None:
        if rendered is None:
            return None
        name, me = _name(rendered), own_id(client)
        after = discord.utils.time_snowflake(searched_from(delivery))
        await self._pace.request()
        active: Any = await client.http.get_active_threads(delivery.guild_id)
        for thread in active["threads"]:
            ours = int(thread["parent_id"]) == delivery.target_id and int(thread["owner_id"]) == me
            if ours and thread["type"] == _PRIVATE and thread["name"] == name and int(thread["id"]) >= after:
                return int(thread["id"])
        return None


def _name(rendered: Rendered) -> str:
    name = rendered.fields.get("name")
    if not isinstance(name, str):
        raise UndoableError("incomplete")
    return clip(name, limits.THREAD_NAME)
