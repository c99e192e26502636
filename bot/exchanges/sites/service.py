"""What organisers do with the sites of a project, and what everybody sees of them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from sqlite3 import IntegrityError
from typing import Any, Final

from bot.errors import InvalidInputError, NotFoundError, RefusedError, StaleError
from bot.exchanges import evidence, records
from bot.exchanges import store as exchanges
from bot.exchanges.commitments import files
from bot.exchanges.commitments.rules import MOST_FILE_BYTES
from bot.exchanges.model import Project, Purpose
from bot.exchanges.rules import ENDED
from bot.exchanges.sites import charts, store
from bot.exchanges.sites.rules import (
    ADDRESS_LIMIT,
    CRITERIA,
    MOST_POINTS,
    MOST_SITES,
    NAME_LIMIT,
    Criterion,
    Score,
    Site,
    ranked,
)
from bot.exchanges.telling import promises
from bot.language.rules import folded
from bot.language.safe_text import clean_name, length
from bot.net.attachments import AttachmentFetcher
from bot.people.actor import Actor
from bot.polls import records as polls
from bot.polls.chain import canonical, sha256
from bot.polls.rules import PollState
from bot.storage.database import Database, Transaction
from bot.ui.cards import Upload
from bot.workers import WorkerBrokenError, Workers

_CHART_SECONDS: Final = 20.0
_PICTURES_KEPT: Final = 8
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class SiteShown:
    """One site as organisers see it. `names`: of the project's stored files, by id."""

    project: Project
    site: Site
    names: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A project's sites, the best first. `leads`: whether the reader runs the project. `asked`: a poll about them is under way."""

    project: Project
    sites: tuple[Site, ...]
    leads: bool
    asked: bool = False


class SiteService:
    """Use cases of sites. Each change asks again whether the actor runs the project."""

    def __init__(self, database: Database, attachments: AttachmentFetcher, workers: Workers) -> None:
        self._database = database
        self._attachments = attachments
        self._workers = workers
        self._pictures: dict[str, bytes] = {}

    # Looking

    async def compare(self, actor: Actor, exchange_id: int) -> Comparison:
        """The sites of a project, for every member. Raises NotFoundError."""

        def operation(tx: Transaction) -> Comparison:
            project = records.existing(tx, actor.guild_id, exchange_id)
            return Comparison(
                project=project,
                sites=ranked(store.every(tx, project.id)),
                leads=records.leads(tx, actor),
                asked=_asked(tx, project),
            )

        return await self._database.read(operation)

    async def led(self, actor: Actor, exchange_id: int) -> Project:
        """A project to which the actor may add sites. Raises RefusedError."""
        return await self._database.read(lambda tx: led(tx, actor, exchange_id))

    async def look(self, actor: Actor, site_id: int) -> SiteShown:
        """One site with the evidence of its scores, for those who run the project. Raises RefusedError."""
        return await self._database.read(lambda tx: _shown(tx, *_led(tx, actor, site_id)))

    async def picture(self, wanted: Mapping[str, Any]) -> bytes | None:
        """The picture of a comparison, which may take a second; None where none could be drawn: the words say the same."""
        key = sha256(canonical(wanted))
        if key not in self._pictures:
            try:
                picture = await self._workers.run(charts.draw, wanted, seconds=_CHART_SECONDS)
            except (RefusedError, WorkerBrokenError) as error:
                _log.warning("the picture of sites could not be drawn: %s", error)
                return None
            while len(self._pictures) >= _PICTURES_KEPT:
                del self._pictures[next(iter(self._pictures))]
            self._pictures[key] = picture
        return self._pictures[key]

    # Changing

    async def add(self, actor: Actor, exchange_id: int, name: str, address: str) -> SiteShown:
        """Add a site. Raises InvalidInputError."""
        said, where = _name(name), _address(address)

        def operation(tx: Transaction) -> SiteShown:
            project = led(tx, actor, exchange_id)
            if len(store.every(tx, project.id)) >= MOST_SITES:
                raise InvalidInputError("site-many", most=MOST_SITES)
            try:
                site_id = store.insert(tx, project.id, said, where, folded=folded(said))
            except IntegrityError:
                raise InvalidInputError("site-twice", name=said) from None
            records.happened(tx, project, actor, "site-added", name=said)
            promises.card(tx, project)
            return _shown(tx, project, _known(tx, actor, site_id))

        return await self._database.write(operation)

    async def write(self, actor: Actor, site_id: int, version: int, name: str, address: str) -> SiteShown:
        """Another name or address. `version`: as the form showed it. Raises InvalidInputError."""
        said, where = _name(name), _address(address)

        def operation(tx: Transaction) -> SiteShown:
            project, site = _led(tx, actor, site_id, version)
            if (said, where) == (site.name, site.address):
                return _shown(tx, project, site)
            try:
                store.change(tx, replace(site, name=said, address=where), folded=folded(said))
            except IntegrityError:
                raise InvalidInputError("site-twice", name=said) from None
            if said != site.name:
                records.happened(tx, project, actor, "site-renamed", name=said, earlier=site.name)
            else:
                records.happened(tx, project, actor, "site-moved", name=said)
            return _shown(tx, project, _known(tx, actor, site_id))

        return await self._database.write(operation)

    async def check_score(self, actor: Actor, site_id: int, points: str, link: str) -> None:
        """Refuse what does not fit before a file is fetched. Raises RefusedError."""
        await self.look(actor, site_id)
        _points(points)
        evidence.read(link)

    async def score(
        self,
        actor: Actor,
        site_id: int,
        criterion: Criterion,
        *,
        points: str,
        link: str,
        upload: Upload | None = None,
    ) -> SiteShown:
        """Score a criterion; empty points take its score away. A file counts before a link.

        Without either a file that is there stays: the form cannot hold it. Raises InvalidInputError.
        """
        wanted, linked = _points(points), evidence.read(link)
        content = None
        if upload is not None and wanted is not None:
            content = await self._attachments.fetch_file(upload.url, MOST_FILE_BYTES)

        def operation(tx: Transaction) -> SiteShown:
            project, site = _led(tx, actor, site_id)
            before = site.scores.get(criterion)
            proof = linked
            if upload is not None and content is not None:
                proof = evidence.keep(
                    tx,
                    project,
                    actor,
                    name=upload.name,
                    media_type=upload.content_type or "",
                    content=content,
                )
            elif not proof and before is not None and not is_link(before.evidence):
                proof = before.evidence
            scores = {one: score for one, score in site.scores.items() if one is not criterion}
            if wanted is not None:
                scores[criterion] = Score(points=wanted, evidence=proof)
            if scores == dict(site.scores):
                return _shown(tx, project, site)
            store.change(tx, replace(site, scores=scores), folded=folded(site.name))
            after = scores.get(criterion)
            records.happened(
                tx,
                project,
                actor,
                "site-scored",
                before={"points": None if before is None else before.points},
                name=site.name,
                criterion=criterion.value,
                points="none" if after is None else str(after.points),
                proven="yes" if after is not None and after.proven else "no",
            )
            return _shown(tx, project, _known(tx, actor, site_id))

        return await self._database.write(operation)

    async def remove(self, actor: Actor, site_id: int, version: int) -> Comparison:
        """Take a site away, with its scores. Polls that were made of it keep their options."""

        def operation(tx: Transaction) -> Comparison:
            project, site = _led(tx, actor, site_id, version)
            store.delete(tx, site.id)
            records.happened(tx, project, actor, "site-removed", name=site.name)
            promises.card(tx, project)
            return Comparison(
                project=project,
                sites=ranked(store.every(tx, project.id)),
                leads=True,
                asked=_asked(tx, project),
            )

        return await self._database.write(operation)


