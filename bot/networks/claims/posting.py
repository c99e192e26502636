"""What the outbox asks of claims: the messages as of now, and what follows once they are settled; how claims join in."""

import datetime as dt
from typing import Final

from bot.delivery.model import Delivery, DeliveryState, Outcome, Rendered
from bot.delivery.verdict import DM_CLOSED
from bot.feature import Erasure, Feature, Named, PanelButton, PersonalData, Table
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.networks.claims import messages, promises, records, roles, rules, store
from bot.networks.claims.promises import ANSWER, ASK, FEATURE, MENTION, WAITING
from bot.networks.claims.records import Standing
from bot.networks.claims.roles import ROLE, RoleRenderer
from bot.networks.claims.rules import Claim, ClaimState
from bot.networks.claims.watch import Watch
from bot.people.service import settings_in as member_in
from bot.storage.database import Database, Transaction
from bot.ui.routes import press

_FORGOTTEN_AT_ONCE: Final = 200
_NAMED_IN_NOTICE: Final = 5


class ClaimPosting:
    """`watch` does what time brings."""

    def __init__(self, database: Database, catalogue: Catalogue, watch: Watch) -> None:
        self._database = database
        self._catalogue = catalogue
        self._watch = watch

    def feature(self) -> Feature:
        """How claims join in."""
        return Feature(
            name=FEATURE,
            renderers={
                ROLE: RoleRenderer(self._database, self._catalogue),
                WAITING: self._render_waiting,
                ANSWER: self._render_answer,
                ASK: self._render_ask,
                MENTION: self._render_mention,
            },
            settled=_settled,
            materialise=self._watch.turn,
            named=_named,
            tables=TABLES,
            erased=_erased,
            forget=lambda tx, now: store.forget(tx, now - rules.ENDED_KEPT, _FORGOTTEN_AT_ONCE),
            personal=frozenset({ANSWER, ASK}),
            panel=(PanelButton(what="claims-panel", press=press("network.mine", 1)),),
            permissions=frozenset({"view_channel", "send_messages", "read_message_history", "manage_roles"}),
        )

    async def _render_waiting(self, delivery: Delivery) -> Rendered | None:
        """None where everything was decided meanwhile."""

        def operation(tx: Transaction) -> tuple[list[Standing], int, str]:
            found = store.in_state(tx, delivery.guild_id, ClaimState.WAITING, limit=_NAMED_IN_NOTICE)
            total = store.count(tx, delivery.guild_id, ClaimState.WAITING)
            language = settings_in(tx, delivery.guild_id).language
            return [records.standing(tx, one) for one in found], total, language

        shown, total, language = await self._database.read(operation)
        if not shown:
            return None
        return Rendered(card=messages.notice(shown, total, self._catalogue.translator(language)))

    async def _render_answer(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[Claim, str] | None:
            claim = store.get(tx, delivery.guild_id, delivery.subject_id)
            if claim is None or claim.state != delivery.details.get("state"):
                return None
            return claim, _language(tx, claim)

        found = await self._database.read(operation)
        if found is None:
            return None
        return Rendered(card=messages.answer(found[0], self._catalogue.translator(found[1])))

    async def _render_ask(self, delivery: Delivery) -> Rendered | None:
        """None where the member confirmed meanwhile."""

        def operation(tx: Transaction) -> tuple[Claim, str] | None:
            claim = store.get(tx, delivery.guild_id, delivery.subject_id)
            if claim is None or not rules.is_due_again(claim, tx.now):
                return None
            return claim, _language(tx, claim)

        found = await self._database.read(operation)
        if found is None:
            return None
        return Rendered(card=messages.question(found[0], self._catalogue.translator(found[1])))

    async def _render_mention(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[list[int], dt.datetime | None, str]:
            found = [store.get(tx, delivery.guild_id, one) for one in promises.named(delivery)]
            due = [one for one in found if one is not None and rules.is_due_again(one, tx.now)]
            people = sorted({one.user_id for one in due})
            ends = min((one.expires_at for one in due if one.expires_at is not None), default=None)
            return people, ends, settings_in(tx, delivery.guild_id).language

        people, ends, language = await self._database.read(operation)
        if not people or ends is None:
            return None
        card = messages.mention(people, ends, self._catalogue.translator(language))
        return Rendered(card=card, mention_users=tuple(people))


def _settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    roles.settled(tx, delivery, outcome)
    if delivery.template == ASK and outcome.state is DeliveryState.DEAD and outcome.reason == DM_CLOSED:
        claim = store.get(tx, delivery.guild_id, delivery.subject_id)
        if claim is not None and rules.is_due_again(claim, tx.now):
            promises.mention(tx, claim)


def _named(tx: Transaction, guild_id: int, subject_id: int) -> Named | None:
    claim = store.get(tx, guild_id, subject_id)
    if claim is None:
        return None
    return Named(title=messages.titled(claim), show=press("network.verified", 1))


def _language(tx: Transaction, claim: Claim) -> str:
    return member_in(tx, claim.user_id).language or settings_in(tx, claim.guild_id).language


def _erased(tx: Transaction, user_id: int) -> None:
    """A network for which nobody else speaks is verified no more. The rows go by themselves."""
    for claim in store.of_person_anywhere(tx, user_id):
        promises.withdraw(tx, claim)
        if claim.state is ClaimState.VERIFIED:
            records.unverified(tx, claim)


TABLES = (
    Table(
        name="network_claim",
        people=(
            PersonalData(column="user_id", what="claims-data", erasure=Erasure.DELETE),
            PersonalData(
                column="decided_by",
                what="claims-data-decided",
                erasure=Erasure.UNLINK,
                is_key=True,
                of_another=True,
            ),
        ),
        private=frozenset({"token", "token_at"}),
    ),
)
