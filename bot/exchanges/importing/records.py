"""A file for a project as use cases hand it over, and its rows on their way through the database."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import InvalidInputError, NotAllowedError, StaleError
from bot.exchanges import records as projects
from bot.exchanges import store as exchanges
from bot.exchanges.commitments import standing
from bot.exchanges.importing import judging, rows, store
from bot.exchanges.importing.judging import Change, Field, Kept, Kind, Known, Reason, Verdict
from bot.exchanges.importing.rows import Odd, Refused, Row, Source
from bot.exchanges.importing.store import STORED, STORING, Import
from bot.exchanges.model import Organisation, OrganisationKind, Project
from bot.exchanges.organisations import keeping
from bot.exchanges.organisations.facts import Facts, closes_circle
from bot.exchanges.rules import HEIGHT, PROVEN
from bot.language.rules import folded
from bot.networks import known
from bot.people.actor import Actor
from bot.storage.database import Transaction
from bot.ui.pages import Page


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was found in a file: rows by kind, `same` ones that change nothing. `ignored`: heads of columns that are not known.

    `version`, `timestamp`: what a member list says of itself.
    """

    source: Source
    counts: tuple[int, ...]
    same: int
    ignored: tuple[str, ...] = ()
    version: str = ""
    timestamp: str = ""

    def count(self, kind: Kind) -> int:
        """How many rows of a kind there are."""
        return self.counts[tuple(Kind).index(kind)]

    @property
    def to_store(self) -> int:
        """Rows that storing would write."""
        return sum(self.count(kind) for kind in judging.STORED)

    @property
    def rows(self) -> int:
        """Every row that was read."""
        return sum(self.counts) - self.count(Kind.ODD) + self.same


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How a file stands. `running`: it is being stored at this moment."""

    id: int
    project: Project
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
    """A row on a page: what would become of it, what was odd, or why it was refused."""

    kind: Kind
    row: Row | None = None
    changes: tuple[Change, ...] = ()
    kept: tuple[Kept, ...] = ()
    odd: Odd | None = None
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
        self._held: dict[Kind, list[str]] = {kind: [] for kind in Kind}
        self.same = 0

    def add(self, kind: Kind | None, content: str) -> None:
        """One more row as JSON; `kind` None: it changes nothing."""
        if kind is None:
            self.same += 1
        else:
            self._held[kind].append(content)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many rows of each kind there are."""
        return tuple(len(those) for those in self._held.values())

    def parts(self, size: int) -> Iterator[tuple[Kind, int, int, str]]:
        """Kind, first index, count, content."""
        for kind, those in self._held.items():
            for first in range(0, len(those), size):
                some = those[first : first + size]
                yield kind, first, len(some), f"[{','.join(some)}]"


def own(tx: Transaction, actor: Actor, import_id: int) -> tuple[Import, Project]:
    """A file that the actor had read. Raises NotAllowedError for whoever is no organiser, StaleError for one that is gone."""
    found = store.get(tx, actor.guild_id, import_id)
    if found is None or found.user_id != actor.user_id:
        # Whoever organises nothing is told that, and not whether there is such a file.
        if not projects.leads(tx, actor):
            raise NotAllowedError("organisation-organisers-only")
        raise StaleError("exchange-import-gone")
    return found, projects.led(tx, actor, found.exchange_id)


def progress(found: Import, project: Project, *, running: bool = False) -> Progress:
    """How a file stands."""
    reading = found.reading
    return Progress(
        id=found.id,
        project=project,
        name=found.name,
        reading=Reading(
            source=Source(reading["source"]),
            counts=tuple(reading["counts"]),
            same=reading["same"],
            ignored=tuple(reading["ignored"]),
            version=reading["version"],
            timestamp=reading["timestamp"],
        ),
        stored=found.stored,
        added=found.added,
        changed=found.changed,
        is_storing=found.state == STORING,
        is_stored=found.state == STORED,
        running=running,
    )


def compared(
    tx: Transaction, project: Project, source: Source, contents: Sequence[str]
) -> list[tuple[Kind | None, str]]:
    """Of rows as the worker read them: what becomes of each, and the row with that as JSON."""
    some = [rows.loaded(json.loads(one)) for one in contents]
    found = []
    for row in some:
        verdict = judging.judge(row, source, _known(tx, project, row, source), projects.today(tx, project))
        found.append((verdict.kind, _dumped(row, verdict)))
    return found


def store_part(
    tx: Transaction, project: Project, actor: Actor, found: Import, content: str
) -> tuple[int, int, int]:
    """Store the rows of a part as they are to be now; returns how many there were, were new, and made a difference."""
    source = Source(found.reading["source"])
    counts = {Kind.NEW: 0, Kind.CHANGED: 0}
    those = [rows.loaded(one["row"]) for one in json.loads(content)]
    for row in those:
        known_now = _known(tx, project, row, source)
        verdict = judging.judge(row, source, known_now, projects.today(tx, project))
        if verdict.kind in counts:
            _store(tx, project, actor, row=row, verdict=verdict, known_now=known_now, file=found.evidence)
            counts[verdict.kind] += 1
    return len(those), counts[Kind.NEW], counts[Kind.CHANGED]


