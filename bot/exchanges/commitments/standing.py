"""Where everybody stands, computed from the record; and the one way in which a rung changes. Functions of a transaction."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from bot.errors import InvalidInputError, StaleError
from bot.exchanges import records
from bot.exchanges import store as shared
from bot.exchanges.commitments import moving, store
from bot.exchanges.commitments.rules import NEEDS_PROOF
from bot.exchanges.model import Organisation, Project, Standing
from bot.exchanges.rules import ENDED, LADDER, Commitment, Mass, Rung, groups
from bot.exchanges.rules import mass as critical_mass
from bot.exchanges.telling import promises
from bot.networks import known as networks
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Transaction

IMPORTED, RECORDED = "import", "recorded"
"""Sources of a word: a file, and an organiser who notes what somebody said who is not on Discord."""
_RUNGS = {one.value: one for one in Rung}
"""Looked up some hundred times for each card: calling the enum takes three times as long."""
_SHOWN = (*reversed(LADDER), Rung.LAPSED, Rung.DECLINED)


# What follows from the record


def commitments(tx: Transaction, project: Project) -> tuple[Commitment, ...]:
    """Everybody's commitment as the rules want it, with control groups and AS numbers as they are now.

    What waits for confirmation is told as what was confirmed before, while that holds: it does not count for less meanwhile.
    """
    parents = store.parents(tx, project.guild_id)
    group_of = groups(parents)
    numbers = store.numbers(tx, project.id)
    today = records.today(tx, project).isoformat()
    found = []
    for id_, rung, evidence, confirmed_at, until, held, held_evidence, held_at, held_until in store.rungs(
        tx, project.id
    ):
        if (
            held is not None
            and rung not in (Rung.DECLINED, Rung.LAPSED)
            and (held_until is None or held_until >= today)
        ):
            rung, evidence, confirmed_at, until = held, held_evidence, held_at, held_until  # noqa: PLW2901 - the word that counts meanwhile, instead
        found.append(
            Commitment(
                organisation_id=id_,
                group=group_of.get(id_, id_),
                rung=_RUNGS[rung],
                asns=numbers.get(id_, frozenset()),
                confirmed=confirmed_at is not None,
                evidence=evidence,
                valid_until=None if until is None else dt.date.fromisoformat(until),
            )
        )
    return tuple(found)


def own_group(tx: Transaction, project: Project) -> int | None:
    """The control group of the exchange's own organisation, which never counts."""
    if project.organisation_id is None:
        return None
    return groups(store.parents(tx, project.guild_id)).get(project.organisation_id)


def mass(tx: Transaction, project: Project) -> Mass:
    """The project's critical mass today.

    Documentation numbers count too: no network with one enters where there is no demo.
    """
    return critical_mass(
        commitments(tx, project),
        records.today(tx, project),
        own_asn=project.own_asn,
        own_group=own_group(tx, project),
        wanted=project.wanted,
        documentation=True,
    )


def ladder(tx: Transaction, project: Project) -> Mapping[Rung, tuple[tuple[Organisation, Standing], ...]]:
    """Who stands on which rung, the highest rung first, by name within it; empty rungs are left out."""
    standings = {one.organisation_id: one for one in shared.standings(tx, project.id)}
    if not standings:
        return {}
    found: dict[Rung, list[tuple[Organisation, Standing]]] = {}
    for organisation in shared.organisations(tx, project.guild_id).values():
        standing = standings.get(organisation.id)
        if standing is not None:
            found.setdefault(standing.rung, []).append((organisation, standing))
    return {rung: tuple(found[rung]) for rung in _SHOWN if rung in found}


def waiting(tx: Transaction, project: Project) -> tuple[tuple[Organisation, Standing], ...]:
    """What waits for an organiser's confirmation, the oldest word first."""
    found = []
    for organisation_id in store.waiting(tx, project.id, NEEDS_PROOF):
        organisation = shared.organisation(tx, project.guild_id, organisation_id)
        standing = shared.standing(tx, project.id, organisation_id)
        if organisation is not None and standing is not None:
            found.append((organisation, standing))
    return tuple(found)


# How it changes


