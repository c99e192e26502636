"""The SQL of outages, their timeline, who sees them too, who follows and who was pinged."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Sequence
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.operations.outages.rules import (
    Capacity,
    Follower,
    Kind,
    Outage,
    Severity,
    State,
    Update,
)
from bot.storage.database import SqlValue, Transaction

_COLUMNS = (
    "id, guild_id, title, body, severity, state, region, started_at, resolved_at, opener_id, channel_id, message_id,"
    " thread_id, cards, changes, cause, impact, learned, gone_at, version, updated_at"
)
_SETTABLE = frozenset(
    {
        "title", "words", "body", "severity", "state", "region", "started_at", "resolved_at", "opener_id", "channel_id",
        "message_id", "thread_id", "cards", "changes", "cause", "impact", "learned", "gone_at",
    }
)  # fmt: skip
_THERE = "state <> 'draft' AND gone_at IS NULL"
_GOING_ON = "state IN ('open', 'watching') AND gone_at IS NULL"
# ruff: noqa: S608 - every text that is put in is a constant of this file, or a name of _SETTABLE

# Outages


def insert(
    tx: Transaction,
    *,
    guild_id: int,
    title: str,
    body: str,
    severity: Severity,
    region: str,
    started_at: dt.datetime,
    opener_id: int,
    channel_id: int,
    networks: Iterable[int],
    words: str,
) -> int:
    """Store a draft; returns its id."""
    now = to_epoch(tx.now)
    made = tx.insert(
        "INSERT INTO outage (guild_id, title, words, body, severity, state, region, started_at, opener_id, channel_id,"
        " created_at, updated_at) VALUES (?, ?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?)",
        (
            guild_id,
            title,
            words,
            body,
            severity.value,
            region,
            to_epoch(started_at),
            opener_id,
            channel_id,
            now,
            now,
        ),
    )
    set_networks(tx, made, networks)
    return made


def get(tx: Transaction, guild_id: int, id_: int) -> Outage | None:
    """An outage of this guild, drafts too."""
    row = tx.one(f"SELECT {_COLUMNS} FROM outage WHERE guild_id = ? AND id = ?", (guild_id, id_))
    return None if row is None else _outage(row, _networks(tx, [id_]).get(id_, ()))


def change(tx: Transaction, outage: Outage, **values: SqlValue) -> bool:
    """Decide something about an outage as it was read; False: somebody else decided meanwhile."""
    changed = tx.execute(
        f"UPDATE outage SET {_sets(values)}updated_at = ?, version = version + 1"
        " WHERE guild_id = ? AND id = ? AND version = ?",
        (*values.values(), to_epoch(tx.now), outage.guild_id, outage.id, outage.version),
    )
    return changed == 1


def note(tx: Transaction, outage: Outage, **values: SqlValue) -> None:
    """Set columns that nobody decides about: what was sent and what Discord tells. The version stays."""
    tx.execute(
        f"UPDATE outage SET {_sets(values).rstrip(', ')} WHERE guild_id = ? AND id = ?",
        (*values.values(), outage.guild_id, outage.id),
    )


def set_networks(tx: Transaction, id_: int, networks: Iterable[int]) -> None:
    """The networks that are named, in place of those that were."""
    tx.execute("DELETE FROM outage_network WHERE outage_id = ?", (id_,))
    tx.many(
        "INSERT INTO outage_network (outage_id, asn) VALUES (?, ?)", [(id_, asn) for asn in set(networks)]
    )


def delete_draft(tx: Transaction, guild_id: int, id_: int) -> bool:
    """Remove a draft; False for anything else."""
    return bool(
        tx.execute("DELETE FROM outage WHERE guild_id = ? AND id = ? AND state = 'draft'", (guild_id, id_))
    )


def delete_drafts_of(tx: Transaction, guild_id: int, opener_id: int) -> None:
    """Remove a person's drafts: the next one takes their place."""
    tx.execute(
        "DELETE FROM outage WHERE guild_id = ? AND opener_id = ? AND state = 'draft'", (guild_id, opener_id)
    )


