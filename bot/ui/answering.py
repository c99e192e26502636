"""How an interaction went, for the log and for whoever counts.

Its ids are bound for the length of its task, so that each line of the log that it causes carries them. A name here is
always one of ours: what somebody sent in an altered client is "other", so that nobody can invent names without end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

import discord
from structlog.contextvars import bind_contextvars

COMMAND, PRESS = "command", "press"
OTHER: Final = "other"
OK, REFUSED, BROKEN = "ok", "refused", "broken"

_BEGAN, _OUTCOME = "began", "outcome"
Interaction = discord.Interaction[Any]


@dataclass(frozen=True, kw_only=True)
class Answered:
    """`kind` is COMMAND or PRESS, `name` a command's or a route's, `outcome` OK, REFUSED or BROKEN."""

    kind: str
    name: str
    outcome: str
    seconds: float


Listener = Callable[[Answered], None]


def begin(interaction: Interaction) -> None:
    """Called first, in the task of the interaction."""
    bind_contextvars(interaction=interaction.id, guild=interaction.guild_id)
    interaction.extras[_BEGAN] = perf_counter()


def failed(interaction: Interaction, *, broken: bool) -> None:
    """It was refused, or broke."""
    interaction.extras[_OUTCOME] = BROKEN if broken else REFUSED


def ended(interaction: Interaction, kind: str, name: str) -> Answered:
    """Called last. `name` is one of ours, or OTHER."""
    return Answered(
        kind=kind,
        name=name,
        outcome=interaction.extras.get(_OUTCOME, OK),
        seconds=perf_counter() - interaction.extras.get(_BEGAN, perf_counter()),
    )
