"""What organisers see of a file for a project: what it would change, its rows, what was wrong with it, what it changed."""

from typing import Final

from bot.exchanges.commitments.rules import shown_speed
from bot.exchanges.importing.judging import Change, Field, Kept, Kind, Reason
from bot.exchanges.importing.records import Entry, Progress, View
from bot.exchanges.importing.rows import Odd, OddFault, Refused, Row, Source
from bot.language import zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.ui.cards import Block, Button, Card, Facts, Note, Style, Text, Tone
from bot.ui.cards import Row as Buttons
from bot.ui.pages import pager_row
from bot.ui.routes import press

PAGE: Final = 8
_NAME, _VALUE = 60, 60
_BAR: Final = 20
RUNGS: Final = frozenset({Reason.HIGHER, Reason.WITHDRAWN, Reason.STANDS, Reason.PROOF})
"""Reasons whose value is a rung."""


def card(one: Progress, t: Translator) -> Card:
    """How a file stands: to be decided on, on its way, or done."""
    if one.is_stored:
        return _stored(one, t)
    return _storing(one, t) if one.is_storing else _read(one, t)


def discarded(one: Progress, t: Translator) -> Card:
    """It was let be."""
    return Card(
        title=t("exchange-import-title", file=one.name), blocks=(Text(t("exchange-import-discarded")),)
    )


def view(found: View, t: Translator) -> Card:
    """A page of the rows of one kind."""
    one, page = found.progress, found.page
    lines = [_entry(row, one.reading.source, t) for row in page.items]
    blocks: list[Block] = [Text(joined(lines) if lines else t("exchange-import-view-empty"))]
    if page.count > 1:
        blocks.append(pager_row("exchange-import.view", page, one.id, tuple(Kind).index(found.kind), t=t))
    back = Button(label=t.plain("exchange-import-back"), press=press("exchange-import.show", one.id))
    return Card(
        title=t(f"exchange-import-view-{found.kind}", count=one.reading.count(found.kind)),
        blocks=(*blocks, Buttons((*_store(one, t), back))),
    )


def _read(one: Progress, t: Translator) -> Card:
    reading = one.reading
    what = "exchange-import-read" if reading.to_store else "exchange-import-read-nothing"
    blocks: list[Block] = [Text(t(what, count=reading.rows, name=clip(one.project.name, _NAME)))]
    if reading.source is Source.MEMBERS:
        blocks.append(
            Text(
                t(
                    "exchange-import-members",
                    version=reading.version or t.plain("exchange-import-unsaid"),
                    day=reading.timestamp or t.plain("exchange-import-unsaid"),
                )
            )
        )
    rows = [
        (t(f"exchange-import-count-{kind}"), t("exchange-import-number", count=reading.count(kind)))
        for kind in Kind
        if reading.count(kind)
    ]
    if reading.same:
        rows.append((t("exchange-import-count-same"), t("exchange-import-number", count=reading.same)))
    blocks.append(Facts(tuple(rows)))
    if reading.ignored:
        blocks.append(Note(t("exchange-import-ignored", heads=", ".join(reading.ignored))))
    let_be = Button(label=t.plain("exchange-import-discard"), press=press("exchange-import.discard", one.id))
    blocks.append(Buttons((*_store(one, t), let_be)))
    views = tuple(
        Button(
            label=t.plain(f"exchange-import-see-{kind}", count=reading.count(kind)),
            press=press("exchange-import.view", one.id, tuple(Kind).index(kind), 1),
        )
        for kind in Kind
        if reading.count(kind)
    )
    if views:
        blocks.append(Buttons(views))
    return Card(
        title=t("exchange-import-title", file=one.name),
        tone=Tone.WARNING if reading.count(Kind.REFUSED) or reading.count(Kind.ODD) else Tone.SETTINGS,
        blocks=tuple(blocks),
        footer=t("exchange-import-nothing-yet"),
    )


