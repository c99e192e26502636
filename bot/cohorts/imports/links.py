"""The way in that stands somewhere in an event, taken out of what everybody may read. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from bot.cohorts.sessions.rules import PLACE_LIMIT, TITLE_LIMIT, holds_address, read_link
from bot.language.safe_text import clean_name, clip
from bot.net.calendar_shapes import Extra

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'\\]+", re.IGNORECASE)
_ROOMS: Final = (
    r"(?:[\w-]+\.)*(?:zoom\.us|zoom\.com|zoomgov\.com|webex\.com|gotomeeting\.com|bluejeans\.com|whereby\.com"
    r"|bigbluebutton\.org|blindsidenetworks\.com|meetecho\.com)"
    r"|meet\.google\.com|g\.co|teams\.microsoft\.com|teams\.live\.com|meet\.goto\.com|gotomeet\.me"
    r"|meet\.jit\.si|8x8\.vc|(?:meet|jitsi|bbb|conf|talk|call|video)\.[\w.-]+\.\w+|join\.skype\.com"
)
_ROOM: Final = re.compile(rf"(?<![\w.@/-])(?:https?://)?(?:{_ROOMS})/[^\s<>\"'\\]+", re.IGNORECASE)
_ANY_ADDRESS: Final = re.compile(r"\S*(?:://|www\.)\S*", re.IGNORECASE)
_WORDS: Final = (
    r"pass\s?(?:code|word)|\bpwd\b|\bpin\b|meeting\s?id|webinar\s?id|c[oó]digo|contrase|mot de passe|kennwort"
)
_TELLING: Final = re.compile(_WORDS, re.IGNORECASE)
"""Words beside which a meeting's number or code stands."""
_TOLD: Final = re.compile(rf"(?:{_WORDS})\w*\s*(?:[:=#]|(?=\S*\d{{3}})).*", re.IGNORECASE | re.DOTALL)
"""Such a word and what it tells: "pin mapping" is a title, "PIN 4711" is none."""
_CONFERENCE: Final = re.compile(r"CONFERENCE|MEETING-?URL|ONLINEMEETING|JOIN")
_READ: Final = 400
"""Characters of a title or a place that are looked at: more than anybody is shown, and few enough for any pattern."""


def way_in(
    *,
    location: str,
    url: str,
    description: str,
    extras: Mapping[str, Iterable[Extra]],
) -> str:
    """The https address by which people come in; "" where there is none.

    What names a conference comes first, then any room of a known service, then an address as the place, then the page.
    """
    named = [
        one["value"]
        for name, those in extras.items()
        if _CONFERENCE.search(name)
        for one in those
        if "MODERATOR" not in one["parameters"].get("FEATURE", "").upper()  # the way in of who leads it
    ]
    for text in named:
        if found := _first(_ADDRESS, text):
            return found
    for text in (location, url, description):
        if found := _first(_ROOM, text):
            return found
    for text in (location, url):
        if found := _first(_ADDRESS, text):
            return found
    return ""


def public_title(text: str) -> str:
    """A title without addresses and codes; "" where nothing is left."""
    shown = _ANY_ADDRESS.sub(" ", _ROOM.sub(" ", text[:_READ]))
    bare = _TOLD.sub("", shown)
    if bare != shown:
        bare = bare.rstrip(" \t\r\n([,;|–—-")
    title = clip(clean_name(bare) or "", TITLE_LIMIT)
    return "" if holds_address(title) else title


def public_place(text: str) -> str:
    """A place that everybody may read; "" for one that holds an address, a code, or a meeting's number."""
    text = text[:_READ]
    if _ROOM.search(text) or holds_address(text) or _TELLING.search(text):
        return ""
    return clip(clean_name(text) or "", PLACE_LIMIT)


def _first(pattern: re.Pattern[str], text: str) -> str:
    for found in pattern.finditer(text):
        address = found[0].rstrip(").,;:!?]}'\"")
        bare = re.sub(r"^https?://", "", address, flags=re.IGNORECASE)
        try:
            return read_link(f"https://{bare}")
        except ValueError:
            continue
    return ""
