"""The SQL of privacy, made from what the features declare: it knows no table by itself.

Every identifier in a statement comes from a declaration in our own code and is looked up in the schema first; whatever
comes from a person is a parameter.
"""

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from bot.feature import Erasure, PersonalData, Table
from bot.people import audit
from bot.privacy.rules import is_told
from bot.storage.database import SqlValue, Transaction

_AT_ONCE = 25
_GUILD = "guild"
"""Says until when a guild's records are kept, so it goes last."""
Row = Mapping[str, SqlValue]


class UndeclaredError(LookupError):
    """A declaration names what the schema does not have."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody as the tables know them: by Discord id, and by their actor key where they have one."""

    user_id: int
    key: str | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """One guild, and the tables by which a row is known to be its."""

    guild_id: int
    tables: Mapping[str, Table]


def person(tx: Transaction, user_id: int) -> Person:
    """The keys by which a person is stored."""
    return Person(user_id=user_id, key=audit.known_key(tx, user_id))


def columns(tx: Transaction, table: Table) -> dict[str, str]:
    """Column → type of a declared table. Raises UndeclaredError when the declaration and the schema disagree."""
    found = {
        row["name"]: str(row["type"])
        for row in tx.all("SELECT name, type FROM pragma_table_info(?)", (table.name,))
    }
    named = {data.column for data in table.people}.union(table.private)
    named |= {data.only[0] for data in table.people if data.only is not None}
    named |= set() if table.guild is None else {table.guild}
    named |= set() if table.parent is None else {table.parent[0]}
    named |= set() if table.unshared is None else {table.unshared[0]}
    named |= set() if table.withheld is None else table.withheld[0] | {table.withheld[1]}
    if not named <= found.keys():
        raise UndeclaredError(f"{table.name} has no {', '.join(sorted(named - found.keys()))}")
    return found


# One person


def count(
    tx: Transaction, table: Table, data: PersonalData, who: Person, *, place: Place | None = None
) -> int:
    """How many rows of a table are about a person by one of its columns. `place`: those of one guild alone."""
    columns(tx, table)
    where = _theirs(data)
    within = None if place is None else _in_guild(place.tables, table)
    if within is not None:
        where += f" AND {within}"
    return _number(tx, table, where, _named(who, None if place is None else place.guild_id))


def own(tx: Transaction, table: Table, data: PersonalData, who: Person) -> dict[str, SqlValue]:
    """The set values of a person's only row in a table, but for their id."""
    shown = [name for name in columns(tx, table) if name != data.column and name not in table.private]
    if not shown:
        return {}
    found = tx.one(f'SELECT {_list(shown)} FROM "{table.name}" WHERE {_theirs(data)}', _named(who))  # noqa: S608 - declarations
    return {} if found is None else {name: found[name] for name in shown if is_told(found[name])}


def of_person(tx: Transaction, tables: Mapping[str, Table], table: Table, who: Person) -> Iterator[Row]:
    """A person's rows in a table, in every guild, nobody else in them; and what belongs to rows that are theirs.

    Of another's row in which they are only named: which one.
    """
    keys = _key_columns(tx, table)
    whole, named = _where_person(tables, table)
    for row in _rows(tx, table, whole, _named(who)):
        yield _without_others(table, row, who)
    shown = {*keys, *(data.column for data in table.people if data.of_another), table.guild}
    if named is not None:
        for row in _rows(tx, table, named, _named(who)):
            yield {name: value for name, value in row.items() if name in shown}


def number_of_person(tx: Transaction, tables: Mapping[str, Table], table: Table, who: Person) -> int:
    """How many rows `of_person` gives."""
    whole, named = _where_person(tables, table)
    return sum(_number(tx, table, where, _named(who)) for where in (whole, named) if where is not None)


def _where_person(tables: Mapping[str, Table], table: Table) -> tuple[str, str | None]:
    """The condition of rows that are a person's, and of others' in which they are named."""
    if table.parent is not None and not table.people:
        mine, parent, theirs = table.parent
        above = _any(data for data in tables[parent].people if not data.of_another)
        return f'"{mine}" IN (SELECT "{theirs}" FROM "{parent}" WHERE {above})', None  # noqa: S608 - declarations
    whole = _any(data for data in table.people if not data.of_another)
    named = [data for data in table.people if data.of_another]
    return whole, f"{_any(named)} AND ({whole}) IS NOT TRUE" if named else None


def _any(people: Iterable[PersonalData]) -> str:
    return "(" + (" OR ".join(f"({_theirs(data)})" for data in people) or "0") + ")"


