"""The judge itself: what keeps the contract passes, and each single thing that breaks it is found."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.contract.judging import required
from tests.contract.openapi import INTEGER_IDS, TOLERATED, Contract, Request, Tolerated

ID = "1506273159970481653"
V2 = 1 << 15


@pytest.fixture(scope="module")
def judge() -> Contract:
    """One of its own: what is counted and remembered here is nobody else's."""
    return Contract(required()._document)


def button(number: int = 0, **changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "Go", "custom_id": f"go:{number}", "disabled": False} | changes


def card(*more: dict[str, Any]) -> list[dict[str, Any]]:
    row = {"type": 1, "components": [button()]}
    return [{"type": 17, "accent_color": 1, "components": [{"type": 10, "content": "x"}, row, *more]}]


def posted(**changes: Any) -> Request:
    body = {
        "components": card(),
        "flags": V2,
        "nonce": "n" * 25,
        "enforce_nonce": True,
        "tts": False,
        "allowed_mentions": {"parse": [], "roles": [int(ID)], "users": [ID]},
        "attachments": [],
    }
    return Request(method="POST", path=f"/channels/{ID}/messages", body=body | changes)


def modal(**changes: Any) -> Request:
    field = {"type": 18, "label": "Name", "component": {"type": 4, "custom_id": "name", "style": 1}}
    data = {"title": "Form", "custom_id": "form:1", "components": [field]} | changes
    return callback(9, data)


def callback(kind: int, data: dict[str, Any] | None) -> Request:
    return Request(
        method="POST",
        path=f"/interactions/{ID}/[redacted]/callback",
        query={"with_response": "1"},
        body={"type": kind} | ({} if data is None else {"data": data}),
    )


def option(name: str = "when", **changes: Any) -> dict[str, Any]:
    return {"type": 3, "name": name, "description": "When"} | changes


def commands(**changes: Any) -> Request:
    command = {"name": "agenda", "description": "See", "type": 1, "nsfw": False, "options": [option()]}
    return Request(method="PUT", path=f"/applications/{ID}/commands", body=[command | changes])


def event(**changes: Any) -> Request:
    body = {
        "name": "Peering day",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "Beirut"},
        "scheduled_start_time": "2026-12-01T18:00:00+00:00",
        "scheduled_end_time": "2026-12-01T20:00:00+00:00",
    }
    return Request(method="POST", path=f"/guilds/{ID}/scheduled-events", body=body | changes)


def forum_post(**changes: Any) -> Request:
    message = {"components": card(), "flags": V2, "allowed_mentions": {"parse": []}, "tts": False}
    body = {"name": "Routing", "type": 11, "applied_tags": [ID], "message": message}
    return Request(
        method="POST", path=f"/channels/{ID}/threads", query={"use_nested_fields": "1"}, body=body | changes
    )


FINE = [
    Request(method="GET", path="/users/@me"),
    Request(method="GET", path="/gateway/bot"),
    Request(method="GET", path=f"/channels/{ID}/messages", query={"limit": "100", "after": ID}),
    Request(method="DELETE", path=f"/channels/{ID}/messages/{ID}"),
    posted(),
    posted(components=[], flags=0, content="x" * 2000),
    posted(components=[], flags=0, embeds=[{"title": "t", "description": "d" * 4096, "flags": 0}]),
    modal(),
    callback(4, {"components": card(), "flags": V2 | 64}),
    callback(6, None),
    callback(7, {"components": card(), "tts": False, "attachments": []}),
    callback(8, {"choices": [{"name": "n", "value": "v"}]}),
    commands(),
    commands(options=[option(required=True), option("days", type=4, min_value=1, max_value=90)]),
    commands(description_localizations={"pt-BR": "Ver"}),
    event(),
    forum_post(),
]


@pytest.mark.parametrize("request_", FINE, ids=lambda one: f"{one.method} {one.path}"[:60])
def test_what_keeps_the_contract_passes(judge: Contract, request_: Request) -> None:
    assert judge.violations(request_) == []


