"""What organisers see of topics: the card of one, its forms, archiving, the recommended ones."""

from collections.abc import Sequence

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.limits import OPTION_LABEL
from bot.topics import rules
from bot.topics.arranging import ReadyName, Recommended
from bot.topics.messages import missing_text, place, style_name, titled
from bot.topics.records import Standing
from bot.topics.rules import Missing, PlaceView, Topic, TopicView
from bot.ui import cards
from bot.ui.cards import (
    Block,
    Button,
    Card,
    ChannelSelect,
    Divider,
    Facts,
    Form,
    Note,
    Option,
    RoleSelect,
    Row,
    Select,
    Text,
    TextField,
    Tone,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

WHOLE = "0"
"""Instead of a tag: the whole forum."""


def created(standing: Standing, t: Translator) -> Safe:
    """After a topic was made."""
    return _with_alike(t("topic-created", name=standing.topic.name), standing, t)


def renamed(standing: Standing, t: Translator) -> Safe:
    """After it got another name."""
    return _with_alike(t("topic-saved"), standing, t)


def saved(standing: Standing, t: Translator) -> Safe:
    """After a change; a new role says to how many it goes."""
    return t("topic-giving", count=standing.giving) if standing.giving else t("topic-saved")


def restored(standing: Standing, t: Translator) -> Safe:
    """After a topic was brought back."""
    return t("topic-restored", name=standing.topic.name)


def card(
    standing: Standing,
    view: TopicView,
    t: Translator,
    *,
    added: Safe | None = None,
    forum: PlaceView | None = None,
) -> Card:
    """One topic and everything that can be changed of it. `added` is a sentence on what just happened.

    `forum`: whose tags are offered; None: those of the forum in which the topic is.
    """
    topic = standing.topic
    missing = rules.broken(topic, view)
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    blocks += [Text(missing_text(one, t)) for one in missing]
    blocks.append(Facts(_facts(standing, view, t)))
    held = None if topic.role_id is None else rules.held_back(topic.role_id, view)
    if topic.role_id is not None and held not in (None, rules.Ungrantable.GONE):
        blocks.append(Note(t(f"topic-held-{held}", role=markup.role(topic.role_id))))
    if topic.role_id is None and topic.style is rules.Style.EACH:
        blocks.append(Note(t("topic-needs-role")))
    if rules.is_open_in_discord(topic, view):
        blocks.append(Note(t("topic-open-tag") if topic.tag_id is not None else t("topic-open-channel")))
    if rules.lacks_tag(topic, view.places.get(topic.channel_id or 0)):
        blocks.append(Note(t("topic-needs-tag")))
    blocks += _menus(topic, view, forum, t)
    blocks.append(Row(tuple(_buttons(standing, missing, held, t))))
    return Card(title=titled(topic, t), tone=Tone.WARNING if missing else Tone.SETTINGS, blocks=tuple(blocks))


def name_form(topic: Topic, t: Translator) -> Form:
    """Name and emoji."""
    return Form(
        title=t.plain("topic-rename"),
        press=press("topic.rename", topic.id, topic.version),
        fields=(
            TextField(key="name", label=t.plain("topic-field-name"), value=topic.name, most=rules.NAME_LIMIT),
            TextField(
                key="emoji",
                label=t.plain("topic-field-emoji"),
                description=t.plain("topic-field-emoji-hint"),
                value=topic.emoji or "",
                required=False,
                most=rules.EMOJI_LIMIT,
            ),
        ),
    )


def archive_card(standing: Standing, t: Translator) -> Card:
    """What archiving means, before it is done."""
    topic = standing.topic
    return confirm_card(
        t("topic-archive-title"),
        (Text(t("topic-archive-what", name=topic.name, followers=standing.followers)),),
        Button(
            label=t.plain("topic-archive"),
            press=press("topic.archive-confirm", topic.id, topic.version),
            style=cards.Style.DANGER,
        ),
        t,
        press("topic.edit", topic.id),
    )


def archived(topic: Topic, t: Translator) -> Card:
    """After it was archived."""
    restore = Button(label=t.plain("topic-restore"), press=press("topic.restore", topic.id))
    return Card(
        title=t("topic-archived-title"),
        tone=Tone.SUCCESS,
        blocks=(Text(t("topic-archived-done", name=topic.name)), Row((restore, _all(t)))),
    )


def archive_list(page: Page[Topic], t: Translator) -> Card:
    """Archived topics, each with the way back."""
    blocks: list[Block] = [
        cards.Item(
            body=titled(one, t),
            button=Button(label=t.plain("topic-restore"), press=press("topic.restore", one.id)),
        )
        for one in page.items
    ]
    if not blocks:
        blocks.append(Text(t("topic-archive-empty")))
    if page.count > 1:
        blocks.append(pager_row("topic.archived", page, t=t))
    blocks.append(Row((_all(t),)))
    return Card(title=t("topic-archive-list"), tone=Tone.SETTINGS, blocks=tuple(blocks))


def ready_names(t: Translator) -> dict[str, ReadyName]:
    """What the ready topics, and the tags made for them, are called in the guild's language."""
    return {
        one.key: ReadyName(
            name=t.plain(f"topic-ready-{one.key}"),
            tags=frozenset(t.plain(f"topic-ready-{one.key}-tags").split(",")),
        )
        for one in rules.READY
    }


def recommended(done: Recommended, t: Translator) -> Safe:
    """What came of adding the recommended topics."""
    said = []
    if done.added:
        said.append(t("topic-recommended-added", count=len(done.added), names=_names(done.added, t)))
    elif not done.untagged:
        said.append(t("topic-recommended-nothing"))
    if done.untagged:
        said.append(
            t(
                "topic-recommended-untagged",
                names=_names(done.untagged, t),
                where=markup.channel(done.forum_id),
            )
        )
    return joined(said, " ")


def _facts(standing: Standing, view: TopicView, t: Translator) -> tuple[tuple[str, str], ...]:
    topic = standing.topic
    role = t("topic-no-role") if topic.role_id not in view.roles else markup.role(topic.role_id or 0)
    followers = (
        t("topic-followers-lacking", count=standing.followers, lacking=standing.lacking)
        if standing.lacking and topic.role_id in view.roles
        else t("topic-followers", count=standing.followers)
    )
    return (
        (t("topic-fact-place"), place(topic, view, t)),
        (t("topic-fact-role"), role),
        (t("topic-fact-style"), t(f"topic-style-{topic.style}")),
        (t("topic-fact-posts"), t("topic-posts-moderated") if topic.moderated else t("topic-posts-free")),
        (t("topic-fact-followers"), followers),
    )


def _menus(topic: Topic, view: TopicView, forum: PlaceView | None, t: Translator) -> list[Block]:
    here = None if topic.channel_id is None else view.places.get(topic.channel_id)
    offered = forum or here
    blocks: list[Block] = [
        Select(
            press=press("topic.style", topic.id),
            placeholder=t.plain("topic-fact-style"),
            options=tuple(
                Option(label=style_name(one, t), value=one.value, chosen=one is topic.style)
                for one in rules.Style
            ),
        ),
        ChannelSelect(
            press=press("topic.place", topic.id),
            placeholder=t.plain("topic-choose-place"),
            chosen=() if offered is None else (offered.id,),
            types=(rules.TEXT, rules.FORUM),
            least=1,
        ),
    ]
    if offered is not None and offered.tags:
        chosen = topic.tag_id if offered is here else None
        whole = Option(
            label=t.plain("topic-whole-forum"), value=WHOLE, chosen=offered is here and chosen is None
        )
        tags = [
            Option(
                label=clip(t.plain("topic-tag", tag=name), OPTION_LABEL),
                value=str(tag_id),
                chosen=tag_id == chosen,
            )
            for tag_id, name in offered.tags.items()
        ]
        blocks.append(
            Select(
                press=press("topic.tag", topic.id, offered.id),
                placeholder=t.plain("topic-choose-tag"),
                options=(whole, *tags),
            )
        )
    blocks.append(
        RoleSelect(
            press=press("topic.role", topic.id),
            placeholder=t.plain("topic-choose-role"),
            chosen=(topic.role_id,) if topic.role_id in view.roles and topic.role_id is not None else (),
        )
    )
    return blocks


def _buttons(
    standing: Standing, missing: Sequence[Missing], held: rules.Ungrantable | None, t: Translator
) -> list[Button]:
    topic = standing.topic
    buttons = []
    if missing and Missing.CHANNEL not in missing:
        buttons.append(
            Button(
                label=t.plain("topic-repair"),
                press=press("topic.repair", topic.id),
                style=cards.Style.PRIMARY,
            )
        )
    elif topic.role_id is not None and held is None and standing.lacking:
        buttons.append(
            Button(label=t.plain("topic-give", count=standing.lacking), press=press("topic.give", topic.id))
        )
    moderate = t.plain("topic-moderate-off") if topic.moderated else t.plain("topic-moderate-on")
    return [
        *buttons,
        Button(label=t.plain("topic-rename"), press=press("topic.name", topic.id)),
        Button(label=moderate, press=press("topic.moderate", topic.id, int(not topic.moderated))),
        Button(
            label=t.plain("topic-archive"), press=press("topic.archive", topic.id), style=cards.Style.DANGER
        ),
        _all(t),
    ]


def _all(t: Translator) -> Button:
    return Button(label=t.plain("topic-all"), press=press("topic.list", 1))


def _names(names: Sequence[str], t: Translator) -> Safe:
    return joined([t("topic-name", name=one) for one in names], ", ")


def _with_alike(said: Safe, standing: Standing, t: Translator) -> Safe:
    if standing.alike is None:
        return said
    warning = t("topic-alike", name=standing.topic.name, other=standing.alike)
    return joined((said, warning))
