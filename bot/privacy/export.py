"""The files of an export: JSON, written row by row, so that neither memory nor anybody else waits for a large one.

Functions of a transaction: what they write is one state of the database, and they run on a connection's thread.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from bot.feature import Table
from bot.people import audit
from bot.privacy import rules, store
from bot.privacy.rules import Explained
from bot.storage.database import Transaction

Sink = Callable[[bytes], object]
_BOT, _ERASED = "the bot", "erased"
_ROOM_FOR_THE_END = 4096


class Writer:
    """A JSON object that is written while its rows are read. `most` bytes at most; None: as long as it takes."""

    def __init__(self, sink: Sink, most: int | None) -> None:
        self._sink = sink
        self._most = most
        self._size = 0
        self.rows = 0
        self.left_out = 0

    def begin(self, head: Mapping[str, object]) -> None:
        """The members before the tables."""
        fields = "".join(f"{_text(name)}: {_text(value)},\n" for name, value in head.items())
        self._write("{\n" + fields + '"tables": {')
        self._tables = 0

    def table(
        self,
        name: str,
        explained: Explained,
        rows: Iterable[Mapping[str, object]],
        number: Callable[[], int],
    ) -> None:
        """A table, unless it has no row, up to the first row that does not fit. `number`: how many rows there are."""
        written = 0
        for row in rows:
            line = ("," if written else "") + "\n" + _text(row)
            head = "" if written else self._head(name, explained, row)
            if not self._fits(head + line):
                self.left_out += number() - written
                break
            self._write(head + line)
            written += 1
        if written:
            self._write("\n]}")
            self._tables += 1
        self.rows += written

    def end(self) -> None:
        """What closes the file, and says whether it is whole."""
        self._write(f'\n}},\n"rows": {self.rows},\n"left_out": {self.left_out}\n}}\n')

    def _head(self, name: str, explained: Explained, row: Mapping[str, object]) -> str:
        columns = {column: text for column, text in explained.columns.items() if column in row}
        about = f'{{"what": {_text(explained.what)},\n"columns": {_text(columns)},\n"rows": ['
        return ("," if self._tables else "") + f"\n{_text(name)}: {about}"

    def _fits(self, text: str) -> bool:
        return self._most is None or self._size + len(text.encode()) <= self._most - _ROOM_FOR_THE_END

    def _write(self, text: str) -> None:
        content = text.encode()
        self._size += len(content)
        self._sink(content)


def write_person(
    tx: Transaction,
    tables: Mapping[str, Table],
    user_id: int,
    writer: Writer,
    *,
    about: str,
    explained: Mapping[str, Explained],
) -> None:
    """Every declared row of a person, in every guild."""
    who = store.person(tx, user_id)
    writer.begin({"about": about, "made_at": rules.instant(int(tx.now.timestamp())), "user_id": str(user_id)})
    for table in tables.values():
        writer.table(
            table.name,
            explained.get(table.name, Explained()),
            _plain(store.of_person(tx, tables, table, who), who),
            partial(store.number_of_person, tx, tables, table, who),
        )
    writer.end()


def write_guild(
    tx: Transaction,
    tables: Mapping[str, Table],
    guild_id: int,
    writer: Writer,
    *,
    about: str,
    explained: Mapping[str, Explained],
) -> None:
    """Everything of a guild that its organisers may see."""
    names: dict[str, object] = {}

    def name(key: str) -> object:
        return _name(tx, names, key)

    def named(table: Table) -> Iterator[Mapping[str, object]]:
        keys = [data.column for data in table.people if data.is_key]
        for row in store.of_guild(tx, tables, table, guild_id):
            shown = {column: rules.plain(column, value, name) for column, value in row.items()}
            for column in keys:
                key = row[column]
                shown[column] = None if key is None else name(str(key))
            yield shown

    writer.begin(
        {"about": about, "made_at": rules.instant(int(tx.now.timestamp())), "guild_id": str(guild_id)}
    )
    for table in tables.values():
        writer.table(
            table.name,
            explained.get(table.name, Explained()),
            named(table),
            partial(store.number_of_guild, tx, tables, table, guild_id),
        )
    writer.end()


def _plain(rows: Iterable[store.Row], who: store.Person) -> Iterator[Mapping[str, object]]:
    def name(key: str) -> object:
        return key if key == who.key else None

    for row in rows:
        yield {column: rules.plain(column, value, name) for column, value in row.items()}


def _name(tx: Transaction, names: dict[str, object], key: str) -> object:
    """Who is behind an actor key, as an organiser sees it in the history."""
    if key == audit.SYSTEM:
        return _BOT
    if key not in names:
        user_id = audit.user_of(tx, key)
        names[key] = _ERASED if user_id is None else {"user_id": str(user_id)}
    return names[key]


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ": "))
