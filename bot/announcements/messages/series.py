"""What is said of a series: its dates, what is left out, pause and resume; and the date an announcement is about."""

import datetime as dt
from collections.abc import Collection

from bot.announcements import rules, series_rules
from bot.announcements.rules import Announcement
from bot.announcements.series import Dates, Skipped
from bot.announcements.series_rules import SeriesDate
from bot.clock import to_epoch
from bot.delivery.recurrence import resolve
from bot.language import markup, when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined, safe
from bot.limits import OPTION_LABEL
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Facts,
    Form,
    Note,
    Option,
    Row,
    Select,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.routes import press

_NAMED = 4
"""How many dates that are left out a card names."""
_NAME = 40
"""Characters of a holiday's name on such a card."""
_NEXT = 3


# What other cards show of it


def event(announcement: Announcement, t: Translator, *, now: dt.datetime | None) -> tuple[Facts, ...]:
    """The date a post is about, in the reader's own time and as it was agreed; none when it is past."""
    if announcement.event_wall is None:
        return ()
    zone = announcement.plan.zone
    at = resolve(announcement.event_wall, zone)
    if now is not None and at.instant <= now:
        return ()
    both = markup.when_both(at.instant, when.anchor(at, zone, t))
    return (Facts(((t("series-event"), joined((both, markup.time(at.instant, "R")), " · ")),)),)


def left_out(announcement: Announcement, t: Translator, *, now: dt.datetime) -> tuple[tuple[str, str], ...]:
    """A line on the coming dates on which nothing is sent, holidays by their names."""
    found = series_rules.left_out(announcement, after=now)
    holidays = announcement.skips_holidays and announcement.plan.rule is not None
    if not found and not holidays:
        return ()
    said = [_named(one, t) for one in found[:_NAMED]]
    if len(found) > _NAMED:
        said.append(t("series-more", count=len(found) - _NAMED))
    if holidays:
        said.append(t("series-holidays", named=len(found)))
    return ((t("series-not-on"), joined(said, " · ")),)


def paused_since(announcement: Announcement, t: Translator) -> Safe | None:
    """Instead of the next dates: since when nothing is sent."""
    if announcement.paused_at is None:
        return None
    return t("series-paused-since", since=markup.time(announcement.paused_at))


def notes(draft: Announcement, t: Translator, *, now: dt.datetime) -> tuple[Note, ...]:
    """What may surprise about the date a draft is about."""
    if draft.event_wall is None:
        return ()
    zone = draft.plan.zone
    at = resolve(draft.event_wall, zone)
    both = markup.when_both(at.instant, when.anchor(at, zone, t))
    found = []
    if at.instant <= now:
        found.append(Note(t("series-event-past")))
    elif (first := next(iter(rules.upcoming(draft.calendar, after=now, most=1)), None)) is not None and (
        at.instant <= first.instant
    ):
        found.append(Note(t("series-event-early")))
    if at.shifted:
        found.append(Note(t("series-event-gap", at=both)))
    if at.ambiguous:
        found.append(Note(t("series-event-fold", at=both)))
    return tuple(found)


def button(draft: Announcement, t: Translator) -> Button:
    """The preview's way to its dates."""
    return Button(label=t.plain("series-dates"), press=press("announce.draft-dates", draft.id))


def resume(announcement: Announcement, t: Translator) -> tuple[Button, ...]:
    """The way out of a pause; none where nothing is paused."""
    if announcement.paused_at is None:
        return ()
    return (
        Button(
            label=t.plain("series-resume"),
            press=press("announce.resume", announcement.id),
            style=Style.PRIMARY,
        ),
    )


def actions(announcement: Announcement, t: Translator) -> tuple[Button, ...]:
    """What else can be done with a scheduled series."""
    if announcement.plan.rule is None:
        return ()
    dates = Button(label=t.plain("series-dates"), press=press("announce.dates", announcement.id))
    if announcement.paused_at is not None:
        return (dates,)
    pause = Button(label=t.plain("series-pause"), press=press("announce.pause", announcement.id))
    return (dates, pause)


