"""What readers see of organisations: the list, one of them, forms, and what a change would do."""

from typing import Final

from bot.errors import RefusedError
from bot.exchanges.model import Organisation, OrganisationKind
from bot.exchanges.organisations.facts import MOST_NAME, MOST_WEBSITE, seal
from bot.exchanges.organisations.keeping import Effect
from bot.exchanges.organisations.service import Listing, Preview, Shown, Wanted
from bot.exchanges.organisations.store import Line
from bot.language import zones
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.networks.rules import Network, placeholder
from bot.ui import reply
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Facts,
    Field,
    Form,
    Heading,
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
from bot.ui.pages import pager_row
from bot.ui.routes import press

PAGE: Final = 10
_NAMES, _NETWORKS = 8, 12
_NAME, _CHOICE = 80, 100
ALL: Final = "all"


# The list


def listing(found: Listing, t: Translator) -> Card:
    """A page of organisations, with a menu of kinds."""
    kinds = tuple(OrganisationKind)
    chosen = 0 if found.kind is None else kinds.index(found.kind) + 1
    blocks: list[Block] = []
    if found.page.items:
        blocks.append(Text(joined([_line(one, t) for one in found.page.items])))
    else:
        empty = "organisations-empty" if found.kind is None else "organisations-empty-kind"
        blocks.append(Text(t(empty)))
    if found.page.count > 1:
        blocks.append(pager_row("organisation.list", found.page, chosen, t=t))
    options = (
        Option(label=t.plain("organisations-every-kind"), value=ALL, chosen=found.kind is None),
        *(
            Option(label=t.plain(f"exchange-organisation-{one}"), value=one.value, chosen=found.kind is one)
            for one in kinds
        ),
    )
    blocks.append(
        Select(
            press=press("organisation.kind"), placeholder=t.plain("organisations-kind-menu"), options=options
        )
    )
    if found.leads:
        button = Button(
            label=t.plain("organisation-add"), press=press("organisation.add"), style=Style.PRIMARY
        )
        blocks.append(Row((button,)))
    return Card(title=t("organisations-title", count=found.total), blocks=tuple(blocks))


def choice(one: Line, t: Translator) -> str:
    """An organisation in the list under an option."""
    name = clip(one.name, _NAME)
    return clip(
        t.plain("organisation-choice", name=name, kind=t.plain(f"exchange-organisation-{one.kind}")), _CHOICE
    )


def number_choice(one: Network, t: Translator) -> str:
    """A network in the list under an option."""
    name = clip(one.organisation or one.name, _NAME)
    return clip(t.plain("organisation-number-choice", asn=str(one.asn), name=name), _CHOICE)


# One organisation


def card(found: Shown, t: Translator, *, added: Safe | None = None) -> Card:
    """An organisation for its reader: what it is, who controls it, its AS numbers, where it stands."""
    one = found.organisation
    blocks: list[Block] = [] if added is None else [Text(added)]
    if found.alike is not None:
        blocks.append(Note(t("organisation-alike", name=found.alike)))
    blocks.append(Facts(tuple(_facts(found, t))))
    if found.standings:
        blocks.append(Heading(t("organisation-stands")))
        blocks.append(
            Text(
                joined(
                    [
                        t(
                            "organisation-stands-line",
                            name=clip(project.name, _NAME),
                            rung=t(f"exchange-rung-{standing.rung}"),
                        )
                        for project, standing in found.standings[:_NAMES]
                    ]
                )
            )
        )
    buttons = []
    if found.leads:
        buttons.append(
            Button(
                label=t.plain("organisation-edit"),
                press=press("organisation.edit", one.id),
                style=Style.PRIMARY,
            )
        )
        if found.parent is not None:
            buttons.append(
                Button(label=t.plain("organisation-alone"), press=press("organisation.alone", one.id))
            )
    buttons.append(Button(label=t.plain("organisation-all"), press=press("organisation.list", 0, 1)))
    blocks.append(Row(tuple(buttons)))
    footer = t("organisation-hint") if found.leads else None
    return Card(title=t("organisation-title", name=one.name), blocks=tuple(blocks), footer=footer)


def saved(what: str, found: Shown, t: Translator) -> Card:
    """The organisation after a change. `what`: added, edited, parent, alone, merged, linked."""
    return card(found, t, added=t(f"organisation-saved-{what}", name=found.organisation.name))


# Forms


def add_form(t: Translator, wanted: Wanted | None = None) -> Form:
    """What a new organisation is."""
    typed = wanted or Wanted(name="", kind=OrganisationKind.NETWORK)
    numbers = TextField(
        key="numbers",
        label=t.plain("organisation-field-numbers"),
        description=t.plain("organisation-field-numbers-what"),
        value=typed.numbers,
        required=False,
        most=400,
    )
    return Form(
        title=t.plain("organisation-add"),
        press=press("organisation.new"),
        fields=(*_fields(typed, t), numbers),
    )


def edit_form(one: Organisation, t: Translator, wanted: Wanted | None = None) -> Form:
    """What an organisation is, to be changed. `wanted`: what was typed already."""
    typed = wanted or Wanted(
        name=one.name, kind=one.kind, country=one.country or "", website=one.website or ""
    )
    return Form(
        title=t.plain("organisation-edit"),
        press=press("organisation.write", one.id, seal(one)),
        fields=_fields(typed, t),
    )


def returned(error: RefusedError, again: str, t: Translator) -> Card:
    """What was wrong with a form, and the way back to it. `again`: the press that opens it."""
    button = Button(label=t.plain("organisation-again"), press=again, style=Style.PRIMARY)
    return Card(title="", tone=Tone.WARNING, blocks=(Text(reply.sentence(error, t)), Row((button,))))


