"""Polls of a project: one made of its sites, others that belong to it, and what a certified location poll decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import IntegrityError

from bot.errors import InvalidInputError, NotFoundError, StaleError
from bot.exchanges import records
from bot.exchanges import store as exchanges
from bot.exchanges.model import LinkedPoll, Project, Purpose, Topic
from bot.exchanges.register import deciding
from bot.exchanges.register import records as register
from bot.exchanges.register.model import Decision
from bot.exchanges.sites import store
from bot.exchanges.sites.rules import names_had, ranked, site_of_option
from bot.exchanges.sites.service import led, names_of
from bot.exchanges.telling import promises
from bot.language.rules import folded
from bot.people.actor import Actor
from bot.polls import records as polls
from bot.polls.making import creating
from bot.polls.making.changing import Draft, look
from bot.polls.making.starts import Start
from bot.polls.rules import Kind, Option, Poll, PollState
from bot.storage.database import Database, Transaction

LEAST_SITES = 2


@dataclass(frozen=True, kw_only=True)
class Linked:
    """A poll that belongs to a project. `decision`: which decision it is to settle, where it is."""

    project: Project
    poll: Poll
    link: LinkedPoll
    decision: str = ""


class LinkingService:
    """Use cases of organisers; each asks again whether the actor runs the project, and polls."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make_poll(
        self, actor: Actor, exchange_id: int, fields: Mapping[str, str], *, channel_id: int
    ) -> Draft:
        """A draft of a poll whose options are the sites, the best first. `fields`: its question and description."""

        def operation(tx: Transaction) -> Draft:
            project = led(tx, actor, exchange_id)
            found = ranked(store.every(tx, project.id))
            if len(found) < LEAST_SITES:
                raise InvalidInputError("site-poll-few")
            options = [
                Option(number=number, label=one.name, detail=one.address)
                for number, one in enumerate(found, start=1)
            ]
            draft = creating.create(
                tx,
                actor,
                Start.LOCATION,
                fields,
                zone=project.zone,
                channel_id=channel_id,
                options=options,
            )
            sites = {number: one.id for number, one in enumerate(found, start=1)}
            link = LinkedPoll(
                exchange_id=project.id, poll_id=draft.poll.id, purpose=Purpose.LOCATION, sites=sites
            )
            _link(tx, project, actor, link, draft.poll)
            return draft

        return await self._database.write(operation)

    async def link(
        self, actor: Actor, exchange_id: int, poll_id: int, *, decision_id: int | None = None
    ) -> Linked:
        """A poll belongs to the project from now on: a pledge's ballots lift commitments, any other settles a decision.

        `decision_id` None: of what it decides, a decision is made when it is certified. Raises RefusedError.
        """

        def operation(tx: Transaction) -> Linked:
            project = led(tx, actor, exchange_id)
            poll = polls.run(tx, actor, poll_id)
            if poll.state is PollState.VOID:
                raise StaleError("poll-is-void", question=poll.question)
            purpose = Purpose.PLEDGE if poll.kind is Kind.PLEDGE else Purpose.DECISION
            decision = None if decision_id is None else _decision(tx, project, decision_id)
            if purpose is Purpose.PLEDGE and decision is not None:
                raise InvalidInputError("site-poll-pledge-decides", question=poll.question)
            link = LinkedPoll(
                exchange_id=project.id,
                poll_id=poll.id,
                purpose=purpose,
                decision_id=None if decision is None else decision.id,
            )
            _link(tx, project, actor, link, poll)
            return Linked(
                project=project, poll=poll, link=link, decision="" if decision is None else decision.title
            )

        return await self._database.write(operation)

    async def decisions(self, actor: Actor, exchange_id: int) -> tuple[Decision, ...]:
        """What a poll may settle: the open decisions of a project, the newest first; none for somebody who does not run it."""

        def operation(tx: Transaction) -> tuple[Decision, ...]:
            project = records.existing(tx, actor.guild_id, exchange_id)
            return tuple(register.open_decisions(tx, project)) if records.leads(tx, actor) else ()

        return await self._database.read(operation)

    async def unlink(self, actor: Actor, exchange_id: int, poll_id: int) -> Linked:
        """A poll belongs to the project no longer. Raises StaleError once its outcome came back."""

        def operation(tx: Transaction) -> Linked:
            project = led(tx, actor, exchange_id)
            link = exchanges.linked(tx, actor.guild_id, poll_id)
            if link is None or link.exchange_id != project.id:
                raise StaleError("site-poll-not-linked")
            poll = polls.existing(tx, actor.guild_id, poll_id)
            if link.taken:
                raise StaleError("site-poll-taken", question=poll.question)
            store.unlink_poll(tx, project.id, poll_id)
            records.happened(tx, project, actor, "poll-unlinked", question=poll.question)
            promises.card(tx, project)
            return Linked(project=project, poll=poll, link=link)

        return await self._database.write(operation)


def from_location(tx: Transaction, project: Project, linked: LinkedPoll) -> int | None:
    """Take a certified location poll in, once: the site it chose becomes an adopted decision; returns the decision's id.

    None: it is not certified yet, or its outcome names no site; then the history says that the place is still open.
    """
    known = exchanges.linked(tx, project.guild_id, linked.poll_id)
    if known is None or known.taken:
        return None if known is None else known.decision_id
    poll = polls.existing(tx, project.guild_id, linked.poll_id)
    if poll.state is not PollState.CERTIFIED:
        return None
    options = {one.number: one for one in look(tx, poll).options}
    chosen = None if poll.outcome_option is None else options.get(poll.outcome_option)
    if chosen is None:
        line = records.happened(tx, project, None, "location-open", question=poll.question)
        promises.announce(tx, project, line)
        exchanges.taken(tx, poll.id, None)
        promises.card(tx, project)
        return None
    sites = store.every(tx, project.id)
    renamed = [(folded(earlier), folded(later)) for earlier, later in store.renamed(tx, project.id)]
    called = names_had(names_of(sites), renamed)
    site_id = site_of_option(chosen.number, folded(chosen.label), known.sites, called)
    name = next((one.name for one in sites if one.id == site_id), chosen.label)
    decision_id = deciding.adopt(
        tx,
        project,
        None,
        topic=Topic.LOCATION,
        title=name,
        text=poll.outcome,
        poll_id=poll.id,
        review_on=poll.review_on,
    )
    exchanges.taken(tx, poll.id, decision_id)
    return decision_id


# Parts


def _link(tx: Transaction, project: Project, actor: Actor, link: LinkedPoll, poll: Poll) -> None:
    try:
        exchanges.link_poll(tx, project.guild_id, link)
    except IntegrityError:
        raise InvalidInputError("site-poll-linked", question=poll.question) from None
    records.happened(tx, project, actor, "poll-linked", question=poll.question, purpose=link.purpose.value)
    promises.card(tx, project)


def _decision(tx: Transaction, project: Project, decision_id: int) -> Decision:
    found = register.decision(tx, project.guild_id, decision_id)
    if found is None or found.exchange_id != project.id:
        raise NotFoundError("site-decision-not-found")
    if not found.is_open:
        raise StaleError("site-decision-settled", title=found.title)
    return found
