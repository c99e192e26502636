"""A local Discord with its page, a small real bot, and a browser that looks at it."""

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, expect

from bot.clock import MovableClock
from bot.local_discord.page_api import Page as PageApi
from bot.local_discord.page_view import Reader
from bot.local_discord.server import LocalDiscord
from bot.local_discord.world import Profile, World
from tests.end_to_end.local_discord_lab import LabBot, bot_running, discord_moved_to
from tests.end_to_end.page_bot import make_page_bot

START = dt.datetime(2026, 12, 31, 21, 0, tzinfo=dt.UTC)


class PageLab:
    """A guild with an organiser and three members in different zones. `due`: what the demo says is due next."""

    def __init__(self, world: World, clock: MovableClock, server: LocalDiscord) -> None:
        self.world, self.clock, self.server = world, clock, server
        self.due: dt.datetime | None = None
        self.restarts = 0
        self.bot: LabBot | None = None
        self.olga = world.add_person(
            "olga", display_name="Olga Haddad", profile=Profile(zone="Asia/Beirut", locale="en-GB")
        )
        self.maya = world.add_person(
            "maya", display_name="Maya Rivera", profile=Profile(zone="America/New_York", locale="en-US")
        )
        self.tariq = world.add_person(
            "tariq", display_name="Tariq Aziz", profile=Profile(zone="Asia/Karachi", locale="en-GB")
        )
        self.lena = world.add_person(
            "lena", display_name="Lena Brandt", profile=Profile(zone="Europe/Berlin", locale="de")
        )
        self.guild = world.add_guild("Levant NOG", owner_id=self.olga)
        self.organisers = world.add_role(self.guild, "Organisers", colour=0x2E8B57, hoist=True)
        self.speakers = world.add_role(self.guild, "Speakers", colour=0xC77D0A)
        world.add_member(self.guild, self.maya, roles=[self.speakers])
        world.add_member(self.guild, self.tariq)
        world.add_member(self.guild, self.lena)
        world.give_role(self.guild, self.olga, self.organisers)
        community = world.add_channel(self.guild, "Community", kind="category")
        work = world.add_channel(self.guild, "Working groups", kind="category")
        self.general = world.add_channel(
            self.guild, "general", category_id=community, topic="Everything that has no other place"
        )
        self.news = world.add_channel(self.guild, "announcements", kind="announcement", category_id=community)
        self.forum = world.add_channel(
            self.guild,
            "nog-topics",
            kind="forum",
            category_id=work,
            tags=("Routing", "Network security", "Peering"),
        )
        self.secret = world.add_channel(self.guild, "organisers", category_id=work)
        world.set_overwrite(self.secret, self.guild, deny=1 << 10)
        world.set_overwrite(self.secret, self.organisers, allow=1 << 10)
        world.set_overwrite(self.news, self.guild, deny=1 << 11)
        readers = [
            Reader(self.olga, "organiser"),
            *(Reader(each, "member") for each in (self.maya, self.tariq, self.lena)),
        ]
        self.page = PageApi(
            world, readers=readers, advance=self.advance, next_due=lambda: self.due, restart=self.restart
        )
        self.page.add_routes(server.app)

    async def advance(self, by: dt.timedelta) -> None:
        self.clock.advance(by)

    async def restart(self) -> None:
        self.restarts += 1

    def said(self, channel_id: int | None = None, reader: int | None = None) -> list[str]:
        return [message["content"] for message in self.world.messages(channel_id or self.general, reader)]


@asynccontextmanager
async def page_lab() -> AsyncIterator[PageLab]:
    clock = MovableClock(START)
    world = World(clock, answer_timeout=1.0)
    server = LocalDiscord(world)
    lab = PageLab(world, clock, server)
    async with server:
        with discord_moved_to(server):
            bot = make_page_bot()
            async with bot_running(lab, bot):  # type: ignore[arg-type]  it needs the world alone
                lab.bot = bot
                yield lab


class Client:
    """One tab. Everything the console complains about is kept, and fails the test at the end."""

    def __init__(self, page: Page, lab: PageLab) -> None:
        self.page, self.lab = page, lab
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    async def open(self, reader: int, channel: int | None = None) -> None:
        where = f"&in={channel}" if channel else ""
        await self.page.goto(f"{self.lab.server.url}/#as={reader}{where}")
        await expect(self.page.locator(f"body[data-ready=yes][data-reader='{reader}']")).to_be_attached()

    @property
    def composer(self) -> Locator:
        return self.page.get_by_test_id("composer")

    @property
    def last(self) -> Locator:
        return self.page.get_by_test_id("message").last

    @property
    def modal(self) -> Locator:
        return self.page.get_by_test_id("modal")

    async def slash(self, name: str) -> None:
        """Type a command's name and take it from the list."""
        await self.composer.fill(f"/{name}")
        await self.page.get_by_role("option", name=f"/{name}").first.wait_for()
        await self.composer.press("Enter")

    async def run(self, name: str) -> None:
        """A command without options."""
        await self.slash(name)
        await self.page.get_by_test_id("send").click()

    async def become(self, name: str) -> None:
        await self.page.get_by_test_id("persona").click()
        await self.page.get_by_role("menuitemradio", name=name).click()
        await expect(self.page.get_by_test_id("persona")).to_contain_text(name)

    async def choose(self, trigger: Locator, *names: str) -> None:
        """Open a menu and take these options; several are confirmed with Done."""
        await trigger.click()
        popup = self.page.locator(".select-popup:popover-open")
        for name in names:
            await popup.get_by_role("option", name=name).click()
        if await popup.count():
            await popup.get_by_role("button", name="Done").click()


@asynccontextmanager
async def client(browser: Browser, lab: PageLab, **context: Any) -> AsyncIterator[Client]:
    context.setdefault("viewport", {"width": 1280, "height": 860})
    context.setdefault("color_scheme", "dark")
    made = await browser.new_context(**context)
    made.set_default_timeout(20_000)
    try:
        tab = Client(await made.new_page(), lab)
        yield tab
        assert tab.complaints == []
    finally:
        await made.close()
