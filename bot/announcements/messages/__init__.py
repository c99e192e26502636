"""What announcements look like: the post itself, its preview, the list, the detail."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.announcements import rules, series_rules
from bot.announcements.approval_rules import Standing
from bot.announcements.correction_rules import Correcting
from bot.announcements.messages import pictures, posted, series, variants
from bot.announcements.promises import FEATURE
from bot.announcements.rules import Announcement, AnnouncementState
from bot.delivery.model import Delivery, DeliveryState
from bot.guilds.messages import failure_text
from bot.guilds.rules import ANNOUNCEMENT, TEXT
from bot.language import markup, when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined, safe_body
from bot.reminders import messages as reminders
from bot.ui.cards import (
    Block,
    Button,
    Card,
    ChannelSelect,
    Divider,
    Facts,
    Form,
    Heading,
    Item,
    Note,
    Row,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

_SHOWN = 3
"""How many coming dates a card names."""


@dataclass(frozen=True, kw_only=True)
class Detail:
    """An announcement with what was sent where, the latest first.

    `author_id` is None once that person was erased; `approver_id` also where nobody else had to agree.
    `corrections`: the last one, a row for each post. `published`: message → how it goes on to other servers.
    """

    announcement: Announcement
    deliveries: tuple[Delivery, ...]
    author_id: int | None
    approver_id: int | None = None
    corrections: tuple[Delivery, ...] = ()
    published: Mapping[int, Delivery] = field(default_factory=dict)
    correctable: bool = False


def post(
    announcement: Announcement,
    t: Translator,
    *,
    was_due: dt.datetime | None = None,
    now: dt.datetime | None = None,
    language: str = "",
    picture: bytes = b"",
    live: bool = False,
) -> Card:
    """The announcement as everyone reads it; a late one says when it was due. A date it is about that is past by
    `now` is not shown.

    `language`: which of its texts; "": its own. `picture`: the bytes of its picture, which goes below the text.
    `live`: it is posted; anywhere else "Remind me" is shown and cannot be pressed.
    """
    text = announcement.written_in(language)
    pictured, files = pictures.shown(announcement.picture, picture)
    remind = Row((reminders.button(FEATURE, announcement.id, t, live=live),))
    return Card(
        title=t("announce-post-title", title=text.title),
        tone=Tone.ANNOUNCEMENT,
        blocks=(
            *mention(announcement),
            Text(safe_body(text.body)),
            *pictured,
            *series.event(announcement, t, now=now),
            remind,
        ),
        files=files,
        footer=None if was_due is None else t("announce-was-due", at=markup.time(was_due)),
    )


def mention(announcement: Announcement) -> tuple[Text, ...]:
    """Who is pinged, as it stands in the post. It pings only where the send allows it."""
    if announcement.ping is None:
        return ()
    return (Text(pinged(announcement.ping, announcement.guild_id)),)


def pinged(ping: int, guild_id: int) -> Safe:
    """A role, or everyone."""
    return markup.everyone() if ping == guild_id else markup.role(ping)


def text_form(draft: Announcement, t: Translator) -> Form:
    """Title and text; the rest is in the command and on the preview."""
    return Form(
        title=t.plain("announce-form"),
        press=press("announce.write", draft.id),
        fields=(
            TextField(
                key="title",
                label=t.plain("announce-form-title"),
                value=draft.title,
                most=rules.TITLE_LIMIT,
            ),
            TextField(
                key="body",
                label=t.plain("announce-form-body"),
                description=t.plain("announce-form-body-hint"),
                value=draft.body,
                long=True,
                most=rules.BODY_LIMIT,
            ),
        ),
    )


def preview(
    draft: Announcement,
    t: Translator,
    *,
    now: dt.datetime,
    added: str | None = None,
    there: Collection[int] | None = None,
    standing: Standing | None = None,
    language: str = "",
    picture: bytes = b"",
    correcting: Correcting | None = None,
    publishable: Collection[int] = (),
) -> Card:
    """The draft exactly as it will be posted, with when and where, and what to do with it.

    `there`: which of its channels still exist; None: all. `standing`: whether another organiser has to agree.
    `language`: which of its texts is shown. `picture`: the bytes of its picture. `correcting`: the posts that change with
    it. `publishable`: its announcement channels.
    """
    revising = draft.revises is not None
    over = correcting is not None and correcting.over
    blocks: list[Block] = []
    if added is not None:
        blocks.append(Text(added))
    blocks += [
        Facts(draft_facts(draft, t, now=now)),
        *(Note(note) for note in _surprises(draft, t, after=now)),
        *series.notes(draft, t, now=now),
        *variants.notes(draft, t),
        *_approval_notes(standing, t),
        *posted.correcting_notes(correcting, t),
        *variants.viewer(draft, t, shown=language),
        *_channel_menu(draft, t, there, correcting),
        Row(
            (
                *_onward(draft, t, standing, correcting),
                Button(label=t.plain("announce-edit-text"), press=press("announce.text", draft.id)),
                Button(label=t.plain("announce-send-to-me"), press=press("announce.trial", draft.id)),
                Button(
                    label=t.plain("announce-discard"),
                    press=press("announce.discard", draft.id),
                    style=Style.DANGER,
                ),
            )
        ),
        Row(_options(draft, t, () if over else publishable)),
    ]
    note = "announce-preview-over-note" if over else "announce-preview-edit-note"
    return Card(
        title=t("announce-preview-edit" if revising else "announce-preview"),
        tone=Tone.NEUTRAL,
        blocks=tuple(blocks),
        footer=t(note if revising else "announce-preview-note"),
        above=post(draft, t, now=now, language=language, picture=picture),
        exact=True,
    )


def draft_facts(
    draft: Announcement, t: Translator, *, now: dt.datetime, places_first: bool = False
) -> tuple[tuple[str, str], ...]:
    """When and where a draft goes, and whatever else its post does not show by itself."""
    where = ((t("announce-where"), _channels(draft.channels)), *posted.facts(draft, t))
    times = _times(draft, t, now=now)
    return (*where, *times) if places_first else (*times, *where)


def _options(draft: Announcement, t: Translator, publishable: Collection[int] = ()) -> tuple[Button, ...]:
    """What can be added to a draft: one button for each part, at most five."""
    return (
        Button(label=t.plain("announce-ping"), press=press("announce.ping", draft.id)),
        variants.button(draft, t),
        pictures.button(draft, t),
        series.button(draft, t),
        *posted.publish_button(draft, publishable, t),
    )


def _channel_menu(
    draft: Announcement, t: Translator, there: Collection[int] | None, correcting: Correcting | None
) -> tuple[ChannelSelect, ...]:
    """Where it goes; what is over goes nowhere any more."""
    if correcting is not None and correcting.over:
        return ()
    return (
        ChannelSelect(
            press=press("announce.channels", draft.id),
            placeholder=t.plain("announce-choose-channels"),
            chosen=tuple(one for one in draft.channels if there is None or one in there),
            types=(TEXT, ANNOUNCEMENT),
            least=1,
            most=rules.MOST_CHANNELS,
        ),
    )


def _onward(
    draft: Announcement, t: Translator, standing: Standing | None, correcting: Correcting | None = None
) -> tuple[Button, ...]:
    """What makes the promise, or asks for the other organiser who has to agree; nothing while it waits for one."""
    if standing is not None and standing.asked_at is not None:
        return ()
    if standing is not None and standing.need is not None:
        label, route = t.plain("announce-ask"), "announce.ask"
    else:
        revising = draft.revises is not None
        label, route = t.plain("announce-save" if revising else "announce-schedule"), "announce.confirm"
        if correcting is not None and correcting.posts:
            label = t.plain("correct-save", count=len(correcting.posts))
    onward = Button(label=label, press=press(route, draft.id, draft.version), style=Style.PRIMARY)
    return (onward, *posted.future_only(draft, correcting, t))


def _approval_notes(standing: Standing | None, t: Translator) -> tuple[Note, ...]:
    if standing is None or (standing.need is None and standing.asked_at is None):
        return ()
    if standing.asked_at is not None:
        return (Note(t("announce-waits", since=markup.time(standing.asked_at, "R"))),)
    why = t(f"announce-need-{standing.need}", size=standing.role_size or 0, most=standing.most)
    return (Note(t("announce-need", why=why)),)


def promised(
    announcement: Announcement, t: Translator, *, now: dt.datetime, paused: bool, changed: bool
) -> Card:
    """What was promised, after the commit."""
    blocks: list[Block] = [_facts(announcement, t, now=now)]
    if paused:
        blocks.append(Note(t("announce-paused")))
    blocks.append(_actions(announcement, t))
    return Card(
        title=t("announce-saved" if changed else "announce-scheduled", title=announcement.title),
        tone=Tone.SUCCESS,
        blocks=tuple(blocks),
    )


def listing(
    page: Page[Announcement],
    t: Translator,
    *,
    past: bool,
    now: dt.datetime,
    paused: bool,
    first: Sequence[Block] = (),
    own: str = "",
) -> Card:
    """A page of what is scheduled, or of what is over. `first`: what stands before it. `own`: the guild's language."""
    blocks: list[Block] = list(first)
    if paused:
        blocks += [Note(t("announce-paused")), Divider()]
    if not page.items:
        blocks.append(Text(t("announce-list-past-empty" if past else "announce-list-empty")))
    for found in page.items:
        blocks.append(
            Item(
                body=t(
                    "announce-list-line",
                    title=found.title,
                    when=_ended(found, t) if past else dates(found, t, after=now, most=1),
                    where=_where(found, t, own),
                ),
                button=Button(label=t.plain("announce-open"), press=press("announce.show", found.id)),
            )
        )
    if page.count > 1:
        blocks.append(pager_row("announce.list", page, int(past), t=t))
    blocks.append(
        Row(
            (
                Button(
                    label=t.plain("announce-list-upcoming" if past else "announce-list-past"),
                    press=press("announce.list", int(not past), 1),
                ),
            )
        )
    )
    return Card(
        title=t("announce-list-past-title" if past else "announce-list-title"),
        tone=Tone.ANNOUNCEMENT,
        blocks=tuple(blocks),
    )


