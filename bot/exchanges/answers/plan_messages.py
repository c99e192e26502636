"""What is said of a plan: sessions, peering LAN, the registry's rule, savings; and the forms in which organisers change it."""

import datetime as dt
import math
from typing import Any, Final

from bot.exchanges import messages, planning_rules
from bot.exchanges.answers import charts
from bot.exchanges.answers.messages import ways
from bot.exchanges.answers.plan_rules import HORIZONS, YEAR, Horizon, Plan
from bot.exchanges.answers.rir_rules import Read, RirRule
from bot.exchanges.answers.service import Planned
from bot.exchanges.commitments.rules import LINK_LIMIT
from bot.exchanges.survey.model import Estimate
from bot.language import when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.ui.cards import (
    Attachment,
    Block,
    Button,
    Card,
    Divider,
    Form,
    Heading,
    Note,
    Picture,
    Row,
    Style,
    Text,
    TextField,
)
from bot.ui.routes import press

FORECAST, FORECAST_SET = "ready.forecast", "ready.forecast-set"
RULE, RULE_SET, RULE_DROP = "ready.rule", "ready.rule-set", "ready.rule-drop"
PICTURE: Final = "plan.png"


def plan(found: Planned, t: Translator, *, picture: bytes | None = None, said: Safe | None = None) -> Card:
    """The plan of one project. `said`: what was just stored."""
    project, one = found.project, found.plan
    blocks: list[Block] = [] if said is None else [Text(said), Divider()]
    blocks += [Heading(t("plan-sessions")), Text(joined([_horizon(each, one, t) for each in one.horizons]))]
    if one.servers:
        blocks.append(Note(t("plan-servers", servers=one.servers, members=one.servers_from)))
    else:
        blocks.append(Note(t("plan-no-servers")))
    if any(each.assumed for each in one.horizons):
        blocks.append(Note(t("plan-assumed")))
    blocks += [Heading(t("plan-lan")), Text(joined(_lan(found, t)))]
    if picture is not None:
        blocks.append(Picture(url=f"attachment://{PICTURE}", alt=alt(found, t)))
    blocks += [Heading(t("plan-savings")), Text(_savings(found.estimate, t))]
    if found.leads:
        blocks.append(Row(tuple(_acts(found, t))))
    blocks.append(ways(project, t))
    return Card(
        title=t("plan-title", name=project.name),
        blocks=tuple(blocks),
        files=() if picture is None else (Attachment(name=PICTURE, content=picture),),
    )


def horizon_name(months: int, t: Translator) -> str:
    """ "In 3 months"."""
    return t.plain("plan-now") if months == 0 else t.plain("plan-in", months=months)


def _horizon(one: Horizon, plan_: Plan, t: Translator) -> Safe:
    name = horizon_name(one.months, t)
    values: dict[str, object] = {"name": name, "members": one.members, "mesh": one.mesh}
    if not plan_.servers:
        line = t("plan-row-mesh", **values)
    else:
        line = t("plan-row", **values, by_servers=one.by_servers)
    return t("plan-row-assumed", line=line) if one.assumed else line


def _lan(found: Planned, t: Translator) -> list[Safe]:
    """What to ask for and why, the registry's rule, when the LAN is full."""
    one = found.plan
    year = next(each.members for each in one.horizons if each.months == YEAR)
    lines: list[Safe] = []
    if one.recommended is None:
        lines.append(t("plan-too-many", members=year, largest=str(one.largest)))
    else:
        room = planning_rules.capacity(one.recommended)
        lines.append(t("plan-recommended", prefix=str(one.recommended), room=room, members=year))
    if one.rule is not None:
        registry = messages.rir_name(one.rule.rir, t)
        if one.beyond and one.rule.largest is None:
            lines.append(t("plan-ask-open", registry=registry))
        elif one.beyond:
            lines.append(t("plan-ask-beyond", registry=registry, largest=str(one.rule.largest)))
        elif one.more:
            lines.append(t("plan-ask-more", registry=registry, ask=str(one.ask), prefix=str(one.rule.prefix)))
        else:
            lines.append(t("plan-ask", registry=registry, ask=str(one.ask)))
        lines.append(rule_line(one.rule, t))
        if found.old:
            lines.append(t("plan-rule-old", registry=registry))
    else:
        lines.append(t("plan-rir-unknown"))
    key = "plan-lan-given" if one.given else "plan-lan-planned"
    lines.append(t(key, prefix=str(one.lan), room=one.capacity))
    if one.overflow is None:
        lines.append(t("plan-never-full"))
    elif one.overflow <= found.today:
        lines.append(t("plan-full-now", members=one.horizons[0].members))
    else:
        lines.append(t("plan-full", date=_day(one.overflow, t)))
    lines.append(t("plan-v6"))
    return lines


def rule_line(rule: RirRule, t: Translator) -> Safe:
    """The rule with its source, its date, and how it was read; it always says to ask the registry."""
    values: dict[str, object] = {
        "registry": messages.rir_name(rule.rir, t),
        "members": rule.members,
        "prefix": str(rule.prefix),
        "largest": str(rule.largest),
    }
    said = t("plan-rule" if rule.largest is not None else "plan-rule-open", **values)
    source = {"url": _target(rule.source), "date": _day(rule.checked_on, t)}
    match rule.read:
        case Read.PAGE:
            return t("plan-rule-page", rule=said, version=rule.version, **source)
        case Read.PART:
            return t("plan-rule-part", rule=said, version=rule.version, **source)
        case Read.OWN:
            return t("plan-rule-own", rule=said, **source)


