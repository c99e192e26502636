"""What the outbox asks of projects: the messages as of now, and what follows once they are settled; how they join in."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Final

from bot.clock import Clock
from bot.delivery.lateness import is_late
from bot.delivery.model import Delivery, DeliveryState, Outcome, Rendered
from bot.delivery.verdict import CHANNEL_GONE, DM_CLOSED, MEMBER_GONE, MESSAGE_GONE, OF_A_THREAD
from bot.errors import UnreachableError
from bot.exchanges import messages as shared
from bot.exchanges import records, store
from bot.exchanges.commitments import messages as commitments
from bot.exchanges.feature import TABLES
from bot.exchanges.founding import looking
from bot.exchanges.messages import Overview
from bot.exchanges.model import Project
from bot.exchanges.rules import ENDED
from bot.exchanges.telling import coming, due, insiders, keeping, messages, promises
from bot.exchanges.telling import store as telling
from bot.exchanges.telling.insiders import INSIDE, MEMBER
from bot.exchanges.telling.promises import (
    CARD,
    DAY,
    EDIT,
    FEATURE,
    INSTEAD,
    LINE,
    MOVED,
    NOTE,
    OWN,
    PERSONAL,
    PUBLIC,
)
from bot.feature import Feature, PanelButton
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue, Translator
from bot.people.rules import is_quiet
from bot.people.service import settings_in as member_in
from bot.storage.database import Database, Transaction
from bot.ui.routes import press

Audience = Callable[[int, int], Callable[[int], bool] | None]
"""(guild, channel) → whether everybody who may view that channel may view another one; None: it is gone."""
_WEEK_THREAD: Final = 10080
"""Minutes without a message after which Discord folds a thread away: the longest there is."""
_NO_PRIVATE_THREAD: Final = "wrong-channel-type"
_PERMISSIONS = frozenset(
    {
        "view_channel", "send_messages", "attach_files", "read_message_history", "create_public_threads",
        "create_private_threads", "send_messages_in_threads", "manage_threads",
    }
)  # fmt: skip
_ENDED = frozenset({DeliveryState.DEAD, DeliveryState.DROPPED})


class ExchangePosting:
    """How projects join in."""

    def __init__(self, database: Database, catalogue: Catalogue, clock: Clock, *, audience: Audience) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._audience = audience

    def feature(self) -> Feature:
        """What `app.py` registers."""
        return Feature(
            name=FEATURE,
            renderers={
                CARD: self._render_card,
                EDIT: self._render_card,
                MOVED: self._render_moved,
                PUBLIC: self._render_public_thread,
                INSIDE: self._render_inside_thread,
                MEMBER: self._render_member,
                LINE: self._render_line,
                NOTE: self._render_line,
                DAY: self._render_dates,
                INSTEAD: self._render_dates,
                OWN: self._render_own,
            },
            settled=_settled,
            materialise=lambda: keeping.sweep(self._database),
            agenda=coming.agenda,
            remindable=coming.remindable,
            named=coming.named,
            digest=coming.digest,
            search=coming.search,
            tables=TABLES,
            forget=keeping.forget,
            personal=PERSONAL,
            panel=(PanelButton(what="exchange-panel", press=press("exchange.list", 1)),),
            permissions=_PERMISSIONS,
        )

    # The card

    async def _render_card(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Overview, Translator] | None:
            project = _project(tx, delivery)
            if project is None or project.channel_id != delivery.target_id:
                return None
            if delivery.template == EDIT and project.card_message_id != delivery.details.get("message_id"):
                return None  # another card stands there by now
            if delivery.template == CARD and project.card_message_id is not None:
                return None
            return looking.overview(tx, project), self._translator(tx, delivery)

        found = await self._database.read(operation)
        if found is None:
            return None
        overview, t = found
        may_show = self._readers(delivery.guild_id, delivery.target_id)
        more = commitments.card_buttons(overview.project, t)
        return Rendered(card=shared.public(overview.seen_by(may_show), t, more=more))

    def _readers(self, guild_id: int, channel_id: int) -> Callable[[int], bool]:
        """Whether everybody who reads the card may view a channel; when unsure, no."""
        try:
            may_show = self._audience(guild_id, channel_id)
        except UnreachableError:
            may_show = None
        return (lambda other: other == channel_id) if may_show is None else may_show

    async def _render_moved(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> Rendered | None:
            project = _project(tx, delivery)
            if project is None or project.channel_id in (None, delivery.target_id):
                return None
            return Rendered(card=messages.moved(project, self._translator(tx, delivery)))

        return await self._database.read(operation)

    # Threads

    async def _render_public_thread(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> Rendered | None:
            project = _project(tx, delivery)
            if project is None or project.public_thread_id is not None or project.stage in ENDED:
                return None
            if project.card_message_id != delivery.details.get("message_id"):
                return None
            t = self._translator(tx, delivery)
            name = t.plain("exchange-told-public-thread", name=project.name)
            return Rendered(fields={"name": name, "archive_minutes": _WEEK_THREAD})

        return await self._database.read(operation)

    async def _render_inside_thread(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> Rendered | None:
            project = _project(tx, delivery)
            if project is None or project.thread_id is not None or project.stage in ENDED:
                return None
            t = self._translator(tx, delivery)
            name = t.plain("exchange-told-inside-thread", name=project.name)
            return Rendered(fields={"name": name})

        return await self._database.read(operation)

    async def _render_member(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> bool:
            project = _project(tx, delivery)
            return project is not None and insiders.wanted(tx, project, delivery)

        return Rendered() if await self._database.read(operation) else None

    # Words

    async def _render_line(self, delivery: Delivery) -> Rendered | None:
        """A line of the minutes: for everybody, or for organisers alone."""
        event = delivery.details.get("event")

        def operation(tx: Transaction) -> Rendered | None:
            project = _project(tx, delivery)
            if project is None or not isinstance(event, int):
                return None
            happening = store.happening(tx, project.id, event)
            if happening is None:
                return None
            about = happening.organisation_id
            who = None if about is None else store.organisation(tx, project.guild_id, about)
            t = self._translator(tx, delivery)
            said = shared.minutes_line(happening, None if who is None else who.name, t)
            late = delivery.due_at if is_late(delivery, tx.now) else None
            make = messages.inside if delivery.template == NOTE else messages.line
            return Rendered(card=make(project, said, t, was_due=late))

        return await self._database.read(operation)

    async def _render_dates(self, delivery: Delivery) -> Rendered | None:
        """Dates that come up, for organisers; of `INSTEAD`: those of which a person did not hear."""
        unheard = _user(delivery) if delivery.template == INSTEAD else None

        def operation(tx: Transaction) -> Rendered | None:
            project = _project(tx, delivery)
            if project is None or not project.is_live:
                return None
            dates = due.still(tx, project, _told(delivery), unheard)
            if not dates:
                return None
            settings = settings_in(tx, delivery.guild_id)
            inside = set(telling.insiders(tx, project.id))
            # Nobody is brought into the organisers' thread by a mention: only who is in it anyway.
            people = sorted({one.owner_id for one in dates if one.owner_id in inside and one.owner_id})
            awake = tuple(one for one in people if not is_quiet(member_in(tx, one), tx.now, settings.zone))
            card = messages.organisers(
                project,
                dates,
                self._translator(tx, delivery),
                today=records.today(tx, project),
                inside=inside,
                unheard=unheard,
                was_due=delivery.due_at if is_late(delivery, tx.now) else None,
            )
            return Rendered(card=card, mention_users=() if unheard is not None else awake)

        return await self._database.read(operation)

    async def _render_own(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> Rendered | None:
            project = _project(tx, delivery)
            member = member_in(tx, delivery.target_id)
            if project is None or not project.is_live or member.dm is not True:
                return None
            dates = due.still(tx, project, _told(delivery), delivery.target_id)
            if not dates:
                return None
            language = member.language or settings_in(tx, delivery.guild_id).language
            card = messages.own(
                project,
                dates,
                self._catalogue.translator(language),
                today=records.today(tx, project),
                was_due=delivery.due_at if is_late(delivery, tx.now) else None,
            )
            return Rendered(card=card)

        return await self._database.read(operation)

    def _translator(self, tx: Transaction, delivery: Delivery) -> Translator:
        return self._catalogue.translator(settings_in(tx, delivery.guild_id).language)


def _project(tx: Transaction, delivery: Delivery) -> Project | None:
    return store.get(tx, delivery.guild_id, delivery.subject_id)


def _user(delivery: Delivery) -> int | None:
    value = delivery.details.get("user_id")
    return value if isinstance(value, int) else None


def _told(delivery: Delivery) -> Collection[int]:
    value = delivery.details.get("told")
    return [one for one in value if isinstance(one, int)] if isinstance(value, list) else []


# What follows


def _settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    project = _project(tx, delivery)
    after = _AFTER.get(delivery.template)
    if project is not None and after is not None:
        after(tx, project, delivery, outcome)


def _posted(tx: Transaction, project: Project, delivery: Delivery, outcome: Outcome) -> None:
    """The card stands. Where it was moved meanwhile, what stands here leads on; where something happened, it is edited."""
    if outcome.state is not DeliveryState.SENT or outcome.result_id is None:
        if outcome.state in _ENDED:
            promises.lines_into(tx, project)  # there will be no thread on it
        return
    if project.channel_id != delivery.target_id:
        there = replace(project, channel_id=delivery.target_id, card_message_id=outcome.result_id)
        promises.left(tx, there)
        return
    store.note(tx, project, card_message_id=outcome.result_id)
    now = store.get(tx, project.guild_id, project.id) or project
    if now.changes != delivery.details.get("changes"):
        promises.card(tx, now)
    promises.public_thread(tx, now, outcome.result_id)


def _edited(tx: Transaction, project: Project, delivery: Delivery, outcome: Outcome) -> None:
    """Somebody may have deleted the card."""
    stands = project.card_message_id == delivery.details.get("message_id")
    if stands and outcome.state is DeliveryState.DEAD and outcome.reason == MESSAGE_GONE:
        promises.lost_card(tx, project)


def _public_made(tx: Transaction, project: Project, _: Delivery, outcome: Outcome) -> None:
    """The public thread is there: lines that waited go into it. Without one they stand in the channel."""
    if outcome.state is DeliveryState.SENT and outcome.result_id is not None:
        if project.public_thread_id is None:
            store.note(tx, project, public_thread_id=outcome.result_id)
    elif outcome.state not in _ENDED:
        return
    promises.lines_into(tx, store.get(tx, project.guild_id, project.id) or project)


def _inside_made(tx: Transaction, project: Project, delivery: Delivery, outcome: Outcome) -> None:
    """The organisers' thread is there: everybody who belongs there is added. Some channels take none: then elsewhere."""
    if outcome.state is DeliveryState.SENT and outcome.result_id is not None:
        if project.thread_id is None:
            store.note(tx, project, thread_id=outcome.result_id)
            insiders.fill(tx, store.get(tx, project.guild_id, project.id) or project)
    elif outcome.state is DeliveryState.DEAD and outcome.reason == _NO_PRIVATE_THREAD:
        insiders.make_elsewhere(tx, project, not_in=delivery.target_id)