def detail(
    found: Detail,
    t: Translator,
    *,
    now: dt.datetime,
    roles: Collection[int] | None = None,
    own: str = "",
    picture: bytes = b"",
) -> Card:
    """One announcement: its text, its plan, and what was sent where. `roles`: which there still are; None: all.

    `own`: the guild's language. `picture`: the bytes of its picture.
    """
    announcement = found.announcement
    blocks: list[Block] = [
        _facts(announcement, t, now=now, own=own),
        Note(
            t("announce-by", who=markup.user(found.author_id))
            if found.author_id is not None
            else t("announce-by-erased")
        ),
        *_agreed(found, t),
        *_lost_ping(announcement, roles, t),
    ]
    if found.deliveries:
        blocks += [Divider(), Heading(t("announce-sent"))]
        rows = sorted(found.deliveries, key=lambda row: (-row.due_at.timestamp(), row.id))
        blocks.append(Text("\n".join(posted.with_published(_line(row, t), row, found, t) for row in rows)))
    blocks += posted.corrections(found, t)
    blocks += _ways_on(found, t)
    return Card(
        title=t("announce-detail"),
        tone=Tone.NEUTRAL,
        blocks=tuple(blocks),
        above=post(announcement, t, now=now, picture=picture),
    )


def _ways_on(found: Detail, t: Translator) -> tuple[Row, ...]:
    """What can be done with it in one row, and the way back."""
    announcement = found.announcement
    if announcement.state is AnnouncementState.SCHEDULED:
        edit, cancel = _changes(announcement, t)
        row: tuple[Button, ...] = (
            *series.resume(announcement, t),
            edit,
            *series.actions(announcement, t),
            *posted.correct_button(found, t),
            cancel,
        )
    else:
        row = posted.correct_button(found, t)
    return (*((Row(row),) if row else ()), _back(t))


