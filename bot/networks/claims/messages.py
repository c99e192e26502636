"""What members see of their claims, and what the outbox sends about them. What organisers see is in `queue_messages.py`."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.networks.claims import rules
from bot.networks.claims.records import Standing
from bot.networks.claims.rules import OPEN, Answer, Claim, ClaimRole, ClaimState, Look, Place
from bot.networks.claims.service import Checked
from bot.networks.rules import placeholder
from bot.networks.sources.rules import domain_of
from bot.ui import cards
from bot.ui.cards import Block, Button, Card, Divider, Facts, Item, Note, Option, Row, Select, Text, Tone
from bot.ui.confirm import confirm_card
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

PAGE: Final = 6
_LONGEST_NAME: Final = 80
_TONES: Final = {ClaimState.WAITING: Tone.NEUTRAL, ClaimState.VERIFIED: Tone.SUCCESS}


def titled(claim: Claim) -> str:
    """ "AS3333 · Its name", as it is stored; the number alone where nobody told a name."""
    number = placeholder(claim.asn)
    return number if claim.network == number else f"{number} · {clip(claim.network, _LONGEST_NAME)}"


def role_name(role: ClaimRole, t: Translator) -> str:
    """What a member is at a network, where no markdown is rendered."""
    return t.plain(f"claims-role-{role}")


def claim_card(standing: Standing, t: Translator, *, now: dt.datetime, added: Safe | None = None) -> Card:
    """A member's own claim: where it stands, what comes next, and what they may change. `added`: what just happened."""
    claim = standing.claim
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    blocks.append(Text(_state(standing, t, now=now)))
    if claim.state not in OPEN:
        return Card(
            title=t("claims-title", network=titled(claim)),
            tone=Tone.WARNING,
            blocks=(*blocks, Row((_list_button(claim, t),))),
        )
    facts = [
        (t("claims-fact-role"), t(f"claims-role-{claim.role}")),
        (t("claims-fact-contact"), t("claims-contact-yes" if claim.contact else "claims-contact-no")),
    ]
    if claim.state is ClaimState.VERIFIED and claim.expires_at is not None:
        facts.append((t("claims-fact-until"), markup.time(claim.expires_at, "D")))
        if standing.role_id is not None:
            facts.append((t("claims-fact-given"), _given(standing, t)))
    blocks += [
        Facts(tuple(facts)),
        Row(_actions(claim, t, now=now)),
        Select(
            press=press("network.claim-role", claim.guild_id, claim.id),
            placeholder=t.plain("claims-choose-role"),
            options=tuple(
                Option(label=role_name(one, t), value=one.value, chosen=one is claim.role)
                for one in ClaimRole
            ),
        ),
        Note(t("claims-contact-note")),
    ]
    return Card(
        title=t("claims-title", network=titled(claim)), tone=_TONES[claim.state], blocks=tuple(blocks)
    )


def claimed(*, new: bool, t: Translator) -> Safe:
    """The sentence on what /network claim did."""
    return t("claims-made") if new else t("claims-there-already")


def mine(page: Page[Standing], guild_id: int, t: Translator, *, now: dt.datetime) -> Card:
    """A member's claims, with the way to each."""
    blocks: list[Block] = []
    if not page.items:
        blocks.append(Text(t("claims-none")))
    blocks += [
        Item(
            body=joined(
                (
                    t("claims-line", network=titled(one.claim), role=t(f"claims-role-{one.claim.role}")),
                    _state(one, t, now=now),
                )
            ),
            button=Button(
                label=t.plain("claims-open"), press=press("network.claim", one.claim.guild_id, one.claim.id)
            ),
        )
        for one in page.items
    ]
    if page.count > 1:
        blocks.append(pager_row("network.claim-list", page, guild_id, t=t))
    return Card(title=t("claims-mine-title"), blocks=tuple(blocks))


