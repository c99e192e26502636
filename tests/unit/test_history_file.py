"""16: whatever was typed, no spreadsheet that opens the history reads a formula; and nothing of it is lost."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.guilds.history_file import MOST_BYTES, HistoryFile, Words, to_csv
from bot.language.safe_text import cell
from bot.people.audit import AuditEvent

SIGNS = "=+-@＝＋－＠"
WORDS = Words(head=("When", "Who", "Action", "About", "Before", "After"), bot="the bot", erased="erased")
AT = dt.datetime(2026, 11, 23, 9, 30, 5, tzinfo=dt.UTC)
HOSTILE = st.text(st.sampled_from("=+-@＝－\t\r\n ;,\"'\0a1{}|\ufeff\u200b\u202e")) | st.text()


def event(subject: str = "", **what: object) -> AuditEvent:
    fields: dict[str, object] = {
        "id": 1, "at": AT, "user_id": 2**62, "by_bot": False, "action": "setup.zone", "before": {}, "after": {},
    }  # fmt: skip
    return AuditEvent(subject=subject, **{**fields, **what})  # type: ignore[arg-type]


def lines(file: HistoryFile, delimiter: str = ",") -> list[list[str]]:
    text = file.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.mark.hostile(16)
@pytest.mark.parametrize(
    "sign", [*SIGNS, "\t", "\r", "\t=", "\r\n@", " =", '"=', "\0=", "\ufeff=", "\u200b-"]
)
def test_what_begins_like_a_formula_begins_with_an_apostrophe(sign: str) -> None:
    shown = cell(f"{sign}1+1")
    assert shown.startswith(("'", " '", "\"'"))
    assert shown.endswith("1+1")


def test_what_begins_like_nothing_stays_as_it_is() -> None:
    for text in ("Peering day", "5 - 3 = 2", "a@b.example", "مرحبا", "{}", "", "x; y", "(=)"):
        assert cell(text) == text


@pytest.mark.hostile(16)
@given(HOSTILE, HOSTILE, HOSTILE)
@example('a;"=1+1', ";=1", '";@x')
@example("=cmd|' /C calc'!A0", "\t=1", "\r=1")
def test_no_program_that_opens_it_sees_a_formula(subject: str, before: str, after: str) -> None:
    """Also one that parts cells at semicolons or tabs, as spreadsheets do in many countries."""
    file = to_csv(
        [
            event(subject, before={"value": before}, after={"value": after}),
            event(subject, after={"b": after}),
        ],
        WORDS,
        count=2,
    )
    for delimiter in ",;\t":
        for line in lines(file, delimiter):
            for shown in line:
                assert not shown.lstrip(' "\t\r\n').startswith(tuple(SIGNS))


@given(st.lists(HOSTILE, max_size=5))
def test_each_event_is_one_line_of_six_cells(subjects: list[str]) -> None:
    found = lines(to_csv([event(one) for one in subjects], WORDS, count=len(subjects)))
    assert found[0] == list(WORDS.head)
    assert len(found) == 1 + len(subjects)
    assert all(len(line) == 6 for line in found)


def test_a_line_says_when_who_what_and_only_what_changed() -> None:
    file = to_csv(
        [
            event("Peering day", action="announce.edit", before={"title": "Old", "body": "Same", "author": "k" * 24},
                  after={"title": "Peering day", "body": "Same", "author": "l" * 24}),
            event("news", action="setup.channel", before={"value": None}, after={"value": 2**62}),
            event(action="setup.role", before={"value": 2**61}, after={"value": None}, by_bot=True, user_id=None),
            event(before={"value": "UTC"}, after={"value": "Asia/Beirut"}, user_id=None),
        ],
        WORDS,
        count=4,
    )  # fmt: skip
    assert file.content.startswith(b"\xef\xbb\xbf")
    at, who = "2026-11-23T09:30:05Z", f"<@{2**62}>"
    assert lines(file)[1:] == [
        [at, who, "announce.edit", "Peering day", '{"title": "Old"}', '{"title": "Peering day"}'],
        [at, who, "setup.channel", "news", "", f"<#{2**62}>"],
        [at, "the bot", "setup.role", "", f"<@&{2**61}>", ""],
        [at, "erased", "setup.zone", "", "UTC", "Asia/Beirut"],
    ]
    assert (file.rows, file.left_out) == (4, 0)


def test_what_does_not_fit_is_counted() -> None:
    many = [event("x" * 200) for _ in range(100)]
    file = to_csv(many, WORDS, count=100, most=10_000)
    assert len(file.content) <= 10_000 < MOST_BYTES
    assert 0 < file.rows < 100
    assert file.rows + file.left_out == 100
    assert len(lines(file)) == 1 + file.rows
