"""Operators in the demo, in a real browser: an outage that is updated and confirmed, and a claim that is decided."""

from playwright.async_api import Page, expect

from scripts.picture import type_command
from tests.end_to_end.demo_lab import become, jump_to, said

_OUTAGE = "Packet loss on the cable to Marseille"
_NEWS = "The path over land carries everything now."


async def test_an_outage_is_updated_from_its_card_and_a_claim_counts_its_network(page: Page) -> None:
    await become(page, "Kofi")
    await page.get_by_test_id("channel-outages").click()
    card = said(page, f"Major outage: {_OUTAGE}")
    await expect(card).to_contain_text("One person sees it too, for no network.")
    overlap = said(page, "Overlapping maintenance")
    await expect(overlap).to_contain_text("University data centre")
    await expect(overlap).not_to_contain_text("Was due")
    await card.get_by_role("button", name="Update").click()
    await page.get_by_test_id("field-text").fill(_NEWS)
    await page.get_by_test_id("modal-submit").click()
    await expect(card).to_contain_text(_NEWS)

    await become(page, "Nadia")
    await page.get_by_test_id("channel-organisers").click()
    await type_command(page, "/network queue", {})
    queue = page.get_by_test_id("message").last
    await expect(queue).to_contain_text("1 claim waits")
    await expect(queue).to_contain_text("AS64501 · Sannine Fibre")
    await queue.get_by_role("button", name="Approve").click()
    await expect(queue).to_contain_text("@Lucía speaks for AS64501 · Sannine Fibre now.")
    await expect(queue).to_contain_text("Nobody waits")

    await become(page, "Lucía")
    await page.get_by_test_id("channel-outages").click()
    await expect(card).to_contain_text(_NEWS)
    await card.get_by_role("button", name="I see it too").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("You see it for AS64501 Sannine Fibre.")
    counted = "1 of 2 networks here see it too, and one person for none."
    await jump_to(page, card.filter(has_text=counted))  # many who say so within some seconds are one edit
    await card.get_by_role("button", name="Update").click()
    await expect(page.get_by_test_id("message").last).to_contain_text(
        "Only who opened it, the NOC and organisers"
    )
