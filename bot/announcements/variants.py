"""One announcement in several languages: a text for each, and the channels that get it."""

from collections.abc import Sequence

from bot import limits
from bot.announcements import rules, store
from bot.announcements.languages import LANGUAGES
from bot.announcements.records import existing, own_draft, unfit
from bot.announcements.rules import Announcement, Variant
from bot.errors import InvalidInputError, StaleError
from bot.language.safe_text import clean_name
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction


class VariantService:
    """Use cases of a draft's languages. All raise what `own_draft` raises, and StaleError for an unknown language."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, actor: Actor, draft_id: int, language: str) -> tuple[Announcement, Variant]:
        """The draft and its text in a language, an empty one where it has none yet.

        Raises InvalidInputError where it is written in as many languages as it may be.
        """

        def operation(tx: Transaction) -> tuple[Announcement, Variant]:
            draft = own_draft(tx, actor, draft_id)
            _require_known(language)
            _require_room(draft, language)
            return draft, draft.variants.get(language, Variant(title="", body=""))

        return await self._database.read(operation)

    async def write(
        self, actor: Actor, draft_id: int, language: str, title: str, body: str
    ) -> tuple[Announcement, InvalidInputError | None]:
        """Keep the text in a language as it was typed, and say what stands in the way of sending it."""
        text = Variant(title=kept_title(title), body=kept_body(body))

        def operation(tx: Transaction) -> Announcement:
            draft = own_draft(tx, actor, draft_id)
            _require_known(language)
            _require_room(draft, language)
            store.set_variant(tx, draft_id, language, text)
            return existing(tx, actor, draft_id)

        return await self._database.write(operation), unfit(text)

    async def choose_channels(
        self, actor: Actor, draft_id: int, language: str, channels: Sequence[int]
    ) -> Announcement:
        """Send the text in this language to exactly these of the draft's channels.

        Raises InvalidInputError for a channel that the draft does not go to.
        """

        def operation(tx: Transaction) -> Announcement:
            draft = own_draft(tx, actor, draft_id)
            _require_known(language)
            if language not in draft.variants:
                raise StaleError("variants-gone")
            if not set(channels) <= set(draft.channels):
                raise InvalidInputError("variants-channel-elsewhere")
            store.set_language(tx, draft_id, tuple(dict.fromkeys(channels)), language)
            return existing(tx, actor, draft_id)

        return await self._database.write(operation)

    async def remove(self, actor: Actor, draft_id: int, language: str) -> Announcement:
        """Throw the text in a language away; its channels get the announcement's own text again."""

        def operation(tx: Transaction) -> Announcement:
            if language not in own_draft(tx, actor, draft_id).variants:
                raise StaleError("variants-gone")
            store.set_variant(tx, draft_id, language, None)
            return existing(tx, actor, draft_id)

        return await self._database.write(operation)


def kept_title(title: str) -> str:
    """A title as it is stored, too long or not."""
    return (clean_name(title) or "")[: limits.TEXT_INPUT]


def kept_body(body: str) -> str:
    """A text as it is stored, too long or not. Half a surrogate pair cannot be stored."""
    return body.replace("\0", "").encode(errors="ignore").decode()[: limits.TEXT_INPUT]


def _require_known(language: str) -> None:
    if language not in LANGUAGES:
        raise StaleError("stale-press")


def _require_room(draft: Announcement, language: str) -> None:
    if language not in draft.variants and len(draft.variants) >= rules.MOST_VARIANTS:
        raise InvalidInputError("variants-many", most=rules.MOST_VARIANTS)
