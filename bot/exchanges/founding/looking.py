"""A project as it is shown: put together from what every room keeps of it. Functions of a transaction."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Final

from bot.exchanges import records, store
from bot.exchanges.answers import ready
from bot.exchanges.commitments import speaking, standing
from bot.exchanges.commitments.rules import NEEDS_PROOF
from bot.exchanges.founding import gates_rules
from bot.exchanges.founding import store as store_of_home
from bot.exchanges.founding.gates_rules import Check, Known
from bot.exchanges.messages import MOST_NAMES, MOST_SHOWN, Coming, Due, Named, OnRung, OpenDecision, Overview
from bot.exchanges.model import Project
from bot.exchanges.readiness_rules import GateState
from bot.exchanges.register import records as register
from bot.exchanges.rules import LADDER, Commitment, Mass, Rung
from bot.people.actor import Actor
from bot.polls import records as polls
from bot.polls.rules import Poll, PollState
from bot.storage.database import Transaction

_SHOWN: Final = (*reversed(LADDER), Rung.LAPSED, Rung.DECLINED)
_BESIDE: Final = frozenset({Rung.LAPSED, Rung.DECLINED})
_PROVEN: Final = frozenset(NEEDS_PROOF)


@dataclass(frozen=True, kw_only=True)
class Home:
    """A project for one reader: what everybody sees of it, and how ready it is.

    `score`: of 100. `gates_met` of `gates`: the hard gates of readiness. `leads`: the reader runs projects. `waiting`:
    commitments that wait for an organiser's confirmation. `speaks`: the reader speaks for a network; `stands`: for one that said something already.
    """

    overview: Overview
    score: int
    gates_met: int
    gates: int
    leads: bool = False
    speaks: bool = False
    stands: bool = False
    waiting: int = 0

    @property
    def project(self) -> Project:
        """The project itself."""
        return self.overview.project

    def seen_by(self, may_view: Callable[[int], bool]) -> "Home":
        """The same without polls in channels that the reader may not view. Asked in the event loop, never in a query."""
        return replace(self, overview=self.overview.seen_by(may_view))


def overview(tx: Transaction, project: Project) -> Overview:
    """A project as everybody may see it; polls as `Overview.seen_by` says."""
    commitments = standing.commitments(tx, project)
    return _overview(tx, project, commitments, standing.mass(tx, project))


def home(tx: Transaction, project: Project, actor: Actor) -> Home:
    """A project for one reader."""
    commitments = standing.commitments(tx, project)
    account = ready.account(tx, project, commitments)
    shown = _overview(tx, project, commitments, account.mass)
    gates = account.readiness.gates
    own = speaking.parties(tx, project, actor)
    return Home(
        overview=shown,
        score=int(account.readiness.score),
        gates_met=sum(state is GateState.MET for state in gates.values()),
        gates=len(gates),
        leads=records.leads(tx, actor),
        speaks=bool(own),
        stands=any(one.standing is not None and one.standing.rung not in _BESIDE for one in own),
        waiting=shown.waiting,
    )


def gate(tx: Transaction, project: Project) -> tuple[Check, ...]:
    """What the gate after its stage asks for, as of now."""
    return _gate(tx, project, standing.commitments(tx, project), standing.mass(tx, project))


def _overview(tx: Transaction, project: Project, commitments: Collection[Commitment], mass: Mass) -> Overview:
    today = records.today(tx, project)
    ladder, lapses, waiting = _ladder(tx, project, today)
    dates = [
        *lapses,
        *(
            Coming(due=Due.ACTION, on=one.due_on, title=one.what)
            for one in register.open_actions(tx, project)
            if one.due_on is not None and not one.confidential
        ),
        *(Coming(due=Due.REVIEW, on=on, title=one.title) for on, one in register.reviews(tx, project)),
    ]
    return Overview(
        project=project,
        today=today,
        mass=mass,
        gate=_gate(tx, project, commitments, mass),
        ladder=ladder,
        waiting=waiting,
        dates=tuple(sorted(dates, key=lambda one: (one.on, one.due, one.title))[:MOST_SHOWN]),
        decisions=tuple(
            OpenDecision(id=one.id, topic=one.topic, title=one.title)
            for one in register.open_decisions(tx, project)
        ),
        polls=_polls(tx, project),
    )


def _ladder(
    tx: Transaction, project: Project, today: dt.date
) -> tuple[tuple[OnRung, ...], list[Coming], int]:
    """Who stands where, which commitments end next, and how many wait for confirmation."""
    those: dict[str, list[Named]] = {}
    counts: dict[str, int] = {}
    ends: list[tuple[str, str]] = []
    first, waiting = today.isoformat(), 0
    for rung, name, confirmed_at, until in store_of_home.rungs(tx, project.id):
        waits = confirmed_at is None and rung in _PROVEN
        waiting += waits
        counts[rung] = counts.get(rung, 0) + 1
        named = those.setdefault(rung, [])
        if len(named) < MOST_NAMES:
            named.append(Named(name=name, waits=waits))
        if until is not None and until >= first and rung not in _BESIDE:
            ends.append((until, name))
    ladder = tuple(
        OnRung(rung=rung, count=counts[rung], names=tuple(those[rung])) for rung in _SHOWN if rung in counts
    )
    lapses = [
        Coming(due=Due.LAPSE, on=dt.date.fromisoformat(until), title=name)
        for until, name in sorted(ends)[:MOST_SHOWN]
    ]
    return ladder, lapses, waiting


def _gate(
    tx: Transaction, project: Project, commitments: Collection[Commitment], mass: Mass
) -> tuple[Check, ...]:
    known = Known(
        today=records.today(tx, project),
        commitments=commitments,
        mass=mass,
        claims=ready.claims(tx, project),
        adopted=frozenset(one.topic for one in register.adopted(tx, project)),
        wanted=project.wanted,
        own_group=standing.own_group(tx, project),
        own_asn=project.own_asn,
        servers=project.servers,
    )
    return gates_rules.gate(project.kind, project.stage, known)


def _polls(tx: Transaction, project: Project) -> tuple[Poll, ...]:
    """Its open polls, what closes first standing first."""
    found = [polls.existing(tx, project.guild_id, one.poll_id) for one in store.linked_polls(tx, project.id)]
    running = [one for one in found if one.state is PollState.OPEN]
    return tuple(
        sorted(running, key=lambda one: (one.closes_at is None, one.closes_at or one.opened_at, one.id))
    )
