"""What reminders say: the choice of a time, what was promised, the list, and the reminder itself."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.delivery.verdict import DM_CLOSED, LATE, MEMBER_GONE
from bot.feature import Remindable
from bot.language import markup, when_said, zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.reminders import rules
from bot.reminders.rules import Later, Moment, Reminder, ReminderState, Snooze
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Form,
    Link,
    Note,
    Option,
    Row,
    Select,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

if TYPE_CHECKING:
    from bot.reminders.service import Asked, Listed

_CLOSED = frozenset({DM_CLOSED, MEMBER_GONE})


def button(feature: str, subject_id: int, t: Translator, *, live: bool) -> Button:
    """ "Remind me", for the post of a feature. Not `live`: it is shown, and cannot be pressed."""
    return Button(
        label=t.plain("reminders-button"),
        press=press(f"remind.{feature}", subject_id),
        emoji="⏰",
        disabled=not live,
    )


# Choosing


def choose(
    what: Remindable,
    mine: Sequence[Reminder],
    t: Translator,
    *,
    feature: str,
    ids: tuple[int, int],
    now: dt.datetime,
    zone: str,
) -> Card:
    """When a person wants to be reminded of something new. `ids`: the subject, and the message it stands in."""
    blocks: list[Block] = [*_what(what, t)]
    if mine:
        already = joined((markup.time(one.due_at, "F") for one in mine[:3]), ", ")
        blocks.append(Note(t("reminders-already", at=already)))
    blocks += _times(
        what,
        t,
        now=now,
        zone=zone,
        menu=press(f"remind-at.{feature}", *ids),
        other=press(f"remind-other.{feature}", *ids),
    )
    return Card(title=t("reminders-choose"), tone=Tone.NEUTRAL, blocks=tuple(blocks))


def change(reminder: Reminder, what: Remindable, t: Translator, *, now: dt.datetime, zone: str) -> Card:
    """When a reminder that is there shall come instead."""
    blocks: list[Block] = [*_what(what, t)]
    if reminder.state is ReminderState.ACTIVE:
        blocks.append(Facts(((t("reminders-now-at"), markup.time(reminder.due_at, "F")),)))
    blocks += _times(
        what,
        t,
        now=now,
        zone=zone,
        menu=press("reminder.change-at", reminder.id),
        other=press("reminder.change-other", reminder.id),
    )
    return Card(title=t("reminders-change-title"), tone=Tone.NEUTRAL, blocks=tuple(blocks))


def form(custom_id: str, t: Translator, *, zone: str) -> Form:
    """A time as a person says it."""
    return Form(
        title=t.plain("reminders-form"),
        press=custom_id,
        fields=(
            TextField(
                key="when",
                label=t.plain("reminders-form-when"),
                description=t.plain("reminders-form-hint", city=zones.city(zone)),
                most=100,
            ),
        ),
    )


def read_choice(value: str, *, now: dt.datetime, zone: str) -> Moment | None:
    """What a value of the menu means at this moment; None for anything else."""
    if value.isascii() and value.isdigit() and len(value) < 10:
        offset = dt.timedelta(seconds=int(value))
        return offset if offset in rules.OFFSETS else None
    if value not in tuple(Later):
        return None
    return rules.later(now, zone).get(Later(value))


# What was asked for


def promised(
    asked: "Asked",
    t: Translator,
    *,
    arrived: bool | None,
    channel: str | None,
    notes: Sequence[Safe] = (),
) -> Card:
    """What will come, and how. `channel`: the name of the channel in which the bot could mention the person instead."""
    reminder, what = asked.reminder, asked.what
    if not asked.trying and reminder.dm is False:
        arrived = False
    closed = arrived is False and not reminder.in_channel
    facts = (
        (t("reminders-what"), t("reminders-title", title=what.title)),
        (
            t("reminders-when"),
            joined((markup.time(reminder.due_at, "F"), markup.time(reminder.due_at, "R")), " · "),
        ),
        (
            t("reminders-where"),
            markup.channel(reminder.channel_id) if reminder.in_channel else t("reminders-dm"),
        ),
    )
    blocks: list[Block] = [Facts(facts), Text(_how(asked, t, arrived=arrived, channel=channel))]
    blocks += [Note(note) for note in notes]
    buttons: list[Button | Link] = []
    if closed:
        if channel is not None:
            buttons.append(
                Button(
                    label=t.plain("reminders-here", channel=channel),
                    press=press("reminder.here", reminder.id),
                    style=Style.PRIMARY,
                )
            )
        buttons.append(Button(label=t.plain("reminders-retry"), press=press("reminder.retry", reminder.id)))
    else:
        buttons.append(Button(label=t.plain("reminders-change"), press=press("reminder.change", reminder.id)))
    buttons.append(
        Button(
            label=t.plain("reminders-cancel"),
            press=press("reminder.cancel", reminder.id),
            style=Style.DANGER,
        )
    )
    buttons.append(Button(label=t.plain("reminders-mine"), press=press("me.reminders", 1)))
    blocks.append(Row(tuple(buttons)))
    if closed:
        return Card(title=t("reminders-closed"), tone=Tone.WARNING, blocks=tuple(blocks))
    title = t("reminders-promised") if asked.new else t("reminders-same")
    return Card(title=title, tone=Tone.SUCCESS, blocks=tuple(blocks))


def listing(page: "Page[Listed]", t: Translator, *, added: Safe | None = None) -> Card:
    """What is coming, and what did not, with its cure."""
    blocks: list[Block] = []
    if added is not None:
        blocks += [Text(added), Divider()]
    if not page.items:
        blocks.append(Text(t("reminders-none")))
    for listed in page.items:
        reminder = listed.reminder
        blocks.append(Text(_line(listed, t)))
        buttons: list[Button | Link] = []
        if listed.what is not None:
            buttons.append(
                Button(label=t.plain("reminders-change"), press=press("reminder.change", reminder.id))
            )
        if listed.what is not None and _is_shut_out(reminder):
            buttons.append(
                Button(label=t.plain("reminders-here-now"), press=press("reminder.here", reminder.id))
            )
        active = reminder.state is ReminderState.ACTIVE and listed.what is not None
        buttons.append(
            Button(
                label=t.plain("reminders-cancel" if active else "reminders-remove"),
                press=press("reminder.cancel", reminder.id),
                style=Style.DANGER if active else Style.SECONDARY,
            )
        )
        blocks.append(Row(tuple(buttons)))
    if page.count > 1:
        blocks.append(pager_row("me.reminders", page, t=t))
    blocks.append(Row((Button(label=t.plain("people-back"), press=press("me.show")),)))
    return Card(title=t("reminders-list"), tone=Tone.SETTINGS, blocks=tuple(blocks))


# What arrives


def promise(reminder: Reminder, what: Remindable, t: Translator) -> Card:
    """The word ahead, by direct message: whoever reads it knows that the reminder will arrive too."""
    undo = Button(
        label=t.plain("reminders-undo"), press=press("reminder.undo", reminder.guild_id, reminder.id)
    )
    return Card(
        title=t("reminders-title", title=what.title),
        tone=Tone.NEUTRAL,
        blocks=(
            Text(t("reminders-will", at=markup.time(reminder.due_at, "F"))),
            Row((undo, *_link(reminder, what, t))),
        ),
    )


def reminder(
    found: Reminder,
    what: Remindable,
    t: Translator,
    *,
    now: dt.datetime,
    zone: str,
    was_due: dt.datetime | None = None,
) -> Card:
    """The reminder itself. In a channel it names the person, and says no more than the post that everybody there reads."""
    blocks: list[Block] = []
    if found.in_channel:
        blocks.append(Text(t("reminders-mention", who=markup.user(found.user_id))))
    if what.at is not None:
        blocks.append(Facts(((t("reminders-date"), _date(what, t)),)))
    elif not found.in_channel:
        blocks.append(Text(t("reminders-asked")))
    ids = (found.guild_id, found.id)
    snoozes = [
        Button(label=_snooze(choice, t, zone), press=press("reminder.snooze", *ids, number))
        for number, choice in enumerate(Snooze)
        if what.at is None or rules.snoozed_to(choice, now, zone) < what.at
    ]
    done = Button(label=t.plain("reminders-done"), press=press("reminder.done", *ids), style=Style.PRIMARY)
    blocks.append(Row((done, *snoozes, *_link(found, what, t))))
    return Card(
        title=t("reminders-title", title=what.title),
        tone=Tone.ANNOUNCEMENT,
        blocks=tuple(blocks),
        footer=None if was_due is None else t("reminders-was-due", at=markup.time(was_due)),
    )


def snoozed(asked: "Asked", t: Translator) -> Card:
    """After a snooze."""
    reminder = asked.reminder
    again = Button(
        label=t.plain("reminders-undo"), press=press("reminder.undo", reminder.guild_id, reminder.id)
    )
    blocks: list[Block] = [Text(t("reminders-snoozed", at=markup.time(reminder.due_at, "F")))]
    if asked.paused:
        blocks.append(Note(t("reminders-paused")))
    blocks.append(Row((again, *_link(reminder, asked.what, t))))
    return Card(title=t("reminders-title", title=asked.what.title), tone=Tone.SUCCESS, blocks=tuple(blocks))


def over(listed: "Listed", t: Translator, *, cancelled: bool) -> Card:
    """After Done, or after it was taken back."""
    title = t("reminders-list") if listed.what is None else t("reminders-title", title=listed.what.title)
    blocks: list[Block] = [Text(t("reminders-cancelled" if cancelled else "reminders-is-done"))]
    if listed.what is not None:
        links = _link(listed.reminder, listed.what, t)
        blocks += [Row(links)] if links else []
    return Card(title=title, tone=Tone.NEUTRAL, blocks=tuple(blocks))


def address(reminder: Reminder, what: Remindable) -> str | None:
    """Where it stands: the post under which it was asked for."""
    if reminder.message_id is None:
        return what.url
    return markup.message_url(reminder.guild_id, reminder.channel_id, reminder.message_id)


def _what(what: Remindable, t: Translator) -> tuple[Block, ...]:
    rows = [(t("reminders-what"), t("reminders-title", title=what.title))]
    if what.at is not None:
        rows.append((t("reminders-date"), _date(what, t)))
    return (Facts(tuple(rows)),)


def _times(
    what: Remindable, t: Translator, *, now: dt.datetime, zone: str, menu: str, other: str
) -> tuple[Block, ...]:
    """The menu of moments, and the way to any other."""
    if what.at is None:
        options = tuple(
            Option(
                label=t.plain(f"reminders-later-{choice}"),
                value=choice.value,
                description=_clock(instant, zone, t),
            )
            for choice, instant in rules.later(now, zone).items()
        )
    else:
        options = tuple(
            Option(
                label=t.plain(f"reminders-offset-{int(offset.total_seconds())}"),
                value=str(int(offset.total_seconds())),
                description=_clock(what.at - offset, zone, t),
            )
            for offset in rules.offsets_left(what.at, now)
        )
    blocks: list[Block] = []
    if options:
        blocks.append(Select(press=menu, placeholder=t.plain("reminders-menu"), options=options))
    else:
        blocks.append(Text(t("reminders-soon")))
    blocks.append(
        Row(
            (
                Button(label=t.plain("reminders-other"), press=other),
                Button(label=t.plain("reminders-mine"), press=press("me.reminders", 1)),
            )
        )
    )
    return tuple(blocks)


def _how(asked: "Asked", t: Translator, *, arrived: bool | None, channel: str | None) -> Safe:
    if asked.paused:
        return t("reminders-paused")
    if asked.reminder.in_channel:
        return t("reminders-how-channel")
    if arrived is False:
        return t("reminders-how-closed" if channel is not None else "reminders-how-closed-only")
    if arrived:
        return t("reminders-how-arrived")
    return t("reminders-how-trying" if asked.trying else "reminders-how-dm")


def _line(listed: "Listed", t: Translator) -> Safe:
    reminder, what = listed.reminder, listed.what
    at = markup.time(reminder.due_at, "F")
    if what is None or reminder.reason == rules.GONE:
        title = t("reminders-untitled") if what is None else t("reminders-title", title=what.title)
        return t("reminders-line-gone", title=title, at=at)
    title = _linked(reminder, what, t)
    if reminder.state is ReminderState.FAILED:
        return t("reminders-line-failed", title=title, at=at, why=_why(reminder, t))
    where = markup.channel(reminder.channel_id) if reminder.in_channel else t("reminders-dm")
    if reminder.dm is False and not reminder.in_channel:
        return t("reminders-line-closed", title=title, at=at)
    return t("reminders-line", title=title, at=at, left=markup.time(reminder.due_at, "R"), where=where)


def _is_shut_out(reminder: Reminder) -> bool:
    """Whether it failed because the person takes no direct messages."""
    failed = reminder.state is ReminderState.FAILED and reminder.reason in _CLOSED
    return failed and not reminder.in_channel


def _linked(reminder: Reminder, what: Remindable, t: Translator) -> Safe:
    url = address(reminder, what)
    if url is None:
        return t("reminders-title", title=what.title)
    return t("reminders-title-linked", title=what.title, url=Safe(url))


def _why(reminder: Reminder, t: Translator) -> Safe:
    """Why it did not arrive, and the cure."""
    if _is_shut_out(reminder):
        return t("reminders-why-closed")
    if reminder.reason == LATE:
        return t("reminders-why-late")
    if reminder.in_channel:
        return t("reminders-why-channel", where=markup.channel(reminder.channel_id))
    return t("reminders-why-other")


def _date(what: Remindable, t: Translator) -> Safe:
    if what.at is None:
        raise ValueError("there is no date to name")
    if what.wall is None:
        said = markup.time(what.at, "F")
    else:
        city = zones.city(what.zone)
        said = markup.when_both(what.at, t.plain("when-anchor", time=f"{what.wall:%H:%M}", city=city))
    return joined((said, markup.time(what.at, "R")), " · ")


def _clock(instant: dt.datetime, zone: str, t: Translator) -> str:
    """Where no `<t:…>` is drawn: "Tue 8 Dec 2026, 18:00 Beirut"."""
    wall = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    place = t.plain("when-anchor", time=f"{wall:%H:%M}", city=zones.city(zone))
    return t.plain("when-plan", what=when_said.date(wall, t), place=place)


def _snooze(choice: Snooze, t: Translator, zone: str) -> str:
    if choice is Snooze.TOMORROW:
        return t.plain("reminders-snooze-tomorrow", city=zones.city(zone))
    return t.plain("reminders-snooze-ten" if choice is Snooze.TEN else "reminders-snooze-hour")


def _link(reminder: Reminder, what: Remindable, t: Translator) -> tuple[Link, ...]:
    url = address(reminder, what)
    return () if url is None else (Link(label=t.plain("reminders-open"), url=url),)
