"""What the cogs of cohorts share: the group in which their commands stand, and the cohorts that an option offers."""

from collections.abc import Iterable

import discord
from discord import app_commands

from bot.client import Crossconnect, Visit
from bot.cohorts.rules import Cohort
from bot.errors import NotAllowedError, NotFoundError
from bot.language.rules import folded
from bot.language.safe_text import clip

CHOICE_LIMIT, MOST_CHOICES = 100, 25
Interaction = discord.Interaction[Crossconnect]
Choices = list[app_commands.Choice[str]]


def group(bot: Crossconnect, under: str = "") -> app_commands.Group:
    """/cohort of this client, or /cohort <under>, such as "session"; whoever asks first makes it.

    Of this client: after a restart another one is built, and its commands lead to its own cogs.
    """
    found = bot.tree.get_command("cohort")
    if not isinstance(found, app_commands.Group):
        found = app_commands.Group(name="cohort", description="…", guild_only=True)  # `describe` says it
        bot.tree.add_command(found)
    if not under:
        return found
    inner = found.get_command(under)
    if not isinstance(inner, app_commands.Group):
        inner = app_commands.Group(name=under, description="…")
        found.add_command(inner)
    return inner


def join(bot: Crossconnect, holder: app_commands.Group, *, under: str = "") -> None:
    """Put the commands of a holder, a class of its own with `@app_commands.command` methods, into /cohort [under].

    In a cog's `setup`: `cohorting.join(bot, CohortCommands(name="x", description="x"))`.
    """
    target = group(bot, under)
    for command in holder.commands:
        target.add_command(command)


# Which cohort


def chosen(typed: str, cohorts: Iterable[Cohort]) -> Cohort:
    """The cohort behind a choice, or with this very name. Raises NotFoundError."""
    for one in cohorts:
        if str(one.id) == typed or folded(one.name) == folded(typed.strip()):
            return one
    raise NotFoundError("cohort-not-found")


def offered(cohorts: Iterable[Cohort], typed: str) -> Choices:
    """What an option offers: cohorts whose name or course holds what was typed."""
    wanted = folded(typed.strip())
    return [
        app_commands.Choice(name=clip(one.name, CHOICE_LIMIT), value=str(one.id))
        for one in cohorts
        if wanted in folded(one.name) or wanted in folded(one.course)
    ][:MOST_CHOICES]


async def led(interaction: Interaction, visit: Visit, typed: str) -> Cohort:
    """A cohort that the person leads. Raises NotFoundError, and NotAllowedError for who leads none at all."""
    service = interaction.client.services.cohorts
    mine = await service.led(visit.actor)
    if not mine and not await service.may_start(visit.actor):
        raise NotAllowedError("cohort-facilitators-only")
    return chosen(typed, mine)


async def seen(interaction: Interaction, visit: Visit, typed: str) -> Cohort:
    """A cohort that is shown to the person. Raises NotFoundError."""
    found = await interaction.client.services.cohorts.visible(visit.actor, visit.may_view)
    return chosen(typed, found)


async def offer_led(interaction: Interaction, typed: str) -> Choices:
    """For an option of facilitators: the cohorts that the person leads, those that are over last."""
    visit = await interaction.client.visit(interaction)
    return offered(await interaction.client.services.cohorts.led(visit.actor), typed)


async def offer_seen(interaction: Interaction, typed: str) -> Choices:
    """For an option of members: the cohorts that they may see."""
    visit = await interaction.client.visit(interaction)
    found = await interaction.client.services.cohorts.visible(visit.actor, visit.may_view)
    return offered(found, typed)


async def offer_mine(interaction: Interaction, typed: str) -> Choices:
    """For an option of members: the cohorts that they are in, applied to, or wait for."""
    visit = await interaction.client.visit(interaction)
    return offered(await interaction.client.services.cohorts.mine(visit.actor), typed)
