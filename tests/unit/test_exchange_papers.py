"""Papers, on values: whatever people typed is literal text in every form, and what registries ask is answered from the record."""

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.exchanges.model import Rir
from bot.exchanges.papers import blocks, composing, ixf_rules, peeringdb_rules, requests_rules, writing
from bot.exchanges.papers.peeringdb_rules import Check, Verdict
from bot.exchanges.papers.requests_rules import REQUESTS, Field, State
from bot.language.safe_text import plain

TYPED = st.text(max_size=80)
NASTY = "</td><script>alert(1)</script> [a](http://x.example) | `b` \u202e &lt; <!-- =1+1"


class _Texts(HTMLParser):
    """The texts of a page, and its tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self._data = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "wbr":
            self.tags.append(tag)
            self.attributes += [name for name, _ in attrs]

    def handle_endtag(self, tag: str) -> None:
        self.texts.append(self._data)
        self._data = ""

    def handle_data(self, data: str) -> None:
        self._data += data


def _page(*those: blocks.Block, title: str = "T") -> _Texts:
    found = _Texts()
    found.feed(writing.page(title, "S", those, language="en").decode())
    return found


@given(typed=TYPED)
@example(typed=NASTY)
def test_what_was_typed_is_text_on_a_page(typed: str) -> None:
    usual = _page(blocks.table(["a"], [["b"]]), blocks.facts([("a", "b")]), blocks.entry("a", "b"), title="T")
    found = _page(
        blocks.table([typed], [[typed]]),
        blocks.facts([(typed, typed)]),
        blocks.entry(typed, "b"),
        title=typed,
    )
    assert found.tags == usual.tags
    assert found.attributes == usual.attributes
    assert plain(typed).strip() == "" or plain(typed).strip() in [one.strip() for one in found.texts]


@given(typed=TYPED)
@example(typed=NASTY)
@example(typed="1. a")
@example(typed="www.evil.example")
@example(typed="# a")
@example(typed="a\n\n# b")
def test_what_was_typed_is_text_in_markdown(typed: str) -> None:
    line = writing.escaped(typed)
    assert "\n" not in line
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", line)
    assert not re.search(r"[\\`*_{}\[\]<>|~&@]|[A-Za-z]://|[Ww]{3}\.", bare)
    assert not re.match(r"\s*(?:[#>=+-]|\d+[.)])", line)
    # A backslash before punctuation is not shown: the reader sees what was typed.
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line) == plain(typed)


@given(rows=st.lists(st.lists(TYPED, min_size=2, max_size=2), min_size=1, max_size=4))
@example(rows=[["=1+1", "+1"], ["\t=1", '";=1']])
def test_no_cell_is_a_formula(rows: list[list[str]]) -> None:
    text = writing.table(rows).decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert [len(one) for one in found] == [2] * len(rows)
    assert not any(re.match(r"[=+@\t\r-]", cell) for row in found for cell in row)


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    )
)
@example(value={"a": "</script>\u202e\u2028\ufeff&\ud800 é ا"})
def test_json_says_the_same_and_hides_nothing(value: Any) -> None:
    text = writing.json_text(value).decode("utf-8")
    assert json.loads(text) == value
    assert not re.search("[<>&\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\u200b]", text)


@given(value=st.integers(-5, 2000), most=st.integers(-1, 1000))
def test_a_bar_stays_in_its_frame(value: int, most: int) -> None:
    for drawn in (
        writing.page("T", "S", [blocks.bars(("a", "b"), [("c", value, most, "d")])], language="en"),
    ):
        widths = [float(one) for one in re.findall(r'<rect width="([0-9.]+)"', drawn.decode())]
        assert widths[0] == 100
        assert 0 <= widths[1] <= 100
    text = writing.markdown("T", "S", [blocks.bars(("a", "b"), [("c", value, most, "d")])]).decode()
    assert len(re.findall("[█░]", text)) == 20


def _document(**changes: Any) -> dict[str, Any]:
    networks = [
        {"asn": asn, "name": "n", "policy": "open", "as_set": None, "website": None, "peeringdb_id": 7}
        for asn in (2001, 2002, 2003)
    ]
    found: dict[str, Any] = {
        "format": 1,
        "profile": "public",
        "made_at": "2026-11-23T09:00:00Z",
        "project": {
            "id": 1, "kind": "exchange", "name": "Cedar IX", "city": "Beirut", "country": "LB", "rir": "ripe",
            "stage": "commitment", "stage_before": None, "since": "2026-11-23", "wanted": 3, "servers": 2, "prefix": 26,
            "own_asn": None, "organisation": "Association", "website": "https://ix.example",
        },
        "mass": {"count": 3, "wanted": 3, "reached": True, "asns": [2001, 2002, 2003], "organisations": []},
        "organisations": [
            {
                "name": f"Org {one['asn']}", "kind": "network", "country": "LB", "website": None, "parent": None,
                "networks": [one], "rung": "letter", "confirmed": True, "confirmed_on": "2026-11-01",
                "valid_until": None, "facility": "", "speed": 1000, "planned": True, "counts": True,
            }
            for one in networks
        ],
        "readiness": {"score": 0.0, "ready": False, "gates": [{"gate": "peering-lan", "state": "met"}], "dimensions": []},
        "decisions": [],
        "plan": {
            "lan": 26, "given": True, "capacity": 60, "ask": 26, "overflow": None, "rule": None,
            "horizons": [
                {"months": months, "members": 3, "assumed": False, "prefix": 27, "mesh": 3, "by_servers": 6}
                for months in (0, 3, 12, 24)
            ],
        },
    }  # fmt: skip
    for path, value in changes.items():
        target = found
        *parents, last = path.split("__")
        for one in parents:
            target = target[one]
        target[last] = value
    return found


def _verdicts(document: dict[str, Any]) -> dict[Check, Verdict]:
    return {one.check: one.verdict for one in peeringdb_rules.preflight(document)}


def test_peeringdb_takes_what_fits() -> None:
    assert set(_verdicts(_document()).values()) == {Verdict.PASSES, Verdict.YOURS}


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"project__organisation": None}, Check.ORGANISATION),
        ({"project__city": " "}, Check.CITY),
        ({"project__country": ""}, Check.COUNTRY),
        ({"project__website": None}, Check.WEBSITE),
        ({"project__website": "javascript:alert(1)"}, Check.WEBSITE),
        ({"mass__asns": [2001, 2002]}, Check.ASNS),
        ({"mass__asns": [2001, 2002, 64512]}, Check.ASNS),
        ({"mass__asns": [2001, 2002, 2003, 64500]}, Check.DOCUMENTATION),
        ({"plan__lan": 28}, Check.PREFIX_V4),
        ({"plan__lan": 18}, Check.PREFIX_V4),
        ({"readiness__gates": [{"gate": "peering-lan", "state": "unproven"}]}, Check.UNIQUE),
    ],
)
def test_peeringdb_would_refuse(changes: dict[str, Any], check: Check) -> None:
    assert _verdicts(_document(**changes))[check] is Verdict.REFUSED


@pytest.mark.parametrize("prefix", range(19, 28))
def test_peeringdb_takes_lans_of_these_lengths(prefix: int) -> None:
    assert _verdicts(_document(plan__lan=prefix))[Check.PREFIX_V4] is Verdict.PASSES


@pytest.mark.parametrize("rir", list(Rir))
def test_every_registry_asks_for_three_members_a_policy_and_a_plan(rir: Rir) -> None:
    fields = REQUESTS[rir].fields
    assert {Field.MEMBERS, Field.MEMBER_CONTACTS, Field.POLICY, Field.PLAN_V4, Field.PLAN_V6} <= set(fields)
    assert len(fields) == len(set(fields))
    assert all(one.startswith("https://") for one in REQUESTS[rir].sources)
    answers = {one.field: one.state for one in requests_rules.asked(_document(), rir)}
    assert answers[Field.MEMBERS] is State.GIVEN
    assert answers[Field.POLICY] is State.LACKS
    few = {one.field: one.state for one in requests_rules.asked(_document(mass__count=2), rir)}
    assert few[Field.MEMBERS] is State.LACKS


def test_a_decision_answers_a_field_only_once_it_is_adopted() -> None:
    def state(**decision: str) -> State:
        decisions = [{"topic": "participation", "title": "All", "text": "", **decision}]
        found = requests_rules.asked(_document(decisions=decisions), "ripe")
        return next(one.state for one in found if one.field is Field.POLICY)

    assert state(state="adopted") is State.GIVEN
    assert state(state="proposed") is State.LACKS
    assert state(state="superseded") is State.LACKS


def test_a_network_that_is_connected_is_active_in_the_member_list() -> None:
    document = _document()
    document["organisations"][0]["rung"] = "connected"
    document["organisations"][1]["networks"].append(document["organisations"][2]["networks"][0])
    found = {one["asnum"]: one for one in ixf_rules.export(document)["member_list"]}
    assert found[2001]["connection_list"][0]["state"] == "active"
    assert found[2001]["member_since"] == "2026-11-01T00:00:00Z"
    assert "member_since" not in found[2002]
    # It told one speed and has two AS numbers: of which port, nobody knows.
    assert "if_list" not in found[2002]["connection_list"][0]


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("https://ix.example/a?b=c", True),
        ("http://ix.example", True),
        ("ftp://ix.example", False),
        ("https://", False),
        ("https://ix.example/a b", False),
        ("https://ix.example/\u202e", False),
        ("https://[ix", False),
        (None, False),
    ],
)
def test_what_is_a_web_address(address: str | None, is_one: bool) -> None:
    assert ixf_rules.is_web(address) is is_one


def test_an_organisation_has_a_line_for_each_of_its_numbers() -> None:
    document = _document()
    document["organisations"][0]["networks"] += [{**document["organisations"][0]["networks"][0], "asn": 2009}]
    rows = composing.organisations(document)
    assert rows[0] == list(composing.COLUMNS)
    assert [row[5] for row in rows[1:]] == ["2001", "2009", "2002", "2003"]
