"""Slash commands, context menus and ordinary messages, as a person types and presses them."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.end_to_end.page_lab import Client, PageLab, client


@pytest.fixture
async def tab(browser: Browser, lab: PageLab) -> AsyncIterator[Client]:
    async with client(browser, lab) as opened:
        await opened.open(lab.olga, lab.general)
        yield opened


async def test_a_command_with_live_suggestions_and_a_form_by_keyboard_alone(
    tab: Client, lab: PageLab
) -> None:
    keyboard = tab.page.keyboard
    await expect(tab.composer).to_be_focused()
    await keyboard.type("/ann")
    listed = tab.page.get_by_role("option")
    await expect(listed).to_have_count(2)
    await expect(listed.first).to_have_attribute("aria-selected", "true")
    await keyboard.press("ArrowDown")
    await expect(listed.last).to_have_attribute("aria-selected", "true")
    await keyboard.press("Tab")
    when = tab.page.get_by_role("combobox", name="when")
    await expect(when).to_be_focused()
    await keyboard.type("tuesday 6pm")
    await expect(listed.first).to_contain_text("tuesday 6pm → Tuesday 18:00, Beirut")
    await keyboard.press("Enter")
    await expect(when).to_have_value("tuesday 6pm → Tuesday 18:00, Beirut")
    await expect(tab.page.get_by_role("combobox", name="channel")).to_be_focused()
    await keyboard.type("gen")
    await expect(listed).to_have_count(1)
    await keyboard.press("Enter")
    await keyboard.press("Enter")
    await expect(tab.modal.get_by_role("textbox", name="Title")).to_be_focused()
    assert lab.bot is not None
    assert await lab.bot.noted() == ("read:tuesday 6pm", "general", False)
    await keyboard.type("Maintenance")
    await keyboard.press("Tab")
    await keyboard.press("Tab")
    await keyboard.press("ArrowDown")
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    await keyboard.press("Tab")
    await keyboard.press("Space")
    await keyboard.press("Enter")
    await expect(tab.modal).to_have_count(0)
    await expect(tab.last).to_contain_text("title='Maintenance' text='' topic=['peering'] ping=nobody")
    await expect(tab.composer).to_be_focused()


async def test_escape_closes_a_form_and_the_tab_key_stays_inside_it(tab: Client, lab: PageLab) -> None:
    await tab.run("settings")
    await expect(tab.modal).to_be_visible()
    inside = "() => document.activeElement.closest('[data-testid=modal]') !== null"
    for key in ["Tab"] * 14 + ["Shift+Tab"] * 14:
        await tab.page.keyboard.press(key)
        assert await tab.page.evaluate(inside)
    await tab.page.keyboard.press("Escape")
    await expect(tab.modal).to_have_count(0)
    focused = await tab.page.evaluate("document.activeElement.dataset.testid")
    assert focused in ("composer", "send")


async def test_every_kind_of_option_reaches_the_bot(tab: Client, lab: PageLab) -> None:
    await tab.slash("kinds")
    page = tab.page
    await page.get_by_test_id("option-number").fill("7")
    await page.get_by_test_id("option-colour").fill("blue")
    await page.keyboard.press("Enter")
    for name, typed in {"person": "lena", "role": "speak", "ratio": "0.5", "anyone": "@Organ"}.items():
        await page.get_by_test_id("more-options").click()
        await page.get_by_test_id("suggestions").get_by_role("option", name=name).first.click()
        await page.get_by_test_id(f"option-{name}").fill(typed)
        if name != "ratio":
            await page.keyboard.press("Enter")
    await page.get_by_test_id("more-options").click()
    await page.get_by_role("option", name="file").click()
    await page.get_by_test_id("option-file").set_input_files(
        {"name": "a.txt", "mimeType": "text/plain", "buffer": b"attached"}
    )
    await page.get_by_test_id("send").click()
    await expect(tab.last).to_contain_text("[7, 'b', 'Lena Brandt', 'Speakers', 0.5, 'Organisers'] attached")


async def test_what_is_wrong_with_an_option_is_said_beside_it(tab: Client, lab: PageLab) -> None:
    await tab.slash("kinds")
    line = tab.page.get_by_test_id("command-line")
    await tab.page.get_by_test_id("send").click()
    await expect(line.get_by_text("This option is required. Specify a value.")).to_have_count(2)
    await tab.page.get_by_test_id("option-number").fill("eleven")
    await tab.page.get_by_test_id("option-colour").fill("green")
    await tab.page.get_by_test_id("send").click()
    await expect(line.get_by_text("Enter a whole number.")).to_be_visible()
    await expect(line.get_by_text("Choose a text from the list.")).to_be_visible()
    await tab.page.get_by_test_id("option-number").fill("11")
    await tab.page.get_by_test_id("send").click()
    await expect(line.get_by_text("Out of range (1 to 10).")).to_be_visible()
    await expect(tab.page.get_by_test_id("option-number")).to_have_attribute("aria-invalid", "true")
    await tab.page.keyboard.press("Escape")
    await tab.page.keyboard.press("Escape")
    await expect(tab.composer).to_be_focused()


async def test_suggestions_that_do_not_come_are_reported(tab: Client, lab: PageLab) -> None:
    await tab.slash("announce new")
    await tab.page.keyboard.type("break")
    await expect(tab.page.get_by_test_id("suggestions")).to_contain_text("Loading suggestions failed.")


async def test_commands_are_offered_as_discord_computes_it(tab: Client, lab: PageLab) -> None:
    await tab.composer.fill("/setup")
    await expect(tab.page.get_by_role("option", name="/setup")).to_be_visible()
    await tab.become("Maya Rivera")
    await tab.composer.fill("/setup")
    await expect(tab.page.get_by_test_id("suggestions")).to_contain_text("No command matches.")


async def test_context_menus_run_on_messages_and_people(tab: Client, lab: PageLab) -> None:
    message_id = lab.world.person(lab.maya).send(lab.general, "How do I filter bogons?")
    message = tab.page.get_by_test_id("message").filter(has_text="bogons")
    await message.click(button="right")
    await tab.page.get_by_role("menuitem", name="Mark as answered").click()
    await expect(tab.last).to_contain_text(f"answered {message_id}")
    await message.get_by_role("button", name="Maya Rivera", exact=True).press("Enter")
    await expect(tab.page.get_by_test_id("menu")).to_contain_text("America/New_York")
    await tab.page.keyboard.press("Enter")
    await expect(tab.last).to_contain_text("this is Maya Rivera")


async def test_messages_and_files_are_sent_exactly(tab: Client, lab: PageLab) -> None:
    text = "  two  spaces\n\ttab and \u202ebidi\u202c <b>no</b> 👩‍💻  "
    await tab.composer.fill(text)
    await tab.composer.press("Enter")
    await expect(tab.composer).to_have_value("")
    assert lab.said() == [text]
    await tab.page.get_by_label("Files", exact=True).set_input_files(
        {"name": "notes <1>.txt", "mimeType": "text/plain", "buffer": b"n"}
    )
    await tab.page.get_by_test_id("send").click()
    await expect(tab.page.get_by_test_id("file")).to_contain_text("notes <1>.txt")
    sent = lab.world.messages(lab.general)[-1]
    assert [item["filename"] for item in sent["attachments"]] == ["notes <1>.txt"]


async def test_where_one_may_not_write_commands_still_work(tab: Client, lab: PageLab) -> None:
    await tab.become("Tariq Aziz")
    await tab.page.get_by_test_id("channel-announcements").click()
    await tab.composer.fill("hello")
    await tab.composer.press("Enter")
    await expect(tab.page.get_by_test_id("composer-error")).to_contain_text("You cannot send messages")
    await tab.run("announce list")
    await expect(tab.last).to_contain_text("Tariq Aziz used /announce list")
    await expect(tab.last).to_contain_text("Nothing is scheduled.")
