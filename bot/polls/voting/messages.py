"""What voters read: the ballot of each method while it is made, what was cast, their polls, their receipt."""

from collections.abc import Collection, Iterable
from typing import Final

from bot.language import markup, zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, clip_markup, joined, safe
from bot.language.when_said import date as said_date
from bot.language.zones import zone_info
from bot.polls import messages as polls
from bot.polls.rules import (
    MOST_SCORE,
    NONE,
    Answer,
    EqualRanks,
    Manner,
    Method,
    Option,
    Poll,
    PollState,
    Secrecy,
    letter,
)
from bot.polls.voting import packing, ranking_rules, typed_rules, votes
from bot.polls.voting.casting import Cast
from bot.polls.voting.service import Choice, Mine, Past, Receipt, Sitting
from bot.polls.voting.votes import MOST_CONDITIONS, Vote
from bot.ui import cards
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Form,
    Heading,
    Item,
    Link,
    Note,
    Row,
    Select,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.routes import press

UP, DOWN, EQUAL, REMOVE, UNDO, CLEAR = range(6)
"""What a press does to the option that is chosen, or to the whole ballot."""
NO_SCORE: Final = MOST_SCORE + 1
_LABEL: Final = 60
"""Characters of an option in the picture of a ballot: 25 of them fit into a message."""
_MOST_OPEN: Final = 7
_MOST_CHOICES: Final = 25
_ALL_LINES: Final = 2600


# For whom


def choose(sitting: Sitting, t: Translator) -> Card:
    """For whom the person votes: themselves, organisations, those who gave them their vote."""
    poll = sitting.poll
    lines = [_choice_line(one, t) for one in sitting.choices]
    return Card(
        title=polls.name(poll, t),
        blocks=(
            Text(t("vote-choose-for")),
            Text(joined(lines)),
            Select(
                press=press("vote.for", poll.id),
                placeholder=t.plain("vote-choose-for-menu"),
                options=tuple(
                    cards.Option(
                        label=_choice_plain(one, place, t),
                        value=str(one.tag),
                        description=t.plain("vote-choice-voted" if one.voted else "vote-choice-open"),
                    )
                    for place, one in enumerate(sitting.choices[:_MOST_CHOICES], start=1)
                ),
            ),
        ),
    )


def _choice_line(choice: Choice, t: Translator) -> Safe:
    done = "vote-choice-line-voted" if choice.voted else "vote-choice-line-open"
    return t(done, who=_who(choice, t))


def _who(choice: Choice, t: Translator) -> Safe:
    """ "your own vote", "ExampleNet", "@omar, by proxy"."""
    unit = choice.unit
    if unit.is_organisation:
        if unit.manner is Manner.OWN:
            return t("vote-for-organisation", name=unit.name)
        if unit.manner is Manner.ALTERNATE:
            return t("vote-for-organisation-alternate", name=unit.name)
        return t("vote-for-organisation-proxy", name=unit.name)
    if unit.manner is Manner.PROXY:
        if choice.holder_of is None:
            return t("vote-for-somebody-proxy")
        return t("vote-for-person-proxy", who=markup.user(choice.holder_of))
    return t("vote-for-self-advisory" if unit.advisory else "vote-for-self")


def _choice_plain(choice: Choice, place: int, t: Translator) -> str:
    unit = choice.unit
    if unit.is_organisation:
        return t.plain("vote-menu-organisation", name=unit.name)
    if unit.manner is Manner.PROXY:
        # A menu shows no mention; the line of this number does.
        return t.plain("vote-menu-proxy", number=str(place))
    return t.plain("vote-menu-self")


# A ballot being made


def ballot(
    sitting: Sitting,
    vote: Vote,
    t: Translator,
    *,
    zone: str,
    number: int | None = None,
    before: Vote | None = None,
    added: tuple[Block, ...] = (),
) -> Card:
    """The ballot as far as it is. `number`: the option that is chosen; `before`: what Undo brings back.

    `added`: a word above it, such as why the line that was typed did not do.
    """
    poll = sitting.poll
    blocks: list[Block] = [*added]
    if sitting.choice is not None and (len(sitting.choices) > 1 or sitting.choice.unit.advisory):
        blocks.append(Text(t("vote-for", who=_who(sitting.choice, t))))
    match poll.method:
        case Method.YES_NO:
            blocks += _answers(sitting, vote, t)
        case Method.APPROVAL:
            blocks += _approval(sitting, vote, t)
        case Method.PLURALITY:
            blocks += _plurality(sitting, vote, t)
        case Method.DATE:
            blocks += _dates(sitting, vote, t, zone)
        case Method.SCORE:
            blocks += _scores(sitting, vote, t, number)
        case _:
            blocks += _ranking(sitting, vote, t, number=number, before=before)
    return Card(title=polls.name(poll, t), blocks=tuple(blocks), footer=_promise(sitting, t))


