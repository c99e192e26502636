"""A post in a forum. There is no nonce for it: before a second attempt it looks for our mark among the posts."""

from collections.abc import Iterator
from typing import Any

import discord

from bot import limits
from bot.delivery.effects import marks, mentions
from bot.delivery.effects.executor import Repeat, UndoableError, own_id, searched_from
from bot.delivery.model import Delivery, Rendered
from bot.delivery.pacing import Pace
from bot.language.safe_text import clip
from bot.ui import payload


class ForumPost:
    """`target_id` is the forum. `fields`: `name`, and `tag_ids`. The post's id is also that of its first message."""

    repeat = Repeat.SEARCH

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def run(self, client: discord.Client, delivery: Delivery, rendered: Rendered) -> int | None:
        name = rendered.fields.get("name")
        tag_ids = rendered.fields.get("tag_ids", ())
        if rendered.card is None or not isinstance(name, str) or not isinstance(tag_ids, tuple | list):
            raise UndoableError("incomplete")
        forum = client.get_channel(delivery.target_id)
        if forum is None:
            await self._pace.request()
            forum = await client.fetch_channel(delivery.target_id)
        if not isinstance(forum, discord.ForumChannel):
            raise UndoableError("wrong-channel-type")
        known = {tag.id for tag in forum.available_tags}  # one that was deleted would be refused
        tags = [tag_id for tag_id in tag_ids if tag_id in known]
        made = await forum.create_thread(
            name=clip(name, limits.THREAD_NAME),
            view=payload.view(rendered.card, reference=delivery.mark),
            files=payload.files(rendered.card),
            allowed_mentions=mentions.allowed(rendered),
            # Discord takes ids; the names of tags may have changed since they were chosen.
            # discord.py asks for ForumTags and reads their ids alone.
            applied_tags=[discord.Object(tag_id) for tag_id in tags[: limits.FORUM_TAGS_PER_POST]],  # type: ignore[misc]
        )
        return made.thread.id

    async def find(
        self, client: discord.Client, delivery: Delivery, _rendered: Rendered | None
    ) -> int | None:
        await self._pace.request()
        active = await client.http.get_active_threads(delivery.guild_id)
        if (found := await self._marked(client, delivery, active)) is not None:
            return found
        await self._pace.request()
        archived = await client.http.get_public_archived_threads(delivery.target_id, limit=100)
        return await self._marked(client, delivery, archived)

    async def _marked(self, client: discord.Client, delivery: Delivery, listing: Any) -> int | None:
        for post_id in self._ours(client, delivery, listing):
            if await marks.find_message(client, self._pace, post_id, delivery) is not None:
                return post_id
        return None

    def _ours(self, client: discord.Client, delivery: Delivery, listing: Any) -> Iterator[int]:
        """The forum's posts that we made since the first attempt."""
        me = own_id(client)
        after = discord.utils.time_snowflake(searched_from(delivery))
        for thread in listing["threads"]:
            post_id = int(thread["id"])
            parent_id, owner_id = int(thread.get("parent_id") or 0), int(thread.get("owner_id") or 0)
            if parent_id == delivery.target_id and owner_id == me and post_id >= after:
                yield post_id
