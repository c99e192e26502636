"""What every use case of claims begins and ends with: the record, whether it may be touched, what follows from a change.

Functions of a transaction.
"""

from dataclasses import dataclass
from typing import Final

from bot.clock import to_epoch
from bot.errors import NotFoundError, StaleError
from bot.networks import known
from bot.networks.claims import promises, roles, rules, store
from bot.networks.claims.rules import OPEN, Claim, ClaimState, Place, Proof
from bot.people import audit
from bot.people.actor import Actor
from bot.storage.database import Transaction

_ENDED: Final = {
    ClaimState.REFUSED: "network.refuse",
    ClaimState.WITHDRAWN: "network.withdraw",
    ClaimState.ENDED: "network.end",
}
"""What the log calls it when a person ends a claim."""
_ENDED_ALONE: Final = {ClaimState.EXPIRED: "network.expire", ClaimState.ENDED: "network.leave"}
"""What it calls it when nobody did."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A claim as it is shown. `others`: who else is shown to speak for the network now.

    `role_id`: the role that verified operators get here; None: there is none.
    """

    claim: Claim
    others: tuple[int, ...] = ()
    role_id: int | None = None

    @property
    def conflicts(self) -> bool:
        """Whether an organiser decides whatever the proof, because somebody else speaks for the network."""
        return self.claim.state is ClaimState.WAITING and bool(self.others)


def standing(tx: Transaction, claim: Claim) -> Standing:
    """How a claim stands now."""
    others = tuple(one for one in store.speakers(tx, claim.network_id) if one != claim.user_id)
    return Standing(claim=claim, others=others, role_id=roles.configured(tx, claim.guild_id))


def existing(tx: Transaction, guild_id: int, claim_id: int) -> Claim:
    """Raises NotFoundError."""
    found = store.get(tx, guild_id, claim_id)
    if found is None:
        raise NotFoundError("claims-not-found")
    return found


def own(tx: Transaction, actor: Actor, claim_id: int) -> Claim:
    """A claim of the actor's own. Raises NotFoundError, in the same words for somebody else's."""
    found = existing(tx, actor.guild_id, claim_id)
    if found.user_id != actor.user_id:
        raise NotFoundError("claims-not-found")
    return found


def own_open(tx: Transaction, actor: Actor, claim_id: int) -> Claim:
    """One that waits or holds. Raises StaleError for one that is over, also where nobody has noticed that yet."""
    found = own(tx, actor, claim_id)
    if found.state not in OPEN or (found.state is ClaimState.VERIFIED and not found.holds(tx.now)):
        raise StaleError("claims-over")
    return found


def verify(tx: Transaction, claim: Claim, proof: Proof, *, by: int | None, place: Place | None) -> Claim:
    """A waiting claim holds from now on. `by`: the organiser who says so; None: a token did. Raises StaleError."""
    changed = store.change(
        tx,
        claim,
        state=ClaimState.VERIFIED,
        proof=proof,
        token=None,
        token_at=None,
        token_place=place,
        decided_by=None if by is None else audit.actor_key(tx, by),
        decided_at=to_epoch(tx.now),
        expires_at=to_epoch(tx.now + rules.VALID),
        asked_at=None,
    )
    if not changed:
        raise StaleError("claims-changed")
    after = existing(tx, claim.guild_id, claim.id)
    if store.speakers(tx, claim.network_id) == [claim.user_id]:
        known.verified(tx, claim.network_id, tx.now)
    roles.settle(tx, claim.guild_id, claim.user_id, key=_key(after))
    _record(tx, after, "network.approve" if by is not None else "network.prove", by=by)
    return after


def end(tx: Transaction, claim: Claim, state: ClaimState, *, by: int | None = None, note: str = "") -> Claim:
    """A claim is over: refused, withdrawn, expired or ended; what came of it goes. Raises StaleError."""
    decided_by = claim.decided_by if by in (None, claim.user_id) else audit.actor_key(tx, by)
    changed = store.change(
        tx,
        claim,
        state=state,
        token=None,
        token_at=None,
        note=note,
        decided_by=decided_by,
        decided_at=to_epoch(claim.decided_at or tx.now),
    )
    if not changed:
        raise StaleError("claims-changed")
    after = existing(tx, claim.guild_id, claim.id)
    promises.withdraw(tx, claim)
    if claim.state is ClaimState.VERIFIED:
        unverified(tx, claim)
        roles.settle(tx, claim.guild_id, claim.user_id, key=_key(after))
    if claim.state is ClaimState.VERIFIED or by not in (None, claim.user_id):
        _record(tx, after, _ENDED[state] if by is not None else _ENDED_ALONE[state], by=by)
    return after


def unverified(tx: Transaction, claim: Claim) -> None:
    """Somebody speaks for a network no more; with the last of them it is verified no more."""
    if not [one for one in store.speakers(tx, claim.network_id) if one != claim.user_id]:
        known.verified(tx, claim.network_id, None)


def left(tx: Transaction, guild_id: int, user_id: int) -> int:
    """A member is not in the guild any more: their claims end; returns how many."""
    found = [one for one in store.of_person(tx, guild_id, user_id) if one.state in OPEN]
    for claim in found:
        end(tx, claim, ClaimState.ENDED)
    return len(found)


def _key(claim: Claim) -> str:
    return f"c{claim.id}v{claim.version}"


def _record(tx: Transaction, claim: Claim, action: str, *, by: int | None) -> None:
    """The member is named by their key, like everybody in the log."""
    audit.record(
        tx,
        guild_id=claim.guild_id,
        user_id=by,
        action=action,
        subject=f"AS{claim.asn}",
        after={"claim": claim.id, "state": claim.state.value, "member": audit.actor_key(tx, claim.user_id)},
    )
