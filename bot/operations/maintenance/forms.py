"""What is asked: the texts of a window, and AS numbers for a file's notices."""

from bot.language.catalogue import Translator
from bot.operations.maintenance.importing import Choice
from bot.operations.maintenance.rules import MOST_BODY, MOST_TITLE, Maintenance, ThingKind
from bot.ui.cards import Form, TextField
from bot.ui.routes import press

_MOST_LIST = 3000
_MOST_NUMBERS = 400


def text_form(draft: Maintenance, t: Translator) -> Form:
    """What is done, and on what."""
    return Form(
        title=t.plain("maintenance-form"),
        press=press("maintenance.write", draft.id),
        fields=(
            TextField(
                key="title",
                label=t.plain("maintenance-form-title"),
                description=t.plain("maintenance-form-title-what"),
                value=draft.title,
                most=MOST_TITLE,
            ),
            TextField(
                key="body",
                label=t.plain("maintenance-form-body"),
                description=t.plain("maintenance-form-body-what"),
                value=draft.body,
                long=True,
                required=False,
                most=MOST_BODY,
            ),
            TextField(
                key="facilities",
                label=t.plain("maintenance-form-facilities"),
                description=t.plain("maintenance-form-facilities-what"),
                value=_lines(draft, ThingKind.FACILITY),
                long=True,
                required=False,
                most=_MOST_LIST,
            ),
            TextField(
                key="objects",
                label=t.plain("maintenance-form-objects"),
                description=t.plain("maintenance-form-objects-what"),
                value=_lines(draft, ThingKind.OBJECT),
                long=True,
                required=False,
                most=_MOST_LIST,
            ),
        ),
    )


def numbers_form(id_: int, group: int, choice: Choice, t: Translator) -> Form:
    """Networks that no menu offers."""
    return Form(
        title=t.plain("maintenance-numbers"),
        press=press("maintenance.import-numbered", id_, group),
        fields=(
            TextField(
                key="networks",
                label=t.plain("maintenance-numbers-hit"),
                description=t.plain("maintenance-numbers-what"),
                value=", ".join(f"AS{asn}" for asn in choice.networks),
                required=False,
                most=_MOST_NUMBERS,
            ),
            TextField(
                key="works",
                label=t.plain("maintenance-numbers-works"),
                value="" if choice.works is None else f"AS{choice.works}",
                required=False,
                most=20,
            ),
        ),
    )


def _lines(draft: Maintenance, kind: ThingKind) -> str:
    return "\n".join(one.name for one in draft.named(kind))
