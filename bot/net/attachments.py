"""Fetches what a member attached, and nothing else: where it may come from, how much, how long, and which pictures.

Whoever alters a form can claim any name, size, type and address. So the address is held against Discord's own hosts, the
bytes are counted as they come, and the kind of picture and its measures are read from them.
"""

import asyncio
from dataclasses import dataclass
from typing import Final

import aiohttp
import yarl

from bot.errors import InvalidInputError
from bot.language.safe_text import clean_name, clip, length
from bot.net.pictures import MOST_PIXELS, ending_of, size_of

MOST_BYTES: Final = 8 * 1024 * 1024
"""What is taken of a file unless a caller says less; Discord takes 10 MiB from a bot in a server without boosts."""
_TIMEOUT: Final = 10.0
_HOSTS: Final = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
"""Where Discord keeps what was attached (developer documentation, "Image Formatting" and "Signed Attachment CDN URLs")."""
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_AT_ONCE: Final = 4
_PIECE: Final = 64 * 1024
_HEAD: Final = 12
"""As many bytes as it takes to know each kind of picture."""
_SHOWN: Final = 60
_ENDING: Final = 12
_MEBI: Final = 1024 * 1024
_DEVICES: Final = frozenset(
    {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}
    | {f"{port}{digit}" for port in ("COM", "LPT") for digit in "0123456789¹²³"}
)


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """The picture, and the ending that fits what it is: png, jpg, gif or webp."""

    content: bytes
    ending: str


class AttachmentFetcher:
    """`api_base` is where the bot reaches Discord: on this machine it is the local one, which keeps its files itself."""

    def __init__(self, api_base: str, *, seconds: float = _TIMEOUT) -> None:
        base = yarl.URL(api_base)
        self._local = base.origin() if base.host in _LOOPBACK else None
        self._seconds = seconds
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def fetch_picture(self, url: str) -> Fetched:
        """The picture at `url`. Raises InvalidInputError: not from Discord, not there, too slow, too large, no picture."""
        place = self._allowed(url)
        if place is None:
            raise InvalidInputError("pictures-elsewhere")
        content = await self._fetch(place, MOST_BYTES, pictures_only=True)
        if content is None:
            raise InvalidInputError("pictures-not-fetched")
        if len(content) > MOST_BYTES:
            raise InvalidInputError("pictures-too-large", most=MOST_BYTES // _MEBI)
        ending = ending_of(content)
        if ending is None:
            raise InvalidInputError("pictures-no-picture")
        width, height = size_of(content)
        if width * height > MOST_PIXELS:
            raise InvalidInputError("pictures-too-many-pixels", most=MOST_PIXELS // 1_000_000)
        return Fetched(content=content, ending=ending)

    async def fetch_file(self, url: str, most_bytes: int = MOST_BYTES) -> bytes:
        """The bytes at `url`, whatever they are. Raises InvalidInputError: not from Discord, not there, slow, large."""
        place = self._allowed(url)
        if place is None:
            raise InvalidInputError("files-elsewhere")
        content = await self._fetch(place, most_bytes)
        if content is None:
            raise InvalidInputError("files-not-fetched")
        if len(content) > most_bytes:
            most = f"{most_bytes / _MEBI:.1f}".removesuffix(".0")
            raise InvalidInputError("files-too-large", most=most)
        return content

    async def _fetch(self, place: yarl.URL, most: int, *, pictures_only: bool = False) -> bytes | None:
        """What is there; of what is too large, or no picture, a part that shows it. None: it could not be fetched."""
        try:
            async with self._slots, asyncio.timeout(self._seconds), _session() as session:
                return await _read(session, place, most, pictures_only=pictures_only)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            return None

    def _allowed(self, url: str) -> yarl.URL | None:
        try:
            place = yarl.URL(url)
            ours = place.scheme == "https" and place.host in _HOSTS and place.port == 443
            if (ours or (self._local is not None and place.origin() == self._local)) and not place.user:
                return place
        except ValueError:
            pass  # no address at all
        return None


def shown_name(name: str) -> str:
    """The name of a file as it is shown: of one line, without folders, at most 60 characters, its ending kept.

    Only for people to read: nothing is ever opened or stored under it.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    clean = (clean_name(last) or "").lstrip(".").strip()
    if not clean:
        return "file"
    if clean.partition(".")[0].rstrip().upper() in _DEVICES:
        clean = f"file {clean}"  # Windows takes these for devices, with any ending
    if length(clean) <= _SHOWN:
        return clean
    stem, dot, ending = clean.rpartition(".")
    if not dot or length(ending) > _ENDING:
        return clip(clean, _SHOWN)
    return f"{clip(stem, _SHOWN - 1 - length(ending))}.{ending}"


def _session() -> aiohttp.ClientSession:
    # No proxy of the environment, no cookies, and nothing that would unpack a bomb.
    return aiohttp.ClientSession(
        trust_env=False,
        auto_decompress=False,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"Accept-Encoding": "identity", "Accept": "*/*"},
    )


async def _read(
    session: aiohttp.ClientSession, place: yarl.URL, most: int, *, pictures_only: bool
) -> bytes | None:
    async with session.get(place, allow_redirects=False) as answer:
        if answer.status != 200:
            return None
        if (answer.content_length or 0) > most:
            return bytes(most + 1)
        pieces: list[bytes] = []
        head, size = b"", 0
        async for piece in answer.content.iter_chunked(_PIECE):
            size += len(piece)
            pieces.append(piece)
            if size > most:
                break
            if len(head) < _HEAD:
                head = (head + piece)[:_HEAD]
                if pictures_only and len(head) == _HEAD and ending_of(head) is None:
                    break  # no need to read what is no picture
        # Joining megabytes lets go of the interpreter, so a thread keeps them out of the loop's way.
        return await asyncio.to_thread(b"".join, pieces)
