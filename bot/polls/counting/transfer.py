"""Methods that transfer votes: instant runoff, and STV by the weighted inclusive Gregory method. Pure, exact fractions.

Where two options are equal and one has to go (or its surplus first), the latest earlier round in which they differed
decides (backward look). Where none does, it is a lot. If none was drawn, every way it can fall is counted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from bot.polls.counting.ballots import Ballots, Groups

MOST_WAYS, MOST_STEPS = 1_000, 2_000
"""So many ways a lot may fall are followed, in so many steps; with more, whoever is left by then counts as tied."""

Votes = Mapping[str, Fraction]
_Weight = int | Fraction
_Paper = tuple[_Weight, Groups]
"""What a vote is worth, and what it prefers from here on. Whole weights are whole numbers: a fraction is slower by far."""
_NOTHING = Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way a count can go. `elected` in order; `order`: everybody, the best first. `by_lot`: a lot decided something.

    `open`: who could still be elected where the count was given up; empty for a whole count.
    """

    elected: tuple[str, ...]
    order: tuple[str, ...]
    rounds: tuple[Votes, ...]
    by_lot: bool = False
    open: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _State:
    """`waiting`: elected, their surplus still to be transferred. `out`: eliminated, the first one first."""

    hopeful: tuple[str, ...]
    papers: Mapping[str, tuple[_Paper, ...]]
    elected: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    rounds: tuple[Votes, ...] = ()
    by_lot: bool = False


def quota(ballots: Ballots, seats: int) -> int:
    """Droop's: the votes that at most `seats` options can reach. Ballots that list nobody are no votes."""
    return sum(count for groups, count in ballots.ranked.items() if groups) // (seats + 1) + 1


def ways(ballots: Ballots, *, runoff: bool) -> list[Way]:
    """Each way the count can go; more than one only where a lot decides and none was drawn."""
    return _Count(ballots, runoff=runoff).ways()


