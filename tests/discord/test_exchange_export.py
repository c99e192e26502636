"""/exchange export: papers that are right, valid, harmless, and hold no more than their profile lets out."""

import csv
import io
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.exchanges.model import Rir
from bot.exchanges.papers import peeringdb_rules, requests_rules
from bot.exchanges.papers.making import What
from bot.exchanges.rules import ProjectKind
from bot.storage.database import Transaction
from tests.discord.conftest import Stage, answer
from tests.discord.exchange_papers import ASNS, LETTERS, NAMES, founded, taken, the_file

DATA = os.environ.get("CROSSCONNECT_TEST_DATA")
SECRET = "canary"
SHOWN = {
    "exchange.name", "exchange.city", "exchange.country", "exchange.rir", "exchange.stage", "exchange.stage_before",
    "exchange.kind", "exchange_commitment.rung", "exchange_commitment.held_rung", "exchange_commitment.valid_until",
    "exchange_commitment.held_until", "exchange_commitment.facility", "exchange_site.name", "exchange_site.address",
    "exchange_decision.topic", "exchange_decision.title", "exchange_decision.text", "exchange_decision.state",
    "exchange_decision.review_on", "exchange_claim.what", "exchange_weight.dimension", "exchange_rir_rule.rir",
    "exchange_rir_rule.source", "exchange_rir_rule.checked_on",
}  # fmt: skip
"""Columns of text that a public paper may hold. Whoever adds another column decides, here, that it may be shown to anybody."""
RULED = {
    "exchange.folded", "exchange.zone", "exchange.counting", "exchange_site.folded", "exchange_stakeholder.position",
    "exchange_poll.purpose", "exchange_poll.sites", "exchange_publication.of", "exchange_publication.answers",
    "exchange_import.state", "exchange_import_part.kind",
}  # fmt: skip
"""Columns with words or numbers of ours in which no canary can sit; papers read none of them but a stakeholder's position."""
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "</script><script>alert(1)</script>",
    "[click](http://evil.example) ![x](http://evil.example/x.png)",
    "| a | b |\n|---|---|\n# heading `code` <img src=x onerror=alert(1)> &lt;b&gt;",
    "\u202eevil\u2066 {{7*7}} ${x} {$x} @everyone <@&1>",
)
"""Names, one for each organisation."""
OURS = (*peeringdb_rules.SOURCES, *(one for each in requests_rules.REQUESTS.values() for one in each.sources))
"""Addresses that this project wrote down itself."""
TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "dl", "dt", "dd", "table", "thead", "tbody", "tr",
    "th", "td", "div", "span", "svg", "rect", "wbr",
}  # fmt: skip
"""All that a page is made of."""


async def _columns(stage: Stage) -> dict[str, list[str]]:
    """The columns of text of each table of exchanges."""

    def operation(tx: Transaction) -> dict[str, list[str]]:
        tables = [
            row["name"]
            for row in tx.all("SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'exchange*'")
        ]
        return {
            table: [
                row["name"]
                for row in tx.all(f"PRAGMA table_info({table})")
                if row["type"] in ("TEXT", "BLOB")
            ]
            for table in tables
        }

    return await stage.app.database.read(operation)


async def test_nothing_confidential_is_in_a_public_paper(stage: Stage) -> None:
    project = await founded(
        stage, typed={"stakeholder.name": "Canary Authority", "proposed.title": "Canary plan"}
    )
    planted = 0

    def operation(tx: Transaction) -> int:
        found = 0
        for table, columns in everything.items():
            for column in columns:
                where = f"{table}.{column}"
                if where in SHOWN | RULED:
                    continue
                value = f"{SECRET}-{where}"
                if where == "exchange_site.scores":
                    value = json.dumps({"power": [3, value]})
                elif where == "exchange_event.details":
                    value = json.dumps({"note": value})
                elif where in (
                    "exchange_publication.figure",
                    "exchange_assumption.price",
                    "exchange_assumption.cost",
                ):
                    value = "987654"
                elif column in ("contacted_on", "due_on", "told_lapse", "day"):
                    value = "1999-09-09"
                found += tx.execute(f"UPDATE {table} SET {column} = ?", (value,))  # noqa: S608 - names from the schema
        # Weak commitments are of named organisations too: they are not to be named.
        tx.execute(
            "UPDATE organisation SET name = 'Canary ' || id WHERE id IN (SELECT organisation_id FROM exchange_commitment"
            " WHERE rung IN ('intends', 'contacted'))"
        )
        return found

    everything = await _columns(stage)
    planted = await stage.app.database.write(operation)
    assert planted > 20
    for what in What:
        done, files = await taken(stage, what, exchange=str(project.id))
        assert files
        for name, content in files.items():
            text = content.decode("latin-1").casefold()
            assert SECRET not in text, (name, text[max(0, text.find(SECRET) - 80) :][:200])
            for hidden in ("987654", "1999-09-09", "opposes", str(stage.member.id)):
                assert hidden not in text, (name, hidden)
        assert "Public" in answer(done)


