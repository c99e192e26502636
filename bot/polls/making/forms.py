"""The forms of making a poll: texts, times, rules, numbers, and those of a poll that is open."""

from collections.abc import Mapping
from typing import Final

from bot.language import zones
from bot.language.catalogue import Translator
from bot.polls.making import reading
from bot.polls.making.changing import Draft
from bot.polls.making.starts import NUMBERED, SHAPES, TEMPLATES, Start
from bot.polls.rules import (
    WITH_OPTIONS,
    Kind,
    Option,
    Poll,
    QuorumKind,
    ThresholdBase,
)
from bot.ui.cards import (
    Field,
    Form,
    RadioField,
    SelectField,
    TextField,
)
from bot.ui.cards import Option as Choice
from bot.ui.routes import press

FORMS: Final = ("write", "times", "rules", "numbers", "correct", "dates", "cancel")
"""Forms of a poll that is there, by their number in a custom_id."""


def prefilled(start: Start, t: Translator) -> dict[str, str]:
    """What a new form holds before anybody typed. `t`: in the language of what is posted."""
    shape = SHAPES[start]
    found = {"seats": str(shape.seats), "minutes": str(reading.USUAL)}
    found["goal"] = "" if shape.goal is None else str(shape.goal)
    if start not in TEMPLATES:
        return found
    found["question"] = t.plain(f"poll-template-{start}-question")
    found["description"] = t.plain(f"poll-template-{start}-description")
    if t.has(f"poll-options-of-{start}"):
        # Not `plain`: one option a line.
        found["options"] = str(t(f"poll-options-of-{start}"))
    if start is Start.INTEREST:
        found["unit"] = t.plain("poll-template-interest-unit")
    return found


def new_form(start: Start, fields: Mapping[str, str], t: Translator) -> Form:
    """The texts of a new poll."""
    return _texts_form(SHAPES[start].kind, fields, press("poll.new", NUMBERED.index(start)), t)


def form(name: str, poll: Poll, fields: Mapping[str, str], t: Translator) -> Form:
    """One of FORMS for a poll, with what it has, or what was typed before."""
    match name:
        case "write":
            return _texts_form(poll.kind, fields, press("poll.write", poll.id, poll.version), t)
        case "times":
            return _times_form(poll, fields, t)
        case "rules":
            return _rules_form(poll, fields, t)
        case "numbers":
            return _numbers_form(poll, fields, t)
        case "correct":
            return Form(
                title=t.plain("poll-form-correct"),
                press=press("poll.correct", poll.id, poll.version),
                fields=(
                    TextField(
                        key="description",
                        label=t.plain("poll-field-description"),
                        description=t.plain("poll-field-correct-hint"),
                        value=fields.get("description", ""),
                        long=True,
                        most=reading.DESCRIPTION_LIMIT,
                    ),
                ),
            )
        case "dates":
            return Form(
                title=t.plain("poll-form-dates"),
                press=press("poll.dates", poll.id, poll.version),
                fields=(_lines_field(Kind.DATE, fields, t),),
            )
        case _:
            return Form(
                title=t.plain("poll-form-cancel"),
                press=press("poll.cancel-confirm", poll.id, poll.version),
                fields=(
                    TextField(
                        key="reason",
                        label=t.plain("poll-field-reason"),
                        description=t.plain("poll-field-reason-hint"),
                        value=fields.get("reason", ""),
                        required=poll.opened_at is not None,
                        most=reading.REASON_LIMIT,
                    ),
                ),
            )


def stored(name: str, draft: Draft) -> dict[str, str]:
    """What a form of FORMS holds of the poll as it is."""
    poll = draft.poll
    match name:
        case "write":
            minutes = next((one.minutes for one in draft.options if one.minutes), reading.USUAL)
            return {
                "question": poll.question,
                "description": poll.description,
                "options": "\n".join(map(_as_line, draft.options)),
                "seats": str(poll.seats),
                "minutes": str(minutes),
                "goal": "" if poll.goal is None else str(poll.goal),
                "unit": poll.goal_unit,
            }
        case "times":
            return {
                "opens": reading.said_wall(poll.opens_wall),
                "closes": reading.said_wall(poll.closes_wall),
                "zone": zones.city(poll.zone),
            }
        case "rules":
            return {
                "quorum_kind": poll.quorum_kind,
                "quorum": str(poll.quorum) if poll.quorum else "",
                "threshold": "" if poll.threshold is None else str(poll.threshold),
                "strict": "over" if poll.threshold_strict else "at-least",
                "base": poll.threshold_base,
            }
        case "numbers":
            return {
                "proxies": str(poll.proxies),
                "hours": str(poll.extension_hours),
                "outside": poll.tie_outside,
            }
        case "correct":
            return {"description": poll.description}
        case _:
            return {}


def _as_line(option: Option) -> str:
    if option.wall is not None:
        return reading.said_wall(option.wall)
    return f"{option.label} | {option.detail}" if option.detail else option.label


