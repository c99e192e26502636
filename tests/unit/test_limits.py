"""The table of Discord's limits catches what Discord would refuse, and nothing else."""

import pytest
from discord import ui

from bot import limits
from bot.limits import violations


def text(content: str) -> dict[str, object]:
    return {"type": 10, "content": content}


def button(number: int = 0, **changes: object) -> dict[str, object]:
    return {"type": 2, "style": 2, "label": "Go", "custom_id": f"go:{number}", **changes}


def row(*children: dict[str, object]) -> dict[str, object]:
    return {"type": 1, "components": list(children)}


def menu(**changes: object) -> dict[str, object]:
    return {
        "type": 3,
        "custom_id": "menu",
        "options": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}],
        "min_values": 1,
        "max_values": 1,
        **changes,
    }


def message(*components: dict[str, object]) -> dict[str, object]:
    return {"flags": 1 << 15, "components": [{"type": 17, "components": list(components)}]}


def modal(**changes: object) -> dict[str, object]:
    field = {"type": 18, "label": "Name", "component": {"type": 4, "custom_id": "name", "style": 1}}
    return {"title": "Form", "custom_id": "form", "components": [field], **changes}


FINE = [
    {"content": "x" * limits.CONTENT},
    message(text("x" * limits.V2_TEXT)),
    message(*(text("x") for _ in range(limits.COMPONENTS - 1))),
    message(row(*(button(number) for number in range(5)))),
    message(row(button(label="x" * 80)), row(menu(placeholder="x" * 150))),
    message(row({"type": 2, "style": 5, "label": "Site", "url": "https://example.org"})),
    message({"type": 9, "components": [text("x")], "accessory": button()}),
    message(
        {"type": 12, "items": [{"media": {"url": "https://example.org/a.png"}, "description": "x" * 1024}]}
    ),
    modal(title="x" * 45),
]
REFUSED = [
    ({"content": "x" * 2001}, "content of 2001"),
    ({"content": "👩" * 1001}, "content of 2002"),
    (message(text("x" * 4001)), "4001 characters of text"),
    (message(text("x" * 2000), text("x" * 2001)), "4001 characters of text"),
    (message(text("")), "content of 0"),
    (message(*(text("x") for _ in range(limits.COMPONENTS))), "41 components"),
    ({**message(text("x")), "content": "beside"}, "no content"),
    ({"flags": 1 << 15, "components": []}, "no components"),
    (message(), "empty"),
    (message(row(*(button(number) for number in range(6)))), "6 children"),
    (message(row()), "0 children"),
    (message(row(button(1), button(1))), "stands 2 times"),
    (message(row(button(label="x" * 81))), "label of 81"),
    (message(row(button(custom_id="x" * 101))), "custom_id of 101"),
    (message(row(button(custom_id=""))), "custom_id of 0"),
    (message(row(button(label=""))), "neither label nor emoji"),
    (message(row({"type": 2, "style": 5, "label": "x", "url": "https://" + "x" * 512})), "url of 520"),
    (message(row(menu(placeholder="x" * 151))), "placeholder of 151"),
    (message(row(menu(options=[]))), "0 options"),
    (
        message(row(menu(options=[{"label": "x", "value": str(number)} for number in range(26)]))),
        "26 options",
    ),
    (message(row(menu(options=[{"label": "x" * 101, "value": "a"}]))), "label of 101"),
    (
        message(row(menu(options=[{"label": "x", "value": "a", "description": "x" * 101}]))),
        "description of 101",
    ),
    (message(row(menu(options=[{"label": "x", "value": "a"}, {"label": "y", "value": "a"}]))), "two options"),
    (message(row(menu(max_values=3))), "max_values 3 of 2"),
    (message(row(menu(min_values=2))), "min_values 2 and max_values 1"),
    (message({"type": 9, "components": [], "accessory": button()}), "0 texts"),
    (message({"type": 9, "components": [text("x")], "accessory": button(label="x" * 81)}), "label of 81"),
    (message({"type": 12, "items": []}), "0 pictures"),
    (message({"type": 12, "items": [{"description": "x" * 1025}]}), "description of 1025"),
    (modal(title="x" * 46), "title of 46"),
    (modal(title=""), "title of 0"),
    (modal(components=[]), "0 components"),
    (
        modal(components=[{"type": 18, "label": "x" * 46, "component": {"type": 19, "custom_id": "f"}}]),
        "label of 46",
    ),
    (
        modal(
            components=[
                {
                    "type": 18,
                    "label": "x",
                    "description": "x" * 101,
                    "component": {"type": 19, "custom_id": "f"},
                }
            ]
        ),
        "description of 101",
    ),
    (
        modal(
            components=[
                {"type": 18, "label": "x", "component": {"type": 21, "custom_id": "r", "options": []}}
            ]
        ),
        "0 options, 2 to 10",
    ),
    (
        modal(
            components=[
                {"type": 18, "label": "x", "component": {"type": 4, "custom_id": "t", "max_length": 4001}}
            ]
        ),
        "max_length 4001",
    ),
    (
        modal(
            components=[
                {"type": 18, "label": "x", "component": {"type": 4, "custom_id": "t", "value": "x" * 4001}}
            ]
        ),
        "value of 4001",
    ),
]


@pytest.mark.parametrize("payload", FINE)
def test_what_fits_is_fine(payload: dict[str, object]) -> None:
    assert violations(payload) == []


