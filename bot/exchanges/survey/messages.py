"""What is seen of the survey: one's own answers, what was published, and the savings with everything they rest on."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

from bot.errors import RefusedError
from bot.exchanges.messages import home_button
from bot.exchanges.model import Project
from bot.exchanges.rules import ENDED
from bot.exchanges.survey.model import CURRENCY, SOURCE_LIMIT, Assumption, Estimate, Given, Published
from bot.exchanges.survey.service import Mine, Survey
from bot.exchanges.survey_rules import LEAST, PORTS, Band
from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.ui import reply
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Form,
    Note,
    Option,
    Row,
    Select,
    SelectField,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.confirm import confirm_card
from bot.ui.routes import press

_GIGA: Final = 1_000
_TERA: Final = 1_000_000
_MOST_MINE, _LABEL = 25, 100
_AMOUNT_LIMIT, _CURRENCY_LIMIT = 12, 3
_BANDS: Final = tuple(Band)


def card(found: Survey, t: Translator, *, added: Safe | None = None) -> Card:
    """The survey for one reader. Nobody's answers but their own stand in it."""
    ended = found.project.stage in ENDED
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    blocks += [Text(t("survey-what")), Text(t("survey-private", least=LEAST))]
    if found.mine:
        blocks.append(
            Text(joined([_own(one, found.assumption.currency, t) for one in found.mine[:_MOST_MINE]]))
        )
        if not ended:
            blocks += _own_tools(found, t)
    else:
        blocks.append(Text(t("survey-nobody")))
    blocks.append(Divider())
    blocks.append(Text(t("survey-answered", count=found.answered)))
    blocks += published(found.traffic, found.price, found.assumption, t)
    blocks += _savings(found, t)
    if found.leads and not ended:
        blocks.append(
            Row(
                (
                    Button(label=t.plain("survey-publish"), press=press("survey.publish", found.project.id)),
                    Button(label=t.plain("survey-assume"), press=press("survey.assume", found.project.id)),
                )
            )
        )
    blocks.append(Row((home_button(found.project, t),)))
    return Card(title=t("survey-title", name=found.project.name), blocks=tuple(blocks))


def published(
    traffic: Published | None, price: Published | None, assumed: Assumption, t: Translator
) -> list[Block]:
    """What was told of all answers. For every card that shows it."""
    if traffic is None:
        return [Text(t("survey-none-published"))]
    least = int(traffic.figure)
    rows = [
        (
            t("survey-label-traffic"),
            t(
                "survey-traffic" if least else "survey-traffic-little",
                speed=speed(least or _GIGA, t),
                count=traffic.contributors,
                at=markup.time(traffic.at, "D"),
            ),
        )
    ]
    if price is not None:
        rows.append(
            (
                t("survey-label-price"),
                t(
                    "survey-price",
                    price=amount(price.figure),
                    currency=assumed.currency,
                    count=price.contributors,
                    at=markup.time(price.at, "D"),
                ),
            )
        )
    return [Facts(tuple(rows))]


def savings(found: Estimate, t: Translator) -> list[Block]:
    """What all save a year at least, and every assumption behind it. For every card that shows it."""
    yearly = found.yearly
    key = "survey-saves" if yearly > 0 else "survey-saves-nothing"
    lines = [
        t("survey-assumes-traffic", speed=speed(found.least, t), count=found.contributors),
        t(
            "survey-assumes-price-surveyed" if found.surveyed else "survey-assumes-price",
            price=amount(found.price),
            currency=found.currency,
            count=found.price_of,
        ),
        t("survey-assumes-cost", cost=amount(found.cost), currency=found.currency, count=found.networks),
        t("survey-assumes-one-end"),
    ]
    if found.source:
        lines.append(t("survey-assumes-source", source=found.source))
    return [
        Text(t(key, amount=amount(yearly), currency=found.currency)),
        Note(joined([t("survey-assumes"), *lines])),
    ]


def _savings(found: Survey, t: Translator) -> list[Block]:
    if found.estimate is not None:
        return savings(found.estimate, t)
    if found.traffic is None:
        return []
    return [Note(t("survey-price-unknown-lead" if found.leads else "survey-price-unknown"))]


# One's own


def _own(one: Mine, currency: str, t: Translator) -> Safe:
    if one.answer is None:
        return t("survey-own-other" if one.answered else "survey-own-none", name=one.party.name)
    return t("survey-own", name=one.party.name, answer=_told(one.answer, currency, t))


def _told(given: Given, currency: str, t: Translator) -> Safe:
    parts = [t(f"survey-band-{given.band.name.lower().replace('_', '-')}")]
    if given.port is not None:
        parts.append(t("survey-own-port", speed=speed(given.port, t)))
    if given.price is not None:
        parts.append(t("survey-own-price", price=amount(given.price), currency=currency))
    return joined(parts, ", ")


def _own_tools(found: Survey, t: Translator) -> list[Block]:
    """One network: a button. Several: a menu of them."""
    exchange_id = found.project.id
    if len(found.mine) > 1:
        return [
            Select(
                press=press("survey.choose", exchange_id),
                placeholder=t.plain("survey-choose"),
                options=tuple(
                    Option(label=clip(t.plain("survey-option", name=one.party.name), _LABEL), value=str(one.party.number))
                    for one in found.mine[:_MOST_MINE]
                ),
            )
        ]  # fmt: skip
    one = found.mine[0]
    return [Row(_buttons(exchange_id, one, t))]


