"""A role given to or taken from a member: done twice it changes nothing."""

import discord

from bot import limits
from bot.delivery.effects.executor import Repeat, UndoableError, detail_id
from bot.delivery.model import Delivery, Rendered
from bot.language.safe_text import clip

_NOTHING_TO_TAKE = frozenset({10007, 10011, 10013})
"""Unknown member, role or user: nobody has it any more."""


class Role:
    """`target_id` is the user; details: `role_id`, and `action`, "add" or "remove". `fields`: `why` for Discord's log."""

    repeat = Repeat.IDEMPOTENT

    async def run(self, client: discord.Client, delivery: Delivery, rendered: Rendered) -> int | None:
        role_id = detail_id(delivery, "role_id")
        why = rendered.fields.get("why")
        reason = clip(why, limits.AUDIT_REASON) if isinstance(why, str) else None
        match delivery.details.get("action"):
            case "add":
                await client.http.add_role(delivery.guild_id, delivery.target_id, role_id, reason=reason)
            case "remove":
                try:
                    await client.http.remove_role(
                        delivery.guild_id, delivery.target_id, role_id, reason=reason
                    )
                except discord.NotFound as error:
                    if error.code not in _NOTHING_TO_TAKE:
                        raise
            case _:
                raise UndoableError("incomplete")
        return role_id