def erase(tx: Transaction, tables: Mapping[str, Table], who: Person) -> None:
    """Delete, unlink or blank whatever is declared about a person, in every guild.

    What they did stays under their actor key, which nobody can resolve once the row that links it is deleted.
    """
    for table in tables.values():
        known = columns(tx, table)
        for data in table.people:
            where = _theirs(data)
            if data.erasure is Erasure.DELETE:
                _delete(tx, tables, table, where, who)
            elif data.erasure is Erasure.BLANK:
                empty = (
                    f"json_remove(\"{data.column}\", '$.{data.inside}')"
                    if data.inside is not None
                    else _empty(tx, table, data.column, known[data.column])
                )
                tx.execute(
                    f'UPDATE "{table.name}" SET "{data.column}" = {empty} WHERE {where}',  # noqa: S608 - declarations
                    _named(who),
                )


def _delete(tx: Transaction, tables: Mapping[str, Table], table: Table, where: str, who: Person) -> None:
    """Rows and, before them, what belongs to them."""
    for child in tables.values():
        if child.parent is not None and child.parent[1] == table.name:
            mine, _, theirs = child.parent
            inner = f'"{mine}" IN (SELECT "{theirs}" FROM "{table.name}" WHERE {where})'  # noqa: S608 - declarations
            _delete(tx, tables, child, inner, who)
    tx.execute(f'DELETE FROM "{table.name}" WHERE {where}', _named(who))  # noqa: S608 - declarations


def _theirs(data: PersonalData) -> str:
    """The condition that a row is about :user, or :actor. Word for word what the partial indexes of 0007 say."""
    if data.inside is not None:
        return (
            f"instr({data.column}, '\"{data.inside}\":') > 0"
            f" AND json_extract({data.column}, '$.{data.inside}') = :user"
        )
    is_them = f"{data.column} = {':actor' if data.is_key else ':user'}"
    return is_them if data.only is None else f"{_one_of(*data.only)} AND {is_them}"


