"""A channel of a guild. There is no nonce for it: before a second attempt it looks for one of that name and kind."""

from typing import TYPE_CHECKING, Any, cast

import discord

from bot import limits
from bot.delivery.effects.executor import Repeat, UndoableError, own_id, searched_from
from bot.delivery.model import Delivery, Rendered
from bot.delivery.pacing import Pace
from bot.language.safe_text import clip

if TYPE_CHECKING:
    from discord.types.channel import ChannelType  # at run time discord.types goes in a circle


class Channel:
    """`target_id` is the guild. `fields`: `name`, `type` (Discord's number), `topic`, `tags` (names, of a forum),
    `parent_id`, `private`, and `allow_roles` and `allow_users`, which see a private one.
    """

    repeat = Repeat.SEARCH

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def run(self, client: discord.Client, delivery: Delivery, rendered: Rendered) -> int | None:
        fields = rendered.fields
        name, kind = _name_and_kind(rendered)
        options: dict[str, Any] = {"name": name}
        topic, parent_id, tags = fields.get("topic"), fields.get("parent_id"), fields.get("tags")
        if isinstance(topic, str):
            options["topic"] = clip(topic, limits.CHANNEL_TOPIC)
        if isinstance(parent_id, int):
            options["parent_id"] = str(parent_id)
        if isinstance(tags, tuple | list) and tags:
            options["available_tags"] = [
                {"name": clip(str(tag), limits.FORUM_TAG_NAME)} for tag in tags[: limits.FORUM_TAGS]
            ]
        if fields.get("private"):
            options["permission_overwrites"] = _private(
                client, delivery.guild_id, _ids(fields.get("allow_roles")), _ids(fields.get("allow_users"))
            )
        made = await client.http.create_channel(delivery.guild_id, cast("ChannelType", kind), **options)
        return int(made["id"])

    async def find(self, client: discord.Client, delivery: Delivery, rendered: Rendered | None) -> int | None:
        if rendered is None:
            return None
        name, kind = _name_and_kind(rendered)
        after = discord.utils.time_snowflake(searched_from(delivery))
        await self._pace.request()
        for channel in await client.http.get_all_guild_channels(delivery.guild_id):
            same = int(channel["type"]) == kind and _slug(channel["name"]) == _slug(name)
            if same and int(channel["id"]) >= after:
                return int(channel["id"])
        return None


def _name_and_kind(rendered: Rendered) -> tuple[str, int]:
    name, kind = rendered.fields.get("name"), rendered.fields.get("type")
    if not isinstance(name, str) or not isinstance(kind, int):
        raise UndoableError("incomplete")
    return clip(name, limits.CHANNEL_NAME), kind


def _slug(name: str) -> str:
    """Discord lowers the names of text channels and joins their words."""
    return "-".join(name.casefold().split())


def _ids(value: object) -> list[int]:
    return [one for one in value if isinstance(one, int)] if isinstance(value, tuple | list) else []


def _private(
    client: discord.Client, guild_id: int, roles: list[int], users: list[int]
) -> list[dict[str, object]]:
    """Nobody but us, these roles and these people; owner and administrators see every channel anyway."""
    us = discord.Permissions(view_channel=True, send_messages=True, read_message_history=True)
    seeing = discord.Permissions(view_channel=True)
    return [
        # The role everyone has bears the guild's id.
        {"id": str(guild_id), "type": 0, "allow": 0, "deny": seeing.value},
        {"id": str(own_id(client)), "type": 1, "allow": us.value, "deny": 0},
        *({"id": str(role), "type": 0, "allow": seeing.value, "deny": 0} for role in roles),
        *({"id": str(user), "type": 1, "allow": seeing.value, "deny": 0} for user in users),
    ]
