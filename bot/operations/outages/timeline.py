"""An outage as a Markdown file: what it was, and its timeline in UTC and in the guild's zone. No person is named in it.

What people typed stands in it literally: no markup, no picture that somebody's server would count, no formula.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from bot.language import zones
from bot.language.catalogue import Translator
from bot.language.safe_text import plain
from bot.operations.outages.records import Standing
from bot.operations.outages.rules import Update

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>#|~&$!]")
_START: Final = re.compile(r"^(\s*)([=+\-@:]|[0-9]+(?=[.)]))")


def name(outage_id: int) -> str:
    """The file's name."""
    return f"outage-{outage_id}.md"


def literal(text: str) -> str:
    """One line of typed text that means itself in Markdown."""
    line = _SPECIAL.sub(lambda found: "\\" + found[0], plain(text))
    return _START.sub(_defused, line)


def _defused(found: re.Match[str]) -> str:
    sign = found[2]
    return f"{found[1]}{sign}\\" if sign[0].isdigit() else f"{found[1]}\\{sign}"


def document(one: Standing, t: Translator, *, zone: str, now: dt.datetime) -> bytes:
    """The file, in UTF-8."""
    return "\n".join([*_lines(one, t, zone, now), ""]).encode()


def _lines(one: Standing, t: Translator, zone: str, now: dt.datetime) -> Iterator[str]:
    outage = one.outage
    yield f"# {literal(outage.title)}"
    yield ""
    for label, value in _facts(one, t, zone):
        yield f"- **{label}:** {value}"
    for heading, text in (
        (t.plain("outages-cause"), outage.cause),
        (t.plain("outages-impact"), outage.impact),
        (t.plain("outages-learned"), outage.learned),
    ):
        if text:
            yield from ("", f"## {heading}", "")
            yield from _quoted(text)
    yield from ("", f"## {t.plain('outages-file-timeline')}")
    for update in reversed(one.updates):
        yield from ("", f"### {_entry(update, t, zone)}", "")
        if update.text:
            yield from _quoted(update.text)
    yield from ("", "---", "", t.plain("outages-file-made", at=_both(now, zone, t)))


def _facts(one: Standing, t: Translator, zone: str) -> Iterator[tuple[str, str]]:
    outage, witnesses = one.outage, one.witnesses
    yield t.plain("outages-fact-state"), t.plain(f"outages-state-{outage.state}")
    yield t.plain("outages-fact-severity"), t.plain(f"outages-severity-{outage.severity}")
    yield t.plain("outages-fact-started"), _both(outage.started_at, zone, t)
    if outage.resolved_at is not None:
        yield t.plain("outages-fact-ended"), _both(outage.resolved_at, zone, t)
    if outage.networks:
        told = (literal(f"AS{asn} {one.names.get(asn, '')}".strip()) for asn in outage.networks)
        yield t.plain("outages-fact-networks"), ", ".join(told)
    if outage.region:
        yield t.plain("outages-fact-region"), literal(outage.region)
    if witnesses.any:
        yield (
            t.plain("outages-file-seen"),
            t.plain(
                "outages-file-seen-count",
                networks=len(witnesses.networks),
                known=witnesses.known,
                others=witnesses.others,
            ),
        )


def _entry(update: Update, t: Translator, zone: str) -> str:
    return t.plain(
        "outages-file-entry",
        at=_both(update.at, zone, t),
        what=t.plain(f"outages-kind-{update.kind}"),
        who=t.plain(f"outages-capacity-{update.capacity}"),
        state=t.plain(f"outages-state-{update.state}"),
        severity=t.plain(f"outages-severity-{update.severity}"),
    )


def _quoted(text: str) -> Iterator[str]:
    """Each line in a quotation, so that none begins the line of the file. An empty line keeps paragraphs apart."""
    for line in text.splitlines():
        yield f"> {literal(line)}".rstrip()


def _both(at: dt.datetime, zone: str, t: Translator) -> str:
    """2026-11-23 09:00 UTC (11:00 Asia/Beirut): with the date where it is another one."""
    utc = at.astimezone(dt.UTC)
    if zone == zones.UTC:
        return t.plain("outages-file-at-utc", utc=f"{utc:%Y-%m-%d %H:%M}")
    wall = at.astimezone(zones.zone_info(zone))
    shown = f"{wall:%H:%M}" if wall.date() == utc.date() else f"{wall:%Y-%m-%d %H:%M}"
    return t.plain("outages-file-at", utc=f"{utc:%Y-%m-%d %H:%M}", wall=shown, zone=zone)
