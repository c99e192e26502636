"""The people of a file: who they are here, what would become of them, and that they are put in. Functions of a transaction."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.cohorts import enrolling
from bot.cohorts import records as cohorts
from bot.cohorts.enrolling_rules import HERE, is_in
from bot.cohorts.imports.rules import MOST_NAMES, Change, Entry, Kind, PersonRow, Reason
from bot.cohorts.rules import Cohort, Enrolment, EnrolmentState
from bot.errors import InvalidInputError, RefusedError, StaleError
from bot.language.rules import folded
from bot.storage.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Members:
    """Who of a file is in the server. `ids`: members. `names`: folded name → the members who go by it."""

    ids: frozenset[int]
    names: Mapping[str, frozenset[int]]


def wanted(rows: Sequence[Mapping[str, Any]]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The ids and the names that a file holds. Raises InvalidInputError for more names than Discord can be asked about."""
    ids = {row["user_id"] for row in rows if row.get("user_id")}
    names = {row["who"]: None for row in rows if row.get("who") and not row.get("reason")}
    if len(names) > MOST_NAMES:
        raise InvalidInputError("cohort-import-file-names", most=MOST_NAMES)
    return tuple(sorted(ids)), tuple(names)


def known(rows: Sequence[dict[str, Any]], members: Members) -> list[tuple[int | None, dict[str, Any]]]:
    """(member, row without what names them) of each row; who is nobody here, or twice in it, is refused."""
    found: list[tuple[int | None, dict[str, Any]]] = []
    lines: dict[int, int] = {}
    for held in rows:
        row = dict(held)
        typed = row.pop("user_id", None)
        name = row.get("who", "")
        if typed is not None:
            user_id = typed if typed in members.ids else None
        else:
            those = members.names.get(folded(name), frozenset())
            user_id = next(iter(those)) if len(those) == 1 else None
        if user_id is None:
            row = {"reason": Reason.PERSON.value, "detail": name or str(typed or "")} | row
        elif user_id in lines and not row.get("reason"):
            row |= {"reason": Reason.PERSON_TWICE.value, "detail": str(lines[user_id])}
        else:
            lines[user_id] = row["line"]
        if user_id is not None:
            row["who"] = ""
        found.append((user_id, row))
    return found


def judge(tx: Transaction, cohort: Cohort | None, rows: Sequence[PersonRow]) -> list[Entry]:
    """What becomes of people, as the cohort is now: in the order of the file, while there are seats."""
    free = (
        None
        if cohort is None or not cohort.capacity
        else cohort.capacity - cohorts.seats_taken(tx, cohort.id)
    )
    found = []
    for row in rows:
        before = None
        if cohort is not None and row.user_id is not None:
            before = cohorts.enrolment(tx, cohort.id, row.user_id)
        entry, seat = _judged(row, before, free)
        if seat and free is not None:
            free -= 1
        found.append(entry)
    return found


def _judged(row: PersonRow, before: Enrolment | None, free: int | None) -> tuple[Entry, bool]:
    """What becomes of a person, and whether that takes a seat."""
    if row.reason is not None or row.user_id is None:
        return Entry(kind=Kind.REFUSED, person=row, reason=row.reason or Reason.PERSON), False
    state = row.state or EnrolmentState.ENROLLED
    enters = state is EnrolmentState.ENROLLED and (before is None or before.state not in HERE)
    applies = state is EnrolmentState.APPLIED and not is_in(before)
    takes = enters and (before is None or before.state is not EnrolmentState.SELECTED)
    if takes and free is not None and free <= 0:
        return Entry(kind=Kind.REFUSED, person=row, reason=Reason.FULL), False
    if (enters or applies) and not is_in(before):
        return Entry(kind=Kind.NEW, person=row), takes
    changes = []
    if enters and before is not None:
        changes.append(Change(field="state", before=before.state, after=EnrolmentState.ENROLLED))
    if row.team is not None and before is not None and before.team != row.team:
        changes.append(Change(field="team", before=before.team, after=row.team))
    if changes:
        return Entry(kind=Kind.CHANGED, person=row, changes=tuple(changes)), takes
    return Entry(kind=Kind.SAME, person=row), False


def store(tx: Transaction, cohort: Cohort, rows: Sequence[PersonRow], *, key: str) -> dict[str, int]:
    """Put people in as they are to be now; who cannot be any more is left out. Returns how many were added and changed."""
    counts: dict[str, int] = defaultdict(int)
    for entry in judge(tx, cohort, rows):
        row = entry.person
        if entry.kind not in {Kind.NEW, Kind.CHANGED} or row is None or row.user_id is None:
            continue
        enters = entry.kind is Kind.NEW or any(one.field == "state" for one in entry.changes)
        try:
            if enters and row.state is EnrolmentState.APPLIED:
                enrolling.apply(tx, cohort, row.user_id, key=key)
            elif enters:
                enrolling.enrol(tx, cohort, row.user_id, key=key)
        except (InvalidInputError, StaleError, RefusedError):
            continue  # full, or gone, since the file was read
        after = cohorts.enrolment(tx, cohort.id, row.user_id)
        if after is not None and row.team is not None and after.team != row.team:
            cohorts.save(tx, replace(after, team=row.team))
        counts["added" if entry.kind is Kind.NEW else "changed"] += 1
    return counts
