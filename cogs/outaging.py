"""What the cogs of /outage share: where the card goes, times that have passed, and what an option offers."""

from collections.abc import Iterable

import discord
from discord import app_commands

from bot.client import Crossconnect, Visit
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.guilds.messages import permission_names
from bot.guilds.rules import NEEDS, POSTS, ChannelPurpose
from bot.language import markup, when, when_past
from bot.language.safe_text import clip
from bot.operations.outages import answers
from bot.operations.outages.rules import Outage, Severity
from bot.ui.cards import Press

CHOICE_LIMIT, MOST_CHOICES = 100, 25
Interaction = discord.Interaction[Crossconnect]
Choices = list[app_commands.Choice[str]]


def require_place(visit: Visit) -> None:
    """Raises InvalidInputError, with the cure, where outages have no channel or the bot may not post in it."""
    channel_id = visit.settings.channels.get(ChannelPurpose.OUTAGES)
    if channel_id is None:
        raise InvalidInputError("outages-no-channel")
    channel = visit.view((channel_id,)).channels.get(channel_id)
    if channel is None or channel.type not in NEEDS[ChannelPurpose.OUTAGES].types:
        raise InvalidInputError("outages-channel-gone")
    if lacking := POSTS & channel.missing:
        raise InvalidInputError(
            "outages-not-postable",
            where=markup.channel(channel_id),
            permissions=permission_names(tuple(sorted(lacking)), visit.t),
        )


def zone(visit: Visit) -> str:
    """In which the reader types a time."""
    return visit.member.zone or visit.settings.zone


def read_past(interaction: Interaction, visit: Visit, typed: str) -> when.Reading:
    """A time that has passed. Raises InvalidInputError. The word for now that a form offers is understood as well."""
    if typed.strip().casefold() == visit.t.plain("outages-now").casefold():
        typed = ""
    return when_past.read_past(typed, zone=zone(visit), now=interaction.client.clock.now())


def echo(interaction: Interaction, visit: Visit, typed: str) -> Choices:
    """What the phrase means; or why it means nothing; or ways to say it."""
    now = interaction.client.clock.now()
    phrases = [typed] if typed.strip() else []
    phrases += [one for one in when_past.suggest_past(typed, zone=zone(visit), now=now) if one not in phrases]
    found: dict[str, app_commands.Choice[str]] = {}
    for phrase in phrases[:MOST_CHOICES]:
        try:
            shown = when.echo(read_past(interaction, visit, phrase), visit.t)
        except InvalidInputError as error:
            shown = visit.t.plain(error.key, **error.values)
        name = clip(shown, CHOICE_LIMIT)
        found.setdefault(name, app_commands.Choice(name=name, value=phrase[:CHOICE_LIMIT]))
    return list(found.values())


def severity(typed: str, *, chosen: bool = True) -> Severity:
    """A severity as chosen. Raises StaleError for what was never offered."""
    try:
        return Severity(typed)
    except ValueError:
        raise StaleError("command-outdated" if chosen else "stale-press") from None


def which(typed: str, outages: Iterable[Outage]) -> int:
    """The outage behind a choice, or with this very title. Raises NotFoundError."""
    for one in outages:
        if str(one.id) == typed.strip() or one.title.casefold() == typed.strip().casefold():
            return one.id
    raise NotFoundError("outages-not-found")


def offered(visit: Visit, outages: Iterable[Outage]) -> Choices:
    """Outages for an option."""
    return [
        app_commands.Choice(name=clip(answers.choice(one, visit.t), CHOICE_LIMIT), value=str(one.id))
        for one in outages
    ][:MOST_CHOICES]


def one_of(press: Press, key: str) -> str:
    """A form's single choice."""
    value = (press.fields or {}).get(key, "")
    return value if isinstance(value, str) else next(iter(value), "")
