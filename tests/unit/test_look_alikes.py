"""Names that differ and look the same to a reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.look_alikes import alike, look


@pytest.mark.hostile(8)
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Peering", "Рeering"),  # Cyrillic Р
        ("Call", "CaII"),
        ("Modern", "Modem"),
        ("Weekly call", "weekly  CALL"),
        ("Réunion", "Reunion"),
        ("ＮＯＧ", "NOG"),
        ("Routing 10", "Routing lO"),
        ("ΑΒ", "AB"),
        ("a\u200bb", "ab"),
    ],
)  # fmt: skip
def test_they_look_alike(one: str, other: str) -> None:
    assert alike(one, ["Something else", other]) == other


@pytest.mark.parametrize(
    ("one", "other"), [("Peering", "Routing"), ("Session 2", "Session 3"), ("دعوة", "دورة"), ("会议", "会谈")]
)
def test_they_do_not(one: str, other: str) -> None:
    assert alike(one, [other]) is None


def test_a_name_of_signs_alone_looks_like_nothing() -> None:
    assert alike("★★", ["☆☆", ""]) is None


@given(st.text(max_size=80))
def test_a_name_looks_like_itself_in_any_case(name: str) -> None:
    assert look(name) == look(name.casefold())
