"""Roles that the bot is to give: refused at the set-up, where it can be mended, and not at the first member."""

import discord

from bot.client import Visit
from bot.errors import InvalidInputError
from bot.guilds.rules import GuildSettings, RolePurpose, gives_authority
from bot.language import markup
from bot.topics.rules import RoleView, ungrantable


def view(
    role: discord.Role, settings: GuildSettings | None = None, *, but: RolePurpose | None = None
) -> RoleView:
    """A role as a value. `settings` tell whether it gives authority, other than by the purpose `but`."""
    return RoleView(
        id=role.id,
        # Of two at one height the older one stands above.
        rank=(role.position, -role.id),
        permissions=frozenset(name for name, allowed in role.permissions if allowed),
        managed=role.managed,
        everyone=role.is_default(),
        authority=settings is not None and gives_authority(settings, role.id, but=but),
    )


def require_grantable(visit: Visit, role_id: int, *, but: RolePurpose | None = None) -> None:
    """Raises InvalidInputError for a role that is not here, or that the bot can or will not give.

    `but`: the purpose for which it is given.
    """
    role, me = visit.guild.get_role(role_id), visit.guild.me
    if role is None:
        raise InvalidInputError("grant-refused-gone")
    why = ungrantable(
        view(role, visit.settings, but=but),
        bot_rank=view(me.top_role).rank,
        bot_manages=me.guild_permissions.manage_roles,
    )
    if why is not None:
        raise InvalidInputError(f"grant-refused-{why}", role=markup.role(role_id))
