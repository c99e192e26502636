"""The SQL of threads, their words, and what a forum's tags mean."""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.storage.database import SqlValue, Transaction
from bot.topics.threads import rules
from bot.topics.threads.rules import Label, Thread, ThreadState, Told, Urgency

_COLUMNS = (
    "id, guild_id, thread_id, topic_id, channel_id, title, state, label, urgency, asked, in_forum, tags, asker_id, question,"
    " answer, answered_by, answered_at, head_id, heads, nudged_at, gone_at, version, opened_at"
)
_QUESTION = "(asked = 1 OR in_forum = 1)"
_THERE = "thread_id IS NOT NULL AND gone_at IS NULL"
_WAITING = f"state IN ('open', 'dormant') AND (state = 'open' OR opened_at > ?) AND {_THERE} AND {_QUESTION}"
"""`rules.is_waiting`, with the instant since which a dormant one has to have been asked."""
_LEAVES = f"label IN ({', '.join(repr(one.value) for one in Label if rules.may_leave(one))})"
RANKED = 500
"""So many of the threads that fit are weighed against each other."""
_SETTABLE = frozenset(
    {
        "thread_id", "topic_id", "channel_id", "title", "state", "label", "tags", "asker_id", "question", "answer",
        "answered_by", "answered_at", "head_id", "heads", "nudged_at", "gone_at", "opened_at", "in_forum",
    }
)  # fmt: skip
# ruff: noqa: S608 - every text that is put in is a constant of this file, or a name of _SETTABLE


def insert(
    tx: Transaction,
    *,
    guild_id: int,
    thread_id: int | None,
    topic_id: int | None,
    channel_id: int,
    title: str,
    state: ThreadState,
    asker_id: int | None,
    opened_at: dt.datetime,
    in_forum: bool,
    asked: bool = False,
    question: str = "",
    urgency: Urgency = Urgency.NORMAL,
    label: Label = Label.CLEAR,
    tags: Collection[int] = (),
) -> int:
    """Store a thread or a draft; returns its id."""
    return tx.insert(
        "INSERT INTO topic_thread (guild_id, thread_id, topic_id, channel_id, title, state, urgency, label, asked, in_forum,"
        " tags, asker_id, question, opened_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            guild_id,
            thread_id,
            topic_id,
            channel_id,
            title,
            state.value,
            urgency.value,
            label.value,
            int(asked),
            int(in_forum),
            json.dumps(sorted(tags)),
            asker_id,
            question,
            to_epoch(opened_at),
            to_epoch(tx.now),
        ),
    )


def get(tx: Transaction, guild_id: int, id_: int) -> Thread | None:
    """A thread of this guild by our id, drafts too."""
    row = tx.one(f"SELECT {_COLUMNS} FROM topic_thread WHERE guild_id = ? AND id = ?", (guild_id, id_))
    return None if row is None else _thread(row)


def by_discord(tx: Transaction, guild_id: int, thread_id: int) -> Thread | None:
    """A thread of this guild by Discord's id."""
    row = tx.one(
        f"SELECT {_COLUMNS} FROM topic_thread WHERE thread_id = ? AND guild_id = ?", (thread_id, guild_id)
    )
    return None if row is None else _thread(row)


def is_posting(tx: Transaction, guild_id: int, channel_id: int) -> bool:
    """Whether a question of /ask is on its way into a channel."""
    found = tx.one(
        "SELECT 1 FROM topic_thread WHERE guild_id = ? AND channel_id = ? AND state = 'open' AND thread_id IS NULL",
        (guild_id, channel_id),
    )
    return found is not None


def change(tx: Transaction, thread: Thread, **values: SqlValue) -> bool:
    """Decide something about a thread as it was read; False: somebody else decided meanwhile."""
    changed = tx.execute(
        f"UPDATE topic_thread SET {_sets(values)}, updated_at = ?, version = version + 1"
        " WHERE guild_id = ? AND id = ? AND version = ?",
        (*values.values(), to_epoch(tx.now), thread.guild_id, thread.id, thread.version),
    )
    return changed == 1


def note(tx: Transaction, thread: Thread, **values: SqlValue) -> None:
    """Set columns that nobody decides about: what Discord tells and what we sent. The version stays."""
    tx.execute(
        f"UPDATE topic_thread SET {_sets(values)}, updated_at = ? WHERE guild_id = ? AND id = ?",
        (*values.values(), to_epoch(tx.now), thread.guild_id, thread.id),
    )


def delete(tx: Transaction, guild_id: int, id_: int) -> bool:
    """Remove what Discord never had, a draft or a question on its way; False for anything else."""
    return bool(
        tx.execute(
            "DELETE FROM topic_thread WHERE guild_id = ? AND id = ? AND thread_id IS NULL", (guild_id, id_)
        )
    )


