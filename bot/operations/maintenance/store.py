"""The SQL of maintenance windows: what they are, what they hit, who was told of them, and files of notices."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from sqlite3 import Row
from typing import Any

from bot.clock import from_epoch, to_epoch
from bot.operations.maintenance.rules import (
    Impact,
    Maintenance,
    Source,
    Status,
    Thing,
    ThingKind,
    Window,
)
from bot.storage.database import SqlValue, Transaction

_COLUMNS = (
    "id, guild_id, uid, sequence, stamped_at, source, provider, account, reference, title, body, status, impact, starts_at,"
    " ends_at, starts_wall, ends_wall, zone, user_id, state, revises, revises_version, channel_id, message_id, cards,"
    " changes, moves, moved_at, calendar_sequence, gone_at, version, updated_at"
)
_SETTABLE = frozenset(
    {
        "sequence", "stamped_at", "provider", "account", "reference", "title", "words", "body", "status", "impact",
        "starts_at", "ends_at", "starts_wall", "ends_wall", "zone", "user_id", "state", "channel_id", "message_id",
        "cards", "changes", "moves", "moved_at", "calendar_sequence", "gone_at",
    }
)  # fmt: skip
_THERE = "state = 'announced' AND gone_at IS NULL"
_ALIVE = f"{_THERE} AND status NOT IN ('cancelled', 'completed')"
# ruff: noqa: S608 - every text that is put in is a constant of this file, or a name of _SETTABLE

# Windows


def insert(
    tx: Transaction,
    *,
    guild_id: int,
    uid: str,
    source: Source,
    status: Status,
    impact: Impact,
    window: Window,
    user_id: int | None,
    revises: tuple[int, int] | None = None,
    **values: SqlValue,
) -> int:
    """Store a draft, with more columns in `values`; returns its id. `revises`: which one, as it was at a version."""
    now = to_epoch(tx.now)
    columns: dict[str, SqlValue] = {
        "guild_id": guild_id,
        "uid": uid,
        "source": source.value,
        "status": status.value,
        "impact": impact.value,
        **spans(window),
        "user_id": user_id,
        "revises": None if revises is None else revises[0],
        "revises_version": None if revises is None else revises[1],
        "moved_at": now,
        "created_at": now,
        "updated_at": now,
        **_checked(values),
    }
    marks = ",".join("?" * len(columns))
    return tx.insert(
        f"INSERT INTO maintenance ({', '.join(columns)}) VALUES ({marks})", tuple(columns.values())
    )


def spans(window: Window) -> dict[str, SqlValue]:
    """The columns of a window."""
    return {
        "starts_at": to_epoch(window.starts_at),
        "ends_at": to_epoch(window.ends_at),
        "starts_wall": window.starts_wall.isoformat(),
        "ends_wall": window.ends_wall.isoformat(),
        "zone": window.zone,
    }


def get(tx: Transaction, guild_id: int, id_: int) -> Maintenance | None:
    """A window of this guild, drafts too."""
    found = _many(tx, f"SELECT {_COLUMNS} FROM maintenance WHERE guild_id = ? AND id = ?", (guild_id, id_))
    return found[0] if found else None


def by_uid(tx: Transaction, guild_id: int, provider: str, uid: str) -> Maintenance | None:
    """What is known of a provider's notice."""
    found = _many(
        tx,
        f"SELECT {_COLUMNS} FROM maintenance WHERE guild_id = ? AND provider = ? AND uid = ? AND source = 'notice'",
        (guild_id, provider, uid),
    )
    return found[0] if found else None


def latest_of(tx: Transaction, guild_id: int, provider: str, account: str) -> Maintenance | None:
    """The notice of a provider for an account that was stored last."""
    found = _many(
        tx,
        f"SELECT {_COLUMNS} FROM maintenance WHERE guild_id = ? AND provider = ? AND account = ? AND source = 'notice'"
        f" AND {_THERE} ORDER BY updated_at DESC, id DESC LIMIT 1",
        (guild_id, provider, account),
    )
    return found[0] if found else None


def change(tx: Transaction, one: Maintenance, **values: SqlValue) -> bool:
    """Decide something about a window as it was read; False: somebody else decided meanwhile."""
    return bool(
        tx.execute(
            f"UPDATE maintenance SET {_sets(values)}, updated_at = ?, version = version + 1"
            " WHERE guild_id = ? AND id = ? AND version = ?",
            (*values.values(), to_epoch(tx.now), one.guild_id, one.id, one.version),
        )
    )


