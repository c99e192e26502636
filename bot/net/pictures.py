"""What a picture is and how large it is drawn, read from its first bytes: nothing is ever decoded.

Pure. A few kilobytes can ask whoever opens them for gigabytes of memory; the measures stand in the head of each format.
"""

from collections.abc import Callable
from typing import Final

MOST_PIXELS: Final = 64_000_000
"""256 MB once drawn. The cameras of telephones make 12 to 50 million."""
_NONE: Final = (0, 0)


def ending_of(head: bytes) -> str | None:
    """The kind of picture that begins with these bytes; None: none that Discord shows everywhere."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return None


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height in pixels as the picture's head says; (0, 0) where it says nothing."""
    ending = ending_of(content)
    return _NONE if ending is None else _SIZES[ending](content)


def _png(content: bytes) -> tuple[int, int]:
    if len(content) < 24 or content[12:16] != b"IHDR":
        return _NONE
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _gif(content: bytes) -> tuple[int, int]:
    if len(content) < 10:
        return _NONE
    return int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")


def _webp(content: bytes) -> tuple[int, int]:
    if len(content) < 30:
        return _NONE
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        return (
            int.from_bytes(content[26:28], "little") & 0x3FFF,
            int.from_bytes(content[28:30], "little") & 0x3FFF,
        )
    return _NONE


def _jpg(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        # The frame's head; C4, C8 and CC are tables.
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return _NONE


_SIZES: Final[dict[str, Callable[[bytes], tuple[int, int]]]] = {
    "png": _png,
    "jpg": _jpg,
    "gif": _gif,
    "webp": _webp,
}
