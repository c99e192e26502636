"""What is asked: the forms of an outage."""

import datetime as dt

from bot.clock import to_epoch
from bot.language.catalogue import Translator
from bot.language.safe_text import clip
from bot.operations.outages.rules import (
    MOST_BODY,
    MOST_CAUSE,
    MOST_REGION,
    MOST_REVIEW,
    MOST_TITLE,
    MOST_UPDATE,
    Outage,
    Severity,
    State,
)
from bot.ui.cards import Form, Option, RadioField, TextField
from bot.ui.routes import press

_MOST_LIST = 300


def open_form(
    t: Translator, *, severity: Severity, started_at: dt.datetime, networks: str, region: str
) -> Form:
    """What happens. What the command said stands in it already."""
    return Form(
        title=t.plain("outages-form-open"),
        press=press("outage.open", to_epoch(started_at)),
        fields=(
            TextField(
                key="title",
                label=t.plain("outages-field-title"),
                description=t.plain("outages-field-title-what"),
                most=MOST_TITLE,
            ),
            TextField(
                key="body",
                label=t.plain("outages-field-body"),
                description=t.plain("outages-field-body-what"),
                long=True,
                required=False,
                most=MOST_BODY,
            ),
            _severity(severity, t),
            _networks(networks, t),
            _region(clip(region, MOST_REGION), t),
        ),
    )


def update_form(outage: Outage, t: Translator) -> Form:
    """What is new, and what the outage is now."""
    return Form(
        title=t.plain("outages-form-update"),
        press=press("outage.updated", outage.id, outage.version),
        fields=(
            TextField(
                key="text",
                label=t.plain("outages-field-update"),
                description=t.plain("outages-field-update-what"),
                long=True,
                most=MOST_UPDATE,
            ),
            RadioField(
                key="state",
                label=t.plain("outages-field-state"),
                options=tuple(
                    Option(
                        label=t.plain(f"outages-choice-{one}"), value=one.value, chosen=one is outage.state
                    )
                    for one in (State.OPEN, State.WATCHING)
                ),
            ),
            _severity(outage.severity, t),
            _networks(", ".join(f"AS{asn}" for asn in outage.networks), t),
            _region(outage.region, t),
        ),
    )


def resolve_form(outage: Outage, t: Translator, *, zone: str) -> Form:
    """What it was, and when it ended."""
    return Form(
        title=t.plain("outages-form-resolve"),
        press=press("outage.resolved", outage.id, outage.version),
        fields=(
            TextField(
                key="cause",
                label=t.plain("outages-field-cause"),
                description=t.plain("outages-field-cause-what"),
                value=outage.cause,
                long=True,
                most=MOST_CAUSE,
            ),
            TextField(
                key="ended",
                label=t.plain("outages-field-ended"),
                description=t.plain("outages-field-ended-what", zone=zone),
                value=t.plain("outages-now"),
                most=100,
            ),
        ),
    )


def review_form(outage: Outage, t: Translator) -> Form:
    """The post-mortem."""
    return Form(
        title=t.plain("outages-form-review"),
        press=press("outage.reviewed", outage.id, outage.version),
        fields=(
            TextField(
                key="cause",
                label=t.plain("outages-field-cause"),
                value=outage.cause,
                long=True,
                most=MOST_CAUSE,
            ),
            TextField(
                key="impact",
                label=t.plain("outages-field-impact"),
                description=t.plain("outages-field-impact-what"),
                value=outage.impact,
                long=True,
                required=False,
                most=MOST_REVIEW,
            ),
            TextField(
                key="learned",
                label=t.plain("outages-field-learned"),
                description=t.plain("outages-field-learned-what"),
                value=outage.learned,
                long=True,
                required=False,
                most=MOST_REVIEW,
            ),
        ),
    )


def _severity(chosen: Severity, t: Translator) -> RadioField:
    return RadioField(
        key="severity",
        label=t.plain("outages-field-severity"),
        options=tuple(
            Option(label=t.plain(f"outages-choice-{one}"), value=one.value, chosen=one is chosen)
            for one in Severity
        ),
    )


def _networks(value: str, t: Translator) -> TextField:
    return TextField(
        key="networks",
        label=t.plain("outages-field-networks"),
        description=t.plain("outages-field-networks-what"),
        value=value,
        required=False,
        most=_MOST_LIST,
    )


def _region(value: str, t: Translator) -> TextField:
    return TextField(
        key="region",
        label=t.plain("outages-field-region"),
        description=t.plain("outages-field-region-what"),
        value=value,
        required=False,
        most=MOST_REGION,
    )
