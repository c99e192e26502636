"""Who commits to a project: what members say for their networks, what organisers record and confirm.

Members act for those for whom they are shown to speak, asked again at each step; organisers for every organisation.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError
from bot.exchanges import evidence, records
from bot.exchanges import store as shared
from bot.exchanges.commitments import looking, moving, rules, speaking, standing, store
from bot.exchanges.commitments.looking import Ladder, Mine, One, Waiting
from bot.exchanges.commitments.rules import StoredFile
from bot.exchanges.commitments.speaking import Party
from bot.exchanges.model import Organisation, Project, Standing
from bot.exchanges.rules import ENDED, HEIGHT, Mass, Rung
from bot.guilds.conduct import service as conduct
from bot.language.rules import folded
from bot.net.attachments import AttachmentFetcher
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.cards import Upload

_SAY: Final = "exchange-commit"
_MOST_SAID: Final = 20
_WITHIN: Final = dt.timedelta(hours=1)
_MEBI: Final = 1024 * 1024
_REASON_LIMIT: Final = 500


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What was typed beside a rung. `site`, `port` None: as they were."""

    link: str = ""
    upload: Upload | None = None
    until: str = ""
    site: str | None = None
    port: str | None = None


@dataclass(frozen=True, kw_only=True)
class Said:
    """An organisation said something. `party`: whose number its buttons carry. `same`: it stood there already.

    `restorable`: it withdrew, and what was confirmed can be brought back.
    """

    project: Project
    organisation: Organisation
    party: int
    standing: Standing
    mass: Mass
    same: bool = False
    restorable: bool = False

    @property
    def waits(self) -> bool:
        """An organiser has to look at it."""
        return moving.waits(self.standing)


@dataclass(frozen=True, kw_only=True)
class Lowering:
    """Saying this would step down from something that was proven: it is asked first."""

    project: Project
    party: Party
    rung: Rung
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class _Read:
    """What was typed, read. `evidence`: of a link; a file is stored with the word."""

    evidence: str
    until: dt.date | None
    site: str | None
    speed: int | None
    upload: Upload | None
    content: bytes | None = None