# Paused


def paused(announcement: Announcement, t: Translator) -> Card:
    """After the pause."""
    return Card(
        title=t("series-paused", title=announcement.title),
        tone=Tone.WARNING,
        blocks=(
            Text(t("series-paused-what")),
            Row((*resume(announcement, t), _shown(announcement, t))),
        ),
    )


def resumed(announcement: Announcement, t: Translator, *, now: dt.datetime) -> Card:
    """After the pause has ended: what comes next."""
    return Card(
        title=t("series-resumed", title=announcement.title),
        tone=Tone.SUCCESS,
        blocks=(
            Facts(((t("announce-next"), _next(announcement, t, now=now, most=1)),)),
            Note(t("series-resumed-what")),
            Row((_shown(announcement, t),)),
        ),
    )


# Skipped


def dates(found: Dates, t: Translator, *, now: dt.datetime) -> Card:
    """The coming dates of a scheduled series, to choose those that are skipped."""
    announcement = found.announcement
    blocks: list[Block] = [Facts(_facts(announcement, t, now=now))]
    if found.dates:
        blocks += [
            Text(t("series-choose")),
            Select(
                press=press("announce.skip", announcement.id, announcement.version, to_epoch(found.after)),
                placeholder=t.plain("series-choose-none"),
                options=tuple(_option(one, announcement, t) for one in found.dates),
                least=0,
                most=len(found.dates),
            ),
        ]
    back = Button(label=t.plain("series-back"), press=press("announce.show", announcement.id))
    blocks += [Note(t("series-dates-note")), Row((back,))]
    return Card(
        title=t("series-dates-of", title=announcement.title), tone=Tone.ANNOUNCEMENT, blocks=tuple(blocks)
    )


def skipped(found: Skipped, t: Translator, *, now: dt.datetime) -> Card:
    """What was saved, after the commit."""
    announcement = found.announcement
    said = []
    if found.skipped:
        said.append(t("series-skipped-days", days=_days(found.skipped, t)))
    if found.taken_back:
        said.append(t("series-taken-back", days=_days(found.taken_back, t)))
    if not said:
        said.append(t("series-skipped-nothing"))
    return Card(
        title=t("series-dates-of", title=announcement.title),
        tone=Tone.SUCCESS,
        blocks=(
            Text(joined(said)),
            Facts(_facts(announcement, t, now=now)),
            Row(
                (
                    Button(label=t.plain("series-dates"), press=press("announce.dates", announcement.id)),
                    _shown(announcement, t),
                )
            ),
        ),
    )


def day_choice(one: SeriesDate, announcement: Announcement, t: Translator) -> str:
    """A line of the picker of dates."""
    return clip(_label(one, announcement, t), OPTION_LABEL)


# Drafts


def draft_dates(draft: Announcement, t: Translator, *, now: dt.datetime, added: Safe | None = None) -> Card:
    """What a draft leaves out, and the date it is about. `added` says what was just understood."""
    repeats = draft.plan.rule is not None
    buttons = [Button(label=t.plain("series-event-set"), press=press("announce.event", draft.id))]
    if repeats:
        buttons += [
            Button(label=t.plain("series-not-on-set"), press=press("announce.not-on", draft.id)),
            Button(
                label=t.plain("series-holidays-keep" if draft.skips_holidays else "series-holidays-skip"),
                press=press("announce.holidays", draft.id, int(not draft.skips_holidays)),
            ),
        ]
    blocks: list[Block] = [] if added is None else [Text(added)]
    blocks.append(Facts(_facts(draft, t, now=now)))
    blocks += event(draft, t, now=None) or (Text(t("series-event-none")),)
    blocks += notes(draft, t, now=now)
    if draft.skips_holidays and not (draft.holidays.days or draft.holidays.yearly):
        blocks.append(Note(t("series-holidays-none")))
    back = Button(
        label=t.plain("series-preview"), press=press("announce.preview", draft.id), style=Style.PRIMARY
    )
    return Card(
        title=t("series-dates"),
        tone=Tone.NEUTRAL,
        blocks=(*blocks, Row((back, *buttons))),
        footer=t("series-draft-note"),
    )


