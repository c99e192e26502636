"""What stands in an export, value by value, and how a delivery may name a person."""

import ast
import datetime as dt
import json
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
from bot.feature import Erasure
from bot.language.catalogue import Catalogue
from bot.privacy import messages, rules
from bot.privacy.export import Writer
from bot.privacy.rules import Explained, ExportFile, Stored
from bot.ui.cards import File, Text

ENGLISH = Catalogue.load().translator("en")
CODE = Path(bot.__file__).parent
KEY = "0123456789abcdef01234567"


def mine(key: str) -> object:
    return f"<{key[:4]}>"


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("created_at", 1_795_424_400, "2026-11-23T09:00:00Z"),
        ("at", 0, "1970-01-01T00:00:00Z"),
        ("planned_until", None, None),
        ("channel_id", 1_456_074_443_980_800_014, "1456074443980800014"),
        ("version", 3, 3),
        ("dm", 1, True),
        ("zone", "Asia/Beirut", "Asia/Beirut"),
        ("body", KEY, KEY),
        ("after", '{"channels":[1456074443980800014],"paused":false}', {"channels": ["1456074443980800014"], "paused": False}),
        ("details", json.dumps({"by": KEY, "n": [KEY]}), {"by": "<0123>", "n": ["<0123>"]}),
    ],
)  # fmt: skip
def test_values_read_as_what_they_are(column: str, value: object, shown: object) -> None:
    assert rules.plain(column, value, mine) == shown


@given(st.integers(-(2**63), 2**63 - 1))
def test_no_reader_of_json_rounds_an_id(number: int) -> None:
    shown = rules.plain("channel_id", number, mine)
    assert int(str(shown)) == number
    assert isinstance(shown, str) or abs(number) < 2**53


ROWS = st.lists(st.dictionaries(st.sampled_from(["title", "body", "id"]), st.text(), min_size=1), max_size=20)


@given(st.lists(ROWS, max_size=4), st.one_of(st.none(), st.integers(4300, 6000)))
def test_a_file_is_json_whatever_is_in_it_and_wherever_it_ends(
    tables: list[list[dict[str, str]]], most: int | None
) -> None:
    content = bytearray()
    writer = Writer(content.extend, most)
    writer.begin({"about": "x"})
    for number, rows in enumerate(tables):
        writer.table(
            f"t{number}", Explained(what=("what",), columns={"title": "the title"}), rows, partial(len, rows)
        )
    writer.end()
    read = json.loads(content.decode())
    assert most is None or len(content) <= most
    kept = [row for table in read["tables"].values() for row in table["rows"]]
    assert len(kept) == read["rows"] == writer.rows
    assert read["rows"] + read["left_out"] == sum(map(len, tables))
    if most is None:
        assert kept == [row for rows in tables for row in rows]


def stored(erasure: Erasure, *, kept: dt.timedelta | None, own: bool = False) -> Stored:
    return Stored(what="people-data-audit", erasure=erasure.value, count=2, own=own, kept=kept)


@pytest.mark.parametrize(
    ("kept", "own", "said"),
    [
        (None, True, "until you delete it"),
        (None, False, "for as long as this server uses Crossconnect"),
        (dt.timedelta(days=180), False, "up to 180 days"),
        (dt.timedelta(days=1), False, "up to 24 hours"),
    ],
)
def test_how_long_is_said_in_words(kept: dt.timedelta | None, own: bool, said: str) -> None:  # noqa: FBT001
    card = messages.overview([stored(Erasure.UNLINK, kept=kept, own=own)], ENGLISH)
    assert said in str(card)


def test_a_whole_file_says_nothing_of_what_is_missing() -> None:
    card = messages.file_card(ExportFile(name="a.json", content=b"{}", rows=1, left_out=0), ENGLISH)
    assert [type(block) for block in card.blocks[:3]] == [Text, File, type(card.blocks[2])]
    assert "did not fit" not in str(card)


def test_a_delivery_names_a_person_by_user_id_alone() -> None:
    """`delivery.details` is declared to hold a Discord id under `user_id`, and under no other key."""
    others = []
    for path in sorted(CODE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if path.is_relative_to(CODE / "local_discord") or "NewDelivery(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            keys = node.keys if isinstance(node, ast.Dict) else []
            others += [
                f"{path.name}:{key.lineno} {key.value}"
                for key in keys
                if isinstance(key, ast.Constant)
                and isinstance(key.value, str)
                and key.value != "user_id"
                and ("user" in key.value or "member" in key.value or key.value.endswith("person"))
            ]
    assert others == []
