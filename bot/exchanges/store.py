"""The SQL that every room of exchanges needs: projects, organisations, who stands where, the history, linked polls."""

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import fields
from sqlite3 import Row
from typing import Any, Final

from bot.clock import from_epoch, to_epoch
from bot.exchanges.model import (
    Happening,
    Held,
    LinkedPoll,
    Organisation,
    OrganisationKind,
    Project,
    Purpose,
    Rir,
    Standing,
)
from bot.exchanges.rules import ProjectKind, Rung, Stage
from bot.storage.database import SqlValue, Transaction

_KEPT: Final = frozenset({"id", "guild_id", "kind", "version", "created_at"})
"""Fields that `change` leaves alone."""
_COLUMNS: Final = tuple(one.name for one in fields(Project))
_SELECTED: Final = ", ".join(_COLUMNS)
_ORGANISATION: Final = "SELECT id, name, kind, country, website, parent_id FROM organisation"
# ruff: noqa: S608 - every text that is put in is a constant of this file, or a field of Project


# Projects


def insert(tx: Transaction, project: Project, *, folded: str) -> int:
    """Store a new project (its id and version do not matter); returns its id. sqlite3.IntegrityError: the name is taken."""
    columns = [one for one in _COLUMNS if one not in ("id", "version", "created_at")]
    now = to_epoch(tx.now)
    marks = ", ".join("?" * (len(columns) + 3))
    return tx.insert(
        f"INSERT INTO exchange ({', '.join(columns)}, folded, created_at, updated_at) VALUES ({marks})",
        (*(_sql(project, one) for one in columns), folded, now, now),
    )


def get(tx: Transaction, guild_id: int, exchange_id: int) -> Project | None:
    """A project of this guild."""
    row = tx.one(f"SELECT {_SELECTED} FROM exchange WHERE guild_id = ? AND id = ?", (guild_id, exchange_id))
    return None if row is None else _project(row)


def every(tx: Transaction, guild_id: int) -> list[Project]:
    """A guild's projects, by name."""
    rows = tx.all(f"SELECT {_SELECTED} FROM exchange WHERE guild_id = ? ORDER BY folded", (guild_id,))
    return [_project(row) for row in rows]


def by_name(tx: Transaction, guild_id: int, folded: str) -> Project | None:
    """A guild's project of this name."""
    row = tx.one(f"SELECT {_SELECTED} FROM exchange WHERE guild_id = ? AND folded = ?", (guild_id, folded))
    return None if row is None else _project(row)


def change(tx: Transaction, project: Project, *, folded: str) -> None:
    """Store a project as it is now and raise its version. sqlite3.IntegrityError: the name is taken."""
    columns = [one for one in _COLUMNS if one not in _KEPT]
    tx.execute(
        f"UPDATE exchange SET {', '.join(f'{one} = ?' for one in columns)}, folded = ?, version = version + 1,"
        " updated_at = ? WHERE id = ? AND guild_id = ?",
        (*(_sql(project, one) for one in columns), folded, to_epoch(tx.now), project.id, project.guild_id),
    )


def note(tx: Transaction, project: Project, **values: SqlValue) -> None:
    """Set columns that nobody decides about: what was posted, and where. The version stays."""
    columns = ", ".join(f"{column} = ?" for column in values)
    tx.execute(
        f"UPDATE exchange SET {columns} WHERE id = ? AND guild_id = ?",
        (*values.values(), project.id, project.guild_id),
    )


# Organisations


def organisation(tx: Transaction, guild_id: int, organisation_id: int) -> Organisation | None:
    """An organisation of this guild; of one that was merged, the one that it became."""
    seen: set[int] = set()
    at = organisation_id
    while at not in seen:
        seen.add(at)
        row = tx.one("SELECT merged_into FROM organisation WHERE guild_id = ? AND id = ?", (guild_id, at))
        if row is None:
            return None
        if row["merged_into"] is None:
            break
        at = row["merged_into"]
    found = tx.one(f"{_ORGANISATION} WHERE guild_id = ? AND id = ?", (guild_id, at))
    return None if found is None else _organisation(found, asns_of(tx, guild_id, at))


def organisations(tx: Transaction, guild_id: int) -> dict[int, Organisation]:
    """Every organisation of a guild that was not merged into another, by id, in the order of names."""
    numbers: dict[int, list[int]] = {}
    for row in tx.all(
        "SELECT organisation_id, asn FROM network WHERE guild_id = ? AND organisation_id IS NOT NULL ORDER BY asn",
        (guild_id,),
    ):
        numbers.setdefault(row["organisation_id"], []).append(row["asn"])
    rows = tx.all(f"{_ORGANISATION} WHERE guild_id = ? AND merged_into IS NULL ORDER BY folded", (guild_id,))
    return {row["id"]: _organisation(row, tuple(numbers.get(row["id"], ()))) for row in rows}


