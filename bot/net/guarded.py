"""The one way to ask the world for something over HTTP, within limits: where, how much, how long, and what it is.

Whoever writes an address, answers it or stands in its DNS may mean harm. So the address is checked as text
(`addresses.read_address`), its name is looked up once, every machine it leads to has to be public, and the connection goes to
one of just these machines. Redirects are followed by hand, each checked like the first; bodies are unpacked in small pieces
and counted; the whole has a time limit.
"""

import asyncio
import socket
import ssl
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import aiohttp
import yarl
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.errors import CrossconnectError, InvalidInputError
from bot.net.addresses import is_public, origin_of, read_address
from bot.net.pages import looks_like_page
from bot.net.unpacking import BrokenPackError, TooMuchError, Unpacker

MOST_BYTES: Final = 4 * 1024 * 1024
MOST_REDIRECTS: Final = 3
_AT_ONCE: Final = 4
_PIECE: Final = 64 * 1024
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CONDITIONS: Final = frozenset({"accept", "accept-language", "if-none-match", "if-modified-since"})
"""Headers of the caller that may follow a redirect to another origin; a key may not."""


class FetchFault(StrEnum):
    """Why nothing came of it; the text `fetch-fault-<value>` says it to people."""

    ADDRESS = "address"
    """No address that anybody may be asked for: scheme, port, user, a name that passes for another."""
    PRIVATE = "private"
    """The name leads to a machine that is not public."""
    REDIRECT = "redirect"
    """Sent around: too often, in a circle, or to where it may not go."""
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    KIND = "kind"
    """It is something else than what was asked for: a web page in place of a calendar."""
    CERTIFICATE = "certificate"
    BROKEN = "broken"
    """What came breaks off, or is packed in a way we do not unpack."""
    UNREACHABLE = "unreachable"


class FetchError(CrossconnectError):
    """Nothing was fetched."""

    def __init__(self, kind: FetchFault, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else str(kind))
        self.kind = kind

    def refusal(self) -> InvalidInputError:
        """The same as a sentence for whoever typed the address."""
        return InvalidInputError(f"fetch-fault-{self.kind}")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was answered at last. `body` is empty unless `status` is 200; `headers` are found in any case of letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    """Where it came from, after redirects, its host in ASCII."""


class Internet:
    """Names and machines as they are. Tests put a small world of their own in its place."""

    tls: ssl.SSLContext | bool = True

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        """The IP addresses of a name; an IP address is its own. Raises OSError."""
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return list(dict.fromkeys(str(each[4][0]) for each in found))

    def door(self, address: str, port: int) -> tuple[str, int]:
        """Where a connection to this machine goes."""
        return address, port


