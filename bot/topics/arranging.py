"""What organisers do with topics: make, change, archive, restore and repair them. Every use case asks for an organiser."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.errors import InvalidInputError, StaleError
from bot.guilds.rules import ChannelPurpose
from bot.language import markup
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.topics import records, roles, rules, store
from bot.topics.records import Standing, Wanted, standing
from bot.topics.rules import Missing, Style, Topic, TopicView


@dataclass(frozen=True, kw_only=True)
class ReadyName:
    """What a ready topic is called in the guild's language, and other names that its forum tag may bear."""

    name: str
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Recommended:
    """What adding the recommended topics did: the names that were added, were there, or have no tag in the forum."""

    forum_id: int
    added: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    untagged: tuple[str, ...] = ()


class ArrangingService:
    """Use cases of organisers. A `TopicView` says what of channels and roles is there now."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Looking

    async def look(self, actor: Actor, topic_id: int) -> Standing:
        """A live topic. Raises NotFoundError, and StaleError for an archived one."""

        def operation(tx: Transaction) -> Standing:
            records.organiser(tx, actor)
            return standing(tx, records.live(tx, actor, topic_id))

        return await self._database.read(operation)

    async def find(self, actor: Actor, *, archived: bool) -> tuple[Topic, ...]:
        """Live or archived topics by name."""

        def operation(tx: Transaction) -> tuple[Topic, ...]:
            records.organiser(tx, actor)
            every = store.every(tx, actor.guild_id)
            return tuple(one for one in every if (one.archived_at is not None) == archived)

        return await self._database.read(operation)

    # Making and changing

    async def create(self, actor: Actor, wanted: Wanted, view: TopicView) -> Standing:
        """Make a topic. Raises InvalidInputError for what does not fit."""

        def operation(tx: Transaction) -> Standing:
            records.organiser(tx, actor)
            return standing(tx, records.insert(tx, actor, wanted, view))

        return await self._database.write(operation)

    async def rename(self, actor: Actor, topic_id: int, version: int, *, name: str, emoji: str) -> Standing:
        """Another name and emoji. `version`: as the form showed it."""

        def operation(tx: Transaction) -> Standing:
            before = _at(tx, actor, topic_id, version)
            kept = records.read_name(name)
            records.require_free(tx, actor.guild_id, kept, but=topic_id)
            after = replace(before, name=kept, emoji=records.read_emoji(emoji))
            return standing(tx, records.change(tx, actor, before, after))

        return await self._database.write(operation)

    async def set_style(self, actor: Actor, topic_id: int, style: Style) -> Standing:
        """What followers get."""
        return await self._edit(actor, topic_id, lambda before: replace(before, style=style))

    async def set_moderated(self, actor: Actor, topic_id: int, *, moderated: bool) -> Standing:
        """Whether only organisers open threads in it."""
        return await self._edit(actor, topic_id, lambda before: replace(before, moderated=moderated))

    async def set_place(
        self, actor: Actor, topic_id: int, channel_id: int, tag_id: int | None, view: TopicView
    ) -> Standing:
        """Another channel, or another tag of a forum. Raises InvalidInputError for one that is not there or is taken."""

        def operation(tx: Transaction) -> Standing:
            records.organiser(tx, actor)
            before = records.live(tx, actor, topic_id)
            records.require_place(channel_id, tag_id, view)
            records.require_free_place(tx, actor.guild_id, channel_id, tag_id, but=topic_id)
            after = replace(before, channel_id=channel_id, tag_id=tag_id)
            return standing(tx, records.change(tx, actor, before, after))

        return await self._database.write(operation)

    async def set_role(self, actor: Actor, topic_id: int, role_id: int | None, view: TopicView) -> Standing:
        """Another role, or none: the old one is taken from those who were given it, and all followers get the new one.

        Raises InvalidInputError for a role that nobody may be given by a bot.
        """

        def operation(tx: Transaction) -> Standing:
            records.organiser(tx, actor)
            before = records.live(tx, actor, topic_id)
            if role_id == before.role_id:
                return standing(tx, before)
            if role_id is not None:
                records.require_role(role_id, view)
            after = records.change(tx, actor, before, replace(before, role_id=role_id))
            key = f"v{after.version}"
            if before.role_id is not None:
                roles.take(tx, after, before.role_id, view, key=key)
            store.nobody_has_role(tx, topic_id)
            return standing(tx, after, giving=roles.give(tx, after, view, key=key))

        return await self._database.write(operation)

    async def give(self, actor: Actor, topic_id: int, view: TopicView) -> Standing:
        """Promise the role to each follower who was not given it. Raises InvalidInputError where the bot may not."""

        def operation(tx: Transaction) -> Standing:
            records.organiser(tx, actor)
            topic = records.live(tx, actor, topic_id)
            held = None if topic.role_id is None else rules.held_back(topic.role_id, view)
            if topic.role_id is None:
                raise StaleError("topic-changed")
            if held is not None:
                raise InvalidInputError(f"topic-refused-{held}", role=markup.role(topic.role_id))
            giving = roles.give(tx, topic, view, key=str(actor.interaction_id))
            if giving:
                audit.record(
                    tx,
                    guild_id=actor.guild_id,
                    user_id=actor.user_id,
                    action="topic.give",
                    subject=topic.name,
                    after={"id": topic.id, "role": topic.role_id, "people": giving},
                )
            return standing(tx, topic, giving=giving)

        return await self._database.write(operation)

    # Putting away and back

    async def archive(self, actor: Actor, topic_id: int, version: int) -> Topic:
        """Put a topic away: its followers, their roles and its threads stay. `version`: as the question showed it."""

        def operation(tx: Transaction) -> Topic:
            before = _at(tx, actor, topic_id, version)
            return records.change(tx, actor, before, replace(before, archived_at=tx.now), "topic.archive")

        return await self._database.write(operation)

    async def restore(self, actor: Actor, topic_id: int) -> Standing:
        """Bring a topic back, with those who follow it. Raises StaleError where it is back, InvalidInputError for no room."""

        def operation(tx: Transaction) -> Standing:
            records.organiser(tx, actor)
            before = records.existing(tx, actor, topic_id)
            if before.archived_at is None:
                raise StaleError("topic-restored-already", name=before.name)
            records.require_room(tx, actor.guild_id, archived=False)
            if before.channel_id is not None:
                records.require_free_place(tx, actor.guild_id, before.channel_id, before.tag_id)
            after = replace(before, archived_at=None)
            return standing(tx, records.change(tx, actor, before, after, "topic.restore"))

        return await self._database.write(operation)

    async def repair(self, actor: Actor, topic_id: int, view: TopicView) -> Standing:
        """Go on without the tag and the role that are gone. Raises StaleError where nothing is.

        A channel that is gone has to be chosen anew: `set_place`.
        """

        def operation(tx: Transaction) -> Standing:
            records.organiser(tx, actor)
            before = records.live(tx, actor, topic_id)
            missing = rules.broken(before, view)
            if not missing:
                raise StaleError("topic-whole", name=before.name)
            after = before
            if Missing.TAG in missing and before.channel_id is not None:
                records.require_free_place(tx, actor.guild_id, before.channel_id, None, but=topic_id)
                after = replace(after, tag_id=None)
            if Missing.ROLE in missing:
                after = replace(after, role_id=None)
                store.nobody_has_role(tx, topic_id)
            return standing(tx, records.change(tx, actor, before, after))

        return await self._database.write(operation)

    # Recommended ones

    async def recommend(self, actor: Actor, names: Mapping[str, ReadyName], view: TopicView) -> Recommended:
        """Add the ready topics for which the configured forum has a tag; those that are there stay as they are.

        `names` by `ReadyTopic.key`. Raises InvalidInputError without a forum, and where there is no room for one more.
        """

        def operation(tx: Transaction) -> Recommended:
            settings = records.organiser(tx, actor)
            forum_id = settings.channels.get(ChannelPurpose.FORUM, 0)
            forum = view.places.get(forum_id)
            if forum is None or forum.type != rules.FORUM:
                raise InvalidInputError("topic-no-forum")
            found: dict[str, list[str]] = {"added": [], "there": [], "untagged": []}
            for ready in rules.READY:
                called = names[ready.key]
                every = store.every(tx, actor.guild_id)
                tag_id = rules.tag_called(forum, {called.name, *called.tags})
                known = tag_id is not None and any(
                    (one.channel_id, one.tag_id) == (forum_id, tag_id) for one in every
                )
                if known or rules.same_name(called.name, every) is not None:
                    found["there"].append(called.name)
                elif tag_id is None:
                    found["untagged"].append(called.name)
                else:
                    wanted = Wanted(
                        name=called.name,
                        channel_id=forum_id,
                        tag_id=tag_id,
                        style=ready.style,
                        emoji=ready.emoji,
                        moderated=ready.moderated,
                    )
                    found["added"].append(records.insert(tx, actor, wanted, view).name)
            return Recommended(
                forum_id=forum_id,
                added=tuple(found["added"]),
                there=tuple(found["there"]),
                untagged=tuple(found["untagged"]),
            )

        return await self._database.write(operation)

    async def _edit(self, actor: Actor, topic_id: int, change: Callable[[Topic], Topic]) -> Standing:
        def operation(tx: Transaction) -> Standing:
            records.organiser(tx, actor)
            before = records.live(tx, actor, topic_id)
            return standing(tx, records.change(tx, actor, before, change(before)))

        return await self._database.write(operation)


def _at(tx: Transaction, actor: Actor, topic_id: int, version: int) -> Topic:
    """A live topic as it was shown. Raises StaleError where it changed since."""
    records.organiser(tx, actor)
    found = records.live(tx, actor, topic_id)
    if found.version != version:
        raise StaleError("topic-changed")
    return found
