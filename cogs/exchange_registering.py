"""What the cogs of a project's register share: days as they are typed, and what a form chose."""

from discord import app_commands

from bot.client import Visit
from bot.errors import InvalidInputError, StaleError
from bot.exchanges.register.days import read_day
from bot.exchanges.register.decision_messages import day
from bot.language.safe_text import clip
from bot.ui.cards import Press
from cogs.exchanging import CHOICE_LIMIT, Choices, Interaction

_PHRASES = ("tomorrow", "next Friday", "in 1 week", "in 2 weeks", "in 4 weeks")
"""Such as `read_day` understands: the grammar of times is English."""


def one_of(press: Press, key: str) -> str:
    """A form's single choice."""
    value = (press.fields or {}).get(key, "")
    return value if isinstance(value, str) else next(iter(value), "")


def only(press: Press) -> int | None:
    """The one member or record that a menu chose; None: nobody. Raises StaleError for more."""
    found = press.chosen_ids()
    if len(found) > 1:
        raise StaleError("stale-press")
    return found[0] if found else None


async def echo_day(interaction: Interaction, typed: str) -> Choices:
    """What a phrase means as a day; or why it means nothing; or ways to say it."""
    visit = await interaction.client.visit(interaction)
    found: dict[str, app_commands.Choice[str]] = {}
    for phrase in (typed,) if typed.strip() else _PHRASES:
        shown = _said(interaction, visit, phrase)
        found.setdefault(shown, app_commands.Choice(name=shown, value=phrase[:CHOICE_LIMIT]))
    return list(found.values())


def _said(interaction: Interaction, visit: Visit, phrase: str) -> str:
    try:
        read = read_day(phrase, zone=visit.settings.zone, now=interaction.client.clock.now())
    except InvalidInputError as error:
        return clip(visit.t.plain(error.key, **error.values), CHOICE_LIMIT)
    return "" if read is None else clip(day(read, visit.t), CHOICE_LIMIT)
