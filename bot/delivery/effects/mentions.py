"""Who may be pinged by a delivery: exactly those its feature named."""

import discord

from bot.delivery.model import Rendered


def allowed(rendered: Rendered) -> discord.AllowedMentions:
    """Every field is set, so that no default of the client or of Discord fills one in."""
    return discord.AllowedMentions(
        everyone=rendered.mention_everyone,
        roles=[discord.Object(role_id) for role_id in rendered.mention_roles],
        users=[discord.Object(user_id) for user_id in rendered.mention_users],
        replied_user=False,
    )
