"""Pictures without a library: one colour for those who have no avatar, and the drawing of the demo's announcement."""

import math
import struct
import zlib

_WIDTH, _HEIGHT = 800, 320
_NETWORKS = 12
_GROUND, _LINE = (22, 34, 58), (86, 116, 168)
_DOTS = ((79, 156, 249), (64, 178, 131), (240, 169, 60))
_EXCHANGE = (255, 255, 255)


def plain_png(colour: int, size: int = 64) -> bytes:
    """A square PNG of `size` pixels filled with an RGB number."""
    return _png(size, size, [colour.to_bytes(3, "big") * size] * size)


def network_png() -> bytes:
    """A PNG, 800 × 320: networks on a ring, each with a line to the exchange in the middle."""
    rows = [bytearray(bytes(_GROUND) * _WIDTH) for _ in range(_HEIGHT)]
    middle = (_WIDTH / 2, _HEIGHT / 2)
    places = [
        (middle[0] + 330 * math.cos(angle), middle[1] + 115 * math.sin(angle))
        for angle in (2 * math.pi * number / _NETWORKS + 0.26 for number in range(_NETWORKS))
    ]
    for place in places:
        _stroke(rows, middle, place, 1.6, _LINE)
    for number, place in enumerate(places):
        _stroke(rows, place, place, 13, _DOTS[number % len(_DOTS)])
    _stroke(rows, middle, middle, 27, _EXCHANGE)
    _stroke(rows, middle, middle, 19, _DOTS[0])
    return _png(_WIDTH, _HEIGHT, rows)


def _stroke(
    rows: list[bytearray],
    start: tuple[float, float],
    end: tuple[float, float],
    half: float,
    colour: tuple[int, int, int],
) -> None:
    """A line with round ends, `half` its width; a dot where it starts and ends in one place. Its edge is smooth."""
    (x0, y0), (x1, y1) = start, end
    run, rise = x1 - x0, y1 - y0
    long = run * run + rise * rise
    for y in range(int(min(y0, y1) - half) - 1, int(max(y0, y1) + half) + 2):
        row = rows[y]
        for x in range(int(min(x0, x1) - half) - 1, int(max(x0, x1) + half) + 2):
            along = max(0.0, min(1.0, ((x - x0) * run + (y - y0) * rise) / long)) if long else 0.0
            cover = half + 0.5 - math.hypot(x - x0 - along * run, y - y0 - along * rise)
            if cover > 0:
                share = min(1.0, cover)
                for part, value in enumerate(colour):
                    at = 3 * x + part
                    row[at] = round(row[at] + (value - row[at]) * share)


def _png(width: int, height: int, rows: "list[bytes] | list[bytearray]") -> bytes:
    """Rows of RGB bytes as a PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))
        + chunk(b"IEND", b"")
    )
