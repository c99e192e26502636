"""What facilitators do with a cohort: make it, complete it, and take it from step to step. People are in `roster.py`.

Every use case asks again whether the actor leads the cohort.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from bot.cohorts import enrolling, enrolling_rules, looking, meeting, promises, records, roles, rules, store
from bot.cohorts.changing import changed, dropped_with, moved
from bot.cohorts.looking import Outlook, Standing
from bot.cohorts.rules import LIVE, Cohort, CohortState
from bot.errors import InvalidInputError, NotAllowedError, StaleError
from bot.guilds.rules import ChannelPurpose
from bot.guilds.service import settings_in
from bot.language.rules import folded
from bot.language.safe_text import clean_name, length
from bot.people.actor import Actor
from bot.people.service import known_zone
from bot.storage.database import Database, Transaction
from bot.topics.rules import TopicView

Change = Callable[[Transaction, Cohort], Cohort]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a cohort is to be, as it was typed."""

    name: str
    course: str = ""
    url: str = ""
    description: str = ""
    capacity: str = ""


class LeadingService:
    """Use cases of facilitators and organisers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Looking

    async def look(self, actor: Actor, cohort_id: int) -> Standing:
        """A cohort that the actor leads. Raises NotFoundError and NotAllowedError."""
        return await self._database.read(lambda tx: looking.standing(tx, records.led(tx, actor, cohort_id)))

    async def require_may_start(self, actor: Actor) -> None:
        """Raises NotAllowedError for somebody who makes no cohorts."""
        await self._database.read(lambda tx: _require_may_start(tx, actor))

    # Making and changing

    async def create(self, actor: Actor, wanted: Wanted) -> Standing:
        """Make a planned cohort, its maker as facilitator. Raises InvalidInputError for what does not fit."""

        def operation(tx: Transaction) -> Standing:
            return looking.standing(tx, create_cohort(tx, actor, wanted))

        return await self._database.write(operation)

    async def write(self, actor: Actor, cohort_id: int, version: int, wanted: Wanted) -> Standing:
        """Another name, course, description or capacity. `version`: as the form showed it."""

        def change(tx: Transaction, before: Cohort) -> Cohort:
            name = read_name(wanted.name)
            _require_free(tx, actor.guild_id, name, but=before.id)
            return _written(tx, before, wanted, name)

        return await self._edit(actor, cohort_id, change, version=version)

    async def set_language(self, actor: Actor, cohort_id: int, language: str) -> Standing:
        """In which language it is held, and its messages are where the bot has it."""

        def change(_: Transaction, before: Cohort) -> Cohort:
            if language not in enrolling_rules.LANGUAGES:
                raise StaleError("stale-press")
            return replace(before, language=language)

        return await self._edit(actor, cohort_id, change)

    async def set_zone(self, actor: Actor, cohort_id: int, version: int, name: str) -> Standing:
        """The zone in which new plans are agreed; what was agreed before keeps its own. Raises InvalidInputError."""
        return await self._edit(
            actor, cohort_id, lambda _, one: replace(one, zone=known_zone(name)), version=version
        )

    async def set_by_approval(self, actor: Actor, cohort_id: int, *, by_approval: bool) -> Standing:
        """Whether a facilitator selects who comes in. Who applied stays an applicant."""
        return await self._edit(actor, cohort_id, lambda _, one: replace(one, by_approval=by_approval))

    async def set_reminders(
        self, actor: Actor, cohort_id: int, version: int, *, sessions: str, milestones: str
    ) -> Standing:
        """How long before sessions and milestones people are reminded. Raises InvalidInputError."""

        def change(_: Transaction, before: Cohort) -> Cohort:
            try:
                return replace(
                    before,
                    session_offsets=rules.read_offsets(sessions),
                    milestone_offsets=rules.read_offsets(milestones),
                )
            except ValueError as error:
                raise InvalidInputError("cohort-offsets-unread") from error

        return await self._edit(actor, cohort_id, change, version=version)

    async def set_care(
        self,
        actor: Actor,
        cohort_id: int,
        version: int,
        *,
        days: str,
        most: str,
        late: str,
        confirm: str,
        self_report: bool,
    ) -> Standing:
        """When somebody who fell silent is nudged, and the other small rules. Raises InvalidInputError."""

        def change(_: Transaction, before: Cohort) -> Cohort:
            return replace(
                before,
                nudge_days=_read_days(days),
                nudge_most=_read(most, enrolling_rules.MOST_NUDGES, "cohort-most-unread"),
                late_minutes=_read(late, enrolling_rules.LATE_MINUTES, "cohort-late-unread"),
                confirm_hours=_read(confirm, enrolling_rules.CONFIRM_HOURS, "cohort-confirm-unread"),
                self_report=self_report,
            )

        return await self._edit(actor, cohort_id, change, version=version)

    async def set_place(self, actor: Actor, cohort_id: int, channel_id: int | None) -> Standing:
        """The channel it meets in, or none. The bot can write there: the caller has looked."""

        def change(_: Transaction, before: Cohort) -> Cohort:
            if channel_id is not None and channel_id in (before.channel_id, before.parent_id):
                return before  # its own thread, told by the menu as the channel around it
            return replace(before, channel_id=channel_id, thread_made=False, parent_id=None)

        return await self._edit(actor, cohort_id, change)

    async def make_thread(self, actor: Actor, cohort_id: int) -> Standing:
        """Have a private thread made in the channel it meets in. Raises StaleError where there is one, or no channel."""

        def operation(tx: Transaction) -> Standing:
            cohort = _live(tx, actor, cohort_id)
            if cohort.thread_made or cohort.channel_id is None or meeting.is_underway(tx, cohort):
                raise StaleError("cohort-changed", name=cohort.name)
            meeting.make(tx, cohort, cohort.channel_id, key=str(actor.interaction_id))
            changed(tx, actor, cohort, cohort, "cohort.thread")
            return looking.standing(tx, cohort)

        return await self._database.write(operation)

    async def set_role(self, actor: Actor, cohort_id: int, role_id: int | None, view: TopicView) -> Standing:
        """Another role, or none: the old one is taken from who was given it, and everybody in it gets the new one.

        Raises InvalidInputError for a role that nobody may be given by a click.
        """

        def operation(tx: Transaction) -> Standing:
            before = _live(tx, actor, cohort_id)
            if role_id == before.role_id:
                return looking.standing(tx, before)
            if role_id is not None:
                roles.require_fit(tx, settings_in(tx, actor.guild_id), role_id, view)
            after = _store(tx, actor, before, replace(before, role_id=role_id))
            key = f"v{after.version}"
            if before.role_id is not None:
                roles.take_all(tx, after, before.role_id, key=key)
            store.nobody_has_role(tx, after.id)
            roles.give_all(tx, after, key=key)
            return looking.standing(tx, after)

        return await self._database.write(operation)

    async def give_role(self, actor: Actor, cohort_id: int) -> Standing:
        """Promise the role to everybody in it who was not given it."""

        def operation(tx: Transaction) -> Standing:
            cohort = _live(tx, actor, cohort_id)
            roles.give_all(tx, cohort, key=str(actor.interaction_id))
            return looking.standing(tx, cohort)

        return await self._database.write(operation)

    async def set_facilitators(self, actor: Actor, cohort_id: int, user_ids: Collection[int]) -> Standing:
        """Who leads it. Raises InvalidInputError for too many, and where the actor would shut themselves out."""

        def operation(tx: Transaction) -> Standing:
            cohort = _live(tx, actor, cohort_id)
            after = sorted(set(user_ids))
            if len(after) > enrolling_rules.MOST_FACILITATORS:
                raise InvalidInputError("cohort-facilitators-many", most=enrolling_rules.MOST_FACILITATORS)
            if actor.user_id not in after and not records.may_start(tx, actor):
                raise InvalidInputError("cohort-facilitators-self")
            before = store.facilitators(tx, cohort.id)
            if before != after:
                store.set_facilitators(tx, cohort, after)
                key = str(actor.interaction_id)
                meeting.facilitators_changed(tx, cohort, before, after, key=key)
                promises.card(tx, cohort)
                changed(
                    tx, actor, cohort, cohort, "cohort.facilitators", people_before=before, people_after=after
                )
            return looking.standing(tx, cohort)

        return await self._database.write(operation)

    # The card on which people join

    async def set_card_channel(self, actor: Actor, cohort_id: int, channel_id: int) -> Standing:
        """Where its card stands. One that stands elsewhere leads there from now on."""

        def operation(tx: Transaction) -> Standing:
            before = _live(tx, actor, cohort_id)
            if before.card_channel_id == channel_id:
                return looking.standing(tx, before)
            stood = before.card_message_id is not None or promises.is_posting(tx, before)
            promises.moved(tx, before)
            wanted = replace(before, card_channel_id=channel_id, card_message_id=None)
            after = _store(tx, actor, before, wanted)
            if stood:
                promises.post(tx, after)
            return looking.standing(tx, records.existing(tx, actor.guild_id, after.id))

        return await self._database.write(operation)

    async def post_card(self, actor: Actor, cohort_id: int) -> Standing:
        """Post the card that somebody deleted, or that was never posted. Raises StaleError where it stands."""

        def operation(tx: Transaction) -> Standing:
            cohort = _live(tx, actor, cohort_id)
            if cohort.card_message_id is not None or promises.is_posting(tx, cohort):
                raise StaleError("cohort-card-stands", name=cohort.name)
            if cohort.card_channel_id is None or cohort.state is CohortState.PLANNED:
                raise StaleError("cohort-changed", name=cohort.name)
            promises.post(tx, cohort)
            changed(tx, actor, cohort, cohort, "cohort.card")
            return looking.standing(tx, records.existing(tx, actor.guild_id, cohort.id))

        return await self._database.write(operation)

    # From step to step

    async def outlook(self, actor: Actor, cohort_id: int, to: CohortState) -> Outlook:
        """What a step would mean. Raises StaleError for one that its state does not allow."""

        def operation(tx: Transaction) -> Outlook:
            cohort = records.led(tx, actor, cohort_id)
            _require_step(tx, cohort, to)
            return dropped_with(tx, cohort, to)

        return await self._database.read(operation)

    async def move(self, actor: Actor, cohort_id: int, version: int, to: CohortState) -> Standing:
        """Take a step. `version`: as the question showed it."""

        def operation(tx: Transaction) -> Standing:
            before = records.led(tx, actor, cohort_id, version=version)
            _require_step(tx, before, to)
            outlook = dropped_with(tx, before, to)
            after = _store(tx, actor, before, replace(before, state=to), action=f"cohort.{to}")
            moved(tx, before, after, outlook)
            return looking.standing(tx, records.existing(tx, actor.guild_id, after.id))

        return await self._database.write(operation)

    async def _edit(
        self, actor: Actor, cohort_id: int, change: Change, *, version: int | None = None
    ) -> Standing:
        def operation(tx: Transaction) -> Standing:
            before = _live(tx, actor, cohort_id, version=version)
            after = _store(tx, actor, before, change(tx, before))
            if after.capacity != before.capacity:
                enrolling.sweep(tx, after)
                enrolling.fill(tx, after)
            return looking.standing(tx, after)

        return await self._database.write(operation)


def create_cohort(tx: Transaction, actor: Actor, wanted: Wanted) -> Cohort:
    """Make a planned cohort, its maker as facilitator. Raises NotAllowedError, and InvalidInputError for what does not fit."""
    _require_may_start(tx, actor)
    if len(store.every(tx, actor.guild_id, LIVE)) >= enrolling_rules.MOST_LIVE:
        raise InvalidInputError("cohort-many", most=enrolling_rules.MOST_LIVE)
    settings = settings_in(tx, actor.guild_id)
    name = read_name(wanted.name)
    _require_free(tx, actor.guild_id, name)
    made = store.insert(
        tx,
        actor.guild_id,
        name=name,
        folded=folded(name),
        course_id=None,
        language=_held_in(settings.language),
        zone=settings.zone,
    )
    before = records.existing(tx, actor.guild_id, made)
    after = _written(tx, before, wanted, name)
    after = replace(after, card_channel_id=settings.channels.get(ChannelPurpose.COHORTS))
    store.change(tx, after, folded=folded(after.name))
    store.set_facilitators(tx, after, (actor.user_id,))
    now = records.existing(tx, actor.guild_id, made)
    changed(tx, actor, None, now, "cohort.create")
    return now


def read_name(typed: str) -> str:
    """A name as it is kept. Raises InvalidInputError."""
    name = clean_name(typed)
    if name is None:
        raise InvalidInputError("cohort-name-empty")
    if length(name) > enrolling_rules.NAME_LIMIT:
        raise InvalidInputError("cohort-name-long", most=enrolling_rules.NAME_LIMIT)
    return name


def _live(tx: Transaction, actor: Actor, cohort_id: int, *, version: int | None = None) -> Cohort:
    """A cohort that the actor leads and that is not over."""
    found = records.led(tx, actor, cohort_id, version=version)
    if found.state not in LIVE:
        raise StaleError("cohort-over", name=found.name)
    return found


def _store(
    tx: Transaction, actor: Actor, before: Cohort, after: Cohort, action: str = "cohort.edit"
) -> Cohort:
    """Store and note a change, with what follows from it; nothing where there is none. The cohort as it is now."""
    if before == after:
        return before
    store.change(tx, after, folded=folded(after.name))
    now = records.existing(tx, actor.guild_id, before.id)
    changed(tx, actor, before, now, action)
    promises.card(tx, now)
    return records.existing(tx, actor.guild_id, before.id)


def _held_in(language: str) -> str:
    """The guild's language as one in which a course is held: "pt-BR" is "pt"."""
    base = language.partition("-")[0]
    return base if base in enrolling_rules.LANGUAGES else language


