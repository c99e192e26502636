"""What every room of exchanges says: the words for stages, rungs, kinds, registries and topics, the minutes, and the public card."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bot.exchanges.founding.gates_rules import Check, Condition, lacking
from bot.exchanges.model import Happening, OrganisationKind, Project, Rir, Topic
from bot.exchanges.readiness_rules import GateState
from bot.exchanges.rules import ENDED, PAUSED, WAYS, Mass, ProjectKind, Rung, Stage
from bot.language import markup, when, zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, clip_markup, joined, length
from bot.polls.rules import Poll
from bot.polls.telling.messages import url as poll_url
from bot.ui.cards import Block, Button, Card, Divider, Facts, Row, Style, Text, Tone
from bot.ui.routes import press

SHOW: Final = "exchange.show"
"""The route of a project's home; its id is the project's."""
MOST_NAMES: Final = 8
"""Organisations that are named on a rung; the others are counted."""
MOST_SHOWN: Final = 5
"""Dates, decisions and polls that a card lists, of each."""
MOST_LADDER: Final = 1400
"""Characters of the ladder on a card."""
MOST_LISTED: Final = 1400
"""Characters of dates, decisions and polls on a card."""
TITLE_SHOWN: Final = 90
_FEWER: Final = (MOST_NAMES, 4, 2, 1, 0)
"""So many names a rung are tried, until the ladder fits."""
MARKS: Final[Mapping[GateState, str]] = {
    GateState.MET: "✅",
    GateState.UNPROVEN: "❔",
    GateState.FAILED: "⬜",
}


CHANGED: Final = (
    "name", "city", "country", "rir", "zone", "own_asn", "wanted", "servers", "prefix", "organisation_id", "channel_id",
)  # fmt: skip
"""Fields of Project that organisers change, as the minutes name them."""


class Due(StrEnum):
    """What a date of a project is about."""

    ACTION = "action"
    REVIEW = "review"
    LAPSE = "lapse"


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A date of a project. `title` as a person typed it: what is to be done, the decision, or the organisation."""

    due: Due
    on: dt.date
    title: str


@dataclass(frozen=True, kw_only=True)
class Named:
    """An organisation on the ladder. `waits`: an organiser has yet to confirm what it said."""

    name: str
    waits: bool = False


@dataclass(frozen=True, kw_only=True)
class OnRung:
    """Who stands on a rung: how many, and the first of them by name (at most MOST_NAMES)."""

    rung: Rung
    count: int
    names: tuple[Named, ...]


@dataclass(frozen=True, kw_only=True)
class OpenDecision:
    """A decision that is proposed or discussed."""

    id: int
    topic: Topic
    title: str


@dataclass(frozen=True, kw_only=True)
class Overview:
    """A project as everybody may see it. Nothing confidential is in it.

    `gate`: what the gate after its stage asks for; empty: there is none. `ladder`: the highest rung first, empty ones left
    out; `waiting` of all on it wait for confirmation. `dates`: the next ones, the earliest first. `polls`: open ones that belong to it; of each, whoever may not view its
    channel may not see it: `seen_by`.
    """

    project: Project
    today: dt.date
    mass: Mass
    gate: tuple[Check, ...] = ()
    ladder: tuple[OnRung, ...] = ()
    waiting: int = 0
    dates: tuple[Coming, ...] = ()
    decisions: tuple[OpenDecision, ...] = ()
    polls: tuple[Poll, ...] = ()

    def seen_by(self, may_view: Callable[[int], bool]) -> "Overview":
        """The same without polls in channels that a reader may not view. Asked in the event loop, never in a query."""
        return replace(self, polls=tuple(one for one in self.polls if may_view(one.channel_id)))


# Words


def name(project: Project, t: Translator) -> Safe:
    """A project's name as the title of a card."""
    return t("exchange-name", name=project.name)


def kind_name(kind: ProjectKind, t: Translator) -> str:
    """ "Internet exchange"."""
    return t.plain(f"exchange-kind-{kind}")


