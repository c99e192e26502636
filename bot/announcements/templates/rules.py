"""Texts with fields to fill in: what a field is, which a text has, and how it is filled. Pure.

A field is `{name}`: letters, digits, spaces, hyphens and underscores of any script, 30 at most, a letter or digit at both
ends. Everything else in braces is text: there is nothing to compute, to look up or to escape in a template.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

MOST_FIELDS = 5
"""As many as a form of Discord has room for."""
MOST_TEMPLATES = 100
NAME_LIMIT = 60
VALUE_LIMIT = 1000
_FIELD_LIMIT = 30

_BRACED = re.compile(r"\{([^{}\n]{1,60})\}")
_JOINERS = "\u200c\u200d"
"""Persian and the scripts of India write words with them."""


@dataclass(frozen=True, kw_only=True)
class Template:
    """A title and a text to begin with. `author` is an actor key; `version` rises with each change."""

    id: int
    guild_id: int
    name: str
    title: str
    body: str
    author: str
    version: int
    updated_at: dt.datetime

    @property
    def fields(self) -> dict[str, "Field"]:
        """Its fields by key, in the order they come."""
        return fields(self.title, self.body)


@dataclass(frozen=True, kw_only=True)
class Field:
    """`name` as it is written first. `is_long`: it may hold lines, for it does not stand in the title."""

    name: str
    is_long: bool


def fields(title: str, body: str) -> dict[str, Field]:
    """The fields of a title and a text by key, in the order they come."""
    found: dict[str, Field] = {}
    for text, is_long in ((title, False), (body, True)):
        for key, name in _parts(text):
            if key is not None:
                found.setdefault(key, Field(name=name, is_long=is_long))
    return found


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the value of each field in its place; one without a value stays as it is.

    Each place is looked at once: a value that looks like a field is a text.
    """
    return "".join(part if key is None else values.get(key, "{" + part + "}") for key, part in _parts(text))


def key_of(name: str) -> str | None:
    """By what a field is known, letter case and width aside; None for what is no field's name."""
    letters = [one for one in name if unicodedata.category(one)[0] in "LMN"]
    ends = name[:1] + name[-1:]
    if (
        not letters
        or len(name) > _FIELD_LIMIT
        or any(one in " -_" + _JOINERS for one in ends)
        or len(letters) + sum(name.count(one) for one in " -_" + _JOINERS) != len(name)
    ):
        return None
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join("".join(one for one in plain if one not in _JOINERS).split())


def _parts(text: str) -> Iterator[tuple[str | None, str]]:
    """The text in pieces: (None, literal text) and (key, a field's name as written), in order."""
    position = 0
    for found in _BRACED.finditer(text):
        key = key_of(found[1])
        if key is not None:
            yield None, text[position : found.start()]
            yield key, found[1]
            position = found.end()
    yield None, text[position:]
