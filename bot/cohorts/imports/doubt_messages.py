"""What is asked about a file: each doubt with what it may mean, for many events at once or for one."""

import datetime as dt

from bot.cohorts.imports import abbreviations, placing_rules, rules
from bot.cohorts.imports.messages import said_slot, said_title, said_wall
from bot.cohorts.imports.records import Group, Outlook
from bot.cohorts.imports.rules import ANCHOR, AS_FILE, AS_IT_IS, OUT, PLACE, Doubt, Row
from bot.delivery.recurrence import resolve
from bot.errors import StaleError
from bot.language import zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Facts,
    Form,
    Item,
    Option,
    Select,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.cards import Row as Buttons
from bot.ui.pages import paged, pager_row
from bot.ui.routes import press

GROUPS, ROWS = 6, 8
OTHER = "other"
"""Instead of a zone: somebody types a place."""
_MOST_PLACES = 18
_LABEL = 100


def overview(one: Outlook, number: int, t: Translator) -> Card:
    """Everything that is asked, the open questions first as they come."""
    page = paged(one.groups, number, GROUPS)
    blocks: list[Block] = [Text(t("cohort-import-doubts"))]
    for group in page.items:
        key = press(
            "cohort-import.group", one.file.id, tuple(Doubt).index(group.doubt), group.rows[0].number, 1
        )
        label = t.plain("cohort-import-decide") if group.open else t.plain("cohort-import-change-answer")
        blocks.append(Item(body=_group(group, one, t), button=Button(label=label, press=key)))
    if not page.items:
        blocks.append(Text(t("cohort-import-doubts-none")))
    if page.count > 1:
        blocks.append(pager_row("cohort-import.doubts", page, one.file.id, t=t))
    back = Button(
        label=t.plain("cohort-import-back"),
        press=press("cohort-import.show", one.file.id),
        style=Style.SECONDARY if any(group.open for group in one.groups) else Style.PRIMARY,
    )
    blocks.append(Buttons((back,)))
    return Card(
        title=t("cohort-import-doubts-title", name=one.file.name), tone=Tone.WARNING, blocks=tuple(blocks)
    )


def found_group(one: Outlook, doubt: Doubt, number: int) -> Group:
    """The group in which a row is asked about. Raises StaleError where it is not any more."""
    row = one.row(number)
    key = None if row is None else rules.group_of(row, doubt)
    for group in one.groups:
        if (group.doubt, group.name) == key:
            return group
    raise StaleError("stale-press")


def group(one: Outlook, doubt: Doubt, number: int, at: int, t: Translator) -> Card:
    """A question about many events, its answers, and the events with what would become of them."""
    asked = found_group(one, doubt, number)
    page = paged(asked.rows, at, ROWS)
    which = tuple(Doubt).index(doubt)
    first = asked.rows[0].number
    blocks: list[Block] = [
        Text(t(f"cohort-import-why-{doubt}", zone=_zone_name(asked.name, t), count=len(asked.rows))),
        Select(
            press=press("cohort-import.answer", one.file.id, which, first),
            placeholder=t.plain("cohort-import-all-of-them", count=len(asked.rows)),
            options=_options(asked.rows, doubt, asked.answer, one, t),
        ),
        Text(joined(_row_line(row, one, t) for row in page.items)),
    ]
    if len(asked.rows) > 1:
        options = tuple(
            Option(
                label=clip(said_title(row), _LABEL),
                value=str(row.number),
                description=None if row.start is None else clip(said_wall(row.start, t), _LABEL),
            )
            for row in page.items
        )
        blocks.append(
            Select(
                press=press("cohort-import.pick", one.file.id, which),
                placeholder=t.plain("cohort-import-one-of-them"),
                options=options,
            )
        )
    if page.count > 1:
        blocks.append(pager_row("cohort-import.group", page, one.file.id, which, first, t=t))
    blocks.append(Buttons(_onward(one, asked, t)))
    return Card(
        title=t(f"cohort-import-doubt-{doubt}", zone=_zone_name(asked.name, t)),
        tone=Tone.WARNING if asked.open else Tone.SUCCESS,
        blocks=tuple(blocks),
        footer=t("cohort-import-nothing-yet"),
    )


