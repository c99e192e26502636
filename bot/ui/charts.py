"""Charts as pictures, drawn in a worker process. A picture names its bars by number, and its card says what each is:

so it is the same in every language and script, and needs no font.
"""

from collections.abc import Sequence
from typing import Final

from bot.ui import png
from bot.ui.png import Colour

_WIDTH: Final = 800
_LEFT, _RIGHT, _TOP, _STEP = 76, 176, 30, 64
_BAR: Final = 38
_DIGIT: Final = 22
_MOST: Final = 12
_GROUND: Final[Colour] = (24, 27, 33)
_TRACK: Final[Colour] = (46, 51, 61)
_WORDS: Final[Colour] = (233, 236, 241)
_QUIET: Final[Colour] = (150, 158, 171)
_SHADES: Final[tuple[Colour, ...]] = ((79, 156, 249), (63, 178, 190), (64, 178, 131), (240, 169, 60))


def bars(values: Sequence[int], whole: int) -> bytes:
    """A PNG of horizontal bars, the first on top: its number at the left, the value and its percent of `whole` at the right.

    800 pixels wide. Raises ValueError for no bar, more than 12, and a value below 0.
    """
    if not 1 <= len(values) <= _MOST or min(values) < 0:
        raise ValueError(f"{len(values)} bars cannot be drawn")
    rows = png.ground(_WIDTH, 2 * _TOP + _STEP * (len(values) - 1) + _BAR, _GROUND)
    room = _WIDTH - _LEFT - _RIGHT
    for index, value in enumerate(values):
        middle = _TOP + _STEP * index + _BAR / 2
        top = middle - _DIGIT / 2
        shade = _SHADES[min(index, len(_SHADES) - 1)]
        _pill(rows, _LEFT, _LEFT + room, middle, _TRACK)
        if value > 0 and whole > 0:
            share = min(1.0, value / whole)
            _pill(rows, _LEFT, _LEFT + _BAR + (room - _BAR) * share, middle, shade)
        label = str(index + 1)
        png.number(rows, label, 46 - png.width_of(label, _DIGIT), top, height=_DIGIT, colour=_QUIET)
        at = png.number(rows, str(value), _LEFT + room + 18, top, height=_DIGIT, colour=_WORDS)
        if whole > 0:
            share_text = f"{value * 100 // whole}%"
            png.number(rows, share_text, at + 12, top + 3, height=_DIGIT - 6, colour=_QUIET)
    return png.png(rows)


def _pill(rows: png.Rows, left: float, right: float, middle: float, colour: Colour) -> None:
    """A bar with round ends. Its inside is filled line by line: that is what makes it fast."""
    half = _BAR / 2
    for x in (left + half, right - half):
        png.stroke(rows, (x, middle), (x, middle), half, colour)
    first, last = round(left + half), round(right - half)
    if last > first:
        filled = bytes(colour) * (last - first)
        for y in range(round(middle - half), round(middle + half) + 1):
            rows[y][3 * first : 3 * last] = filled
