"""A plain picture of one colour, for those who have no avatar."""

import struct
import zlib


def plain_png(colour: int, size: int = 64) -> bytes:
    """A square PNG of `size` pixels filled with an RGB number."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\x00" + colour.to_bytes(3, "big") * size
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(row * size))
        + chunk(b"IEND", b"")
    )
