"""Files that prove something: stored, found, read. Functions of a transaction.

What its sender claims of a file (name, type) is only ever shown, and made harmless first.
"""

import hashlib
import re
from typing import Final

from bot.errors import InvalidInputError
from bot.exchanges.commitments import rules, store
from bot.exchanges.commitments.rules import StoredFile
from bot.exchanges.model import Project
from bot.net.attachments import shown_name
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Transaction

FILE: Final = "file:"
_MEBI: Final = 1024 * 1024
_MEDIA: Final = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}\Z", re.ASCII)
_UNKNOWN: Final = "application/octet-stream"


def add(
    tx: Transaction, project: Project, actor: Actor, *, name: str, media_type: str, content: bytes
) -> str:
    """Store a file, or find the same one again; returns the evidence "file:<id>". Raises InvalidInputError."""
    if not content:
        raise InvalidInputError("evidence-empty")
    if len(content) > rules.MOST_FILE_BYTES:
        raise InvalidInputError("evidence-too-large", most=rules.MOST_FILE_BYTES // _MEBI)
    digest = hashlib.sha256(content).hexdigest()
    known = store.same_file(tx, project.id, digest)
    if known is not None:
        return f"{FILE}{known}"
    count, size = store.stored_bytes(tx, project.id)
    if count >= rules.MOST_FILES or size + len(content) > rules.MOST_PROJECT_BYTES:
        raise InvalidInputError("evidence-too-many", project=project.name)
    file_id = store.add_file(
        tx,
        project,
        store.NewFile(
            name=shown_name(name),
            media_type=_media(media_type),
            content=content,
            sha256=digest,
            added_by=audit.actor_key(tx, actor.user_id),
        ),
    )
    return f"{FILE}{file_id}"


def of_evidence(tx: Transaction, guild_id: int, evidence: str) -> StoredFile | None:
    """The file behind evidence; None: it is none, or of another guild."""
    number = id_of(evidence)
    return None if number is None else store.file(tx, guild_id, number)


def id_of(evidence: str) -> int | None:
    """The file's id in evidence; None: it is something else."""
    kind, _, number = evidence.partition(":")
    if f"{kind}:" == FILE and number.isascii() and number.isdigit() and len(number) <= 18:
        return int(number)
    return None


def names(tx: Transaction, project: Project) -> dict[int, str]:
    """The names of a project's files, by id."""
    return {one.id: one.name for one in store.files(tx, project.id)}


def _media(claimed: str) -> str:
    kind = claimed.partition(";")[0].strip().casefold()
    return kind if _MEDIA.match(kind) else _UNKNOWN