def asked_since(tx: Transaction, guild_id: int, user_id: int, since: dt.datetime) -> list[dt.datetime]:
    """When a member posted questions by /ask after an instant."""
    rows = tx.all(
        "SELECT opened_at FROM topic_thread WHERE asker_id = ? AND guild_id = ? AND asked = 1 AND state <> 'draft'"
        " AND opened_at > ?",
        (user_id, guild_id, to_epoch(since)),
    )
    return [from_epoch(row["opened_at"]) for row in rows]


def told_channels(tx: Transaction, guild_id: int, *, answered_since: dt.datetime | None = None) -> list[int]:
    """The channels of what `told` finds."""
    what, params = _told(tx, answered_since)
    rows = tx.all(
        # +: by state and not by channel, or all that was ever solved would be walked.
        f"SELECT DISTINCT +channel_id AS channel_id FROM topic_thread WHERE guild_id = ? AND {what}",
        (guild_id, *params),
    )
    return [row["channel_id"] for row in rows]


def told(
    tx: Transaction,
    guild_id: int,
    channels: Collection[int],
    *,
    without: Collection[int],
    most: int,
    answered_since: dt.datetime | None = None,
) -> Told:
    """What waits for an answer (`rules.is_waiting`), the oldest first; or was answered at or after an instant and still is,
    the latest first. Of these channels, without these topics, and of threads whose label lets them leave.
    """
    what, params = _told(tx, answered_since)
    where = (
        f"guild_id = ? AND {what} AND channel_id IN (SELECT value FROM json_each(?))"
        " AND (topic_id IS NULL OR topic_id NOT IN (SELECT value FROM json_each(?)))"
    )
    values = (guild_id, *params, json.dumps(list(channels)), json.dumps(list(without)))
    order = "opened_at, id" if answered_since is None else "answered_at DESC, id DESC"
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM topic_thread WHERE {where} ORDER BY {order} LIMIT ?", (*values, most)
    )
    if len(rows) < most:
        return Told(threads=[_thread(row) for row in rows], count=len(rows))
    total = tx.one(f"SELECT count(*) AS n FROM topic_thread WHERE {where}", values)
    return Told(threads=[_thread(row) for row in rows], count=0 if total is None else total["n"])


def _told(tx: Transaction, answered_since: dt.datetime | None) -> tuple[str, tuple[int]]:
    if answered_since is None:
        return f"{_WAITING} AND {_LEAVES}", (to_epoch(tx.now - rules.WAITS),)
    what = f"state IN ('answered', 'resolved') AND {_THERE} AND answered_at >= ? AND {_LEAVES}"
    return what, (to_epoch(answered_since),)


def unanswered_by_topic(tx: Transaction, guild_id: int) -> dict[int, int]:
    """Topic → how many questions wait for an answer."""
    rows = tx.all(
        f"SELECT topic_id, count(*) AS n FROM topic_thread WHERE guild_id = ? AND {_WAITING}"
        " AND topic_id IS NOT NULL GROUP BY topic_id",
        (guild_id, to_epoch(tx.now - rules.WAITS)),
    )
    return {row["topic_id"]: row["n"] for row in rows}


def to_look_at(tx: Transaction, guild_id: int) -> list[Thread]:
    """Threads that Discord had open when we last heard of them, and after those the dormant ones that still wait."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM topic_thread WHERE guild_id = ? AND {_THERE} AND (state IN ('open', 'answered')"
        " OR (state = 'dormant' AND opened_at > ?)) ORDER BY state = 'dormant', id",
        (guild_id, to_epoch(tx.now - rules.WAITS)),
    )
    return [_thread(row) for row in rows]


def of_channel(tx: Transaction, guild_id: int, channel_id: int, limit: int) -> list[Thread]:
    """Threads of a channel that are still there, a number of them at most."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM topic_thread WHERE guild_id = ? AND channel_id = ? AND {_THERE} LIMIT ?",
        (guild_id, channel_id, limit),
    )
    return [_thread(row) for row in rows]


def of_asker(tx: Transaction, user_id: int) -> list[Thread]:
    """What a person asked or opened, in any guild: for erasing them."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM topic_thread WHERE asker_id = ? ORDER BY id", (user_id,))
    return [_thread(row) for row in rows]


def forget_drafts(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove drafts that were left alone since before an instant, a number of them at most; returns how many."""
    return tx.execute(
        "DELETE FROM topic_thread WHERE id IN"
        " (SELECT id FROM topic_thread WHERE state = 'draft' AND updated_at < ? LIMIT ?)",
        (to_epoch(before), limit),
    )