def note(tx: Transaction, one: Maintenance, **values: SqlValue) -> None:
    """Set columns that nobody decides about: what was sent and what Discord tells. The version stays."""
    tx.execute(
        f"UPDATE maintenance SET {_sets(values)} WHERE guild_id = ? AND id = ?",
        (*values.values(), one.guild_id, one.id),
    )


def set_networks(tx: Transaction, id_: int, networks: Iterable[int], works: Collection[int]) -> None:
    """The networks that are named, in place of those that were; `works`: of these, who does the work."""
    tx.execute("DELETE FROM maintenance_network WHERE maintenance_id = ?", (id_,))
    tx.many(
        "INSERT INTO maintenance_network (maintenance_id, asn, works) VALUES (?, ?, ?)",
        [(id_, asn, int(asn in works)) for asn in {*networks, *works}],
    )


def set_things(tx: Transaction, id_: int, things: Iterable[Thing]) -> None:
    """What is worked on, in place of what was."""
    tx.execute("DELETE FROM maintenance_object WHERE maintenance_id = ?", (id_,))
    tx.many(
        "INSERT OR IGNORE INTO maintenance_object (maintenance_id, folded, name, kind, impact) VALUES (?, ?, ?, ?, ?)",
        [(id_, one.folded, one.name, one.kind.value, one.impact.value) for one in things],
    )


def delete(tx: Transaction, one: Maintenance) -> None:
    """Remove a draft."""
    tx.execute(
        "DELETE FROM maintenance WHERE guild_id = ? AND id = ? AND state = 'draft'", (one.guild_id, one.id)
    )


def drop_drafts(tx: Transaction, guild_id: int, user_id: int, *, but: int) -> None:
    """Remove a person's drafts that were given up for another one."""
    tx.execute(
        "DELETE FROM maintenance WHERE guild_id = ? AND user_id = ? AND state = 'draft' AND id <> ?",
        (guild_id, user_id, but),
    )


def coming(tx: Transaction, guild_id: int, limit: int = 500) -> list[Maintenance]:
    """What is coming and going on, the first to begin first."""
    return _many(
        tx,
        f"SELECT {_COLUMNS} FROM maintenance WHERE guild_id = ? AND ends_at > ? AND {_ALIVE}"
        " ORDER BY starts_at, id LIMIT ?",
        (guild_id, to_epoch(tx.now), limit),
    )


def past(tx: Transaction, guild_id: int, limit: int) -> list[Maintenance]:
    """What is over or was cancelled, the latest to begin first."""
    return _many(
        tx,
        f"SELECT {_COLUMNS} FROM maintenance WHERE guild_id = ? AND {_THERE}"
        " AND (ends_at <= ? OR status IN ('cancelled', 'completed')) ORDER BY starts_at DESC, id DESC LIMIT ?",
        (guild_id, to_epoch(tx.now), limit),
    )


def touching(tx: Transaction, guild_id: int, since: dt.datetime, until: dt.datetime) -> list[Maintenance]:
    """What reaches into a span, cancelled ones too, the first to begin first."""
    return _many(
        tx,
        f"SELECT {_COLUMNS} FROM maintenance WHERE guild_id = ? AND ends_at > ? AND starts_at < ? AND {_THERE}"
        " ORDER BY starts_at, id LIMIT 1000",
        (guild_id, to_epoch(since), to_epoch(until)),
    )


def to_plan(tx: Transaction, until: dt.datetime) -> list[Maintenance]:
    """What is not over and begins before an instant, in every guild."""
    return _many(
        tx,
        f"SELECT {_COLUMNS} FROM maintenance WHERE ends_at > ? AND starts_at <= ? AND {_ALIVE} ORDER BY id",
        (to_epoch(tx.now), to_epoch(until)),
    )


def unfinished(tx: Transaction) -> list[Maintenance]:
    """Everything that is not over, in every guild, drafts too."""
    return _many(tx, f"SELECT {_COLUMNS} FROM maintenance WHERE ends_at > ? ORDER BY id", (to_epoch(tx.now),))


def search(
    tx: Transaction,
    guild_id: int,
    terms: Sequence[str],
    *,
    channels: Collection[int],
    since: dt.datetime | None,
    limit: int,
) -> list[Maintenance]:
    """What is over and holds the beginnings of words, in one of the channels; the latest first."""
    holds = " AND instr(words, ?) > 0" * len(terms)
    return _many(
        tx,
        f"SELECT {_COLUMNS} FROM maintenance WHERE guild_id = ? AND {_THERE} AND starts_at >= ?{holds}"
        " AND (ends_at <= ? OR status IN ('cancelled', 'completed'))"
        " AND channel_id IN (SELECT value FROM json_each(?)) ORDER BY starts_at DESC, id DESC LIMIT ?",
        (
            guild_id,
            0 if since is None else to_epoch(since),
            *(f" {term}" for term in terms),
            to_epoch(tx.now),
            json.dumps(list(channels)),
            limit,
        ),
    )


