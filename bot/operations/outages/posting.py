"""What the outbox asks of outages: the messages as of now, and what follows once they are settled; how they join in."""

import datetime as dt
from collections.abc import Sequence

from bot.clock import Clock
from bot.delivery.lateness import is_late
from bot.delivery.model import Delivery, DeliveryState, Outcome, Rendered
from bot.delivery.verdict import CHANNEL_GONE, MESSAGE_GONE
from bot.feature import (
    DigestLine,
    DigestQuery,
    DigestSection,
    Erasure,
    Feature,
    Found,
    Named,
    PanelButton,
    PersonalData,
    SearchQuery,
    Table,
)
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.operations.outages import messages, promises, records, rules, store
from bot.operations.outages.promises import CARD, FEATURE, HEAD, NEWS, PING, THREAD
from bot.operations.outages.rules import KEPT, Outage, Severity, State
from bot.people.rules import is_quiet
from bot.people.service import settings_in as member_in
from bot.storage.database import Database, Transaction
from bot.ui.routes import press

OPEN, RESOLVED = 5, 35
"""Where they stand among the sections of a digest."""
_MOST_LINES = 10
_EXCERPT = 240
_AT_ONCE = 200
_WEEK_THREAD = 10080
"""Minutes without a message after which Discord folds the discussion away: the longest there is."""


