"""What organisers see of claims: the queue, who speaks for a network, and the forms."""

from typing import Final

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, joined
from bot.networks.claims import rules
from bot.networks.claims.messages import titled
from bot.networks.claims.queue import Queue
from bot.networks.claims.records import Standing
from bot.networks.claims.rules import Claim, ClaimState
from bot.ui import cards
from bot.ui.cards import Block, Button, Card, Divider, Form, Item, Note, Row, Text, TextField, Tone
from bot.ui.pages import pager_row
from bot.ui.routes import press

PAGE: Final = 4
"""Six components each, of forty."""


def waiting(queue: Queue, t: Translator, *, added: Safe | None = None, held: Safe | None = None) -> Card:
    """What waits, with the buttons that decide. `added`: what just happened. `held`: why the role is not given."""
    blocks = _head(added, held)
    if not queue.page.items:
        blocks.append(Text(t("claims-queue-empty")))
    for one in queue.page.items:
        claim = one.claim
        blocks += [
            Text(_line(one, t)),
            Row(
                (
                    Button(
                        label=t.plain("claims-approve"),
                        press=press("network.approve", claim.id, claim.version),
                        style=cards.Style.SUCCESS,
                    ),
                    Button(
                        label=t.plain("claims-refuse"),
                        press=press("network.refuse", claim.id, claim.version),
                        style=cards.Style.DANGER,
                    ),
                )
            ),
        ]
    if queue.page.count > 1:
        blocks.append(pager_row("network.queue", queue.page, t=t))
    blocks.append(Note(t("claims-queue-note")))
    if queue.verified:
        label = t.plain("claims-verified-button", count=queue.verified)
        blocks.append(Row((Button(label=label, press=press("network.verified", 1)),)))
    return Card(title=t("claims-queue-title", count=queue.waiting), tone=Tone.SETTINGS, blocks=tuple(blocks))


def verified(queue: Queue, t: Translator, *, added: Safe | None = None, held: Safe | None = None) -> Card:
    """Who speaks for which network, with the button that ends it."""
    blocks = _head(added, held)
    if not queue.page.items:
        blocks.append(Text(t("claims-verified-empty")))
    blocks += [
        Item(
            body=_line(one, t),
            button=Button(
                label=t.plain("claims-end"), press=press("network.end", one.claim.id, one.claim.version)
            ),
        )
        for one in queue.page.items
    ]
    if queue.page.count > 1:
        blocks.append(pager_row("network.verified", queue.page, t=t))
    label = t.plain("claims-queue-button", count=queue.waiting)
    blocks.append(Row((Button(label=label, press=press("network.queue", 1)),)))
    return Card(
        title=t("claims-verified-title", count=queue.verified), tone=Tone.SETTINGS, blocks=tuple(blocks)
    )


def refuse_form(claim: Claim, t: Translator) -> Form:
    """Asks why a claim is refused."""
    return _form("network.refuse-reason", t.plain("claims-refuse-title"), claim, t)


def end_form(claim: Claim, t: Translator) -> Form:
    """Asks why a verified claim ends."""
    return _form("network.end-reason", t.plain("claims-end-title"), claim, t)


def decided(claim: Claim, t: Translator) -> Safe:
    """The sentence on what was decided."""
    return t(f"claims-decided-{claim.state}", who=markup.user(claim.user_id), network=titled(claim))


def _form(route: str, title: str, claim: Claim, t: Translator) -> Form:
    return Form(
        title=title,
        press=press(route, claim.id, claim.version),
        fields=(
            TextField(
                key="reason",
                label=t.plain("claims-reason-field"),
                description=t.plain("claims-reason-hint"),
                long=True,
                required=False,
                most=rules.NOTE_LIMIT,
            ),
        ),
    )


def _head(added: Safe | None, held: Safe | None) -> list[Block]:
    blocks: list[Block] = []
    if added is not None:
        blocks.append(Text(added))
    if held is not None:
        blocks.append(Text(held))
    return [*blocks, Divider()] if blocks else blocks


def _line(one: Standing, t: Translator) -> Safe:
    claim = one.claim
    lines = [
        t("claims-line", network=titled(claim), role=t(f"claims-role-{claim.role}")),
        t("claims-queue-who", who=markup.user(claim.user_id), since=markup.time(claim.created_at, "R"))
        if claim.state is ClaimState.WAITING
        else t(
            "claims-verified-who",
            who=markup.user(claim.user_id),
            proof=t(f"claims-proof-{claim.proof or 'organiser'}"),
            ends=markup.time(claim.expires_at or claim.updated_at, "D"),
        ),
    ]
    if claim.state is ClaimState.WAITING and claim.token_place is not None:
        lines.append(t("claims-queue-proven", place=t(f"claims-place-{claim.token_place}")))
        if not claim.vouched:
            lines.append(t("claims-queue-unvouched", website=claim.website or "?"))
    if one.conflicts:
        lines.append(
            t("claims-queue-conflict", others=joined((markup.user(two) for two in one.others[:5]), " "))
        )
    return joined(lines)
