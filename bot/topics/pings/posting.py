"""What the outbox asks of pings and nudges: how a due one looks now, and what becomes of one that must wait."""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from bot.clock import Clock
from bot.delivery import outbox, problems
from bot.delivery.lateness import is_late
from bot.delivery.model import Delivery, DeliveryState, Outcome, Rendered
from bot.delivery.verdict import ROLE_UNPINGABLE
from bot.feature import Feature, Named
from bot.guilds.rules import GuildSettings
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.storage.database import Database, Transaction
from bot.topics.digest.records import digest_in
from bot.topics.pings import messages, rules, service
from bot.topics.pings.service import NUDGE, NUDGES, PING, PINGS
from bot.topics.rules import Topic
from bot.topics.service import topic_in
from bot.topics.threads.rules import Thread, may_leave
from bot.topics.threads.service import note_nudged, thread_in
from bot.ui.routes import press

MessagesIn = Callable[[int], Awaitable[int | None]]
"""Thread → how many messages it got beside its first, asked of Discord now; None: it is gone, or out of reach."""
MayPing = Callable[[int, int, int], bool]
"""(guild, channel, role) → whether the bot may ping it there."""

_A_MOMENT: Final = dt.timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class _Due:
    """A ping as it stands now. `at`: when it may go out; None: never."""

    topic: Topic
    threads: tuple[Thread, ...]
    settings: GuildSettings
    at: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class _Question:
    """A nudge as it stands now. `own`: how many messages in the thread are the bot's. `at`: when it may go out."""

    topic: Topic
    thread: Thread
    settings: GuildSettings
    own: int
    at: dt.datetime


