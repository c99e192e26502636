"""What is seen of the search for an hour: the card that asks, one's own week, and the best hours for those who lead."""

import datetime as dt
from collections.abc import Iterable

from bot.cohorts.availability import rules
from bot.cohorts.availability.rules import Burden, Proposal
from bot.cohorts.availability.service import Mine, Search
from bot.cohorts.availability.store import Grid
from bot.cohorts.rules import Cohort
from bot.language import markup, zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Item,
    Link,
    Note,
    Option,
    Row,
    Select,
    Style,
    Text,
    Tone,
)
from bot.ui.routes import press

_MOST_NAMED, _MOST_ZONES = 6, 4
_YES, _NO = "█", "·"


def public(cohort: Cohort, grid: Grid, t: Translator) -> Card:
    """The card that asks everybody; once the search is over it says so."""
    if not grid.is_open:
        said = t("availability-over", name=cohort.name)
        if grid.chosen is not None:
            said = t("availability-over-chosen", name=cohort.name, hour=_hour(grid.chosen, cohort.zone, t))
        return Card(title=t("availability-title", name=cohort.name), blocks=(Text(said),))
    return Card(
        title=t("availability-title", name=cohort.name),
        tone=Tone.ANNOUNCEMENT,
        blocks=(
            Text(t("availability-asks", minutes=grid.minutes, weeks=grid.weeks)),
            Row(
                (
                    Button(
                        label=t.plain("availability-mark"),
                        press=press("availability.mark", cohort.id),
                        style=Style.PRIMARY,
                    ),
                )
            ),
        ),
        footer=t("availability-private"),
    )


def mine(found: Mine, days: tuple[int, ...], t: Translator) -> Card:
    """One's own week, and how to mark it. `days`: those whose hours are chosen now; empty: none yet."""
    cohort = found.cohort
    blocks: list[Block] = [
        Text(markup.verbatim(_drawn(found.hours, t))),
        Select(
            press=press("availability.days", cohort.id),
            placeholder=t.plain("availability-choose-days"),
            options=tuple(
                Option(label=t.plain(f"availability-day-{day + 1}"), value=str(day), chosen=day in days)
                for day in range(7)
            ),
            most=7,
        ),
    ]
    if days:
        marked = rules.common(found.hours, days)
        blocks.append(
            Select(
                press=press("availability.hours", cohort.id, rules.mask_of(days)),
                placeholder=t.plain("availability-choose-hours", days=_days(days, t)),
                options=tuple(
                    Option(
                        label=f"{hour:02}:00–{(hour + 1) % 24:02}:00", value=str(hour), chosen=hour in marked
                    )
                    for hour in range(24)
                ),
                least=0,
                most=24,
            )
        )
    quick = [
        Button(
            label=t.plain(f"availability-preset-{number + 1}"),
            press=press("availability.preset", cohort.id, number),
        )
        for number in range(len(rules.PRESETS))
    ]
    if found.hours != rules.NEVER:
        quick.append(
            Button(label=t.plain("availability-clear"), press=press("availability.clear", cohort.id))
        )
    blocks.append(Row(tuple(quick)))
    if found.hours == rules.NEVER:
        blocks.append(Note(t("availability-mine-empty")))
    elif found.best is not None:
        blocks += [Divider(), Note(_best(found, found.best, t))]
    return Card(
        title=t("availability-mine-title", name=cohort.name),
        tone=Tone.SETTINGS,
        blocks=tuple(blocks),
        footer=t("availability-mine-zone", city=zones.city(found.zone)),
    )


