"""What the outbox asks of polls: the messages as of now, and what follows once they are settled; how they join in."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot.clock import Clock
from bot.delivery.lateness import is_late
from bot.delivery.model import Delivery, DeliveryState, Outcome, Rendered
from bot.delivery.verdict import DM_CLOSED, MESSAGE_GONE, OF_A_THREAD
from bot.feature import Feature, PanelButton
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue, Translator
from bot.people.service import settings_in as member_in
from bot.polls import looking, store
from bot.polls.feature import TABLES
from bot.polls.rules import Poll, PollState
from bot.polls.telling import coming, keeping, messages, promises, telling
from bot.polls.telling.promises import (
    CARD,
    DIRECT,
    EDIT,
    FEATURE,
    MENTION,
    PERSONAL,
    RESULT,
    RESULT_EDIT,
    THREAD,
    WORD,
)
from bot.storage.database import Database, Transaction
from bot.ui.cards import Card
from bot.ui.routes import press

ResultCard = Callable[[Poll, Translator], Awaitable[Card | None]]
"""Makes the card of a closed poll's result; None: nothing can be told beyond that it is closed."""
Close = Callable[[int, int], Awaitable[Poll | None]]
"""(guild, poll) → the poll, closed now if its deadline has passed; None: it is not due. Harmless twice."""
_WEEK_THREAD: Final = 10080
"""Minutes without a message after which Discord folds the discussion away: the longest there is."""
_PERMISSIONS = frozenset(
    {
        "view_channel", "send_messages", "attach_files", "read_message_history", "create_public_threads",
        "send_messages_in_threads",
    }
)  # fmt: skip
_ENDED = frozenset({DeliveryState.DEAD, DeliveryState.DROPPED})


