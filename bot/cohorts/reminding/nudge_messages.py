"""Kind words after a silence, and what facilitators see of them. Nobody is told in public that they are behind."""

from bot.cohorts.reminding.nudging import Due
from bot.cohorts.reminding.rules import Nudge, place
from bot.cohorts.reminding.service import Choices, Nudged
from bot.delivery.recurrence import resolve
from bot.delivery.verdict import DM_CLOSED, MEMBER_GONE
from bot.language import markup, when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined, safe
from bot.ui.cards import Block, Button, Card, Link, Note, Row, Style, Text, Tone
from bot.ui.pages import pager_row
from bot.ui.routes import press

PAGE = 10
_WEEK, _FORTNIGHT = 7, 14


def nudge(found: Due, t: Translator) -> Card:
    """What somebody who went quiet reads: that they are welcome, and the next step."""
    cohort = found.cohort
    blocks: list[Block] = [
        Text(_welcome(found.nudge.days, t, name=cohort.name)),
        Text(joined(_steps(found, t))),
    ]
    buttons: list[Button | Link] = [
        Button(
            label=t.plain("cohort-nudge-back"),
            press=press("cohort-remind.back", cohort.guild_id, found.nudge.id),
            style=Style.PRIMARY,
        )
    ]
    where = place(cohort)
    if where is not None:
        buttons.append(
            Link(label=t.plain("cohort-remind-open"), url=markup.channel_url(cohort.guild_id, where))
        )
    buttons.append(
        Button(
            label=t.plain("cohort-nudge-stop"),
            press=press("cohort-remind.no-more", cohort.guild_id, cohort.id),
        )
    )
    blocks.append(Row(tuple(buttons)))
    return Card(
        title=safe(cohort.name), tone=Tone.NEUTRAL, blocks=tuple(blocks), footer=t("cohort-nudge-footer")
    )


def welcome_back(found: Choices, t: Translator) -> Card:
    """After somebody answered."""
    where = place(found.cohort)
    blocks: list[Block] = [Text(t("cohort-nudge-welcome", name=found.cohort.name))]
    if where is not None:
        url = markup.channel_url(found.cohort.guild_id, where)
        blocks.append(Row((Link(label=t.plain("cohort-remind-open"), url=url),)))
    return Card(title="", tone=Tone.SUCCESS, blocks=tuple(blocks))


def no_more(found: Choices, t: Translator) -> Card:
    """After somebody wants none."""
    return Card(title="", blocks=(Text(t("cohort-nudge-stopped", name=found.cohort.name)),))


def nudged(found: Nudged, t: Translator) -> Card:
    """For those who lead: whom the bot wrote to, and what followed."""
    cohort, page = found.cohort, found.page
    blocks: list[Block] = []
    if page.items:
        blocks.append(Text(joined(_line(one, t) for one in page.items)))
    else:
        blocks.append(Text(t("cohort-nudge-none")))
    if page.count > 1:
        blocks.append(pager_row("cohort-remind.nudged", page, cohort.id, t=t))
    blocks.append(Note(t("cohort-nudge-list-note")))
    return Card(title=t("cohort-nudge-list", name=cohort.name), blocks=tuple(blocks))


def _welcome(days: int, t: Translator, *, name: str) -> Safe:
    if days < _WEEK:
        return t("cohort-nudge-early", name=name)
    return t("cohort-nudge-week" if days < _FORTNIGHT else "cohort-nudge-late", name=name)


def _steps(found: Due, t: Translator) -> list[Safe]:
    steps, lines = found.steps, []
    if steps.milestone is not None and steps.due_at is not None:
        lines.append(
            t("cohort-nudge-milestone", title=steps.milestone.title, at=markup.time(steps.due_at, "F"))
        )
    if steps.session is not None:
        one = steps.session
        at = markup.when_both(one.starts_at, when.anchor(resolve(one.wall, one.zone), one.zone, t))
        lines.append(t("cohort-nudge-session", title=one.title, at=at))
    return lines


def _line(one: Nudge, t: Translator) -> Safe:
    who = markup.user(one.user_id)
    if one.followed_at is not None:
        return t("cohort-nudge-line-followed", who=who, days=one.days, at=markup.time(one.followed_at, "R"))
    if one.sent_at is not None:
        return t("cohort-nudge-line-sent", who=who, days=one.days, at=markup.time(one.sent_at, "R"))
    if one.reason in (DM_CLOSED, MEMBER_GONE):
        return t("cohort-nudge-line-closed", who=who, days=one.days)
    if one.reason is not None:
        return t("cohort-nudge-line-failed", who=who, days=one.days)
    return t("cohort-nudge-line-waiting", who=who, days=one.days)
