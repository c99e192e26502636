"""The SQL of guilds: settings, channels and roles by purpose."""

import datetime as dt

from bot.clock import from_epoch, to_epoch
from bot.guilds.rules import ChannelPurpose, GuildSettings, Holidays, RolePurpose
from bot.storage.database import Transaction


def settings(tx: Transaction, guild_id: int) -> GuildSettings:
    """What a guild configured; the defaults where nothing is stored."""
    row = tx.one("SELECT * FROM guild WHERE guild_id = ?", (guild_id,))
    if row is None:
        return GuildSettings(guild_id=guild_id)
    quiet = None
    if row["quiet_from"] is not None:
        quiet = (dt.time.fromisoformat(row["quiet_from"]), dt.time.fromisoformat(row["quiet_until"]))
    return GuildSettings(
        guild_id=guild_id,
        zone=row["zone"],
        language=row["language"],
        quiet=quiet,
        paused_at=None if row["paused_at"] is None else from_epoch(row["paused_at"]),
        channels={
            ChannelPurpose(found["purpose"]): found["channel_id"]
            for found in tx.all(
                "SELECT purpose, channel_id FROM guild_channel WHERE guild_id = ?", (guild_id,)
            )
        },
        roles={
            RolePurpose(found["purpose"]): found["role_id"]
            for found in tx.all("SELECT purpose, role_id FROM guild_role WHERE guild_id = ?", (guild_id,))
        },
        approve_all=bool(row["approve_all"]),
        approve_role_size=row["approve_role_size"],
        known=True,
    )


def ensure(tx: Transaction, guild_id: int) -> bool:
    """Make the guild's row; True when it was new or had left."""
    return bool(
        tx.execute(
            "INSERT INTO guild (guild_id, joined_at) VALUES (?, ?)"
            " ON CONFLICT (guild_id) DO UPDATE SET left_at = NULL, joined_at = excluded.joined_at"
            " WHERE guild.left_at IS NOT NULL",
            (guild_id, to_epoch(tx.now)),
        )
    )


def present(tx: Transaction) -> list[int]:
    """The ids of the guilds that the bot is in, as far as it was told."""
    return [row["guild_id"] for row in tx.all("SELECT guild_id FROM guild WHERE left_at IS NULL")]


def leave(tx: Transaction, guild_id: int) -> None:
    """Note that the bot is no longer in the guild."""
    tx.execute("UPDATE guild SET left_at = ? WHERE guild_id = ?", (to_epoch(tx.now), guild_id))


def set_zone(tx: Transaction, guild_id: int, zone: str) -> None:
    """Store the guild's IANA zone."""
    tx.execute("UPDATE guild SET zone = ? WHERE guild_id = ?", (zone, guild_id))


def set_language(tx: Transaction, guild_id: int, language: str) -> None:
    """Store the language of what is posted."""
    tx.execute("UPDATE guild SET language = ? WHERE guild_id = ?", (language, guild_id))


def set_quiet(tx: Transaction, guild_id: int, quiet: tuple[dt.time, dt.time] | None) -> None:
    """Store the quiet hours, wall time as HH:MM."""
    start, end = (None, None) if quiet is None else (f"{quiet[0]:%H:%M}", f"{quiet[1]:%H:%M}")
    tx.execute("UPDATE guild SET quiet_from = ?, quiet_until = ? WHERE guild_id = ?", (start, end, guild_id))


def set_paused(tx: Transaction, guild_id: int, *, paused: bool) -> None:
    """Stop or resume all sending in the guild."""
    at = to_epoch(tx.now) if paused else None
    tx.execute("UPDATE guild SET paused_at = ? WHERE guild_id = ?", (at, guild_id))


def set_channel(tx: Transaction, guild_id: int, purpose: ChannelPurpose, channel_id: int | None) -> None:
    """Store which channel serves a purpose; None clears it."""
    if channel_id is None:
        tx.execute("DELETE FROM guild_channel WHERE guild_id = ? AND purpose = ?", (guild_id, purpose))
        return
    tx.execute(
        "INSERT INTO guild_channel (guild_id, purpose, channel_id) VALUES (?, ?, ?)"
        " ON CONFLICT (guild_id, purpose) DO UPDATE SET channel_id = excluded.channel_id",
        (guild_id, purpose, channel_id),
    )


def set_role(tx: Transaction, guild_id: int, purpose: RolePurpose, role_id: int | None) -> None:
    """Store which role serves a purpose; None clears it."""
    if role_id is None:
        tx.execute("DELETE FROM guild_role WHERE guild_id = ? AND purpose = ?", (guild_id, purpose))
        return
    tx.execute(
        "INSERT INTO guild_role (guild_id, purpose, role_id) VALUES (?, ?, ?)"
        " ON CONFLICT (guild_id, purpose) DO UPDATE SET role_id = excluded.role_id",
        (guild_id, purpose, role_id),
    )


def holidays(tx: Transaction, guild_id: int) -> Holidays:
    """The days on which a guild's series that skip holidays send nothing."""
    days = [row["day"] for row in tx.all("SELECT day FROM guild_holiday WHERE guild_id = ?", (guild_id,))]
    return Holidays(
        days=frozenset(dt.date.fromisoformat(day) for day in days if not day.startswith("--")),
        yearly=frozenset((int(day[2:4]), int(day[5:7])) for day in days if day.startswith("--")),
    )
