"""The dashboard of a cohort, for those who lead it: at a glance, person by person, and as files."""

from bot.cohorts.attending import rules
from bot.cohorts.attending.dashboard import Board, Delivered, Deliveries, People
from bot.cohorts.attending.export import KINDS, Kind, Sheet, Words
from bot.cohorts.attending.records import Measured
from bot.cohorts.attending.rules import Reason, Step
from bot.cohorts.rules import LIVE, AttendanceState, EnrolmentState
from bot.cohorts.sessions.messages import both
from bot.delivery.model import Delivery, DeliveryState, EffectKind
from bot.guilds.messages import failure_text
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.ui.cards import (
    Attachment,
    Block,
    Button,
    Card,
    Divider,
    Facts,
    File,
    Heading,
    Item,
    Link,
    Note,
    Picture,
    Row,
    Style,
    Text,
)
from bot.ui.pages import pager_row
from bot.ui.routes import press

PICTURE = "funnel.png"
_MOST_OPEN = 3


def board(found: Board, picture: bytes | None, t: Translator, *, added: Safe | None = None) -> Card:
    """A cohort at a glance. `picture`: the funnel; None: it could not be drawn, and the bars of text say the same."""
    cohort = found.cohort
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    blocks.append(Facts(tuple(_facts(found, t))))
    blocks.append(Heading(t("attend-funnel")))
    blocks.append(Text(joined(_funnel(found, t))))
    if picture is not None:
        blocks.append(Picture(url=f"attachment://{PICTURE}", alt=_alt(found, t)))
    blocks += [
        Item(
            body=t("attend-open-session", title=one.title, at=markup.time(one.starts_at, "D")),
            button=Button(label=t.plain("attend-close"), press=press("attending.close", one.id)),
        )
        for one in found.open_sessions[:_MOST_OPEN]
    ]
    blocks.append(Row(tuple(_looks(found, t))))
    blocks.append(Row(tuple(_acts(found, t))))
    return Card(
        title=t("attend-board-title", name=cohort.name),
        blocks=tuple(blocks),
        files=() if picture is None else (Attachment(name=PICTURE, content=picture),),
    )


def table(found: People, t: Translator) -> Card:
    """A page of the attendance of everybody."""
    page, cohort = found.people, found.cohort
    blocks: list[Block] = []
    if page.items:
        blocks.append(Note(t("attend-table-how", threshold=found.plan.threshold)))
        blocks.append(Text(joined(_attendance(one, t) for one in page.items)))
    else:
        blocks.append(Text(t("attend-nobody")))
    if page.count > 1:
        blocks.append(pager_row("attending.table", page, cohort.id, t=t))
    blocks.append(_back(cohort.id, t))
    return Card(title=t("attend-table-title", name=cohort.name), blocks=tuple(blocks))


def at_risk(found: People, t: Translator) -> Card:
    """A page of who is at risk, and why."""
    page, cohort = found.people, found.cohort
    blocks: list[Block] = []
    if page.items:
        blocks.append(Text(joined(_risk(one, found.plan.threshold, t) for one in page.items)))
        blocks.append(Note(t("attend-risk-private")))
    elif cohort.state not in rules.WATCHED:
        blocks.append(Text(t("attend-risk-not-running")))
    else:
        blocks.append(Text(t("attend-risk-none")))
    if page.count > 1:
        blocks.append(pager_row("attending.risk", page, cohort.id, t=t))
    blocks.append(_back(cohort.id, t))
    return Card(title=t("attend-risk-title", name=cohort.name), blocks=tuple(blocks))


def deliveries(found: Deliveries, t: Translator) -> Card:
    """What was delivered, and what failed and why."""
    blocks: list[Block] = [
        Text(joined(_delivered(one, t) for one in found.delivered))
        if found.delivered
        else Text(t("attend-delivered-none"))
    ]
    if found.personal:
        blocks.append(Text(t("attend-delivered-personal", count=found.personal)))
    if found.failures:
        blocks.append(Divider())
        blocks.append(Text(joined(_failure(one, t) for one in found.failures)))
    blocks.append(_back(found.cohort.id, t))
    return Card(title=t("attend-delivered-title", name=found.cohort.name), blocks=tuple(blocks))


def exports(cohort_id: int, name: str, t: Translator) -> Card:
    """Which files there are."""
    return Card(
        title=t("attend-export-title", name=name),
        blocks=(
            *(
                Item(
                    body=t(f"attend-export-{kind}-what"),
                    button=Button(
                        label=t.plain(f"attend-export-{kind}"),
                        press=press("attending.export", cohort_id, number),
                    ),
                )
                for number, kind in enumerate(KINDS)
            ),
            Note(t("attend-export-note")),
            _back(cohort_id, t),
        ),
    )


def export(sheet: Sheet, kind: Kind, cohort_id: int, t: Translator) -> Card:
    """A file."""
    blocks: list[Block] = [
        Text(t("attend-exported", count=sheet.rows, kind=Safe(t(f"attend-export-{kind}")))),
        File(name=sheet.name),
    ]
    if sheet.unnamed:
        blocks.append(Note(t("attend-export-unnamed", count=sheet.unnamed)))
    blocks.append(_back(cohort_id, t))
    return Card(title="", blocks=tuple(blocks), files=(Attachment(name=sheet.name, content=sheet.content),))


def words(t: Translator) -> Words:
    """What files say in the reader's language."""
    heads = (
        "name", "id", "state", "team", "since", "active", "completed", "attended", "excused", "missed", "percent",
        "possible", "done", "overdue", "sessions",
    )  # fmt: skip
    return Words(
        head={key: t.plain(f"attend-head-{key}") for key in heads},
        states={state: t.plain(f"cohort-is-{state}") for state in EnrolmentState},
        attendance={state: t.plain(f"attend-is-{state}") for state in AttendanceState},
        done=t.plain("attend-cell-done"),
    )