class GuardedClient:
    """Asks with GET alone; no cookies, no proxy of the environment, nothing kept between two questions.

    `trusted` are addresses of which the operator configured the origin: these may be private or http, and so may what
    they redirect to among themselves. Nothing that a member typed goes to a client with trusted origins. `seconds` is for
    everything together: looking up, redirects, the last byte. `agent` says who asks, with an address to complain to.
    """

    def __init__(
        self,
        *,
        trusted: Collection[str] = (),
        seconds: float = 20,
        agent: str,
        internet: Internet | None = None,
    ) -> None:
        self._trusted = frozenset(map(origin_of, trusted))
        self._seconds = seconds
        self._agent = agent
        self._internet = internet or Internet()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._open: set[aiohttp.ClientSession] = set()
        self._closed = False

    async def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        most_bytes: int = MOST_BYTES,
        kinds: Collection[str] = (),
    ) -> Answer:
        """What `url` answers, whatever its status. Raises FetchError.

        `kinds` are media types in small letters ("text/calendar"); none given: any. `most_bytes` counts what is unpacked.
        """
        try:
            async with self._slots, asyncio.timeout(self._seconds):
                return await self._follow(url, dict(headers or {}), most_bytes, frozenset(kinds))
        except TimeoutError as error:
            raise FetchError(FetchFault.TOO_SLOW) from error
        except TooMuchError as error:
            raise FetchError(FetchFault.TOO_LARGE) from error
        except BrokenPackError as error:
            raise FetchError(FetchFault.BROKEN) from error
        except (
            aiohttp.ClientConnectorCertificateError,
            aiohttp.ClientConnectorSSLError,
            ssl.SSLError,
        ) as error:
            raise FetchError(FetchFault.CERTIFICATE) from error
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError) as error:
            raise FetchError(FetchFault.BROKEN, type(error).__name__) from error
        except (aiohttp.ClientError, OSError, ValueError, RuntimeError) as error:
            raise FetchError(FetchFault.UNREACHABLE, type(error).__name__) from error

    async def close(self) -> None:
        """Cut off what is under way: it ends with UNREACHABLE."""
        self._closed = True
        for session in tuple(self._open):
            await session.close()

    async def _follow(
        self, text: str, headers: dict[str, str], most_bytes: int, kinds: frozenset[str]
    ) -> Answer:
        trusted = self._trusted
        url = read_address(text, trusted)
        if url is None:
            raise FetchError(FetchFault.ADDRESS)
        if origin_of(str(url)) not in trusted:
            trusted = frozenset()  # a stranger's redirect does not lead to what only the operator may name
        seen = {url}
        while True:
            answer = await self._ask(url, trusted, headers, most_bytes, kinds)
            if isinstance(answer, Answer):
                return answer
            following = read_address(answer, trusted)
            if following is None or following in seen or len(seen) > MOST_REDIRECTS:
                raise FetchError(FetchFault.REDIRECT)
            if url.scheme == "https" and following.scheme == "http":
                raise FetchError(FetchFault.REDIRECT)
            if following.origin() != url.origin():
                headers = {name: value for name, value in headers.items() if name.lower() in _CONDITIONS}
            seen.add(following)
            url = following

    async def _ask(
        self,
        url: yarl.URL,
        trusted: frozenset[str],
        headers: dict[str, str],
        most_bytes: int,
        kinds: frozenset[str],
    ) -> Answer | str:
        """The answer, or the address it redirects to."""
        pinned = await self._pin(url, is_trusted=origin_of(str(url)) in trusted)
        if self._closed:
            raise FetchError(FetchFault.UNREACHABLE, "closed")
        session = self._session(pinned)
        self._open.add(session)
        try:
            async with session.get(
                url, headers=headers, allow_redirects=False, ssl=self._internet.tls
            ) as answer:
                try:
                    return await _read(answer, url, most_bytes, kinds)
                except BaseException:
                    answer.close()
                    raise
        finally:
            self._open.discard(session)
            await session.close()

    async def _pin(self, url: yarl.URL, *, is_trusted: bool) -> list[tuple[str, int]]:
        """The machines of this name, looked up once and checked, every one of them."""
        host, port = url.raw_host or "", url.port or 443
        addresses = await self._internet.addresses(host, port)
        if not addresses:
            raise FetchError(FetchFault.UNREACHABLE, "no address")
        if not is_trusted and not all(map(is_public, addresses)):
            raise FetchError(FetchFault.PRIVATE)
        return [self._internet.door(address, port) for address in addresses]

    def _session(self, pinned: list[tuple[str, int]]) -> aiohttp.ClientSession:
        doors = frozenset(pinned)

        def plug(info: tuple[int, int, int, str, tuple[object, ...]]) -> socket.socket:
            # The last look, at the address that is really connected to: IP addresses never ask a resolver.
            if info[4][:2] not in doors:
                raise OSError("not one of the machines that were checked")
            return socket.socket(info[0], info[1], info[2])

        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=_Pinned(pinned), use_dns_cache=False, force_close=True, socket_factory=plug
            ),
            trust_env=False,
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=self._seconds),
            headers={"Accept-Encoding": "gzip, deflate", "User-Agent": self._agent},
        )


class _Pinned(AbstractResolver):
    """Knows the machines of one name, whatever the DNS says by now."""

    def __init__(self, doors: Sequence[tuple[str, int]]) -> None:
        self._doors = doors

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        del port, family
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port_there,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address, port_there in self._doors
        ]

    async def close(self) -> None:
        """Nothing is open."""


async def _read(
    answer: aiohttp.ClientResponse, url: yarl.URL, most_bytes: int, kinds: frozenset[str]
) -> Answer | str:
    if answer.status in _REDIRECTS:
        location = answer.headers.get("Location")
        if location is None:
            raise FetchError(FetchFault.REDIRECT)
        # What is no address at all is refused where the address is read.
        return str(url.join(yarl.URL(location)))
    body = b""
    if answer.status == 200:
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kinds and kind not in kinds:
            raise FetchError(FetchFault.KIND, kind[:80])
        if (answer.content_length or 0) > most_bytes:
            raise FetchError(FetchFault.TOO_LARGE)
        body = await _body(answer, most_bytes)
        if kinds and not kinds & {"text/html", "application/xhtml+xml"} and looks_like_page(body):
            raise FetchError(FetchFault.KIND, "a web page")
    return Answer(status=answer.status, headers=answer.headers, body=body, url=str(url))


async def _body(answer: aiohttp.ClientResponse, most_bytes: int) -> bytes:
    unpacker = Unpacker(answer.headers.get("Content-Encoding", ""), most_bytes)
    pieces: list[bytes] = []
    async for packed in answer.content.iter_chunked(_PIECE):
        for piece in unpacker.feed(packed):
            pieces.append(piece)
            await asyncio.sleep(0)  # a piece is small, and others have their turn between two
    unpacker.finish()
    # Joining megabytes lets go of the interpreter, so a thread keeps them out of the loop's way.
    return await asyncio.to_thread(b"".join, pieces)
