"""Every change of an organisation, with what follows from it in each project. Functions of a transaction.

Whether the actor may was asked before. After a change that can move critical mass, `followed` tells the projects.
"""

import datetime as dt
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.errors import InvalidInputError, NotFoundError
from bot.exchanges import records
from bot.exchanges import store as exchanges
from bot.exchanges.commitments import standing
from bot.exchanges.model import Organisation, Project, Standing
from bot.exchanges.organisations import facts as limits
from bot.exchanges.organisations import store
from bot.exchanges.organisations.facts import Facts
from bot.exchanges.rules import ENDED
from bot.exchanges.telling import promises
from bot.language.rules import folded
from bot.language.safe_text import clean_name, clip
from bot.networks import known
from bot.networks.rules import Network, NetworkFacts, Policy, Source, placeholder
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Transaction

NOTE_LIMIT: Final = 1000
"""Characters of a stakeholder's note."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a change does to the critical mass of a project."""

    project: Project
    before: int
    after: int


def existing(tx: Transaction, guild_id: int, organisation_id: int) -> Organisation:
    """An organisation that was not merged into another. Raises NotFoundError."""
    if store.is_merged(tx, guild_id, organisation_id):
        raise NotFoundError("organisation-not-found")
    return records.organisation(tx, guild_id, organisation_id)


def named(tx: Transaction, guild_id: int, name: str) -> Organisation | None:
    """The organisation that goes by a name, or went by it before it was merged."""
    found = store.named(tx, guild_id, folded(name))
    return None if found is None else records.organisation(tx, guild_id, found[0])


def add(tx: Transaction, actor: Actor, facts: Facts) -> Organisation:
    """Store a new organisation. Raises InvalidInputError where its name is taken."""
    facts = replace(facts, name=_name(facts.name))
    _free(tx, actor.guild_id, facts.name, None)
    try:
        organisation_id = store.insert(tx, actor.guild_id, facts, folded=folded(facts.name))
    except sqlite3.IntegrityError:
        raise InvalidInputError("organisation-name-taken", name=facts.name) from None
    _record(tx, actor, "add", organisation_id, after={"value": facts.name})
    return records.organisation(tx, actor.guild_id, organisation_id)


def change(tx: Transaction, actor: Actor, before: Organisation, facts: Facts) -> Organisation:
    """Store what is said of an organisation now; a new name is noted in each project where it stands.

    Raises InvalidInputError where another one has that name.
    """
    facts = replace(facts, name=_name(facts.name))
    _free(tx, actor.guild_id, facts.name, before.id)
    try:
        store.change(tx, actor.guild_id, before.id, facts, folded=folded(facts.name))
    except sqlite3.IntegrityError:
        raise InvalidInputError("organisation-name-taken", name=facts.name) from None
    after = records.organisation(tx, actor.guild_id, before.id)
    if after == before:
        return after
    _record(tx, actor, "edit", before.id, before={"value": before.name}, after={"value": after.name})
    if after.name != before.name:
        for project in _projects(tx, actor.guild_id, before.id):
            records.happened(
                tx, project, actor, "organisation-renamed", organisation_id=before.id, was=before.name
            )
    for project in _projects(tx, actor.guild_id, before.id):
        promises.card(tx, project)
    return after


def put_under(
    tx: Transaction,
    actor: Actor,
    organisation: Organisation,
    parent: Organisation | None,
    *,
    follow: bool = True,
) -> None:
    """Note who controls an organisation; None: nobody does. Raises InvalidInputError where it would control itself.

    Not `follow`: the caller calls `followed`, once for many.
    """
    if parent is not None and limits.closes_circle(
        store.parents(tx, actor.guild_id), organisation.id, parent.id
    ):
        raise InvalidInputError("organisation-circle", name=organisation.name, parent=parent.name)
    if organisation.parent_id == (None if parent is None else parent.id):
        return
    store.set_parent(tx, actor.guild_id, organisation.id, None if parent is None else parent.id)
    _record(
        tx,
        actor,
        "alone" if parent is None else "parent",
        organisation.id,
        before={"value": organisation.name},
        after={"value": None if parent is None else parent.name},
    )
    for project in _projects(tx, actor.guild_id, organisation.id):
        if parent is None:
            happening = records.happened(
                tx, project, actor, "organisation-alone", organisation_id=organisation.id
            )
        else:
            happening = records.happened(
                tx,
                project,
                actor,
                "organisation-parent",
                organisation_id=organisation.id,
                parent=parent.name,
            )
        promises.announce(tx, project, happening)
    if follow:
        followed(tx, actor)


def link(
    tx: Transaction,
    actor: Actor,
    organisation: Organisation,
    asn: int,
    *,
    name: str | None = None,
    policy: Policy | None = None,
    follow: bool = True,
) -> Network:
    """Put an AS number under an organisation for good; a network that the guild does not know is made, as a file has it."""
    network = known.names(tx, actor.guild_id, [asn]).get(asn)
    if network is None:
        facts = NetworkFacts(
            asn=asn,
            name=name or placeholder(asn),
            source=Source.MEMBER if name is None else Source.IMPORT,
            at=tx.now,
            policy=policy or Policy.UNKNOWN,
        )
        network = known.remember(tx, actor.guild_id, facts)
    if network.organisation_id == organisation.id:
        return network
    before = network.organisation_id
    known.link(tx, actor.guild_id, asn, organisation.id)
    _record(
        tx,
        actor,
        "link",
        organisation.id,
        before={"value": organisation.name},
        after={"value": f"AS{asn}"},
    )
    for project in _projects(tx, actor.guild_id, organisation.id, *(() if before is None else (before,))):
        records.happened(
            tx,
            project,
            actor,
            "organisation-linked",
            organisation_id=organisation.id,
            asn=str(asn),
        )
    if follow:
        followed(tx, actor)
    return known.names(tx, actor.guild_id, [asn])[asn]