def forget_gone(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove threads that Discord has not had since before an instant, a number of them at most; returns how many."""
    return tx.execute(
        "DELETE FROM topic_thread WHERE id IN (SELECT id FROM topic_thread WHERE gone_at < ? LIMIT ?)",
        (to_epoch(before), limit),
    )


# Words


def reindex(tx: Transaction, thread: Thread) -> None:
    """Let the words that are searched be those of the thread as it is now, or none."""
    tx.execute("DELETE FROM topic_words WHERE rowid = ?", (thread.id,))
    if rules.is_found(thread):
        tx.execute(
            "INSERT INTO topic_words (rowid, about, place, title, question, answer) VALUES (?, ?, ?, ?, ?, ?)",
            (
                thread.id,
                thread.id,
                rules.place(thread),
                rules.folded(thread.title),
                rules.folded(thread.question),
                rules.folded(thread.answer),
            ),
        )


def forget_words(tx: Transaction) -> None:
    """Have what was taken out of the index leave the file too: FTS5 only notes a deletion until it merges."""
    tx.execute("INSERT INTO topic_words (topic_words) VALUES ('optimize')")


def search_channels(tx: Transaction, guild_id: int) -> list[int]:
    """The channels in which something solved stands."""
    rows = tx.all(
        "SELECT DISTINCT channel_id FROM topic_thread WHERE guild_id = ? AND state IN ('answered', 'resolved')",
        (guild_id,),
    )
    return [row["channel_id"] for row in rows]


def search(
    tx: Transaction, guild_id: int, match: str, *, limit: int, since: dt.datetime | None = None
) -> list[Thread]:
    """The threads that an FTS5 query finds, the best first. `since`: answered at or after.

    Of more than RANKED that fit, the newest are weighed: a word that stands everywhere would take 30 ms otherwise.
    """
    # The words' table says what may be found at all; the thread's row is read for what is shown alone.
    rows = tx.all(
        f"SELECT {', '.join('t.' + name for name in _COLUMNS.split(', '))} FROM ("
        " SELECT rowid AS found, bm25(topic_words, 0.0, 0.0, 8.0, 2.0, 4.0) AS score FROM topic_words"
        " WHERE topic_words MATCH :match AND rowid >= coalesce("
        "  (SELECT rowid FROM topic_words WHERE topic_words MATCH :match ORDER BY rowid DESC LIMIT 1 OFFSET :ranked), 0)"
        " AND (:since IS NULL OR rowid IN (SELECT id FROM topic_thread WHERE guild_id = :guild AND answered_at >= :since))"
        " ORDER BY score, rowid DESC LIMIT :most"
        ") JOIN topic_thread AS t ON t.id = found WHERE t.guild_id = :guild ORDER BY score, t.id DESC",
        {
            "match": match,
            "ranked": RANKED - 1,
            "since": None if since is None else to_epoch(since),
            "guild": guild_id,
            "most": limit,
        },
    )
    return [_thread(row) for row in rows]


# Tags


def tags(tx: Transaction, guild_id: int, channel_id: int) -> dict[str, int]:
    """Meaning → tag of a forum, as last seen."""
    rows = tx.all(
        "SELECT meaning, tag_id FROM topic_tag WHERE guild_id = ? AND channel_id = ?", (guild_id, channel_id)
    )
    return {row["meaning"]: row["tag_id"] for row in rows}


def set_tags(tx: Transaction, guild_id: int, channel_id: int, known: Mapping[str, int]) -> None:
    """Store what a forum's tags mean now."""
    if tags(tx, guild_id, channel_id) == dict(known):
        return
    tx.execute("DELETE FROM topic_tag WHERE guild_id = ? AND channel_id = ?", (guild_id, channel_id))
    tx.many(
        "INSERT INTO topic_tag (guild_id, channel_id, meaning, tag_id) VALUES (?, ?, ?, ?)",
        [(guild_id, channel_id, meaning, tag_id) for meaning, tag_id in known.items()],
    )


def _sets(values: Mapping[str, SqlValue]) -> str:
    if not values.keys() <= _SETTABLE:
        raise ValueError(f"not columns to set: {values.keys() - _SETTABLE}")
    return ", ".join(f"{name} = ?" for name in values)


def _thread(row: Row) -> Thread:
    return Thread(
        id=row["id"],
        guild_id=row["guild_id"],
        thread_id=row["thread_id"] or 0,
        topic_id=row["topic_id"],
        channel_id=row["channel_id"],
        title=row["title"],
        state=ThreadState(row["state"]),
        opened_at=from_epoch(row["opened_at"]),
        label=Label(row["label"]),
        urgency=Urgency(row["urgency"]),
        asked=bool(row["asked"]),
        in_forum=bool(row["in_forum"]),
        tags=tuple(json.loads(row["tags"])),
        asker_id=row["asker_id"],
        question=row["question"],
        answer=row["answer"],
        answered_by=row["answered_by"],
        answered_at=None if row["answered_at"] is None else from_epoch(row["answered_at"]),
        head_id=row["head_id"],
        heads=row["heads"],
        nudged_at=None if row["nudged_at"] is None else from_epoch(row["nudged_at"]),
        gone_at=None if row["gone_at"] is None else from_epoch(row["gone_at"]),
        version=row["version"],
    )
