"""Who may vote: the roll that is frozen at the opening, and for whom a member votes. Functions of a transaction.

Of everybody nobody knows how many there are, and of a role neither, for the bot keeps no list of members: they have no
roll, and each press is judged by what Discord says of whoever pressed. Whether they may view the poll's channel is asked by
whoever is handed the press (`Visit.may_view`): an actor does not know it.
"""

import json
from dataclasses import replace

from bot.cohorts import records as cohorts
from bot.errors import NotAllowedError
from bot.language import markup
from bot.networks import known
from bot.people import audit
from bot.people.actor import Actor
from bot.polls import chain
from bot.polls import store as polls
from bot.polls.rules import ON_A_ROLL, Electorate, Manner, Poll, PollState, Unit
from bot.polls.voting import roll_rules, store
from bot.polls.voting.roll_rules import NEW, Entry, Rights
from bot.storage.database import Transaction


def size(tx: Transaction, poll: Poll) -> int | None:
    """How many may vote if the poll opened now; None: nobody knows (everybody, or a role)."""
    if poll.electorate not in ON_A_ROLL:
        return None
    if poll.state is not PollState.DRAFT:
        return poll.roll
    match poll.electorate:
        case Electorate.COHORT:
            return len(_seated(tx, poll))
        case Electorate.ORGANISATIONS:
            return len(known.represented(tx, poll.guild_id))
        case _:
            return len(polls.people(tx, poll.id, "voter"))


def freeze(tx: Transaction, poll: Poll) -> int | None:
    """Store the roll (and the delegates of organisations) as it is now; returns how many are on it, None: there is no roll.

    `poll`: as a draft, whose weights and named voters were noted. Whoever leaves the server afterwards stays on it: what a
    quorum asks for does not change while people vote.
    """
    if poll.electorate not in ON_A_ROLL:
        store.forget_roll(tx, poll.id)
        return None
    roll = [replace(one, voter=one.voter or _key(tx, one)) for one in prospects(tx, poll)]
    store.set_roll(tx, poll, roll)
    polls.note(tx, poll, roll=len(roll))
    return len(roll)


def roll_digest(tx: Transaction, poll: Poll) -> str:
    """A hash of the frozen roll for the definition; empty where there is none."""
    return chain.sha256(chain.canonical(roll_document(tx, poll))) if poll.electorate in ON_A_ROLL else ""


def roll_document(tx: Transaction, poll: Poll) -> list[dict[str, object]]:
    """The frozen roll as it is hashed and exported: voters by the pseudonyms of the chain, in their order."""
    found: list[dict[str, object]] = [
        {
            "voter": chain.pseudonym(poll.secret, one.voter),
            "weight": one.weight,
            "required": one.required,
        }
        for one in store.entries(tx, poll.id)
    ]
    return sorted(found, key=lambda one: str(one["voter"]))


def units(tx: Transaction, poll: Poll, actor: Actor, *, making: bool = False) -> tuple[Unit, ...]:
    """For whom the actor may vote at this moment: the own vote first, then organisations, then proxies; advisory last.

    `making`: in a write, so that somebody who never did anything here gets a key; else their voter is NEW.
    Raises NotAllowedError with why not, and what would make them eligible.
    """
    if poll.electorate not in ON_A_ROLL:
        eligible = poll.electorate is Electorate.EVERYONE or _has_role(poll, actor)
        found: tuple[Unit, ...] = (_own(tx, poll, actor, making=making),) if eligible else ()
        lapsed: tuple[str, ...] = ()
    else:
        rights = rights_of(tx, poll, actor.user_id)
        found, lapsed = rights.units, rights.lapsed
    if found:
        return found
    if poll.advisory:
        return (replace(_own(tx, poll, actor, making=making), advisory=True),)
    raise _refusal(tx, poll, actor, lapsed)


def rights_of(tx: Transaction, poll: Poll, user_id: int) -> Rights:
    """What the frozen roll says of a member; whether a delegate still speaks for the organisation is asked again."""
    claims = store.claims(tx, poll, user_id)
    organisations = [one for one in claims if ":" in one.voter]
    speaks: frozenset[str] = frozenset()
    if any(one.manner is not Manner.PROXY for one in organisations):
        speaks = known.represents(tx, poll.guild_id, user_id)
    if any(one.manner is Manner.PROXY for one in organisations):
        # A proxy of an organisation for which nobody is shown to speak any more ends with that.
        alive = known.speakers(tx, poll.guild_id)
        claims = [
            one
            for one in claims
            if one.manner is not Manner.PROXY or ":" not in one.voter or one.voter in alive
        ]
    return roll_rules.rights(claims, speaks)


def prospects(tx: Transaction, poll: Poll) -> list[Entry]:
    """The roll as it would be if the poll opened now, with the weights and named voters that organisers set."""
    required = polls.people(tx, poll.id, "required")
    weights = store.weights(tx, poll.id) if poll.weighted else {}
    if poll.electorate is Electorate.ORGANISATIONS:
        named = store.named(tx, poll.id)
        found = [
            Entry(
                voter=one.key,
                name=one.name,
                weight=weights.get(one.key, 1),
                delegates=roll_rules.named_first(one.speakers, named.get(one.key)),
            )
            for one in known.represented(tx, poll.guild_id)
        ]
        return [replace(one, required=one.delegates[0] in required) for one in found]
    if poll.electorate is Electorate.COHORT:
        people: list[int] = _seated(tx, poll)
    else:
        people = list(polls.people(tx, poll.id, "voter"))
    keys = {user_id: audit.known_key(tx, user_id) or NEW for user_id in people}
    return [
        Entry(
            voter=keys[user_id],
            user_id=user_id,
            weight=weights.get(keys[user_id], 1),
            required=user_id in required,
        )
        for user_id in people
    ]