def _written(tx: Transaction, before: Cohort, wanted: Wanted, name: str) -> Cohort:
    """A cohort with what was typed. Raises InvalidInputError."""
    description = wanted.description.strip()
    if length(description) > enrolling_rules.DESCRIPTION_LIMIT:
        raise InvalidInputError("cohort-description-long", most=enrolling_rules.DESCRIPTION_LIMIT)
    try:
        capacity = enrolling_rules.read_number(wanted.capacity, enrolling_rules.MOST_CAPACITY)
    except ValueError as error:
        raise InvalidInputError("cohort-capacity-unread", most=enrolling_rules.MOST_CAPACITY) from error
    try:
        url = enrolling_rules.read_url(wanted.url)
    except ValueError as error:
        raise InvalidInputError("cohort-url-unread") from error
    course_id = None
    course = clean_name(wanted.course)
    if course is not None:
        if length(course) > enrolling_rules.NAME_LIMIT:
            raise InvalidInputError("cohort-course-long", most=enrolling_rules.NAME_LIMIT)
        course_id = store.course(tx, before.guild_id, course, folded=folded(course), url=url)
    elif url:
        raise InvalidInputError("cohort-url-without-course")
    return replace(
        before,
        name=name,
        course_id=course_id,
        course=course or "",
        description=description,
        capacity=capacity,
    )


