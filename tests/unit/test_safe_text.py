"""Whatever people type is harmless where it is shown: the text lines of the hostile matrix, and the rules behind them."""

import re
import unicodedata

import discord
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot import limits
from bot.language.safe_text import (
    MARKS_PER_BASE,
    Safe,
    clean_name,
    clip,
    clip_markup,
    joined,
    length,
    plain,
    safe,
    safe_body,
)

ID = 123456789012345678
MENTIONS = [
    "@everyone",
    "@here",
    f"<@{ID}>",
    f"<@!{ID}>",
    f"<@&{ID}>",
    f"<#{ID}>",
    f"</announce new:{ID}>",
    "<id:guide>",
    "<id:customize>",
]
PIECES = [
    *MENTIONS,
    "<t:1800000000:R>",
    "<t:99999999999>",
    f"<:peer:{ID}>",
    f"<a:peer:{ID}>",
    "https://example.org/a_b",
    "[text](https://example.org)",
    "](",
    "](https://",
    "**",
    "__",
    "~~",
    "||",
    "`",
    "```",
    "\n",
    "\r\n",
    "# ",
    "> ",
    ">>> ",
    "- ",
    "-# ",
    "1. ",
    "\\",
    "<",
    ">",
    ":",
    "@",
    "\u202e",
    "\u2067",
    "\u2069",
    "\u200b",
    "\u200d",
    "\u200c",
    "\ufeff",
    "\u0301",
    "\u0308",
    "\u034f",
    "\x00",
    "\x1b",
    "\ud800",
    "👩‍💻",
    "🏴\U000e0067\U000e0062\U000e007f",
    "🇱🇧",
    "👍🏽",
    "مرحبا",
    "می‌خواهم",
    "क्‍ष",
    "각",
    "\u1100\u1161",
    "a",
    "word",
    " ",
]
hostile = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=20).map("".join)


def reads_as(markup: str) -> str:
    """What Discord draws of text in which everything special is escaped."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", markup).translate(
        dict.fromkeys(map(ord, "\u200b\u2068\u2069"))
    )


def mentions_in(text: str) -> list[str]:
    """What discord.py, which asks Discord's server in the same words, would take for a mention."""
    patterns = (
        r"<@!?([0-9]{15,20})>",
        r"<#([0-9]{15,20})>",
        r"<@&([0-9]{15,20})>",
        r"@(everyone|here)",
        r"</[^>]+:\d+>",
        r"<id:\w+>",
    )
    return [found[0] for pattern in patterns for found in re.finditer(pattern, text)]


# The hostile matrix


@pytest.mark.hostile(1, 2, 3)
@pytest.mark.parametrize("mention", MENTIONS)
def test_text_1_2_3_mentions_of_everyone_roles_people_channels_commands_and_guides_are_literal(
    mention: str,
) -> None:
    for shown in (safe(f"News {mention}"), safe_body(f"**News** {mention}")):
        assert mentions_in(shown) == []
    assert reads_as(safe(mention)) == mention


@pytest.mark.hostile(3)
def test_text_3_each_escape_agrees_with_the_library() -> None:
    message = safe(" ".join(MENTIONS))
    assert discord.utils.escape_mentions(message) == message
    assert discord.utils.escape_mentions(safe_body(" ".join(MENTIONS))) == safe_body(" ".join(MENTIONS))


@pytest.mark.hostile(4)
def test_text_4_a_masked_link_is_literal_in_a_name_and_tells_its_host_in_a_body() -> None:
    assert reads_as(safe("[your bank](https://evil.example)")) == "[your bank](https://evil.example)"
    assert safe("[your bank](https://evil.example)") == r"\[your bank\](https\://evil.example)"
    assert (
        safe_body("[your bank](https://evil.example/x)")
        == "[your bank](https://evil.example/x) (evil.example)"
    )


@pytest.mark.hostile(4)
@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("[a](https://good.example@evil.example/)", "evil.example"),
        ("[a](<https://evil.example>)", "evil.example"),
        ('[a](https://evil.example "good.example")', "evil.example"),
        ("[a](HTTPS://EVIL.example:8443/x)", "evil.example"),
        ("[a](https://еvil.example)", "xn--vil-qdd.example"),
        ("[a [b] c](https://evil.example/w_(x))", "evil.example"),
    ],
)
def test_text_4_the_host_told_is_the_one_a_browser_goes_to(link: str, host: str) -> None:
    assert safe_body(link).endswith(f" ({host})")
    assert "good.example" not in safe_body(link).removeprefix("[a](https://good.example@")


