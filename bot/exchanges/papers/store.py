"""What papers are made of, read from what the rooms of exchanges keep. It writes nothing."""

import json
from sqlite3 import Row

from bot.exchanges.model import Project
from bot.storage.database import Transaction


def decisions(tx: Transaction, exchange_id: int) -> list[Row]:
    """Every decision, as it was made, with how many objections wait for an answer."""
    return tx.all(
        "SELECT d.id, d.topic, d.state, d.title, d.text, d.evidence, d.review_on, d.decided_at, d.consensus,"
        " (SELECT count(*) FROM exchange_objection o WHERE o.decision_id = d.id AND o.withdrawn = 0 AND o.answer = '')"
        " AS waiting FROM exchange_decision d WHERE d.exchange_id = ? ORDER BY d.id",
        (exchange_id,),
    )


def objections(tx: Transaction, exchange_id: int) -> list[Row]:
    """What was held against decisions, and answered."""
    return tx.all(
        "SELECT o.decision_id, o.text, o.answer, o.withdrawn FROM exchange_objection o"
        " JOIN exchange_decision d ON d.id = o.decision_id WHERE d.exchange_id = ? ORDER BY o.id",
        (exchange_id,),
    )


def actions(tx: Transaction, exchange_id: int) -> list[Row]:
    """Who does what by when, the next one first."""
    return tx.all(
        "SELECT what, owner_id, due_on, done_at FROM exchange_action WHERE exchange_id = ?"
        " ORDER BY done_at IS NOT NULL, due_on IS NULL, due_on, id",
        (exchange_id,),
    )


def stakeholders(tx: Transaction, exchange_id: int) -> list[Row]:
    """Those without an AS number, by organisation."""
    return tx.all(
        "SELECT organisation_id, position, owner_id, contacted_on, note FROM exchange_stakeholder"
        " WHERE exchange_id = ? ORDER BY organisation_id",
        (exchange_id,),
    )


def sites(tx: Transaction, exchange_id: int) -> list[tuple[str, str, dict[str, list[object]]]]:
    """(name, address, criterion → [points, evidence]) of each site, by name."""
    rows = tx.all(
        "SELECT name, address, scores FROM exchange_site WHERE exchange_id = ? ORDER BY folded",
        (exchange_id,),
    )
    return [(row["name"], row["address"], json.loads(row["scores"])) for row in rows]


def files(tx: Transaction, exchange_id: int) -> dict[int, str]:
    """The names of the files that prove something, by id."""
    rows = tx.all("SELECT id, name FROM exchange_file WHERE exchange_id = ?", (exchange_id,))
    return {row["id"]: row["name"] for row in rows}


def moves(tx: Transaction, project: Project) -> str:
    """[id, at, what, details] of the whole history as one JSON text: SQLite makes it, and holds nobody up meanwhile."""
    row = tx.one(
        "SELECT json_group_array(json_array(id, at, what, details)) AS moves FROM exchange_event WHERE exchange_id = ?",
        (project.id,),
    )
    return "[]" if row is None else str(row["moves"])
