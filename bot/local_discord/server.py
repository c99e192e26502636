"""The local Discord: the world behind real sockets, on the loopback interface only.

    async with LocalDiscord(World(clock)) as discord: ...

A bot connects to `api_base` and is sent to `gateway_url`; the page's address is `url`.
"""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from typing import Self
from urllib.parse import urlsplit

from aiohttp import web

from bot.local_discord.control import Control
from bot.local_discord.faults import Faults
from bot.local_discord.gateway import Gateway
from bot.local_discord.rate_limits import RateLimits
from bot.local_discord.rest import RequestSeen, Rest
from bot.local_discord.world import World

_TICK = 0.5
_LARGEST_BODY = 60 * 1024 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def is_loopback(host: str | None) -> bool:
    """Whether a host name, without port, means this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address((host or "").strip("[]")).is_loopback
    except ValueError:
        return False


@web.middleware
async def _only_loopback(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a foreign Host (DNS rebinding) and a foreign Origin (another site's page)."""
    names = [urlsplit(f"//{request.host}").hostname]
    origin = request.headers.get("Origin")
    if origin is not None:
        names.append(urlsplit(origin).hostname)
    if not all(is_loopback(name) for name in names):
        raise web.HTTPForbidden(text="This server answers to its own machine only.")
    return await handler(request)


class LocalDiscord:
    """The server. Routes may be added to `app` before `start`; `port` 0 takes a free one.

    `shards` is what /gateway/bot recommends. Raises ValueError for an address that is not loopback.
    """

    def __init__(
        self,
        world: World,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        shards: int = 1,
        limits: RateLimits | None = None,
        faults: Faults | None = None,
    ) -> None:
        if not is_loopback(host):
            raise ValueError(f"{host} is not a loopback address")
        self.world = world
        self.faults = faults or Faults()
        self.gateway = Gateway(world)
        self.limits = limits or RateLimits()
        self._rest = Rest(world, self.gateway, faults=self.faults, limits=self.limits, shards=shards)
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None
        self._ticker: asyncio.Task[None] | None = None
        self.app = web.Application(middlewares=[_only_loopback], client_max_size=_LARGEST_BODY)
        self._rest.add_routes(self.app.router)
        self.app.router.add_get("/gateway", self.gateway.connect)
        self.app.router.add_get("/gateway/", self.gateway.connect)
        Control(self).add_routes(self.app.router)

    @property
    def url(self) -> str:
        """http://127.0.0.1:PORT, without a slash at the end."""
        return f"http://{self._address}"

    @property
    def api_base(self) -> str:
        """What `[discord] api_base` is to be."""
        return f"http://{self._address}/api/v10"

    @property
    def gateway_url(self) -> str:
        return f"ws://{self._address}/gateway"

    @property
    def requests(self) -> list[RequestSeen]:
        """The last REST requests, oldest first."""
        return list(self._rest.seen)

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listening = socket.create_server((self._host, self._port), family=family)
        self._port = listening.getsockname()[1]
        self.gateway.url = self.gateway_url
        self.world.set_cdn_base(f"{self.url}/cdn")
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()
        self._ticker = asyncio.create_task(self._tick(), name="local discord: clock")

    async def stop(self) -> None:
        """Close every connection. May be called twice."""
        if self._ticker is not None:
            self._ticker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._ticker
            self._ticker = None
        if self._runner is not None:
            await self.gateway.close()
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def revoke_token(self) -> None:
        """From now on the token is refused: 401 on REST, 4004 on the gateway."""
        self._rest.token_revoked = True
        await self.gateway.revoke_token()

    @property
    def _address(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{host}:{self._port}"

    async def _tick(self) -> None:
        while True:
            self.world.tick()
            await asyncio.sleep(_TICK)
