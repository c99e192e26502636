"""/ask: a draft, what others solved before, and the post."""

import asyncio
import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from bot.clock import to_epoch
from bot.delivery.model import DeliveryState
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.guilds.conduct import service as conduct
from bot.language import markup
from bot.language.safe_text import clean_name, clip
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.topics.rules import FORUM, TEXT, PlaceView, Topic
from bot.topics.service import may_post, require_may_post, topic_in, topics_of
from bot.topics.threads import promises, records, rules, store
from bot.topics.threads.records import Standing
from bot.topics.threads.rules import MOST_QUESTION, MOST_TITLE, Thread, ThreadState, Urgency

PATIENCE: Final = dt.timedelta(seconds=2.5)
"""How long the answer waits for the post: a person looks at it."""
MOST_SIMILAR: Final = 3
_LOOKED_AT: Final = 20
"""Of the best by words, so many are read closely."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as it stands. `similar`: what was solved before; with any, it waits as a draft for a word."""

    thread: Thread
    topic: Topic
    similar: tuple[Standing, ...] = ()


class QuestionService:
    """Use cases of who asks."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._awaited: dict[int, asyncio.Future[bool]] = {}
        """By thread: whether its post arrived."""
        self.patience = PATIENCE

    async def topics(self, actor: Actor) -> tuple[Topic, ...]:
        """The live topics that have a channel and in which the actor may post, by name."""

        def operation(tx: Transaction) -> tuple[Topic, ...]:
            live = topics_of(tx, actor.guild_id)
            return tuple(one for one in live if one.channel_id is not None and may_post(tx, actor, one))

        return await self._database.read(operation)

    async def begin(self, actor: Actor) -> None:
        """Before a form is opened: raises InvalidInputError where the member asked too much just now."""
        await self._database.read(lambda tx: _require_slow(tx, actor))

    async def ask(
        self,
        actor: Actor,
        *,
        topic_id: int,
        title: str,
        question: str,
        urgency: Urgency,
        place: PlaceView | None,
        may_view: Callable[[int], bool],
    ) -> Asked:
        """Post a question, or keep it as a draft where something like it was solved that the actor may see.

        `place`: the topic's channel as Discord has it. Raises InvalidInputError, NotFoundError and StaleError.
        """
        name, text = _read_title(title), records.read_text(question, MOST_QUESTION)
        if not text:
            raise InvalidInputError("ask-question-empty")
        channels = await self._database.read(lambda tx: store.search_channels(tx, actor.guild_id))
        viewable = [channel_id for channel_id in channels if may_view(channel_id)]

        def operation(tx: Transaction) -> Asked:
            topic = _require_topic(tx, actor, topic_id, place)
            _require_slow(tx, actor)
            made = store.insert(
                tx,
                guild_id=actor.guild_id,
                thread_id=None,
                topic_id=topic.id,
                channel_id=topic.channel_id or 0,
                title=name,
                state=ThreadState.DRAFT,
                asker_id=actor.user_id,
                opened_at=tx.now,
                in_forum=place is not None and place.type == FORUM,
                asked=True,
                question=text,
                urgency=urgency,
            )
            draft = _own_draft(tx, actor, made)
            similar = _similar(tx, draft, viewable)
            if similar:
                return Asked(thread=draft, topic=topic, similar=similar)
            return Asked(thread=self._posted(tx, draft, place), topic=topic)

        return await self._database.write(operation)

    async def draft(self, actor: Actor, id_: int) -> Asked:
        """The actor's own draft. Raises NotFoundError, and StaleError for one that was posted."""

        def operation(tx: Transaction) -> Asked:
            found = _own_draft(tx, actor, id_)
            topic = None if found.topic_id is None else topic_in(tx, actor.guild_id, found.topic_id)
            if topic is None:
                raise StaleError("ask-topic-gone")
            return Asked(thread=found, topic=topic)

        return await self._database.read(operation)

    async def post(self, actor: Actor, id_: int, place: PlaceView | None) -> Asked:
        """Post a draft. Raises as `ask` and `draft` do."""

        def operation(tx: Transaction) -> Asked:
            draft = _own_draft(tx, actor, id_)
            topic = _require_topic(tx, actor, draft.topic_id or 0, place)
            _require_slow(tx, actor)
            return Asked(thread=self._posted(tx, draft, place), topic=topic)

        return await self._database.write(operation)

    async def solved_by(
        self, actor: Actor, id_: int, solved_id: int, may_view: Callable[[int], bool]
    ) -> Standing:
        """A solved thread answers the draft, which is dropped. Raises NotFoundError and StaleError."""
        found = await self._database.read(lambda tx: store.get(tx, actor.guild_id, solved_id))
        if found is None or not rules.is_found(found) or not may_view(found.channel_id):
            raise NotFoundError("threads-not-found")

        def operation(tx: Transaction) -> Standing:
            _own_draft(tx, actor, id_)
            store.delete(tx, actor.guild_id, id_)
            solved = records.existing(tx, actor.guild_id, solved_id)
            if not rules.is_found(solved):
                raise NotFoundError("threads-not-found")
            return records.standing(tx, solved)

        return await self._database.write(operation)

    async def arrived(self, asked: Asked) -> Asked | None:
        """The question as it stands once its post was settled: posted, or a draft again; None: nobody can say yet."""
        awaited = self._awaited.get(asked.thread.id)
        if awaited is not None:
            try:
                async with asyncio.timeout(self.patience.total_seconds()):
                    await asyncio.shield(awaited)
            except TimeoutError:
                return None
            finally:
                self._awaited.pop(asked.thread.id, None)

        def operation(tx: Transaction) -> Asked | None:
            found = store.get(tx, asked.thread.guild_id, asked.thread.id)
            if found is None or (found.state is not ThreadState.DRAFT and not found.thread_id):
                return None
            return Asked(thread=found, topic=asked.topic)

        return await self._database.read(operation)

    def settled(self, thread_id: int, state: DeliveryState) -> None:
        """The post of a question was settled: whoever waits for it is told. Called in the loop."""
        awaited = self._awaited.get(thread_id)
        if awaited is not None and not awaited.done():
            awaited.set_result(state is DeliveryState.SENT)

    def _posted(self, tx: Transaction, draft: Thread, place: PlaceView | None) -> Thread:
        """Promise the post of a draft."""
        if place is not None:
            store.set_tags(tx, draft.guild_id, place.id, rules.meanings(place.tags))
        changed = store.change(
            tx,
            draft,
            state=ThreadState.OPEN.value,
            opened_at=to_epoch(tx.now),
            channel_id=draft.channel_id if place is None else place.id,
            in_forum=int(draft.in_forum if place is None else place.type == FORUM),
        )
        after = store.get(tx, draft.guild_id, draft.id)
        if not changed or after is None:
            raise StaleError("ask-posted-already")
        if after.head_id is not None and after.channel_id == draft.channel_id and not after.in_forum:
            # Its message stands there: Discord refused the thread alone.
            promises.discussion(tx, after, after.head_id)
        else:
            promises.post(tx, after)
        tx.after_commit(lambda: self._await(after.id))
        return after

    def _await(self, thread_id: int) -> None:
        self._awaited[thread_id] = asyncio.get_running_loop().create_future()


