"""The rows of a table of people, sessions or milestones. What it holds is told by its heads. For a worker process."""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from bot.cohorts.imports import links
from bot.cohorts.imports.rules import LATEST_DUE, MOST_PEOPLE, TEAM_LIMIT, FileKind, Reason, fits_years
from bot.cohorts.rules import EnrolmentState, MilestoneKind
from bot.cohorts.sessions.rules import LONGEST, SHORTEST, USUAL, read_link
from bot.errors import InvalidInputError
from bot.language import zones
from bot.language.rules import folded
from bot.language.safe_text import clean_name, clip, length
from bot.language.when_grammar import parse
from bot.language.when_phrase import OnDate, Phrase
from bot.net.tables import Table

_WHEN: Final = {
    "title": ("title", "session", "topic", "subject", "summary", "name", "event"),
    "when": (
        "when",
        "start",
        "starts",
        "starts at",
        "begins",
        "begin",
        "date and time",
        "date time",
        "datetime",
    ),
    "date": ("date", "day"),
    "time": ("time", "start time", "hour", "at"),
    "zone": ("zone", "time zone", "timezone", "tz"),
    "uid": ("uid", "id"),
}
_HEADS: Final[Mapping[FileKind, Mapping[str, tuple[str, ...]]]] = {
    FileKind.MILESTONES: {
        "title": ("title", "milestone", "task", "name", "subject", "summary"),
        "kind": ("kind", "type", "what"),
        "when": ("due", "deadline", "due date", "due at", "due on", "until"),
        "time": ("due time", "time"),
        "zone": _WHEN["zone"],
        "uid": _WHEN["uid"],
    },
    FileKind.SESSIONS: {
        **_WHEN,
        "minutes": ("minutes", "duration", "length", "min", "lasts", "duration minutes"),
        "place": ("place", "location", "room", "where", "venue"),
        "link": ("link", "join link", "join", "url", "meeting link"),
    },
    FileKind.PEOPLE: {
        "who": (
            "discord id", "discord", "user id", "userid", "member", "person", "people", "who", "id", "user", "handle", "username",
            "user name", "discord name", "discord username", "name",
        ),
        "state": ("state", "status", "enrolment", "enrollment"),
        "team": ("team", "group"),
    },
}  # fmt: skip
"""What a column is called, by what it is for."""
_KINDS: Final = {
    "module": MilestoneKind.MODULE, "lesson": MilestoneKind.MODULE, "unit": MilestoneKind.MODULE, "quiz": MilestoneKind.QUIZ,
    "test": MilestoneKind.QUIZ, "exam": MilestoneKind.QUIZ, "assignment": MilestoneKind.ASSIGNMENT, "task": MilestoneKind.ASSIGNMENT,
    "homework": MilestoneKind.ASSIGNMENT, "exercise": MilestoneKind.ASSIGNMENT, "capstone": MilestoneKind.CAPSTONE,
    "project": MilestoneKind.CAPSTONE, "final project": MilestoneKind.CAPSTONE,
}  # fmt: skip
_STATES: Final = {
    "applied": EnrolmentState.APPLIED, "applicant": EnrolmentState.APPLIED, "pending": EnrolmentState.APPLIED,
    "enrolled": EnrolmentState.ENROLLED, "active": EnrolmentState.ENROLLED, "accepted": EnrolmentState.ENROLLED,
    "yes": EnrolmentState.ENROLLED, "selected": EnrolmentState.ENROLLED,
}  # fmt: skip
_MENTION: Final = re.compile(r"<@!?(\d{15,20})>|(\d{15,20})")
_CLOCK_LENGTH: Final = re.compile(r"(\d{1,2}):(\d\d)(?::00)?")
_PLAIN_LENGTH: Final = re.compile(r"(\d{1,4})\s*(?:m|min|mins|minutes|minute)?\.?")
_HOURS_LENGTH: Final = re.compile(r"(\d{1,2}(?:\.\d)?)\s*(?:h|hours?|hrs?)\.?")
_MOST_IGNORED: Final = 8

