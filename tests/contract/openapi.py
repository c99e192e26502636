"""Discord's OpenAPI document as a judge of requests, with the rules that it lacks.

`DISCORD_OPENAPI` names the document; `.ci/run` sets it. Without it nothing is judged, and the tests that need it say so.
It does not forbid keys it does not know, so here it does: an object takes the properties it names, and nothing else but
what TOLERATED names. `$ref`s are put in place and unions are told apart by their `type` when a route is first met: each
request then costs a millisecond or two, and one that was seen before costs nothing.
"""

import datetime as dt
import functools
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker

from bot import limits

VARIABLE: Final = "DISCORD_OPENAPI"
ABSENT: Final = (
    f"the contract with Discord is not checked: {VARIABLE} names no OpenAPI document (.ci/run does)"
)

Schema = Any
"""A JSON Schema: a mapping, or true or false."""


@dataclass(frozen=True, kw_only=True)
class Tolerated:
    """What discord.py sends and the document does not know. Nothing else is let pass."""

    keys: Mapping[str, Mapping[str, str]]
    """Schema → key → why."""
    queries: Mapping[str, Mapping[str, str]]
    """Route → query parameter → why."""


TOLERATED: Final = Tolerated(
    keys={
        "ApplicationCommandUpdateRequest": {
            "nsfw": "documented by Discord elsewhere, sent with each command"
        },
        "IncomingWebhookUpdateForInteractionCallbackRequestPartial": {"tts": "sent with each message, false"},
        "IncomingWebhookUpdateRequestPartial": {"tts": "sent with each message, false"},
        "MessageEditRequestPartial": {"tts": "sent with each message, false"},
        "BaseCreateMessageCreateRequest": {"tts": "sent with each message, false"},
        "RichEmbed": {"flags": "of an embed that was read before, 0"},
        "CreateForumThreadRequest": {"type": "discord.py sends the kind of thread with a forum post too"},
    },
    queries={
        "POST /channels/{channel_id}/threads": {"use_nested_fields": "how a forum post's message is written"},
    },
)
INTEGER_IDS: Final = "SnowflakeType"
"""Where the document wants an id as a string discord.py sends some as integers, which Discord reads too."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request as it was made. `body` is plain JSON; `files` are the names and sizes of a form's files."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    files: tuple[tuple[str, int], ...] = ()

    @classmethod
    def recorded(cls, line: str) -> "Request":
        """A line of what `bot.recording` writes."""
        found = json.loads(line)
        return cls(
            method=found["method"],
            path=found["path"],
            query=found["query"],
            body=found["body"],
            files=tuple((one["name"], one["size"]) for one in found["files"]),
        )


class Contract:
    """Judges requests. `checked` counts them by route; `seen` holds what was said of each."""

    def __init__(self, document: Mapping[str, Any], tolerated: Tolerated = TOLERATED) -> None:
        self.checked: Counter[str] = Counter()
        self._document = document
        self._tolerated = tolerated
        self.seen: dict[str, list[str]] = {}
        self._routes = [
            _Route(self, template, item, method)
            for template, item in document["paths"].items()
            for method in item
            if method in {"get", "put", "post", "patch", "delete"}
        ]
        # Of two that fit the one with fewer holes is meant: …/messages/@original.
        self._routes.sort(key=lambda route: route.template.count("{"))
        self._inlined: dict[str, Schema] = {}

    def violations(self, request: Request) -> list[str]:
        """What is wrong with a request, a line each."""
        route = next((one for one in self._routes if one.fits(request)), None)
        if route is None:
            return [f"{request.method} {request.path}: no such route"]
        self.checked[route.name] += 1
        known = json.dumps(
            [request.method, request.path, dict(request.query), request.body, request.files], sort_keys=True
        )
        if known not in self.seen:
            found = list(route.violations(request))
            try:
                found += _beyond(route.name, request)
            except (AttributeError, TypeError):
                if not found:  # what has the wrong shape has been told already
                    raise
            self.seen[known] = [f"{route.name}: {line}" for line in found]
        return self.seen[known]

    def validator(self, schema: Schema) -> Draft202012Validator:
        return Draft202012Validator(self.inline(schema), format_checker=FORMATS)

    def inline(self, schema: Schema) -> Schema:
        """The schema without references, closed, its unions told apart."""
        if not isinstance(schema, dict):
            return schema
        if "$ref" in schema:
            return self._named(schema["$ref"].rpartition("/")[2])
        made = {key: self._value(key, value) for key, value in schema.items()}
        union = made.pop("oneOf", None) or made.pop("anyOf", None)
        return _closed(made) | ({} if union is None else _union(union))

    def _named(self, name: str) -> Schema:
        if name not in self._inlined:
            self._inlined[name] = {}  # stands while it is made: no request of Discord's holds itself
            made = self.inline(self._document["components"]["schemas"][name])
            if name == INTEGER_IDS:
                made = {"anyOf": [made, {"type": "integer", "minimum": 0}]}
            for key in self._tolerated.keys.get(name, ()):
                made["properties"][key] = True
            self._inlined[name] = made
        return self._inlined[name]

    def _value(self, key: str, value: Any) -> Any:
        if key in {"properties", "patternProperties"}:
            return {name: self.inline(one) for name, one in value.items()}
        if key in {"oneOf", "anyOf", "allOf"}:
            return [self.inline(one) for one in value]
        return self.inline(value) if key in {"items", "additionalProperties"} else value

    def tolerates(self, route: str, parameter: str) -> bool:
        return parameter in self._tolerated.queries.get(route, ())


class _Route:
    def __init__(self, contract: Contract, template: str, item: Mapping[str, Any], method: str) -> None:
        self.template = template
        self.name = f"{method.upper()} {template}"
        self._contract = contract
        self._method = method.upper()
        self._operation = item[method]
        self._parameters = [*item.get("parameters", ()), *self._operation.get("parameters", ())]
        self._pattern = re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(template)))

    def fits(self, request: Request) -> bool:
        return request.method == self._method and self._pattern.fullmatch(request.path) is not None

    def violations(self, request: Request) -> Iterator[str]:
        found = self._pattern.fullmatch(request.path)
        assert found is not None
        validators = self._validators
        for name, value in found.groupdict().items():
            yield from _said(validators["path", name], value, f"path {name}")
        for name, value in request.query.items():
            if ("query", name) in validators:
                yield from _said(
                    validators["query", name], _read(value, validators["query", name]), f"query {name}"
                )
            elif not self._contract.tolerates(self.name, name):
                yield f"query {name} is not documented"
        for one in self._parameters:
            if one["in"] == "query" and one.get("required") and one["name"] not in request.query:
                yield f"query {one['name']} is missing"
        yield from self._of_body(request)

    def _of_body(self, request: Request) -> Iterator[str]:
        body = self._operation.get("requestBody")
        if body is None:
            if request.body is not None or request.files:
                yield "a body, where none is documented"
        elif request.body is None:
            if body.get("required"):
                yield "no body"
        else:
            if request.files and "multipart/form-data" not in body["content"]:
                yield "files, where none are documented"
            yield from _said(self._validators["body", ""], request.body, "body")

    @functools.cached_property
    def _validators(self) -> dict[tuple[str, str], Draft202012Validator]:
        found = {
            (one["in"], one["name"]): self._contract.validator(one["schema"]) for one in self._parameters
        }
        content = self._operation.get("requestBody", {}).get("content", {})
        if content:
            # A form's payload_json is what would have been sent without files.
            kind = next(kind for kind in ("application/json", "multipart/form-data") if kind in content)
            found["body", ""] = self._contract.validator(content[kind]["schema"])
        return found


# Schemas


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """An object takes the properties it names."""
    if "properties" in schema and "additionalProperties" not in schema:
        return schema | {"additionalProperties": False}
    return schema


def _union(members: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One of several, so that what is wrong with it is said, and not that it is none of ten.

    Constants become a list; objects are chosen by the property that tells them apart, mostly `type`.
    """
    if all(set(one) <= {"const", "title", "description"} and "const" in one for one in members):
        return {"enum": [one["const"] for one in members]}
    nulls = [one for one in members if one.get("type") == "null"]
    others = [one for one in members if one.get("type") != "null"]
    if len(others) == 1:
        chosen = others[0]
    elif telling := next((key for key in others[0].get("required", ()) if _tells_apart(key, others)), None):
        kinds = [_values(telling, one) for one in others]
        chosen = {
            "type": "object",
            "required": [telling],
            "properties": {telling: {"enum": [value for each in kinds for value in each]}},
            "allOf": [
                {"if": {"properties": {telling: {"enum": each}}, "required": [telling]}, "then": one}
                for each, one in zip(kinds, others, strict=True)
            ],
        }
    else:
        return {"anyOf": list(members)}
    return {"if": {"type": "null"}, "then": True, "else": chosen} if nulls else chosen


