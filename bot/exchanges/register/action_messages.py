"""What action items look like."""

from typing import Final

from bot.exchanges.messages import name
from bot.exchanges.model import Project
from bot.exchanges.register.actions import NUMBERED, ActionList, ActionShown, Which
from bot.exchanges.register.decision_messages import DAY_MOST, day, to_project
from bot.exchanges.register.model import WHAT_LIMIT, Action, about_of
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined, safe
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Form,
    Item,
    Note,
    Row,
    Style,
    Text,
    TextField,
    Tone,
    UserSelect,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

PAGE: Final = 7
_SUBJECT: Final = 40
ABOUT: Final = ("", "decision", "stakeholder")
"""What an action is about, by number in a custom_id."""


def listing(found: ActionList, page: Page[Action], t: Translator) -> Card:
    """A page of action items."""
    project = found.project
    blocks: list[Block] = [
        Row(
            tuple(
                Button(
                    label=t.plain(f"register-actions-{one}"),
                    press=press("register.actions-which", project.id, number),
                    disabled=one is found.which,
                )
                for number, one in enumerate(NUMBERED)
            )
        )
    ]
    if not page.items:
        blocks.append(Text(t(f"register-actions-none-{found.which}")))
    for one in page.items:
        body = joined((_title(one, t), _sub_line(one, one.id in found.overdue, t)))
        blocks.append(Item(body=body, button=_beside(one, found, t)))
    if page.count > 1:
        blocks.append(pager_row("register.actions", page, project.id, NUMBERED.index(found.which), t=t))
    buttons = [to_project(project, t)]
    if found.leads:
        add = Button(
            label=t.plain("register-action-add"),
            press=press("register.action-ask", project.id, 0, 0),
            style=Style.PRIMARY,
        )
        buttons.insert(0, add)
    blocks.append(Row(tuple(buttons)))
    return Card(title=t("register-actions-title", name=project.name), blocks=tuple(blocks))


def _beside(one: Action, found: ActionList, t: Translator) -> Button:
    """What one does is ticked off in the list; of the others there is more to see."""
    if found.which is Which.MINE:
        return Button(label=t.plain("register-done"), press=press("register.action-done", one.id))
    return Button(label=t.plain("register-open"), press=press("register.action", one.id))


def _title(one: Action, t: Translator) -> Safe:
    return t("register-action-line", state="done" if one.is_done else "open", what=one.what)


def _sub_line(one: Action, overdue: bool, t: Translator) -> Safe:
    parts = [t("register-action-nobody") if one.owner_id is None else markup.user(one.owner_id)]
    if one.done_at is not None:
        parts.append(t("register-action-done-at", at=markup.time(one.done_at, "D")))
    elif one.due_on is not None:
        parts.append(t("register-day-overdue" if overdue else "register-day-by", day=day(one.due_on, t)))
    return joined(parts, " · ")


def card(shown: ActionShown, t: Translator, *, added: Safe | None = None) -> Card:
    """An action item with what its reader may do."""
    one = shown.action
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    rows: list[tuple[str, str]] = [
        (t("register-fact-state"), t("register-action-state", state="done" if one.is_done else "open")),
        (
            t("register-fact-owner"),
            t("register-action-nobody") if one.owner_id is None else markup.user(one.owner_id),
        ),
    ]
    if one.due_on is not None:
        late = "register-day-overdue" if shown.overdue else "register-day"
        rows.append((t("register-fact-due"), t(late, day=day(one.due_on, t))))
    if one.done_at is not None:
        rows.append((t("register-fact-done"), markup.time(one.done_at, "f")))
    if shown.subject:
        rows.append((t("register-fact-about"), safe(shown.subject)))
    rows.append((t("register-fact-project"), name(shown.project, t)))
    blocks.append(Facts(tuple(rows)))
    if one.confidential:
        blocks.append(Note(t("register-action-confidential")))
    if shown.leads and not one.is_done:
        blocks.append(
            UserSelect(
                press=press("register.action-owner", one.id),
                placeholder=t.plain("register-owner-menu"),
                chosen=() if one.owner_id is None else (one.owner_id,),
            )
        )
    blocks.append(Row(tuple(_buttons(shown, t))))
    return Card(
        title=safe(one.what), tone=Tone.SUCCESS if one.is_done else Tone.SETTINGS, blocks=tuple(blocks)
    )


def _buttons(shown: ActionShown, t: Translator) -> list[Button]:
    one = shown.action
    found: list[Button] = []
    if shown.ticks:
        found.append(
            Button(label=t.plain("register-reopen"), press=press("register.action-reopen", one.id))
            if one.is_done
            else Button(
                label=t.plain("register-done"),
                press=press("register.action-done", one.id),
                style=Style.PRIMARY,
            )
        )
    if shown.leads:
        if not one.is_done:
            found.append(Button(label=t.plain("register-edit"), press=press("register.action-edit", one.id)))
        found.append(
            Button(label=t.plain("register-action-drop"), press=press("register.action-drop", one.id))
        )
    found += _subject(shown, t)
    found.append(
        Button(label=t.plain("register-actions-all"), press=press("register.actions", shown.project.id, 0, 1))
    )
    return found


def _subject(shown: ActionShown, t: Translator) -> list[Button]:
    """The way to what it is about, for whoever may see that."""
    kind, number = about_of(shown.action.about) or ("", 0)
    if not shown.subject or (kind == "stakeholder" and not shown.leads):
        return []
    label = t.plain("exchange-name", name=clip(shown.subject, _SUBJECT))
    return [Button(label=label, press=press(f"register.{kind}", number))]


def drop_card(shown: ActionShown, t: Translator) -> Card:
    """What dropping it means, before it is done."""
    one = shown.action
    return confirm_card(
        t("register-action-drop-title", what=one.what),
        (Text(t("register-action-drop-follows")),),
        Button(
            label=t.plain("register-action-drop-confirm"),
            press=press("register.action-drop-confirm", one.id, one.version),
            style=Style.DANGER,
        ),
        t,
        press("register.action", one.id),
    )


def dropped(action: Action, t: Translator) -> Card:
    """It is forgotten."""
    back = Button(
        label=t.plain("register-actions-all"), press=press("register.actions", action.exchange_id, 0, 1)
    )
    return Card(
        title=t("register-action-dropped", what=action.what), tone=Tone.NEUTRAL, blocks=(Row((back,)),)
    )


def new_form(project: Project, about: int, record_id: int, t: Translator) -> Form:
    """Asks for a new action item. `about`: a place in ABOUT."""
    return Form(
        title=t.plain("register-action-add"),
        press=press("register.action-made", project.id, about, record_id),
        fields=_fields(t),
    )


def edit_form(one: Action, t: Translator) -> Form:
    """Asks for other words and another day."""
    return Form(
        title=t.plain("register-form-action"),
        press=press("register.action-edited", one.id, one.version),
        fields=_fields(t, one),
    )


def _fields(t: Translator, known: Action | None = None) -> tuple[TextField, ...]:
    return (
        TextField(
            key="what",
            label=t.plain("register-field-what"),
            description=t.plain("register-field-what-hint"),
            value="" if known is None else known.what,
            most=WHAT_LIMIT,
        ),
        TextField(
            key="due",
            label=t.plain("register-fact-due"),
            description=t.plain("register-field-day-hint"),
            value="" if known is None or known.due_on is None else known.due_on.isoformat(),
            required=False,
            most=DAY_MOST,
        ),
    )