def merge(tx: Transaction, actor: Actor, gone: Organisation, into: Organisation) -> None:
    """Make one record of two: networks, places on ladders, stakeholders and answers go over; the old name leads to the other.

    Where both stand on a ladder, what counts is kept, then what is higher. Raises InvalidInputError for one and the same.
    """
    if gone.id == into.id:
        raise InvalidInputError("organisation-same", name=into.name)
    guild_id = actor.guild_id
    projects = _projects(tx, guild_id, gone.id, into.id)
    known.regroup(tx, guild_id, gone.id, into.id)
    # Also where it is over: the record stays whole.
    for project in exchanges.every(tx, guild_id):
        _join_standings(tx, project, gone.id, into.id)
    _join_stakeholders(tx, guild_id, gone.id, into.id)
    store.move_answers(tx, guild_id, gone.id, into.id)
    store.move_projects(tx, guild_id, gone.id, into.id)
    above = limits.parent_of_merged(store.parents(tx, guild_id), gone.id, into.id)
    store.merge(tx, guild_id, gone.id, into.id, parent_id=above)
    _record(tx, actor, "merge", into.id, before={"value": gone.name}, after={"value": into.name})
    for project in projects:
        records.happened(tx, project, actor, "organisation-merged", organisation_id=into.id, gone=gone.name)
    followed(tx, actor)
    for project in projects:
        promises.planned(tx, project)


def followed(tx: Transaction, actor: Actor) -> None:
    """Who counts may have changed: each project is told, and its card shows it."""
    standing.regrouped(tx, actor.guild_id, actor)


def masses(tx: Transaction, guild_id: int) -> dict[int, tuple[Project, int]]:
    """The critical mass of each project that lives, by project."""
    return {
        one.id: (one, standing.mass(tx, one).count) for one in exchanges.every(tx, guild_id) if one.is_live
    }


def effects(tx: Transaction, guild_id: int, before: dict[int, tuple[Project, int]]) -> tuple[Effect, ...]:
    """The projects whose critical mass is another one than before."""
    found = []
    for project, after in masses(tx, guild_id).values():
        was = before[project.id][1] if project.id in before else 0
        if was != after:
            found.append(Effect(project=project, before=was, after=after))
    return tuple(found)


# Parts


def _name(typed: str) -> str:
    name = clean_name(typed)
    if name is None:
        raise InvalidInputError("organisation-name-missing")
    if len(name) > limits.MOST_NAME:
        raise InvalidInputError("organisation-name-long", most=limits.MOST_NAME)
    return name


def _free(tx: Transaction, guild_id: int, name: str, own: int | None) -> None:
    found = store.named(tx, guild_id, folded(name))
    if found is None or found == (own, False):
        return
    other = records.organisation(tx, guild_id, found[0])
    if found[1]:
        raise InvalidInputError("organisation-name-merged", name=name, other=other.name)
    raise InvalidInputError("organisation-name-taken", name=other.name)


def _projects(tx: Transaction, guild_id: int, *organisation_ids: int) -> Sequence[Project]:
    """Where one of these stands, of the projects that did not end."""
    found = (exchanges.get(tx, guild_id, one) for one in store.projects_of(tx, guild_id, organisation_ids))
    return [one for one in found if one is not None and one.stage not in ENDED]


def _join_standings(tx: Transaction, project: Project, gone: int, into: int) -> None:
    one, other = (exchanges.standing(tx, project.id, each) for each in (into, gone))
    if other is None:
        return
    best = other if one is None else limits.kept(one, other, records.today(tx, project))
    store.drop_standing(tx, project.id, gone)
    if best is other:
        place = replace(other, organisation_id=into) if one is None else _filled(other, one, into)
        exchanges.save_standing(tx, project.guild_id, place)
    elif one is not None and (not one.facility or one.speed is None):
        exchanges.save_standing(tx, project.guild_id, _filled(one, other, into))


def _filled(best: Standing, other: Standing, organisation_id: int) -> Standing:
    return replace(
        best,
        organisation_id=organisation_id,
        facility=best.facility or other.facility,
        speed=best.speed if best.speed is not None else other.speed,
    )


def _join_stakeholders(tx: Transaction, guild_id: int, gone: int, into: int) -> None:
    there = {row["exchange_id"]: row for row in store.stakeholders(tx, guild_id, into)}
    for row in store.stakeholders(tx, guild_id, gone):
        own = there.get(row["exchange_id"])
        if own is None:
            store.move_stakeholder(tx, row["id"], into)
            continue
        notes = [one for one in (own["note"], row["note"]) if one]
        days = [dt.date.fromisoformat(one) for one in (own["contacted_on"], row["contacted_on"]) if one]
        store.join_stakeholder(
            tx,
            row["id"],
            own["id"],
            note=clip("\n".join(dict.fromkeys(notes)), NOTE_LIMIT),
            contacted_on=max(days, default=None),
        )


def _record(
    tx: Transaction,
    actor: Actor,
    what: str,
    organisation_id: int,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    audit.record(
        tx,
        guild_id=actor.guild_id,
        user_id=actor.user_id,
        action=f"organisation.{what}",
        subject=str(organisation_id),
        before=before,
        after=after,
    )
