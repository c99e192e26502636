"""What proves something: a link, a stored file, a poll or a decision, as one text. For every room of exchanges.

"https://…", "file:<id>", "poll:<id>", "decision:<id>".
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.errors import InvalidInputError
from bot.exchanges.commitments import files
from bot.exchanges.commitments.rules import LINK_LIMIT
from bot.exchanges.model import Project
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe
from bot.people.actor import Actor
from bot.storage.database import Transaction


def read(text: str) -> str:
    """Evidence as typed: a web address of at most 500 characters; empty: none. Raises InvalidInputError."""
    typed = text.strip()
    if not typed:
        return ""
    try:
        return _address(typed)
    except ValueError:
        raise InvalidInputError("evidence-unreadable", most=LINK_LIMIT) from None


def keep(
    tx: Transaction, project: Project, actor: Actor, *, name: str, media_type: str, content: bytes
) -> str:
    """Store a file; returns the evidence. The same file again is the same evidence.

    Raises InvalidInputError for one that is empty or larger than is kept, and where the project has too many.
    """
    return files.add(tx, project, actor, name=name, media_type=media_type, content=content)


def shown(evidence: str, t: Translator, names: Mapping[int, str] | None = None) -> Safe:
    """How evidence is shown to organisers: a link, the file with its name, the poll, the decision; empty: that there is none.

    `names`: of the project's files, as `commitments.files.names` tells them. The button `file_press` gets a file.
    """
    kind, _, rest = evidence.partition(":")
    if not evidence:
        return t("evidence-none")
    if kind == "https":
        return t("evidence-link", url=_target(evidence), host=_host(evidence))
    if kind == "file":
        name = (names or {}).get(files.id_of(evidence) or 0)
        return (
            t("evidence-file", number=rest)
            if name is None
            else t("evidence-file-named", number=rest, name=name)
        )
    if kind == "poll":
        return t("evidence-poll", number=rest)
    if kind == "decision":
        return t("evidence-decision", number=rest)
    return t("evidence-other", text=evidence)


def _address(typed: str) -> str:
    """An http or https address. Raises ValueError for anything else, and for one that names a user."""
    if len(typed) > LINK_LIMIT or any(one.isspace() or not one.isprintable() for one in typed):
        raise ValueError("no address")
    parts = urlsplit(typed)
    if parts.scheme.lower() != "https" or not parts.hostname or "@" in parts.netloc or "\\" in typed:
        raise ValueError("no https address")
    _ = parts.port  # raises ValueError for one that is none
    host = parts.hostname.encode("idna").decode("ascii")
    if "." not in host or not all(label and len(label) < 64 for label in host.rstrip(".").split(".")):
        raise ValueError("no host")
    return f"https:{typed.partition(':')[2]}"


def _host(url: str) -> str:
    """The host a browser would go to, in ASCII: a look-alike shows as xn--…"""
    host = urlsplit(url).hostname or ""
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:  # of an import that was less strict
        return host


def _target(url: str) -> Safe:
    """An address as the target of a masked link: what would end it, or start other markup, is encoded."""
    return Safe("".join(f"%{ord(one):02X}" if one in "()<>[]`|*_~" else one for one in url))
