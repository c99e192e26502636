"""The running demo for the tests of its stories: the real bot on the local Discord, and a tab as a newcomer opens it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect

from bot.local_discord.demo import Demo

_JUMPS = 30


@asynccontextmanager
async def running_demo(folder: Path) -> AsyncIterator[Demo]:
    """Seeded. A bot that ended by itself fails the test."""
    running = Demo(folder, port=0, hurried=True)
    await running.start()
    try:
        await running.seed()
        watching = asyncio.create_task(running.wait_for_bot())
        yield running
        assert not watching.done(), "the demo would have ended"
        watching.cancel()
    finally:
        await running.stop()


@asynccontextmanager
async def opened(browser: Browser, demo: Demo) -> AsyncIterator[Page]:
    """The page; whatever the console complains about fails the test."""
    complaints: list[str] = []
    tab = await browser.new_page(viewport={"width": 1280, "height": 860})
    tab.set_default_timeout(20_000)
    tab.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    await tab.goto(demo.url)
    await tab.locator("body[data-ready=yes]").wait_for()
    yield tab
    assert complaints == []
    await tab.close()


async def become(page: Page, name: str) -> None:
    await page.get_by_test_id("persona").click()
    await page.get_by_role("menuitemradio", name=name).click()
    await expect(page.get_by_test_id("persona")).to_contain_text(name)


async def jump(page: Page, where: str) -> None:
    """Press a button of the clock bar, and wait until what it did is done."""
    await page.get_by_test_id(f"jump-{where}").click()
    # What is due on the way goes out at a channel's pace.
    await expect(page.get_by_test_id(f"jump-{where}")).to_be_enabled()


async def jump_to(page: Page, post: Locator) -> None:
    """Go to the next thing due until the channel shows this: other things are due before it."""
    for _ in range(_JUMPS):
        if await post.count():
            return
        await jump(page, "due")
    await expect(post).not_to_have_count(0)


def said(page: Page, text: str) -> Locator:
    """The messages that hold a text."""
    return page.get_by_test_id("message").filter(has_text=text)
