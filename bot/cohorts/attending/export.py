"""Files of a cohort for spreadsheets: CSV as RFC 4180 has it, and no cell that a spreadsheet would run."""

import csv
import datetime as dt
import io
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.cohorts.attending import rules
from bot.cohorts.attending.records import Measured, Plan
from bot.cohorts.rules import Enrolment, EnrolmentState
from bot.language.safe_text import cell

_BOM: Final = "\ufeff"
"""Without it spreadsheets take UTF-8 for an older alphabet."""
_AT_ONCE: Final = 50


class Kind(StrEnum):
    """Which file."""

    ROSTER = "roster"
    ATTENDANCE = "attendance"
    PROGRESS = "progress"
    CERTIFICATES = "certificates"


KINDS: Final = tuple(Kind)
"""As presses number them."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the files say in the reader's language. Each maps what is stored to a word."""

    head: Mapping[str, str]
    states: Mapping[str, str]
    attendance: Mapping[str, str]
    done: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A file. `unnamed`: so many in it are known by their id alone."""

    name: str
    content: bytes
    rows: int
    unnamed: int = 0


def sheet(
    kind: Kind,
    plan: Plan,
    people: Sequence[Measured],
    *,
    everybody: Sequence[Enrolment],
    words: Words,
    names: Mapping[int, str],
) -> Sheet:
    """The file of a kind. For a thread of its own: some 50 µs a line."""
    head, rows = {
        Kind.ROSTER: lambda: _roster(everybody, words, names),
        Kind.ATTENDANCE: lambda: _attendance(plan, people, words, names),
        Kind.PROGRESS: lambda: _progress(plan, people, words, names),
        Kind.CERTIFICATES: lambda: _certificates(people, words, names),
    }[kind]()
    content = bytearray((_BOM + _line(head)).encode())
    for number, row in enumerate(rows, 1):
        content += _line(row).encode()
        if not number % _AT_ONCE:
            time.sleep(0)  # the loop's thread waits for its turn
    return Sheet(
        name=f"crossconnect-{kind}.csv",
        content=bytes(content),
        rows=len(rows),
        unnamed=sum(not row[0] for row in rows),
    )


Table = tuple[list[str], list[list[str]]]


def _roster(everybody: Sequence[Enrolment], words: Words, names: Mapping[int, str]) -> Table:
    keys = ("name", "id", "state", "team", "since", "active", "completed")
    return [words.head[key] for key in keys], [
        [
            *_who(one.user_id, names),
            words.states[one.state],
            one.team,
            _instant(one.queued_at),
            _instant(one.active_at),
            _instant(one.completed_at),
        ]
        for one in everybody
    ]


def _attendance(plan: Plan, people: Sequence[Measured], words: Words, names: Mapping[int, str]) -> Table:
    sessions = [f"{one.wall:%Y-%m-%d %H:%M} {one.title}" for one in plan.sessions]
    keys = ("attended", "excused", "missed", "percent", "possible")
    head = [words.head["name"], words.head["id"], *sessions, *(words.head[key] for key in keys)]
    rows = []
    for one in people:
        count = one.presence
        marks = [one.marks.get(session.id) for session in plan.sessions]
        rows.append(
            [
                *_who(one.user_id, names),
                *("" if mark is None else words.attendance[mark.state] for mark in marks),
                str(count.attended),
                str(count.excused),
                str(count.missed),
                str(rules.percent(count.attended, count.attended + count.missed)),
                str(rules.percent(count.attended + count.remaining, count.total)),
            ]
        )
    return head, rows


def _progress(plan: Plan, people: Sequence[Measured], words: Words, names: Mapping[int, str]) -> Table:
    head = [
        words.head["name"],
        words.head["id"],
        *(one.title for one in plan.milestones),
        words.head["done"],
        words.head["overdue"],
    ]
    return head, [
        [
            *_who(one.user_id, names),
            *(words.done if item.done is not None else "" for item in one.due),
            str(one.done),
            str(len(one.overdue)),
        ]
        for one in people
    ]


def _certificates(people: Sequence[Measured], words: Words, names: Mapping[int, str]) -> Table:
    keys = ("name", "id", "completed", "attended", "sessions", "percent", "done")
    completed = [one for one in people if one.enrolment.state is EnrolmentState.COMPLETED]
    rows = []
    for one in completed:
        count = one.presence
        owed = count.attended + count.missed
        at = one.enrolment.completed_at
        rows.append(
            [
                *_who(one.user_id, names),
                "" if at is None else f"{at:%Y-%m-%d}",
                str(count.attended),
                str(owed),
                str(rules.percent(count.attended, owed)),
                str(one.done),
            ]
        )
    return [words.head[key] for key in keys], rows


def _who(user_id: int, names: Mapping[int, str]) -> tuple[str, str]:
    """The name, and the id as Discord shows it when it is pasted there: not rounded as a number."""
    return names.get(user_id, ""), f"<@{user_id}>"


def _instant(at: dt.datetime | None) -> str:
    return "" if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow([cell(one) for one in cells])
    return line.getvalue()
