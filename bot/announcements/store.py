"""The SQL of announcements."""

import datetime as dt
import json
from collections.abc import Sequence
from sqlite3 import Row

from bot.announcements.approval_rules import Request
from bot.announcements.rules import Announcement, AnnouncementState, PictureNote, Variant
from bot.clock import from_epoch, to_epoch
from bot.delivery.recurrence import Plan, Rule
from bot.guilds.rules import NO_HOLIDAYS
from bot.guilds.service import holidays_in
from bot.language.rules import folded
from bot.storage.database import Transaction

_PICTURE_PART = 256 * 1024
"""Bytes of a picture moved at once: see the table."""

_COLUMNS = (
    "id, guild_id, state, title, body, wall, zone, rule, not_on, author, version, revises, revises_version,"
    " planned_until, ping, approver, skips_holidays, event_wall, corrects,"
    # A change to what is paused knows that it is.
    " coalesce(paused_at, (SELECT o.paused_at FROM announcement AS o WHERE o.id = announcement.revises)) AS paused_at"
)


def insert(
    tx: Transaction,
    *,
    guild_id: int,
    author: str,
    title: str,
    body: str,
    plan: Plan,
    channels: Sequence[int],
    revises: Announcement | None = None,
) -> int:
    """Store a draft; returns its id."""
    now = to_epoch(tx.now)
    found = tx.insert(
        "INSERT INTO announcement (guild_id, state, title, body, searched, wall, zone, rule, not_on, author, revises,"
        " revises_version, created_at, updated_at) VALUES (?, 'draft', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            guild_id,
            title,
            body,
            folded(f"{title}\n{body}"),
            *_plan_columns(plan),
            author,
            None if revises is None else revises.id,
            None if revises is None else revises.version,
            now,
            now,
        ),
    )
    set_channels(tx, found, channels)
    return found


def get(tx: Transaction, guild_id: int, announcement_id: int) -> Announcement | None:
    """An announcement of this guild, or None."""
    row = tx.one(
        f"SELECT {_COLUMNS} FROM announcement WHERE guild_id = ? AND id = ?",  # noqa: S608 - our own constant
        (guild_id, announcement_id),
    )
    return None if row is None else _announcement(tx, row)


def ids(tx: Transaction, guild_id: int, states: Sequence[AnnouncementState]) -> list[int]:
    """The ids of a guild's announcements in these states, the newest first."""
    marks = ", ".join("?" * len(states))
    rows = tx.all(
        f"SELECT id FROM announcement WHERE guild_id = ? AND state IN ({marks}) ORDER BY id DESC",  # noqa: S608 - question marks
        (guild_id, *states),
    )
    return [row["id"] for row in rows]


def find(
    tx: Transaction,
    guild_id: int,
    states: Sequence[AnnouncementState],
    typed: str,
    limit: int,
    *,
    drafts_of: str | None,
) -> list[Announcement]:
    """A guild's announcements in these states whose title holds `typed` (ASCII case aside), the newest first.

    Drafts are those of one author.
    """
    marks = ", ".join("?" * len(states))
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM announcement WHERE guild_id = ? AND state IN ({marks})"  # noqa: S608 - question marks
        " AND title <> '' AND (state <> 'draft' OR author = ?)"
        " AND (? = '' OR instr(lower(title), lower(?)) > 0) ORDER BY id DESC LIMIT ?",
        (guild_id, *states, drafts_of, typed, typed, limit),
    )
    return [_announcement(tx, row) for row in rows]


def find_series(
    tx: Transaction, guild_id: int, typed: str, limit: int, *, paused: bool
) -> list[Announcement]:
    """A guild's scheduled series that are paused, or are not, whose title holds `typed` (ASCII case aside)."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM announcement WHERE guild_id = ? AND state = 'scheduled'"  # noqa: S608 - our own constant
        " AND (CASE WHEN ? THEN announcement.paused_at IS NOT NULL"
        "      ELSE announcement.paused_at IS NULL AND rule IS NOT NULL END)"
        " AND (? = '' OR instr(lower(title), lower(?)) > 0) ORDER BY id DESC LIMIT ?",
        (guild_id, int(paused), typed, typed, limit),
    )
    return [_announcement(tx, row) for row in rows]


def skipping_holidays(tx: Transaction, guild_id: int) -> list[int]:
    """The ids of a guild's scheduled series that skip its holidays."""
    rows = tx.all(
        "SELECT id FROM announcement WHERE guild_id = ? AND state = 'scheduled' AND skips_holidays = 1"
        " AND rule IS NOT NULL ORDER BY id",
        (guild_id,),
    )
    return [row["id"] for row in rows]


