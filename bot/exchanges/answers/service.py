"""Use cases of answers: how ready a project is, what it will need, who would peer with whom; and what organisers say of it."""

import datetime as dt
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.errors import InvalidInputError, RefusedError, StaleError
from bot.exchanges import evidence, records
from bot.exchanges.answers import charts, matrix, planning, ready, store
from bot.exchanges.answers.matrix_rules import Matrix
from bot.exchanges.answers.model import Account, Said, of_dimension, of_gate
from bot.exchanges.answers.plan_rules import HORIZONS, MOST_MEMBERS, YEAR, Plan
from bot.exchanges.answers.reading import day, whole
from bot.exchanges.answers.rir_rules import LARGEST, MOST_MEMBERS_ASKED, SMALLEST, Read, RirRule
from bot.exchanges.commitments import files, standing
from bot.exchanges.commitments.rules import MOST_FILE_BYTES
from bot.exchanges.model import Project
from bot.exchanges.readiness_rules import COMPUTED, GATES, MOST_POINTS, Claim, Dimension, Gate, state_of
from bot.exchanges.rules import HEIGHT, ProjectKind, Rung, over_the_gate
from bot.exchanges.survey import savings
from bot.exchanges.survey.model import Estimate
from bot.exchanges.telling import promises
from bot.language.safe_text import clean_name
from bot.net.attachments import AttachmentFetcher
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.cards import Upload
from bot.workers import WorkerBrokenError, Workers

MOST_NOTE: Final = 300
MOST_WEIGHT: Final = 100
NO_EVIDENCE: Final = "none"
"""Chosen in place of a decision: what is stored as evidence goes."""
MOST_OFFERED: Final = 25
"""Of organisations and decisions that a menu holds."""
_CHART_SECONDS: Final = 20.0
_PICTURES_KEPT: Final = 16

_log = logging.getLogger(__name__)

Target = Gate | Dimension
TARGETS: Final[tuple[Target, ...]] = (*Gate, *Dimension)
"""What organisers may speak of; its place is the number in presses, so new ones go to the end."""


@dataclass(frozen=True, kw_only=True)
class Standee:
    """Somebody on the ladder, for a menu or a list."""

    organisation_id: int
    name: str
    rung: Rung


@dataclass(frozen=True, kw_only=True)
class Ready:
    """Readiness for one reader. `over`: who would take the project over the gate, the nearest first; empty where it is over.

    `ladder`: those of whom one may ask what if they leave. `leads`: the reader is an organiser; `files`: names of what they
    stored, for organisers alone. `decisions`: titles of those that stand, by how evidence names them.
    """

    project: Project
    account: Account
    over: tuple[Standee, ...]
    over_count: int
    ladder: tuple[Standee, ...]
    leads: bool
    files: Mapping[int, str]
    decisions: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """Readiness as it is, and as it would be if an organisation left."""

    project: Project
    who: Standee
    before: Account
    after: Account


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A gate or dimension about which an organiser is asked. `stamp`: what was said last; another one then is out of date."""

    project: Project
    target: Target
    said: Said | None
    weight: int
    decisions: tuple[tuple[int, str], ...]
    stamp: int


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A plan for one reader. `told`: what organisers entered. `old`: the registry's rule was checked over a year ago.

    `estimate`: what all would save, from what the survey published; None: nothing yet.
    """

    project: Project
    plan: Plan
    told: Mapping[int, int]
    today: dt.date
    leads: bool
    estimate: Estimate | None

    @property
    def old(self) -> bool:
        return self.plan.rule is not None and self.plan.rule.is_old(self.today)


@dataclass(frozen=True, kw_only=True)
class Peering:
    """Who would peer with whom."""

    project: Project
    matrix: Matrix


@dataclass(frozen=True, kw_only=True)
class _Word:
    """What an organiser says of a gate or dimension, as read. `weight` None: not asked. `file`: with what is in it."""

    points: int
    weight: int | None
    note: str
    link: str
    decision: str
    file: tuple[Upload, bytes] | None


