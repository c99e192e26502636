"""Another organiser agrees to an announcement, or does not. What is asked and how it ends is in `requests`."""

from dataclasses import replace

from bot.announcements import requests, store
from bot.announcements.approval_rules import REASON_LIMIT, Ending, Request, Standing
from bot.announcements.messages import approval as messages
from bot.announcements.messages.approval import Asked
from bot.announcements.presenting import Presenter
from bot.announcements.records import own_draft, record, require_text
from bot.announcements.requests import ANSWER, CARD, CLOSED, FEATURE, TEXT
from bot.announcements.rules import Announcement, AnnouncementState
from bot.announcements.service import promise
from bot.clock import Clock, from_epoch
from bot.delivery.model import Delivery, DeliveryState, Outcome, Rendered
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleError
from bot.feature import Feature
from bot.guilds.rules import GuildSettings
from bot.guilds.service import require_organiser, settings_in
from bot.language.catalogue import Catalogue
from bot.people import audit
from bot.people import service as people
from bot.people.actor import Actor
from bot.storage.database import Database, Transaction
from bot.ui.pages import Page, paged


class ApprovalService:
    """Use cases of pings and approval; every one asks for an organiser of the guild."""

    def __init__(self, database: Database, catalogue: Catalogue, clock: Clock) -> None:
        self._database = database
        self._catalogue = catalogue
        self._clock = clock
        self._presenter = Presenter(database, catalogue, clock)

    # The author

    async def choose_ping(self, actor: Actor, draft_id: int, ping: int | None) -> Announcement:
        """Set whom a draft pings: a role, the guild's own id for everyone, or nobody."""

        def operation(tx: Transaction) -> Announcement:
            draft = own_draft(tx, actor, draft_id)
            if draft.ping != ping:
                store.set_ping(tx, draft_id, ping)
            return own_draft(tx, actor, draft_id)

        return await self._database.write(operation)

    async def standing(self, actor: Actor, draft_id: int, role_size: int | None) -> Standing:
        """Whether another organiser has to agree to the actor's own draft, and since when it waits for one."""

        def operation(tx: Transaction) -> Standing:
            draft = own_draft(tx, actor, draft_id)
            return requests.standing(tx, settings_in(tx, actor.guild_id), draft, role_size)

        return await self._database.read(operation)

    async def ask(self, actor: Actor, draft_id: int, version: int) -> Announcement:
        """Ask the other organisers to agree. `version` is the draft's as the preview showed it."""

        def operation(tx: Transaction) -> Announcement:
            draft = own_draft(tx, actor, draft_id)
            if draft.version != version:
                raise StaleError("announce-stale-draft")
            require_text(draft)
            if requests.is_past(tx, draft):
                raise InvalidInputError("announce-ask-past")
            if requests.waiting(tx, draft) is None:
                requests.ask(tx, settings_in(tx, actor.guild_id), draft, audit.actor_key(tx, actor.user_id))
                record(tx, actor, "announce.ask", draft, before=None)
            return draft

        return await self._database.write(operation)

    # The other organisers

    async def count(self, actor: Actor) -> int:
        """How many requests wait for another organiser."""

        def operation(tx: Transaction) -> int:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            return len(_waiting(tx, actor.guild_id))

        return await self._database.read(operation)

    async def waiting(self, actor: Actor, *, number: int, per_page: int) -> Page[Asked]:
        """A page of what waits for another organiser, the oldest first."""

        def operation(tx: Transaction) -> Page[Asked]:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            page = paged(_waiting(tx, actor.guild_id), number, per_page)
            items = tuple(_asked(tx, one) for one in page.items)
            return Page(items=items, number=page.number, count=page.count)

        return await self._database.read(operation)

    async def look(self, actor: Actor, draft_id: int, version: int, *, deciding: bool = False) -> Asked:
        """What is asked. `deciding`: raises NotAllowedError for its author. Raises what `approve` does."""

        def operation(tx: Transaction) -> Asked:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            request, draft = _open(tx, actor, draft_id, version)
            if deciding:
                _require_another(tx, actor, request, draft)
            return _asked(tx, request)

        try:
            return await self._database.read(operation)
        except StaleError:
            await self._tidy(actor.guild_id, draft_id)
            raise

    async def approve(self, actor: Actor, draft_id: int, version: int) -> tuple[Announcement, bool]:
        """Agree: the draft is promised, or what it changes. Also returns whether it changed something scheduled.

        Raises NotAllowedError for its author and for whoever is no organiser, NotFoundError and StaleError for a request
        that is over, and InvalidInputError for a date that has passed.
        """

        def operation(tx: Transaction) -> tuple[Announcement, bool]:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            request, draft = _open(tx, actor, draft_id, version)
            _require_another(tx, actor, request, draft)
            if requests.is_past(tx, draft):
                raise InvalidInputError("announce-request-past")
            require_text(draft)
            approver = audit.actor_key(tx, actor.user_id)
            requests.close(tx, request, draft.title, Ending.APPROVED, by=approver)
            requests.answer(tx, request, draft.title, Ending.APPROVED, by=approver)
            agreed = replace(draft, approver=approver)
            record(tx, actor, "announce.approve", agreed, before=None)
            author_id = audit.user_of(tx, request.asked_by)
            author = actor if author_id is None else replace(actor, user_id=author_id)
            return promise(tx, author, draft, approver=approver), draft.revises is not None

        try:
            return await self._database.write(operation)
        except (StaleError, InvalidInputError):
            await self._tidy(actor.guild_id, draft_id)
            raise

    async def decline(self, actor: Actor, draft_id: int, version: int, reason: str) -> Announcement:
        """Do not agree, and say why where there is a reason. The draft stays its author's. Raises what `approve` does."""
        reason = reason.replace("\0", "").encode(errors="ignore").decode().strip()[:REASON_LIMIT]

        def operation(tx: Transaction) -> Announcement:
            require_organiser(settings_in(tx, actor.guild_id), actor)
            request, draft = _open(tx, actor, draft_id, version)
            _require_another(tx, actor, request, draft)
            by = audit.actor_key(tx, actor.user_id)
            requests.close(tx, request, draft.title, Ending.DECLINED, by=by, reason=reason)
            requests.answer(tx, request, draft.title, Ending.DECLINED, by=by, reason=reason)
            store.keep_draft(tx, draft.id)
            record(tx, actor, "announce.decline", draft, before=None)
            return draft

        return await self._database.write(operation)

    async def _tidy(self, guild_id: int, draft_id: int) -> None:
        """Somebody pressed what is over: its card says so from now on."""
        await self._database.write(lambda tx: requests.sweep(tx, guild_id, draft_id))

    # Deliveries

    def feature(self) -> Feature:
        """How approvals join in; their tables are the announcements'."""
        return Feature(
            name=FEATURE,
            renderers={
                TEXT: self._render_text,
                CARD: self._render_card,
                CLOSED: self._render_closed,
                ANSWER: self._render_answer,
            },
            settled=_settled,
            materialise=self.sweep,
        )

    async def sweep(self) -> int:
        """End the requests that have ended by themselves: changed, overtaken, too late. Adds nothing to what is planned."""
        open_now = await self._database.read(
            lambda tx: [one for one in store.requests(tx) if requests.ended(tx, one) is not None]
        )
        for one in open_now:
            await self._tidy(one.guild_id, one.draft_id)
        return 0

    async def _render_text(self, delivery: Delivery) -> Rendered | None:
        asked, settings = await self._asked(delivery)
        language = str(delivery.details.get("language", ""))
        if asked is None or language not in asked.draft.heard:
            return None
        post = await self._presenter.card_in(asked.draft, settings, language=language)
        t = self._catalogue.translator(settings.language)
        return Rendered(card=messages.text(asked.draft, t, language=language, post=post))

    async def _render_card(self, delivery: Delivery) -> Rendered | None:
        asked, settings = await self._asked(delivery)
        if asked is None:
            return None
        heard = asked.draft.heard
        post = None
        if len(heard) == 1:
            post = await self._presenter.card_in(asked.draft, settings, language=heard[0])
        t = self._catalogue.translator(settings.language)
        return Rendered(card=messages.request(asked, t, now=self._clock.now(), post=post))

    async def _asked(self, delivery: Delivery) -> tuple[Asked | None, GuildSettings]:
        """What a delivery shows; None once it is over."""

        def operation(tx: Transaction) -> tuple[Asked | None, GuildSettings]:
            settings = settings_in(tx, delivery.guild_id)
            draft = store.get(tx, delivery.guild_id, delivery.subject_id)
            request = store.request(tx, delivery.guild_id, delivery.subject_id)
            if draft is None or request is None or not requests.is_current(tx, draft, delivery):
                return None, settings
            return _asked(tx, request), settings

        return await self._database.read(operation)

    async def _render_closed(self, delivery: Delivery) -> Rendered | None:
        details = delivery.details

        def operation(tx: Transaction) -> tuple[int | None, int | None, str]:
            return (
                _user(tx, details.get("asked_by")),
                _user(tx, details.get("by")),
                settings_in(tx, delivery.guild_id).language,
            )

        asked_by, by, language = await self._database.read(operation)
        card = messages.closed(
            Ending(str(details["ending"])),
            self._catalogue.translator(language),
            title=str(details["title"]),
            asked_by=asked_by,
            by=by,
            reason=str(details["reason"]),
            at=from_epoch(int(str(details["at"]))),
        )
        return Rendered(card=card)

    async def _render_answer(self, delivery: Delivery) -> Rendered | None:
        details = delivery.details

        def operation(tx: Transaction) -> tuple[int | None, str]:
            own = people.settings_in(tx, delivery.target_id).language
            return _user(tx, details.get("by")), own or settings_in(tx, delivery.guild_id).language

        by, language = await self._database.read(operation)
        card = messages.answer(
            Ending(str(details["ending"])),
            self._catalogue.translator(language),
            title=str(details["title"]),
            by=by,
            reason=str(details["reason"]),
        )
        return Rendered(card=card)


