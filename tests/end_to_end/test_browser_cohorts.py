"""Courses in the demo, in a real browser: a cohort is planned, a seat moves on, a file is read, a session is held.

The stories share one demo, because it takes long to start; each keeps to a cohort of its own, and the last moves the clock.
"""

import datetime as dt
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.local_discord.demo import Demo
from bot.local_discord.seed_cohorts import ENROLLING, RUNNING
from tests.end_to_end.conftest import chromium
from tests.end_to_end.demo_lab import become, jump, jump_to, opened, running_demo, said

pytestmark = pytest.mark.asyncio(loop_scope="module")

_LINK = "https://meet.example/bgp-evenings"
_SEEDED_LINK = "https://meet.example/cedar-routing"
_CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Calendar//EN
BEGIN:VEVENT
UID:one@calendar.example
DTSTAMP:20260101T000000Z
DTSTART:{day}T140000Z
DTEND:{day}T150000Z
SUMMARY:Filters that hold
END:VEVENT
BEGIN:VEVENT
UID:two@calendar.example
DTSTAMP:20260101T000000Z
DTSTART;TZID=AST:{day}T180000
DTEND;TZID=AST:{day}T190000
SUMMARY:Routes that leak
END:VEVENT
END:VCALENDAR
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    async with running_demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def page(demo: Demo) -> AsyncIterator[Page]:
    async with (
        async_playwright() as playwright,
        chromium(playwright) as browser,
        opened(browser, demo) as tab,
    ):
        yield tab


async def test_a_cohort_is_planned_and_its_link_stays_out_of_the_channel(page: Page, demo: Demo) -> None:
    await _in_courses(page, "Nadia")
    await _run(page, "/cohort create", {})
    await _fill(page, {"name": "BGP evenings", "course": "BGP basics", "capacity": "2"})
    card = said(page, "Set up: BGP evenings")
    await expect(card).to_contain_text("nobody sees it yet")
    await _press(card, "Let people join")
    question = said(page, "Let people join?")
    await expect(question).to_contain_text("Its card is posted in")
    await _press(question, "Let people join")
    public = said(page, "2 seats free, 0 of 2 taken").filter(has=page.get_by_role("button", name="Join"))
    await expect(public).to_have_count(1)

    tuesday = _next(demo, 1)
    out = tuesday + dt.timedelta(weeks=2)
    when = f"every Tuesday 18:00 for 6 weeks, not {out.day} {out:%b}"
    series = {"cohort": "BGP evenings", "when": when, "title": "BGP evening"}
    planned = (await _run(page, "/cohort session add", series)).last
    await expect(planned).to_contain_text("BGP evening: 5 sessions")
    await expect(planned).to_contain_text("Nothing is stored yet")
    await expect(planned).not_to_contain_text(f"{out:%a} {out.day} {out:%b} {out.year}")
    await _press(planned, "Add 5 sessions")
    await expect(planned).to_contain_text("are planned")
    await _press(planned, "Link and code")
    await _fill(page, {"link": _LINK})
    await _press(planned, "Use this link for 4 other sessions without one")
    await expect(planned).to_contain_text("4 more sessions have this link.")
    await expect(public).to_contain_text("(18:00 Beirut)")
    for channel in demo.world.channels(_guild(demo)):
        assert _LINK not in str(demo.world.messages(int(channel["id"])))

    await become(page, "Kofi")
    await page.get_by_test_id("channel-courses").click()
    outsider = (await _run(page, "/cohort show", {"cohort": "BGP evenings"})).last
    await expect(outsider.get_by_role("button", name="Join", exact=True)).to_have_count(1)
    await expect(outsider).not_to_contain_text("dashboard")


async def test_a_seat_that_is_given_up_goes_to_who_waits(page: Page) -> None:
    await _in_courses(page, "Kofi")
    card = (await _run(page, "/cohort leave", {"cohort": ENROLLING})).last
    await expect(card).to_contain_text("1 person waits for a seat: it goes to them.")
    await _press(card, "Leave")
    await expect(card).to_contain_text(f"You left {ENROLLING}.")
    await _press(card, "Join the waiting list")
    await expect(card).to_contain_text("You are number 1 on the waiting list")

    await become(page, "Lucía")
    await page.get_by_role("button", name=re.compile("^Direct messages")).click()
    offer = said(page, "A seat in Peering, hands on is free")
    await expect(offer).to_have_count(1)
    await _press(offer, "Take the seat")
    taken = said(page, "You are in Peering, hands on. Welcome!")
    await expect(taken).to_have_count(1)
    await expect(taken.get_by_role("button", name="Take the seat")).to_have_count(0)


