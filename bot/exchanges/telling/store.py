"""The SQL of what is told of projects: who is in their threads, what is due, who heard of it, what is found."""

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from sqlite3 import Row
from typing import Final

from bot.clock import from_epoch, to_epoch
from bot.exchanges.model import Project
from bot.exchanges.telling.rules import What
from bot.storage.database import Transaction

# ruff: noqa: S608 - every text that is put in is a constant of this file

# Who is in the organisers' thread


def let_in(tx: Transaction, project: Project, user_id: int) -> bool:
    """Note that somebody belongs there; False: they did before."""
    return bool(
        tx.execute(
            "INSERT INTO exchange_insider (exchange_id, guild_id, user_id, seen_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (exchange_id, user_id) DO NOTHING",
            (project.id, project.guild_id, user_id, to_epoch(tx.now)),
        )
    )


def put_out(tx: Transaction, exchange_id: int, user_id: int) -> bool:
    """Note that somebody does not belong there any more; False: they did not."""
    return bool(
        tx.execute(
            "DELETE FROM exchange_insider WHERE exchange_id = ? AND user_id = ?", (exchange_id, user_id)
        )
    )


def insiders(tx: Transaction, exchange_id: int) -> list[int]:
    """Who belongs there."""
    rows = tx.all(
        "SELECT user_id FROM exchange_insider WHERE exchange_id = ? ORDER BY user_id", (exchange_id,)
    )
    return [row["user_id"] for row in rows]


def unseen(tx: Transaction, before: dt.datetime, limit: int) -> list[tuple[int, int]]:
    """(guild, member) of insiders whom Discord has not been asked about since an instant, the longest ago first."""
    rows = tx.all(
        "SELECT guild_id, user_id, min(seen_at) AS seen FROM exchange_insider WHERE seen_at < ?"
        " GROUP BY guild_id, user_id ORDER BY seen LIMIT ?",
        (to_epoch(before), limit),
    )
    return [(row["guild_id"], row["user_id"]) for row in rows]


def set_seen(tx: Transaction, guild_id: int, user_id: int) -> None:
    """Discord was asked about an insider."""
    tx.execute(
        "UPDATE exchange_insider SET seen_at = ? WHERE guild_id = ? AND user_id = ?",
        (to_epoch(tx.now), guild_id, user_id),
    )


def inside_of(tx: Transaction, guild_id: int, user_id: int) -> list[int]:
    """The projects of a guild in whose thread somebody is."""
    rows = tx.all(
        "SELECT exchange_id FROM exchange_insider WHERE guild_id = ? AND user_id = ? ORDER BY exchange_id",
        (guild_id, user_id),
    )
    return [row["exchange_id"] for row in rows]