@pytest.mark.parametrize(("payload", "told"), REFUSED)
def test_what_discord_refuses_is_told(payload: dict[str, object], told: str) -> None:
    assert any(told in line for line in violations(payload)), violations(payload)


def test_the_library_would_send_what_discord_refuses() -> None:
    """Why the table exists: discord.py checks none of these."""
    layout = ui.LayoutView()
    layout.add_item(ui.TextDisplay("x" * 4001))
    assert violations({"components": layout.to_components()})
    assert violations(ui.Modal(title="x" * 46).to_dict())


def test_the_texts_of_all_embeds_count_together() -> None:
    fields = [{"name": "n" * 100, "value": "v" * 900}]
    embeds: list[dict[str, object]] = [
        {
            "title": "t" * 200,
            "description": "d" * 3800,
            "footer": {"text": "f" * 500},
            "author": {"name": "a" * 500},
        },
        {"fields": fields},
    ]
    assert violations({"embeds": embeds}) == []
    fields.append({"name": "n", "value": ""})
    assert violations({"embeds": embeds}) == ["message: 6001 characters in embeds, at most 6000"]
    assert violations({"embeds": [{"title": "t"}] * 11}) == ["message: 11 embeds, at most 10"]


def test_what_stands_beside_the_components_is_bounded() -> None:
    allowed: dict[str, object] = {"users": list(range(100)), "roles": list(range(100))}
    fine: dict[str, object] = {**message(text("x")), "nonce": "n" * 25, "allowed_mentions": allowed}
    assert violations(fine) == []
    assert any("nonce of 26" in line for line in violations({**fine, "nonce": "n" * 26}))
    assert any(
        "101 users" in line for line in violations({**fine, "allowed_mentions": {"users": list(range(101))}})
    )


def test_a_button_leads_to_one_place() -> None:
    assert violations(message(row(button(url="https://example.org")))) == [
        "component 2 'go:0': custom_id and url"
    ]


# Commands


def command(**changes: object) -> dict[str, object]:
    return {"name": "agenda", "description": "See what comes", "type": 1, **changes}


def option(name: str = "when", **changes: object) -> dict[str, object]:
    return {"type": 3, "name": name, "description": "When", **changes}


def sub(name: str, *options: dict[str, object], kind: int = 1) -> dict[str, object]:
    return {"type": kind, "name": name, "description": "x", "options": list(options)}


FINE_COMMANDS = [
    [command()],
    [command(name="x" * 32, description="x" * 100)],
    [command(name="जाने-दें"), command(name="ไป"), command(name="été_'1")],
    [command(options=[option(required=True), option("days", type=4)])],
    [command(options=[option(str(number)) for number in range(25)])],
    [command(options=[sub("new", option(required=True)), sub("more", sub("one"), kind=2)])],
    [command(options=[option(choices=[{"name": "n" * 100, "value": "v" * 100}] * 25)])],
    [command(name_localizations={"pt-BR": "agenda"}, description_localizations={"zh-CN": "x"})],
    [command(), {"name": "Report this", "type": 3}],
    [command(name=f"c{number}") for number in range(100)],
]
REFUSED_COMMANDS = [
    ([command(name="Agenda")], "no name for a command"),
    ([command(name="a b")], "no name for a command"),
    ([command(name="")], "no name for a command"),
    ([command(name="x" * 33)], "no name for a command"),
    ([command(), command()], "agenda: 2 times"),
    ([command(description="")], "description of 0"),
    ([command(description="x" * 101)], "description of 101"),
    ([command(options=[option("Wann")])], "/agenda Wann: no name"),
    ([command(options=[option(), option()])], "2 options called when"),
    ([command(options=[option(str(number)) for number in range(26)])], "26 options"),
    ([command(options=[option(), option("days", required=True)])], "a required option after"),
    ([command(options=[sub("new"), option()])], "subcommands beside options"),
    ([command(options=[sub("a", sub("b", sub("c", sub("d")), kind=2), kind=2)])], "too deep"),
    ([command(options=[option(choices=[{"name": "n", "value": "v"}] * 26)])], "26 choices"),
    ([command(options=[option(choices=[{"name": "n" * 101, "value": "v"}])])], "name of 101"),
    ([command(options=[option(choices=[{"name": "", "value": "v"}])])], "name of 0"),
    ([command(options=[option(choices=[{"name": "n", "value": "v" * 101}])])], "value of 101"),
    (
        [command(options=[option(autocomplete=True, choices=[{"name": "n", "value": "v"}])])],
        "choices and autocomplete",
    ),
    ([command(name_localizations={"ar": "x"})], "unknown locale ar"),
    ([command(name_localizations={"fr": "Été"})], "no name in fr"),
    ([command(description_localizations={"fr": "x" * 101})], "fr of 101"),
    ([command(name=f"c{number}") for number in range(101)], "commands: 101"),
    (
        [
            command(
                options=[
                    sub(f"s{n}", *(option(f"o{m}", description="x" * 100) for m in range(25)))
                    for n in range(4)
                ]
            )
        ],
        "characters, at most 8000",
    ),
]


@pytest.mark.parametrize("commands", FINE_COMMANDS)
def test_commands_that_fit_are_fine(commands: list[dict[str, object]]) -> None:
    assert limits.command_violations(commands) == []


@pytest.mark.parametrize(("commands", "told"), REFUSED_COMMANDS)
def test_commands_that_discord_refuses_are_told(commands: list[dict[str, object]], told: str) -> None:
    found = limits.command_violations(commands)
    assert any(told in line for line in found), found
