"""What poll officers see while they make a poll: its forms, the draft with everything that can be set, and what opening means."""

from typing import Final

from bot.errors import RefusedError
from bot.guilds.rules import ANNOUNCEMENT, TEXT
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, clip_markup, joined, safe_body
from bot.polls import messages
from bot.polls.making import fitting, reading
from bot.polls.making.changing import Draft
from bot.polls.making.forms import FORMS
from bot.polls.making.service import ALSO, EXTRA
from bot.polls.making.starts import KINDS, TEMPLATES, Start
from bot.polls.messages import Standing
from bot.polls.rules import (
    METHODS,
    Electorate,
    EqualRanks,
    Kind,
    Method,
    Poll,
    PollState,
    Secrecy,
)
from bot.ui import reply
from bot.ui.cards import (
    Block,
    Button,
    Card,
    ChannelSelect,
    Divider,
    Facts,
    Link,
    Note,
    Row,
    Select,
    Style,
    Text,
    Tone,
)
from bot.ui.cards import Option as Choice
from bot.ui.confirm import confirm_card
from bot.ui.routes import press

VOTERS: Final = "roll.page"
"""The route of who may vote, in depth; its ids are the poll's and the page."""
_PREVIEW = 600
_OPTIONS_SHOWN = 1700
_HINT = 100


# Beginning


def starts(t: Translator) -> Card:
    """What to decide, where the command did not say."""
    return Card(
        title=t("poll-start-title"),
        tone=Tone.SETTINGS,
        blocks=(
            Text(t("poll-start-what")),
            Select(
                press=press("poll.start", 0),
                placeholder=t.plain("poll-start-kind"),
                options=tuple(_start_option(one, t) for one in KINDS),
            ),
            Select(
                press=press("poll.start", 1),
                placeholder=t.plain("poll-start-template"),
                options=tuple(_start_option(one, t) for one in TEMPLATES),
            ),
        ),
    )


def start_name(start: Start, t: Translator) -> str:
    """For menus and the choices of the command."""
    return t.plain(f"poll-start-{start}")


def returned(error: RefusedError, typed_id: int, t: Translator) -> Card:
    """Why a form was refused, and the way back to it with all that was typed."""
    return Card(
        title="",
        tone=Tone.WARNING,
        blocks=(
            Text(reply.sentence(error, t)),
            Row(
                (
                    Button(
                        label=t.plain("poll-back-to-form"),
                        press=press("poll.again", typed_id),
                        style=Style.PRIMARY,
                    ),
                )
            ),
        ),
    )


# The draft


def card(draft: Draft, t: Translator, *, added: Safe | None = None) -> Card:
    """A draft, or what can still be done with a poll that was opened. `added`: what just happened."""
    poll = draft.poll
    if poll.state is not PollState.DRAFT:
        return _managed(draft, t, added=added)
    blocks: list[Block] = []
    said = [one for one in (added, t("poll-taken-back") if draft.taken_back else None) if one is not None]
    if said:
        blocks += [Text(joined(said, " ")), Divider()]
    if poll.description:
        blocks.append(Text(clip_markup(safe_body(poll.description), _PREVIEW)))
    if draft.options:
        listed = messages.option_list(poll, draft.options, Standing(), t)
        blocks.append(Text(clip_markup(listed, _OPTIONS_SHOWN)))
    blocks.append(Text(t("poll-draft-means", meaning=messages.meaning(poll, t, eligible=draft.eligible))))
    blocks.append(Facts(tuple(_facts(poll, t))))
    if draft.faults:
        lines = [t("poll-draft-fault", what=t(one.key, **one.values)) for one in draft.faults]
        blocks.append(Text(joined([t("poll-draft-lacks"), *lines])))
    blocks.append(Row(tuple(_first_row(draft, t))))
    blocks += _menus(draft, t)
    blocks.append(Row(tuple(_second_row(poll, t))))
    return Card(
        title=t("poll-draft-title", question=clip(poll.question, reading.QUESTION_LIMIT)),
        tone=Tone.SETTINGS,
        blocks=tuple(blocks),
        footer=t("poll-draft-footer", number=str(poll.id)),
    )