def _agreed(found: Detail, t: Translator) -> tuple[Note, ...]:
    if found.announcement.approver is None:
        return ()
    if found.approver_id is None:
        return (Note(t("announce-agreed-erased")),)
    return (Note(t("announce-agreed", who=markup.user(found.approver_id))),)


def _lost_ping(announcement: Announcement, roles: Collection[int] | None, t: Translator) -> tuple[Note, ...]:
    """A role that was deleted after its announcement was scheduled keeps nothing from going out."""
    ping = announcement.ping
    if ping is None or roles is None or ping == announcement.guild_id or ping in roles:
        return ()
    return (Note(t("announce-ping-lost")),)


def cancel_card(announcement: Announcement, t: Translator, *, now: dt.datetime) -> Card:
    """What would no longer be sent, and the two ways on."""
    return confirm_card(
        t("announce-cancel-title"),
        (
            Text(t("announce-cancel-what", title=announcement.title)),
            Facts(((t("announce-next"), dates(announcement, t, after=now)),)),
        ),
        Button(
            label=t.plain("announce-cancel"),
            press=press("announce.cancel-confirm", announcement.id, announcement.version),
            style=Style.DANGER,
        ),
        t,
        press("announce.show", announcement.id),
    )


def cancelled(announcement: Announcement, t: Translator) -> Card:
    """After the cancel."""
    return Card(
        title=t("announce-cancelled", title=announcement.title),
        tone=Tone.SUCCESS,
        blocks=(Text(t("announce-cancelled-what")), _back(t)),
    )


def discarded(t: Translator) -> Card:
    """After a draft was thrown away."""
    return Card(title=t("announce-discarded"), blocks=(Text(t("announce-discarded-what")), _back(t)))


def choice(announcement: Announcement, t: Translator) -> str:
    """A line of the picker."""
    state = t.plain(f"announce-state-{announcement.state}")
    return t.plain("announce-choice", title=announcement.title, state=state)


