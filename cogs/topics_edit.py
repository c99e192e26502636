"""What organisers press on the card of a topic. The commands are in `cogs/topics.py`."""

from discord.ext import commands

from bot.client import Crossconnect, Routes, Visit
from bot.errors import StaleError
from bot.guilds.rules import ChannelPurpose
from bot.guilds.service import require_organiser
from bot.language import markup
from bot.language.safe_text import Safe
from bot.topics import arranging_messages as messages
from bot.topics.records import Standing
from bot.topics.rules import PlaceView, Style
from bot.ui import reply
from bot.ui.cards import Press
from bot.ui.pages import paged
from cogs import following
from cogs.following import Interaction

ARCHIVE_PAGE = 8


async def show_card(
    interaction: Interaction,
    visit: Visit,
    standing: Standing,
    *,
    added: Safe | None = None,
    forum: PlaceView | None = None,
) -> None:
    """A topic as it stands, with everything that can be changed of it."""
    view = following.observed(visit, (standing.topic,))
    await reply.show(interaction, messages.card(standing, view, visit.t, added=added, forum=forum))


async def open_card(interaction: Interaction, topic_id: int) -> None:
    """The card of a topic."""
    visit = await interaction.client.visit(interaction)
    standing = await interaction.client.services.arranging.look(visit.actor, topic_id)
    await show_card(interaction, visit, standing)


async def ask_archive(interaction: Interaction, topic_id: int) -> None:
    """What archiving means, before it is done."""
    visit = await interaction.client.visit(interaction)
    standing = await interaction.client.services.arranging.look(visit.actor, topic_id)
    await reply.show(interaction, messages.archive_card(standing, visit.t))


async def restore(interaction: Interaction, topic_id: int) -> None:
    """Bring a topic back, and show it: something of it may have been deleted meanwhile."""
    visit = await interaction.client.visit(interaction)
    standing = await interaction.client.services.arranging.restore(visit.actor, topic_id)
    await show_card(interaction, visit, standing, added=messages.restored(standing, visit.t))


