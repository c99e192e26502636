"""Templates: kept from an announcement, changed, and begun with. A template is a title and a text, nothing else."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.announcements import store as announcements
from bot.announcements.records import existing, own_draft, unfit
from bot.announcements.rules import Announcement, AnnouncementState
from bot.announcements.templates import rules, store
from bot.announcements.templates.rules import Template
from bot.announcements.variants import kept_body, kept_title
from bot.delivery.recurrence import Plan
from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.guilds.service import require_organiser, settings_in
from bot.language.look_alikes import alike
from bot.language.rules import folded
from bot.language.safe_text import clean_name, length
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged

_CHOICES = 25


@dataclass(frozen=True, kw_only=True)
class Saved:
    """A template as it is now. `alike`: the name of another one that looks like its own."""

    template: Template
    alike: str | None


class TemplateService:
    """Use cases of a guild's templates, for its organisers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, actor: Actor, announcement_id: int, name: str) -> Saved:
        """Keep title and text of an announcement, or of the actor's own draft, as a new template."""

        def operation(tx: Transaction) -> Saved:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            wanted = _name(name)
            source = existing(tx, actor, announcement_id)
            if source.state is AnnouncementState.DRAFT:
                source = own_draft(tx, actor, announcement_id)
            _require_text(source.title, source.body)
            others = store.every(tx, actor.guild_id)
            if len(others) >= rules.MOST_TEMPLATES:
                raise InvalidInputError("templates-full", most=rules.MOST_TEMPLATES)
            _require_free(wanted, others)
            made = store.insert(
                tx,
                guild_id=actor.guild_id,
                name=wanted,
                folded=folded(wanted),
                title=source.title,
                body=source.body,
                author=audit.actor_key(tx, actor.user_id),
            )
            after = _existing(tx, actor, made)
            _record(tx, actor, "template.save", before=None, after=after)
            return Saved(template=after, alike=alike(wanted, [one.name for one in others]))

        return await self._database.write(operation)

    async def change(
        self, actor: Actor, template_id: int, version: int, *, name: str, title: str, body: str
    ) -> Saved:
        """Give a template another name, title and text. `version`: as its form showed it."""

        def operation(tx: Transaction) -> Saved:
            before = self._at(tx, actor, template_id, version)
            wanted, kept = _name(name), (kept_title(title), kept_body(body))
            _require_text(*kept)
            others = [one for one in store.every(tx, actor.guild_id) if one.id != template_id]
            _require_free(wanted, others)
            store.change(tx, template_id, name=wanted, folded=folded(wanted), title=kept[0], body=kept[1])
            after = _existing(tx, actor, template_id)
            _record(tx, actor, "template.edit", before=before, after=after)
            return Saved(template=after, alike=alike(wanted, [one.name for one in others]))

        return await self._database.write(operation)

    async def delete(self, actor: Actor, template_id: int, version: int) -> Template:
        """Throw a template away; announcements that began with it stay as they are."""

        def operation(tx: Transaction) -> Template:
            before = self._at(tx, actor, template_id, version)
            store.delete(tx, template_id)
            _record(tx, actor, "template.delete", before=before, after=None)
            return before

        return await self._database.write(operation)

    # Beginning with one

    async def begin(
        self,
        actor: Actor,
        template_id: int,
        plan: Plan,
        channels: Sequence[int],
        *,
        event_wall: dt.datetime | None = None,
    ) -> tuple[Announcement, Template]:
        """A draft with the template's text; where it has fields to fill in, the text comes with `fill`."""

        def operation(tx: Transaction) -> tuple[Announcement, Template]:
            template = self._look(tx, actor, template_id)
            has_fields = bool(template.fields)
            draft = announcements.insert(
                tx,
                guild_id=actor.guild_id,
                author=audit.actor_key(tx, actor.user_id),
                title="" if has_fields else template.title,
                body="" if has_fields else template.body,
                plan=plan,
                channels=channels,
            )
            if event_wall is not None:
                announcements.set_event(tx, draft, event_wall)
            return existing(tx, actor, draft), template

        return await self._database.write(operation)

    async def to_fill(
        self, actor: Actor, draft_id: int, template_id: int, version: int
    ) -> tuple[Announcement, Template]:
        """The draft and the template whose fields are asked for. Raises StaleError once the template changed."""

        def operation(tx: Transaction) -> tuple[Announcement, Template]:
            return own_draft(tx, actor, draft_id), self._at(tx, actor, template_id, version)

        return await self._database.read(operation)

    async def fill(
        self, actor: Actor, draft_id: int, template_id: int, version: int, values: Mapping[str, str]
    ) -> tuple[Announcement, InvalidInputError | None]:
        """Write the draft from the template, and say what stands in the way of scheduling it. `values` by field key."""

        def operation(tx: Transaction) -> Announcement:
            own_draft(tx, actor, draft_id)
            template = self._at(tx, actor, template_id, version)
            title = kept_title(rules.fill(template.title, values))
            body = kept_body(rules.fill(template.body, values))
            announcements.set_text(tx, draft_id, title, body)
            return existing(tx, actor, draft_id)

        draft = await self._database.write(operation)
        return draft, unfit(draft)

    # Reading

    async def look(self, actor: Actor, template_id: int) -> Template:
        """A template of the actor's guild. Raises NotFoundError."""
        return await self._database.read(lambda tx: self._look(tx, actor, template_id))

    async def listing(self, actor: Actor, number: int, per_page: int) -> Page[Template]:
        """A page of the guild's templates, by name."""

        def operation(tx: Transaction) -> Page[Template]:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            return paged(store.every(tx, actor.guild_id), number, per_page)

        return await self._database.read(operation)

    async def find(self, actor: Actor, typed: str) -> tuple[Template, ...]:
        """At most 25 templates whose name holds what was typed."""
        wanted = folded(typed[:100])

        def operation(tx: Transaction) -> tuple[Template, ...]:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            found = [one for one in store.every(tx, actor.guild_id) if wanted in folded(one.name)]
            return tuple(found[:_CHOICES])

        return await self._database.read(operation)

    def _look(self, tx: Transaction, actor: Actor, template_id: int) -> Template:
        require_organiser(settings_in(tx, actor.guild_id), actor)
        return _existing(tx, actor, template_id)

    def _at(self, tx: Transaction, actor: Actor, template_id: int, version: int) -> Template:
        found = self._look(tx, actor, template_id)
        if found.version != version:
            raise StaleError("templates-changed")
        return found


