"""What the outbox asks of cohorts: the messages as of now, and what follows once they are settled; how they join in."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bot.clock import Clock
from bot.cohorts import enrolling, looking, meeting, messages, promises, roles, store
from bot.cohorts.changing import follow
from bot.cohorts.enrolling_rules import KEPT, is_in, offered_until
from bot.cohorts.looking import Overview
from bot.cohorts.meeting import MEMBER, THREAD
from bot.cohorts.promises import CALLED_OFF, CARD, EDIT, FEATURE, MENTION, MOVED, NEWS, OFFER, PERSONAL
from bot.cohorts.roles import ADD, ROLE
from bot.cohorts.rules import JOINABLE, LIVE, SEATED, Cohort, CohortState, EnrolmentState
from bot.delivery.model import Delivery, DeliveryState, Outcome, Rendered
from bot.delivery.verdict import MEMBER_GONE, MESSAGE_GONE
from bot.feature import (
    DigestLine,
    DigestQuery,
    DigestSection,
    Erasure,
    Feature,
    Named,
    PanelButton,
    PersonalData,
    Table,
)
from bot.guilds.rules import ChannelPurpose
from bot.guilds.service import settings_in
from bot.language import markup
from bot.language.catalogue import Catalogue, Translator
from bot.language.rules import folded
from bot.people.service import settings_in as member_in
from bot.storage.database import Database, Transaction
from bot.ui.routes import press

DIGEST_ORDER: Final = 25
"""Where the cohorts stand among the digest's sections."""
_MOST_LINES: Final = 5
_MOST_NAMED: Final = 50
"""People named in one message where there is no role."""
_FORGOTTEN_AT_ONCE: Final = 20
_PERMISSIONS = frozenset(
    {
        "view_channel", "send_messages", "attach_files", "read_message_history", "create_private_threads",
        "send_messages_in_threads", "manage_threads", "manage_roles",
    }
)  # fmt: skip
_ENDED = frozenset({DeliveryState.DEAD, DeliveryState.DROPPED})


