"""The charter: written and published by organisers, read by everybody, and who has read it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot import limits
from bot.delivery.model import Delivery
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.guilds.rules import is_organiser
from bot.guilds.service import require_organiser, settings_in
from bot.language.safe_text import clean_name, length, safe_body
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.topics.charter import promises, records, rules, store
from bot.topics.charter.rules import Charter, CharterState, Setting
from bot.ui.pages import Page, paged


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What a form begins with. `number`: the version that applies now, 0 for none. `again`: a draft that was kept."""

    title: str
    body: str
    number: int
    again: bool


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A draft, what applies now, and what stands in the way of publishing it."""

    draft: Charter
    current: Charter | None
    unfit: InvalidInputError | None = None


@dataclass(frozen=True, kw_only=True)
class Published:
    """`cards`: those that point to it now. `holders`: who holds the role by an earlier version; 0 without a role."""

    charter: Charter
    cards: tuple[Delivery, ...]
    holders: int
    setting: Setting
    paused: bool


@dataclass(frozen=True, kw_only=True)
class Organised:
    """What organisers see beside the charter. `readings`: of the version that applies."""

    readings: int
    setting: Setting


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The version that applies, as one person sees it. `read_at`: when they said that they have read it."""

    charter: Charter | None
    read_at: datetime | None = None
    organised: Organised | None = None


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """What became of a press on "I have read it". `newer`: it is of an older version; this one applies.

    `at`: when the person read the version that was pressed; None: never. `role_id`: what is given for it now.
    """

    charter: Charter
    at: datetime | None
    first: bool
    role_id: int | None = None
    newer: Charter | None = None
    paused: bool = False


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version. `author_id` is None once that person was erased."""

    charter: Charter
    author_id: int | None
    readings: int
    applies: bool


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Of the members that were named, who has not read a version. `read`: how many of `members` have."""

    charter: Charter
    page: Page[int]
    read: int
    members: int


