"""Cards and forms become payloads that Discord takes, whatever is in them, and discord.py keeps none of them."""

import asyncio
from collections.abc import Mapping

import discord
import pytest
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot import limits
from bot.errors import InvalidInputError
from bot.language.catalogue import Catalogue
from bot.language.safe_text import Safe, length, plain, safe, safe_body
from bot.limits import violations
from bot.ui import payload, reply
from bot.ui.cards import (
    Attachment,
    Block,
    Button,
    Card,
    ChannelSelect,
    CheckboxField,
    Divider,
    Facts,
    FileField,
    Form,
    Heading,
    Item,
    Link,
    Note,
    Option,
    Picture,
    RadioField,
    RoleSelect,
    Row,
    Select,
    SelectField,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.confirm import confirm_card
from bot.ui.pages import paged, pager_row
from bot.ui.routes import press

T = Catalogue.load().translator("en")


def raw(card: Card, reference: str | None = None) -> dict[str, object]:
    return {"flags": 1 << 15, "components": payload.view(card, reference=reference).to_components()}


def walk(node: object) -> list[Mapping[str, object]]:
    if isinstance(node, list):
        return [found for child in node for found in walk(child)]
    if not isinstance(node, Mapping):
        return []
    return [
        node,
        *(found for key in ("components", "accessory", "component") for found in walk(node.get(key))),
    ]


def shown(card: Card, reference: str | None = None) -> list[str]:
    return [str(node["content"]) for node in walk(raw(card, reference)["components"]) if node["type"] == 10]


# What people may have typed, of any length, in every place of a card

typed = st.one_of(
    st.text(max_size=40),
    st.builds(lambda text, times: text * times, st.text(max_size=6), st.integers(1, 1500)),
)
names = typed.map(safe)
bodies = typed.map(safe_body)
labels = typed.map(plain).filter(bool)


def blocks(number: int) -> st.SearchStrategy[Block]:
    options = st.lists(labels, min_size=1, max_size=25).map(
        lambda found: tuple(
            Option(label=label, value=str(index), description=label) for index, label in enumerate(found)
        )
    )
    button = st.builds(
        Button, label=labels, press=st.just(press("test.button", number)), style=st.sampled_from(Style)
    )
    return st.one_of(
        bodies.map(Text),
        names.map(Heading),
        names.map(Note),
        st.just(Divider()),
        st.lists(st.tuples(names, names), min_size=1, max_size=4).map(lambda rows: Facts(tuple(rows))),
        st.builds(Item, body=bodies.filter(bool), button=button),
        st.builds(Picture, url=st.just("https://example.org/a.png"), alt=labels),
        button.map(lambda made: Row((made, Link(label=made.label, url="https://example.org")))),
        st.builds(
            Select,
            press=st.just(press("test.menu", number)),
            placeholder=labels,
            options=options,
            most=st.just(25),
        ),
        st.builds(
            ChannelSelect,
            press=st.just(press("test.channel", number)),
            placeholder=labels,
            types=st.just((0, 5, 15)),
        ),
        st.builds(
            RoleSelect, press=st.just(press("test.role", number)), placeholder=labels, chosen=st.just((5, 6))
        ),
    )


cards = st.builds(
    Card,
    title=names,
    tone=st.sampled_from(Tone),
    blocks=st.lists(st.integers(0, 0), max_size=8).flatmap(
        lambda found: st.tuples(*(blocks(number) for number in range(len(found))))
    ),
    footer=st.none() | st.just(Safe("small print")),
)


@given(
    card=cards.filter(lambda card: bool(card.title)),
    above=st.none() | cards.filter(lambda card: bool(card.title)),
)
def test_any_card_fits_discords_limits(card: Card, above: Card | None) -> None:
    if above is not None:
        above = Card(
            title=above.title,
            blocks=tuple(block for block in above.blocks if isinstance(block, Text | Facts)),
        )
        card = Card(title=card.title, tone=card.tone, blocks=card.blocks, footer=card.footer, above=above)
    message = raw(card, "ABCD1234")
    assert violations(message) == []
    assert "ABCD1234" in shown(card, "ABCD1234")[-1]


def test_a_card_reads_top_down_in_the_type_sizes_of_its_parts() -> None:
    card = Card(
        title=Safe("Peering day"),
        tone=Tone.ANNOUNCEMENT,
        blocks=(
            Text("Bring a **switch**."),
            Heading("Where"),
            Facts((("Hall", "A"), ("Floor", "2"))),
            Note("one\ntwo"),
        ),
        footer="was due 10:00",
    )
    assert shown(card, "ABCD1234") == [
        "### Peering day",
        "Bring a **switch**.",
        "**Where**",
        "**Hall** A\n**Floor** 2",
        "-# one\n-# two",
        "-# was due 10:00 · № ABCD1234",
    ]
    (container,) = payload.view(card).to_components()
    assert container["accent_color"] == Tone.ANNOUNCEMENT.value


def test_a_long_text_is_cut_and_the_rest_of_the_card_stays_whole() -> None:
    texts = shown(Card(title="T", blocks=(Text("x" * 9000), Note("kept"), Text("short")), footer="foot"), "X")
    assert texts[0] == "### T"
    assert texts[1].endswith("x…")
    assert texts[2:] == ["-# kept", "short", "-# foot · № X"]
    assert limits.V2_TEXT - 5 <= sum(map(length, texts)) <= limits.V2_TEXT


def test_a_card_above_comes_first_in_a_container_of_its_own() -> None:
    card = Card(
        title="Preview",
        blocks=(Row((Button(label="Go", press="go"),)),),
        above=Card(title="Post", tone=Tone.DANGER),
    )
    components = payload.view(card).to_components()
    assert [component["accent_color"] for component in components] == [Tone.DANGER.value, Tone.NEUTRAL.value]
    assert shown(card) == ["### Post", "### Preview"]


def test_what_will_be_posted_is_shown_whole_and_the_words_around_it_are_cut() -> None:
    """An approver sees exactly what goes out, however much its author put around it."""
    post = Card(title="p" * 400, blocks=(Text("b" * 2500),))
    around = (Facts((("Where", "w" * 1200),)), *(Note("n" * 150) for _ in range(5)))
    card = Card(title="t" * 400, blocks=around, footer="f" * 120, above=post, exact=True)
    texts = shown(card, "ABCD1234")
    assert texts[:2] == ["### " + "p" * 400, "b" * 2500]
    assert texts[2].endswith("…")
    assert texts[-1] == "-# " + "f" * 120 + " · № ABCD1234", "by its mark the message is found again"
    assert sum(map(length, texts)) <= limits.V2_TEXT
    assert all(len(text) >= 50 for text in texts)


def test_a_card_without_a_title_shows_none() -> None:
    assert shown(Card(title="", blocks=(Text("just this"),))) == ["just this"]


def test_what_grows_beyond_forty_components_is_refused_before_it_is_sent() -> None:
    items = tuple(Item(body="x", button=Button(label="x", press=press("x", number))) for number in range(14))
    with pytest.raises(ValueError, match="40"):
        payload.view(Card(title="T", blocks=items))
    with pytest.raises(ValueError, match="row"):
        payload.view(Card(title="T", blocks=(Row(()),)))
    with pytest.raises(ValueError, match="0 options"):
        payload.view(Card(title="T", blocks=(Select(press="x", placeholder="x", options=()),)))


def test_files_go_with_every_send_anew() -> None:
    card = Card(title="T", files=(Attachment(name="chart.png", content=b"png"),), above=Card(title="U"))
    first, second = payload.files(card), payload.files(card)
    assert [file.filename for file in first] == ["chart.png"]
    assert first[0].fp.read() == second[0].fp.read() == b"png"
    for file in (*first, *second):
        file.close()


OPTIONS = (Option(label="A", value="a", description="first", chosen=True), Option(label="B", value="b"))
FORM = Form(
    title="F" * 60,
    press=press("form.send", 7),
    fields=(
        TextField(
            key="name",
            label="L" * 60,
            description="d" * 150,
            value="v" * 50,
            least=2,
            most=40,
            placeholder="p" * 200,
        ),
        SelectField(key="kind", label="Kind", options=OPTIONS, required=False, most=5),
        RadioField(key="one", label="One", options=OPTIONS),
        CheckboxField(key="many", label="Many", options=OPTIONS),
        FileField(key="file", label="File"),
    ),
)


def test_a_form_with_each_kind_of_field_fits() -> None:
    made = payload.modal(FORM).to_dict()
    assert violations(made) == []
    assert made["custom_id"] == "form.send:7"
    assert made["title"] == "F" * 44 + "…"
    inputs = [component["component"] for component in made["components"]]
    assert [field["required"] for field in inputs] == [True, False, True, False, False]
    assert [field["type"] for field in inputs] == [4, 3, 21, 22, 19]
    assert inputs[0]["value"] == "v" * 39 + "…"


def test_a_form_of_six_fields_is_refused() -> None:
    with pytest.raises(ValueError, match="5"):
        payload.modal(
            Form(title="F", press="f", fields=tuple(TextField(key=str(n), label="x") for n in range(6)))
        )


async def test_discord_py_is_told_that_views_and_forms_are_finished() -> None:
    card = Card(title="T", blocks=(Row((Button(label="Go", press="go"),)),))
    for made in (payload.view(card), payload.modal(FORM), await asyncio.to_thread(payload.view, card)):
        assert made.is_finished()
        assert made.timeout is None


def test_an_ordinary_view_made_outside_the_loop_would_be_kept() -> None:
    """Why the views say it themselves: `stop()` before the loop runs has no effect."""
    view = ui.LayoutView(timeout=None)
    view.stop()
    assert not view.is_finished()


@pytest.mark.parametrize(
    ("page", "shown_items", "number"),
    [(1, (0, 1, 2), 1), (3, (6,), 3), (99, (6,), 3), (0, (0, 1, 2), 1), (-5, (0, 1, 2), 1)],
)
def test_a_page_that_is_not_there_any_more_is_the_nearest_one(
    page: int, shown_items: tuple[int, ...], number: int
) -> None:
    found = paged(range(7), page, 3)
    assert (found.items, found.number, found.count) == (shown_items, number, 3)


def test_an_empty_list_is_one_empty_page() -> None:
    assert paged([], 4, 10).count == 1


@given(count=st.integers(0, 50), page=st.integers(1, 60))
def test_the_pager_leads_to_pages_that_are_there(count: int, page: int) -> None:
    found = paged(range(count), page, 7)
    back, here, on = pager_row("list", found, 42, t=T).buttons
    assert isinstance(back, Button)
    assert isinstance(here, Button)
    assert isinstance(on, Button)
    assert here.label == f"{found.number} of {found.count}"
    assert (back.disabled, on.disabled) == (found.number == 1, found.number == found.count)
    assert (back.press, on.press) == (f"list:42:{found.number - 1}", f"list:42:{found.number + 1}")
    assert violations(raw(Card(title="T", blocks=(pager_row("list", found, 42, t=T),)))) == []


def test_to_confirm_the_acting_button_comes_first_and_cancel_beside_it() -> None:
    card = confirm_card(
        Safe("Cancel it?"), (Text("what"),), Button(label="Yes", press="yes:1", style=Style.DANGER), T, "no:1"
    )
    assert card.tone is Tone.DANGER
    buttons = [node for node in walk(raw(card)["components"]) if node["type"] == 2]
    assert [(node["label"], node["custom_id"], node["style"]) for node in buttons] == [
        ("Yes", "yes:1", 4),
        ("Go back", "no:1", 2),
    ]


def test_a_refusal_is_one_sentence_in_which_typed_text_is_harmless() -> None:
    card = reply.refusal(InvalidInputError("people-zone-unknown", zone="@everyone *x*"), T)
    assert card.tone is Tone.WARNING
    (sentence,) = shown(card)
    assert "@\u200beveryone \\*x\\*" in sentence


def test_styles_are_discords() -> None:
    assert [discord.ButtonStyle(style.value).name for style in Style] == [
        "primary",
        "secondary",
        "success",
        "danger",
    ]


def test_a_large_file_is_not_copied_to_learn_its_size() -> None:
    content = bytes(8 << 20)
    (file,) = payload.files(Card(title="T", files=(Attachment(name="a.png", content=content),)))
    with file.fp.getbuffer() as buffer:  # type: ignore[attr-defined]  # what aiohttp does
        assert buffer.obj is content
        assert len(buffer) == len(content)
    assert file.fp.read() == content


def test_a_refusal_can_name_another_one_as_its_reason() -> None:
    reason = InvalidInputError("announce-title-long", most=200)
    sentence = reply.sentence(InvalidInputError("variants-unfit", code="fr", reason=reason), T)
    assert sentence == "⚠️ French: The title is longer than 200 characters. Make it shorter."