def _storing(one: Progress, t: Translator) -> Card:
    """A bar of signs, and the numbers beside it. One that nobody stores just now can be taken up again."""
    total = max(one.reading.to_store, 1)
    done = min(one.stored * _BAR // total, _BAR)
    bar = "█" * done + "░" * (_BAR - done)
    blocks: list[Block] = [
        Text(t("exchange-import-bar", bar=Safe(bar), stored=one.stored, total=one.reading.to_store)),
    ]
    if one.running:
        blocks.append(Note(t("exchange-import-storing-note")))
        button = Button(label=t.plain("exchange-import-look"), press=press("exchange-import.show", one.id))
    else:
        blocks.append(Text(t("exchange-import-stopped")))
        button = Button(
            label=t.plain("exchange-import-go-on"),
            press=press("exchange-import.store", one.id),
            style=Style.PRIMARY,
        )
    return Card(
        title=t("exchange-import-storing-title", file=one.name),
        tone=Tone.SETTINGS,
        blocks=(*blocks, Buttons((button,))),
    )


def _stored(one: Progress, t: Translator) -> Card:
    lines = [t("exchange-import-stored", added=one.added, changed=one.changed)]
    left = one.stored - one.added - one.changed
    if left:
        lines.append(t("exchange-import-stored-kept", count=left))
    button = Button(
        label=t.plain("organisation-all"), press=press("organisation.list", 0, 1), style=Style.PRIMARY
    )
    return Card(
        title=t("exchange-import-stored-title", file=one.name),
        tone=Tone.SUCCESS,
        blocks=(Text(joined(lines)), Note(t("exchange-import-confirm")), Buttons((button,))),
    )


def _store(one: Progress, t: Translator) -> tuple[Button, ...]:
    if not one.reading.to_store:
        return ()
    return (
        Button(
            label=t.plain("exchange-import-store", count=one.reading.to_store),
            press=press("exchange-import.store", one.id),
            style=Style.PRIMARY,
        ),
    )


# Rows


def _entry(one: Entry, source: Source, t: Translator) -> Safe:
    if one.refused is not None:
        return _at(one.refused.line, source, _refused(one.refused, t), t)
    if one.odd is not None:
        return _at(one.odd.line, source, _odd(one.odd, t), t)
    assert one.row is not None  # noqa: S101 - every other kind has a row
    parts = [_change(change, t, new=one.kind is Kind.NEW) for change in one.changes]
    parts += [_kept(kept, t) for kept in one.kept]
    return t("exchange-import-row", name=_name(one.row), what=joined(parts, " · "))


def _at(line: int, source: Source, what: Safe, t: Translator) -> Safe:
    if not line:
        return t("exchange-import-file", what=what)
    if source is Source.TABLE:
        return t("exchange-import-line", number=str(line), what=what)
    return t("exchange-import-entry", number=str(line), what=what)


def _refused(one: Refused, t: Translator) -> Safe:
    return t(f"exchange-import-fault-{one.fault}", value=clip(one.value, _VALUE))


def _odd(one: Odd, t: Translator) -> Safe:
    value, other = clip(one.value, _VALUE), clip(one.other, _VALUE)
    if one.fault is OddFault.OTHERS and not other:
        return t("exchange-import-odd-others-all", value=value)
    return t(f"exchange-import-odd-{one.fault}", value=value, other=other)


def _name(row: Row) -> str:
    return clip(row.name or ", ".join(f"AS{one.asn}" for one in row.numbers), _NAME)


def _change(one: Change, t: Translator, *, new: bool) -> Safe:
    field = t(f"exchange-import-field-{one.field}")
    after = _value(one.field, one.after, t)
    if new and one.field is Field.KIND:
        return after
    if not one.before:
        return t("exchange-import-change-new", field=field, after=after)
    return t("exchange-import-change", field=field, before=_value(one.field, one.before, t), after=after)


def _value(field: Field, value: str, t: Translator) -> Safe:
    match field:
        case Field.KIND:
            return t(f"exchange-organisation-{value}")
        case Field.RUNG:
            return t(f"exchange-rung-{value}")
        case Field.COUNTRY:
            return t("organisation-value", value=zones.countries().get(value, value))
        case Field.SPEED:
            number, unit = shown_speed(int(value))
            return t("organisation-value", value=f"{number} {unit}")
        case _:
            return t("organisation-value", value=clip(value, _VALUE))


def _kept(one: Kept, t: Translator) -> Safe:
    value: Safe | str = (
        t(f"exchange-rung-{one.value}") if one.reason in RUNGS else clip(one.value, 2 * _VALUE)
    )
    return t(f"exchange-import-kept-{one.reason}", value=value)
