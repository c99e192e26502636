"""What stakeholders look like, to organisers alone."""

from typing import Final

from bot.exchanges.messages import country_name, name, organisation_kind_name
from bot.exchanges.register.decision_messages import day, to_project, wrongs
from bot.exchanges.register.model import NOTE_LIMIT, Position, Stakeholder
from bot.exchanges.register.stakeholders import StakeholderList, StakeholderShown
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined, safe, safe_body
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Form,
    Item,
    Note,
    Option,
    RadioField,
    Row,
    Select,
    Style,
    Text,
    TextField,
    Tone,
    UserSelect,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

PAGE: Final = 6
POSITIONS: Final = (None, *Position)
"""None: all of them. The order is the number in a custom_id."""
MARKS: Final = {
    Position.SUPPORTS: "👍",
    Position.NEUTRAL: "➖",
    Position.CONCERNED: "⚠️",
    Position.OPPOSES: "👎",
    Position.UNKNOWN: "❔",
}
_SHORT: Final = 120
_ALL: Final = "all"
_MOST_ACTIONS: Final = 5


def position_name(position: Position, t: Translator) -> str:
    """ "supports it"."""
    return t.plain(f"register-position-{position}")


def listing(found: StakeholderList, page: Page[StakeholderShown], t: Translator) -> Card:
    """A page of stakeholders, and how many think what."""
    project = found.project
    blocks: list[Block] = []
    total = sum(found.counts.values())
    if total:
        known = [
            t("register-position-count", mark=Safe(MARKS[one]), position=position_name(one, t), count=count)
            for one, count in found.counts.items()
            if count
        ]
        blocks += [Text(joined(known, " · ")), Divider()]
    else:
        blocks.append(Text(t("register-stakeholders-none")))
    for one in page.items:
        button = Button(
            label=t.plain("register-open"), press=press("register.stakeholder", one.stakeholder.id)
        )
        blocks.append(Item(body=_line(one, t), button=button))
    if page.count > 1:
        number = POSITIONS.index(found.position)
        blocks.append(pager_row("register.stakeholders", page, project.id, number, t=t))
    if total:
        blocks.append(
            Select(
                press=press("register.stakeholder-filter", project.id),
                placeholder=t.plain("register-stakeholder-filter"),
                options=(
                    Option(
                        label=t.plain("register-stakeholder-filter-all"),
                        value=_ALL,
                        chosen=found.position is None,
                    ),
                    *(
                        Option(label=position_name(one, t), value=one.value, chosen=one is found.position)
                        for one in Position
                    ),
                ),
            )
        )
    blocks += [Note(t("register-stakeholders-confidential")), Row((to_project(project, t),))]
    return Card(
        title=t("register-stakeholders-title", name=project.name), tone=Tone.SETTINGS, blocks=tuple(blocks)
    )


def filtered(value: str) -> int | None:
    """The number of a position that the menu offers; None for what it does not."""
    values = (_ALL, *(one.value for one in Position))
    return values.index(value) if value in values else None


def _line(one: StakeholderShown, t: Translator) -> Safe:
    who = one.stakeholder
    parts = [
        t(
            "register-position-marked",
            mark=Safe(MARKS[who.position]),
            position=position_name(who.position, t),
        ),
        t("register-stakeholder-nobody") if who.owner_id is None else markup.user(who.owner_id),
    ]
    if who.contacted_on is not None:
        parts.append(t("register-contacted-on", day=day(who.contacted_on, t)))
    lines = [
        t(
            "register-stakeholder-line",
            name=one.organisation.name,
            kind=organisation_kind_name(one.organisation.kind, t),
        ),
        joined(parts, " · "),
    ]
    if one.actions:
        lines.append(_action(one, 0, t))
    return joined(lines)


def _action(one: StakeholderShown, number: int, t: Translator) -> Safe:
    action = one.actions[number]
    what = clip(action.what, _SHORT)
    if action.due_on is None:
        return t("register-next", what=what)
    late = action.overdue(one.today)
    return t("register-next-late" if late else "register-next-due", what=what, day=day(action.due_on, t))


