"""The picture of an announcement: fetched once from where Discord keeps it, then kept, and posted from here each time."""

from bot.announcements import rules, store
from bot.announcements.records import existing, own_draft
from bot.announcements.rules import Announcement, PictureNote
from bot.errors import InvalidInputError, StaleError
from bot.guilds.service import require_organiser, settings_in
from bot.language.safe_text import clean_name, length
from bot.net.attachments import AttachmentFetcher
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.cards import Upload


class PictureService:
    """Use cases of a draft's picture, and its bytes for whoever shows it."""

    def __init__(self, database: Database, fetcher: AttachmentFetcher) -> None:
        self._database = database
        self._fetcher = fetcher

    async def check(self, actor: Actor, draft_id: int, alt: str) -> None:
        """Raise at once what needs no picture to be refused: InvalidInputError for its description, and `own_draft`'s."""
        await self._database.read(lambda tx: own_draft(tx, actor, draft_id))
        _described(alt)

    async def save(self, actor: Actor, draft_id: int, upload: Upload, alt: str) -> Announcement:
        """Fetch and keep a picture in place of any before it. May take ten seconds. Raises InvalidInputError."""
        described = _described(alt)
        fetched = await self._fetcher.fetch_picture(upload.url)
        # The sender's name for it goes nowhere: the ending says what it is, and Discord shows it by that.
        note = PictureNote(name=f"picture.{fetched.ending}", alt=described)

        def operation(tx: Transaction) -> Announcement:
            own_draft(tx, actor, draft_id)
            store.set_picture(tx, draft_id, note, fetched.content)
            return existing(tx, actor, draft_id)

        return await self._database.write(operation)

    async def describe(self, actor: Actor, draft_id: int, alt: str) -> Announcement:
        """Say in other words what the picture shows. Raises InvalidInputError and StaleError."""

        def operation(tx: Transaction) -> Announcement:
            if own_draft(tx, actor, draft_id).picture is None:
                raise StaleError("pictures-gone")
            store.set_alt(tx, draft_id, _described(alt))
            return existing(tx, actor, draft_id)

        return await self._database.write(operation)

    async def remove(self, actor: Actor, draft_id: int) -> Announcement:
        """Take the picture away. Raises StaleError where there is none."""

        def operation(tx: Transaction) -> Announcement:
            if own_draft(tx, actor, draft_id).picture is None:
                raise StaleError("pictures-gone")
            store.set_picture(tx, draft_id, None)
            return existing(tx, actor, draft_id)

        return await self._database.write(operation)

    async def content(self, actor: Actor, announcement: Announcement) -> bytes:
        """The bytes of an announcement's picture, for an organiser; empty where there is none."""
        if announcement.picture is None:
            return b""

        def operation(tx: Transaction) -> bytes:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            return store.picture(tx, existing(tx, actor, announcement.id).id)

        return await self._database.read(operation)


def _described(alt: str) -> str:
    described = clean_name(alt)
    if described is None:
        raise InvalidInputError("pictures-no-alt")
    if length(described) > rules.ALT_LIMIT:
        raise InvalidInputError("pictures-alt-long", most=rules.ALT_LIMIT)
    return described
