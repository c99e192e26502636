"""What the cogs of sessions and milestones share: times as they are typed for a cohort, and its choices."""

from collections.abc import Iterable

from discord import app_commands

from bot.client import Visit
from bot.cohorts.rules import Cohort
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.language import when, zones
from bot.language.rules import folded
from bot.language.safe_text import clip
from bot.language.when import Reading
from cogs.cohorting import CHOICE_LIMIT, MOST_CHOICES, Choices, Interaction


def read(interaction: Interaction, phrase: str, zone: str) -> Reading:
    """A time phrase in the zone of a cohort. Raises InvalidInputError."""
    return when.read_when(phrase, zone=zone, now=interaction.client.clock.now())


def zone_of(number: int) -> str:
    """The zone that a press carries. Raises StaleError for one that nobody sent."""
    zone = zones.numbered(number)
    if zone is None:
        raise StaleError("stale-press")
    return zone


async def echo(interaction: Interaction, visit: Visit, typed: str, zone: str, *, once: str = "") -> Choices:
    """What the phrase means in a zone, before anything is done with it; or why it means nothing; or ways to say it.

    `once`: what is said of a phrase that repeats, where one date is wanted.
    """
    now = interaction.client.clock.now()
    phrases = [typed] if typed.strip() else []
    phrases += [one for one in when.suggest(typed, zone=zone, now=now) if one not in phrases]
    found: dict[str, app_commands.Choice[str]] = {}
    for phrase in phrases[:MOST_CHOICES]:
        try:
            reading = when.read_when(phrase, zone=zone, now=now)
            if once and reading.plan.rule is not None:
                if phrase != typed:
                    continue
                shown = once
            else:
                shown = when.echo(reading, visit.t)
        except InvalidInputError as error:
            shown = visit.t.plain(error.key, **error.values)
        name = clip(shown, CHOICE_LIMIT)  # two phrases that mean the same are one row
        found.setdefault(name, app_commands.Choice(name=name, value=phrase[:CHOICE_LIMIT]))
    return list(found.values())


def session(typed: str) -> int:
    """The session behind a choice of a picker. Raises NotFoundError for what was typed and not chosen."""
    found = _number(typed)
    if found is None:
        raise NotFoundError("cohort-session-not-found")
    return found


def milestone(typed: str) -> int:
    """The milestone behind a choice of a picker. Raises NotFoundError for what was typed and not chosen."""
    found = _number(typed)
    if found is None:
        raise NotFoundError("cohort-milestone-not-found")
    return found


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 18 else None


def offered(names: Iterable[tuple[str, int]], typed: str) -> Choices:
    """What an option offers: things whose name holds what was typed."""
    wanted = folded(typed.strip())
    return [
        app_commands.Choice(name=clip(name, CHOICE_LIMIT), value=str(which))
        for name, which in names
        if wanted in folded(name)
    ][:MOST_CHOICES]


def named(interaction: Interaction, cohorts: Iterable[Cohort], usual: str) -> str:
    """The zone of the cohort that another option of the command names already; `usual` where none does."""
    typed = str(getattr(interaction.namespace, "cohort", "") or "")
    return next(
        (one.zone for one in cohorts if str(one.id) == typed or folded(one.name) == folded(typed.strip())),
        usual,
    )
