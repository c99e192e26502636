"""The SQL of people: a person's own settings, which belong to no guild."""

from bot.clock import to_epoch
from bot.people.rules import MemberSettings
from bot.storage.database import Transaction


def settings(tx: Transaction, user_id: int) -> MemberSettings:
    """A person's settings; the defaults where nothing is stored."""
    row = tx.one("SELECT zone, language FROM member WHERE user_id = ?", (user_id,))
    if row is None:
        return MemberSettings(user_id=user_id)
    return MemberSettings(user_id=user_id, zone=row["zone"], language=row["language"])


def save(tx: Transaction, member: MemberSettings) -> None:
    """Store a person's settings."""
    tx.execute(
        "INSERT INTO member (user_id, zone, language, updated_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (user_id) DO UPDATE SET zone = excluded.zone, language = excluded.language,"
        " updated_at = excluded.updated_at",
        (member.user_id, member.zone, member.language, to_epoch(tx.now)),
    )
