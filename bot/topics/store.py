"""The SQL of topics and who follows them."""

import datetime as dt
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.storage.database import Transaction
from bot.topics.rules import Style, Topic

_COLUMNS = "id, guild_id, name, emoji, channel_id, tag_id, role_id, style, moderated, archived_at, version, created_at"
# ruff: noqa: S608 - every text that is put in is a constant of this file


def insert(
    tx: Transaction,
    *,
    guild_id: int,
    name: str,
    folded: str,
    emoji: str | None,
    channel_id: int,
    tag_id: int | None,
    role_id: int | None,
    style: Style,
    moderated: bool,
) -> int:
    """Store a topic; returns its id. Raises sqlite3.IntegrityError for a name that is taken."""
    now = to_epoch(tx.now)
    return tx.insert(
        "INSERT INTO topic (guild_id, name, folded, emoji, channel_id, tag_id, role_id, style, moderated, created_at,"
        " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (guild_id, name, folded, emoji, channel_id, tag_id, role_id, style, int(moderated), now, now),
    )


def get(tx: Transaction, guild_id: int, topic_id: int) -> Topic | None:
    """A topic of this guild, archived or not."""
    row = tx.one(f"SELECT {_COLUMNS} FROM topic WHERE guild_id = ? AND id = ?", (guild_id, topic_id))
    return None if row is None else _topic(row)


def every(tx: Transaction, guild_id: int) -> list[Topic]:
    """A guild's topics by name, archived ones too."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM topic WHERE guild_id = ? ORDER BY folded", (guild_id,))
    return [_topic(row) for row in rows]


def guilds(tx: Transaction) -> list[int]:
    """The guilds with live topics."""
    return [
        row["guild_id"] for row in tx.all("SELECT DISTINCT guild_id FROM topic WHERE archived_at IS NULL")
    ]


def change(tx: Transaction, topic: Topic, *, folded: str) -> None:
    """Store a topic as it is now and raise its version. Raises sqlite3.IntegrityError for a name that is taken."""
    tx.execute(
        "UPDATE topic SET name = ?, folded = ?, emoji = ?, channel_id = ?, tag_id = ?, role_id = ?, style = ?,"
        " moderated = ?, archived_at = ?, version = version + 1, updated_at = ? WHERE id = ? AND guild_id = ?",
        (
            topic.name,
            folded,
            topic.emoji,
            topic.channel_id,
            topic.tag_id,
            topic.role_id,
            topic.style,
            int(topic.moderated),
            None if topic.archived_at is None else to_epoch(topic.archived_at),
            to_epoch(tx.now),
            topic.id,
            topic.guild_id,
        ),
    )


# Followers


def follow(tx: Transaction, topic: Topic, user_id: int) -> bool:
    """Store a follower; False where the person follows already."""
    return bool(
        tx.execute(
            "INSERT INTO topic_follower (topic_id, user_id, guild_id, since) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (topic_id, user_id) DO NOTHING",
            (topic.id, user_id, topic.guild_id, to_epoch(tx.now)),
        )
    )


def unfollow(tx: Transaction, topic_id: int, user_id: int) -> bool:
    """Remove a follower; False where the person did not follow."""
    return bool(
        tx.execute("DELETE FROM topic_follower WHERE topic_id = ? AND user_id = ?", (topic_id, user_id))
    )


def followers(tx: Transaction, topic_id: int) -> list[int]:
    """Who follows a topic, the first to do so first."""
    rows = tx.all(
        "SELECT user_id FROM topic_follower WHERE topic_id = ? ORDER BY since, user_id", (topic_id,)
    )
    return [row["user_id"] for row in rows]


def holders(tx: Transaction, topic_id: int, *, has_role: bool) -> list[int]:
    """The followers who were given the topic's role, or those who were not."""
    rows = tx.all(
        "SELECT user_id FROM topic_follower WHERE topic_id = ? AND has_role = ? ORDER BY since, user_id",
        (topic_id, int(has_role)),
    )
    return [row["user_id"] for row in rows]


def followed(tx: Transaction, guild_id: int, user_id: int) -> dict[int, bool]:
    """The topics that a person follows in a guild → whether they were given its role."""
    rows = tx.all(
        "SELECT topic_id, has_role FROM topic_follower WHERE user_id = ? AND guild_id = ?",
        (user_id, guild_id),
    )
    return {row["topic_id"]: bool(row["has_role"]) for row in rows}


def counts(tx: Transaction, guild_id: int) -> dict[int, int]:
    """How many follow each topic that anybody follows."""
    rows = tx.all(
        "SELECT f.topic_id, count(*) AS number FROM topic_follower AS f JOIN topic AS t ON t.id = f.topic_id"
        " WHERE t.guild_id = ? GROUP BY f.topic_id",
        (guild_id,),
    )
    return {row["topic_id"]: row["number"] for row in rows}


def set_has_role(tx: Transaction, guild_id: int, user_id: int, role_id: int, *, has_role: bool) -> None:
    """Note whether a person was given a role, for each topic they follow that has it."""
    tx.execute(
        "UPDATE topic_follower SET has_role = ? WHERE user_id = ? AND guild_id = ?"
        " AND topic_id IN (SELECT id FROM topic WHERE guild_id = ? AND role_id = ?)",
        (int(has_role), user_id, guild_id, guild_id, role_id),
    )


def nobody_has_role(tx: Transaction, topic_id: int) -> None:
    """Note that no follower was given the role that the topic has now."""
    tx.execute("UPDATE topic_follower SET has_role = 0 WHERE topic_id = ? AND has_role = 1", (topic_id,))


def follows_with_role(tx: Transaction, guild_id: int, user_id: int, role_id: int) -> bool:
    """Whether a person follows any topic, archived or not, whose role this is."""
    return (
        tx.one(
            "SELECT 1 FROM topic_follower AS f JOIN topic AS t ON t.id = f.topic_id"
            " WHERE f.user_id = ? AND f.guild_id = ? AND t.role_id = ?",
            (user_id, guild_id, role_id),
        )
        is not None
    )


def _topic(row: Row) -> Topic:
    return Topic(
        id=row["id"],
        guild_id=row["guild_id"],
        name=row["name"],
        emoji=row["emoji"],
        channel_id=row["channel_id"],
        tag_id=row["tag_id"],
        role_id=row["role_id"],
        style=Style(row["style"]),
        moderated=bool(row["moderated"]),
        archived_at=_instant(row["archived_at"]),
        version=row["version"],
        created_at=from_epoch(row["created_at"]),
    )


def _instant(seconds: int | None) -> dt.datetime | None:
    return None if seconds is None else from_epoch(seconds)
