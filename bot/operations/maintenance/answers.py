"""What one reader alone sees of maintenance: the preview, what became of it, the list, one of them."""

from typing import Final

from bot.delivery.recurrence import Occurrence, Plan
from bot.language import markup, when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.operations.maintenance import messages, records
from bot.operations.maintenance.reading import Listing
from bot.operations.maintenance.records import Standing
from bot.operations.maintenance.rules import Maintenance, Phase, Window
from bot.ui.cards import (
    Attachment,
    Block,
    Button,
    Card,
    Divider,
    File,
    Item,
    Link,
    Note,
    Row,
    Style,
    Text,
    Tone,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import paged, pager_row
from bot.ui.routes import press

PER_PAGE: Final = 6
CALENDAR_NAME: Final = "maintenance.ics"


# Before it is announced


def preview(one: Standing, t: Translator) -> Card:
    """A draft as its card will be, and what it changes."""
    draft = one.maintenance
    blocks: list[Block] = []
    if one.before is None:
        blocks.append(Text(t("maintenance-preview-what")))
        label, can = t.plain("maintenance-announce"), bool(draft.title)
    else:
        lines = messages.changes(one.before, draft, one.names, t)
        blocks.append(Text(joined(lines) if lines else t("maintenance-preview-same")))
        label, can = t.plain("maintenance-save"), bool(lines)
        moved = (draft.starts_at, draft.ends_at) != (one.before.starts_at, one.before.ends_at)
        if moved:
            blocks.append(Note(t("maintenance-preview-moved")))
    edit = Button(
        label=t.plain("maintenance-text"),
        press=press("maintenance.text", draft.id),
        style=Style.SECONDARY if can else Style.PRIMARY,
    )
    go = Button(label=label, press=press("maintenance.confirm", draft.id, draft.version), style=Style.PRIMARY)
    let_be = Button(label=t.plain("maintenance-discard"), press=press("maintenance.discard", draft.id))
    blocks.append(Row((go, edit, let_be) if can else (edit, let_be)))
    return Card(
        title=t("maintenance-preview"),
        tone=Tone.SETTINGS,
        blocks=tuple(blocks),
        footer=t("maintenance-draft-kept"),
        above=messages.card(one, t, live=False),
        exact=True,
    )


def discarded(t: Translator) -> Card:
    """Nothing was announced."""
    return Card(title=t("maintenance-discarded-title"), blocks=(Text(t("maintenance-discarded")),))


def announced(one: Standing, t: Translator, *, is_new: bool) -> Card:
    """It is stored; its card comes, or changes, in a moment."""
    found = one.maintenance
    blocks: list[Block] = [
        Text(
            t(
                "maintenance-announced" if is_new else "maintenance-saved",
                where="" if found.channel_id is None else markup.channel(found.channel_id),
            )
        )
    ]
    blocks += messages.overlaps(one, t)
    blocks.append(
        Row((Button(label=t.plain("maintenance-details"), press=press("maintenance.show", found.id)),))
    )
    return Card(
        title=t("maintenance-announced-title" if is_new else "maintenance-saved-title"),
        tone=Tone.SUCCESS,
        blocks=tuple(blocks),
    )


# Cancelled


def ask_cancel(one: Standing, t: Translator) -> Card:
    """Whether it is meant."""
    found = one.maintenance
    return confirm_card(
        t("maintenance-cancel-title", title=found.title),
        (Text(messages.span(found.window, t)), Text(t("maintenance-cancel-what"))),
        Button(
            label=t.plain("maintenance-cancel-confirm"),
            press=press("maintenance.cancelled", found.id, found.version),
            style=Style.DANGER,
        ),
        t,
        press("maintenance.show", found.id),
    )


def cancelled(one: Standing, t: Translator) -> Card:
    """It does not take place."""
    return Card(
        title=t("maintenance-cancelled-title"),
        tone=Tone.SUCCESS,
        blocks=(Text(t("maintenance-cancelled", title=one.maintenance.title)), Row((_back(t),))),
    )


# The list, and one of them


def listing(found: Listing, t: Translator, *, number: int) -> Card:
    """What is coming first, then what is over."""
    page = paged(found.maintenance, number, PER_PAGE)
    blocks: list[Block] = [
        Item(
            body=_line(one, one.phase(found.now), t),
            button=Button(label=t.plain("maintenance-show"), press=press("maintenance.show", one.id)),
        )
        for one in page.items
    ]
    if not page.items:
        blocks.append(Text(t("maintenance-nothing")))
    if page.count > 1:
        blocks.append(pager_row("maintenance.list", page, t=t))
    blocks += [Divider(), Note(t("maintenance-how" if found.may_add else "maintenance-how-not"))]
    if page.items:
        blocks.append(
            Row((Button(label=t.plain("maintenance-calendar"), press=press("maintenance.calendar")),))
        )
    return Card(title=t("maintenance-list"), blocks=tuple(blocks))


def detail(one: Standing, t: Translator) -> Card:
    """One of them as its card has it, with what this reader may do."""
    found = one.maintenance
    card = messages.card(one, t)
    blocks: list[Block] = [block for block in card.blocks if not isinstance(block, Row)]
    buttons: list[Button | Link] = []
    if one.mine and one.phase in (Phase.COMING, Phase.GOING_ON):
        buttons += [
            Button(
                label=t.plain("maintenance-edit"),
                press=press("maintenance.edit", found.id),
                style=Style.PRIMARY,
            ),
            Button(
                label=t.plain("maintenance-cancel"),
                press=press("maintenance.cancel", found.id),
                style=Style.DANGER,
            ),
        ]
    where = records.url(found)
    if where is not None:
        buttons.append(Link(label=t.plain("maintenance-go"), url=where))
    blocks.append(Row((*buttons, _back(t))))
    return Card(title=card.title, tone=card.tone, blocks=tuple(blocks))


def calendar(content: bytes, t: Translator, *, count: int) -> Card:
    """The file."""
    return Card(
        title=t("maintenance-calendar-title"),
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("maintenance-calendar-what", count=count)),
            File(name=CALENDAR_NAME),
            Note(t("maintenance-calendar-note")),
        ),
        files=(Attachment(name=CALENDAR_NAME, content=content),),
    )


