"""The words of papers, and the card under which their files stand."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Final

from bot.exchanges.answers.rir_rules import Read
from bot.exchanges.model import OrganisationKind, Rir, Topic
from bot.exchanges.papers.making import What
from bot.exchanges.papers.peeringdb_rules import Check, Verdict
from bot.exchanges.papers.requests_rules import Field, State
from bot.exchanges.papers.service import Paper
from bot.exchanges.readiness_rules import Dimension, Gate, GateState
from bot.exchanges.register.model import DecisionState, Position
from bot.exchanges.rules import ProjectKind, Rung, Stage
from bot.exchanges.sites.rules import Criterion
from bot.language.catalogue import Translator
from bot.ui.cards import Attachment, Block, Card, File, Note, Text, Tone

PROFILES: Final = ("public", "internal")
LABELS: Final = (
    "action", "actions", "about-internal", "about-public", "answer", "ask-registry", "asked", "asns",
    "check", "checked", "confirmed", "contact", "contacted", "counts", "counts-how", "country",
    "criterion", "decided", "decision", "decisions", "dimension", "done", "due", "evidence", "field",
    "gate", "gates", "in-0", "in-12", "in-24", "in-3", "kind", "lacking", "ladder", "ladder-how", "lan",
    "mass", "members", "members-of-lan", "no", "note", "objection", "organisation", "organisations",
    "overflow", "overflow-never", "owner", "place", "plan", "plan-how", "points", "position", "prefix",
    "readiness", "readiness-how", "refused", "registry", "review", "rule", "rung", "savings",
    "savings-cost", "savings-how", "savings-price", "savings-traffic", "savings-yearly", "score",
    "servers", "sessions", "sessions-servers", "signed", "signed-none", "since", "site", "sites",
    "sites-how", "source", "sources", "stage", "stakeholders", "state", "topic", "total", "unchecked",
    "valid-until", "value", "verdict", "website", "when", "why", "withdrawn", "yes",
)  # fmt: skip
_AT_ONCE: Final = 25


async def words(t: Translator) -> dict[str, str]:
    """Every label of every paper, by the keys that `composing` uses. The first time it takes some ms: others have their turn."""
    found = {one: t.plain(f"paper-word-{one}") async for one in _by_and_by(LABELS)}
    found |= {f"what-{one}": t.plain(f"paper-what-{one}") async for one in _by_and_by(What)}
    found |= {f"profile-{one}": t.plain(f"paper-profile-{one}") async for one in _by_and_by(PROFILES)}
    found |= {f"field-{one}": t.plain(f"paper-field-{one}") async for one in _by_and_by(Field)}
    found |= {f"lacks-{one}": t.plain(f"paper-lacks-{one}") async for one in _by_and_by(Field)}
    found |= {f"has-{one}": t.plain(f"paper-has-{one}") async for one in _by_and_by(State)}
    found |= {f"check-{one}": t.plain(f"paper-check-{one}") async for one in _by_and_by(Check)}
    found |= {f"why-{one}": t.plain(f"paper-why-{one}") async for one in _by_and_by(Check)}
    found |= {f"verdict-{one}": t.plain(f"paper-verdict-{one}") async for one in _by_and_by(Verdict)}
    found |= {f"gate-{one}": t.plain(f"paper-gate-{one}") async for one in _by_and_by(Gate)}
    found |= {f"state-{one}": t.plain(f"paper-state-{one}") async for one in _by_and_by(GateState)}
    found |= {f"dimension-{one}": t.plain(f"paper-dimension-{one}") async for one in _by_and_by(Dimension)}
    found |= {f"decision-{one}": t.plain(f"paper-decision-{one}") async for one in _by_and_by(DecisionState)}
    found |= {f"position-{one}": t.plain(f"paper-position-{one}") async for one in _by_and_by(Position)}
    found |= {f"read-{one}": t.plain(f"paper-read-{one}") async for one in _by_and_by(Read)}
    found |= {f"criterion-{one}": t.plain(f"site-criterion-{one}") async for one in _by_and_by(Criterion)}
    found |= {f"kind-{one}": t.plain(f"exchange-kind-{one}") async for one in _by_and_by(ProjectKind)}
    found |= {f"stage-{one}": t.plain(f"exchange-stage-{one}") async for one in _by_and_by(Stage)}
    found |= {f"rung-{one}": t.plain(f"exchange-rung-{one}") async for one in _by_and_by(Rung)}
    found |= {f"rir-{one}": t.plain(f"exchange-rir-{one}") async for one in _by_and_by(Rir)}
    found |= {f"topic-{one}": t.plain(f"exchange-topic-{one}") async for one in _by_and_by(Topic)}
    found |= {
        f"organisation-{one}": t.plain(f"exchange-organisation-{one}")
        async for one in _by_and_by(OrganisationKind)
    }
    return found


async def _by_and_by(names: Iterable[str]) -> AsyncIterator[str]:
    """Names, with a pause between some of them."""
    for number, one in enumerate(names):
        if number % _AT_ONCE == 0:
            await asyncio.sleep(0)  # a hundred texts made anew take milliseconds: others have their turn
        yield one


def card(found: Paper, t: Translator) -> Card:
    """The files, what is in them, and for whom they are."""
    attached = tuple(Attachment(name=name, content=content) for name, content in found.files)
    blocks: list[Block] = [Text(t(f"paper-is-{found.what}"))]
    blocks.append(Text(t("paper-internal") if found.internal else t("paper-public")))
    blocks += [File(name=one.name) for one in attached]
    if found.what is What.DOSSIER:
        blocks.append(Note(t("paper-dossier-note")))
    if found.what is What.MEMBERS:
        blocks.append(Note(t("paper-members-note")))
    return Card(
        title=t("paper-title", name=found.project.name, what=t(f"paper-what-{found.what}")),
        tone=Tone.WARNING if found.internal else Tone.NEUTRAL,
        blocks=tuple(blocks),
        files=attached,
    )
