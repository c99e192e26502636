"""The history as a file: what it says of itself, and the card that brings it."""

from bot.guilds.history_file import NAME, HistoryFile, Words
from bot.language.catalogue import Translator
from bot.ui.cards import Attachment, Block, Button, Card, File, Note, Row, Text, Tone
from bot.ui.routes import press


def words(t: Translator) -> Words:
    """What the file says in the reader's language."""
    return Words(
        head=(
            t.plain("setup-history-file-when"),
            t.plain("setup-history-file-who"),
            t.plain("setup-history-file-action"),
            t.plain("setup-history-file-subject"),
            t.plain("setup-history-file-before"),
            t.plain("setup-history-file-after"),
        ),
        bot=t.plain("setup-history-bot"),
        erased=t.plain("setup-history-someone"),
    )


def file_card(file: HistoryFile, t: Translator) -> Card:
    """The file, and what to be careful about."""
    blocks: list[Block] = [Text(t("setup-history-file-what", count=file.rows)), File(name=NAME)]
    if file.left_out:
        blocks.append(Text(t("setup-history-file-cut", count=file.left_out)))
    blocks += [
        Note(t("setup-history-file-private")),
        Row((Button(label=t.plain("setup-history-file-back"), press=press("setup.history", 1)),)),
    ]
    return Card(
        title=t("setup-history-file-title"),
        tone=Tone.WARNING if file.left_out else Tone.SUCCESS,
        blocks=tuple(blocks),
        files=(Attachment(name=NAME, content=file.content),),
    )
