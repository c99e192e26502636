"""What a community does with the bot, in a real browser and from both sides: agree, be reminded, correct, take one's own away."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.async_api import Browser, Locator, Page, expect

from bot.local_discord.demo import Demo
from scripts.picture import type_command
from tests.end_to_end.demo_lab import become

POSTED = "Peering day in Beirut"
"""The seed's announcement: in two channels, with a date in ten days."""


def messages(page: Page, text: str) -> Locator:
    return page.get_by_test_id("message").filter(has_text=text)


async def press(where: Locator | Page, name: str) -> None:
    await where.get_by_role("button", name=name, exact=True).click()


async def jump(page: Page, key: str, times: int = 1) -> None:
    for _ in range(times):
        await page.get_by_test_id(f"jump-{key}").click()
        await expect(page.get_by_test_id(f"jump-{key}")).to_be_enabled()


async def run(page: Page, command: str) -> Locator:
    """Run a command without options; its answer."""
    await page.get_by_test_id("composer").fill(command)
    await page.get_by_role("option", name=command).first.wait_for()
    await page.get_by_test_id("composer").press("Enter")
    await page.get_by_test_id("send").click()
    return page.get_by_test_id("message").filter(has_text=command).last


async def test_another_organiser_approves_a_ping_of_everyone_and_it_arrives_once(
    page: Page, demo: Demo
) -> None:
    await page.get_by_test_id("channel-organisers").click()
    await type_command(page, "/announce new", {"when": "in 3 h", "channel": "announcements"})
    await page.get_by_test_id("field-title").fill("General assembly")
    await page.get_by_test_id("field-body").fill("Each network sends one person.")
    await page.get_by_test_id("modal-submit").click()
    preview = messages(page, "Nothing is scheduled until you confirm").last
    await press(preview, "Ping")
    await press(page.get_by_test_id("message").last, "@everyone")
    await expect(preview).to_contain_text("A ping of everyone goes out only when another organiser agrees")
    await expect(preview.get_by_role("button", name="Schedule")).to_have_count(0)
    await press(preview, "Ask for approval")
    await expect(messages(page, "Asked for approval: General assembly")).to_have_count(1)

    await become(page, "Inès")
    await page.get_by_test_id("channel-organisers").click()
    asked = messages(page, "Another organiser has to agree: General assembly")
    await expect(asked).to_contain_text("@everyone")
    await press(asked, "Approve")
    decided = messages(page, "Request for approval: General assembly")
    await expect(decided).to_contain_text("Approved by @Inès")
    await expect(decided.get_by_role("button", name="Approve")).to_have_count(0)

    await become(page, "Lucía")
    await page.get_by_test_id("channel-announcements").click()
    await expect(messages(page, "General assembly")).to_have_count(0)
    await jump(page, "hour", 4)
    await expect(messages(page, "General assembly")).to_have_count(1)
    await expect(messages(page, "General assembly")).to_contain_text("@everyone")


async def test_a_member_is_reminded_before_the_date_and_again_after_a_snooze(page: Page, demo: Demo) -> None:
    await become(page, "Lucía")
    await page.get_by_test_id("channel-announcements").click()
    await press(messages(page, POSTED), "Remind me")
    answer = page.get_by_test_id("message").last
    await expect(answer).to_contain_text("When shall I remind you?")
    await answer.get_by_test_id("select").click()
    await page.get_by_role("option", name="1 week before").click()
    await expect(answer).to_contain_text("A direct message to you has just arrived")

    await page.get_by_role("button", name=re.compile("^Direct messages")).click()
    await expect(messages(page, "I will remind you of this on")).to_have_count(1)
    arrived = page.get_by_test_id("message").filter(has=page.get_by_role("button", name="Done", exact=True))
    await jump(page, "day", 4)
    await expect(arrived).to_have_count(1)
    await expect(arrived).to_contain_text(POSTED)
    await press(arrived, "In 10 minutes")
    await expect(messages(page, "I will remind you again on")).to_have_count(1)
    await expect(arrived).to_have_count(0)
    await jump(page, "hour")
    await expect(arrived).to_have_count(1)
    await press(arrived, "Done")
    await expect(arrived).to_have_count(0)
    # The word ahead, the reminder, the snoozed one.
    await expect(messages(page, POSTED)).to_have_count(3)