REFUSED: list[tuple[Request, str]] = [
    # The document
    (Request(method="GET", path="/users/@nobody"), "is not"),
    (Request(method="GET", path="/no/such/route"), "no such route"),
    (Request(method="PUT", path="/users/@me"), "no such route"),
    (Request(method="GET", path="/channels/general/messages"), "path channel_id"),
    (Request(method="GET", path=f"/channels/{ID}/messages", query={"limit": "101"}), "query limit"),
    (Request(method="GET", path=f"/channels/{ID}/messages", query={"limit": "many"}), "query limit"),
    (Request(method="GET", path=f"/channels/{ID}/messages", query={"sort": "up"}), "query sort is not documented"),
    (Request(method="GET", path=f"/channels/{ID}/messages", body={}), "a body, where none"),
    (Request(method="POST", path=f"/channels/{ID}/messages"), "no body"),
    (posted(suppress=True), "'suppress' was unexpected"),
    (posted(flags="32768"), "body.flags"),
    (posted(components={}), "body.components"),
    (posted(components=card({"type": 10, "content": "x", "style": 1})), "'style' was unexpected"),
    (posted(components=card({"type": 17, "components": []})), "17 is not one of"),
    (posted(components=card({"type": 10})), "'content' is a required"),
    (posted(allowed_mentions={"parse": ["all"]}), "'all' is not one of"),
    (posted(allowed_mentions={"parse": [], "users": [-1]}), "allowed_mentions.users[0]"),
    (posted(allowed_mentions={"parse": [], "users": ["you"]}), "allowed_mentions.users[0]"),
    (callback(99, {}), "99 is not one of"),
    (callback(4, {"components": card(), "flags": V2, "nsfw": True}), "'nsfw' was unexpected"),
    (modal(tts=False), "'tts' was unexpected"),
    (commands(typ=1), "'typ' was unexpected"),
    (commands(flags=0), "'flags' was unexpected"),
    (commands(options=[option(kind=1)]), "'kind' was unexpected"),
    (event(type=1), "'type' was unexpected"),
    (event(scheduled_start_time="tomorrow"), "scheduled_start_time"),
    (event(scheduled_start_time="2026-12-01T18:00:00"), "scheduled_start_time"),
    (event(scheduled_end_time="2026-13-01T18:00:00+00:00"), "scheduled_end_time"),
    (event(scheduled_end_time=1_796_150_000), "scheduled_end_time"),
    # What it lacks
    (posted(components=[], flags=0, content="x" * 2001), "content of 2001"),
    (
        posted(components=[], flags=0, embeds=[{"description": "d" * 3001}, {"footer": {"text": "d" * 2048}, "title": "x" * 256, "author": {"name": "n" * 256}, "fields": [{"name": "n", "value": "v" * 439}]}]),
        "6001 characters in embeds",
    ),
    (posted(content="beside"), "no content beside components"),
    (posted(embeds=[{"title": "x"}]), "no embeds beside components"),
    (posted(components=[]), "no components"),
    (posted(components=card({"type": 1, "components": [button(1, custom_id=None)]})), "custom_id of 0"),
    (
        posted(components=card({"type": 1, "components": [button(1, style=5, custom_id=None)]})),
        "url of 0",
    ),
    (
        posted(components=card({"type": 1, "components": [button(1, style=5, url="https://e.org")]})),
        "custom_id and url",
    ),
    (posted(components=card({"type": 1, "components": [button()]})), "'go:0' stands 2 times"),
    (posted(components=card({"type": 13, "file": {"url": "attachment://a.ics"}})), "a.ics is shown and not sent"),
    (posted(nonce="n" * 26), "nonce"),
    (modal(title="x" * 46), "title of 46"),
    (modal(components=[modal().body["data"]["components"][0]] * 6), "6 components"),
    (
        modal(components=[{"type": 18, "label": "x" * 46, "component": {"type": 19, "custom_id": "f"}}]),
        "label of 46",
    ),
    (callback(8, {"choices": [{"name": str(number), "value": "v"} for number in range(26)]}), "26"),
    (callback(8, {"choices": [{"name": "n" * 101, "value": "v"}]}), "name of 101"),
    (commands(name="Agenda"), "no name for a command"),
    (commands(name="a genda"), "no name for a command"),
    (commands(options=[option("wann?")]), "no name for a command"),
    (commands(description_localizations={"ar": "x"}), "the unknown locale ar"),
    (commands(name_localizations={"xx": "x"}), "the unknown locale xx"),
    (commands(options=[option("days"), option(required=True)]), "a required option after"),
    (commands(options=[option(), option()]), "2 options called when"),
    (commands(description=""), "description of 0"),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "told"), REFUSED, ids=[told for _, told in REFUSED])
