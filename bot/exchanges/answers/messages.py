"""What is said of readiness: the card, what if somebody leaves, the forms in which organisers say what is there."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from bot.exchanges import evidence, messages
from bot.exchanges.answers import charts
from bot.exchanges.answers.ladder_rules import LADDER
from bot.exchanges.answers.model import Account, Said, of_dimension, of_gate
from bot.exchanges.answers.service import (
    MOST_NOTE,
    NO_EVIDENCE,
    TARGETS,
    Asked,
    Ready,
    Standee,
    Target,
    WhatIf,
    is_asked,
    number_of,
)
from bot.exchanges.commitments.rules import LINK_LIMIT
from bot.exchanges.model import Project
from bot.exchanges.readiness_rules import (
    COMPUTED,
    GATES,
    MOST_POINTS,
    Claim,
    Dimension,
    Gate,
    GateState,
    state_of,
)
from bot.exchanges.rules import ProjectKind
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.ui.cards import (
    Attachment,
    Block,
    Button,
    Card,
    Divider,
    Field,
    FileField,
    Form,
    Heading,
    Note,
    Option,
    Picture,
    RadioField,
    Row,
    Select,
    SelectField,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.routes import press

READY, WHAT_IF, SET, SAID = "ready.show", "ready.leaves", "ready.set", "ready.said"
PLAN, MATRIX = "ready.plan", "ready.matrix"
PICTURE: Final = "readiness.png"
_MOST_OVER: Final = 5
_NAME_SHOWN: Final = 60
_MOST_LINES: Final = 1300
"""Characters of all gates, and of all dimensions, with their evidence."""
_BRIEF: Final = (False, True)
_HUNDRED: Final = 100


# Words


def gate_name(gate: Gate, t: Translator) -> str:
    """ "Neutral site, in writing"."""
    return t.plain(f"ready-gate-{gate}")


def dimension_name(dimension: Dimension, t: Translator) -> str:
    """ "Diversity of stakeholders"."""
    return t.plain(f"ready-dimension-{dimension}")


def target_name(target: Target, t: Translator) -> str:
    return gate_name(target, t) if isinstance(target, Gate) else dimension_name(target, t)


def score(account: Account) -> int:
    """Of 100, rounded down: nothing is said to be there that is not."""
    return int(account.readiness.score)


def share(account: Account, dimension: Dimension, t: Translator) -> str:
    """ "20 %": what a dimension weighs of all."""
    whole = sum(account.weights.values())
    return t.plain(
        "ready-share", percent=round(account.weights[dimension] * _HUNDRED / whole) if whole else 0
    )


def dimensions_of(account: Account) -> tuple[Dimension, ...]:
    """Those that weigh anything, in order."""
    return tuple(one for one in Dimension if account.weights[one] > 0)


def verdict(account: Account, t: Translator) -> Safe:
    """Whether it is ready, and how many gates stand how."""
    states = list(account.readiness.gates.values())
    met = states.count(GateState.MET)
    if account.readiness.ready:
        return t("ready-verdict-ready", count=len(states))
    return t(
        "ready-verdict-not",
        met=met,
        count=len(states),
        unproven=states.count(GateState.UNPROVEN),
        failed=states.count(GateState.FAILED),
    )


# The card


def ready(found: Ready, t: Translator, *, picture: bytes | None = None, said: Safe | None = None) -> Card:
    """Gates first, with their evidence, then who would help, then the score. `said`: what was just stored."""
    project, account = found.project, found.account
    blocks: list[Block] = [] if said is None else [Text(said), Divider()]
    blocks += [Text(verdict(account, t)), Heading(t("ready-gates"))]
    blocks.append(
        Text(
            _within(
                [gate_line(gate, found, t, brief=brief) for gate in GATES[project.kind]] for brief in _BRIEF
            )
        )
    )
    if over := _over(found, t):
        blocks.append(Text(over))
    blocks.append(Heading(t("ready-score", score=score(account))))
    shown = dimensions_of(account)
    blocks.append(
        Text(_within([dimension_line(one, found, t, brief=brief) for one in shown] for brief in _BRIEF))
    )
    if picture is not None:
        blocks.append(Picture(url=f"attachment://{PICTURE}", alt=alt(account, t)))
    blocks.append(Note(t("ready-note")))
    if found.leads:
        blocks.append(_set_menu(found, t))
    if found.ladder:
        blocks.append(_leaves_menu(found.project, found.ladder, t))
    blocks.append(Row(tuple(_looks(project, t))))
    return Card(
        title=t("ready-title", name=project.name),
        tone=Tone.SUCCESS if account.readiness.ready else Tone.NEUTRAL,
        blocks=tuple(blocks),
        files=() if picture is None else (Attachment(name=PICTURE, content=picture),),
    )


def _within(ways: Iterable[list[Safe]]) -> Safe:
    """The lines with their evidence where there is room, else without: long links never push a gate out."""
    text = Safe("")
    for lines in ways:
        text = joined(lines)
        if len(text) <= _MOST_LINES:
            break
    return text


def gate_line(gate: Gate, found: Ready, t: Translator, *, brief: bool = False) -> Safe:
    """ "✅ **Neutral site, in writing** · evidence". `brief`: without what proves it."""
    account, state = found.account, found.account.readiness.gates[gate]
    name = t("exchange-name", name=gate_name(gate, t))
    mark = Safe(messages.MARKS[state])
    if gate in COMPUTED:
        have, need = counted(gate, found.project, account)
        key = "ready-gate-waits" if state is GateState.UNPROVEN else "ready-gate-counted"
        return t(key, mark=mark, name=name, have=have, need=need)
    said = account.said.get(of_gate(gate))
    if state is GateState.MET:
        shown = t("ready-proven") if brief else proof(account.gates[gate], found, t)
        return t("ready-gate-met", mark=mark, name=name, evidence=shown)
    if state is GateState.UNPROVEN:
        gone = said is not None and not said.stands
        return t("ready-gate-gone" if gone else "ready-gate-unproven", mark=mark, name=name)
    return t("ready-gate-failed", mark=mark, name=name)


def counted(gate: Gate, project: Project, account: Account) -> tuple[int, int]:
    """What a gate that nobody ticks counts, and how much is needed."""
    if gate is Gate.CRITICAL_MASS:
        return account.mass.count, account.mass.wanted
    if gate is Gate.DISTINCT_ASNS:
        return len(account.asns), project.wanted
    return account.convenors, project.wanted


def dimension_line(dimension: Dimension, found: Ready, t: Translator, *, brief: bool = False) -> Safe:
    """ "`▰▰▱▱` **Site** 2 of 4 · weighs 15 %"."""
    account = found.account
    claim = account.dimensions.get(dimension, Claim())
    points = claim.proven
    bar = Safe("▰" * points + "▱" * (MOST_POINTS - points))
    name = t("exchange-name", name=dimension_name(dimension, t))
    line = t("ready-dimension", bar=bar, name=name, points=points, share=share(account, dimension, t))
    if claim.points > points:
        return t("ready-dimension-unproven", line=line, points=claim.points)
    if points and claim.evidence != LADDER and not brief:
        return t("ready-dimension-proof", line=line, evidence=proof(claim, found, t))
    return line


def proof(claim: Claim, found: Ready, t: Translator) -> Safe:
    """The evidence of a claim for this reader: what a stored file is called is for organisers."""
    if claim.evidence.startswith("file:") and not found.leads:
        return t("ready-file-kept")
    title = found.decisions.get(claim.evidence)
    if title is not None:
        return t("ready-decision", title=clip(title, _NAME_SHOWN))
    return evidence.shown(claim.evidence, t, found.files)


def alt(account: Account, t: Translator) -> str:
    """The picture in words."""
    parts = [
        t.plain(
            "ready-alt-part",
            name=dimension_name(one, t),
            points=account.dimensions.get(one, Claim()).proven,
        )
        for one in dimensions_of(account)
    ]
    return t.plain("ready-alt", score=score(account), parts=", ".join(parts))


def chart(account: Account, t: Translator) -> dict[str, Any] | None:
    """What `charts.draw` is given; None: nothing weighs anything."""
    shown = dimensions_of(account)
    if not shown:
        return None
    return {
        "kind": charts.READINESS,
        "names": [dimension_name(one, t) for one in shown],
        "points": [account.dimensions.get(one, Claim()).proven for one in shown],
        "weights": [share(account, one, t) for one in shown],
        "score": t.plain("ready-score", score=score(account)),
    }


def _over(found: Ready, t: Translator) -> Safe:
    """Who would take the project over the gate; empty where it is over, or there is no such gate."""
    mass = found.account.mass
    if found.project.kind is not ProjectKind.EXCHANGE or mass.reached:
        return Safe("")
    missing = mass.wanted - mass.count
    if not found.over:
        return t("ready-over-nobody", missing=missing)
    names = joined(
        [
            t("ready-over-name", name=clip(one.name, _NAME_SHOWN), rung=messages.rung_name(one.rung, t))
            for one in found.over[:_MOST_OVER]
        ],
        ", ",
    )
    more = found.over_count - min(_MOST_OVER, len(found.over))
    if more > 0:
        names = t("ready-over-more", names=names, count=more)
    return t("ready-over", missing=missing, names=names)


def _set_menu(found: Ready, t: Translator) -> Select:
    shown = [(number, one) for number, one in enumerate(TARGETS) if is_asked(one, found.project.kind)]
    return Select(
        press=press(SET, found.project.id),
        placeholder=t.plain("ready-set"),
        options=tuple(
            Option(
                label=clip(target_name(one, t), 100),
                value=str(number),
                description=_now(one, found.account, t),
            )
            for number, one in shown
        ),
    )


def _now(target: Target, account: Account, t: Translator) -> str:
    if isinstance(target, Gate):
        return t.plain(f"ready-state-{account.readiness.gates[target]}")
    points = account.dimensions.get(target, Claim()).proven
    return t.plain("ready-points-now", points=points, share=share(account, target, t))


def _leaves_menu(project: Project, ladder: Sequence[Standee], t: Translator) -> Select:
    return Select(
        press=press(WHAT_IF, project.id),
        placeholder=t.plain("ready-leaves"),
        options=tuple(
            Option(
                label=clip(one.name, 100) or str(one.organisation_id),
                value=str(one.organisation_id),
                description=messages.rung_name(one.rung, t),
            )
            for one in ladder
        ),
    )


def ways(project: Project, t: Translator) -> Row:
    """Where a plan and a matrix lead."""
    back = Button(label=t.plain("ready-back"), press=press(READY, project.id))
    return Row((messages.home_button(project, t), back))


def _looks(project: Project, t: Translator) -> list[Button]:
    buttons = [messages.home_button(project, t)]
    if project.kind is ProjectKind.EXCHANGE:
        buttons += [
            Button(label=t.plain("ready-plan"), press=press(PLAN, project.id)),
            Button(label=t.plain("ready-matrix"), press=press(MATRIX, project.id, 1)),
        ]
    return buttons


# What if


def what_if(found: WhatIf, t: Translator) -> Card:
    """What would be left if somebody leaves. Nothing is changed by asking."""
    project, before, after = found.project, found.before, found.after
    name = clip(found.who.name, _NAME_SHOWN)
    lines: list[Safe] = []
    if project.kind is ProjectKind.EXCHANGE:
        key = "ready-if-mass-same" if after.mass.count == before.mass.count else "ready-if-mass"
        lines.append(t(key, before=before.mass.count, after=after.mass.count, need=after.mass.wanted))
    changed = [
        gate
        for gate in GATES[project.kind]
        if before.readiness.gates[gate] is not after.readiness.gates[gate]
    ]
    lines += [
        t(
            "ready-if-gate",
            gate=t("exchange-name", name=gate_name(gate, t)),
            before=t.plain(f"ready-state-{before.readiness.gates[gate]}"),
            after=t.plain(f"ready-state-{after.readiness.gates[gate]}"),
        )
        for gate in changed
    ]
    if not changed:
        lines.append(t("ready-if-no-gate"))
    lines.append(t("ready-if-score", before=score(before), after=score(after)))
    loses = before.readiness.ready and not after.readiness.ready
    back = Button(label=t.plain("ready-back"), press=press(READY, project.id), style=Style.PRIMARY)
    return Card(
        title=t("ready-if-title", name=name),
        tone=Tone.WARNING if loses or changed else Tone.NEUTRAL,
        blocks=(Text(joined(lines)), Note(t("ready-if-note")), Row((back,))),
    )


# Forms


def form(asked: Asked, t: Translator) -> Form:
    """Asks an organiser about a gate or a dimension."""
    number = number_of(asked.target)
    said = asked.said
    was = "" if said is None else said.claim.evidence
    fields: list[Field] = []
    if isinstance(asked.target, Gate):
        now = None if said is None else state_of(said.claim) is not GateState.FAILED
        fields.append(
            RadioField(
                key="points",
                label=t.plain("ready-form-gate"),
                options=(
                    Option(label=t.plain("ready-form-yes"), value=str(MOST_POINTS), chosen=now is True),
                    Option(label=t.plain("ready-form-no"), value="0", chosen=now is False),
                ),
            )
        )
    else:
        fields.append(
            RadioField(
                key="points",
                label=t.plain("ready-form-points"),
                options=tuple(
                    Option(
                        label=t.plain(f"ready-points-{points}"),
                        value=str(points),
                        chosen=said is not None and said.claim.points == points,
                    )
                    for points in range(MOST_POINTS + 1)
                ),
            )
        )
    fields.append(
        TextField(
            key="link",
            label=t.plain("ready-form-link"),
            description=t.plain("ready-form-link-hint"),
            value=was if was.startswith("https:") else "",
            required=False,
            most=LINK_LIMIT,
        )
    )
    if choices := _evidences(asked, was, t):
        fields.append(
            SelectField(
                key="decision",
                label=t.plain("ready-form-decision"),
                description=t.plain("ready-form-decision-hint"),
                options=choices,
                required=False,
                least=0,
            )
        )
    if isinstance(asked.target, Gate):
        fields.append(
            FileField(
                key="file", label=t.plain("ready-form-file"), description=t.plain("ready-form-file-hint")
            )
        )
    fields.append(_note(said, t))
    if isinstance(asked.target, Dimension):
        fields.append(
            TextField(
                key="weight",
                label=t.plain("ready-form-weight"),
                description=t.plain("ready-form-weight-hint"),
                value=str(asked.weight),
                most=3,
            )
        )
    return Form(
        title=target_name(asked.target, t),
        press=press(SAID, asked.project.id, number, asked.stamp),
        fields=tuple(fields),
    )


def _note(said: Said | None, t: Translator) -> TextField:
    return TextField(
        key="note",
        label=t.plain("ready-form-note"),
        description=t.plain("ready-form-note-hint"),
        value="" if said is None else said.note,
        required=False,
        most=MOST_NOTE,
        long=True,
    )


def _evidences(asked: Asked, was: str, t: Translator) -> tuple[Option, ...]:
    """Decisions of the register; and to take away what is no link."""
    options = [
        Option(label=clip(title, 100), value=str(number), chosen=was == f"decision:{number}")
        for number, title in asked.decisions[:24]
    ]
    if was.startswith(("file:", "poll:")):
        options.append(Option(label=t.plain("ready-form-no-evidence"), value=NO_EVIDENCE))
    return tuple(options)


def stored(asked_target: Target, found: Ready, t: Translator) -> Safe:
    """What an organiser is told when it is stored."""
    name = target_name(asked_target, t)
    if isinstance(asked_target, Gate):
        state = found.account.readiness.gates[asked_target]
        return t("ready-stored-gate", name=name, state=t.plain(f"ready-state-{state}"))
    claim = found.account.said[of_dimension(asked_target)].claim
    if claim.points > claim.proven:
        return t("ready-stored-unproven", name=name, points=claim.points)
    return t("ready-stored-dimension", name=name, points=claim.points)
