"""The outbox's SQL: every promise is one row of `delivery`, and each change of its state stands here.

    pending ─┐             ┌→ sent        it is on Discord
             ├→ claimed ───┼→ dead        it can never be done (the reason says why)
    retry ───┘      ↑      ├→ dropped     it came too late for its kind
       └────────────┘      └→ cancelled   nobody wants it any more

Rules: synchronous functions on a Transaction, so that a promise commits with the state that made it. A sent row
is never sent again. `first_attempt_at` is stored with the claim, before anything goes out: from then on
the effect may exist on Discord, whatever the process lives to see.
"""

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot import limits
from bot.clock import from_epoch, to_epoch
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery
from bot.storage.database import Transaction

_COLUMNS = (
    "id, guild_id, kind, feature, template, subject_id, target_id, occurrence, details, due_at, expires_at, "
    "state, attempt, first_attempt_at, result_id, reason, settled_at"
)

# The condition of the partial index delivery_due, word for word; a test reads the query plans.
_OPEN = "state IN ('pending', 'retry')"
_NOT_HELD = "guild_id NOT IN (SELECT guild_id FROM guild WHERE paused_at IS NOT NULL OR left_at IS NOT NULL)"
"""Nothing is sent where an organiser paused everything, nor in a guild that the bot has left."""


@dataclass(frozen=True, kw_only=True)
class Lane:
    """The first due delivery of one target. A target's deliveries go out one after the other."""

    id: int
    guild_id: int
    target_id: int
    run_at: int


# Making and taking back promises: what the features' services call.


def enqueue(tx: Transaction, new: NewDelivery) -> int | None:
    """Promise `new`, or bring the promise of the same occurrence up to date. Returns the row's id.

    A cancelled one is revived. An open one takes over the due time, expiry, template, subject and details;
    guild, kind and target are part of what the occurrence means and stay. None when it was sent, given up or
    dropped already: that is final.
    """
    tx.promised |= new.due_at <= tx.now
    row = tx.one(
        """
        INSERT INTO delivery (
            guild_id, kind, feature, template, subject_id, target_id, occurrence, details,
            due_at, expires_at, state, run_at, created_at
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)
        ON CONFLICT (occurrence) DO UPDATE SET
            template = excluded.template,
            subject_id = excluded.subject_id,
            details = excluded.details,
            due_at = excluded.due_at,
            expires_at = excluded.expires_at,
            run_at = CASE
                WHEN state = 'claimed' OR (state = 'retry' AND run_at > excluded.run_at) THEN run_at
                ELSE excluded.run_at
            END,
            state = CASE
                WHEN state <> 'cancelled' THEN state
                WHEN first_attempt_at IS NULL THEN 'pending'
                ELSE 'retry'
            END,
            reason = CASE WHEN state = 'cancelled' THEN NULL ELSE reason END,
            settled_at = NULL
        WHERE state IN ('pending', 'retry', 'claimed', 'cancelled')
        RETURNING id
        """,
        (
            new.guild_id,
            new.kind.value,
            new.feature,
            new.template,
            new.subject_id,
            new.target_id,
            new.occurrence,
            json.dumps(dict(new.details), ensure_ascii=False, separators=(",", ":")),
            to_epoch(new.due_at),
            None if new.expires_at is None else to_epoch(new.expires_at),
            to_epoch(new.due_at),
            to_epoch(tx.now),
        ),
    )
    return None if row is None else int(row["id"])