def stage_name(stage: Stage, t: Translator) -> str:
    """ "Building support"."""
    return t.plain(f"exchange-stage-{stage}")


def rung_name(rung: Rung, t: Translator) -> str:
    """ "letter of intent"."""
    return t.plain(f"exchange-rung-{rung}")


def rir_name(rir: Rir, t: Translator) -> str:
    """ "RIPE NCC"."""
    return t.plain(f"exchange-rir-{rir}")


def topic_name(topic: Topic, t: Translator) -> str:
    """ "legal form"."""
    return t.plain(f"exchange-topic-{topic}")


def organisation_kind_name(kind: OrganisationKind, t: Translator) -> str:
    """ "data centre"."""
    return t.plain(f"exchange-organisation-{kind}")


def country_name(code: str, t: Translator) -> str:
    """A country by its ISO 3166 code, in the words of the tz database; an unknown code as it is."""
    return t.plain("exchange-name", name=zones.countries().get(code, code))


def condition_name(condition: Condition, t: Translator) -> str:
    """What a gate asks for, without markup: "critical mass"."""
    return t.plain(f"exchange-condition-{condition}")


def place(project: Project, t: Translator) -> Safe:
    """ "Beirut, Lebanon"; empty where neither is known."""
    country = zones.countries().get(project.country, project.country)
    if project.city and country:
        return t("exchange-place", city=project.city, country=country)
    known = project.city or country
    return t("exchange-name", name=known) if known else Safe("")


def stage_of(project: Project, t: Translator) -> Safe:
    """ "Commitment · step 3 of 9", or where a stalled one stood."""
    said = stage_name(project.stage, t)
    if project.stage in PAUSED and project.stage_before is not None:
        return t("exchange-stalled-at", stage=said, before=stage_name(project.stage_before, t))
    if project.stage in ENDED:
        return t("exchange-name", name=said)
    way = WAYS[project.kind]
    return t("exchange-step", stage=said, number=way.index(project.stage) + 1, count=len(way))


def mass_line(mass: Mass, t: Translator) -> Safe:
    """ "2 of 3 independent networks", with a bar."""
    filled = min(mass.count, mass.wanted)
    bar = Safe("▰" * filled + "▱" * (mass.wanted - filled)) if mass.wanted <= MOST_SHOWN * 2 else Safe("")
    return t("exchange-mass", have=mass.count, need=mass.wanted, bar=bar)


def check_line(check: Check, t: Translator) -> Safe:
    """One condition of a gate and how it stands: "⬜ critical mass: 2 of 3 independent networks"."""
    what = t("exchange-name", name=condition_name(check.condition, t))
    if check.need:
        said = t("exchange-check-counted", what=what, have=check.have, need=check.need)
    elif check.missing:
        topics = joined([t("exchange-name", name=topic_name(one, t)) for one in check.missing], ", ")
        said = t("exchange-check-decisions", what=what, topics=topics)
    elif check.state is GateState.UNPROVEN:
        said = t("exchange-check-unproven", what=what)
    else:
        said = t("exchange-check-met" if check.met else "exchange-check-failed", what=what)
    return t("exchange-check", mark=Safe(MARKS[check.state]), what=said)


def date_line(coming: Coming, today: dt.date, t: Translator) -> Safe:
    """ "4 December: the letter of Cedar Telecom ends"."""
    day = when.date(dt.datetime.combine(coming.on, dt.time()), t)
    said = t(f"exchange-due-{coming.due}", title=clip(coming.title, TITLE_SHOWN))
    return t("exchange-due-late" if coming.on < today else "exchange-due", date=day, what=said)


def home_button(project: Project, t: Translator) -> Button:
    """Leads to a project's home from any card about it."""
    return Button(label=t.plain("exchange-home"), press=press(SHOW, project.id))


# The minutes


