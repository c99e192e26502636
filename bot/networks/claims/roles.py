"""The role of verified operators: promised, given or taken through the outbox, and noted once it is.

A member has it for all their networks together: it is given with the first verified claim, and taken with the last.
"""

from typing import Final

from bot.delivery import outbox
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome, Rendered
from bot.guilds.rules import RolePurpose, gives_authority
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.networks.claims import store
from bot.storage.database import Database, Transaction

FEATURE: Final = "claims"
ROLE: Final = "role"
ADD, REMOVE = "add", "remove"


def configured(tx: Transaction, guild_id: int) -> int | None:
    """The guild's role of verified operators."""
    return settings_in(tx, guild_id).roles.get(RolePurpose.VERIFIED)


def settle(tx: Transaction, guild_id: int, user_id: int, *, key: str) -> int:
    """Promise what brings a member's roles in line with their claims; returns how many promises that made.

    `key` tells one wish from the next: people come, go, and come again.
    """
    claims = store.of_person(tx, guild_id, user_id)
    wanted = configured(tx, guild_id) if store.is_verified(tx, guild_id, user_id) else None
    had = store.roles_given(tx, guild_id, user_id)
    if wanted is not None and wanted in had:
        store.set_role(tx, guild_id, user_id, wanted, given=True)  # a second network shares it
    wishes = [(REMOVE, role_id) for role_id in had if role_id != wanted]
    if wanted is not None and wanted not in had:
        wishes.insert(0, (ADD, wanted))
    coming = {
        (one.details.get("action"), one.details.get("role_id"))
        for claim in claims
        for one in outbox.upcoming(tx, guild_id, FEATURE, claim.id)
        if one.template == ROLE
    }
    return sum(
        _promise(tx, guild_id, user_id, action, role_id, subject_id=claims[0].id, key=key)
        for action, role_id in wishes
        if (action, role_id) not in coming
    )


def chosen_anew(tx: Transaction, guild_id: int, *, key: str) -> int:
    """The role of verified operators is another one now, or none: who speaks for a network gets it, and loses the one before."""
    return sum(settle(tx, guild_id, user_id, key=key) for user_id in unsettled(tx, guild_id))


def role_chosen(tx: Transaction, guild_id: int, purpose: RolePurpose, key: str) -> None:
    """For the guild's settings: somebody chose a role for a purpose."""
    if purpose is RolePurpose.VERIFIED:
        chosen_anew(tx, guild_id, key=key)


def unsettled(tx: Transaction, guild_id: int) -> list[int]:
    """The members whose roles are not in line with their claims."""
    wanted = configured(tx, guild_id)
    speakers = set(store.people_in_state(tx, guild_id))
    had: dict[int, set[int]] = {}
    for user_id, role_id in store.with_role(tx, guild_id):
        had.setdefault(user_id, set()).add(role_id)
    return sorted(
        user_id
        for user_id in speakers | had.keys()
        if had.get(user_id, set()) != ({wanted} if wanted is not None and user_id in speakers else set())
    )


def _promise(
    tx: Transaction, guild_id: int, user_id: int, action: str, role_id: int, *, subject_id: int, key: str
) -> bool:
    made = outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=guild_id,
            kind=EffectKind.ROLE,
            feature=FEATURE,
            template=ROLE,
            subject_id=subject_id,
            target_id=user_id,
            # The id stands between colons: so erasing the person finds it.
            occurrence=f"claims:{guild_id}:{action}:{role_id}:{user_id}:{key}",
            details={"role_id": role_id, "action": action},
            due_at=tx.now,
        ),
    )
    return made is not None


class RoleRenderer:
    """Says what is to be done when a promise is due, by how things stand then."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    async def __call__(self, delivery: Delivery) -> Rendered | None:
        """None for what nobody wants any more."""

        def operation(tx: Transaction) -> str | None:
            adds, role_id = delivery.details.get("action") == ADD, delivery.details.get("role_id")
            settings = settings_in(tx, delivery.guild_id)
            if _is_wanted(tx, delivery) != adds or not isinstance(role_id, int):
                return None
            if adds and gives_authority(settings, role_id, but=RolePurpose.VERIFIED):
                return None  # nobody becomes an organiser by a token
            return settings.language

        language = await self._database.read(operation)
        if language is None:
            return None
        return Rendered(fields={"why": self._catalogue.translator(language).plain("claims-role-why")})


def settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    """Note who was given the role. What arrived too late is taken back, or given again."""
    role_id = delivery.details.get("role_id")
    if delivery.template != ROLE or outcome.state is not DeliveryState.SENT or not isinstance(role_id, int):
        return
    stored = outbox.get(tx, delivery.id)
    if stored is None or stored.target_id != delivery.target_id:
        return  # blanked: the person was erased meanwhile
    given = delivery.details.get("action") == ADD
    store.set_role(tx, delivery.guild_id, delivery.target_id, role_id, given=given)
    if given != _is_wanted(tx, delivery):
        _promise(
            tx,
            delivery.guild_id,
            delivery.target_id,
            REMOVE if given else ADD,
            role_id,
            subject_id=delivery.subject_id,
            key=f"d{delivery.id}",
        )


def _is_wanted(tx: Transaction, delivery: Delivery) -> bool:
    """Whether the member is to have the role of a delivery now."""
    wanted = delivery.details.get("role_id") == configured(tx, delivery.guild_id)
    return wanted and store.is_verified(tx, delivery.guild_id, delivery.target_id)
