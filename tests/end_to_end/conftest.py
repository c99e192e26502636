"""A real browser for the tests that need one."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Playwright, async_playwright, expect

from bot.local_discord.demo import Demo
from tests.end_to_end.demo_lab import opened, running_demo
from tests.end_to_end.page_lab import PageLab, page_lab

# A busy machine is not a wrong page: what comes late is waited for, and what never comes fails all the same.
expect.set_options(timeout=20_000)

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@asynccontextmanager
async def chromium(playwright: Playwright) -> AsyncIterator[Browser]:
    """Debian's chromium. Without it the test is skipped, which CI does not accept."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("the page's tests need Debian's chromium: apt-get install chromium")
    launched = await playwright.chromium.launch(executable_path=found, args=list(_FLAGS))
    yield launched
    await launched.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Driven by Playwright."""
    async with async_playwright() as playwright, chromium(playwright) as launched:
        yield launched


@pytest.fixture
async def lab() -> AsyncIterator[PageLab]:
    """A local Discord with its page and a small bot; a test file may have a `lab` of its own."""
    async with page_lab() as running:
        yield running


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    async with running_demo(tmp_path) as running:
        yield running


@pytest.fixture
async def page(browser: Browser, demo: Demo) -> AsyncIterator[Page]:
    """The demo's page."""
    async with opened(browser, demo) as tab:
        yield tab