def entry(kind: Kind, found: dict[str, Any]) -> Entry:
    """A row as it is shown."""
    if kind is Kind.REFUSED:
        return Entry(kind=kind, refused=rows.loaded_refused(found))
    if kind is Kind.ODD:
        return Entry(kind=kind, odd=rows.loaded_odd(found))
    return Entry(
        kind=kind,
        row=rows.loaded(found["row"]),
        changes=tuple(
            Change(field=Field(field), before=before, after=after)
            for field, before, after in found["changes"]
        ),
        kept=tuple(Kept(reason=Reason(reason), value=value) for reason, value in found["kept"]),
    )


# Parts


def _known(tx: Transaction, project: Project, row: Row, source: Source) -> Known:
    guild_id = project.guild_id
    asns = [one.asn for one in row.numbers]
    networks = known.names(tx, guild_id, asns) if asns else {}
    holders = {
        asn: (one.organisation_id, one.organisation)
        for asn, one in networks.items()
        if one.organisation_id is not None and one.organisation is not None
    }
    owners = {owner for owner, _ in holders.values()}
    called = None if row.name is None else keeping.named(tx, guild_id, row.name)
    # In a member list the number says who it is, in what organisers write the name does.
    if source is Source.MEMBERS:
        owner = next(iter(owners), None) if len(owners) == 1 else None
        who = called if owner is None else projects.organisation(tx, guild_id, owner)
    elif called is not None:
        who = called
    else:
        owner = next(iter(owners), None) if len(owners) == 1 else None
        who = None if owner is None else projects.organisation(tx, guild_id, owner)
    if who is None:
        return Known(several=len(owners) > 1, holders=holders)
    parent = None if who.parent_id is None else exchanges.organisation(tx, guild_id, who.parent_id)
    wanted = None if row.parent is None else keeping.named(tx, guild_id, row.parent)
    names = set() if parent is None else {folded(parent.name)}
    if wanted is not None and parent is not None and wanted.id == parent.id and row.parent is not None:
        names.add(folded(row.parent))
    return Known(
        organisation=who,
        parent=frozenset(names),
        parent_name="" if parent is None else parent.name,
        circle=wanted is not None and _is_circle(tx, guild_id, who.id, wanted.id),
        standing=exchanges.standing(tx, project.id, who.id),
        holders=holders,
    )


def _is_circle(tx: Transaction, guild_id: int, organisation_id: int, parent_id: int) -> bool:
    at: int | None = parent_id
    above: dict[int, int | None] = {}
    while at is not None and at not in above:
        one = exchanges.organisation(tx, guild_id, at)
        above[at] = None if one is None else one.parent_id
        at = above[at]
    return closes_circle(above, organisation_id, parent_id)


def _store(
    tx: Transaction,
    project: Project,
    actor: Actor,
    *,
    row: Row,
    verdict: Verdict,
    known_now: Known,
    file: str,
) -> None:
    who = known_now.organisation
    changed = {one.field: one.after for one in verdict.changes}
    if who is None:
        facts = Facts(
            name=row.name or "", kind=judging.kind_of(row), country=row.country, website=row.website
        )
        who = keeping.add(tx, actor, facts)
    elif changed.keys() & {Field.KIND, Field.COUNTRY, Field.WEBSITE}:
        facts = Facts(
            name=who.name,
            kind=OrganisationKind(changed.get(Field.KIND, who.kind)),
            country=changed.get(Field.COUNTRY, who.country),
            website=changed.get(Field.WEBSITE, who.website),
        )
        who = keeping.change(tx, actor, who, facts)
    if Field.PARENT in changed:
        _put_under(tx, actor, who, changed[Field.PARENT])
    for one in verdict.numbers:
        keeping.link(tx, actor, who, one.asn, name=one.name or row.name, policy=one.policy, follow=False)
    if verdict.rung is not None:
        _say(tx, project, actor, who, row=row, verdict=verdict, file=file)


def _put_under(tx: Transaction, actor: Actor, who: Organisation, name: str) -> None:
    parent = keeping.named(tx, actor.guild_id, name)
    if parent is None:
        # Another row may tell more of it.
        parent = keeping.add(tx, actor, Facts(name=name, kind=OrganisationKind.OTHER))
    keeping.put_under(tx, actor, who, parent, follow=False)


def _say(
    tx: Transaction,
    project: Project,
    actor: Actor,
    who: Organisation,
    *,
    row: Row,
    verdict: Verdict,
    file: str,
) -> None:
    assert verdict.rung is not None  # noqa: S101 - asked before
    before = exchanges.standing(tx, project.id, who.id)
    is_same = before is not None and before.rung is verdict.rung
    until = None if before is None or not is_same else before.valid_until
    if row.valid_until is not None and (
        not is_same or any(one.field is Field.VALID for one in verdict.changes)
    ):
        until = dt.date.fromisoformat(row.valid_until)
    evidence = "" if is_same or HEIGHT[verdict.rung] < PROVEN else row.evidence or file
    try:
        standing.say(
            tx,
            project,
            who.id,
            verdict.rung,
            actor,
            evidence=evidence,
            valid_until=until,
            facility=row.facility,
            speed=row.speed,
            source=standing.IMPORTED,
            follow=False,
        )
    except InvalidInputError:
        # Somebody took the evidence away meanwhile: the organisation is stored, its place on the ladder stays.
        return


def _dumped(row: Row, verdict: Verdict) -> str:
    return json.dumps(
        {
            "row": rows.dumped(row),
            "changes": [[one.field.value, one.before, one.after] for one in verdict.changes],
            "kept": [[one.reason.value, one.value] for one in verdict.kept],
        },
        ensure_ascii=False,
    )
