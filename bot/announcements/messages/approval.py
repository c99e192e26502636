"""What is said of pings and of another organiser's agreement: whom to ping, what is asked, what came of it."""

import datetime as dt
from dataclasses import dataclass

from bot.announcements import messages
from bot.announcements.approval_rules import REASON_LIMIT, Ending
from bot.announcements.languages import LANGUAGES
from bot.announcements.messages import series, variants
from bot.announcements.rules import Announcement
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined, safe_body
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Form,
    Item,
    Note,
    Option,
    RoleSelect,
    Row,
    Select,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

_MAIN = "main"
"""The value of the menu's option for the announcement's own text."""
_TITLE = 80
"""Characters of the title in a request's heading; the post shows all of it."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A draft that waits for another organiser. `author_id` is None once that person was erased."""

    draft: Announcement
    asked_at: dt.datetime
    author_id: int | None


def ping(draft: Announcement, t: Translator, *, chosen: bool) -> Card:
    """Whom the post pings. `chosen`: the role is one that still exists, so that a menu may show it."""
    nobody = draft.ping is None
    back = Button(
        label=t.plain("announce-ping-back"), press=press("announce.preview", draft.id), style=Style.PRIMARY
    )
    return Card(
        title=t("announce-ping-title"),
        blocks=(
            Text(
                t("announce-ping-nobody-now")
                if draft.ping is None
                else t("announce-ping-now", who=messages.pinged(draft.ping, draft.guild_id))
            ),
            RoleSelect(
                press=press("announce.ping-role", draft.id),
                placeholder=t.plain("announce-ping-choose"),
                chosen=(draft.ping,) if chosen and draft.ping is not None else (),
            ),
            Row(
                (
                    back,
                    Button(
                        label=t.plain("announce-ping-everyone"),
                        press=press("announce.ping-everyone", draft.id),
                        disabled=draft.ping == draft.guild_id,
                    ),
                    Button(
                        label=t.plain("announce-ping-nobody"),
                        press=press("announce.ping-nobody", draft.id),
                        disabled=nobody,
                    ),
                )
            ),
        ),
        footer=t("announce-ping-note"),
    )


def asked(draft: Announcement, t: Translator, *, posted: bool) -> Card:
    """After the request was made. `posted`: there is a channel in which the others see it."""
    return Card(
        title=t("announce-asked", title=draft.title),
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("announce-asked-posted" if posted else "announce-asked-listed")),
            Row((_waiting_button(t),)),
        ),
    )


def text(draft: Announcement, t: Translator, *, language: str, post: Card) -> Card:
    """One of several texts, exactly as it will be posted, and where it goes."""
    return Card(title="", blocks=(Note(_goes_to(draft, language, t)),), above=post, exact=True)


def request(asked: Asked, t: Translator, *, now: dt.datetime, post: Card | None) -> Card:
    """What the organisers are asked. `post`: what will be posted; None: each text stands in a message before it."""
    blocks: list[Block] = [Text(t("announce-request-texts"))] if post is None else []
    return _request(asked, t, blocks, now=now, above=post)


def opened(
    asked: Asked, t: Translator, *, now: dt.datetime, picture: bytes, language: str | None = None
) -> Card:
    """The same for one reader: one text at a time, with a menu where there are several. `picture`: its bytes."""
    draft = asked.draft
    shown = language if language is not None and language in draft.heard else next(iter(draft.heard), "")
    blocks: list[Block] = []
    if len(draft.heard) > 1:
        blocks += [
            Note(_goes_to(draft, shown, t)),
            Select(
                press=press("announce.request-text", draft.id, draft.version),
                placeholder=t.plain("announce-request-choose"),
                options=tuple(
                    Option(label=_option(one, t), value=one or _MAIN, chosen=one == shown)
                    for one in draft.heard
                ),
            ),
        ]
    post = messages.post(draft, t, now=now, language=shown, picture=picture)
    return _request(asked, t, blocks, now=now, above=post, back=True)


def viewed(value: str) -> str:
    """The language that was chosen in the menu of `opened`; "" is the main text."""
    return "" if value == _MAIN else value


def decline_form(draft: Announcement, t: Translator) -> Form:
    """Why not, if one wants to say so."""
    return Form(
        title=t.plain("announce-decline-form"),
        press=press("announce.decline-reason", draft.id, draft.version),
        fields=(
            TextField(
                key="reason",
                label=t.plain("announce-decline-reason"),
                description=t.plain("announce-decline-hint"),
                long=True,
                required=False,
                most=REASON_LIMIT,
            ),
        ),
    )


def declined(draft: Announcement, t: Translator) -> Card:
    """After the no."""
    return Card(
        title=t("announce-declined", title=draft.title),
        tone=Tone.NEUTRAL,
        blocks=(Text(t("announce-declined-what")), Row((_waiting_button(t),))),
    )


