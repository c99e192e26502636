"""A role given to or taken from a member: done twice it changes nothing."""

import discord

from bot import limits
from bot.delivery.effects.executor import Repeat, UndoableError, detail_id
from bot.delivery.model import Delivery, Rendered
from bot.delivery.verdict import ROLE_DANGEROUS
from bot.language.safe_text import clip

_POWER = discord.Permissions.elevated() | discord.Permissions(mention_everyone=True)
"""What Discord wants a second factor for, and the ping of everyone."""
_NOTHING_TO_TAKE = frozenset({10007, 10011, 10013})
"""Unknown member, role or user: nobody has it any more."""


class Role:
    """`target_id` is the user; details: `role_id`, and `action`, "add" or "remove". `fields`: `why` for Discord's log.

    A role with power over the guild is taken, and never given: it may have got that power after it was chosen.
    """

    repeat = Repeat.IDEMPOTENT

    async def run(self, client: discord.Client, delivery: Delivery, rendered: Rendered) -> int | None:
        role_id = detail_id(delivery, "role_id")
        why = rendered.fields.get("why")
        reason = clip(why, limits.AUDIT_REASON) if isinstance(why, str) else None
        match delivery.details.get("action"):
            case "add":
                await _require_harmless(client, delivery.guild_id, role_id)
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


async def _require_harmless(client: discord.Client, guild_id: int, role_id: int) -> None:
    """Raises UndoableError for a role with power. One that is not there is Discord's to refuse."""
    guild = client.get_guild(guild_id)
    known = None if guild is None or guild.unavailable else guild.get_role(role_id)
    if known is not None:
        power = known.permissions.value
    else:  # the gateway is down, or has not told of it yet
        found = await client.http.get_roles(guild_id)
        power = next((int(role["permissions"]) for role in found if int(role["id"]) == role_id), 0)
    if power & _POWER.value:
        raise UndoableError(ROLE_DANGEROUS)
