"""Clicks, choices and forms find their handler by custom_id alone, restarts included, and every answer is private."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands, ui
from hypothesis import given
from hypothesis import strategies as st
from simcord import ChannelHandle, MemberActor

from bot.errors import InvalidInputError, RefusedError
from bot.language.catalogue import Catalogue
from bot.language.safe_text import Safe
from bot.ui import reply
from bot.ui.cards import (
    Attachment,
    Button,
    Card,
    ChannelSelect,
    CheckboxField,
    FileField,
    Form,
    Option,
    Picture,
    Press,
    RadioField,
    RoleSelect,
    Row,
    Select,
    SelectField,
    TextField,
    UserSelect,
)
from bot.ui.routes import Interaction, Router, parse, press

T = Catalogue.load().translator("en")
OPTIONS = (Option(label="A", value="a"), Option(label="B", value="b"), Option(label="C", value="c"))
PANEL = Card(
    title="Panel",
    blocks=(
        Row(
            (
                Button(label="Next", press=press("panel.next", 7, 2**63 - 1)),
                Button(label="Fresh", press=press("panel.fresh")),
                Button(label="Ask", press=press("panel.ask")),
                Button(label="Slow", press=press("panel.slow")),
                Button(label="Refuse", press=press("panel.refuse")),
            )
        ),
        Row(
            (
                Button(label="Gone", press=press("panel.gone", 1)),
                Button(label="Break", press=press("panel.break")),
            )
        ),
        Select(press=press("panel.select", 3), placeholder="Choose", options=OPTIONS, most=2),
        ChannelSelect(press=press("panel.channel"), placeholder="Channel"),
        RoleSelect(press=press("panel.role"), placeholder="Role"),
        UserSelect(press=press("panel.user"), placeholder="Member"),
    ),
)
FORM = Form(
    title="Everything",
    press=press("panel.form", 9),
    fields=(
        TextField(key="text", label="Text", long=True),
        SelectField(key="menu", label="Menu", options=OPTIONS, most=2),
        RadioField(key="radio", label="Radio", options=OPTIONS),
        CheckboxField(key="boxes", label="Boxes", options=OPTIONS),
        FileField(key="file", label="File", most=2),
    ),
)


@dataclass
class Seen:
    """What reached the handlers, and what was logged away as an error."""

    presses: list[Press] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    answered: list[bool] = field(default_factory=list)


class Panel(discord.Client):
    """The smallest bot with a router."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        self.seen = seen
        self.router = Router(self.failed)
        for name, ids in (
            ("panel.next", 2),
            ("panel.select", 1),
            ("panel.channel", 0),
            ("panel.role", 0),
            ("panel.user", 0),
        ):
            self.router.on(name, ids=ids)(self.note)
        self.router.on("panel.form", ids=1)(self.note)
        self.router.on("panel.fresh")(self.fresh)
        self.router.on("panel.ask")(self.ask)
        self.router.on("panel.slow")(self.slow)
        self.router.on("panel.refuse")(self.refuse)
        self.router.on("panel.break")(self.break_)

    async def setup_hook(self) -> None:
        self.tree.command(name="panel", description="Show the panel")(self.panel)
        self.tree.command(name="late", description="Answer after a while")(self.late)
        self.tree.command(name="public", description="Post the panel")(self.public)
        self.tree.command(name="picture", description="A card with a picture")(self.picture)
        await self.tree.sync()

    async def on_interaction(self, interaction: Interaction) -> None:
        await self.router.handle(interaction)

    async def failed(self, interaction: Interaction, error: Exception) -> None:
        self.seen.errors.append(error)
        if isinstance(error, RefusedError):
            await reply.tell(interaction, reply.refusal(error, T))

    async def panel(self, interaction: Interaction) -> None:
        self.seen.answered.append(await reply.show(interaction, PANEL))

    async def late(self, interaction: Interaction) -> None:
        await reply.defer(interaction)
        self.seen.answered.append(await reply.show(interaction, PANEL))

    async def public(self, interaction: Interaction) -> None:
        await interaction.channel.send(view=hostile_view() if self.seen.presses else public_view())  # type: ignore[union-attr]
        await reply.show(interaction, Card(title="Posted"))

    async def picture(self, interaction: Interaction) -> None:
        chart = Attachment(name="chart.png", content=b"not really")
        card = Card(title="C", blocks=(Picture(url="attachment://chart.png", alt="A chart"),), files=(chart,))
        await reply.show(interaction, card)

    async def note(self, interaction: Interaction, pressed: Press) -> None:
        self.seen.presses.append(pressed)
        self.seen.answered.append(await reply.show(interaction, Card(title=Safe(f"Done {pressed.route}"))))

    async def fresh(self, interaction: Interaction, pressed: Press) -> None:
        del pressed
        await reply.show(interaction, Card(title="Beside it"), fresh=True)

    async def ask(self, interaction: Interaction, pressed: Press) -> None:
        del pressed
        await reply.ask(interaction, FORM)

    async def slow(self, interaction: Interaction, pressed: Press) -> None:
        del pressed
        await reply.defer(interaction)
        await reply.show(interaction, Card(title="Took a while"))
        await reply.tell(interaction, Card(title="And another thing"))

    async def refuse(self, interaction: Interaction, pressed: Press) -> None:
        del interaction, pressed
        raise InvalidInputError("people-zone-unknown", zone="Atlantis")

    async def break_(self, interaction: Interaction, pressed: Press) -> None:
        raise RuntimeError(f"{interaction.id} {pressed.route}")


