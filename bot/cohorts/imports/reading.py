"""Reads a file of a cohort, in a worker process: a calendar, or a table of people, sessions or milestones.

Nothing in it is trusted, and nothing doubtful is decided here. What comes back is what JSON holds: `rules.Row` and
`rules.PersonRow` as objects, see `records.loaded`.
"""

import datetime as dt
import hashlib
import json
from typing import Any, Final

from bot.cohorts.imports import calendar_rows, table_rows
from bot.cohorts.imports.rules import MOST_ROWS, FileKind
from bot.errors import InvalidInputError
from bot.net.tables import read_table_file

_CALENDAR: Final = b"BEGIN:VCALENDAR"


def read(content: bytes, now: str) -> dict[str, Any]:
    """What a file tells: its `kind`, `name`, heads of columns that were `ignored`, and `rows`, each a JSON object as text.

    `now`: in UTC; repetitions without an end are followed for two years from it. Raises InvalidInputError for a file of
    which nothing can be taken.
    """
    head = content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"")
    if head[: len(_CALENDAR)].upper() == _CALENDAR or head[:1] == b"<":
        name, rows = calendar_rows.read(content, dt.datetime.fromisoformat(now))
        kind, ignored = FileKind.CALENDAR, list[str]()
    else:
        kind, rows, ignored = table_rows.read(read_table_file(content, MOST_ROWS))
        name = ""
    if not rows:
        raise InvalidInputError("cohort-import-file-empty")
    if len(rows) > MOST_ROWS:
        raise InvalidInputError("cohort-import-file-rows", most=MOST_ROWS)
    for number, row in enumerate(rows, 1):
        row["number"] = number
        if kind is not FileKind.PEOPLE:
            row["mark"] = _mark(row)
    return {
        "kind": kind.value,
        "name": name,
        "ignored": ignored,
        "rows": [json.dumps(row, ensure_ascii=False) for row in rows],
    }


_SAID: Final = (
    "uid", "title", "place", "link", "start", "end", "is_day", "zone", "tzid", "named", "offsets", "is_cancelled", "milestone",
)  # fmt: skip


def _mark(row: dict[str, Any]) -> str:
    said = json.dumps([row.get(key) for key in _SAID], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:20]
