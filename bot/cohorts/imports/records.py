"""An imported file held against its cohort: what would become of each row, and what is asked. Functions of a transaction."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.cohorts import records as cohorts
from bot.cohorts.imports import judging_rules, people, placing_rules, rules, store
from bot.cohorts.imports.rules import (
    Answers,
    Doubt,
    Entry,
    FileKind,
    Kind,
    PersonRow,
    Placing,
    Reason,
    Row,
)
from bot.cohorts.imports.store import Import
from bot.cohorts.rules import Cohort, EnrolmentState, MilestoneKind, Session
from bot.cohorts.sessions import records as sessions
from bot.cohorts.sessions.using import open_cohort
from bot.errors import NotAllowedError, StaleError
from bot.people.actor import Actor
from bot.storage.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rows with the same doubt. `name`: the zone as the file writes it. `open`: of so many nothing was said yet."""

    doubt: Doubt
    name: str
    rows: tuple[Row, ...]
    open: int
    answer: str | None


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """A file as it stands: what would become of its rows now. `cohort` None: one is made. `running`: it is being stored now."""

    file: Import
    cohort: Cohort | None
    entries: tuple[Entry, ...] = ()
    groups: tuple[Group, ...] = ()
    answers: Answers = field(default_factory=Answers)
    past: int = 0
    running: bool = False

    def of(self, kind: Kind) -> tuple[Entry, ...]:
        """The entries of a kind."""
        return tuple(one for one in self.entries if one.kind is kind)

    def count(self, kind: Kind) -> int:
        """How many there are of a kind."""
        return sum(one.kind is kind for one in self.entries)

    @property
    def anchor(self) -> str:
        """The zone in which the cohort plans."""
        return self.file.zone if self.cohort is None else self.cohort.zone

    @property
    def to_store(self) -> int:
        """What storing would write; sessions that are gone count where they are to be cancelled."""
        chosen = sum(
            one.session is not None and one.session.id in self.answers.gone for one in self.of(Kind.GONE)
        )
        return sum(one.kind in rules.STORED_KINDS for one in self.entries) + chosen

    @property
    def is_storing(self) -> bool:
        return self.file.state == store.STORING

    @property
    def is_stored(self) -> bool:
        return self.file.state == store.STORED

    def row(self, number: int) -> Row | None:
        """A row that is asked about, by its number."""
        return next((row for group in self.groups for row in group.rows if row.number == number), None)


# Whose it is


def require(tx: Transaction, actor: Actor, cohort_id: int | None) -> Cohort | None:
    """Raises NotAllowedError for who does not lead the cohort, or may make none; StaleError for one that is over."""
    if cohort_id is not None:
        return open_cohort(tx, actor, cohort_id)
    if not cohorts.may_start(tx, actor):
        raise NotAllowedError("cohort-facilitators-only")
    return None


def own(tx: Transaction, actor: Actor, import_id: int) -> tuple[Import, Cohort | None]:
    """A file that the actor had read. Raises NotAllowedError, and StaleError for one that is gone."""
    found = store.get(tx, actor.guild_id, import_id)
    if found is None or found.user_id != actor.user_id:
        raise StaleError("cohort-import-gone")
    if found.state == store.STORED and found.cohort_id is not None:
        return found, cohorts.led(tx, actor, found.cohort_id)
    return found, require(tx, actor, found.cohort_id)


# Answers


def answers(found: Import) -> Answers:
    """What was said of a file's doubts."""
    held = found.answers
    return Answers(
        groups={(Doubt(doubt), name): said for doubt, name, said in held.get("groups", ())},
        rows={(number, Doubt(doubt)): said for number, doubt, said in held.get("rows", ())},
        past=bool(held.get("past")),
        gone=frozenset(held.get("gone", ())),
        recalled=bool(held.get("recalled")),
    )


def dumped(said: Answers) -> dict[str, Any]:
    """Answers as they are stored."""
    return {
        "groups": [[doubt.value, name, answer] for (doubt, name), answer in said.groups.items()],
        "rows": [[number, doubt.value, answer] for (number, doubt), answer in said.rows.items()],
        "past": said.past,
        "gone": sorted(said.gone),
        "recalled": said.recalled,
    }


