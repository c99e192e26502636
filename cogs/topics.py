"""/topic: the list, following, and the commands of organisers. What they press is in `cogs/topics_edit.py`."""

import logging

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Crossconnect, Routes
from bot.errors import InvalidInputError, NotFoundError
from bot.guilds.service import require_organiser
from bot.language import markup
from bot.language.rules import folded
from bot.language.safe_text import clip
from bot.topics import arranging_messages, messages, rules
from bot.topics.records import Wanted
from bot.topics.rules import Style
from bot.ui.cards import Press
from cogs import following, topics_edit
from cogs.following import CHOICE_LIMIT, MOST_CHOICES, Choices, Interaction

log = logging.getLogger(__name__)


class Place(app_commands.Transformer[Crossconnect]):
    """A channel in which a topic can be. Of a forum's class discord.py would let media channels be chosen as well."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [discord.ChannelType(number) for number in (rules.TEXT, rules.FORUM)]

    async def transform(
        self, _interaction: Interaction, value: app_commands.AppCommandChannel, /
    ) -> app_commands.AppCommandChannel:
        return value  # the service looks at its type again


Where = app_commands.Transform[app_commands.AppCommandChannel, Place]


@app_commands.guild_only()
class Topics(commands.GroupCog, group_name="topic"):
    """Members follow; organisers arrange, and the service says so kindly to everybody else."""

    def __init__(self, bot: Crossconnect) -> None:
        self.bot = bot
        self.routes: Routes = {
            "topic.list": (1, self.on_list),
            "topic.follow": (1, self.on_follow),
            "topic.unfollow": (1, self.on_unfollow),
        }

    # Members

    @app_commands.command(name="list")
    async def list_all(self, interaction: Interaction) -> None:
        await following.show_list(interaction, await self.bot.visit(interaction))

    @app_commands.command(name="follow")
    async def follow(self, interaction: Interaction, topic: str) -> None:
        visit = await self.bot.visit(interaction)
        every = await self.bot.services.topics.live(visit.actor.guild_id)
        visible = [one for one in every if following.sees(self.bot, visit, one)]
        await self._follow(interaction, following.chosen(topic, visible).id)

    @follow.autocomplete("topic")
    async def _to_follow(self, interaction: Interaction, typed: str) -> Choices:
        visit = await self.bot.visit(interaction)
        every = await self.bot.services.topics.overview(visit.actor)
        found = [one.topic for one in every if not one.follows and following.sees(self.bot, visit, one.topic)]
        return following.offered(visit, found, typed)

    @app_commands.command(name="unfollow")
    async def unfollow(self, interaction: Interaction, topic: str) -> None:
        visit = await self.bot.visit(interaction)
        # Whatever they follow, they may leave: an archived topic, and one whose channel they lost, too.
        mine = await self.bot.services.topics.followed(visit.actor)
        await self._unfollow(interaction, following.chosen(topic, mine).id)

    @unfollow.autocomplete("topic")
    async def _to_unfollow(self, interaction: Interaction, typed: str) -> Choices:
        visit = await self.bot.visit(interaction)
        return following.offered(visit, await self.bot.services.topics.followed(visit.actor), typed)

    async def on_list(self, interaction: Interaction, press: Press) -> None:
        await following.show_list(interaction, await self.bot.visit(interaction), number=press.ids[0])

    async def on_follow(self, interaction: Interaction, press: Press) -> None:
        await self._follow(interaction, press.ids[0])

    async def on_unfollow(self, interaction: Interaction, press: Press) -> None:
        await self._unfollow(interaction, press.ids[0])

    async def _follow(self, interaction: Interaction, topic_id: int) -> None:
        visit = await self.bot.visit(interaction)
        topic = await self.bot.services.topics.get(visit.actor, topic_id)
        if not following.sees(self.bot, visit, topic):
            raise NotFoundError("topic-not-found")
        view = following.observed(visit, (topic,))
        done = await self.bot.services.topics.follow(visit.actor, topic_id, view)
        await following.show_list(interaction, visit, around=topic_id, added=messages.followed(done, visit.t))

    async def _unfollow(self, interaction: Interaction, topic_id: int) -> None:
        visit = await self.bot.visit(interaction)
        topic = await self.bot.services.topics.get(visit.actor, topic_id)
        mine = await self.bot.services.topics.followed(visit.actor)
        if topic not in mine and not following.sees(self.bot, visit, topic):
            raise NotFoundError("topic-not-found")
        view = following.observed(visit, (topic,))
        done = await self.bot.services.topics.unfollow(visit.actor, topic_id, view)
        await following.show_list(interaction, visit, around=topic_id, added=messages.followed(done, visit.t))

    # Organisers

    @app_commands.command(name="create")
    async def create(
        self,
        interaction: Interaction,
        *,
        name: str,
        where: Where,
        tag: str | None = None,
        role: discord.Role | None = None,
        style: str | None = None,
        emoji: str | None = None,
    ) -> None:
        visit = await self.bot.visit(interaction)
        require_organiser(visit.settings, visit.actor)
        role_ids = () if role is None else (role.id,)
        view = following.observed(visit, (), channels=(where.id,), roles=role_ids)
        wanted = Wanted(
            name=name,
            channel_id=where.id,
            tag_id=None if tag is None else _tag(view, where.id, tag),
            role_id=None if role is None else role.id,
            style=Style.EACH if style is None else _style(style),
            emoji=emoji or "",
        )
        made = await self.bot.services.arranging.create(visit.actor, wanted, view)
        await topics_edit.show_card(interaction, visit, made, added=arranging_messages.created(made, visit.t))

    @create.autocomplete("tag")
    async def _tags(self, interaction: Interaction, typed: str) -> Choices:
        visit = await self.bot.visit(interaction)
        where = getattr(interaction.namespace, "where", None)
        place = None
        if where is not None and following.organises(self.bot, visit):
            place = following.observed(visit, (), channels=(where.id,)).places.get(where.id)
        wanted = folded(typed.strip())
        found = {} if place is None else place.tags
        return [
            app_commands.Choice(name=clip(name, CHOICE_LIMIT), value=str(tag_id))
            for tag_id, name in found.items()
            if wanted in folded(name)
        ][:MOST_CHOICES]

    @create.autocomplete("style")
    async def _styles(self, interaction: Interaction, typed: str) -> Choices:
        t = (await self.bot.visit(interaction)).t
        choices = ((messages.style_name(one, t), one.value) for one in Style)
        return [
            app_commands.Choice(name=name, value=value)
            for name, value in choices
            if typed.casefold() in name.casefold()
        ]

    @app_commands.command(name="edit")
    async def edit(self, interaction: Interaction, topic: str) -> None:
        await topics_edit.open_card(interaction, await self._organised(interaction, topic))

    @app_commands.command(name="archive")
    async def archive(self, interaction: Interaction, topic: str) -> None:
        await topics_edit.ask_archive(interaction, await self._organised(interaction, topic))

    @edit.autocomplete("topic")
    @archive.autocomplete("topic")
    async def _live(self, interaction: Interaction, typed: str) -> Choices:
        return await self._offered(interaction, typed, archived=False)

    @app_commands.command(name="restore")
    async def restore(self, interaction: Interaction, topic: str) -> None:
        await topics_edit.restore(interaction, await self._organised(interaction, topic, archived=True))

    @restore.autocomplete("topic")
    async def _archived(self, interaction: Interaction, typed: str) -> Choices:
        return await self._offered(interaction, typed, archived=True)

    async def _organised(self, interaction: Interaction, typed: str, *, archived: bool = False) -> int:
        """The topic behind a choice. Raises NotAllowedError for members, NotFoundError for what is no choice."""
        visit = await self.bot.visit(interaction)
        found = await self.bot.services.arranging.find(visit.actor, archived=archived)
        return following.chosen(typed, found).id

    async def _offered(self, interaction: Interaction, typed: str, *, archived: bool) -> Choices:
        visit = await self.bot.visit(interaction)
        if not following.organises(self.bot, visit):
            return []  # the command itself says so
        found = await self.bot.services.arranging.find(visit.actor, archived=archived)
        return following.offered(visit, found, typed)

    # What is deleted in Discord

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """What was deleted while the bot was away."""
        if self.bot.is_closed():
            return
        for guild_id in await self.bot.services.topics.guilds():
            guild = self.bot.get_guild(guild_id)
            if guild is not None:
                await self._look_for_losses(guild)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self._look_for_losses(channel.guild)

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        if isinstance(before, discord.ForumChannel) and isinstance(after, discord.ForumChannel):
            gone = {tag.id for tag in before.available_tags} - {tag.id for tag in after.available_tags}
            if gone:
                await self._look_for_losses(after.guild)

    @commands.Cog.listener()
    async def on_guild_role_delete(self, role: discord.Role) -> None:
        await self._look_for_losses(role.guild)

    async def _look_for_losses(self, guild: discord.Guild) -> None:
        if guild.unavailable:
            return
        topics = await self.bot.services.topics.live(guild.id)
        view = following.observe(guild, topics)
        if any(rules.broken(one, view) for one in topics):
            told = await self.bot.services.topics.tell_broken(guild.id, view)
            log.info("guild %d: something of a topic is gone; %d notices", guild.id, told)


def _tag(view: rules.TopicView, channel_id: int, typed: str) -> int:
    """A tag as chosen, or typed by its name. Raises InvalidInputError."""
    place = view.places.get(channel_id)
    where = markup.channel(channel_id)
    if place is None or place.type != rules.FORUM:
        raise InvalidInputError("topic-tags-none", where=where)
    found = rules.find_tag(place, typed)
    if found is None:
        raise InvalidInputError("topic-tag-unknown", where=where)
    return found


def _style(typed: str) -> Style:
    """Raises InvalidInputError for what was typed and not chosen."""
    try:
        return Style(typed)
    except ValueError as error:
        raise InvalidInputError("topic-style-unknown") from error


async def setup(bot: Crossconnect) -> None:
    """Called when a client starts."""
    cog = Topics(bot)
    await bot.add_cog(cog)
    bot.add_routes(cog.routes)
