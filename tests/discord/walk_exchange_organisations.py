"""The walk through organisations and files for exchanges, for test_pseudo_locale.py."""

import json
from typing import TYPE_CHECKING, Any

from bot.errors import InvalidInputError
from bot.exchanges.importing import messages, reading
from bot.exchanges.importing.judging import Change, Field, Kept, Kind, Reason
from bot.exchanges.importing.records import Entry, Progress, View
from bot.exchanges.importing.rows import Odd, OddFault, Refused, Row, RowFault, Source
from bot.language.catalogue import PSEUDO
from bot.ui import payload, reply
from bot.ui.pages import Page
from tests.discord import exchange_stage

if TYPE_CHECKING:
    from tests.discord.test_pseudo_locale import Walk

ONE, TWO, THREE, LOOK = "Peering day 31", "Peering day 32", "Peering day 33", "Рeering day 31"  # noqa: RUF001 - Cyrillic
LINK = "https://example.net/31"
ORGANISATION_WORDS = (
    ONE, TWO, THREE, LOOK, LINK, "example.net", "https://example.net", "Lebanon", "Norway", "Atlantis", "organisations.csv", "members.json",
    "AS65000", "AS1103", "AS1299", "AS3356", "1.0", "2026-11-01", "2020-01-01", "Gbit/s", "10 Gbit/s", "wide", "cheese", "javascript:x", "colour", "planned", "nowhere", "192.0.2.1",
    "AS3333", "AS3320", "AS6939", "NO", "LB", "FR-IX", *(f"x{number}" for number in range(8)), *(f"Sited {number} net" for number in range(12)),
    "AS3333, AS1299", "1103", "name", "x", "9", "AS1200", "AS1299 (Peering day 32)", "AS1103 (Peering day 32)",
)  # fmt: skip
"""What people typed, and what stood in their files."""
FORM = {"name": ONE, "kind": ["network"], "country": "Lebanon", "website": "example.net", "numbers": "3356"}


async def walk_exchange_organisations(walk: "Walk") -> None:
    """Added, refused, edited, linked, taken over, merged, listed; a table and a member list imported."""
    await _added(walk)
    await _changed(walk)
    await _imported(walk)
    _texts(walk)


async def _added(walk: "Walk") -> None:
    nadia, omar = walk.stage.organiser, walk.stage.member
    await walk.slash(omar, "organisation list")
    await walk.slash(omar, "organisation add")
    shown = await walk.slash(nadia, "organisation list")
    form = await walk.click(nadia, shown.response, "organisation.add")
    for wrong in (
        {"name": "\u200b"},
        {"country": "Atlantis"},
        {"website": "javascript:x"},
        {"numbers": "64512"},
        {"numbers": ",".join(str(number) for number in range(1, 33))},
    ):
        refused = await walk.submit(nadia, form, **(FORM | wrong))
        form = await walk.click(nadia, refused.response, "organisation.again")
    await walk.submit(nadia, form, **FORM)
    for name in (ONE, TWO, LOOK, THREE):
        form = await walk.slash(nadia, "organisation add")
        await walk.submit(nadia, form, name=name, kind=["regulator"])
    form = await walk.slash(nadia, "organisation add")
    await walk.submit(nadia, form, **(FORM | {"name": "Peering day 34"}))  # the number is taken
    for number in range(8):
        form = await walk.slash(nadia, "organisation add")
        await walk.submit(nadia, form, name=f"x{number}", kind=["other"])
    shown = await walk.slash(nadia, "organisation list")
    await walk.click(nadia, shown.response, "organisation.list", 2)
    await walk.select(nadia, shown.response, "organisation.kind", "regulator")
    await walk.select(nadia, shown.response, "organisation.kind", "cctld")
    await walk.press(nadia, "organisation.list:99:1")


