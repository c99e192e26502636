"""How ready a project is, computed from the record. Functions of a transaction."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final, TypedDict

from bot.errors import NotFoundError
from bot.exchanges import records
from bot.exchanges import rules as exchange_rules
from bot.exchanges.answers import ladder_rules as rules
from bot.exchanges.answers import store
from bot.exchanges.answers.model import Account, Said, of_dimension, of_gate
from bot.exchanges.commitments import standing
from bot.exchanges.model import Project
from bot.exchanges.readiness_rules import COMPUTED, GATES, WEIGHTS_OF, Claim, Dimension, Gate, Readiness
from bot.exchanges.readiness_rules import readiness as weighed
from bot.exchanges.rules import Commitment, ProjectKind
from bot.polls import records as polls
from bot.polls.rules import PollState
from bot.storage.database import Transaction

_RECORDS: Final = ("file", "decision", "poll")


class How(TypedDict):
    """With what critical mass is counted."""

    own_asn: int | None
    own_group: int | None
    wanted: int
    documentation: bool


def readiness(tx: Transaction, project: Project) -> Readiness:
    """Gates and score as of now."""
    return account(tx, project).readiness


def account(tx: Transaction, project: Project, commitments: Collection[Commitment] | None = None) -> Account:
    """Readiness as of now, with what it rests on. `commitments`: other ones than those of the record."""
    today = records.today(tx, project)
    some = standing.commitments(tx, project) if commitments is None else commitments
    found = said(tx, project)
    with_these = how(tx, project)
    mass = exchange_rules.mass(some, today, **with_these)
    asns = _asns(some, today, with_these)
    gates = _gates(project, some, today, with_these)
    gates |= {
        gate: _counts(found[of_gate(gate)])
        for gate in Gate
        if gate not in COMPUTED and of_gate(gate) in found
    }
    dimensions = {one: _counts(found[of_dimension(one)]) for one in Dimension if of_dimension(one) in found}
    convenors = rules.convenors(some, today, own_group=with_these["own_group"])
    count = convenors if project.kind is ProjectKind.NOG else mass.count
    dimensions[Dimension.CRITICAL_MASS] = rules.points(count, project.wanted)
    chosen = weights(tx, project)
    return Account(
        readiness=weighed(gates, dimensions, weights=chosen, which=GATES[project.kind]),
        mass=mass,
        gates=gates,
        dimensions=dimensions,
        weights=chosen,
        said=found,
        asns=asns,
        convenors=convenors,
    )


def said(tx: Transaction, project: Project) -> Mapping[str, Said]:
    """What organisers said of gates and dimensions, by `of_gate` and `of_dimension`, and whether its evidence stands."""
    return {
        what: one if _stands(tx, project, one.claim.evidence) else replace(one, stands=False)
        for what, one in store.said(tx, project.id).items()
    }


def claims(tx: Transaction, project: Project) -> Mapping[str, Claim]:
    """What counts of what organisers said, by "gate:<gate>" and "dimension:<dimension>": no evidence where that no longer stands."""
    return {what: _counts(one) for what, one in said(tx, project).items()}


def weights(tx: Transaction, project: Project) -> Mapping[Dimension, int]:
    """How much each dimension weighs: the usual, and what organisers chose over it."""
    return {**WEIGHTS_OF[project.kind], **store.weights(tx, project.id)}


def how(tx: Transaction, project: Project) -> How:
    """With what this project's critical mass is counted. AS numbers were checked when they entered networks."""
    return How(
        own_asn=project.own_asn,
        own_group=standing.own_group(tx, project),
        wanted=project.wanted,
        documentation=True,
    )


def _gates(
    project: Project, some: Collection[Commitment], today: dt.date, with_these: How
) -> dict[Gate, Claim]:
    """The gates that nobody ticks."""
    told = rules.if_confirmed(some)
    if project.kind is ProjectKind.NOG:
        there = rules.convenors(some, today, own_group=with_these["own_group"])
        return {Gate.CONVENORS: rules.computed(there >= project.wanted, would=False)}
    now, then = (exchange_rules.mass(each, today, **with_these).reached for each in (some, told))
    asns, would = (len(_asns(each, today, with_these)) for each in (some, told))
    return {
        Gate.CRITICAL_MASS: rules.computed(now, would=then),
        Gate.DISTINCT_ASNS: rules.computed(asns >= project.wanted, would=would >= project.wanted),
    }


def _asns(some: Collection[Commitment], today: dt.date, with_these: How) -> frozenset[int]:
    return rules.asns_of(
        rules.strong(some, today, own_group=with_these["own_group"]),
        own_asn=with_these["own_asn"],
        documentation=with_these["documentation"],
    )


def _counts(one: Said) -> Claim:
    return one.claim if one.stands else replace(one.claim, evidence="")


def _stands(tx: Transaction, project: Project, evidence: str) -> bool:
    """Whether a record that is evidence still says so: a stored file, an adopted decision, a certified poll. Links do."""
    kind, _, number = evidence.partition(":")
    if kind not in _RECORDS:
        return True
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return False
    if kind == "poll":
        try:
            return polls.existing(tx, project.guild_id, int(number)).state is PollState.CERTIFIED
        except NotFoundError:
            return False
    return store.stands(tx, project.id, kind, int(number))
