"""A learning platform's file before it is stored: what it would tick, and what it leaves open."""

from collections.abc import Sequence

from bot.cohorts.attending.importing import Shown
from bot.cohorts.attending.importing_rules import MOST_SHOWN, PASSES
from bot.cohorts.rules import Cohort, Milestone
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.limits import OPTION_LABEL, SELECT_OPTIONS
from bot.ui.cards import Block, Button, Card, Facts, Note, Option, Row, Select, Style, Text, Tone
from bot.ui.routes import press

_MOST_LINES, _NAME, _CELL = 5, 60, 40
NO_COLUMN = "none"


def card(found: Shown, t: Translator) -> Card:
    """What storing a file would do, and the menus that put its reading right."""
    if found.stored is not None:
        return _stored(found, t)
    outcome = found.outcome
    people = len({user_id for _, user_id in outcome.ticks})
    blocks: list[Block] = [
        Text(t("attend-file-would", count=len(outcome.ticks), people=people)),
        Facts(tuple(_facts(found, t))),
    ]
    blocks += _doubts(found, t)
    blocks.append(_person_menu(found, t))
    blocks.append(_milestone_menu(found, t))
    if outcome.marks or found.answers.passes_from is not None:
        blocks.append(_pass_menu(found, t))
    buttons = []
    if outcome.ticks:
        buttons.append(
            Button(
                label=t.plain("attend-file-store", count=len(outcome.ticks)),
                press=press("attending.file-store", found.id),
                style=Style.PRIMARY,
            )
        )
    buttons.append(Button(label=t.plain("cancel"), press=press("attending.file-discard", found.id)))
    blocks.append(Row(tuple(buttons)))
    return Card(
        title=t("attend-file-title", name=found.cohort.name),
        blocks=tuple(blocks),
        footer=t("attend-file-only-ticks"),
    )


def column_card(found: Shown, milestone: Milestone, t: Translator) -> Card:
    """Which column is a milestone's."""
    now = found.outcome.columns.get(milestone.id)
    options = [Option(label=t.plain("attend-file-no-column"), value=NO_COLUMN, chosen=now is None)]
    options += [
        Option(label=_heading(found.header, number, t), value=str(number), chosen=number == now)
        for number in range(min(len(found.header), MOST_SHOWN - 1))
        if number != found.outcome.person
    ]
    return Card(
        title=t("attend-file-column-title", title=milestone.title),
        blocks=(
            Text(t("attend-file-column-what")),
            Select(
                press=press("attending.file-column", found.id, milestone.id),
                placeholder=t.plain("attend-file-column-menu"),
                options=tuple(options),
            ),
            Row((Button(label=t.plain("attend-file-back"), press=press("attending.file", found.id)),)),
        ),
    )


def discarded(cohort: Cohort, t: Translator) -> Card:
    """It was thrown away."""
    return Card(title="", blocks=(Text(t("attend-file-discarded", name=cohort.name)),))


def _stored(found: Shown, t: Translator) -> Card:
    button = Button(
        label=t.plain("attend-all-milestones"), press=press("attending.milestones", found.cohort.id, 1)
    )
    return Card(
        title="",
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("attend-file-done", count=found.stored or 0, name=found.cohort.name)),
            Row((button,)),
        ),
    )


def _facts(found: Shown, t: Translator) -> list[tuple[str, str]]:
    outcome = found.outcome
    titles = {one.id: one.title for one in found.milestones}
    matched = joined(
        (
            t("attend-file-match", title=titles[one], column=_heading(found.header, column, t))
            for one, column in list(outcome.columns.items())[:10]
        ),
        " · ",
    )
    rows: list[tuple[str, str]] = [
        (
            t("attend-file-label-person"),
            t(
                "attend-file-person",
                column=_heading(found.header, outcome.person, t),
                people=outcome.people,
                rows=found.rows,
            ),
        ),
        (t("attend-file-label-columns"), matched or t("attend-file-no-match")),
    ]
    for key, count in (("known", outcome.known), ("not-done", outcome.not_done)):
        if count:
            rows.append((t(f"attend-file-label-{key}"), t("attend-file-cells", count=count)))
    return rows


def _doubts(found: Shown, t: Translator) -> list[Block]:
    outcome = found.outcome
    said: list[Safe] = []
    if outcome.strangers:
        said.append(
            t("attend-file-strangers", count=len(outcome.strangers), which=_lines(outcome.strangers, t))
        )
    if outcome.twice:
        said.append(t("attend-file-twice", count=len(outcome.twice)))
    if outcome.marks:
        said.append(t("attend-file-marks", count=outcome.marks))
    if outcome.unclear:
        said.append(t("attend-file-unclear", count=len(outcome.unclear), which=_lines(outcome.unclear, t)))
    return [Note(one) for one in said]


def _lines(found: Sequence[tuple[int, str]], t: Translator) -> Safe:
    lines = [
        t("attend-file-line", line=str(line), text=clip(text, _CELL) or "–")
        for line, text in found[:_MOST_LINES]
    ]
    if len(found) > _MOST_LINES:
        lines.append(t("attend-file-more", count=len(found) - _MOST_LINES))
    return joined(lines, ", ")


def _person_menu(found: Shown, t: Translator) -> Select:
    return Select(
        press=press("attending.file-person", found.id),
        placeholder=t.plain("attend-file-person-menu"),
        options=tuple(
            Option(
                label=_heading(found.header, number, t),
                value=str(number),
                chosen=number == found.outcome.person,
            )
            for number in range(min(len(found.header), MOST_SHOWN))
        ),
    )


def _milestone_menu(found: Shown, t: Translator) -> Select:
    columns = found.outcome.columns
    return Select(
        press=press("attending.file-milestone", found.id),
        placeholder=t.plain("attend-file-milestone-menu"),
        options=tuple(
            Option(
                label=clip(one.title, OPTION_LABEL),
                value=str(one.id),
                description=_heading(found.header, columns[one.id], t)
                if one.id in columns
                else t.plain("attend-file-no-column"),
            )
            for one in found.milestones[:SELECT_OPTIONS]
        ),
    )


def _pass_menu(found: Shown, t: Translator) -> Select:
    return Select(
        press=press("attending.file-pass", found.id),
        placeholder=t.plain("attend-file-pass-menu"),
        options=tuple(
            Option(
                label=t.plain("attend-file-pass", mark=str(mark)),
                value=str(mark),
                chosen=mark == found.answers.passes_from,
            )
            for mark in PASSES
        ),
    )


def _heading(header: Sequence[str], number: int, t: Translator) -> str:
    name = header[number] if number < len(header) else ""
    return clip(name, _NAME) or t.plain("attend-file-unnamed", number=str(number + 1))
