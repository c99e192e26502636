"""What poll officers do before a poll is open, and the little that they may change after it.

Every use case asks again whether the actor runs polls.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from bot.errors import InvalidInputError, NotAllowedError, StaleError
from bot.language import zones
from bot.people import audit
from bot.people.actor import Actor
from bot.people.service import known_zone
from bot.polls import chain, records, store
from bot.polls.making import changing, creating, fitting, opening, reading
from bot.polls.making import store as typed
from bot.polls.making.changing import Draft, look
from bot.polls.making.opening import open_poll
from bot.polls.making.reading import TypedForm
from bot.polls.making.starts import Start
from bot.polls.rules import (
    METHODS,
    ON_A_ROLL,
    Electorate,
    EqualRanks,
    Kind,
    Method,
    Poll,
    PollState,
    Secrecy,
)
from bot.polls.telling import promises
from bot.storage.database import Database, Transaction

_Value = TypeVar("_Value")
Change = Callable[[Transaction, Poll], Poll]
MayView = Callable[[int], bool]
CANCELLABLE: Final = frozenset({PollState.DRAFT, PollState.OPEN, PollState.CLOSED})
_DRAFT: Final = frozenset({PollState.DRAFT})
_OPEN: Final = frozenset({PollState.OPEN})
ALSO: Final = ("standings", "none_option", "thread_wanted", "may_block", "remind_2880", "remind_360")
"""What is on or off on the draft card."""
EXTRA: Final = ("weighted", "advisory", "receipts", "equal_forbidden")
"""What is on or off behind "Advanced"."""


class PollService:
    """Use cases of poll officers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Which polls

    async def require_officer(self, actor: Actor) -> None:
        """Raises NotAllowedError for somebody who runs no polls."""
        await self._database.read(lambda tx: _require_officer(tx, actor))

    async def run_by(self, actor: Actor, states: Collection[PollState] | None = None) -> list[Poll]:
        """The guild's polls in these states, the newest first; none for somebody who runs no polls."""
        return await self._database.read(
            lambda tx: store.every(tx, actor.guild_id, states) if records.runs(tx, actor) else []
        )

    async def visible(
        self, actor: Actor, may_view: MayView, states: Collection[PollState] | None = None
    ) -> list[Poll]:
        """The polls that are shown to the reader, the newest first: those that were opened where they may view it."""

        def operation(tx: Transaction) -> tuple[bool, list[Poll]]:
            return records.runs(tx, actor), store.every(tx, actor.guild_id, states)

        runs, found = await self._database.read(operation)
        return [one for one in found if runs or (one.opened_at is not None and may_view(one.channel_id))]

    async def look(self, actor: Actor, poll_id: int) -> Draft:
        """A poll that the actor runs. Raises NotFoundError and NotAllowedError."""
        return await self._database.read(lambda tx: look(tx, records.run(tx, actor, poll_id)))

    async def draft(self, actor: Actor, poll_id: int) -> Draft:
        """A draft that the actor runs. Raises NotFoundError, NotAllowedError, and StaleError for what is open already."""
        return await self._database.read(lambda tx: look(tx, records.run(tx, actor, poll_id, states=_DRAFT)))

    # What was typed and refused

    async def keep(self, actor: Actor, form: TypedForm) -> int:
        """Keep what was typed into a form for a day; returns its id. Raises NotAllowedError."""

        def operation(tx: Transaction) -> int:
            _require_officer(tx, actor)
            here = form.poll_id is not None and store.get(tx, actor.guild_id, form.poll_id) is not None
            known = form if here else replace(form, poll_id=None)
            return typed.keep(tx, actor.guild_id, actor.user_id, known)

        return await self._database.write(operation)

    async def typed(self, actor: Actor, typed_id: int) -> TypedForm:
        """What the actor typed. Raises StaleError when it is gone."""

        def operation(tx: Transaction) -> TypedForm:
            _require_officer(tx, actor)
            found = typed.get(tx, actor.guild_id, actor.user_id, typed_id)
            if found is None:
                raise StaleError("poll-typed-gone")
            return found

        return await self._database.read(operation)

    # Making

    async def create(
        self, actor: Actor, start: Start, fields: Mapping[str, str], *, zone: str, channel_id: int
    ) -> Draft:
        """Make a draft. Raises InvalidInputError for what does not fit."""

        return await self._database.write(
            lambda tx: creating.create(tx, actor, start, fields, zone=zone, channel_id=channel_id)
        )

    async def write(self, actor: Actor, poll_id: int, version: int, fields: Mapping[str, str]) -> Draft:
        """Other texts and options. `version`: as the form showed it. Raises InvalidInputError."""

        def operation(tx: Transaction) -> Draft:
            before = records.run(tx, actor, poll_id, version=version, states=_DRAFT)
            texts = reading.texts(before.kind, fields, zone=before.zone, now=tx.now)
            store.set_options(tx, before.id, texts.options)
            after = replace(
                before,
                question=texts.question,
                description=texts.description,
                seats=texts.seats,
                goal=texts.goal,
                goal_unit=texts.goal_unit,
            )
            return changing.changed(tx, actor, before, after, forced=True)

        return await self._database.write(operation)

    # Rules, one by one

    async def set_method(self, actor: Actor, poll_id: int, chosen: str) -> Draft:
        """How it is counted; what only the other method knows goes."""

        def change(_: Transaction, before: Poll) -> Poll:
            method = _one_of(Method, chosen)
            if method not in METHODS[before.kind]:
                raise StaleError("stale-press")
            equal = before.equal_ranks if method in fitting.WITH_EQUAL else EqualRanks.SPLIT
            return replace(before, method=method, equal_ranks=equal)

        return await self._edit(actor, poll_id, change)

    async def set_electorate(self, actor: Actor, poll_id: int, chosen: str) -> Draft:
        """Who may vote; which role or cohort is chosen next. Raises InvalidInputError where other rules need a list of voters."""

        def change(_: Transaction, before: Poll) -> Poll:
            found = _one_of(Electorate, chosen)
            if found is before.electorate:
                return before
            return replace(before, electorate=found, electorate_id=None)

        return await self._edit(actor, poll_id, change)

    async def set_secrecy(self, actor: Actor, poll_id: int, chosen: str) -> Draft:
        """What is seen of votes. Raises InvalidInputError for what a sealed poll cannot have."""
        return await self._edit(actor, poll_id, lambda _, one: replace(one, secrecy=_one_of(Secrecy, chosen)))

    async def set_also(self, actor: Actor, poll_id: int, chosen: Collection[str]) -> Draft:
        """What is on of ALSO; the others are off."""

        def change(_: Transaction, before: Poll) -> Poll:
            _require_known(chosen, ALSO)
            return replace(
                before,
                standings="standings" in chosen,
                none_option="none_option" in chosen and before.kind in fitting.WITH_NONE,
                thread_wanted="thread_wanted" in chosen,
                may_block="may_block" in chosen and before.kind is Kind.YES_NO,
                reminders=tuple(
                    int(one.removeprefix("remind_"))
                    for one in ALSO
                    if one.startswith("remind_") and one in chosen
                ),
            )

        return await self._edit(actor, poll_id, change)

    async def set_extra(self, actor: Actor, poll_id: int, chosen: Collection[str]) -> Draft:
        """What is on of EXTRA; the others are off."""

        def change(_: Transaction, before: Poll) -> Poll:
            _require_known(chosen, EXTRA)
            forbidden = "equal_forbidden" in chosen and before.method in fitting.WITH_EQUAL
            return replace(
                before,
                weighted="weighted" in chosen,
                advisory="advisory" in chosen,
                receipts="receipts" in chosen,
                equal_ranks=EqualRanks.FORBIDDEN if forbidden else EqualRanks.SPLIT,
            )

        return await self._edit(actor, poll_id, change)

    async def set_channel(self, actor: Actor, poll_id: int, channel_id: int) -> Draft:
        """Where it stands."""
        return await self._edit(actor, poll_id, lambda _, one: replace(one, channel_id=channel_id))

    async def set_times(self, actor: Actor, poll_id: int, version: int, fields: Mapping[str, str]) -> Draft:
        """When it opens and closes, and in which zone that is meant; dates keep their instants. Raises InvalidInputError."""

        def change(tx: Transaction, before: Poll) -> Poll:
            zone = known_zone(fields["zone"]) if fields.get("zone", "").strip() else before.zone
            if zones.city(before.zone) == fields.get("zone", "").strip():
                zone = before.zone
            times = reading.times(fields.get("opens", ""), fields.get("closes", ""), zone=zone, now=tx.now)
            if zone != before.zone:
                self._rezone(tx, before, zone)
            return replace(
                before,
                zone=zone,
                opens_wall=times.opens_wall,
                opens_at=times.opens_at,
                closes_wall=times.closes_wall,
                closes_at=times.closes_at,
            )

        return await self._edit(actor, poll_id, change, version=version)

    async def set_rules(self, actor: Actor, poll_id: int, version: int, fields: Mapping[str, str]) -> Draft:
        """Quorum and threshold. Raises InvalidInputError."""

        def change(_: Transaction, before: Poll) -> Poll:
            strict = fields.get("strict", "over") != "at-least"
            kind, quorum = reading.quorum(fields.get("quorum_kind", ""), fields.get("quorum", ""))
            return replace(
                before,
                quorum_kind=kind,
                quorum=quorum,
                threshold=reading.threshold(fields.get("threshold", ""), strict=strict),
                threshold_strict=strict,
                threshold_base=reading.threshold_base(fields.get("base", "")),
            )

        return await self._edit(actor, poll_id, change, version=version)

    async def set_numbers(self, actor: Actor, poll_id: int, version: int, fields: Mapping[str, str]) -> Draft:
        """Proxies, how far the deadline may be moved, and where the outside value of a lot comes from."""

        def change(_: Transaction, before: Poll) -> Poll:
            return replace(
                before,
                proxies=reading.proxies(fields.get("proxies", "")),
                extension_hours=reading.hours(fields.get("hours", "")),
                tie_outside=reading.outside(fields.get("outside", "")),
            )

        return await self._edit(actor, poll_id, change, version=version)

    # Opening

    async def confirm(self, actor: Actor, poll_id: int, version: int) -> Poll:
        """Open a draft; where it is to open later, promise that. Raises RefusedError where something lacks or clashes."""

        def operation(tx: Transaction) -> Poll:
            poll = records.run(tx, actor, poll_id, version=version, states=_DRAFT)
            if poll.opens_at is None or poll.opens_at <= tx.now:
                return open_poll(tx, poll, actor)
            for fault in look(tx, poll).faults:
                raise fault
            store.change(tx, replace(poll, confirmed=True, bound=True))
            promised = records.existing(tx, poll.guild_id, poll.id)
            records.log(tx, promised, actor, "poll.schedule", after={"opens": str(promised.opens_at)})
            promises.planned(tx, promised)
            return promised

        return await self._database.write(operation)

    async def hold(self, actor: Actor, poll_id: int, version: int) -> Draft:
        """Take back that a draft opens by itself."""

        def operation(tx: Transaction) -> Draft:
            before = records.run(tx, actor, poll_id, version=version, states=_DRAFT)
            return changing.changed(tx, actor, before, before, action="poll.hold", forced=True)

        return await self._database.write(operation)

    # After the opening

    async def correct(self, actor: Actor, poll_id: int, version: int, description: str) -> Poll:
        """Mend a typo in the description of an open poll: logged, and in the chain. Raises InvalidInputError for more than that."""

        def operation(tx: Transaction) -> Poll:
            before = records.run(tx, actor, poll_id, version=version, states=_OPEN)
            after = replace(before, description=reading.description(description))
            if after.description == before.description:
                return before
            # Against what was frozen: typos do not add up to another text.
            if not fitting.is_typo_fix(json.loads(before.definition)["description"], after.description):
                raise InvalidInputError("poll-correct-much")
            store.change(tx, after)
            records.happened(tx, after, chain.CORRECTED, {"description": after.description})
            records.log(
                tx,
                after,
                actor,
                "poll.correct",
                before={"description": before.description},
                after={"description": after.description},
            )
            promises.card(tx, records.existing(tx, after.guild_id, after.id), at_once=True)
            return records.existing(tx, after.guild_id, after.id)

        return await self._database.write(operation)

    async def add_dates(self, actor: Actor, poll_id: int, version: int, lines: str) -> Draft:
        """Add dates to an open poll of dates. Raises InvalidInputError."""

        def operation(tx: Transaction) -> Draft:
            poll = records.run(tx, actor, poll_id, version=version, states=_OPEN)
            there = store.options(tx, poll.id)
            if not fitting.may_gain(poll, there):
                raise InvalidInputError("poll-gains-nothing")
            minutes = there[0].minutes if there else None
            added = reading.dates(
                lines, zone=poll.zone, now=tx.now, minutes=minutes or reading.USUAL, after=there
            )
            if not added:
                raise InvalidInputError("poll-dates-empty")
            if any(one.starts_at <= poll.closes_at for one, _ in added if one.starts_at and poll.closes_at):
                raise InvalidInputError("poll-lacks-later-dates")
            store.change(tx, poll)
            for option, folded in added:
                store.add_option(tx, poll.id, option, folded)
                records.happened(tx, poll, chain.OPTION_ADDED, {"option": opening.option_document(option)})
            records.log(tx, poll, actor, "poll.add-dates", after={"dates": [one.label for one, _ in added]})
            promises.card(tx, records.existing(tx, poll.guild_id, poll.id), at_once=True)
            return look(tx, records.existing(tx, poll.guild_id, poll.id))

        return await self._database.write(operation)

    async def cancel(self, actor: Actor, poll_id: int, version: int, reason: str) -> Poll:
        """Cancel a poll: it is void, and nothing follows from it. One that was open needs a reason."""

        def operation(tx: Transaction) -> Poll:
            before = records.run(tx, actor, poll_id, version=version, states=CANCELLABLE)
            was_open = before.opened_at is not None
            said = reading.reason(reason, required=was_open)
            store.change(tx, replace(before, state=PollState.VOID, confirmed=False, reason=said))
            poll = records.existing(tx, before.guild_id, before.id)
            records.log(tx, poll, actor, "poll.cancel", after={"reason": said})
            if was_open:
                records.happened(tx, poll, chain.VOIDED, {"reason": said})
                if before.state is PollState.OPEN and poll.secrecy is Secrecy.SEALED:
                    # Its ballots are kept apart for good, whatever became of the poll.
                    store.note(tx, poll, cleaning=1)
                promises.closed(tx, records.existing(tx, poll.guild_id, poll.id))
            else:
                promises.planned(tx, poll)
            return records.existing(tx, poll.guild_id, poll.id)

        return await self._database.write(operation)

    async def copy(self, actor: Actor, poll_id: int) -> Draft:
        """A new draft with the same question, options and rules, whatever became of the poll. Dates that are over stay behind."""

        def operation(tx: Transaction) -> Draft:
            source = records.run(tx, actor, poll_id)
            close = reading.usual_close(source.zone, tx.now)
            options = [
                one for one in store.options(tx, source.id) if one.starts_at is None or one.starts_at > tx.now
            ]
            early = any(one.starts_at is not None and one.starts_at <= close.instant for one in options)
            made = _fresh(source, actor, tx)
            if not early:
                made = replace(made, closes_wall=close.wall, closes_at=close.instant)
            copied_id = store.insert(tx, made)
            store.set_options(
                tx,
                copied_id,
                [
                    (replace(one, number=place), reading.folded_label(one))
                    for place, one in enumerate(options, start=1)
                ],
            )
            poll = records.existing(tx, actor.guild_id, copied_id)
            for part in ("voter", "required"):
                store.set_people(tx, poll, part, store.people(tx, source.id, part))
            records.log(tx, poll, actor, "poll.copy", after={"from": source.id})
            return look(tx, poll)

        return await self._database.write(operation)

    # Parts

    async def _edit(self, actor: Actor, poll_id: int, change: Change, *, version: int | None = None) -> Draft:
        def operation(tx: Transaction) -> Draft:
            before = records.run(tx, actor, poll_id, version=version, states=_DRAFT)
            return changing.changed(tx, actor, before, change(tx, before))

        return await self._database.write(operation)

    def _rezone(self, tx: Transaction, poll: Poll, zone: str) -> None:
        """Dates keep their instants; their wall times are those of the other zone."""
        moved = []
        for one in store.options(tx, poll.id):
            if one.starts_at is not None:
                wall = reading.resolve_wall(one.starts_at, zone)
                one = replace(one, wall=wall, label=reading.said_wall(wall))  # noqa: PLW2901
            moved.append((one, reading.folded_label(one)))
        store.set_options(tx, poll.id, moved)


