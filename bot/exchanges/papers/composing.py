"""Papers put together from a project's document, as blocks or rows. Pure.

`words`: what labels say in the language of whoever asked, by the keys of `messages.words`. Everything else is from the document, raw.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.exchanges.papers import blocks, peeringdb_rules, requests_rules
from bot.exchanges.papers.blocks import Block
from bot.exchanges.papers.requests_rules import Answer, Field, State
from bot.exchanges.readiness_rules import MOST_POINTS
from bot.exchanges.rules import WAYS, ProjectKind

Document = Mapping[str, Any]
Words = Mapping[str, str]
_NONE: Final = "–"
Bar = tuple[str, int, int, str]
"""(name, value, the most that it may be, the value as it is read)"""


def subtitle(document: Document, words: Words, what: str) -> str:
    """What stands under the title: which paper, for whom, as of when."""
    return " · ".join(
        (words[f"what-{what}"], words[f"profile-{document['profile']}"], document["made_at"][:10])
    )


# The report


def report(document: Document, words: Words) -> list[Block]:
    """What a regulator or a funder wants to see: where it stands, who is behind it, what is missing, what it will need."""
    found = [
        blocks.facts(_basics(document, words)),
        *_mass(document, words),
        *_ladder(document, words),
        *_readiness(document, words),
        *_sites(document, words),
        *_decisions(document, words),
    ]
    found += _plan(document, words)
    found += _survey(document, words)
    found += _stakeholders(document, words)
    found += _actions(document, words)
    return [*found, blocks.note(words[f"about-{document['profile']}"])]


def _basics(document: Document, words: Words) -> list[tuple[str, str]]:
    project = document["project"]
    way = [str(one) for one in WAYS[ProjectKind(project["kind"])]]
    stage = words[f"stage-{project['stage']}"]
    if project["stage"] in way:
        stage = f"{stage} ({way.index(project['stage']) + 1} / {len(way)})"
    elif project["stage_before"] is not None:
        before = words[f"stage-{project['stage_before']}"]
        stage = f"{stage} ← {before}"
    mass = document["mass"]
    ready = document["readiness"]
    met = sum(one["state"] == "met" for one in ready["gates"])
    rows = [
        (words["kind"], words[f"kind-{project['kind']}"]),
        (words["place"], ", ".join(filter(None, (project["city"], project["country"]))) or _NONE),
        (words["stage"], stage),
        (words["since"], project["since"]),
        (words["mass"], f"{mass['count']} / {mass['wanted']}"),
        (words["gates"], f"{met} / {len(ready['gates'])}"),
        (words["score"], f"{ready['score']:g} / 100"),
    ]
    if project["rir"] is not None:
        rows.insert(2, (words["registry"], words[f"rir-{project['rir']}"]))
    if project["organisation"] is not None:
        rows.append((words["organisation"], project["organisation"]))
    if project["website"]:
        rows.append((words["website"], project["website"]))
    return rows


def _mass(document: Document, words: Words) -> list[Block]:
    """Who signed; the independent ones, which count, are marked."""
    signed = [one for one in document["organisations"] if one["planned"]]
    if not signed:
        return [blocks.heading(words["signed"]), blocks.text(words["signed-none"])]
    internal = document["profile"] == "internal"
    head = [words[one] for one in ("organisation", "asns", "country", "rung", "valid-until", "counts")]
    if internal:
        head.append(words["evidence"])
    rows = []
    for one in signed:
        row = [
            one["name"],
            ", ".join(f"AS{each['asn']}" for each in one["networks"]) or _NONE,
            one["country"] or _NONE,
            words[f"rung-{one.get('confirmed_rung') or one['rung']}"],
            one["valid_until"] or _NONE,
            words["yes"] if one["counts"] else words["no"],
        ]
        rows.append([*row, one["evidence"] or _NONE] if internal else row)
    return [blocks.heading(words["signed"]), blocks.table(head, rows), blocks.note(words["counts-how"])]


def rungs(document: Document, words: Words) -> list[Bar]:
    """How many stand on each rung, as a chart."""
    ladder: Mapping[str, int] = document["ladder"]
    most = max(ladder.values(), default=0)
    return [(words[f"rung-{rung}"], count, most, str(count)) for rung, count in ladder.items()]


def dimensions(document: Document, words: Words) -> list[Bar]:
    """The points of each dimension, as a chart, with what it weighs of all: organisers' weights make any sum."""
    found = document["readiness"]["dimensions"]
    whole = sum(one["weight"] for one in found)
    return [
        (
            words["dimension-" + one["dimension"]] + f" ({round(one['weight'] * 100 / whole)} %)",
            one["points"],
            MOST_POINTS,
            f"{one['points']} / {MOST_POINTS}",
        )
        for one in found
    ]


