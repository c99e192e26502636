"""Public holidays by country, from the `holidays` library.

Its import takes 0.1–0.2 s and 17 MB, so it waits for the first guild that asks, in a thread; there it holds the event
loop up for 2 ms at most. What it knows is data of others: names are shown escaped, dates are looked at before they count.
"""

import asyncio
import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.guilds.rules import HOLIDAY_NAME, Holiday
from bot.language import zones
from bot.language.safe_text import clean_name, clip

_ENGLISH = "en_US"
_MARK = "%s"


@dataclass(frozen=True, kw_only=True)
class PublicHoliday:
    """`estimated`: the day hangs on the sight of the moon, and may turn out to be another."""

    holiday: Holiday
    estimated: bool


async def countries() -> frozenset[str]:
    """The ISO 3166 codes of the countries whose public holidays are known."""
    return await asyncio.to_thread(_countries)


async def of_country(code: str, *, since: dt.date, language: str) -> tuple[PublicHoliday, ...]:
    """What is a public holiday from a day on to the end of the next year, in order of the days; one a day.

    Named in the language where the library knows it, else in English, else in the country's own. Empty for a country
    that is not known.
    """
    return await asyncio.to_thread(_of_country, code, since, language)


@functools.cache
def _countries() -> frozenset[str]:
    import holidays

    return frozenset(holidays.list_supported_countries(include_aliases=False)) & zones.countries().keys()


def _of_country(code: str, since: dt.date, language: str) -> tuple[PublicHoliday, ...]:
    import holidays

    if code not in _countries():
        return ()
    years = (since.year, since.year + 1)
    known = holidays.country_holidays(code).supported_languages
    spoken = _spoken(language, known)
    # Asked for a language it does not have, it answers in the country's own.
    found = holidays.country_holidays(code, years=years, language=spoken)
    return tuple(_named(found, since))


def _spoken(language: str, known: tuple[str, ...]) -> str | None:
    wanted = language.replace("-", "_")
    near = [one for one in known if one == wanted or one.partition("_")[0] == wanted.partition("_")[0]]
    return min(near, key=lambda one: (one != wanted, one != _ENGLISH, one), default=_english(known))


def _english(known: tuple[str, ...]) -> str | None:
    return _ENGLISH if _ENGLISH in known else None


def _named(found: Any, since: dt.date) -> Iterator[PublicHoliday]:
    labels = [
        found.tr(label)
        for name in ("estimated_label", "observed_estimated_label")
        if (label := getattr(found, name, None)) is not None
    ]
    for day, text in sorted(found.items()):
        if day < since:
            continue
        names, estimated = [], False
        for part in str(text).split("; "):
            bare = next((one for label in labels if (one := _without(part, label)) is not None), None)
            estimated = estimated or bare is not None
            names.append(part if bare is None else bare)
        name = clean_name("; ".join(names)) or day.isoformat()
        yield PublicHoliday(
            holiday=Holiday(year=day.year, month=day.month, day=day.day, name=clip(name, HOLIDAY_NAME)),
            estimated=estimated,
        )


def _without(name: str, label: str) -> str | None:
    """ "Eid al-Fitr (estimated)" and "%s (estimated)" → "Eid al-Fitr"; None where the label is not on it."""
    before, mark, after = label.partition(_MARK)
    if not mark or not (before or after) or not (name.startswith(before) and name.endswith(after)):
        return None
    return name[len(before) : len(name) - len(after)].strip()
