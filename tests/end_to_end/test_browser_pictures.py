"""A picture's way in a real browser: chosen in a form, fetched by the bot, shown with its description, posted."""

from playwright.async_api import Page, expect

from bot.local_discord.demo import Demo
from bot.local_discord.picture import plain_png
from scripts.picture import type_command
from tests.end_to_end.demo_lab import become

ALT = "A blue square that stands for the map"
WIDTH = "image => image.decode().then(() => image.naturalWidth)"


async def begun(page: Page) -> None:
    """Up to the form that asks for the picture."""
    await page.get_by_test_id("channel-organisers").click()
    await type_command(page, "/announce new", {"when": "in 3 h", "channel": "announcements"})
    await page.get_by_test_id("field-title").fill("The new map")
    await page.get_by_test_id("field-body").fill("Where the fibre runs.")
    await page.get_by_test_id("modal-submit").click()
    preview = page.get_by_test_id("message").last
    await expect(preview).to_contain_text("Nothing is scheduled until you confirm")
    await preview.get_by_role("button", name="Picture").click()


async def test_it_is_uploaded_previewed_and_posted(page: Page, demo: Demo) -> None:
    await begun(page)
    upload = {"name": "../map.png", "mimeType": "image/png", "buffer": plain_png(0x2F6FEB, 96)}
    await page.get_by_test_id("field-file").set_input_files([upload])  # type: ignore[arg-type]
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_role("dialog").get_by_text("This field is required.")).to_be_visible()
    await page.get_by_test_id("field-alt").fill(ALT)
    await page.get_by_test_id("modal-submit").click()
    preview = page.get_by_test_id("message").last
    await expect(preview.get_by_role("img", name=ALT)).to_have_count(1)
    assert await preview.get_by_role("img", name=ALT).evaluate(WIDTH) == 96
    await preview.get_by_role("button", name="Description").click()
    await expect(preview.get_by_text(ALT, exact=True)).to_be_visible()
    await preview.get_by_role("button", name="Schedule").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("Scheduled: The new map")
    await become(page, "Lucía")
    await page.get_by_test_id("channel-announcements").click()
    for _ in range(4):
        await page.get_by_test_id("jump-hour").click()
        await expect(page.get_by_test_id("jump-hour")).to_be_enabled()
    post = page.get_by_test_id("message").filter(has_text="The new map")
    await expect(post).to_have_count(1)
    await expect(post.get_by_role("img", name=ALT)).to_have_count(1)
    assert await post.get_by_role("img", name=ALT).evaluate(WIDTH) == 96


async def test_what_is_no_picture_is_refused_and_the_preview_stays(page: Page, demo: Demo) -> None:
    await begun(page)
    upload = {"name": "map.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"}
    await page.get_by_test_id("field-file").set_input_files([upload])  # type: ignore[arg-type]
    await page.get_by_test_id("field-alt").fill(ALT)
    await page.get_by_test_id("modal-submit").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("not a picture")
    await expect(page.get_by_role("img", name=ALT)).to_have_count(0)
