"""What milestones and one's own schedule look like."""

from bot.cohorts.rules import Cohort, Milestone, MilestoneKind
from bot.cohorts.sessions import rules
from bot.cohorts.sessions.messages import both
from bot.cohorts.sessions.milestones import Due, MilestoneList, MilestoneMove, MilestoneShown
from bot.cohorts.sessions.schedule import ALL, Schedule
from bot.delivery.recurrence import Occurrence, resolve
from bot.feature import AgendaItem
from bot.language import markup, when, zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined, safe
from bot.limits import MODAL_TITLE, OPTION_LABEL
from bot.ui import cards
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
    Row,
    Select,
    SelectField,
    Text,
    TextField,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

PAGE = 7
_MOST_EXTENSIONS = 12
_MOST_OPTIONS = 25
_PHRASE_LIMIT = 200


def kind_name(kind: MilestoneKind, t: Translator) -> str:
    """A kind, where no markdown is rendered."""
    return t.plain("cohort-milestone-kind-choice", kind=kind.value)


def choice(cohort: Cohort, milestone: Milestone, t: Translator) -> str:
    """A milestone among what an option offers."""
    return t.plain(
        "cohort-milestone-choice",
        date=when.date(milestone.wall, t),
        time=f"{milestone.wall:%H:%M}",
        title=milestone.title,
        cohort=cohort.name,
    )


def listing(found: MilestoneList, page: Page[Due], t: Translator) -> Card:
    """A page of what is due in a cohort."""
    blocks: list[Block] = []
    for one in page.items:
        body = _line(one, found, t)
        if not found.leads:
            blocks.append(Text(body))
            continue
        button = Button(
            label=t.plain("cohort-milestone-open"), press=press("cohort-milestone.show", one.milestone.id)
        )
        blocks.append(Item(body=body, button=button))
    if not page.items:
        blocks.append(Text(t("cohort-milestone-none-lead" if found.leads else "cohort-milestone-none")))
    if page.count > 1:
        blocks.append(pager_row("cohort-milestone.list", page, found.cohort.id, t=t))
    return Card(
        title=t("cohort-milestone-list-title", name=found.cohort.name),
        blocks=tuple(blocks),
        footer=t("cohort-session-zone", city=zones.city(found.cohort.zone)),
    )


def card(shown: MilestoneShown, t: Translator, *, added: Safe | None = None) -> Card:
    """One milestone with everything that can be changed of it."""
    milestone = shown.milestone
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    blocks.append(
        Facts(
            (
                (t("cohort-session-label-cohort"), safe(shown.cohort.name)),
                (t("cohort-milestone-label-kind"), t("cohort-milestone-kind", kind=milestone.kind.value)),
                (
                    t("cohort-milestone-label-due"),
                    both(milestone.due_at, milestone.wall, milestone.zone, t),
                ),
            )
        )
    )
    blocks += _clocks(resolve(milestone.wall, milestone.zone), milestone.zone, t)
    if milestone.cancelled:
        blocks.append(Row((_to_list(milestone, t),)))
        return Card(title=safe(milestone.title), blocks=tuple(blocks))
    if shown.extensions:
        blocks.append(Text(_extensions(shown, t)))
        blocks.append(
            Select(
                press=press("cohort-milestone.withdraw", milestone.id),
                placeholder=t.plain("cohort-milestone-withdraw"),
                options=_withdrawable(shown, t),
            )
        )
    blocks.append(
        Row(
            (
                Button(
                    label=t.plain("cohort-milestone-edit"),
                    press=press("cohort-milestone.edit", milestone.id),
                    style=cards.Style.PRIMARY,
                ),
                _to_list(milestone, t),
                Button(
                    label=t.plain("cohort-milestone-cancel"),
                    press=press("cohort-milestone.cancel", milestone.id),
                    style=cards.Style.DANGER,
                ),
            )
        )
    )
    return Card(title=safe(milestone.title), blocks=tuple(blocks))


