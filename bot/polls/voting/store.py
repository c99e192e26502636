"""The SQL of who may vote: the roll, the delegates of organisations, proxies."""

from collections.abc import Iterable
from sqlite3 import Row

from bot.clock import to_epoch
from bot.polls.rules import Manner, Poll, Secrecy
from bot.polls.voting.roll_rules import Claim, Entry
from bot.storage.database import Transaction

_MANNERS = (Manner.OWN, Manner.ALTERNATE, Manner.PROXY)


# The roll


def claims(tx: Transaction, poll: Poll, user_id: int) -> list[Claim]:
    """By which rights of the roll a person votes: their own entry, as a delegate, by proxy."""
    rows = tx.all(
        "SELECT r.voter, r.name, r.weight, 0 AS manner FROM actor_key k"
        " JOIN poll_roll r ON r.poll_id = :poll AND r.voter = k.actor WHERE k.user_id = :user"
        " UNION ALL SELECT r.voter, r.name, r.weight, d.place > 0 FROM poll_delegate d"
        " JOIN poll_roll r ON r.poll_id = d.poll_id AND r.voter = d.voter"
        " WHERE d.user_id = :user AND d.guild_id = :guild AND d.poll_id = :poll"
        " UNION ALL SELECT r.voter, r.name, r.weight, 2 FROM poll_proxy p"
        " JOIN poll_roll r ON r.poll_id = p.poll_id AND r.voter = p.giver"
        " WHERE p.holder_id = :user AND p.guild_id = :guild AND p.poll_id = :poll",
        {"poll": poll.id, "guild": poll.guild_id, "user": user_id},
    )
    return [
        Claim(voter=row["voter"], name=row["name"], weight=row["weight"], manner=_MANNERS[row["manner"]])
        for row in rows
    ]


def entries(tx: Transaction, poll_id: int) -> list[Entry]:
    """The roll: organisations by name, people by their key, which tells nothing."""
    those: dict[str, list[int]] = {}
    for row in tx.all(
        "SELECT voter, user_id FROM poll_delegate WHERE poll_id = ? ORDER BY voter, place", (poll_id,)
    ):
        those.setdefault(row["voter"], []).append(row["user_id"])
    rows = tx.all(
        "SELECT r.*, k.user_id FROM poll_roll r LEFT JOIN actor_key k ON k.actor = r.voter WHERE r.poll_id = ?"
        " ORDER BY r.name COLLATE NOCASE, r.voter",
        (poll_id,),
    )
    return [_entry(row, tuple(those.get(row["voter"], ()))) for row in rows]


def set_roll(tx: Transaction, poll: Poll, wanted: Iterable[Entry]) -> None:
    """Store the roll with its delegates, in place of what was there."""
    tx.execute("DELETE FROM poll_roll WHERE poll_id = ?", (poll.id,))
    tx.execute("DELETE FROM poll_delegate WHERE poll_id = ?", (poll.id,))
    for one in wanted:
        tx.execute(
            "INSERT INTO poll_roll (poll_id, guild_id, voter, name, weight, required) VALUES (?, ?, ?, ?, ?, ?)",
            (poll.id, poll.guild_id, one.voter, one.name, one.weight, int(one.required)),
        )
        tx.many(
            "INSERT INTO poll_delegate (poll_id, guild_id, voter, user_id, place) VALUES (?, ?, ?, ?, ?)",
            [
                (poll.id, poll.guild_id, one.voter, user_id, place)
                for place, user_id in enumerate(one.delegates)
            ],
        )


def weights(tx: Transaction, poll_id: int) -> dict[str, int]:
    """Voter → weight: of the roll; before the opening, of those whose weight an organiser set."""
    rows = tx.all("SELECT voter, weight FROM poll_roll WHERE poll_id = ?", (poll_id,))
    return {row["voter"]: row["weight"] for row in rows}


def set_weight(tx: Transaction, poll: Poll, entry: Entry) -> None:
    """Note the weight of a voter of a draft."""
    tx.execute(
        "INSERT INTO poll_roll (poll_id, guild_id, voter, name, weight) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (poll_id, voter) DO UPDATE SET name = excluded.name, weight = excluded.weight",
        (poll.id, poll.guild_id, entry.voter, entry.name, entry.weight),
    )