def token_card(standing: Standing, t: Translator) -> Card:
    """The token, where it goes, and the button that looks for it."""
    claim = standing.claim
    until = rules.token_until(claim)
    domain = None if claim.website is None else domain_of(claim.website)
    places = [t("claims-put-peeringdb")]
    if domain is None:
        places.append(t("claims-put-dns-unknown", label=_code(f"{rules.DNS_LABEL}.")))
    else:
        places.append(t("claims-put-dns", name=_code(f"{rules.DNS_LABEL}.{domain}"), domain=_code(domain)))
    blocks: list[Block] = [
        Text(t("claims-token-how", network=titled(claim))),
        Text(markup.verbatim(rules.token_text(claim.token or ""))),
        Text(joined(places)),
    ]
    if standing.conflicts:
        blocks.append(Text(t("claims-token-conflict")))
    if until is not None:
        blocks.append(Note(t("claims-token-note", until=markup.time(until))))
    blocks.append(
        Row(
            (
                _button("claims-check", "network.claim-check", claim, t, style=cards.Style.PRIMARY),
                _button("claims-back", "network.claim", claim, t),
            )
        )
    )
    return Card(title=t("claims-token-title", network=titled(claim)), blocks=tuple(blocks))


def checked(result: Checked, t: Translator, *, now: dt.datetime) -> Card:
    """What a look for the token found, and what to do."""
    claim = result.standing.claim
    if result.found is not None:
        where = next(one for one in result.looks if one.place is result.found)
        place = _place(where, t)
        if claim.state is ClaimState.VERIFIED:
            added = t("claims-found", place=place)
        elif result.vouched:
            added = t("claims-found-conflict", place=place)
        else:
            added = t("claims-found-unvouched", place=place)
        return claim_card(result.standing, t, now=now, added=added)
    lines = [
        t("claims-look-line", place=_place(one, t), answer=t(f"claims-answer-{one.answer}"))
        for one in result.looks
    ]
    unreached = any(one.answer is Answer.UNREACHABLE for one in result.looks)
    return Card(
        title=t("claims-missing-title"),
        tone=Tone.WARNING,
        blocks=(
            Text(joined(lines)),
            Text(t("claims-missing-unreached") if unreached else t("claims-missing-how")),
            Text(markup.verbatim(rules.token_text(claim.token or ""))),
            Row(
                (
                    _button("claims-check-again", "network.claim-check", claim, t, style=cards.Style.PRIMARY),
                    _button("claims-back", "network.claim", claim, t),
                )
            ),
        ),
    )


def withdraw_card(claim: Claim, t: Translator) -> Card:
    """Asks before a claim is taken back."""
    return confirm_card(
        t("claims-withdraw-title", network=titled(claim)),
        (
            Text(
                t(
                    "claims-withdraw-verified"
                    if claim.state is ClaimState.VERIFIED
                    else "claims-withdraw-waiting"
                )
            ),
        ),
        Button(
            label=t.plain("claims-withdraw"),
            press=press("network.claim-withdraw-confirm", claim.guild_id, claim.id, claim.version),
            style=cards.Style.DANGER,
        ),
        t,
        press("network.claim", claim.guild_id, claim.id),
    )


def withdrawn(claim: Claim, t: Translator) -> Card:
    """It was taken back."""
    return Card(
        title=t("claims-mine-title"),
        tone=Tone.SUCCESS,
        blocks=(Text(t("claims-withdrawn", network=titled(claim))),),
    )


# What the outbox sends


def notice(shown: Sequence[Standing], total: int, t: Translator) -> Card:
    """To organisers: claims wait."""
    lines = [
        t(
            "claims-notice-line",
            network=titled(one.claim),
            who=markup.user(one.claim.user_id),
            conflict="yes" if one.conflicts else "no",
        )
        for one in shown
    ]
    if total > len(shown):
        lines.append(t("claims-notice-more", count=total - len(shown)))
    button = Button(
        label=t.plain("claims-open-queue"), press=press("network.queue", 1), style=cards.Style.PRIMARY
    )
    return Card(title=t("claims-notice-title", count=total), blocks=(Text(joined(lines)), Row((button,))))


def answer(claim: Claim, t: Translator) -> Card:
    """To whoever claimed: what became of it."""
    tone = Tone.SUCCESS if claim.state is ClaimState.VERIFIED else Tone.WARNING
    blocks: list[Block] = [Text(t(f"claims-told-{claim.state}", network=titled(claim)))]
    if claim.note:
        blocks.append(Text(t("claims-reason", reason=claim.note)))
    if claim.state is ClaimState.VERIFIED:
        blocks.append(Row((_button("claims-open", "network.claim", claim, t, style=cards.Style.PRIMARY),)))
    return Card(title=t("claims-title", network=titled(claim)), tone=tone, blocks=tuple(blocks))


