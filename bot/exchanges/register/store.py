"""The SQL of the register: decisions, objections, action items, stakeholders."""

import datetime as dt
from collections.abc import Collection
from sqlite3 import Row
from typing import Any, Final

from bot.clock import from_epoch, to_epoch
from bot.exchanges.model import Topic
from bot.exchanges.register.model import Action, Decision, DecisionState, Objection, Position, Stakeholder
from bot.storage.database import SqlValue, Transaction

_DECISION: Final = ("topic", "state", "title", "text", "evidence", "poll_id", "consensus", "superseded_by", "review_on", "decided_at")  # fmt: skip
_ACTION: Final = ("what", "owner_id", "due_on", "done_at", "about")
_STAKEHOLDER: Final = ("organisation_id", "position", "owner_id", "contacted_on", "note")
# ruff: noqa: S608 - every text that is put in is a constant of this file


# Decisions


def insert_decision(tx: Transaction, one: Decision) -> int:
    """Store a new decision (its id, version and dates of change do not matter); returns its id."""
    now = to_epoch(tx.now)
    columns = ("exchange_id", "guild_id", "created_by", *_DECISION)
    return tx.insert(
        f"INSERT INTO exchange_decision ({', '.join(columns)}, created_at, updated_at)"
        f" VALUES ({', '.join('?' * (len(columns) + 2))})",
        (*(_sql(getattr(one, column)) for column in columns), now, now),
    )


def decision(tx: Transaction, guild_id: int, decision_id: int) -> Decision | None:
    """A decision of this guild."""
    row = tx.one("SELECT * FROM exchange_decision WHERE guild_id = ? AND id = ?", (guild_id, decision_id))
    return None if row is None else _decision(row)


def decisions(
    tx: Transaction, exchange_id: int, states: Collection[DecisionState] = tuple(DecisionState)
) -> list[Decision]:
    """A project's decisions in these states, the newest first."""
    marks = ",".join("?" * len(states))
    rows = tx.all(
        f"SELECT * FROM exchange_decision WHERE exchange_id = ? AND state IN ({marks}) ORDER BY id DESC",
        (exchange_id, *states),
    )
    return [_decision(row) for row in rows]


def replaced_by(tx: Transaction, exchange_id: int, decision_id: int) -> list[Decision]:
    """What a decision takes the place of, or is to."""
    rows = tx.all(
        "SELECT * FROM exchange_decision WHERE exchange_id = ? AND superseded_by = ? ORDER BY id",
        (exchange_id, decision_id),
    )
    return [_decision(row) for row in rows]


def change_decision(tx: Transaction, one: Decision) -> None:
    """Store a decision as it is now and raise its version."""
    _change(tx, "exchange_decision", _DECISION, one.id, one, moved=True)


# Objections


def object_(tx: Transaction, guild_id: int, decision_id: int, user_id: int, text: str) -> None:
    """Store what somebody holds against a decision, in place of what they said before; an answer to that is gone."""
    tx.execute(
        "INSERT INTO exchange_objection (decision_id, guild_id, user_id, text, created_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (decision_id, user_id) DO UPDATE SET text = excluded.text, answer = '', withdrawn = 0,"
        " version = version + 1, created_at = excluded.created_at",
        (decision_id, guild_id, user_id, text, to_epoch(tx.now)),
    )


def objection(tx: Transaction, guild_id: int, objection_id: int) -> Objection | None:
    """An objection of this guild."""
    row = tx.one("SELECT * FROM exchange_objection WHERE guild_id = ? AND id = ?", (guild_id, objection_id))
    return None if row is None else _objection(row)


def objections(tx: Transaction, decision_id: int) -> list[Objection]:
    """What is held against a decision, in the order of time."""
    rows = tx.all("SELECT * FROM exchange_objection WHERE decision_id = ? ORDER BY id", (decision_id,))
    return [_objection(row) for row in rows]


def settle_objection(tx: Transaction, one: Objection) -> None:
    """Store its answer and whether it was withdrawn, and raise its version."""
    tx.execute(
        "UPDATE exchange_objection SET answer = ?, withdrawn = ?, version = version + 1 WHERE id = ?",
        (one.answer, int(one.withdrawn), one.id),
    )


# Action items


def insert_action(tx: Transaction, one: Action) -> int:
    """Store a new action item; returns its id."""
    columns = ("exchange_id", "guild_id", *_ACTION)
    return tx.insert(
        f"INSERT INTO exchange_action ({', '.join(columns)}, created_at)"
        f" VALUES ({', '.join('?' * (len(columns) + 1))})",
        (*(_sql(getattr(one, column)) for column in columns), to_epoch(tx.now)),
    )


def action(tx: Transaction, guild_id: int, action_id: int) -> Action | None:
    """An action item of this guild."""
    row = tx.one("SELECT * FROM exchange_action WHERE guild_id = ? AND id = ?", (guild_id, action_id))
    return None if row is None else _action(row)


def actions(tx: Transaction, exchange_id: int) -> list[Action]:
    """Every action item of a project."""
    rows = tx.all("SELECT * FROM exchange_action WHERE exchange_id = ? ORDER BY id", (exchange_id,))
    return [_action(row) for row in rows]


def open_actions(tx: Transaction, exchange_id: int) -> list[Action]:
    """Action items of a project that are not done, the earliest date first, those without one last."""
    rows = tx.all(
        "SELECT * FROM exchange_action WHERE exchange_id = ? AND done_at IS NULL"
        " ORDER BY due_on IS NULL, due_on, id",
        (exchange_id,),
    )
    return [_action(row) for row in rows]