def overview(found: Search, t: Translator) -> Card:
    """The best hours, and what each asks of whom. For those who lead: people are named."""
    cohort, grid = found.cohort, found.grid
    blocks: list[Block] = [
        Text(
            t(
                "availability-state",
                people=found.people,
                zones=found.zones,
                minutes=grid.minutes,
                weeks=grid.weeks,
            )
        )
    ]
    for number, one in enumerate(found.proposals, 1):
        use = Button(
            label=t.plain("availability-use"),
            press=press("availability.use", cohort.id, one.slot),
            style=Style.PRIMARY if number == 1 else Style.SECONDARY,
        )
        blocks.append(Item(body=_proposal(number, one, found, t), button=use))
    if not found.proposals:
        blocks.append(Text(t("availability-nobody")))
    buttons: list[Button] = []
    first = Style.SECONDARY if found.proposals else Style.PRIMARY
    if grid.is_open and not found.posting and (grid.message_id is None or grid.channel_id != found.where):
        buttons.append(
            Button(
                label=t.plain("availability-post"), press=press("availability.post", cohort.id), style=first
            )
        )
    if grid.is_open:
        buttons.append(
            Button(label=t.plain("availability-mark"), press=press("availability.mark", cohort.id))
        )
    buttons += [
        Button(label=t.plain("availability-again"), press=press("availability.show", cohort.id)),
        Button(
            label=t.plain("availability-close") if grid.is_open else t.plain("availability-reopen"),
            press=press("availability.open", cohort.id, int(not grid.is_open)),
        ),
    ]
    links: tuple[Link, ...] = ()
    if grid.message_id is not None and grid.channel_id is not None:
        url = markup.message_url(cohort.guild_id, grid.channel_id, grid.message_id)
        links = (Link(label=t.plain("availability-posted"), url=url),)
    if found.posting:
        blocks.append(Note(t("availability-posting")))
    return Card(
        title=t("availability-title", name=cohort.name),
        tone=Tone.SETTINGS,
        blocks=(*blocks, Row((*buttons, *links))),
        footer=t("availability-how", city=zones.city(cohort.zone)),
    )


# Parts


def _hour(slot: int, zone: str, t: Translator) -> str:
    """ "Tuesday 18:00 Beirut"."""
    return t.plain(
        "availability-hour",
        day=t.plain(f"availability-day-{slot // 24 + 1}"),
        time=f"{slot % 24:02}:00",
        city=zones.city(zone),
    )


def _proposal(number: int, one: Proposal, found: Search, t: Translator) -> Safe:
    lines = [
        t(
            "availability-proposal",
            number=str(number),
            hour=_hour(one.slot, found.cohort.zone, t),
            able=one.able,
            people=len(one.burdens),
        )
    ]
    lines += _burdens(one.worst_off, t, names=True) or [t("availability-social")]
    unable = one.unable
    if unable:
        named = _names(unable, t)
        lines.append(t("availability-unable", count=len(unable), names=named))
    return joined(lines)


def _best(found: Mine, one: Proposal, t: Translator) -> Safe:
    """What everybody may know: the hour, how many can, and where it is latest; nobody's name."""
    lines = [
        t(
            "availability-best",
            hour=_hour(one.slot, found.cohort.zone, t),
            able=one.able,
            people=found.people,
        )
    ]
    lines += _burdens(one.worst_off, t, names=False) or [t("availability-social")]
    return joined(lines)


def _burdens(those: Iterable[Burden], t: Translator, *, names: bool) -> list[Safe]:
    """Who is worst off, by zone."""
    lines = []
    for (zone, (day, at)), group in list(rules.by_zone(those).items())[:_MOST_ZONES]:
        line = t(
            "availability-worst",
            count=len(group),
            city=zones.city(zone),
            day=t.plain(f"availability-day-{day + 1}"),
            time=_time(at),
        )
        lines.append(t("availability-worst-named", line=line, names=_names(group, t)) if names else line)
    return lines


def _names(those: Iterable[Burden], t: Translator) -> Safe:
    people = list(those)
    named = joined([markup.user(one.user_id) for one in people[:_MOST_NAMED]], ", ")
    more = len(people) - _MOST_NAMED
    return t("availability-names-more", names=named, count=more) if more > 0 else named


def _days(days: Iterable[int], t: Translator) -> str:
    return ", ".join(t.plain(f"availability-short-{day + 1}") for day in days)


def _time(at: dt.time) -> str:
    return f"{at:%H:%M}"


def _drawn(hours: str, t: Translator) -> str:
    """A week as text that fits on a phone: a line for each day, a sign for each hour."""
    names = [t.plain(f"availability-short-{day + 1}") for day in range(7)]
    wide = max(map(len, names))
    lines = [f"{'':{wide}} 0     6     12    18"]
    for day, name in enumerate(names):
        row = hours[day * 24 : day * 24 + 24].replace("1", _YES).replace("0", _NO)
        lines.append(f"{name:{wide}} {row}")
    return "\n".join(lines)
