"""Topics as members meet them: which there are, and following. What organisers do is in `bot/topics/arranging.py`.

Other rooms call the functions of a transaction at the end.
"""

from collections.abc import Callable, Mapping, Sequence

from bot.delivery import lateness, outbox
from bot.delivery.lateness import Promise
from bot.delivery.model import Delivery, EffectKind, NewDelivery, Rendered
from bot.errors import NotAllowedError
from bot.feature import Erasure, Feature, Named, PanelButton, PersonalData, Table
from bot.guilds.rules import ChannelPurpose, is_organiser
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.topics import messages, records, roles, rules, store
from bot.topics.records import Followed, Overview
from bot.topics.roles import ADD, FEATURE, REMOVE, ROLE
from bot.topics.rules import Missing, Topic, TopicView
from bot.ui.routes import press

BROKEN = "broken"
"""The notice that something of a topic was deleted in Discord."""

Unanswered = Callable[[Transaction, int], Mapping[int, int]]
"""Guild → how many questions without an answer each topic has."""


class TopicService:
    """Use cases of members. `unanswered` counts open questions, which are the threads' to know."""

    def __init__(self, database: Database, catalogue: Catalogue, *, unanswered: Unanswered) -> None:
        self._database = database
        self._catalogue = catalogue
        self._unanswered = unanswered

    # Looking

    async def overview(self, actor: Actor) -> tuple[Overview, ...]:
        """Every live topic by name, as the actor stands to it. Which of them the reader may see is the caller's to ask."""

        def operation(tx: Transaction) -> tuple[Overview, ...]:
            followers, waiting = store.counts(tx, actor.guild_id), self._unanswered(tx, actor.guild_id)
            mine = store.followed(tx, actor.guild_id, actor.user_id)
            return tuple(
                Overview(
                    topic=one,
                    followers=followers.get(one.id, 0),
                    unanswered=waiting.get(one.id, 0),
                    follows=one.id in mine,
                    has_role=mine.get(one.id, False),
                )
                for one in topics_of(tx, actor.guild_id)
            )

        return await self._database.read(operation)

    async def live(self, guild_id: int) -> tuple[Topic, ...]:
        """Every live topic of a guild by name."""
        return await self._database.read(lambda tx: tuple(topics_of(tx, guild_id)))

    async def guilds(self) -> tuple[int, ...]:
        """The guilds with live topics."""
        return await self._database.read(lambda tx: tuple(store.guilds(tx)))

    async def followed(self, actor: Actor) -> tuple[Topic, ...]:
        """What the actor follows by name, archived topics too."""

        def operation(tx: Transaction) -> tuple[Topic, ...]:
            mine = follows(tx, actor.user_id, actor.guild_id)
            return tuple(one for one in store.every(tx, actor.guild_id) if one.id in mine)

        return await self._database.read(operation)

    async def get(self, actor: Actor, topic_id: int) -> Topic:
        """A topic, archived or not. Raises NotFoundError."""
        return await self._database.read(lambda tx: records.existing(tx, actor, topic_id))

    # Following

    async def follow(self, actor: Actor, topic_id: int, view: TopicView) -> Followed:
        """Follow, and be promised the role. Twice is once. Raises NotFoundError; StaleError for an archived topic."""

        def operation(tx: Transaction) -> Followed:
            topic = records.live(tx, actor, topic_id)
            changed = store.follow(tx, topic, actor.user_id)
            held = None if topic.role_id is None else rules.held_back(topic.role_id, view)
            if changed and topic.role_id is not None and held is None:
                roles.promise(tx, topic, actor.user_id, ADD, topic.role_id, key=_wish(actor))
            return Followed(topic=topic, follows=True, changed=changed, held=held)

        return await self._database.write(operation)

    async def unfollow(self, actor: Actor, topic_id: int, view: TopicView) -> Followed:
        """Follow no more, archived topics too, and have the role taken unless another followed topic gives it."""

        def operation(tx: Transaction) -> Followed:
            topic = records.existing(tx, actor, topic_id)
            given = store.followed(tx, actor.guild_id, actor.user_id).get(topic.id, False)
            changed = store.unfollow(tx, topic.id, actor.user_id)
            role_id = topic.role_id
            # Also where it was not given yet: it may be on its way. But nobody loses rights that others gave them.
            if (
                changed
                and role_id is not None
                and rules.can_take(role_id, view, given=given)
                and not store.follows_with_role(tx, actor.guild_id, actor.user_id, role_id)
            ):
                roles.promise(tx, topic, actor.user_id, REMOVE, role_id, key=_wish(actor))
            return Followed(topic=topic, follows=False, changed=changed)

        return await self._database.write(operation)

    # What was deleted in Discord

    async def tell_broken(self, guild_id: int, view: TopicView) -> int:
        """Tell the organisers what of which topic is gone, once for each loss; returns how many notices were promised."""

        def operation(tx: Transaction) -> int:
            notices = settings_in(tx, guild_id).channels.get(ChannelPurpose.NOTICES)
            if notices is None:
                return 0
            found = [(one, rules.broken(one, view)) for one in topics_of(tx, guild_id)]
            return sum(_notice(tx, topic, missing, notices) for topic, missing in found if missing)

        return await self._database.write(operation)

    # Deliveries

    def feature(self) -> Feature:
        """How topics join in."""
        return Feature(
            name=FEATURE,
            renderers={
                ROLE: roles.RoleRenderer(self._database, self._catalogue),
                BROKEN: self._render_broken,
            },
            settled=roles.settled,
            named=_named,
            tables=(
                Table(name="topic"),
                Table(
                    name="topic_follower",
                    people=(
                        PersonalData(column="user_id", what="topic-data-follower", erasure=Erasure.DELETE),
                    ),
                ),
            ),
            panel=(PanelButton(what="topic-panel", press=press("topic.list", 1)),),
            permissions=frozenset({"view_channel", "send_messages", "read_message_history", "manage_roles"}),
        )

    async def _render_broken(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Topic | None, str]:
            topic = store.get(tx, delivery.guild_id, delivery.subject_id)
            return topic, settings_in(tx, delivery.guild_id).language

        topic, language = await self._database.read(operation)
        missing = tuple(Missing(one) for one in _texts(delivery.details.get("missing")))
        if (
            topic is None
            or topic.archived_at is not None
            or _ids(topic, missing) != delivery.details.get("gone")
        ):
            return None  # it was repaired or put away meanwhile
        return Rendered(card=messages.broken_notice(topic, missing, self._catalogue.translator(language)))


