"""/setup holidays through real commands, forms, menus and clicks."""

import asyncio
import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path

import discord
import pytest
from simcord import InteractionResult

from bot.errors import InvalidInputError, StaleError
from bot.guilds import holiday_messages, public_holidays
from bot.guilds.rules import MOST_HOLIDAYS, MOST_YEARLY
from tests.discord.conftest import Stage, answer, buttons
from tests.discord.test_announce_series import audited, menu

ROOT = Path(__file__).parents[2]


async def listed(stage: Stage) -> InteractionResult:
    return await stage.organiser.slash(stage.lobby, "setup holidays")


async def add(stage: Stage, day: str, name: str) -> InteractionResult:
    form = await stage.organiser.click((await listed(stage)).response, label="Add a day")
    return await stage.organiser.submit_modal(form, {"day": day, "name": name})


async def country(stage: Stage, code: str = "LB") -> InteractionResult:
    return await stage.organiser.slash(stage.lobby, "setup holidays", country=code)


async def test_an_empty_list_says_what_it_is_for(stage: Stage) -> None:
    shown = answer(await listed(stage))
    assert "No holidays are named yet" in shown
    assert "Series that skip holidays send nothing on these days" in shown


async def test_days_are_added_listed_the_next_first_and_removed(stage: Stage) -> None:
    assert "Added: Fri 30 Apr 2027, Good Friday." in answer(await add(stage, "2027-04-30", "Good Friday"))
    await add(stage, "25 Dec every year", "Christmas Day")
    shown = await add(stage, "every 29 Feb", "Leap day")
    said = answer(shown)
    assert "25 Dec every year" in said
    assert "29 Feb in leap years" in said
    order = [said.rindex(name) for name in ("Christmas Day", "Good Friday")]
    assert order == sorted(order)
    removal = menu(shown.response, "setup.holiday-remove")
    assert [option["value"] for option in removal["options"]] == ["--12-25", "2027-04-30", "--02-29"]
    gone = await stage.organiser.select(
        shown.response, ["--12-25", "--02-29"], custom_id=removal["custom_id"]
    )
    assert "Removed 2 days." in answer(gone)
    assert "Christmas Day" not in answer(await listed(stage))
    with pytest.raises(StaleError, match="holidays-gone"):
        await stage.app.services.holidays.remove(stage.actor(), ("--12-25",))
    history = await audited(stage)
    assert "added the holiday “Good Friday”: 2027-04-30" in history
    assert "removed the holiday “Christmas Day”: 12-25" in history


@pytest.mark.parametrize(
    ("day", "name", "said"),
    [
        ("25 Dec", "x", "25 Dec of which year?"),
        ("25 Dec 2026 every year", "x", "has no year"),
        ("05/12", "x", "two dates"),
        ("30 Feb every year", "x", "no such day"),
        ("2027-02-29", "x", "no such day"),
        ("2026-11-22", "x", "is past"),
        ("9999-12-31", "x", "years ahead"),
        ("Mon 2027-04-30", "x", "is a Friday"),
        ("tomorrow", "x", "I don’t understand"),
        ("2027-04-30", "\u200b\u2060", "nothing that can be read"),
        ("x" * 100, "x", "I don’t understand"),
    ],
)
async def test_a_day_that_cannot_be_meant_is_refused(stage: Stage, day: str, name: str, said: str) -> None:
    assert said in answer(await add(stage, day, name))
    assert "No holidays are named yet" in answer(await listed(stage))


async def test_a_day_that_has_a_name_keeps_it(stage: Stage) -> None:
    await add(stage, "25 Dec every year", "Christmas Day")
    assert "in the list already" in answer(await add(stage, "every 25 Dec", "Other"))
    assert "Other" not in answer(await listed(stage))


async def test_today_counts_in_the_guilds_own_zone(stage: Stage) -> None:
    """At 22:30 UTC on the 23rd it is the 24th in Beirut."""
    await stage.organiser.slash(stage.lobby, "setup zone", zone="Beirut")
    stage.clock.advance(dt.datetime(2026, 11, 23, 22, 30, tzinfo=dt.UTC) - stage.clock.now())
    assert "is past" in answer(await add(stage, "2026-11-23", "Yesterday"))
    assert "Added" in answer(await add(stage, "2026-11-24", "Today"))


async def test_a_long_list_has_pages_and_a_menu_on_each(stage: Stage) -> None:
    service = stage.app.services.holidays
    for number in range(25):
        day = dt.date(2027, 1, 1) + dt.timedelta(days=number)
        await service.add(stage.actor(), day.isoformat(), f"Day {number:02}")
    shown = await listed(stage)
    assert "Day 19" in answer(shown)
    assert "Day 20" not in answer(shown)
    second = await stage.organiser.click(shown.response, label="Next ›")
    removal = menu(second.response, "setup.holiday-remove")
    gone = await stage.organiser.select(
        second.response, [one["value"] for one in removal["options"]], custom_id=removal["custom_id"]
    )
    assert "Removed 5 days." in answer(gone)
    assert "Day 19" in answer(gone)


