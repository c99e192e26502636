"""PNG files without a library: rows of RGB bytes, and shapes with smooth edges in them.

Pure and slow, some 50 ms a picture: for a worker process, or for what is drawn once.
"""

import itertools
import math
import struct
import zlib
from typing import Final

Colour = tuple[int, int, int]
Rows = list[bytearray]
_DIGITS: Final = {
    "0": (((1, 0), (3, 0), (4, 1.4), (4, 5.6), (3, 7), (1, 7), (0, 5.6), (0, 1.4), (1, 0)),),
    "1": (((0.6, 1.5), (2.3, 0), (2.3, 7)),),
    "2": (((0, 1.6), (0.8, 0.2), (2, 0), (3.3, 0.3), (4, 1.7), (3.6, 3), (0, 7), (4.1, 7)),),
    "3": (
        ((0, 1), (1, 0), (3, 0), (3.9, 1), (3.9, 2.4), (2.9, 3.3), (1.6, 3.4)),
        ((2.9, 3.3), (4, 4.3), (4, 5.8), (3, 7), (1, 7), (0, 6)),
    ),
    "4": (((3.1, 7), (3.1, 0), (0, 4.9), (4.3, 4.9)),),
    "5": (((3.8, 0), (0.5, 0), (0.2, 3.2), (1.6, 2.6), (3, 2.8), (4, 4.1), (4, 5.6), (3, 7), (1, 7), (0, 6)),),
    "6": (
        ((3.5, 0.3), (2, 0.4), (0.6, 2), (0, 4.3), (0, 5.6), (1, 7), (3, 7), (4, 5.8), (4, 4.3), (3, 3.1), (1.2, 3.1), (0.1, 4.5)),
    ),
    "7": (((0, 0), (4, 0), (1.4, 7)),),
    "8": (
        ((1.2, 3.3), (0.2, 2.4), (0.2, 1), (1.2, 0), (2.8, 0), (3.8, 1), (3.8, 2.4), (2.8, 3.3), (1.2, 3.3), (0, 4.4), (0, 5.8), (1, 7), (3, 7), (4, 5.8), (4, 4.4), (2.8, 3.3)),
    ),
    "9": (
        ((0.5, 6.7), (2, 6.6), (3.4, 5), (4, 2.7), (4, 1.4), (3, 0), (1, 0), (0, 1.2), (0, 2.7), (1, 3.9), (2.8, 3.9), (3.9, 2.5)),
    ),
    "%": (((3.9, 0.2), (0.6, 6.8)), ((0.8, 1.2), (0.8, 1.4)), ((3.7, 5.6), (3.7, 5.8))),
    " ": (),
}  # fmt: skip
"""Lines from point to point, on a field 4 wide and 7 high."""
_ADVANCE: Final = 6.2


def ground(width: int, height: int, colour: Colour) -> Rows:
    """An empty picture."""
    return [bytearray(bytes(colour) * width) for _ in range(height)]


def stroke(
    rows: Rows, start: tuple[float, float], end: tuple[float, float], half: float, colour: Colour
) -> None:
    """A line with round ends, `half` its width; a dot where it starts and ends in one place. Its edge is smooth."""
    (x0, y0), (x1, y1) = start, end
    run, rise = x1 - x0, y1 - y0
    long = run * run + rise * rise
    height, width = len(rows), len(rows[0]) // 3
    left, right = max(0, int(min(x0, x1) - half) - 1), min(width, int(max(x0, x1) + half) + 2)
    for y in range(max(0, int(min(y0, y1) - half) - 1), min(height, int(max(y0, y1) + half) + 2)):
        row = rows[y]
        for x in range(left, right):
            along = max(0.0, min(1.0, ((x - x0) * run + (y - y0) * rise) / long)) if long else 0.0
            cover = half + 0.5 - math.hypot(x - x0 - along * run, y - y0 - along * rise)
            if cover > 0:
                share = min(1.0, cover)
                for part, value in enumerate(colour):
                    at = 3 * x + part
                    row[at] = round(row[at] + (value - row[at]) * share)


def number(rows: Rows, text: str, left: float, top: float, *, height: float, colour: Colour) -> float:
    """Digits, spaces and % from `left` on; returns where the next one would stand. Raises KeyError for another sign."""
    scale = height / 7
    for sign in text:
        for line in _DIGITS[sign]:
            for (x0, y0), (x1, y1) in itertools.pairwise(line):
                stroke(
                    rows,
                    (left + x0 * scale, top + y0 * scale),
                    (left + x1 * scale, top + y1 * scale),
                    scale * (0.75 if sign == "%" and len(line) == 2 and y1 - y0 < 1 else 0.45),
                    colour,
                )
        left += (3.2 if sign == " " else _ADVANCE) * scale
    return left


def width_of(text: str, height: float) -> float:
    """How wide `number` draws it."""
    return sum((3.2 if sign == " " else _ADVANCE) for sign in text) * height / 7


def png(rows: "Rows | list[bytes]") -> bytes:
    """Rows of RGB bytes, all as long, as a PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))
        + chunk(b"IEND", b"")
    )