def _ladder(document: Document, words: Words) -> list[Block]:
    rows = rungs(document, words)
    if not rows:
        return []
    found = [
        blocks.heading(words["ladder"]),
        blocks.bars((words["rung"], words["organisations"]), rows),
        blocks.note(words["ladder-how"]),
    ]
    if document["profile"] == "internal":
        others = [one for one in document["organisations"] if one["rung"] and not one["planned"]]
        found.append(
            blocks.table(
                [words[one] for one in ("organisation", "rung", "valid-until", "contact")],
                [
                    [
                        one["name"],
                        words[f"rung-{one['rung']}"],
                        one["valid_until"] or _NONE,
                        ", ".join(f"{each['person']} ({each['role']})" for each in one["contacts"]) or _NONE,
                    ]
                    for one in others
                ],
            )
        )
    return found


def _readiness(document: Document, words: Words) -> list[Block]:
    ready = document["readiness"]
    internal = document["profile"] == "internal"
    head = [words["gate"], words["state"]] + ([words["evidence"], words["note"]] if internal else [])
    gates = [
        [words[f"gate-{one['gate']}"], words[f"state-{one['state']}"]]
        + ([one["evidence"] or _NONE, one["note"] or _NONE] if internal else [])
        for one in ready["gates"]
    ]
    found = [
        blocks.heading(words["gates"]),
        blocks.table(head, gates),
        blocks.heading(words["readiness"]),
        blocks.text(f"{words['score']}: {ready['score']:g} / 100"),
        blocks.bars((words["dimension"], words["points"]), dimensions(document, words)),
        blocks.note(words["readiness-how"]),
    ]
    if internal:
        proofs = [
            [words[f"dimension-{one['dimension']}"], one["evidence"] or _NONE, one["note"] or _NONE]
            for one in ready["dimensions"]
            if one["evidence"] or one["note"]
        ]
        found.append(blocks.table([words[one] for one in ("dimension", "evidence", "note")], proofs))
    return found


def _sites(document: Document, words: Words) -> list[Block]:
    sites: Sequence[Document] = document["sites"]
    if not sites:
        return []
    criteria = list(dict.fromkeys(one for site in sites for one in site["scores"]))
    rows = []
    for site in sites:
        scores = site["scores"]
        total = sum(one["points"] for one in scores.values() if one["proven"])
        told = [
            _NONE if one not in scores else f"{scores[one]['points']}{'' if scores[one]['proven'] else ' ?'}"
            for one in criteria
        ]
        rows.append([", ".join(filter(None, (site["name"], site["address"]))), *told, str(total)])
    rows.sort(key=lambda row: -int(row[-1]))  # the best first, as the comparison shows them
    head = [words["site"], *(words[f"criterion-{one}"] for one in criteria), words["total"]]
    found = [
        blocks.heading(words["sites"]),
        blocks.table(head, rows, figures=range(1, len(head))),
        blocks.note(words["sites-how"]),
    ]
    if document["profile"] == "internal":
        proofs = [
            [site["name"], words[f"criterion-{one}"], score["evidence"]]
            for site in sites
            for one, score in site["scores"].items()
            if score["evidence"]
        ]
        found.append(blocks.table([words["site"], words["criterion"], words["evidence"]], proofs))
    return found


def _decisions(document: Document, words: Words) -> list[Block]:
    decisions: Sequence[Document] = document["decisions"]
    if not decisions:
        return []
    internal = document["profile"] == "internal"
    head = [words[one] for one in ("topic", "decision", "state", "decided", "review")]
    rows = [
        [
            words[f"topic-{one['topic']}"],
            one["title"],
            words[f"decision-{one['state']}"],
            one["decided_on"] or _NONE,
            one["review_on"] or _NONE,
        ]
        + ([one["evidence"] or _NONE] if internal else [])
        for one in decisions
    ]
    found = [
        blocks.heading(words["decisions"]),
        blocks.table(head + ([words["evidence"]] if internal else []), rows),
    ]
    found += [blocks.entry(one["title"], one["text"]) for one in decisions if one["text"]]
    objections = [
        [one["title"], each["text"], words["withdrawn"] if each["withdrawn"] else each["answer"] or _NONE]
        for one in decisions
        for each in one.get("objections", ())
    ]
    found.append(blocks.table([words[one] for one in ("decision", "objection", "answer")], objections))
    return found


