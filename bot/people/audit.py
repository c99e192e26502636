"""The audit log: who changed what, before and after. Append-only; each event carries the hash of the one before.

People appear by a random actor key. Erasing a person deletes the link and every chain still verifies.
"""

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.storage.database import Transaction

SYSTEM = "system"
"""The actor of what the bot did by itself."""
_AT_ONCE = 50


@dataclass(frozen=True, kw_only=True)
class AuditEvent:
    """`before` and `after` are the changed fields; `user_id` is None once the person was erased.

    `by_bot`: nobody asked for it; the bot did it by itself.
    """

    id: int
    at: dt.datetime
    user_id: int | None
    by_bot: bool
    action: str
    subject: str
    before: Mapping[str, object]
    after: Mapping[str, object]


def actor_key(tx: Transaction, user_id: int) -> str:
    """The person's random key, made at their first recorded act."""
    known = known_key(tx, user_id)
    if known is not None:
        return known
    key = secrets.token_hex(12)
    tx.execute("INSERT INTO actor_key (user_id, actor) VALUES (?, ?)", (user_id, key))
    return key


def known_key(tx: Transaction, user_id: int) -> str | None:
    """The person's random key, where they have one."""
    row = tx.one("SELECT actor FROM actor_key WHERE user_id = ?", (user_id,))
    return None if row is None else str(row["actor"])


def user_of(tx: Transaction, actor: str) -> int | None:
    """The person behind a key, or None when they were erased."""
    row = tx.one("SELECT user_id FROM actor_key WHERE actor = ?", (actor,))
    return None if row is None else int(row["user_id"])


def record(
    tx: Transaction,
    *,
    guild_id: int,
    user_id: int | None,
    action: str,
    subject: str,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Append one event in the caller's transaction. `user_id` None: the bot itself."""
    actor = SYSTEM if user_id is None else actor_key(tx, user_id)
    last = tx.one("SELECT hash FROM audit_event WHERE guild_id = ? ORDER BY id DESC LIMIT 1", (guild_id,))
    previous = "" if last is None else str(last["hash"])
    at = to_epoch(tx.now)
    old = _canonical(before or {})
    new = _canonical(after or {})
    tx.execute(
        "INSERT INTO audit_event (guild_id, at, actor, action, subject, before, after, previous, hash)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            guild_id,
            at,
            actor,
            action,
            subject,
            old,
            new,
            previous,
            _link(previous, guild_id, at, actor, action, subject, old, new),
        ),
    )


def history(tx: Transaction, guild_id: int, *, limit: int, offset: int = 0) -> list[AuditEvent]:
    """The newest events first."""
    rows = tx.all(
        "SELECT e.id, e.at, e.actor, e.action, e.subject, e.before, e.after, k.user_id FROM audit_event e"
        " LEFT JOIN actor_key k ON k.actor = e.actor"
        " WHERE e.guild_id = ? ORDER BY e.id DESC LIMIT ? OFFSET ?",
        (guild_id, limit, offset),
    )
    return [_event(row) for row in rows]


def every(tx: Transaction, guild_id: int) -> Iterator[AuditEvent]:
    """All events of a guild, the newest first; some at a time, for a log may not fit into memory."""
    below = None
    while True:
        rows = tx.all(
            "SELECT e.id, e.at, e.actor, e.action, e.subject, e.before, e.after, k.user_id FROM audit_event e"
            " LEFT JOIN actor_key k ON k.actor = e.actor"
            " WHERE e.guild_id = ? AND (? IS NULL OR e.id < ?) ORDER BY e.id DESC LIMIT ?",
            (guild_id, below, below, _AT_ONCE),
        )
        for row in rows:
            yield _event(row)
        if len(rows) < _AT_ONCE:
            return
        below = rows[-1]["id"]


def count(tx: Transaction, guild_id: int) -> int:
    """How many events a guild has."""
    row = tx.one("SELECT count(*) AS n FROM audit_event WHERE guild_id = ?", (guild_id,))
    return 0 if row is None else int(row["n"])


def guilds(tx: Transaction) -> list[int]:
    """The guilds that have events."""
    return [row["guild_id"] for row in tx.all("SELECT DISTINCT guild_id FROM audit_event ORDER BY guild_id")]


def first_broken(tx: Transaction, guild_id: int) -> int | None:
    """The id of the first event whose hash does not follow from the one before; None when the chain holds."""
    previous = ""
    for row in tx.all(
        "SELECT id, at, actor, action, subject, before, after, previous, hash FROM audit_event"
        " WHERE guild_id = ? ORDER BY id",
        (guild_id,),
    ):
        expected = _link(
            previous,
            guild_id,
            row["at"],
            row["actor"],
            row["action"],
            row["subject"],
            row["before"],
            row["after"],
        )
        if row["previous"] != previous or row["hash"] != expected:
            return int(row["id"])
        previous = expected
    return None


def _event(row: Row) -> AuditEvent:
    return AuditEvent(
        id=row["id"],
        at=from_epoch(row["at"]),
        user_id=row["user_id"],
        by_bot=row["actor"] == SYSTEM,
        action=row["action"],
        subject=row["subject"],
        before=json.loads(row["before"]),
        after=json.loads(row["after"]),
    )


def _canonical(fields: Mapping[str, object]) -> str:
    return json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _link(previous: str, *parts: object) -> str:
    text = json.dumps([previous, *parts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
