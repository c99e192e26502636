"""What members see of commitments: buttons, words, their own networks and what they may say for them."""

import datetime as dt
from typing import Final

from bot.exchanges.commitments.looking import Mine
from bot.exchanges.commitments.rules import (
    BY_MEMBERS,
    FACILITY_LIMIT,
    LINK_LIMIT,
    needs_proof,
    shown_speed,
)
from bot.exchanges.commitments.service import Lowering, Said
from bot.exchanges.commitments.speaking import Party
from bot.exchanges.messages import SHOW, mass_line, rung_name
from bot.exchanges.model import Project, Standing
from bot.exchanges.rules import ENDED, HEIGHT, Rung
from bot.language import when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Facts,
    FileField,
    Form,
    Option,
    Row,
    Select,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.confirm import confirm_card
from bot.ui.routes import press

CODES: Final = tuple(Rung)
"""Rungs by the number that travels in a button."""
WITHDRAW: Final = len(CODES)
"""In a choice among several networks: that the chosen one withdraws."""
MOST_OPTIONS: Final = 25
MOST_LABEL: Final = 100
NAME_SHOWN: Final = 80


def code(rung: Rung) -> int:
    """The number of a rung in a button."""
    return CODES.index(rung)


# Buttons for other rooms


def card_buttons(project: Project, t: Translator) -> tuple[Button, ...]:
    """What members press on the public card: who speaks for a verified network says how far it goes. None where it has ended."""
    if project.stage in ENDED:
        return ()
    return (
        Button(
            label=t.plain("commit-button-interested"),
            press=press("commit.say", project.id, code(Rung.INTERESTED)),
        ),
        Button(
            label=t.plain("commit-button-intends"), press=press("commit.say", project.id, code(Rung.INTENDS))
        ),
        Button(
            label=t.plain("commit-button-letter"), press=press("commit.say", project.id, code(Rung.LETTER))
        ),
        Button(label=t.plain("commit-button-withdraw"), press=press("commit.withdraw", project.id)),
    )


def home_buttons(project: Project, t: Translator) -> tuple[Button, ...]:
    """What somebody who speaks for a network finds on a project's home."""
    return (*card_buttons(project, t), mine_button(project, t))


def mine_button(project: Project, t: Translator) -> Button:
    """Opens what the reader's own networks said."""
    return Button(label=t.plain("commit-button-mine"), press=press("commit.mine", project.id))


def ladder_button(project: Project, t: Translator) -> Button:
    """Opens the ladder."""
    return Button(label=t.plain("commit-button-ladder"), press=press("commit.ladder", project.id, 1))


def waiting_button(project: Project, count: int, t: Translator, style: Style = Style.SECONDARY) -> Button:
    """For organisers: opens what waits for confirmation."""
    return Button(
        label=t.plain("commit-button-waiting", count=count),
        press=press("commit.waiting", project.id, 1),
        style=style,
    )


# Words


def rung_text(rung: Rung, t: Translator) -> Safe:
    """A rung as markdown."""
    return t("commit-rung", rung=rung_name(rung, t))


def day_text(day: dt.date, t: Translator) -> Safe:
    """A day in words."""
    return t("commit-rung", rung=when.date(dt.datetime.combine(day, dt.time()), t))


def facts(standing: Standing, t: Translator) -> list[tuple[str, str]]:
    """What everybody may know of a standing."""
    said = rung_text(standing.rung, t)
    waits = needs_proof(standing.rung) and standing.confirmed_at is None
    rows: list[tuple[str, str]] = [
        (t("commit-fact-rung"), t("commit-rung-waits", rung=said) if waits else said)
    ]
    if waits and standing.held is not None:
        rows.append((t("commit-fact-held"), rung_text(standing.held.rung, t)))
    if needs_proof(standing.rung) or standing.valid_until is not None:
        until = t("commit-until-none") if standing.valid_until is None else day_text(standing.valid_until, t)
        rows.append((t("commit-fact-until"), until))
    if standing.facility:
        rows.append((t("commit-fact-site"), t("commit-rung", rung=standing.facility)))
    if standing.speed is not None:
        number, unit = shown_speed(standing.speed)
        rows.append((t("commit-fact-port"), t("commit-port", number=number, unit=unit)))
    return rows


