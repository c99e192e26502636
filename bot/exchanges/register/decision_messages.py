"""What decisions look like: the register, one decision with its objections, and the forms."""

import datetime as dt
from typing import Final

from bot.errors import RefusedError
from bot.exchanges import evidence
from bot.exchanges.messages import name, topic_name
from bot.exchanges.model import Project, Topic
from bot.exchanges.register.decisions import DecisionShown, Register
from bot.exchanges.register.model import (
    OBJECTION_LIMIT,
    REASON_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    Decision,
    DecisionState,
    Objection,
)
from bot.language import markup, when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined, safe, safe_body
from bot.limits import OPTION_LABEL
from bot.polls.rules import PollState
from bot.ui import reply
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
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

PAGE: Final = 7
OBJECTIONS_PAGE: Final = 2
EVIDENCE_MOST: Final = 500
DAY_MOST: Final = 60
STATES: Final = (DecisionState.PROPOSED, DecisionState.DISCUSSED, DecisionState.ADOPTED)
"""As which a decision may be entered. The order is the number in a custom_id."""
MARKS: Final = {
    DecisionState.PROPOSED: "💬",
    DecisionState.DISCUSSED: "🗣️",
    DecisionState.ADOPTED: "✅",
    DecisionState.REJECTED: "❌",
    DecisionState.SUPERSEDED: "↪️",
}
TONES: Final = {
    DecisionState.ADOPTED: Tone.SUCCESS,
    DecisionState.REJECTED: Tone.DANGER,
    DecisionState.SUPERSEDED: Tone.NEUTRAL,
}
_MOST_OPTIONS: Final = 25
_SHOWN_OBJECTIONS: Final = 3
_SHORT: Final = 160


# Words


def state_name(state: DecisionState, t: Translator) -> str:
    """ "proposed"."""
    return t.plain(f"register-state-{state}")


def day(one: dt.date, t: Translator) -> str:
    """ "Fri 4 Dec 2026"."""
    return when.date(dt.datetime.combine(one, dt.time()), t)


def choice(project: Project, decision: Decision, t: Translator) -> str:
    """A decision among what an option offers."""
    return t.plain(
        "register-decision-choice",
        title=decision.title,
        state=state_name(decision.state, t),
        project=project.name,
    )


def wrongs(wrong: tuple[RefusedError, ...], t: Translator) -> list[Block]:
    """What of a form was not taken, before everything else."""
    if not wrong:
        return []
    lines = [reply.sentence(one, t) for one in wrong]
    return [Text(joined([*lines, t("register-rest-stored")])), Divider()]


# The register


def listing(found: Register, page: Page[Decision], t: Translator) -> Card:
    """A page of a project's decisions."""
    project = found.project
    blocks: list[Block] = []
    if not page.items:
        blocks.append(Text(t("register-decisions-none-lead" if found.leads else "register-decisions-none")))
    for one in page.items:
        body = joined(
            (
                t("register-decision-line", mark=Safe(MARKS[one.state]), title=clip(one.title, _SHORT)),
                _sub_line(one, found.waits.get(one.id, 0), t),
            )
        )
        button = Button(label=t.plain("register-open"), press=press("register.decision", one.id))
        blocks.append(Item(body=body, button=button))
    if page.count > 1:
        blocks.append(pager_row("register.decisions", page, project.id, t=t))
    buttons = []
    if found.leads:
        buttons.append(
            Button(
                label=t.plain("register-decision-add"),
                press=press("register.decision-add", project.id, 0),
                style=Style.PRIMARY,
            )
        )
    buttons.append(to_project(project, t))
    blocks.append(Row(tuple(buttons)))
    return Card(title=t("register-decisions-title", name=project.name), blocks=tuple(blocks))


def to_project(project: Project, t: Translator) -> Button:
    """Back to the project's home."""
    return Button(label=t.plain("register-to-project"), press=press("exchange.show", project.id))


def _sub_line(one: Decision, waits: int, t: Translator) -> Safe:
    parts = [
        t("register-decision-of", state=state_name(one.state, t), topic=topic_name(one.topic, t)),
    ]
    if one.state is DecisionState.ADOPTED and one.review_on is not None:
        parts.append(t("register-decision-review", day=day(one.review_on, t)))
    if waits:
        parts.append(t("register-objections-wait", count=waits))
    return joined(parts, " · ")


