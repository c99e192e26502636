"""The SQL of claims."""

import datetime as dt
from collections.abc import Collection
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.networks.claims.rules import Claim, ClaimRole, ClaimState, Place, Proof
from bot.storage.database import Transaction
from bot.storage.transaction import SqlValue

_SELECT = "SELECT c.*, n.asn, n.name AS network, n.website FROM network_claim c JOIN network n ON n.id = c.network_id"
_OPEN = "c.state IN ('waiting', 'verified')"
# ruff: noqa: S608 - every text that is put in is a constant of this file, or a column named in our own code


def insert(
    tx: Transaction, *, guild_id: int, network_id: int, user_id: int, role: ClaimRole, channel_id: int | None
) -> int:
    """Store a new claim; returns its id."""
    now = to_epoch(tx.now)
    return tx.insert(
        "INSERT INTO network_claim (guild_id, network_id, user_id, role, state, channel_id, seen_at, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, 'waiting', ?, ?, ?, ?)",
        (guild_id, network_id, user_id, role, channel_id, now, now, now),
    )


def get(tx: Transaction, guild_id: int, claim_id: int) -> Claim | None:
    """A claim of a guild."""
    row = tx.one(f"{_SELECT} WHERE c.guild_id = ? AND c.id = ?", (guild_id, claim_id))
    return None if row is None else _claim(row)


def open_of(tx: Transaction, guild_id: int, network_id: int, user_id: int) -> Claim | None:
    """A member's claim to a network that waits or is verified."""
    row = tx.one(
        f"{_SELECT} WHERE c.guild_id = ? AND c.network_id = ? AND c.user_id = ? AND {_OPEN}",
        (guild_id, network_id, user_id),
    )
    return None if row is None else _claim(row)


def of_person(tx: Transaction, guild_id: int, user_id: int) -> list[Claim]:
    """Every claim of a member in a guild: open ones first, then the latest."""
    rows = tx.all(
        f"{_SELECT} WHERE c.user_id = ? AND c.guild_id = ? ORDER BY {_OPEN} DESC, c.updated_at DESC, c.id DESC",
        (user_id, guild_id),
    )
    return [_claim(row) for row in rows]


def of_person_anywhere(tx: Transaction, user_id: int) -> list[Claim]:
    """Every claim of a person in every guild."""
    return [_claim(row) for row in tx.all(f"{_SELECT} WHERE c.user_id = ? ORDER BY c.id", (user_id,))]


def count_open(tx: Transaction, guild_id: int, user_id: int) -> int:
    """How many claims of a member wait or are verified."""
    row = tx.one(
        f"SELECT count(*) AS number FROM network_claim c WHERE c.user_id = ? AND c.guild_id = ? AND {_OPEN}",
        (user_id, guild_id),
    )
    return 0 if row is None else int(row["number"])


def in_state(
    tx: Transaction, guild_id: int, state: ClaimState, *, limit: int = -1, offset: int = 0
) -> list[Claim]:
    """A guild's claims in a state, the oldest first."""
    rows = tx.all(
        f"{_SELECT} WHERE c.guild_id = ? AND c.state = ? ORDER BY c.created_at, c.id LIMIT ? OFFSET ?",
        (guild_id, state, limit, offset),
    )
    return [_claim(row) for row in rows]


def count(tx: Transaction, guild_id: int, state: ClaimState) -> int:
    """How many claims of a guild are in a state."""
    row = tx.one(
        "SELECT count(*) AS number FROM network_claim WHERE guild_id = ? AND state = ?", (guild_id, state)
    )
    return 0 if row is None else int(row["number"])


def speakers(tx: Transaction, network_id: int) -> list[int]:
    """The members who are shown to speak for a network now, the first to do so first."""
    rows = tx.all(
        "SELECT user_id FROM network_claim WHERE network_id = ? AND state = 'verified' AND expires_at > ?"
        " ORDER BY decided_at, id",
        (network_id, to_epoch(tx.now)),
    )
    return [row["user_id"] for row in rows]


def people_of_network(tx: Transaction, guild_id: int, asn: int) -> list[int]:
    """The members with an open claim to a network."""
    rows = tx.all(
        f"SELECT c.user_id FROM network_claim c JOIN network n ON n.id = c.network_id"
        f" WHERE n.guild_id = ? AND n.asn = ? AND {_OPEN} ORDER BY c.id",
        (guild_id, asn),
    )
    return [row["user_id"] for row in rows]


