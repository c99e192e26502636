"""/announce template: texts to begin with, kept, changed, used and deleted."""

from discord import app_commands
from discord.ext import commands

from bot.announcements.rules import AnnouncementState
from bot.announcements.service import LIVE, PAST
from bot.announcements.templates import messages
from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, StaleError
from bot.guilds.rules import ANNOUNCEMENT, TEXT, ChannelPurpose
from bot.ui import reply
from bot.ui.cards import Press
from cogs import announcing, templating
from cogs.announcing import Choices, Interaction

LIST_PAGE = 5


class TemplateCommands(app_commands.Group):
    """Stands in /announce, which is another cog's."""

    def __init__(self, cog: "AnnounceTemplates") -> None:
        super().__init__(name="template", description="-")  # `describe` says it
        self._cog = cog

    @app_commands.command(name="save")
    async def save(self, interaction: Interaction, announcement: str, name: str) -> None:
        found = await announcing.chosen(interaction, announcement)
        visit = await interaction.client.visit(interaction)
        saved = await interaction.client.services.templates.save(visit.actor, found, name)
        await reply.show(interaction, messages.saved(saved, visit.t))

    @save.autocomplete("announcement")
    async def _any(self, interaction: Interaction, typed: str) -> Choices:
        return await announcing.choices(interaction, typed, (*LIVE, *PAST, AnnouncementState.DRAFT))

    @app_commands.command(name="list")
    async def list_all(self, interaction: Interaction) -> None:
        await self._cog.show_list(interaction, 1)


class AnnounceTemplates(commands.Cog):
    """The presses of templates, and their commands, which hang under /announce."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "announce.templates": (1, self.on_list),
            "announce.template": (1, self.on_open),
            "announce.template-use": (1, self.on_use),
            "announce.template-when": (1, self.on_when),
            "announce.template-fields": (3, self.on_fields),
            "announce.template-fill": (3, self.on_fill),
            "announce.template-edit": (1, self.on_edit),
            "announce.template-write": (2, self.on_write),
            "announce.template-delete": (1, self.on_delete),
            "announce.template-delete-confirm": (2, self.on_delete_confirm),
        }

    async def show_list(self, interaction: Interaction, number: int) -> None:
        """A page of the guild's templates."""
        visit = await self.bot.visit(interaction)
        page = await self.bot.services.templates.listing(visit.actor, number, LIST_PAGE)
        await reply.show(interaction, messages.listing(page, visit.t))

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await self.show_list(interaction, press.ids[0])

    async def on_open(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.templates.look(visit.actor, press.ids[0])
        await reply.show(interaction, messages.one(found, visit.t))

    # Using one

    async def on_use(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.templates.look(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.when_form(found, visit.t))

    async def on_when(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        await self.bot.services.templates.look(visit.actor, press.ids[0])
        plan = announcing.read(interaction, visit, press.text("when")).plan
        await templating.begin(interaction, visit, press.ids[0], plan, (_channel(interaction, visit),))

    async def on_fields(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft, template = await self.bot.services.templates.to_fill(visit.actor, *press.ids)
        await reply.ask(interaction, messages.fields_form(draft, template, visit.t))

    async def on_fill(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft_id, template_id, version = press.ids
        _, template = await self.bot.services.templates.to_fill(visit.actor, draft_id, template_id, version)
        values = {key: press.text(messages.input_key(number)) for number, key in enumerate(template.fields)}
        draft, unfit = await self.bot.services.templates.fill(
            visit.actor, draft_id, template_id, version, values
        )
        added = None if unfit is None else reply.sentence(unfit, visit.t)
        await announcing.show_preview(interaction, visit, draft, added=added)

    # Changing one

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.templates.look(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.edit_form(found, visit.t))

    async def on_write(self, interaction: Interaction, press: Press) -> None:
        """A refused text comes back with its refusal: it was long to type."""
        visit = await self.bot.visit(interaction)
        title, body = press.text("title"), press.text("body")
        try:
            saved = await self.bot.services.templates.change(
                visit.actor, *press.ids, name=press.text("name"), title=title, body=body
            )
        except (InvalidInputError, StaleError) as error:
            await reply.tell(interaction, messages.returned(error, title, body, visit.t))
            return
        await reply.show(interaction, messages.saved(saved, visit.t))

    async def on_delete(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.templates.look(visit.actor, press.ids[0])
        await reply.show(interaction, messages.delete_card(found, visit.t))

    async def on_delete_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        gone = await self.bot.services.templates.delete(visit.actor, *press.ids)
        await reply.show(interaction, messages.deleted(gone, visit.t))


def _channel(interaction: Interaction, visit: Visit) -> int:
    """Where it goes unless the preview says otherwise: the announcements' channel, or where one is."""
    chosen = visit.settings.channels.get(ChannelPurpose.ANNOUNCEMENTS)
    if chosen is not None:
        channel = visit.view((chosen,)).channels.get(chosen)
        if channel is not None and channel.type in (TEXT, ANNOUNCEMENT):
            return chosen
    return interaction.channel_id or 0


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts, after `cogs.announce`, whose group it joins."""
    cog = AnnounceTemplates(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
    announce = bot.tree.get_command("announce")
    if not isinstance(announce, app_commands.Group):
        raise TypeError("/announce is not there to hold /announce template")
    announce.add_command(TemplateCommands(cog))
