"""What officers are shown at a poll's end: confirmations and forms; and the pages of what happened."""

from bot.clock import from_epoch
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, clip_markup, joined
from bot.polls import chain, messages
from bot.polls.chain import Event
from bot.polls.closing.service import MOST_OUTCOME, MOST_VALUE, Ended, Ending, History, options_to_choose
from bot.polls.rules import Poll, QuorumKind, Secrecy, needed
from bot.ui.cards import (
    Attachment,
    Block,
    Button,
    Card,
    Facts,
    Field,
    File,
    Form,
    Note,
    Row,
    SelectField,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.cards import Option as Choice
from bot.ui.confirm import confirm_card
from bot.ui.pages import pager_row
from bot.ui.routes import press

CALENDAR = "date.ics"
DETAILS = "result.txt"


def close_card(ending: Ending, t: Translator) -> Card:
    """What closing now means, before it is done."""
    poll = ending.poll
    blocks: list[Block] = [Text(t("ending-close-means", count=ending.cast))]
    wanted = needed(poll) if poll.quorum_kind in (QuorumKind.COUNT, QuorumKind.ROLL) else None
    if wanted is not None and ending.cast < wanted:
        blocks.append(Text(t("ending-close-quorum", needed=wanted, cast=ending.cast)))
    if poll.closes_at is not None:
        closes = messages.closes(poll, t)
        blocks.append(Text(t("ending-close-early", closes=closes)))
    if poll.secrecy is Secrecy.SEALED:
        blocks.append(Note(t("ending-close-sealed")))
    button = Button(
        label=t.plain("ending-close"),
        press=press("result.close", poll.id, poll.version),
        style=Style.DANGER,
    )
    return confirm_card(
        t("ending-close-title", question=poll.question),
        tuple(blocks),
        button,
        t,
        press("result.keep", poll.id),
    )


def extend_card(ending: Ending, t: Translator) -> Card:
    """The deadline as it is and as it would be."""
    poll = ending.poll
    if ending.closes_at is None:
        raise ValueError("no deadline")
    rows = (
        (t("ending-extend-from"), messages.closes(poll, t)),
        (t("ending-extend-to"), messages.moment(ending.closes_at, ending.closes_wall, poll, t)),
    )
    button = Button(
        label=t.plain("ending-extend"),
        press=press("result.extend", poll.id, poll.version, int(ending.closes_at.timestamp())),
        style=Style.PRIMARY,
    )
    return confirm_card(
        t("ending-extend-title", question=poll.question),
        (Facts(rows), Text(t("ending-extend-means"))),
        button,
        t,
        press("result.keep", poll.id),
    )


def extended(ending: Ending, t: Translator) -> Card:
    return Card(
        title=messages.name(ending.poll, t),
        tone=Tone.SUCCESS,
        blocks=(Text(t("ending-extended", closes=messages.closes(ending.poll, t))),),
    )


def kept(t: Translator) -> Card:
    return Card(title=t("ending-kept-title"), blocks=(Text(t("ending-kept")),))


def value_form(ended: Ended, t: Translator) -> Form:
    """Asks for the outside value."""
    poll = ended.poll
    field = TextField(
        key="value",
        label=t.plain("ending-value-field"),
        description=clip(t.plain("ending-value-hint", source=poll.tie_outside), 100),
        most=MOST_VALUE,
    )
    return Form(
        title=t.plain("ending-value-title"),
        press=press("result.valued", poll.id, poll.version),
        fields=(field,),
    )


def certify_form(ended: Ended, t: Translator) -> Form:
    """Asks for the outcome in words, what was chosen, and when to look at it again."""
    poll = ended.poll
    fields: list[Field] = [
        TextField(
            key="outcome",
            label=t.plain("ending-outcome-field"),
            description=t.plain("ending-outcome-hint"),
            most=MOST_OUTCOME,
            long=True,
        )
    ]
    if some := options_to_choose(ended):
        chosen = ended.outcome.winners[:1]
        fields.append(
            SelectField(
                key="option",
                label=t.plain("ending-option-field"),
                options=tuple(
                    Choice(
                        label=clip(messages.option_plain(one, poll, t), 100),
                        value=str(one.number),
                        chosen=one.number in chosen,
                    )
                    for one in some
                ),
                required=False,
                least=0,
            )
        )
    fields.append(
        TextField(
            key="review",
            label=t.plain("ending-review-field"),
            description=t.plain("ending-review-hint"),
            required=False,
            most=10,
            placeholder=t.plain("ending-review-example"),
        )
    )
    return Form(
        title=t.plain("ending-certify-title"),
        press=press("result.certified", poll.id, poll.version),
        fields=tuple(fields),
    )


def calendar_card(poll: Poll, content: bytes, t: Translator) -> Card:
    """The date as a file for calendars."""
    return Card(
        title=messages.name(poll, t),
        blocks=(Text(t("ending-calendar")), File(name=CALENDAR)),
        files=(Attachment(name=CALENDAR, content=content),),
    )


def details_card(ended: Ended, content: str, t: Translator) -> Card:
    """Every number, as a file."""
    return Card(
        title=messages.name(ended.poll, t),
        blocks=(Text(t("ending-details")), File(name=DETAILS)),
        files=(Attachment(name=DETAILS, content=content.encode()),),
    )


def history(found: History, t: Translator) -> Card:
    """What happened, the newest first."""
    poll = found.poll
    lines = [_event(one, found, t) for one in found.page.items]
    holds = t("ending-chain-holds") if found.holds else t("ending-chain-broken")
    blocks: list[Block] = [Text(clip_markup(joined(lines), 3000)), Note(holds)]
    if poll.secrecy is not Secrecy.OPEN:
        blocks.append(Note(t("ending-history-secret")))
    if found.page.count > 1:
        blocks.append(pager_row("result.history", found.page, poll.id, t=t))
    else:
        blocks.append(
            Row((Button(label=t.plain("ending-history-again"), press=press("result.history", poll.id, 1)),))
        )
    return Card(
        title=t("ending-history-title", question=poll.question),
        blocks=tuple(blocks),
        footer=t("ending-history-footer", definition=poll.definition_hash[:12], head=poll.head[:12]),
        tone=Tone.NEUTRAL if found.holds else Tone.DANGER,
    )


def _event(event: Event, found: History, t: Translator) -> Safe:
    body = event.body
    # A sealed poll's voters are told by no time finer than the day: beside a server's own log, minutes would say who.
    fine = event.kind != chain.CAST or found.poll.secrecy is not Secrecy.SEALED
    at = markup.time(from_epoch(event.at), "f" if fine else "D")
    parts: dict[str, object] = {"number": str(event.number), "at": at, "hash": event.hash[:12]}
    match event.kind:
        case chain.OPENED:
            return t("ending-event-opened", **parts)
        case chain.CAST:
            return t("ending-event-cast", **parts, voter=Safe(f"`{_text(body.get('voter'))[:12]}`"))
        case chain.CLOSED:
            return t("ending-event-closed", **parts, count=_whole(body.get("cast")))
        case chain.LOT:
            return t("ending-event-lot", **parts)
        case chain.CERTIFIED:
            return t("ending-event-certified", **parts)
        case chain.VOIDED:
            return t("ending-event-voided", **parts)
        case chain.EXTENDED:
            to = markup.time(from_epoch(_whole(body.get("to"))), "f")
            return t("ending-event-extended", **parts, to=to)
        case chain.CORRECTED:
            return t("ending-event-corrected", **parts)
        case chain.OPTION_ADDED:
            label = _text(body.get("label"))
            return t("ending-event-option", **parts, label=label)
        case chain.PROXY:
            return t("ending-event-proxy", **parts)
        case _:
            return t("ending-event-other", **parts)


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