class CharterService:
    """Use cases of the charter. Reading is everybody's; the rest asks for an organiser, again at each step."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Writing

    async def begin(self, actor: Actor) -> Begun:
        """What to write in: the actor's own draft, else the version that applies, else nothing."""

        def operation(tx: Transaction) -> Begun:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            current = store.current(tx, actor.guild_id)
            author = audit.known_key(tx, actor.user_id)
            draft = None if author is None else store.draft_of(tx, actor.guild_id, author)
            text = draft or current
            return Begun(
                title="" if text is None else text.title,
                body="" if text is None else text.body,
                number=rules.next_number(current) - 1,
                again=draft is not None,
            )

        return await self._database.read(operation)

    async def write(self, actor: Actor, number: int, title: str, body: str) -> Draft:
        """Keep the actor's draft as it was typed, also where it cannot be published: nobody types it twice.

        `number`: the version that applied when the form was opened.
        """
        kept = (clean_name(title) or "")[: limits.TEXT_INPUT]
        # Half a surrogate pair cannot be stored.
        text = body.replace("\0", "").encode(errors="ignore").decode()[: limits.TEXT_INPUT]

        def operation(tx: Transaction) -> Draft:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            current = store.current(tx, actor.guild_id)
            begun = min(number, rules.next_number(current) - 1)
            author = audit.actor_key(tx, actor.user_id)
            draft = store.keep_draft(tx, actor.guild_id, author, number=begun, title=kept, body=text)
            if draft is None:
                raise NotFoundError("charter-draft-gone")
            return Draft(draft=draft, current=current, unfit=_unfit(draft, current))

        return await self._database.write(operation)

    async def discard(self, actor: Actor, draft_id: int) -> None:
        """Throw a draft away; the version that applies stays."""

        def operation(tx: Transaction) -> None:
            store.delete_draft(tx, _own_draft(tx, actor, draft_id).id)

        await self._database.write(operation)

    async def publish(self, actor: Actor, draft_id: int, version: int, number: int) -> Published:
        """Make the draft version `number`, as the preview said. Cards of earlier versions point to it.

        `version`: the draft's as the preview showed it. Raises StaleError when either has moved on.
        """

        def operation(tx: Transaction) -> Published:
            draft = _own_draft(tx, actor, draft_id)
            current = store.current(tx, actor.guild_id)
            if current is not None and number <= current.number:
                raise StaleError("charter-overtaken", number=str(current.number))
            if draft.version != version or number != rules.next_number(current):
                raise StaleError("charter-stale-draft")
            reason = _unfit(draft, current)
            if reason is not None:
                raise reason
            store.publish(tx, draft.id, number)
            charter = records.existing(tx, actor, draft.id)
            audit.record(
                tx,
                guild_id=actor.guild_id,
                user_id=actor.user_id,
                action="charter.publish",
                subject=charter.title,
                before=None if current is None else _fields(current),
                after=_fields(charter),
            )
            setting = store.setting(tx, actor.guild_id)
            return Published(
                charter=charter,
                cards=tuple(promises.overtake(tx, current, charter)),
                holders=0 if setting.role_id is None else len(records.holders(tx, charter)),
                setting=setting,
                paused=settings_in(tx, actor.guild_id).paused_at is not None,
            )

        return await self._database.write(operation)

    # Reading

    async def show(self, actor: Actor) -> Shown:
        """The version that applies, for whoever asks."""

        def operation(tx: Transaction) -> Shown:
            settings = settings_in(tx, actor.guild_id)
            current = store.current(tx, actor.guild_id)
            organised = None
            if is_organiser(
                settings, role_ids=actor.role_ids, administers=actor.administers, manages=actor.manages
            ):
                organised = Organised(
                    readings=0 if current is None else store.count_readings(tx, current.id),
                    setting=store.setting(tx, actor.guild_id),
                )
            return Shown(
                charter=current,
                read_at=None if current is None else store.read_at(tx, current.id, actor.user_id),
                organised=organised,
            )

        return await self._database.read(operation)

    async def acknowledge(self, actor: Actor, charter_id: int) -> Acknowledged:
        """Note that the actor has read a version, and promise the role. An older version is told, and not noted."""

        def operation(tx: Transaction) -> Acknowledged:
            charter = records.existing(tx, actor, charter_id)
            current = store.current(tx, actor.guild_id)
            if current is not None and current.id != charter.id:
                at = store.read_at(tx, charter.id, actor.user_id)
                return Acknowledged(charter=charter, at=at, first=False, newer=current)
            first = store.read(tx, charter, actor.user_id)
            role_id = store.setting(tx, actor.guild_id).role_id
            if role_id in actor.role_ids:
                role_id = None
            if role_id is not None:
                # Again for who read it before: they may have left the server in between.
                promises.give(tx, charter, role_id, actor.user_id)
            return Acknowledged(
                charter=charter,
                at=store.read_at(tx, charter.id, actor.user_id),
                first=first,
                role_id=role_id,
                paused=settings_in(tx, actor.guild_id).paused_at is not None,
            )

        return await self._database.write(operation)

    async def readers(
        self, actor: Actor, charter_id: int, *, number: int, per_page: int
    ) -> tuple[Charter, Page[tuple[int, datetime]], int]:
        """A version, a page of who has read it and when, the latest first, and how many they are."""

        def operation(tx: Transaction) -> tuple[Charter, Page[tuple[int, datetime]], int]:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            charter = records.existing(tx, actor, charter_id)
            total = store.count_readings(tx, charter.id)
            place = paged(range(total), number, per_page)
            found = store.readings(tx, charter.id, limit=per_page, offset=(place.number - 1) * per_page)
            return charter, Page(items=tuple(found), number=place.number, count=place.count), total

        return await self._database.read(operation)

    async def missing(self, actor: Actor, members: Collection[int], *, number: int, per_page: int) -> Missing:
        """Who of the members has not read the version that applies. Raises NotFoundError before the first one."""

        def operation(tx: Transaction) -> Missing:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            charter = records.current(tx, actor)
            readers = store.readers(tx, charter.id)
            rest = [one for one in members if one not in readers]
            return Missing(
                charter=charter,
                page=paged(rest, number, per_page),
                read=len(members) - len(rest),
                members=len(members),
            )

        return await self._database.read(operation)

    async def versions(self, actor: Actor, *, number: int, per_page: int) -> Page[Charter]:
        """A page of what applied and applies, the newest first."""

        def operation(tx: Transaction) -> Page[Charter]:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            place = paged(range(rules.next_number(store.current(tx, actor.guild_id)) - 1), number, per_page)
            found = store.versions(tx, actor.guild_id, limit=per_page, offset=(place.number - 1) * per_page)
            return Page(items=tuple(found), number=place.number, count=place.count)

        return await self._database.read(operation)

    async def version(self, actor: Actor, charter_id: int) -> Version:
        """One version with its text. Raises NotFoundError."""

        def operation(tx: Transaction) -> Version:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            charter = records.existing(tx, actor, charter_id)
            current = store.current(tx, actor.guild_id)
            return Version(
                charter=charter,
                author_id=audit.user_of(tx, charter.author),
                readings=store.count_readings(tx, charter.id),
                applies=current is not None and current.id == charter.id,
            )

        return await self._database.read(operation)


# Parts


def _own_draft(tx: Transaction, actor: Actor, draft_id: int) -> Charter:
    """Raises NotAllowedError, NotFoundError, and StaleError once it was published."""
    require_organiser(settings_in(tx, actor.guild_id), actor)
    found = store.get(tx, actor.guild_id, draft_id)
    if found is None or audit.user_of(tx, found.author) != actor.user_id:
        raise NotFoundError("charter-draft-gone")
    if found.state is not CharterState.DRAFT:
        raise StaleError("charter-published-already", number=str(found.number))
    return found


def _unfit(draft: Charter, current: Charter | None) -> InvalidInputError | None:
    """Why a text cannot be published as it is."""
    if not draft.title:
        return InvalidInputError("charter-title-empty")
    if clean_name(draft.body) is None:
        return InvalidInputError("charter-body-empty")
    if length(draft.title) > rules.TITLE_LIMIT:
        return InvalidInputError("charter-title-long", most=rules.TITLE_LIMIT)
    # As it is shown: the host of a masked link is told behind it, and an emoji counts twice.
    if length(safe_body(draft.body)) > rules.BODY_LIMIT:
        return InvalidInputError("charter-body-long", most=rules.BODY_LIMIT)
    if current is not None and rules.is_same(draft, current):
        return InvalidInputError("charter-unchanged", number=str(current.number))
    return None


def _fields(charter: Charter) -> dict[str, object]:
    """What the audit log keeps of a version."""
    return {"number": charter.number, "title": charter.title, "body": charter.body, "author": charter.author}
