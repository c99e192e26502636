"""The history of announcements as a card."""

from bot.announcements.history import Found, Occasion
from bot.delivery.model import Delivery, DeliveryState
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.ui.cards import Block, Button, Card, Item, Row, Text, Tone
from bot.ui.pages import pager_row
from bot.ui.routes import press

PER_PAGE = 5
_PLACES, _TITLE = 3, 120
"""Channels and characters of the title that a line shows: five lines with links still fit into one message."""


def page(found: Found, t: Translator) -> Card:
    """What was sent where, newest first; or what to do where there is nothing."""
    blocks: list[Block] = []
    if not found.page.items:
        blocks.append(Text(t("history-nothing", term=found.term) if found.term else t("history-empty")))
    blocks += [
        Item(
            body=_line(occasion, t),
            button=Button(
                label=t.plain("announce-open"),
                press=press("announce.occasion", occasion.announcement_id, int(occasion.due_at.timestamp())),
            ),
        )
        for occasion in found.page.items
    ]
    if found.page.count > 1:
        blocks.append(pager_row("announce.history", found.page, found.search_id, t=t))
    ways = [Button(label=t.plain("history-scheduled"), press=press("announce.list", 0, 1))]
    if found.term:
        ways.insert(0, Button(label=t.plain("history-everything"), press=press("announce.history", 0, 1)))
    blocks.append(Row(tuple(ways)))
    return Card(
        title=t("history-found-title", term=found.term) if found.term else t("history-title"),
        tone=Tone.ANNOUNCEMENT,
        blocks=tuple(blocks),
    )


def _line(occasion: Occasion, t: Translator) -> Safe:
    places = [_place(row, t) for row in occasion.deliveries[:_PLACES]]
    if len(occasion.deliveries) > _PLACES:
        places.append(t("history-more", count=len(occasion.deliveries) - _PLACES))
    return t(
        "history-line",
        title=clip(occasion.title, _TITLE),
        when=markup.time(occasion.due_at),
        where=joined(places, " · "),
    )


def _place(row: Delivery, t: Translator) -> Safe:
    where = markup.channel(row.target_id)
    if row.state is DeliveryState.SENT:
        url = f"https://discord.com/channels/{row.guild_id}/{row.target_id}/{row.result_id or ''}"
        return t("history-place-sent", where=where, url=Safe(url))
    return t(f"history-place-{row.state}", where=where)
