"""What is posted about a project by itself: lines of the minutes, and the dates that come up."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final

from bot.exchanges import messages as shared
from bot.exchanges.model import Project
from bot.exchanges.telling.rules import What
from bot.exchanges.telling.store import Due
from bot.language import markup, when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, clip_markup, joined
from bot.ui.cards import Block, Button, Card, Link, Note, Row, Style, Text, Tone
from bot.ui.routes import press

MOST_LINES: Final = 12
"""Dates in one message; the others are counted."""
MOST_TEXT: Final = 3_200
"""Characters of the dates in one message."""
MOST_LINE: Final = 1_800
"""Characters of a line of the minutes."""


def url(project: Project) -> str | None:
    """Where a project stands: its card, or its channel; None: nowhere."""
    if project.channel_id is None:
        return None
    if project.card_message_id is None:
        return markup.channel_url(project.guild_id, project.channel_id)
    return markup.message_url(project.guild_id, project.channel_id, project.card_message_id)


def moved(project: Project, t: Translator) -> Card:
    """What is left of a card where it stood before."""
    blocks: list[Block] = [Text(t("exchange-told-moved"))]
    if (where := url(project)) is not None:
        blocks.append(Row((Link(label=t.plain("exchange-told-card"), url=where),)))
    return Card(title=shared.name(project, t), blocks=tuple(blocks))


def entered(project: Project, t: Translator) -> Card:
    """Somebody who runs a project is let into its thread."""
    blocks: list[Block] = [Text(t("exchange-told-entered"))]
    if project.thread_id is not None:
        where = markup.channel_url(project.guild_id, project.thread_id)
        blocks.append(Row((Link(label=t.plain("exchange-told-to-thread"), url=where),)))
    return Card(title=shared.name(project, t), tone=Tone.SUCCESS, blocks=tuple(blocks))


def line(project: Project, said: str, t: Translator, *, was_due: dt.datetime | None = None) -> Card:
    """A line of the minutes, as markup, where everybody reads it."""
    button = Button(label=t.plain("exchange-everything"), press=press(shared.SHOW, project.id))
    return Card(
        title=shared.name(project, t),
        tone=Tone.ANNOUNCEMENT,
        blocks=(Text(clip_markup(Safe(said), MOST_LINE)), Row((button,))),
        footer=_late(was_due, t),
    )


def inside(project: Project, said: str, t: Translator, *, was_due: dt.datetime | None = None) -> Card:
    """The same for organisers alone: something waits for them."""
    button = Button(
        label=t.plain("exchange-everything"), press=press(shared.SHOW, project.id), style=Style.PRIMARY
    )
    return Card(
        title=shared.name(project, t),
        tone=Tone.WARNING,
        blocks=(Text(clip_markup(Safe(said), MOST_LINE)), Row((button,))),
        footer=_late(was_due, t),
    )


def organisers(
    project: Project,
    dates: Sequence[Due],
    t: Translator,
    *,
    today: dt.date,
    inside: Collection[int],
    unheard: int | None = None,
    was_due: dt.datetime | None = None,
) -> Card:
    """The dates that come up, for organisers. `inside`: who is in their thread anyway, and may be mentioned there.

    `unheard`: the person whom a direct message did not reach.
    """
    blocks: list[Block] = [Text(_lines(dates, t, today, inside=None if unheard is not None else inside))]
    if unheard is not None:
        blocks.append(Note(t("exchange-told-unheard", who=_person(unheard, inside, t))))
    blocks.append(
        Row(
            (
                Button(
                    label=t.plain("exchange-everything"),
                    press=press(shared.SHOW, project.id),
                    style=Style.PRIMARY,
                ),
            )
        )
    )
    return Card(
        title=t("exchange-told-title", name=project.name),
        tone=Tone.WARNING if any(one.on < today for one in dates) else Tone.ANNOUNCEMENT,
        blocks=tuple(blocks),
        footer=_late(was_due, t),
    )


def own(
    project: Project,
    dates: Sequence[Due],
    t: Translator,
    *,
    today: dt.date,
    was_due: dt.datetime | None = None,
) -> Card:
    """One person's own dates, by direct message."""
    blocks: list[Block] = [Text(_lines(dates, t, today, yours=True)), Note(t("exchange-told-why"))]
    if (where := url(project)) is not None:
        blocks.append(Row((Link(label=t.plain("exchange-told-card"), url=where),)))
    return Card(
        title=t("exchange-told-title", name=project.name),
        tone=Tone.WARNING if any(one.on < today for one in dates) else Tone.ANNOUNCEMENT,
        blocks=tuple(blocks),
        footer=_late(was_due, t),
    )


def _lines(
    dates: Sequence[Due],
    t: Translator,
    today: dt.date,
    *,
    inside: Collection[int] | None = None,
    yours: bool = False,
) -> Safe:
    """`inside` None: whose it is need not be said."""
    lines = [_date(one, t, today, inside=inside, yours=yours) for one in dates[:MOST_LINES]]
    if len(dates) > MOST_LINES:
        lines.append(t("exchange-told-more", count=len(dates) - MOST_LINES))
    return clip_markup(joined(lines), MOST_TEXT)


def _date(one: Due, t: Translator, today: dt.date, *, inside: Collection[int] | None, yours: bool) -> Safe:
    title = clip(one.title, shared.TITLE_SHOWN)
    if one.what is What.LAPSE:
        what = t("exchange-told-lapse-yours" if yours else "exchange-told-lapse", name=title)
    elif one.what is What.LAPSED:
        what = t("exchange-told-lapsed", name=title)
    elif one.what is What.REVIEW:
        what = t("exchange-told-review", title=title)
    elif inside is None:
        what = t("exchange-told-action", title=title)
    elif one.owner_id is None:
        what = t("exchange-told-action-nobody", title=title)
    else:
        what = t("exchange-told-action-of", title=title, who=_person(one.owner_id, inside, t))
    days = (one.on - today).days
    if one.what is What.LAPSED:
        return t("exchange-told-since", what=what, date=when.date(one.on, t))
    # Days of a calendar, not times: they are the same wherever somebody reads them.
    date = when.date(one.on, t)
    if days > 0:
        return t("exchange-told-in", what=what, date=date, count=days)
    if days == 0:
        return t("exchange-told-today", what=what, date=date)
    return t("exchange-told-overdue", what=what, date=date, count=-days)


def _person(user_id: int, inside: Collection[int], t: Translator) -> Safe:
    """Somebody, for organisers: a mention might bring who is not there into a private thread, so it is a link to them."""
    if user_id in inside:
        return markup.user(user_id)
    return t("exchange-told-person", profile=Safe(f"https://discord.com/users/{user_id}"))


def _late(was_due: dt.datetime | None, t: Translator) -> Safe | None:
    return None if was_due is None else t("exchange-told-late", at=markup.time(was_due, "F"))
