"""What the cogs of /maintenance share: where cards go, times as they are typed, and what options offer."""

from collections.abc import Iterable

import discord
from discord import app_commands

from bot.client import Crossconnect, Visit
from bot.delivery.recurrence import Occurrence, Plan
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.guilds.messages import permission_names
from bot.guilds.rules import NEEDS, POSTS, ChannelPurpose
from bot.language import markup, when
from bot.language.safe_text import clip
from bot.operations.maintenance import answers, window
from bot.operations.maintenance.reading import Listing
from bot.operations.maintenance.rules import Impact, Window

CHOICE_LIMIT, MOST_CHOICES = 100, 25
Interaction = discord.Interaction[Crossconnect]
Choices = list[app_commands.Choice[str]]
_ENDS = ("1h", "2h", "4h", "6h", "06:00", "1 day")


def require_place(visit: Visit) -> None:
    """Raises InvalidInputError, with the cure, where cards have no channel or the bot may not post in it."""
    channel_id = visit.settings.channels.get(ChannelPurpose.OUTAGES)
    if channel_id is None:
        raise InvalidInputError("maintenance-no-channel")
    channel = visit.view((channel_id,)).channels.get(channel_id)
    if channel is None or channel.type not in NEEDS[ChannelPurpose.OUTAGES].types:
        raise InvalidInputError("maintenance-channel-gone")
    if lacking := POSTS & channel.missing:
        raise InvalidInputError(
            "maintenance-not-postable",
            where=markup.channel(channel_id),
            permissions=permission_names(tuple(sorted(lacking)), visit.t),
        )


def read_start(interaction: Interaction, visit: Visit, typed: str) -> when.Reading:
    """When it begins, in the reader's zone. Raises InvalidInputError."""
    zone = visit.member.zone or visit.settings.zone
    return window.read_start(typed, zone=zone, now=interaction.client.clock.now())


def read_window(interaction: Interaction, visit: Visit, start: str, end: str) -> Window:
    """From when to when. Raises InvalidInputError."""
    now = interaction.client.clock.now()
    return window.read_window(read_start(interaction, visit, start), end, now=now)


def changed_window(
    interaction: Interaction, visit: Visit, before: Window, start: str | None, end: str | None
) -> Window | None:
    """What a window becomes: moved it stays as long, with another end it begins as it did. None: it stays."""
    if start is None and end is None:
        return None
    now = interaction.client.clock.now()
    reading = begins(before) if start is None else read_start(interaction, visit, start)
    if end is not None:
        return window.read_window(reading, end, now=now)
    minutes = int((before.ends_at - before.starts_at).total_seconds()) // 60
    return window.read_window(reading, f"{minutes} minutes", now=now)


def begins(before: Window) -> when.Reading:
    """When a window that is known begins."""
    first = Occurrence(planned=before.starts_wall, wall=before.starts_wall, instant=before.starts_at)
    return when.Reading(plan=Plan(wall=before.starts_wall, zone=before.zone), first=first)


def echo_start(interaction: Interaction, visit: Visit, typed: str) -> Choices:
    """What the phrase means; or why it means nothing; or ways to say it."""
    now, zone = interaction.client.clock.now(), visit.member.zone or visit.settings.zone
    phrases = [typed] if typed.strip() else []
    if "now".startswith(typed.strip().casefold()):
        phrases.append("now")
    phrases += [one for one in when.suggest(typed, zone=zone, now=now) if one not in phrases]
    found: dict[str, app_commands.Choice[str]] = {}
    for phrase in phrases[:MOST_CHOICES]:
        try:
            shown = when.echo(read_start(interaction, visit, phrase), visit.t)
        except InvalidInputError as error:
            if phrase != typed:
                continue
            shown = visit.t.plain(error.key, **error.values)
        name = clip(shown, CHOICE_LIMIT)
        found.setdefault(name, app_commands.Choice(name=name, value=phrase[:CHOICE_LIMIT]))
    return list(found.values())


def echo_end(
    interaction: Interaction, visit: Visit, start: when.Reading | InvalidInputError, typed: str
) -> Choices:
    """What the end means for this start. Without a start that is understood: why not."""
    if isinstance(start, InvalidInputError):
        shown = visit.t.plain(start.key, **start.values)
        return [app_commands.Choice(name=clip(shown, CHOICE_LIMIT), value=typed[:CHOICE_LIMIT] or "4h")]
    now = interaction.client.clock.now()
    wanted = typed.strip().casefold()
    phrases = [typed] if wanted else []
    if wanted.isdigit() and len(wanted) < 3:
        phrases = [f"{wanted}h", f"{wanted}:00", f"{wanted} min"]
    phrases += [one for one in _ENDS if one.startswith(wanted) and one not in phrases]
    found: dict[str, app_commands.Choice[str]] = {}
    for phrase in phrases:
        try:
            shown = answers.end_echo(window.read_window(start, phrase, now=now), visit.t)
        except InvalidInputError as error:
            if phrase != typed:
                continue
            shown = visit.t.plain(error.key, **error.values)
        name = clip(shown, CHOICE_LIMIT)
        found.setdefault(name, app_commands.Choice(name=name, value=phrase[:CHOICE_LIMIT]))
    return list(found.values())


async def networks(interaction: Interaction, typed: str) -> Choices:
    """Networks for the last of those that are being typed."""
    visit = await interaction.client.visit(interaction)
    before, _, last = typed.rpartition(",")
    found = await interaction.client.services.maintenance_reading.networks(visit.actor, last, MOST_CHOICES)
    lead = f"{before.strip()}, " if before.strip() else ""
    return [
        app_commands.Choice(
            name=clip(f"{lead}AS{one.asn} {one.name}", CHOICE_LIMIT), value=f"{lead}AS{one.asn}"
        )
        for one in found
        if len(lead) < CHOICE_LIMIT - 12
    ]


def impact(typed: str) -> Impact:
    """An impact as chosen. Raises StaleError for what was never offered."""
    try:
        return Impact(typed)
    except ValueError:
        raise StaleError("command-outdated") from None


def which(typed: str, listed: Listing) -> int:
    """The window behind a choice, or with this very title. Raises NotFoundError."""
    for one in listed.maintenance:
        if one.title.casefold() == typed.strip().casefold():
            return one.id
    raise NotFoundError("maintenance-not-found")


def offered(visit: Visit, found: Listing) -> Choices:
    """Windows for an option."""
    chosen: Iterable[app_commands.Choice[str]] = (
        app_commands.Choice(
            name=clip(answers.choice(one, one.phase(found.now), visit.t), CHOICE_LIMIT), value=str(one.id)
        )
        for one in found.maintenance[:MOST_CHOICES]
    )
    return list(chosen)