def plan_text(announcement: Announcement, t: Translator) -> Safe:
    """The plan in words: "every month on the 2nd Tuesday, 18:00 Beirut"."""
    return when.describe(series_rules.bare(announcement.plan), t)


def dates(announcement: Announcement, t: Translator, *, after: dt.datetime, most: int = _SHOWN) -> Safe:
    """The next dates in the reader's own time, with the wall time that was agreed; of a paused series since when."""
    since = series.paused_since(announcement, t)
    if since is not None:
        return since
    found = rules.upcoming(announcement.calendar, after=after, most=most)
    if not found:
        return t("announce-none-left")
    zone = announcement.plan.zone
    return joined(markup.when_both(one.instant, when.anchor(one, zone, t)) for one in found)


def _surprises(draft: Announcement, t: Translator, *, after: dt.datetime) -> list[Safe]:
    zone = draft.plan.zone
    found = rules.upcoming(draft.calendar, after=after, most=60)
    notes = [
        t("announce-gap", at=markup.when_both(one.instant, when.anchor(one, zone, t)))
        for one in found
        if one.shifted
    ]
    notes += [
        t("announce-fold", at=markup.when_both(one.instant, when.anchor(one, zone, t)))
        for one in found
        if one.ambiguous
    ]
    return notes[:2]


def _facts(announcement: Announcement, t: Translator, *, now: dt.datetime, own: str = "") -> Facts:
    rows = list(_times(announcement, t, now=now))
    rows.append((t("announce-where"), _where(announcement, t, own)))
    if announcement.state is not AnnouncementState.SCHEDULED:
        rows.append((t("announce-state"), _state(announcement, t)))
    return Facts(tuple(rows))


def _times(announcement: Announcement, t: Translator, *, now: dt.datetime) -> tuple[tuple[str, str], ...]:
    """Once: its time and how far off it is. Again and again: the rule, and the next dates."""
    plan, label = announcement.plan, t("announce-when")
    if announcement.state in (AnnouncementState.FINISHED, AnnouncementState.CANCELLED):
        return ((label, plan_text(announcement, t)),)
    if plan.rule is not None:
        following = (t("announce-next"), dates(announcement, t, after=now))
        return ((label, plan_text(announcement, t)), following, *series.left_out(announcement, t, now=now))
    found = rules.upcoming(announcement.calendar, after=now, most=1)
    if not found:
        return ((label, plan_text(announcement, t)),)
    at = markup.when_both(found[0].instant, when.anchor(found[0], plan.zone, t))
    return ((label, joined((at, markup.time(found[0].instant, "R")), " · ")),)


def _actions(announcement: Announcement, t: Translator) -> Row:
    opened = Button(label=t.plain("announce-open"), press=press("announce.show", announcement.id))
    return Row((opened, *_changes(announcement, t)))


def _changes(announcement: Announcement, t: Translator) -> tuple[Button, ...]:
    return (
        Button(label=t.plain("announce-edit"), press=press("announce.edit", announcement.id)),
        Button(
            label=t.plain("announce-cancel"),
            press=press("announce.cancel", announcement.id),
            style=Style.DANGER,
        ),
    )


def _back(t: Translator) -> Row:
    return Row((Button(label=t.plain("announce-list-back"), press=press("announce.list", 0, 1)),))


def _ended(announcement: Announcement, t: Translator) -> Safe:
    """How it ended, and when it was planned."""
    return joined((_state(announcement, t), plan_text(announcement, t)), " · ")


def _state(announcement: Announcement, t: Translator) -> Safe:
    return t(f"announce-state-{announcement.state}")


def _where(announcement: Announcement, t: Translator, own: str) -> Safe:
    """Its channels, and its languages where it has several."""
    channels = _channels(announcement.channels)
    languages = variants.heard(announcement, t, own=own)
    return channels if languages is None else joined((channels, languages), " · ")


def _channels(channels: Sequence[int]) -> Safe:
    return Safe(" ".join(markup.channel(channel_id) for channel_id in channels))


def _line(row: Delivery, t: Translator) -> str:
    where = markup.channel(row.target_id)
    due = markup.time(row.due_at)
    if row.state is DeliveryState.SENT and row.result_id is not None:
        url = f"https://discord.com/channels/{row.guild_id}/{row.target_id}/{row.result_id}"
        return t("announce-line-sent", where=where, due=due, url=Safe(url))
    if row.state is DeliveryState.DEAD:
        why = failure_text(row.reason or "", row.target_id, t)
        return t("announce-line-dead", where=where, due=due, why=why)
    return t(f"announce-line-{row.state}", where=where, due=due)
