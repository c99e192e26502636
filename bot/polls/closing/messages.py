"""What is said at a poll's end: the result, what happened, and what closing, extending and recording mean."""

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from bot.language import markup, when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, clip_markup, joined
from bot.polls import messages
from bot.polls.closing import charts
from bot.polls.closing.tally_rules import Outcome, Tally, Verdict
from bot.polls.rules import NONE, Answer, Kind, Method, Option, Poll, PollState, QuorumKind, ThresholdBase
from bot.ui.cards import (
    Attachment,
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Note,
    Picture,
    Row,
    Style,
    Text,
    Tone,
)
from bot.ui.routes import press

PICTURE: Final = "result.png"
_ALT: Final = 1024
_MATRIX: Final = 8
"""So many options' matrix stands in the card; a larger one in the picture and in the file."""
_ROUNDS: Final = 6
_NAME: Final = 60
_BAR: Final = 10
_SECTION: Final = 1300
"""Characters of the bars and of the comparison each: both, the sentences and the buttons stay under Discord's 4,000."""
_TONES: Final = {
    Verdict.NO_QUORUM: Tone.WARNING,
    Verdict.NOBODY: Tone.WARNING,
    Verdict.TIED: Tone.WARNING,
    Verdict.NONE_OF_THESE: Tone.NEUTRAL,
    Verdict.BELOW: Tone.NEUTRAL,
    Verdict.NO: Tone.NEUTRAL,
    Verdict.MISSED: Tone.NEUTRAL,
}


def result(
    poll: Poll,
    options: Sequence[Option],
    outcome: Outcome,
    t: Translator,
    *,
    picture: bytes | None = None,
    certifier: int | None = None,
    waits: bool = False,
    officer: bool = False,
) -> Card:
    """The result: what was decided first, then turnout, how it came about, ties, and what else was counted.

    `officer`: whether the reader runs polls, and is offered what is still to be done.
    """
    blocks: list[Block] = [Text(sentence(poll, options, outcome, t))]
    if poll.state is PollState.CERTIFIED:
        blocks += _certified(poll, options, certifier, t)
    blocks.append(Facts(tuple(_facts(poll, outcome, t))))
    if listed := _bars(poll, options, outcome, t):
        blocks.append(Text(clip_markup(listed, _SECTION)))
    if picture is not None:
        blocks.append(Picture(url=f"attachment://{PICTURE}", alt=alt(poll, options, outcome, t)))
    blocks += _how(poll, options, outcome, t, has_picture=picture is not None)
    if notes := _ties(poll, options, outcome, t) + _beside(poll, options, outcome, t):
        blocks += [Divider(), Text(clip_markup(joined(notes), 900))]
    blocks.append(Row(tuple(_buttons(poll, outcome, t, waits=waits, officer=officer))))
    return Card(
        title=messages.name(poll, t),
        tone=_TONES.get(outcome.verdict, Tone.SUCCESS),
        blocks=tuple(blocks),
        footer=t("result-footer", number=str(poll.id), definition=poll.short_hash),
        files=() if picture is None else (Attachment(name=PICTURE, content=picture),),
    )