def actions_about(tx: Transaction, exchange_id: int, about: str) -> list[Action]:
    """Action items about a record that are not done, the earliest date first."""
    rows = tx.all(
        "SELECT * FROM exchange_action WHERE exchange_id = ? AND about = ? AND done_at IS NULL"
        " ORDER BY due_on IS NULL, due_on, id",
        (exchange_id, about),
    )
    return [_action(row) for row in rows]


def change_action(tx: Transaction, one: Action) -> None:
    """Store an action item as it is now and raise its version."""
    _change(tx, "exchange_action", _ACTION, one.id, one)


def delete_action(tx: Transaction, action_id: int) -> None:
    """Forget an action item."""
    tx.execute("DELETE FROM exchange_action WHERE id = ?", (action_id,))


def delete_actions_about(tx: Transaction, exchange_id: int, about: str) -> None:
    """Forget what was to be done about a record, done or not."""
    tx.execute("DELETE FROM exchange_action WHERE exchange_id = ? AND about = ?", (exchange_id, about))


# Stakeholders


def insert_stakeholder(tx: Transaction, one: Stakeholder) -> int:
    """Store a new stakeholder; returns its id. sqlite3.IntegrityError: the organisation is one already."""
    columns = ("exchange_id", "guild_id", *_STAKEHOLDER)
    return tx.insert(
        f"INSERT INTO exchange_stakeholder ({', '.join(columns)}, updated_at)"
        f" VALUES ({', '.join('?' * (len(columns) + 1))})",
        (*(_sql(getattr(one, column)) for column in columns), to_epoch(tx.now)),
    )


def stakeholder(tx: Transaction, guild_id: int, stakeholder_id: int) -> Stakeholder | None:
    """A stakeholder of this guild."""
    row = tx.one(
        "SELECT * FROM exchange_stakeholder WHERE guild_id = ? AND id = ?", (guild_id, stakeholder_id)
    )
    return None if row is None else _stakeholder(row)


def stakeholder_of(tx: Transaction, exchange_id: int, organisation_id: int) -> Stakeholder | None:
    """An organisation as a project's stakeholder."""
    row = tx.one(
        "SELECT * FROM exchange_stakeholder WHERE exchange_id = ? AND organisation_id = ?",
        (exchange_id, organisation_id),
    )
    return None if row is None else _stakeholder(row)


def stakeholders(tx: Transaction, exchange_id: int) -> list[Stakeholder]:
    """A project's stakeholders, by name of their organisation."""
    rows = tx.all(
        "SELECT s.* FROM exchange_stakeholder s JOIN organisation o ON o.id = s.organisation_id"
        " WHERE s.exchange_id = ? ORDER BY o.folded, s.id",
        (exchange_id,),
    )
    return [_stakeholder(row) for row in rows]


def change_stakeholder(tx: Transaction, one: Stakeholder) -> None:
    """Store a stakeholder as it is now and raise its version."""
    _change(tx, "exchange_stakeholder", _STAKEHOLDER, one.id, one, moved=True)


def delete_stakeholder(tx: Transaction, stakeholder_id: int) -> None:
    """Forget a stakeholder."""
    tx.execute("DELETE FROM exchange_stakeholder WHERE id = ?", (stakeholder_id,))


# Parts


def _change(
    tx: Transaction, table: str, columns: tuple[str, ...], row_id: int, one: object, *, moved: bool = False
) -> None:
    values: list[SqlValue] = [_sql(getattr(one, column)) for column in columns]
    sets = [f"{column} = ?" for column in columns]
    if moved:
        sets.append("updated_at = ?")
        values.append(to_epoch(tx.now))
    tx.execute(f"UPDATE {table} SET {', '.join(sets)}, version = version + 1 WHERE id = ?", (*values, row_id))


def _sql(value: Any) -> SqlValue:
    if isinstance(value, dt.datetime):
        return to_epoch(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return int(value) if isinstance(value, bool) else value


def _decision(row: Row) -> Decision:
    return Decision(
        id=row["id"],
        exchange_id=row["exchange_id"],
        guild_id=row["guild_id"],
        topic=Topic(row["topic"]),
        state=DecisionState(row["state"]),
        title=row["title"],
        text=row["text"],
        evidence=row["evidence"],
        poll_id=row["poll_id"],
        consensus=bool(row["consensus"]),
        superseded_by=row["superseded_by"],
        review_on=_day(row["review_on"]),
        decided_at=None if row["decided_at"] is None else from_epoch(row["decided_at"]),
        created_by=row["created_by"],
        version=row["version"],
        created_at=from_epoch(row["created_at"]),
        updated_at=from_epoch(row["updated_at"]),
    )


def _objection(row: Row) -> Objection:
    return Objection(
        id=row["id"],
        decision_id=row["decision_id"],
        user_id=row["user_id"],
        text=row["text"],
        answer=row["answer"],
        withdrawn=bool(row["withdrawn"]),
        version=row["version"],
        created_at=from_epoch(row["created_at"]),
    )


def _action(row: Row) -> Action:
    return Action(
        id=row["id"],
        exchange_id=row["exchange_id"],
        guild_id=row["guild_id"],
        what=row["what"],
        owner_id=row["owner_id"],
        due_on=_day(row["due_on"]),
        done_at=None if row["done_at"] is None else from_epoch(row["done_at"]),
        about=row["about"],
        version=row["version"],
        created_at=from_epoch(row["created_at"]),
    )


def _stakeholder(row: Row) -> Stakeholder:
    return Stakeholder(
        id=row["id"],
        exchange_id=row["exchange_id"],
        guild_id=row["guild_id"],
        organisation_id=row["organisation_id"],
        position=Position(row["position"]),
        owner_id=row["owner_id"],
        contacted_on=_day(row["contacted_on"]),
        note=row["note"],
        version=row["version"],
        updated_at=from_epoch(row["updated_at"]),
    )


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
