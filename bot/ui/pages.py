"""The one way to page: durable Previous and Next buttons that carry the page they lead to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.language.catalogue import Translator
from bot.ui.cards import Button, Row
from bot.ui.routes import press

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """Page `number` of `count`, both from 1 on; an empty list is one empty page."""

    items: tuple[T, ...]
    number: int
    count: int


def paged(items: Sequence[T], page: int, per_page: int) -> Page[T]:
    """The page nearest to the one asked for: the list may have shrunk since its button was shown."""
    count = max(1, -(-len(items) // per_page))
    number = min(max(page, 1), count)
    start = (number - 1) * per_page
    return Page(items=tuple(items[start : start + per_page]), number=number, count=count)


def pager_row(route: str, page: Page[T], *ids: int, t: Translator) -> Row:
    """Previous · 2 of 7 · Next. The route's ids are `ids` and, last, the page to show."""
    return Row(
        (
            Button(
                label=t.plain("page-previous"),
                press=press(route, *ids, page.number - 1),
                disabled=page.number <= 1,
            ),
            Button(
                label=t.plain("page-number", number=page.number, count=page.count),
                press=press(route, *ids, page.number),
                disabled=True,
            ),
            Button(
                label=t.plain("page-next"),
                press=press(route, *ids, page.number + 1),
                disabled=page.number >= page.count,
            ),
        )
    )
