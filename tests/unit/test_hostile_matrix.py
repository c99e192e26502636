"""The hostile matrix: what must not hurt. Each line that this product meets so far has a test that is marked with it.

`@pytest.mark.hostile(17, 18)` says: this test proves these lines. Refused means a sentence to the one who sent it, nothing
stored, nothing posted. The lines that are not here belong to what is not built yet: cohorts, polls.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
LAST = 64
LINES: Mapping[int, str] = {
    1: "@everyone in a title pings nobody",
    2: "a role mention in an option",
    3: "links to channels, commands and guides",
    4: "a masked link",
    5: "a heading, a quote or a code fence breaks out",
    6: "an override of the direction in a name",
    7: "an isolate that is not closed",
    8: "a name that looks like another one",
    9: "500 combining marks",
    10: "a name of invisible characters",
    11: "NUL or a newline in a name",
    12: "4,001 and 6,000 characters",
    13: "a surrogate or an emoji at the cut",
    14: "what looks like a template of ours",
    15: "SQL, and % and _ in a search",
    16: "cells of a spreadsheet that begin like a formula",
    17: "a wall time that the clocks jump over",
    18: "a wall time that comes twice",
    19: "a time that is past",
    20: "the year 9999, a time that Discord cannot draw",
    21: "a zone that is none, or a path",
    22: "05/12: day or month",
    23: "digits of another script",
    24: "29 February every year",
    25: "time-zone data that changes before it is due",
    26: "a clock that jumps",
    27: "127.0.0.1",
    28: "127.0.0.1 written as an address of the other family",
    29: "the metadata service of a cloud",
    30: "a name that leads to a private machine",
    31: "a name that leads elsewhere the second time",
    32: "a redirect to a private machine, or to a file",
    33: "redirects in a circle",
    34: "private machines in the addresses of NAT64 and 6to4",
    35: "http://good@evil",
    36: "a name that is drawn like another one",
    37: "a gzip bomb",
    38: "a body that drips",
    39: "a body without end",
    40: "a web page in place of a calendar",
    41: "a billion laughs",
    42: "a rule for every second",
    43: "a rule for 30 February",
    44: "50,000 events",
    45: "a UID twice, no start, a zone that nobody knows",
    46: "a file called ../../x, CON, or by 300 characters",
    47: "a size that is not true",
    48: "a picture of four billion pixels",
    49: "a table in UTF-16, or with a byte order mark",
    50: "a member runs what is an organiser's",
    51: "a role lost while a form was open",
    52: "an id of another guild",
    53: "an id that cannot be",
    54: "a button of what is gone",
    55: "somebody else presses it",
    56: "a role that the bot may not give, or nobody should get",
    59: "a configuration without organisers",
    60: "killed between claim, send and mark",
    61: "a channel that is gone, forbidden or archived",
    62: "429, 5xx, lost answers, no gateway for half an hour",
    63: "a database that is full, locked, cut short or too new",
    64: "stopped in mid-send, a token that was revoked",
}


def marked() -> Iterator[tuple[str, int]]:
    """(test, line) of each marker in the tests."""
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for decorator in node.decorator_list:
                if (
                    isinstance(decorator, ast.Call)
                    and isinstance(decorator.func, ast.Attribute)
                    and decorator.func.attr == "hostile"
                ):
                    assert node.name.startswith("test_"), f"{path.name}: {node.name} is no test"
                    for line in decorator.args:
                        yield f"{path.name}::{node.name}", ast.literal_eval(line)


MARKED = tuple(marked())


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line}-{LINES[line].replace(' ', '-')}")
def test_each_line_has_its_test(line: int) -> None:
    assert [test for test, proven in MARKED if proven == line]


def test_no_marker_names_a_line_that_is_none() -> None:
    strangers = [(test, line) for test, line in MARKED if not (isinstance(line, int) and 1 <= line <= LAST)]
    assert strangers == []