def _plan(document: Document, words: Words) -> list[Block]:
    plan = document["plan"]
    if plan is None:
        return []
    most = max(plan["capacity"], *(one["members"] for one in plan["horizons"]))
    bars = [
        (words[f"in-{one['months']}"], one["members"], most, f"{one['members']} / {plan['capacity']}")
        for one in plan["horizons"]
    ]
    facts = [
        (words["prefix"], f"/{plan['lan']} ({plan['capacity']})"),
        (words["overflow"], plan["overflow"] or words["overflow-never"]),
        (words["servers"], str(document["project"]["servers"])),
    ]
    return [
        blocks.heading(words["plan"]),
        blocks.facts(facts),
        _horizons(document, words),
        blocks.bars((words["when"], words["members-of-lan"]), bars),
        blocks.note(words["plan-how"]),
        *_rule(document, words),
    ]


def _horizons(document: Document, words: Words) -> Block:
    head = [words[one] for one in ("when", "members", "lan", "sessions", "sessions-servers")]
    rows = [
        [
            words[f"in-{one['months']}"],
            f"{one['members']} *" if one["assumed"] else str(one["members"]),
            _NONE if one["prefix"] is None else f"/{one['prefix']}",
            str(one["mesh"]),
            str(one["by_servers"]),
        ]
        for one in document["plan"]["horizons"]
    ]
    return blocks.table(head, rows, figures=(1, 3, 4))


def _rule(document: Document, words: Words) -> list[Block]:
    """The registry's rule, with its source and date."""
    rule = document["plan"]["rule"]
    if rule is None:
        return []
    checked = f"{rule['checked_on']} ({words['read-' + rule['read']]})"
    return [
        blocks.facts(
            [
                (words["registry"], words[f"rir-{document['project']['rir']}"]),
                (
                    words["rule"],
                    f"≥ {rule['members']} · /{rule['prefix']} – "
                    + (_NONE if rule["largest"] is None else f"/{rule['largest']}"),
                ),
                (words["source"], " · ".join(filter(None, (rule["version"], rule["source"])))),
                (words["checked"], checked),
            ]
        ),
        blocks.note(words["ask-registry"]),
    ]


def _survey(document: Document, words: Words) -> list[Block]:
    """What all save, with every assumption."""
    survey = document.get("survey")
    if survey is None:
        return []
    unit = f"{survey['currency']} / Mbit/s"
    return [
        blocks.heading(words["savings"]),
        blocks.facts(
            [
                (words["savings-yearly"], f"≥ {math.floor(survey['yearly']):,} {survey['currency']}"),
                (words["savings-traffic"], f"≥ {survey['mbits']:,} Mbit/s ({survey['contributors']})"),
                (words["savings-price"], f"{survey['price']} {unit}"),
                (words["savings-cost"], f"{survey['cost']} {survey['currency']} ({survey['networks']})"),
                (words["source"], survey["source"] or _NONE),
                (words["decided"], survey["published_on"]),
            ]
        ),
        blocks.note(words["savings-how"]),
    ]


def _stakeholders(document: Document, words: Words) -> list[Block]:
    kinds: Mapping[str, int] = document["kinds"]
    if not kinds:
        return []
    most = max(kinds.values())
    found = [
        blocks.heading(words["stakeholders"]),
        blocks.bars(
            (words["kind"], words["organisations"]),
            [(words[f"organisation-{kind}"], count, most, str(count)) for kind, count in kinds.items()],
        ),
    ]
    those = [one for one in document["organisations"] if "stakeholder" in one]
    found.append(
        blocks.table(
            [words[one] for one in ("organisation", "position", "contact", "contacted", "note")],
            [
                [
                    one["name"],
                    words[f"position-{one['stakeholder']['position']}"],
                    one["stakeholder"]["owner"] or _NONE,
                    one["stakeholder"]["contacted_on"] or _NONE,
                    one["stakeholder"]["note"] or _NONE,
                ]
                for one in those
            ],
        )
    )
    return found


def _actions(document: Document, words: Words) -> list[Block]:
    if not document.get("actions"):
        return []
    rows = [
        [one["what"], one["owner"] or _NONE, one["due_on"] or _NONE, one["done_on"] or _NONE]
        for one in document["actions"]
    ]
    return [
        blocks.heading(words["actions"]),
        blocks.table([words[one] for one in ("action", "owner", "due", "done")], rows),
    ]


# The dossier, and PeeringDB's list


