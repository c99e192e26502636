"""A member asks to be reminded, in a real browser: the answer knows at once that the direct message arrived."""

from playwright.async_api import Page, expect

from bot.local_discord.demo import Demo
from tests.end_to_end.demo_lab import become, jump_to, said


async def test_a_reminder_is_tried_at_once_and_comes_when_it_is_due(page: Page, demo: Demo) -> None:
    await page.get_by_test_id("channel-announcements").click()
    await jump_to(page, said(page, "Maintenance tonight at the exchange"))
    await become(page, "Lucía")
    await page.get_by_test_id("channel-announcements").click()
    await page.get_by_role("button", name="Remind me").last.click()
    answer = page.get_by_test_id("message").last
    await expect(answer).to_contain_text("When shall I remind you?")
    await answer.get_by_role("combobox").click()
    await page.get_by_role("option", name="In 1 hour").click()
    await expect(answer).to_contain_text("A direct message to you has just arrived")

    await page.get_by_role("button", name="Direct messages").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("I will remind you of this")
    await page.get_by_test_id("jump-hour").click()
    await expect(page.get_by_test_id("jump-hour")).to_be_enabled()
    await page.get_by_test_id("jump-due").click()
    await expect(page.get_by_test_id("jump-due")).to_be_enabled()
    came = said(page, "You asked to be reminded of this").last
    await expect(came).to_contain_text("You asked to be reminded of this")
    await came.get_by_role("button", name="In 10 minutes").click()
    came = said(page, "I will remind you again").last
    await expect(came.get_by_role("button", name="In 10 minutes")).to_have_count(0)
