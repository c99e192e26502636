"""Methods that compare options two by two: Schulze, Ranked Pairs, Minimax. Pure; winning votes throughout."""

from collections.abc import Iterable, Mapping, Sequence

from bot.polls.counting.ballots import Ballots, Unranked

Matrix = Mapping[tuple[str, str], int]
"""(a, b) → how many ballots, or how strong a path, for a over b."""


def preferences(ballots: Ballots) -> dict[tuple[str, str], int]:
    """(a, b) → how many ballots prefer a to b. Equal options are preferred by nobody.

    A row of the matrix is one long integer with a field for each option, wide enough for every ballot: a ballot adds to each
    row all that stands behind that option, at once.
    """
    width = sum(ballots.ranked.values()).bit_length()
    place = {one: 1 << (width * index) for index, one in enumerate(ballots.options)}
    everybody = sum(place.values())
    rest_counts = ballots.unranked is Unranked.LAST
    rows = dict.fromkeys(ballots.options, 0)
    for groups, count in ballots.ranked.items():
        # What stands behind a group: the groups after it, and all that nobody listed where that counts.
        behind = everybody if rest_counts else sum([place[one] for group in groups for one in group])
        for group in groups:
            if len(group) == 1:  # nearly always
                one = group[0]
                behind -= place[one]
                rows[one] += behind * count
                continue
            behind -= sum([place[one] for one in group])
            for one in group:
                rows[one] += behind * count
    mask = (1 << width) - 1
    return {
        (a, b): (rows[a] >> (width * index)) & mask
        for a in ballots.options
        for index, b in enumerate(ballots.options)
        if a != b
    }


def condorcet(options: Sequence[str], votes: Matrix) -> str | None:
    """Who beats every other option; None: nobody does."""
    for one in options:
        if all(votes[one, other] > votes[other, one] for other in options if other != one):
            return one
    return None


def strongest_paths(options: Sequence[str], votes: Matrix) -> dict[tuple[str, str], int]:
    """The strength of the strongest path between each two options (Schulze 2011, section 2.3; winning votes).

    A path is as strong as its weakest link; a link counts where more prefer it than the other way.
    """
    paths = {
        (a, b): votes[a, b] if votes[a, b] > votes[b, a] else 0 for a in options for b in options if a != b
    }
    for through in options:
        for a in options:
            if a == through:
                continue
            first = paths[a, through]
            if not first:
                continue
            for b in options:
                if b in (a, through):
                    continue
                strength = min(first, paths[through, b])
                paths[a, b] = max(paths[a, b], strength)
    return paths


def in_order(options: Sequence[str], beats: Matrix) -> tuple[tuple[str, ...], ...]:
    """Options by who beats whom, the unbeaten first; `beats` has to be free of cycles."""
    left = list(options)
    found: list[tuple[str, ...]] = []
    while left:
        top = tuple(a for a in left if not any(beats[b, a] > beats[a, b] for b in left if b != a))
        found.append(top)
        left = [one for one in left if one not in top]
    return tuple(found)


def minimax(options: Sequence[str], votes: Matrix) -> dict[str, int]:
    """Each option's worst defeat in winning votes; 0: nobody beats it."""
    return {
        a: max((votes[b, a] for b in options if b != a and votes[b, a] > votes[a, b]), default=0)
        for a in options
    }


def majorities(options: Sequence[str], votes: Matrix) -> list[list[tuple[str, str]]]:
    """Who beats whom, in groups of equal strength, the strongest first: more winning votes, then fewer losing ones."""
    by_strength: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for a in options:
        for b in options:
            if a != b and votes[a, b] > votes[b, a]:
                by_strength.setdefault((-votes[a, b], votes[b, a]), []).append((a, b))
    return [by_strength[strength] for strength in sorted(by_strength)]


def locked(options: Sequence[str], order: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Ranked Pairs (Tideman 1987): majorities in this order, each one kept unless it closes a circle."""
    reach: dict[str, set[str]] = {one: {one} for one in options}
    """What each option stands above, directly or through others, and itself."""
    for a, b in order:
        if a in reach[b]:
            continue
        for one in options:
            if a in reach[one]:
                reach[one] |= reach[b]
    return {(a, b): int(b in reach[a]) for a in options for b in options if a != b}
