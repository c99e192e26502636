"""What the cogs of polls share: the group in which their commands stand, and the polls that an option offers."""

from collections.abc import Collection, Iterable

import discord
from discord import app_commands

from bot.client import Crossconnect, Visit
from bot.errors import NotFoundError
from bot.language.rules import folded
from bot.language.safe_text import clip
from bot.polls.rules import Poll, PollState

CHOICE_LIMIT, MOST_CHOICES = 100, 25
Interaction = discord.Interaction[Crossconnect]
Choices = list[app_commands.Choice[str]]


def group(bot: Crossconnect, under: str = "") -> app_commands.Group:
    """/poll of this client, or /poll <under>, such as "proxy"; whoever asks first makes it.

    Of this client: after a restart another one is built, and its commands lead to its own cogs.
    """
    found = bot.tree.get_command("poll")
    if not isinstance(found, app_commands.Group):
        found = app_commands.Group(name="poll", description="…", guild_only=True)  # `describe` says it
        bot.tree.add_command(found)
    if not under:
        return found
    inner = found.get_command(under)
    if not isinstance(inner, app_commands.Group):
        inner = app_commands.Group(name=under, description="…")
        found.add_command(inner)
    return inner


def join(bot: Crossconnect, holder: app_commands.Group, *, under: str = "") -> None:
    """Put the commands of a holder, a class of its own with `@app_commands.command` methods, into /poll [under].

    In a cog's `setup`: `polling.join(bot, PollCommands(name="x", description="x"))`.
    """
    target = group(bot, under)
    for command in holder.commands:
        target.add_command(command)


# Which poll


def chosen(typed: str, polls: Iterable[Poll]) -> Poll:
    """The poll behind a choice, or with this very question. Raises NotFoundError."""
    for one in polls:
        if str(one.id) == typed or folded(one.question) == folded(typed.strip()):
            return one
    raise NotFoundError("poll-not-found")


def offered(polls: Iterable[Poll], typed: str) -> Choices:
    """What an option offers: polls whose question holds what was typed."""
    wanted = folded(typed.strip())
    return [
        app_commands.Choice(name=clip(one.question, CHOICE_LIMIT), value=str(one.id))
        for one in polls
        if wanted in folded(one.question)
    ][:MOST_CHOICES]


def channel(interaction: Interaction) -> int:
    """Where a new poll is to stand until somebody says otherwise: here, or the channel of this thread."""
    if isinstance(interaction.channel, discord.Thread):
        return interaction.channel.parent_id
    return interaction.channel_id or 0


async def run(
    interaction: Interaction, visit: Visit, typed: str, states: Collection[PollState] | None = None
) -> Poll:
    """A poll of the guild, for an option of poll officers. Raises NotFoundError, and NotAllowedError for anybody else.

    `states`: where given, only polls in one of these.
    """
    service = interaction.client.services.polls
    await service.require_officer(visit.actor)
    return chosen(typed, await service.run_by(visit.actor, states))


async def seen(
    interaction: Interaction, visit: Visit, typed: str, states: Collection[PollState] | None = None
) -> Poll:
    """A poll that is shown to the person (drafts to poll officers only). Raises NotFoundError."""
    found = await interaction.client.services.polls.visible(visit.actor, visit.may_view, states)
    return chosen(typed, found)


async def offer_run(
    interaction: Interaction, typed: str, states: Collection[PollState] | None = None
) -> Choices:
    """For an option of poll officers: the guild's polls in these states (None: all), the newest first."""
    visit = await interaction.client.visit(interaction)
    return offered(await interaction.client.services.polls.run_by(visit.actor, states), typed)


async def offer_seen(
    interaction: Interaction, typed: str, states: Collection[PollState] | None = None
) -> Choices:
    """For an option of members: the polls that they may see, the newest first."""
    visit = await interaction.client.visit(interaction)
    found = await interaction.client.services.polls.visible(visit.actor, visit.may_view, states)
    return offered(found, typed)
