"""The role that a cohort's members hold: promised, given or taken through the outbox, and noted once it is."""

from typing import Final

from bot.cohorts import store
from bot.cohorts.enrolling_rules import HERE
from bot.cohorts.rules import Cohort
from bot.delivery import outbox
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome
from bot.errors import InvalidInputError
from bot.guilds.rules import GuildSettings, gives_authority
from bot.language import markup
from bot.storage.database import Transaction
from bot.topics.rules import NEVER, TopicView, held_back
from bot.topics.service import topics_of

FEATURE: Final = "cohorts"
ROLE: Final = "role"
ADD, REMOVE = "add", "remove"


def require_fit(tx: Transaction, settings: GuildSettings, role_id: int, view: TopicView) -> None:
    """Raises InvalidInputError for a role that no click may give.

    It has power, is not there, stands for authority in this guild, or is a topic's: leaving one would take the other's.
    """
    held = held_back(role_id, view)
    if held in NEVER:
        raise InvalidInputError(f"topic-refused-{held}", role=markup.role(role_id))
    if gives_authority(settings, role_id):
        raise InvalidInputError("topic-refused-authority", role=markup.role(role_id))
    if role_id in settings.roles.values():
        raise InvalidInputError("cohort-role-of-purpose", role=markup.role(role_id))
    topic = next((one for one in topics_of(tx, settings.guild_id) if one.role_id == role_id), None)
    if topic is not None:
        raise InvalidInputError("cohort-role-of-topic", role=markup.role(role_id), name=topic.name)


def promise(tx: Transaction, cohort: Cohort, user_id: int, action: str, role_id: int, *, key: str) -> None:
    """Promise a role given or taken. `key` tells one wish from the next: people join and leave again."""
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=cohort.guild_id,
            kind=EffectKind.ROLE,
            feature=FEATURE,
            template=ROLE,
            subject_id=cohort.id,
            target_id=user_id,
            # The id stands between colons: so erasing the person finds it.
            occurrence=f"cohort:{cohort.id}:{action}:{role_id}:{user_id}:{key}",
            details={"role_id": role_id, "action": action},
            due_at=tx.now,
        ),
    )


def give_all(tx: Transaction, cohort: Cohort, *, key: str) -> int:
    """Promise the cohort's role to everybody in it who was not given it; returns to how many."""
    if cohort.role_id is None:
        return 0
    lacking = [one for one in store.enrolments(tx, cohort.id, HERE) if not one.has_role]
    for one in lacking:
        promise(tx, cohort, one.user_id, ADD, cohort.role_id, key=key)
    return len(lacking)


def take_all(tx: Transaction, cohort: Cohort, role_id: int, *, key: str) -> int:
    """Promise that a role is taken from those who were given it and are in no other cohort with it; from how many."""
    holders = [
        one.user_id
        for one in store.enrolments(tx, cohort.id, HERE)
        if one.has_role and not store.holds_role(tx, cohort.guild_id, one.user_id, role_id)
    ]
    for user_id in holders:
        promise(tx, cohort, user_id, REMOVE, role_id, key=key)
    return len(holders)


def wanted(tx: Transaction, delivery: Delivery, settings: GuildSettings) -> bool:
    """Whether a promise is still what is wanted: who joined and left again is given nothing, and the other way round.

    Nor is a role given that stands for authority in the guild by now.
    """
    role_id = delivery.details.get("role_id")
    if not isinstance(role_id, int):
        return False
    adding = delivery.details.get("action") == ADD
    if adding and gives_authority(settings, role_id):
        return False
    return store.holds_role(tx, delivery.guild_id, delivery.target_id, role_id) == adding


def settled(tx: Transaction, cohort: Cohort, delivery: Delivery, outcome: Outcome) -> None:
    """Note who was given the role. What arrived too late is taken again."""
    role_id = delivery.details.get("role_id")
    if outcome.state is not DeliveryState.SENT or not isinstance(role_id, int):
        return
    guild_id, user_id = delivery.guild_id, delivery.target_id
    given = delivery.details.get("action") == ADD
    store.set_has_role(tx, guild_id, user_id, role_id, has_role=given)
    if given and not store.holds_role(tx, guild_id, user_id, role_id):
        stored = outbox.get(tx, delivery.id)
        if stored is not None and stored.target_id == user_id:  # blanked: the person was erased meanwhile
            promise(tx, cohort, user_id, REMOVE, role_id, key=f"d{delivery.id}")
