"""What is said of an announcement in several languages: which text goes where, one text, its form."""

from collections.abc import Mapping

from bot.announcements import rules
from bot.announcements.languages import LANGUAGES, number_of
from bot.announcements.rules import Announcement, Variant
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Facts,
    Form,
    Note,
    Option,
    Row,
    Select,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.routes import press

_MAIN = "main"
"""The value of the menu's option for the announcement's own text."""


def button(draft: Announcement, t: Translator) -> Button:
    """The preview's way here."""
    return Button(label=t.plain("variants-button"), press=press("announce.languages", draft.id))


def viewer(draft: Announcement, t: Translator, *, shown: str) -> tuple[Select, ...]:
    """The preview's menu of its texts; none where there is one text only."""
    if not draft.variants:
        return ()
    options = [
        Option(label=t.plain("variants-main"), value=_MAIN, chosen=not shown),
        *(
            Option(label=_both(language, t), value=language, chosen=language == shown)
            for language in draft.variants
        ),
    ]
    return (
        Select(
            press=press("announce.view", draft.id),
            placeholder=t.plain("variants-view"),
            options=tuple(options),
        ),
    )


def viewed(value: str) -> str:
    """The language that was chosen in `viewer`; "" is the main text."""
    return "" if value == _MAIN else value


def notes(draft: Announcement, t: Translator) -> tuple[Note, ...]:
    """Which texts nobody would read."""
    if not draft.variants:
        return ()
    idle = [language for language in draft.variants if language not in draft.heard]
    found: list[Note] = []
    if len(idle) == 1:
        found.append(Note(t("variants-nowhere", code=idle[0])))
    elif idle:
        named = joined([t("variants-language", code=one) for one in idle], ", ")
        found.append(Note(t("variants-nowhere-many", languages=named)))
    if "" not in draft.heard:
        found.append(Note(t("variants-main-nowhere")))
    return tuple(found)


def heard(announcement: Announcement, t: Translator, *, own: str) -> Safe | None:
    """ "en + fr": the languages in which it goes out; None where there is one text only. `own`: the guild's."""
    if not announcement.variants:
        return None
    main = t("variants-main") if not own or own in announcement.variants else t("variants-tag", code=own)
    named = [t("variants-tag", code=one) if one else main for one in announcement.heard]
    return joined(named, " + ")


def overview(draft: Announcement, t: Translator, *, added: str | None = None) -> Card:
    """Each text with its channels, and a menu to add a language or to open one."""
    rows = [(_name(language, t), _where(draft, language, t)) for language in ("", *draft.variants)]
    return Card(
        title=t("variants-title"),
        blocks=(
            *(() if added is None else (Text(added),)),
            Facts(tuple(rows)),
            Select(
                press=press("announce.language", draft.id),
                placeholder=t.plain("variants-choose"),
                options=tuple(
                    Option(
                        label=_both(language, t),
                        value=language,
                        description=t.plain("variants-option-written")
                        if language in draft.variants
                        else None,
                    )
                    for language in LANGUAGES
                ),
            ),
            Row((_back(draft, t),)),
        ),
        footer=t("variants-what"),
    )


def one(
    draft: Announcement,
    language: str,
    t: Translator,
    *,
    post: Card,
    names: Mapping[int, str],
    added: str | None = None,
) -> Card:
    """One language: its post as it goes out, where it goes, and what to do with it. `names`: of the channels there are."""
    number = number_of(language)
    blocks: list[Block] = []
    if added is not None:
        blocks.append(Text(added))
    blocks += [
        Facts(((t("variants-where"), _where(draft, language, t)),)),
        Select(
            press=press("announce.language-channels", draft.id, number),
            placeholder=t.plain("variants-channels"),
            options=tuple(
                Option(
                    label=t.plain("variants-channel", name=names[channel_id])
                    if channel_id in names
                    else t.plain("variants-channel-gone"),
                    value=str(channel_id),
                    chosen=draft.language_in(channel_id) == language,
                )
                for channel_id in draft.channels
            ),
            least=0,
            most=len(draft.channels),
        ),
        Row(
            (
                _back(draft, t),
                Button(
                    label=t.plain("variants-edit"), press=press("announce.language-text", draft.id, number)
                ),
                Button(label=t.plain("variants-all"), press=press("announce.languages", draft.id)),
                Button(
                    label=t.plain("variants-remove"),
                    press=press("announce.language-remove", draft.id, number),
                    style=Style.DANGER,
                ),
            )
        ),
    ]
    return Card(
        title=t("variants-card", name=LANGUAGES[language], code=language),
        tone=Tone.NEUTRAL,
        blocks=tuple(blocks),
        above=post,
        exact=True,
    )


def form(draft_id: int, language: str, text: Variant, t: Translator) -> Form:
    """Title and text in a language."""
    return Form(
        title=t.plain("variants-form", name=LANGUAGES[language]),
        press=press("announce.language-write", draft_id, number_of(language)),
        fields=(
            TextField(
                key="title",
                label=t.plain("announce-form-title"),
                value=text.title,
                most=rules.TITLE_LIMIT,
            ),
            TextField(
                key="body",
                label=t.plain("announce-form-body"),
                description=t.plain("announce-form-body-hint"),
                value=text.body,
                long=True,
                most=rules.BODY_LIMIT,
            ),
        ),
    )


def _back(draft: Announcement, t: Translator) -> Button:
    return Button(
        label=t.plain("variants-back"), press=press("announce.preview", draft.id), style=Style.PRIMARY
    )


def _name(language: str, t: Translator) -> Safe:
    return t("variants-language", code=language) if language else t("variants-main")


def _both(language: str, t: Translator) -> str:
    """By its own name and by the reader's: whoever writes in it and whoever sends it finds it."""
    name, own = t.plain("variants-language", code=language), LANGUAGES.get(language, language)
    return name if name == own else t.plain("variants-card", name=own, code=language)


def _where(draft: Announcement, language: str, t: Translator) -> Safe:
    channels = [one for one in draft.channels if draft.language_in(one) == language]
    if not channels:
        return t("variants-none")
    return joined([markup.channel(channel_id) for channel_id in channels], " ")