def _require_may_start(tx: Transaction, actor: Actor) -> None:
    if not records.may_start(tx, actor):
        raise NotAllowedError("cohort-facilitators-only")


def _require_free(tx: Transaction, guild_id: int, name: str, *, but: int = 0) -> None:
    """Raises InvalidInputError where another cohort has the name, also one that is over."""
    wanted = folded(name)
    if any(folded(one.name) == wanted and one.id != but for one in store.every(tx, guild_id)):
        raise InvalidInputError("cohort-taken", name=name)


def _require_step(tx: Transaction, cohort: Cohort, to: CohortState) -> None:
    if not rules.may_move(cohort.state, to):
        raise StaleError("cohort-changed", name=cohort.name)
    if to is CohortState.ENROLLING and card_channel(tx, cohort) is None:
        raise InvalidInputError("cohort-no-card-channel")


def card_channel(tx: Transaction, cohort: Cohort) -> int | None:
    """Where its card goes: the chosen channel, else the guild's channel for cohorts."""
    if cohort.card_channel_id is not None:
        return cohort.card_channel_id
    return settings_in(tx, cohort.guild_id).channels.get(ChannelPurpose.COHORTS)


def _read(text: str, allowed: range, key: str) -> int:
    try:
        return enrolling_rules.read_number(text, allowed.stop - 1, least=allowed.start)
    except ValueError as error:
        raise InvalidInputError(key, least=allowed.start, most=allowed.stop - 1) from error


def _read_days(text: str) -> tuple[int, ...]:
    try:
        return enrolling_rules.read_days(text)
    except ValueError as error:
        raise InvalidInputError("cohort-days-unread", most=enrolling_rules.LONGEST_SILENCE) from error