def test_what_breaks_it_is_found(judge: Contract, request_: Request, told: str) -> None:
    found = judge.violations(request_)
    assert any(told in line for line in found), found


def objects(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all objects in a body."""
    if isinstance(value, dict):
        yield place
    for key, child in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(child, dict | list):
            yield from objects(child, (*place, key))


def altered(request: Request, place: tuple[Any, ...], change: Callable[[dict[str, Any]], None]) -> Request:
    body = copy.deepcopy(request.body)
    found = body
    for step in place:
        found = found[step]
    change(found)
    return Request(method=request.method, path=request.path, query=request.query, body=body)


FREE = {"description_localizations", "name_localizations"}
"""Objects whose keys are data."""


@pytest.mark.parametrize("request_", [one for one in FINE if one.body], ids=lambda one: f"{one.path}"[:60])
def test_an_unknown_key_and_a_wrong_type_are_found_wherever_they_stand(
    judge: Contract, request_: Request
) -> None:
    for place in objects(request_.body):
        if not FREE & set(place):
            assert judge.violations(altered(request_, place, lambda one: one.update(made_up=1))), place
        body = request_.body
        for step in place:
            body = body[step]
        tolerated = {key for keys in TOLERATED.keys.values() for key in keys}
        for key in set(body) - tolerated:
            wrong = altered(
                request_, place, lambda one, key=key: one.update({key: {"no": ["such", "thing"]}})
            )
            assert judge.violations(wrong), (place, key)


def test_the_document_alone_says_no_more(judge: Contract) -> None:
    """Each tolerance is needed, and none stands where the document has grown to know the key."""
    schemas = judge._document["components"]["schemas"]
    for name, keys in TOLERATED.keys.items():
        assert not set(keys) & set(schemas[name]["properties"]), name
    strict = Contract(judge._document, Tolerated(keys={}, queries={}))
    assert any("'tts' was unexpected" in line for line in strict.violations(callback(7, {"tts": False})))
    assert any("'nsfw' was unexpected" in line for line in strict.violations(commands()))
    assert any("use_nested_fields" in line for line in strict.violations(forum_post()))
    embed = posted(components=[], flags=0, embeds=[{"title": "t", "flags": 0}])
    assert any("'flags' was unexpected" in line for line in strict.violations(embed))
    assert schemas[INTEGER_IDS]["type"] == "string"


def test_nothing_is_tolerated_that_is_not_named() -> None:
    named = {key for keys in TOLERATED.keys.values() for key in keys}
    queries = {key for keys in TOLERATED.queries.values() for key in keys}
    assert named == {"nsfw", "tts", "flags", "type"}
    assert queries == {"use_nested_fields"}
    assert all(
        why for keys in (*TOLERATED.keys.values(), *TOLERATED.queries.values()) for why in keys.values()
    )


def test_a_recorded_line_is_a_request() -> None:
    line = {
        "method": "POST",
        "path": "/x",
        "query": {"a": "1"},
        "body": {"b": 2},
        "files": [{"field": "files[0]", "name": "agenda.ics", "size": 3}],
    }
    assert Request.recorded(json.dumps(line)) == Request(
        method="POST", path="/x", query={"a": "1"}, body={"b": 2}, files=(("agenda.ics", 3),)
    )