def card(shown: StakeholderShown, t: Translator, *, added: Safe | None = None) -> Card:
    """A stakeholder with everything that organisers keep of it."""
    who, organisation = shown.stakeholder, shown.organisation
    blocks: list[Block] = wrongs(shown.wrong, t)
    if added is not None:
        blocks += [Text(added), Divider()]
    kind = organisation_kind_name(organisation.kind, t)
    if organisation.country:
        kind = f"{kind} · {country_name(organisation.country, t)}"
    rows: list[tuple[str, str]] = [
        (t("register-fact-kind"), t("exchange-name", name=kind)),
        (
            t("register-fact-position"),
            t(
                "register-position-marked",
                mark=Safe(MARKS[who.position]),
                position=position_name(who.position, t),
            ),
        ),
        (
            t("register-fact-contact"),
            t("register-stakeholder-nobody") if who.owner_id is None else markup.user(who.owner_id),
        ),
        (
            t("register-fact-contacted"),
            t("register-contacted-never")
            if who.contacted_on is None
            else t("register-day", day=day(who.contacted_on, t)),
        ),
        (t("register-fact-project"), name(shown.project, t)),
    ]
    blocks.append(Facts(tuple(rows)))
    if who.note:
        blocks += [Divider(), Text(safe_body(who.note))]
    lines = [_action(shown, number, t) for number in range(min(len(shown.actions), _MOST_ACTIONS))]
    if len(shown.actions) > _MOST_ACTIONS:
        lines.append(t("register-more", count=len(shown.actions) - _MOST_ACTIONS))
    blocks += [Divider(), Text(joined(lines) if lines else t("register-next-none"))]
    blocks.append(
        UserSelect(
            press=press("register.stakeholder-owner", who.id),
            placeholder=t.plain("register-contact-menu"),
            chosen=() if who.owner_id is None else (who.owner_id,),
        )
    )
    blocks += [Row(_buttons(shown, t)), Row(_more(shown, t))]
    blocks.append(Note(t("register-stakeholders-confidential")))
    return Card(title=safe(organisation.name), tone=Tone.SETTINGS, blocks=tuple(blocks))


def _buttons(shown: StakeholderShown, t: Translator) -> tuple[Button, ...]:
    who = shown.stakeholder
    return (
        Button(
            label=t.plain("register-contacted"),
            press=press("register.contacted", who.id, who.version),
            style=Style.PRIMARY,
        ),
        Button(
            label=t.plain("register-next-add"),
            press=press("register.action-ask", shown.project.id, 2, who.id),
        ),
        Button(label=t.plain("register-edit"), press=press("register.stakeholder-edit", who.id)),
    )


def _more(shown: StakeholderShown, t: Translator) -> tuple[Button, ...]:
    found = [
        Button(label=t.plain("register-next-open"), press=press("register.action", one.id))
        for one in shown.actions[:1]
    ]
    return (
        *found,
        Button(
            label=t.plain("register-stakeholder-remove"),
            press=press("register.stakeholder-remove", shown.stakeholder.id),
        ),
        Button(
            label=t.plain("register-stakeholders-all"),
            press=press("register.stakeholders", shown.project.id, 0, 1),
        ),
    )


def remove_card(shown: StakeholderShown, t: Translator) -> Card:
    """What removing means, before it is done."""
    who = shown.stakeholder
    return confirm_card(
        t("register-stakeholder-remove-title", name=shown.organisation.name),
        (Text(t("register-stakeholder-remove-follows", count=len(shown.actions))),),
        Button(
            label=t.plain("register-stakeholder-remove"),
            press=press("register.stakeholder-remove-confirm", who.id, who.version),
            style=Style.DANGER,
        ),
        t,
        press("register.stakeholder", who.id),
    )


def removed(shown: StakeholderShown, t: Translator) -> Card:
    """It is forgotten."""
    back = Button(
        label=t.plain("register-stakeholders-all"),
        press=press("register.stakeholders", shown.project.id, 0, 1),
    )
    return Card(
        title=t("register-stakeholder-removed", name=shown.organisation.name),
        tone=Tone.NEUTRAL,
        blocks=(Row((back,)),),
    )


def form(who: Stakeholder, t: Translator) -> Form:
    """Asks for position, last contact and note."""
    return Form(
        title=t.plain("register-form-stakeholder"),
        press=press("register.stakeholder-edited", who.id, who.version),
        fields=(
            RadioField(
                key="position",
                label=t.plain("register-fact-position"),
                options=tuple(
                    Option(label=position_name(one, t), value=one.value, chosen=one is who.position)
                    for one in Position
                ),
            ),
            TextField(
                key="contacted",
                label=t.plain("register-fact-contacted"),
                description=t.plain("register-field-contacted-hint"),
                value="" if who.contacted_on is None else who.contacted_on.isoformat(),
                required=False,
                most=10,
            ),
            TextField(
                key="note",
                label=t.plain("register-field-note"),
                description=t.plain("register-field-note-hint"),
                value=who.note,
                long=True,
                required=False,
                most=NOTE_LIMIT,
            ),
        ),
    )
