"""The steps by which a ranking is made: an option is added, moved up or down, made equal, taken away. Pure.

A ranking is groups of options, the best first. Each step gives a new one; one that leads nowhere gives the same.
"""

from collections.abc import Iterable

Groups = tuple[tuple[int, ...], ...]


def add(groups: Groups, number: int) -> Groups:
    """The option comes last."""
    return groups if number in _all(groups) else (*groups, (number,))


def remove(groups: Groups, number: int) -> Groups:
    """The option is not ranked any more."""
    return _tidy([one for one in group if one != number] for group in groups)


def up(groups: Groups, number: int) -> Groups:
    """Out of a group it comes just before it; alone it passes the group before it."""
    at = _place(groups, number)
    if at is None:
        return groups
    without: list[Iterable[int]] = [[one for one in group if one != number] for group in groups]
    target = at if len(groups[at]) > 1 else max(0, at - 1)
    without.insert(target, [number])
    return _tidy(without)


def down(groups: Groups, number: int) -> Groups:
    """Out of a group it comes just after it; alone it passes the group after it."""
    return tuple(reversed(up(tuple(reversed(groups)), number)))


def equal(groups: Groups, number: int) -> Groups:
    """It is ranked as the group before it."""
    at = _place(groups, number)
    if not at:
        return groups
    return _tidy(
        [*(one for one in group if one != number), *([number] if place == at - 1 else [])]
        for place, group in enumerate(groups)
    )


def last_taken(groups: Groups) -> Groups:
    """Without the last option."""
    return remove(groups, groups[-1][-1]) if groups else groups


def _all(groups: Groups) -> set[int]:
    return {one for group in groups for one in group}


def _place(groups: Groups, number: int) -> int | None:
    return next((place for place, group in enumerate(groups) if number in group), None)


def _tidy(groups: Iterable[Iterable[int]]) -> Groups:
    return tuple(group for group in (tuple(sorted(one)) for one in groups) if group)
