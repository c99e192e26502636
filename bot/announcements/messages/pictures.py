"""What is said of an announcement's picture: the picture in a post, what to do with it, its forms."""

from bot.announcements import rules
from bot.announcements.rules import Announcement, PictureNote
from bot.language.catalogue import Translator
from bot.language.safe_text import plain
from bot.ui.cards import (
    Attachment,
    Button,
    Card,
    Divider,
    Facts,
    FileField,
    Form,
    Picture,
    Row,
    Style,
    TextField,
)
from bot.ui.routes import press


def button(draft: Announcement, t: Translator) -> Button:
    """The preview's way here."""
    return Button(label=t.plain("pictures-button"), press=press("announce.picture", draft.id))


def shown(note: PictureNote | None, content: bytes) -> tuple[tuple[Picture, ...], tuple[Attachment, ...]]:
    """The blocks and the files of a card that shows the picture; none where there is none."""
    if note is None or not content:
        return (), ()
    return (
        (Picture(url=f"attachment://{note.name}", alt=plain(note.alt)),),
        (Attachment(name=note.name, content=content),),
    )


def overview(draft: Announcement, note: PictureNote, content: bytes, t: Translator) -> Card:
    """The picture with its description, and what to do with it."""
    blocks, files = shown(note, content)
    return Card(
        title=t("pictures-title"),
        blocks=(
            *blocks,
            Facts(((t("pictures-alt"), t("pictures-alt-text", alt=note.alt)),)),
            Divider(),
            Row(
                (
                    Button(
                        label=t.plain("pictures-back"),
                        press=press("announce.preview", draft.id),
                        style=Style.PRIMARY,
                    ),
                    Button(label=t.plain("pictures-replace"), press=press("announce.picture-new", draft.id)),
                    Button(label=t.plain("pictures-edit"), press=press("announce.picture-alt", draft.id)),
                    Button(
                        label=t.plain("pictures-remove"),
                        press=press("announce.picture-remove", draft.id),
                        style=Style.DANGER,
                    ),
                )
            ),
        ),
        files=files,
    )


def form(draft: Announcement, t: Translator) -> Form:
    """A file and what it shows."""
    return Form(
        title=t.plain("pictures-form"),
        press=press("announce.picture-save", draft.id),
        fields=(
            FileField(
                key="file",
                label=t.plain("pictures-form-file"),
                description=t.plain("pictures-form-file-hint"),
                required=True,
            ),
            _alt_field(draft.picture, t),
        ),
    )


def alt_form(draft: Announcement, t: Translator) -> Form:
    """What the picture shows, in other words."""
    return Form(
        title=t.plain("pictures-form"),
        press=press("announce.picture-alt-save", draft.id),
        fields=(_alt_field(draft.picture, t),),
    )


def _alt_field(note: PictureNote | None, t: Translator) -> TextField:
    return TextField(
        key="alt",
        label=t.plain("pictures-form-alt"),
        description=t.plain("pictures-form-alt-hint"),
        value="" if note is None else note.alt,
        long=True,
        most=rules.ALT_LIMIT,
    )