def row(one: Outlook, doubt: Doubt, number: int, t: Translator) -> Card:
    """One event with everything that is asked about it."""
    found_group(one, doubt, number)
    row_ = one.row(number)
    if row_ is None:
        raise StaleError("stale-press")
    blocks: list[Block] = [
        Facts(((t("cohort-import-written"), _written(row_, t)),)),
        Text(_becomes(row_, one, t)),
    ]
    for each in placing_rules.doubts(row_):
        answer = one.answers.of(row_, each)
        blocks.append(
            Select(
                press=press("cohort-import.answer-one", one.file.id, tuple(Doubt).index(each), number),
                placeholder=t.plain(f"cohort-import-ask-{each}"),
                options=_options((row_,), each, answer, one, t),
            )
        )
    back = Button(
        label=t.plain("cohort-import-back-group"),
        press=press("cohort-import.group", one.file.id, tuple(Doubt).index(doubt), number, 1),
        style=Style.PRIMARY,
    )
    return Card(
        title=t("cohort-import-row-title", title=said_title(row_)),
        tone=Tone.WARNING,
        blocks=(*blocks, Buttons((back,))),
        footer=t("cohort-import-nothing-yet"),
    )


def place_form(import_id: int, number: int, t: Translator, *, alone: bool) -> Form:
    """Somebody types the place at which the times are meant."""
    return Form(
        title=t.plain("cohort-import-place-title"),
        press=press("cohort-import.place", import_id, number, int(alone)),
        fields=(
            TextField(
                key="place",
                label=t.plain("cohort-import-place-label"),
                description=t.plain("cohort-import-place-what"),
                most=60,
            ),
        ),
    )


# Parts


def _onward(one: Outlook, asked: Group, t: Translator) -> tuple[Button, ...]:
    """To the next open question, and back."""
    back = Button(
        label=t.plain("cohort-import-back-doubts"), press=press("cohort-import.doubts", one.file.id, 1)
    )
    following = next((other for other in one.groups if other.open and other is not asked), None)
    if asked.open or following is None:
        return (back,)
    key = press(
        "cohort-import.group", one.file.id, tuple(Doubt).index(following.doubt), following.rows[0].number, 1
    )
    return (Button(label=t.plain("cohort-import-next"), press=key, style=Style.PRIMARY), back)


def _group(one: Group, outlook: Outlook, t: Translator) -> Safe:
    name = t(f"cohort-import-doubt-{one.doubt}", zone=_zone_name(one.name, t))
    first = one.rows[0]
    example = t("cohort-import-example", title=said_title(first), at=_written(first, t))
    if one.open:
        said = t("cohort-import-open", count=len(one.rows), open=one.open)
    elif one.answer is None:
        said = t("cohort-import-answered-each", count=len(one.rows))
    else:
        answer = _label(one.answer, one.doubt, first, outlook, t)
        said = t("cohort-import-answered", count=len(one.rows), answer=answer)
    return joined((t("cohort-import-group", name=name), said, example))


def _zone_name(name: str, t: Translator) -> str:
    return name or t.plain("cohort-import-no-zone")


def _written(row_: Row, t: Translator) -> Safe:
    """What the file says of its time, as it stands there."""
    if row_.start is None:
        return t("cohort-import-no-time")
    if row_.is_day:
        first = said_wall(row_.start, t).rsplit(" ", 1)[0]
        return t("cohort-import-written-days", date=first, days=placing_rules.days_of(row_))
    begin = said_wall(row_.start, t)
    if row_.end is None:
        return t("cohort-import-written-start", begin=begin, zone=_zone_name(row_.tzid or "", t))
    return t(
        "cohort-import-written-both",
        begin=begin,
        end=f"{row_.end:%H:%M}" if row_.end.date() == row_.start.date() else said_wall(row_.end, t),
        zone=_zone_name(row_.tzid or row_.zone or "", t),
    )


