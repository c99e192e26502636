"""The SQL of polls: the poll itself, options, people, roll, ballots, events."""

import datetime as dt
import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from sqlite3 import Row
from typing import Any, Final

from bot.clock import from_epoch, to_epoch
from bot.polls.chain import Event, canonical
from bot.polls.rules import (
    Ballot,
    Electorate,
    EqualRanks,
    Kind,
    Manner,
    Method,
    Option,
    Poll,
    PollState,
    QuorumKind,
    Secrecy,
    ThresholdBase,
)
from bot.storage.database import SqlValue, Transaction

_ENUMS: Final[Mapping[str, type]] = {
    "kind": Kind,
    "method": Method,
    "state": PollState,
    "secrecy": Secrecy,
    "electorate": Electorate,
    "equal_ranks": EqualRanks,
    "quorum_kind": QuorumKind,
    "threshold_base": ThresholdBase,
}
_FLAGS: Final = frozenset(
    {
        "none_option", "may_block", "threshold_strict", "standings", "receipts", "weighted", "advisory", "extended",
        "confirmed", "bound", "thread_wanted",
    }
)  # fmt: skip
_INSTANTS: Final = frozenset({"opens_at", "closes_at", "opened_at", "closed_at", "certified_at"})
_WALLS: Final = frozenset({"opens_wall", "closes_wall"})
_KEPT: Final = frozenset({"id", "guild_id", "version", "secret", "created_by"})
"""Fields that `change` leaves alone."""
_COLUMNS: Final = tuple(field.name for field in fields(Poll))
_SELECTED: Final = ", ".join(_COLUMNS)
"""By their places: a row of so many columns is slow to ask by name, and each ballot reads its poll."""
# ruff: noqa: S608 - every text that is put in is a constant of this file, or a field of Poll


# The poll


def insert(tx: Transaction, poll: Poll) -> int:
    """Store a new poll (its id and version do not matter); returns its id."""
    now = to_epoch(tx.now)
    columns = [one for one in _COLUMNS if one not in ("id", "version", "secret")]
    marks = ", ".join("?" * (len(columns) + 3))
    return tx.insert(
        f"INSERT INTO poll ({', '.join(columns)}, secret, created_at, updated_at) VALUES ({marks})",
        (*(_sql(poll, one) for one in columns), secrets.token_hex(16), now, now),
    )


def get(tx: Transaction, guild_id: int, poll_id: int) -> Poll | None:
    """A poll of this guild."""
    row = tx.one(f"SELECT {_SELECTED} FROM poll WHERE guild_id = ? AND id = ?", (guild_id, poll_id))
    return None if row is None else _poll(row)


def every(tx: Transaction, guild_id: int, states: Collection[PollState] | None = None) -> list[Poll]:
    """A guild's polls in these states (None: all), the newest first."""
    wanted = tuple(PollState) if states is None else tuple(states)
    marks = ",".join("?" * len(wanted))
    rows = tx.all(
        f"SELECT {_SELECTED} FROM poll WHERE guild_id = ? AND state IN ({marks}) ORDER BY id DESC",
        (guild_id, *wanted),
    )
    return [_poll(row) for row in rows]


def change(tx: Transaction, poll: Poll) -> None:
    """Store a poll as it is now and raise its version."""
    columns = [one for one in _COLUMNS if one not in _KEPT]
    tx.execute(
        f"UPDATE poll SET {', '.join(f'{one} = ?' for one in columns)}, version = version + 1, updated_at = ?"
        " WHERE id = ? AND guild_id = ?",
        (*(_sql(poll, one) for one in columns), to_epoch(tx.now), poll.id, poll.guild_id),
    )


def note(tx: Transaction, poll: Poll, **values: SqlValue) -> None:
    """Set columns that nobody decides about: what was posted, the head of the chain. The version stays."""
    columns = ", ".join(f"{column} = ?" for column in values)
    tx.execute(
        f"UPDATE poll SET {columns} WHERE id = ? AND guild_id = ?",
        (*values.values(), poll.id, poll.guild_id),
    )


def to_open(tx: Transaction, until: dt.datetime) -> list[tuple[int, int]]:
    """(guild, poll) of every guild's confirmed drafts that open by themselves up to an instant."""
    rows = tx.all(
        "SELECT guild_id, id FROM poll WHERE state = 'draft' AND confirmed = 1 AND opens_at <= ?",
        (to_epoch(until),),
    )
    return [(row["guild_id"], row["id"]) for row in rows]


def to_close(tx: Transaction, until: dt.datetime) -> list[tuple[int, int]]:
    """(guild, poll) of every guild's open polls whose deadline is up to an instant."""
    rows = tx.all("SELECT guild_id, id FROM poll WHERE state = 'open' AND closes_at <= ?", (to_epoch(until),))
    return [(row["guild_id"], row["id"]) for row in rows]


