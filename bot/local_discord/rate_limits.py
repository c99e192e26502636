"""Discord's rate limits as a bot meets them: per route and major parameter, global, channel renames, and the ban.

Windows run in real (monotonic) seconds, because the bot sleeps in real seconds. Figures are those observed on
Discord; it publishes none but the 50 a second and the 10,000 invalid requests in ten minutes.
"""

import hashlib
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Limit = tuple[int, float]
"""How many requests in how many seconds."""

_MAJOR = ("channels", "guilds", "webhooks")
_INVALID = (401, 403, 429)
_CROSSPOST = "POST channels/*/messages/*/crosspost"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`headers` go on the answer. `retry_after` (seconds) is set when the request is refused with 429.

    `banned`: refused at the edge, without a `Via` header and without JSON.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    retry_after: float | None = None
    everywhere: bool = False
    banned: bool = False


@dataclass
class _Window:
    ends_at: float
    used: int = 0


def template_of(method: str, parts: Sequence[str]) -> str:
    """The route with its ids taken out: "POST channels/*/messages"."""
    shown = [
        "*" if part.isdigit() or (index == 2 and parts[0] == "webhooks") else part
        for index, part in enumerate(parts)
    ]
    if "reactions" in parts:
        shown[parts.index("reactions") + 1 :] = ["*"]
    return f"{method} {'/'.join(shown)}"


class RateLimits:
    """Counts requests. `enabled=False` lets everything through, for benches."""

    def __init__(
        self,
        *,
        enabled: bool = True,
        per_second: int = 50,
        channel_messages: Limit = (5, 5.0),
        renames: Limit = (2, 600.0),
        crossposts: Limit = (10, 3600.0),
        others: Limit = (20, 1.0),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.enabled = enabled
        self._per_second = per_second
        self._renames = renames
        self._crossposts = crossposts
        self._others = others
        self._now = now
        self._limits: Mapping[str, Limit] = {
            "POST channels/*/messages": channel_messages,
            "PATCH channels/*/messages/*": channel_messages,
            "DELETE channels/*/messages/*": (5, 1.0),
            "PUT guilds/*/members/*/roles/*": (10, 10.0),
            "DELETE guilds/*/members/*/roles/*": (10, 10.0),
            "PUT channels/*/messages/*/reactions/*": (1, 0.25),
        }
        self._windows: dict[str, _Window] = {}
        self._hours: dict[str, _Window] = {}
        """Of crossposts, by channel."""
        self._invalid: deque[float] = deque(maxlen=10_000)

    def admit(
        self, method: str, parts: Sequence[str], *, rename: bool = False, at: float | None = None
    ) -> Verdict:
        """Count a request and say whether it may pass. `rename`: it changes a channel's name.

        `at`: the world's time in seconds, in which the hour of crossposts is counted: nobody waits for it in real ones.
        """
        if not self.enabled:
            return Verdict()
        now = self._now()
        if len(self._invalid) == 10_000 and now - self._invalid[0] < 600:
            return Verdict(retry_after=3600.0, banned=True)
        if parts[0] == "interactions" or (parts[0] == "webhooks" and len(parts) > 2):
            # Answers to interactions have limits of their own, which nobody has met.
            return Verdict()
        second = self._window("everything", now, 1.0)
        if second.used >= self._per_second:
            return Verdict(
                headers={"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"},
                retry_after=second.ends_at - now,
                everywhere=True,
            )
        template = template_of(method, parts)
        major = f"{parts[0]}/{parts[1]}" if parts[0] in _MAJOR and len(parts) > 1 else ""
        limit, seconds = self._limits.get(template, self._others)
        window = self._window(f"{template} {major}", now, seconds)
        fresh = window.used < limit
        bucket = hashlib.blake2s(template.encode(), digest_size=16).hexdigest()
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(0, limit - window.used - 1)),
            "X-RateLimit-Reset": f"{time.time() + window.ends_at - now:.3f}",
            "X-RateLimit-Reset-After": f"{window.ends_at - now:.3f}",
            "X-RateLimit-Bucket": bucket,
        }
        if not fresh:
            return Verdict(headers={**headers, "X-RateLimit-Scope": "user"}, retry_after=window.ends_at - now)
        if rename:
            most, period = self._renames
            renames = self._window(f"rename {major}", now, period)
            if renames.used >= most:
                return Verdict(
                    headers={**headers, "X-RateLimit-Scope": "user"}, retry_after=renames.ends_at - now
                )
            renames.used += 1
        if template == _CROSSPOST:
            most, period = self._crossposts
            then = now if at is None else at
            hour = self._hours.get(major)
            if hour is None or hour.ends_at <= then:
                hour = self._hours[major] = _Window(then + period)
            if hour.used >= most:
                return Verdict(
                    headers={**headers, "X-RateLimit-Scope": "shared"}, retry_after=hour.ends_at - then
                )
            hour.used += 1
        window.used += 1
        second.used += 1
        return Verdict(headers=headers)

    def count(self, status: int) -> None:
        """Tell how a request ended: too many invalid ones in ten minutes ban the address."""
        if status in _INVALID:
            self._invalid.append(self._now())

    def _window(self, key: str, now: float, seconds: float) -> _Window:
        window = self._windows.get(key)
        if window is None or window.ends_at <= now:
            if len(self._windows) > 10_000:
                self._windows = {each: other for each, other in self._windows.items() if other.ends_at > now}
            window = self._windows[key] = _Window(now + seconds)
        return window
