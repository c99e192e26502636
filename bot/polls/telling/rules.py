"""How long polls are kept, and how a search compares. Pure."""

import datetime as dt
import re
import unicodedata
from typing import Final

DRAFT_KEPT: Final = dt.timedelta(days=90)
"""A draft that nobody touched for so long, and that does not open by itself, goes."""
KEPT: Final = dt.timedelta(days=400)
"""So long after its close a poll stays that nobody certified, or that was cancelled."""
CERTIFIED_KEPT: Final = dt.timedelta(days=1826)
"""So long after it was certified a decision stays: people build on it for years."""
TOLD_KEPT: Final = dt.timedelta(days=30)
"""How long after a poll it is remembered who was reminded of it."""
TYPED_KEPT: Final = dt.timedelta(days=1)
_WORD: Final = re.compile(r"\w+")
_MOST_TERMS: Final = 24


def words(text: str) -> list[str]:
    """The words of a text, folded: without case, accents or width."""
    plain = "".join(
        one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one)
    )
    return _WORD.findall(plain)


def holds(text: str, terms: list[str]) -> bool:
    """Whether a text holds each term as the beginning of a word."""
    found = words(text)
    return all(any(one.startswith(term) for one in found) for term in terms)


def terms(typed: str) -> list[str]:
    """What is looked for."""
    return words(typed)[:_MOST_TERMS]


def excerpt(text: str, most: int) -> str:
    """The beginning of a text on one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