def topic_in(tx: Transaction, guild_id: int, topic_id: int) -> Topic | None:
    """A topic of a guild, archived or not."""
    return store.get(tx, guild_id, topic_id)


def topics_of(tx: Transaction, guild_id: int, archived: bool = False) -> list[Topic]:
    """A guild's live topics by name; or those that are archived."""
    return [one for one in store.every(tx, guild_id) if (one.archived_at is not None) == archived]


def topic_of_thread(tx: Transaction, guild_id: int, channel_id: int, tag_ids: Sequence[int]) -> Topic | None:
    """The live topic that a thread of this channel with these tags belongs to: by a tag, else by the channel alone."""
    return rules.fitting(store.every(tx, guild_id), channel_id, tag_ids)


def followers_in(tx: Transaction, topic_id: int) -> list[int]:
    """Who follows a topic, the first to do so first."""
    return store.followers(tx, topic_id)


def follows(tx: Transaction, user_id: int, guild_id: int) -> set[int]:
    """The ids of the topics that a person follows in a guild, archived ones too."""
    return set(store.followed(tx, guild_id, user_id))


def may_post(tx: Transaction, actor: Actor, topic: Topic) -> bool:
    """Whether the actor may open threads in a topic: in a moderated one only organisers may."""
    return not topic.moderated or is_organiser(
        settings_in(tx, actor.guild_id),
        role_ids=actor.role_ids,
        administers=actor.administers,
        manages=actor.manages,
    )


def require_may_post(tx: Transaction, actor: Actor, topic: Topic) -> None:
    """Raises NotAllowedError for a member in a topic in which only organisers open threads."""
    if not may_post(tx, actor, topic):
        raise NotAllowedError("topic-organisers-only", name=topic.name)


def _wish(actor: Actor) -> str:
    return str(actor.interaction_id)


def _named(tx: Transaction, guild_id: int, subject_id: int) -> Named | None:
    topic = store.get(tx, guild_id, subject_id)
    if topic is None:
        return None
    return Named(title=topic.name, show=press("topic.edit", topic.id))


def _notice(tx: Transaction, topic: Topic, missing: tuple[Missing, ...], notices: int) -> bool:
    """Promise the notice of a loss; False where it was sent before. What was deleted never comes back under its id."""
    gone = _ids(topic, missing)
    made = outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=topic.guild_id,
            kind=EffectKind.MESSAGE,
            feature=FEATURE,
            template=BROKEN,
            subject_id=topic.id,
            target_id=notices,
            occurrence=f"topic:{topic.id}:broken:{':'.join(map(str, gone))}",
            details={"missing": [one.value for one in missing], "gone": gone},
            due_at=tx.now,
            expires_at=lateness.expires_at(Promise.NOTICE, tx.now),
        ),
    )
    return made is not None


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _ids(topic: Topic, missing: Sequence[Missing]) -> list[int | None]:
    ids = {Missing.CHANNEL: topic.channel_id, Missing.TAG: topic.tag_id, Missing.ROLE: topic.role_id}
    return [ids[one] for one in missing]