def public_view() -> ui.LayoutView:
    from bot.ui.payload import view

    return view(PANEL)


FORGED = [
    "panel.next:7",
    "panel.next:7:-1",
    f"panel.next:7:{2**63}",
    "panel.next:7:x",
    "panel.next:7:8:9",
    "PANEL",
    "💥",
]


def hostile_view() -> ui.LayoutView:
    layout = ui.LayoutView(timeout=None)
    layout.add_item(
        ui.ActionRow(*(ui.Button(label=str(n), custom_id=id_) for n, id_ in enumerate(FORGED[:5])))
    )
    layout.add_item(
        ui.ActionRow(*(ui.Button(label=str(n + 5), custom_id=id_) for n, id_ in enumerate(FORGED[5:])))
    )
    layout.stop()
    return layout


@dataclass(frozen=True)
class Scene:
    env: Any
    seen: Seen
    room: ChannelHandle
    ann: MemberActor

    @property
    def kept(self) -> tuple[object, object]:
        """What discord.py holds in memory of our views and forms."""
        store = self.env.bot._connection._view_store
        return (store._views, store._modals)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    seen = Seen()
    env = simcord.Env(Panel(seen))
    await env.start()
    try:
        guild = env.create_guild()
        room = guild.create_text_channel("room")
        yield Scene(env, seen, room, guild.add_member(env.create_user("ann")))
    finally:
        await env.shutdown()
    env.raise_errors()