# One's own networks


def which(project: Project, parties: tuple[Party, ...], action: int, t: Translator) -> Card:
    """For which of several networks. `action`: a rung's code, or WITHDRAW."""
    options = tuple(
        Option(
            label=clip(t.plain("commit-rung", rung=one.name), MOST_LABEL),
            value=str(one.number),
            description=clip(_rung_or_none(one, t), MOST_LABEL),
        )
        for one in parties[:MOST_OPTIONS]
    )
    return Card(
        title=t("commit-which-title"),
        blocks=(
            Text(t("commit-which-text")),
            Select(
                press=press("commit.which", project.id, action),
                placeholder=t.plain("commit-which-placeholder"),
                options=options,
            ),
        ),
    )


def mine(found: Mine, t: Translator) -> Card:
    """Several networks of the reader's, one to be chosen; of a single one, the card of it is shown instead."""
    lines = [
        t("commit-said", organisation=clip(one.name, NAME_SHOWN), rung=_rung_or_none(one, t))
        for one in found.parties[:MOST_OPTIONS]
    ]
    options = tuple(
        Option(label=clip(t.plain("commit-rung", rung=one.name), MOST_LABEL), value=str(one.number))
        for one in found.parties[:MOST_OPTIONS]
    )
    return Card(
        title=t("commit-title", project=found.project.name),
        blocks=(
            Text(joined(lines)),
            Select(
                press=press("commit.party", found.project.id),
                placeholder=t.plain("commit-which-placeholder"),
                options=options,
            ),
            _ways(found.project, t),
        ),
    )


def party(found: Mine, one: Party, t: Translator) -> Card:
    """One network of the reader's, and what may be said for it."""
    blocks: list[Block] = [
        Text(t("commit-said", organisation=one.name, rung=_rung_or_none(one, t))),
    ]
    rows = [] if one.standing is None else facts(one.standing, t)[1:]
    rows.append((t("commit-fact-mass"), mass_line(found.mass, t)))
    blocks.append(Facts(tuple(rows)))
    blocks += _next(found.project, one.number, one.standing, one.number in found.restorable, t)
    blocks.append(_ways(found.project, t))
    return Card(title=t("commit-title", project=found.project.name), blocks=tuple(blocks))


def said(found: Said, t: Translator) -> Card:
    """What was noted, what follows, and what may be said next."""
    standing, who = found.standing, found.organisation.name
    withdrawn = standing.rung is Rung.DECLINED
    if withdrawn:
        lines = [t("commit-withdrawn", organisation=who)]
        if found.restorable:
            lines.append(t("commit-withdrawn-restorable"))
    else:
        key = "commit-said-same" if found.same else "commit-said-text"
        lines = [t(key, organisation=who, rung=rung_name(standing.rung, t))]
        if found.waits:
            lines.append(t("commit-said-waits"))
            if standing.held is not None:
                lines.append(t("commit-said-held", rung=rung_name(standing.held.rung, t)))
    rows = [] if withdrawn else facts(standing, t)[1:]
    rows.append((t("commit-fact-mass"), mass_line(found.mass, t)))
    blocks: list[Block] = [Text(joined(lines)), Facts(tuple(rows))]
    blocks += _next(found.project, found.party, standing, found.restorable, t)
    blocks.append(_ways(found.project, t))
    return Card(
        title=t("commit-title", project=found.project.name),
        tone=Tone.NEUTRAL if withdrawn else Tone.SUCCESS,
        blocks=tuple(blocks),
    )