Row = dict[str, Any]


def read(table: Table) -> tuple[FileKind, list[Row], list[str]]:
    """What a table holds, its rows, and the heads of columns that are not known. Raises InvalidInputError."""
    heads = [" ".join(re.sub(r"[_\-/:#@]+", " ", folded(head)).split()) for head in table.header]
    kind, columns = _columns(heads)
    ignored = [
        clip(clean_name(head) or "?", 30)
        for index, head in enumerate(table.header)
        if index not in columns.values()
    ][:_MOST_IGNORED]
    if kind is FileKind.PEOPLE and len(table.rows) > MOST_PEOPLE:
        raise InvalidInputError("cohort-import-file-people", most=MOST_PEOPLE)
    rows = []
    for line, cells in table.rows:
        told = {name: cells[index] for name, index in columns.items()}
        if kind is FileKind.PEOPLE:
            rows.append({"line": line} | _person(told))
        elif kind is FileKind.SESSIONS:
            rows.append({"line": line} | _session(told))
        else:
            rows.append({"line": line} | _milestone(told))
    if kind is not FileKind.PEOPLE:
        _name(rows)
    return kind, rows, ignored


def _columns(heads: list[str]) -> tuple[FileKind, dict[str, int]]:
    """What the heads say that a table holds, and where. Raises InvalidInputError where they say nothing."""
    for kind, needed in (
        (FileKind.MILESTONES, ({"title"}, {"when"})),
        (FileKind.SESSIONS, ({"title"}, {"when", "date"})),
        (FileKind.PEOPLE, ({"who"},)),
    ):
        found: dict[str, int] = {}
        for name, words in _HEADS[kind].items():
            # The plainest word counts where several columns could be meant.
            index = next((heads.index(word) for word in words if word in heads), None)
            if index is not None and index not in found.values():
                found[name] = index
        if all(names & found.keys() for names in needed):
            return kind, found
    raise InvalidInputError("cohort-import-file-heads")


# Sessions and milestones


def _session(told: Mapping[str, str]) -> Row:
    title = links.public_title(told["title"])
    place = told.get("place", "")
    link = links.way_in(location=told.get("link", "") or place, url="", description=told["title"], extras={})
    row: Row = {"title": title, "place": links.public_place(place), "link": link, "uid": told.get("uid", "")}
    if told.get("link") and not link:
        try:
            row["link"] = read_link(told["link"])
        except ValueError:
            return row | {"reason": Reason.UNREADABLE.value, "detail": "link"}
    if not title:
        return row | {"reason": Reason.TITLE.value}
    when = " ".join(filter(None, (told.get("when") or told.get("date", ""), told.get("time", ""))))
    row |= _placed(when, told.get("zone", ""))
    minutes = _length(told.get("minutes", ""))
    if minutes is None:
        return row | {"reason": Reason.MINUTES.value, "detail": clip(told["minutes"], 40)}
    if row.get("start"):
        end = dt.datetime.fromisoformat(row["start"]) + dt.timedelta(minutes=minutes)
        row["end"] = end.isoformat()
    return row


def _milestone(told: Mapping[str, str]) -> Row:
    title = links.public_title(told["title"])
    row: Row = {"title": title, "uid": told.get("uid", "")}
    if not title:
        return row | {"reason": Reason.TITLE.value}
    kind = _KINDS.get(folded(told["kind"])) if told.get("kind") else MilestoneKind.ASSIGNMENT
    if kind is None:
        return row | {"reason": Reason.KIND.value, "detail": clip(told["kind"], 40)}
    row["milestone"] = kind.value
    when = " ".join(filter(None, (told["when"], told.get("time", ""))))
    return row | _placed(when, told.get("zone", ""), usual=LATEST_DUE)