def _promise(sitting: Sitting, t: Translator) -> Safe:
    """Who sees it, and that nothing is stored yet."""
    if sitting.poll.secrecy is Secrecy.SEALED:
        return t("vote-footer-sealed")
    return t("vote-footer-open" if sitting.poll.secrecy is Secrecy.OPEN else "vote-footer-confidential")


def _ids(sitting: Sitting) -> tuple[int, int, int]:
    assert sitting.choice is not None  # noqa: S101 - there is no ballot before somebody is chosen
    return sitting.poll.id, sitting.choice.tag, sitting.seen


def _press(route: str, sitting: Sitting, vote: Vote, *more: int) -> str:
    return press(route, *_ids(sitting), *packing.pack(sitting.poll.method, vote), *more)


def _cast(sitting: Sitting, vote: Vote, t: Translator) -> Button:
    """Confirm; an empty ballot abstains, and says so."""
    empty = votes.is_abstention(sitting.poll, vote)
    key = "vote-abstain" if empty else "vote-replace" if sitting.voted else "vote-cast"
    return Button(
        label=t.plain(key),
        press=_press("vote.cast", sitting, vote),
        style=Style.SECONDARY if empty else Style.PRIMARY,
    )


def _answers(sitting: Sitting, vote: Vote, t: Translator) -> list[Block]:
    """One press casts; where it could not be taken back, it is asked once more."""
    poll = sitting.poll
    blocks: list[Block] = []
    if sitting.mine is not None:
        blocks.append(Text(t("vote-stands", vote=picture(poll, sitting.options, sitting.mine, t))))
    if vote.answer is not None and poll.secrecy is Secrecy.SEALED:
        return [
            *blocks,
            Text(t("vote-sure-sealed", vote=picture(poll, sitting.options, vote, t))),
            Row(
                (
                    Button(
                        label=t.plain("vote-cast"),
                        press=_press("vote.cast", sitting, vote),
                        style=Style.PRIMARY,
                    ),
                    Button(label=t.plain("vote-back"), press=press("vote.open", poll.id)),
                )
            ),
        ]
    shown = [Answer.YES, Answer.NO, Answer.ABSTAIN, *([Answer.BLOCK] if poll.may_block else [])]
    blocks.append(Text(t("vote-how-answer-sealed" if poll.secrecy is Secrecy.SEALED else "vote-how-answer")))
    blocks.append(
        Row(
            tuple(
                Button(
                    label=polls.answer_name(one, t),
                    press=press("vote.answer", *_ids(sitting), list(Answer).index(one)),
                    style=Style.PRIMARY if one is Answer.YES else Style.SECONDARY,
                )
                for one in shown
            )
        )
    )
    return blocks


def _approval(sitting: Sitting, vote: Vote, t: Translator) -> list[Block]:
    ticked = set(vote.groups[0]) if vote.groups else set[int]()
    return [
        Text(t("vote-how-approval")),
        Text(picture(sitting.poll, sitting.options, vote, t)),
        Select(
            press=press("vote.approve", *_ids(sitting)),
            placeholder=t.plain("vote-menu-approval"),
            options=_menu(sitting, sitting.numbers, t, chosen=ticked),
            least=0,
            most=len(sitting.numbers),
        ),
        Row((_cast(sitting, vote, t),)),
    ]


def _plurality(sitting: Sitting, vote: Vote, t: Translator) -> list[Block]:
    picked = set(vote.groups[0]) if vote.groups else set[int]()
    return [
        Text(t("vote-how-plurality")),
        Text(picture(sitting.poll, sitting.options, vote, t)),
        Select(
            press=press("vote.pick", *_ids(sitting)),
            placeholder=t.plain("vote-menu-plurality"),
            options=_menu(sitting, sitting.numbers, t, chosen=picked),
        ),
        Row((_cast(sitting, vote, t),)),
    ]