def scheduled_after(
    tx: Transaction, last: int, limit: int, *, planned_before: dt.datetime | None = None
) -> list[tuple[int, int]]:
    """(guild, id) of every guild's scheduled announcements with an id above `last`, in order of id.

    `planned_before`: only those whose planning does not reach that instant yet.
    """
    before = None if planned_before is None else to_epoch(planned_before)
    rows = tx.all(
        "SELECT guild_id, id FROM announcement WHERE state = 'scheduled' AND id > ?"
        " AND (? IS NULL OR coalesce(planned_until, 0) < ?) ORDER BY id LIMIT ?",
        (last, before, before, limit),
    )
    return [(row["guild_id"], row["id"]) for row in rows]


def set_text(tx: Transaction, announcement_id: int, title: str, body: str) -> None:
    """Store a new text and raise the version."""
    tx.execute(
        "UPDATE announcement SET title = ?, body = ?, version = version + 1, updated_at = ? WHERE id = ?",
        (title, body, to_epoch(tx.now), announcement_id),
    )
    _make_searchable(tx, announcement_id)


def set_plan(tx: Transaction, announcement_id: int, plan: Plan) -> None:
    """Store a new plan and raise the version."""
    tx.execute(
        "UPDATE announcement SET wall = ?, zone = ?, rule = ?, not_on = ?, version = version + 1, updated_at = ?"
        " WHERE id = ?",
        (*_plan_columns(plan), to_epoch(tx.now), announcement_id),
    )


def set_channels(tx: Transaction, announcement_id: int, channels: Sequence[int]) -> None:
    """Replace where it goes and raise the version. Channels that stay keep their language and whether they publish."""
    _changed(tx, announcement_id)
    kept = json.dumps(list(channels))
    tx.execute(
        "DELETE FROM announcement_channel WHERE announcement_id = ?"
        " AND channel_id NOT IN (SELECT value FROM json_each(?))",
        (announcement_id, kept),
    )
    tx.many(
        "INSERT INTO announcement_channel (announcement_id, position, channel_id) VALUES (?, ?, ?)"
        " ON CONFLICT (announcement_id, channel_id) DO UPDATE SET position = excluded.position",
        [(announcement_id, position, channel_id) for position, channel_id in enumerate(channels)],
    )


def set_language(tx: Transaction, announcement_id: int, channels: Sequence[int], language: str) -> None:
    """Send the variant of this language to exactly these of its channels; raises the version."""
    _changed(tx, announcement_id)
    tx.execute(
        "UPDATE announcement_channel SET language = '' WHERE announcement_id = ? AND language = ?",
        (announcement_id, language),
    )
    tx.many(
        "UPDATE announcement_channel SET language = ? WHERE announcement_id = ? AND channel_id = ?",
        [(language, announcement_id, channel_id) for channel_id in channels],
    )


def set_publish(tx: Transaction, announcement_id: int, channels: Sequence[int]) -> None:
    """Let exactly these of its channels publish to the servers that follow them; raises the version."""
    _changed(tx, announcement_id)
    tx.execute(
        "UPDATE announcement_channel SET publish = channel_id IN (SELECT value FROM json_each(?))"
        " WHERE announcement_id = ?",
        (json.dumps(list(channels)), announcement_id),
    )


def set_variant(tx: Transaction, announcement_id: int, language: str, variant: Variant | None) -> None:
    """Store the text in a language, or remove it and its channels' choice of it; raises the version."""
    _changed(tx, announcement_id)
    if variant is None:
        tx.execute(
            "DELETE FROM announcement_variant WHERE announcement_id = ? AND language = ?",
            (announcement_id, language),
        )
        tx.execute(
            "UPDATE announcement_channel SET language = '' WHERE announcement_id = ? AND language = ?",
            (announcement_id, language),
        )
        _make_searchable(tx, announcement_id)
        return
    tx.execute(
        "INSERT INTO announcement_variant (announcement_id, language, title, body) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (announcement_id, language) DO UPDATE SET title = excluded.title, body = excluded.body",
        (announcement_id, language, variant.title, variant.body),
    )
    _make_searchable(tx, announcement_id)


