"""The SQL of a cohort's imported files."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Row as SqlRow
from typing import Any, Final

from bot.clock import from_epoch, to_epoch
from bot.cohorts.imports.rules import FileKind
from bot.storage.database import Transaction

READ, STORING, STORED = "read", "storing", "stored"
COUNTERS: Final = ("added", "changed", "cancelled")


@dataclass(frozen=True, kw_only=True)
class Import:
    """A file as it was read. `stored`: rows of `total` that are done; of them so many `added`, `changed`, `cancelled`."""

    id: int
    guild_id: int
    cohort_id: int | None
    user_id: int
    name: str
    kind: FileKind
    title: str
    zone: str
    lineage: str
    ignored: tuple[str, ...]
    answers: Mapping[str, Any]
    state: str
    total: int
    stored: int
    added: int
    changed: int
    cancelled: int
    created_at: dt.datetime


def insert(
    tx: Transaction,
    *,
    guild_id: int,
    cohort_id: int | None,
    user_id: int,
    name: str,
    kind: FileKind,
    title: str,
    zone: str,
    lineage: str,
    ignored: Sequence[str],
    total: int,
) -> int:
    """Store what is said of a file; returns its id."""
    return tx.insert(
        "INSERT INTO cohort_import (guild_id, cohort_id, user_id, name, kind, title, zone, lineage, ignored, state, total,"
        " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'read', ?, ?)",
        (
            guild_id,
            cohort_id,
            user_id,
            name,
            kind,
            title,
            zone,
            lineage,
            json.dumps(list(ignored)),
            total,
            to_epoch(tx.now),
        ),
    )


def add_rows(tx: Transaction, import_id: int, rows: Sequence[tuple[int, int | None, str]]) -> None:
    """Store rows: (number, the member it is about, content)."""
    for number, person_id, content in rows:
        tx.execute(
            "INSERT INTO cohort_import_row (import_id, number, person_id, content) VALUES (?, ?, ?, ?)",
            (import_id, number, person_id, content),
        )


def get(tx: Transaction, guild_id: int, import_id: int) -> Import | None:
    """A file of this guild."""
    row = tx.one("SELECT * FROM cohort_import WHERE id = ? AND guild_id = ?", (import_id, guild_id))
    return None if row is None else _import(row)


def rows(tx: Transaction, import_id: int) -> list[tuple[int, int | None, str]]:
    """(number, member, content) of every row, in order."""
    found = tx.all(
        "SELECT number, person_id, content FROM cohort_import_row WHERE import_id = ? ORDER BY number",
        (import_id,),
    )
    return [(row["number"], row["person_id"], row["content"]) for row in found]


def waiting(tx: Transaction, import_id: int, limit: int) -> list[tuple[int, int | None, str]]:
    """The next rows that are not done."""
    found = tx.all(
        "SELECT number, person_id, content FROM cohort_import_row WHERE import_id = ? AND done = 0 ORDER BY number"
        " LIMIT ?",
        (import_id, limit),
    )
    return [(row["number"], row["person_id"], row["content"]) for row in found]


def done(tx: Transaction, import_id: int, numbers: Sequence[int], counts: Mapping[str, int]) -> None:
    """Note that rows are done, and what came of them."""
    for number in numbers:
        tx.execute(
            "UPDATE cohort_import_row SET done = 1 WHERE import_id = ? AND number = ?", (import_id, number)
        )
    tx.execute(
        "UPDATE cohort_import SET stored = stored + ?, added = added + ?, changed = changed + ?, cancelled = cancelled + ?"
        " WHERE id = ?",
        (len(numbers), *(counts.get(key, 0) for key in COUNTERS), import_id),
    )


def answer(tx: Transaction, import_id: int, answers: Mapping[str, Any]) -> None:
    """Store what was said of its doubts."""
    tx.execute("UPDATE cohort_import SET answers = ? WHERE id = ?", (json.dumps(answers), import_id))


def remember(
    tx: Transaction, found: Import, cohort_id: int, answers: Iterable[tuple[str, str, str, str]]
) -> None:
    """Keep answers for the next file of the same calendar, in place of earlier ones: (doubt, zone's name, uid or '', answer)."""
    tx.execute(
        "DELETE FROM cohort_import_answer WHERE cohort_id = ? AND lineage = ?", (cohort_id, found.lineage)
    )
    for doubt, name, uid, said in answers:
        tx.execute(
            "INSERT OR REPLACE INTO cohort_import_answer (cohort_id, lineage, doubt, name, uid, guild_id, zone, said)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (cohort_id, found.lineage, doubt, name, uid, found.guild_id, found.zone, said),
        )


def remembered(tx: Transaction, cohort_id: int, lineage: str, zone: str) -> list[tuple[str, str, str, str]]:
    """(doubt, zone's name, uid or '', answer) of what was said in this zone of the same calendar."""
    rows = tx.all(
        "SELECT doubt, name, uid, said FROM cohort_import_answer WHERE cohort_id = ? AND lineage = ? AND zone = ?",
        (cohort_id, lineage, zone),
    )
    return [(row["doubt"], row["name"], row["uid"], row["said"]) for row in rows]


def set_title(tx: Transaction, import_id: int, title: str) -> None:
    """Store another name for the cohort that is to be made."""
    tx.execute("UPDATE cohort_import SET title = ? WHERE id = ?", (title, import_id))


def begin(tx: Transaction, import_id: int, cohort_id: int) -> None:
    """Note that it is being stored, and where."""
    tx.execute(
        "UPDATE cohort_import SET state = 'storing', cohort_id = ? WHERE id = ? AND state = 'read'",
        (cohort_id, import_id),
    )


def finish(tx: Transaction, import_id: int) -> bool:
    """Note that all of it is stored; False where it was so already."""
    finished = tx.execute(
        "UPDATE cohort_import SET state = 'stored', answers = '{}' WHERE id = ? AND state = 'storing'",
        (import_id,),
    )
    if finished:
        tx.execute("DELETE FROM cohort_import_row WHERE import_id = ?", (import_id,))
    return bool(finished)


def drop(tx: Transaction, import_id: int) -> None:
    """Remove a file."""
    tx.execute("DELETE FROM cohort_import WHERE id = ?", (import_id,))


def drop_unstored(tx: Transaction, guild_id: int, user_id: int) -> None:
    """Remove what somebody had read before and did not store."""
    tx.execute(
        "DELETE FROM cohort_import WHERE guild_id = ? AND user_id = ? AND state = 'read'", (guild_id, user_id)
    )


def unfinished(tx: Transaction) -> list[tuple[int, int]]:
    """(guild, id) of what is being stored, in every guild."""
    found = tx.all("SELECT guild_id, id FROM cohort_import WHERE state = 'storing' ORDER BY id")
    return [(row["guild_id"], row["id"]) for row in found]


def forget(tx: Transaction, before: dt.datetime, unfinished_before: dt.datetime, limit: int) -> int:
    """Remove files that were read before an instant, those that are being stored before another; returns how many."""
    return tx.execute(
        "DELETE FROM cohort_import WHERE id IN (SELECT id FROM cohort_import"
        " WHERE created_at < CASE state WHEN 'storing' THEN ? ELSE ? END ORDER BY created_at LIMIT ?)",
        (to_epoch(unfinished_before), to_epoch(before), limit),
    )


def _import(row: SqlRow) -> Import:
    return Import(
        id=row["id"],
        guild_id=row["guild_id"],
        cohort_id=row["cohort_id"],
        user_id=row["user_id"],
        name=row["name"],
        kind=FileKind(row["kind"]),
        title=row["title"],
        zone=row["zone"],
        lineage=row["lineage"],
        ignored=tuple(json.loads(row["ignored"])),
        answers=json.loads(row["answers"]),
        state=row["state"],
        total=row["total"],
        stored=row["stored"],
        added=row["added"],
        changed=row["changed"],
        cancelled=row["cancelled"],
        created_at=from_epoch(row["created_at"]),
    )