def _dates(sitting: Sitting, vote: Vote, t: Translator, zone: str) -> list[Block]:
    numbers = sitting.numbers
    return [
        Text(t("vote-how-dates", city=safe(zones.city(zone)))),
        Text(picture(sitting.poll, sitting.options, vote, t)),
        Select(
            press=_press("vote.dates", sitting, vote, 0),
            placeholder=t.plain("vote-menu-dates-yes"),
            options=_menu(sitting, numbers, t, chosen=set(vote.yes), zone=zone),
            least=0,
            most=len(numbers),
        ),
        Select(
            press=_press("vote.dates", sitting, vote, 1),
            placeholder=t.plain("vote-menu-dates-maybe"),
            options=_menu(sitting, numbers, t, chosen=set(vote.maybe), zone=zone),
            least=0,
            most=len(numbers),
        ),
        Row((_cast(sitting, vote, t),)),
    ]


def _scores(sitting: Sitting, vote: Vote, t: Translator, number: int | None) -> list[Block]:
    given = dict(vote.scores)
    numbers = sitting.numbers
    if number not in numbers:
        number = next((one for one in numbers if one not in given), None)
    blocks: list[Block] = [
        Text(t("vote-how-score", most=MOST_SCORE)),
        Text(picture(sitting.poll, sitting.options, vote, t)),
        Select(
            press=_press("vote.score-of", sitting, vote),
            placeholder=t.plain("vote-menu-score"),
            options=_menu(sitting, numbers, t, chosen=set() if number is None else {number}),
        ),
    ]
    if number is not None:
        blocks.append(
            Text(t("vote-score-for", option=_name(number, sitting.options, sitting.poll, t)))
            if number not in given
            else Text(
                t(
                    "vote-score-now",
                    option=_name(number, sitting.options, sitting.poll, t),
                    score=str(given[number]),
                )
            )
        )
        points = [
            Button(
                label=str(score),
                press=_press("vote.score", sitting, vote, packing.pack_step(score, number)),
            )
            for score in reversed(range(MOST_SCORE + 1))
        ]
        none = Button(
            label=t.plain("vote-score-none"),
            press=_press("vote.score", sitting, vote, packing.pack_step(NO_SCORE, number)),
            disabled=number not in given,
        )
        blocks += [Row(tuple(points[:3])), Row((*points[3:], none))]
    return [*blocks, Divider(), Row((_cast(sitting, vote, t),))]


def _ranking(
    sitting: Sitting, vote: Vote, t: Translator, *, number: int | None, before: Vote | None
) -> list[Block]:
    poll, groups = sitting.poll, vote.groups
    ranked = [one for group in groups for one in group]
    left = [one for one in sitting.numbers if one not in ranked]
    if number not in ranked:
        number = None
    blocks: list[Block] = [
        Text(t("vote-how-ranking" if not ranked else "vote-how-ranking-more")),
        Text(picture(poll, sitting.options, vote, t)),
    ]
    if left:
        blocks.append(
            Select(
                press=_press("vote.add", sitting, vote),
                placeholder=t.plain("vote-menu-next" if ranked else "vote-menu-first"),
                options=_menu(sitting, left, t, letters=True),
            )
        )
    if ranked:
        blocks.append(
            Select(
                press=_press("vote.line", sitting, vote),
                placeholder=t.plain("vote-menu-line"),
                options=_menu(sitting, ranked, t, letters=True, chosen=set() if number is None else {number}),
            )
        )
    if number is not None:
        blocks.append(_moves(sitting, vote, number, t))
    undone = Vote(groups=ranking_rules.last_taken(groups)) if before is None else before
    blocks.append(
        Row(
            (
                _cast(sitting, vote, t),
                Button(
                    label=t.plain("vote-undo"),
                    press=_press("vote.step", sitting, undone, packing.pack_step(UNDO, None)),
                    disabled=undone == vote,
                ),
                Button(
                    label=t.plain("vote-clear"),
                    press=_press("vote.step", sitting, vote, packing.pack_step(CLEAR, None)),
                    disabled=not ranked,
                ),
                Button(label=t.plain("vote-write"), press=_press("vote.write", sitting, vote)),
            )
        )
    )
    return blocks