def asns_of(tx: Transaction, guild_id: int, organisation_id: int) -> tuple[int, ...]:
    """The AS numbers of an organisation's networks, in order."""
    rows = tx.all(
        "SELECT asn FROM network WHERE guild_id = ? AND organisation_id = ? ORDER BY asn",
        (guild_id, organisation_id),
    )
    return tuple(row["asn"] for row in rows)


# Who stands where


def standing(tx: Transaction, exchange_id: int, organisation_id: int) -> Standing | None:
    """Where an organisation stands; None: nobody noted it."""
    row = tx.one(
        "SELECT * FROM exchange_commitment WHERE exchange_id = ? AND organisation_id = ?",
        (exchange_id, organisation_id),
    )
    return None if row is None else _standing(row)


def standings(tx: Transaction, exchange_id: int) -> list[Standing]:
    """Where everybody stands, by organisation."""
    rows = tx.all(
        "SELECT * FROM exchange_commitment WHERE exchange_id = ? ORDER BY organisation_id", (exchange_id,)
    )
    return [_standing(row) for row in rows]


def save_standing(tx: Transaction, guild_id: int, one: Standing) -> None:
    """Store where an organisation stands in place of what was known, and raise the version."""
    now = to_epoch(tx.now)
    tx.execute(
        "INSERT INTO exchange_commitment (exchange_id, guild_id, organisation_id, rung, evidence, said_by, confirmed_by,"
        " confirmed_at, valid_until, told_lapse, held_rung, held_evidence, held_by, held_at, held_until, facility, speed,"
        " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (exchange_id, organisation_id) DO UPDATE SET"
        " rung = excluded.rung, evidence = excluded.evidence, said_by = excluded.said_by,"
        " confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at, valid_until = excluded.valid_until,"
        " told_lapse = excluded.told_lapse, held_rung = excluded.held_rung, held_evidence = excluded.held_evidence,"
        " held_by = excluded.held_by, held_at = excluded.held_at, held_until = excluded.held_until, facility = excluded.facility, speed = excluded.speed, version = version + 1,"
        " updated_at = excluded.updated_at",
        (
            one.exchange_id,
            guild_id,
            one.organisation_id,
            one.rung,
            one.evidence,
            one.said_by,
            one.confirmed_by,
            _epoch(one.confirmed_at),
            None if one.valid_until is None else one.valid_until.isoformat(),
            None if one.told_lapse is None else one.told_lapse.isoformat(),
            *_held_values(one.held),
            one.facility,
            one.speed,
            now,
            now,
        ),
    )


# History


def append(
    tx: Transaction,
    project: Project,
    *,
    by: str,
    what: str,
    organisation_id: int | None,
    details: Mapping[str, object],
) -> int:
    """Add a line to the history; returns its id. For `records.happened` alone."""
    return tx.insert(
        "INSERT INTO exchange_event (exchange_id, guild_id, at, by, what, organisation_id, details)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            project.id,
            project.guild_id,
            to_epoch(tx.now),
            by,
            what,
            organisation_id,
            json.dumps(details, sort_keys=True),
        ),
    )


def history(tx: Transaction, exchange_id: int, *, limit: int, offset: int = 0) -> list[Happening]:
    """What happened, the latest first."""
    rows = tx.all(
        "SELECT * FROM exchange_event WHERE exchange_id = ? ORDER BY id DESC LIMIT ? OFFSET ?",
        (exchange_id, limit, offset),
    )
    return [_happening(row) for row in rows]


def happening(tx: Transaction, exchange_id: int, event_id: int) -> Happening | None:
    """A line of a project's history."""
    row = tx.one("SELECT * FROM exchange_event WHERE exchange_id = ? AND id = ?", (exchange_id, event_id))
    return None if row is None else _happening(row)


def count_history(tx: Transaction, exchange_id: int) -> int:
    """How many lines the history has."""
    row = tx.one("SELECT count(*) AS n FROM exchange_event WHERE exchange_id = ?", (exchange_id,))
    return 0 if row is None else int(row["n"])


# Polls