@pytest.fixture(autouse=True)
def nothing_is_logged_as_an_error(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def title(message: Any) -> str:
    return next(str(part["content"]) for part in message.components[0]["components"] if part["type"] == 10)


async def open_panel(scene: Scene) -> Any:
    shown = (await scene.ann.slash(scene.room, "panel")).response
    assert shown is not None
    assert shown.ephemeral
    return shown


async def test_a_click_edits_the_private_message_it_came_from(scene: Scene) -> None:
    shown = await open_panel(scene)
    clicked = await scene.ann.click(shown, label="Next")
    assert scene.seen.presses[-1].route == "panel.next"
    assert scene.seen.presses[-1].ids == (7, 2**63 - 1)
    assert clicked.followups == []
    assert title(shown) == "### Done panel.next"
    assert scene.seen.answered == [True, True]
    assert scene.kept == ({}, {})


async def test_a_click_finds_its_handler_after_a_restart(scene: Scene) -> None:
    shown = await open_panel(scene)
    await scene.env.restart_bot(Panel(scene.seen))
    await scene.ann.click(shown, label="Next")
    assert title(shown) == "### Done panel.next"


async def test_a_form_that_was_open_during_a_restart_is_not_lost(scene: Scene) -> None:
    asked = await scene.ann.click(await open_panel(scene), label="Ask")
    assert scene.kept == ({}, {})
    await scene.env.restart_bot(Panel(scene.seen))
    await scene.ann.submit_modal(asked, {"text": "kept", "menu": ["a"], "radio": "b"})
    assert (scene.seen.presses[-1].fields or {})["text"] == "kept"


async def test_each_kind_of_menu_tells_what_was_chosen(scene: Scene) -> None:
    role = scene.ann.guild.create_role("NOC")
    for custom_id, chosen, values in (
        ("panel.select:3", ["c", "a"], ("c", "a")),
        ("panel.channel", [scene.room], (str(scene.room.id),)),
        ("panel.role", [role], (str(role.id),)),
        ("panel.user", [scene.ann], (str(scene.ann.id),)),
    ):
        await scene.ann.select(await open_panel(scene), chosen, custom_id=custom_id)
        assert scene.seen.presses[-1].values == values
        assert scene.seen.presses[-1].fields is None


async def test_each_kind_of_field_tells_what_was_answered(scene: Scene) -> None:
    shown = await open_panel(scene)
    asked = await scene.ann.click(shown, label="Ask")
    await scene.ann.submit_modal(
        asked,
        {
            "text": "two\nlines",
            "menu": ["b", "c"],
            "radio": "a",
            "boxes": ["a", "c"],
            "file": [("members.csv", b"asn\n64500\n"), ("x.txt", b"")],
        },
    )
    pressed = scene.seen.presses[-1]
    assert (pressed.route, pressed.ids, pressed.values) == ("panel.form", (9,), ())
    assert pressed.fields == {"text": "two\nlines", "menu": ("b", "c"), "radio": "a", "boxes": ("a", "c")}
    assert [(file.name, file.size) for file in (pressed.files or {})["file"]] == [
        ("members.csv", 10),
        ("x.txt", 0),
    ]
    assert title(shown) == "### Done panel.form"


async def test_fields_left_empty_are_empty(scene: Scene) -> None:
    asked = await scene.ann.click(await open_panel(scene), label="Ask")
    await scene.ann.submit_modal(asked, {"text": "x", "menu": ["a"], "radio": "b"})
    pressed = scene.seen.presses[-1]
    assert (pressed.fields or {})["boxes"] == ()
    assert pressed.files == {"file": ()}


async def test_a_click_on_a_public_message_is_answered_in_private_and_changes_nothing(scene: Scene) -> None:
    await scene.ann.slash(scene.room, "public")
    (posted,) = [message async for message in scene.env.bot.get_channel(scene.room.id).history()]
    for label in ("Next", "Slow"):
        clicked = await scene.ann.click(posted, label=label)
        answers = [message for message in (clicked.response, *clicked.followups) if message is not None]
        assert answers
        assert all(message.ephemeral and message.id != posted.id for message in answers)
    (unchanged,) = [message async for message in scene.env.bot.get_channel(scene.room.id).history()]
    assert [part.to_dict() for part in unchanged.components] == [part.to_dict() for part in posted.components]


async def test_a_fresh_answer_leaves_the_message_it_came_from(scene: Scene) -> None:
    shown = await open_panel(scene)
    clicked = await scene.ann.click(shown, label="Fresh")
    assert clicked.response is not None
    assert clicked.response.ephemeral
    assert title(clicked.response) == "### Beside it"
    assert title(shown) == "### Panel"


async def test_slow_work_keeps_its_place_and_fills_it(scene: Scene) -> None:
    late = await scene.ann.slash(scene.room, "late")
    assert late.response is not None
    assert late.response.ephemeral
    assert title(late.response) == "### Panel"
    clicked = await scene.ann.click(late.response, label="Slow")
    assert title(late.response) == "### Took a while"
    assert [(title(message), message.ephemeral) for message in clicked.followups] == [
        ("### And another thing", True)
    ]
    assert scene.kept == ({}, {})


async def test_a_picture_travels_with_its_card(scene: Scene) -> None:
    shown = (await scene.ann.slash(scene.room, "picture")).response
    assert shown is not None
    assert [file.filename for file in shown.attachments] == ["chart.png"]


async def test_a_refusal_is_one_private_sentence(scene: Scene) -> None:
    shown = await open_panel(scene)
    clicked = await scene.ann.click(shown, label="Refuse")
    assert clicked.response is not None
    assert clicked.response.ephemeral
    assert "Atlantis" in title(clicked.response)
    assert title(shown) == "### Panel"


@pytest.mark.hostile(54)
async def test_54_a_button_that_leads_nowhere_any_more_answers_politely(scene: Scene) -> None:
    clicked = await scene.ann.click(await open_panel(scene), label="Gone")
    assert clicked.response is not None
    assert title(clicked.response) == T("refused", sentence=T("stale-press"))


@pytest.mark.hostile(52, 53)
async def test_52_53_forged_ids_answer_politely_and_reach_no_handler(scene: Scene) -> None:
    scene.seen.presses.append(Press(route="mark", ids=()))
    await scene.ann.slash(scene.room, "public")
    (posted,) = [message async for message in scene.env.bot.get_channel(scene.room.id).history()]
    for number in range(len(FORGED)):
        clicked = await scene.ann.click(posted, label=str(number))
        assert clicked.response is not None
        assert clicked.response.ephemeral
        assert title(clicked.response) == T("refused", sentence=T("stale-press"))
    assert [pressed.route for pressed in scene.seen.presses] == ["mark"]


async def test_what_breaks_reaches_the_one_error_handler(scene: Scene) -> None:
    await scene.ann.click(await open_panel(scene), label="Break")
    assert isinstance(scene.seen.errors[-1], RuntimeError)


@pytest.mark.parametrize(("status", "code"), [(404, 10062), (404, 10015), (401, 50027)])
async def test_an_expired_interaction_is_logged_by_name_and_told(
    scene: Scene, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    scene.env.inject_error("POST", "/interactions/*/*/callback", status=status, code=code, message="expired")
    await scene.ann.slash(scene.room, "panel")
    assert scene.seen.answered == [False]
    assert f"code={code}" in caplog.text
    assert "answer_expired" in caplog.text


async def test_any_other_fault_is_not_swallowed(scene: Scene) -> None:
    shown = await open_panel(scene)
    scene.env.inject_error(
        "POST", "/interactions/*/*/callback", status=400, code=50035, message="Invalid Form Body"
    )
    await scene.ann.click(shown, label="Next")
    assert isinstance(scene.seen.errors[-1], discord.HTTPException)


async def test_a_dismissed_message_gets_a_new_one(scene: Scene) -> None:
    late = (await scene.ann.slash(scene.room, "late")).response
    scene.env.inject_error(
        "PATCH", "/webhooks/*/*/messages/@original", status=404, code=10008, message="Unknown Message"
    )
    clicked = await scene.ann.click(late, label="Slow")
    assert [title(message) for message in clicked.followups] == ["### Took a while", "### And another thing"]
    assert all(message.ephemeral for message in clicked.followups)


# Custom ids


@given(
    st.from_regex(r"[a-z][a-z0-9_.-]{0,20}", fullmatch=True), st.lists(st.integers(0, 2**63 - 1), max_size=3)
)
def test_a_custom_id_comes_back_as_it_went(route: str, ids: list[int]) -> None:
    assert parse(press(route, *ids)) == (route, tuple(ids))


@given(st.text(max_size=110) | st.from_regex(r"[a-z:0-9-]{0,30}", fullmatch=True))
def test_only_what_press_writes_is_read(custom_id: str) -> None:
    parsed = parse(custom_id)
    if parsed is not None:
        assert press(parsed[0], *parsed[1]) == custom_id


@pytest.mark.hostile(53)
@pytest.mark.parametrize(
    "custom_id",
    [
        "x:9223372036854775808",
        "x:-1",
        "x:01",
        "x:+1",
        "x:1_0",
        "x:١",
        "x: 1",
        "x:",
        "X:1",
        "",
        "x:1\n",
        "x" * 101,
    ],
)
def test_53_ids_out_of_range_or_oddly_written_are_none(custom_id: str) -> None:
    assert parse(custom_id) is None


@pytest.mark.parametrize(
    "make", [lambda: press("X"), lambda: press("x", -1), lambda: press("x", 2**63), lambda: press("x" * 101)]
)
def test_a_bad_custom_id_is_never_sent(make: Callable[[], str]) -> None:
    with pytest.raises(ValueError, match=r"route|range|characters"):
        make()


def test_a_route_has_one_handler() -> None:
    router = Router()

    async def handler(interaction: Interaction, pressed: Press) -> None: ...

    router.on("x", ids=2)(handler)
    with pytest.raises(ValueError, match="taken"):
        router.on("x")
    assert router.routes == {"x": 2}
    router.off("x")
    assert router.routes == {}