def minutes_line(
    happening: Happening, organisation: str | None, t: Translator, *, plain: bool = False
) -> str:
    """What happened, as minutes tell it. `organisation`: its name now. `plain`: for a file, where no markdown renders.

    Details with these names are words of ours: `stage…`, `rung…`, `topic…`, `kind`, `condition` hold the values of their enums,
    `lacking` conditions with commas between, `fields` the names of fields of Project.
    """
    gone = t.plain("exchange-minutes-organisation-gone")
    values: dict[str, object] = {key: _word(key, value, t) for key, value in happening.details.items()}
    values["organisation"] = organisation or gone
    key = f"exchange-minutes-{happening.what}"
    if not t.has(key):  # of a version to come: nothing of the history is left out
        key, values = "exchange-minutes-unknown", {"what": happening.what}
    return t.plain(key, **values) if plain else t(key, **values)


def _word(key: str, value: object, t: Translator) -> str | int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    text = str(value)
    families: tuple[tuple[str, type[StrEnum], Callable[[str], str]], ...] = (
        ("stage", Stage, lambda one: stage_name(Stage(one), t)),
        ("rung", Rung, lambda one: rung_name(Rung(one), t)),
        ("topic", Topic, lambda one: topic_name(Topic(one), t)),
        ("kind", ProjectKind, lambda one: kind_name(ProjectKind(one), t)),
        ("condition", Condition, lambda one: condition_name(Condition(one), t)),
    )
    for begins, words, named in families:
        if key.startswith(begins) and text in {str(one) for one in words}:
            return named(text)
    if key == "lacking":
        known = {str(one) for one in Condition}
        return ", ".join(condition_name(Condition(one), t) for one in text.split(",") if one in known)
    if key == "fields":
        return ", ".join(t.plain(f"exchange-changed-{one}") for one in text.split(",") if one in CHANGED)
    return text


# The card


def public(overview: Overview, t: Translator, *, more: Sequence[Button] = ()) -> Card:
    """A project as it stands in its channel, for everybody who reads it.

    `more`: what a network can say, before "Everything" (at most four); left out of one that has ended.
    """
    project = overview.project
    own = () if project.stage in ENDED else tuple(more)
    first = tuple(replace(one, style=Style.PRIMARY) for one in own[:1])
    everything = Button(label=t.plain("exchange-everything"), press=press(SHOW, project.id))
    blocks = [*summary(overview, t), Row((*first, *own[1:], everything))]
    footer = t("exchange-footer", number=str(project.id))
    return Card(title=name(project, t), tone=tone(project), blocks=tuple(blocks), footer=footer)


def summary(overview: Overview, t: Translator, *, more: Sequence[tuple[str, str]] = ()) -> list[Block]:
    """What the public card and the home have in common. `more`: further facts."""
    project = overview.project
    blocks: list[Block] = [Facts((*facts(overview, t), *more))]
    if gate := gate_text(overview, t):
        blocks.append(Text(gate))
    if project.stage not in ENDED or overview.ladder:
        blocks += [Divider(), Text(ladder(overview, t))]
    listed = [one for one in (dates(overview, t), decisions(overview, t), polls(overview, t)) if one]
    if listed:
        blocks += [Divider(), Text(clip_markup(joined(listed, "\n\n"), MOST_LISTED))]
    return blocks


def tone(project: Project) -> Tone:
    """The accent of a project's card: what it says stands in words as well."""
    if project.stage in ENDED:
        return Tone.NEUTRAL
    if project.stage in PAUSED:
        return Tone.WARNING
    way = WAYS[project.kind]
    return Tone.SUCCESS if project.stage is way[-1] else Tone.ANNOUNCEMENT


def facts(overview: Overview, t: Translator) -> list[tuple[str, str]]:
    """What it is, where, its stage, and how near it is."""
    project = overview.project
    rows: list[tuple[str, str]] = []
    where = place(project, t)
    what = t("exchange-name", name=kind_name(project.kind, t))
    rows.append(
        (t("exchange-fact-what"), t("exchange-what-where", what=what, where=where) if where else what)
    )
    rows.append((t("exchange-fact-stage"), stage_of(project, t)))
    if project.kind is ProjectKind.EXCHANGE:
        rows.append((t("exchange-fact-mass"), mass_line(overview.mass, t)))
        if project.rir is not None:
            rows.append((t("exchange-fact-rir"), t("exchange-name", name=rir_name(project.rir, t))))
    return rows