async def test_the_limits_hold(stage: Stage) -> None:
    service = stage.app.services.holidays
    year = [dt.date(2028, 1, 1) + dt.timedelta(days=number) for number in range(MOST_YEARLY + 1)]
    for day in year[:-1]:
        await service.add(stage.actor(), f"{day.day} {day:%b} every year", "x")
    with pytest.raises(InvalidInputError, match="holidays-many-yearly"):
        await service.add(stage.actor(), f"{year[-1].day} {year[-1]:%b} every year", "x")
    for number in range(MOST_HOLIDAYS - MOST_YEARLY):
        await service.add(stage.actor(), str(dt.date(2027, 1, 1) + dt.timedelta(days=number)), "x")
    with pytest.raises(InvalidInputError, match="holidays-many"):
        await service.add(stage.actor(), "2030-01-01", "x")


async def test_366_holidays_and_a_daily_series_that_skips_them_hold_nobody_up(stage: Stage) -> None:
    """The worst a guild can name: a year of days in a row, and the dates after it are still found at once."""
    service = stage.app.services.holidays
    for number in range(MOST_HOLIDAYS):
        await service.add(stage.actor(), str(dt.date(2026, 11, 24) + dt.timedelta(days=number)), "x")
    form = await stage.organiser.slash(
        stage.lobby, "announce new", when="every day 18:00", channel=stage.news
    )
    preview = await stage.organiser.submit_modal(form, {"title": "Daily", "body": "Text"})
    shown = await stage.organiser.click(preview.response, label="Dates")
    done = await stage.organiser.click(shown.response, label="Skip holidays")
    first = dt.datetime(2026, 11, 23, 18, tzinfo=dt.UTC)
    following = dt.datetime(2027, 11, 25, 18, tzinfo=dt.UTC)
    for moment in (first, following):
        assert f"<t:{int(moment.timestamp())}:F>" in answer(done)
    assert "more" in answer(done)


async def test_past_days_are_forgotten_and_make_room(stage: Stage) -> None:
    await add(stage, "2026-12-01", "Union Day")
    stage.pass_time(days=30)
    assert "Union Day" not in answer(await listed(stage))
    stage.pass_time(days=60)
    await add(stage, "2027-12-01", "Next")
    rows = await stage.app.database.read(lambda tx: tx.all("SELECT day FROM guild_holiday"))
    assert [row["day"] for row in rows] == ["2027-12-01"]


# A country's public holidays


async def test_a_countrys_days_are_shown_first_and_stored_once_confirmed(stage: Stage) -> None:
    shown = await country(stage)
    said = answer(shown)
    assert "Public holidays: Lebanon" in said
    assert "Fri 25 Dec 2026** · Christmas Day" in said
    assert "Eid al-Fitr · estimated" in said
    assert "(estimated)" not in said
    assert "22 Nov 2026" not in said, "yesterday is past"
    assert "No holidays are named yet" in answer(await listed(stage))
    label = next(label for label in buttons(shown.response) if label.startswith("Add "))  # type: ignore[arg-type]
    done = await stage.organiser.click(shown.response, label=label)
    assert label.removeprefix("Add ").removesuffix(" days") + " days were added" in answer(done)
    assert "added public holidays of Lebanon" in await audited(stage)
    again = answer(await country(stage))
    assert "in your list already" in again
    assert "There is nothing to add" in again


async def test_a_countrys_days_have_pages(stage: Stage) -> None:
    shown = await country(stage, "KH")
    first = answer(shown)
    second = await stage.organiser.click(shown.response, label="Next ›")
    assert "Wed 29 Dec 2027" not in first
    assert "Wed 29 Dec 2027** · Peace Day in Cambodia" in answer(second)
    back = await stage.organiser.click(second.response, label="‹ Previous")
    assert answer(back) == first


async def test_days_in_the_list_keep_their_names(stage: Stage) -> None:
    await add(stage, "2026-12-25", "Our party")
    await add(stage, "1 Jan every year", "Our new year")
    shown = await country(stage)
    await stage.organiser.click(
        shown.response,
        label=next(label for label in buttons(shown.response) if label.startswith("Add ")),  # type: ignore[arg-type]
    )
    names = await stage.app.database.read(
        lambda tx: {row["day"]: row["name"] for row in tx.all("SELECT day, name FROM guild_holiday")}
    )
    assert names["2026-12-25"] == "Our party"
    assert "2027-01-01" not in names
    assert names["2027-05-01"] == "Labor Day"


async def test_the_picker_finds_countries_by_what_is_typed(stage: Stage) -> None:
    async def offered(typed: str) -> list[str]:
        choices = await stage.organiser.autocomplete(stage.lobby, "setup holidays", "country", typed)
        return [choice["value"] for choice in choices]

    assert await offered("leb") == ["LB"]
    assert (await offered("uy"))[0] == "UY"
    assert (await offered("cote d ivoire")) == ["CI"]
    assert len(await offered("")) == 25
    assert await offered("\u200b;drop") == []