def _tells_apart(key: str, members: Sequence[dict[str, Any]]) -> bool:
    """Whether every member requires the property, with values that no other takes."""
    values = [value for one in members for value in _values(key, one)]
    has = all(key in one.get("required", ()) and _values(key, one) for one in members)
    return has and len(set(values)) == len(values)


def _values(key: str, schema: Mapping[str, Any]) -> list[Any]:
    found = schema.get("properties", {}).get(key, {})
    return list(found.get("enum", ())) if isinstance(found, dict) else []


FORMATS = FormatChecker(())


@FORMATS.checks("date-time")
def _is_date_time(value: object) -> bool:
    """RFC 3339: a date, a time and an offset."""
    if not isinstance(value, str):
        return True
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", value):
        return False
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


@FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", value) is not None


@FORMATS.checks("int32")
def _is_int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


def _said(validator: Draft202012Validator, value: Any, place: str) -> Iterator[str]:
    for error in validator.iter_errors(value):
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
        deeper = min(
            error.context or (), key=lambda one: (-len(one.absolute_path), one.message), default=None
        )
        more = "" if deeper is None else f" ({deeper.message[:200]})"
        yield f"{place}{where}: {error.message[-300:]}{more}"


_BOOLEANS: Final = {"true": [True], "1": [True], "false": [False], "0": [False]}