def _moves(sitting: Sitting, vote: Vote, number: int, t: Translator) -> Row:
    """What can be done to the chosen line."""
    poll, groups = sitting.poll, vote.groups
    name = letter(number)
    wanted = [
        (UP, t.plain("vote-up", letter=name), ranking_rules.up(groups, number) == groups),
        (DOWN, t.plain("vote-down", letter=name), ranking_rules.down(groups, number) == groups),
        (EQUAL, t.plain("vote-equal", letter=name), ranking_rules.equal(groups, number) == groups),
        (REMOVE, t.plain("vote-remove", letter=name), False),
    ]
    if poll.equal_ranks is EqualRanks.FORBIDDEN and poll.method is not Method.SCHULZE:
        wanted = [one for one in wanted if one[0] != EQUAL]
    return Row(
        tuple(
            Button(
                label=label,
                press=_press("vote.step", sitting, vote, packing.pack_step(action, number)),
                disabled=disabled,
            )
            for action, label, disabled in wanted
        )
    )


def _menu(
    sitting: Sitting,
    numbers: Iterable[int],
    t: Translator,
    *,
    chosen: Collection[int] = (),
    letters: bool = False,
    zone: str | None = None,
) -> tuple[cards.Option, ...]:
    found = {one.number: one for one in sitting.options}

    def label(number: int) -> str:
        option = found.get(number)
        if zone is not None and option is not None and option.starts_at is not None:
            local = option.starts_at.astimezone(zone_info(zone))
            return t.plain(
                "vote-menu-date", date=said_date(local, t), time=f"{local:%H:%M}", city=zones.city(zone)
            )
        name = polls.choice_plain(number, sitting.options, sitting.poll, t)
        return t.plain("vote-menu-letter", letter=letter(number), name=name) if letters else name

    return tuple(
        cards.Option(
            label=label(number),
            value=str(number),
            description=found[number].detail or None if number in found else None,
            chosen=number in chosen,
        )
        for number in numbers
    )


# The picture of a ballot


def picture(poll: Poll, options: tuple[Option, ...], vote: Vote, t: Translator) -> Safe:
    """The ballot as it is understood, one line for each rank."""
    if votes.is_abstention(poll, vote) and not (poll.method is Method.PLEDGE and vote.amount == 0):
        return t("vote-picture-abstain" if poll.method is Method.YES_NO else "vote-picture-empty")
    match poll.method:
        case Method.YES_NO if vote.answer is not None:
            return Safe(f"**{safe(polls.answer_name(vote.answer, t))}**")
        case Method.PLEDGE:
            pledged = t("vote-picture-pledge", amount=vote.amount or 0, unit=poll.goal_unit)
            if not vote.conditions:
                return pledged
            return joined([pledged, t("vote-picture-conditions", text=vote.conditions)])
        case Method.SCORE:
            lines = [
                t("vote-picture-score", score=str(score), option=_name(number, options, poll, t))
                for number, score in sorted(
                    vote.scores, key=lambda one: (-one[1], one[0] or len(options) + 1)
                )
            ]
        case Method.DATE:
            lines = [
                *(
                    t("vote-picture-yes", option=_name(one, options, poll, t))
                    for one in sorted(vote.yes, key=_place)
                ),
                *(
                    t("vote-picture-maybe", option=_name(one, options, poll, t))
                    for one in sorted(vote.maybe, key=_place)
                ),
            ]
        case Method.APPROVAL | Method.PLURALITY:
            lines = [
                t("vote-picture-approved", option=_name(one, options, poll, t))
                for group in vote.groups
                for one in sorted(group, key=_place)
            ]
        case _:
            lines = [
                t(
                    "vote-picture-rank",
                    rank=str(rank),
                    options=joined(
                        [_lettered(one, options, poll, t) for one in sorted(group, key=_place)], " = "
                    ),
                )
                for rank, group in enumerate(vote.groups, start=1)
            ]
    return clip_markup(joined(lines), _ALL_LINES)


def _place(number: int) -> int:
    """ "None of these" comes after the options."""
    return packing.NUMBERS if number == NONE else number


def _name(number: int, options: tuple[Option, ...], poll: Poll, t: Translator) -> Safe:
    found = next((one for one in options if one.number == number), None)
    if number == NONE or found is None or found.starts_at is not None:
        return polls.choice_name(number, options, poll, t)
    return t("poll-option-name", label=clip(found.label, _LABEL))


