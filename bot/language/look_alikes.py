"""Names that differ and look the same: Latin letters and the Greek, Cyrillic and Armenian ones drawn like them, marks, width.

For a warning, not for a refusal: two groups may well have similar names. The pairs are what the letters look like, after
Unicode's security mechanisms (UTS #39); only letters a keyboard types are told apart here, not every symbol.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

_DRAWN_ALIKE: Final = str.maketrans(
    {
        # Cyrillic
        "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ё": "e", "ғ": "f", "н": "h", "һ": "h", "і": "i", "ї": "i",
        "ј": "j", "к": "k", "ӏ": "l", "м": "m", "п": "n", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t",
        "у": "y", "ү": "y", "ѵ": "v", "ԝ": "w", "х": "x", "з": "3", "ь": "b", "б": "6",
        # Greek
        "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "μ": "u", "ν": "v", "ο": "o", "ρ": "p", "σ": "o",
        "ς": "c", "τ": "t", "υ": "u", "χ": "x", "γ": "y", "ω": "w", "ζ": "z",
        # Armenian
        "օ": "o", "ս": "u", "հ": "h", "ո": "n", "ց": "g", "յ": "j", "ք": "p",
        # Latin letters and digits among themselves
        "ı": "i", "ɩ": "i", "l": "i", "1": "i", "|": "i", "0": "o", "ø": "o", "ł": "i", "đ": "d", "ħ": "h", "ŧ": "t",
        "æ": "ae", "œ": "oe", "ɡ": "g", "ɑ": "a",
    }
)  # fmt: skip
_PAIRS: Final = (("rn", "m"), ("vv", "w"))


def look(name: str) -> str:
    """What is left of a name for the eye: the same for names that look alike. Nothing to show to anybody."""
    # Compatibility forms first (fullwidth, mathematical letters), then marks off, then letters by their shape.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    kept = "".join(one for one in plain if unicodedata.category(one)[0] in "LN")
    drawn = kept.translate(_DRAWN_ALIKE)
    for two, one in _PAIRS:
        drawn = drawn.replace(two, one)
    return drawn


def alike(name: str, others: Iterable[str]) -> str | None:
    """The first of `others` that looks like `name`; None where none does."""
    wanted = look(name)
    return next((other for other in others if wanted and look(other) == wanted), None)
