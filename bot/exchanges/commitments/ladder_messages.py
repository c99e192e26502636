"""The ladder, one organisation on it, and what organisers look at and confirm."""

import re
from typing import Final

from bot.exchanges import evidence
from bot.exchanges.commitments.looking import Ladder, Line, One, Waiting
from bot.exchanges.commitments.messages import (
    MOST_LABEL,
    NAME_SHOWN,
    day_text,
    facts,
    ladder_button,
    mine_button,
    rung_text,
    waiting_button,
)
from bot.exchanges.commitments.rules import StoredFile, needs_proof
from bot.exchanges.messages import SHOW, mass_line, rung_name
from bot.exchanges.model import Project
from bot.exchanges.rules import Rung
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.ui.cards import (
    Attachment,
    Block,
    Button,
    Card,
    Divider,
    Facts,
    File,
    Form,
    Option,
    Row,
    Select,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.pages import pager_row
from bot.ui.routes import press

MOST_NUMBERS: Final = 4
"""AS numbers that are listed of an organisation; the others are counted."""
_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")


def ladder(found: Ladder, t: Translator) -> Card:
    """Who stands where, rung by rung."""
    project, page = found.project, found.page
    title = t("commit-ladder-title", project=project.name)
    if not page.items:
        return Card(title=title, blocks=(Text(t("commit-ladder-empty")), _ladder_ways(found, t)))
    blocks: list[Block] = [Text(mass_line(found.mass, t)), Divider()]
    lines: list[Safe] = []
    rung: Rung | None = None
    for one in page.items:
        if one.standing.rung is not rung:
            rung = one.standing.rung
            lines.append(
                t("commit-ladder-rung", rung=Safe(f"**{rung_text(rung, t)}**"), count=found.totals[rung])
            )
        lines.append(_line(one, t))
    blocks.append(Text(joined(lines)))
    blocks.append(
        Select(
            press=press("commit.one", project.id),
            placeholder=t.plain("commit-ladder-placeholder"),
            options=tuple(_option(one, t) for one in page.items),
        )
    )
    if page.count > 1:
        blocks.append(pager_row("commit.ladder", page, project.id, t=t))
    blocks.append(_ladder_ways(found, t))
    return Card(title=title, blocks=tuple(blocks), footer=t("commit-ladder-note"))


def _ladder_ways(found: Ladder, t: Translator) -> Row:
    project = found.project
    buttons = [
        mine_button(project, t),
        Button(label=t.plain("commit-button-project"), press=press(SHOW, project.id)),
    ]
    if found.leads and found.waiting:
        buttons.insert(0, waiting_button(project, found.waiting, t, Style.PRIMARY))
    return Row(tuple(buttons))


def _line(one: Line, t: Translator) -> Safe:
    standing = one.standing
    mark = Safe("")
    if one.waits:
        mark = t("commit-ladder-waits")
    elif one.counts:
        mark = t("commit-ladder-counts")
    elif needs_proof(standing.rung):
        mark = t("commit-ladder-unproven")
    until = Safe("")
    if standing.valid_until is not None:
        until = t("commit-ladder-until", day=day_text(standing.valid_until, t))
    return t(
        "commit-ladder-row",
        name=clip(one.organisation.name, NAME_SHOWN),
        asns=t("commit-ladder-asns", numbers=_numbers(one.organisation.asns, t))
        if one.organisation.asns
        else Safe(""),
        until=until,
        mark=mark,
    )


def _numbers(asns: tuple[int, ...], t: Translator) -> Safe:
    shown = joined([t("commit-asn", number=str(asn)) for asn in asns[:MOST_NUMBERS]], ", ")
    if len(asns) <= MOST_NUMBERS:
        return shown
    return t("commit-ladder-more-numbers", numbers=shown, count=len(asns) - MOST_NUMBERS)


def _option(one: Line, t: Translator) -> Option:
    return Option(
        label=clip(t.plain("commit-rung", rung=one.organisation.name), MOST_LABEL),
        value=str(one.organisation.id),
        description=t.plain("commit-ladder-option", rung=rung_name(one.standing.rung, t)),
    )


# One organisation, and what organisers confirm


def one(found: One, t: Translator, *, told: Safe | None = None) -> Card:
    """An organisation in a project. `told`: what was just done."""
    project, standing = found.project, found.standing
    blocks: list[Block] = [] if told is None else [Text(told)]
    if found.waits and found.leads:
        blocks.append(Text(t("commit-one-waits")))
    rows = facts(standing, t)
    if found.organisation.asns:
        rows.append((t("commit-fact-asns"), _numbers(found.organisation.asns, t)))
    if found.owner is not None:
        rows.append((t("commit-fact-owner"), t("commit-rung", rung=found.owner)))
    if found.leads:
        rows.append((t("commit-fact-evidence"), evidence.shown(standing.evidence, t, found.files)))
        rows.append((t("commit-fact-said"), _person(found.said_by, known=standing.said_by is not None, t=t)))
        if standing.confirmed_at is not None:
            rows.append((t("commit-fact-confirmed"), _person(found.confirmed_by, known=True, t=t)))
    blocks.append(Facts(tuple(rows)))
    buttons: list[Button] = []
    if found.leads:
        ids = (project.id, found.organisation.id, standing.version)
        kind, _, number = standing.evidence.partition(":")
        if kind == "file" and int(number) in found.files:
            buttons.append(
                Button(label=t.plain("commit-button-file"), press=press("commit.file", int(number)))
            )
        if found.waits:
            buttons.insert(
                0,
                Button(
                    label=t.plain("commit-button-confirm"),
                    press=press("commit.confirm", *ids),
                    style=Style.PRIMARY,
                ),
            )
            buttons.append(Button(label=t.plain("commit-button-refuse"), press=press("commit.refuse", *ids)))
        elif told is not None:
            buttons.append(
                Button(label=t.plain("commit-button-queue"), press=press("commit.waiting", project.id, 1))
            )
    buttons.append(Button(label=t.plain("commit-button-back"), press=press("commit.ladder", project.id, 1)))
    blocks.append(Row(tuple(buttons)))
    return Card(
        title=t("commit-one-title", organisation=found.organisation.name),
        tone=Tone.WARNING if found.waits and found.leads else Tone.NEUTRAL,
        blocks=tuple(blocks),
        footer=t("commit-title", project=project.name),
    )


def _person(user_id: int | None, *, known: bool, t: Translator) -> Safe:
    if user_id is not None:
        return t("commit-said-at", who=markup.user(user_id))
    return t("commit-person-gone") if known else t("commit-bot")


def confirmed(found: One, t: Translator) -> Card:
    """What was confirmed just now."""
    name, rung = found.organisation.name, rung_name(found.standing.rung, t)
    return one(found, t, told=t("commit-confirmed-text", organisation=name, rung=rung))


def refused(found: One, t: Translator) -> Card:
    """What was refused just now."""
    name, rung = found.organisation.name, rung_name(found.standing.rung, t)
    return one(found, t, told=t("commit-refused-text", organisation=name, rung=rung))


def recorded(found: One, t: Translator) -> Card:
    """What an organiser recorded just now."""
    name, rung = found.organisation.name, rung_name(found.standing.rung, t)
    return one(found, t, told=t("commit-said-text", organisation=name, rung=rung))


def waiting(found: Waiting, t: Translator) -> Card:
    """What organisers have to look at."""
    project = found.project
    title = t("commit-waiting-title", project=project.name)
    ways = Row(
        (
            ladder_button(project, t),
            Button(label=t.plain("commit-button-project"), press=press(SHOW, project.id)),
        )
    )
    if not found.count:
        return Card(title=title, blocks=(Text(t("commit-waiting-none")), ways))
    blocks: list[Block] = [
        Text(t("commit-waiting-text", count=found.count)),
        Select(
            press=press("commit.one", project.id),
            placeholder=t.plain("commit-waiting-placeholder"),
            options=tuple(_option(each, t) for each in found.page.items),
        ),
    ]
    if found.page.count > 1:
        blocks.append(pager_row("commit.waiting", found.page, project.id, t=t))
    return Card(title=title, blocks=(*blocks, ways))


def refuse_form(project_id: int, organisation_id: int, version: int, t: Translator) -> Form:
    """Why it is refused."""
    return Form(
        title=t.plain("commit-refuse-title"),
        press=press("commit.refused", project_id, organisation_id, version),
        fields=(
            TextField(
                key="reason",
                label=t.plain("commit-refuse-reason"),
                description=t.plain("commit-refuse-reason-hint"),
                long=True,
                most=500,
            ),
        ),
    )


def file(project: Project, found: StoredFile, content: bytes, t: Translator) -> Card:
    """A file that proves something, to be opened. Its own name is shown, and nothing is stored under it."""
    ending = _ENDING.search(found.name)
    name = f"evidence-{found.id}{'' if ending is None else ending[0].lower()}"
    return Card(
        title=t("commit-file-title", name=found.name),
        blocks=(
            Text(
                t(
                    "commit-file-text",
                    number=str(found.id),
                    project=project.name,
                    size=-(-found.size // 1024),
                    at=markup.time(found.added_at),
                )
            ),
            File(name=name),
        ),
        files=(Attachment(name=name, content=content),),
    )
