"""What storing a row of a file would do to what is known. Pure, on values.

A file never lowers a rung, never takes a withdrawal back, never moves an AS number from one organisation to another, and is no
evidence for itself: from a letter of intent on a row needs a link. A member list that an exchange publishes is the one exception:
that somebody is connected is what it shows.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.exchanges.importing.rows import Number, Row, Source
from bot.exchanges.model import Organisation, OrganisationKind, Standing
from bot.exchanges.rules import HEIGHT, PROVEN, Rung
from bot.language.rules import folded


class Kind(StrEnum):
    """What becomes of a row. The order is that of the card, and the id in a custom_id."""

    NEW = "new"
    CHANGED = "changed"
    KEPT = "kept"
    ODD = "odd"
    REFUSED = "refused"


STORED = (Kind.NEW, Kind.CHANGED)


class Field(StrEnum):
    """What can differ. Each has its name in the catalogue under exchange-import-field-…"""

    KIND = "kind"
    COUNTRY = "country"
    WEBSITE = "website"
    PARENT = "parent"
    NUMBERS = "numbers"
    RUNG = "rung"
    VALID = "valid"
    FACILITY = "facility"
    SPEED = "speed"


class Reason(StrEnum):
    """Why what is known is kept. Each has its sentence in the catalogue under exchange-import-kept-…"""

    HIGHER = "higher"
    WITHDRAWN = "withdrawn"
    STANDS = "stands"
    PROOF = "proof"
    OVER = "over"
    ELSEWHERE = "elsewhere"
    SEVERAL = "several"
    NAMELESS = "nameless"
    CIRCLE = "circle"


@dataclass(frozen=True, kw_only=True)
class Change:
    """What differs: the value before and after, "" for none."""

    field: Field
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Why something of the row is not taken, and what the file has."""

    reason: Reason
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of whom a row tells. `holders`: AS number → (organisation, its name) of those that belong to one.

    `parent`: the parent's name, and every name that leads to it. `circle`: the row's parent is below the organisation.
    """

    organisation: Organisation | None = None
    several: bool = False
    parent: frozenset[str] = frozenset()
    parent_name: str = ""
    circle: bool = False
    standing: Standing | None = None
    holders: Mapping[int, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What becomes of a row; `kind` None: nothing, all of it is known already. `numbers`: those that go under the organisation."""

    kind: Kind | None
    changes: tuple[Change, ...] = ()
    kept: tuple[Kept, ...] = ()
    numbers: tuple[Number, ...] = ()
    rung: Rung | None = None


def judge(row: Row, source: Source, known: Known, today: dt.date) -> Verdict:
    """What storing a row would do."""
    if known.several:
        names = ", ".join(sorted({name for _, name in known.holders.values()}))
        return Verdict(kind=Kind.KEPT, kept=(Kept(reason=Reason.SEVERAL, value=names),))
    who = known.organisation
    if who is None and row.name is None:
        return Verdict(kind=Kind.KEPT, kept=(Kept(reason=Reason.NAMELESS, value=_shown(row.numbers)),))
    kept: list[Kept] = []
    mine: list[Number] = []
    for one in row.numbers:
        holder = known.holders.get(one.asn)
        if holder is None:
            mine.append(one)
        elif who is None or holder[0] != who.id:
            kept.append(Kept(reason=Reason.ELSEWHERE, value=f"AS{one.asn} ({holder[1]})"))
    changes = [] if source is Source.MEMBERS and who is not None else list(_facts(row, known, kept))
    if mine:
        changes.append(Change(field=Field.NUMBERS, after=_shown(mine)))
    rung, more = _standing(row, source, known.standing, today, kept)
    changes += more
    if who is None:
        kind: Kind | None = Kind.NEW
    elif changes:
        kind = Kind.CHANGED
    else:
        kind = Kind.KEPT if kept else None
    return Verdict(kind=kind, changes=tuple(changes), kept=tuple(kept), numbers=tuple(mine), rung=rung)


