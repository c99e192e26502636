"""What the bot says: typed values are harmless, plurals are right, nothing missing is ever shown."""

import datetime as dt
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import markup
from bot.language.catalogue import PSEUDO, Catalogue, Language, MissingTextError, Translator
from bot.language.safe_text import Safe, clean_name, safe
from tests.pseudo import unmarked_texts

FTL = """
# A comment.
-brand = Crossconnect
hello = Hello { $name }, this is { -brand }.
bold = **{ $name }**
found = { $count ->
    [0] Nothing
    [one] One thing
   *[other] { $count } things
}
state = { $state ->
    [on_hold] waiting
   *[other] going
}
both = { hello } { bold }
lines =
    First line.

    Second line.
only-attribute =
    .hint = A hint
broken = { hello.none }
"""


class State(StrEnum):
    ON_HOLD = "on_hold"


def speaking(tmp_path: Path, source: str = FTL, *, locale: str = "en", pseudo: bool = False) -> Translator:
    (tmp_path / "test.ftl").write_text(source, encoding="utf-8")
    language = Language([tmp_path / "test.ftl"], plurals_of=locale, pseudo=pseudo)
    return Translator(language, language, locale=locale)


def test_what_a_person_typed_is_escaped_once_and_markup_is_left_alone(tmp_path: Path) -> None:
    t = speaking(tmp_path)
    assert t("bold", name="a*b @everyone") == "**a\\*b @\u200beveryone**"
    assert t("bold", name=Safe("<#12>")) == "**<#12>**"
    assert t("both", name=safe("a*b")) == "Hello a\\*b, this is Crossconnect. **a\\*b**"
    assert isinstance(t("bold", name="x"), Safe)


def test_labels_and_options_carry_no_escapes_and_refuse_markup(tmp_path: Path) -> None:
    t = speaking(tmp_path)
    assert t.plain("hello", name="a*b_c") == "Hello a*b_c, this is Crossconnect."
    assert not isinstance(t.plain("hello", name="x"), Safe)
    with pytest.raises(TypeError, match="renders none"):
        t.plain("hello", name=Safe("<t:1:R>"))


@pytest.mark.parametrize(
    ("count", "text"), [(0, "Nothing"), (1, "One thing"), (2, "2 things"), (1234, "1,234 things")]
)
def test_numbers_choose_the_plural(tmp_path: Path, count: int, text: str) -> None:
    assert speaking(tmp_path)("found", count=count) == text


def test_arabic_has_six_plurals(tmp_path: Path) -> None:
    source = (
        "n = { $n ->\n    [zero] z\n    [one] o\n    [two] t\n    [few] f\n    [many] m\n   *[other] x\n}\n"
    )
    t = speaking(tmp_path, source, locale="ar")
    assert [str(t("n", n=n)) for n in (0, 1, 2, 3, 11, 100)] == ["z", "o", "t", "f", "m", "x"]


def test_our_own_words_choose_variants_unescaped(tmp_path: Path) -> None:
    assert speaking(tmp_path)("state", state=State.ON_HOLD) == "waiting"


@pytest.mark.parametrize("value", [None, True, object(), ["x"], b"x"])
def test_other_types_are_refused(tmp_path: Path, value: object) -> None:
    with pytest.raises(TypeError, match="name="):
        speaking(tmp_path)("hello", name=value)


@pytest.mark.parametrize("key", ["nothing", "hello", "only-attribute", "broken", "-brand"])
def test_what_is_missing_raises_and_is_never_shown(tmp_path: Path, key: str) -> None:
    with pytest.raises(MissingTextError):
        speaking(tmp_path)(key)


def test_long_bodies_fit_in(tmp_path: Path) -> None:
    body = Safe("word " * 1000)
    assert speaking(tmp_path)("bold", name=body) == f"**{body}**"


def test_right_to_left_names_do_not_reorder_their_sentence(tmp_path: Path) -> None:
    t = speaking(tmp_path)
    assert t("bold", name="شبكة") == "**\u2068شبكة\u2069**"
    assert t("bold", name="LebNOG") == "**LebNOG**"


