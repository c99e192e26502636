"""The SQL of a guild's digest."""

import datetime as dt
from sqlite3 import Row

from bot.clock import from_epoch, to_epoch
from bot.delivery.recurrence import Plan, Rule
from bot.storage.database import Transaction
from bot.topics.digest.rules import Digest


def get(tx: Transaction, guild_id: int) -> Digest:
    """What a guild configured; the defaults for one that configured nothing."""
    row = tx.one(
        "SELECT guild_id, channel_id, wall, zone, rule, not_on, nudge_hours, planned_until, version"
        " FROM topic_digest WHERE guild_id = ?",
        (guild_id,),
    )
    return Digest(guild_id=guild_id) if row is None else _digest(row)


def set_plan(tx: Transaction, guild_id: int, channel_id: int | None, plan: Plan | None) -> None:
    """Set where and when the digest is posted; None for both: nowhere and never."""
    _ensure(tx, guild_id)
    tx.execute(
        "UPDATE topic_digest SET channel_id = ?, wall = ?, zone = ?, rule = ?, not_on = ?,"
        " planned_until = NULL, version = version + 1 WHERE guild_id = ?",
        (
            channel_id,
            None if plan is None else plan.wall.isoformat(),
            None if plan is None else plan.zone,
            None if plan is None or plan.rule is None else plan.rule.to_text(),
            "" if plan is None else " ".join(sorted(day.isoformat() for day in plan.not_on)),
            guild_id,
        ),
    )


def set_nudge(tx: Transaction, guild_id: int, hours: int) -> None:
    _ensure(tx, guild_id)
    tx.execute(
        "UPDATE topic_digest SET nudge_hours = ?, version = version + 1 WHERE guild_id = ?", (hours, guild_id)
    )


def set_planned_until(tx: Transaction, guild_id: int, until: dt.datetime) -> None:
    tx.execute("UPDATE topic_digest SET planned_until = ? WHERE guild_id = ?", (to_epoch(until), guild_id))


def scheduled(tx: Transaction, planned_before: dt.datetime | None = None) -> list[int]:
    """The guilds with a digest; `planned_before`: of which none is planned up to this instant."""
    rows = tx.all(
        "SELECT guild_id FROM topic_digest WHERE rule IS NOT NULL"
        " AND (? IS NULL OR planned_until IS NULL OR planned_until < ?) ORDER BY guild_id",
        (_epoch(planned_before), _epoch(planned_before)),
    )
    return [row["guild_id"] for row in rows]


def _ensure(tx: Transaction, guild_id: int) -> None:
    tx.execute(
        "INSERT INTO topic_digest (guild_id) VALUES (?) ON CONFLICT (guild_id) DO NOTHING", (guild_id,)
    )


def _epoch(instant: dt.datetime | None) -> int | None:
    return None if instant is None else to_epoch(instant)


def _digest(row: Row) -> Digest:
    plan = None
    if row["wall"] is not None and row["zone"] is not None and row["rule"] is not None:
        plan = Plan(
            wall=dt.datetime.fromisoformat(row["wall"]),
            zone=row["zone"],
            rule=Rule.from_text(row["rule"]),
            not_on=frozenset(map(dt.date.fromisoformat, row["not_on"].split())),
        )
    return Digest(
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        plan=plan,
        nudge_hours=row["nudge_hours"],
        planned_until=None if row["planned_until"] is None else from_epoch(row["planned_until"]),
        version=row["version"],
    )
