"""What members see of being there and of how far they are: answers, their own progress, the private warning."""

import datetime as dt
from collections.abc import Sequence

from bot.cohorts.attending import rules
from bot.cohorts.attending.progress import Own
from bot.cohorts.attending.records import Due, Measured
from bot.cohorts.attending.service import Ahead, Said
from bot.cohorts.rules import ATTENDED, LIVE, AttendanceState, Cohort, EnrolmentState, Session
from bot.cohorts.sessions.messages import both
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Item,
    Link,
    Note,
    Row,
    Style,
    Text,
    Tone,
)
from bot.ui.pages import Page, paged, pager_row
from bot.ui.routes import press

PAGE = 6
"""Milestones on a page: three components each, of forty."""
SIGNS = {
    None: "▫️",
    AttendanceState.PRESENT: "✅",
    AttendanceState.LATE: "🕒",
    AttendanceState.EXCUSED: "💬",
    AttendanceState.ABSENT: "✖️",
}
"""Beside the word, never instead of it."""


def here_button(session: Session, t: Translator, *, style: Style = Style.PRIMARY) -> Button:
    """ "I'm here", for every message in which it is of use."""
    return Button(label=t.plain("attend-here"), press=press("attend.here", session.id), style=style)


def excuse_button(session: Session, t: Translator) -> Button:
    """ "Can't make it", before the start."""
    return Button(label=t.plain("attend-excuse"), press=press("attend.excuse", session.id))


def said(found: Said, t: Translator) -> Card:
    """After "I'm here", "Can't make it" or the code word."""
    key = "none" if found.state is None else found.state.value
    answer = t(
        f"attend-said-{key}" if found.changed else f"attend-said-{key}-already",
        title=found.session.title,
        at=markup.time(found.session.starts_at, "F"),
    )
    blocks: list[Block] = [Text(answer)]
    if found.warning is not None:
        blocks += [Divider(), Text(_warning(found.warning, found.threshold, t))]
    buttons = []
    if found.state is AttendanceState.EXCUSED:
        buttons.append(Button(label=t.plain("attend-come"), press=press("attend.come", found.session.id)))
    elif found.state is None:
        buttons.append(excuse_button(found.session, t))
    buttons.append(Button(label=t.plain("attend-mine"), press=press("attend.mine", found.cohort.id, 1)))
    tone = Tone.SUCCESS if found.state in ATTENDED else Tone.NEUTRAL
    return Card(title="", tone=tone, blocks=(*blocks, Row(tuple(buttons))))


def ahead(found: Sequence[Ahead], t: Translator) -> Card:
    """The sessions that are open now and the next ones, each with what one can say about it."""
    if not found:
        return Card(title=t("attend-ahead-title"), blocks=(Text(t("attend-ahead-none")),))
    blocks: list[Block] = []
    primary = next((one for one in found if one.is_open and one.state not in ATTENDED), None)
    for one in found:
        session = one.session
        lines = [
            t("attend-ahead-line", title=session.title, name=one.cohort.name),
            both(session.starts_at, session.wall, session.zone, t),
        ]
        if one.state is not None:
            lines.append(state_text(one.state, t))
        button = _ahead_button(one, t, style=Style.PRIMARY if one is primary else Style.SECONDARY)
        body = joined(lines)
        blocks.append(Text(body) if button is None else Item(body=body, button=button))
    return Card(title=t("attend-ahead-title"), blocks=tuple(blocks), footer=t("attend-ahead-code"))


def own(found: Own, number: int, t: Translator, *, now: dt.datetime, added: Safe | None = None) -> Card:
    """How one stands: attendance, what is next, milestones. `added`: what just happened."""
    one, cohort = found.measured, found.cohort
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    if found.warned:
        blocks += [Text(_warning(one, found.plan.threshold, t)), Divider()]
    if one.enrolment.state is EnrolmentState.COMPLETED:
        blocks.append(Text(t("attend-own-completed", name=cohort.name)))
    rows: list[tuple[str, str]] = [(t("attend-label-attendance"), attendance(found, t))]
    if found.plan.milestones:
        rows.append((t("attend-label-milestones"), _done(one, t)))
    if found.following is not None:
        session = found.following
        rows.append(
            (
                t("attend-label-next"),
                t(
                    "attend-next",
                    title=session.title,
                    at=both(session.starts_at, session.wall, session.zone, t),
                ),
            )
        )
    blocks.append(Facts(tuple(rows)))
    buttons = _own_buttons(found, t, now=now)  # about what is next, which stands above them
    if buttons:
        blocks.append(Row(tuple(buttons)))
    blocks += _milestones(found, number, t, now=now)
    return Card(title=t("attend-own-title", name=cohort.name), blocks=tuple(blocks))


