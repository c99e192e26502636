"""A project as one JSON document: what every paper is made of, and the "full JSON" itself.

FORMAT 1. Dates are ISO 8601; what is not known is null, and what a profile leaves out is not there at all:

{"format": 1, "made_by": "crossconnect", "profile": "public" | "internal", "made_at": instant,
 "project": {"id", "kind", "name", "city", "country", "rir", "stage", "stage_before", "since", "wanted", "servers", "prefix",
   "own_asn", "organisation", "website"},
 "mass": {"count", "wanted", "reached", "asns": [number], "organisations": [name]},
 "ladder": {rung: how many},
 "organisations": [{"name", "kind", "country", "website", "parent", "networks": [{"asn", "name", "policy", "as_set", "website",
   "peeringdb_id"}], "rung", "confirmed", "confirmed_on", "valid_until", "facility", "speed", "planned", "counts",
   internal: "evidence", "confirmed_rung", "stakeholder": {"position", "owner", "contacted_on", "note"}, "contacts": [{"asn",
   "role", "person"}]}],
 "kinds": {kind: how many stakeholders},
 "readiness": {"score", "ready", "gates": [{"gate", "state", internal: "evidence", "note"}], "dimensions": [{"dimension", "points",
   "weight", internal: "evidence", "note"}]},
 "sites": [{"name", "address", "scores": {criterion: {"points", "proven", internal: "evidence"}}}],
 "decisions": [{"topic", "state", "title", "text", "decided_on", "review_on", internal: "evidence", "objections": [{"text",
   "answer", "withdrawn"}]}],
 "plan": {"lan", "given", "capacity", "ask", "overflow", "horizons": [{"months", "members", "assumed", "prefix", "mesh", "by_servers"}],
   "rule": {"members", "prefix", "largest" or null, "source", "version", "checked_on", "read"} or null}, null for a NOG,
 internal: "survey": {"published_on", "contributors", "networks", "mbits", "price", "surveyed", "cost", "currency", "source", "yearly"} or null,
 "actions": [{"what", "owner", "due_on", "done_on"}], "history": [{"at", "what", "details"}]}

Public is made by reading less, not by striking out: evidence, positions, notes, contacts, actions and minutes are never
read for it. It names an organisation from a confirmed letter of intent on; of weaker ones it tells how many. What the private
survey was told (traffic, ports, prices) is in neither: an internal one has what was published of it.
"""

import datetime as dt
import functools
import math
import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.clock import from_epoch
from bot.exchanges import records
from bot.exchanges import store as exchanges
from bot.exchanges.answers import planning, ready
from bot.exchanges.answers.model import Said
from bot.exchanges.commitments import moving
from bot.exchanges.model import Held, Organisation, Project, Standing
from bot.exchanges.papers import store
from bot.exchanges.rules import HEIGHT, LADDER, PROVEN, ProjectKind, Rung
from bot.exchanges.survey import savings
from bot.networks import known
from bot.networks import records as networks
from bot.networks.rules import Network
from bot.people.actor import Actor
from bot.storage.database import Transaction

FORMAT: Final = 1
Document = dict[str, Any]
AT_ONCE: Final = 50
"""Organisations between two turns of the event loop."""
MOST_CONTACTS: Final = 100
"""Networks whose contacts an internal paper names: a registry asks for three."""


