"""What is said of who would peer with whom: at a glance, page by page, and as a picture."""

from typing import Any, Final

from bot.exchanges import messages
from bot.exchanges.answers import charts, matrix_rules
from bot.exchanges.answers.matrix_rules import Matrix, Participant, Way
from bot.exchanges.answers.messages import MATRIX, ways
from bot.exchanges.answers.service import Peering
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.ui.cards import Attachment, Block, Card, Facts, Heading, Note, Picture, Text
from bot.ui.pages import paged, pager_row

PICTURE: Final = "matrix.png"
PER_PAGE: Final = 15
_MOST_FACILITIES: Final = 6
_NAME_SHOWN: Final = 50


def matrix(found: Peering, page: int, t: Translator, *, picture: bytes | None = None) -> Card:
    """Who would peer with whom; a page of the networks."""
    project, one = found.project, found.matrix
    back = ways(project, t)
    title = t("matrix-title", name=project.name)
    if not one.participants:
        return Card(title=title, blocks=(Text(t("matrix-empty")), back))
    rows = tuple(
        (t("exchange-name", name=t.plain(f"matrix-way-{way}")), t("matrix-networks", count=one.count(way)))
        for way in Way
        if one.count(way)
    )
    blocks: list[Block] = [Facts(rows), Text(_pairs(one, t))]
    if picture is not None:
        blocks += [Picture(url=f"attachment://{PICTURE}", alt=alt(one, t)), Note(t("matrix-legend"))]
    blocks += [Heading(t("matrix-facilities")), Text(joined(_facilities(one, t)))]
    shown = paged(one.participants, page, PER_PAGE)
    blocks += [Heading(t("matrix-list")), Text(joined([_line(each, t) for each in shown.items]))]
    if shown.count > 1:
        blocks.append(pager_row(MATRIX, shown, project.id, t=t))
    blocks += [Note(t("matrix-note")), back]
    return Card(
        title=title,
        blocks=tuple(blocks),
        files=() if picture is None else (Attachment(name=PICTURE, content=picture),),
    )


def _pairs(one: Matrix, t: Translator) -> Safe:
    pairs = one.pairs
    return t(
        "matrix-pairs",
        all=sum(pairs.values()),
        servers=pairs[Way.SERVERS],
        bilateral=pairs[Way.BILATERAL],
        open=pairs[Way.UNKNOWN] + pairs[Way.NONE],
    )


def _facilities(one: Matrix, t: Translator) -> list[Safe]:
    found = one.facilities
    lines = [
        t("matrix-facility", name=clip(name, _NAME_SHOWN), count=count)
        if name
        else t("matrix-facility-unknown", count=count)
        for name, count in found[:_MOST_FACILITIES]
    ]
    if len(found) > _MOST_FACILITIES:
        lines.append(t("exchange-more", count=len(found) - _MOST_FACILITIES))
    return lines


def _line(one: Participant, t: Translator) -> Safe:
    values: dict[str, object] = {
        "asn": str(one.asn),
        "name": clip(one.name, _NAME_SHOWN),
        "policy": t.plain(f"matrix-policy-{one.policy}"),
        "way": t.plain(f"matrix-way-{one.way}"),
        "rung": messages.rung_name(one.rung, t),
    }
    if one.facility:
        return t("matrix-line-at", **values, facility=clip(one.facility, _NAME_SHOWN))
    return t("matrix-line", **values)


def alt(one: Matrix, t: Translator) -> str:
    """The picture in words."""
    return t.plain(
        "matrix-alt",
        networks=len(one.participants),
        servers=one.pairs[Way.SERVERS],
        bilateral=one.pairs[Way.BILATERAL],
    )


def chart(one: Matrix, t: Translator) -> dict[str, Any] | None:
    """What `charts.draw` is given; None: too few or too many to draw."""
    some = one.participants
    if not 2 <= len(some) <= charts.MOST_NETWORKS:
        return None
    return {
        "kind": charts.MATRIX,
        "asns": [str(each.asn) for each in some],
        "ways": [
            [
                ""
                if first.organisation_id == second.organisation_id
                else str(matrix_rules.between(first, second))
                for second in some
            ]
            for first in some
        ],
        "letters": {str(way): t.plain(f"matrix-letter-{way}") for way in Way},
    }