async def test_a_correction_tells_in_which_channel_it_succeeded(page: Page, demo: Demo) -> None:
    assert demo.cast is not None
    deleted = int(demo.world.messages(demo.cast.french_id)[0]["id"])
    demo.world.delete_message(demo.cast.french_id, deleted)
    await page.get_by_test_id("channel-organisers").click()
    card = await run(page, "/announce history")
    await press(card, "Show")
    await press(card, "Correct what was posted")
    await expect(card).to_contain_text("Saving also changes the 2 posts")
    await expect(card).to_contain_text("Until you save, the posts stay as they are")
    await expect(card.get_by_role("button", name="Publish to following servers")).to_have_count(0)
    await press(card, "Languages")
    await card.get_by_test_id("select").click()
    await page.get_by_role("option", name="French").click()
    await expect(card).to_contain_text("Journée de peering à Beyrouth")
    await expect(card.get_by_role("img", name="Twelve networks on a ring")).to_have_count(1)
    await press(card, "Back to the preview")
    await press(card, "Edit text")
    await page.get_by_test_id("field-title").fill("Peering day in Byblos")
    await page.get_by_test_id("modal-submit").click()
    await expect(card).to_contain_text("Peering day in Byblos")
    await press(card, "Save and correct 2 posts")
    await expect(card).to_contain_text("Correcting: Peering day in Byblos")
    await jump(page, "hour")
    await press(card, "Refresh")
    await expect(card).to_contain_text("Not everything was corrected: Peering day in Byblos")
    await expect(card).to_contain_text("announcements · corrected")
    await expect(card).to_contain_text("annonces · not corrected. The message was deleted.")

    await become(page, "Lucía")
    await page.get_by_test_id("channel-announcements").click()
    await expect(messages(page, "Peering day in Byblos")).to_have_count(1)
    await expect(messages(page, POSTED)).to_have_count(0)


async def test_a_member_takes_the_calendar_file_and_deletes_their_data(page: Page, demo: Demo) -> None:
    await become(page, "Lucía")
    await page.get_by_test_id("channel-lobby").click()
    await press(messages(page, "Start here"), "Coming up")
    agenda = messages(page, "Coming up in the next 14 days")
    await press(agenda, "Next ›")  # the demo's courses and works come first
    await expect(agenda).to_contain_text(POSTED)
    await press(agenda, "Calendar file")
    calendar = await downloaded(page, "agenda.ics")
    assert calendar.startswith("BEGIN:VCALENDAR\n")
    assert f"SUMMARY:{POSTED}" in calendar

    await type_command(page, "/me zone", {"zone": "Montevideo"})
    await expect(page.get_by_test_id("message").last).to_contain_text("Time zone America/Montevideo")
    card = await run(page, "/privacy show")
    await press(card, "Export")
    assert '"America/Montevideo"' in await downloaded(page, "crossconnect-my-data.json")
    card = await run(page, "/privacy delete")
    await press(card, "Delete for good")
    await expect(card).to_contain_text("Nothing is stored about you any more")
    card = await run(page, "/privacy show")
    await expect(card).to_contain_text("Nothing is stored about you: no settings")


async def test_on_a_phone_nothing_of_a_list_is_cut(browser: Browser, demo: Demo) -> None:
    phone = await browser.new_page(viewport={"width": 390, "height": 844})
    phone.set_default_timeout(20_000)
    await phone.goto(demo.url)
    await phone.locator("body[data-ready=yes]").wait_for()
    card = await run(phone, "/announce list")
    await expect(card.get_by_role("button", name="Waiting for approval")).to_be_visible()
    frame = await card.get_by_test_id("container").bounding_box()
    assert frame is not None
    for button in await card.get_by_test_id("container").get_by_role("button").all():
        box = await button.bounding_box()
        assert box is not None
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"], await button.inner_text()
    await press(card, "Past")
    await expect(card).to_contain_text(
        f"over · {demo.clock.now().astimezone(ZoneInfo('Asia/Beirut')):%a %-d %b %Y}"
    )
    await phone.close()


async def downloaded(page: Page, name: str) -> str:
    """The file behind the newest link of that name, lines ended by a line feed."""
    async with page.expect_download() as coming:
        await page.get_by_test_id("file").get_by_role("link", name=name).last.click()
    download = await coming.value
    assert download.suggested_filename == name
    return Path(await download.path()).read_text(encoding="utf-8")
