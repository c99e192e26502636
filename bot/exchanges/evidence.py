"""What proves something: a link, a stored file, a poll or a decision, as one text. For every room of exchanges.

"https://…", "file:<id>", "poll:<id>", "decision:<id>".
"""

from bot.exchanges.model import Project
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe
from bot.people.actor import Actor
from bot.storage.database import Transaction


def read(text: str) -> str:
    """Evidence as typed: a web address of at most 500 characters; empty: none. Raises InvalidInputError."""
    raise NotImplementedError


def keep(
    tx: Transaction, project: Project, actor: Actor, *, name: str, media_type: str, content: bytes
) -> str:
    """Store a file; returns the evidence. Raises InvalidInputError for one that is empty or larger than is kept."""
    raise NotImplementedError


def shown(evidence: str, t: Translator) -> Safe:
    """How evidence is shown to organisers: a link, the file's name with where to get it, the poll, the decision."""
    raise NotImplementedError
