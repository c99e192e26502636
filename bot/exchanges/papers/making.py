"""The files of a paper. Runs in a worker process: 500 organisations take some 50 ms of one."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from bot.clock import from_epoch
from bot.exchanges.papers import composing, ixf_rules, writing

Files = list[tuple[str, bytes]]


class What(StrEnum):
    """Which paper."""

    REPORT = "report"
    DOSSIER = "dossier"
    MEMBERS = "members"
    PEERINGDB = "peeringdb"
    ORGANISATIONS = "organisations"
    DATA = "data"


FOR_EXCHANGES: Final = frozenset({What.DOSSIER, What.MEMBERS, What.PEERINGDB})
"""What a NOG has no use for: it asks nobody for addresses."""


def made(what: str, document: dict[str, Any], words: dict[str, str], rir: str | None, language: str) -> Files:
    """(name, content) of each file of a paper. `document`: see `document.gather`; `rir`: whose dossier."""
    title = document["project"]["name"]
    under = composing.subtitle(document, words, what)
    name = f"crossconnect-exchange-{document['project']['id']}-{what}"
    if document["profile"] != "public":
        name = f"{name}-{document['profile']}"
    match what:
        case What.REPORT:
            blocks = composing.report(document, words)
            pictures = _pictures(document, words, name)
            shown = [(alt, file) for alt, file, _ in pictures]
            return [
                (f"{name}.html", writing.page(title, under, blocks, language=language)),
                (f"{name}.md", writing.markdown(title, under, blocks, pictures=shown)),
                *((file, content) for _, file, content in pictures),
            ]
        case What.DOSSIER:
            blocks = composing.dossier(document, words, rir or "")
            return [
                (f"{name}.md", writing.markdown(title, under, blocks)),
                (f"{name}.json", writing.json_text(composing.dossier_data(document, rir or ""))),
            ]
        case What.MEMBERS:
            return [(f"{name}.json", writing.json_text(ixf_rules.export(document)))]
        case What.PEERINGDB:
            return [(f"{name}.md", writing.markdown(title, under, composing.preflight(document, words)))]
        case What.ORGANISATIONS:
            return [(f"{name}.csv", writing.table(composing.organisations(document)))]
        case _:
            return [(f"{name}.json", writing.json_text(_unpacked(document)))]


def _unpacked(document: dict[str, Any]) -> dict[str, Any]:
    """The document with its history as its form has it: reading ten thousand lines takes 100 ms, which nobody in the bot has."""
    if "history" in document:
        document["history"] = [
            {"at": f"{from_epoch(at):%Y-%m-%dT%H:%M:%SZ}", "what": what, "details": json.loads(details)}
            for _, at, what, details in sorted(json.loads(document["history"]))
        ]
    return document


def _pictures(
    document: Mapping[str, Any], words: Mapping[str, str], name: str
) -> list[tuple[str, str, bytes]]:
    """(what is to be seen, name of the file, SVG) of readiness and ladder, for whoever puts the Markdown into another document."""
    found = []
    for kind, rows in (
        ("readiness", composing.dimensions(document, words)),
        ("ladder", composing.rungs(document, words)),
    ):
        if rows:
            alt = f"{words[kind]}: {', '.join(f'{label} {told}' for label, _, _, told in rows)}"
            found.append((alt, f"{name}-{kind}.svg", writing.picture(rows)))
    return found