def sentence(poll: Poll, options: Sequence[Option], outcome: Outcome, t: Translator) -> Safe:
    """The outcome in one sentence."""
    tally = outcome.tally
    names = _names(outcome.winners, options, poll, t)
    match outcome.verdict:
        case Verdict.NO_QUORUM:
            short = "result-no-quorum-weight" if poll.quorum_kind is QuorumKind.WEIGHT else "result-no-quorum"
            return t(short, reached=outcome.reached, needed=outcome.needed or 0)
        case Verdict.NOBODY:
            return t("result-nobody")
        case Verdict.NONE_OF_THESE:
            return t("result-none")
        case Verdict.BELOW:
            ahead = _names(tally.winners, options, poll, t)
            return t("result-below", ahead=ahead, percent=poll.threshold or 0)
        case Verdict.TIED:
            tied = _names(outcome.tied, options, poll, t)
            if outcome.winners:
                return t("result-tied-rest", winners=names, tied=tied)
            return t("result-tied", tied=tied)
        case Verdict.YES | Verdict.NO:
            yes = tally.answers.get(Answer.YES, 0)
            against = tally.answers.get(Answer.NO, 0)
            blocked = tally.answers.get(Answer.BLOCK, 0)
            if outcome.verdict is Verdict.YES:
                return t("result-yes", yes=yes, no=against + blocked)
            if yes == against + blocked and poll.threshold is None:
                return t("result-no-even", yes=yes)
            return t("result-no", yes=yes, no=against + blocked)
        case Verdict.REACHED | Verdict.MISSED:
            key = "result-reached" if outcome.verdict is Verdict.REACHED else "result-missed"
            return t(key, amount=tally.amount, goal=poll.goal or 0, unit=poll.goal_unit)
        case Verdict.PLEDGED:
            return t("result-pledged", amount=tally.amount, unit=poll.goal_unit)
        case Verdict.DECIDED if poll.kind is Kind.COMMITTEE:
            return t("result-elected", names=names)
        case Verdict.DECIDED if poll.kind is Kind.DATE:
            return t("result-date", name=names)
        case Verdict.DECIDED:
            return t("result-wins-lot" if outcome.lot else "result-wins", name=names)


def alt(poll: Poll, options: Sequence[Option], outcome: Outcome, t: Translator) -> str:
    """What the picture shows, in the same numbers, as far as there is room."""
    tally = outcome.tally
    if poll.is_ranked:
        told = (
            _duels(poll, options, tally, t)
            if poll.method is Method.SCHULZE
            else _rounds(poll, options, tally, t)
        )
        head = t.plain("result-alt-heat" if poll.method is Method.SCHULZE else "result-alt-flow")
        return clip(f"{head} {'; '.join(told)}", _ALT)
    head = t.plain("result-alt-bars")
    return clip(f"{head} {'; '.join(_values(poll, options, tally, t))}", _ALT)


def chart(poll: Poll, options: Sequence[Option], outcome: Outcome, t: Translator) -> Mapping[str, Any] | None:
    """What `charts.draw` needs; None: there is nothing to be seen in it."""
    tally = outcome.tally
    if tally.ballots == tally.abstentions:
        return None
    numbers = _numbers(poll, options)
    names = [_chart_name(one, options, poll, t) for one in numbers]
    first = [index for index, one in enumerate(numbers) if one in outcome.winners]
    base: dict[str, Any] = {"names": names, "first": first}
    if poll.method is Method.SCHULZE:
        matrix = [[None if a == b else tally.matrix.get((a, b), 0) for b in numbers] for a in numbers]
        return base | {"kind": charts.HEAT, "matrix": matrix, "texts": {"note": t.plain("result-chart-heat")}}
    if poll.is_ranked:
        if not tally.rounds:
            return None
        kept = [one for one in numbers if any(one in row for row in tally.rounds)]
        rounds = [[float(row[one]) if one in row else None for one in kept] for row in tally.rounds]
        # An option whose votes are all gone has left, even where a later round still names it.
        return {
            "kind": charts.FLOW,
            "names": [_chart_name(one, options, poll, t) for one in kept],
            "first": [index for index, one in enumerate(kept) if one in outcome.winners],
            "rounds": rounds,
            "quota": tally.quota,
            "texts": {"rounds": t.plain("result-chart-rounds"), "quota": t.plain("result-chart-quota")},
        }
    goal: int | None = None
    match poll.method:
        case Method.YES_NO:
            answers = _answers(poll)
            base["names"] = [messages.answer_name(one, t) for one in answers]
            parts = [[tally.answers.get(one, 0)] for one in answers]
        case Method.PLEDGE:
            base["names"], parts, goal = [t.plain("result-chart-pledged")], [[tally.amount]], poll.goal
        case Method.DATE:
            counts = {one.number: one for one in tally.dates}
            parts = [[counts[one].yes, counts[one].maybe] if one in counts else [0, 0] for one in numbers]
        case _:
            parts = [[tally.totals.get(one, 0)] for one in numbers]
    note = t.plain("result-chart-dates") if poll.method is Method.DATE else ""
    return base | {"kind": charts.BARS, "parts": parts, "goal": goal, "texts": {"note": note}}


