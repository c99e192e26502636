"""The first-use hint: whoever has no time zone yet is asked once, under an answer in which it matters."""

from dataclasses import replace

from bot.client import Crossconnect, Visit
from bot.people.messages import zone_hint
from bot.ui.cards import Card


async def hinted(bot: Crossconnect, visit: Visit, card: Card) -> Card:
    """The card, with the question below it where it was never asked."""
    if visit.member.zone is not None or visit.member.hinted_at is not None:
        return card
    offered = await bot.services.people.hint(visit.actor, visit.settings.zone)
    return replace(card, blocks=(*card.blocks, *zone_hint(offered, visit.t)))
