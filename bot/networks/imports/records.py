"""An imported file as use cases hand it over, and its rows on their way through the database."""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import StaleError
from bot.guilds.rules import GuildSettings
from bot.guilds.service import require_organiser, settings_in
from bot.networks import known
from bot.networks import store as networks
from bot.networks.imports import rules, store
from bot.networks.imports.rules import (
    PART_ROWS,
    PART_WEIGHT,
    Change,
    Field,
    Kind,
    Reason,
    Refused,
    Row,
    RowFault,
    Verdict,
)
from bot.networks.imports.store import STORED, STORING, Import
from bot.people.actor import Actor
from bot.storage.database import Transaction
from bot.ui.pages import Page

_AT_ONCE = 5
"""Rows between two turns of the other threads."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was found in a file: rows by kind, `same` ones that change nothing. `entries`: it is JSON, counted by its objects.

    `ignored`: heads of columns that are not known.
    """

    counts: tuple[int, int, int, int]
    same: int
    entries: bool
    ignored: tuple[str, ...] = ()

    def count(self, kind: Kind) -> int:
        """How many rows of a kind there are."""
        return self.counts[tuple(Kind).index(kind)]

    @property
    def to_store(self) -> int:
        """Rows that storing would write."""
        return self.count(Kind.NEW) + self.count(Kind.CHANGED)

    @property
    def rows(self) -> int:
        """Every row that was read."""
        return sum(self.counts) + self.same


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How an imported file stands. `running`: it is being stored at this moment."""

    id: int
    name: str
    reading: Reading
    stored: int
    added: int
    changed: int
    is_storing: bool
    is_stored: bool
    running: bool = False


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A row on a page: what would become of it, or why it was refused."""

    kind: Kind
    row: Row | None = None
    changes: tuple[Change, ...] = ()
    reason: Reason | None = None
    refused: Refused | None = None


@dataclass(frozen=True, kw_only=True)
class View:
    """A page of the rows of one kind."""

    progress: Progress
    kind: Kind
    page: Page[Entry]


class Sorter:
    """Puts rows as they come into parts of one kind each."""

    def __init__(self) -> None:
        self.parts: list[tuple[Kind, int, int, str]] = []
        """Kind, first index, count, content."""
        self._counts = dict.fromkeys(Kind, 0)
        self._held: dict[Kind, list[str]] = {kind: [] for kind in Kind}
        self._weight = dict.fromkeys(Kind, 0)
        self.same = 0

    def add(self, kind: Kind | None, content: str, weight: int = 1) -> None:
        """One more row; `kind` None: it changes nothing."""
        if kind is None:
            self.same += 1
            return
        self._held[kind].append(content)
        self._weight[kind] += weight
        if len(self._held[kind]) >= PART_ROWS or self._weight[kind] >= PART_WEIGHT:
            self._close(kind)

    def counts(self) -> tuple[int, int, int, int]:
        """How many rows of each kind there are, once every part is closed."""
        for kind in Kind:
            if self._held[kind]:
                self._close(kind)
        new, changed, kept, refused = (self._counts[kind] for kind in Kind)
        return new, changed, kept, refused

    def _close(self, kind: Kind) -> None:
        held = self._held[kind]
        self.parts.append((kind, self._counts[kind], len(held), f"[{','.join(held)}]"))
        self._counts[kind] += len(held)
        self._held[kind], self._weight[kind] = [], 0


def organiser(tx: Transaction, actor: Actor) -> GuildSettings:
    """Raises NotAllowedError for anybody else."""
    settings = settings_in(tx, actor.guild_id)
    require_organiser(settings, actor)
    return settings


def own(tx: Transaction, actor: Actor, import_id: int) -> Import:
    """A file that the actor had read. Raises NotAllowedError for whoever is no organiser, StaleError for one that is gone."""
    organiser(tx, actor)
    found = store.get(tx, actor.guild_id, import_id)
    if found is None or found.user_id != actor.user_id:
        raise StaleError("imports-gone")
    return found


def progress(found: Import, *, running: bool = False) -> Progress:
    """How a file stands."""
    reading = found.reading
    new, changed, kept, refused = reading["counts"]
    return Progress(
        id=found.id,
        name=found.name,
        reading=Reading(
            counts=(new, changed, kept, refused),
            same=reading["same"],
            entries=reading["entries"],
            ignored=tuple(reading["ignored"]),
        ),
        stored=found.stored,
        added=found.added,
        changed=found.changed,
        is_storing=found.state == STORING,
        is_stored=found.state == STORED,
        running=running,
    )


def compared(tx: Transaction, guild_id: int, content: str) -> list[tuple[Kind | None, str, int]]:
    """Of rows as the worker read them: what becomes of each, the row with that as JSON, and its weight."""
    rows = [rules.loaded(one) for one in json.loads(content)]
    found: list[tuple[Kind | None, str, int]] = []
    for row, verdict in _judged(tx, guild_id, rows):
        if verdict.kind is Kind.NEW and row.name is None and row.organisation is None:
            refused = Refused(line=row.line, fault=RowFault.NAMELESS, value=f"AS{row.asn}")
            found.append((Kind.REFUSED, dumped_refused(refused), 1))
            continue
        found.append((verdict.kind, _dumped(row, verdict), row.weight))
    return found


def store_part(tx: Transaction, guild_id: int, content: str) -> tuple[int, int, int]:
    """Store the rows of a part as they are to be now; returns how many there were, were new, and made a difference."""
    rows = [rules.loaded(one["row"]) for one in json.loads(content)]
    counts = {Kind.NEW: 0, Kind.CHANGED: 0}
    there = known.names(tx, guild_id, [row.asn for row in rows])
    for row, verdict in _judged(tx, guild_id, rows):
        if verdict.kind not in counts:
            continue  # somebody told something newer meanwhile
        network = there.get(row.asn)
        presences = () if network is None else networks.presences(tx, network.id)
        known.remember(tx, guild_id, rules.merged(row, network, presences, now=tx.now))
        counts[verdict.kind] += 1
    return len(rows), counts[Kind.NEW], counts[Kind.CHANGED]


def entry(kind: Kind, found: dict[str, Any]) -> Entry:
    """A row as it is shown."""
    if kind is Kind.REFUSED:
        refused = Refused(line=found["line"], fault=RowFault(found["fault"]), value=found["value"])
        return Entry(kind=kind, refused=refused)
    return Entry(
        kind=kind,
        row=rules.loaded(found["row"]),
        changes=tuple(
            Change(field=Field(field), before=tuple(before), after=tuple(after))
            for field, before, after in found.get("changes", ())
        ),
        reason=None if found.get("reason") is None else Reason(found["reason"]),
    )


def dumped_refused(refused: Refused) -> str:
    """A refused row as JSON."""
    return json.dumps({"line": refused.line, "fault": refused.fault.value, "value": refused.value})


def _judged(tx: Transaction, guild_id: int, rows: Sequence[Row]) -> Iterable[tuple[Row, Verdict]]:
    there = known.names(tx, guild_id, [row.asn for row in rows])
    for index, row in enumerate(rows):
        if not index % _AT_ONCE:
            time.sleep(0)  # the loop's thread waits for its turn
        network = there.get(row.asn)
        presences = () if network is None else networks.presences(tx, network.id)
        yield row, rules.compare(row, network, presences)


def _dumped(row: Row, verdict: Verdict) -> str:
    return json.dumps(
        {
            "row": rules.dumped(row),
            "changes": [[one.field.value, one.before, one.after] for one in verdict.changes],
            "reason": None if verdict.reason is None else verdict.reason.value,
        },
        ensure_ascii=False,
    )