async def test_an_internal_paper_says_what_it_is_and_holds_it(stage: Stage) -> None:
    await founded(stage)
    done, files = await taken(stage, "report", profile="internal")
    assert "Do not hand it on" in answer(done)
    page = next(content for name, content in files.items() if name.endswith("internal.html"))
    text = page.decode().replace("<wbr>", "")
    for held in (
        "call again",
        "write it up",
        "too open",
        "https://letters.example/1",
        "opposes it",
        "omar",
        "98.76",
        "4,321",
    ):
        assert held in text
    told = json.loads(await the_file(stage, "data", ".json", profile="internal"))
    assert told["history"][0]["details"] == {"note": "minutes"}
    assert told["actions"][0]["owner"] == "omar"
    log = await stage.app.database.read(
        lambda tx: [
            row["after"] for row in tx.all("SELECT after FROM audit_event WHERE action = 'exchange.export'")
        ]
    )
    assert [json.loads(one) for one in log] == [
        {"what": "report", "profile": "internal"},
        {"what": "data", "profile": "internal"},
    ]


async def test_a_report_tells_where_the_project_stands(stage: Stage) -> None:
    await founded(stage)
    _, files = await taken(stage, "report")
    assert {name.rpartition(".")[2] for name in files} == {"html", "md", "svg"}
    text = next(content for name, content in files.items() if name.endswith(".md")).decode()
    assert text.startswith("# Cedar IX\n\nReport · Public · 2026-11-23\n")
    assert "- **Critical mass:** 3 / 3" in text
    assert "- **Stage:** Commitment (3 / 9)" in text
    for name, asn in zip(NAMES[:LETTERS], ASNS, strict=False):
        assert f"| {name} | AS{asn} | LB | letter of intent | 2027-11-01 | yes |" in text
    assert not any(name in text for name in NAMES[LETTERS:])
    assert "| letter of intent | ████████████████████ 3 |" in text
    assert "| Open participation policy, published | met |" in text
    assert "| Governance (15 %) | ████████████████████ 4 / 4 |" in text
    pictures = re.findall(r"\]\((.*\.svg)\)", text)
    assert len(pictures) == 2
    assert all(b"letter of intent" in files[one] or b"Governance" in files[one] for one in pictures)


@pytest.mark.parametrize("rir", list(Rir))
async def test_a_dossier_says_what_the_registry_asks_and_what_is_missing(stage: Stage, rir: Rir) -> None:
    await founded(stage, rir=rir)
    _, files = await taken(stage, "dossier")
    told = next(json.loads(content) for name, content in files.items() if name.endswith(".json"))
    assert told["registry"] == rir
    fields = {one["field"]: one for one in told["fields"]}
    assert fields["policy"]["state"] == "given"
    assert fields["members"] == {
        "field": "members",
        "state": "given",
        "values": sorted(f"{name} · AS{asn}" for name, asn in zip(NAMES[:LETTERS], ASNS, strict=False)),
    }
    # Nobody agreed to be shown, and a public paper names nobody anyway.
    assert fields["member-contacts"] == {"field": "member-contacts", "state": "lacks", "values": []}
    assert [one["months"] for one in told["plan"]["horizons"]] == [0, 3, 12, 24]
    assert told["sources"]
    text = next(content for name, content in files.items() if name.endswith(".md")).decode()
    assert "| missing |" in text
    assert f"<{told['sources'][0]}>" in text
    assert ("not read again" in text) is (rir is Rir.LACNIC)