def details(poll: Poll, options: Sequence[Option], outcome: Outcome, t: Translator) -> str:
    """Everything that was counted, as plain text for a file."""
    lines = [poll.question, ""]
    numbers = _numbers(poll, options)
    lines += [
        f"{messages.mark(one, poll)}  {messages.choice_plain(one, options, poll, t)}" for one in numbers
    ]
    parts: list[tuple[str, Tally | None]] = [
        (t.plain("result-file-counted"), outcome.tally),
        (t.plain("result-file-unweighted"), outcome.unweighted),
        (t.plain("result-file-advisory"), outcome.advisory),
    ]
    for head, tally in parts:
        if tally is None:
            continue
        lines += ["", f"== {head}", *_values(poll, options, tally, t)]
        if tally.matrix:
            lines += ["", t.plain("result-chart-heat"), *_table(poll, numbers, tally)]
        for number, row in enumerate(tally.rounds, start=1):
            said = "  ".join(
                f"{messages.mark(one, poll)}: {_number(votes)}" for one, votes in sorted(row.items())
            )
            lines.append(f"{t.plain('result-file-round', number=str(number))}  {said}")
        if tally.quota is not None:
            lines.append(f"{t.plain('result-chart-quota')} {tally.quota}")
    if outcome.lot:
        lines += [
            "",
            f"{t.plain('result-file-lot')} {' > '.join(messages.mark(one, poll) for one in outcome.lot)}",
        ]
    lines += ["", f"definition {poll.definition_hash}", f"head {poll.head}"]
    return "\n".join(lines) + "\n"


# Parts of the result


def _facts(poll: Poll, outcome: Outcome, t: Translator) -> list[tuple[str, str]]:
    size = outcome.roll
    said = (
        t("result-turnout", count=outcome.cast)
        if size is None
        else t("result-turnout-of", count=outcome.cast, size=size)
    )
    if outcome.abstentions:
        said = t("result-abstained", turnout=said, count=outcome.abstentions)
    rows: list[tuple[str, str]] = [(t("result-fact-turnout"), said)]
    if outcome.needed is None:
        rows.append((t("result-fact-quorum"), t("result-quorum-none")))
    else:
        key = "result-quorum-met" if outcome.quorum_met else "result-quorum-missed"
        rows.append((t("result-fact-quorum"), t(key, reached=outcome.reached, needed=outcome.needed)))
    if poll.threshold is not None and (outcome.passed is not None or outcome.threshold):
        rows.append((t("result-fact-threshold"), _threshold(poll, outcome, t)))
    if outcome.unweighted is not None:
        rows.append((t("result-fact-weight"), t("result-weight", weight=outcome.weight, count=outcome.cast)))
    if poll.closed_at is not None:
        at = markup.time(poll.closed_at, "F")
        early = poll.closes_at is not None and poll.closed_at < poll.closes_at
        rows.append((t("result-fact-closed"), t("result-closed-early", at=at) if early else at))
    return rows


def _threshold(poll: Poll, outcome: Outcome, t: Translator) -> Safe:
    votes = (
        Fraction(outcome.tally.answers.get(Answer.YES, 0))
        if poll.method is Method.YES_NO
        else min(outcome.threshold.values(), default=Fraction(0))
    )
    base = {
        ThresholdBase.CAST: t("poll-base-cast"),
        ThresholdBase.ALL: t("poll-base-all"),
        ThresholdBase.ROLL: t("poll-base-roll"),
    }[poll.threshold_base]
    key = "result-threshold-over" if poll.threshold_strict else "result-threshold-least"
    return t(
        key,
        votes=_number(votes),
        of=outcome.base,
        base=base,
        percent=poll.threshold or 0,
        met="yes" if outcome.passed else "no",
    )


