"""How far a correction of what is posted has come."""

from bot.announcements.corrections import Corrected
from bot.announcements.messages import posted
from bot.delivery.model import DeliveryState
from bot.language.catalogue import Translator
from bot.ui.cards import Block, Button, Card, Note, Row, Text, Tone
from bot.ui.routes import press

_FAILED = (DeliveryState.DEAD, DeliveryState.DROPPED)


def progress(found: Corrected, t: Translator) -> Card:
    """Each post with its state, and Refresh while something is under way."""
    announcement, rows = found.announcement, found.rows
    failed = any(row.state in _FAILED for row in rows)
    open_ = any(row.state not in (*_FAILED, DeliveryState.SENT, DeliveryState.CANCELLED) for row in rows)
    blocks: list[Block] = [Text(posted.correction_lines(rows, t) if rows else t("correct-none-yet"))]
    if found.paused and open_:
        blocks.append(Note(t("announce-paused")))
    shown = Button(label=t.plain("announce-open"), press=press("announce.show", announcement.id))
    refresh = Button(label=t.plain("correct-refresh"), press=press("announce.corrected", announcement.id))
    blocks.append(Row((refresh, shown) if open_ else (shown,)))
    if failed:
        title, tone = t("correct-some", title=announcement.title), Tone.WARNING
    elif open_ or not rows:
        title, tone = t("correct-title", title=announcement.title), Tone.NEUTRAL
    else:
        title, tone = t("correct-done", title=announcement.title), Tone.SUCCESS
    return Card(title=title, tone=tone, blocks=tuple(blocks))
