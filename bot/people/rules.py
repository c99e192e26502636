"""What a person set for themselves. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class MemberSettings:
    """What a person set for themselves; None: as the guild, or Discord, has it."""

    user_id: int
    zone: str | None = None
    language: str | None = None