async def test_too_few_members_are_missing_from_a_dossier(stage: Stage) -> None:
    await founded(stage)
    await stage.app.database.write(
        lambda tx: tx.execute(
            "UPDATE exchange_commitment SET confirmed_at = NULL WHERE organisation_id ="
            " (SELECT id FROM organisation WHERE name = ?)",
            (NAMES[0],),
        )
    )
    told = json.loads(await the_file(stage, "dossier", ".json"))
    fields = {one["field"]: one["state"] for one in told["fields"]}
    assert fields["members"] == "lacks"
    assert len(told["members"]) == LETTERS - 1


async def test_the_dossier_needs_a_registry(stage: Stage) -> None:
    await founded(stage, rir=None)
    before = await stage.everything()
    done, files = await taken(stage, "dossier")
    assert "/exchange edit" in answer(done)
    assert not files
    assert await stage.everything() == before


async def test_a_nog_asks_for_no_addresses(stage: Stage) -> None:
    await founded(stage, kind=ProjectKind.NOG, name="Cedar NOG")
    for what in ("dossier", "members", "peeringdb"):
        done, files = await taken(stage, what)
        assert "is a NOG" in answer(done)
        assert not files
    for what in ("report", "organisations", "data"):
        _, files = await taken(stage, what)
        assert files
    assert "First meeting dated" in await the_file(stage, "report", ".md")


@pytest.mark.skipif(
    DATA is None, reason="CROSSCONNECT_TEST_DATA names no folder with the schemas (.ci/run does)"
)
@pytest.mark.parametrize("names", [NAMES, HOSTILE, ()])
async def test_the_member_list_is_valid_by_the_schema_of_ixf(stage: Stage, names: tuple[str, ...]) -> None:
    await founded(stage, names=names, name=names[0] if names else "Empty IX", prefix=26)
    schema = json.loads((Path(str(DATA)) / "ixf" / "ixp-member-list-1.0.schema.json").read_text())
    told = json.loads(await the_file(stage, "members", ".json"))
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER).validate(
        told
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["timestamp"])
    if names:
        assert [one["asnum"] for one in told["member_list"]] == list(ASNS[:LETTERS])
        assert {one["connection_list"][0]["state"] for one in told["member_list"]} == {"planned"}
        assert told["member_list"][0]["connection_list"][0]["if_list"] == [{"if_speed": 10000}]


async def test_peeringdb_is_asked_before_it_can_refuse(stage: Stage) -> None:
    project = await founded(stage, prefix=26)
    text = await the_file(stage, "peeringdb", ".md")
    assert "| IPv4 peering LAN from /19 to /27 | takes it | /26 |" in text
    assert "| Three networks with public AS numbers | takes it | AS2001, AS2002, AS2003 |" in text
    assert "| Members are in PeeringDB | check it yourself |" in text
    assert "| Address space that is registered to you | would refuse it |" in text

    def operation(tx: Transaction) -> None:
        tx.execute("UPDATE exchange SET prefix = 28, city = '' WHERE id = ?", (project.id,))
        tx.execute("UPDATE organisation SET website = NULL")
        tx.execute("UPDATE network SET asn = 64500 WHERE asn = 2003")

    await stage.app.database.write(operation)
    text = await the_file(stage, "peeringdb", ".md")
    assert "- **Would be refused:** 6" in text
    for refused in (
        "City",
        "Website",
        "Three networks with public AS numbers",
        "IPv4 peering LAN from /19 to /27",
    ):
        assert f"| {refused} | would refuse it |" in text
    assert "| No AS number that is for documentation only | would refuse it | AS64500 |" in text


