"""The roll of a session, as those who lead the cohort see it and mark it."""

from collections.abc import Mapping

from bot.cohorts.attending.messages import SIGNS
from bot.cohorts.attending.roll import Closed, Person, Roll
from bot.cohorts.rules import AttendanceState, Cohort, Session, SessionState
from bot.cohorts.sessions.messages import both, choice
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.limits import OPTION_LABEL
from bot.ui.cards import Block, Button, Card, Divider, Facts, Note, Option, Row, Select, Style, Text, Tone
from bot.ui.confirm import confirm_card
from bot.ui.pages import pager_row
from bot.ui.routes import press

STATES = tuple(AttendanceState)
"""As presses number them."""


def named(user_id: int, names: Mapping[int, str], t: Translator) -> str:
    """Somebody in a menu: by the name they have now, or by the end of their id."""
    name = names.get(user_id)
    return clip(name, OPTION_LABEL) if name else t.plain("attend-unnamed", tail=str(user_id)[-4:])


def session_choice(cohort: Cohort, session: Session, t: Translator) -> str:
    """A session among what an option offers; a closed one says so."""
    name = choice(cohort, session, t)
    return t.plain("attend-choice-closed", name=name) if session.state is SessionState.HELD else name


def roll(
    found: Roll, mode: int, names: Mapping[int, str], t: Translator, *, added: Safe | None = None
) -> Card:
    """A page of the roll. `mode`: the state that the menu marks, as `STATES` numbers them."""
    session, page, state = found.session, found.people, STATES[mode]
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    blocks.append(
        Facts(
            (
                (t("attend-label-when"), both(session.starts_at, session.wall, session.zone, t)),
                (t("attend-label-counts"), _counts(found, t)),
            )
        )
    )
    if not page.items:
        blocks.append(Text(t("attend-roll-nobody")))
    else:
        blocks.append(Text(joined(_line(one, t) for one in page.items)))
        blocks.append(Row(tuple(_mode(found, number, mode, t) for number in range(len(STATES)))))
        blocks.append(
            Select(
                press=press("attending.mark", session.id, mode, page.number),
                placeholder=t.plain(f"attend-mark-{state}"),
                options=tuple(
                    Option(
                        label=named(one.user_id, names, t),
                        value=str(one.user_id),
                        description=t.plain("attend-is-none")
                        if one.mark is None
                        else t.plain(f"attend-is-{one.mark.state}"),
                    )
                    for one in page.items
                ),
                most=len(page.items),
            )
        )
    if page.count > 1:
        blocks.append(pager_row("attending.roll", page, session.id, mode, t=t))
    blocks.append(Row(tuple(_ending(found, t))))
    footer = t("attend-roll-closed") if session.state is SessionState.HELD else t("attend-roll-open")
    return Card(title=t("attend-roll-title", title=session.title), blocks=tuple(blocks), footer=footer)


def marked(found: Roll, state: AttendanceState, t: Translator) -> Safe:
    """What marking did."""
    lines = [t("attend-marked", count=found.changed, state=Safe(t(f"attend-is-{state}")))]
    if found.others:
        lines.append(t("attend-others", count=found.others))
    return joined(lines)


def closing(found: Roll, t: Translator) -> Card:
    """What closing implies, before it is done."""
    session = found.session
    blocks: list[Block] = [
        Text(both(session.starts_at, session.wall, session.zone, t)),
        Facts(((t("attend-label-counts"), _counts(found, t)),)),
        Text(t("attend-closing-implies", count=found.unmarked)),
        Note(t("attend-closing-note")),
    ]
    return confirm_card(
        t("attend-closing-title", title=session.title),
        tuple(blocks),
        Button(
            label=t.plain("attend-close-do"),
            press=press("attending.close-confirm", session.id, session.version),
            style=Style.PRIMARY,
        ),
        t,
        press("attending.roll", session.id, 0, 1),
    )


def closed(found: Closed, t: Translator) -> Card:
    """After closing."""
    session, cohort = found.roll.session, found.roll.cohort
    return Card(
        title="",
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("attend-closed-said", title=session.title, count=found.absent)),
            Row(
                (
                    Button(label=t.plain("attend-to-board"), press=press("attending.board", cohort.id)),
                    Button(label=t.plain("attend-to-roll"), press=press("attending.roll", session.id, 0, 1)),
                    Button(
                        label=t.plain("attend-reopen"),
                        press=press("attending.reopen", session.id, session.version),
                    ),
                )
            ),
        ),
    )


def _counts(found: Roll, t: Translator) -> Safe:
    parts = [
        t("attend-count", sign=Safe(SIGNS[state]), count=count, state=Safe(t(f"attend-is-{state}")))
        for state in STATES
        if (count := found.counts.get(state, 0))
    ]
    if found.unmarked or not parts:
        parts.append(
            t("attend-count", sign=Safe(SIGNS[None]), count=found.unmarked, state=Safe(t("attend-is-none")))
        )
    return joined(parts, " · ")


def _line(one: Person, t: Translator) -> Safe:
    state = None if one.mark is None else one.mark.state
    return t(
        "attend-roll-line",
        sign=Safe(SIGNS[state]),
        who=markup.user(one.user_id),
        state=Safe(t("attend-is-none" if state is None else f"attend-is-{state}")),
    )


def _mode(found: Roll, number: int, mode: int, t: Translator) -> Button:
    return Button(
        label=t.plain(f"attend-mode-{STATES[number]}"),
        press=press("attending.mode", found.session.id, number, found.people.number),
        style=Style.PRIMARY if number == mode else Style.SECONDARY,
        disabled=number == mode,
    )


def _ending(found: Roll, t: Translator) -> list[Button]:
    session = found.session
    buttons = []
    if session.state is SessionState.HELD:
        buttons.append(
            Button(
                label=t.plain("attend-reopen"), press=press("attending.reopen", session.id, session.version)
            )
        )
    elif found.began:
        buttons.append(Button(label=t.plain("attend-close"), press=press("attending.close", session.id)))
    buttons.append(Button(label=t.plain("attend-to-board"), press=press("attending.board", found.cohort.id)))
    return buttons