def going_on(tx: Transaction, guild_id: int) -> list[Outage]:
    """What goes on, the worst first, then the latest."""
    return _many(
        tx,
        f"SELECT {_COLUMNS} FROM outage WHERE guild_id = ? AND {_GOING_ON} ORDER BY CASE severity WHEN 'critical' THEN 0"
        " WHEN 'major' THEN 1 ELSE 2 END, started_at DESC, id DESC LIMIT 200",
        (guild_id,),
    )


def resolved(
    tx: Transaction, guild_id: int, since: dt.datetime | None = None, limit: int = 200
) -> list[Outage]:
    """What is over, the latest to end first; `since`: that ended at or after an instant."""
    return _many(
        tx,
        f"SELECT {_COLUMNS} FROM outage WHERE guild_id = ? AND state = 'resolved' AND {_THERE}"
        " AND resolved_at >= ? ORDER BY resolved_at DESC, id DESC LIMIT ?",
        (guild_id, 0 if since is None else to_epoch(since), limit),
    )


def search(
    tx: Transaction,
    guild_id: int,
    terms: Sequence[str],
    *,
    channels: Collection[int],
    since: dt.datetime | None,
    limit: int,
) -> list[Outage]:
    """What is over and holds the beginnings of words, in one of the channels; the latest first."""
    holds = " AND instr(words, ?) > 0" * len(terms)
    return _many(
        tx,
        f"SELECT {_COLUMNS} FROM outage WHERE guild_id = ? AND state = 'resolved' AND {_THERE} AND resolved_at >= ?{holds}"
        " AND channel_id IN (SELECT value FROM json_each(?)) ORDER BY resolved_at DESC, id DESC LIMIT ?",
        (
            guild_id,
            0 if since is None else to_epoch(since),
            *(f" {term}" for term in terms),
            json.dumps(list(channels)),
            limit,
        ),
    )


def channels(tx: Transaction, guild_id: int) -> list[int]:
    """The channels in which a guild's outages stand."""
    rows = tx.all(f"SELECT DISTINCT channel_id FROM outage WHERE guild_id = ? AND {_THERE}", (guild_id,))
    return [row["channel_id"] for row in rows]


def regions(tx: Transaction, guild_id: int, limit: int = 24) -> list[str]:
    """Regions that outages named, the latest first."""
    rows = tx.all(
        f"SELECT region, max(id) AS last FROM outage WHERE guild_id = ? AND region <> '' AND {_THERE}"
        " GROUP BY region ORDER BY last DESC LIMIT ?",
        (guild_id, limit),
    )
    return [row["region"] for row in rows]


def of_person(tx: Transaction, user_id: int) -> list[Outage]:
    """What a person opened, in every guild, drafts too; and what goes on and they see, too."""
    return _many(
        tx,
        f"SELECT {_COLUMNS} FROM outage WHERE opener_id = ? OR ({_GOING_ON} AND id IN"
        " (SELECT outage_id FROM outage_witness WHERE user_id = ?)) ORDER BY id",
        (user_id, user_id),
    )


def forget(tx: Transaction, *, drafts: dt.datetime, others: dt.datetime, limit: int) -> int:
    """Remove drafts and outages that were not changed since these instants; returns how many."""
    return tx.execute(
        "DELETE FROM outage WHERE id IN (SELECT id FROM outage WHERE updated_at < ? OR"
        " (updated_at < ? AND state = 'draft') ORDER BY updated_at LIMIT ?)",
        (to_epoch(others), to_epoch(drafts), limit),
    )