def advanced(draft: Draft, t: Translator, *, added: Safe | None = None) -> Card:
    """What few polls need."""
    poll = draft.poll
    blocks: list[Block] = []
    said = [one for one in (added, t("poll-taken-back") if draft.taken_back else None) if one is not None]
    if said:
        blocks += [Text(joined(said, " ")), Divider()]
    blocks.append(
        Facts(
            (
                (t("poll-fact-proxies"), _proxies(poll, t)),
                (t("poll-fact-extension"), _extension(poll, t)),
                (t("poll-fact-tie"), _tie(poll, t)),
            )
        )
    )
    blocks.append(
        Select(
            press=press("poll.extra", poll.id),
            placeholder=t.plain("poll-choose-extra"),
            options=tuple(
                Choice(
                    label=t.plain(f"poll-extra-{one}"),
                    value=one,
                    description=t.plain(f"poll-extra-{one}-hint"),
                    chosen=_is_extra(poll, one),
                )
                for one in EXTRA
                if one != "equal_forbidden" or poll.method in fitting.WITH_EQUAL
            ),
            least=0,
            most=sum(one != "equal_forbidden" or poll.method in fitting.WITH_EQUAL for one in EXTRA),
        )
    )
    blocks.append(
        Row(
            (
                Button(label=t.plain("poll-back"), press=press("poll.draft", poll.id), style=Style.PRIMARY),
                Button(
                    label=t.plain("poll-edit-numbers"),
                    press=press("poll.form", poll.id, FORMS.index("numbers")),
                ),
            )
        )
    )
    return Card(
        title=t("poll-advanced-title", question=poll.question), tone=Tone.SETTINGS, blocks=tuple(blocks)
    )


def preview(draft: Draft, shared: Translator, t: Translator) -> Card:
    """The card as members will see it, in the language of what is posted (`shared`); the words around it in the reader's own."""
    poll = draft.poll
    return Card(
        title="",
        blocks=(
            Text(t("poll-preview-what")),
            Row((Button(label=t.plain("poll-back"), press=press("poll.draft", poll.id)),)),
        ),
        above=messages.public(poll, draft.options, Standing(eligible=draft.eligible), shared),
    )


def opening(draft: Draft, t: Translator) -> Card:
    """What opening freezes, before it is done."""
    poll = draft.poll
    later = poll.opens_at is not None
    blocks: list[Block] = [
        Text(messages.meaning(poll, t, eligible=draft.eligible)),
        Facts(
            (
                (t("poll-fact-opens"), messages.opens(poll, t) if later else t("poll-opens-now")),
                (t("poll-fact-closes"), messages.closes(poll, t)),
                (t("poll-fact-where"), markup.channel(poll.channel_id)),
            )
        ),
        Divider(),
        Text(t("poll-open-freezes")),
        Text(t("poll-open-after", hours=poll.extension_hours)),
    ]
    if later:
        blocks.append(Note(t("poll-open-later")))
    return confirm_card(
        t("poll-open-title", question=poll.question),
        tuple(blocks),
        Button(
            label=t.plain("poll-open-later-do" if later else "poll-open-do"),
            press=press("poll.open-confirm", poll.id, poll.version),
            style=Style.PRIMARY,
        ),
        t,
        press("poll.draft", poll.id),
    )


def opened(poll: Poll, t: Translator) -> Card:
    """After Open was confirmed."""
    where = markup.channel(poll.channel_id)
    if poll.state is PollState.DRAFT and poll.opens_at is not None:
        text = t("poll-scheduled", at=messages.opens(poll, t), where=where)
    else:
        text = t("poll-opened", where=where, definition=poll.short_hash)
    return Card(
        title=messages.name(poll, t),
        tone=Tone.SUCCESS,
        blocks=(
            Text(text),
            Row((Button(label=t.plain("poll-see"), press=press("poll.draft", poll.id)),)),
        ),
    )


