"""What a search finds among solved threads."""

from collections.abc import Collection, Sequence
from typing import Final

from bot.feature import Found, SearchQuery
from bot.language import markup
from bot.storage.database import Transaction
from bot.topics.service import topic_in
from bot.topics.threads import rules, store
from bot.topics.threads.rules import Thread

_EXCERPT: Final = 240


def find(tx: Transaction, query: SearchQuery) -> Sequence[Found]:
    """Solved threads that hold every word, each as the beginning of one, in channels that the reader may view."""
    channels = store.search_channels(tx, query.guild_id)
    # Each is asked about before any answer is used: see SearchQuery.
    viewable = [channel_id for channel_id in channels if query.may_view(channel_id)]
    where = rules.within(query.guild_id, viewable, query.topic_id, every=len(viewable) == len(channels))
    what = rules.all_of(query.text)
    if where is None or what is None:
        return ()
    match = f"{where} AND ({rules.TEXT_COLUMNS} : ({what}))"
    found = store.search(tx, query.guild_id, match, limit=query.most, since=query.since)
    names: dict[int, str] = {}
    return [_found(tx, thread, names) for thread in found if _is_shown(thread, viewable)]


def _is_shown(thread: Thread, viewable: Collection[int]) -> bool:
    """The last look before anything is shown: the index says so, and so does the record."""
    return rules.is_found(thread) and thread.channel_id in viewable


def _found(tx: Transaction, thread: Thread, names: dict[int, str]) -> Found:
    topic_id = thread.topic_id
    if topic_id is not None and topic_id not in names:
        topic = topic_in(tx, thread.guild_id, topic_id)
        names[topic_id] = "" if topic is None else topic.name
    return Found(
        kind="find-kind-thread",
        title=thread.title,
        url=markup.channel_url(thread.guild_id, thread.thread_id),
        at=thread.answered_at or thread.opened_at,
        topic=names.get(topic_id or 0) or None,
        text=rules.excerpt(thread.answer or thread.question, _EXCERPT),
    )
