"""What claims promise to the outbox: the organisers' notice, what a claimant hears, the yearly question.

Functions of a transaction.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from bot.clock import to_epoch
from bot.delivery import lateness, outbox
from bot.delivery.lateness import Promise
from bot.delivery.model import Delivery, DeliveryState, EffectKind, NewDelivery
from bot.guilds.rules import ChannelPurpose
from bot.guilds.service import settings_in
from bot.networks.claims import rules
from bot.networks.claims.rules import Claim
from bot.people.rules import MemberSettings, next_allowed
from bot.people.service import settings_in as member_in
from bot.storage.database import Transaction

FEATURE: Final = "claims"
WAITING, ANSWER, ASK, MENTION = "waiting", "answer", "ask", "mention"
"""What is delivered: the notice that claims wait, what became of one, the yearly question to one person, and to several."""
_GUILD: Final = 0
"""The subject of what is about a guild's claims together."""


def notice(tx: Transaction, guild_id: int) -> None:
    """A claim waits: promise the notice, unless one that is still to come tells of it as well."""
    last = _last_notice(tx, guild_id)
    at = tx.now + rules.NOTICE_AFTER
    if last is not None:
        at = max(at, last + rules.NOTICE_PAUSE)
    _notice(tx, guild_id, at)


def notice_again(tx: Transaction, guild_id: int, oldest: dt.datetime) -> bool:
    """Claims have waited for long: tell of them once more; False where that was done lately, or comes anyway."""
    last = _last_notice(tx, guild_id)
    if tx.now - max(oldest, last or oldest) < rules.NOTICE_AGAIN:
        return False
    return _notice(tx, guild_id, tx.now)


def _last_notice(tx: Transaction, guild_id: int) -> dt.datetime | None:
    sent = outbox.last_sent(tx, guild_id, FEATURE, _GUILD, template=WAITING, limit=1)
    return sent[0].settled_at if sent else None


def _notice(tx: Transaction, guild_id: int, at: dt.datetime) -> bool:
    channel_id = settings_in(tx, guild_id).channels.get(ChannelPurpose.NOTICES)
    coming = [one for one in _coming(tx, guild_id, WAITING) if one.target_id == channel_id]
    if channel_id is None or coming:
        return False
    made = outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=guild_id,
            kind=EffectKind.MESSAGE,
            feature=FEATURE,
            template=WAITING,
            subject_id=_GUILD,
            target_id=channel_id,
            occurrence=f"claims:{guild_id}:waiting:{channel_id}:{to_epoch(at)}",
            due_at=at,
            expires_at=lateness.expires_at(Promise.NOTICE, at),
        ),
    )
    return made is not None


def answer(tx: Transaction, claim: Claim, *, asked: bool = True) -> None:
    """Tell whoever claimed what became of it, by direct message. `asked`: they wait for it; else only who takes those."""
    member = member_in(tx, claim.user_id)
    if not asked and not member.dm:
        return
    at = tx.now if asked else next_allowed(member, tx.now, settings_in(tx, claim.guild_id).zone)
    outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=claim.guild_id,
            kind=EffectKind.DIRECT_MESSAGE,
            feature=FEATURE,
            template=ANSWER,
            subject_id=claim.id,
            target_id=claim.user_id,
            occurrence=f"claims:{claim.id}:answer:{claim.user_id}:{claim.version}",
            details={"state": claim.state.value},
            due_at=at,
            expires_at=lateness.expires_at(Promise.NOTICE, at),
        ),
    )


def ask(tx: Transaction, claims: Sequence[Claim]) -> int:
    """Ask whoever speaks for these networks to confirm; returns how many promises that made.

    By direct message where the person takes those, outside their quiet hours; else by a mention where they claimed, one
    message for all of them.
    """
    made = 0
    for claim in claims:
        member = member_in(tx, claim.user_id)
        if not member.dm:
            made += mention(tx, claim)
            continue
        due_at = next_allowed(member, tx.now, settings_in(tx, claim.guild_id).zone)
        row = outbox.enqueue(
            tx,
            NewDelivery(
                guild_id=claim.guild_id,
                kind=EffectKind.DIRECT_MESSAGE,
                feature=FEATURE,
                template=ASK,
                subject_id=claim.id,
                target_id=claim.user_id,
                occurrence=f"claims:{claim.id}:ask:{claim.user_id}:{to_epoch(_ends(claim))}",
                due_at=due_at,
                expires_at=lateness.expires_at(Promise.DEADLINE_REMINDER, due_at, until=_ends(claim)),
            ),
        )
        made += row is not None
    return made


def mention(tx: Transaction, claim: Claim) -> int:
    """Mention a member where they claimed, together with the others who are to be mentioned there."""
    if claim.channel_id is None:
        return 0
    waiting = [
        one
        for one in _coming(tx, claim.guild_id, MENTION)
        if one.target_id == claim.channel_id and len(named(one)) < rules.MOST_MENTIONED
    ]
    settings = settings_in(tx, claim.guild_id)
    quiet = MemberSettings(user_id=0, quiet=settings.quiet)
    due_at = waiting[0].due_at if waiting else next_allowed(quiet, tx.now, settings.zone)
    claims = sorted({*(named(waiting[0]) if waiting else ()), claim.id})
    row = outbox.enqueue(
        tx,
        NewDelivery(
            guild_id=claim.guild_id,
            kind=EffectKind.MESSAGE,
            feature=FEATURE,
            template=MENTION,
            subject_id=_GUILD,
            target_id=claim.channel_id,
            occurrence=waiting[0].occurrence
            if waiting
            else f"claims:{claim.guild_id}:mention:{claim.channel_id}:{claim.id}:{to_epoch(_ends(claim))}",
            details={"claims": claims},
            due_at=due_at,
            expires_at=lateness.expires_at(Promise.DEADLINE_REMINDER, due_at, until=_ends(claim)),
        ),
    )
    return int(row is not None)


def named(delivery: Delivery) -> list[int]:
    """The claims that a message to several people is about."""
    claims = delivery.details.get("claims")
    return [one for one in claims if isinstance(one, int)] if isinstance(claims, list) else []


def withdraw(tx: Transaction, claim: Claim) -> None:
    """Take back what is still to be sent about a claim to whoever made it."""
    for template in (ANSWER, ASK):
        outbox.cancel(tx, guild_id=claim.guild_id, feature=FEATURE, subject_id=claim.id, template=template)


def _coming(tx: Transaction, guild_id: int, template: str) -> list[Delivery]:
    """What is still to go out, and nothing of it can be on Discord."""
    return [
        one
        for one in outbox.upcoming(tx, guild_id, FEATURE, _GUILD)
        if one.template == template
        and one.state is not DeliveryState.CLAIMED
        and one.first_attempt_at is None
    ]


def _ends(claim: Claim) -> dt.datetime:
    if claim.expires_at is None:
        raise ValueError("a claim without an end is not asked for")
    return claim.expires_at
