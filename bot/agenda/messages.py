"""What the agenda looks like."""

import datetime as dt

from bot.agenda import rules
from bot.agenda.calendar import NAME
from bot.agenda.rules import What
from bot.agenda.service import Coming
from bot.delivery.recurrence import Occurrence
from bot.feature import AgendaItem
from bot.language import markup, when, when_said, zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.ui.cards import Attachment, Block, Button, Card, File, Heading, Item, Link, Note, Row, Style, Text
from bot.ui.pages import paged, pager_row
from bot.ui.routes import press


def agenda_card(coming: Coming, t: Translator, *, zone: str, now: dt.datetime, number: int) -> Card:
    """A page of what comes up, by the days of the reader's zone; or what to do when nothing does."""
    page = paged(coming.listed, number, rules.PER_PAGE)
    blocks: list[Block] = []
    place = zones.zone_info(zone)
    today = now.astimezone(place).date()
    for day, items in rules.by_day(page.items, place):
        blocks.append(Heading(_day(day, today, t)))
        blocks += [_item(item, t) for item in items]
    if not page.items:
        blocks.append(Text(_nothing(coming, t)))
    if page.count > 1:
        blocks.append(pager_row("agenda.show", page, coming.what, coming.days, t=t))
    blocks.append(Row(_buttons(coming, t)))
    mine = coming.what is What.MINE
    return Card(
        title=t("agenda-title-mine" if mine else "agenda-title", days=coming.days),
        blocks=tuple(blocks),
        footer=t("agenda-zone", city=zones.city(zone)) if page.items else None,
    )


def file_card(content: bytes, t: Translator, *, count: int) -> Card:
    """The file for calendars, and what to do with it."""
    return Card(
        title=t("agenda-file-title"),
        blocks=(Text(t("agenda-file-what", count=count)), File(name=NAME), Note(t("agenda-file-note"))),
        files=(Attachment(name=NAME, content=content),),
    )


def kind_text(item: AgendaItem, t: Translator) -> str:
    """An item's kind in words, where no markdown is rendered."""
    return t.plain(item.kind)


def note_text(item: AgendaItem, t: Translator) -> str:
    """What holds for the reader alone, where no markdown is rendered; '' for nothing."""
    return "" if item.note is None else t.plain(item.note)


def _day(day: dt.date, today: dt.date, t: Translator) -> Safe:
    said = when_said.date(day, t)
    match (day - today).days:
        case 0:
            return t("agenda-today", date=said)
        case 1:
            return t("agenda-tomorrow", date=said)
        case _:
            return t("agenda-day", date=said)


def _item(item: AgendaItem, t: Translator) -> Block:
    occurrence = Occurrence(planned=item.wall, wall=item.wall, instant=item.starts_at)
    at = markup.when_both(item.starts_at, when.anchor(occurrence, item.zone, t))
    kind = t(item.kind)
    where = joined((markup.channel(channel_id) for channel_id in item.channels), " ")
    body = t(
        "agenda-item",
        title=item.title,
        at=joined((at, markup.time(item.starts_at, "R")), " · "),
        what=joined(
            (
                t("agenda-item-where", kind=kind, where=where) if item.channels else kind,
                *(() if item.note is None else (t(item.note),)),
            ),
            " · ",
        ),
    )
    if item.url is None:
        return Text(body)
    return Item(body=body, button=Link(label=t.plain("agenda-open"), url=item.url))


def _nothing(coming: Coming, t: Translator) -> Safe:
    if coming.what is What.MINE:
        return t("agenda-empty-mine", days=coming.days)
    return t("agenda-empty-organiser" if coming.organises else "agenda-empty", days=coming.days)


def _buttons(coming: Coming, t: Translator) -> tuple[Button, ...]:
    other = What.GUILD if coming.what is What.MINE else What.MINE
    buttons = [
        Button(
            label=t.plain("agenda-show-mine" if other is What.MINE else "agenda-show-guild"),
            press=press("agenda.show", other, coming.days, 1),
        )
    ]
    more = rules.further(coming.days)
    if more is not None:
        buttons.insert(
            0 if not coming.listed else 1,
            Button(
                label=t.plain("agenda-further", days=more),
                press=press("agenda.show", coming.what, more, 1),
                style=Style.SECONDARY if coming.listed else Style.PRIMARY,
            ),
        )
    if coming.filed:
        buttons.insert(
            0 if coming.listed else len(buttons),
            Button(
                label=t.plain("agenda-file"),
                press=press("agenda.file", coming.what, coming.days),
                style=Style.PRIMARY if coming.listed else Style.SECONDARY,
            ),
        )
    return tuple(buttons)
