"""The SQL of the charter."""

import datetime as dt
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.delivery.recurrence import Plan, Rule
from bot.storage.database import Transaction
from bot.topics.charter.rules import Charter, CharterState, Setting

_COLUMNS = "id, guild_id, state, number, title, body, author, version, published_at, asked_again_at"
# ruff: noqa: S608 - every text that is put in is a constant of this file

# Versions and drafts


def current(tx: Transaction, guild_id: int) -> Charter | None:
    """The version that applies; None before the first."""
    row = tx.one(
        f"SELECT {_COLUMNS} FROM charter WHERE guild_id = ? AND state = 'published' ORDER BY number DESC LIMIT 1",
        (guild_id,),
    )
    return None if row is None else _charter(row)


def get(tx: Transaction, guild_id: int, charter_id: int) -> Charter | None:
    """A version or a draft of this guild, or None."""
    row = tx.one(f"SELECT {_COLUMNS} FROM charter WHERE guild_id = ? AND id = ?", (guild_id, charter_id))
    return None if row is None else _charter(row)


def versions(tx: Transaction, guild_id: int, *, limit: int, offset: int) -> list[Charter]:
    """What applied and applies, the newest first."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM charter WHERE guild_id = ? AND state = 'published'"
        " ORDER BY number DESC LIMIT ? OFFSET ?",
        (guild_id, limit, offset),
    )
    return [_charter(row) for row in rows]


def draft_of(tx: Transaction, guild_id: int, author: str) -> Charter | None:
    """An author's draft."""
    row = tx.one(
        f"SELECT {_COLUMNS} FROM charter WHERE author = ? AND guild_id = ? AND state = 'draft'",
        (author, guild_id),
    )
    return None if row is None else _charter(row)


def keep_draft(
    tx: Transaction, guild_id: int, author: str, *, number: int, title: str, body: str
) -> Charter | None:
    """Store an author's draft, or its new text. `number` stays that of the one that is there."""
    row = tx.one(
        "INSERT INTO charter (guild_id, state, number, title, body, author, updated_at) VALUES (?, 'draft', ?, ?, ?, ?, ?)"
        " ON CONFLICT (author, guild_id) WHERE state = 'draft' DO UPDATE SET title = excluded.title,"
        " body = excluded.body, version = version + 1, updated_at = excluded.updated_at RETURNING id",
        (guild_id, number, title, body, author, to_epoch(tx.now)),
    )
    return None if row is None else get(tx, guild_id, row["id"])


def publish(tx: Transaction, draft_id: int, number: int) -> None:
    """Make a draft the version that applies."""
    now = to_epoch(tx.now)
    tx.execute(
        "UPDATE charter SET state = 'published', number = ?, published_at = ?, updated_at = ? WHERE id = ?",
        (number, now, now, draft_id),
    )


def set_asked_again(tx: Transaction, charter_id: int) -> None:
    """From now on earlier versions count for nobody."""
    tx.execute("UPDATE charter SET asked_again_at = ? WHERE id = ?", (to_epoch(tx.now), charter_id))


def delete_draft(tx: Transaction, draft_id: int) -> None:
    tx.execute("DELETE FROM charter WHERE id = ? AND state = 'draft'", (draft_id,))


def delete_drafts_of(tx: Transaction, author: str) -> None:
    """For erasing a person: nobody could open them any more."""
    tx.execute("DELETE FROM charter WHERE author = ? AND state = 'draft'", (author,))


