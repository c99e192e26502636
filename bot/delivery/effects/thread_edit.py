"""The tags of a forum post, and a closed thread opened again: done twice it changes nothing. Never its title."""

from collections.abc import Collection
from typing import Any

import discord

from bot import limits
from bot.delivery.effects.executor import Repeat, UndoableError
from bot.delivery.model import Delivery, Rendered
from bot.delivery.pacing import Pace


class ThreadEdit:
    """`target_id` is the thread. `fields`: `add` and `remove`, ids of the forum's tags, and `reopen`.

    Other people's tags stay; where five are on it, none is pushed out. A closed thread is left as it is unless it is to be
    opened: Discord lets nobody edit one.
    """

    repeat = Repeat.IDEMPOTENT

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def run(self, client: discord.Client, delivery: Delivery, rendered: Rendered) -> int | None:
        add, remove = _ids(rendered, "add"), _ids(rendered, "remove")
        await self._pace.request()
        thread: Any = await client.http.get_channel(delivery.target_id)
        there = [int(tag_id) for tag_id in thread.get("applied_tags") or ()]
        closed = bool((thread.get("thread_metadata") or {}).get("archived"))
        if closed and not rendered.fields.get("reopen"):
            return delivery.target_id
        known = _known(client, delivery, thread)
        kept = [tag_id for tag_id in there if tag_id not in remove]
        new = [tag_id for tag_id in add if tag_id not in kept and (known is None or tag_id in known)]
        wanted = (kept + new)[: limits.FORUM_TAGS_PER_POST]
        changes: dict[str, Any] = {}
        if wanted != there:
            changes["applied_tags"] = [str(tag_id) for tag_id in wanted]
        if closed:
            changes["archived"] = False
        if changes:
            await client.http.edit_channel(delivery.target_id, **changes)
        return delivery.target_id


def _ids(rendered: Rendered, key: str) -> tuple[int, ...]:
    value = rendered.fields.get(key, ())
    if not isinstance(value, tuple | list) or not all(isinstance(one, int) for one in value):
        raise UndoableError("incomplete")
    return tuple(value)


def _known(client: discord.Client, delivery: Delivery, thread: Any) -> Collection[int] | None:
    """The forum's tags; None where the gateway has not told of it. One that was deleted would be refused."""
    guild = client.get_guild(delivery.guild_id)
    parent = None if guild is None else guild.get_channel(int(thread.get("parent_id") or 0))
    return {tag.id for tag in parent.available_tags} if isinstance(parent, discord.ForumChannel) else None