class CommitmentService:
    """Use cases of commitments."""

    def __init__(self, database: Database, attachments: AttachmentFetcher) -> None:
        self._database = database
        self._attachments = attachments

    # What members say

    async def mine(self, actor: Actor, project_id: int) -> Mine:
        """For whom the actor speaks. Raises NotFoundError, and NotAllowedError for nobody."""

        def operation(tx: Transaction) -> Mine:
            project = records.existing(tx, actor.guild_id, project_id)
            found = looking.mine(tx, project, actor)
            if not found.parties:
                raise NotAllowedError("commit-no-network")
            return found

        return await self._database.read(operation)

    async def say(
        self, actor: Actor, project_id: int, rung: Rung, party: int, *, version: int | None = None
    ) -> Said | Lowering:
        """An organisation is interested, or intends to join. `version`: of the standing that the actor agreed to step down from.

        Raises NotAllowedError for a network that is not the actor's, StaleError where the standing moved on.
        """

        def operation(tx: Transaction) -> Said | Lowering:
            project = _living(tx, actor, project_id)
            if rung not in rules.BY_MEMBERS or rules.needs_proof(rung):
                raise StaleError("stale-press")
            organisation_id = speaking.organisation_of(tx, project, actor, party)
            before = shared.standing(tx, project.id, organisation_id)
            who = records.organisation(tx, actor.guild_id, organisation_id)
            if before is not None and rules.needs_proof(before.rung) and HEIGHT[rung] < HEIGHT[before.rung]:
                if version is None:
                    asked = Party(number=organisation_id * 2, name=who.name, standing=before)
                    return Lowering(project=project, party=asked, rung=rung, standing=before)
                if version != before.version:
                    raise StaleError("commit-changed", organisation=who.name)
            return _say(tx, project, organisation_id, rung, actor=actor)

        return await self._database.write(operation)

    async def signing(
        self, actor: Actor, project_id: int, rung: Rung, party: int
    ) -> tuple[Project, Party, dt.date]:
        """What the form for a signed paper asks about, and the day it proposes. Raises as `say`."""

        def operation(tx: Transaction) -> tuple[Project, Party, dt.date]:
            project = _living(tx, actor, project_id)
            if rung not in rules.BY_MEMBERS or not rules.needs_proof(rung):
                raise StaleError("stale-press")
            until = records.today(tx, project) + rules.VALID_FOR
            organisation_id = speaking.resolved(tx, actor.guild_id, party)
            for one in speaking.parties(tx, project, actor):
                if one.number == party or (
                    organisation_id is not None and one.organisation_id == organisation_id
                ):
                    return project, one, until
            raise NotAllowedError("commit-not-yours")

        return await self._database.read(operation)

    async def sign(self, actor: Actor, project_id: int, rung: Rung, party: int, proof: Proof) -> Said:
        """An organisation signed something, which proves it. Raises as `say`, and InvalidInputError for what was typed."""
        project, _, _ = await self.signing(actor, project_id, rung, party)
        read = await self._read(project, proof)

        def operation(tx: Transaction) -> Said:
            project = _living(tx, actor, project_id)
            organisation_id = speaking.organisation_of(tx, project, actor, party)
            return _say(tx, project, organisation_id, rung, actor=actor, read=read)

        return await self._database.write(operation)

    async def withdraw(self, actor: Actor, project_id: int, party: int) -> Said:
        """An organisation takes back what it said. Raises NotAllowedError, and StaleError where there is nothing."""

        def operation(tx: Transaction) -> Said:
            project = _living(tx, actor, project_id)
            organisation_id = speaking.organisation_of(tx, project, actor, party)
            before = shared.standing(tx, project.id, organisation_id)
            if before is None or before.rung is Rung.DECLINED:
                who = records.organisation(tx, actor.guild_id, organisation_id)
                raise StaleError("commit-nothing-to-withdraw", organisation=who.name)
            return _say(tx, project, organisation_id, Rung.DECLINED, actor=actor)

        return await self._database.write(operation)

    async def restore(self, actor: Actor, project_id: int, party: int, version: int) -> Said:
        """Take a withdrawal back. Raises NotAllowedError, and StaleError where something else was said since."""

        def operation(tx: Transaction) -> Said:
            project = _living(tx, actor, project_id)
            organisation_id = speaking.organisation_of(tx, project, actor, party)
            before = shared.standing(tx, project.id, organisation_id)
            who = records.organisation(tx, actor.guild_id, organisation_id)
            if before is None or before.version != version:
                raise StaleError("commit-changed", organisation=who.name)
            conduct.require(tx, actor, _SAY, most=_MOST_SAID, within=_WITHIN)
            standing.restored(tx, project, organisation_id, actor)
            return _said(tx, project, organisation_id)

        return await self._database.write(operation)

    # What everybody sees

    async def ladder(self, actor: Actor, project_id: int, number: int = 1) -> Ladder:
        """A page of who stands where. Raises NotFoundError."""

        def operation(tx: Transaction) -> Ladder:
            project = records.existing(tx, actor.guild_id, project_id)
            return looking.ladder(tx, project, number, leads=records.leads(tx, actor))

        return await self._database.read(operation)

    async def one(self, actor: Actor, project_id: int, organisation_id: int) -> One:
        """One organisation; its evidence for organisers alone. Raises NotFoundError."""

        def operation(tx: Transaction) -> One:
            project = records.existing(tx, actor.guild_id, project_id)
            return looking.one(tx, project, organisation_id, leads=records.leads(tx, actor))

        return await self._database.read(operation)

    # What organisers do

    async def waiting(self, actor: Actor, project_id: int, number: int = 1) -> Waiting:
        """A page of what waits for an organiser. Raises NotFoundError, NotAllowedError."""
        return await self._database.read(
            lambda tx: looking.waiting(tx, records.led(tx, actor, project_id), number)
        )

    async def confirm(self, actor: Actor, project_id: int, organisation_id: int, version: int) -> One:
        """Confirm what waits. Raises NotAllowedError (to whoever noted it too), and StaleError where it moved on."""

        def operation(tx: Transaction) -> One:
            project, before = _judged(tx, actor, project_id, organisation_id, version)
            if standing.is_nobodys(tx, before):
                who = records.organisation(tx, actor.guild_id, organisation_id)
                raise NotAllowedError("commit-nobodys-word", organisation=who.name)
            if before.said_by is not None and before.said_by == audit.known_key(tx, actor.user_id):
                who = records.organisation(tx, actor.guild_id, organisation_id)
                raise NotAllowedError("commit-own-word", organisation=who.name)
            standing.confirmed(tx, project, before.organisation_id, actor)
            return looking.one(tx, project, before.organisation_id, leads=True)

        return await self._database.write(operation)

    async def refuse(
        self, actor: Actor, project_id: int, organisation_id: int, version: int, *, reason: str
    ) -> One:
        """Refuse what waits, with a reason. Raises as `confirm`, and InvalidInputError without a reason."""
        said = reason.strip()
        if not said:
            raise InvalidInputError("commit-reason-needed")

        def operation(tx: Transaction) -> One:
            project, before = _judged(tx, actor, project_id, organisation_id, version)
            standing.refused(tx, project, before.organisation_id, actor, said[:_REASON_LIMIT])
            return looking.one(tx, project, before.organisation_id, leads=True)

        return await self._database.write(operation)

    async def record(self, actor: Actor, project_id: int, organisation: str, rung: Rung, proof: Proof) -> One:
        """An organiser notes what an organisation said. `organisation`: an id, or a name as it stands.

        Raises NotFoundError, NotAllowedError, InvalidInputError for what was typed.
        """

        def allowed(tx: Transaction) -> tuple[Project, Organisation]:
            project = records.led(tx, actor, project_id)
            _require_living(project)
            return project, _named(tx, actor.guild_id, organisation)

        project, _ = await self._database.read(allowed)
        read = await self._read(project, proof)

        def operation(tx: Transaction) -> One:
            project, who = allowed(tx)
            _store(tx, project, who.id, rung, actor=actor, read=read, source=standing.RECORDED)
            return looking.one(tx, project, who.id, leads=True)

        return await self._database.write(operation)

    async def suggest(self, actor: Actor, typed: str, *, limit: int) -> list[Organisation]:
        """The guild's organisations whose name or AS number holds what was typed; none for who may not record."""
        wanted = folded(typed.strip()[:100])

        def operation(tx: Transaction) -> list[Organisation]:
            if not records.leads(tx, actor):
                return []
            return [
                one
                for one in shared.organisations(tx, actor.guild_id).values()
                if wanted in folded(one.name)
                or any(wanted.removeprefix("as") == str(asn) for asn in one.asns)
            ][:limit]

        return await self._database.read(operation)

    async def file(self, actor: Actor, file_id: int) -> tuple[Project, StoredFile, bytes]:
        """A file that proves something, for organisers alone. Raises NotFoundError, NotAllowedError."""

        def operation(tx: Transaction) -> tuple[Project, StoredFile, bytes]:
            project_id = store.project_of_file(tx, actor.guild_id, file_id)
            if project_id is None:
                raise NotFoundError("commit-no-file")
            project = records.led(tx, actor, project_id)
            found = store.file(tx, actor.guild_id, file_id)
            if found is None:
                raise NotFoundError("commit-no-file")
            return project, found, store.content(tx, file_id)

        return await self._database.read(operation)

    async def _read(self, project: Project, proof: Proof) -> _Read:
        """Read what was typed, then fetch the file: who typed something wrong hears of it at once."""
        link = evidence.read(proof.link)
        if link and proof.upload is not None:
            raise InvalidInputError("commit-one-evidence")
        today = await self._database.read(lambda tx: records.today(tx, project))
        try:
            until = rules.read_day(proof.until, today)
        except ValueError as error:
            fault = str(error)
            key = (
                "commit-day-past"
                if fault == "past"
                else "commit-day-far"
                if fault == "far"
                else "commit-day-unreadable"
            )
            raise InvalidInputError(key, typed=proof.until[:40]) from None
        try:
            speed = None if proof.port is None else rules.read_speed(proof.port)
        except ValueError:
            raise InvalidInputError("commit-speed-unreadable", typed=(proof.port or "")[:40]) from None
        site = None if proof.site is None else " ".join(proof.site.split())
        if site is not None and len(site) > rules.FACILITY_LIMIT:
            raise InvalidInputError("commit-site-too-long", most=rules.FACILITY_LIMIT)
        content = None
        if proof.upload is not None:
            if proof.upload.size > rules.MOST_FILE_BYTES:
                raise InvalidInputError("evidence-too-large", most=rules.MOST_FILE_BYTES // _MEBI)
            content = await self._attachments.fetch_file(proof.upload.url, rules.MOST_FILE_BYTES)
        return _Read(evidence=link, until=until, site=site, speed=speed, upload=proof.upload, content=content)


# Parts


def _living(tx: Transaction, actor: Actor, project_id: int) -> Project:
    project = records.existing(tx, actor.guild_id, project_id)
    _require_living(project)
    return project


def _require_living(project: Project) -> None:
    if project.stage in ENDED:
        raise StaleError("commit-over", name=project.name)


def _named(tx: Transaction, guild_id: int, typed: str) -> Organisation:
    """By id, which the option offers, or else by name: one that is called "7" is not number 7."""
    text = typed.strip()
    every = shared.organisations(tx, guild_id)
    for one in every.values():
        if str(one.id) == text:
            return one
    for one in every.values():
        if folded(one.name) == folded(text):
            return one
    raise NotFoundError("commit-no-organisation", typed=text[:100])


def _judged(
    tx: Transaction, actor: Actor, project_id: int, organisation_id: int, version: int
) -> tuple[Project, Standing]:
    """A project that the actor runs, and what waits in it, at this version."""
    project = records.led(tx, actor, project_id)
    _require_living(project)
    who = records.organisation(tx, actor.guild_id, organisation_id)
    found = shared.standing(tx, project.id, who.id)
    if found is None or not moving.waits(found):
        raise StaleError("commit-nothing-waits", organisation=who.name)
    if found.version != version:
        raise StaleError("commit-changed", organisation=who.name)
    return project, found


def _say(
    tx: Transaction,
    project: Project,
    organisation_id: int,
    rung: Rung,
    *,
    actor: Actor,
    read: _Read | None = None,
) -> Said:
    """A member's word."""
    conduct.require(tx, actor, _SAY, most=_MOST_SAID, within=_WITHIN)
    before = shared.standing(tx, project.id, organisation_id)
    after = _store(tx, project, organisation_id, rung, actor=actor, read=read)
    same = before is not None and before.version == after.version
    return _said(tx, project, organisation_id, same=same)


def _store(
    tx: Transaction,
    project: Project,
    organisation_id: int,
    rung: Rung,
    *,
    actor: Actor,
    read: _Read | None,
    source: str = "",
) -> Standing:
    if read is None:
        return standing.say(tx, project, organisation_id, rung, actor, source=source)
    proof = read.evidence
    if read.content is not None and read.upload is not None:
        proof = evidence.keep(
            tx,
            project,
            actor,
            name=read.upload.name,
            media_type=read.upload.content_type or "",
            content=read.content,
        )
    return standing.say(
        tx,
        project,
        organisation_id,
        rung,
        actor,
        evidence=proof,
        valid_until=read.until,
        facility=read.site,
        speed=read.speed,
        source=source,
    )


def _said(tx: Transaction, project: Project, organisation_id: int, *, same: bool = False) -> Said:
    found = shared.standing(tx, project.id, organisation_id)
    assert found is not None  # noqa: S101 - it was stored just now
    return Said(
        project=project,
        organisation=records.organisation(tx, project.guild_id, organisation_id),
        party=organisation_id * 2,
        standing=found,
        mass=standing.mass(tx, project),
        same=same,
        restorable=moving.restored(found, records.today(tx, project)) is not None,
    )
