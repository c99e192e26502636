"""What the charter's use cases begin with: the version, whether it may be touched, whom it concerns.

Functions of a transaction, in the actor's own guild. None of them asks for an organiser.
"""

from bot.errors import NotFoundError, StaleError
from bot.people.actor import Actor
from bot.storage.database import Transaction
from bot.topics.charter import rules, store
from bot.topics.charter.rules import Charter, CharterState


def existing(tx: Transaction, actor: Actor, charter_id: int) -> Charter:
    """A version of the actor's guild. Raises NotFoundError, also for a draft: that is its author's alone."""
    found = store.get(tx, actor.guild_id, charter_id)
    if found is None or found.state is not CharterState.PUBLISHED:
        raise NotFoundError("charter-gone")
    return found


def current(tx: Transaction, actor: Actor) -> Charter:
    found = store.current(tx, actor.guild_id)
    if found is None:
        raise NotFoundError("charter-none-organiser")
    return found


def applying(tx: Transaction, actor: Actor, charter_id: int) -> Charter:
    """The version that applies. Raises StaleError for one that does so no more."""
    found = existing(tx, actor, charter_id)
    if current(tx, actor).id != found.id:
        raise StaleError("charter-stale")
    return found


def readers(tx: Transaction, guild_id: int) -> list[int]:
    """Who has read a version that counts for the role."""
    needed = store.needed(tx, guild_id)
    return [one for one, read in store.furthest_of_all(tx, guild_id).items() if rules.holds(read, needed)]


def holders(tx: Transaction, charter: Charter) -> list[int]:
    """Who holds the role by an earlier version than this one."""
    needed = store.needed(tx, charter.guild_id)
    found = store.furthest_of_all(tx, charter.guild_id)
    return [one for one, read in found.items() if rules.holds(read, needed) and read < charter.number]