def cancel(
    tx: Transaction,
    *,
    guild_id: int,
    feature: str,
    subject_id: int,
    template: str | None = None,
    due_from: dt.datetime | None = None,
    keep_occurrences: Collection[str] = (),
) -> int:
    """Take back what was promised about a subject; returns how many rows.

    `template` and `due_from` (inclusive) narrow it; `keep_occurrences` stay. A row claimed at this moment is not
    touched: its renderer is asked right before the send and answers None when the record is gone.
    """
    return tx.execute(
        f"""
        UPDATE delivery SET state = 'cancelled', settled_at = ?
        WHERE guild_id = ? AND feature = ? AND subject_id = ? AND {_OPEN}
          AND (? IS NULL OR template = ?)
          AND (? IS NULL OR due_at >= ?)
          AND occurrence NOT IN (SELECT value FROM json_each(?))
        """,  # noqa: S608 - constants of this file
        (
            to_epoch(tx.now),
            guild_id,
            feature,
            subject_id,
            template,
            template,
            None if due_from is None else to_epoch(due_from),
            None if due_from is None else to_epoch(due_from),
            json.dumps(list(keep_occurrences)),
        ),
    )


# Looking.


def get(tx: Transaction, delivery_id: int) -> Delivery | None:
    row = tx.one(f"SELECT {_COLUMNS} FROM delivery WHERE id = ?", (delivery_id,))  # noqa: S608 - constants of this file
    return None if row is None else _delivery(row)


def for_subject(
    tx: Transaction, guild_id: int, feature: str, subject_id: int, limit: int = 100
) -> list[Delivery]:
    """What was promised about a subject and what became of it, the latest due first."""
    rows = tx.all(
        f"""
        SELECT {_COLUMNS} FROM delivery
        WHERE guild_id = ? AND feature = ? AND subject_id = ?
        ORDER BY due_at DESC, id DESC LIMIT ?
        """,  # noqa: S608 - constants of this file
        (guild_id, feature, subject_id, limit),
    )
    return [_delivery(row) for row in rows]


def begun(
    tx: Transaction, guild_id: int, feature: str, subject_id: int, *, template: str, limit: int = 100
) -> list[Delivery]:
    """What was sent about a subject, tried or given up; the latest due first. Not what waits or was taken back."""
    rows = tx.all(
        f"""
        SELECT {_COLUMNS} FROM delivery
        WHERE guild_id = ? AND feature = ? AND subject_id = ? AND template = ?
          AND state NOT IN ('pending', 'cancelled')
        ORDER BY due_at DESC, id DESC LIMIT ?
        """,  # noqa: S608 - constants of this file
        (guild_id, feature, subject_id, template, limit),
    )
    return [_delivery(row) for row in rows]


def of_template(
    tx: Transaction, guild_id: int, feature: str, subject_id: int, *, template: str, limit: int = 100
) -> list[Delivery]:
    """What was promised about a subject by one template, whatever became of it; the latest promised first."""
    rows = tx.all(
        f"""
        SELECT {_COLUMNS} FROM delivery
        WHERE guild_id = ? AND feature = ? AND subject_id = ? AND template = ?
        ORDER BY id DESC LIMIT ?
        """,  # noqa: S608 - constants of this file
        (guild_id, feature, subject_id, template, limit),
    )
    return [_delivery(row) for row in rows]


def waits(tx: Transaction, guild_id: int, feature: str, subject_id: int, *, template: str) -> bool:
    """Whether something is promised about a subject by a template, and nobody is sending it at this moment.

    Looked for from the latest due on: where it waits it is found at once, however much was sent.
    """
    row = tx.one(
        "SELECT 1 FROM delivery WHERE guild_id = ? AND feature = ? AND subject_id = ? AND template = ?"  # noqa: S608 - a constant
        f" AND {_OPEN} ORDER BY due_at DESC LIMIT 1",
        (guild_id, feature, subject_id, template),
    )
    return row is not None


def last_sent(
    tx: Transaction, guild_id: int, feature: str, subject_id: int, *, template: str, limit: int = 100
) -> list[Delivery]:
    """What is on Discord about a subject; the latest due first."""
    rows = tx.all(
        f"""
        SELECT {_COLUMNS} FROM delivery
        WHERE guild_id = ? AND feature = ? AND subject_id = ? AND template = ?
          AND state = 'sent' AND result_id IS NOT NULL
        ORDER BY due_at DESC, id DESC LIMIT ?
        """,  # noqa: S608 - constants of this file
        (guild_id, feature, subject_id, template, limit),
    )
    return [_delivery(row) for row in rows]