def set_picture(
    tx: Transaction, announcement_id: int, note: PictureNote | None, content: bytes = b""
) -> None:
    """Store the picture, or remove it; raises the version."""
    _changed(tx, announcement_id)
    tx.execute("DELETE FROM announcement_picture WHERE announcement_id = ?", (announcement_id,))
    tx.execute("DELETE FROM announcement_picture_part WHERE announcement_id = ?", (announcement_id,))
    if note is not None:
        tx.execute(
            "INSERT INTO announcement_picture (announcement_id, name, alt) VALUES (?, ?, ?)",
            (announcement_id, note.name, note.alt),
        )
        tx.many(
            "INSERT INTO announcement_picture_part (announcement_id, position, content) VALUES (?, ?, ?)",
            (
                (announcement_id, position, content[position : position + _PICTURE_PART])
                for position in range(0, len(content), _PICTURE_PART)
            ),
        )


def set_alt(tx: Transaction, announcement_id: int, alt: str) -> None:
    """Store what the picture shows; raises the version."""
    _changed(tx, announcement_id)
    tx.execute("UPDATE announcement_picture SET alt = ? WHERE announcement_id = ?", (alt, announcement_id))


def picture(tx: Transaction, announcement_id: int) -> bytes:
    """The picture's bytes; empty where there is none."""
    rows = tx.all(
        "SELECT content FROM announcement_picture_part WHERE announcement_id = ? ORDER BY position",
        (announcement_id,),
    )
    return b"".join([row["content"] for row in rows])


def set_ping(tx: Transaction, announcement_id: int, role_id: int | None) -> None:
    """Store which role is mentioned and raise the version."""
    _changed(tx, announcement_id)
    tx.execute("UPDATE announcement SET ping = ? WHERE id = ?", (role_id, announcement_id))


def set_approver(tx: Transaction, announcement_id: int, approver: str | None) -> None:
    """Note who else agreed, as an actor key."""
    tx.execute("UPDATE announcement SET approver = ? WHERE id = ?", (approver, announcement_id))


def set_paused(tx: Transaction, announcement_id: int, *, paused: bool) -> None:
    """Stop or resume the series and raise the version."""
    _changed(tx, announcement_id)
    at = to_epoch(tx.now) if paused else None
    tx.execute("UPDATE announcement SET paused_at = ? WHERE id = ?", (at, announcement_id))


def set_skips_holidays(tx: Transaction, announcement_id: int, *, skips: bool) -> None:
    """Store whether the guild's holidays are skipped and raise the version."""
    _changed(tx, announcement_id)
    tx.execute("UPDATE announcement SET skips_holidays = ? WHERE id = ?", (int(skips), announcement_id))


def set_event(tx: Transaction, announcement_id: int, wall: dt.datetime | None) -> None:
    """Store the date it is about, a wall time in its zone, and raise the version."""
    _changed(tx, announcement_id)
    tx.execute(
        "UPDATE announcement SET event_wall = ? WHERE id = ?",
        (None if wall is None else wall.isoformat(), announcement_id),
    )


def forget_pictures(tx: Transaction, before: dt.datetime, limit: int) -> int:
    """Remove the pictures of announcements that were over before an instant; returns how many."""
    over = tx.all(
        "SELECT p.announcement_id FROM announcement_picture AS p JOIN announcement AS a ON a.id = p.announcement_id"
        " WHERE a.state IN ('finished', 'cancelled') AND a.updated_at < ? LIMIT ?",
        (to_epoch(before), limit),
    )
    for table in ("announcement_picture_part", "announcement_picture"):
        tx.many(
            f"DELETE FROM {table} WHERE announcement_id = ?",  # noqa: S608 - our own words
            [(row["announcement_id"],) for row in over],
        )
    return len(over)


def copy_content(tx: Transaction, source: int, target: int) -> None:
    """Bring everything but text and plan from one announcement to another: a change begins with it, and is saved by it.

    `target` has its channels already; its version is not raised.
    """
    tx.execute(
        "UPDATE announcement SET (ping, skips_holidays, event_wall) ="
        " (SELECT s.ping, s.skips_holidays, s.event_wall FROM announcement AS s WHERE s.id = ?) WHERE id = ?",
        (source, target),
    )
    tx.execute(
        "UPDATE announcement_channel SET (language, publish) ="
        " (SELECT s.language, s.publish FROM announcement_channel AS s"
        "  WHERE s.announcement_id = ? AND s.channel_id = announcement_channel.channel_id)"
        " WHERE announcement_id = ? AND channel_id IN"
        " (SELECT channel_id FROM announcement_channel WHERE announcement_id = ?)",
        (source, target, source),
    )
    tx.execute("DELETE FROM announcement_variant WHERE announcement_id = ?", (target,))
    tx.execute(
        "INSERT INTO announcement_variant (announcement_id, language, title, body)"
        " SELECT ?, language, title, body FROM announcement_variant WHERE announcement_id = ?",
        (target, source),
    )
    _make_searchable(tx, target)
    tx.execute("DELETE FROM announcement_picture WHERE announcement_id = ?", (target,))
    tx.execute(
        "INSERT INTO announcement_picture (announcement_id, name, alt)"
        " SELECT ?, name, alt FROM announcement_picture WHERE announcement_id = ?",
        (target, source),
    )
    tx.execute("DELETE FROM announcement_picture_part WHERE announcement_id = ?", (target,))
    tx.execute(
        "INSERT INTO announcement_picture_part (announcement_id, position, content)"
        " SELECT ?, position, content FROM announcement_picture_part WHERE announcement_id = ?",
        (target, source),
    )


