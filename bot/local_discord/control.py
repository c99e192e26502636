"""Switches for tests that run in another process: POST, DELETE /control/faults; GET /control/requests, /control/messages.

The same can be done in process on `LocalDiscord`; these routes only translate.
"""

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from aiohttp import web

from bot.local_discord.faults import Fault, FaultKind

if TYPE_CHECKING:
    from bot.local_discord.server import LocalDiscord

_FAULT_KEYS = frozenset(each.name for each in fields(Fault))


class Control:
    """The routes under /control."""

    def __init__(self, server: "LocalDiscord") -> None:
        self._server = server

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/control/faults", self.add_fault)
        router.add_delete("/control/faults", self.clear_faults)
        router.add_get("/control/requests", self.requests)
        router.add_get("/control/messages/{channel_id:\\d+}", self.messages)

    async def add_fault(self, request: web.Request) -> web.Response:
        """`kind` is a FaultKind with the fields of Fault, or gateway_drop, gateway_reconnect, gateway_invalid,
        gateway_refused, gateway_accepted, token_revoked, closed_dms, deleted_channel with what they need."""
        try:
            wanted: dict[str, Any] = await request.json()
            await self._switch(wanted.pop("kind"), wanted)
        except (KeyError, LookupError, TypeError, ValueError) as error:
            raise web.HTTPBadRequest(text=f"no such fault: {error!r}") from error
        return web.json_response({}, status=201)

    async def clear_faults(self, _request: web.Request) -> web.Response:
        self._server.faults.clear()
        self._server.gateway.accept()
        return web.json_response({})

    async def requests(self, _request: web.Request) -> web.Response:
        """The last requests of the bot: method, path, status, body, at."""
        return web.json_response(
            [{**asdict(seen), "at": seen.at.isoformat()} for seen in tuple(self._server.requests)]
        )

    async def messages(self, request: web.Request) -> web.Response:
        """A channel's messages, oldest first, each with its `nonce`."""
        try:
            found = self._server.world.messages(int(request.match_info["channel_id"]))
        except LookupError as error:
            raise web.HTTPNotFound(text=str(error)) from error
        return web.json_response(found)

    async def _switch(self, kind: str, wanted: dict[str, Any]) -> None:
        server = self._server
        if kind in {each.value for each in FaultKind}:
            unknown = set(wanted) - _FAULT_KEYS
            if unknown:
                raise ValueError(f"unknown keys {sorted(unknown)}")
            server.faults.add(Fault(kind=FaultKind(kind), **wanted))
        elif kind == "gateway_drop":
            server.gateway.drop(resumable=bool(wanted.get("resumable", True)))
        elif kind == "gateway_reconnect":
            server.gateway.ask_to_reconnect()
        elif kind == "gateway_invalid":
            server.gateway.invalidate(resumable=bool(wanted.get("resumable", False)))
        elif kind == "gateway_refused":
            server.gateway.refuse(float(wanted["seconds"]))
        elif kind == "gateway_accepted":
            server.gateway.accept()
        elif kind == "token_revoked":
            await server.revoke_token()
        elif kind == "closed_dms":
            server.world.close_dms(int(wanted["user_id"]), closed=bool(wanted.get("closed", True)))
        elif kind == "deleted_channel":
            server.world.delete_channel(int(wanted["channel_id"]))
        else:
            raise ValueError(kind)