_NOT_BY_GUILD = "+guild_id = ?"
"""Look by time: what all guilds were sent in some minutes is less than what one was ever sent."""


def going_out(
    tx: Transaction, guild_id: int, feature: str, *, template: str, since: dt.datetime
) -> list[Delivery]:
    """What was sent from an instant, some minutes ago, on in a guild, whatever it is about, and what is being sent now."""
    rows = tx.all(
        f"""
        SELECT {_COLUMNS} FROM delivery
        WHERE settled_at >= ? AND {_NOT_BY_GUILD} AND feature = ? AND template = ? AND state = 'sent'
        UNION ALL
        SELECT {_COLUMNS} FROM delivery
        WHERE state = 'claimed' AND lease_until > 0 AND {_NOT_BY_GUILD} AND feature = ? AND template = ?
        """,  # noqa: S608 - constants of this file
        (to_epoch(since), guild_id, feature, template, guild_id, feature, template),
    )
    return [_delivery(row) for row in rows]


def count_sent(tx: Transaction, guild_id: int, channel_id: int, *, since: dt.datetime) -> int:
    """How many messages of ours went into a channel or thread from an instant on. Walks what the guild was ever sent."""
    row = tx.one(
        """
        SELECT count(*) AS n FROM delivery
        WHERE settled_at >= ? AND guild_id = ? AND target_id = ? AND kind = 'message' AND state = 'sent'
        """,
        (to_epoch(since), guild_id, channel_id),
    )
    return 0 if row is None else int(row["n"])


_OCCASIONS = """
    FROM delivery
    WHERE guild_id = ? AND feature = ? AND template = ? AND state NOT IN ('pending', 'cancelled')
      AND (? IS NULL OR subject_id IN (SELECT value FROM json_each(?)))
    GROUP BY due_at, subject_id
"""


def count_occasions(
    tx: Transaction, guild_id: int, feature: str, *, template: str, among: Collection[int] | None = None
) -> int:
    """How many occasions there are: what went to several targets at one time is one. `among`: see `occasions`."""
    row = tx.one(
        f"SELECT count(*) AS n FROM (SELECT 1 {_OCCASIONS})",  # noqa: S608 - constants of this file
        (guild_id, feature, template, None if among is None else 1, json.dumps(list(among or ()))),
    )
    return 0 if row is None else int(row["n"])


def occasions(
    tx: Transaction,
    guild_id: int,
    feature: str,
    *,
    template: str,
    among: Collection[int] | None = None,
    offset: int = 0,
    limit: int = 100,
) -> list[tuple[int, dt.datetime]]:
    """(subject, due time) of what was sent, tried or given up in a guild, the latest due first.

    `among`: only these subjects; None: all.
    """
    rows = tx.all(
        f"""
        SELECT subject_id, due_at {_OCCASIONS} ORDER BY due_at DESC, subject_id DESC LIMIT ? OFFSET ?
        """,
        (
            guild_id,
            feature,
            template,
            None if among is None else 1,
            json.dumps(list(among or ())),
            limit,
            offset,
        ),
    )
    return [(row["subject_id"], from_epoch(row["due_at"])) for row in rows]


def at_occasion(
    tx: Transaction, guild_id: int, feature: str, subject_id: int, *, template: str, due_at: dt.datetime
) -> list[Delivery]:
    """What was sent, tried or given up about a subject at one due time, in the order in which it was promised."""
    rows = tx.all(
        f"""
        SELECT {_COLUMNS} FROM delivery
        WHERE guild_id = ? AND feature = ? AND subject_id = ? AND due_at = ? AND template = ?
          AND state NOT IN ('pending', 'cancelled')
        ORDER BY id
        """,  # noqa: S608 - constants of this file
        (guild_id, feature, subject_id, to_epoch(due_at), template),
    )
    return [_delivery(row) for row in rows]


