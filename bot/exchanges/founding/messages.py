"""What one reader sees of projects: the list, the home, what can be changed, a move before it is made, the minutes."""

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from bot.errors import RefusedError
from bot.exchanges import messages as words
from bot.exchanges.commitments import messages as commitments
from bot.exchanges.founding.forms import KINDS
from bot.exchanges.founding.gates_rules import CLAIMED, SOURCES, Check, Source, lacking
from bot.exchanges.founding.looking import Home
from bot.exchanges.founding.service import Entry, Line, Listing, Minutes, Setup
from bot.exchanges.founding.stages import MOVES, Step
from bot.exchanges.model import Project
from bot.exchanges.rules import CRITICAL, ENDED, PAUSED, WAYS, Move, ProjectKind
from bot.exchanges.telling import promises
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip_markup, joined
from bot.reminders import messages as reminders
from bot.ui.cards import (
    Attachment,
    Block,
    Button,
    Card,
    ChannelSelect,
    Divider,
    Facts,
    File,
    Item,
    Link,
    Note,
    Row,
    Style,
    Text,
    Tone,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import paged, pager_row
from bot.ui.reply import sentence
from bot.ui.routes import press

PAGE: Final = 8
"""Projects on a page: three components each, of forty."""
PLACES: Final = (0, 5)
"""Discord's channel types for a card with threads: text, and announcements."""
MOST_LINE: Final = 250
"""Characters of a line on a page of the minutes: a full page of the longest fits a message. All of it is in the file."""
MINUTES_FILE: Final = "minutes.txt"
MOST_BYTES: Final = 9_000_000
"""Discord takes 10 MiB, and the request around the file is part of that."""
AT_ONCE: Final = 50
"""Lines between two turns of the other threads."""


def kinds(t: Translator) -> Card:
    """What can be founded."""
    buttons = tuple(
        Button(
            label=t.plain("exchange-name", name=words.kind_name(one, t)),
            press=press("exchange.kind", KINDS.index(one)),
            style=Style.PRIMARY if one is ProjectKind.EXCHANGE else Style.SECONDARY,
        )
        for one in KINDS
    )
    return Card(
        title=t("exchange-kinds-title"), blocks=(Text(t("exchange-kinds", wanted=CRITICAL)), Row(buttons))
    )


def returned(error: RefusedError, kept: int, t: Translator) -> Card:
    """A form that was refused: why, and the way back to it as it was typed."""
    again = Button(label=t.plain("exchange-again"), press=press("exchange.again", kept), style=Style.PRIMARY)
    return Card(title="", tone=Tone.WARNING, blocks=(Text(sentence(error, t)), Row((again,))))


# The list


def listing(found: Listing, number: int, t: Translator) -> Card:
    """A page of the guild's projects."""
    page = paged(found.entries, number, PAGE)
    blocks: list[Block] = []
    if not page.items:
        blocks.append(Text(t("exchange-list-none-organiser" if found.leads else "exchange-list-none")))
    blocks += [
        Item(
            body=_entry(one, t),
            button=Button(label=t.plain("exchange-open"), press=press(words.SHOW, one.project.id)),
        )
        for one in page.items
    ]
    if page.count > 1:
        blocks.append(pager_row("exchange.list", page, t=t))
    if found.leads:
        start = Button(
            label=t.plain("exchange-start"),
            press=press("exchange.begin"),
            style=Style.SECONDARY if found.entries else Style.PRIMARY,
        )
        blocks.append(Row((start,)))
    return Card(title=t("exchange-list-title"), blocks=tuple(blocks))


def _entry(one: Entry, t: Translator) -> Safe:
    project = one.project
    lines = [t("exchange-list-name", name=project.name), words.stage_of(project, t)]
    if project.is_live and project.kind is ProjectKind.EXCHANGE:
        lines.append(words.mass_line(one.mass, t))
    if project.is_live and one.asked:
        lines.append(t("exchange-list-gate", met=one.asked - one.lacks, count=one.asked))
    return joined(lines)


# The home


def home(found: Home, t: Translator, *, said: Safe | None = None) -> Card:
    """A project for one reader: what stands, then what they may do. `said`: what just happened."""
    project = found.project
    readiness = (
        t("exchange-fact-readiness"),
        t("exchange-readiness", score=found.score, met=found.gates_met, gates=found.gates),
    )
    blocks: list[Block] = [] if said is None else [Text(said), Divider()]
    blocks += words.summary(found.overview, t, more=(readiness,))
    rows: list[tuple[Button | Link, ...]] = [
        _own(found, t),
        _everybodys(project, t),
        _answers(project, t),
        _organisers(found, t),
        _links(found, t),
    ]
    blocks += [Row(one) for one in rows if one]
    return Card(
        title=words.name(project, t),
        tone=words.tone(project),
        blocks=tuple(blocks),
        footer=t("exchange-footer", number=str(project.id)),
    )


def _own(found: Home, t: Translator) -> tuple[Button, ...]:
    """What the reader's own network can say."""
    if found.project.stage in ENDED or not found.speaks:
        return ()
    says, own = commitments.card_buttons(found.project, t), commitments.mine_button(found.project, t)
    # Who stands somewhere looks there first: what leads on is said on that card.
    first, *others = (own, *says) if found.stands else (*says, own)
    goes_on = found.leads and _goes_on(found)
    return (first if goes_on else replace(first, style=Style.PRIMARY), *others)


def _everybodys(project: Project, t: Translator) -> tuple[Button, ...]:
    return (
        Button(label=t.plain("exchange-to-ladder"), press=press("commit.ladder", project.id, 1)),
        Button(label=t.plain("exchange-to-readiness"), press=press("ready.show", project.id)),
        Button(label=t.plain("exchange-to-decisions"), press=press("register.decisions", project.id, 1)),
        Button(label=t.plain("exchange-to-actions"), press=press("register.actions", project.id, 0, 1)),
        Button(label=t.plain("exchange-to-history"), press=press("exchange.history", project.id, 1)),
    )


def _answers(project: Project, t: Translator) -> tuple[Button, ...]:
    """What an exchange asks of its record; a NOG has no LAN and no sites."""
    if project.kind is not ProjectKind.EXCHANGE:
        return ()
    return (
        Button(label=t.plain("exchange-to-plan"), press=press("ready.plan", project.id)),
        Button(label=t.plain("exchange-to-matrix"), press=press("ready.matrix", project.id, 1)),
        Button(label=t.plain("exchange-to-sites"), press=press("site.compare", project.id, 1)),
        Button(label=t.plain("exchange-to-survey"), press=press("survey.card", project.id)),
    )


def _goes_on(found: Home) -> bool:
    """Whether the next stage, or taking it up again, is what an organiser most likely wants."""
    return found.project.stage in PAUSED or (bool(found.overview.gate) and not lacking(found.overview.gate))


def _organisers(found: Home, t: Translator) -> tuple[Button, ...]:
    project = found.project
    if not found.leads:
        return ()
    buttons: list[Button] = []
    if project.stage not in ENDED and project.stage is not WAYS[project.kind][-1]:
        move = Move.RESUME if project.stage in PAUSED else Move.ADVANCE
        buttons.append(
            Button(
                label=t.plain(f"exchange-move-{move}"),
                press=press("exchange.move", project.id, MOVES.index(move)),
                style=Style.PRIMARY if _goes_on(found) else Style.SECONDARY,
            )
        )
    if project.stage not in ENDED:
        buttons.append(Button(label=t.plain("exchange-moves"), press=press("exchange.moves", project.id)))
    buttons.append(Button(label=t.plain("exchange-edit"), press=press("exchange.edit", project.id)))
    stakeholders = press("register.stakeholders", project.id, 0, 1)
    buttons.append(Button(label=t.plain("exchange-to-stakeholders"), press=stakeholders))
    if found.waiting:
        style = Style.SECONDARY if _goes_on(found) or _own(found, t) else Style.PRIMARY
        buttons.append(commitments.waiting_button(project, found.waiting, t, style))
    return tuple(buttons)


def _links(found: Home, t: Translator) -> tuple[Button | Link, ...]:
    """Its threads: the public one, and for organisers their own, which lets them in; and a reminder of the reader's own."""
    project = found.project
    places: list[Button | Link] = []
    if project.public_thread_id is not None:
        url = markup.channel_url(project.guild_id, project.public_thread_id)
        places.append(Link(label=t.plain("exchange-to-thread"), url=url))
    if found.leads and project.thread_id is not None:
        places.append(Button(label=t.plain("exchange-to-organisers"), press=press("told.join", project.id)))
    if project.stage not in ENDED:
        places.append(reminders.button(promises.FEATURE, project.id, t, live=True))
    return tuple(places)


# What can be changed


def started(setup: Setup, t: Translator) -> Card:
    """A project that was just begun: what comes next."""
    project = setup.project
    where = markup.channel(project.channel_id) if project.channel_id is not None else Safe("")
    return replace(
        edit(setup, t, said=t("exchange-started", name=project.name, where=where)), tone=Tone.SUCCESS
    )


def edit(setup: Setup, t: Translator, *, said: Safe | None = None) -> Card:
    """What organisers can change of a project."""
    project = setup.project
    unset = t("exchange-unset")
    rows = [
        (t("exchange-fact-what"), t("exchange-name", name=words.kind_name(project.kind, t))),
        (t("exchange-fact-place"), words.place(project, t) or unset),
        (
            t("exchange-fact-rir"),
            unset if project.rir is None else t("exchange-name", name=words.rir_name(project.rir, t)),
        ),
        (t("exchange-fact-zone"), t("exchange-name", name=project.zone)),
        (
            t("exchange-fact-asn"),
            unset if project.own_asn is None else t("exchange-asn", asn=str(project.own_asn)),
        ),
        (
            t("exchange-fact-organisation"),
            unset if setup.organisation is None else t("exchange-name", name=setup.organisation.name),
        ),
        (t("exchange-fact-wanted"), t("exchange-wanted", count=project.wanted)),
        (t("exchange-fact-servers"), t("exchange-servers", count=project.servers)),
        (
            t("exchange-fact-prefix"),
            unset if project.prefix is None else t("exchange-prefix", length=str(project.prefix)),
        ),
    ]
    blocks: list[Block] = [] if said is None else [Text(said), Divider()]
    blocks.append(Facts(tuple(rows)))
    if project.kind is ProjectKind.EXCHANGE and project.wanted < CRITICAL:
        blocks.append(Note(t("exchange-wanted-few", usual=CRITICAL)))
    blocks += [
        Row(
            (
                Button(
                    label=t.plain("exchange-edit-names"),
                    press=press("exchange.form", project.id, 0),
                    style=Style.PRIMARY,
                ),
                *_numbers(project, t),
                Button(label=t.plain("exchange-home"), press=press(words.SHOW, project.id)),
            )
        ),
        ChannelSelect(
            press=press("exchange.channel", project.id),
            placeholder=t.plain("exchange-edit-channel"),
            chosen=() if project.channel_id is None else (project.channel_id,),
            types=PLACES,
            least=1,
        ),
    ]
    return Card(
        title=t("exchange-edit-title", name=project.name),
        tone=Tone.SETTINGS,
        blocks=tuple(blocks),
        footer=t("exchange-footer", number=str(project.id)),
    )


def _numbers(project: Project, t: Translator) -> tuple[Button, ...]:
    """Nothing is counted any more once it has ended."""
    button = Button(label=t.plain("exchange-edit-numbers"), press=press("exchange.form", project.id, 1))
    return () if project.stage in ENDED else (button,)


# Moves


def moves(project: Project, t: Translator) -> Card:
    """Every move that its stage allows."""
    way = WAYS[project.kind]
    allowed: list[Move] = []
    if project.stage in PAUSED:
        allowed.append(Move.RESUME)
    elif project.stage in way:
        allowed += [Move.ADVANCE] if project.stage is not way[-1] else []
        allowed += [Move.BACK] if project.stage is not way[0] else []
        allowed.append(Move.STALL)
    if project.stage not in ENDED:
        allowed += [Move.MERGE, Move.ABANDON]
    blocks: list[Block] = [Facts(((t("exchange-fact-stage"), words.stage_of(project, t)),))]
    blocks += [
        Item(
            body=t(f"exchange-move-{one}-hint"),
            button=Button(
                label=t.plain(f"exchange-move-{one}"),
                press=press("exchange.move", project.id, MOVES.index(one)),
                style=Style.PRIMARY if at == 0 else Style.SECONDARY,
            ),
        )
        for at, one in enumerate(allowed)
    ]
    if not allowed:
        blocks.append(Text(t("exchange-moves-none")))
    blocks.append(Row((Button(label=t.plain("exchange-home"), press=press(words.SHOW, project.id)),)))
    return Card(title=t("exchange-moves-title", name=project.name), blocks=tuple(blocks))


def step(found: Step, t: Translator, *, said: Safe | None = None) -> Card:
    """A move before it is made: what it means, and what its gate lacks."""
    project, number = found.project, MOVES.index(found.move)
    blocks: list[Block] = [] if said is None else [Text(said)]
    to = words.stage_name(found.to, t)
    blocks.append(
        Facts(
            (
                (t("exchange-fact-now"), words.stage_of(project, t)),
                (t("exchange-fact-then"), t("exchange-name", name=to)),
            )
        )
    )
    if found.gate:
        blocks.append(
            Text(joined([t("exchange-gate-title"), *(words.check_line(one, t) for one in found.gate)]))
        )
    doors = _doors(found, t)
    blocks.append(Text(t(f"exchange-move-{found.move}-follows")))
    if found.lacks:
        blocks.append(Text(t("exchange-move-override-follows", count=len(found.lacks))))
    if doors:
        blocks.append(Row(doors))
    if not found.needs_reason:
        confirm = Button(
            label=t.plain("exchange-move-to", stage=to),
            press=press("exchange.go", project.id, project.version, number),
            style=Style.PRIMARY,
        )
    else:
        key = "exchange-override" if found.lacks else f"exchange-move-{found.move}-ask"
        confirm = Button(
            label=t.plain(key),
            press=press("exchange.reason", project.id, project.version, number),
            style=Style.DANGER if found.lacks or found.to in ENDED else Style.PRIMARY,
        )
    return confirm_card(
        t("exchange-move-title", name=project.name, move=t.plain(f"exchange-move-{found.move}")),
        tuple(blocks),
        confirm,
        t,
        press(words.SHOW, project.id),
    )


def made(project: Project, move: Move, t: Translator) -> Safe:
    """What a move came to."""
    return t(f"exchange-made-{move}", name=project.name, stage=words.stage_name(project.stage, t))


def _doors(found: Step, t: Translator) -> tuple[Button, ...]:
    """Where what lacks is shown: at the gate itself, with readiness, in the register, on the ladder."""
    project = found.project
    lacks = found.lacks
    buttons = [
        Button(
            label=t.plain("exchange-show-evidence", what=words.condition_name(one.condition, t)),
            press=press("exchange.evidence", project.id, CLAIMED.index(one.condition)),
        )
        for one in found.gate
        if SOURCES[one.condition] is Source.CLAIM
    ]
    if _any(lacks, Source.READINESS):
        buttons.append(Button(label=t.plain("exchange-to-readiness"), press=press("ready.show", project.id)))
    if _any(lacks, Source.DECISION):
        buttons.append(
            Button(label=t.plain("exchange-to-decisions"), press=press("register.decisions", project.id, 1))
        )
    if _any(lacks, Source.RECORD):
        buttons.append(
            Button(label=t.plain("exchange-to-ladder"), press=press("commit.ladder", project.id, 1))
        )
    return tuple(buttons)


def _any(checks: Sequence[Check], source: Source) -> bool:
    return any(SOURCES[one.condition] is source for one in checks)


# The minutes


def minutes(found: Minutes, t: Translator) -> Card:
    """A page of the history, the latest first."""
    project = found.project
    blocks: list[Block] = [Text(joined([_minute(one, t) for one in found.page.items]))]
    if not found.page.items:
        blocks = [Text(t("exchange-minutes-none"))]
    if found.page.count > 1:
        blocks.append(pager_row("exchange.history", found.page, project.id, t=t))
    blocks.append(
        Row(
            (
                Button(label=t.plain("exchange-minutes-file"), press=press("exchange.minutes", project.id)),
                Button(label=t.plain("exchange-home"), press=press(words.SHOW, project.id)),
            )
        )
    )
    return Card(title=t("exchange-minutes-title", name=project.name), blocks=tuple(blocks))


def _minute(one: Line, t: Translator) -> Safe:
    who = t("exchange-minutes-bot") if one.user_id is None else markup.user(one.user_id)
    said = clip_markup(words.minutes_line(one.happening, one.organisation, t), MOST_LINE)
    return t("exchange-minute", at=markup.time(one.happening.at, "f"), what=said, who=who)


def minutes_file(found: Minutes, t: Translator) -> bytes:
    """The whole history as text, a line each, in the project's own time. No person is named in it. Not for the event loop."""
    project = found.project
    zone = ZoneInfo(project.zone)
    lines: list[str] = []
    size = 0
    for number, one in enumerate(reversed(found.page.items)):
        at = one.happening.at.astimezone(zone).replace(tzinfo=None)
        said = words.minutes_line(one.happening, one.organisation, t, plain=True)
        line = t.plain("exchange-minutes-file-line", at=_wall(at), what=said)
        size += len(line.encode()) + 1
        if size > MOST_BYTES:
            lines.append(t.plain("exchange-minutes-file-older"))
            break
        lines.append(line)
        if number % AT_ONCE == 0:
            time.sleep(0)  # the loop's thread waits for its turn
    title = t.plain("exchange-minutes-file-title", name=project.name, zone=project.zone)
    return "\n".join([title, "", *reversed(lines), ""]).encode()


def minutes_card(found: Minutes, content: bytes, t: Translator) -> Card:
    """The history as a file."""
    file = Attachment(name=MINUTES_FILE, content=content)
    return Card(
        title=t("exchange-minutes-title", name=found.project.name),
        blocks=(Text(t("exchange-minutes-file-said", count=len(found.page.items))), File(name=MINUTES_FILE)),
        files=(file,),
    )


def _wall(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
