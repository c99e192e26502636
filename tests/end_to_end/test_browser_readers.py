"""Who reads: persons, their zones, unread marks, the demo's clock, and a connection that comes back."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.end_to_end.page_bot import WHEN
from tests.end_to_end.page_lab import Client, PageLab, client


@pytest.fixture
async def tab(browser: Browser, lab: PageLab) -> AsyncIterator[Client]:
    async with client(browser, lab) as opened:
        await opened.open(lab.olga, lab.general)
        yield opened


async def test_each_reader_sees_their_own_zone_and_channels(tab: Client, lab: PageLab) -> None:
    lab.world.person(lab.olga).send(lab.general, f"<t:{WHEN}:F>")
    stamp = tab.last.get_by_test_id("content").locator("time")
    seen = {"Olga Haddad": await stamp.inner_text()}
    await expect(tab.page.get_by_test_id("channel-organisers")).to_be_visible()
    for name in ("Maya Rivera", "Tariq Aziz", "Lena Brandt"):
        await tab.become(name)
        await expect(tab.page.get_by_test_id("channel-organisers")).to_have_count(0)
        seen[name] = await stamp.inner_text()
    assert seen == {
        "Olga Haddad": "Friday, 1 January 2027 at 02:15",
        "Maya Rivera": "Thursday, 31 December 2026 at 19:15",
        "Tariq Aziz": "Friday, 1 January 2027 at 05:15",
        "Lena Brandt": "Freitag, 1. Januar 2027 um 01:15",
    }
    await expect(tab.page.get_by_test_id("persona")).to_contain_text("Europe/Berlin · Do")
    assert f"as={lab.lena}" in tab.page.url


async def test_the_clock_moves_by_buttons_and_to_what_is_due(tab: Client, lab: PageLab) -> None:
    lab.world.person(lab.maya).send(lab.general, f"<t:{WHEN}:R>")
    relative = tab.last.get_by_test_id("content").locator("time")
    clock = tab.page.get_by_test_id("clock")
    await expect(relative).to_have_text("in 3 hours")
    await tab.page.get_by_test_id("jump-hour").click()
    await expect(clock).to_contain_text("Fri 1 Jan, 00:00")
    await expect(relative).to_have_text("in 2 hours")
    await expect(tab.page.get_by_test_id("jump-due")).to_be_disabled()
    lab.due = lab.clock.now() + dt.timedelta(hours=5)
    await expect(tab.page.get_by_test_id("jump-due")).to_be_enabled()
    await tab.page.get_by_test_id("jump-due").click()
    await expect(clock).to_contain_text("Fri 1 Jan, 05:00")
    await expect(relative).to_have_text("2 hours ago")
    assert lab.clock.now() > lab.due
    await tab.page.get_by_test_id("jump-day").click()
    await expect(clock).to_contain_text("Sat 2 Jan, 05:00")
    await tab.page.get_by_test_id("jump-restart").click()
    await expect(tab.page.get_by_test_id("jump-restart")).to_be_enabled()
    assert lab.restarts == 1


async def test_a_jump_waits_for_the_interaction_in_flight(tab: Client, lab: PageLab) -> None:
    before = lab.world.now()
    await tab.run("think")
    await expect(tab.last).to_contain_text("is thinking")
    await tab.page.get_by_test_id("jump-hour").click()
    await expect(tab.page.get_by_test_id("jump-day")).to_be_disabled()
    assert lab.world.now() - before < dt.timedelta(minutes=1)
    assert lab.bot is not None
    lab.bot.notes.put_nowait("go on")
    await expect(tab.page.get_by_test_id("jump-day")).to_be_enabled()
    await expect(tab.last.get_by_test_id("content")).to_have_text("thought")
    assert lab.world.now() - before > dt.timedelta(minutes=59)


async def test_unread_channels_are_marked_and_new_messages_told(tab: Client, lab: PageLab) -> None:
    lab.world.person(lab.maya).send(lab.general, "read at once")
    await expect(tab.page.get_by_role("log")).to_contain_text("Maya Rivera: read at once")
    lab.world.set_overwrite(lab.news, lab.guild, allow=1 << 11)
    lab.world.person(lab.maya).send(lab.news, f"<@{lab.olga}> look")
    entry = tab.page.get_by_test_id("channel-announcements")
    await expect(entry).to_have_accessible_name("announcements, 1 mentions")
    await entry.click()
    await expect(entry).to_have_accessible_name("announcements")
    await expect(tab.page.get_by_role("separator").filter(has_text="New")).to_be_visible()
    await tab.become("Tariq Aziz")
    await tab.page.get_by_test_id("channel-general").click()
    lab.world.person(lab.maya).send(lab.news, "again")
    await expect(entry).to_have_accessible_name("announcements, unread")


async def test_forum_posts_threads_and_channels_appear_as_they_are_made(tab: Client, lab: PageLab) -> None:
    await tab.page.get_by_test_id("channel-nog-topics").click()
    await expect(tab.page.get_by_test_id("forum")).to_contain_text("No posts yet.")
    routing, security, _ = lab.world.channel(lab.forum)["available_tags"]
    maya = lab.world.person(lab.maya)
    post = maya.create_post(
        lab.forum, "RPKI at the edge", "Who **drops** invalids?", tags=[int(routing["id"])]
    )
    maya.create_post(lab.forum, "Phishing wave", "Seen it?", tags=[int(security["id"])])
    posts = tab.page.get_by_test_id("post")
    await expect(posts).to_have_count(2)
    await tab.page.get_by_role("button", name="Routing", exact=True).click()
    await expect(posts).to_have_count(1)
    await expect(posts).to_contain_text("Who drops invalids?")
    await posts.click()
    await expect(tab.page.get_by_test_id("content")).to_have_text("Who drops invalids?")
    await tab.composer.fill("We do.")
    await tab.composer.press("Enter")
    await expect(tab.last).to_contain_text("We do.")
    assert lab.said(post)[-1] == "We do."
    maya.create_thread(lab.general, "Offline tonight")
    await expect(tab.page.get_by_test_id("channel-Offline tonight")).to_be_visible()
    fresh = lab.world.add_channel(lab.guild, "fresh")
    await expect(tab.page.get_by_test_id("channel-fresh")).to_be_visible()
    lab.world.delete_channel(fresh)
    await expect(tab.page.get_by_test_id("channel-fresh")).to_have_count(0)


async def test_a_forum_post_is_written_with_its_tags(tab: Client, lab: PageLab) -> None:
    await tab.become("Lena Brandt")
    await tab.page.get_by_test_id("channel-nog-topics").click()
    await tab.page.get_by_test_id("new-post").click()
    await tab.modal.get_by_label("Title").fill("BGP communities")
    await tab.choose(tab.modal.get_by_role("combobox", name="Tags"), "Routing", "Peering")
    await tab.modal.get_by_label("Message").fill("Which do you honour?")
    await tab.page.get_by_test_id("modal-submit").click()
    await expect(tab.page.get_by_role("heading", name="BGP communities").first).to_be_visible()
    await expect(tab.page.get_by_test_id("content")).to_have_text("Which do you honour?")
    await expect(tab.page.locator(".start .tag")).to_have_text(["Routing", "Peering"])


async def test_direct_messages_with_the_bot(tab: Client, lab: PageLab) -> None:
    await tab.page.get_by_role("button", name="Direct messages").click()
    await tab.composer.fill("hello bot")
    await tab.composer.press("Enter")
    await expect(tab.last).to_contain_text("hello bot")
    assert lab.bot is not None
    olga = await lab.bot.fetch_user(lab.olga)
    await olga.send("A reminder")
    await expect(tab.last).to_contain_text("A reminder")
    await tab.become("Maya Rivera")
    await expect(tab.page.get_by_text("A reminder")).to_have_count(0)


async def test_older_messages_come_on_request(tab: Client, lab: PageLab) -> None:
    for number in range(70):
        lab.world.post(lab.maya, lab.general, f"line {number:02}")
    await tab.page.reload()
    await expect(tab.last).to_contain_text("line 69")
    messages = tab.page.get_by_test_id("message")
    await expect(messages).to_have_count(50)
    await tab.page.get_by_role("button", name="Show older messages").click()
    await expect(messages).to_have_count(70)


async def test_the_newest_message_stays_in_sight(tab: Client, lab: PageLab) -> None:
    for command in ("card", "words", "card"):
        await tab.run(command)
    await expect(tab.last).to_be_in_viewport()
    gap = "() => { const s = document.querySelector('.scroller'); return s.scrollHeight - s.scrollTop - s.clientHeight; }"
    await tab.page.get_by_test_id("channel-nog-topics").click()
    await tab.page.get_by_test_id("channel-general").click()
    await tab.last.get_by_role("img").evaluate("image => image.decode()")
    await expect(tab.page.get_by_role("button", name="Newest messages")).to_be_hidden()
    assert await tab.page.evaluate(gap) < 2
    await tab.page.locator(".scroller").hover()
    await tab.page.mouse.wheel(0, -900)
    await expect(tab.page.get_by_role("button", name="Newest messages")).to_be_visible()
    lab.world.person(lab.maya).send(lab.general, "while you read above")
    await expect(tab.page.get_by_text("while you read above").first).not_to_be_in_viewport()
    await tab.page.get_by_role("button", name="Newest messages").click()
    await expect(tab.last).to_be_in_viewport()


async def test_a_lost_connection_is_said_and_mended(tab: Client, lab: PageLab) -> None:
    await lab.page.close()
    lab.world.person(lab.maya).send(lab.general, "said meanwhile")
    await expect(tab.page.locator("#banner")).to_be_hidden()
    await expect(tab.last).to_contain_text("said meanwhile")
    lab.world.person(lab.maya).send(lab.general, "said after")
    await expect(tab.last).to_contain_text("said after")