def cancelled(poll: Poll, t: Translator) -> Card:
    """After a poll was cancelled."""
    key = "poll-discarded" if poll.opened_at is None else "poll-cancelled"
    return Card(
        title=messages.name(poll, t),
        tone=Tone.NEUTRAL,
        blocks=(
            Text(t(key)),
            Row((Button(label=t.plain("poll-copy"), press=press("poll.copy", poll.id)),)),
        ),
    )


# Parts


def _managed(draft: Draft, t: Translator, *, added: Safe | None) -> Card:
    """A poll that was opened: the little that may change, and the way to another one."""
    poll = draft.poll
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    blocks.append(Text(messages.meaning(poll, t)))
    blocks.append(
        Facts(
            (
                (t("poll-fact-state"), messages.state_name(poll.state, t)),
                (t("poll-fact-closes"), messages.closes(poll, t)),
                (t("poll-fact-where"), markup.channel(poll.channel_id)),
            )
        )
    )
    is_open = poll.state is PollState.OPEN
    blocks.append(Note(t("poll-frozen" if is_open else "poll-over")))
    buttons: list[Button | Link] = [
        Button(
            label=t.plain("poll-copy"),
            press=press("poll.copy", poll.id),
            style=Style.PRIMARY,
        )
    ]
    if is_open and poll.description:
        buttons.append(_form_button("poll-edit-correct", poll, "correct", t))
    if fitting.may_gain(poll, draft.options):
        buttons.append(_form_button("poll-edit-dates", poll, "dates", t))
    if poll.state in (PollState.OPEN, PollState.CLOSED):
        buttons.append(_form_button("poll-cancel", poll, "cancel", t, style=Style.DANGER))
    blocks.append(Row(tuple(buttons)))
    return Card(title=messages.name(poll, t), tone=messages.TONES[poll.state], blocks=tuple(blocks))