def chosen(project: Project, one: Mine, currency: str, t: Translator) -> Card:
    """One of several networks of the reader."""
    return Card(
        title=t("survey-title", name=project.name),
        blocks=(Text(_own(one, currency, t)), Row(_buttons(project.id, one, t))),
    )


def _buttons(exchange_id: int, one: Mine, t: Translator) -> tuple[Button, ...]:
    number = one.party.number
    if not one.answered:
        return (
            Button(
                label=t.plain("survey-answer"),
                press=press("survey.answer", exchange_id, number),
                style=Style.PRIMARY,
            ),
        )
    return (
        Button(label=t.plain("survey-change"), press=press("survey.answer", exchange_id, number)),
        Button(label=t.plain("survey-withdraw"), press=press("survey.withdraw", exchange_id, number)),
    )


def returned(error: RefusedError, ids: tuple[int, int], chosen: tuple[int, int], t: Translator) -> Card:
    """Why an answer was refused, and the way back to its form with what was chosen: the press itself carries it, nothing is kept.

    `ids`: project and party; `chosen`: band and port.
    """
    again = Button(
        label=t.plain("survey-again"),
        press=press("survey.again", *ids, *chosen),
        style=Style.PRIMARY,
    )
    return Card(title="", tone=Tone.WARNING, blocks=(Text(reply.sentence(error, t)), Row((again,))))


def answer_form(
    project: Project,
    one: Mine,
    currency: str,
    t: Translator,
    *,
    chosen: tuple[int, int] | None = None,
) -> Form:
    """Three questions, of which one has to be answered. `chosen`: the band and port of an answer that was refused."""
    given = one.answer
    band_before = chosen[0] if chosen else None if given is None else given.band.value
    port_before = chosen[1] if chosen else None if given is None else given.port
    return Form(
        title=clip(t.plain("survey-form", name=one.party.name), 45),
        press=press("survey.answered", project.id, one.party.number),
        fields=(
            SelectField(
                key="band",
                label=t.plain("survey-field-band"),
                description=t.plain("survey-field-band-hint"),
                options=tuple(
                    Option(
                        label=t.plain(f"survey-band-{band.name.lower().replace('_', '-')}"),
                        value=str(band.value),
                        chosen=band.value == band_before,
                    )
                    for band in _BANDS
                ),
            ),
            SelectField(
                key="port",
                label=t.plain("survey-field-port"),
                description=t.plain("survey-field-port-hint"),
                options=tuple(
                    Option(
                        label=_plain_speed(port, t),
                        value=str(port),
                        chosen=port == port_before,
                    )
                    for port in PORTS
                ),
                required=False,
                least=0,
            ),
            TextField(
                key="price",
                label=t.plain("survey-field-price"),
                description=t.plain("survey-field-price-hint", currency=currency),
                value="" if given is None or given.price is None else str(given.price),
                required=False,
                most=_AMOUNT_LIMIT,
            ),
        ),
    )


# Organisers


def publishing(project: Project, t: Translator) -> Card:
    """What publishing means; what will be told is not told before."""
    return confirm_card(
        t("survey-publish-title"),
        (Text(t("survey-publish-what")), Note(t("survey-publish-for-good", least=LEAST))),
        Button(
            label=t.plain("survey-publish-confirm"),
            press=press("survey.publish-confirm", project.id),
            style=Style.PRIMARY,
        ),
        t,
        press("survey.card", project.id),
        tone=Tone.ANNOUNCEMENT,
    )


def assume_form(project: Project, assumed: Assumption, t: Translator) -> Form:
    """What savings are reckoned with."""
    return Form(
        title=t.plain("survey-form-assume"),
        press=press("survey.assumed", project.id),
        fields=(
            TextField(
                key="price",
                label=t.plain("survey-field-transit"),
                description=t.plain("survey-field-transit-hint"),
                value="" if assumed.price is None else str(assumed.price),
                required=False,
                most=_AMOUNT_LIMIT,
            ),
            TextField(
                key="cost",
                label=t.plain("survey-field-cost"),
                description=t.plain("survey-field-cost-hint"),
                value="" if assumed.cost is None else str(assumed.cost),
                required=False,
                most=_AMOUNT_LIMIT,
            ),
            TextField(
                key="currency",
                label=t.plain("survey-field-currency"),
                description=t.plain("survey-field-currency-hint"),
                value=assumed.currency or CURRENCY,
                required=False,
                most=_CURRENCY_LIMIT,
            ),
            TextField(
                key="source",
                label=t.plain("survey-field-source"),
                description=t.plain("survey-field-source-hint"),
                value=assumed.source,
                required=False,
                most=SOURCE_LIMIT,
            ),
        ),
    )


# Parts


def speed(mbits: int, t: Translator) -> Safe:
    """ "10 Gbit/s"."""
    number, unit = _scaled(mbits)
    return t(f"survey-speed-{unit}", number=number)


def _plain_speed(mbits: int, t: Translator) -> str:
    number, unit = _scaled(mbits)
    return t.plain(f"survey-speed-{unit}", number=number)


def _scaled(mbits: int) -> tuple[int, str]:
    if mbits >= _TERA:
        return mbits // _TERA, "tera"
    return (mbits // _GIGA, "giga") if mbits >= _GIGA else (mbits, "mega")


def amount(value: Decimal | Fraction) -> Safe:
    """Money: whole from 100 on, else to a cent; spaces part the thousands in every language."""
    exact = Fraction(value)
    if abs(exact) >= 100 or exact.denominator == 1:
        whole = exact.numerator // exact.denominator  # at least so much
        return Safe(f"{whole:,}".replace(",", "\u202f"))
    return Safe(f"{float(exact):.2f}")