def make_old_searchable(tx: Transaction, limit: int) -> int:
    """Do for announcements of earlier releases what writing one does now; returns how many."""
    rows = tx.all("SELECT id FROM announcement WHERE searched = '' LIMIT ?", (limit,))
    for row in rows:
        _make_searchable(tx, row["id"])
    return len(rows)


def matching(tx: Transaction, guild_id: int, words: Sequence[str]) -> list[int]:
    """The ids of a guild's announcements, drafts aside, whose texts hold each of these folded words, letter by letter."""
    holds = " AND instr(searched, ?) > 0" * len(words)
    rows = tx.all(
        f"SELECT id FROM announcement WHERE guild_id = ? AND state <> 'draft'{holds}",  # noqa: S608 - question marks
        (guild_id, *words),
    )
    return [row["id"] for row in rows]


def titles(tx: Transaction, guild_id: int, ids: Sequence[int]) -> dict[int, str]:
    """The titles of a guild's announcements by id."""
    rows = tx.all(
        "SELECT id, title FROM announcement WHERE guild_id = ? AND id IN (SELECT value FROM json_each(?))",
        (guild_id, json.dumps(list(ids))),
    )
    return {row["id"]: row["title"] for row in rows}


def set_corrects(tx: Transaction, draft_id: int, *, corrects: bool) -> None:
    """Store whether a draft also changes what was posted, and raise the version."""
    _changed(tx, draft_id)
    tx.execute(
        "UPDATE announcement SET corrects = ? WHERE id = ? AND state = 'draft'", (int(corrects), draft_id)
    )


def _changed(tx: Transaction, announcement_id: int) -> None:
    tx.execute(
        "UPDATE announcement SET version = version + 1, updated_at = ? WHERE id = ?",
        (to_epoch(tx.now), announcement_id),
    )


def set_state(tx: Transaction, announcement_id: int, state: AnnouncementState) -> None:
    """Move on and raise the version."""
    tx.execute(
        "UPDATE announcement SET state = ?, version = version + 1, updated_at = ? WHERE id = ?",
        (state, to_epoch(tx.now), announcement_id),
    )


def is_changed(tx: Transaction, announcement_id: int, since: dt.datetime) -> bool:
    """Whether anything of it was changed at an instant or after it."""
    return (
        tx.one(
            "SELECT 1 FROM announcement WHERE id = ? AND updated_at >= ?", (announcement_id, to_epoch(since))
        )
        is not None
    )


def set_planned_until(tx: Transaction, announcement_id: int, until: dt.datetime) -> None:
    """Note how far deliveries stand."""
    tx.execute("UPDATE announcement SET planned_until = ? WHERE id = ?", (to_epoch(until), announcement_id))


def delete_draft(tx: Transaction, announcement_id: int) -> None:
    """Remove a draft; nothing else is ever removed here."""
    tx.execute("DELETE FROM announcement WHERE id = ? AND state = 'draft'", (announcement_id,))


def delete_old_drafts(tx: Transaction, before: dt.datetime) -> int:
    """Remove drafts nobody came back to; one that waits for another organiser stays."""
    return tx.execute(
        "DELETE FROM announcement WHERE state = 'draft' AND updated_at < ?"
        " AND NOT EXISTS (SELECT 1 FROM announcement_approval AS a WHERE a.announcement_id = announcement.id)",
        (to_epoch(before),),
    )


def keep_draft(tx: Transaction, announcement_id: int) -> None:
    """Let a draft count as touched now; its version stays."""
    tx.execute("UPDATE announcement SET updated_at = ? WHERE id = ?", (to_epoch(tx.now), announcement_id))


def ask_approval(tx: Transaction, draft: Announcement, asked_by: str) -> None:
    """Store that a draft waits for another organiser, as it is now."""
    tx.execute(
        "INSERT INTO announcement_approval (announcement_id, guild_id, version, asked_by, asked_at)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (announcement_id) DO UPDATE SET"
        " version = excluded.version, asked_by = excluded.asked_by, asked_at = excluded.asked_at",
        (draft.id, draft.guild_id, draft.version, asked_by, to_epoch(tx.now)),
    )