def move_card(move: MilestoneMove, t: Translator) -> Card:
    """What another due date means, before it is stored."""
    milestone = move.milestone
    facts = (
        (t("cohort-session-was"), both(milestone.due_at, milestone.wall, milestone.zone, t)),
        (t("cohort-session-becomes"), both(move.to.instant, move.to.planned, move.zone, t)),
    )
    return confirm_card(
        t("cohort-milestone-move-title", title=milestone.title),
        (
            Facts(facts),
            *_clocks(move.to, move.zone, t),
            Text(t("cohort-milestone-move-tells", people=move.people)),
        ),
        Button(
            label=t.plain("cohort-milestone-move-confirm"),
            press=press(
                "cohort-milestone.move-confirm",
                milestone.id,
                milestone.version,
                rules.to_number(move.to.planned),
                zones.number(move.zone),
            ),
            style=cards.Style.PRIMARY,
        ),
        t,
        press("cohort-milestone.show", milestone.id),
    )


def cancel_card(shown: MilestoneShown, t: Translator) -> Card:
    """What cancelling means, before it is done."""
    milestone = shown.milestone
    return confirm_card(
        t("cohort-milestone-cancel-title", title=milestone.title),
        (
            Text(both(milestone.due_at, milestone.wall, milestone.zone, t)),
            Text(t("cohort-milestone-cancel-tells", people=shown.people)),
        ),
        Button(
            label=t.plain("cohort-milestone-cancel-confirm"),
            press=press("cohort-milestone.cancel-confirm", milestone.id, milestone.version),
            style=cards.Style.DANGER,
        ),
        t,
        press("cohort-milestone.show", milestone.id),
    )


def form(milestone: Milestone, t: Translator) -> Form:
    """Asks for title, kind and due date."""
    return Form(
        title=clip(t.plain("cohort-milestone-edit"), MODAL_TITLE),
        press=press("cohort-milestone.edited", milestone.id, milestone.version),
        fields=(
            TextField(
                key="title",
                label=t.plain("cohort-milestone-field-title"),
                value=milestone.title,
                most=rules.TITLE_LIMIT,
            ),
            SelectField(
                key="kind",
                label=t.plain("cohort-milestone-label-kind"),
                options=tuple(
                    Option(label=kind_name(one, t), value=one.value, chosen=one is milestone.kind)
                    for one in MilestoneKind
                ),
            ),
            TextField(
                key="due",
                label=t.plain("cohort-milestone-field-due"),
                description=t.plain("cohort-milestone-field-due-what", city=zones.city(milestone.zone)),
                value=f"{milestone.wall:%Y-%m-%d %H:%M}",
                most=_PHRASE_LIMIT,
            ),
        ),
    )


def schedule(found: Schedule, page: Page[AgendaItem], t: Translator) -> Card:
    """A page of what comes up for one person in their cohorts."""
    which = ALL if found.cohort is None else found.cohort.id
    blocks: list[Block] = []
    for one in page.items:
        body = joined(
            (
                t("cohort-schedule-item", title=one.title, kind=t(one.kind)),
                joined((_at(one, t), markup.time(one.starts_at, "R")), " · "),
                *(() if one.note is None else (t(one.note),)),
            )
        )
        session_id = _session_of(one)
        if session_id is None:
            blocks.append(Text(body))
        else:
            button = Button(
                label=t.plain("cohort-session-open"), press=press("cohort-session.show", session_id)
            )
            blocks.append(Item(body=body, button=button))
    if not page.items:
        blocks.append(Text(t("cohort-schedule-empty" if found.cohorts else "cohort-schedule-none")))
    if page.count > 1:
        blocks.append(pager_row("cohort-schedule.show", page, which, t=t))
    if found.filed:
        blocks.append(
            Row(
                (
                    Button(
                        label=t.plain("cohort-schedule-file"),
                        press=press("cohort-schedule.file", which),
                        style=cards.Style.PRIMARY,
                    ),
                )
            )
        )
    title = (
        t("cohort-schedule-title")
        if found.cohort is None
        else t("cohort-schedule-title-one", name=found.cohort.name)
    )
    footer = t("cohort-schedule-zone") if page.items else None
    return Card(title=title, blocks=tuple(blocks), footer=footer)