class OutagePosting:
    """How outages join in."""

    def __init__(self, database: Database, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock

    def feature(self) -> Feature:
        """What `app.py` registers."""
        return Feature(
            name=FEATURE,
            renderers={
                HEAD: self._render_card,
                CARD: self._render_card,
                THREAD: self._render_thread,
                NEWS: self._render_news,
                PING: self._render_ping,
            },
            settled=_settled,
            named=_named,
            digest=_digest,
            search=_search,
            tables=TABLES,
            erased=_erased,
            forget=_forget,
            panel=(PanelButton(what="outages-panel", press=press("outage.list", 1)),),
            permissions=frozenset(
                {
                    "view_channel", "send_messages", "attach_files", "read_message_history", "create_public_threads",
                    "send_messages_in_threads",
                }
            ),
        )  # fmt: skip

    async def _render_card(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[records.Standing, str] | None:
            found = _wanted(tx, delivery)
            if found is None:
                return None
            if delivery.template == CARD and found.message_id != delivery.details.get("message_id"):
                return None  # another card stands there by now
            return records.standing(tx, found), settings_in(tx, delivery.guild_id).language

        shown = await self._database.read(operation)
        if shown is None:
            return None
        late = delivery.template == HEAD and is_late(delivery, self._clock.now())
        card = messages.head(
            shown[0], self._catalogue.translator(shown[1]), was_due=delivery.due_at if late else None
        )
        return Rendered(card=card)

    async def _render_thread(self, delivery: Delivery) -> Rendered | None:
        found = await self._database.read(lambda tx: _wanted(tx, delivery))
        if found is None or found.message_id != delivery.details.get("message_id"):
            return None
        return Rendered(fields={"name": found.title, "archive_minutes": _WEEK_THREAD})

    async def _render_news(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> Rendered | None:
            found = _wanted(tx, delivery)
            update_id = delivery.details.get("update_id")
            update = (
                store.one_update(tx, found.id, update_id) if found and isinstance(update_id, int) else None
            )
            if found is None or update is None or found.thread_id != delivery.target_id:
                return None
            t = self._catalogue.translator(settings_in(tx, delivery.guild_id).language)
            late = is_late(delivery, tx.now)
            return Rendered(card=messages.news(found, update, t, was_due=delivery.due_at if late else None))

        return await self._database.read(operation)

    async def _render_ping(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> Rendered | None:
            found = _wanted(tx, delivery)
            if found is None or not found.goes_on or found.thread_id != delivery.target_id:
                return None
            people = _people(tx, found, delivery)
            if not people:
                return None
            t = self._catalogue.translator(settings_in(tx, delivery.guild_id).language)
            late = is_late(delivery, tx.now)
            card = messages.ping(found, people, t, was_due=delivery.due_at if late else None)
            return Rendered(card=card, mention_users=tuple(people))

        return await self._database.read(operation)


def _wanted(tx: Transaction, delivery: Delivery) -> Outage | None:
    """The outage, unless nobody wants anything of it any more."""
    found = store.get(tx, delivery.guild_id, delivery.subject_id)
    return None if found is None or found.gone_at is not None or found.state is State.DRAFT else found


def _people(tx: Transaction, outage: Outage, delivery: Delivery) -> list[int]:
    """Those of a batch who still want to hear of it, and may be disturbed now."""
    return [user_id for user_id, quiet in _wanting(tx, outage, delivery, (tx.now,)) if not quiet]


def _wanting(
    tx: Transaction, outage: Outage, delivery: Delivery, instants: Sequence[dt.datetime]
) -> list[tuple[int, bool]]:
    """Those of a batch who still want to hear of it, and whether it is in their quiet hours at each of these instants."""
    batch = delivery.details.get("batch")
    settings = settings_in(tx, outage.guild_id)
    found = []
    for user_id in store.of_batch(tx, outage.id, batch) if isinstance(batch, int) else ():
        one = store.follower(tx, outage.guild_id, user_id)
        if one is None or not rules.wants(one, outage):
            continue
        member = rules.quiet_of(member_in(tx, user_id), settings.quiet, settings.zone)
        wakes = one.wakes and outage.severity is Severity.CRITICAL
        quiet = not wakes and all(is_quiet(member, at, settings.zone) for at in instants)
        found.append((user_id, quiet))
    return found


# What follows


def _settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    outage = store.get(tx, delivery.guild_id, delivery.subject_id)
    if outage is None or outage.gone_at is not None:
        return
    if outcome.state is DeliveryState.SENT and outcome.result_id is not None:
        _sent(tx, outage, delivery, outcome.result_id)
    elif outcome.state is DeliveryState.DEAD:
        _failed(tx, outage, delivery, outcome.reason)
    if delivery.template == PING and outcome.state in (DeliveryState.SENT, DeliveryState.CANCELLED):
        _put_off(tx, outage, delivery)


def _put_off(tx: Transaction, outage: Outage, delivery: Delivery) -> None:
    """Whose quiet hours had begun when their ping came hears of it after them.

    Quiet since the first attempt, so that nobody whom that one may have reached is pinged twice.
    """
    batch = delivery.details.get("batch")
    since = delivery.first_attempt_at or tx.now
    late = [user_id for user_id, quiet in _wanting(tx, outage, delivery, (since, tx.now)) if quiet]
    if late and isinstance(batch, int):
        store.drop_from_batch(tx, outage.id, batch, late)
        promises.pings(tx, outage, only=late)


def _sent(tx: Transaction, outage: Outage, delivery: Delivery, made: int) -> None:
    if delivery.template == HEAD:
        store.note(tx, outage, message_id=made)
        promises.discussion(tx, outage, made)
        after = store.get(tx, outage.guild_id, outage.id)
        if after is not None and after.changes != delivery.details.get("changes"):
            promises.card(tx, after)  # something happened between its making and its arrival
    elif delivery.template == THREAD:
        store.note(tx, outage, thread_id=made)
        after = store.get(tx, outage.guild_id, outage.id)
        if after is not None:
            promises.pings(tx, after, but=after.opener_id)


def _failed(tx: Transaction, outage: Outage, delivery: Delivery, reason: str | None) -> None:
    if reason == MESSAGE_GONE and delivery.template in (CARD, THREAD):
        if outage.message_id == delivery.details.get("message_id"):
            promises.lost_head(tx, outage)
    elif reason == CHANNEL_GONE and delivery.target_id == outage.thread_id:
        # Whoever deleted the discussion wants none: the card goes on without.
        store.note(tx, outage, thread_id=None)
        promises.hush(tx, outage)
    elif reason == CHANNEL_GONE and delivery.target_id == outage.channel_id:
        # With the channel went everything; the next update tries in the one that is configured then.
        store.note(tx, outage, message_id=None, thread_id=None)
        promises.withdraw(tx, outage)


def _named(tx: Transaction, guild_id: int, subject_id: int) -> Named | None:
    found = store.get(tx, guild_id, subject_id)
    if found is None or found.state is State.DRAFT:
        return None
    return Named(title=found.title, show=press("outage.show", found.id))


def _digest(tx: Transaction, query: DigestQuery) -> Sequence[DigestSection]:
    """What goes on, and what was over since: of channels that everybody there may view."""
    shown = {one for one in store.channels(tx, query.guild_id) if query.may_show(one)}
    goes_on = [one for one in store.going_on(tx, query.guild_id) if one.channel_id in shown]
    over = [one for one in store.resolved(tx, query.guild_id, query.since) if one.channel_id in shown]
    open_lines = [
        DigestLine(title=one.title, url=messages.url(one), at=one.started_at, note="outages-digest-critical")
        if one.severity is Severity.CRITICAL
        else DigestLine(title=one.title, url=messages.url(one), at=one.started_at)
        for one in goes_on
    ]
    over_lines = [DigestLine(title=one.title, url=messages.url(one), at=one.resolved_at) for one in over]
    return (
        DigestSection(
            heading="outages-digest-open",
            order=OPEN,
            lines=tuple(open_lines[:_MOST_LINES]),
            more=len(open_lines[_MOST_LINES:]),
        ),
        DigestSection(
            heading="outages-digest-resolved",
            order=RESOLVED,
            lines=tuple(over_lines[:_MOST_LINES]),
            more=len(over_lines[_MOST_LINES:]),
        ),
    )


def _search(tx: Transaction, query: SearchQuery) -> Sequence[Found]:
    """What is over and holds every word, each as the beginning of one. Outages stand in no topic."""
    terms = rules.terms(query.text)
    # Each is asked about before any answer is used: see SearchQuery.
    viewable = [one for one in store.channels(tx, query.guild_id) if query.may_view(one)]
    if query.topic_id is not None or not terms or not viewable:
        return ()
    return [
        Found(
            kind="outages-find-kind",
            title=one.title,
            url=messages.url(one),
            at=one.resolved_at or one.started_at,
            text=rules.excerpt(one.cause or one.body, _EXCERPT),
        )
        for one in store.search(
            tx, query.guild_id, terms, channels=viewable, since=query.since, limit=query.most
        )
    ]


def _erased(tx: Transaction, user_id: int) -> None:
    """Their name goes from the cards, and they are counted no more; drafts go."""
    for outage in store.of_person(tx, user_id):
        if store.delete_draft(tx, outage.guild_id, outage.id):
            continue
        promises.card(tx, outage, at_once=False)


def _forget(tx: Transaction, now: dt.datetime) -> int:
    return store.forget(
        tx, drafts=now - rules.DRAFT_KEPT, others=now - KEPT, limit=_AT_ONCE
    ) + store.forget_pings(tx, now - rules.PINGS_KEPT, _AT_ONCE)


TABLES = (
    Table(
        name="outage",
        people=(
            PersonalData(column="opener_id", what="outages-data-opener", erasure=Erasure.BLANK, kept=KEPT),
        ),
        unshared=("state", (State.DRAFT.value,)),
        private=frozenset({"words"}),
    ),
    Table(name="outage_network", guild=None, parent=("outage_id", "outage", "id")),
    Table(
        name="outage_update",
        people=(
            PersonalData(
                column="author", what="outages-data-author", erasure=Erasure.UNLINK, is_key=True, kept=KEPT
            ),
        ),
    ),
    Table(
        name="outage_witness",
        people=(
            PersonalData(column="user_id", what="outages-data-witness", erasure=Erasure.DELETE, kept=KEPT),
        ),
    ),
    Table(
        name="outage_follower",
        people=(PersonalData(column="user_id", what="outages-data-follower", erasure=Erasure.DELETE),),
    ),
    Table(
        name="outage_ping",
        people=(PersonalData(column="user_id", what="outages-data-ping", erasure=Erasure.DELETE, kept=KEPT),),
    ),
)
