"""The discord.py client: least intents, lean caches, one way in for every interaction, one error handler.

Commands come through the command tree; clicks, menus and forms through the `Router` by their custom_id, so that
nothing is lost in a restart. Both end in `answer_error` when something is refused or breaks.
"""

import hashlib
import json
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from importlib import import_module
from typing import Any

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.agenda.service import AgendaService
from bot.announcements.approval import ApprovalService
from bot.announcements.corrections import CorrectionService
from bot.announcements.history import HistoryService
from bot.announcements.pictures import PictureService
from bot.announcements.publishing import PublishingService
from bot.announcements.series import SeriesService
from bot.announcements.service import AnnouncementService
from bot.announcements.templates.service import TemplateService
from bot.announcements.variants import VariantService
from bot.clock import Clock
from bot.cohorts.attending.dashboard import DashboardService
from bot.cohorts.attending.importing import ProgressImport
from bot.cohorts.attending.progress import ProgressService
from bot.cohorts.attending.roll import RollService
from bot.cohorts.attending.service import AttendanceService
from bot.cohorts.availability.service import AvailabilityService
from bot.cohorts.imports.service import CohortImportService
from bot.cohorts.leading import LeadingService
from bot.cohorts.reminding.service import RemindingService
from bot.cohorts.roster import RosterService
from bot.cohorts.service import CohortService
from bot.cohorts.sessions.milestones import MilestoneService
from bot.cohorts.sessions.planning import PlanningService
from bot.cohorts.sessions.schedule import ScheduleService
from bot.cohorts.sessions.service import SessionService
from bot.errors import (
    ConfigurationError,
    NotAllowedError,
    OperatorError,
    RefusedError,
    StaleError,
    TokenRefusedError,
    UnreachableError,
)
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
from bot.exchanges.telling.service import InsideService
from bot.guilds.conduct.service import ConductService
from bot.guilds.holidays import HolidayService
from bot.guilds.panel import PanelService
from bot.guilds.rules import ChannelView, GuildSettings, GuildView
from bot.guilds.service import GuildService
from bot.language.catalogue import Catalogue, Translator
from bot.networks.claims.queue import QueueService
from bot.networks.claims.service import ClaimService
from bot.networks.claims.watch import Watch as ClaimWatch
from bot.networks.imports.service import ImportService
from bot.networks.service import NetworkService
from bot.operations.maintenance.importing import NoticeImports
from bot.operations.maintenance.reading import MaintenanceReading
from bot.operations.maintenance.service import MaintenanceService
from bot.operations.outages.reading import OutageReading
from bot.operations.outages.service import OutageService
from bot.operations.outages.witnessing import WitnessService
from bot.people.actor import Actor
from bot.people.rules import MemberSettings
from bot.people.service import PeopleService
from bot.polls.closing.export_service import ExportService
from bot.polls.closing.service import ClosingService
from bot.polls.making.service import PollService
from bot.polls.reading import PollReading
from bot.polls.voting.electing import ElectorateService
from bot.polls.voting.proxies import ProxyService
from bot.polls.voting.service import VotingService
from bot.privacy.service import PrivacyService
from bot.reminders.service import ReminderService
from bot.search.service import SearchService
from bot.topics.arranging import ArrangingService
from bot.topics.charter.service import CharterService
from bot.topics.charter.sharing import CharterSharingService
from bot.topics.digest.service import DigestService
from bot.topics.service import TopicService
from bot.topics.threads.answers import ThreadService
from bot.topics.threads.questions import QuestionService
from bot.topics.threads.watch import WatchService
from bot.ui import answering, reply
from bot.ui.routes import Handler, Router, parse

log = logging.getLogger(__name__)

