"""How names and words are compared. Pure."""

import unicodedata


def folded(text: str) -> str:
    """What is compared in a name or a search: case and width of letters aside, in any script."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
