"""What search results look like."""

from bot.feature import Found
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.search.service import Results
from bot.ui.cards import Block, Button, Card, Note, Row, Style, Text
from bot.ui.pages import pager_row
from bot.ui.routes import press

PER_PAGE = 5
_TITLE, _EXCERPT = 100, 240


def results(found: Results, t: Translator) -> Card:
    """A page of what was found, or what to do where nothing was."""
    blocks: list[Block] = []
    if not found.page.items:
        narrowed = found.wanted.topic_id != 0 or found.wanted.days != 0
        blocks.append(Text(t("find-nothing-narrowed" if narrowed else "find-nothing")))
    blocks += [Text(_line(one, t)) for one in found.page.items]
    if found.page.count > 1:
        blocks.append(
            pager_row(
                "search.page", found.page, found.search_id, found.wanted.topic_id, found.wanted.days, t=t
            )
        )
    if found.full:
        blocks.append(Note(t("find-full")))
    style = Style.SECONDARY if found.page.items else Style.PRIMARY
    blocks.append(Row((Button(label=t.plain("find-ask"), press=press("ask.start"), style=style),)))
    return Card(title=t("find-title", term=found.wanted.term), blocks=tuple(blocks), footer=t("find-what"))


def _line(one: Found, t: Translator) -> Safe:
    """Title, where and how old, the beginning of the text: a line each."""
    about = (
        t("find-about", topic=one.topic, when=markup.time(one.at, "R"))
        if one.topic
        else markup.time(one.at, "R")
    )
    parts = [
        t("find-line", title=clip(one.title, _TITLE), url=Safe(one.url)),
        t("find-small", kind=t(one.kind), about=about),
    ]
    if one.text:
        parts.append(t("find-text", text=clip(one.text, _EXCERPT)))
    return joined(parts)
