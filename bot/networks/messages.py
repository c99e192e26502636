"""What members see of networks: one of them, the list, what was found, where it is, and the form for upstreams."""

from collections.abc import Sequence

from bot.language import markup
from bot.language.catalogue import Translator
from bot.language.safe_text import Safe, clip, joined
from bot.limits import CHOICE_NAME
from bot.networks.claims.rules import ClaimRole
from bot.networks.records import Followed, Listed, Results, Shown, Upstreams
from bot.networks.rules import Network, Policy, Presence, PresenceKind, Source, placeholder
from bot.ui.cards import (
    Block,
    Button,
    Card,
    Divider,
    Facts,
    Form,
    Item,
    Note,
    Option,
    RadioField,
    Row,
    Style,
    Text,
    TextField,
    Tone,
)
from bot.ui.pages import Page, pager_row
from bot.ui.routes import press

PAGE, PLACES_PAGE = 8, 25
_SHARED, _OTHERS, _CONTACTS, _UPSTREAMS = 10, 5, 5, 12
"""How many of each stand on the card; the others are counted."""
_TITLE, _PLACE = 80, 60


def card(one: Shown, t: Translator, *, added: Safe | None = None, may_speak: bool = True) -> Card:
    """A network as its reader sees it. `added` is a sentence on what just happened."""
    blocks: list[Block] = [] if added is None else [Text(added), Divider()]
    blocks.append(Text(joined(_standing(one, t))))
    facts = _facts(one, t)
    if facts:
        blocks.append(Facts(facts))
    blocks.append(Note(joined(_sources(one, t))))
    blocks += _buttons(one, t, may_speak=may_speak)
    return Card(
        title=t("networks-title-nameless", asn=str(one.asn))
        if one.name == placeholder(one.asn)
        else t("networks-title", asn=str(one.asn), name=clip(one.name, _TITLE)),
        tone=Tone.SUCCESS if one.verified else Tone.NEUTRAL,
        blocks=tuple(blocks),
    )


def followed(done: Followed, t: Translator) -> Safe:
    """The sentence on what following, or unfollowing, did."""
    name = done.shown.name
    if done.follows:
        return t("networks-followed" if done.changed else "networks-followed-already", name=name)
    return t("networks-unfollowed" if done.changed else "networks-unfollowed-already", name=name)


def refreshed(one: Shown, t: Translator) -> Safe:
    """The sentence on what asking again brought."""
    silent = one.silence is not None or (one.facts is not None and one.facts.stale)
    return t("networks-refreshed-silent") if silent else t("networks-refreshed")


def places(one: Shown, page: Page[Presence], t: Translator) -> Card:
    """Every place where a network is, those in common first."""
    shared = set(one.shared)
    lines = [
        t("networks-place-shared", place=_place(place, t)) if place in shared else _place(place, t)
        for place in page.items
    ]
    blocks: list[Block] = [Text(joined(lines) if lines else t("networks-places-empty"))]
    if page.count > 1:
        blocks.append(pager_row("network.places", page, one.asn, t=t))
    back = Button(label=t.plain("networks-back"), press=press("network.show", one.asn))
    return Card(
        title=t("networks-places-title", name=clip(one.name, _TITLE)),
        blocks=(*blocks, Row((back,))),
    )


def listing(page: Page[Listed], total: int, t: Translator, *, organises: bool) -> Card:
    """The guild's networks. `organises`: the reader may import."""
    blocks: list[Block] = []
    if not page.items:
        blocks.append(Text(t("networks-empty-organiser") if organises else t("networks-empty")))
    else:
        blocks.append(Text(t("networks-count", count=total)))
    blocks += [_item(one, t) for one in page.items]
    if page.count > 1:
        blocks.append(pager_row("network.list", page, t=t))
    return Card(title=t("networks-list-title"), blocks=tuple(blocks))


def results(found: Results, t: Translator) -> Card:
    """A page of what was found, or what to do where nothing was."""
    blocks: list[Block] = []
    if not found.page.items:
        blocks.append(Text(t("networks-found-nothing")))
    blocks += [_item(one, t) for one in found.page.items]
    if found.page.count > 1:
        blocks.append(pager_row("network.found", found.page, found.search_id, t=t))
    if found.full:
        blocks.append(Note(t("networks-found-full")))
    blocks.append(Row((Button(label=t.plain("networks-all"), press=press("network.list", 1)),)))
    return Card(title=t("networks-found-title", term=found.term), blocks=tuple(blocks))


