"""The HTTP side: /livez, /readyz and /metrics on 127.0.0.1, and nowhere else.

The address is no setting: what is told here is for the machine's own operator. A request whose Host is not this machine
is refused, so that a page in somebody's browser cannot read it by a name that points here.
"""

import asyncio
import datetime as dt
import ipaddress
from collections.abc import Awaitable, Callable
from typing import Self
from urllib.parse import urlsplit

from aiohttp import web

from bot.client import Crossconnect
from bot.clock import Clock
from bot.errors import ConfigurationError
from bot.monitoring.health import LAG_MOST, Health
from bot.monitoring.metrics import CONTENT_TYPE, Metrics, Sources
from bot.storage.database import Database
from bot.storage.nightly import NightlyBackups

ADDRESS = "127.0.0.1"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_UNCACHED = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@web.middleware
async def _only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    if not _is_this_machine(request.host):
        raise web.HTTPForbidden(text="This server answers to its own machine only.\n")
    return await handler(request)


def _is_this_machine(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class Monitoring:
    """Serves while it is entered. `port` 0 takes a free one; `bot` gives the client of the connection that stands."""

    def __init__(
        self,
        port: int,
        *,
        database: Database,
        clock: Clock,
        bot: Callable[[], Crossconnect | None],
        backups: NightlyBackups,
        job_failures: Callable[[], dict[str, int]],
    ) -> None:
        self.health = Health(database, clock, bot)
        self.metrics = Metrics(
            Sources(
                statistics=lambda: database.statistics,
                job_failures=job_failures,
                backup_failures=lambda: backups.failures,
            )
        )
        self.port = port
        """The real one, once it is entered."""
        self._clock = clock
        self._bot = bot
        self._backups = backups
        application = web.Application(middlewares=[_only_this_machine])
        application.router.add_get("/livez", self._livez)
        application.router.add_get("/readyz", self._readyz)
        application.router.add_get("/metrics", self._metrics)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)

    async def __aenter__(self) -> Self:
        """Listen. Raises ConfigurationError when the port is taken."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, ADDRESS, self.port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise ConfigurationError(
                f"[monitoring] port: {ADDRESS}:{self.port} cannot be listened on ({error.strerror}). "
                "Choose another port, or 0 for none."
            ) from error
        self.port = self._runner.addresses[0][1]
        self.health.lag.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.health.lag.stop()
        await self._runner.cleanup()

    async def _livez(self, request: web.Request) -> web.Response:
        del request
        lag = self.health.lag.seconds
        alive = lag < LAG_MOST
        told = {"alive": alive, "lag_ms": round(lag * 1000, 1)}
        return web.json_response(told, status=200 if alive else 503, headers=_UNCACHED)

    async def _readyz(self, request: web.Request) -> web.Response:
        del request
        found = await self.health.readiness()
        told = {
            "ready": not found.reasons,
            "reasons": found.reasons,
            "gateway": found.connected,
            "overdue_seconds": int(found.overdue.total_seconds()),
            "database_ms": None
            if found.database_seconds is None
            else round(found.database_seconds * 1000, 1),
        }
        return web.json_response(told, status=503 if found.reasons else 200, headers=_UNCACHED)

    async def _metrics(self, request: web.Request) -> web.Response:
        del request
        bot = self._bot()
        readiness = await self.health.readiness()
        text = self.metrics.exposition(
            readiness=readiness,
            lag=self.health.lag.seconds,
            waiting=await self.health.waiting() if readiness.database_seconds is not None else 0,
            guilds=0 if bot is None else len(bot.guilds),
            backup_age=await self._backup_age(),
        )
        return web.Response(body=text, headers={**_UNCACHED, "Content-Type": CONTENT_TYPE})

    async def _backup_age(self) -> dt.timedelta | None:
        newest = await asyncio.to_thread(self._backups.newest)
        return None if newest is None else max(dt.timedelta(0), self._clock.now() - newest)
