"""The one way to confirm: what will happen, the button that does it first, Cancel beside it."""

from bot.language.catalogue import Translator
from bot.language.safe_text import Safe
from bot.ui.cards import Block, Button, Card, Divider, Row, Style, Tone


def confirm_card(
    title: Safe,
    blocks: tuple[Block, ...],
    confirm: Button,
    t: Translator,
    cancel: str,
    *,
    tone: Tone | None = None,
) -> Card:
    """`confirm` is the button that acts; `cancel` the custom_id of the other. A dangerous one makes a DANGER card."""
    danger = confirm.style is Style.DANGER
    return Card(
        title=title,
        tone=tone or (Tone.DANGER if danger else Tone.NEUTRAL),
        blocks=(*blocks, Divider(), Row((confirm, Button(label=t.plain("cancel"), press=cancel)))),
    )
