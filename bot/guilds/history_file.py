"""The guild's history as a file for spreadsheets: CSV as RFC 4180 has it, a line an event, the newest first."""

import csv
import io
import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.language.safe_text import cell
from bot.people.audit import AuditEvent

NAME: Final = "crossconnect-history.csv"
MOST_BYTES: Final = 9_500_000
"""Discord takes 10 MiB, and the request around the file is part of that."""

_BOM: Final = "\ufeff"
"""Without it spreadsheets take UTF-8 for an older alphabet."""
_AT_ONCE: Final = 50
"""Lines between two turns of the other threads."""
_PEOPLE: Final = frozenset({"author", "approver"})
"""Random keys, which say nothing to a reader; `who` is the person."""
_MENTIONS: Final = {
    "setup.channel": "<#{}>",
    "setup.panel": "<#{}>",
    "setup.role": "<@&{}>",
    "charter.post": "<#{}>",
    "digest.post": "<#{}>",
    "charter.role": "<@&{}>",
}
"""How an id is written: as Discord shows it when it is pasted there, and not rounded as a number."""


@dataclass(frozen=True, kw_only=True)
class HistoryFile:
    """`left_out`: events, the oldest, that did not fit into it."""

    content: bytes
    rows: int
    left_out: int


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the file says in the reader's language: its head, when, who, what, about, before, after; and of `who`."""

    head: Sequence[str]
    bot: str
    erased: str


def to_csv(events: Iterable[AuditEvent], words: Words, *, count: int, most: int = MOST_BYTES) -> HistoryFile:
    """The file of `count` events. Some 20 µs an event: for a thread of its own."""
    content = bytearray((_BOM + _line(words.head)).encode())
    rows = 0
    for event in events:
        line = _line(_cells(event, words)).encode()
        if len(content) + len(line) > most:
            break
        content += line
        rows += 1
        if not rows % _AT_ONCE:
            time.sleep(0)  # the loop's thread waits for its turn
    return HistoryFile(content=bytes(content), rows=rows, left_out=count - rows)


def _cells(event: AuditEvent, words: Words) -> tuple[str, ...]:
    who = words.bot if event.by_bot else words.erased if event.user_id is None else f"<@{event.user_id}>"
    changed = {
        key
        for key in {*event.before, *event.after} - _PEOPLE
        if event.before.get(key) != event.after.get(key)
    }
    return (
        event.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        who,
        event.action,
        event.subject,
        _text(event.action, event.before, changed),
        _text(event.action, event.after, changed),
    )


def _text(action: str, fields: Mapping[str, object], changed: set[str]) -> str:
    shown = {key: value for key, value in sorted(fields.items()) if key in changed and value is not None}
    if not shown:
        return ""
    value = shown["value"] if shown.keys() == {"value"} else shown
    if isinstance(value, int) and action in _MENTIONS:
        return _MENTIONS[action].format(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow([cell(one) for one in cells])
    return line.getvalue()
