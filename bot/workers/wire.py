"""What goes between the bot and a worker, both ways: a value as frames, none larger than some PIECE.

So neither side ever handles much at once. A value is bytes, str, or what JSON holds; a tuple arrives as a list.
"""

import json
import struct
from collections.abc import Iterator
from typing import Any, Final

HEAD: Final = struct.Struct(">cI")
"""The kind of a frame, and how many bytes of content follow."""
PIECE: Final = 16 * 1024
"""Characters of JSON, or of a text, that go over at once."""


def frame(kind: bytes, content: bytes = b"") -> bytes:
    """One frame."""
    return HEAD.pack(kind, len(content)) + content


def frames(value: object) -> Iterator[bytes]:
    """A value as frames. Raises TypeError for what JSON does not hold.

    j: a value as JSON. b, t: a piece of bytes or of text, B, T: their end. [ ]: a list, a: some items of it at once.

    { }: an object, o: some pairs of it, k: the name of the value that follows.
    """
    if isinstance(value, bytes):
        for at in range(0, len(value), 4 * PIECE):
            yield frame(b"b", value[at : at + 4 * PIECE])
        yield frame(b"B")
    elif isinstance(value, str):
        for at in range(0, len(value), PIECE):
            yield frame(b"t", value[at : at + PIECE].encode("utf-8", "surrogatepass"))
        yield frame(b"T")
    elif isinstance(value, list | tuple):
        yield frame(b"[")
        yield from _grouped(((None, each) for each in value), b"a")
        yield frame(b"]")
    elif isinstance(value, dict):
        yield frame(b"{")
        yield from _grouped(((str(key), each) for key, each in value.items()), b"o")
        yield frame(b"}")
    else:
        yield frame(b"j", json.dumps(value).encode())


def _grouped(pairs: Iterator[tuple[str | None, object]], kind: bytes) -> Iterator[bytes]:
    """Small items together in one frame, large ones by themselves."""
    opening, closing = ("[", "]") if kind == b"a" else ("{", "}")
    held: list[str] = []
    size = 0
    for name, value in pairs:
        text = None if isinstance(value, bytes) else _if_small(value)
        if text is not None and name is not None:
            text = f"{json.dumps(name)}:{text}"
        if held and (text is None or size + len(text) > PIECE):
            yield frame(kind, f"{opening}{','.join(held)}{closing}".encode())
            held, size = [], 0
        if text is None:
            if name is not None:
                yield frame(b"k", json.dumps(name).encode())
            yield from frames(value)
        else:
            held.append(text)
            size += len(text)
    if held:
        yield frame(kind, f"{opening}{','.join(held)}{closing}".encode())


def _if_small(value: object) -> str | None:
    """Its JSON, unless that is long: then little of it is looked at, however much there is."""
    if _room(value, PIECE) < 0:
        return None
    text = json.dumps(value, default=_no_json)
    return text if len(text) <= PIECE and _NO_JSON not in text else None


def _room(value: object, left: int) -> int:
    """How many characters are left of so many beside the JSON of a value, at most; below 0: it is longer."""
    if isinstance(value, str):
        return left - len(value)
    if isinstance(value, dict):
        for name, each in value.items():
            left = _room(each, left - len(str(name)))
            if left < 0:
                break
    elif isinstance(value, list | tuple):
        for each in value:
            left = _room(each, left)
            if left < 0:
                break
    return left - 2


_NO_JSON: Final = "\\u0000bytes\\u0000"


def _no_json(value: object) -> str:
    if isinstance(value, bytes):
        return "\0bytes\0"
    raise TypeError(f"{type(value).__name__} is nothing that JSON holds")


class Building:
    """Puts a value together again, frame by frame."""

    def __init__(self) -> None:
        self._whole: list[Any] = []
        self._open: list[tuple[Any, str | None]] = []
        self._into: Any = self._whole
        self._name: str | None = None
        self._pieces: list[Any] = []

    @property
    def is_done(self) -> bool:
        """Whether the value is whole."""
        return not self._open and bool(self._whole)

    @property
    def value(self) -> Any:
        """What was built."""
        return self._whole[0]

    def add(self, kind: bytes, content: bytes) -> None:
        """Take the next frame."""
        if kind == b"a":
            self._into.extend(json.loads(content))
        elif kind == b"o":
            self._into.update(json.loads(content))
        elif kind == b"k":
            self._name = json.loads(content)
        elif kind == b"j":
            self._put(json.loads(content))
        elif kind == b"b":
            self._pieces.append(content)
        elif kind == b"t":
            self._pieces.append(content.decode("utf-8", "surrogatepass"))
        elif kind in {b"B", b"T"}:
            pieces, self._pieces = self._pieces, []
            self._put(b"".join(pieces) if kind == b"B" else "".join(pieces))
        elif kind in {b"[", b"{"}:
            self._open.append((self._into, self._name))
            self._into, self._name = ([] if kind == b"[" else {}), None
        else:
            made = self._into
            self._into, self._name = self._open.pop()
            self._put(made)

    def _put(self, value: Any) -> None:
        if isinstance(self._into, dict):
            self._into[self._name] = value
        else:
            self._into.append(value)
