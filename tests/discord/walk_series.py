"""The part of the walk through every text that is about series: their dates, holidays, and what they are about."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from simcord import InteractionResult

from bot.guilds import public_holidays
from bot.language.catalogue import PSEUDO

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

TITLE, BODY = "Peering day", "Bring your AS number."
COUNTRY = "KH"
"""It has more public holidays than a page holds."""


async def walk_series(walk: "Walk") -> None:
    """Ends with nothing scheduled and no holiday named."""
    await walk_holidays(walk)
    await walk_draft(walk)
    await walk_scheduled(walk)


async def walk_holidays(walk: "Walk") -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    shown = await walk.slash(nadia, "setup holidays")
    for day, name in (
        ("05/12", TITLE),
        ("5 December", TITLE),
        ("2026-12-25 yearly", TITLE),
        ("2026-11-22", TITLE),
        ("2099-01-01", TITLE),
        ("Mon 2026-12-25", TITLE),
        ("2026-12-25", "\u200b"),
        ("2026-12-25", TITLE),
        ("2026-12-25", TITLE),
        ("29 Feb yearly", TITLE),
        ("1 May yearly", TITLE),
    ):
        form = await walk.click(nadia, shown.response, "setup.holiday-add")
        await walk.submit(nadia, form, day=day, name=name)
    for number in range(20):
        day = dt.date(2027, 1, 1) + dt.timedelta(days=number)
        await stage.app.services.holidays.add(stage.actor(), day.isoformat(), TITLE)
    shown = await walk.slash(nadia, "setup holidays")
    shown = await walk.click(nadia, shown.response, "setup.holidays", last=2)
    for several in (False, True):
        removal = _menu(shown, "setup.holiday-remove")
        values = [option["value"] for option in removal["options"]]
        shown = await walk.select(
            nadia, shown.response, removal["custom_id"], *(values[1:] if several else values[:1])
        )
        shown = await walk.slash(nadia, "setup holidays")
    await walk.press(nadia, "setup.holiday-remove:1")
    await walk.slash(nadia, "setup holidays", country="Nowhere")

    # The names of public holidays are data of others
    walk.completed.add(("setup holidays", "country"))
    assert await nadia.autocomplete(stage.lobby, "setup holidays", "country", "camb")
    now = stage.clock.now()
    found = await public_holidays.of_country(COUNTRY, since=now.date(), language=PSEUDO)
    names = ("Cambodia", *(one.holiday.name for one in found))

    def noted(result: InteractionResult) -> InteractionResult:
        assert result.response is not None
        walk.note(f"public holidays of {COUNTRY}", result.response.components, names)
        return result

    shown = noted(await nadia.slash(stage.lobby, "setup holidays", country=COUNTRY))
    walk.routes |= {"setup.holidays-country", "setup.holidays-store"}
    shown = noted(await nadia.click(shown.response, custom_id=_button(shown, "setup.holidays-country", 2)))
    noted(await nadia.click(shown.response, custom_id=_button(shown, "setup.holidays-store")))
    noted(await nadia.slash(stage.lobby, "setup holidays", country=COUNTRY))
    await walk.press(nadia, "setup.holidays-store:287:2020")
    keys = await stage.app.database.read(
        lambda tx: [row["day"] for row in tx.all("SELECT day FROM guild_holiday")]
    )
    await stage.app.services.holidays.remove(stage.actor(), keys)


async def walk_draft(walk: "Walk") -> None:
    """What a draft leaves out, and the date it is about."""
    stage, nadia = walk.stage, walk.stage.organiser
    for typed in ("", "2026-12-15 18:00", "every day 18:00", "every day 18:00 not 24 Dec", "05/12 18:00"):
        await walk.complete(nadia, "announce new", "about", typed)
    for typed in (
        "every day 18:00 not 24 Dec, 25 Dec, 26 Dec, 27 Dec 2026",
        "every Monday 18:00 not 24 Dec",
        "every day 18:00 not",
        "every day 18:00 not 2026-11-01",
        "every day 18:00 until 2026-12-01 not 2026-12-24",
    ):
        await walk.complete(nadia, "announce edit", "when", typed)
    await walk.slash(
        nadia, "announce new", when="every day 18:00", channel=stage.news, about="every day 18:00"
    )
    await stage.app.services.holidays.add(stage.actor(), "1 Jan yearly", TITLE)
    form = await walk.slash(nadia, "announce new", when="every day 20:00", channel=stage.news)
    preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
    shown = await walk.click(nadia, preview.response, "announce.draft-dates")
    for when in ("soon", "every day 18:00", "in 1 min", "2027-10-30 23:30 Asia/Beirut", "2026-12-31 18:00"):
        form = await walk.click(nadia, shown.response, "announce.event")
        await walk.submit(nadia, form, when=when)
    for days in (
        "05/12",
        "2026-12-24, 2026-12-25",
        "2026-11-01",
        ",".join(_days(101)),
        ",".join(_days(60)),
        "",
    ):
        form = await walk.click(nadia, shown.response, "announce.not-on")
        done = await walk.submit(nadia, form, days=days)
    for _ in range(2):
        done = await walk.click(nadia, done.response, "announce.holidays")
    preview = await walk.click(nadia, done.response, "announce.preview")
    await walk.click(nadia, preview.response, "announce.discard")
    keys = ("--01-01",)
    await stage.app.services.holidays.remove(stage.actor(), keys)
    form = await walk.slash(
        nadia, "announce new", when="every day 20:00 until 2026-12-24", channel=stage.news
    )
    preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
    shown = await walk.click(nadia, preview.response, "announce.draft-dates")
    shown = await walk.click(nadia, shown.response, "announce.holidays")  # there are none
    form = await walk.click(nadia, shown.response, "announce.not-on")
    first = stage.clock.now().date()
    every = [first + dt.timedelta(days=one) for one in range(60)]
    typed = ",".join(str(day) for day in every if first < day < dt.date(2026, 12, 25))
    done = await walk.submit(nadia, form, days=typed)
    await walk.click(nadia, done.response, "announce.preview")


async def walk_scheduled(walk: "Walk") -> None:
    stage, nadia = walk.stage, walk.stage.organiser
    form = await walk.slash(
        nadia, "announce new", when="every day 20:00", channel=stage.news, about="2027-01-31 18:00"
    )
    preview = await walk.submit(nadia, form, title=TITLE, body=BODY)
    done = await walk.click(nadia, preview.response, "announce.confirm")
    which = str(await stage.newest())
    shown = await walk.click(nadia, done.response, "announce.show")
    shown = await walk.click(nadia, shown.response, "announce.dates")
    old = _menu(shown, "announce.skip")["custom_id"]
    values = [option["value"] for option in _menu(shown, "announce.skip")["options"]]
    done = await walk.select(nadia, shown.response, old, *values[:6])
    await walk.slash(nadia, "announce show", announcement=which)
    shown = await walk.click(nadia, done.response, "announce.dates")
    done = await walk.select(nadia, shown.response, _menu(shown, "announce.skip")["custom_id"], values[1])
    await walk.press(nadia, old)
    for date in (values[1], "05/12", values[2]):
        await walk.slash(nadia, "announce skip", announcement=which, date=date)
    edit = await walk.slash(nadia, "announce edit", announcement=which, when="every Monday 20:00")
    await walk.click(nadia, edit.response, "announce.discard")
    for command, option in (
        ("announce pause", "announcement"),
        ("announce skip", "announcement"),
    ):
        assert await walk.complete(nadia, command, option, "peer")
    walk.completed.add(("announce skip", "date"))
    for typed in ("", "05/12", "24 Dec"):
        choices = await nadia.autocomplete(stage.lobby, "announce skip", "date", typed, announcement=which)
        walk.note("/announce skip date", choices, tuple(choice["value"] for choice in choices))
    await walk.slash(nadia, "announce pause", announcement=which)
    assert await walk.complete(nadia, "announce resume", "announcement", "peer")
    await walk.slash(nadia, "announce list")
    shown = await walk.slash(nadia, "announce show", announcement=which)
    await walk.press(nadia, f"announce.pause:{which}")
    await walk.click(nadia, shown.response, "announce.resume")
    await walk.slash(nadia, "announce resume", announcement=which)
    shown = await walk.slash(nadia, "announce show", announcement=which)
    shown = await walk.click(nadia, shown.response, "announce.pause")
    await walk.click(nadia, shown.response, "announce.resume")
    ask = await walk.slash(nadia, "announce cancel", announcement=which)
    await walk.click(nadia, ask.response, "announce.cancel-confirm")
    await walk.slash(nadia, "setup history")


def _days(count: int) -> list[str]:
    return [str(dt.date(2027, 1, 2) + dt.timedelta(days=one)) for one in range(count)]


def _menu(shown: InteractionResult, route: str) -> dict[str, Any]:
    return next(one for one in _components(shown) if one.get("type") == 3 and _is(one, route))


def _button(shown: InteractionResult, route: str, last: int | None = None) -> str:
    return next(
        str(one["custom_id"])
        for one in _components(shown)
        if one.get("type") == 2
        and _is(one, route)
        and (last is None or one["custom_id"].endswith(f":{last}"))
    )


def _is(component: dict[str, Any], route: str) -> bool:
    return str(component.get("custom_id", "")).partition(":")[0] == route


def _components(shown: InteractionResult) -> list[dict[str, Any]]:
    assert shown.response is not None
    found: list[dict[str, Any]] = []

    def walk(component: Any) -> None:
        if isinstance(component, dict):
            found.append(component)
            for value in component.values():
                walk(value)
        elif isinstance(component, list):
            for value in component:
                walk(value)

    walk(shown.response.components)
    return found
