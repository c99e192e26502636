"""What an organiser sees of a file of notices: what storing it would do, whom the notices hit, and what became of it."""

from typing import Final

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.operations.maintenance import messages
from bot.operations.maintenance.importing import Choice, Entry, Reading, Stored
from bot.operations.maintenance.notices import NO_SEQUENCE, Fate
from bot.ui.cards import Block, Button, Card, Divider, Heading, Note, Option, Row, Select, Style, Text, Tone
from bot.ui.pages import paged, pager_row
from bot.ui.routes import press

PER_PAGE: Final = 4
_MOST_OPTIONS = 25
_FATES = (Fate.NEW, Fate.CHANGED, Fate.EQUAL, Fate.LOWER)


def card(reading: Reading, t: Translator, *, number: int = 1, group: int | None = None) -> Card:
    """The file, nothing of it stored yet: a page of its notices, and for one sender what they hit.

    `group` None: the sender of the page's first notice.
    """
    page = paged(reading.entries, number, PER_PAGE)
    if group is None:
        group = next((one.group for one in page.items if one.is_taken), 0)
    blocks: list[Block] = [Text(_counts(reading, t))]
    for one in page.items:
        blocks += [Divider(), Text(_entry(one, reading, t))]
    if page.count > 1:
        blocks.append(pager_row("maintenance.import-page", page, reading.id, t=t))
    if reading.to_store:
        blocks += [Divider(), *_choices(reading, min(group, len(reading.choices) - 1), page.number, t)]
    buttons = [
        Button(
            label=t.plain("maintenance-import-discard"), press=press("maintenance.import-discard", reading.id)
        )
    ]
    if reading.to_store:
        buttons.insert(
            0,
            Button(
                label=t.plain("maintenance-import-store", count=reading.to_store),
                press=press("maintenance.import-store", reading.id),
                style=Style.PRIMARY,
            ),
        )
    blocks.append(Row(tuple(buttons)))
    return Card(
        title=t("maintenance-import-title", name=reading.name),
        tone=Tone.SETTINGS if reading.to_store else Tone.WARNING,
        blocks=tuple(blocks),
        footer=t("maintenance-import-nothing-yet") if reading.to_store else None,
    )


def stored(done: Stored, t: Translator) -> Card:
    """What became of it."""
    lines = [t("maintenance-import-stored", added=done.added, changed=done.changed)]
    if done.announced:
        lines.append(
            t("maintenance-import-cards", count=done.announced, where=markup.channel(done.channel_id))
        )
    silent = done.added + done.changed - done.announced
    if silent:
        lines.append(t("maintenance-import-silent", count=silent))
    return Card(
        title=t("maintenance-import-done", name=done.name),
        tone=Tone.SUCCESS,
        blocks=(
            Text(joined(lines)),
            Row((Button(label=t.plain("maintenance-back"), press=press("maintenance.list", 1)),)),
        ),
    )


def discarded(t: Translator) -> Card:
    """It was let be."""
    return Card(
        title=t("maintenance-import-discarded-title"), blocks=(Text(t("maintenance-import-discarded")),)
    )


def _counts(reading: Reading, t: Translator) -> Safe:
    parts = [
        t(f"maintenance-import-count-{fate}", count=reading.count(fate))
        for fate in _FATES
        if reading.count(fate)
    ]
    if reading.refused:
        parts.append(t("maintenance-import-count-refused", count=reading.refused))
    return joined(parts, " · ")


def _entry(one: Entry, reading: Reading, t: Translator) -> Safe:
    name = t("maintenance-import-name", title=one.title) if one.title else t("maintenance-import-nameless")
    if one.fault is not None:
        return joined((t("maintenance-import-refused", name=name), t(f"maintenance-fault-{one.fault}")))
    if one.notice is None or one.fate is None:
        return name
    head = t(f"maintenance-import-{one.fate}", name=name)
    if not one.is_taken:
        return joined((head, _why(one, t)))
    if one.fate is Fate.CHANGED and one.before is not None and one.after is not None:
        lines = messages.changes(one.before, one.after, reading.names, t)
        return joined((head, *(lines or [t("maintenance-import-same")])))
    after = one.after
    what = [
        t(
            "maintenance-import-about",
            provider=one.notice.provider,
            reference=one.notice.maintenance_id,
            objects=len(one.notice.objects),
        ),
        messages.span(one.notice.window, t),
    ]
    if after is not None:
        what.append(
            t(
                "maintenance-import-is",
                impact=t(f"maintenance-impact-{after.impact}"),
                status=t(f"maintenance-status-{after.status}"),
            )
        )
    return joined((head, *what))


def _why(one: Entry, t: Translator) -> Safe:
    """Why it is ignored."""
    if one.notice is None or one.notice.sequence == NO_SEQUENCE or one.sequence in (None, NO_SEQUENCE):
        return t("maintenance-import-unsequenced")
    return t(
        f"maintenance-import-why-{one.fate}",
        sequence=str(one.notice.sequence),
        known=str(one.sequence),
    )


def _choices(reading: Reading, group: int, number: int, t: Translator) -> list[Block]:
    """Whom the notices of one sender hit."""
    choice = reading.choices[group]
    blocks: list[Block] = [
        Heading(t("maintenance-import-hits", provider=clip(choice.provider, 60))),
        Note(t("maintenance-import-account", account=clip(choice.account, 60))),
    ]
    hit, working = (_options(reading, chosen, t) for chosen in (choice.networks, _one(choice)))
    if hit:
        blocks += [
            Select(
                press=press("maintenance.import-hit", reading.id, group, number),
                placeholder=t.plain("maintenance-import-hit"),
                options=hit,
                least=0,
                most=len(hit),
            ),
            Select(
                press=press("maintenance.import-works", reading.id, group, number),
                placeholder=t.plain("maintenance-import-works"),
                options=working,
                least=0,
            ),
        ]
    if not choice.networks and choice.works is None:
        blocks.append(Note(t("maintenance-import-nobody")))
    elif not choice.chosen:
        blocks.append(Note(t("maintenance-import-proposed")))
    buttons = [
        Button(
            label=t.plain("maintenance-import-numbers"),
            press=press("maintenance.import-numbers", reading.id, group),
        )
    ]
    if len(reading.choices) > 1:
        buttons.append(
            Button(
                label=t.plain("maintenance-import-next-sender"),
                press=press(
                    "maintenance.import-show", reading.id, number, (group + 1) % len(reading.choices)
                ),
            )
        )
    blocks.append(Row(tuple(buttons)))
    return blocks


def _one(choice: Choice) -> tuple[int, ...]:
    return () if choice.works is None else (choice.works,)


def _options(reading: Reading, chosen: tuple[int, ...], t: Translator) -> tuple[Option, ...]:
    """What is chosen, whatever it is, then what the guild knows."""
    known = {one.asn: one.name for one in reading.offered}
    asns = list(dict.fromkeys((*chosen, *known)))[:_MOST_OPTIONS]
    names = {**known, **reading.names}
    return tuple(
        Option(
            label=t.plain("outages-network-named", asn=str(asn), name=names[asn])
            if names.get(asn, f"AS{asn}") != f"AS{asn}"
            else t.plain("outages-network", asn=str(asn)),
            value=str(asn),
            chosen=asn in chosen,
        )
        for asn in asns
    )
