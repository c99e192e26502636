"""Somebody added to a thread or taken out of it: done twice it changes nothing."""

from typing import Final

import discord

from bot.delivery.effects.executor import Repeat, UndoableError, detail_id
from bot.delivery.model import Delivery, Rendered
from bot.delivery.pacing import Pace

_CLOSED: Final = 50083
_NOBODY_TO_TAKE_OUT: Final = frozenset({10003, 10007, 10013})
"""Unknown thread, member or user: nobody is in it any more."""


class ThreadMember:
    """`target_id` is the thread; details: `user_id`, and `action`, "add" or "remove".

    A thread that Discord closed because nobody wrote in it is opened for it: a closed one takes and loses nobody.
    """

    repeat = Repeat.IDEMPOTENT

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def run(self, client: discord.Client, delivery: Delivery, _rendered: Rendered) -> int | None:
        try:
            await _change(client, delivery)
        except discord.HTTPException as error:
            if error.code != _CLOSED:
                raise
            await self._pace.request()
            await client.http.edit_channel(delivery.target_id, archived=False)
            await self._pace.request()
            await _change(client, delivery)
        return delivery.target_id


async def _change(client: discord.Client, delivery: Delivery) -> None:
    user_id = detail_id(delivery, "user_id")
    match delivery.details.get("action"):
        case "add":
            await client.http.add_user_to_thread(delivery.target_id, user_id)
        case "remove":
            try:
                await client.http.remove_user_from_thread(delivery.target_id, user_id)
            except discord.NotFound as error:
                if error.code not in _NOBODY_TO_TAKE_OUT:
                    raise
        case _:
            raise UndoableError("incomplete")
