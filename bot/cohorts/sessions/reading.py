"""What people, and files, call sessions and milestones: as it is kept, or refused."""

from bot.cohorts.sessions import rules
from bot.errors import InvalidInputError
from bot.language.safe_text import clean_name, length


def read_title(typed: str) -> str:
    """A title as it is kept. Raises InvalidInputError."""
    title = clean_name(typed)
    if title is None:
        raise InvalidInputError("cohort-session-title-empty")
    if length(title) > rules.TITLE_LIMIT:
        raise InvalidInputError("cohort-session-title-long", most=rules.TITLE_LIMIT)
    if rules.holds_address(title):
        raise InvalidInputError("cohort-session-address")
    return title


def read_place(typed: str) -> str:
    """Where it takes place, for everybody to read: no link. Raises InvalidInputError."""
    place = clean_name(typed) or ""
    if length(place) > rules.PLACE_LIMIT:
        raise InvalidInputError("cohort-session-place-long", most=rules.PLACE_LIMIT)
    if rules.holds_address(place):
        raise InvalidInputError("cohort-session-address")
    return place


def read_minutes(minutes: int) -> int:
    """Raises InvalidInputError for a length that no session has."""
    if not rules.SHORTEST <= minutes <= rules.LONGEST:
        raise InvalidInputError("cohort-session-minutes", least=rules.SHORTEST, most=rules.LONGEST)
    return minutes
