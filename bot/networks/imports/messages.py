"""What organisers see of an import: what it would change, its rows, how far it is, and what it changed."""

from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.networks.imports.records import Entry, Progress, View
from bot.networks.imports.rules import Change, Field, Kind, Row
from bot.networks.rules import Policy
from bot.ui.cards import Block, Button, Card, Facts, Note, Style, Text, Tone
from bot.ui.cards import Row as Buttons
from bot.ui.pages import pager_row
from bot.ui.routes import press

PAGE = 8
_NAME, _VALUE, _MOST_PLACES = 60, 60, 6
_BAR = 20


def card(one: Progress, t: Translator) -> Card:
    """How an import stands: to be decided on, on its way, or done."""
    if one.is_stored:
        return _stored(one, t)
    return _storing(one, t) if one.is_storing else _read(one, t)


def discarded(one: Progress, t: Translator) -> Card:
    """It was let be."""
    return Card(title=t("imports-title", name=one.name), blocks=(Text(t("imports-discarded")),))


def view(found: View, t: Translator) -> Card:
    """A page of the rows of one kind."""
    one, page = found.progress, found.page
    lines = [_entry(row, t, entries=one.reading.entries) for row in page.items]
    blocks: list[Block] = [Text(joined(lines) if lines else t("imports-view-empty"))]
    if found.kind is Kind.KEPT and lines:
        blocks.append(Note(t("imports-kept-why")))
    if page.count > 1:
        blocks.append(pager_row("import.view", page, one.id, tuple(Kind).index(found.kind), t=t))
    back = Button(label=t.plain("imports-back"), press=press("import.show", one.id))
    return Card(
        title=t(f"imports-view-{found.kind}", count=one.reading.count(found.kind)),
        blocks=(*blocks, Buttons((*_store(one, t), back))),
    )


def _read(one: Progress, t: Translator) -> Card:
    reading = one.reading
    blocks: list[Block] = [
        Text(
            t("imports-read", count=reading.rows)
            if reading.to_store
            else t("imports-read-nothing", count=reading.rows)
        ),
        Facts(
            tuple(
                (t(f"imports-count-{kind}"), t("imports-number", count=reading.count(kind)))
                for kind in Kind
                if reading.count(kind)
            )
            + (((t("imports-count-same"), t("imports-number", count=reading.same)),) if reading.same else ())
        ),
    ]
    if reading.ignored:
        blocks.append(Note(t("imports-ignored", heads=", ".join(reading.ignored))))
    views = [
        Button(
            label=t.plain(f"imports-see-{kind}", count=reading.count(kind)),
            press=press("import.view", one.id, tuple(Kind).index(kind), 1),
        )
        for kind in Kind
        if reading.count(kind)
    ]
    let_be = Button(label=t.plain("imports-discard"), press=press("import.discard", one.id))
    blocks.append(Buttons((*_store(one, t), let_be)))
    if views:
        blocks.append(Buttons(tuple(views)))
    return Card(
        title=t("imports-title", name=one.name),
        tone=Tone.WARNING if reading.count(Kind.REFUSED) else Tone.SETTINGS,
        blocks=tuple(blocks),
        footer=t("imports-nothing-yet"),
    )


