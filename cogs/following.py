"""What the cogs of topics share: the guild as topics need it, who may see which, and the list that answers everything."""

from collections.abc import Iterable, Sequence

import discord
from discord import app_commands

from bot.client import Crossconnect, Visit
from bot.errors import NotFoundError
from bot.guilds.rules import GuildSettings
from bot.language.rules import folded
from bot.language.safe_text import Safe, clip
from bot.topics import messages, rules
from bot.topics.records import Overview
from bot.topics.rules import PlaceView, Topic, TopicView
from bot.ui import reply
from bot.ui.pages import Page, paged
from cogs import granting

CHOICE_LIMIT, MOST_CHOICES = 100, 25
Interaction = discord.Interaction[Crossconnect]
Choices = list[app_commands.Choice[str]]


def observed(
    visit: Visit, topics: Iterable[Topic], *, channels: Iterable[int] = (), roles: Iterable[int] = ()
) -> TopicView:
    """As `observe`, for whoever acts on it: with what a role means to the bot."""
    return observe(visit.guild, topics, channels=channels, roles=roles, settings=visit.settings)


def observe(
    guild: discord.Guild,
    topics: Iterable[Topic],
    *,
    channels: Iterable[int] = (),
    roles: Iterable[int] = (),
    settings: GuildSettings | None = None,
) -> TopicView:
    """What of these topics, channels and roles is there now, as the gateway has told it."""
    topics = tuple(topics)
    channel_ids = {*channels, *(one.channel_id for one in topics if one.channel_id is not None)}
    role_ids = {*roles, *(one.role_id for one in topics if one.role_id is not None)}
    found_channels = (guild.get_channel(channel_id) for channel_id in channel_ids)
    found_roles = (guild.get_role(role_id) for role_id in role_ids)
    return TopicView(
        guild_id=guild.id,
        places={one.id: _place(one) for one in found_channels if one is not None},
        roles={one.id: granting.view(one, settings) for one in found_roles if one is not None},
        bot_rank=granting.view(guild.me.top_role).rank,
        bot_manages=guild.me.guild_permissions.manage_roles,
    )


def _place(channel: discord.abc.GuildChannel) -> PlaceView:
    forum = channel if isinstance(channel, discord.ForumChannel) else None
    tags = () if forum is None else forum.available_tags
    return PlaceView(
        id=channel.id,
        name=channel.name,
        type=channel.type.value,
        tags={tag.id: tag.name for tag in tags},
        moderated=frozenset(tag.id for tag in tags if tag.moderated),
        requires_tag=forum is not None and forum.flags.require_tag,
    )


def organises(bot: Crossconnect, visit: Visit) -> bool:
    """Whether the reader is an organiser: they see every topic, broken ones too."""
    return bot.services.guilds.allows(visit.settings, visit.actor)


def sees(bot: Crossconnect, visit: Visit, topic: Topic) -> bool:
    """Whether a topic is shown to the reader: its channel has to be theirs to view."""
    if organises(bot, visit):
        return True
    return topic.channel_id is not None and visit.may_view(topic.channel_id)


def chosen(typed: str, topics: Sequence[Topic]) -> Topic:
    """The topic behind a choice, or with this very name. Raises NotFoundError."""
    for one in topics:
        if str(one.id) == typed or folded(one.name) == folded(typed.strip()):
            return one
    raise NotFoundError("topic-not-found")


def offered(visit: Visit, topics: Iterable[Topic], typed: str) -> Choices:
    """What an option offers: topics whose name holds what was typed."""
    wanted = folded(typed.strip())
    return [
        app_commands.Choice(name=clip(messages.choice(one, visit.t), CHOICE_LIMIT), value=str(one.id))
        for one in topics
        if wanted in folded(one.name)
    ][:MOST_CHOICES]


async def show_list(
    interaction: Interaction,
    visit: Visit,
    *,
    number: int = 1,
    around: int | None = None,
    added: Safe | None = None,
) -> None:
    """A page of the topics that the reader may see; `around`: the page on which this one stands."""
    bot = interaction.client
    every = await bot.services.topics.overview(visit.actor)
    mine = [one for one in every if sees(bot, visit, one.topic)]
    if around is not None:
        place = next((index for index, one in enumerate(mine) if one.topic.id == around), 0)
        number = place // messages.PAGE + 1
    page: Page[Overview] = paged(mine, number, messages.PAGE)
    view = observed(visit, (one.topic for one in page.items))
    organiser = organises(bot, visit)
    card = messages.listing(
        page,
        view,
        visit.t,
        organises=organiser,
        added=added,
        recommend=organiser and len(every) < len(rules.READY),
        archived=organiser and bool(await bot.services.arranging.find(visit.actor, archived=True)),
    )
    await reply.show(interaction, card)