def request(tx: Transaction, guild_id: int, draft_id: int) -> Request | None:
    """The request that a draft of this guild waits with."""
    row = tx.one(
        "SELECT * FROM announcement_approval WHERE guild_id = ? AND announcement_id = ?", (guild_id, draft_id)
    )
    return None if row is None else _request(row)


def requests(tx: Transaction, guild_id: int | None = None) -> list[Request]:
    """What waits for another organiser in a guild, or everywhere, the oldest first."""
    one, values = ("", ()) if guild_id is None else (" WHERE guild_id = ?", (guild_id,))
    rows = tx.all(f"SELECT * FROM announcement_approval{one} ORDER BY asked_at, announcement_id", values)  # noqa: S608 - texts of ours
    return [_request(row) for row in rows]


def delete_request(tx: Transaction, draft_id: int) -> None:
    """A draft waits no longer."""
    tx.execute("DELETE FROM announcement_approval WHERE announcement_id = ?", (draft_id,))


def delete_drafts_of(tx: Transaction, author: str) -> None:
    """Remove the drafts of one author, in every guild."""
    tx.execute("DELETE FROM announcement WHERE state = 'draft' AND author = ?", (author,))


def _plan_columns(plan: Plan) -> tuple[str, str, str | None, str]:
    return (
        plan.wall.isoformat(),
        plan.zone,
        None if plan.rule is None else plan.rule.to_text(),
        " ".join(sorted(day.isoformat() for day in plan.not_on)),
    )


def _make_searchable(tx: Transaction, announcement_id: int) -> None:
    """Fold its own text and those in other languages into what a search looks through."""
    texts = tx.all(
        "SELECT 0 AS place, '' AS language, title, body FROM announcement WHERE id = ?"
        " UNION ALL SELECT 1, language, title, body FROM announcement_variant WHERE announcement_id = ?"
        " ORDER BY place, language",
        (announcement_id, announcement_id),
    )
    searched = folded("\n".join(part for text in texts for part in (text["title"], text["body"])))
    tx.execute("UPDATE announcement SET searched = ? WHERE id = ?", (searched, announcement_id))


def _announcement(tx: Transaction, row: Row) -> Announcement:
    channels = tx.all(
        "SELECT channel_id, language, publish FROM announcement_channel WHERE announcement_id = ? ORDER BY position",
        (row["id"],),
    )
    variants = tx.all(
        "SELECT language, title, body FROM announcement_variant WHERE announcement_id = ? ORDER BY language",
        (row["id"],),
    )
    picture = tx.one("SELECT name, alt FROM announcement_picture WHERE announcement_id = ?", (row["id"],))
    event = row["event_wall"]
    return Announcement(
        id=row["id"],
        guild_id=row["guild_id"],
        state=AnnouncementState(row["state"]),
        title=row["title"],
        body=row["body"],
        plan=Plan(
            wall=dt.datetime.fromisoformat(row["wall"]),
            zone=row["zone"],
            rule=None if row["rule"] is None else Rule.from_text(row["rule"]),
            not_on=frozenset(map(dt.date.fromisoformat, row["not_on"].split())),
        ),
        channels=tuple(found["channel_id"] for found in channels),
        author=row["author"],
        version=row["version"],
        revises=row["revises"],
        revises_version=row["revises_version"],
        planned_until=_instant(row["planned_until"]),
        ping=row["ping"],
        approver=row["approver"],
        paused_at=_instant(row["paused_at"]),
        skips_holidays=bool(row["skips_holidays"]),
        holidays=holidays_in(tx, row["guild_id"]) if row["skips_holidays"] else NO_HOLIDAYS,
        event_wall=None if event is None else dt.datetime.fromisoformat(event),
        corrects=bool(row["corrects"]),
        languages={found["channel_id"]: found["language"] for found in channels if found["language"]},
        publish=frozenset(found["channel_id"] for found in channels if found["publish"]),
        variants={found["language"]: Variant(title=found["title"], body=found["body"]) for found in variants},
        picture=None if picture is None else PictureNote(name=picture["name"], alt=picture["alt"]),
    )


def _request(row: Row) -> Request:
    return Request(
        draft_id=row["announcement_id"],
        guild_id=row["guild_id"],
        version=row["version"],
        asked_by=row["asked_by"],
        asked_at=from_epoch(row["asked_at"]),
    )


def _instant(seconds: int | None) -> dt.datetime | None:
    return None if seconds is None else from_epoch(seconds)
