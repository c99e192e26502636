"""What a cohort and its people are told: reminders, changes, and clocks that drift apart.

Nudges are in `nudge_messages.py`, answers and one's own choices in `choice_messages.py`. Nothing here but a direct message holds the way in to a session.
"""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.cohorts.reminding import rules
from bot.cohorts.reminding.drift_rules import Drift
from bot.cohorts.reminding.extending import MoreTime
from bot.cohorts.reminding.planning import Item
from bot.cohorts.reminding.promises import Was
from bot.cohorts.rules import Cohort, ItemKind
from bot.delivery.recurrence import resolve
from bot.language import markup, when, zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined, safe
from bot.reminders.rules import Snooze, snoozed_to
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Facts,
    Link,
    Note,
    Row,
    Style,
    Text,
    Tone,
)
from bot.ui.routes import press

_KINDS = tuple(ItemKind)
_MOST_LINES = 15


def number_of(kind: ItemKind) -> int:
    """A kind as a press carries it."""
    return _KINDS.index(kind)


def kind_of(number: int) -> ItemKind | None:
    """The kind behind a press's id."""
    return _KINDS[number] if number < len(_KINDS) else None


# To the cohort


def reminder(
    item: Item,
    cohort: Cohort,
    t: Translator,
    *,
    offset: int,
    extended: bool = False,
    role_id: int | None = None,
    was_due: dt.datetime | None = None,
) -> Card:
    """One message for everybody in the cohort. `extended`: somebody got more time."""
    said = _said(item, cohort, t, offset=offset)
    text = said if role_id is None else joined((markup.role(role_id), said), " ")
    blocks: list[Block] = [Text(text), Facts(tuple(_facts(item, t)))]
    if extended:
        blocks.append(Note(t("cohort-remind-extended")))
    blocks.append(Row(tuple(_channel_buttons(item, cohort, t, offset=offset))))
    return Card(
        title=safe(item.title),
        tone=Tone.ANNOUNCEMENT,
        blocks=tuple(blocks),
        footer=None if was_due is None else _was_due(was_due, t),
    )


def call(user_id: int, item: Item, t: Translator) -> Card:
    """A mention where everybody reads it: that something waits, and not what."""
    show = Button(
        label=t.plain("cohort-remind-show"),
        press=press("cohort-remind.show", item.guild_id, number_of(item.kind), item.id),
        style=Style.PRIMARY,
    )
    return Card(title="", blocks=(Text(t("cohort-remind-call", who=markup.user(user_id))), Row((show,))))


def notice(
    cohort: Cohort,
    changes: Sequence[tuple[Was, Item]],
    t: Translator,
    *,
    more: int = 0,
    was_due: dt.datetime | None = None,
) -> Card:
    """What changed, in one message. `more`: so many changes are not among these."""
    lines = [_change(was, item, t) for was, item in changes[:_MOST_LINES]]
    unsaid = more + max(0, len(changes) - _MOST_LINES)
    if unsaid:
        lines.append(t("cohort-remind-more", count=unsaid))
    blocks: list[Block] = []
    if cohort.role_id is not None:
        blocks.append(Text(markup.role(cohort.role_id)))
    blocks.append(Text(joined(lines)))
    return Card(
        title=t("cohort-remind-notice", name=cohort.name),
        tone=Tone.WARNING,
        blocks=tuple(blocks),
        footer=t("cohort-remind-notice-footer") if was_due is None else _was_due(was_due, t),
    )


def drift(cohort: Cohort, drifts: Sequence[Drift], t: Translator, *, personal: bool) -> Card:
    """The hour changes for some: in a channel the places, to one person their own."""
    first = drifts[0]
    if personal:
        text = t(
            "cohort-remind-drift-yours",
            name=cohort.name,
            city=zones.city(first.zone),
            anchor=zones.city(first.anchor),
            **_drifted(first, t),
        )
    else:
        lines = [
            t("cohort-remind-drift-line", city=zones.city(one.zone), **_drifted(one, t))
            for one in drifts[:_MOST_LINES]
        ]
        if len(drifts) > _MOST_LINES:
            lines.append(t("cohort-remind-more", count=len(drifts) - _MOST_LINES))
        intro = t("cohort-remind-drift", name=cohort.name, anchor=zones.city(first.anchor))
        text = joined((intro, *lines))
    following = t("cohort-remind-drift-next", at=markup.time(first.first.starts_at, "F"))
    return Card(title=t("cohort-remind-drift-title"), blocks=(Text(text), Note(following)))


