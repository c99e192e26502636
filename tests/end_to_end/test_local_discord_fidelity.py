"""What Discord refuses, the local Discord refuses: each mistake alone, beside a request that is right."""

import copy
import datetime as dt
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.local_discord.snowflakes import Snowflakes, milliseconds_of
from bot.local_discord.validation import valid_name
from bot.local_discord.world import Upload, World


class Place:
    def __init__(self) -> None:
        self.world = World(SystemClock())
        self.olga = self.world.add_person("olga")
        self.guild = self.world.add_guild("Test", owner_id=self.olga)
        self.channel = self.world.add_channel(self.guild, "general")
        self.forum = self.world.add_channel(self.guild, "forum", kind="forum")

    def ask(self, method: str, path: str, body: Any, files: int = 0) -> tuple[int, Any]:
        filled = path.format(
            guild=self.guild, channel=self.channel, forum=self.forum, app=self.world.application_id
        )
        return self.world.request(
            method, filled, body=body, files=[Upload(f"{n}.txt", b"x") for n in range(files)]
        )


def option(name: str = "o", **more: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "d", **more}


def command(**more: Any) -> dict[str, Any]:
    return {"type": 1, "name": "good", "description": "d", "options": [], **more}


def choice(number: int) -> dict[str, Any]:
    return {"name": f"c{number}", "value": str(number)}


def button(custom_id: str = "b", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "l", "custom_id": custom_id, **more}


def row(*children: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(children)}


def menu(count: int, **more: Any) -> dict[str, Any]:
    options = [{"label": str(number), "value": str(number)} for number in range(count)]
    return {"type": 3, "custom_id": "m", "options": options, **more}


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


V2 = 1 << 15

COMMANDS = {
    "a name with a capital": [command(name="Bad")],
    "a name with a space": [command(name="b ad")],
    "a name of 33 characters": [command(name="x" * 33)],
    "an empty description": [command(description="")],
    "26 options": [command(options=[option(f"o{number}") for number in range(26)])],
    "required after optional": [command(options=[option("a"), option("b", required=True)])],
    "two options of one name": [command(options=[option("a"), option("a")])],
    "26 choices": [command(options=[option(choices=[choice(number) for number in range(26)])])],
    "choices and autocomplete": [command(options=[option(choices=[choice(1)], autocomplete=True)])],
    "a subcommand beside an option": [command(options=[{**option(), "type": 1}, option("b")])],
    "8,001 characters": [command(options=[option(f"o{n}", choices=[{"name": "n" * 90, "value": f"{m}" * 90} for m in range(9)], description="d" * 100) for n in range(7)])],
    "101 commands": [command(name=f"c{number}") for number in range(101)],
    "the same command twice": [command(), command()],
    "a menu command with a description": [{"type": 2, "name": "Menu", "description": "d"}],
}  # fmt: skip

MESSAGES = {
    "nothing in it": {},
    "2,001 characters": {"content": "x" * 2001},
    "V2 with content": {"flags": V2, "content": "x", "components": [text("y")]},
    "V2 with an embed": {"flags": V2, "embeds": [{"title": "t"}], "components": [text("y")]},
    "V2 without the flag": {"components": [text("y")]},
    "4,001 characters of V2 text": {"flags": V2, "components": [text("x" * 2001), text("y" * 2000)]},
    "41 components": {"flags": V2, "components": [text(str(number)) for number in range(41)]},
    "an empty container": {"flags": V2, "components": [{"type": 17, "components": []}]},
    "the same custom_id twice": {"components": [row(button(), button())]},
    "a custom_id of 101 characters": {"components": [row(button("x" * 101))]},
    "a button without label and emoji": {"components": [row(button(label=None))]},
    "six buttons in a row": {"components": [row(*(button(str(number)) for number in range(6)))]},
    "a menu without options": {"components": [row(menu(0))]},
    "a menu of 26 options": {"components": [row(menu(26))]},
    "more values than options": {"components": [row(menu(2, max_values=3))]},
    "a nonce of 26 characters": {"content": "x", "nonce": "n" * 26},
    "101 allowed mentions": {"content": "x", "allowed_mentions": {"users": [str(n) for n in range(1, 102)]}},
    "an alt text of 1,025 characters": {"content": "x", "attachments": [{"id": 0, "description": "d" * 1025}]},
    "a poll with 11 answers": {"poll": {"question": {"text": "q"}, "answers": [{"poll_media": {"text": str(n)}} for n in range(11)]}},
    "a poll answer of 56 characters": {"poll": {"question": {"text": "q"}, "answers": [{"poll_media": {"text": "a" * 56}}]}},
}  # fmt: skip


