"""Unpacks what an HTTP answer holds, in pieces that are small and counted: 48 KB of gzip can hold 50 MB.

Pure: bytes in, bytes out.
"""

import zlib
from collections.abc import Iterator
from typing import Final

from bot.errors import CrossconnectError

PIECE: Final = 256 * 1024
"""What is unpacked at once: half a millisecond."""
MOST_RATIO: Final = 200
"""Text packs to a tenth, a repetitive table to a fiftieth; a bomb to a thousandth."""
_FREE: Final = 1024 * 1024
"""The first megabyte is not asked for its ratio."""
_MOST_MEMBERS: Final = 64
_GZIP, _ZLIB, _RAW = 31, 15, -15


class TooMuchError(CrossconnectError):
    """More bytes than were allowed, or a bomb."""


class BrokenPackError(CrossconnectError):
    """Not packed as it says, cut off, or packed in a way that we do not unpack."""


class Unpacker:
    """`encoding` is the Content-Encoding as it was sent; at most `most_bytes` come out. Used once."""

    def __init__(self, encoding: str, most_bytes: int) -> None:
        self._encoding = encoding.strip().lower()
        if self._encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise BrokenPackError(self._encoding[:80])
        self._most = most_bytes
        self._taken = self._given = self._members = 0
        self._is_plain = self._encoding in {"", "identity"}
        self._engine: zlib._Decompress | None = None

    def feed(self, packed: bytes) -> Iterator[bytes]:
        """The next bytes, in pieces of at most PIECE. Raises TooMuchError and BrokenPackError."""
        self._taken += len(packed)
        if self._taken > self._most:
            raise TooMuchError
        if self._is_plain:
            yield packed
            return
        try:
            yield from self._unpack(packed)
        except zlib.error as error:
            raise BrokenPackError from error

    def finish(self) -> None:
        """Say that nothing more comes. Raises BrokenPackError where something should."""
        if self._engine is not None and not self._engine.eof:
            raise BrokenPackError

    def _unpack(self, packed: bytes) -> Iterator[bytes]:
        while packed:
            if self._engine is None or self._engine.eof:
                self._engine = self._next(packed)
            piece = self._engine.decompress(packed, PIECE)
            self._given += len(piece)
            if self._given > self._most or self._given > max(_FREE, self._taken * MOST_RATIO):
                raise TooMuchError
            packed = self._engine.unused_data if self._engine.eof else self._engine.unconsumed_tail
            if piece:
                yield piece

    def _next(self, packed: bytes) -> "zlib._Decompress":
        """What unpacks the next member: a gzip file may have several."""
        self._members += 1
        if self._members > (1 if self._encoding == "deflate" else _MOST_MEMBERS):
            raise BrokenPackError
        if self._encoding != "deflate":
            return zlib.decompressobj(_GZIP)
        # "deflate" should be zlib's own form; some servers send it bare.
        is_wrapped = packed[0] & 0x0F == 8 and (len(packed) < 2 or int.from_bytes(packed[:2]) % 31 == 0)
        return zlib.decompressobj(_ZLIB if is_wrapped else _RAW)