def _lettered(number: int, options: tuple[Option, ...], poll: Poll, t: Translator) -> Safe:
    return t("vote-picture-letter", letter=letter(number), option=_name(number, options, poll, t))


# Forms


def write(sitting: Sitting, vote: Vote, t: Translator) -> Form:
    """A ranking as one line."""
    return Form(
        title=t.plain("vote-write-title"),
        press=_press("vote.typed", sitting, vote),
        fields=(
            TextField(
                key="line",
                label=t.plain("vote-write-label"),
                description=t.plain("vote-write-hint"),
                value=typed_rules.written(vote.groups),
                long=True,
                required=False,
                most=typed_rules.MOST,
                placeholder="B > A = C > D",
            ),
        ),
    )


def pledge(sitting: Sitting, t: Translator) -> Form:
    """How much, and on what conditions."""
    poll, mine = sitting.poll, sitting.mine
    hint = "vote-pledge-hint-sealed" if poll.secrecy is Secrecy.SEALED else "vote-pledge-hint"
    return Form(
        title=t.plain("vote-pledge-title"),
        press=press("vote.pledged", *_ids(sitting)),
        fields=(
            TextField(
                key="amount",
                label=t.plain("vote-pledge-amount-of", unit=clip(poll.goal_unit, 30))
                if poll.goal_unit
                else t.plain("vote-pledge-amount"),
                description=t.plain(hint),
                value="" if mine is None or mine.amount is None else str(mine.amount),
                most=20,
            ),
            TextField(
                key="conditions",
                label=t.plain("vote-pledge-conditions"),
                description=t.plain("vote-pledge-conditions-hint"),
                value="" if mine is None else mine.conditions,
                long=True,
                required=False,
                most=MOST_CONDITIONS,
            ),
        ),
    )


def mistyped(why: Safe, line: str, t: Translator) -> tuple[Block, ...]:
    """What is wrong with a line, and the line itself: it stands above the ballot as it was."""
    return (Text(why), Note(t("vote-your-text")), Text(markup.verbatim(clip(line, 600))), Divider())


def given_back(why: Safe, typed: str, poll_id: int, t: Translator, *, over: bool = False) -> Card:
    """It is refused, and nothing was stored; what was typed is given back."""
    again = Row(
        (Button(label=t.plain("vote-again"), press=press("vote.open", poll_id), style=Style.PRIMARY),)
    )
    return Card(
        title="",
        tone=Tone.WARNING,
        blocks=(
            Text(why),
            *(
                (Note(t("vote-your-text")), Text(markup.verbatim(clip(typed, typed_rules.MOST))))
                if typed
                else ()
            ),
            *(() if over else (again,)),
        ),
    )


# What came of it


def cast(done: Cast, choice: Choice, t: Translator) -> Card:
    """The ballot as understood, how to change it and until when, the receipt, and where the poll stands."""
    poll = done.poll
    blocks: list[Block] = [Text(t("vote-done-question", question=poll.question))]
    if choice.unit.is_organisation or choice.unit.manner is not Manner.OWN or choice.unit.advisory:
        blocks.append(Text(t("vote-for", who=_who(choice, t))))
    blocks += [Divider(), Text(picture(poll, done.options, done.vote, t)), Divider()]
    if choice.unit.advisory:
        blocks.append(Text(t("vote-done-advisory")))
    blocks.append(Text(_changing(poll, t)))
    if done.receipt:
        groups = [done.receipt[at : at + 5] for at in range(0, len(done.receipt), 5)]
        blocks += [Text(t("vote-done-receipt", token="-".join(groups))), Note(t("vote-done-receipt-how"))]
    elif done.again and poll.receipts:
        blocks.append(Note(t("vote-done-receipt-shown")))
    buttons: list[Button | Link] = []
    if poll.secrecy is not Secrecy.SEALED:
        buttons.append(Button(label=t.plain("vote-change"), press=press("vote.again", poll.id, choice.tag)))
    if done.others:
        buttons.append(Button(label=t.plain("vote-others"), press=press("vote.open", poll.id)))
    buttons += _link(poll, t)
    if buttons:
        blocks.append(Row(tuple(buttons)))
    title = "vote-done-replaced" if done.replaced else "vote-done"
    return Card(title=t(title), tone=Tone.SUCCESS, blocks=tuple(blocks))