def waiting(page: Page[Asked], t: Translator, *, now: dt.datetime) -> Card:
    """A page of what waits for another organiser."""
    blocks: list[Block] = []
    if not page.items:
        blocks.append(Text(t("announce-waiting-empty")))
    blocks += [
        Item(
            body=t(
                "announce-waiting-line",
                title=one.draft.title,
                who=_author(one.author_id, t),
                since=markup.time(one.asked_at, "R"),
                when=messages.dates(one.draft, t, after=now, most=1),
            ),
            button=Button(
                label=t.plain("announce-open"),
                press=press("announce.request", one.draft.id, one.draft.version),
            ),
        )
        for one in page.items
    ]
    if page.count > 1:
        blocks.append(pager_row("announce.waiting", page, t=t))
    blocks.append(Row((Button(label=t.plain("announce-list-back"), press=press("announce.list", 0, 1)),)))
    return Card(title=t("announce-waiting-title"), tone=Tone.ANNOUNCEMENT, blocks=tuple(blocks))


def waiting_item(count: int, t: Translator) -> Item:
    """The list's line on what waits for another organiser."""
    return Item(body=t("announce-waiting", count=count), button=_waiting_button(t))


def closed(
    ending: Ending,
    t: Translator,
    *,
    title: str,
    asked_by: int | None,
    by: int | None,
    reason: str,
    at: dt.datetime,
) -> Card:
    """A request's card once it is over: how it ended, and no buttons. `by`: who decided."""
    blocks: list[Block] = [Text(_ended(ending, by, t))]
    if reason:
        blocks.append(Text(safe_body(reason)))
    if asked_by is not None:
        blocks.append(Note(t("announce-closed-asked", who=markup.user(asked_by))))
    return Card(
        title=t("announce-closed", title=title) if title else t("announce-closed-untitled"),
        tone=Tone.SUCCESS if ending is Ending.APPROVED else Tone.NEUTRAL,
        blocks=tuple(blocks),
        footer=t("announce-closed-at", at=markup.time(at)),
    )


def answer(ending: Ending, t: Translator, *, title: str, by: int | None, reason: str) -> Card:
    """What the author is told."""
    blocks: list[Block] = [Text(_ended(ending, by, t))]
    if reason:
        blocks.append(Text(safe_body(reason)))
    if ending is Ending.DECLINED:
        blocks.append(Note(t("announce-answer-declined")))
    return Card(
        title=t("announce-closed", title=title),
        tone=Tone.SUCCESS if ending is Ending.APPROVED else Tone.NEUTRAL,
        blocks=tuple(blocks),
    )


def _request(
    asked: Asked,
    t: Translator,
    blocks: list[Block],
    *,
    now: dt.datetime,
    above: Card | None,
    back: bool = False,
) -> Card:
    draft = asked.draft
    revising = draft.revises is not None
    buttons = [
        Button(
            label=t.plain("announce-approve"),
            press=press("announce.approve", draft.id, draft.version),
            style=Style.PRIMARY,
        ),
        Button(label=t.plain("announce-decline"), press=press("announce.decline", draft.id, draft.version)),
    ]
    if back:
        buttons.append(_waiting_button(t))
    who = _author(asked.author_id, t)
    return Card(
        title=t(
            "announce-request-change" if revising else "announce-request", title=clip(draft.title, _TITLE)
        ),
        tone=Tone.WARNING,
        blocks=(
            *blocks,
            # Where it goes stands before the dates, of which there may be many: what does not fit is cut at the end.
            Facts(
                (
                    (t("announce-request-by"), who),
                    *messages.draft_facts(draft, t, now=now, places_first=True),
                )
            ),
            *series.notes(draft, t, now=now),
            *variants.notes(draft, t),
            *((Note(t("announce-request-until")),) if revising else ()),
            Divider(),
            Row(tuple(buttons)),
        ),
        footer=t("announce-request-note"),
        above=above,
        exact=True,
    )


def _goes_to(draft: Announcement, language: str, t: Translator) -> Safe:
    where = joined([markup.channel(one) for one in draft.channels if draft.language_in(one) == language], " ")
    name = t("variants-language", code=language) if language else t("variants-main")
    return t("announce-request-text", language=name, where=where)


def _option(language: str, t: Translator) -> str:
    if not language:
        return t.plain("variants-main")
    return t.plain("variants-card", name=LANGUAGES.get(language, language), code=language)


def _author(author_id: int | None, t: Translator) -> Safe:
    return t("announce-someone") if author_id is None else markup.user(author_id)


def _ended(ending: Ending, by: int | None, t: Translator) -> Safe:
    who = _author(by, t)
    return t(f"announce-ended-{ending}", who=who)


def _waiting_button(t: Translator) -> Button:
    return Button(label=t.plain("announce-waiting-show"), press=press("announce.waiting", 1))