def dossier(document: Document, words: Words, rir: str) -> list[Block]:
    """What the registry asks, in its order: what the project has, what it lacks, what whoever sends the request writes in."""
    request = requests_rules.REQUESTS[rir]
    answers = requests_rules.asked(document, rir)
    rows = [
        [
            words[f"field-{one.field}"],
            words[f"has-{one.state}"],
            _told(one, document, words) if one.state is State.GIVEN else words[f"lacks-{one.field}"],
        ]
        for one in answers
    ]
    lacking = sum(one.state is State.LACKS for one in answers)
    found = [
        blocks.facts([(words["registry"], words[f"rir-{rir}"]), (words["lacking"], str(lacking))]),
        blocks.heading(words["asked"]),
        blocks.table([words[one] for one in ("field", "state", "answer")], rows),
        blocks.heading(words["members"]),
        _members(document, words),
    ]
    if document["plan"] is not None:
        found += _plan(document, words)
    checked = request.checked_on
    found += [
        blocks.heading(words["sources"]),
        blocks.links(words["source"], request.sources),
        blocks.facts([(words["checked"], words["unchecked"] if checked is None else checked.isoformat())]),
        blocks.note(words[f"about-{document['profile']}"]),
    ]
    return found


def _told(one: Answer, document: Document, words: Words) -> str:
    if one.field is not Field.PLAN_V4:
        return "; ".join(one.values)
    horizons = (
        f"{words['in-' + str(each['months'])]}: {each['members']}" for each in document["plan"]["horizons"]
    )
    return "; ".join((*one.values, *horizons))


def _members(document: Document, words: Words) -> Block:
    internal = document["profile"] == "internal"
    keys = ["organisation", "asns", "country", "confirmed", "counts"] + (["contact"] if internal else [])
    rows = []
    for one in requests_rules.members(document):
        row = [
            one["name"],
            ", ".join(f"AS{each['asn']}" for each in one["networks"]),
            one["country"] or _NONE,
            one["confirmed_on"] or _NONE,
            words["yes"] if one["counts"] else words["no"],
        ]
        if internal:
            row.append(", ".join(f"{each['person']} ({each['role']})" for each in one["contacts"]) or _NONE)
        rows.append(row)
    return blocks.table([words[key] for key in keys], rows)


def dossier_data(document: Document, rir: str) -> dict[str, Any]:
    """The dossier as a value that JSON holds."""
    request = requests_rules.REQUESTS[rir]
    return {
        "format": 1,
        "made_by": "crossconnect",
        "profile": document["profile"],
        "made_at": document["made_at"],
        "registry": rir,
        "sources": list(request.sources),
        "checked_on": None if request.checked_on is None else request.checked_on.isoformat(),
        "exchange": document["project"],
        "fields": [
            {"field": str(one.field), "state": str(one.state), "values": list(one.values)}
            for one in requests_rules.asked(document, rir)
        ],
        "members": requests_rules.members(document),
        "plan": document["plan"],
    }


def preflight(document: Document, words: Words) -> list[Block]:
    """What PeeringDB would take, what it would refuse and why, and what nobody but its registrant knows."""
    findings = peeringdb_rules.preflight(document)
    refused = sum(one.verdict is peeringdb_rules.Verdict.REFUSED for one in findings)
    rows = [
        [
            words[f"check-{one.check}"],
            words[f"verdict-{one.verdict}"],
            one.value or _NONE,
            "" if one.verdict is peeringdb_rules.Verdict.PASSES else words[f"why-{one.check}"],
        ]
        for one in findings
    ]
    return [
        blocks.facts([(words["refused"], str(refused))]),
        blocks.table([words[one] for one in ("check", "verdict", "value", "why")], rows),
        blocks.heading(words["sources"]),
        blocks.links(words["source"], peeringdb_rules.SOURCES),
    ]


# The table of organisations

COLUMNS: Final = (
    "organisation",
    "kind",
    "country",
    "website",
    "parent",
    "asn",
    "stage",
    "confirmed",
    "valid_until",
    "facility",
    "speed",
)
"""Heads of the CSV file, in English whoever asked: another program reads them, ours too. An organisation has a line for each AS number."""


def organisations(document: Document) -> list[list[str]]:
    """The organisations that the document names, as a table."""
    internal = document["profile"] == "internal"
    rows = [[*COLUMNS, *(("evidence",) if internal else ())]]
    for one in document["organisations"]:
        for asn in [str(each["asn"]) for each in one["networks"]] or [""]:
            row = [
                one["name"],
                one["kind"],
                one["country"] or "",
                one["website"] or "",
                one["parent"] or "",
                asn,
                one["rung"] or "",
                one["confirmed_on"] or "" if one["confirmed"] else "",
                one["valid_until"] or "",
                one["facility"],
                "" if one["speed"] is None else str(one["speed"]),
            ]
            rows.append([*row, one["evidence"]] if internal else row)
    return rows
