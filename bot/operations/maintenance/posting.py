"""What the outbox asks of maintenance: the messages as of now, and what follows once they are settled; how it joins in."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.clock import Clock
from bot.delivery import outbox
from bot.delivery.lateness import is_late
from bot.delivery.model import Delivery, DeliveryState, Outcome, Rendered
from bot.delivery.recurrence import resolve
from bot.delivery.verdict import CHANNEL_GONE, DM_CLOSED, MESSAGE_GONE
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
from bot.guilds.rules import ChannelPurpose
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.operations.maintenance import messages, promises, reading, records, rules, store, telling
from bot.operations.maintenance.promises import (
    CARD,
    DIRECT,
    FEATURE,
    HEAD,
    MENTION,
    MOVED,
    OVERLAP,
    REMIND,
    TURN,
)
from bot.operations.maintenance.rules import Impact, Maintenance, Phase
from bot.operations.outages.rules import excerpt, terms
from bot.people.service import settings_in as member_in
from bot.reminders import promises as reminders
from bot.storage.database import Database, Transaction
from bot.ui.routes import press

ORDER = 15
"""Where it stands among the sections of a digest: between what is down and what takes place."""
_MOST_LINES = 10
_EXCERPT = 240
_AT_ONCE = 200
_PLANNED_AT_ONCE = 50
"""In one write: others wait for it."""


class MaintenancePosting:
    """How maintenance joins in. `is_open`: (guild, channel) → whether everybody there may view it."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        clock: Clock,
        *,
        is_open: Callable[[int, int], bool],
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._is_open = is_open

    def feature(self) -> Feature:
        """What `app.py` registers."""
        return Feature(
            name=FEATURE,
            renderers={
                HEAD: self._render_card,
                CARD: self._render_card,
                TURN: self._render_card,
                REMIND: self._render_first,
                MOVED: self._render_first,
                OVERLAP: self._render_first,
                MENTION: self._render_mention,
                DIRECT: self._render_direct,
            },
            settled=_settled,
            materialise=self._materialise,
            replan=self._replan,
            agenda=reading.items,
            remindable=records.remindable,
            named=_named,
            digest=_digest,
            search=_search,
            tables=TABLES,
            erased=_erased,
            forget=_forget,
            personal=frozenset({DIRECT}),
            panel=(PanelButton(what="maintenance-panel", press=press("maintenance.list", 1)),),
            permissions=frozenset({"view_channel", "send_messages", "attach_files", "read_message_history"}),
        )

    async def _materialise(self) -> int:
        """What begins soon: reminders, and word of overlaps that upstreams listed since bring about."""

        until = self._clock.now() + rules.HORIZON + rules.BEFORE[rules.Occasion.DAY]
        near = await self._database.read(lambda tx: store.to_plan(tx, until))
        added = 0
        for start in range(0, len(near), _PLANNED_AT_ONCE):
            some = [(one.guild_id, one.id) for one in near[start : start + _PLANNED_AT_ONCE]]

            def operation(tx: Transaction, some: list[tuple[int, int]] = some) -> int:
                windows = [one for which in some if (one := store.get(tx, *which)) is not None]
                return sum(promises.plan(tx, one) for one in windows) + records.hint_all(tx, windows)

            added += await self._database.write(operation)
        return added

    async def _replan(self) -> int:
        """The wall times were agreed: their instants follow the zone data of now."""

        def operation(tx: Transaction) -> int:
            changed = 0
            for one in store.unfinished(tx):
                window = one.window
                starts = resolve(window.starts_wall, window.zone).instant
                ends = resolve(window.ends_wall, window.zone).instant
                if (starts, ends) == (window.starts_at, window.ends_at) or ends <= starts:
                    continue
                moved = replace(window, starts_at=starts, ends_at=ends)
                store.note(tx, one, **store.spans(moved), calendar_sequence=one.calendar_sequence + 1)
                after = store.get(tx, one.guild_id, one.id)
                if after is None or after.is_draft:
                    continue
                changed += max(promises.plan(tx, after), 1)
                promises.card(tx, after)
                what = records.remindable(tx, after.guild_id, after.id)
                reminders.moved(tx, after.guild_id, FEATURE, after.id, what)
            return changed

        return await self._database.write(operation)

    async def _render_card(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[records.Standing, str] | None:
            found = _wanted(tx, delivery)
            if found is None:
                return None
            if delivery.template != HEAD and found.message_id != delivery.details.get("message_id"):
                return None  # another card stands there by now
            if delivery.template == HEAD and not found.is_live(tx.now):
                return None
            return records.standing(tx, found), settings_in(tx, delivery.guild_id).language

        shown = await self._database.read(operation)
        if shown is None:
            return None
        late = delivery.template == HEAD and is_late(delivery, self._clock.now())
        t = self._catalogue.translator(shown[1])
        return Rendered(card=messages.card(shown[0], t, was_due=delivery.due_at if late else None))

    async def _render_first(self, delivery: Delivery) -> Rendered | None:
        """The first message of an occasion: whom it does not mention gets word of their own, promised here."""
        is_open = self._is_open(delivery.guild_id, delivery.target_id)

        def operation(tx: Transaction) -> Rendered | None:
            said = telling.word(tx, delivery)
            if said is None:
                return None
            telling.gather(tx, delivery, said, dm_allowed=is_open)
            return self._mentioning(tx, delivery, said, telling.FIRST)

        return await self._database.write(operation)

    async def _render_mention(self, delivery: Delivery) -> Rendered | None:
        batch = delivery.details.get("batch")

        def operation(tx: Transaction) -> Rendered | None:
            said = telling.word(tx, delivery)
            if said is None or not isinstance(batch, int):
                return None
            return self._mentioning(tx, delivery, said, batch)

        return await self._database.read(operation)

    async def _render_direct(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> Rendered | None:
            said = telling.word(tx, delivery)
            person = delivery.target_id
            if said is None or person not in said.people:
                return None
            member = member_in(tx, person)
            if member.dm is not True:
                return None
            language = member.language or settings_in(tx, delivery.guild_id).language
            late = delivery.due_at if is_late(delivery, tx.now) else None
            return Rendered(card=messages.direct(said, self._catalogue.translator(language), was_due=late))

        return await self._database.read(operation)

    def _mentioning(
        self, tx: Transaction, delivery: Delivery, said: telling.Word, batch: int
    ) -> Rendered | None:
        people = telling.mentioned(tx, delivery, said, batch)
        if not people:
            return None
        t = self._catalogue.translator(settings_in(tx, delivery.guild_id).language)
        late = delivery.due_at if is_late(delivery, tx.now) else None
        return Rendered(card=messages.mention(said, people, t, was_due=late), mention_users=people)


def _wanted(tx: Transaction, delivery: Delivery) -> Maintenance | None:
    """The window, unless nobody wants anything of it any more."""
    found = store.get(tx, delivery.guild_id, delivery.subject_id)
    return None if found is None or found.gone_at is not None or found.is_draft else found


# What follows


def _settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    one = store.get(tx, delivery.guild_id, delivery.subject_id)
    if one is None or one.gone_at is not None:
        return
    if outcome.state is DeliveryState.SENT and outcome.result_id is not None and delivery.template == HEAD:
        store.note(tx, one, message_id=outcome.result_id)
        after = store.get(tx, one.guild_id, one.id)
        if after is not None:
            promises.plan(tx, after)
            if after.changes != delivery.details.get("changes"):
                promises.card(tx, after)  # something happened between its making and its arrival
    elif outcome.state is DeliveryState.DEAD:
        _failed(tx, one, delivery, outcome.reason)


def _failed(tx: Transaction, one: Maintenance, delivery: Delivery, reason: str | None) -> None:
    if reason == MESSAGE_GONE and delivery.template in (CARD, TURN):
        if one.message_id == delivery.details.get("message_id"):
            promises.lost_head(tx, one)
            if one.phase(tx.now) in (Phase.OVER, Phase.CANCELLED):
                # Nobody needs a card again for what is over.
                outbox.cancel(tx, guild_id=one.guild_id, feature=FEATURE, subject_id=one.id, template=HEAD)
    elif reason == DM_CLOSED and delivery.template == DIRECT:
        telling.mention_instead(tx, delivery)
    elif reason == CHANNEL_GONE and delivery.target_id == one.channel_id:
        _lost_channel(tx, one)


def _lost_channel(tx: Transaction, one: Maintenance) -> None:
    """With the channel went the card: it is posted in the one that is configured now, if that is another."""
    elsewhere = settings_in(tx, one.guild_id).channels.get(ChannelPurpose.OUTAGES)
    store.note(tx, one, message_id=None)
    for template in (HEAD, CARD, TURN, REMIND):
        outbox.cancel(tx, guild_id=one.guild_id, feature=FEATURE, subject_id=one.id, template=template)
    if elsewhere is None or elsewhere == one.channel_id or not one.is_live(tx.now):
        return
    store.note(tx, one, channel_id=elsewhere)
    after = store.get(tx, one.guild_id, one.id)
    if after is not None:
        promises.head(tx, after)
        promises.plan(tx, after)


def _named(tx: Transaction, guild_id: int, subject_id: int) -> Named | None:
    found = store.get(tx, guild_id, subject_id)
    if found is None or found.is_draft:
        return None
    return Named(title=found.title, show=press("maintenance.show", found.id))


def _digest(tx: Transaction, query: DigestQuery) -> Sequence[DigestSection]:
    """What begins until then or goes on, in channels that everybody there may view."""
    shown = {one for one in store.channels(tx, query.guild_id) if query.may_show(one)}
    coming = [
        one
        for one in store.coming(tx, query.guild_id)
        if one.channel_id in shown and one.starts_at < query.until
    ]
    lines = [
        DigestLine(title=one.title, url=records.url(one), at=one.starts_at, note="maintenance-digest-outage")
        if one.impact is Impact.OUTAGE
        else DigestLine(title=one.title, url=records.url(one), at=one.starts_at)
        for one in coming
    ]
    section = DigestSection(
        heading="maintenance-digest-coming",
        order=ORDER,
        lines=tuple(lines[:_MOST_LINES]),
        more=len(lines[_MOST_LINES:]),
    )
    return (section,)


def _search(tx: Transaction, query: SearchQuery) -> Sequence[Found]:
    """What is over and holds every word, each as the beginning of one. Maintenance stands in no topic."""
    wanted = terms(query.text)
    # Each is asked about before any answer is used: see SearchQuery.
    viewable = [one for one in store.channels(tx, query.guild_id) if query.may_view(one)]
    if query.topic_id is not None or not wanted or not viewable:
        return ()
    return [
        Found(
            kind="maintenance-find-kind",
            title=one.title,
            url=records.url(one) or "",
            at=one.starts_at,
            text=excerpt(one.body, _EXCERPT),
        )
        for one in store.search(
            tx, query.guild_id, wanted, channels=viewable, since=query.since, limit=query.most
        )
    ]


def _erased(tx: Transaction, user_id: int) -> None:
    """Their name goes from the cards; drafts go."""
    for one in store.of_person(tx, user_id):
        if one.is_draft:
            store.delete(tx, one)
        else:
            store.note(tx, one, user_id=None)
            promises.card(tx, one)


def _forget(tx: Transaction, now: dt.datetime) -> int:
    return (
        store.forget(tx, drafts=now - rules.DRAFT_KEPT, others=now - rules.KEPT, limit=_AT_ONCE)
        + store.forget_told(tx, now - rules.TOLD_KEPT, _AT_ONCE)
        + store.forget_files(tx, now - rules.IMPORT_KEPT, _AT_ONCE)
    )


TABLES = (
    Table(
        name="maintenance",
        people=(
            PersonalData(
                column="user_id", what="maintenance-data-added", erasure=Erasure.BLANK, kept=rules.KEPT
            ),
        ),
        private=frozenset({"words"}),
        unshared=("state", ("draft",)),
    ),
    Table(name="maintenance_object", guild=None, parent=("maintenance_id", "maintenance", "id")),
    Table(name="maintenance_network", guild=None, parent=("maintenance_id", "maintenance", "id")),
    Table(
        name="maintenance_told",
        people=(
            PersonalData(
                column="user_id", what="maintenance-data-told", erasure=Erasure.DELETE, kept=rules.KEPT
            ),
        ),
    ),
    Table(
        name="maintenance_import",
        people=(
            PersonalData(
                column="user_id",
                what="maintenance-data-file",
                erasure=Erasure.DELETE,
                kept=rules.IMPORT_KEPT,
            ),
        ),
    ),
)
