"""Discord's limits, one table, and a check of a raw payload against them.

discord.py does not check most of them before it sends; Discord then refuses the whole message. Source: the developer
documentation (message components, modals, application commands, channels, scheduled events). Lengths are in
characters; `bot.language.safe_text.length` counts them the way that is never too short.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

# Any message
CONTENT = 2000
EMBEDS = 10
EMBED_TEXT = 6000  # of all embeds of one message together
ATTACHMENTS = 10
NONCE = 25
ALLOWED_MENTION_IDS = 100  # of roles, and of users

# Components
CUSTOM_ID = 100
COMPONENTS = 40  # of one V2 message, nested ones counted
V2_TEXT = 4000  # all text displays of one message together
BUTTON_LABEL = 80
BUTTONS_PER_ROW = 5
BUTTON_URL = 512
SELECT_OPTIONS = 25
OPTION_LABEL = 100
OPTION_VALUE = 100
OPTION_DESCRIPTION = 100
PLACEHOLDER = 150  # of a menu
SECTION_TEXTS = 3
GALLERY_ITEMS = 10
ALT_TEXT = 1024

# Modals
MODAL_TITLE = 45
MODAL_COMPONENTS = 5
LABEL = 45
LABEL_DESCRIPTION = 100
TEXT_INPUT = 4000
TEXT_INPUT_PLACEHOLDER = 100
RADIO_OPTIONS = (2, 10)
CHECKBOX_OPTIONS = (1, 10)
UPLOADS = 10

# Application commands
COMMANDS = 100
COMMAND_NAME = 32
COMMAND_DESCRIPTION = 100
COMMAND_OPTIONS = 25
COMMAND_SIZE = 8000  # names, descriptions and values of one command together
CHOICES = 25
CHOICE_NAME = 100
CHOICE_VALUE = 100
# fmt: off
LOCALES = frozenset(  # of localised names and descriptions
    {
        "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "hi", "hr", "hu",
        "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE", "th", "tr", "uk",
        "vi", "zh-CN", "zh-TW",
    }
)
# fmt: on

# Channels, threads, forums, roles, scheduled events
CHANNEL_NAME = 100
CHANNEL_TOPIC = 1024
THREAD_NAME = 100
FORUM_TAGS = 20
FORUM_TAG_NAME = 20
FORUM_TAGS_PER_POST = 5
ROLE_NAME = 100
EVENT_NAME = 100
EVENT_DESCRIPTION = 1000
EVENT_LOCATION = 100
EVENTS_PER_GUILD = 100  # scheduled or active
AUDIT_REASON = 512

# Times (<t:…>) that every client draws: what a JavaScript date formats with a year of four digits.
EARLIEST_TIME = 0  # 1970-01-01T00:00:00Z
LATEST_TIME = 253402300799  # 9999-12-31T23:59:59Z

# Interactions
FIRST_ANSWER_SECONDS = 3
TOKEN_SECONDS = 15 * 60

CROSSPOSTS_PER_HOUR = 10  # of one channel; observed

LARGEST_ID = 2**63 - 1  # a snowflake, and what the database holds

_V2_FLAG = 1 << 15
_INTERACTIVE = frozenset({2, 3, 4, 5, 6, 7, 8, 19, 21, 22, 23})
_MENUS = frozenset({3, 5, 6, 7, 8})


def violations(payload: Mapping[str, object]) -> list[str]:
    """What Discord would refuse in a raw message or modal payload (what is sent as JSON), one line each.

    A payload with a `title` and components is a modal; one with the V2 flag, or with any V2 component, is a V2 message.
    """
    return sorted(_violations(payload))


def _violations(payload: Mapping[str, object]) -> Iterator[str]:
    components = _children(payload.get("components"))
    everything = list(_walk(components))
    yield from _repeated_ids(everything)
    for component in everything:
        yield from _component(component)
    if "title" in payload:
        yield from _modal(payload, components)
        return
    flags = payload.get("flags")
    is_v2 = (isinstance(flags, int) and bool(flags & _V2_FLAG)) or any(
        component.get("type") in {9, 10, 11, 12, 13, 14, 17} for component in everything
    )
    if is_v2:
        yield from _v2(payload, everything)
    else:
        yield from _length(payload, "content", CONTENT, "message")
        yield from _embeds(_children(payload.get("embeds")))
        if len(components) > 5:
            yield f"message: {len(components)} rows, at most 5"
    attachments = payload.get("attachments")
    if isinstance(attachments, Sequence) and len(attachments) > ATTACHMENTS:
        yield f"message: {len(attachments)} attachments, at most {ATTACHMENTS}"
    if _units(nonce := payload.get("nonce")) > NONCE:
        yield f"message: nonce of {_units(nonce)} characters, at most {NONCE}"
    allowed = _mapping(payload.get("allowed_mentions"))
    for key in ("roles", "users"):
        named = allowed.get(key)
        if isinstance(named, Sequence) and len(named) > ALLOWED_MENTION_IDS:
            yield f"message: {len(named)} {key} in allowed_mentions, at most {ALLOWED_MENTION_IDS}"


def _embeds(embeds: list[Mapping[str, object]]) -> Iterator[str]:
    if len(embeds) > EMBEDS:
        yield f"message: {len(embeds)} embeds, at most {EMBEDS}"
    text = 0
    for embed in embeds:
        parts = [embed, *_children(embed.get("fields"))]
        parts += _children([embed.get("footer"), embed.get("author")])
        text += sum(
            _units(part.get(key))
            for part in parts
            for key in ("title", "description", "name", "value", "text")
        )
    if text > EMBED_TEXT:
        yield f"message: {text} characters in embeds, at most {EMBED_TEXT}"


def _v2(payload: Mapping[str, object], everything: list[Mapping[str, object]]) -> Iterator[str]:
    yield from (
        f"V2 message: no {key} beside components" for key in ("content", "embeds", "poll") if payload.get(key)
    )
    if not everything:
        yield "V2 message: no components"
    if len(everything) > COMPONENTS:
        yield f"V2 message: {len(everything)} components, at most {COMPONENTS}"
    text = sum(_units(component.get("content")) for component in everything if component.get("type") == 10)
    if text > V2_TEXT:
        yield f"V2 message: {text} characters of text, at most {V2_TEXT}"


def _modal(payload: Mapping[str, object], components: list[Mapping[str, object]]) -> Iterator[str]:
    yield from _length(payload, "title", MODAL_TITLE, "modal", least=1)
    yield from _length(payload, "custom_id", CUSTOM_ID, "modal", least=1)
    if not 1 <= len(components) <= MODAL_COMPONENTS:
        yield f"modal: {len(components)} components, 1 to {MODAL_COMPONENTS}"


def _component(component: Mapping[str, object]) -> Iterator[str]:
    kind = component.get("type")
    name = f"component {kind}" + (f" {component['custom_id']!r}" if component.get("custom_id") else "")
    children = _children(component.get("components"))
    options = _children(component.get("options"))
    is_link = kind == 2 and component.get("style") in {5, 6}
    if kind in _INTERACTIVE and not is_link:
        yield from _length(component, "custom_id", CUSTOM_ID, name, least=1)
    match kind:
        case 1 if not (1 <= len(children) <= BUTTONS_PER_ROW):
            yield f"{name}: {len(children)} children, 1 to {BUTTONS_PER_ROW}"
        case 2:
            yield from _length(component, "label", BUTTON_LABEL, name)
            if not component.get("label") and not component.get("emoji"):
                yield f"{name}: neither label nor emoji"
            if component.get("style") == 5:
                yield from _length(component, "url", BUTTON_URL, name, least=1)
            if component.get("url") and component.get("custom_id"):
                yield f"{name}: custom_id and url"
        case 4:
            yield from _length(component, "value", TEXT_INPUT, name)
            yield from _length(component, "placeholder", TEXT_INPUT_PLACEHOLDER, name)
            yield from _bounds(component, "min_length", "max_length", TEXT_INPUT, name)
        case 9 if not (1 <= len(children) <= SECTION_TEXTS):
            yield f"{name}: {len(children)} texts, 1 to {SECTION_TEXTS}"
        case 10:
            yield from _length(component, "content", V2_TEXT, name, least=1)
        case 12:
            items = _children(component.get("items"))
            if not 1 <= len(items) <= GALLERY_ITEMS:
                yield f"{name}: {len(items)} pictures, 1 to {GALLERY_ITEMS}"
            for item in items:
                yield from _length(item, "description", ALT_TEXT, name)
        case 17 if not children:
            yield f"{name}: empty"
        case 18:
            yield from _length(component, "label", LABEL, name, least=1)
            yield from _length(component, "description", LABEL_DESCRIPTION, name)
        case 19:
            yield from _bounds(component, "min_values", "max_values", UPLOADS, name)
        case 21 | 22:
            least, most = RADIO_OPTIONS if kind == 21 else CHECKBOX_OPTIONS
            if not least <= len(options) <= most:
                yield f"{name}: {len(options)} options, {least} to {most}"
    if kind in _MENUS:
        yield from _length(component, "placeholder", PLACEHOLDER, name)
        yield from _bounds(component, "min_values", "max_values", SELECT_OPTIONS, name)
    if kind == 3 and not 1 <= len(options) <= SELECT_OPTIONS:
        yield f"{name}: {len(options)} options, 1 to {SELECT_OPTIONS}"
    yield from _options(component, options, name)


def command_violations(commands: Sequence[Mapping[str, object]]) -> list[str]:
    """What Discord would refuse in the commands of a bot, as they are synced: one line each."""
    return sorted(_commands(commands))


def choice_violations(choices: Sequence[Mapping[str, object]], name: str = "autocomplete") -> list[str]:
    """What Discord would refuse in the choices of an option."""
    found = [f"{name}: {len(choices)} choices, at most {CHOICES}"] if len(choices) > CHOICES else []
    for choice in choices:
        found += _length(choice, "name", CHOICE_NAME, name, least=1)
        if isinstance(choice.get("value"), str):
            found += _length(choice, "value", CHOICE_VALUE, name)
    return found


def is_command_name(name: str) -> bool:
    """Discord's rule for slash commands and options: lower case letters, digits, - _ ', 1 to 32; Devanagari and Thai whole."""
    return (
        1 <= len(name) <= COMMAND_NAME
        and name == name.lower()
        and all(
            sign in "-_'" or unicodedata.category(sign)[0] in "LN" or "\u0900" <= sign <= "\u0e7f"
            for sign in name
        )
    )


def _commands(commands: Sequence[Mapping[str, object]]) -> Iterator[str]:
    names = Counter((command.get("type") or 1, str(command.get("name"))) for command in commands)
    yield from (f"command {name}: {times} times" for (_, name), times in names.items() if times > 1)
    slash = [command for command in commands if (command.get("type") or 1) == 1]
    if len(slash) > COMMANDS:
        yield f"commands: {len(slash)}, at most {COMMANDS}"
    for command in slash:
        yield from _command(command, f"/{command.get('name')}", depth=0)
        size = _size(command)
        if size > COMMAND_SIZE:
            yield f"/{command.get('name')}: {size} characters, at most {COMMAND_SIZE}"


def _command(node: Mapping[str, object], path: str, *, depth: int) -> Iterator[str]:
    """A command, a group or an option."""
    if not is_command_name(str(node.get("name"))):
        yield f"{path}: no name for a command or option"
    yield from _length(node, "description", COMMAND_DESCRIPTION, path, least=1)
    for field, most in (("name", COMMAND_NAME), ("description", COMMAND_DESCRIPTION)):
        localised = _mapping(node.get(f"{field}_localizations"))
        for locale in localised:
            if locale not in LOCALES:
                yield f"{path}: {field} in the unknown locale {locale}"
            yield from _length(localised, locale, most, path, least=1)
            if field == "name" and not is_command_name(str(localised[locale])):
                yield f"{path}: no name in {locale}"
    options = _children(node.get("options"))
    if len(options) > COMMAND_OPTIONS:
        yield f"{path}: {len(options)} options, at most {COMMAND_OPTIONS}"
    for name, times in Counter(str(option.get("name")) for option in options).items():
        if times > 1:
            yield f"{path}: {times} options called {name}"
    subcommands = [option for option in options if option.get("type") in {1, 2}]
    if subcommands and (len(subcommands) < len(options) or depth >= 2):
        yield f"{path}: subcommands beside options, or too deep"
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        yield f"{path}: a required option after one that is not"
    choices = _children(node.get("choices"))
    yield from choice_violations(choices, path)
    if choices and node.get("autocomplete"):
        yield f"{path}: choices and autocomplete"
    for option in options:
        yield from _command(option, f"{path} {option.get('name')}", depth=depth + 1)


def _size(node: Mapping[str, object]) -> int:
    """Characters that count towards a command's size: of localised texts the longest."""
    total = 0
    for field in ("name", "description"):
        texts = [node.get(field), *_mapping(node.get(f"{field}_localizations")).values()]
        total += max(map(_units, texts))
    total += sum(map(_size, _children(node.get("options"))))
    return total + sum(
        _units(choice.get("name")) + _units(str(choice.get("value", "")))
        for choice in _children(node.get("choices"))
    )


