"""What the bot sends is shown, and what the reader presses, chooses and fills in reaches the bot."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.end_to_end.page_lab import Client, PageLab, client


@pytest.fixture
async def tab(browser: Browser, lab: PageLab) -> AsyncIterator[Client]:
    async with client(browser, lab) as opened:
        await opened.open(lab.olga, lab.general)
        yield opened


async def test_a_card_is_shown_with_its_parts_and_its_buttons_answer_their_reader(
    tab: Client, lab: PageLab
) -> None:
    await tab.run("card")
    card = tab.page.get_by_test_id("container")
    await expect(card.get_by_role("heading", name="Peering forum in Beirut")).to_be_visible()
    await expect(card.locator("time").first).to_have_text("02:15")
    await expect(card.get_by_role("img", name="A map of the peering sites")).to_be_visible()
    width = "image => image.decode().then(() => image.naturalWidth)"
    assert await card.get_by_role("img").evaluate(width) == 480
    async with tab.page.expect_download() as download:
        await card.get_by_role("link", name="agenda.txt").click()
    assert Path(await (await download.value).path()).read_bytes() == b"18:00 doors\n18:30 talks\n"
    await card.get_by_role("button", name="Remind me").click()
    await expect(tab.last).to_contain_text("I will remind you.")
    await tab.choose(card.get_by_role("combobox", name="Topics"), "Peering", "Routing")
    await expect(tab.last).to_contain_text("topics ['peering', 'routing']")


async def test_an_ephemeral_answer_is_its_readers_alone_and_can_be_dismissed(
    tab: Client, lab: PageLab, browser: Browser
) -> None:
    async with client(browser, lab) as other:
        await other.open(lab.maya, lab.general)
        await tab.run("card")
        await tab.page.get_by_role("button", name="Confirm").click()
        await expect(tab.last).to_contain_text("confirmed")
        await expect(tab.last).to_contain_text("Only you can see this")
        lab.world.person(lab.tariq).send(lab.general, "after")
        await expect(other.page.get_by_test_id("content").filter(has_text="after")).to_be_visible()
        await expect(other.page.get_by_text("confirmed", exact=True)).to_have_count(0)
        await tab.page.get_by_role("button", name="Dismiss message").click()
        await expect(tab.page.get_by_text("confirmed", exact=True)).to_have_count(0)
        await tab.page.reload()
        await expect(tab.page.get_by_test_id("content").filter(has_text="after")).to_be_visible()
        await expect(tab.page.get_by_text("confirmed", exact=True)).to_have_count(0)


async def test_a_message_that_was_published_says_so(tab: Client, lab: PageLab, browser: Browser) -> None:
    wire = lab.world.add_channel(lab.guild, "wire", kind="announcement")
    async with client(browser, lab) as reader:
        await reader.open(lab.maya, wire)
        assert lab.bot is not None
        message = await lab.bot.get_partial_messageable(wire).send("for everybody")
        await expect(reader.last).to_contain_text("for everybody")
        await expect(reader.page.get_by_test_id("published")).to_have_count(0)
        await message.publish()
        await expect(reader.page.get_by_test_id("published")).to_have_text("Published")


async def test_the_older_buttons_and_menus_work(tab: Client, lab: PageLab) -> None:
    await tab.run("buttons")
    message = tab.page.get_by_test_id("message").filter(has_text="Press something.")
    await message.get_by_role("button", name="Count 0").click()
    await expect(message.get_by_role("button", name="Count 1")).to_be_visible()
    await expect(message.get_by_role("button", name="Off")).to_be_disabled()
    await expect(message.get_by_role("link", name="Docs")).to_have_attribute(
        "href", "https://example.org/docs"
    )
    await tab.choose(message.get_by_role("combobox", name="A person"), "Maya Rivera", "Lena Brandt")
    await expect(tab.last).to_contain_text(f"picked {sorted([str(lab.maya), str(lab.lena)])}")
    await tab.choose(message.get_by_role("combobox", name="A channel"), "announcements")
    await expect(tab.last).to_contain_text(str(lab.news))
    await tab.choose(message.get_by_role("combobox", name="A role"), "@Speakers")
    await expect(tab.last).to_contain_text(str(lab.speakers))


async def test_a_silent_bot_is_reported_as_discord_does(tab: Client, lab: PageLab) -> None:
    await tab.run("buttons")
    silent = tab.page.get_by_role("button", name="Silent")
    await silent.click()
    await expect(silent).to_have_attribute("aria-busy", "true")
    await expect(tab.page.get_by_test_id("failed")).to_have_text("This interaction failed")
    await expect(silent).not_to_have_attribute("aria-busy", "true")
    await tab.run("mute")
    await expect(tab.last).to_contain_text("Olga Haddad used /mute")
    await expect(tab.last).to_contain_text("The application did not respond")
    await tab.last.get_by_role("button", name="Dismiss message").click()
    await expect(tab.page.get_by_text("The application did not respond")).to_have_count(0)


async def test_a_thinking_answer_is_shown_until_it_comes(tab: Client, lab: PageLab) -> None:
    await tab.run("think")
    await expect(tab.last).to_contain_text("Crossconnect is thinking…")
    assert lab.bot is not None
    lab.bot.notes.put_nowait("go on")
    await expect(tab.last.get_by_test_id("content")).to_have_text("thought")
    await expect(tab.page.get_by_text("is thinking")).to_have_count(0)


async def test_a_form_is_checked_and_its_texts_arrive_exactly(tab: Client, lab: PageLab) -> None:
    await tab.run("card")
    await tab.page.get_by_role("button", name="Edit").click()
    await expect(tab.modal.get_by_text("preview")).to_be_visible()
    await tab.page.get_by_test_id("modal-submit").click()
    await expect(tab.modal.get_by_role("alert").filter(has_text="This field is required.")).to_have_count(3)
    title = tab.modal.get_by_label("Title")
    await expect(title).to_be_focused()
    await title.fill("ab")
    await tab.page.get_by_test_id("modal-submit").click()
    await expect(tab.modal.get_by_text("Must be between 3 and 40 in length.")).to_be_visible()
    await title.fill("  Route servers ")
    await tab.modal.get_by_label("Text").fill("one\n\n  two *three* ")
    await tab.choose(tab.modal.get_by_role("combobox", name="Topic"), "Routing", "Security")
    await tab.modal.get_by_role("radio", name="Here").check()
    await tab.page.get_by_test_id("modal-submit").click()
    await expect(tab.modal).to_have_count(0)
    await expect(tab.last).to_contain_text("title=")
    assert lab.said()[-1] == (
        "title='  Route servers ' text='one\\n\\n  two *three* ' topic=['routing', 'security'] ping=here"
    )


async def test_boxes_files_people_and_channels_of_a_form_arrive(tab: Client, lab: PageLab) -> None:
    await tab.run("buttons")
    await tab.page.get_by_role("button", name="Ask me").click()
    for day in ("mon", "tue", "wed"):
        await tab.modal.get_by_role("checkbox", name=day).check()
    await tab.choose(tab.modal.get_by_role("combobox", name="Who"), "Tariq Aziz")
    await tab.choose(tab.modal.get_by_role("combobox", name="Where"), "announcements")
    await tab.page.get_by_test_id("modal-submit").click()
    await expect(tab.modal.get_by_text("Choose at most 2.")).to_be_visible()
    await tab.modal.get_by_role("checkbox", name="tue").uncheck()
    await tab.modal.get_by_role("checkbox", name="Sure").check()
    files = [
        {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": name.encode()} for name in ("one", "two")
    ]
    await tab.page.get_by_test_id("field-files").set_input_files(files)  # type: ignore[arg-type]
    await tab.page.get_by_test_id("modal-submit").click()
    await expect(tab.last).to_contain_text(
        "days=['mon', 'wed'] sure=True files=[('one.txt', 'one'), ('two.txt', 'two')] "
        "who=['Tariq Aziz'] where=['announcements']"
    )


async def test_menus_of_roles_and_mentionables_in_a_form_arrive(tab: Client, lab: PageLab) -> None:
    await tab.run("menus")
    await tab.choose(tab.modal.get_by_role("combobox", name="Role"), "@Speakers")
    await tab.choose(tab.modal.get_by_role("combobox", name="Anyone"), "Maya Rivera", "@Organisers")
    await tab.page.get_by_test_id("modal-submit").click()
    await expect(tab.last).to_contain_text("role=['Speakers'] anyone=['Organisers', 'maya']")


async def test_a_form_that_fails_stays_open_with_what_was_typed(tab: Client, lab: PageLab) -> None:
    await tab.run("menus")
    await tab.choose(tab.modal.get_by_role("combobox", name="Role"), "@Speakers")
    await tab.choose(tab.modal.get_by_role("combobox", name="Anyone"), "Maya Rivera")
    assert lab.bot is not None
    await lab.bot.close()
    await tab.page.get_by_test_id("modal-submit").click()
    await expect(tab.modal.get_by_text("Something went wrong. Try again.")).to_be_visible()
    await expect(tab.modal.get_by_role("combobox", name="Role")).to_contain_text("@Speakers")


async def test_markdown_is_drawn_as_discord_draws_it(tab: Client, lab: PageLab) -> None:
    await tab.run("words")
    body = tab.last.get_by_test_id("content")
    await expect(body.get_by_role("heading", name="Peering forum")).to_be_visible()
    for selector, text in {
        "strong": "bold",
        "em": "italic",
        "u": "under",
        "s": "gone",
        "p > code": "code",
        "pre": 'print("hi")',
        ".md-small": "small print",
        "blockquote": "quoted",
        "ul ul li": "nested",
        "ol li >> nth=1": "second",
    }.items():
        await expect(body.locator(selector)).to_have_text(text)
    await expect(body.get_by_role("link", name="the wiki")).to_have_attribute(
        "href", "https://example.org/wiki"
    )
    await expect(body.get_by_role("link", name="https://example.net/x")).to_have_attribute(
        "href", "https://example.net/x"
    )
    await expect(body.locator(".spoiler-text")).to_have_css("opacity", "0")
    await body.get_by_role("button", name="Spoiler").press("Enter")
    await expect(body.locator(".spoiler-text")).to_have_css("opacity", "1")
    embed = tab.last.get_by_test_id("embed")
    await expect(embed).to_contain_text("Change record")
    await expect(embed).to_contain_text("Before")


async def test_mentions_name_people_roles_and_channels(tab: Client, lab: PageLab) -> None:
    text = (
        f"<@{lab.olga}> <@&{lab.speakers}> <#{lab.news}> <#1> </announce list:5> @everyone <t:1798762500:R>"
    )
    lab.world.person(lab.maya).send(lab.general, text)
    body = tab.last.get_by_test_id("content")
    await expect(body).to_have_text(
        "@Olga Haddad @Speakers announcements # No access /announce list @everyone in 3 hours"
    )
    await body.get_by_role("button", name="/announce list").click()
    await expect(tab.page.get_by_test_id("command-line")).to_have_accessible_name("Command /announce list")
    await body.get_by_role("button", name="announcements").click()
    await expect(tab.page.get_by_role("heading", name="announcements").first).to_be_visible()