def remember(tx: Transaction, found: Import, cohort: Cohort) -> None:
    """Keep what was said of a file's doubts, for the next time that the same calendar comes.

    What was said of a zone holds for everything in it, new things too; of anything else, for the same event alone.
    """
    said = answers(found)
    kept: list[tuple[str, str, str, str]] = [
        (doubt.value, name, "", answer)
        for (doubt, name), answer in said.groups.items()
        if doubt is Doubt.ZONE
    ]
    for row in event_rows(tx, found) if said.groups or said.rows else ():
        for doubt in placing_rules.doubts(row):
            answer = said.rows.get((row.number, doubt))
            if answer is None and doubt is not Doubt.ZONE:
                answer = said.of(row, doubt)
            if answer is not None and placing_rules.is_answer(row, doubt, answer):
                kept.append((*rules.group_of(row, doubt), row.uid, answer))
    store.remember(tx, found, cohort.id, kept)


def recalled(tx: Transaction, found: Import) -> Answers | None:
    """What was said of the same calendar before, of what this file has; None: nothing."""
    if found.cohort_id is None:
        return None
    said = store.remembered(tx, found.cohort_id, found.lineage, found.zone)
    if not said:
        return None
    groups = {(Doubt(doubt), name): answer for doubt, name, uid, answer in said if not uid}
    own = {(doubt, name, uid): answer for doubt, name, uid, answer in said if uid}
    asked: dict[tuple[Doubt, str], dict[int, str | None]] = {}
    for row in event_rows(tx, found):
        for doubt in placing_rules.doubts(row):
            key = rules.group_of(row, doubt)
            asked.setdefault(key, {})[row.number] = own.get((*key, row.uid))
    groups = {key: answer for key, answer in groups.items() if key in asked}
    rows: dict[tuple[int, Doubt], str] = {}
    for key, each in asked.items():
        (first, *others) = set(each.values())
        if first is not None and not others:
            groups[key] = first  # of all the same: so it can be changed for all at once
        else:
            rows |= {(number, key[0]): answer for number, answer in each.items() if answer is not None}
    return Answers(groups=groups, rows=rows, recalled=True) if groups or rows else None


# Rows


def loaded(number: int, person_id: int | None, content: str, kind: FileKind) -> Row | PersonRow:
    """A row as it is stored."""
    held: dict[str, Any] = json.loads(content)
    reason = None if held.get("reason") is None else Reason(held["reason"])
    if kind is FileKind.PEOPLE:
        return PersonRow(
            number=number,
            line=held["line"],
            who=held.get("who", ""),
            user_id=person_id,
            state=None if held.get("state") is None else EnrolmentState(held["state"]),
            team=held.get("team"),
            reason=reason,
            detail=held.get("detail", ""),
        )
    offsets = held.get("offsets")
    return Row(
        number=number,
        line=held["line"],
        uid=held["uid"],
        mark=held["mark"],
        title=held["title"],
        place=held.get("place", ""),
        link=held.get("link", ""),
        start=_moment(held.get("start")),
        end=_moment(held.get("end")),
        is_day=held.get("is_day", False),
        zone=held.get("zone"),
        tzid=held.get("tzid"),
        named=held.get("named"),
        is_local=held.get("is_local", False),
        offsets=None if offsets is None else (offsets[0], offsets[1]),
        sequence=held.get("sequence"),
        is_cancelled=held.get("is_cancelled", False),
        until=_moment(held.get("until")),
        skips=tuple(map(dt.datetime.fromisoformat, held.get("skips", ()))),
        milestone=None if held.get("milestone") is None else MilestoneKind(held["milestone"]),
        reason=reason,
        detail=held.get("detail", ""),
    )


def event_rows(tx: Transaction, found: Import) -> list[Row]:
    """Every row of a file of sessions or milestones."""
    those = (loaded(*row, kind=found.kind) for row in store.rows(tx, found.id))
    return [row for row in those if isinstance(row, Row)]


# Held against the cohort


def look(tx: Transaction, found: Import, cohort: Cohort | None, *, running: bool = False) -> Outlook:
    """How a file stands now."""
    said = answers(found)
    if found.state != store.READ:
        return Outlook(file=found, cohort=cohort, answers=said, running=running)
    if found.kind is FileKind.PEOPLE:
        rows = (loaded(*row, kind=found.kind) for row in store.rows(tx, found.id))
        persons = [row for row in rows if isinstance(row, PersonRow)]
        return Outlook(
            file=found, cohort=cohort, entries=tuple(people.judge(tx, cohort, persons)), answers=said
        )
    those = event_rows(tx, found)
    anchor = found.zone if cohort is None else cohort.zone
    placings = {row.number: placing_rules.place(row, said, anchor) for row in those}
    entries = judged(tx, found, cohort, those, placings)
    over = sum(one.reason is Reason.PAST and one.session is None and one.milestone is None for one in entries)
    if found.kind is not FileKind.MILESTONES and cohort is not None:
        entries += _gone(tx, found, cohort, those, placings)
    return Outlook(
        file=found,
        cohort=cohort,
        entries=tuple(entries),
        groups=tuple(_groups(those, entries, said)),
        answers=said,
        past=over,
    )