def gather(tx: Transaction, project: Project, actor: Actor, *, internal: bool) -> Document:
    """The document of a project as of now, its history still packed. People in it are Discord ids as text, under "owner" and "person"."""
    today = records.today(tx, project)
    everybody = exchanges.organisations(tx, project.guild_id)
    standings = {one.organisation_id: one for one in exchanges.standings(tx, project.id)}
    account = ready.account(tx, project)
    counting = frozenset(account.mass.groups.values())
    scene = _Scene(tx=tx, project=project, actor=actor, today=today, internal=internal)
    shown = scene.shown
    found: Document = {
        "format": FORMAT,
        "made_by": "crossconnect",
        "profile": "internal" if internal else "public",
        "made_at": _instant(tx.now),
        "project": _project(project, everybody),
        "mass": {
            "count": account.mass.count,
            "wanted": account.mass.wanted,
            "reached": account.mass.reached,
            "asns": sorted(account.mass.asns),
            "organisations": [one.name for one in everybody.values() if one.id in counting],
        },
        "ladder": _ladder(standings.values(), today),
        "organisations": _organisations(scene, everybody, standings, counting),
        "kinds": _kinds(tx, project, everybody),
        "readiness": {
            "score": math.floor(account.readiness.score * 10) / 10,  # what is missing is never rounded away
            "ready": account.readiness.ready,
            "gates": [
                {"gate": str(gate), "state": str(state)} | shown.claim(account.said.get(f"gate:{gate}"))
                for gate, state in account.readiness.gates.items()
            ],
            "dimensions": [
                {"dimension": str(one), "points": _points(account.dimensions.get(one)), "weight": weight}
                | shown.claim(account.said.get(f"dimension:{one}"))
                for one, weight in account.weights.items()
                if weight
            ],
        },
        "sites": [
            {"name": name, "address": address, "scores": shown.scores(scores)}
            for name, address, scores in store.sites(tx, project.id)
        ],
        "decisions": _decisions(tx, project, shown, internal=internal),
        "plan": _plan(tx, project),
    }
    if internal:
        found["survey"] = _survey(tx, project)
        found["actions"] = [
            {
                "what": row["what"],
                "owner": _person(row["owner_id"]),
                "due_on": row["due_on"],
                "done_on": _day_of(row["done_at"]),
            }
            for row in store.actions(tx, project.id)
        ]
        found["history"] = store.moves(tx, project)
    return found


def people(document: Document) -> frozenset[int]:
    """Whoever is in a document, by Discord id."""
    found = {one["owner"] for one in document.get("actions", ())}
    for one in document["organisations"]:
        found |= {each["person"] for each in one.get("contacts", ())}
        found.add(one.get("stakeholder", {}).get("owner"))
    return frozenset(int(one) for one in found if one)


def named(document: Document, names: Mapping[int, str]) -> Document:
    """The document with what people are called in place of their ids, where that is known."""

    def called(one: str | None) -> str | None:
        return None if one is None else names.get(int(one), one)

    for action in document.get("actions", ()):
        action["owner"] = called(action["owner"])
    for one in document["organisations"]:
        for contact in one.get("contacts", ()):
            contact["person"] = called(contact["person"])
        if "stakeholder" in one:
            one["stakeholder"]["owner"] = called(one["stakeholder"]["owner"])
    return document


class _Shown:
    """What proves something, as an internal document shows it; a public one never reads it."""

    def __init__(self, tx: Transaction, project: Project, *, internal: bool) -> None:
        self._internal = internal
        self._files = store.files(tx, project.id) if internal else {}

    def evidence(self, text: str) -> str:
        """A stored file by its name; everything else as it is."""
        kind, _, number = text.partition(":")
        if kind == "file" and number.isascii() and number.isdigit():
            return self._files.get(int(number), text)
        return text

    def claim(self, said: Said | None) -> dict[str, Any]:
        """What organisers say that a gate or a dimension rests on; what is computed rests on the ladder."""
        if not self._internal:
            return {}
        if said is None:
            return {"evidence": "", "note": ""}
        return {"evidence": self.evidence(said.claim.evidence), "note": said.note}

    def scores(self, scores: Mapping[str, Any]) -> dict[str, Any]:
        """What was scored of a site."""
        return {
            criterion: {"points": points, "proven": bool(evidence.strip())}
            | ({"evidence": self.evidence(evidence)} if self._internal else {})
            for criterion, (points, evidence) in scores.items()
        }


@dataclass(frozen=True, kw_only=True)
class _Scene:
    """What a document is gathered from, and for whom."""

    tx: Transaction
    project: Project
    actor: Actor
    today: dt.date
    internal: bool

    @functools.cached_property
    def shown(self) -> _Shown:
        return _Shown(self.tx, self.project, internal=self.internal)


