"""What every room of polls says: the words for kinds, methods, secrecy and voters, what a poll means, and its card."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.language import markup, when, zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip_markup, joined, safe_body
from bot.polls.rules import (
    LEAST_SEALED,
    NONE,
    Answer,
    Electorate,
    Kind,
    Method,
    Option,
    Poll,
    PollState,
    QuorumKind,
    Secrecy,
    ThresholdBase,
    letter,
    needed,
)
from bot.ui.cards import Block, Button, Card, Divider, Facts, Link, Note, Row, Style, Text, Tone
from bot.ui.routes import press

VOTE = "vote.open"
"""The route of the Vote button; its id is the poll's."""
MOST_DESCRIPTION = 700
"""Characters of the description on a card: the options need the rest."""
MOST_DETAILS = 1200
"""Where the sentences about options are longer than this together, the card leaves them out."""
TONES: Mapping[PollState, Tone] = {
    PollState.DRAFT: Tone.NEUTRAL,
    PollState.OPEN: Tone.ANNOUNCEMENT,
    PollState.CLOSED: Tone.NEUTRAL,
    PollState.CERTIFIED: Tone.SUCCESS,
    PollState.VOID: Tone.DANGER,
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a poll is. `turnout`: voters whose ballot counts; `eligible`: how many may vote, None: nobody knows.

    The others only where the poll shows standings: `votes`: option → votes (first choices in a ranked poll, points in one of
    scores, "yes" for a date); `maybe`: "if need be" for a date; `answers` of a yes/no poll; `amount` pledged.
    """

    turnout: int = 0
    eligible: int | None = None
    votes: Mapping[int, int] = field(default_factory=dict)
    maybe: Mapping[int, int] = field(default_factory=dict)
    answers: Mapping[Answer, int] = field(default_factory=dict)
    amount: int = 0


# Words


def kind_name(kind: Kind, t: Translator) -> str:
    """For menus and facts: "committee"."""
    return t.plain(f"poll-kind-{kind}")


def method_name(method: Method, t: Translator) -> str:
    """ "Ranked: the one that beats every other (Schulze)"."""
    return t.plain(f"poll-method-{method}")


def method_hint(method: Method, t: Translator) -> str:
    """What a member does, and what wins: one line without markup."""
    return t.plain(f"poll-method-{method}-hint")


def secrecy_name(secrecy: Secrecy, t: Translator) -> str:
    """ "Confidential"."""
    return t.plain(f"poll-secrecy-{secrecy}")


def secrecy_hint(secrecy: Secrecy, t: Translator) -> str:
    """What is seen, and by whom: one honest line without markup."""
    return t.plain(f"poll-secrecy-{secrecy}-hint")


def electorate_name(electorate: Electorate, t: Translator) -> str:
    """ "Organisations with a verified network"."""
    return t.plain(f"poll-electorate-{electorate}")


def answer_name(answer: Answer, t: Translator) -> str:
    """ "Yes"."""
    return t.plain(f"poll-answer-{answer}")


def state_name(state: PollState, t: Translator) -> str:
    """ "open"."""
    return t.plain(f"poll-state-{state}")


def name(poll: Poll, t: Translator) -> Safe:
    """The question as the title of a card."""
    return t("poll-name", question=poll.question)


def option_plain(option: Option, poll: Poll, t: Translator) -> str:
    """An option for buttons, menus and forms; a date by its wall time and zone."""
    if option.wall is None:
        return t.plain("poll-option-name", label=option.label)
    return t.plain(
        "poll-option-date",
        date=when.date(option.wall, t),
        time=f"{option.wall:%H:%M}",
        zone=zones.city(poll.zone),
    )


def option_name(option: Option, poll: Poll, t: Translator) -> Safe:
    """An option in the text of a card; a date in the reader's own zone, beside the wall time that was agreed."""
    if option.wall is None or option.starts_at is None:
        return t("poll-option-name", label=option.label)
    return t(
        "poll-option-when",
        at=markup.time(option.starts_at, "F"),
        date=when.date(option.wall, t),
        time=f"{option.wall:%H:%M}",
        zone=zones.city(poll.zone),
    )


def choice_name(number: int, options: Sequence[Option], poll: Poll, t: Translator) -> Safe:
    """The option of a number in the text of a card; 0 is "none of these"."""
    found = next((one for one in options if one.number == number), None)
    return t("poll-none-of-these") if number == NONE or found is None else option_name(found, poll, t)


def mark(number: int, poll: Poll) -> str:
    """What an option goes by in a list: the letter of the ballot where options are ranked, else its number."""
    return letter(number) if poll.is_ranked else str(number)


def choice_plain(number: int, options: Sequence[Option], poll: Poll, t: Translator) -> str:
    """The option of a number where no markup renders; 0 is "none of these"."""
    found = next((one for one in options if one.number == number), None)
    return t.plain("poll-none-of-these") if number == NONE or found is None else option_plain(found, poll, t)


def moment(instant: dt.datetime, wall: dt.datetime | None, poll: Poll, t: Translator) -> Safe:
    """A time in the reader's own zone, beside the wall time that was agreed."""
    if wall is None:
        return markup.time(instant, "F")
    anchor = t.plain("poll-anchor", date=when.date(wall, t), time=f"{wall:%H:%M}", zone=zones.city(poll.zone))
    return markup.when_both(instant, anchor)


def closes(poll: Poll, t: Translator) -> Safe:
    """When it closes."""
    if poll.closes_at is None:
        return t("poll-closes-unset")
    return moment(poll.closes_at, poll.closes_wall, poll, t)


def opens(poll: Poll, t: Translator) -> Safe:
    """When it opens by itself, or that somebody opens it."""
    if poll.opens_at is None:
        return t("poll-opens-by-hand")
    return moment(poll.opens_at, poll.opens_wall, poll, t)


# What it means


def meaning(poll: Poll, t: Translator, *, eligible: int | None = None) -> Safe:
    """What the choices mean, in one sentence: who votes, how many must, what wins, what is seen.

    `eligible`: how many may vote; None: nobody knows, unless a roll is frozen.
    """
    size = poll.roll if poll.roll is not None else eligible
    parts = [who(poll, t, eligible=size), quorum(poll, t), wins(poll, t)]
    if poll.threshold is not None:
        parts.append(threshold(poll, t))
    parts.append(t(f"poll-means-{poll.secrecy}"))
    return t("poll-means", parts=joined(parts, "; "))


def who(poll: Poll, t: Translator, *, eligible: int | None = None) -> Safe:
    """ "One vote per organisation, 14 eligible"."""
    if poll.electorate is Electorate.ROLE:
        said = (
            t("poll-means-who-role-unset")
            if poll.electorate_id is None
            else t("poll-means-who-role", role=markup.role(poll.electorate_id))
        )
    elif poll.weighted and poll.electorate is Electorate.ORGANISATIONS:
        said = t("poll-means-who-organisations-weighted")
    elif poll.weighted:
        said = t("poll-means-who-weighted")
    else:
        said = t(f"poll-means-who-{poll.electorate}")
    return said if eligible is None else t("poll-means-eligible", who=said, count=eligible)


def quorum(poll: Poll, t: Translator) -> Safe:
    """ "8 must vote"."""
    match poll.quorum_kind:
        case QuorumKind.NONE:
            return t("poll-means-quorum-none")
        case QuorumKind.COUNT:
            return t("poll-means-quorum-count", count=poll.quorum)
        case QuorumKind.ROLL if poll.roll is not None:
            return t(
                "poll-means-quorum-roll-of", percent=poll.quorum, count=-(-poll.roll * poll.quorum // 100)
            )
        case QuorumKind.ROLL:
            return t("poll-means-quorum-roll", percent=poll.quorum)
        case QuorumKind.WEIGHT:
            return t("poll-means-quorum-weight", percent=poll.quorum)


def wins(poll: Poll, t: Translator) -> Safe:
    """ "the option that beats every other wins"."""
    match poll.method:
        case Method.STV:
            return t("poll-means-stv", seats=poll.seats)
        case Method.PLEDGE if poll.goal is not None:
            return t("poll-means-pledge-goal", goal=poll.goal, unit=poll.goal_unit)
        case Method.YES_NO if poll.may_block:
            return t("poll-means-yes_no-block")
        case _:
            return t(f"poll-means-{poll.method}")


def threshold(poll: Poll, t: Translator) -> Safe:
    """ "it needs more than 50 % of the votes without abstentions"."""
    key = "poll-means-over" if poll.threshold_strict else "poll-means-at-least"
    base = {
        ThresholdBase.CAST: t("poll-base-cast"),
        ThresholdBase.ALL: t("poll-base-all"),
        ThresholdBase.ROLL: t("poll-base-roll"),
    }[poll.threshold_base]
    return t(key, percent=poll.threshold or 0, base=base)


# The card


def public(
    poll: Poll,
    options: Sequence[Option],
    standing: Standing,
    t: Translator,
    *,
    more: Sequence[Button | Link] = (),
) -> Card:
    """The poll as it stands in its channel, for everybody who reads it. A draft: as it will stand there.

    `more`: further buttons beside Vote (at most three).
    """
    blocks: list[Block] = []
    if poll.state is PollState.VOID:
        blocks.append(
            Text(t("poll-card-void-why", reason=poll.reason) if poll.reason else t("poll-card-void"))
        )
    if poll.description:
        blocks.append(Text(clip_markup(safe_body(poll.description), MOST_DESCRIPTION)))
    if listed := option_list(poll, options, standing, t):
        blocks.append(Text(listed))
    blocks.append(Facts(tuple(_facts(poll, standing, t))))
    blocks += [Divider(), Text(meaning(poll, t, eligible=standing.eligible))]
    if poll.secrecy is Secrecy.SEALED and poll.state in (PollState.DRAFT, PollState.OPEN):
        blocks.append(Note(t("poll-card-sealed")))
    if poll.state in (PollState.DRAFT, PollState.OPEN) and (told := _tells(poll, standing, t)):
        blocks.append(Note(joined(told, " ")))
    if poll.state is PollState.OPEN and poll.roll is None:
        blocks.append(Note(t("poll-card-no-roll")))
    if buttons := _buttons(poll, t, more):
        blocks.append(Row(tuple(buttons)))
    return Card(title=name(poll, t), tone=TONES[poll.state], blocks=tuple(blocks), footer=_footer(poll, t))


def _tells(poll: Poll, standing: Standing, t: Translator) -> list[Safe]:
    """What totals tell of single votes all the same."""
    if poll.secrecy is Secrecy.OPEN:
        return []
    size = poll.roll if poll.roll is not None else standing.eligible
    told: list[Safe] = []
    if poll.standings:
        told.append(t("poll-card-tells-standings"))
    if poll.weighted:
        told.append(t("poll-card-tells-weights"))
    if size is None:
        told.append(t("poll-card-tells-if-few", least=LEAST_SEALED))
    elif size < LEAST_SEALED:
        told.append(t("poll-card-tells-few", least=LEAST_SEALED))
    return told


def option_list(poll: Poll, options: Sequence[Option], standing: Standing, t: Translator) -> Safe:
    """The options, numbered, each with its sentence where there is room, and what it has so far where that is shown."""
    shown = poll.standings and poll.state is not PollState.DRAFT
    if poll.kind is Kind.YES_NO:
        if not shown:
            return Safe("")
        answers = [one for one in Answer if one is not Answer.BLOCK or poll.may_block]
        return joined(
            [
                t("poll-card-so-far", what=answer_name(one, t), count=standing.answers.get(one, 0))
                for one in answers
            ]
        )
    detailed = sum(len(one.detail) for one in options) <= MOST_DETAILS
    lines: list[Safe] = []
    for one in options:
        line = t("poll-card-option", number=mark(one.number, poll), option=option_name(one, poll, t))
        if shown:
            line = _so_far(poll, one.number, line, standing, t)
        lines.append(line)
        if one.detail and detailed:
            lines.append(t("poll-card-detail", detail=one.detail))
    if poll.none_option:
        line = t("poll-card-option", number=mark(NONE, poll), option=t("poll-none-of-these"))
        lines.append(_so_far(poll, NONE, line, standing, t) if shown else line)
    return joined(lines)


def turnout(poll: Poll, standing: Standing, t: Translator) -> Safe:
    """ "5 of 14", and how many are needed where that is a number of voters."""
    size = poll.roll if poll.roll is not None else standing.eligible
    if size is None:
        said = t("poll-turnout", count=standing.turnout)
    else:
        said = t("poll-turnout-of", count=standing.turnout, size=size)
    least = needed(poll)
    return said if least is None else t("poll-turnout-needed", turnout=said, needed=least)


def _so_far(poll: Poll, number: int, line: Safe, standing: Standing, t: Translator) -> Safe:
    if poll.method is Method.DATE:
        return t(
            "poll-card-date-so-far",
            what=line,
            yes=standing.votes.get(number, 0),
            maybe=standing.maybe.get(number, 0),
        )
    if poll.method is Method.SCORE:
        return t("poll-card-points", what=line, count=standing.votes.get(number, 0))
    return t("poll-card-so-far", what=line, count=standing.votes.get(number, 0))


def _facts(poll: Poll, standing: Standing, t: Translator) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    if poll.state is PollState.DRAFT and poll.opens_at is not None:
        rows.append((t("poll-fact-opens"), opens(poll, t)))
    if poll.state in (PollState.DRAFT, PollState.OPEN):
        rows.append((t("poll-fact-closes"), closes(poll, t)))
    elif poll.closed_at is not None:
        rows.append(
            (t("poll-fact-closed"), markup.time(min(poll.closed_at, poll.closes_at or poll.closed_at), "F"))
        )
    else:
        rows.append((t("poll-fact-state"), t(f"poll-state-{poll.state}")))
    if poll.state is not PollState.DRAFT:
        rows.append((t("poll-fact-turnout"), turnout(poll, standing, t)))
    if poll.kind is Kind.PLEDGE and poll.standings and poll.state is not PollState.DRAFT:
        rows.append((t("poll-fact-pledged"), pledged(poll, standing.amount, t)))
    return rows


def pledged(poll: Poll, amount: int, t: Translator) -> Safe:
    """ "12 of 20 ports", with a bar."""
    if not poll.goal:
        return t("poll-pledged", amount=amount, unit=poll.goal_unit)
    filled = min(10, amount * 10 // poll.goal)
    return t(
        "poll-pledged-of",
        amount=amount,
        goal=poll.goal,
        unit=poll.goal_unit,
        bar=Safe("▰" * filled + "▱" * (10 - filled)),
    )


def _buttons(poll: Poll, t: Translator, more: Sequence[Button | Link]) -> list[Button | Link]:
    buttons: list[Button | Link] = []
    if poll.state in (PollState.DRAFT, PollState.OPEN):
        buttons.append(
            Button(
                label=t.plain("poll-vote"),
                press=press(VOTE, poll.id),
                style=Style.PRIMARY,
                disabled=poll.state is PollState.DRAFT,
            )
        )
    buttons += more
    if poll.thread_id is not None:
        buttons.append(
            Link(label=t.plain("poll-discussion"), url=markup.channel_url(poll.guild_id, poll.thread_id))
        )
    return buttons


def _footer(poll: Poll, t: Translator) -> Safe:
    if not poll.short_hash:
        return t("poll-footer", number=str(poll.id))
    return t("poll-footer-definition", number=str(poll.id), definition=poll.short_hash)
