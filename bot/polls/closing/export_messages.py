"""The card under which a poll's files stand."""

from bot.language.catalogue import Translator
from bot.polls.closing.export_service import Exported
from bot.polls.closing.exporting import WORDS
from bot.polls.rules import Answer, Manner
from bot.ui.cards import Attachment, Block, Card, File, Note, Text, Tone

DOCUMENT, TABLE, BALLOTS = (
    "crossconnect-poll-{}.json",
    "crossconnect-poll-{}.csv",
    "crossconnect-poll-{}-ballots.csv",
)


def words(t: Translator) -> dict[str, str]:
    """What heads the columns, and what stands in them."""
    return {one: t.plain(f"poll-export-{one}") for one in (*WORDS, *Answer, *Manner, "none")}


def card(found: Exported, t: Translator) -> Card:
    """The files, and what is in them."""
    poll, files = found.poll, found.files
    attached = [
        Attachment(name=DOCUMENT.format(poll.id), content=files.document),
        Attachment(name=TABLE.format(poll.id), content=files.table),
    ]
    if files.ballots is not None:
        attached.append(Attachment(name=BALLOTS.format(poll.id), content=files.ballots))
    blocks: list[Block] = [Text(t(f"poll-export-is-{poll.secrecy}"))]
    blocks += [File(name=one.name) for one in attached]
    blocks.append(Note(t("poll-export-check", file=attached[0].name)))
    title = t("poll-export-title", question=poll.question)
    return Card(title=title, tone=Tone.NEUTRAL, blocks=tuple(blocks), files=tuple(attached))
