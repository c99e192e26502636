"""The SQL of closing: sealed polls that are still to be cleaned up, and Discord's events of dates."""

from bot.polls import store
from bot.polls.rules import Poll
from bot.storage.database import Transaction

TO_CLEAN, CLEAN = 1, 0
"""`poll.cleaning`; between the two it is the instant (epoch seconds) at which the database was rewritten."""


def cleaning(tx: Transaction) -> list[tuple[int, int, int]]:
    """(poll, opened at, `cleaning`) of every guild's sealed polls of which something may be left, the oldest first."""
    rows = tx.all("SELECT id, opened_at, cleaning FROM poll WHERE cleaning <> 0 ORDER BY id")
    return [(row["id"], row["opened_at"], row["cleaning"]) for row in rows]


def set_cleaning(tx: Transaction, poll_ids: list[int], value: int) -> None:
    """Note how far the cleaning of polls is."""
    tx.many("UPDATE poll SET cleaning = ? WHERE id = ?", [(value, one) for one in poll_ids])


def event_shown(tx: Transaction, poll_id: int) -> str:
    """What Discord's event of a date was last promised to show; empty: there is none."""
    row = tx.one("SELECT event_shown FROM poll WHERE id = ?", (poll_id,))
    return "" if row is None else str(row["event_shown"])


def voided(tx: Transaction) -> list[Poll]:
    """Every guild's void polls whose date still has an event."""
    rows = tx.all("SELECT guild_id, id FROM poll WHERE state = 'void' AND event_id IS NOT NULL")
    found = (store.get(tx, row["guild_id"], row["id"]) for row in rows)
    return [one for one in found if one is not None]
