"""What the charter says to organisers: who has read it, its versions, where and when it is posted, its role."""

import datetime as dt
from typing import TYPE_CHECKING

from bot.language import markup, when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.topics.charter import rules
from bot.topics.charter.messages import ask_again_button, published_at, show_button, text
from bot.topics.charter.rules import Charter
from bot.ui.cards import Block, Button, Card, Divider, Facts, Item, Row, Style, Text, Tone
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

if TYPE_CHECKING:
    from bot.topics.charter.service import Missing, Version
    from bot.topics.charter.sharing import Roles, Scheduled

_SHOWN = 3
"""How many coming dates a card names."""

# Who has read it


def readers(charter: Charter, page: Page[tuple[int, dt.datetime]], total: int, t: Translator) -> Card:
    """Who has read a version, the latest first."""
    lines = [t("charter-reader", who=markup.user(user_id), at=markup.time(at)) for user_id, at in page.items]
    blocks: list[Block] = [
        Text(t("charter-readers-count", number=str(charter.number), count=total)),
        *((Text(joined(lines)),) if lines else ()),
    ]
    if page.count > 1:
        blocks.append(pager_row("charter.who", page, charter.id, t=t))
    blocks.append(
        Row(
            (
                Button(label=t.plain("charter-missing"), press=press("charter.missing", 1)),
                show_button(t),
            )
        )
    )
    return Card(title=t("charter-who"), tone=Tone.NEUTRAL, blocks=tuple(blocks))


def missing(found: "Missing", t: Translator) -> Card:
    """Who has not read the version that applies."""
    count = found.members - found.read
    blocks: list[Block] = [
        Text(
            t(
                "charter-missing-count",
                number=str(found.charter.number),
                read=found.read,
                members=found.members,
                count=count,
            )
        )
    ]
    if found.page.items:
        blocks.append(Text(Safe("\n".join(markup.user(one) for one in found.page.items))))
    if found.page.count > 1:
        blocks.append(pager_row("charter.missing", found.page, t=t))
    blocks.append(_back_to_readers(found.charter, t))
    return Card(title=t("charter-missing"), tone=Tone.NEUTRAL, blocks=tuple(blocks))


def not_known(t: Translator) -> Card:
    """Without the members intent nobody tells the bot who is here."""
    return Card(
        title=t("charter-missing"),
        tone=Tone.NEUTRAL,
        blocks=(Text(t("charter-missing-unknown")), Row((show_button(t),))),
    )


def _back_to_readers(charter: Charter, t: Translator) -> Row:
    back = Button(label=t.plain("charter-who"), press=press("charter.who", charter.id, 1))
    return Row((back, show_button(t)))


# Versions


def versions(page: Page[Charter], t: Translator) -> Card:
    """What applied and applies, the newest first."""
    blocks: list[Block] = []
    if not page.items:
        blocks.append(Text(t("charter-none-organiser")))
    blocks += [
        Item(
            body=t(
                "charter-versions-line",
                number=str(charter.number),
                title=charter.title,
                at=published_at(charter),
            ),
            button=Button(label=t.plain("charter-open"), press=press("charter.version", charter.id)),
        )
        for charter in page.items
    ]
    if page.count > 1:
        blocks.append(pager_row("charter.versions", page, t=t))
    blocks.append(Row((show_button(t),)))
    return Card(title=t("charter-versions"), tone=Tone.NEUTRAL, blocks=tuple(blocks))


def version(found: "Version", t: Translator) -> Card:
    """One version as it was published, who wrote it, and how many have read it."""
    charter = found.charter
    author = t("charter-author-erased") if found.author_id is None else markup.user(found.author_id)
    return Card(
        title=t("charter-post-title", title=charter.title),
        tone=Tone.NEUTRAL,
        blocks=(
            *text(charter, t),
            Divider(),
            Facts(
                (
                    (t("charter-state"), t("charter-applies" if found.applies else "charter-applied")),
                    (t("charter-author"), author),
                    (t("charter-readings"), t("charter-people", count=found.readings)),
                )
            ),
            Row(
                (
                    Button(label=t.plain("charter-who"), press=press("charter.who", charter.id, 1)),
                    Button(label=t.plain("charter-versions"), press=press("charter.versions", 1)),
                )
            ),
        ),
    )