def forget_pings(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove who was pinged of what has been over since an instant; returns how many."""
    return tx.execute(
        "DELETE FROM outage_ping WHERE (outage_id, user_id, severity) IN (SELECT p.outage_id, p.user_id, p.severity"
        " FROM outage_ping p JOIN outage o ON o.id = p.outage_id"
        " WHERE coalesce(o.gone_at, o.resolved_at) < ? LIMIT ?)",
        (to_epoch(before), limit),
    )


# The timeline


def add_update(
    tx: Transaction, outage: Outage, *, kind: Kind, author: str, capacity: Capacity, text: str
) -> int:
    """Store an entry with what the outage is now; returns its id."""
    return tx.insert(
        "INSERT INTO outage_update (outage_id, guild_id, kind, author, capacity, state, severity, text, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            outage.id,
            outage.guild_id,
            kind.value,
            author,
            capacity.value,
            outage.state.value,
            outage.severity.value,
            text,
            to_epoch(tx.now),
        ),
    )


def updates(tx: Transaction, outage_id: int, *, limit: int = 500) -> list[Update]:
    """The timeline, the latest entry first."""
    rows = tx.all(
        "SELECT kind, capacity, state, severity, text, at FROM outage_update WHERE outage_id = ? ORDER BY at DESC, id DESC"
        " LIMIT ?",
        (outage_id, limit),
    )
    return [_update(row) for row in rows]


def one_update(tx: Transaction, outage_id: int, id_: int) -> Update | None:
    """An entry of an outage."""
    row = tx.one(
        "SELECT kind, capacity, state, severity, text, at FROM outage_update WHERE outage_id = ? AND id = ?",
        (outage_id, id_),
    )
    return None if row is None else _update(row)


# Witnesses


def witness(tx: Transaction, outage: Outage, user_id: int, asn: int) -> None:
    """Store that a person sees it too, for a network or for none (0)."""
    tx.execute(
        "INSERT INTO outage_witness (outage_id, user_id, guild_id, asn, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (outage_id, user_id) DO UPDATE SET asn = excluded.asn, at = excluded.at",
        (outage.id, user_id, outage.guild_id, asn, to_epoch(tx.now)),
    )


def unwitness(tx: Transaction, outage: Outage, user_id: int) -> bool:
    """A person sees it no more; False: they had not said so."""
    return bool(
        tx.execute("DELETE FROM outage_witness WHERE outage_id = ? AND user_id = ?", (outage.id, user_id))
    )


def witnessed(tx: Transaction, outage_id: int, user_id: int) -> int | None:
    """For which network a person sees it (0: for none); None: they have not said so."""
    row = tx.one("SELECT asn FROM outage_witness WHERE outage_id = ? AND user_id = ?", (outage_id, user_id))
    return None if row is None else int(row["asn"])


def witnesses(tx: Transaction, outage_id: int) -> list[tuple[int, int]]:
    """(person, AS number or 0) of everybody who sees it."""
    rows = tx.all("SELECT user_id, asn FROM outage_witness WHERE outage_id = ?", (outage_id,))
    return [(row["user_id"], row["asn"]) for row in rows]


# Followers and pings


def follower(tx: Transaction, guild_id: int, user_id: int) -> Follower | None:
    """What a person wants to be pinged for."""
    row = tx.one(
        "SELECT user_id, least, regions, wakes FROM outage_follower WHERE guild_id = ? AND user_id = ?",
        (guild_id, user_id),
    )
    return None if row is None else _follower(row)


def followers(tx: Transaction, guild_id: int) -> list[Follower]:
    """Everybody who wants to be pinged."""
    rows = tx.all(
        "SELECT user_id, least, regions, wakes FROM outage_follower WHERE guild_id = ? ORDER BY user_id",
        (guild_id,),
    )
    return [_follower(row) for row in rows]


def follow(tx: Transaction, guild_id: int, one: Follower) -> None:
    """Store what a person wants to be pinged for."""
    tx.execute(
        "INSERT INTO outage_follower (guild_id, user_id, least, regions, wakes, since) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (guild_id, user_id) DO UPDATE SET least = excluded.least, regions = excluded.regions,"
        " wakes = excluded.wakes",
        (
            guild_id,
            one.user_id,
            one.least.value,
            json.dumps(list(one.regions), ensure_ascii=False),
            int(one.wakes),
            to_epoch(tx.now),
        ),
    )


def unfollow(tx: Transaction, guild_id: int, user_id: int) -> bool:
    """A person wants no pings; False: they had none."""
    return bool(
        tx.execute("DELETE FROM outage_follower WHERE guild_id = ? AND user_id = ?", (guild_id, user_id))
    )


def pinged(tx: Transaction, outage: Outage) -> set[int]:
    """Who was promised a ping for the outage's severity, whatever became of it."""
    rows = tx.all(
        "SELECT user_id FROM outage_ping WHERE outage_id = ? AND severity = ?",
        (outage.id, outage.severity.value),
    )
    return {row["user_id"] for row in rows}


def add_batch(tx: Transaction, outage: Outage, people: Sequence[int]) -> int:
    """Note whom one message is to ping; returns its number."""
    row = tx.one("SELECT coalesce(max(batch), 0) + 1 AS n FROM outage_ping WHERE outage_id = ?", (outage.id,))
    batch = 1 if row is None else int(row["n"])
    tx.many(
        "INSERT INTO outage_ping (outage_id, user_id, severity, guild_id, batch, at) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (outage.id, user_id, outage.severity.value, outage.guild_id, batch, to_epoch(tx.now))
            for user_id in people
        ],
    )
    return batch


