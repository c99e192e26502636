"""A guild's digest as others may ask for it inside their own transaction."""

from bot.storage.database import Transaction
from bot.topics.digest import store
from bot.topics.digest.rules import Digest


def digest_in(tx: Transaction, guild_id: int) -> Digest:
    """What a guild configured: when its digest is posted, and after how many hours a question is nudged."""
    return store.get(tx, guild_id)
