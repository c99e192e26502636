"""The agenda as an iCalendar file (RFC 5545).

Times are written in UTC with a Z and no VTIMEZONE goes along: every item is one instant, none repeats, so a zone's rules
could only add a way to be wrong (a client with older zone data would move it). Each reader's calendar shows its own zone.
"""

import datetime as dt
from collections.abc import Callable, Sequence

from bot.feature import AgendaItem
from bot.language.safe_text import clean_name

PRODID = "-//Crossconnect//Agenda//EN"
NAME = "agenda.ics"


def uid(item: AgendaItem, guild_id: int) -> str:
    """The same for this thing of this guild, in every file, whoever asks."""
    return f"{item.uid}@guild-{guild_id}.discord"


def to_ics(
    items: Sequence[AgendaItem],
    *,
    guild_id: int,
    now: dt.datetime,
    kind: Callable[[AgendaItem], str],
    note: Callable[[AgendaItem], str] = lambda _item: "",
) -> bytes:
    """The file. `kind` says an item's kind in words; an item whose title has nothing to read is called by it.

    `note` says what holds for the reader alone, or nothing.

    Raises ValueError without items: RFC 5545 knows no empty calendar. Takes 0.1 s the first time (the library is imported
    here) and 0.2 ms an item: not for the event loop.
    """
    from icalendar import Calendar, Event

    if not items:
        raise ValueError("a calendar without anything in it")
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for item in items:
        event = Event()
        event.add("uid", uid(item, guild_id))
        event.add("sequence", item.sequence)
        event.add("dtstamp", now.astimezone(dt.UTC))
        event.add("dtstart", item.starts_at.astimezone(dt.UTC))
        if item.ends_at is not None:
            event.add("dtend", item.ends_at.astimezone(dt.UTC))
        event.add("summary", clean_name(item.title) or kind(item))
        event.add("categories", [kind(item)])
        if said := note(item):
            event.add("description", said)
        event.add("status", "CANCELLED" if item.cancelled else "CONFIRMED")
        if item.url is not None:
            event.add("url", item.url)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