class TopicsEdit(commands.Cog):
    """Every press asks for an organiser, and so does the service."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "topic.choose": (0, self.on_choose),
            "topic.edit": (1, self.on_edit),
            "topic.name": (1, self.on_name),
            "topic.rename": (2, self.on_rename),
            "topic.style": (1, self.on_style),
            "topic.moderate": (2, self.on_moderate),
            "topic.place": (1, self.on_place),
            "topic.tag": (2, self.on_tag),
            "topic.role": (1, self.on_role),
            "topic.give": (1, self.on_give),
            "topic.repair": (1, self.on_repair),
            "topic.archive": (1, self.on_archive),
            "topic.archive-confirm": (2, self.on_archive_confirm),
            "topic.archived": (1, self.on_archived),
            "topic.restore": (1, self.on_restore),
            "topic.recommend": (0, self.on_recommend),
        }

    async def on_choose(self, interaction: Interaction, press: Press) -> None:
        await self._organiser(interaction)
        await open_card(interaction, _only(press))

    async def on_edit(self, interaction: Interaction, press: Press) -> None:
        await open_card(interaction, press.ids[0])

    async def on_name(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        standing = await self.bot.services.arranging.look(visit.actor, press.ids[0])
        await reply.ask(interaction, messages.name_form(standing.topic, visit.t))

    async def on_rename(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        standing = await self.bot.services.arranging.rename(
            visit.actor, *press.ids, name=press.text("name"), emoji=press.text("emoji")
        )
        await show_card(interaction, visit, standing, added=messages.renamed(standing, visit.t))

    async def on_style(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        wanted = next((one for one in Style if press.values == (one.value,)), None)
        if wanted is None:
            raise StaleError("stale-press")
        standing = await self.bot.services.arranging.set_style(visit.actor, press.ids[0], wanted)
        await self._saved(interaction, visit, standing)

    async def on_moderate(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        topic_id, wanted = press.ids
        standing = await self.bot.services.arranging.set_moderated(
            visit.actor, topic_id, moderated=wanted == 1
        )
        await self._saved(interaction, visit, standing)

    async def on_place(self, interaction: Interaction, press: Press) -> None:
        """A text channel is taken at once; of a forum with tags, the tag is asked for."""
        visit = await self._organiser(interaction)
        channel_id = _only(press)
        view = following.observed(visit, (), channels=(channel_id,))
        place = view.places.get(channel_id)
        if place is not None and place.tags:
            standing = await self.bot.services.arranging.look(visit.actor, press.ids[0])
            added = visit.t("topic-which-tag", where=markup.channel(channel_id))
            await show_card(interaction, visit, standing, added=added, forum=place)
            return
        standing = await self.bot.services.arranging.set_place(
            visit.actor, press.ids[0], channel_id, None, view
        )
        await self._saved(interaction, visit, standing)

    async def on_tag(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        topic_id, channel_id = press.ids
        tag_id = _only(press) or None
        view = following.observed(visit, (), channels=(channel_id,))
        standing = await self.bot.services.arranging.set_place(
            visit.actor, topic_id, channel_id, tag_id, view
        )
        await self._saved(interaction, visit, standing)

    async def on_role(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        role_id = next(iter(press.chosen_ids()), None)
        standing = await self.bot.services.arranging.look(visit.actor, press.ids[0])
        view = following.observed(visit, (standing.topic,), roles=() if role_id is None else (role_id,))
        standing = await self.bot.services.arranging.set_role(visit.actor, press.ids[0], role_id, view)
        await self._saved(interaction, visit, standing)

    async def on_give(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        standing = await self.bot.services.arranging.look(visit.actor, press.ids[0])
        view = following.observed(visit, (standing.topic,))
        standing = await self.bot.services.arranging.give(visit.actor, press.ids[0], view)
        await self._saved(interaction, visit, standing)

    async def on_repair(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        standing = await self.bot.services.arranging.look(visit.actor, press.ids[0])
        view = following.observed(visit, (standing.topic,))
        standing = await self.bot.services.arranging.repair(visit.actor, press.ids[0], view)
        await show_card(interaction, visit, standing, added=visit.t("topic-repaired"))

    async def on_archive(self, interaction: Interaction, press: Press) -> None:
        await ask_archive(interaction, press.ids[0])

    async def on_archive_confirm(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        gone = await self.bot.services.arranging.archive(visit.actor, *press.ids)
        await reply.show(interaction, messages.archived(gone, visit.t))

    async def on_archived(self, interaction: Interaction, press: Press) -> None:
        visit = await self._organiser(interaction)
        found = await self.bot.services.arranging.find(visit.actor, archived=True)
        page = paged(found, press.ids[0], ARCHIVE_PAGE)
        await reply.show(interaction, messages.archive_list(page, visit.t))

    async def on_restore(self, interaction: Interaction, press: Press) -> None:
        await restore(interaction, press.ids[0])

    async def on_recommend(self, interaction: Interaction, press: Press) -> None:
        del press
        visit = await self._organiser(interaction)
        forum = visit.settings.channels.get(ChannelPurpose.FORUM, 0)
        view = following.observed(visit, (), channels=(forum,))
        names = messages.ready_names(self.bot.catalogue.translator(visit.settings.language))
        done = await self.bot.services.arranging.recommend(visit.actor, names, view)
        await following.show_list(interaction, visit, added=messages.recommended(done, visit.t))

    async def _organiser(self, interaction: Interaction) -> Visit:
        """Who presses. Raises NotAllowedError before anything else is told."""
        visit = await self.bot.visit(interaction)
        require_organiser(visit.settings, visit.actor)
        return visit

    async def _saved(self, interaction: Interaction, visit: Visit, standing: Standing) -> None:
        await show_card(interaction, visit, standing, added=messages.saved(standing, visit.t))


def _only(press: Press) -> int:
    """The one value of a menu. Raises StaleError where a client sent something else."""
    chosen = press.chosen_ids()
    if len(chosen) != 1:
        raise StaleError("stale-press")
    return chosen[0]


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = TopicsEdit(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