def _project(project: Project, everybody: Mapping[int, Organisation]) -> Document:
    own = None if project.organisation_id is None else everybody.get(project.organisation_id)
    return {
        "id": project.id,
        "kind": str(project.kind),
        "name": project.name,
        "city": project.city,
        "country": project.country,
        "rir": None if project.rir is None else str(project.rir),
        "stage": str(project.stage),
        "stage_before": None if project.stage_before is None else str(project.stage_before),
        "since": project.created_at.date().isoformat(),
        "wanted": project.wanted,
        "servers": project.servers,
        "prefix": project.prefix,
        "own_asn": project.own_asn,
        "organisation": None if own is None else own.name,
        "website": None if own is None else own.website,
    }


def _ladder(standings: Iterable[Standing], today: dt.date) -> dict[str, int]:
    """How many stand on each rung; what is no longer valid has lapsed."""
    counts = Counter(_rung(one, today) for one in standings)
    return {str(one): counts[one] for one in (*reversed(LADDER), Rung.DECLINED, Rung.LAPSED) if counts[one]}


def _rung(one: Standing, today: dt.date) -> Rung:
    over = one.valid_until is not None and one.valid_until < today
    return Rung.LAPSED if over and HEIGHT[one.rung] >= 0 else one.rung


def signed(one: Standing | None, today: dt.date) -> Held | None:
    """What an organisation signed and an organiser confirmed, as long as it is valid; None: nothing."""
    found = None if one is None else moving.confirmed(one, today)
    return found if found is not None and HEIGHT[found.rung] >= PROVEN else None


def _organisations(
    scene: _Scene,
    everybody: Mapping[int, Organisation],
    standings: Mapping[int, Standing],
    counting: Collection[int],
) -> list[Document]:
    """Those that a document names, by name."""
    tx, project, today, internal = scene.tx, scene.project, scene.today, scene.internal
    those = {row["organisation_id"]: row for row in store.stakeholders(tx, project.id)} if internal else {}
    chosen = [
        one
        for one in everybody.values()
        if one.id in those
        or (internal and one.id in standings)
        or signed(standings.get(one.id), today) is not None
    ]
    asns = [asn for one in chosen for asn in one.asns]
    facts = known.names(tx, project.guild_id, asns) if asns else {}
    time.sleep(0)  # the loop's thread waits for its turn
    contacts = _contacts(tx, scene.actor, (facts[asn] for asn in asns if asn in facts)) if internal else {}
    found, named = [], {one.id for one in chosen}
    for number, one in enumerate(chosen):
        if number % AT_ONCE == 0:
            time.sleep(0)  # the loop's thread waits for its turn
        parent = None if one.parent_id is None else everybody.get(one.parent_id)
        if not internal and one.parent_id not in named:
            parent = None  # who did not sign is not named as an owner either
        row: Document = {
            "name": one.name,
            "kind": str(one.kind),
            "country": one.country,
            "website": one.website,
            "parent": None if parent is None else parent.name,
            "networks": [_network(facts[asn]) for asn in one.asns if asn in facts],
        }
        row |= _standing(standings.get(one.id), today, internal=internal)
        row["counts"] = one.id in counting
        if internal:
            row["contacts"] = [each for asn in one.asns for each in contacts.get(asn, ())]
            row["evidence"] = scene.shown.evidence(row["evidence"])
            if one.id in those:
                stakeholder = those[one.id]
                row["stakeholder"] = {
                    "position": stakeholder["position"],
                    "owner": _person(stakeholder["owner_id"]),
                    "contacted_on": stakeholder["contacted_on"],
                    "note": stakeholder["note"],
                }
        found.append(row)
    return found


def _standing(one: Standing | None, today: dt.date, *, internal: bool) -> Document:
    done = signed(one, today)
    told: Standing | Held | None = one if internal else done
    at = None if told is None else told.confirmed_at
    until = None if told is None else told.valid_until
    found = {
        "rung": None if told is None else str(told.rung),
        "confirmed": at is not None,
        "confirmed_on": None if at is None else at.date().isoformat(),
        "valid_until": None if until is None else until.isoformat(),
        "facility": "" if one is None else one.facility,
        "speed": None if one is None else one.speed,
        "planned": done is not None,
    }
    if internal:
        found["evidence"] = "" if one is None else one.evidence
        found["confirmed_rung"] = None if done is None else str(done.rung)
    return found


