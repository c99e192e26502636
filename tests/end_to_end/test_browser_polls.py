"""Decisions in the demo, in a real browser: a place is ranked by taps, a draft opens, a poll is closed and its outcome stands.

The stories share one demo, because it takes long to start; each keeps to a poll of its own.
"""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.local_discord.demo import Demo
from bot.local_discord.seed_polls import MEETING, PLACE
from tests.end_to_end.conftest import chromium
from tests.end_to_end.demo_lab import become, opened, running_demo, said

pytestmark = pytest.mark.asyncio(loop_scope="module")


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


async def test_places_are_put_in_order_by_taps_and_stay_private(page: Page) -> None:
    await _in_decisions(page, "Mele")
    card = _card(page, PLACE)
    await expect(card).to_contain_text("2 of 5, 4 needed")
    await _press(card, "Vote")
    ballot = said(page, "Nothing is cast before you confirm")
    for place in ("Harbour landing station", "Byblos technology park", "University data centre"):
        await _choose(page, ballot, 0, place)
    await expect(ballot).to_contain_text("3. A University data centre")
    await _press(ballot, "A up")
    await expect(ballot).to_contain_text("2. A University data centre")
    await _press(ballot, "A = above")
    await expect(ballot).to_contain_text("1. A University data centre = B Harbour landing station")
    await _press(ballot, "Cast my ballot")
    cast = said(page, "Your ballot is cast")
    await expect(cast).to_contain_text("2. D Byblos technology park")
    # Several ballots are one edit of the card.
    await expect(card).to_contain_text("3 of 5, 4 needed")

    await _press(cast, "Change it")
    ballot = said(page, "Nothing is cast before you confirm")
    await _press(ballot, "As text")
    await page.get_by_test_id("field-line").fill("D > a")
    await page.get_by_test_id("modal-submit").click()
    await _press(ballot, "Replace my ballot")
    await expect(said(page, "Your ballot is replaced")).to_contain_text("1. D Byblos technology park")

    await _in_decisions(page, "Lucía")
    await expect(said(page, "Byblos technology park =")).to_have_count(0)
    await expect(card).to_contain_text("3 of 5, 4 needed")


async def test_a_template_becomes_a_draft_and_opens(page: Page) -> None:
    await _in_decisions(page, "Nadia")
    await _run(page, "/poll create", {"template": "fee model"})
    await page.get_by_test_id("modal-submit").click()
    draft = said(page, "Draft: How should the exchange be paid for?")
    await expect(draft).to_contain_text("One vote per organisation, 1 eligible")
    await _choose(page, draft, 1, "Everybody in this server")
    await expect(draft).to_contain_text("One vote for each member of this server")
    await _press(draft, "Preview")
    preview = said(page, "This is how members will see it.")
    await expect(preview.get_by_role("button", name="Vote", exact=True)).to_be_disabled()
    await _press(preview, "Back to the draft")
    await _press(draft, "Open…")
    question = said(page, "From then on it is frozen")
    await _press(question, "Open it now")
    card = _card(page, "How should the exchange be paid for?")
    await expect(card).to_contain_text("A No fees at first")
    await expect(card.get_by_role("button", name="Vote", exact=True)).to_be_enabled()


async def test_a_poll_is_closed_and_its_result_has_a_picture_in_words_too(page: Page) -> None:
    await _in_decisions(page, "Lucía")
    await _press(_card(page, MEETING), "Vote")
    ballot = said(page, "Nothing is cast before you confirm")
    await expect(ballot).to_contain_text("yes: Wednesday")
    await _in_decisions(page, "Nadia")
    question = (await _run(page, "/poll close", {"poll": MEETING})).last
    await expect(question).to_contain_text("3 votes are in.")
    await _press(question, "Close and count")
    result = said(page, "The date is Wednesday").filter(has=page.locator("img[alt]"))
    await expect(result).to_have_count(1)
    await expect(result.locator("img[alt]").last).to_have_attribute(
        "alt", re.compile("Votes: .*3 yes, 0 if need be, 0 no")
    )
    await _in_decisions(page, "Lucía")
    await _press(ballot, "Replace my ballot")
    await expect(said(page, f"Voting in “{MEETING}” is over, so nothing was cast.")).to_have_count(1)


# Parts


async def _in_decisions(page: Page, name: str) -> None:
    await become(page, name)
    await page.get_by_test_id("channel-decisions").click()
    await expect(said(page, PLACE).first).to_be_visible()


def _card(page: Page, question: str) -> Locator:
    return said(page, question).filter(has=page.get_by_role("button", name="Remind me"))


async def _run(page: Page, command: str, options: dict[str, str]) -> Locator:
    """Send a command; what its picker offers is taken."""
    await page.get_by_test_id("composer").fill(command)
    await page.get_by_role("option", name=command).first.wait_for()
    await page.keyboard.press("Tab")
    for name, value in options.items():
        if not await page.get_by_test_id(f"option-{name}").count():
            await page.get_by_test_id("more-options").click()
            await page.get_by_role("option", name=name).first.click()
        await page.get_by_test_id(f"option-{name}").fill(value)
        await page.get_by_role("option", name=value).first.click()
    await page.get_by_test_id("send").click()
    return said(page, command)


async def _choose(page: Page, where: Locator, menu: int, option: str) -> None:
    await where.get_by_test_id("select").nth(menu).click()
    await page.get_by_role("option", name=option).first.click()


async def _press(where: Locator, name: str) -> None:
    await where.get_by_role("button", name=name, exact=True).click()