class CohortPosting:
    """`sweep` gives seats on whose time is over: see `CohortService.sweep`."""

    def __init__(
        self, database: Database, catalogue: Catalogue, clock: Clock, *, sweep: Callable[[], Awaitable[int]]
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._sweep = sweep

    def feature(self) -> Feature:
        """How cohorts join in."""
        return Feature(
            name=FEATURE,
            renderers={
                CARD: self._render_card,
                EDIT: self._render_card,
                MOVED: self._render_moved,
                OFFER: self._render_offer,
                MENTION: self._render_mention,
                NEWS: self._render_news,
                CALLED_OFF: self._render_called_off,
                ROLE: self._render_role,
                THREAD: self._render_thread,
                MEMBER: self._render_member,
            },
            settled=_settled,
            materialise=self._sweep,
            named=_named,
            digest=_digest,
            tables=_TABLES,
            erased=_erased,
            forget=lambda tx, now: store.forget_ended(tx, now - KEPT, _FORGOTTEN_AT_ONCE),
            personal=PERSONAL,
            panel=(PanelButton(what="cohort-panel", press=press("cohort.list", 1)),),
            permissions=_PERMISSIONS,
        )

    async def _render_card(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> Overview | None:
            found = store.get(tx, delivery.guild_id, delivery.subject_id)
            if found is None or found.card_channel_id != delivery.target_id:
                return None
            if delivery.template == EDIT and found.card_message_id != delivery.details.get("message_id"):
                return None  # another card stands there by now
            return looking.overview(tx, found)

        shown = await self._database.read(operation)
        if shown is None:
            return None
        return Rendered(card=messages.public(shown, self._of(shown.cohort)))

    async def _render_moved(self, delivery: Delivery) -> Rendered | None:
        found = await self._cohort(delivery)
        if found is None or found.card_channel_id in (None, delivery.target_id):
            return None
        return Rendered(card=messages.moved(found, self._of(found)))

    async def _render_offer(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Overview, str] | None:
            found = store.get(tx, delivery.guild_id, delivery.subject_id)
            if found is None or found.state not in LIVE:
                return None
            one = store.enrolment(tx, found.id, delivery.target_id)
            if not promises.is_offered(one, delivery):
                return None
            return looking.overview(tx, found), _language(tx, delivery, delivery.target_id)

        shown = await self._database.read(operation)
        if shown is None:
            return None
        one, language = shown
        until = markup.time(offered_until(one.cohort, self._clock.now()), "F")
        return Rendered(card=messages.offer(one, self._catalogue.translator(language), until))

    async def _render_mention(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Cohort, int] | None:
            found, user_id = store.get(tx, delivery.guild_id, delivery.subject_id), _user(delivery)
            if found is None or found.state not in LIVE or user_id is None:
                return None
            offered = promises.is_offered(store.enrolment(tx, found.id, user_id), delivery)
            return (found, user_id) if offered else None

        shown = await self._database.read(operation)
        if shown is None:
            return None
        cohort, user_id = shown
        return Rendered(card=messages.mention(user_id, cohort, self._of(cohort)), mention_users=(user_id,))

    async def _render_news(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Cohort, str] | None:
            found = store.get(tx, delivery.guild_id, delivery.subject_id)
            if found is None or not _still_true(tx, found, delivery):
                return None
            return found, _language(tx, delivery, delivery.target_id)

        shown = await self._database.read(operation)
        if shown is None:
            return None
        cohort, language = shown
        what = str(delivery.details.get("what"))
        return Rendered(card=messages.news(cohort, what, self._catalogue.translator(language)))

    async def _render_called_off(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Cohort, list[int]] | None:
            found = store.get(tx, delivery.guild_id, delivery.subject_id)
            if found is None or found.state is not CohortState.CANCELLED:
                return None
            # In its own thread everybody knows who is in it; elsewhere nobody is named.
            among = store.enrolments(tx, found.id, SEATED) if found.thread_made else ()
            return found, [one.user_id for one in among][:_MOST_NAMED]

        shown = await self._database.read(operation)
        if shown is None:
            return None
        cohort, people = shown
        named = tuple(people) if cohort.role_id is None else ()
        return Rendered(
            card=messages.called_off(cohort, named, self._of(cohort)),
            mention_roles=() if cohort.role_id is None else (cohort.role_id,),
            mention_users=named,
        )

    async def _render_role(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[str, str] | None:
            found = store.get(tx, delivery.guild_id, delivery.subject_id)
            settings = settings_in(tx, delivery.guild_id)
            if found is None or not roles.wanted(tx, delivery, settings):
                return None
            return found.name, settings.language

        shown = await self._database.read(operation)
        if shown is None:
            return None
        name, language = shown
        t = self._catalogue.translator(language)
        return Rendered(fields={"why": t.plain("cohort-role-why", name=name)})

    async def _render_thread(self, delivery: Delivery) -> Rendered | None:
        found = await self._cohort(delivery)
        if found is None or found.thread_made or found.channel_id != delivery.target_id:
            return None
        return Rendered(fields={"name": found.name})

    async def _render_member(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> bool:
            found = store.get(tx, delivery.guild_id, delivery.subject_id)
            return found is not None and meeting.wanted(tx, found, delivery)

        return Rendered() if await self._database.read(operation) else None

    async def _cohort(self, delivery: Delivery) -> Cohort | None:
        return await self._database.read(lambda tx: store.get(tx, delivery.guild_id, delivery.subject_id))

    def _of(self, cohort: Cohort) -> Translator:
        return self._catalogue.translator(cohort.language)


def _settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    cohort = store.get(tx, delivery.guild_id, delivery.subject_id)
    if cohort is None:
        return
    if outcome.reason == MEMBER_GONE and _is_about_joining(delivery):
        user_id = _user(delivery) or delivery.target_id
        if enrolling.gone(tx, cohort, user_id):
            return
    after = _AFTER.get(delivery.template)
    if after is not None:
        after(tx, cohort, delivery, outcome)


def _posted(tx: Transaction, cohort: Cohort, delivery: Delivery, outcome: Outcome) -> None:
    """The card stands. Where it was moved meanwhile, what stands here leads on; where something happened, it is edited."""
    if outcome.state is not DeliveryState.SENT or outcome.result_id is None:
        return
    if cohort.card_channel_id != delivery.target_id:
        there = replace(cohort, card_channel_id=delivery.target_id, card_message_id=outcome.result_id)
        promises.moved(tx, there)
        return
    store.note(tx, cohort, card_message_id=outcome.result_id)
    if cohort.changes != delivery.details.get("changes"):
        promises.card(tx, cohort)


def _edited(tx: Transaction, cohort: Cohort, delivery: Delivery, outcome: Outcome) -> None:
    """Somebody may have deleted the card."""
    stands = cohort.card_message_id == delivery.details.get("message_id")
    if stands and outcome.state is DeliveryState.DEAD and outcome.reason == MESSAGE_GONE:
        promises.lost_card(tx, cohort)


def _told(tx: Transaction, cohort: Cohort, delivery: Delivery, outcome: Outcome) -> None:
    """Who is offered a seat heard of it; or takes no direct messages, and is mentioned once where the card stands."""
    one = store.enrolment(tx, cohort.id, delivery.target_id)
    if one is None or not promises.is_offered(one, delivery):
        return
    if outcome.state in _ENDED:
        where = cohort.card_channel_id or settings_in(tx, cohort.guild_id).channels.get(
            ChannelPurpose.COHORTS
        )
        if where is not None:
            promises.mention(tx, cohort, one, where)
            return
    enrolling.heard(tx, cohort, one)


def _heard(tx: Transaction, cohort: Cohort, delivery: Delivery, _: Outcome) -> None:
    """Who takes no direct messages was mentioned, or could not be: the time to say yes begins."""
    user_id = _user(delivery)
    one = None if user_id is None else store.enrolment(tx, cohort.id, user_id)
    if one is not None and promises.is_offered(one, delivery):
        enrolling.heard(tx, cohort, one)


def _called_off(tx: Transaction, cohort: Cohort, delivery: Delivery, _: Outcome) -> None:
    """The role goes after the message that mentions it."""
    if cohort.role_id is not None:
        roles.take_all(tx, cohort, cohort.role_id, key=f"d{delivery.id}")


def _made(tx: Transaction, cohort: Cohort, delivery: Delivery, outcome: Outcome) -> None:
    """The thread is there: the cohort meets in it, and everybody who belongs there is added."""
    if outcome.state is not DeliveryState.SENT or outcome.result_id is None or cohort.thread_made:
        return
    after = replace(cohort, channel_id=outcome.result_id, parent_id=delivery.target_id, thread_made=True)
    store.change(tx, after, folded=folded(after.name))
    now = store.get(tx, cohort.guild_id, cohort.id) or after
    meeting.fill(tx, now, key=f"d{delivery.id}")
    follow(tx, cohort, now)


_AFTER: Final[Mapping[str, Callable[[Transaction, Cohort, Delivery, Outcome], None]]] = {
    CARD: _posted,
    EDIT: _edited,
    OFFER: _told,
    MENTION: _heard,
    CALLED_OFF: _called_off,
    ROLE: roles.settled,
    THREAD: _made,
}


def _is_about_joining(delivery: Delivery) -> bool:
    """Whether it failing for want of the person says that they left the server."""
    return delivery.template in (ROLE, MEMBER) and delivery.details.get("action") == ADD


def _still_true(tx: Transaction, cohort: Cohort, delivery: Delivery) -> bool:
    """Whether what is to be told of somebody's place is so: they may have come back meanwhile."""
    one = store.enrolment(tx, cohort.id, delivery.target_id)
    if one is None:
        return False
    what = delivery.details.get("what")
    if what == "called-off":
        return cohort.state is CohortState.CANCELLED
    if what == "waits":
        return one.state is EnrolmentState.WAITLISTED
    return not is_in(one)


def _language(tx: Transaction, delivery: Delivery, user_id: int) -> str:
    return member_in(tx, user_id).language or settings_in(tx, delivery.guild_id).language


def _user(delivery: Delivery) -> int | None:
    value = delivery.details.get("user_id")
    return value if isinstance(value, int) else None


def _named(tx: Transaction, guild_id: int, subject_id: int) -> Named | None:
    found = store.get(tx, guild_id, subject_id)
    return None if found is None else Named(title=found.name, show=press("cohort.edit", found.id))


def _digest(tx: Transaction, query: DigestQuery) -> Sequence[DigestSection]:
    """The cohorts that people can join, whose card everybody who reads the digest can see."""
    lines = []
    for one in store.every(tx, query.guild_id, JOINABLE):
        if one.card_channel_id is None or one.card_message_id is None:
            continue
        if not query.may_show(one.card_channel_id):
            continue
        lines.append(
            _line(tx, one, markup.message_url(one.guild_id, one.card_channel_id, one.card_message_id))
        )
    shown = tuple(lines[:_MOST_LINES])
    if not shown:
        return ()
    return (
        DigestSection(heading="cohort-digest", order=DIGEST_ORDER, lines=shown, more=len(lines) - len(shown)),
    )


def _line(tx: Transaction, cohort: Cohort, url: str) -> DigestLine:
    seats = looking.overview(tx, cohort)
    at = None if seats.following is None else seats.following.starts_at
    if cohort.capacity and seats.taken >= cohort.capacity:
        return DigestLine(title=cohort.name, url=url, at=at, note="cohort-digest-full")
    return DigestLine(title=cohort.name, url=url, at=at)


def _erased(tx: Transaction, user_id: int) -> None:
    """Their seats go to the next; the rows go with the erasure. A facilitator's cohorts stay with their organisers."""
    for one in store.everywhere(tx, user_id):
        cohort = store.get(tx, one.guild_id, one.cohort_id)
        if cohort is not None and is_in(one):
            store.delete_enrolment(tx, cohort.id, user_id)
            if cohort.state in JOINABLE:
                enrolling.fill(tx, cohort)
            promises.card(tx, cohort)
    for guild_id, cohort_id in store.led_everywhere(tx, user_id):
        cohort = store.get(tx, guild_id, cohort_id)
        if cohort is not None:
            remaining = [one for one in store.facilitators(tx, cohort.id) if one != user_id]
            store.set_facilitators(tx, cohort, remaining)
            promises.card(tx, cohort)


_TABLES = (
    Table(name="course"),
    Table(name="cohort"),
    Table(
        name="cohort_facilitator",
        people=(PersonalData(column="user_id", what="cohort-data-facilitator", erasure=Erasure.DELETE),),
    ),
    Table(
        name="enrolment",
        people=(
            PersonalData(column="user_id", what="cohort-data-enrolment", erasure=Erasure.DELETE, kept=KEPT),
        ),
    ),
)