def _added(tx: Transaction, project: Project, delivery: Delivery, outcome: Outcome) -> None:
    """Who left the server is in no thread; a thread that is gone has nobody in it."""
    user_id = _user(delivery)
    if outcome.state is DeliveryState.DEAD and outcome.reason == MEMBER_GONE and user_id is not None:
        insiders.put_out(tx, project, user_id)
    elif outcome.state is DeliveryState.DEAD and outcome.reason == CHANNEL_GONE:
        _lost_inside(tx, project, delivery)


def _said(tx: Transaction, project: Project, delivery: Delivery, outcome: Outcome) -> None:
    """Where the public thread is gone or closed for good, lines go to the channel from now on."""
    if outcome.state not in _ENDED or outcome.reason not in OF_A_THREAD:
        return
    event = delivery.details.get("event")
    if delivery.target_id == project.public_thread_id:
        store.note(tx, project, public_thread_id=None)
    elif delivery.target_id == project.channel_id:
        return
    # Of several lines that were on their way, the first found the thread gone: none of them is lost.
    now = store.get(tx, project.guild_id, project.id)
    if now is not None and isinstance(event, int):
        promises.line(tx, now, event)


def _said_inside(tx: Transaction, project: Project, delivery: Delivery, outcome: Outcome) -> None:
    """Where the organisers' thread is gone or closed for good, their lines go where they get their notices."""
    if outcome.state not in _ENDED or outcome.reason not in OF_A_THREAD:
        return
    now = _lost_inside(tx, project, delivery) or project  # of several the first found it gone
    event, told = delivery.details.get("event"), list(_told(delivery))
    target = insiders.place(tx, now)
    if target is None or target == delivery.target_id:
        return
    if isinstance(event, int):
        promises.inside(tx, now, event)
    elif told and delivery.template == INSTEAD:
        promises.instead(tx, now, delivery)
    elif told:
        promises.organisers(tx, now, told, target)


def _lost_inside(tx: Transaction, project: Project, delivery: Delivery) -> Project | None:
    if project.thread_id is None or delivery.target_id != project.thread_id:
        return None
    store.note(tx, project, thread_id=None)
    return store.get(tx, project.guild_id, project.id)


def _unheard(tx: Transaction, project: Project, delivery: Delivery, outcome: Outcome) -> None:
    """A direct message did not arrive: the organisers are told."""
    refused = outcome.state is DeliveryState.DEAD and outcome.reason in (DM_CLOSED, MEMBER_GONE)
    # Said no to direct messages since: the organisers hear of what is still so.
    unwanted = outcome.state is DeliveryState.CANCELLED and due.still(
        tx, project, _told(delivery), delivery.target_id
    )
    if refused or unwanted:
        promises.instead(tx, project, delivery)


_AFTER: Final[Mapping[str, Callable[[Transaction, Project, Delivery, Outcome], None]]] = {
    CARD: _posted,
    EDIT: _edited,
    PUBLIC: _public_made,
    INSIDE: _inside_made,
    MEMBER: _added,
    LINE: _said,
    NOTE: _said_inside,
    DAY: _said_inside,
    INSTEAD: _said_inside,
    OWN: _unheard,
}