def gate_text(overview: Overview, t: Translator) -> Safe:
    """What the gate still lacks; empty where there is no gate."""
    project = overview.project
    if not overview.gate:
        return Safe("")
    way = WAYS[project.kind]
    following = stage_name(way[way.index(project.stage) + 1], t)
    open_ = lacking(overview.gate)
    if not open_:
        return t("exchange-gate-open", stage=following)
    lines = [
        t(
            "exchange-gate-lacks",
            stage=following,
            met=len(overview.gate) - len(open_),
            count=len(overview.gate),
        )
    ]
    return joined([*lines, *(check_line(one, t) for one in open_)])


def ladder(overview: Overview, t: Translator) -> Safe:
    """Who stands where, as a table: how many, which rung, who. Where names are long, fewer are named: no rung is left out."""
    if not overview.ladder:
        return t("exchange-ladder-empty")
    for most in _FEWER:
        rows = joined([t("exchange-ladder-title"), *_rows(overview.ladder, most, t)])
        if length(rows) <= MOST_LADDER:
            return rows
    return clip_markup(rows, MOST_LADDER)


def _rows(those: Sequence[OnRung], most: int, t: Translator) -> list[Safe]:
    width = max(len(str(one.count)) for one in those)
    rows: list[Safe] = []
    for on in those:
        shown = [
            t("exchange-ladder-waits", name=clip(one.name, TITLE_SHOWN))
            if one.waits
            else t("exchange-name", name=clip(one.name, TITLE_SHOWN))
            for one in on.names[:most]
        ]
        if shown and on.count > len(shown):
            shown.append(t("exchange-ladder-more", count=on.count - len(shown)))
        count = Safe(f"{on.count:>{width}}")
        rung = t("exchange-name", name=rung_name(on.rung, t))
        if shown:
            rows.append(t("exchange-ladder-row", count=count, rung=rung, names=joined(shown, ", ")))
        else:
            rows.append(t("exchange-ladder-count", count=count, rung=rung))
    return rows


def dates(overview: Overview, t: Translator) -> Safe:
    """The next dates; empty: there are none."""
    if not overview.dates:
        return Safe("")
    lines = [date_line(one, overview.today, t) for one in overview.dates[:MOST_SHOWN]]
    return joined([t("exchange-dates-title"), *lines])


def decisions(overview: Overview, t: Translator) -> Safe:
    """Decisions that are still open; empty: there are none."""
    if not overview.decisions:
        return Safe("")
    lines = [
        t(
            "exchange-decision-row",
            topic=t("exchange-name", name=topic_name(one.topic, t)),
            title=clip(one.title, TITLE_SHOWN),
        )
        for one in overview.decisions[:MOST_SHOWN]
    ]
    if len(overview.decisions) > MOST_SHOWN:
        lines.append(t("exchange-more", count=len(overview.decisions) - MOST_SHOWN))
    return joined([t("exchange-decisions-title"), *lines])


def polls(overview: Overview, t: Translator) -> Safe:
    """Polls that are open; empty: there are none."""
    if not overview.polls:
        return Safe("")
    lines = [
        t("exchange-poll-row", question=clip(one.question, TITLE_SHOWN), url=Safe(poll_url(one)))
        if one.closes_at is None
        else t(
            "exchange-poll-row-closes",
            question=clip(one.question, TITLE_SHOWN),
            at=markup.time(one.closes_at, "R"),
            url=Safe(poll_url(one)),
        )
        for one in overview.polls[:MOST_SHOWN]
    ]
    if len(overview.polls) > MOST_SHOWN:
        lines.append(t("exchange-more", count=len(overview.polls) - MOST_SHOWN))
    return joined([t("exchange-polls-title"), *lines])