async def test_what_a_calendar_leaves_open_is_asked_before_it_is_stored(
    page: Page, demo: Demo, tmp_path: Path
) -> None:
    file = tmp_path / "autumn.ics"
    file.write_text(_CALENDAR.format(day=f"{_next(demo, 2):%Y%m%d}").replace("\n", "\r\n"))
    await _in_courses(page, "Nadia")
    await page.get_by_test_id("composer").fill("/cohort import")
    await page.get_by_role("option", name="/cohort import").first.wait_for()
    await page.keyboard.press("Tab")
    await page.get_by_test_id("option-file").set_input_files(file)
    await page.get_by_test_id("send").click()
    card = said(page, "/cohort import").last
    await expect(card).to_contain_text("2 events were read. They make a new cohort: autumn.")
    await expect(card.get_by_role("button", name="Store the clear one")).to_have_count(1)
    await _press(card, "Answer one question")
    await expect(card).to_contain_text("Which clock is “AST”?")
    await _press(card, "Answer")
    await card.get_by_test_id("select").first.click()
    await page.get_by_role("option", name="Halifax").click()
    await expect(card).to_contain_text("(18:00 Halifax)")
    await _press(card, "All questions")
    await _press(card, "Back")
    await _press(card, "Store 2")
    await expect(card).to_contain_text("autumn: 2 new sessions")
    await _press(card, "See the sessions")
    await expect(card).to_contain_text("Filters that hold")
    await expect(card).to_contain_text("Routes that leak")


async def test_a_session_is_held_and_the_dashboard_shows_it(page: Page, demo: Demo) -> None:
    await _in_courses(page, "Kofi")
    now = said(page, f"{RUNNING} starts now")
    await jump_to(page, now)
    await _press(now, "I’m here")
    await expect(said(page, "✅ You are here: Routing lab.")).to_have_count(1)
    await _press(now, "I’m here")
    await expect(said(page, "You are marked as present in Routing lab already.")).to_have_count(1)

    await become(page, "Mele")
    await page.get_by_test_id("channel-courses").click()
    await _press(now, re.compile("Get the link"))
    way_in = said(page, "This link is for you.").get_by_role("link", name=re.compile("Join the session"))
    await expect(way_in).to_have_attribute("href", _SEEDED_LINK)
    assert _SEEDED_LINK not in str(demo.world.messages(_courses(demo)))

    await become(page, "Nadia")
    await page.get_by_test_id("channel-courses").click()
    roll = (await _run(page, "/cohort session roll", {"session": "Routing lab"})).last
    await expect(roll).to_contain_text("✅ 1 present · ▫️ 2 unmarked")
    await _press(roll, "Close session")
    await expect(roll).to_contain_text("2 unmarked people become absent.")
    await _press(roll, "Close it")
    await expect(roll).to_contain_text("Routing lab is closed. 2 people became absent.")
    await _press(roll, "Dashboard")
    await expect(roll).to_contain_text("Attendance 33 % on average; 80 % are asked for")
    await expect(roll.locator("img[alt]").last).to_have_attribute("alt", re.compile("3: 2 were active"))

    await become(page, "Mele")
    await page.get_by_test_id("channel-courses").click()
    await _press(now, "I’m here")
    await expect(said(page, "“Routing lab” is closed.")).to_have_count(1)
    await jump(page, "restart")
    own = (await _run(page, "/cohort progress", {"cohort": RUNNING})).last
    await expect(own).to_contain_text("0 of 1 · 0 % · 83 % can still be reached")


# Parts


async def _in_courses(page: Page, name: str) -> None:
    await become(page, name)
    await page.get_by_test_id("channel-courses").click()
    await expect(said(page, RUNNING).first).to_be_visible()


async def _run(page: Page, command: str, options: Mapping[str, str]) -> Locator:
    """Send a command. What its picker offers for a cohort or a session is taken; a time stays as it is typed."""
    await page.get_by_test_id("composer").fill(command)
    await page.get_by_role("option", name=command).first.wait_for()
    await page.keyboard.press("Tab")
    for name, value in options.items():
        if not await page.get_by_test_id(f"option-{name}").count():
            await page.get_by_test_id("more-options").click()
            await page.get_by_role("option", name=name).first.click()
        await page.get_by_test_id(f"option-{name}").fill(value)
        if name in ("cohort", "session"):
            await page.get_by_role("option", name=value).first.click()
    await page.get_by_test_id("send").click()
    return said(page, command)


async def _fill(page: Page, fields: Mapping[str, str]) -> None:
    for name, value in fields.items():
        await page.get_by_test_id(f"field-{name}").fill(value)
    await page.get_by_test_id("modal-submit").click()


async def _press(where: Locator, name: str | re.Pattern[str]) -> None:
    await where.get_by_role("button", name=name, exact=isinstance(name, str)).click()


def _next(demo: Demo, weekday: int) -> dt.date:
    """Such a day of next week, Monday 0, where the cohorts plan."""
    today = demo.clock.now().astimezone(ZoneInfo("Asia/Beirut")).date()
    return today + dt.timedelta(days=7 - today.weekday() + weekday)


def _guild(demo: Demo) -> int:
    assert demo.cast is not None
    return demo.cast.guild_id


def _courses(demo: Demo) -> int:
    return next(int(one["id"]) for one in demo.world.channels(_guild(demo)) if one["name"] == "courses")
