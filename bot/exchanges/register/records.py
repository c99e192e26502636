"""What other rooms ask of the register: functions of a transaction."""

import datetime as dt

from bot.errors import NotFoundError
from bot.exchanges.model import Project
from bot.exchanges.register import store
from bot.exchanges.register.model import (
    OPEN,
    Action,
    Decision,
    DecisionState,
    Objection,
    Stakeholder,
    about,
)
from bot.storage.database import Transaction

__all__ = [
    "actions",
    "adopted",
    "decision",
    "decisions",
    "existing",
    "next_action",
    "objections",
    "open_actions",
    "open_decisions",
    "reviews",
    "stakeholders",
]


def existing(tx: Transaction, guild_id: int, decision_id: int) -> Decision:
    """A decision of this guild. Raises NotFoundError."""
    found = decision(tx, guild_id, decision_id)
    if found is None:
        raise NotFoundError("register-decision-not-found")
    return found


def decision(tx: Transaction, guild_id: int, decision_id: int) -> Decision | None:
    """A decision of this guild; None: there is none."""
    return store.decision(tx, guild_id, decision_id)


def decisions(tx: Transaction, project: Project) -> list[Decision]:
    """Every decision of a project, the newest first."""
    return store.decisions(tx, project.id)


def open_decisions(tx: Transaction, project: Project) -> list[Decision]:
    """What is proposed or discussed, the newest first."""
    return store.decisions(tx, project.id, sorted(OPEN))


def adopted(tx: Transaction, project: Project) -> list[Decision]:
    """What holds, the newest first."""
    return store.decisions(tx, project.id, (DecisionState.ADOPTED,))


def reviews(tx: Transaction, project: Project) -> list[tuple[dt.date, Decision]]:
    """Adopted decisions that are to be looked at again, the earliest first."""
    found = [(one.review_on, one) for one in adopted(tx, project) if one.review_on is not None]
    return sorted(found, key=lambda each: (each[0], each[1].id))


def objections(tx: Transaction, decision: Decision) -> list[Objection]:
    """What is held against a decision, in the order of time."""
    return store.objections(tx, decision.id)


def actions(tx: Transaction, project: Project) -> list[Action]:
    """Every action item of a project. `confidential` ones are for organisers and their owner."""
    return store.actions(tx, project.id)


def open_actions(tx: Transaction, project: Project) -> list[Action]:
    """Action items that are not done, the earliest date first. `confidential` ones are for organisers and their owner."""
    return store.open_actions(tx, project.id)


def stakeholders(tx: Transaction, project: Project) -> list[Stakeholder]:
    """A project's stakeholders by name: confidential but for who they are."""
    return store.stakeholders(tx, project.id)


def next_action(tx: Transaction, stakeholder: Stakeholder) -> Action | None:
    """What is to be done next with a stakeholder; confidential."""
    found = store.actions_about(tx, stakeholder.exchange_id, about("stakeholder", stakeholder.id))
    return found[0] if found else None