def _options(
    component: Mapping[str, object], options: list[Mapping[str, object]], name: str
) -> Iterator[str]:
    for option in options:
        yield from _length(option, "label", OPTION_LABEL, name, least=1)
        yield from _length(option, "value", OPTION_VALUE, name, least=1)
        yield from _length(option, "description", OPTION_DESCRIPTION, name)
    values = Counter(str(option.get("value")) for option in options)
    yield from (
        f"{name}: two options with the value {value!r}" for value, times in values.items() if times > 1
    )
    most = component.get("max_values")
    if options and isinstance(most, int) and most > len(options):
        yield f"{name}: max_values {most} of {len(options)} options"


def _repeated_ids(everything: list[Mapping[str, object]]) -> Iterator[str]:
    times = Counter(str(component["custom_id"]) for component in everything if component.get("custom_id"))
    yield from (
        f"custom_id {custom_id!r} stands {count} times" for custom_id, count in times.items() if count > 1
    )


def _walk(components: list[Mapping[str, object]]) -> Iterator[Mapping[str, object]]:
    for component in components:
        yield component
        yield from _walk(_children(component.get("components")))
        for key in ("accessory", "component"):
            child = component.get(key)
            if isinstance(child, Mapping):
                yield from _walk([child])


def _children(value: object) -> list[Mapping[str, object]]:
    return [child for child in value if isinstance(child, Mapping)] if isinstance(value, Sequence) else []


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _units(value: object) -> int:
    return len(value.encode("utf-16-le", "surrogatepass")) // 2 if isinstance(value, str) else 0


def _length(thing: Mapping[str, object], key: str, most: int, name: str, *, least: int = 0) -> Iterator[str]:
    size = _units(thing.get(key))
    if not least <= size <= most:
        yield f"{name}: {key} of {size} characters, {least} to {most}"


def _bounds(thing: Mapping[str, object], low: str, high: str, most: int, name: str) -> Iterator[str]:
    least_value, most_value = thing.get(low), thing.get(high)
    least_count = least_value if isinstance(least_value, int) else 0
    most_count = most_value if isinstance(most_value, int) else most
    if not 0 <= least_count <= most_count <= most or most_count < 1:
        yield f"{name}: {low} {least_count} and {high} {most_count}, 0 to {most}"
