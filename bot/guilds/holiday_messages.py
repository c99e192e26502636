"""What is shown of a guild's holidays: the list, the form for a day, and a country's public holidays before they count."""

import datetime as dt

from bot.guilds import rules
from bot.guilds.holidays import CountryHolidays
from bot.guilds.public_holidays import PublicHoliday
from bot.guilds.rules import Holiday
from bot.language import when
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip
from bot.limits import OPTION_LABEL
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
    Tone,
)
from bot.ui.pages import Page, paged, pager_row
from bot.ui.routes import press

PAGE = 20
"""Days on a page, all of which one menu holds."""
_LETTERS = 26


def listing(page: Page[Holiday], t: Translator, *, added: Safe | None = None) -> Card:
    """A page of the days that are still to come. `added` is a sentence on what just happened."""
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    if page.items:
        blocks += [
            Text("\n".join(_line(one, t) for one in page.items)),
            Select(
                press=press("setup.holiday-remove", page.number),
                placeholder=t.plain("holidays-remove"),
                options=tuple(
                    Option(label=clip(_plain(one, t), OPTION_LABEL), value=one.key) for one in page.items
                ),
                most=len(page.items),
            ),
        ]
    else:
        blocks.append(Text(t("holidays-empty")))
    if page.count > 1:
        blocks.append(pager_row("setup.holidays", page, t=t))
    blocks += [
        Note(t("holidays-what")),
        Row(
            (
                Button(label=t.plain("holidays-add"), press=press("setup.holiday-add"), style=Style.PRIMARY),
                Button(label=t.plain("setup-back"), press=press("setup.times")),
            )
        ),
    ]
    return Card(title=t("holidays-title"), tone=Tone.SETTINGS, blocks=tuple(blocks))


def form(t: Translator) -> Form:
    """A day and its name."""
    return Form(
        title=t.plain("holidays-add"),
        press=press("setup.holiday-set"),
        fields=(
            TextField(
                key="day",
                label=t.plain("holidays-day"),
                description=t.plain("holidays-day-hint"),
                most=100,
                placeholder="2027-04-30",
            ),
            TextField(key="name", label=t.plain("holidays-name"), most=rules.HOLIDAY_NAME),
        ),
    )


def added(holiday: Holiday, t: Translator) -> Safe:
    """After a day was added."""
    return t("holidays-added", day=_day(holiday, t), name=holiday.name)


def removed(gone: tuple[Holiday, ...], t: Translator) -> Safe:
    """After days were removed."""
    return t("holidays-removed", count=len(gone), name=gone[0].name)


def country_added(count: int, t: Translator) -> Safe:
    """After a country's public holidays came in."""
    return t("holidays-country-added", count=count) if count else t("holidays-country-nothing")


def country(found: CountryHolidays, t: Translator, *, number: int = 1) -> Card:
    """What would be added, before anything is stored."""
    new = len(found.days) - len(found.known)
    page = paged(found.days, number, PAGE)
    code = number_of(found.code)
    blocks: list[Block] = [
        Text(t("holidays-country-what", country=found.name, first=str(found.year), last=str(found.year + 1)))
    ]
    if page.items:
        blocks.append(Text("\n".join(_public(one, found, t) for one in page.items)))
    if page.count > 1:
        blocks.append(pager_row("setup.holidays-country", page, code, found.year, t=t))
    if any(one.estimated for one in found.days):
        blocks.append(Note(t("holidays-estimated-note")))
    onward = (
        Button(
            label=t.plain("holidays-country-add", count=new),
            press=press("setup.holidays-store", code, found.year),
            style=Style.PRIMARY,
        ),
    )
    back = Button(label=t.plain("cancel" if new else "setup-back"), press=press("setup.holidays", 1))
    if not new:
        blocks.append(Note(t("holidays-country-nothing")))
    blocks.append(Row((*(onward if new else ()), back)))
    return Card(
        title=t("holidays-country-title", country=found.name), tone=Tone.SETTINGS, blocks=tuple(blocks)
    )


def number_of(code: str) -> int:
    """A country's code as a number, for a custom_id: "AA" is 0, "ZZ" 675."""
    first, second = (ord(letter) - ord("A") for letter in code)
    return first * _LETTERS + second


def code_of(number: int) -> str:
    """The other way round; something that is no country's code for a number that is none."""
    first, second = divmod(number % _LETTERS**2, _LETTERS)
    return chr(first + ord("A")) + chr(second + ord("A"))


def _line(one: Holiday, t: Translator) -> Safe:
    return t("holidays-line", day=_day(one, t), name=one.name)


def _plain(one: Holiday, t: Translator) -> str:
    return t.plain("holidays-line-plain", day=_day(one, t), name=one.name)


def _day(one: Holiday, t: Translator) -> str:
    if one.year is not None:
        return when.date(dt.date(one.year, one.month, one.day), t)
    if (one.month, one.day) == (2, 29):
        return t.plain("holidays-leap")
    return t.plain("holidays-yearly", date=str(one.day), month=one.month)


def _public(one: PublicHoliday, found: CountryHolidays, t: Translator) -> Safe:
    day, name = _day(one.holiday, t), one.holiday.name
    if one.holiday.key in found.known:
        return t("holidays-line-known", day=day, name=name)
    if one.estimated:
        return t("holidays-line-estimated", day=day, name=name)
    return t("holidays-line", day=day, name=name)