def choice(network: Network, t: Translator) -> str:
    """A network among what an option offers."""
    name = clip(network.name, 60)
    if network.organisation is None or network.organisation == network.name:
        label = t.plain("networks-choice", asn=str(network.asn), name=name)
    else:
        label = t.plain(
            "networks-choice-of", asn=str(network.asn), name=name, organisation=clip(network.organisation, 40)
        )
    return clip(label, CHOICE_NAME)


def upstreams_form(found: Upstreams, t: Translator) -> Form:
    """The AS numbers of a network's upstreams, to be changed."""
    return Form(
        title=t.plain("networks-upstreams-title", asn=str(found.asn)),
        press=press("network.upstreams-save", found.asn, found.mark),
        fields=(
            TextField(
                key="asns",
                label=t.plain("networks-upstreams-field"),
                description=t.plain("networks-upstreams-hint"),
                value="\n".join(f"AS{asn}" for asn in found.asns),
                long=True,
                required=False,
                most=1000,
            ),
        ),
    )


def speak_form(asn: int, t: Translator) -> Form:
    """What its member is at a network that they speak for."""
    return Form(
        title=t.plain("networks-speak-title", asn=str(asn)),
        press=press("network.speak-save", asn),
        fields=(
            RadioField(
                key="role",
                label=t.plain("networks-speak-role"),
                options=tuple(
                    Option(label=t.plain(f"networks-role-{role}"), value=role.value) for role in ClaimRole
                ),
            ),
        ),
    )


def country(code: str) -> Safe:
    """A country by its flag and its code: the same in every language."""
    flag = "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)
    return Safe(f"{flag} {code}") if code.isascii() and code.isalpha() and code.isupper() else Safe(code)


# Parts of the card


def _standing(one: Shown, t: Translator) -> list[Safe]:
    """Whether it is known here, and who is shown to speak for it."""
    if not one.known:
        lines = [t("networks-not-known")]
        if one.silence is not None:
            lines.append(t(f"networks-silence-{one.silence}"))
        elif one.facts is None:
            lines.append(t("networks-nobody-knows"))
        if one.routes is not None and one.routes.announced:
            lines.append(
                t(
                    "networks-announced",
                    v4=one.routes.prefixes4 or 0,
                    v6=one.routes.prefixes6 or 0,
                )
            )
        return lines
    lines = [t("networks-verified", count=one.speakers) if one.verified else t("networks-unverified")]
    if one.speaks:
        lines.append(t("networks-yours"))
    return lines


def _facts(one: Shown, t: Translator) -> tuple[tuple[Safe, Safe], ...]:
    rows: list[tuple[Safe, Safe]] = []
    facts = one.facts
    if facts is not None:
        if facts.organisation is not None:
            rows.append(
                (
                    t("networks-fact-organisation"),
                    _organisation(facts.organisation.name, facts.organisation.country, t),
                )
            )
        if facts.policy is not Policy.UNKNOWN:
            rows.append((t("networks-fact-policy"), t(f"networks-policy-{facts.policy}")))
        if facts.website is not None:
            rows.append((t("networks-fact-website"), t("networks-value", value=clip(facts.website, 120))))
        if facts.as_set is not None:
            rows.append((t("networks-fact-as-set"), t("networks-value", value=clip(facts.as_set, 120))))
    rows += _where(one, t)
    if one.upstreams:
        rows.append(
            (
                t("networks-fact-upstreams"),
                _limited([_upstream(asn, name, t) for asn, name in one.upstreams], _UPSTREAMS, t),
            )
        )
    if one.contacts:
        people = [
            t("networks-contact", who=markup.user(who.user_id), role=t(f"networks-role-{who.role}"))
            for who in one.contacts
        ]
        rows.append((t("networks-fact-contacts"), _limited(people, _CONTACTS, t)))
    if one.known:
        rows.append((t("networks-fact-followers"), _followers(one, t)))
    return tuple(rows)