def _savings(estimate: Estimate | None, t: Translator) -> Safe:
    if estimate is None:
        return t("plan-savings-none")
    values: dict[str, object] = {
        "amount": math.floor(estimate.yearly),  # at least so much
        "currency": estimate.currency,
        "networks": estimate.networks,
        "traffic": estimate.least,
        "price": f"{estimate.price:f}",
        "cost": f"{estimate.cost:f}",
    }
    lines = [t("plan-savings-least" if estimate.yearly > 0 else "plan-savings-nothing", **values)]
    if estimate.surveyed:
        lines.append(t("plan-savings-surveyed", count=estimate.price_of))
    elif estimate.source:
        lines.append(t("plan-savings-source", source=estimate.source))
    return joined(lines)


def alt(found: Planned, t: Translator) -> str:
    """The picture in words."""
    one = found.plan
    parts = ", ".join(
        t.plain("plan-alt-part", name=horizon_name(each.months, t), members=each.members)
        for each in one.horizons
    )
    return t.plain("plan-alt", parts=parts, prefix=str(one.lan), room=one.capacity)


def chart(found: Planned, t: Translator) -> dict[str, Any]:
    """What `charts.draw` is given."""
    one, overflow = found.plan, None
    if one.overflow is not None:
        overflow = (one.overflow.year - found.today.year) * 12 + one.overflow.month - found.today.month
    return {
        "kind": charts.PLAN,
        "points": [[each.months, each.members] for each in one.horizons],
        "lans": [[t.plain("plan-chart-lan", prefix=str(one.lan), room=one.capacity), one.capacity]],
        "overflow": overflow if overflow is not None and 0 < overflow <= 60 else None,
        "texts": {
            "months": t.plain("plan-chart-months"),
            "members": t.plain("plan-chart-members"),
            "overflow": t.plain("plan-chart-full"),
        },
    }


def _acts(found: Planned, t: Translator) -> list[Button]:
    project = found.project
    buttons = [Button(label=t.plain("plan-forecast"), press=press(FORECAST, project.id), style=Style.PRIMARY)]
    if found.plan.rule is not None:
        buttons.append(Button(label=t.plain("plan-rule-edit"), press=press(RULE, project.id)))
        if found.plan.rule.own:
            buttons.append(Button(label=t.plain("plan-rule-drop"), press=press(RULE_DROP, project.id)))
    return buttons


# Forms


def forecast_form(found: Planned, t: Translator) -> Form:
    """How many members are expected; an empty field goes by the ladder."""
    return Form(
        title=t.plain("plan-forecast-title"),
        press=press(FORECAST_SET, found.project.id),
        fields=tuple(
            TextField(
                key=f"months-{each.months}",
                label=t.plain("plan-forecast-now")
                if each.months == 0
                else t.plain("plan-forecast-in", months=each.months),
                description=t.plain("plan-forecast-hint"),
                value=str(found.told.get(each.months, "")),
                placeholder=t.plain("plan-forecast-ladder", members=each.members) if each.assumed else None,
                required=False,
                most=5,
            )
            for each in found.plan.horizons
        ),
    )


def typed_forecast(fields: "dict[str, str | tuple[str, ...]]") -> dict[int, str]:
    """Months → what was typed."""
    typed = {months: fields.get(f"months-{months}", "") for months in HORIZONS}
    return {months: one for months, one in typed.items() if isinstance(one, str)}


def rule_form(rule: RirRule, found: Planned, t: Translator) -> Form:
    """What the registry told the organisers."""
    fields = (
        TextField(
            key="members",
            label=t.plain("plan-rule-members"),
            value=str(rule.members),
            most=3,
        ),
        TextField(
            key="prefix",
            label=t.plain("plan-rule-prefix"),
            value=f"/{rule.prefix}",
            most=3,
        ),
        TextField(
            key="largest",
            label=t.plain("plan-rule-largest"),
            value="" if rule.largest is None else f"/{rule.largest}",
            most=3,
        ),
        TextField(
            key="source",
            label=t.plain("plan-rule-source-field"),
            description=t.plain("plan-rule-source-hint"),
            value=rule.source,
            most=LINK_LIMIT,
        ),
        TextField(
            key="checked",
            label=t.plain("plan-rule-checked"),
            description=t.plain("plan-rule-checked-hint"),
            value=found.today.isoformat(),
            required=False,
            most=10,
        ),
    )
    return Form(
        title=t.plain("plan-rule-title", registry=messages.rir_name(rule.rir, t)),
        press=press(RULE_SET, found.project.id),
        fields=fields,
    )


def _day(day: dt.date, t: Translator) -> str:
    return when.date(day, t)


def _target(url: str) -> Safe:
    """An address as the target of a masked link: what would end it, or start other markup, is encoded."""
    return Safe("".join(f"%{ord(one):02X}" if one in "()<>[]`|*_~ " else one for one in url))
