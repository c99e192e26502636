"""Questions in the demo, in a real browser: what was solved before, an answer, a restart, and a question that waits."""

from playwright.async_api import Locator, Page, expect

from tests.end_to_end.demo_lab import become, jump, said

_SOLVED = "Sessions flap after every firmware upgrade"
_ASKED = "Our sessions flap since the firmware upgrade"
_WAITING = "Who can lend us a spectrum analyser for two days?"


async def test_a_member_asks_sees_what_was_solved_and_gets_another_answer(page: Page) -> None:
    await _ask(page)
    similar = said(page, "Was it this?")
    await expect(similar).to_contain_text(_SOLVED)
    await expect(similar).to_contain_text("jumbo frames at one end only")

    await jump(page, "restart")
    await similar.get_by_role("button", name="Post anyway").click()
    await said(page, "Your question is posted").get_by_role("button", name="Open it").click()
    card = said(page, "Waiting for an answer")
    await expect(card).to_contain_text("The hold timer expires every ten minutes.")

    await become(page, "Kofi")
    await _open_post(page, _ASKED)
    await card.get_by_role("button", name="Answered").click()
    await expect(page.get_by_test_id("message").last).to_contain_text("Only the asker and organisers")
    await page.get_by_test_id("composer").fill("Raise it to 90 seconds, at both ends.")
    await page.get_by_test_id("composer").press("Enter")

    await become(page, "Mele")
    await _open_post(page, _ASKED)
    reply = said(page, "Raise it to 90 seconds, at both ends.").last
    await reply.hover()
    await reply.get_by_test_id("message-menu").click()
    await page.get_by_role("menuitem", name="Mark as answer").click()
    await expect(page.get_by_test_id("field-gist")).to_have_value("Raise it to 90 seconds, at both ends.")
    await page.get_by_test_id("modal-submit").click()
    done = said(page, "Change the answer")
    await expect(done).to_contain_text("Raise it to 90 seconds, at both ends.")
    await page.get_by_test_id("channel-nog-forum").click()
    await expect(_post(page, _ASKED).locator(".tag").filter(has_text="Answered")).to_have_count(1)


async def test_what_was_solved_before_may_be_the_answer(page: Page) -> None:
    await _ask(page)
    await said(page, "Was it this?").get_by_role("button", name="This answers me").click()
    await expect(said(page, "Good that it is solved")).to_contain_text("jumbo frames at one end only")
    await page.get_by_test_id("channel-nog-forum").click()
    await expect(_post(page, _SOLVED)).to_have_count(1)
    await expect(_post(page, _ASKED)).to_have_count(0)


async def test_followers_are_asked_about_a_question_that_waits_and_once(page: Page) -> None:
    await become(page, "Kofi")
    await _open_post(page, _WAITING)
    await expect(said(page, "A new thread in Operations")).to_have_count(1)
    nudges = said(page, "nobody has replied yet")
    await expect(nudges).to_have_count(0)
    await jump(page, "day")
    await expect(nudges).to_have_count(1)
    await expect(nudges).to_contain_text("@operations")
    await jump(page, "restart")
    await jump(page, "day")
    await expect(nudges).to_have_count(1)


async def _ask(page: Page) -> None:
    """As Mele, by the card that everybody finds in the lobby."""
    await become(page, "Mele")
    await page.get_by_test_id("channel-lobby").click()
    await said(page, "Start here").get_by_role("button", name="Ask a question").click()
    await page.get_by_role("combobox", name="Topic").click()
    await page.locator(".select-popup:popover-open").get_by_role("option", name="Peering").click()
    await page.get_by_test_id("field-title").fill(_ASKED)
    await page.get_by_test_id("field-question").fill("The hold timer expires every ten minutes.")
    await page.get_by_test_id("modal-submit").click()


async def _open_post(page: Page, title: str) -> None:
    await page.get_by_test_id("channel-nog-forum").click()
    await _post(page, title).click()


def _post(page: Page, title: str) -> Locator:
    return page.get_by_test_id("post").filter(has_text=title)
