"""Who completed what, as those who lead a cohort tick it; and who has finished."""

from collections.abc import Mapping

from bot.cohorts.attending import rules
from bot.cohorts.attending.progress import Finishers, Milestones, Ticks
from bot.cohorts.attending.records import Measured
from bot.cohorts.attending.roll_messages import named
from bot.language import markup, when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.limits import OPTION_DESCRIPTION, OPTION_LABEL, SELECT_OPTIONS
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Form,
    Note,
    Option,
    Row,
    Select,
    Style,
    Text,
    TextField,
)
from bot.ui.pages import paged, pager_row
from bot.ui.routes import press

_LINES = 15


def milestones(found: Milestones, number: int, t: Translator, *, added: Safe | None = None) -> Card:
    """What is due in a cohort and how many completed it; a menu opens one to tick."""
    cohort, page = found.cohort, paged(found.milestones, number, min(SELECT_OPTIONS, _LINES))
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    if not page.items:
        blocks.append(Text(t("attend-no-milestones")))
    else:
        blocks.append(
            Text(
                joined(
                    t(
                        "attend-milestone-line",
                        title=one.milestone.title,
                        bar=Safe(rules.bar(one.done, found.people)),
                        done=one.done,
                        total=found.people,
                    )
                    for one in page.items
                )
            )
        )
        blocks.append(
            Select(
                press=press("attending.milestone", cohort.id),
                placeholder=t.plain("attend-choose-milestone"),
                options=tuple(
                    Option(
                        label=clip(one.milestone.title, OPTION_LABEL),
                        value=str(one.milestone.id),
                        description=clip(
                            t.plain("attend-due-on", date=when.date(one.milestone.wall, t)),
                            OPTION_DESCRIPTION,
                        ),
                    )
                    for one in page.items
                ),
            )
        )
    if page.count > 1:
        blocks.append(pager_row("attending.milestones", page, cohort.id, t=t))
    buttons = []
    if found.finished:
        buttons.append(
            Button(
                label=t.plain("attend-finishers", count=found.finished),
                press=press("attending.finishers", cohort.id, 1),
                style=Style.PRIMARY,
            )
        )
    buttons.append(Button(label=t.plain("attend-to-board"), press=press("attending.board", cohort.id)))
    if found.seated:
        buttons.append(Button(label=t.plain("attend-mine"), press=press("attend.mine", cohort.id, 1)))
    blocks.append(Row(tuple(buttons)))
    return Card(
        title=t("attend-milestones-title", name=cohort.name),
        blocks=tuple(blocks),
        footer=t("attend-file-hint") if page.items else None,
    )


def ticks(found: Ticks, names: Mapping[int, str], t: Translator, *, added: Safe | None = None) -> Card:
    """A page of people, of whom any number is ticked at once, or taken back."""
    page, milestone, mode = found.people, found.milestone, int(found.taking_back)
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    blocks.append(
        Text(
            t(
                "attend-done-count",
                bar=Safe(rules.bar(found.done, found.total)),
                done=found.done,
                total=found.total,
            )
        )
    )
    if not page.items:
        blocks.append(Text(t("attend-ticks-nobody" if found.taking_back else "attend-ticks-all")))
    else:
        blocks.append(Text(joined(t("attend-person", who=markup.user(user_id)) for user_id in page.items)))
        blocks.append(
            Select(
                press=press("attending.tick", milestone.id, mode, page.number),
                placeholder=t.plain("attend-untick-menu" if found.taking_back else "attend-tick-menu"),
                options=tuple(
                    Option(label=named(user_id, names, t), value=str(user_id)) for user_id in page.items
                ),
                most=len(page.items),
            )
        )
    if page.count > 1:
        blocks.append(pager_row("attending.ticks", page, milestone.id, mode, t=t))
    blocks.append(
        Row(
            (
                Button(
                    label=t.plain("attend-ticks-open" if found.taking_back else "attend-ticks-back"),
                    press=press("attending.ticks", milestone.id, 1 - mode, 1),
                ),
                Button(
                    label=t.plain("attend-all-milestones"),
                    press=press("attending.milestones", found.cohort.id, 1),
                ),
            )
        )
    )
    title = t("attend-unticks-title" if found.taking_back else "attend-ticks-title", title=milestone.title)
    return Card(title=title, blocks=tuple(blocks))


def ticked(found: Ticks, t: Translator) -> Safe:
    """What ticking did."""
    lines = [t("attend-unticked" if found.taking_back else "attend-ticked", count=found.changed)]
    if found.others:
        lines.append(t("attend-others", count=found.others))
    return joined(lines)


def finishers(found: Finishers, names: Mapping[int, str], t: Translator) -> Card:
    """Who did everything; the menu says that they completed the course."""
    page, cohort = found.people, found.cohort
    blocks: list[Block] = []
    if found.completed:
        blocks += [Text(t("attend-completed", count=found.completed)), Divider()]
    if not page.items:
        blocks.append(Text(t("attend-finishers-none", threshold=found.threshold)))
    else:
        blocks.append(Note(t("attend-finishers-why", threshold=found.threshold)))
        blocks.append(Text(joined(_finisher(one, t) for one in page.items)))
        blocks.append(
            Select(
                press=press("attending.complete", cohort.id),
                placeholder=t.plain("attend-complete-menu"),
                options=tuple(
                    Option(label=named(one.user_id, names, t), value=str(one.user_id)) for one in page.items
                ),
                most=len(page.items),
            )
        )
    if page.count > 1:
        blocks.append(pager_row("attending.finishers", page, cohort.id, t=t))
    blocks.append(Row((Button(label=t.plain("attend-to-board"), press=press("attending.board", cohort.id)),)))
    return Card(title=t("attend-finishers-title", name=cohort.name), blocks=tuple(blocks))


def threshold_form(cohort_id: int, percent: int, t: Translator) -> Form:
    """Asks how many percent of the sessions are asked for."""
    return Form(
        title=t.plain("attend-threshold"),
        press=press("attending.threshold-set", cohort_id),
        fields=(
            TextField(
                key="percent",
                label=t.plain("attend-threshold-field"),
                description=t.plain("attend-threshold-hint"),
                value=str(percent),
                most=5,
            ),
        ),
    )


def _finisher(one: Measured, t: Translator) -> Safe:
    count = one.presence
    held = count.attended + count.missed
    return t(
        "attend-finisher",
        who=markup.user(one.user_id),
        attended=count.attended,
        held=held,
        percent=rules.percent(count.attended, held),
        done=one.done,
    )
