"""What a learning platform's file says: who is meant, which column is which milestone, and which cell means done.

Pure: values in, values out. Names are compared as `folded` by whoever calls.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

KEPT: Final = dt.timedelta(days=1)
"""So long a file is kept that was read and not stored; and that it was stored."""
MOST_BYTES: Final = 2 * 1024 * 1024
MOST_ROWS: Final = 5_000
MOST_SHOWN: Final = 25
"""Columns of a file among which one chooses: as many as a menu holds."""
_LOOKED_AT: Final = 200
"""Rows that say which column names people."""
PASSES: Final = (1, 50, 60, 70, 80, 90, 100)
"""From which number on a mark counts as done."""

_ID: Final = re.compile(r"(?:<@!?)?(\d{15,20})>?")
_DONE: Final = frozenset(
    (
        "1", "x", "y", "yes", "true", "done", "complete", "completed", "passed", "pass", "finished", "ok", "✓", "✔",
        "✅", "☑", "completed (achieved pass grade)",
    )
)  # fmt: skip
_NOT_DONE: Final = frozenset(
    (
        "", "0", "n", "no", "false", "-", "–", "—", "none", "todo", "to do", "incomplete", "failed", "fail", "pending",
        "started", "not done", "not started", "not completed", "not complete", "in progress", "n/a",
        "completed (did not achieve pass grade)",
    )
)  # fmt: skip
_NUMBER: Final = re.compile(r"(\d{1,3})(?:[.,]\d{1,4})?\s*%?")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}(?:[, ].*)?")


class Cell(Enum):
    """What a cell says."""

    DONE = "done"
    NOT_DONE = "not-done"
    NUMBER = "number"
    """A mark: somebody has to say from which one on it is done."""
    UNCLEAR = "unclear"


def read_cell(text: str, passes_from: int | None) -> Cell:
    """What a cell of a milestone's column says. `passes_from`: marks from this one on are done; None: nobody said so.

    1 and 0 alone are yes and no, a date says when it was done.
    """
    typed = " ".join(text.casefold().split())
    if typed in _DONE:
        return Cell.DONE
    if typed in _NOT_DONE:
        return Cell.NOT_DONE
    number = _NUMBER.fullmatch(typed)
    if number is not None:
        if passes_from is None:
            return Cell.NUMBER
        return Cell.DONE if int(number[1]) >= passes_from else Cell.NOT_DONE
    return Cell.DONE if _DATE.fullmatch(typed) else Cell.UNCLEAR


def read_id(text: str) -> int | None:
    """A Discord id, alone or as a mention; None for anything else."""
    found = _ID.fullmatch(text.strip())
    return None if found is None else int(found[1])


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What was answered about a file. `person`: the column that says who. `columns`: milestone → column, -1: none."""

    person: int | None = None
    columns: Mapping[int, int] = field(default_factory=dict)
    passes_from: int | None = None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A file: the names of its columns, and its rows. `names`: a name as it is compared → the person, 0: several."""

    header: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    names: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What storing a file would do. `ticks`: (milestone, person), new ones alone; `known`: so many are ticked already.

    `not_done`: so many cells say no. `marks`, `unclear`: so many are a number that nobody judged, or mean nothing; each
    is left out. `strangers`: (line, text) of rows of nobody in the cohort. `twice`: lines of somebody who stood there before.
    """

    person: int
    columns: Mapping[int, int]
    ticks: tuple[tuple[int, int], ...] = ()
    known: int = 0
    not_done: int = 0
    marks: int = 0
    unclear: tuple[tuple[int, str], ...] = ()
    strangers: tuple[tuple[int, str], ...] = ()
    twice: tuple[int, ...] = ()
    people: int = 0


def outcome(
    reading: Reading,
    answers: Answers,
    *,
    here: Collection[int],
    milestones: Mapping[int, str],
    done: Collection[tuple[int, int]],
    compared: Callable[[str], str],
) -> Outcome:
    """What a file would do. `here`: who is in the cohort; `milestones`: id → title as it is compared.

    `done`: (milestone, person) that are ticked. `compared`: how a text of the file is compared.
    """
    inside = set(here)
    person = answers.person
    if person is None or not 0 <= person < len(reading.header):
        person = likely_person(reading, inside, compared)
    likely = likely_columns(milestones, [compared(name) for name in reading.header], person)
    columns = {
        one: column
        for one, column in {**likely, **answers.columns}.items()
        if one in milestones and 0 <= column < len(reading.header) and column != person
    }
    known, ticked = set(done), set[tuple[int, int]]()
    seen: set[int] = set()
    counts = {Cell.NOT_DONE: 0, Cell.NUMBER: 0}
    already = 0
    unclear: list[tuple[int, str]] = []
    strangers: list[tuple[int, str]] = []
    twice: list[int] = []
    for line, cells in reading.rows:
        user_id = _person(cells[person], reading.names, compared)
        if user_id not in inside or user_id is None:
            strangers.append((line, cells[person]))
            continue
        if user_id in seen:
            twice.append(line)
            continue
        seen.add(user_id)
        for milestone, column in columns.items():
            said = read_cell(cells[column], answers.passes_from)
            if said is Cell.DONE:
                if (milestone, user_id) in known:
                    already += 1
                else:
                    ticked.add((milestone, user_id))
            elif said is Cell.UNCLEAR:
                unclear.append((line, cells[column]))
            else:
                counts[said] += 1
    return Outcome(
        person=person,
        columns=columns,
        ticks=tuple(sorted(ticked)),
        known=already,
        not_done=counts[Cell.NOT_DONE],
        marks=counts[Cell.NUMBER],
        unclear=tuple(unclear),
        strangers=tuple(strangers),
        twice=tuple(twice),
        people=len(seen),
    )


def likely_person(reading: Reading, here: Collection[int], compared: Callable[[str], str]) -> int:
    """The column in which most of the first rows name somebody of the cohort; the first where none does."""

    def hits(column: int) -> int:
        return sum(
            _person(cells[column], reading.names, compared) in here for _, cells in reading.rows[:_LOOKED_AT]
        )

    return max(range(len(reading.header[:MOST_SHOWN])), key=lambda column: (hits(column), -column))


def likely_columns(
    milestones: Mapping[int, str], folded_header: Sequence[str], person: int
) -> dict[int, int]:
    """Milestone → the column of its name, or the only one whose name holds its own: "Quiz: Subnetting (real)"."""
    found: dict[int, int] = {}
    for one, title in milestones.items():
        same = [number for number, name in enumerate(folded_header) if name == title and number != person]
        holds = [number for number, name in enumerate(folded_header) if title in name and number != person]
        if len(same) == 1 or len(holds) == 1:
            found[one] = (same if len(same) == 1 else holds)[0]
    taken = list(found.values())
    # A column that two milestones claim is neither's.
    return {one: column for one, column in found.items() if taken.count(column) == 1}


def _person(cell: str, names: Mapping[str, int], compared: Callable[[str], str]) -> int | None:
    return read_id(cell) or names.get(compared(cell)) or None