def _changing(poll: Poll, t: Translator) -> Safe:
    if poll.secrecy is Secrecy.SEALED:
        return t("vote-done-sealed")
    if poll.closes_at is None:
        return t("vote-done-until-closed")
    return t("vote-done-until", at=markup.time(poll.closes_at, "F"), left=markup.time(poll.closes_at, "R"))


def _link(poll: Poll, t: Translator) -> tuple[Link, ...]:
    if poll.card_message_id is None:
        return ()
    url = markup.message_url(poll.guild_id, poll.channel_id, poll.card_message_id)
    return (Link(label=t.plain("vote-to-poll"), url=url),)


def stopped(why: Safe, poll: Poll, t: Translator, *, goes_on: bool) -> Card:
    """A ballot that cannot be cast any more, with a way on: the ballot as it is now, or the poll."""
    buttons: list[Button | Link] = []
    if goes_on:
        buttons.append(
            Button(label=t.plain("vote-present"), press=press("vote.open", poll.id), style=Style.PRIMARY)
        )
    buttons += _link(poll, t)
    return Card(title="", tone=Tone.WARNING, blocks=(Text(why), *((Row(tuple(buttons)),) if buttons else ())))


# One's own


def mine(found: Mine, t: Translator) -> Card:
    """Open polls with a button each, and those that are over."""
    blocks: list[Block] = [Heading(t("vote-mine-open"))]
    if not found.open:
        blocks.append(Text(t("vote-mine-open-none")))
    for poll, choices in found.open[:_MOST_OPEN]:
        left = [one for one in choices if not one.voted]
        if len(choices) == 1:
            state = t("vote-mine-not-yet" if left else "vote-mine-voted")
        else:
            state = t("vote-mine-of", count=len(choices) - len(left), size=len(choices))
        ends = t("vote-mine-no-end") if poll.closes_at is None else markup.time(poll.closes_at, "R")
        sealed = poll.secrecy is Secrecy.SEALED
        blocks.append(
            Item(
                body=t("vote-mine-line", question=poll.question, state=state, ends=ends),
                button=Button(
                    label=t.plain("poll-vote" if left else "vote-mine-change"),
                    press=press("vote.open", poll.id),
                    style=Style.SECONDARY,
                    disabled=sealed and not left,
                ),
            )
        )
    if len(found.open) > _MOST_OPEN:
        blocks.append(Note(t("vote-mine-more", count=len(found.open) - _MOST_OPEN)))
    blocks += [Divider(), Heading(t("vote-mine-past"))]
    if not found.past:
        blocks.append(Text(t("vote-mine-past-none")))
    blocks += [Text(_past(one, t)) for one in found.past]
    if found.more or found.page > 1:
        blocks.append(
            Row(
                (
                    Button(
                        label=t.plain("page-previous"),
                        press=press("vote.mine", max(0, found.page - 1)),
                        disabled=found.page <= 1,
                    ),
                    Button(
                        label=t.plain("page-next"),
                        press=press("vote.mine", found.page + 1),
                        disabled=not found.more,
                    ),
                )
            )
        )
    return Card(title=t("vote-mine-title"), blocks=tuple(blocks))


def _past(one: Past, t: Translator) -> Safe:
    poll = one.poll
    if poll.state is PollState.VOID:
        said = t("vote-past-void")
    elif not one.by_me:
        said = t("vote-past-for-me")
    elif one.vote is None:
        said = t("vote-past-sealed")
    else:
        said = clip_markup(" · ".join(picture(poll, one.options, one.vote, t).split("\n")), 220)
    unit = one.choice.unit
    if unit.manner is Manner.OWN and not unit.is_organisation:
        return t("vote-past-line", question=clip(poll.question, 120), vote=said)
    return t("vote-past-line-for", question=clip(poll.question, 120), who=_who(one.choice, t), vote=said)


def receipt(found: Receipt, t: Translator) -> Card:
    """Whether the published sheet holds the ballot."""
    if found.vote is None:
        return Card(
            title=t("vote-receipt-no"),
            tone=Tone.WARNING,
            blocks=(Text(t("vote-receipt-no-what", question=found.poll.question)),),
        )
    return Card(
        title=t("vote-receipt-yes"),
        tone=Tone.SUCCESS,
        blocks=(
            Text(t("vote-receipt-yes-what", question=found.poll.question)),
            Text(picture(found.poll, found.options, found.vote, t)),
        ),
    )