def forget_drafts(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove drafts that nobody touched since an instant, `limit` at most; returns how many."""
    return tx.execute(
        "DELETE FROM charter WHERE id IN (SELECT id FROM charter WHERE state = 'draft' AND updated_at < ? LIMIT ?)",
        (to_epoch(before), limit),
    )


# Readings


def read(tx: Transaction, charter: Charter, user_id: int) -> bool:
    """Note that a person has read a version; False when that was known."""
    return bool(
        tx.execute(
            "INSERT INTO charter_reading (charter_id, user_id, guild_id, at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            (charter.id, user_id, charter.guild_id, to_epoch(tx.now)),
        )
    )


def read_at(tx: Transaction, charter_id: int, user_id: int) -> dt.datetime | None:
    """When a person said that they have read a version."""
    row = tx.one("SELECT at FROM charter_reading WHERE charter_id = ? AND user_id = ?", (charter_id, user_id))
    return None if row is None else from_epoch(row["at"])


def count_readings(tx: Transaction, charter_id: int) -> int:
    """How many people have read a version."""
    row = tx.one("SELECT count(*) AS n FROM charter_reading WHERE charter_id = ?", (charter_id,))
    return 0 if row is None else int(row["n"])


def readings(tx: Transaction, charter_id: int, *, limit: int, offset: int) -> list[tuple[int, dt.datetime]]:
    """(person, when) of those who have read a version, the latest first."""
    rows = tx.all(
        "SELECT user_id, at FROM charter_reading WHERE charter_id = ? ORDER BY at DESC, user_id LIMIT ? OFFSET ?",
        (charter_id, limit, offset),
    )
    return [(row["user_id"], from_epoch(row["at"])) for row in rows]


def readers(tx: Transaction, charter_id: int) -> set[int]:
    """Who has read a version."""
    rows = tx.all("SELECT user_id FROM charter_reading WHERE charter_id = ?", (charter_id,))
    return {row["user_id"] for row in rows}


def furthest(tx: Transaction, guild_id: int, user_id: int) -> int | None:
    """The newest version that a person has read; None: none."""
    row = tx.one(
        "SELECT max(c.number) AS number FROM charter_reading r JOIN charter c ON c.id = r.charter_id"
        " WHERE r.user_id = ? AND r.guild_id = ?",
        (user_id, guild_id),
    )
    return None if row is None else row["number"]


def furthest_of_all(tx: Transaction, guild_id: int) -> dict[int, int]:
    """Person → the newest version that they have read."""
    rows = tx.all(
        "SELECT r.user_id, max(c.number) AS number FROM charter c JOIN charter_reading r ON r.charter_id = c.id"
        " WHERE c.guild_id = ? AND c.state = 'published' GROUP BY r.user_id",
        (guild_id,),
    )
    return {row["user_id"]: row["number"] for row in rows}


def needed(tx: Transaction, guild_id: int) -> int:
    """The oldest version that counts for the role: the last one with which everybody was asked again."""
    row = tx.one(
        "SELECT coalesce(max(number), 1) AS number FROM charter"
        " WHERE guild_id = ? AND state = 'published' AND asked_again_at IS NOT NULL",
        (guild_id,),
    )
    return 1 if row is None else int(row["number"])


# Settings


def setting(tx: Transaction, guild_id: int) -> Setting:
    """What a guild chose; the defaults where nothing is stored."""
    row = tx.one(
        "SELECT role_id, channel_id, wall, zone, rule, not_on, planned_until, version FROM charter_setting"
        " WHERE guild_id = ?",
        (guild_id,),
    )
    if row is None:
        return Setting(guild_id=guild_id)
    plan = None
    if row["wall"] is not None:
        plan = Plan(
            wall=dt.datetime.fromisoformat(row["wall"]),
            zone=row["zone"],
            rule=Rule.from_text(row["rule"]),
            not_on=frozenset(dt.date.fromisoformat(day) for day in row["not_on"].split()),
        )
    return Setting(
        guild_id=guild_id,
        role_id=row["role_id"],
        channel_id=row["channel_id"],
        plan=plan,
        planned_until=None if row["planned_until"] is None else from_epoch(row["planned_until"]),
        version=row["version"],
    )


def set_role(tx: Transaction, guild_id: int, role_id: int | None) -> None:
    """Store which role readers get, and raise the version."""
    _ensure(tx, guild_id)
    tx.execute(
        "UPDATE charter_setting SET role_id = ?, version = version + 1 WHERE guild_id = ?",
        (role_id, guild_id),
    )


def set_plan(tx: Transaction, guild_id: int, plan: Plan | None, channel_id: int | None) -> None:
    """Store when and where it is posted again, or that it is not, and raise the version."""
    _ensure(tx, guild_id)
    rule = None if plan is None or plan.rule is None else plan.rule.to_text()
    tx.execute(
        "UPDATE charter_setting SET wall = ?, zone = ?, rule = ?, not_on = ?, channel_id = ?, planned_until = NULL,"
        " version = version + 1 WHERE guild_id = ?",
        (
            None if plan is None else plan.wall.isoformat(),
            None if plan is None else plan.zone,
            rule,
            "" if plan is None else " ".join(sorted(day.isoformat() for day in plan.not_on)),
            channel_id,
            guild_id,
        ),
    )


def set_planned_until(tx: Transaction, guild_id: int, until: dt.datetime) -> None:
    tx.execute("UPDATE charter_setting SET planned_until = ? WHERE guild_id = ?", (to_epoch(until), guild_id))


def planned(
    tx: Transaction, last: int, limit: int, *, planned_before: dt.datetime | None = None
) -> list[int]:
    """Guilds with an id above `last` whose charter is posted again by a plan, in order of id.

    `planned_before`: only those whose planning does not reach that instant yet.
    """
    before = None if planned_before is None else to_epoch(planned_before)
    rows = tx.all(
        "SELECT guild_id FROM charter_setting WHERE wall IS NOT NULL AND guild_id > ?"
        " AND (? IS NULL OR coalesce(planned_until, 0) < ?) ORDER BY guild_id LIMIT ?",
        (last, before, before, limit),
    )
    return [row["guild_id"] for row in rows]


def _ensure(tx: Transaction, guild_id: int) -> None:
    tx.execute("INSERT INTO charter_setting (guild_id) VALUES (?) ON CONFLICT DO NOTHING", (guild_id,))


def _charter(row: Row) -> Charter:
    return Charter(
        id=row["id"],
        guild_id=row["guild_id"],
        state=CharterState(row["state"]),
        number=row["number"],
        title=row["title"],
        body=row["body"],
        author=row["author"],
        version=row["version"],
        published_at=None if row["published_at"] is None else from_epoch(row["published_at"]),
        asked_again_at=None if row["asked_again_at"] is None else from_epoch(row["asked_again_at"]),
    )