def say(
    tx: Transaction,
    project: Project,
    organisation_id: int,
    rung: Rung,
    actor: Actor | None,
    *,
    evidence: str = "",
    valid_until: dt.date | None = None,
    facility: str | None = None,
    speed: int | None = None,
    source: str = "",
    follow: bool = True,
) -> Standing:
    """Store what an organisation said, note it in the history, promise what follows (card, reminders).

    Whether the actor may was asked before. From a letter of intent on it waits for an organiser's confirmation; what was
    confirmed before stands meanwhile (`Standing.held`). Nothing happens where nothing is new. `facility`, `speed` None: as
    they were. `source`: "import", "recorded" (by an organiser), "poll:<id>" or empty. Not `follow`: the caller calls
    `followed`, once for many.
    Raises InvalidInputError for a rung that needs evidence without any.
    """
    who = records.organisation(tx, project.guild_id, organisation_id)
    known = shared.standing(tx, project.id, who.id)
    before = known or Standing(exchange_id=project.id, organisation_id=who.id, rung=Rung.IDENTIFIED)
    # Whoever said it was erased: nobody could confirm it unless somebody stands for it anew.
    orphan = actor is not None and moving.waits(before) and is_nobodys(tx, before)
    if orphan:
        before = replace(before, said_by=None)
    try:
        after = moving.said(
            before,
            rung,
            today=records.today(tx, project),
            said_by=None if actor is None else audit.actor_key(tx, actor.user_id),
            evidence=evidence,
            valid_until=valid_until,
            facility=facility,
            speed=speed,
        )
    except moving.NeedsEvidenceError:
        raise InvalidInputError("commit-needs-evidence", organisation=who.name) from None
    if known is not None and moving.is_same(known, after) and not orphan:
        return known
    shared.save_standing(tx, project.guild_id, replace(after, told_lapse=_told(before, after)))
    networks.settle(tx, project.guild_id, who.id)
    line = records.happened(
        tx,
        project,
        actor,
        _what(source, rung),
        organisation_id=who.id,
        before=None if known is None else {"rung": known.rung.value},
        rung=rung.value,
        poll=source.partition(":")[2] if source.startswith("poll:") else "",
        waits="yes" if moving.waits(after) else "no",
        until=_until(after),
    )
    if not source and actor is not None and (moving.waits(after) or rung is Rung.DECLINED):
        promises.inside(tx, project, line)  # a member said it: organisers have something to do
    return _followed(tx, project, actor, who.id) if follow else after


def is_nobodys(tx: Transaction, standing: Standing) -> bool:
    """Whether nobody knows any more who said it: who is another person than that can't be told."""
    return standing.said_by is not None and audit.user_of(tx, standing.said_by) is None


def followed(tx: Transaction, project: Project, actor: Actor | None) -> None:
    """What many changes bring with them: critical mass is counted again, the card and the dates follow."""
    recounted(tx, project, actor)
    promises.card(tx, project)
    promises.planned(tx, project)


def confirmed(tx: Transaction, project: Project, organisation_id: int, actor: Actor) -> Standing:
    """An organiser confirms the evidence of what waits. Whether they may was asked before. Raises StaleError: nothing waits."""
    who, before = _waiting(tx, project, organisation_id)
    after = moving.confirm(before, audit.actor_key(tx, actor.user_id), tx.now)
    shared.save_standing(tx, project.guild_id, after)
    records.happened(
        tx,
        project,
        actor,
        "commitment-confirmed",
        organisation_id=who.id,
        rung=after.rung.value,
        until=_until(after),
    )
    return _followed(tx, project, actor, who.id)


def refused(tx: Transaction, project: Project, organisation_id: int, actor: Actor, reason: str) -> Standing:
    """An organiser refuses what waits; `reason` stands in the history. Raises StaleError: nothing waits."""
    who, before = _waiting(tx, project, organisation_id)
    after = moving.refuse(before, records.today(tx, project))
    shared.save_standing(tx, project.guild_id, after)
    records.happened(
        tx,
        project,
        actor,
        "commitment-refused",
        organisation_id=who.id,
        rung=before.rung.value,
        rung_now=after.rung.value,
        reason=reason,
    )
    return _followed(tx, project, actor, who.id)


def restored(tx: Transaction, project: Project, organisation_id: int, actor: Actor) -> Standing:
    """Take a withdrawal back: what was confirmed before it holds again. Raises StaleError: there is nothing to restore."""
    who = records.organisation(tx, project.guild_id, organisation_id)
    before = shared.standing(tx, project.id, who.id)
    after = None if before is None else moving.restored(before, records.today(tx, project))
    if after is None:
        raise StaleError("commit-nothing-to-restore", organisation=who.name)
    shared.save_standing(tx, project.guild_id, after)
    records.happened(
        tx,
        project,
        actor,
        "commitment-restored",
        organisation_id=who.id,
        rung=after.rung.value,
        until=_until(after),
    )
    return _followed(tx, project, actor, who.id)


