"""What followers read when they are pinged."""

import datetime as dt
from collections.abc import Sequence

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe
from bot.topics.pings import rules
from bot.topics.rules import Topic
from bot.topics.threads.rules import Thread, may_leave
from bot.ui.cards import Block, Card, Text


def ping(
    topic: Topic,
    threads: Sequence[Thread],
    t: Translator,
    *,
    role_id: int,
    was_due: dt.datetime | None = None,
) -> Card:
    """New threads of a topic, for the last of them: it stands there already, the others are linked."""
    lead, others = threads[-1], threads[:-1]
    role = markup.role(role_id)
    if others:
        blocks: list[Block] = [
            Text(t("pings-new-others", role=role, topic=topic.name, count=len(others))),
            Text(Safe("\n".join(_line(one, lead, t) for one in others))),
        ]
    else:
        blocks = [Text(t("pings-new", role=role, topic=topic.name))]
    return Card(title="", blocks=tuple(blocks), footer=_footer(topic, t, was_due))


def nudge(
    topic: Topic, thread: Thread, t: Translator, *, role_id: int, was_due: dt.datetime | None = None
) -> Card:
    """A question that nobody replied to."""
    text = t(
        "pings-nudge", role=markup.role(role_id), topic=topic.name, asked=markup.time(thread.opened_at, "R")
    )
    return Card(title="", blocks=(Text(text),), footer=_footer(topic, t, was_due))


def _line(thread: Thread, lead: Thread, t: Translator) -> Safe:
    """A link to another thread. Its title stays where those who read this one may not read that one."""
    url = Safe(markup.channel_url(thread.guild_id, thread.thread_id))
    if rules.shows_title(thread, lead):
        return t("pings-line", title=thread.title, url=url)
    if not may_leave(thread.label):
        return t("pings-line-labelled", url=url)
    return t("pings-line-elsewhere", where=markup.channel(thread.channel_id), url=url)


def _footer(topic: Topic, t: Translator, was_due: dt.datetime | None) -> Safe:
    if was_due is None:
        return t("pings-why", topic=topic.name)
    return t("pings-why-late", topic=topic.name, at=markup.time(was_due))