def _texts_form(kind: Kind, fields: Mapping[str, str], custom_id: str, t: Translator) -> Form:
    asked: list[Field] = [
        TextField(
            key="question",
            label=t.plain("poll-field-question"),
            value=fields.get("question", ""),
            most=reading.QUESTION_LIMIT,
        ),
        TextField(
            key="description",
            label=t.plain("poll-field-description"),
            description=t.plain("poll-field-description-hint"),
            value=fields.get("description", ""),
            long=True,
            required=False,
            most=reading.DESCRIPTION_LIMIT,
        ),
    ]
    if kind in WITH_OPTIONS:
        asked.append(_lines_field(kind, fields, t))
    if kind is Kind.COMMITTEE:
        asked.append(
            TextField(key="seats", label=t.plain("poll-field-seats"), value=fields.get("seats", ""), most=2)
        )
    elif kind is Kind.DATE:
        asked.append(
            TextField(
                key="minutes", label=t.plain("poll-field-minutes"), value=fields.get("minutes", ""), most=4
            )
        )
    elif kind is Kind.PLEDGE:
        asked += [
            TextField(
                key="goal",
                label=t.plain("poll-field-goal"),
                description=t.plain("poll-field-goal-hint"),
                value=fields.get("goal", ""),
                required=False,
                most=10,
            ),
            TextField(
                key="unit",
                label=t.plain("poll-field-unit"),
                description=t.plain("poll-field-unit-hint"),
                value=fields.get("unit", ""),
                most=reading.UNIT_LIMIT,
            ),
        ]
    return Form(title=t.plain(f"poll-form-{kind}"), press=custom_id, fields=tuple(asked))


def _lines_field(kind: Kind, fields: Mapping[str, str], t: Translator) -> TextField:
    return TextField(
        key="options",
        label=t.plain(f"poll-field-options-{kind}"),
        description=t.plain(f"poll-field-options-{kind}-hint"),
        value=fields.get("options", ""),
        long=True,
    )


def _times_form(poll: Poll, fields: Mapping[str, str], t: Translator) -> Form:
    return Form(
        title=t.plain("poll-form-times"),
        press=press("poll.times", poll.id, poll.version),
        fields=(
            TextField(
                key="opens",
                label=t.plain("poll-field-opens"),
                description=t.plain("poll-field-opens-hint"),
                value=fields.get("opens", ""),
                required=False,
                most=100,
            ),
            TextField(
                key="closes",
                label=t.plain("poll-field-closes"),
                description=t.plain("poll-field-closes-hint"),
                value=fields.get("closes", ""),
                most=100,
            ),
            TextField(
                key="zone",
                label=t.plain("poll-field-zone"),
                value=fields.get("zone", ""),
                most=zones.LONGEST,
            ),
        ),
    )


def _rules_form(poll: Poll, fields: Mapping[str, str], t: Translator) -> Form:
    return Form(
        title=t.plain("poll-form-rules"),
        press=press("poll.rules", poll.id, poll.version),
        fields=(
            RadioField(
                key="quorum_kind",
                label=t.plain("poll-field-quorum-kind"),
                options=tuple(
                    Choice(
                        label=t.plain(f"poll-quorum-{one}"),
                        value=one,
                        chosen=one == fields.get("quorum_kind", QuorumKind.NONE),
                    )
                    for one in QuorumKind
                ),
            ),
            TextField(
                key="quorum",
                label=t.plain("poll-field-quorum"),
                value=fields.get("quorum", ""),
                required=False,
                most=8,
            ),
            TextField(
                key="threshold",
                label=t.plain("poll-field-threshold"),
                description=t.plain("poll-field-threshold-hint"),
                value=fields.get("threshold", ""),
                required=False,
                most=5,
            ),
            RadioField(
                key="strict",
                label=t.plain("poll-field-strict"),
                options=tuple(
                    Choice(
                        label=t.plain(f"poll-strict-{one}"),
                        value=one,
                        chosen=one == fields.get("strict", "over"),
                    )
                    for one in ("over", "at-least")
                ),
            ),
            SelectField(
                key="base",
                label=t.plain("poll-field-base"),
                options=tuple(
                    Choice(
                        label=t.plain(f"poll-base-{one}"),
                        value=one,
                        chosen=one == fields.get("base", ThresholdBase.CAST),
                    )
                    for one in ThresholdBase
                ),
            ),
        ),
    )


def _numbers_form(poll: Poll, fields: Mapping[str, str], t: Translator) -> Form:
    return Form(
        title=t.plain("poll-form-numbers"),
        press=press("poll.numbers", poll.id, poll.version),
        fields=(
            TextField(
                key="proxies",
                label=t.plain("poll-field-proxies"),
                description=t.plain("poll-field-proxies-hint"),
                value=fields.get("proxies", ""),
                required=False,
                most=2,
            ),
            TextField(
                key="hours",
                label=t.plain("poll-field-hours"),
                description=t.plain("poll-field-hours-hint"),
                value=fields.get("hours", ""),
                required=False,
                most=3,
            ),
            TextField(
                key="outside",
                label=t.plain("poll-field-outside"),
                description=t.plain("poll-field-outside-hint"),
                value=fields.get("outside", ""),
                required=False,
                most=reading.OUTSIDE_LIMIT,
            ),
        ),
    )
