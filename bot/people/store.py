"""The SQL of people: a person's own settings, which belong to no guild."""

import datetime as dt
from collections.abc import Iterable

from bot.clock import from_epoch, to_epoch
from bot.feature import Table
from bot.people.rules import MemberSettings
from bot.storage.database import Transaction


def settings(tx: Transaction, user_id: int) -> MemberSettings:
    """A person's settings; the defaults where nothing is stored."""
    row = tx.one(
        "SELECT zone, language, quiet_from, quiet_until, dm, hinted_at FROM member WHERE user_id = ?",
        (user_id,),
    )
    if row is None:
        return MemberSettings(user_id=user_id)
    quiet = None
    if row["quiet_from"] is not None:
        quiet = (dt.time.fromisoformat(row["quiet_from"]), dt.time.fromisoformat(row["quiet_until"]))
    return MemberSettings(
        user_id=user_id,
        zone=row["zone"],
        language=row["language"],
        quiet=quiet,
        dm=None if row["dm"] is None else bool(row["dm"]),
        hinted_at=None if row["hinted_at"] is None else from_epoch(row["hinted_at"]),
    )


def save(tx: Transaction, member: MemberSettings) -> None:
    """Store a person's settings."""
    start, end = (None, None) if member.quiet is None else (f"{one:%H:%M}" for one in member.quiet)
    tx.execute(
        "INSERT INTO member (user_id, zone, language, quiet_from, quiet_until, dm, hinted_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (user_id) DO UPDATE SET zone = excluded.zone, language = excluded.language,"
        " quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, dm = excluded.dm,"
        " hinted_at = excluded.hinted_at, updated_at = excluded.updated_at",
        (
            member.user_id,
            member.zone,
            member.language,
            start,
            end,
            None if member.dm is None else int(member.dm),
            None if member.hinted_at is None else to_epoch(member.hinted_at),
            to_epoch(tx.now),
        ),
    )


def zones_in_use(tx: Transaction) -> frozenset[str]:
    """Every zone that anybody chose for themselves."""
    return frozenset(row["zone"] for row in tx.all("SELECT DISTINCT zone FROM member WHERE zone IS NOT NULL"))


def zones_of_guild(
    tx: Transaction, guild_id: int, tables: Iterable[Table], *, least: int, limit: int
) -> list[str]:
    """The zones that most persons known in a guild chose, those of `least` persons or more.

    Known are those whom the declared tables name in rows of this guild, wherever the whole column is persons.
    """
    known: list[str] = []
    for table in tables:
        for person in table.people:
            if table.guild is None or person.inside is not None or person.only is not None:
                continue
            # Names of tables and columns are declared in our own code.
            if person.is_key:
                known.append(
                    f"SELECT k.user_id FROM {table.name} r JOIN actor_key k ON k.actor = r.{person.column}"  # noqa: S608
                    f" WHERE r.{table.guild} = ?"
                )
            else:
                known.append(f"SELECT {person.column} AS user_id FROM {table.name} WHERE {table.guild} = ?")  # noqa: S608
    if not known:
        return []
    rows = tx.all(
        "SELECT zone, count(*) AS persons FROM member"  # noqa: S608 - put together above
        f" WHERE zone IS NOT NULL AND user_id IN ({' UNION '.join(known)})"
        " GROUP BY zone HAVING count(*) >= ? ORDER BY persons DESC, zone LIMIT ?",
        (*[guild_id] * len(known), least, limit),
    )
    return [row["zone"] for row in rows]
