"""What stands in the channel and in the discussion: the head card, news, and pings."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined, safe_body
from bot.operations.outages import rules
from bot.operations.outages.records import Standing
from bot.operations.outages.rules import Kind, Outage, Severity, State, Update, Witnesses
from bot.ui.cards import Block, Button, Card, Divider, Facts, Heading, Note, Row, Style, Text, Tone
from bot.ui.routes import press

_TONES = {Severity.MINOR: Tone.NEUTRAL, Severity.MAJOR: Tone.WARNING, Severity.CRITICAL: Tone.DANGER}
_SHOWN_BODY = 600
"""Of what was known at the beginning, once it is over: the cause matters then."""
_SHOWN_UPDATE = 500
_NAMED = 8


def url(outage: Outage) -> str:
    """Where an outage stands: its card, else its discussion, else its channel."""
    if outage.message_id is not None:
        return markup.message_url(outage.guild_id, outage.channel_id, outage.message_id)
    return markup.channel_url(outage.guild_id, outage.thread_id or outage.channel_id)


# The head card


def head(one: Standing, t: Translator, *, was_due: dt.datetime | None = None) -> Card:
    """The card of an outage, for everybody who reads its channel."""
    outage = one.outage
    over = outage.state is State.RESOLVED
    blocks: list[Block] = [Facts(facts(one, t))]
    if outage.body:
        blocks.append(Text(safe_body(clip(outage.body, _SHOWN_BODY) if over else outage.body)))
    blocks += _after(outage, t) if over else _latest(one.updates, t)
    if one.witnesses.any or not over:
        blocks.append(Text(seen(one.witnesses, one.names, t, over=over)))
    if outage.thread_id is not None and outage.thread_id != outage.message_id:
        blocks.append(Note(t("outages-discussion", where=markup.channel(outage.thread_id))))
    blocks += [Divider(), Row(_buttons(outage, t))]
    return Card(
        title=title(outage, t),
        tone=tone(outage),
        blocks=tuple(blocks),
        footer=None if was_due is None else t("outages-was-due", at=markup.time(was_due)),
    )


def title(outage: Outage, t: Translator) -> Safe:
    """ "🔴 Critical outage: …": what it is, in words too."""
    if outage.state is State.RESOLVED:
        return t("outages-title-resolved", title=outage.title)
    if outage.state is State.WATCHING:
        return t("outages-title-watching", title=outage.title)
    return t(f"outages-title-{outage.severity}", title=outage.title)


def tone(outage: Outage) -> Tone:
    """The colour of its card."""
    return Tone.SUCCESS if outage.state is State.RESOLVED else _TONES[outage.severity]


def facts(one: Standing, t: Translator) -> tuple[tuple[str, str], ...]:
    """What an outage is, in pairs."""
    outage = one.outage
    rows = [
        (t("outages-fact-state"), t(f"outages-state-{outage.state}")),
        (t("outages-fact-severity"), t(f"outages-severity-{outage.severity}")),
        (
            t("outages-fact-started"),
            joined((markup.time(outage.started_at), markup.time(outage.started_at, "R")), " · "),
        ),
    ]
    if outage.resolved_at is not None:
        rows.append(
            (
                t("outages-fact-ended"),
                t(
                    "outages-ended",
                    at=markup.time(outage.resolved_at),
                    lasted=lasted(outage.resolved_at - outage.started_at, t),
                ),
            )
        )
    if outage.networks:
        rows.append((t("outages-fact-networks"), networks(outage.networks, one.names, t)))
    if outage.region:
        rows.append((t("outages-fact-region"), t("outages-region", region=outage.region)))
    if outage.opener_id is not None:
        rows.append((t("outages-fact-opener"), markup.user(outage.opener_id)))
    return tuple(rows)


def networks(asns: Sequence[int], names: Mapping[int, str], t: Translator, *, most: int = _NAMED) -> Safe:
    """ "AS3333 RIPE NCC, AS1299 and 3 more"."""
    told = joined(
        (
            t("outages-network-named", asn=str(asn), name=names[asn])
            if asn in names and names[asn] != f"AS{asn}"
            else t("outages-network", asn=str(asn))
            for asn in asns[:most]
        ),
        ", ",
    )
    more = len(asns) - most
    return t("outages-networks-more", networks=told, count=more) if more > 0 else told


def seen(witnesses: Witnesses, names: Mapping[int, str], t: Translator, *, over: bool = False) -> Safe:
    """Who sees it too: a bar with its numbers."""
    if not witnesses.any:
        return t("outages-seen-nobody")
    count = len(witnesses.networks)
    if not count:
        return t("outages-saw-others" if over else "outages-seen-others", others=witnesses.others)
    text = t(
        "outages-saw" if over else "outages-seen",
        bar=Safe(rules.bar(count, witnesses.known)),
        networks=count,
        known=witnesses.known,
        others=witnesses.others,
    )
    return joined((text, t("outages-seen-by", networks=networks(witnesses.networks, names, t))))


def lasted(span: dt.timedelta, t: Translator) -> Safe:
    """How long it took: "2 days 3 h", "3 h 20 min"."""
    minutes = max(int(span.total_seconds()) // 60, 0)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return t("outages-lasted-days", days=days, hours=hours)
    if hours:
        return t("outages-lasted-hours", hours=hours, minutes=minutes)
    return t("outages-lasted-minutes", minutes=minutes)


def _latest(updates: Sequence[Update], t: Translator) -> list[Block]:
    told = [one for one in updates if one.kind in (Kind.UPDATE, Kind.REOPENED)]
    blocks: list[Block] = []
    for one in told:
        blocks.append(Note(t("outages-entry", at=markup.time(one.at), what=t(f"outages-kind-{one.kind}"))))
        if one.text:
            blocks.append(Text(safe_body(clip(one.text, _SHOWN_UPDATE))))
    return [Heading(t("outages-latest")), *blocks] if blocks else []


def _after(outage: Outage, t: Translator) -> list[Block]:
    parts = (
        (t("outages-cause"), outage.cause),
        (t("outages-impact"), outage.impact),
        (t("outages-learned"), outage.learned),
    )
    blocks: list[Block] = []
    for heading, text in parts:
        if text:
            blocks += [Heading(heading), Text(safe_body(text))]
    return blocks


def _buttons(outage: Outage, t: Translator) -> tuple[Button, ...]:
    if outage.state is State.RESOLVED:
        return (
            Button(
                label=t.plain("outages-review-change" if outage.is_reviewed else "outages-review"),
                press=press("outage.review", outage.id),
                style=Style.SECONDARY if outage.is_reviewed else Style.PRIMARY,
            ),
            Button(label=t.plain("outages-reopen"), press=press("outage.reopen", outage.id)),
        )
    return (
        Button(label=t.plain("outages-see"), press=press("outage.seen", outage.id), style=Style.PRIMARY),
        Button(label=t.plain("outages-ping-me"), press=press("outage.pings")),
        Button(label=t.plain("outages-update"), press=press("outage.update", outage.id)),
        Button(label=t.plain("outages-resolve"), press=press("outage.resolve", outage.id)),
    )


# In the discussion


def news(outage: Outage, update: Update, t: Translator, *, was_due: dt.datetime | None = None) -> Card:
    """An entry of the timeline."""
    blocks: list[Block] = []
    if update.kind is Kind.REVIEW:
        blocks += _after(outage, t)
    elif update.text:
        blocks.append(Text(safe_body(update.text)))
    if update.kind is Kind.RESOLVED and outage.resolved_at is not None:
        span = lasted(outage.resolved_at - outage.started_at, t)
        blocks.append(Note(t("outages-news-lasted", lasted=span)))
    elif update.kind is Kind.UPDATE:
        said = t(
            "outages-news-is",
            state=t(f"outages-state-{update.state}"),
            severity=t(f"outages-severity-{update.severity}"),
        )
        blocks.append(Note(said))
    return Card(
        title=t(f"outages-news-{update.kind}"),
        tone=Tone.SUCCESS if update.kind in (Kind.RESOLVED, Kind.REVIEW) else _TONES[update.severity],
        blocks=tuple(blocks),
        footer=None if was_due is None else t("outages-was-due", at=markup.time(was_due)),
    )


def ping(outage: Outage, people: Sequence[int], t: Translator, *, was_due: dt.datetime | None = None) -> Card:
    """The mentions of those who wanted to hear of it."""
    who = joined((markup.user(user_id) for user_id in people), " ")
    text = t(
        "outages-ping",
        who=who,
        severity=t(f"outages-severity-{outage.severity}"),
        title=outage.title,
        url=Safe(url(outage)),
    )
    return Card(
        title="",
        blocks=(Text(text),),
        footer=t("outages-ping-why")
        if was_due is None
        else t("outages-ping-why-late", at=markup.time(was_due)),
    )
