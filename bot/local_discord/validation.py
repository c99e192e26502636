"""What Discord refuses and simcord's model would take: 400, code 50035, with the place of each mistake.

Pure: a request in, the `errors` tree of Discord's answer out; empty when all is well. Limits are those of Discord's
API reference and OpenAPI description. What the model itself refuses (embeds, component trees, modal titles) is not
repeated here.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot import limits

_SUBCOMMANDS = (1, 2)
_STRING_SELECT = 3
_SELECTS = (3, 5, 6, 7, 8)
_FIVE_YEARS = dt.timedelta(days=5 * 366)


class Mistakes:
    """Collects mistakes by path and makes Discord's nested tree of them."""

    def __init__(self) -> None:
        self.tree: dict[str, Any] = {}

    def add(self, path: str, code: str, message: str) -> None:
        """`path` is dotted, list indices as numbers: "options.0.name"."""
        node = self.tree
        for key in path.split("."):
            node = node.setdefault(key, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: str, value: Any, least: int, most: int, *, optional: bool = False) -> None:
        """A text of `least` to `most` characters, or a list of as many items."""
        if value is None and optional:
            return
        if value is None:
            self.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif not isinstance(value, str | list | tuple):
            self.add(path, "BASE_TYPE_BAD_TYPE", "This field has the wrong type.")
        elif not least <= len(value) <= most:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")

    def within(self, path: str, value: Any, least: float, most: float) -> None:
        """A number of a range; None is no mistake."""
        if value is not None and not least <= value <= most:
            self.add(path, "NUMBER_TYPE_RANGE", f"Value must be between {least} and {most}.")


def check(
    method: str, parts: Sequence[str], body: Any, *, now: dt.datetime, files: int = 0
) -> dict[str, Any]:
    """The mistakes of a request as Discord's `errors` tree. `parts` is the path after /api/v10, split at slashes."""
    found = Mistakes()
    match (method, *parts):
        case ("PUT", "applications", _, "commands") | ("PUT", "applications", _, "guilds", _, "commands"):
            _check_commands(found, body or [])
        case _ if not isinstance(body, Mapping):
            pass
        case ("POST" | "PATCH", "guilds", _, "scheduled-events", *_):
            _check_event(found, body, now, created=method == "POST")
        case ("POST", "channels", _, "messages") | ("POST", "webhooks", _, _):
            _check_message(found, body, files)
        case ("PATCH", "channels", _, "messages", _) | ("PATCH", "webhooks", _, _, "messages", _):
            _check_message(found, body, files)
        case ("POST", "interactions", _, _, "callback"):
            _check_callback(found, body, files)
        case ("POST", "channels", _, "threads") | ("POST", "channels", _, "messages", _, "threads"):
            found.length("name", body.get("name"), 1, 100)
            if isinstance(body.get("message"), Mapping):
                inner = Mistakes()
                _check_message(inner, body["message"], files)
                if inner.tree:
                    found.tree["message"] = inner.tree
        case ("POST", "guilds", _, "channels") | ("PATCH", "channels", _):
            _check_channel(found, body, created=method == "POST")
        case ("POST" | "PATCH", "guilds", _, "roles", *_):
            found.length("name", body.get("name"), 1, 100, optional=True)
    return found.tree


# ---------------------------------------------------------------------- commands


