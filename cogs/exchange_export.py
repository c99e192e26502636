"""/exchange export."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from discord import app_commands

from bot.client import Crossconnect
from bot.errors import InvalidInputError
from bot.exchanges.papers import messages
from bot.exchanges.papers.making import What
from bot.language.catalogue import Translator
from bot.language.rules import folded
from bot.language.safe_text import clip
from bot.ui import reply
from cogs import cohort_people, exchanging
from cogs.exchanging import CHOICE_LIMIT, Choices, Interaction


class Profile(StrEnum):
    """For whom a paper is."""

    PUBLIC = "public"
    INTERNAL = "internal"


class ExportCommands(app_commands.Group):
    """Stands in /exchange, for organisers."""

    @app_commands.command(name="export")
    async def export(
        self, interaction: Interaction, what: str, profile: str | None = None, exchange: str | None = None
    ) -> None:
        bot = interaction.client
        visit = await bot.visit(interaction)
        project = await exchanging.seen(interaction, visit, exchange)
        wanted = _what(what, visit.t)
        internal = profile is not None and _profile(profile, visit.t) is Profile.INTERNAL
        await reply.defer(interaction)

        async def names(people: Collection[int]) -> Mapping[int, str]:
            return await cohort_people.names(visit.guild, people)

        found = await bot.services.papers.export(
            visit.actor,
            project.id,
            wanted,
            internal=internal,
            words=await messages.words(visit.t),
            names=names,
            language=visit.t.locale,
        )
        await reply.show(interaction, messages.card(found, visit.t))

    @export.autocomplete("what")
    async def _whats(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        return _offered({str(one): visit.t.plain(f"paper-what-{one}") for one in What}, typed)

    @export.autocomplete("profile")
    async def _profiles(self, interaction: Interaction, typed: str) -> Choices:
        visit = await interaction.client.visit(interaction)
        return _offered({str(one): visit.t.plain(f"paper-profile-{one}") for one in Profile}, typed)

    @export.autocomplete("exchange")
    async def _exchanges(self, interaction: Interaction, typed: str) -> Choices:
        return await exchanging.offer(interaction, typed)


def _what(typed: str, t: Translator) -> What:
    """The paper behind a choice, or of this very name. Raises InvalidInputError."""
    for one in What:
        if typed == one or folded(typed.strip()) == folded(t.plain(f"paper-what-{one}")):
            return one
    raise InvalidInputError("paper-what-unknown")


def _profile(typed: str, t: Translator) -> Profile:
    """The profile behind a choice, or of this very name. Raises InvalidInputError: a slip hands out nothing."""
    for one in Profile:
        if typed == one or folded(typed.strip()) == folded(t.plain(f"paper-profile-{one}")):
            return one
    raise InvalidInputError("paper-profile-unknown")


def _offered(names: Mapping[str, str], typed: str) -> Choices:
    wanted = folded(typed.strip())
    return [
        app_commands.Choice(name=clip(name, CHOICE_LIMIT), value=value)
        for value, name in names.items()
        if wanted in folded(name)
    ]


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    exchanging.join(bot, ExportCommands(name="export", description="…"))