def withdrawn(value: str) -> tuple[int, int] | None:
    """(person, number of the group) of a choice of the menu; None for what is no choice."""
    kind, _, number = value.partition(":")
    if not number.isascii() or not number.isdecimal() or len(number) > 19:
        return None
    if kind == "person" and int(number):
        return int(number), 0
    return (0, int(number)) if kind == "team" else None


def _line(one: Due, found: MilestoneList, t: Translator) -> Safe:
    milestone = one.milestone
    kind = t("cohort-milestone-kind", kind=milestone.kind.value)
    at = Occurrence(planned=one.wall, wall=one.wall, instant=one.at)
    lines = [
        t("cohort-milestone-line", title=milestone.title, kind=kind),
        markup.when_both(one.at, when.anchor(at, milestone.zone, t)),
    ]
    if one.extended:
        lines.append(t("cohort-milestone-line-mine"))
    count = found.extended.get(milestone.id, 0)
    if count:
        lines.append(t("cohort-milestone-line-extended", count=count))
    return joined(lines)


def _extensions(shown: MilestoneShown, t: Translator) -> Safe:
    lines = [t("cohort-milestone-extensions")]
    for one in shown.extensions[:_MOST_EXTENSIONS]:
        who = markup.user(one.user_id) if one.user_id else t("cohort-milestone-team", team=one.team)
        lines.append(
            t(
                "cohort-milestone-extension",
                who=who,
                at=both(one.due_at, one.wall, shown.milestone.zone, t),
            )
        )
    if len(shown.extensions) > _MOST_EXTENSIONS:
        lines.append(t("cohort-milestone-more", count=len(shown.extensions) - _MOST_EXTENSIONS))
    return joined(lines)


def _withdrawable(shown: MilestoneShown, t: Translator) -> tuple[Option, ...]:
    """A person is a number here, as on the card: no menu knows names."""
    found = []
    for number, one in enumerate(shown.extensions[:_MOST_OPTIONS], 1):
        until = {"date": when.date(one.wall, t), "time": f"{one.wall:%H:%M}"}
        label, value = (
            (
                t.plain("cohort-milestone-withdraw-person", number=number, **until),
                f"person:{one.user_id}",
            )
            if one.user_id
            else (
                t.plain("cohort-milestone-withdraw-team", team=one.team, **until),
                f"team:{rules.group_number(one.team)}",
            )
        )
        found.append(Option(label=clip(label, OPTION_LABEL), value=value))
    return tuple(found)


def _clocks(at: Occurrence, zone: str, t: Translator) -> list[Block]:
    if at.shifted:
        return [
            Note(
                t(
                    "cohort-session-shifted",
                    asked=f"{at.planned:%H:%M}",
                    time=f"{at.wall:%H:%M}",
                    city=zones.city(zone),
                )
            )
        ]
    return [Note(t("cohort-session-ambiguous", time=f"{at.wall:%H:%M}"))] if at.ambiguous else []


def _at(item: AgendaItem, t: Translator) -> Safe:
    at = Occurrence(planned=item.wall, wall=item.wall, instant=item.starts_at)
    return markup.when_both(item.starts_at, when.anchor(at, item.zone, t))


def _session_of(item: AgendaItem) -> int | None:
    kind, _, number = item.uid.rpartition("-")
    return int(number) if kind == "cohort-session" else None


def _to_list(milestone: Milestone, t: Translator) -> Button:
    return Button(
        label=t.plain("cohort-milestone-see-all"),
        press=press("cohort-milestone.list", milestone.cohort_id, 1),
    )