def lapse(tx: Transaction, project: Project) -> tuple[Organisation, ...]:
    """Note every commitment that was valid until yesterday or earlier as lapsed; who that was. Harmless twice."""
    today = records.today(tx, project)
    gone: list[Organisation] = []
    touched = False
    for organisation_id in store.lapsed(tx, project.id, today.isoformat()):
        before = shared.standing(tx, project.id, organisation_id)
        who = shared.organisation(tx, project.guild_id, organisation_id)
        if before is None or who is None:
            continue
        after = moving.lapse(before, today)
        if moving.is_same(before, after):
            continue
        touched = True
        shared.save_standing(tx, project.guild_id, after)
        ended = before.held.valid_until if before.held is not None and after.held is None else None
        if after.rung is Rung.LAPSED:
            gone.append(who)
            ended = before.valid_until
        records.happened(
            tx,
            project,
            None,
            "commitment-lapsed",
            organisation_id=who.id,
            rung=before.rung.value,
            rung_now=after.rung.value,
            until="none" if ended is None else ended.isoformat(),
            back="no" if after.rung is Rung.LAPSED else "yes",
        )
    if touched:
        recounted(tx, project, None)
        promises.card(tx, project)
        promises.planned(tx, project)
    return tuple(gone)


def recounted(
    tx: Transaction, project: Project, actor: Actor | None, *, wanted_before: int | None = None
) -> Mass:
    """Count critical mass again after anything it rests on changed, and tell the project when it is reached or lost.

    For whoever changes `wanted` (`wanted_before`: what it was), `own_asn` or the exchange's own organisation too. A project
    that ended hears nothing any more.
    """
    now = mass(tx, project)
    if project.stage in ENDED:
        return now
    counted = set(now.groups.values())
    before = set(store.counting(tx, project))
    asked = now.wanted if wanted_before is None else wanted_before
    if counted == before and asked == now.wanted:
        return now
    store.set_counting(tx, project, counted)
    was, wanted = len(before) >= asked, str(now.wanted)
    if now.reached is not was:
        what = "mass-reached" if now.reached else "mass-lost"
        happening = records.happened(tx, project, actor, what, count=str(now.count), wanted=wanted)
        promises.announce(tx, project, happening)
    return now


def regrouped(tx: Transaction, guild_id: int, actor: Actor | None) -> None:
    """Organisations of the guild have other parents, names or AS numbers: tell each project whose critical mass changed."""
    for project in shared.every(tx, guild_id):
        if project.stage in ENDED:
            continue
        before = set(store.counting(tx, project))
        now = mass(tx, project)
        counted = set(now.groups.values())
        promises.card(tx, project)
        if counted == before:
            continue
        store.set_counting(tx, project, counted)
        if now.count == len(before):
            continue  # another of the same owner's counts in its place
        happening = records.happened(
            tx,
            project,
            actor,
            "mass-regrouped",
            before={"count": len(before)},
            count=str(now.count),
            earlier=str(len(before)),
            wanted=str(now.wanted),
            lost=_names(tx, guild_id, before - counted),
            gained=_names(tx, guild_id, counted - before),
            change="both"
            if before - counted and counted - before
            else "lost"
            if before - counted
            else "gained",
        )
        promises.announce(tx, project, happening)


# Parts


def _waiting(tx: Transaction, project: Project, organisation_id: int) -> tuple[Organisation, Standing]:
    who = records.organisation(tx, project.guild_id, organisation_id)
    standing = shared.standing(tx, project.id, who.id)
    if standing is None or not moving.waits(standing):
        raise StaleError("commit-nothing-waits", organisation=who.name)
    return who, standing


def _followed(tx: Transaction, project: Project, actor: Actor | None, organisation_id: int) -> Standing:
    """What every change brings with it; the standing as it is stored."""
    followed(tx, project, actor)
    found = shared.standing(tx, project.id, organisation_id)
    assert found is not None  # noqa: S101 - it was stored just now
    return found


def _what(source: str, rung: Rung) -> str:
    if source == IMPORTED:
        return "commitment-imported"
    if source == RECORDED:
        return "commitment-recorded"
    if source.startswith("poll:"):
        return "commitment-polled"
    return "commitment-withdrawn" if rung is Rung.DECLINED else "commitment-said"


def _until(standing: Standing) -> str:
    return "none" if standing.valid_until is None else standing.valid_until.isoformat()


def _told(before: Standing, after: Standing) -> dt.date | None:
    """Of another validity nobody was reminded yet."""
    return after.told_lapse if after.valid_until == before.valid_until else None


def _names(tx: Transaction, guild_id: int, ids: set[int]) -> str:
    return ", ".join(sorted(store.names(tx, guild_id, ids)))