COGS = (
    "cogs.setup",
    "cogs.announce",
    "cogs.announce_approval",
    "cogs.announce_variants",
    "cogs.announce_pictures",
    "cogs.announce_templates",
    "cogs.announce_posted",
    "cogs.announce_series",
    "cogs.setup_holidays",
    "cogs.setup_blocks",
    "cogs.me",
    "cogs.reminders",
    "cogs.agenda",
    "cogs.digest",
    "cogs.charter",
    "cogs.topics",
    "cogs.topics_edit",
    "cogs.questions",
    "cogs.search",
    "cogs.thread_events",
    "cogs.networks",
    "cogs.network_import",
    "cogs.network_claims",
    "cogs.outages",
    "cogs.outage_witnesses",
    "cogs.maintenance",
    "cogs.maintenance_import",
    "cogs.cohorts",
    "cogs.cohorts_edit",
    "cogs.cohort_sessions",
    "cogs.cohort_milestones",
    "cogs.cohort_schedule",
    "cogs.cohort_import",
    "cogs.cohort_availability",
    "cogs.cohort_reminders",
    "cogs.cohort_attendance",
    "cogs.cohort_progress",
    "cogs.cohort_dashboard",
    "cogs.polls",
    "cogs.polls_make",
    "cogs.polls_vote",
    "cogs.polls_electorate",
    "cogs.polls_close",
    "cogs.polls_export",
    "cogs.exchange_decisions",
    "cogs.exchange_actions",
    "cogs.exchange_stakeholders",
    "cogs.organisations",
    "cogs.exchange_import",
    "cogs.exchanges",
    "cogs.exchange_stages",
    "cogs.exchange_commitments",
    "cogs.exchange_answers",
    "cogs.exchange_export",
    "cogs.exchange_sites",
    "cogs.exchange_survey",
    "cogs.exchange_telling",
    "cogs.privacy",
    "cogs.help",
)
DISCORD_API = "https://discord.com/api/v10"
_DESCRIPTION_LIMIT = 100
_AUTHENTICATION_FAILED = 4004
"""The gateway's close code for a refused token."""
_UNREACHABLE = (
    aiohttp.ClientError,
    OSError,
    TimeoutError,
    discord.GatewayNotFound,
    discord.HTTPException,
    discord.RateLimited,
)
_OUTDATED = (
    app_commands.TransformerError,
    app_commands.CommandNotFound,
    app_commands.CommandSignatureMismatch,
)
"""Discord, or somebody's client, still has a command as it was."""
_NO_MEMBER = frozenset({10007, 10013})
"""Unknown member, unknown user."""
_PRESSES = (discord.InteractionType.component, discord.InteractionType.modal_submit)
REFUSED = (
    "Discord refused the token. Make a new one in the developer portal (Bot → Reset Token) and put it where the old "
    "one was."
)
INTENT_REFUSED = (
    "[discord] members_intent: Discord does not grant it. Switch on “Server Members Intent” in the developer portal "
    "(Bot → Privileged Gateway Intents), or set it to false."
)
Routes = Mapping[str, tuple[int, Handler]]
"""A cog's presses: route → how many ids it takes, and its handler."""


