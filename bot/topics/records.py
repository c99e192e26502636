"""What every use case of topics begins and ends with: the record, whether it may be touched, what is noted.

Functions of a transaction.
"""

from dataclasses import dataclass

from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.guilds.rules import GuildSettings
from bot.guilds.service import require_organiser, settings_in
from bot.language import markup
from bot.language.look_alikes import alike
from bot.language.rules import folded
from bot.language.safe_text import clean_name, length
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Transaction
from bot.topics import rules, store
from bot.topics.rules import Style, Topic, TopicView, Ungrantable


@dataclass(frozen=True, kw_only=True)
class Overview:
    """A topic as a list shows it to one reader. `has_role`: they were given its role."""

    topic: Topic
    followers: int
    unanswered: int
    follows: bool
    has_role: bool = False


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What following, or unfollowing, did. `changed`: False where it was so already.

    `held`: why the topic's role is not given; None: it is, or there is none.
    """

    topic: Topic
    follows: bool
    changed: bool
    held: Ungrantable | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A topic as organisers see it. `lacking`: followers who were not given its role. `alike`: a name like its own.

    `giving`: to so many the role is promised with this.
    """

    topic: Topic
    followers: int
    lacking: int
    alike: str | None = None
    giving: int = 0


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a new topic is to be, as it was typed and chosen."""

    name: str
    channel_id: int
    tag_id: int | None = None
    role_id: int | None = None
    style: Style = Style.EACH
    emoji: str = ""
    moderated: bool = False


def organiser(tx: Transaction, actor: Actor) -> GuildSettings:
    """Raises NotAllowedError for anybody else."""
    settings = settings_in(tx, actor.guild_id)
    require_organiser(settings, actor)
    return settings


def existing(tx: Transaction, actor: Actor, topic_id: int) -> Topic:
    """A topic of the actor's guild, archived or not. Raises NotFoundError."""
    found = store.get(tx, actor.guild_id, topic_id)
    if found is None:
        raise NotFoundError("topic-not-found")
    return found


def live(tx: Transaction, actor: Actor, topic_id: int) -> Topic:
    """Raises NotFoundError, and StaleError for an archived one."""
    found = existing(tx, actor, topic_id)
    if found.archived_at is not None:
        raise StaleError("topic-archived", name=found.name)
    return found


def standing(tx: Transaction, topic: Topic, *, giving: int = 0) -> Standing:
    """How a topic stands now."""
    others = [one.name for one in store.every(tx, topic.guild_id) if one.id != topic.id]
    lacking = 0 if topic.role_id is None else len(store.holders(tx, topic.id, has_role=False))
    return Standing(
        topic=topic,
        followers=len(store.followers(tx, topic.id)),
        lacking=lacking,
        alike=alike(topic.name, others),
        giving=giving,
    )


def insert(tx: Transaction, actor: Actor, wanted: Wanted, view: TopicView) -> Topic:
    """Make a topic. Raises InvalidInputError for what does not fit."""
    name, emoji = read_name(wanted.name), read_emoji(wanted.emoji)
    require_place(wanted.channel_id, wanted.tag_id, view)
    if wanted.role_id is not None:
        require_role(wanted.role_id, view)
    require_free(tx, actor.guild_id, name)
    require_room(tx, actor.guild_id)
    require_free_place(tx, actor.guild_id, wanted.channel_id, wanted.tag_id)
    made = store.insert(
        tx,
        guild_id=actor.guild_id,
        name=name,
        folded=folded(name),
        emoji=emoji,
        channel_id=wanted.channel_id,
        tag_id=wanted.tag_id,
        role_id=wanted.role_id,
        style=wanted.style,
        moderated=wanted.moderated,
    )
    after = existing(tx, actor, made)
    _record(tx, actor, "topic.create", before=None, after=after)
    return after


def change(tx: Transaction, actor: Actor, before: Topic, after: Topic, action: str = "topic.edit") -> Topic:
    """Store and note a change; nothing where there is none. Returns the topic as it is now."""
    if before == after:
        return before
    store.change(tx, after, folded=folded(after.name))
    now = existing(tx, actor, before.id)
    _record(tx, actor, action, before=before, after=now)
    return now


def read_name(typed: str) -> str:
    """A name as it is kept. Raises InvalidInputError."""
    name = clean_name(typed)
    if name is None:
        raise InvalidInputError("topic-name-empty")
    if length(name) > rules.NAME_LIMIT:
        raise InvalidInputError("topic-name-long", most=rules.NAME_LIMIT)
    return name


def read_emoji(typed: str) -> str | None:
    """Raises InvalidInputError for what is no emoji."""
    try:
        return rules.read_emoji(typed)
    except ValueError as error:
        raise InvalidInputError("topic-emoji-unknown") from error


def require_free(tx: Transaction, guild_id: int, name: str, *, but: int = 0) -> None:
    """Raises InvalidInputError where another topic has the name, also an archived one: it may come back."""
    taken = rules.same_name(name, [one for one in store.every(tx, guild_id) if one.id != but])
    if taken is not None:
        key = "topic-taken" if taken.archived_at is None else "topic-taken-archived"
        raise InvalidInputError(key, name=taken.name)


def require_free_place(
    tx: Transaction, guild_id: int, channel_id: int, tag_id: int | None, *, but: int = 0
) -> None:
    """Raises InvalidInputError where another live topic has the same channel and tag: a thread has one topic."""
    for one in store.every(tx, guild_id):
        here = (one.channel_id, one.tag_id) == (channel_id, tag_id)
        if here and one.archived_at is None and one.id != but:
            key = "topic-place-taken" if tag_id is None else "topic-tag-taken"
            raise InvalidInputError(key, name=one.name, where=markup.channel(channel_id))


def require_room(tx: Transaction, guild_id: int, *, archived: bool = True) -> None:
    """Raises InvalidInputError where there are as many topics as there may be. `archived`: those count as well."""
    every = store.every(tx, guild_id)
    if sum(one.archived_at is None for one in every) >= rules.MOST_TOPICS:
        raise InvalidInputError("topic-many", most=rules.MOST_TOPICS)
    if archived and len(every) >= rules.MOST_TOPICS + rules.MOST_ARCHIVED:
        raise InvalidInputError("topic-many-archived", most=rules.MOST_ARCHIVED)


def require_place(channel_id: int, tag_id: int | None, view: TopicView) -> None:
    """Raises InvalidInputError for a channel or tag that is not there, or where no topic can be."""
    place = view.places.get(channel_id)
    if place is None or place.type not in (rules.TEXT, rules.FORUM):
        raise InvalidInputError("topic-place-unfit")
    if tag_id is not None and tag_id not in place.tags:
        raise InvalidInputError("topic-tag-unknown", where=markup.channel(channel_id))


def require_role(role_id: int, view: TopicView) -> None:
    """Raises InvalidInputError for a role that can never be a topic's. One the bot may not give today can."""
    held = rules.held_back(role_id, view)
    if held in rules.NEVER:
        raise InvalidInputError(f"topic-refused-{held}", role=markup.role(role_id))


def _record(tx: Transaction, actor: Actor, action: str, *, before: Topic | None, after: Topic) -> None:
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=action,
        subject=after.name,
        before=None if before is None else _fields(before),
        after=_fields(after),
    )


def _fields(topic: Topic) -> dict[str, object]:
    return {
        "id": topic.id,
        "name": topic.name,
        "emoji": topic.emoji,
        "channel": topic.channel_id,
        "tag": topic.tag_id,
        "role": topic.role_id,
        "style": topic.style.value,
        "moderated": topic.moderated,
        "archived": topic.archived_at is not None,
    }
