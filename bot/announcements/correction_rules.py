"""Which posts a correction changes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.delivery.model import Delivery


@dataclass(frozen=True, kw_only=True)
class Correcting:
    """What a draft would correct. `posts`: those of the latest occurrence, in the order in which they were promised.

    `earlier`: there are posts before it, which stay as they are. `over`: nothing more is coming, only the posts are left.
    """

    posts: tuple[Delivery, ...]
    earlier: bool
    over: bool


def latest(sent: Sequence[Delivery]) -> tuple[Delivery, ...]:
    """Of what was sent, the posts of the latest occurrence; `sent` is in order, the latest due first."""
    if not sent:
        return ()
    planned = sent[0].details.get("planned")
    return tuple(reversed([row for row in sent if row.details.get("planned") == planned]))