def lowering(found: Lowering, t: Translator) -> Card:
    """A step down is asked first."""
    project, one = found.project, found.party
    return confirm_card(
        t("commit-lower-title", organisation=one.name),
        (
            Text(
                t(
                    "commit-lower-text",
                    now=rung_name(found.standing.rung, t),
                    rung=rung_name(found.rung, t),
                )
            ),
        ),
        Button(
            label=t.plain("commit-button-lower"),
            press=press("commit.lower", project.id, code(found.rung), one.number, found.standing.version),
            style=Style.DANGER,
        ),
        t,
        press("commit.keep", project.id),
    )


def kept(t: Translator) -> Card:
    """The step down was not taken."""
    return Card(title="", blocks=(Text(t("commit-lower-kept")),))


def form(project: Project, one: Party, rung: Rung, until: dt.date, t: Translator) -> Form:
    """What proves a signed paper. `until`: the day that is proposed."""
    standing = one.standing
    speed = "" if standing is None or standing.speed is None else "".join(shown_speed(standing.speed))
    return Form(
        title=t.plain("commit-form-letter" if rung is Rung.LETTER else "commit-form-mou"),
        press=press("commit.signed", project.id, code(rung), one.number),
        fields=(
            TextField(
                key="link",
                label=t.plain("commit-form-link"),
                description=t.plain("commit-form-link-hint"),
                required=False,
                most=LINK_LIMIT,
            ),
            FileField(
                key="file", label=t.plain("commit-form-file"), description=t.plain("commit-form-file-hint")
            ),
            TextField(
                key="until",
                label=t.plain("commit-form-until"),
                description=t.plain("commit-form-until-hint"),
                value=until.isoformat(),
                required=False,
                most=20,
            ),
            TextField(
                key="site",
                label=t.plain("commit-form-site"),
                value="" if standing is None else standing.facility,
                required=False,
                most=FACILITY_LIMIT,
            ),
            TextField(
                key="port",
                label=t.plain("commit-form-port"),
                description=t.plain("commit-form-port-hint"),
                value=speed,
                required=False,
                most=20,
            ),
        ),
    )


def _rung_or_none(one: Party, t: Translator) -> str:
    return t.plain("commit-rung-none") if one.standing is None else rung_name(one.standing.rung, t)


def _next(
    project: Project, number: int, standing: Standing | None, restorable: bool, t: Translator
) -> list[Block]:
    """What may be said next for a network: what leads on first, what takes back last."""
    height = -1 if standing is None else HEIGHT[standing.rung]
    buttons: list[Button] = []
    if restorable and standing is not None:
        buttons.append(
            Button(
                label=t.plain("commit-button-restore"),
                press=press("commit.restore", project.id, number, standing.version),
                style=Style.PRIMARY,
            )
        )
    for rung in BY_MEMBERS:
        if HEIGHT[rung] <= height:
            continue
        route = "commit.sign" if needs_proof(rung) else "commit.as"
        buttons.append(
            Button(
                label=t.plain(f"commit-button-{rung}-short"),
                press=press(route, project.id, code(rung), number),
            )
        )
    if standing is not None and needs_proof(standing.rung) and standing.rung in BY_MEMBERS:
        buttons.append(
            Button(
                label=t.plain("commit-button-renew"),
                press=press("commit.sign", project.id, code(standing.rung), number),
            )
        )
    if standing is not None and standing.rung is not Rung.DECLINED:
        buttons.append(
            Button(
                label=t.plain("commit-button-withdraw"), press=press("commit.withdraw-as", project.id, number)
            )
        )
    return [Row(tuple(buttons[start : start + 5])) for start in range(0, len(buttons), 5)]


def _ways(project: Project, t: Translator) -> Row:
    return Row(
        (
            ladder_button(project, t),
            Button(label=t.plain("commit-button-project"), press=press(SHOW, project.id)),
        )
    )