# One decision


def card(shown: DecisionShown, t: Translator, *, added: Safe | None = None) -> Card:
    """A decision with what its reader may do."""
    decision = shown.decision
    blocks: list[Block] = wrongs(shown.wrong, t)
    if added is not None:
        blocks += [Text(added), Divider()]
    blocks.append(Facts(tuple(_facts(shown, t))))
    if decision.text:
        blocks.append(Text(safe_body(decision.text)))
    if shown.objections or decision.consensus:
        blocks += [Divider(), Text(_objections(shown, t))]
    if shown.actions:
        lines = [
            t("register-action-short", what=clip(one.what, _SHORT))
            if one.due_on is None
            else t("register-action-short-due", what=clip(one.what, _SHORT), day=day(one.due_on, t))
            for one in shown.actions[:_SHOWN_OBJECTIONS]
        ]
        if len(shown.actions) > _SHOWN_OBJECTIONS:
            lines.append(t("register-more", count=len(shown.actions) - _SHOWN_OBJECTIONS))
        blocks += [Divider(), Text(joined([t("register-decision-actions"), *lines]))]
    if shown.leads and decision.is_open and (menu := _answer_menu(shown, t)):
        blocks.append(menu)
    blocks += [Row(row) for row in _rows(shown, t) if row]
    return Card(
        title=safe(decision.title),
        tone=TONES.get(decision.state, Tone.SETTINGS),
        blocks=tuple(blocks),
        footer=t("register-decision-footer", number=str(decision.id)),
    )


def _facts(shown: DecisionShown, t: Translator) -> list[tuple[str, str]]:
    one = shown.decision
    state = t("register-state-marked", mark=Safe(MARKS[one.state]), state=state_name(one.state, t))
    if one.decided_at is not None:
        state = joined((state, markup.time(one.decided_at, "D")), " · ")
    rows: list[tuple[str, str]] = [
        (t("register-fact-state"), state),
        (t("register-fact-topic"), t("exchange-name", name=topic_name(one.topic, t))),
        (t("register-fact-project"), name(shown.project, t)),
    ]
    if one.consensus:
        rows.append((t("register-fact-how"), t("register-how-consensus")))
    if shown.poll is not None:
        rows.append(
            (
                t("register-fact-poll"),
                t(
                    "register-poll",
                    question=clip(shown.poll.question, _SHORT),
                    state=shown.poll.state.value,
                ),
            )
        )
    if one.evidence:
        rows.append((t("register-fact-evidence"), evidence.shown(one.evidence, t)))
    if one.review_on is not None:
        late = "register-day-due" if one.review_on <= shown.today else "register-day"
        rows.append((t("register-fact-review"), t(late, day=day(one.review_on, t))))
    rows += [(t("register-fact-replaces"), safe(clip(old.title, _SHORT))) for old in shown.replaces]
    if shown.successor is not None:
        label = (
            "register-fact-replaced" if one.state is DecisionState.SUPERSEDED else "register-fact-replacement"
        )
        rows.append((t(label), safe(clip(shown.successor.title, _SHORT))))
    return rows


def _objections(shown: DecisionShown, t: Translator) -> Safe:
    standing = [one for one in shown.objections if not one.withdrawn]
    waits = sum(one.waits for one in standing)
    if not standing:
        return t("register-objections-none")
    lines = [t("register-objections-title", waits=waits, answered=len(standing) - waits)]
    first = sorted(standing, key=lambda one: not one.waits)[:_SHOWN_OBJECTIONS]
    lines += [
        t(
            "register-objection-line",
            state="waits" if one.waits else "answered",
            who=markup.user(one.user_id),
            text=clip(_flat(one.text), _SHORT),
        )
        for one in first
    ]
    if len(standing) > len(first):
        lines.append(t("register-more", count=len(standing) - len(first)))
    return joined(lines)


def _answer_menu(shown: DecisionShown, t: Translator) -> Select | None:
    standing = sorted(
        (one for one in shown.objections if not one.withdrawn), key=lambda one: (not one.waits, one.id)
    )
    if not standing:
        return None
    return Select(
        press=press("register.answer", shown.decision.id),
        placeholder=t.plain("register-answer-menu"),
        options=tuple(
            Option(
                label=clip(_flat(one.text), OPTION_LABEL),
                value=str(one.id),
                description=t.plain("register-objection-state", state="waits" if one.waits else "answered"),
            )
            for one in standing[:_MOST_OPTIONS]
        ),
    )


