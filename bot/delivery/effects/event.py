"""A scheduled event of a guild. There is no nonce for it: before a second attempt it looks for our mark."""

import datetime as dt
from typing import Any

import discord

from bot import limits
from bot.delivery.effects.executor import Repeat, UndoableError, detail_id, own_id
from bot.delivery.model import Delivery, Rendered
from bot.delivery.pacing import Pace
from bot.language.safe_text import clip

_UNKNOWN_EVENT = 10070


class Event:
    """`target_id` is the guild; details: `action` ("create", "edit" or "delete"), and `event_id` but for the first.

    `fields`: `name`, `description`, `start` and `end` (aware), and `location` (a text) or `channel_id` (voice).
    """

    repeat = Repeat.SEARCH

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    async def run(self, client: discord.Client, delivery: Delivery, rendered: Rendered) -> int | None:
        match delivery.details.get("action", "create"):
            case "create":
                made = await client.http.create_guild_scheduled_event(
                    delivery.guild_id, **_payload(rendered, delivery.mark)
                )
                return int(made["id"])
            case "edit":
                event_id = detail_id(delivery, "event_id")
                mark = delivery.details.get("mark")
                await client.http.edit_scheduled_event(
                    delivery.guild_id,
                    event_id,
                    **_payload(rendered, mark if isinstance(mark, str) else delivery.mark),
                )
                return event_id
            case "delete":
                event_id = detail_id(delivery, "event_id")
                try:
                    await client.http.delete_scheduled_event(delivery.guild_id, event_id)
                except discord.NotFound as error:
                    if error.code != _UNKNOWN_EVENT:
                        raise
                return event_id
            case _:
                raise UndoableError("incomplete")

    async def find(
        self, client: discord.Client, delivery: Delivery, _rendered: Rendered | None
    ) -> int | None:
        if delivery.details.get("action", "create") != "create":
            return None
        me = own_id(client)
        await self._pace.request()
        for event in await client.http.get_scheduled_events(delivery.guild_id, with_user_count=False):
            if int(event.get("creator_id") or me) == me and delivery.mark in (event.get("description") or ""):
                return int(event["id"])
        return None


def _payload(rendered: Rendered, mark: str) -> dict[str, Any]:
    fields = rendered.fields
    name, start, end = fields.get("name"), fields.get("start"), fields.get("end")
    if not isinstance(name, str) or not isinstance(start, dt.datetime):
        raise UndoableError("incomplete")
    description = str(fields.get("description") or "")
    payload: dict[str, Any] = {
        "name": clip(name, limits.EVENT_NAME),
        "description": f"{clip(description, limits.EVENT_DESCRIPTION - len(mark) - 2)}\n\n{mark}".lstrip(),
        "privacy_level": discord.PrivacyLevel.guild_only.value,
        "scheduled_start_time": start.astimezone(dt.UTC).isoformat(),
    }
    if isinstance(end, dt.datetime):
        payload["scheduled_end_time"] = end.astimezone(dt.UTC).isoformat()
    channel_id, location = fields.get("channel_id"), fields.get("location")
    if isinstance(channel_id, int):
        return payload | {"entity_type": discord.EntityType.voice.value, "channel_id": str(channel_id)}
    if not isinstance(location, str) or not isinstance(end, dt.datetime):
        # Discord asks for both when the event is not in one of its channels.
        raise UndoableError("incomplete")
    return payload | {
        "entity_type": discord.EntityType.external.value,
        "entity_metadata": {"location": clip(location, limits.EVENT_LOCATION)},
        "channel_id": None,
    }
