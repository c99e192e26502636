"""The private traffic survey: members answer for their own network, organisers publish totals where the privacy rule allows.

Nobody reads another's answer, organisers neither: answers leave through totals alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from bot.errors import InvalidInputError, NotAllowedError, StaleError
from bot.exchanges import records
from bot.exchanges import store as shared
from bot.exchanges.commitments import speaking, standing
from bot.exchanges.commitments.speaking import Party
from bot.exchanges.model import Project
from bot.exchanges.rules import ENDED, ProjectKind
from bot.exchanges.survey import reading, savings, store
from bot.exchanges.survey.contributors import Contributors, Groups
from bot.exchanges.survey.model import Assumption, Estimate, Figure, Given, Published
from bot.exchanges.survey_rules import LEAST, Answer, Publication, counted, floor, may_publish, mean
from bot.exchanges.telling import promises
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction


@dataclass(frozen=True, kw_only=True)
class Mine:
    """Somebody for whom the reader speaks. `answered`: there is an answer; `answer`: what it says, where the reader gave it.

    Nobody else reads it: organisers say which AS number belongs to whom, and so who speaks for it.
    """

    party: Party
    answer: Given | None = None
    answered: bool = False


@dataclass(frozen=True, kw_only=True)
class Survey:
    """The survey as one reader sees it: their own answers, and what was published."""

    project: Project
    mine: tuple[Mine, ...]
    answered: int
    traffic: Published | None
    price: Published | None
    estimate: Estimate | None
    assumption: Assumption
    leads: bool


class SurveyService:
    """Use cases of the survey."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, actor: Actor, exchange_id: int) -> Survey:
        """The survey of a project. Raises NotFoundError, and InvalidInputError for a NOG: it has no traffic."""
        return await self._database.read(
            lambda tx: _look(tx, actor, records.existing(tx, actor.guild_id, exchange_id))
        )

    async def mine(self, actor: Actor, exchange_id: int, number: int) -> tuple[Project, Mine, str]:
        """A network with what the actor answered for it, and the currency in which prices are.

        Raises NotAllowedError for anybody else.
        """

        def operation(tx: Transaction) -> tuple[Project, Mine, str]:
            project = _surveyed(tx, actor, exchange_id)
            found = _own(tx, project, actor, number)
            return project, found, store.assumption(tx, project.id).currency

        return await self._database.read(operation)

    async def answer(
        self, actor: Actor, exchange_id: int, number: int, *, band: str, port: str, price: str
    ) -> Survey:
        """Answer for one's own network, in place of what it answered before. Raises InvalidInputError."""

        def operation(tx: Transaction) -> Survey:
            project = _surveyed(tx, actor, exchange_id)
            organisation_id = speaking.organisation_of(tx, project, actor, number)
            chosen, speed, cost = reading.band(band), reading.port(port), reading.price(price)
            before = _answer_of(tx, project, organisation_id)
            same = before is not None and (before.band, before.port, before.price) == (chosen, speed, cost)
            # Of another member's answer it is not told, by nothing at all, whether this one is the same.
            if before is not None and same and before.user_id == actor.user_id:
                return _look(tx, actor, project)
            if before is not None:  # perhaps under an organisation that was merged into this one
                store.forget(tx, project.id, before.organisation_id)
            store.save(
                tx,
                project.id,
                project.guild_id,
                Given(
                    organisation_id=organisation_id,
                    number=_next(tx, project, organisation_id, before),
                    group=Groups(tx, project)(organisation_id),
                    user_id=actor.user_id,
                    band=chosen,
                    port=speed,
                    price=cost,
                    answered_at=tx.now,
                ),
            )
            _log(tx, project, actor, "exchange.survey-answer")
            return _look(tx, actor, project)

        return await self._database.write(operation)

    async def withdraw(self, actor: Actor, exchange_id: int, number: int) -> Survey:
        """Take back what one's own network answered: of the answer nothing is kept, and no new total holds it."""

        def operation(tx: Transaction) -> Survey:
            project = records.existing(tx, actor.guild_id, exchange_id)
            found = _own(tx, project, actor, number)
            if not found.answered:
                raise StaleError("survey-no-answer", name=found.party.name)
            for one in store.answers(tx, project.id):
                if _resolved(tx, project, one.organisation_id) == found.party.organisation_id:
                    store.forget(tx, project.id, one.organisation_id)
            _log(tx, project, actor, "exchange.survey-withdraw")
            return _look(tx, actor, project)

        return await self._database.write(operation)

    # Organisers

    async def to_publish(self, actor: Actor, exchange_id: int) -> Project:
        """A project whose total may be published now. Raises InvalidInputError with the rule that forbids it, and nothing else."""

        def operation(tx: Transaction) -> Project:
            project = _led(tx, actor, exchange_id)
            _publishable(tx, project)
            return project

        return await self._database.read(operation)

    async def publish(self, actor: Actor, exchange_id: int) -> Survey:
        """Publish the total of all answers, and the mean price where that may be told too. Raises InvalidInputError."""

        def operation(tx: Transaction) -> Survey:
            project = _led(tx, actor, exchange_id)
            current = _publishable(tx, project)
            told = floor(sum(counted(one.band, one.port) for one in current))
            behind = _publish(tx, project, Figure.TRAFFIC, current, Decimal(told))
            prices = [one.price for one in current if one.price is not None]
            priced = [one for one in current if one.price is not None]
            if _allowed(tx, project, Figure.PRICE, priced):
                _publish(tx, project, Figure.PRICE, priced, mean(prices))
            line = records.happened(
                tx,
                project,
                actor,
                "survey-published",
                least=str(told // 1000) if told else "none",
                contributors=str(behind),
            )
            promises.announce(tx, project, line)
            promises.card(tx, project)
            return _look(tx, actor, project)

        return await self._database.write(operation)

    async def assuming(self, actor: Actor, exchange_id: int) -> tuple[Project, Assumption]:
        """What savings are reckoned with, for those who may change it. Raises NotAllowedError."""

        def operation(tx: Transaction) -> tuple[Project, Assumption]:
            project = _led(tx, actor, exchange_id)
            return project, store.assumption(tx, project.id)

        return await self._database.read(operation)

    async def assume(
        self, actor: Actor, exchange_id: int, *, price: str, cost: str, currency: str, source: str
    ) -> Survey:
        """Say what savings are reckoned with; an empty price is the mean of the answers. Raises InvalidInputError."""

        def operation(tx: Transaction) -> Survey:
            project = _led(tx, actor, exchange_id)
            wanted = Assumption(
                price=reading.price(price),
                cost=reading.cost(cost),
                currency=reading.currency(currency),
                source=reading.source(source),
            )
            before = store.assumption(tx, project.id)
            if before == wanted:
                return _look(tx, actor, project)
            asked = store.answers(tx, project.id) or store.published(tx, project.id, Figure.TRAFFIC)
            if before.currency != wanted.currency and asked:
                raise InvalidInputError("survey-currency-fixed", currency=before.currency)
            store.assume(tx, project.id, wanted, audit.actor_key(tx, actor.user_id))
            records.happened(
                tx,
                project,
                actor,
                "survey-assumed",
                before={
                    "price": None if before.price is None else str(before.price),
                    "cost": None if before.cost is None else str(before.cost),
                },
                price="" if wanted.price is None else str(wanted.price),
                cost="" if wanted.cost is None else str(wanted.cost),
                currency=wanted.currency,
            )
            return _look(tx, actor, project)

        return await self._database.write(operation)


# Who may, and when


def _surveyed(tx: Transaction, actor: Actor, exchange_id: int) -> Project:
    """A project that takes answers. Raises RefusedError."""
    project = records.existing(tx, actor.guild_id, exchange_id)
    _require_traffic(project)
    if project.stage in ENDED:
        raise StaleError("site-project-ended", name=project.name)
    return project


def _led(tx: Transaction, actor: Actor, exchange_id: int) -> Project:
    project = records.led(tx, actor, exchange_id)
    _require_traffic(project)
    if project.stage in ENDED:
        raise StaleError("site-project-ended", name=project.name)
    return project


def _require_traffic(project: Project) -> None:
    if project.kind is ProjectKind.NOG:
        raise InvalidInputError("survey-nog", name=project.name)


# What may be told


def _current(tx: Transaction, project: Project) -> list[Given]:
    """The answers that count: of an organisation the latest, of the exchange's own control group none."""
    group_of = Groups(tx, project)
    own = standing.own_group(tx, project)
    latest = {_resolved(tx, project, one.organisation_id): one for one in store.answers(tx, project.id)}
    return [one for one in latest.values() if group_of(one.organisation_id) != own]


def _publishable(tx: Transaction, project: Project) -> list[Given]:
    current = _current(tx, project)
    before = store.published(tx, project.id, Figure.TRAFFIC)
    if before and before[-1].answers == _answers(current):
        raise StaleError("survey-nothing-new")
    if not _allowed(tx, project, Figure.TRAFFIC, current):
        raise InvalidInputError("survey-too-few", least=LEAST)
    return current


def _allowed(tx: Transaction, project: Project, of: Figure, current: Collection[Given]) -> bool:
    """By who answered alone, never by what: that something is refused tells nothing."""
    found = store.published(tx, project.id, of)
    contributor_of = Contributors(
        Groups(tx, project), {*_hands(current), *(hand for one in found for hand in one.hands)}
    )

    def told(answers: Collection[Answer]) -> Publication:
        # The number names an answer of one of a contributor's organisations.
        return Publication(
            answers=frozenset((contributor_of(who), who << 32 | number) for who, number in answers)
        )

    return may_publish([told(one.answers) for one in found], told(_answers(current)))


def _publish(
    tx: Transaction, project: Project, of: Figure, current: Collection[Given], figure: Decimal
) -> int:
    """Keep what is told; returns how many independent contributors stand behind it."""
    behind = _independent(tx, project, current)
    store.publish(tx, project.id, of, current, contributors=behind, figure=figure)
    return behind


def _answers(given: Collection[Given]) -> frozenset[Answer]:
    return frozenset((one.organisation_id, one.number) for one in given)


def _hands(given: Collection[Given]) -> frozenset[tuple[int, int]]:
    return frozenset((one.organisation_id, one.group) for one in given)


def _independent(tx: Transaction, project: Project, given: Collection[Given]) -> int:
    """How many independent contributors stand behind answers."""
    contributor_of = Contributors(Groups(tx, project), _hands(given))
    return len({contributor_of(one.organisation_id) for one in given})


# Parts


def _look(tx: Transaction, actor: Actor, project: Project) -> Survey:
    _require_traffic(project)
    return Survey(
        project=project,
        mine=tuple(_mine(tx, project, actor, one) for one in speaking.parties(tx, project, actor)),
        answered=_independent(tx, project, _current(tx, project)),
        traffic=savings.published(tx, project),
        price=savings.published(tx, project, Figure.PRICE),
        estimate=savings.estimate(tx, project),
        assumption=store.assumption(tx, project.id),
        leads=records.leads(tx, actor),
    )


def _own(tx: Transaction, project: Project, actor: Actor, number: int) -> Mine:
    """Somebody for whom the actor speaks now. Raises NotAllowedError."""
    now = speaking.resolved(tx, actor.guild_id, number)
    for one in speaking.parties(tx, project, actor):
        if one.number == number or (now is not None and one.organisation_id == now):
            return _mine(tx, project, actor, one)
    raise NotAllowedError("survey-not-yours")


def _mine(tx: Transaction, project: Project, actor: Actor, party: Party) -> Mine:
    found = None if party.organisation_id is None else _answer_of(tx, project, party.organisation_id)
    own = found if found is not None and found.user_id == actor.user_id else None
    return Mine(party=party, answer=own, answered=found is not None)


def _answer_of(tx: Transaction, project: Project, organisation_id: int) -> Given | None:
    """The latest answer of an organisation, also one that was given under an organisation merged into it."""
    found = [
        one
        for one in store.answers(tx, project.id)
        if _resolved(tx, project, one.organisation_id) == organisation_id
    ]
    return found[-1] if found else None


def _resolved(tx: Transaction, project: Project, organisation_id: int) -> int:
    found = shared.organisation(tx, project.guild_id, organisation_id)
    return organisation_id if found is None else found.id


def _next(tx: Transaction, project: Project, organisation_id: int, before: Given | None) -> int:
    """A number that no answer of the organisation ever had in what was published."""
    used = [0 if before is None else before.number]
    for of in Figure:
        for one in store.published(tx, project.id, of):
            used += [number for who, number in one.answers if who == organisation_id]
    return max(used) + 1


def _log(tx: Transaction, project: Project, actor: Actor, action: str) -> None:
    """Note that somebody answered, in the guild's log alone, and never what."""
    audit.record(
        tx,
        guild_id=project.guild_id,
        user_id=actor.user_id,
        action=action,
        subject=f"exchange:{project.id}",
    )
