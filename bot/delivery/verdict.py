"""What an answer of Discord means for a delivery. Pure: status and code in, a value out.

The codes are those of Discord's developer documentation (JSON error codes). The words in `reason` are stored, logged and
looked up in the catalogue as `notice-<reason>`.
"""

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from bot.delivery.model import EffectKind


class Decision(Enum):
    """What to do about a failed call."""

    SENT = "it is done already"
    RETRY = "try again"
    DEAD = "it can never be done"
    BANNED = "stop all sending for a while"
    TOKEN_REFUSED = "stop for good"  # noqa: S105 - a word, no token


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`asked`: how long Discord wants us to wait. `invalid`: it counts towards a ban of the address."""

    decision: Decision
    reason: str = ""
    asked: dt.timedelta | None = None
    invalid: bool = False


CHANNEL_GONE = "channel-gone"
MESSAGE_GONE = "message-gone"
MEMBER_GONE = "member-gone"
DM_CLOSED = "dm-closed"
LATE = "late"
UNVERIFIED = "unverified"
"""An earlier attempt may have arrived, and the bot may not look."""
BROKEN = "broken"
"""A fault of our own."""
GAVE_UP = "gave-up"
ROLE_REFUSED = "role-refused"
"""The bot may give no role, or this one stands above its own."""
ROLE_DANGEROUS = "role-dangerous"
"""The role carries power over the guild: nobody gets it from a bot."""
ROLE_UNPINGABLE = "role-unpingable"
"""The bot may not mention the role there: nobody would hear of it."""
TAGS_REFUSED = "tags-refused"
"""The bot may not change the tags of other people's posts."""
NOT_PUBLISHABLE = "not-publishable"
"""The channel is no announcement channel (any more)."""

_DEAD = {
    10003: CHANNEL_GONE,
    10004: "guild-gone",
    10007: MEMBER_GONE,
    10008: MESSAGE_GONE,
    10011: "role-gone",
    10013: MEMBER_GONE,
    10070: "event-gone",
    20009: "content-refused",
    30005: "full",  # roles of a guild
    30013: "full",  # channels of a guild
    30038: "full",  # open scheduled events of a guild
    50001: "missing-access",
    50007: DM_CLOSED,
    50013: "missing-permissions",
    50024: "wrong-channel-type",
    50068: "wrong-channel-type",
    50083: "thread-archived",
    50278: DM_CLOSED,
    160005: "thread-locked",
    160006: "full",  # active threads of a guild
    200000: "content-refused",
    200001: "content-refused",
    240000: "content-refused",
}

OF_A_THREAD = frozenset({CHANNEL_GONE, _DEAD[50083], _DEAD[160005]})
"""What becomes of one thread: deleted, closed, locked."""

_WRONG_TYPE = frozenset({50024, 50068})
_FORBIDDEN = 50013
_OPENED_TOO_FAST = 40003
"""Direct messages are being opened too fast."""
_LONG = dt.timedelta(minutes=10)

QUIET = frozenset({DM_CLOSED, MESSAGE_GONE, MEMBER_GONE})
"""Reasons that are nobody's fault and nothing for the organisers to mend; the feature hears of them."""


def judge(
    kind: EffectKind,
    *,
    status: int,
    code: int = 0,
    from_edge: bool = False,
    retry_after: float | None = None,
) -> Verdict:
    """What a refused call means. `status` is HTTP's, `code` Discord's (0: none was given).

    `from_edge`: it did not come from Discord's own servers (no `Via` header, or no JSON).
    """
    asked = None if retry_after is None else dt.timedelta(seconds=retry_after)
    if status == 401:
        return Verdict(decision=Decision.TOKEN_REFUSED, reason="token-refused", invalid=True)
    if status == 429:
        if from_edge:
            return Verdict(decision=Decision.BANNED, reason="banned", asked=asked, invalid=True)
        return Verdict(decision=Decision.RETRY, reason="rate-limited", asked=asked, invalid=True)
    if status >= 500 or status == 408:
        return Verdict(decision=Decision.RETRY, reason=f"discord-{status}")
    if code == _OPENED_TOO_FAST:
        return Verdict(
            decision=Decision.RETRY,
            reason="dms-too-fast",
            asked=max(asked or dt.timedelta(0), _LONG),
        )
    if code == 10008 and kind in (EffectKind.MESSAGE, EffectKind.DIRECT_MESSAGE):
        # A message that answers no other can only miss itself: the nonce found it, and it was deleted meanwhile.
        return Verdict(decision=Decision.SENT)
    invalid = status == 403
    if code in _WRONG_TYPE and kind is EffectKind.CROSSPOST:
        return Verdict(decision=Decision.DEAD, reason=NOT_PUBLISHABLE, invalid=invalid)
    if code == _FORBIDDEN and kind is EffectKind.THREAD_EDIT:
        return Verdict(decision=Decision.DEAD, reason=TAGS_REFUSED, invalid=invalid)
    if code == _FORBIDDEN and kind is EffectKind.ROLE:
        return Verdict(decision=Decision.DEAD, reason=ROLE_REFUSED, invalid=invalid)
    if code in _DEAD:
        return Verdict(decision=Decision.DEAD, reason=_DEAD[code], invalid=invalid)
    if code == 0:
        # Discord's own refusals carry a code. This is a proxy or an edge that has lost its way, and that passes.
        return Verdict(decision=Decision.RETRY, reason=f"unclear-{status}", invalid=invalid)
    return Verdict(decision=Decision.DEAD, reason="refused", invalid=invalid)
