"""What is seen of an import: what it would change, its rows, how far it is, and what it changed. Doubts: `doubt_messages.py`."""

import datetime as dt

from bot.cohorts.imports.records import Outlook
from bot.cohorts.imports.rules import Change, Entry, FileKind, Kind, PersonRow, Reason, Row, Slot
from bot.cohorts.rules import Session
from bot.cohorts.sessions.messages import both
from bot.language import markup, when, zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.ui.cards import Block, Button, Card, Facts, Form, Note, Option, Select, Style, Text, TextField, Tone
from bot.ui.cards import Row as Buttons
from bot.ui.pages import Page, paged, pager_row
from bot.ui.routes import press

PAGE = 8
_TITLE, _VALUE = 70, 60
_BAR = 20
_SEEN = (Kind.NEW, Kind.CHANGED, Kind.CANCELLED, Kind.GONE, Kind.SKIPPED, Kind.REFUSED)


def card(one: Outlook, t: Translator) -> Card:
    """How an import stands: to be decided on, on its way, or done."""
    if one.is_stored:
        return _stored(one, t)
    return _storing(one, t) if one.is_storing else _read(one, t)


def discarded(one: Outlook, t: Translator) -> Card:
    """It was let be."""
    return Card(
        title=t("cohort-import-title", name=one.file.name), blocks=(Text(t("cohort-import-discarded")),)
    )


def view(one: Outlook, kind: Kind, number: int, t: Translator) -> Card:
    """A page of the rows of one kind."""
    entries = one.of(kind)
    page = paged(entries, number, PAGE)
    lines = [_entry(entry, one, t) for entry in page.items]
    blocks: list[Block] = [Text(joined(lines) if lines else t("cohort-import-view-empty"))]
    if kind is Kind.GONE and lines:
        blocks += _gone_choice(one, page, t)
    if page.count > 1:
        blocks.append(pager_row("cohort-import.view", page, one.file.id, tuple(Kind).index(kind), t=t))
    blocks.append(Buttons((*_store(one, t, first=True), _back(one, t))))
    return Card(
        title=t(f"cohort-import-view-{kind}", count=len(entries)),
        tone=Tone.SETTINGS,
        blocks=tuple(blocks),
        footer=t("cohort-import-nothing-yet"),
    )


def gone_page(one: Outlook, number: int) -> Page[Entry]:
    """The page of what the file has no more, as `view` shows it."""
    return paged(one.of(Kind.GONE), number, PAGE)


def name_form(one: Outlook, t: Translator) -> Form:
    """Another name for the cohort that is made."""
    return Form(
        title=t.plain("cohort-import-name-title"),
        press=press("cohort-import.named", one.file.id),
        fields=(
            TextField(key="name", label=t.plain("cohort-import-name-label"), value=one.file.title, most=80),
        ),
    )


def _read(one: Outlook, t: Translator) -> Card:
    file = one.file
    blocks: list[Block] = [
        Text(
            t(f"cohort-import-read-{file.kind}", count=file.total, cohort=one.cohort.name)
            if one.cohort is not None
            else t(f"cohort-import-read-{file.kind}-new", count=file.total, cohort=file.title)
        ),
        Facts(
            tuple(
                (t(f"cohort-import-count-{kind}"), t("cohort-import-number", count=one.count(kind)))
                for kind in Kind
                if one.count(kind)
            )
        ),
    ]
    questions = sum(group.open > 0 for group in one.groups)
    if one.count(Kind.ASKED):
        blocks.append(Text(t("cohort-import-asked", count=one.count(Kind.ASKED))))
    elif not one.to_store:
        blocks.append(Text(t("cohort-import-nothing-new")))
    if file.kind in {FileKind.SESSIONS, FileKind.MILESTONES}:
        blocks.append(Note(t("cohort-import-local", city=zones.city(one.anchor))))
    if one.answers.recalled and one.groups:
        blocks.append(Note(t("cohort-import-recalled")))
    if file.ignored:
        blocks.append(Note(t("cohort-import-ignored", heads=", ".join(file.ignored))))
    views = [
        Button(
            label=t.plain(f"cohort-import-see-{kind}", count=one.count(kind)),
            press=press("cohort-import.view", file.id, tuple(Kind).index(kind), 1),
        )
        for kind in _SEEN
        if one.count(kind)
    ]
    main: list[Button] = []
    if one.groups:
        main.append(
            Button(
                label=t.plain("cohort-import-answer", count=questions)
                if questions
                else t.plain("cohort-import-answers"),
                press=press("cohort-import.doubts", file.id, 1),
                style=Style.PRIMARY if questions else Style.SECONDARY,
            )
        )
    main = [*main, *_store(one, t, first=False)] if questions else [*_store(one, t, first=True), *main]
    if one.past or one.answers.past:
        main.append(
            Button(
                label=t.plain("cohort-import-past-no")
                if one.answers.past
                else t.plain("cohort-import-past", count=one.past),
                press=press("cohort-import.past", file.id, int(not one.answers.past)),
            )
        )
    if one.cohort is None:
        main.append(Button(label=t.plain("cohort-import-name"), press=press("cohort-import.name", file.id)))
    main.append(Button(label=t.plain("cohort-import-discard"), press=press("cohort-import.discard", file.id)))
    blocks.append(Buttons(tuple(main)))
    for start in range(0, len(views), 5):
        blocks.append(Buttons(tuple(views[start : start + 5])))  # noqa: PERF401 - two rows at most
    return Card(
        title=t("cohort-import-title", name=file.name),
        tone=Tone.WARNING if one.count(Kind.ASKED) or one.count(Kind.REFUSED) else Tone.SETTINGS,
        blocks=tuple(blocks),
        footer=t("cohort-import-nothing-yet"),
    )


