"""What a paper says, as values that JSON holds: one paper is written as Markdown and as HTML from the same blocks. Pure.

Texts in them are raw, as people typed them; whoever writes a paper makes them harmless for its form.
"""

from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]
"""`is`: heading, entry, text, facts, table, bars, note, links."""


def heading(text: str) -> Block:
    """The heading of a part."""
    return {"is": "heading", "text": text}


def entry(title: str, body: str) -> Block:
    """Something with a title of its own inside a part."""
    return {"is": "entry", "title": title, "text": body}


def links(label: str, urls: Sequence[str]) -> Block:
    """Web addresses that this project wrote down itself, to be followed. Never one that somebody typed."""
    return {"is": "links", "label": label, "urls": list(urls)}


def text(body: str) -> Block:
    """A paragraph; a line end begins another one."""
    return {"is": "text", "text": body}


def note(body: str) -> Block:
    """Small print."""
    return {"is": "note", "text": body}


def facts(rows: Sequence[tuple[str, str]]) -> Block:
    """Pairs of label and value. Without any: nothing is shown."""
    return {"is": "facts", "rows": [list(one) for one in rows]}


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, figures: Sequence[int] = ()) -> Block:
    """A table; `figures`: columns of numbers, from 0. Without rows: nothing is shown."""
    return {"is": "table", "head": list(head), "rows": [list(one) for one in rows], "figures": list(figures)}


def bars(head: tuple[str, str], rows: Sequence[tuple[str, int, int, str]]) -> Block:
    """A chart: (name, value, the most that it may be, the value as it is read). `head`: what names and values are."""
    return {"is": "bars", "head": list(head), "rows": [list(one) for one in rows]}
