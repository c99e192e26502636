"""The rows of a file become what the cohort has: a few in each transaction."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from bot.cohorts.imports import people, placing_rules, records, rules, store
from bot.cohorts.imports.rules import Entry, FileKind, Kind, PersonRow, Row
from bot.cohorts.imports.store import Import
from bot.cohorts.rules import LIVE, Cohort, MilestoneKind
from bot.cohorts.sessions import changes
from bot.people import audit
from bot.storage.database import Transaction


def store_part(tx: Transaction, found: Import, cohort: Cohort) -> None:
    """Store the next rows as they are to be now; the last part cancels what is gone, and notes what was done.

    Where the cohort is over meanwhile, the rest is left.
    """
    some = store.waiting(tx, found.id, rules.PART)
    if some and cohort.state in LIVE:
        rows = [records.loaded(*one, kind=found.kind) for one in some]
        if found.kind is FileKind.PEOPLE:
            persons = [row for row in rows if isinstance(row, PersonRow)]
            counts: Mapping[str, int] = people.store(tx, cohort, persons, key=f"import{found.id}")
        else:
            counts = _events(tx, found, cohort, [row for row in rows if isinstance(row, Row)])
        store.done(tx, found.id, [number for number, *_ in some], counts)
        if len(some) == rules.PART:
            return
    if cohort.state in LIVE:
        lacking = records.still_gone(tx, found, cohort)
        for session in lacking:
            changes.cancel_session(tx, cohort, session)
        store.done(tx, found.id, (), {"cancelled": len(lacking)})
    if store.finish(tx, found.id):
        _record(tx, found, cohort)


def _events(tx: Transaction, found: Import, cohort: Cohort, rows: list[Row]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    said = records.answers(found)
    placings = {row.number: placing_rules.place(row, said, cohort.zone) for row in rows}
    taken: set[str] = set()
    for entry in records.judged(tx, found, cohort, rows, placings):
        if entry.row is None or entry.slot is None:
            continue
        if entry.kind is Kind.NEW and entry.slot.uid in taken:
            continue  # of the same name as another of these rows
        taken.add(entry.slot.uid)
        if found.kind is FileKind.MILESTONES:
            _milestone(tx, cohort, entry)
        else:
            _session(tx, found, cohort, entry)
        if entry.kind in _COUNTED:
            counts[_COUNTED[entry.kind]] += 1
    return counts


_COUNTED = {Kind.NEW: "added", Kind.CHANGED: "changed", Kind.CANCELLED: "cancelled"}


def _session(tx: Transaction, found: Import, cohort: Cohort, entry: Entry) -> None:
    row, slot, before = entry.row, entry.slot, entry.session
    if row is None or slot is None:
        return
    print_ = rules.fingerprint(found.lineage, row.mark)
    if entry.kind is Kind.NEW:
        changes.add_session(
            tx,
            cohort,
            title=row.title,
            wall=slot.wall,
            zone=slot.zone,
            minutes=slot.minutes,
            uid=slot.uid,
            place=row.place,
            link=row.link,
            source_sequence=row.sequence,
            fingerprint=print_,
        )
    elif entry.kind is Kind.CANCELLED and before is not None:
        after = replace(before, fingerprint=print_, source_sequence=row.sequence)
        changes.cancel_session(tx, cohort, changes.update_session(tx, cohort, before, after))
    elif entry.kind in {Kind.CHANGED, Kind.SAME} and before is not None:
        changes.update_session(
            tx,
            cohort,
            before,
            replace(
                before,
                title=row.title,
                wall=slot.wall,
                zone=slot.zone,
                minutes=slot.minutes,
                place=row.place,
                link=row.link or before.link,
                source_sequence=row.sequence,
                fingerprint=print_,
            ),
        )


def _milestone(tx: Transaction, cohort: Cohort, entry: Entry) -> None:
    row, slot, before = entry.row, entry.slot, entry.milestone
    if row is None or slot is None:
        return
    kind = row.milestone or MilestoneKind.ASSIGNMENT
    if entry.kind is Kind.NEW:
        changes.add_milestone(
            tx, cohort, kind=kind, title=row.title, wall=slot.wall, zone=slot.zone, uid=slot.uid
        )
    elif entry.kind is Kind.CHANGED and before is not None:
        after = replace(before, kind=kind, title=row.title, wall=slot.wall, zone=slot.zone)
        changes.update_milestone(tx, cohort, before, after)


def _record(tx: Transaction, found: Import, cohort: Cohort) -> None:
    now = store.get(tx, found.guild_id, found.id)
    if now is not None:
        audit.record(
            tx,
            guild_id=found.guild_id,
            user_id=found.user_id,
            action="cohort.import",
            subject=f"{found.name} · {cohort.name}",
            after={
                "cohort": cohort.id,
                "added": now.added,
                "changed": now.changed,
                "cancelled": now.cancelled,
            },
        )
