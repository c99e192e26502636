"""The "Start here" card: what this guild offers, with a button for each thing a member can do. One a guild."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from bot.delivery import outbox
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery, Outcome, Rendered
from bot.delivery.verdict import MESSAGE_GONE
from bot.feature import Feature, PanelButton
from bot.guilds import panel_messages as messages
from bot.guilds import store
from bot.guilds.rules import GuildSettings, Panel
from bot.guilds.service import require_organiser
from bot.language.catalogue import Catalogue
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction

FEATURE: Final = "panel"
CARD, MOVED = "card", "moved"
"""What is delivered: the card itself, and what stands in the place it was moved from."""
_EXPIRES: Final = dt.timedelta(hours=1)


class PanelService:
    """Posts the card, changes it where it stands, and moves it. `features` say which buttons it bears."""

    def __init__(self, database: Database, catalogue: Catalogue, features: Mapping[str, Feature]) -> None:
        self._database = database
        self._catalogue = catalogue
        self._features = features

    async def post(self, actor: Actor, channel_id: int) -> GuildSettings:
        """Promise the card in a channel: there it is changed where it stands, elsewhere it moves. Organisers only."""

        def operation(tx: Transaction) -> GuildSettings:
            store.ensure(tx, actor.guild_id)
            settings = store.settings(tx, actor.guild_id)
            require_organiser(settings, actor)
            stands = store.panel(tx, actor.guild_id)
            outbox.cancel(tx, guild_id=actor.guild_id, feature=FEATURE, subject_id=0, template=CARD)
            if stands.message_id is not None and stands.channel_id == channel_id:
                _change(tx, actor.guild_id, stands, CARD, key=actor.interaction_id)
            else:
                # The old one stays as it is until the new one stands.
                _send(tx, actor.guild_id, channel_id, key=actor.interaction_id)
            if stands.channel_id != channel_id:
                audit.record(
                    tx,
                    guild_id=actor.guild_id,
                    user_id=actor.user_id,
                    action="setup.panel",
                    subject="",
                    before={"value": stands.channel_id},
                    after={"value": channel_id},
                )
            return settings

        return await self._database.write(operation)

    def feature(self) -> Feature:
        """How the card joins in."""
        return Feature(
            name=FEATURE,
            renderers={CARD: self._render, MOVED: self._render_moved},
            settled=_settled,
            permissions=frozenset({"view_channel", "send_messages", "read_message_history"}),
        )

    async def _render(self, delivery: Delivery) -> Rendered | None:
        settings = await self._database.read(lambda tx: store.settings(tx, delivery.guild_id))
        t = self._catalogue.translator(settings.language)
        return Rendered(card=messages.panel(settings, self._buttons(), t))

    async def _render_moved(self, delivery: Delivery) -> Rendered | None:
        def operation(tx: Transaction) -> tuple[GuildSettings, Panel]:
            return store.settings(tx, delivery.guild_id), store.panel(tx, delivery.guild_id)

        settings, stands = await self._database.read(operation)
        if stands.channel_id is None or stands.channel_id == delivery.target_id:
            return None
        return Rendered(card=messages.moved(stands.channel_id, self._catalogue.translator(settings.language)))

    def _buttons(self) -> tuple[PanelButton, ...]:
        return tuple(button for feature in self._features.values() for button in feature.panel)


def _settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    if delivery.template != CARD:
        return
    stands = store.panel(tx, delivery.guild_id)
    if outcome.state is DeliveryState.SENT and delivery.kind is EffectKind.MESSAGE:
        store.set_panel(
            tx, delivery.guild_id, Panel(channel_id=delivery.target_id, message_id=outcome.result_id)
        )
        if stands.message_id is not None and stands.channel_id != delivery.target_id:
            _change(tx, delivery.guild_id, stands, MOVED, key=delivery.id)
    elif outcome.state is DeliveryState.DEAD and outcome.reason == MESSAGE_GONE:
        # Somebody deleted it, and an organiser asks for it now.
        store.set_panel(tx, delivery.guild_id, Panel(channel_id=delivery.target_id))
        _send(tx, delivery.guild_id, delivery.target_id, key=delivery.id)


def _send(tx: Transaction, guild_id: int, channel_id: int, *, key: int) -> None:
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=guild_id,
            kind=EffectKind.MESSAGE,
            feature=FEATURE,
            template=CARD,
            target_id=channel_id,
            occurrence=f"panel:{guild_id}:{channel_id}:{key}",
            due_at=tx.now,
            expires_at=tx.now + _EXPIRES,
        ),
    )


def _change(tx: Transaction, guild_id: int, stands: Panel, template: str, *, key: int) -> None:
    if stands.channel_id is None:
        return
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=guild_id,
            kind=EffectKind.EDIT,
            feature=FEATURE,
            template=template,
            target_id=stands.channel_id,
            occurrence=f"panel:{guild_id}:{stands.channel_id}:{key}:{template}",
            details={"message_id": stands.message_id},
            due_at=tx.now,
            expires_at=tx.now + _EXPIRES,
        ),
    )