def link_poll(tx: Transaction, guild_id: int, one: LinkedPoll) -> None:
    """Store that a poll belongs to a project. sqlite3.IntegrityError: it belongs to one already."""
    tx.execute(
        "INSERT INTO exchange_poll (exchange_id, guild_id, poll_id, purpose, sites, decision_id, taken)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            one.exchange_id,
            guild_id,
            one.poll_id,
            one.purpose,
            json.dumps({str(number): site for number, site in one.sites.items()}),
            one.decision_id,
            int(one.taken),
        ),
    )


def linked_polls(
    tx: Transaction, exchange_id: int, purposes: Collection[Purpose] = tuple(Purpose)
) -> list[LinkedPoll]:
    """The polls of a project, the newest first."""
    marks = ",".join("?" * len(purposes))
    rows = tx.all(
        f"SELECT * FROM exchange_poll WHERE exchange_id = ? AND purpose IN ({marks}) ORDER BY poll_id DESC",
        (exchange_id, *purposes),
    )
    return [_linked(row) for row in rows]


def linked(tx: Transaction, guild_id: int, poll_id: int) -> LinkedPoll | None:
    """To which project a poll belongs; None: to none."""
    row = tx.one("SELECT * FROM exchange_poll WHERE poll_id = ? AND guild_id = ?", (poll_id, guild_id))
    return None if row is None else _linked(row)


def taken(tx: Transaction, poll_id: int, decision_id: int | None) -> None:
    """Note that a poll's outcome came back, and as which decision."""
    tx.execute(
        "UPDATE exchange_poll SET taken = 1, decision_id = ? WHERE poll_id = ?", (decision_id, poll_id)
    )


# Parts


def _sql(project: Project, column: str) -> SqlValue:
    value: Any = getattr(project, column)
    return ("" if value is None else str(value)) if column == "rir" else value


def _project(row: Row) -> Project:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    values["kind"] = ProjectKind(values["kind"])
    values["stage"] = Stage(values["stage"])
    if values["stage_before"] is not None:
        values["stage_before"] = Stage(values["stage_before"])
    values["rir"] = Rir(values["rir"]) if values["rir"] else None
    values["created_at"] = from_epoch(values["created_at"])
    return Project(**values)


def _organisation(row: Row, asns: tuple[int, ...]) -> Organisation:
    return Organisation(
        id=row["id"],
        name=row["name"],
        kind=OrganisationKind(row["kind"]),
        country=row["country"],
        website=row["website"],
        parent_id=row["parent_id"],
        asns=asns,
    )


def _happening(row: Row) -> Happening:
    return Happening(
        id=row["id"],
        at=from_epoch(row["at"]),
        by=row["by"],
        what=row["what"],
        organisation_id=row["organisation_id"],
        details=json.loads(row["details"]),
    )


def _standing(row: Row) -> Standing:
    return Standing(
        exchange_id=row["exchange_id"],
        organisation_id=row["organisation_id"],
        rung=Rung(row["rung"]),
        evidence=row["evidence"],
        said_by=row["said_by"],
        confirmed_by=row["confirmed_by"],
        confirmed_at=None if row["confirmed_at"] is None else from_epoch(row["confirmed_at"]),
        valid_until=_day(row["valid_until"]),
        told_lapse=_day(row["told_lapse"]),
        facility=row["facility"],
        speed=row["speed"],
        held=_held(row),
        version=row["version"],
        updated_at=from_epoch(row["updated_at"]),
    )


def _held(row: Row) -> Held | None:
    if row["held_rung"] is None:
        return None
    return Held(
        rung=Rung(row["held_rung"]),
        evidence=row["held_evidence"],
        confirmed_by=row["held_by"],
        confirmed_at=None if row["held_at"] is None else from_epoch(row["held_at"]),
        valid_until=_day(row["held_until"]),
    )


def _held_values(held: Held | None) -> tuple[SqlValue, ...]:
    if held is None:
        return (None, "", None, None, None)
    until = None if held.valid_until is None else held.valid_until.isoformat()
    return (held.rung, held.evidence, held.confirmed_by, _epoch(held.confirmed_at), until)


def _linked(row: Row) -> LinkedPoll:
    return LinkedPoll(
        exchange_id=row["exchange_id"],
        poll_id=row["poll_id"],
        purpose=Purpose(row["purpose"]),
        sites={int(number): site for number, site in json.loads(row["sites"]).items()},
        decision_id=row["decision_id"],
        taken=bool(row["taken"]),
    )


def _epoch(instant: dt.datetime | None) -> int | None:
    return None if instant is None else to_epoch(instant)


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
