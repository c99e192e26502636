"""What a person decides for themselves: zone, language, quiet hours, and whether the bot may write to them by itself."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from bot.errors import InvalidInputError
from bot.feature import Erasure, Feature, PanelButton, PersonalData, Table
from bot.language import zones
from bot.people import searches, store
from bot.people.actor import Actor
from bot.people.rules import MemberSettings, read_quiet
from bot.storage.database import Database, Transaction
from bot.ui.routes import press

_LEAST_PERSONS = 3
"""A zone that fewer persons of a guild chose is told to nobody: it might point at one of them."""
_MOST_ZONES = 3


class PeopleService:
    """Use cases of one person's own record; nobody else's can be reached from here.

    `features`: whose tables say who is known in a guild.
    """

    def __init__(
        self, database: Database, *, languages: Collection[str], features: Mapping[str, Feature] | None = None
    ) -> None:
        self._database = database
        self._languages = frozenset(languages)
        self._features = {} if features is None else features

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

    async def set_quiet(self, actor: Actor, start: str, end: str) -> MemberSettings:
        """Set the person's quiet hours from two typed wall times, or clear them. Raises InvalidInputError."""
        try:
            quiet = read_quiet(start, end)
        except ValueError:
            raise InvalidInputError("people-quiet-invalid") from None
        return await self._change(actor.user_id, lambda member: replace(member, quiet=quiet))

    async def set_dm(self, actor: Actor, *, allowed: bool) -> MemberSettings:
        """Say whether the bot may write to the person by itself."""
        return await self._change(actor.user_id, lambda member: replace(member, dm=allowed))

    async def hint(self, actor: Actor, guild_zone: str) -> tuple[str, ...]:
        """The zones to offer to a person who has set none, the guild's first; shown once in a person's life.

        Empty when they have a zone, or were asked before.
        """

        tables = [table for feature in self._features.values() for table in feature.tables]

        def others(tx: Transaction) -> list[str]:
            return store.zones_of_guild(
                tx, actor.guild_id, tables, least=_LEAST_PERSONS, limit=_MOST_ZONES + 1
            )

        def asked(tx: Transaction) -> bool:
            member = store.settings(tx, actor.user_id)
            if member.zone is not None or member.hinted_at is not None:
                return False
            store.save(tx, replace(member, hinted_at=tx.now))
            return True

        # Looked up first: in a large guild that takes 0.1 s, for which no write is to wait.
        found = await self._database.read(others)
        if not await self._database.write(asked):
            return ()
        return (guild_zone, *[zone for zone in found if zone != guild_zone][:_MOST_ZONES])

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


def zones_in_use(tx: Transaction) -> frozenset[str]:
    """Every zone that anybody chose for themselves, wherever they are a member."""
    return store.zones_in_use(tx)


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
        panel=(PanelButton(what="people-panel", press=press("me.show")),),
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
            Table(
                name="search",
                people=(
                    PersonalData(
                        column="user_id", what="search-data", erasure=Erasure.DELETE, kept=searches.KEPT
                    ),
                ),
            ),
        ),
        forget=searches.forget,
    )
