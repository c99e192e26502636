"""Finds texts that did not come from the catalogue, in what the bot sends under the pseudo-language "xx"."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

_TEXTS = ("content", "label", "placeholder", "title", "description", "text", "name")
_CHILDREN = (
    "components",
    "accessory",
    "component",
    "options",
    "items",
    "embeds",
    "fields",
    "footer",
    "author",
    "data",
)
_MARKUP = re.compile(
    r"<t:-?[0-9]+(?::[a-zA-Z])?>|<(?:@[!&]?|#)[0-9]+>|</[^>]+:[0-9]+>|<a?:\w+:[0-9]+>|https?://\S*|`/[^`]*`|\b[A-Z2-7]{8}\b|\b[A-Z]\b|\b[0-9a-f]{12}\b"
)
"""Also a capital alone: the letter of a poll's option."""
_REFERENCE = re.compile(r"№ [A-Z2-7]{8}\b|<t:-?[0-9]+(?::[a-zA-Z])?>")
_FROM_CATALOGUE = re.compile(r"⟦[^⟧]*(?:⟧|$)")
_LETTERS = re.compile(r"[^\W\d_]")


def texts(payload: object) -> Iterator[str]:
    """Everything a reader sees of a raw payload: a message, a modal, components, embeds, or a list of them."""
    if isinstance(payload, Mapping):
        for key in _TEXTS:
            value = payload.get(key)
            if isinstance(value, str) and value:
                yield value
        if payload.get("type") == 4 and isinstance(payload.get("value"), str):
            yield str(payload["value"])
        for key in _CHILDREN:
            yield from texts(payload.get(key))
    elif isinstance(payload, Sequence) and not isinstance(payload, str):
        for part in payload:
            yield from texts(part)


_SHORT = 5


def unmarked_texts(payload: object, typed: Iterable[str] = ()) -> list[str]:
    """The visible texts with letters outside ⟦…⟧, once mentions, times, links, references and what people
    typed are taken out.

    `typed` are names and texts as people gave them; their escaped form is taken out too.
    """
    return [text for text in texts(payload) if _LETTERS.search(_rest(text, tuple(typed)))]


def _rest(text: str, typed: tuple[str, ...]) -> str:
    shown = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", text)
    shown = _REFERENCE.sub("", shown)  # first: what was typed may be a part of it
    if not _LETTERS.search(_FROM_CATALOGUE.sub("", shown)):
        return ""
    for value in sorted(typed, key=len, reverse=True):
        if value not in shown:
            continue
        if (
            value.isalnum() and len(value) <= _SHORT
        ):  # a part of a longer word or number is not what was typed
            shown = re.sub(rf"(?<![0-9A-Za-z])(?:{value})+(?![0-9A-Za-z])", "", shown)
        else:
            shown = shown.replace(value, "")
    return _FROM_CATALOGUE.sub("", _MARKUP.sub("", shown))
