"""Which addresses the bot asks anything of: the text of an address, and the machines that its name leads to.

Pure. An origin that the operator configured is trusted and may be anywhere; everything else is typed by people and has to
be public, https, on the usual port, and a name that cannot pass for another one.
"""

import re
import unicodedata
from collections.abc import Collection
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

import yarl

from bot.language.look_alikes import look

LONGEST: Final = 2048
"""Characters of an address."""
_WRONG: Final = re.compile(r"[\x00-\x20\x7f-\xa0\\\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""What no address holds: controls, spaces, the backslash that readers disagree about, marks that cannot be seen."""
_INSIDE: Final = (
    ".local",
    ".localhost",
    ".internal",
    ".intranet",
    ".lan",
    ".home.arpa",
    ".onion",
    ".test",
    ".invalid",
)
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_CLOSED_4: Final = tuple(
    map(
        IPv4Network,
        # IETF protocol assignments, 6to4 relays, multicast: `is_global` lets them pass in some versions.
        ("192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4"),
    )
)
_CLOSED_6: Final = tuple(
    map(
        IPv6Network,
        # Teredo and other protocol assignments, 6to4, documentation: roads to an IPv4 address of somebody's choice, or none.
        # NAT64 (64:ff9b::/96), site-local and multicast are outside 2000::/3.
        ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
)
_TOGETHER: Final = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
"""Scripts that are written together (UTS #39, "highly restrictive")."""


def is_public(address: str) -> bool:
    """Whether a machine at this IP address is one that everybody may reach. False for what is no IP address."""
    try:
        machine = ip_address(address)
    except ValueError:
        return False
    if isinstance(machine, IPv6Address):
        if machine.ipv4_mapped is not None:
            return _is_public_4(machine.ipv4_mapped)
        return (
            machine.scope_id is None
            and machine.is_global
            and machine in _GLOBAL_UNICAST
            and not any(machine in network for network in _CLOSED_6)
        )
    return _is_public_4(machine)


def origin_of(url: str) -> str:
    """scheme://host:port of an address, the port written out. Raises ValueError for what is none."""
    return _origin(yarl.URL(url))


def read_address(text: str, trusted: Collection[str] = ()) -> yarl.URL | None:
    """The address as it is asked for, its host in ASCII; None for one that nobody is asked.

    `trusted`: origins as `origin_of` writes them. An address of one of these may be http, on any port, by any name.
    """
    if not 0 < len(text) <= LONGEST or _WRONG.search(text) or "@" in _authority(text):
        return None
    try:
        url = yarl.URL(text)
        host = url.raw_host
        if (
            url.scheme not in {"http", "https"}
            or not host
            or url.user is not None
            or url.password is not None
        ):
            return None
        url = url.with_fragment(None)
        if _origin(url) in trusted:
            return url
        fits = url.scheme == "https" and url.port == 443 and _is_good_name(host)
    except (ValueError, UnicodeError):
        return None
    return url if fits else None


def shown_address(url: str) -> str:
    """An address for people to read: the host in the ASCII that is asked for, so that no letter passes for another."""
    try:
        return str(yarl.URL(url))
    except ValueError:
        return ""


def _origin(url: yarl.URL) -> str:
    host = url.raw_host or ""
    return f"{url.scheme}://{f'[{host}]' if ':' in host else host}:{url.port}"


def _authority(text: str) -> str:
    """What stands between the slashes, where `good@evil` makes people read the wrong name."""
    return re.split(r"[/?#]", text.partition("://")[2], maxsplit=1)[0]


def _is_public_4(machine: IPv4Address) -> bool:
    return machine.is_global and not any(machine in network for network in _CLOSED_4)


def _is_good_name(host: str) -> bool:
    """Whether this host (ASCII) is an IP address or a public name that looks like itself alone."""
    if _is_literal(host):
        return is_public(host)
    name = host.rstrip(".").lower()
    labels = name.split(".")
    if len(labels) < 2 or not all(0 < len(label) <= 63 for label in labels) or f".{name}".endswith(_INSIDE):
        return False
    if labels[-1].isdigit() or labels[-1].startswith("0x"):
        return False  # 127.1 and 0x7f.1, which some resolvers take for 127.0.0.1
    return all(_looks_like_itself(label, labels[-1]) for label in labels)


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except (AddressValueError, ValueError):
        return False
    return True


def _looks_like_itself(label: str, last: str) -> bool:
    if not label.startswith("xn--"):
        return re.fullmatch(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?", label) is not None
    try:
        letters = label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return False
    if not letters or letters.isascii() or letters != unicodedata.normalize("NFKC", letters).casefold():
        return False
    scripts = {_script(letter) for letter in letters if unicodedata.category(letter)[0] == "L"}
    if len(scripts) > 1 and not any(scripts <= together for together in _TOGETHER):
        return False
    # A whole word of Cyrillic or Greek that is drawn like Latin, in front of a Latin ending.
    foreign = scripts and "LATIN" not in scripts and not last.startswith("xn--")
    return not (foreign and look(letters).isascii())


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]
