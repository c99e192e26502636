"""What stands in the channel and in direct messages: the card of a window, reminders, and hints."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from bot.delivery.recurrence import Occurrence
from bot.language import markup, when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined, safe, safe_body
from bot.operations.maintenance import records
from bot.operations.maintenance.promises import FEATURE
from bot.operations.maintenance.records import Standing
from bot.operations.maintenance.rules import (
    Impact,
    Maintenance,
    Occasion,
    Overlap,
    Phase,
    Source,
    Status,
    Thing,
    ThingKind,
    Window,
)
from bot.operations.maintenance.telling import Word
from bot.operations.outages.messages import networks
from bot.reminders import messages as reminders
from bot.ui.cards import Block, Button, Card, Divider, Facts, Link, Note, Row, Text, Tone
from bot.ui.routes import press

_TONES = {
    Phase.COMING: Tone.ANNOUNCEMENT,
    Phase.GOING_ON: Tone.WARNING,
    Phase.OVER: Tone.SUCCESS,
    Phase.CANCELLED: Tone.NEUTRAL,
}
_MOST_THINGS = 8
_DAY = 1440
"""Minutes."""
_MOST_OVERLAPS = 3
_MOST_FOLLOW = 3
_TELLING = frozenset({Status.TENTATIVE, Status.RESCHEDULED, Status.IN_PROCESS, Status.COMPLETED})
"""What a status tells that the title does not."""


# The card


def card(one: Standing, t: Translator, *, live: bool = True, was_due: dt.datetime | None = None) -> Card:
    """The card of a window, for everybody who reads its channel. Not `live`: it is shown before it is announced."""
    window = one.maintenance
    blocks: list[Block] = [Facts(facts(one, t))]
    if window.body:
        blocks.append(Text(safe_body(window.body)))
    blocks += overlaps(one, t)
    if one.phase is Phase.COMING:
        blocks.append(Note(t("maintenance-who-is-reminded")))
    blocks += [Divider(), Row(_buttons(one, t, live=live))]
    return Card(
        title=title(window, one.phase, t),
        tone=_TONES[one.phase],
        blocks=tuple(blocks),
        footer=None if was_due is None else t("maintenance-was-due", at=markup.time(was_due)),
    )


def title(one: Maintenance, phase: Phase, t: Translator) -> Safe:
    """ "🛠️ Maintenance: …": what it is and where it stands, in words too."""
    if phase is Phase.COMING and one.status is Status.TENTATIVE:
        return t("maintenance-title-tentative", title=one.title)
    return t(f"maintenance-title-{phase}", title=one.title)


def facts(one: Standing, t: Translator) -> tuple[tuple[str, str], ...]:
    """What a window is, in pairs."""
    found = one.maintenance
    window = found.window
    rows: list[tuple[str, str]] = [
        (t("maintenance-fact-starts"), begins(window, t)),
        (
            t("maintenance-fact-ends"),
            t(
                "maintenance-ends",
                at=_at(window.ends_at, window.ends_wall, window.zone, t),
                lasted=safe(lasts(window, t)),
            ),
        ),
        (t("maintenance-fact-impact"), t(f"maintenance-impact-{found.impact}")),
    ]
    if found.status in _TELLING:
        rows.append((t("maintenance-fact-status"), t(f"maintenance-status-{found.status}")))
    hit = [asn for asn in found.networks if asn not in found.works]
    if found.works:
        rows.append((t("maintenance-fact-works"), networks(sorted(found.works), one.names, t)))
    if hit:
        rows.append((t("maintenance-fact-networks"), networks(hit, one.names, t)))
    rows += [
        (t(f"maintenance-fact-{kind}"), _things(things, found.impact, t))
        for kind in (ThingKind.FACILITY, ThingKind.OBJECT)
        if (things := found.named(kind))
    ]
    if found.source is Source.NOTICE:
        rows.append(
            (
                t("maintenance-fact-notice"),
                t("maintenance-notice", provider=found.provider, reference=found.reference),
            )
        )
    elif found.user_id is not None:
        rows.append((t("maintenance-fact-added"), markup.user(found.user_id)))
    return tuple(rows)


def begins(window: Window, t: Translator) -> Safe:
    """When it begins: the reader's time, the time that was agreed, how far it is."""
    return joined(
        (_at(window.starts_at, window.starts_wall, window.zone, t), markup.time(window.starts_at, "R")), " · "
    )


