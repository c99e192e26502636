"""A direct message: made once by its nonce, in a DM channel that is opened no faster than one a second."""

import asyncio
from collections import OrderedDict
from typing import Final

import discord

from bot.delivery.effects import marks
from bot.delivery.effects.closed_doors import ClosedDoors
from bot.delivery.effects.executor import Repeat, UndoableError
from bot.delivery.effects.message import send
from bot.delivery.model import Delivery, Rendered
from bot.delivery.pacing import Pace
from bot.delivery.verdict import DM_CLOSED

_REMEMBERED: Final = 10_000


class DirectMessage:
    """`target_id` is the user."""

    repeat = Repeat.NONCE

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._channels: OrderedDict[int, int] = OrderedDict()
        self._doors = ClosedDoors()

    async def run(self, client: discord.Client, delivery: Delivery, rendered: Rendered) -> int | None:
        user_id, now = delivery.target_id, asyncio.get_running_loop().time()
        if self._doors.is_closed(user_id, now):
            raise UndoableError(DM_CLOSED)
        try:
            made = await send(client, await self._channel(client, user_id), None, delivery, rendered)
        except discord.Forbidden:
            self._doors.refused(user_id, now)
            raise
        self._doors.opened(user_id)
        return made

    async def find(
        self, client: discord.Client, delivery: Delivery, _rendered: Rendered | None
    ) -> int | None:
        channel_id = await self._channel(client, delivery.target_id)
        return await marks.find_message(client, self._pace, channel_id, delivery)

    async def _channel(self, client: discord.Client, user_id: int) -> int:
        known = self._channels.get(user_id)
        if known is not None:
            self._channels.move_to_end(user_id)
            return known
        await self._pace.new_dm()
        await self._pace.request()
        channel = await client.create_dm(discord.Object(user_id))
        self._channels[user_id] = channel.id
        if len(self._channels) > _REMEMBERED:
            self._channels.popitem(last=False)
        return channel.id