# Parts


def _facts(found: Board, t: Translator) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = [
        (t("attend-label-state"), Safe(t(f"cohort-state-{found.cohort.state}"))),
    ]
    session = found.following
    if session is not None:
        at = both(session.starts_at, session.wall, session.zone, t)
        rows.append((t("attend-label-next"), t("attend-next", title=session.title, at=at)))
    rows.append((t("attend-label-people"), t("attend-people", count=found.people)))
    if found.owed:
        rows.append(
            (
                t("attend-label-attendance"),
                t(
                    "attend-board-attendance",
                    percent=rules.percent(found.attended, found.owed),
                    threshold=found.plan.threshold,
                ),
            )
        )
    if found.cohort.state in rules.WATCHED:
        rows.append((t("attend-label-risk"), t("attend-risk-count", count=found.at_risk)))
    if found.nudged:
        rows.append((t("attend-label-nudged"), t("attend-nudged", count=found.nudged, back=found.came_back)))
    sent, failed = sum(one.sent for one in found.delivered), sum(one.failed for one in found.delivered)
    if sent or failed:
        rows.append((t("attend-label-delivered"), t("attend-delivered-sum", sent=sent, failed=failed)))
    return rows


def _funnel(found: Board, t: Translator) -> list[Safe]:
    whole = found.funnel[Step.APPLIED]
    return [
        t(
            "attend-funnel-line",
            number=str(number),
            bar=Safe(rules.bar(found.funnel[step], whole)),
            step=Safe(t(f"attend-step-{step}")),
            count=found.funnel[step],
            percent=rules.percent(found.funnel[step], whole),
        )
        for number, step in enumerate(Step, 1)
    ]


def _alt(found: Board, t: Translator) -> str:
    steps = {f"{step}": found.funnel[step] for step in Step}
    return t.plain("attend-funnel-alt", **steps)


def _looks(found: Board, t: Translator) -> list[Button | Link]:
    which = found.cohort.id
    return [
        Button(
            label=t.plain("attend-see-risk", count=found.at_risk),
            press=press("attending.risk", which, 1),
            style=Style.PRIMARY if found.at_risk else Style.SECONDARY,
        ),
        Button(label=t.plain("attend-see-table"), press=press("attending.table", which, 1)),
        Button(label=t.plain("attend-see-progress"), press=press("attending.milestones", which, 1)),
        Button(label=t.plain("attend-see-delivered"), press=press("attending.deliveries", which)),
        Button(label=t.plain("attend-see-files"), press=press("attending.exports", which)),
    ]


def _acts(found: Board, t: Translator) -> list[Button | Link]:
    which = found.cohort.id
    buttons: list[Button | Link] = []
    if found.finished:
        buttons.append(
            Button(
                label=t.plain("attend-finishers", count=found.finished),
                press=press("attending.finishers", which, 1),
            )
        )
    if found.cohort.state in LIVE:
        buttons.append(Button(label=t.plain("attend-threshold"), press=press("attending.threshold", which)))
    buttons.append(Button(label=t.plain("attend-see-sessions"), press=press("cohort-session.list", which, 1)))
    buttons.append(Button(label=t.plain("cohort-set-up"), press=press("cohort.edit", which)))
    if found.seated:
        buttons.append(Button(label=t.plain("attend-mine"), press=press("attend.mine", which, 1)))
    return buttons


def _attendance(one: Measured, t: Translator) -> Safe:
    count = one.presence
    held = count.attended + count.missed
    return t(
        "attend-table-line",
        bar=Safe(rules.bar(count.attended, held, 6)),
        who=markup.user(one.user_id),
        attended=count.attended,
        held=held,
        percent=rules.percent(count.attended, held),
        possible=rules.percent(count.attended + count.remaining, count.total),
    )


def _risk(one: Measured, threshold: int, t: Translator) -> Safe:
    why = joined((_reason(reason, one, threshold, t) for reason in one.reasons), " · ")
    return t("attend-risk-line", who=markup.user(one.user_id), why=why)


def _reason(reason: Reason, one: Measured, threshold: int, t: Translator) -> Safe:
    count = one.presence
    match reason:
        case Reason.MISSED:
            return t("attend-reason-missed", count=one.in_a_row)
        case Reason.OUT_OF_REACH:
            possible = rules.percent(count.attended + count.remaining, count.total)
            return t("attend-reason-out-of-reach", possible=possible, threshold=threshold)
        case Reason.OVERDUE:
            return t("attend-reason-overdue", count=len(one.overdue), title=one.overdue[0].milestone.title)
        case Reason.SILENT:
            since = one.silent or one.enrolment.queued_at
            return t("attend-reason-silent", since=markup.time(since, "R"))


def _delivered(one: Delivered, t: Translator) -> Safe:
    return t(
        f"attend-delivered-{one.what}",
        sent=one.sent,
        waiting=one.waiting,
        failed=one.failed,
    )


def _failure(one: Delivery, t: Translator) -> Safe:
    due = markup.time(one.due_at)
    if one.state is DeliveryState.DROPPED:
        return t("attend-failure-late", due=due, where=markup.channel(one.target_id))
    events = one.kind is EffectKind.EVENT
    why = failure_text(one.reason or "", None if events else one.target_id, t, events=events)
    return t("attend-failure", due=due, why=why)


def _back(cohort_id: int, t: Translator) -> Row:
    return Row((Button(label=t.plain("attend-to-board"), press=press("attending.board", cohort_id)),))
