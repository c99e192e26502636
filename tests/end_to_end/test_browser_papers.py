"""The report of a project in a real browser: it reads well, prints, fits a telephone, fetches nothing and runs nothing."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from bot.exchanges.papers import making, messages
from bot.language.catalogue import SOURCE, Catalogue

HOSTILE = (
    "</td></table><script>document.title='owned'</script>",
    "<img src=http://127.0.0.1:9/x onerror=\"document.title='owned'\">",
    "شبكة الأرز",
    "a" * 300,
    "\u202egnp.exe <a href=javascript:alert(1)>x</a> {{7*7}} &lt;b&gt;",
)
SMALL, A4 = {"width": 390, "height": 800}, {"width": 800, "height": 1100}


def _document() -> dict[str, Any]:
    """A project in which every text that somebody typed is hostile."""
    names = list(HOSTILE)
    organisations = [
        {
            "name": name, "kind": "network", "country": "LB", "website": name, "parent": names[0], "rung": "letter",
            "networks": [{"asn": 2000 + n, "name": name, "policy": "open", "as_set": name, "website": name, "peeringdb_id": None}],
            "confirmed": True, "confirmed_on": "2026-11-01", "valid_until": "2027-11-01", "facility": name, "speed": 1000,
            "planned": n < 3, "counts": n < 3, "evidence": name, "confirmed_rung": "letter" if n < 3 else None,
            "contacts": [{"asn": 2000 + n, "role": "noc", "person": name}],
            "stakeholder": {"position": "opposes", "owner": name, "contacted_on": "2026-10-01", "note": name},
        }
        for n, name in enumerate(names)
    ]  # fmt: skip
    return {
        "format": 1, "made_by": "crossconnect", "profile": "internal", "made_at": "2026-11-23T09:00:00Z",
        "project": {
            "id": 1, "kind": "exchange", "name": names[0], "city": names[1], "country": "LB", "rir": "ripe",
            "stage": "commitment", "stage_before": None, "since": "2026-11-23", "wanted": 3, "servers": 2, "prefix": 26,
            "own_asn": None, "organisation": names[2], "website": names[1],
        },
        "mass": {"count": 3, "wanted": 3, "reached": True, "asns": [2000, 2001, 2002], "organisations": names},
        "ladder": {"letter": 3, "interested": 2},
        "organisations": organisations,
        "kinds": {"regulator": 1},
        "readiness": {
            "score": 35.5, "ready": False,
            "gates": [{"gate": "peering-lan", "state": "failed", "evidence": names[1], "note": names[0]}],
            "dimensions": [{"dimension": "site", "points": 3, "weight": 15, "evidence": names[1], "note": names[4]}],
        },
        "sites": [{"name": names[0], "address": names[3], "scores": {"power": {"points": 3, "proven": True, "evidence": names[1]}}}],
        "decisions": [
            {
                "topic": "fees", "state": "adopted", "title": names[0], "text": "\n".join(names), "decided_on": "2026-11-01",
                "review_on": None, "evidence": names[1], "objections": [{"text": names[0], "answer": names[4], "withdrawn": False}],
            }
        ],
        "plan": {
            "lan": 26, "given": True, "capacity": 60, "ask": 26, "overflow": None,
            "rule": {
                "members": 3, "prefix": 26, "largest": 22, "source": names[1], "version": names[0], "checked_on": "2026-11-23",
                "read": "own",
            },
            "horizons": [
                {"months": months, "members": 5, "assumed": True, "prefix": 27, "mesh": 10, "by_servers": 10}
                for months in (0, 3, 12, 24)
            ],
        },
        "survey": {
            "published_on": "2026-11-01", "contributors": 3, "networks": 3, "mbits": 3000, "price": "12.5", "surveyed": True, "cost": "100",
            "currency": "EUR", "source": names[0], "yearly": 450000.0,
        },
        "actions": [{"what": names[1], "owner": names[4], "due_on": "2026-12-01", "done_on": None}],
        "history": [],
    }  # fmt: skip


async def _report(folder: Path) -> Path:
    words = await messages.words(Catalogue.load().translator(SOURCE))
    for name, content in making.made("report", _document(), words, "ripe", SOURCE):
        (folder / name).write_bytes(content)
    (found,) = folder.glob("*.html")
    return found


@pytest.mark.hostile(1, 4, 5, 6)
async def test_a_report_reads_prints_and_runs_nothing(browser: Browser, tmp_path: Path) -> None:
    report = await _report(tmp_path)
    tab = await browser.new_page(viewport=A4)  # type: ignore[arg-type]  # a mapping like any other
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("dialog", lambda dialog: said.append(dialog.message))
    tab.on("pageerror", lambda error: said.append(str(error)))
    await tab.goto(report.as_uri())
    assert asked == [report.as_uri()]
    assert said == []
    title = await tab.title()
    assert "owned" not in title.split("<script>", maxsplit=1)[0]
    await expect(tab.locator("h1")).to_have_text(HOSTILE[0])
    await expect(tab.get_by_role("heading", name="Who signed")).to_be_visible()
    await expect(tab.locator("script, img, iframe, form, a")).to_have_count(0)
    await expect(
        tab.get_by_text("Do not", exact=False).or_(tab.get_by_text("Not to be handed on"))
    ).to_be_visible()
    bars = tab.locator("table.bars svg rect:nth-child(2)")
    assert await bars.count() == 8
    assert await bars.first.evaluate("bar => bar.getBoundingClientRect().width") > 100
    pages = await tab.pdf(format="A4")
    assert pages.startswith(b"%PDF")
    assert 2 <= len(re.findall(rb"/Type\s*/Page\b", pages)) <= 12
    for size in (SMALL, A4):
        await tab.set_viewport_size(size)  # type: ignore[arg-type]  # a mapping like any other
        wide = await tab.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{wide} pixels too wide at {size['width']}"
    await tab.close()


async def test_a_name_from_right_to_left_keeps_its_column(browser: Browser, tmp_path: Path) -> None:
    report = await _report(tmp_path)
    tab = await browser.new_page(viewport=A4)  # type: ignore[arg-type]  # a mapping like any other
    await tab.goto(report.as_uri())
    row = tab.locator("tr", has_text="AS2002").first
    left = [
        await row.locator("td").nth(n).evaluate("cell => cell.getBoundingClientRect().left") for n in range(3)
    ]
    assert left == sorted(left)
    await expect(row.locator("td").first).to_contain_text(HOSTILE[2])
    await tab.close()
