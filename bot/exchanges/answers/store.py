"""The SQL of answers: what is said of gates and dimensions, weights, forecasts, organisers' own rules of registries."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

from bot.clock import from_epoch, to_epoch
from bot.exchanges.answers.model import Said
from bot.exchanges.answers.rir_rules import RirRule
from bot.exchanges.model import Project, Rir
from bot.exchanges.readiness_rules import Claim, Dimension
from bot.storage.database import Transaction

_STANDS: Final = {
    "file": "SELECT 1 FROM exchange_file WHERE exchange_id = ? AND id = ?",
    "decision": "SELECT 1 FROM exchange_decision WHERE exchange_id = ? AND id = ? AND state = 'adopted'",
}
"""By kind of evidence: whether the record that it names still says so."""


# What is said


def said(tx: Transaction, exchange_id: int) -> dict[str, Said]:
    """What organisers said of gates and dimensions, by "gate:<gate>" and "dimension:<dimension>"."""
    rows = tx.all("SELECT * FROM exchange_claim WHERE exchange_id = ?", (exchange_id,))
    return {
        row["what"]: Said(
            claim=Claim(points=row["points"], evidence=row["evidence"]),
            note=row["note"],
            by=row["said_by"],
            at=from_epoch(row["said_at"]),
            version=row["version"],
        )
        for row in rows
    }


def say(tx: Transaction, exchange_id: int, what: str, one: Said) -> None:
    """Store what is said of a gate or a dimension, in place of what was."""
    tx.execute(
        "INSERT INTO exchange_claim (exchange_id, what, points, evidence, note, said_by, said_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (exchange_id, what) DO UPDATE SET points = excluded.points, evidence = excluded.evidence,"
        " note = excluded.note, said_by = excluded.said_by, said_at = excluded.said_at, version = version + 1",
        (exchange_id, what, one.claim.points, one.claim.evidence, one.note, one.by, to_epoch(one.at)),
    )


def stands(tx: Transaction, exchange_id: int, kind: str, number: int) -> bool:
    """Whether a stored file is there, or a decision adopted and not superseded."""
    return tx.one(_STANDS[kind], (exchange_id, number)) is not None


def adopted(tx: Transaction, exchange_id: int, *, limit: int) -> list[tuple[int, str]]:
    """(id, title) of the decisions that stand, the newest first: what a claim may rest on."""
    rows = tx.all(
        "SELECT id, title FROM exchange_decision WHERE exchange_id = ? AND state = 'adopted' ORDER BY id DESC LIMIT ?",
        (exchange_id, limit),
    )
    return [(row["id"], row["title"]) for row in rows]


def names(tx: Transaction, guild_id: int, ids: Collection[int]) -> dict[int, str]:
    """The names of organisations."""
    marks = ",".join("?" * len(ids))
    rows = tx.all(
        f"SELECT id, name FROM organisation WHERE guild_id = ? AND id IN ({marks})",  # noqa: S608 - marks alone
        (guild_id, *ids),
    )
    return {row["id"]: row["name"] for row in rows}


# Weights


def weights(tx: Transaction, exchange_id: int) -> dict[Dimension, int]:
    """The weights that organisers chose; empty: the usual ones."""
    rows = tx.all("SELECT dimension, weight FROM exchange_weight WHERE exchange_id = ?", (exchange_id,))
    known = {str(one) for one in Dimension}
    return {Dimension(row["dimension"]): row["weight"] for row in rows if row["dimension"] in known}


def set_weights(tx: Transaction, exchange_id: int, found: Mapping[Dimension, int]) -> None:
    """Store these weights in place of all others."""
    tx.execute("DELETE FROM exchange_weight WHERE exchange_id = ?", (exchange_id,))
    tx.many(
        "INSERT INTO exchange_weight (exchange_id, dimension, weight) VALUES (?, ?, ?)",
        [(exchange_id, str(one), weight) for one, weight in found.items()],
    )


# Forecast


def forecast(tx: Transaction, exchange_id: int) -> dict[int, int]:
    """Months from now → members expected, where organisers said."""
    rows = tx.all("SELECT months, members FROM exchange_forecast WHERE exchange_id = ?", (exchange_id,))
    return {row["months"]: row["members"] for row in rows}


def set_forecast(tx: Transaction, exchange_id: int, found: Mapping[int, int]) -> None:
    """Store a forecast in place of the former one."""
    tx.execute("DELETE FROM exchange_forecast WHERE exchange_id = ?", (exchange_id,))
    tx.many(
        "INSERT INTO exchange_forecast (exchange_id, months, members) VALUES (?, ?, ?)",
        [(exchange_id, months, members) for months, members in found.items()],
    )


# Rules of registries


def own_rule(tx: Transaction, guild_id: int, rir: Rir) -> RirRule | None:
    """The rule that this guild's organisers noted over the project's own table."""
    row = tx.one("SELECT * FROM exchange_rir_rule WHERE guild_id = ? AND rir = ?", (guild_id, rir))
    if row is None:
        return None
    return RirRule(
        rir=rir,
        members=row["members"],
        prefix=row["prefix"],
        largest=row["largest"],
        source=row["source"],
        checked_on=dt.date.fromisoformat(row["checked_on"]),
    )


def set_own_rule(tx: Transaction, project: Project, rule: RirRule, by: str) -> None:
    """Store the organisers' rule of a registry, for each project of the guild."""
    tx.execute(
        "INSERT INTO exchange_rir_rule (guild_id, rir, members, prefix, largest, source, checked_on, set_by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (guild_id, rir) DO UPDATE SET members = excluded.members,"
        " prefix = excluded.prefix, largest = excluded.largest, source = excluded.source, checked_on = excluded.checked_on,"
        " set_by = excluded.set_by",
        (
            project.guild_id,
            rule.rir,
            rule.members,
            rule.prefix,
            rule.largest,
            rule.source,
            rule.checked_on.isoformat(),
            by,
        ),
    )


def drop_own_rule(tx: Transaction, guild_id: int, rir: Rir) -> bool:
    """Remove the organisers' rule; whether there was one."""
    return tx.execute("DELETE FROM exchange_rir_rule WHERE guild_id = ? AND rir = ?", (guild_id, rir)) > 0
