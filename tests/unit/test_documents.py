"""The documents are complete: every column about a person is told, every key of a change has its place."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_privacy_names_every_table_that_knows_a_person() -> None:
    """A person is known by `user_id`, by an actor key (`actor`, `author`), or as the target of a direct message."""
    told = set(re.findall(r"(?m)\| `(\w+)` \|", (ROOT / "PRIVACY.md").read_text(encoding="utf-8")))
    schema = "\n".join(path.read_text() for path in sorted((ROOT / "bot/storage/migrations").glob("*.sql")))
    tables = re.findall(r"CREATE TABLE (\w+) \((.*?)\n\) STRICT", schema, flags=re.DOTALL)
    personal = {table for table, columns in tables if re.search(r"(?m)^\s+(user_id|actor|author) ", columns)}
    assert personal | {"delivery"} == told


def test_the_changelog_begins_with_what_is_unreleased() -> None:
    headings = re.findall(r"(?m)^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert headings[0] == "[Unreleased]"