class AnswerService:
    """Looking is for every member of the guild; each change asks again whether the actor is an organiser."""

    def __init__(self, database: Database, workers: Workers, attachments: AttachmentFetcher) -> None:
        self._database = database
        self._workers = workers
        self._attachments = attachments
        self._pictures: dict[str, bytes] = {}

    # Readiness

    async def readiness(self, actor: Actor, exchange_id: int) -> Ready:
        """How ready a project is, and who would help. Raises NotFoundError."""
        return await self._database.read(lambda tx: ready_in(tx, actor, exchange_id))

    async def what_if(self, actor: Actor, exchange_id: int, organisation_id: int) -> WhatIf:
        """What would be left if this one leaves. Raises StaleError for one that is not on the ladder any more."""

        def operation(tx: Transaction) -> WhatIf:
            project = records.existing(tx, actor.guild_id, exchange_id)
            some = standing.commitments(tx, project)
            here = next((one for one in some if one.organisation_id == organisation_id), None)
            if here is None:
                raise StaleError("ready-not-there", name=project.name)
            left = [one for one in some if one.organisation_id != organisation_id]
            return WhatIf(
                project=project,
                who=_standees(
                    [(organisation_id, here.rung)], store.names(tx, project.guild_id, [organisation_id])
                )[0],
                before=ready.account(tx, project, some),
                after=ready.account(tx, project, left),
            )

        return await self._database.read(operation)

    async def asked(self, actor: Actor, exchange_id: int, number: int) -> Asked:
        """What an organiser is asked about one of TARGETS. Raises StaleError for one that nobody ticks."""
        return await self._database.read(lambda tx: _asked(tx, actor, exchange_id, number))

    async def say(
        self,
        actor: Actor,
        exchange_id: int,
        number: int,
        stamp: int,
        *,
        points: str,
        link: str = "",
        decision: str = "",
        upload: Upload | None = None,
        note: str = "",
        weight: str = "",
    ) -> Ready:
        """Store what is said of a gate or dimension. One of link, decision and file is its evidence; a file that is stored stays unless
        another one, or `NO_EVIDENCE`, takes its place.

        Raises InvalidInputError, and StaleError when somebody said something else meanwhile.
        """
        await self._database.read(lambda tx: _asked(tx, actor, exchange_id, number, stamp))
        asked_points = _whole(points, 0, MOST_POINTS, "ready-points-unreadable")
        asked_weight = _whole(weight, 0, MOST_WEIGHT, "ready-weight-unreadable") if weight.strip() else None
        typed = evidence.read(link)
        content = None
        if upload is not None:
            content = await self._attachments.fetch_file(upload.url, MOST_FILE_BYTES)
        word = _Word(
            points=asked_points,
            weight=asked_weight,
            note=clean_name(note) or "",
            link=typed,
            decision=decision,
            file=None if upload is None or content is None else (upload, content),
        )

        def operation(tx: Transaction) -> Ready:
            asked = _asked(tx, actor, exchange_id, number, stamp)
            _store(tx, actor, asked, word)
            promises.card(tx, asked.project)
            return ready_in(tx, actor, exchange_id)

        return await self._database.write(operation)

    # Plan

    async def plan(self, actor: Actor, exchange_id: int) -> Planned:
        """What an exchange will need. Raises NotFoundError, and InvalidInputError for a NOG."""
        return await self._database.read(lambda tx: _planned(tx, actor, exchange_id))

    async def to_change(self, actor: Actor, exchange_id: int) -> Planned:
        """The same, for an organiser who is about to change it."""

        def operation(tx: Transaction) -> Planned:
            records.led(tx, actor, exchange_id)
            return _planned(tx, actor, exchange_id)

        return await self._database.read(operation)

    async def set_forecast(self, actor: Actor, exchange_id: int, typed: Mapping[int, str]) -> Planned:
        """Store how many members are expected; an empty field is taken from the ladder again. Raises InvalidInputError."""
        await self._database.read(lambda tx: records.led(tx, actor, exchange_id))
        told = {
            months: _whole(typed[months], 0, MOST_MEMBERS, "plan-members-unreadable")
            for months in HORIZONS
            if typed.get(months, "").strip()
        }
        values = [told[months] for months in HORIZONS if months in told]
        if values != sorted(values):
            raise InvalidInputError("plan-members-falling")

        def operation(tx: Transaction) -> Planned:
            project = records.led(tx, actor, exchange_id)
            was = store.forecast(tx, project.id)
            if was != told:
                store.set_forecast(tx, project.id, told)
                year = "none" if YEAR not in told else str(told[YEAR])
                records.happened(
                    tx, project, actor, "forecast", before={str(k): v for k, v in was.items()}, year=year
                )
                promises.card(tx, project)
            return _planned(tx, actor, exchange_id)

        return await self._database.write(operation)

    async def set_rule(
        self,
        actor: Actor,
        exchange_id: int,
        *,
        members: str,
        prefix: str,
        largest: str,
        source: str,
        checked: str,
    ) -> Planned:
        """Store what the organisers were told by their registry, for each project here. Raises InvalidInputError."""
        await self._database.read(lambda tx: records.led(tx, actor, exchange_id))
        least = _whole(members, 1, MOST_MEMBERS_ASKED, "plan-rule-members-unreadable")
        first, most = (
            _whole(one.strip().removeprefix("/"), LARGEST, SMALLEST, "plan-prefix-unreadable")
            for one in (prefix, largest)
        )
        if most > first:
            raise InvalidInputError("plan-rule-order")
        address = evidence.read(source)
        if not address:
            raise InvalidInputError("plan-rule-source")

        def operation(tx: Transaction) -> Planned:
            project = records.led(tx, actor, exchange_id)
            if project.rir is None:
                raise StaleError("plan-no-rir", name=project.name)
            rule = RirRule(
                rir=project.rir,
                members=least,
                prefix=first,
                largest=most,
                source=address,
                checked_on=day(checked, records.today(tx, project)),
                read=Read.OWN,
            )
            was = store.own_rule(tx, project.guild_id, project.rir)
            if was != rule:
                store.set_own_rule(tx, project, rule, audit.actor_key(tx, actor.user_id))
                records.happened(
                    tx,
                    project,
                    actor,
                    "rir-rule",
                    before=None if was is None else {"prefix": was.prefix, "members": was.members},
                    rir=str(project.rir),
                    members=least,
                    prefix=str(first),
                )
            return _planned(tx, actor, exchange_id)

        return await self._database.write(operation)

    async def drop_rule(self, actor: Actor, exchange_id: int) -> Planned:
        """Go back to the table that comes with the program."""

        def operation(tx: Transaction) -> Planned:
            project = records.led(tx, actor, exchange_id)
            if project.rir is None or not store.drop_own_rule(tx, project.guild_id, project.rir):
                raise StaleError("plan-rule-gone", name=project.name)
            records.happened(tx, project, actor, "rir-rule-dropped", rir=str(project.rir))
            return _planned(tx, actor, exchange_id)

        return await self._database.write(operation)

    # Matrix

    async def matrix(self, actor: Actor, exchange_id: int) -> Peering:
        """Who would peer with whom. Raises NotFoundError, and InvalidInputError for a NOG."""

        def operation(tx: Transaction) -> Peering:
            project = _exchange(tx, actor, exchange_id)
            return Peering(project=project, matrix=matrix.of(tx, project))

        return await self._database.read(operation)

    # Pictures

    def is_drawn(self, wanted: Mapping[str, Any]) -> bool:
        """Whether the picture is at hand: one that is not takes a worker, and a second."""
        return json.dumps(wanted, sort_keys=True) in self._pictures

    async def picture(self, wanted: Mapping[str, Any] | None) -> bytes | None:
        """What `charts.draw` makes of it; None where it could not be drawn: the words say the same."""
        if wanted is None:
            return None
        key = json.dumps(wanted, sort_keys=True)
        if key not in self._pictures:
            try:
                picture = await self._workers.run(charts.draw, wanted, seconds=_CHART_SECONDS)
            except (RefusedError, WorkerBrokenError) as error:
                _log.warning("a picture of exchanges (%s) could not be drawn: %s", wanted["kind"], error)
                return None
            while len(self._pictures) >= _PICTURES_KEPT:
                del self._pictures[next(iter(self._pictures))]
            self._pictures[key] = picture
        return self._pictures[key]


