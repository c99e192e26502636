"""What sessions look like: one session, the list, and what is posted. Series are in `series_messages.py`."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.cohorts.rules import Cohort, Session, SessionState
from bot.cohorts.sessions import rules
from bot.cohorts.sessions.rules import ClockChange
from bot.cohorts.sessions.service import Listing, Move, Shown
from bot.delivery.recurrence import Occurrence, resolve
from bot.language import markup, when, zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined, safe, safe_body
from bot.ui import cards
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Item,
    Link,
    Note,
    Row,
    Text,
    Tone,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

PAGE = 7
_MOST_CHANGES = 6


# Looking


def choice(cohort: Cohort, session: Session, t: Translator) -> str:
    """A session among what an option offers."""
    at = resolve(session.wall, session.zone).wall
    return t.plain(
        "cohort-session-choice",
        date=when.date(at, t),
        time=f"{at:%H:%M}",
        title=session.title,
        cohort=cohort.name,
    )


def listing(found: Listing, page: Page[Session], t: Translator, *, now: dt.datetime) -> Card:
    """A page of a cohort's sessions."""
    blocks: list[Block] = []
    for one in page.items:
        lines = [
            t("cohort-session-line", title=one.title, state=_state(one, now)),
            both(one.starts_at, one.wall, one.zone, t),
        ]
        if found.leads and one.state is SessionState.PLANNED and one.ends_at > now and not one.link:
            lines.append(t("cohort-session-line-no-link"))
        blocks.append(
            Item(
                body=joined(lines),
                button=Button(
                    label=t.plain("cohort-session-open"), press=press("cohort-session.show", one.id)
                ),
            )
        )
    if not page.items:
        blocks.append(Text(t("cohort-session-none-lead" if found.leads else "cohort-session-none")))
    if page.count > 1:
        blocks.append(pager_row("cohort-session.list", page, found.cohort.id, t=t))
    return Card(
        title=t("cohort-session-list-title", name=found.cohort.name),
        blocks=tuple(blocks),
        footer=t("cohort-session-zone", city=zones.city(found.cohort.zone)),
    )


def card(shown: Shown, t: Translator, *, now: dt.datetime, added: Safe | None = None) -> Card:
    """One session; for those who lead, with everything that can be changed of it."""
    session = shown.session
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    blocks.append(Facts(tuple(_facts(shown, t, now))))
    if not shown.leads:
        blocks += _way_in(shown, t)
    else:
        blocks += _warnings(shown, t, now)
        blocks += _buttons(shown, t, now)
    secret = shown.leads and session.state is not SessionState.CANCELLED and (session.link or session.code)
    footer = t("cohort-session-secrets") if secret else None
    return Card(title=safe(session.title), tone=_tone(session), blocks=tuple(blocks), footer=footer)


def way_in(shown: Shown, t: Translator) -> Card:
    """The secret link, for one person who is in the cohort."""
    return Card(title=safe(shown.session.title), blocks=tuple(_way_in(shown, t)))


# Changing


def move_card(move: Move, t: Translator) -> Card:
    """What a move means, before it is done."""
    session = move.session
    facts = (
        (t("cohort-session-was"), both(session.starts_at, session.wall, session.zone, t)),
        (t("cohort-session-becomes"), _both(move.to, move.zone, t)),
    )
    told = t("cohort-session-move-tells", people=move.people)
    return confirm_card(
        t("cohort-session-move-title", title=session.title),
        (Facts(facts), *notes((move.to,), move.changes, move.zone, t, series=False), Text(told)),
        Button(
            label=t.plain("cohort-session-move-confirm"),
            press=press(
                "cohort-session.move-confirm",
                session.id,
                session.version,
                rules.to_number(move.to.planned),
                zones.number(move.zone),
            ),
            style=cards.Style.PRIMARY,
        ),
        t,
        press("cohort-session.show", session.id),
    )


def cancel_card(shown: Shown, t: Translator) -> Card:
    """What cancelling means, before it is done."""
    session = shown.session
    return confirm_card(
        t("cohort-session-cancel-title", title=session.title),
        (
            Text(both(session.starts_at, session.wall, session.zone, t)),
            Text(t("cohort-session-cancel-tells", people=shown.people)),
        ),
        Button(
            label=t.plain("cohort-session-cancel-confirm"),
            press=press("cohort-session.cancel-confirm", session.id, session.version),
            style=cards.Style.DANGER,
        ),
        t,
        press("cohort-session.show", session.id),
    )