def _bars(poll: Poll, options: Sequence[Option], outcome: Outcome, t: Translator) -> Safe:
    tally = outcome.tally
    lines: list[Safe] = []
    match poll.method:
        case Method.YES_NO:
            for answer in _answers(poll):
                votes = tally.answers.get(answer, 0)
                lines.append(_bar(votes, outcome.weight, t(f"poll-answer-{answer}"), str(votes), t))
        case Method.PLEDGE:
            if poll.goal:
                share = f"{tally.amount * 100 // poll.goal} %"
                lines.append(_bar(tally.amount, poll.goal, t("result-pledge-share"), share, t))
        case Method.DATE:
            for one in sorted(tally.dates, key=lambda each: (-each.yes - each.maybe, -each.yes, each.number)):
                said = t.plain("result-date-count", yes=one.yes, maybe=one.maybe, no=one.no)
                name = messages.choice_name(one.number, options, poll, t)
                lines += [
                    t("result-date-line", name=name),
                    _bar(one.yes + one.maybe, tally.votes, None, said, t),
                ]
        case Method.SCORE:
            for number, total in sorted(tally.totals.items(), key=lambda each: (-each[1], each[0])):
                middle = _number(tally.medians.get(number, Fraction(0)))
                said = t.plain("result-score-count", total=total, median=middle)
                lines.append(_bar(total, 5 * tally.votes, _name(number, options, poll, t), said, t))
        case Method.PLURALITY | Method.APPROVAL:
            for number, total in sorted(tally.totals.items(), key=lambda each: (-each[1], each[0])):
                said = f"{total} ({total * 100 // tally.votes if tally.votes else 0} %)"
                lines.append(_bar(total, tally.votes, _name(number, options, poll, t), said, t))
        case _:
            for place, group in enumerate(tally.ranking, start=1):
                names = joined([_name(one, options, poll, t) for one in group], " = ")
                lines.append(t("result-place", place=str(place), names=names))
    return joined(lines)