def judged(
    tx: Transaction,
    found: Import,
    cohort: Cohort | None,
    rows: Sequence[Row],
    placings: Mapping[int, Placing],
) -> list[Entry]:
    """What becomes of rows, as the cohort is now."""
    said = answers(found)
    if found.kind is FileKind.MILESTONES:
        due = {} if cohort is None else {one.uid: one for one in sessions.milestones(tx, cohort.id)}
        return [
            judging_rules.judge_milestone(
                row, placings[row.number], due.get(row.uid), now=tx.now, past=said.past
            )
            for row in rows
        ]
    there: dict[str, Session] = {}
    marks: frozenset[str] = frozenset()
    if cohort is not None:
        wanted = {slot.uid for row in rows for slot in placings[row.number].slots}
        there = {one.uid: one for one in sessions.sessions_named(tx, cohort.id, wanted)}
        marks = frozenset(rules.mark_of(text) for _, text in sessions.fingerprints(tx, cohort.id))
    return [
        entry
        for row in rows
        for entry in judging_rules.judge(
            row, placings[row.number], there=there, marks=marks, now=tx.now, past=said.past
        )
    ]


def lineage(tx: Transaction, cohort_id: int, uids: Iterable[str]) -> str | None:
    """The calendar of which most of these uids are known in a cohort; None: it is a new one."""
    wanted = set(uids)
    known = Counter(
        rules.lineage_of(text)
        for uid, text in sessions.fingerprints(tx, cohort_id)
        if uid in wanted or uid.rpartition("#")[0] in wanted
    )
    return known.most_common(1)[0][0] if known else None


def still_gone(tx: Transaction, found: Import, cohort: Cohort) -> list[Session]:
    """Of the sessions that were chosen to be cancelled, those that the file still lacks."""
    said = answers(found)
    if not said.gone:
        return []
    rows = event_rows(tx, found)
    placings = {row.number: placing_rules.place(row, said, cohort.zone) for row in rows}
    return [
        one.session
        for one in _gone(tx, found, cohort, rows, placings)
        if one.session is not None and one.session.id in said.gone
    ]


def _gone(
    tx: Transaction, found: Import, cohort: Cohort, rows: Sequence[Row], placings: Mapping[int, Placing]
) -> list[Entry]:
    taken = frozenset(slot.uid for placing in placings.values() for slot in placing.slots)
    waiting = frozenset(
        row.uid for row in rows if placings[row.number].open or placings[row.number].left_out or row.reason
    )
    those = judging_rules.gone(
        sessions.sessions(tx, cohort.id), rows, taken, waiting, lineage=found.lineage, now=tx.now
    )
    return [Entry(kind=Kind.GONE, session=one) for one in those]


def _groups(rows: Sequence[Row], entries: Iterable[Entry], said: Answers) -> list[Group]:
    """Everything that is asked, or was answered, by doubt and zone. What stands in the cohort already is not asked."""
    asked: dict[int, tuple[Doubt, ...]] = {}
    concerned: set[int] = set()
    for entry in entries:
        if entry.row is None or (entry.kind is Kind.SAME and entry.slot is None):
            continue
        if entry.reason is Reason.PAST and entry.slot is None:
            continue
        concerned.add(entry.row.number)
        asked[entry.row.number] = entry.doubts
    found: dict[tuple[Doubt, str], list[Row]] = {}
    for row in rows:
        if row.number in concerned:
            for doubt in placing_rules.doubts(row):
                found.setdefault(rules.group_of(row, doubt), []).append(row)
    order = tuple(Doubt)
    return [
        Group(
            doubt=doubt,
            name=name,
            rows=tuple(those),
            open=sum(doubt in asked.get(row.number, ()) for row in those),
            answer=said.groups.get((doubt, name)),
        )
        for (doubt, name), those in sorted(
            found.items(), key=lambda one: (order.index(one[0][0]), -len(one[1]), one[0][1])
        )
    ]


def _moment(text: object) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if isinstance(text, str) else None