# Parts


def led(tx: Transaction, actor: Actor, exchange_id: int) -> Project:
    """A project that the actor runs and that has not ended. Raises RefusedError."""
    project = records.led(tx, actor, exchange_id)
    if project.stage in ENDED:
        raise StaleError("site-project-ended", name=project.name)
    return project


def _led(tx: Transaction, actor: Actor, site_id: int, version: int | None = None) -> tuple[Project, Site]:
    site = _known(tx, actor, site_id)
    project = led(tx, actor, site.exchange_id)
    if version is not None and site.version != version:
        raise StaleError("site-changed", name=site.name)
    return project, site


def _asked(tx: Transaction, project: Project) -> bool:
    """Whether a location poll is drafted, or its outcome is still to come."""
    made = exchanges.linked_polls(tx, project.id, (Purpose.LOCATION,))
    return any(
        not one.taken and polls.existing(tx, project.guild_id, one.poll_id).state is not PollState.VOID
        for one in made
    )


def _known(tx: Transaction, actor: Actor, site_id: int) -> Site:
    found = store.get(tx, actor.guild_id, site_id)
    if found is None:
        raise NotFoundError("site-not-found")
    return found


def _shown(tx: Transaction, project: Project, site: Site) -> SiteShown:
    return SiteShown(project=project, site=site, names=files.names(tx, project))


def _name(typed: str) -> str:
    found = clean_name(typed)
    if found is None:
        raise InvalidInputError("site-name-empty")
    if length(found) > NAME_LIMIT:
        raise InvalidInputError("site-name-long", most=NAME_LIMIT)
    return found


def _address(typed: str) -> str:
    found = clean_name(typed) or ""
    if length(found) > ADDRESS_LIMIT:
        raise InvalidInputError("site-address-long", most=ADDRESS_LIMIT)
    return found


def _points(typed: str) -> int | None:
    """0 to 4; None: not scored. Raises StaleError for what stands in no menu of ours."""
    if not typed:
        return None
    if typed not in {str(one) for one in range(MOST_POINTS + 1)}:
        raise StaleError("stale-press")
    return int(typed)


def is_link(text: str) -> bool:
    """Whether evidence is a link, which a form can hold."""
    return text.startswith("https:")


def criterion_of(number: int) -> Criterion:
    """The criterion behind a custom_id. Raises StaleError."""
    if number >= len(CRITERIA):
        raise StaleError("stale-press")
    return CRITERIA[number]


def names_of(sites: Sequence[Site]) -> Mapping[int, str]:
    """Folded names by id."""
    return {one.id: folded(one.name) for one in sites}