async def _changed(walk: "Walk") -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    project = (await stage.app.services.exchanges.every(stage.actor()))[0]
    one = await stage.app.services.organisations.chosen(stage.actor(), ONE)
    two = await stage.app.services.organisations.chosen(stage.actor(), TWO)
    for option in ("organisation", "parent"):
        await walk.complete(nadia, "organisation edit", option, "Peering")
    for option in ("organisation", "into"):
        await walk.complete(nadia, "organisation merge", option, "Peering")
    await walk.complete(nadia, "organisation link", "organisation", "33")
    await walk.complete(nadia, "organisation link", "asn", "33")
    await walk.complete(nadia, "organisation show", "organisation", "Peering")
    await walk.slash(nadia, "organisation link", organisation=TWO, asn="1299")
    await walk.slash(nadia, "organisation link", organisation=TWO, asn="x")
    for who in (one, two):
        await exchange_stage.signs(stage, project, who)
    await walk.slash(omar, "organisation show", organisation=ONE)
    card = await walk.slash(nadia, "organisation show", organisation=ONE)
    form = await walk.click(nadia, card.response, "organisation.edit")
    for name in (TWO, "\u200b"):
        refused = await walk.submit(nadia, form, name=name, kind=["network"])
        form = await walk.click(nadia, refused.response, "organisation.again")
    await walk.submit(nadia, form, name=ONE, kind=["network"], country="LB")
    await walk.slash(nadia, "organisation edit", organisation=ONE)
    asked = await walk.slash(nadia, "organisation edit", organisation=ONE, parent=TWO)
    await walk.click(nadia, asked.response, "organisation.show")
    asked = await walk.slash(nadia, "organisation edit", organisation=ONE, parent=TWO)
    card = await walk.click(nadia, asked.response, "organisation.parent-confirm")
    await walk.slash(nadia, "organisation edit", organisation=TWO, parent=ONE)
    await walk.slash(nadia, "organisation show", organisation=TWO)
    await walk.slash(nadia, "organisation list")
    asked = await walk.click(nadia, card.response, "organisation.alone")
    await walk.click(nadia, asked.response, "organisation.alone-confirm")
    asked = await walk.slash(nadia, "organisation link", organisation=THREE, asn="1299")
    await walk.click(nadia, asked.response, "organisation.link-confirm")
    await walk.slash(nadia, "organisation merge", organisation=THREE, into=THREE)
    asked = await walk.slash(nadia, "organisation merge", organisation=THREE, into=TWO)
    await walk.click(nadia, asked.response, "organisation.merge-confirm")
    await walk.slash(nadia, "organisation show", organisation=TWO)
    form = await walk.slash(nadia, "organisation add")
    await walk.submit(nadia, form, name=THREE, kind=["other"])
    await walk.slash(nadia, "organisation show", organisation="Nowhere")


async def _imported(walk: "Walk") -> None:
    stage, nadia, omar = walk.stage, walk.stage.organiser, walk.stage.member
    project = (await stage.app.services.exchanges.every(stage.actor()))[0]
    await walk.complete(nadia, "exchange import", "exchange", "")
    await walk.slash(omar, "exchange import", file=("organisations.csv", b"x"), exchange=str(project.id))
    await walk.slash(nadia, "exchange import", file=("organisations.csv", b"x"), exchange=str(project.id))
    await walk.press(nadia, "exchange-import.show:999")
    table = "\n".join(
        (
            "organisation,kind,country,website,parent,asn,stage,evidence,facility,speed,colour",
            f"{TITLE_NEW},network,LB,,{ONE},1200,letter,{LINK},{ONE},10G,x",
            f"{ONE},,NO,,,,contacted,,,,",
            f"{TWO},cheese,,,,,,,,,",
            f"{TWO},,,,,,ready,,,,",
        )
    )
    import_id = await _keep(walk, table.encode(), "organisations.csv")
    await walk.press(nadia, f"exchange-import.show:{import_id}")
    for kind in range(len(Kind)):
        await walk.press(nadia, f"exchange-import.view:{import_id}:{kind}:1")
    await walk.press(nadia, f"exchange-import.store:{import_id}")
    await walk.press(nadia, f"exchange-import.discard:{import_id}")
    import_id = await _keep(walk, table.encode(), "organisations.csv")
    await walk.press(nadia, f"exchange-import.store:{import_id}")
    await walk.press(nadia, f"exchange-import.discard:{import_id}")
    listed = {"member_list": [{"asnum": 1103, "name": None, "connection_list": []}]}
    import_id = await _keep(walk, json.dumps(listed).encode(), "members.json")
    await walk.press(nadia, f"exchange-import.show:{import_id}")
    await walk.press(nadia, f"exchange-import.view:{import_id}:{tuple(Kind).index(Kind.ODD)}:1")
    await walk.slash(nadia, "exchange history", exchange=str(project.id))
    walk.routes |= {f"exchange-import.{one}" for one in ("show", "view", "store", "discard")}


