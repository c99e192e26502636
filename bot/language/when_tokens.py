"""A time phrase as tokens. Any text is fit for it; what is no token is junk, and told as such."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from bot.errors import InvalidInputError

LONGEST = 200
"""Characters in a phrase."""

PART = 60
"""Characters of it that an error shows."""


class Kind(Enum):
    ISO = auto()
    """2026-12-15"""
    NUMBERS = auto()
    """05/12, 5.12.2026, 18.00: several numbers that could be a date"""
    CLOCK = auto()
    """18:00, 6:30 pm, 6pm"""
    OFFSET = auto()
    ORDINAL = auto()
    NUMBER = auto()
    PATH = auto()
    """Asia/Beirut"""
    WORD = auto()
    COMMA = auto()
    JUNK = auto()
    END = auto()


@dataclass(frozen=True, kw_only=True)
class Token:
    """`text` as typed, `word` casefolded; `start` and `end` in the cleaned phrase."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        return self.text.casefold()


_SPACES = "\t\u00a0\u202f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_DIRECTIONS = "\u200e\u200f\u061c\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_SAME = str.maketrans(
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹،：–’" + _SPACES, "01234567890123456789,:-'" + " " * len(_SPACES), _DIRECTIONS
)
"""Arabic-Indic and Persian digits are digits, spaces are spaces, and direction marks are nothing."""

_HALF = r"[ap]\.?m\b\.?"
_TOKEN = re.compile(
    rf"""
    (?P<ISO>[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}})(?![0-9/-])(?:[Tt](?=[0-9]))?
    | (?P<PATH>[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)+)
    | (?P<CLOCK>[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?(?![0-9:])(?:\ *{_HALF})?|[0-9]{{1,2}}\ *{_HALF})
    | (?P<NUMBERS>[0-9]{{1,4}}[/.-][0-9]{{1,2}}(?:[/.-][0-9]{{1,4}})?)(?![0-9])
    | (?P<OFFSET>[+-][0-9]{{2}}(?::?[0-9]{{2}})?(?![0-9:]))
    | (?P<ORDINAL>[0-9]{{1,2}}(?:st|nd|rd|th)\b)
    | (?P<NUMBER>[0-9]+)
    | (?P<WORD>[^\W\d_](?:[^\W\d_]|['._-](?=[^\W\d_]))*)
    | (?P<COMMA>[,&])
    | (?P<JUNK>[^\sA-Za-z0-9]+|.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


def clean(text: str, longest: int = LONGEST) -> str:
    """The phrase with ASCII digits and single spaces. Raises InvalidInputError for a long or an empty one."""
    if len(text) > longest:
        raise InvalidInputError("when-too-long", most=longest)
    cleaned = re.sub(" +", " ", text.translate(_SAME)).strip()
    if not cleaned:
        raise InvalidInputError("when-empty")
    return cleaned


def tokens(phrase: str) -> list[Token]:
    """The tokens of a cleaned phrase, with an END after the last."""
    found = [
        Token(kind=Kind[match.lastgroup], text=match[match.lastgroup], start=match.start(), end=match.end())
        for match in _TOKEN.finditer(phrase)
        if match.lastgroup and not match[0].isspace()
    ]
    return [*found, Token(kind=Kind.END, text="", start=len(phrase), end=len(phrase))]
