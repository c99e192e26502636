"""What a person looked for, remembered for a day, so that the buttons under the result still know it after a restart.

A custom_id holds a route and numbers: words do not fit, and whoever has the message can alter them. An hour in memory would
end with the process. So the words are a row of the person in the guild, and the press names the row.
"""

import datetime as dt

from bot.errors import InvalidInputError, StaleError
from bot.language.safe_text import clean_name, clip
from bot.people.searches import store
from bot.storage.database import Transaction

KEPT = dt.timedelta(days=1)
MOST = 100
"""Characters of a search."""
_AT_ONCE = 500


def read(typed: str) -> str:
    """The words to look for. Raises InvalidInputError where nothing of it can be read."""
    term = clean_name(typed)
    if term is None:
        raise InvalidInputError("search-empty")
    return clip(term, MOST)


def keep(tx: Transaction, guild_id: int, user_id: int, term: str) -> int:
    """Remember what a person looks for; the id is for the presses under the result."""
    return store.keep(tx, guild_id, user_id, term)


def term(tx: Transaction, guild_id: int, user_id: int, search_id: int) -> str:
    """The words of a person's own search. Raises StaleError for one that is forgotten, or is somebody else's."""
    found = store.term(tx, guild_id, user_id, search_id)
    if found is None:
        raise StaleError("search-forgotten")
    return found


def forget(tx: Transaction, now: dt.datetime) -> int:
    """Retention: remove what was looked for more than a day ago."""
    return store.forget(tx, now - KEPT, _AT_ONCE)
