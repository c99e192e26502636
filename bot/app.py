"""Builds the parts, starts them, and stops them gracefully.

The order of a stop: no new work is taken, sends in flight finish (10 s at most), the gateway closes, the database
checkpoints. A SIGKILL at any line loses nothing that was promised: see bot/delivery.
"""

import asyncio
import datetime as dt
import gc
import logging
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from bot import client as discord_client
from bot.agenda.service import AgendaService
from bot.announcements.approval import ApprovalService
from bot.announcements.corrections import CorrectionService
from bot.announcements.history import HistoryService
from bot.announcements.pictures import PictureService
from bot.announcements.posting import Posting
from bot.announcements.publishing import PublishingService
from bot.announcements.series import SeriesService, holidays_changed
from bot.announcements.service import AnnouncementService
from bot.announcements.templates.service import TemplateService
from bot.announcements.variants import VariantService
from bot.client import Crossconnect, Services
from bot.clock import Clock, SystemClock, from_epoch
from bot.cohorts.attending.dashboard import DashboardService
from bot.cohorts.attending.importing import ProgressImport
from bot.cohorts.attending.posting import AttendingPosting
from bot.cohorts.attending.progress import ProgressService
from bot.cohorts.attending.roll import RollService
from bot.cohorts.attending.service import AttendanceService
from bot.cohorts.availability.posting import AvailabilityPosting
from bot.cohorts.availability.service import AvailabilityService
from bot.cohorts.imports.service import CohortImportService
from bot.cohorts.leading import LeadingService
from bot.cohorts.posting import CohortPosting
from bot.cohorts.reminding.posting import RemindingPosting
from bot.cohorts.reminding.service import RemindingService
from bot.cohorts.roster import RosterService
from bot.cohorts.service import CohortService
from bot.cohorts.sessions.milestones import MilestoneService
from bot.cohorts.sessions.planning import PlanningService
from bot.cohorts.sessions.posting import SessionPosting
from bot.cohorts.sessions.schedule import ScheduleService
from bot.cohorts.sessions.service import SessionService
from bot.config import DatabaseSettings, Settings
from bot.delivery import feature as delivery
from bot.delivery import outbox
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.pacing import Pace
from bot.delivery.recurrence import use_packaged_zone_data
from bot.delivery.scheduler import Job, Scheduler
from bot.errors import OperatorError, TokenRefusedError, UnreachableError
from bot.exchanges.answers.service import AnswerService
from bot.exchanges.commitments.service import CommitmentService
from bot.exchanges.founding.service import ExchangeService
from bot.exchanges.founding.stages import StageService
from bot.exchanges.importing.service import ExchangeImportService
from bot.exchanges.organisations.service import OrganisationService
from bot.exchanges.papers.service import PaperService
from bot.exchanges.register.actions import ActionService
from bot.exchanges.register.decisions import DecisionService
from bot.exchanges.register.stakeholders import StakeholderService
from bot.exchanges.sites.linking import LinkingService
from bot.exchanges.sites.service import SiteService
from bot.exchanges.survey.service import SurveyService
from bot.exchanges.telling import keeping as exchange_keeping
from bot.exchanges.telling.posting import ExchangePosting
from bot.exchanges.telling.service import InsideService
from bot.feature import Feature
from bot.guilds.conduct.service import ConductService
from bot.guilds.holidays import HolidayService
from bot.guilds.panel import PanelService
from bot.guilds.service import GuildService
from bot.language import when, zones
from bot.language.catalogue import Catalogue
from bot.language.catalogue import catalogue as shared_catalogue
from bot.net.attachments import AttachmentFetcher
from bot.networks.claims.posting import ClaimPosting
from bot.networks.claims.queue import QueueService
from bot.networks.claims.roles import role_chosen
from bot.networks.claims.service import ClaimService
from bot.networks.claims.watch import SWEEP_EVERY
from bot.networks.claims.watch import Watch as ClaimWatch
from bot.networks.imports.service import ImportService
from bot.networks.service import NetworkService
from bot.networks.sources.service import Sources
from bot.operations.maintenance.importing import NoticeImports
from bot.operations.maintenance.posting import MaintenancePosting
from bot.operations.maintenance.reading import MaintenanceReading
from bot.operations.maintenance.service import MaintenanceService
from bot.operations.outages.posting import OutagePosting
from bot.operations.outages.reading import OutageReading
from bot.operations.outages.service import OutageService
from bot.operations.outages.witnessing import WitnessService
from bot.people import service as people
from bot.people.actor import Actor
from bot.people.service import PeopleService
from bot.polls.closing.export_service import ExportService
from bot.polls.closing.posting import ClosingPosting
from bot.polls.closing.service import ClosingService
from bot.polls.making.service import PollService
from bot.polls.reading import PollReading
from bot.polls.telling.posting import PollPosting
from bot.polls.voting.electing import ElectorateService
from bot.polls.voting.proxies import ProxyService
from bot.polls.voting.proxy_promises import ProxyPosting
from bot.polls.voting.service import VotingService
from bot.privacy.service import PrivacyService, export_from
from bot.reminders.service import ReminderService
from bot.search.service import SearchService
from bot.storage import installation
from bot.storage.database import Database
from bot.storage.health import unusable
from bot.storage.nightly import NightlyBackups
from bot.storage.transaction import Transaction
from bot.topics.arranging import ArrangingService
from bot.topics.charter.posting import CharterPosting
from bot.topics.charter.service import CharterService
from bot.topics.charter.sharing import CharterSharingService
from bot.topics.digest.service import DigestService
from bot.topics.pings.posting import Pings
from bot.topics.service import TopicService
from bot.topics.threads.answers import ThreadService
from bot.topics.threads.posting import ThreadPosting
from bot.topics.threads.questions import QuestionService
from bot.topics.threads.service import unanswered_by_topic
from bot.topics.threads.watch import WatchService
from bot.workers import Workers