def question(claim: Claim, t: Translator) -> Card:
    """To whoever speaks for a network: do they still?"""
    ends = claim.expires_at or claim.updated_at
    return Card(
        title=t("claims-ask-title", network=titled(claim)),
        blocks=(
            Text(t("claims-ask", ends=markup.time(ends, "D"))),
            Row(
                (
                    _button("claims-confirm", "network.claim-renew", claim, t, style=cards.Style.PRIMARY),
                    _button("claims-no-longer", "network.claim-withdraw", claim, t),
                )
            ),
        ),
    )


def mention(people: Sequence[int], ends: dt.datetime, t: Translator) -> Card:
    """To several, where others read it: it names no network."""
    who = joined((markup.user(one) for one in people), " ")
    button = Button(
        label=t.plain("claims-mention-open"), press=press("network.mine", 1), style=cards.Style.PRIMARY
    )
    return Card(
        title=t("claims-mention-title"),
        blocks=(Text(t("claims-mention", who=who, ends=markup.time(ends, "D"))), Row((button,))),
    )


# Parts


def _state(standing: Standing, t: Translator, *, now: dt.datetime) -> Safe:
    claim = standing.claim
    if claim.state is ClaimState.WAITING:
        if claim.token_place is not None:
            return t("claims-state-proven" if claim.vouched else "claims-state-unvouched")
        return t("claims-state-conflict") if standing.conflicts else t("claims-state-waiting")
    if claim.state is ClaimState.VERIFIED and not claim.holds(now):
        return t("claims-state-expired")
    if claim.state is ClaimState.VERIFIED:
        if rules.is_due_again(claim, now) and claim.expires_at is not None:
            return t("claims-state-due", ends=markup.time(claim.expires_at, "R"))
        return t("claims-state-verified")
    if claim.note:
        return t(f"claims-state-{claim.state}-why", reason=claim.note)
    return t(f"claims-state-{claim.state}")


def _actions(claim: Claim, t: Translator, *, now: dt.datetime) -> tuple[Button, ...]:
    buttons = []
    if claim.state is ClaimState.WAITING:
        buttons.append(_button("claims-prove", "network.claim-token", claim, t, style=cards.Style.PRIMARY))
    elif rules.is_due_again(claim, now):
        buttons.append(_button("claims-confirm", "network.claim-renew", claim, t, style=cards.Style.PRIMARY))
    contact = press("network.claim-contact", claim.guild_id, claim.id, int(not claim.contact))
    label = t.plain("claims-contact-hide" if claim.contact else "claims-contact-show")
    return (
        *buttons,
        Button(label=label, press=contact),
        _button("claims-withdraw", "network.claim-withdraw", claim, t),
        _list_button(claim, t),
    )


def _button(
    key: str, route: str, claim: Claim, t: Translator, *, style: cards.Style = cards.Style.SECONDARY
) -> Button:
    return Button(label=t.plain(key), press=press(route, claim.guild_id, claim.id), style=style)


def _given(standing: Standing, t: Translator) -> Safe:
    role_id = standing.role_id
    if role_id is None:
        return t("claims-role-none")
    role = markup.role(role_id)
    return role if standing.claim.role_id == role_id else t("claims-role-coming", role=role)


def _place(look: Look, t: Translator) -> Safe:
    if look.place in (Place.LABEL, Place.DOMAIN) and look.where:
        return t("claims-place-name", name=_code(look.where))
    return t(f"claims-place-{look.place}")


def _code(name: str) -> Safe:
    """A name in DNS, to be copied: of letters, digits, hyphens, underscores and dots alone."""
    return Safe(f"`{name}`")


def _list_button(claim: Claim, t: Translator) -> Button:
    """It names the guild: the card may stand in a direct message."""
    return Button(label=t.plain("claims-mine"), press=press("network.claim-list", claim.guild_id, 1))
