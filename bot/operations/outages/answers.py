"""What one reader alone sees of outages: what became of what they did, the list, one of them, and their pings."""

from collections.abc import Sequence
from typing import Final

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.operations.outages import messages, timeline
from bot.operations.outages.reading import Listing
from bot.operations.outages.records import Standing
from bot.operations.outages.rules import MOST_REGION, Outage, Severity, State
from bot.operations.outages.service import Opened
from bot.operations.outages.witnessing import Following, Seen
from bot.ui.cards import (
    Attachment,
    Block,
    Button,
    Card,
    Divider,
    File,
    Item,
    Link,
    Note,
    Option,
    Row,
    Select,
    Style,
    Text,
    Tone,
)
from bot.ui.pages import paged, pager_row
from bot.ui.routes import press

PER_PAGE: Final = 5
EVERYWHERE: Final = "-" * (MOST_REGION + 1)
"""The value of a menu that stands for every region: longer than any region's name."""


# What became of it


def opened(one: Opened, t: Translator) -> Card:
    """It is open; or what goes on and looks the same."""
    if one.alike:
        return _alike(one, t)
    outage = one.outage
    return Card(
        title=t("outages-opened-title"),
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("outages-opened", where=markup.channel(outage.channel_id))),
            Row((Button(label=t.plain("outages-show"), press=press("outage.show", outage.id)),)),
        ),
    )


def _alike(one: Opened, t: Translator) -> Card:
    blocks: list[Block] = [Text(t("outages-alike"))]
    style = Style.PRIMARY if len(one.alike) == 1 else Style.SECONDARY
    for other in one.alike[:3]:
        see = Button(label=t.plain("outages-see"), press=press("outage.seen", other.id), style=style)
        blocks += [Divider(), Item(body=_line(other, t), button=see)]
    blocks += [
        Divider(),
        Row((Button(label=t.plain("outages-post"), press=press("outage.post", one.outage.id)),)),
    ]
    return Card(title=t("outages-alike-title"), blocks=tuple(blocks), footer=t("outages-draft-kept"))


def updated(one: Standing, t: Translator) -> Card:
    """The card follows."""
    return Card(
        title=t("outages-updated-title"),
        tone=Tone.SUCCESS,
        blocks=(Text(t("outages-updated")), Row(_go(one.outage, t))),
    )


def resolved(one: Standing, t: Translator) -> Card:
    """It is over; what was learned can be written now."""
    return Card(
        title=t("outages-resolved-title"),
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("outages-resolved")),
            Row(
                (
                    Button(
                        label=t.plain("outages-review"),
                        press=press("outage.review", one.outage.id),
                        style=Style.PRIMARY,
                    ),
                    *_go(one.outage, t),
                )
            ),
        ),
    )


def reopened(one: Standing, t: Translator) -> Card:
    """It goes on."""
    return Card(
        title=t("outages-reopened-title"), blocks=(Text(t("outages-reopened")), Row(_go(one.outage, t)))
    )


def reviewed(one: Standing, t: Translator) -> Card:
    """The post-mortem stands on the card."""
    return Card(
        title=t("outages-reviewed-title"),
        tone=Tone.SUCCESS,
        blocks=(Text(t("outages-reviewed")), Row(_go(one.outage, t))),
    )


def given_back(typed: Sequence[str], why: Safe, t: Translator) -> Card:
    """It was refused; what was typed is given back."""
    blocks: list[Block] = [Text(why)]
    texts = [text for text in typed if text.strip()]
    if texts:
        blocks.append(Note(t("outages-your-text")))
        blocks += [Text(markup.verbatim(text)) for text in texts]
    return Card(title="", tone=Tone.WARNING, blocks=tuple(blocks))


# Witnesses


def seen(one: Seen, t: Translator) -> Card:
    """Thanks, and for which network it counts; or the question for which."""
    if one.choose:
        return Card(
            title=t("outages-seen-which-title"),
            blocks=(
                Text(t("outages-seen-which")),
                Select(
                    press=press("outage.seen-as", one.outage.id),
                    placeholder=t.plain("outages-seen-which-title"),
                    options=tuple(
                        Option(label=_network(asn, name, t), value=str(asn)) for asn, name in one.choose[:25]
                    ),
                ),
            ),
        )
    if one.asn:
        said = t("outages-seen-for", network=_network(one.asn, one.name, t))
    else:
        said = t("outages-seen-alone")
    return Card(
        title=t("outages-seen-again" if one.again else "outages-seen-title"),
        tone=Tone.SUCCESS,
        blocks=(
            Text(said),
            Note(t("outages-seen-what")),
            Row((Button(label=t.plain("outages-unsee"), press=press("outage.unseen", one.outage.id)),)),
        ),
    )


def unseen(t: Translator) -> Card:
    """Taken back."""
    return Card(title=t("outages-unseen-title"), blocks=(Text(t("outages-unseen")),))


def _network(asn: int, name: str, t: Translator) -> str:
    if not name or name == f"AS{asn}":
        return t.plain("outages-network", asn=str(asn))
    return t.plain("outages-network-named", asn=str(asn), name=name)


# Pings


