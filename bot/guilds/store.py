"""The SQL of guilds: settings, channels and roles by purpose."""

import datetime as dt
import json

from bot.clock import from_epoch, to_epoch
from bot.guilds.rules import ChannelPurpose, GuildSettings, Holiday, Holidays, Panel, RolePurpose
from bot.storage.database import Transaction


def settings(tx: Transaction, guild_id: int) -> GuildSettings:
    """What a guild configured; the defaults where nothing is stored."""
    # One statement: this is asked at the beginning of every interaction.
    row = tx.one(
        "SELECT *,"
        " (SELECT json_group_object(purpose, channel_id) FROM guild_channel WHERE guild_id = guild.guild_id) AS channels,"
        " (SELECT json_group_object(purpose, role_id) FROM guild_role WHERE guild_id = guild.guild_id) AS roles"
        " FROM guild WHERE guild_id = ?",
        (guild_id,),
    )
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
        channels={ChannelPurpose(name): found for name, found in json.loads(row["channels"]).items()},
        roles={RolePurpose(name): found for name, found in json.loads(row["roles"]).items()},
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


def set_approval(tx: Transaction, guild_id: int, *, everything: bool, role_size: int) -> None:
    """Store when another organiser has to agree to an announcement."""
    tx.execute(
        "UPDATE guild SET approve_all = ?, approve_role_size = ? WHERE guild_id = ?",
        (int(everything), role_size, guild_id),
    )


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
    rows = tx.all("SELECT day, name FROM guild_holiday WHERE guild_id = ?", (guild_id,))
    days = [row["day"] for row in rows]
    return Holidays(
        days=frozenset(dt.date.fromisoformat(day) for day in days if not day.startswith("--")),
        yearly=frozenset((int(day[2:4]), int(day[5:7])) for day in days if day.startswith("--")),
        names={row["day"]: row["name"] for row in rows},
    )


def holiday_list(tx: Transaction, guild_id: int) -> list[Holiday]:
    """A guild's holidays, in no particular order."""
    rows = tx.all("SELECT day, name FROM guild_holiday WHERE guild_id = ?", (guild_id,))
    return [_holiday(row["day"], row["name"]) for row in rows]


def add_holiday(tx: Transaction, guild_id: int, holiday: Holiday) -> bool:
    """Store a holiday; False when that day has a name already, which stays."""
    return bool(
        tx.execute(
            "INSERT INTO guild_holiday (guild_id, day, name) VALUES (?, ?, ?) ON CONFLICT (guild_id, day) DO NOTHING",
            (guild_id, holiday.key, holiday.name),
        )
    )


def remove_holiday(tx: Transaction, guild_id: int, key: str) -> bool:
    """Remove a holiday by `Holiday.key`; False when it is not there."""
    return bool(tx.execute("DELETE FROM guild_holiday WHERE guild_id = ? AND day = ?", (guild_id, key)))


def forget_holidays(tx: Transaction, guild_id: int, before: dt.date) -> int:
    """Remove the days that were before a date; those of every year stay."""
    return tx.execute(
        "DELETE FROM guild_holiday WHERE guild_id = ? AND day NOT LIKE '--%' AND day < ?",
        (guild_id, before.isoformat()),
    )


def _holiday(key: str, name: str) -> Holiday:
    if key.startswith("--"):
        return Holiday(month=int(key[2:4]), day=int(key[5:7]), name=name)
    day = dt.date.fromisoformat(key)
    return Holiday(year=day.year, month=day.month, day=day.day, name=name)


def panel(tx: Transaction, guild_id: int) -> Panel:
    """Where the "Start here" card stands."""
    row = tx.one("SELECT panel_channel_id, panel_message_id FROM guild WHERE guild_id = ?", (guild_id,))
    if row is None:
        return Panel()
    return Panel(channel_id=row["panel_channel_id"], message_id=row["panel_message_id"])


def set_panel(tx: Transaction, guild_id: int, panel: Panel) -> None:
    """Store where the "Start here" card stands."""
    tx.execute(
        "UPDATE guild SET panel_channel_id = ?, panel_message_id = ? WHERE guild_id = ?",
        (panel.channel_id, panel.message_id, guild_id),
    )