def materials_saved(shown: Shown, t: Translator, *, now: dt.datetime) -> Safe:
    """What becomes of the materials that were just stored."""
    session = shown.session
    if not (session.materials or session.recording):
        return t("cohort-session-materials-none")
    if shown.cohort.channel_id is None:
        return t("cohort-session-materials-nowhere")
    where = markup.channel(shown.cohort.channel_id)
    if shown.posted:
        return t("cohort-session-materials-edited", where=where)
    if session.ends_at > now:
        return t("cohort-session-materials-later", where=where, at=markup.time(session.ends_at))
    return t("cohort-session-materials-now", where=where)


# What is posted


def materials_post(session: Session, cohort: Cohort, t: Translator) -> Card:
    """Materials and recording, in the cohort's channel."""
    blocks: list[Block] = [
        Text(t("cohort-session-post-of", name=cohort.name, at=markup.time(session.starts_at, "D")))
    ]
    if session.materials:
        blocks.append(Text(safe_body(session.materials)))
    if session.recording:
        blocks.append(Row((Link(label=t.plain("cohort-session-post-recording"), url=session.recording),)))
    if not session.materials and not session.recording:
        blocks.append(Text(t("cohort-session-post-withdrawn")))
    return Card(title=t("cohort-session-post-title", title=session.title), blocks=tuple(blocks))


def event_fields(
    session: Session, cohort: Cohort, t: Translator, *, channel: str | None
) -> Mapping[str, object]:
    """What Discord's event says. Everybody in the server reads it: no link, no code word."""
    if session.place:
        where = t.plain("cohort-session-event-place", place=session.place)
    elif channel is not None:
        where = t.plain("cohort-session-event-channel", channel=channel)
    else:
        where = t.plain("cohort-session-event-private")
    return {
        "name": t.plain("cohort-session-event-name", title=session.title, cohort=cohort.name),
        "description": t.plain(
            "cohort-session-event-what", cohort=cohort.name, zone=session.zone, time=f"{session.wall:%H:%M}"
        ),
        "start": session.starts_at,
        "end": session.ends_at,
        "location": where,
    }


def both(starts_at: dt.datetime, wall: dt.datetime, zone: str, t: Translator) -> Safe:
    """The reader's own time beside the wall time that was agreed; and what the clocks do on that day."""
    found = resolve(wall, zone)
    return _both(found, zone, t) if found.instant == starts_at else markup.time(starts_at, "F")


def _both(found: Occurrence, zone: str, t: Translator) -> Safe:
    return markup.when_both(found.instant, when.anchor(found, zone, t))


def notes(
    dates: Sequence[Occurrence],
    changes: Sequence[ClockChange],
    zone: str,
    t: Translator,
    *,
    series: bool = True,
) -> list[Block]:
    """What clocks do. `changes` count their dates among `dates`, or with `series` False from the time before."""
    found: list[Block] = [Note(t("cohort-session-dates-zone", city=zones.city(zone)))] if series else []
    if not series and dates[0].shifted:
        found.append(
            Note(
                t(
                    "cohort-session-shifted",
                    asked=f"{dates[0].planned:%H:%M}",
                    time=f"{dates[0].wall:%H:%M}",
                    city=zones.city(zone),
                )
            )
        )
    if not series and dates[0].ambiguous:
        found.append(Note(t("cohort-session-ambiguous", time=f"{dates[0].wall:%H:%M}")))
    lines = [
        t(
            "cohort-session-drift",
            date=when.date((dates[one.index] if series else dates[0]).wall, t),
            city=zones.city(one.zone),
            after=f"{one.after:%H:%M}",
            before=f"{one.before:%H:%M}",
            people=one.people,
        )
        for one in changes[:_MOST_CHANGES]
    ]
    if len(changes) > _MOST_CHANGES:
        lines.append(t("cohort-session-drift-more", count=len(changes) - _MOST_CHANGES))
    if lines:
        found += [Text(t("cohort-session-drifts")), Note(joined(lines))]
    return found