# Posting


def posting(channel_id: int, t: Translator, *, paused: bool) -> Card:
    """After the command."""
    blocks: list[Block] = [Text(t("charter-posting-what", where=markup.channel(channel_id)))]
    if paused:
        blocks.append(Text(t("charter-paused")))
    blocks.append(Row((show_button(t),)))
    return Card(title=t("charter-posting"), tone=Tone.SUCCESS, blocks=tuple(blocks))


def plan_card(found: "Scheduled", t: Translator, *, now: dt.datetime, changed: bool = False) -> Card:
    """When it is posted again. `changed`: an organiser has just said so."""
    setting = found.setting
    tone = Tone.SUCCESS if changed else Tone.NEUTRAL
    if setting.plan is None or setting.channel_id is None:
        blocks: list[Block] = [
            Text(t("charter-schedule-off" if changed else "charter-schedule-none")),
            Row((show_button(t),)),
        ]
        return Card(title=t("charter-plan"), tone=tone, blocks=tuple(blocks))
    following = rules.upcoming(setting.plan, after=now, most=_SHOWN)
    zone = setting.plan.zone
    dates = joined(markup.when_both(one.instant, when.anchor(one, zone, t)) for one in following)
    blocks = [
        Facts(
            (
                (t("charter-schedule-when"), when.describe(setting.plan, t)),
                (t("charter-schedule-next"), dates or t("charter-schedule-over")),
                (t("charter-schedule-place"), markup.channel(setting.channel_id)),
            )
        )
    ]
    if found.paused:
        blocks.append(Text(t("charter-paused")))
    stop = Button(
        label=t.plain("charter-schedule-stop"),
        press=press("charter.plan-stop", setting.version),
        style=Style.DANGER,
    )
    blocks.append(Row((stop, show_button(t))))
    return Card(title=t("charter-plan"), tone=tone, blocks=tuple(blocks))


# The role


def role_card(found: "Roles", t: Translator, *, changed: bool = False) -> Card:
    """Which role readers get, and what can be done with it. `changed`: an organiser has just chosen it."""
    role_id, charter = found.setting.role_id, found.charter
    if role_id is None:
        blocks: list[Block] = [
            Text(t("charter-role-ended" if changed else "charter-role-none")),
            Row((show_button(t),)),
        ]
    else:
        role = markup.role(role_id)
        said = [t("charter-role-what", role=role)]
        if found.given:
            said.append(t("charter-role-giving", count=found.given))
        if found.holders:
            said.append(t("charter-role-older", count=found.holders))
        blocks = [Text(joined(said))]
        buttons: list[Button] = []
        if charter is not None and found.holders:
            buttons.append(ask_again_button(charter, t))
        buttons += [
            Button(
                label=t.plain("charter-role-end"), press=press("charter.role-none", found.setting.version)
            ),
            show_button(t),
        ]
        blocks.append(Row(tuple(buttons)))
    tone = Tone.SUCCESS if changed else Tone.NEUTRAL
    return Card(title=t("charter-role"), tone=tone, blocks=tuple(blocks))


def asked_again(found: "Roles", t: Translator) -> Card:
    """Whoever has not read the version that applies is asked again."""
    role_id = found.setting.role_id
    said = [t("charter-asked-what")]
    if role_id is not None:
        said.append(t("charter-asked-role", role=markup.role(role_id)))
    return Card(
        title=t("charter-asked"),
        tone=Tone.SUCCESS,
        blocks=(Text(joined(said)), Row((show_button(t),))),
    )
