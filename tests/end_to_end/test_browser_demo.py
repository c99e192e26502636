"""The demo's story in a real browser: an organiser schedules, the clock moves, a member reads. The real bot, real sockets."""

from playwright.async_api import Page, expect

from scripts.picture import type_command
from tests.end_to_end.demo_lab import become, jump, jump_to


async def test_an_organiser_schedules_and_a_member_sees_it_arrive(page: Page) -> None:
    await page.get_by_test_id("channel-organisers").click()
    await type_command(page, "/announce new", {"when": "in 3 h", "channel": "announcements"})
    await page.get_by_test_id("field-title").fill("Fibre cut near Byblos")
    await page.get_by_test_id("field-body").fill("Traffic goes by the southern path until it is spliced.")
    await page.get_by_test_id("modal-submit").click()
    preview = page.get_by_test_id("message").last
    await expect(preview).to_contain_text("Nothing is scheduled until you confirm")
    await preview.get_by_role("button", name="Schedule").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("Scheduled: Fibre cut near Byblos")

    await become(page, "Lucía")
    await page.get_by_test_id("channel-announcements").click()
    posts = page.get_by_test_id("message").filter(has_text="Fibre cut near Byblos")
    await expect(posts).to_have_count(0)
    for _ in range(4):
        await jump(page, "hour")
    await expect(posts).to_have_count(1)


async def test_a_day_later_everything_on_the_way_has_gone_out_in_time(page: Page) -> None:
    await page.get_by_test_id("channel-announcements").click()
    await jump(page, "day")
    post = page.get_by_test_id("message").filter(has_text="Maintenance tonight at the exchange")
    await expect(post).to_have_count(1)
    await expect(post).not_to_contain_text("Was due")


async def test_a_restart_in_between_loses_and_doubles_nothing(page: Page) -> None:
    await page.get_by_test_id("channel-announcements").click()
    posts = page.get_by_test_id("message").filter(has_text="Maintenance tonight at the exchange")
    await expect(posts).to_have_count(0)
    await jump(page, "restart")
    await jump_to(page, posts)
    await jump(page, "restart")
    monthly = page.get_by_test_id("message").filter(has_text="Monthly call of the NOG")
    await jump_to(page, monthly)  # the nudge for what nobody answered, digests and maintenance come before it
    await expect(monthly).to_have_count(1)
    await expect(posts).to_have_count(1)


async def test_a_member_reads_the_charter(page: Page) -> None:
    await become(page, "Mele")
    await page.get_by_test_id("channel-lobby").click()
    charter = page.get_by_test_id("message").filter(has_text="How we work together")
    await charter.get_by_role("button", name="I have read it").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("you have read version 1")


async def test_what_the_seed_made_is_there_and_a_member_is_kept_out_of_the_set_up(page: Page) -> None:
    for name in ("announcements", "organisers", "nog-forum", "courses", "ixp", "outages"):
        await expect(page.get_by_test_id(f"channel-{name}")).to_be_visible()
    await become(page, "Kofi")
    await expect(page.get_by_test_id("channel-organisers")).to_have_count(0)
    await page.get_by_test_id("channel-lobby").click()
    await expect(page.get_by_test_id("message").first).to_contain_text("Hello from Crossconnect")
    await page.get_by_test_id("composer").fill("/se")
    await expect(page.get_by_role("option", name="/setup")).to_have_count(0)
    await page.get_by_test_id("composer").fill("/announce list")
    await page.get_by_role("option").first.wait_for()
    await page.get_by_test_id("composer").press("Enter")
    await page.get_by_test_id("send").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("This is for organisers")
