"""What members do that others must read: not too often, and not at all by whom the guild has blocked."""

import datetime as dt

from bot.errors import NotAllowedError, RefusedError
from bot.guilds.conduct import store
from bot.people.actor import Actor
from bot.storage.database import Transaction


def require(tx: Transaction, actor: Actor, action: str, *, most: int, within: dt.timedelta) -> None:
    """Count one more of an action, in the transaction that does it.

    Raises NotAllowedError for whoever is blocked, and RefusedError when it is more than `most` within a span, with when it
    may be done again.
    """
    if store.is_blocked(tx, actor.guild_id, actor.user_id):
        raise NotAllowedError("conduct-blocked")
    earlier = store.since(tx, actor.guild_id, actor.user_id, action, tx.now - within)
    if len(earlier) >= most:
        raise RefusedError("conduct-too-often", again=earlier[-most] + within)
    store.add(tx, actor.guild_id, actor.user_id, action)
