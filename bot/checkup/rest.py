"""GET requests to Discord, at a pace that leaves a running bot its own: the token's limit is one for both."""

import asyncio
import datetime as dt
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Self

import aiohttp

from bot import __version__
from bot.delivery.pacing import Pace
from bot.errors import CrossconnectError, TokenRefusedError, UnreachableError

PER_SECOND = 10
_TRIES = 3
_LONGEST_WAIT = 30.0
_TIMEOUT = 20.0
_AGENT = f"DiscordBot (crossconnect, {__version__})"
REFUSED = (
    "Discord refused the token. Make a new one in the developer portal (Bot → Reset Token) and put it where the old "
    "one was."
)


class AnswerError(CrossconnectError):
    """Discord answered, but not with what was asked for."""

    def __init__(self, path: str, status: int, code: int) -> None:
        super().__init__(f"GET {path} was answered with {status} (code {code})")
        self.status = status


class Rest:
    """As `async with Rest(base, token) as rest`."""

    def __init__(self, base: str, token: str) -> None:
        self._base = base
        self._token = token
        self._pace = Pace(per_second=PER_SECOND)
        self._session: aiohttp.ClientSession | None = None
        self.date: dt.datetime | None = None
        """Discord's clock, as of the last answer; whole seconds."""

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            headers={"Authorization": f"Bot {self._token}", "User-Agent": _AGENT},
            timeout=aiohttp.ClientTimeout(total=_TIMEOUT),
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def get(self, path: str, **query: str | int) -> Any:
        """The JSON of the answer. Raises TokenRefusedError, UnreachableError and AnswerError."""
        if self._session is None:
            raise RuntimeError("not entered")
        for _ in range(_TRIES):
            await self._pace.request()
            try:
                async with self._session.get(f"{self._base}{path}", params=query) as answer:
                    status, body = answer.status, await _json(answer)
                    self._note(answer.headers.get("Date"))
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise UnreachableError(str(error) or type(error).__name__) from error
            if status == HTTPStatus.OK:
                return body
            if status == HTTPStatus.UNAUTHORIZED:
                raise TokenRefusedError(REFUSED)
            if status != HTTPStatus.TOO_MANY_REQUESTS:
                break
            # Discord says how long: it is asked again then, and not before.
            await asyncio.sleep(min(float(_field(body, "retry_after") or 1.0), _LONGEST_WAIT))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise UnreachableError(f"GET {path} was answered with {status}")
        raise AnswerError(path, status, int(_field(body, "code") or 0))

    def _note(self, date: str | None) -> None:
        try:
            self.date = None if date is None else parsedate_to_datetime(date).astimezone(dt.UTC)
        except ValueError:
            self.date = None


async def _json(answer: aiohttp.ClientResponse) -> Any:
    try:
        return await answer.json(content_type=None)
    except ValueError:
        return None


def _field(body: Any, name: str) -> Any:
    return body.get(name) if isinstance(body, dict) else None