# To one person


def personal(
    item: Item,
    cohort: Cohort,
    t: Translator,
    *,
    now: dt.datetime,
    zone: str | None,
    was_due: dt.datetime | None = None,
    usual: str = "UTC",
) -> Card:
    """The reminder of one person, also where it is shown to them privately. `zone`: theirs; None: they set none."""
    facts = _facts(item, t, zone=zone)
    # One minute to go, or less: it starts now.
    offset = int(item.at - now >= dt.timedelta(minutes=1))
    blocks: list[Block] = [Text(_said(item, cohort, t, offset=offset)), Facts(tuple(facts))]
    ids = (item.guild_id, number_of(item.kind), item.id)
    first: list[Button | Link] = []
    near = item.kind is ItemKind.SESSION and rules.shows_link(item.at, item.over, now)
    if near and item.link:
        first.append(Link(label=t.plain("cohort-remind-enter"), url=item.link, emoji="🎥"))
    elif near:
        first.append(_way_in(item, t, style=Style.PRIMARY))
    first += _attendance(
        item, t, left=int((item.at - now).total_seconds() // 60), primary=not near or bool(item.link)
    )
    if item.kind is ItemKind.MILESTONE and cohort.self_report:
        first.append(_report(item, t))
    snoozes = [
        Button(label=_snooze(choice, t, zone or usual), press=press("cohort-remind.snooze", *ids, number))
        for number, choice in enumerate(Snooze)
        if snoozed_to(choice, now, zone or usual) < item.at
    ]
    rest: list[Button | Link] = [
        Button(label=t.plain("cohort-remind-mute"), press=press("cohort-remind.mute", *ids))
    ]
    where = rules.place(cohort)
    if where is not None:
        rest.append(Link(label=t.plain("cohort-remind-open"), url=markup.channel_url(cohort.guild_id, where)))
    blocks += [Row(tuple(row)) for row in (first, snoozes, rest) if row]
    return Card(
        title=safe(item.title),
        tone=Tone.ANNOUNCEMENT,
        blocks=tuple(blocks),
        footer=None if was_due is None else _was_due(was_due, t),
    )


def extended(found: MoreTime, t: Translator) -> Card:
    """To one person: another date of theirs. Nobody else is told."""
    item, cohort = found.item, found.cohort
    at = _when(item.at, item.wall, item.zone, t)
    key = "cohort-remind-more-time" if item.at > found.was else "cohort-remind-less-time"
    said = t(key, title=item.title, name=cohort.name, at=at, was=markup.time(found.was, "F"))
    blocks: list[Block] = [Text(said)]
    if cohort.self_report:
        blocks.append(Row((_report(item, t),)))
    return Card(
        title=safe(item.title),
        tone=Tone.ANNOUNCEMENT,
        blocks=tuple(blocks),
        footer=t("cohort-remind-more-time-footer"),
    )


def hello(cohort: Cohort, t: Translator) -> Card:
    """The word ahead: whoever reads it knows that reminders will arrive too."""
    return Card(
        title=safe(cohort.name),
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("cohort-remind-hello")),
            Row(
                (
                    Button(
                        label=t.plain("cohort-remind-stop"),
                        press=press("cohort-remind.stop", cohort.guild_id, cohort.id),
                    ),
                )
            ),
        ),
    )


# Parts


def _said(item: Item, cohort: Cohort, t: Translator, *, offset: int) -> Safe:
    if item.kind is ItemKind.MILESTONE:
        return t("cohort-remind-milestone", name=cohort.name, at=markup.time(item.at, "R"))
    if offset == 0:
        return t("cohort-remind-session-now", name=cohort.name)
    return t("cohort-remind-session", name=cohort.name, at=markup.time(item.at, "R"))


