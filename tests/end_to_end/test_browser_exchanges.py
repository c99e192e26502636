"""The founding of the demo's exchange, in a real browser: a slip, the third signature, a gate that is passed without what it asks for.

The stories share one demo, because it takes long to start; the second takes the exchange on, the others ask for no stage.
"""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.local_discord.demo import Demo
from bot.local_discord.seed_exchanges import DECISION, NAME
from tests.end_to_end.conftest import chromium
from tests.end_to_end.demo_lab import become, jump, opened, running_demo, said

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


async def test_a_withdrawal_is_one_press_and_a_slip_is_undone_after_a_restart(page: Page) -> None:
    await _as(page, "Mele")
    card = _card(page)
    await expect(card).to_contain_text("2 of 3 independent networks")
    await _press(card, "My network is interested")
    await expect(said(page, "You speak for no verified network here.")).to_have_count(1)

    await _as(page, "Kofi")
    await _press(card, "My network is interested")
    asked = said(page, "Cedar Cable SAL steps down?")
    await expect(asked).to_contain_text("no longer counts for critical mass")
    await _press(asked, "Go back")
    await _press(card, "Withdraw")
    gone = said(page, "Cedar Cable SAL has withdrawn.")
    await expect(gone).to_contain_text("1 of 3 independent networks")
    await expect(card).to_contain_text("1 of 3 independent networks")

    await jump(page, "restart")
    await _press(gone, "Undo the withdrawal")
    await expect(said(page, "Noted: Cedar Cable SAL · letter of intent")).to_contain_text("10 Gbit/s")
    await expect(card).to_contain_text("2 of 3 independent networks")


async def test_the_third_network_signs_and_the_gate_opens(page: Page) -> None:
    await _as(page, "Nadia")
    claims = await _run(page, "/network queue")
    await _press(claims, "Approve")
    await expect(claims).to_contain_text("speaks for AS64501 · Sannine Fibre now")

    await _as(page, "Lucía")
    card = _card(page)
    await _press(card, "My network will sign")
    await page.get_by_test_id("field-link").fill("https://papers.example/letter-of-sannine")
    await page.get_by_test_id("modal-submit").click()
    await expect(said(page, "An organiser looks at the evidence next.")).to_have_count(1)
    await expect(card).to_contain_text("Sannine Fibre SAL (to be confirmed)")
    await expect(card).to_contain_text("2 of 3 independent networks")

    await _as(page, "Nadia")
    home = await _run(page, "/exchange show")
    await _press(home, "Confirm 1 commitment")
    await expect(home).to_contain_text("One commitment waits.")
    await _choose(page, home, 0, "Sannine Fibre SAL")
    await expect(home.get_by_role("link", name="papers.example")).to_have_count(1)
    await _press(home, "Confirm")
    await expect(home).to_contain_text("Confirmed: Sannine Fibre SAL · letter of intent")

    home = await _run(page, "/exchange show")
    await expect(home).to_contain_text("The gate to “Governance” is met.")
    await _press(home, "Next stage")
    await _press(home, "Go to “Governance”")
    await expect(home).to_contain_text(f"✅ {NAME} is now at “Governance”.")
    await expect(card).to_contain_text("Governance · step 4 of 9")
    await expect(card).not_to_contain_text("papers.example")


async def test_who_goes_on_without_what_the_gate_asks_for_says_why(page: Page) -> None:
    reason = "The ministry decides next week; we lose the building if we wait."
    await _as(page, "Inès")
    step = await _run(page, "/exchange stage advance")
    await expect(step).to_contain_text("You can go on all the same")
    await _press(step, "Go on all the same…")
    await page.get_by_test_id("field-reason").fill(reason)
    await page.get_by_test_id("modal-submit").click()
    await expect(step).to_contain_text(f"✅ {NAME} is now at")

    await page.get_by_test_id(f"channel-{NAME}").click()
    told = said(page, reason)
    await expect(told).to_contain_text("by override, without:")
    await become(page, "Mele")
    await expect(told).to_have_count(1)


async def test_readiness_names_its_evidence_and_a_public_paper_does_not(page: Page) -> None:
    await _as(page, "Nadia")
    ready = await _run(page, "/exchange readiness")
    await expect(ready).to_contain_text(f"Governance vehicle · decision: {DECISION[:40]}")
    await expect(ready).to_contain_text("No open legal blocker: said, without evidence")
    await expect(ready.locator("img[alt]").last).to_have_attribute("alt", re.compile("Governance 3 of 4"))
    await _choose(page, ready, 1, "Cedar Cable SAL")
    await expect(ready).to_contain_text("If Cedar Cable SAL left")
    await expect(ready).to_contain_text("Nothing changes by asking")

    sites = await _run(page, "/exchange site compare")
    await expect(sites).to_contain_text("1 · University data centre — 11 of 24 points")
    await expect(sites).to_contain_text("A poll about these places is under way.")
    await expect(sites.locator("img[alt]")).not_to_have_count(0)

    paper = await _run(page, "/exchange export", {"what": "Report"})
    link = paper.get_by_role("link", name="report.html")
    address = await link.get_attribute("href")
    assert address is not None
    text = await (await page.request.get(address)).text()
    assert NAME in text
    assert DECISION in text
    assert "papers.example" not in text


# Parts


def _card(page: Page) -> Locator:
    """What stands in the channel for everybody."""
    return said(page, "Who stands where").filter(has=page.get_by_role("button", name="Everything")).first


async def _as(page: Page, name: str) -> None:
    await become(page, name)
    await page.get_by_test_id("channel-ixp").click()
    await expect(_card(page)).to_be_visible()


async def _run(page: Page, command: str, options: dict[str, str] | None = None) -> Locator:
    """Send a command; the message that answers it, whatever it shows later. What its picker offers is taken."""
    before = await page.get_by_test_id("message").count()
    await page.get_by_test_id("composer").fill(command)
    await page.get_by_role("option", name=command).first.wait_for()
    await page.keyboard.press("Tab")
    for name, value in (options or {}).items():
        await page.get_by_test_id(f"option-{name}").fill(value)
        await page.get_by_role("option", name=value).first.click()
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("message")).to_have_count(before + 1)
    number = await page.get_by_test_id("message").last.get_attribute("data-message")
    return page.locator(f"[data-message='{number}']")


async def _choose(page: Page, where: Locator, menu: int, option: str) -> None:
    await where.get_by_test_id("select").nth(menu).click()
    await page.get_by_role("option", name=option).first.click()


async def _press(where: Locator, name: str) -> None:
    await where.get_by_role("button", name=name, exact=True).click()