@given(name=st.text(max_size=40))
def test_no_typed_value_changes_the_text_around_it(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    t = speaking(tmp_path_factory.getbasetemp())
    assert t("hello", name=name) == f"Hello {safe(name)}, this is Crossconnect."
    assert (clean_name(name) or "") in t.plain("hello", name=name)


def test_blank_lines_between_paragraphs_stay(tmp_path: Path) -> None:
    assert speaking(tmp_path)("lines") == "First line.\n\nSecond line."


@pytest.mark.parametrize("source", ["twice = a\ntwice = b\n", "no message here\n"])
def test_a_damaged_catalogue_does_not_load(tmp_path: Path, source: str) -> None:
    with pytest.raises(ValueError, match=r"twice|no message"):
        speaking(tmp_path, source)


def test_a_message_that_is_no_fluent_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="bad is no Fluent"):
        speaking(tmp_path, "bad = { $x\n")("bad", x=1)


@pytest.mark.parametrize(
    ("locale", "answered"),
    [("en", "en"), ("en-GB", "en"), ("en_US", "en"), ("tlh", "en"), ("", "en"), ("xx", "xx")],
)
def test_the_nearest_language_answers(locale: str, answered: str) -> None:
    assert Catalogue.load(pseudo=True).translator(locale).locale == answered


def test_a_translator_is_made_once() -> None:
    catalogue = Catalogue.load()
    assert catalogue.translator("en-GB") is catalogue.translator("en-US")
    assert PSEUDO not in catalogue.locales


def test_the_pseudo_language_marks_every_literal_and_leaves_values_alone(tmp_path: Path) -> None:
    t = speaking(tmp_path, pseudo=True)
    assert t("hello", name="Ann") == "⟦Ĥéļļö⟧ Ann, ⟦ţĥîš îš⟧ ⟦Çŕöššçöññéçţ⟧."
    assert t("found", count=1) == "⟦Öñé ţĥîñĝ⟧"
    assert t("lines") == "⟦Fîŕšţ ļîñé⟧.\n\n⟦Šéçöñð ļîñé⟧."


def test_a_text_that_bypassed_the_catalogue_is_found(tmp_path: Path) -> None:
    t = speaking(tmp_path, pseudo=True)
    message = {
        "components": [
            {
                "type": 17,
                "components": [
                    {"type": 10, "content": "### " + t("hello", name="a*b")},
                    {"type": 10, "content": "<#1234> <t:180000:F>, 10:30"},
                    {"type": 10, "content": "typed in code"},
                    {"type": 1, "components": [{"type": 2, "label": "Press", "custom_id": "x"}]},
                ],
            }
        ]
    }
    assert unmarked_texts(message, typed=["a*b"]) == ["typed in code", "Press"]
    assert unmarked_texts({"title": t.plain("found", count=2), "components": []}) == []


NOON = dt.datetime(2027, 4, 20, 12, 0, tzinfo=dt.UTC)


def test_markup_is_discords_own_and_safe() -> None:
    made = {
        markup.time(NOON): "<t:1808222400:f>",
        markup.time(NOON, "R"): "<t:1808222400:R>",
        markup.when_both(NOON, "15:00 Beirut*"): "<t:1808222400:F> (15:00 Beirut\\*)",
        markup.channel(5): "<#5>",
        markup.role(5): "<@&5>",
        markup.user(5): "<@5>",
        markup.command("announce new", 5): "</announce new:5>",
        markup.command("announce new"): "`/announce new`",
    }
    assert all(isinstance(found, Safe) and found == expected for found, expected in made.items())


@pytest.mark.hostile(20)
@pytest.mark.parametrize("instant", [NOON.replace(tzinfo=None), NOON.replace(year=1969)])
def test_20_a_time_that_discord_cannot_draw_is_never_made(instant: dt.datetime) -> None:
    with pytest.raises(ValueError, match=r"naive|draws no time"):
        markup.time(instant)


@pytest.mark.parametrize("wrong", [-1, 2**63])
def test_an_id_that_cannot_be_is_never_shown(wrong: int) -> None:
    with pytest.raises(ValueError, match="no Discord id"):
        markup.channel(wrong)