def channels(tx: Transaction, guild_id: int) -> list[int]:
    """The channels in which a guild's windows are announced."""
    rows = tx.all(
        f"SELECT DISTINCT channel_id FROM maintenance WHERE guild_id = ? AND channel_id IS NOT NULL AND {_THERE}",
        (guild_id,),
    )
    return [row["channel_id"] for row in rows]


def of_person(tx: Transaction, user_id: int) -> list[Maintenance]:
    """What a person added, in every guild, drafts too."""
    return _many(tx, f"SELECT {_COLUMNS} FROM maintenance WHERE user_id = ? ORDER BY id", (user_id,))


def forget(tx: Transaction, *, drafts: dt.datetime, others: dt.datetime, limit: int) -> int:
    """Remove drafts that were not changed since, and windows that ended before an instant; returns how many."""
    return tx.execute(
        "DELETE FROM maintenance WHERE id IN (SELECT id FROM maintenance WHERE state = 'draft' AND updated_at < ? LIMIT ?)",
        (to_epoch(drafts), limit),
    ) + tx.execute(
        "DELETE FROM maintenance WHERE id IN (SELECT id FROM maintenance WHERE state = 'announced' AND ends_at < ?"
        " AND updated_at < ? LIMIT ?)",
        (to_epoch(others), to_epoch(others), limit),
    )


# Who was told


def told(tx: Transaction, id_: int, occasion: str, batch: int | None = None) -> list[int]:
    """Who was promised word on an occasion; `batch`: in one of its messages."""
    rows = tx.all(
        "SELECT user_id FROM maintenance_told WHERE maintenance_id = ? AND occasion = ? AND (? IS NULL OR batch = ?)"
        " ORDER BY user_id",
        (id_, occasion, batch, batch),
    )
    return [row["user_id"] for row in rows]


def tell(tx: Transaction, one: Maintenance, occasion: str, batch: int, people: Iterable[int]) -> None:
    """Note who is promised word in a message; who was promised it before is moved to this one."""
    tx.many(
        "INSERT INTO maintenance_told (maintenance_id, occasion, user_id, guild_id, batch, at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (maintenance_id, occasion, user_id) DO UPDATE SET batch = excluded.batch",
        [(one.id, occasion, user_id, one.guild_id, batch, to_epoch(tx.now)) for user_id in people],
    )


def last_batch(tx: Transaction, id_: int, occasion: str) -> int:
    """The highest number of a message of an occasion."""
    row = tx.one(
        "SELECT coalesce(max(batch), 0) AS batch FROM maintenance_told WHERE maintenance_id = ? AND occasion = ?",
        (id_, occasion),
    )
    return 0 if row is None else int(row["batch"])