def lasts(window: Window, t: Translator) -> str:
    """How long it takes, also where no markdown is rendered: "4 h", "1 h 30 min", "2 days 3 h"."""
    minutes = int((window.ends_at - window.starts_at).total_seconds()) // 60
    if minutes >= _DAY:
        return t.plain("outages-lasted-days", days=minutes // _DAY, hours=minutes // 60 % 24)
    if minutes >= 60:
        return t.plain("outages-lasted-hours", hours=minutes // 60, minutes=minutes % 60)
    return t.plain("outages-lasted-minutes", minutes=minutes)


def span(window: Window, t: Translator) -> Safe:
    """From when to when, on one line."""
    return t(
        "maintenance-span",
        start=_at(window.starts_at, window.starts_wall, window.zone, t),
        end=_at(window.ends_at, window.ends_wall, window.zone, t),
    )


def _at(instant: dt.datetime, wall: dt.datetime, zone: str, t: Translator) -> Safe:
    return markup.when_both(
        instant, when.anchor(Occurrence(planned=wall, wall=wall, instant=instant), zone, t)
    )


def _things(things: Sequence[Thing], impact: Impact, t: Translator) -> Safe:
    told = joined(
        (
            t("maintenance-thing", name=one.name)
            if one.kind is ThingKind.FACILITY or one.impact is impact
            else t("maintenance-thing-impact", name=one.name, impact=t(f"maintenance-impact-{one.impact}"))
            for one in things[:_MOST_THINGS]
        ),
        ", ",
    )
    more = len(things) - _MOST_THINGS
    return t("maintenance-more", list=told, count=more) if more > 0 else told


def overlaps(one: Standing, t: Translator) -> list[Block]:
    """What it and others do to each other."""
    found: list[Block] = [
        Text(overlap(hit, one.others[hit.other(one.maintenance.id)], one.names, t))
        for hit in one.overlaps[:_MOST_OVERLAPS]
    ]
    if len(one.overlaps) > _MOST_OVERLAPS:
        found.append(Note(t("maintenance-overlaps-more", count=len(one.overlaps) - _MOST_OVERLAPS)))
    return found


def overlap(hit: Overlap, other: Maintenance, names: Mapping[int, str], t: Translator) -> Safe:
    """ "⚠️ Overlaps …": with what, when, and what is in danger."""
    parts = [
        t(
            "maintenance-overlaps",
            other=_linked(other, t),
            start=markup.time(hit.starts_at),
            end=markup.time(hit.ends_at),
        )
    ]
    if hit.things:
        parts.append(t("maintenance-overlaps-things", things=_shared(hit, other, t)))
    if hit.cut:
        parts.append(t("maintenance-overlaps-upstreams", networks=networks(hit.cut, names, t)))
    return joined(parts)


def _shared(hit: Overlap, other: Maintenance, t: Translator) -> Safe:
    shared = [one for one in other.things if (one.kind, one.folded) in hit.things]
    return joined((t("maintenance-thing", name=one.name) for one in shared[:_MOST_THINGS]), ", ")


def _linked(one: Maintenance, t: Translator) -> Safe:
    where = records.url(one)
    if where is None:
        return t("maintenance-named", title=one.title)
    return t("maintenance-linked", title=one.title, url=Safe(where))


def _buttons(one: Standing, t: Translator, *, live: bool) -> tuple[Button, ...]:
    found: list[Button] = []
    window = one.maintenance
    if one.phase is Phase.COMING:
        found.append(reminders.button(FEATURE, window.id, t, live=live))
        hit = [asn for asn in window.networks if asn not in window.works] or list(window.networks)
        found += [
            Button(
                label=t.plain("maintenance-follow", asn=str(asn)),
                press=press("network.follow", asn),
                disabled=not live,
            )
            for asn in hit[:_MOST_FOLLOW]
        ]
    found.append(
        Button(
            label=t.plain("maintenance-details"),
            press=press("maintenance.show", window.id),
            disabled=not live,
        )
    )
    return tuple(found)


# Words to people


def mention(said: Word, people: Iterable[int], t: Translator, *, was_due: dt.datetime | None = None) -> Card:
    """The word of an occasion with the mentions of those who wanted to hear it."""
    who = joined((markup.user(user_id) for user_id in people), " ")
    why = t("maintenance-why")
    return Card(
        title=_heading(said, t),
        tone=_tone(said),
        blocks=(Text(who), *_said(said, t), *_go(said, t)),
        footer=why
        if was_due is None
        else joined((why, t("maintenance-was-due", at=markup.time(was_due))), " "),
    )


def direct(said: Word, t: Translator, *, was_due: dt.datetime | None = None) -> Card:
    """The same, to one person alone."""
    why = t("maintenance-why-direct")
    return Card(
        title=_heading(said, t),
        tone=_tone(said),
        blocks=(*_said(said, t), *_go(said, t)),
        footer=why
        if was_due is None
        else joined((why, t("maintenance-was-due", at=markup.time(was_due))), " "),
    )


def _heading(said: Word, t: Translator) -> Safe:
    return t(f"maintenance-word-{said.occasion}", title=said.maintenance.title)


def _tone(said: Word) -> Tone:
    return Tone.WARNING if said.occasion is Occasion.OVERLAP else _TONES[Phase.COMING]


def _said(said: Word, t: Translator) -> list[Block]:
    one = said.maintenance
    if said.hit is not None and said.other is not None:
        return [Text(overlap(said.hit, said.other, said.names, t))]
    rows: list[tuple[str, str]] = [
        (t("maintenance-fact-starts"), begins(one.window, t)),
        (
            t("maintenance-fact-ends"),
            _at(one.window.ends_at, one.window.ends_wall, one.window.zone, t),
        ),
        (t("maintenance-fact-impact"), t(f"maintenance-impact-{one.impact}")),
        (t("maintenance-fact-networks"), networks(one.networks, said.names, t)),
    ]
    found: list[Block] = [Facts(tuple(rows))]
    if one.impact.is_felt and said.occasion in (Occasion.DAY, Occasion.HOUR):
        found.append(Note(t("maintenance-culling")))
    return found


def _go(said: Word, t: Translator) -> tuple[Block, ...]:
    where = records.url(said.maintenance)
    if where is None:
        return ()
    return (Row((Link(label=t.plain("maintenance-go"), url=where),)),)


# What changed


def changes(before: Maintenance, after: Maintenance, names: Mapping[int, str], t: Translator) -> list[Safe]:
    """What a change changes, a line each: from → to."""
    found: list[Safe] = []

    def line(field: Safe, was: Safe, now: Safe) -> None:
        found.append(t("maintenance-change", field=field, before=was, after=now))

    if before.title != after.title:
        line(
            t("maintenance-field-title"),
            *(t("maintenance-named", title=one.title) for one in (before, after)),
        )
    if before.status is not after.status:
        line(
            t("maintenance-fact-status"), *(t(f"maintenance-status-{one.status}") for one in (before, after))
        )
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        line(t("maintenance-field-when"), *(span(one.window, t) for one in (before, after)))
    if before.impact is not after.impact:
        line(
            t("maintenance-fact-impact"), *(t(f"maintenance-impact-{one.impact}") for one in (before, after))
        )
    if set(before.networks) != set(after.networks):
        line(t("maintenance-fact-networks"), *(_networks(one, names, t) for one in (before, after)))
    for kind in (ThingKind.FACILITY, ThingKind.OBJECT):
        was, now = before.named(kind), after.named(kind)
        if {one.folded for one in was} != {one.folded for one in now}:
            line(t(f"maintenance-fact-{kind}"), *(_or_none(one, t) for one in (was, now)))
    if before.body != after.body:
        found.append(t("maintenance-change-body"))
    return found


def _networks(one: Maintenance, names: Mapping[int, str], t: Translator) -> Safe:
    return networks(one.networks, names, t) if one.networks else t("maintenance-none")


def _or_none(things: Sequence[Thing], t: Translator) -> Safe:
    return _things(things, Impact.OUTAGE, t) if things else t("maintenance-none")
