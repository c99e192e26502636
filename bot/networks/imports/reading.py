"""Reads a file of networks, in a worker process: a table, or JSON in the shapes of PeeringDB.

Nothing in it is trusted: what does not fit is refused with its line, and never more than MOST_ROWS are looked at.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from bot.errors import InvalidInputError
from bot.language.safe_text import clean_name, clip
from bot.net.tables import decode_text, read_table
from bot.networks.imports.columns import RefusedRowError, field_of, row_of_cells, row_of_object
from bot.networks.imports.rules import (
    MOST_ROWS,
    PART_ROWS,
    PART_WEIGHT,
    FileFault,
    Refused,
    Row,
    RowFault,
    dumped,
)

_MOST_IGNORED: Final = 8
_MODELS: Final[Mapping[str, str]] = {
    "network": "net",
    "organization": "org",
    "internetexchange": "ix",
    "ixlan": "ixlan",
    "facility": "fac",
    "networkixlan": "netixlan",
    "networkfacility": "netfac",
}
"""The names of PeeringDB's models in Django → those of its API."""
_OBJECTS: Final = frozenset(_MODELS.values())

Objects = dict[str, list[Mapping[str, Any]]]


def read(content: bytes, documentation: bool) -> dict[str, Any]:
    """What a file tells, as JSON: `parts` of rows, `refused` ones, whether its rows are `entries` of JSON, columns `ignored`.

    Raises InvalidInputError for a file of which nothing can be taken.
    """
    text = decode_text(content)
    if text.lstrip()[:1] in {"{", "["}:
        return _sorted(_json_rows(text, documentation=documentation), entries=True, ignored=[])
    return _table(text, documentation=documentation)


def _table(text: str, *, documentation: bool) -> dict[str, Any]:
    table = read_table(text, MOST_ROWS)
    heads = [field_of(head) for head in table.header]
    if "asn" not in heads:
        raise _refused(FileFault.NO_NUMBERS)
    # Of two columns for the same thing the first counts.
    used = {name: index for index, name in reversed(list(enumerate(heads))) if name is not None}
    ignored = [
        clip(clean_name(head) or "?", 30)
        for index, head in enumerate(table.header)
        if index not in used.values()
    ]

    def rows() -> Iterator[Row | Refused]:
        for line, cells in table.rows:
            told = {name: cells[index] for name, index in used.items()}
            try:
                yield row_of_cells(line, told, documentation=documentation)
            except RefusedRowError as error:
                yield Refused(line=line, fault=error.fault, value=error.value)

    return _sorted(rows(), entries=False, ignored=ignored)


def _json_rows(text: str, *, documentation: bool) -> Iterator[Row | Refused]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise _refused(FileFault.JSON) from None
    found = _objects(document)
    if not found.get("net"):
        raise _refused(FileFault.NO_NETWORKS)
    organisations = _by_id(found.get("org", ()))
    _hang_sets(found)
    for number, net in enumerate(found["net"], 1):
        organisation = net.get("org")
        if not isinstance(organisation, Mapping):
            organisation = organisations.get(_key(net.get("org_id")))
        try:
            yield row_of_object(number, net, organisation, documentation=documentation)
        except RefusedRowError as error:
            yield Refused(line=number, fault=error.fault, value=error.value)


def _objects(document: object) -> Objects:
    """PeeringDB's objects by kind: an answer of its API, a dump of several, a list of networks, or one of Django's."""
    if isinstance(document, dict):
        if isinstance(document.get("data"), list):
            return _parted(document["data"])
        found: Objects = {}
        for kind in _OBJECTS & document.keys():
            those = document[kind]
            if isinstance(those, dict):
                those = those.get("data")
            if isinstance(those, list):
                found[kind] = [one for one in those if isinstance(one, Mapping)]
        return found
    return _parted(document) if isinstance(document, list) else {}


def _parted(those: list[Any]) -> Objects:
    found: Objects = {}
    for one in those:
        if not isinstance(one, Mapping):
            continue
        fields, model = one.get("fields"), one.get("model")
        if isinstance(fields, Mapping) and isinstance(model, str):
            kind = _MODELS.get(model.rpartition(".")[2], "")
            found.setdefault(kind, []).append({**fields, "id": one.get("pk")})
        else:
            found.setdefault("net", []).append(one)
    return found


def _hang_sets(found: Objects) -> None:
    """Where ports and presences stand beside the networks, hang them into their sets, with the names of the places."""
    exchanges, facilities = _by_id(found.get("ix", ())), _by_id(found.get("fac", ()))
    lans = _by_id(found.get("ixlan", ()))
    sets: dict[str, dict[Any, list[Mapping[str, Any]]]] = {"netixlan_set": {}, "netfac_set": {}}
    for port in found.get("netixlan", ()):
        ix_id = _key(port.get("ix_id")) or _key(lans.get(_key(port.get("ixlan_id")), {}).get("ix_id"))
        name = port.get("name") or exchanges.get(ix_id, {}).get("name")
        sets["netixlan_set"].setdefault(_key(port.get("net_id")), []).append(
            {**port, "ix_id": ix_id, "name": name}
        )
    for one in found.get("netfac", ()):
        fac_id = _key(one.get("fac_id"))
        name = one.get("name") or facilities.get(fac_id, {}).get("name")
        sets["netfac_set"].setdefault(_key(one.get("net_id")), []).append({**one, "name": name})
    for name, by_net in sets.items():
        if by_net:
            found["net"] = [
                {**net, name: net.get(name) or by_net.get(_key(net.get("id")), [])} for net in found["net"]
            ]


def _by_id(those: Iterable[Mapping[str, Any]]) -> dict[Any, Mapping[str, Any]]:
    return {_key(one.get("id")): one for one in those}


def _key(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _sorted(rows: Iterable[Row | Refused], *, entries: bool, ignored: list[str]) -> dict[str, Any]:
    """Rows in parts as JSON, of each AS number the first. Raises InvalidInputError for too many rows, and for none."""
    lines: dict[int, int] = {}
    parts: list[str] = []
    refused: list[dict[str, Any]] = []
    held: list[dict[str, Any]] = []
    weight = count = 0
    for one in rows:
        count += 1
        if count > MOST_ROWS:
            raise _refused(FileFault.ROWS, most=MOST_ROWS)
        row = one if isinstance(one, Refused) else _first(one, lines)
        if isinstance(row, Refused):
            refused.append({"line": row.line, "fault": row.fault.value, "value": row.value})
            continue
        lines[row.asn] = row.line
        held.append(dumped(row))
        weight += row.weight
        if len(held) >= PART_ROWS or weight >= PART_WEIGHT:
            parts.append(json.dumps(held))
            held, weight = [], 0
    if held:
        parts.append(json.dumps(held))
    if not count:
        raise _refused(FileFault.EMPTY)
    return {
        "parts": parts,
        "refused": [json.dumps(one) for one in refused],
        "entries": entries,
        "ignored": ignored[:_MOST_IGNORED],
    }


def _first(row: Row, lines: Mapping[int, int]) -> Row | Refused:
    """The row, where its AS number did not stand before."""
    before = lines.get(row.asn)
    return row if before is None else Refused(line=row.line, fault=RowFault.TWICE, value=str(before))


def _refused(fault: FileFault, **values: object) -> InvalidInputError:
    return InvalidInputError(f"imports-file-{fault}", **values)
