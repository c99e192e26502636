"""The preview's picture: fetched when its form is sent, shown, described, taken away."""

from discord.ext import commands

from bot.announcements.messages import pictures
from bot.announcements.rules import Announcement
from bot.client import Crossconnect, Routes, Visit
from bot.errors import InvalidInputError, StaleError
from bot.ui import reply
from bot.ui.cards import Press
from cogs import announcing
from cogs.announcing import Interaction


class AnnouncePictures(commands.Cog):
    """Presses only: everything begins in the preview."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "announce.picture": (1, self.on_picture),
            "announce.picture-new": (1, self.on_new),
            "announce.picture-save": (1, self.on_save),
            "announce.picture-alt": (1, self.on_alt),
            "announce.picture-alt-save": (1, self.on_alt_save),
            "announce.picture-remove": (1, self.on_remove),
        }

    async def on_picture(self, interaction: Interaction, press: Press) -> None:
        """What there is and what to do with it; the form where there is nothing yet."""
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.announcements.look(visit.actor, press.ids[0])
        if draft.picture is None:
            await reply.ask(interaction, pictures.form(draft, visit.t))
        else:
            await self._show(interaction, visit, draft)

    async def on_new(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.announcements.look(visit.actor, press.ids[0])
        await reply.ask(interaction, pictures.form(draft, visit.t))

    async def on_save(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        alt = press.text("alt")
        await self.bot.services.pictures.check(visit.actor, press.ids[0], alt)
        uploads = (press.files or {}).get("file", ())
        if not uploads:
            raise InvalidInputError("pictures-none")
        await reply.defer(interaction)
        draft = await self.bot.services.pictures.save(visit.actor, press.ids[0], uploads[0], alt)
        await announcing.show_preview(interaction, visit, draft)

    async def on_alt(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.announcements.look(visit.actor, press.ids[0])
        if draft.picture is None:
            raise StaleError("pictures-gone")
        await reply.ask(interaction, pictures.alt_form(draft, visit.t))

    async def on_alt_save(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.pictures.describe(visit.actor, press.ids[0], press.text("alt"))
        await self._show(interaction, visit, draft)

    async def on_remove(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.pictures.remove(visit.actor, press.ids[0])
        await announcing.show_preview(interaction, visit, draft, added=visit.t("pictures-removed"))

    async def _show(self, interaction: Interaction, visit: Visit, draft: Announcement) -> None:
        if draft.picture is None:
            raise StaleError("pictures-gone")
        await reply.defer(interaction)
        content = await self.bot.services.pictures.content(visit.actor, draft)
        await reply.show(interaction, pictures.overview(draft, draft.picture, content, visit.t))


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = AnnouncePictures(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