def choice(one: Maintenance, phase: Phase, t: Translator) -> str:
    """A window in a picker, with the wall time that was agreed."""
    return t.plain(
        "maintenance-option",
        phase=t.plain(f"maintenance-phase-{phase}"),
        at=f"{one.window.starts_wall:%Y-%m-%d %H:%M}",
        title=one.title,
    )


def end_echo(window: Window, t: Translator) -> str:
    """What was typed for the end, in a picker: when that is, and how long it takes."""
    ends = Occurrence(planned=window.ends_wall, wall=window.ends_wall, instant=window.ends_at)
    reading = when.Reading(plan=Plan(wall=window.ends_wall, zone=window.zone), first=ends)
    return t.plain("maintenance-lasts", reading=when.echo(reading, t), lasted=messages.lasts(window, t))


def given_back(typed: tuple[str, ...], why: Safe, t: Translator, *, draft_id: int) -> Card:
    """It was refused; what was typed is given back, and the form can be opened again."""
    blocks: list[Block] = [Text(why)]
    texts = [text for text in typed if text.strip()]
    if texts:
        blocks.append(Note(t("maintenance-your-text")))
        blocks += [Text(markup.verbatim(text)) for text in texts]
    blocks.append(
        Row(
            (
                Button(
                    label=t.plain("maintenance-text"),
                    press=press("maintenance.text", draft_id),
                    style=Style.PRIMARY,
                ),
            )
        )
    )
    return Card(title="", tone=Tone.WARNING, blocks=tuple(blocks))


def _line(one: Maintenance, phase: Phase, t: Translator) -> Safe:
    return joined(
        (
            messages.title(one, phase, t),
            t(
                "maintenance-line",
                at=markup.time(one.starts_at),
                away=markup.time(one.starts_at, "R"),
                impact=t(f"maintenance-impact-{one.impact}"),
            ),
        )
    )


def _back(t: Translator) -> Button:
    return Button(label=t.plain("maintenance-back"), press=press("maintenance.list", 1))