def _existing(tx: Transaction, actor: Actor, template_id: int) -> Template:
    found = store.get(tx, actor.guild_id, template_id)
    if found is None:
        raise NotFoundError("templates-gone")
    return found


def _name(name: str) -> str:
    wanted = clean_name(name)
    if wanted is None:
        raise InvalidInputError("templates-name-empty")
    if length(wanted) > rules.NAME_LIMIT:
        raise InvalidInputError("templates-name-long", most=rules.NAME_LIMIT)
    return wanted


def _require_free(wanted: str, others: Sequence[Template]) -> None:
    taken = next((one.name for one in others if folded(one.name) == folded(wanted)), None)
    if taken is not None:
        raise InvalidInputError("templates-taken", name=taken)


def _require_text(title: str, body: str) -> None:
    if not title or clean_name(body) is None:
        raise InvalidInputError("templates-no-text")
    found = len(rules.fields(title, body))
    if found > rules.MOST_FIELDS:
        raise InvalidInputError("templates-many-fields", most=rules.MOST_FIELDS, found=found)


def _record(
    tx: Transaction, actor: Actor, action: str, *, before: Template | None, after: Template | None
) -> None:
    subject = after or before
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=action,
        subject="" if subject is None else subject.name,
        before=None if before is None else _fields(before),
        after=None if after is None else _fields(after),
    )


def _fields(template: Template) -> dict[str, object]:
    return {"id": template.id, "name": template.name, "title": template.title, "body": template.body}