def _rows(shown: DecisionShown, t: Translator) -> list[tuple[Button, ...]]:
    one = shown.decision
    first: list[Button] = []
    second: list[Button] = []
    if shown.leads:
        first += _steps(shown, t)
    if one.is_open and one.consensus:
        first.append(
            Button(
                label=t.plain("register-object" if shown.mine is None else "register-object-again"),
                press=press("register.object", one.id),
                style=Style.SECONDARY if shown.leads else Style.PRIMARY,
            )
        )
        if shown.mine is not None:
            second.append(
                Button(label=t.plain("register-withdraw"), press=press("register.objection-withdraw", one.id))
            )
    if shown.leads and one.is_open:
        second.append(
            Button(
                label=t.plain("register-consensus-off" if one.consensus else "register-consensus-on"),
                press=press("register.consensus", one.id, one.version, int(not one.consensus)),
            )
        )
    if shown.leads and one.state is not DecisionState.REJECTED:
        second.append(
            Button(
                label=t.plain("register-action-add"),
                press=press("register.action-ask", shown.project.id, 1, one.id),
            )
        )
    if any(not each.withdrawn for each in shown.objections):
        second.append(
            Button(label=t.plain("register-objections-all"), press=press("register.objections", one.id, 1))
        )
    second.append(
        Button(
            label=t.plain("register-decisions-all"), press=press("register.decisions", shown.project.id, 1)
        )
    )
    return [tuple(first), tuple(second)]


def _steps(shown: DecisionShown, t: Translator) -> list[Button]:
    one = shown.decision
    if one.is_open:
        step = (
            Button(
                label=t.plain("register-discuss"),
                press=press("register.discuss", one.id, one.version),
                style=Style.PRIMARY,
            )
            if one.state is DecisionState.PROPOSED
            else Button(
                label=t.plain("register-adopt"), press=press("register.adopt", one.id), style=Style.PRIMARY
            )
        )
        found = [step, Button(label=t.plain("register-edit"), press=press("register.decision-edit", one.id))]
        if shown.poll is None or shown.poll.state is PollState.CERTIFIED:
            found.append(Button(label=t.plain("register-vote"), press=press("register.vote", one.id)))
        found.append(Button(label=t.plain("register-reject"), press=press("register.reject", one.id)))
        return found
    if one.state is not DecisionState.ADOPTED:
        return []
    due = one.review_on is not None and one.review_on <= shown.today
    found = [
        Button(
            label=t.plain("register-reviewed"),
            press=press("register.review", one.id),
            style=Style.PRIMARY if due else Style.SECONDARY,
        )
    ]
    if shown.successor is None:
        found.append(Button(label=t.plain("register-replace"), press=press("register.replace", one.id)))
    return found


def objections(shown: DecisionShown, page: Page[Objection], t: Translator) -> Card:
    """Everything that is held against a decision, in full, with the answers."""
    blocks: list[Block] = []
    for one in page.items:
        blocks.append(
            Text(
                t(
                    "register-objection-by",
                    who=markup.user(one.user_id),
                    at=markup.time(one.created_at, "D"),
                )
            )
        )
        blocks.append(Text(safe_body(one.text)))
        blocks.append(Note(t("register-objection-answer" if one.answer else "register-objection-owes")))
        if one.answer:
            blocks.append(Text(safe_body(one.answer)))
        blocks.append(Divider())
    if not page.items:
        blocks.append(Text(t("register-objections-none")))
    if page.count > 1:
        blocks.append(pager_row("register.objections", page, shown.decision.id, t=t))
    back = Button(label=t.plain("register-to-decision"), press=press("register.decision", shown.decision.id))
    blocks.append(Row((back,)))
    return Card(
        title=t("register-objections-of", title=shown.decision.title),
        tone=Tone.SETTINGS,
        blocks=tuple(blocks),
    )