def forget_told(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove who was told of windows that ended before an instant; returns how many."""
    return tx.execute(
        "DELETE FROM maintenance_told WHERE (maintenance_id, occasion, user_id) IN (SELECT t.maintenance_id, t.occasion,"
        " t.user_id FROM maintenance_told t JOIN maintenance m ON m.id = t.maintenance_id WHERE m.ends_at < ? LIMIT ?)",
        (to_epoch(before), limit),
    )


# Files of notices


@dataclass(frozen=True, kw_only=True)
class Held:
    """A file as it was read."""

    id: int
    guild_id: int
    user_id: int
    name: str
    reading: Mapping[str, Any]


def hold(tx: Transaction, guild_id: int, user_id: int, name: str, reading: Mapping[str, Any]) -> int:
    """Keep a file that was read, in place of the person's earlier one; returns its id."""
    tx.execute("DELETE FROM maintenance_import WHERE guild_id = ? AND user_id = ?", (guild_id, user_id))
    return tx.insert(
        "INSERT INTO maintenance_import (guild_id, user_id, name, reading, created_at) VALUES (?, ?, ?, ?, ?)",
        (guild_id, user_id, name, json.dumps(reading, ensure_ascii=False), to_epoch(tx.now)),
    )


def held(tx: Transaction, guild_id: int, id_: int) -> Held | None:
    """A file that was read and waits."""
    row = tx.one(
        "SELECT id, guild_id, user_id, name, reading FROM maintenance_import WHERE guild_id = ? AND id = ?",
        (guild_id, id_),
    )
    if row is None:
        return None
    return Held(
        id=row["id"],
        guild_id=row["guild_id"],
        user_id=row["user_id"],
        name=row["name"],
        reading=json.loads(row["reading"]),
    )


def choose(tx: Transaction, one: Held, reading: Mapping[str, Any]) -> None:
    """Keep what was chosen on its card."""
    tx.execute(
        "UPDATE maintenance_import SET reading = ? WHERE id = ?",
        (json.dumps(reading, ensure_ascii=False), one.id),
    )


def let_go(tx: Transaction, one: Held) -> bool:
    """Remove it; False: it is gone."""
    return bool(
        tx.execute("DELETE FROM maintenance_import WHERE guild_id = ? AND id = ?", (one.guild_id, one.id))
    )


def forget_files(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove files that were read before an instant; returns how many."""
    return tx.execute(
        "DELETE FROM maintenance_import WHERE id IN (SELECT id FROM maintenance_import WHERE created_at < ? LIMIT ?)",
        (to_epoch(before), limit),
    )


# Rows


def _checked(values: Mapping[str, SqlValue]) -> Mapping[str, SqlValue]:
    unknown = values.keys() - _SETTABLE
    if unknown:
        raise ValueError(f"no columns to set: {sorted(unknown)}")
    return values


def _sets(values: Mapping[str, SqlValue]) -> str:
    return ", ".join(f"{name} = ?" for name in _checked(values))


def _many(tx: Transaction, sql: str, params: Sequence[SqlValue]) -> list[Maintenance]:
    rows = tx.all(sql, params)
    ids = json.dumps([row["id"] for row in rows])
    networks: dict[int, list[int]] = {}
    works: dict[int, set[int]] = {}
    for row in tx.all(
        "SELECT maintenance_id, asn, works FROM maintenance_network WHERE maintenance_id IN (SELECT value FROM json_each(?))"
        " ORDER BY works DESC, asn",
        (ids,),
    ):
        networks.setdefault(row["maintenance_id"], []).append(row["asn"])
        if row["works"]:
            works.setdefault(row["maintenance_id"], set()).add(row["asn"])
    things: dict[int, list[Thing]] = {}
    for row in tx.all(
        "SELECT maintenance_id, folded, name, kind, impact FROM maintenance_object"
        " WHERE maintenance_id IN (SELECT value FROM json_each(?)) ORDER BY kind, folded",
        (ids,),
    ):
        thing = Thing(
            kind=ThingKind(row["kind"]), name=row["name"], folded=row["folded"], impact=Impact(row["impact"])
        )
        things.setdefault(row["maintenance_id"], []).append(thing)
    return [
        _maintenance(
            row,
            networks=tuple(networks.get(row["id"], ())),
            works=frozenset(works.get(row["id"], ())),
            things=tuple(things.get(row["id"], ())),
        )
        for row in rows
    ]


def _maintenance(
    row: Row, *, networks: tuple[int, ...], works: frozenset[int], things: tuple[Thing, ...]
) -> Maintenance:
    return Maintenance(
        id=row["id"],
        guild_id=row["guild_id"],
        uid=row["uid"],
        source=Source(row["source"]),
        status=Status(row["status"]),
        impact=Impact(row["impact"]),
        window=Window(
            starts_wall=dt.datetime.fromisoformat(row["starts_wall"]),
            ends_wall=dt.datetime.fromisoformat(row["ends_wall"]),
            zone=row["zone"],
            starts_at=from_epoch(row["starts_at"]),
            ends_at=from_epoch(row["ends_at"]),
        ),
        moved_at=from_epoch(row["moved_at"]),
        updated_at=from_epoch(row["updated_at"]),
        sequence=row["sequence"],
        stamped_at=_instant(row["stamped_at"]),
        provider=row["provider"],
        account=row["account"],
        reference=row["reference"],
        title=row["title"],
        body=row["body"],
        networks=networks,
        works=works,
        things=things,
        user_id=row["user_id"],
        is_draft=row["state"] == "draft",
        revises=row["revises"],
        revises_version=row["revises_version"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        cards=row["cards"],
        changes=row["changes"],
        moves=row["moves"],
        calendar_sequence=row["calendar_sequence"],
        gone_at=_instant(row["gone_at"]),
        version=row["version"],
    )


def _instant(seconds: int | None) -> dt.datetime | None:
    return None if seconds is None else from_epoch(seconds)
