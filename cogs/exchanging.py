"""What the cogs of exchanges share: the groups in which their commands stand, and the projects that an option offers."""

from collections.abc import Iterable
from typing import Final

import discord
from discord import app_commands

from bot.client import Crossconnect, Visit
from bot.errors import InvalidInputError, NotFoundError
from bot.exchanges.model import Project
from bot.language.rules import folded
from bot.language.safe_text import clip

CHOICE_LIMIT: Final = 100
MOST_CHOICES: Final = 25
Interaction = discord.Interaction[Crossconnect]
Choices = list[app_commands.Choice[str]]


def group(bot: Crossconnect, under: str = "", *, name: str = "exchange") -> app_commands.Group:
    """/exchange (or another `name`) of this client, or /exchange <under>, such as "stage"; whoever asks first makes it.

    Of this client: after a restart another one is built, and its commands lead to its own cogs.
    """
    found = bot.tree.get_command(name)
    if not isinstance(found, app_commands.Group):
        found = app_commands.Group(name=name, description="…", guild_only=True)  # `describe` says it
        bot.tree.add_command(found)
    if not under:
        return found
    inner = found.get_command(under)
    if not isinstance(inner, app_commands.Group):
        inner = app_commands.Group(name=under, description="…")
        found.add_command(inner)
    return inner


def join(bot: Crossconnect, holder: app_commands.Group, *, under: str = "", name: str = "exchange") -> None:
    """Put the commands of a holder, a class of its own with `@app_commands.command` methods, into /exchange [under].

    In a cog's `setup`: `exchanging.join(bot, StageCommands(cog), under="stage")`.
    """
    target = group(bot, under, name=name)
    for command in holder.commands:
        target.add_command(command)


# Which project


def chosen(typed: str | None, projects: Iterable[Project]) -> Project:
    """The project behind a choice, or with this very name; without one the guild's only project.

    Raises NotFoundError where there is none, InvalidInputError where nothing was chosen among several.
    """
    found = list(projects)
    if typed is None:
        if len(found) == 1:
            return found[0]
        if not found:
            raise NotFoundError("exchange-none")
        raise InvalidInputError("exchange-which")
    # The option offers ids: one that is called "7" is not number 7.
    for one in found:
        if str(one.id) == typed:
            return one
    for one in found:
        if folded(one.name) == folded(typed.strip()):
            return one
    raise NotFoundError("exchange-not-found")


async def seen(interaction: Interaction, visit: Visit, typed: str | None) -> Project:
    """The project of an option `exchange`, which every member may see. Raises as `chosen`."""
    return chosen(typed, await interaction.client.services.exchanges.every(visit.actor))


async def offer(interaction: Interaction, typed: str) -> Choices:
    """What an option `exchange` offers."""
    visit = await interaction.client.visit(interaction)
    wanted = folded(typed.strip())
    return [
        app_commands.Choice(name=clip(one.name, CHOICE_LIMIT), value=str(one.id))
        for one in await interaction.client.services.exchanges.every(visit.actor)
        if wanted in folded(one.name)
    ][:MOST_CHOICES]
