"""Hostile text, foreign origins; and what everyone needs: names, contrast, a narrow screen."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, expect

from bot.local_discord.world import Upload
from tests.end_to_end.page_bot import HOSTILE
from tests.end_to_end.page_lab import Client, PageLab, client

UNNAMED = """() => {
  const name = (node) => (node.getAttribute("aria-label") || (node.getAttribute("aria-labelledby") || "").split(" ")
    .map((id) => document.getElementById(id)?.textContent ?? "").join("") || [...(node.labels ?? [])].map((l) => l.textContent).join("")
    || node.textContent || node.title || "").trim();
  return [...document.querySelectorAll("button, a[href], input, textarea, select, [role=button], [role=combobox], [role=listbox], [role=menu], dialog, nav, main ~ aside")]
    .filter((node) => node.getClientRects().length && !name(node)).map((node) => node.outerHTML.slice(0, 160));
}"""

CONTRAST = """() => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const paint = (colours) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => { const [r, g, b] = rgb.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const low = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    if (!own || !node.getClientRects().length || node.closest("[disabled], [aria-disabled], .spoiler, .unseen, .skip, [aria-hidden=true]")) continue;
    const style = getComputedStyle(node);
    if (style.visibility === "hidden" || Number(style.opacity) === 0 || node.closest(".tools, .gutter")) continue;
    const behind = [];
    for (let at = node; at; at = at.parentElement) behind.unshift(getComputedStyle(at).backgroundColor);
    const back = paint(behind), front = paint([...behind, style.color]);
    const [a, b] = [light(back), light(front)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) low.push(`${ratio.toFixed(2)} ${node.className} ${node.textContent.slice(0, 30)}`);
  }
  return low;
}"""


@pytest.fixture
async def tab(browser: Browser, lab: PageLab) -> AsyncIterator[Client]:
    async with client(browser, lab) as opened:
        await opened.open(lab.olga, lab.general)
        yield opened


async def test_hostile_names_and_texts_stay_text(browser: Browser, lab: PageLab) -> None:
    world = lab.world
    mallory = world.add_person("mallory", display_name=HOSTILE[:32])
    world.add_member(lab.guild, mallory, roles=[world.add_role(lab.guild, HOSTILE)])
    world.add_channel(lab.guild, HOSTILE, topic=HOSTILE)
    svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='window.owned=1'/>"
    evil = f"{HOSTILE} [a](javascript:window.owned=1) <https://e.org/'onmouseover='window.owned=1> `{HOSTILE}` ||{HOSTILE}||"
    world.person(mallory).send(
        lab.general,
        evil,
        files=[Upload('"><script>.svg', svg), Upload("x.html", b"<script>window.owned=1</script>")],
    )
    world.person(mallory).create_post(lab.forum, HOSTILE[:90], HOSTILE)
    async with client(browser, lab) as tab:
        await tab.open(lab.olga, lab.general)
        await expect(tab.last.get_by_test_id("content")).to_contain_text(
            '<img src=x onerror="window.owned=1">'
        )
        await tab.run("hostile")
        await expect(tab.page.get_by_test_id("container")).to_contain_text("<script>window.owned=1</script>")
        await tab.composer.fill("/hos")
        await expect(tab.page.get_by_test_id("suggestions")).to_contain_text("<img src=x")
        await tab.composer.fill("")
        await tab.page.get_by_test_id("channel-nog-topics").click()
        await expect(tab.page.get_by_test_id("post")).to_contain_text("<img src=x")
        assert await tab.page.evaluate("window.owned") is None
        assert await tab.page.locator("img[src='x'], body script").count() == 0
        schemes = await tab.page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.protocol)")
        assert set(schemes) <= {"http:", "https:"}
        for item in world.messages(lab.general)[0]["attachments"]:
            path = item["url"].split("/cdn/")[1]
            answer = await tab.page.request.get(f"{lab.server.url}/page/cdn/{path}")
            assert answer.headers["content-disposition"] == "attachment"
            assert answer.headers["content-type"] == "application/octet-stream"


async def test_foreign_hosts_and_origins_are_refused(lab: PageLab) -> None:
    url = lab.server.url
    async with aiohttp.ClientSession() as session:

        async def status(method: str, path: str, **headers: str) -> int:
            async with session.request(method, url + path, headers=headers) as answer:
                return answer.status

        assert await status("GET", "/") == 200
        assert await status("GET", "/", Host="evil.example") == 403
        assert await status("GET", "/page/app.js") == 200
        assert await status("GET", "/page/..%2Fworld.py") == 404
        upgrade = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "A" * 22 + "==",
        }
        assert await status("GET", "/page/ws", **upgrade) == 403
        assert await status("GET", "/page/ws", Origin="http://127.0.0.1:1", **upgrade) == 403
        assert await status("POST", "/page/upload", Origin="http://localhost:1") == 403
        async with session.get(url + "/") as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "http" not in (await answer.text()).replace("http-equiv", "")
        async with session.ws_connect(f"{url}/page/ws", origin=url) as socket:
            await socket.send_json({"type": "hello", "reader": "1"})
            first: Any = await socket.receive_json()
            assert first["reader"] == str(lab.olga)
            for nonsense in (
                {"type": "press"},
                {"type": "send", "channel": "x"},
                {"type": "older", "channel": "7"},
                {"type": "never"},
            ):
                await socket.send_json({**nonsense, "ask": 1})
                assert "error" in await socket.receive_json()


async def test_nobody_reads_what_their_reader_may_not(lab: PageLab) -> None:
    lab.world.person(lab.olga).send(lab.secret, "for organisers")
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{lab.server.url}/page/ws", origin=lab.server.url) as socket,
    ):
        await socket.send_json({"type": "hello", "reader": str(lab.maya)})
        assert "for organisers" not in str(await socket.receive_json())
        for ask in ("older", "commands", "send"):
            await socket.send_json(
                {"type": ask, "ask": 1, "channel": str(lab.secret), "kind": 1, "content": "hi"}
            )
            answer: Any = await socket.receive_json()
            assert "for organisers" not in str(answer)
            assert "error" in answer
        lab.world.person(lab.olga).send(lab.secret, "more for organisers")
        lab.world.person(lab.olga).send(lab.general, "for all")
        assert (await socket.receive_json())["message"]["content"] == "for all"


@pytest.mark.parametrize("scheme", ["dark", "light"])
async def test_every_control_has_a_name_and_text_can_be_read(
    browser: Browser, lab: PageLab, scheme: str
) -> None:
    async with client(browser, lab, color_scheme=scheme) as tab:
        await tab.open(lab.olga, lab.general)
        lab.world.person(lab.maya).send(lab.general, f"Hi <@{lab.olga}> <@&{lab.speakers}> <#{lab.news}> `x`")
        for command in ("card", "buttons", "words", "announce list"):
            await tab.run(command)
            await expect(tab.composer).to_be_visible()
        await expect(tab.last).to_contain_text("Nothing is scheduled.")

        async def check() -> None:
            assert await tab.page.evaluate(UNNAMED) == []
            assert await tab.page.evaluate(CONTRAST) == []

        await check()
        await tab.composer.fill("/")
        await tab.page.get_by_role("option").first.wait_for()
        await check()
        await tab.composer.fill("")
        await tab.page.get_by_test_id("persona").click()
        await check()
        await tab.page.keyboard.press("Escape")
        await tab.run("settings")
        await tab.page.get_by_test_id("modal-submit").click()
        await check()
        await tab.page.keyboard.press("Escape")
        await tab.page.get_by_test_id("theme").click()
        assert await tab.page.evaluate("document.documentElement.dataset.theme") != scheme


async def test_a_telephone_shows_everything_without_scrolling_sideways(
    browser: Browser, lab: PageLab, tmp_path: Path
) -> None:
    async with client(
        browser, lab, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    ) as tab:
        await tab.open(lab.olga, lab.general)
        for command in ("card", "buttons", "words"):
            await tab.run(command)
        await expect(tab.page.get_by_test_id("embed")).to_be_visible()
        wide = "() => [document.documentElement.scrollWidth, document.querySelector('.scroller').scrollWidth]"
        assert max(await tab.page.evaluate(wide)) <= 360
        shot = await tab.page.screenshot(path=tmp_path / "telephone.png")
        assert len(shot) > 10_000
        await expect(tab.page.get_by_test_id("channel-announcements")).not_to_be_in_viewport()
        await tab.page.get_by_test_id("drawer").click()
        await tab.page.get_by_test_id("channel-announcements").click()
        await expect(tab.page.get_by_test_id("channel-announcements")).not_to_be_in_viewport()
        await expect(tab.page.get_by_role("heading", name="announcements").first).to_be_visible()
        await tab.run("settings")
        await expect(tab.modal).to_be_visible()
        box = await tab.modal.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        await tab.page.keyboard.press("Escape")
        await tab.page.get_by_test_id("drawer").click()
        await tab.page.keyboard.press("Escape")
        await expect(tab.page.get_by_test_id("drawer")).to_be_focused()