def tally(
    tx: Transaction, guild_id: int, feature: str, subject_ids: Collection[int]
) -> dict[DeliveryState, int]:
    """How many of what was promised about some subjects are in each state."""
    rows = tx.all(
        """
        SELECT state, count(*) AS n FROM delivery
        WHERE guild_id = ? AND feature = ? AND subject_id IN (SELECT value FROM json_each(?))
        GROUP BY state
        """,
        (guild_id, feature, json.dumps(list(subject_ids))),
    )
    return {DeliveryState(row["state"]): int(row["n"]) for row in rows}


def failures(
    tx: Transaction, guild_id: int, feature: str, subject_ids: Collection[int], *, limit: int
) -> list[Delivery]:
    """What was given up, or dropped as too late, about some subjects; the latest first."""
    rows = tx.all(
        f"""
        SELECT {_COLUMNS} FROM delivery
        WHERE guild_id = ? AND feature = ? AND subject_id IN (SELECT value FROM json_each(?))
          AND state IN ('dead', 'dropped')
        ORDER BY settled_at DESC, id DESC LIMIT ?
        """,  # noqa: S608 - constants of this file
        (guild_id, feature, json.dumps(list(subject_ids)), limit),
    )
    return [_delivery(row) for row in rows]


def crossposts(tx: Transaction, channel_id: int, since: dt.datetime) -> list[dt.datetime]:
    """When messages of a channel were published after `since`, and when those still promised will be; the ten latest of each."""
    sent = tx.all(
        """
        SELECT settled_at AS at FROM delivery
        WHERE kind = 'crosspost' AND target_id = ? AND settled_at > ? AND state = 'sent'
        ORDER BY settled_at DESC LIMIT ?
        """,
        (channel_id, to_epoch(since), limits.CROSSPOSTS_PER_HOUR),
    )
    open_ = tx.all(
        """
        SELECT run_at AS at FROM delivery
        WHERE kind = 'crosspost' AND target_id = ? AND settled_at IS NULL
        ORDER BY run_at DESC LIMIT ?
        """,
        (channel_id, limits.CROSSPOSTS_PER_HOUR),
    )
    # What should have gone out by now goes out now at the earliest.
    return [from_epoch(row["at"]) for row in sent] + [max(from_epoch(row["at"]), tx.now) for row in open_]


def upcoming(
    tx: Transaction, guild_id: int, feature: str, subject_id: int, limit: int = 100
) -> list[Delivery]:
    """What is still to be sent about a subject, the earliest due first."""
    rows = tx.all(
        f"""
        SELECT {_COLUMNS} FROM delivery
        WHERE guild_id = ? AND feature = ? AND subject_id = ? AND state IN ('pending', 'retry', 'claimed')
        ORDER BY due_at, id LIMIT ?
        """,  # noqa: S608 - constants of this file
        (guild_id, feature, subject_id, limit),
    )
    return [_delivery(row) for row in rows]


def next_due_by_subject(
    tx: Transaction, guild_id: int, feature: str, *, template: str
) -> dict[int, dt.datetime]:
    """Subject → when something of a template is due next, for each subject of which something is still to be sent."""
    rows = tx.all(
        """
        SELECT subject_id, min(due_at) AS due_at FROM delivery
        WHERE guild_id = ? AND feature = ? AND template = ? AND state IN ('pending', 'retry', 'claimed')
        GROUP BY subject_id
        """,
        (guild_id, feature, template),
    )
    return {row["subject_id"]: from_epoch(row["due_at"]) for row in rows}


def next_due(tx: Transaction) -> dt.datetime | None:
    """When the next open row is to run, of guilds that are not paused."""
    row = tx.one(
        f"SELECT run_at FROM delivery WHERE {_OPEN} AND {_NOT_HELD} ORDER BY run_at, id LIMIT 1"  # noqa: S608 - constants of this file
    )
    return None if row is None else from_epoch(row["run_at"])