@pytest.mark.hostile(1, 2, 3, 4, 5, 6, 7, 11, 14, 16)
@pytest.mark.parametrize("profile", ["public", "internal"])
async def test_hostile_names_are_harmless_in_every_form(stage: Stage, profile: str) -> None:
    everywhere = {
        f"{table}.{column}": HOSTILE[index % len(HOSTILE)]
        for index, (table, column) in enumerate(
            (table, column) for table, columns in (await _columns(stage)).items() for column in columns
        )
    }
    everywhere |= {
        "adopted.title": HOSTILE[3],
        "adopted.text": HOSTILE[1],
        "stakeholder.name": HOSTILE[2] + "!",
    }
    for money in ("exchange_publication.figure", "exchange_assumption.price", "exchange_assumption.cost"):
        everywhere[money] = "7"
    await founded(stage, names=HOSTILE, name=HOSTILE[1], typed=everywhere)
    for what in What:
        done, files = await taken(stage, what, profile=profile)
        assert "@everyone" not in answer(done).replace("@\u200beveryone", "")
        for name, content in files.items():
            _judged(name, content)


def _judged(name: str, content: bytes) -> None:
    """A file in which nothing acts."""
    text = content.decode("utf-8-sig")
    assert "\u202e" not in text
    if name.endswith(".svg"):
        assert set(re.findall(r"</?([a-zA-Z0-9]+)", text)) <= {"svg", "rect", "text"}
    elif name.endswith(".html"):
        assert not re.search(r"<(script|img|iframe|object|link|form)\b", text, re.IGNORECASE)
        assert text.count("<html") == text.count("</html>") == 1
        tags = set(re.findall(r"</?([a-z0-9]+)", text))
        assert tags <= TAGS
    elif name.endswith(".md"):
        bare = re.sub(r"\\.", "", text)
        bare = re.sub(r"!\[[^\[\]<>]*\]\(crossconnect-exchange-[a-z0-9-]+\.svg\)", "", bare)
        for ours in OURS:
            bare = bare.replace(f"<{ours}>", "")
        assert not re.search(r"[`<\[\]]|://", bare), bare
        rows = [line for line in bare.splitlines() if line.startswith("|")]
        assert rows
        heights: list[set[int]] = [set()]
        for line in bare.splitlines():
            if line.startswith("|"):
                heights[-1].add(line.count("|"))
            elif heights[-1]:
                heights.append(set())
        assert all(len(one) <= 1 for one in heights), "a cell broke out of its table"
        assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    elif name.endswith(".csv"):
        cells = list(csv.reader(io.StringIO(text)))
        assert len({len(one) for one in cells}) == 1
        assert not any(re.match(r"[=+@\t\r-]", cell) for row in cells for cell in row)
    else:
        json.loads(text)
        assert not re.search("[<>\u2066\u2028]", text)


async def test_the_table_of_organisations_is_for_spreadsheets(stage: Stage) -> None:
    await founded(stage)
    rows = list(csv.DictReader(io.StringIO(await the_file(stage, "organisations", ".csv"))))
    assert [(one["organisation"], one["asn"], one["stage"]) for one in rows] == sorted(
        (name, str(asn), "letter") for name, asn in zip(NAMES[:LETTERS], ASNS, strict=False)
    )
    rows = list(
        csv.DictReader(io.StringIO(await the_file(stage, "organisations", ".csv", profile="internal")))
    )
    assert {one["organisation"] for one in rows} == {*NAMES, "Authority"}


async def test_members_take_no_papers(stage: Stage) -> None:
    await founded(stage)
    before = await stage.everything()
    done, files = await taken(stage, "report", stage.member)
    assert "organisers" in answer(done)
    assert not files
    assert await stage.everything() == before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"what": "secrets"}, "no such paper"),
        ({"what": "report", "profile": "privat"}, "no such profile"),
        ({"what": "report", "exchange": "99"}, "no such project"),
    ],
)
async def test_a_slip_hands_out_nothing(stage: Stage, options: Mapping[str, Any], said: str) -> None:
    await founded(stage)
    done, files = await taken(stage, **options)
    assert said in answer(done)
    assert not files


async def test_papers_can_be_named_as_they_are_shown(stage: Stage) -> None:
    await founded(stage)
    _, files = await taken(stage, "Member list (IX-F)", profile="Public")
    assert list(files) == ["crossconnect-exchange-1-members.json"]
    offered = await stage.organiser.autocomplete(stage.lobby, "exchange export", "what", "peer")
    assert [one["value"] for one in offered] == ["peeringdb"]
    await stage.restart()
    _, files = await taken(stage, "data")
    assert json.loads(next(iter(files.values())))["project"]["name"] == "Cedar IX"
