"""What a person sees of their own choices: how they are reminded in a cohort, and the answers to the buttons of reminders."""

import datetime as dt
from collections.abc import Sequence

from bot.cohorts.reminding import rules
from bot.cohorts.reminding.messages import number_of
from bot.cohorts.reminding.service import Choices, Reminded
from bot.cohorts.rules import Cohort
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Item,
    Note,
    Option,
    Row,
    Select,
    Style,
    Text,
    Tone,
)
from bot.ui.routes import press

_MOST_MUTED = 8


def muted(found: Reminded, t: Translator) -> Card:
    """After "Don't remind me of this"."""
    ids = (found.item.guild_id, number_of(found.item.kind), found.item.id)
    undo = Button(label=t.plain("cohort-remind-unmute"), press=press("cohort-remind.unmute", *ids))
    return Card(title="", blocks=(Text(t("cohort-remind-muted", title=found.item.title)), Row((undo,))))


def unmuted(found: Reminded, t: Translator) -> Card:
    """After it was taken back."""
    return Card(
        title="", tone=Tone.SUCCESS, blocks=(Text(t("cohort-remind-unmuted", title=found.item.title)),)
    )


def snoozed(found: Reminded, at: dt.datetime, t: Translator) -> Card:
    """After a reminder was put off."""
    said = t("cohort-remind-snoozed", title=found.item.title, at=markup.time(at, "F"))
    return Card(title="", tone=Tone.SUCCESS, blocks=(Text(said),))


def stopped(cohort: Cohort, t: Translator) -> Card:
    """After direct messages were ended from within one."""
    return Card(title="", blocks=(Text(t("cohort-remind-stopped", name=cohort.name)),))


def choose(mine: Sequence[Cohort], t: Translator) -> Card:
    """Of which cohort."""
    options = tuple(Option(label=one.name, value=str(one.id)) for one in mine[:25])
    return Card(
        title=t("cohort-remind-choose"),
        tone=Tone.SETTINGS,
        blocks=(
            Select(
                press=press("cohort-remind.choose"),
                placeholder=t.plain("cohort-remind-choose-menu"),
                options=options,
            ),
        ),
    )


def choices(found: Choices, t: Translator, *, added: Safe | None = None) -> Card:
    """How a person is reminded in a cohort, and the buttons that change it."""
    cohort, one = found.cohort, found.enrolment
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    if not found.reminded:
        blocks.append(Text(t("cohort-remind-not-now")))
    facts = [
        (t("cohort-remind-channel"), _where(cohort, t)),
        (t("cohort-remind-personal"), t("cohort-remind-on" if one.personal else "cohort-remind-off")),
        (t("cohort-remind-nudges"), t("cohort-remind-on" if one.nudges else "cohort-remind-off")),
    ]
    blocks.append(Facts(tuple(facts)))
    if one.nudges and found.dm is False:
        blocks.append(Note(t("cohort-remind-dm-off")))
    toggles = (
        Button(
            label=t.plain("cohort-remind-personal-stop" if one.personal else "cohort-remind-personal-start"),
            press=press("cohort-remind.personal", cohort.id, int(not one.personal)),
            style=Style.SECONDARY if one.personal else Style.PRIMARY,
        ),
        Button(
            label=t.plain("cohort-remind-nudges-stop" if one.nudges else "cohort-remind-nudges-start"),
            press=press("cohort-remind.nudges", cohort.id, int(not one.nudges)),
        ),
    )
    blocks.append(Row(toggles))
    if found.muted:
        blocks += [Divider(), Text(t("cohort-remind-muted-list"))]
        blocks += [
            Item(
                body=t("cohort-remind-muted-line", title=item.title, at=markup.time(item.at, "F")),
                button=Button(
                    label=t.plain("cohort-remind-unmute"),
                    press=press("cohort-remind.unmute", item.guild_id, number_of(item.kind), item.id),
                ),
            )
            for item in found.muted[:_MOST_MUTED]
        ]
    return Card(
        title=t("cohort-remind-mine", name=cohort.name),
        tone=Tone.SETTINGS,
        blocks=tuple(blocks),
        footer=t("cohort-remind-mine-footer"),
    )


def _where(cohort: Cohort, t: Translator) -> Safe:
    where = rules.place(cohort)
    return t("cohort-remind-nowhere") if where is None else markup.channel(where)