def _storing(one: Outlook, t: Translator) -> Card:
    """A bar of signs, and the numbers beside it. One that nobody stores just now can be taken up again."""
    total = max(one.file.total, 1)
    done = min(one.file.stored * _BAR // total, _BAR)
    bar = "█" * done + "░" * (_BAR - done)
    blocks: list[Block] = [
        Text(t("cohort-import-bar", bar=Safe(bar), stored=one.file.stored, total=one.file.total)),
    ]
    if one.running:
        blocks.append(Note(t("cohort-import-storing-note")))
        button = Button(label=t.plain("cohort-import-look"), press=press("cohort-import.show", one.file.id))
    else:
        blocks.append(Text(t("cohort-import-stopped")))
        button = Button(
            label=t.plain("cohort-import-go-on"),
            press=press("cohort-import.store", one.file.id),
            style=Style.PRIMARY,
        )
    return Card(
        title=t("cohort-import-storing-title", name=one.file.name),
        tone=Tone.SETTINGS,
        blocks=(*blocks, Buttons((button,))),
    )


def _stored(one: Outlook, t: Translator) -> Card:
    file = one.file
    lines = [
        t(
            f"cohort-import-stored-{file.kind}",
            cohort="" if one.cohort is None else one.cohort.name,
            added=file.added,
            changed=file.changed,
        )
    ]
    if file.cancelled:
        lines.append(t("cohort-import-stored-cancelled", count=file.cancelled))
    blocks: list[Block] = [Text(joined(lines))]
    if one.cohort is not None and file.kind in {FileKind.CALENDAR, FileKind.SESSIONS}:
        see = press("cohort-session.list", one.cohort.id, 1)
        buttons = (
            Button(label=t.plain("cohort-import-list"), press=see, style=Style.PRIMARY),
            Button(label=t.plain("cohort-set-up"), press=press("cohort.edit", one.cohort.id)),
        )
        blocks.append(Buttons(buttons))
    return Card(
        title=t("cohort-import-stored-title", name=file.name), tone=Tone.SUCCESS, blocks=tuple(blocks)
    )


def _store(one: Outlook, t: Translator, *, first: bool) -> tuple[Button, ...]:
    """`first`: nothing is left to be answered before."""
    if not one.to_store:
        return ()
    clear = first and not one.count(Kind.ASKED)
    return (
        Button(
            label=t.plain("cohort-import-store", count=one.to_store)
            if clear
            else t.plain("cohort-import-store-clear", count=one.to_store),
            press=press("cohort-import.store", one.file.id),
            style=Style.PRIMARY if first else Style.SECONDARY,
        ),
    )


def _back(one: Outlook, t: Translator) -> Button:
    return Button(label=t.plain("cohort-import-back"), press=press("cohort-import.show", one.file.id))


def _gone_choice(one: Outlook, page: Page[Entry], t: Translator) -> list[Block]:
    """Which of those that the file has no more are to be cancelled."""
    shown = [entry.session for entry in page.items if entry.session is not None]
    options = tuple(
        Option(
            label=clip(session.title, 100),
            value=str(session.id),
            description=clip(said_wall(session.wall, t), 100),
            chosen=session.id in one.answers.gone,
        )
        for session in shown
    )
    return [
        Note(t("cohort-import-gone-note")),
        Select(
            press=press("cohort-import.gone", one.file.id, page.number),
            placeholder=t.plain("cohort-import-gone-choose"),
            options=options,
            least=0,
            most=len(options),
        ),
    ]


# Rows


def said_wall(wall: dt.datetime, t: Translator) -> str:
    """ "Wed 17 Dec 2025 14:30", where no markup is drawn."""
    return t.plain("cohort-import-wall", date=when.date(wall, t), time=f"{wall:%H:%M}")


def said_slot(slot: Slot, t: Translator) -> Safe:
    """When something would be, with what the clocks do then."""
    at = both(slot.instant, slot.wall, slot.zone, t)
    if slot.shifted:
        return t("cohort-import-shifted", at=at)
    return t("cohort-import-ambiguous", at=at) if slot.ambiguous else at


def said_title(row: Row) -> str:
    """A row by its title."""
    return clip(row.title or "?", _TITLE)


def _entry(entry: Entry, one: Outlook, t: Translator) -> Safe:
    if entry.person is not None:
        return _person(entry, entry.person, t)
    if entry.row is None:
        return _gone(entry.session, one, t)
    row = entry.row
    if entry.kind is Kind.REFUSED:
        return _line(row, one, t(f"cohort-import-reason-{entry.reason}", value=_about(row)), t)
    name = t("cohort-import-row", title=said_title(row))
    at = said_slot(entry.slot, t) if entry.slot is not None else _as_written(row, t)
    if entry.kind is Kind.NEW:
        return t("cohort-import-new", name=name, at=at, more=_more(row, entry.slot, t))
    if entry.kind is Kind.CHANGED:
        changes = joined([_change(change, t) for change in entry.changes], " · ")
        return t("cohort-import-changed", name=name, changes=changes)
    if entry.kind is Kind.CANCELLED:
        return t("cohort-import-cancels", name=name, at=at)
    return t(
        "cohort-import-skipped",
        name=name,
        at=at,
        why=t(f"cohort-import-reason-{entry.reason or Reason.NEVER}", value=_about(row)),
    )


def _line(row: Row, one: Outlook, what: Safe, t: Translator) -> Safe:
    of_calendar = one.file.kind is FileKind.CALENDAR
    if not row.title:
        bare = "cohort-import-event-bare" if of_calendar else "cohort-import-line-bare"
        return t(bare, number=str(row.line), what=what)
    named = "cohort-import-event" if of_calendar else "cohort-import-line"
    return t(named, number=str(row.line), title=said_title(row), what=what)


def _about(row: Row) -> str:
    return clip(row.detail or row.title, _VALUE)


def _as_written(row: Row, t: Translator) -> Safe:
    if row.start is None:
        return t("cohort-import-no-time")
    return t("cohort-import-value", value=said_wall(row.start, t))


def _more(row: Row, slot: Slot | None, t: Translator) -> Safe:
    parts = []
    if slot is not None and row.milestone is None:
        parts.append(t("cohort-import-minutes", minutes=slot.minutes))
    if row.milestone is not None:
        parts.append(t(f"cohort-import-kind-{row.milestone}"))
    if row.place:
        parts.append(t("cohort-import-value", value=row.place))
    if row.link:
        parts.append(t("cohort-import-has-link"))
    return joined([Safe(f" · {part}") for part in parts], "")


def _gone(session: Session | None, one: Outlook, t: Translator) -> Safe:
    if session is None:
        return t("cohort-import-no-time")
    name = t("cohort-import-row", title=clip(session.title, _TITLE))
    at = both(session.starts_at, session.wall, session.zone, t)
    if session.id in one.answers.gone:
        return t("cohort-import-gone-cancel", name=name, at=at)
    return t("cohort-import-gone-keep", name=name, at=at)


def _person(entry: Entry, row: PersonRow, t: Translator) -> Safe:
    if entry.kind is Kind.REFUSED:
        value = clip(row.detail or row.who, _VALUE)
        what = t(f"cohort-import-reason-{entry.reason}", value=value)
        return t("cohort-import-line-bare", number=str(row.line), what=what)
    who = Safe("?") if row.user_id is None else markup.user(row.user_id)
    if entry.kind is Kind.CHANGED:
        changes = joined([_change(change, t) for change in entry.changes], " · ")
        return t("cohort-import-changed", name=who, changes=changes)
    state = t("cohort-import-state-applied" if row.state == "applied" else "cohort-import-state-enrolled")
    if row.team:
        return t("cohort-import-person-team", who=who, state=state, team=row.team)
    return t("cohort-import-person", who=who, state=state)


def _change(one: Change, t: Translator) -> Safe:
    if one.field == "link":
        return t("cohort-import-change-link")
    before, after = one.before, one.after
    if one.field == "time":
        before, after = (_at(text, t) for text in (before, after))
    elif one.field == "state":
        return t("cohort-import-change-state")
    elif one.field == "kind":
        return t(
            "cohort-import-change-kind",
            before=t(f"cohort-import-kind-{before}"),
            after=t(f"cohort-import-kind-{after}"),
        )
    elif one.field == "minutes":
        return t("cohort-import-change-minutes", before=int(before), after=int(after))
    return t(
        f"cohort-import-change-{one.field}",
        before=clip(before, _VALUE) or "–",
        after=clip(after, _VALUE) or "–",
    )


def _at(text: str, t: Translator) -> str:
    """The wall time and the zone of a change, as words."""
    wall, _, zone = text.partition(" ")
    return t.plain(
        "cohort-import-at", at=said_wall(dt.datetime.fromisoformat(wall), t), city=zones.city(zone)
    )