@dataclass(frozen=True, kw_only=True)
class Services:
    """What cogs may call."""

    agenda: AgendaService
    people: PeopleService
    privacy: PrivacyService
    guilds: GuildService
    panel: PanelService
    conduct: ConductService
    reminders: ReminderService
    announcements: AnnouncementService
    series: SeriesService
    holidays: HolidayService
    corrections: CorrectionService
    publishing: PublishingService
    history: HistoryService
    approvals: ApprovalService
    variants: VariantService
    pictures: PictureService
    templates: TemplateService
    charter: CharterService
    charter_sharing: CharterSharingService
    topics: TopicService
    digest: DigestService
    arranging: ArrangingService
    threads: ThreadService
    thread_watch: WatchService
    questions: QuestionService
    outages: OutageService
    outage_reading: OutageReading
    outage_witnesses: WitnessService
    maintenance: MaintenanceService
    maintenance_reading: MaintenanceReading
    maintenance_imports: NoticeImports
    cohorts: CohortService
    leading: LeadingService
    roster: RosterService
    planning: PlanningService
    cohort_imports: CohortImportService
    availability: AvailabilityService
    sessions: SessionService
    milestones: MilestoneService
    schedule: ScheduleService
    reminding: RemindingService
    attendance: AttendanceService
    roll: RollService
    cohort_progress: ProgressService
    progress_import: ProgressImport
    dashboard: DashboardService
    polls: PollService
    poll_reading: PollReading
    voting: VotingService
    poll_electorate: ElectorateService
    poll_proxies: ProxyService
    closing: ClosingService
    poll_export: ExportService
    exchanges: ExchangeService
    exchange_inside: InsideService
    exchange_decisions: DecisionService
    exchange_actions: ActionService
    exchange_stakeholders: StakeholderService
    sites: SiteService
    exchange_linking: LinkingService
    survey: SurveyService
    answers: AnswerService
    commitments: CommitmentService
    papers: PaperService
    exchange_stages: StageService
    organisations: OrganisationService
    exchange_imports: ExchangeImportService
    search: SearchService
    networks: NetworkService
    imports: ImportService
    claims: ClaimService
    claim_queue: QueueService
    claim_watch: ClaimWatch


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One interaction, understood: who asks, in which guild, and in which language they are answered."""

    actor: Actor
    settings: GuildSettings
    member: MemberSettings
    t: Translator
    guild: discord.Guild
    reader: discord.Member
    members_intent: bool

    def may_view(self, channel_id: int) -> bool:
        """Whether the reader may view a channel or thread now; what is gone, or a private thread, is nobody's to view.

        Some 15 µs: ask for the channels that matter, never for all of them.
        """
        found = self.guild.get_channel_or_thread(channel_id)
        if found is None or (isinstance(found, discord.Thread) and found.parent is None):
            return False
        allowed = found.permissions_for(self.reader)
        if isinstance(found, discord.Thread) and found.is_private() and not allowed.manage_threads:
            return False  # who was added to it is not told to us
        return allowed.view_channel

    def view(self, channels: Iterable[int] | None = None) -> GuildView:
        """The guild as Discord has it now; of its channels only these, or those that are configured."""
        wanted = self.settings.channels.values() if channels is None else channels
        return replace(observe(self.guild, wanted), members_intent=self.members_intent)


@dataclass(frozen=True, kw_only=True)
class PrivateVisit:
    """Who pressed a button that names its guild itself, as those in direct messages do. The actor holds no authority."""

    actor: Actor
    settings: GuildSettings
    member: MemberSettings
    t: Translator


class _Tree(app_commands.CommandTree["Crossconnect"]):
    """The commands; each run begins here, in its own task."""

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        answering.begin(interaction)
        return True


class Crossconnect(commands.AutoShardedBot):
    """The bot as Discord sees it."""

    def __init__(
        self,
        *,
        services: Services,
        catalogue: Catalogue,
        clock: Clock,
        members_intent: bool = False,
        shard_count: int | None = None,
        guilds_within: float = 2.0,
        on_answered: answering.Listener | None = None,
        http_trace: aiohttp.TraceConfig | None = None,
    ) -> None:
        # It never speaks in voice channels, so nobody needs to hear at each start what that would take.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        intents = discord.Intents.none()
        intents.guilds = True
        intents.members = members_intent
        super().__init__(
            command_prefix=(),
            help_command=None,
            tree_cls=_Tree,
            intents=intents,
            shard_count=shard_count,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=30.0,
            guild_ready_timeout=guilds_within,
            http_trace=http_trace,  # type: ignore[arg-type]  # None is its default
        )
        self.services = services
        self.catalogue = catalogue
        self.clock = clock
        self._on_answered = on_answered
        self.router = Router(self.answer_error)
        self.tree.error(self._on_command_error)

    async def setup_hook(self) -> None:
        for name in COGS:
            # Not `load_extension`, which executes a module anew for each client of a process.
            await import_module(name).setup(self)
        describe(self.tree, self.catalogue.translator("en"))

    async def log_in(self, token: str) -> None:
        """Log in. Raises TokenRefusedError, and UnreachableError for what passes."""
        try:
            await self.login(token)
            if Route.BASE != DISCORD_API:
                _, gateway, _ = await self.http.get_bot_gateway()
                # After an invalid session discord.py dials its default, not what it was told.
                DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        except discord.LoginFailure as error:
            raise TokenRefusedError(REFUSED) from error
        except _UNREACHABLE as error:
            raise UnreachableError(str(error) or type(error).__name__) from error

    async def stay_connected(self) -> None:
        """Return when the connection is closed from our side.

        Raises TokenRefusedError, ConfigurationError for an intent that Discord does not grant, and UnreachableError.
        """
        try:
            await self.connect()
        except discord.PrivilegedIntentsRequired as error:
            raise ConfigurationError(INTENT_REFUSED) from error
        except discord.ConnectionClosed as error:
            if error.code == _AUTHENTICATION_FAILED:
                raise TokenRefusedError(REFUSED) from error
            raise UnreachableError(f"the gateway closed with {error.code}") from error
        except _UNREACHABLE as error:
            raise UnreachableError(str(error) or type(error).__name__) from error
        except Exception as error:
            # One event that discord.py cannot read ends its connection, and must not end the bot: promises go on.
            log.exception("the connection broke")
            raise UnreachableError(f"the connection broke: {type(error).__name__}") from error

    def add_routes(self, routes: Routes) -> None:
        """Register a cog's presses."""
        for name, (ids, handler) in routes.items():
            self.router.on(name, ids=ids)(handler)

    async def sync_commands(self) -> int:
        """Send the commands to Discord; returns how many there are.

        Raises TokenRefusedError, UnreachableError for what passes, and OperatorError for what does not.
        """
        try:
            return len(await self.tree.sync())
        except (discord.RateLimited, app_commands.AppCommandError) as error:
            raise OperatorError(f"Discord did not take the commands: {error}") from error
        except discord.HTTPException as error:
            if error.status == HTTPStatus.UNAUTHORIZED:
                raise TokenRefusedError(REFUSED) from error
            if error.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise OperatorError(f"Discord did not take the commands: {error}") from error
            raise UnreachableError(str(error)) from error
        except _UNREACHABLE as error:
            raise UnreachableError(str(error) or type(error).__name__) from error

    def commands_fingerprint(self) -> str:
        """Changes exactly when what Discord should know of the commands changes: they, or whose they are."""
        payload = [self.application_id, *(command.to_dict(self.tree) for command in self.tree.get_commands())]
        return hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()

    def lacks_role(self, guild_id: int, role_id: int) -> bool:
        """Whether a guild is known to have no such role (any more)."""
        guild = self.get_guild(guild_id)
        return guild is not None and not guild.unavailable and guild.get_role(role_id) is None

    def may_ping(self, guild_id: int, channel_id: int, role_id: int) -> bool:
        """Whether the bot may ping a role in a channel and its threads, as far as the gateway has told."""
        guild = self.get_guild(guild_id)
        role = None if guild is None else guild.get_role(role_id)
        channel = None if guild is None else guild.get_channel(channel_id)
        if guild is None or role is None or channel is None or role.mentionable:
            return True
        return channel.permissions_for(guild.me).mention_everyone

    def audience(self, guild_id: int, channel_id: int) -> Callable[[int], bool] | None:
        """Of another channel: whether everybody who may view this one may view that one now. When unsure, no.

        Who may view a channel is not told to us member by member, so only this counts: it is the channel itself, or
        @everyone may view it and nobody is kept out who is not kept out here, too. A private thread is nobody's.
        None: there is no such channel any more. Raises UnreachableError while the guild is not known.
        """
        guild = self.get_guild(guild_id)
        if guild is None or guild.unavailable:
            raise UnreachableError("the gateway has not told of this guild yet")
        if guild.get_channel(channel_id) is None:
            return None
        return lambda other: seen_by_all_of(guild, channel_id, other)

    def is_open(self, guild_id: int, channel_id: int) -> bool:
        """Whether every member may view a channel, as far as the gateway has told. When unsure, no."""
        guild = self.get_guild(guild_id)
        found = None if guild is None or guild.unavailable else guild.get_channel(channel_id)
        if guild is None or found is None:
            return False
        return found.permissions_for(guild.default_role).view_channel and not _named(found, False)

    def may_hold_events(self, guild_id: int) -> bool:
        """Whether the bot may make events in a guild, as far as the gateway has told."""
        guild = self.get_guild(guild_id)
        return guild is None or guild.unavailable or guild.me.guild_permissions.create_events

    def public_name(self, guild_id: int, channel_id: int) -> str | None:
        """The name of a channel that everybody in the guild may view; None for any other, and for a thread."""
        guild = self.get_guild(guild_id)
        channel = None if guild is None else guild.get_channel(channel_id)
        if guild is None or channel is None:
            return None
        return channel.name if channel.permissions_for(guild.default_role).view_channel else None

    async def messages_in(self, thread_id: int) -> int | None:
        """How many messages a thread got beside its first, as Discord says now, deleted ones too; None: out of reach."""
        try:
            found: Mapping[str, Any] = await self.http.get_channel(thread_id)
        except (discord.NotFound, discord.Forbidden):
            return None
        count = found.get("total_message_sent", found.get("message_count"))
        return count if isinstance(count, int) else None

    async def is_member(self, guild_id: int, user_id: int) -> bool | None:
        """Whether somebody is a member of a guild, as Discord says now; None: it does not say."""
        try:
            await self.http.get_member(guild_id, user_id)
        except discord.NotFound as error:
            return False if error.code in _NO_MEMBER else None
        except _UNREACHABLE:
            return None
        return True

    async def actor_of(self, guild_id: int, user_id: int) -> Actor | bool | None:
        """A member with the roles that Discord tells now; False: they are none, None: it does not say."""
        guild = self.get_guild(guild_id)
        if guild is None:
            return None
        try:
            member: Any = await self.http.get_member(guild_id, user_id)
        except discord.NotFound as error:
            return False if error.code in _NO_MEMBER else None
        except _UNREACHABLE:
            return None
        role_ids = frozenset(int(one) for one in member["roles"])
        held = [role for role in guild.roles if role.id in role_ids or role.is_default()]
        administers = user_id == guild.owner_id or any(role.permissions.administrator for role in held)
        return Actor(
            guild_id=guild_id,
            user_id=user_id,
            role_ids=role_ids,
            administers=administers,
            manages=administers or any(role.permissions.manage_guild for role in held),
            locale="",
            interaction_id=0,  # nobody asks: it is looked
            at=self.clock.now(),
        )

    # One way in

    async def visit(self, interaction: discord.Interaction) -> Visit:
        """Who is asking. Raises NotAllowedError outside a guild."""
        guild, user = interaction.guild, interaction.user
        if guild is None or not isinstance(user, discord.Member):
            raise NotAllowedError("not-in-guild")
        actor = Actor(
            guild_id=guild.id,
            user_id=user.id,
            role_ids=frozenset(role.id for role in user.roles),
            administers=user.id == guild.owner_id or interaction.permissions.administrator,
            manages=interaction.permissions.manage_guild,
            locale=interaction.locale.value,
            interaction_id=interaction.id,
            at=interaction.created_at,
        )
        settings, member = self.services.guilds.settings_and_member(guild.id, user.id)
        t = self.catalogue.translator(member.language or actor.locale)
        interaction.extras["t"] = t
        return Visit(
            actor=actor,
            settings=settings,
            member=member,
            t=t,
            guild=guild,
            reader=user,
            members_intent=self.intents.members,
        )

    async def private_visit(self, interaction: discord.Interaction, guild_id: int) -> PrivateVisit:
        """Who pressed a button of this guild, wherever it stands. Raises StaleError under a message of another guild.

        Nobody says what the person is in that guild: they may act on their own record, and on nothing else.
        """
        if interaction.guild_id not in (None, guild_id):
            raise StaleError("stale-press")
        user = interaction.user
        settings, member = self.services.guilds.settings_and_member(guild_id, user.id)
        t = self.catalogue.translator(member.language or interaction.locale.value)
        interaction.extras["t"] = t
        return PrivateVisit(
            actor=Actor(
                guild_id=guild_id,
                user_id=user.id,
                role_ids=frozenset(),
                administers=False,
                manages=False,
                locale=interaction.locale.value,
                interaction_id=interaction.id,
                at=interaction.created_at,
            ),
            settings=settings,
            member=member,
            t=t,
        )

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Commands are the tree's alone: the event for them would start a task that finds nothing to do."""
        if event == "interaction" and args[0].type not in _PRESSES:
            return
        if event == "app_command_completion":
            self._answered(args[0])
            return
        super().dispatch(event, *args, **kwargs)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        answering.begin(interaction)
        if await self.router.handle(interaction):
            self._answered(interaction)

    def _answered(self, interaction: discord.Interaction) -> None:
        """Tell whoever counts, under a name of ours."""
        if self._on_answered is None:
            return
        kind = answering.PRESS if interaction.type in _PRESSES else answering.COMMAND
        name = answering.OTHER
        if kind is answering.COMMAND:
            name = interaction.command.qualified_name if interaction.command is not None else name
        else:
            data: Mapping[str, Any] = interaction.data or {}
            parsed = parse(str(data.get("custom_id", "")))
            name = parsed[0] if parsed is not None and parsed[0] in self.router.routes else name
        self._on_answered(answering.ended(interaction, kind, name))

    async def _on_command_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError
    ) -> None:
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await self.answer_error(interaction, cause)
        self._answered(interaction)

    async def answer_error(self, interaction: discord.Interaction, error: Exception) -> None:
        """Say in one sentence, to the one who asked, what was refused or that something broke."""
        if isinstance(error, _OUTDATED):
            error = RefusedError("command-outdated")
        answering.failed(interaction, broken=not isinstance(error, RefusedError))
        if not isinstance(error, RefusedError):
            reference = secrets.token_hex(4).upper()
            log.error(
                "interaction %s in guild %s failed, reference %s",
                interaction.id,
                interaction.guild_id,
                reference,
                exc_info=error,
            )
            error = RefusedError("broken", reference=reference)
        if interaction.type is discord.InteractionType.autocomplete:
            return  # an autocomplete has no place for a sentence; the command itself answers with it
        try:
            await reply.tell(interaction, reply.refusal(error, await self._words(interaction, error)))
        except _UNREACHABLE as unsaid:
            log.warning("interaction %s: the refusal %s was not told: %s", interaction.id, error.key, unsaid)

    async def _words(self, interaction: discord.Interaction, error: RefusedError) -> Translator:
        """The reader's language, also where nobody has asked who they are. Breakage is told without the database."""
        known: Translator | None = interaction.extras.get("t")
        if known is not None:
            return known
        stored = None
        if error.key != "broken":
            stored = (await self.services.people.settings(interaction.user.id)).language
        return self.catalogue.translator(stored or interaction.locale.value)

    # Guilds

    async def on_ready(self) -> None:
        """Catch up with guilds that were joined or left while the bot was away."""
        if self.is_closed():
            return  # discord.py tells this seconds later, when the bot may have been stopped
        here = {guild.id: guild for guild in self.guilds}
        known = await self.services.guilds.known()
        for guild_id in here.keys() - known:
            await self.on_guild_join(here[guild_id])
        for guild_id in known - here.keys():
            await self.services.guilds.left(guild_id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self.services.guilds.joined(guild.id, post_in=writable_channel(guild))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self.services.guilds.left(guild.id)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        del args, kwargs
        log.exception("the handler of %s failed", event_method)


def writable_channel(guild: discord.Guild) -> int | None:
    """Where the bot may greet: the system channel, else the first text channel it may write in."""
    candidates = [guild.system_channel, *guild.text_channels]
    for channel in candidates:
        if channel is not None:
            allowed = channel.permissions_for(guild.me)
            if allowed.view_channel and allowed.send_messages:
                return channel.id
    return None


def seen_by_all_of(guild: discord.Guild, here_id: int, there_id: int) -> bool:
    """Whether everybody who may view one channel may view another: see `Crossconnect.audience`."""
    here, there = guild.get_channel(here_id), guild.get_channel_or_thread(there_id)
    if isinstance(there, discord.Thread):
        there = None if there.is_private() else there.parent
    if here is None or there is None:
        return False
    if here.id == there.id:
        return True
    if not there.permissions_for(guild.default_role).view_channel:
        return False
    kept_out = _named(there, False)
    # Of two roles of a member the one that may view wins: so a channel that lets roles in tells nothing of who is out.
    return not kept_out or (kept_out <= _named(here, False) and not _named(here, True))


def _named(channel: discord.abc.GuildChannel, views: bool) -> set[int]:
    """The roles and members whom a channel's own overwrites let view it, or keep from it."""
    return {target.id for target, given in channel.overwrites.items() if given.view_channel is views}


def observe(guild: discord.Guild, channels: Iterable[int]) -> GuildView:
    """The guild and some of its channels as the gateway has told them, as a value.

    Only some: computing the permissions of 500 channels would take longer than a click may.
    """
    me = guild.me
    found = (guild.get_channel(channel_id) for channel_id in channels)
    return GuildView(
        id=guild.id,
        name=guild.name,
        channels={
            channel.id: ChannelView(
                id=channel.id,
                name=channel.name,
                type=channel.type.value,
                missing=_missing(channel.permissions_for(me)),
            )
            for channel in found
            if channel is not None
        },
        role_ids=frozenset(role.id for role in guild.roles),
        missing=_missing(me.guild_permissions),
    )


def _missing(permissions: discord.Permissions) -> frozenset[str]:
    # discord.py iterates over the old name of one of them.
    return frozenset(
        "view_channel" if name == "read_messages" else name for name, allowed in permissions if not allowed
    )


def describe(tree: app_commands.CommandTree[Crossconnect], t: Translator) -> None:
    """Give each command and option its description from the catalogue: command-announce-new, …-new-when."""

    def walk(command: object, path: Sequence[str]) -> None:
        if isinstance(command, app_commands.Group):
            command.description = _description(t, path)
            for child in command.commands:
                walk(child, (*path, child.name))
        elif isinstance(command, app_commands.Command):
            command.description = _description(t, path)
            for parameter in command._params.values():  # the public view is read-only
                parameter.description = _description(t, (*path, parameter.display_name))

    for command in tree.get_commands():
        walk(command, (command.name,))


def _description(t: Translator, path: Sequence[str]) -> str:
    text = t.plain("-".join(("command", *path)))
    if len(text) > _DESCRIPTION_LIMIT:
        raise ValueError(f"the description of {' '.join(path)} is over {_DESCRIPTION_LIMIT} characters")
    return text


def use_api(base: str) -> None:
    """Send every REST request to `base`, which an operator's proxy or the local Discord serves."""
    Route.BASE = base