def warning_card(cohort: Cohort, found: Measured, threshold: int, t: Translator) -> Card:
    """The private word that the attendance asked for is out of reach; before anybody else hears of it."""
    return Card(
        title=t("attend-warning-title", name=cohort.name),
        tone=Tone.WARNING,
        blocks=(Text(_warning(found, threshold, t)), Text(t("attend-warning-next"))),
        footer=t("attend-warning-why"),
    )


# Parts


def state_text(state: AttendanceState | None, t: Translator) -> Safe:
    """What somebody is in a session, with its sign."""
    key = "none" if state is None else state.value
    return t("attend-state", sign=Safe(SIGNS[state]), state=Safe(t(f"attend-is-{key}")))


def attendance(found: Own, t: Translator) -> Safe:
    """ "5 of 6 sessions · 83 % · at most 90 % · 80 % are asked for"."""
    one = found.measured.presence
    held = one.attended + one.missed
    if not one.total:
        return t("attend-none-yet")
    parts = [
        t(
            "attend-numbers",
            bar=Safe(rules.bar(one.attended, held)),
            attended=one.attended,
            held=held,
            percent=rules.percent(one.attended, held),
        )
        if held
        else t("attend-none-yet"),
    ]
    if one.excused:
        parts.append(t("attend-excused-count", count=one.excused))
    possible = rules.percent(one.attended + one.remaining, one.total)
    parts.append(t("attend-possible", percent=possible, threshold=found.plan.threshold))
    return joined(parts, " · ")


def _warning(found: Measured, threshold: int, t: Translator) -> Safe:
    one = found.presence
    return t(
        "attend-warning",
        missed=one.missed,
        possible=rules.percent(one.attended + one.remaining, one.total),
        threshold=threshold,
    )


def _done(one: Measured, t: Translator) -> Safe:
    return t(
        "attend-done-count", bar=Safe(rules.bar(one.done, len(one.due))), done=one.done, total=len(one.due)
    )


def _milestones(found: Own, number: int, t: Translator, *, now: dt.datetime) -> list[Block]:
    # What is to be done first, the nearest first; then what is done.
    ordered = sorted(found.measured.due, key=lambda one: (one.done is not None, one.at, one.milestone.id))
    page: Page[Due] = paged(ordered, number, PAGE)
    may = found.cohort.self_report and found.cohort.state in LIVE
    blocks: list[Block] = [Divider()] if page.items else []
    for one in page.items:
        key = "done" if one.done is not None else "overdue" if one.is_overdue(now) else "due"
        line = t(
            f"attend-milestone-{key}",
            title=one.milestone.title,
            at=markup.time(one.at, "F" if key == "due" else "D"),
        )
        button = _report_button(one, t) if may else None
        blocks.append(Text(line) if button is None else Item(body=line, button=button))
    if page.items and not may and found.cohort.state in LIVE:
        blocks.append(Note(t("attend-ticked-by-facilitators")))
    if page.count > 1:
        blocks.append(pager_row("attend.mine", page, found.cohort.id, t=t))
    return blocks


def _report_button(one: Due, t: Translator) -> Button | None:
    if one.done is None:
        return Button(label=t.plain("attend-report"), press=press("attend.done", one.milestone.id))
    if one.done is rules.How.MEMBER:
        return Button(label=t.plain("attend-unreport"), press=press("attend.undone", one.milestone.id))
    return None


def _own_buttons(found: Own, t: Translator, *, now: dt.datetime) -> list[Button | Link]:
    buttons: list[Button | Link] = []
    session = found.following
    if session is not None:
        mark = found.measured.marks.get(session.id)
        state = None if mark is None else mark.state
        one = Ahead(cohort=found.cohort, session=session, state=state, is_open=rules.is_open(session, now))
        button = _ahead_button(one, t, style=Style.PRIMARY if one.is_open else Style.SECONDARY)
        if button is not None:
            buttons.append(button)
    if found.leads:
        buttons.append(
            Button(label=t.plain("attend-to-board"), press=press("attending.board", found.cohort.id))
        )
    return buttons


def _ahead_button(one: Ahead, t: Translator, *, style: Style) -> Button | None:
    """What can be said about a session now."""
    if one.state in ATTENDED or one.state is AttendanceState.ABSENT:
        return None
    if one.is_open:
        return here_button(one.session, t, style=style)
    if one.state is AttendanceState.EXCUSED:
        return Button(label=t.plain("attend-come"), press=press("attend.come", one.session.id))
    return excuse_button(one.session, t)