def _facts(shown: Shown, t: Translator, now: dt.datetime) -> list[tuple[str, str]]:
    session = shown.session
    rows: list[tuple[str, str]] = [
        (t("cohort-session-label-cohort"), safe(shown.cohort.name)),
        (t("cohort-session-label-when"), both(session.starts_at, session.wall, session.zone, t)),
        (t("cohort-session-label-length"), t("cohort-session-minutes-long", minutes=session.minutes)),
        (t("cohort-session-label-state"), t("cohort-session-state", state=_state(session, now))),
    ]
    if session.place:
        rows.append((t("cohort-session-label-place"), safe(session.place)))
    elif shown.cohort.channel_id is not None and (shown.leads or shown.seated):
        rows.append((t("cohort-session-label-place"), markup.channel(shown.cohort.channel_id)))
    if shown.leads and session.state is not SessionState.CANCELLED:
        rows += [
            (t("cohort-session-label-link"), t("cohort-session-set", is_set="yes" if session.link else "no")),
            (
                t("cohort-session-label-code"),
                safe(session.code) if session.code else t("cohort-session-set", is_set="no"),
            ),
            (t("cohort-session-label-materials"), _materials(shown, t)),
        ]
    return rows


def _materials(shown: Shown, t: Translator) -> Safe:
    state = "none"
    if shown.session.materials or shown.session.recording:
        state = "posted" if shown.posted else "waiting"
    return t("cohort-session-materials-state", state=state)


def _warnings(shown: Shown, t: Translator, now: dt.datetime) -> list[Block]:
    session = shown.session
    found: list[Block] = []
    at = resolve(session.wall, session.zone)
    if session.state is SessionState.PLANNED and session.starts_at > now:
        found += notes((at,), (), session.zone, t, series=False)
        if shown.refused:
            found.append(Note(t("cohort-session-no-events")))
        if shown.cohort.channel_id is None:
            found.append(Note(t("cohort-session-no-channel")))
    return found


def _way_in(shown: Shown, t: Translator) -> list[Block]:
    if shown.link:
        return [
            Text(t("cohort-session-join-note")),
            Row((Link(label=t.plain("cohort-session-join"), url=shown.link),)),
        ]
    if shown.seated and shown.session.state is SessionState.PLANNED:
        minutes = int(rules.LINK_BEFORE.total_seconds() // 60)
        return [Note(t("cohort-session-join-later", minutes=minutes))]
    return []


def _buttons(shown: Shown, t: Translator, now: dt.datetime) -> list[Block]:
    session = shown.session
    if session.state is SessionState.CANCELLED:
        return [Row((_to_list(session, t),))]
    open_ = session.state is SessionState.PLANNED and session.ends_at > now
    first = (
        (
            Button(
                label=t.plain("cohort-session-link"),
                press=press("cohort-session.link", session.id),
                style=cards.Style.SECONDARY if session.link else cards.Style.PRIMARY,
            ),
            Button(label=t.plain("cohort-session-move"), press=press("cohort-session.move", session.id)),
        )
        if open_
        else ()
    )
    rest = (
        Button(
            label=t.plain("cohort-session-materials"), press=press("cohort-session.materials", session.id)
        ),
        Button(label=t.plain("cohort-session-edit"), press=press("cohort-session.edit", session.id)),
    )
    roll = Button(label=t.plain("attend-to-roll"), press=press("attending.roll", session.id, 0, 1))
    last: tuple[Button | Link, ...] = (roll, _to_list(session, t))
    if open_:
        last = (
            *last,
            Button(
                label=t.plain("cohort-session-cancel"),
                press=press("cohort-session.cancel", session.id),
                style=cards.Style.DANGER,
            ),
        )
    if session.link:
        last = (Link(label=t.plain("cohort-session-join"), url=session.link), *last)
    rows: list[Block] = [Row((*first, *rest)), Row(last)]
    if session.link and shown.linkless:
        spread = Button(
            label=t.plain("cohort-session-link-all", count=shown.linkless),
            press=press("cohort-session.link-all", session.id, session.version),
            style=cards.Style.PRIMARY,
        )
        rows.insert(0, Row((spread,)))
    return rows


def _to_list(session: Session, t: Translator) -> Button:
    return Button(
        label=t.plain("cohort-session-see-all"), press=press("cohort-session.list", session.cohort_id, 1)
    )


def _state(session: Session, now: dt.datetime) -> str:
    """A word that the catalogue chooses by."""
    if session.state is not SessionState.PLANNED:
        return session.state.value
    if session.ends_at <= now:
        return "over"
    return "running" if session.starts_at <= now else "planned"


def _tone(session: Session) -> Tone:
    return Tone.WARNING if session.state is SessionState.CANCELLED else Tone.NEUTRAL