def _facts(poll: Poll, t: Translator) -> list[tuple[str, str]]:
    reminders = joined([t("poll-remind-hours", hours=one // 60) for one in poll.reminders], ", ")
    rows: list[tuple[str, str]] = [
        (t("poll-fact-method"), messages.method_name(poll.method, t)),
        (t("poll-fact-secrecy"), messages.secrecy_name(poll.secrecy, t)),
        (t("poll-fact-opens"), messages.opens(poll, t)),
        (t("poll-fact-closes"), messages.closes(poll, t)),
        (t("poll-fact-standings"), t("poll-standings-shown" if poll.standings else "poll-standings-hidden")),
        (t("poll-fact-reminders"), reminders or t("poll-remind-none")),
        (t("poll-fact-where"), markup.channel(poll.channel_id)),
    ]
    if poll.kind is Kind.COMMITTEE:
        rows.insert(1, (t("poll-fact-seats"), str(poll.seats)))
    extra = [t.plain(f"poll-extra-{one}") for one in EXTRA if _is_extra(poll, one)]
    if poll.proxies:
        extra.append(t.plain("poll-fact-proxies"))
    if extra:
        rows.append(
            (
                t("poll-fact-advanced"),
                t("poll-list", items=joined([t("poll-name", question=one) for one in extra], ", ")),
            )
        )
    return rows


def _first_row(draft: Draft, t: Translator) -> list[Button | Link]:
    poll = draft.poll
    if poll.confirmed:
        first = Button(
            label=t.plain("poll-hold"), press=press("poll.hold", poll.id, poll.version), style=Style.PRIMARY
        )
    else:
        first = Button(
            label=t.plain("poll-open-later-step" if poll.opens_at is not None else "poll-open-step"),
            press=press("poll.open", poll.id),
            style=Style.PRIMARY,
            disabled=bool(draft.faults),
        )
    return [
        first,
        Button(label=t.plain("poll-preview"), press=press("poll.preview", poll.id)),
        _form_button("poll-edit-text", poll, "write", t),
        _form_button("poll-edit-times", poll, "times", t),
        _form_button("poll-edit-rules", poll, "rules", t),
    ]


def _second_row(poll: Poll, t: Translator) -> list[Button | Link]:
    return [
        Button(label=t.plain("poll-edit-voters"), press=press(VOTERS, poll.id, 1)),
        Button(label=t.plain("poll-advanced"), press=press("poll.advanced", poll.id)),
        Button(label=t.plain("poll-copy"), press=press("poll.copy", poll.id)),
        _form_button("poll-discard", poll, "cancel", t, style=Style.DANGER),
    ]


def _menus(draft: Draft, t: Translator) -> list[Block]:
    poll = draft.poll
    found: list[Block] = []
    if len(METHODS[poll.kind]) > 1:
        found.append(
            Select(
                press=press("poll.method", poll.id),
                placeholder=t.plain("poll-choose-method"),
                options=tuple(_method_option(one, poll, t) for one in METHODS[poll.kind]),
            )
        )
    found += [
        Select(
            press=press("poll.electorate", poll.id),
            placeholder=t.plain("poll-choose-electorate"),
            options=tuple(
                Choice(
                    label=messages.electorate_name(one, t),
                    value=one,
                    description=t.plain(f"poll-electorate-{one}-hint"),
                    chosen=one is poll.electorate,
                )
                for one in Electorate
            ),
        ),
        Select(
            press=press("poll.secrecy", poll.id),
            placeholder=t.plain("poll-choose-secrecy"),
            options=tuple(
                Choice(
                    label=messages.secrecy_name(one, t),
                    value=one,
                    description=messages.secrecy_hint(one, t),
                    chosen=one is poll.secrecy,
                )
                for one in Secrecy
            ),
        ),
    ]
    also = [one for one in ALSO if _fits(poll, one)]
    found.append(
        Select(
            press=press("poll.also", poll.id),
            placeholder=t.plain("poll-choose-also"),
            options=tuple(
                Choice(label=t.plain(f"poll-also-{one}"), value=one, chosen=_is_on(poll, one)) for one in also
            ),
            least=0,
            most=len(also),
        )
    )
    found.append(
        ChannelSelect(
            press=press("poll.channel", poll.id),
            placeholder=t.plain("poll-choose-channel"),
            chosen=(poll.channel_id,),
            types=(TEXT, ANNOUNCEMENT),
            least=1,
        )
    )
    return found


def _fits(poll: Poll, one: str) -> bool:
    match one:
        case "none_option":
            return poll.kind in fitting.WITH_NONE
        case "may_block":
            return poll.kind is Kind.YES_NO
        case _:
            return True


def _is_on(poll: Poll, one: str) -> bool:
    if one.startswith("remind_"):
        return int(one.removeprefix("remind_")) in poll.reminders
    return bool(getattr(poll, one))


def _is_extra(poll: Poll, one: str) -> bool:
    return poll.equal_ranks is EqualRanks.FORBIDDEN if one == "equal_forbidden" else bool(getattr(poll, one))


def _method_option(method: Method, poll: Poll, t: Translator) -> Choice:
    return Choice(
        label=messages.method_name(method, t),
        value=method,
        description=clip(messages.method_hint(method, t), _HINT),
        chosen=method is poll.method,
    )


def _start_option(start: Start, t: Translator) -> Choice:
    return Choice(label=start_name(start, t), value=start, description=t.plain(f"poll-start-{start}-hint"))


def _form_button(key: str, poll: Poll, name: str, t: Translator, *, style: Style = Style.SECONDARY) -> Button:
    return Button(label=t.plain(key), press=press("poll.form", poll.id, FORMS.index(name)), style=style)


def _proxies(poll: Poll, t: Translator) -> Safe:
    return t("poll-proxies", count=poll.proxies) if poll.proxies else t("poll-proxies-none")


def _extension(poll: Poll, t: Translator) -> Safe:
    return (
        t("poll-extension", hours=poll.extension_hours) if poll.extension_hours else t("poll-extension-none")
    )


def _tie(poll: Poll, t: Translator) -> Safe:
    return t("poll-tie-outside", outside=poll.tie_outside) if poll.tie_outside else t("poll-tie-seed")