def overdue(tx: Transaction, by: dt.timedelta = dt.timedelta(0)) -> int:
    """How many open rows of guilds that are not paused should have run `by` ago or earlier."""
    row = tx.one(
        f"SELECT count(*) AS n FROM delivery WHERE {_OPEN} AND run_at <= ? AND {_NOT_HELD}",  # noqa: S608 - constants of this file
        (to_epoch(tx.now - by),),
    )
    return 0 if row is None else int(row["n"])


def oldest_overdue(tx: Transaction) -> dt.datetime | None:
    """Since when the open row waits that should have run first, of guilds that are not paused; None: nothing waits."""
    row = tx.one(
        f"SELECT run_at FROM delivery WHERE {_OPEN} AND run_at <= ? AND {_NOT_HELD} ORDER BY run_at, id LIMIT 1",  # noqa: S608 - constants of this file
        (to_epoch(tx.now),),
    )
    return None if row is None else from_epoch(row["run_at"])


def open_rows(tx: Transaction, most: int) -> int:
    """How many rows wait to be sent, now or later; counted up to `most`, some 2 ms for 100,000."""
    row = tx.one(
        f"SELECT count(*) AS n FROM (SELECT 1 FROM delivery WHERE {_OPEN} LIMIT ?)",  # noqa: S608 - constants of this file
        (most,),
    )
    return 0 if row is None else int(row["n"])


def doubt(tx: Transaction, since: dt.datetime) -> int:
    """Nobody knows what was sent after `since`: what is open and due may be on Discord. Returns how many rows.

    For the start on a copy of the database. Each of them looks for its mark before it goes out; see
    `effects.attempt.must_search`.
    """
    return tx.execute(
        """
        UPDATE delivery SET first_attempt_at = MIN(COALESCE(first_attempt_at, ?), ?),
            state = CASE WHEN state = 'pending' THEN 'retry' ELSE state END
        WHERE state IN ('pending', 'retry', 'claimed') AND due_at <= ?
        """,
        (to_epoch(since), to_epoch(since), to_epoch(tx.now)),
    )


def in_hand(tx: Transaction) -> int:
    """How many rows are claimed: being sent at this moment."""
    row = tx.one("SELECT count(*) AS n FROM delivery WHERE state = 'claimed'")
    return 0 if row is None else int(row["n"])


def lanes(
    tx: Transaction, busy: Iterable[int] = (), *, per_guild: int = 100, limit: int = 1000
) -> list[Lane]:
    """The first due row of each target that is neither busy nor in a paused guild, oldest first.

    Of one guild `per_guild` targets at most; when there are more than `limit` in all, each guild's first come first.
    Walks the part of one covering index that is due: 4–14 ms for a backlog of 10,000.
    """
    rows = tx.all(
        f"""
        SELECT id, guild_id, target_id, run_at FROM (
            SELECT id, guild_id, target_id, run_at,
                ROW_NUMBER() OVER (PARTITION BY guild_id ORDER BY run_at, id) AS place
            FROM (
                SELECT id, guild_id, target_id, MIN(run_at) AS run_at FROM delivery
                WHERE {_OPEN} AND run_at <= ?
                  AND target_id NOT IN (SELECT value FROM json_each(?))
                  AND {_NOT_HELD}
                GROUP BY target_id
            )
        )
        WHERE place <= ? ORDER BY place, run_at, id LIMIT ?
        """,  # noqa: S608 - constants of this file
        (to_epoch(tx.now), json.dumps(list(busy)), per_guild, limit),
    )
    found = [
        Lane(id=row["id"], guild_id=row["guild_id"], target_id=row["target_id"], run_at=row["run_at"])
        for row in rows
    ]
    return sorted(found, key=lambda lane: (lane.run_at, lane.id))


# The dispatcher's moves.


