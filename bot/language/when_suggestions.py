"""Completions for a time phrase that is still being typed. Phrases of the grammar, in its own language."""

import re
from collections.abc import Iterator

from bot.language import when_words as words
from bot.language.when_tokens import LONGEST

_EXAMPLES = (
    "tomorrow 18:00",
    "next Tuesday 18:00",
    "in 2h",
    "every 2nd Tuesday 18:00",
    "last Friday of the month 18:00",
    "every 2 weeks on Mon,Thu 18:00",
    "every weekday 09:00",
    "every month on the 15th 10:00",
)
_TIMES = ("18:00", "09:00", "12:00", "20:00")


def candidates(text: str) -> Iterator[str]:
    """Phrases that may complete `text`, the likeliest first; not all of them can be read."""
    typed = " ".join(text.split())
    if not typed:
        yield from _EXAMPLES
        return
    if len(typed) > LONGEST // 2:
        return
    seen = {typed.casefold()}
    for phrase in (*_completed(typed), *_timed(typed)):
        if phrase.casefold() not in seen:
            seen.add(phrase.casefold())
            yield phrase


def _completed(typed: str) -> Iterator[str]:
    start = typed.casefold()
    found = (phrase for phrase in _all() if phrase.casefold().startswith(start))
    for _, phrase in zip(range(12), found, strict=False):
        yield phrase


def _timed(typed: str) -> Iterator[str]:
    """What was typed with a time of day, where it may lack one."""
    if not re.search(r":[0-9]|[ap]m\b", typed, re.IGNORECASE):
        for time in _TIMES:
            yield f"{typed} {time}"
    started = re.fullmatch(r"(.* )?([0-9]{1,2})(:[0-9]?)?", typed)
    if started and int(started[2]) <= 23:
        yield f"{started[1] or 'today '}{int(started[2])}:00"
        yield f"{started[1] or 'tomorrow '}{int(started[2])}:00"


def _all() -> Iterator[str]:
    yield from _EXAMPLES
    yield "today 18:00"
    for amount in ("30 min", "1h", "3 days", "1 week"):
        yield f"in {amount}"
    for lead in ("", "next ", "every "):
        for name in words.WEEKDAY_NAMES:
            yield f"{lead}{name} 18:00"
    yield "every day 09:00"
    for nth in words.ORDINAL_NAMES.values():
        for name in words.WEEKDAY_NAMES:
            yield f"every {nth} {name} 18:00"
            yield f"{nth} {name} of the month 18:00"
    for name in words.WEEKDAY_NAMES:
        yield f"every 2 weeks on {name} 18:00"
    yield "every month on the last day 18:00"
    yield "every year on 5 June 12:00"
    for name in words.MONTH_NAMES:
        yield f"{name} 15 18:00"
        yield f"15 {name} 18:00"
