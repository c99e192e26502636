"""The word to whoever was given a proxy, and how it joins in."""

from typing import Final

from bot.delivery import outbox
from bot.delivery.model import Delivery, EffectKind, NewDelivery, Rendered
from bot.feature import Feature, Named
from bot.guilds.service import settings_in
from bot.language.catalogue import Catalogue
from bot.people.rules import next_allowed
from bot.people.service import settings_in as member_in
from bot.polls import store as polls
from bot.polls.rules import Poll, PollState
from bot.polls.voting import electorate, roll_messages
from bot.polls.voting.roll_rules import Entry
from bot.storage.database import Database, Transaction

FEATURE: Final = "poll-proxies"
HELD: Final = "held"
"""By direct message: whose votes they hold."""


def tell(tx: Transaction, poll: Poll, holder_id: int, *, key: int) -> bool:
    """Promise the word to a holder who takes direct messages, outside their quiet hours; False: they take none."""
    member = member_in(tx, holder_id)
    if member.dm is not True:
        return False
    due_at = next_allowed(member, tx.now, settings_in(tx, poll.guild_id).zone)
    if poll.closes_at is not None and due_at >= poll.closes_at:
        due_at = tx.now  # later they could not use it
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=poll.guild_id,
            kind=EffectKind.DIRECT_MESSAGE,
            feature=FEATURE,
            template=HELD,
            subject_id=poll.id,
            target_id=holder_id,
            # The id stands between colons: so erasing the person finds it.
            occurrence=f"poll-proxy:{poll.id}:{holder_id}:{key}",
            due_at=due_at,
            expires_at=poll.closes_at,
        ),
    )
    return True


class ProxyPosting:
    """What the outbox asks."""

    def __init__(self, database: Database, catalogue: Catalogue) -> None:
        self._database = database
        self._catalogue = catalogue

    def feature(self) -> Feature:
        """How proxies join in; their table is declared with the others of polls."""
        return Feature(
            name=FEATURE, renderers={HELD: self._render_held}, named=_named, personal=frozenset({HELD})
        )

    async def _render_held(self, delivery: Delivery) -> Rendered | None:
        """None where it was taken back meanwhile, or the poll is over."""

        def operation(tx: Transaction) -> tuple[Poll, list[Entry], str] | None:
            poll = polls.get(tx, delivery.guild_id, delivery.subject_id)
            if poll is None or poll.state is not PollState.OPEN:
                return None
            member = member_in(tx, delivery.target_id)
            language = member.language or settings_in(tx, poll.guild_id).language
            return poll, electorate.holders(tx, poll, delivery.target_id), language

        found = await self._database.read(operation)
        if found is None or not found[1]:
            return None
        poll, givers, language = found
        return Rendered(card=roll_messages.held(poll, givers, self._catalogue.translator(language)))


def _named(tx: Transaction, guild_id: int, poll_id: int) -> Named | None:
    found = polls.get(tx, guild_id, poll_id)
    return None if found is None else Named(title=found.question)
