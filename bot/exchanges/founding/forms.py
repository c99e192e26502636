"""The forms of a project: its beginning, what is changed of it, reasons and evidence."""

from collections.abc import Mapping
from typing import Final

from bot.exchanges import messages as words
from bot.exchanges.founding import reading
from bot.exchanges.founding.gates_rules import CLAIMED, Condition
from bot.exchanges.founding.service import Setup
from bot.exchanges.founding.stages import MOVES, Step
from bot.exchanges.model import Rir
from bot.exchanges.rules import Move, ProjectKind
from bot.language import zones
from bot.language.catalogue import Translator
from bot.ui.cards import Field, Form, Option, SelectField, TextField
from bot.ui.routes import press

KINDS: Final = tuple(ProjectKind)
"""By their number in presses."""
EVIDENCE_LIMIT: Final = 500


def new(kind: ProjectKind, fields: Mapping[str, str], t: Translator) -> Form:
    """A new project."""
    return Form(
        title=t.plain("exchange-form-new" if kind is ProjectKind.EXCHANGE else "exchange-form-new-nog"),
        press=press("exchange.new", KINDS.index(kind)),
        fields=_place(kind, fields, t),
    )


def names(setup: Setup, fields: Mapping[str, str] | None, t: Translator) -> Form:
    """Name, place and zone of a project, as they are or as they were typed."""
    project = setup.project
    country = zones.countries().get(project.country, project.country)
    now = {
        "name": project.name,
        "city": project.city,
        "country": country,
        "rir": "" if project.rir is None else project.rir.value,
        "zone": project.zone,
    }
    shown = now if fields is None else fields
    zone = TextField(
        key="zone",
        label=t.plain("exchange-field-zone"),
        description=t.plain("exchange-field-zone-hint"),
        value=shown.get("zone", ""),
        most=zones.LONGEST,
    )
    return Form(
        title=t.plain("exchange-form-names"),
        press=press("exchange.names", project.id, project.version),
        fields=(*_place(project.kind, shown, t), zone),
    )


def numbers(setup: Setup, fields: Mapping[str, str] | None, t: Translator) -> Form:
    """What critical mass and the plan are counted with."""
    project = setup.project
    now = {
        "asn": "" if project.own_asn is None else str(project.own_asn),
        "organisation": "" if setup.organisation is None else setup.organisation.name,
        "wanted": str(project.wanted),
        "servers": str(project.servers),
        "prefix": "" if project.prefix is None else f"/{project.prefix}",
    }
    shown = now if fields is None else fields
    return Form(
        title=t.plain("exchange-form-numbers"),
        press=press("exchange.numbers", project.id, project.version),
        fields=(
            TextField(
                key="asn",
                label=t.plain("exchange-field-asn"),
                description=t.plain("exchange-field-asn-hint"),
                value=shown.get("asn", ""),
                required=False,
                most=20,
            ),
            TextField(
                key="organisation",
                label=t.plain("exchange-field-organisation"),
                description=t.plain("exchange-field-organisation-hint"),
                value=shown.get("organisation", ""),
                required=False,
                most=100,
            ),
            TextField(
                key="wanted",
                label=t.plain("exchange-field-wanted"),
                description=t.plain("exchange-field-wanted-hint"),
                value=shown.get("wanted", ""),
                most=2,
            ),
            TextField(
                key="servers",
                label=t.plain("exchange-field-servers"),
                description=t.plain("exchange-field-servers-hint"),
                value=shown.get("servers", ""),
                most=1,
            ),
            TextField(
                key="prefix",
                label=t.plain("exchange-field-prefix"),
                description=t.plain("exchange-field-prefix-hint"),
                value=shown.get("prefix", ""),
                required=False,
                most=3,
            ),
        ),
    )


def reason(step: Step, fields: Mapping[str, str], t: Translator) -> Form:
    """Why a move is made; of a merger, into what."""
    project = step.project
    asked: list[Field] = []
    if step.move is Move.MERGE:
        asked.append(
            TextField(
                key="into",
                label=t.plain("exchange-field-into"),
                description=t.plain("exchange-field-into-hint"),
                value=fields.get("into", ""),
                most=reading.NAME_LIMIT,
            )
        )
    asked.append(
        TextField(
            key="reason",
            label=t.plain("exchange-field-reason"),
            description=t.plain("exchange-field-reason-hint"),
            value=fields.get("reason", ""),
            long=True,
            most=reading.REASON_LIMIT,
        )
    )
    return Form(
        title=t.plain(f"exchange-move-{step.move}"),
        press=press("exchange.make", project.id, project.version, MOVES.index(step.move)),
        fields=tuple(asked),
    )


def evidence(exchange_id: int, condition: Condition, fields: Mapping[str, str], t: Translator) -> Form:
    """The evidence of a condition of a gate."""
    return Form(
        title=t.plain("exchange-form-evidence"),
        press=press("exchange.proven", exchange_id, CLAIMED.index(condition)),
        fields=(
            TextField(
                key="evidence",
                label=t.plain("exchange-field-evidence"),
                description=t.plain(f"exchange-evidence-{condition}"),
                value=fields.get("evidence", ""),
                required=False,
                most=EVIDENCE_LIMIT,
            ),
        ),
    )


def _place(kind: ProjectKind, fields: Mapping[str, str], t: Translator) -> tuple[Field, ...]:
    rirs = tuple(
        Option(label=words.rir_name(one, t), value=one.value, chosen=fields.get("rir") == one.value)
        for one in Rir
    )
    examples = {
        ProjectKind.EXCHANGE: t.plain("exchange-example-exchange"),
        ProjectKind.NOG: t.plain("exchange-example-nog"),
    }
    return (
        TextField(
            key="name",
            label=t.plain("exchange-field-name"),
            value=fields.get("name", ""),
            most=reading.NAME_LIMIT,
            placeholder=examples[kind],
        ),
        TextField(
            key="city",
            label=t.plain("exchange-field-city"),
            value=fields.get("city", ""),
            required=False,
            most=reading.NAME_LIMIT,
        ),
        TextField(
            key="country",
            label=t.plain("exchange-field-country"),
            description=t.plain("exchange-field-country-hint"),
            value=fields.get("country", ""),
            required=False,
            most=reading.NAME_LIMIT,
        ),
        SelectField(
            key="rir",
            label=t.plain("exchange-field-rir"),
            description=t.plain("exchange-field-rir-hint"),
            options=rirs,
            required=False,
            least=0,
        ),
    )
