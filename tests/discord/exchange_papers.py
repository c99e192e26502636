"""A project with everything in it that papers are made of, for the tests of papers."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

from simcord import InteractionResult, MemberActor

from bot.clock import to_epoch
from bot.exchanges import store
from bot.exchanges.model import Project, Rir, Standing
from bot.exchanges.rules import ProjectKind, Rung, Stage
from bot.language.rules import folded
from bot.networks import known
from bot.networks.rules import NetworkFacts, OrganisationFacts, Policy, Source
from bot.storage.database import Transaction
from tests.discord.conftest import START
from tests.discord.conftest import Stage as Scene

NAMES: Final = ("Cedar Net", "Litani Telecom", "Byblos Online", "Tyre Fibre", "Sidon Cable")
ASNS: Final = (2001, 2002, 2003, 2004, 2005)
LETTERS: Final = 3
"""The first of NAMES have a confirmed letter of intent; the next one intends, the last one was contacted."""


# ruff: noqa: S608 - every text that is put in is a constant of this file


async def founded(
    scene: Scene,
    *,
    names: tuple[str, ...] = NAMES,
    name: str = "Cedar IX",
    kind: ProjectKind = ProjectKind.EXCHANGE,
    rir: Rir | None = Rir.RIPE,
    typed: Mapping[str, str] | None = None,
    **columns: Any,
) -> Project:
    """Store a project. `typed`: what stands in "table.column" of everything that people type, in place of something harmless."""
    words = typed or {}

    def said(where: str, usual: str) -> str:
        return words.get(where, usual)

    def operation(tx: Transaction) -> Project:
        own = _organisation(tx, scene, 2000, "Cedar IX Association")
        tx.execute("UPDATE organisation SET website = 'https://ix.example' WHERE id = ?", (own,))
        project = Project(
            id=0,
            guild_id=scene.guild.id,
            kind=kind,
            name=name,
            stage=Stage.COMMITMENT if kind is ProjectKind.EXCHANGE else Stage.CHARTER,
            zone="Asia/Beirut",
            city=said("exchange.city", "Beirut"),
            country="LB",
            rir=rir,
            organisation_id=own,
            own_asn=2000,
            created_at=tx.now,
            **columns,
        )
        number = store.insert(tx, project, folded=folded(name))
        found = store.get(tx, scene.guild.id, number)
        assert found is not None
        for index, (one, asn) in enumerate(zip(names, ASNS, strict=False)):
            organisation = _organisation(tx, scene, asn, one)
            strong = index < LETTERS
            store.save_standing(
                tx,
                scene.guild.id,
                Standing(
                    exchange_id=number,
                    organisation_id=organisation,
                    rung=Rung.LETTER if strong else Rung.INTENDS if index == LETTERS else Rung.CONTACTED,
                    evidence=said("exchange_commitment.evidence", "https://letters.example/1"),
                    said_by="key",
                    confirmed_by="key" if strong else None,
                    confirmed_at=tx.now if strong else None,
                    valid_until=dt.date(2027, 11, 1) if strong else None,
                    facility=said("exchange_commitment.facility", "Adonis"),
                    speed=10_000,
                ),
            )
        _rest(tx, scene, number, said)
        return found

    return await scene.app.database.write(operation)


def _rest(tx: Transaction, scene: Scene, number: int, said: Any) -> None:
    now, guild = to_epoch(tx.now), scene.guild.id
    name = said("stakeholder.name", "Authority")
    tx.execute(
        "INSERT OR IGNORE INTO organisation (guild_id, name, folded, kind, created_at, updated_at)"
        " VALUES (?, ?, ?, 'regulator', ?, ?)",
        (guild, name, folded(name), now, now),
    )
    (row,) = tx.all("SELECT id FROM organisation WHERE guild_id = ? AND folded = ?", (guild, folded(name)))
    regulator = row["id"]
    tx.execute(
        "INSERT INTO exchange_stakeholder (exchange_id, guild_id, organisation_id, position, owner_id, contacted_on, note, updated_at)"
        " VALUES (?, ?, ?, 'opposes', ?, '2026-10-01', ?, ?)",
        (number, guild, regulator, scene.member.id, said("exchange_stakeholder.note", "call again"), now),
    )
    tx.execute(
        "INSERT INTO exchange_action (exchange_id, guild_id, what, owner_id, due_on, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        (number, guild, said("exchange_action.what", "write it up"), scene.member.id, "2026-12-01", now),
    )
    tx.execute(
        "INSERT INTO exchange_site (exchange_id, name, folded, address, scores) VALUES (?, ?, ?, ?, ?)",
        (
            number,
            said("exchange_site.name", "Adonis"),
            folded(said("exchange_site.name", "Adonis")),
            said("exchange_site.address", "1 Sea Road"),
            json.dumps(
                {"power": [3, said("exchange_site.scores", "https://sites.example/1")], "cost": [2, ""]}
            ),
        ),
    )
    for state, topic in (("adopted", "participation"), ("proposed", "fees")):
        decision = tx.insert(
            "INSERT INTO exchange_decision (exchange_id, guild_id, topic, state, title, text, evidence, decided_at, created_by,"
            " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'key', ?, ?)",
            (
                number, guild, topic, state, said(f"{state}.title", f"Everybody may join ({state})"),
                said(f"{state}.text", "Any network\nwith an AS number."),
                said("exchange_decision.evidence", "https://minutes.example/1"), now, now, now,
            ),
        )  # fmt: skip
        tx.execute(
            "INSERT INTO exchange_objection (decision_id, guild_id, user_id, text, answer, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            (
                decision, guild, scene.member.id, said("exchange_objection.text", "too open"),
                said("exchange_objection.answer", "no"), now,
            ),
        )  # fmt: skip
    for what in ("gate:open-policy", "dimension:governance"):
        tx.execute(
            "INSERT INTO exchange_claim (exchange_id, what, points, evidence, note, said_by, said_at) VALUES (?, ?, 4, ?, ?, 'key', ?)",
            (
                number, what, said("exchange_claim.evidence", "https://policy.example"),
                said("exchange_claim.note", "for us"), now,
            ),
        )  # fmt: skip
    tx.execute(
        "INSERT INTO exchange_publication (exchange_id, of, answers, contributors, figure, published_at)"
        " VALUES (?, 'traffic', '[]', 3, ?, ?)",
        (number, said("exchange_publication.figure", "4321"), now),
    )
    tx.execute(
        "INSERT INTO exchange_assumption (exchange_id, price, cost, currency, source, set_by, set_at) VALUES (?, ?, ?, 'EUR', ?, 'key', ?)",
        (
            number, said("exchange_assumption.price", "98.76"), said("exchange_assumption.cost", "12.5"),
            said("exchange_assumption.source", "offers"), now,
        ),
    )  # fmt: skip
    tx.execute(
        "INSERT INTO exchange_event (exchange_id, guild_id, at, by, what, details) VALUES (?, ?, ?, 'key', 'said', ?)",
        (number, guild, now, json.dumps({"note": said("exchange_event.details", "minutes")})),
    )


def _organisation(tx: Transaction, scene: Scene, asn: int, name: str) -> int:
    facts = NetworkFacts(
        asn=asn,
        name=name,
        source=Source.MEMBER,
        at=START,
        organisation=OrganisationFacts(name=name, country="LB"),
        policy=Policy.OPEN,
    )
    found = known.remember(tx, scene.guild.id, facts).organisation_id
    assert found is not None
    return found


async def cleared(scene: Scene) -> None:
    """Take away what `founded` stored, for a walk that others go on with."""

    def operation(tx: Transaction) -> None:
        marks = ",".join("?" * len((2000, *ASNS)))
        tx.execute("DELETE FROM exchange WHERE name GLOB 'Walked *'")
        those = [
            row["organisation_id"]
            for row in tx.all(f"SELECT organisation_id FROM network WHERE asn IN ({marks})", (2000, *ASNS))
        ]
        tx.execute(f"DELETE FROM network WHERE asn IN ({marks})", (2000, *ASNS))
        for one in those:
            tx.execute("DELETE FROM organisation WHERE id = ?", (one,))
        tx.execute("DELETE FROM organisation WHERE name = 'Authority' OR name GLOB 'Walked *'")

    await scene.app.database.write(operation)


async def files_of(done: InteractionResult) -> dict[str, bytes]:
    """The files under an answer, by name."""
    shown = done.followups[-1] if done.followups else done.response
    assert shown is not None
    return {one.filename: await one.read() for one in shown.attachments}


async def taken(
    scene: Scene, what: str, who: MemberActor | None = None, **options: Any
) -> tuple[InteractionResult, dict[str, bytes]]:
    """What /exchange export answers, and its files by name."""
    done = await (who or scene.organiser).slash(scene.lobby, "exchange export", what=what, **options)
    return done, await files_of(done)


async def the_file(scene: Scene, what: str, ending: str, **options: Any) -> str:
    """The one file of a paper with this ending."""
    _, files = await taken(scene, what, **options)
    (found,) = [content for name, content in files.items() if name.endswith(ending)]
    return found.decode("utf-8-sig")