if TYPE_CHECKING:
    from aiohttp import TraceConfig

    from bot.monitoring.server import Monitoring

_log = logging.getLogger(__name__)

STOP_GRACE = dt.timedelta(seconds=10)
"""What sends in flight may take when the bot stops."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_IDS_SKIPPED = 10_000
"""After a restore: more records than were made since the copy."""


class App:
    """The parts of one running bot. Made by `open`."""

    def __init__(self, settings: Settings, clock: Clock, database: Database, catalogue: Catalogue) -> None:
        self.settings = settings
        self.clock = clock
        self.database = database
        self.catalogue = catalogue
        self.features: dict[str, Feature] = {}
        self.workers = Workers()
        self.sources = Sources.over_http(
            database, clock, settings.sources, key=settings.peeringdb_key, workers=self.workers
        )
        claim_watch = ClaimWatch(database, self._is_member)
        self.attachments = AttachmentFetcher(settings.discord.api_base)
        database.on_promise(self._wake)
        self.services = Services(
            agenda=AgendaService(database, self.features),
            people=PeopleService(database, languages=catalogue.locales, features=self.features),
            guilds=GuildService(database, catalogue, self.features, role_chosen=(role_chosen,)),
            panel=PanelService(database, catalogue, self.features),
            conduct=ConductService(database),
            reminders=ReminderService(database, catalogue, clock, self.features),
            privacy=PrivacyService(database, self.features),
            announcements=AnnouncementService(database, catalogue, clock),
            series=SeriesService(database, clock),
            holidays=HolidayService(database, clock, holidays_changed=(holidays_changed,)),
            corrections=CorrectionService(database),
            publishing=PublishingService(database),
            history=HistoryService(database),
            approvals=ApprovalService(database, catalogue, clock),
            variants=VariantService(database),
            templates=TemplateService(database),
            charter=CharterService(database),
            charter_sharing=CharterSharingService(database),
            arranging=ArrangingService(database),
            topics=TopicService(database, catalogue, unanswered=unanswered_by_topic),
            digest=DigestService(database, catalogue, clock, self.features, audience=self._audience),
            threads=ThreadService(database),
            thread_watch=WatchService(database),
            questions=QuestionService(database),
            outages=OutageService(database, documentation_asns=settings.documentation_asns),
            outage_reading=OutageReading(database),
            outage_witnesses=WitnessService(database),
            maintenance=MaintenanceService(database, documentation_asns=settings.documentation_asns),
            maintenance_reading=MaintenanceReading(database),
            maintenance_imports=NoticeImports(
                database,
                self.attachments,
                self.workers,
                documentation_asns=settings.documentation_asns,
            ),
            cohorts=CohortService(database),
            leading=LeadingService(database),
            roster=RosterService(database),
            planning=PlanningService(database),
            cohort_imports=CohortImportService(database, self.attachments, self.workers, clock),
            availability=AvailabilityService(database),
            sessions=SessionService(database),
            milestones=MilestoneService(database),
            schedule=ScheduleService(database),
            reminding=RemindingService(database),
            attendance=AttendanceService(database),
            roll=RollService(database),
            cohort_progress=ProgressService(database),
            progress_import=ProgressImport(database, self.attachments, self.workers),
            dashboard=DashboardService(database, self.workers),
            polls=PollService(database),
            poll_reading=PollReading(database),
            voting=VotingService(database),
            poll_electorate=ElectorateService(database),
            poll_proxies=ProxyService(database),
            closing=ClosingService(database, clock, self.workers),
            poll_export=ExportService(database),
            exchanges=ExchangeService(database, documentation_asns=settings.documentation_asns),
            exchange_inside=InsideService(database),
            exchange_decisions=DecisionService(database),
            exchange_actions=ActionService(database),
            exchange_stakeholders=StakeholderService(database),
            commitments=CommitmentService(database, self.attachments),
            papers=PaperService(database, self.workers),
            exchange_stages=StageService(database),
            sites=SiteService(database, self.attachments, self.workers),
            exchange_linking=LinkingService(database),
            survey=SurveyService(database),
            answers=AnswerService(database, self.workers, self.attachments),
            organisations=OrganisationService(database, documentation_asns=settings.documentation_asns),
            exchange_imports=ExchangeImportService(
                database, self.attachments, self.workers, documentation_asns=settings.documentation_asns
            ),
            search=SearchService(database, self.features),
            networks=NetworkService(database, self.sources, documentation_asns=settings.documentation_asns),
            imports=ImportService(
                database,
                self.attachments,
                self.workers,
                documentation_asns=settings.documentation_asns,
            ),
            claims=ClaimService(
                database, self.sources, claim_watch, documentation=settings.documentation_asns
            ),
            claim_queue=QueueService(database, claim_watch),
            claim_watch=claim_watch,
            pictures=PictureService(database, self.attachments),
        )
        parts = (
            delivery.feature(),
            people.feature(),
            self.services.privacy.feature(),
            self.services.guilds.feature(),
            self.services.agenda.feature(),
            self.services.panel.feature(),
            self.services.conduct.feature(),
            self.sources.feature(),
            self.services.networks.feature(),
            self.services.imports.feature(),
            self.services.cohort_imports.feature(),
            AvailabilityPosting(database, catalogue).feature(),
            ClaimPosting(database, catalogue, claim_watch).feature(),
            self.services.reminders.feature(),
            Posting(database, catalogue, clock, role_is_gone=self._role_is_gone).feature(),
            self.services.approvals.feature(),
            CharterPosting(database, catalogue, clock).feature(),
            self.services.topics.feature(),
            ThreadPosting(database, catalogue, self.services.questions.settled).feature(),
            CohortPosting(database, catalogue, clock, sweep=self.services.cohorts.sweep).feature(),
            SessionPosting(
                database, catalogue, clock, may_hold=self._may_hold_events, public_name=self._public_name
            ).feature(),
            *RemindingPosting(
                database,
                catalogue,
                clock,
                arrived=self.services.reminding.tell_arrived,
                may_ping=self._may_ping,
                role_is_gone=self._role_is_gone,
            ).features(),
            AttendingPosting(database, catalogue).feature(),
            PollPosting(
                database,
                catalogue,
                clock,
                close=self.services.closing.close_due,
                result=self.services.closing.card,
            ).feature(),
            ProxyPosting(database, catalogue).feature(),
            ClosingPosting(database, catalogue, clock, backups=lambda: self.backups).feature(),
            ExchangePosting(database, catalogue, clock, audience=self._audience).feature(),
            self.services.digest.feature(),
            OutagePosting(database, catalogue, clock).feature(),
            MaintenancePosting(database, catalogue, clock, is_open=self._is_open).feature(),
            *Pings(
                database,
                catalogue,
                clock,
                messages_in=self._messages_in,
                may_ping=self._may_ping,
                role_is_gone=self._role_is_gone,
            ).features(),
        )
        self.features.update({feature.name: feature for feature in parts})
        self.pace = Pace(per_second=settings.delivery.requests_per_second)
        self.backups = NightlyBackups(
            database.path,
            settings.backup_folder,
            keep=settings.backup.keep,
            at=dt.time.fromisoformat(settings.backup.at),
            clock=clock,
        )
        self.monitoring: Monitoring | None = None
        """Set while it serves: `[monitoring] port`."""
        self._scheduler: Scheduler | None = None
        self._dispatcher: Dispatcher | None = None
        self.bot: Crossconnect | None = None
        """The client of the connection that stands."""
        self._seen: Crossconnect | None = None
        """The latest client, also of a connection that is just down: what it saw of the guilds."""

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings, clock: Clock, *, pseudo: bool = False) -> AsyncIterator[Self]:
        """Open the database and build the parts; closed at the end. Raises DatabaseUnusableError.

        `pseudo` adds the tests' language.
        """
        version = use_packaged_zone_data()
        try:
            settings.database.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unusable(settings.database.path, error) from error
        async with await Database.open(settings.database.path, clock=clock) as database:
            catalogue = shared_catalogue(pseudo=pseudo)
            _warm(catalogue, clock)
            app = cls(settings, clock, database, catalogue)
            if await installation.fact(database, installation.ZONE_DATA) != version:
                replans = [feature.replan for feature in app.features.values() if feature.replan is not None]
                moved = sum([await replan() for replan in replans])
                _log.info("time zone data is now %s; %d deliveries were computed anew", version, moved)
                await installation.note(database, installation.ZONE_DATA, version)
            await app._after_restore()
            try:
                yield app
            finally:
                await app.sources.close()
                await app.workers.close()

    async def _after_restore(self) -> None:
        """On a copy nobody knows what was sent since it was taken: have it looked for before it is sent."""
        taken = await installation.fact(self.database, installation.COPIED_AT)
        if taken is None:
            return
        since = from_epoch(int(taken))
        for feature in self.features.values():
            if feature.materialise is not None:
                await feature.materialise()  # what the copy had not planned yet may have been sent as well

        def operation(tx: Transaction) -> int:
            installation.skip_ids(tx, _IDS_SKIPPED)
            installation.drop(tx, installation.COPIED_AT)
            return outbox.doubt(tx, since)

        doubted = await self.database.write(operation)
        _log.warning(
            "this database is a copy of %s UTC: what was changed since is lost, and %d deliveries that may have been "
            "sent since are looked for before they are sent",
            f"{since:%Y-%m-%d %H:%M}",
            doubted,
        )

    @asynccontextmanager
    async def _monitored(self) -> AsyncIterator[None]:
        """Serve what is told over HTTP, if that is wanted. Raises ConfigurationError when its port is taken."""
        async with AsyncExitStack() as stack:
            if self.settings.monitoring.port:
                # 80 ms of imports that nobody needs who does not look.
                from bot.monitoring.server import Monitoring

                self.monitoring = await stack.enter_async_context(
                    Monitoring(
                        self.settings.monitoring.port,
                        database=self.database,
                        clock=self.clock,
                        bot=lambda: self.bot,
                        backups=self.backups,
                        job_failures=self._job_failures,
                    )
                )
            yield

    async def look_ahead(self) -> None:
        """Let plans become deliveries now, not at the next quarter of an hour: for whoever moves the clock."""
        if self._scheduler is not None:
            await self._scheduler.materialise()

    def _job_failures(self) -> dict[str, int]:
        return {} if self._scheduler is None else dict(self._scheduler.failures)

    def client(self, *, shard_count: int | None = None) -> Crossconnect:
        """A new client; a closed one cannot be used again."""
        self._seen = Crossconnect(
            services=self.services,
            catalogue=self.catalogue,
            clock=self.clock,
            members_intent=self.settings.discord.members_intent,
            shard_count=shard_count,
            guilds_within=self.settings.guilds_within,
            on_answered=None if self.monitoring is None else self.monitoring.metrics.answered,
            http_trace=_trace(self.settings),
        )
        return self._seen

    def _role_is_gone(self, guild_id: int, role_id: int) -> bool:
        return self._seen is not None and self._seen.lacks_role(guild_id, role_id)

    def _audience(self, guild_id: int, channel_id: int) -> Callable[[int], bool] | None:
        if self._seen is None:
            raise UnreachableError("there is no client that has seen the guild")
        return self._seen.audience(guild_id, channel_id)

    def _is_open(self, guild_id: int, channel_id: int) -> bool:
        return self._seen is not None and self._seen.is_open(guild_id, channel_id)

    def _may_ping(self, guild_id: int, channel_id: int, role_id: int) -> bool:
        return self._seen is None or self._seen.may_ping(guild_id, channel_id, role_id)

    def _may_hold_events(self, guild_id: int) -> bool:
        return self._seen is None or self._seen.may_hold_events(guild_id)

    def _public_name(self, guild_id: int, channel_id: int) -> str | None:
        return None if self._seen is None else self._seen.public_name(guild_id, channel_id)

    async def _messages_in(self, thread_id: int) -> int | None:
        if self._seen is None:
            raise UnreachableError("there is no client to ask Discord with")
        await self.pace.request()
        return await self._seen.messages_in(thread_id)

    async def _is_member(self, guild_id: int, user_id: int) -> bool | None:
        # Not paced: one for a press, and some twenty an hour.
        return None if self._seen is None else await self._seen.is_member(guild_id, user_id)

    async def _is_organiser(self, guild_id: int, user_id: int) -> bool | None:
        # Not paced: some ten an hour.
        found = None if self._seen is None else await self._seen.actor_of(guild_id, user_id)
        return await self.services.exchanges.leads(found) if isinstance(found, Actor) else found

    async def _look_inside(self) -> int:
        return await exchange_keeping.look_inside(self.database, self._is_organiser)

    def dispatcher(self, bot: Crossconnect) -> Dispatcher:
        """What sends through this client."""
        watch = None if self.monitoring is None else self.monitoring.metrics
        self._dispatcher = Dispatcher(self.database, self.clock, bot, self.features, self.pace, watch=watch)
        return self._dispatcher

    def _wake(self) -> None:
        """Something became due at this moment, and somebody may be looking."""
        if self._dispatcher is not None:
            self._dispatcher.wake()

    async def serve(self, stop: asyncio.Event) -> None:
        """Stay connected until `stop`; outlives every outage.

        Raises TokenRefusedError, and ConfigurationError for an intent that Discord does not grant or a port that is taken.
        """
        discord_client.use_api(self.settings.discord.api_base)
        async with self._monitored():
            await self._stay(stop)

    async def _stay(self, stop: asyncio.Event) -> None:
        pause = _FIRST_PAUSE
        while not stop.is_set():
            began = asyncio.get_running_loop().time()
            try:
                await self._session(stop)
            except UnreachableError as error:
                if asyncio.get_running_loop().time() - began > _LONGEST_PAUSE:
                    pause = _FIRST_PAUSE
                _log.warning("Discord cannot be reached (%s); trying again in %.0f s", error, pause)
                await _wait(stop, pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    async def _session(self, stop: asyncio.Event) -> None:
        """From the log-in to the end of the connection, or to `stop`."""
        async with self.client() as bot:
            await _first(self._arrive(bot), stop.wait())
            if stop.is_set():
                return
            dispatcher = self.dispatcher(bot)
            nightly = Job(name="backup", every=dt.timedelta(minutes=1), work=self.backups.make_if_due)
            sweep = Job(name="claims", every=SWEEP_EVERY, work=self.services.claim_watch.sweep)
            insiders = Job(name="insiders", every=SWEEP_EVERY, work=self._look_inside)
            more = (nightly, sweep, insiders)
            scheduler = Scheduler(self.database, self.clock, dispatcher, self.features, more=more)
            self.bot, self._scheduler = bot, scheduler
            await dispatcher.recover()
            try:
                scheduler.start()
                await _first(bot.stay_connected(), stop.wait(), scheduler.failed())
                if not stop.is_set():
                    raise UnreachableError("the connection ended")
            finally:
                self.bot = None
                await scheduler.stop()
                await dispatcher.stop(STOP_GRACE)

    async def _arrive(self, bot: Crossconnect) -> None:
        await bot.log_in(self.settings.token.get_secret_value())
        try:
            await self._sync_if_changed(bot)
        except TokenRefusedError:
            raise
        except OperatorError as error:
            # Promises are kept with the commands as they were, too.
            _log.error("%s It is tried again at the next start.", error)

    async def _sync_if_changed(self, bot: Crossconnect) -> None:
        fingerprint = bot.commands_fingerprint()
        if await installation.fact(self.database, installation.COMMANDS) == fingerprint:
            return
        number = await bot.sync_commands()
        await installation.note(self.database, installation.COMMANDS, fingerprint)
        _log.info("Discord was told %d commands", number)


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT. Raises OperatorError for what the operator mends."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with App.open(settings, SystemClock()) as app:
        _settle_memory()
        await app.serve(stop)
    _log.info("stopped")


async def sync(settings: Settings) -> str:
    """Tell Discord the commands whether they changed or not; returns a line to print. Raises OperatorError.

    It may be used while the bot runs, so it leaves the bot's database alone: commands need none of what is in it.
    """
    discord_client.use_api(settings.discord.api_base)
    with tempfile.TemporaryDirectory(prefix="crossconnect-sync-") as folder:
        apart = replace(settings, database=DatabaseSettings(path=Path(folder) / "sync.sqlite3"))
        async with App.open(apart, SystemClock()) as app, app.client() as bot:
            try:
                await bot.log_in(settings.token.get_secret_value())
                number = await bot.sync_commands()
            except UnreachableError as error:
                raise OperatorError(f"Discord cannot be reached ({error}). Try again later.") from error
    return f"Discord was told {number} commands."


async def export(settings: Settings, guild_id: int, sink: Callable[[bytes], object]) -> int:
    """Write everything of a guild as JSON, also while the bot runs; returns how many rows. Raises OperatorError."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory(prefix="crossconnect-export-") as folder:
        # The declarations come with the parts, and the parts want a database: one of their own.
        apart = replace(settings, database=DatabaseSettings(path=Path(folder) / "export.sqlite3"))
        async with App.open(apart, clock) as app:
            return await asyncio.to_thread(
                export_from,
                settings.database.path,
                app.services.privacy.tables,
                guild_id,
                sink,
                now=clock.now(),
                t=app.catalogue.translator("en"),
            )


