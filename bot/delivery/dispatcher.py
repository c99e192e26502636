"""The dispatcher: takes what is due out of the outbox, asks its feature for the message as of now, and sends it.

Rules
- Nothing is marked as done before it is done. The claim stores that an attempt began; what happens between it and
  the settling transaction, a kill -9 included, is found out by the next attempt: by the nonce, or by our mark.
- One delivery at a time for a target (a channel, a member, a guild); guilds take turns.
- A fault of one delivery or feature never stops another.
- It has no timer of its own: `run_once` does what is due and returns. `scheduler.py` calls it.
"""

import asyncio
import dataclasses
import datetime as dt
import itertools
import logging
import random
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import Final

import discord
from structlog.contextvars import bind_contextvars

from bot.clock import Clock
from bot.delivery import backoff, fairness, lateness, outbox, settlement
from bot.delivery.breaker import Breaker
from bot.delivery.effects import attempt
from bot.delivery.effects.attempt import Answer
from bot.delivery.effects.executor import Executor
from bot.delivery.effects.registry import executors as all_executors
from bot.delivery.model import Delivery, DeliveryState, EffectKind, Outcome, Rendered
from bot.delivery.pacing import Pace
from bot.delivery.verdict import BROKEN, GAVE_UP, LATE, Decision, Verdict
from bot.delivery.watch import Watch
from bot.errors import TokenRefusedError
from bot.feature import Feature
from bot.storage.database import Database

LEASE: Final = dt.timedelta(minutes=5)
"""Far longer than the wait for a place, a search and a send together. A start takes every lease back at once."""
WIDTH: Final = 100
"""Deliveries in hand at the same time."""

_GUILDS_REMEMBERED: Final = 4096
_LOOKING_SHARE: Final = 10
"""Looking for what is due may take a tenth of the time: with 100,000 rows waiting, one look takes some 60 ms."""
_CHEAP_LOOK: Final = 0.005

_log = logging.getLogger(__name__)


class _Rendering(Enum):
    """Why there is nothing to send."""

    FAILED = auto()


