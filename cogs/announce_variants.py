"""The preview's languages: one text for each, and the channels that get it."""

from discord.ext import commands

from bot.announcements import messages
from bot.announcements.languages import language_of
from bot.announcements.messages import variants
from bot.announcements.rules import Announcement
from bot.client import Crossconnect, Routes, Visit
from bot.errors import StaleError
from bot.ui import reply
from bot.ui.cards import Press
from cogs import announcing
from cogs.announcing import Interaction


class AnnounceVariants(commands.Cog):
    """Presses only: everything begins in the preview."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "announce.view": (1, self.on_view),
            "announce.languages": (1, self.on_languages),
            "announce.language": (1, self.on_language),
            "announce.language-text": (2, self.on_text),
            "announce.language-write": (2, self.on_write),
            "announce.language-channels": (2, self.on_channels),
            "announce.language-remove": (2, self.on_remove),
        }

    async def on_view(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.announcements.look(visit.actor, press.ids[0])
        language = variants.viewed(_chosen(press))
        if language and language not in draft.variants:
            raise StaleError("variants-gone")
        await announcing.show_preview(interaction, visit, draft, language=language)

    async def on_languages(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        draft = await self.bot.services.announcements.look(visit.actor, press.ids[0])
        await reply.show(interaction, variants.overview(draft, visit.t))

    async def on_language(self, interaction: Interaction, press: Press) -> None:
        """The card of a language that has a text; the form for one that has none."""
        visit = await self.bot.visit(interaction)
        language = _chosen(press)
        draft, text = await self.bot.services.variants.look(visit.actor, press.ids[0], language)
        if language in draft.variants:
            await self._show(interaction, visit, draft, language)
        else:
            await reply.ask(interaction, variants.form(draft.id, language, text, visit.t))

    async def on_text(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        language = _known(press)
        draft, text = await self.bot.services.variants.look(visit.actor, press.ids[0], language)
        await reply.ask(interaction, variants.form(draft.id, language, text, visit.t))

    async def on_write(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        language = _known(press)
        draft, unfit = await self.bot.services.variants.write(
            visit.actor, press.ids[0], language, press.text("title"), press.text("body")
        )
        added = None if unfit is None else reply.sentence(unfit, visit.t)
        await self._show(interaction, visit, draft, language, added=added)

    async def on_channels(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        language = _known(press)
        draft = await self.bot.services.variants.choose_channels(
            visit.actor, press.ids[0], language, press.chosen_ids()
        )
        await self._show(interaction, visit, draft, language)

    async def on_remove(self, interaction: Interaction, press: Press) -> None:
        visit = await self.bot.visit(interaction)
        language = _known(press)
        draft = await self.bot.services.variants.remove(visit.actor, press.ids[0], language)
        added = visit.t("variants-removed", code=language)
        await reply.show(interaction, variants.overview(draft, visit.t, added=added))

    async def _show(
        self,
        interaction: Interaction,
        visit: Visit,
        draft: Announcement,
        language: str,
        *,
        added: str | None = None,
    ) -> None:
        picture = await announcing.pictured(interaction, visit, draft)
        card = variants.one(
            draft,
            language,
            visit.t,
            post=messages.post(draft, visit.t, now=self.bot.clock.now(), language=language, picture=picture),
            names={one.id: one.name for one in visit.view(draft.channels).channels.values()},
            added=added,
        )
        await reply.show(interaction, card)


def _chosen(press: Press) -> str:
    """The menu's value. Raises StaleError where a client sent none."""
    if not press.values:
        raise StaleError("stale-press")
    return press.values[0]


def _known(press: Press) -> str:
    """The language whose number stands in the press. Raises StaleError."""
    language = language_of(press.ids[1])
    if language is None:
        raise StaleError("stale-press")
    return language


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = AnnounceVariants(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