def _network(one: Network) -> Document:
    return {
        "asn": one.asn,
        "name": one.name,
        "policy": str(one.policy),
        "as_set": one.as_set,
        "website": one.website,
        "peeringdb_id": one.peeringdb_id,
    }


def _contacts(tx: Transaction, actor: Actor, some: Iterable[Network]) -> dict[int, list[Document]]:
    """Members who speak for a network and agreed to be shown as its contact."""
    found: dict[int, list[Document]] = {}
    for network in list(some)[:MOST_CONTACTS]:
        if network.verified_at is not None:
            found[network.asn] = [
                {"asn": network.asn, "role": one.role, "person": str(one.user_id)}
                for one in networks.shown(tx, actor, network).contacts
            ]
    return found


def _kinds(tx: Transaction, project: Project, everybody: Mapping[int, Organisation]) -> dict[str, int]:
    """How many stakeholders of each kind: who they are, and what they think, is for organisers."""
    ids = (row["organisation_id"] for row in store.stakeholders(tx, project.id))
    counts = Counter(str(everybody[one].kind) for one in ids if one in everybody)
    return dict(sorted(counts.items()))


def _decisions(tx: Transaction, project: Project, shown: _Shown, *, internal: bool) -> list[Document]:
    """The register; a public document has what was adopted and holds."""
    found = []
    held: dict[int, list[Document]] = {}
    if internal:
        for row in store.objections(tx, project.id):
            one = {"text": row["text"], "answer": row["answer"], "withdrawn": bool(row["withdrawn"])}
            held.setdefault(row["decision_id"], []).append(one)
    for row in store.decisions(tx, project.id):
        if not internal and row["state"] != "adopted":
            continue
        found.append(
            {
                "topic": row["topic"],
                "state": row["state"],
                "title": row["title"],
                "text": row["text"],
                "decided_on": _day_of(row["decided_at"]),
                "review_on": row["review_on"],
            }
            | (
                {"evidence": shown.evidence(row["evidence"]), "objections": held.get(row["id"], [])}
                if internal
                else {}
            )
        )
    return found


def _plan(tx: Transaction, project: Project) -> Document | None:
    """What it will need, with the registry's rule."""
    if project.kind is not ProjectKind.EXCHANGE:
        return None
    plan = planning.plan(tx, project)
    rule = plan.rule
    return {
        "lan": plan.lan,
        "given": plan.given,
        "capacity": plan.capacity,
        "ask": plan.ask,
        "overflow": None if plan.overflow is None else plan.overflow.isoformat(),
        "horizons": [
            {
                "months": one.months,
                "members": one.members,
                "assumed": one.assumed,
                "prefix": one.prefix,
                "mesh": one.mesh,
                "by_servers": one.by_servers,
            }
            for one in plan.horizons
        ],
        "rule": None
        if rule is None
        else {
            "members": rule.members,
            "prefix": rule.prefix,
            "largest": rule.largest,
            "source": rule.source,
            "version": rule.version,
            "checked_on": rule.checked_on.isoformat(),
            "read": str(rule.read),
        },
    }


def _survey(tx: Transaction, project: Project) -> Document | None:
    """What all save a year at least, from what was published of the survey, with all it rests on."""
    found = savings.estimate(tx, project)
    if found is None:
        return None
    return {
        "published_on": found.published_at.date().isoformat(),
        "contributors": found.contributors,
        "networks": found.networks,
        "mbits": found.least,
        "price": str(found.price),
        "surveyed": found.surveyed,
        "cost": str(found.cost),
        "currency": found.currency,
        "source": found.source,
        "yearly": float(found.yearly),
    }


def _points(claim: Any) -> int:
    return 0 if claim is None else claim.proven


def _instant(at: dt.datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _day_of(epoch: int | None) -> str | None:
    return None if epoch is None else from_epoch(epoch).date().isoformat()


def _person(user_id: int | None) -> str | None:
    return None if user_id is None else str(user_id)