def claim(tx: Transaction, ids: Collection[int], lease: dt.timedelta) -> list[Delivery]:
    """Take these rows, those that are still open and due, until the lease ends.

    The `first_attempt_at` of the values that come back is the one from before this claim: None says that no
    earlier attempt can have left anything on Discord.
    """
    now = to_epoch(tx.now)
    wanted = json.dumps(list(ids))
    rows = tx.all(
        f"""
        SELECT {_COLUMNS} FROM delivery
        WHERE id IN (SELECT value FROM json_each(?)) AND {_OPEN} AND run_at <= ? AND {_NOT_HELD}
        ORDER BY run_at, id
        """,  # noqa: S608 - constants of this file
        (wanted, now),
    )
    tx.many(
        """
        UPDATE delivery
        SET state = 'claimed', attempt = attempt + 1, lease_until = ?, first_attempt_at = COALESCE(first_attempt_at, ?)
        WHERE id = ?
        """,
        [(now + int(lease.total_seconds()), now, row["id"]) for row in rows],
    )
    return [_delivery(row, claimed=True) for row in rows]


def is_held(tx: Transaction, guild_id: int) -> bool:
    """Whether nothing is to be sent in a guild at the moment."""
    held = "SELECT 1 FROM guild WHERE guild_id = ? AND (paused_at IS NOT NULL OR left_at IS NOT NULL)"
    return tx.one(held, (guild_id,)) is not None


def release(tx: Transaction, delivery: Delivery, *, run_at: dt.datetime | None = None) -> None:
    """Give a claimed row back untried: nothing went out. `run_at`: not before this instant."""
    tx.execute(
        """
        UPDATE delivery
        SET state = CASE WHEN ? IS NULL THEN 'pending' ELSE 'retry' END,
            attempt = attempt - 1, lease_until = NULL, first_attempt_at = ?, run_at = MAX(run_at, due_at, ?)
        WHERE id = ? AND state = 'claimed'
        """,
        (
            _epoch(delivery.first_attempt_at),
            _epoch(delivery.first_attempt_at),
            0 if run_at is None else to_epoch(run_at),
            delivery.id,
        ),
    )


def mark_sent(tx: Transaction, delivery_id: int, result_id: int | None) -> None:
    """It is on Discord. This is the truth whatever the row said meanwhile."""
    tx.execute(
        """
        UPDATE delivery SET state = 'sent', result_id = ?, reason = NULL, lease_until = NULL, settled_at = ?
        WHERE id = ? AND state <> 'sent'
        """,
        (result_id, to_epoch(tx.now), delivery_id),
    )


def mark_retry(tx: Transaction, delivery_id: int, run_at: dt.datetime, reason: str) -> None:
    """Try again at `run_at`, or at its due time when that was moved further away meanwhile."""
    tx.execute(
        """
        UPDATE delivery SET state = 'retry', run_at = MAX(due_at, ?), reason = ?, lease_until = NULL
        WHERE id = ? AND state = 'claimed'
        """,
        (to_epoch(run_at), reason, delivery_id),
    )


def mark_dead(tx: Transaction, delivery_id: int, reason: str) -> None:
    _settle(tx, delivery_id, DeliveryState.DEAD, reason)


def mark_dropped(tx: Transaction, delivery_id: int, reason: str) -> None:
    _settle(tx, delivery_id, DeliveryState.DROPPED, reason)


def mark_cancelled(tx: Transaction, delivery_id: int, reason: str | None = None) -> None:
    _settle(tx, delivery_id, DeliveryState.CANCELLED, reason)


def reap(tx: Transaction, *, everything: bool = False) -> int:
    """Rows whose lease has run out may be tried again; returns how many.

    `everything` is for the start of the process: the database's lock says that nobody else can hold a lease.
    """
    return tx.execute(
        """
        UPDATE delivery SET state = 'retry', lease_until = NULL, reason = 'interrupted'
        WHERE state = 'claimed' AND (? OR lease_until <= ?)
        """,
        (int(everything), to_epoch(tx.now)),
    )


