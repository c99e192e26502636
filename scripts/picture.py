"""Makes the README's picture: the demo in a real browser, as its organiser previews an announcement.

Usage: python -m scripts.picture docs/pictures. Needs Debian's chromium.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

from bot import logs
from bot.local_discord.demo import Demo

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


async def main(folder: Path) -> None:
    """Write page-light.png and page-dark.png."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("chromium is not installed")
    logs.configure(level="warning", log_format="console")
    with tempfile.TemporaryDirectory() as data:
        demo = Demo(Path(data), port=0)
        await demo.start()
        try:
            await demo.seed()
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
                for scheme in ("light", "dark"):
                    context = await browser.new_context(
                        color_scheme="dark" if scheme == "dark" else "light",
                        viewport={"width": 1280, "height": 820},
                        timezone_id="Asia/Beirut",
                        locale="en-GB",
                    )
                    page = await context.new_page()
                    await page.goto(demo.url)
                    await show(page)
                    await page.screenshot(path=folder / f"page-{scheme}.png")
                    await context.close()
                await browser.close()
        finally:
            await demo.stop()


async def show(page: Page) -> None:
    """Begin an announcement in the organisers' channel, up to its preview."""
    await page.locator("body[data-ready=yes]").wait_for()
    await page.get_by_test_id("channel-organisers").click()
    await type_command(page, "/announce new", {"when": "every 2nd Tuesday 18:00", "channel": "announcements"})
    await page.get_by_test_id("field-title").fill("Monthly call of the NOG")
    await page.get_by_test_id("field-body").fill(
        "Routing security, peering news, and whatever you bring.\n\n**New people are welcome.**"
    )
    await page.get_by_test_id("modal-submit").click()
    await page.get_by_role("button", name="Schedule").last.wait_for()


async def type_command(page: Page, command: str, options: dict[str, str]) -> None:
    """Pick a command with the keyboard, fill its options from the suggestions, and send it."""
    await page.get_by_test_id("composer").fill(command)
    await page.get_by_role("option").first.wait_for()
    await page.keyboard.press("Tab")
    for name, value in options.items():
        field = page.get_by_test_id(f"option-{name}")
        await field.fill(value)
        await page.get_by_role("option").first.wait_for()
        await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
