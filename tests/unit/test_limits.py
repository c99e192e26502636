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
