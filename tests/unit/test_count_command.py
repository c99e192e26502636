"""`crossconnect count`: whatever is wrong with a file is one line and exit code 2, in bounded time."""

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import crossconnect
from bot.errors import ConfigurationError

A_AND_B = '"candidates": ["A", "B"]'


def ballots(text: str, method: str = "schulze") -> str:
    return f'{{"method": "{method}", {A_AND_B}, "ballots": {text}}}'


WRONG = {
    "empty": ("", "is no JSON"),
    "not-json": ("method: schulze", "is no JSON"),
    "a-list": ("[1, 2]", "has to hold one JSON object"),
    "no-method": (f'{{{A_AND_B}, "ballots": []}}', "method has to be one of plurality, approval"),
    "unknown-method": (ballots("[]", "borda"), "method has to be one of plurality, approval"),
    "method-is-a-list": (f'{{"method": [], {A_AND_B}, "ballots": []}}', "method has to be one of"),
    "no-candidates": ('{"method": "irv", "ballots": []}', "candidates has to be a list"),
    "empty-candidates": ('{"method": "irv", "candidates": [], "ballots": []}', "there are 0 candidates"),
    "too-many-candidates": (
        json.dumps({"method": "irv", "candidates": [str(n) for n in range(65)], "ballots": []}),
        "1 to 64 can be counted",
    ),
    "candidate-twice": ('{"method": "irv", "candidates": ["A", "A"], "ballots": []}', "listed twice"),
    "candidate-a-number": ('{"method": "irv", "candidates": ["A", 2], "ballots": []}', "has to list names"),
    "no-ballots": (f'{{"method": "irv", {A_AND_B}}}', "ballots has to be a list"),
    "ballot-no-pair": (ballots("[[1]]"), "ballot 1: has to be [count, what was voted]"),
    "count-negative": (ballots('[[1, [["A"]]], [-3, [["A"]]]]'), "ballot 2: the count has to be a whole number"),
    "count-zero": (ballots('[[0, [["A"]]]]'), "ballot 1: the count has to be a whole number"),
    "count-half": (ballots('[[1.5, [["A"]]]]'), "ballot 1: the count has to be a whole number"),
    "count-true": (ballots('[[true, [["A"]]]]'), "ballot 1: the count has to be a whole number"),
    "count-endless": (ballots(f'[[{"9" * 5000}, [["A"]]]]'), "has 5000 digits"),
    "count-nan": (ballots("[[NaN, []]]"), "NaN is no number"),
    "unknown-candidate": (ballots('[[1, [["C"]]]]'), "ballot 1: 'C' is no candidate"),
    "candidate-in-two-groups": (ballots('[[1, [["A"], ["A"]]]]'), "ballot 1: 'A' is listed twice"),
    "group-a-text": (ballots('[[1, ["AB"]]]'), "ballot 1: each group has to be a list"),
    "groups-a-number": (ballots("[[1, 7]]"), "ballot 1: has to be a list of groups"),
    "member-a-list": (ballots('[[1, [[["A"]]]]]'), """ballot 1: "['A']" is no candidate"""),
    "seats-zero": (f'{{"method": "stv", "seats": 0, {A_AND_B}, "ballots": []}}', "0 seats for 2 candidates"),
    "seats-too-many": (f'{{"method": "stv", "seats": 3, {A_AND_B}, "ballots": []}}', "3 seats for 2 candidates"),
    "seats-a-text": (f'{{"method": "stv", "seats": "2", {A_AND_B}, "ballots": []}}', "seats has to be a whole number"),
    "seats-without-committee": (f'{{"method": "irv", "seats": 2, {A_AND_B}, "ballots": []}}', "irv fills one seat"),
    "two-firsts": (ballots('[[1, [["A", "B"]]]]', "plurality"), "ballot 1: a plurality ballot names one"),
    "equal-forbidden": (
        f'{{"method": "irv", "equal_ranks": "forbidden", {A_AND_B}, "ballots": [[1, [["A", "B"]]]]}}',
        "ballot 1: equal ranks are forbidden",
    ),
    "score-too-high": (ballots('[[1, {"A": 6}]]', "score"), "ballot 1: the score of 'A'"),
    "score-a-ranking": (ballots('[[1, [["A"]]]]', "score"), "ballot 1: a score ballot has to name a score"),
    "lot-not-whole": (f'{{"method": "irv", "tie_order": ["A"], {A_AND_B}, "ballots": []}}', "the tie order has to list"),
    "unknown-key": (f'{{"method": "irv", "wat": 1, {A_AND_B}, "ballots": []}}', "unknown key 'wat'"),
    "nested": ("[" * 5_000_000 + "]" * 5_000_000, "is nested too deeply"),
    "half-an-export": ('{"definition": {}}', "the export is not whole"),
    "export-of-lists": (
        '{"definition": [], "definition_hash": "", "events": [], "options": [], "result": []}',
        "the export is not whole",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_one_useful_line(name: str, tmp_path: Path) -> None:
    text, said = WRONG[name]
    file = tmp_path / "ballots.json"
    file.write_text(text, encoding="utf-8")
    began = time.monotonic()
    done = CliRunner().invoke(crossconnect, ["count", str(file)])
    assert time.monotonic() - began < 5
    assert isinstance(done.exception, ConfigurationError)
    assert done.exception.exit_code == 2
    line = str(done.exception)
    assert said in line
    assert "\n" not in line
    assert len(line) < 400


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "ballots.json"
    file.write_bytes(b"\x80\x81\x82")
    done = CliRunner().invoke(crossconnect, ["count", str(file)])
    assert isinstance(done.exception, ConfigurationError)


def test_ballots_are_counted_for_people_and_for_programs(tmp_path: Path) -> None:
    file = tmp_path / "ballots.json"
    file.write_text(ballots('[[8, [["B"], ["A"]]], [5, [["A", "B"]]]]'), encoding="utf-8")
    told = CliRunner().invoke(crossconnect, ["count", str(file)]).output
    assert "Winner: B" in told
    assert "B > A: 8" in told
    found = json.loads(CliRunner().invoke(crossconnect, ["count", "--json", str(file)]).output)
    assert (found["winners"], found["pairwise"]["B>A"], found["tied"]) == (["B"], 8, False)


def test_a_tie_of_sixty_four_options_ends(tmp_path: Path) -> None:
    names = [str(n) for n in range(64)]
    circle = [[1, [[one] for one in names[n:] + names[:n]]] for n in range(64)]
    for method in ("irv", "ranked_pairs", "schulze"):
        file = tmp_path / f"{method}.json"
        file.write_text(
            json.dumps({"method": method, "candidates": names, "ballots": circle}), encoding="utf-8"
        )
        began = time.monotonic()
        done = CliRunner().invoke(crossconnect, ["count", "--json", str(file)])
        assert time.monotonic() - began < 30
        assert json.loads(done.output)["tied"] is True
