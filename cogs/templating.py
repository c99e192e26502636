"""What the commands share that begin with a template: the picker, and the way to the first form."""

import datetime as dt
from collections.abc import Sequence

import discord
from discord import app_commands

from bot.announcements import messages
from bot.announcements.templates import messages as said
from bot.client import Visit
from bot.delivery.recurrence import Plan
from bot.errors import NotFoundError, RefusedError
from bot.language.safe_text import clip
from bot.ui import reply
from cogs import announcing
from cogs.announcing import CHOICE_LIMIT, Choices, Interaction


async def choices(interaction: Interaction, typed: str) -> Choices:
    """What the picker offers: templates whose name holds what was typed."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    try:
        found = await bot.services.templates.find(visit.actor, typed)
    except RefusedError:
        return []  # not an organiser: the command itself says so
    return [
        app_commands.Choice(name=clip(said.choice(one, visit.t), CHOICE_LIMIT), value=str(one.id))
        for one in found
    ]


def chosen(template: str) -> int:
    """The id behind a choice of the picker. Raises NotFoundError for what was typed and not chosen."""
    if not template.isascii() or not template.isdigit() or len(template) > 18:
        raise NotFoundError("templates-gone")
    return int(template)


async def begin(
    interaction: Interaction,
    visit: Visit,
    template_id: int,
    plan: Plan,
    channels: Sequence[int],
    *,
    event_wall: dt.datetime | None = None,
) -> None:
    """A draft that begins with a template: its fields are asked for, or its text is shown to be written on.

    The answer to a form cannot be another form: then a card with a button stands between, or the preview comes at once.
    """
    announcing.require_postable(visit, tuple(channels))
    draft, template = await interaction.client.services.templates.begin(
        visit.actor, template_id, plan, channels, event_wall=event_wall
    )
    is_form = interaction.type is discord.InteractionType.modal_submit
    if is_form and template.fields:
        await reply.show(interaction, said.to_fill(draft, template, visit.t))
    elif is_form:
        await announcing.show_preview(interaction, visit, draft)
    elif template.fields:
        await reply.ask(interaction, said.fields_form(draft, template, visit.t))
    else:
        await reply.ask(interaction, messages.text_form(draft, visit.t))
