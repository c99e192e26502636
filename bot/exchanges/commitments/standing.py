"""Where everybody stands, computed from the record; and the one way in which a rung changes. Functions of a transaction."""

import datetime as dt
from collections.abc import Mapping

from bot.exchanges.model import Organisation, Project, Standing
from bot.exchanges.rules import Commitment, Mass, Rung
from bot.people.actor import Actor
from bot.storage.database import Transaction


def commitments(tx: Transaction, project: Project) -> tuple[Commitment, ...]:
    """Everybody's commitment as the rules want it, with control groups and AS numbers as they are now."""
    raise NotImplementedError


def mass(tx: Transaction, project: Project) -> Mass:
    """The project's critical mass today."""
    raise NotImplementedError


def ladder(tx: Transaction, project: Project) -> Mapping[Rung, tuple[tuple[Organisation, Standing], ...]]:
    """Who stands on which rung, the highest rung first, by name within it; empty rungs are left out."""
    raise NotImplementedError


def say(
    tx: Transaction,
    project: Project,
    organisation_id: int,
    rung: Rung,
    actor: Actor | None,
    *,
    evidence: str = "",
    valid_until: dt.date | None = None,
    facility: str | None = None,
    speed: int | None = None,
    source: str = "",
) -> Standing:
    """Store what an organisation said, note it in the history, promise what follows (card, reminders).

    Whether the actor may was asked before. From a letter of intent on it waits for an organiser's confirmation.
    `source`: "import", "poll:<id>" or empty. Raises InvalidInputError for a rung that needs evidence without any.
    """
    raise NotImplementedError


def regrouped(tx: Transaction, guild_id: int, actor: Actor | None) -> None:
    """Organisations of the guild have other parents, names or AS numbers: tell each project whose critical mass changed."""
    raise NotImplementedError