def _check_commands(found: Mistakes, commands: Sequence[Mapping[str, Any]]) -> None:
    seen: set[tuple[int, str]] = set()
    slash = 0
    for index, command in enumerate(commands):
        kind = int(command.get("type") or 1)
        name = command.get("name")
        path = str(index)
        slash += kind == 1
        if (kind, str(name)) in seen:
            found.add(path, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        seen.add((kind, str(name)))
        if kind == 1:
            _check_name(found, f"{path}.name", name)
            found.length(f"{path}.description", command.get("description"), 1, 100)
            _check_options(found, path, command.get("options") or [], depth=0)
        else:
            found.length(f"{path}.name", name, 1, 32)
            if command.get("description"):
                found.add(
                    f"{path}.description",
                    "BASE_TYPE_BAD_LENGTH",
                    "Context menu commands have no description.",
                )
        if _characters(command) > 8000:
            found.add(path, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
        for field, most in (("name_localizations", 32), ("description_localizations", 100)):
            for locale, text in (command.get(field) or {}).items():
                found.length(f"{path}.{field}.{locale}", text, 1, most)
    if slash > 100:
        found.add("_", "APPLICATION_COMMAND_MAX", "Maximum number of application commands reached (100)")
    for kind in (2, 3):
        if sum(each == kind for each, _ in seen) > 15:
            found.add("_", "APPLICATION_COMMAND_MAX", "Maximum number of context menu commands reached (15)")


def valid_name(name: Any) -> bool:
    """Discord's rule for names of slash commands and options."""
    return isinstance(name, str) and limits.is_command_name(name)


def _check_name(found: Mistakes, path: str, name: Any) -> None:
    if not valid_name(name):
        found.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _check_options(found: Mistakes, path: str, options: Sequence[Mapping[str, Any]], *, depth: int) -> None:
    found.length(f"{path}.options", list(options), 0, 25)
    names: set[str] = set()
    optional_seen = False
    groups = sum(option.get("type") in _SUBCOMMANDS for option in options)
    if groups and groups != len(options):
        found.add(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands stand alone")
    for index, option in enumerate(options):
        place = f"{path}.options.{index}"
        name = option.get("name")
        _check_name(found, f"{place}.name", name)
        found.length(f"{place}.description", option.get("description"), 1, 100)
        if str(name) in names:
            found.add(
                f"{place}.name", "APPLICATION_COMMAND_OPTIONS_NAME_NOT_UNIQUE", "Option names must be unique"
            )
        names.add(str(name))
        kind = option.get("type")
        if kind in _SUBCOMMANDS:
            if depth + (kind == 1) > 2:
                found.add(
                    place, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands are nested too deep"
                )
            _check_options(found, place, option.get("options") or [], depth=depth + 1)
            continue
        if option.get("required") and optional_seen:
            found.add(
                place,
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional_seen = optional_seen or not option.get("required")
        choices = option.get("choices") or []
        if choices and option.get("autocomplete"):
            found.add(
                place,
                "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES",
                "Choices and autocomplete exclude each other",
            )
        _check_choices(found, f"{place}.choices", choices)
        found.within(f"{place}.min_length", option.get("min_length"), 0, 6000)
        found.within(f"{place}.max_length", option.get("max_length"), 1, 6000)


def _check_choices(found: Mistakes, path: str, choices: Sequence[Mapping[str, Any]]) -> None:
    found.length(path, list(choices), 0, 25)
    for index, choice in enumerate(choices):
        found.length(f"{path}.{index}.name", choice.get("name"), 1, 100)
        if isinstance(choice.get("value"), str):
            found.length(f"{path}.{index}.value", choice["value"], 0, 100)


def _characters(node: Mapping[str, Any]) -> int:
    """Characters that count towards the 8,000 of one command: the longest localisation of each text counts."""

    def longest(field: str) -> int:
        texts = [node.get(field) or "", *(node.get(f"{field}_localizations") or {}).values()]
        return max(len(str(text)) for text in texts)

    total = longest("name") + longest("description")
    for option in node.get("options") or ():
        total += _characters(option)
    for choice in node.get("choices") or ():
        total += len(str(choice.get("name", ""))) + len(str(choice.get("value", "")))
    return total


# ---------------------------------------------------------------------- events and channels


def _check_event(found: Mistakes, body: Mapping[str, Any], now: dt.datetime, *, created: bool) -> None:
    found.length("name", body.get("name"), 1, 100, optional=not created)
    found.length("description", body.get("description"), 0, 1000, optional=True)
    location = (body.get("entity_metadata") or {}).get("location")
    found.length("entity_metadata.location", location, 1, 100, optional=True)
    start = _instant(found, "scheduled_start_time", body.get("scheduled_start_time"), required=created)
    end = _instant(found, "scheduled_end_time", body.get("scheduled_end_time"), required=False)
    if start is not None and start <= now:
        found.add(
            "scheduled_start_time",
            "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST",
            "Cannot schedule event in the past.",
        )
    if start is not None and start > now + _FIVE_YEARS:
        found.add(
            "scheduled_start_time", "GUILD_SCHEDULED_EVENT_SCHEDULE_FAR", "Cannot schedule event that far."
        )
    if end is not None and end <= (start or now):
        found.add(
            "scheduled_end_time",
            "GUILD_SCHEDULED_EVENT_SCHEDULE_INVALID",
            "Cannot schedule event to end before it starts.",
        )


def _instant(found: Mistakes, path: str, value: Any, *, required: bool) -> dt.datetime | None:
    if value is None:
        if required:
            found.add(path, "BASE_TYPE_REQUIRED", "This field is required")
        return None
    try:
        instant = dt.datetime.fromisoformat(str(value))
    except ValueError:
        found.add(path, "DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")
        return None
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=dt.UTC)


def _check_channel(found: Mistakes, body: Mapping[str, Any], *, created: bool) -> None:
    found.length("name", body.get("name"), 1, 100, optional=not created)
    found.length(
        "topic", body.get("topic"), 0, 4096 if body.get("type") == 15 or not created else 1024, optional=True
    )
    found.within("rate_limit_per_user", body.get("rate_limit_per_user"), 0, 21600)
    found.length("permission_overwrites", body.get("permission_overwrites"), 0, 100, optional=True)
    found.length("applied_tags", body.get("applied_tags"), 0, 5, optional=True)
    tags = body.get("available_tags")
    found.length("available_tags", tags, 0, 20, optional=True)
    names: set[str] = set()
    for index, tag in enumerate(tags or ()):
        found.length(f"available_tags.{index}.name", tag.get("name"), 1, 20)
        if tag.get("name") in names:
            found.add(f"available_tags.{index}.name", "FORUM_TAG_NAME_NOT_UNIQUE", "Tag names must be unique")
        names.add(str(tag.get("name")))


# ---------------------------------------------------------------------- messages


def _check_callback(found: Mistakes, body: Mapping[str, Any], files: int) -> None:
    data = body.get("data") or {}
    inner = Mistakes()
    if body.get("type") in (4, 7):
        _check_message(inner, data, files)
    elif body.get("type") == 8:
        _check_choices(inner, "choices", data.get("choices") or [])
    elif body.get("type") == 9:
        for index, component in enumerate(data.get("components") or ()):
            _check_component(inner, f"components.{index}", component)
    if inner.tree:
        found.tree["data"] = inner.tree


def _check_message(found: Mistakes, body: Mapping[str, Any], files: int) -> None:
    nonce = body.get("nonce")
    if isinstance(nonce, str) and len(nonce) > 25:
        found.add("nonce", "NONCE_TYPE_TOO_LONG", "Must be 25 or fewer in length.")
    if files > 10:
        found.add("attachments", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    mentions = body.get("allowed_mentions") or {}
    for key in ("users", "roles"):
        found.length(f"allowed_mentions.{key}", mentions.get(key), 0, 100, optional=True)
    for index, attachment in enumerate(body.get("attachments") or ()):
        found.length(
            f"attachments.{index}.description", attachment.get("description"), 0, 1024, optional=True
        )
    if body.get("poll"):
        _check_poll(found, body["poll"])
    for index, component in enumerate(body.get("components") or ()):
        _check_component(found, f"components.{index}", component)


def _check_poll(found: Mistakes, poll: Mapping[str, Any]) -> None:
    found.length("poll.question.text", (poll.get("question") or {}).get("text"), 1, 300)
    answers = poll.get("answers") or []
    found.length("poll.answers", answers, 1, 10)
    for index, answer in enumerate(answers):
        media = answer.get("poll_media") or {}
        found.length(f"poll.answers.{index}.poll_media.text", media.get("text"), 1, 55)
    found.within("poll.duration", poll.get("duration"), 1, 768)


def _check_component(found: Mistakes, path: str, component: Mapping[str, Any]) -> None:
    kind = component.get("type")
    if (
        kind == 2
        and component.get("style") != 6
        and not component.get("label")
        and not component.get("emoji")
    ):
        found.add(path, "COMPONENT_BUTTON_EMPTY", "A button needs a label or an emoji")
    elif kind == 17:
        found.length(f"{path}.components", component.get("components"), 1, 40)
    elif kind in _SELECTS:
        _check_select(found, path, component)
    for key, child in _children(component):
        _check_component(found, f"{path}.{key}", child)


def _check_select(found: Mistakes, path: str, select: Mapping[str, Any]) -> None:
    most = select.get("max_values") or 1
    if select.get("type") == _STRING_SELECT:
        options = select.get("options") or []
        if most > len(options):
            found.add(f"{path}.max_values", "COMPONENT_MAX_VALUES", "Must not exceed the number of options")
        preset = sum(bool(option.get("default")) for option in options)
    else:
        preset = len(select.get("default_values") or ())
    if preset > most:
        found.add(path, "COMPONENT_TOO_MANY_DEFAULTS", "More default values than max_values")


def _children(component: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for index, child in enumerate(component.get("components") or ()):
        yield f"components.{index}", child
    for key in ("accessory", "component"):
        if component.get(key):
            yield key, component[key]
