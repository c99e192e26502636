"""What is a field of a template, and how a text is filled: everything else stays as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcements.templates import rules

NAMES = st.text(st.characters(whitelist_categories=("L", "N", "M")) | st.sampled_from(" -_"), max_size=31)
TEXTS = st.text(st.sampled_from("{}ab x_-\n$.ñש0 ") | st.characters(), max_size=200)


def filled(text: str, **values: str) -> str:
    return rules.fill(text, values)


@pytest.mark.parametrize(
    "name",
    ["speaker", "Speaker 2", "next_call", "co-host", "متحدث", "演讲者", "वक्ता", "0", "نام\u200cخانوادگی"],
)
def test_a_name_of_any_script_is_a_field(name: str) -> None:
    (field,) = rules.fields("", f"With {{{name}}} at six").values()
    assert field.name == name


@pytest.mark.parametrize(
    "text",
    ["{}", "{ }", "{0.__class__}", "{ $x }", "%s", "{a!r}", "{a:b}", "{x[0]}", "{ speaker }", "{-}", "{a\nb}", "{", "}{", "{{}}", "${", "{\u200b}", "{\u200d}",
     "{" + "x" * 31 + "}", "{user@example.org}", "{<@1>}"],
)  # fmt: skip
def test_everything_else_in_braces_is_text(text: str) -> None:
    assert rules.fields(text, text) == {}
    assert rules.fill(text, {"0": "!", "x": "!", "a": "!", "speaker": "!"}) == text


def test_letter_case_and_width_make_no_second_field() -> None:
    found = rules.fields("{Speaker}", "{speaker} {SPEAKER} {ｓpeaker}")
    assert [field.name for field in found.values()] == ["Speaker"]
    assert filled("{Speaker}, {SPEAKER}", speaker="Nadia") == "Nadia, Nadia"


def test_one_in_the_title_is_short_and_one_in_the_text_may_hold_lines() -> None:
    found = rules.fields("{a}", "{a} {b}")
    assert {key: field.is_long for key, field in found.items()} == {"a": False, "b": True}


def test_one_without_a_value_stays_as_it_was_written() -> None:
    assert filled("{Speaker} and {host}", host="Omar") == "{Speaker} and Omar"


def test_the_inner_of_two_braces_is_the_field() -> None:
    assert filled("{{x}}", x="1") == "{1}"


@given(TEXTS, st.dictionaries(st.sampled_from(["a", "x", "ab", "0"]), TEXTS))
def test_filling_never_fails_and_never_fills_what_a_value_brought(text: str, values: dict[str, str]) -> None:
    pieces = list(rules._parts(text))
    expected = "".join(piece if key is None else values.get(key, "{" + piece + "}") for key, piece in pieces)
    assert rules.fill(text, values) == expected
    assert rules.fill(text, {}) == text


@given(NAMES, st.text(max_size=60))
def test_a_value_that_looks_like_a_field_stays_a_text(name: str, around: str) -> None:
    key = rules.key_of(name)
    if key is None:
        assert rules.fields("", f"{{{name}}}") == {}
        return
    around = around.replace("{", "").replace("}", "")
    value = f"{{{name}}}{{other}}"
    assert rules.fill(f"{around}{{{name}}}", {key: value, "other": "!"}) == around + value


@given(NAMES)
def test_every_field_has_a_label_that_a_form_can_show(name: str) -> None:
    for field in rules.fields(f"{{{name}}}", "").values():
        assert 1 <= len(field.name) <= 30
        assert field.name == field.name.strip()


@given(st.text(st.sampled_from("{}"), max_size=4000))
def test_a_text_of_braces_takes_no_time(text: str) -> None:
    assert rules.fill(text, {}) == text
