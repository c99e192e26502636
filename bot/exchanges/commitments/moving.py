"""How a standing changes: said, confirmed, refused, lapsed. Pure, on values.

What was confirmed stands until something else is: a network that signs a memorandum, or renews its letter, counts by the
letter until an organiser has looked (`Standing.held`). A step down holds at once.
"""

import datetime as dt
from dataclasses import replace

from bot.exchanges.commitments.rules import needs_proof
from bot.exchanges.model import Held, Standing
from bot.exchanges.rules import HEIGHT, Rung


class NeedsEvidenceError(ValueError):
    """The rung counts only with evidence, and there is none."""


def confirmed(standing: Standing, today: dt.date) -> Held | None:
    """What an organiser confirmed and still holds on that day; of one that withdrew, nothing."""
    if standing.rung in (Rung.DECLINED, Rung.LAPSED):
        return None
    if needs_proof(standing.rung) and standing.confirmed_at is not None:
        found: Held | None = Held(
            rung=standing.rung,
            evidence=standing.evidence,
            confirmed_by=standing.confirmed_by,
            confirmed_at=standing.confirmed_at,
            valid_until=standing.valid_until,
        )
    else:
        found = standing.held
    return found if found is not None and _holds(found.valid_until, today) else None


def waits(standing: Standing) -> bool:
    """Whether an organiser has to look at it."""
    return needs_proof(standing.rung) and standing.confirmed_at is None


def said(
    before: Standing,
    rung: Rung,
    *,
    today: dt.date,
    said_by: str | None,
    evidence: str = "",
    valid_until: dt.date | None = None,
    facility: str | None = None,
    speed: int | None = None,
) -> Standing:
    """The standing after an organisation said something. `facility`, `speed` None: as they were.

    Without new evidence, what is there goes on for the same rung or a lower one, and so does its validity unless another is
    given. Raises NeedsEvidenceError.
    """
    place = before.facility if facility is None else facility
    after = replace(
        before,
        rung=rung,
        evidence=evidence,
        said_by=said_by,
        confirmed_by=None,
        confirmed_at=None,
        valid_until=valid_until,
        held=None,
        facility=place,
        speed=before.speed if speed is None else speed,
    )
    if rung in (Rung.DECLINED, Rung.LAPSED):
        # Kept, not counted: a withdrawal that was a slip can be taken back.
        return replace(after, evidence="", valid_until=None, held=confirmed(before, today))
    if not needs_proof(rung):
        return after
    held = confirmed(before, today)
    if not evidence:
        if held is not None and HEIGHT[rung] <= HEIGHT[held.rung]:
            evidence, until = held.evidence, held.valid_until
        elif rung is before.rung and before.evidence:
            evidence, until = before.evidence, before.valid_until
        else:
            raise NeedsEvidenceError
        after = replace(after, evidence=evidence, valid_until=valid_until or until)
    if waits(before) and _proof(after) == _proof(before) and before.said_by is not None:
        # A port or a place: what is to be proven is still the word of whoever said it.
        after = replace(after, said_by=before.said_by)
    if held is None:
        return after
    if (
        HEIGHT[rung] <= HEIGHT[held.rung]
        and evidence == held.evidence
        and _is_no_longer(after.valid_until, held.valid_until)
    ):
        return replace(
            after,
            said_by=before.said_by,
            confirmed_by=held.confirmed_by,
            confirmed_at=held.confirmed_at,
        )
    lower = rung if HEIGHT[rung] < HEIGHT[held.rung] else held.rung
    return replace(after, held=replace(held, rung=lower))


def confirm(standing: Standing, by: str, at: dt.datetime) -> Standing:
    """What waits is confirmed, and takes the place of what was held."""
    return replace(standing, confirmed_by=by, confirmed_at=at, held=None)


def refuse(standing: Standing, today: dt.date) -> Standing:
    """What waits is refused: what was confirmed before holds again; without that, the word counts as an intention."""
    held = confirmed(standing, today)
    if held is None:
        return replace(standing, rung=Rung.INTENDS, evidence="", valid_until=None, held=None)
    return _back_to(standing, held)


def restored(standing: Standing, today: dt.date) -> Standing | None:
    """A withdrawal taken back: what was confirmed before it; None: nothing was, or it is over by now."""
    held = standing.held
    if standing.rung is not Rung.DECLINED or held is None or not _holds(held.valid_until, today):
        return None
    return _back_to(standing, held)


def lapse(standing: Standing, today: dt.date) -> Standing:
    """The standing as of a day: what was valid until the day before, or earlier, is over."""
    if standing.rung in (Rung.DECLINED, Rung.LAPSED):
        return standing
    held = standing.held
    if held is not None and not _holds(held.valid_until, today):
        held = None
    if _holds(standing.valid_until, today):
        return standing if held is standing.held else replace(standing, held=held)
    if held is not None:
        return _back_to(standing, held)
    return replace(standing, rung=Rung.LAPSED, confirmed_by=None, confirmed_at=None, held=None)


def is_same(one: Standing, other: Standing) -> bool:
    """Whether two standings say the same."""
    return _told(one) == _told(other)


def _proof(one: Standing) -> tuple[object, ...]:
    return one.rung, one.evidence, one.valid_until


def _told(one: Standing) -> tuple[object, ...]:
    return one.rung, one.evidence, one.valid_until, one.facility, one.speed, one.confirmed_at, one.held


def _back_to(standing: Standing, held: Held) -> Standing:
    return replace(
        standing,
        rung=held.rung,
        evidence=held.evidence,
        confirmed_by=held.confirmed_by,
        confirmed_at=held.confirmed_at,
        valid_until=held.valid_until,
        held=None,
    )


def _holds(until: dt.date | None, today: dt.date) -> bool:
    return until is None or until >= today


def _is_no_longer(until: dt.date | None, than: dt.date | None) -> bool:
    return than is None or (until is not None and until <= than)
