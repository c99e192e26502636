"""What the digest looks like, posted and in private, and what organisers are shown of it."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.feature import DigestLine, DigestSection
from bot.language import markup, when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, length
from bot.topics.digest import rules
from bot.topics.digest.rules import Digest
from bot.ui.cards import Block, Button, Card, Facts, Heading, Note, Row, Style, Text, Tone
from bot.ui.confirm import confirm_card
from bot.ui.routes import press

if TYPE_CHECKING:
    from bot.topics.digest.service import Standing

_TITLE = 90
"""Characters of a title in a line."""


def digest(
    sections: Sequence[DigestSection], t: Translator, *, now: dt.datetime, was_due: dt.datetime | None = None
) -> Card:
    """The digest as it is posted. What does not fit is counted."""
    return Card(
        title=t("digest-title"),
        tone=Tone.ANNOUNCEMENT,
        blocks=_sections(sections, t, now=now),
        footer=None if was_due is None else t("digest-was-due", at=markup.time(was_due)),
    )


def preview(
    sections: Sequence[DigestSection], t: Translator, *, channel_id: int, request_id: int, now: dt.datetime
) -> Card:
    """What would be posted now, and the button that does it."""
    where = markup.channel(channel_id)
    back = press("digest.show")
    if not sections:
        return Card(
            title=t("digest-preview"),
            blocks=(
                Text(t("digest-preview-empty", where=where)),
                Row((Button(label=t.plain("digest-back"), press=back),)),
            ),
        )
    card = confirm_card(
        t("digest-preview"),
        (Text(t("digest-preview-what", where=where)),),
        Button(
            label=t.plain("digest-post"),
            press=press("digest.post", channel_id, request_id),
            style=Style.PRIMARY,
        ),
        t,
        back,
    )
    return Card(title=card.title, tone=card.tone, blocks=card.blocks, above=digest(sections, t, now=now))


def posted(channel_id: int, t: Translator) -> Card:
    """After it was promised."""
    return Card(
        title=t("digest-posted"),
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("digest-posted-what", where=markup.channel(channel_id))),
            Row((Button(label=t.plain("digest-back"), press=press("digest.show")),)),
        ),
    )


def shown(standing: "Standing", t: Translator, *, now: dt.datetime) -> Card:
    """The digest for one reader alone, and what organisers can do with it."""
    blocks: list[Block] = list(_sections(standing.sections, t, now=now))
    if not blocks:
        blocks.append(Text(t("digest-empty")))
    blocks.append(Note(t("digest-private")))
    blocks.append(Facts(_facts(standing, t)))
    if standing.delayed:
        blocks.append(Note(t("digest-delayed")))
    if standing.organises:
        blocks.append(Row(_actions(standing, t)))
    return Card(title=t("digest-title"), blocks=tuple(blocks))


def scheduled(standing: "Standing", t: Translator, *, paused: bool) -> Card:
    """After it was scheduled."""
    blocks: list[Block] = [Facts(_facts(standing, t))]
    if standing.delayed:
        blocks.append(Note(t("digest-delayed")))
    if paused:
        blocks.append(Note(t("digest-paused")))
    blocks.append(Note(t("digest-audience")))
    blocks.append(Row(_actions(standing, t)))
    return Card(title=t("digest-scheduled"), tone=Tone.SUCCESS, blocks=tuple(blocks))


def off(before: Digest, t: Translator) -> Card:
    """After it was turned off."""
    where = t("digest-nowhere") if before.channel_id is None else markup.channel(before.channel_id)
    return Card(
        title=t("digest-is-off"),
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("digest-is-off-what", where=where)),
            Row((Button(label=t.plain("digest-back"), press=press("digest.show")),)),
        ),
    )


def nudge(digest: Digest, t: Translator) -> Card:
    """After the hours were set."""
    return Card(
        title=t("digest-nudge"),
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("digest-nudge-what", hours=digest.nudge_hours)),
            Row((Button(label=t.plain("digest-back"), press=press("digest.show")),)),
        ),
    )


def _facts(standing: "Standing", t: Translator) -> tuple[tuple[str, str], ...]:
    found = standing.digest
    rows: list[tuple[str, str]] = []
    if found.plan is None or found.channel_id is None:
        rows.append((t("digest-when"), t("digest-not-scheduled")))
    else:
        said = t(
            "digest-when-where", when=when.describe(found.plan, t), where=markup.channel(found.channel_id)
        )
        rows.append((t("digest-when"), said))
        if standing.next_at is not None:
            rows.append((t("digest-next"), markup.time(standing.next_at, "F")))
    rows.append((t("digest-nudged"), t("digest-nudged-after", hours=found.nudge_hours)))
    return tuple(rows)


def _actions(standing: "Standing", t: Translator) -> tuple[Button, ...]:
    """Without something to post there is nothing to press first."""
    buttons = [Button(label=t.plain("digest-now"), press=press("digest.now"), style=Style.PRIMARY)]
    if standing.digest.is_set:
        buttons.append(
            Button(
                label=t.plain("digest-turn-off"),
                press=press("digest.off", standing.digest.version),
                style=Style.DANGER,
            )
        )
    return tuple(buttons)


def _sections(
    sections: Sequence[DigestSection], t: Translator, *, now: dt.datetime
) -> tuple[Heading | Text | Note, ...]:
    lines = [[_line(one, t, now) for one in section.lines] for section in sections]
    shares = rules.shares([[length(line) + 1 for line in part] for part in lines])
    blocks: list[Heading | Text | Note] = []
    for section, part, share in zip(sections, lines, shares, strict=True):
        more = len(part) - share + section.more
        if share == 0 and more == 0:
            continue
        blocks.append(Heading(t(section.heading)))
        if share:
            blocks.append(Text(Safe("\n".join(part[:share]))))
        if more:
            blocks.append(Note(t("digest-more", count=more)))
    return tuple(blocks)


def _line(line: DigestLine, t: Translator, now: dt.datetime) -> Safe:
    title = clip(line.title, _TITLE)
    said = t("digest-line", title=title)
    if line.url is not None:
        said = t("digest-line-linked", title=title, url=Safe(line.url))
    if line.at is not None:
        said = t("digest-line-at", line=said, at=_at(line.at, now))
    return said if line.note is None else t("digest-line-note", line=said, note=t(line.note))


def _at(at: dt.datetime, now: dt.datetime) -> Safe:
    """What was is told by how long ago; what comes, by its date."""
    return markup.time(at, "R") if at <= now else markup.time(at, "F")
