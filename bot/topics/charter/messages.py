"""What the charter says: the card everybody reads, the preview, who has read it, its versions, its role and its plan."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.errors import InvalidInputError
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined, safe_body
from bot.topics.charter import rules
from bot.topics.charter.rules import Charter
from bot.ui import reply
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Form,
    Note,
    Row,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.routes import press

if TYPE_CHECKING:
    from bot.topics.charter.service import (
        Acknowledged,
        Begun,
        Draft,
        Organised,
        Published,
        Shown,
    )

# What stands in a channel


def post(charter: Charter, t: Translator, *, was_due: dt.datetime | None = None, live: bool = True) -> Card:
    """A version as everybody reads it; a late one says when it was due. Not `live`: its button cannot be pressed."""
    return Card(
        title=t("charter-post-title", title=charter.title),
        tone=Tone.NEUTRAL,
        blocks=(*text(charter, t), Row((_read_button(charter, t, live=live),))),
        footer=None if was_due is None else t("charter-was-due", at=markup.time(was_due)),
    )


def overtaken(t: Translator) -> Card:
    """What a card of an older version becomes. It names no number: there may be more of them by the time it is read."""
    return Card(
        title=t("charter-overtaken-title"),
        tone=Tone.NEUTRAL,
        blocks=(
            Text(t("charter-overtaken-what")),
            Row((show_button(t, style=Style.PRIMARY),)),
        ),
    )


# For everybody


def shown(found: "Shown", t: Translator, *, now: dt.datetime) -> Card:
    """The version that applies, whether the reader has read it, and what organisers do with it."""
    charter, organised = found.charter, found.organised
    if charter is None:
        return _none(t, organises=organised is not None)
    if found.read_at is None:
        read: tuple[Block, ...] = (
            Text(t("charter-not-read")),
            Row((_read_button(charter, t, live=True),)),
        )
    else:
        read = (Text(t("charter-read", at=markup.time(found.read_at))),)
    blocks: list[Block] = [*text(charter, t), Divider(), *read]
    if organised is not None:
        blocks += _organised(charter, organised, t, now=now)
    return Card(title=t("charter-post-title", title=charter.title), tone=Tone.NEUTRAL, blocks=tuple(blocks))


def acknowledged(found: "Acknowledged", t: Translator) -> Card:
    """After the press: noted, noted before, or there is a newer version, which is shown."""
    number = str(found.charter.number)
    if found.newer is not None:
        said = [t("charter-newer", number=number, newer=str(found.newer.number))]
        if found.at is not None:
            said.append(t("charter-read-older", number=number, at=markup.time(found.at)))
        return Card(
            title=t("charter-post-title", title=found.newer.title),
            tone=Tone.WARNING,
            blocks=(
                Text(joined(said, " ")),
                Divider(),
                *text(found.newer, t),
                Row((_read_button(found.newer, t, live=True),)),
            ),
        )
    at = markup.time(found.at) if found.at is not None else Safe("")
    said = [t("charter-noted" if found.first else "charter-noted-before", number=number, at=at)]
    if found.role_id is not None:
        role = markup.role(found.role_id)
        said.append(t("charter-role-later" if found.paused else "charter-role-given", role=role))
    return Card(
        title=t("charter-noted-title"),
        tone=Tone.SUCCESS,
        blocks=(Text(joined(said)), Row((show_button(t),))),
    )


def _none(t: Translator, *, organises: bool) -> Card:
    blocks: list[Block] = [Text(t("charter-none-organiser" if organises else "charter-none"))]
    if organises:
        blocks.append(
            Row((Button(label=t.plain("charter-write"), press=press("charter.edit"), style=Style.PRIMARY),))
        )
    return Card(title=t("charter-title"), tone=Tone.NEUTRAL, blocks=tuple(blocks))


def _organised(charter: Charter, organised: "Organised", t: Translator, *, now: dt.datetime) -> list[Block]:
    setting = organised.setting
    plan = setting.plan
    following = [] if plan is None else rules.upcoming(plan, after=now, most=1)
    again = t("charter-again-none") if not following else markup.time(following[0].instant)
    return [
        Divider(),
        Facts(
            (
                (t("charter-readings"), t("charter-people", count=organised.readings)),
                (t("charter-role"), _role(setting.role_id, t)),
                (t("charter-again"), again),
            )
        ),
        Row(
            (
                Button(label=t.plain("charter-edit"), press=press("charter.edit")),
                Button(label=t.plain("charter-who"), press=press("charter.who", charter.id, 1)),
                Button(label=t.plain("charter-versions"), press=press("charter.versions", 1)),
                Button(label=t.plain("charter-plan"), press=press("charter.plan")),
                Button(label=t.plain("charter-role"), press=press("charter.role")),
            )
        ),
    ]


# Writing


def form(begun: "Begun", t: Translator) -> Form:
    """Title and text, with what is there already."""
    return Form(
        title=t.plain("charter-form"),
        press=press("charter.write", begun.number),
        fields=(
            TextField(
                key="title",
                label=t.plain("charter-form-title"),
                value=clip(begun.title, rules.TITLE_LIMIT),
                most=rules.TITLE_LIMIT,
            ),
            TextField(
                key="body",
                label=t.plain("charter-form-body"),
                description=t.plain("charter-form-kept" if begun.again else "charter-form-hint"),
                value=clip(begun.body, rules.BODY_LIMIT),
                long=True,
                most=rules.BODY_LIMIT,
            ),
        ),
    )


def preview(found: "Draft", t: Translator) -> Card:
    """The draft exactly as it will be posted, and the ways on. What stands in the way is said first."""
    draft, current = found.draft, found.current
    number = rules.next_number(current)
    publish = Button(
        label=t.plain("charter-publish", number=str(number)),
        press=press("charter.publish", draft.id, draft.version, number),
        style=Style.PRIMARY,
    )
    change = Button(label=t.plain("charter-change"), press=press("charter.edit"))
    discard = Button(
        label=t.plain("charter-discard"), press=press("charter.discard", draft.id), style=Style.DANGER
    )
    blocks: list[Block] = []
    if found.unfit is not None:
        blocks.append(Text(_refused(found.unfit, t)))
    if current is not None and draft.number < current.number:
        blocks.append(Text(t("charter-meanwhile", number=str(current.number))))
    blocks.append(Row((change, discard) if found.unfit is not None else (publish, change, discard)))
    return Card(
        title=t("charter-preview"),
        tone=Tone.NEUTRAL,
        blocks=tuple(blocks),
        footer=t("charter-preview-note"),
        above=_previewed(draft, number, t),
    )


def _previewed(draft: Charter, number: int, t: Translator) -> Card:
    """Its number and day come with the publication: the preview shows the number it will get."""
    body = safe_body(draft.body)
    blocks: list[Block] = [] if not body else [Text(body)]
    blocks += [
        Note(t("charter-version-next", number=str(number))),
        Row((_read_button(draft, t, live=False),)),
    ]
    return Card(
        title=t("charter-post-title", title=draft.title) if draft.title else "",
        tone=Tone.NEUTRAL,
        blocks=tuple(blocks),
    )


def discarded(t: Translator) -> Card:
    """After a draft was thrown away."""
    return Card(
        title=t("charter-discarded"), blocks=(Text(t("charter-discarded-what")), Row((show_button(t),)))
    )


def published(found: "Published", t: Translator) -> Card:
    """After the publication: what follows from it, and what is left to choose."""
    charter, role_id = found.charter, found.setting.role_id
    said = [t("charter-published-what")]
    if found.cards:
        where = Safe(" ".join(markup.channel(card.target_id) for card in found.cards))
        said.append(t("charter-published-cards", where=where))
    if found.paused:
        said.append(t("charter-paused"))
    blocks: list[Block] = [Text(joined(said))]
    if role_id is not None and found.holders:
        blocks += [
            Divider(),
            Text(t("charter-choose", role=markup.role(role_id), count=found.holders)),
            Row(
                (
                    Button(label=t.plain("charter-keep"), press=press("charter.keep"), style=Style.PRIMARY),
                    ask_again_button(charter, t),
                )
            ),
        ]
    else:
        blocks.append(Row((show_button(t),)))
    return Card(
        title=t("charter-published", number=str(charter.number)), tone=Tone.SUCCESS, blocks=tuple(blocks)
    )


def kept(t: Translator) -> Card:
    """After Keep: nothing changed."""
    return Card(
        title=t("charter-kept"),
        tone=Tone.SUCCESS,
        blocks=(Text(t("charter-kept-what")), Row((show_button(t),))),
    )


# Parts


def text(charter: Charter, t: Translator) -> Sequence[Block]:
    number = str(charter.number)
    return (
        Text(safe_body(charter.body)),
        Note(t("charter-version", number=number, at=published_at(charter))),
    )


def published_at(charter: Charter) -> Safe:
    return Safe("") if charter.published_at is None else markup.time(charter.published_at, "D")


def _refused(reason: InvalidInputError, t: Translator) -> Safe:
    return reply.sentence(reason, t)


def _role(role_id: int | None, t: Translator) -> Safe:
    return t("charter-no-role") if role_id is None else markup.role(role_id)


def _read_button(charter: Charter, t: Translator, *, live: bool) -> Button:
    return Button(
        label=t.plain("charter-read-button"),
        press=press("charter.read", charter.id),
        style=Style.PRIMARY if live else Style.SECONDARY,
        emoji="✅",
        disabled=not live,
    )


def ask_again_button(charter: Charter, t: Translator) -> Button:
    return Button(
        label=t.plain("charter-ask-again"), press=press("charter.ask-again", charter.id), style=Style.DANGER
    )


def show_button(t: Translator, *, style: Style = Style.SECONDARY) -> Button:
    return Button(label=t.plain("charter-show"), press=press("charter.show"), style=style)