def _row_line(row_: Row, one: Outlook, t: Translator) -> Safe:
    return t("cohort-import-row-line", title=said_title(row_), becomes=_becomes(row_, one, t))


def _becomes(row_: Row, one: Outlook, t: Translator) -> Safe:
    placing = placing_rules.place(row_, one.answers, one.anchor)
    if placing.left_out:
        return t("cohort-import-becomes-out")
    if placing.open or not placing.slots:
        return t("cohort-import-becomes-open", at=_written(row_, t))
    first = said_slot(placing.slots[0], t)
    if len(placing.slots) > 1:
        return t("cohort-import-becomes-many", at=first, count=len(placing.slots))
    return t("cohort-import-becomes", at=first)


def _options(
    rows: tuple[Row, ...], doubt: Doubt, answer: str | None, one: Outlook, t: Translator
) -> tuple[Option, ...]:
    """What a question may be answered with. For many events: whatever fits one of them."""
    if doubt is Doubt.ZONE:
        values = list(_places(rows[0], answer, one.anchor))
        if any(row_.offsets is not None for row_ in rows):
            values.append(AS_FILE)
        values += [ANCHOR, OTHER, OUT]
    else:
        values = list(dict.fromkeys(value for row_ in rows for value in placing_rules.choices(row_, doubt)))
        values.sort(key=lambda value: value == OUT)
    return tuple(
        Option(
            label=clip(_label(value, doubt, rows[0], one, t), _LABEL),
            value=value,
            description=_example(value, rows[0], one, t),
            chosen=value == answer,
        )
        for value in values
    )


def _places(row_: Row, answer: str | None, anchor: str) -> tuple[str, ...]:
    """The zones that a file's name for one may stand for, the likeliest first, with the one that was chosen."""
    found = dict.fromkeys((*((row_.named,) if row_.named else ()), *abbreviations.places(row_.tzid)))
    if answer is not None and answer.startswith(PLACE):
        found.setdefault(answer.removeprefix(PLACE))
    return tuple(f"{PLACE}{zone}" for zone in found if zone != anchor)[:_MOST_PLACES]


def _label(value: str, doubt: Doubt, row_: Row, one: Outlook, t: Translator) -> str:
    if value == OUT:
        return t.plain("cohort-import-out")
    if value == OTHER:
        return t.plain("cohort-import-other-place")
    if doubt is Doubt.DAY and value != AS_IT_IS:
        return t.plain("cohort-import-hour", time=f"{value}:00", city=zones.city(one.anchor))
    if doubt is not Doubt.ZONE:
        return t.plain(f"cohort-import-{doubt}-{value}")
    if value == ANCHOR:
        return t.plain("cohort-import-in-anchor", city=zones.city(one.anchor))
    if value == AS_FILE:
        return t.plain("cohort-import-in-file", offset=_offset(row_))
    zone = value.removeprefix(PLACE)
    city = zones.city(zone)
    return city if city == zone else t.plain("cohort-import-in-zone", city=city, zone=zone)


def _offset(row_: Row) -> str:
    minutes = 0 if row_.offsets is None else row_.offsets[0]
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _example(value: str, row_: Row, one: Outlook, t: Translator) -> str | None:
    """What the first event's time would be in the cohort's zone."""
    if not (value.startswith(PLACE) or value in {AS_FILE, ANCHOR}) or row_.start is None:
        return None
    if value == AS_FILE:
        minutes = 0 if row_.offsets is None else row_.offsets[0]
        instant = (row_.start - dt.timedelta(minutes=minutes)).replace(tzinfo=dt.UTC)
    else:
        instant = resolve(row_.start, one.anchor if value == ANCHOR else value.removeprefix(PLACE)).instant
    there, where = placing_rules.wall_in(instant, one.anchor)
    return t.plain("cohort-import-there", at=said_wall(there, t), city=zones.city(where))