def channels(tx: Transaction, guild_id: int) -> list[int]:
    """Where polls of a guild stand, or are to stand."""
    rows = tx.all("SELECT DISTINCT channel_id FROM poll WHERE guild_id = ? ORDER BY channel_id", (guild_id,))
    return [row["channel_id"] for row in rows]


# Options and people


def options(tx: Transaction, poll_id: int) -> tuple[Option, ...]:
    """A poll's options, in the order in which they are shown; "none of these" is not among them."""
    rows = tx.all("SELECT * FROM poll_option WHERE poll_id = ? ORDER BY number", (poll_id,))
    return tuple(
        Option(
            number=row["number"],
            label=row["label"],
            detail=row["detail"],
            wall=_wall(row["wall"]),
            starts_at=_instant(row["starts_at"]),
            minutes=row["minutes"],
        )
        for row in rows
    )


def set_options(tx: Transaction, poll_id: int, wanted: Iterable[tuple[Option, str]]) -> None:
    """Store the options of a draft, each with its folded label, in place of those there were."""
    tx.execute("DELETE FROM poll_option WHERE poll_id = ?", (poll_id,))
    for one, folded in wanted:
        add_option(tx, poll_id, one, folded)


def add_option(tx: Transaction, poll_id: int, one: Option, folded: str) -> None:
    """Store one more option. Raises sqlite3.IntegrityError for a label that is there."""
    tx.execute(
        "INSERT INTO poll_option (poll_id, number, label, folded, detail, wall, starts_at, minutes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            poll_id,
            one.number,
            one.label,
            folded,
            one.detail,
            None if one.wall is None else one.wall.isoformat(),
            _epoch(one.starts_at),
            one.minutes,
        ),
    )


def people(tx: Transaction, poll_id: int, part: str) -> dict[int, int]:
    """Whom an organiser named as "voter" or "required" → their weight."""
    rows = tx.all(
        "SELECT user_id, weight FROM poll_person WHERE poll_id = ? AND part = ? ORDER BY user_id",
        (poll_id, part),
    )
    return {row["user_id"]: row["weight"] for row in rows}


def set_people(tx: Transaction, poll: Poll, part: str, weights: Mapping[int, int]) -> None:
    """Store whom an organiser named, in place of those there were."""
    tx.execute("DELETE FROM poll_person WHERE poll_id = ? AND part = ?", (poll.id, part))
    tx.many(
        "INSERT INTO poll_person (poll_id, guild_id, user_id, part, weight) VALUES (?, ?, ?, ?, ?)",
        [(poll.id, poll.guild_id, user_id, part, weight) for user_id, weight in weights.items()],
    )


# Ballots


def ballot(tx: Transaction, poll_id: int, voter: str) -> Ballot | None:
    """The ballot that counts for a voter; in a sealed poll the note that they voted."""
    row = tx.one("SELECT * FROM poll_ballot WHERE poll_id = ? AND voter = ?", (poll_id, voter))
    return None if row is None else _ballot(row)


def ballots(tx: Transaction, poll_id: int) -> list[Ballot]:
    """Every ballot, by voter."""
    rows = tx.all("SELECT * FROM poll_ballot WHERE poll_id = ? ORDER BY voter", (poll_id,))
    return [_ballot(row) for row in rows]


def save_ballot(tx: Transaction, poll: Poll, one: Ballot) -> None:
    """Store a ballot, in place of the voter's earlier one."""
    tx.execute(
        "INSERT INTO poll_ballot (poll_id, guild_id, voter, cast_by, manner, vote, salt, receipt, weight, advisory,"
        " interaction_id, cast_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (poll_id, voter) DO UPDATE SET"
        " cast_by = excluded.cast_by, manner = excluded.manner, vote = excluded.vote, salt = excluded.salt,"
        " receipt = excluded.receipt, weight = excluded.weight, advisory = excluded.advisory,"
        " interaction_id = excluded.interaction_id, cast_at = excluded.cast_at",
        (
            poll.id,
            poll.guild_id,
            one.voter,
            one.cast_by,
            one.manner,
            one.vote,
            one.salt,
            one.receipt,
            one.weight,
            int(one.advisory),
            one.interaction_id,
            0 if one.cast_at is None else to_epoch(one.cast_at),
        ),
    )


def mark_erased(tx: Transaction, poll_id: int, voter: str, mark: str) -> None:
    """Note with a ballot that its voter was erased, so that they cast no second one; until the poll is over."""
    tx.execute(
        "UPDATE poll_ballot SET cast_by = ? WHERE poll_id = ? AND voter = ? AND cast_by = voter",
        (mark, poll_id, voter),
    )


def is_marked(tx: Transaction, poll_id: int, mark: str) -> bool:
    """Whether a ballot of the poll has this mark."""
    return tx.one("SELECT 1 FROM poll_ballot WHERE cast_by = ? AND poll_id = ?", (mark, poll_id)) is not None