def prune(tx: Transaction, before: dt.datetime, limit: int = 500) -> int:
    """Forget rows settled before an instant, `limit` at most; returns how many.

    The instant lies further back than any plan looks: a forgotten occurrence could be promised again.
    """
    return tx.execute(
        """
        DELETE FROM delivery WHERE id IN (
            SELECT id FROM delivery WHERE settled_at IS NOT NULL AND settled_at < ? ORDER BY settled_at LIMIT ?
        )
        """,
        (to_epoch(before), limit),
    )


_TO_A_PERSON = "kind IN ('direct_message', 'role')"
_ASKED = """instr(details, '"user_id":') > 0"""
# The conditions of the partial indexes delivery_person and delivery_asker, word for word.


def prune_people(tx: Transaction, before: dt.datetime, limit: int = 500) -> int:
    """Forget rows settled before an instant that name a person, `limit` at most; returns how many."""
    return tx.execute(
        f"""
        DELETE FROM delivery WHERE id IN (
            SELECT id FROM delivery WHERE {_TO_A_PERSON} AND settled_at < ?
            UNION SELECT id FROM delivery WHERE {_ASKED} AND settled_at < ? LIMIT ?
        )
        """,  # noqa: S608 - constants of this file
        (to_epoch(before), to_epoch(before), limit),
    )


def drop_person(tx: Transaction, user_id: int) -> int:
    """Take back everything that was to go to a person who is being erased; returns how many rows.

    Dropped, which is final: a cancelled row could be revived, and its target is about to be blanked. One that is being
    sent at this moment may still arrive. An occurrence that holds the id gets another name.
    """
    taken = tx.execute(
        f"""
        UPDATE delivery SET state = 'dropped', reason = 'erased', lease_until = NULL, settled_at = ?
        WHERE {_TO_A_PERSON} AND target_id = ? AND state IN ('pending', 'retry', 'claimed')
        """,  # noqa: S608 - constants of this file
        (to_epoch(tx.now), user_id),
    )
    for theirs in (
        f"{_TO_A_PERSON} AND target_id = ?",
        f"{_ASKED} AND json_extract(details, '$.user_id') = ?",
    ):
        tx.execute(
            f"""
            UPDATE delivery SET occurrence = 'erased:' || id
            WHERE {theirs} AND instr(':' || occurrence || ':', ':' || ? || ':') > 0
            """,  # noqa: S608 - constants of this file
            (user_id, user_id),
        )
    return taken


def _settle(tx: Transaction, delivery_id: int, state: DeliveryState, reason: str | None) -> None:
    tx.execute(
        """
        UPDATE delivery SET state = ?, reason = ?, lease_until = NULL, settled_at = ?
        WHERE id = ? AND state = 'claimed'
        """,
        (state.value, reason, to_epoch(tx.now), delivery_id),
    )


def _epoch(instant: dt.datetime | None) -> int | None:
    return None if instant is None else to_epoch(instant)


def _instant(seconds: int | None) -> dt.datetime | None:
    return None if seconds is None else from_epoch(seconds)


def _delivery(row: sqlite3.Row, *, claimed: bool = False) -> Delivery:
    return Delivery(
        id=row["id"],
        guild_id=row["guild_id"],
        kind=EffectKind(row["kind"]),
        feature=row["feature"],
        template=row["template"],
        subject_id=row["subject_id"],
        target_id=row["target_id"],
        occurrence=row["occurrence"],
        details=json.loads(row["details"]),
        due_at=from_epoch(row["due_at"]),
        expires_at=_instant(row["expires_at"]),
        state=DeliveryState.CLAIMED if claimed else DeliveryState(row["state"]),
        attempt=row["attempt"] + (1 if claimed else 0),
        first_attempt_at=_instant(row["first_attempt_at"]),
        result_id=row["result_id"],
        reason=row["reason"],
        settled_at=_instant(row["settled_at"]),
    )
