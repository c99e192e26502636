"""The role that followers of a topic get: promised, given or taken through the outbox, and noted once it is."""

from typing import Final

from bot.delivery import outbox
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome, Rendered
from bot.guilds.rules import gives_authority
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.storage.database import Database, Transaction
from bot.topics import rules, store
from bot.topics.rules import Topic, TopicView

FEATURE: Final = "topics"
ROLE: Final = "role"
ADD, REMOVE = "add", "remove"


def promise(tx: Transaction, topic: Topic, user_id: int, action: str, role_id: int, *, key: str) -> None:
    """Promise a role given or taken. `key` tells one wish from the next: people follow and unfollow again.

    The renderer asks what the role means by then: see `gives_authority`.
    """
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=topic.guild_id,
            kind=EffectKind.ROLE,
            feature=FEATURE,
            template=ROLE,
            subject_id=topic.id,
            target_id=user_id,
            # The id stands between colons: so erasing the person finds it.
            occurrence=f"topic:{topic.id}:{action}:{role_id}:{user_id}:{key}",
            details={"role_id": role_id, "action": action},
            due_at=tx.now,
        ),
    )


def give(tx: Transaction, topic: Topic, view: TopicView, *, key: str) -> int:
    """Promise the role to each follower who was not given it, where the bot gives it; returns to how many."""
    if topic.role_id is None or rules.held_back(topic.role_id, view) is not None:
        return 0
    lacking = store.holders(tx, topic.id, has_role=False)
    for user_id in lacking:
        promise(tx, topic, user_id, ADD, topic.role_id, key=key)
    return len(lacking)


def take(tx: Transaction, topic: Topic, role_id: int, view: TopicView, *, key: str) -> int:
    """Promise that a role which the topic no longer has is taken from those who were given it; returns from how many.

    Whoever follows another topic with that role keeps it. To be called while `has_role` still tells who has it.
    """
    if not rules.can_take(role_id, view):
        return 0
    holders = [
        user_id
        for user_id in store.holders(tx, topic.id, has_role=True)
        if not store.follows_with_role(tx, topic.guild_id, user_id, role_id)
    ]
    for user_id in holders:
        promise(tx, topic, user_id, REMOVE, role_id, key=key)
    return len(holders)


class RoleRenderer:
    """Says what is to be done when a promise is due, by how things stand then."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    async def __call__(self, delivery: Delivery) -> Rendered | None:
        """None for what nobody wants any more: who followed and left again is given nothing, and the other way round."""

        def operation(tx: Transaction) -> tuple[str, str] | None:
            role_id = delivery.details.get("role_id")
            topic = store.get(tx, delivery.guild_id, delivery.subject_id)
            if topic is None or not isinstance(role_id, int):
                return None
            adds = delivery.details.get("action") == ADD
            settings = settings_in(tx, delivery.guild_id)
            wanted = store.follows_with_role(tx, delivery.guild_id, delivery.target_id, role_id)
            if wanted != adds or (adds and gives_authority(settings, role_id)):
                return None
            return topic.name, settings.language

        found = await self._database.read(operation)
        if found is None:
            return None
        name, language = found
        t = self._catalogue.translator(language)
        return Rendered(fields={"why": t.plain("topic-role-why", name=name)})


def settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    """Note who was given the role, for each topic that has it. What arrived too late is taken again."""
    role_id = delivery.details.get("role_id")
    if delivery.template != ROLE or outcome.state is not DeliveryState.SENT or not isinstance(role_id, int):
        return
    guild_id, user_id = delivery.guild_id, delivery.target_id
    given = delivery.details.get("action") == ADD
    store.set_has_role(tx, guild_id, user_id, role_id, has_role=given)
    topic = store.get(tx, guild_id, delivery.subject_id)
    if given and topic is not None and not store.follows_with_role(tx, guild_id, user_id, role_id):
        stored = outbox.get(tx, delivery.id)
        if stored is not None and stored.target_id == user_id:  # blanked: the person was erased meanwhile
            promise(tx, topic, user_id, REMOVE, role_id, key=f"d{delivery.id}")
