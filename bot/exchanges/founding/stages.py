"""Moving a project along its stages: on through a gate, or past one with a reason; back; to a pause or an end."""

from dataclasses import dataclass, replace
from typing import Final

from bot.errors import InvalidInputError, StaleError
from bot.exchanges import evidence as proofs
from bot.exchanges import records, store
from bot.exchanges.founding import looking, reading
from bot.exchanges.founding import store as own
from bot.exchanges.founding.gates_rules import CLAIMED, Check, Condition, claim_key, lacking
from bot.exchanges.model import Project
from bot.exchanges.readiness_rules import MOST_POINTS, Claim
from bot.exchanges.rules import ENDED, BadMoveError, Move, Stage, moved
from bot.exchanges.telling import promises
from bot.language.rules import folded
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction

MOVES: Final = tuple(Move)
"""By their number in presses."""
WITH_REASON: Final = frozenset({Move.BACK, Move.STALL, Move.ABANDON, Move.MERGE})
"""Moves that are not made without saying why; an advance that the gate does not allow is another."""
_SAID: Final = {
    Move.ADVANCE: "advanced",
    Move.BACK: "stepped-back",
    Move.STALL: "stalled",
    Move.RESUME: "resumed",
    Move.ABANDON: "abandoned",
    Move.MERGE: "merged",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """A move before it is made. `to`: the stage it leads to. `gate`: of an advance, what it asks for."""

    project: Project
    move: Move
    to: Stage
    gate: tuple[Check, ...] = ()

    @property
    def lacks(self) -> tuple[Check, ...]:
        """What the gate lacks."""
        return lacking(self.gate)

    @property
    def needs_reason(self) -> bool:
        """Whether it is not made without a reason."""
        return self.move in WITH_REASON or bool(self.lacks)


class StageService:
    """For organisers, asked again at each step."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, actor: Actor, exchange_id: int, move: Move) -> Step:
        """What a move would mean. Raises NotFoundError, NotAllowedError, and StaleError where the stage does not allow it."""
        return await self._database.read(lambda tx: _step(tx, records.led(tx, actor, exchange_id), move))

    async def make(
        self, actor: Actor, exchange_id: int, version: int, move: Move, *, reason: str = "", into: str = ""
    ) -> Project:
        """Make a move, note it in the minutes, and announce it. `into`: of a merger, the name of the one that goes on.

        An advance whose gate lacks something is an override: its reason and what lacked are recorded.
        Raises InvalidInputError for a reason that is missing, StaleError where the project moved on since.
        """

        def operation(tx: Transaction) -> Project:
            before = records.led(tx, actor, exchange_id, version=version)
            step = _step(tx, before, move)
            why = reading.reason(reason) if step.needs_reason else ""
            other = reading.into(into) if move is Move.MERGE else ""
            if other and folded(other) == folded(before.name):
                raise InvalidInputError("exchange-into-itself", name=before.name)
            at_rest = before.stage if move is Move.STALL else None
            after = replace(before, stage=step.to, stage_before=at_rest)
            store.change(tx, after, folded=folded(after.name))
            project = records.existing(tx, actor.guild_id, exchange_id)
            details: dict[str, object] = {"stage_from": before.stage.value, "stage_to": step.to.value}
            if why:
                details["reason"] = why
            if other:
                details["into"] = other
            if step.lacks:
                details["lacking"] = ",".join(one.condition.value for one in step.lacks)
            what = "overridden" if step.lacks else _SAID[move]
            line = records.happened(
                tx,
                project,
                actor,
                what,
                before={"stage": before.stage.value},
                organisation_id=None,
                **details,
            )
            promises.announce(tx, project, line)
            if project.stage in ENDED:
                promises.ended(tx, project)
            promises.card(tx, project, at_once=True)
            promises.planned(tx, project)
            return project

        return await self._database.write(operation)

    async def prove(self, actor: Actor, exchange_id: int, number: int, typed: str) -> Step:
        """Show a condition of a gate with evidence, a link; nothing typed takes it back. Raises InvalidInputError."""

        def operation(tx: Transaction) -> Step:
            project = records.led(tx, actor, exchange_id)
            condition = claimed(number)
            evidence = proofs.read(typed)
            points = MOST_POINTS if evidence else 0
            by = audit.actor_key(tx, actor.user_id)
            own.claim(tx, project.id, claim_key(condition), Claim(points=points, evidence=evidence), by)
            what = "shown" if evidence else "unshown"
            records.happened(tx, project, actor, what, condition=condition.value)
            promises.card(tx, project)
            return _step(tx, project, Move.ADVANCE)

        return await self._database.write(operation)


def claimed(number: int) -> Condition:
    """The condition behind a number in a press. Raises StaleError."""
    if number >= len(CLAIMED):
        raise StaleError("stale-press")
    return CLAIMED[number]


def _step(tx: Transaction, project: Project, move: Move) -> Step:
    try:
        to = moved(project.kind, project.stage, project.stage_before, move)
    except BadMoveError as error:
        raise StaleError(f"exchange-move-{error.fault}", name=project.name) from None
    gate = looking.gate(tx, project) if move is Move.ADVANCE else ()
    return Step(project=project, move=move, to=to, gate=gate)