@pytest.mark.parametrize("typed", ["Nowhere", "", "ZZ", "LB; DROP", "Ł" * 5000, "l"])
async def test_a_country_that_is_not_known_is_named_so(stage: Stage, typed: str) -> None:
    with pytest.raises(Exception, match="holidays-country-unknown"):
        await stage.app.services.holidays.of_country(stage.actor(), typed)


async def test_a_country_by_its_name_is_found_too(stage: Stage) -> None:
    assert "Public holidays: Uruguay" in answer(await country(stage, "uruguay"))


async def test_a_press_from_last_year_is_told_so(stage: Stage) -> None:
    shown = await country(stage)
    stage.pass_time(days=60)
    label = next(label for label in buttons(shown.response) if label.startswith("Add "))  # type: ignore[arg-type]
    assert "A new year has begun" in answer(await stage.organiser.click(shown.response, label=label))
    assert "No holidays are named yet" in answer(await listed(stage))


async def test_the_button_works_after_a_restart(stage: Stage) -> None:
    shown = await country(stage)
    await stage.restart()
    label = next(label for label in buttons(shown.response) if label.startswith("Add "))  # type: ignore[arg-type]
    assert "were added" in answer(await stage.organiser.click(shown.response, label=label))


async def test_the_library_waits_for_the_first_guild_that_asks() -> None:
    """Its import takes a tenth of a second and 17 MB, which most bots never need."""
    code = "import sys, bot.app, cogs.setup_holidays; print('holidays' in sys.modules)"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    said, _ = await process.communicate()
    assert said.decode().strip() == "False"


async def test_every_countrys_card_fits_discords_limits(stage: Stage) -> None:
    """Names are data of others: of each country that is offered, and by what it is called in its own language."""
    t = stage.app.catalogue.translator("en")
    codes = sorted(await public_holidays.countries())
    assert len(codes) > 200
    for code in codes:
        assert holiday_messages.code_of(holiday_messages.number_of(code)) == code
        found = await stage.app.services.holidays.of_country(stage.actor(), code)
        card = holiday_messages.country(found, t)
        assert sum(len(block.body) for block in card.blocks if hasattr(block, "body")) < 4000, code
        assert all(0 < len(one.holiday.name) <= 80 for one in found.days), code


# Authority


@pytest.mark.hostile(50)
async def test_a_member_is_refused_everywhere(stage: Stage) -> None:
    command = next(found for found in await stage.bot.tree.fetch_commands() if found.name == "setup")
    stage.guild.set_command_permissions(command, {stage.member: True})
    for options in ({}, {"country": "LB"}):
        refused = await stage.member.slash(stage.lobby, "setup holidays", **options)  # type: ignore[arg-type]
        assert "This is for organisers" in answer(refused)
    for custom_id in (
        "setup.holidays:1",
        "setup.holiday-add",
        "setup.holiday-set",
        "setup.holiday-remove:1",
        "setup.holidays-country:300:2026:1",
        "setup.holidays-store:300:2026",
    ):
        assert "This is for organisers" in await stage.press_raw(stage.member, custom_id), custom_id


@pytest.mark.hostile(51)
async def test_an_organiser_who_lost_the_role_stores_nothing(stage: Stage) -> None:
    form = await stage.organiser.click((await listed(stage)).response, label="Add a day")
    shown = await country(stage)
    stage.take_roles(stage.organiser)
    assert "This is for organisers" in answer(
        await stage.organiser.submit_modal(form, {"day": "2027-04-30", "name": "x"})
    )
    label = next(label for label in buttons(shown.response) if label.startswith("Add "))  # type: ignore[arg-type]
    assert "This is for organisers" in answer(await stage.organiser.click(shown.response, label=label))
    rows = await stage.app.database.read(lambda tx: tx.all("SELECT day FROM guild_holiday"))
    assert rows == []


async def test_holidays_of_another_guild_are_not_shown(stage: Stage) -> None:
    await add(stage, "2027-04-30", "Good Friday")
    elsewhere = stage.env.create_guild("Elsewhere")
    room = elsewhere.create_text_channel("room")
    boss = elsewhere.add_member(
        stage.env.create_user("eve"),
        roles=[elsewhere.create_role("Boss", permissions=discord.Permissions(administrator=True))],
    )
    assert "Good Friday" not in answer(await boss.slash(room, "setup holidays"))
    other = replace(stage.actor(), guild_id=elsewhere.id)
    with pytest.raises(Exception, match="holidays-gone"):
        await stage.app.services.holidays.remove(other, ("2027-04-30",))


async def test_the_list_is_reached_from_the_setup(stage: Stage) -> None:
    shown = await stage.organiser.slash(stage.lobby, "setup show")
    shown = await stage.organiser.click(shown.response, label="Language and hours")
    shown = await stage.organiser.click(shown.response, label="Holidays")
    assert "No holidays are named yet" in answer(shown)