@pytest.mark.parametrize("mistake", COMMANDS)
def test_commands_that_discord_refuses(mistake: str) -> None:
    place = Place()
    status, answer = place.ask("PUT", "/applications/{app}/commands", COMMANDS[mistake])
    assert (status, answer["code"]) == (400, 50035)
    assert answer["errors"]
    assert place.world.all_commands() == []


@pytest.mark.parametrize("mistake", MESSAGES)
def test_messages_that_discord_refuses(mistake: str) -> None:
    place = Place()
    status, answer = place.ask("POST", "/channels/{channel}/messages", MESSAGES[mistake])
    assert (status, answer["code"]) == (400, 50035)
    assert place.world.messages(place.channel) == []


def test_what_is_right_passes() -> None:
    place = Place()
    options = [option("a", required=True), option("été_1", choices=[choice(1)])]
    assert place.ask("PUT", "/applications/{app}/commands", [command(options=options)])[0] == 200
    layout = {
        "flags": V2,
        "components": [{"type": 17, "components": [text("x" * 4000), row(menu(25, max_values=25))]}],
    }
    assert place.ask("POST", "/channels/{channel}/messages", layout)[0] == 200
    assert (
        place.ask("POST", "/channels/{channel}/messages", {"content": "x", "nonce": "n" * 25}, files=10)[0]
        == 200
    )
    assert place.ask("POST", "/channels/{channel}/messages", {"content": "x"}, files=11)[0] == 400


def modal(**more: Any) -> dict[str, Any]:
    control = {"type": 4, "custom_id": "t", "style": 1}
    return {
        "custom_id": "m",
        "title": "t",
        "components": [{"type": 18, "label": "l", "component": control}],
        **more,
    }


def label(**more: Any) -> dict[str, Any]:
    return {**copy.deepcopy(modal()["components"][0]), **more}


MODALS = {
    "a title of 46 characters": modal(title="t" * 46),
    "a label of 46 characters": modal(components=[label(label="l" * 46)]),
    "a description of 101 characters": modal(components=[label(description="d" * 101)]),
    "six fields": modal(
        components=[label(component={"type": 4, "style": 1, "custom_id": str(n)}) for n in range(6)]
    ),
    "the same field twice": modal(components=[label(), label()]),
    "a custom_id of 101 characters": modal(custom_id="c" * 101),
    "a menu without options": modal(components=[label(component=menu(0))]),
    "a radio group of one": modal(
        components=[
            label(component={"type": 21, "custom_id": "r", "options": [{"label": "a", "value": "a"}]})
        ]
    ),
    "a naked control": modal(components=[{"type": 4, "custom_id": "t", "style": 1}]),
}


@pytest.mark.parametrize("mistake", MODALS)
async def test_forms_that_discord_refuses(mistake: str) -> None:
    place = Place()
    assert place.ask("PUT", "/applications/{app}/commands", [command()])[0] == 200
    for form, expected in ((MODALS[mistake], 400), (modal(), 200)):
        shown = place.world.person(place.olga).slash(place.channel, "good")
        path = f"/interactions/{shown.id}/simcord_interaction_{shown.id}/callback"
        status, _ = place.ask("POST", path, {"type": 9, "data": form})
        assert status == expected
        assert (shown.modal is None) == (expected == 400)


async def test_more_than_25_suggestions_are_refused() -> None:
    place = Place()
    place.ask("PUT", "/applications/{app}/commands", [command()])
    for count, expected in ((26, 400), (25, 200)):
        shown = place.world.person(place.olga).slash(place.channel, "good")
        path = f"/interactions/{shown.id}/simcord_interaction_{shown.id}/callback"
        choices = [choice(number) for number in range(count)]
        assert place.ask("POST", path, {"type": 8, "data": {"choices": choices}})[0] == expected