class Pings:
    """How pings and nudges join in. `messages_in` and `may_ping` ask Discord; `may_ping` of what the gateway has told."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        clock: Clock,
        *,
        messages_in: MessagesIn,
        may_ping: MayPing,
        role_is_gone: Callable[[int, int], bool] = lambda _guild, _role: False,
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._messages_in = messages_in
        self._may_ping = may_ping
        self._role_is_gone = role_is_gone
        self._given_up: dict[int, bool] = {}
        """Deliveries being given up because their role cannot be pinged; whether `settled` is to tell the organisers."""

        self._waiting: set[int] = set()
        """Nudges that are put off: to be promised again by `settled`."""

    def features(self) -> tuple[Feature, Feature]:
        """What `app.py` registers: pings are about a topic, nudges about a thread."""
        needs = frozenset(
            {"view_channel", "send_messages_in_threads", "read_message_history", "mention_everyone"}
        )
        return (
            Feature(
                name=PINGS,
                renderers={PING: self._render_ping},
                settled=self._ping_settled,
                named=_topic_named,
                permissions=needs,
            ),
            Feature(
                name=NUDGES,
                renderers={NUDGE: self._render_nudge},
                settled=self._nudge_settled,
                named=_thread_named,
                permissions=needs,
            ),
        )

    # Pings

    async def _render_ping(self, delivery: Delivery) -> Rendered | None:
        due = await self._database.read(lambda tx: _due(tx, delivery))
        now = self._clock.now()
        if due is None or due.at is None or due.at > now or due.topic.role_id is None:
            return None
        lead = due.threads[-1]
        if lead.thread_id != delivery.target_id:
            return None  # the one it was to be posted in is gone, answered or another topic's: `settled` finds another
        if not self._is_pingable(delivery, lead, due.topic.role_id):
            return None
        card = messages.ping(
            due.topic,
            due.threads,
            self._catalogue.translator(due.settings.language),
            role_id=due.topic.role_id,
            was_due=delivery.due_at if is_late(delivery, now) else None,
        )
        return Rendered(card=card, mention_roles=(due.topic.role_id,))

    def _ping_settled(self, tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
        """One that had to wait is promised again; if its thread is gone, what else it named is told in another."""
        if self._is_given_up(tx, delivery):
            return
        if outcome.state is DeliveryState.SENT:
            problems.over(tx, delivery, ROLE_UNPINGABLE)
        if outcome.state not in (DeliveryState.CANCELLED, DeliveryState.DEAD):
            return
        topic = topic_in(tx, delivery.guild_id, delivery.subject_id)
        if topic is None or not rules.pings(topic):
            return
        threads = _threads(tx, delivery)
        if outcome.state is DeliveryState.DEAD:
            threads = tuple(one for one in threads if one.thread_id != delivery.target_id)
        if threads:
            service.promise_pings(
                tx, topic, [(one.id, one.thread_id) for one in threads], earliest=tx.now + _A_MOMENT
            )

    # Nudges

    async def _render_nudge(self, delivery: Delivery) -> Rendered | None:
        found = await self._database.read(lambda tx: _question(tx, delivery))
        now = self._clock.now()
        if found is None or found.topic.role_id is None:
            return None
        if found.at > now:
            self._waiting.add(delivery.id)
            return None
        messages_there = await self._messages_in(delivery.target_id)
        if messages_there is None or rules.has_reply(messages_there, found.own):
            return None
        if not self._is_pingable(delivery, found.thread, found.topic.role_id):
            return None
        card = messages.nudge(
            found.topic,
            found.thread,
            self._catalogue.translator(found.settings.language),
            role_id=found.topic.role_id,
            was_due=delivery.due_at if is_late(delivery, now) else None,
        )
        return Rendered(card=card, mention_roles=(found.topic.role_id,))

    def _nudge_settled(self, tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
        if self._is_given_up(tx, delivery):
            return
        if outcome.state is DeliveryState.SENT:
            note_nudged(tx, delivery.guild_id, delivery.subject_id)
            problems.over(tx, delivery, ROLE_UNPINGABLE)
        elif outcome.state is DeliveryState.CANCELLED:
            found = _question(tx, delivery)
            # What it waited for may be over by now: it is promised anew all the same.
            if found is not None and (found.at > tx.now or delivery.id in self._waiting):
                service.promise_nudge_again(tx, delivery, max(found.at, tx.now))
        self._waiting.discard(delivery.id)

    # Both

    def _is_pingable(self, delivery: Delivery, thread: Thread, role_id: int) -> bool:
        """Whether the mention would reach anybody. A ping that does not is not sent, and organisers are told the cure.

        Of a role that was deleted they hear by the topic.
        """
        gone = self._role_is_gone(delivery.guild_id, role_id)
        if not gone and self._may_ping(delivery.guild_id, thread.channel_id, role_id):
            return True
        self._given_up[delivery.id] = not gone
        return False

    def _is_given_up(self, tx: Transaction, delivery: Delivery) -> bool:
        told = self._given_up.pop(delivery.id, None)
        if told:
            problems.tell(tx, delivery, ROLE_UNPINGABLE)
        return told is not None


def _due(tx: Transaction, delivery: Delivery) -> _Due | None:
    """A ping as it stands; None where nobody is to hear of it any more."""
    topic = topic_in(tx, delivery.guild_id, delivery.subject_id)
    if topic is None or not rules.pings(topic):
        return None
    threads = _threads(tx, delivery)
    if not threads:
        return None
    settings = settings_in(tx, delivery.guild_id)
    at = rules.next_at(
        earliest=tx.now,
        last=service.last_ping(tx, topic, but=delivery.id),
        settings=settings,
        has_digest=digest_in(tx, delivery.guild_id).is_set,
    )
    return _Due(topic=topic, threads=threads, settings=settings, at=at)


def _threads(tx: Transaction, delivery: Delivery) -> tuple[Thread, ...]:
    found = (thread_in(tx, delivery.guild_id, one) for one, _ in service.named(delivery))
    return rules.nameable([one for one in found if one is not None], delivery.subject_id)


def _question(tx: Transaction, delivery: Delivery) -> _Question | None:
    """A question that still waits, of a topic whose followers want to hear of it."""
    thread = thread_in(tx, delivery.guild_id, delivery.subject_id)
    if thread is None or not rules.may_be_nudged(thread) or thread.topic_id is None:
        return None
    topic = topic_in(tx, delivery.guild_id, thread.topic_id)
    if topic is None or not rules.pings(topic):
        return None
    own = outbox.count_sent(tx, delivery.guild_id, delivery.target_id, since=thread.opened_at)
    return _Question(
        topic=topic,
        thread=thread,
        settings=settings_in(tx, delivery.guild_id),
        own=own,
        at=service.nudge_from(tx, topic, delivery),
    )


def _topic_named(tx: Transaction, guild_id: int, subject_id: int) -> Named | None:
    topic = topic_in(tx, guild_id, subject_id)
    return None if topic is None else Named(title=topic.name, show=press("topic.edit", topic.id))


def _thread_named(tx: Transaction, guild_id: int, subject_id: int) -> Named | None:
    """Notices are read elsewhere: a labelled thread stays without a name there."""
    thread = thread_in(tx, guild_id, subject_id)
    return None if thread is None or not may_leave(thread.label) else Named(title=thread.title)