def _where(one: Shown, t: Translator) -> list[tuple[Safe, Safe]]:
    """In common with one's own networks first; then the others, exchanges before facilities."""
    rows = []
    if one.shared:
        rows.append(
            (t("networks-fact-shared"), _limited([_place(place, t) for place in one.shared], _SHARED, t))
        )
    elif one.others and one.has_networks and not one.speaks:
        rows.append((t("networks-fact-shared"), t("networks-nothing-shared")))
    for kind, label in (
        (
            PresenceKind.EXCHANGE,
            t("networks-fact-exchanges-others") if one.shared else t("networks-fact-exchanges"),
        ),
        (
            PresenceKind.FACILITY,
            t("networks-fact-facilities-others") if one.shared else t("networks-fact-facilities"),
        ),
    ):
        those = [_place(place, t) for place in one.others if place.kind is kind]
        if those:
            rows.append((label, _limited(those, _OTHERS, t)))
    return rows


def _sources(one: Shown, t: Translator) -> list[Safe]:
    """Where each fact came from, and how old it is."""
    lines = []
    facts = one.facts
    if facts is not None:
        when = markup.time(facts.at, "R")
        if facts.source is Source.MEMBER:
            lines.append(t("networks-source-member", when=when))
        else:
            lines.append(t(f"networks-source-{facts.source}", when=when))
        if facts.stale:
            lines.append(t("networks-stale"))
        elif one.old:
            lines.append(t("networks-old"))
    if one.upstreams:
        lines.append(t("networks-source-upstreams"))
    if one.contacts:
        lines.append(t("networks-source-contacts"))
    if not lines:
        lines.append(t("networks-source-nobody"))
    return lines


def _buttons(one: Shown, t: Translator, *, may_speak: bool) -> list[Row]:
    first = []
    if one.follows:
        first.append(Button(label=t.plain("networks-unfollow"), press=press("network.unfollow", one.asn)))
    else:
        first.append(
            Button(
                label=t.plain("networks-follow"), press=press("network.follow", one.asn), style=Style.PRIMARY
            )
        )
    if may_speak and not one.speaks:
        first.append(Button(label=t.plain("networks-speak"), press=press("network.speak", one.asn)))
    first.append(Button(label=t.plain("networks-refresh"), press=press("network.refresh", one.asn)))
    second = []
    if len(one.others) + len(one.shared):
        second.append(Button(label=t.plain("networks-places"), press=press("network.places", one.asn, 1)))
    if one.may_list:
        second.append(
            Button(label=t.plain("networks-list-upstreams"), press=press("network.upstreams", one.asn))
        )
    return [Row(tuple(row)) for row in (first, second) if row]


def _item(one: Listed, t: Translator) -> Item:
    network = one.network
    name = t("networks-line-name", name=clip(network.name, _TITLE), asn=str(network.asn))
    lines = [t("networks-line-verified", name=name) if network.verified_at is not None else name]
    parts = []
    if network.organisation is not None:
        parts.append(_organisation(network.organisation, network.country, t))
    if network.policy is not Policy.UNKNOWN:
        parts.append(t(f"networks-line-policy-{network.policy}"))
    if one.exchanges:
        parts.append(t("networks-line-exchanges", count=one.exchanges))
    if one.facilities:
        parts.append(t("networks-line-facilities", count=one.facilities))
    if parts:
        lines.append(joined(parts, " · "))
    if one.at is not None:
        lines.append(t("networks-line-at", place=clip(one.at, _PLACE)))
    return Item(
        body=joined(lines),
        button=Button(label=t.plain("networks-show"), press=press("network.show", network.asn)),
    )


def _organisation(name: str, code: str | None, t: Translator) -> Safe:
    shown = clip(name, _TITLE)
    if code is None:
        return t("networks-value", value=shown)
    return t("networks-organisation", name=shown, country=country(code))


def _upstream(asn: int, name: str | None, t: Translator) -> Safe:
    if name is None:
        return t("networks-number", asn=str(asn))
    return t("networks-number-name", asn=str(asn), name=clip(name, _PLACE))


def _place(one: Presence, t: Translator) -> Safe:
    name = clip(one.name, _PLACE)
    if one.speed is None:
        return t("networks-value", value=name)
    if one.speed >= 1000:
        return t("networks-place-gigabits", name=name, speed=round(one.speed / 1000, 1))
    return t("networks-place-megabits", name=name, speed=one.speed)


def _followers(one: Shown, t: Translator) -> Safe:
    if one.follows:
        return t("networks-followers-you", count=one.followers)
    return t("networks-followers", count=one.followers)


def _limited(parts: Sequence[Safe], most: int, t: Translator) -> Safe:
    """The first of them, and how many there are beyond."""
    shown = joined(parts[:most], ", ")
    return shown if len(parts) <= most else t("networks-more", shown=shown, count=len(parts) - most)