def is_verified(tx: Transaction, guild_id: int, user_id: int) -> bool:
    """Whether a member is shown to speak for any network of a guild now."""
    row = tx.one(
        "SELECT 1 FROM network_claim WHERE user_id = ? AND guild_id = ? AND state = 'verified' AND expires_at > ? LIMIT 1",
        (user_id, guild_id, to_epoch(tx.now)),
    )
    return row is not None


def change(tx: Transaction, claim: Claim, **fields: SqlValue) -> bool:
    """Change a claim as it was read; False where it changed meanwhile. Raises the version."""
    named = ", ".join(f"{name} = ?" for name in fields)
    changed = tx.execute(
        f"UPDATE network_claim SET {named}, updated_at = ?, version = version + 1"
        " WHERE guild_id = ? AND id = ? AND version = ?",
        (*fields.values(), to_epoch(tx.now), claim.guild_id, claim.id, claim.version),
    )
    return changed > 0


def note(tx: Transaction, claim: Claim, **fields: SqlValue) -> None:
    """Note what changes nothing of the claim itself: cards that are shown stay good."""
    named = ", ".join(f"{name} = ?" for name in fields)
    tx.execute(
        f"UPDATE network_claim SET {named} WHERE guild_id = ? AND id = ?",
        (*fields.values(), claim.guild_id, claim.id),
    )


# The verified role


def roles_given(tx: Transaction, guild_id: int, user_id: int) -> list[int]:
    """The roles that a member was given for claims, whatever became of those."""
    rows = tx.all(
        "SELECT DISTINCT role_id FROM network_claim WHERE user_id = ? AND guild_id = ? AND role_id IS NOT NULL ORDER BY role_id",
        (user_id, guild_id),
    )
    return [row["role_id"] for row in rows]


def set_role(tx: Transaction, guild_id: int, user_id: int, role_id: int, *, given: bool) -> None:
    """Note with a member's verified claims, and with the latest, that the role was given; or with all that it was taken."""
    if given:
        tx.execute(
            "UPDATE network_claim SET role_id = ? WHERE user_id = ? AND guild_id = ? AND (state = 'verified'"
            " OR id = (SELECT max(id) FROM network_claim WHERE user_id = ? AND guild_id = ?))",
            (role_id, user_id, guild_id, user_id, guild_id),
        )
    else:
        tx.execute(
            "UPDATE network_claim SET role_id = NULL WHERE user_id = ? AND guild_id = ? AND role_id = ?",
            (user_id, guild_id, role_id),
        )


def people_in_state(tx: Transaction, guild_id: int) -> list[int]:
    """The members who are shown to speak for a network of a guild now."""
    rows = tx.all(
        "SELECT DISTINCT user_id FROM network_claim WHERE guild_id = ? AND state = 'verified' AND expires_at > ? ORDER BY user_id",
        (guild_id, to_epoch(tx.now)),
    )
    return [row["user_id"] for row in rows]


def with_role(tx: Transaction, guild_id: int) -> list[tuple[int, int]]:
    """(member, role) of those who were given a role for a claim, and have it as far as is known."""
    rows = tx.all(
        "SELECT DISTINCT user_id, role_id FROM network_claim WHERE guild_id = ? AND role_id IS NOT NULL"
        " ORDER BY user_id, role_id",
        (guild_id,),
    )
    return [(row["user_id"], row["role_id"]) for row in rows]


# What is due


def guilds(tx: Transaction) -> list[int]:
    """The guilds with claims that are open or have a role to take back, of those that the bot has not left."""
    rows = tx.all(
        f"SELECT DISTINCT c.guild_id FROM network_claim c WHERE ({_OPEN} OR c.role_id IS NOT NULL)"
        " AND c.guild_id NOT IN (SELECT guild_id FROM guild WHERE left_at IS NOT NULL) ORDER BY c.guild_id"
    )
    return [row["guild_id"] for row in rows]