class PollPosting:
    """How polls join in. `close` closes what is due, `result` makes the card of a result."""

    def __init__(
        self, database: Database, catalogue: Catalogue, clock: Clock, *, close: Close, result: ResultCard
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._close = close
        self._result = result

    def feature(self) -> Feature:
        """What `app.py` registers."""
        return Feature(
            name=FEATURE,
            renderers={
                CARD: self._render_first,
                EDIT: self._render_card,
                THREAD: self._render_thread,
                RESULT: self._render_result,
                RESULT_EDIT: self._render_result,
                WORD: self._render_word,
                MENTION: self._render_mention,
                DIRECT: self._render_direct,
            },
            settled=_settled,
            materialise=self.sweep,
            replan=lambda: self._database.write(keeping.replan),
            agenda=coming.agenda,
            remindable=coming.remindable,
            named=coming.named,
            digest=coming.digest,
            search=coming.search,
            tables=TABLES,
            erased=keeping.erased,
            forget=keeping.forget,
            personal=PERSONAL,
            panel=(PanelButton(what="poll-panel", press=press("poll.list", 1)),),
            permissions=_PERMISSIONS,
        )

    async def sweep(self) -> int:
        """Open and close what is due by now and was missed: the channel was out of reach, everything was paused."""
        now = self._clock.now()
        done = 0
        for guild_id, poll_id in await self._database.read(lambda tx: keeping.to_open(tx, now)):
            done += await keeping.open_one(self._database, guild_id, poll_id)
        for guild_id, poll_id in await self._database.read(lambda tx: keeping.to_close(tx, now)):
            done += await self._close(guild_id, poll_id) is not None
        return done

    # The card

    async def _render_first(self, delivery: Delivery) -> Rendered | None:
        """The card of a poll that opens now, if it was promised for then: it is opened first."""
        await keeping.open_one(self._database, delivery.guild_id, delivery.subject_id, delivery)
        return await self._render_card(delivery)

    async def _render_card(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> Rendered | None:
            poll = _poll(tx, delivery)
            if poll is None or poll.channel_id != delivery.target_id or poll.state is PollState.DRAFT:
                return None
            if delivery.template == EDIT and poll.card_message_id != delivery.details.get("message_id"):
                return None  # another card stands there by now
            if delivery.template == CARD and (
                poll.state is not PollState.OPEN or poll.card_message_id is not None
            ):
                return None
            t = self._translator(tx, delivery)
            late = delivery.template == CARD and delivery.details.get("planned") and is_late(delivery, tx.now)
            card = messages.card(
                poll,
                store.options(tx, poll.id),
                looking.standing(tx, poll),
                t,
                was_due=delivery.due_at if late else None,
            )
            return Rendered(card=card)

        return await self._database.read(operation)

    async def _render_thread(self, delivery: Delivery) -> Rendered | None:
        poll = await self._database.read(lambda tx: _poll(tx, delivery))
        if (
            poll is None
            or poll.state is not PollState.OPEN
            or poll.card_message_id != delivery.details.get("message_id")
        ):
            return None
        return Rendered(fields={"name": poll.question, "archive_minutes": _WEEK_THREAD})

    # The result

    async def _render_result(self, delivery: Delivery) -> Rendered | None:
        """The result; of a poll whose deadline has passed: it is closed first."""
        await self._close(delivery.guild_id, delivery.subject_id)

        def operation(tx: Transaction) -> tuple[Poll, Translator] | None:
            poll = _poll(tx, delivery)
            if poll is None or poll.state not in (PollState.CLOSED, PollState.CERTIFIED, PollState.VOID):
                return None
            if delivery.template == RESULT and poll.state is PollState.VOID:
                return None
            if delivery.template == RESULT_EDIT and poll.result_message_id != delivery.details.get(
                "message_id"
            ):
                return None
            return poll, self._translator(tx, delivery)

        found = await self._database.read(operation)
        if found is None:
            return None
        poll, t = found
        if poll.state is PollState.VOID:
            return Rendered(card=messages.void_result(poll, t))
        return Rendered(card=messages.result(poll, await self._result(poll, t), t))

    # Words to those who have not voted

    async def _render_word(self, delivery: Delivery) -> Rendered | None:
        """The first message of an occasion: whom it does not mention gets word of their own, promised here."""

        def operation(tx: Transaction) -> Rendered | None:
            said = telling.word(tx, delivery)
            if said is None:
                return None
            telling.gather(tx, delivery, said)
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
        late = delivery.due_at if is_late(delivery, tx.now) else None
        card = messages.mention(said, people, self._translator(tx, delivery), was_due=late)
        return Rendered(card=card, mention_users=people)

    def _translator(self, tx: Transaction, delivery: Delivery) -> Translator:
        return self._catalogue.translator(settings_in(tx, delivery.guild_id).language)


def _poll(tx: Transaction, delivery: Delivery) -> Poll | None:
    return store.get(tx, delivery.guild_id, delivery.subject_id)


# What follows


def _settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    poll = _poll(tx, delivery)
    after = _AFTER.get(delivery.template)
    if poll is not None and after is not None:
        after(tx, poll, delivery, outcome)


def _posted(tx: Transaction, poll: Poll, delivery: Delivery, outcome: Outcome) -> None:
    """The card stands. Where something happened while it was on its way, it is edited."""
    if outcome.state is not DeliveryState.SENT or outcome.result_id is None:
        return
    store.note(tx, poll, card_message_id=outcome.result_id)
    if poll.changes != delivery.details.get("changes") or poll.state is not PollState.OPEN:
        promises.card(tx, poll)
    promises.discussion(tx, poll, outcome.result_id)


def _edited(tx: Transaction, poll: Poll, delivery: Delivery, outcome: Outcome) -> None:
    """Somebody may have deleted the card."""
    stands = poll.card_message_id == delivery.details.get("message_id")
    if stands and outcome.state is DeliveryState.DEAD and outcome.reason == MESSAGE_GONE:
        promises.lost_card(tx, poll)


def _discussed(tx: Transaction, poll: Poll, _: Delivery, outcome: Outcome) -> None:
    """The discussion is there: the card leads to it, and words go there."""
    if outcome.state is not DeliveryState.SENT or outcome.result_id is None or poll.thread_id is not None:
        return
    store.note(tx, poll, thread_id=outcome.result_id)
    now = store.get(tx, poll.guild_id, poll.id)
    if now is not None:
        promises.reminders(tx, now)
        promises.card(tx, now)


def _told(tx: Transaction, poll: Poll, _: Delivery, outcome: Outcome) -> None:
    """The result stands: the card leads to it. Where the close came to be moved meanwhile, it is promised anew."""
    if outcome.state is DeliveryState.SENT and outcome.result_id is not None:
        store.note(tx, poll, result_message_id=outcome.result_id)
        now = store.get(tx, poll.guild_id, poll.id)
        if now is not None:
            promises.card(tx, now, at_once=True)
            if now.state is PollState.VOID:
                promises.result_changed(tx, now)
    elif outcome.state is DeliveryState.CANCELLED and poll.state is PollState.OPEN:
        promises.result(tx, poll)


def _result_edited(tx: Transaction, poll: Poll, delivery: Delivery, outcome: Outcome) -> None:
    """Somebody deleted the result: it can be posted again."""
    stands = poll.result_message_id == delivery.details.get("message_id")
    if stands and outcome.state is DeliveryState.DEAD and outcome.reason == MESSAGE_GONE:
        store.note(tx, poll, result_message_id=None)
        now = store.get(tx, poll.guild_id, poll.id)
        if now is not None:
            promises.card(tx, now)


def _spoken(tx: Transaction, poll: Poll, delivery: Delivery, outcome: Outcome) -> None:
    """Where the discussion is gone or closed, words go to the channel from now on."""
    if outcome.state not in _ENDED or outcome.reason not in OF_A_THREAD:
        return
    if poll.thread_id is None or delivery.target_id != poll.thread_id:
        return
    store.note(tx, poll, thread_id=None)
    now = store.get(tx, poll.guild_id, poll.id)
    if now is not None:
        promises.reminders(tx, now)
        promises.again(tx, now, delivery)
        promises.card(tx, now)


def _refused(tx: Transaction, poll: Poll, delivery: Delivery, outcome: Outcome) -> None:
    """A direct message did not arrive: the person is mentioned."""
    del poll
    if outcome.state is DeliveryState.DEAD and outcome.reason == DM_CLOSED:
        telling.mention_instead(tx, delivery)


_AFTER: Final[Mapping[str, Callable[[Transaction, Poll, Delivery, Outcome], None]]] = {
    CARD: _posted,
    EDIT: _edited,
    THREAD: _discussed,
    RESULT: _told,
    RESULT_EDIT: _result_edited,
    WORD: _spoken,
    MENTION: _spoken,
    DIRECT: _refused,
}