@pytest.mark.hostile(4)
@pytest.mark.parametrize(
    "link",
    ["[a](javascript:alert)", "[a](discord://x)", "[a](https://)", "[a](https://a b)", "[a](\nhttps:/x)"],
)
def test_text_4_what_only_resembles_a_link_becomes_text(link: str) -> None:
    assert "](" not in safe_body(link)


@pytest.mark.hostile(5)
@pytest.mark.parametrize(
    "name",
    [
        "# big",
        "## x",
        "-# small",
        "- item",
        "* item",
        "> quote",
        ">>> all",
        "1. one",
        "12) x",
        "```\ncode",
        "`x",
        "||y",
        "**b**",
        "__u__",
        "~~s~~",
    ],
)
def test_text_5_no_heading_quote_list_or_fence_breaks_out_of_a_name(name: str) -> None:
    shown = safe(name)
    assert reads_as(shown) == " ".join(name.split())
    assert re.match(r"(#{1,3}|-#|[-*+]|>|>>>|[0-9]+[.)])\s", shown) is None
    assert re.search(r"(?<!\\)[`*_~|]", shown) is None


@pytest.mark.hostile(5)
def test_text_5_an_unclosed_fence_in_a_body_is_closed() -> None:
    assert safe_body("look:\n```\ncode") == "look:\n```\ncode\n```"
    assert safe_body("a trailing escape\\") == "a trailing escape\\\\"


@pytest.mark.hostile(6)
def test_text_6_an_override_of_the_direction_is_gone() -> None:
    assert safe("gnp.\u202eexe") == "gnp.exe"
    assert safe_body("a\u202eb\u202c") == "ab"
    assert plain("a\u202db") == "ab"


@pytest.mark.hostile(7)
def test_text_7_an_unclosed_isolate_reaches_no_further_than_its_text() -> None:
    assert safe("a\u2067b") == "ab"
    assert safe_body("a \u2067مرحبا\nnext") == "a \u2067مرحبا\u2069\nnext"
    assert safe_body("a\u2069 b") == "a b"
    assert safe("شبكة") == "\u2068شبكة\u2069"


@pytest.mark.hostile(9)
def test_text_9_five_hundred_combining_marks_stay_on_their_line() -> None:
    shown = safe("Z" + "\u0301" * 500 + "algo")
    assert sum(unicodedata.combining(character) > 0 for character in shown) <= MARKS_PER_BASE
    assert clean_name("\u0301" * 500) is None


@pytest.mark.hostile(10)
@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "\u200b\u200d\u2060",
        "\ufeff",
        "\u3164",
        "\u115f\u1160",
        "\u2800",
        "\u00ad",
        "\n\t",
        "\u202e",
        "\u034f\u0301",
        "\U000e0041",
    ],
)
def test_text_10_a_name_of_invisible_characters_is_no_name(name: str) -> None:
    assert clean_name(name) is None


@pytest.mark.hostile(11)
def test_text_11_no_nul_or_newline_is_stored_in_a_name() -> None:
    assert clean_name("NOG\x00\nERROR  forged log line\r\n\x1b[31m") == "NOG ERROR forged log line [31m"
    assert clean_name("a\u2028b\u0085c") == "a b c"


@pytest.mark.hostile(12)
@pytest.mark.parametrize("size", [4001, 6000])
def test_text_12_too_long_texts_are_cut_to_the_limit(size: int) -> None:
    assert length(clip("x" * size, 4000)) == 4000
    assert clip("x" * size, 4000).endswith("x…")
    assert clip("x" * 4000, 4000) == "x" * 4000


@pytest.mark.hostile(13)
@pytest.mark.parametrize(
    "cluster",
    [
        "👩‍👩‍👧‍👦",
        "🇱🇧",
        "👍🏽",
        "e\u0301\u0323",
        "한",
        "\u1112\u1161\u11ab",
        "❤️",
        "🏴\U000e0067\U000e0062\U000e007f",
        "क्‍ष",
    ],
)
def test_text_13_no_cut_goes_through_what_is_seen_as_one_character(cluster: str) -> None:
    text = "ab" + cluster * 3
    for limit in range(length(text)):
        kept = clip(text, limit).removesuffix("…")
        assert kept in {"", "a", "ab", "ab" + cluster, "ab" + cluster * 2}
        kept.encode("utf-8")


