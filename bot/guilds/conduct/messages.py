"""Who is kept from what others must read, as organisers see it."""

from typing import Final

from bot.guilds.conduct.service import Blocked
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe
from bot.ui.cards import Block, Button, Card, Divider, Item, Note, Text, Tone
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

PAGE: Final = 8


def listing(page: Page[Blocked], t: Translator, *, added: Safe | None = None) -> Card:
    """Everybody who is blocked, with the way back beside each. `added` is a sentence on what just happened."""
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    if not page.items:
        blocks.append(Text(t("conduct-nobody")))
    blocks += [
        Item(
            body=t("conduct-line", who=markup.user(one.user_id), since=markup.time(one.since, "R")),
            button=Button(label=t.plain("conduct-unblock"), press=press("setup.unblock", one.user_id)),
        )
        for one in page.items
    ]
    if page.count > 1:
        blocks.append(pager_row("setup.blocks", page, t=t))
    blocks.append(Note(t("conduct-note")))
    return Card(title=t("conduct-title"), tone=Tone.SETTINGS, blocks=tuple(blocks))


def done(user_id: int, t: Translator, *, blocked: bool, changed: bool) -> Safe:
    """The sentence on what blocking, or the end of it, did."""
    who = markup.user(user_id)
    if blocked:
        return t("conduct-blocked-now", who=who) if changed else t("conduct-blocked-already", who=who)
    return t("conduct-unblocked-now", who=who) if changed else t("conduct-unblocked-already", who=who)