def event_form(draft: Announcement, t: Translator) -> Form:
    """The date an announcement is about."""
    return Form(
        title=t.plain("series-event-set"),
        press=press("announce.event-set", draft.id),
        fields=(
            TextField(
                key="when",
                label=t.plain("series-event"),
                description=clip(t.plain("series-event-hint", zone=draft.plan.zone), 100),
                value="" if draft.event_wall is None else f"{draft.event_wall:%Y-%m-%d %H:%M}",
                required=False,
                most=200,
                placeholder="2026-12-15 18:00",
            ),
        ),
    )


def not_on_form(draft: Announcement, t: Translator, *, now: dt.datetime) -> Form:
    """The days on which a series does not happen, separated by commas."""
    days = sorted(series_rules.future_days(draft.plan, now=now))
    return Form(
        title=t.plain("series-not-on-set"),
        press=press("announce.not-on-set", draft.id),
        fields=(
            TextField(
                key="days",
                label=t.plain("series-not-on-label"),
                description=t.plain("series-not-on-hint"),
                value=", ".join(day.isoformat() for day in days),
                long=True,
                required=False,
                most=when.LONGEST_LIST,
                placeholder="2026-12-24, 2026-12-31",
            ),
        ),
    )


def not_on_read(draft: Announcement, t: Translator, *, now: dt.datetime) -> Safe:
    """What was understood."""
    days = series_rules.future_days(draft.plan, now=now)
    return t("series-not-on-read", days=_days(days, t, most=len(days))) if days else t("series-not-on-empty")


def carried(kept: Collection[dt.date], gone: Collection[dt.date], t: Translator) -> Safe | None:
    """After a new time was given: which skipped dates stay so, and which are no dates of it."""
    said = []
    if kept:
        said.append(t("series-kept", days=_days(kept, t)))
    if gone:
        said.append(t("series-gone", days=_days(gone, t)))
    return joined(said) if said else None


def _facts(announcement: Announcement, t: Translator, *, now: dt.datetime) -> tuple[tuple[str, str], ...]:
    plan = series_rules.bare(announcement.plan)
    return (
        (t("announce-when"), when.describe(plan, t)),
        (t("announce-next"), _next(announcement, t, now=now, most=_NEXT)),
        *left_out(announcement, t, now=now),
    )


def _next(announcement: Announcement, t: Translator, *, now: dt.datetime, most: int) -> Safe:
    since = paused_since(announcement, t)
    if since is not None:
        return since
    found = rules.upcoming(announcement.calendar, after=now, most=most)
    if not found:
        return t("announce-none-left")
    zone = announcement.plan.zone
    return joined(markup.when_both(one.instant, when.anchor(one, zone, t)) for one in found)


def _option(one: SeriesDate, announcement: Announcement, t: Translator) -> Option:
    return Option(
        label=_label(one, announcement, t),
        value=one.day.isoformat(),
        description=None
        if one.holiday is None
        else clip(t.plain("series-holiday", name=one.holiday), OPTION_LABEL),
        chosen=one.skipped,
    )


def _label(one: SeriesDate, announcement: Announcement, t: Translator) -> str:
    """ "Tue 8 Dec 2026 · 18:00 Beirut": menus show no reader's own time."""
    anchor = when.anchor(one.at, announcement.plan.zone, t)
    return t.plain("series-date", date=when.date(one.at.wall, t), anchor=anchor)


def _named(one: SeriesDate, t: Translator) -> Safe:
    day = when.date(one.day, t)
    if one.holiday is not None:
        return t("series-named", day=day, name=clip(one.holiday, _NAME))
    return safe(day)


def _days(days: Collection[dt.date], t: Translator, *, most: int = _NAMED) -> str:
    return when.days(days, t, most=most)


def _shown(announcement: Announcement, t: Translator) -> Button:
    return Button(label=t.plain("announce-open"), press=press("announce.show", announcement.id))