# What a change would do


def parent_preview(found: Preview, t: Translator) -> Card:
    """A take-over, or its end, before it is stored."""
    one, parent = found.organisation, found.other
    if parent is None:
        title = t("organisation-alone-title", name=one.name)
        text = t("organisation-alone-what", name=one.name)
        button = _act(press("organisation.alone-confirm", one.id), t.plain("organisation-alone"))
    else:
        title = t("organisation-parent-title", name=one.name, parent=parent.name)
        text = t("organisation-parent-what", name=one.name, parent=parent.name)
        button = _act(
            press("organisation.parent-confirm", one.id, parent.id), t.plain("organisation-parent-button")
        )
    return _preview(found, title, text, button, t)


def merge_preview(found: Preview, t: Translator) -> Card:
    """Making one record of two, before it is stored."""
    one, into = found.organisation, found.other
    assert into is not None  # noqa: S101 - there are always two
    return _preview(
        found,
        t("organisation-merge-title", name=one.name, other=into.name),
        t("organisation-merge-what", name=one.name, other=into.name),
        Button(
            label=t.plain("organisation-merge-button"),
            press=press("organisation.merge-confirm", one.id, into.id),
            style=Style.DANGER,
        ),
        t,
    )


def link_preview(found: Preview, asn: int, t: Translator) -> Card:
    """An AS number that is another organisation's, before it is moved."""
    one, network = found.organisation, found.network
    holder = None if network is None else network.organisation
    return _preview(
        found,
        t("organisation-link-title", asn=str(asn), name=one.name),
        t("organisation-link-what", asn=str(asn), holder=holder or "", name=one.name),
        _act(
            press("organisation.link-confirm", one.id, asn), t.plain("organisation-link-button", asn=str(asn))
        ),
        t,
    )


# Parts


def _act(custom_id: str, label: str) -> Button:
    return Button(label=label, press=custom_id, style=Style.PRIMARY)


def _preview(
    found: Preview,
    title: Safe,
    text: Safe,
    button: Button,
    t: Translator,
) -> Card:
    effects = [_effect(one, t) for one in found.effects] or [t("organisation-effect-none")]
    return confirm_card(
        title,
        (Text(text), Text(joined(effects))),
        button,
        t,
        press("organisation.show", found.organisation.id),
    )


def _effect(one: Effect, t: Translator) -> Safe:
    key = "organisation-effect-down" if one.after < one.before else "organisation-effect-up"
    return t(key, name=one.project.name, before=one.before, after=one.after, wanted=one.project.wanted)


def _line(one: Line, t: Translator) -> Safe:
    parts = [t(f"exchange-organisation-{one.kind}")]
    if one.country is not None:
        parts.append(t("organisation-value", value=_country(one.country)))
    if one.numbers:
        parts.append(t("organisations-numbers", count=one.numbers))
    if one.parent is not None:
        parts.append(t("organisations-part", parent=clip(one.parent, _NAME)))
    return t("organisations-line", name=clip(one.name, _NAME), about=joined(parts, " · "))


def _facts(found: Shown, t: Translator) -> list[tuple[Safe, Safe]]:
    one = found.organisation
    rows = [(t("organisation-kind"), t(f"exchange-organisation-{one.kind}"))]
    if one.country is not None:
        rows.append((t("organisation-country"), t("organisation-value", value=_country(one.country))))
    if one.website is not None:
        rows.append((t("organisation-website"), t("organisation-value", value=one.website)))
    if found.networks:
        numbers = [_network(each, t) for each in found.networks[:_NETWORKS]]
        if len(found.networks) > _NETWORKS:
            numbers.append(t("organisation-more", count=len(found.networks) - _NETWORKS))
        rows.append((t("organisation-numbers"), joined(numbers, ", ")))
    else:
        rows.append((t("organisation-numbers"), t("organisation-numbers-none")))
    if found.parent is not None:
        rows.append((t("organisation-parent"), t("organisation-value", value=clip(found.parent.name, _NAME))))
    if found.children:
        rows.append((t("organisation-children"), _names(found.children, t)))
    if found.siblings:
        rows.append((t("organisation-siblings"), _names(found.siblings, t)))
    if found.former:
        rows.append((t("organisation-former"), _names(found.former, t)))
    return rows


def _network(one: Network, t: Translator) -> Safe:
    if one.name == placeholder(one.asn):
        return t("organisation-number", asn=str(one.asn))
    return t("organisation-number-named", asn=str(one.asn), name=clip(one.name, _NAME))


def _names(names: tuple[str, ...], t: Translator) -> Safe:
    shown = [t("organisation-value", value=clip(one, _NAME)) for one in names[:_NAMES]]
    if len(names) > _NAMES:
        shown.append(t("organisation-more", count=len(names) - _NAMES))
    return joined(shown, ", ")


def _country(code: str) -> str:
    return zones.countries().get(code, code)


def _fields(typed: Wanted, t: Translator) -> tuple[Field, ...]:
    return (
        TextField(key="name", label=t.plain("organisation-field-name"), value=typed.name, most=MOST_NAME),
        SelectField(
            key="kind",
            label=t.plain("organisation-kind"),
            options=tuple(
                Option(
                    label=t.plain(f"exchange-organisation-{one}"),
                    value=one.value,
                    chosen=one.value == typed.kind,
                )
                for one in OrganisationKind
            ),
        ),
        TextField(
            key="country",
            label=t.plain("organisation-country"),
            description=t.plain("organisation-field-country-what"),
            value=typed.country,
            required=False,
            most=60,
        ),
        TextField(
            key="website",
            label=t.plain("organisation-website"),
            value=typed.website,
            required=False,
            most=MOST_WEBSITE,
        ),
    )
