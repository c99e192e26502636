"""The SQL of a project's home: what is shown of it at one look, and what was typed into a form that was refused."""

import datetime as dt
import json
from typing import Final

from bot.clock import to_epoch
from bot.exchanges.founding.typed import Typed
from bot.exchanges.readiness_rules import Claim
from bot.storage.database import Transaction

MOST_TYPED: Final = 5
"""So many refused forms a person keeps in a guild; the oldest go."""


def rungs(tx: Transaction, exchange_id: int) -> list[tuple[str, str, int | None, str | None]]:
    """(rung, name, when it was confirmed, valid until) of everybody on the ladder, by name. As few values as can be: 500 are read
    each time somebody looks."""
    return tx.all(  # type: ignore[return-value]  # a Row is a sequence
        "SELECT c.rung, o.name, c.confirmed_at, c.valid_until FROM exchange_commitment c"
        " JOIN organisation o ON o.id = c.organisation_id WHERE c.exchange_id = ? AND o.merged_into IS NULL"
        " ORDER BY o.folded, o.id",
        (exchange_id,),
    )


def claim(tx: Transaction, exchange_id: int, what: str, one: Claim, by: str) -> None:
    """Store what is said of a stage, in place of what was."""
    tx.execute(
        "INSERT INTO exchange_claim (exchange_id, what, points, evidence, said_by, said_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (exchange_id, what) DO UPDATE SET points = excluded.points, evidence = excluded.evidence,"
        " said_by = excluded.said_by, said_at = excluded.said_at",
        (exchange_id, what, one.points, one.evidence, by, to_epoch(tx.now)),
    )


def last_event(tx: Transaction, exchange_id: int) -> int:
    """The id of the latest line of the history."""
    row = tx.one("SELECT max(id) AS id FROM exchange_event WHERE exchange_id = ?", (exchange_id,))
    return 0 if row is None or row["id"] is None else int(row["id"])


def names(tx: Transaction, guild_id: int, ids: frozenset[int]) -> dict[int, str]:
    """The names of organisations; of one that was merged, the name it had."""
    if not ids:
        return {}
    marks = ",".join("?" * len(ids))
    rows = tx.all(
        f"SELECT id, name FROM organisation WHERE guild_id = ? AND id IN ({marks})",  # noqa: S608 - marks alone
        (guild_id, *ids),
    )
    return {row["id"]: row["name"] for row in rows}


# What was typed


def keep(tx: Transaction, guild_id: int, user_id: int, typed: Typed) -> int:
    """Keep what was typed; returns its id."""
    made = tx.insert(
        "INSERT INTO exchange_typed (guild_id, user_id, exchange_id, form, fields, typed_at) VALUES (?, ?, ?, ?, ?, ?)",
        (guild_id, user_id, typed.exchange_id, typed.form, json.dumps(dict(typed.fields)), to_epoch(tx.now)),
    )
    tx.execute(
        "DELETE FROM exchange_typed WHERE guild_id = ? AND user_id = ? AND id NOT IN (SELECT id FROM exchange_typed"
        " WHERE guild_id = ? AND user_id = ? ORDER BY id DESC LIMIT ?)",
        (guild_id, user_id, guild_id, user_id, MOST_TYPED),
    )
    return made


def typed(tx: Transaction, guild_id: int, user_id: int, typed_id: int) -> Typed | None:
    """What this person typed in this guild."""
    row = tx.one(
        "SELECT exchange_id, form, fields FROM exchange_typed WHERE guild_id = ? AND user_id = ? AND id = ?",
        (guild_id, user_id, typed_id),
    )
    if row is None:
        return None
    return Typed(form=row["form"], exchange_id=row["exchange_id"], fields=json.loads(row["fields"]))


def forget_typed(tx: Transaction, before: dt.datetime, *, most: int = 500) -> int:
    """Remove what was typed before an instant; returns how many rows."""
    return tx.execute(
        "DELETE FROM exchange_typed WHERE id IN (SELECT id FROM exchange_typed WHERE typed_at < ? LIMIT ?)",
        (to_epoch(before), most),
    )
