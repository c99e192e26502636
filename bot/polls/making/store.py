"""The SQL of what was typed into a form that was refused: kept for a day, so that the form opens again with it."""

import json

from bot.clock import to_epoch
from bot.polls.making.reading import TypedForm
from bot.storage.database import Transaction

MOST_TYPED = 5
"""So many a person keeps in a guild; the oldest go."""


def keep(tx: Transaction, guild_id: int, user_id: int, typed: TypedForm) -> int:
    """Keep what was typed; returns its id."""
    made = tx.insert(
        "INSERT INTO poll_typed (guild_id, user_id, poll_id, start, fields, typed_at) VALUES (?, ?, ?, ?, ?, ?)",
        (guild_id, user_id, typed.poll_id, typed.form, json.dumps(dict(typed.fields)), to_epoch(tx.now)),
    )
    tx.execute(
        "DELETE FROM poll_typed WHERE guild_id = ? AND user_id = ? AND id NOT IN (SELECT id FROM poll_typed"
        " WHERE guild_id = ? AND user_id = ? ORDER BY id DESC LIMIT ?)",
        (guild_id, user_id, guild_id, user_id, MOST_TYPED),
    )
    return made


def get(tx: Transaction, guild_id: int, user_id: int, typed_id: int) -> TypedForm | None:
    """What this person typed in this guild."""
    row = tx.one(
        "SELECT poll_id, start, fields FROM poll_typed WHERE guild_id = ? AND user_id = ? AND id = ?",
        (guild_id, user_id, typed_id),
    )
    if row is None:
        return None
    return TypedForm(form=row["start"], poll_id=row["poll_id"], fields=json.loads(row["fields"]))
