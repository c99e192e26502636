"""Text and tables from files that people send: their encoding, their separator, their limits.

Pure, with the standard library alone, and meant for a worker process (`bot.workers`): a hostile file is read in bounded
time, but not in the few milliseconds that the event loop has. Cells are what somebody typed: text, never markup.
"""

import codecs
import csv
import io
import itertools
import re
from typing import Final, NamedTuple

from bot.errors import InvalidInputError

MOST_COLUMNS: Final = 200
MOST_IN_FIELD: Final = 10_000
"""Characters of one field."""
_SEPARATORS: Final = (",", ";", "\t")
_LOOKED_AT: Final = 20
"""Records that say which separator it is."""
_NAMED: Final = re.compile(r"\ufeff?\"?sep=([,;\t])\"?\r?\n", re.IGNORECASE)
"""The line by which spreadsheets name it."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")


def decode_text(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or UTF-32, without its byte order mark.

    Raises InvalidInputError for what is no text: other encodings are not guessed, since a wrong guess makes other names.
    """
    mark, encoding = next(((mark, name) for mark, name in _MARKS if content.startswith(mark)), (b"", ""))
    try:
        text = content[len(mark) :].decode(encoding or _without_mark(content))
    except UnicodeDecodeError as error:
        raise InvalidInputError("files-no-text") from error
    if _NO_TEXT.search(text):
        raise InvalidInputError("files-no-text")
    return text


class Table(NamedTuple):
    """The names of the columns, and the rows under them: (its line in the file, its cells, as many as there are names).

    Cells are stripped; rows with nothing in them are left out.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]


def read_table(text: str, most_rows: int) -> Table:
    """The table in a text whose fields are parted by comma, semicolon or tab.

    Raises InvalidInputError, which names the line, for more than `most_rows` rows, for what is no table, and for what
    goes beyond the limits of this module.
    """
    named = _NAMED.match(text)
    if named is not None:
        text = text[named.end() :]
    separator = _separator(text) if named is None else named[1]
    csv.field_size_limit(MOST_IN_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    before = 1 if named is None else 2
    line = before
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            while cells and not cells[-1]:
                cells.pop()
            if len(cells) > MOST_COLUMNS:
                raise InvalidInputError("tables-too-many-columns", most=MOST_COLUMNS)
            if cells and not header:
                header = cells
            elif cells:
                if len(cells) > len(header):
                    raise InvalidInputError("tables-long-row", line=line)
                if len(rows) >= most_rows:
                    raise InvalidInputError("tables-too-many-rows", most=most_rows)
                rows.append((line, cells + [""] * (len(header) - len(cells))))
            line = reader.line_num + before
    except csv.Error as error:
        if "field larger" in str(error):
            raise InvalidInputError("tables-long-field", line=line, most=MOST_IN_FIELD) from error
        raise InvalidInputError("tables-broken", line=line) from error
    if not header:
        raise InvalidInputError("tables-empty")
    return Table(header, rows)


def read_table_file(content: bytes, most_rows: int) -> Table:
    """`read_table` of `decode_text`: what a worker is asked for."""
    return read_table(decode_text(content), most_rows)


def _without_mark(content: bytes) -> str:
    """UTF-8, unless every second byte at the start is zero: UTF-16 whose mark was lost, and mostly Latin letters."""
    head = content[:64]
    if len(head) >= 4:
        if not any(head[1::2]) and all(head[::2]):
            return "utf-16-le"
        if not any(head[::2]) and all(head[1::2]):
            return "utf-16-be"
    return "utf-8"


def _separator(text: str) -> str:
    """The one that parts the first records into the same number of fields, more than one; the first where none does."""
    head = "".join(itertools.islice(io.StringIO(text[: _LOOKED_AT * MOST_IN_FIELD], newline=""), _LOOKED_AT))
    best, most = _SEPARATORS[0], (0, 0)
    for separator in _SEPARATORS:
        counts = _counts(head, separator)
        if not counts or counts[0] < 2:
            continue
        # How many records agree with the first on the number of fields, then how many fields that is.
        found = (sum(count == counts[0] for count in counts), counts[0])
        if found > most:
            best, most = separator, found
    return best


def _counts(head: str, separator: str) -> list[int]:
    csv.field_size_limit(MOST_IN_FIELD)
    counts: list[int] = []
    try:
        for record in csv.reader(io.StringIO(head, newline=""), delimiter=separator):
            if any(record):
                counts.append(len(record))  # noqa: PERF401 - what was read before an error counts
    except csv.Error:
        pass
    return counts