def forget_marks(tx: Transaction, poll_id: int) -> None:
    """Nobody votes here any more: no mark is needed."""
    tx.execute(
        "UPDATE poll_ballot SET cast_by = voter WHERE poll_id = ? AND cast_by LIKE 'erased:%'", (poll_id,)
    )


def open_ballots_of(tx: Transaction, key: str) -> list[tuple[int, int]]:
    """(guild, poll) of every open poll in which a person cast a ballot of their own."""
    rows = tx.all(
        "SELECT b.guild_id, b.poll_id FROM poll_ballot b JOIN poll p ON p.id = b.poll_id"
        " WHERE b.cast_by = ? AND b.voter = b.cast_by AND p.state = 'open'",
        (key,),
    )
    return [(row["guild_id"], row["poll_id"]) for row in rows]


def add_sealed(tx: Transaction, poll_id: int, vote: str, receipt: str, *, advisory: bool) -> None:
    """Store a sealed ballot under a random id."""
    tx.execute(
        "INSERT INTO poll_sealed (poll_id, id, vote, receipt, advisory) VALUES (?, ?, ?, ?, ?)",
        (poll_id, secrets.token_bytes(16), vote, receipt, int(advisory)),
    )


def sealed(tx: Transaction, poll_id: int) -> list[tuple[str, str, bool]]:
    """(vote, receipt, advisory) of every sealed ballot, in an order that tells nothing."""
    rows = tx.all("SELECT vote, receipt, advisory FROM poll_sealed WHERE poll_id = ? ORDER BY id", (poll_id,))
    return [(row["vote"], row["receipt"], bool(row["advisory"])) for row in rows]


def cast(tx: Transaction, poll_id: int) -> int:
    """How many voters have cast a ballot that counts; advisory ones are not among them."""
    row = tx.one("SELECT count(*) AS n FROM poll_ballot WHERE poll_id = ? AND advisory = 0", (poll_id,))
    return 0 if row is None else int(row["n"])


# Events


def append(tx: Transaction, poll: Poll, event: Event) -> None:
    """Store an event and the new head. For `records.happened` alone."""
    tx.execute(
        "INSERT INTO poll_event (poll_id, guild_id, number, at, kind, body, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (poll.id, poll.guild_id, event.number, event.at, event.kind, canonical(event.body), event.hash),
    )
    note(tx, poll, head=event.hash)


def last(tx: Transaction, poll_id: int) -> tuple[int, str] | None:
    """(number, hash) of the last event."""
    row = tx.one(
        "SELECT number, hash FROM poll_event WHERE poll_id = ? ORDER BY number DESC LIMIT 1", (poll_id,)
    )
    return None if row is None else (row["number"], row["hash"])


def events(tx: Transaction, poll_id: int, *, after: int = 0, most: int = -1) -> list[Event]:
    """The events after a number, in order."""
    rows = tx.all(
        "SELECT * FROM poll_event WHERE poll_id = ? AND number > ? ORDER BY number LIMIT ?",
        (poll_id, after, most),
    )
    return [
        Event(
            number=row["number"],
            at=row["at"],
            kind=row["kind"],
            body=json.loads(row["body"]),
            hash=row["hash"],
        )
        for row in rows
    ]


# Parts


def _sql(poll: Poll, column: str) -> SqlValue:
    value: Any = getattr(poll, column)
    if column in _FLAGS:
        return int(value)
    if column in _INSTANTS:
        return _epoch(value)
    if column in _WALLS or column == "review_on":
        return None if value is None else str(value.isoformat())
    if column == "reminders":
        return json.dumps(value)
    return value  # type: ignore[no-any-return]  # a text, a number or None


def _poll(row: Row) -> Poll:
    """Of a row of `_SELECTED`."""
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    for column, kind in _ENUMS.items():
        values[column] = kind(values[column])
    for column in _FLAGS:
        values[column] = bool(values[column])
    for column in _INSTANTS:
        values[column] = _instant(values[column])
    for column in _WALLS:
        values[column] = _wall(values[column])
    if values["review_on"] is not None:
        values["review_on"] = dt.date.fromisoformat(values["review_on"])
    values["reminders"] = tuple(json.loads(values["reminders"]))
    return Poll(**values)


def _ballot(row: Row) -> Ballot:
    return Ballot(
        voter=row["voter"],
        cast_by=row["cast_by"],
        manner=Manner(row["manner"]),
        vote=row["vote"],
        salt=row["salt"],
        receipt=row["receipt"],
        weight=row["weight"],
        advisory=bool(row["advisory"]),
        interaction_id=row["interaction_id"],
        cast_at=from_epoch(row["cast_at"]) if row["cast_at"] else None,
    )


def _epoch(instant: dt.datetime | None) -> int | None:
    return None if instant is None else to_epoch(instant)


def _instant(seconds: int | None) -> dt.datetime | None:
    return None if seconds is None else from_epoch(seconds)


def _wall(text: str | None) -> dt.datetime | None:
    return None if text is None else dt.datetime.fromisoformat(text)