def kind_of(row: Row) -> OrganisationKind:
    """What a new organisation is, where the file may not say."""
    if row.kind is not None:
        return row.kind
    return OrganisationKind.NETWORK if row.numbers or row.rung is not None else OrganisationKind.OTHER


def _facts(row: Row, known: Known, kept: list[Kept]) -> Iterable[Change]:
    who = known.organisation
    before_kind = None if who is None else who.kind
    wanted = kind_of(row) if who is None else row.kind
    if wanted is not None and wanted is not before_kind:
        yield Change(field=Field.KIND, before=before_kind or "", after=wanted)
    for name, before, after in (
        (Field.COUNTRY, None if who is None else who.country, row.country),
        (Field.WEBSITE, None if who is None else who.website, row.website),
    ):
        if after is not None and after != before:
            yield Change(field=name, before=before or "", after=after)
    if row.parent is None or folded(row.parent) in known.parent:
        return
    if known.circle or (row.name is not None and folded(row.parent) == folded(row.name)):
        kept.append(Kept(reason=Reason.CIRCLE, value=row.parent))
    else:
        yield Change(field=Field.PARENT, before=known.parent_name, after=row.parent)


def _standing(
    row: Row, source: Source, standing: Standing | None, today: dt.date, kept: list[Kept]
) -> tuple[Rung | None, list[Change]]:
    """(rung to say, changes). None: nothing is said of the ladder."""
    now = None if standing is None else standing.rung
    wanted = row.rung
    is_over = row.valid_until is not None and row.valid_until <= today.isoformat()
    if wanted is None or wanted is now:
        # Of somebody who left nothing is changed but what they say themselves.
        gone = now in (None, Rung.DECLINED, Rung.LAPSED)
        if is_over and standing is not None and not gone:
            if row.valid_until != str(standing.valid_until):
                kept.append(Kept(reason=Reason.OVER, value=row.valid_until or ""))
            row = replace(row, valid_until=None)
        changes = [] if standing is None or gone else list(_details(row, standing))
        return (now if changes else None), changes
    if wanted in (Rung.DECLINED, Rung.LAPSED):
        if standing is None and wanted is Rung.DECLINED:
            return wanted, [Change(field=Field.RUNG, after=wanted)]
        if standing is not None and now not in (Rung.DECLINED, Rung.LAPSED):
            kept.append(Kept(reason=Reason.STANDS, value=wanted))
        return None, []
    if now is Rung.DECLINED:
        kept.append(Kept(reason=Reason.WITHDRAWN, value=wanted))
        return None, []
    if now is not None and HEIGHT[wanted] < HEIGHT[now]:
        if source is not Source.MEMBERS:
            kept.append(Kept(reason=Reason.HIGHER, value=wanted))
        return None, []
    if HEIGHT[wanted] >= PROVEN and row.evidence is None and source is not Source.MEMBERS:
        kept.append(Kept(reason=Reason.PROOF, value=wanted))
        return None, []
    if is_over:
        kept.append(Kept(reason=Reason.OVER, value=row.valid_until or ""))
        return None, []
    changes = [Change(field=Field.RUNG, before=now or "", after=wanted)]
    before = standing or Standing(exchange_id=0, organisation_id=0, rung=Rung.IDENTIFIED)
    return wanted, [*changes, *_details(row, before)]


def _details(row: Row, standing: Standing) -> Iterable[Change]:
    until = "" if standing.valid_until is None else standing.valid_until.isoformat()
    if row.valid_until is not None and row.valid_until != until:
        yield Change(field=Field.VALID, before=until, after=row.valid_until)
    if row.facility is not None and folded(row.facility) != folded(standing.facility):
        yield Change(field=Field.FACILITY, before=standing.facility, after=row.facility)
    if row.speed is not None and row.speed != standing.speed:
        before = "" if standing.speed is None else str(standing.speed)
        yield Change(field=Field.SPEED, before=before, after=str(row.speed))


def _shown(numbers: Iterable[Number]) -> str:
    return ", ".join(f"AS{one.asn}" for one in numbers)