def entries(tx: Transaction, poll: Poll) -> list[Entry]:
    """The roll: as it was frozen, or as it would be now; empty where there is none."""
    if poll.electorate not in ON_A_ROLL:
        return []
    return prospects(tx, poll) if poll.state is PollState.DRAFT else store.entries(tx, poll.id)


def required(tx: Transaction, poll: Poll) -> frozenset[str]:
    """The voters without whom a date is no date: of the roll, or whom an organiser named where there is none."""
    if poll.electorate in ON_A_ROLL:
        return frozenset(one.voter for one in entries(tx, poll) if one.required)
    if poll.definition:
        # As it was defined: somebody who was erased since is still meant by it.
        meant = frozenset(json.loads(poll.definition).get("required", ()))
        cast = (one.voter for one in polls.ballots(tx, poll.id)) if meant else ()
        return frozenset(one for one in cast if chain.pseudonym(poll.secret, one) in meant)
    keys = (audit.known_key(tx, user_id) for user_id in polls.people(tx, poll.id, "required"))
    return frozenset(key for key in keys if key is not None)


def total_weight(tx: Transaction, poll: Poll) -> int | None:
    """The weight of the whole roll; None: there is none."""
    return sum(one.weight for one in entries(tx, poll)) if poll.electorate in ON_A_ROLL else None


def not_voted(tx: Transaction, poll: Poll) -> list[int]:
    """Whom to remind: members who may vote, and whose vote nobody has cast; empty where no roll is known.

    Of an organisation its named voter, or the first alternate who still speaks for it. Who gave a proxy is not reminded:
    the holder is.
    """
    silent, proxies = store.silent(tx, poll.id), store.proxies(tx, poll.id)
    still = known.speakers(tx, poll.guild_id) if any(":" in one for one in silent) else {}
    found: dict[int, None] = {}
    for one in store.entries(tx, poll.id):
        if one.voter not in silent:
            continue
        holder = proxies.get(one.voter)
        speaking = still.get(one.voter, ())
        person = one.user_id or next((each for each in one.delegates if each in speaking), None)
        if (who := holder or person) is not None:
            found[who] = None
    return list(found)


def holders(tx: Transaction, poll: Poll, user_id: int) -> list[Entry]:
    """Those of the roll whose vote a member holds by proxy."""
    given = store.proxies(tx, poll.id)
    return [one for one in store.entries(tx, poll.id) if given.get(one.voter) == user_id]


# Parts


def _own(tx: Transaction, poll: Poll, actor: Actor, *, making: bool) -> Unit:
    if polls.is_marked(tx, poll.id, chain.erased_mark(poll.secret, actor.user_id)):
        raise NotAllowedError("poll-not-eligible-erased")
    key = audit.actor_key(tx, actor.user_id) if making else audit.known_key(tx, actor.user_id)
    return Unit(voter=key or NEW)


def _has_role(poll: Poll, actor: Actor) -> bool:
    """The role with the guild's own id is everybody's."""
    return poll.electorate_id in actor.role_ids or poll.electorate_id == actor.guild_id


def _seated(tx: Transaction, poll: Poll) -> list[int]:
    cohort = None if poll.electorate_id is None else cohorts.find(tx, poll.guild_id, poll.electorate_id)
    return [] if cohort is None else [one.user_id for one in cohorts.seated(tx, cohort.id)]


def _key(tx: Transaction, one: Entry) -> str:
    assert one.user_id is not None  # noqa: S101 - only people have no key yet
    return audit.actor_key(tx, one.user_id)


def _refusal(tx: Transaction, poll: Poll, actor: Actor, lapsed: tuple[str, ...]) -> NotAllowedError:
    """Why somebody may not vote, and what would make them eligible."""
    if lapsed:
        return NotAllowedError("poll-not-eligible-lapsed", name=lapsed[0])
    match poll.electorate:
        case Electorate.ROLE if poll.electorate_id is not None:
            return NotAllowedError("poll-not-eligible-role", role=markup.role(poll.electorate_id))
        case Electorate.COHORT if poll.electorate_id is not None:
            cohort = cohorts.find(tx, poll.guild_id, poll.electorate_id)
            if cohort is None:
                return NotAllowedError("poll-not-eligible-cohort-gone")
            one = cohorts.enrolment(tx, cohort.id, actor.user_id)
            late = one is not None and one.is_seated
            key = "poll-not-eligible-cohort-late" if late else "poll-not-eligible-cohort"
            return NotAllowedError(key, name=cohort.name)
        case Electorate.ORGANISATIONS:
            speaks = known.represents(tx, poll.guild_id, actor.user_id)
            for entry in store.entries(tx, poll.id) if speaks else ():
                if entry.voter in speaks and entry.delegates:
                    return NotAllowedError(
                        "poll-not-eligible-delegate", name=entry.name, who=markup.user(entry.delegates[0])
                    )
            late = bool(speaks)
            return NotAllowedError(
                "poll-not-eligible-network-late" if late else "poll-not-eligible-organisations"
            )
        case _:
            return NotAllowedError("poll-not-eligible-people")