TITLE_NEW = "Peering day 35"


async def _keep(walk: "Walk", content: bytes, name: str) -> int:
    """A file comes from a place that is not Discord's here, so what is read is put there by hand."""
    stage = walk.stage
    project = (await stage.app.services.exchanges.every(stage.actor()))[0]
    found = reading.read(content, project.name, False)
    kept = await stage.app.services.exchange_imports.keep(stage.actor(), project.id, name, found, content)
    return kept.id


def _texts(walk: "Walk") -> None:
    """Whatever can be said of a file."""
    t = walk.stage.bot.catalogue.translator(PSEUDO)
    progress: Any = None

    def noted(kind: Kind, *entries: Entry) -> None:
        for start in range(0, len(entries), messages.PAGE):
            page = Page(items=entries[start : start + messages.PAGE], number=1, count=1)
            card = messages.view(View(progress=progress, kind=kind, page=page), t)
            walk.note(f"import {kind}", [one.to_component_dict() for one in payload.view(card).children])

    for source in Source:
        progress = _progress(walk, source)
        for shown in (
            progress,
            _progress(walk, source, is_storing=True),
            _progress(walk, source, is_storing=True, running=True),
            _progress(walk, source, is_stored=True, stored=3, added=1, changed=1),
        ):
            card = messages.card(shown, t)
            walk.note("import", [one.to_component_dict() for one in payload.view(card).children])
        noted(
            Kind.REFUSED,
            *(Entry(kind=Kind.REFUSED, refused=Refused(line=2, fault=one, value="x")) for one in RowFault),
        )
        noted(
            Kind.ODD,
            *(Entry(kind=Kind.ODD, odd=Odd(line=0, fault=one, value="x", other="x")) for one in OddFault),
        )
        noted(Kind.ODD, Entry(kind=Kind.ODD, odd=Odd(line=1, fault=OddFault.OTHERS, value="x")))
        noted(
            Kind.KEPT,
            *(
                Entry(
                    kind=Kind.KEPT,
                    row=Row(line=2, name=ONE),
                    kept=(Kept(reason=one, value="letter" if one in messages.RUNGS else "x"),),
                )
                for one in Reason
            ),
        )
        values = {Field.KIND: "network", Field.COUNTRY: "LB", Field.RUNG: "letter", Field.SPEED: "10000"}
        noted(
            Kind.CHANGED,
            *(
                Entry(
                    kind=Kind.CHANGED,
                    row=Row(line=2, name=ONE),
                    changes=(
                        Change(field=one, before=before and values.get(one, "x"), after=values.get(one, "x")),
                    ),
                )
                for one in Field
                for before in ("", "x")
            ),
        )
        noted(Kind.NEW)
    for fault in ("empty", "no-names", "rows", "json", "nothing", "networks"):
        error = InvalidInputError(f"exchange-import-file-{fault}", most=1)
        walk.note(fault, {"content": reply.sentence(error, t)})


def _progress(walk: "Walk", source: Source, **how: Any) -> Progress:
    from bot.exchanges.importing.records import Reading
    from bot.exchanges.model import Project
    from bot.exchanges.rules import ProjectKind, Stage

    project = Project(
        id=1, guild_id=1, kind=ProjectKind.EXCHANGE, name=ONE, stage=Stage.NEED, zone="UTC", created_at=walk.stage.clock.now()
    )  # fmt: skip
    fields = {"is_storing": False, "is_stored": False, "stored": 0, "added": 0, "changed": 0} | how
    return Progress(
        id=1,
        project=project,
        name="members.json",
        reading=Reading(source=source, counts=(1, 1, 1, 1, 1), same=1, ignored=("colour",)),
        **fields,  # type: ignore[arg-type]  # each field as it is declared
    )
