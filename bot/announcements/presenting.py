"""How a post looks in one of its channels: the text of that channel, its language's words, the picture from the database."""

import asyncio
import datetime as dt
from typing import Final

from bot.announcements import messages, store
from bot.announcements.rules import Announcement, AnnouncementState
from bot.clock import Clock
from bot.guilds.rules import GuildSettings
from bot.language.catalogue import Catalogue, Translator
from bot.storage.database import Database
from bot.ui.cards import Card

_KEPT_FOR: Final = 60.0
_REMEMBERED: Final = 2
"""Pictures kept at hand: one that goes to ten channels at once is read once and stands once in memory."""


class Presenter:
    """Everything that is posted, corrected or tried comes from here, so that all of them look the same."""

    def __init__(self, database: Database, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._shelf: dict[tuple[int, int], bytes] = {}
        self._reading = asyncio.Lock()

    async def card(
        self,
        announcement: Announcement,
        settings: GuildSettings,
        *,
        channel_id: int,
        was_due: dt.datetime | None = None,
    ) -> Card:
        """The post as it goes to one of its channels."""
        return await self.card_in(
            announcement, settings, language=announcement.language_in(channel_id), was_due=was_due
        )

    async def card_in(
        self,
        announcement: Announcement,
        settings: GuildSettings,
        *,
        language: str,
        was_due: dt.datetime | None = None,
    ) -> Card:
        """The post in one of its languages; "": its own text."""
        return messages.post(
            announcement,
            self.words(settings, language),
            was_due=was_due,
            now=self._clock.now(),
            language=language,
            picture=await self.picture(announcement),
            live=announcement.state is not AnnouncementState.DRAFT,
        )

    def words(self, settings: GuildSettings, language: str) -> Translator:
        """What the bot itself says beside a text: in its language where the bot speaks it, else in the guild's."""
        return self._catalogue.translator(
            language if language in self._catalogue.locales else settings.language
        )

    async def picture(self, announcement: Announcement) -> bytes:
        """The bytes of its picture; empty where there is none."""
        if announcement.picture is None:
            return b""
        key = announcement.id, announcement.version
        async with self._reading:
            content = self._shelf.get(key)
            if content is None:
                content = await self._database.read(lambda tx: store.picture(tx, announcement.id))
                if len(self._shelf) >= _REMEMBERED:
                    del self._shelf[next(iter(self._shelf))]
                self._shelf[key] = content
                asyncio.get_running_loop().call_later(_KEPT_FOR, self._shelf.pop, key, None)
        return content
