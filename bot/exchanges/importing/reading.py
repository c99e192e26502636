"""Reads a file of organisations, in a worker process: a table, an IX-F member list, or a document of our own.

Nothing in it is trusted: what does not fit is refused with its line, and never more than MOST_ROWS are looked at.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from bot.errors import InvalidInputError
from bot.exchanges.importing.columns import RefusedRowError, field_of, name, row_of_cells
from bot.exchanges.importing.members import MemberList, is_member_list
from bot.exchanges.importing.rows import (
    MOST_ROWS,
    FileFault,
    Number,
    Odd,
    OddFault,
    Refused,
    Row,
    RowFault,
    Source,
    dumped,
    dumped_odd,
    dumped_refused,
)
from bot.language.rules import folded
from bot.language.safe_text import clean_name, clip
from bot.net.tables import decode_text, read_table
from bot.networks.rules import Policy

_MOST_IGNORED: Final = 8
_PEERINGDB: Final = frozenset({"net", "org", "netixlan"})


def read(content: bytes, project: str, documentation: bool) -> dict[str, Any]:
    """What a file tells, as JSON: its `source`, `rows` and `refused` ones, what was `odd`, columns `ignored`.

    `project`: of several exchanges in a member list, the one of this name is meant.
    Raises InvalidInputError for a file of which nothing can be taken.
    """
    text = decode_text(content)
    if text.lstrip()[:1] not in {"{", "["}:
        return _table(text, documentation=documentation)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise _refused(FileFault.JSON) from None
    if is_member_list(document):
        members = MemberList(document, project=project, documentation=documentation)
        found = _sorted(members.rows(), Source.MEMBERS, together=False)
        more = [Odd(line=0, fault=OddFault.MORE, value=str(members.more))] if members.more else []
        found["odd"] = [dumped_odd(one) for one in (*members.odd, *more)]
        found["version"], found["timestamp"] = members.version, members.timestamp
        return found
    if isinstance(document, dict) and isinstance(document.get("organisations"), list):
        return _sorted(
            _document(document["organisations"], documentation=documentation), Source.DOCUMENT, together=False
        )
    if isinstance(document, dict) and (
        _PEERINGDB & document.keys() or isinstance(document.get("data"), list)
    ):
        raise _refused(FileFault.NETWORKS)
    raise _refused(FileFault.NOTHING)


def _table(text: str, *, documentation: bool) -> dict[str, Any]:
    table = read_table(text, MOST_ROWS)
    heads = [field_of(head) for head in table.header]
    if "name" not in heads and "numbers" not in heads:
        raise _refused(FileFault.NO_NAMES)
    # Of two columns for the same thing the first counts.
    used = {field: index for index, field in reversed(list(enumerate(heads))) if field}
    ignored = [
        clip(clean_name(head) or "?", 30)
        for index, head in enumerate(table.header)
        if index not in used.values() and heads[index] != ""
    ]

    def rows() -> Iterator[Row | Refused]:
        for line, cells in table.rows:
            said = {field: cells[index] for field, index in used.items()}
            try:
                yield row_of_cells(line, said, documentation=documentation)
            except RefusedRowError as error:
                yield Refused(line=line, fault=error.fault, value=error.value)

    return _sorted(rows(), Source.TABLE, together=True, ignored=ignored)


def _document(those: list[Any], *, documentation: bool) -> Iterator[Row | Refused]:
    """The organisations of our own JSON: values in place of cells."""
    for line, one in enumerate(those, 1):
        if not isinstance(one, Mapping):
            yield Refused(line=line, fault=RowFault.OBJECT)
            continue
        networks = (
            [each for each in one.get("networks") or () if isinstance(each, Mapping)]
            if isinstance(one.get("networks"), list)
            else []
        )
        cells = {
            field: str(one[key])
            for key, field in (
                ("name", "name"), ("kind", "kind"), ("country", "country"), ("website", "website"), ("parent", "parent"),
                ("rung", "rung"), ("evidence", "evidence"), ("valid_until", "valid_until"), ("facility", "facility"),
                ("speed", "speed"),
            )
            if isinstance(one.get(key), str | int) and not isinstance(one[key], bool)
        }  # fmt: skip
        cells["numbers"] = ",".join(str(each.get("asn", "?")) for each in networks)
        try:
            row = row_of_cells(line, cells, documentation=documentation)
            facts = {str(each.get("asn")): each for each in networks}
            yield replace(row, numbers=tuple(_number(one, facts) for one in row.numbers))
        except RefusedRowError as error:
            yield Refused(line=line, fault=error.fault, value=error.value)


def _number(one: Number, facts: Mapping[str, Mapping[str, Any]]) -> Number:
    said = facts.get(str(one.asn), {})
    called, policy = said.get("name"), said.get("policy")
    return Number(
        asn=one.asn,
        name=name(called) if isinstance(called, str) else None,
        policy=Policy(policy) if isinstance(policy, str) and policy in tuple(Policy) else None,
    )


def _sorted(
    rows: Iterable[Row | Refused], source: Source, *, together: bool, ignored: Iterable[str] = ()
) -> dict[str, Any]:
    """Rows and refused ones as JSON. `together`: rows of one name are one organisation, with the AS numbers of all of them."""
    found: dict[str, Row] = {}
    refused: list[Refused] = []
    for count, one in enumerate(rows, 1):
        if count > MOST_ROWS:
            raise _refused(FileFault.ROWS, most=MOST_ROWS)
        if isinstance(one, Refused):
            refused.append(one)
            continue
        if one.name is None and not one.numbers:
            refused.append(Refused(line=one.line, fault=RowFault.NAMELESS))
            continue
        key = folded(one.name) if together and one.name is not None else f"\0{one.line}"
        found[key] = one if key not in found else _joined(found[key], one)
    if not found and not refused:
        raise _refused(FileFault.EMPTY)
    return {
        "source": source.value,
        "rows": [json.dumps(dumped(one)) for one in found.values()],
        "refused": [json.dumps(dumped_refused(one)) for one in refused],
        "odd": [],
        "ignored": list(ignored)[:_MOST_IGNORED],
        "version": "",
        "timestamp": "",
    }


def _joined(one: Row, other: Row) -> Row:
    """One organisation of two rows: what the first says holds, what it does not say the second tells."""
    numbers = {each.asn: each for each in (*other.numbers, *one.numbers)}
    said = {key: value for key, value in vars(other).items() if value not in (None, ())}
    said |= {key: value for key, value in vars(one).items() if value not in (None, ())}
    return Row(**{**said, "line": one.line, "numbers": tuple(numbers[asn] for asn in sorted(numbers))})


def _refused(fault: FileFault, **values: object) -> InvalidInputError:
    return InvalidInputError(f"exchange-import-file-{fault}", **values)
