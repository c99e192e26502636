"""The SQL of what public sources answered. It belongs to no guild and names no person."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from bot.clock import from_epoch, to_epoch
from bot.storage.database import Transaction

# ruff: noqa: S608 - every text that is put in is a constant of this file, or marks


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a source answered to one question. `body` None: it knows nothing of it. `etag`, `modified`: its validators."""

    asked: str
    body: Mapping[str, Any] | None
    fetched_at: dt.datetime
    fresh_until: dt.datetime
    etag: str | None = None
    modified: str | None = None


def kept(tx: Transaction, source: str, asked: Collection[str]) -> dict[str, Kept]:
    """What is stored of these questions."""
    marks = ",".join("?" * len(asked))
    rows = tx.all(f"SELECT * FROM source_answer WHERE source = ? AND asked IN ({marks})", (source, *asked))
    return {row["asked"]: _kept(row) for row in rows}


def keep(tx: Transaction, source: str, answers: Iterable[Kept]) -> None:
    """Store answers over those before."""
    for one in answers:
        tx.execute(
            "INSERT OR REPLACE INTO source_answer (source, asked, status, etag, modified, body, fetched_at, fresh_until)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                source,
                one.asked,
                404 if one.body is None else 200,
                one.etag,
                one.modified,
                None if one.body is None else json.dumps(one.body, ensure_ascii=False, separators=(",", ":")),
                to_epoch(one.fetched_at),
                to_epoch(one.fresh_until),
            ),
        )


def forget(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove what was answered before an instant, `limit` at most; returns how many."""
    return tx.execute(
        "DELETE FROM source_answer WHERE (source, asked) IN"
        " (SELECT source, asked FROM source_answer WHERE fetched_at < ? ORDER BY fetched_at LIMIT ?)",
        (to_epoch(before), limit),
    )


def _kept(row: Row) -> Kept:
    return Kept(
        asked=row["asked"],
        body=None if row["body"] is None else json.loads(row["body"]),
        fetched_at=from_epoch(row["fetched_at"]),
        fresh_until=from_epoch(row["fresh_until"]),
        etag=row["etag"],
        modified=row["modified"],
    )
