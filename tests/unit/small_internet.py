"""A small Internet for tests: names lead to public addresses, whose doors are servers on this machine. Nothing leaves it.

The addresses are those of AS112, which answers what should never have been asked of the Internet.
"""

import asyncio
import ipaddress
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from bot.net.guarded import Internet

PUBLIC, PUBLIC_6 = "192.31.196.1", "2620:4f:8000::1"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class SmallInternet(Internet):
    """`names`: host → its addresses, or a list of those at each look-up. `asked` and `dialled` tell what was done."""

    def __init__(self, port: int, tls: ssl.SSLContext) -> None:
        self.tls = tls
        self.names: dict[str, Sequence[str] | list[Sequence[str]]] = {}
        self.asked: list[str] = []
        self.dialled: list[tuple[str, int]] = []
        self._port = port

    async def addresses(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            pass
        found = self.names.get(host, [PUBLIC])
        if found and not isinstance(found[0], str):
            return found.pop(0) if len(found) > 1 else found[0]  # type: ignore[union-attr, return-value]
        if not found:
            raise OSError("no such name")
        return found

    def door(self, address: str, port: int) -> tuple[str, int]:
        self.dialled.append((address, port))
        if address in {PUBLIC, PUBLIC_6} and port == 443:
            return "127.0.0.1", self._port
        assert ipaddress.ip_address(address).is_loopback, f"{address} would have been connected to"
        return address, port


def certificate(folder: Path) -> Path:
    """A file with a key and a certificate for example.org and the names under it, made now: no key is kept."""
    made = folder / "example.pem"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=example.org", "-addext", "subjectAltName=DNS:example.org,DNS:*.example.org",
            "-keyout", made, "-out", folder / "certificate.pem",
        ],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    with made.open("ab") as file:
        file.write((folder / "certificate.pem").read_bytes())
    return made


@asynccontextmanager
async def small_internet(handler: Handler, pem: Path) -> AsyncIterator[SmallInternet]:
    """Every public name and port 443 leads to this handler, over TLS."""
    app = web.Application()
    app.router.add_get("/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    there = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    there.load_cert_chain(pem)
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=there)
    await site.start()
    try:
        yield SmallInternet(runner.addresses[0][1], ssl.create_default_context(cafile=str(pem)))
    finally:
        await runner.cleanup()
        await asyncio.sleep(0)  # TLS connections are closed in the next turn
