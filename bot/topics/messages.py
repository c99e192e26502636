"""What members see of topics, and the notice of a loss. What organisers see is in `bot/topics/arranging_messages.py`."""

from collections.abc import Sequence

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.limits import OPTION_LABEL
from bot.topics import rules
from bot.topics.records import Followed, Overview
from bot.topics.rules import Missing, Style, Topic, TopicView
from bot.ui import cards
from bot.ui.cards import Block, Button, Card, Divider, Item, Note, Option, Row, Select, Text, Tone
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

PAGE = 8
"""Topics on a page: three components each, of forty."""


def listing(
    page: Page[Overview],
    view: TopicView,
    t: Translator,
    *,
    organises: bool,
    added: Safe | None = None,
    recommend: bool = False,
    archived: bool = False,
) -> Card:
    """The topics that the reader may see. `added` is a sentence on what just happened. `organises`: they may change them.

    `recommend`: the ready topics are offered. `archived`: there are archived ones to look at.
    """
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    if not page.items:
        blocks.append(Text(t("topic-empty-organiser") if organises else t("topic-empty")))
    blocks += [_item(one, view, t, organises=organises) for one in page.items]
    if page.count > 1:
        blocks.append(pager_row("topic.list", page, t=t))
    if page.items:
        blocks.append(Note(t("topic-list-note")))
    if organises and page.items:
        blocks.append(
            Select(
                press=press("topic.choose"),
                placeholder=t.plain("topic-choose"),
                options=tuple(
                    Option(label=clip(choice(one.topic, t), OPTION_LABEL), value=str(one.topic.id))
                    for one in page.items
                ),
            )
        )
    more = []
    if recommend:
        style = cards.Style.SECONDARY if page.items else cards.Style.PRIMARY
        more.append(Button(label=t.plain("topic-recommend"), press=press("topic.recommend"), style=style))
    if archived:
        more.append(Button(label=t.plain("topic-archive-list"), press=press("topic.archived", 1)))
    if more:
        blocks.append(Row(tuple(more)))
    return Card(title=t("topic-list-title"), blocks=tuple(blocks))


def choice(topic: Topic, t: Translator) -> str:
    """A topic in a menu, or among what an option offers."""
    return titled_plain(topic, t)


def titled(topic: Topic, t: Translator) -> Safe:
    """Emoji and name, where markdown is rendered."""
    if topic.emoji is None:
        return t("topic-name", name=topic.name)
    return t("topic-titled", emoji=topic.emoji, name=topic.name)


def titled_plain(topic: Topic, t: Translator) -> str:
    """Emoji and name, where it is not."""
    if topic.emoji is None:
        return t.plain("topic-name", name=topic.name)
    return t.plain("topic-titled", emoji=topic.emoji, name=topic.name)


def place(topic: Topic, view: TopicView, t: Translator) -> Safe:
    """Where a topic is: its channel, and the tag there."""
    found = None if topic.channel_id is None else view.places.get(topic.channel_id)
    if found is None:
        return t("topic-nowhere")
    if topic.tag_id is None:
        return markup.channel(found.id)
    tag = found.tags.get(topic.tag_id)
    if tag is None:
        return markup.channel(found.id)
    return t("topic-tagged", where=markup.channel(found.id), tag=tag)


def style_name(style: Style, t: Translator) -> str:
    """What followers get, in a few words, where no markdown is rendered."""
    return t.plain(f"topic-style-{style}")


def followed(done: Followed, t: Translator) -> Safe:
    """The sentence on what following, or unfollowing, did."""
    name = done.topic.name
    if not done.follows:
        return t("topic-unfollowed", name=name) if done.changed else t("topic-unfollowed-already", name=name)
    if not done.changed:
        return t("topic-followed-already", name=name)
    if done.topic.role_id is None:
        return t("topic-followed", name=name)
    if done.held is None:
        return t("topic-followed-role", name=name, role=markup.role(done.topic.role_id))
    if done.topic.style is Style.NONE:
        return t("topic-followed", name=name)
    return t("topic-followed-held", name=name)


def broken_notice(topic: Topic, missing: Sequence[Missing], t: Translator) -> Card:
    """To organisers: something of a topic was deleted in Discord."""
    mend = Button(label=t.plain("topic-mend"), press=press("topic.edit", topic.id), style=cards.Style.PRIMARY)
    return Card(
        title=t("topic-broken-title", name=topic.name),
        tone=Tone.WARNING,
        blocks=(*(Text(missing_text(one, t)) for one in missing), Row((mend,))),
    )


def missing_text(missing: Missing, t: Translator) -> Safe:
    """What is gone and what that means."""
    return t(f"topic-missing-{missing}")


def _item(one: Overview, view: TopicView, t: Translator, *, organises: bool) -> Item:
    topic = one.topic
    missing = rules.broken(topic, view) if organises else ()
    lines = [
        t("topic-line-name", name=titled(topic, t), follows="yes" if one.follows else "no"),
        place(topic, view, t),
        t(
            "topic-line-numbers",
            followers=one.followers,
            unanswered=one.unanswered,
            style=t("topic-unpinged")
            if topic.style is Style.EACH and topic.role_id not in view.roles
            else t(f"topic-style-{topic.style}"),
        ),
    ]
    if topic.moderated:
        lines.append(t("topic-line-moderated"))
    held = None if topic.role_id is None else rules.held_back(topic.role_id, view)
    if one.follows and held is not None and not one.has_role and topic.style is not Style.NONE:
        lines.append(t("topic-by-digest"))
    lines += [missing_text(found, t) for found in missing]
    if missing:
        button = Button(label=t.plain("topic-mend"), press=press("topic.edit", topic.id))
    elif one.follows:
        button = Button(label=t.plain("topic-unfollow"), press=press("topic.unfollow", topic.id))
    else:
        button = Button(
            label=t.plain("topic-follow"), press=press("topic.follow", topic.id), style=cards.Style.SUCCESS
        )
    return Item(body=joined(lines), button=button)