def _require_slow(tx: Transaction, actor: Actor) -> None:
    """Raises InvalidInputError, which says when the member may ask again, and NotAllowedError for whoever is blocked."""
    conduct.require_allowed(tx, actor)
    asked = store.asked_since(tx, actor.guild_id, actor.user_id, tx.now - rules.ASKED_WITHIN)
    again = rules.may_ask_from(asked, tx.now)
    if again is not None:
        raise InvalidInputError("ask-too-often", most=rules.MOST_ASKED, when=markup.time(again, "R"))


def _require_topic(tx: Transaction, actor: Actor, topic_id: int, place: PlaceView | None) -> Topic:
    topic = topic_in(tx, actor.guild_id, topic_id)
    if topic is None:
        raise NotFoundError("ask-topic-gone")
    if topic.archived_at is not None:
        raise StaleError("ask-topic-gone")
    if place is None or place.id != topic.channel_id or place.type not in (FORUM, TEXT):
        raise InvalidInputError("ask-topic-broken", topic=topic.name)
    require_tag(topic, place)
    require_may_post(tx, actor, topic)
    return topic


def require_tag(topic: Topic, place: PlaceView | None) -> None:
    """Raises InvalidInputError where the topic's tag is gone, or the forum wants one on each post and the topic has none."""
    if place is None or rules.takes_questions(topic, place):
        return
    if topic.tag_id is not None:
        raise InvalidInputError("ask-tag-gone", topic=topic.name)
    raise InvalidInputError("ask-tag-required", topic=topic.name, where=markup.channel(place.id))


def _own_draft(tx: Transaction, actor: Actor, id_: int) -> Thread:
    """Raises NotFoundError for one that is not there, and in the same words for somebody else's."""
    found = store.get(tx, actor.guild_id, id_)
    if found is None or found.asker_id != actor.user_id:
        raise NotFoundError("ask-draft-gone")
    if found.state is not ThreadState.DRAFT:
        raise StaleError("ask-posted-already")
    return found


def _read_title(typed: str) -> str:
    name = clean_name(typed)
    if name is None:
        raise InvalidInputError("ask-title-empty")
    return clip(name, MOST_TITLE)


def _similar(tx: Transaction, draft: Thread, channels: Collection[int]) -> tuple[Standing, ...]:
    """What was solved before and is like the draft, in channels that the asker may view; the best first."""
    return tuple(records.standing(tx, one) for one in _alike(tx, draft, channels)[:MOST_SIMILAR])


def _alike(tx: Transaction, draft: Thread, channels: Collection[int]) -> Sequence[Thread]:
    where, what = rules.within(draft.guild_id, channels), rules.any_of(draft.title, draft.question)
    if where is None or what is None:
        return ()
    found = store.search(
        tx, draft.guild_id, f"{where} AND ({rules.TEXT_COLUMNS} : ({what}))", limit=_LOOKED_AT
    )
    return [
        one
        for one in found
        if rules.is_found(one)
        and rules.is_similar(draft.title, draft.question, f"{one.title} {one.question} {one.answer}")
    ]
