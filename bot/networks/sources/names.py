"""Asks the DNS for the texts of a public name."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bot.errors import CrossconnectError

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver

SECONDS: Final = 5.0
_MOST_TEXTS: Final = 50
_MOST_CHARACTERS: Final = 1_000
_AT_ONCE: Final = 8


class UnresolvedError(CrossconnectError):
    """No resolver answered in time, or none that could."""


class Names:
    """`nameservers` are IP addresses; none: those of this machine. Nothing is cached here."""

    def __init__(self, nameservers: Sequence[str] = (), *, port: int = 53, seconds: float = SECONDS) -> None:
        self._nameservers = tuple(nameservers)
        self._port = port
        self._seconds = seconds
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._resolver: Resolver | None = None

    async def texts(self, name: str) -> tuple[str, ...]:
        """The TXT records of a name, each one joined from its pieces; none: it has none, or does not exist.

        Raises UnresolvedError.
        """
        async with self._slots:
            if self._resolver is None:
                # 120 ms of imports, and a file of the system's.
                self._resolver = await asyncio.to_thread(self._made)
            try:
                async with asyncio.timeout(self._seconds + 1):
                    return await self._ask(self._resolver, name)
            except TimeoutError as error:
                raise UnresolvedError("too slow") from error

    def _made(self) -> "Resolver":
        from dns.asyncresolver import Resolver
        from dns.exception import DNSException

        try:
            resolver = Resolver(configure=not self._nameservers)
        except (DNSException, OSError) as error:
            raise UnresolvedError("no resolver is configured on this machine") from error
        resolver.port = self._port
        if self._nameservers:
            resolver.nameservers = list(self._nameservers)
        resolver.search = []
        resolver.lifetime, resolver.timeout = self._seconds, self._seconds / 2
        return resolver

    @staticmethod
    async def _ask(resolver: "Resolver", name: str) -> tuple[str, ...]:
        from dns.exception import DNSException
        from dns.rdatatype import TXT
        from dns.resolver import NXDOMAIN, NoAnswer

        try:
            answer = await resolver.resolve(f"{name}.", TXT, search=False)
        except (NXDOMAIN, NoAnswer):
            return ()
        except (DNSException, OSError, EOFError) as error:
            raise UnresolvedError(type(error).__name__) from error
        texts = (b"".join(record.strings) for record in list(answer)[:_MOST_TEXTS])
        return tuple(text[:_MOST_CHARACTERS].decode("utf-8", "replace") for text in texts)
