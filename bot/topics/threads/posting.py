"""What the outbox asks of threads: the messages as of now, and what follows once they are settled; how they join in."""

import datetime as dt
from collections.abc import Callable

from bot.delivery import problems
from bot.delivery.model import Delivery, DeliveryState, Outcome, Rendered
from bot.delivery.verdict import CHANNEL_GONE, MESSAGE_GONE, TAGS_REFUSED
from bot.feature import Erasure, Feature, Named, PanelButton, PersonalData, Table
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.storage.database import Database, Transaction
from bot.topics.threads import messages, promises, records, rules, search, store, watch
from bot.topics.threads.promises import CARD, FEATURE, HEAD, OPEN, POST, TAGS
from bot.topics.threads.records import Standing
from bot.topics.threads.rules import Label, Thread, ThreadState, wanted_tags
from bot.ui.routes import press

_AT_ONCE = 200
_PERMISSIONS = frozenset(
    {
        "view_channel", "send_messages", "attach_files", "read_message_history", "create_public_threads",
        "send_messages_in_threads", "manage_threads",
    }
)  # fmt: skip


class ThreadPosting:
    """`settled_post` is told, in the loop, how the post of a question ended."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        settled_post: Callable[[int, DeliveryState], None],
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._settled_post = settled_post

    def feature(self) -> Feature:
        """How threads join in."""
        return Feature(
            name=FEATURE,
            renderers={
                POST: self._render_card,
                OPEN: self._render_discussion,
                HEAD: self._render_card,
                CARD: self._render_card,
                TAGS: self._render_tags,
            },
            settled=self._settled,
            named=_named,
            search=search.find,
            tables=TABLES,
            erased=_erased,
            forget=_forget,
            panel=(PanelButton(what="ask-panel", press=press("ask.start")),),
            permissions=_PERMISSIONS,
        )

    async def _render_card(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Standing, str, tuple[int, ...]] | None:
            found = store.get(tx, delivery.guild_id, delivery.subject_id)
            if found is None or found.gone_at is not None or found.state is ThreadState.DRAFT:
                return None
            if delivery.template == HEAD and tx.now - delivery.due_at > rules.HEAD_WITHIN:
                return None  # nobody misses it, so nobody is told
            if delivery.template == CARD and found.head_id != delivery.details.get("message_id"):
                return None  # another card stands there by now
            known = store.tags(tx, found.guild_id, found.channel_id)
            tags = sorted(wanted_tags(found, known)[0])
            language = settings_in(tx, delivery.guild_id).language
            one = records.standing(tx, found)
            if one.topic is not None and one.topic.tag_id is not None:
                tags.insert(0, one.topic.tag_id)
            return one, language, tuple(dict.fromkeys(tags))

        shown = await self._database.read(operation)
        if shown is None:
            return None
        one, language, tags = shown
        card = messages.head(one, self._catalogue.translator(language))
        if delivery.template != POST:
            return Rendered(card=card)
        asker = one.thread.asker_id
        return Rendered(
            card=card,
            fields={"name": one.thread.title, "tag_ids": tags},
            # A mention is what puts a post that the bot made on its asker's own list.
            mention_users=() if asker is None else (asker,),
        )

    async def _render_discussion(self, delivery: Delivery) -> Rendered | None:
        found = await self._database.read(lambda tx: store.get(tx, delivery.guild_id, delivery.subject_id))
        return None if found is None or found.gone_at is not None else Rendered(fields={"name": found.title})

    async def _render_tags(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> Rendered | None:
            found = store.get(tx, delivery.guild_id, delivery.subject_id)
            if found is None or found.gone_at is not None:
                return None
            known = store.tags(tx, found.guild_id, found.channel_id) if found.in_forum else {}
            add, remove = wanted_tags(found, known)
            return Rendered(
                fields={
                    "add": tuple(sorted(add)),
                    "remove": tuple(sorted(remove)),
                    "reopen": delivery.details.get("reopen") is True,
                }
            )

        return await self._database.read(operation)

    def _settled(self, tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
        thread = store.get(tx, delivery.guild_id, delivery.subject_id)
        if thread is None:
            return
        if outcome.state is DeliveryState.SENT and outcome.result_id is not None:
            self._sent(tx, thread, delivery, outcome.result_id)
        elif outcome.state in (DeliveryState.DEAD, DeliveryState.DROPPED):
            self._failed(tx, thread, delivery, outcome)

    def _sent(self, tx: Transaction, thread: Thread, delivery: Delivery, made: int) -> None:
        if delivery.template == POST:
            store.note(tx, thread, head_id=made)
            if thread.in_forum:
                self._arrived(tx, thread, delivery, made)
            else:
                promises.discussion(tx, thread, made)
        elif delivery.template == OPEN:
            self._arrived(tx, thread, delivery, made)
        elif delivery.template == HEAD:
            store.note(tx, thread, head_id=made)
            _catch_up(tx, thread, delivery)
        elif delivery.template == TAGS and not thread.asked:
            problems.over(tx, delivery, TAGS_REFUSED)

    def _arrived(self, tx: Transaction, thread: Thread, delivery: Delivery, thread_id: int) -> None:
        store.note(tx, thread, thread_id=thread_id)
        _catch_up(tx, thread, delivery)
        records.opened(tx, store.get(tx, thread.guild_id, thread.id) or thread)
        tx.after_commit(lambda: self._settled_post(thread.id, DeliveryState.SENT))

    def _failed(self, tx: Transaction, thread: Thread, delivery: Delivery, outcome: Outcome) -> None:
        template, reason = delivery.template, outcome.reason
        if template in (POST, OPEN) and not thread.thread_id:
            # What was typed is not lost: it is the asker's draft again. A message that stands is not posted twice.
            stands = template == OPEN and reason not in (MESSAGE_GONE, CHANNEL_GONE)
            head_id, heads = (thread.head_id, 1) if stands else (None, 0)
            store.change(tx, thread, state=ThreadState.DRAFT.value, head_id=head_id, heads=heads)
            tx.after_commit(lambda: self._settled_post(thread.id, outcome.state))
        elif template == CARD and reason == MESSAGE_GONE:
            promises.lost_head(tx, thread)
        elif reason == CHANNEL_GONE and delivery.target_id == thread.thread_id:
            watch.gone(tx, thread)


def _catch_up(tx: Transaction, thread: Thread, delivery: Delivery) -> None:
    """Somebody may have decided something between the making of the card and its arrival."""
    now = store.get(tx, thread.guild_id, thread.id)
    if now is not None and now.version != delivery.details.get("version", now.version):
        promises.tags(tx, now)
        promises.card(tx, now)


def _named(tx: Transaction, guild_id: int, subject_id: int) -> Named | None:
    found = store.get(tx, guild_id, subject_id)
    # A draft is its author's alone, and what is labelled stays where it is.
    if found is None or found.state is ThreadState.DRAFT or not rules.may_leave(found.label):
        return None
    return Named(title=found.title)


def _erased(tx: Transaction, user_id: int) -> None:
    """What they typed into /ask goes, here and in the index; the card on Discord follows. Others' answers stay."""
    found = store.of_asker(tx, user_id)
    for thread in found:
        if store.delete(tx, thread.guild_id, thread.id):
            promises.withdraw(tx, thread)
            continue
        if thread.asked and store.change(tx, thread, question="", asker_id=None):
            after = store.get(tx, thread.guild_id, thread.id) or thread
            store.reindex(tx, after)
            # A closed thread is opened for it: what they wrote goes from the card as well.
            promises.tags(tx, after, reopen=after.state in rules.CLOSED and not after.head_is_outside)
            promises.card(tx, after)
    if found:
        store.forget_words(tx)


def _forget(tx: Transaction, now: dt.datetime) -> int:
    return store.forget_drafts(tx, now - rules.DRAFT_KEPT, _AT_ONCE) + store.forget_gone(
        tx, now - rules.GONE_KEPT, _AT_ONCE
    )


TABLES = (
    Table(
        name="topic_thread",
        people=(
            PersonalData(column="asker_id", what="threads-data-asker", erasure=Erasure.BLANK),
            PersonalData(
                column="answered_by",
                what="threads-data-answerer",
                erasure=Erasure.UNLINK,
                is_key=True,
                of_another=True,
            ),
        ),
        unshared=("state", (ThreadState.DRAFT.value,)),
        # A file is passed on more easily than a label allows.
        withheld=(
            frozenset({"title", "question", "answer"}),
            "label",
            tuple(one.value for one in Label if not rules.may_leave(one)),
        ),
    ),
    Table(
        name="topic_words",
        guild=None,
        parent=("about", "topic_thread", "id"),
        private=frozenset({"about", "place", "title", "question", "answer"}),
    ),
    Table(name="topic_tag"),
)