async def export_to(settings: Settings, guild_id: int, output: Path) -> int:
    """The same into a new file that only its owner reads; none is left behind when it fails. Raises OperatorError."""
    with _new_file(output) as sink:
        return await export(settings, guild_id, sink)


@contextmanager
def _new_file(path: Path) -> Iterator[Callable[[bytes], object]]:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise OperatorError(
            f"{path} exists already, and an export overwrites nothing. Choose another name."
        ) from error
    except OSError as error:
        raise OperatorError(f"{path} cannot be written ({error.strerror}). Choose another place.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file.write
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise OperatorError(f"{path} could not be written ({error.strerror}). Make room.") from error
        raise


def _trace(settings: Settings) -> "TraceConfig | None":
    """What notes every request, where that is wanted."""
    if settings.record_requests is None:
        return None
    from bot.recording import Recorder

    token = settings.token.get_secret_value()
    return Recorder(settings.record_requests, settings.discord.api_base, (token,)).trace()


def _warm(catalogue: Catalogue, clock: Clock) -> None:
    """Do now what takes 10 ms the first time, so that nobody's click waits for it."""
    for locale in catalogue.locales:
        catalogue.translator(locale)
    zones.search("a", now=clock.now())
    when.suggest("", zone="UTC", now=clock.now())


def _settle_memory() -> None:
    """What is here now stays: a full collection that walked it all would hold every click for 40 ms."""
    gc.collect()
    gc.freeze()


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


async def _first(*works: Coroutine[Any, Any, object]) -> None:
    """Run side by side until one ends; raise what it raised, and end the others."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
