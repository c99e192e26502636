"""What would change if a row were stored: it is held against what the cohort has. Pure: values in, values out."""

import datetime as dt
from collections.abc import Mapping, Sequence

from bot.cohorts.imports.rules import Change, Entry, Kind, Placing, Reason, Row, Slot, lineage_of, mark_of
from bot.cohorts.rules import Milestone, Session, SessionState


def judge(
    row: Row,
    placing: Placing,
    *,
    there: Mapping[str, Session],
    marks: frozenset[str],
    now: dt.datetime,
    past: bool,
) -> tuple[Entry, ...]:
    """What becomes of a row. `there`: the cohort's sessions by uid. `marks`: of the rows that stand in it as they are."""
    if row.reason is not None:
        copy = row.reason is Reason.COPY
        return (Entry(kind=Kind.SKIPPED if copy else Kind.REFUSED, row=row, reason=row.reason),)
    if row.mark in marks:
        return (Entry(kind=Kind.SAME, row=row),)
    if placing.open and is_surely_over(row, now) and not past:
        return (Entry(kind=Kind.SKIPPED, row=row, reason=Reason.PAST),)
    if placing.open:
        return (Entry(kind=Kind.ASKED, row=row, doubts=placing.open),)
    if placing.left_out:
        return (Entry(kind=Kind.SKIPPED, row=row, reason=Reason.LEFT_OUT),)
    if not placing.slots:
        return (Entry(kind=Kind.SKIPPED, row=row, reason=Reason.NEVER),)
    return tuple(_judge_slot(row, slot, there.get(slot.uid), now=now, past=past) for slot in placing.slots)


def is_surely_over(row: Row, now: dt.datetime) -> bool:
    """Whether a row is over wherever on earth its times are meant, so that nobody needs to say where."""
    if row.start is None:
        return False
    latest = max(row.start, row.end or row.start)
    return latest + dt.timedelta(days=2) < now.astimezone(dt.UTC).replace(tzinfo=None)


def _judge_slot(row: Row, slot: Slot, before: Session | None, *, now: dt.datetime, past: bool) -> Entry:
    def skipped(reason: Reason) -> Entry:
        return Entry(kind=Kind.SKIPPED, row=row, slot=slot, session=before, reason=reason)

    over = slot.instant + dt.timedelta(minutes=slot.minutes) <= now
    if before is None:
        if row.is_cancelled:
            return skipped(Reason.CANCELLED_THERE)
        if over and not past:
            return skipped(Reason.PAST)
        return Entry(kind=Kind.NEW, row=row, slot=slot)
    if before.state is SessionState.CANCELLED:
        return Entry(kind=Kind.SAME, row=row) if row.is_cancelled else skipped(Reason.CANCELLED_HERE)
    if before.state is SessionState.HELD:
        return skipped(Reason.HELD)
    if (
        row.sequence is not None
        and before.source_sequence is not None
        and row.sequence < before.source_sequence
    ):
        return skipped(Reason.OLDER)
    if before.ends_at <= now or (over and not row.is_cancelled):
        return skipped(Reason.PAST)
    if row.is_cancelled:
        return Entry(kind=Kind.CANCELLED, row=row, slot=slot, session=before)
    found = session_changes(before, row, slot)
    if not found:
        return Entry(kind=Kind.SAME, row=row, slot=slot, session=before)
    return Entry(kind=Kind.CHANGED, row=row, slot=slot, session=before, changes=found)


def session_changes(before: Session, row: Row, slot: Slot) -> tuple[Change, ...]:
    """What a session would have instead. A link that only people gave stays."""
    found = []
    if before.title != row.title:
        found.append(Change(field="title", before=before.title, after=row.title))
    if (before.starts_at, before.wall, before.zone) != (slot.instant, slot.wall, slot.zone):
        found.append(
            Change(
                field="time",
                before=f"{before.wall.isoformat()} {before.zone}",
                after=f"{slot.wall.isoformat()} {slot.zone}",
            )
        )
    if before.minutes != slot.minutes:
        found.append(Change(field="minutes", before=str(before.minutes), after=str(slot.minutes)))
    if before.place != row.place:
        found.append(Change(field="place", before=before.place, after=row.place))
    if row.link and before.link != row.link:
        found.append(Change(field="link"))
    return tuple(found)


def judge_milestone(
    row: Row, placing: Placing, before: Milestone | None, *, now: dt.datetime, past: bool
) -> Entry:
    """What becomes of a milestone of a file."""
    if row.reason is not None:
        return Entry(kind=Kind.REFUSED, row=row, reason=row.reason)
    if placing.open:
        if before is not None and _says_same(row, before):
            return Entry(kind=Kind.SAME, row=row, milestone=before)
        if is_surely_over(row, now) and not past:
            return Entry(kind=Kind.SKIPPED, row=row, reason=Reason.PAST)
        return Entry(kind=Kind.ASKED, row=row, doubts=placing.open)
    if placing.left_out or not placing.slots or row.milestone is None:
        return Entry(kind=Kind.SKIPPED, row=row, reason=Reason.LEFT_OUT)
    slot = placing.slots[0]
    if before is not None and before.cancelled:
        return Entry(kind=Kind.SKIPPED, row=row, slot=slot, milestone=before, reason=Reason.CANCELLED_HERE)
    found: list[Change] = []
    if before is not None:
        if before.title != row.title:
            found.append(Change(field="title", before=before.title, after=row.title))
        if before.kind is not row.milestone:
            found.append(Change(field="kind", before=before.kind, after=row.milestone))
        if (before.wall, before.zone) != (slot.wall, slot.zone):
            found.append(
                Change(
                    field="time",
                    before=f"{before.wall.isoformat()} {before.zone}",
                    after=f"{slot.wall.isoformat()} {slot.zone}",
                )
            )
        if not found:
            return Entry(kind=Kind.SAME, row=row, slot=slot, milestone=before)
    if slot.instant <= now and not past:
        return Entry(kind=Kind.SKIPPED, row=row, slot=slot, milestone=before, reason=Reason.PAST)
    kind = Kind.NEW if before is None else Kind.CHANGED
    return Entry(kind=kind, row=row, slot=slot, milestone=before, changes=tuple(found))


def _says_same(row: Row, before: Milestone) -> bool:
    """Whether a milestone of an unknown zone says what is stored, so that nobody is asked the same again."""
    return before.title == row.title and before.kind is row.milestone and before.wall == row.start


def gone(
    sessions: Sequence[Session],
    rows: Sequence[Row],
    taken: frozenset[str],
    waiting: frozenset[str],
    *,
    lineage: str,
    now: dt.datetime,
) -> list[Session]:
    """Sessions to come that were imported from this calendar, and that it has no more.

    `taken`: the uids of everything the file places. `waiting`: of rows that are placed nowhere yet, or were left out.
    """
    marks = {row.mark for row in rows}
    uids = {row.uid for row in rows} | taken
    return [
        one
        for one in sessions
        if one.fingerprint is not None
        and lineage
        and lineage_of(one.fingerprint) == lineage
        and one.state is SessionState.PLANNED
        and one.starts_at > now
        and mark_of(one.fingerprint) not in marks
        and one.uid not in uids
        and one.uid.rpartition("#")[0] not in waiting
    ]