def adopt_card(shown: DecisionShown, t: Translator) -> Card:
    """What adopting means, before it is done."""
    one = shown.decision
    lines = [t("register-adopt-follows")]
    lines += [t("register-adopt-replaces", title=old.title) for old in shown.replaces]
    if one.review_on is None:
        lines.append(t("register-adopt-no-review"))
    blocks: list[Block] = []
    if one.text:
        blocks += [Text(safe_body(one.text)), Divider()]
    return confirm_card(
        t("register-adopt-title", title=one.title),
        (*blocks, Text(joined(lines))),
        Button(
            label=t.plain("register-adopt"),
            press=press("register.adopt-confirm", one.id, one.version),
            style=Style.PRIMARY,
        ),
        t,
        press("register.decision", one.id),
    )


# Forms


def new_form(
    project: Project, state: DecisionState, t: Translator, *, replaces: Decision | None = None
) -> Form:
    """Asks for a new decision."""
    return Form(
        title=t.plain("register-form-replace" if replaces else f"register-form-{state}"),
        press=press(
            "register.decision-new", project.id, STATES.index(state), 0 if replaces is None else replaces.id
        ),
        fields=_fields(t, topic=Topic.OTHER if replaces is None else replaces.topic),
    )


def edit_form(one: Decision, t: Translator) -> Form:
    """Asks for everything of an open decision."""
    return Form(
        title=t.plain("register-form-edit"),
        press=press("register.decision-edited", one.id, one.version),
        fields=_fields(t, topic=one.topic, known=one),
    )


def _fields(
    t: Translator, *, topic: Topic, known: Decision | None = None
) -> tuple[TextField | SelectField, ...]:
    return (
        TextField(
            key="title",
            label=t.plain("register-field-title"),
            description=t.plain("register-field-title-hint"),
            value="" if known is None else known.title,
            most=TITLE_LIMIT,
        ),
        SelectField(
            key="topic",
            label=t.plain("register-fact-topic"),
            options=tuple(
                Option(label=topic_name(one, t), value=one.value, chosen=one is topic) for one in Topic
            ),
        ),
        TextField(
            key="text",
            label=t.plain("register-field-text"),
            value="" if known is None else known.text,
            long=True,
            required=False,
            most=TEXT_LIMIT,
        ),
        _evidence_field(t, known),
        _review_field(t, known),
    )


def _evidence_field(t: Translator, known: Decision | None) -> TextField:
    return TextField(
        key="evidence",
        label=t.plain("register-fact-evidence"),
        description=t.plain("register-field-evidence-hint"),
        value="" if known is None else known.evidence,
        required=False,
        most=EVIDENCE_MOST,
    )


def _review_field(t: Translator, known: Decision | None) -> TextField:
    return TextField(
        key="review",
        label=t.plain("register-fact-review"),
        description=t.plain("register-field-day-hint"),
        value="" if known is None or known.review_on is None else known.review_on.isoformat(),
        required=False,
        most=DAY_MOST,
    )


def review_form(one: Decision, t: Translator) -> Form:
    """Asks for evidence and the next review of a decision that still holds."""
    return Form(
        title=t.plain("register-reviewed"),
        press=press("register.reviewed", one.id, one.version),
        fields=(_evidence_field(t, one), _review_field(t, None)),
    )


def reject_form(one: Decision, t: Translator) -> Form:
    """Asks why, and is the confirmation."""
    return Form(
        title=t.plain("register-form-reject"),
        press=press("register.rejected", one.id, one.version),
        fields=(
            TextField(
                key="reason",
                label=t.plain("register-field-reason"),
                description=t.plain("register-field-reason-hint"),
                long=True,
                most=REASON_LIMIT,
            ),
        ),
    )


def object_form(shown: DecisionShown, t: Translator) -> Form:
    """Asks what somebody holds against a decision."""
    return Form(
        title=t.plain("register-object"),
        press=press("register.objected", shown.decision.id),
        fields=(
            TextField(
                key="text",
                label=t.plain("register-field-objection"),
                description=t.plain("register-field-objection-hint"),
                value="" if shown.mine is None else shown.mine.text,
                long=True,
                most=OBJECTION_LIMIT,
            ),
        ),
    )


def answer_form(one: Objection, t: Translator) -> Form:
    """Asks for the answer to an objection."""
    return Form(
        title=t.plain("register-form-answer"),
        press=press("register.answered", one.id, one.version),
        fields=(
            TextField(
                key="text",
                label=t.plain("register-field-answer"),
                description=clip(_flat(one.text), 100),
                value=one.answer,
                long=True,
                most=OBJECTION_LIMIT,
            ),
        ),
    )


def _flat(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())