def _facts(item: Item, t: Translator, *, zone: str | None = None) -> list[tuple[Safe, Safe]]:
    label = t("cohort-remind-due" if item.kind is ItemKind.MILESTONE else "cohort-remind-when")
    facts = [(label, _when(item.at, item.wall, item.zone, t))]
    if zone is not None and zone != item.zone:
        facts.append((t("cohort-remind-your-clock"), safe(_clock(item.at, zone, t))))
    if item.over is not None:
        minutes = int((item.over - item.at).total_seconds() // 60)
        facts.append((t("cohort-remind-length"), t("cohort-remind-minutes", minutes=minutes)))
    if item.place:
        facts.append((t("cohort-remind-place"), safe(item.place)))
    return facts


def _attendance(item: Item, t: Translator, *, left: int, primary: bool = True) -> list[Button]:
    """What a person can say about a session that begins in so many minutes: that they are there, or cannot be."""
    if item.kind is not ItemKind.SESSION:
        return []
    found: list[Button] = []
    if left <= rules.PRESENT_NEAR:
        found.append(
            Button(
                label=t.plain("attend-here"),
                press=press("attend.here", item.id),
                style=Style.PRIMARY if primary else Style.SECONDARY,
            )
        )
    if left > 0:
        found.append(Button(label=t.plain("attend-excuse"), press=press("attend.excuse", item.id)))
    return found


def _channel_buttons(item: Item, cohort: Cohort, t: Translator, *, offset: int) -> list[Button]:
    ids = (item.guild_id, number_of(item.kind), item.id)
    found = _attendance(item, t, left=offset)
    if item.kind is ItemKind.SESSION and offset <= rules.NEAR and item.link:
        found.insert(int(offset <= rules.PRESENT_NEAR), _way_in(item, t))
    if item.kind is ItemKind.MILESTONE and cohort.self_report:
        found.append(_report(item, t))
    return [
        *found,
        Button(label=t.plain("cohort-remind-mute"), press=press("cohort-remind.mute", *ids)),
        Button(label=t.plain("cohort-remind-choices"), press=press("cohort-remind.mine", cohort.id)),
    ]


def _report(item: Item, t: Translator) -> Button:
    """ "I've done it": works in direct messages, too."""
    report = press("attend.done", item.id)
    return Button(label=t.plain("attend-report"), press=report, style=Style.PRIMARY)


def _way_in(item: Item, t: Translator, *, style: Style = Style.SECONDARY) -> Button:
    """Answers in private, and whoever is in the cohort alone: see `SessionService.join_link`."""
    return Button(
        label=t.plain("cohort-remind-link"),
        press=press("cohort-session.join", item.guild_id, item.id),
        style=style,
        emoji="🎥",
    )


def _change(was: Was, item: Item, t: Translator) -> Safe:
    before = markup.time(was.at, "F")
    if was.team:
        there = _when(item.at, item.wall, item.zone, t)
        return t("cohort-remind-moved-group", title=item.title, team=was.team, at=there, was=before)
    if item.off:
        return t("cohort-remind-cancelled", title=item.title, was=before)
    now = _when(item.at, item.wall, item.zone, t)
    if was.off:
        return t("cohort-remind-back", title=item.title, at=now)
    if (was.wall, was.zone) == (item.wall, item.zone):
        return t("cohort-remind-shifted", title=item.title, at=now, city=zones.city(item.zone))
    if item.kind is ItemKind.MILESTONE:
        return t("cohort-remind-moved-due", title=item.title, at=now, was=before)
    return t("cohort-remind-moved", title=item.title, at=now, was=before)


def _drifted(one: Drift, t: Translator) -> dict[str, str]:
    local = one.first.starts_at.astimezone(ZoneInfo(one.zone))
    return {"date": when.date(local, t), "before": f"{one.before:%H:%M}", "after": f"{one.after:%H:%M}"}


def _when(at: dt.datetime, wall: dt.datetime, zone: str, t: Translator) -> Safe:
    """The reader's own time beside the wall time that was agreed."""
    found = resolve(wall, zone)
    return markup.when_both(at, when.anchor(found, zone, t)) if found.instant == at else markup.time(at, "F")


def _clock(at: dt.datetime, zone: str, t: Translator) -> str:
    wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    place = t.plain("when-anchor", time=f"{wall:%H:%M}", city=zones.city(zone))
    return t.plain("when-plan", what=when.date(wall, t), place=place)


def _snooze(choice: Snooze, t: Translator, zone: str) -> str:
    if choice is Snooze.TOMORROW:
        return t.plain("reminders-snooze-tomorrow", city=zones.city(zone))
    return t.plain("reminders-snooze-ten" if choice is Snooze.TEN else "reminders-snooze-hour")


def _was_due(at: dt.datetime, t: Translator) -> Safe:
    return t("cohort-remind-was-due", at=markup.time(at))