@pytest.mark.hostile(13)
def test_text_13_a_lone_surrogate_is_gone() -> None:
    assert clean_name("a\ud83db") == "ab"
    safe_body("a\ud83db").encode("utf-8")


@pytest.mark.hostile(14)
@pytest.mark.parametrize("text", ["{0.__class__}", "%s %(x)s", "{ $x }", "{$x}", "$x", '{"x"}'])
def test_text_14_templates_stay_literal(text: str) -> None:
    assert reads_as(safe(text)) == text
    assert plain(text) == text
    assert reads_as(safe_body(text)) == text


# Rules


@given(hostile)
@example("1" + "." * 3)
@example("<a\\:x:1>")
def test_a_safe_name_reads_as_the_name_and_nothing_else(text: str) -> None:
    shown = safe(text)
    assert reads_as(shown) == plain(text).strip("\u2068\u2069")
    assert mentions_in(shown) == []
    assert "\n" not in shown
    assert re.search(r"(?<!\\)(?:\\\\)*<", shown) is None


@given(hostile)
def test_safe_text_is_not_escaped_twice(text: str) -> None:
    assert safe(safe(text)) == safe(text)
    assert safe_body(safe_body(text)) == safe_body(text)


@given(hostile)
def test_a_safe_body_is_settled_and_mentions_nobody(text: str) -> None:
    body = safe_body(text)
    assert mentions_in(body) == []
    assert str(safe_body(str(body))) == str(body)
    assert body.count("```") % 2 == 0
    for line in body.split("\n"):
        assert sum(map(line.count, "\u2066\u2067\u2068")) == line.count("\u2069")


def test_a_body_keeps_its_markdown() -> None:
    body = "# Peering day\n- **bold** _it_ ||spoiler||\n> quote `code`\n<t:1800000000:F> https://example.org/a_b 👩‍💻"
    assert safe_body(body) == body


@pytest.mark.parametrize("time", ["<t:99999999999999>", "<t:999999999999:R>", "<t:-9>", "<t:x>"])
def test_a_time_that_discord_cannot_draw_is_taken_apart(time: str) -> None:
    assert not safe_body(time).startswith("<t:")
    assert safe_body(f"<t:{limits.LATEST_TIME}>") == f"<t:{limits.LATEST_TIME}>"


@given(hostile)
def test_a_stored_name_is_settled(text: str) -> None:
    name = clean_name(text)
    if name is not None:
        assert clean_name(name) == name
        assert unicodedata.is_normalized("NFC", name)
        assert name == " ".join(name.split())
        assert name.isprintable() or any(
            unicodedata.category(character) in {"Cf", "Cn"} for character in name
        )
        name.encode("utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "Beirut NOG",
        "LebNOG’27",
        "شبكة بيروت",
        "می‌خواهم",
        "क्ष",
        "日本ネットワーク",
        "Ünïcödé",
        "👩‍💻 crew",
        "C++ & IPv6 <3",
        "❤️",
    ],
)
def test_real_names_stay_as_they_are(name: str) -> None:
    assert clean_name(name) == name
    assert reads_as(safe(name)) == name


@given(hostile, st.integers(0, 40))
def test_a_clipped_text_fits_and_is_a_beginning(text: str, limit: int) -> None:
    clipped = clip(text, limit)
    assert length(clipped) <= limit
    if clipped != text:
        assert text.startswith(clipped.removesuffix("…"))


@given(hostile, st.integers(0, 60))
def test_clipped_markup_fits_and_leaves_nothing_open(text: str, limit: int) -> None:
    for whole in (safe(text), safe_body(text)):
        clipped = clip_markup(whole, limit)
        assert length(clipped) <= limit
        if clipped != whole:
            assert mentions_in(clipped) == []
            assert sum(map(clipped.count, "\u2066\u2067\u2068")) == clipped.count("\u2069")
            assert clipped.count("```") % 2 == 0
            assert re.search(r"<t:[0-9]*(:[A-Z])?…", clipped) is None


def test_clipped_markup_keeps_a_spoiler_shut_and_drops_half_a_link() -> None:
    assert clip_markup("see ||the whole secret||", 16).endswith("…||")
    assert clip_markup("go [here](https://example.org) (example.org) now", 35) == "go…"
    assert clip_markup("at <t:1800000000:F> sharp", 15) == "at…"


def test_plain_string_operations_claim_no_safety() -> None:
    assert not isinstance(safe("a") + "b", Safe)
    assert not isinstance(f"{safe('a')}", Safe)
    assert isinstance(joined([safe("a"), safe("b")], " "), Safe)
