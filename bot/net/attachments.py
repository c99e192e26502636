"""Fetches a picture that a member attached, and nothing else: where it may come from, how much, how long, and what it is.

Whoever alters a form can claim any name, size, type and address. So the address is held against Discord's own hosts, the
bytes are counted as they come, and the kind of picture is read from them.
"""

import asyncio
from dataclasses import dataclass
from typing import Final

import aiohttp
import yarl

from bot.errors import InvalidInputError

MOST_BYTES: Final = 8 * 1024 * 1024
"""What is kept of a picture; Discord takes 10 MiB from a bot in a server without boosts."""
_TIMEOUT: Final = 10.0
_HOSTS: Final = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
"""Where Discord keeps what was attached (developer documentation, "Image Formatting" and "Signed Attachment CDN URLs")."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_AT_ONCE: Final = 4
_PIECE: Final = 64 * 1024
_HEAD: Final = 12
"""As many bytes as it takes to know each kind."""


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """The picture, and the ending that fits what it is: png, jpg, gif or webp."""

    content: bytes
    ending: str


class PictureFetcher:
    """`api_base` is where the bot reaches Discord: on this machine it is the local one, which keeps its files itself."""

    def __init__(self, api_base: str, *, seconds: float = _TIMEOUT) -> None:
        base = yarl.URL(api_base)
        self._local = base.origin() if base.host in _LOOPBACK else None
        self._seconds = seconds
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def fetch(self, url: str) -> Fetched:
        """The picture at `url`. Raises InvalidInputError: not from Discord, not there, too slow, too large, no picture."""
        place = self._allowed(url)
        try:
            async with self._slots, asyncio.timeout(self._seconds), _session() as session:
                return await _read(session, place)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise InvalidInputError("pictures-not-fetched") from error

    def _allowed(self, url: str) -> yarl.URL:
        try:
            place = yarl.URL(url)
            ours = place.scheme == "https" and place.host in _HOSTS and place.port == 443
            if (ours or (self._local is not None and place.origin() == self._local)) and not place.user:
                return place
        except ValueError:
            pass  # no address at all
        raise InvalidInputError("pictures-elsewhere")


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


def _session() -> aiohttp.ClientSession:
    # No proxy of the environment, no cookies, and nothing that would unpack a bomb.
    return aiohttp.ClientSession(
        trust_env=False,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"Accept-Encoding": "identity", "Accept": "image/*"},
    )


async def _read(session: aiohttp.ClientSession, place: yarl.URL) -> Fetched:
    async with session.get(place, allow_redirects=False) as answer:
        if answer.status != 200:
            raise InvalidInputError("pictures-not-fetched")
        if (answer.content_length or 0) > MOST_BYTES:
            raise _too_large()
        pieces: list[bytes] = []
        head, size = b"", 0
        async for piece in answer.content.iter_chunked(_PIECE):
            size += len(piece)
            if size > MOST_BYTES:
                raise _too_large()
            if len(head) < _HEAD:
                head = (head + piece)[:_HEAD]
                if len(head) == _HEAD and ending_of(head) is None:
                    break  # no need to read what is no picture
            pieces.append(piece)
        ending = ending_of(head)
        if ending is None:
            raise InvalidInputError("pictures-no-picture")
        # Joining megabytes lets go of the interpreter, so a thread keeps them out of the loop's way.
        return Fetched(content=await asyncio.to_thread(b"".join, pieces), ending=ending)


def _too_large() -> InvalidInputError:
    return InvalidInputError("pictures-too-large", most=MOST_BYTES // (1024 * 1024))
