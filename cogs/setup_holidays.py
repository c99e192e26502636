"""/setup holidays: the days on which series that skip them send nothing."""

from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes
from bot.guilds import holiday_messages as messages
from bot.guilds.service import require_organiser
from bot.language.safe_text import Safe, clip
from bot.ui import reply
from bot.ui.cards import Press
from cogs.announcing import CHOICE_LIMIT, Choices, Interaction


async def open_list(interaction: Interaction, number: int = 1, *, added: Safe | None = None) -> None:
    """A page of the list."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    page = await bot.services.holidays.listing(visit.actor, number=number, per_page=messages.PAGE)
    await reply.show(interaction, messages.listing(page, visit.t, added=added))


async def open_country(interaction: Interaction, country: str) -> None:
    """A country's public holidays, before anything is stored. The first look loads the library."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    require_organiser(visit.settings, visit.actor)
    await reply.defer(interaction)
    found = await bot.services.holidays.of_country(visit.actor, country)
    await reply.show(interaction, messages.country(found, visit.t))


async def countries(interaction: Interaction, typed: str) -> Choices:
    """Countries for what was typed so far."""
    found = await interaction.client.services.holidays.countries(typed)
    return [app_commands.Choice(name=clip(name, CHOICE_LIMIT), value=code) for code, name in found]


class SetupHolidays(commands.Cog):
    """Presses; the command is with the others of /setup."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "setup.holidays": (1, self.on_list),
            "setup.holiday-add": (0, self.on_add),
            "setup.holiday-set": (0, self.on_set),
            "setup.holiday-remove": (1, self.on_remove),
            "setup.holidays-country": (3, self.on_country),
            "setup.holidays-store": (2, self.on_store),
        }

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await open_list(interaction, press.ids[0])

    async def on_add(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self.bot.visit(interaction)
        require_organiser(visit.settings, visit.actor)
        await reply.ask(interaction, messages.form(visit.t))

    async def on_set(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        require_organiser(visit.settings, visit.actor)
        holiday = await self.bot.services.holidays.add(visit.actor, press.text("day"), press.text("name"))
        await open_list(interaction, added=messages.added(holiday, visit.t))

    async def on_remove(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        gone = await self.bot.services.holidays.remove(visit.actor, press.values)
        await open_list(interaction, press.ids[0], added=messages.removed(gone, visit.t))

    async def on_country(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        code, year, number = press.ids
        found = await self.bot.services.holidays.of_country(visit.actor, messages.code_of(code), year=year)
        await reply.show(interaction, messages.country(found, visit.t, number=number))

    async def on_store(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        code, year = press.ids
        count = await self.bot.services.holidays.add_country(visit.actor, messages.code_of(code), year)
        await open_list(interaction, added=messages.country_added(count, visit.t))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = SetupHolidays(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
