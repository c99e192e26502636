"""For whom a member speaks in a project: organisations, and networks that belong to none yet. Functions of a transaction."""

import sqlite3
from dataclasses import dataclass

from bot.errors import NotAllowedError
from bot.exchanges import records
from bot.exchanges import store as shared
from bot.exchanges.commitments import store
from bot.exchanges.model import Project, Standing
from bot.language.rules import folded
from bot.networks import known
from bot.people.actor import Actor
from bot.storage.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody for whom a member speaks. `number`: even for an organisation, odd for a network that belongs to none.

    `standing`: where it stands; None: nobody noted it.
    """

    number: int
    name: str
    standing: Standing | None = None

    @property
    def organisation_id(self) -> int | None:
        """The organisation; None: it is made when it first says something."""
        return None if self.number % 2 else self.number // 2


def parties(tx: Transaction, project: Project, actor: Actor) -> tuple[Party, ...]:
    """For whom the actor is shown to speak now, by name; siblings apart, for each says its own word."""
    asns = known.speaks_for(tx, actor.guild_id, actor.user_id)
    found: dict[int, Party] = {}
    for network in known.names(tx, actor.guild_id, asns).values():
        if network.organisation_id is None:
            found[network.id * 2 + 1] = Party(number=network.id * 2 + 1, name=network.name)
            continue
        organisation = records.organisation(tx, actor.guild_id, network.organisation_id)
        found[organisation.id * 2] = Party(
            number=organisation.id * 2,
            name=organisation.name,
            standing=shared.standing(tx, project.id, organisation.id),
        )
    return tuple(sorted(found.values(), key=lambda one: (folded(one.name), one.number)))


def organisation_of(tx: Transaction, project: Project, actor: Actor, number: int) -> int:
    """The organisation behind a party's number, made where its network had none. Raises NotAllowedError.

    One that got an organisation, or was merged, since its button was shown is found under what it is now.
    """
    organisation_id = resolved(tx, actor.guild_id, number)
    for one in parties(tx, project, actor):
        if one.number == number or (organisation_id is not None and one.organisation_id == organisation_id):
            if one.organisation_id is not None:
                return one.organisation_id
            return founded(tx, actor.guild_id, one.number // 2)
    raise NotAllowedError("commit-not-yours")


def resolved(tx: Transaction, guild_id: int, number: int) -> int | None:
    """The organisation that a party's number leads to now; None: a network without one, or none at all."""
    if number % 2:
        organisation_id = store.organisation_of_network(tx, guild_id, number // 2)
        if organisation_id is None:
            return None
    else:
        organisation_id = number // 2
    organisation = shared.organisation(tx, guild_id, organisation_id)
    return None if organisation is None else organisation.id


def founded(tx: Transaction, guild_id: int, network_id: int) -> int:
    """Make an organisation of its own name for a network that belongs to none.

    Never one that is there under that name: whoever may name a network would speak for it.
    """
    row = store.network_without(tx, guild_id, network_id)
    if row is None:
        raise NotAllowedError("commit-not-yours")
    names = (
        row["name"],
        f"{row['name']} (AS{row['asn']})",
        f"AS{row['asn']}",
        f"AS{row['asn']} ({row['id']})",
    )
    for name in names:
        if not store.is_named(tx, guild_id, folded(name)):
            return store.found_for(tx, guild_id, network_id, name, folded=folded(name))
    raise sqlite3.IntegrityError(f"network {network_id} found no free name")


def of_voter(tx: Transaction, guild_id: int, voter: str) -> int | None:
    """The organisation behind a poll's voter, "org:7" or "net:3"; one is made for a network without. None: it is gone."""
    kind, _, number = voter.partition(":")
    if not number.isdigit():
        return None
    party = int(number) * 2 + (kind == "net")
    found = resolved(tx, guild_id, party)
    if found is None and kind == "net" and store.network_without(tx, guild_id, int(number)) is not None:
        return founded(tx, guild_id, int(number))
    return found
