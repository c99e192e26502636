"""What templates look like: the list, one of them, its forms."""

from bot.announcements import rules as announcement_rules
from bot.announcements.rules import Announcement
from bot.announcements.templates import rules
from bot.announcements.templates.rules import Template
from bot.announcements.templates.service import Saved
from bot.errors import RefusedError
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined, safe_body
from bot.ui import reply
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Facts,
    Form,
    Item,
    Note,
    Row,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

_EXCERPT = 80


def listing(page: Page[Template], t: Translator) -> Card:
    """A page of the guild's templates."""
    blocks: list[Block] = [
        Item(
            body=t("templates-line", name=one.name, title=clip(one.title, _EXCERPT), fields=_fields(one, t)),
            button=Button(label=t.plain("templates-open"), press=press("announce.template", one.id)),
        )
        for one in page.items
    ]
    if not blocks:
        blocks.append(Text(t("templates-empty")))
    if page.count > 1:
        blocks.append(pager_row("announce.templates", page, t=t))
    return Card(
        title=t("templates-title"),
        tone=Tone.ANNOUNCEMENT,
        blocks=tuple(blocks),
        footer=t("templates-note") if page.items else None,
    )


def one(template: Template, t: Translator, *, added: Safe | None = None) -> Card:
    """A template: what it says, its fields, and what to do with it."""
    return Card(
        title=t("templates-card", name=template.name),
        blocks=(
            *(() if added is None else (Text(added),)),
            Facts(((t("templates-fields"), _fields(template, t)),)),
            Row(
                (
                    Button(
                        label=t.plain("templates-use"),
                        press=press("announce.template-use", template.id),
                        style=Style.PRIMARY,
                    ),
                    Button(
                        label=t.plain("templates-edit"), press=press("announce.template-edit", template.id)
                    ),
                    Button(label=t.plain("templates-all"), press=press("announce.templates", 1)),
                    Button(
                        label=t.plain("templates-delete"),
                        press=press("announce.template-delete", template.id),
                        style=Style.DANGER,
                    ),
                )
            ),
        ),
        above=Card(
            title=t("announce-post-title", title=template.title),
            tone=Tone.ANNOUNCEMENT,
            blocks=(Text(safe_body(template.body)),),
        ),
    )


def saved(found: Saved, t: Translator) -> Card:
    """After it was kept or changed, with a word about a name that looks like it."""
    template = found.template
    done = t("templates-saved", name=template.name)
    if found.alike is not None:
        done = joined((done, t("templates-alike", name=template.name, other=found.alike)))
    return one(template, t, added=done)


def delete_card(template: Template, t: Translator) -> Card:
    """What would be gone, and the two ways on."""
    return confirm_card(
        t("templates-delete-title"),
        (Text(t("templates-delete-what", name=template.name)),),
        Button(
            label=t.plain("templates-delete"),
            press=press("announce.template-delete-confirm", template.id, template.version),
            style=Style.DANGER,
        ),
        t,
        press("announce.template", template.id),
    )


def deleted(template: Template, t: Translator) -> Card:
    """After that."""
    return Card(
        title=t("templates-deleted", name=template.name),
        tone=Tone.SUCCESS,
        blocks=(Row((Button(label=t.plain("templates-all"), press=press("announce.templates", 1)),)),),
    )


def returned(error: RefusedError, title: str, body: str, t: Translator) -> Card:
    """A change that was refused, with what was typed, to copy: nobody types it again."""
    return Card(
        title="",
        tone=Tone.WARNING,
        blocks=(
            Text(reply.sentence(error, t)),
            Note(t("templates-returned")),
            Text(markup.verbatim(f"{title}\n\n{body}")),
        ),
    )


def to_fill(draft: Announcement, template: Template, t: Translator) -> Card:
    """Between two forms: Discord opens none from another."""
    return Card(
        title=t("templates-card", name=template.name),
        blocks=(
            Facts(((t("templates-fields"), _fields(template, t)),)),
            Row(
                (
                    Button(
                        label=t.plain("templates-fill"),
                        press=press("announce.template-fields", draft.id, template.id, template.version),
                        style=Style.PRIMARY,
                    ),
                    Button(
                        label=t.plain("announce-discard"),
                        press=press("announce.discard", draft.id),
                        style=Style.DANGER,
                    ),
                )
            ),
        ),
    )


# Forms


def when_form(template: Template, t: Translator) -> Form:
    """When an announcement that begins with it goes out."""
    return Form(
        title=t.plain("templates-when-form"),
        press=press("announce.template-when", template.id),
        fields=(
            TextField(
                key="when",
                label=t.plain("announce-when"),
                description=t.plain("templates-when-hint"),
                most=100,
            ),
        ),
    )


def fields_form(draft: Announcement, template: Template, t: Translator) -> Form:
    """One input for each field, under its name as it is written."""
    return Form(
        title=t.plain("templates-card", name=template.name),
        press=press("announce.template-fill", draft.id, template.id, template.version),
        fields=tuple(
            TextField(
                key=input_key(number),
                label=t.plain("templates-field", name=field.name),
                long=field.is_long,
                most=rules.VALUE_LIMIT if field.is_long else announcement_rules.TITLE_LIMIT,
            )
            for number, field in enumerate(template.fields.values())
        ),
    )


def edit_form(template: Template, t: Translator) -> Form:
    """Its name and what it says."""
    return Form(
        title=t.plain("templates-form"),
        press=press("announce.template-write", template.id, template.version),
        fields=(
            TextField(
                key="name",
                label=t.plain("templates-form-name"),
                value=template.name,
                most=rules.NAME_LIMIT,
            ),
            TextField(
                key="title",
                label=t.plain("announce-form-title"),
                value=template.title,
                most=announcement_rules.TITLE_LIMIT,
            ),
            TextField(
                key="body",
                label=t.plain("announce-form-body"),
                description=t.plain("templates-form-hint"),
                value=template.body,
                long=True,
                most=announcement_rules.BODY_LIMIT,
            ),
        ),
    )


def input_key(number: int) -> str:
    """The key of the input of a template's field, by its place."""
    return f"field{number}"


def choice(template: Template, t: Translator) -> str:
    """A line of the picker."""
    return t.plain("templates-choice", name=template.name, title=template.title)


def _fields(template: Template, t: Translator) -> Safe:
    names = [t("templates-field", name=field.name) for field in template.fields.values()]
    return joined(names, ", ") if names else t("templates-no-fields")
