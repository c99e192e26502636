"""The SQL of templates."""

from sqlite3 import Row

from bot.announcements.templates.rules import Template
from bot.clock import from_epoch, to_epoch
from bot.storage.database import Transaction

_COLUMNS = "id, guild_id, name, title, body, author, version, updated_at"


def insert(
    tx: Transaction, *, guild_id: int, name: str, folded: str, title: str, body: str, author: str
) -> int:
    """Store a template; returns its id. Raises sqlite3.IntegrityError for a name that is taken."""
    return tx.insert(
        "INSERT INTO announcement_template (guild_id, name, folded, title, body, author, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (guild_id, name, folded, title, body, author, to_epoch(tx.now)),
    )


def get(tx: Transaction, guild_id: int, template_id: int) -> Template | None:
    """A template of this guild, or None."""
    row = tx.one(
        f"SELECT {_COLUMNS} FROM announcement_template WHERE guild_id = ? AND id = ?",  # noqa: S608 - our own constant
        (guild_id, template_id),
    )
    return None if row is None else _template(row)


def every(tx: Transaction, guild_id: int) -> list[Template]:
    """A guild's templates by name."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM announcement_template WHERE guild_id = ? ORDER BY folded",  # noqa: S608 - our own constant
        (guild_id,),
    )
    return [_template(row) for row in rows]


def change(tx: Transaction, template_id: int, *, name: str, folded: str, title: str, body: str) -> None:
    """Store what it says now and raise the version. Raises sqlite3.IntegrityError for a name that is taken."""
    tx.execute(
        "UPDATE announcement_template SET name = ?, folded = ?, title = ?, body = ?, version = version + 1,"
        " updated_at = ? WHERE id = ?",
        (name, folded, title, body, to_epoch(tx.now), template_id),
    )


def delete(tx: Transaction, template_id: int) -> None:
    tx.execute("DELETE FROM announcement_template WHERE id = ?", (template_id,))


def _template(row: Row) -> Template:
    return Template(
        id=row["id"],
        guild_id=row["guild_id"],
        name=row["name"],
        title=row["title"],
        body=row["body"],
        author=row["author"],
        version=row["version"],
        updated_at=from_epoch(row["updated_at"]),
    )