# Parts


def _whole(text: str, least: int, most: int, key: str) -> int:
    """A whole number as typed. Raises InvalidInputError."""
    found = whole(text, least, most)
    if found is None:
        raise InvalidInputError(key, typed=text.strip()[:40], least=least, most=most)
    return found


def ready_in(tx: Transaction, actor: Actor, exchange_id: int) -> Ready:
    """What `AnswerService.readiness` reads."""
    project = records.existing(tx, actor.guild_id, exchange_id)
    leads = records.leads(tx, actor)
    some = standing.commitments(tx, project)
    rungs = {one.organisation_id: one.rung for one in some}
    account = ready.account(tx, project, some)
    nearest: tuple[int, ...] = ()
    if project.kind is ProjectKind.EXCHANGE and not account.mass.reached:
        nearest, _ = over_the_gate(some, records.today(tx, project), **ready.how(tx, project))
    there = sorted(
        (one for one in some if HEIGHT[one.rung] >= 0),
        key=lambda one: (-HEIGHT[one.rung], one.organisation_id),
    )
    shown = [(one, rungs[one]) for one in nearest[:MOST_OFFERED]]
    offered = [(one.organisation_id, one.rung) for one in there[:MOST_OFFERED]]
    names = store.names(tx, project.guild_id, {one for one, _ in (*shown, *offered)})
    return Ready(
        project=project,
        account=account,
        over=_standees(shown, names),
        over_count=len(nearest),
        ladder=_standees(offered, names),
        leads=leads,
        files=files.names(tx, project) if leads else {},
        decisions={f"decision:{one}": title for one, title in _adopted(tx, project)},
    )


def _adopted(tx: Transaction, project: Project) -> tuple[tuple[int, str], ...]:
    return tuple(store.adopted(tx, project.id, limit=MOST_OFFERED))