def forget_roll(tx: Transaction, poll_id: int) -> None:
    """Forget what was noted for the roll of a draft: its electorate is another one now."""
    for table in ("poll_roll", "poll_delegate", "poll_proxy"):
        tx.execute(f"DELETE FROM {table} WHERE poll_id = ?", (poll_id,))  # noqa: S608 - names from here


def named(tx: Transaction, poll_id: int) -> dict[str, int]:
    """Organisation → its named voter: on the roll; before the opening, whom an organiser named."""
    rows = tx.all("SELECT voter, user_id FROM poll_delegate WHERE poll_id = ? AND place = 0", (poll_id,))
    return {row["voter"]: row["user_id"] for row in rows}


def name_voter(tx: Transaction, poll: Poll, voter: str, user_id: int | None) -> None:
    """Note an organisation's named voter in a draft; None: whoever was verified first."""
    tx.execute("DELETE FROM poll_delegate WHERE poll_id = ? AND voter = ?", (poll.id, voter))
    if user_id is not None:
        tx.execute(
            "INSERT INTO poll_delegate (poll_id, guild_id, voter, user_id, place) VALUES (?, ?, ?, ?, 0)",
            (poll.id, poll.guild_id, voter, user_id),
        )


def silent(tx: Transaction, poll_id: int) -> set[str]:
    """The voters of the roll for whom no ballot stands."""
    rows = tx.all(
        "SELECT voter FROM poll_roll r WHERE poll_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM poll_ballot b WHERE b.poll_id = r.poll_id AND b.voter = r.voter)",
        (poll_id,),
    )
    return {row["voter"] for row in rows}


# Proxies


def proxies(tx: Transaction, poll_id: int) -> dict[str, int]:
    """Voter who gave a proxy → who holds it."""
    rows = tx.all("SELECT giver, holder_id FROM poll_proxy WHERE poll_id = ? ORDER BY giver", (poll_id,))
    return {row["giver"]: row["holder_id"] for row in rows}


def give(tx: Transaction, poll: Poll, giver: str, holder_id: int) -> None:
    """Store a proxy, in place of the one the giver gave before."""
    tx.execute(
        "INSERT INTO poll_proxy (poll_id, guild_id, giver, holder_id, given_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (poll_id, giver) DO UPDATE SET holder_id = excluded.holder_id, given_at = excluded.given_at",
        (poll.id, poll.guild_id, giver, holder_id, to_epoch(tx.now)),
    )


def take_back(tx: Transaction, poll_id: int, giver: str) -> bool:
    """Remove a proxy; False where there is none."""
    return bool(tx.execute("DELETE FROM poll_proxy WHERE poll_id = ? AND giver = ?", (poll_id, giver)))


def _entry(row: Row, delegates: tuple[int, ...]) -> Entry:
    return Entry(
        voter=row["voter"],
        name=row["name"],
        user_id=row["user_id"],
        weight=row["weight"],
        required=bool(row["required"]),
        delegates=delegates,
    )


# What somebody cast


def cast_by(tx: Transaction, guild_id: int, actor: str, *, limit: int, offset: int) -> list[tuple[int, str]]:
    """(poll, voter) of the ballots that a person cast, or that were cast for them, of polls that are over; newest first."""
    rows = tx.all(
        "SELECT p.id, b.voter FROM poll_ballot b JOIN poll p ON p.id = b.poll_id"
        " WHERE p.guild_id = ? AND p.state IN ('closed', 'certified', 'void') AND (b.cast_by = ? OR b.voter = ?)"
        " ORDER BY p.id DESC, b.voter LIMIT ? OFFSET ?",
        (guild_id, actor, actor, limit, offset),
    )
    return [(row["id"], row["voter"]) for row in rows]


def channel(tx: Transaction, guild_id: int, poll_id: int) -> int | None:
    """The channel of a poll of this guild."""
    row = tx.one("SELECT channel_id FROM poll WHERE id = ? AND guild_id = ?", (poll_id, guild_id))
    return None if row is None else int(row["channel_id"])


def is_sealed(tx: Transaction, guild_id: int, poll_id: int) -> bool:
    """Whether it is a sealed poll of this guild."""
    row = tx.one("SELECT secrecy FROM poll WHERE id = ? AND guild_id = ?", (poll_id, guild_id))
    return row is not None and row["secrecy"] == Secrecy.SEALED