def drop_batch(tx: Transaction, outage_id: int, batch: int) -> None:
    """Whom a message was to ping was not pinged."""
    tx.execute("DELETE FROM outage_ping WHERE outage_id = ? AND batch = ?", (outage_id, batch))


def drop_from_batch(tx: Transaction, outage_id: int, batch: int, people: Iterable[int]) -> None:
    """These were not pinged by a message that went to others."""
    tx.many(
        "DELETE FROM outage_ping WHERE outage_id = ? AND batch = ? AND user_id = ?",
        [(outage_id, batch, user_id) for user_id in people],
    )


def of_batch(tx: Transaction, outage_id: int, batch: int) -> list[int]:
    """Whom a message is to ping."""
    rows = tx.all(
        "SELECT user_id FROM outage_ping WHERE outage_id = ? AND batch = ? ORDER BY user_id",
        (outage_id, batch),
    )
    return [row["user_id"] for row in rows]


# Rows


def _sets(values: dict[str, SqlValue]) -> str:
    unknown = values.keys() - _SETTABLE
    if unknown:
        raise ValueError(f"no columns to set: {sorted(unknown)}")
    return "".join(f"{name} = ?, " for name in values)


def _many(tx: Transaction, sql: str, params: Sequence[SqlValue]) -> list[Outage]:
    rows = tx.all(sql, params)
    networks = _networks(tx, [row["id"] for row in rows])
    return [_outage(row, networks.get(row["id"], ())) for row in rows]


def _networks(tx: Transaction, ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    rows = tx.all(
        "SELECT outage_id, asn FROM outage_network WHERE outage_id IN (SELECT value FROM json_each(?)) ORDER BY asn",
        (json.dumps(list(ids)),),
    )
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(row["outage_id"], []).append(row["asn"])
    return {id_: tuple(asns) for id_, asns in found.items()}


def _outage(row: Row, networks: tuple[int, ...]) -> Outage:
    return Outage(
        id=row["id"],
        guild_id=row["guild_id"],
        title=row["title"],
        body=row["body"],
        severity=Severity(row["severity"]),
        state=State(row["state"]),
        region=row["region"],
        networks=networks,
        started_at=from_epoch(row["started_at"]),
        resolved_at=_instant(row["resolved_at"]),
        opener_id=row["opener_id"],
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        thread_id=row["thread_id"],
        cards=row["cards"],
        changes=row["changes"],
        cause=row["cause"],
        impact=row["impact"],
        learned=row["learned"],
        gone_at=_instant(row["gone_at"]),
        version=row["version"],
        updated_at=from_epoch(row["updated_at"]),
    )


def _update(row: Row) -> Update:
    return Update(
        kind=Kind(row["kind"]),
        capacity=Capacity(row["capacity"]),
        state=State(row["state"]),
        severity=Severity(row["severity"]),
        text=row["text"],
        at=from_epoch(row["at"]),
    )


def _follower(row: Row) -> Follower:
    return Follower(
        user_id=row["user_id"],
        least=Severity(row["least"]),
        regions=tuple(json.loads(row["regions"])),
        wakes=bool(row["wakes"]),
    )


def _instant(seconds: int | None) -> dt.datetime | None:
    return None if seconds is None else from_epoch(seconds)