class Dispatcher:
    """One for the process. `client` has to be logged in; its gateway need not be up."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        client: discord.Client,
        features: Mapping[str, Feature],
        pace: Pace | None = None,
        *,
        executors: Mapping[EffectKind, Executor] | None = None,
        breaker: Breaker | None = None,
        dice: Callable[[], float] = random.random,
        width: int = WIDTH,
        lease: dt.timedelta = LEASE,
        watch: Watch | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._client = client
        self._features = features
        self._pace = Pace() if pace is None else pace
        self._executors = all_executors(self._pace) if executors is None else executors
        self._breaker = Breaker() if breaker is None else breaker
        self._dice = dice
        self._width = width
        self._lease = lease
        self._watch = watch

        self._in_hand: dict[int, asyncio.Task[bool]] = {}
        """By target."""
        self._waiting: set[asyncio.Task[bool]] = set()
        """Those of them that wait for their place: nothing of theirs went out yet."""
        self._turns = itertools.count()
        self._served: OrderedDict[int, int] = OrderedDict()
        self._next_look = 0.0
        self._running = False
        self._stopping = False
        self._woken = asyncio.Event()
        self._finished = asyncio.Event()
        self._waker: Callable[[], None] | None = None
        self.fatal: TokenRefusedError | None = None
        """Set once Discord refuses the token; nothing is sent from then on."""
        self.counts: Counter[str] = Counter()
        """How many deliveries ended or were put off, by state, since the start; and "failures" of our own."""

    # What others call

    async def recover(self) -> int:
        """At the start of the process: rows that a killed one had claimed are to be tried again at once."""
        return await self._database.write(lambda tx: outbox.reap(tx, everything=True))

    async def run_once(self) -> int:
        """Send what is due, until nothing is; returns how many deliveries were settled.

        While another call runs it only makes that one look again, and returns 0. Raises TokenRefusedError.
        """
        if self._running:
            self._woken.set()
            return 0
        if self._stopping:
            return 0
        self._running = True
        self._finished.clear()
        try:
            settled = await self._drain()
        finally:
            self._running = False
            self._finished.set()
        if self.fatal is not None:
            raise self.fatal
        return settled

    def on_wake(self, waker: Callable[[], None] | None) -> None:
        """Who is to call `run_once` soon when `wake` says so: the scheduler."""
        self._waker = waker

    def wake(self, at: dt.datetime | None = None) -> None:
        """Something is due at `at` (now, if None). What lies ahead is found by the scheduler's tick by itself.

        For `tx.after_commit`: to be called in the loop's thread.
        """
        if self._stopping or (at is not None and at > self._clock.now()):
            return
        if self._running:
            self._woken.set()
        elif self._waker is not None:
            self._waker()

    async def stop(self, grace: dt.timedelta = dt.timedelta(seconds=10)) -> None:
        """Take nothing more, give back what was not begun, finish the sends that are under way. Harmless twice.

        What is still under way after `grace` is cut off; its row stays claimed, and the next start looks for it.
        """
        self._stopping = True
        self._woken.set()
        for task in tuple(self._waiting):
            task.cancel()
        if not self._running:
            return
        try:
            async with asyncio.timeout(grace.total_seconds()):
                await self._finished.wait()
        except TimeoutError:
            _log.warning("%d deliveries were still under way and were cut off", len(self._in_hand))
            for task in tuple(self._in_hand.values()):
                task.cancel()
            await self._finished.wait()

    # The loop

    async def _drain(self) -> int:
        settled = 0
        try:
            while True:
                self._woken.clear()
                await self._take()
                if not self._in_hand:
                    if self._woken.is_set() and not self._stopping:
                        continue  # something became due while this look was under way
                    return settled
                settled += await self._some_finished()
        finally:
            if rest := tuple(self._in_hand.values()):  # not for nothing: a wake in that moment would be lost
                await asyncio.gather(*rest, return_exceptions=True)
            self._in_hand.clear()

    async def _take(self) -> None:
        room = self._room()
        if room <= 0:
            return
        loop = asyncio.get_running_loop()
        if self._in_hand and self._next_look > loop.time():
            await asyncio.sleep(self._next_look - loop.time())
        busy = tuple(self._in_hand)
        began = loop.time()
        lanes = await self._database.read(lambda tx: outbox.lanes(tx, busy))
        took = loop.time() - began
        self._next_look = loop.time() + (took * _LOOKING_SHARE if took > _CHEAP_LOOK else 0.0)
        chosen = fairness.choose(lanes, self._served, room)
        if not chosen or self._stopping:
            return
        ids = [lane.id for lane in chosen]
        for delivery in await self._database.write(lambda tx: outbox.claim(tx, ids, self._lease)):
            self._served[delivery.guild_id] = next(self._turns)
            self._served.move_to_end(delivery.guild_id)
            task = asyncio.create_task(self._deliver(delivery), name=f"delivery {delivery.id}")
            self._in_hand[delivery.target_id] = task
        while len(self._served) > _GUILDS_REMEMBERED:
            self._served.popitem(last=False)

    def _room(self) -> int:
        if not self._may_send():
            return 0
        width = 1 if self._breaker.is_trying else self._width
        return width - len(self._in_hand)

    async def _some_finished(self) -> int:
        """Wait until something in hand is done, or somebody has something new."""
        woken = asyncio.create_task(self._woken.wait(), name="delivery woken")
        try:
            await asyncio.wait({woken, *self._in_hand.values()}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
        done = [(target, task) for target, task in self._in_hand.items() if task.done()]
        for target, _ in done:
            del self._in_hand[target]
        return sum(task.result() for _, task in done if not task.cancelled())

    # One delivery

    async def _deliver(self, claimed: Delivery) -> bool:
        """True when it was settled."""
        bind_contextvars(delivery=claimed.id, guild=claimed.guild_id)  # for this task's lines of the log
        try:
            # What came too late takes nobody's place: after an outage there may be hundreds, before one that is in time.
            too_late = claimed.first_attempt_at is None and lateness.is_expired(claimed, self._clock.now())
            if not too_late and not await self._begin(claimed):
                await self._database.write(lambda tx: outbox.release(tx, claimed))
                return False
            return await self._attempt(claimed)
        except Exception:  # noqa: BLE001 - whatever it was, the other deliveries go on
            # Not narrower: the disk is full, say. The row stays claimed, and comes back when its lease ends; the others go on.
            self.counts["failures"] += 1
            _log.exception("delivery %d could not be settled", claimed.id)
            return False

    async def _begin(self, claimed: Delivery) -> bool:
        """Wait for a place; False when nothing is to go out any more."""
        task = asyncio.current_task()
        if task is None or not self._may_send():
            return False
        self._waiting.add(task)
        try:
            await self._pace.send(claimed.target_id)
        except asyncio.CancelledError:
            if not self._stopping:
                raise
            task.uncancel()  # `stop` only ended the wait: the row still has to be given back
        finally:
            self._waiting.discard(task)
        return self._may_send()

    def _may_send(self) -> bool:
        return not self._stopping and self.fatal is None and self._breaker.wait(_monotonic()) == 0

    async def _attempt(self, claimed: Delivery) -> bool:
        # Read again: it may have been edited, moved, cancelled or paused while it waited for its place.
        current, held = await self._database.read(
            lambda tx: (outbox.get(tx, claimed.id), outbox.is_held(tx, claimed.guild_id))
        )
        if (
            current is None
            or current.state is not DeliveryState.CLAIMED
            or current.attempt != claimed.attempt
        ):
            return False
        delivery = dataclasses.replace(current, first_attempt_at=claimed.first_attempt_at)
        now = self._clock.now()
        if held or delivery.due_at > now:
            await self._database.write(lambda tx: outbox.release(tx, delivery))
            return False
        expired = lateness.is_expired(delivery, now)
        if expired and delivery.first_attempt_at is None:
            return await self._drop(delivery)
        executor = self._executors[delivery.kind]
        rendered = await self._render(delivery)
        nothing = rendered is None or rendered is _Rendering.FAILED
        card = None if isinstance(rendered, _Rendering) else rendered
        if attempt.must_search(executor, delivery, now) or (expired or nothing):
            found = await self._found(executor, delivery, card)
            if found is not None:
                return await self._conclude(delivery, found)
        if expired:
            return await self._drop(delivery)
        if isinstance(rendered, _Rendering):
            answer = Answer(verdict=Verdict(decision=Decision.RETRY, reason=BROKEN), own_fault=True)
            return await self._conclude(delivery, answer)
        if rendered is None:
            return await self._settle(delivery, Outcome(state=DeliveryState.CANCELLED))
        began = _monotonic()
        answer = await attempt.run(executor, self._client, delivery, rendered)
        if self._watch is not None:
            self._watch.asked(delivery.kind, _monotonic() - began)
        return await self._conclude(delivery, answer)

    async def _found(
        self, executor: Executor, delivery: Delivery, rendered: Rendered | None
    ) -> Answer | None:
        if delivery.first_attempt_at is None:
            return None
        return await attempt.find(executor, self._client, delivery, rendered)

    async def _render(self, delivery: Delivery) -> Rendered | _Rendering | None:
        feature = self._features.get(delivery.feature)
        renderer = None if feature is None else feature.renderers.get(delivery.template)
        if renderer is None:
            _log.error("delivery %d: nobody renders %s/%s", delivery.id, delivery.feature, delivery.template)
            return _Rendering.FAILED
        try:
            return await renderer(delivery)
        except Exception:  # noqa: BLE001 - a feature may raise anything
            # A feature's fault is that feature's: it is tried again for a while, and then told.
            self.counts["failures"] += 1
            _log.exception("delivery %d: %s/%s raised", delivery.id, delivery.feature, delivery.template)
            return _Rendering.FAILED

    # What comes of it

    async def _conclude(self, delivery: Delivery, answer: Answer) -> bool:
        verdict = answer.verdict
        if verdict.invalid and self._breaker.invalid(_monotonic()):
            _log.error("Discord refused so many calls that sending pauses for ten minutes")
        match verdict.decision:
            case Decision.SENT:
                self._breaker.succeeded(_monotonic())
                return await self._settle(
                    delivery, Outcome(state=DeliveryState.SENT, result_id=answer.result_id)
                )
            case Decision.DEAD:
                return await self._settle(delivery, Outcome(state=DeliveryState.DEAD, reason=verdict.reason))
            case Decision.TOKEN_REFUSED:
                self.fatal = TokenRefusedError(
                    "Discord refused the token. Put a valid one in place and start again."
                )
                _log.critical("%s", self.fatal)
                return await self._retry(delivery, verdict, dt.timedelta(0))
            case Decision.BANNED:
                asked = None if verdict.asked is None else verdict.asked.total_seconds()
                seconds = self._breaker.trip(_monotonic(), asked=asked)
                _log.error("Discord bans this address: nothing is sent for %.0f s", seconds)
                return await self._retry(delivery, verdict, dt.timedelta(seconds=seconds))
            case Decision.RETRY:
                if backoff.gives_up(delivery.attempt, own_fault=answer.own_fault):
                    _log.warning("delivery %d: given up after %s", delivery.id, verdict.reason)
                    reason = BROKEN if answer.own_fault else GAVE_UP
                    return await self._settle(delivery, Outcome(state=DeliveryState.DEAD, reason=reason))
                pause = backoff.pause(delivery.attempt, self._dice(), asked=verdict.asked)
                return await self._retry(delivery, verdict, pause)

    async def _retry(self, delivery: Delivery, verdict: Verdict, pause: dt.timedelta) -> bool:
        self.counts["retry"] += 1
        if self._watch is not None:
            self._watch.ended(delivery.kind, DeliveryState.RETRY)
        run_at = self._clock.now() + pause
        await self._database.write(lambda tx: outbox.mark_retry(tx, delivery.id, run_at, verdict.reason))
        _log.info("delivery %d: %s, again in %.0f s", delivery.id, verdict.reason, pause.total_seconds())
        return False

    async def _drop(self, delivery: Delivery) -> bool:
        return await self._settle(delivery, Outcome(state=DeliveryState.DROPPED, reason=LATE))

    async def _settle(self, delivery: Delivery, outcome: Outcome) -> bool:
        """Store how it ended, tell the feature and, if need be, the organisers: one transaction."""
        feature = self._features.get(delivery.feature)
        try:
            await self._database.write(lambda tx: settlement.settle(tx, delivery, outcome, feature))
        except Exception:  # noqa: BLE001 - a feature may raise anything
            # If it was the feature that raised, what happened on Discord still has to be stored. If it was the
            # disk, this raises again and the lease will bring the row back.
            self.counts["failures"] += 1
            _log.exception("delivery %d: %s raised when it was settled", delivery.id, delivery.feature)
            await self._database.write(lambda tx: settlement.settle(tx, delivery, outcome, None))
        self.counts[outcome.state.value] += 1
        if self._watch is not None:
            self._watch.ended(delivery.kind, outcome.state)
        level = logging.WARNING if outcome.state in settlement.FAILURES else logging.DEBUG
        _log.log(
            level,
            "delivery %d (%s/%s of guild %d) is %s: %s",
            delivery.id,
            delivery.feature,
            delivery.template,
            delivery.guild_id,
            outcome.state.value,
            outcome.reason or outcome.result_id,
        )
        return True


def _monotonic() -> float:
    """Real seconds: Discord's bans do not know the demo's clock."""
    return asyncio.get_running_loop().time()