def test_scheduled_events_have_their_limits() -> None:
    place = Place()
    now = place.world.now()

    def event(**more: Any) -> dict[str, Any]:
        return {
            "name": "n",
            "entity_type": 3,
            "privacy_level": 2,
            "scheduled_start_time": (now + dt.timedelta(hours=1)).isoformat(),
            "scheduled_end_time": (now + dt.timedelta(hours=2)).isoformat(),
            "entity_metadata": {"location": "here"},
            **more,
        }

    for wrong in (
        {"name": "n" * 101},
        {"description": "d" * 1001},
        {"entity_metadata": {"location": "l" * 101}},
        {"scheduled_start_time": (now - dt.timedelta(minutes=1)).isoformat()},
        {"scheduled_end_time": (now + dt.timedelta(minutes=30)).isoformat()},
        {"scheduled_start_time": "soon"},
    ):
        assert place.ask("POST", "/guilds/{guild}/scheduled-events", event(**wrong))[0] == 400, wrong
    for _ in range(100):
        assert place.ask("POST", "/guilds/{guild}/scheduled-events", event())[0] == 200
    status, answer = place.ask("POST", "/guilds/{guild}/scheduled-events", event())
    assert (status, answer["code"]) == (400, 30038)


def test_channels_posts_and_roles_have_their_limits() -> None:
    place = Place()
    tags = [{"name": f"t{number}"} for number in range(21)]
    for method, path, wrong in (
        ("POST", "/guilds/{guild}/channels", {"name": "", "type": 0}),
        ("POST", "/guilds/{guild}/channels", {"name": "n" * 101, "type": 0}),
        ("POST", "/guilds/{guild}/channels", {"name": "n", "type": 15, "available_tags": tags}),
        ("PATCH", "/channels/{forum}", {"available_tags": tags}),
        ("PATCH", "/channels/{forum}", {"available_tags": [{"name": "t" * 21}]}),
        ("POST", "/channels/{forum}/threads", {"name": "n" * 101, "message": {"content": "x"}}),
        ("POST", "/channels/{forum}/threads", {"name": "n", "message": {"content": "x", "nonce": "n" * 26}}),
        ("POST", "/channels/{forum}/threads", {"name": "n", "message": {}}),
        ("POST", "/guilds/{guild}/roles", {"name": "r" * 101}),
    ):
        assert place.ask(method, path, wrong)[0] == 400, (method, path, wrong)
    plain = place.world.add_guild("Plain", owner_id=place.olga, community=False)
    assert (
        place.world.request("POST", f"/guilds/{plain}/channels", body={"name": "news", "type": 5})[0] == 400
    )
    assert place.ask("POST", "/guilds/{guild}/channels", {"name": "news", "type": 5})[0] == 200


def test_what_the_model_does_not_know_is_loud(caplog: pytest.LogCaptureFixture) -> None:
    place = Place()
    assert place.ask("GET", "/guilds/{guild}/templates", None)[0] == 501
    assert place.ask("PATCH", "/channels/{channel}", {"nsfw": True})[0] == 501
    assert len([record for record in caplog.records if "cannot do this yet" in record.message]) == 2


def test_names_in_any_script_pass_and_others_do_not() -> None:
    for name in ("announce", "été", "مرحبا", "नमस्ते", "ใคร", "a-b_c'd", "日本"):
        assert valid_name(name), name
    for wrong in ("", "A", "a b", "a!", "x" * 33, "a.b", None):
        assert not valid_name(wrong), wrong


def test_ids_are_spread_and_grow() -> None:
    now = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    ids = Snowflakes(lambda: now, seed=1)
    new = [ids.new() for _ in range(500)]
    assert new == sorted(new)
    assert len({each >> 22 for each in new}) == 500
    old = [ids.old() for _ in range(500)]
    assert len({each >> 22 for each in old}) == 500
    assert max(milliseconds_of(each) for each in old) < now.timestamp() * 1000