def expired(tx: Transaction, limit: int) -> list[Claim]:
    """Verified claims whose time is over, in every guild."""
    rows = tx.all(
        f"{_SELECT} WHERE c.state = 'verified' AND c.expires_at <= ? ORDER BY c.expires_at, c.id LIMIT ?",
        (to_epoch(tx.now), limit),
    )
    return [_claim(row) for row in rows]


def to_ask(tx: Transaction, before: dt.datetime, limit: int) -> list[Claim]:
    """Verified claims that end before an instant and were not asked for, in guilds that the bot has not left."""
    rows = tx.all(
        f"{_SELECT} WHERE c.state = 'verified' AND c.expires_at > ? AND c.expires_at <= ? AND c.asked_at IS NULL"
        " AND c.guild_id NOT IN (SELECT guild_id FROM guild WHERE left_at IS NOT NULL)"
        " ORDER BY c.expires_at, c.id LIMIT ?",
        (to_epoch(tx.now), to_epoch(before), limit),
    )
    return [_claim(row) for row in rows]


def unseen(tx: Transaction, before: dt.datetime, limit: int) -> list[tuple[int, int]]:
    """(guild, member) with open claims whom nobody has seen since an instant, the longest ago first."""
    rows = tx.all(
        f"SELECT c.guild_id, c.user_id, max(c.seen_at) AS seen FROM network_claim c WHERE {_OPEN}"
        " AND c.guild_id NOT IN (SELECT guild_id FROM guild WHERE left_at IS NOT NULL)"
        " GROUP BY c.guild_id, c.user_id HAVING max(c.seen_at) <= ? ORDER BY seen, c.guild_id, c.user_id LIMIT ?",
        (to_epoch(before), limit),
    )
    return [(row["guild_id"], row["user_id"]) for row in rows]


def last_seen(tx: Transaction, guild_id: int, user_ids: Collection[int]) -> dict[int, dt.datetime]:
    """When these members were last known to be there, of those with open claims."""
    marks = ",".join("?" * len(user_ids))
    rows = tx.all(
        f"SELECT c.user_id, max(c.seen_at) AS seen FROM network_claim c WHERE c.guild_id = ? AND {_OPEN}"
        f" AND c.user_id IN ({marks}) GROUP BY c.user_id",
        (guild_id, *user_ids),
    )
    return {row["user_id"]: from_epoch(row["seen"]) for row in rows}


def set_seen(tx: Transaction, guild_id: int, user_id: int) -> None:
    """A member is there at this moment, or nobody could say and others come first."""
    tx.execute(
        f"UPDATE network_claim AS c SET seen_at = ? WHERE c.user_id = ? AND c.guild_id = ? AND {_OPEN}",
        (to_epoch(tx.now), user_id, guild_id),
    )


def forget(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Forget claims that ended before an instant, `limit` at most; returns how many. One with a role to take stays."""
    return tx.execute(
        "DELETE FROM network_claim WHERE id IN (SELECT id FROM network_claim"
        " WHERE state NOT IN ('waiting', 'verified') AND updated_at < ? AND role_id IS NULL LIMIT ?)",
        (to_epoch(before), limit),
    )


def _claim(row: Row) -> Claim:
    return Claim(
        id=row["id"],
        guild_id=row["guild_id"],
        network_id=row["network_id"],
        asn=row["asn"],
        network=row["network"],
        website=row["website"],
        user_id=row["user_id"],
        role=ClaimRole(row["role"]),
        state=ClaimState(row["state"]),
        proof=None if row["proof"] is None else Proof(row["proof"]),
        contact=bool(row["contact"]),
        channel_id=row["channel_id"],
        note=row["note"],
        token=row["token"],
        token_at=_instant(row["token_at"]),
        token_place=None if row["token_place"] is None else Place(row["token_place"]),
        vouched=bool(row["vouched"]),
        decided_by=row["decided_by"],
        decided_at=_instant(row["decided_at"]),
        expires_at=_instant(row["expires_at"]),
        asked_at=_instant(row["asked_at"]),
        role_id=row["role_id"],
        seen_at=from_epoch(row["seen_at"]),
        version=row["version"],
        created_at=from_epoch(row["created_at"]),
        updated_at=from_epoch(row["updated_at"]),
    )


def _instant(seconds: int | None) -> dt.datetime | None:
    return None if seconds is None else from_epoch(seconds)
