"""One call to Discord for one delivery, and what its answer means, as a value."""

import asyncio
import datetime as dt
import logging
from dataclasses import dataclass
from typing import Final

import aiohttp
import discord

from bot.delivery.effects.executor import Executor, Finder, Repeat, UndoableError
from bot.delivery.model import Delivery, EffectKind, Rendered
from bot.delivery.verdict import BROKEN, Decision, Verdict, judge

SEND_TIMEOUT: Final = dt.timedelta(seconds=45)
"""discord.py repeats a 502 up to five times in 25 s by itself, with the same nonce."""

NONCE_SAFE: Final = dt.timedelta(seconds=120)
"""Discord remembers a nonce for "the past few minutes" and says no more: two of them are believed."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """`own_fault`: it is our code that failed, not Discord or the way there."""

    verdict: Verdict
    result_id: int | None = None
    own_fault: bool = False


def must_search(executor: Executor, delivery: Delivery, now: dt.datetime) -> bool:
    """Whether something may have been left by an earlier attempt that asking again would double."""
    first = delivery.first_attempt_at
    if first is None or executor.repeat is Repeat.IDEMPOTENT:
        return False
    if executor.repeat is Repeat.SEARCH:
        return True
    # Asked for now, the message may be made at the end of the timeout: the nonce has to hold until then.
    # A first attempt in the future means that a clock was set back, and no age is to be trusted.
    return not dt.timedelta(0) <= now - first <= NONCE_SAFE - SEND_TIMEOUT


async def find(
    executor: Executor, client: discord.Client, delivery: Delivery, rendered: Rendered | None
) -> Answer | None:
    """What an earlier attempt left, as an answer to settle by; None when there is nothing."""
    if not isinstance(executor, Finder):
        return None
    try:
        async with asyncio.timeout(SEND_TIMEOUT.total_seconds()):
            found = await executor.find(client, delivery, rendered)
    except Exception as error:  # noqa: BLE001 - every error is turned into an answer here, and logged if it is ours
        return _failed(delivery, error, looking=True)
    if found is None:
        return None
    return Answer(verdict=Verdict(decision=Decision.SENT), result_id=found)


async def run(executor: Executor, client: discord.Client, delivery: Delivery, rendered: Rendered) -> Answer:
    """Make the effect."""
    try:
        async with asyncio.timeout(SEND_TIMEOUT.total_seconds()):
            result_id = await executor.run(client, delivery, rendered)
    except Exception as error:  # noqa: BLE001 - every error is turned into an answer here, and logged if it is ours
        return _failed(delivery, error, looking=False)
    return Answer(verdict=Verdict(decision=Decision.SENT), result_id=result_id)


def _failed(delivery: Delivery, error: Exception, *, looking: bool) -> Answer:
    match error:
        case discord.RateLimited():
            return Answer(
                verdict=Verdict(
                    decision=Decision.RETRY,
                    reason="rate-limited",
                    asked=dt.timedelta(seconds=error.retry_after),
                )
            )
        case discord.HTTPException():
            # While looking, "unknown message" says nothing about the message itself: an edit's judgement fits.
            kind = EffectKind.EDIT if looking else delivery.kind
            return Answer(verdict=_judged(kind, error))
        case UndoableError():
            return Answer(verdict=Verdict(decision=Decision.DEAD, reason=error.reason))
        case aiohttp.ClientError() | TimeoutError() | OSError():
            _log.info("delivery %d: %s on the way to Discord", delivery.id, type(error).__name__)
            return Answer(verdict=Verdict(decision=Decision.RETRY, reason="network"))
        case _:
            _log.error("delivery %d: a fault of the bot itself", delivery.id, exc_info=error)
            return Answer(verdict=Verdict(decision=Decision.RETRY, reason=BROKEN), own_fault=True)


def _judged(kind: EffectKind, error: discord.HTTPException) -> Verdict:
    headers = error.response.headers
    # A refusal of Discord's own servers came through its proxies and is JSON; a ban of the address is neither.
    is_json = headers.get("Content-Type", "").partition(";")[0] == "application/json"
    return judge(
        kind,
        status=error.status,
        code=error.code,
        from_edge="Via" not in headers or not is_json,
        retry_after=_seconds(headers.get("Retry-After")),
    )


def _seconds(text: str | None) -> float | None:
    try:
        return None if text is None else max(0.0, float(text))
    except ValueError:
        return None