def _read(value: str, validator: Draft202012Validator) -> Any:
    """What stands in a query as the type its schema wants."""
    readings = [value, *_BOOLEANS.get(value.lower(), ())]
    if re.fullmatch(r"-?[0-9]+", value):
        readings.append(int(value))
    return next((one for one in readings if validator.is_valid(one)), value)


# What the document lacks


def _beyond(route: str, request: Request) -> Iterator[str]:
    """Rules from Discord's documentation that its OpenAPI document does not hold; most stand in `bot.limits`."""
    if route.startswith("PUT ") and route.endswith("/commands"):
        yield from limits.command_violations(request.body or [])
    for message in _messages(route, request.body):
        yield from limits.violations(message)
        yield from _attachments(message, request.files)
    if route.endswith("/callback") and isinstance(request.body, Mapping):
        data = request.body.get("data") or {}
        if request.body.get("type") == 8:
            yield from limits.choice_violations(data.get("choices") or ())
        elif request.body.get("type") == 9:
            yield from limits.violations(data)


def _messages(route: str, body: Any) -> Iterator[Mapping[str, Any]]:
    """The messages in a body."""
    if not isinstance(body, Mapping):
        return
    if route.endswith("/callback"):
        if body.get("type") in {4, 7}:
            yield body.get("data") or {}
    elif "/messages" in route or route.startswith("POST /webhooks/{webhook_id}/{webhook_token}"):
        yield body
    elif isinstance(body.get("message"), Mapping):
        yield body["message"]


def _attachments(message: Mapping[str, Any], files: Sequence[tuple[str, int]]) -> Iterator[str]:
    """A file that a component shows goes along."""
    names = {name for name, _ in files}
    for name in set(re.findall(r'"attachment://([^"]*)"', json.dumps(message, ensure_ascii=False))) - names:
        yield f"attachment://{name} is shown and not sent"


@functools.cache
def contract() -> Contract | None:
    """The judge of this run; None without a document."""
    place = os.environ.get(VARIABLE)
    if not place or not Path(place).is_file():
        return None
    return Contract(json.loads(Path(place).read_text(encoding="utf-8")))


def summary() -> str:
    """What this run has judged, in a line."""
    judge = contract()
    if judge is None:
        return ABSENT
    return (
        f"contract with Discord: {judge.checked.total()} requests over {len(judge.checked)} routes, "
        f"{len(judge.seen)} of them different"
    )