# What is due


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something with a date. `since`: when that was set. `owner_id`: whose it is, of an action."""

    what: What
    id: int
    title: str
    on: dt.date
    since: dt.datetime
    owner_id: int | None = None
    about: str = ""
    version: int = 1


_DUE: Final = {
    What.LAPSE: "SELECT c.organisation_id AS id, o.name AS title, c.valid_until AS day, c.updated_at AS since,"
    " NULL AS owner_id, '' AS about, c.version FROM exchange_commitment c JOIN organisation o ON o.id = c.organisation_id"
    " WHERE c.exchange_id = :project AND c.valid_until IS NOT NULL AND c.rung NOT IN ('declined', 'lapsed')",
    What.LAPSED: "SELECT c.organisation_id AS id, o.name AS title, c.valid_until AS day, c.updated_at AS since,"
    " NULL AS owner_id, '' AS about, c.version FROM exchange_commitment c JOIN organisation o ON o.id = c.organisation_id"
    " WHERE c.exchange_id = :project AND c.valid_until IS NOT NULL AND c.rung = 'lapsed'",
    What.ACTION: "SELECT id, what AS title, due_on AS day, created_at AS since, owner_id, about, version"
    " FROM exchange_action WHERE exchange_id = :project AND due_on IS NOT NULL AND done_at IS NULL",
    What.REVIEW: "SELECT id, title, review_on AS day, updated_at AS since, NULL AS owner_id, '' AS about, version"
    " FROM exchange_decision WHERE exchange_id = :project AND review_on IS NOT NULL AND state = 'adopted'",
}


def due(tx: Transaction, exchange_id: int, what: What, *, since: dt.date | None, until: dt.date) -> list[Due]:
    """What of a project has its date in [since, until], the earliest first."""
    rows = tx.all(
        f"SELECT * FROM ({_DUE[what]}) WHERE day <= :until AND (:since IS NULL OR day >= :since) ORDER BY day, id",
        {
            "project": exchange_id,
            "until": until.isoformat(),
            "since": None if since is None else since.isoformat(),
        },
    )
    return [_due(what, row) for row in rows]


def one_due(tx: Transaction, exchange_id: int, what: What, subject: int, on: dt.date) -> Due | None:
    """One of them, where its date is still this one."""
    row = tx.one(
        f"SELECT * FROM ({_DUE[what]}) WHERE id = :id AND day = :day",
        {"project": exchange_id, "id": subject, "day": on.isoformat()},
    )
    return None if row is None else _due(what, row)


def _due(what: What, row: Row) -> Due:
    return Due(
        what=what,
        id=row["id"],
        title=row["title"],
        on=dt.date.fromisoformat(row["day"]),
        since=from_epoch(row["since"]),
        owner_id=row["owner_id"],
        about=row["about"],
        version=row["version"],
    )


# Who was told


def is_told(tx: Transaction, exchange_id: int, occasion: str) -> bool:
    """Whether somebody was told of an occasion."""
    row = tx.one(
        "SELECT 1 FROM exchange_told WHERE exchange_id = ? AND occasion = ?", (exchange_id, occasion)
    )
    return row is not None


def tell(tx: Transaction, project: Project, occasion: str, user_id: int | None, day: dt.date) -> int:
    """Note who is told of an occasion; None: the organisers. Returns its id."""
    return tx.insert(
        "INSERT INTO exchange_told (exchange_id, guild_id, occasion, user_id, day) VALUES (?, ?, ?, ?, ?)",
        (project.id, project.guild_id, occasion, user_id, day.isoformat()),
    )


def told(tx: Transaction, exchange_id: int, ids: Collection[int], user_id: int | None) -> list[str]:
    """The occasions with these ids that one reader is told of; None: the organisers."""
    rows = tx.all(
        "SELECT occasion FROM exchange_told WHERE exchange_id = ? AND id IN (SELECT value FROM json_each(?))"
        " AND user_id IS ? ORDER BY id",
        (exchange_id, json.dumps(list(ids)), user_id),
    )
    return [row["occasion"] for row in rows]


def reminded_of_lapse(tx: Transaction, exchange_id: int, organisation_id: int) -> None:
    """Note of which validity an organisation was reminded. The version stays."""
    tx.execute(
        "UPDATE exchange_commitment SET told_lapse = valid_until WHERE exchange_id = ? AND organisation_id = ?",
        (exchange_id, organisation_id),
    )


# What is looked at by itself


def going_on(tx: Transaction) -> list[tuple[int, int]]:
    """(guild, project) of those that are neither over nor in a guild where everything is paused, or that the bot left."""
    rows = tx.all(
        "SELECT guild_id, id FROM exchange WHERE stage NOT IN ('abandoned', 'merged') AND guild_id NOT IN"
        " (SELECT guild_id FROM guild WHERE paused_at IS NOT NULL OR left_at IS NOT NULL) ORDER BY id"
    )
    return [(row["guild_id"], row["id"]) for row in rows]


def to_lapse(tx: Transaction, before: dt.date) -> list[tuple[int, int]]:
    """(guild, project) of those where something was valid until before a day."""
    rows = tx.all(
        "SELECT DISTINCT e.guild_id, e.id FROM exchange_commitment c JOIN exchange e ON e.id = c.exchange_id"
        " WHERE e.stage NOT IN ('abandoned', 'merged') AND c.rung NOT IN ('declined', 'lapsed')"
        " AND (c.valid_until < :day OR c.held_until < :day)",
        {"day": before.isoformat()},
    )
    return [(row["guild_id"], row["id"]) for row in rows]


def untaken(tx: Transaction) -> list[tuple[int, int]]:
    """(guild, poll) of linked polls whose outcome did not come back yet, of projects that are not over."""
    rows = tx.all(
        "SELECT p.guild_id, p.poll_id FROM exchange_poll p JOIN exchange e ON e.id = p.exchange_id"
        " WHERE p.taken = 0 AND e.stage NOT IN ('abandoned', 'merged') ORDER BY p.poll_id"
    )
    return [(row["guild_id"], row["poll_id"]) for row in rows]


# What is found, and what was since


def moved_since(tx: Transaction, exchange_id: int, since: dt.datetime) -> dt.datetime | None:
    """When something last happened in a project, if that was from an instant on."""
    row = tx.one(
        "SELECT at FROM exchange_event WHERE exchange_id = ? AND at >= ? ORDER BY id DESC LIMIT 1",
        (exchange_id, to_epoch(since)),
    )
    return None if row is None else from_epoch(row["at"])


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision that was adopted. `text` as a person typed it."""

    title: str
    text: str
    at: dt.datetime


def adopted(tx: Transaction, exchange_id: int, since: dt.datetime | None) -> list[Decided]:
    """A project's adopted decisions, from an instant on, the latest first."""
    rows = tx.all(
        "SELECT title, text, coalesce(decided_at, updated_at) AS at FROM exchange_decision WHERE exchange_id = ?"
        " AND state = 'adopted' AND coalesce(decided_at, updated_at) >= ? ORDER BY at DESC, id DESC",
        (exchange_id, 0 if since is None else to_epoch(since)),
    )
    return [Decided(title=row["title"], text=row["text"], at=from_epoch(row["at"])) for row in rows]


# What is too old


def forget_told(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove who was told of dates before an instant; returns how many."""
    return tx.execute(
        "DELETE FROM exchange_told WHERE id IN (SELECT id FROM exchange_told WHERE day < ? LIMIT ?)",
        (before.date().isoformat(), limit),
    )


def forget_ended(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove projects that ended before an instant; returns how many."""
    rows = tx.all(
        "SELECT id FROM exchange WHERE stage IN ('abandoned', 'merged') AND updated_at < ? LIMIT ?",
        (to_epoch(before), limit),
    )
    for row in rows:
        tx.execute("DELETE FROM exchange WHERE id = ?", (row["id"],))
    return len(rows)
