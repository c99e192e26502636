"""What a person decides for themselves: their time zone and their language."""

from collections.abc import Callable, Collection
from dataclasses import replace

from bot.errors import InvalidInputError
from bot.feature import Erasure, Feature, PersonalData, Table
from bot.language import zones
from bot.people import store
from bot.people.actor import Actor
from bot.people.rules import MemberSettings
from bot.storage.database import Database, Transaction


class PeopleService:
    """Use cases of one person's own record; nobody else's can be reached from here."""

    def __init__(self, database: Database, *, languages: Collection[str]) -> None:
        self._database = database
        self._languages = frozenset(languages)

    async def settings(self, user_id: int) -> MemberSettings:
        """What the person set, with the defaults for the rest."""
        return await self._database.read(lambda tx: store.settings(tx, user_id))

    async def set_zone(self, actor: Actor, name: str | None) -> MemberSettings:
        """Set the person's IANA zone; None: as the guild has it. Raises InvalidInputError for an unknown zone."""
        zone = None if name is None else known_zone(name)
        return await self._change(actor.user_id, lambda member: replace(member, zone=zone))

    async def set_language(self, actor: Actor, language: str | None) -> MemberSettings:
        """Set the person's language; None: as Discord has it. Raises InvalidInputError for one we do not speak."""
        if language is not None and language not in self._languages:
            raise InvalidInputError("people-language-unknown", language=language)
        return await self._change(actor.user_id, lambda member: replace(member, language=language))

    async def _change(
        self, user_id: int, change: Callable[[MemberSettings], MemberSettings]
    ) -> MemberSettings:
        def operation(tx: Transaction) -> MemberSettings:
            member = change(store.settings(tx, user_id))
            store.save(tx, member)
            return member

        return await self._database.write(operation)


def settings_in(tx: Transaction, user_id: int) -> MemberSettings:
    """A person's own settings inside another feature's transaction."""
    return store.settings(tx, user_id)


def known_zone(name: str) -> str:
    """The canonical IANA name. Raises InvalidInputError, with the nearest name where one is near."""
    zone = zones.named(name)
    if zone is None:
        near = zones.nearest(name)
        if near:
            raise InvalidInputError("people-zone-unknown-near", zone=name[:60], near=near)
        raise InvalidInputError("people-zone-unknown", zone=name[:60])
    return zone


def feature() -> Feature:
    """How people join in."""
    return Feature(
        name="people",
        tables=(
            Table(
                name="member",
                guild=None,
                people=(PersonalData(column="user_id", what="people-data-member", erasure=Erasure.DELETE),),
            ),
            Table(
                name="actor_key",
                guild=None,
                people=(PersonalData(column="user_id", what="people-data-actor", erasure=Erasure.DELETE),),
            ),
            Table(
                name="audit_event",
                people=(
                    PersonalData(
                        column="actor", what="people-data-audit", erasure=Erasure.UNLINK, is_key=True
                    ),
                ),
            ),
        ),
    )