def _placed(text: str, zone: str, *, usual: dt.time | None = None) -> Row:
    """A date and time as people type them for the bot; the year has to stand there. `usual`: where no time does."""
    try:
        phrase = parse(_spaced(text))
        start = _wall(phrase, usual)
    except InvalidInputError:
        return {"reason": Reason.WHEN.value, "detail": clip(text, 40)}
    if not fits_years(start):
        return {"reason": Reason.YEAR.value, "detail": clip(text, 40)}
    if phrase.offset is not None:
        return {"start": (start - phrase.offset).isoformat(), "zone": "UTC"}
    typed = phrase.zone or zone
    if not typed:
        return {"start": start.isoformat(), "is_local": True}
    known = zones.named(typed)
    return {
        "start": start.isoformat(),
        "zone": known,
        "tzid": None if known is not None else clip(clean_name(typed) or "?", 60),
    }


def _spaced(text: str) -> str:
    """ "2026-06-01T18:00:00" as it is read everywhere: "2026-06-01 18:00"."""
    found = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::00(?:\.0+)?)?\s*(.*)", text.strip(), re.IGNORECASE
    )
    return text if found is None else f"{found[1]} {found[2]} {found[3]}".strip()


def _wall(phrase: Phrase, usual: dt.time | None) -> dt.datetime:
    day = phrase.day
    at = phrase.at or usual
    if not isinstance(day, OnDate) or day.year is None or at is None:
        raise InvalidInputError("cohort-import-file-heads")  # caught by `_placed`, which tells the line
    if phrase.starting or phrase.until or phrase.not_on or phrase.lasting:
        raise InvalidInputError("cohort-import-file-heads")
    try:
        date = dt.date(day.year, day.month, day.day)
    except ValueError as error:
        raise InvalidInputError("cohort-import-file-heads") from error
    if day.weekday is not None and date.weekday() != day.weekday:
        raise InvalidInputError("cohort-import-file-heads")
    return dt.datetime.combine(date, at.replace(second=0))


def _length(text: str) -> int | None:
    """Minutes as typed; None for what is none, or no session's length."""
    if not text:
        return USUAL
    typed = text.strip().casefold()
    if found := _CLOCK_LENGTH.fullmatch(typed):
        minutes = int(found[1]) * 60 + int(found[2])
    elif found := _PLAIN_LENGTH.fullmatch(typed):
        minutes = int(found[1])
    elif found := _HOURS_LENGTH.fullmatch(typed):
        minutes = round(float(found[1]) * 60)
    else:
        return None
    return minutes if SHORTEST <= minutes <= LONGEST else None


def _name(rows: list[Row]) -> None:
    """A name for each row by which a later file finds it again: its own, else its title, and its day where titles repeat."""
    named = Counter(row["uid"] for row in rows if row["uid"])
    titles = Counter(folded(row["title"]) for row in rows)
    seen: set[str] = set()
    for row in rows:
        if row["uid"] and named[row["uid"]] == 1:
            said = f"uid\n{row['uid']}"
        else:
            said = folded(row["title"])
            if titles[said] > 1:
                said += f"\n{(row.get('start') or '')[:10]}"
        row["uid"] = f"table-{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:24]}"
        if row["uid"] in seen and not row.get("reason"):
            row["reason"] = Reason.TWICE.value
        seen.add(row["uid"])


# People


def _person(told: Mapping[str, str]) -> Row:
    who = told["who"].strip()
    row: Row = {"who": clip(clean_name(who.removeprefix("@")) or "", 40)}
    found = _MENTION.fullmatch(who.removeprefix("@"))
    if found is not None:
        row |= {"who": "", "user_id": int(found[1] or found[2])}
    elif not row["who"]:
        return row | {"reason": Reason.PERSON.value}
    team = told.get("team")
    if team is not None:
        row["team"] = clean_name(team) or ""
        if length(row["team"]) > TEAM_LIMIT:
            return row | {"reason": Reason.TEAM.value, "team": None, "detail": clip(team, 40)}
    state = told.get("state", "")
    if state:
        if folded(state) not in _STATES:
            return row | {"reason": Reason.PERSON_STATE.value, "detail": clip(state, 40)}
        row["state"] = _STATES[folded(state)].value
    return row