def _settled(tx: Transaction, delivery: Delivery, outcome: Outcome) -> None:
    if delivery.template == CARD and outcome.state is DeliveryState.SENT and outcome.result_id is not None:
        requests.arrived(tx, delivery, outcome.result_id)


def _waiting(tx: Transaction, guild_id: int) -> list[Request]:
    return [one for one in store.requests(tx, guild_id) if requests.ended(tx, one) is None]


def _open(tx: Transaction, actor: Actor, draft_id: int, version: int) -> tuple[Request, Announcement]:
    """A request that still waits. Raises NotFoundError or StaleError for one that is over."""
    draft = store.get(tx, actor.guild_id, draft_id)
    if draft is None:
        raise NotFoundError("announce-request-gone")
    if draft.state is not AnnouncementState.DRAFT:
        raise StaleError("announce-request-decided")
    request = requests.waiting(tx, draft)
    if request is None or version != request.version:
        raise StaleError("announce-request-changed")
    return request, draft


def _require_another(tx: Transaction, actor: Actor, request: Request, draft: Announcement) -> None:
    """Raises NotAllowedError for whoever wrote it or asked: the same person, whatever their roles are."""
    key = audit.known_key(tx, actor.user_id)
    if key is not None and key in (draft.author, request.asked_by):
        raise NotAllowedError("announce-approve-own")


def _asked(tx: Transaction, request: Request) -> Asked:
    draft = store.get(tx, request.guild_id, request.draft_id)
    if draft is None:
        raise NotFoundError("announce-request-gone")
    return Asked(
        draft=draft,
        asked_at=request.asked_at,
        author_id=audit.user_of(tx, request.asked_by),
    )


def _user(tx: Transaction, key: object) -> int | None:
    return audit.user_of(tx, key) if isinstance(key, str) else None
