"""Every click, choice and submitted form comes back here by its custom_id, restarts included.

A custom_id is a route's name and ids: "announce.confirm:42". It carries nothing else, because whoever has the message
can send it altered: the handler reads the record again and checks guild and authority. Whatever does not parse, and each
route nobody knows any more, is answered as out of date.
"""

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import discord

from bot import limits
from bot.errors import StaleError
from bot.ui.cards import Press, Upload

Interaction = discord.Interaction[Any]
Handler = Callable[[Interaction, Press], Awaitable[None]]
ErrorHandler = Callable[[Interaction, Exception], Awaitable[None]]

_NAME = re.compile(r"[a-z][a-z0-9_.-]*")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_MOST_VALUES: Final = 25

_LABEL, _ROW = 18, 1
_TEXT, _RADIO = 4, 21
_MENUS: Final = frozenset({3, 5, 6, 7, 8, 22})
_UPLOAD: Final = 19


def press(route: str, *ids: int) -> str:
    """The custom_id of a route: "announce.confirm:42".

    Raises ValueError for a bad name, an id outside 0 ≤ n < 2⁶³, and more than 100 characters.
    """
    if not _NAME.fullmatch(route):
        raise ValueError(f"{route!r} is no route name")
    if any(not 0 <= number <= limits.LARGEST_ID for number in ids):
        raise ValueError(f"ids out of range: {ids}")
    custom_id = ":".join((route, *map(str, ids)))
    if len(custom_id) > limits.CUSTOM_ID:
        raise ValueError(f"custom_id of {len(custom_id)} characters: {custom_id}")
    return custom_id


def parse(custom_id: str) -> tuple[str, tuple[int, ...]] | None:
    """Route and ids of a custom_id as `press` writes it; None for anything else."""
    name, *parts = custom_id.split(":")
    if len(custom_id) > limits.CUSTOM_ID or not _NAME.fullmatch(name):
        return None
    if not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    ids = tuple(map(int, parts))
    return (name, ids) if all(number <= limits.LARGEST_ID for number in ids) else None


@dataclass(frozen=True, kw_only=True)
class _Route:
    ids: int
    handler: Handler


class Router:
    """Finds the handler of a press. `on_error` gets what a handler raises; without it, `handle` raises."""

    def __init__(self, on_error: ErrorHandler | None = None) -> None:
        self._routes: dict[str, _Route] = {}
        self._on_error = on_error

    @property
    def routes(self) -> Mapping[str, int]:
        """The names there are, with how many ids each takes."""
        return {name: route.ids for name, route in self._routes.items()}

    def on(self, route: str, *, ids: int = 0) -> Callable[[Handler], Handler]:
        """Register the decorated handler for exactly this many ids. `router.on("x", ids=1)(self.method)` works too.

        Raises ValueError for a bad name or one that is taken.
        """
        press(route)
        if route in self._routes:
            raise ValueError(f"route {route!r} is taken")

        def register(handler: Handler) -> Handler:
            self._routes[route] = _Route(ids=ids, handler=handler)
            return handler

        return register

    def off(self, route: str) -> None:
        """Forget a route; its buttons are out of date from now on."""
        self._routes.pop(route, None)

    async def handle(self, interaction: Interaction) -> bool:
        """Answer a component or modal interaction. False: it is another kind, not ours to answer.

        A press that does not parse or leads nowhere raises StaleError, to `on_error` like everything a handler raises.
        """
        if interaction.type not in {discord.InteractionType.component, discord.InteractionType.modal_submit}:
            return False
        try:
            route, pressed = self._found(interaction)
            await route.handler(interaction, pressed)
        except Exception as error:
            if self._on_error is None:
                raise
            await self._on_error(interaction, error)
        return True

    def _found(self, interaction: Interaction) -> tuple[_Route, Press]:
        data: Mapping[str, Any] = interaction.data or {}
        parsed = parse(str(data.get("custom_id", "")))
        route = self._routes.get(parsed[0]) if parsed else None
        if parsed is None or route is None or len(parsed[1]) != route.ids:
            raise StaleError("stale-press")
        is_form = interaction.type is discord.InteractionType.modal_submit
        fields, uploads = _answers(data) if is_form else (None, None)
        pressed = Press(
            route=parsed[0],
            ids=parsed[1],
            values=() if is_form else _values(data.get("values")),
            fields=fields,
            files=uploads,
            at=interaction.created_at,
        )
        return route, pressed


def _answers(
    data: Mapping[str, Any],
) -> tuple[dict[str, str | tuple[str, ...]], dict[str, tuple[Upload, ...]]]:
    resolved: Mapping[str, Any] = (data.get("resolved") or {}).get("attachments") or {}
    fields: dict[str, str | tuple[str, ...]] = {}
    uploads: dict[str, tuple[Upload, ...]] = {}
    for field in _fields(data.get("components") or ()):
        key, kind = str(field.get("custom_id", "")), field.get("type")
        if kind in {_TEXT, _RADIO}:
            fields[key] = str(field.get("value") or "")
        elif kind in _MENUS:
            fields[key] = _values(field.get("values"))
        elif kind == _UPLOAD:
            uploads[key] = tuple(
                _upload(resolved[id_]) for id_ in _values(field.get("values")) if id_ in resolved
            )
    return fields, uploads


def _fields(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        if component.get("type") == _LABEL:
            yield component.get("component") or {}
        elif component.get("type") == _ROW:
            yield from component.get("components") or ()


def _values(values: Sequence[object] | None) -> tuple[str, ...]:
    return tuple(str(value)[: limits.OPTION_VALUE] for value in (values or ())[:_MOST_VALUES])


def _upload(attachment: Mapping[str, Any]) -> Upload:
    return Upload(
        name=str(attachment.get("filename", "")),
        size=int(attachment.get("size", 0)),
        url=str(attachment.get("url", "")),
        content_type=attachment.get("content_type"),
    )
