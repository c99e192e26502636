"""What is posted about a poll by itself: its card with the head of the chain, and words to those who have not voted."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.polls import messages
from bot.polls.messages import Standing
from bot.polls.rules import Option, Poll, PollState
from bot.polls.telling.promises import FEATURE, MOVED
from bot.polls.telling.telling import Word
from bot.reminders import messages as reminders
from bot.ui.cards import Block, Button, Card, Link, Note, Row, Style, Text, Tone
from bot.ui.routes import press

SHORT = 12
"""Hex digits of a hash that stand in a message."""
_BUTTONS = 5
"""In a row."""


def card(
    poll: Poll,
    options: Sequence[Option],
    standing: Standing,
    t: Translator,
    *,
    was_due: dt.datetime | None = None,
) -> Card:
    """The card as it stands in its channel. `was_due`: when the poll was to open, where it opened late."""
    more: list[Button | Link] = []
    if poll.state is PollState.OPEN and poll.closes_at is not None:
        more.append(reminders.button(FEATURE, poll.id, t, live=True))
    if (to := result_url(poll)) is not None:
        more.append(Link(label=t.plain("poll-result-link"), url=to))
    found = messages.public(poll, options, standing, t, more=more)
    footer = [Safe(found.footer or ""), head(poll, t)]
    if was_due is not None:
        footer.insert(0, t("poll-opened-late", at=markup.time(was_due, "F")))
    return replace(found, footer=joined([one for one in footer if one], " · "))


def head(poll: Poll, t: Translator) -> Safe:
    """The head of the poll's chain: whoever wrote it down can tell later that nothing before it was changed."""
    return t("poll-head", head=poll.head[:SHORT]) if poll.head else Safe("")


def url(poll: Poll) -> str:
    """Where a poll stands: its card, or its channel."""
    if poll.card_message_id is None:
        return markup.channel_url(poll.guild_id, poll.channel_id)
    return markup.message_url(poll.guild_id, poll.channel_id, poll.card_message_id)


def result_url(poll: Poll) -> str | None:
    """Where its result stands; None: nowhere yet."""
    if poll.result_message_id is None or poll.state is PollState.VOID:
        return None
    return markup.message_url(poll.guild_id, poll.channel_id, poll.result_message_id)


def mention(said: Word, people: Sequence[int], t: Translator, *, was_due: dt.datetime | None) -> Card:
    """In the channel: those whose vote is still missing, each by name. Why it is, nobody says."""
    who = joined([markup.user(one) for one in people], " ")
    return _word(said, t, [Text(t("poll-remind-mention", who=who)), *_what(said, t)], was_due)


def direct(said: Word, t: Translator, *, was_due: dt.datetime | None) -> Card:
    """The same in a direct message."""
    return _word(said, t, [*_what(said, t), Note(t("poll-remind-why"))], was_due)


def _what(said: Word, t: Translator) -> list[Block]:
    closes = messages.moment(said.closes_at, said.poll.closes_wall, said.poll, t)
    soon = markup.time(said.closes_at, "R")
    key = "poll-remind-moved" if said.occasion == MOVED else "poll-remind-missing"
    return [Text(t(key, closes=closes, soon=soon))]


def _word(said: Word, t: Translator, blocks: list[Block], was_due: dt.datetime | None) -> Card:
    buttons: tuple[Button | Link, ...] = (Link(label=t.plain("poll-remind-vote"), url=url(said.poll)),)
    footer = [head(said.poll, t)]
    if was_due is not None:
        footer.insert(0, t("poll-remind-late", at=markup.time(was_due, "F")))
    return Card(
        title=messages.name(said.poll, t),
        tone=Tone.ANNOUNCEMENT,
        blocks=(*blocks, Row(buttons)),
        footer=joined([one for one in footer if one], " · ") or None,
    )


def result(poll: Poll, shown: Card | None, t: Translator) -> Card:
    """What is posted beside the card once the poll is closed. `shown`: what it came to; None: that is told on a press."""
    found = shown
    if found is None:
        button = Button(
            label=t.plain("poll-open-one"), press=press("poll.show", poll.id), style=Style.PRIMARY
        )
        found = Card(
            title=messages.name(poll, t),
            tone=messages.TONES[poll.state],
            blocks=(Text(t("poll-result-closed")), Row((button,))),
        )
    link = Link(label=t.plain("poll-result-card"), url=url(poll))
    footer = [Safe(found.footer or ""), head(poll, t)]
    blocks = list(found.blocks)
    if poll.card_message_id is not None:
        last = blocks[-1] if blocks else None
        if isinstance(last, Row) and len(last.buttons) < _BUTTONS:
            blocks[-1] = Row((*last.buttons, link))
        else:
            blocks.append(Row((link,)))
    return replace(found, blocks=tuple(blocks), footer=joined([one for one in footer if one], " · ") or None)


def void_result(poll: Poll, t: Translator) -> Card:
    """What is left of a result that does not count any more."""
    said = t("poll-result-void-why", reason=poll.reason) if poll.reason else t("poll-result-void")
    return Card(
        title=messages.name(poll, t),
        tone=messages.TONES[poll.state],
        blocks=(Text(said),),
        footer=head(poll, t) or None,
    )
