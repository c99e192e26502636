"""What the cogs of announcements share: times as they are typed, choices, and the cards they all come back to."""

from collections.abc import Sequence

import discord
from discord import app_commands

from bot.announcements import messages
from bot.announcements.rules import Announcement, AnnouncementState
from bot.client import Crossconnect, Visit
from bot.errors import InvalidInputError, NotFoundError, RefusedError
from bot.guilds.messages import permission_names
from bot.guilds.rules import ANNOUNCEMENT, MESSAGES, TEXT
from bot.guilds.service import require_organiser
from bot.language import markup, when
from bot.language.safe_text import clip
from bot.ui import reply
from cogs import pinging

CHOICE_LIMIT = 100
Interaction = discord.Interaction[Crossconnect]
Choices = list[app_commands.Choice[str]]


async def show_preview(
    interaction: Interaction,
    visit: Visit,
    draft: Announcement,
    *,
    added: str | None = None,
    language: str = "",
) -> None:
    """The draft as it will be posted, and what to do with it. `added` is a sentence above it.

    `language`: which of its texts is shown.
    """
    bot = interaction.client
    standing = await pinging.standing(bot, visit, draft)
    picture = await pictured(interaction, visit, draft)
    shown = visit.view(draft.channels).channels
    there = {one.id for one in shown.values() if one.type in (TEXT, ANNOUNCEMENT)}
    card = messages.preview(
        draft,
        visit.t,
        now=bot.clock.now(),
        added=added,
        there=there,
        standing=standing,
        correcting=await bot.services.corrections.outlook(visit.actor, draft),
        publishable=of_type(visit, draft.channels, ANNOUNCEMENT),
        language=language,
        picture=picture,
    )
    await reply.show(interaction, card)


def of_type(visit: Visit, channels: Sequence[int], kind: int) -> frozenset[int]:
    """Those of the channels that are of a type now."""
    return frozenset(one.id for one in visit.view(channels).channels.values() if one.type == kind)


async def show_detail(interaction: Interaction, announcement_id: int) -> None:
    """One announcement, what was sent where, and what can be done with it."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    found = await bot.services.announcements.detail(visit.actor, announcement_id)
    picture = await pictured(interaction, visit, found.announcement)
    own = visit.settings.language
    card = messages.detail(
        found,
        visit.t,
        now=bot.clock.now(),
        roles=visit.view(()).role_ids,
        own=own,
        picture=picture,
    )
    await reply.show(interaction, card)


async def pictured(interaction: Interaction, visit: Visit, announcement: Announcement) -> bytes:
    """The bytes of an announcement's picture; empty where there is none.

    The answer's place is kept first: Discord wants it within 3 seconds, and the picture goes up with it.
    """
    if announcement.picture is None:
        return b""
    if not interaction.response.is_done():
        await reply.defer(interaction)
    return await interaction.client.services.pictures.content(visit.actor, announcement)


async def chosen(interaction: Interaction, announcement: str) -> int:
    """The id behind a choice of the picker; who may not ask is told so, and not that it is not there."""
    visit = await interaction.client.visit(interaction)
    require_organiser(visit.settings, visit.actor)
    if not announcement.isascii() or not announcement.isdigit() or len(announcement) > 18:
        raise NotFoundError("announce-not-found")
    return int(announcement)


async def choices(interaction: Interaction, typed: str, states: Sequence[AnnouncementState]) -> Choices:
    """What the picker offers: announcements in these states whose title holds what was typed."""
    bot = interaction.client
    visit = await bot.visit(interaction)
    try:
        found = await bot.services.announcements.find(visit.actor, typed, states)
    except RefusedError:
        return []  # not an organiser: the command itself says so
    return [
        app_commands.Choice(name=clip(messages.choice(one, visit.t), CHOICE_LIMIT), value=str(one.id))
        for one in found
    ]


def read(interaction: Interaction, visit: Visit, phrase: str) -> when.Reading:
    """A time phrase in the guild's zone. Raises InvalidInputError."""
    return when.read_when(phrase, zone=visit.settings.zone, now=interaction.client.clock.now())


async def echo(interaction: Interaction, typed: str, *, once: bool = False) -> Choices:
    """What the phrase means, before anything is done with it; or why it means nothing; or ways to say it.

    `once`: one date is wanted, so nothing is offered that repeats.
    """
    visit = await interaction.client.visit(interaction)
    now, zone = interaction.client.clock.now(), visit.settings.zone
    phrases = [typed] if typed.strip() else []
    phrases += [one for one in when.suggest(typed, zone=zone, now=now) if one not in phrases]
    found: dict[str, app_commands.Choice[str]] = {}
    for phrase in phrases[:25]:
        try:
            reading = when.read_when(phrase, zone=zone, now=now)
            if once and reading.plan.rule is not None:
                if phrase != typed:
                    continue
                shown = visit.t.plain("series-event-once")
            else:
                shown = when.echo(reading, visit.t)
        except InvalidInputError as error:
            shown = visit.t.plain(error.key, **error.values)
        name = clip(shown, CHOICE_LIMIT)  # two phrases that mean the same are one row
        found.setdefault(name, app_commands.Choice(name=name, value=phrase[:CHOICE_LIMIT]))
    return list(found.values())


def require_postable(visit: Visit, channels: tuple[int, ...]) -> None:
    """Raises InvalidInputError for a channel that is not here, or in which the bot may not write."""
    view = visit.view(channels)
    for channel_id in channels:
        channel = view.channels.get(channel_id)
        if channel is None or channel.type not in (TEXT, ANNOUNCEMENT):
            raise InvalidInputError("announce-channel-elsewhere")
        if lacking := MESSAGES & channel.missing:
            raise InvalidInputError(
                "announce-channel-permission",
                where=markup.channel(channel_id),
                permissions=permission_names(tuple(sorted(lacking)), visit.t),
            )