class _Count:
    def __init__(self, ballots: Ballots, *, runoff: bool) -> None:
        self._ballots = ballots
        self._runoff = runoff
        self._seats = 1 if runoff else ballots.seats
        self._quota = quota(ballots, self._seats)
        self._lot = {one: place for place, one in enumerate(ballots.tie_order)}

    def ways(self) -> list[Way]:
        options = self._ballots.options
        papers: list[_Paper] = [(count, groups) for groups, count in self._ballots.ranked.items()]
        stack = [_State(hopeful=options, papers=_dealt(dict.fromkeys(options, ()), papers, options))]
        found: list[Way] = []
        seen: set[object] = set()
        steps = 0
        while stack:
            state = stack.pop()
            steps += 1
            if len(found) >= MOST_WAYS or steps > MOST_STEPS:
                found.append(self._given_up(state))
                continue
            following = self._step(state)
            if isinstance(following, Way):
                found.append(following)
                continue
            for one in following:
                # In a runoff the papers follow from who is left, so that ways which meet again are one.
                known = (
                    one.hopeful,
                    tuple(tuple(votes[left] for left in one.hopeful) for votes in one.rounds),
                )
                if self._runoff and len(following) > 1:
                    if known in seen:
                        continue
                    seen.add(known)
                stack.append(one)
        return found

    def _step(self, state: _State) -> Way | list[_State]:
        votes = {one: _worth(state.papers[one]) for one in (*state.hopeful, *state.waiting)}
        state = replace(state, rounds=(*state.rounds, votes))
        if self._runoff:
            total = sum((votes[one] for one in state.hopeful), _NOTHING)
            won = tuple(one for one in state.hopeful if votes[one] * 2 > total)
            if won or len(state.hopeful) == 1:
                return self._finished(state, won or state.hopeful)
            return self._eliminate(state)
        reached = [one for one in state.hopeful if votes[one] >= self._quota]
        if reached:
            chosen = tuple(self._by_votes(reached, state.rounds))[: self._seats - len(state.elected)]
            state = replace(
                state,
                elected=(*state.elected, *chosen),
                waiting=(*state.waiting, *chosen),
                hopeful=tuple(one for one in state.hopeful if one not in chosen),
            )
        if len(state.elected) == self._seats:
            return self._finished(state, ())
        if len(state.elected) + len(state.hopeful) <= self._seats:
            return self._finished(state, tuple(self._by_votes(state.hopeful, state.rounds)))
        return self._transfer(state) if state.waiting else self._eliminate(state)

    def _transfer(self, state: _State) -> list[_State]:
        """The largest surplus goes first; each paper keeps its share of it."""
        tied = _back(state.waiting, state.rounds, max)
        return [self._transferred(state, one, lot=lot) for one, lot in self._drawn(tied, lucky=True)]

    def _transferred(self, state: _State, one: str, *, lot: bool) -> _State:
        worth = state.rounds[-1][one]
        share = (worth - self._quota) / worth
        papers = {**state.papers, one: ()}
        going: list[_Paper] = (
            [(weight * share, groups) for weight, groups in state.papers[one]] if share else []
        )
        return replace(
            state,
            waiting=tuple(other for other in state.waiting if other != one),
            papers=_dealt(papers, going, state.hopeful),
            by_lot=state.by_lot or lot,
        )

    def _eliminate(self, state: _State) -> list[_State]:
        votes = state.rounds[-1]
        lowest = _back(state.hopeful, state.rounds, min)
        without = [one for one in state.hopeful if not votes[one]]
        if (
            lowest
            and not votes[lowest[0]]
            and len(state.hopeful) - len(without) >= self._seats - len(state.elected)
        ):
            lowest = sorted(lowest)[:1]  # none of them has a vote, and all of them go: no lot is needed
        return [self._eliminated(state, one, lot=lot) for one, lot in self._drawn(lowest, lucky=False)]

    def _eliminated(self, state: _State, one: str, *, lot: bool) -> _State:
        left = tuple(other for other in state.hopeful if other != one)
        return replace(
            state,
            hopeful=left,
            out=(*state.out, one),
            papers=_dealt({**state.papers, one: ()}, state.papers[one], left),
            by_lot=state.by_lot or lot,
        )

    def _drawn(self, tied: Sequence[str], *, lucky: bool) -> Iterator[tuple[str, bool]]:
        """Which of the tied it is: the one the lot says, or each of them where none was drawn."""
        if len(tied) == 1:
            yield tied[0], False
        elif self._lot:
            yield (min if lucky else max)(tied, key=self._lot.__getitem__), True
        else:
            yield from ((one, True) for one in sorted(tied))

    def _by_votes(self, some: Sequence[str], rounds: tuple[Votes, ...]) -> list[str]:
        """By their votes now, then before; a lot only orders those who were equal throughout."""
        lot = self._lot or {one: place for place, one in enumerate(sorted(some))}
        return sorted(some, key=lambda one: (*(-votes[one] for votes in reversed(rounds)), lot[one]))

    def _finished(self, state: _State, last: tuple[str, ...]) -> Way:
        rest = [one for one in state.hopeful if one not in last]
        elected = (*state.elected, *last)
        order = (*elected, *self._by_votes(rest, state.rounds), *reversed(state.out))
        return Way(elected=elected, order=order, rounds=state.rounds, by_lot=state.by_lot)

    def _given_up(self, state: _State) -> Way:
        order = (*state.elected, *state.hopeful, *reversed(state.out))
        return Way(
            elected=state.elected,
            order=order,
            rounds=state.rounds,
            by_lot=True,
            open=(*state.elected, *state.hopeful),
        )


def _worth(papers: Sequence[_Paper]) -> Fraction:
    whole, parts = 0, _NOTHING
    for weight, _ in papers:
        if type(weight) is int:
            whole += weight
        else:
            parts += weight
    return whole + parts


def _dealt(
    papers: Mapping[str, tuple[_Paper, ...]], going: Sequence[_Paper], hopeful: Sequence[str]
) -> dict[str, tuple[_Paper, ...]]:
    """Papers given to the first of their groups in which somebody is hopeful, shared where there are several."""
    left = frozenset(hopeful)
    added: dict[str, dict[Groups, _Weight]] = {one: {} for one in hopeful}
    for weight, groups in going:
        for index, group in enumerate(groups, start=1):
            here = group if len(group) == 1 and group[0] in left else [one for one in group if one in left]
            if not here:
                continue
            rest = groups[index:]
            if len(here) == 1:
                mine = added[here[0]]
                mine[rest] = mine.get(rest, 0) + weight
            else:
                for one in here:
                    following = (tuple(other for other in here if other != one), *rest)
                    mine = added[one]
                    mine[following] = mine.get(following, 0) + Fraction(weight) / len(here)
            break
    found = dict(papers)
    for one, mine in added.items():
        if mine:
            found[one] = (*found[one], *((weight, groups) for groups, weight in mine.items()))
    return found


def _back(
    some: Sequence[str], rounds: tuple[Votes, ...], best: Callable[[Iterator[Fraction]], Fraction]
) -> list[str]:
    """Who has the most (or fewest) votes now; of those who are equal, who had them in the latest round that tells."""
    left = list(some)
    for votes in reversed(rounds):
        wanted = best(votes[one] for one in left)
        left = [one for one in left if votes[one] == wanted]
        if len(left) == 1:
            break
    return left