def _standees(some: Sequence[tuple[int, Rung]], names: Mapping[int, str]) -> tuple[Standee, ...]:
    return tuple(Standee(organisation_id=one, name=names.get(one, str(one)), rung=rung) for one, rung in some)


def _asked(tx: Transaction, actor: Actor, exchange_id: int, number: int, stamp: int | None = None) -> Asked:
    project = records.led(tx, actor, exchange_id)
    target = TARGETS[number] if 0 <= number < len(TARGETS) else None
    if target is None or not is_asked(target, project.kind):
        raise StaleError("ready-target-gone")
    key = of_gate(target) if isinstance(target, Gate) else of_dimension(target)
    said = ready.said(tx, project).get(key)
    found = Asked(
        project=project,
        target=target,
        said=said,
        weight=ready.weights(tx, project)[target] if isinstance(target, Dimension) else 0,
        decisions=_adopted(tx, project),
        stamp=0 if said is None else said.version,
    )
    if stamp is not None and stamp != found.stamp:
        raise StaleError("exchange-changed", name=project.name)
    return found


def number_of(target: Target) -> int:
    """The place of a target in TARGETS. By identity: a gate and a dimension of the same name are equal as texts."""
    return next(number for number, one in enumerate(TARGETS) if one is target)


def is_asked(target: Target, kind: ProjectKind) -> bool:
    """Whether organisers speak of it: not of what follows from the ladder, nor of the gates of another kind of project."""
    if isinstance(target, Gate):
        return target in GATES[kind] and target not in COMPUTED
    return target is not Dimension.CRITICAL_MASS


def _store(tx: Transaction, actor: Actor, asked: Asked, word: _Word) -> None:
    """Store what an organiser said, and note it in the history."""
    project, target = asked.project, asked.target
    said = Said(
        claim=Claim(points=word.points, evidence=_proof(tx, actor, asked, word)),
        by=audit.actor_key(tx, actor.user_id),
        at=tx.now,
        note=word.note,
    )
    store.say(tx, project.id, of_gate(target) if isinstance(target, Gate) else of_dimension(target), said)
    was: dict[str, object] | None = None if asked.said is None else {"points": asked.said.claim.points}
    if isinstance(target, Gate):
        state = str(state_of(said.claim))
        records.happened(tx, project, actor, "gate", before=was, gate=str(target), state=state)
        return
    proven = "yes" if said.claim.proven else "no"
    records.happened(
        tx, project, actor, "dimension", before=was, dimension=str(target), points=word.points, proven=proven
    )
    if word.weight is not None and word.weight != asked.weight:
        store.set_weights(tx, project.id, {**store.weights(tx, project.id), target: word.weight})
        records.happened(tx, project, actor, "weight", dimension=str(target), weight=word.weight)


def _proof(tx: Transaction, actor: Actor, asked: Asked, word: _Word) -> str:
    """The evidence: what is new of link, decision and file; else what stays of the old one.

    A link or decision that was taken out of the form goes. Raises InvalidInputError for two at once.
    """
    was = "" if asked.said is None else asked.said.claim.evidence
    chosen = "" if word.decision in ("", NO_EVIDENCE) else f"decision:{word.decision}"
    new = [one for one in (word.link, chosen) if one and one != was]
    if len(new) + (word.file is not None) > 1:
        raise InvalidInputError("ready-evidence-one")
    if word.file is not None:
        upload, content = word.file
        kind = upload.content_type or ""
        return evidence.keep(tx, asked.project, actor, name=upload.name, media_type=kind, content=content)
    if new:
        return new[0] if new[0] != chosen else _decision(tx, asked.project, word.decision)
    if was in (word.link, chosen):
        return was
    return was if was.startswith(("file:", "poll:")) and word.decision != NO_EVIDENCE else ""


def _decision(tx: Transaction, project: Project, number: str) -> str:
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise StaleError("ready-decision-gone")
    if not store.stands(tx, project.id, "decision", int(number)):
        raise StaleError("ready-decision-gone")
    return f"decision:{int(number)}"


def _exchange(tx: Transaction, actor: Actor, exchange_id: int) -> Project:
    project = records.existing(tx, actor.guild_id, exchange_id)
    if project.kind is not ProjectKind.EXCHANGE:
        raise InvalidInputError("plan-not-for-nog", name=project.name)
    return project


def _planned(tx: Transaction, actor: Actor, exchange_id: int) -> Planned:
    project = _exchange(tx, actor, exchange_id)
    return Planned(
        project=project,
        plan=planning.plan(tx, project),
        told=store.forecast(tx, project.id),
        today=records.today(tx, project),
        leads=records.leads(tx, actor),
        estimate=savings.estimate(tx, project),
    )