def _storing(one: Progress, t: Translator) -> Card:
    """A bar of signs, and the numbers beside it. One that nobody stores just now can be taken up again."""
    total = max(one.reading.to_store, 1)
    done = min(one.stored * _BAR // total, _BAR)
    bar = "█" * done + "░" * (_BAR - done)
    blocks: list[Block] = [
        Text(t("imports-bar", bar=Safe(bar), stored=one.stored, total=one.reading.to_store)),
    ]
    if one.running:
        blocks.append(Note(t("imports-storing-note")))
        button = Button(label=t.plain("imports-look"), press=press("import.show", one.id))
    else:
        blocks.append(Text(t("imports-stopped")))
        button = Button(
            label=t.plain("imports-go-on"), press=press("import.store", one.id), style=Style.PRIMARY
        )
    return Card(
        title=t("imports-storing-title", name=one.name),
        tone=Tone.SETTINGS,
        blocks=(*blocks, Buttons((button,))),
    )


def _stored(one: Progress, t: Translator) -> Card:
    lines = [t("imports-stored", added=one.added, changed=one.changed)]
    left = one.stored - one.added - one.changed
    if left:
        lines.append(t("imports-stored-kept", count=left))
    button = Button(label=t.plain("imports-list"), press=press("network.list", 1))
    return Card(
        title=t("imports-stored-title", name=one.name),
        tone=Tone.SUCCESS,
        blocks=(Text(joined(lines)), Buttons((button,))),
    )


def _store(one: Progress, t: Translator) -> tuple[Button, ...]:
    if not one.reading.to_store:
        return ()
    return (
        Button(
            label=t.plain("imports-store", count=one.reading.to_store),
            press=press("import.store", one.id),
            style=Style.PRIMARY,
        ),
    )


def _entry(one: Entry, t: Translator, *, entries: bool) -> Safe:
    if one.refused is not None:
        why = t(f"imports-fault-{one.refused.fault}", value=clip(one.refused.value, _VALUE))
        if entries:
            return t("imports-entry", number=str(one.refused.line), what=why)
        return t("imports-line", number=str(one.refused.line), what=why)
    assert one.row is not None  # noqa: S101 - every other kind has a row
    name = _name(one.row, t)
    if one.kind is Kind.NEW:
        return t("imports-new", network=name, about=_about(one.row, t))
    changes = joined([_change(change, t) for change in one.changes], " · ")
    if one.reason is not None:
        return t("imports-kept", network=name, why=t(f"imports-kept-{one.reason}"), changes=changes)
    return t("imports-changed", network=name, changes=changes)


def _name(row: Row, t: Translator) -> Safe:
    if row.name is None and row.organisation is None:
        return t("imports-network-nameless", asn=str(row.asn))
    return t("imports-network", asn=str(row.asn), name=clip(row.name or row.organisation or "", _NAME))


def _about(row: Row, t: Translator) -> Safe:
    parts = []
    if row.organisation is not None and row.name is not None:
        parts.append(t("imports-value", value=clip(row.organisation, _NAME)))
    if row.country is not None:
        parts.append(t("imports-value", value=row.country))
    if row.policy not in (None, Policy.UNKNOWN):
        parts.append(t(f"networks-line-policy-{row.policy}"))
    if row.exchanges:
        parts.append(t("networks-line-exchanges", count=len(row.exchanges)))
    if row.facilities:
        parts.append(t("networks-line-facilities", count=len(row.facilities)))
    return joined([Safe(f" · {part}") for part in parts], "")


def _change(one: Change, t: Translator) -> Safe:
    field = t(f"imports-field-{one.field}")
    if one.field in (Field.EXCHANGES, Field.FACILITIES):
        parts = [t("imports-place-gone", place=clip(name, _VALUE)) for name in one.before]
        parts = [t("imports-place-new", place=clip(name, _VALUE)) for name in one.after] + parts
        if len(parts) > _MOST_PLACES:
            parts = [*parts[:_MOST_PLACES], t("imports-places-more", count=len(parts) - _MOST_PLACES)]
        return t("imports-change-places", field=field, places=joined(parts, ", "))
    if one.field is Field.SPEEDS:
        names = [t("imports-value", value=clip(name, _VALUE)) for name in one.after[:_MOST_PLACES]]
        return t("imports-change-places", field=field, places=joined(names, ", "))
    before, after = ("".join(values) for values in (one.before, one.after))
    if one.field is Field.POLICY:
        return t(
            "imports-change",
            field=field,
            before=t(f"imports-policy-{before}"),
            after=t(f"imports-policy-{after}"),
        )
    if not before:
        return t("imports-change-new", field=field, after=clip(after, _VALUE))
    return t("imports-change", field=field, before=clip(before, _VALUE), after=clip(after, _VALUE))
