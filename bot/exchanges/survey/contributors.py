"""Who stands behind answers: control groups, as they are now and as they were when somebody answered. Functions of a transaction."""

from collections.abc import Iterable

from bot.exchanges import store
from bot.exchanges.model import Project
from bot.exchanges.rules import groups
from bot.storage.database import Transaction

Hand = tuple[int, int]
"""An organisation, and the control group to which it belonged when it answered."""


class Groups:
    """Organisation → its control group as it is now, also of one that was merged into another, or is gone."""

    def __init__(self, tx: Transaction, project: Project) -> None:
        self._tx, self._guild_id = tx, project.guild_id
        known = store.organisations(tx, project.guild_id)
        self._known = groups({one.id: one.parent_id for one in known.values()})

    def __call__(self, organisation_id: int) -> int:
        if organisation_id in self._known:
            return self._known[organisation_id]
        found = store.organisation(self._tx, self._guild_id, organisation_id)
        return organisation_id if found is None else self._known.get(found.id, found.id)


class Contributors:
    """Organisation → the one hand that it is. What was one when it answered stays one, whatever organisers note of owners later:
    else a group could be taken apart for as long as it takes to publish its total.
    """

    def __init__(self, now: Groups, hands: Iterable[Hand]) -> None:
        self._now = now
        self._above: dict[int, int] = {}
        for organisation_id, then in hands:
            self._join(organisation_id, then)
            self._join(organisation_id, now(organisation_id))

    def __call__(self, organisation_id: int) -> int:
        return self._top(organisation_id if organisation_id in self._above else self._now(organisation_id))

    def _top(self, one: int) -> int:
        while (above := self._above.get(one, one)) != one:
            one = above
        return one

    def _join(self, one: int, other: int) -> None:
        first, second = sorted((self._top(one), self._top(other)))
        self._above[second] = first
        self._above.setdefault(one, first)