def pings(one: Following, t: Translator) -> Card:
    """What the reader is pinged for, and the menus that change it."""
    follower = one.follower
    blocks: list[Block] = [
        Text(t("outages-pings-what")),
        Select(
            press=press("outage.ping-least"),
            placeholder=t.plain("outages-pings-choose"),
            options=tuple(
                Option(
                    label=t.plain(f"outages-least-{severity}"),
                    value=severity.value,
                    chosen=follower is not None and follower.least is severity,
                )
                for severity in Severity
            ),
        ),
    ]
    if follower is not None:
        if one.regions:
            blocks.append(_regions(follower.regions, one.regions, t))
        blocks.append(Note(t("outages-pings-region-what")))
        blocks.append(Note(t("outages-pings-wakes-on" if follower.wakes else "outages-pings-wakes-off")))
        blocks.append(
            Row(
                (
                    Button(
                        label=t.plain("outages-pings-sleep" if follower.wakes else "outages-pings-wake"),
                        press=press("outage.ping-wake", int(not follower.wakes)),
                    ),
                    Button(
                        label=t.plain("outages-pings-stop"),
                        press=press("outage.ping-stop"),
                        style=Style.DANGER,
                    ),
                )
            )
        )
    return Card(
        title=t("outages-pings-off" if follower is None else f"outages-pings-{follower.least}"),
        tone=Tone.SETTINGS,
        blocks=tuple(blocks),
    )


def _regions(chosen: Sequence[str], offered: Sequence[str], t: Translator) -> Select:
    options = (
        Option(label=t.plain("outages-everywhere"), value=EVERYWHERE, chosen=not chosen),
        *(
            Option(label=t.plain("outages-region", region=one), value=one, chosen=one in chosen)
            for one in offered
        ),
    )
    return Select(
        press=press("outage.ping-regions"),
        placeholder=t.plain("outages-pings-regions"),
        options=options,
        most=len(options),
    )


# The list, and one of them


def listing(found: Listing, t: Translator, *, number: int) -> Card:
    """What goes on first, then what is over."""
    page = paged(found.outages, number, PER_PAGE)
    blocks: list[Block] = [
        Item(
            body=_line(one, t),
            button=Button(label=t.plain("outages-show"), press=press("outage.show", one.id)),
        )
        for one in page.items
    ]
    if not page.items:
        blocks.append(Text(t("outages-none")))
    if page.count > 1:
        blocks.append(pager_row("outage.list", page, t=t))
    blocks += [
        Divider(),
        Note(t("outages-how" if found.may_open else "outages-how-not")),
        Row((Button(label=t.plain("outages-ping-me"), press=press("outage.pings")),)),
    ]
    return Card(title=t("outages-list-title"), blocks=tuple(blocks))


def detail(one: Standing, t: Translator) -> Card:
    """One outage as its card has it, with what this reader may do."""
    outage = one.outage
    card = messages.head(one, t)
    blocks: list[Block] = [block for block in card.blocks if not isinstance(block, Row)]
    buttons: list[Button | Link] = []
    if outage.goes_on:
        buttons.append(
            Button(
                label=t.plain("outages-see" if one.seen_for is None else "outages-unsee"),
                press=press("outage.seen" if one.seen_for is None else "outage.unseen", outage.id),
            )
        )
    if one.mine:
        buttons += _changes(outage, t)
    buttons.append(Button(label=t.plain("outages-export"), press=press("outage.export", outage.id)))
    blocks.append(Row(tuple(buttons[:5])))
    blocks.append(
        Row((*_go(outage, t), Button(label=t.plain("outages-back"), press=press("outage.list", 1))))
    )
    return Card(title=card.title, tone=card.tone, blocks=tuple(blocks))


def _changes(outage: Outage, t: Translator) -> tuple[Button, ...]:
    if outage.state is State.RESOLVED:
        return (
            Button(
                label=t.plain("outages-review-change" if outage.is_reviewed else "outages-review"),
                press=press("outage.review", outage.id),
            ),
            Button(label=t.plain("outages-reopen"), press=press("outage.reopen", outage.id)),
        )
    return (
        Button(label=t.plain("outages-update"), press=press("outage.update", outage.id), style=Style.PRIMARY),
        Button(label=t.plain("outages-resolve"), press=press("outage.resolve", outage.id)),
    )


def exported(one: Standing, content: bytes, t: Translator) -> Card:
    """The file."""
    name = timeline.name(one.outage.id)
    return Card(
        title=t("outages-export-title"),
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("outages-export-what", title=one.outage.title, count=len(one.updates))),
            File(name=name),
            Note(t("outages-export-note")),
        ),
        files=(Attachment(name=name, content=content),),
    )


def choice(outage: Outage, t: Translator) -> str:
    """An outage in a picker."""
    return t.plain(
        "outages-option",
        state=t.plain(f"outages-state-{outage.state}"),
        severity=t.plain(f"outages-severity-{outage.severity}"),
        title=outage.title,
    )


def _line(outage: Outage, t: Translator) -> Safe:
    over = outage.resolved_at is not None and outage.state is State.RESOLVED
    at = outage.resolved_at if over and outage.resolved_at is not None else outage.started_at
    if outage.state is State.OPEN:  # its title says how bad it is
        return joined((messages.title(outage, t), t("outages-line-open", at=markup.time(at, "R"))))
    return joined(
        (
            messages.title(outage, t),
            t(
                "outages-line-over" if over else "outages-line",
                severity=t(f"outages-severity-{outage.severity}"),
                at=markup.time(at, "R"),
            ),
        )
    )


def _go(outage: Outage, t: Translator) -> tuple[Link, ...]:
    return (Link(label=t.plain("outages-go"), url=messages.url(outage)),)