def _fresh(source: Poll, actor: Actor, tx: Transaction) -> Poll:
    """A draft like another poll, with nothing of what happened to that one."""
    return Poll(
        id=0,
        guild_id=actor.guild_id,
        kind=source.kind,
        method=source.method,
        state=PollState.DRAFT,
        question=source.question,
        description=source.description,
        zone=source.zone,
        channel_id=source.channel_id,
        secrecy=source.secrecy,
        electorate=source.electorate,
        electorate_id=source.electorate_id,
        seats=source.seats,
        goal=source.goal,
        goal_unit=source.goal_unit,
        none_option=source.none_option,
        may_block=source.may_block,
        equal_ranks=source.equal_ranks,
        quorum_kind=source.quorum_kind,
        quorum=source.quorum,
        threshold=source.threshold,
        threshold_strict=source.threshold_strict,
        threshold_base=source.threshold_base,
        standings=source.standings,
        receipts=source.receipts,
        proxies=source.proxies,
        weighted=source.weighted and source.electorate in ON_A_ROLL,
        advisory=source.advisory,
        tie_outside=source.tie_outside,
        reminders=source.reminders,
        extension_hours=source.extension_hours,
        thread_wanted=source.thread_wanted,
        template=source.template,
        copied_from=source.id,
        created_by=audit.actor_key(tx, actor.user_id),
    )


def _require_officer(tx: Transaction, actor: Actor) -> None:
    if not records.runs(tx, actor):
        raise NotAllowedError("poll-officers-only")


def _one_of(values: Callable[[str], _Value], chosen: str) -> _Value:
    """The member of an enumeration. Raises StaleError for what stands in no menu of ours."""
    try:
        return values(chosen)
    except ValueError:
        raise StaleError("stale-press") from None


def _require_known(chosen: Collection[str], known: Collection[str]) -> None:
    if not set(chosen) <= set(known):
        raise StaleError("stale-press")