def _one_of(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _named(who: Person, guild_id: int | None = None) -> dict[str, SqlValue]:
    return {"user": who.user_id, "actor": who.key, "guild": guild_id}


def _without_others(table: Table, row: Row, who: Person) -> dict[str, SqlValue]:
    """The row with nobody in it but the one who asks."""
    shown = dict(row)
    for data in table.people:
        value = shown.get(data.column)
        if value is None:
            continue
        if data.inside is not None:
            inner = json.loads(str(value))
            if inner.get(data.inside) != who.user_id:
                shown[data.column] = _without(value, data.inside)
            continue
        if data.only is not None and row[data.only[0]] not in data.only[1]:
            continue
        if value != (who.key if data.is_key else who.user_id):
            shown[data.column] = None
    return shown


def _without(value: SqlValue, key: str) -> str:
    return json.dumps({name: one for name, one in json.loads(str(value)).items() if name != key})


def _empty(tx: Transaction, table: Table, column: str, kind: str) -> str:
    row = tx.one('SELECT "notnull" AS needed FROM pragma_table_info(?) WHERE name = ?', (table.name, column))
    if row is None or not row["needed"]:
        return "NULL"
    return "0" if kind == "INTEGER" else "''"


# One guild


def of_guild(tx: Transaction, tables: Mapping[str, Table], table: Table, guild_id: int) -> Iterator[Row]:
    """A guild's rows in a table as its organisers may see them, who did what by Discord id.

    Not what is a member's own, what is still its author's alone, what is withheld, and private columns.
    """
    place = _where_guild(tables, table)
    if place is None:
        return
    for row in _rows(tx, table, place, {"guild": guild_id}):
        shown = dict(row)
        for data in table.people:
            if not data.is_key and data.only is None:
                value = shown[data.column]
                shown[data.column] = None if data.inside is None else _without(value, data.inside)
        if table.withheld is not None:
            emptied, column, values = table.withheld
            if row[column] in values:
                shown |= dict.fromkeys(emptied)
        yield shown


def number_of_guild(tx: Transaction, tables: Mapping[str, Table], table: Table, guild_id: int) -> int:
    """How many rows `of_guild` gives."""
    place = _where_guild(tables, table)
    return 0 if place is None else _number(tx, table, place, {"guild": guild_id})


def _where_guild(tables: Mapping[str, Table], table: Table) -> str | None:
    """The condition of rows that a guild's organisers may see; None: no row of the table is."""
    if any(data.erasure is Erasure.DELETE and not data.is_key for data in table.people):
        return None
    place = _in_guild(tables, table, shared=True)
    if place is None:
        return None
    for data in table.people:
        if not data.is_key and data.only is not None:
            place += f" AND NOT {_one_of(*data.only)}"
    return place


def is_known(tx: Transaction, guild_id: int) -> bool:
    """Whether anything of the guild is stored."""
    return tx.one(f"SELECT 1 FROM {_GUILD} WHERE guild_id = ?", (guild_id,)) is not None  # noqa: S608 - our own constant


def left_before(tx: Transaction, instant: int) -> int | None:
    """A guild that the bot has left by this instant, the first to go; None when there is none."""
    row = tx.one(
        f"SELECT guild_id FROM {_GUILD} WHERE left_at <= ? ORDER BY left_at, guild_id LIMIT 1",  # noqa: S608 - our own constant
        (instant,),
    )
    return None if row is None else int(row["guild_id"])


def purge(tx: Transaction, tables: Mapping[str, Table], guild_id: int, limit: int) -> int:
    """Delete up to `limit` rows of a guild, what belongs to others first; returns how many. 0: nothing is left."""
    left = limit
    for table in _from_the_leaves(tx, tables):
        place = _in_guild(tables, table)
        if place is None:
            continue
        keys = _list(_key_columns(tx, table))
        # The newest first: a draft before what it revises, and of the log a whole beginning stays.
        newest = ", ".join(f'"{name}" DESC' for name in _key_columns(tx, table))
        left -= tx.execute(
            f'DELETE FROM "{table.name}" WHERE ({keys}) IN'  # noqa: S608 - declarations
            f' (SELECT {keys} FROM "{table.name}" WHERE {place} ORDER BY {newest} LIMIT :most)',
            {"guild": guild_id, "most": left},
        )
        if left <= 0:
            break
    return limit - left


def _in_guild(tables: Mapping[str, Table], table: Table, *, shared: bool = False) -> str | None:
    """The condition that a row is of :guild; None: rows of this table belong to none. `shared`: not an author's alone."""
    own_only = f" AND NOT {_one_of(*table.unshared)}" if shared and table.unshared is not None else ""
    if table.guild is not None:
        return f'"{table.guild}" = :guild{own_only}'
    if table.parent is None:
        return None
    mine, parent, theirs = table.parent
    place = _in_guild(tables, tables[parent], shared=shared)
    if place is None:
        return None
    return f'"{mine}" IN (SELECT "{theirs}" FROM "{parent}" WHERE {place}){own_only}'  # noqa: S608 - declarations


def _from_the_leaves(tx: Transaction, tables: Mapping[str, Table]) -> list[Table]:
    """In an order in which no deleted row leaves another pointing to it; the guild's own row last."""
    order: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(tables, ()))
    for table in tables.values():
        above = {
            row["target"]
            for row in tx.all('SELECT "table" AS target FROM pragma_foreign_key_list(?)', (table.name,))
        }
        above |= set() if table.parent is None else {table.parent[1]}
        for parent in above & tables.keys() - {table.name}:
            order.add(parent, table.name)
    found = [tables[name] for name in order.static_order()]
    return [table for table in found if table.name != _GUILD] + [
        table for table in found if table.name == _GUILD
    ]


# Rows


def _rows(tx: Transaction, table: Table, where: str, params: Mapping[str, SqlValue]) -> Iterator[Row]:
    """Rows in the order of their key, some at a time: a guild's log may not fit into memory.

    Without private columns, and nothing of a table that has no others but its key.
    """
    keys = _key_columns(tx, table)
    names = [name for name in columns(tx, table) if name not in table.private or name in keys]
    if not set(names) - set(keys):
        return
    marks = ", ".join(f":key{place}" for place in range(len(keys)))
    hidden = ", ".join(f'"{name}" AS "key{place}"' for place, name in enumerate(keys))
    after: dict[str, SqlValue] = {}
    while True:
        further = f" AND ({_list(keys)}) > ({marks})" if after else ""
        found = tx.all(
            f'SELECT {_list(names)}, {hidden} FROM "{table.name}" WHERE ({where}){further}'  # noqa: S608 - declarations
            f" ORDER BY {_list(keys)} LIMIT {_AT_ONCE}",
            {**params, **after},
        )
        for row in found:
            yield {name: row[name] for name in names}
        time.sleep(0)  # the loop's thread waits for its turn
        if len(found) < _AT_ONCE:
            return
        after = {f"key{place}": found[-1][f"key{place}"] for place in range(len(keys))}


def _number(tx: Transaction, table: Table, where: str, params: Mapping[str, SqlValue]) -> int:
    row = tx.one(f'SELECT count(*) AS n FROM "{table.name}" WHERE {where}', params)  # noqa: S608 - declarations
    return 0 if row is None else int(row["n"])


def _key_columns(tx: Transaction, table: Table) -> list[str]:
    found = tx.all("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table.name,))
    return [row["name"] for row in found] or ["rowid"]


def _list(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
