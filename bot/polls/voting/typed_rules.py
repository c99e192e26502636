"""A ranking as one line of text: "B > A = C > D", by letters, numbers or names. Pure.

Options carry letters in the order in which they are shown: A is the first, Z "none of these".
"""

from collections.abc import Mapping
from typing import Final

from bot.language.rules import folded
from bot.polls.rules import letter

MOST: Final = 3000
"""Characters of a line: 25 names fit."""


class TypedError(ValueError):
    """What is wrong with a line: `fault` names it (empty, gap, unknown, several, twice), `what` is the part at fault."""

    def __init__(self, fault: str, what: str = "") -> None:
        super().__init__(fault, what)
        self.fault, self.what = fault, what


def written(groups: tuple[tuple[int, ...], ...]) -> str:
    """A ranking as its line."""
    return " > ".join(" = ".join(sorted(map(letter, group))) for group in groups)


def read(text: str, names: Mapping[int, str]) -> tuple[tuple[int, ...], ...]:
    """The ranking that a line says. `names`: option → its label. An empty line ranks nothing. Raises TypedError."""
    if not text.strip():
        return ()
    whole = {folded(name.strip()): number for number, name in names.items()}
    seen: set[int] = set()
    groups: list[tuple[int, ...]] = []
    for group in _parts(text, ">", whole):
        numbers: list[int] = []
        for part in _parts(group, "=", whole):
            number = _option(part.strip(), names, whole)
            if number in seen:
                raise TypedError("twice", part.strip())
            seen.add(number)
            numbers.append(number)
        groups.append(tuple(sorted(numbers)))
    return tuple(groups)


def _parts(text: str, sign: str, whole: Mapping[str, int]) -> list[str]:
    """The text at its signs; a name may hold them."""
    if folded(text.strip()) in whole:
        return [text]
    found = text.replace("\uff1e", ">").replace("\uff1d", "=").split(sign)
    if any(not part.strip() for part in found):
        raise TypedError("gap", sign)
    return found


def _option(part: str, names: Mapping[int, str], whole: Mapping[str, int]) -> int:
    """By name first, for a name may look like a letter; then by letter, number, and the beginning of a name."""
    wanted = folded(part)
    if wanted in whole:
        return whole[wanted]
    for number in names:
        if wanted in (folded(letter(number)), str(number)):
            return number
    begun = [number for name, number in whole.items() if name.startswith(wanted)]
    if len(begun) == 1:
        return begun[0]
    raise TypedError("several" if begun else "unknown", part)
