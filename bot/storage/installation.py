"""Facts about this installation: the time-zone data that pending rows were computed with, the commands last synced."""

from bot.storage.database import Database, Transaction


async def fact(database: Database, key: str) -> str | None:
    """What was noted under a key."""

    def operation(tx: Transaction) -> str | None:
        row = tx.one("SELECT value FROM installation WHERE key = ?", (key,))
        return None if row is None else str(row["value"])

    return await database.read(operation)


async def note(database: Database, key: str, value: str) -> None:
    """Note a fact."""
    await database.write(
        lambda tx: tx.execute(
            "INSERT INTO installation (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )
    )