def _bar(value: int, whole: int, name: Safe | None, said: str, t: Translator) -> Safe:
    filled = 0 if whole <= 0 else min(_BAR, value * _BAR // whole)
    bar = Safe("▰" * filled + "▱" * (_BAR - filled))
    if name is None:
        return t("result-bar-alone", bar=bar, said=said)
    return t("result-bar", bar=bar, name=clip_markup(name, _NAME), said=said)


def _how(
    poll: Poll, options: Sequence[Option], outcome: Outcome, t: Translator, *, has_picture: bool
) -> list[Block]:
    """The pairwise matrix of a ranked poll, its rounds, and what other ways of counting would have said."""
    tally = outcome.tally
    if not poll.is_ranked or not tally.matrix or tally.ballots == tally.abstentions:
        return []
    numbers = _numbers(poll, options)
    blocks: list[Block] = []
    if tally.rounds:
        shown = _rounds(poll, options, tally, t)
        if len(shown) > _ROUNDS:
            cut = t("result-rounds-cut", count=len(shown) - _ROUNDS)
            shown = [shown[0], cut, *shown[1 - _ROUNDS :]]
        blocks.append(Text(clip_markup(joined(shown), _SECTION // 2 + 250)))
    if len(numbers) <= _MATRIX:
        table = Safe("```\n" + "\n".join(_table(poll, numbers, tally)) + "\n```")
        blocks.append(Text(joined([t("result-matrix"), table])))
    else:
        blocks.append(
            Note(t("result-matrix-picture" if has_picture and not tally.rounds else "result-matrix-file"))
        )
    best = (
        t("result-condorcet-none")
        if tally.condorcet is None
        else t("result-condorcet", name=_name(tally.condorcet, options, poll, t))
    )
    lines = [best]
    if tally.runoff:
        other = _names(tally.runoff, options, poll, t)
        mine = set(outcome.tied or tally.winners)
        key = "schulze" if poll.method is Method.RUNOFF else "runoff"
        same = set(tally.runoff) == mine
        lines.append(t(f"result-{key}-same") if same else t(f"result-{key}-differs", names=other))
    blocks.append(Text(joined(lines)))
    return blocks


def _ties(poll: Poll, options: Sequence[Option], outcome: Outcome, t: Translator) -> list[Safe]:
    lines: list[Safe] = []
    if outcome.tally.dropped:
        names = clip_markup(_names(outcome.tally.dropped, options, poll, t), 300)
        lines.append(t("result-dropped", names=names))
    if outcome.lot:
        lines.append(t("result-lot", tied=clip_markup(_names(outcome.tied, options, poll, t), 200)))
        order = [one for one in outcome.lot if one in outcome.tied]
        lines.append(t("result-lot-order", order=clip_markup(_names(order, options, poll, t, " > "), 250)))
        if poll.tie_value:
            lines.append(t("result-lot-value", value=poll.tie_value, source=poll.tie_outside))
    elif outcome.needs_lot:
        lines.append(t("result-lot-waits", source=poll.tie_outside))
    elif outcome.verdict is Verdict.DECIDED and poll.kind is Kind.DATE:
        lines.append(t("result-date-rule"))
    return lines


def _beside(poll: Poll, options: Sequence[Option], outcome: Outcome, t: Translator) -> list[Safe]:
    """Without weights, and what those say who only advise."""
    lines: list[Safe] = []
    if outcome.unweighted is not None:
        told = _told(poll, options, outcome.unweighted, t)
        lines.append(t("result-unweighted", told=told, count=outcome.unweighted.ballots))
    if outcome.advisory is not None:
        told = _told(poll, options, outcome.advisory, t)
        lines.append(t("result-advisory", told=told, count=outcome.advisory.ballots))
    return lines


def _told(poll: Poll, options: Sequence[Option], tally: Tally, t: Translator) -> Safe:
    """A tally in a few words: who would win."""
    if poll.method is Method.YES_NO:
        no = tally.answers.get(Answer.NO, 0) + tally.answers.get(Answer.BLOCK, 0)
        return t("result-told-answers", yes=tally.answers.get(Answer.YES, 0), no=no)
    if poll.method is Method.PLEDGE:
        return t("result-told-amount", amount=tally.amount, unit=poll.goal_unit)
    first = (*tally.winners, *tally.tied)
    if not first:
        return t("result-told-nothing")
    return clip_markup(_names(first, options, poll, t, " = " if tally.tied else ", "), 200)


def _certified(poll: Poll, options: Sequence[Option], certifier: int | None, t: Translator) -> list[Block]:
    rows: list[tuple[str, str]] = []
    if poll.outcome_option is not None:
        rows.append((t("result-fact-chosen"), messages.choice_name(poll.outcome_option, options, poll, t)))
    if poll.certified_at is not None:
        at = markup.time(poll.certified_at, "D")
        by = t("result-somebody") if certifier is None else markup.user(certifier)
        rows.append((t("result-fact-certified"), t("result-certified-by", by=by, at=at)))
    if poll.review_on is not None:
        rows.append((t("result-fact-review"), t("result-review", date=when.date(poll.review_on, t))))
    return [Text(t("result-outcome", outcome=poll.outcome)), Facts(tuple(rows))]


def _buttons(poll: Poll, outcome: Outcome, t: Translator, *, waits: bool, officer: bool) -> list[Button]:
    buttons: list[Button] = []
    if waits:
        buttons.append(
            Button(
                label=t.plain("result-enter-value"),
                press=press("result.value", poll.id, poll.version),
                style=Style.PRIMARY,
            )
        )
    elif officer and poll.state is PollState.CLOSED:
        buttons.append(
            Button(
                label=t.plain("result-certify"),
                press=press("result.certify", poll.id, poll.version),
                style=Style.PRIMARY,
            )
        )
    if poll.kind is Kind.DATE and outcome.verdict is Verdict.DECIDED:
        buttons.append(Button(label=t.plain("result-calendar"), press=press("result.calendar", poll.id)))
    buttons.append(Button(label=t.plain("result-details"), press=press("result.details", poll.id)))
    buttons.append(Button(label=t.plain("result-history"), press=press("result.history", poll.id, 1)))
    return buttons


def _rounds(poll: Poll, options: Sequence[Option], tally: Tally, t: Translator) -> list[Safe]:
    found = []
    for number, row in enumerate(tally.rounds, start=1):
        votes = sorted(row.items(), key=lambda each: (-each[1], each[0]))
        said = joined(
            [
                t("result-votes", name=_name(one, options, poll, t, 30), votes=_number(n))
                for one, n in votes[:8]
            ],
            ", ",
        )
        if len(votes) > 8:
            said = t("result-and-more", said=said, count=len(votes) - 8)
        found.append(t("result-round", number=str(number), said=said))
    return found


def _duels(poll: Poll, options: Sequence[Option], tally: Tally, t: Translator) -> list[str]:
    """Each pair that has a winner: for those who hear the picture."""
    return [
        t.plain(
            "result-duel",
            a=messages.mark(a, poll),
            b=messages.mark(b, poll),
            votes=votes,
            against=tally.matrix[b, a],
        )
        for (a, b), votes in sorted(tally.matrix.items())
        if votes > tally.matrix[b, a] and (a != NONE or options)
    ]


def _values(poll: Poll, options: Sequence[Option], tally: Tally, t: Translator) -> list[str]:
    """What each option got, in plain words."""
    match poll.method:
        case Method.YES_NO:
            pairs = [(messages.answer_name(one, t), str(tally.answers.get(one, 0))) for one in _answers(poll)]
        case Method.PLEDGE:
            pairs = [(t.plain("result-chart-pledged"), f"{tally.amount} {poll.goal_unit}".rstrip())]
        case Method.DATE:
            pairs = [
                (
                    messages.choice_plain(one.number, options, poll, t),
                    t.plain("result-date-count", yes=one.yes, maybe=one.maybe, no=one.no),
                )
                for one in tally.dates
            ]
        case Method.SCORE:
            pairs = [
                (
                    messages.choice_plain(one, options, poll, t),
                    t.plain(
                        "result-score-count",
                        total=total,
                        median=_number(tally.medians.get(one, Fraction(0))),
                    ),
                )
                for one, total in tally.totals.items()
            ]
        case Method.PLURALITY | Method.APPROVAL:
            pairs = [
                (messages.choice_plain(one, options, poll, t), str(total))
                for one, total in tally.totals.items()
            ]
        case _:
            pairs = [
                (str(place), " = ".join(messages.choice_plain(one, options, poll, t) for one in group))
                for place, group in enumerate(tally.ranking, start=1)
            ]
    return [f"{name}: {said}" for name, said in pairs]


def _table(poll: Poll, numbers: Sequence[int], tally: Tally) -> list[str]:
    """The matrix with numbers at its edges: the row is preferred to the column so many times."""
    width = max(2, *(len(str(votes)) for votes in tally.matrix.values())) + 1
    lines = [" " * 3 + "".join(messages.mark(one, poll).rjust(width) for one in numbers)]
    for a in numbers:
        cells = ("·" if a == b else str(tally.matrix.get((a, b), 0)) for b in numbers)
        lines.append(messages.mark(a, poll).rjust(3) + "".join(one.rjust(width) for one in cells))
    return lines


def _numbers(poll: Poll, options: Sequence[Option]) -> list[int]:
    return [*(one.number for one in options), *((NONE,) if poll.none_option else ())]


def _answers(poll: Poll) -> list[Answer]:
    return [one for one in Answer if one is not Answer.BLOCK or poll.may_block]


def _name(number: int, options: Sequence[Option], poll: Poll, t: Translator, most: int = _NAME) -> Safe:
    """With what matrix and picture know it by."""
    if number == NONE and not poll.is_ranked:
        return t("poll-none-of-these")
    key = "result-name-ranked" if poll.is_ranked else "result-name"
    return clip_markup(
        t(key, number=messages.mark(number, poll), name=messages.choice_name(number, options, poll, t)), most
    )


def _names(
    numbers: Sequence[int], options: Sequence[Option], poll: Poll, t: Translator, between: str = ", "
) -> Safe:
    return joined([messages.choice_name(one, options, poll, t) for one in numbers], between)


def _chart_name(number: int, options: Sequence[Option], poll: Poll, t: Translator) -> str:
    return f"{messages.mark(number, poll)} · {messages.choice_plain(number, options, poll, t)}"


def _number(value: Fraction | int) -> str:
    """A vote that was shared, to two places."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def moment(instant: dt.datetime, wall: dt.datetime | None, poll: Poll, t: Translator) -> Safe:
    return messages.moment(instant, wall, poll, t)
